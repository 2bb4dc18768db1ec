package consent

import (
	"context"
	"slices"
	"time"

	"samverk/internal/db"
	"samverk/internal/id"
)

// reminders are the days before the end that are reminded of, the last first.
var reminders = []int64{3, 14, 30}

// Ending is a consent whose end comes near, with how many days ahead that is
// to be told.
type Ending struct {
	ID    id.Consent
	Case  id.Case
	Leads id.Function
	Step  int64
}

// StepAt returns how many days before its end a consent is reminded of on a
// day, the nearest of 30, 14 and 3; 0 while it is not, and when it is over.
func StepAt(endsOn, today string) int64 {
	end, err := time.Parse(time.DateOnly, endsOn)
	now, wrong := time.Parse(time.DateOnly, today)
	if err != nil || wrong != nil || endsOn < today {
		return 0
	}
	left := int64(end.Sub(now) / (24 * time.Hour))
	if i := slices.IndexFunc(reminders, func(step int64) bool { return left <= step }); i >= 0 {
		return reminders[i]
	}
	return 0
}

// Endings lists the consents of cases under way whose end comes near and has not been
// told at this step.
func Endings(ctx context.Context, tx *db.Tx, most int) ([]Ending, error) {
	var all []Ending
	today := tx.Today()
	day, err := time.Parse(time.DateOnly, today)
	if err != nil {
		return nil, err
	}
	ahead := func(days int64) string { return day.AddDate(0, 0, int(days)).Format(time.DateOnly) }
	err = tx.Each(ctx, func(scan db.Scan) error {
		var e Ending
		var ends string
		err := scan(&e.ID, &e.Case, &e.Leads, &ends)
		e.Step = StepAt(ends, today)
		all = append(all, e)
		return err
	}, `select c.id, c.case_id, cs.coordinator_id, c.ends_on from consent c join cases cs on cs.id = c.case_id and cs.state <> 'closed'
		where c.ended_at is null and c.ends_on >= $1 and (c.ends_on <= $2 and c.reminded <> 3
			or c.ends_on > $2 and c.ends_on <= $3 and c.reminded <> 14 or c.ends_on > $3 and c.ends_on <= $4 and c.reminded <> 30)
		order by c.ends_on, c.id limit $5`, today, ahead(reminders[0]), ahead(reminders[1]), ahead(reminders[2]), most)
	return all, err
}

// Reminded notes that a consent's end has been told, and reports whether
// nobody had told it at this step.
func Reminded(ctx context.Context, tx *db.Tx, e Ending) (bool, error) {
	n, err := tx.Exec(ctx, `update consent set reminded = $2 where id = $1 and reminded <> $2 and ended_at is null`, e.ID, e.Step)
	return n > 0, err
}
