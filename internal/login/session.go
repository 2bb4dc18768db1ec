package login

import (
	"cmp"
	"context"
	"crypto/rand"
	"encoding/base64"
	"time"

	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
)

// How somebody proved who she is, least sure first. Identity providers add
// their own.
const (
	LevelDemo     = "demo"
	LevelPassword = "password"
	LevelPasskey  = "passkey"
)

// How long a session lasts.
const (
	idle    = 30 * time.Minute
	longest = 12 * time.Hour
	touch   = time.Minute // how exactly it is known when it was last used
)

// most bounds the lists of one account.
const most = 200

// Session is a signed-in browser.
type Session struct {
	ID       id.Session
	User     id.User
	Function id.Function       // the function acted as, empty until one is chosen
	Proxy    id.Representative // the person's part that is acted in, empty for one's own
	Level    string
	Source   string
	Provider string    // the provider that vouched for the user, if any
	Proved   time.Time // when the user last proved who she is
	Created  time.Time
	Seen     time.Time
	Ends     time.Time
}

// Stale reports whether Touch has something to write.
func (s Session) Stale(now time.Time) bool { return now.Sub(s.Seen) >= touch }

// Idles is when the session ends unless it is used.
func (s Session) Idles() time.Time {
	if idles := s.Seen.Add(idle); idles.Before(s.Ends) {
		return idles
	}
	return s.Ends
}

// NewSession is the input for a session.
type NewSession struct {
	User     id.User
	Function id.Function
	Level    string
	Source   string
	Provider ProviderSession
}

// ProviderSession is what a provider calls the session it vouched for, so that
// it can end it.
type ProviderSession struct {
	Provider string // its name in the installation's file
	Subject  string // sub
	Session  string // sid
	ACR      string // what it calls the level
}

// Begin starts a session for an account that has not ended. The secret is for
// the browser alone; only its hash is kept.
func Begin(ctx context.Context, tx *db.Tx, n NewSession) (secret string, s Session, err error) {
	s = Session{ID: id.New[id.Session](), User: n.User, Function: n.Function, Level: n.Level, Source: n.Source, Provider: n.Provider.Provider,
		Proved: tx.Now, Created: tx.Now, Seen: tx.Now, Ends: tx.Now.Add(longest)}
	b := make([]byte, 32)
	rand.Read(b)
	secret = base64.RawURLEncoding.EncodeToString(b)
	made, err := tx.Exec(ctx, `insert into session (id, secret_hash, user_id, function_id, level, source, created_at, seen_at, ends_at,
  proved_at, provider, provider_subject, provider_session, acr)
select $1, $2, a.id, $4, $5, $6, $7, $7, $8, $7, $9, $10, $11, $12 from user_account a where a.id = $3 and a.ended_at is null`,
		s.ID, hash(secret), s.User, orNull(s.Function), s.Level, s.Source, db.Micros(s.Created), db.Micros(s.Ends),
		n.Provider.Provider, n.Provider.Subject, n.Provider.Session, n.Provider.ACR)
	if err == nil && made == 0 {
		err = ended()
	}
	return secret, s, err
}

const (
	sessionColumns = `s.id, s.user_id, coalesce(s.function_id, ''), coalesce(s.representative_id, ''), s.level, s.source, s.provider, s.proved_at, s.created_at, s.seen_at, s.ends_at`

	// alive holds for a session at the time $1, when the longest idleness began at $2.
	alive = ` s.ended_at is null and s.ends_at > $1 and s.seen_at > $2`
)

func scanSession(scan db.Scan, more ...any) (s Session, err error) {
	var proved, created, seen, ends int64
	err = scan(append([]any{&s.ID, &s.User, &s.Function, &s.Proxy, &s.Level, &s.Source, &s.Provider, &proved, &created, &seen, &ends}, more...)...)
	s.Proved, s.Created, s.Seen, s.Ends = db.Time(proved), db.Time(created), db.Time(seen), db.Time(ends)
	return s, err
}

// BySecret returns the session that a browser has the secret of, and whose it
// is; errs.SignedOut when either has ended.
func BySecret(ctx context.Context, tx *db.Tx, secret string) (s Session, a Account, err error) {
	all, err := db.All(ctx, tx, func(scan db.Scan) (Session, error) { return scanSession(scan, a.places()...) },
		`select `+sessionColumns+`, `+accountColumns+` from session s join user_account a on a.id = s.user_id
where s.secret_hash = $3 and a.ended_at is null and`+alive, db.Micros(tx.Now), db.Micros(tx.Now.Add(-idle)), hash(secret))
	if err != nil || len(all) == 0 {
		return s, a, cmp.Or(err, ended())
	}
	return all[0], a, nil
}

// Live reports whether a session of an account goes on.
func Live(ctx context.Context, tx *db.Tx, u id.User, s id.Session) (bool, error) {
	return tx.Has(ctx, `select 1 from session s where s.id = $3 and s.user_id = $4 and`+alive, db.Micros(tx.Now), db.Micros(tx.Now.Add(-idle)), s, u)
}

// Prove notes that the user of a session has just proved anew who she is.
func Prove(ctx context.Context, tx *db.Tx, u id.User, s id.Session) error {
	n, err := tx.Exec(ctx, `update session set proved_at = $1, seen_at = $1 where id = $2 and user_id = $3 and ended_at is null and ends_at > $1`,
		db.Micros(tx.Now), s, u)
	if err == nil && n == 0 {
		err = ended()
	}
	return err
}

// Touch notes that a session is in use, at most once a minute.
func Touch(ctx context.Context, tx *db.Tx, s id.Session) error {
	_, err := tx.Exec(ctx, `update session set seen_at = $1 where id = $2 and seen_at <= $3 and ended_at is null`,
		db.Micros(tx.Now), s, db.Micros(tx.Now.Add(-touch)))
	return err
}

// ActAs changes the function that a session acts as, to none when empty.
func ActAs(ctx context.Context, tx *db.Tx, s id.Session, f id.Function) error {
	n, err := tx.Exec(ctx, `update session set function_id = $1 where id = $2 and ended_at is null and ends_at > $3`,
		orNull(f), s, db.Micros(tx.Now))
	if err == nil && n == 0 {
		err = ended()
	}
	return err
}

// Sessions lists where an account is signed in, the newest first.
func Sessions(ctx context.Context, tx *db.Tx, u id.User) ([]Session, error) {
	return db.All(ctx, tx, func(scan db.Scan) (Session, error) { return scanSession(scan) },
		`select `+sessionColumns+` from session s where s.user_id = $3 and`+alive+` order by s.created_at desc, s.id limit $4`,
		db.Micros(tx.Now), db.Micros(tx.Now.Add(-idle)), u, most)
}

// End ends one session of an account. One that has ended already is well.
func End(ctx context.Context, tx *db.Tx, u id.User, s id.Session) error {
	_, err := tx.Exec(ctx, `update session set ended_at = $1 where id = $2 and user_id = $3 and ended_at is null`,
		db.Micros(tx.Now), s, u)
	return err
}

// EndAll ends the sessions of an account but the one to keep, if any.
func EndAll(ctx context.Context, tx *db.Tx, u id.User, keep id.Session) error {
	_, err := tx.Exec(ctx, `update session set ended_at = $1 where user_id = $2 and id <> $3 and ended_at is null`,
		db.Micros(tx.Now), u, keep)
	return err
}

// EndFunctionUse takes a function from a user who no longer holds it: her
// sessions act as none and its tokens are revoked. With no user it takes the
// function, which has ended, from everybody.
func EndFunctionUse(ctx context.Context, tx *db.Tx, u id.User, f id.Function) error {
	_, err := tx.Exec(ctx, `update session set function_id = null where function_id = $1 and ($2 = '' or user_id = $2)`, f, u)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `update token set revoked_at = $3
where function_id = $1 and ($2 = '' or user_id = $2) and revoked_at is null`, f, u, db.Micros(tx.Now))
	return err
}

func ended() error { return errs.New(errs.SignedOut, "signed.out") }
