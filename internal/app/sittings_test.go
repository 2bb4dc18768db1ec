package app_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"samverk/internal/access"
	"samverk/internal/app"
	"samverk/internal/consent"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/forum"
	"samverk/internal/id"
	"samverk/internal/meeting"
	"samverk/internal/samverktest/world"
	"samverk/internal/structure"
)

func sittingOf(t *testing.T, w *world.W, who access.Actor, s id.Sitting) app.SittingView {
	t.Helper()
	v, err := w.App.Sitting(t.Context(), who, s)
	ok(t, err)
	return v
}

// agenda is a forum with a sitting, where a case has been called to the second
// of four slots by "samordning" with "ame" and "vc". "fk" and "psyk-chef" belong
// to the forum: "fk" is a party that is not called, the other no party at all.
type agendaStage struct {
	*world.W
	forum   id.Forum
	sitting id.Sitting
	slots   []id.Slot
	c       id.Case
	call    id.Call
	person  world.Person
}

func staffed(t *testing.T) agendaStage {
	t.Helper()
	w := world.New(t)
	s := agendaStage{W: w}
	s.c, s.person = w.Case()
	w.Join(s.c, "ame", "vc", "fk", "af")
	w.Consent(s.c, consent.Grid{"samverkan": usual, "ame": usual, "vc": deeper, "fk": usual, "af": access.SetOf(access.Work)})
	s.forum = w.Forum(forum.ThreeParty, forum.Parties()...)
	w.JoinForum(s.forum, "fk", "af", "psyk-chef", "ame")
	s.sitting, s.slots = w.Sitting(s.forum, 48*time.Hour, 4)
	s.call = w.Call(s.c, "samordning", s.forum, s.slots[1], "ame", "vc")
	return s
}

func TestWhoMaySeeWhichCaseOnTheAgendaIsDecidedPerCase(t *testing.T) {
	s := staffed(t)
	for f, sees := range map[id.Function]bool{
		"samordning": true, "ame": true, "vc": true, // called or calls
		"fk":        false, // a party of the circle that is not called
		"af":        false, // a party that the consent does not let know of meetings
		"psyk-chef": false, "forsorjning-2": false, "ame-chef": false, "forbund": false, "admin": false, "nassjo-samordning": false,
	} {
		v := sittingOf(t, s.W, s.As(f), s.sitting)
		if len(v.Rows) != 4 || v.Rows[1].Use != forum.UseCase || v.Rows[0].Use != "" {
			t.Fatalf("%s: %+v", f, v.Rows)
		}
		if (v.Rows[1].Call != nil) != sees {
			t.Errorf("%s sees the case on the agenda: %v", f, !sees)
		}
		text, err := json.Marshal(v)
		ok(t, err)
		for _, secret := range []string{string(s.c), string(s.call), s.person.Name, string(s.person.ID)} {
			if strings.Contains(string(text), secret) && !sees {
				t.Errorf("the agenda tells %s of %q", f, secret)
			}
		}
		if !sees && f != "ame-chef" && strings.Contains(string(text), `"samordning"`) {
			t.Errorf("the agenda tells %s who took the slot", f)
		}
	}
	_, err := s.App.Sitting(t.Context(), s.AsPerson(s.person), s.sitting)
	is(t, err, errs.Denied)
	// When the consent ends the case is gone from the others' agendas at once.
	v, err := s.App.Consent(t.Context(), s.As("samordning"), s.c)
	ok(t, err)
	ok(t, s.WithdrawConsent(t.Context(), s.As("samordning"), s.c, v.Consent.Version))
	for f, sees := range map[id.Function]bool{"samordning": true, "ame": false, "vc": false, "fk": false} {
		if v := sittingOf(t, s.W, s.As(f), s.sitting); (v.Rows[1].Call != nil) != sees {
			t.Errorf("after the consent %s sees the case: %v", f, !sees)
		}
	}
}

func TestAnAgendaFollowsUpWhatWasHeldInTheSameForumWherePersonsAreTalkedOf(t *testing.T) {
	s := staffed(t)
	other := s.Forum(forum.Network, forum.Parties()...)
	there, _ := s.Sitting(other, 72*time.Hour, 1)
	next, _ := s.Sitting(s.forum, 96*time.Hour, 1)
	s.Exec(`update call set state = 'held', started_at = $2, ended_at = $2, follow_up_on = $3 where id = $1`, s.call, db.Micros(s.Now()), inDays(s.W, 1))
	if v := sittingOf(t, s.W, s.As("vc"), next); len(v.FollowUps) != 1 || v.FollowUps[0].Call.ID != s.call || v.FollowUps[0].Name != s.person.Name {
		t.Errorf("the next agenda of the forum: %+v", v.FollowUps)
	}
	if v := sittingOf(t, s.W, s.As("vc"), there); len(v.FollowUps) != 0 {
		t.Errorf("another forum's agenda names %+v", v.FollowUps)
	}
	s.Exec(`update forum set level = 'managers' where id = $1`, s.forum)
	if v := sittingOf(t, s.W, s.As("vc"), next); len(v.FollowUps) != 0 {
		t.Errorf("where nobody is talked of it names %+v", v.FollowUps)
	}
}

func TestTheDayHoldsTheSittingsOfTheFunctionsForums(t *testing.T) {
	w := world.New(t)
	mine, driven, others := w.Forum(forum.ThreeParty), w.Forum(forum.Network), w.Forum(forum.Samverk)
	w.JoinForum(mine, "fk", "af")
	w.Exec(`update forum set driver_id = 'fk' where id = $1`, driven)
	first, _ := w.Sitting(mine, time.Hour, 1)
	second, _ := w.Sitting(driven, 2*time.Hour, 1)
	chaired, _ := w.Sitting(others, 3*time.Hour, 1)
	w.Exec(`update sitting set chair_id = 'fk' where id = $1`, chaired)
	w.Sitting(mine, 24*time.Hour, 1) // tomorrow
	off, _ := w.Sitting(mine, 4*time.Hour, 1)
	w.Exec(`update sitting set state = 'cancelled' where id = $1`, off)
	for f, want := range map[id.Function]string{
		"fk": fmt.Sprint([]id.Sitting{first, second, chaired}), "af": fmt.Sprint([]id.Sitting{first}), "vc": "[]",
	} {
		var got []id.Sitting
		for _, s := range day(t, w, w.As(f)).Sittings {
			got = append(got, s.ID)
			if s.Name == "" || s.Start.IsZero() {
				t.Errorf("a row that says nothing: %+v", s)
			}
		}
		if fmt.Sprint(got) != want {
			t.Errorf("%s's day holds %v, not %s", f, got, want)
		}
	}
	w.Exec(`update forum_member set left_at = $1 where function_id = 'af'`, db.Micros(w.Now()))
	if d := day(t, w, w.As("af")); len(d.Sittings) != 0 {
		t.Errorf("one who has left: %+v", d.Sittings)
	}
}

func TestASittingThatIsMovedOrCancelledTakesItsCallsAlong(t *testing.T) {
	s := staffed(t)
	ctx := t.Context()
	v := sittingOf(t, s.W, s.As("samordning"), s.sitting)
	before := v.Start
	slot := v.Rows[1].Start.Sub(v.Start)
	ok(t, s.MoveSitting(ctx, s.As("samordning"), forum.Move{Sitting: s.sitting, Version: v.Version, Date: "2026-12-03", From: "13:00", Place: "Rum 7", Reason: "ill"}))
	call, err := s.App.Call(ctx, s.As("ame"), s.c, s.call)
	ok(t, err)
	now := sittingOf(t, s.W, s.As("samordning"), s.sitting)
	if now.Start.Equal(before) || !call.Call.Start.Equal(now.Start.Add(slot)) || call.Call.Slot != s.slots[1] || call.Call.Sequence == 0 {
		t.Errorf("the call did not follow: %+v", call.Call)
	}
	if told(t, s.W, "psyk-chef") == 0 || told(t, s.W, "vc") == 0 {
		t.Error("a member or a called function is not told")
	}
	ok(t, s.CancelSitting(ctx, s.As("samordning"), s.sitting, now.Version, forum.NoTime))
	call, err = s.App.Call(ctx, s.As("ame"), s.c, s.call)
	ok(t, err)
	if call.Call.State != meeting.StateSeeking || call.Call.Slot != "" {
		t.Errorf("the call still stands: %+v", call.Call)
	}
	if now = sittingOf(t, s.W, s.As("fk"), s.sitting); now.State != forum.SittingCancelled || now.CancelReason != forum.NoTime || now.MayAsk {
		t.Errorf("%+v", now.Sitting)
	}
	is(t, s.CancelSitting(ctx, s.As("samordning"), s.sitting, now.Version, forum.NoTime), errs.Conflict)
}

func TestAQuestionToAForumTellsOfNobody(t *testing.T) {
	s := staffed(t)
	ctx := t.Context()
	for _, text := range []string{"Gäller 199001012385", "Ring 070-174 06 05", "Mejla anna@kommun.se", "Född 1990-01-01", ""} {
		_, err := s.Consult(ctx, s.As("vc"), s.sitting, s.slots[0], text)
		is(t, err, errs.Invalid)
	}
	for f, kind := range map[id.Function]errs.Kind{"forbund": errs.Denied, "admin": errs.Denied, "nassjo-samordning": errs.Denied} {
		_, err := s.Consult(ctx, s.As(f), s.sitting, s.slots[0], "Vem tar första steget?")
		is(t, err, kind)
	}
	made, err := s.Consult(ctx, s.As("vc"), s.sitting, s.slots[1], "Vem tar första steget när SGI saknas?")
	ok(t, err)
	if made.Slot != s.slots[2] {
		t.Error("a taken slot was not passed over")
	}
	sees := func(f id.Function) (app.AgendaRow, bool) {
		r := sittingOf(t, s.W, s.As(f), s.sitting).Rows[2]
		return r, r.Consultation != nil
	}
	for f, want := range map[id.Function]bool{"vc": true, "fk": true, "ame": true, "forsorjning": false, "samordning": false} {
		if r, got := sees(f); got != want || r.Use != forum.UseConsultation || r.Mine != (f == "vc") {
			t.Errorf("%s: %+v", f, r)
		}
	}
	is(t, s.ConcludeConsultation(ctx, s.As("vc"), s.sitting, made.ID, 1, "FK"), errs.Denied) // no member
	is(t, s.ConcludeConsultation(ctx, s.As("fk"), s.sitting, made.ID, 1, "Ring 070-174 06 05"), errs.Invalid)
	is(t, s.ConcludeConsultation(ctx, s.As("fk"), s.sitting, "none", 1, "FK"), errs.NotFound)
	ok(t, s.ConcludeConsultation(ctx, s.As("fk"), s.sitting, made.ID, 1, "FK tar första steget."))
	if r, _ := sees("vc"); r.Consultation.Outcome == "" || told(t, s.W, "vc") == 0 {
		t.Errorf("%+v", r)
	}
	other, err := s.Consult(ctx, s.As("vc"), s.sitting, s.slots[3], "En fråga till?")
	ok(t, err)
	is(t, s.WithdrawConsultation(ctx, s.As("ame"), s.sitting, other.ID, 1), errs.NotFound)
	ok(t, s.WithdrawConsultation(ctx, s.As("vc"), s.sitting, other.ID, 1))
	if rows := sittingOf(t, s.W, s.As("fk"), s.sitting).Rows; rows[3].Use != "" || rows[3].Consultation != nil {
		t.Errorf("%+v", rows[3])
	}
	s.Exec(`update forum set status = 'resting' where id = $1`, s.forum)
	_, err = s.Consult(ctx, s.As("vc"), s.sitting, s.slots[0], "Vem tar första steget?")
	is(t, err, errs.Conflict)
}

func TestASittingIsHeldByItsMembers(t *testing.T) {
	s := staffed(t)
	ctx := t.Context()
	v := sittingOf(t, s.W, s.As("fk"), s.sitting)
	if v.MayHold || !v.MayRun || v.MayKeep || !v.Member {
		t.Errorf("%+v", v)
	}
	is(t, s.HoldSitting(ctx, s.As("fk"), s.sitting, v.Version, []id.Function{"fk"}), errs.Invalid) // not yet
	ok(t, s.SeatSitting(ctx, s.As("samordning"), forum.Seats{Sitting: s.sitting, Version: v.Version, Chair: "fk", Secretary: "ame"}))
	if told(t, s.W, "ame") < 2 || told(t, s.W, "fk") == 0 {
		t.Error("those with a task are not told")
	}
	// Who has the chair keeps the sitting, though not the forum.
	ok(t, s.CloseSlot(ctx, s.As("fk"), s.sitting, s.slots[0], true))
	is(t, s.CloseSlot(ctx, s.As("fk"), s.sitting, s.slots[1], true), errs.Conflict)
	ok(t, s.CloseSlot(ctx, s.As("fk"), s.sitting, s.slots[0], false))
	is(t, s.ChangeForum(ctx, s.As("fk"), s.forum, 1, forum.Settings{}), errs.Denied)
	s.Pass(49 * time.Hour)
	now := sittingOf(t, s.W, s.As("af"), s.sitting)
	if !now.MayHold || now.MayKeep {
		t.Errorf("%+v", now)
	}
	is(t, s.HoldSitting(ctx, s.As("samordning"), s.sitting, now.Version, nil), errs.Denied) // no member
	ok(t, s.HoldSitting(ctx, s.As("af"), s.sitting, now.Version, []id.Function{"af", "ame"}))
	now = sittingOf(t, s.W, s.As("psyk-chef"), s.sitting)
	if now.State != forum.SittingHeld || !now.Came["af"] || now.Came["fk"] || len(now.Came) != 4 {
		t.Errorf("%+v", now.Came)
	}
}

func TestDatesOfAForumAreToldToItsMembers(t *testing.T) {
	s := staffed(t)
	before := told(t, s.W, "af")
	made, err := s.PlanSittings(t.Context(), s.As("samordning"), s.forum, forum.Dates{Date: "2026-12-23", From: "09:00", To: "10:00", Rule: "FREQ=DAILY;COUNT=4", SlotMinutes: 30})
	ok(t, err)
	if len(made.Made) != 1 || len(made.Skipped) != 3 {
		t.Errorf("%+v", made)
	}
	if told(t, s.W, "af") != before+1 {
		t.Error("a member is not told of new dates")
	}
	v, err := s.Structure.Forum(t.Context(), s.As("af"), s.forum)
	ok(t, err)
	if len(v.Upcoming) != 2 || v.Upcoming[0].Slots != 4 || v.Upcoming[0].Free != 3 || v.Upcoming[1].Free != 2 {
		t.Errorf("%+v", v.Upcoming)
	}
	if rows, err := s.Structure.Forums(t.Context(), s.As("af"), world.Area); err != nil || !slices.ContainsFunc(rows.Rows, func(r structure.ForumRow) bool { return r.Next.Equal(v.Upcoming[0].Start) }) {
		t.Error(rows, err)
	}
}

func TestWhatLaysAForumDownLaysDownItsCalls(t *testing.T) {
	for to, state := range map[string]string{forum.Resting: forum.SittingPlanned, forum.Ended: forum.SittingCancelled} {
		s := staffed(t)
		now, err := s.Structure.Forum(t.Context(), s.As("samordning"), s.forum)
		ok(t, err)
		ok(t, s.StepForum(t.Context(), s.As("samordning"), forum.Step{Forum: s.forum, Version: now.Forum.Version, To: to, Words: "Ingen tid."}))
		call, err := s.App.Call(t.Context(), s.As("ame"), s.c, s.call)
		ok(t, err)
		v := sittingOf(t, s.W, s.As("ame"), s.sitting)
		if call.Call.State != "seeking" || call.Call.Slot != "" || v.State != state || v.Rows[1].Use != "" {
			t.Errorf("%s: %s %+v", to, v.State, v.Rows[1])
		}
		if told(t, s.W, "vc") == 0 {
			t.Errorf("%s: a called function is not told", to)
		}
	}
}
