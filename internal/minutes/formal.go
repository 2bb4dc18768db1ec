package minutes

import (
	"context"
	"time"

	"samverk/internal/db"
	"samverk/internal/id"
)

// FormalIn tells which of "documentation", "plan" and "follow_up" a forum where
// persons are talked of has had in common since a time (S295). It looks only
// whether there is any, so no Sight is needed: nothing of a case is told.
func FormalIn(ctx context.Context, tx *db.Tx, f id.Forum, since time.Time) (map[string]bool, error) {
	var documented, planned, followed bool
	_, err := tx.One(ctx, []any{&documented, &planned, &followed}, `select
		exists (select 1 from call c join minutes m on m.call_id = c.id where c.forum_id = $1 and c.started_at > $2 and m.state = 'final'),
		exists (select 1 from call c join plan p on p.case_id = c.case_id where c.forum_id = $1 and c.started_at > $2 and p.agreed_at >= c.started_at),
		exists (select 1 from call c where c.forum_id = $1 and c.started_at > $2 and c.state = 'held' and c.follow_up_on is not null)`,
		f, db.Micros(since))
	return map[string]bool{"documentation": documented, "plan": planned, "follow_up": followed}, err
}
