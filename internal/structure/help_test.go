package structure_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"samverk/internal/access"
	"samverk/internal/app"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/samverktest/world"
)

func ok(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func is(t *testing.T, err error, k errs.Kind) {
	t.Helper()
	if !errs.Is(err, k) {
		t.Fatalf("%v is not of kind %v", err, k)
	}
}

// fault returns the key of the first fault of a field.
func fault(err error, field string) string {
	if e, ok := errors.AsType[*errs.Error](err); ok {
		for _, f := range e.Faults {
			if f.Field == field {
				return f.Key
			}
		}
	}
	return ""
}

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
