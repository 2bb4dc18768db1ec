// Package gauge keeps how those who work together judge that it works: the
// eight factors, the three pictures, and who works how with whom. An answer
// that is to be anonymous is only counted: it stands nowhere by itself.
package gauge

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"samverk/internal/access"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/factor"
	"samverk/internal/id"
)

// The kinds of rounds.
const (
	Factors = "factors" // self-assessment
	Ties    = "ties"    // who works how with whom
)

// Picture is what stands in the place of a factor where the picture is meant.
const Picture factor.Code = "picture"

const (
	// MostTitle and MostWords are the most characters of a round's title and of
	// a reason.
	MostTitle = 120
	MostWords = 600

	mostRounds = 200 // of an area, at once
	mostDays   = 366 // that a round is open
)

// Actors lists those who can be asked, in the order of the pages.
func Actors() []access.Kind {
	return []access.Kind{access.Kommun, access.Vard, access.FK, access.AF}
}

// Settings are what is decided about a round.
type Settings struct {
	Kind      string
	Forum     id.Forum // may be empty
	Title     string
	Set       factor.Set // of Factors
	Anonymous bool
	Actors    []access.Kind // who answer
	OpensOn   string
	ClosesOn  string
}

// Round is a time when those of an area are asked.
type Round struct {
	ID   id.Round
	Area id.Area
	Settings
	EndedOn string // where it was closed before its last day
	By      id.Function
	Version int64
}

// The states of a round.
const (
	Ahead  = "ahead"
	Open   = "open"
	Closed = "closed"
)

// State is how far a round has come on a day.
func (r Round) State(today string) string {
	switch {
	case r.EndedOn != "" || r.ClosesOn < today:
		return Closed
	case r.OpensOn > today:
		return Ahead
	}
	return Open
}

// Last is the day when the round closed, or is to close.
func (r Round) Last() string {
	if r.EndedOn != "" {
		return r.EndedOn
	}
	return r.ClosesOn
}

// Asks reports whether an actor is asked.
func (r Round) Asks(k access.Kind) bool { return slices.Contains(r.Actors, k) }

// Check reports every fault of s on a day. What has begun may have opened
// before it.
func (s Settings) Check(today string, begun bool) error {
	var f errs.Faults
	f.Check(s.Kind == Factors || s.Kind == Ties, "kind", "gauge.kind.unknown")
	f.Check(s.Title != "", "title", "gauge.title.missing")
	f.Check(utf8.RuneCountInString(s.Title) <= MostTitle, "title", "gauge.title.long")
	f.Check(!id.HasNumber(s.Title), "title", "text.identity.number")
	f.Check(s.Kind != Factors || len(s.Set.Factors()) > 0, "set", "gauge.set.unknown")
	f.Check(len(s.Actors) > 0, "actors", "gauge.actors.missing")
	for _, a := range s.Actors {
		f.Check(slices.Contains(Actors(), a), "actors", "gauge.actors.unknown")
	}
	opens, errO := time.Parse(time.DateOnly, s.OpensOn)
	closes, errC := time.Parse(time.DateOnly, s.ClosesOn)
	f.Check(errO == nil, "opens_on", "gauge.day.bad")
	f.Check(errC == nil, "closes_on", "gauge.day.bad")
	f.Check(errO != nil || begun || s.OpensOn >= today, "opens_on", "gauge.opens_on.past")
	f.Check(errC != nil || s.ClosesOn >= today, "closes_on", "gauge.closes_on.past")
	if errO == nil && errC == nil {
		f.Check(!closes.Before(opens), "closes_on", "gauge.closes_on.before")
		f.Check(closes.Sub(opens) <= mostDays*24*time.Hour, "closes_on", "gauge.closes_on.far")
	}
	return f.OneEach().Err()
}

const roundColumns = `r.id, r.area_id, r.kind, coalesce(r.forum_id, ''), r.title, r.factor_set, r.anonymous, r.actors, r.opens_on, r.closes_on,
	coalesce(r.ended_on, ''), r.function_id, r.version`

func scanRound(scan db.Scan) (r Round, err error) {
	var actors string
	err = scan(&r.ID, &r.Area, &r.Kind, &r.Forum, &r.Title, &r.Set, &r.Anonymous, &actors, &r.OpensOn, &r.ClosesOn, &r.EndedOn, &r.By, &r.Version)
	for a := range strings.SplitSeq(actors, ",") {
		r.Actors = append(r.Actors, access.Kind(a))
	}
	return r, err
}

func (s Settings) actors() string {
	var all []string
	for _, a := range Actors() {
		if slices.Contains(s.Actors, a) {
			all = append(all, string(a))
		}
	}
	return strings.Join(all, ",")
}

// Rounds lists the rounds of a kind in an area, the newest first.
func Rounds(ctx context.Context, tx *db.Tx, area id.Area, kind string) ([]Round, error) {
	return db.All(ctx, tx, scanRound, `select `+roundColumns+` from gauge_round r where r.area_id = $1 and r.kind = $2
		order by coalesce(r.ended_on, r.closes_on) desc, r.opens_on desc, r.id limit $3`, area, kind, mostRounds)
}

// Filter says which rounds a list shows, and from where on.
type Filter struct {
	Area   id.Area
	Kind   string
	Before string // first day and identifier of the last of the page before
	Last   string
	Limit  int
}

// Find lists rounds, those that opened last first.
func Find(ctx context.Context, tx *db.Tx, q Filter) ([]Round, error) {
	if q.Before == "" {
		q.Before = "9999"
	}
	return db.All(ctx, tx, scanRound, `select `+roundColumns+` from gauge_round r where r.area_id = $1 and r.kind = $2
		and (r.opens_on, r.id) < ($3, $4) order by r.opens_on desc, r.id desc limit $5`, q.Area, q.Kind, q.Before, q.Last, q.Limit)
}

// ByID returns one round.
func ByID(ctx context.Context, tx *db.Tx, r id.Round) (Round, error) {
	return db.First(db.All(ctx, tx, scanRound, `select `+roundColumns+` from gauge_round r where r.id = $1`, r))
}

// Begin enters a round in an area.
func Begin(ctx context.Context, tx *db.Tx, area id.Area, s Settings, by id.Function) (id.Round, error) {
	if err := s.Check(tx.Today(), false); err != nil {
		return "", err
	}
	if s.Kind == Ties {
		s.Set, s.Anonymous = "", false
	}
	r := id.New[id.Round]()
	_, err := tx.Exec(ctx, `insert into gauge_round (id, area_id, kind, forum_id, title, factor_set, anonymous, actors, opens_on, closes_on, function_id)
		values ($1, $2, $3, nullif($4, ''), $5, $6, $7, $8, $9, $10, $11)`,
		r, area, s.Kind, s.Forum, s.Title, string(s.Set), s.Anonymous, s.actors(), s.OpensOn, s.ClosesOn, by)
	return r, err
}

// Change changes a round that has not closed. Once somebody has answered, what
// was asked of whom, and whether anybody is to know, stays; that nobody is to
// know stays once it has opened: somebody may be writing her answer.
func Change(ctx context.Context, tx *db.Tx, r id.Round, version int64, s Settings) error {
	now, err := held(ctx, tx, r)
	if err != nil {
		return err
	}
	if now.State(tx.Today()) == Closed {
		return errs.New(errs.Conflict, "gauge.closed")
	}
	if now.Version != version {
		return errs.Changed(now)
	}
	s.Kind = now.Kind
	if now.Kind == Ties {
		s.Set, s.Anonymous = "", false
	}
	var f errs.Faults
	if err := f.Merge(s.Check(tx.Today(), s.OpensOn == now.OpensOn)); err != nil {
		return err
	}
	begun, err := tx.Has(ctx, `select 1 from gauge_answered where round_id = $1`, r)
	if err != nil {
		return err
	}
	f.Check(!begun || s.Set == now.Set, "set", "gauge.begun")
	f.Check(!begun || s.Anonymous == now.Anonymous, "anonymous", "gauge.begun")
	f.Check(now.State(tx.Today()) == Ahead || !now.Anonymous || s.Anonymous, "anonymous", "gauge.promised")
	f.Check(!begun || s.Forum == now.Forum, "forum", "gauge.begun")
	f.Check(!begun || s.OpensOn == now.OpensOn, "opens_on", "gauge.begun")
	f.Check(!begun || s.actors() == now.actors(), "actors", "gauge.begun")
	if err := f.OneEach().Err(); err != nil {
		return err
	}
	return changed(ctx, tx, r, version, `update gauge_round set forum_id = nullif($3, ''), title = $4, factor_set = $5, anonymous = $6, actors = $7, opens_on = $8, closes_on = $9,
		version = version + 1 where id = $1 and version = $2`, s.Forum, s.Title, string(s.Set), s.Anonymous, s.actors(), s.OpensOn, s.ClosesOn)
}

// End closes a round before its last day.
func End(ctx context.Context, tx *db.Tx, r id.Round, version int64) error {
	now, err := ByID(ctx, tx, r)
	if err != nil {
		return err
	}
	if now.State(tx.Today()) != Open {
		return errs.New(errs.Conflict, "gauge.not_open")
	}
	return changed(ctx, tx, r, version, `update gauge_round set ended_on = $3, version = version + 1 where id = $1 and version = $2`, tx.Today())
}

// changed changes a round as it stood at a version.
func changed(ctx context.Context, tx *db.Tx, r id.Round, version int64, query string, args ...any) error {
	n, err := tx.Exec(ctx, query, append([]any{r, version}, args...)...)
	if err != nil || n == 1 {
		return err
	}
	now, err := ByID(ctx, tx, r)
	if err != nil {
		return err
	}
	return errs.Changed(now)
}
