package item

import (
	"context"

	"samverk/internal/access"
	"samverk/internal/db"
	"samverk/internal/id"
	"samverk/internal/seal"
)

// Timed returns the activities with a first and a last day that go on today, of
// cases that are not closed: those that a function answers for, and those of
// cases that it leads. It has them in the newest version its unit may see. What
// may be seen of each case is asked of sights, as in Due.
func Timed(ctx context.Context, tx *db.Tx, q EndsFor, sights func([]id.Case) (map[id.Case]access.Sight, error), key func(access.Sight) (*seal.Key, error)) ([]Duty, error) {
	found, err := db.All(ctx, tx, scanTimed, `select i.case_id, i.id, i.unit_id, i.category, v.version, v.start_on, v.end_on, v.sealed, coalesce(d.ground, '')
		from party pt join cases c on c.id = pt.case_id and c.state <> 'closed'
		join item i on i.case_id = c.id and i.kind = 'activity' join item_version v on v.item_id = i.id
		left join disclosure d on d.item_id = v.item_id and d.version = v.version and d.unit_id = $2 and d.kind = 'disclosed' and i.unit_id <> $2
		left join recall r on r.disclosure_id = d.id and r.confirmed_at is not null
		where pt.function_id = $1 and pt.state = 'takes_part' and (v.responsible = $1 or c.coordinator_id = $1)
		and v.start_on <= $3 and v.end_on >= $3 and v.status not in ('done', 'stopped')
		and (i.unit_id = $2 and v.version = i.version or d.id is not null and r.id is null and not exists (
			select 1 from disclosure n left join recall nr on nr.disclosure_id = n.id and nr.confirmed_at is not null
			where n.item_id = v.item_id and n.unit_id = $2 and n.kind = 'disclosed' and n.version > v.version and nr.id is null))
		order by v.end_on, i.id limit $4`, q.Function, q.Unit, tx.Today(), mostDue)
	if err != nil || len(found) == 0 {
		return nil, err
	}
	return openDuties(found, sights, key)
}

func scanTimed(scan db.Scan) (d duty, err error) {
	var category string
	err = scan(&d.of, &d.ID, &d.Owner, &category, &d.Version, &d.Start, &d.End, &d.sealed, &d.Ground)
	d.Category, _ = access.ParseCategory(category)
	d.Kind, d.Extent = Activity, NoExtent
	return d, err
}
