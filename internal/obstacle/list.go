package obstacle

import (
	"context"
	"strconv"
	"strings"
	"time"

	"samverk/internal/db"
	"samverk/internal/id"
)

// Filter says which obstacles a list shows, and from where on.
type Filter struct {
	Area   id.Area // empty for all
	State  string  // empty for all
	Before int64   // microseconds and identifier of the last row of the page before
	Last   string
	Limit  int
}

// List lists obstacles: those that wait the longest first, of others the
// newest.
func List(ctx context.Context, tx *db.Tx, q Filter) ([]Obstacle, error) {
	which := `where ($1 = '' or o.area_id = $1) and ($2 = '' or o.state = $2) and `
	if q.State == Open {
		return read(ctx, tx, which+`(o.raised_at, o.id) > ($3, $4) order by o.raised_at, o.id limit $5`, q.Area, q.State, q.Before, q.Last, q.Limit)
	}
	if q.Before == 0 {
		q.Before = 1<<63 - 1
	}
	return read(ctx, tx, which+`(o.raised_at, o.id) < ($3, $4) order by o.raised_at desc, o.id desc limit $5`, q.Area, q.State, q.Before, q.Last, q.Limit)
}

// Several returns obstacles in the order of the given identifiers; what does
// not exist is left out.
func Several(ctx context.Context, tx *db.Tx, which []id.Obstacle) ([]Obstacle, error) {
	if len(which) == 0 {
		return nil, nil
	}
	marks, args := make([]string, len(which)), make([]any, len(which))
	for i, o := range which {
		marks[i], args[i] = "$"+strconv.Itoa(i+1), o
	}
	all, err := read(ctx, tx, `where o.id in (`+strings.Join(marks, ", ")+`)`, args...)
	found := map[id.Obstacle]Obstacle{}
	for _, o := range all {
		found[o.ID] = o
	}
	sorted := make([]Obstacle, 0, len(all))
	for _, o := range which {
		if one, ok := found[o]; ok {
			sorted = append(sorted, one)
		}
	}
	return sorted, err
}

// groupsOf are the managers' groups that a function ($1) is a member of or
// drives.
const groupsOf = `select f.id from forum f where f.kind = 'managers' and (f.driver_id = $1 or f.deputy_id = $1
	or exists (select 1 from forum_member m where m.forum_id = f.id and m.function_id = $1 and m.left_at is null))`

// Waiting lists what the managers' groups of a function have to answer or to
// follow up by a date, the first due first.
func Waiting(ctx context.Context, tx *db.Tx, f id.Function, until string, limit int) ([]Obstacle, error) {
	return read(ctx, tx, `where o.forum_id in (`+groupsOf+`)
		and (o.state = 'open' or o.state = 'answered' and o.follow_up_on <= $2)
		order by case when o.state = 'open' then o.due_on else o.follow_up_on end, o.id limit $3`, f, until, limit)
}

// AnsweredFor lists what a function has raised and got an answer to after a
// time, the newest first.
func AnsweredFor(ctx context.Context, tx *db.Tx, f id.Function, after time.Time, limit int) ([]Obstacle, error) {
	return read(ctx, tx, `where o.raised_by = $1 and exists (select 1 from obstacle_answer a where a.obstacle_id = o.id and a.at > $2)
		order by o.raised_at desc, o.id limit $3`, f, db.Micros(after), limit)
}

// Unplaced lists the obstacles that wait for their area to have a managers'
// group, in the areas that the unit of a function works in.
func Unplaced(ctx context.Context, tx *db.Tx, f id.Function, limit int) ([]Obstacle, error) {
	return read(ctx, tx, `where o.state = 'open' and o.forum_id is null and o.area_id in (
			select ua.area_id from unit_area ua join function f on f.unit_id = ua.unit_id where f.id = $1)
		order by o.raised_at, o.id limit $2`, f, limit)
}

// Receivers lists who is told of what a managers' group has to answer: its
// members and those who drive it.
func Receivers(ctx context.Context, tx *db.Tx, group id.Forum) ([]id.Function, error) {
	return db.All(ctx, tx, func(scan db.Scan) (f id.Function, err error) { return f, scan(&f) },
		`select f.id from function f where f.ended_at is null and (
			exists (select 1 from forum_member m where m.forum_id = $1 and m.function_id = f.id and m.left_at is null)
			or exists (select 1 from forum g where g.id = $1 and (g.driver_id = f.id or g.deputy_id = f.id)))
		order by f.id limit $2`, group, mostMembers)
}

const (
	remindBefore = 7  // days before an answer is due
	remindEvery  = 14 // days after that, while it does not come
)

// Reminder is an obstacle that its managers' group is to be reminded of.
type Reminder struct {
	Obstacle
	On string // the date that the reminder is for
}

// Reminders lists the obstacles that a reminder is due for, the longest due
// first.
func Reminders(ctx context.Context, tx *db.Tx, limit int) (due []Reminder, err error) {
	type candidate struct {
		Obstacle
		reminded string
	}
	today := tx.Today()
	all, err := db.All(ctx, tx, func(scan db.Scan) (c candidate, err error) {
		c.Obstacle, err = scanned(func(into ...any) error { return scan(append(into, &c.reminded)...) })
		return c, err
	}, `select `+columns+`, o.reminded_on from obstacle o
		where o.forum_id is not null and (
			o.state = 'open' and o.due_on <= $1 and (o.reminded_on = '' or o.due_on < $2 and (o.reminded_on <= o.due_on or o.reminded_on <= $3))
			or o.state = 'answered' and o.follow_up_on <= $2 and o.reminded_on < o.follow_up_on)
		order by o.due_on, o.id limit $4`, addDays(today, remindBefore), today, addDays(today, -remindEvery), limit)
	for _, c := range all {
		if on := c.reminds(today); on > c.reminded {
			due = append(due, Reminder{c.Obstacle, on})
		}
	}
	return due, err
}

// reminds returns the last date up to today that a reminder is for: a week
// before the answer is due, the day after, and every two weeks from then; or
// the date to follow up.
func (o Obstacle) reminds(today string) string {
	if o.State == Answered {
		return o.FollowUpOn
	}
	on := addDays(o.DueOn, -remindBefore)
	for next := addDays(o.DueOn, 1); next <= today; next = addDays(next, remindEvery) {
		on = next
	}
	return on
}

// Reminded notes that the reminder has been sent, and reports whether nobody
// had sent it before.
func Reminded(ctx context.Context, tx *db.Tx, r Reminder) (bool, error) {
	n, err := tx.Exec(ctx, `update obstacle set reminded_on = $3 where id = $1 and version = $2 and reminded_on < $3`, r.ID, r.Version, r.On)
	return n == 1, err
}

// addDays returns the date some days after another.
func addDays(date string, n int) string {
	day, err := time.Parse(time.DateOnly, date)
	if err != nil {
		return date
	}
	return day.AddDate(0, 0, n).Format(time.DateOnly)
}

// Place is an obstacle that gets a managers' group, because its area had none
// or the one it had takes nothing up any more.
type Place struct {
	Obstacle
	Group id.Forum
}

// Places lists the obstacles without an answer whose area has an active
// managers' group other than their own.
func Places(ctx context.Context, tx *db.Tx, limit int) ([]Place, error) {
	return db.All(ctx, tx, func(scan db.Scan) (p Place, err error) {
		p.Obstacle, err = scanned(func(into ...any) error { return scan(append(into, &p.Group)...) })
		return p, err
	}, `select `+columns+`, (select min(f.id) from forum f where f.area_id = o.area_id and f.kind = 'managers' and f.status = 'active')
		from obstacle o left join forum own on own.id = o.forum_id
		where o.state = 'open' and (own.id is null or own.status = 'ended')
		and exists (select 1 from forum f where f.area_id = o.area_id and f.kind = 'managers' and f.status = 'active')
		order by o.raised_at, o.id limit $1`, limit)
}

// Put hands an obstacle to a managers' group, which has the whole time to
// answer, and reports whether nobody had done so before.
func Put(ctx context.Context, tx *db.Tx, p Place) (bool, error) {
	n, err := tx.Exec(ctx, `update obstacle set forum_id = $3, due_on = $4, reminded_on = '', version = version + 1
		where id = $1 and version = $2 and state = 'open'`, p.ID, p.Version, p.Group, dueFrom(tx.Now))
	return n == 1, err
}
