package agreement_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"samverk/internal/agreement"
	"samverk/internal/errs"
	"samverk/internal/rule"
	"samverk/internal/situation"
)

func TestTemplatesOfCriteriaSayWhatTheirSourcesSay(t *testing.T) {
	for code, want := range map[string]string{
		agreement.TargetLocal:  `{ all = [{ fact = "complex", is = true }, { fact = "assistance.months", least = 28 }, { fact = "sgi", is = false }, { fact = "af.enrolled", is = true }, { fact = "ill_health", is = true }] }`,
		agreement.TargetLong:   `{ all = [{ fact = "assistance.months", least = 28 }] }`,
		agreement.TargetYoung:  `{ all = [{ fact = "age", least = 18, most = 29 }, { fact = "assistance.months", least = 1 }, { fact = "complex", is = true }] }`,
		agreement.TargetActors: `{ all = [{ fact = "actors", least = 2 }] }`,
		"another":              "",
	} {
		c := agreement.TargetTemplate(code)
		if c.String() != want {
			t.Errorf("%s is %s", code, c)
		}
		read, err := agreement.ReadRows("", agreement.Rows(c))
		if err != nil || read.String() != want {
			t.Errorf("%s is typed as %s: %v", code, read, err)
		}
	}
	if len(agreement.TargetTemplates()) != 4 {
		t.Error("a template is missing")
	}
}

func faultsOf(err error) (all []string) {
	if e, ok := errors.AsType[*errs.Error](err); ok {
		for _, f := range e.Faults {
			all = append(all, f.Field+":"+strings.TrimPrefix(f.Key, "agreement.target."))
		}
	}
	return all
}

func TestCriteriaAreRefusedWithAllTheirFaults(t *testing.T) {
	good := agreement.TargetRow{Fact: "sgi", Is: "no", Words: " Ingen SGI "}
	c, err := agreement.ReadRows("1", []agreement.TargetRow{good, {}, {Fact: "age", Least: "18", Most: "29"}})
	if err != nil || c.String() != `{ at_least = 1, of = [{ fact = "sgi", is = false, words = "Ingen SGI" }, { fact = "age", least = 18, most = 29 }] }` {
		t.Errorf("%s: %v", c, err)
	}
	if c, err := agreement.ReadRows("", nil); err != nil || !c.Empty() {
		t.Errorf("no criteria: %s, %v", c, err)
	}
	for name, x := range map[string]struct {
		need string
		rows []agreement.TargetRow
		want string
	}{
		"each row its own": {"4", []agreement.TargetRow{{Fact: "zzz"}, {Is: "yes"}, {Fact: "sgi"}, {Fact: "sgi", Is: "yes", Least: "3"}, {Fact: "age"},
			{Fact: "age", Is: "yes", Least: "x", Most: "-1"}, {Fact: "age", Least: "30", Most: "20"}}, "fact_1:fact fact_2:fact is_3:answer least_4:question least_5:bounds is_6:number least_6:whole most_6:whole most_6:order most_7:order"},
		"the same twice":   {"", []agreement.TargetRow{{Fact: "sgi", Is: "no"}, {Fact: "sgi", Is: "no"}}, "fact_2:twice"},
		"more than all":    {"2", []agreement.TargetRow{good}, "need:need"},
		"none of them":     {"0", []agreement.TargetRow{good}, "need:need"},
		"no number":        {"två", []agreement.TargetRow{good}, "need:need"},
		"a person in them": {"", []agreement.TargetRow{{Fact: "sgi", Is: "no", Words: "Som 19900101-2382"}}, "words_1:agreement.text.number"},
		"long words":       {"", []agreement.TargetRow{{Fact: "sgi", Is: "no", Words: strings.Repeat("å", 301)}}, "words_1:rule.words.long"},
		"counted by birth": {"", []agreement.TargetRow{{Fact: "age.months", Least: "3"}}, "fact_1:fact"},
	} {
		_, err := agreement.ReadRows(x.need, x.rows)
		if got := strings.Join(faultsOf(err), " "); got != x.want {
			t.Errorf("%s: %s; want %s", name, got, x.want)
		}
	}
}

func TestCriteriaOfADraftAreChecked(t *testing.T) {
	many := slices.Repeat([]rule.Condition{rule.Asks("sgi", true)}, 13)
	for name, x := range map[string]struct {
		c    rule.Condition
		want string
	}{
		"an unknown fact":      {rule.AllOf(rule.Asks("zzz", true)), "target:rule.fact.unknown"},
		"a wrong value":        {rule.AllOf(rule.Within("sgi", 1, 2)), "target:rule.fact.question"},
		"too many":             {rule.AllOf(many...), "target:many"},
		"conditions in others": {rule.AllOf(rule.AnyOf(rule.Asks("sgi", true))), "target:form"},
		"one alone":            {rule.Asks("sgi", true), "target:form"},
		"more than there are":  {rule.LeastOf(2, rule.Asks("sgi", true)), "target:rule.condition.need"},
	} {
		got := faultsOf(agreement.Content{AnswerDays: 5, Target: x.c}.Check())
		if !slices.Contains(got, x.want) {
			t.Errorf("%s: %v; want %s", name, got, x.want)
		}
	}
	for _, code := range agreement.TargetTemplates() {
		if err := (agreement.Content{AnswerDays: 5, Target: agreement.TargetTemplate(code)}).Check(); err != nil {
			t.Errorf("%s: %v", code, err)
		}
	}
	for _, f := range agreement.TargetFacts() {
		if !slices.Contains(situation.Vocabulary(), f) {
			t.Errorf("%s cannot be asked about", f.Name)
		}
	}
}

func TestADifferenceInCriteriaIsShown(t *testing.T) {
	before := agreement.Version{Content: agreement.Content{Target: agreement.TargetTemplate(agreement.TargetLong)}}
	after := before
	after.Target = rule.AllOf(rule.Within("assistance.months", 10, rule.Unbounded))
	all := agreement.Diff(before, after)
	if len(all) != 1 || all[0].Field != "target" || all[0].Before != before.Target.String() || all[0].After != after.Target.String() {
		t.Errorf("%+v", all)
	}
	if len(agreement.Diff(before, before)) > 0 {
		t.Error("the same differs")
	}
}
