// Package figures is indicators, their import and what an area needs. It
// imports nothing of the individual level.
package figures

import (
	"context"
	"net/url"

	"samverk/internal/access"
	"samverk/internal/app"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/figure"
	"samverk/internal/structure"
)

// Service is the application with this part of it.
type Service struct {
	*app.App
	kolada *url.URL // where figures are fetched from; nil where nothing is
}

// New returns the service.
func New(a *app.App) *Service { return &Service{App: a} }

// From returns the service as one that fetches from an address of Kolada's, which
// ParseKolada has checked; nil fetches nothing.
func (s *Service) From(kolada *url.URL) *Service { return &Service{s.App, kolada} }

// aboutNobody returns the faults of a change together with those of texts that
// tell of somebody.
func aboutNobody(texts map[string]string, err error) error {
	var f errs.Faults
	if other := f.Merge(err); other != nil {
		return other
	}
	return append(f, app.TellsOfAnybody("", texts)...).OneEach().Err()
}

// dueDays is how long before its date a goal stands in the day of those who keep
// it.
const dueDays = 30

// Due lists what of this waits for the actor: common goals of her areas whose
// date is near or has passed. It is part of her day.
func (s *Service) Due(ctx context.Context, tx *db.Tx, who access.Actor) (all []structure.Due, err error) {
	goals, err := figure.DueGoals(ctx, tx, who.Function, db.DayOf(tx.Now.AddDate(0, 0, dueDays)))
	for _, g := range goals {
		all = append(all, structure.Due{Key: "goal.due.day", Args: []string{"goal", g.Title}, Href: "/mal/" + string(g.ID), On: g.DueOn})
	}
	return all, err
}
