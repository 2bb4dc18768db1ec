package app

import (
	"context"

	"samverk/internal/access"
	"samverk/internal/cases"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/handover"
	"samverk/internal/item"
	"samverk/internal/plan"
)

// mayLeave refuses to let a function go that has something of its own under way,
// as far as it knows: it hands that over first, and the taker has said yes.
func (a *App) mayLeave(ctx context.Context, tx *db.Tx, s access.Sight) error {
	if s.Blocked() {
		return nil // it sees nothing, and can hand nothing over
	}
	left, err := handover.LeftBy(ctx, tx, s)
	if err != nil || left.All && !left.Offering {
		return err
	}
	if left.Offering {
		return errs.New(errs.Conflict, "handover.leave.offered")
	}
	key, err := a.Key(ctx, s)
	if err != nil {
		return err
	}
	items, err := item.Visible(ctx, tx, key, s)
	for _, i := range items {
		if !left.Items[i.ID] && answersFor(s, i, tx.Today()) {
			return errs.New(errs.Conflict, "handover.leave.responsible")
		}
	}
	return err
}

// answersFor reports whether the reader's function answers for an activity that
// is under way or to come. What others own it can hand over only where it may
// know who takes part.
func answersFor(s access.Sight, i item.Item, today string) bool {
	return i.Kind == item.Activity && !i.Gone && i.Responsible == s.Function() && s.Function() != "" &&
		(i.Status == plan.Planned || i.Status == plan.Ongoing) && (i.End == "" || i.End >= today) && (i.Owner == s.Unit() || s.Circle())
}

// mayClose refuses to close a case before what is learnt in it is kept: by the
// function that goes on, which has taken it over, or in a summary.
func mayClose(ctx context.Context, tx *db.Tx, s access.Sight) error {
	c, err := cases.Get(ctx, tx, s)
	if err != nil || c.State != cases.StateClosing {
		return err
	}
	if c.ClosingHow == cases.Handover {
		taken, err := handover.Taken(ctx, tx, s.Case(), s.Function(), c.HandoverTo)
		if err == nil && !taken {
			err = errs.New(errs.Conflict, "handover.close.untaken")
		}
		return err
	}
	kept, err := tx.Has(ctx, `select 1 from item where case_id = $1 and kind = $2 and unit_id = $3`, s.Case(), item.Summary, s.Unit())
	if err == nil && !kept {
		err = errs.New(errs.Conflict, "handover.close.summary")
	}
	return err
}
