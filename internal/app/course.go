package app

import (
	"context"

	"samverk/internal/access"
	"samverk/internal/cases"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/handover"
	"samverk/internal/id"
	"samverk/internal/meeting"
	"samverk/internal/org"
	"samverk/internal/person"
)

// RestCase lets an open case rest until a date.
func (a *App) RestCase(ctx context.Context, who access.Actor, c id.Case, version int64, until, reason string) error {
	return a.course(ctx, who, access.CaseRest, c, version, func(tx *db.Tx, s access.Sight, step cases.CaseStep) error {
		return cases.Rest(ctx, tx, step, until, reason)
	})
}

// ResumeCase opens a resting case.
func (a *App) ResumeCase(ctx context.Context, who access.Actor, c id.Case, version int64) error {
	return a.course(ctx, who, access.CaseResume, c, version, func(tx *db.Tx, s access.Sight, step cases.CaseStep) error {
		return cases.Resume(ctx, tx, step)
	})
}

// BeginClosing begins to close a case: at a joint meeting, or by a handover to
// the function that goes on.
func (a *App) BeginClosing(ctx context.Context, who access.Actor, c id.Case, version int64, how string, to id.Function) error {
	return a.course(ctx, who, access.CaseEnd, c, version, func(tx *db.Tx, s access.Sight, step cases.CaseStep) error {
		if err := canGoOn(ctx, tx, s, to); err != nil {
			return err
		}
		return cases.BeginClosing(ctx, tx, step, how, to)
	})
}

// canGoOn refuses a handover to a function that does not take part, or is no more.
func canGoOn(ctx context.Context, tx *db.Tx, s access.Sight, to id.Function) error {
	if to == "" {
		return nil
	}
	ps, err := cases.Parties(ctx, tx, s)
	if err != nil {
		return err
	}
	var f errs.Faults
	takes := false
	for _, p := range ps {
		takes = takes || p.Function == to && p.State == access.TakesPart
	}
	f.Check(takes, "handover_to", "case.handover_to.party")
	if takes {
		fn, err := org.FunctionByID(ctx, tx, to)
		if err != nil {
			return err
		}
		f.Check(!fn.Ended, "handover_to", "party.function.ended")
	}
	return f.Err()
}

// CloseCase closes a case whose closing has begun, when who goes on has taken it
// over, or a summary of it is kept. Meetings about it that are still to come are
// cancelled, and what is offered to somebody else is withdrawn.
func (a *App) CloseCase(ctx context.Context, who access.Actor, c id.Case, version int64) error {
	return a.course(ctx, who, access.CaseClose, c, version, func(tx *db.Tx, s access.Sight, step cases.CaseStep) error {
		if err := mayClose(ctx, tx, s); err != nil {
			return err
		}
		if err := cases.Close(ctx, tx, step); err != nil {
			return err
		}
		if err := handover.Drop(ctx, tx, c, ""); err != nil {
			return err
		}
		return a.cancelCalls(ctx, tx, c, who.Function, meeting.CaseClosed, func(meeting.Call) bool { return true })
	})
}

// ReopenCase opens a closed case again, with the reason in words.
func (a *App) ReopenCase(ctx context.Context, who access.Actor, c id.Case, version int64, words string) error {
	return a.course(ctx, who, access.CaseReopen, c, version, func(tx *db.Tx, s access.Sight, step cases.CaseStep) error {
		key, err := a.Key(ctx, s)
		if err != nil {
			return err
		}
		return cases.Reopen(ctx, tx, key, step, words)
	})
}

// course changes the state of a case and tells every party.
func (a *App) course(ctx context.Context, who access.Actor, act access.Action, c id.Case, version int64, change func(*db.Tx, access.Sight, cases.CaseStep) error) error {
	_, err := a.Do(ctx, who, act, access.Object{Case: c}, func(tx *db.Tx, s access.Sight) (string, error) {
		if err := change(tx, s, cases.CaseStep{Case: c, Version: version, By: who.Function}); err != nil {
			return "", err
		}
		return string(c), a.tellParties(ctx, tx, s)
	})
	return err
}

// ProtectionOf returns how far the person of a Sight is protected now.
func ProtectionOf(ctx context.Context, tx *db.Tx, s access.Sight) (person.Person, error) {
	all, err := person.Outlines(ctx, tx, []id.Person{s.Person()})
	return all[s.Person()], err
}

// SetProtection changes how far the person of a Sight is protected. The
// functions that handle her now are those who may know, and her cases get
// references that tell no area.
func (a *App) SetProtection(ctx context.Context, tx *db.Tx, s access.Sight, to person.Protection) error {
	now, err := ProtectionOf(ctx, tx, s)
	if err != nil {
		return err
	}
	named, err := involvedWith(ctx, tx, s.Person())
	if err != nil {
		return err
	}
	return a.setProtection(ctx, tx, now, to, named, s.Function())
}
