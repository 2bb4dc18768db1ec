package login

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/netip"
	"time"

	"samverk/internal/db"
	"samverk/internal/errs"
)

// How many attempts may fail within the window. There is no limit on a name
// alone: with one, anybody could lock somebody else out.
const (
	window        = 15 * time.Minute
	mostPerPair   = 5   // of one name from one source
	mostPerSource = 100 // of all names from one source; a whole office may share one
)

// Credential is what Load knows about a name that somebody wants to sign in
// with. An unknown name gives one that no password matches.
type Credential struct {
	Account Account
	Hash    string

	pair, source string
	at           int64
}

// Load notes an attempt to sign in and returns what to match the password
// with. It needs a transaction that may write: attempts are counted before the
// slow hashing, so that many at once count too. Signing in takes three steps:
// Load, Passwords.Match outside any transaction, and Succeed with Begin in
// another transaction, or Wrong.
func Load(ctx context.Context, tx *db.Tx, name, source string) (Credential, error) {
	name, source = fold(name), network(source)
	c := Credential{pair: hash("pair", name, source), source: hash("source", source), at: db.Micros(tx.Now)}
	if err := c.throttle(ctx, tx); err != nil {
		return Credential{}, err
	}
	for _, key := range []string{c.pair, c.source} {
		if _, err := tx.Exec(ctx, `insert into attempt (name_hash, at) values ($1, $2)`, key, c.at); err != nil {
			return Credential{}, err
		}
	}
	_, err := tx.One(ctx, append(c.Account.places(), &c.Hash), `select `+accountColumns+`, a.password
from user_account a where a.name = $1 and a.ended_at is null`, name)
	return c, err
}

// throttle refuses when too many attempts have failed, and forgets old ones.
func (c Credential) throttle(ctx context.Context, tx *db.Tx) error {
	begins := c.at - window.Microseconds()
	var pair, source int
	_, err := tx.One(ctx, []any{&pair, &source}, `select
  (select count(*) from attempt where name_hash = $1 and at > $3),
  (select count(*) from attempt where name_hash = $2 and at > $3)`, c.pair, c.source, begins)
	if err != nil {
		return err
	}
	if pair >= mostPerPair || source >= mostPerSource {
		return errs.New(errs.TooMany, "too.many")
	}
	_, err = tx.Exec(ctx, `delete from attempt where name_hash in ($1, $2) and at <= $3`, c.pair, c.source, begins)
	return err
}

// Succeed forgets the failed attempts of this name from this source, once the
// password has matched.
func Succeed(ctx context.Context, tx *db.Tx, c Credential) error {
	_, err := tx.Exec(ctx, `delete from attempt where name_hash = $1 or (name_hash = $2 and at = $3)`, c.pair, c.source, c.at)
	return err
}

// Wrong is the answer to a name and a password that do not belong together. It
// does not say which of them is wrong.
func Wrong() error {
	var f errs.Faults
	f.Add("password", "login.password.wrong")
	return f.Err()
}

// Sweep forgets all attempts that no longer count.
func Sweep(ctx context.Context, tx *db.Tx) error {
	_, err := tx.Exec(ctx, `delete from attempt where at <= $1`, db.Micros(tx.Now.Add(-window)))
	return err
}

// network returns what a source can be told by: an IPv6 customer has a whole
// /64 of addresses.
func network(source string) string {
	a, err := netip.ParseAddr(source)
	if err != nil {
		return source
	}
	if a = a.Unmap().WithZone(""); a.Is6() {
		return netip.PrefixFrom(a, 64).Masked().String()
	}
	return a.String()
}

func hash(parts ...string) string {
	h := sha256.New()
	for _, p := range parts {
		h.Write([]byte(p))
		h.Write([]byte{0})
	}
	return hex.EncodeToString(h.Sum(nil))
}
