package cases

import (
	"context"
	"time"

	"samverk/internal/access"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
)

// Party is a function that takes part in a case, or was asked to.
type Party struct {
	ID         id.Party
	Function   id.Function
	Unit       id.Unit
	State      access.PartyState
	InvitedBy  id.Function // empty for the one who opened the case
	InvitedAt  time.Time
	AnsweredAt time.Time
	Reason     string // code: why it declined or left
	Version    int64
}

// Invitation is a party and what it is asked into. Person and Restricted are for
// decisions: one who has not joined may not know who the person is.
type Invitation struct {
	Party
	Case       id.Case
	Ref        string
	Area       id.Area
	CaseState  string
	Person     id.Person
	Restricted bool
}

// PartyStep is a step with a party as it stood when it was seen. The party's own
// function takes it.
type PartyStep struct {
	Party   id.Party
	Version int64
}

// newParty is a function that comes to a case.
type newParty struct {
	of       id.Case
	function id.Function
	unit     id.Unit
	by       id.Function
}

// admit lets the function take part, whatever stood before; it returns no
// identifier when it takes part already.
func (n newParty) admit(ctx context.Context, tx *db.Tx) (p id.Party, err error) {
	_, err = tx.One(ctx, []any{&p}, `insert into party (id, case_id, function_id, unit_id, state, case_state, opened_at, invited_by, invited_at, answered_at)
		select $1, c.id, $3, $4, 'takes_part', c.state, c.opened_at,
			case when c.coordinator_id <> $3 then coalesce(nullif($5, ''), c.coordinator_id) end, $6, $6 from cases c where c.id = $2
		on conflict (case_id, function_id) do update set state = 'takes_part', answered_at = excluded.answered_at, reason = '', version = party.version + 1
			where party.state <> 'takes_part'
		returning id`, id.New[id.Party](), n.of, n.function, n.unit, n.by, db.Micros(tx.Now))
	return p, err
}

// join is admit, noted when it changes something.
func (n newParty) join(ctx context.Context, tx *db.Tx) (id.Party, error) {
	p, err := n.admit(ctx, tx)
	if err != nil || p == "" {
		return p, err
	}
	return p, note(ctx, tx, n.of, entry{Event: Event{Kind: "joined", Function: n.function, Unit: n.unit, Party: p}})
}

// AddParty lets a function take part without being invited: the one who asked
// for the case, when it is opened. One that takes part already goes on so.
func AddParty(ctx context.Context, tx *db.Tx, c id.Case, f id.Function, u id.Unit) (id.Party, error) {
	p, err := newParty{of: c, function: f, unit: u}.join(ctx, tx)
	if err != nil || p != "" {
		return p, err
	}
	found, err := tx.One(ctx, []any{&p}, `select id from party where case_id = $1 and function_id = $2`, c, f)
	if err == nil && !found {
		err = errs.Missing()
	}
	return p, err
}

// Invite asks a function to take part. One that declined or left can be asked
// again.
func Invite(ctx context.Context, tx *db.Tx, s access.Sight, f id.Function, u id.Unit, by id.Function) (p id.Party, err error) {
	if err := hold(ctx, tx, s.Case()); err != nil {
		return "", err
	}
	found, err := tx.One(ctx, []any{&p}, `insert into party (id, case_id, function_id, unit_id, state, case_state, opened_at, invited_by, invited_at)
		select $1, c.id, $3, $4, 'invited', c.state, c.opened_at, nullif($5, ''), $6 from cases c
		where c.id = $2 and c.state in ('open', 'resting')
		on conflict (case_id, function_id) do update set state = 'invited', invited_by = excluded.invited_by, invited_at = excluded.invited_at,
			answered_at = null, reason = '', version = party.version + 1
			where party.state in ('left', 'declined')
		returning id`, id.New[id.Party](), s.Case(), f, u, by, db.Micros(tx.Now))
	if err != nil {
		return "", err
	}
	if !found {
		return "", uninvited(ctx, tx, s)
	}
	return p, note(ctx, tx, s.Case(), entry{Event: Event{Kind: "invited", Function: by, Unit: u, Party: p}})
}

// hold makes everybody else who changes the case or its parties wait, so that
// the state of the case, and who leads it, stay as they are read.
func hold(ctx context.Context, tx *db.Tx, c id.Case) error {
	_, err := tx.Exec(ctx, `update cases set version = version where id = $1`, c)
	return err
}

// uninvited says why nobody was invited.
func uninvited(ctx context.Context, tx *db.Tx, s access.Sight) error {
	now, err := Get(ctx, tx, s)
	if err != nil {
		return err
	}
	if now.State == StateOpen || now.State == StateResting {
		return errs.New(errs.Conflict, "party.already")
	}
	return errs.New(errs.Conflict, "case.state")
}

// AcceptInvitation lets an invited function take part.
func AcceptInvitation(ctx context.Context, tx *db.Tx, s PartyStep) error {
	return s.take(ctx, tx, Event{Kind: "joined"}, `update party set state = 'takes_part', answered_at = $3, version = version + 1
		where id = $1 and version = $2 and state = 'invited' and case_state <> 'closed'
		returning case_id, function_id, unit_id`)
}

// DeclineInvitation says no to an invitation.
func DeclineInvitation(ctx context.Context, tx *db.Tx, s PartyStep, reason string) error {
	if err := checkPartyReason(reason); err != nil {
		return err
	}
	return s.take(ctx, tx, Event{Kind: "declined", Reason: reason},
		`update party set state = 'declined', answered_at = $3, reason = $4, version = version + 1
		where id = $1 and version = $2 and state = 'invited'
		returning case_id, function_id, unit_id`, reason)
}

// Leave lets a function that takes part leave the case, unless it leads it.
func Leave(ctx context.Context, tx *db.Tx, s PartyStep, reason string) error {
	if err := checkPartyReason(reason); err != nil {
		return err
	}
	return s.take(ctx, tx, Event{Kind: "left", Reason: reason},
		`update party set state = 'left', answered_at = $3, reason = $4, version = version + 1
		where id = $1 and version = $2 and state = 'takes_part'
			and not exists (select 1 from cases c where c.id = party.case_id and c.coordinator_id = party.function_id)
		returning case_id, function_id, unit_id`, reason)
}

func checkPartyReason(reason string) error {
	var f errs.Faults
	checkCode(&f, reason, PartyReasons())
	return f.Err()
}

// take changes the party with a statement that holds for its state and returns
// its case, function and unit; and notes it.
func (s PartyStep) take(ctx context.Context, tx *db.Tx, e Event, statement string, args ...any) error {
	var c id.Case
	if _, err := tx.One(ctx, []any{&c}, `select case_id from party where id = $1`, s.Party); err != nil {
		return err
	}
	if err := hold(ctx, tx, c); err != nil {
		return err
	}
	found, err := tx.One(ctx, []any{&c, &e.Function, &e.Unit}, statement,
		append([]any{s.Party, s.Version, db.Micros(tx.Now)}, args...)...)
	if err != nil {
		return err
	}
	if !found {
		return s.refused(ctx, tx, e.Kind)
	}
	e.Party = s.Party
	return note(ctx, tx, c, entry{Event: e})
}

// refused says why a step could not be taken.
func (s PartyStep) refused(ctx context.Context, tx *db.Tx, kind string) error {
	now, err := InvitationFacts(ctx, tx, s.Party)
	switch {
	case err != nil:
		return err
	case now.Version != s.Version:
		return errs.Changed(now.Party)
	case kind == "left" && now.State == access.TakesPart:
		return errs.New(errs.Conflict, "party.coordinator")
	case kind == "joined" && now.State == access.Invited:
		return errs.New(errs.Conflict, "case.state")
	}
	return errs.New(errs.Conflict, "party.state")
}

const partyColumns = `pa.id, pa.function_id, pa.unit_id, pa.state, coalesce(pa.invited_by, ''), pa.invited_at, coalesce(pa.answered_at, 0), pa.reason, pa.version`

// scanParty reads partyColumns, and more columns after them.
func scanParty(scan db.Scan, more ...any) (p Party, err error) {
	var invited, answered int64
	err = scan(append([]any{&p.ID, &p.Function, &p.Unit, &p.State, &p.InvitedBy, &invited, &answered, &p.Reason, &p.Version}, more...)...)
	p.InvitedAt, p.AnsweredAt = db.Time(invited), db.Time(answered)
	return p, err
}

// Parties lists who takes part, was asked to, declined or left: all of them to
// a reader in the circle, else only the reader's own function.
func Parties(ctx context.Context, tx *db.Tx, s access.Sight) ([]Party, error) {
	scan := func(scan db.Scan) (Party, error) { return scanParty(scan) }
	parties := `select ` + partyColumns + ` from party pa where pa.case_id = $1 `
	if s.Circle() {
		return db.All(ctx, tx, scan, parties+`order by pa.invited_at, pa.id limit 500`, s.Case())
	}
	return db.All(ctx, tx, scan, parties+`and pa.function_id = $2`, s.Case(), s.Function())
}

func listInvitations(ctx context.Context, tx *db.Tx, where string, args ...any) ([]Invitation, error) {
	return db.All(ctx, tx, func(scan db.Scan) (i Invitation, err error) {
		i.Party, err = scanParty(scan, &i.Case, &i.Ref, &i.Area, &i.CaseState, &i.Person, &i.Restricted)
		return i, err
	}, `select `+partyColumns+`, c.id, c.ref, c.area_id, c.state, c.person_id, p.protection <> 'none'
		from party pa join cases c on c.id = pa.case_id join person p on p.id = c.person_id `+where, args...)
}

// InvitationFacts returns what decisions about an invitation are made on,
// whoever asks and whatever was answered.
func InvitationFacts(ctx context.Context, tx *db.Tx, p id.Party) (Invitation, error) {
	return db.First(listInvitations(ctx, tx, `where pa.id = $1`, p))
}

// InvitationsTo lists the invitations that wait for a function's answer, newest
// first.
func InvitationsTo(ctx context.Context, tx *db.Tx, f id.Function, limit int) ([]Invitation, error) {
	return listInvitations(ctx, tx, `where pa.function_id = $1 and pa.state = 'invited' and pa.case_state in ('open', 'resting', 'closing')`+mayKnow+`
		order by pa.invited_at desc, pa.id desc limit $2`, f, Page{Limit: limit}.limit())
}
