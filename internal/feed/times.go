package feed

import (
	"context"
	"time"

	"samverk/internal/calendar"
	"samverk/internal/db"
	"samverk/internal/id"
)

// mostTimes bounds how many times of one sort a calendar holds.
const mostTimes = 1000

// Times returns when a function meets within a time: the sittings of its
// forums and the meetings that it is called to and has not declined. What the
// function may not know any more is not there either: it has left the case, the
// person's consent has ended, or she has blocked the unit. Nobody reads where a
// person with protected identity is met.
func Times(ctx context.Context, tx *db.Tx, f id.Function, from, to time.Time) ([]calendar.Entry, error) {
	sittings, err := db.All(ctx, tx, scanEntry, `select s.id, s.starts_at, s.ends_at, s.place, s.sequence, s.state = 'cancelled', false
		from sitting s where s.starts_at >= $2 and s.starts_at < $3 and s.forum_id in (
			select forum_id from forum_member where function_id = $1 and left_at is null
			union select id from forum where driver_id = $1 or deputy_id = $1 or chair_id = $1 or secretary_id = $1)
		order by s.starts_at, s.id limit $4`, f, db.Micros(from), db.Micros(to), mostTimes)
	if err != nil {
		return nil, err
	}
	meetings, err := db.All(ctx, tx, scanEntry, `select c.id, c.starts_at, c.ends_at, case when pn.protection = 'none' then c.place else '' end,
		c.sequence, c.state = 'cancelled', cp.answer <> 'yes'
		from call_party cp join call c on c.id = cp.call_id
		join party pt on pt.case_id = c.case_id and pt.function_id = cp.function_id and pt.state = 'takes_part'
		join person pn on pn.id = c.person_id and pn.erased_at is null
			and (pn.protection = 'none' or exists (select 1 from named_function n where n.person_id = pn.id and n.function_id = $1))
		where cp.function_id = $1 and cp.answer <> 'no' and c.starts_at >= $2 and c.starts_at < $3 and c.state <> 'seeking'
		and not exists (select 1 from block b where b.person_id = pn.id and b.unit_id = cp.unit_id and b.lifted_at is null)
		and (c.caller_unit = cp.unit_id or exists (select 1 from consent co join consent_cell cc on cc.consent_id = co.id
			where co.case_id = c.case_id and co.ended_at is null and co.starts_on <= $4 and co.ends_on >= $4
			and cc.unit_id = cp.unit_id and cc.category = 'plan' and cc.until is null))
		order by c.starts_at, c.id limit $5`, f, db.Micros(from), db.Micros(to), tx.Today(), mostTimes)
	return append(sittings, meetings...), err
}

func scanEntry(scan db.Scan) (e calendar.Entry, err error) {
	var start, end int64
	err = scan(&e.ID, &start, &end, &e.Place, &e.Sequence, &e.Cancelled, &e.Tentative)
	e.Start, e.End = db.Time(start), db.Time(end)
	return e, err
}
