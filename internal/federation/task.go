package federation

import (
	"context"
	"slices"
	"strconv"

	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
)

// The sorts of tasks in the federation's year.
const (
	Consultation = "consultation" // with the members, before the budget
	BudgetTask   = "budget"
	AnnualReport = "annual_report"
	Audit        = "audit"
	Own          = "own"
)

// yearly are the tasks of every year. Where the law names a last day no other
// can be later; the other days are a proposal.
func yearly() []string { return []string{AnnualReport, Audit, Consultation, BudgetTask} }

// planned returns the day that a task of every year is put on.
func planned(kind string, year int) string {
	y := strconv.Itoa(year)
	switch kind {
	case BudgetTask:
		return y + "-11-30"
	case AnnualReport:
		return y + "-03-31"
	case Audit:
		return y + "-04-30"
	}
	return y + "-10-31"
}

// Provision returns the section of lag (2003:1210) that a sort of task follows
// from, empty where none is known.
func Provision(kind string) string {
	switch kind {
	case BudgetTask:
		return "23 §"
	case AnnualReport:
		return "24 §"
	}
	return ""
}

// PointOf returns which of the six tasks of the law a sort of task belongs to,
// 0 for none.
func PointOf(kind string) int {
	switch kind {
	case BudgetTask, AnnualReport:
		return 6
	}
	return 0
}

// TaskInput is what is decided about a task of the year.
type TaskInput struct {
	Title string // of one's own; the others are named by their sort
	DueOn string // date
	Owner id.Function
}

// Task is something that the federation does in a year.
type Task struct {
	ID   id.Task
	Year int
	Kind string
	TaskInput
	DoneOn  string // date; empty while it is not done
	DoneBy  id.Function
	Words   string // how it was done
	Version int64
}

// Late reports whether the task should have been done before a day.
func (t Task) Late(today string) bool { return t.DoneOn == "" && t.DueOn < today }

// FreeText returns the texts that may not tell of anybody, by the name of their
// field.
func (in TaskInput) FreeText() map[string]string { return map[string]string{"title": in.Title} }

// check reports all that is wrong with the input for a sort of task of a year.
func (in TaskInput) check(ctx context.Context, tx *db.Tx, kind string, year int) (f errs.Faults, err error) {
	checkText(&f, "title", in.Title, MostTitle, kind == Own)
	if checkDay(&f, "due_on", in.DueOn, true) {
		f.Check(in.DueOn[:4] == strconv.Itoa(year), "due_on", "federation.task.due.year", "year", strconv.Itoa(year))
		f.Check(Provision(kind) == "" || in.DueOn <= planned(kind, year), "due_on", "federation.task.due.law", "day", planned(kind, year))
	}
	if in.Owner != "" {
		there, err := tx.Has(ctx, `select 1 from function where id = $1 and role = 'federation' and ended_at is null`, in.Owner)
		if err != nil {
			return nil, err
		}
		f.Check(there, "owner", "federation.task.owner.unknown")
	}
	return f.OneEach(), nil
}

const taskColumns = `select t.id, t.year, t.kind, t.title, t.due_on, coalesce(t.owner_id, ''), t.done_on, coalesce(t.done_by, ''), t.words, t.version from federation_task t `

func scanTask(scan db.Scan) (t Task, err error) {
	return t, scan(&t.ID, &t.Year, &t.Kind, &t.Title, &t.DueOn, &t.Owner, &t.DoneOn, &t.DoneBy, &t.Words, &t.Version)
}

// Tasks lists the tasks of a year by day.
func Tasks(ctx context.Context, tx *db.Tx, year int) ([]Task, error) {
	return db.All(ctx, tx, scanTask, taskColumns+`where t.year = $1 order by t.due_on, t.id limit $2`, year, most)
}

// TaskByID returns one task.
func TaskByID(ctx context.Context, tx *db.Tx, t id.Task) (Task, error) {
	return db.First(db.All(ctx, tx, scanTask, taskColumns+`where t.id = $1`, t))
}

// TaskYears lists the years that have a wheel, the newest first.
func TaskYears(ctx context.Context, tx *db.Tx) ([]int, error) {
	return db.All(ctx, tx, func(scan db.Scan) (y int, err error) { return y, scan(&y) }, `select distinct year from federation_task order by year desc limit 100`)
}

// AddTask adds one of the federation's own tasks to a year.
func AddTask(ctx context.Context, tx *db.Tx, year int, in TaskInput, by id.Function) (id.Task, error) {
	f, err := in.check(ctx, tx, Own, year)
	if err != nil {
		return "", err
	}
	CheckYear(&f, "due_on", year)
	if err := f.OneEach().Err(); err != nil {
		return "", err
	}
	return insertTask(ctx, tx, Task{Year: year, Kind: Own, TaskInput: in}, by, 0)
}

func insertTask(ctx context.Context, tx *db.Tx, t Task, by id.Function, told int) (id.Task, error) {
	t.ID = id.New[id.Task]()
	n, err := tx.Exec(ctx, `insert into federation_task (id, year, kind, title, due_on, owner_id, told) values ($1, $2, $3, $4, $5, nullif($6, ''), $7)
		on conflict do nothing`, t.ID, t.Year, t.Kind, t.Title, t.DueOn, t.Owner, told)
	if err != nil || n == 0 {
		return "", err
	}
	return t.ID, note(ctx, tx, t.ID, "made", by, "")
}

// ChangeTask changes what is decided about a task. Who has been reminded of the
// old day is reminded of the new.
func ChangeTask(ctx context.Context, tx *db.Tx, t id.Task, in TaskInput, version int64, by id.Function) error {
	now, err := TaskByID(ctx, tx, t)
	if err != nil {
		return err
	}
	if now.Version != version {
		return errs.Changed(now)
	}
	if now.Kind != Own {
		in.Title = ""
	}
	f, err := in.check(ctx, tx, now.Kind, now.Year)
	if err != nil {
		return err
	}
	if err := f.Err(); err != nil {
		return err
	}
	n, err := tx.Exec(ctx, `update federation_task set title = $1, due_on = $2, owner_id = nullif($3, ''),
		told = case when due_on = $2 then told else 0 end, version = version + 1 where id = $4 and version = $5`,
		in.Title, in.DueOn, in.Owner, t, version)
	if err := claimed(n, err, func() (Task, error) { return TaskByID(ctx, tx, t) }); err != nil {
		return err
	}
	return note(ctx, tx, t, "changed", by, "")
}

// Done is that a task has been done, or, without a day, that it has not.
type Done struct {
	Task    id.Task
	Version int64
	On      string // date
	Words   string
	By      id.Function
}

// FreeText returns the texts that may not tell of anybody, by the name of their
// field.
func (d Done) FreeText() map[string]string { return map[string]string{"words": d.Words} }

// Mark notes that a task was done on a day.
func (d Done) Mark(ctx context.Context, tx *db.Tx) error {
	now, err := TaskByID(ctx, tx, d.Task)
	if err != nil {
		return err
	}
	if now.Version != d.Version {
		return errs.Changed(now)
	}
	var f errs.Faults
	if checkDay(&f, "done_on", d.On, false) {
		f.Check(d.On <= tx.Today(), "done_on", "federation.task.done.early")
	}
	checkText(&f, "words", d.Words, MostWords, false)
	if err := f.OneEach().Err(); err != nil {
		return err
	}
	kind, by := "done", d.By
	if d.On == "" {
		kind, by = "undone", ""
	}
	n, err := tx.Exec(ctx, `update federation_task set done_on = $1, done_by = nullif($2, ''), words = $3, version = version + 1 where id = $4 and version = $5`,
		d.On, by, d.Words, d.Task, d.Version)
	if err := claimed(n, err, func() (Task, error) { return TaskByID(ctx, tx, d.Task) }); err != nil {
		return err
	}
	return note(ctx, tx, d.Task, kind, d.By, d.Words)
}

// Wheel is the tasks of every year that a year lacks.
type Wheel struct {
	Year  int
	Kinds []string
}

// Wheels lists what is lacking this year and the next.
func Wheels(ctx context.Context, tx *db.Tx) (all []Wheel, err error) {
	this, err := strconv.Atoi(tx.Today()[:4])
	if err != nil {
		return nil, err
	}
	members, err := tx.Has(ctx, `select 1 from federation_member limit 1`)
	if err != nil || !members {
		return nil, err // there is no federation that has a year
	}
	for year := this; year <= this+1; year++ {
		there, err := Tasks(ctx, tx, year)
		if err != nil {
			return nil, err
		}
		w := Wheel{Year: year}
		for _, kind := range yearly() {
			if !slices.ContainsFunc(there, func(t Task) bool { return t.Kind == kind }) {
				w.Kinds = append(w.Kinds, kind)
			}
		}
		if len(w.Kinds) > 0 {
			all = append(all, w)
		}
	}
	return all, nil
}

// Make puts the tasks in the year, each with the owner that it had in the newest
// year before, and reports whether anything was lacking. Of what is long past
// nobody is reminded.
func (w Wheel) Make(ctx context.Context, tx *db.Tx) (made bool, err error) {
	for _, kind := range w.Kinds {
		t := Task{Year: w.Year, Kind: kind, TaskInput: TaskInput{DueOn: planned(kind, w.Year)}}
		if _, err := tx.One(ctx, []any{&t.Owner}, `select coalesce(t.owner_id, '') from federation_task t where t.kind = $1 and t.year < $2
			and exists (select 1 from function f where f.id = t.owner_id and f.ended_at is null) order by t.year desc limit 1`, kind, w.Year); err != nil {
			return false, err
		}
		told := 0
		if t.DueOn < tx.Today() {
			told = tooLate
		}
		id, err := insertTask(ctx, tx, t, "", told)
		if err != nil {
			return false, err
		}
		made = made || id != ""
	}
	return made, nil
}

// How far the reminders of a task have come.
const (
	soon    = 1 // 30 days before
	near    = 2 // 7 days before
	tooLate = 3

	soonDays = 30
	nearDays = 7
)

// Reminder is a task that somebody is to be reminded of.
type Reminder struct {
	Task
	Step int
}

// Reminders lists the tasks that a reminder is due for.
func Reminders(ctx context.Context, tx *db.Tx) ([]Reminder, error) {
	today := tx.Today()
	return db.All(ctx, tx, func(scan db.Scan) (r Reminder, err error) {
		r.Task, err = scanTask(func(into ...any) error { return scan(append(into, &r.Step)...) })
		return r, err
	}, `select d.id, d.year, d.kind, d.title, d.due_on, d.owner, d.done_on, d.doer, d.words, d.version, d.step from (select t.id, t.year, t.kind, t.title, t.due_on, coalesce(t.owner_id, '') as owner, t.done_on, coalesce(t.done_by, '') as doer, t.words, t.version,
			case when t.due_on < $1 then 3 when t.due_on <= $2 then 2 else 1 end as step, t.told
			from federation_task t where t.done_on = '' and t.due_on <= $3) d
		where d.step > d.told order by d.due_on, d.id limit $4`, today, later(today, 0, nearDays), later(today, 0, soonDays), most)
}

// Reminded notes that the reminder has been sent, and reports whether nobody
// had sent it before.
func Reminded(ctx context.Context, tx *db.Tx, r Reminder) (bool, error) {
	n, err := tx.Exec(ctx, `update federation_task set told = $2 where id = $1 and told < $2 and done_on = ''`, r.ID, r.Step)
	return n == 1, err
}

// Receivers lists who is reminded of a task: its owner, and the federation's
// functions where it has none that somebody acts as.
func Receivers(ctx context.Context, tx *db.Tx, t Task) ([]id.Function, error) {
	return db.All(ctx, tx, func(scan db.Scan) (f id.Function, err error) { return f, scan(&f) },
		`select f.id from function f where f.role = 'federation' and f.ended_at is null and (f.id = $1 or not exists (
			select 1 from assignment a where a.function_id = $1 and a.since <= $2 and (a.until is null or a.until > $2)))
		order by f.id limit $3`, t.Owner, db.Micros(tx.Now), most)
}

// Waiting lists what a function has to do by a day: its own tasks, and for the
// federation's functions those that nobody owns.
func Waiting(ctx context.Context, tx *db.Tx, f id.Function, limit int) ([]Task, error) {
	return db.All(ctx, tx, scanTask, taskColumns+`where t.done_on = '' and t.due_on <= $2 and (t.owner_id = $1 or t.owner_id is null
		and exists (select 1 from function o where o.id = $1 and o.role = 'federation')) order by t.due_on, t.id limit $3`,
		f, later(tx.Today(), 0, soonDays), limit)
}

// Keepers lists the federation's functions.
func Keepers(ctx context.Context, tx *db.Tx) ([]id.Function, error) {
	return db.All(ctx, tx, func(scan db.Scan) (f id.Function, err error) { return f, scan(&f) },
		`select id from function where role = 'federation' and ended_at is null order by name, id limit $1`, most)
}
