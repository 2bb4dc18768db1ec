package briefing_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"samverk/internal/access"
	"samverk/internal/border"
	"samverk/internal/brief"
	"samverk/internal/briefing"
	"samverk/internal/consent"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/item"
	"samverk/internal/plan"
)

// takeBack recalls what a unit was handed of an item, as two people do.
func (s *sick) takeBack(by id.Function, i id.Item, from id.Unit, reason string) {
	s.t.Helper()
	u := string(by) + "-andra"
	s.Exec(`insert into user_account (id, name, label, organisation_id) select $1, $1, 'Kollega', u.organisation_id
		from function f join unit u on u.id = f.unit_id where f.id = $2`, u, by)
	s.Exec(`insert into assignment (id, function_id, user_id, deputy, since) values ($1, $2, $1, true, 0)`, u, by)
	other := s.As(by)
	other.User = id.User(u)
	row := func() item.Handed {
		v, err := s.Item(s.t.Context(), s.As(by), s.c, i)
		s.ok(err)
		n := slices.IndexFunc(v.Ledger, func(h item.Handed) bool { return h.Unit == from })
		if n < 0 {
			s.t.Fatal("it was never handed over")
		}
		return v.Ledger[n]
	}
	s.ok(s.AskRecall(s.t.Context(), s.As(by), s.c, i, row().ID, reason))
	s.ok(s.ConfirmRecall(s.t.Context(), other, s.c, i, row().Recall.ID))
}

func TestWhatWasTakenBackStandsInNoBrief(t *testing.T) {
	for name, k := range map[string]struct {
		from   id.Unit
		reason string
		person bool // she reads it still
	}{
		"from who made the brief": {"ame", item.WrongUnit, true},
		"from who answers it":     {"vc", item.WrongUnit, true},
		"about somebody else":     {"samverkan", item.WrongPerson, false},
	} {
		t.Run(name, func(t *testing.T) {
			s := open(t, "vc")
			s.training = s.write("samordning", item.Activity, access.Work, item.Content{Title: "Kurs i Eksjö", Status: plan.Ongoing, Start: "2026-11-01", Extent: 50}, "ame", "vc", "samverkan")
			b := s.opened()
			if len(s.toAnswer(b).Brief.Content.Activities) != 1 {
				t.Fatal("care is not shown it to begin with")
			}
			if k.from == "samverkan" {
				k.from = "ame"
			}
			s.takeBack("samordning", s.training, k.from, k.reason)
			if v := s.toAnswer(b); !v.Hidden() {
				t.Errorf("care reads %+v", v.Brief.Content)
			}
			if v := s.seen(b); k.from == "ame" && len(v.Brief.Content.Activities) > 0 {
				t.Errorf("who made it reads %+v", v.Brief.Content.Activities)
			}
			hers, err := s.briefs.Brief(t.Context(), s.self(), s.c, b)
			s.ok(err)
			if got := len(hers.Brief.Content.Activities) > 0; got != k.person {
				t.Errorf("the person reads it: %v", got)
			}
		})
	}
}

func TestAnAnswerToAPartOfABriefIsTakenIn(t *testing.T) {
	s := open(t)
	ctx := t.Context()
	ill := s.write("ame", item.Activity, access.Plan, item.Content{Title: "Möte i veckan", Status: plan.Ongoing, Start: "2026-11-01", Responsible: "ame", Extent: item.NoExtent}, "samverkan", "vc")
	ask := s.asked()
	ask.Activities = append(ask.Activities, briefing.Chosen{Item: ill})
	b, err := s.briefs.Make(ctx, s.As("ame"), s.c, ask)
	s.ok(err)
	s.ok(s.briefs.HandOut(ctx, s.As("ame"), s.c, b, s.seen(b).Brief.Version))
	_, err = s.briefs.Open(ctx, s.As("vc"), string(s.seen(b).Brief.Code))
	s.ok(err)
	s.Consent(s.c, consent.Grid{"samverkan": access.All, "ame": access.All, "vc": access.SetOf(access.Work)})
	v := s.toAnswer(b)
	if len(v.Brief.Content.Activities) != 1 {
		t.Fatalf("care is asked about %+v", v.Brief.Content.Activities)
	}
	s.ok(s.briefs.Answer(ctx, s.As("vc"), b, v.Brief.Version, s.half()))
	s.ok(s.briefs.TakeIn(ctx, s.As("ame"), s.c, b, s.seen(b).Brief.Version, nil))
	if all := s.abilities(s.As("ame")); len(all) != 1 {
		t.Errorf("it became %+v", all)
	}
}

func TestAnActivityIsAnsweredOnce(t *testing.T) {
	s := open(t)
	b := s.opened()
	a := s.half()
	a.Activities = append(a.Activities, brief.Said{Item: s.training, Can: brief.Can, Extent: 100, Help: strings.Repeat("x", 100_000)})
	s.ok(s.briefs.Answer(t.Context(), s.As("vc"), b, s.toAnswer(b).Brief.Version, a))
	if said := s.seen(b).Brief.Answer.Activities; len(said) != 1 || said[0].Can != brief.Adapt {
		t.Errorf("%d answers are kept", len(said))
	}
}

func TestAFormAsksNothingAboutSomebodyInParticular(t *testing.T) {
	s := open(t)
	number := s.person.Number
	written := number[2:8] + "-" + number[8:]
	for _, bad := range []brief.Field{
		question("q1", "Hur mår "+written+"?", brief.SortText, brief.AsksCare),
		{Code: "q1", Label: "Vem?", Sort: brief.SortChoice, Asks: brief.AsksCare, Options: []string{number, "En annan"}},
	} {
		_, err := s.briefs.KeepForm(t.Context(), s.As("ame-chef"), 0, fields("", bad))
		s.is(err, errs.Invalid, "", "the number of a person")
	}
	f, err := s.briefs.Form(t.Context(), s.As("admin"))
	s.ok(err)
	if f.Number != 0 {
		t.Error("it is kept")
	}
}

func TestWhoReadsTheTableOfSubmitsFindsNoCode(t *testing.T) {
	s := open(t)
	_, code := s.carried()
	who := s.As("vc")
	s.ok(s.SetBlock(t.Context(), s.self(), s.c, "vc")) // the right code, which stays alive
	who.Once = access.Once{Key: "0123456789abcdef", Digest: border.DigestOf(code.String())}
	_, err := s.briefs.Open(t.Context(), who, code.String())
	s.is(err, errs.Invalid, "", "a blocked unit")
	s.Read(func(ctx context.Context, tx *db.Tx) error {
		kept, err := tx.Has(ctx, `select 1 from once where key = $1`, who.Once.Key)
		if err == nil && !kept {
			t.Error("the submit is not known again")
		}
		found, err := tx.Has(ctx, `select 1 from once where digest = $1`, who.Once.Digest)
		if err == nil && found {
			t.Error("the digest of what was typed can be guessed at")
		}
		return err
	})
}

func TestABriefIsNotOpenedAfterItsLastDay(t *testing.T) {
	s := open(t)
	b, code := s.carried()
	s.Exec(`update brief set ends_on = '2026-11-01' where id = $1`, b) // and nobody has ended it yet
	_, err := s.briefs.Open(t.Context(), s.As("vc"), code.String())
	s.is(err, errs.Invalid, "", "a code after the last day")
}
