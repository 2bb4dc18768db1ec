package forum_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"samverk/internal/access"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/forum"
	"samverk/internal/id"
)

func TestAForumIsKeptAsItWasEntered(t *testing.T) {
	w := newWorld(t)
	s := samverk()
	s.About, s.UseWhen, s.Target, s.AgeFrom, s.AgeTo = "Om", "När", "Vem", 30, 64
	s.Driver, s.Deputy, s.Chair, s.Secretary = "lead", "boss", "coach", "officer"
	s.Place, s.Link, s.ReviewOn = "Rum 1", "https://mote.example/1", "2027-06-01"
	f := w.create(s)
	got := w.forum(f)
	if got.Status != forum.Planned || got.Version != 1 || got.StatusAt.IsZero() || got.Settings().Name != s.Name {
		t.Errorf("%+v", got)
	}
	back := got.Settings()
	if !slices.Equal(back.Actors, s.Actors) {
		t.Errorf("%+v", back.Actors)
	}
	back.Actors, s.Actors = nil, nil
	if len(back.Functions()) != 4 || back.About != s.About || back.UseWhen != s.UseWhen || back.Target != s.Target || back.AgeFrom != 30 || back.AgeTo != 64 ||
		back.Driver != "lead" || back.Deputy != "boss" || back.Chair != "coach" || back.Secretary != "officer" ||
		back.Place != s.Place || back.Link != s.Link || back.ReviewOn != s.ReviewOn || back.Kind != s.Kind || back.Level != s.Level || !back.Formal || back.Internal {
		t.Errorf("%+v", back)
	}
	change := got.Settings()
	change.Name, change.AgeTo, change.Deputy, change.ReviewOn = "Samverk Vetlanda", 0, "", ""
	change.Actors = change.Actors[:2]
	w.do(func(ctx context.Context, tx *db.Tx) error { return forum.Change(ctx, tx, f, 1, change, "boss") })
	now := w.forum(f)
	if now.Name != "Samverk Vetlanda" || now.AgeTo != 0 || now.Deputy != "" || now.ReviewOn != "" || len(now.Actors) != 2 || now.Version != 2 {
		t.Errorf("%+v", now)
	}
	err := w.try(func(ctx context.Context, tx *db.Tx) error { return forum.Change(ctx, tx, f, 1, change, "lead") })
	wantKey(t, err, errs.Conflict, "changed")
	if e, ok := err.(*errs.Error); !ok || e.Current.(forum.Forum).Name != "Samverk Vetlanda" {
		t.Error("the second is not shown what the first wrote")
	}
}

func TestAllFaultsOfAForumAreToldAtOnce(t *testing.T) {
	long := strings.Repeat("ö", 2001)
	err := forum.Settings{
		About: long, UseWhen: long, Target: long, Kind: "party", Level: "high", AgeFrom: 40, AgeTo: 30, Chairing: "luck",
		Deputy: "boss", Chair: "coach", Secretary: "coach", Place: long, Link: "http://mote.example", ReviewOn: "soon",
	}.Check()
	want := map[string]string{
		"name": "forum.name.missing", "kind": "forum.kind.missing", "level": "forum.level.missing", "about": "forum.text.long",
		"use_when": "forum.text.long", "target": "forum.text.long", "age_to": "forum.age.order", "chairing": "forum.chairing.missing",
		"driver": "forum.driver.missing", "secretary": "forum.secretary.same", "place": "forum.place.long", "link": "forum.link.wrong",
		"review_on": "forum.review_on.date", "actors": "forum.actors.few",
	}
	got := faults(t, err)
	for field, key := range want {
		if got[field] != key {
			t.Errorf("%s: %q, want %q", field, got[field], key)
		}
	}
	if len(got) != len(want) {
		t.Error(got)
	}
}

func TestEveryKindOfForumCanBeEntered(t *testing.T) {
	for _, p := range forum.Presets() {
		s := forum.Settings{Name: p.Kind, Kind: p.Kind, Level: p.Level, Formal: p.Formal, Chairing: forum.Fixed, Actors: p.Actors}
		if err := s.Check(); err != nil {
			t.Errorf("%s: %v", p.Kind, err)
		}
		if !p.Bound {
			continue
		}
		s.Level = forum.Individual
		if p.Level == forum.Individual {
			s.Level = forum.General
		}
		if got := faults(t, s.Check()); got["level"] != "forum.level.bound" {
			t.Errorf("%s takes up persons or not as one likes: %v", p.Kind, got)
		}
	}
}

func TestOnlyTheMunicipalityAndTheRegionCallToASIP(t *testing.T) {
	p := forum.PresetOf(forum.SIP)
	for _, k := range []access.Kind{access.FK, access.AF} {
		s := forum.Settings{Name: "SIP", Kind: p.Kind, Level: p.Level, Formal: true, Chairing: forum.Fixed, Actors: slices.Clone(p.Actors)}
		for i := range s.Actors {
			s.Actors[i].MayCall = s.Actors[i].MayCall || s.Actors[i].Kind == k
		}
		if got := faults(t, s.Check()); got["actors"] != "forum.actors.sip" {
			t.Errorf("%s: %v", k, got)
		}
	}
	// Whatever an agreement says.
	for _, a := range forum.ByLaw(forum.PresetOf(forum.Managers).Actors) {
		should := a.Kind == access.Kommun || a.Kind == access.Vard
		if a.MayCall != should || a.MustAttend != should || !a.IsCalled {
			t.Errorf("%+v", a)
		}
	}
}

func TestWhichForumsNeedAnAgreement(t *testing.T) {
	all := samverk()
	three := samverk()
	three.Actors = three.Actors[:3]
	informal, unsaid, common := samverk(), samverk(), samverk()
	informal.Kind, informal.Formal = forum.Other, false
	unsaid.Formal = false
	common.Kind = forum.GK // where all four call, and not FK alone
	for name, c := range map[string]struct {
		s    forum.Settings
		want bool
	}{"all four": {all, true}, "three": {three, false}, "informal": {informal, false},
		"said to be informal": {unsaid, true}, "a GK to which all call": {common, true}} {
		if c.s.NeedsAgreement() != c.want {
			t.Errorf("%s: %v", name, !c.want)
		}
	}
	for _, p := range forum.Presets() {
		s := forum.Settings{Kind: p.Kind, Formal: p.Formal, Actors: p.Actors}
		if want := p.Kind == forum.Samverk || p.Kind == forum.Managers || p.Kind == forum.SE; s.NeedsAgreement() != want {
			t.Errorf("%s: %v", p.Kind, !want)
		}
	}
}

// step takes a forum a step further.
func (w *world) step(f id.Forum, to, words string, s forum.Standing) error {
	return w.try(func(ctx context.Context, tx *db.Tx) error {
		return forum.Step{Forum: f, Version: w.forumIn(ctx, tx, f).Version, To: to, Words: words, By: "lead"}.Take(ctx, tx, s)
	})
}

func (w *world) forumIn(ctx context.Context, tx *db.Tx, f id.Forum) forum.Forum {
	w.Helper()
	found, err := forum.ByID(ctx, tx, f)
	if err != nil {
		w.Fatal(err)
	}
	return found
}

func TestAForumLivesByItsSteps(t *testing.T) {
	w := newWorld(t)
	s := samverk()
	s.Driver = "lead"
	f := w.create(s)
	ready := forum.Standing{InForce: true, Driven: true}
	wantKey(t, w.step(f, forum.Active, "", ready), errs.Conflict, "forum.state")
	if err := w.step(f, forum.Starting, "", ready); err != nil {
		t.Fatal(err)
	}
	for name, lacking := range map[string]forum.Standing{"forum.active.agreement": {Driven: true}, "forum.active.driver": {InForce: true}} {
		if got := faults(t, w.step(f, forum.Active, "", lacking)); got["to"] != name {
			t.Errorf("%v, want %s", got, name)
		}
	}
	if e, ok := w.step(f, forum.Active, "", forum.Standing{}).(*errs.Error); !ok || len(e.Faults) != 2 {
		t.Error("not all that is needed is told at once")
	}
	for _, c := range []struct{ to, words, lacks string }{
		{forum.Active, "", ""}, {forum.Resting, "", "forum.why.missing"}, {forum.Resting, "Ingen samordnare just nu.", ""},
		{forum.Active, "", ""}, {forum.Ended, "", "forum.why.missing"}, {forum.Ended, "Ersatt av ett annat.", ""}, {forum.Starting, "", ""},
	} {
		err := w.step(f, c.to, c.words, ready)
		if c.lacks != "" {
			if got := faults(t, err); got["words"] != c.lacks {
				t.Errorf("%s: %v", c.to, got)
			}
		} else if err != nil || w.forum(f).Status != c.to {
			t.Errorf("%s: %v", c.to, err)
		}
	}
	var told []forum.Event
	w.do(func(ctx context.Context, tx *db.Tx) (err error) { told, err = forum.Events(ctx, tx, f, 3); return err })
	if len(told) != 3 || told[0].Kind != forum.Starting || told[1].Kind != forum.Ended || told[1].Words != "Ersatt av ett annat." || told[1].Function != "lead" {
		t.Errorf("why it once ended is not kept: %+v", told)
	}
	err := w.try(func(ctx context.Context, tx *db.Tx) error {
		return forum.Step{Forum: f, Version: 1, To: forum.Active, By: "lead"}.Take(ctx, tx, ready)
	})
	wantKey(t, err, errs.Conflict, "changed")
}

func TestAForumThatHasEndedIsNotChanged(t *testing.T) {
	w := newWorld(t)
	old := w.forum("old")
	for name, fn := range map[string]func(context.Context, *db.Tx) error{
		"change": func(ctx context.Context, tx *db.Tx) error {
			return forum.Change(ctx, tx, "old", old.Version, old.Settings(), "lead")
		},
		"join": func(ctx context.Context, tx *db.Tx) error { return forum.Join(ctx, tx, "old", "lead") },
		"plan": func(ctx context.Context, tx *db.Tx) error {
			_, err := forum.Plan(ctx, tx, "old", morning("2026-12-01"), "lead")
			return err
		},
	} {
		t.Run(name, func(t *testing.T) { wantKey(t, w.try(fn), errs.Conflict, "forum.state") })
	}
}

func TestTheListOfAStartingForumFollowsWhatIsThere(t *testing.T) {
	w := newWorld(t)
	f := w.create(samverk())
	points := func(s forum.Standing) map[string]bool {
		all := map[string]bool{}
		w.do(func(ctx context.Context, tx *db.Tx) error {
			list, err := forum.Points(ctx, tx, w.forumIn(ctx, tx, f), s)
			for _, p := range list {
				all[p.Code] = p.Done
			}
			return err
		})
		return all
	}
	for code, done := range points(forum.Standing{}) {
		if done {
			t.Errorf("%s is done in an empty forum", code)
		}
	}
	s := w.forum(f).Settings()
	s.Driver, s.Deputy, s.Chair, s.Secretary, s.About, s.UseWhen, s.Target = "lead", "boss", "lead", "coach", "a", "b", "c"
	w.do(func(ctx context.Context, tx *db.Tx) error {
		if err := forum.Change(ctx, tx, f, 1, s, "lead"); err != nil {
			return err
		}
		return forum.Tick(ctx, tx, f, forum.PointForms, true, "lead")
	})
	whole := forum.Standing{InForce: true, Driven: true, Members: forum.Parties(), Upcoming: 1}
	all := points(whole)
	if len(all) != 8 {
		t.Error(all)
	}
	for code, done := range all {
		if !done {
			t.Errorf("%s is not done in a whole forum", code)
		}
	}
	if whole.Members = whole.Members[1:]; points(whole)[forum.PointMembers] {
		t.Error("one of the actors has no member")
	}
	w.do(func(ctx context.Context, tx *db.Tx) error {
		return forum.Tick(ctx, tx, f, forum.PointForms, false, "lead")
	})
	if points(whole)[forum.PointForms] {
		t.Error("a tick that was taken away is still there")
	}
	err := w.try(func(ctx context.Context, tx *db.Tx) error {
		return forum.Tick(ctx, tx, f, forum.PointAgreement, true, "lead")
	})
	wantKey(t, err, errs.NotFound, "missing")
}

func TestWhoLeavesLeavesHerTasksToo(t *testing.T) {
	w := newWorld(t)
	s := samverk()
	s.Driver, s.Deputy, s.Chair, s.Secretary = "lead", "boss", "lead", "coach"
	f := w.create(s)
	w.do(func(ctx context.Context, tx *db.Tx) error {
		for _, m := range []id.Function{"lead", "coach", "officer"} {
			if err := forum.Join(ctx, tx, f, m); err != nil {
				return err
			}
		}
		return nil
	})
	wantKey(t, w.try(func(ctx context.Context, tx *db.Tx) error { return forum.Join(ctx, tx, f, "coach") }), errs.Conflict, "forum.member.already")
	sitting := w.plan(f, morning("2026-12-01")).Made[0].ID
	if got := w.sitting(sitting); got.Chair != "lead" || got.Secretary != "coach" {
		t.Errorf("%+v", got)
	}
	w.now = w.now.Add(time.Hour)
	var vacant []string
	w.do(func(ctx context.Context, tx *db.Tx) (err error) {
		vacant, err = forum.Leave(ctx, tx, f, "lead")
		return err
	})
	if strings.Join(vacant, " ") != "chair driver" {
		t.Error(vacant)
	}
	now := w.forum(f)
	if now.Driver != "" || now.Chair != "" || now.Deputy != "boss" || now.Secretary != "coach" {
		t.Errorf("%+v", now)
	}
	if got := w.sitting(sitting); got.Chair != "" || got.Secretary != "coach" {
		t.Errorf("%+v", got)
	}
	wantKey(t, w.try(func(ctx context.Context, tx *db.Tx) error { _, err := forum.Leave(ctx, tx, f, "lead"); return err }), errs.Conflict, "forum.member.gone")
	w.do(func(ctx context.Context, tx *db.Tx) error {
		gone, err := forum.Formers(ctx, tx, f, 10)
		if len(gone) != 1 || gone[0].Function != "lead" || gone[0].Left.IsZero() || err != nil {
			t.Error(gone, err)
		}
		return nil
	})
	w.now = w.now.Add(time.Hour)
	w.do(func(ctx context.Context, tx *db.Tx) error { return forum.Join(ctx, tx, f, "lead") })
}
