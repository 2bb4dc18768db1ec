package login

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"time"

	"samverk/internal/db"
	"samverk/internal/id"
)

// keptLasts is how long what was typed waits for who typed it.
const keptLasts = 30 * time.Minute

// mostKept is the largest form that is kept, in bytes.
const mostKept = 256 << 10

// KeptForm is what was sent when the session had ended, or when its user had to
// prove anew who she is.
type KeptForm struct {
	User     id.User
	Function id.Function       // that was acted as
	Proxy    id.Representative // likewise
	Path     string            // it was sent to
	Values   map[string][]string
}

// ErrTooLong is the answer to a form that is too large to be kept.
var ErrTooLong = errors.New("the form is too long to be kept")

// Keep seals a form under a key that only the browser gets.
func Keep(ctx context.Context, tx *db.Tx, k KeptForm) (secret string, err error) {
	text, err := json.Marshal(k)
	if err != nil {
		return "", err
	}
	if len(text) > mostKept {
		return "", ErrTooLong
	}
	secret = newSecret()
	place := hash("kept", secret)
	box, err := keptBox(secret)
	if err != nil {
		return "", err
	}
	sealed := box.Seal(nil, make([]byte, box.NonceSize()), text, []byte(place+" "+string(k.User))) // the key seals once, so the nonce may be none
	_, err = tx.Exec(ctx, `insert into kept_form (id_hash, user_id, sealed, at) values ($1, $2, $3, $4)`, place, k.User, sealed, db.Micros(tx.Now))
	return secret, err
}

func keptBox(secret string) (cipher.AEAD, error) {
	key := sha256.Sum256([]byte("samverk kept form " + secret))
	block, err := aes.NewCipher(key[:])
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(block)
}

// Kept returns the form that a browser has the secret of. It is nothing to
// anybody but who typed it.
func Kept(ctx context.Context, tx *db.Tx, secret string, u id.User) (k KeptForm, found bool, err error) {
	place := hash("kept", secret)
	var sealed []byte
	found, err = tx.One(ctx, []any{&sealed}, `select sealed from kept_form where id_hash = $1 and user_id = $2 and at > $3`,
		place, u, db.Micros(tx.Now.Add(-keptLasts)))
	if err != nil || !found {
		return k, false, err
	}
	box, err := keptBox(secret)
	if err != nil {
		return k, false, err
	}
	text, err := box.Open(nil, make([]byte, box.NonceSize()), sealed, []byte(place+" "+string(u)))
	if err != nil {
		return k, false, nil // another's, or damaged: nothing to give back
	}
	return k, true, json.Unmarshal(text, &k)
}

// ForgetKept deletes a form that has been sent, or that is somebody else's.
func ForgetKept(ctx context.Context, tx *db.Tx, secret string) error {
	_, err := tx.Exec(ctx, `delete from kept_form where id_hash = $1`, hash("kept", secret))
	return err
}

// Formerly returns whose a session is or was, also one that has ended, and what
// it acted as: a form that comes with it can be kept for her.
func Formerly(ctx context.Context, tx *db.Tx, secret string) (s Session, err error) {
	_, err = tx.One(ctx, []any{&s.ID, &s.User, &s.Function, &s.Proxy}, `select s.id, s.user_id, coalesce(s.function_id, ''), coalesce(s.representative_id, '')
from session s join user_account a on a.id = s.user_id and a.ended_at is null where s.secret_hash = $1`, hash(secret))
	return s, err
}
