package app

import (
	"context"
	"slices"
	"time"

	"samverk/internal/access"
	"samverk/internal/calendar"
	"samverk/internal/cases"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/meeting"
	"samverk/internal/org"
)

// answerCall changes how the actor, or the person, stands to a call that she
// sees, and tells the one who made it.
func (a *App) answerCall(ctx context.Context, who access.Actor, act access.Action, c id.Case, call id.Call, change func(*db.Tx, access.Sight) error) error {
	_, err := a.Do(ctx, who, act, access.Object{Case: c, Call: call}, func(tx *db.Tx, s access.Sight) (string, error) {
		key, err := a.Key(ctx, s)
		if err != nil {
			return "", err
		}
		now, err := meeting.Get(ctx, tx, key, s, call)
		if err != nil {
			return "", err
		}
		if err := change(tx, s); err != nil {
			return "", err
		}
		return string(call), a.tellCaller(ctx, tx, now.ID, who.Function)
	})
	return err
}

// tellCaller tells the one who made a call, while it takes part in the case.
func (a *App) tellCaller(ctx context.Context, tx *db.Tx, c id.Call, but id.Function) error {
	var caller id.Function
	found, err := tx.One(ctx, []any{&caller}, `select c.caller_id from call c
		join party pt on pt.case_id = c.case_id and pt.function_id = c.caller_id and pt.state = 'takes_part' where c.id = $1 and c.caller_id <> $2`, c, but)
	if err != nil || !found {
		return err
	}
	return a.Tell(ctx, tx, caller)
}

// AnswerCall answers a call. The version is that of the actor's own answer, and
// for the person that of the call.
func (a *App) AnswerCall(ctx context.Context, who access.Actor, c id.Case, call id.Call, version int64, answer meeting.Answer) error {
	return a.answerCall(ctx, who, access.CallAnswer, c, call, func(tx *db.Tx, s access.Sight) error {
		if s.Self() {
			return meeting.RespondForPerson(ctx, tx, meeting.Step{Call: call, Proxy: s.Proxy(), Version: version}, answer)
		}
		key, err := a.Key(ctx, s)
		if err != nil {
			return err
		}
		return meeting.Respond(ctx, tx, key, meeting.AnswerStep{Call: call, For: who.Function, By: who.Function, Version: version}, answer)
	})
}

// NotePersonAnswer notes what the person has told the one who called.
func (a *App) NotePersonAnswer(ctx context.Context, who access.Actor, c id.Case, call id.Call, version int64, answer meeting.Answer) error {
	return a.answerCall(ctx, who, access.CallChange, c, call, func(tx *db.Tx, _ access.Sight) error {
		return meeting.RespondForPerson(ctx, tx, meeting.Step{Call: call, By: who.Function, Version: version}, answer)
	})
}

// MarkTimes says which of the times that are offered for a meeting the actor,
// or the person, can come.
func (a *App) MarkTimes(ctx context.Context, who access.Actor, c id.Case, call id.Call, marks map[id.Offer]string) error {
	return a.answerCall(ctx, who, access.CallAnswer, c, call, func(tx *db.Tx, s access.Sight) error {
		by := who.Function
		if s.Self() {
			by = meeting.Self
		}
		return meeting.Mark(ctx, tx, meeting.AnswerStep{Call: call, For: by, By: by, Proxy: s.Proxy()}, marks)
	})
}

// OfferTimes offers more times for a meeting.
func (a *App) OfferTimes(ctx context.Context, who access.Actor, c id.Case, call id.Call, times []meeting.Time) error {
	return a.answerCall(ctx, who, access.CallAnswer, c, call, func(tx *db.Tx, s access.Sight) error {
		return meeting.OfferTimes(ctx, tx, meeting.AnswerStep{Call: call, By: s.Function(), Proxy: s.Proxy()}, times)
	})
}

// ToldCall is what a function may know that is told of an answer that does not
// come: when and where, and who has not answered, nothing about whom.
type ToldCall struct {
	Call       id.Call
	State      string
	Start, End time.Time
	Place      string
	Link       string
	Offers     []meeting.Offer // the times alone
	Waiting    []ToldAnswer
}

// ToldAnswer is an answer that the actor may give in the place of a function.
type ToldAnswer struct {
	Function org.Function
	Version  int64
}

// ToldCall returns a call that the actor has been told of.
func (a *App) ToldCall(ctx context.Context, who access.Actor, call id.Call) (ToldCall, error) {
	var v ToldCall
	err := a.See(ctx, who, access.CallAnswer, access.Object{Call: call}, func(tx *db.Tx, _ access.Sight) error {
		all, err := meeting.ToldOf(ctx, tx, call, who.Function, who.Unit)
		if err != nil {
			return err
		}
		views, err := toldCalls(ctx, tx, all)
		if err != nil {
			return err
		}
		v = views[0]
		v.Offers, err = meeting.Offered(ctx, tx, call)
		return err
	})
	if err != nil {
		return ToldCall{}, err
	}
	return v, nil
}

// toldCalls gathers answers that do not come by call, in order.
func toldCalls(ctx context.Context, tx *db.Tx, all []meeting.Late) (calls []ToldCall, err error) {
	names := id.NewSet[id.Function]()
	for _, l := range all {
		names.Add(l.Function)
	}
	functions, err := org.Functions(ctx, tx, names.List)
	for _, l := range all {
		if n := len(calls); n == 0 || calls[n-1].Call != l.Call {
			calls = append(calls, ToldCall{Call: l.Call, State: l.State, Start: l.Start, End: l.End, Place: l.Place, Link: l.Link})
		}
		last := &calls[len(calls)-1]
		last.Waiting = append(last.Waiting, ToldAnswer{functions[l.Function], l.Version})
	}
	return calls, err
}

// AnswerInPlace answers a call for a function of the actor's unit that has not.
// It holds no words: the actor does not know about whom it is.
func (a *App) AnswerInPlace(ctx context.Context, who access.Actor, call id.Call, f id.Function, version int64, answer meeting.Answer) error {
	return a.inPlace(ctx, who, call, f, func(tx *db.Tx) error {
		answer.Said = ""
		return meeting.Respond(ctx, tx, nil, meeting.AnswerStep{Call: call, For: f, By: who.Function, Version: version}, answer)
	})
}

// MarkInPlace says which of the times that are offered a function of the actor's
// unit can come, that has not said so.
func (a *App) MarkInPlace(ctx context.Context, who access.Actor, call id.Call, f id.Function, marks map[id.Offer]string) error {
	return a.inPlace(ctx, who, call, f, func(tx *db.Tx) error {
		return meeting.Mark(ctx, tx, meeting.AnswerStep{Call: call, For: f, By: who.Function}, marks)
	})
}

// inPlace answers for a function that the actor has been told of, and tells that
// and the one who called.
func (a *App) inPlace(ctx context.Context, who access.Actor, call id.Call, f id.Function, answer func(*db.Tx) error) error {
	_, err := a.Do(ctx, who, access.CallAnswer, access.Object{Call: call}, func(tx *db.Tx, _ access.Sight) (string, error) {
		waiting, err := meeting.ToldOf(ctx, tx, call, who.Function, who.Unit)
		if err == nil && !slices.ContainsFunc(waiting, func(l meeting.Late) bool { return l.Function == f }) {
			err = errs.Missing()
		}
		if err != nil {
			return "", err
		}
		if err := answer(tx); err != nil {
			return "", err
		}
		if err := a.tellCaller(ctx, tx, call, f); err != nil {
			return "", err
		}
		return string(call), a.Tell(ctx, tx, f)
	})
	return err
}

// MeetingConsentView is the person's consent to meetings about her without her.
type MeetingConsentView struct {
	CaseTop
	Consent    meeting.Consent
	ReceivedBy org.Function
	MayGive    bool
	Today      string
}

// MeetingConsent returns the person's consent to meetings without her.
func (a *App) MeetingConsent(ctx context.Context, who access.Actor, c id.Case) (MeetingConsentView, error) {
	var v MeetingConsentView
	err := a.See(ctx, who, access.CaseRead, access.Object{Case: c}, func(tx *db.Tx, s access.Sight) (err error) {
		if v.CaseTop, _, err = a.caseTop(ctx, tx, s); err != nil {
			return err
		}
		v.Today, v.MayGive = tx.Today(), s.Records() && v.Case.State != cases.StateClosed && (s.Proxy() == "" || s.Tasks().Has(access.TaskConsent))
		if v.Consent, err = meeting.ConsentNow(ctx, tx, s); err != nil || v.Consent.ReceivedBy == "" {
			return err
		}
		v.ReceivedBy, err = org.FunctionByID(ctx, tx, v.Consent.ReceivedBy)
		return err
	})
	if err != nil {
		return MeetingConsentView{}, err
	}
	return v, nil
}

// GiveMeetingConsent notes that the person agrees to meetings without her.
func (a *App) GiveMeetingConsent(ctx context.Context, who access.Actor, c id.Case, n meeting.NewConsent) error {
	return a.meetingConsent(ctx, who, c, "meeting_consent", func(tx *db.Tx, s access.Sight) error {
		n.ReceivedBy = who.Function
		_, err := meeting.GiveConsent(ctx, tx, s, n)
		return err
	})
}

// EndMeetingConsent ends it, at once.
func (a *App) EndMeetingConsent(ctx context.Context, who access.Actor, c id.Case, version int64) error {
	return a.meetingConsent(ctx, who, c, "meeting_consent_ended", func(tx *db.Tx, s access.Sight) error {
		return meeting.EndConsent(ctx, tx, s, version)
	})
}

// meetingConsent changes the consent to meetings without the person, and tells
// those who have called to meetings that are still to come.
func (a *App) meetingConsent(ctx context.Context, who access.Actor, c id.Case, kind string, change func(*db.Tx, access.Sight) error) error {
	_, err := a.Do(ctx, who, access.MeetingConsent, access.Object{Case: c}, func(tx *db.Tx, s access.Sight) (string, error) {
		if err := holdOpen(ctx, tx, s); err != nil {
			return "", err
		}
		if err := change(tx, s); err != nil {
			return "", err
		}
		if err := note(ctx, tx, s, cases.Event{Kind: kind, Unit: id.Self}); err != nil {
			return "", err
		}
		return string(c), a.tellAll(ctx, tx, `select distinct c.caller_id from call c
			join party pt on pt.case_id = c.case_id and pt.function_id = c.caller_id and pt.state = 'takes_part'
			where c.case_id = $1 and c.state in ('seeking', 'called') and c.caller_id <> $2`, s)
	})
	return err
}

// escalateCalls takes answers to calls that do not come further: the function is
// reminded, then the deputy of its way in is told, then the manager of its unit.
func (a *App) escalateCalls(ctx context.Context) error {
	return ByItself(ctx, a, func(ctx context.Context, tx *db.Tx) ([]meeting.Late, error) {
		return meeting.Overdue(ctx, tx, overdueAtRun)
	}, func(l meeting.Late) (access.Object, string) { return access.Object{Call: l.Call}, string(l.Call) }, a.escalateCall)
}

func (a *App) escalateCall(ctx context.Context, tx *db.Tx, l meeting.Late) (bool, error) {
	told, due, err := nextAsked(ctx, tx, l)
	if err != nil {
		return false, err
	}
	if made, err := meeting.Escalate(ctx, tx, l, told, due); err != nil || !made {
		return false, err
	}
	if l.Escalated+1 == meeting.Reminded {
		told = l.Function
	}
	if err := a.tellSome(ctx, tx, told); err != nil {
		return false, err
	}
	return true, a.enqueueDue(ctx, tx, l.Call)
}

// nextAsked finds who is told next that an answer does not come, and when the
// level after that is due: at once when there was nobody to tell.
func nextAsked(ctx context.Context, tx *db.Tx, l meeting.Late) (told id.Function, due time.Time, err error) {
	switch l.Escalated + 1 {
	case meeting.Reminded:
		now, err := meeting.Facts(ctx, tx, l.Call)
		return "", now.Due, err
	case meeting.DeputyTold:
		if told, err = deputyInUnit(ctx, tx, l); err != nil || told == "" {
			return "", tx.Now, err
		}
		due = calendar.Due(tx.Now, 1)
		if half := tx.Now.Add(l.Start.Sub(tx.Now) / 2); !l.Start.IsZero() && half.Before(due) {
			due = half
		}
		return told, due, nil
	case meeting.ManagerTold:
		m, err := org.ManagerOf(ctx, tx, l.Unit)
		if errs.Is(err, errs.NotFound) {
			return "", time.Time{}, nil
		}
		if err != nil {
			return "", time.Time{}, err
		}
		told, err = mayBeTold(ctx, tx, l, m.ID)
		return told, time.Time{}, err
	}
	return "", time.Time{}, nil
}

// deputyInUnit returns the deputy of the way in that a function is, when that
// works in the same unit and somebody acts as it today.
func deputyInUnit(ctx context.Context, tx *db.Tx, l meeting.Late) (id.Function, error) {
	var deputy id.Function
	found, err := tx.One(ctx, []any{&deputy}, `select w.deputy_id from way_in w join function f on f.id = w.deputy_id and f.unit_id = $2 and f.ended_at is null
		where w.function_id = $1 and w.deputy_id <> $1 order by w.id limit 1`, l.Function, l.Unit)
	if err != nil || !found {
		return "", err
	}
	d, err := org.FunctionByID(ctx, tx, deputy)
	if err != nil || d.Acts() == "" || !handlesPersons(d) {
		return "", err
	}
	return mayBeTold(ctx, tx, l, deputy)
}

// mayBeTold leaves out a function that may not know of the person: of one with
// protected identity nobody is told who is not named already.
func mayBeTold(ctx context.Context, tx *db.Tx, l meeting.Late, f id.Function) (id.Function, error) {
	if f == l.Function {
		return "", nil
	}
	if !l.Restricted {
		return f, nil
	}
	named, err := tx.Has(ctx, `select 1 from call c join named_function n on n.person_id = c.person_id where c.id = $1 and n.function_id = $2`, l.Call, f)
	if err != nil || !named {
		return "", err
	}
	return f, nil
}
