package app_test

import (
	"testing"
	"time"

	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/samverktest"
	"samverk/internal/samverktest/world"
)

// TestAbsentAndForbiddenTakeTheSameTime asks for what is there but hidden and
// for what is not there.
func TestAbsentAndForbiddenTakeTheSameTime(t *testing.T) {
	w := world.New(t)
	c, _ := w.Case()
	who, none := w.As("vc"), id.Item("11111111-1111-4111-8111-111111111111") // takes no part
	for name, ask := range map[string]func(id.Case) error{
		"the case":    func(c id.Case) error { _, err := w.App.Case(t.Context(), who, c); return err },
		"the plan":    func(c id.Case) error { _, err := w.Plan(t.Context(), who, c, 0); return err },
		"the consent": func(c id.Case) error { _, err := w.App.Consent(t.Context(), who, c); return err },
		"an item":     func(c id.Case) error { _, err := w.Item(t.Context(), who, c, none); return err },
	} {
		refused := func(c id.Case) {
			if err := ask(c); !errs.Is(err, errs.NotFound) {
				t.Fatalf("%s: %v", name, err)
			}
		}
		samverktest.TakesAsLong(t, name, time.Now, func() { refused(c) }, func() { refused(id.New[id.Case]()) })
	}
}
