package meeting

import (
	"context"

	"samverk/internal/access"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
)

// mostLines bounds what is written at one meeting.
const mostLines = 500

// Line is that an item was said, decided, promised or changed at a meeting.
type Line struct {
	Item  id.Item
	Place int64 // lines stand in this order
}

// Writable refuses what may only be done while a meeting goes on or its minutes
// are being written. It makes everybody else who changes the meeting wait, so
// that this stays so, and all who write at once come one after another.
func Writable(ctx context.Context, tx *db.Tx, c id.Call) error {
	if err := Touch(ctx, tx, c); err != nil {
		return err
	}
	open, err := tx.Has(ctx, `select 1 from call where id = $1 and (state = 'meeting'
		or state = 'held' and exists (select 1 from minutes m where m.call_id = call.id and m.state = 'draft'))`, c)
	if err == nil && !open {
		err = errs.New(errs.Conflict, "meeting.write.state")
	}
	return err
}

// Put notes that an item was written or changed at the meeting, after all that
// stands there. What stands there already keeps its place.
func Put(ctx context.Context, tx *db.Tx, c id.Call, i id.Item) error {
	n, err := tx.Exec(ctx, `insert into call_item (call_id, item_id, place)
		select $1, $2, (select coalesce(max(l.place), 0) + 1 from call_item l where l.call_id = $1) from call c where c.id = $1
			and (select count(*) from call_item l where l.call_id = $1) < $3
		on conflict (call_id, item_id) do update set place = call_item.place`, c, i, mostLines)
	if err == nil && n == 0 {
		err = errs.New(errs.Conflict, "meeting.write.many")
	}
	return err
}

// Lines lists what was written at a meeting, in order. That a line is there may
// be hidden from the reader: show only the items that she sees.
func Lines(ctx context.Context, tx *db.Tx, s access.Sight, c id.Call) ([]Line, error) {
	return db.All(ctx, tx, func(scan db.Scan) (l Line, err error) { return l, scan(&l.Item, &l.Place) },
		`select l.item_id, l.place from call_item l join call c on c.id = l.call_id
		where l.call_id = $1 and c.case_id = $2 order by l.place, l.item_id limit $3`, c, s.Case(), mostLines)
}

// Takers lists the units that hear what is written at a meeting: those that are
// called, and the one that called, as far as they take part in the case. Who may
// be told of it is for the consent to say.
func Takers(ctx context.Context, tx *db.Tx, c id.Call) ([]id.Unit, error) {
	return db.All(ctx, tx, func(scan db.Scan) (u id.Unit, err error) { return u, scan(&u) },
		`select distinct pt.unit_id from call c join party pt on pt.case_id = c.case_id and pt.state = 'takes_part'
		where c.id = $1 and (pt.function_id = c.caller_id
			or exists (select 1 from call_party p where p.call_id = c.id and p.function_id = pt.function_id))
		order by pt.unit_id`, c)
}

// Previous returns the meeting of the same case that was held last before this
// one, of those that the reader may see and whose minutes stand in the circle;
// the zero Call when there was none.
func Previous(ctx context.Context, tx *db.Tx, s access.Sight, c Call) (Call, error) {
	if !s.Circle() {
		return Call{}, nil
	}
	seen, err := read(ctx, tx, s, `and c.state = 'held' and c.id <> $3 and c.ended_at < $4 order by c.ended_at desc, c.id limit $5`,
		c.ID, startedOr(tx, c), mostBefore)
	if err != nil || len(seen) == 0 {
		return Call{}, err
	}
	return seen[0].Seen(s), nil
}

// mostBefore bounds how many meetings are looked through for the one before.
const mostBefore = 20

// startedOr is when a meeting began, or now.
func startedOr(tx *db.Tx, c Call) int64 {
	if c.Started.IsZero() {
		return db.Micros(tx.Now)
	}
	return db.Micros(c.Started)
}

// KeptBack is the kind of event that something written at a meeting was not
// disclosed, since the consent no longer covers those who were to have it.
const KeptBack = "kept"

// Kept counts how often something was kept back at a meeting, for the one who
// keeps its minutes.
func Kept(ctx context.Context, tx *db.Tx, c id.Call) (n int, err error) {
	_, err = tx.One(ctx, []any{&n}, `select count(*) from call_event where call_id = $1 and kind = 'kept'`, c)
	return n, err
}
