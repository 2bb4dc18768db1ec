package learning

import (
	"context"
	"maps"
	"slices"
	"strconv"

	"samverk/internal/access"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
)

// The states of a training day.
const (
	Planned   = "planned"
	Held      = "held"
	Cancelled = "cancelled"
)

// Audiences lists for whom a training day is.
func Audiences() []string { return []string{"workers", "managers", "politicians"} }

// mostAnswers bounds how many questions a day is judged by.
const mostAnswers = 12

// Training is a training day.
type Training struct {
	ID       id.Training
	Title    string
	Themes   string
	On       string // date
	Place    string
	Audience string
	Method   bool   // the yearly day when methods are reviewed
	Record   string // what that review found
	State    string
	Seats    int // 0 for no limit
	Survey   id.Survey
	By       id.Function
	Version  int64

	Areas   []id.Area // none for all
	Owners  []id.Function
	People  map[access.Kind]int // who came, by actor
	Seated  map[id.Function]int // who has signed up, with how many
	Answers []Answer
}

// Answer is how a day was judged in one question on five steps: by several,
// taken together.
type Answer struct {
	Question string
	Mean     int // hundredths, 100 to 500
	Answers  int
}

// fewest is how many have to have answered before a mean is kept: of fewer it
// would tell who said what.
const fewest = 5

// Came returns how many people came.
func (t Training) Came() (n int) {
	for _, some := range t.People {
		n += some
	}
	return n
}

// Coming returns how many have signed up.
func (t Training) Coming() (n int) {
	for _, some := range t.Seated {
		n += some
	}
	return n
}

// TrainingInput is what is decided about a training day.
type TrainingInput struct {
	Title    string
	Themes   string
	On       string
	Place    string
	Audience string
	Method   bool
	Seats    int
	Areas    []id.Area
	Owners   []id.Function
}

// Check reports all that is wrong with the input.
func (in TrainingInput) Check() error {
	var f errs.Faults
	short(&f, "title", in.Title)
	words(&f, "themes", in.Themes, MostWords)
	words(&f, "place", in.Place, MostTitle)
	f.Check(isDate(in.On), "on", "learning.date.wrong")
	f.Check(slices.Contains(Audiences(), in.Audience), "audience", "learning.audience.unknown")
	f.Check(in.Seats >= 0 && in.Seats <= MostPeople, "seats", "learning.people.range")
	return f.Err()
}

// Plan keeps a new training day.
func Plan(ctx context.Context, tx *db.Tx, in TrainingInput, by id.Function) (id.Training, error) {
	if err := in.Check(); err != nil {
		return "", err
	}
	t := id.New[id.Training]()
	_, err := tx.Exec(ctx, `insert into training (id, title, themes, held_on, place, audience, method, state, seats, created_by)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`, t, in.Title, in.Themes, in.On, in.Place, in.Audience, in.Method, Planned, in.Seats, by)
	if err != nil {
		return "", err
	}
	return t, in.parts(ctx, tx, t)
}

// Replan changes what is decided about a training day.
func Replan(ctx context.Context, tx *db.Tx, t id.Training, in TrainingInput, version int64) error {
	if err := in.Check(); err != nil {
		return err
	}
	err := changeTraining(ctx, tx, t, `update training set title = $1, themes = $2, held_on = $3, place = $4, audience = $5, method = $6, seats = $7, version = version + 1
where id = $8 and version = $9`, in.Title, in.Themes, in.On, in.Place, in.Audience, in.Method, in.Seats, t, version)
	if err != nil {
		return err
	}
	for _, table := range []string{`training_area`, `training_owner`} {
		if _, err := tx.Exec(ctx, `delete from `+table+` where training_id = $1`, t); err != nil {
			return err
		}
	}
	return in.parts(ctx, tx, t)
}

func (in TrainingInput) parts(ctx context.Context, tx *db.Tx, t id.Training) error {
	for _, a := range in.Areas {
		if _, err := tx.Exec(ctx, `insert into training_area (training_id, area_id) values ($1, $2)`, t, a); err != nil {
			return err
		}
	}
	for _, f := range in.Owners {
		if _, err := tx.Exec(ctx, `insert into training_owner (training_id, function_id) values ($1, $2)`, t, f); err != nil {
			return err
		}
	}
	return nil
}

// Cancel says that a day will not be held.
func Cancel(ctx context.Context, tx *db.Tx, t id.Training, version int64) error {
	return changeTraining(ctx, tx, t, `update training set state = 'cancelled', version = version + 1 where id = $1 and version = $2 and state = 'planned'`, t, version)
}

// Outcome is what became of a training day.
type Outcome struct {
	People  map[access.Kind]int
	Answers []Answer
	Record  string
	Survey  id.Survey // that it was judged by; may be empty
}

// Check reports all that is wrong with the outcome.
func (o Outcome) Check() error {
	var f errs.Faults
	words(&f, "record", o.Record, MostWords)
	f.Check(o.Survey == "" || id.Valid(o.Survey), "survey", "learning.survey.wrong")
	for _, k := range slices.Sorted(maps.Keys(o.People)) {
		f.Check(slices.Contains(Actors(), k), "people", "path.actor.unknown")
		f.Check(o.People[k] >= 0 && o.People[k] <= MostPeople, "people."+string(k), "learning.people.range")
	}
	f.Check(len(o.Answers) <= mostAnswers, "answers", "learning.answers.many")
	for i, a := range o.Answers {
		n := "." + strconv.Itoa(i)
		var q errs.Faults
		short(&q, "question", a.Question)
		for _, fault := range q {
			f.Add(fault.Field+n, fault.Key)
		}
		f.Check(a.Mean >= 100 && a.Mean <= 500, "mean"+n, "learning.mean.range")
		f.Check(a.Answers >= fewest && a.Answers <= MostPeople, "answers"+n, "learning.answers.few")
	}
	return f.Err()
}

// Hold notes what became of a training day whose date has come: who came, how it
// was judged, and on a day of methods what the review found.
func Hold(ctx context.Context, tx *db.Tx, t id.Training, o Outcome, version int64) error {
	if err := o.Check(); err != nil {
		return err
	}
	now, err := TrainingByID(ctx, tx, t)
	if err != nil {
		return err
	}
	var f errs.Faults
	f.Check(now.On <= tx.Today(), "", "training.not_yet")
	f.Check(now.State != Cancelled, "", "training.cancelled")
	f.Check(o.Record == "" || now.Method, "record", "training.record.unasked")
	if err := f.Err(); err != nil {
		return err
	}
	err = changeTraining(ctx, tx, t, `update training set state = 'held', record = $1, survey = $2, version = version + 1 where id = $3 and version = $4`,
		o.Record, o.Survey, t, version)
	if err != nil {
		return err
	}
	return o.write(ctx, tx, t)
}

func (o Outcome) write(ctx context.Context, tx *db.Tx, t id.Training) error {
	for _, table := range []string{`training_number`, `training_answer`} {
		if _, err := tx.Exec(ctx, `delete from `+table+` where training_id = $1`, t); err != nil {
			return err
		}
	}
	for k, n := range o.People {
		if _, err := tx.Exec(ctx, `insert into training_number (training_id, actor, people) values ($1, $2, $3)`, t, string(k), n); err != nil {
			return err
		}
	}
	for i, a := range o.Answers {
		if _, err := tx.Exec(ctx, `insert into training_answer (training_id, place, question, mean, answers) values ($1, $2, $3, $4, $5)`,
			t, i, a.Question, a.Mean, a.Answers); err != nil {
			return err
		}
	}
	return nil
}

// SignUp says with how many a function comes to a day that is still to come; 0
// takes it back. A day with seats takes no more than those.
func SignUp(ctx context.Context, tx *db.Tx, t id.Training, by id.Function, people int) error {
	// Touching the row makes two who take the last seats wait for each other.
	if n, err := tx.Exec(ctx, `update training set seats = seats where id = $1`, t); err != nil || n == 0 {
		if err == nil {
			err = errs.Missing()
		}
		return err
	}
	now, err := TrainingByID(ctx, tx, t)
	if err != nil {
		return err
	}
	var f errs.Faults
	f.Check(now.State == Planned && now.On >= tx.Today(), "", "training.past")
	f.Check(people >= 0 && people <= MostPeople, "people", "learning.people.range")
	f.Check(now.Seats == 0 || now.Coming()-now.Seated[by]+people <= now.Seats, "people", "training.full", "seats", strconv.Itoa(now.Seats))
	if err := f.OneEach().Err(); err != nil {
		return err
	}
	if people == 0 {
		_, err = tx.Exec(ctx, `delete from training_seat where training_id = $1 and function_id = $2`, t, by)
		return err
	}
	_, err = tx.Exec(ctx, `insert into training_seat (training_id, function_id, people) values ($1, $2, $3)
on conflict (training_id, function_id) do update set people = excluded.people`, t, by, people)
	return err
}

func changeTraining(ctx context.Context, tx *db.Tx, t id.Training, query string, args ...any) error {
	n, err := tx.Exec(ctx, query, args...)
	if err != nil || n == 1 {
		return err
	}
	now, err := TrainingByID(ctx, tx, t)
	if err != nil {
		return err
	}
	return errs.Changed(now)
}
