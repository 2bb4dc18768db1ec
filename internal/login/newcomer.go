package login

import (
	"context"
	"encoding/json"
	"time"

	"samverk/internal/db"
)

// newcomerLasts is how long somebody may think about asking for something.
const newcomerLasts = 30 * time.Minute

// Newcomer is somebody about whom there is nothing here, as a provider asserts
// her.
type Newcomer struct {
	Name, Number string
	Level        string
	Provider     ProviderSession
}

// KeepNewcomer seals a newcomer under a key that only the browser gets: nobody
// else can read who has come.
func KeepNewcomer(ctx context.Context, tx *db.Tx, n Newcomer) (secret string, err error) {
	text, err := json.Marshal(n)
	if err != nil {
		return "", err
	}
	secret = newSecret()
	place := hash("newcomer", secret)
	box, err := keptBox(secret)
	if err != nil {
		return "", err
	}
	sealed := box.Seal(nil, make([]byte, box.NonceSize()), text, []byte(place)) // the key seals once, so the nonce may be none
	_, err = tx.Exec(ctx, `insert into newcomer (id_hash, sealed, at) values ($1, $2, $3)`, place, sealed, db.Micros(tx.Now))
	return secret, err
}

// NewcomerOf returns the newcomer that a browser has the secret of.
func NewcomerOf(ctx context.Context, tx *db.Tx, secret string) (n Newcomer, found bool, err error) {
	place := hash("newcomer", secret)
	var sealed []byte
	found, err = tx.One(ctx, []any{&sealed}, `select sealed from newcomer where id_hash = $1 and at > $2`, place, db.Micros(tx.Now.Add(-newcomerLasts)))
	if err != nil || !found {
		return n, false, err
	}
	box, err := keptBox(secret)
	if err != nil {
		return n, false, err
	}
	text, err := box.Open(nil, make([]byte, box.NonceSize()), sealed, []byte(place))
	if err != nil {
		return n, false, nil // damaged: nobody
	}
	return n, true, json.Unmarshal(text, &n)
}

// ForgetNewcomer forgets a newcomer; first is false when somebody has done so
// already.
func ForgetNewcomer(ctx context.Context, tx *db.Tx, secret string) (first bool, err error) {
	n, err := tx.Exec(ctx, `delete from newcomer where id_hash = $1`, hash("newcomer", secret))
	return n == 1, err
}
