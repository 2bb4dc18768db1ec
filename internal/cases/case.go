// Package cases keeps requests for coordination, the cases they lead to, the
// functions that take part, and what has happened. It does not decide who may,
// nor keep what is said in a case.
package cases

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"samverk/internal/access"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/seal"
)

// The states of a case.
const (
	StateOpen    = "open"
	StateResting = "resting"
	StateClosing = "closing"
	StateClosed  = "closed"
)

// The ways to close a case.
const (
	Handover = "handover" // one function goes on by itself
	Joint    = "joint"    // at a closing meeting of all parties
)

// Case is the coordination around one person.
type Case struct {
	ID          id.Case
	Ref         string    // V-2026-0117
	Person      id.Person // empty where the reader may not know
	Area        id.Area   // empty where the identity is protected
	Request     id.Request
	Coordinator id.Function // empty where the reader may not know who leads
	State       string
	OpenedAt    time.Time
	StateAt     time.Time // when it came into its state
	RestsUntil  string    // date
	ClosingHow  string
	HandoverTo  id.Function // empty where the reader may not know who takes part
	Version     int64
}

// NewCase is what it takes to open a case.
type NewCase struct {
	Person          id.Person
	Area            id.Area
	Letter          string     // of the area
	Restricted      bool       // the person's identity is protected: the reference tells no area
	Request         id.Request // the accepted request, if one led to the case
	Coordinator     id.Function
	CoordinatorUnit id.Unit
}

// Open opens a case with its coordinator as the first party.
func Open(ctx context.Context, tx *db.Tx, n NewCase) (Case, error) {
	ref, err := nextRef(ctx, tx, n)
	if err != nil {
		return Case{}, err
	}
	c := Case{ID: id.New[id.Case](), Ref: ref, Person: n.Person, Area: n.Area, Request: n.Request,
		Coordinator: n.Coordinator, State: StateOpen, OpenedAt: tx.Now, StateAt: tx.Now, Version: 1}
	_, err = tx.Exec(ctx, `insert into cases (id, ref, person_id, area_id, request_id, coordinator_id, state, opened_at, state_at)
		values ($1, $2, $3, $4, nullif($5, ''), $6, 'open', $7, $7)`,
		c.ID, c.Ref, c.Person, c.Area, c.Request, c.Coordinator, db.Micros(tx.Now))
	if err != nil {
		return Case{}, err
	}
	if err := linkRequest(ctx, tx, c); err != nil {
		return Case{}, err
	}
	if _, err := (newParty{of: c.ID, function: n.Coordinator, unit: n.CoordinatorUnit}).admit(ctx, tx); err != nil {
		return Case{}, err
	}
	return c, note(ctx, tx, c.ID, entry{Event: Event{Kind: "opened", Function: n.Coordinator}})
}

// linkRequest tells the request which case it led to.
func linkRequest(ctx context.Context, tx *db.Tx, c Case) error {
	if c.Request == "" {
		return nil
	}
	n, err := tx.Exec(ctx, `update request set case_id = $2
		where id = $1 and state = 'accepted' and case_id is null and person_id = $3`, c.Request, c.ID, c.Person)
	if err == nil && n == 0 {
		err = errs.New(errs.Conflict, "request.state")
	}
	return err
}

// nextRef counts the cases of an area and a year. Cases of persons with
// protected identity are counted by themselves.
func nextRef(ctx context.Context, tx *db.Tx, n NewCase) (string, error) {
	counter, letter := n.Area, n.Letter
	if n.Restricted {
		counter, letter = "x", "X"
	}
	year, err := strconv.Atoi(tx.Today()[:4])
	if err != nil {
		return "", err
	}
	var last int
	// A clock that is behind at the turn of the year goes on counting in the new one.
	_, err = tx.One(ctx, []any{&year, &last}, `insert into case_counter (area_id, year, last) values ($1, $2, 1)
		on conflict (area_id) do update set
			last = case when excluded.year > case_counter.year then 1 else case_counter.last + 1 end,
			year = case when excluded.year > case_counter.year then excluded.year else case_counter.year end
		returning year, last`, counter, year)
	return fmt.Sprintf("%s-%d-%04d", letter, year, last), err
}

// Conceal gives the cases of a person whose identity is protected from now on
// references that tell no area.
func Conceal(ctx context.Context, tx *db.Tx, p id.Person) error {
	open, err := db.All(ctx, tx, func(scan db.Scan) (c id.Case, err error) { return c, scan(&c) },
		`select id from cases where person_id = $1 and ref not like 'X-%' order by ref`, p)
	if err != nil {
		return err
	}
	for _, c := range open {
		ref, err := nextRef(ctx, tx, NewCase{Restricted: true})
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `update cases set ref = $2 where id = $1`, c, ref); err != nil {
			return err
		}
	}
	return nil
}

const caseColumns = `id, ref, person_id, area_id, coalesce(request_id, ''), coordinator_id, state, opened_at, state_at,
	coalesce(rests_until, ''), coalesce(closing_how, ''), coalesce(handover_to, ''), version`

func scanCase(scan db.Scan) (c Case, err error) {
	var opened, state int64
	err = scan(&c.ID, &c.Ref, &c.Person, &c.Area, &c.Request, &c.Coordinator, &c.State, &opened, &state,
		&c.RestsUntil, &c.ClosingHow, &c.HandoverTo, &c.Version)
	c.OpenedAt, c.StateAt = db.Time(opened), db.Time(state)
	return c, err
}

func find(ctx context.Context, tx *db.Tx, c id.Case) (found Case, err error) {
	err = tx.Each(ctx, func(scan db.Scan) error {
		found, err = scanCase(scan)
		return err
	}, `select `+caseColumns+` from cases where id = $1`, c)
	if err == nil && found.ID == "" {
		err = errs.Missing()
	}
	return found, err
}

// Get returns the case that the reader sees, as far as she may see it.
func Get(ctx context.Context, tx *db.Tx, s access.Sight) (Case, error) {
	c, err := find(ctx, tx, s.Case())
	if !s.Identity() {
		c.Person = ""
	}
	if !s.Circle() && c.HandoverTo != s.Function() {
		c.HandoverTo = ""
	}
	if !s.Lead() {
		c.Coordinator = ""
	}
	if !s.Place() {
		c.Area = ""
	}
	return c, err
}

// AreaOf returns the area whose units are near the case, for choosing among them.
func AreaOf(ctx context.Context, tx *db.Tx, s access.Sight) (id.Area, error) {
	c, err := find(ctx, tx, s.Case())
	return c.Area, err
}

// CaseStep is who changes the state of which case, as it stood when she saw it.
type CaseStep struct {
	Case    id.Case
	Version int64
	By      id.Function
}

// move changes the case with a statement that holds for its state, keeps its
// parties in step, and notes it. The statement finds the new state as $3 and
// the time as $4.
func (s CaseStep) move(ctx context.Context, tx *db.Tx, to string, e entry, statement string, args ...any) error {
	n, err := tx.Exec(ctx, statement, append([]any{s.Case, s.Version, to, db.Micros(tx.Now)}, args...)...)
	if err != nil {
		return err
	}
	if n == 0 {
		return s.refused(ctx, tx)
	}
	if _, err := tx.Exec(ctx, `update party set case_state = $2 where case_id = $1`, s.Case, to); err != nil {
		return err
	}
	e.Function = s.By
	return note(ctx, tx, s.Case, e)
}

// refused says why a step could not be taken. What stands now it tells without
// what needs a Sight.
func (s CaseStep) refused(ctx context.Context, tx *db.Tx) error {
	now, err := find(ctx, tx, s.Case)
	if err != nil {
		return err
	}
	if now.Version != s.Version {
		now.Person, now.HandoverTo, now.Area = "", "", ""
		return errs.Changed(now)
	}
	return errs.New(errs.Conflict, "case.state")
}

// Rest lets an open case rest until a date.
func Rest(ctx context.Context, tx *db.Tx, s CaseStep, until, reason string) error {
	var f errs.Faults
	_, err := time.Parse(time.DateOnly, until)
	f.Check(err == nil, "until", "case.until.date")
	f.Check(err != nil || until > tx.Today(), "until", "case.until.past")
	checkCode(&f, reason, RestReasons())
	if err := f.Err(); err != nil {
		return err
	}
	return s.move(ctx, tx, StateResting, entry{Event: Event{Kind: "resting", Reason: reason}},
		`update cases set state = $3, state_at = $4, rests_until = $5, version = version + 1
		where id = $1 and version = $2 and state = 'open'`, until)
}

// Resume opens a resting case.
func Resume(ctx context.Context, tx *db.Tx, s CaseStep) error {
	return s.move(ctx, tx, StateOpen, entry{Event: Event{Kind: "resumed"}},
		`update cases set state = $3, state_at = $4, rests_until = null, version = version + 1
		where id = $1 and version = $2 and state = 'resting'`)
}

// BeginClosing begins to close a case: at a joint meeting, or by handing it over
// to one function that goes on by itself.
func BeginClosing(ctx context.Context, tx *db.Tx, s CaseStep, how string, handoverTo id.Function) error {
	var f errs.Faults
	f.Check(how == Handover || how == Joint, "how", "case.how.missing")
	f.Check(how != Handover || handoverTo != "", "handover_to", "case.handover_to.missing")
	f.Check(how != Joint || handoverTo == "", "handover_to", "case.handover_to.joint")
	f.Check(handoverTo == "" || handoverTo != s.By, "handover_to", "case.handover_to.same")
	if err := f.Err(); err != nil {
		return err
	}
	return s.move(ctx, tx, StateClosing, entry{Event: Event{Kind: "closing", Reason: how}},
		`update cases set state = $3, state_at = $4, rests_until = null, closing_how = $5, handover_to = nullif($6, ''), version = version + 1
		where id = $1 and version = $2 and state in ('open', 'resting')`, how, handoverTo)
}

// Close closes a case. After a handover the function that goes on leads the
// closed case, so that it can read it and open it again.
func Close(ctx context.Context, tx *db.Tx, s CaseStep) error {
	err := s.move(ctx, tx, StateClosed, entry{Event: Event{Kind: "closed"}},
		`update cases set state = $3, state_at = $4, coordinator_id = coalesce(handover_to, coordinator_id), version = version + 1
		where id = $1 and version = $2 and state = 'closing'`)
	if err != nil {
		return err
	}
	to := newParty{of: s.Case, by: s.By}
	handed, err := tx.One(ctx, []any{&to.function, &to.unit}, `select f.id, f.unit_id
		from cases c join function f on f.id = c.handover_to where c.id = $1`, s.Case)
	if err == nil && handed {
		_, err = to.join(ctx, tx)
	}
	return err
}

// Reopen opens a closed case again, with the reason in words.
func Reopen(ctx context.Context, tx *db.Tx, key *seal.Key, s CaseStep, words string) error {
	if err := checkWords(words, "case.words.missing"); err != nil {
		return err
	}
	sealed, err := sealWords(key, words, sealedEvent)
	if err != nil {
		return err
	}
	return s.move(ctx, tx, StateOpen, entry{Event{Kind: "reopened"}, sealed},
		`update cases set state = $3, state_at = $4, closing_how = null, handover_to = null, version = version + 1
		where id = $1 and version = $2 and state = 'closed'`)
}
