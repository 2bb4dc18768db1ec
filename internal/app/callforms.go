package app

import (
	"context"
	"slices"
	"time"

	"samverk/internal/access"
	"samverk/internal/calendar"
	"samverk/internal/cases"
	"samverk/internal/db"
	"samverk/internal/feed"
	"samverk/internal/forum"
	"samverk/internal/id"
	"samverk/internal/meeting"
	"samverk/internal/org"
)

// CallForm is what there is to choose from when calling to a meeting.
type CallForm struct {
	CaseTop
	Own      org.Function
	Circle   bool // only one who may know who takes part can call
	Forums   []CallForum
	Callable []CallableParty
	Consent  meeting.Consent // to meet without the person
	Proposes bool            // the actor may propose a SIP, and not call to one
	Today    string
}

// CallForum is a forum of the case's area with its dates to come.
type CallForum struct {
	CallRules
	Why      string // message key of why the actor cannot call to it; empty when it can
	Sittings []CallSitting
}

// CallSitting is a date of a forum with the times that are free.
type CallSitting struct {
	forum.Sitting
	Free []forum.Slot
}

// CallableParty is a function that takes part in the case.
type CallableParty struct {
	Function org.Function
	Covered  bool // the consent lets its unit be told of meetings
	Busy     []calendar.Span
}

// CallForm returns what a call to a meeting about a case can be made of.
func (a *App) CallForm(ctx context.Context, who access.Actor, c id.Case) (CallForm, error) {
	var v CallForm
	err := a.See(ctx, who, access.CallMake, access.Object{Case: c}, func(tx *db.Tx, s access.Sight) (err error) {
		v, err = a.callForm(ctx, tx, who, s)
		return err
	})
	if err != nil {
		return CallForm{}, err
	}
	return v, nil
}

// MoveForm returns a call, and what it can be moved to.
func (a *App) MoveForm(ctx context.Context, who access.Actor, c id.Case, call id.Call) (CallView, CallForm, error) {
	var v CallView
	var f CallForm
	err := a.seeing(ctx, who, access.CallChange, access.Object{Case: c, Call: call}, func(tx *db.Tx, k *known) (err error) {
		if v, err = a.callView(ctx, tx, k, call); err != nil {
			return err
		}
		f, err = a.callForm(ctx, tx, who, k.sight)
		return err
	})
	if err != nil {
		return CallView{}, CallForm{}, err
	}
	return v, f, nil
}

func (a *App) callForm(ctx context.Context, tx *db.Tx, who access.Actor, s access.Sight) (v CallForm, err error) {
	if v.CaseTop, _, err = a.caseTop(ctx, tx, s); err != nil {
		return v, err
	}
	v.Circle, v.Today = s.Circle(), tx.Today()
	if v.Own, err = org.FunctionByID(ctx, tx, who.Function); err != nil {
		return v, err
	}
	if v.Consent, err = meeting.ConsentNow(ctx, tx, s); err != nil {
		return v, err
	}
	if !v.Circle { // the forums tell the area, and who cannot call needs none
		return v, nil
	}
	if err := v.callable(ctx, tx, s); err != nil {
		return v, err
	}
	return v, v.forums(ctx, tx, a, s)
}

// callable lists the other functions that take part, as far as the reader may
// know, and when they are taken.
func (v *CallForm) callable(ctx context.Context, tx *db.Tx, s access.Sight) error {
	all, err := cases.Parties(ctx, tx, s)
	if err != nil {
		return err
	}
	covered, err := coveredUnits(ctx, tx, s)
	if err != nil {
		return err
	}
	which := id.NewSet[id.Function]()
	for _, p := range all {
		if p.State == access.TakesPart && p.Function != s.Function() {
			which.Add(p.Function)
		}
	}
	functions, err := org.Functions(ctx, tx, which.List)
	if err != nil {
		return err
	}
	busy, err := feed.Busy(ctx, tx, which.List, tx.Now, tx.Now.Add(busyAhead))
	for _, f := range which.List {
		if fn := functions[f]; !fn.Ended {
			v.Callable = append(v.Callable, CallableParty{Function: fn, Covered: covered[fn.Unit], Busy: busy[f]})
		}
	}
	return err
}

// busyAhead is how far ahead a call page shows when others are taken.
const busyAhead = 60 * 24 * time.Hour

// forums lists the active forums of the case's area, with their free times
// where the reader may call to them.
func (v *CallForm) forums(ctx context.Context, tx *db.Tx, a *App, s access.Sight) error {
	area, err := cases.AreaOf(ctx, tx, s)
	if err != nil {
		return err
	}
	all, err := forum.List(ctx, tx, area)
	if err != nil {
		return err
	}
	all = slices.DeleteFunc(all, func(f forum.Forum) bool { return f.Status != forum.Active || !f.Persons() })
	rules, err := a.RulesOfAll(ctx, tx, all)
	if err != nil {
		return err
	}
	var open []id.Forum
	for _, r := range rules {
		one := CallForum{CallRules: r, Why: r.refuses(area, v.Own.Kind)}
		v.Proposes = v.Proposes || one.Why == "call.forum.sip"
		if one.Why == "" {
			open = append(open, r.Forum.ID)
		}
		v.Forums = append(v.Forums, one)
	}
	return v.times(ctx, tx, open)
}

// times fills in the dates to come of some forums and their free slots.
func (v *CallForm) times(ctx context.Context, tx *db.Tx, of []id.Forum) error {
	sittings, err := forum.UpcomingOf(ctx, tx, of, tx.Now, mostSittings)
	if err != nil {
		return err
	}
	var which []id.Sitting
	for _, f := range of {
		for _, s := range sittings[f] {
			which = append(which, s.ID)
		}
	}
	slots, err := forum.Slots(ctx, tx, which)
	for i, f := range v.Forums {
		for _, s := range sittings[f.Forum.ID] {
			free := slices.DeleteFunc(slices.Clone(slots[s.ID]), func(t forum.Slot) bool { return !t.Free() || !t.Start.After(tx.Now) })
			if len(free) > 0 {
				v.Forums[i].Sittings = append(v.Forums[i].Sittings, CallSitting{s, free})
			}
		}
	}
	return err
}
