package person

import (
	"context"

	"samverk/internal/db"
	"samverk/internal/id"
)

// AllErased lists everybody who has been erased, so that a restored database of
// keys can be cleaned of theirs.
func AllErased(ctx context.Context, tx *db.Tx) ([]id.Person, error) {
	return db.All(ctx, tx, func(scan db.Scan) (p id.Person, err error) { return p, scan(&p) },
		`select id from person where erased_at is not null order by id`)
}
