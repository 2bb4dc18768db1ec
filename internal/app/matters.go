package app

import (
	"context"
	"time"

	"samverk/internal/access"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/matter"
	"samverk/internal/org"
	"samverk/internal/review"
)

// remindedAhead is how many days before its day an answer is reminded of.
const remindedAhead = 7

// matters gathers what persons ask of the unit, for who answers for it.
func (d day) matters(role access.Role) (err error) {
	if role == access.Manager {
		d.v.Matters, err = matter.OfUnit(d.ctx, d.tx, d.who.Unit, d.who.Function, true)
	}
	return err
}

// reviews gathers the controls of the log that wait, for who may judge.
func (d day) reviews(f org.Function) (err error) {
	if f.Role == access.Manager {
		d.v.Reviews, err = review.Waiting(d.ctx, d.tx, f.Org, mostOnDay)
	}
	return err
}

// remindMatters tells who answers for a unit that an answer to a person is due
// within a week, and once more when it is late.
func (a *App) remindMatters(ctx context.Context) error {
	return ByItself(ctx, a, func(ctx context.Context, tx *db.Tx) ([]matter.Due, error) {
		today, err := time.Parse(time.DateOnly, tx.Today())
		if err != nil {
			return nil, err
		}
		return matter.ToRemind(ctx, tx, today.AddDate(0, 0, remindedAhead).Format(time.DateOnly), overdueAtRun)
	}, func(d matter.Due) (access.Object, string) { return access.Object{Matter: d.ID}, string(d.ID) }, a.remindMatter)
}

func (a *App) remindMatter(ctx context.Context, tx *db.Tx, d matter.Due) (bool, error) {
	mine, err := matter.Reminded(ctx, tx, d)
	if err != nil || !mine {
		return false, err
	}
	m, err := org.ManagerOf(ctx, tx, d.Unit)
	if errs.Is(err, errs.NotFound) {
		return true, nil // nobody is there to tell; it is tried again when it is late
	}
	if err != nil {
		return false, err
	}
	return true, a.Tell(ctx, tx, m.ID)
}
