// Package obstacle keeps what stands in the way of cases and is a matter for the
// managers' group of an area, with its dated answers. It belongs to the
// structure level: nothing in it tells of a person, nor where it was met.
package obstacle

import (
	"context"
	"slices"
	"time"
	"unicode/utf8"

	"samverk/internal/calendar"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
)

// The states of an obstacle.
const (
	Open      = "open"
	Answered  = "answered"
	Withdrawn = "withdrawn"
)

// Planned is the decision that is followed up on a date.
const Planned = "planned"

const (
	// MostTitle and MostWords are the most characters that an obstacle's title
	// and its words, and those of its answer, may have.
	MostTitle = 120
	MostWords = 4000

	answerDays  = 20 // working days that a managers' group has to answer
	mostMembers = 200
)

// States lists the states of an obstacle in the order of the list.
func States() []string { return []string{Open, Answered, Withdrawn} }

// Kinds lists what obstacles are about: the six sorts of the report
// (S228, seed 001 of 2016), and those that are none of them.
func Kinds() []string {
	return []string{"time", "knowledge", "expectations", "rules", "staff", "contact", "something_else"}
}

// Decisions lists what a managers' group can decide about an obstacle.
func Decisions() []string { return []string{"done", Planned, "not_ours", "declined"} }

// Obstacle is something that stands in the way of cases and that the managers'
// group of the area has to answer for. It never tells of a person.
type Obstacle struct {
	ID         id.Obstacle
	Area       id.Area
	Forum      id.Forum // the managers' group; empty while the area has none
	Kind       string
	Title      string
	Words      string
	RaisedBy   id.Function
	RaisedAt   time.Time
	DueOn      string // date: the last day to answer
	State      string
	Decision   string    // of the newest answer
	Answer     string    // its words
	AnsweredAt time.Time // the first answer
	FollowUpOn string    // date
	Version    int64
}

// Age returns how many days the obstacle waited for its first answer, or has
// waited so far, on a day.
func (o Obstacle) Age(today string) int {
	if o.State == Answered {
		today, _ = calendar.Wall(o.AnsweredAt)
	}
	raised, _ := calendar.Wall(o.RaisedAt)
	return daysBetween(raised, today)
}

// Overdue reports whether the answer should have come before a day.
func (o Obstacle) Overdue(today string) bool { return o.State == Open && o.DueOn < today }

// daysBetween returns how many days after one date another is.
func daysBetween(from, to string) int {
	a, errA := time.Parse(time.DateOnly, from)
	b, errB := time.Parse(time.DateOnly, to)
	if errA != nil || errB != nil {
		return 0
	}
	return int(b.Sub(a).Hours() / 24)
}

// New is what it takes to raise an obstacle.
type New struct {
	Area  id.Area
	Kind  string
	Title string
	Words string
	By    id.Function
}

// FreeText returns the texts that may not tell of anybody, by the name of their
// field.
func (n New) FreeText() map[string]string {
	return map[string]string{"title": n.Title, "words": n.Words}
}

// Check reports every fault of n.
func (n New) Check() error {
	var f errs.Faults
	f.Check(n.Area != "", "area", "obstacle.area.missing")
	f.Check(slices.Contains(Kinds(), n.Kind), "kind", "obstacle.kind.missing")
	f.Check(n.Title != "", "title", "obstacle.title.missing")
	f.Check(utf8.RuneCountInString(n.Title) <= MostTitle, "title", "obstacle.title.long")
	f.Check(n.Words != "", "words", "obstacle.words.missing")
	f.Check(utf8.RuneCountInString(n.Words) <= MostWords, "words", "obstacle.words.long")
	return f.Err()
}

// GroupOf returns the managers' group of an area, empty when none is active.
func GroupOf(ctx context.Context, tx *db.Tx, a id.Area) (group id.Forum, err error) {
	all, err := Groups(ctx, tx, []id.Area{a})
	return all[a], err
}

// Groups returns the managers' groups of those of some areas that have one that
// is active.
func Groups(ctx context.Context, tx *db.Tx, of []id.Area) (map[id.Area]id.Forum, error) {
	groups := map[id.Area]id.Forum{}
	if len(of) == 0 {
		return groups, nil
	}
	list, args := db.In(1, of)
	err := tx.Each(ctx, func(scan db.Scan) error {
		var a id.Area
		var group id.Forum
		err := scan(&a, &group)
		groups[a] = group
		return err
	}, `select area_id, min(id) from forum where kind = 'managers' and status = 'active' and area_id in `+list+` group by area_id`, args...)
	return groups, err
}

// Raise hands an obstacle to the managers' group of its area. Where there is
// none it waits for one.
func Raise(ctx context.Context, tx *db.Tx, n New) (Obstacle, error) {
	if err := n.Check(); err != nil {
		return Obstacle{}, err
	}
	group, err := GroupOf(ctx, tx, n.Area)
	if err != nil {
		return Obstacle{}, err
	}
	o := Obstacle{
		ID: id.New[id.Obstacle](), Area: n.Area, Forum: group, Kind: n.Kind, Title: n.Title, Words: n.Words,
		RaisedBy: n.By, RaisedAt: tx.Now, DueOn: dueFrom(tx.Now), State: Open, Version: 1,
	}
	_, err = tx.Exec(ctx, `insert into obstacle (id, area_id, forum_id, kind, title, words, raised_by, raised_at, due_on, state)
		values ($1, $2, nullif($3, ''), $4, $5, $6, $7, $8, $9, 'open')`,
		o.ID, o.Area, o.Forum, o.Kind, o.Title, o.Words, o.RaisedBy, db.Micros(o.RaisedAt), o.DueOn)
	return o, err
}

// dueFrom returns the last day to answer what comes at a time.
func dueFrom(from time.Time) string {
	day, _ := calendar.Wall(calendar.Due(from, answerDays))
	return day
}

// ByID returns one obstacle.
func ByID(ctx context.Context, tx *db.Tx, o id.Obstacle) (Obstacle, error) {
	return db.First(read(ctx, tx, `where o.id = $1`, o))
}

const columns = `o.id, o.area_id, coalesce(o.forum_id, ''), o.kind, o.title, o.words, o.raised_by, o.raised_at, o.due_on, o.state,
	o.decision, coalesce((select a.words from obstacle_answer a where a.obstacle_id = o.id order by a.number desc limit 1), ''),
	coalesce(o.answered_at, 0), coalesce(o.follow_up_on, ''), o.version`

func scanned(scan db.Scan) (o Obstacle, err error) {
	var raised, answered int64
	err = scan(&o.ID, &o.Area, &o.Forum, &o.Kind, &o.Title, &o.Words, &o.RaisedBy, &raised, &o.DueOn, &o.State,
		&o.Decision, &o.Answer, &answered, &o.FollowUpOn, &o.Version)
	o.RaisedAt, o.AnsweredAt = db.Time(raised), db.Time(answered)
	return o, err
}

func read(ctx context.Context, tx *db.Tx, which string, args ...any) ([]Obstacle, error) {
	return db.All(ctx, tx, scanned, `select `+columns+` from obstacle o `+which, args...)
}

// Answer is what a managers' group has decided about an obstacle.
type Answer struct {
	At         time.Time
	By         id.Function
	Decision   string
	Words      string
	FollowUpOn string // date
}

// NewAnswer answers an obstacle, as it stood when the answer was written.
type NewAnswer struct {
	Obstacle   id.Obstacle
	Version    int64
	By         id.Function
	Decision   string
	Words      string
	FollowUpOn string
}

// Check reports every fault of n on a day.
func (n NewAnswer) Check(today string) error {
	var f errs.Faults
	f.Check(slices.Contains(Decisions(), n.Decision), "decision", "obstacle.decision.missing")
	f.Check(n.Words != "", "words", "obstacle.answer.missing")
	f.Check(utf8.RuneCountInString(n.Words) <= MostWords, "words", "obstacle.words.long")
	f.Check(n.FollowUpOn != "" || n.Decision != Planned, "follow_up_on", "obstacle.follow_up_on.missing")
	if n.FollowUpOn != "" {
		day, err := time.Parse(time.DateOnly, n.FollowUpOn)
		f.Check(err == nil, "follow_up_on", "obstacle.follow_up_on.date")
		f.Check(err != nil || n.FollowUpOn > today && day.Year() < 2200, "follow_up_on", "obstacle.follow_up_on.past")
	}
	return f.Err()
}

// Give answers an obstacle for its managers' group. One that has been answered
// can be answered anew, as when what was planned has been done.
func Give(ctx context.Context, tx *db.Tx, n NewAnswer) error {
	if err := n.Check(tx.Today()); err != nil {
		return err
	}
	done, err := tx.Exec(ctx, `update obstacle set state = 'answered', decision = $3, answered_at = coalesce(answered_at, $4), follow_up_on = nullif($5, ''),
			reminded_on = '', version = version + 1
		where id = $1 and version = $2 and state in ('open', 'answered')`, n.Obstacle, n.Version, n.Decision, db.Micros(tx.Now), n.FollowUpOn)
	if err != nil {
		return err
	}
	if done == 0 {
		return refused(ctx, tx, n.Obstacle, n.Version)
	}
	_, err = tx.Exec(ctx, `insert into obstacle_answer (obstacle_id, number, at, function_id, decision, words, follow_up_on)
		select $1, coalesce(max(number), 0) + 1, $2, $3, $4, $5, nullif($6, '') from obstacle_answer where obstacle_id = $1`,
		n.Obstacle, db.Micros(tx.Now), n.By, n.Decision, n.Words, n.FollowUpOn)
	return err
}

// refused says why an obstacle could not be changed.
func refused(ctx context.Context, tx *db.Tx, o id.Obstacle, version int64) error {
	now, err := ByID(ctx, tx, o)
	switch {
	case err != nil:
		return err
	case now.Version != version:
		return errs.Changed(now)
	}
	return errs.New(errs.Conflict, "obstacle.state")
}

// Withdraw takes back an obstacle that has no answer. Only the function that
// raised it can.
func Withdraw(ctx context.Context, tx *db.Tx, o id.Obstacle, version int64, by id.Function) error {
	now, err := ByID(ctx, tx, o)
	if err != nil {
		return err
	}
	if now.RaisedBy != by {
		return errs.New(errs.Denied, "denied")
	}
	done, err := tx.Exec(ctx, `update obstacle set state = 'withdrawn', version = version + 1 where id = $1 and version = $2 and state = 'open'`, o, version)
	if err == nil && done == 0 {
		err = refused(ctx, tx, o, version)
	}
	return err
}

// Answers lists what has been decided about an obstacle, the newest first.
func Answers(ctx context.Context, tx *db.Tx, o id.Obstacle) ([]Answer, error) {
	return db.All(ctx, tx, func(scan db.Scan) (a Answer, err error) {
		var at int64
		err = scan(&at, &a.By, &a.Decision, &a.Words, &a.FollowUpOn)
		a.At = db.Time(at)
		return a, err
	}, `select at, function_id, decision, words, coalesce(follow_up_on, '') from obstacle_answer where obstacle_id = $1 order by number desc limit 100`, o)
}
