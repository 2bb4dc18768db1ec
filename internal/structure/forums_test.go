package structure_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"samverk/internal/access"
	"samverk/internal/agreement"
	"samverk/internal/errs"
	"samverk/internal/forum"
	"samverk/internal/id"
	"samverk/internal/samverktest/world"
	"samverk/internal/structure"
)

// samverk is what a forum of all four is.
func samverk() forum.Settings {
	p := forum.PresetOf(forum.Samverk)
	return forum.Settings{Name: "Samverk Vetlanda", Kind: p.Kind, Level: p.Level, Formal: true, Chairing: forum.Fixed, Actors: p.Actors,
		About: "Om", UseWhen: "När", Target: "Vem", Driver: "samordning", Deputy: "samverkan-chef", Chair: "samordning", Secretary: "ame"}
}

func entered(t *testing.T, w *world.W, s forum.Settings) id.Forum {
	t.Helper()
	f, err := w.CreateForum(t.Context(), w.As("samordning"), world.Area, s)
	ok(t, err)
	return f
}

func forumOf(t *testing.T, w *world.W, who access.Actor, f id.Forum) structure.ForumView {
	t.Helper()
	v, err := w.Structure.Forum(t.Context(), who, f)
	ok(t, err)
	return v
}

// step takes a forum a step further, by the one who coordinates.
func step(t *testing.T, w *world.W, f id.Forum, to, words string) error {
	t.Helper()
	now := forumOf(t, w, w.As("samordning"), f).Forum
	return w.StepForum(t.Context(), w.As("samordning"), forum.Step{Forum: f, Version: now.Version, To: to, Words: words})
}

// keyOf is the key of what is wrong with a field.
func faultKey(err error, field string) string {
	e, ok := errors.AsType[*errs.Error](err)
	if !ok {
		return fmt.Sprint(err)
	}
	for _, f := range e.Faults {
		if f.Field == field {
			return f.Key
		}
	}
	return e.Key
}

func findings(all []structure.Finding) (codes []string) {
	for _, f := range all {
		codes = append(codes, f.Code)
	}
	return codes
}

func TestAFourPartyForumIsActiveOnlyUnderAnAgreementInForce(t *testing.T) {
	w := bound(t)
	ctx := t.Context()
	f := entered(t, w, samverk())
	ok(t, step(t, w, f, forum.Starting, ""))
	if key := faultKey(step(t, w, f, forum.Active, ""), "to"); key != "forum.active.agreement" {
		t.Errorf("without an agreement: %s", key)
	}
	a := draft(t, w, agreed(w))
	s := samverk()
	s.Agreement = a
	ok(t, w.ChangeForum(ctx, w.As("samordning"), f, forumOf(t, w, w.As("samordning"), f).Forum.Version, s))
	if key := faultKey(step(t, w, f, forum.Active, ""), "to"); key != "forum.active.agreement" {
		t.Errorf("under a draft: %s", key)
	}
	publish(t, w, a)
	ok(t, step(t, w, f, forum.Active, ""))
	v := forumOf(t, w, w.As("af"), f)
	if !v.InForce || !v.Open() || !v.MayCall(access.AF) || !v.IsCalled(access.Vard) || v.AnswerDays != 5 || v.Agreement.ID != a {
		t.Errorf("%+v", v.CallRules)
	}
	// The agreement comes to its end: the forum stays, but nobody calls to it.
	ok(t, w.EndAgreement(ctx, w.As("samordning"), a, "Ersätts", agreementOf(t, w, w.As("samordning"), a).Shown.Version))
	v = forumOf(t, w, w.As("af"), f)
	if v.InForce || v.Open() || v.Forum.Status != forum.Active || !slices.Contains(findings(v.Health), structure.FindingAgreement) {
		t.Errorf("%+v %v", v.CallRules, findings(v.Health))
	}
}

func TestAnAgreementOfFewerThanFourDoesNotOpenAFourPartyForum(t *testing.T) {
	w := bound(t)
	n := agreed(w)
	n.Content.Parties = []id.Org{"kommun", "af"}
	n.Content.Actors = slices.DeleteFunc(n.Content.Actors, func(x agreement.Actor) bool { return x.Kind != access.Kommun && x.Kind != access.AF })
	a := draft(t, w, n)
	ok(t, w.OpenAgreement(t.Context(), w.As("samordning"), a, version(t, w, a)))
	for _, f := range []id.Function{"ame-chef", "af-chef"} {
		ok(t, w.SignAgreement(t.Context(), w.As(f), a, version(t, w, a)))
	}
	s := samverk()
	s.Agreement = a
	f := entered(t, w, s)
	ok(t, step(t, w, f, forum.Starting, ""))
	if key := faultKey(step(t, w, f, forum.Active, ""), "to"); key != "forum.active.agreement" {
		t.Error(key)
	}
	// Between the two it does.
	s.Actors = slices.DeleteFunc(slices.Clone(s.Actors), func(x forum.Actor) bool { return x.Kind != access.Kommun && x.Kind != access.AF })
	s.Name = "Två"
	two := entered(t, w, s)
	ok(t, step(t, w, two, forum.Starting, ""))
	ok(t, step(t, w, two, forum.Active, ""))
	if v := forumOf(t, w, w.As("af"), two); !v.InForce || v.MayCall(access.Vard) {
		t.Errorf("%+v", v.CallRules)
	}
	// An active one cannot be made one of all four meanwhile.
	s.Actors = samverk().Actors
	err := w.ChangeForum(t.Context(), w.As("samordning"), two, forumOf(t, w, w.As("samordning"), two).Forum.Version, s)
	if key := faultKey(err, "agreement"); key != "forum.active.agreement" {
		t.Error(key)
	}
	if v := forumOf(t, w, w.As("af"), two); len(v.Forum.Actors) != 2 {
		t.Errorf("it was changed all the same: %+v", v.Forum.Actors)
	}
}

func TestASIPFollowsTheLawWhateverIsAgreed(t *testing.T) {
	w := bound(t)
	a := draft(t, w, agreed(w))
	publish(t, w, a)
	p := forum.PresetOf(forum.SIP)
	f := entered(t, w, forum.Settings{Name: "SIP", Kind: p.Kind, Level: p.Level, Formal: true, Chairing: forum.Fixed, Actors: p.Actors, Agreement: a, Driver: "samordning"})
	ok(t, step(t, w, f, forum.Starting, ""))
	ok(t, step(t, w, f, forum.Active, ""))
	v := forumOf(t, w, w.As("af"), f)
	if !v.InForce || v.MayCall(access.AF) || v.MayCall(access.FK) || !v.MayCall(access.Vard) || !v.MayCall(access.Kommun) || !v.IsCalled(access.AF) {
		t.Errorf("%+v", v.CallRules)
	}
	if must := v.Must(); slices.Contains(must, access.AF) || slices.Contains(must, access.FK) {
		t.Errorf("%v are obliged to come to a SIP", must)
	}
}

func TestOnlyThoseWhoKeepAForumChangeIt(t *testing.T) {
	w := world.New(t)
	ctx := t.Context()
	s := samverk()
	s.Driver, s.Deputy = "af", "" // a caseworker may drive a forum
	f := entered(t, w, s)
	ok(t, w.Structure.JoinForum(ctx, w.As("samordning"), f, "fk"))
	dates := forum.Dates{Date: "2026-12-01", From: "09:00", To: "10:00", SlotMinutes: 30}
	made, err := w.PlanSittings(ctx, w.As("af"), f, dates)
	ok(t, err)
	sitting := made.Made[0].ID
	slot := sittingOf(t, w, w.As("af"), sitting).Rows[0].Slot
	tries := func(who access.Actor) map[string]error {
		_, created := w.CreateForum(ctx, who, world.Area, samverk())
		_, planned := w.PlanSittings(ctx, who, f, forum.Dates{})
		_, left := w.LeaveForum(ctx, who, f, "fk")
		_, moved := w.ForumForm(ctx, who, world.Area)
		return map[string]error{
			"create": created, "change": w.ChangeForum(ctx, who, f, 0, samverk()), "step": w.StepForum(ctx, who, forum.Step{Forum: f, To: forum.Starting}),
			"tick": w.TickForum(ctx, who, f, forum.PointForms, true), "join": w.Structure.JoinForum(ctx, who, f, "vc"), "leave": left, "plan": planned, "form": moved,
			"move":   w.MoveSitting(ctx, who, forum.Move{Sitting: sitting, Version: 0, Date: "2026-12-02", From: "09:00", Reason: "ill"}),
			"cancel": w.CancelSitting(ctx, who, sitting, 0, "ill"), "cut": w.CutSitting(ctx, who, sitting, 0, 20),
			"seat": w.SeatSitting(ctx, who, forum.Seats{Sitting: sitting}), "close": w.CloseSlot(ctx, who, sitting, slot, true),
		}
	}
	for _, other := range []id.Function{"forsorjning", "vc", "admin", "nassjo-samordning", "fk"} {
		for what, err := range tries(w.As(other)) {
			if !errs.Is(err, errs.Denied) && !(other == "fk" && what == "leave" && err == nil) {
				t.Errorf("%s may %s: %v", other, what, err)
			}
		}
	}
	for what, err := range tries(w.AsPerson(w.Person())) {
		if !errs.Is(err, errs.Denied) {
			t.Errorf("a person may %s: %v", what, err)
		}
	}
	for what, err := range tries(w.As("af")) {
		if alone := what == "create" || what == "form"; errs.Is(err, errs.Denied) != alone {
			t.Errorf("the one who drives the forum and %s: %v", what, err)
		}
	}
	for _, err := range []error{
		w.ChangeForum(ctx, w.As("samordning"), "none", 1, samverk()), w.StepForum(ctx, w.As("samordning"), forum.Step{Forum: "none"}),
		w.CancelSitting(ctx, w.As("samordning"), "none", 1, "ill"), w.HoldSitting(ctx, w.As("samordning"), "none", 1, nil),
	} {
		is(t, err, errs.Denied) // what does not exist lies in no area
	}
	_, err = w.Structure.Forum(ctx, w.As("af"), "none")
	is(t, err, errs.NotFound)
	_, err = w.App.Sitting(ctx, w.As("af"), "none")
	is(t, err, errs.NotFound)
}

func TestWhatAForumNamesIsOfItsArea(t *testing.T) {
	w := bound(t)
	ctx := t.Context()
	s := samverk()
	s.Driver, s.Chair, s.Agreement, s.Name = "nassjo-samordning", "admin", "none", ""
	_, err := w.CreateForum(ctx, w.As("samordning"), world.Area, s)
	for field, key := range map[string]string{"driver": "forum.function.area", "chair": "forum.function.area", "agreement": "forum.agreement.area", "name": "forum.name.missing"} {
		if got := faultKey(err, field); got != key {
			t.Errorf("%s: %s", field, got)
		}
	}
	f := entered(t, w, samverk())
	s.Driver = "none"
	if got := faultKey(w.ChangeForum(ctx, w.As("samordning"), f, 1, s), "driver"); got != "forum.function.area" {
		t.Errorf("the driver that it gets: %s", got)
	}
	for m, key := range map[id.Function]string{"nassjo-samordning": "forum.function.area", "none": "forum.function.area", "forbund": "forum.function.federation"} {
		if got := faultKey(w.Structure.JoinForum(ctx, w.As("samordning"), f, m), "function"); got != key {
			t.Errorf("%s joins: %s", m, got)
		}
	}
	s = samverk()
	p := forum.PresetOf(forum.Network)
	s.Kind, s.Level, s.Actors = p.Kind, p.Level, p.Actors
	net := entered(t, w, s)
	ok(t, w.Structure.JoinForum(ctx, w.As("samordning"), net, "forbund"))
}

func TestTheCoordinatorIsToldWhenATaskStandsEmpty(t *testing.T) {
	w := world.New(t)
	ctx := t.Context()
	s := samverk()
	s.Driver, s.Deputy, s.Chair, s.Secretary = "samverkan-chef", "", "fk", "vc"
	f := entered(t, w, s)
	for _, m := range []id.Function{"fk", "vc", "af"} {
		ok(t, w.Structure.JoinForum(ctx, w.As("samverkan-chef"), f, m))
	}
	if told(t, w, "fk") != 1 {
		t.Error("one who is made a member is not told")
	}
	vacant, err := w.LeaveForum(ctx, w.As("af"), f, "af")
	if err != nil || len(vacant) != 0 || told(t, w, "samordning") != 0 {
		t.Error(vacant, err)
	}
	vacant, err = w.LeaveForum(ctx, w.As("fk"), f, "fk") // the last chair leaves, by herself
	if err != nil || len(vacant) != 1 || vacant[0] != forum.TaskChair || told(t, w, "samordning") != 1 {
		t.Error(vacant, err, told(t, w, "samordning"))
	}
	_, err = w.LeaveForum(ctx, w.As("fk"), f, "fk")
	is(t, err, errs.Denied) // she is no member any more
	_, err = w.LeaveForum(ctx, w.As("af"), f, "vc")
	is(t, err, errs.Denied)
	ok(t, step(t, w, f, forum.Starting, ""))
	v := forumOf(t, w, w.As("samordning"), f)
	if codes := findings(v.Health); !slices.Contains(codes, structure.FindingChair) || slices.Contains(codes, structure.FindingDriver) || len(v.Former) != 2 {
		t.Error(codes, v.Former)
	}
	for _, finding := range v.Health {
		if finding.Code == structure.FindingMembers && fmt.Sprint(finding.Actors) != "[kommun fk af]" {
			t.Error(finding)
		}
	}
}

func TestTheHealthOfAForumShowsWhatItLacks(t *testing.T) {
	w := world.New(t)
	ctx := t.Context()
	s := samverk()
	s.Actors, s.ReviewOn = s.Actors[:2], "2026-12-01" // two actors need no agreement
	f := entered(t, w, s)
	health := func() []string { return findings(forumOf(t, w, w.As("samordning"), f).Health) }
	if got := health(); len(got) != 0 {
		t.Errorf("a planned forum lacks nothing yet: %v", got)
	}
	ok(t, step(t, w, f, forum.Starting, ""))
	ok(t, step(t, w, f, forum.Active, ""))
	ok(t, w.Structure.JoinForum(ctx, w.As("samordning"), f, "ame"))
	ok(t, w.Structure.JoinForum(ctx, w.As("samordning"), f, "vc"))
	if got := fmt.Sprint(health()); got != "[dates]" {
		t.Error(got)
	}
	made, err := w.PlanSittings(ctx, w.As("samordning"), f, forum.Dates{Date: "2026-11-25", From: "09:00", To: "10:00", Rule: "FREQ=WEEKLY;COUNT=3"})
	ok(t, err)
	if got := health(); len(got) != 0 {
		t.Error(got)
	}
	for _, m := range made.Made[:2] {
		now := sittingOf(t, w, w.As("samordning"), m.ID).Sitting
		ok(t, w.CancelSitting(ctx, w.As("samordning"), m.ID, now.Version, forum.NoTime))
	}
	w.Pass(120 * 24 * time.Hour)
	if got := fmt.Sprint(health()); got != "[review dates long cancelled]" {
		t.Error(got)
	}
	w.Exec(`update assignment set until = 1 where function_id = 'samordning'`)
	v, err := w.Structure.Forums(ctx, w.As("vc"), world.Area)
	ok(t, err)
	if got := findings(v.Rows[0].Health); !slices.Contains(got, structure.FindingDriver) || v.MayKeep {
		t.Error(got)
	}
}

func TestAForumIsFormalByWhatItDoes(t *testing.T) {
	w := world.New(t)
	ctx := t.Context()
	met := func(f id.Forum) (codes []string) {
		for _, c := range forumOf(t, w, w.As("samordning"), f).Criteria {
			if c.Met {
				codes = append(codes, c.Code)
			}
		}
		return codes
	}
	informal := w.Forum(forum.ThreeParty, access.Kommun, access.AF)
	if v := forumOf(t, w, w.As("samordning"), informal); len(v.Criteria) != 0 {
		t.Errorf("an informal one is measured: %+v", v.Criteria)
	}
	f := entered(t, w, samverk())
	if v := forumOf(t, w, w.As("samordning"), f); len(v.Criteria) != 4 || len(met(f)) != 0 {
		t.Errorf("%+v", v.Criteria)
	}
	_, err := w.PlanSittings(ctx, w.As("samordning"), f, forum.Dates{Date: "2026-12-01", From: "09:00", To: "10:00", Rule: "FREQ=WEEKLY;COUNT=2"})
	ok(t, err)
	if got := fmt.Sprint(met(f)); got != "[continuous]" {
		t.Error(got)
	}
	c, p := w.Case()
	w.Exec(`insert into call (id, case_id, person_id, forum_id, caller_id, caller_unit, state, starts_at, started_at, follow_up_on, person_way, sealed, created_at)
		values ('m', $1, $2, $3, 'samordning', 'samverkan', 'held', $4, $4, '2026-12-24', 'invited', $5, $4)`, c, p.ID, f, w.Now().UnixMicro(), []byte{})
	w.Exec(`insert into minutes (id, call_id, case_id, person_id, unit_id, number, state) values ('n', 'm', $1, $2, 'samverkan', 1, 'final')`, c, p.ID)
	w.Exec(`insert into plan (id, case_id, number, kind, state, created_at, agreed_at) values ('p', $1, 9, 'handlingsplan', 'agreed', $2, $2)`, c, w.Now().UnixMicro())
	if got := fmt.Sprint(met(f)); got != "[continuous documentation plan follow_up]" {
		t.Error(got)
	}
}

func TestTheGuideLeadsToTheMeetingForASituation(t *testing.T) {
	w := world.New(t)
	ctx := t.Context()
	w.Forum(forum.SIP, access.Kommun, access.Vard)
	w.Forum(forum.ThreeParty, access.Kommun, access.AF)
	entered(t, w, samverk()) // planned
	v, err := w.ForumGuide(ctx, w.As("af"), world.Area, "")
	ok(t, err)
	if len(v.Advice) != len(structure.Situations()) {
		t.Error(len(v.Advice))
	}
	of := func(situation string) (kinds []string) {
		v, err := w.ForumGuide(ctx, w.As("af"), world.Area, situation)
		ok(t, err)
		for _, r := range v.Advice[0].Forums {
			kinds = append(kinds, r.Forum.Kind)
		}
		return kinds
	}
	for situation, want := range map[string]string{
		"care_and_social": "[sip]", "sick_listed": "[]", "no_sgi": "[three_party samverk]", "several_actors": "[samverk]", "obstacle": "[]",
	} {
		if got := fmt.Sprint(of(situation)); got != want {
			t.Errorf("%s: %s, want %s", situation, got, want)
		}
	}
	for _, s := range structure.Situations() {
		for _, k := range s.Kinds {
			if forum.PresetOf(k).Kind == "" {
				t.Errorf("%s leads to the unknown %s", s.Code, k)
			}
		}
	}
	_, err = w.ForumGuide(ctx, w.As("af"), "9999", "")
	is(t, err, errs.NotFound)
}

func TestTheFederationHasNoTaskWherePersonsAreTalkedOf(t *testing.T) {
	w := world.New(t)
	ctx := t.Context()
	s := samverk()
	s.Chair, s.Secretary, s.Driver = "forbund", "", "forbund"
	_, err := w.CreateForum(ctx, w.As("samordning"), world.Area, s)
	if key := faultKey(err, "chair"); key != "forum.function.federation" || faultKey(err, "driver") == key {
		t.Error(err)
	}
	p := forum.PresetOf(forum.Other)
	s = forum.Settings{Name: "Metoddag", Kind: p.Kind, Level: forum.General, Chairing: forum.Fixed, Chair: "forbund", Actors: p.Actors}
	f := entered(t, w, s)
	ok(t, w.Structure.JoinForum(ctx, w.As("samordning"), f, "forbund"))
	s.Level, s.Chair = forum.Individual, ""
	if key := faultKey(w.ChangeForum(ctx, w.As("samordning"), f, 1, s), "level"); key != "forum.level.federation" {
		t.Error(key)
	}
}
