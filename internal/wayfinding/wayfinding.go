// Package wayfinding answers who is responsible for something, in an area,
// right now, and keeps the answer true. It imports nothing of the individual
// level.
package wayfinding

import (
	"context"
	"time"

	"samverk/internal/access"
	"samverk/internal/app"
	"samverk/internal/contact"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/org"
)

// Service is the application with this part of it.
type Service struct{ *app.App }

// New returns the service.
func New(a *app.App) *Service { return &Service{a} }

// Way is a way in with what whoever asks has to know.
type Way struct {
	org.WayIn
	AreaName string
	Guide    contact.Guide
	Stale    bool // nobody has confirmed it for too long
}

// object is what confirming or mending the way in is about.
func (w Way) object() access.Object {
	return access.Object{Unit: w.Function.Unit, Area: w.Area}
}

func wayOf(w org.WayIn, areaName string, g contact.Guide, now time.Time) Way {
	return Way{w, areaName, g, g.Stale(now)}
}

// every returns all ways in, of one area where it is given, that lead to a
// function that there is.
func every(ctx context.Context, tx *db.Tx, area id.Area) (areas []org.Area, all []Way, err error) {
	if areas, err = org.Areas(ctx, tx); err != nil {
		return nil, nil, err
	}
	names := map[id.Area]string{}
	for _, a := range areas {
		names[a.ID] = a.Name
	}
	ways, err := waysIn(ctx, tx, area)
	if err != nil {
		return nil, nil, err
	}
	guides, err := contact.All(ctx, tx, area)
	for _, w := range ways {
		if !w.Function.Ended {
			all = append(all, wayOf(w, names[w.Area], guides.Of(w.ID), tx.Now))
		}
	}
	return areas, all, err
}

func waysIn(ctx context.Context, tx *db.Tx, area id.Area) ([]org.WayIn, error) {
	if area == "" {
		return org.EveryWayIn(ctx, tx)
	}
	return org.WaysIn(ctx, tx, area)
}

// one returns a way in as it stands now.
func one(ctx context.Context, tx *db.Tx, which id.WayIn) (Way, error) {
	w, err := org.WayInByID(ctx, tx, which)
	if err != nil {
		return Way{}, err
	}
	a, err := org.AreaByID(ctx, tx, w.Area)
	if err != nil {
		return Way{}, err
	}
	g, err := contact.ByWay(ctx, tx, which)
	return wayOf(w, a.Name, g, tx.Now), err
}

// View is one way in as its page shows it.
type View struct {
	Way
	ConfirmedBy org.Function     // the zero value when nobody has
	Reports     []contact.Report // for those who may answer them
	MayKeep     bool
}

// Way returns one way in.
func (s *Service) Way(ctx context.Context, who access.Actor, which id.WayIn) (v View, err error) {
	err = s.Look(ctx, who, access.StructureRead, access.Object{}, func(tx *db.Tx) error {
		if v.Way, err = one(ctx, tx, which); err != nil {
			return err
		}
		if v.Guide.ConfirmedBy != "" {
			if v.ConfirmedBy, err = org.FunctionByID(ctx, tx, v.Guide.ConfirmedBy); err != nil {
				return err
			}
		}
		facts, err := s.Facts(ctx, tx, who, v.object())
		if v.MayKeep = err == nil && access.Decide(access.WayConfirm, facts) == nil; !v.MayKeep {
			return err
		}
		v.Reports, err = contact.Reports(ctx, tx, which)
		return err
	})
	return v, err
}

// keep changes a way in, or what is known of it, as it stands now.
func (s *Service) keep(ctx context.Context, who access.Actor, which id.WayIn, fn func(*db.Tx, Way) (string, error)) (string, error) {
	var before Way
	err := s.Look(ctx, who, access.StructureRead, access.Object{}, func(tx *db.Tx) (err error) {
		before, err = one(ctx, tx, which)
		return err
	})
	if err != nil {
		return "", err
	}
	return s.Do(ctx, who, access.WayConfirm, before.object(), func(tx *db.Tx, _ access.Sight) (string, error) {
		now, err := one(ctx, tx, which)
		if err != nil {
			return "", err
		}
		if now.object() != before.object() {
			return "", errs.Changed(now) // it has been moved since leave was given
		}
		return fn(tx, now)
	})
}
