package meeting

import (
	"context"

	"samverk/internal/db"
	"samverk/internal/id"
)

// ToAnswer lists the calls that wait for a function's answer, the first to be
// held first.
func ToAnswer(ctx context.Context, tx *db.Tx, f id.Function, u id.Unit, limit int) ([]Listed, error) {
	return list(ctx, tx, u, `where c.state in ('seeking', 'called') and coalesce(c.starts_at, $3) >= $3 and c.id in (
		select p.call_id from call_party p where p.function_id = $2 and p.answer = '' and p.answered_at is null)
		order by coalesce(c.starts_at, c.due_at), c.id limit $4`, f, db.Micros(tx.Now), limit)
}

// ToSettle lists the calls of a function that wait for it: somebody cannot come
// or would rather at another time, or all have said what times suit them.
func ToSettle(ctx context.Context, tx *db.Tx, f id.Function, u id.Unit, limit int) ([]Listed, error) {
	return list(ctx, tx, u, `where c.caller_id = $2 and coalesce(c.starts_at, $3) >= $3 and (
		c.state = 'called' and (c.person_answer in ('another', 'no') or exists (
			select 1 from call_party p where p.call_id = c.id and p.answer in ('another', 'no')))
		or c.state = 'seeking' and not exists (select 1 from call_party p where p.call_id = c.id and p.answered_at is null))
		order by coalesce(c.starts_at, c.due_at), c.id limit $4`, f, db.Micros(tx.Now), limit)
}

// OfPerson lists the calls about a person, for herself: those to come first,
// then the newest.
func OfPerson(ctx context.Context, tx *db.Tx, p id.Person, limit int) ([]Listed, error) {
	return list(ctx, tx, id.Self, `where c.person_id = $2
		order by case when c.state in ('seeking', 'called', 'meeting') then 0 else 1 end, coalesce(c.starts_at, 0) desc, c.created_at desc, c.id limit $3`, p, limit)
}
