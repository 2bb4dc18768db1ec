package login

import (
	"context"

	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
)

// Costly is something that a signed-in user may do, but not without end: it
// takes much to answer, or much can be drawn out by it.
type Costly string

// What is costly.
const (
	CostlySearch  Costly = "search"  // for a person, by number
	CostlyExtract Costly = "extract" // of everything about a person
	CostlyExport  Costly = "export"  // of a plan, or of all of an organisation's people or functions
)

// most is how often a user may do it within the window.
func (c Costly) most() int {
	if c == CostlySearch {
		return 200
	}
	return 60
}

// Spend notes that a user does something costly, and refuses when she has done
// it too often. It counts on the user who is signed in, so nobody uses up
// somebody else's, and it does not keep her from anything else. Where it is
// measured it is noted alone.
func Spend(ctx context.Context, tx *db.Tx, c Costly, u id.User, measured bool) error {
	key, now := hash("costly", string(c), string(u)), db.Micros(tx.Now)
	var done int
	_, err := tx.One(ctx, []any{&done}, `select count(*) from (select 1 from attempt where name_hash = $1 and at > $2 limit $3) few`, key, now-window.Microseconds(), c.most())
	if err != nil {
		return err
	}
	if done >= c.most() && !measured {
		return errs.New(errs.TooMany, "too.often")
	}
	_, err = tx.Exec(ctx, `insert into attempt (name_hash, at) values ($1, $2)`, key, now)
	return err
}
