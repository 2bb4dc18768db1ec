package app

import (
	"samverk/internal/access"
	"samverk/internal/id"
	"samverk/internal/item"
	"samverk/internal/seal"
)

// EndRow is a livelihood or a certificate that ends soon.
type EndRow struct {
	CaseRow
	Item  id.Item
	Kind  item.Kind
	Title string
	On    string
}

// endings gathers what ends soon of what the function's unit has noted.
func (d day) endings() error {
	q := item.EndsFor{Function: d.who.Function, Unit: d.who.Unit}
	all, rows, _, err := d.duties(func(sights func([]id.Case) (map[id.Case]access.Sight, error), key func(access.Sight) (*seal.Key, error)) ([]item.Duty, error) {
		return item.Ends(d.ctx, d.tx, q, sights, key)
	})
	for _, i := range all {
		if r, ok := rows[i.Case]; ok {
			d.v.Endings = append(d.v.Endings, EndRow{r, i.ID, i.Kind, i.Title, i.End})
		}
	}
	return err
}

// duties gathers items that the function is reminded of, and the rows of their
// cases with what may be seen of them; the log is told what was shown of each.
func (d day) duties(find func(func([]id.Case) (map[id.Case]access.Sight, error), func(access.Sight) (*seal.Key, error)) ([]item.Duty, error)) ([]item.Duty, map[id.Case]CaseRow, map[id.Case]access.Sight, error) {
	var seen map[id.Case]access.Sight
	all, err := find(func(which []id.Case) (_ map[id.Case]access.Sight, err error) {
		seen, err = d.sights(d.ctx, d.tx, d.who, which)
		return seen, err
	}, func(s access.Sight) (*seal.Key, error) { return d.Key(d.ctx, s) })
	for _, s := range seen {
		d.log.also = append(d.log.also, s)
	}
	if err != nil || len(all) == 0 {
		return nil, nil, nil, err
	}
	which := id.NewSet[id.Case]()
	for _, i := range all {
		which.Add(i.Case)
	}
	listed, err := d.listed(which.List)
	if err != nil {
		return nil, nil, nil, err
	}
	rows, _, err := d.rowsOf(listed)
	return all, rows, seen, err
}
