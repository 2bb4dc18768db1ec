package app

import (
	"maps"
	"samverk/internal/access"
	"samverk/internal/cases"
	"samverk/internal/db"
	"samverk/internal/id"
	"slices"
)

// listed returns cases as lists have them, that were found by what is in them.
func (d day) listed(which []id.Case) ([]cases.Listed, error) {
	if len(which) == 0 {
		return nil, nil
	}
	marks, args := db.In(1, which)
	return db.All(d.ctx, d.tx, func(scan db.Scan) (l cases.Listed, err error) {
		var opened int64
		err = scan(&l.ID, &l.Ref, &l.Person, &l.Area, &l.State, &opened, &l.Coordinator)
		l.OpenedAt = db.Time(opened)
		return l, err
	}, `select c.id, c.ref, c.person_id, c.area_id, c.state, c.opened_at, c.coordinator_id from cases c where c.id in `+marks+``, args...)
}

// nameAreas learns the names of the areas, once.
func (d day) nameAreas() error {
	if len(d.areas) > 0 {
		return nil
	}
	names, err := areaNames(d.ctx, d.tx)
	maps.Copy(d.areas, names)
	return err
}

// rowsOf makes rows of several lists at once, by case.
func (d day) rowsOf(lists ...[]cases.Listed) (map[id.Case]CaseRow, map[id.Case]access.Sight, error) {
	which := id.NewSet[id.Case]()
	var all []cases.Listed
	for _, l := range slices.Concat(lists...) {
		if !which.Has(l.ID) {
			which.Add(l.ID)
			all = append(all, l)
		}
	}
	rows := map[id.Case]CaseRow{}
	if len(all) == 0 {
		return rows, nil, nil
	}
	seen, err := d.sights(d.ctx, d.tx, d.who, which.List)
	if err != nil {
		return nil, nil, err
	}
	if err := d.nameAreas(); err != nil {
		return nil, nil, err
	}
	made, err := d.rowsIn(d.ctx, d.tx, all, seen, d.areas)
	for _, r := range made {
		rows[r.ID] = r
	}
	return rows, seen, err
}
