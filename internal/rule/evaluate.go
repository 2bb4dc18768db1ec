package rule

import (
	"maps"
	"slices"
)

// Reason is a comparison and how it came out.
type Reason struct {
	Condition
	Truth Truth
}

// Answer is what a condition comes to on what is known.
type Answer struct {
	Truth   Truth
	Reasons []Reason // the comparisons that made it so
	Decides []string // facts that would decide, where it is not known
}

// Evaluate finds what a condition comes to. It is yes or no as soon as every
// answer that is still possible leads to the same; else it is not known, and
// Decides holds each fact some answer to which, together with answers to the
// others, would change it.
func (c Condition) Evaluate(f Facts) Answer {
	a := Answer{Truth: c.truth(f)}
	if a.Truth == Unknown {
		a.Truth, a.Decides = c.tried(f)
	}
	a.Reasons = c.because(f, a.Truth)
	return a
}

// truth is what a condition comes to by the three-valued tables alone.
func (c Condition) truth(f Facts) Truth {
	switch c.Op {
	case Compare:
		return c.compared(f[c.Fact])
	case All:
		return enough(c.Of, f, len(c.Of))
	case Any:
		return enough(c.Of, f, 1)
	case Least:
		return enough(c.Of, f, c.Need)
	case Not:
		if len(c.Of) == 1 {
			return c.Of[0].truth(f).not()
		}
	}
	return Unknown
}

func (t Truth) not() Truth {
	switch t {
	case Yes:
		return No
	case No:
		return Yes
	}
	return Unknown
}

// enough is whether so many of some conditions hold.
func enough(of []Condition, f Facts, need int) Truth {
	sure, open := 0, 0
	for _, c := range of {
		switch c.truth(f) {
		case Yes:
			sure++
		case Unknown:
			open++
		}
	}
	switch {
	case sure >= need:
		return Yes
	case sure+open < need:
		return No
	}
	return Unknown
}

// compared is whether what is known is what is asked for.
func (c Condition) compared(v Value) Truth {
	least, most, bounded := c.Want.Bounds()
	if !bounded {
		switch v.Truth {
		case Unknown:
			return Unknown
		case c.Want.Truth:
			return Yes
		}
		return No
	}
	from, to := v.span()
	switch {
	case from >= least && to <= most:
		return Yes
	case to < least || from > most:
		return No
	}
	return Unknown
}

// span is between what a number can be.
func (v Value) span() (from, to int) {
	from, to, ok := v.Bounds()
	if !ok || from > to {
		return 0, Unbounded
	}
	return from, to
}

// answers lists one value for each answer to a fact that a condition tells
// apart, among those that are still possible; none when it does not ask.
func (c Condition) answers(fact string, v Value) (all []Value) {
	var cuts []int
	asked := false
	from, to := v.span()
	for _, one := range c.Comparisons() {
		if one.Fact != fact {
			continue
		}
		least, most, bounded := one.Want.Bounds()
		if !bounded {
			if v.Truth != Unknown {
				return []Value{v}
			}
			return []Value{Is(false), Is(true)}
		}
		asked, cuts = true, append(cuts, least, most+1)
	}
	if !asked {
		return nil
	}
	cuts = slices.DeleteFunc(append(cuts, from), func(n int) bool { return n < from || n > to })
	slices.Sort(cuts)
	for _, n := range slices.Compact(cuts) {
		all = append(all, Count(n))
	}
	return all
}

// axis is a fact and the answers to it that are told apart.
type axis struct {
	fact    string
	answers []Value
	stride  int // between outcomes that differ in this answer only
}

// open lists the facts that more than one answer is possible to.
func (c Condition) open(f Facts) (all []axis, outcomes int) {
	outcomes = 1
	var seen []string
	for _, one := range c.Comparisons() {
		if slices.Contains(seen, one.Fact) {
			continue
		}
		seen = append(seen, one.Fact)
		if answers := c.answers(one.Fact, f[one.Fact]); len(answers) > 1 {
			all = append(all, axis{one.Fact, answers, outcomes})
			outcomes *= len(answers)
		}
	}
	return all, outcomes
}

// tried finds what a condition comes to by trying every possible answer, and
// which facts decide.
func (c Condition) tried(f Facts) (Truth, []string) {
	axes, n := c.open(f)
	with := Facts{}
	maps.Copy(with, f)
	outcomes := make([]Truth, n)
	for i := range outcomes {
		for _, x := range axes {
			with[x.fact] = x.answers[i/x.stride%len(x.answers)]
		}
		outcomes[i] = c.truth(with)
	}
	var decides []string
	for _, x := range axes {
		if x.decides(outcomes) {
			decides = append(decides, x.fact)
		}
	}
	if len(decides) == 0 {
		return outcomes[0], nil
	}
	return Unknown, decides
}

// decides reports whether some answer to the fact alone changes the outcome.
func (x axis) decides(outcomes []Truth) bool {
	for i, t := range outcomes {
		if first := i - i/x.stride%len(x.answers)*x.stride; outcomes[first] != t {
			return true
		}
	}
	return false
}

// because lists the comparisons that made a condition come to something.
func (c Condition) because(f Facts, t Truth) (all []Reason) {
	switch c.Op {
	case Compare:
		return []Reason{{c, c.truth(f)}}
	case Not:
		t = t.not()
	}
	for _, of := range c.Of {
		if is := of.truth(f); is == t || c.Op == Not {
			all = append(all, of.because(f, is)...)
		}
	}
	if len(all) > 0 || t == Unknown {
		return all
	}
	// Decided by trying: what is open made it so.
	for _, of := range c.Of {
		all = append(all, of.because(f, of.truth(f))...)
	}
	return all
}
