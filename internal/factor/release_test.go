package factor_test

import (
	"testing"

	"samverk/internal/factor"
)

// TestNoSmallGroupCanBeFoundBySubtraction tries every set of four groups with
// up to nine answers each: an attacker takes any of the groups that are shown
// from the whole, and her own answer too.
func TestNoSmallGroupCanBeFoundBySubtraction(t *testing.T) {
	counts := map[string]int{}
	for n := range 10 * 10 * 10 * 10 {
		total := 0
		for i, g := range []string{"kommun", "vard", "fk", "af"} {
			counts[g] = n / []int{1, 10, 100, 1000}[i] % 10
			total += counts[g]
		}
		whole, groups := factor.Release(counts)
		if whole != (total >= factor.LeastAnswers) {
			t.Fatalf("%v: the whole is shown: %v", counts, whole)
		}
		rest, most := total, 0
		for g, c := range counts {
			if groups[g] {
				rest -= c
				if c < factor.LeastAnswers {
					t.Fatalf("%v: %s is shown", counts, g)
				}
			}
			most = max(most, c)
		}
		if len(groups) > 0 && rest > 0 && rest < factor.LeastAnswers {
			t.Fatalf("%v: %v leaves %d answers", counts, groups, rest)
		}
		if most == total && total >= factor.LeastAnswers && len(groups) != 1 {
			t.Fatalf("%v: the only group is not shown", counts)
		}
	}
}
