package joint_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"samverk/internal/access"
	"samverk/internal/app"
	"samverk/internal/consent"
	"samverk/internal/errs"
	"samverk/internal/handover"
	"samverk/internal/id"
	"samverk/internal/joint"
	"samverk/internal/result"
	"samverk/internal/samverktest/world"
)

// roundabout is a person whom "ame" has passed on to "af", which said no; then
// "samordning" took her on, asked "vc", which said no, and "fk", which came.
func roundabout(t *testing.T) table {
	t.Helper()
	w := world.New(t)
	b := table{W: w, t: t, joint: joint.New(w.App), anna: w.Person()}
	ctx := t.Context()
	first := world.Asked(b.anna)
	first.To = "ame"
	r, err := w.SendRequest(ctx, w.As("forsorjning"), first)
	b.ok(err)
	b.ok(w.ForwardRequest(ctx, w.As("ame"), r, 1, app.Forward{To: "af", Reason: "not_ours"}))
	b.ok(w.DeclineRequest(ctx, w.As("af"), r, 2, "no_capacity", ""))
	b.c = w.CaseOf(b.anna)
	_, err = w.App.Invite(ctx, w.As("samordning"), b.c, "vc")
	b.ok(err)
	asked, err := w.Invitation(ctx, w.As("vc"), b.c)
	b.ok(err)
	b.ok(w.DeclineInvitation(ctx, w.As("vc"), b.c, asked.Version, "no_capacity"))
	w.Join(b.c, "fk")
	return b
}

func (b table) way(who access.Actor) joint.TrailView {
	b.t.Helper()
	v, err := b.joint.Trail(b.t.Context(), who, b.c)
	b.ok(err)
	return v
}

// steps writes a way as words: who, what, to whom, why.
func steps(v joint.TrailView) (all []string) {
	for _, p := range v.Passages {
		all = append(all, strings.TrimSpace(fmt.Sprintf("%s %s %s %s", p.From, p.Kind, p.To, p.Reason)))
	}
	return all
}

func TestThePersonSeesHerWholeWay(t *testing.T) {
	b := roundabout(t)
	want := []string{
		"forsorjning sent ame", "ame forwarded af not_ours", "af declined  no_capacity",
		"forsorjning sent samordning", "samordning accepted", "samordning opened", "forsorjning joined",
		"samordning invited vc", "vc refused  no_capacity", "samordning invited fk", "fk joined",
	}
	v := b.way(b.me())
	if got := steps(v); !slices.Equal(got, want) {
		t.Errorf("her way:\n%s", strings.Join(got, "\n"))
	}
	if v.Turns() != 3 || v.Leads.ID != "samordning" {
		t.Errorf("%d turns, and %s has the case now", v.Turns(), v.Leads.ID)
	}
	other := b.AsPerson(b.Person())
	_, err := b.joint.Trail(t.Context(), other, b.c)
	b.is(err, errs.NotFound, "another person")
}

func TestAnActorSeesOfTheWayWhatItMay(t *testing.T) {
	b := roundabout(t)
	for f, want := range map[id.Function][]string{
		// Who leads and knows who takes part, and what its own unit has been asked.
		"samordning": {"forsorjning sent samordning", "samordning accepted", "samordning opened", "forsorjning joined", "samordning invited vc", "vc refused  no_capacity", "samordning invited fk", "fk joined"},
		// Who asked follows what it asked, of nobody else's invitations.
		"forsorjning": {"forsorjning sent ame", "ame forwarded af not_ours", "af declined  no_capacity", "forsorjning sent samordning", "samordning accepted", "samordning opened", "forsorjning joined"},
		// Who takes part without any consent.
		"fk": {"samordning opened", "samordning invited fk", "fk joined"},
	} {
		if got := steps(b.way(b.As(f))); !slices.Equal(got, want) {
			t.Errorf("%s sees:\n%s", f, strings.Join(got, "\n"))
		}
	}
	b.Consent(b.c, consent.Grid{"fk": access.SetOf(access.Plan), "samverkan": access.All})
	got := steps(b.way(b.As("fk")))
	if !slices.Contains(got, "forsorjning sent samordning") || slices.ContainsFunc(got, func(s string) bool { return strings.Contains(s, "ame") }) {
		t.Errorf("in the circle Försäkringskassan sees:\n%s", strings.Join(got, "\n"))
	}
	for _, f := range []id.Function{"vc", "ame", "af", "nassjo-samordning", "forbund"} {
		_, err := b.joint.Trail(t.Context(), b.As(f), b.c)
		b.is(err, errs.NotFound, string(f)+", which takes no part")
	}
	b.ok(b.SetBlock(t.Context(), b.me(), b.c, "fk"))
	_, err := b.joint.Trail(t.Context(), b.As("fk"), b.c)
	b.is(err, errs.NotFound, "a blocked unit")
}

// TestAHandoverThatNobodyTakesTurnsThePersonAway lets "fk" say no to what it is
// offered, and then yes.
func TestAHandoverThatNobodyTakesTurnsThePersonAway(t *testing.T) {
	b := roundabout(t)
	b.Consent(b.c, consent.Grid{"fk": access.SetOf(access.Plan), "samverkan": access.All})
	ctx, r := t.Context(), result.New(b.App)
	turns := b.way(b.me()).Turns()
	h, err := r.HandOver(ctx, b.As("samordning"), b.c, result.NewHandover{Summary: world.Learnt, Taker: "fk"})
	b.ok(err)
	if got := b.way(b.me()).Turns(); got != turns {
		t.Errorf("an offer that waits counts: %d", got)
	}
	b.ok(r.AnswerHandover(ctx, b.As("fk"), b.c, h, 1, handover.Reply{Reason: "too_early"}))
	v := b.way(b.me())
	if got := steps(v); got[len(got)-1] != "fk not_taken  too_early" || v.Turns() != turns+1 {
		t.Errorf("%d turns:\n%s", v.Turns(), strings.Join(got, "\n"))
	}
	b.HandOver(b.c, "samordning", "fk")
	if v := b.way(b.me()); v.Turns() != turns+1 || v.Passages[len(v.Passages)-1].Kind != "taken" {
		t.Errorf("%d turns when it is taken", v.Turns())
	}
}

func TestWhoActsForThePersonSeesTheWayOfOneCase(t *testing.T) {
	b := roundabout(t)
	helper := b.Person()
	in := b.InPart(b.Represent(b.c, helper, "read"), helper, b.anna, b.c)
	for _, s := range steps(b.way(in)) {
		if strings.Contains(s, "ame") || strings.Contains(s, "af ") {
			t.Errorf("she sees another request: %s", s)
		}
	}
}

func TestARequestWithoutANameIsNotTiedToThePersonByHerWay(t *testing.T) {
	b := roundabout(t)
	ctx := t.Context()
	without := world.Asked(b.anna)
	without.Consented, without.ConsentHow = false, ""
	without.To = "fk"
	if _, err := b.SendRequest(ctx, b.As("forsorjning"), without); err != nil {
		b.ok(err)
	}
	b.Consent(b.c, consent.Grid{"fk": access.SetOf(access.Income), "samverkan": access.All})
	for _, p := range b.way(b.As("fk")).Passages {
		if p.To == "fk" && p.Kind == "sent" {
			t.Error("Försäkringskassan learns whom a request without a name is about")
		}
	}
	if got := steps(b.way(b.me())); !slices.Contains(got, "forsorjning sent fk") {
		t.Error("she does not see it herself")
	}
}
