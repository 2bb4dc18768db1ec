// Package feed keeps the calendars that a function can be followed by from
// other programs: their secret addresses, the times that they hold, and the
// times that the function's own calendar says are taken. It tells when and
// where, and never whom or what.
package feed

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"time"

	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
)

// most is how many addresses one user has for a function at a time.
const most = 5

// Feed is an address where the times of a function can be read by who has it.
type Feed struct {
	ID       id.Feed
	Function id.Function
	User     id.User
	Created  time.Time
}

// Make makes an address for a user's function. The secret in it is shown once;
// only its hash is kept.
func Make(ctx context.Context, tx *db.Tx, f id.Function, u id.User) (secret string, made id.Feed, err error) {
	all, err := Of(ctx, tx, f, u)
	switch {
	case err != nil:
		return "", "", err
	case len(all) >= most:
		return "", "", errs.New(errs.Conflict, "feed.many")
	}
	secret, made = strings.ToLower(rand.Text()), id.New[id.Feed]()
	_, err = tx.Exec(ctx, `insert into feed (id, secret_hash, function_id, user_id, created_at) values ($1, $2, $3, $4, $5)`,
		made, hash(secret), f, u, db.Micros(tx.Now))
	return secret, made, err
}

func hash(secret string) string {
	h := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(h[:])
}

const feedQuery = `select id, function_id, user_id, created_at from feed where revoked_at is null and `

func scanFeed(scan db.Scan) (f Feed, err error) {
	var created int64
	err = scan(&f.ID, &f.Function, &f.User, &created)
	f.Created = db.Time(created)
	return f, err
}

// Of lists the addresses of a user's function that are not revoked, the newest
// first.
func Of(ctx context.Context, tx *db.Tx, f id.Function, u id.User) ([]Feed, error) {
	return db.All(ctx, tx, scanFeed, feedQuery+`function_id = $1 and user_id = $2 order by created_at desc, id limit $3`, f, u, most)
}

// BySecret returns the feed that a secret leads to. One that is revoked is as
// missing as one that never was. It does not know whether the user still holds
// the function.
func BySecret(ctx context.Context, tx *db.Tx, secret string) (Feed, error) {
	return db.First(db.All(ctx, tx, scanFeed, feedQuery+`secret_hash = $1`, hash(secret)))
}

// RevokeAll ends the addresses of a user: those of one function, or all when
// none is named; those that everybody has for the function when no user is.
func RevokeAll(ctx context.Context, tx *db.Tx, u id.User, f id.Function) error {
	_, err := tx.Exec(ctx, `update feed set revoked_at = $1 where (user_id = $2 or $2 = '') and (function_id = $3 or $3 = '') and $2 <> $3 and revoked_at is null`,
		db.Micros(tx.Now), u, f)
	return err
}

// Revoke ends an address of a user's function at once. One that has ended
// already is well; one that is another's is missing.
func Revoke(ctx context.Context, tx *db.Tx, f id.Function, u id.User, which id.Feed) error {
	n, err := tx.Exec(ctx, `update feed set revoked_at = coalesce(revoked_at, $4) where id = $1 and function_id = $2 and user_id = $3`,
		which, f, u, db.Micros(tx.Now))
	if err == nil && n == 0 {
		err = errs.Missing()
	}
	return err
}
