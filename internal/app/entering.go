package app

import (
	"context"

	"samverk/internal/audit"
	"samverk/internal/db"
	"samverk/internal/seal"
)

// Enter runs a step of signing in, in one transaction. Nobody is there yet whose
// leave could be decided on; what comes of it is logged by Append or Record.
func (a *App) Enter(ctx context.Context, fn func(*db.Tx) error) error { return a.db.Tx(ctx, fn) }

// Recognise finds out who somebody is, in one transaction that only reads.
func (a *App) Recognise(ctx context.Context, fn func(*db.Tx) error) error { return a.db.Read(ctx, fn) }

// Append logs what happened without an actor, in the transaction that did it.
func (a *App) Append(ctx context.Context, tx *db.Tx, e audit.Entry) error {
	return a.log.Append(ctx, tx, e)
}

// Record logs what was refused to somebody who is not signed in.
func (a *App) Record(ctx context.Context, all ...audit.Entry) error {
	return a.readings.Record(ctx, all...)
}

// Sealer is what seals the persons' text and hashes what is only looked up.
func (a *App) Sealer() *seal.Sealer { return a.sealer }
