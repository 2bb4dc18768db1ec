package rule

import (
	"slices"

	"samverk/internal/errs"
)

// Op is how a condition is made.
type Op string

// The sorts of conditions. Compare is of a fact; the others are of conditions.
const (
	Compare Op = "compare"
	All     Op = "all"
	Any     Op = "any"
	Not     Op = "not"      // of one
	Least   Op = "at_least" // so many of them
)

// Unbounded is above every number that a fact can be; no number is below 0.
const Unbounded = 1_000_000

// The limits of a condition: so large that people can read it, and so small that
// every possible answer can be tried.
const (
	mostParts = 40 // conditions in it, itself among them
	mostDepth = 5
	mostCuts  = 14 // answers that are told apart, over all its facts
	mostWords = 300
)

// Condition is something that holds, does not hold, or is not known.
type Condition struct {
	Op    Op
	Fact  string      // of Compare
	Want  Value       // of Compare: the answer, or the bounds, with which it holds
	Of    []Condition // of the others
	Need  int         // of Least
	Words string      // how it is said here, where that is said in a way of its own
	line  int         // of a file
}

// Asks returns the condition that a question has been answered with yes or no.
func Asks(fact string, yes bool) Condition { return Condition{Op: Compare, Fact: fact, Want: Is(yes)} }

// Within returns the condition that a number is within bounds, both included;
// most is Unbounded where there is no upper one.
func Within(fact string, least, most int) Condition {
	return Condition{Op: Compare, Fact: fact, Want: Between(least, most)}
}

// AllOf returns the condition that each of some holds.
func AllOf(of ...Condition) Condition { return Condition{Op: All, Of: of} }

// AnyOf returns the condition that one of some holds.
func AnyOf(of ...Condition) Condition { return Condition{Op: Any, Of: of} }

// Except returns the condition that another does not hold.
func Except(of Condition) Condition { return Condition{Op: Not, Of: []Condition{of}} }

// LeastOf returns the condition that so many of some hold.
func LeastOf(need int, of ...Condition) Condition { return Condition{Op: Least, Need: need, Of: of} }

// Empty reports whether nothing is asked.
func (c Condition) Empty() bool { return c.Op == "" }

// Comparisons lists the comparisons that a condition is made of, in its order.
func (c Condition) Comparisons() (all []Condition) {
	if c.Op == Compare {
		return []Condition{c}
	}
	for _, of := range c.Of {
		all = append(all, of.Comparisons()...)
	}
	return all
}

// Check reports everything that is wrong with a condition, among the facts that
// can be asked about. A fault's field is the number of the line that it stands
// on, 0 where there is none.
func (c Condition) Check(known []Fact) errs.Faults {
	var f faults
	if parts := c.size(0); parts > mostParts {
		f.add(c.line, "rule.condition.large", "most", number(mostParts))
	} else {
		c.check(&f, known, 1)
		f.check(c.cuts(known) <= mostCuts, c.line, "rule.condition.answers", "most", number(mostCuts))
	}
	return f.list
}

// size counts the parts of a condition, and stops where it is too many.
func (c Condition) size(before int) int {
	n := before + 1
	for _, of := range c.Of {
		if n > mostParts {
			break
		}
		n = of.size(n)
	}
	return n
}

func (c Condition) check(f *faults, known []Fact, depth int) {
	if depth > mostDepth {
		f.add(c.line, "rule.condition.deep", "most", number(mostDepth))
		return
	}
	f.check(shortEnough(c.Words, mostWords), c.line, "rule.words.long", "most", number(mostWords))
	switch c.Op {
	case Compare:
		c.checkFact(f, known)
		return
	case All, Any:
		f.check(len(c.Of) > 0, c.line, "rule.condition.empty")
	case Not:
		f.check(len(c.Of) == 1, c.line, "rule.condition.empty")
	case Least:
		f.check(len(c.Of) > 0, c.line, "rule.condition.empty")
		f.check(c.Need >= 1 && c.Need <= max(len(c.Of), 1), c.line, "rule.condition.need", "most", number(len(c.Of)))
	default:
		f.add(c.line, "rule.condition.missing")
	}
	for _, of := range c.Of {
		of.check(f, known, depth+1)
	}
}

// checkFact demands a fact that is known, and a value of its sort.
func (c Condition) checkFact(f *faults, known []Fact) {
	i := slices.IndexFunc(known, func(k Fact) bool { return k.Name == c.Fact })
	if i < 0 {
		f.add(c.line, "rule.fact.unknown", "fact", shown(c.Fact))
		return
	}
	least, most, bounded := c.Want.Bounds()
	if known[i].Sort == Question {
		f.check(!bounded && c.Want.Truth != Unknown, c.line, "rule.fact.question", "fact", c.Fact)
		return
	}
	if !bounded || c.Want.Truth != Unknown {
		f.add(c.line, "rule.fact.number", "fact", c.Fact)
		return
	}
	f.check(least >= 0 && most <= Unbounded && least <= most, c.line, "rule.fact.range", "fact", c.Fact)
	f.check(least > 0 || most < Unbounded, c.line, "rule.fact.always", "fact", c.Fact)
}

// cuts counts the answers that are told apart, beyond the first of each fact.
func (c Condition) cuts(known []Fact) (n int) {
	for _, k := range known {
		n += max(len(c.answers(k.Name, Value{}))-1, 0)
	}
	return n
}
