package structure_test

import (
	"context"
	"testing"
	"time"

	"samverk/internal/access"
	"samverk/internal/app"
	"samverk/internal/db"
	"samverk/internal/id"
	"samverk/internal/samverktest"
	"samverk/internal/samverktest/world"
)

var ok, is, fault = samverktest.OK, samverktest.Is, samverktest.Fault

// inDays returns a date ahead of the world's today.
func inDays(w *world.W, n int) string { return w.Now().AddDate(0, 0, n).Format(time.DateOnly) }

func day(t *testing.T, w *world.W, who access.Actor) app.DayView {
	t.Helper()
	d, err := w.Day(t.Context(), who)
	ok(t, err)
	return d
}

// told counts how often a function has been told that something waits.
func told(t *testing.T, w *world.W, f id.Function) (n int) {
	t.Helper()
	w.Read(func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.One(ctx, []any{&n}, `select count(*) from job where kind = 'notify' and subject = $1`, f)
		return err
	})
	return n
}

func sittingOf(t *testing.T, w *world.W, who access.Actor, s id.Sitting) app.SittingView {
	t.Helper()
	v, err := w.App.Sitting(t.Context(), who, s)
	ok(t, err)
	return v
}
