package rule_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"samverk/internal/errs"
	"samverk/internal/rule"
)

const whole = `[[rule]]
id = "first"
kind = "benefit"
ask = "fk"
name = { sv = "Namn", en = "Name" }
text = { sv = "Text", en = "Text" }
source = "The law"
checked = 2026-04-25
from = 2016-01-01
to = "2016-12-31"
when = { all = [
  { fact = "a", is = true, words = "Orden" },
  { at_least = 2, of = [
    { fact = "n", least = 30, most = 64 },
    { not = { fact = "b", is = true } },
    { any = [{ fact = "c", is = false }] },
  ] },
] }
`

func TestAFileOfRulesIsRead(t *testing.T) {
	set, err := rule.Parse([]byte(whole), known)
	if err != nil {
		t.Fatal(err)
	}
	r := set[0]
	want := `{ all = [{ fact = "a", is = true, words = "Orden" }, { at_least = 2, of = [{ fact = "n", least = 30, most = 64 }, { not = { fact = "b", is = true } }, { any = [{ fact = "c", is = false }] }] }] }`
	if r.When.String() != want {
		t.Errorf("the condition is %s", r.When)
	}
	if r.ID != "first" || r.Kind != rule.Benefit || r.Ask != "fk" || r.Name.In("en") != "Name" || r.Text.In("sv") != "Text" || r.Source != "The law" ||
		r.Checked != "2026-04-25" || r.From != "2016-01-01" || r.To != "2016-12-31" {
		t.Errorf("the rule is %+v", r)
	}
	for date, holds := range map[string]bool{"2015-12-31": false, "2016-01-01": true, "2016-12-31": true, "2017-01-01": false} {
		if r.Holds(date) != holds || (len(set.On(date, rule.Benefit)) == 1) != holds || len(set.On(date, rule.Group)) > 0 {
			t.Errorf("on %s the rule holds: %v", date, r.Holds(date))
		}
	}
}

func TestRulesOfOneNameTakeEachOthersPlace(t *testing.T) {
	first, _ := rule.Parse([]byte(whole+strings.ReplaceAll(whole, "first", "second")), known)
	other, _ := rule.Parse([]byte(strings.ReplaceAll(whole, "The law", "Newer")), known)
	both := first.Over(other)
	if len(both) != 2 || both[0].ID != "second" || both[1].Source != "Newer" {
		t.Errorf("the rules are %+v", both)
	}
}

// faultsOf lists what is wrong with a file, as line:key.
func faultsOf(text string) (all []string) {
	_, err := rule.Parse([]byte(text), known)
	if e, ok := errors.AsType[*errs.Error](err); ok {
		for _, f := range e.Faults {
			all = append(all, f.Field+":"+f.Key)
		}
	}
	return all
}

func TestAFileIsRefusedWithEachFaultsLine(t *testing.T) {
	with := func(old, now string) string { return strings.Replace(whole, old, now, 1) }
	deep := strings.Repeat(`{ not = `, 7) + `{ fact = "a", is = true }` + strings.Repeat(` }`, 7)
	for name, x := range map[string]struct{ text, want string }{
		"a missing source":           {with("source = \"The law\"\n", ""), "1:rule.source.missing"},
		"an empty source":            {with("The law", " "), "7:rule.source.missing"},
		"an unknown fact":            {with(`fact = "a"`, `fact = "z"`), "12:rule.fact.unknown"},
		"a question with a number":   {with(`fact = "a", is = true`, `fact = "a", least = 3`), "12:rule.fact.question"},
		"a number with yes":          {with(`least = 30, most = 64`, `is = true`), "14:rule.fact.number"},
		"a number below 0":           {with(`least = 30`, `least = -1`), "14:rule.fact.range"},
		"bounds that cross":          {with(`least = 30`, `least = 65`), "14:rule.fact.range"},
		"both yes and a number":      {with(`least = 30`, `is = true`), "14:rule.fact.both 14:rule.fact.number"},
		"from after to":              {with(`2016-12-31`, `2015-12-31`), "10:rule.to.early"},
		"a date that is none":        {with(`"2016-12-31"`, `"2016-02-31"`), "10:rule.to.wrong"},
		"a number for a date":        {with(`from = 2016-01-01`, `from = 2016`), "9:rule.file.string 9:rule.from.wrong"},
		"no way to ask":              {with("ask = \"fk\"\n", ""), "1:rule.ask.wrong"},
		"an unknown one to ask":      {with(`ask = "fk"`, `ask = "nn"`), "4:rule.ask.wrong"},
		"an unknown kind":            {with(`kind = "benefit"`, `kind = "amount"`), "3:rule.kind.wrong 4:rule.ask.kind"},
		"one language only":          {with(`name = { sv = "Namn", en = "Name" }`, `name = { sv = "Namn" }`), "5:rule.text.missing"},
		"an unknown field":           {with("source", "amount = 1\nsource"), "7:rule.file.field"},
		"a field twice":              {with("source", "ask = \"af\"\nsource"), "7:rule.file.twice"},
		"too many to hold":           {with(`at_least = 2`, `at_least = 4`), "13:rule.condition.need"},
		"too deep":                   {"[[rule]]\nwhen = " + deep, "2:rule.condition.deep"},
		"no condition":               {whole[:strings.Index(whole, "when")], "1:rule.when.missing"},
		"a condition of a text":      {with("kind = \"benefit\"\nask = \"fk\"", "kind = \"text\"\n"), "11:rule.when.text"},
		"no TOML":                    {with("source = ", "source "), "7:rule.file.syntax"},
		"a table of another name":    {whole + "\n[[benefit]]\n", "20:rule.file.table"},
		"something before the rules": {"id = \"x\"\n" + whole, "1:rule.file.outside"},
		"nothing":                    {"", "0:rule.file.empty"},
		"overlapping versions":       {whole + strings.Replace(whole, "2016-01-01", "2016-12-31", 1), "19:rule.version.overlap"},
		"several faults at once":     {strings.NewReplacer("The law", "", `fact = "a"`, `fact = "z"`, "2016-12-31", "2015-12-31").Replace(whole), "7:rule.source.missing 10:rule.to.early 12:rule.fact.unknown"},
		"what is not UTF-8":          {"\xff", "0:rule.file.utf8"},
		"a file that is too large":   {strings.Repeat("#", rule.MostBytes+1), "0:rule.file.large"},
	} {
		got := strings.Join(faultsOf(x.text), " ")
		if !strings.Contains(" "+got+" ", " "+x.want+" ") {
			t.Errorf("%s: %s; want %s", name, got, x.want)
		}
	}
	if next := strings.NewReplacer("2016-01-01", "2017-01-01", `"2016-12-31"`, `"2017-12-31"`).Replace(whole); len(faultsOf(whole+next)) > 0 {
		t.Errorf("two versions after one another are refused: %v", faultsOf(whole+next))
	}
}

func TestAConditionHasLimits(t *testing.T) {
	many := make([]rule.Condition, 50)
	for i := range many {
		many[i] = ask("a")
	}
	var apart []rule.Condition
	for n := range 20 {
		apart = append(apart, rule.Within("n", 2*n+1, 2*n+1))
	}
	for name, x := range map[string]struct {
		c    rule.Condition
		want string
	}{
		"too many parts":   {rule.AllOf(many...), "rule.condition.large"},
		"too many answers": {rule.AllOf(apart...), "rule.condition.answers"},
		"nothing in it":    {rule.AllOf(), "rule.condition.empty"},
		"none":             {rule.Condition{}, "rule.condition.missing"},
		"not asked":        {rule.Within("n", 0, rule.Unbounded), "rule.fact.always"},
		"long words":       {rule.Condition{Op: rule.Compare, Fact: "a", Want: rule.Is(true), Words: strings.Repeat("å", 301)}, "rule.words.long"},
	} {
		if f := x.c.Check(known); len(f) != 1 || f[0].Key != x.want {
			t.Errorf("%s: %v; want %s", name, f, x.want)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(whole))
	f.Add([]byte("[[rule]]\nwhen = [[[{ all = 1 }]]]\nname = { sv.x = 1 }"))
	f.Add([]byte("[rule.a]\na.b = { not = { not = {} }, all = [], at_least = 99999999999 }"))
	f.Fuzz(func(t *testing.T, text []byte) {
		set, err := rule.Parse(text, known)
		if (err == nil) != (len(set) > 0) {
			t.Fatalf("%d rules and %v", len(set), err)
		}
		for _, r := range set {
			got, err := rule.ReadCondition(r.When.String(), known)
			if err != nil || got.String() != r.When.String() {
				t.Fatalf("%s became %s: %v", r.When, got, err)
			}
			r.When.Evaluate(nil)
		}
		if e, ok := errors.AsType[*errs.Error](err); ok {
			for _, one := range e.Faults {
				if strings.Contains(fmt.Sprint(one.Args), "\x00") {
					t.Fatal("a fault repeats what does not show")
				}
			}
		}
	})
}
