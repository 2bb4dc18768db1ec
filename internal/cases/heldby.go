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

// LoadOf counts what waits for a function, as far as a reader may know of it:
// what is about a person with protected identity counts for those alone who are
// named for her. To all others it is as if it were not there.
func LoadOf(ctx context.Context, tx *db.Tx, f, reader id.Function) (l Load, err error) {
	_, err = tx.One(ctx, []any{&l.Leads, &l.Part, &l.Requests}, `select
  (select count(*) from cases c join person p on p.id = c.person_id where c.coordinator_id = $2 and c.state <> $3`+mayKnow+`),
  (select count(*) from party i join cases c on c.id = i.case_id join person p on p.id = c.person_id
    where i.function_id = $2 and i.state in ('invited', 'takes_part') and c.state <> $3`+mayKnow+`),
  (select count(*)`+requests+`where r.state in ('sent', 'question') and (r.to_function = $2 or r.told_function = $2)`+mayKnow+`)`,
		reader, f, StateClosed)
	return l, err
}

// Holds reports whether a function may not end yet: something waits for it,
// whomever that is about, or it waits for an answer itself. Which of these it is
// nobody is told, so that the answer tells nobody of a person with protected
// identity.
func Holds(ctx context.Context, tx *db.Tx, f id.Function) (bool, error) {
	return tx.Has(ctx, `select 1 where exists (select 1 from cases where coordinator_id = $1 and state <> $2)
  or exists (select 1 from party i join cases c on c.id = i.case_id where i.function_id = $1 and i.state in ('invited', 'takes_part') and c.state <> $2)
  or exists (select 1 from request where state in ('sent', 'question') and (to_function = $1 or told_function = $1 or from_function = $1))`, f, StateClosed)
}
