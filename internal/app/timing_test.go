package app_test

import (
	"slices"
	"testing"
	"time"

	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/samverktest/world"
)

// TestAbsentAndForbiddenTakeTheSameTime asks 500 times for a case that is there
// but hidden, and 500 times for one that is not, by turns, so that what else the
// machine does strikes both alike. It tells of medians only as a ratio within
// one run: a difference that somebody could measure over a network is far
// larger than what is let through here.
func TestAbsentAndForbiddenTakeTheSameTime(t *testing.T) {
	w := world.New(t)
	c, _ := w.Case()
	who := w.As("vc") // takes no part
	const tries = 500
	for name, ask := range map[string]func(id.Case) error{
		"the case":    func(c id.Case) error { _, err := w.App.Case(t.Context(), who, c); return err },
		"the plan":    func(c id.Case) error { _, err := w.Plan(t.Context(), who, c, 0); return err },
		"the consent": func(c id.Case) error { _, err := w.App.Consent(t.Context(), who, c); return err },
		"an item": func(c id.Case) error {
			_, err := w.Item(t.Context(), who, c, id.Item("11111111-1111-4111-8111-111111111111"))
			return err
		},
	} {
		hidden, absent := make([]time.Duration, 0, tries), make([]time.Duration, 0, tries)
		none := make([]id.Case, tries)
		for i := range none {
			none[i] = id.New[id.Case]()
		}
		for i := range tries {
			first, second := c, none[i]
			if i%2 == 1 {
				first, second = second, first
			}
			for _, one := range []id.Case{first, second} {
				took := timed(t, func() error { return ask(one) })
				if one == c {
					hidden = append(hidden, took)
				} else {
					absent = append(absent, took)
				}
			}
		}
		slices.Sort(hidden)
		slices.Sort(absent)
		for _, at := range []int{25, 50, 75} {
			ratio := float64(hidden[tries*at/100]) / float64(absent[tries*at/100])
			if ratio < 0.67 || ratio > 1.5 {
				t.Errorf("%s: what is hidden takes %.2f times as long as what is not there, at %d of 100", name, ratio, at)
			}
		}
	}
}

// timed is how long it takes to be told that there is nothing.
func timed(t *testing.T, ask func() error) time.Duration {
	t.Helper()
	began := time.Now()
	err := ask()
	took := time.Since(began)
	if !errs.Is(err, errs.NotFound) {
		t.Fatalf("got %v", err)
	}
	return took
}
