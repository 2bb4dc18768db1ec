package structure_test

import (
	"testing"

	"samverk/internal/agreement"
	"samverk/internal/rule"
	"samverk/internal/samverktest/world"
)

// TestCriteriaFollowTheAgreement holds that they are frozen with the version,
// go on to the next, are copied, and stand in the file, from which a draft can
// be made.
func TestCriteriaFollowTheAgreement(t *testing.T) {
	w, ctx := bound(t), t.Context()
	keeper := w.As("samordning")
	n := agreed(w)
	n.Content.Target = rule.LeastOf(2, rule.Within("assistance.months", 28, rule.Unbounded), rule.Within("age", 0, 29), rule.Condition{Op: rule.Compare, Fact: "sgi", Want: rule.Is(false), Words: "Utan \"SGI\""})
	want := n.Content.Target.String()
	a := draft(t, w, n)
	is := func(where string, c rule.Condition) {
		t.Helper()
		if c.String() != want {
			t.Errorf("%s it says %s; want %s", where, c, want)
		}
	}
	is("in the draft", agreementOf(t, w, keeper, a).Shown.Target)
	publish(t, w, a)
	is("when published", agreementOf(t, w, keeper, a).Shown.Target)
	copied, err := w.CopyAgreement(ctx, keeper, a, 1, world.Area)
	ok(t, err)
	is("in the copy", agreementOf(t, w, keeper, copied).Shown.Target)
	f, err := w.AgreementFile(ctx, keeper, a, 1)
	ok(t, err)
	is("out of the file", f.AgreementTexts.Content(f.AgreementTerms).Target)
	ok(t, w.NextAgreement(ctx, keeper, a, version(t, w, a)))
	next := agreementOf(t, w, keeper, a).Newest()
	is("in the next version", next.Target)
	c := next.Content
	c.Target = agreement.TargetTemplate(agreement.TargetActors)
	ok(t, w.SaveAgreement(ctx, keeper, a, "", c, next.Version))
	v, err := w.CompareAgreement(ctx, keeper, a, 1, 2)
	ok(t, err)
	is("before the change", v.From.Target)
	told := false
	for _, d := range v.Fields {
		told = told || d.Field == "target" && d.Before == want && d.After == c.Target.String()
	}
	if !told {
		t.Errorf("the change is not told: %+v", v.Fields)
	}
	c.Target = rule.AllOf(rule.Asks("zzz", true))
	if err := w.SaveAgreement(ctx, keeper, a, "", c, next.Version+1); err == nil {
		t.Error("criteria about an unknown fact are taken")
	}
}
