package login

import (
	"context"

	"samverk/internal/db"
	"samverk/internal/id"
)

// TakePart lets a session act in a person's part, or for its own user when
// there is none.
func TakePart(ctx context.Context, tx *db.Tx, u id.User, s id.Session, r id.Representative) error {
	n, err := tx.Exec(ctx, `update session set representative_id = $1 where id = $2 and user_id = $3 and ended_at is null and ends_at > $4`,
		orNull(r), s, u, db.Micros(tx.Now))
	if err == nil && n == 0 {
		err = ended()
	}
	return err
}
