package login

import (
	"context"

	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
)

// SetPassword gives an account a new password, as Hash made it, and ends its
// sessions but the one to keep.
func SetPassword(ctx context.Context, tx *db.Tx, u id.User, hash string, keep id.Session) error {
	n, err := tx.Exec(ctx, `update user_account set password = $1, version = version + 1
where id = $2 and ended_at is null`, hash, u)
	if err != nil {
		return err
	}
	if n == 0 {
		return errs.Missing()
	}
	return EndAll(ctx, tx, u, keep)
}

// Rehash replaces an outdated hash of the same password.
func Rehash(ctx context.Context, tx *db.Tx, c Credential, hash string) error {
	_, err := tx.Exec(ctx, `update user_account set password = $1 where id = $2 and password = $3 and ended_at is null`,
		hash, c.Account.ID, c.Hash)
	return err
}
