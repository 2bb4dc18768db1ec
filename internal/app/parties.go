package app

import (
	"context"
	"slices"
	"time"

	"samverk/internal/access"
	"samverk/internal/cases"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/handover"
	"samverk/internal/id"
	"samverk/internal/job"
	"samverk/internal/org"
	"samverk/internal/person"
)

// Invitable returns the functions of the case's area that can be invited and
// do not take part yet.
func (a *App) Invitable(ctx context.Context, who access.Actor, c id.Case) ([]org.Function, error) {
	var free []org.Function
	err := a.See(ctx, who, access.PartyInvite, access.Object{Case: c}, func(tx *db.Tx, s access.Sight) error {
		area, err := cases.AreaOf(ctx, tx, s)
		if err != nil {
			return err
		}
		ps, err := cases.Parties(ctx, tx, s)
		if err != nil {
			return err
		}
		taken := map[id.Function]bool{}
		for _, p := range ps {
			taken[p.Function] = p.State == access.TakesPart || p.State == access.Invited
		}
		all, err := org.FunctionsIn(ctx, tx, area, "")
		for _, f := range all {
			if !taken[f.ID] && invitable(f) {
				free = append(free, f)
			}
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return free, nil
}

// invitable reports whether a function works with individuals: the federation
// and those who run the system never do (lag 2003:1210 7 §, sweden.md L12).
func invitable(f org.Function) bool {
	return !f.Ended && f.Kind != access.Forbund && f.Kind != access.Drift && (f.Role == access.Worker || f.Role == access.Coordinator)
}

// Invite asks a function to take part. Of a person with protected identity the
// invited function is named among those who may know, by the one who leads.
func (a *App) Invite(ctx context.Context, who access.Actor, c id.Case, f id.Function) (id.Party, error) {
	p, err := a.Do(ctx, who, access.PartyInvite, access.Object{Case: c}, func(tx *db.Tx, s access.Sight) (string, error) {
		if err := Writable(ctx, tx, s); err != nil {
			return "", err
		}
		fn, err := org.FunctionByID(ctx, tx, f)
		if err != nil && !errs.Is(err, errs.NotFound) {
			return "", err
		}
		var faults errs.Faults
		faults.Check(err == nil && (fn.Ended || invitable(fn)), "function", "party.function.missing")
		faults.Check(err != nil || !fn.Ended, "function", "party.function.ended")
		blocked, blockedErr := blockedUnits(ctx, tx, s)
		if blockedErr != nil {
			return "", blockedErr
		}
		faults.Check(!slices.Contains(blocked, fn.Unit), "function", "party.unit.blocked")
		if err := faults.Err(); err != nil {
			return "", err
		}
		if err := person.Name(ctx, tx, s.Person(), f); err != nil {
			return "", err
		}
		p, err := cases.Invite(ctx, tx, s, f, fn.Unit, who.Function)
		if err != nil {
			return "", err
		}
		return string(p), a.Tell(ctx, tx, f)
	})
	return id.Party(p), err
}

// InvitationView is all that an invited function may know: the area and who
// asks; and who it is about once there is consent.
type InvitationView struct {
	Case     id.Case
	AreaName string // empty where the identity is protected
	By       org.Function
	At       time.Time
	Version  int64
	Identity *person.Identity
}

// Invitation returns the actor's invitation to a case.
func (a *App) Invitation(ctx context.Context, who access.Actor, c id.Case) (InvitationView, error) {
	var v InvitationView
	err := a.See(ctx, who, access.InvitationRead, access.Object{Case: c}, func(tx *db.Tx, s access.Sight) error {
		own, err := ownParty(ctx, tx, s)
		if err != nil {
			return err
		}
		inv, err := cases.InvitationFacts(ctx, tx, own.ID)
		if err != nil {
			return err
		}
		v = InvitationView{Case: c, At: inv.InvitedAt, Version: inv.Version}
		if v.By, err = org.FunctionByID(ctx, tx, inv.InvitedBy); err != nil {
			return err
		}
		if !inv.Restricted {
			area, err := org.AreaByID(ctx, tx, inv.Area)
			if err != nil {
				return err
			}
			v.AreaName = area.Name
		}
		if !s.Identity() {
			return nil
		}
		key, err := a.Key(ctx, s)
		if err != nil {
			return err
		}
		p, err := person.Get(ctx, tx, key, s.Person())
		v.Identity = &p.Identity
		return err
	})
	if err != nil {
		return InvitationView{}, err
	}
	return v, nil
}

// AcceptInvitation makes the actor's function take part.
func (a *App) AcceptInvitation(ctx context.Context, who access.Actor, c id.Case, version int64) error {
	return a.party(ctx, who, access.PartyAccept, c, func(tx *db.Tx, _ access.Sight, p id.Party) error {
		return cases.AcceptInvitation(ctx, tx, cases.PartyStep{Party: p, Version: version})
	})
}

// DeclineInvitation says no, with a reason.
func (a *App) DeclineInvitation(ctx context.Context, who access.Actor, c id.Case, version int64, reason string) error {
	return a.party(ctx, who, access.PartyDecline, c, func(tx *db.Tx, _ access.Sight, p id.Party) error {
		return cases.DeclineInvitation(ctx, tx, cases.PartyStep{Party: p, Version: version}, reason)
	})
}

// LeaveCase ends the actor's part in a case, and in the meetings about it that
// are still to come.
func (a *App) LeaveCase(ctx context.Context, who access.Actor, c id.Case, version int64, reason string) error {
	return a.party(ctx, who, access.PartyLeave, c, func(tx *db.Tx, s access.Sight, p id.Party) error {
		if err := a.mayLeave(ctx, tx, s); err != nil {
			return err
		}
		if err := cases.Leave(ctx, tx, cases.PartyStep{Party: p, Version: version}, reason); err != nil {
			return err
		}
		if err := handover.Drop(ctx, tx, c, who.Function); err != nil {
			return err
		}
		return a.leaveCalls(ctx, tx, c, who.Function)
	})
}

// party changes the actor's own part in a case and tells the one who leads it.
func (a *App) party(ctx context.Context, who access.Actor, act access.Action, c id.Case, change func(*db.Tx, access.Sight, id.Party) error) error {
	_, err := a.Do(ctx, who, act, access.Object{Case: c}, func(tx *db.Tx, s access.Sight) (string, error) {
		own, err := ownParty(ctx, tx, s)
		if err != nil {
			return "", err
		}
		if err := change(tx, s, own.ID); err != nil {
			return "", err
		}
		return string(c), a.tellLeader(ctx, tx, s)
	})
	return err
}

// ownParty returns the reader's own function's part in the case.
func ownParty(ctx context.Context, tx *db.Tx, s access.Sight) (cases.Party, error) {
	ps, err := cases.Parties(ctx, tx, s)
	for _, p := range ps {
		if p.Function == s.Function() {
			return p, err
		}
	}
	if err == nil {
		err = errs.Missing()
	}
	return cases.Party{}, err
}

// Tell lets a function know that something waits for it: a message without
// content to its mailbox.
func (a *App) Tell(ctx context.Context, tx *db.Tx, f id.Function) error {
	return job.Enqueue(ctx, tx, jobNotify, string(f), tx.Now)
}

// tellParties lets every other function that takes part know that something waits.
func (a *App) tellParties(ctx context.Context, tx *db.Tx, s access.Sight) error {
	return a.tellAll(ctx, tx, `select function_id from party where case_id = $1 and state = 'takes_part' and function_id <> $2`, s)
}

// tellLeader lets the function that leads the case know.
func (a *App) tellLeader(ctx context.Context, tx *db.Tx, s access.Sight) error {
	return a.tellAll(ctx, tx, `select coordinator_id from cases where id = $1 and coordinator_id <> $2`, s)
}

func (a *App) tellAll(ctx context.Context, tx *db.Tx, whom string, s access.Sight) error {
	functions, err := db.All(ctx, tx, func(scan db.Scan) (f id.Function, err error) { return f, scan(&f) }, whom, s.Case(), s.Function())
	if err != nil {
		return err
	}
	for _, f := range functions {
		if err := a.Tell(ctx, tx, f); err != nil {
			return err
		}
	}
	return nil
}
