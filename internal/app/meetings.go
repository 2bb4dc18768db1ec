package app

import (
	"context"
	"maps"
	"slices"
	"time"

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
	"samverk/internal/org"
	"samverk/internal/plan"
	"samverk/internal/seal"
)

// MeetingView is a meeting as one reader may see it, while it goes on and
// after.
type MeetingView struct {
	CaseView
	Call         meeting.Call
	Covered      bool // the reader may see the call; else only that it is there
	ForumName    string
	Called       []CalledView
	PersonReason string // why the person did not come, a code
	Lines        []MeetingLine
	Before       time.Time   // the meeting before this one; zero when there was none
	Since        []item.Item // what was promised before this meeting
	Takers       []Taker
	Unsettled    string // what keeps it from being taken up today, a message key
	Minutes      []minutes.Minutes
	Kept         int // lines that a consent which had ended made working notes, to the one who keeps the minutes
	Beat         int64
	MayWrite     bool
	MayKeep      bool
	Keeps        bool // the reader keeps the minutes
}

// CalledView is a called function and what it said and did.
type CalledView struct {
	meeting.Party
	Fn org.Function
}

// MeetingLine is what was said, decided, promised or changed at a meeting.
type MeetingLine struct {
	item.Item
	Stands []StandView
	Told   []id.Unit // of the reader's own: the units that have it
}

// StandView is how a function stands to a decision.
type StandView struct {
	meeting.Stand
	Said string // its words, where the reader may see them
}

// Taker is a unit that hears what is written at the meeting, and of which
// categories.
type Taker struct {
	org.Unit
	Of access.Set
}

// Meeting returns a meeting as the actor may see it.
func (a *App) Meeting(ctx context.Context, who access.Actor, c id.Case, call id.Call) (MeetingView, error) {
	var v MeetingView
	err := a.seeing(ctx, who, access.MeetingRead, access.Object{Case: c, Call: call}, func(tx *db.Tx, k *known) (err error) {
		v, err = a.meetingView(ctx, tx, k, call)
		return err
	})
	if err != nil {
		return MeetingView{}, err
	}
	return v, nil
}

// MeetingFor is Meeting within an action of a package above that has been decided
// on, for a reader with its Sight.
func (a *App) MeetingFor(ctx context.Context, tx *db.Tx, who access.Actor, s access.Sight, call id.Call) (MeetingView, error) {
	k, err := a.facts(ctx, tx, who, access.Object{Case: s.Case(), Call: call})
	if err != nil {
		return MeetingView{}, err
	}
	k.sight = s // what is shown is noted there
	return a.meetingView(ctx, tx, &k, call)
}

func (a *App) meetingView(ctx context.Context, tx *db.Tx, k *known, call id.Call) (v MeetingView, err error) {
	s := k.sight
	key, err := a.Key(ctx, s)
	if err != nil {
		return v, err
	}
	if v.CaseView, err = a.CaseFor(ctx, tx, s); err != nil {
		return v, err
	}
	if v.Call, v.Covered, err = callSeen(ctx, tx, key, s, call); err != nil {
		return v, err
	}
	v.Beat, v.Keeps, v.MayKeep = beat(v.Call, s), k.Keeps, access.Decide(access.MeetingKeep, k.Facts) == nil
	for _, part := range []func() error{
		func() error { return v.called(ctx, tx, key) },
		func() error { return v.written(ctx, tx) },
		func() error { return v.since(ctx, tx) },
		func() error { return v.takers(ctx, tx) },
		func() error { return v.state(ctx, tx, key) },
	} {
		if err := part(); err != nil {
			return v, err
		}
	}
	v.MayWrite = !s.Self() && v.writes()
	return v, nil
}

// callSeen returns a call as the reader may see it. To one who is called and no
// longer covered by the consent it is only that it is there, and how far it has
// come.
func callSeen(ctx context.Context, tx *db.Tx, key *seal.Key, s access.Sight, call id.Call) (c meeting.Call, covered bool, err error) {
	c, err = meeting.Get(ctx, tx, key, s, call)
	if !errs.Is(err, errs.NotFound) {
		return c, err == nil, err
	}
	if c, err = meeting.Facts(ctx, tx, call); err != nil {
		return c, false, err
	}
	return c.Outline(), false, nil
}

// called fills in who is called, and the name of the forum.
func (v *MeetingView) called(ctx context.Context, tx *db.Tx, key *seal.Key) error {
	if !v.Covered {
		return nil
	}
	all, err := meeting.Parties(ctx, tx, key, v.Sight, v.Call.ID)
	if err != nil {
		return err
	}
	names := id.NewSet[id.Function]()
	names.Add(v.Call.Caller, v.Call.Secretary)
	for _, p := range all {
		names.Add(p.Function)
	}
	functions, err := org.Functions(ctx, tx, names.List)
	if err != nil {
		return err
	}
	more, err := units(ctx, tx, nil, functions)
	if err != nil {
		return err
	}
	maps.Copy(v.Functions, functions)
	maps.Copy(v.Units, more)
	for _, p := range all {
		v.Called = append(v.Called, CalledView{p, functions[p.Function]})
	}
	if v.PersonReason, err = meeting.PersonReason(ctx, tx, v.Sight, v.Call.ID); err != nil || v.Call.Forum == "" {
		return err
	}
	f, err := forum.ByID(ctx, tx, v.Call.Forum)
	v.ForumName = f.Name
	return err
}

// written fills in the lines that the reader sees. The words of a stand are
// shown beside the decision and not as a line of their own.
func (v *MeetingView) written(ctx context.Context, tx *db.Tx) error {
	lines, err := meeting.Lines(ctx, tx, v.Sight, v.Call.ID)
	if err != nil || len(lines) == 0 {
		return err
	}
	var items []item.Item
	for _, l := range lines {
		if i := slices.IndexFunc(v.Items, func(i item.Item) bool { return i.ID == l.Item }); i >= 0 {
			items = append(items, v.Items[i])
		}
	}
	if v.Lines, err = withStands(ctx, tx, v.Sight, v.Call.ID, items); err != nil || v.Sight.Self() {
		return err
	}
	told, err := item.Holders(ctx, tx, v.Sight)
	for i := range v.Lines {
		v.Lines[i].Told = told[v.Lines[i].ID]
	}
	return err
}

// withStands makes lines of the items that the reader sees, in their order,
// with the stands on each decision.
func withStands(ctx context.Context, tx *db.Tx, s access.Sight, call id.Call, items []item.Item) (lines []MeetingLine, err error) {
	stands, err := meeting.StandsAt(ctx, tx, s, call)
	if err != nil {
		return nil, err
	}
	words := map[id.Item]string{}
	for _, st := range stands {
		words[st.Words] = ""
	}
	for _, i := range items {
		if _, stand := words[i.ID]; stand {
			words[i.ID] = said(i)
			continue
		}
		lines = append(lines, MeetingLine{Item: i})
	}
	for _, st := range stands {
		if i := slices.IndexFunc(lines, func(l MeetingLine) bool { return l.ID == st.Item && !l.Gone }); i >= 0 {
			lines[i].Stands = append(lines[i].Stands, StandView{st, words[st.Words]})
		}
	}
	return lines, nil
}

// said is all that an item of a meeting says.
func said(i item.Item) string {
	if i.Words != "" {
		return i.Words
	}
	return i.Title
}

// since fills in what was promised before: the commitments that are open, and
// what the meeting before this one left behind.
func (v *MeetingView) since(ctx context.Context, tx *db.Tx) error {
	now, before := map[id.Item]bool{}, map[id.Item]bool{}
	for _, l := range v.Lines {
		now[l.ID] = true
	}
	last, err := meeting.Previous(ctx, tx, v.Sight, v.Call)
	if err != nil {
		return err
	}
	if last.ID != "" {
		lines, err := meeting.Lines(ctx, tx, v.Sight, last.ID)
		if err != nil {
			return err
		}
		for _, l := range lines {
			before[l.Item] = true
		}
		v.Before = last.Start
	}
	for _, i := range v.Items {
		open := i.Kind == item.Commitment && i.Status != plan.Done && i.Status != plan.Stopped
		if !i.Gone && i.Kind.Planned() && (before[i.ID] || open && !now[i.ID]) && (i.Shared || i.Owner != v.Sight.Unit()) {
			v.Since = append(v.Since, i)
		}
	}
	return nil
}

// takers fills in who hears what is written, to one who writes.
func (v *MeetingView) takers(ctx context.Context, tx *db.Tx) error {
	reach, err := reach(ctx, tx, v.Sight, v.Call.ID)
	if err != nil {
		return err
	}
	v.Takers, err = takersOf(ctx, tx, reach)
	return err
}

func takersOf(ctx context.Context, tx *db.Tx, reach consent.Grid) (all []Taker, err error) {
	if len(reach) == 0 {
		return nil, nil
	}
	found, err := org.Units(ctx, tx, slices.Collect(maps.Keys(reach)))
	if err != nil {
		return nil, err
	}
	units := slices.Collect(maps.Values(found))
	sortUnits(units)
	for _, u := range units {
		all = append(all, Taker{u, reach[u.ID]})
	}
	return all, nil
}

// reach returns which other units hear what the reader writes at a meeting, and
// of which categories: those that were called, as far as the consent covers
// them today. A reader who may not know who takes part reaches nobody.
func reach(ctx context.Context, tx *db.Tx, s access.Sight, call id.Call) (consent.Grid, error) {
	if !s.Circle() || s.Self() {
		return nil, nil
	}
	called, err := meeting.Takers(ctx, tx, call)
	if err != nil {
		return nil, err
	}
	covered, err := consent.Reach(ctx, tx, s)
	for u := range covered {
		if u == s.Unit() || !slices.Contains(called, u) {
			delete(covered, u)
		}
	}
	return covered, err
}

// state fills in how far the meeting and its minutes have come.
func (v *MeetingView) state(ctx context.Context, tx *db.Tx, key *seal.Key) (err error) {
	if v.Minutes, err = minutes.Of(ctx, tx, key, v.Sight, v.Call.ID); err != nil || !v.Covered {
		return err
	}
	if v.Keeps {
		if v.Kept, err = meeting.Kept(ctx, tx, v.Call.ID); err != nil {
			return err
		}
	}
	if v.Call.Waits() {
		v.Unsettled, err = meeting.Unsettled(ctx, tx, v.Call)
	}
	return err
}

// writes reports whether lines can be written now.
func (v *MeetingView) writes() bool {
	draft := len(v.Minutes) > 0 && v.Minutes[0].State == minutes.Draft
	return v.Case.State != cases.StateClosed && (v.Call.State == meeting.StateMeeting || v.Call.State == meeting.StateHeld && draft)
}

// Beat is what those who follow a meeting hear: a number that changes with what
// they may see of it, and whether it is worth while to go on listening.
type Beat struct {
	Number int64
	Goes   bool
}

// listened is how long after its time a meeting is listened to.
const listened = time.Hour

// MeetingBeat returns the beat of a meeting. It is decided anew each time, and
// shows nothing that would have to be logged.
func (a *App) MeetingBeat(ctx context.Context, who access.Actor, c id.Case, call id.Call) (b Beat, err error) {
	on := access.Object{Case: c, Call: call}
	err = a.db.Read(ctx, func(tx *db.Tx) error {
		k, err := a.facts(ctx, tx, who, on)
		if err != nil {
			return err
		}
		if err := access.Decide(access.MeetingRead, k.Facts); err != nil {
			return err
		}
		b.Number = beat(k.call, k.sight)
		b.Goes = k.call.State == meeting.StateCalled || k.call.State == meeting.StateMeeting
		b.Goes = b.Goes && tx.Now.Before(k.call.End.Add(listened))
		return nil
	})
	return b, err
}

// beat changes when something happens at the meeting, and when the reader may
// see more or less of it than before.
func beat(c meeting.Call, s access.Sight) int64 {
	seen := int64(s.Categories()) << 1
	if s.Circle() {
		seen++
	}
	return c.Change<<10 | seen
}
