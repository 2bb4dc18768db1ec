// Package meeting keeps the calls to meetings about cases, how they are
// answered and moved, what is written at the meetings, and their minutes. It
// does not know forums: a slot is an identifier to it.
package meeting

import (
	"context"
	"time"

	"samverk/internal/access"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/seal"
)

// The states of a call.
const (
	StateSeeking   = "seeking"   // a time is sought
	StateCalled    = "called"    // the time stands
	StateMeeting   = "meeting"   // taken up right now
	StateHeld      = "held"      // has been
	StateCancelled = "cancelled" // will not be
)

// The ways in which the person has part in a meeting about her.
const (
	PersonInvited = "invited"
	PersonWithout = "without" // she has agreed to its being held without her
)

// The answers to a call.
const (
	AnswerYes   = "yes"
	AnswerOther = "another" // at another time; not "other", since text keys end so for plurals
	AnswerNo    = "no"
)

// The ways to have come to a meeting.
const (
	CamePresent = "present"
	CameRemote  = "remote"
	CameAbsent  = "absent"
	CameByOther = "represented" // the person, by somebody who acts for her
)

// Call is a call to a meeting about a case; taken up, it is the meeting.
type Call struct {
	ID           id.Call
	Case         id.Case
	Forum        id.Forum // empty outside forums
	Sitting      id.Sitting
	Slot         id.Slot
	Caller       id.Function // empty for the person, and where the reader may not know
	CallerUnit   id.Unit     // id.Self for the person
	Secretary    id.Function // keeps the minutes; empty where the reader may not know
	State        string
	Start, End   time.Time // zero while a time is sought
	Place        string
	Link         string
	PersonWay    string // invited, without
	PersonAnswer string // yes, another, no; empty while unanswered
	PersonActed  string // kind of representative that gave it in her place
	PersonCame   string // present, represented, absent; empty while unknown
	Due          time.Time
	Started      time.Time
	Ended        time.Time
	FollowUpOn   string // date
	CancelReason string // code
	Sequence     int    // of its calendar entry
	Change       int64  // grows with everything that happens in the meeting
	Question     string // to be answered at the meeting; sealed
	Created      time.Time
	Version      int64
}

// Open reports whether the call has neither been held nor cancelled.
func (c Call) Open() bool { return c.State != StateHeld && c.State != StateCancelled }

// Waits reports whether the meeting is still to come.
func (c Call) Waits() bool { return c.State == StateSeeking || c.State == StateCalled }

// words is the part of a call that is sealed.
type words struct{ Question string }

func callSealedAs(c id.Call) string { return "call/" + string(c) }

const callColumns = `c.id, c.case_id, coalesce(c.forum_id, ''), coalesce(c.sitting_id, ''), coalesce(c.slot_id, ''), coalesce(c.caller_id, ''),
	c.caller_unit, coalesce(c.secretary_id, ''), c.state, coalesce(c.starts_at, 0), coalesce(c.ends_at, 0), c.place, c.link, c.person_way,
	c.person_answer, c.person_came, coalesce(c.due_at, 0), coalesce(c.started_at, 0), coalesce(c.ended_at, 0), coalesce(c.follow_up_on, ''),
	c.cancel_reason, c.sequence, c.change, c.created_at, c.version,
	coalesce((select rp.kind from representative rp where rp.id = c.representative_id), '')`

// scanCall reads callColumns, and more columns after them.
func scanCall(scan db.Scan, more ...any) (c Call, err error) {
	var start, end, due, started, ended, created int64
	err = scan(append([]any{&c.ID, &c.Case, &c.Forum, &c.Sitting, &c.Slot, &c.Caller, &c.CallerUnit, &c.Secretary, &c.State, &start, &end,
		&c.Place, &c.Link, &c.PersonWay, &c.PersonAnswer, &c.PersonCame, &due, &started, &ended, &c.FollowUpOn, &c.CancelReason,
		&c.Sequence, &c.Change, &created, &c.Version, &c.PersonActed}, more...)...)
	c.Start, c.End, c.Due = db.Time(start), db.Time(end), db.Time(due)
	c.Started, c.Ended, c.Created = db.Time(started), db.Time(ended), db.Time(created)
	return c, err
}

// Listed is a call as it stands, without its words and before any Sight: for
// lists of calls of many cases.
type Listed struct {
	Call
	called bool // the reader's unit is among the called
	gone   bool // its minutes are recalled: its words are shown to nobody
	sealed []byte
}

// Visible reports whether the reader with a Sight on its case may see the call:
// of the category plan, it is the caller's unit's own, and told to the units
// that are called. A unit that the person has blocked sees none, not even its
// own: a meeting lies ahead.
func (r Listed) Visible(s access.Sight) bool {
	ground := access.OwnItem
	if r.called || s.Self() {
		ground = access.ByConsent
	}
	return r.Case == s.Case() && !s.Blocked() && s.Sees(r.CallerUnit, access.Plan, ground)
}

// Unsealed returns the call with its words, for a reader who may see it.
func (r Listed) Unsealed(key *seal.Key, s access.Sight) (Call, error) {
	var w words
	if !r.Visible(s) {
		return Call{}, errs.Missing()
	}
	if r.gone {
		return r.Seen(s), nil
	}
	if err := seal.Unmarshal(key, callSealedAs(r.ID), r.sealed, &w); err != nil {
		return Call{}, err
	}
	r.Question = w.Question
	return r.Seen(s), nil
}

// Seen is the call, without its words, as a reader may see it to whom it is
// visible. Outside the circle what came of the meeting is not hers to know, even
// where she has called to it.
func (r Listed) Seen(s access.Sight) Call {
	if s.Circle() {
		return r.Call
	}
	if r.Secretary != s.Function() {
		r.Secretary = ""
	}
	r.PersonCame, r.FollowUpOn = "", ""
	return r.Call
}

// Outline is no more of a call than that it is there, when, and how far it has
// come.
func (c Call) Outline() Call {
	return Call{ID: c.ID, Case: c.Case, State: c.State, Start: c.Start, End: c.End, Started: c.Started, Ended: c.Ended, Change: c.Change, Version: c.Version}
}

// changed says that somebody changed a call first, and shows as much of it as
// its page does.
func changed(ctx context.Context, tx *db.Tx, s access.Sight, now Call) error {
	seen, err := read(ctx, tx, s, `and c.id = $3`, now.ID)
	if err != nil {
		return err
	}
	if len(seen) == 0 {
		return errs.Changed(now.Outline())
	}
	return errs.Changed(seen[0].Seen(s))
}

// gone finds the calls whose minutes are recalled, and not written anew.
const gone = `exists (select 1 from minutes m where m.call_id = c.id and m.state = 'recalled' and (m.recall_reason <> 'wrong_content'
	or not exists (select 1 from minutes n where n.call_id = m.call_id and n.number > m.number and n.state = 'final')))`

// list returns calls without their words, chosen by a condition that finds the
// reader's unit as $1 and the given values after it. What of them she may see
// Visible says.
func list(ctx context.Context, tx *db.Tx, u id.Unit, which string, args ...any) ([]Listed, error) {
	return db.All(ctx, tx, func(scan db.Scan) (r Listed, err error) {
		r.Call, err = scanCall(scan, &r.called, &r.gone, &r.sealed)
		return r, err
	}, `select `+callColumns+`, exists (select 1 from call_party p where p.call_id = c.id and p.unit_id = $1), `+gone+`, c.sealed from call c `+which, append([]any{u}, args...)...)
}

// InSitting lists the calls that have a slot of a sitting, by time. They are
// for one who puts each of them to the Sight of its case.
func InSitting(ctx context.Context, tx *db.Tx, u id.Unit, on id.Sitting) ([]Listed, error) {
	return list(ctx, tx, u, `where c.sitting_id = $2 and c.state <> 'cancelled' and c.slot_id is not null order by c.starts_at, c.id limit 200`, on)
}

// read returns the calls of the reader's case that she may see.
func read(ctx context.Context, tx *db.Tx, s access.Sight, which string, args ...any) ([]Listed, error) {
	rows, err := list(ctx, tx, s.Unit(), `where c.case_id = $2 `+which, append([]any{s.Case()}, args...)...)
	var seen []Listed
	for _, r := range rows {
		if r.Visible(s) {
			seen = append(seen, r)
		}
	}
	return seen, err
}

// Get returns a call of the case that the reader may see.
func Get(ctx context.Context, tx *db.Tx, key *seal.Key, s access.Sight, c id.Call) (Call, error) {
	rows, err := read(ctx, tx, s, `and c.id = $3`, c)
	if err == nil && len(rows) == 0 {
		err = errs.Missing()
	}
	if err != nil {
		return Call{}, err
	}
	return rows[0].Unsealed(key, s)
}

// OfCase lists the calls of the case that the reader may see: those to come
// first, then the newest.
func OfCase(ctx context.Context, tx *db.Tx, key *seal.Key, s access.Sight, limit int) ([]Call, error) {
	rows, err := read(ctx, tx, s, `order by case when c.state in ('seeking', 'called', 'meeting') then 0 else 1 end,
		coalesce(c.starts_at, 0) desc, c.created_at desc, c.id limit $3`, limit)
	if err != nil {
		return nil, err
	}
	all := make([]Call, len(rows))
	for i, r := range rows {
		if all[i], err = r.Unsealed(key, s); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// Ever lists every call of the case that the reader may see, the first first.
func Ever(ctx context.Context, tx *db.Tx, key *seal.Key, s access.Sight) (all []Call, err error) {
	const most = 200 // at once
	for last := (Listed{}); ; {
		rows, err := list(ctx, tx, s.Unit(), `where c.case_id = $2 and (c.created_at, c.id) > ($3, $4) order by c.created_at, c.id limit $5`,
			s.Case(), db.Micros(last.Created), last.ID, most)
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			if !r.Visible(s) {
				continue
			}
			c, err := r.Unsealed(key, s)
			if err != nil {
				return nil, err
			}
			all = append(all, c)
		}
		if len(rows) < most {
			return all, nil
		}
		last = rows[len(rows)-1]
	}
}

// Facts returns a call without its words, whoever asks: what decisions are made
// on, and not what anybody is shown.
func Facts(ctx context.Context, tx *db.Tx, c id.Call) (call Call, err error) {
	err = tx.Each(ctx, func(scan db.Scan) error {
		call, err = scanCall(scan)
		return err
	}, `select `+callColumns+` from call c where c.id = $1`, c)
	if err == nil && call.ID == "" {
		err = errs.Missing()
	}
	return call, err
}

// Touch makes those who follow the meeting look again.
func Touch(ctx context.Context, tx *db.Tx, c id.Call) error {
	_, err := tx.Exec(ctx, `update call set change = change + 1 where id = $1`, c)
	return err
}

// TouchSitting takes the calls of a sitting before the sitting itself is
// changed, in the order that everybody takes them.
func TouchSitting(ctx context.Context, tx *db.Tx, on id.Sitting) error {
	_, err := tx.Exec(ctx, `update call set change = change + 1 where sitting_id = $1 and state in ('seeking', 'called')`, on)
	return err
}
