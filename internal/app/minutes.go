package app

import (
	"context"
	"strconv"

	"samverk/internal/access"
	"samverk/internal/cases"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/item"
	"samverk/internal/meeting"
	"samverk/internal/minutes"
)

// MinutesView is the minutes of a meeting as one reader may see them.
type MinutesView struct {
	MeetingView
	Minutes   minutes.Minutes   // those shown
	Versions  []minutes.Minutes // all that the reader may know of, newest first
	Entries   []MeetingLine     // of a draft: what it would freeze now
	Apart     int               // the reader's own lines that are working notes, and not in a draft
	Receipts  []minutes.Receipt
	Mine      minutes.Receipt // the reader's own; zero when she was not informed
	MayFreeze bool
	MayAmend  bool
	MayRecall bool // ask for it, or confirm when somebody else has asked
	Asked     bool // the reader has asked for it to be recalled
}

// Minutes returns the minutes of a meeting by their number; 0 is the newest that
// have been final, or the draft when none have.
func (a *App) Minutes(ctx context.Context, who access.Actor, c id.Case, call id.Call, number int) (MinutesView, error) {
	var v MinutesView
	err := a.seeing(ctx, who, access.MinutesRead, access.Object{Case: c, Call: call}, func(tx *db.Tx, k *known) (err error) {
		v, err = a.minutesView(ctx, tx, k, call, number)
		v.Asked = v.Minutes.RecallAskedBy != "" && v.Minutes.RecallAskedBy == who.User
		return err
	})
	if err != nil {
		return MinutesView{}, err
	}
	return v, nil
}

func (a *App) minutesView(ctx context.Context, tx *db.Tx, k *known, call id.Call, number int) (v MinutesView, err error) {
	if v.MeetingView, err = a.meetingView(ctx, tx, k, call); err != nil {
		return v, err
	}
	v.Versions = v.MeetingView.Minutes
	if v.Minutes, err = chosen(v.Versions, number); err != nil {
		return v, err
	}
	if err := v.entries(ctx, tx, a, k.sight); err != nil {
		return v, err
	}
	if v.Receipts, err = minutes.Receipts(ctx, tx, k.sight, v.Minutes.ID); err != nil {
		return v, err
	}
	own := k.sight.Function()
	if k.sight.Self() {
		own = minutes.Self
	}
	for _, r := range v.Receipts {
		if r.Function == own {
			v.Mine = r
		}
	}
	newest := v.Minutes.Number == v.Versions[0].Number
	keeps := access.Decide(access.MinutesKeep, k.Facts) == nil
	v.MayFreeze = keeps && newest && v.Minutes.State == minutes.Draft
	v.MayAmend = keeps && newest && v.Minutes.Amendable() && v.Case.State != cases.StateClosed
	v.MayRecall = v.Minutes.State == minutes.Final && v.Minutes.Unit == k.sight.Unit() && access.Decide(access.MinutesRecall, k.Facts) == nil
	return v, nil
}

// chosen returns the minutes that are asked for.
func chosen(all []minutes.Minutes, number int) (minutes.Minutes, error) {
	for _, m := range all {
		if m.Number == number || number == 0 && m.State != minutes.Draft {
			return m, nil
		}
	}
	if number == 0 && len(all) > 0 {
		return all[0], nil
	}
	return minutes.Minutes{}, errs.Missing()
}

// entries fills in what the minutes say, as far as the reader may see just
// those versions.
func (v *MinutesView) entries(ctx context.Context, tx *db.Tx, a *App, s access.Sight) error {
	frozen, err := minutes.Entries(ctx, tx, s, v.Minutes.ID)
	if v.Minutes.State == minutes.Draft && err == nil {
		frozen, err = linesNow(ctx, tx, s, v.Call.ID)
		for _, l := range v.Lines {
			if !l.Shared && l.Owner == s.Unit() {
				v.Apart++
			}
		}
	}
	if err != nil || len(frozen) == 0 {
		return err
	}
	key, err := a.Key(ctx, s)
	if err != nil {
		return err
	}
	versions := make(map[id.Item]int64, len(frozen))
	for _, e := range frozen {
		versions[e.Item] = e.Version
	}
	items, err := item.At(ctx, tx, key, s, versions)
	if err != nil {
		return err
	}
	seen := make(map[id.Item]item.Item, len(items))
	for _, i := range items {
		seen[i.ID] = i
	}
	var inOrder []item.Item
	for _, e := range frozen {
		if i, ok := seen[e.Item]; ok {
			inOrder = append(inOrder, i)
		}
	}
	v.Entries, err = withStands(ctx, tx, s, v.Call.ID, inOrder)
	return err
}

// linesNow is what minutes freeze: of every line that is disclosed to anybody
// and stands, the newest version disclosed. It names versions only, and holds no
// content.
func linesNow(ctx context.Context, tx *db.Tx, s access.Sight, call id.Call) ([]minutes.Entry, error) {
	return db.All(ctx, tx, func(scan db.Scan) (e minutes.Entry, err error) { return e, scan(&e.Item, &e.Version) },
		`select l.item_id, max(d.version) from call_item l join disclosure d on d.item_id = l.item_id and d.kind = 'disclosed'
		left join recall r on r.disclosure_id = d.id and r.confirmed_at is not null
		where l.call_id = $1 and d.case_id = $2 and r.id is null group by l.item_id, l.place order by l.place, l.item_id limit 1000`, call, s.Case())
}

// FreezeMinutes makes the draft final and informs everybody who was at the
// meeting, and the person. It discloses nothing.
func (a *App) FreezeMinutes(ctx context.Context, who access.Actor, c id.Case, call id.Call, version int64) (number int, err error) {
	n, err := a.Do(ctx, who, access.MinutesKeep, access.Object{Case: c, Call: call}, func(tx *db.Tx, s access.Sight) (string, error) {
		if err := meeting.Touch(ctx, tx, call); err != nil {
			return "", err // and nobody writes meanwhile
		}
		entries, err := linesNow(ctx, tx, s, call)
		if err != nil {
			return "", err
		}
		m, err := minutes.Freeze(ctx, tx, s, call, version, entries)
		if err != nil {
			return "", err
		}
		kind := "final"
		if m.Number > 1 {
			kind = "amended"
		}
		if err := noteBoth(ctx, tx, s, call, meeting.Event{Kind: kind, Reason: m.Reason}, "minutes"); err != nil {
			return "", err
		}
		return strconv.Itoa(m.Number), a.tellReaders(ctx, tx, s, m.ID)
	})
	if err != nil {
		return 0, err
	}
	return strconv.Atoi(n)
}

// noteBoth notes what happened to the minutes, on the call and on the case, and
// makes those who follow the meeting look again.
func noteBoth(ctx context.Context, tx *db.Tx, s access.Sight, call id.Call, e meeting.Event, onCase string) error {
	if err := meeting.Touch(ctx, tx, call); err != nil {
		return err
	}
	e.Function = s.Function()
	if err := meeting.Note(ctx, tx, call, e); err != nil {
		return err
	}
	return note(ctx, tx, s, cases.Event{Kind: onCase, Unit: s.Unit()})
}

// tellReaders lets those who are informed of minutes know that something waits.
func (a *App) tellReaders(ctx context.Context, tx *db.Tx, s access.Sight, m id.Minutes) error {
	functions, err := db.All(ctx, tx, func(scan db.Scan) (f id.Function, err error) { return f, scan(&f) },
		`select function_id from minutes_reader where minutes_id = $1 and function_id <> $2 and function_id <> 'self' order by function_id`, m, s.Function())
	for _, f := range functions {
		if err == nil {
			err = a.Tell(ctx, tx, f)
		}
	}
	return err
}

// AmendMinutes begins a draft that amends the minutes, with a reason.
func (a *App) AmendMinutes(ctx context.Context, who access.Actor, c id.Case, call id.Call, reason, words string) error {
	_, err := a.Do(ctx, who, access.MinutesKeep, access.Object{Case: c, Call: call}, func(tx *db.Tx, s access.Sight) (string, error) {
		if err := Writable(ctx, tx, s); err != nil {
			return "", err
		}
		key, err := a.Key(ctx, s)
		if err != nil {
			return "", err
		}
		if _, err := minutes.Amend(ctx, tx, key, s, call, reason, words); err != nil {
			return "", err
		}
		return string(call), meeting.Touch(ctx, tx, call)
	})
	return err
}

// ReadMinutes notes that the actor has taken part of final minutes.
func (a *App) ReadMinutes(ctx context.Context, who access.Actor, c id.Case, call id.Call, number int) error {
	_, err := a.Do(ctx, who, access.MinutesRead, access.Object{Case: c, Call: call}, func(tx *db.Tx, s access.Sight) (string, error) {
		_, err := minutes.MarkRead(ctx, tx, s, call, number)
		return strconv.Itoa(number), err
	})
	return err
}

// AskMinutesRecall asks for final minutes to be taken back.
func (a *App) AskMinutesRecall(ctx context.Context, who access.Actor, c id.Case, call id.Call, reason string) error {
	_, err := a.Do(ctx, who, access.MinutesRecall, access.Object{Case: c, Call: call}, func(tx *db.Tx, s access.Sight) (string, error) {
		return string(call), minutes.AskRecall(ctx, tx, s, call, who.User, reason)
	})
	return err
}

// ConfirmMinutesRecall takes the minutes back, and with them what was said and
// decided there from all who had it. It takes another person than the one who
// asked. What was promised stands in the plan and stays there, unless the
// minutes are about the wrong person.
func (a *App) ConfirmMinutesRecall(ctx context.Context, who access.Actor, c id.Case, call id.Call) error {
	_, err := a.Do(ctx, who, access.MinutesRecall, access.Object{Case: c, Call: call}, func(tx *db.Tx, s access.Sight) (string, error) {
		m, err := minutes.ConfirmRecall(ctx, tx, s, call, who.User)
		if err != nil {
			return "", err
		}
		by := item.Recalled{AskedBy: m.RecallAskedBy, AskedAt: m.RecallAskedAt, ConfirmedBy: who.User, Reason: item.WrongContent}
		which := spokenIn
		if m.RecallReason == minutes.WrongPerson {
			by.Reason, which = item.WrongPerson, saidAndPromisedAt
		}
		if err := takeBack(ctx, tx, s, which, call, by); err != nil {
			return "", err
		}
		return string(call), noteBoth(ctx, tx, s, call, meeting.Event{Kind: "recalled", Reason: m.RecallReason}, "minutes_recalled")
	})
	return err
}

// spokenIn is what was said and decided at a meeting, in every version that any
// minutes of it have held; saidAndPromisedAt is all that was first written at it,
// in every version: where the person is the wrong one, so are the promises.
const (
	spokenIn = `select e.item_id, max(e.item_version) from minutes_entry e join minutes m on m.id = e.minutes_id
		join item i on i.id = e.item_id and i.kind in ('said', 'decision')
		where m.call_id = $1 and m.case_id = $2 group by e.item_id order by e.item_id`
	saidAndPromisedAt = `select l.item_id, max(d.version) from call_item l join call c on c.id = l.call_id
		join item i on i.id = l.item_id and (i.kind in ('said', 'decision') or i.created_at >= c.started_at)
		join disclosure d on d.item_id = l.item_id and d.kind = 'disclosed'
		where l.call_id = $1 and d.case_id = $2 group by l.item_id order by l.item_id`
)

// takeBack recalls what a query finds of a meeting.
func takeBack(ctx context.Context, tx *db.Tx, s access.Sight, which string, call id.Call, by item.Recalled) error {
	all, err := db.All(ctx, tx, func(scan db.Scan) (e minutes.Entry, err error) { return e, scan(&e.Item, &e.Version) }, which, call, s.Case())
	for _, e := range all {
		if err == nil {
			err = item.TakeBack(ctx, tx, s, e.Item, e.Version, by)
		}
	}
	return err
}
