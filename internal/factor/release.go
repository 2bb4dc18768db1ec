package factor

import (
	"cmp"
	"maps"
	"slices"
)

// LeastAnswers is how many answers there have to be before anything is shown of
// them, where nobody is to know who said what.
const LeastAnswers = 5

// Release says what may be shown of answers that are counted by group: the
// whole, and each group of its own. Nothing is shown of fewer than LeastAnswers,
// and no such number can be found by taking the groups from the whole: where
// fewer would be left, the smallest of the other groups is not shown either.
func Release[T cmp.Ordered](counts map[T]int) (whole bool, groups map[T]bool) {
	groups = map[T]bool{}
	rest := 0
	var shown []T
	for _, g := range slices.Sorted(maps.Keys(counts)) {
		if counts[g] >= LeastAnswers {
			shown = append(shown, g)
		} else {
			rest += counts[g]
		}
	}
	slices.SortStableFunc(shown, func(a, b T) int { return counts[b] - counts[a] })
	for rest > 0 && rest < LeastAnswers && len(shown) > 0 {
		last := shown[len(shown)-1]
		shown, rest = shown[:len(shown)-1], rest+counts[last]
	}
	for _, g := range shown {
		groups[g] = true
		whole = true
	}
	return whole || rest >= LeastAnswers, groups
}
