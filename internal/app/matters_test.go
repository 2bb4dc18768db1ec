package app_test

import (
	"testing"
	"time"

	"samverk/internal/app"
	"samverk/internal/matter"
	"samverk/internal/own"
	"samverk/internal/samverktest/world"
)

func TestAnAnswerToAPersonIsRemindedOfBeforeItsDayAndWhenItIsLate(t *testing.T) {
	w := world.New(t)
	c, p := w.Case()
	_, err := own.New(w.App).Ask(t.Context(), w.AsPerson(p), own.Question{Kind: matter.Erasure, Case: c, Words: "Ta bort det"})
	ok(t, err)
	told := func() (n int) {
		ok(t, w.KeepHouse(t.Context()))
		ok(t, w.RunJobs(t.Context()))
		w.Idle()
		for _, m := range w.Mail.Sent() {
			if m.To == "chef@vetlanda.example" {
				n++
			}
		}
		return n
	}
	for _, step := range []struct {
		days, told int
		when       string
	}{{0, 1, "when it is asked"}, {10, 1, "long before"}, {14, 2, "a week before"}, {1, 2, "the day after"}, {10, 3, "when it is late"}, {10, 3, "later still"}} {
		w.Pass(time.Duration(step.days) * 24 * time.Hour)
		if n := told(); n != step.told {
			t.Errorf("%s the unit has been told %d times, not %d", step.when, n, step.told)
		}
	}
	day, err := w.Day(t.Context(), w.As("samverkan-chef"))
	ok(t, err)
	if len(day.Matters) != 1 || !day.Matters[0].Late(day.Today) {
		t.Errorf("who answers for the unit sees %+v on her day", day.Matters)
	}
	var none app.DayView
	none, err = w.Day(t.Context(), w.As("samordning"))
	ok(t, err)
	if len(none.Matters) != 0 {
		t.Error("others of the unit see it on theirs")
	}
}
