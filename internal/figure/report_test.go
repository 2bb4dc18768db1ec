package figure_test

import (
	_ "embed"
	"slices"
	"strings"
	"testing"

	"samverk/internal/figure"
	"samverk/internal/id"
)

// The two tables as they stand in seed 001, cell by cell and line by line.
//
//go:embed testdata/oppna-jamforelser.txt
var comparisons string

//go:embed testdata/forsorjningsmatt.txt
var livelihood string

var codes = map[string]figure.Place{"Aneby": "0604", "Eksjö": "0686", "Nässjö": "0682", "Sävsjö": "0684", "Tranås": "0687", "Vetlanda": "0685",
	"Jönköping": "0680", "Jkpg län": "06", "Riket": "0000"}

func ofReport(t *testing.T) map[figure.Key]figure.Value {
	t.Helper()
	all, err := figure.OfReport()
	if err != nil {
		t.Fatal(err)
	}
	by := map[figure.Key]figure.Value{}
	for _, v := range all {
		if err := v.Check(figure.All()); err != nil {
			t.Errorf("%v: %v", v.Key(), err)
		}
		by[v.Key()] = v
	}
	if len(by) != len(all) || len(all) != 9*14+6*16 {
		t.Fatalf("%d values, %d of them once", len(all), len(by))
	}
	return by
}

func TestEveryFigureOfTheComparisonsIsTheSources(t *testing.T) {
	by := ofReport(t)
	var rows [][]string
	for line := range strings.SplitSeq(comparisons, "\n") {
		text := strings.TrimSpace(line)
		if _, place := codes[text]; place {
			rows = append(rows, nil)
		}
		if n := len(rows) - 1; line != "" { // an empty cell holds a space
			rows[n] = append(rows[n], text)
		}
	}
	if len(rows) != 9 {
		t.Fatalf("%d rows", len(rows))
	}
	columns := figure.All().In(figure.Comparisons)
	if len(columns) != 14 {
		t.Fatalf("%d columns", len(columns))
	}
	for _, row := range rows {
		name, cells := row[0], row[1:]
		if len(cells) != 14 {
			t.Fatalf("%s has %d cells: %q", name, len(cells), cells)
		}
		for i, f := range columns {
			v := by[figure.Key{Figure: f.Code, Place: codes[name], Period: figure.UnknownPeriod, Gender: "T"}]
			want, ok := figure.ParseNumber(cells[i])
			if v.Figure == "" || v.Known != ok || v.Number != want || ok != (cells[i] != "") {
				t.Errorf("%s, %s: %q is held as %+v", name, f.Code, cells[i], v)
			}
		}
	}
}

// grouped writes a whole number as the table does: 17 868.
func grouped(n figure.Number) string {
	s := n.String()
	if len(s) > 3 {
		return s[:len(s)-3] + " " + s[len(s)-3:]
	}
	return s
}

func TestEveryFigureOfTheLivelihoodMeasureIsTheSources(t *testing.T) {
	by := ofReport(t)
	lines := strings.Split(strings.TrimSpace(livelihood), "\n")
	if len(lines) != 7 {
		t.Fatalf("%d lines", len(lines))
	}
	columns := figure.All().In(figure.Livelihood)
	var head []string
	for _, f := range columns {
		if f.Short != "" {
			head = append(head, f.Short)
		}
	}
	if want := "Kommun " + strings.Join(head, " ") + " 16-64 år"; strings.TrimSpace(lines[0]) != want {
		t.Errorf("the columns are %q, not %q", want, lines[0])
	}
	for _, line := range lines[1:] {
		name, _, _ := strings.Cut(line, " ")
		words := []string{name}
		for _, f := range columns {
			v, ok := by[figure.Key{Figure: f.Code, Place: codes[name], Period: "2014–2015", Gender: "T"}]
			if !ok || !v.Known {
				t.Fatalf("%s, %s is not there", name, f.Code)
			}
			words = append(words, grouped(v.Number))
		}
		if got := strings.Join(words, " "); got != strings.TrimSpace(line) {
			t.Errorf("held as %q, the source has %q", got, line)
		}
	}
}

// OHALS=SP+RP+AE+SE, ARBST=AL+AS+UE+EE+ET+BE, EKBI=EB and TOT is the three.
func TestTheGroupsOfTheLivelihoodMeasureAddUpWithinAKrona(t *testing.T) {
	by := ofReport(t)
	for _, place := range []figure.Place{"0604", "0682", "0684", "0685", "0686", "0687"} {
		value := func(code id.Figure) figure.Number {
			return by[figure.Key{Figure: code, Place: place, Period: "2014–2015", Gender: "T"}].Number
		}
		sums := map[string]figure.Number{}
		for _, f := range figure.All().In(figure.Livelihood) {
			if f.Group != "" {
				sums[f.Group] += value(f.Code)
			}
		}
		if len(sums) != 3 {
			t.Fatalf("groups: %v", sums)
		}
		sums["tot"] = value("fm-ohals") + value("fm-arbst") + value("fm-ekbi")
		for group, sum := range sums {
			if d := sum - value(id.Figure("fm-"+group)); d > 1000 || d < -1000 {
				t.Errorf("%s, %s: the parts are %s, the sum is %s", place, group, sum, value(id.Figure("fm-"+group)))
			}
		}
	}
}

func TestFiguresAreDefined(t *testing.T) {
	seen := map[id.Figure]bool{}
	units := []string{figure.Percent, figure.Kronor, figure.Persons, figure.Ordinal, figure.Years}
	for _, f := range figure.All() {
		_, inSet := figure.SetOf(f.Set)
		switch {
		case seen[f.Code], !id.Valid(f.Code), !inSet, !slices.Contains(units, f.Unit), f.Theme == "",
			f.Name.Sv == "" || f.Name.En == "" || f.About.Sv == "" || f.About.En == "",
			f.Unit == figure.Ordinal && (f.Low != 1 || f.High < 5), (f.Set == figure.Kolada) != (f.KPI != ""):
			t.Errorf("%+v", f)
		}
		seen[f.Code] = true
		for _, other := range figure.All().Related(f) {
			if other.Set == f.Set {
				t.Errorf("%s is related to %s of its own table", f.Code, other.Code)
			}
		}
	}
	for _, r := range figure.References() {
		if r.Year == "" || r.Source == "" || r.Text.Sv == "" || r.Text.En == "" {
			t.Errorf("%+v", r)
		}
	}
	if len(figure.References()) != 3 || len(figure.Sets()) != 4 {
		t.Error("references or tables are missing")
	}
}
