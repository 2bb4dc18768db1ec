package app

import (
	"context"

	"samverk/internal/access"
	"samverk/internal/db"
	"samverk/internal/id"
)

// SightOn and Sights are the two ways to a Sight, for the test that they agree.
func (a *App) SightOn(ctx context.Context, tx *db.Tx, who access.Actor, c id.Case) (access.Sight, error) {
	k, err := a.facts(ctx, tx, who, access.Object{Case: c})
	if err == nil && access.Decide(access.CaseRead, k.Facts) != nil {
		return access.Sight{}, nil
	}
	return k.sight, err
}

func (a *App) Sights(ctx context.Context, tx *db.Tx, who access.Actor, all []id.Case) (map[id.Case]access.Sight, error) {
	return a.sights(ctx, tx, who, all)
}

// KeepHouse, RunJobs and EscalateOverdue are what the background does.
func (a *App) KeepHouse(ctx context.Context) error       { return a.keepHouse(ctx) }
func (a *App) RunJobs(ctx context.Context) error         { return a.runJobs(ctx) }
func (a *App) EscalateOverdue(ctx context.Context) error { return a.escalateOverdue(ctx) }

// EscalateCalls, LoseTime and Follow are what happens to calls by themselves.
func (a *App) EscalateCalls(ctx context.Context) error { return a.escalateCalls(ctx) }
func (a *App) LoseTime(ctx context.Context, on id.Sitting, slot id.Slot) error {
	return a.db.Tx(ctx, func(tx *db.Tx) error { return a.callsLoseTime(ctx, tx, on, slot) })
}
func (a *App) Follow(ctx context.Context, on id.Sitting) error {
	return a.db.Tx(ctx, func(tx *db.Tx) error { return a.callsFollow(ctx, tx, on) })
}
