package briefing_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"samverk/internal/access"
	"samverk/internal/app"
	"samverk/internal/brief"
	"samverk/internal/briefing"
	"samverk/internal/consent"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/item"
	"samverk/internal/person"
	"samverk/internal/plan"
	"samverk/internal/samverktest/world"
)

// sick is the case of a person who is sick-listed full time during an activity.
type sick struct {
	*world.W
	briefs *briefing.Service
	t      *testing.T
	c      id.Case
	person world.Person

	training, secret id.Item // an activity that care may be told of, and one that it may not
	certificate      id.Item
}

const secretTitle = "Gruppen på torsdagar"

// open begins such a case, where some functions take part beside those that
// always do.
func open(t *testing.T, functions ...id.Function) *sick {
	t.Helper()
	w := world.New(t)
	c, p := w.Case()
	w.Join(c, append([]id.Function{"ame"}, functions...)...)
	s := &sick{W: w, briefs: briefing.New(w.App), t: t, c: c, person: p}
	told := access.SetOf(access.Plan, access.Work, access.Ability)
	w.Consent(c, consent.Grid{"samverkan": access.All, "ame": access.All, "vc": told, "af": access.SetOf(access.Ability), "fk": access.SetOf(access.Income)})
	s.training = s.write("ame", item.Activity, access.Work, item.Content{Title: "Arbetsträning", Status: plan.Ongoing, Start: "2026-11-01", Extent: 75, Responsible: "ame", Words: "Stå och gå."}, "samverkan", "vc")
	s.secret = s.write("ame", item.Activity, access.Addiction, item.Content{Title: secretTitle, Status: plan.Ongoing, Start: "2026-11-01", Extent: 10, Responsible: "ame"}, "samverkan")
	s.certificate = s.write("samordning", item.Certificate, access.Ability, item.Content{Title: "Läkarintyg", Start: "2026-11-01", End: "2027-01-31", Extent: 100}, "ame")
	return s
}

func (s *sick) write(by id.Function, k item.Kind, cat access.Category, c item.Content, to ...id.Unit) id.Item {
	s.t.Helper()
	i, err := s.WriteItem(s.t.Context(), s.As(by), s.c, app.NewItem{New: item.New{Kind: k, Category: cat, Content: c}, Handing: app.Handing{Receivers: to}})
	s.ok(err)
	return i
}

func (s *sick) ok(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

// is demands an error of a kind, and of a key unless that is empty.
func (s *sick) is(err error, kind errs.Kind, key, what string) {
	s.t.Helper()
	e, _ := errors.AsType[*errs.Error](err)
	if !errs.Is(err, kind) || key != "" && e.Key != key {
		s.t.Errorf("%s: got %v", what, err)
	}
}

func (s *sick) self() access.Actor { return s.AsPerson(s.person) }

func (s *sick) asked() briefing.NewBrief {
	return briefing.NewBrief{
		Activities: []briefing.Chosen{{Item: s.training, Where: "AME", Demands: "Stå och gå."}}, Hard: "Jag orkar inte stå länge.",
		Question: "Vad går att göra, och hur mycket?", EndsOn: brief.EndsUsually("2026-11-23"),
	}
}

func (s *sick) made() id.Brief {
	s.t.Helper()
	b, err := s.briefs.Make(s.t.Context(), s.As("ame"), s.c, s.asked())
	s.ok(err)
	return b
}

// carried makes a brief and gives it to the person, and returns its code.
func (s *sick) carried() (id.Brief, brief.Code) {
	s.t.Helper()
	b := s.made()
	s.ok(s.briefs.HandOut(s.t.Context(), s.As("ame"), s.c, b, s.seen(b).Brief.Version))
	return b, s.seen(b).Brief.Code
}

// seen is the brief as the unit that made it sees it.
func (s *sick) seen(b id.Brief) briefing.View {
	s.t.Helper()
	v, err := s.briefs.Brief(s.t.Context(), s.As("ame"), s.c, b)
	s.ok(err)
	return v
}

func (s *sick) opened() id.Brief {
	s.t.Helper()
	b, code := s.carried()
	got, err := s.briefs.Open(s.t.Context(), s.As("vc"), code.String())
	s.ok(err)
	if got != b {
		s.t.Fatal("the code opened another brief")
	}
	return b
}

func (s *sick) toAnswer(b id.Brief) briefing.View {
	s.t.Helper()
	v, err := s.briefs.ToAnswer(s.t.Context(), s.As("vc"), b)
	s.ok(err)
	return v
}

// half is the answer that half time is possible with an adaptation.
func (s *sick) half() brief.Answer {
	return brief.Answer{
		Activities: []brief.Said{{Item: s.training, Can: brief.Adapt, Extent: 50, From: "2026-11-23", Help: "Sitta ibland."}},
		New:        "yes", Certificate: brief.Certificate{Start: "2026-12-01", End: "2027-02-28", Extent: 50}, Agreed: true,
	}
}

func (s *sick) conflicts() (codes []string) {
	s.t.Helper()
	v, err := s.inCase()
	s.ok(err)
	for _, c := range v.Conflicts {
		if slices.Contains(c.Pieces, s.training) {
			codes = append(codes, c.Code)
		}
	}
	return codes
}

// inCase is the case as the unit that made the brief sees it.
func (s *sick) inCase() (app.CaseView, error) { return s.App.Case(s.t.Context(), s.As("ame"), s.c) }

func (s *sick) abilities(of access.Actor) (all []item.Item) {
	s.t.Helper()
	v, err := s.App.Case(s.t.Context(), of, s.c)
	s.ok(err)
	for _, i := range v.Items {
		if i.Kind == item.Ability {
			all = append(all, i)
		}
	}
	return all
}

func TestABriefOnPaperIsAnsweredAndTakenIntoThePlan(t *testing.T) {
	s := open(t, "vc")
	ctx := t.Context()
	if got := s.conflicts(); !slices.Equal(got, []string{plan.SickFull}) {
		t.Fatalf("before, the conflicts are %v", got)
	}
	b := s.opened()
	v := s.toAnswer(b)
	if v.Identity == nil || v.Identity.Number != s.person.Number || len(v.Told.Activities) != 1 || v.Told.Activities[0].Title != "Arbetsträning" {
		t.Fatalf("care sees %+v", v.Told)
	}
	s.ok(s.briefs.Answer(ctx, s.As("vc"), b, v.Brief.Version, s.half()))
	said := s.abilities(s.As("ame"))
	if len(said) != 1 || said[0].Owner != "vc" || said[0].Value != brief.Adapt || said[0].About != s.training || said[0].Extent != 50 {
		t.Fatalf("the answer became %+v", said)
	}
	if got := s.conflicts(); !slices.Equal(got, []string{plan.AbilityExtent}) {
		t.Errorf("answered, the conflicts are %v", got)
	}
	take, err := s.briefs.Proposals(ctx, s.As("ame"), s.c, b)
	s.ok(err)
	p := take.Proposals[0]
	if !p.Differs() || p.Changed || p.Content.Extent != 50 || !strings.Contains(p.Content.Words, "Sitta ibland.") {
		t.Fatalf("proposed is %+v", p)
	}
	change := briefing.Change{Item: s.training, Version: p.Now.Version, Status: p.Content.Status, Start: p.Content.Start, End: p.Content.End, Extent: p.Content.Extent, Words: p.Content.Words}
	s.ok(s.briefs.TakeIn(ctx, s.As("ame"), s.c, b, take.Brief.Version, []briefing.Change{change}))
	if got := s.conflicts(); len(got) > 0 {
		t.Errorf("taken in, the conflicts are %v", got)
	}
	if said := s.abilities(s.As("ame")); len(said) != 1 {
		t.Errorf("the answer stands %d times", len(said))
	}
	s.is(s.briefs.TakeIn(ctx, s.As("ame"), s.c, b, take.Brief.Version, nil), errs.Conflict, "changed", "a second time")
	v2, err := s.briefs.Brief(ctx, s.self(), s.c, b)
	s.ok(err)
	if v2.Brief.Answer.Of(s.training).Extent != 50 || v2.Brief.TakenAt.IsZero() {
		t.Errorf("the person reads %+v", v2.Brief.Answer)
	}
}

func TestTheAnswerOfCareThatTakesNoPartIsNotedByWhoAsked(t *testing.T) {
	s := open(t)
	ctx := t.Context()
	b := s.opened()
	s.ok(s.briefs.Answer(ctx, s.As("vc"), b, s.toAnswer(b).Brief.Version, s.half()))
	if said := s.abilities(s.As("ame")); len(said) > 0 {
		t.Fatalf("before it was noted it stands as %+v", said)
	}
	if _, err := s.App.Case(ctx, s.As("vc"), s.c); !errs.Is(err, errs.NotFound) {
		t.Errorf("who answered opens the case: %v", err)
	}
	take, err := s.briefs.Proposals(ctx, s.As("ame"), s.c, b)
	s.ok(err)
	s.ok(s.briefs.TakeIn(ctx, s.As("ame"), s.c, b, take.Brief.Version, nil))
	said := s.abilities(s.As("samordning"))
	if len(said) != 1 || said[0].Owner != "ame" {
		t.Errorf("noted it stands as %+v", said)
	}
	if got := s.conflicts(); !slices.Equal(got, []string{plan.AbilityExtent}) {
		t.Errorf("the conflicts are %v", got)
	}
}

func TestAnAnswerOnPaperIsOfTheUnitThatNotesIt(t *testing.T) {
	s := open(t, "vc")
	ctx := t.Context()
	b, code := s.carried()
	a := s.half()
	a.Activities[0] = brief.Said{Item: s.training, Can: brief.Cannot, Extent: brief.NoExtent}
	err := s.briefs.Paper(ctx, s.As("ame"), s.c, b, s.seen(b).Brief.Version, a)
	s.is(err, errs.Invalid, "", "without from whom")
	a.From, a.On = "Vårdcentralen", "2026-11-23"
	s.ok(s.briefs.Paper(ctx, s.As("ame"), s.c, b, s.seen(b).Brief.Version, a))
	if said := s.abilities(s.As("ame")); len(said) != 1 || said[0].Owner != "ame" || said[0].Value != brief.Cannot {
		t.Errorf("it stands as %+v", said)
	}
	if got := s.conflicts(); !slices.Equal(got, []string{plan.AbilityCannot}) {
		t.Errorf("the conflicts are %v", got)
	}
	_, err = s.briefs.Open(ctx, s.As("vc"), string(code))
	s.is(err, errs.Invalid, "", "the code of an answered brief")
}

func TestWhatTheConsentDoesNotCoverIsInNoBrief(t *testing.T) {
	s := open(t, "vc")
	ctx := t.Context()
	v, err := s.briefs.Draft(ctx, s.As("ame"), s.c)
	s.ok(err)
	if len(v.Content.Activities) != 1 || len(v.Left) != 1 || v.Left[0].Title != secretTitle {
		t.Fatalf("to choose from stand %+v, and left out %+v", v.Content.Activities, v.Left)
	}
	n := s.asked()
	n.Activities = append(n.Activities, briefing.Chosen{Item: s.secret, Where: "AME"})
	b, err := s.briefs.Make(ctx, s.As("ame"), s.c, n)
	s.ok(err)
	if c := s.seen(b).Brief.Content; len(c.Activities) != 1 || c.Activities[0].Item != s.training {
		t.Errorf("the brief says %+v", c.Activities)
	}
	n.Activities = n.Activities[1:]
	_, err = s.briefs.Make(ctx, s.As("ame"), s.c, n)
	if e, _ := errors.AsType[*errs.Error](err); e == nil || len(e.Faults) != 1 || e.Faults[0].Key != "brief.activities.none" {
		t.Errorf("of what is uncovered alone: %v", err)
	}
	v, err = s.briefs.Draft(ctx, s.As("samordning"), s.c)
	s.ok(err)
	if len(v.Content.Certificates) != 1 {
		t.Errorf("certificates so far are %+v", v.Content.Certificates)
	}
}

func TestAWorkingNoteIsNotThePersonsToCarry(t *testing.T) {
	s := open(t)
	i := s.write("ame", item.Activity, access.Work, item.Content{Title: "Ännu inte sagt", Status: plan.Planned, Extent: item.NoExtent, Responsible: "ame"})
	v, err := s.briefs.Draft(t.Context(), s.As("ame"), s.c)
	s.ok(err)
	for _, p := range append(v.Content.Activities, v.Left...) {
		if p.Item == i {
			t.Error("it can be chosen")
		}
	}
}

func TestWhatIsWithdrawnIsNoLongerShown(t *testing.T) {
	s := open(t, "vc")
	ctx := t.Context()
	b := s.opened()
	s.Consent(s.c, consent.Grid{"samverkan": access.All, "ame": access.All, "vc": access.SetOf(access.Plan)})
	v := s.toAnswer(b)
	if !v.Hidden() || v.Brief.Content.Hard != "" || v.Brief.Content.Question != "" || v.Identity != nil {
		t.Errorf("care sees %+v of %+v", v.Brief.Content, v.Identity)
	}
	s.is(s.briefs.Answer(ctx, s.As("vc"), b, v.Brief.Version, s.half()), errs.Conflict, "brief.hidden", "an answer")
	if left := s.seen(b).Left; len(left) != 1 {
		t.Errorf("who made it is told that %+v is left out", left)
	}
	s.ok(s.WithdrawConsent(ctx, s.self(), s.c, s.consent().Version))
	if v := s.toAnswer(b); !v.Hidden() {
		t.Error("without any consent it is shown")
	}
}

func (s *sick) consent() consent.Consent {
	s.t.Helper()
	v, err := s.App.Consent(s.t.Context(), s.self(), s.c)
	s.ok(err)
	return v.Consent
}

func TestABlockWinsOverCodeAndConsent(t *testing.T) {
	s := open(t)
	ctx := t.Context()
	_, code := s.carried()
	s.ok(s.SetBlock(ctx, s.self(), s.c, "vc"))
	_, err := s.briefs.Open(ctx, s.As("vc"), string(code))
	e, _ := errors.AsType[*errs.Error](err)
	if e == nil || len(e.Faults) != 1 || e.Faults[0].Key != "brief.code.wrong" {
		t.Errorf("with the code: %v", err)
	}
	v, err := s.briefs.Draft(ctx, s.As("ame"), s.c)
	s.ok(err)
	if len(v.Content.Activities) > 0 {
		t.Error("though no other unit of care is left, there is something to choose")
	}
}

func TestABlockTakesAwayWhatHasCome(t *testing.T) {
	s := open(t, "vc")
	ctx := t.Context()
	b := s.opened()
	s.ok(s.SetBlock(ctx, s.self(), s.c, "vc"))
	_, err := s.briefs.ToAnswer(ctx, s.As("vc"), b)
	s.is(err, errs.NotFound, "", "reading")
	s.is(s.briefs.Answer(ctx, s.As("vc"), b, 3, s.half()), errs.NotFound, "", "answering")
	in, err := s.briefs.Inbox(ctx, s.As("vc"))
	s.ok(err)
	if len(in.Waiting) > 0 {
		t.Error("it is listed")
	}
}

func TestABriefIsSentOnlyToCareThatTheConsentCovers(t *testing.T) {
	s := open(t)
	ctx := t.Context()
	b := s.made()
	v := s.seen(b)
	if len(v.Ways) != 1 || v.Ways[0].Function.ID != "vc" {
		t.Fatalf("it can be sent to %+v", v.Ways)
	}
	s.is(s.briefs.Send(ctx, s.As("ame"), s.c, b, v.Brief.Version, "in-psykiatri"), errs.Invalid, "", "to psychiatry")
	s.ok(s.briefs.Send(ctx, s.As("ame"), s.c, b, v.Brief.Version, "in-vard"))
	in, err := s.briefs.Inbox(ctx, s.As("vc"))
	s.ok(err)
	if len(in.Waiting) != 1 || in.Waiting[0].Person != "" || in.Waiting[0].Case != "" {
		t.Fatalf("care's list is %+v", in.Waiting)
	}
	if v := s.toAnswer(b); len(v.Told.Activities) != 1 {
		t.Errorf("care sees %+v", v.Told)
	}
	for _, f := range []id.Function{"psyk-chef", "fk", "af", "forbund", "samordning"} {
		_, err := s.briefs.ToAnswer(ctx, s.As(f), b)
		s.is(err, errs.NotFound, "", string(f))
	}
}

func TestOthersKnowOnlyThatABriefIsThere(t *testing.T) {
	s := open(t, "vc", "fk", "af")
	ctx := t.Context()
	b, _ := s.carried()
	list := func(who access.Actor) []brief.Brief {
		v, err := s.briefs.List(ctx, who, s.c)
		s.ok(err)
		return v.Briefs
	}
	af := list(s.As("af"))
	if len(af) != 1 || af[0].Unit != "" || af[0].Function != "" || af[0].ToUnit != "" || af[0].State != brief.WithPerson {
		t.Errorf("AF, outside the circle, knows %+v", af)
	}
	if vc := list(s.As("vc")); len(vc) != 1 || vc[0].Unit != "ame" {
		t.Errorf("care, in the circle, knows %+v", vc)
	}
	if fk := list(s.As("fk")); len(fk) > 0 {
		t.Errorf("FK, of livelihood only, knows %+v", fk)
	}
	for _, f := range []id.Function{"af", "fk", "vc", "samordning", "forbund", "vc-chef"} {
		_, err := s.briefs.Brief(ctx, s.As(f), s.c, b)
		s.is(err, errs.NotFound, "", string(f))
		s.is(s.briefs.Stop(ctx, s.As(f), s.c, b, 1), errs.NotFound, "", string(f))
	}
	other, _ := s.W.Case()
	_, err := s.briefs.Brief(ctx, s.As("samordning"), other, b)
	s.is(err, errs.NotFound, "", "in another case")
	_, err = s.briefs.List(ctx, s.As("forbund"), s.c)
	s.is(err, errs.NotFound, "", "the federation")
}

func TestADraftIsTheUnitsOwn(t *testing.T) {
	s := open(t, "af")
	ctx := t.Context()
	b := s.made()
	_, err := s.briefs.Brief(ctx, s.self(), s.c, b)
	s.is(err, errs.NotFound, "", "the person")
	for name, who := range map[string]access.Actor{"the person": s.self(), "AF": s.As("af")} {
		v, err := s.briefs.List(ctx, who, s.c)
		s.ok(err)
		if len(v.Briefs) > 0 {
			t.Errorf("%s knows of a draft", name)
		}
	}
}

func TestWhoHasLeftSeesNoBrief(t *testing.T) {
	s := open(t)
	ctx := t.Context()
	b, _ := s.carried()
	s.Exec(`update party set state = 'left' where case_id = $1 and function_id = 'ame'`, s.c)
	_, err := s.briefs.Brief(ctx, s.As("ame"), s.c, b)
	s.is(err, errs.NotFound, "", "who takes part no more")
	s.Exec(`update party set state = 'takes_part' where case_id = $1 and function_id = 'ame'`, s.c)
	s.Exec(`update assignment set until = $1 where function_id = 'ame'`, db.Micros(s.Now()))
	_, err = s.briefs.Brief(ctx, s.As("ame"), s.c, b)
	s.is(err, errs.NotFound, "", "a former holder")
}

func TestTheBriefOfAProtectedPersonTellsNoPlace(t *testing.T) {
	s := open(t)
	ctx := t.Context()
	b, code := s.carried()
	s.ok(s.ProtectPerson(ctx, s.As("samordning"), s.c, person.Protected))
	v := s.seen(b)
	if v.Reply.ID != "" || v.AreaName != "" || v.Told.Activities[0].Where != "" {
		t.Errorf("on the paper stand %+v, %q and %q", v.Reply, v.AreaName, v.Told.Activities[0].Where)
	}
	_, err := s.briefs.Open(ctx, s.As("vc"), string(code))
	s.ok(err)
	c := s.toAnswer(b)
	if c.Reply.ID != "" || c.Told.Activities[0].Where != "" || c.Identity == nil {
		t.Errorf("care sees %+v and %q", c.Reply, c.Told.Activities[0].Where)
	}
	_, err = s.briefs.ToAnswer(ctx, s.As("vc-chef"), b)
	s.is(err, errs.NotFound, "", "another function of the unit")
	in, err := s.briefs.Inbox(ctx, s.As("vc-chef"))
	s.ok(err)
	if len(in.Waiting) > 0 {
		t.Error("another function of the unit lists it")
	}
}

func TestWhatComesTooLateIsNotLostAndChangesNothing(t *testing.T) {
	s := open(t, "vc")
	ctx := t.Context()
	b := s.opened()
	version := s.toAnswer(b).Brief.Version
	s.ok(s.briefs.Answer(ctx, s.As("vc"), b, version, s.half()))
	err := s.briefs.Answer(ctx, s.As("vc"), b, version, s.half())
	s.is(err, errs.Conflict, "brief.answered.already", "a second answer")
	if e, _ := errors.AsType[*errs.Error](err); e.Current.(brief.Brief).Answer.Of(s.training).Extent != 50 {
		t.Error("what stands is not shown")
	}
	late := s.opened()
	version = s.toAnswer(late).Brief.Version
	s.Pass(61 * 24 * time.Hour)
	s.is(s.briefs.Answer(ctx, s.As("vc"), late, version, s.half()), errs.Conflict, "brief.expired", "after its last day")
	s.ok(s.briefs.Keep(ctx))
	s.ok(s.briefs.Keep(ctx))
	if v := s.toAnswer(late); v.Brief.State != brief.Expired || !v.Hidden() {
		t.Errorf("expired it is %s and says %+v", v.Brief.State, v.Brief.Content)
	}
	s.is(s.briefs.Answer(ctx, s.As("vc"), late, version, s.half()), errs.Conflict, "brief.expired", "when it has expired")
}

func TestAnAnswerMeetsAPlanThatHasChanged(t *testing.T) {
	s := open(t, "vc")
	ctx := t.Context()
	b := s.opened()
	s.ok(s.ReviseItem(ctx, s.As("ame"), s.c, app.ReviseItem{Change: item.Change{Item: s.training, Version: 1,
		Content: item.Content{Title: "Arbetsträning", Status: plan.Done, Start: "2026-11-01", Extent: 25, Responsible: "ame", Reason: "news"}}}))
	s.ok(s.briefs.Answer(ctx, s.As("vc"), b, s.toAnswer(b).Brief.Version, s.half()))
	take, err := s.briefs.Proposals(ctx, s.As("ame"), s.c, b)
	s.ok(err)
	if p := take.Proposals[0]; !p.Changed || !p.Over || p.Differs() {
		t.Errorf("proposed is %+v", p)
	}
	change := briefing.Change{Item: s.training, Version: 1, Status: plan.Ongoing, Start: "2026-11-01", Extent: 50}
	s.is(s.briefs.TakeIn(ctx, s.As("ame"), s.c, b, take.Brief.Version, []briefing.Change{change}), errs.Conflict, "changed", "a change of what is done")
	if s.seen(b).Brief.TakenAt != (time.Time{}) {
		t.Error("what failed counts as taken in")
	}
}

func TestAClosedCaseChangesNothing(t *testing.T) {
	s := open(t)
	ctx := t.Context()
	b, code := s.carried()
	s.Exec(`update cases set state = 'closed' where id = $1`, s.c)
	s.is(s.briefs.Stop(ctx, s.As("ame"), s.c, b, s.seen(b).Brief.Version), errs.Conflict, "case.closed", "stopping")
	_, err := s.briefs.Make(ctx, s.As("ame"), s.c, s.asked())
	s.is(err, errs.Conflict, "case.closed", "making")
	_, err = s.briefs.Open(ctx, s.As("vc"), string(code))
	s.is(err, errs.Invalid, "", "opening")
}

func TestErasedNothingOfABriefIsLeft(t *testing.T) {
	s := open(t)
	b := s.opened()
	s.ok(s.ErasePerson(t.Context(), s.person.ID))
	_, err := s.briefs.ToAnswer(t.Context(), s.As("vc"), b)
	s.is(err, errs.NotFound, "", "care")
	s.Read(func(ctx context.Context, tx *db.Tx) error {
		left, err := tx.Has(ctx, `select 1 from brief where length(sealed) > 0 or answer is not null or code_sealed is not null or code_hash is not null or code_public is not null`)
		if left {
			t.Error("something is left")
		}
		return err
	})
}

// told counts the messages to an address.
func (s *sick) told(address string) (n int) {
	for _, m := range s.Mail.Sent() {
		if m.To == address {
			n++
		}
	}
	return n
}

func TestABriefIsRemindedOfOnce(t *testing.T) {
	s := open(t)
	ctx := t.Context()
	s.opened()
	s.Pass(54 * 24 * time.Hour)
	s.Idle()
	before := s.told("vc@region.example")
	s.ok(s.briefs.Keep(ctx))
	s.ok(s.briefs.Keep(ctx))
	s.Idle()
	if n := s.told("vc@region.example") - before; n != 1 {
		t.Errorf("care was reminded %d times", n)
	}
}
