package meeting

import (
	"context"
	"maps"
	"slices"
	"time"

	"samverk/internal/access"
	"samverk/internal/calendar"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
)

// Came is how somebody came to a meeting, and why not.
type Came struct {
	How    string // present, remote, represented, absent; empty while unknown
	Reason string // code, when absent
}

// Attendance is who came to a meeting.
type Attendance struct {
	Functions map[id.Function]Came
	Person    Came // empty where nothing is said about her
}

// End is what is settled when a meeting ends.
type End struct {
	Version int64
	Attendance
	FollowUpOn string // date; empty when nothing is to be followed up
}

// AbsenceReasons lists why a function did not come, as codes.
func AbsenceReasons() []string { return []string{"no_time", "ill", "own_choice", "unknown"} }

// PersonAbsenceReasons lists why the person did not come. How she is stands in
// no minutes: not all who read them may know of her health.
func PersonAbsenceReasons() []string { return []string{"hindered", "own_choice", "unknown"} }

// Ways lists how a function can have come.
func Ways() []string { return []string{CamePresent, CameRemote, CameAbsent} }

// PersonWays lists how the person can have come.
func PersonWays() []string { return []string{CamePresent, CameByOther, CameAbsent} }

// check reports every fault of a. Those who are named have to be called.
func (a Attendance) check(f *errs.Faults, called []id.Function) {
	for _, fn := range slices.Sorted(maps.Keys(a.Functions)) {
		f.Check(slices.Contains(called, fn), "came_"+string(fn), "meeting.came.uncalled")
		a.Functions[fn].check(f, string(fn), Ways(), AbsenceReasons())
	}
	a.Person.check(f, string(id.Self), PersonWays(), PersonAbsenceReasons())
}

func (c Came) check(f *errs.Faults, who string, ways, reasons []string) {
	f.Check(c.How == "" || slices.Contains(ways, c.How), "came_"+who, "meeting.came.missing")
	f.Check(c.Reason == "" || slices.Contains(reasons, c.Reason), "reason_"+who, "meeting.came.reason")
}

// Begin takes a call up: from now on it is a meeting. It may not begin before
// its day, nor without the person unless she has agreed to that. Who begins
// keeps the minutes when nobody was to.
func Begin(ctx context.Context, tx *db.Tx, s access.Sight, c id.Call, version int64) error {
	now, err := Facts(ctx, tx, c)
	if err != nil {
		return err
	}
	if now.State == StateCalled && now.Version != version {
		return changed(ctx, tx, s, now)
	}
	if err := mayBegin(ctx, tx, now); err != nil {
		return err
	}
	n, err := tx.Exec(ctx, `update call set state = 'meeting', started_at = $3, secretary_id = coalesce(secretary_id, nullif($4, '')),
		change = change + 1, version = version + 1 where id = $1 and version = $2 and state = 'called'`, c, version, db.Micros(tx.Now), s.Function())
	if err != nil {
		return err
	}
	if n == 0 {
		return changed(ctx, tx, s, now)
	}
	return Note(ctx, tx, c, Event{Kind: "started", Function: s.Function()})
}

func mayBegin(ctx context.Context, tx *db.Tx, c Call) error {
	switch {
	case c.State == StateSeeking:
		return errs.New(errs.Conflict, "meeting.begin.seeking")
	case c.State != StateCalled:
		return errs.New(errs.Conflict, "meeting.begin.state")
	case tx.Today() < day(c.Start):
		return errs.New(errs.Conflict, "meeting.begin.early")
	}
	return MayMeet(ctx, tx, c, tx.Today())
}

func day(t time.Time) string {
	date, _ := calendar.Wall(t)
	return date
}

// Unsettled says, to one who may see a call, what keeps it from being taken up
// today: a message key, empty when nothing does.
func Unsettled(ctx context.Context, tx *db.Tx, c Call) (string, error) {
	err := mayBegin(ctx, tx, c)
	if errs.Is(err, errs.Conflict) {
		return err.Error(), nil
	}
	return "", err
}

// Attend notes who is here. It may be said again and again.
func Attend(ctx context.Context, tx *db.Tx, c id.Call, a Attendance) error {
	called, err := CalledTo(ctx, tx, c)
	if err != nil {
		return err
	}
	var f errs.Faults
	a.check(&f, called)
	if err := f.Err(); err != nil {
		return err
	}
	return attend(ctx, tx, c, a)
}

func attend(ctx context.Context, tx *db.Tx, c id.Call, a Attendance) error {
	for _, fn := range slices.Sorted(maps.Keys(a.Functions)) {
		came := a.Functions[fn].settled()
		if _, err := tx.Exec(ctx, `update call_party set came = $3, came_reason = $4 where call_id = $1 and function_id = $2`,
			c, fn, came.How, came.Reason); err != nil {
			return err
		}
	}
	if a.Person.How == "" {
		return nil
	}
	came := a.Person.settled()
	_, err := tx.Exec(ctx, `update call set person_came = $2, person_reason = $3 where id = $1`, c, came.How, came.Reason)
	return err
}

// settled leaves out a reason where there is nothing to explain.
func (c Came) settled() Came {
	if c.How != CameAbsent {
		c.Reason = ""
	}
	return c
}

// PersonReason returns why the person did not come, a code, to a reader in the
// circle who may see the call.
func PersonReason(ctx context.Context, tx *db.Tx, s access.Sight, c id.Call) (reason string, err error) {
	seen, err := read(ctx, tx, s, `and c.id = $3`, c)
	if err == nil && len(seen) > 0 && s.Circle() {
		_, err = tx.One(ctx, []any{&reason}, `select person_reason from call where id = $1`, c)
	}
	return reason, err
}

// Finish ends a meeting. Who ends it keeps the minutes when nobody was to.
func Finish(ctx context.Context, tx *db.Tx, s access.Sight, c id.Call, e End) error {
	called, err := CalledTo(ctx, tx, c)
	if err != nil {
		return err
	}
	var f errs.Faults
	e.Attendance.check(&f, called)
	if e.FollowUpOn != "" {
		_, err := time.Parse(time.DateOnly, e.FollowUpOn)
		f.Check(err == nil, "follow_up_on", "plan.follow_up.form")
		f.Check(err != nil || e.FollowUpOn >= tx.Today(), "follow_up_on", "plan.follow_up.past")
	}
	if err := f.Err(); err != nil {
		return err
	}
	if err := end(ctx, tx, s, c, e); err != nil {
		return err
	}
	return attend(ctx, tx, c, e.Attendance)
}

func end(ctx context.Context, tx *db.Tx, s access.Sight, c id.Call, e End) error {
	n, err := tx.Exec(ctx, `update call set state = 'held', ended_at = $3, follow_up_on = nullif($4, ''), secretary_id = coalesce(secretary_id, nullif($5, '')),
		change = change + 1, version = version + 1 where id = $1 and version = $2 and state = 'meeting'`,
		c, e.Version, db.Micros(tx.Now), e.FollowUpOn, s.Function())
	if err != nil {
		return err
	}
	if n == 0 {
		return notNow(ctx, tx, s, c, StateMeeting, "meeting.end.state")
	}
	return Note(ctx, tx, c, Event{Kind: "ended", Function: s.Function()})
}

// notNow says why a step with a call could not be taken: its state, or that
// somebody changed it first.
func notNow(ctx context.Context, tx *db.Tx, s access.Sight, c id.Call, state, key string) error {
	now, err := Facts(ctx, tx, c)
	switch {
	case err != nil:
		return err
	case now.State == state:
		return changed(ctx, tx, s, now)
	}
	return errs.New(errs.Conflict, key)
}

// TakeMinutes makes the reader's function the one that keeps the minutes, as
// long as they are not final.
func TakeMinutes(ctx context.Context, tx *db.Tx, s access.Sight, c id.Call, version int64) error {
	n, err := tx.Exec(ctx, `update call set secretary_id = $3, change = change + 1, version = version + 1
		where id = $1 and version = $2 and state <> 'cancelled'
		and not exists (select 1 from minutes m where m.call_id = call.id and m.state <> 'draft')`, c, version, s.Function())
	if err != nil {
		return err
	}
	if n == 0 {
		now, err := Facts(ctx, tx, c)
		if err == nil && now.Version != version {
			return changed(ctx, tx, s, now)
		}
		return errs.New(errs.Conflict, "minutes.keep.state")
	}
	_, err = tx.Exec(ctx, `update minutes set unit_id = $2, version = version + 1 where call_id = $1 and state = 'draft'`, c, s.Unit())
	return err
}
