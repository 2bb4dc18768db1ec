package meeting

import (
	"context"
	"time"

	"samverk/internal/access"
	"samverk/internal/db"
	"samverk/internal/id"
)

// Event is something that happened to a call.
type Event struct {
	At       time.Time
	Kind     string            // called, answered, offered, moved, reminded, escalated, cancelled, started, ended, final, amended, recalled
	Function id.Function       // who; empty for the person and the system, and where the reader may not know
	Proxy    id.Representative // who did it in the person's place
	Acted    string            // her kind
	About    id.Function       // the function it is about; empty where the reader may not know
	Start    time.Time         // the time before it was moved
	Reason   string            // code
}

// Note adds an event after all others of the call: those of one transaction
// keep their order though its clock stands still.
func Note(ctx context.Context, tx *db.Tx, c id.Call, e Event) error {
	var start *int64
	if !e.Start.IsZero() {
		before := db.Micros(e.Start)
		start = &before
	}
	_, err := tx.Exec(ctx, `insert into call_event (id, call_id, at, kind, function_id, about_id, starts_at, reason, representative_id)
		select $1, $2, case when m.at >= $3 then m.at + 1 else $3 end, $4, nullif($5, ''), nullif($6, ''), $7, $8, nullif($9, '')
		from (select coalesce(max(at), 0) as at from call_event where call_id = $2) m`,
		id.New[string](), c, db.Micros(tx.Now), e.Kind, e.Function, e.About, start, e.Reason, e.Proxy)
	return err
}

// Events lists what happened to a call that the reader may see, newest first.
// Outside the circle nobody is told which others did it.
func Events(ctx context.Context, tx *db.Tx, s access.Sight, c id.Call, limit int) ([]Event, error) {
	seen, err := read(ctx, tx, s, `and c.id = $3`, c)
	if err != nil || len(seen) == 0 {
		return nil, err
	}
	return db.All(ctx, tx, func(scan db.Scan) (e Event, err error) {
		var at, start int64
		err = scan(&at, &e.Kind, &e.Function, &e.About, &start, &e.Reason, &e.Acted)
		e.At, e.Start = db.Time(at), db.Time(start)
		return e.as(s), err
	}, `select at, kind, coalesce(function_id, ''), coalesce(about_id, ''), coalesce(starts_at, 0), reason, coalesce((select rp.kind from representative rp where rp.id = e.representative_id), '')
		from call_event e where call_id = $1 order by at desc, id desc limit $2`, c, limit)
}

// as is the event as the reader may see it.
func (e Event) as(s access.Sight) Event {
	if s.Circle() {
		return e
	}
	if e.Function != s.Function() && e.About != s.Function() {
		e.Reason = ""
	}
	if e.Function != s.Function() {
		e.Function = ""
	}
	if e.About != s.Function() {
		e.About = ""
	}
	return e
}
