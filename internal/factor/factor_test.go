package factor_test

import (
	"slices"
	"testing"

	"samverk/internal/factor"
	"samverk/internal/i18n"
	"samverk/internal/obstacle"
)

func codes(all []factor.Factor) (c []string) {
	for _, f := range all {
		c = append(c, string(f.Code))
	}
	return c
}

func TestTheFactorsStandInTheOrdersOfTheReports(t *testing.T) {
	texts := swedish(t)
	main := []string{"En ledning som prioriterar samverkan", "En tydlig arbetsstruktur med ansvarsfördelning, kontaktvägar och rutiner",
		"Stabila organisationer", "Kunskap om och respekt för varandra", "Gemensamma målgrupper och mål", "Gemensamma forum och rutiner för beslut",
		"Fokus på varje individs behov", "Kunskap om samverkan hos varje organisation som deltar"}
	for i, f := range factor.Factors() {
		if got := texts.T(f.Name()); got != main[i] {
			t.Errorf("factor %d is named %q, in the report %q", i+1, got, main[i])
		}
	}
	area := []string{"leadership", "structure", "forums", "stability", "respect", "goals", "individual", "knowledge"}
	if got := codes(factor.Headings()); !slices.Equal(got, area) {
		t.Errorf("the headings of an area's report are %v", got)
	}
	if got := codes(factor.Five.Factors()); len(got) != 5 || slices.Contains(got, "leadership") {
		t.Errorf("the set of five is %v", got)
	}
}

func TestEverythingHasWords(t *testing.T) {
	c, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, lang := range []i18n.Lang{i18n.Swedish, i18n.English} {
		texts := c.In(lang)
		said := map[string]string{}
		for _, key := range allKeys() {
			words := texts.T(key)
			if words == key || words == "" {
				t.Errorf("%s has no words in %v", key, lang)
			}
			if other := said[words]; other != "" {
				t.Errorf("%s and %s say the same", key, other)
			}
			said[words] = key
		}
	}
}

func allKeys() (keys []string) {
	for _, s := range factor.Sets() {
		keys = append(keys, s.Name(), s.Source())
		for _, f := range s.Factors() {
			keys = append(keys, f.Name(), f.About(), f.Promoting(), f.Hindering())
		}
	}
	for _, g := range factor.Groups() {
		keys = append(keys, g.Name(), g.About())
	}
	for _, p := range factor.Pictures() {
		keys = append(keys, p.Name(), p.About())
	}
	for step := range factor.Present + 1 {
		keys = append(keys, factor.StepName(step))
	}
	for _, o := range factor.Obstacles() {
		keys = append(keys, factor.ObstacleName(o))
	}
	return keys
}

func TestTheObstaclesAreThoseThatCanBeRaised(t *testing.T) {
	for _, o := range factor.Obstacles() {
		if !slices.Contains(obstacle.Kinds(), o) {
			t.Errorf("%s is no kind of obstacle", o)
		}
	}
}

func TestGroupsCoverTheFactors(t *testing.T) {
	met := map[factor.Group]int{}
	for _, f := range factor.Factors() {
		met[f.Group]++
	}
	for _, g := range factor.Groups() {
		if met[g] == 0 {
			t.Errorf("no factor belongs to %s", g)
		}
	}
	if f, ok := factor.ByCode(factor.Arena); !ok || factor.Known(f.Code) || !factor.Known(factor.Goals) {
		t.Error("the alternative set is taken for the eight")
	}
	if factor.Integrated.Number() != 3 || factor.Picture("other").Number() != 0 {
		t.Error("the pictures are numbered wrongly")
	}
}

func swedish(t *testing.T) *i18n.Texts {
	c, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	return c.In(i18n.Swedish)
}
