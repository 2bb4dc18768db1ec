package login

import (
	"context"
	"crypto/rand"
	"strings"
	"time"

	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
)

// enrolmentLasts is how long a link to make a passkey works.
const enrolmentLasts = 7 * 24 * time.Hour

// Enrolment is leave to make the first passkey of an account, once.
type Enrolment struct {
	ID      id.Enrolment
	Account Account
	OrgName string
	Lost    bool // the passkeys before were lost
	Ends    time.Time
	Used    bool
	Over    bool // ended before its time: the account has, or a newer one was made
}

// Works reports whether the enrolment can be used at a time.
func (e Enrolment) Works(now time.Time) bool {
	return e.ID != "" && !e.Used && !e.Over && !e.Account.Ended && now.Before(e.Ends)
}

// NewEnrolment is the input for an enrolment.
type NewEnrolment struct {
	User      id.User
	AskedBy   id.User // empty for the operator
	Confirmed id.User // of a recovery that administrators have asked for
	Lost      bool
}

// Enrol gives leave to make the first passkey of an account. An account that
// has, or has had, a passkey gets a new one by recovery only: one administrator
// alone could otherwise sign in as anybody. What was given before ends. The
// secret is for the link alone.
func Enrol(ctx context.Context, tx *db.Tx, n NewEnrolment) (secret string, e id.Enrolment, err error) {
	a, err := ByID(ctx, tx, n.User)
	if err != nil {
		return "", "", err
	}
	if a.Ended || a.Org == "" {
		return "", "", errs.Missing()
	}
	if err := n.prepare(ctx, tx); err != nil {
		return "", "", err
	}
	e, kind := id.New[id.Enrolment](), LetInvited
	if n.Lost {
		kind = LetRecovered
	}
	secret = strings.ToLower(rand.Text()) // a part of an address, as identifiers are
	_, err = tx.Exec(ctx, `insert into enrolment (id, secret_hash, user_id, kind, asked_by, asked_at, confirmed_by, ends_at)
values ($1, $2, $3, $4, $5, $6, $7, $8)`, e, hash("enrolment", secret), n.User, kind, orNull(n.AskedBy), db.Micros(tx.Now), orNull(n.Confirmed),
		db.Micros(tx.Now.Add(enrolmentLasts)))
	if err != nil {
		return "", "", err
	}
	return secret, e, LetIn{How: kind, By: n.AskedBy, Confirmed: n.Confirmed}.note(ctx, tx, n.User)
}

// prepare ends what lets somebody in as the account before, where it was lost,
// and sees that there is nothing where it was not.
func (n NewEnrolment) prepare(ctx context.Context, tx *db.Tx) error {
	if n.Lost {
		return endAccess(ctx, tx, n.User, keyLost)
	}
	has, err := tx.Has(ctx, `select 1 from passkey where user_id = $1`, n.User)
	if err != nil {
		return err
	}
	if has {
		return errs.New(errs.Conflict, "enrolment.has_key")
	}
	// So she could as one who signs in elsewhere, and who would not notice.
	used, err := tx.Has(ctx, `select 1 from session where user_id = $1 and provider <> ''`, n.User)
	if err != nil {
		return err
	}
	if used && n.AskedBy != "" {
		return errs.New(errs.Conflict, "enrolment.in_use")
	}
	_, err = tx.Exec(ctx, `update enrolment set ended_at = $1 where user_id = $2 and used_at is null and ended_at is null`, db.Micros(tx.Now), n.User)
	return err
}

// EnrolmentBySecret returns what a link gives leave to, also when it no longer
// does; the zero Enrolment when it never did.
func EnrolmentBySecret(ctx context.Context, tx *db.Tx, secret string) (e Enrolment, err error) {
	var kind string
	var ends int64
	into := append(e.Account.places(), &e.ID, &e.OrgName, &kind, &ends, &e.Used, &e.Over)
	found, err := tx.One(ctx, into, `select `+accountColumns+`, e.id, o.name, e.kind, e.ends_at, e.used_at is not null, e.ended_at is not null
from enrolment e join user_account a on a.id = e.user_id join organisation o on o.id = a.organisation_id where e.secret_hash = $1`, hash("enrolment", secret))
	if err != nil || !found {
		return Enrolment{}, err
	}
	e.Lost, e.Ends = kind == LetRecovered, db.Time(ends)
	return e, nil
}

// UseEnrolment notes that the passkey has been made.
func UseEnrolment(ctx context.Context, tx *db.Tx, e id.Enrolment) error {
	n, err := tx.Exec(ctx, `update enrolment set used_at = $1 where id = $2 and used_at is null and ended_at is null and ends_at > $1`, db.Micros(tx.Now), e)
	if err == nil && n == 0 {
		err = Late()
	}
	return err
}

// KeyState is how far an account has come with its passkeys.
type KeyState string

// How far an account may have come.
const (
	NoKey      KeyState = ""
	KeyInvited KeyState = "invited" // has a link that works
	HasKey     KeyState = "has"
	KeyLost    KeyState = "lost" // has had one, and has neither key nor link
)

// KeyStates returns how far accounts of an organisation have come with their
// passkeys.
func KeyStates(ctx context.Context, tx *db.Tx, o id.Org, users []id.User) (map[id.User]KeyState, error) {
	states := map[id.User]KeyState{}
	if len(users) == 0 {
		return states, nil
	}
	list, args := db.In(3, users)
	err := tx.Each(ctx, func(scan db.Scan) error {
		var u id.User
		var has, had, invited bool
		err := scan(&u, &has, &had, &invited)
		switch {
		case has:
			states[u] = HasKey
		case invited:
			states[u] = KeyInvited
		case had:
			states[u] = KeyLost
		}
		return err
	}, `select a.id, exists (select 1 from passkey k where k.user_id = a.id and k.ended_at is null), exists (select 1 from passkey k where k.user_id = a.id),
  exists (select 1 from enrolment e where e.user_id = a.id and e.used_at is null and e.ended_at is null and e.ends_at > $1)
from user_account a where a.organisation_id = $2 and a.id in `+list, append([]any{db.Micros(tx.Now), o}, args...)...)
	return states, err
}
