package app

import (
	"context"

	"samverk/internal/audit"
	"samverk/internal/db"
	"samverk/internal/login"
	"samverk/internal/org"
	"samverk/internal/representative"
	"samverk/internal/seal"
)

// Enter runs a step of signing in, in one transaction. Nobody is there yet whose
// leave could be decided on; what comes of it is logged by Begin, Append or
// Record.
func (a *App) Enter(ctx context.Context, fn func(*db.Tx) error) error { return a.db.Tx(ctx, fn) }

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

// Begin starts a session for somebody who has proved who she is, acting as the
// first function she holds, and logs it.
func (a *App) Begin(ctx context.Context, tx *db.Tx, u login.Account, n login.NewSession) (string, error) {
	held, err := org.FunctionsOf(ctx, tx, u.ID)
	if err != nil {
		return "", err
	}
	if err := representative.Tie(ctx, tx, u.ID); err != nil {
		return "", err
	}
	n.User = u.ID
	e := audit.Entry{User: u.ID, Org: u.Org, Action: sessionBegin, Outcome: "done", Ground: n.Provider.ACR, Level: n.Level, Source: n.Source}
	if len(held) > 0 {
		f := held[0]
		n.Function, e.Function, e.Unit, e.Deputy = f.Function.ID, f.Function.ID, f.Function.Unit, f.Deputy
	}
	secret, s, err := login.Begin(ctx, tx, n)
	if err != nil {
		return "", err
	}
	e.Object = string(s.ID)
	return secret, a.log.Append(ctx, tx, e)
}
