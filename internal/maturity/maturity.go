// Package maturity is how the actors judge their collaboration, and what
// surveys say. It imports nothing of the individual level.
package maturity

import (
	"context"

	"samverk/internal/access"
	"samverk/internal/app"
	"samverk/internal/db"
	"samverk/internal/gauge"
	"samverk/internal/structure"
	"samverk/internal/survey"
)

// Service is the application with this part of it.
type Service struct{ *app.App }

// New returns the service.
func New(a *app.App) *Service { return &Service{a} }

// Due lists what of this waits for the actor. It is part of her day.
func (s *Service) Due(ctx context.Context, tx *db.Tx, who access.Actor) (all []structure.Due, err error) {
	rounds, err := gauge.WaitingFor(ctx, tx, who)
	if err != nil {
		return nil, err
	}
	for _, r := range rounds {
		all = append(all, roundDue(r, tx.Today()))
	}
	surveys, err := survey.Closing(ctx, tx, who.Function)
	for _, v := range surveys {
		all = append(all, structure.Due{Key: "survey.due", Args: []string{"title", v.Title}, Href: "/enkater/" + string(v.ID), Area: v.Area, On: v.ClosesOn})
	}
	return all, err
}

func roundDue(r gauge.Round, today string) structure.Due {
	d := structure.Due{Key: "gauge.due", Args: []string{"title", r.Title}, Href: "/samverkansgrad/" + string(r.ID) + "/svara", Area: r.Area, On: r.ClosesOn}
	if r.Kind == gauge.Ties {
		d.Key, d.Href = "gauge.due.ties", "/samverkansgraf/"+string(r.ID)+"/svara"
	}
	d.Urgent = r.ClosesOn == today
	return d
}
