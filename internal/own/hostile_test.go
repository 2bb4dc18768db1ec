package own_test

import (
	"errors"
	"testing"
	"time"

	"samverk/internal/access"
	"samverk/internal/consent"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/matter"
	"samverk/internal/own"
)

// Who has read about the person is for her alone, and so is how many have.
func TestARepresentativeIsNotToldHowManyHaveRead(t *testing.T) {
	a := open(t)
	a.Join(a.of, "ame")
	a.Consent(a.of, consent.Grid{"ame": access.All, "samverkan": access.All})
	who := a.grant("read", "write", "consent", "meet", "ask")
	_, err := a.App.Case(ctx, a.As("ame"), a.of)
	must(t, err)
	mine, err := a.App.Consent(ctx, a.AsPerson(a.anna), a.of)
	must(t, err)
	if mine.Reads == 0 || mine.Readers == 0 {
		t.Errorf("she is told of %d readings by %d", mine.Reads, mine.Readers)
	}
	hers, err := a.App.Consent(ctx, who, a.of)
	must(t, err)
	if hers.Reads != 0 || hers.Readers != 0 {
		t.Errorf("the representative is told of %d readings by %d", hers.Reads, hers.Readers)
	}
}

func TestARepresentativeOpensNoQuestionOfAnotherCase(t *testing.T) {
	a := open(t)
	who := a.grant("read", "write", "consent", "meet", "ask")
	a.shared()
	_, err := a.App.Case(ctx, a.As("ame"), a.of)
	must(t, err)
	for name, m := range map[string]id.Matter{
		"another case": a.ask(own.Question{Kind: matter.Erasure, Case: a.other, Words: "Ta bort"}),
		"the log":      a.ask(own.Question{Kind: matter.Reading, Seq: a.reading("ame")}),
	} {
		if v, err := a.own.Matter(ctx, who, m); !errs.Is(err, errs.NotFound) {
			t.Errorf("of %s she reads %q, %v", name, v.Matter.Words, err)
		}
		if err := a.own.WithdrawMatter(ctx, who, m, 1); !errs.Is(err, errs.NotFound) {
			t.Errorf("of %s she takes the question back: %v", name, err)
		}
	}
}

func TestAUnitListsOnlyWhatItIsAsked(t *testing.T) {
	a := open(t)
	a.ask(own.Question{Kind: matter.Correction, Case: a.of, Item: a.shared(), Words: "Det är tio timmar"})
	for unit, want := range map[id.Function]int{"ame-chef": 1, "vc-chef": 0, "samverkan-chef": 0} {
		l, err := a.own.UnitMatters(ctx, a.As(unit))
		must(t, err)
		if len(l.Open) != want || len(l.Over) != 0 {
			t.Errorf("%s lists %d that wait and %d that are over", unit, len(l.Open), len(l.Over))
		}
	}
}

func TestWhatHasRunOutIsNotConfirmed(t *testing.T) {
	g := given(t)
	g.protect()
	n := g.wanted(consent.Grid{"ame": access.SetOf(access.Plan, access.Income)})
	n.EndsOn = g.Now().AddDate(0, 0, 2).Format(time.DateOnly)
	_, err := g.GiveConsent(ctx, g.self(), g.c, n)
	g.ok(err)
	waits := g.view(g.self()).Pending.Version
	g.Pass(4 * 24 * time.Hour)
	err = g.own.ConfirmConsent(ctx, g.As("samordning"), g.c, waits, true)
	if e, ok := errors.AsType[*errs.Error](err); !ok || e.Key != "consent.pending.old" {
		t.Error("it is said to be", err)
	}
}

func TestBesideWhatWasRecalledNoObjectionIsRead(t *testing.T) {
	a := open(t)
	i := a.shared()
	_, err := a.own.Object(ctx, a.AsPerson(a.anna), a.of, i, "Det var tio timmar.")
	must(t, err)
	v, err := a.Item(ctx, a.As("ame"), a.of, i)
	must(t, err)
	a.Exec(`insert into user_account (id, name, label, organisation_id) values ($1, $1, 'Handläggare 2', 'kommun')`, a.AsNth("ame", 2).User)
	a.Exec(`insert into assignment (id, function_id, user_id, deputy, since) values ('ame-two', 'ame', $1, true, 0)`, a.AsNth("ame", 2).User)
	must(t, a.AskRecall(ctx, a.As("ame"), a.of, i, v.Ledger[0].ID, "wrong_unit"))
	v, err = a.Item(ctx, a.As("ame"), a.of, i)
	must(t, err)
	must(t, a.ConfirmRecall(ctx, a.AsNth("ame", 2), a.of, i, v.Ledger[0].Recall.ID))
	v, err = a.Item(ctx, a.As("samordning"), a.of, i)
	must(t, err)
	if !v.Item.Gone || len(v.Item.Objections) > 0 {
		t.Errorf("gone %t, and beside it stands %+v", v.Item.Gone, v.Item.Objections)
	}
}
