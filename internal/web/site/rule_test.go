package site

import (
	"strings"
	"testing"

	"samverk/internal/i18n"
	"samverk/internal/rule"
	"samverk/internal/situation"
)

// TestEveryFactCanBeSaidAndAskedFor holds the texts of the vocabulary: each
// answer and bound has words, and each fact a question, to the person too.
func TestEveryFactCanBeSaidAndAskedFor(t *testing.T) {
	c, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, lang := range []i18n.Lang{i18n.Swedish, i18n.English} {
		v := &Visit{Texts: c.In(lang)}
		for _, f := range situation.Vocabulary() {
			all := []rule.Condition{rule.Asks(f.Name, true), rule.Asks(f.Name, false)}
			if f.Sort == rule.Number {
				all = []rule.Condition{rule.Within(f.Name, 5, rule.Unbounded), rule.Within(f.Name, 0, 30), rule.Within(f.Name, 5, 30)}
			}
			for _, one := range all {
				if said := Criterion(v, one); strings.ContainsAny(said, "⟦{") {
					t.Errorf("%s is said %q", one, said)
				}
			}
			for _, key := range []string{"", ".ask", ".ask.self"} {
				if !v.Texts.Has("fact." + f.Name + key) {
					t.Errorf("fact.%s%s is missing", f.Name, key)
				}
			}
		}
	}
}

func TestConditionsAreSaidInWords(t *testing.T) {
	c, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	v := &Visit{Texts: c.In(i18n.Swedish)}
	a, b := rule.Asks("sgi", false), rule.Asks("af.enrolled", true)
	own := a
	own.Words = "Saknar SGI"
	for want, one := range map[string]rule.Condition{
		"Saknar SGI": own,
		"Ingen sjukpenninggrundande inkomst (SGI) och inskriven på Arbetsförmedlingen":               rule.AllOf(a, b),
		"Ingen sjukpenninggrundande inkomst (SGI) eller inskriven på Arbetsförmedlingen":             rule.AnyOf(a, b),
		"Inte: inskriven på Arbetsförmedlingen":                                                      rule.Except(b),
		"Minst 1 av: ingen sjukpenninggrundande inkomst (SGI) eller inskriven på Arbetsförmedlingen": rule.LeastOf(1, a, b),
		"Ålder: från den månad då 30 år fylls till och med månaden före den då 67 år fylls":          rule.Within("age.months", 360, 803),
		"Ålder: från den månad då 2 år och 1 månad fylls":                                            rule.Within("age.months", 25, rule.Unbounded),
		"Ålder: från juli det år då 19 år fylls":                                                     rule.Within("age.july", 19, rule.Unbounded),
	} {
		if got := Criterion(v, one); got != want {
			t.Errorf("%s is said %q; want %q", one, got, want)
		}
	}
}
