package structure_test

import (
	"testing"

	"samverk/internal/errs"
	"samverk/internal/forum"
	"samverk/internal/samverktest/world"
)

func TestNobodySignsByAClaimForAnotherOrganisation(t *testing.T) {
	w := bound(t)
	ctx := t.Context()
	a := draft(t, w, agreed(w))
	v := agreementOf(t, w, w.As("samordning"), a)
	ok(t, w.OpenAgreement(ctx, w.As("samordning"), a, v.Shown.Version))
	v = agreementOf(t, w, w.As("samordning"), a)
	claims := w.As("forsorjning-chef")
	claims.Org = "fk"
	ok(t, w.SignAgreement(ctx, claims, a, v.Shown.Version))
	outside := w.As("nassjo-chef")
	outside.Org = "fk"
	if err := w.SignAgreement(ctx, outside, a, v.Shown.Version); !errs.Is(err, errs.Denied) {
		t.Errorf("a manager of no party signs: %v", err)
	}
	for _, g := range agreementOf(t, w, w.As("samordning"), a).Shown.Signatures {
		if signed := g.Answer != ""; signed != (g.Org == "kommun") {
			t.Errorf("%s has answered %q", g.Org, g.Answer)
		}
	}
}

// settings are those of a forum of a kind, with all four as its actors, that
// lacks nothing but an agreement.
func settings(kind string) forum.Settings {
	s := forum.Settings{Name: "Forum " + kind, Kind: kind, Level: forum.PresetOf(kind).Level, Formal: true, Driver: "samordning", Chairing: forum.Fixed}
	for _, k := range forum.Parties() {
		s.Actors = append(s.Actors, forum.Actor{Kind: k, MayCall: true, IsCalled: true})
	}
	return s
}

func TestNoForumOfAllFourEscapesItsAgreement(t *testing.T) {
	w := world.New(t)
	ctx := t.Context()
	lead := w.As("samordning")
	active := func(s forum.Settings) error {
		f, err := w.CreateForum(ctx, lead, world.Area, s)
		for _, to := range []string{forum.Starting, forum.Active} {
			if err == nil {
				v, _ := w.Structure.Forum(ctx, lead, f)
				err = w.StepForum(ctx, lead, forum.Step{Forum: f, Version: v.Forum.Version, To: to})
			}
		}
		return err
	}
	informal := func(kind string) forum.Settings { s := settings(kind); s.Formal = false; return s }
	for name, s := range map[string]forum.Settings{
		"samverk": settings(forum.Samverk), "samverk, said to be informal": informal(forum.Samverk),
		"managers": settings(forum.Managers), "managers, said to be informal": informal(forum.Managers),
		"school": settings(forum.School), "a GK where all call": settings(forum.GK), "a reconciliation where all call": settings(forum.Reconciliation),
	} {
		if err := active(s); err == nil {
			t.Errorf("%s is active without an agreement", name)
		}
	}
	s := settings(forum.School)
	s.Actors = s.Actors[:3]
	f, err := w.CreateForum(ctx, lead, world.Area, s)
	ok(t, err)
	for _, to := range []string{forum.Starting, forum.Active} {
		v, err := w.Structure.Forum(ctx, lead, f)
		ok(t, err)
		ok(t, w.StepForum(ctx, lead, forum.Step{Forum: f, Version: v.Forum.Version, To: to}))
	}
	v, err := w.Structure.Forum(ctx, lead, f)
	ok(t, err)
	if err := w.ChangeForum(ctx, lead, f, v.Forum.Version, settings(forum.School)); fault(err, "agreement") == "" {
		t.Errorf("an active forum of three becomes one of four: %v", err)
	}
}

func TestTheFederationHasNoSeatWherePersonsAreTalkedOf(t *testing.T) {
	w := world.New(t)
	ctx := t.Context()
	lead := w.As("samordning")
	for field, seat := range map[string]func(*forum.Settings){
		"chair": func(s *forum.Settings) { s.Chair = "forbund" }, "secretary": func(s *forum.Settings) { s.Secretary = "forbund" },
	} {
		s := settings(forum.School)
		seat(&s)
		if _, err := w.CreateForum(ctx, lead, world.Area, s); fault(err, field) == "" {
			t.Errorf("%s: %v", field, err)
		}
	}
	f, err := w.CreateForum(ctx, lead, world.Area, settings(forum.School))
	ok(t, err)
	if err := w.Structure.JoinForum(ctx, lead, f, "forbund"); fault(err, "function") == "" {
		t.Errorf("it is a member: %v", err)
	}
	n, err := w.CreateForum(ctx, lead, world.Area, settings(forum.Network))
	ok(t, err)
	ok(t, w.Structure.JoinForum(ctx, lead, n, "forbund"))
	v, err := w.Structure.Forum(ctx, lead, n)
	ok(t, err)
	if err := w.ChangeForum(ctx, lead, n, v.Forum.Version, settings(forum.School)); err == nil {
		t.Error("a forum that the federation belongs to takes up persons")
	}
}
