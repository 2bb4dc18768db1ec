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

// Busy lists when functions are taken within a time, in order.
func Busy(ctx context.Context, tx *db.Tx, of []id.Function, from, to time.Time) (map[id.Function][]calendar.Span, error) {
	all := map[id.Function][]calendar.Span{}
	if len(of) == 0 {
		return all, nil
	}
	list, args := db.In(4, of)
	err := tx.Each(ctx, func(scan db.Scan) error {
		var f id.Function
		var start, end int64
		err := scan(&f, &start, &end)
		all[f] = append(all[f], calendar.Span{Start: db.Time(start), End: db.Time(end)})
		return err
	}, `select function_id, starts_at, ends_at from busy where ends_at > $1 and starts_at < $2 and function_id in `+list+`
		order by function_id, starts_at limit $3`, append([]any{db.Micros(from), db.Micros(to), calendar.MostSpans * len(of)}, args...)...)
	return all, err
}

// Known returns how many times from now on a function's own calendar says
// are taken, and when the last of them ends; none, and no time, when it has
// told nothing.
func Known(ctx context.Context, tx *db.Tx, f id.Function) (n int, last time.Time, err error) {
	var until int64
	_, err = tx.One(ctx, []any{&n, &until}, `select count(*), coalesce(max(ends_at), 0) from busy where function_id = $1 and ends_at > $2`, f, db.Micros(tx.Now))
	return n, db.Time(until), err
}
