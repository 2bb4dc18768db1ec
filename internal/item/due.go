package item

import (
	"context"

	"samverk/internal/access"
	"samverk/internal/db"
	"samverk/internal/id"
	"samverk/internal/seal"
)

// mostDue bounds how many things a function is reminded of at once.
const mostDue = 200

// DueFor asks what a function is to have done by a date.
type DueFor struct {
	Function id.Function
	Unit     id.Unit // of the function
	Until    string  // date
}

// Duty is something in a case that a function is reminded of: an activity or a
// commitment that it answers for, or what ends.
type Duty struct {
	Case id.Case
	Item
}

// Due returns what the function answers for in cases that are not closed and
// that is due, first due first, in the newest version its unit may see. What
// may be seen of each case is asked of sights, since the cases are not known
// beforehand.
func Due(ctx context.Context, tx *db.Tx, q DueFor, sights func([]id.Case) (map[id.Case]access.Sight, error), key func(access.Sight) (*seal.Key, error)) ([]Duty, error) {
	found, err := db.All(ctx, tx, scanDuty, `select i.case_id, i.id, i.unit_id, i.kind, i.category, v.version, v.status, v.due_on, v.sealed, coalesce(d.ground, '')
		from item_version v join item i on i.id = v.item_id join cases c on c.id = i.case_id and c.state <> 'closed'
		left join disclosure d on d.item_id = v.item_id and d.version = v.version and d.unit_id = $2 and d.kind = 'disclosed' and i.unit_id <> $2
		left join recall r on r.disclosure_id = d.id and r.confirmed_at is not null
		where v.responsible = $1 and v.due_on <= $3 and v.status not in ('done', 'stopped') and i.kind in ('activity', 'commitment')
		and (i.unit_id = $2 and v.version = i.version or d.id is not null and r.id is null and not exists (
			select 1 from disclosure n left join recall nr on nr.disclosure_id = n.id and nr.confirmed_at is not null
			where n.item_id = v.item_id and n.unit_id = $2 and n.kind = 'disclosed' and n.version > v.version and nr.id is null))
		order by v.due_on, i.id limit $4`, q.Function, q.Unit, q.Until, mostDue)
	if err != nil || len(found) == 0 {
		return nil, err
	}
	return openDuties(found, sights, key)
}

// openDuties unseals what the reader may see of rows in several cases.
func openDuties(found []duty, sights func([]id.Case) (map[id.Case]access.Sight, error), key func(access.Sight) (*seal.Key, error)) ([]Duty, error) {
	var which []id.Case
	for _, d := range found {
		which = append(which, d.of)
	}
	seen, err := sights(which)
	if err != nil {
		return nil, err
	}
	var all []Duty
	for _, d := range found {
		s := seen[d.of]
		if n := len(all); n > 0 && all[n-1].ID == d.ID || !s.Sees(d.Owner, d.Category, d.Ground) {
			continue // disclosed on two grounds, or not to be seen
		}
		k, err := key(s)
		if err != nil {
			return nil, err
		}
		if err := d.unseal(k); err != nil {
			return nil, err
		}
		all = append(all, Duty{d.of, d.Item})
	}
	return all, nil
}

// duty is a row that is due, and its case.
type duty struct {
	row
	of id.Case
}

func scanDuty(scan db.Scan) (d duty, err error) {
	var category string
	err = scan(&d.of, &d.ID, &d.Owner, &d.Kind, &category, &d.Version, &d.Status, &d.Due, &d.sealed, &d.Ground)
	d.Category, _ = access.ParseCategory(category)
	d.Extent = NoExtent
	return d, err
}
