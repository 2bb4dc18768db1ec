package learning

import (
	"context"
	"strings"

	"samverk/internal/access"
	"samverk/internal/db"
	"samverk/internal/id"
)

const trainingQuery = `select id, title, themes, held_on, place, audience, method, record, state, seats, survey, created_by, version from training`

func scanTraining(scan db.Scan) (t Training, err error) {
	return t, scan(&t.ID, &t.Title, &t.Themes, &t.On, &t.Place, &t.Audience, &t.Method, &t.Record, &t.State, &t.Seats, &t.Survey, &t.By, &t.Version)
}

// TrainingFilter says which training days a list shows, and from where on.
type TrainingFilter struct {
	Area   id.Area // with those that are for all areas; empty for every one
	Before string  // date and identifier of the last row of the page before
	Last   string
	Limit  int
}

// Trainings lists training days, the latest date first.
func Trainings(ctx context.Context, tx *db.Tx, q TrainingFilter) ([]Training, error) {
	before := q.Before
	if before == "" {
		before = "9999-12-31"
	}
	all, err := db.All(ctx, tx, scanTraining, trainingQuery+` where ($1 = '' or exists (select 1 from training_area a where a.training_id = training.id and a.area_id = $1)
  or not exists (select 1 from training_area a where a.training_id = training.id))
and (held_on, id) < ($2, $3) order by held_on desc, id desc limit $4`, q.Area, before, q.Last, q.Limit)
	if err != nil {
		return nil, err
	}
	return all, parts(ctx, tx, all)
}

// TrainingByID returns one training day.
func TrainingByID(ctx context.Context, tx *db.Tx, t id.Training) (Training, error) {
	all, err := db.All(ctx, tx, scanTraining, trainingQuery+` where id = $1`, t)
	if err == nil {
		err = parts(ctx, tx, all)
	}
	return db.First(all, err)
}

// Days lists the training days to come that a function owns.
func Days(ctx context.Context, tx *db.Tx, owner id.Function) ([]Training, error) {
	return db.All(ctx, tx, scanTraining, trainingQuery+` where state = 'planned' and held_on >= $1
and exists (select 1 from training_owner o where o.training_id = training.id and o.function_id = $2) order by held_on, id limit $3`, tx.Today(), owner, most)
}

// parts reads what stands beside training days: one statement for each table.
func parts(ctx context.Context, tx *db.Tx, all []Training) error {
	ids, at := make([]id.Training, len(all)), map[id.Training]*Training{}
	for i := range all {
		all[i].People, all[i].Seated = map[access.Kind]int{}, map[id.Function]int{}
		ids[i], at[all[i].ID] = all[i].ID, &all[i]
	}
	if len(all) == 0 {
		return nil
	}
	var a id.Area
	var f id.Function
	var k access.Kind
	var n int
	var one Answer
	for _, part := range []struct {
		query string
		into  []any
		put   func(*Training)
	}{
		{`select training_id, area_id from training_area where training_id in %s order by training_id, area_id`, []any{&a},
			func(t *Training) { t.Areas = append(t.Areas, a) }},
		{`select training_id, function_id from training_owner where training_id in %s order by training_id, function_id`, []any{&f},
			func(t *Training) { t.Owners = append(t.Owners, f) }},
		{`select training_id, actor, people from training_number where training_id in %s`, []any{&k, &n},
			func(t *Training) { t.People[k] = n }},
		{`select training_id, function_id, people from training_seat where training_id in %s`, []any{&f, &n},
			func(t *Training) { t.Seated[f] = n }},
		{`select training_id, question, mean, answers from training_answer where training_id in %s order by training_id, place`, []any{&one.Question, &one.Mean, &one.Answers},
			func(t *Training) { t.Answers = append(t.Answers, one) }},
	} {
		list, args := db.In(1, ids)
		err := tx.Each(ctx, func(scan db.Scan) error {
			var of id.Training
			if err := scan(append([]any{&of}, part.into...)...); err != nil {
				return err
			}
			part.put(at[of])
			return nil
		}, strings.Replace(part.query, "%s", list, 1), args...)
		if err != nil {
			return err
		}
	}
	return nil
}
