package result_test

import (
	"strings"
	"testing"

	"samverk/internal/access"
	"samverk/internal/app"
	"samverk/internal/consent"
	"samverk/internal/errs"
	"samverk/internal/handover"
	"samverk/internal/id"
	"samverk/internal/item"
	"samverk/internal/result"
	"samverk/internal/samverktest/world"
)

// activity lets a function write an activity of a category that another answers for.
func (s scene) activity(by, responsible id.Function, cat access.Category, title string, to ...id.Unit) id.Item {
	s.t.Helper()
	i, err := s.WriteItem(s.t.Context(), s.As(by), s.c, app.NewItem{New: item.New{Kind: item.Activity, Category: cat,
		Content: item.Content{Title: title, Status: "ongoing", Start: "2026-11-01", Extent: 25, Responsible: responsible}}, Handing: app.Handing{Receivers: to}})
	s.ok(err)
	return i
}

func TestAHandoverNamesNoActivityThatTheTakerMayNotBeToldOf(t *testing.T) {
	s := begin(t)
	s.Consent(s.c, consent.Grid{"ame": access.All, "samverkan": access.All, "af": access.SetOf(access.Plan, access.Work)})
	for title, i := range map[string]id.Item{
		"Gruppen på torsdagar": s.activity("ame", "ame", access.Addiction, "Gruppen på torsdagar"),
		"Resa till Eksjö":      s.activity("samordning", "ame", access.Plan, "Resa till Eksjö", "ame"),
	} {
		s.ok(second(s.R.HandOver(t.Context(), s.As("ame"), s.c, result.NewHandover{Summary: world.Learnt, Activity: i, Taker: "af"})))
		for _, k := range s.handovers("af").Summaries {
			if strings.Contains(k.Title, title) {
				t.Errorf("the taker reads %q", k.Title)
			}
		}
	}
}

func TestWhatATakerSaysIsNotReadWhenTheConsentHasEnded(t *testing.T) {
	s := begin(t)
	h, err := s.R.HandOver(t.Context(), s.As("ame"), s.c, result.NewHandover{Summary: world.Learnt, Taker: "af"})
	s.ok(err)
	s.ok(s.R.AnswerHandover(t.Context(), s.As("af"), s.c, h, 1, handover.Reply{Reason: handover.Other, Words: "Arbetsförmedlingen i Eksjö har inte plats."}))
	if got := s.handovers("ame").Handovers[0].Words; got == "" {
		t.Fatal("the giver is not told why")
	}
	v, err := s.App.Consent(t.Context(), s.As("samordning"), s.c)
	s.ok(err)
	s.ok(s.WithdrawConsent(t.Context(), s.AsPerson(s.person), s.c, v.Consent.Version))
	if got := s.handovers("ame").Handovers[0]; got.Words != "" || got.Taker != "" {
		t.Errorf("the giver reads %q of %s", got.Words, got.Taker)
	}
	if s.handovers("af").Handovers[0].Words == "" {
		t.Error("the taker does not read its own words")
	}
}

func TestAClosedCaseTakesNoSummaryAndNoDismissal(t *testing.T) {
	s := begin(t)
	i := s.training("samordning", -30, 30, "ame")
	s.CloseCaseOf(s.c)
	_, err := s.R.Summarise(t.Context(), s.As("samordning"), s.c, world.Learnt, nil)
	s.is(err, errs.Conflict, "")
	s.is(s.R.DismissMeeting(t.Context(), s.As("samordning"), s.c, i, handover.Middle), errs.Conflict, "")
}

func TestAnOfferThatWasTakenBackLetsNobodyLeave(t *testing.T) {
	s := begin(t)
	ctx := t.Context()
	s.training("ame", -30, 30, "samverkan")
	h, err := s.R.HandOver(ctx, s.As("ame"), s.c, result.NewHandover{Summary: world.Learnt, Taker: "af"})
	s.ok(err)
	s.is(s.leave("ame"), errs.Conflict, "handover.leave.offered")
	s.ok(s.R.WithdrawHandover(ctx, s.As("ame"), s.c, h, 1))
	s.is(s.leave("ame"), errs.Conflict, "handover.leave.responsible")
}

func TestABlockedFunctionLeavesThoughItHasOfferedSomething(t *testing.T) {
	s := begin(t)
	s.ok(second(s.R.HandOver(t.Context(), s.As("ame"), s.c, result.NewHandover{Summary: world.Learnt, Taker: "af"})))
	s.ok(s.SetBlock(t.Context(), s.AsPerson(s.person), s.c, "ame"))
	s.ok(s.leave("ame"))
	if got := s.handovers("af").Handovers[0].State; got != handover.Withdrawn {
		t.Errorf("what it offered is %s", got)
	}
}
