package result

import (
	"context"
	"slices"

	"samverk/internal/access"
	"samverk/internal/app"
	"samverk/internal/db"
	"samverk/internal/id"
	"samverk/internal/org"
	"samverk/internal/outcome"
	"samverk/internal/seal"
)

// TotalsView is everything that has been released, for all who may read it: it
// tells nothing of anybody in particular.
type TotalsView struct {
	Areas []org.Area
	All   []outcome.Released // the newest half-year first
}

// Periods lists the half-years of which something has been released, the newest
// first.
func (v TotalsView) Periods() (all []outcome.Period) {
	for _, r := range v.All {
		if !slices.Contains(all, r.Period) {
			all = append(all, r.Period)
		}
	}
	return all
}

// Of returns what has been released of a half-year so far.
func (v TotalsView) Of(p outcome.Period) (cells []outcome.Cell, stages []outcome.Stage, byArea bool) {
	for _, r := range v.All {
		if r.Period == p {
			cells, stages, byArea = append(cells, r.Cells...), append(stages, r.Stage), r.ByArea
		}
	}
	return cells, stages, byArea
}

// Totals returns the totals of the federation and its areas.
func (s *Service) Totals(ctx context.Context, who access.Actor) (TotalsView, error) {
	var v TotalsView
	err := s.Look(ctx, who, access.TotalsRead, access.Object{}, func(tx *db.Tx) (err error) {
		if v.Areas, err = org.Areas(ctx, tx); err != nil {
			return err
		}
		v.All, err = outcome.Totals(ctx, tx)
		return err
	})
	if err != nil {
		return TotalsView{}, err
	}
	return v, nil
}

// Keep does what nobody asks for: it counts each half-year when it is over, and
// releases what can be told of it, once and for all.
func (s *Service) Keep(ctx context.Context) error {
	return app.ByItself(ctx, s.App, outcome.Unreleased,
		func(p outcome.Part) (access.Object, string) {
			return access.Object{}, "totals-" + string(p.Period) + "-" + string(p.Stage)
		},
		func(ctx context.Context, tx *db.Tx, p outcome.Part) (bool, error) {
			areas, err := org.Areas(ctx, tx)
			if err != nil {
				return false, err
			}
			var all []id.Area
			for _, a := range areas {
				all = append(all, a.ID)
			}
			return outcome.Make(ctx, tx, func(p id.Person) (*seal.Key, error) { return s.Sealer().Key(ctx, p) }, all, p)
		})
}
