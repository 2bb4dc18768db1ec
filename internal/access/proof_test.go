package access

import (
	"slices"
	"strings"
	"testing"
	"time"

	"samverk/internal/errs"
)

// demanded is what demands that the user has just proved who she is, written a
// second time: by everybody, and by everybody but the person herself.
const (
	demandedOfAll = `area.keep change.confirm extract.read org.keep outcome.list passkey.keep plan.export staff.assign staff.end token.issue`
	demandedOfOne = `block.lift consent.confirm consent.give consent.withdraw meeting.consent protection.confirm representative.grant special.give special.withdraw`
)

func TestWhatDemandsProof(t *testing.T) {
	now := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		facts   Facts
		demands string
	}{
		{Facts{Holds: true}, demandedOfAll + " " + demandedOfOne},
		{Facts{Self: true, Proxy: true}, demandedOfAll + " " + demandedOfOne},
		{Facts{Self: true}, demandedOfAll},
		{Facts{System: true}, ""},
	} {
		var all []string
		for _, a := range Actions() {
			late := Prove(a, c.facts, Actor{Proved: now.Add(-ProofLasts)}, now)
			if late != nil {
				all = append(all, string(a))
			}
			if errs.Is(late, errs.StepUp) != Proving(a, c.facts) || Prove(a, c.facts, Actor{}, now) == nil && Proving(a, c.facts) {
				t.Errorf("%s: %v", a, late)
			}
			if err := Prove(a, c.facts, Actor{Proved: now.Add(time.Second - ProofLasts)}, now); err != nil {
				t.Errorf("%s: proved lately, and %v", a, err)
			}
		}
		want := strings.Fields(c.demands)
		slices.Sort(all)
		slices.Sort(want)
		if !slices.Equal(all, want) {
			t.Errorf("%+v: %v, not %v", c.facts, all, want)
		}
	}
}
