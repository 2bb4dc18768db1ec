package rule_test

import (
	"maps"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"samverk/internal/rule"
)

var (
	yes, no, open = rule.Yes, rule.No, rule.Unknown
	known         = []rule.Fact{{Name: "a", Sort: rule.Question}, {Name: "b", Sort: rule.Question}, {Name: "c", Sort: rule.Question}, {Name: "n", Sort: rule.Number}, {Name: "m", Sort: rule.Number}}
)

func ask(fact string) rule.Condition { return rule.Asks(fact, true) }

func TestConditionsAreThreeValued(t *testing.T) {
	for name, x := range map[string]struct {
		c     rule.Condition
		facts rule.Facts
		want  rule.Truth
		asks  string
	}{
		"answered yes":                   {ask("a"), rule.Facts{"a": rule.Is(true)}, yes, ""},
		"answered no":                    {ask("a"), rule.Facts{"a": rule.Is(false)}, no, ""},
		"not answered":                   {ask("a"), nil, open, "a"},
		"asked for no":                   {rule.Asks("a", false), rule.Facts{"a": rule.Is(false)}, yes, ""},
		"all, one no and one open":       {rule.AllOf(ask("a"), ask("b")), rule.Facts{"a": rule.Is(false)}, no, ""},
		"all, one yes and one open":      {rule.AllOf(ask("a"), ask("b")), rule.Facts{"a": rule.Is(true)}, open, "b"},
		"any, one yes and one open":      {rule.AnyOf(ask("a"), ask("b")), rule.Facts{"a": rule.Is(true)}, yes, ""},
		"any, one no and one open":       {rule.AnyOf(ask("a"), ask("b")), rule.Facts{"a": rule.Is(false)}, open, "b"},
		"not, of what is open":           {rule.Except(ask("a")), nil, open, "a"},
		"not, of yes":                    {rule.Except(ask("a")), rule.Facts{"a": rule.Is(true)}, no, ""},
		"two of three, one yes":          {rule.LeastOf(2, ask("a"), ask("b"), ask("c")), rule.Facts{"a": rule.Is(true)}, open, "b,c"},
		"two of three, two no":           {rule.LeastOf(2, ask("a"), ask("b"), ask("c")), rule.Facts{"a": rule.Is(false), "b": rule.Is(false)}, no, ""},
		"two of three, two yes":          {rule.LeastOf(2, ask("a"), ask("b"), ask("c")), rule.Facts{"a": rule.Is(true), "c": rule.Is(true)}, yes, ""},
		"number below":                   {rule.Within("n", 28, rule.Unbounded), rule.Facts{"n": rule.Count(27)}, no, ""},
		"number at its bound":            {rule.Within("n", 28, rule.Unbounded), rule.Facts{"n": rule.Count(28)}, yes, ""},
		"number at its upper bound":      {rule.Within("n", 0, 64), rule.Facts{"n": rule.Count(64)}, yes, ""},
		"number above its upper bound":   {rule.Within("n", 0, 64), rule.Facts{"n": rule.Count(65)}, no, ""},
		"number within, all possible":    {rule.Within("n", 18, 24), rule.Facts{"n": rule.Between(19, 24)}, yes, ""},
		"number partly within":           {rule.Within("n", 18, 24), rule.Facts{"n": rule.Between(19, 25)}, open, "n"},
		"number known to be outside":     {rule.Within("n", 28, rule.Unbounded), rule.Facts{"n": rule.Between(3, 9)}, no, ""},
		"the same from either answer":    {rule.AnyOf(rule.Within("n", 30, rule.Unbounded), rule.Within("n", 0, 29)), nil, yes, ""},
		"a contradiction":                {rule.AllOf(ask("a"), rule.Asks("a", false)), nil, no, ""},
		"open, and what cannot matter":   {rule.AllOf(ask("a"), rule.AnyOf(ask("b"), ask("c"))), rule.Facts{"b": rule.Is(true)}, open, "a"},
		"an answer that no one can give": {rule.AllOf(ask("b"), rule.Within("n", 5, 5)), rule.Facts{"n": rule.Between(5, 6)}, open, "b,n"},
		"an answer of the wrong sort":    {ask("a"), rule.Facts{"a": rule.Count(1)}, open, "a"},
	} {
		got := x.c.Evaluate(x.facts)
		if got.Truth != x.want || strings.Join(got.Decides, ",") != x.asks {
			t.Errorf("%s: %v, decided by %v; want %v, %q", name, got.Truth, got.Decides, x.want, x.asks)
		}
	}
}

func TestReasonsAreThoseThatMadeItSo(t *testing.T) {
	c := rule.AllOf(ask("a"), rule.AnyOf(ask("b"), rule.Within("n", 10, 20)), rule.Except(ask("c")))
	for name, x := range map[string]struct {
		facts rule.Facts
		want  string
	}{
		"no because of one":    {rule.Facts{"a": rule.Is(true), "b": rule.Is(false), "n": rule.Count(9)}, "b=no n=no"},
		"no because of not":    {rule.Facts{"a": rule.Is(true), "c": rule.Is(true)}, "c=yes"},
		"yes because of each":  {rule.Facts{"a": rule.Is(true), "n": rule.Count(10), "c": rule.Is(false)}, "a=yes n=yes c=no"},
		"open because of some": {rule.Facts{"a": rule.Is(true), "c": rule.Is(false)}, "b=? n=?"},
	} {
		var got []string
		for _, r := range c.Evaluate(x.facts).Reasons {
			got = append(got, r.Fact+"="+map[rule.Truth]string{yes: "yes", no: "no", open: "?"}[r.Truth])
		}
		if strings.Join(got, " ") != x.want {
			t.Errorf("%s: %v; want %s", name, got, x.want)
		}
	}
}

// top is the largest number that the property tests ask about.
const top = 6

func conditions(depth int) *rapid.Generator[rule.Condition] {
	return rapid.Custom(func(t *rapid.T) rule.Condition {
		op := rapid.IntRange(0, 6).Draw(t, "op")
		if depth == 0 {
			op %= 2
		}
		some := func() []rule.Condition { return rapid.SliceOfN(conditions(depth-1), 1, 3).Draw(t, "of") }
		switch op {
		case 0:
			return rule.Asks(rapid.SampledFrom([]string{"a", "b", "c"}).Draw(t, "fact"), rapid.Bool().Draw(t, "is"))
		case 1:
			least := rapid.IntRange(0, top).Draw(t, "least")
			return rule.Within(rapid.SampledFrom([]string{"n", "m"}).Draw(t, "fact"), least, rapid.SampledFrom([]int{least, top - 1, rule.Unbounded}).Draw(t, "most"))
		case 2:
			return rule.Except(conditions(depth-1).Draw(t, "not"))
		case 3, 4:
			of := some()
			return rule.LeastOf(rapid.IntRange(1, len(of)).Draw(t, "need"), of...)
		case 5:
			return rule.AnyOf(some()...)
		}
		return rule.AllOf(some()...)
	})
}

func values(t *rapid.T) rule.Facts {
	f := rule.Facts{}
	for _, fact := range known {
		if rapid.Bool().Draw(t, "open "+fact.Name) {
			continue
		}
		if fact.Sort == rule.Question {
			f[fact.Name] = rule.Is(rapid.Bool().Draw(t, fact.Name))
			continue
		}
		least := rapid.IntRange(0, top).Draw(t, fact.Name)
		f[fact.Name] = rule.Between(least, rapid.IntRange(least, top+1).Draw(t, fact.Name+" most"))
	}
	return f
}

// completions calls visit with every way in which what is not known can be
// answered: every number singly, up to one beyond all that are asked about.
func completions(f rule.Facts, left []rule.Fact, visit func(rule.Facts)) {
	if len(left) == 0 {
		visit(f)
		return
	}
	fact, was := left[0], f[left[0].Name]
	var all []rule.Value
	least, most, ok := was.Bounds()
	switch {
	case fact.Sort == rule.Question && was.Truth == rule.Unknown:
		all = []rule.Value{rule.Is(false), rule.Is(true)}
	case fact.Sort == rule.Question:
		all = []rule.Value{was}
	default:
		if !ok {
			least, most = 0, top+1
		}
		for n := least; n <= most; n++ {
			all = append(all, rule.Count(n))
		}
	}
	for _, v := range all {
		f[fact.Name] = v
		completions(f, left[1:], visit)
	}
	f[fact.Name] = was
}

// plain evaluates a condition on facts that are all known, by the meaning of its
// words alone.
func plain(c rule.Condition, f rule.Facts) bool {
	held := 0
	for _, of := range c.Of {
		if plain(of, f) {
			held++
		}
	}
	switch c.Op {
	case rule.All:
		return held == len(c.Of)
	case rule.Any:
		return held > 0
	case rule.Least:
		return held >= c.Need
	case rule.Not:
		return held == 0
	}
	v := f[c.Fact]
	least, most, ok := c.Want.Bounds()
	if !ok {
		return v == c.Want
	}
	n, _, _ := v.Bounds()
	return least <= n && n <= most
}

// TestWhatDecidesIsWhatCouldChangeTheAnswer holds the answer and the facts that
// decide against every possible way in which the unknown can turn out.
func TestWhatDecidesIsWhatCouldChangeTheAnswer(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, f := conditions(2).Draw(t, "condition"), values(t)
		if len(c.Check(known)) > 0 {
			t.Skip("too large")
		}
		given := maps.Clone(f)
		outcomes := map[bool]bool{}
		changes := map[string]bool{}
		completions(f, known, func(whole rule.Facts) {
			is := plain(c, whole)
			outcomes[is] = true
			for _, fact := range known {
				was, others := whole[fact.Name], maps.Clone(whole)
				others[fact.Name] = given[fact.Name]
				completions(others, []rule.Fact{fact}, func(other rule.Facts) {
					changes[fact.Name] = changes[fact.Name] || other[fact.Name] != was && plain(c, other) != is
				})
			}
		})
		got := c.Evaluate(f)
		want := rule.Unknown
		if len(outcomes) == 1 {
			want = map[bool]rule.Truth{true: rule.Yes, false: rule.No}[outcomes[true]]
		}
		if got.Truth != want {
			t.Fatalf("%v is %v; want %v", c, got.Truth, want)
		}
		decides := map[string]bool{}
		for _, fact := range got.Decides {
			decides[fact] = true
		}
		for _, fact := range known {
			if decides[fact.Name] != changes[fact.Name] {
				t.Fatalf("%v: %s decides: %v; want %v", c, fact.Name, decides[fact.Name], changes[fact.Name])
			}
		}
	})
}

func TestAConditionIsReadAsItWasWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := conditions(3).Draw(t, "condition")
		c.Words = rapid.StringN(0, 50, -1).Draw(t, "words")
		if len(c.Check(known)) > 0 {
			t.Skip("not a condition that is kept")
		}
		got, err := rule.ReadCondition(c.String(), known)
		if err != nil {
			t.Fatalf("%s: %v", c, err)
		}
		if got.String() != c.String() || got.Words != c.Words {
			t.Fatalf("%s became %s", c, got)
		}
	})
}
