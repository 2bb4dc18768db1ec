package forum

import (
	"context"
	"slices"
	"time"

	"samverk/internal/calendar"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
)

const (
	longest  = 12 * time.Hour // of one sitting
	leastCut = 5              // minutes of a slot
	mostCuts = 60             // slots of a sitting
	mostDays = 400            // sittings to come of one forum
)

// Dates says when a forum is to meet, in wall time in Sweden.
type Dates struct {
	Date        string
	From, To    string // clock times
	Rule        string // RFC 5545; empty for one date only
	Place       string
	Link        string
	SlotMinutes int // length of each slot; 0 for none
}

// Dated is what became of dates that were planned.
type Dated struct {
	Made    []Sitting
	Skipped []time.Time // days off
	Already []time.Time // that stood there before
}

// times returns when the sittings begin and how long they are, or every fault.
func (d Dates) times(now time.Time) (times, skipped []time.Time, length time.Duration, err error) {
	var f errs.Faults
	start, end := d.local(&f, "from", d.From), d.local(&f, "to", d.To)
	checkWhere(&f, d.Place, d.Link)
	f.Check(d.SlotMinutes == 0 || d.SlotMinutes >= leastCut, "slot_minutes", "sitting.slot_minutes.wrong")
	if length = end.Sub(start); !start.IsZero() && !end.IsZero() {
		f.Check(length > 0, "to", "sitting.to.order")
		f.Check(length <= longest, "to", "sitting.to.long")
		f.Check(start.After(now), "date", "sitting.date.past")
		f.Check(d.SlotMinutes <= 0 || time.Duration(d.SlotMinutes)*time.Minute <= length &&
			length/(time.Duration(d.SlotMinutes)*time.Minute) <= mostCuts, "slot_minutes", "sitting.slot_minutes.wrong")
	}
	times = []time.Time{start}
	if d.Rule != "" {
		rule, err := calendar.ParseRule(d.Rule)
		if err := f.Merge(err); err != nil {
			return nil, nil, 0, err
		}
		if err == nil && !start.IsZero() {
			times, skipped, err = rule.Times(start)
			if err := f.Merge(err); err != nil {
				return nil, nil, 0, err
			}
		}
	}
	return times, skipped, length, once(f).Err()
}

// local reads a clock time of the date; its faults are those of the field.
func (d Dates) local(f *errs.Faults, field, clock string) time.Time {
	at, err := calendar.Local(d.Date, clock)
	var found errs.Faults
	if other := found.Merge(err); other != nil {
		found.Add("date", "calendar.date.wrong")
	}
	for _, x := range found {
		if x.Field == "clock" {
			x.Field = field
		}
		*f = append(*f, x)
	}
	if len(found) > 0 {
		return time.Time{}
	}
	return at
}

// once keeps the first fault of each field.
func once(all errs.Faults) (kept errs.Faults) {
	for _, f := range all {
		if !slices.ContainsFunc(kept, func(k errs.Fault) bool { return k.Field == f.Field }) {
			kept = append(kept, f)
		}
	}
	return kept
}

// Plan gives a forum its dates, each cut into slots. Dates that stand there
// already stay as they are; one that was cancelled comes back.
func Plan(ctx context.Context, tx *db.Tx, f id.Forum, d Dates, by id.Function) (Dated, error) {
	var out Dated
	now, err := ByID(ctx, tx, f)
	switch {
	case err != nil:
		return out, err
	case now.Status == Ended:
		return out, errs.New(errs.Conflict, "forum.state")
	}
	times, skipped, length, err := d.times(tx.Now)
	if err != nil {
		return out, err
	}
	out.Skipped = skipped
	coming, err := Upcoming(ctx, tx, f, tx.Now, mostDays)
	if err != nil {
		return out, err
	}
	if len(coming)+len(times) > mostDays {
		return out, errs.Faults{{Field: "rule", Key: "sitting.many"}}.Err()
	}
	for _, at := range times {
		s := Sitting{ID: id.New[id.Sitting](), Forum: f, Start: at, End: at.Add(length), Place: d.Place, Link: d.Link, State: SittingPlanned, Version: 1}
		made, err := s.plan(ctx, tx, d.SlotMinutes)
		if err != nil {
			return out, err
		}
		if made.ID == "" {
			out.Already = append(out.Already, at)
		} else {
			out.Made = append(out.Made, made)
		}
	}
	if d.Rule != "" {
		if _, err := tx.Exec(ctx, `update forum set rule = $1 where id = $2`, d.Rule, f); err != nil {
			return out, err
		}
	}
	if len(out.Made) == 0 {
		return out, nil
	}
	if err := note(ctx, tx, f, "planned", by, ""); err != nil {
		return out, err
	}
	return out, seat(ctx, tx, f, false)
}

// plan writes a sitting with its slots, and returns none where one stands.
func (s Sitting) plan(ctx context.Context, tx *db.Tx, minutes int) (Sitting, error) {
	n, err := tx.Exec(ctx, `update sitting set state = 'planned', cancel_reason = '', ends_at = $3, place = $4, link = $5, sequence = sequence + 1, version = version + 1
		where forum_id = $1 and starts_at = $2 and state = 'cancelled'`, s.Forum, db.Micros(s.Start), db.Micros(s.End), s.Place, s.Link)
	if err != nil {
		return Sitting{}, err
	}
	if n == 1 { // it comes back with the slots that it had
		return db.First(db.All(ctx, tx, scanSitting, sittingQuery+`where s.forum_id = $1 and s.starts_at = $2`, s.Forum, db.Micros(s.Start)))
	}
	n, err = tx.Exec(ctx, `insert into sitting (id, forum_id, starts_at, ends_at, place, link, state) values ($1, $2, $3, $4, $5, $6, 'planned')
		on conflict (forum_id, starts_at) do nothing`, s.ID, s.Forum, db.Micros(s.Start), db.Micros(s.End), s.Place, s.Link)
	if err != nil || n == 0 {
		return Sitting{}, err
	}
	return s, s.cut(ctx, tx, minutes)
}

// cut divides a sitting into slots of so many minutes; what is left over at the
// end is in none.
func (s Sitting) cut(ctx context.Context, tx *db.Tx, minutes int) error {
	step := time.Duration(minutes) * time.Minute
	for at := s.Start; step > 0 && !at.Add(step).After(s.End); at = at.Add(step) {
		if _, err := tx.Exec(ctx, `insert into slot (id, sitting_id, starts_at, ends_at) values ($1, $2, $3, $4)`,
			id.New[id.Slot](), s.ID, db.Micros(at), db.Micros(at.Add(step))); err != nil {
			return err
		}
	}
	return nil
}

// Reasons lists why a sitting is moved or cancelled.
func Reasons() []string { return []string{NoTime, "ill", "no_cases", "no_quorum", "something_else"} }

// NoTime says that other things came before the meeting (S269).
const NoTime = "no_time"

// Move moves a sitting to another time of the same length.
type Move struct {
	Sitting id.Sitting
	Version int64
	Date    string
	From    string // clock time
	Place   string
	Link    string
	Reason  string
	By      id.Function
}

// Take moves the sitting and its slots, and returns how far.
func (m Move) Take(ctx context.Context, tx *db.Tx) (time.Duration, error) {
	was, err := SittingByID(ctx, tx, m.Sitting)
	if err != nil {
		return 0, err
	}
	var f errs.Faults
	start := Dates{Date: m.Date}.local(&f, "from", m.From)
	checkWhere(&f, m.Place, m.Link)
	f.Check(slices.Contains(Reasons(), m.Reason), "reason", "sitting.reason.missing")
	f.Check(start.IsZero() || start.After(tx.Now), "date", "sitting.date.past")
	taken, err := tx.Has(ctx, `select 1 from sitting where forum_id = $1 and starts_at = $2 and id <> $3`, was.Forum, db.Micros(start), m.Sitting)
	if err != nil {
		return 0, err
	}
	f.Check(!taken, "date", "sitting.date.taken")
	if err := f.Err(); err != nil {
		return 0, err
	}
	by := start.Sub(was.Start)
	n, err := tx.Exec(ctx, `update sitting set starts_at = $1, ends_at = $2, place = $3, link = $4, sequence = sequence + 1, version = version + 1
		where id = $5 and version = $6 and state = 'planned'`, db.Micros(start), db.Micros(was.End.Add(by)), m.Place, m.Link, m.Sitting, m.Version)
	if err != nil && db.IsTaken(err) { // somebody planned one there in the same moment
		return 0, errs.Faults{{Field: "date", Key: "sitting.date.taken"}}.Err()
	}
	if err != nil {
		return 0, err
	}
	if n == 0 {
		return 0, sittingRefused(ctx, tx, m.Sitting, m.Version)
	}
	if err := shift(ctx, tx, m.Sitting, by); err != nil {
		return 0, err
	}
	return by, note(ctx, tx, was.Forum, "moved", m.By, m.Reason)
}

// shift moves the slots of a sitting, by way of times below zero: no two may
// stand on one time meanwhile.
func shift(ctx context.Context, tx *db.Tx, s id.Sitting, by time.Duration) error {
	if _, err := tx.Exec(ctx, `update slot set starts_at = -(starts_at + $2), ends_at = ends_at + $2, version = version + 1
		where sitting_id = $1`, s, by.Microseconds()); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `update slot set starts_at = -starts_at where sitting_id = $1 and starts_at < 0`, s)
	return err
}

// Cancel cancels a sitting that is planned. Its slots stay as they were, and can
// be taken no more.
func Cancel(ctx context.Context, tx *db.Tx, s id.Sitting, version int64, reason string, by id.Function) error {
	if !slices.Contains(Reasons(), reason) {
		return errs.Faults{{Field: "reason", Key: "sitting.reason.missing"}}.Err()
	}
	was, err := SittingByID(ctx, tx, s)
	if err != nil {
		return err
	}
	n, err := tx.Exec(ctx, `update sitting set state = 'cancelled', cancel_reason = $1, sequence = sequence + 1, version = version + 1
		where id = $2 and version = $3 and state = 'planned'`, reason, s, version)
	if err != nil {
		return err
	}
	if n == 0 {
		return sittingRefused(ctx, tx, s, version)
	}
	return note(ctx, tx, was.Forum, "cancelled", by, reason)
}

// sittingRefused says why a sitting could not be changed.
func sittingRefused(ctx context.Context, tx *db.Tx, s id.Sitting, version int64) error {
	now, err := SittingByID(ctx, tx, s)
	switch {
	case err != nil:
		return err
	case now.Version != version:
		return errs.Changed(now)
	}
	return errs.New(errs.Conflict, "sitting.state")
}
