package own_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"samverk/internal/access"
	"samverk/internal/audit"
	"samverk/internal/consent"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/item"
	"samverk/internal/matter"
	"samverk/internal/own"
	"samverk/internal/person"
)

type (
	ctxT = context.Context
	dbTx = db.Tx
)

func (a *acting) profile(me access.Actor) person.Profile {
	v, err := a.own.Profile(ctx, me)
	must(a.T, err)
	return v.Person.Profile
}

// shared is an item of "ame" that "samverkan" has been told of.
func (a *acting) shared() id.Item {
	a.T.Helper()
	a.Join(a.of, "ame")
	a.Consent(a.of, consent.Grid{"ame": access.All, "samverkan": access.All})
	i, err := a.WriteItem(ctx, a.As("ame"), a.of, activity("Arbetsträning", "ame", "samverkan"))
	must(a.T, err)
	return i
}

func (a *acting) ask(q own.Question) id.Matter {
	a.T.Helper()
	m, err := a.own.Ask(ctx, a.AsPerson(a.anna), q)
	must(a.T, err)
	return m
}

func (a *acting) matter(who access.Actor, m id.Matter) own.MatterView {
	a.T.Helper()
	v, err := a.own.Matter(ctx, who, m)
	must(a.T, err)
	return v
}

func TestAQuestionIsAnsweredByTheOneWhoAnswersForTheUnit(t *testing.T) {
	a := open(t)
	i := a.shared()
	me, chief := a.AsPerson(a.anna), a.As("ame-chef")
	m := a.ask(own.Question{Kind: matter.Correction, Case: a.of, Item: i, Words: "Det är tio timmar"})
	v := a.matter(chief, m)
	if v.Matter.Words != "Det är tio timmar" || v.Matter.About.Title != "Arbetsträning" || v.Identity == nil || v.Matter.DueOn != "2026-12-23" {
		t.Errorf("the unit sees %+v", v)
	}
	l, err := a.own.UnitMatters(ctx, chief)
	must(t, err)
	if len(l.Open) != 1 || l.Open[0].Words != "" || l.Open[0].Person != "" {
		t.Errorf("its list tells %+v", l.Open)
	}
	for name, who := range map[string]access.Actor{"another unit": a.As("vc-chef"), "a worker of the unit": a.As("ame"), "another person": a.AsPerson(a.Person())} {
		if _, err := a.own.Matter(ctx, who, m); !errs.Is(err, errs.NotFound) {
			t.Errorf("%s: %v", name, err)
		}
		if err := a.own.Answer(ctx, who, m, matter.Reply{Outcome: "granted", Words: "Ja", Version: 1}); err == nil {
			t.Errorf("%s answers", name)
		}
	}
	err = a.own.Answer(ctx, chief, m, matter.Reply{Outcome: "explained", Version: 1})
	if e, ok := errors.AsType[*errs.Error](err); !ok || len(e.Faults) != 2 {
		t.Errorf("an answer without outcome and words: %v", err)
	}
	must(t, a.own.Answer(ctx, chief, m, matter.Reply{Outcome: "granted", Words: "Vi har rättat.", Version: 1}))
	err = a.own.Answer(ctx, chief, m, matter.Reply{Outcome: "refused", Words: "Nej.", Version: 1})
	if e, ok := errors.AsType[*errs.Error](err); !ok || e.Kind != errs.Conflict || e.Current.(matter.Matter).Answer != "Vi har rättat." {
		t.Errorf("who comes second is told %v", err)
	}
	if v := a.matter(me, m); v.Matter.Answer != "Vi har rättat." || v.Answered.ID != "ame-chef" || v.Identity != nil || v.Row != nil {
		t.Errorf("the person sees %+v", v)
	}
	if err := a.own.WithdrawMatter(ctx, me, m, 2); !errs.Is(err, errs.Conflict) {
		t.Errorf("what is answered is taken back: %v", err)
	}
}

func TestThePersonIsToldOfAnAnswerUntilSheHasReadIt(t *testing.T) {
	a := open(t)
	me := a.AsPerson(a.anna)
	news := func() []matter.Matter {
		all, err := a.own.Answers(ctx, me)
		must(t, err)
		day, err := a.Day(ctx, me)
		must(t, err)
		if len(day.Matters) != len(all) {
			t.Errorf("her day has %d answers, her page %d", len(day.Matters), len(all))
		}
		return all
	}
	m := a.ask(own.Question{Kind: matter.Erasure, Case: a.of, Words: "Ta bort det"})
	chief := a.As("samverkan-chef")
	a.matter(me, m)
	if n := len(news()); n != 0 {
		t.Errorf("%d answers before there is one", n)
	}
	must(t, a.own.Answer(ctx, chief, m, matter.Reply{Outcome: "refused", Words: "Det måste sparas.", Version: 1}))
	a.matter(chief, m)
	helper := a.grant("read", "ask")
	a.matter(helper, m)
	if _, err := a.own.Answers(ctx, helper); !errs.Is(err, errs.NotFound) {
		t.Errorf("a representative is told of her answers: %v", err)
	}
	if other, err := a.own.Answers(ctx, a.AsPerson(a.Person())); err != nil || len(other) != 0 {
		t.Errorf("another person has %d answers: %v", len(other), err)
	}
	all := news()
	if len(all) != 1 || all[0].ID != m || all[0].Words != "" || all[0].Answer != "" {
		t.Fatalf("she is told of %+v", all)
	}
	a.matter(me, m)
	if n := len(news()); n != 0 {
		t.Errorf("%d answers after she has read it", n)
	}
	opened := a.matter(me, m).Matter.OpenedAt
	a.Pass(time.Hour)
	if again := a.matter(me, m).Matter; opened.IsZero() || !again.OpenedAt.Equal(opened) || again.Version != 2 {
		t.Errorf("she opened it %v, and then %+v", opened, again)
	}
	if v := a.matter(chief, m); !v.Matter.OpenedAt.IsZero() {
		t.Error("the unit is told when she read it")
	}
	l, err := a.own.UnitMatters(ctx, chief)
	must(t, err)
	if len(l.Over) != 1 || !l.Over[0].OpenedAt.IsZero() {
		t.Errorf("its list tells %+v", l.Over)
	}
}

func TestTheSameIsNotAskedTwiceWhileItWaits(t *testing.T) {
	a := open(t)
	me := a.AsPerson(a.anna)
	q := own.Question{Kind: matter.Erasure, Case: a.of, Words: "Ta bort det"}
	m := a.ask(q)
	if _, err := a.own.Ask(ctx, me, q); !errs.Is(err, errs.Conflict) {
		t.Errorf("asked again: %v", err)
	}
	must(t, a.own.WithdrawMatter(ctx, me, m, 1))
	again := a.ask(q)
	if v := a.matter(a.As("samverkan-chef"), again); v.Unit.ID != "samverkan" {
		t.Errorf("all of a case is asked of %s", v.Unit.ID)
	}
	q.Words = ""
	if _, err := a.own.Ask(ctx, me, q); !errs.Is(err, errs.Invalid) {
		t.Errorf("without words: %v", err)
	}
}

// reading is a row of the log about the person by a function.
func (a *acting) reading(by id.Function) (seq int64) {
	a.T.Helper()
	a.Read(func(ctx ctxT, tx *dbTx) error {
		rows, err := audit.OfPerson(ctx, tx, a.anna.ID, 0, 500)
		for _, r := range rows {
			if r.Function == by && seq == 0 {
				seq = r.Seq
			}
		}
		return err
	})
	return seq
}

func TestWhySomethingWasReadIsAskedOfTheUnitThatRead(t *testing.T) {
	a := open(t)
	a.shared()
	_, err := a.App.Case(ctx, a.As("ame"), a.of)
	must(t, err)
	seq := a.reading("ame")
	m := a.ask(own.Question{Kind: matter.Reading, Seq: seq})
	v := a.matter(a.As("ame-chef"), m)
	if v.Matter.About.Function != "ame" || v.Row == nil || v.Row.UserLabel == "" || v.Matter.DueOn != "2026-12-07" {
		t.Errorf("the unit sees %+v", v)
	}
	if v := a.matter(a.AsPerson(a.anna), m); v.Row != nil {
		t.Error("the person is told which user it was")
	}
	must(t, a.own.Answer(ctx, a.As("ame-chef"), m, matter.Reply{Outcome: "explained", Words: "Planen följdes upp.", Version: 1}))

	other := a.AsPerson(a.Person())
	if _, err := a.own.Ask(ctx, other, own.Question{Kind: matter.Reading, Seq: seq}); !errs.Is(err, errs.NotFound) {
		t.Errorf("another person asks of it: %v", err)
	}
	if _, err := a.own.Ask(ctx, a.grant("read", "ask"), own.Question{Kind: matter.Reading, Case: a.of, Seq: seq}); !errs.Is(err, errs.NotFound) {
		t.Errorf("a representative asks of the log, which she cannot read: %v", err)
	}
}

func TestWhoReadDoesNotAnswerWhyWhereSomebodyElseCan(t *testing.T) {
	a := open(t)
	a.shared()
	_, err := a.App.Case(ctx, a.As("ame"), a.of)
	must(t, err)
	m := a.ask(own.Question{Kind: matter.Reading, Seq: a.reading("ame")})
	reply := matter.Reply{Outcome: "explained", Words: "Planen följdes upp.", Version: 1}
	a.Exec(`insert into assignment (id, function_id, user_id, deputy, since) values ('ame-vice', 'ame-chef', $1, $2, 0)`, a.As("ame").User, true)
	deputy := a.As("ame-chef")
	deputy.User, deputy.Deputy = a.As("ame").User, true
	if err := a.own.Answer(ctx, deputy, m, reply); !errs.Is(err, errs.Conflict) {
		t.Errorf("who read answers herself: %v", err)
	}
	a.Exec(`update assignment set until = 1 where user_id = $1 and function_id = 'ame-chef'`, a.As("ame-chef").User)
	must(t, a.own.Answer(ctx, deputy, m, reply))
}

func TestARepresentativeAsksInHerPart(t *testing.T) {
	a := open(t)
	i := a.shared()
	rep := a.grant("read", "ask")
	m, err := a.own.Ask(ctx, rep, own.Question{Kind: matter.Correction, Case: a.of, Item: i, Words: "Fel"})
	must(t, err)
	if v := a.matter(a.AsPerson(a.anna), m); v.Matter.Acted == "" {
		t.Error("it is not told that a representative asked")
	}
	a.ask(own.Question{Kind: matter.Erasure, Case: a.other, Words: "Ta bort"})
	l, err := a.own.MyMatters(ctx, rep)
	must(t, err)
	if len(l.Open) != 1 {
		t.Errorf("she sees %d matters, of other cases too", len(l.Open))
	}
	if _, err := a.own.Ask(ctx, rep, own.Question{Kind: matter.Erasure, Case: a.other, Words: "Ta bort"}); err == nil {
		t.Error("she asks in another case")
	}
}

func TestOfAProtectedPersonOnlyTheNamedAnswer(t *testing.T) {
	a := open(t)
	i := a.shared()
	m := a.ask(own.Question{Kind: matter.Correction, Case: a.of, Item: i, Words: "Fel"})
	must(t, a.ProtectPerson(ctx, a.As("samordning"), a.of, person.Protected))
	if _, err := a.own.Matter(ctx, a.As("ame-chef"), m); !errs.Is(err, errs.NotFound) {
		t.Errorf("a manager who is not named: %v", err)
	}
	l, err := a.own.UnitMatters(ctx, a.As("ame-chef"))
	must(t, err)
	if len(l.Open) != 0 {
		t.Error("her list shows it")
	}
	v, err := a.own.AskPage(ctx, a.AsPerson(a.anna), own.Question{Kind: matter.Erasure, Case: a.of, Item: i})
	must(t, err)
	if v.Answers {
		t.Error("somebody who is not named would answer")
	}
	_, err = a.own.Ask(ctx, a.AsPerson(a.anna), own.Question{Kind: matter.Erasure, Case: a.of, Item: i, Words: "Ta bort"})
	if !errs.Is(err, errs.Conflict) {
		t.Errorf("it is asked where nobody can answer: %v", err)
	}
	a.Exec(`insert into named_function (person_id, function_id) values ($1, 'ame-chef')`, a.anna.ID)
	a.matter(a.As("ame-chef"), m)
}

func TestNoUnitIsAskedWhereNobodyAnswers(t *testing.T) {
	a := open(t)
	i := a.shared()
	a.Exec(`update assignment set until = 1 where function_id = 'ame-chef'`)
	v, err := a.own.AskPage(ctx, a.AsPerson(a.anna), own.Question{Kind: matter.Correction, Case: a.of, Item: i})
	must(t, err)
	if v.Answers {
		t.Error("a vacant function would answer")
	}
	_, err = a.own.Ask(ctx, a.AsPerson(a.anna), own.Question{Kind: matter.Correction, Case: a.of, Item: i, Words: "Fel"})
	if !errs.Is(err, errs.Conflict) {
		t.Errorf("got %v", err)
	}
}

func TestAnObjectionStandsBesideTheItemForAll(t *testing.T) {
	a := open(t)
	i := a.shared()
	me := a.AsPerson(a.anna)
	o, err := a.own.Object(ctx, me, a.of, i, " Det var tio timmar. ")
	must(t, err)
	seen := func(who access.Actor) item.Objection {
		t.Helper()
		v, err := a.Item(ctx, who, a.of, i)
		must(t, err)
		if len(v.Item.Objections) != 1 {
			t.Fatalf("sees %d objections", len(v.Item.Objections))
		}
		return v.Item.Objections[0]
	}
	for _, who := range []access.Actor{me, a.As("ame"), a.As("samordning")} {
		if got := seen(who); got.Words != "Det var tio timmar." || !got.Stands() || got.Of != 1 {
			t.Errorf("got %+v", got)
		}
	}
	if _, err := a.own.Object(ctx, a.As("samordning"), a.of, i, "Nej"); !errs.Is(err, errs.Denied) {
		t.Errorf("a function objects: %v", err)
	}
	if _, err := a.own.Object(ctx, a.AsPerson(a.Person()), a.of, i, "Nej"); !errs.Is(err, errs.NotFound) {
		t.Errorf("another person objects: %v", err)
	}
	if _, err := a.own.Object(ctx, me, a.of, i, ""); !errs.Is(err, errs.Invalid) {
		t.Errorf("without words: %v", err)
	}
	if err := a.own.WithdrawObjection(ctx, me, a.of, i, o, 7); !errs.Is(err, errs.Conflict) {
		t.Errorf("in another version: %v", err)
	}
	must(t, a.own.WithdrawObjection(ctx, me, a.of, i, o, 1))
	if got := seen(a.As("ame")); got.Stands() || got.Words != "" {
		t.Errorf("what is withdrawn is told to others: %+v", got)
	}
	if got := seen(me); got.Stands() || got.Words == "" {
		t.Errorf("what is withdrawn is kept for her: %+v", got)
	}
	if err := a.own.WithdrawObjection(ctx, me, a.of, i, o, 2); !errs.Is(err, errs.Conflict) {
		t.Errorf("again: %v", err)
	}
}

func TestARepresentativeObjectsWhenEntrusted(t *testing.T) {
	a := open(t)
	i := a.shared()
	if _, err := a.own.Object(ctx, a.grant("read"), a.of, i, "Fel"); !errs.Is(err, errs.Denied) {
		t.Errorf("without the task: %v", err)
	}
}

func TestThePersonSaysHowSheWantsToBeReached(t *testing.T) {
	a := open(t)
	me := a.AsPerson(a.anna)
	now := a.profile(me)
	err := a.own.SetProfile(ctx, me, person.Profile{Language: "fi", Reach: []string{"phone", "owl"}, Mail: "ingen", Version: now.Version})
	if e, ok := errors.AsType[*errs.Error](err); !ok || len(e.Faults) != 4 {
		t.Errorf("faults: %v", err)
	}
	want := person.Profile{Language: "en", Reach: []string{"phone"}, Phone: "070-000 00 00", Times: "Förmiddagar", Version: now.Version}
	must(t, a.own.SetProfile(ctx, me, want))
	if err := a.own.SetProfile(ctx, me, want); !errs.Is(err, errs.Conflict) {
		t.Errorf("in an old version: %v", err)
	}
	if got := a.profile(me); got.Phone != want.Phone || got.Language != "en" {
		t.Errorf("got %+v", got)
	}
	for name, who := range map[string]access.Actor{"a function": a.As("samordning"), "a representative": a.grant("read", "ask")} {
		if _, err := a.own.Profile(ctx, who); err == nil {
			t.Errorf("%s reads it on her page", name)
		}
	}
	a.Join(a.of, "ame")
	v, err := a.App.Case(ctx, a.As("samordning"), a.of)
	must(t, err)
	if v.Reach.Times != "Förmiddagar" {
		t.Errorf("who may know her sees %+v", v.Reach)
	}
}

func TestErasingThePersonErasesWhatSheAsked(t *testing.T) {
	a := open(t)
	i := a.shared()
	me := a.AsPerson(a.anna)
	a.ask(own.Question{Kind: matter.Correction, Case: a.of, Item: i, Words: "Fel"})
	_, err := a.own.Object(ctx, me, a.of, i, "Fel")
	must(t, err)
	must(t, a.own.SetProfile(ctx, me, person.Profile{Avoid: "Ring inte", Version: a.profile(me).Version}))
	must(t, a.ErasePerson(ctx, a.anna.ID))
	a.Read(func(ctx ctxT, tx *dbTx) error {
		has, err := tx.Has(ctx, `select 1 from matter where length(sealed) > 0 or state = 'open' union all select 1 from objection where length(sealed) > 0
			union all select 1 from person where profile is not null or language <> ''`)
		if has {
			t.Error("something is left")
		}
		return err
	})
}
