package app

import (
	"context"

	"samverk/internal/db"
	"samverk/internal/feed"
	"samverk/internal/id"
	"samverk/internal/job"
	"samverk/internal/login"
)

// EndUser ends an account and, in the same transaction, all that acts in its
// place: sessions, tokens, passkeys and leave to make one, calendars that are
// followed, what it has asked for and what is queued about it.
func EndUser(ctx context.Context, tx *db.Tx, u id.User, version int64) error {
	if err := login.EndAccount(ctx, tx, u, version); err != nil {
		return err
	}
	if err := feed.RevokeAll(ctx, tx, u, ""); err != nil {
		return err
	}
	return job.Forget(ctx, tx, string(u))
}

// EndUse takes a function from a user who no longer holds it, or from everybody
// when no user is named since the function has ended: in the same transaction no
// session acts as it any more, and its tokens and calendars end. What is queued
// for a function that has ended goes to nobody.
func EndUse(ctx context.Context, tx *db.Tx, u id.User, f id.Function) error {
	if err := login.EndFunctionUse(ctx, tx, u, f); err != nil {
		return err
	}
	if err := feed.RevokeAll(ctx, tx, u, f); err != nil || u != "" {
		return err
	}
	return job.Forget(ctx, tx, string(f))
}
