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
