package consent_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"samverk/internal/access"
	"samverk/internal/consent"
	"samverk/internal/errs"
	"samverk/internal/id"
)

const today = "2026-11-22"

func whole() consent.New {
	return consent.New{
		How: consent.Oral, GivenBy: "person", StartsOn: today, EndsOn: "2027-05-22", Purpose: "Gemensam plan",
		Grid: consent.Grid{"ame": access.SetOf(access.Plan)},
	}
}

// keys returns the message keys of an error's faults.
func keys(err error) (all []string) {
	if e, ok := errors.AsType[*errs.Error](err); ok {
		for _, f := range e.Faults {
			all = append(all, f.Key)
		}
	}
	return all
}

func TestEachFaultOfAConsentIsTold(t *testing.T) {
	for _, c := range []struct {
		key   string
		spoil func(*consent.New)
	}{
		{"", func(n *consent.New) {}},
		{"", func(n *consent.New) { n.EndsOn = "2027-11-22" }},
		{"consent.how.missing", func(n *consent.New) { n.How = "rumour" }},
		{"consent.given_by.missing", func(n *consent.New) { n.GivenBy = "" }},
		{"consent.purpose.missing", func(n *consent.New) { n.Purpose = "" }},
		{"consent.purpose.long", func(n *consent.New) { n.Purpose = strings.Repeat("å", 501) }},
		{"consent.grid.empty", func(n *consent.New) { n.Grid = nil }},
		{"consent.grid.empty", func(n *consent.New) { n.Grid = consent.Grid{"ame": 0} }},
		{"consent.starts_on.date", func(n *consent.New) { n.StartsOn = "22/11" }},
		{"consent.ends_on.date", func(n *consent.New) { n.EndsOn = "2027-02-30" }},
		{"consent.ends_on.before", func(n *consent.New) { n.StartsOn, n.EndsOn = "2027-01-02", "2027-01-01" }},
		{"consent.ends_on.long", func(n *consent.New) { n.EndsOn = "2027-11-23" }},
		{"", func(n *consent.New) { n.How, n.SignedOn, n.Opened = consent.Paper, "2025-11-22", "2025-11-22" }},
		{"consent.signed_on.date", func(n *consent.New) { n.How = consent.Paper }},
		{"consent.signed_on.future", func(n *consent.New) { n.How, n.SignedOn = consent.Paper, "2026-11-23" }},
		{"consent.signed_on.before", func(n *consent.New) { n.How, n.SignedOn, n.Opened = consent.Paper, "2026-11-01", "2026-11-02" }},
		{"consent.signed_on.old", func(n *consent.New) { n.How, n.SignedOn = consent.Paper, "2025-11-21" }},
		{"consent.ends_on.past", func(n *consent.New) { n.StartsOn, n.EndsOn = "2026-01-01", "2026-11-21" }},
	} {
		n := whole()
		c.spoil(&n)
		got := keys(n.Check(today))
		if c.key == "" && len(got) > 0 || c.key != "" && !slices.Equal(got, []string{c.key}) {
			t.Errorf("want %q, got %q", c.key, got)
		}
	}
}

func TestAllFaultsAreToldAtOnce(t *testing.T) {
	if got := keys(consent.New{}.Check(today)); len(got) != 6 {
		t.Errorf("%d faults: %q", len(got), got)
	}
}

func TestStepsSayWhatEachUnitGainsAndLoses(t *testing.T) {
	before := consent.Grid{"a": access.SetOf(access.Plan, access.Work), "b": access.SetOf(access.Plan)}
	after := consent.Grid{"a": access.SetOf(access.Plan), "c": access.SetOf(access.Income), "b": access.SetOf(access.Plan)}
	want := []consent.Step{{Unit: id.Unit("a"), Lost: access.SetOf(access.Work)}, {Unit: "c", Gained: access.SetOf(access.Income)}}
	if got := consent.Steps(before, after); !slices.Equal(got, want) {
		t.Errorf("%+v", got)
	}
	if got := consent.Steps(after, after); len(got) > 0 {
		t.Errorf("nothing changed, but %+v", got)
	}
}

func TestAConsentIsWiderWhenAnythingInItIs(t *testing.T) {
	now := consent.Consent{ID: "c", StartsOn: today, EndsOn: "2027-05-22", Purpose: "Gemensam plan", Grid: consent.Grid{"ame": access.SetOf(access.Plan, access.Work)}}
	for what, c := range map[string]struct {
		wider bool
		spoil func(*consent.New)
	}{
		"the same":           {false, func(n *consent.New) {}},
		"a cell less":        {false, func(n *consent.New) { n.Grid = consent.Grid{"ame": access.SetOf(access.Work)} }},
		"another cell":       {true, func(n *consent.New) { n.Grid = consent.Grid{"ame": access.SetOf(access.Income)} }},
		"another unit":       {true, func(n *consent.New) { n.Grid = consent.Grid{"vc": access.SetOf(access.Plan)} }},
		"shorter":            {false, func(n *consent.New) { n.EndsOn = "2027-05-21" }},
		"longer":             {true, func(n *consent.New) { n.EndsOn = "2027-05-23" }},
		"begun earlier":      {true, func(n *consent.New) { n.StartsOn = "2026-11-21" }},
		"for something else": {true, func(n *consent.New) { n.Purpose = "Annat" }},
	} {
		n := whole()
		c.spoil(&n)
		if got := n.Wider(now, today); got != c.wider {
			t.Errorf("%s: wider is %t", what, got)
		}
		if !n.Wider(consent.Consent{}, today) || !n.Wider(now, "2027-05-23") {
			t.Errorf("%s: it is not wider than nothing", what)
		}
		if in := n.Within(now); in.Wider(now, today) {
			t.Errorf("%s: what lies within it is wider", what)
		}
	}
}

func TestAnEndIsToldThirtyFourteenAndThreeDaysBefore(t *testing.T) {
	for day, want := range map[string]int64{"2026-11-21": 0, "2026-11-22": 3, "2026-11-25": 3, "2026-11-26": 14, "2026-12-06": 14, "2026-12-07": 30, "2026-12-22": 30, "2026-12-23": 0, "x": 0} {
		if got := consent.StepAt(day, today); got != want {
			t.Errorf("an end on %s is told at %d days, want %d", day, got, want)
		}
	}
}

func TestEachFaultOfAConsentApartIsTold(t *testing.T) {
	sus := consent.NewSpecial{Kind: consent.SUS, How: consent.Paper, SignedOn: today, About: "Arbetsträning"}
	fk := consent.NewSpecial{Kind: consent.InformFK, How: consent.Oral, EndsOn: "2027-05-22"}
	for _, c := range []struct {
		n    consent.NewSpecial
		want string
	}{
		{sus, ""}, {fk, ""},
		{consent.NewSpecial{Kind: consent.SUS, How: consent.Oral, About: "Arbetsträning"}, "special.sus.paper"},
		{consent.NewSpecial{Kind: consent.SUS, How: consent.Paper, SignedOn: today}, "special.about.missing"},
		{consent.NewSpecial{Kind: consent.SUS, How: consent.Paper, SignedOn: "2026-11-23", About: "x"}, "consent.signed_on.future"},
		{consent.NewSpecial{Kind: consent.SUS, How: consent.Paper, SignedOn: today, About: strings.Repeat("å", 301)}, "special.about.long"},
		{consent.NewSpecial{Kind: consent.InformFK, EndsOn: "2027-05-22"}, "consent.how.missing"},
		{consent.NewSpecial{Kind: consent.InformFK, How: consent.Oral}, "consent.ends_on.date"},
		{consent.NewSpecial{Kind: consent.InformFK, How: consent.Oral, EndsOn: "2026-11-21"}, "consent.ends_on.past"},
		{consent.NewSpecial{Kind: consent.InformFK, How: consent.Oral, EndsOn: "2027-11-23"}, "consent.ends_on.long"},
		{consent.NewSpecial{Kind: "annat", How: consent.Oral, EndsOn: "2027-05-22"}, "special.kind.unknown"},
	} {
		got := keys(c.n.Check(today))
		if c.want == "" && len(got) > 0 || c.want != "" && !slices.Equal(got, []string{c.want}) {
			t.Errorf("want %q, got %q", c.want, got)
		}
	}
}
