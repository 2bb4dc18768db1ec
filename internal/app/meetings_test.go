package app_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"samverk/internal/access"
	"samverk/internal/app"
	"samverk/internal/consent"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/forum"
	"samverk/internal/id"
	"samverk/internal/item"
	"samverk/internal/meeting"
	"samverk/internal/minutes"
	"samverk/internal/samverktest"
	"samverk/internal/samverktest/world"
)

// room is a meeting that goes on: "fk" has called and keeps the minutes, and
// "samordning", "ame", "vc" and "af" are called. All may be told of plan and
// work, the health centre and FK also of the diagnosis.
type room struct {
	*world.W
	t      *testing.T
	c      id.Case
	call   id.Call
	person world.Person
}

var (
	usual  = access.SetOf(access.Plan, access.Work)
	deeper = usual.With(access.Diagnosis)
	all    = consent.Grid{"samverkan": usual, "ame": usual, "af": usual, "fk": deeper, "vc": deeper}
)

func awaits(t *testing.T) room {
	t.Helper()
	w := world.New(t)
	c, p := w.Case()
	w.Join(c, "fk", "ame", "vc", "af")
	w.Consent(c, all)
	r := room{W: w, t: t, c: c, person: p}
	r.call = r.calls("fk", "samordning", "ame", "vc", "af")
	return r
}

func (r room) calls(by id.Function, functions ...id.Function) id.Call {
	r.t.Helper()
	start := r.Now().Add(time.Hour)
	call, err := r.MakeCall(r.t.Context(), r.As(by), r.c, app.NewCall{
		Times: []meeting.Time{{Start: start, End: start.Add(30 * time.Minute)}}, Place: "Stadshuset", PersonWay: meeting.PersonInvited,
		Question: "Vad händer efter årsskiftet?", Called: functions,
	})
	r.ok(err)
	return call
}

// meets is awaits, with the meeting begun.
func meets(t *testing.T) room {
	t.Helper()
	r := awaits(t)
	r.begin()
	return r
}

func (r room) ok(err error) {
	r.t.Helper()
	if err != nil {
		r.t.Fatal(err)
	}
}

func (r room) is(err error, k errs.Kind, what string) {
	r.t.Helper()
	if !errs.Is(err, k) {
		r.t.Errorf("%s: %v", what, err)
	}
}

func (r room) see(f id.Function) app.MeetingView {
	r.t.Helper()
	v, err := r.Meeting(r.t.Context(), r.As(f), r.c, r.call)
	r.ok(err)
	return v
}

func (r room) begin() {
	r.t.Helper()
	r.ok(r.BeginMeeting(r.t.Context(), r.As("fk"), r.c, r.call, r.see("fk").Call.Version))
}

func (r room) end(followUp string) {
	r.t.Helper()
	came := map[id.Function]meeting.Came{"fk": {How: meeting.CamePresent}, "ame": {How: meeting.CamePresent}, "vc": {How: meeting.CameRemote},
		"af": {How: meeting.CameAbsent, Reason: "ill"}, "samordning": {How: meeting.CamePresent}}
	r.ok(r.EndMeeting(r.t.Context(), r.As("fk"), r.c, r.call, meeting.End{
		Version: r.see("fk").Call.Version, FollowUpOn: followUp,
		Attendance: meeting.Attendance{Functions: came, Person: meeting.Came{How: meeting.CamePresent}},
	}))
}

func (r room) freeze() int {
	r.t.Helper()
	n, err := r.FreezeMinutes(r.t.Context(), r.As("fk"), r.c, r.call, r.see("fk").Minutes[0].Version)
	r.ok(err)
	return n
}

func said(text string, cat access.Category) item.New {
	return item.New{Kind: item.Said, Category: cat, Content: item.Content{Title: text, Extent: item.NoExtent}}
}

func decided(text string) item.New {
	return item.New{Kind: item.Decision, Category: access.Plan, Content: item.Content{Title: text, Extent: item.NoExtent}}
}

func (r room) write(by id.Function, n item.New, to ...id.Unit) app.Written {
	r.t.Helper()
	w, err := r.WriteAtMeeting(r.t.Context(), r.As(by), r.c, r.call, app.NewLine{New: n, Receivers: to, All: to == nil})
	r.ok(err)
	return w
}

func titles(lines []app.MeetingLine) (all []string) {
	for _, l := range lines {
		all = append(all, l.Title)
	}
	return all
}

// withdraw makes the person withdraw her consent.
func (r room) withdraw() {
	r.t.Helper()
	v, err := r.App.Consent(r.t.Context(), r.AsPerson(r.person), r.c)
	r.ok(err)
	r.ok(r.WithdrawConsent(r.t.Context(), r.AsPerson(r.person), r.c, v.Consent.Version))
}

func TestWhatIsWrittenAtAMeetingIsSeenByThoseWhoMayAtOnce(t *testing.T) {
	r := meets(t)
	before, err := r.MeetingBeat(t.Context(), r.As("ame"), r.c, r.call)
	r.ok(err)
	w := r.write("vc", said("Läkaren föreslår halvtid", access.Plan))
	if got := fmt.Sprint(w.Told); got != "[af ame fk samverkan]" || w.Kept {
		t.Errorf("told %s, kept %v", got, w.Kept)
	}
	r.write("vc", said("Värk i ryggen", access.Diagnosis))
	for f, want := range map[id.Function]int{"vc": 2, "fk": 2, "ame": 1, "af": 1, "samordning": 1} {
		if v := r.see(f); len(v.Lines) != want {
			t.Errorf("%s sees %q", f, titles(v.Lines))
		}
	}
	after, err := r.MeetingBeat(t.Context(), r.As("ame"), r.c, r.call)
	r.ok(err)
	if after.Number == before.Number || !after.Goes {
		t.Errorf("the beat did not change: %+v %+v", before, after)
	}
	// A party of the case that is not called is not at the meeting, and is told nothing.
	_, err = r.Meeting(t.Context(), r.As("forsorjning"), r.c, r.call)
	r.is(err, errs.NotFound, "one who is not called")
	_, err = r.MeetingBeat(t.Context(), r.As("forsorjning"), r.c, r.call)
	r.is(err, errs.NotFound, "the beat of one who is not called")
	v, err := r.App.Case(t.Context(), r.As("forsorjning"), r.c)
	if err != nil || len(v.Items) != 0 {
		t.Errorf("one who is not called got %+v %v", v.Items, err)
	}
	own, err := r.Meeting(t.Context(), r.AsPerson(r.person), r.c, r.call)
	if err != nil || len(own.Lines) != 2 || own.MayWrite {
		t.Errorf("the person: %q %v", titles(own.Lines), err)
	}
}

func TestNobodyGetsMoreThanThePageSaid(t *testing.T) {
	r := meets(t)
	w := r.write("vc", said("Vi ringer i morgon", access.Plan), "fk")
	if fmt.Sprint(w.Told) != "[fk]" || w.Kept || len(r.see("ame").Lines) != 0 {
		t.Errorf("told %v", w.Told)
	}
	// AME is not covered for the diagnosis: what the page said no longer holds.
	w = r.write("vc", said("Smärtan har minskat", access.Diagnosis), "fk", "ame")
	if fmt.Sprint(w.Told) != "[fk]" || !w.Kept {
		t.Errorf("told %v, kept %v", w.Told, w.Kept)
	}
	if v := r.see("fk"); v.Kept != 1 {
		t.Errorf("the one who keeps the minutes is told of %d", v.Kept)
	}
}

func TestTenWhoWriteInTheSameMeetingAtOnceLoseNothing(t *testing.T) {
	r := meets(t)
	writers := []id.Function{"fk", "ame", "vc", "af", "samordning", "fk", "ame", "vc", "af", "samordning"}
	const each = 3
	var wg sync.WaitGroup
	faults := make(chan error, len(writers)*each)
	for n, f := range writers {
		who := r.As(f)
		wg.Go(func() {
			for i := range each {
				text := fmt.Sprintf("Rad %d %d", n, i)
				line := app.NewLine{New: said(text, access.Plan), All: true}
				if i == each-1 {
					line.New = item.New{Kind: item.Commitment, Category: access.Plan, Content: item.Content{
						Title: text, Status: "planned", Due: "2026-12-01", Responsible: f, Extent: item.NoExtent}}
				}
				_, err := r.WriteAtMeeting(t.Context(), who, r.c, r.call, line)
				faults <- err
			}
		})
	}
	wg.Wait()
	close(faults)
	for err := range faults {
		r.ok(err)
	}
	v := r.see("ame")
	if len(v.Lines) != len(writers)*each {
		t.Fatalf("%d of %d lines: %q", len(v.Lines), len(writers)*each, titles(v.Lines))
	}
	got := titles(v.Lines)
	for n := range writers {
		mine := slices.DeleteFunc(slices.Clone(got), func(s string) bool { return !strings.HasPrefix(s, fmt.Sprintf("Rad %d ", n)) })
		if !slices.IsSorted(mine) || len(mine) != each {
			t.Errorf("writer %d: %q", n, mine)
		}
	}
	r.end("")
	r.freeze()
	m, err := r.Minutes(t.Context(), r.As("vc"), r.c, r.call, 0)
	if err != nil || len(m.Entries) != len(v.Lines) {
		t.Errorf("%d of %d in the minutes, %v", len(m.Entries), len(v.Lines), err)
	}
}

func TestTheSameSubmitTwiceIsOneLine(t *testing.T) {
	r := meets(t)
	who := r.As("ame")
	who.Once = access.Once{Key: "samma", Digest: "d"}
	for range 2 {
		_, err := r.WriteAtMeeting(t.Context(), who, r.c, r.call, app.NewLine{New: said("En gång", access.Plan), All: true})
		r.ok(err)
	}
	if got := titles(r.see("vc").Lines); len(got) != 1 {
		t.Errorf("%q", got)
	}
}

func TestAConsentThatEndsDuringTheMeetingDisclosesNothingMore(t *testing.T) {
	r := meets(t)
	r.write("ame", said("Före", access.Plan))
	before, err := r.MeetingBeat(t.Context(), r.As("ame"), r.c, r.call)
	r.ok(err)
	r.withdraw()
	if after, err := r.MeetingBeat(t.Context(), r.As("ame"), r.c, r.call); err != nil || after.Number == before.Number {
		t.Errorf("nobody is told that the consent ended: %v", err)
	}
	mail := len(r.Mail.Sent())
	w := r.write("ame", said("Efter", access.Plan), "fk", "vc", "af", "samverkan")
	if len(w.Told) != 0 || !w.Kept {
		t.Errorf("told %v", w.Told)
	}
	v := r.see("ame")
	if v.Covered || v.Call.Question != "" || len(v.Called) != 0 || len(v.Takers) != 0 {
		t.Errorf("the meeting still shows %+v", v.Call)
	}
	if got := titles(v.Lines); fmt.Sprint(got) != "[Före Efter]" || v.Lines[1].Shared {
		t.Errorf("the writer's own: %q", got)
	}
	for _, f := range []id.Function{"vc", "af", "fk", "samordning"} {
		if got := titles(r.see(f).Lines); len(got) != 0 {
			t.Errorf("%s sees %q", f, got)
		}
	}
	if v := r.see("fk"); v.Kept != 1 || !v.Keeps {
		t.Errorf("the one who keeps the minutes: %d", v.Kept)
	}
	samverktest.Eventually(t, "mail to FK", func() bool { return len(r.Mail.Sent()) > mail && r.Mail.To("fk@fk.example") })
	// Final minutes disclose nothing either, now or when she agrees again.
	r.end("")
	r.freeze()
	r.Consent(r.c, all)
	for _, f := range []id.Function{"vc", "fk", "ame"} {
		m, err := r.Minutes(t.Context(), r.As(f), r.c, r.call, 0)
		if got := titles(m.Entries); err != nil || fmt.Sprint(got) != "[Före]" {
			t.Errorf("the minutes tell %s %q %v", f, got, err)
		}
	}
	if got := titles(r.see("vc").Lines); fmt.Sprint(got) != "[Före]" {
		t.Errorf("a new consent showed %q", got)
	}
}

func TestWhatIsTypedWhileThePersonBlocksTheUnitStaysAWorkingNote(t *testing.T) {
	r := meets(t)
	r.ok(r.SetBlock(t.Context(), r.AsPerson(r.person), r.c, "ame"))
	w := r.write("ame", said("Hann inte", access.Plan), "fk")
	if len(w.Told) != 0 || !w.Kept {
		t.Errorf("told %v", w.Told)
	}
	_, err := r.Meeting(t.Context(), r.As("ame"), r.c, r.call)
	r.is(err, errs.NotFound, "the blocked unit")
	v, err := r.Item(t.Context(), r.As("ame"), r.c, w.Item)
	if err != nil || v.Item.Shared {
		t.Errorf("what was typed: %+v %v", v.Item, err)
	}
	if got := titles(r.see("fk").Lines); len(got) != 0 {
		t.Errorf("FK sees %q", got)
	}
	// And of what the others write it hears nothing.
	if w := r.write("vc", said("Utan AME", access.Plan)); slices.Contains(w.Told, "ame") {
		t.Errorf("told %v", w.Told)
	}
}

func TestThePersonsWordsAreHers(t *testing.T) {
	r := meets(t)
	n := said("Jag orkar två timmar", access.Plan)
	n.Own = true
	w := r.write("vc", n)
	for _, f := range []id.Function{"vc", "ame"} {
		v, err := r.Item(t.Context(), r.As(f), r.c, w.Item)
		if err != nil || v.Item.Owner != id.Self {
			t.Errorf("%s: %q %v", f, v.Item.Owner, err)
		}
	}
	r.withdraw()
	n.Title = "Efteråt"
	w = r.write("vc", n, "ame")
	if v, err := r.Item(t.Context(), r.As("vc"), r.c, w.Item); err != nil || v.Item.Owner != "vc" {
		t.Errorf("what was typed without consent: %q %v", v.Item.Owner, err)
	}
}

func TestAMeetingBeginsOnlyWithThePersonOrHerConsentToMeetWithout(t *testing.T) {
	r := awaits(t)
	ctx := t.Context()
	version := r.see("fk").Call.Version
	r.is(r.BeginMeeting(ctx, r.As("ame"), r.c, r.call, version), errs.Denied, "one who neither called nor keeps the minutes")
	r.Exec(`update call set person_answer = 'no' where id = $1`, r.call)
	if v := r.see("fk"); v.Unsettled != "meeting.person.declined" {
		t.Errorf("unsettled: %q", v.Unsettled)
	}
	r.is(r.BeginMeeting(ctx, r.As("fk"), r.c, r.call, version), errs.Conflict, "the person has said no")
	r.Exec(`update call set person_answer = '', person_way = 'without' where id = $1`, r.call)
	r.is(r.BeginMeeting(ctx, r.As("fk"), r.c, r.call, version), errs.Conflict, "nothing is known of her")
	r.Exec(`insert into meeting_consent (id, case_id, person_id, how, created_at, ends_on) values ('mc', $1, $2, 'oral', 1, '2026-11-22')`, r.c, r.person.ID)
	r.is(r.BeginMeeting(ctx, r.As("fk"), r.c, r.call, version), errs.Conflict, "her consent has ended")
	r.Exec(`update meeting_consent set ends_on = '2026-11-23' where id = 'mc'`)
	r.ok(r.BeginMeeting(ctx, r.As("fk"), r.c, r.call, version))
	r.is(r.BeginMeeting(ctx, r.As("fk"), r.c, r.call, version), errs.Conflict, "begun twice")
}

func TestAMeetingDoesNotBeginBeforeItsDay(t *testing.T) {
	r := awaits(t)
	version := r.see("fk").Call.Version
	r.Exec(`update call set starts_at = starts_at + 86400000000, ends_at = ends_at + 86400000000 where id = $1`, r.call)
	err := r.BeginMeeting(t.Context(), r.As("fk"), r.c, r.call, version)
	if e, ok := errors.AsType[*errs.Error](err); !ok || e.Key != "meeting.begin.early" {
		t.Errorf("the day before: %v", err)
	}
}

func TestNothingIsWrittenBeforeOrAfterTheMeeting(t *testing.T) {
	r := awaits(t)
	line := app.NewLine{New: said("För tidigt", access.Plan), All: true}
	_, err := r.WriteAtMeeting(t.Context(), r.As("ame"), r.c, r.call, line)
	r.is(err, errs.Conflict, "before")
	r.begin()
	r.write("ame", said("I tid", access.Plan))
	r.end("")
	r.write("ame", said("Medan anteckningarna skrivs", access.Plan))
	r.freeze()
	_, err = r.WriteAtMeeting(t.Context(), r.As("ame"), r.c, r.call, line)
	r.is(err, errs.Conflict, "after")
	_, err = r.WriteItem(t.Context(), r.As("ame"), r.c, app.NewItem{New: said("Utanför", access.Plan)})
	r.is(err, errs.Invalid, "outside any meeting")
}

func TestAllFaultsOfAnEndAreToldAtOnce(t *testing.T) {
	r := meets(t)
	err := r.EndMeeting(t.Context(), r.As("fk"), r.c, r.call, meeting.End{
		Version: r.see("fk").Call.Version, FollowUpOn: "2026-11-01",
		Attendance: meeting.Attendance{Functions: map[id.Function]meeting.Came{"ame": {How: "late"}, "psyk": {How: "present"}, "vc": {How: "absent", Reason: "x"}}},
	})
	e, ok := errors.AsType[*errs.Error](err)
	if !ok || len(e.Faults) != 4 {
		t.Errorf("%v", err)
	}
	if v := r.see("fk"); v.Call.State != meeting.StateMeeting {
		t.Errorf("ended all the same: %s", v.Call.State)
	}
}

func TestStandsStandSideBySide(t *testing.T) {
	r := meets(t)
	ctx := t.Context()
	d := r.write("fk", decided("Arbetsträning 50 % från januari")).Item
	stand := func(by id.Function, how, words string) error {
		_, err := r.TakeStand(ctx, r.As(by), r.c, r.call, d, app.NewStand{Stand: how, Words: words})
		return err
	}
	r.ok(stand("ame", meeting.StandAgrees, ""))
	r.is(stand("vc", meeting.StandDiffers, ""), errs.Invalid, "another view without words")
	r.is(stand("vc", "maybe", ""), errs.Invalid, "no such stand")
	r.ok(stand("vc", meeting.StandDiffers, "Läkaren vill vänta till februari."))
	r.ok(stand("ame", meeting.StandAbstains, ""))
	r.is(stand("forsorjning", meeting.StandAgrees, ""), errs.NotFound, "one who is not at the meeting")
	v := r.see("af")
	if len(v.Lines) != 1 || len(v.Lines[0].Stands) != 2 {
		t.Fatalf("%+v", v.Lines)
	}
	got := map[id.Function]string{}
	for _, s := range v.Lines[0].Stands {
		got[s.Function] = s.Stand.Stand + " " + s.Said
	}
	if got["ame"] != "abstains " || got["vc"] != "differs Läkaren vill vänta till februari." {
		t.Errorf("%q", got)
	}
	other := r.write("fk", said("Inget beslut", access.Plan)).Item
	_, err := r.TakeStand(ctx, r.As("ame"), r.c, r.call, other, app.NewStand{Stand: meeting.StandAgrees})
	r.is(err, errs.NotFound, "a stand on what is no decision")
	r.end("")
	r.freeze()
	m, err := r.Minutes(ctx, r.As("af"), r.c, r.call, 1)
	if err != nil || len(m.Entries) != 2 || len(m.Entries[0].Stands) != 2 {
		t.Errorf("the minutes: %+v %v", m.Entries, err)
	}
}

func TestWhoMayNotKnowOfTheDecisionKnowsNoStand(t *testing.T) {
	r := meets(t)
	n := decided("Remiss till specialist")
	n.Category = access.Diagnosis
	d := r.write("vc", n).Item
	_, err := r.TakeStand(t.Context(), r.As("fk"), r.c, r.call, d, app.NewStand{Stand: meeting.StandDiffers, Words: "Inte nu"})
	r.ok(err)
	_, err = r.TakeStand(t.Context(), r.As("ame"), r.c, r.call, d, app.NewStand{Stand: meeting.StandAgrees})
	r.is(err, errs.NotFound, "a stand on what it may not see")
	if v := r.see("ame"); len(v.Lines) != 0 || len(v.Items) != 0 {
		t.Errorf("AME sees %+v", v.Items)
	}
}

func TestWhoMayNotKnowWhoTakesPartIsToldNoOthersStand(t *testing.T) {
	r := meets(t)
	n := decided("Arbetsträning på halvtid")
	n.Category = access.Work
	d := r.write("fk", n).Item
	for _, f := range []id.Function{"vc", "ame"} {
		_, err := r.TakeStand(t.Context(), r.As(f), r.c, r.call, d, app.NewStand{Stand: meeting.StandAgrees})
		r.ok(err)
	}
	grid := maps.Clone(all)
	grid["ame"] = access.SetOf(access.Work) // she may know of the work, and no longer of who takes part
	r.Consent(r.c, grid)
	v := r.see("ame")
	if len(v.Lines) != 1 || len(v.Lines[0].Stands) != 1 || v.Lines[0].Stands[0].Function != "ame" {
		t.Errorf("AME is told %+v", v.Lines)
	}
	if v := r.see("af"); len(v.Lines[0].Stands) != 2 {
		t.Errorf("AF is told %+v", v.Lines[0].Stands)
	}
}

func TestWhatIsSavedWhileTheMinutesAreMadeFinalIsInThem(t *testing.T) {
	r := meets(t)
	r.end("")
	version := r.see("fk").Minutes[0].Version
	writers := []id.Function{"ame", "vc", "af", "samordning"}
	var wg sync.WaitGroup
	var mu sync.Mutex
	saved := 0
	for _, f := range writers {
		who := r.As(f)
		wg.Go(func() {
			for n := range 8 {
				_, err := r.WriteAtMeeting(t.Context(), who, r.c, r.call, app.NewLine{New: said(fmt.Sprintf("Rad %d", n), access.Plan), All: true})
				switch {
				case err == nil:
					mu.Lock()
					saved++
					mu.Unlock()
				case !errs.Is(err, errs.Conflict):
					t.Error(err)
				}
			}
		})
	}
	samverktest.Eventually(t, "a fourth line", func() bool { mu.Lock(); defer mu.Unlock(); return saved > 3 })
	_, err := r.FreezeMinutes(t.Context(), r.As("fk"), r.c, r.call, version)
	r.ok(err)
	wg.Wait()
	m, err := r.Minutes(t.Context(), r.As("fk"), r.c, r.call, 1)
	if err != nil || len(m.Entries) != saved {
		t.Errorf("%d were saved, %d are in the minutes: %v", saved, len(m.Entries), err)
	}
}

func TestAnActivityIsChangedOnTheSpot(t *testing.T) {
	r := meets(t)
	ctx := t.Context()
	i := write(t, r.W, "ame", r.c, training("Arbetsträning", 25), "vc", "samverkan")
	ch := app.LineChange{Item: i, Version: 1, Status: "ongoing", Start: "2026-11-01", End: "2027-03-31", Extent: 50, Receivers: []id.Unit{"vc", "samverkan", "fk", "af"}}
	_, err := r.ChangeAtMeeting(ctx, r.As("vc"), r.c, r.call, ch)
	r.is(err, errs.Denied, "another unit's")
	w, err := r.ChangeAtMeeting(ctx, r.As("ame"), r.c, r.call, ch)
	r.ok(err)
	if fmt.Sprint(w.Told) != "[af fk samverkan vc]" || w.Kept {
		t.Errorf("told %v", w.Told)
	}
	_, err = r.ChangeAtMeeting(ctx, r.As("ame"), r.c, r.call, ch)
	r.is(err, errs.Conflict, "changed by somebody first")
	v := r.see("fk")
	if len(v.Lines) != 1 || v.Lines[0].Extent != 50 || v.Lines[0].Version != 2 || len(v.Pieces) != 1 {
		t.Errorf("%+v", v.Lines)
	}
}

func TestFollowUpsComeBackAndPromisesStandOnTheNextPage(t *testing.T) {
	r := meets(t)
	ctx := t.Context()
	r.write("ame", item.New{Kind: item.Commitment, Category: access.Plan, Content: item.Content{
		Title: "Ringa arbetsgivaren", Status: "planned", Due: "2026-12-01", Responsible: "ame", Extent: item.NoExtent}})
	r.end("2026-12-01")
	day := func(f id.Function, why string) int {
		v, err := r.Day(ctx, r.As(f))
		r.ok(err)
		n := 0
		for _, m := range v.Meetings {
			if m.Why == why && m.Call == r.call {
				n++
			}
		}
		return n
	}
	if day("fk", app.MeetingFinish) != 1 || day("vc", app.MeetingFinish) != 0 {
		t.Error("the minutes do not wait for the one who keeps them")
	}
	if day("vc", app.MeetingFollowUp) != 1 || day("forsorjning", app.MeetingFollowUp) != 0 {
		t.Error("the follow-up is not where it should be")
	}
	r.freeze()
	if day("vc", app.MeetingRead) != 1 || day("fk", app.MeetingRead) != 0 || day("fk", app.MeetingFinish) != 0 {
		t.Error("final minutes do not wait to be read")
	}
	r.ok(r.ReadMinutes(ctx, r.As("vc"), r.c, r.call, 1))
	if day("vc", app.MeetingRead) != 0 {
		t.Error("read minutes wait to be read")
	}
	r.call = r.calls("ame", "fk", "vc")
	if v := r.see("vc"); len(v.Since) != 1 || v.Since[0].Title != "Ringa arbetsgivaren" || v.Before.IsZero() {
		t.Errorf("since the last meeting: %+v", v.Since)
	}
	r.withdraw()
	if day("vc", app.MeetingFollowUp) != 0 {
		t.Error("a follow-up shows without consent")
	}
}

func TestMinutesTellNobodyMoreThanHeMayKnow(t *testing.T) {
	r := meets(t)
	ctx := t.Context()
	r.write("vc", said("Utmattningssyndrom", access.Diagnosis))
	r.write("ame", said("Börjar i januari", access.Plan))
	r.end("")
	if d, err := r.Minutes(ctx, r.As("ame"), r.c, r.call, 0); err != nil || fmt.Sprint(titles(d.Entries)) != "[Börjar i januari]" {
		t.Errorf("the draft: %q %v", titles(d.Entries), err)
	}
	r.is(func() error { _, err := r.FreezeMinutes(ctx, r.As("ame"), r.c, r.call, 1); return err }(), errs.Denied, "one who does not keep them")
	if n := r.freeze(); n != 1 {
		t.Errorf("number %d", n)
	}
	for f, want := range map[id.Function]string{
		"fk": "[Utmattningssyndrom Börjar i januari]", "vc": "[Utmattningssyndrom Börjar i januari]",
		"ame": "[Börjar i januari]", "af": "[Börjar i januari]",
	} {
		m, err := r.Minutes(ctx, r.As(f), r.c, r.call, 1)
		if err != nil || fmt.Sprint(titles(m.Entries)) != want || m.Minutes.State != minutes.Final {
			t.Errorf("%s: %q %v", f, titles(m.Entries), err)
		}
	}
	_, err := r.Minutes(ctx, r.As("forsorjning"), r.c, r.call, 1)
	r.is(err, errs.NotFound, "a party that was not called")
	_, err = r.Minutes(ctx, r.As("vc"), r.c, r.call, 2)
	r.is(err, errs.NotFound, "minutes that do not exist")
	// What is revised afterwards does not change what is final.
	v := r.see("ame")
	i := v.Lines[0]
	err = r.ReviseItem(ctx, r.As("ame"), r.c, app.ReviseItem{Change: item.Change{Item: i.ID, Version: i.Version, Content: item.Content{
		Title: "Börjar i mars", Reason: "correction", Extent: item.NoExtent}}, Handing: app.Handing{Receivers: []id.Unit{"fk", "af", "vc"}}})
	r.ok(err)
	if m, err := r.Minutes(ctx, r.As("af"), r.c, r.call, 1); err != nil || fmt.Sprint(titles(m.Entries)) != "[Börjar i januari]" {
		t.Errorf("final minutes changed: %q %v", titles(m.Entries), err)
	}
}

func TestThePersonReadsHerCopy(t *testing.T) {
	r := meets(t)
	ctx := t.Context()
	r.write("vc", said("Utmattningssyndrom", access.Diagnosis))
	r.end("")
	r.freeze()
	herself := r.AsPerson(r.person)
	m, err := r.Minutes(ctx, herself, r.c, r.call, 0)
	if err != nil || len(m.Entries) != 1 || m.Mine.At.IsZero() || !m.Mine.ReadAt.IsZero() {
		t.Fatalf("her copy: %+v %v", m.Mine, err)
	}
	r.ok(r.ReadMinutes(ctx, herself, r.c, r.call, 1))
	m, err = r.Minutes(ctx, r.As("fk"), r.c, r.call, 1)
	r.ok(err)
	read := map[id.Function]bool{}
	for _, one := range m.Receipts {
		read[one.Function] = !one.ReadAt.IsZero()
	}
	if fmt.Sprint(read) != "map[af:false ame:false fk:true samordning:false self:true vc:false]" {
		t.Errorf("receipts: %v", read)
	}
}

func TestMinutesAreAmendedWithAReason(t *testing.T) {
	r := meets(t)
	ctx := t.Context()
	r.write("ame", said("Börjar i januari", access.Plan))
	r.end("")
	r.freeze()
	r.is(r.AmendMinutes(ctx, r.As("fk"), r.c, r.call, "", ""), errs.Invalid, "without a reason")
	r.is(r.AmendMinutes(ctx, r.As("vc"), r.c, r.call, "missing", "Något fattas."), errs.Denied, "one who does not keep them")
	r.ok(r.AmendMinutes(ctx, r.As("fk"), r.c, r.call, "missing", "Beslutet om lokal fattas."))
	r.is(r.AmendMinutes(ctx, r.As("fk"), r.c, r.call, "missing", "En gång till."), errs.Conflict, "amended twice at once")
	if m, err := r.Minutes(ctx, r.As("af"), r.c, r.call, 0); err != nil || m.Minutes.Number != 1 || m.Minutes.State != minutes.Final {
		t.Errorf("while they are amended: %+v %v", m.Minutes, err)
	}
	r.write("fk", decided("Lokal i Stadshuset"))
	if n := r.freeze(); n != 2 {
		t.Errorf("number %d", n)
	}
	now, err := r.Minutes(ctx, r.As("af"), r.c, r.call, 0)
	if err != nil || now.Minutes.Number != 2 || now.Minutes.Words != "Beslutet om lokal fattas." || len(now.Entries) != 2 {
		t.Errorf("amended: %+v %v", now.Minutes, err)
	}
	old, err := r.Minutes(ctx, r.As("af"), r.c, r.call, 1)
	if err != nil || old.Minutes.State != minutes.Replaced || len(old.Entries) != 1 {
		t.Errorf("the old ones: %+v %v", old.Minutes, err)
	}
}

func TestItTakesTwoToRecallMinutes(t *testing.T) {
	r := awaits(t)
	ctx := t.Context()
	// The coordinator's unit keeps them: two work there.
	r.call = r.calls("samordning", "ame", "vc", "fk")
	first, second := r.AsNth("samordning", 1), r.AsNth("samordning", 2)
	version := r.see("samordning").Call.Version
	r.ok(r.BeginMeeting(ctx, first, r.c, r.call, version))
	r.write("ame", said("Fel innehåll", access.Plan))
	r.write("ame", item.New{Kind: item.Commitment, Category: access.Plan, Content: item.Content{
		Title: "Ringa", Status: "planned", Due: "2026-12-01", Responsible: "ame", Extent: item.NoExtent}})
	r.ok(r.EndMeeting(ctx, first, r.c, r.call, meeting.End{Version: version + 1}))
	m, err := r.Minutes(ctx, first, r.c, r.call, 0)
	r.ok(err)
	_, err = r.FreezeMinutes(ctx, first, r.c, r.call, m.Minutes.Version)
	r.ok(err)

	r.is(r.ConfirmMinutesRecall(ctx, second, r.c, r.call), errs.Conflict, "confirmed before anybody asked")
	r.is(r.AskMinutesRecall(ctx, r.As("ame"), r.c, r.call, "wrong_content"), errs.Denied, "another unit")
	r.ok(r.AskMinutesRecall(ctx, first, r.c, r.call, "wrong_content"))
	r.is(r.ConfirmMinutesRecall(ctx, first, r.c, r.call), errs.Denied, "one alone")
	if m, err := r.Minutes(ctx, r.As("vc"), r.c, r.call, 0); err != nil || len(m.Entries) != 2 || m.Minutes.RecallAskedBy != "" {
		t.Errorf("before it is confirmed: %+v %v", m.Minutes, err)
	}
	if v, err := r.Day(ctx, second); err != nil || !slices.ContainsFunc(v.Meetings, func(m app.MeetingRow) bool { return m.Why == app.MeetingConfirm }) {
		t.Errorf("the colleague's day: %+v %v", v.Meetings, err)
	}
	r.ok(r.ConfirmMinutesRecall(ctx, second, r.c, r.call))
	for _, f := range []id.Function{"vc", "fk", "samordning"} {
		m, err := r.Minutes(ctx, r.As(f), r.c, r.call, 1)
		if err != nil || m.Minutes.State != minutes.Recalled || m.Minutes.RecallReason != "wrong_content" || len(m.Entries) != 0 {
			t.Errorf("the tombstone for %s: %+v %q %v", f, m.Minutes, titles(m.Entries), err)
		}
		v, err := r.App.Case(ctx, r.As(f), r.c)
		r.ok(err)
		var left []string
		for _, i := range v.Items {
			left = append(left, i.Title)
		}
		if fmt.Sprint(left) != "[ Ringa]" { // a tombstone, and what was promised
			t.Errorf("%s still has %q", f, left)
		}
	}
	if v := r.see("ame"); !slices.Contains(titles(v.Lines), "Fel innehåll") {
		t.Error("the unit that wrote it has lost its own note")
	}
	r.is(r.AskMinutesRecall(ctx, first, r.c, r.call, "wrong_content"), errs.Conflict, "recalled twice")
	r.ok(r.AmendMinutes(ctx, first, r.c, r.call, "wrong", "Nya anteckningar."))
}

func TestASittingIsHeldWhenNoTimeOfItLiesAhead(t *testing.T) {
	w := world.New(t)
	c, p := w.Case()
	w.Join(c, "fk", "vc")
	w.Consent(c, all)
	f := w.Forum(forum.Network, access.FK, access.Vard)
	on, slots := w.Sitting(f, time.Hour, 2)
	r := room{W: w, t: t, c: c, person: p, call: w.Call(c, "fk", f, slots[0], "vc")}
	state := func() (s string) {
		w.Read(func(ctx context.Context, tx *db.Tx) error {
			now, err := forum.SittingByID(ctx, tx, on)
			s = now.State
			return err
		})
		return s
	}
	w.Pass(time.Hour)
	r.begin()
	r.ok(r.EndMeeting(t.Context(), r.As("fk"), r.c, r.call, meeting.End{Version: r.see("fk").Call.Version}))
	if got := state(); got != forum.SittingPlanned {
		t.Errorf("with a free time ahead: %s", got)
	}
	r.call = w.Call(c, "fk", f, slots[1], "vc")
	w.Pass(time.Hour)
	r.begin()
	r.ok(r.EndMeeting(t.Context(), r.As("fk"), r.c, r.call, meeting.End{Version: r.see("fk").Call.Version}))
	if got := state(); got != forum.SittingHeld {
		t.Errorf("after the last: %s", got)
	}
}

func TestADayListsTheNewestUnreadMinutesAndCountsTheRest(t *testing.T) {
	r := meets(t)
	for n := range 7 {
		if n > 0 {
			r.Pass(24 * time.Hour)
			r.call = r.calls("fk", "samordning", "ame", "vc", "af")
			r.begin()
		}
		r.end("")
		r.freeze()
	}
	v, err := r.Day(t.Context(), r.As("vc"))
	r.ok(err)
	var unread []id.Call
	for _, m := range v.Meetings {
		if m.Why == app.MeetingRead {
			unread = append(unread, m.Call)
		}
	}
	if len(unread) != 5 || v.MoreMinutes != 2 || unread[0] != r.call {
		t.Errorf("%d unread and %d more", len(unread), v.MoreMinutes)
	}
}
