package development

import (
	"context"
	"time"

	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
)

const query = `select d.id, d.scope, d.title, d.words, d.source, coalesce(d.study_id, ''), coalesce(d.obstacle_id, ''), d.source_words,
	coalesce(d.owner_id, ''), d.due_on, d.state, d.result, d.made_by, d.made_at, d.version from development d `

func scan(row db.Scan) (d Development, err error) {
	var at int64
	err = row(&d.ID, &d.Scope, &d.Title, &d.Words, &d.Source, &d.Study, &d.Obstacle, &d.SourceWords,
		&d.Owner, &d.DueOn, &d.State, &d.Result, &d.MadeBy, &at, &d.Version)
	d.MadeAt = db.Time(at)
	return d, err
}

// Filter says which developments a list shows, and from where on.
type Filter struct {
	Area   id.Area // those that hold there, the common ones too; empty for all
	Scope  string
	State  string
	Owner  id.Function
	Study  id.Study
	Before int64 // microseconds and identifier of the last row of the page before
	Last   string
	Limit  int
}

const listed = `where ($1 = '' or d.scope = 'common' or exists (select 1 from development_area a where a.development_id = d.id and a.area_id = $1))
	and ($2 = '' or d.scope = $2) and ($3 = '' or d.state = $3) and ($4 = '' or d.owner_id = $4) and ($5 = '' or d.study_id = $5)`

// List lists developments, the newest first.
func List(ctx context.Context, tx *db.Tx, q Filter) ([]Development, error) {
	if q.Before == 0 {
		q.Before = 1<<63 - 1
	}
	return read(ctx, tx, listed+` and (d.made_at, d.id) < ($6, $7) order by d.made_at desc, d.id desc limit $8`,
		q.Area, q.Scope, q.State, q.Owner, q.Study, q.Before, q.Last, q.Limit)
}

// Of lists the developments of a study in an area in the order in which they
// were entered; those that are common to all where no area is given.
func Of(ctx context.Context, tx *db.Tx, s id.Study, area id.Area) ([]Development, error) {
	return read(ctx, tx, `where d.study_id = $1 and ($2 = '' and d.scope = 'common'
		or $2 <> '' and exists (select 1 from development_area a where a.development_id = d.id and a.area_id = $2))
		order by d.position, d.id limit 500`, s, area)
}

// ByID returns one development.
func ByID(ctx context.Context, tx *db.Tx, d id.Development) (Development, error) {
	if !id.Valid(d) {
		return Development{}, errs.Missing()
	}
	return db.First(read(ctx, tx, `where d.id = $1`, d))
}

// Passed lists what a function owns that is late, the longest late first.
func Passed(ctx context.Context, tx *db.Tx, owner id.Function, limit int) ([]Development, error) {
	return read(ctx, tx, `where d.owner_id = $1 and d.state in ('proposed', 'ongoing') and d.due_on <> '' and d.due_on < $2
		order by d.due_on, d.id limit $3`, owner, tx.Today(), limit)
}

func read(ctx context.Context, tx *db.Tx, which string, args ...any) ([]Development, error) {
	all, err := db.All(ctx, tx, scan, query+which, args...)
	if err != nil || len(all) == 0 {
		return all, err
	}
	at, ids := map[id.Development]int{}, []id.Development{}
	for i, d := range all {
		at[d.ID], ids = i, append(ids, d.ID)
	}
	list, in := db.In(1, ids)
	return all, tx.Each(ctx, func(row db.Scan) error {
		var d id.Development
		var a id.Area
		err := row(&d, &a)
		all[at[d]].Areas = append(all[at[d]].Areas, a)
		return err
	}, `select da.development_id, da.area_id from development_area da join area a on a.id = da.area_id where da.development_id in `+list+` order by a.name`, in...)
}

// Late lists what is late and whose owner has not been reminded of that date.
func Late(ctx context.Context, tx *db.Tx) ([]Development, error) {
	return read(ctx, tx, `where d.owner_id is not null and d.state in ('proposed', 'ongoing') and d.due_on <> '' and d.due_on < $1 and d.reminded_on <> d.due_on
		order by d.due_on, d.id limit 100`, tx.Today())
}

// Reminded notes that the owner has been reminded of a date, and reports whether
// nobody had done so before.
func Reminded(ctx context.Context, tx *db.Tx, d Development) (bool, error) {
	n, err := tx.Exec(ctx, `update development set reminded_on = due_on where id = $1 and due_on = $2 and reminded_on <> due_on`, d.ID, d.DueOn)
	return n == 1, err
}

// Step is something to be done for a development.
type Step struct {
	ID     string
	Words  string
	DueOn  string
	DoneOn string
	By     id.Function
}

// AddStep notes something to be done.
func AddStep(ctx context.Context, tx *db.Tx, d id.Development, s Step) error {
	var f errs.Faults
	text(&f, "words", s.Words, mostTitle, true)
	date(&f, "due_on", s.DueOn)
	all, err := Steps(ctx, tx, d)
	if err != nil {
		return err
	}
	f.Check(len(all) < mostSteps, "words", "development.steps.many")
	if err := f.OneEach().Err(); err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `insert into development_step (id, development_id, words, due_on, made_by, made_at) values ($1, $2, $3, $4, $5, $6)`,
		id.New[id.Development](), d, s.Words, s.DueOn, s.By, db.Micros(tx.Now))
	if err != nil {
		return err
	}
	return note(ctx, tx, d, Event{What: "step", Words: s.Words, By: s.By})
}

// DoStep notes that something has been done; once is enough.
func DoStep(ctx context.Context, tx *db.Tx, d id.Development, step string, by id.Function) error {
	all, err := Steps(ctx, tx, d)
	if err != nil {
		return err
	}
	for _, s := range all {
		if s.ID != step {
			continue
		}
		n, err := tx.Exec(ctx, `update development_step set done_on = $3 where id = $1 and development_id = $2 and done_on = ''`, step, d, tx.Today())
		if err != nil || n == 0 {
			return err
		}
		return note(ctx, tx, d, Event{What: "step_done", Words: s.Words, By: by})
	}
	return errs.Missing()
}

// Steps lists what is to be done, in the order in which it was noted.
func Steps(ctx context.Context, tx *db.Tx, d id.Development) ([]Step, error) {
	return db.All(ctx, tx, func(row db.Scan) (s Step, err error) {
		return s, row(&s.ID, &s.Words, &s.DueOn, &s.DoneOn, &s.By)
	}, `select id, words, due_on, done_on, made_by from development_step where development_id = $1 order by made_at, id limit $2`, d, mostSteps)
}

// Event is something that has happened to a development.
type Event struct {
	What  string
	Words string
	By    id.Function
	At    time.Time
}

func note(ctx context.Context, tx *db.Tx, d id.Development, e Event) error {
	_, err := tx.Exec(ctx, `insert into development_event (id, development_id, what, words, by_id, at) values ($1, $2, $3, $4, $5, $6)`,
		id.New[id.Development](), d, e.What, e.Words, e.By, db.Micros(tx.Now))
	return err
}

// Events lists what has happened, the newest first.
func Events(ctx context.Context, tx *db.Tx, d id.Development) ([]Event, error) {
	return db.All(ctx, tx, func(row db.Scan) (e Event, err error) {
		var at int64
		err = row(&e.What, &e.Words, &e.By, &at)
		e.At = db.Time(at)
		return e, err
	}, `select what, words, by_id, at from development_event where development_id = $1 order by at desc, id desc limit $2`, d, mostEvents)
}
