package study_test

import (
	"math"
	"testing"

	"samverk/internal/factor"
	"samverk/internal/id"
	"samverk/internal/study"
)

// pairs repeats a pair of judgements.
func pairs(n int, a, b string) (all [][2]string) {
	for range n {
		all = append(all, [2]string{a, b})
	}
	return all
}

func join(all ...[][2]string) (one [][2]string) {
	for _, a := range all {
		one = append(one, a...)
	}
	return one
}

// The figures are computed by hand.
func TestKappaIsCohens(t *testing.T) {
	for name, c := range map[string]struct {
		pairs                   [][2]string
		observed, chance, value float64
		defined                 bool
	}{
		// 50 judgements: both yes 20, yes and no 5, no and yes 10, both no 15.
		// p_o = 35/50 = 0.7; p_e = (25·30 + 25·20)/2500 = 0.5; κ = 0.2/0.5 = 0.4.
		"two by two": {join(pairs(20, "yes", "yes"), pairs(5, "yes", "no"), pairs(10, "no", "yes"), pairs(15, "no", "no")), 0.7, 0.5, 0.4, true},
		// Three categories, 10 judgements: 3 a, 2 b, 2 c alike; a/b, b/c, c/a once.
		// p_o = 0.7; rows 4,3,3 and columns 4,3,3: p_e = (16+9+9)/100 = 0.34; κ = 0.36/0.66.
		"three categories": {join(pairs(3, "a", "a"), pairs(2, "b", "b"), pairs(2, "c", "c"), pairs(1, "a", "b"), pairs(1, "b", "c"), pairs(1, "c", "a")), 0.7, 0.34, 0.36 / 0.66, true},
		// Never alike, two categories each half of the time: p_e = 0.5; κ = −1.
		"never": {join(pairs(5, "a", "b"), pairs(5, "b", "a")), 0, 0.5, -1, true},
		// Everything alike in one category: p_e = 1, so it is not defined.
		"one category": {pairs(7, "a", "a"), 1, 1, 0, false},
		"always":       {join(pairs(5, "a", "a"), pairs(5, "b", "b")), 1, 0.5, 1, true},
		"nothing":      {nil, 0, 0, 0, false},
	} {
		k := study.KappaOf(c.pairs)
		if k.Defined != c.defined || k.Both != len(c.pairs) || far(k.Observed, c.observed) || far(k.Chance, c.chance) || far(k.Value, c.value) {
			t.Errorf("%s: %+v", name, k)
		}
	}
}

func far(a, b float64) bool { return math.Abs(a-b) > 1e-12 }

func coding(s, coder string, f factor.Code, side string) study.Coding {
	return study.Coding{Statement: id.Statement(s), Coder: id.Function(coder), Category: study.Category{Factor: f, Side: side}}
}

func TestAgreementIsOfAllPairs(t *testing.T) {
	a := study.AgreementOf([]study.Coding{
		coding("1", "a", factor.Goals, "hindering"), coding("1", "b", factor.Goals, "hindering"), coding("1", "c", factor.Goals, "hindering"),
		coding("2", "a", factor.Forums, "promoting"), coding("2", "b", factor.Forums, "promoting"), coding("2", "c", factor.Forums, "hindering"),
		coding("3", "a", factor.Forums, "promoting"),
	})
	if len(a.Coders) != 3 || len(a.Pairs) != 3 || a.Coded["a"] != 3 || a.Coded["c"] != 2 {
		t.Fatalf("%+v", a)
	}
	// a–b: two alike of two categories, κ = 1. a–c and b–c: p_o = 1/2, p_e = 1/4, κ = 1/3.
	if !a.Defined || far(a.Pairs[0].Value, 1) || far(a.Pairs[1].Value, 1.0/3) || far(a.Mean, (1+2.0/3)/3) {
		t.Errorf("%+v", a)
	}
	if len(a.Differ) != 1 || a.Differ[0] != "2" {
		t.Errorf("differ: %v", a.Differ)
	}
}

func TestOneCoderHasNobodyToAgreeWith(t *testing.T) {
	a := study.AgreementOf([]study.Coding{coding("1", "a", factor.Goals, "hindering")})
	if a.Defined || len(a.Pairs) != 0 || len(a.Coders) != 1 {
		t.Errorf("%+v", a)
	}
}

func TestTwoWhoHaveCodedNothingInCommonDoNotAgreeNorDiffer(t *testing.T) {
	a := study.AgreementOf([]study.Coding{coding("1", "a", factor.Goals, "hindering"), coding("2", "b", factor.Goals, "promoting")})
	if a.Defined || a.Mean != 0 || len(a.Pairs) != 1 || a.Pairs[0].Both != 0 || a.Pairs[0].Defined || len(a.Differ) != 0 {
		t.Errorf("%+v", a)
	}
}

func TestAQuoteOfOnePersonNamesNoActor(t *testing.T) {
	s := study.Statement{Quote: true, Group: "g", People: 1, Actor: "fk"}
	if s.ShownActor() != "" {
		t.Error("who was alone is known by her actor")
	}
	if s.People = 2; s.ShownActor() != "fk" {
		t.Error("a group of two has no actor")
	}
}
