package federation

import (
	"context"
	"slices"
	"strconv"
	"time"

	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
)

// The most parts that an effort has.
const (
	MostPhases = 12
	mostYears  = 20
)

// Phase is a part of an effort, from a day to a day. Phases may overlap.
type Phase struct{ Title, From, To string }

// SetPhases writes the phases of an effort anew.
func SetPhases(ctx context.Context, tx *db.Tx, e id.Effort, all []Phase, version int64, by id.Function) error {
	now, err := open(ctx, tx, e, version)
	if err != nil {
		return err
	}
	var f errs.Faults
	f.Check(len(all) <= MostPhases, "title_1", "federation.phase.many", "most", strconv.Itoa(MostPhases))
	for i, p := range all {
		n := "_" + strconv.Itoa(i+1)
		checkText(&f, "title"+n, p.Title, MostTitle, true)
		from := checkDay(&f, "from"+n, p.From, true)
		to := checkDay(&f, "to"+n, p.To, true)
		f.Check(!from || !to || p.From <= p.To, "to"+n, "federation.dates.backwards")
		f.Check(!from || !to || now.covers(p.From, p.To), "from"+n, "federation.phase.outside", "first", now.StartsOn, "last", now.EndsOn)
	}
	if err := f.OneEach().Err(); err != nil {
		return err
	}
	if err := step(ctx, tx, e, version); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `delete from effort_phase where effort_id = $1`, e); err != nil {
		return err
	}
	for i, p := range all {
		if _, err := tx.Exec(ctx, `insert into effort_phase (effort_id, place, title, starts_on, ends_on) values ($1, $2, $3, $4, $5)`, e, i, p.Title, p.From, p.To); err != nil {
			return err
		}
	}
	return note(ctx, tx, e, "changed", by, "")
}

// Money is what an effort may cost in a year, and what it has cost.
type Money struct {
	Year     int
	Budgeted int64 // whole kronor
	Spent    int64
	Known    bool // what has been spent is known
}

// Years lists the years that an effort lasts in, as far as they are known.
func (e Effort) Years(today string) (all []int) {
	first, _ := strconv.Atoi(year(e.StartsOn))
	last, err := strconv.Atoi(year(e.EndsOn))
	if err != nil {
		last, _ = strconv.Atoi(year(today))
		last = max(last, first) + 1
	}
	for y := first; y <= last && len(all) < mostYears; y++ {
		all = append(all, y)
	}
	return all
}

func year(day string) string {
	if len(day) < 4 {
		return ""
	}
	return day[:4]
}

// SetMoney writes the money of an effort anew.
func SetMoney(ctx context.Context, tx *db.Tx, e id.Effort, all []Money, version int64, by id.Function) error {
	now, err := open(ctx, tx, e, version)
	if err != nil {
		return err
	}
	var f errs.Faults
	seen := []int{}
	for _, m := range all {
		y := "_" + strconv.Itoa(m.Year)
		checkKronor(&f, "budgeted"+y, m.Budgeted)
		if m.Known {
			checkKronor(&f, "spent"+y, m.Spent)
		}
		f.Check(slices.Contains(now.Years(tx.Today()), m.Year) && !slices.Contains(seen, m.Year), "budgeted"+y, "federation.money.year")
		seen = append(seen, m.Year)
	}
	if err := f.OneEach().Err(); err != nil {
		return err
	}
	if err := step(ctx, tx, e, version); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `delete from effort_money where effort_id = $1`, e); err != nil {
		return err
	}
	for _, m := range all {
		var spent any
		if m.Known {
			spent = m.Spent
		}
		if _, err := tx.Exec(ctx, `insert into effort_money (effort_id, year, budgeted, spent) values ($1, $2, $3, $4)`, e, m.Year, m.Budgeted, spent); err != nil {
			return err
		}
	}
	return note(ctx, tx, e, "changed", by, "")
}

// Note is an entry of the running evaluation of an effort.
type Note struct {
	On    string // date
	At    time.Time
	By    id.Function
	Words string
}

// Notes lists the evaluation of an effort, the newest first.
func Notes(ctx context.Context, tx *db.Tx, e id.Effort) ([]Note, error) {
	return db.All(ctx, tx, func(scan db.Scan) (n Note, err error) {
		var at int64
		err = scan(&n.On, &at, &n.By, &n.Words)
		n.At = db.Time(at)
		return n, err
	}, `select on_day, at, function_id, words from effort_note where effort_id = $1 order by on_day desc, id desc limit $2`, e, most)
}

// AddNote adds an entry to the evaluation of an effort, also after its end.
func AddNote(ctx context.Context, tx *db.Tx, e id.Effort, n Note) error {
	if _, err := EffortByID(ctx, tx, e); err != nil {
		return err
	}
	var f errs.Faults
	if checkDay(&f, "on", n.On, true) {
		f.Check(n.On <= tx.Today(), "on", "federation.note.early")
	}
	checkText(&f, "words", n.Words, MostWords, true)
	if err := f.OneEach().Err(); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `insert into effort_note (id, effort_id, on_day, at, function_id, words) values ($1, $2, $3, $4, $5, $6)`,
		id.New[id.Effort](), e, n.On, db.Micros(tx.Now), n.By, n.Words)
	return err
}

// Conclusion is how the federation goes on after an effort.
type Conclusion struct {
	Effort   id.Effort
	Version  int64
	Decision string
	On       string // date
	Words    string
	By       id.Function
}

// Take ends the effort with the decision.
func (c Conclusion) Take(ctx context.Context, tx *db.Tx) error {
	now, err := open(ctx, tx, c.Effort, c.Version)
	if err != nil {
		return err
	}
	var f errs.Faults
	f.Check(slices.Contains(Decisions(), c.Decision), "decision", "federation.decision.missing")
	if checkDay(&f, "on", c.On, true) {
		f.Check(c.On <= tx.Today(), "on", "federation.decision.early")
		f.Check(c.On >= now.StartsOn, "on", "federation.decision.before")
	}
	checkText(&f, "words", c.Words, MostWords, true)
	if err := f.OneEach().Err(); err != nil {
		return err
	}
	if err := step(ctx, tx, c.Effort, c.Version); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `update effort set state = 'ended', decision = $1, decided_on = $2, decision_words = $3,
		ends_on = case when ends_on = '' then $2 else ends_on end where id = $4`, c.Decision, c.On, c.Words, c.Effort); err != nil {
		return err
	}
	return note(ctx, tx, c.Effort, "concluded", c.By, "")
}

// Unfinished lists the efforts that are over while nobody has decided how the
// federation goes on.
func Unfinished(ctx context.Context, tx *db.Tx, f id.Function, limit int) ([]Effort, error) {
	return db.All(ctx, tx, scanEffort, effortColumns+`where e.state = 'under_way' and e.ends_on <> '' and e.ends_on < $1
		and exists (select 1 from function o where o.id = $2 and o.role = 'federation') order by e.ends_on, e.id limit $3`, tx.Today(), f, limit)
}
