package cases

import (
	"context"

	"samverk/internal/db"
	"samverk/internal/id"
)

// Load is how much waits for a function, in counts.
type Load struct {
	Leads    int // cases that are not closed and that it leads
	Part     int // cases that are not closed and that it takes part in, or is asked to
	Requests int // requests that wait for its answer
}

// Any reports whether something waits.
func (l Load) Any() bool { return l.Leads+l.Part+l.Requests > 0 }

// LoadOf counts what waits for a function. It tells nothing of whom that is about.
func LoadOf(ctx context.Context, tx *db.Tx, f id.Function) (l Load, err error) {
	_, err = tx.One(ctx, []any{&l.Leads, &l.Part, &l.Requests}, `select
  (select count(*) from cases c where c.coordinator_id = $1 and c.state <> $2),
  (select count(*) from party p join cases c on c.id = p.case_id where p.function_id = $1 and p.state in ('invited', 'takes_part') and c.state <> $2),
  (select count(*) from request r where r.state in ('sent', 'question') and (r.to_function = $1 or r.told_function = $1))`, f, StateClosed)
	return l, err
}
