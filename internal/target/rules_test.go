package target_test

import (
	_ "embed"
	"fmt"
	"strings"
	"testing"

	"samverk/internal/rule"
	"samverk/internal/situation"
	"samverk/internal/target"
)

//go:embed rules.toml
var shipped []byte

func set(t *testing.T) rule.Set {
	t.Helper()
	all, err := target.Check(shipped)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// born is what is known of somebody by the birth date on a day, with more.
func born(date, today string, more rule.Facts) rule.Facts {
	f := situation.Known(situation.Input{Born: date, Today: today})
	delete(f, "assistance.months")
	delete(f, "actors")
	for name, v := range more {
		f[name] = v
	}
	return f
}

var (
	yes, no = rule.Is(true), rule.Is(false)
	lasting = rule.Facts{"capacity.share": rule.Between(25, 49), "capacity.year": yes, "capacity.lasting": yes}
	flags   = rule.Facts{"complex": yes, "assistance.months": rule.Count(28), "sgi": no, "af.enrolled": yes, "ill_health": yes}
)

// but is facts with others in their place.
func but(f rule.Facts, more rule.Facts) rule.Facts {
	out := rule.Facts{}
	for name, v := range f {
		out[name] = v
	}
	for name, v := range more {
		if v == (rule.Value{}) {
			delete(out, name)
			continue
		}
		out[name] = v
	}
	return out
}

// TestEachRuleAtItsBounds holds every version of every rule against its source,
// on the days and numbers at which the answer turns.
func TestEachRuleAtItsBounds(t *testing.T) {
	const then, now = "2016-05-01", "2026-11-22"
	work := rule.Facts{"programme": yes}
	with := func(f rule.Facts, more ...any) rule.Facts {
		for i := 0; i+1 < len(more); i += 2 {
			f = but(f, rule.Facts{more[i].(string): more[i+1].(rule.Value)})
		}
		return f
	}
	age := func(n int) rule.Value { return rule.Count(n) }
	cases := []struct {
		id, day string
		facts   rule.Facts
		want    rule.Truth
		asks    string
	}{
		// S15, with M10's limit.
		{"nollplacerad.lokal", now, flags, rule.Yes, ""},
		{"nollplacerad.lokal", now, with(flags, "assistance.months", rule.Count(27)), rule.No, ""},
		{"nollplacerad.lokal", now, with(flags, "complex", no), rule.No, ""},
		{"nollplacerad.lokal", now, with(flags, "sgi", yes), rule.No, ""},
		{"nollplacerad.lokal", now, with(flags, "af.enrolled", no), rule.No, ""},
		{"nollplacerad.lokal", now, with(flags, "ill_health", no), rule.No, ""},
		{"nollplacerad.lokal", now, with(flags, "sgi", rule.Value{}), rule.Unknown, "sgi"},
		{"nollplacerad.lokal", now, with(flags, "assistance.months", rule.Between(20, 30)), rule.Unknown, "assistance.months"},
		// S188.
		{"nollplacerad.nationell", now, rule.Facts{"sick.assessed": yes, "sgi": no, "assistance.months": rule.Count(28)}, rule.Yes, ""},
		{"nollplacerad.nationell", now, rule.Facts{"sick.assessed": no, "sgi": no, "assistance.months": rule.Count(36)}, rule.No, ""},
		{"nollplacerad.nationell", now, rule.Facts{"sgi": no, "assistance.months": rule.Count(36)}, rule.Unknown, "sick.assessed"},
		// S313, M10: more than 27 of 36.
		{"mycket-langvarigt", now, rule.Facts{"assistance.months": rule.Count(27)}, rule.No, ""},
		{"mycket-langvarigt", now, rule.Facts{"assistance.months": rule.Count(28)}, rule.Yes, ""},
		{"mycket-langvarigt", now, rule.Facts{"assistance.months": rule.Between(0, 36)}, rule.Unknown, "assistance.months"},
		// B1 in 2016: between 30 and 64.
		{"sjukersattning.hel", then, born("1986-05-02", then, lasting), rule.No, ""},
		{"sjukersattning.hel", then, born("1986-05-01", then, lasting), rule.Yes, ""},
		{"sjukersattning.hel", then, born("1951-05-02", then, lasting), rule.Yes, ""},
		{"sjukersattning.hel", then, born("1951-05-01", then, lasting), rule.No, ""},
		{"sjukersattning.hel", then, born("1970-01-01", then, with(lasting, "capacity.share", rule.Between(0, 24))), rule.No, ""},
		{"sjukersattning.hel", then, born("1970-01-01", then, with(lasting, "capacity.lasting", no)), rule.No, ""},
		// B1 today: from July of the year of 19, to the month before 67.
		{"sjukersattning.hel", "2026-06-30", born("2007-01-01", "2026-06-30", lasting), rule.No, ""},
		{"sjukersattning.hel", "2026-07-01", born("2007-12-31", "2026-07-01", lasting), rule.Yes, ""},
		{"sjukersattning.hel", "2026-10-31", born("1959-11-30", "2026-10-31", lasting), rule.Yes, ""},
		{"sjukersattning.hel", "2026-11-01", born("1959-11-30", "2026-11-01", lasting), rule.No, ""},
		{"sjukersattning.hel", now, born("1990-01-01", now, with(lasting, "capacity.lasting", rule.Value{})), rule.Unknown, "capacity.lasting"},
		{"sjukersattning.hel", now, lasting, rule.Unknown, "age.july,age.months"}, // a samordningsnummer gives no age
		// B2 in 2016, and today from the month of 30.
		{"sjukersattning.del", then, born("1986-05-02", then, lasting), rule.No, ""},
		{"sjukersattning.del", then, born("1986-05-01", then, lasting), rule.Yes, ""},
		{"sjukersattning.del", then, born("1951-05-01", then, lasting), rule.No, ""},
		{"sjukersattning.del", "2026-10-31", born("1996-11-01", "2026-10-31", lasting), rule.No, ""},
		{"sjukersattning.del", "2026-11-01", born("1996-11-30", "2026-11-01", lasting), rule.Yes, ""},
		{"sjukersattning.del", "2026-11-30", born("1959-12-01", "2026-11-30", lasting), rule.Yes, ""},
		{"sjukersattning.del", "2026-12-01", born("1959-12-01", "2026-12-01", lasting), rule.No, ""},
		// B5 in 2016: between 19 and 29; today from July of the year of 19, to the month before 30.
		{"aktivitetsersattning", then, born("1997-05-02", then, lasting), rule.No, ""},
		{"aktivitetsersattning", then, born("1997-05-01", then, lasting), rule.Yes, ""},
		{"aktivitetsersattning", then, born("1986-05-02", then, lasting), rule.Yes, ""},
		{"aktivitetsersattning", then, born("1986-05-01", then, lasting), rule.No, ""},
		{"aktivitetsersattning", "2026-06-30", born("2007-01-01", "2026-06-30", lasting), rule.No, ""},
		{"aktivitetsersattning", "2026-07-01", born("2007-12-31", "2026-07-01", lasting), rule.Yes, ""},
		{"aktivitetsersattning", "2026-10-31", born("1996-11-01", "2026-10-31", lasting), rule.Yes, ""},
		{"aktivitetsersattning", "2026-11-01", born("1996-11-30", "2026-11-01", lasting), rule.No, ""},
		{"aktivitetsersattning", now, born("2000-01-01", now, with(lasting, "capacity.year", no)), rule.No, ""},
		{"aktivitetsersattning", now, born("2000-01-01", now, with(lasting, "capacity.share", rule.Between(0, 24))), rule.No, ""},
		// S75, and B8 today.
		{"aktivitetsstod", then, with(work, "age", age(25), "insurance.unemployment", yes), rule.Yes, ""},
		{"aktivitetsstod", then, with(work, "age", age(24), "insurance.unemployment", yes), rule.No, ""},
		{"aktivitetsstod", then, with(work, "age", age(25), "insurance.unemployment", no), rule.No, ""},
		{"aktivitetsstod", now, with(work, "age", age(25)), rule.Yes, ""},
		{"aktivitetsstod", now, with(work, "age", age(24), "insurance.income_based", yes), rule.Yes, ""},
		{"aktivitetsstod", now, with(work, "age", age(24), "insurance.income_based", no), rule.No, ""},
		{"aktivitetsstod", now, with(work, "age", age(24)), rule.Unknown, "insurance.income_based"},
		{"aktivitetsstod", now, rule.Facts{"programme": no}, rule.No, ""},
		// S76, and B9 today.
		{"utvecklingsersattning", then, with(work, "age", age(17), "insurance.unemployment", no), rule.No, ""},
		{"utvecklingsersattning", then, with(work, "age", age(18), "insurance.unemployment", no), rule.Yes, ""},
		{"utvecklingsersattning", then, with(work, "age", age(24), "insurance.unemployment", no), rule.Yes, ""},
		{"utvecklingsersattning", then, with(work, "age", age(25), "insurance.unemployment", no), rule.No, ""},
		{"utvecklingsersattning", then, with(work, "age", age(20), "insurance.unemployment", yes, "programme.guarantee", no), rule.No, ""},
		{"utvecklingsersattning", then, with(work, "age", age(20), "insurance.unemployment", yes, "programme.guarantee", yes), rule.Yes, ""},
		{"utvecklingsersattning", now, with(work, "age", age(17), "insurance.income_based", no), rule.No, ""},
		{"utvecklingsersattning", now, with(work, "age", age(18), "insurance.income_based", no), rule.Yes, ""},
		{"utvecklingsersattning", now, with(work, "age", age(24), "insurance.income_based", yes), rule.No, ""},
		{"utvecklingsersattning", now, with(work, "age", age(25), "insurance.income_based", no), rule.No, ""},
		// B12.
		{"a-kassa", now, rule.Facts{"insurance.unemployment": yes}, rule.Yes, ""},
		{"a-kassa", now, rule.Facts{"insurance.unemployment": no}, rule.No, ""},
	}
	tried := map[string]bool{}
	for _, c := range cases {
		var r rule.Rule
		for _, one := range set(t).On(c.day, rule.Group, rule.Benefit) {
			if one.ID == c.id {
				r = one
			}
		}
		tried[r.ID+r.From] = true
		got := r.When.Evaluate(c.facts)
		if got.Truth != c.want || c.asks != "" && strings.Join(got.Decides, ",") != c.asks {
			t.Errorf("%s on %s with %v: %v, asking %v; want %v, %s", c.id, c.day, c.facts, got.Truth, got.Decides, c.want, c.asks)
		}
	}
	for _, r := range set(t) {
		if r.Kind != rule.Text && !tried[r.ID+r.From] {
			t.Errorf("%s of %s is not tried", r.ID, r.From)
		}
	}
}

func TestRulesHoldOnTheDaysThatTheirSourcesSay(t *testing.T) {
	for day, want := range map[string]string{
		"2015-12-31": "",
		"2016-01-01": "sjukersattning.hel sjukersattning.del aktivitetsersattning aktivitetsstod utvecklingsersattning",
		"2016-12-31": "sjukersattning.hel sjukersattning.del aktivitetsersattning aktivitetsstod utvecklingsersattning",
		"2017-01-01": "", // nobody has read what held then
		"2025-09-30": "",
		"2025-10-01": "aktivitetsstod utvecklingsersattning a-kassa",
		"2026-01-01": "sjukersattning.hel sjukersattning.del aktivitetsersattning aktivitetsstod utvecklingsersattning a-kassa",
		"2027-01-01": "aktivitetsersattning aktivitetsstod utvecklingsersattning a-kassa", // the target age of 2027 has not been read
	} {
		if got := strings.Join(set(t).On(day, rule.Benefit).IDs(), " "); got != want {
			t.Errorf("on %s there hold %s; want %s", day, got, want)
		}
	}
	for _, r := range set(t) {
		if strings.Contains(strings.ToLower(fmt.Sprint(r.Text, r.Name)), "kronor") {
			t.Errorf("%s speaks of an amount", r.ID)
		}
	}
}
