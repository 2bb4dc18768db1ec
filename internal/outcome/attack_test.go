package outcome_test

import (
	"math/rand/v2"
	"strings"
	"testing"

	"samverk/internal/id"
	"samverk/internal/outcome"
	"samverk/internal/samverktest/attack"
)

// released are all stages of a half-year, of counts.
func released(p outcome.Period, areas []id.Area, counts outcome.Counts) (all []outcome.Released) {
	byArea := outcome.ByArea(areas, counts)
	for _, stage := range outcome.Stages() {
		all = append(all, outcome.Released{Part: outcome.Part{Period: p, Stage: stage}, ByArea: byArea, Cells: outcome.Release(stage, areas, counts, byArea)})
	}
	return all
}

// TestNoCountIsSolvedFromAllTables makes random half-years, and solves every
// table that is published of several of them at once: no small count comes out.
func TestNoCountIsSolvedFromAllTables(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 5))
	total := 0
	for range 20 {
		areas := []id.Area{"a", "b", "c"}[:1+r.IntN(3)]
		var all []outcome.Released
		for _, p := range []outcome.Period{"2025-2", "2026-1", "2026-2"} {
			all = append(all, released(p, areas, random(r, areas))...)
		}
		found, withheld := attack.Find(areas, all)
		for _, f := range found {
			t.Error(f)
		}
		total += withheld
	}
	if total < 3000 {
		t.Errorf("only %d counts were withheld", total)
	}
}

func random(r *rand.Rand, areas []id.Area) outcome.Counts {
	counts := outcome.Counts{}
	for _, a := range areas {
		for range r.IntN(40) {
			counts.Add(a, outcome.ClosedCases, outcome.Answered)
			counts.Add(a, outcome.OpenedCases, outcome.Answered)
			for _, q := range outcome.Questions() {
				if fine := q.Levels[0]; q.Name != outcome.ClosedCases && q.Name != outcome.OpenedCases && r.IntN(5) > 0 {
					g := fine[min(r.IntN(len(fine)), r.IntN(len(fine)))]
					counts.Add(a, q.Name, g.Codes[r.IntN(len(g.Codes))])
				}
			}
		}
	}
	return counts
}

// TestTheAttackFindsWhatIsToldBesideTheRule tells a cell of one area beside the
// whole federation, so that the other area comes out: what the rule forbids.
func TestTheAttackFindsWhatIsToldBesideTheRule(t *testing.T) {
	areas := []id.Area{"a", "b"}
	cells := []outcome.Cell{{Question: outcome.ClosedCases, Group: outcome.Answered, Persons: 12}, {Area: "a", Question: outcome.ClosedCases, Group: outcome.Answered, Persons: 9}}
	all := []outcome.Released{{Part: outcome.Part{Period: "2026-1", Stage: outcome.AtClosing}, Cells: cells}}
	found, _ := attack.Find(areas, all)
	if len(found) != 1 || !strings.HasPrefix(found[0], "2026-1 b closed all is 3") {
		t.Errorf("%v", found)
	}
}
