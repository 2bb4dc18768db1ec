package control

import (
	"cmp"
	"context"

	"samverk/internal/access"
	"samverk/internal/cases"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/org"
)

// WaitingFor counts what waits for a function of a unit, for its holder and for
// those who staff the unit, each as far as she may know of it.
func (s *Service) WaitingFor(ctx context.Context, who access.Actor, u id.Unit, f id.Function) (l cases.Load, err error) {
	act, on := access.StaffRead, access.Object{Unit: u}
	if f == who.Function {
		act, on = access.LearnTake, access.Object{}
	}
	err = s.Look(ctx, who, act, on, func(tx *db.Tx) error {
		now, err := org.FunctionByID(ctx, tx, f)
		if err != nil || now.Unit != u {
			return cmp.Or(err, error(errs.Missing()))
		}
		l, err = cases.LoadOf(ctx, tx, f, who.Function)
		return err
	})
	return l, err
}
