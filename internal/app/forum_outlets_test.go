package app_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"samverk/internal/access"
	"samverk/internal/app"
	"samverk/internal/consent"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/meeting"
	"samverk/internal/samverktest/world"
)

// uncovered gives a consent that covers all of the room but some units.
func (r room) uncovered(without ...id.Unit) {
	r.t.Helper()
	grid := consent.Grid{}
	for u, set := range all {
		grid[u] = set
	}
	for _, u := range without {
		delete(grid, u)
	}
	r.Consent(r.c, grid)
}

func TestACallerWhomTheConsentCoversNoMoreIsNotToldWhatCameOfTheMeeting(t *testing.T) {
	r := awaits(t)
	ctx := t.Context()
	first := r.call
	r.begin()
	r.end("")
	r.Pass(time.Hour)
	r.call = r.calls("fk", "samordning", "ame")
	r.uncovered("fk")
	v := r.see("samordning").Call.Version
	r.ok(r.BeginMeeting(ctx, r.As("samordning"), r.c, r.call, v))
	r.ok(r.EndMeeting(ctx, r.As("samordning"), r.c, r.call, meeting.End{Version: v + 1, FollowUpOn: inDays(r.W, 3),
		Attendance: meeting.Attendance{Person: meeting.Came{How: meeting.CameAbsent, Reason: "own_choice"}}}))
	if m := r.see("ame"); m.Call.FollowUpOn == "" || m.PersonReason != "own_choice" || m.Before.IsZero() {
		t.Fatalf("one who may know is not told: %+v", m.Call)
	}
	told := map[string]meeting.Call{}
	k, err := r.App.Call(ctx, r.As("fk"), r.c, r.call)
	r.ok(err)
	told["the call"] = k.Call
	m := r.see("fk")
	told["the meeting"] = m.Call
	for _, c := range caseOf(t, r.W, r.As("fk"), r.c).Calls {
		if c.ID != first {
			told["the case"] = c
		}
	}
	for where, c := range told {
		if c.ID != r.call || c.FollowUpOn != "" || c.PersonCame != "" {
			t.Errorf("%s tells the caller %+v", where, c)
		}
	}
	if m.PersonReason != "" || !m.Before.IsZero() {
		t.Errorf("the meeting tells the caller that the person did not come since %q, and of a meeting at %s", m.PersonReason, m.Before)
	}
	for _, row := range day(t, r.W, r.As("fk")).Meetings {
		if row.Why == app.MeetingFollowUp || row.On != "" {
			t.Errorf("the day tells the caller %+v", row)
		}
	}
	if d := day(t, r.W, r.As("ame")); !strings.Contains(fmt.Sprintf("%+v", d.Meetings), app.MeetingFollowUp) {
		t.Errorf("the day of one who may know: %+v", d.Meetings)
	}
}

func TestAConflictShowsNoMoreOfACallThanItsPage(t *testing.T) {
	r := awaits(t)
	ctx := t.Context()
	r.Exec(`update call set secretary_id = 'ame' where id = $1`, r.call)
	r.uncovered("ame")
	if m := r.see("ame"); m.Covered || m.Call.Place != "" || m.Call.Caller != "" {
		t.Fatalf("the page shows %+v", m.Call)
	}
	for _, step := range []struct {
		what string
		try  func() error
	}{
		{"begin", func() error { return r.BeginMeeting(ctx, r.As("ame"), r.c, r.call, 99) }},
		{"take", func() error { return r.TakeMinutes(ctx, r.As("ame"), r.c, r.call, 99) }},
		{"end", func() error { // of a meeting that has begun
			r.Exec(`update call set state = 'meeting' where id = $1`, r.call)
			return r.EndMeeting(ctx, r.As("ame"), r.c, r.call, meeting.End{Version: 99})
		}},
	} {
		what, err := step.what, step.try()
		r.is(err, errs.Conflict, what)
		e, _ := errors.AsType[*errs.Error](err)
		now, shown := e.Current.(meeting.Call)
		if !shown || now.Version == 0 {
			t.Errorf("%s: how it stands is not said: %+v", what, e.Current)
		}
		if now.Caller != "" || now.CallerUnit != "" || now.Secretary != "" || now.Place != "" || now.PersonWay != "" || !now.Due.IsZero() {
			t.Errorf("%s shows %+v", what, now)
		}
	}
}

func TestWhyThePersonDidNotComeTellsNothingOfHerHealth(t *testing.T) {
	r := meets(t)
	ctx := t.Context()
	end := func(why string) error {
		return r.EndMeeting(ctx, r.As("fk"), r.c, r.call, meeting.End{Version: r.see("fk").Call.Version,
			Attendance: meeting.Attendance{Person: meeting.Came{How: meeting.CameAbsent, Reason: why}}})
	}
	if err := end("ill"); fault(err, "reason_self") != "meeting.came.reason" {
		t.Errorf("that she was ill is noted: %v", err)
	}
	r.ok(end("hindered"))
	if v := r.see("ame"); v.PersonReason != "hindered" {
		t.Errorf("%q", v.PersonReason)
	}
}

func TestTheLinkOfAForumIsForThoseWhoBelongThere(t *testing.T) {
	w := world.New(t)
	ctx := t.Context()
	const link = "https://mote.example/rum"
	f := w.Forum("samverk", access.Kommun, access.FK)
	w.JoinForum(f, "ame")
	s, _ := w.Sitting(f, 48*time.Hour, 2)
	w.Exec(`update forum set link = $1`, link)
	w.Exec(`update sitting set link = $1`, link)
	for name, c := range map[string]struct {
		who     access.Actor
		belongs bool
	}{
		"a member":            {w.As("ame"), true},
		"who coordinates":     {w.As("samordning"), true},
		"another of the area": {w.As("fk"), false},
		"of another area":     {w.As("nassjo-samordning"), false},
		"the administrator":   {w.As("admin"), false},
		"a person":            {w.AsPerson(w.Person()), false},
	} {
		said := map[string]string{}
		one, err := w.Structure.Forum(ctx, c.who, f)
		ok(t, err)
		said["the forum"] = fmt.Sprintf("%+v", one)
		if !c.who.Self() {
			v, err := w.App.Sitting(ctx, c.who, s)
			ok(t, err)
			said["the sitting"] = fmt.Sprintf("%+v", v)
		}
		for where, text := range said {
			if strings.Contains(text, link) != c.belongs {
				t.Errorf("%s on %s: told the link is %v", name, where, !c.belongs)
			}
		}
		list, err := w.Forums(ctx, c.who, world.Area)
		ok(t, err)
		if len(list.Rows) == 0 || strings.Contains(fmt.Sprintf("%+v", list), link) {
			t.Errorf("the register tells %s %+v", name, list)
		}
	}
}
