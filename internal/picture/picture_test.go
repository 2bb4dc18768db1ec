package picture_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"samverk/internal/access"
	"samverk/internal/app"
	"samverk/internal/consent"
	"samverk/internal/errs"
	"samverk/internal/i18n"
	"samverk/internal/id"
	"samverk/internal/item"
	"samverk/internal/picture"
	"samverk/internal/rule"
	"samverk/internal/samverktest/world"
	"samverk/internal/situation"
)

// scene is a case with three parties, and the use cases under test.
type scene struct {
	*world.W
	p    *picture.Service
	t    *testing.T
	c    id.Case
	anna world.Person
}

func play(t *testing.T, grid consent.Grid) *scene {
	w := world.New(t)
	s := &scene{W: w, p: picture.New(w.App), t: t}
	s.c, s.anna = w.Case()
	w.Join(s.c, "ame", "vc")
	if grid != nil {
		w.Consent(s.c, grid)
	}
	return s
}

func (s *scene) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatalf("%v", err)
	}
}

func (s *scene) see(who access.Actor) picture.View {
	s.t.Helper()
	v, err := s.p.Situation(s.t.Context(), who, s.c)
	s.must(err)
	return v
}

func (s *scene) answer(who access.Actor, to picture.Told, all ...picture.Answer) error {
	return s.p.Answer(s.t.Context(), who, s.c, picture.Answers{All: all, To: to})
}

// faults lists what an error says is wrong, as field:key.
func faults(err error) (all []string) {
	if e, ok := errors.AsType[*errs.Error](err); ok {
		for _, f := range e.Faults {
			all = append(all, f.Field+":"+f.Key)
		}
	}
	slices.Sort(all)
	return all
}

var everything = consent.Grid{"ame": access.All, "vc": access.All, "samverkan": access.All}

func to(units ...id.Unit) picture.Told {
	told := picture.Told{}
	for _, c := range access.Categories() {
		told[c] = units
	}
	return told
}

func TestEachFillsInItsOwnPart(t *testing.T) {
	s := play(t, everything)
	ame, vc, me := s.As("ame"), s.As("vc"), s.AsPerson(s.anna)
	s.must(s.answer(ame, to("samverkan", "vc"), picture.Answer{Field: "housing", Value: "own"}, picture.Answer{Field: "sgi", Value: "no", Words: "  Enligt henne själv "}))
	s.must(s.answer(vc, to("ame", "samverkan"), picture.Answer{Field: "housing", Value: "relatives"}))
	s.must(s.answer(me, to("ame", "vc", "samverkan"), picture.Answer{Field: "network", Value: situation.Unclear}))
	for name, who := range map[string]access.Actor{"lead": s.As("samordning"), "ame": ame, "vc": vc, "person": me} {
		v := s.see(who)
		if got := v.Answers("housing"); len(got) != 2 || !v.Differs("housing") || v.Differs("sgi") {
			t.Errorf("%s sees %d answers", name, len(got))
		}
		if facts := picture.FactsOf(v.Items, "", v.Today); facts["sgi"] != rule.Is(false) {
			t.Errorf("%s: %v", name, facts)
		}
	}
	v := s.see(ame)
	own, _ := v.Own("sgi")
	if own.Title != "Sjukpenninggrundande inkomst (SGI): nej" || own.Words != "Enligt henne själv" || own.Category != access.Income {
		t.Errorf("%+v", own)
	}
	if first := v.Answers("housing")[0]; first.Owner != "ame" || first.Title != "Boende: egen lägenhet eller eget hus" {
		t.Errorf("the reader's own does not come first: %+v", first)
	}
	if all := v.Unclear(); len(all) != 1 || all[0].Code != "network" {
		t.Errorf("%v", all)
	}
	if got := picture.DifferingOf(v.Items); !slices.Equal(got, []string{"housing"}) {
		t.Errorf("%v", got)
	}
	if n := len(v.Events); n > 12 || !slices.ContainsFunc(v.Events, func(e eventOf) bool { return e.Kind == "written" && e.Category == access.Housing }) {
		t.Errorf("the time line does not tell of it: %d", n)
	}
}

// S127, and house rule: who sees less learns nothing of the rest.
func TestWhoSeesLessLearnsNothingOfTheRest(t *testing.T) {
	s := play(t, consent.Grid{"ame": access.SetOf(access.Plan, access.Housing), "vc": access.All, "samverkan": access.All})
	ame, vc := s.As("ame"), s.As("vc")
	s.must(s.answer(ame, nil, picture.Answer{Field: "addiction", Value: "none"}))
	before := s.see(ame)
	s.must(s.answer(vc, to("samverkan"), picture.Answer{Field: "addiction", Value: "ongoing"}, picture.Answer{Field: "need_mental", Value: "yes"}, picture.Answer{Field: "need_social", Value: situation.Unclear}))
	_, err := s.p.NoteLivelihood(t.Context(), vc, s.c, picture.Livelihood{Piece: picture.Piece{To: []id.Unit{"samverkan"}}, Benefit: "SE", Start: "2020-01-01", Extent: 50})
	s.must(err)
	_, err = s.p.NotePlan(t.Context(), vc, s.c, picture.Plan{Piece: picture.Piece{To: []id.Unit{"samverkan"}}, Sort: "medical", Keeper: "Vårdcentralen", On: "2026-01-01"})
	s.must(err)
	v := s.see(ame)
	if len(v.Items) != len(before.Items) || v.Differs("addiction") || len(v.Unclear()) != 0 || len(v.Of(item.Elsewhere)) != 0 || len(v.Events) != len(before.Events) {
		t.Errorf("ame sees %v", v.Items)
	}
	if a, b := picture.FactsOf(v.Items, "", v.Today), picture.FactsOf(before.Items, "", before.Today); len(a) != len(b) || a["assistance.months"] != b["assistance.months"] {
		t.Errorf("what rules are asked on differs: %v %v", a, b)
	}
	if lead := s.see(s.As("samordning")); lead.Differs("addiction") || len(lead.Answers("addiction")) != 1 {
		t.Error("the lead sees what ame has kept")
	}
	if me := s.see(s.AsPerson(s.anna)); len(me.Answers("addiction")) != 1 || len(me.Of(item.Benefit)) != 1 {
		t.Error("the person does not see what has been told of her, or sees a working note")
	}
	if fk := s.As("fk"); !errs.Is(second(s.p.Situation(t.Context(), fk, s.c)), errs.NotFound) || !errs.Is(second(s.p.Situation(t.Context(), fk, "nosuchcase")), errs.NotFound) {
		t.Error("who takes no part is told that there is a case")
	}
}

func second[T any](_ T, err error) error { return err }

func TestWithdrawnAndBlocked(t *testing.T) {
	s := play(t, everything)
	ame, vc, me := s.As("ame"), s.As("vc"), s.AsPerson(s.anna)
	s.must(s.answer(vc, to("ame", "samverkan"), picture.Answer{Field: "housing", Value: "own"}))
	s.must(s.answer(ame, nil, picture.Answer{Field: "housing", Value: "lodging"}))
	if !s.see(ame).Differs("housing") {
		t.Fatal("ame does not see the other answer")
	}
	s.must(s.SetBlock(t.Context(), me, s.c, "ame"))
	if v := s.see(ame); len(v.Answers("housing")) != 1 || v.Differs("housing") || len(v.Covered) != 0 && len(v.Covered[access.Housing]) != 0 {
		t.Errorf("the blocked unit sees %v", v.Answers("housing"))
	}
	if err := s.answer(ame, to("vc"), picture.Answer{Field: "sgi", Value: "no"}); faults(err) == nil {
		t.Errorf("the blocked unit hands over: %v", err)
	}
	now, err := s.App.Consent(t.Context(), me, s.c)
	s.must(err)
	err = s.WithdrawConsent(t.Context(), me, s.c, now.Consent.Version)
	s.must(err)
	if v := s.see(s.As("samordning")); len(v.Answers("housing")) != 0 {
		t.Error("the withdrawn consent still shows")
	}
}

func TestWhatIsFilledInWrong(t *testing.T) {
	s := play(t, everything)
	ame := s.As("ame")
	err := s.answer(ame, to("vc"), picture.Answer{Field: "housing", Value: "castle"}, picture.Answer{Field: "nothing", Value: "yes"},
		picture.Answer{Field: "sgi", Value: "no"}, picture.Answer{Field: "function", Value: "mild", Words: strings.Repeat("å", 501)})
	if got := faults(err); !slices.Equal(got, []string{"answer_housing:situation.value.missing", "answer_nothing:situation.field.missing", "words_function:situation.words.long"}) {
		t.Errorf("%v", got)
	}
	if got := faults(s.answer(ame, nil)); !slices.Equal(got, []string{":situation.none"}) {
		t.Errorf("%v", got)
	}
	if got := faults(s.answer(ame, to("stranger"), picture.Answer{Field: "sgi", Value: "no"})); !slices.Equal(got, []string{"units:disclosure.unit.uncovered"}) {
		t.Errorf("%v", got)
	}
	if got := faults(s.answer(ame, nil, picture.Answer{Field: "sgi", Value: "no"}, picture.Answer{Field: "sgi", Value: "yes"})); !slices.Equal(got, []string{"answer_sgi:situation.field.missing"}) {
		t.Errorf("%v", got)
	}
	if len(s.see(ame).Of(item.Fact)) != 0 {
		t.Error("something was kept of what was refused")
	}
}

func TestTwoWhoFillInTheSame(t *testing.T) {
	s := play(t, everything)
	ame, other := s.As("samordning"), s.AsNth("samordning", 2)
	s.must(s.answer(ame, to("vc"), picture.Answer{Field: "housing", Value: "own"}, picture.Answer{Field: "sgi", Value: "no"}))
	s.must(s.answer(other, to("vc"), picture.Answer{Field: "housing", Value: "sublet", Version: 1}))
	err := s.answer(ame, to("vc"), picture.Answer{Field: "housing", Value: "lodging", Version: 1}, picture.Answer{Field: "sgi", Value: "yes"}, picture.Answer{Field: "network", Value: "good"})
	e, _ := errors.AsType[*errs.Error](err)
	if e == nil || e.Kind != errs.Conflict {
		t.Fatal(err)
	}
	now, _ := e.Current.(picture.Standing)
	if len(now) != 2 || now[0].Value != "sublet" || now[1].Value != "no" {
		t.Errorf("%+v", now)
	}
	v := s.see(ame)
	if _, ok := v.Own("network"); ok {
		t.Error("part of what was refused was kept")
	}
	s.must(s.answer(ame, to("vc"), picture.Answer{Field: "housing", Value: "sublet", Version: 1})) // what stands already
	if own, _ := s.see(ame).Own("housing"); own.Newest != 2 {
		t.Errorf("an unchanged answer got version %d", own.Newest)
	}
}

func TestAPictureThatChanges(t *testing.T) {
	s := play(t, everything)
	ame := s.As("ame")
	s.must(s.answer(ame, to("vc"), picture.Answer{Field: "housing", Value: "own"}))
	s.must(s.p.Answer(t.Context(), ame, s.c, picture.Answers{All: []picture.Answer{{Field: "housing", Value: "none", Version: 1}}, Reason: "correction", To: to("vc")}))
	own, _ := s.see(ame).Own("housing")
	v, err := s.Item(t.Context(), s.As("vc"), s.c, own.ID)
	s.must(err)
	if len(v.History) != 2 || v.History[0].Title != "Boende: saknar boende" || v.History[1].Title != "Boende: egen lägenhet eller eget hus" || v.History[0].Reason != "correction" {
		t.Errorf("%+v", v.History)
	}
	err = s.ReviseItem(t.Context(), ame, s.c, app.ReviseItem{Change: item.Change{Item: own.ID, Version: 2, Content: item.Content{Title: "Annat", Reason: "news", Extent: item.NoExtent}}})
	if !errs.Is(err, errs.Conflict) {
		t.Errorf("an answer was changed past its page: %v", err)
	}
}

func TestWhatIsUnclearBecomesATask(t *testing.T) {
	s := play(t, everything)
	ame := s.As("ame")
	s.must(s.answer(ame, to("vc"), picture.Answer{Field: "housing", Value: situation.Unclear}, picture.Answer{Field: "sgi", Value: "no"}))
	find := func(due string, fields ...string) error {
		return s.p.FindOut(t.Context(), s.As("vc"), s.c, picture.FindOut{Fields: fields, Due: due, To: to("ame")})
	}
	for name, c := range map[string]struct {
		err  error
		want []string
	}{
		"nothing":     {find("2026-12-01"), []string{"fields:situation.tasks.none"}},
		"settled":     {find("", "sgi"), []string{"due:item.due.missing", "fields:situation.tasks.missing"}},
		"past":        {find("2026-11-01", "housing"), []string{"due:situation.tasks.past"}},
		"not a field": {find("2026-12-01", "castle"), []string{"fields:situation.tasks.missing"}},
		"not a day":   {find("2026-13-45", "housing"), []string{"due:item.due.date"}},
	} {
		if got := faults(c.err); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v", name, got)
		}
	}
	s.must(find("2026-12-01", "housing"))
	if got := faults(find("2026-12-01", "housing")); !slices.Equal(got, []string{"fields:situation.tasks.made"}) {
		t.Errorf("%v", got)
	}
	task, ok := s.see(ame).Task("housing")
	if !ok || task.Title != "Ta reda på: boende" || task.Responsible != "vc" || task.Category != access.Housing {
		t.Errorf("%+v", task)
	}
	day, err := s.Day(t.Context(), s.As("vc"))
	s.must(err)
	if len(day.Commitments) != 1 {
		t.Error("the task is not on the day of who took it on")
	}
	s.must(s.answer(s.As("vc"), to("ame"), picture.Answer{Field: "housing", Value: "own"}))
	if len(s.see(ame).Unclear()) != 0 {
		t.Error("what has been settled is still unclear")
	}
}

func TestAClosedCaseChangesNothing(t *testing.T) {
	s := play(t, everything)
	ame := s.As("ame")
	s.Exec(`update cases set state = 'closed' where id = $1`, s.c)
	_, livelihood := s.p.NoteLivelihood(t.Context(), ame, s.c, picture.Livelihood{Benefit: "EB", Start: "2026-01-01", Extent: item.NoExtent})
	_, plan := s.p.NotePlan(t.Context(), ame, s.c, picture.Plan{Sort: "sip", Keeper: "x", On: "2026-01-01"})
	for name, err := range map[string]error{"answer": s.answer(ame, nil, picture.Answer{Field: "sgi", Value: "no"}), "livelihood": livelihood, "plan": plan} {
		if !errs.Is(err, errs.Conflict) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Every answer can be named in a title, in words.
func TestEveryAnswerHasWords(t *testing.T) {
	all, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range situation.Fields() {
		for _, a := range append([]string{situation.Unclear}, f.Answers...) {
			sv := all.In(i18n.Swedish)
			if !sv.Has("situation.field."+f.Code) || !sv.Has(f.AnswerKey(a)) {
				t.Errorf("%s: %s has no words", f.Code, a)
			}
			if n := len([]rune(sv.T("situation.field."+f.Code) + ": " + sv.T(f.AnswerKey(a)))); n > 120 {
				t.Errorf("%s: %s takes %d letters", f.Code, a, n)
			}
		}
	}
}

func TestBirthDates(t *testing.T) { // T11
	for number, want := range map[string]string{"199001012385": "1990-01-01", "199001612385": "", "": "", "199013412385": ""} {
		if got := picture.Born(number); got != want {
			t.Errorf("%q", got)
		}
	}
}

func hours(n int) time.Duration { return time.Duration(n) * time.Hour }
