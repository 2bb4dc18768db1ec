package samverktest

import (
	"slices"
	"testing"
	"time"
)

// tries is how many times each of two is done to be compared.
const tries = 500

// TakesAsLong does two things 500 times by turns, so that what else the machine
// does strikes both alike, and compares their quartiles as ratios within the one
// run, by the clock given. What it lets through is far less than what can be told over a network.
func TakesAsLong(t *testing.T, what string, now func() time.Time, one, other func()) {
	t.Helper()
	var took [2][]time.Duration
	for i := range 2 * tries {
		which := (i + i/2) % 2 // each goes first every other time
		began := now()
		if which == 0 {
			one()
		} else {
			other()
		}
		took[which] = append(took[which], now().Sub(began))
	}
	slices.Sort(took[0])
	slices.Sort(took[1])
	for _, at := range []int{25, 50, 75} {
		if ratio := float64(took[0][tries*at/100]) / float64(took[1][tries*at/100]); ratio < 0.67 || ratio > 1.5 {
			t.Errorf("%s: the one takes %.2f times as long as the other, at %d of 100", what, ratio, at)
		}
	}
}
