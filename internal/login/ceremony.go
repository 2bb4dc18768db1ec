package login

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"time"

	"github.com/go-webauthn/webauthn/webauthn"

	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
)

// How long a browser has to answer, and how many questions may wait for the
// answers of one network.
const (
	ceremonyLasts  = 5 * time.Minute
	mostCeremonies = 1000
)

// CeremonyKind says what a passkey is asked for.
type CeremonyKind string

// What a passkey is asked for.
const (
	CeremonySignIn CeremonyKind = "sign_in"
	CeremonyProve  CeremonyKind = "prove" // anew, by who is signed in
	CeremonyAdd    CeremonyKind = "add"   // one more, by who is signed in
	CeremonyEnrol  CeremonyKind = "enrol" // the first, by who was invited
)

// Ceremony is a question to a passkey, bound to what it is asked for.
type Ceremony struct {
	Kind      CeremonyKind
	User      id.User      // empty while nobody is known
	Session   id.Session   // of Prove and Add
	Enrolment id.Enrolment // of Enrol
}

// Asked is a ceremony that is to begin.
type Asked struct {
	Ceremony
	Source string // the address that it is asked from
}

// makes reports whether a new key is asked for.
func (c Ceremony) makes() bool { return c.Kind == CeremonyAdd || c.Kind == CeremonyEnrol }

// Taken is a ceremony whose one answer is at hand.
type Taken struct {
	Ceremony
	waits webauthn.SessionData
}

// There reports whether the ceremony was there.
func (t Taken) There() bool { return t.Kind != "" }

// wait keeps a ceremony until its answer comes. Where too many wait for one
// network the oldest is given up, as Depart does.
func (c Asked) wait(ctx context.Context, tx *db.Tx, record []byte) (secret string, err error) {
	from := hash("source", network(c.Source))
	_, err = tx.Exec(ctx, `delete from ceremony where source_hash = $1
and at <= (select c.at from ceremony c where c.source_hash = $1 order by c.at desc limit 1 offset $2)`, from, mostCeremonies-1)
	if err != nil {
		return "", err
	}
	secret = newSecret()
	_, err = tx.Exec(ctx, `insert into ceremony (id_hash, kind, user_id, session_id, enrolment_id, record, source_hash, at)
values ($1, $2, $3, $4, $5, $6, $7, $8)`,
		hash(secret), c.Kind, orNull(c.User), orNull(c.Session), orNull(c.Enrolment), record, from, db.Micros(tx.Now))
	return secret, err
}

func newSecret() string {
	b := make([]byte, 32)
	rand.Read(b)
	return base64.RawURLEncoding.EncodeToString(b)
}

// Take takes the ceremony that a browser has the secret of, so that it has no
// second answer. It needs a transaction of its own, which stands also when the
// answer turns out to be wrong. One that is late, or was begun for something
// else, is not There.
func Take(ctx context.Context, tx *db.Tx, secret string, as Ceremony) (c Taken, err error) {
	var record []byte
	var at int64
	found, err := tx.One(ctx, []any{&c.Kind, &c.User, &c.Session, &c.Enrolment, &record, &at}, `delete from ceremony where id_hash = $1
returning kind, coalesce(user_id, ''), coalesce(session_id, ''), coalesce(enrolment_id, ''), record, at`, hash(secret))
	if err != nil {
		return c, err
	}
	if !found || c.Ceremony != as || tx.Now.Sub(db.Time(at)) >= ceremonyLasts {
		return Taken{}, nil
	}
	return c, json.Unmarshal(record, &c.waits)
}

// Late is the answer to a ceremony that was not there any more.
func Late() error { return errs.Faults{{Field: "passkey", Key: "passkey.late"}}.Err() }
