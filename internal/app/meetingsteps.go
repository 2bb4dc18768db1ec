package app

import (
	"context"
	"errors"
	"slices"

	"samverk/internal/access"
	"samverk/internal/cases"
	"samverk/internal/consent"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/forum"
	"samverk/internal/id"
	"samverk/internal/item"
	"samverk/internal/meeting"
	"samverk/internal/minutes"
)

// BeginMeeting takes a call up.
func (a *App) BeginMeeting(ctx context.Context, who access.Actor, c id.Case, call id.Call, version int64) error {
	return a.keepMeeting(ctx, who, c, call, func(tx *db.Tx, s access.Sight) error {
		if err := Writable(ctx, tx, s); err != nil {
			return err
		}
		return meeting.Begin(ctx, tx, s, call, version)
	})
}

// keepMeeting changes how a meeting stands, by one who holds it together.
func (a *App) keepMeeting(ctx context.Context, who access.Actor, c id.Case, call id.Call, fn func(*db.Tx, access.Sight) error) error {
	_, err := a.Do(ctx, who, access.MeetingKeep, access.Object{Case: c, Call: call}, func(tx *db.Tx, s access.Sight) (string, error) {
		return string(call), fn(tx, s)
	})
	return err
}

// Attend notes who is at a meeting.
func (a *App) Attend(ctx context.Context, who access.Actor, c id.Case, call id.Call, here meeting.Attendance) error {
	return a.keepMeeting(ctx, who, c, call, func(tx *db.Tx, _ access.Sight) error {
		if err := meeting.Writable(ctx, tx, call); err != nil {
			return err
		}
		return meeting.Attend(ctx, tx, call, here)
	})
}

// EndMeeting ends a meeting and opens its minutes.
func (a *App) EndMeeting(ctx context.Context, who access.Actor, c id.Case, call id.Call, e meeting.End) error {
	return a.keepMeeting(ctx, who, c, call, func(tx *db.Tx, s access.Sight) error {
		if err := meeting.Finish(ctx, tx, s, call, e); err != nil {
			return err
		}
		if err := minutes.Open(ctx, tx, s, call); err != nil {
			return err
		}
		if err := sittingsHeld(ctx, tx); err != nil {
			return err
		}
		return note(ctx, tx, s, cases.Event{Kind: "met", Unit: s.Unit()})
	})
}

// sittingsHeld notes that sittings were held, in which meetings were and no time
// lies ahead any more: until then what is free of them can be taken.
func sittingsHeld(ctx context.Context, tx *db.Tx) error {
	held, err := db.All(ctx, tx, func(scan db.Scan) (s id.Sitting, err error) { return s, scan(&s) },
		`select s.id from sitting s where s.state = 'planned' and s.starts_at <= $1
		and exists (select 1 from call c where c.sitting_id = s.id and c.state = 'held')
		and not exists (select 1 from slot t where t.sitting_id = s.id and t.starts_at > $1) order by s.starts_at limit 100`, db.Micros(tx.Now))
	for _, s := range held {
		if err == nil {
			err = forum.WasHeld(ctx, tx, s)
		}
	}
	return err
}

// TakeMinutes makes the actor's function the one that keeps the minutes.
func (a *App) TakeMinutes(ctx context.Context, who access.Actor, c id.Case, call id.Call, version int64) error {
	return a.keepMeeting(ctx, who, c, call, func(tx *db.Tx, s access.Sight) error {
		return meeting.TakeMinutes(ctx, tx, s, call, version)
	})
}

// NewLine is what is written at a meeting.
type NewLine struct {
	item.New
	Receivers []id.Unit // that the writer was told would have it; the others never get it
	All       bool      // everybody who may have it, whoever that is
}

// LineChange is how an activity or a commitment is changed on the spot.
type LineChange struct {
	Item       id.Item
	Version    int64
	Status     string
	Start, End string
	Due        string
	Extent     int
	Receivers  []id.Unit
	All        bool
}

// NewStand is how the actor's function stands to a decision.
type NewStand struct {
	Stand string
	Words string
}

// Written is what became of what was written at a meeting. Kept says that the
// consent no longer covers some of those who were to have it: they were told
// nothing, and where that is everybody it is a working note.
type Written struct {
	Item id.Item
	Told []id.Unit
	Kept bool
}

// WriteAtMeeting adds a line and hands it to those at the meeting who may have
// it. What the consent no longer allows stays a working note of the writer's
// unit: nothing that was typed is lost.
func (a *App) WriteAtMeeting(ctx context.Context, who access.Actor, c id.Case, call id.Call, n NewLine) (Written, error) {
	var w Written
	i, err := a.AtMeeting(ctx, who, access.MeetingWrite, access.Object{Case: c, Call: call}, func(tx *db.Tx, s access.Sight) (_ string, err error) {
		w, err = a.WriteLine(ctx, tx, s, call, n)
		return string(w.Item), err
	})
	w.Item = id.Item(i)
	if err != nil {
		return Written{}, err
	}
	return w, nil
}

// AtMeeting changes what is written at a meeting. What the person decides in the
// same moment may come between, so that somebody may no longer be told: then it
// is done again by what stands now, and nothing that was typed is lost.
func (a *App) AtMeeting(ctx context.Context, who access.Actor, act access.Action, on access.Object, fn func(*db.Tx, access.Sight) (string, error)) (string, error) {
	object, err := a.Do(ctx, who, act, on, fn)
	if e, ok := errors.AsType[*errs.Error](err); ok && slices.ContainsFunc(e.Faults, func(f errs.Fault) bool { return f.Field == "units" }) {
		object, err = a.Do(ctx, who, act, on, fn)
	}
	return object, err
}

// WriteLine is WriteAtMeeting within an action that has been decided on.
func (a *App) WriteLine(ctx context.Context, tx *db.Tx, s access.Sight, call id.Call, n NewLine) (Written, error) {
	if err := meeting.Writable(ctx, tx, call); err != nil {
		return Written{}, both(err, n.New.Check())
	}
	return a.writeLine(ctx, tx, s, call, n)
}

// ReviseLine adds a version to a line of the reader's own unit within such an
// action, and hands it to those who had it and to those at the meeting, as far
// as they may have it.
func (a *App) ReviseLine(ctx context.Context, tx *db.Tx, s access.Sight, call id.Call, r item.Change) (w Written, err error) {
	if err := meeting.Writable(ctx, tx, call); err != nil {
		return w, err
	}
	key, err := a.Key(ctx, s)
	if err != nil {
		return w, err
	}
	now, err := item.One(ctx, tx, key, s, r.Item)
	if err != nil {
		return w, err
	}
	reach, err := reachOf(ctx, tx, s, call, r.Item)
	if err != nil {
		return w, err
	}
	w.Item = r.Item
	w.Told, w.Kept = told(reach, now.Category, nil, true)
	if err := a.Rewrite(ctx, tx, s, ReviseItem{r, Handing{Receivers: w.Told}}); err != nil {
		return w, err
	}
	return w, a.put(ctx, tx, s, call, w)
}

func (a *App) writeLine(ctx context.Context, tx *db.Tx, s access.Sight, call id.Call, n NewLine) (w Written, err error) {
	reach, err := reach(ctx, tx, s, call)
	if err != nil {
		return w, err
	}
	w.Told, w.Kept = told(reach, n.Category, n.Receivers, n.All)
	n.Meeting = true
	// What the person says is hers, as long as the writer's unit may have it from her.
	n.Own = n.Own && s.Categories().Has(n.Category)
	if w.Item, err = a.Write(ctx, tx, s, NewItem{New: n.New, Handing: Handing{Receivers: w.Told}}); err != nil {
		return w, err
	}
	return w, a.put(ctx, tx, s, call, w)
}

// told returns who of the receivers may have something of a category, and
// whether some of them no longer may.
func told(reach consent.Grid, cat access.Category, receivers []id.Unit, all bool) (to []id.Unit, kept bool) {
	for u, may := range reach {
		if may.Has(cat) && (all || slices.Contains(receivers, u)) {
			to = append(to, u)
		}
	}
	slices.Sort(to)
	for _, u := range receivers {
		kept = kept || !slices.Contains(to, u)
	}
	return to, kept || all && len(to) == 0
}

// put makes an item a line of the meeting, and tells the one who keeps the
// minutes when the consent kept it from others.
func (a *App) put(ctx context.Context, tx *db.Tx, s access.Sight, call id.Call, w Written) error {
	if err := meeting.Put(ctx, tx, call, w.Item); err != nil || !w.Kept {
		return err
	}
	if err := meeting.Note(ctx, tx, call, meeting.Event{Kind: meeting.KeptBack, Function: s.Function()}); err != nil {
		return err
	}
	now, err := meeting.Facts(ctx, tx, call)
	if err != nil || now.Secretary == "" || now.Secretary == s.Function() {
		return err
	}
	return a.Tell(ctx, tx, now.Secretary)
}

// ChangeAtMeeting adds a version to an activity or a commitment of the actor's
// own unit, and hands it to those who had it and to those at the meeting, as far
// as they may have it.
func (a *App) ChangeAtMeeting(ctx context.Context, who access.Actor, c id.Case, call id.Call, ch LineChange) (Written, error) {
	var w Written
	_, err := a.AtMeeting(ctx, who, access.MeetingWrite, access.Object{Case: c, Call: call, Item: ch.Item}, func(tx *db.Tx, s access.Sight) (string, error) {
		if err := meeting.Writable(ctx, tx, call); err != nil {
			return "", err
		}
		now, reach, err := a.changeable(ctx, tx, s, call, ch.Item)
		if err != nil {
			return "", err
		}
		w = Written{Item: ch.Item}
		w.Told, w.Kept = told(reach, now.Category, ch.Receivers, ch.All)
		if err := a.Rewrite(ctx, tx, s, ReviseItem{ch.of(now.Content), Handing{Receivers: w.Told}}); err != nil {
			return "", err
		}
		return string(ch.Item), a.put(ctx, tx, s, call, w)
	})
	if err != nil {
		return Written{}, err
	}
	w.Item = ch.Item
	return w, nil
}

// of is the content with what is changed.
func (ch LineChange) of(c item.Content) item.Change {
	c.Status, c.Start, c.End, c.Due, c.Extent, c.Reason = ch.Status, ch.Start, ch.End, ch.Due, ch.Extent, "agreed"
	return item.Change{Item: ch.Item, Version: ch.Version, Content: c}
}

// changeable returns an item that can be changed on the spot, and who would
// have the new version.
func (a *App) changeable(ctx context.Context, tx *db.Tx, s access.Sight, call id.Call, i id.Item) (now item.Item, to consent.Grid, err error) {
	key, err := a.Key(ctx, s)
	if err != nil {
		return now, nil, err
	}
	if now, err = item.One(ctx, tx, key, s, i); err != nil {
		return now, nil, err
	}
	if now.Owner != s.Unit() || now.Kind != item.Activity && now.Kind != item.Commitment {
		return now, nil, errs.New(errs.Denied, "meeting.change.not_yours")
	}
	to, err = reachOf(ctx, tx, s, call, i)
	return now, to, err
}

// reachOf is reach of a line that there is already: those too that have it.
func reachOf(ctx context.Context, tx *db.Tx, s access.Sight, call id.Call, i id.Item) (consent.Grid, error) {
	to, err := reach(ctx, tx, s, call)
	if err != nil || !s.Circle() {
		return to, err
	}
	covered, err := consent.Reach(ctx, tx, s)
	if err != nil {
		return to, err
	}
	held, err := item.Holders(ctx, tx, s)
	for _, u := range held[i] {
		if set, ok := covered[u]; ok {
			to[u] = set
		}
	}
	return to, err
}

// ChangeView is an item that can be changed at a meeting, and who would have
// the new version.
type ChangeView struct {
	MeetingView
	Item item.Item
}

// Changeable returns an activity or a commitment of the actor's own unit, to be
// changed on the spot.
func (a *App) Changeable(ctx context.Context, who access.Actor, c id.Case, call id.Call, i id.Item) (ChangeView, error) {
	var v ChangeView
	err := a.seeing(ctx, who, access.MeetingRead, access.Object{Case: c, Call: call, Item: i}, func(tx *db.Tx, k *known) (err error) {
		if v.MeetingView, err = a.meetingView(ctx, tx, k, call); err != nil {
			return err
		}
		var reach consent.Grid
		if v.Item, reach, err = a.changeable(ctx, tx, k.sight, call, i); err != nil {
			return err
		}
		v.Takers, err = takersOf(ctx, tx, reach)
		return err
	})
	if err != nil {
		return ChangeView{}, err
	}
	return v, nil
}

// TakeStand notes how the actor's function stands to a decision of the meeting.
// Its words go to those who may have the decision.
func (a *App) TakeStand(ctx context.Context, who access.Actor, c id.Case, call id.Call, i id.Item, n NewStand) (Written, error) {
	var w Written
	_, err := a.AtMeeting(ctx, who, access.MeetingWrite, access.Object{Case: c, Call: call, Item: i}, func(tx *db.Tx, s access.Sight) (_ string, err error) {
		w, err = a.StandTo(ctx, tx, s, call, i, n)
		return string(i), err
	})
	if err != nil {
		return Written{}, err
	}
	return w, nil
}

// StandTo is TakeStand within an action that has been decided on.
func (a *App) StandTo(ctx context.Context, tx *db.Tx, s access.Sight, call id.Call, i id.Item, n NewStand) (w Written, err error) {
	if err := meeting.CheckStand(n.Stand, n.Words); err != nil {
		return w, err
	}
	if err := meeting.Writable(ctx, tx, call); err != nil {
		return w, err
	}
	key, err := a.Key(ctx, s)
	if err != nil {
		return w, err
	}
	on, err := item.One(ctx, tx, key, s, i)
	if err != nil {
		return w, err
	}
	if n.Words != "" {
		title, words := item.Titled(n.Words)
		line := NewLine{New: item.New{Kind: item.Said, Category: on.Category, Content: item.Content{Title: title, Words: words, Extent: item.NoExtent}}, All: true}
		if w, err = a.writeLine(ctx, tx, s, call, line); err != nil {
			return w, err
		}
	}
	return w, meeting.Take(ctx, tx, s, call, meeting.Stand{Item: i, Stand: n.Stand, Words: w.Item})
}
