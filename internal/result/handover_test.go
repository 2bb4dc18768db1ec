package result_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"samverk/internal/access"
	"samverk/internal/app"
	"samverk/internal/cases"
	"samverk/internal/consent"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/handover"
	"samverk/internal/id"
	"samverk/internal/item"
	"samverk/internal/result"
	"samverk/internal/samverktest/world"
)

// scene is a case that "samordning" leads and in which "ame", "af" and "vc" take
// part; the consent lets the units of the first two know of everything.
type scene struct {
	*world.W
	R      *result.Service
	t      *testing.T
	c      id.Case
	person world.Person
}

func begin(t *testing.T) scene {
	w := world.New(t)
	c, p := w.Case()
	w.Join(c, "ame", "af", "vc")
	w.Consent(c, consent.Grid{"ame": access.All, "af": access.All, "samverkan": access.All})
	return scene{w, result.New(w.App), t, c, p}
}

func (s scene) ok(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

func (s scene) is(err error, k errs.Kind, key string) {
	s.t.Helper()
	if !errs.Is(err, k) {
		s.t.Fatalf("%v", err)
	}
	if e, ok := err.(*errs.Error); key != "" && (!ok || e.Key != key) {
		s.t.Errorf("%v, want %s", err, key)
	}
}

func faultsOf(t *testing.T, err error) map[string]string {
	t.Helper()
	e, ok := err.(*errs.Error)
	if !ok || e.Kind != errs.Invalid {
		t.Fatalf("%v", err)
	}
	all := map[string]string{}
	for _, f := range e.Faults {
		all[f.Field] = f.Key
	}
	return all
}

// training lets a function write an activity that it answers for, from and to so
// many days from today, for units.
func (s scene) training(f id.Function, from, to int, units ...id.Unit) id.Item {
	s.t.Helper()
	day := func(n int) string { return s.Now().AddDate(0, 0, n).Format(time.DateOnly) }
	i, err := s.WriteItem(s.t.Context(), s.As(f), s.c, app.NewItem{
		New:     item.New{Kind: item.Activity, Category: access.Work, Content: item.Content{Title: "Arbetsträning", Status: "ongoing", Start: day(from), End: day(to), Extent: 25, Responsible: f}},
		Handing: app.Handing{Receivers: units, Ground: access.ByConsent},
	})
	s.ok(err)
	return i
}

func (s scene) handovers(f id.Function) result.HandoverView {
	s.t.Helper()
	v, err := s.R.Handovers(s.t.Context(), s.As(f), s.c)
	s.ok(err)
	return v
}

func (s scene) leave(f id.Function) error {
	var version int64
	s.Read(func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.One(ctx, []any{&version}, `select version from party where case_id = $1 and function_id = $2`, s.c, f)
		return err
	})
	return s.LeaveCase(s.t.Context(), s.As(f), s.c, version, "our_part_done")
}

func TestTheTakerSaysYesBeforeTheGiverLeaves(t *testing.T) {
	s := begin(t)
	ctx := t.Context()
	training := s.training("ame", -30, 30, "samverkan")
	s.is(s.leave("ame"), errs.Conflict, "handover.leave.responsible")
	h, err := s.R.HandOver(ctx, s.As("ame"), s.c, result.NewHandover{Summary: world.Learnt, Activity: training, Taker: "af"})
	s.ok(err)
	s.is(s.leave("ame"), errs.Conflict, "handover.leave.offered")
	v := s.handovers("af")
	if len(v.Handovers) != 1 || v.Handovers[0].Giver != "ame" || v.Handovers[0].State != handover.Offered {
		t.Fatalf("%+v", v.Handovers)
	}
	if i, found := v.Of(v.Handovers[0]); !found || !strings.Contains(i.Words, world.Learnt.Left) || i.Title != "Överlämning: Arbetsträning" {
		t.Errorf("the taker reads %q", i.Title)
	}
	day, err := s.Day(ctx, s.As("af"))
	s.ok(err)
	if len(day.Results.Handovers) != 1 || day.Results.Handovers[0].ID != s.c {
		t.Errorf("%+v", day.Results.Handovers)
	}
	s.is(s.R.AnswerHandover(ctx, s.As("samordning"), s.c, h, 1, handover.Reply{Accept: true}), errs.NotFound, "")
	s.ok(s.R.AnswerHandover(ctx, s.As("af"), s.c, h, 1, handover.Reply{Accept: true}))
	s.is(s.R.AnswerHandover(ctx, s.As("af"), s.c, h, 1, handover.Reply{Accept: true}), errs.Conflict, "changed")
	s.ok(s.leave("ame"))
}

func TestADeclinedHandoverKeepsTheGiverAndSaysWhy(t *testing.T) {
	s := begin(t)
	ctx := t.Context()
	s.training("ame", -30, 30)
	h, err := s.R.HandOver(ctx, s.As("ame"), s.c, result.NewHandover{Summary: world.Learnt, Taker: "af"})
	s.ok(err)
	got := faultsOf(t, s.R.AnswerHandover(ctx, s.As("af"), s.c, h, 1, handover.Reply{Reason: "bored", Words: strings.Repeat("x", 2001)}))
	if got["reason"] != "handover.reason.missing" || got["words"] != "handover.words.long" {
		t.Errorf("%v", got)
	}
	if got := faultsOf(t, s.R.AnswerHandover(ctx, s.As("af"), s.c, h, 1, handover.Reply{Reason: handover.Other})); got["words"] != "handover.words.missing" {
		t.Errorf("%v", got)
	}
	s.ok(s.R.AnswerHandover(ctx, s.As("af"), s.c, h, 1, handover.Reply{Reason: "too_early", Words: "Vi väntar på läkaren."}))
	v := s.handovers("ame")
	if one := v.Handovers[0]; one.State != handover.Declined || one.Reason != "too_early" || one.Words != "Vi väntar på läkaren." {
		t.Errorf("%+v", one)
	}
	if one := s.handovers("samordning").Handovers[0]; one.Words != "" || one.Reason != "too_early" {
		t.Errorf("who is neither giver nor taker reads %+v", one)
	}
	s.is(s.leave("ame"), errs.Conflict, "handover.leave.responsible")
	s.ok(second(s.R.HandOver(ctx, s.As("ame"), s.c, result.NewHandover{Summary: world.Learnt, Taker: "samordning"})))
}

func second[T any](_ T, err error) error { return err }

func TestEveryFaultOfAHandoverIsNamedAtOnce(t *testing.T) {
	s := begin(t)
	ctx := t.Context()
	got := faultsOf(t, second(s.R.HandOver(ctx, s.As("ame"), s.c, result.NewHandover{Activity: "none", Taker: "vc", Summary: result.Summary{Worked: strings.Repeat("x", 3001)}})))
	for field, key := range map[string]string{"done": "handover.done.missing", "left": "handover.left.missing", "worked": "handover.said.long", "taker": "handover.taker.untold", "activity": "handover.activity.own"} {
		if got[field] != key {
			t.Errorf("%s: %q, want %q", field, got[field], key)
		}
	}
	if got := faultsOf(t, second(s.R.HandOver(ctx, s.As("ame"), s.c, result.NewHandover{Summary: world.Learnt, Taker: "boende"}))); got["taker"] != "handover.taker.party" {
		t.Errorf("one that does not take part: %v", got)
	}
	if v := s.handovers("ame"); len(v.Handovers) != 0 || len(v.Summaries) != 0 {
		t.Error("something was written")
	}
	s.ok(second(s.R.HandOver(ctx, s.As("ame"), s.c, result.NewHandover{Summary: world.Learnt, Taker: "af"})))
	s.is(second(s.R.HandOver(ctx, s.As("ame"), s.c, result.NewHandover{Summary: world.Learnt, Taker: "samordning"})), errs.Conflict, "handover.already")
	if v := s.handovers("ame"); len(v.Summaries) != 1 {
		t.Error("the summary of a handover that was refused is kept")
	}
}

func TestAHandoverIsSecretOutsideTheCircle(t *testing.T) {
	s := begin(t)
	ctx := t.Context()
	h, err := s.R.HandOver(ctx, s.As("ame"), s.c, result.NewHandover{Summary: world.Learnt, Taker: "af"})
	s.ok(err)
	v := s.handovers("vc")
	if len(v.Handovers)+len(v.Summaries)+len(v.Takers)+len(v.Untold) != 0 || v.MayGive {
		t.Errorf("who is outside the circle sees %+v", v.Handovers)
	}
	for _, e := range v.Events {
		if strings.HasPrefix(e.Kind, "handover") {
			t.Errorf("the time line tells %s", e.Kind)
		}
	}
	s.is(second(s.R.HandOver(ctx, s.As("vc"), s.c, result.NewHandover{Summary: world.Learnt, Taker: "af"})), errs.Conflict, "handover.circle")
	s.is(second(s.R.HandOver(ctx, s.As("boende"), s.c, result.NewHandover{Summary: world.Learnt, Taker: "af"})), errs.NotFound, "")
	s.is(s.R.AnswerHandover(ctx, s.As("vc"), s.c, h, 1, handover.Reply{Accept: true}), errs.NotFound, "")
	s.ok(s.SetBlock(ctx, s.AsPerson(s.person), s.c, "af"))
	s.is(s.R.AnswerHandover(ctx, s.As("af"), s.c, h, 1, handover.Reply{Accept: true}), errs.NotFound, "")
	day, err := s.Day(ctx, s.As("af"))
	s.ok(err)
	if len(day.Results.Handovers) != 0 {
		t.Error("a blocked unit is told")
	}
	mine, err := s.R.Handovers(ctx, s.AsPerson(s.person), s.c)
	s.ok(err)
	if len(mine.Handovers) != 1 || mine.Handovers[0].Taker != "af" || len(mine.Summaries) != 1 || mine.MayGive {
		t.Errorf("the person sees %+v", mine.Handovers)
	}
}

func TestWhenConsentEndsTheTakerSeesNoMoreWhoGave(t *testing.T) {
	s := begin(t)
	s.ok(second(s.R.HandOver(t.Context(), s.As("ame"), s.c, result.NewHandover{Summary: world.Learnt, Taker: "af"})))
	v, err := s.App.Consent(t.Context(), s.As("samordning"), s.c)
	s.ok(err)
	s.ok(s.WithdrawConsent(t.Context(), s.AsPerson(s.person), s.c, v.Consent.Version))
	k := s.handovers("af")
	if len(k.Handovers) != 1 || k.Handovers[0].Giver != "" || len(k.Summaries) != 0 || k.Functions["ame"].ID != "" {
		t.Errorf("%+v", k.Handovers)
	}
}

func TestACaseIsNotClosedBeforeSomebodyHasTakenOverOrASummaryIsKept(t *testing.T) {
	s := begin(t)
	ctx, lead := t.Context(), s.As("samordning")
	s.ok(s.BeginClosing(ctx, lead, s.c, 1, cases.Handover, "af"))
	s.is(s.CloseCase(ctx, lead, s.c, 2), errs.Conflict, "handover.close.untaken")
	h, err := s.R.HandOver(ctx, lead, s.c, result.NewHandover{Summary: world.Learnt, Taker: "af"})
	s.ok(err)
	s.is(s.CloseCase(ctx, lead, s.c, 2), errs.Conflict, "handover.close.untaken")
	s.ok(s.R.AnswerHandover(ctx, s.As("af"), s.c, h, 1, handover.Reply{Accept: true}))
	s.ok(s.CloseCase(ctx, lead, s.c, 2))

	c := s.CaseOf(s.Person())
	s.ok(s.BeginClosing(ctx, lead, c, 1, cases.Joint, ""))
	s.is(s.CloseCase(ctx, lead, c, 2), errs.Conflict, "handover.close.summary")
	s.Summarise(c, "samordning")
	s.ok(s.CloseCase(ctx, lead, c, 2))
}

func TestTheSummaryOfAClosedCaseIsHandedOnWhileConsentStands(t *testing.T) {
	s := begin(t)
	ctx, lead := t.Context(), s.As("samordning")
	s.training("samordning", -30, 30)
	i := s.Summarise(s.c, "samordning")
	s.ok(s.BeginClosing(ctx, lead, s.c, 1, cases.Joint, ""))
	s.ok(s.CloseCase(ctx, lead, s.c, 2))
	s.is(s.DiscloseItem(ctx, lead, s.c, i, app.DiscloseItem{Version: 1, Handing: app.Handing{Receivers: []id.Unit{"vc"}}}), errs.Invalid, "")
	s.ok(s.DiscloseItem(ctx, lead, s.c, i, app.DiscloseItem{Version: 1, Handing: app.Handing{Receivers: []id.Unit{"af"}}}))
	if v := s.handovers("af"); len(v.Summaries) != 1 || !strings.Contains(v.Summaries[0].Words, world.Learnt.Worked) {
		t.Errorf("%+v", v.Summaries)
	}
	k, err := s.App.Case(ctx, lead, s.c)
	s.ok(err)
	for _, other := range k.Items {
		if other.Kind == item.Activity {
			s.is(s.DiscloseItem(ctx, lead, s.c, other.ID, app.DiscloseItem{Version: 1, Handing: app.Handing{Receivers: []id.Unit{"af"}}}), errs.Conflict, "case.closed")
		}
	}
	s.Pass(40 * 24 * time.Hour) // the consent has ended
	s.is(s.DiscloseItem(ctx, s.As("samordning"), s.c, i, app.DiscloseItem{Version: 1, Handing: app.Handing{Receivers: []id.Unit{"ame"}}}), errs.Invalid, "")
	if v := s.handovers("af"); len(v.Summaries) != 0 {
		t.Error("it is read when consent has ended")
	}
}

func TestAMeetingIsProposedAtTheMiddleAndBeforeTheEnd(t *testing.T) {
	s := begin(t)
	ctx := t.Context()
	i := s.training("ame", -200, 165, "samverkan")
	proposals := func(f id.Function) []app.ProposalRow {
		d, err := s.Day(ctx, s.As(f))
		s.ok(err)
		return d.Results.Proposals
	}
	for _, f := range []id.Function{"ame", "samordning"} {
		if got := proposals(f); len(got) != 1 || got[0].Checkpoint != handover.Middle || got[0].Item != i || got[0].Title != "Arbetsträning" {
			t.Errorf("%s: %+v", f, got)
		}
	}
	if got := proposals("af"); len(got) != 0 {
		t.Errorf("one that answers for nothing: %+v", got)
	}
	s.is(s.R.DismissMeeting(ctx, s.As("vc"), s.c, i, handover.Middle), errs.NotFound, "")
	s.is(s.R.DismissMeeting(ctx, s.As("ame"), s.c, i, "never"), errs.Invalid, "")
	s.ok(s.R.DismissMeeting(ctx, s.As("ame"), s.c, i, handover.Middle))
	if len(proposals("ame")) != 0 || len(proposals("samordning")) != 1 {
		t.Error("what one unit does not want another is not shown either, or the first is")
	}
	s.Pass(120 * 24 * time.Hour)
	s.Consent(s.c, consent.Grid{"ame": access.All, "samverkan": access.All})
	if got := proposals("ame"); len(got) != 1 || got[0].Checkpoint != handover.End {
		t.Fatalf("%+v", got)
	}
	s.Call(s.c, "ame", "", "", "samordning")
	if len(proposals("ame"))+len(proposals("samordning")) != 0 {
		t.Error("it is proposed though a call has been made")
	}
}

func TestAnErasedPersonsHandoversAndOutcomesSayNothing(t *testing.T) {
	s := begin(t)
	ctx := t.Context()
	h, err := s.R.HandOver(ctx, s.As("ame"), s.c, result.NewHandover{Summary: world.Learnt, Taker: "af"})
	s.ok(err)
	s.ok(s.R.AnswerHandover(ctx, s.As("af"), s.c, h, 1, handover.Reply{Reason: handover.Other, Words: "Ord om personen."}))
	s.ok(s.R.NoteOutcome(ctx, s.AsPerson(s.person), s.c, rating("before", 2, s.Now())))
	s.ok(s.ErasePerson(ctx, s.person.ID))
	s.Read(func(ctx context.Context, tx *db.Tx) error {
		left, err := tx.Has(ctx, `select 1 from handover where length(sealed) > 0 union all select 1 from outcome where length(sealed) > 0 union all select 1 from goal_scale where length(sealed) > 0`)
		if left {
			t.Error("something is left")
		}
		return err
	})
}
