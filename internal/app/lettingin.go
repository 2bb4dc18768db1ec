package app

import (
	"context"

	"samverk/internal/access"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/feed"
	"samverk/internal/id"
	"samverk/internal/login"
)

// Enrol gives leave to make a passkey. Where the keys before were lost, the
// calendars that the account follows end with all else that they let in to.
func Enrol(ctx context.Context, tx *db.Tx, n login.NewEnrolment) (secret string, err error) {
	if secret, _, err = login.Enrol(ctx, tx, n); err == nil && n.Lost {
		err = feed.RevokeAll(ctx, tx, n.User, "")
	}
	return secret, err
}

// Used reports which accounts of an organisation somebody has signed in to, or
// made a passkey for.
func Used(ctx context.Context, tx *db.Tx, o id.Org) (map[id.User]bool, error) {
	used := map[id.User]bool{}
	err := tx.Each(ctx, func(scan db.Scan) error {
		var u id.User
		err := scan(&u)
		used[u] = true
		return err
	}, `select a.id from user_account a where a.organisation_id = $1 and a.ended_at is null
		and (exists (select 1 from passkey k where k.user_id = a.id) or exists (select 1 from session s where s.user_id = a.id))`, o)
	return used, err
}

// Bind lets a provider's user sign in to an account of the actor's organisation
// that nobody has used: one administrator alone could otherwise sign in as
// anybody, as by an invitation.
func Bind(ctx context.Context, tx *db.Tx, who access.Actor, i login.Identity, u id.User) error {
	used, err := Used(ctx, tx, who.Org)
	if err != nil {
		return err
	}
	if used[u] {
		return errs.Faults{{Field: "subject", Key: "identity.in_use"}}.Err()
	}
	return login.Bind(ctx, tx, i, u, who.User)
}

// Unbind takes a provider's user from an account, with all that she can have
// made while she came in so.
func Unbind(ctx context.Context, tx *db.Tx, u id.User, i login.Identity) error {
	if err := login.Unbind(ctx, tx, u, i); err != nil {
		return err
	}
	return feed.RevokeAll(ctx, tx, u, "")
}
