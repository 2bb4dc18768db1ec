// Package federation keeps the federation's own affairs: members, shares, the
// wheel of its year, and the efforts that it pays for. It belongs to the
// structure level: nothing in it tells of a person.
package federation

import (
	"context"
	"strconv"
	"time"
	"unicode/utf8"

	"samverk/internal/access"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
)

// The limits of what can be entered.
const (
	MostKronor = 10_000_000_000
	MostWeight = 10_000_000
	MostTitle  = 120
	MostWords  = 4000
	FirstYear  = 2004 // the law on financial coordination is in force
	LastYear   = 2099

	most = 500 // rows of a list
)

// Points are the numbers of the six tasks that lag (2003:1210) 7 § gives the
// federation.
func Points() []int { return []int{1, 2, 3, 4, 5, 6} }

// Party is one of those who pay by lag (2003:1210) 5 §.
type Party string

// The parties.
const (
	State        Party = "state"        // through FK
	Region       Party = "region"       // one or several
	Municipality Party = "municipality" // all of them count as one
)

// Parties lists the parties in the order of the law.
func Parties() []Party { return []Party{State, Region, Municipality} }

// PartyOf returns the party that a sort of organisation belongs to, none for
// what cannot be a member.
func PartyOf(k access.Kind) Party {
	switch k {
	case access.FK, access.AF:
		return State
	case access.Vard:
		return Region
	case access.Kommun:
		return Municipality
	}
	return ""
}

// Event is something that was done with a task, an effort or a body.
type Event struct {
	At    time.Time
	Kind  string      // made, changed, done, undone, noted, concluded, seated
	By    id.Function // empty for the system
	Words string
}

// Events lists what has been done with a task, an effort or a body, the newest
// first.
func Events[T id.Task | id.Effort | id.Body](ctx context.Context, tx *db.Tx, of T) ([]Event, error) {
	return db.All(ctx, tx, func(scan db.Scan) (e Event, err error) {
		var at int64
		err = scan(&at, &e.Kind, &e.By, &e.Words)
		e.At = db.Time(at)
		return e, err
	}, `select at, kind, coalesce(function_id, ''), words from federation_event where subject = $1 order by at desc, id limit 100`, string(of))
}

func note[T id.Task | id.Effort | id.Body](ctx context.Context, tx *db.Tx, of T, kind string, by id.Function, words string) error {
	_, err := tx.Exec(ctx, `insert into federation_event (id, subject, at, kind, function_id, words) values ($1, $2, $3, $4, nullif($5, ''), $6)`,
		id.New[id.Effort](), string(of), db.Micros(tx.Now), kind, by, words)
	return err
}

// claimed says, of a change that names a version and reached n rows, that
// somebody was first where it reached none.
func claimed[T any](n int64, err error, stands func() (T, error)) error {
	if err != nil || n > 0 {
		return err
	}
	now, err := stands()
	if err != nil {
		return err
	}
	return errs.Changed(now)
}

// checkDay reports a day that is none, or lies in a year that cannot be meant.
func checkDay(f *errs.Faults, field, day string, needed bool) (fine bool) {
	if day == "" {
		f.Check(!needed, field, "federation.day.missing")
		return false
	}
	at, err := time.Parse(time.DateOnly, day)
	fine = err == nil && at.Year() >= FirstYear && at.Year() <= LastYear
	f.Check(fine, field, "federation.day.wrong", "first", strconv.Itoa(FirstYear), "last", strconv.Itoa(LastYear))
	return fine
}

func checkText(f *errs.Faults, field, text string, longest int, needed bool) {
	f.Check(text != "" || !needed, field, "federation.text.missing")
	f.Check(utf8.RuneCountInString(text) <= longest, field, "federation.text.long", "most", strconv.Itoa(longest))
}

func checkKronor(f *errs.Faults, field string, n int64) {
	f.Check(n >= 0 && n <= MostKronor, field, "federation.kronor.range", "most", strconv.Itoa(MostKronor))
}

// CheckYear reports a year that cannot be meant.
func CheckYear(f *errs.Faults, field string, year int) {
	f.Check(year >= FirstYear && year <= LastYear, field, "federation.year.range", "first", strconv.Itoa(FirstYear), "last", strconv.Itoa(LastYear))
}

// later returns the day so many years and days after another.
func later(day string, years, days int) string {
	at, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return ""
	}
	return at.AddDate(years, 0, days).Format(time.DateOnly)
}
