package app

import (
	"context"

	"samverk/internal/access"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/login"
)

// Spend counts something costly that an actor is about to do, before it is
// decided on, and refuses it when she has done it too often. The refusal is a
// row of the log.
func (a *App) Spend(ctx context.Context, who access.Actor, c login.Costly, act access.Action) error {
	err := a.db.Tx(ctx, func(tx *db.Tx) error { return login.Spend(ctx, tx, c, who.User, a.o.Measured) })
	if !errs.Is(err, errs.TooMany) {
		return err
	}
	if logged := a.readings.Record(ctx, known{}.entry(who, act, access.Object{}, "refused")); logged != nil {
		return logged
	}
	return err
}
