package feed

import (
	"context"
	"time"

	"samverk/internal/calendar"
	"samverk/internal/db"
	"samverk/internal/id"
)

// SetBusy keeps when a function is taken, in the place of what was kept before.
func SetBusy(ctx context.Context, tx *db.Tx, f id.Function, all []calendar.Span) error {
	if _, err := tx.Exec(ctx, `delete from busy where function_id = $1`, f); err != nil {
		return err
	}
	for _, s := range all {
		if _, err := tx.Exec(ctx, `insert into busy (function_id, starts_at, ends_at) values ($1, $2, $3)`,
			f, db.Micros(s.Start), db.Micros(s.End)); err != nil {
			return err
		}
	}
	return nil
}

// Busy lists when a function is taken within a time, in order.
func Busy(ctx context.Context, tx *db.Tx, f id.Function, from, to time.Time) ([]calendar.Span, error) {
	return db.All(ctx, tx, scanSpan, `select starts_at, ends_at from busy where function_id = $1 and ends_at > $2 and starts_at < $3
		order by starts_at limit $4`, f, db.Micros(from), db.Micros(to), calendar.MostSpans)
}

func scanSpan(scan db.Scan) (s calendar.Span, err error) {
	var start, end int64
	err = scan(&start, &end)
	s.Start, s.End = db.Time(start), db.Time(end)
	return s, err
}

// Taken reports whether a function's own calendar says that it is taken at some
// moment of a time.
func Taken(ctx context.Context, tx *db.Tx, f id.Function, start, end time.Time) (bool, error) {
	return tx.Has(ctx, `select 1 from busy where function_id = $1 and ends_at > $2 and starts_at < $3`, f, db.Micros(start), db.Micros(end))
}

// Known returns how many times from now on a function's own calendar says
// are taken, and when the last of them ends; none, and no time, when it has
// told nothing.
func Known(ctx context.Context, tx *db.Tx, f id.Function) (n int, last time.Time, err error) {
	var until int64
	_, err = tx.One(ctx, []any{&n, &until}, `select count(*), coalesce(max(ends_at), 0) from busy where function_id = $1 and ends_at > $2`, f, db.Micros(tx.Now))
	return n, db.Time(until), err
}
