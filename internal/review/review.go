// Package review keeps an organisation's control of what its own users have
// read: a random sample and readings that follow a pattern, each judged, the
// whole signed (SoLPuL 2001:454 10 §, sweden.md L22; HSLF-FS 2016:40 4 kap.
// 9 §, reliability.md). It names rows of the log by number and holds nothing
// about persons.
package review

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
)

// Pattern is why a reading is to be judged.
type Pattern string

// The patterns.
const (
	Sample    Pattern = "sample"    // chosen by chance
	Refused   Pattern = "refused"   // tried to read what was not hers
	Outside   Pattern = "outside"   // searched for somebody of whom the unit has no case or request
	Many      Pattern = "many"      // many persons in short time
	Namesake  Pattern = "namesake"  // reader and person have the same family name
	Protected Pattern = "protected" // the person's identity is protected
	Hours     Pattern = "hours"     // at night, at a weekend, on a holiday
)

// Patterns lists the patterns in the order in which they are shown.
func Patterns() []Pattern {
	return []Pattern{Refused, Outside, Protected, Namesake, Many, Hours, Sample}
}

// Verdict is how a reading was judged.
type Verdict string

// The verdicts.
const (
	Unjudged Verdict = ""
	OK       Verdict = "ok"
	Asked    Verdict = "asked"  // the user has been asked, and has explained
	Breach   Verdict = "breach" // is taken further by the organisation
)

// Verdicts lists what can be judged.
func Verdicts() []Verdict { return []Verdict{OK, Asked, Breach} }

const (
	mostWords   = 2000
	mostReviews = 200 // in the list of an organisation
	// MostRows is the most readings of one control.
	MostRows = 500
)

// Review is the control of one period.
type Review struct {
	ID       id.Review
	Org      id.Org
	From, To string // dates, both included
	DueOn    string
	MadeAt   time.Time
	Readings int64 // in the period
	Rows     int   // to be judged
	Judged   int
	Breaches int
	Words    string
	SignedBy id.User
	SignedAs id.Function
	SignedAt time.Time // zero until signed
	Version  int64
}

// Signed reports whether the control is finished.
func (r Review) Signed() bool { return !r.SignedAt.IsZero() }

// Left is how many readings wait to be judged.
func (r Review) Left() int { return r.Rows - r.Judged }

// Late reports whether the control should have been finished by a day.
func (r Review) Late(today string) bool { return !r.Signed() && r.DueOn < today }

// Row is one reading to be judged.
type Row struct {
	ID       id.ReviewRow
	Review   id.Review
	Seq      int64 // of the log
	Patterns []Pattern
	Verdict  Verdict
	Words    string
	JudgedBy id.User
	JudgedAt time.Time
	Version  int64
}

// Pick is a reading that has been chosen.
type Pick struct {
	Seq      int64
	Patterns []Pattern
}

// New is what a control begins with.
type New struct {
	Org      id.Org
	From, To string
	DueOn    string
	Readings int64
	Picks    []Pick
}

// Make begins the control of a period; false when it has begun already.
func Make(ctx context.Context, tx *db.Tx, n New) (bool, error) {
	r := id.New[id.Review]()
	made, err := tx.Exec(ctx, `insert into review (id, organisation_id, from_day, to_day, due_on, made_at, readings)
		values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing`, r, n.Org, n.From, n.To, n.DueOn, db.Micros(tx.Now), n.Readings)
	if err != nil || made == 0 {
		return false, err
	}
	for _, p := range n.Picks[:min(len(n.Picks), MostRows)] {
		if _, err := tx.Exec(ctx, `insert into review_row (id, review_id, seq, patterns) values ($1, $2, $3, $4)`,
			id.New[id.ReviewRow](), r, p.Seq, join(p.Patterns)); err != nil {
			return false, err
		}
	}
	return true, nil
}

func join(all []Pattern) string {
	words := make([]string, len(all))
	for i, p := range all {
		words[i] = string(p)
	}
	return strings.Join(words, ",")
}

const columns = `v.id, v.organisation_id, v.from_day, v.to_day, v.due_on, v.made_at, v.readings, v.words, coalesce(v.signed_by, ''),
	coalesce(v.signed_as, ''), coalesce(v.signed_at, 0), v.version,
	(select count(*) from review_row w where w.review_id = v.id), (select count(*) from review_row w where w.review_id = v.id and w.verdict <> ''),
	(select count(*) from review_row w where w.review_id = v.id and w.verdict = 'breach')`

func scan(row db.Scan) (r Review, err error) {
	var made, signed int64
	err = row(&r.ID, &r.Org, &r.From, &r.To, &r.DueOn, &made, &r.Readings, &r.Words, &r.SignedBy, &r.SignedAs, &signed, &r.Version,
		&r.Rows, &r.Judged, &r.Breaches)
	r.MadeAt = db.Time(made)
	if signed != 0 {
		r.SignedAt = db.Time(signed)
	}
	return r, err
}

// List returns the controls of an organisation, the newest first.
func List(ctx context.Context, tx *db.Tx, o id.Org) ([]Review, error) {
	return db.All(ctx, tx, scan, `select `+columns+` from review v where v.organisation_id = $1 order by v.from_day desc limit $2`, o, mostReviews)
}

// Waiting returns the controls of an organisation that are not signed, the first
// due first.
func Waiting(ctx context.Context, tx *db.Tx, o id.Org, most int) ([]Review, error) {
	return db.All(ctx, tx, scan, `select `+columns+` from review v where v.organisation_id = $1 and v.signed_at is null
		order by v.due_on, v.from_day limit $2`, o, most)
}

// Latest returns the first day of the last period that each organisation has
// begun to control.
func Latest(ctx context.Context, tx *db.Tx) (map[id.Org]string, error) {
	all := map[id.Org]string{}
	err := tx.Each(ctx, func(scan db.Scan) error {
		var o id.Org
		var from string
		err := scan(&o, &from)
		all[o] = from
		return err
	}, `select organisation_id, max(from_day) from review group by organisation_id`)
	return all, err
}

// Due is a control that those who judge are to be reminded of.
type Due struct {
	ID       id.Review
	Org      id.Org
	Reminded int64 // how many times
}

// ToRemind lists unsigned controls that are due by a day and have not been
// reminded of, and those that are late and have been reminded of once at most.
func ToRemind(ctx context.Context, tx *db.Tx, soon string, most int) ([]Due, error) {
	return db.All(ctx, tx, func(scan db.Scan) (d Due, err error) { return d, scan(&d.ID, &d.Org, &d.Reminded) },
		`select id, organisation_id, reminded from review where signed_at is null
		and (reminded = 0 and due_on <= $1 or reminded = 1 and due_on < $2) order by due_on, id limit $3`, soon, tx.Today(), most)
}

// Reminded notes that those who judge are reminded; false when another process
// did.
func Reminded(ctx context.Context, tx *db.Tx, d Due) (bool, error) {
	n, err := tx.Exec(ctx, `update review set reminded = reminded + 1 where id = $1 and reminded = $2 and signed_at is null`, d.ID, d.Reminded)
	return n > 0, err
}

// Get returns a control of the organisation; what is another's is missing.
func Get(ctx context.Context, tx *db.Tx, o id.Org, r id.Review) (Review, error) {
	all, err := db.All(ctx, tx, scan, `select `+columns+` from review v where v.id = $1 and v.organisation_id = $2`, r, o)
	if err != nil || len(all) == 0 {
		if err == nil {
			err = errs.Missing()
		}
		return Review{}, err
	}
	return all[0], nil
}

// Rows lists what is to be judged in a control, in the order of the log, after
// a row of it.
func Rows(ctx context.Context, tx *db.Tx, r id.Review, after int64, limit int) ([]Row, error) {
	return db.All(ctx, tx, func(row db.Scan) (w Row, err error) {
		var patterns string
		var judged int64
		err = row(&w.ID, &w.Review, &w.Seq, &patterns, &w.Verdict, &w.Words, &w.JudgedBy, &judged, &w.Version)
		for p := range strings.SplitSeq(patterns, ",") {
			w.Patterns = append(w.Patterns, Pattern(p))
		}
		if judged != 0 {
			w.JudgedAt = db.Time(judged)
		}
		return w, err
	}, `select id, review_id, seq, patterns, verdict, words, coalesce(judged_by, ''), coalesce(judged_at, 0), version
		from review_row where review_id = $1 and seq > $2 order by seq limit $3`, r, after, min(max(limit, 1), MostRows))
}

// Judgement is what a reviewer says of one reading.
type Judgement struct {
	Row     id.ReviewRow
	Verdict Verdict
	Words   string
	Version int64
}

// Check reports all that is wrong with the judgement. A reading that is not in
// order needs words.
func (j Judgement) Check() error {
	var f errs.Faults
	f.Check(slices.Contains(Verdicts(), j.Verdict), "verdict", "review.verdict.missing")
	f.Check(j.Words != "" || j.Verdict == OK, "words", "review.words.missing")
	f.Check(utf8.RuneCountInString(j.Words) <= mostWords, "words", "review.words.long")
	return f.Err()
}

// Judge notes a judgement of a control that is not signed.
func Judge(ctx context.Context, tx *db.Tx, r id.Review, j Judgement, by id.User) error {
	if err := j.Check(); err != nil {
		return err
	}
	n, err := tx.Exec(ctx, `update review_row set verdict = $1, words = $2, judged_by = $3, judged_at = $4, version = version + 1
		where id = $5 and review_id = $6 and version = $7 and exists (select 1 from review v where v.id = $6 and v.signed_at is null)`,
		j.Verdict, j.Words, by, db.Micros(tx.Now), j.Row, r, j.Version)
	if err == nil && n == 0 {
		err = errs.New(errs.Conflict, "review.row.changed")
	}
	return err
}

// Signature is what finishes a control.
type Signature struct {
	Words   string // the reviewer's summary
	Version int64
	By      id.User
	As      id.Function
}

// Check reports all that is wrong with the signature.
func (s Signature) Check() error {
	var f errs.Faults
	f.Check(s.Words != "", "words", "review.summary.missing")
	f.Check(utf8.RuneCountInString(s.Words) <= mostWords, "words", "review.words.long")
	return f.Err()
}

// Sign finishes a control: nothing in it changes afterwards.
func Sign(ctx context.Context, tx *db.Tx, r id.Review, s Signature) error {
	if err := s.Check(); err != nil {
		return err
	}
	n, err := tx.Exec(ctx, `update review set words = $1, signed_by = $2, signed_as = $3, signed_at = $4, version = version + 1
		where id = $5 and version = $6 and signed_at is null`, s.Words, s.By, s.As, db.Micros(tx.Now), r, s.Version)
	if err == nil && n == 0 {
		err = errs.New(errs.Conflict, "review.changed")
	}
	return err
}
