package site

import (
	"strings"

	"samverk/internal/rule"
)

// Criterion says a condition in words: its own where it has such.
func Criterion(v *Visit, c rule.Condition) string {
	if c.Words != "" {
		return c.Words
	}
	t := v.Texts
	switch c.Op {
	case rule.Compare:
		return compared(v, c)
	case rule.Not:
		return t.T("rule.not", "what", Lower(criteria(v, c.Of, "rule.and")))
	case rule.Any:
		return criteria(v, c.Of, "rule.or")
	case rule.Least:
		return t.N("rule.least", c.Need, "what", Lower(criteria(v, c.Of, "rule.or")))
	}
	return criteria(v, c.Of, "rule.and")
}

// criteria says several conditions after one another.
func criteria(v *Visit, of []rule.Condition, between string) string {
	said := make([]string, len(of))
	for i, c := range of {
		said[i] = Criterion(v, c)
		if i > 0 {
			said[i] = Lower(said[i])
		}
	}
	return strings.Join(said, " "+v.Texts.T(between)+" ")
}

// compared says what a comparison asks for.
func compared(v *Visit, c rule.Condition) string {
	key := "fact." + c.Fact
	least, most, bounded := c.Want.Bounds()
	switch {
	case !bounded && c.Want.Truth == rule.Yes:
		return v.Texts.T(key + ".yes")
	case !bounded:
		return v.Texts.T(key + ".no")
	}
	n, m := factNumbers(v, c.Fact, least, most)
	switch {
	case most >= rule.Unbounded:
		return v.Texts.T(key+".least", "n", n)
	case least <= 0:
		return v.Texts.T(key+".most", "n", m)
	}
	return v.Texts.T(key+".within", "n", n, "m", m)
}

// factNumbers are the bounds of a fact as its texts say them. What is counted
// from a birth date is said as the age from which, and before which.
func factNumbers(v *Visit, fact string, least, most int) (n, m string) {
	switch fact {
	case "age.months":
		return monthsWords(v, least), monthsWords(v, most+1)
	case "age.july":
		return Number(least), Number(most + 1)
	}
	return Number(least), Number(most)
}

// monthsWords says a number of months as years.
func monthsWords(v *Visit, months int) string {
	said := v.Texts.N("rule.years", months/12)
	if months%12 != 0 {
		said += " " + v.Texts.T("rule.and") + " " + v.Texts.N("rule.months", months%12)
	}
	return said
}
