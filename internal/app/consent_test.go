package app_test

import (
	"context"
	"testing"
	"time"

	"samverk/internal/access"
	"samverk/internal/consent"
	"samverk/internal/db"
	"samverk/internal/samverktest/world"
)

func TestTheOneWhoLeadsIsToldOnceAtEachStepThatAConsentEnds(t *testing.T) {
	w := world.New(t)
	c, p := w.Case()
	w.Consent(c, consent.Grid{"samverkan": access.SetOf(access.Plan)})
	told := func() (n int) {
		w.Read(func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.One(ctx, []any{&n}, `select count(*) from audit where action = 'system.work' and case_id = $1`, c)
			return err
		})
		return n
	}
	v, err := w.App.Consent(t.Context(), w.As("samordning"), c)
	ok(t, err)
	ends, err := time.Parse(time.DateOnly, v.Consent.EndsOn)
	ok(t, err)
	for n, left := range []int{31, 30, 20, 14, 5, 3, 1} {
		w.Pass(ends.AddDate(0, 0, -left).Add(10 * time.Hour).Sub(w.Now()))
		ok(t, w.KeepHouse(t.Context()))
		ok(t, w.KeepHouse(t.Context()))
		if want := []int{0, 1, 1, 2, 2, 3, 3}[n]; told() != want {
			t.Errorf("%d days before the end it was told %d times, want %d", left, told(), want)
		}
	}
	day, err := w.Day(t.Context(), w.As("samordning"))
	ok(t, err)
	mine, err := w.Day(t.Context(), w.AsPerson(p))
	ok(t, err)
	if len(day.ConsentsEnding) != 1 || len(mine.ConsentsEnding) != 1 {
		t.Errorf("the day of the one who leads shows %+v, that of the person %+v", day.ConsentsEnding, mine.ConsentsEnding)
	}
}
