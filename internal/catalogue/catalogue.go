// Package catalogue is what units can offer, what is wished and missing, and
// what is expected. It imports nothing of the individual level.
package catalogue

import (
	"context"
	"sync"

	"samverk/internal/access"
	"samverk/internal/app"
	"samverk/internal/db"
	"samverk/internal/i18n"
	"samverk/internal/id"
	"samverk/internal/offer"
	"samverk/internal/org"
	"samverk/internal/structure"
)

// Service is the application with this part of it.
type Service struct {
	*app.App
	words func() (*i18n.Catalogue, error) // that cells of files are written with
}

// New returns the service.
func New(a *app.App) *Service { return &Service{a, sync.OnceValues(i18n.Load)} }

// readerOf returns the function that reads; the zero Function of a person.
func readerOf(ctx context.Context, tx *db.Tx, who access.Actor) (org.Function, error) {
	if who.Function == "" {
		return org.Function{}, nil
	}
	return org.FunctionByID(ctx, tx, who.Function)
}

// keeps returns the organisation that a function administers.
func keeps(f org.Function) id.Org {
	if f.Role == access.Admin {
		return f.Org
	}
	return ""
}

// Due lists what of this waits for the actor. It is part of her day.
func (s *Service) Due(ctx context.Context, tx *db.Tx, who access.Actor) (all []structure.Due, err error) {
	w, err := offer.WaitingAt(ctx, tx, who.Unit)
	if err != nil {
		return nil, err
	}
	if w.Proposed > 0 {
		all = append(all, structure.Due{Key: "offer.due.proposed", Args: count(w.Proposed), Href: "/insatser?egna=1"})
	}
	if w.Stale > 0 {
		all = append(all, structure.Due{Key: "offer.due.stale", Args: count(w.Stale), Href: "/insatser?egna=1", On: w.First})
	}
	u, err := offer.UnansweredBy(ctx, tx, who.Function)
	if u.N > 0 {
		all = append(all, structure.Due{Key: "offer.due.expected", Args: count(u.N), Href: "/forvantningar?omrade=" + string(u.Area), Area: u.Area, On: u.Since})
	}
	return all, err
}
