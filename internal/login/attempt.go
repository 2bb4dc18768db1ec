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
	mostTries     = 300 // of what cannot be guessed, from one source
	mostRemarks   = 10  // that end as mail, from one source
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

// Remark is the kind of attempt of one who writes to those who run the service
// without signing in.
const Remark = "remark"

// Try notes an attempt of a kind at something that cannot be guessed, such as a
// passkey or the secret of an invitation, once it has failed, in a transaction of
// its own, and refuses when too many from its source have. Nothing is
// counted on whom it is about, so nobody can lock another out; and what fails in
// one way counts in that way alone.
func Try(ctx context.Context, tx *db.Tx, kind, source string) error {
	key, at := hash("try", kind, network(source)), db.Micros(tx.Now)
	var failed int
	_, err := tx.One(ctx, []any{&failed}, `select count(*) from attempt where name_hash = $1 and at > $2`, key, at-window.Microseconds())
	if err != nil {
		return err
	}
	most := mostTries
	if kind == Remark {
		most = mostRemarks
	}
	if failed >= most {
		return errs.New(errs.TooMany, "too.many")
	}
	_, err = tx.Exec(ctx, `insert into attempt (name_hash, at) values ($1, $2)`, key, at)
	return err
}

// Sweep forgets all attempts that no longer count, and what else was kept of
// sign-ins under way.
func Sweep(ctx context.Context, tx *db.Tx) error {
	if err := sweepIdentities(ctx, tx); err != nil {
		return err
	}
	for _, old := range []struct {
		query string
		lasts time.Duration
	}{
		{`delete from attempt where at <= $1`, window},
		{`delete from ceremony where at <= $1`, ceremonyLasts},
		{`delete from kept_form where at <= $1`, keptLasts},
	} {
		if _, err := tx.Exec(ctx, old.query, db.Micros(tx.Now.Add(-old.lasts))); err != nil {
			return err
		}
	}
	return nil
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
