package handover

import (
	"context"
	"time"

	"samverk/internal/access"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
)

// Checkpoint is when a meeting with those who take over is proposed.
type Checkpoint string

// The checkpoints (S351: during and before the end).
const (
	Middle Checkpoint = "middle"
	End    Checkpoint = "end"
)

const (
	// endsAhead is how many days before its last day the meeting before the end is
	// proposed. S281 asks for a time and names none; eight weeks is our choice: a
	// call waits for answers, and a forum that meets once a month has one sitting
	// left for the meeting and one for what it leads to.
	endsAhead = 8 * 7
	// shortest is how many days something lasts that has a meeting at its middle:
	// in what is shorter the two would fall together.
	shortest = 2 * endsAhead
)

// Due returns which meeting it is time for on a day, of something that lasts from
// its first to its last day, and since when; none before the middle, and none
// when it has ended.
func Due(start, end, today string) (c Checkpoint, since string) {
	from, wrongFrom := time.Parse(time.DateOnly, start)
	to, wrongTo := time.Parse(time.DateOnly, end)
	if wrongFrom != nil || wrongTo != nil || !to.After(from) || today < start || today > end {
		return "", ""
	}
	days := int(to.Sub(from).Hours() / 24)
	before := min(endsAhead, days/2)
	last, middle := to.AddDate(0, 0, -before).Format(time.DateOnly), from.AddDate(0, 0, days/2).Format(time.DateOnly)
	switch {
	case today >= last:
		return End, last
	case days >= shortest && today >= middle:
		return Middle, middle
	}
	return "", ""
}

// Dismiss notes that the reader's unit wants no meeting at a checkpoint.
func Dismiss(ctx context.Context, tx *db.Tx, s access.Sight, i id.Item, c Checkpoint) error {
	if c != Middle && c != End {
		return errs.Faults{{Field: "checkpoint", Key: "handover.checkpoint.missing"}}.Err()
	}
	_, err := tx.Exec(ctx, `insert into handover_dismissed (item_id, unit_id, checkpoint, function_id, at) values ($1, $2, $3, $4, $5) on conflict do nothing`,
		i, s.Unit(), c, s.Function(), db.Micros(tx.Now))
	return err
}

// Settled reports whether a proposal of a meeting is settled for the reader's unit:
// it is not wanted, or the unit has called or been called since a day.
func Settled(ctx context.Context, tx *db.Tx, s access.Sight, i id.Item, c Checkpoint, since string) (bool, error) {
	at, err := time.Parse(time.DateOnly, since)
	if err != nil {
		return false, err
	}
	return tx.Has(ctx, `select 1 from handover_dismissed where item_id = $1 and unit_id = $2 and checkpoint = $3
		union all select 1 from call l where l.case_id = $4 and l.state <> 'cancelled' and l.created_at >= $5
			and (l.caller_unit = $2 or exists (select 1 from call_party p where p.call_id = l.id and p.unit_id = $2))`,
		i, s.Unit(), c, s.Case(), db.Micros(at))
}
