package meeting

import (
	"context"

	"samverk/internal/db"
	"samverk/internal/id"
)

// FollowUpsBy lists the meetings that a function was called to, or called, with
// something to follow up by a date: of each case the one held last, until the
// case is closed. They are for one who puts each of them to the Sight of its
// case.
func FollowUpsBy(ctx context.Context, tx *db.Tx, f id.Function, until string) ([]Listed, error) {
	return ofFunction(ctx, tx, f, called+`c.state = 'held' and c.follow_up_on <= $2 and cs.state <> 'closed'
		and not exists (select 1 from call l where l.case_id = c.case_id and l.state = 'held' and l.ended_at > c.ended_at)
		order by c.follow_up_on, c.id limit 100`, until)
}

// Today lists the meetings of a function on a day, from one moment to another,
// that have not been cancelled.
func Today(ctx context.Context, tx *db.Tx, f id.Function, from, to int64) ([]Listed, error) {
	return ofFunction(ctx, tx, f, called+`c.starts_at >= $2 and c.starts_at < $3 and c.state in ('called', 'meeting', 'held')
		order by c.starts_at, c.id limit 100`, from, to)
}

// ToFinish lists the meetings whose minutes a function keeps and has not made
// final.
func ToFinish(ctx context.Context, tx *db.Tx, f id.Function) ([]Listed, error) {
	return ofFunction(ctx, tx, f, called+`c.secretary_id = $1 and c.state = 'held'
		and exists (select 1 from minutes m where m.call_id = c.id and m.state = 'draft') order by c.ended_at, c.id limit 100`)
}

// ToRead lists the meetings whose final minutes a function was informed of and
// has not read, the newest first.
func ToRead(ctx context.Context, tx *db.Tx, f id.Function) ([]Listed, error) {
	return ofFunction(ctx, tx, f, called+`c.id in (select m.call_id from minutes_reader r join minutes m on m.id = r.minutes_id and m.state = 'final'
		where r.function_id = $1 and r.read_at is null) order by c.ended_at desc, c.id limit 100`)
}

// ToConfirm lists the meetings whose final minutes somebody else than the user
// has asked her function's unit to recall.
func ToConfirm(ctx context.Context, tx *db.Tx, f id.Function, u id.Unit, not id.User) ([]Listed, error) {
	return ofFunction(ctx, tx, f, `c.id in (select m.call_id from minutes m where m.state = 'final' and m.unit_id = $2
		and m.recall_asked_by is not null and m.recall_asked_by <> $3) order by c.ended_at, c.id limit 100`, u, not)
}

// called finds the calls that a function has made or is called to.
const called = `c.id in (select k.id from call k where k.caller_id = $1 union all select p.call_id from call_party p where p.function_id = $1) and `

// ofFunction lists calls of the cases that a function takes part in. The cross
// join makes SQLite begin with its calls, and not with all of its cases.
func ofFunction(ctx context.Context, tx *db.Tx, f id.Function, which string, args ...any) ([]Listed, error) {
	return db.All(ctx, tx, func(scan db.Scan) (r Listed, err error) {
		r.Call, err = scanCall(scan, &r.called)
		return r, err
	}, `select `+callColumns+`, exists (select 1 from call_party p where p.call_id = c.id and p.unit_id = pt.unit_id)
		from call c cross join party pt join cases cs on cs.id = c.case_id
		where pt.case_id = c.case_id and pt.function_id = $1 and pt.state = 'takes_part' and `+which, append([]any{f}, args...)...)
}
