package property

import (
	"context"
	"fmt"
	"slices"
	"time"

	"pgregory.net/rapid"

	"samverk/internal/access"
	"samverk/internal/app"
	"samverk/internal/consent"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/forum"
	"samverk/internal/id"
	"samverk/internal/item"
	"samverk/internal/meeting"
)

// mostCalls bounds the meetings of one sequence: each is looked at by everybody
// after each step.
const mostCalls = 2

// modelCall is a call to a meeting and what came of it.
type modelCall struct {
	id        id.Call
	slot      id.Slot // in the sitting of the machine
	caller    id.Function
	secretary id.Function
	called    []id.Function // besides the caller
	question  string
	words     map[id.Function][]string // what each should bring, and has said
	state     string
	lines     []*modelItem
	minutes   []*modelMinutes
	gone      []string // what it asked and said that is shown to nobody any more
}

// modelMinutes is which versions of which items stand in minutes.
type modelMinutes struct {
	unit    id.Unit // that keeps them
	state   string  // draft, final, replaced, recalled
	entries []modelEntry
}

type modelEntry struct {
	of      *modelItem
	version int
}

// has reports whether a function is called, or has called.
func (c *modelCall) has(f id.Function) bool { return c.caller == f || slices.Contains(c.called, f) }

// circle reports whether a function may know who takes part.
func (m *model) circle(f id.Function) bool {
	return f == "samordning" && !m.blocked[m.unit[f]] || m.covers(m.unit[f], access.Plan)
}

// acts reports whether a function can do something with a call at all.
func (m *model) acts(f id.Function, c *modelCall) bool {
	return m.opens(f) && !m.blocked[m.unit[f]] && c.has(f)
}

// hears reports whether a function may see a call: it is the caller's own, and
// told to the units that are called while the consent lets them know of the plan.
func (m *model) hears(f id.Function, c *modelCall) bool {
	return m.acts(f, c) && (c.caller == f || m.covers(m.unit[f], access.Plan))
}

// keeps reports whether a function keeps the minutes; anybody who is called
// does when nobody takes part any more who did, or who called.
func (m *model) keeps(f id.Function, c *modelCall) bool {
	gone := m.party[c.secretary] != access.TakesPart && m.party[c.caller] != access.TakesPart
	return m.acts(f, c) && (c.secretary == f || gone)
}

// holds reports whether a function may begin a meeting, and end it.
func (m *model) holds(f id.Function, c *modelCall) bool {
	return m.keeps(f, c) || m.acts(f, c) && (c.caller == f || f == "samordning")
}

// told lists the units that hear what a function writes at a meeting: of those
// that are called and take part, those that the consent covers.
func (m *model) told(f id.Function, c *modelCall, cat access.Category) (all []id.Unit) {
	for _, g := range append([]id.Function{c.caller}, c.called...) {
		if m.circle(f) && g != f && m.party[g] == access.TakesPart && m.covers(m.unit[g], cat) {
			all = append(all, m.unit[g])
		}
	}
	slices.Sort(all)
	return all
}

// newest is the newest version of an item that was handed to anybody and stands.
func (i *modelItem) newest() (version int) {
	for _, h := range i.handed {
		if !h.recalled {
			version = max(version, h.version)
		}
	}
	return version
}

// freeze is what minutes of a meeting hold when they are made final.
func (c *modelCall) freeze() (all []modelEntry) {
	for _, i := range c.lines {
		if v := i.newest(); v > 0 {
			all = append(all, modelEntry{i, v})
		}
	}
	return all
}

// read is what a function reads in minutes, by item.
func (m *model) read(f id.Function, n *modelMinutes) map[id.Item]string {
	all := map[id.Item]string{}
	for _, e := range n.entries {
		if n.state != "recalled" && m.mayRead(m.unit[f], e.of, e.version) {
			all[e.of.id] = e.of.titles[e.version-1]
		}
	}
	return all
}

// hidden are all words of calls that a function may not read now.
func (m *model) hidden(f id.Function) (all []string) {
	for _, c := range m.calls {
		all = append(all, c.gone...)
		if !m.hears(f, c) && c.question != "" {
			all = append(all, c.question)
		}
		for g, words := range c.words {
			if !m.hears(f, c) || f != g && !m.circle(f) {
				all = append(all, words...)
			}
		}
	}
	return all
}

// furnish lets a sequence begin where much has happened, which chance alone
// seldom reaches: all may know of everything, somebody has called all, the
// meeting goes on, it has been, and its minutes are final.
func (m *machine) furnish(t *rapid.T) {
	far := rapid.IntRange(0, 5).Draw(t, "how far")
	if far == 0 {
		return
	}
	grid := consent.Grid{}
	for _, u := range m.units() {
		grid[u] = access.All
	}
	m.give(t, grid)
	if far == 1 {
		return
	}
	by := m.reader(t)
	m.callBy(t, by, slices.DeleteFunc(slices.Clone(actors), func(f id.Function) bool { return f == by }))
	c := m.calls[0]
	for n, step := range []func(){
		func() { m.meetBy(t, by, c) },
		func() { m.lineBy(t, by, c); m.lineBy(t, m.reader(t), c); m.endBy(t, by, c) },
		func() { m.freezeBy(t, c.secretary, c) },
	} {
		if far > n+2 {
			step()
		}
	}
}

// likely draws a function that acts: half the time the one that may.
func (m *machine) likely(t *rapid.T, f id.Function) id.Function {
	if rapid.Bool().Draw(t, "the one who may") {
		return f
	}
	return m.reader(t)
}

func (m *machine) pickCall(t *rapid.T, states ...string) *modelCall {
	in := slices.DeleteFunc(slices.Clone(m.calls), func(c *modelCall) bool { return !slices.Contains(states, c.state) })
	if len(in) == 0 {
		t.Skip("no such call")
	}
	return rapid.SampledFrom(in).Draw(t, "call")
}

func (m *machine) call(t *rapid.T) {
	if len(m.calls) == mostCalls {
		t.Skip("calls enough")
	}
	f := m.reader(t)
	m.callBy(t, f, rapid.SliceOfNDistinct(rapid.SampledFrom(slices.DeleteFunc(slices.Clone(actors), func(g id.Function) bool { return g == f })), 1, 4,
		rapid.ID[id.Function]).Draw(t, "called"))
}

func (m *machine) callBy(t *rapid.T, f id.Function, called []id.Function) {
	c := &modelCall{caller: f, secretary: f, called: called, question: canary(), words: map[id.Function][]string{}, state: meeting.StateCalled}
	ok := m.opens(f) && m.circle(f)
	bring := map[id.Function]string{}
	for _, g := range c.called {
		bring[g] = canary()
		c.words[g] = []string{bring[g]}
		ok = ok && m.party[g] == access.TakesPart && m.covers(m.unit[g], access.Plan)
	}
	if rapid.Bool().Draw(t, "another keeps the minutes") {
		c.secretary = c.called[0]
	}
	n := app.NewCall{PersonWay: meeting.PersonInvited, Question: c.question, Called: c.called, Bring: bring, Secretary: c.secretary}
	if c.slot = m.free(); c.slot != "" && rapid.Bool().Draw(t, "in the forum") {
		n.Forum, n.Slots = m.forum, []id.Slot{c.slot}
	} else {
		c.slot = ""
		start := m.w.Now().Add(time.Hour)
		n.Times = []meeting.Time{{Start: start, End: start.Add(time.Hour)}}
	}
	made, err := m.w.MakeCall(m.ctx(), m.w.As(f), m.c, n)
	if ok != (err == nil) {
		t.Fatalf("call by %s of %v: allowed %v, but %v", f, c.called, ok, err)
	}
	if err == nil {
		c.id = made
		m.calls = append(m.calls, c)
	}
}

// free is a slot that no call of the model has.
func (m *machine) free() id.Slot {
	for _, s := range m.slots {
		if !slices.ContainsFunc(m.calls, func(c *modelCall) bool { return c.slot == s && c.state != meeting.StateCancelled }) {
			return s
		}
	}
	return ""
}

// stands is how a call stands, or a function's answer to it.
func (m *machine) stands(query string, args ...any) (v int64) {
	m.w.Read(func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.One(ctx, []any{&v}, query, args...)
		return err
	})
	return v
}

func (m *machine) callVersion(c *modelCall) int64 {
	return m.stands(`select version from call where id = $1`, c.id)
}

func (m *machine) answer(t *rapid.T) {
	c, f := m.pickCall(t, meeting.StateCalled, meeting.StateHeld), m.reader(t)
	a := meeting.Answer{Answer: meeting.AnswerNo, Reason: "ill", Said: canary()}
	v := m.stands(`select version from call_party where call_id = $1 and function_id = $2`, c.id, f)
	err := m.w.AnswerCall(m.ctx(), m.w.As(f), m.c, c.id, v, a)
	if ok := m.hears(f, c) && c.state == meeting.StateCalled; ok != (err == nil) {
		t.Fatalf("answer by %s to a call by %s that is %s: allowed %v, but %v", f, c.caller, c.state, ok, err)
	}
	if err == nil {
		c.words[f] = append(c.words[f], a.Said)
	}
}

func (m *machine) cancelCall(t *rapid.T) {
	c, f := m.pickCall(t, meeting.StateCalled, meeting.StateMeeting), m.reader(t)
	err := m.w.CancelCall(m.ctx(), m.w.As(f), m.c, c.id, m.callVersion(c), "ill")
	if ok := m.hears(f, c) && (c.caller == f || f == "samordning") && c.state == meeting.StateCalled; ok != (err == nil) {
		t.Fatalf("cancel by %s: allowed %v, but %v", f, ok, err)
	}
	if err == nil {
		c.state = meeting.StateCancelled
	}
}

func (m *machine) meet(t *rapid.T) {
	c := m.pickCall(t, meeting.StateCalled)
	m.meetBy(t, m.reader(t), c)
}

func (m *machine) meetBy(t *rapid.T, f id.Function, c *modelCall) {
	err := m.w.BeginMeeting(m.ctx(), m.w.As(f), m.c, c.id, m.callVersion(c))
	if ok := m.holds(f, c); ok != (err == nil) {
		t.Fatalf("begin by %s of the call of %s: allowed %v, but %v", f, c.caller, ok, err)
	}
	if err == nil {
		c.state = meeting.StateMeeting
	}
}

func (m *machine) line(t *rapid.T) {
	c := m.pickCall(t, meeting.StateMeeting, meeting.StateHeld)
	m.lineBy(t, m.reader(t), c)
}

func (m *machine) lineBy(t *rapid.T, f id.Function, c *modelCall) {
	cat := rapid.SampledFrom(access.Categories()[:5]).Draw(t, "category")
	kind := rapid.SampledFrom([]item.Kind{item.Said, item.Activity}).Draw(t, "kind")
	title := canary()
	w, err := m.w.WriteAtMeeting(m.ctx(), m.w.As(f), m.c, c.id, app.NewLine{All: true, New: item.New{Kind: kind, Category: cat,
		Content: item.Content{Title: title, Words: title, Status: "ongoing", Extent: item.NoExtent}}})
	open := c.state == meeting.StateMeeting || c.minutes[len(c.minutes)-1].state == "draft"
	if ok := m.opens(f) && c.has(f) && open; ok != (err == nil) {
		t.Fatalf("line by %s at a meeting that is %s: allowed %v, but %v", f, c.state, ok, err)
	}
	if err != nil {
		return
	}
	if want := m.told(f, c, cat); !slices.Equal(w.Told, want) {
		t.Fatalf("what %s wrote of %s was told to %v, not %v", f, cat, w.Told, want)
	}
	one := &modelItem{id: w.Item, owner: m.unit[f], category: cat, titles: []string{title}}
	m.note(one, 1, app.Handing{Receivers: w.Told})
	m.items, c.lines = append(m.items, one), append(c.lines, one)
}

func (m *machine) endMeeting(t *rapid.T) {
	c := m.pickCall(t, meeting.StateMeeting)
	m.endBy(t, m.reader(t), c)
}

func (m *machine) endBy(t *rapid.T, f id.Function, c *modelCall) {
	err := m.w.EndMeeting(m.ctx(), m.w.As(f), m.c, c.id, meeting.End{Version: m.callVersion(c), FollowUpOn: m.w.Now().AddDate(0, 1, 0).Format(time.DateOnly)})
	if ok := m.holds(f, c); ok != (err == nil) {
		t.Fatalf("end by %s: allowed %v, but %v", f, ok, err)
	}
	if err == nil {
		c.state = meeting.StateHeld
		c.minutes = append(c.minutes, &modelMinutes{unit: m.unit[c.secretary], state: "draft"})
	}
}

func (m *machine) freeze(t *rapid.T) {
	c := m.pickCall(t, meeting.StateHeld)
	m.freezeBy(t, m.reader(t), c)
}

func (m *machine) freezeBy(t *rapid.T, f id.Function, c *modelCall) {
	last := c.minutes[len(c.minutes)-1]
	v := m.stands(`select version from minutes where call_id = $1 and number = $2`, c.id, len(c.minutes))
	_, err := m.w.FreezeMinutes(m.ctx(), m.w.As(f), m.c, c.id, v)
	if ok := m.keeps(f, c) && last.state == "draft"; ok != (err == nil) {
		t.Fatalf("minutes that are %s made final by %s: allowed %v, but %v", last.state, f, ok, err)
	}
	if err != nil {
		return
	}
	for _, n := range c.minutes {
		if n.state == "final" {
			n.state = "replaced"
		}
	}
	last.state, last.entries = "final", c.freeze()
}

func (m *machine) amend(t *rapid.T) {
	c := m.pickCall(t, meeting.StateHeld)
	f := m.likely(t, c.secretary)
	last := c.minutes[len(c.minutes)-1]
	err := m.w.AmendMinutes(m.ctx(), m.w.As(f), m.c, c.id, "wrong", "Ändras.")
	if ok := m.keeps(f, c) && last.state == "final"; ok != (err == nil) {
		t.Fatalf("minutes that are %s amended by %s: allowed %v, but %v", last.state, f, ok, err)
	}
	if err == nil {
		c.minutes = append(c.minutes, &modelMinutes{unit: m.unit[f], state: "draft"})
	}
}

// recallMinutes takes final minutes back, as two people do.
func (m *machine) recallMinutes(t *rapid.T) {
	c := m.pickCall(t, meeting.StateHeld)
	f := m.likely(t, c.secretary)
	n := slices.IndexFunc(c.minutes, func(n *modelMinutes) bool { return n.state == "final" && n.unit == m.unit[f] })
	ok := n >= 0 && m.opens(f) && !m.blocked[m.unit[f]]
	if err := m.w.AskMinutesRecall(m.ctx(), m.w.As(f), m.c, c.id, "wrong_person"); ok != (err == nil) {
		t.Fatalf("recall asked by %s: allowed %v, but %v", f, ok, err)
	}
	if !ok {
		return
	}
	if err := m.w.ConfirmMinutesRecall(m.ctx(), m.w.As(f), m.c, c.id); err == nil {
		t.Fatal("one person alone recalled minutes")
	}
	if err := m.w.ConfirmMinutesRecall(m.ctx(), m.w.AsNth(f, 9), m.c, c.id); err != nil {
		t.Fatal("confirm", err)
	}
	c.minutes[n].state = "recalled"
	c.gone = append(c.gone, c.question)
	for _, words := range c.words {
		c.gone = append(c.gone, words...)
	}
	c.gone = slices.DeleteFunc(c.gone, func(words string) bool { return words == "" })
	c.question, c.words = "", map[id.Function][]string{}
	for _, i := range c.lines { // where the person is the wrong one, all that was written there
		for _, h := range i.handed {
			h.recalled, i.wrong = true, max(i.wrong, h.version)
		}
	}
}

// leaveCalls is what a function's leaving does to the calls of the model.
func (m *machine) leaveCalls(f id.Function) {
	for _, c := range m.calls {
		if c.state != meeting.StateCalled {
			continue
		}
		if c.caller == f {
			c.state = meeting.StateCancelled
		} else if c.secretary == f {
			c.secretary = c.caller
		}
	}
}

// blockCalls is what a unit's being blocked does to the calls of the model: those
// that it has made are cancelled.
func (m *machine) blockCalls(u id.Unit) {
	for _, c := range m.calls {
		if c.state == meeting.StateCalled && m.unit[c.caller] == u {
			c.state = meeting.StateCancelled
		}
	}
}

// checkCalls holds what a function gets of each call against the model.
func (m *machine) checkCalls(t *judge, f id.Function) {
	for _, c := range m.calls {
		v, err := m.w.App.Call(m.ctx(), m.w.As(f), m.c, c.id)
		switch hears := m.hears(f, c); {
		case !hears && !errs.Is(err, errs.NotFound):
			t.Fatalf("%s may not know of the call of %s, but %v", f, c.caller, err)
		case hears && err != nil:
			t.Fatalf("%s may know of the call of %s, but %v", f, c.caller, err)
		case hears && v.Call.Question != c.question:
			t.Fatalf("%s reads %q", f, v.Call.Question)
		case hears && !m.circle(f) && (v.Call.FollowUpOn != "" || v.Call.PersonCame != ""):
			t.Fatalf("%s, who called, is told what came of the meeting: %+v", f, v.Call)
		case hears:
			if want := m.seated(f, c); len(v.Parties) != want {
				t.Fatalf("%s sees %d who are called, not %d", f, len(v.Parties), want)
			}
		}
		m.none(t, f, "the call", fmt.Sprintf("%+v", v))
		if m.step%4 == 0 {
			m.checkMeeting(t, f, c)
		}
	}
}

// seated is how many of those who are called a function may know of.
func (m *machine) seated(f id.Function, c *modelCall) int {
	if m.circle(f) {
		return len(c.called) + 1
	}
	return 1
}

func (m *machine) checkMeeting(t *judge, f id.Function, c *modelCall) {
	who := m.w.As(f)
	v, err := m.w.Meeting(m.ctx(), who, m.c, c.id)
	if m.acts(f, c) != (err == nil) || err != nil && !errs.Is(err, errs.NotFound) {
		t.Fatalf("%s at the meeting of %s: %v", f, c.caller, err)
	}
	m.none(t, f, "the meeting", fmt.Sprintf("%+v", v))
	b, err := m.w.MeetingBeat(m.ctx(), who, m.c, c.id)
	if m.acts(f, c) != (err == nil) || err != nil && b.Number != 0 {
		t.Fatalf("%s hears %+v %v", f, b, err)
	}
	for number, n := range c.minutes {
		v, err := m.w.Minutes(m.ctx(), who, m.c, c.id, number+1)
		sees := m.opens(f) && !m.blocked[m.unit[f]] && (n.unit == m.unit[f] || c.has(f) && m.covers(m.unit[f], access.Plan))
		if sees != (err == nil) || err != nil && !errs.Is(err, errs.NotFound) {
			t.Fatalf("%s may read the minutes: %v, but %v", f, sees, err)
		}
		m.none(t, f, "the minutes", fmt.Sprintf("%+v", v))
		if err != nil || n.state == "draft" {
			continue
		}
		got, want := map[id.Item]string{}, m.read(f, n)
		for _, e := range v.Entries {
			got[e.ID] = e.Title
		}
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Fatalf("%s reads %v in minutes that are %s, not %v", f, got, n.state, want)
		}
	}
}

// checkAgenda holds what a function, a member of the forum, sees of the sitting
// against the model: that a slot is taken, and by what only if it may know of
// the call.
func (m *machine) checkAgenda(t *judge, f id.Function) {
	v, err := m.w.App.Sitting(m.ctx(), m.w.As(f), m.sitting)
	if !m.held[f] {
		if err == nil {
			t.Fatalf("%s reads the agenda without holding its function", f)
		}
		return
	}
	if err != nil {
		t.Fatalf("the agenda: %v", err)
	}
	for _, row := range v.Rows {
		var c *modelCall
		for _, one := range m.calls {
			if one.slot == row.Slot && one.state != meeting.StateCancelled {
				c = one
			}
		}
		switch {
		case (row.Use == forum.UseCase) != (c != nil):
			t.Fatalf("a slot is %q, and the call in it %v", row.Use, c)
		case (row.Call != nil) != (c != nil && m.hears(f, c)):
			t.Fatalf("%s sees on the agenda %v", f, row.Call)
		}
	}
	m.none(t, f, "the agenda", fmt.Sprintf("%+v", v))
}
