package app_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"samverk/internal/access"
	"samverk/internal/app"
	"samverk/internal/cases"
	"samverk/internal/consent"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/forum"
	"samverk/internal/id"
	"samverk/internal/meeting"
	"samverk/internal/person"
	"samverk/internal/result"
	"samverk/internal/samverktest/world"
)

// secret is the question of every call here: nobody reads it who may not.
const secret = "Hemlig fråga kanariefågel?"

// stage is a case with "ame", "vc", "fk" and "af" as parties, where the consent
// lets all but "af" be told of the plan, and "samordning" has called "ame" and
// "vc".
type stage struct {
	*world.W
	t    *testing.T
	c    id.Case
	p    world.Person
	call id.Call
}

func staged(t *testing.T) stage {
	t.Helper()
	w := world.New(t)
	c, p := w.Case()
	w.Join(c, "ame", "vc", "fk", "af")
	w.Consent(c, consent.Grid{"samverkan": usual, "ame": usual, "vc": deeper, "fk": usual, "af": access.SetOf(access.Work)})
	s := stage{w, t, c, p, ""}
	s.call = s.calls("samordning", "ame", "vc")
	return s
}

func (s stage) calls(by id.Function, functions ...id.Function) id.Call {
	s.t.Helper()
	n := s.NewCall("", "", functions...)
	n.Question = secret
	call, err := s.MakeCall(s.t.Context(), s.As(by), s.c, n)
	ok(s.t, err)
	return call
}

// ways are all ways to a call of the case that an actor can try.
func (s stage) ways(who access.Actor, c id.Case, call id.Call) map[string]error {
	ctx := s.t.Context()
	all := map[string]error{}
	_, all["call"] = s.App.Call(ctx, who, c, call)
	_, all["meeting"] = s.Meeting(ctx, who, c, call)
	_, all["minutes"] = s.Minutes(ctx, who, c, call, 0)
	_, all["beat"] = s.MeetingBeat(ctx, who, c, call)
	_, all["calendar"] = s.CallCalendar(ctx, who, c, call)
	_, _, all["move form"] = s.MoveForm(ctx, who, c, call)
	all["answer"] = s.AnswerCall(ctx, who, c, call, 1, meeting.Answer{Answer: meeting.AnswerYes})
	all["person's answer"] = s.NotePersonAnswer(ctx, who, c, call, 1, meeting.Answer{Answer: meeting.AnswerYes})
	all["mark"] = s.MarkTimes(ctx, who, c, call, map[id.Offer]string{"x": meeting.MarkYes})
	all["offer"] = s.OfferTimes(ctx, who, c, call, s.NewCall("", "").Times)
	all["move"] = s.MoveCall(ctx, who, c, call, 1, app.MoveCall{Time: s.NewCall("", "").Times[0], Reason: "ill"})
	all["cancel"] = s.CancelCall(ctx, who, c, call, 1, "ill")
	all["begin"] = s.BeginMeeting(ctx, who, c, call, 1)
	all["attend"] = s.Attend(ctx, who, c, call, meeting.Attendance{})
	all["end"] = s.EndMeeting(ctx, who, c, call, meeting.End{Version: 1})
	all["take minutes"] = s.TakeMinutes(ctx, who, c, call, 1)
	_, all["write"] = s.WriteAtMeeting(ctx, who, c, call, app.NewLine{New: said("Text", access.Plan)})
	_, all["freeze"] = s.FreezeMinutes(ctx, who, c, call, 1)
	all["amend"] = s.AmendMinutes(ctx, who, c, call, "wrong", "Ord")
	all["ask recall"] = s.AskMinutesRecall(ctx, who, c, call, "wrong_person")
	all["confirm recall"] = s.ConfirmMinutesRecall(ctx, who, c, call)
	return all
}

// shut demands that every way to the call looks as if there were none.
func (s stage) shut(who access.Actor, what string) {
	s.t.Helper()
	none := s.ways(who, s.c, id.New[id.Call]())
	for way, err := range s.ways(who, s.c, s.call) {
		if !errs.Is(err, errs.NotFound) {
			s.t.Errorf("%s: the way %q stands open: %v", what, way, err)
		}
		if fmt.Sprint(err) != fmt.Sprint(none[way]) {
			s.t.Errorf("%s: by %q a hidden call (%v) is told from none (%v)", what, way, err, none[way])
		}
	}
	s.silent(who, what)
}

// silent demands that no page of the actor's tells of the call.
func (s stage) silent(who access.Actor, what string) {
	s.t.Helper()
	if k, err := s.App.Case(s.t.Context(), who, s.c); err == nil {
		text, err := json.Marshal(k)
		ok(s.t, err)
		for _, e := range k.Events {
			if strings.HasPrefix(e.Kind, "call") && !k.Sight.Circle() {
				s.t.Errorf("%s: the time line tells of %q", what, e.Kind)
			}
		}
		if len(k.Calls) > 0 || strings.Contains(string(text), string(s.call)) || strings.Contains(string(text), "kanariefågel") {
			s.t.Errorf("%s: the case tells of the call: %+v", what, k.Calls)
		}
	}
	if d, err := s.Day(s.t.Context(), who); err == nil {
		if text := fmt.Sprintf("%+v", d); strings.Contains(text, string(s.call)) {
			s.t.Errorf("%s: the day tells of the call", what)
		}
	}
}

func TestACallDoesNotExistForThoseWhoMayNotKnowOfIt(t *testing.T) {
	s := staged(t)
	for _, f := range []id.Function{"af", "fk", "forsorjning-2", "ame-chef", "forsorjning-chef", "nassjo-samordning", "forbund", "admin"} {
		s.shut(s.As(f), string(f))
	}
	stranger, other := s.W.Case()
	_ = stranger
	s.shut(s.AsPerson(other), "another person")
	ended := s.As("ame")
	s.Exec(`update assignment set until = 1 where function_id = 'ame'`)
	s.shut(ended, "a former holder")
}

func TestACallOfAnotherCaseDoesNotExist(t *testing.T) {
	s := staged(t)
	c, _ := s.W.Case()
	s.Join(c, "ame", "vc")
	s.Consent(c, consent.Grid{"samverkan": usual, "ame": usual, "vc": usual})
	for way, err := range s.ways(s.As("ame"), c, s.call) {
		if !errs.Is(err, errs.NotFound) {
			t.Errorf("%q: %v", way, err)
		}
	}
	for way, err := range s.ways(s.As("samordning"), c, s.call) {
		if !errs.Is(err, errs.NotFound) {
			t.Errorf("%q by the caller: %v", way, err)
		}
	}
}

func TestWhatACalledUnitKnewIsGoneAtOnce(t *testing.T) {
	for name, change := range map[string]func(stage){
		"the consent is withdrawn": func(s stage) {
			v := consentOf(s.t, s.W, s.AsPerson(s.p), s.c)
			ok(s.t, s.WithdrawConsent(s.t.Context(), s.AsPerson(s.p), s.c, v.Consent.Version))
		},
		"the consent has passed": func(s stage) {
			s.Exec(`update consent set starts_on = '2020-01-01', ends_on = '2020-12-31' where case_id = $1`, s.c)
		},
		"the unit is blocked": func(s stage) { ok(s.t, s.SetBlock(s.t.Context(), s.AsPerson(s.p), s.c, "ame")) },
		"the unit has left": func(s stage) {
			ok(s.t, s.LeaveCase(s.t.Context(), s.As("ame"), s.c, s.partyVersion("ame"), cases.PartyReasons()[0]))
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := staged(t)
			secretOfFeed, err := s.MakeFeed(t.Context(), s.As("ame"))
			ok(t, err)
			if c, err := s.FeedTimes(t.Context(), secretOfFeed); err != nil || len(c.Entries) != 1 {
				t.Fatal("no time in the calendar", err)
			}
			change(s)
			if v, err := s.App.Call(t.Context(), s.As("ame"), s.c, s.call); err == nil {
				t.Errorf("still shown: %+v", v.Call)
			}
			s.silent(s.As("ame"), name)
			if v, err := s.Meeting(t.Context(), s.As("ame"), s.c, s.call); err == nil {
				if len(v.Called) > 0 || v.Call.Question != "" || v.Call.Place != "" || len(v.Lines) > 0 {
					t.Errorf("the meeting still shows %+v", v.Call)
				}
			}
			if c, err := s.FeedTimes(t.Context(), secretOfFeed); err != nil || len(c.Entries) != 0 {
				t.Errorf("the calendar still has %+v %v", c.Entries, err)
			}
		})
	}
}

// partyVersion is how a function's part in the case stands.
func (s stage) partyVersion(f id.Function) (v int64) {
	s.Read(func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.One(ctx, []any{&v}, `select version from party where case_id = $1 and function_id = $2`, s.c, f)
		return err
	})
	return v
}

func TestABlockMeanwhileLosesNothingThatWasTypedAndTellsNobody(t *testing.T) {
	s := staged(t)
	ctx := t.Context()
	s.Pass(time.Hour)
	ok(t, s.BeginMeeting(ctx, s.As("samordning"), s.c, s.call, 1))
	ok(t, s.SetBlock(ctx, s.AsPerson(s.p), s.c, "ame"))
	w, err := s.WriteAtMeeting(ctx, s.As("ame"), s.c, s.call, app.NewLine{New: said("Skrivet under spärren", access.Plan), Receivers: []id.Unit{"samverkan", "vc"}})
	ok(t, err)
	if !w.Kept || len(w.Told) > 0 {
		t.Errorf("%+v", w)
	}
	k := caseOf(t, s.W, s.As("ame"), s.c)
	if len(k.Items) != 1 || k.Items[0].Title != "Skrivet under spärren" {
		t.Errorf("its own unit has %+v", k.Items)
	}
	for _, f := range []id.Function{"samordning", "vc"} {
		v, err := s.Meeting(ctx, s.As(f), s.c, s.call)
		ok(t, err)
		if len(v.Lines) > 0 {
			t.Errorf("%s is shown %v", f, titles(v.Lines))
		}
	}
	if _, err := s.Meeting(ctx, s.As("ame"), s.c, s.call); !errs.Is(err, errs.NotFound) {
		t.Errorf("the meeting is open to a blocked unit: %v", err)
	}
}

// escalated lets everybody who is called be late until the manager is told.
func (s stage) escalated() {
	s.t.Helper()
	for range 6 {
		s.Pass(48 * time.Hour)
		ok(s.t, s.KeepHouse(s.t.Context()))
	}
}

// farCall is a call to a meeting in a month, so that nobody has answered when
// the manager is told.
func (s stage) farCall(functions ...id.Function) id.Call {
	s.t.Helper()
	n := s.NewCall("", "", functions...)
	start := s.Now().Add(30 * 24 * time.Hour)
	n.Times = []meeting.Time{{Start: start, End: start.Add(time.Hour)}}
	n.Question, n.Place = secret, "Stadshuset"
	call, err := s.MakeCall(s.t.Context(), s.As("samordning"), s.c, n)
	ok(s.t, err)
	return call
}

func TestWhoIsToldOfACallLearnsWhenAndWhereAndNothingElse(t *testing.T) {
	s := staged(t)
	ctx := t.Context()
	s.call = s.farCall("ame")
	s.escalated()
	chef := s.As("ame-chef")
	from := size(s.W)
	v, err := s.ToldCall(ctx, chef, s.call)
	ok(t, err)
	if len(v.Waiting) != 1 || v.Waiting[0].Function.ID != "ame" || v.Place != "Stadshuset" || v.Start.IsZero() {
		t.Errorf("%+v", v)
	}
	text := fmt.Sprintf("%+v", v)
	k := caseOf(t, s.W, s.As("samordning"), s.c)
	for _, hidden := range []string{"kanariefågel", s.p.Name, s.p.Number, string(s.c), k.Case.Ref, string(s.p.ID), "Samverkanskoordinator"} {
		if strings.Contains(text, hidden) {
			t.Errorf("she is told %s: %s", hidden, text)
		}
	}
	if rows := logged(s.W, from); len(rows) == 0 || rows[0].Person != s.p.ID || rows[0].Action != string(access.CallAnswer) {
		t.Errorf("the log of the person does not tell: %+v", rows)
	}
	for way, err := range s.ways(chef, s.c, s.call) {
		if way != "answer" && !errs.Is(err, errs.NotFound) {
			t.Errorf("she has the way %q: %v", way, err)
		}
	}
	if _, err := s.App.Case(ctx, chef, s.c); !errs.Is(err, errs.NotFound) {
		t.Errorf("she opens the case: %v", err)
	}
	for _, f := range []id.Function{"vc-chef", "forsorjning-chef", "forbund", "ame"} {
		if _, err := s.ToldCall(ctx, s.As(f), s.call); !errs.Is(err, errs.NotFound) {
			t.Errorf("%s is told too: %v", f, err)
		}
	}
	claims := s.As("vc-chef")
	claims.Unit, claims.Function = "ame", "ame-chef"
	if _, err := s.ToldCall(ctx, claims, s.call); !errs.Is(err, errs.NotFound) {
		t.Errorf("a claim is believed: %v", err)
	}
	ok(t, s.AnswerInPlace(ctx, chef, s.call, "ame", v.Waiting[0].Version, meeting.Answer{Answer: meeting.AnswerNo, Reason: "ill", Said: "kanariefågel"}))
	if _, err := s.ToldCall(ctx, chef, s.call); !errs.Is(err, errs.NotFound) {
		t.Errorf("after the answer: %v", err)
	}
	seen, err := s.App.Call(ctx, s.As("samordning"), s.c, s.call)
	ok(t, err)
	for _, p := range seen.Parties {
		if p.Party.Function == "ame" && (p.Answer != meeting.AnswerNo || p.AnsweredBy != "ame-chef" || p.Said != "") {
			t.Errorf("%+v", p.Party)
		}
	}
}

func TestNobodyIsToldWhenTheCalledMayNotKnowAnyMore(t *testing.T) {
	for name, change := range map[string]func(stage){
		"blocked": func(s stage) { ok(s.t, s.SetBlock(s.t.Context(), s.AsPerson(s.p), s.c, "ame")) },
		"left": func(s stage) {
			ok(s.t, s.LeaveCase(s.t.Context(), s.As("ame"), s.c, s.partyVersion("ame"), cases.PartyReasons()[0]))
		},
		"consent gone": func(s stage) {
			s.Exec(`update consent set starts_on = '2020-01-01', ends_on = '2020-12-31' where case_id = $1`, s.c)
		},
		"protected": func(s stage) { ok(s.t, s.ProtectPerson(s.t.Context(), s.As("samordning"), s.c, person.Protected)) },
		"cancelled": func(s stage) { ok(s.t, s.CancelCall(s.t.Context(), s.As("samordning"), s.c, s.call, 1, "ill")) },
		"erased":    func(s stage) { ok(s.t, s.ErasePerson(s.t.Context(), s.p.ID)) },
	} {
		for _, told := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s told %v", name, told), func(t *testing.T) {
				s := staged(t)
				ok(t, s.CancelCall(t.Context(), s.As("samordning"), s.c, s.call, 1, "ill"))
				s.call = s.farCall("ame")
				if told {
					s.escalated()
					_, err := s.ToldCall(t.Context(), s.As("ame-chef"), s.call)
					ok(t, err)
				}
				change(s)
				s.escalated()
				if v, err := s.ToldCall(t.Context(), s.As("ame-chef"), s.call); !errs.Is(err, errs.NotFound) {
					t.Errorf("she is still told %+v %v", v, err)
				}
				if err := s.AnswerInPlace(t.Context(), s.As("ame-chef"), s.call, "ame", 1, meeting.Answer{Answer: meeting.AnswerYes}); !errs.Is(err, errs.NotFound) {
					t.Errorf("she still answers: %v", err)
				}
				if d := day(t, s.W, s.As("ame-chef")); len(d.Calls.Told) > 0 {
					t.Errorf("her day still tells %+v", d.Calls.Told)
				}
			})
		}
	}
}

func TestTheRulesOfAForumHoldHoweverTheCallGetsThere(t *testing.T) {
	s := staged(t)
	ctx := t.Context()
	sip := s.Forum(forum.SIP, forum.Parties()...) // whatever has been written of it
	_, inSIP := s.Sitting(sip, 48*time.Hour, 3)
	if _, err := s.MakeCall(ctx, s.As("fk"), s.c, s.NewCall(sip, inSIP[0], "vc")); fault(err, "forum") != "call.forum.sip" {
		t.Errorf("FK calls to a SIP: %v", err)
	}
	own := s.W.Call(s.c, "fk", "", "", "vc", "ame")
	move := func(f id.Function, call id.Call, to id.Forum, slot id.Slot) error {
		return s.MoveCall(ctx, s.As(f), s.c, call, s.callVersion(call), app.MoveCall{Forum: to, Slot: slot, Reason: "ill"})
	}
	if err := move("fk", own, sip, inSIP[0]); fault(err, "forum") != "call.forum.sip" {
		t.Errorf("FK moves a call into a SIP: %v", err)
	}
	// To a GK FK calls, and the municipality is not called.
	gk := s.Forum(forum.GK, access.FK, access.Vard, access.AF)
	_, inGK := s.Sitting(gk, 48*time.Hour, 3)
	if _, err := s.MakeCall(ctx, s.As("fk"), s.c, s.NewCall(gk, inGK[0], "vc", "ame")); fault(err, "called") != "call.called.actor" {
		t.Errorf("the municipality is called to a GK: %v", err)
	}
	if err := move("fk", own, gk, inGK[0]); fault(err, "called") != "call.called.actor" {
		t.Errorf("the municipality is moved into a GK: %v", err)
	}
	kept := s.NewCall("", "", "vc")
	kept.Secretary = "vc"
	byVC, err := s.MakeCall(ctx, s.As("fk"), s.c, kept)
	ok(t, err)
	if err := move("fk", byVC, gk, inGK[1]); fault(err, "secretary") != "call.secretary.holds" {
		t.Errorf("minutes of a GK that another than FK keeps: %v", err)
	}
}

// callVersion is how a call stands.
func (s stage) callVersion(c id.Call) (v int64) {
	s.Read(func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.One(ctx, []any{&v}, `select version from call where id = $1`, c)
		return err
	})
	return v
}

func TestACallToAForumThatIsNotThereForItIsRefused(t *testing.T) {
	s := staged(t)
	ctx := t.Context()
	four := []access.Kind{access.Kommun, access.Vard, access.FK, access.AF}
	for _, one := range []struct {
		why    string
		change string
	}{
		{"call.forum.area", `update forum set area_id = '0682' where id = $1`},
		{"call.forum.state", `update forum set status = 'resting' where id = $1`},
		{"call.forum.state", `update forum set status = 'starting' where id = $1`},
		{"call.forum.state", `update forum set status = 'ended' where id = $1`},
		{"call.forum.level", `update forum set level = 'general' where id = $1`},
		{"call.forum.agreement", `update forum set formal = true where id = $1`},
		{"call.forum.actor", `update forum_actor set may_call = false where forum_id = $1 and actor = 'kommun'`},
	} {
		f := s.Forum(forum.ThreeParty, four...)
		_, slots := s.Sitting(f, 48*time.Hour, 2)
		s.Exec(one.change, f)
		if _, err := s.MakeCall(ctx, s.As("samordning"), s.c, s.NewCall(f, slots[0], "ame")); fault(err, "forum") != one.why {
			t.Errorf("%s: %v", one.why, err)
		}
	}
	f, other := s.Forum(forum.ThreeParty, four...), s.Forum(forum.ThreeParty, four...)
	_, slots := s.Sitting(other, 48*time.Hour, 2)
	if _, err := s.MakeCall(ctx, s.As("samordning"), s.c, s.NewCall(f, slots[0], "ame")); fault(err, "slot") != "call.slot.missing" {
		t.Errorf("a slot of another forum: %v", err)
	}
	for name, called := range map[string]id.Function{"no party": "forsorjning-2", "uncovered": "af", "nobody": "finns-inte", "the federation": "forbund"} {
		if _, err := s.MakeCall(ctx, s.As("samordning"), s.c, s.NewCall("", "", called)); fault(err, "called") == "" {
			t.Errorf("%s is called: %v", name, err)
		}
	}
	if _, err := s.MakeCall(ctx, s.As("af"), s.c, s.NewCall("", "", "ame")); !errs.Is(err, errs.Conflict) {
		t.Errorf("one who may not know who takes part calls: %v", err)
	}
	ok(t, s.SetBlock(ctx, s.AsPerson(s.p), s.c, "fk"))
	if _, err := s.MakeCall(ctx, s.As("fk"), s.c, s.NewCall("", "", "ame")); !errs.Is(err, errs.Denied) {
		t.Errorf("a blocked unit calls: %v", err)
	}
}

func TestOfTwoCallsToOneSlotTheOtherGetsTheNext(t *testing.T) {
	s := staged(t)
	ctx := t.Context()
	f := s.Forum(forum.ThreeParty, access.Kommun, access.Vard, access.FK)
	for range 5 {
		_, slots := s.Sitting(f, 48*time.Hour, 3)
		s.Pass(time.Minute) // no two sittings begin at once
		call := func(by id.Function) func() error {
			who := s.As(by)
			return func() error { _, err := s.MakeCall(ctx, who, s.c, s.NewCall(f, slots[0], "ame")); return err }
		}
		done := 0
		for _, err := range atOnce(call("samordning"), call("vc"), call("fk"), call("samordning")) {
			if err == nil {
				done++
			} else if fmt.Sprint(err) != "slot.none" {
				t.Error(err)
			}
		}
		var taken, calls int
		s.Read(func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.One(ctx, []any{&taken}, `select count(*) from slot where id in ($1, $2, $3) and use = 'case'`, slots[0], slots[1], slots[2])
			if err == nil {
				_, err = tx.One(ctx, []any{&calls}, `select count(distinct slot_id) from call where slot_id in ($1, $2, $3)`, slots[0], slots[1], slots[2])
			}
			return err
		})
		if done != 3 || taken != 3 || calls != 3 {
			t.Errorf("%d calls made, %d slots taken by %d", done, taken, calls)
		}
	}
}

func TestMovingCancellingAndAnsweringAtOnceLeavesOneSlotToOneCall(t *testing.T) {
	s := staged(t)
	ctx := t.Context()
	f := s.Forum(forum.ThreeParty, access.Kommun, access.Vard, access.FK)
	lead, ame, vc, self := s.As("samordning"), s.As("ame"), s.As("vc"), s.AsPerson(s.p)
	for range 8 {
		_, slots := s.Sitting(f, 48*time.Hour, 4)
		s.Pass(time.Minute)
		call := s.W.Call(s.c, "samordning", f, slots[0], "ame", "vc")
		yes := meeting.Answer{Answer: meeting.AnswerYes}
		for _, err := range atOnce(
			func() error {
				return s.MoveCall(ctx, lead, s.c, call, 1, app.MoveCall{Forum: f, Slot: slots[2], Reason: "ill"})
			},
			func() error { return s.CancelCall(ctx, lead, s.c, call, 1, "ill") },
			func() error { return s.AnswerCall(ctx, ame, s.c, call, 1, yes) },
			func() error {
				return s.AnswerCall(ctx, vc, s.c, call, 1, meeting.Answer{Answer: meeting.AnswerNo, Reason: "ill"})
			},
			func() error { return s.AnswerCall(ctx, self, s.c, call, 1, yes) },
			func() error { return s.NotePersonAnswer(ctx, lead, s.c, call, 1, yes) },
		) {
			if err != nil && !errs.Is(err, errs.Conflict) {
				t.Fatal(err)
			}
		}
		s.Read(func(ctx context.Context, tx *db.Tx) error {
			wrong, err := tx.Has(ctx, `select 1 from slot t where t.sitting_id in (select sitting_id from slot where id = $1)
				and (t.use = 'case') <> exists (select 1 from call c where c.slot_id = t.id and c.state <> 'cancelled')`, slots[0])
			if wrong {
				t.Error("a slot is taken that no call has, or free though one has it")
			}
			return err
		})
	}
}

func TestWhenThoseWhoHeldAMeetingTogetherHaveLeftItsMinutesAreNotLost(t *testing.T) {
	s := staged(t)
	ctx := t.Context()
	call := s.calls("vc", "ame", "samordning", "fk")
	s.Pass(time.Hour)
	ok(t, s.BeginMeeting(ctx, s.As("vc"), s.c, call, 1))
	w, err := s.WriteAtMeeting(ctx, s.As("ame"), s.c, call, app.NewLine{New: said("Sagt på mötet", access.Plan), All: true})
	ok(t, err)
	if err := s.TakeMinutes(ctx, s.As("fk"), s.c, call, s.callVersion(call)); !errs.Is(err, errs.Denied) {
		t.Errorf("the minutes are taken from the one who keeps them: %v", err)
	}
	ok(t, s.EndMeeting(ctx, s.As("vc"), s.c, call, meeting.End{Version: s.callVersion(call)}))
	ok(t, s.LeaveCase(ctx, s.As("vc"), s.c, s.partyVersion("vc"), cases.PartyReasons()[0]))
	ok(t, s.TakeMinutes(ctx, s.As("fk"), s.c, call, s.callVersion(call)))
	v, err := s.Minutes(ctx, s.As("fk"), s.c, call, 0)
	ok(t, err)
	if _, err := s.FreezeMinutes(ctx, s.As("fk"), s.c, call, v.Minutes.Version); err != nil {
		t.Fatal(err)
	}
	if v, err = s.Minutes(ctx, s.As("ame"), s.c, call, 1); err != nil || len(v.Entries) != 1 || v.Entries[0].ID != w.Item {
		t.Errorf("%+v %v", v.Entries, err)
	}
	if _, err := s.Minutes(ctx, s.As("vc"), s.c, call, 1); !errs.Is(err, errs.NotFound) {
		t.Errorf("who has left reads the minutes: %v", err)
	}
}

// held is the call taken up, one line of plan and one of diagnosis written by
// "vc", and the minutes final.
func (s stage) held() {
	s.t.Helper()
	ctx := s.t.Context()
	s.Pass(time.Hour)
	ok(s.t, s.BeginMeeting(ctx, s.As("samordning"), s.c, s.call, 1))
	for title, cat := range map[string]access.Category{"Vanligt kanariefågel": access.Plan, "Diagnos kanariefågel": access.Diagnosis} {
		_, err := s.WriteAtMeeting(ctx, s.As("vc"), s.c, s.call, app.NewLine{New: said(title, cat), All: true})
		ok(s.t, err)
	}
	ok(s.t, s.EndMeeting(ctx, s.As("samordning"), s.c, s.call, meeting.End{Version: s.callVersion(s.call)}))
	v, err := s.Minutes(ctx, s.As("samordning"), s.c, s.call, 0)
	ok(s.t, err)
	_, err = s.FreezeMinutes(ctx, s.As("samordning"), s.c, s.call, v.Minutes.Version)
	ok(s.t, err)
}

func TestNotEvenTheOneWhoKeepsTheMinutesFindsWhatSheMayNotKnow(t *testing.T) {
	s := staged(t)
	s.held()
	for _, f := range []id.Function{"samordning", "ame"} {
		v, err := s.Minutes(t.Context(), s.As(f), s.c, s.call, 1)
		ok(t, err)
		text := fmt.Sprintf("%+v", v)
		if strings.Contains(text, "Diagnos kanariefågel") || !strings.Contains(text, "Vanligt kanariefågel") {
			t.Errorf("%s reads %v", f, titles(v.Entries))
		}
	}
	if v, err := s.Minutes(t.Context(), s.As("fk"), s.c, s.call, 1); !errs.Is(err, errs.NotFound) {
		t.Errorf("a party that was not called reads %+v %v", v.Entries, err)
	}
}

func TestMinutesHoldNothingThatWasRecalledBefore(t *testing.T) {
	s := staged(t)
	ctx := t.Context()
	s.Pass(time.Hour)
	ok(t, s.BeginMeeting(ctx, s.As("samordning"), s.c, s.call, 1))
	w, err := s.WriteAtMeeting(ctx, s.As("samordning"), s.c, s.call, app.NewLine{New: said("Sagt om fel person", access.Plan), Receivers: []id.Unit{"ame"}})
	ok(t, err)
	v, err := s.App.Item(ctx, s.As("samordning"), s.c, w.Item)
	ok(t, err)
	ok(t, s.AskRecall(ctx, s.As("samordning"), s.c, w.Item, v.Ledger[0].ID, "wrong_unit"))
	v, err = s.App.Item(ctx, s.As("samordning"), s.c, w.Item)
	ok(t, err)
	ok(t, s.ConfirmRecall(ctx, s.AsNth("samordning", 2), s.c, w.Item, v.Ledger[0].Recall.ID))
	ok(t, s.EndMeeting(ctx, s.As("samordning"), s.c, s.call, meeting.End{Version: s.callVersion(s.call)}))
	m, err := s.Minutes(ctx, s.As("samordning"), s.c, s.call, 0)
	ok(t, err)
	_, err = s.FreezeMinutes(ctx, s.As("samordning"), s.c, s.call, m.Minutes.Version)
	ok(t, err)
	for _, f := range []id.Function{"samordning", "ame"} {
		m, err := s.Minutes(ctx, s.As(f), s.c, s.call, 1)
		ok(t, err)
		if len(m.Entries) > 0 {
			t.Errorf("%s reads %v", f, titles(m.Entries))
		}
	}
}

func TestItTakesTwoPeopleOfTheUnitToRecallMinutes(t *testing.T) {
	s := staged(t)
	ctx := t.Context()
	s.held()
	one := s.As("samordning")
	for _, f := range []id.Function{"ame", "vc"} {
		if err := s.AskMinutesRecall(ctx, s.As(f), s.c, s.call, "wrong_person"); !errs.Is(err, errs.Denied) {
			t.Errorf("%s asks: %v", f, err)
		}
	}
	if err := s.ConfirmMinutesRecall(ctx, one, s.c, s.call); !errs.Is(err, errs.Conflict) {
		t.Errorf("nobody has asked: %v", err)
	}
	ok(t, s.AskMinutesRecall(ctx, one, s.c, s.call, "wrong_person"))
	if err := s.ConfirmMinutesRecall(ctx, one, s.c, s.call); !errs.Is(err, errs.Denied) {
		t.Errorf("one person alone: %v", err)
	}
	// She holds another function of the unit too, which takes part as well.
	s.Exec(`insert into assignment (id, function_id, user_id, deputy, since) values ('extra', 'samverkan-chef', $1, true, 0)`, one.User)
	s.Exec(`insert into party (id, case_id, function_id, unit_id, state, case_state, opened_at, invited_at) values ('extra', $1, 'samverkan-chef', 'samverkan', 'takes_part', 'open', 1, 1)`, s.c)
	again := s.As("samverkan-chef")
	again.User = one.User
	if err := s.ConfirmMinutesRecall(ctx, again, s.c, s.call); !errs.Is(err, errs.Denied) {
		t.Errorf("one person as two functions: %v", err)
	}
	if v, err := s.Minutes(ctx, s.As("ame"), s.c, s.call, 1); err != nil || len(v.Entries) != 1 {
		t.Errorf("before they are recalled: %v %v", v.Entries, err)
	}
	ok(t, s.ConfirmMinutesRecall(ctx, s.As("samverkan-chef"), s.c, s.call))
	for _, f := range []id.Function{"samordning", "ame"} {
		v, err := s.Minutes(ctx, s.As(f), s.c, s.call, 1)
		ok(t, err)
		if text := fmt.Sprintf("%+v", v); strings.Contains(text, "Vanligt kanariefågel") || len(v.Entries) > 0 {
			t.Errorf("%s still reads %v", f, titles(v.Entries))
		}
	}
}

func TestNothingOfACallLiesInTheClear(t *testing.T) {
	s := staged(t)
	ctx := t.Context()
	n := s.NewCall("", "", "ame")
	n.Question, n.Bring = "Klartext kanariefågel?", map[id.Function]string{"ame": "Ta med kanariefågel"}
	call, err := s.MakeCall(ctx, s.As("samordning"), s.c, n)
	ok(t, err)
	ok(t, s.AnswerCall(ctx, s.As("ame"), s.c, call, 1, meeting.Answer{Answer: meeting.AnswerNo, Reason: "ill", Said: "Kan inte kanariefågel"}))
	s.held()
	v, err := s.Minutes(ctx, s.As("samordning"), s.c, s.call, 0)
	ok(t, err)
	ok(t, s.AmendMinutes(ctx, s.As("samordning"), s.c, s.call, "wrong", "Fel ord kanariefågel"))
	if v.Call.Question != secret {
		t.Fatal("the question is not read")
	}
	for table, text := range s.dump() {
		if strings.Contains(text, "kanariefågel") {
			t.Errorf("table %s holds words in the clear", table)
		}
	}
}

// dump is every text column of the tables of meetings, and of the log, by table.
func (s stage) dump() map[string]string {
	all := map[string]string{}
	for _, table := range []string{"call", "call_party", "call_event", "call_offer", "minutes", "minutes_entry", "minutes_reader", "item", "item_version", "case_event", "audit", "job", "once", "stand"} {
		s.Read(func(ctx context.Context, tx *db.Tx) error {
			return tx.Each(ctx, func(scan db.Scan) error {
				var text string
				err := scan(&text)
				all[table] += text
				return err
			}, map[db.Dialect]string{
				db.Postgres: `select t::text from "` + table + `" t`,
				db.SQLite:   `select ` + s.columns(ctx, tx, table) + ` from "` + table + `"`,
			}[tx.Dialect])
		})
	}
	return all
}

// columns are all columns of a table as one text, on SQLite.
func (s stage) columns(ctx context.Context, tx *db.Tx, table string) string {
	if tx.Dialect != db.SQLite {
		return ""
	}
	var names []string
	ok(s.t, tx.Each(ctx, func(scan db.Scan) error {
		var name string
		err := scan(&name)
		names = append(names, "coalesce(cast("+name+" as text), '')")
		return err
	}, `select name from pragma_table_info($1)`, table))
	return strings.Join(names, " || ' ' || ")
}

func TestWhoHasLeftAFunctionFollowsItNoMore(t *testing.T) {
	s := staged(t)
	ctx := t.Context()
	secret, err := s.MakeFeed(ctx, s.As("ame"))
	ok(t, err)
	_, never := s.FeedTimes(ctx, strings.Repeat("a", len(secret)))
	for _, change := range []string{
		`update assignment set until = 1 where function_id = 'ame'`,
		`update assignment set until = null, user_id = 'user-vc-1' where function_id = 'ame'`,
	} {
		s.Exec(strings.Replace(change, "user-vc-1", string(s.As("vc").User), 1))
		if c, err := s.FeedTimes(ctx, secret); !errs.Is(err, errs.NotFound) || fmt.Sprint(err) != fmt.Sprint(never) || len(c.Entries) > 0 {
			t.Errorf("a former holder follows %+v %v", c.Entries, err)
		}
	}
}

func TestAMeetingDoesNotBeginWithoutThePersonOrHerConsent(t *testing.T) {
	s := staged(t)
	ctx := t.Context()
	s.Pass(time.Hour)
	ok(t, s.AnswerCall(ctx, s.AsPerson(s.p), s.c, s.call, s.callVersion(s.call), meeting.Answer{Answer: meeting.AnswerNo}))
	if err := s.BeginMeeting(ctx, s.As("samordning"), s.c, s.call, s.callVersion(s.call)); !errs.Is(err, errs.Conflict) {
		t.Errorf("it begins though she has said no: %v", err)
	}
	give := func(who access.Actor) error {
		return s.GiveMeetingConsent(ctx, who, s.c, meeting.NewConsent{How: "oral", EndsOn: inDays(s.W, 1)})
	}
	for _, f := range []id.Function{"ame", "vc", "af"} {
		if err := give(s.As(f)); !errs.Is(err, errs.Denied) {
			t.Errorf("%s notes her consent: %v", f, err)
		}
	}
	ok(t, give(s.AsPerson(s.p)))
	s.Exec(`update meeting_consent set ends_on = '2026-01-01'`)
	if err := s.BeginMeeting(ctx, s.As("samordning"), s.c, s.call, s.callVersion(s.call)); !errs.Is(err, errs.Conflict) {
		t.Errorf("it begins by a consent that has passed: %v", err)
	}
	s.Exec(`update meeting_consent set ends_on = $1`, inDays(s.W, 1))
	ok(t, s.BeginMeeting(ctx, s.As("samordning"), s.c, s.call, s.callVersion(s.call)))
}

func TestAProtectedPersonsMeetingsTellNobodyWhere(t *testing.T) {
	s := staged(t)
	ctx := t.Context()
	s.call = s.farCall("ame", "vc")
	feed, err := s.MakeFeed(ctx, s.As("ame"))
	ok(t, err)
	ok(t, s.ProtectPerson(ctx, s.As("samordning"), s.c, person.Protected))
	c, err := s.FeedTimes(ctx, feed)
	ok(t, err)
	for _, e := range c.Entries {
		if e.Place != "" {
			t.Errorf("the calendar tells %q", e.Place)
		}
	}
	form, err := s.CallForm(ctx, s.As("af"), s.c)
	if err == nil && (len(form.Forums) > 0 || len(form.Callable) > 0 || form.AreaName != "") {
		t.Errorf("a party outside the circle is told the area by %d forums", len(form.Forums))
	}
	b, err := result.New(s.App).Pictures(ctx, s.As("forbund"), world.Area, 2026)
	if err == nil && strings.Contains(fmt.Sprintf("%+v", b), string(s.call)) {
		t.Error("a picture tells of the call")
	}
}

func TestOneWhoMayNotKnowWhoTakesPartIsToldNoForumsToCallTo(t *testing.T) {
	s := staged(t)
	s.Forum(forum.ThreeParty, access.Kommun, access.AF)
	ok(t, s.ProtectPerson(t.Context(), s.As("samordning"), s.c, person.Protected))
	form, err := s.CallForm(t.Context(), s.As("af"), s.c)
	ok(t, err)
	if len(form.Forums) > 0 {
		t.Errorf("the area of a protected person is told by %+v", form.Forums[0].Forum.Name)
	}
}

func TestAPersonIsNeverInTheAddressOrPlaceOfACall(t *testing.T) {
	s := staged(t)
	for field, change := range map[string]func(*app.NewCall){
		"place": func(n *app.NewCall) { n.Place = "Hemma hos " + s.p.Name },
		"link":  func(n *app.NewCall) { n.Link = "https://mote.example/" + s.p.Number },
	} {
		n := s.NewCall("", "", "ame")
		change(&n)
		if _, err := s.MakeCall(t.Context(), s.As("samordning"), s.c, n); fault(err, field) == "" {
			t.Errorf("%s: %v", field, err)
		}
	}
}

func TestACallDoesNotStandInAForumThatIsNoLongerThereForIt(t *testing.T) {
	for name, change := range map[string]func(stage, id.Forum) error{
		"it rests": func(s stage, f id.Forum) error { return s.step(f, forum.Resting) },
		"it ends":  func(s stage, f id.Forum) error { return s.step(f, forum.Ended) },
		"it takes up no persons any more": func(s stage, f id.Forum) error {
			v, err := s.Structure.Forum(s.t.Context(), s.As("samordning"), f)
			ok(s.t, err)
			to := v.Forum.Settings()
			to.Kind, to.Level = forum.Network, forum.General
			return s.ChangeForum(s.t.Context(), s.As("samordning"), f, v.Forum.Version, to)
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := staged(t)
			f := s.Forum(forum.ThreeParty, access.Kommun, access.Vard)
			_, slots := s.Sitting(f, 48*time.Hour, 2)
			call := s.W.Call(s.c, "samordning", f, slots[0], "ame")
			if err := change(s, f); err != nil {
				return // refused while there are calls: well
			}
			v, err := s.App.Call(t.Context(), s.As("samordning"), s.c, call)
			ok(t, err)
			if v.Call.State == meeting.StateCalled {
				t.Errorf("the call stands at %s", v.Call.Start)
			}
		})
	}
}

func (s stage) step(f id.Forum, to string) error {
	v, err := s.Structure.Forum(s.t.Context(), s.As("samordning"), f)
	ok(s.t, err)
	return s.StepForum(s.t.Context(), s.As("samordning"), forum.Step{Forum: f, Version: v.Forum.Version, To: to, Words: "Ingen tid."})
}

func TestAMemberOfAForumSeesOnlyThatASlotIsTaken(t *testing.T) {
	s := staged(t)
	ctx := t.Context()
	f := s.Forum(forum.ThreeParty, access.Kommun, access.Vard, access.FK, access.AF)
	sitting, slots := s.Sitting(f, 48*time.Hour, 3)
	members := []id.Function{"samordning", "ame", "fk", "af", "forsorjning-2", "samverkan-chef", "nassjo-samordning", "forbund"}
	s.JoinForum(f, members...)
	s.Exec(`update forum set driver_id = 'forsorjning-2', chair_id = 'af' where id = $1`, f)
	s.Exec(`update sitting set chair_id = 'af', secretary_id = 'fk' where id = $1`, sitting)
	call := s.W.Call(s.c, "samordning", f, slots[0], "ame")
	k := caseOf(t, s.W, s.As("samordning"), s.c)
	for _, m := range members {
		v, err := s.App.Sitting(ctx, s.As(m), sitting)
		ok(t, err)
		knows := m == "samordning" || m == "ame"
		if v.Rows[0].Use != forum.UseCase || v.Rows[1].Use != "" || (v.Rows[0].Call != nil) != knows {
			t.Errorf("%s sees %+v", m, v.Rows[0])
		}
		text, err := json.Marshal(v)
		ok(t, err)
		for _, hidden := range []string{string(call), string(s.c), k.Case.Ref, s.p.Name, "Vad är nästa steg"} {
			if !knows && strings.Contains(string(text), hidden) {
				t.Errorf("%s is told %s", m, hidden)
			}
		}
	}
	if _, err := s.App.Sitting(ctx, s.AsPerson(s.p), sitting); !errs.Is(err, errs.Denied) {
		t.Errorf("a person reads an agenda: %v", err)
	}
	_, err := s.Consult(ctx, s.As("af"), sitting, slots[0], "Hur gör vi när en person saknar SGI?")
	ok(t, err)
	if err := s.CloseSlot(ctx, s.As("forsorjning-2"), sitting, slots[0], false); !errs.Is(err, errs.Conflict) {
		t.Errorf("a slot that a case has is opened: %v", err)
	}
}

func TestAConsultationTellsOfNobody(t *testing.T) {
	s := staged(t)
	ctx := t.Context()
	f := s.Forum(forum.ThreeParty, access.Kommun, access.Vard)
	sitting, slots := s.Sitting(f, 48*time.Hour, 2)
	k := caseOf(t, s.W, s.As("samordning"), s.c)
	for what, text := range map[string]string{"a number": "Gäller " + s.p.Number, "a reference": "Gäller " + k.Case.Ref + ", vad gör vi?"} {
		if _, err := s.Consult(ctx, s.As("samordning"), sitting, slots[0], text); fault(err, "question") == "" {
			t.Errorf("%s: %v", what, err)
		}
	}
}

func TestMinutesMadeFinalWhileOthersWriteHoldAllThatWasWritten(t *testing.T) {
	s := staged(t)
	ctx := t.Context()
	lead, ame, vc := s.As("samordning"), s.As("ame"), s.As("vc")
	for range 8 {
		call := s.calls("samordning", "ame", "vc")
		s.Pass(time.Hour)
		ok(t, s.BeginMeeting(ctx, lead, s.c, call, 1))
		ok(t, s.EndMeeting(ctx, lead, s.c, call, meeting.End{Version: s.callVersion(call)}))
		v, err := s.Minutes(ctx, lead, s.c, call, 0)
		ok(t, err)
		written := make(chan id.Item, 8)
		write := func(who access.Actor) func() error {
			return func() error {
				w, err := s.WriteAtMeeting(ctx, who, s.c, call, app.NewLine{New: said("Skrivet i sista stund", access.Plan), All: true})
				if err == nil {
					written <- w.Item
				}
				return err
			}
		}
		freeze := func() error { _, err := s.FreezeMinutes(ctx, lead, s.c, call, v.Minutes.Version); return err }
		for i, err := range atOnce(write(ame), write(vc), freeze, write(ame), write(vc)) {
			if err != nil && (i == 2 || !errs.Is(err, errs.Conflict)) {
				t.Fatal(err)
			}
		}
		close(written)
		final, err := s.Minutes(ctx, lead, s.c, call, 1)
		ok(t, err)
		for i := range written {
			if !slices.ContainsFunc(final.Entries, func(l app.MeetingLine) bool { return l.ID == i }) {
				t.Errorf("a line was taken that the minutes do not hold: they hold %d", len(final.Entries))
			}
		}
	}
}

func TestWhatIsWrittenWhileTheConsentEndsIsKeptAndReadByNobodyElse(t *testing.T) {
	for range 4 {
		s := staged(t)
		ctx := t.Context()
		s.Pass(time.Hour)
		ok(t, s.BeginMeeting(ctx, s.As("samordning"), s.c, s.call, 1))
		version := consentOf(t, s.W, s.AsPerson(s.p), s.c).Consent.Version
		self, vc, ame := s.AsPerson(s.p), s.As("vc"), s.As("ame")
		write := func() error {
			_, err := s.WriteAtMeeting(ctx, vc, s.c, s.call, app.NewLine{New: said("Sagt när samtycket tog slut", access.Plan), All: true, Receivers: []id.Unit{"ame", "samverkan"}})
			return err
		}
		for _, err := range atOnce(write, func() error { return s.WithdrawConsent(ctx, self, s.c, version) }, write, write) {
			ok(t, err)
		}
		ok(t, write())
		if k := caseOf(t, s.W, vc, s.c); len(k.Items) != 4 {
			t.Errorf("of what was typed %d are kept", len(k.Items))
		}
		if k := caseOf(t, s.W, ame, s.c); len(k.Items) != 0 {
			t.Errorf("others read %+v", k.Items)
		}
	}
}
