package own_test

import (
	"errors"
	"slices"
	"testing"

	"samverk/internal/access"
	"samverk/internal/app"
	"samverk/internal/consent"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/item"
	"samverk/internal/own"
	"samverk/internal/person"
	"samverk/internal/samverktest/world"
)

// consents is a case with a consent that covers some units.
type consents struct {
	*world.W
	own    *own.Service
	t      *testing.T
	c      id.Case
	person world.Person
}

func given(t *testing.T) consents {
	t.Helper()
	w := world.New(t)
	c, p := w.Case()
	w.Join(c, "ame", "vc", "fk")
	both := access.SetOf(access.Plan, access.Work)
	w.Consent(c, consent.Grid{"samverkan": both, "ame": both, "vc": access.SetOf(access.Plan)})
	return consents{w, own.New(w.App), t, c, p}
}

func (g consents) ok(err error) {
	g.t.Helper()
	if err != nil {
		g.t.Fatal(err)
	}
}

func (g consents) is(err error, kind errs.Kind, what string) {
	g.t.Helper()
	if !errs.Is(err, kind) {
		g.t.Errorf("%s: got %v", what, err)
	}
}

func (g consents) self() access.Actor { return g.AsPerson(g.person) }

func (g consents) view(who access.Actor) app.ConsentView {
	g.t.Helper()
	v, err := g.App.Consent(g.t.Context(), who, g.c)
	g.ok(err)
	return v
}

// wanted is what the person asks for: what stands with some grid.
func (g consents) wanted(grid consent.Grid) consent.New {
	now := g.view(g.self()).Consent
	return consent.New{StartsOn: now.StartsOn, EndsOn: now.EndsOn, Purpose: now.Purpose, Grid: grid, Version: now.Version}
}

func (g consents) protect() {
	g.t.Helper()
	g.ok(g.ProtectPerson(g.t.Context(), g.As("samordning"), g.c, person.Protected))
}

func TestOfAProtectedPersonWhatIsWiderWaitsAndWhatIsNarrowerHoldsAtOnce(t *testing.T) {
	g := given(t)
	ctx := t.Context()
	g.protect()
	me := g.self()
	n := g.wanted(consent.Grid{"samverkan": access.SetOf(access.Plan, access.Work), "ame": access.SetOf(access.Plan, access.Income)})
	made, err := g.GiveConsent(ctx, me, g.c, n)
	g.ok(err)
	if made != "" {
		t.Fatal("what is wider did not wait")
	}
	v := g.view(me)
	if v.Consent.Grid["ame"] != access.SetOf(access.Plan) || v.Consent.Grid["vc"] != 0 {
		t.Errorf("what was taken away stands still: %v", v.Consent.Grid)
	}
	if v.Pending.ID == "" || v.Pending.Wanted.Grid["ame"] != access.SetOf(access.Plan, access.Income) {
		t.Errorf("what waits is %+v", v.Pending)
	}
	if len(v.Others) > 0 {
		t.Errorf("a protected person is shown %d units to add", len(v.Others))
	}
	if p := g.view(g.As("ame")).Pending; p.ID != "" {
		t.Error("a party is told that something waits")
	}
	day, err := g.Day(ctx, g.As("samordning"))
	g.ok(err)
	if len(day.Confirmations) != 1 || day.Confirmations[0].ID != g.c || day.Confirmations[0].On != "2026-11-23" {
		t.Errorf("the one who leads sees on her day %+v", day.Confirmations)
	}

	g.is(g.own.ConfirmConsent(ctx, me, g.c, v.Pending.Version, true), errs.Denied, "by herself")
	g.is(g.own.ConfirmConsent(ctx, g.As("ame"), g.c, v.Pending.Version, true), errs.Denied, "by a party that notes nothing")
	err = g.own.ConfirmConsent(ctx, g.As("samordning"), g.c, v.Pending.Version, false)
	if e, isOurs := errors.AsType[*errs.Error](err); !isOurs || len(e.Faults) != 1 || e.Faults[0].Field != "met" {
		t.Errorf("without having met her: %v", err)
	}
	g.is(g.own.ConfirmConsent(ctx, g.As("samordning"), g.c, v.Pending.Version+1, true), errs.Conflict, "in another version")
	g.ok(g.own.ConfirmConsent(ctx, g.As("samordning"), g.c, v.Pending.Version, true))
	v = g.view(me)
	if v.Pending.ID != "" || v.Consent.Grid["ame"] != access.SetOf(access.Plan, access.Income) || v.Consent.How != consent.Digital || v.Received.ID != "samordning" {
		t.Errorf("confirmed it is %+v, and waits %+v", v.Consent, v.Pending)
	}
	g.is(g.own.RefuseConsent(ctx, g.As("samordning"), g.c, 1), errs.Conflict, "what waits no more")
}

func TestAProtectedPersonTakesBackAtOnce(t *testing.T) {
	g := given(t)
	ctx := t.Context()
	g.protect()
	me := g.self()
	wider := consent.Grid{"ame": access.SetOf(access.Plan, access.Work, access.Income)}

	_, err := g.GiveConsent(ctx, me, g.c, g.wanted(wider))
	g.ok(err)
	g.ok(g.own.TakeBackConsent(ctx, me, g.c, g.view(me).Pending.Version))
	if g.view(me).Pending.ID != "" {
		t.Error("what was taken back waits still")
	}
	_, err = g.GiveConsent(ctx, me, g.c, g.wanted(wider))
	g.ok(err)
	g.ok(g.own.RefuseConsent(ctx, g.As("samordning"), g.c, g.view(me).Pending.Version))

	_, err = g.GiveConsent(ctx, me, g.c, g.wanted(wider))
	g.ok(err)
	narrower := consent.Grid{"ame": access.SetOf(access.Plan)}
	made, err := g.GiveConsent(ctx, me, g.c, g.wanted(narrower))
	g.ok(err)
	if v := g.view(me); made == "" || v.Pending.ID != "" || v.Consent.Grid["ame"] != access.SetOf(access.Plan) {
		t.Errorf("a narrower one gave %q, waits %+v, and stands as %v", made, v.Pending, v.Consent.Grid)
	}

	_, err = g.GiveConsent(ctx, me, g.c, g.wanted(wider))
	g.ok(err)
	g.ok(g.WithdrawConsent(ctx, me, g.c, g.view(me).Consent.Version))
	if v := g.view(me); v.Consent.ID != "" || v.Pending.ID != "" {
		t.Errorf("withdrawn it is %+v, and waits %+v", v.Consent, v.Pending)
	}
	made, err = g.GiveConsent(ctx, me, g.c, consent.New{StartsOn: "2026-11-23", EndsOn: "2026-12-23", Purpose: "Gemensam plan", Grid: narrower})
	g.ok(err)
	if made != "" || g.view(me).Consent.ID != "" {
		t.Error("the first consent of a protected person did not wait")
	}
}

func TestABlockOfAProtectedPersonIsLiftedInPerson(t *testing.T) {
	g := given(t)
	ctx := t.Context()
	g.protect()
	g.ok(g.SetBlock(ctx, g.self(), g.c, "vc"))
	b := g.view(g.self()).Blocks[0].ID
	g.is(g.LiftBlock(ctx, g.self(), g.c, b), errs.Conflict, "by herself")
	g.ok(g.LiftBlock(ctx, g.As("samordning"), g.c, b))
}

func TestAConsentOfSomebodyElseDoesNotWait(t *testing.T) {
	g := given(t)
	made, err := g.GiveConsent(t.Context(), g.self(), g.c, g.wanted(consent.Grid{"fk": access.SetOf(access.Plan)}))
	g.ok(err)
	if v := g.view(g.self()); made == "" || v.Consent.Grid["fk"] == 0 || v.Pending.ID != "" || len(v.Others) == 0 {
		t.Errorf("got %q and %+v", made, v.Consent)
	}
}

func TestConsentsApartAreGivenUsedAndTakenBack(t *testing.T) {
	g := given(t)
	ctx := t.Context()
	lead := g.As("samordning")
	sus := consent.NewSpecial{Kind: consent.SUS, How: consent.Paper, SignedOn: "2026-11-23", About: "Arbetsträning"}
	_, err := g.own.GiveSpecial(ctx, g.self(), g.c, sus)
	g.is(err, errs.Invalid, "SUS without a paper")
	_, err = g.own.GiveSpecial(ctx, g.As("ame"), g.c, sus)
	g.is(err, errs.Denied, "by one who notes nothing")
	one, err := g.own.GiveSpecial(ctx, lead, g.c, sus)
	g.ok(err)
	sus.About = "Praktik"
	_, err = g.own.GiveSpecial(ctx, lead, g.c, sus) // one for each intervention
	g.ok(err)
	fk, err := g.own.GiveSpecial(ctx, g.self(), g.c, consent.NewSpecial{Kind: consent.InformFK, EndsOn: "2027-05-23"})
	g.ok(err)
	_, err = g.own.GiveSpecial(ctx, g.self(), g.c, consent.NewSpecial{Kind: consent.InformFK, EndsOn: "2027-05-23"})
	g.is(err, errs.Conflict, "a second one about FK")

	v := g.specials(lead)
	if len(v.Of(consent.SUS)) != 2 || len(v.Of(consent.InformFK)) != 1 || v.Of(consent.InformFK)[0].How != consent.Digital {
		t.Fatalf("got %+v", v.Specials)
	}
	if got := g.specials(g.As("vc")); len(got.Specials) != 1 || got.Specials[0].Kind != consent.InformFK || !got.MayUse[consent.InformFK] || got.MayUse[consent.SUS] {
		t.Errorf("health care sees %+v", got.Specials)
	}
	if got := g.specials(g.As("fk")); len(got.Specials) != 0 || got.MayUse[consent.InformFK] {
		t.Errorf("FK sees %+v", got.Specials)
	}
	g.is(g.own.UseSpecial(ctx, g.As("vc"), g.c, one, consent.Use{What: "original", On: "2026-11-23"}), errs.NotFound, "health care and SUS")
	g.is(g.own.UseSpecial(ctx, lead, g.c, one, consent.Use{What: "informed", On: "2026-11-24"}), errs.Invalid, "another sort of use, to come")
	g.is(g.own.UseSpecial(ctx, lead, g.c, one, consent.Use{What: "original", On: "2026-11-01"}), errs.Invalid, "before it was given")
	g.ok(g.own.UseSpecial(ctx, lead, g.c, one, consent.Use{What: "original", On: "2026-11-23"}))
	g.ok(g.own.UseSpecial(ctx, g.As("vc"), g.c, fk, consent.Use{What: "informed", On: "2026-11-23"}))
	if used := g.specials(g.self()).Of(consent.InformFK)[0].Used; len(used) != 1 || used[0].By != "vc" {
		t.Errorf("the person sees used %+v", used)
	}
	g.is(g.own.WithdrawSpecial(ctx, g.self(), g.c, fk, 7), errs.Conflict, "in another version")
	g.ok(g.own.WithdrawSpecial(ctx, g.self(), g.c, fk, 1))
	g.is(g.own.UseSpecial(ctx, g.As("vc"), g.c, fk, consent.Use{What: "informed", On: "2026-11-23"}), errs.Conflict, "when it is withdrawn")
	if g.view(g.self()).Consent.ID == "" {
		t.Error("the grid was touched")
	}
}

func (g consents) specials(who access.Actor) own.SpecialView {
	g.t.Helper()
	v, err := g.own.Specials(g.t.Context(), who, g.c)
	g.ok(err)
	return v
}

func TestAProtectedPersonIsInSUSWithoutAName(t *testing.T) {
	g := given(t)
	ctx := t.Context()
	g.protect()
	_, err := g.own.GiveSpecial(ctx, g.As("samordning"), g.c, consent.NewSpecial{Kind: consent.SUS, How: consent.Paper, SignedOn: "2026-11-23", About: "Praktik"})
	g.is(err, errs.Conflict, "SUS")
	n := consent.NewSpecial{Kind: consent.InformFK, How: consent.Oral, EndsOn: "2027-05-23"}
	_, err = g.own.GiveSpecial(ctx, g.self(), g.c, n)
	g.is(err, errs.Conflict, "about FK, over the net")
	_, err = g.own.GiveSpecial(ctx, g.As("samordning"), g.c, n)
	g.ok(err)
}

func TestThePersonSeesWhyAUnitSeesWhatItSees(t *testing.T) {
	g := given(t)
	ctx := t.Context()
	activity := item.New{Kind: item.Activity, Category: access.Work, Content: item.Content{Title: "Arbetsträning", Status: "ongoing", Start: "2026-11-23", Extent: 25, Responsible: "ame"}}
	one, err := g.WriteItem(ctx, g.As("ame"), g.c, app.NewItem{New: activity, Handing: app.Handing{Receivers: []id.Unit{"samverkan"}, Ground: access.ByConsent}})
	g.ok(err)
	g.ok(g.CopyItem(ctx, g.As("samordning"), g.c, one))
	const reason = "Underlaget behövs för handläggningen."
	g.ok(g.DiscloseItem(ctx, g.As("ame"), g.c, one, app.DiscloseItem{Version: 1, Handing: app.Handing{Receivers: []id.Unit{"fk"}, Ground: access.ByLaw, Provision: "osl-10-28", GroundReason: reason}}))

	_, err = g.own.Why(ctx, g.As("samordning"), g.c)
	g.is(err, errs.NotFound, "somebody else")
	v, err := g.own.Why(ctx, g.self(), g.c)
	g.ok(err)
	unit := func(v own.WhyView, u id.Unit) own.WhyUnit {
		i := slices.IndexFunc(v.Units, func(w own.WhyUnit) bool { return w.Unit.ID == u })
		if i < 0 {
			t.Fatalf("%s is not told of", u)
		}
		return v.Units[i]
	}
	lead, fk := unit(v, "samverkan"), unit(v, "fk")
	if !lead.TakesPart() || len(lead.Given) != 2 || !lead.Sees(lead.Given[0]) || lead.Given[0].Title != "Arbetsträning" || lead.Given[1].Kind != "copied" {
		t.Errorf("got %+v", lead)
	}
	if len(fk.Given) != 1 || fk.Given[0].Reason != reason || fk.Covers != 0 || !fk.Sees(fk.Given[0]) {
		t.Errorf("got %+v", fk)
	}
	held := g.view(g.self()).Held
	if len(held) != 2 || held[0].Lawful != 1 || held[1].Consented != 1 || held[1].Copied != 1 {
		t.Errorf("counted %+v", held)
	}
	if got := g.view(g.As("samordning")).Held; got != nil {
		t.Errorf("somebody else is told %+v", got)
	}
	g.ok(g.SetBlock(ctx, g.self(), g.c, "fk"))
	g.ok(g.WithdrawConsent(ctx, g.self(), g.c, g.view(g.self()).Consent.Version))
	v, err = g.own.Why(ctx, g.self(), g.c)
	g.ok(err)
	lead, fk = unit(v, "samverkan"), unit(v, "fk")
	if lead.Sees(lead.Given[0]) || fk.Sees(fk.Given[0]) || fk.Blocked.IsZero() {
		t.Errorf("after all was withdrawn: %+v, %+v", lead, fk)
	}
}
