package agreement

import (
	"strconv"
	"strings"

	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/rule"
	"samverk/internal/situation"
)

// MostCriteria is how many criteria one target group can have.
const MostCriteria = 12

// The templates of criteria. What is a number there is for each agreement to set.
const (
	TargetLocal  = "nollplacerad" // the five flags of S15
	TargetLong   = "very_long"    // S313, M10
	TargetYoung  = "young"        // S130
	TargetActors = "actors"       // S319
)

// TargetTemplates lists what the criteria can begin as.
func TargetTemplates() []string {
	return []string{TargetLocal, TargetLong, TargetYoung, TargetActors}
}

// VeryLong is how many months of the last 36 with försörjningsstöd are very many:
// more than 27 (S313, M10).
const VeryLong = 28

// TargetTemplate returns the criteria that a target group begins as.
func TargetTemplate(code string) rule.Condition {
	long := rule.Within("assistance.months", VeryLong, rule.Unbounded)
	switch code {
	case TargetLocal:
		return rule.AllOf(rule.Asks("complex", true), long, rule.Asks("sgi", false), rule.Asks("af.enrolled", true), rule.Asks("ill_health", true))
	case TargetLong:
		return rule.AllOf(long)
	case TargetYoung:
		return rule.AllOf(rule.Within("age", 18, 29), rule.Within("assistance.months", 1, rule.Unbounded), rule.Asks("complex", true))
	case TargetActors:
		return rule.AllOf(rule.Within("actors", 2, rule.Unbounded))
	}
	return rule.Condition{}
}

// checkTarget demands criteria that are comparisons, as many as people can read.
func (c Content) checkTarget(f *errs.Faults) {
	t := c.Target
	if t.Empty() {
		return
	}
	f.Check(t.Op == rule.All || t.Op == rule.Least, "target", "agreement.target.form")
	f.Check(len(t.Of) <= MostCriteria, "target", "agreement.target.many", "most", strconv.Itoa(MostCriteria))
	for _, one := range t.Of {
		f.Check(one.Op == rule.Compare, "target", "agreement.target.form")
		f.Check(!id.HasNumber(one.Words), "target", "agreement.text.number")
	}
	for _, wrong := range t.Check(situation.Vocabulary()) {
		wrong.Field = "target"
		*f = append(*f, wrong)
	}
}

// TargetRow is one criterion as it is typed.
type TargetRow struct{ Fact, Is, Least, Most, Words string }

// Rows returns the criteria of a target group as they are typed.
func Rows(target rule.Condition) (all []TargetRow) {
	for _, c := range target.Of {
		r := TargetRow{Fact: c.Fact, Words: c.Words}
		switch least, most, bounded := c.Want.Bounds(); {
		case bounded:
			if least > 0 {
				r.Least = strconv.Itoa(least)
			}
			if most < rule.Unbounded {
				r.Most = strconv.Itoa(most)
			}
		case c.Want.Truth == rule.Yes:
			r.Is = "yes"
		default:
			r.Is = "no"
		}
		all = append(all, r)
	}
	return all
}

// ReadRows reads criteria as they were typed, and how many of them must hold,
// empty for all. A fault's field is that of its row: fact_1, is_1, least_1,
// most_1, words_1.
func ReadRows(need string, rows []TargetRow) (rule.Condition, error) {
	var f errs.Faults
	var all []rule.Condition
	seen := map[string]bool{}
	for i, r := range rows {
		if r == (TargetRow{}) {
			continue
		}
		w := rowFaults{&f, "_" + strconv.Itoa(i+1)}
		c := r.condition(w)
		w.check(!seen[c.String()], "fact", "agreement.target.twice")
		seen[c.String()] = true
		all = append(all, c)
	}
	target := rule.AllOf(all...)
	if need != "" {
		n, err := strconv.Atoi(need)
		f.Check(err == nil && n >= 1 && n <= max(len(all), 1), "need", "agreement.target.need", "most", strconv.Itoa(len(all)))
		target = rule.LeastOf(n, all...)
	}
	if len(all) == 0 {
		target = rule.Condition{}
	}
	return target, f.Err()
}

// rowFaults gathers what is wrong with one row.
type rowFaults struct {
	to  *errs.Faults
	row string
}

func (w rowFaults) check(ok bool, field, key string, args ...string) {
	w.to.Check(ok, field+w.row, key, args...)
}

func (r TargetRow) condition(w rowFaults) rule.Condition {
	c := rule.Condition{Op: rule.Compare, Fact: r.Fact, Words: strings.TrimSpace(r.Words)}
	w.check(!id.HasNumber(c.Words), "words", "agreement.text.number")
	switch sort := sortOf(r.Fact); sort {
	case rule.Question:
		w.check(r.Is == "yes" || r.Is == "no", "is", "agreement.target.answer")
		w.check(r.Least == "" && r.Most == "", "least", "agreement.target.question")
		c.Want = rule.Is(r.Is == "yes")
	case rule.Number:
		w.check(r.Is == "", "is", "agreement.target.number")
		c.Want = r.bounds(w)
	default:
		w.check(false, "fact", "agreement.target.fact")
		return c
	}
	if len(*w.to) == 0 {
		for _, wrong := range c.Check(situation.Vocabulary()) {
			w.check(false, "words", wrong.Key, "most", wrong.Args["most"])
		}
	}
	return c
}

// bounds reads between what a number must be.
func (r TargetRow) bounds(w rowFaults) rule.Value {
	least, most := 0, rule.Unbounded
	w.check(r.Least != "" || r.Most != "", "least", "agreement.target.bounds")
	if r.Least != "" {
		n, err := strconv.Atoi(r.Least)
		w.check(err == nil && n >= 1 && n < rule.Unbounded, "least", "agreement.target.whole")
		least = n
	}
	if r.Most != "" {
		n, err := strconv.Atoi(r.Most)
		w.check(err == nil && n >= 0 && n < rule.Unbounded, "most", "agreement.target.whole")
		w.check(err != nil || n >= least, "most", "agreement.target.order")
		most = n
	}
	return rule.Between(least, most)
}

func sortOf(fact string) rule.Sort {
	for _, k := range TargetFacts() {
		if k.Name == fact {
			return k.Sort
		}
	}
	return ""
}

// TargetFacts lists what criteria can ask about: whole years, and not what the
// acts on benefits count from a birth date.
func TargetFacts() (all []rule.Fact) {
	for _, k := range situation.Vocabulary() {
		if k.Name != "age.months" && k.Name != "age.july" {
			all = append(all, k)
		}
	}
	return all
}
