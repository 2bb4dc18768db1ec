package meeting

import (
	"context"
	"slices"
	"time"

	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
)

// The codes of a call that was cancelled because of what happened to its case.
const (
	CaseClosed = "case_closed"
	CallerGone = "caller_gone" // left the case, or may not know of it any more
)

// CancelReasons lists the codes for cancelling a meeting, in the order that
// people choose from.
func CancelReasons() []string {
	return []string{"no_time", "ill", "not_needed", "person_wishes", "something_else"}
}

// MoveReasons lists the codes for moving a meeting.
func MoveReasons() []string {
	return []string{"somebody_cannot", "person_wishes", "no_time", "ill", "something_else"}
}

// Step is who changes which call, as it stood when she saw it.
type Step struct {
	Call    id.Call
	By      id.Function       // empty for the person and the system
	Proxy   id.Representative // who acts in the person's place
	Version int64
}

// Move is where a meeting is moved.
type Move struct {
	Forum   id.Forum
	Sitting id.Sitting
	Time
	Place  string
	Link   string
	Reason string        // code; none is needed for the first time
	Can    []id.Function // have said yes to the time already
	Due    time.Time
	Remind time.Time
}

func (m Move) check(now Call, at time.Time) error {
	var f errs.Faults
	m.Time.check(&f, at)
	checkPlace(&f, m.Place, m.Link)
	f.Check(now.State == StateSeeking || slices.Contains(MoveReasons(), m.Reason), "reason", "call.move.reason")
	return f.Err()
}

// hold is hold for a step with the call as it stood.
func (s Step) hold(ctx context.Context, tx *db.Tx) (Call, error) {
	now, err := hold(ctx, tx, s.Call)
	if now.ID != "" && now.Version != s.Version {
		now.Secretary = "" // the reader may not know of the others
		return Call{}, errs.Changed(now)
	}
	return now, err
}

// To moves the meeting, or gives it its first time, and returns the call as it
// stood. Everybody is asked anew but those who can come then.
func (s Step) To(ctx context.Context, tx *db.Tx, m Move) (before Call, err error) {
	if before, err = s.hold(ctx, tx); err != nil {
		return before, err
	}
	if err := m.check(before, tx.Now); err != nil {
		return before, err
	}
	return before, s.move(ctx, tx, before, m)
}

func (s Step) move(ctx context.Context, tx *db.Tx, before Call, m Move) error {
	person := ""
	if slices.Contains(m.Can, Self) {
		person = AnswerYes
	}
	_, err := tx.Exec(ctx, `update call set state = 'called', forum_id = nullif($2, ''), sitting_id = nullif($3, ''), slot_id = nullif($4, ''), starts_at = $5, ends_at = $6,
		place = $7, link = $8, due_at = $9, person_answer = $10, sequence = sequence + 1, version = version + 1 where id = $1`,
		s.Call, m.Forum, m.Sitting, m.Slot, micros(m.Start), micros(m.End), m.Place, m.Link, micros(m.Due), person)
	if err != nil {
		return err
	}
	if err := s.askAnew(ctx, tx, before.Caller, m); err != nil {
		return err
	}
	if err := clearOffers(ctx, tx, s.Call); err != nil {
		return err
	}
	return Note(ctx, tx, s.Call, Event{Kind: "moved", Function: s.By, Start: before.Start, Reason: m.Reason})
}

func clearOffers(ctx context.Context, tx *db.Tx, c id.Call) error {
	if _, err := tx.Exec(ctx, `delete from call_mark where offer_id in (select id from call_offer where call_id = $1)`, c); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `delete from call_offer where call_id = $1`, c)
	return err
}

// askAnew makes everybody answer again but the caller, who moves it, those who
// can come then, and those who left the case.
func (s Step) askAnew(ctx context.Context, tx *db.Tx, caller id.Function, m Move) error {
	_, err := tx.Exec(ctx, `update call_party set answer = '', reason = '', said = null, answered_at = null, answered_by = null, due_at = $2, escalated = 0,
		told_function = null, version = version + 1 where call_id = $1 and reason <> 'left_case'`, s.Call, micros(m.Remind))
	if err != nil {
		return err
	}
	for _, f := range append([]id.Function{caller, s.By}, m.Can...) {
		if _, err := tx.Exec(ctx, `update call_party set answer = 'yes', answered_at = $3, answered_by = $2, due_at = null
			where call_id = $1 and function_id = $2 and answer = '' and reason = ''`, s.Call, f, db.Micros(tx.Now)); err != nil {
			return err
		}
	}
	return nil
}

// Seek makes a call that has lost its time seek another one.
func Seek(ctx context.Context, tx *db.Tx, c id.Call, reason string) error {
	before, err := hold(ctx, tx, c)
	if err != nil || before.State == StateSeeking {
		return err
	}
	_, err = tx.Exec(ctx, `update call set state = 'seeking', sitting_id = null, slot_id = null, starts_at = null, ends_at = null, person_answer = '', due_at = null,
		sequence = sequence + 1, version = version + 1 where id = $1`, c)
	if err != nil {
		return err
	}
	if err := (Step{Call: c}).askAnew(ctx, tx, before.Caller, Move{}); err != nil {
		return err
	}
	return Note(ctx, tx, c, Event{Kind: "moved", Start: before.Start, Reason: reason})
}

// Follow gives a call the time that its slot has got.
func Follow(ctx context.Context, tx *db.Tx, c id.Call, m Move) error {
	before, err := hold(ctx, tx, c)
	if err != nil || before.Start.Equal(m.Start) && before.End.Equal(m.End) {
		return err
	}
	return Step{Call: c}.move(ctx, tx, before, m)
}

// Cancel cancels a meeting that is still to come, and returns the call as it
// stood: its slot is free to give to another.
func (s Step) Cancel(ctx context.Context, tx *db.Tx, reason string) (Call, error) {
	var f errs.Faults
	f.Check(slices.Contains(CancelReasons(), reason), "reason", "call.cancel.reason")
	if err := f.Err(); err != nil {
		return Call{}, err
	}
	before, err := s.hold(ctx, tx)
	if err != nil {
		return before, err
	}
	return before, s.cancel(ctx, tx, reason)
}

func (s Step) cancel(ctx context.Context, tx *db.Tx, reason string) error {
	_, err := tx.Exec(ctx, `update call set state = 'cancelled', cancel_reason = $2, sequence = sequence + 1, change = change + 1, version = version + 1 where id = $1`,
		s.Call, reason)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `update call_party set due_at = null, told_function = null where call_id = $1`, s.Call); err != nil {
		return err
	}
	return Note(ctx, tx, s.Call, Event{Kind: "cancelled", Function: s.By, Reason: reason})
}

// CancelAll cancels those of the meetings about a case that are still to come
// that which says, and returns them as they stood.
func CancelAll(ctx context.Context, tx *db.Tx, c id.Case, which func(Call) bool, reason string) ([]Call, error) {
	waiting, err := waitingOf(ctx, tx, c)
	var cancelled []Call
	for _, one := range waiting {
		if err != nil || !which(one) {
			continue
		}
		cancelled = append(cancelled, one)
		err = Step{Call: one.ID}.cancel(ctx, tx, reason)
	}
	return cancelled, err
}

func waitingOf(ctx context.Context, tx *db.Tx, c id.Case) ([]Call, error) {
	return db.All(ctx, tx, func(scan db.Scan) (Call, error) { return scanCall(scan) },
		`select `+callColumns+` from call c where c.case_id = $1 and c.state in ('seeking', 'called') order by c.id`, c)
}

// Leave answers no for a function that left the case to all meetings that are
// still to come; the caller keeps the minutes in its place.
func Leave(ctx context.Context, tx *db.Tx, of id.Case, f id.Function) error {
	waiting, err := waitingOf(ctx, tx, of)
	for _, c := range waiting {
		if err == nil {
			err = leave(ctx, tx, c.ID, f)
		}
	}
	return err
}

func leave(ctx context.Context, tx *db.Tx, c id.Call, f id.Function) error {
	if err := Touch(ctx, tx, c); err != nil {
		return err
	}
	n, err := tx.Exec(ctx, `update call_party set answer = 'no', reason = 'left_case', answered_at = $3, answered_by = $2, due_at = null, told_function = null,
		version = version + 1 where call_id = $1 and function_id = $2`, c, f, db.Micros(tx.Now))
	if err != nil || n == 0 {
		return err
	}
	if _, err := tx.Exec(ctx, `update call set secretary_id = caller_id where id = $1 and secretary_id = $2`, c, f); err != nil {
		return err
	}
	return Note(ctx, tx, c, Event{Kind: "answered", Function: f, About: f, Reason: AnswerNo})
}
