package figure_test

import (
	"strings"
	"testing"

	"samverk/internal/access"
	"samverk/internal/errs"
	"samverk/internal/figure"
	"samverk/internal/id"
)

func TestNumbersAreReadExactly(t *testing.T) {
	for text, want := range map[string]string{"34,8": "34.8", "1 069": "1069", "17.3": "17.3", "0": "0", "-2,5": "-2.5", "−2": "-2", "1 518": "1518", "0,0005": "0.001", "0.00049": "0", "12,3456": "12.346", "007": "7"} {
		if n, ok := figure.ParseNumber(text); !ok || n.String() != want {
			t.Errorf("%q is read as %s (%v), not %s", text, n, ok, want)
		}
	}
	for _, text := range []string{"", "-", "x", "1,2,3", "1e3", "NaN", "..", "12.", ".5", "9999999999999", "=1+1", "12 %"} {
		if n, ok := figure.ParseNumber(text); ok {
			t.Errorf("%q is read as %s", text, n)
		}
	}
	if n, _ := figure.ParseNumber("1069,5"); n.Plain() != "1069,5" {
		t.Error(n.Plain())
	}
}

func faultsOf(err error) (keys string) {
	var f errs.Faults
	if f.Merge(err) != nil {
		return "no faults"
	}
	for _, one := range f {
		keys += one.Field + ":" + one.Key + " "
	}
	return strings.TrimSpace(keys)
}

func TestAValueIsOfAFigureAPeriodAndAGender(t *testing.T) {
	good := figure.Value{Figure: "oj-sorteringsnyckel", Place: "0685", Period: "2016", Gender: "T", Number: 3000, Known: true}
	for name, c := range map[string]struct {
		change func(*figure.Value)
		want   string
	}{
		"good":            {func(v *figure.Value) {}, ""},
		"not known":       {func(v *figure.Value) { v.Known, v.Number, v.Status = false, 0, "Missing" }, ""},
		"no such figure":  {func(v *figure.Value) { v.Figure = "x" }, "figure:figure.unknown"},
		"no year":         {func(v *figure.Value) { v.Period = "" }, "period:figure.period.form"},
		"another year":    {func(v *figure.Value) { v.Period = "16" }, "period:figure.period.form"},
		"years reversed":  {func(v *figure.Value) { v.Period = "2015–2014" }, "period:figure.period.form"},
		"gender":          {func(v *figure.Value) { v.Gender = "X" }, "gender:figure.gender.unknown"},
		"off its scale":   {func(v *figure.Value) { v.Number = 9000 }, "value:figure.value.scale"},
		"beside its rung": {func(v *figure.Value) { v.Number = 3500 }, "value:figure.value.scale"},
		"percent":         {func(v *figure.Value) { v.Figure, v.Number = "oj-langvarigt", 100_001 }, "value:figure.value.percent"},
		"negative count":  {func(v *figure.Value) { v.Figure, v.Number = "fm-befolkning", -1 }, "value:figure.value.negative"},
		"long status":     {func(v *figure.Value) { v.Status = strings.Repeat("x", 41) }, "status:figure.status.long"},
		"all at once":     {func(v *figure.Value) { v.Figure, v.Period, v.Gender = "x", "y", "z" }, "figure:figure.unknown period:figure.period.form gender:figure.gender.unknown"},
	} {
		v := good
		c.change(&v)
		if got := faultsOf(v.Check(figure.All())); got != c.want {
			t.Errorf("%s: %q, not %q", name, got, c.want)
		}
	}
}

func TestNullIsNotZero(t *testing.T) {
	null, zero := figure.Value{}, figure.Value{Known: true}
	if null.Same(zero) || zero.Same(null) || !null.Same(figure.Value{Number: 7}) || null.Same(figure.Value{Status: "Private"}) {
		t.Error("what is not known is taken for zero")
	}
}

func TestAGoalIsHeldAgainstALaterValueOfTheSameSeriesOnly(t *testing.T) {
	for name, c := range map[string]struct {
		baseline, target figure.Number
		now              figure.Value
		period, want     string
	}{
		"no value":        {4000, 3000, figure.Value{Period: "2024"}, "2022", figure.NotKnown},
		"the same year":   {4000, 3000, figure.Value{Period: "2022", Known: true, Number: 1}, "2022", figure.NotKnown},
		"no year to pass": {4000, 3000, figure.Value{Period: "2024", Known: true, Number: 1}, figure.UnknownPeriod, figure.NotKnown},
		"overlapping":     {4000, 3000, figure.Value{Period: "2015–2016", Known: true, Number: 1}, "2014–2015", figure.NotKnown},
		"down and there":  {4000, 3000, figure.Value{Period: "2024", Known: true, Number: 3000}, "2014–2015", figure.Reached},
		"down, closer":    {4000, 3000, figure.Value{Period: "2024", Known: true, Number: 3500}, "2022", figure.Closer},
		"down, further":   {4000, 3000, figure.Value{Period: "2024", Known: true, Number: 4500}, "2022", figure.Further},
		"as it was":       {4000, 3000, figure.Value{Period: "2024", Known: true, Number: 4000}, "2022", figure.Unchanged},
		"up and there":    {4000, 5000, figure.Value{Period: "2024", Known: true, Number: 5001}, "2022", figure.Reached},
		"up, further":     {4000, 5000, figure.Value{Period: "2024", Known: true, Number: 3999}, "2022", figure.Further},
	} {
		if got := figure.Progress(c.baseline, c.target, c.now, c.period); got != c.want {
			t.Errorf("%s: %s, not %s", name, got, c.want)
		}
	}
	newest := figure.Newest([]figure.Value{{Period: "2023", Known: true, Number: 2}, {Period: "2024"}, {Period: figure.UnknownPeriod, Known: true}, {Period: "2022", Known: true}})
	if newest.Period != "2023" || newest.Number != 2 {
		t.Errorf("the newest is %+v", newest)
	}
}

func TestAGoalTellsEverythingThatIsWrong(t *testing.T) {
	good := figure.GoalInput{Figure: "oj-langvarigt", Gender: "T", Title: "Färre länge", Target: 25_000, Given: true, DueOn: "2028-12-31", Areas: []id.Area{"0685"}, Actors: []access.Kind{access.AF}}
	if err := good.Check(figure.All(), "2026-11-22"); err != nil {
		t.Error(err)
	}
	bad := figure.GoalInput{DueOn: "2026-11-22", Actors: []access.Kind{"x"}}
	want := "figure:goal.figure.missing gender:figure.gender.unknown title:goal.title.missing target:goal.target.form due:goal.due.past areas:goal.areas.missing actors:goal.actors.unknown"
	if got := faultsOf(bad.Check(figure.All(), "2026-11-22")); got != want {
		t.Errorf("%q", got)
	}
	good.Target = 101_000
	if got := faultsOf(good.Check(figure.All(), "2026-11-22")); got != "target:goal.target.range" {
		t.Errorf("%q", got)
	}
}
