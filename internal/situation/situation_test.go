package situation_test

import (
	"fmt"
	"reflect"
	"slices"
	"testing"
	"testing/quick"

	"samverk/internal/access"
	"samverk/internal/errs"
	"samverk/internal/rule"
	. "samverk/internal/situation"
)

const today = "2026-11-22"

func TestEveryFieldHasALensACategoryAndAnswers(t *testing.T) {
	seen, names := map[string]bool{}, map[string]rule.Sort{}
	for _, f := range Vocabulary() {
		names[f.Name] = f.Sort
	}
	for _, f := range Fields() {
		if seen[f.Code] || !slices.Contains(Lenses(), f.Lens) || len(f.Answers) < 2 || len(f.Code) > 40 || !f.Takes(Unclear) || f.Takes("") {
			t.Errorf("%s is not a whole field", f.Code)
		}
		if f.Category == access.Diagnosis {
			t.Errorf("%s asks for a diagnosis", f.Code)
		}
		seen[f.Code] = true
		for _, name := range f.Facts() {
			if names[name] == "" {
				t.Errorf("%s answers %s, which rules cannot ask about", f.Code, name)
			}
		}
	}
	for _, l := range Lenses() { // S65, S127: all sides of the situation
		if len(Through(l)) == 0 {
			t.Errorf("nothing is asked through %s", l)
		}
	}
}

// S15, S188, S63/S126, S319, S76, B1–B5, B8, T11.
func TestWhatIsKnown(t *testing.T) {
	yes, no := rule.Is(true), rule.Is(false)
	for _, c := range []struct {
		name string
		in   Input
		fact string
		want rule.Value
	}{
		{"nothing said", Input{}, "sgi", rule.Value{}},
		{"S15 no SGI", answered("sgi", "no"), "sgi", no},
		{"S15 enrolled", answered("af_enrolled", "yes"), "af.enrolled", yes},
		{"S15 says ill-health", answered("ill_health", "yes"), "ill_health", yes},
		{"S127 not settled", answered("sgi", "unknown"), "sgi", rule.Value{}},
		{"S191 they differ", answered("sgi", "no", "sgi", "yes"), "sgi", rule.Value{}},
		{"one has not found out", answered("sgi", "no", "sgi", "unknown"), "sgi", no},
		{"an answer that there is not", answered("sgi", "perhaps"), "sgi", rule.Value{}},
		{"S126 one need", answered("need_social", "yes"), "complex", rule.Value{}},
		{"S126 two needs", answered("need_social", "yes", "need_mental", "yes"), "complex", yes},
		{"S126 one of four", answered("need_social", "yes", "need_mental", "no", "need_physical", "no", "need_work", "no"), "complex", no},
		{"S126 three answered no", answered("need_social", "no", "need_mental", "no", "need_physical", "no"), "complex", no},
		{"S319 none said", Input{}, "actors", rule.Between(0, 4)},
		{"S319 two", answered("from_af", "yes", "from_vard", "yes", "from_fk", "no"), "actors", rule.Between(2, 3)},
		{"S76 guarantee", answered("programme", "guarantee"), "programme.guarantee", yes},
		{"S76 other programme", answered("programme", "another"), "programme.guarantee", no},
		{"B8 in programme", answered("programme", "another"), "programme", yes},
		{"B5 half", answered("capacity", "half"), "capacity.share", rule.Between(50, 74)},
		{"B5 reduced", answered("capacity", "quarter"), "capacity.reduced", yes},
		{"B5 not reduced", answered("capacity", "full"), "capacity.reduced", no},
		{"B5 a year", answered("capacity_time", "year"), "capacity.year", yes},
		{"B1 lasting", answered("capacity_time", "lasting"), "capacity.lasting", yes},
		{"B1 not lasting", answered("capacity_time", "year"), "capacity.lasting", no},
		{"age on the day before", Input{Born: "1996-11-23"}, "age", rule.Count(29)},
		{"age on the birthday", Input{Born: "1996-11-22"}, "age", rule.Count(30)},
		{"T11 no sure birth date", Input{Born: ""}, "age", rule.Value{}},
		{"S188 a certificate", Input{Certificates: []Period{{Start: "2026-01-01", End: "2026-02-01", Extent: 50}}}, "sick.assessed", yes},
		{"S191 certificate against answer", Input{Answers: []Answer{{"sick_assessed", "no"}}, Certificates: []Period{{Start: "2026-01-01", End: "2026-02-01", Extent: 50}}}, "sick.assessed", rule.Value{}},
		{"no certificate today", Input{Certificates: []Period{{Start: "2026-01-01", End: "2026-02-01", Extent: 50}}}, "sick.extent", rule.Value{}},
		{"certificate today", Input{Certificates: []Period{{Start: "2026-11-01", End: today, Extent: 50}}}, "sick.extent", rule.Count(50)},
		{"two certificates today", Input{Certificates: []Period{{Start: "2026-11-01", End: today, Extent: 50}, {Start: "2026-11-01", End: today, Extent: 100}}}, "sick.extent", rule.Between(50, 100)},
		{"not sick-listed", answered("sick_listed", "no"), "sick.extent", rule.Count(0)},
		{"sick-listed, no paper", answered("sick_listed", "yes"), "sick.extent", rule.Between(1, 100)},
		{"S313 nothing said", Input{}, "assistance.months", rule.Between(0, 36)},
	} {
		c.in.Today = today
		if got := Known(c.in)[c.fact]; got != c.want {
			t.Errorf("%s: %s is %+v, want %+v", c.name, c.fact, got, c.want)
		}
	}
}

func answered(pairs ...string) (in Input) {
	for i := 0; i < len(pairs); i += 2 {
		in.Answers = append(in.Answers, Answer{pairs[i], pairs[i+1]})
	}
	return in
}

func TestOnlyFactsOfTheVocabularyAreKnown(t *testing.T) {
	var all []string
	for _, f := range Vocabulary() {
		all = append(all, f.Name)
	}
	in := Input{Born: "1980-01-01", Today: today, Certificates: []Period{{Start: "2026-11-01", End: today, Extent: 100}}}
	for _, f := range Fields() {
		in.Answers = append(in.Answers, Answer{f.Code, f.Answers[0]})
	}
	for name := range Known(in) {
		if !slices.Contains(all, name) {
			t.Errorf("%s is not in the vocabulary", name)
		}
	}
	if got := len(Known(in)); got != len(all) {
		t.Errorf("%d facts of %d can be known", got, len(all))
	}
}

// The order in which the actors have answered decides nothing.
func TestKnownDoesNotDependOnOrder(t *testing.T) {
	var values []Answer
	for _, f := range Fields() {
		for _, a := range append([]string{Unclear}, f.Answers...) {
			values = append(values, Answer{f.Code, a})
		}
	}
	holds := func(picks []uint8) bool {
		in := Input{Today: today}
		for _, p := range picks {
			in.Answers = append(in.Answers, values[int(p)%len(values)])
		}
		first, differ := Known(in), Differing(in.Answers)
		slices.Reverse(in.Answers)
		return reflect.DeepEqual(first, Known(in)) && slices.Equal(differ, Differing(in.Answers))
	}
	if err := quick.Check(holds, nil); err != nil {
		t.Error(err)
	}
}

func TestDiffering(t *testing.T) {
	got := Differing(answered("housing", "own", "sgi", "no", "housing", "relatives", "sgi", "unknown").Answers)
	if !slices.Equal(got, []string{"housing"}) {
		t.Errorf("%v", got)
	}
}

// S69 and the abbreviations of seed 001.
func TestTheBenefits(t *testing.T) {
	for _, code := range []string{"SP", "RP", "AE", "SE", "AL", "AS", "UE", "EE", "ET", "BE", "EB"} {
		if _, ok := BenefitOf(code); !ok {
			t.Errorf("%s is missing", code)
		}
	}
	if b, _ := BenefitOf("EB"); b.Payer != "kommun" {
		t.Error("ekonomiskt bistånd is paid by the municipality")
	}
	if _, ok := BenefitOf("XX"); ok {
		t.Error("a benefit that there is not")
	}
}

func TestPeriodsThatCannotStandTogether(t *testing.T) {
	p := func(code, start, end string, extent int) Period { return Period{code, start, end, extent} }
	eb := p("EB", "2026-01-01", "2026-06-30", NoExtent)
	half := p("SP", "2026-01-01", "2026-03-31", 50)
	for name, c := range map[string]struct {
		p      Period
		others []Period
		want   []string
	}{
		"alone":                        {eb, nil, nil},
		"the same again":               {eb, []Period{p("EB", "2026-06-30", "", NoExtent)}, []string{"livelihood.overlap"}},
		"the same the day after":       {eb, []Period{p("EB", "2026-07-01", "", NoExtent)}, nil},
		"open before":                  {eb, []Period{p("EB", "2020-01-01", "", NoExtent)}, []string{"livelihood.overlap"}},
		"assistance beside wages":      {eb, []Period{p("LON", "2026-01-01", "", 100)}, nil},
		"two halves":                   {half, []Period{p("AS", "2026-02-01", "", 50)}, nil},
		"more than full time":          {half, []Period{p("AS", "2026-02-01", "", 75)}, []string{"livelihood.extent.sum"}},
		"more than full time together": {half, []Period{p("AS", "2026-02-01", "", 25), p("LON", "2026-03-31", "", 50)}, []string{"livelihood.extent.sum"}},
		"one after the other":          {half, []Period{p("AS", "2026-01-01", "2026-01-31", 50), p("LON", "2026-02-01", "", 50)}, nil},
		"something beside nothing":     {p("INGEN", "2026-01-01", "", NoExtent), []Period{eb}, []string{"livelihood.nothing"}},
		"nothing beside something":     {eb, []Period{p("INGEN", "2026-06-30", "", NoExtent)}, []string{"livelihood.nothing"}},
	} {
		var got []string
		var f errs.Faults
		if err := f.Merge(c.p.Clash(c.others)); err != nil {
			t.Fatal(err)
		}
		for _, one := range f {
			got = append(got, one.Key)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

// S313 and M10: mycket långvarigt is more than 27 of 36 months; S125: the bands.
func TestForHowLong(t *testing.T) {
	for _, c := range []struct {
		name   string
		all    []Period
		want   Span
		band   Band
		unsure bool
	}{
		{"nobody has said anything", nil, Span{0, 36}, Short, true},
		{"27 months and the rest accounted for", []Period{{"LON", "2020-01-01", "2024-08-31", NoExtent}, {"EB", "2024-09-01", "", NoExtent}}, Span{27, 27}, Long, false},
		{"28 months", []Period{{"LON", "2020-01-01", "2024-07-31", NoExtent}, {"EB", "2024-08-01", "", NoExtent}}, Span{28, 28}, VeryLong, false},
		{"ten months", []Period{{"LON", "2010-01-01", "2026-01-31", NoExtent}, {"EB", "2026-02-01", "", NoExtent}}, Span{10, 10}, Short, false},
		{"eleven months", []Period{{"LON", "2010-01-01", "2025-12-31", NoExtent}, {"EB", "2026-01-01", "", NoExtent}}, Span{11, 11}, Long, false},
		{"27 months and the rest open", []Period{{"EB", "2024-09-01", "", NoExtent}}, Span{27, 36}, Long, true},
		{"five years", []Period{{"EB", "2021-12-01", "", NoExtent}}, Span{36, 36}, VeryLong, false},
		{"five years and a month", []Period{{"EB", "2021-11-01", "", NoExtent}}, Span{36, 36}, Years, false},
		{"ended before", []Period{{"EB", "2015-01-01", "2021-01-01", NoExtent}, {"LON", "2021-01-02", "", NoExtent}}, Span{0, 0}, Short, false},
		{"one day of a month", []Period{{"EB", "2026-11-22", "", NoExtent}, {"LON", "2020-01-01", "2026-11-21", NoExtent}}, Span{1, 1}, Short, false},
		{"two periods of one month", []Period{{"EB", "2026-10-01", "2026-10-10", NoExtent}, {"EB", "2026-10-20", "2026-10-31", NoExtent}, {"LON", "2020-01-01", "", NoExtent}}, Span{1, 1}, Short, false},
		{"the actors differ", []Period{{"EB", "2026-10-01", "2026-10-31", NoExtent}, {"INGEN", "2020-01-01", "", NoExtent}}, Span{0, 1}, Short, false},
	} {
		if got := AssistanceMonths(c.all, today, Looked); got != c.want {
			t.Errorf("%s: %+v, want %+v", c.name, got, c.want)
		}
		if b, open := BandOf(c.all, today); b != c.band || open != c.unsure {
			t.Errorf("%s: %s %v, want %s %v", c.name, b, open, c.band, c.unsure)
		}
	}
}

// What nobody has accounted for only makes the bounds wider, and more that is
// known only narrower.
func TestMonthsStayWithinTheirBounds(t *testing.T) {
	codes := []string{"EB", "LON", "SP"}
	holds := func(raw []uint16) bool {
		var all []Period
		before := AssistanceMonths(nil, today, Looked)
		for _, r := range raw {
			start := DayAfter(today, -int(r)%1500)
			all = append(all, Period{codes[int(r)%3], start, DayAfter(start, int(r/7)%200), NoExtent})
			now := AssistanceMonths(all, today, Looked)
			if now.Least > now.Most || now.Least < before.Least || now.Most > 36 {
				return false
			}
			before = now
		}
		return true
	}
	if err := quick.Check(holds, nil); err != nil {
		t.Error(err)
	}
}

// S79, B10: a certificate from the eighth day.
func TestTheEighthDay(t *testing.T) {
	if got := CertificateFrom("2026-11-02"); got != "2026-11-09" {
		t.Error(got)
	}
}

// S72, S190: for how long somebody has been sick-listed in a row.
func TestSickDays(t *testing.T) {
	c := func(spans ...string) (all []Period) {
		for i := 0; i < len(spans); i += 2 {
			all = append(all, Period{Start: spans[i], End: spans[i+1], Extent: 100})
		}
		return all
	}
	for _, one := range []struct {
		name string
		all  []Period
		want int
	}{
		{"none", nil, 0},
		{"over", c("2026-10-01", "2026-11-21"), 0},
		{"from today", c(today, "2026-12-01"), 1},
		{"one", c("2026-11-01", "2026-12-01"), 22},
		{"two after each other", c("2026-10-01", "2026-10-31", "2026-11-01", "2026-12-01"), 53},
		{"with a day between", c("2026-10-01", "2026-10-30", "2026-11-01", "2026-12-01"), 22},
		{"one within another", c("2026-10-01", "2026-12-31", "2026-11-01", "2026-12-01"), 53},
		{"to come", c("2026-11-30", "2026-12-31"), 0},
		{"to come, and now", c("2026-11-30", "2026-12-31", "2026-11-20", "2026-11-29"), 3},
	} {
		if got := SickDays(one.all, today); got != one.want {
			t.Errorf("%s: %d, want %d", one.name, got, one.want)
		}
	}
}

func TestSortsHaveCategories(t *testing.T) {
	for _, all := range [][]Sort{Elsewhere(), Instruments()} {
		for _, s := range all {
			if found, ok := SortOf(all, s.Code); !ok || found != s || s.Category == access.Diagnosis {
				t.Errorf("%+v", s)
			}
		}
	}
	if _, ok := SortOf(Instruments(), "questions"); ok {
		t.Error("an instrument that there is not")
	}
}

func TestAgeOfSomebodyNotBornYet(t *testing.T) {
	for _, born := range []string{"", "2027-01-01", "not a day"} {
		if _, ok := Age(born, today); ok {
			t.Errorf("%q has an age", born)
		}
	}
	if years, _ := Age("2000-02-29", "2026-02-28"); fmt.Sprint(years) != "25" {
		t.Error(years)
	}
}
