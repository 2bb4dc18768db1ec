package login

import (
	"context"
	"time"

	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
)

// Identity is who somebody is at a provider.
type Identity struct {
	Provider string // its name in the installation's file
	Subject  string // what it calls the user
}

// ByIdentity returns the account that a provider's user is bound to, also one
// that has ended; found is false when there is none.
func ByIdentity(ctx context.Context, tx *db.Tx, i Identity) (a Account, found bool, err error) {
	found, err = tx.One(ctx, a.places(), `select `+accountColumns+` from account_identity i join user_account a on a.id = i.user_id
where i.provider = $1 and i.subject = $2`, i.Provider, i.Subject)
	return a, found, err
}

// ByPerson returns the account of a person; found is false when she has none.
func ByPerson(ctx context.Context, tx *db.Tx, p id.Person) (a Account, found bool, err error) {
	found, err = tx.One(ctx, a.places(), `select `+accountColumns+` from user_account a where a.person_id = $1`, p)
	return a, found, err
}

// Bind lets a provider's user sign in to an account that has not ended. A user
// is bound to one account only, and an account to one user of a provider. Who
// did so is remembered: empty for the operator, the account itself when its user
// came for the first time.
func Bind(ctx context.Context, tx *db.Tx, i Identity, u, by id.User) error {
	var f errs.Faults
	f.Check(id.Valid(i.Provider), "provider", "identity.provider.form")
	f.Check(i.Subject != "" && len(i.Subject) <= 255, "subject", "identity.subject.form")
	if err := f.Err(); err != nil {
		return err
	}
	made, err := tx.Exec(ctx, `insert into account_identity (provider, subject, user_id, created_at)
select $1, $2, a.id, $4 from user_account a where a.id = $3 and a.ended_at is null
and not exists (select 1 from account_identity b where b.provider = $1 and b.user_id = a.id)
on conflict do nothing`, i.Provider, i.Subject, u, db.Micros(tx.Now))
	if err != nil {
		return err
	}
	if f.Check(made == 1, "subject", "identity.subject.taken"); f.Err() != nil {
		return f.Err()
	}
	return LetIn{How: LetBound, Provider: i.Provider, By: by}.note(ctx, tx, u)
}

// KeepFamily keeps the hash of the family name of an account's user, for the
// control of the log.
func KeepFamily(ctx context.Context, tx *db.Tx, u id.User, hash string) error {
	_, err := tx.Exec(ctx, `update user_account set family_hash = $1 where id = $2 and family_hash <> $1`, hash, u)
	return err
}

// How long a sign-in may take at the provider, how many may be on their way
// from one network, and how long a logout token is remembered.
const (
	departed     = 15 * time.Minute
	mostDeparted = 1000
	logoutSeen   = time.Hour
)

// Departure is a sign-in on its way to a provider and back.
type Departure struct {
	Provider string
	Nonce    string
	Verifier string
	Back     string     // a path of ours, to go on to
	Session  id.Session // whose user proves anew who she is; empty at an ordinary sign-in
}

// Depart keeps a sign-in until it comes back to the same browser. Where too many
// are on their way from one network the oldest is given up: to refuse the newest
// would let anybody there lock all others out.
func Depart(ctx context.Context, tx *db.Tx, state, browser, source string, d Departure) error {
	from := hash("source", network(source))
	_, err := tx.Exec(ctx, `delete from sign_in where source_hash = $1
and at <= (select d.at from sign_in d where d.source_hash = $1 order by d.at desc limit 1 offset $2)`, from, mostDeparted-1)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `insert into sign_in (state_hash, provider, nonce, verifier, back, session_id, source_hash, at)
values ($1, $2, $3, $4, $5, $6, $7, $8)`, hash(state, browser), d.Provider, d.Nonce, d.Verifier, d.Back, orNull(d.Session), from, db.Micros(tx.Now))
	return err
}

// Return gives what was kept of a sign-in that comes back from a provider, once;
// found is false when the state is not known, not of this browser or provider,
// too old or used.
func Return(ctx context.Context, tx *db.Tx, provider, state, browser string) (d Departure, found bool, err error) {
	found, err = tx.One(ctx, []any{&d.Provider, &d.Nonce, &d.Verifier, &d.Back, &d.Session}, `delete from sign_in
where state_hash = $1 and provider = $2 and at > $3
returning provider, nonce, verifier, back, coalesce(session_id, '')`, hash(state, browser), provider, db.Micros(tx.Now.Add(-departed)))
	return d, found, err
}

// Leaving ends the sessions that a provider says are over: one, or all of its
// user's without a session named. A word used before ends nothing again, and one
// that names nobody nothing at all.
func Leaving(ctx context.Context, tx *db.Tx, word string, p ProviderSession) (ended []Session, first bool, err error) {
	if word == "" || p.Session == "" && p.Subject == "" {
		return nil, false, nil
	}
	made, err := tx.Exec(ctx, `insert into logout_seen (provider, jti, at) values ($1, $2, $3) on conflict do nothing`,
		p.Provider, word, db.Micros(tx.Now))
	if err != nil || made == 0 {
		return nil, false, err
	}
	ended, err = db.All(ctx, tx, func(scan db.Scan) (s Session, err error) { return s, scan(&s.ID, &s.User, &s.Level) },
		`update session set ended_at = $1 where provider = $2 and ($3 = '' or provider_session = $3) and ($4 = '' or provider_subject = $4)
and ended_at is null and ends_at > $1 returning id, user_id, level`, db.Micros(tx.Now), p.Provider, p.Session, p.Subject)
	return ended, true, err
}

// sweepIdentities forgets sign-ins that never came back, newcomers who asked for
// nothing, and old logout tokens.
func sweepIdentities(ctx context.Context, tx *db.Tx) error {
	if _, err := tx.Exec(ctx, `delete from sign_in where at <= $1`, db.Micros(tx.Now.Add(-departed))); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `delete from newcomer where at <= $1`, db.Micros(tx.Now.Add(-newcomerLasts))); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `delete from logout_seen where at <= $1`, db.Micros(tx.Now.Add(-logoutSeen)))
	return err
}
