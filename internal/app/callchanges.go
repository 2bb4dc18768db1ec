package app

import (
	"context"

	"samverk/internal/access"
	"samverk/internal/cases"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/forum"
	"samverk/internal/id"
	"samverk/internal/meeting"
	"samverk/internal/org"
)

// MoveCall is where a meeting is moved: to a slot of a forum, or to a time of
// its own.
type MoveCall struct {
	Forum       id.Forum
	Slot        id.Slot
	Time        meeting.Time
	Place, Link string // outside forums
	Reason      string
}

// changeCall changes a call that is still to come and tells everybody who is
// called.
func (a *App) changeCall(ctx context.Context, who access.Actor, c id.Case, call id.Call, kind string, change func(*db.Tx, access.Sight, meeting.Call) error) error {
	_, err := a.Do(ctx, who, access.CallChange, access.Object{Case: c, Call: call}, func(tx *db.Tx, s access.Sight) (string, error) {
		if err := holdOpen(ctx, tx, s); err != nil {
			return "", err
		}
		if err := meeting.Touch(ctx, tx, call); err != nil { // before any slot, so that nobody waits in a ring
			return "", err
		}
		key, err := a.Key(ctx, s)
		if err != nil {
			return "", err
		}
		now, err := meeting.Get(ctx, tx, key, s, call) // only one who sees it
		if err != nil {
			return "", err
		}
		if err := change(tx, s, now); err != nil {
			return "", err
		}
		if err := note(ctx, tx, s, cases.Event{Kind: kind, Unit: now.CallerUnit}); err != nil {
			return "", err
		}
		return string(call), a.awaitCall(ctx, tx, s, call)
	})
	return err
}

// MoveCall moves a meeting. Those who are called are asked anew.
func (a *App) MoveCall(ctx context.Context, who access.Actor, c id.Case, call id.Call, version int64, m MoveCall) error {
	return a.changeCall(ctx, who, c, call, "call_moved", func(tx *db.Tx, s access.Sight, now meeting.Call) error {
		d := &draft{rules: CallRules{AnswerDays: usualAnswerDays}, call: meeting.New{Time: m.Time, Place: m.Place, Link: m.Link}}
		var f errs.Faults
		if m.Forum != "" {
			if err := a.toForum(ctx, tx, who, s, call, m, d, &f); err != nil {
				return err
			}
		} else if err := a.checkPlace(ctx, tx, s, d.call, &f); err != nil {
			return err
		}
		if err := distinct(f).Err(); err != nil {
			return err
		}
		return a.moveTo(ctx, tx, who, meeting.Step{Call: call, By: who.Function, Version: version}, d, meeting.Move{Reason: m.Reason})
	})
}

// toForum finds the slot of a forum that a meeting is moved to. What holds for
// calls there holds for those who are called already too.
func (a *App) toForum(ctx context.Context, tx *db.Tx, who access.Actor, s access.Sight, call id.Call, m MoveCall, d *draft, f *errs.Faults) error {
	now, err := meeting.Facts(ctx, tx, call)
	if err != nil {
		return err
	}
	called, err := meeting.CalledTo(ctx, tx, call)
	if err != nil {
		return err
	}
	if d.functions, err = org.Functions(ctx, tx, append(called, who.Function, now.Secretary)); err != nil {
		return err
	}
	if d.rules, err = a.callable(ctx, tx, s, m.Forum, d.functions[who.Function].Kind, f); err != nil {
		return err
	}
	d.call.Forum, d.call.Secretary = m.Forum, now.Secretary
	for _, c := range called {
		d.call.Called = append(d.call.Called, meeting.Called{Function: c})
	}
	d.rights(f)
	if m.Slot == "" && !m.Time.Start.IsZero() {
		return a.checkPlace(ctx, tx, s, d.call, f) // a time of its own, in the forum all the same
	}
	times, err := d.slots(ctx, tx, []id.Slot{m.Slot}, f)
	if len(times) > 0 {
		d.call.Time = times[0]
	}
	return err
}

// moveTo takes the slot of the new time, if it has one, moves the meeting there
// and gives back the slot that it had.
func (a *App) moveTo(ctx context.Context, tx *db.Tx, who access.Actor, step meeting.Step, d *draft, m meeting.Move) error {
	if err := d.takeSlot(ctx, tx, who); err != nil {
		return err
	}
	m.Forum, m.Sitting, m.Time, m.Place, m.Link = d.call.Forum, d.call.Sitting, d.call.Time, d.call.Place, d.call.Link
	m.Due, m.Remind = answerTimes(tx.Now, m.Start, d.rules.AnswerDays)
	before, err := step.To(ctx, tx, m)
	if err != nil {
		return err
	}
	return freeSlots(ctx, tx, before)
}

// freeSlots gives back the slots that calls had.
func freeSlots(ctx context.Context, tx *db.Tx, all ...meeting.Call) error {
	for _, c := range all {
		if c.Slot == "" {
			continue
		}
		if err := forum.Free(ctx, tx, c.Slot); err != nil {
			return err
		}
	}
	return nil
}

// SettleCall gives a call one of the times that are offered for it.
func (a *App) SettleCall(ctx context.Context, who access.Actor, c id.Case, call id.Call, version int64, o id.Offer, reason string) error {
	return a.changeCall(ctx, who, c, call, "call_moved", func(tx *db.Tx, s access.Sight, now meeting.Call) error {
		offer, err := meeting.OfferOf(ctx, tx, call, o)
		if err != nil {
			return err
		}
		d := &draft{rules: CallRules{AnswerDays: usualAnswerDays}, call: meeting.New{Forum: now.Forum, Time: offer.Time, Place: now.Place, Link: now.Link}}
		if now.Forum != "" {
			var f errs.Faults
			if err := a.toForum(ctx, tx, who, s, call, MoveCall{Forum: now.Forum, Slot: offer.Slot, Time: offer.Time}, d, &f); err != nil {
				return err
			}
			if err := distinct(f).Err(); err != nil {
				return err
			}
		}
		if err := a.moveTo(ctx, tx, who, meeting.Step{Call: call, By: who.Function, Version: version}, d, meeting.Move{Reason: reason, Can: offer.Can()}); err != nil {
			return err
		}
		if d.call.Slot != offer.Slot {
			return errs.New(errs.Conflict, "call.offer.taken") // what others have agreed to is another time
		}
		return nil
	})
}

// CancelCall cancels a meeting that is still to come; its slot is free again.
func (a *App) CancelCall(ctx context.Context, who access.Actor, c id.Case, call id.Call, version int64, reason string) error {
	return a.changeCall(ctx, who, c, call, "call_cancelled", func(tx *db.Tx, s access.Sight, _ meeting.Call) error {
		before, err := meeting.Step{Call: call, By: who.Function, Version: version}.Cancel(ctx, tx, reason)
		if err != nil {
			return err
		}
		return freeSlots(ctx, tx, before)
	})
}

// cancelCalls cancels those of the meetings about a case that are still to come
// that which says, and tells those who were called.
func (a *App) cancelCalls(ctx context.Context, tx *db.Tx, c id.Case, by id.Function, reason string, which func(meeting.Call) bool) error {
	cancelled, err := meeting.CancelAll(ctx, tx, c, which, reason)
	if err != nil {
		return err
	}
	for _, call := range cancelled {
		if err := a.tellCalled(ctx, tx, call.ID, by); err != nil {
			return err
		}
	}
	return freeSlots(ctx, tx, cancelled...)
}

// leaveCalls is what a function's leaving a case does to its meetings.
func (a *App) leaveCalls(ctx context.Context, tx *db.Tx, c id.Case, f id.Function) error {
	err := a.cancelCalls(ctx, tx, c, f, meeting.CallerGone, func(call meeting.Call) bool { return call.Caller == f })
	if err != nil {
		return err
	}
	return meeting.Leave(ctx, tx, c, f)
}

// blockCalls is what the person's block does to the meetings that a unit has
// called to: it sees them no more, so nobody could hold them.
func (a *App) blockCalls(ctx context.Context, tx *db.Tx, s access.Sight, u id.Unit) error {
	err := a.cancelCalls(ctx, tx, s.Case(), s.Function(), meeting.CallerGone, func(call meeting.Call) bool { return call.CallerUnit == u })
	if err != nil {
		return err
	}
	return a.tellUncovered(ctx, tx, s)
}

// tellUncovered tells those who have called when the consent does not let some
// of the called know of their meetings any more.
func (a *App) tellUncovered(ctx context.Context, tx *db.Tx, s access.Sight) error {
	covered, err := coveredUnits(ctx, tx, s)
	if err != nil {
		return err
	}
	callers := id.NewSet[id.Function]()
	err = tx.Each(ctx, func(scan db.Scan) error {
		var caller id.Function
		var u id.Unit
		err := scan(&caller, &u)
		if !covered[u] {
			callers.Add(caller)
		}
		return err
	}, `select distinct c.caller_id, p.unit_id from call c join call_party p on p.call_id = c.id and p.function_id <> c.caller_id
		join party pt on pt.case_id = c.case_id and pt.function_id = c.caller_id and pt.state = 'takes_part'
		where c.case_id = $1 and c.state in ('seeking', 'called') and c.caller_id <> $2`, s.Case(), s.Function())
	if err != nil {
		return err
	}
	return a.tellSome(ctx, tx, callers.List...)
}

// callsLoseTime makes the calls of a sitting, or of one slot of it, seek another
// time, and tells those who are called.
func (a *App) callsLoseTime(ctx context.Context, tx *db.Tx, on id.Sitting, slot id.Slot) error {
	all, err := meeting.InSitting(ctx, tx, "", on)
	if err != nil {
		return err
	}
	for _, c := range all {
		if !c.Waits() || slot != "" && c.Slot != slot {
			continue
		}
		if err := meeting.Seek(ctx, tx, c.ID, "sitting_cancelled"); err != nil {
			return err
		}
		if err := a.tellCalled(ctx, tx, c.ID, ""); err != nil {
			return err
		}
	}
	return nil
}

// callsFollow gives the calls of a sitting the times that their slots have now,
// and tells those who are called.
func (a *App) callsFollow(ctx context.Context, tx *db.Tx, on id.Sitting) error {
	sitting, err := forum.SittingByID(ctx, tx, on)
	if err != nil {
		return err
	}
	f, err := forum.ByID(ctx, tx, sitting.Forum)
	if err != nil {
		return err
	}
	rules, err := a.rulesOf(ctx, tx, f)
	if err != nil {
		return err
	}
	all, err := meeting.InSitting(ctx, tx, "", on)
	if err != nil {
		return err
	}
	for _, c := range all {
		if err := a.follow(ctx, tx, c.Call, sitting, rules); err != nil {
			return err
		}
	}
	return nil
}

func (a *App) follow(ctx context.Context, tx *db.Tx, c meeting.Call, sitting forum.Sitting, rules CallRules) error {
	slot, err := forum.SlotByID(ctx, tx, c.Slot)
	if err != nil || !c.Waits() || slot.Start.Equal(c.Start) && slot.End.Equal(c.End) {
		return err
	}
	d := &draft{rules: rules}
	d.at(sitting)
	m := meeting.Move{Forum: c.Forum, Sitting: sitting.ID, Time: meeting.Time{Start: slot.Start, End: slot.End, Slot: slot.ID},
		Place: d.call.Place, Link: d.call.Link, Reason: "sitting_moved"}
	m.Due, m.Remind = answerTimes(tx.Now, slot.Start, rules.AnswerDays)
	if err := meeting.Follow(ctx, tx, c.ID, m); err != nil {
		return err
	}
	if err := a.enqueueDue(ctx, tx, c.ID); err != nil {
		return err
	}
	return a.tellCalled(ctx, tx, c.ID, "")
}
