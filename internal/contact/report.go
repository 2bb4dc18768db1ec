package contact

import (
	"context"
	"slices"
	"strings"
	"time"

	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
)

// Kinds lists what can be wrong with a way in.
func Kinds() []string { return []string{"number", "function", "silence", "something_else"} }

const (
	// MostReport is the most characters that a report and its answer may have.
	MostReport = 500

	mostOpen    = 20 // reports of one way in that wait
	mostReports = 100
)

// Report says that a way in was wrong.
type Report struct {
	ID         id.WayReport
	Way        id.WayIn
	Kind       string
	Words      string
	By         id.Function
	ByName     string
	ByUnit     string
	At         time.Time
	Answer     string
	AnsweredAt time.Time
	AnswerName string // of the function that answered
	Version    int64
}

// Open reports whether nobody has answered the report.
func (r Report) Open() bool { return r.AnsweredAt.IsZero() }

// NewReport is what it takes to report a way in.
type NewReport struct {
	Way   id.WayIn
	Kind  string
	Words string
	By    id.Function
}

// Check reports all that is wrong with the report.
func (n NewReport) Check() error {
	var f errs.Faults
	f.Check(slices.Contains(Kinds(), n.Kind), "kind", "way.report.kind")
	f.Check(n.Kind != "something_else" || strings.TrimSpace(n.Words) != "", "words", "way.report.words.missing")
	checkWords(&f, "words", n.Words, MostReport, "way.report.words.long")
	return f.OneEach().Err()
}

// Tell notes that a way in was wrong.
func Tell(ctx context.Context, tx *db.Tx, n NewReport) (id.WayReport, error) {
	if err := n.Check(); err != nil {
		return "", err
	}
	var open int
	if _, err := tx.One(ctx, []any{&open}, `select count(*) from way_report where way_id = $1 and answered_at is null`, n.Way); err != nil {
		return "", err
	}
	if open >= mostOpen {
		return "", errs.New(errs.Conflict, "way.report.many")
	}
	r := id.New[id.WayReport]()
	_, err := tx.Exec(ctx, `insert into way_report (id, way_id, kind, words, by_function, at) values ($1, $2, $3, $4, $5, $6)`,
		r, n.Way, n.Kind, n.Words, n.By, db.Micros(tx.Now))
	return r, err
}

const reportQuery = `select r.id, r.way_id, r.kind, r.words, r.by_function, f.name, u.name, r.at, r.answer, coalesce(r.answered_at, 0), coalesce(b.name, ''), r.version
from way_report r join function f on f.id = r.by_function join unit u on u.id = f.unit_id left join function b on b.id = r.answered_by`

func scanReport(scan db.Scan) (r Report, err error) {
	var at, answered int64
	err = scan(&r.ID, &r.Way, &r.Kind, &r.Words, &r.By, &r.ByName, &r.ByUnit, &at, &r.Answer, &answered, &r.AnswerName, &r.Version)
	r.At, r.AnsweredAt = db.Time(at), db.Time(answered)
	return r, err
}

// Reports lists what was reported of a way in: what waits first, then the newest.
func Reports(ctx context.Context, tx *db.Tx, w id.WayIn) ([]Report, error) {
	return db.All(ctx, tx, scanReport, reportQuery+` where r.way_id = $1
order by case when r.answered_at is null then 0 else 1 end, r.at desc, r.id limit $2`, w, mostReports)
}

// ReportByID returns one report.
func ReportByID(ctx context.Context, tx *db.Tx, r id.WayReport) (Report, error) {
	return db.First(db.All(ctx, tx, scanReport, reportQuery+` where r.id = $1`, r))
}

// Answer closes a report with what was done about it.
func Answer(ctx context.Context, tx *db.Tx, r id.WayReport, words string, by id.Function, version int64) error {
	var f errs.Faults
	f.Check(strings.TrimSpace(words) != "", "answer", "way.report.answer.missing")
	checkWords(&f, "answer", words, MostReport, "way.report.words.long")
	if err := f.OneEach().Err(); err != nil {
		return err
	}
	n, err := tx.Exec(ctx, `update way_report set answer = $1, answered_by = $2, answered_at = $3, version = version + 1
where id = $4 and version = $5 and answered_at is null`, words, by, db.Micros(tx.Now), r, version)
	if err != nil || n == 1 {
		return err
	}
	now, err := ReportByID(ctx, tx, r)
	if err != nil {
		return err
	}
	return errs.Changed(now)
}
