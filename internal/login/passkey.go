package login

import (
	"cmp"
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/go-webauthn/webauthn/webauthn"

	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
)

// Passkey is a key that lies with its user: in a computer, a telephone or on a
// stick. The installation knows what it can be told by, never the key itself.
type Passkey struct {
	ID      id.Passkey
	User    id.User
	Name    string // what its user calls it
	Created time.Time
	Used    time.Time // zero before the first sign-in
	Version int64
}

// Why a passkey has ended.
const (
	keyRemoved = "removed" // by its user
	keyLost    = "lost"    // her access was recovered
	keyCloned  = "cloned"  // its counter went back: somebody has a copy
	keyEnded   = "ended"   // the account has
)

// mostPasskeys bounds the keys of one account.
const mostPasskeys = 20

const passkeyColumns = `k.id, k.user_id, k.name, k.created_at, coalesce(k.used_at, 0), k.version`

func scanPasskey(scan db.Scan, more ...any) (k Passkey, err error) {
	var created, used int64
	err = scan(append([]any{&k.ID, &k.User, &k.Name, &created, &used, &k.Version}, more...)...)
	k.Created, k.Used = db.Time(created), db.Time(used)
	return k, err
}

// Passkeys lists the keys of an account that work, the newest first.
func Passkeys(ctx context.Context, tx *db.Tx, u id.User) ([]Passkey, error) {
	return db.All(ctx, tx, func(scan db.Scan) (Passkey, error) { return scanPasskey(scan) },
		`select `+passkeyColumns+` from passkey k where k.user_id = $1 and k.ended_at is null order by k.created_at desc, k.id limit $2`, u, mostPasskeys)
}

// records returns what the keys of an account that work are told by.
func records(ctx context.Context, tx *db.Tx, u id.User) (all []webauthn.Credential, err error) {
	return db.All(ctx, tx, scanRecord, `select k.record, k.sign_count from passkey k where k.user_id = $1 and k.ended_at is null
order by k.created_at desc, k.id limit $2`, u, mostPasskeys)
}

// CheckPasskeyName reports what is wrong with the name of a key.
func CheckPasskeyName(name string) error {
	var f errs.Faults
	f.Check(strings.TrimSpace(name) != "", "name", "passkey.name.empty")
	f.Check(utf8.RuneCountInString(name) <= 60, "name", "passkey.name.long")
	f.Check(!id.HasNumber(name), "name", "passkey.name.number")
	return f.Err()
}

// RenamePasskey changes what a user calls one of her keys.
func RenamePasskey(ctx context.Context, tx *db.Tx, k Passkey) error {
	if err := CheckPasskeyName(k.Name); err != nil {
		return err
	}
	n, err := tx.Exec(ctx, `update passkey set name = $1, version = version + 1
where id = $2 and user_id = $3 and version = $4 and ended_at is null`, k.Name, k.ID, k.User, k.Version)
	if err != nil || n == 1 {
		return err
	}
	return passkeyChanged(ctx, tx, k)
}

// RemovePasskey ends one of a user's own keys. The last one stays: without it
// she could not sign in.
func RemovePasskey(ctx context.Context, tx *db.Tx, k Passkey) error {
	n, err := tx.Exec(ctx, `update passkey set ended_at = $1, end_reason = $2, version = version + 1
where id = $3 and user_id = $4 and version = $5 and ended_at is null
  and exists (select 1 from passkey o where o.user_id = $4 and o.id <> $3 and o.ended_at is null)`,
		db.Micros(tx.Now), keyRemoved, k.ID, k.User, k.Version)
	if err != nil || n == 1 {
		return err
	}
	err = passkeyChanged(ctx, tx, k)
	if e, ok := err.(*errs.Error); ok && e.Current != nil && e.Current.(Passkey).Version == k.Version {
		return errs.New(errs.Conflict, "passkey.last")
	}
	return err
}

func passkeyChanged(ctx context.Context, tx *db.Tx, k Passkey) error {
	all, err := db.All(ctx, tx, func(scan db.Scan) (Passkey, error) { return scanPasskey(scan) },
		`select `+passkeyColumns+` from passkey k where k.id = $1 and k.user_id = $2 and k.ended_at is null`, k.ID, k.User)
	if err != nil || len(all) == 0 {
		return cmp.Or(err, error(errs.Missing()))
	}
	return errs.Changed(all[0])
}

// endPasskeys ends all keys of an account.
func endPasskeys(ctx context.Context, tx *db.Tx, u id.User, reason string) error {
	_, err := tx.Exec(ctx, `update passkey set ended_at = $1, end_reason = $2, version = version + 1 where user_id = $3 and ended_at is null`,
		db.Micros(tx.Now), reason, u)
	return err
}

// Reserve reports whether an account signs in by passkey though its
// organisation has a provider, for the day when that one is gone.
func Reserve(ctx context.Context, tx *db.Tx, u id.User) (bool, error) {
	return tx.Has(ctx, `select 1 from user_account where id = $1 and reserve`, u)
}

// SetReserve decides whether an account is kept in reserve. One that no longer
// is may not go on in what it signed in to as such.
func SetReserve(ctx context.Context, tx *db.Tx, u id.User, on bool) error {
	if _, err := tx.Exec(ctx, `update user_account set reserve = $1, version = version + 1 where id = $2`, on, u); err != nil || on {
		return err
	}
	return leaveReserve(ctx, tx, u)
}

// leaveReserve ends what an account in reserve is signed in to, and leave to make
// a passkey.
func leaveReserve(ctx context.Context, tx *db.Tx, u id.User) error {
	if err := EndAll(ctx, tx, u, ""); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `update enrolment set ended_at = $1 where user_id = $2 and used_at is null and ended_at is null`, db.Micros(tx.Now), u)
	return err
}
