package catalogue

import (
	"context"
	"slices"
	"strings"

	"samverk/internal/access"
	"samverk/internal/app"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/news"
	"samverk/internal/offer"
	"samverk/internal/org"
)

// Form is what there is to choose from when an intervention is written.
type Form struct {
	Unit      org.Unit
	Areas     []org.Area
	Functions []org.Function
	MayShow   bool // what the writer saves can be seen by others at once
}

// Units lists the units whose interventions the actor may write.
func (s *Service) Units(ctx context.Context, who access.Actor) (all []org.Unit, err error) {
	err = s.Look(ctx, who, access.StructureRead, access.Object{}, func(tx *db.Tx) error {
		reader, err := readerOf(ctx, tx, who)
		switch {
		case err != nil:
			return err
		case reader.Role == access.Admin:
			all, err = org.OfOrganisation(ctx, tx, reader.Org)
			return err
		}
		facts, err := s.Facts(ctx, tx, who, access.Object{Unit: reader.Unit})
		if err != nil || access.Decide(access.OfferWrite, facts) != nil {
			return err
		}
		one, err := org.UnitByID(ctx, tx, reader.Unit)
		all = []org.Unit{one}
		return err
	})
	return all, err
}

// Form returns what an intervention of a unit can be made of.
func (s *Service) Form(ctx context.Context, who access.Actor, u id.Unit) (v Form, err error) {
	err = s.Look(ctx, who, access.OfferWrite, access.Object{Unit: u}, func(tx *db.Tx) error {
		facts, err := s.Facts(ctx, tx, who, access.Object{Unit: u})
		if err != nil {
			return err
		}
		v, err = formOf(ctx, tx, u)
		v.MayShow = access.Decide(access.OfferApprove, facts) == nil
		return err
	})
	return v, err
}

func formOf(ctx context.Context, tx *db.Tx, u id.Unit) (v Form, err error) {
	if v.Unit, err = org.UnitByID(ctx, tx, u); err != nil {
		return v, err
	}
	if v.Areas, err = org.AreasOf(ctx, tx, u); err != nil {
		return v, err
	}
	v.Functions, err = org.FunctionsAt(ctx, tx, u)
	return v, err
}

// check reports everything that is wrong with what is to be said of a unit's
// intervention: it is offered where the unit works, and one of its functions
// answers for it. another holds the unit's other interventions.
func (v Form) check(c offer.Content, another []offer.Intervention, own id.Intervention) error {
	var f errs.Faults
	if err := f.Merge(c.Check()); err != nil {
		return err
	}
	for _, a := range c.Areas {
		f.Check(slices.ContainsFunc(v.Areas, func(o org.Area) bool { return o.ID == a }), "areas", "offer.areas.outside")
	}
	f.Check(c.Contact == "" || slices.ContainsFunc(v.Functions, func(o org.Function) bool { return o.ID == c.Contact }), "contact", "offer.contact.unit")
	f.Check(!v.Unit.Ended, "unit", "offer.unit.ended")
	f.Check(!slices.ContainsFunc(another, func(i offer.Intervention) bool { return i.ID != own && sameName(i, c.Name) }), "name", "offer.name.taken")
	f = append(f, app.TellsOfAnybody("", map[string]string{
		"name": c.Name, "aliases": strings.Join(c.Aliases, "\n"), "purpose": c.Purpose, "target": c.Target, "entry": c.Entry, "extent": c.Extent, "length": c.Length, "ground": c.Ground,
	})...)
	return f.OneEach().Err()
}

func sameName(i offer.Intervention, name string) bool {
	i.Text.Aliases = nil // another name may be the same
	return i.Named(name)
}

// Add makes an intervention of a unit. One that is approved at once needs leave
// to approve.
func (s *Service) Add(ctx context.Context, who access.Actor, u id.Unit, c offer.Content, state string) (id.Intervention, error) {
	c = c.Tidied()
	made, err := s.Do(ctx, who, actFor(state), access.Object{Unit: u}, func(tx *db.Tx, _ access.Sight) (string, error) {
		v, err := formOf(ctx, tx, u)
		if err != nil {
			return "", err
		}
		others, err := offer.List(ctx, tx, offer.Filter{Unit: u, Own: u})
		if err != nil {
			return "", err
		}
		if err := v.check(c, others, ""); err != nil {
			return "", err
		}
		made, err := offer.Create(ctx, tx, u, offer.Save{Content: c, State: state, By: who.Function})
		if err != nil {
			return "", err
		}
		return string(made), s.told(ctx, tx, who, v.Unit, offer.Intervention{ID: made, Unit: u, Text: offer.Version{Content: c}}, state)
	})
	return id.Intervention(made), err
}

// actFor is what it takes to save a version in a state.
func actFor(state string) access.Action {
	if state == offer.Approved {
		return access.OfferApprove
	}
	return access.OfferWrite
}

// told tells those whom a saved version concerns: the manager of what she is to
// approve, everybody of what they can see.
func (s *Service) told(ctx context.Context, tx *db.Tx, who access.Actor, u org.Unit, now offer.Intervention, state string) error {
	switch state {
	case offer.Proposed:
		return s.tellManager(ctx, tx, who, u.ID)
	case offer.Approved:
		kind := news.InterventionNew
		if now.Shown > 0 {
			kind = news.InterventionChanged
		}
		return announce(ctx, tx, u, now, kind)
	}
	return nil
}

func (s *Service) tellManager(ctx context.Context, tx *db.Tx, who access.Actor, u id.Unit) error {
	manager, err := org.ManagerOf(ctx, tx, u)
	if errs.Is(err, errs.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	return s.TellOthers(ctx, tx, who, manager.ID)
}

// announce puts an intervention among the news.
func announce(ctx context.Context, tx *db.Tx, u org.Unit, i offer.Intervention, kind string) error {
	return news.Add(ctx, tx, news.Entry{Kind: kind, Actor: u.Kind, Unit: u.ID, Function: i.Text.Contact, Subject: string(i.ID), Name: i.Text.Name})
}

// change does something with an intervention as it stood in a version.
func (s *Service) change(ctx context.Context, who access.Actor, act access.Action, which id.Intervention, version int64, fn func(*db.Tx, offer.Intervention) error) error {
	var unit id.Unit
	err := s.Look(ctx, who, access.StructureRead, access.Object{}, func(tx *db.Tx) (err error) {
		if unit, err = offer.UnitOf(ctx, tx, which); err == nil && unit == "" {
			err = errs.Missing()
		}
		return err
	})
	if err != nil {
		return err
	}
	_, err = s.Do(ctx, who, act, access.Object{Unit: unit}, func(tx *db.Tx, _ access.Sight) (string, error) {
		now, err := offer.ByID(ctx, tx, which, unit, "")
		if err != nil {
			return "", err
		}
		if now.Version != version || now.EndedOn != "" {
			return "", errs.Changed(now)
		}
		return string(which), fn(tx, now)
	})
	return err
}

// Change writes what an intervention is to say.
func (s *Service) Change(ctx context.Context, who access.Actor, which id.Intervention, version int64, c offer.Content, state string) error {
	c = c.Tidied()
	return s.change(ctx, who, actFor(state), which, version, func(tx *db.Tx, now offer.Intervention) error {
		v, err := formOf(ctx, tx, now.Unit)
		if err != nil {
			return err
		}
		others, err := offer.List(ctx, tx, offer.Filter{Unit: now.Unit, Own: now.Unit})
		if err != nil {
			return err
		}
		if err := v.check(c, others, which); err != nil {
			return err
		}
		if err := offer.Change(ctx, tx, now, offer.Save{Content: c, State: state, By: who.Function}); err != nil {
			return err
		}
		now.Text.Content = c
		return s.told(ctx, tx, who, v.Unit, now, state)
	})
}

// Decide takes the newest version further: to proposed, to approved, or back to
// a draft.
func (s *Service) Decide(ctx context.Context, who access.Actor, which id.Intervention, version int64, to string) error {
	act := access.OfferApprove
	if to == offer.Proposed {
		act = access.OfferWrite
	}
	return s.change(ctx, who, act, which, version, func(tx *db.Tx, now offer.Intervention) error {
		if !slices.Contains([]string{offer.Draft, offer.Proposed, offer.Approved}, to) {
			return errs.New(errs.Conflict, "offer.state")
		}
		if err := offer.Decide(ctx, tx, now, to, who.Function); err != nil {
			return err
		}
		if to == offer.Draft {
			return s.TellOthers(ctx, tx, who, now.Text.By)
		}
		u, err := org.UnitByID(ctx, tx, now.Unit)
		if err != nil {
			return err
		}
		return s.told(ctx, tx, who, u, now, to)
	})
}

// TellPlaces notes how much room there is at an intervention today.
func (s *Service) TellPlaces(ctx context.Context, who access.Actor, which id.Intervention, version int64, p offer.Places) error {
	return s.change(ctx, who, access.OfferWrite, which, version, func(tx *db.Tx, now offer.Intervention) error {
		return offer.Tell(ctx, tx, now, p)
	})
}

// Confirm notes that all that is said of an intervention holds today.
func (s *Service) Confirm(ctx context.Context, who access.Actor, which id.Intervention, version int64) error {
	return s.change(ctx, who, access.OfferWrite, which, version, func(tx *db.Tx, now offer.Intervention) error {
		return offer.Confirm(ctx, tx, now)
	})
}

// End ends an intervention today.
func (s *Service) End(ctx context.Context, who access.Actor, which id.Intervention, version int64) error {
	return s.change(ctx, who, access.OfferApprove, which, version, func(tx *db.Tx, now offer.Intervention) error {
		if err := offer.End(ctx, tx, now); err != nil || now.Shown == 0 {
			return err
		}
		u, err := org.UnitByID(ctx, tx, now.Unit)
		if err != nil {
			return err
		}
		return announce(ctx, tx, u, now, news.InterventionEnded)
	})
}

// KeepCompetence notes what people at a unit know beyond its task.
func (s *Service) KeepCompetence(ctx context.Context, who access.Actor, u id.Unit, codes []string) error {
	_, err := s.Do(ctx, who, access.OfferWrite, access.Object{Unit: u}, func(tx *db.Tx, _ access.Sight) (string, error) {
		return string(u), offer.SetCompetence(ctx, tx, u, codes)
	})
	return err
}

// asksAtRun bounds what one run of the house-keeping takes up.
const asksAtRun = 200

// Remind asks those who answer for interventions that nobody has confirmed for
// long: first the function that is asked about it, then the manager.
func (s *Service) Remind(ctx context.Context) error {
	return app.ByItself(ctx, s.App, func(ctx context.Context, tx *db.Tx) ([]offer.Question, error) {
		return offer.Questions(ctx, tx, asksAtRun)
	}, func(q offer.Question) (access.Object, string) { return access.Object{Unit: q.Unit}, string(q.ID) },
		func(ctx context.Context, tx *db.Tx, q offer.Question) (bool, error) {
			if first, err := offer.Asked(ctx, tx, q); err != nil || !first {
				return false, err
			}
			if q.Contact != "" {
				if err := s.Tell(ctx, tx, q.Contact); err != nil {
					return false, err
				}
			}
			if q.Contact != "" && !q.Second {
				return true, nil
			}
			return true, s.tellManager(ctx, tx, access.Actor{}, q.Unit)
		})
}
