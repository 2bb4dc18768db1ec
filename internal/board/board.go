// Package board is the federation's own work and its report to the board. It
// imports nothing of the individual level.
package board

import (
	"context"

	"samverk/internal/access"
	"samverk/internal/app"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/federation"
	"samverk/internal/id"
	"samverk/internal/org"
	"samverk/internal/structure"
)

// Service is the application with this part of it.
type Service struct{ *app.App }

// New returns the service.
func New(a *app.App) *Service { return &Service{a} }

// mostDue is how many of a sort of line a day shows.
const mostDue = 20

// Due lists what of this waits for the actor. It is part of her day.
func (s *Service) Due(ctx context.Context, tx *db.Tx, who access.Actor) (all []structure.Due, err error) {
	tasks, err := federation.Waiting(ctx, tx, who.Function, mostDue)
	if err != nil {
		return nil, err
	}
	for _, t := range tasks {
		key := "federation.due." + t.Kind
		all = append(all, structure.Due{Key: key, Args: []string{"title", t.Title, "year", t.DueOn[:4]}, Href: "/forbund/aret/" + string(t.ID), On: t.DueOn, Urgent: t.Late(tx.Today())})
	}
	efforts, err := federation.Unfinished(ctx, tx, who.Function, mostDue)
	for _, e := range efforts {
		all = append(all, structure.Due{Key: "federation.due.effort", Args: []string{"title", e.Title}, Href: "/forbund/insatser/" + string(e.ID), On: e.EndsOn})
	}
	return all, err
}

// Keep does what nobody asks for: it makes the wheel of this year and the next,
// and reminds of what is to be done.
func (s *Service) Keep(ctx context.Context) error {
	err := app.ByItself(ctx, s.App, federation.Wheels, func(w federation.Wheel) (access.Object, string) {
		return access.Object{}, "federation-year"
	}, func(ctx context.Context, tx *db.Tx, w federation.Wheel) (bool, error) { return w.Make(ctx, tx) })
	if err != nil {
		return err
	}
	return app.ByItself(ctx, s.App, federation.Reminders, func(r federation.Reminder) (access.Object, string) {
		return access.Object{}, string(r.ID)
	}, func(ctx context.Context, tx *db.Tx, r federation.Reminder) (bool, error) {
		if first, err := federation.Reminded(ctx, tx, r); err != nil || !first {
			return false, err
		}
		to, err := federation.Receivers(ctx, tx, r.Task)
		for _, f := range to {
			if err := s.Tell(ctx, tx, f); err != nil {
				return false, err
			}
		}
		return true, err
	})
}

// keep is a change of the federation's own affairs.
func (s *Service) keep(ctx context.Context, who access.Actor, fn func(*db.Tx) (string, error)) (string, error) {
	return s.Do(ctx, who, access.FederationKeep, access.Object{}, func(tx *db.Tx, _ access.Sight) (string, error) { return fn(tx) })
}

// keepOf is keep of something that there is.
func keepOf[T ~string](ctx context.Context, s *Service, who access.Actor, of T, fn func(*db.Tx) error) error {
	_, err := s.keep(ctx, who, func(tx *db.Tx) (string, error) { return string(of), fn(tx) })
	return err
}

// look reads the federation's own affairs, which every function may.
func (s *Service) look(ctx context.Context, who access.Actor, keeps *bool, fn func(*db.Tx) error) error {
	if who.Self() {
		return errs.Missing()
	}
	return s.Look(ctx, who, access.StructureRead, access.Object{}, func(tx *db.Tx) error {
		f, err := s.Facts(ctx, tx, who, access.Object{})
		if err != nil {
			return err
		}
		*keeps = access.Decide(access.FederationKeep, f) == nil
		return fn(tx)
	})
}

// aboutNobody returns the faults of a change together with those of texts that
// tell of somebody.
func aboutNobody(texts map[string]string, err error) error {
	var f errs.Faults
	if other := f.Merge(err); other != nil {
		return other
	}
	return append(f, app.TellsOfAnybody("", texts)...).OneEach().Err()
}

// named returns the functions that are named somewhere.
func named(ctx context.Context, tx *db.Tx, some ...id.Function) (map[id.Function]org.Function, error) {
	of := id.NewSet[id.Function]()
	for _, f := range some {
		if f != "" {
			of.Add(f)
		}
	}
	return org.Functions(ctx, tx, of.List)
}

// keepers lists the federation's functions, which can own its tasks.
func keepers(ctx context.Context, tx *db.Tx) ([]org.Function, error) {
	ids, err := federation.Keepers(ctx, tx)
	if err != nil {
		return nil, err
	}
	by, err := org.Functions(ctx, tx, ids)
	var all []org.Function
	for _, f := range ids {
		all = append(all, by[f])
	}
	return all, err
}
