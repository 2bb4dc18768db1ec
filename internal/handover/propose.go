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

// Asked is whether a meeting is to be proposed about something that ends.
type Asked struct {
	Item id.Item
	Case id.Case
	Checkpoint
	Since string // day from which a call settles it
}

// Open returns which proposals are not settled for a unit, by item: no one of it
// has said that the meeting is not wanted, and it has neither called nor been
// called about the case since the day.
func Open(ctx context.Context, tx *db.Tx, u id.Unit, asked []Asked) (map[id.Item]Checkpoint, error) {
	open, items, cases := map[id.Item]Checkpoint{}, id.NewSet[id.Item](), id.NewSet[id.Case]()
	for _, a := range asked {
		items.Add(a.Item)
		cases.Add(a.Case)
	}
	if len(asked) == 0 {
		return open, nil
	}
	dismissed, err := dismissals(ctx, tx, u, items.List)
	if err != nil {
		return nil, err
	}
	called, err := lastCalls(ctx, tx, u, cases.List)
	for _, a := range asked {
		if !dismissed[a.Item][a.Checkpoint] && called[a.Case] < a.Since {
			open[a.Item] = a.Checkpoint
		}
	}
	return open, err
}

// dismissals returns which proposals a unit has said that it does not want.
func dismissals(ctx context.Context, tx *db.Tx, u id.Unit, items []id.Item) (map[id.Item]map[Checkpoint]bool, error) {
	marks, args := db.In(2, items)
	all := map[id.Item]map[Checkpoint]bool{}
	err := tx.Each(ctx, func(scan db.Scan) error {
		var i id.Item
		var c Checkpoint
		err := scan(&i, &c)
		if all[i] == nil {
			all[i] = map[Checkpoint]bool{}
		}
		all[i][c] = true
		return err
	}, `select item_id, checkpoint from handover_dismissed where unit_id = $1 and item_id in `+marks+``, append([]any{u}, args...)...)
	return all, err
}

// lastCalls returns the day when a unit last called, or was called, about cases.
func lastCalls(ctx context.Context, tx *db.Tx, u id.Unit, cases []id.Case) (map[id.Case]string, error) {
	marks, args := db.In(2, cases)
	all := map[id.Case]string{}
	err := tx.Each(ctx, func(scan db.Scan) error {
		var c id.Case
		var at int64
		err := scan(&c, &at)
		all[c] = db.DayOf(db.Time(at))
		return err
	}, `select l.case_id, max(l.created_at) from call l where l.state <> 'cancelled'
		and (l.caller_unit = $1 or exists (select 1 from call_party p where p.call_id = l.id and p.unit_id = $1))
		and l.case_id in `+marks+` group by l.case_id`, append([]any{u}, args...)...)
	return all, err
}
