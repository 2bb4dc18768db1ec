package demo

import (
	"context"

	"samverk/internal/db"
	"samverk/internal/id"
	"samverk/internal/org"
	"samverk/internal/outcome"
	"samverk/internal/samverktest/attack"
)

// findsNobody solves all tables of all half-years that the demo has published,
// as somebody would who wants to find a person in them.
func findsNobody(r *running) {
	var areas []id.Area
	var all []outcome.Released
	r.must(r.DB.Read(r.Context(), func(tx *db.Tx) error { return published(r.Context(), tx, &areas, &all) }))
	periods := map[outcome.Period]bool{}
	apart, together := false, false
	for _, one := range all {
		periods[one.Period] = true
		apart, together = apart || one.ByArea, together || !one.ByArea
	}
	if len(periods) < 2 || len(all) < 3 || !apart || !together {
		r.Errorf("%d stages of %d half-years are published", len(all), len(periods))
	}
	found, withheld := attack.Find(areas, all)
	for _, f := range found {
		r.Error(f)
	}
	if withheld < 200 {
		r.Errorf("only %d counts are withheld", withheld)
	}
}

func published(ctx context.Context, tx *db.Tx, areas *[]id.Area, all *[]outcome.Released) error {
	list, err := org.Areas(ctx, tx)
	if err != nil {
		return err
	}
	for _, a := range list {
		*areas = append(*areas, a.ID)
	}
	*all, err = outcome.Totals(ctx, tx)
	return err
}
