// Package admin is what organisations do to keep themselves: their units,
// functions, people and who holds what; what takes two; whole files of it at a
// time. The federation keeps areas and organisations here. It stands above
// package app, as part of everything a user can do, and sees no person.
package admin

import (
	"context"

	"samverk/internal/access"
	"samverk/internal/app"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/login"
	"samverk/internal/news"
	"samverk/internal/org"
	"samverk/internal/provider"
)

// Service is what administrators and the federation can do.
type Service struct {
	*app.App
	providers *provider.Set
}

// New returns the service. The providers are those that people can sign in
// with; nil for none.
func New(a *app.App, providers *provider.Set) *Service { return &Service{a, providers} }

// Read reads the actor's own organisation.
func (s *Service) Read(ctx context.Context, who access.Actor, fn func(*db.Tx) error) error {
	return s.Look(ctx, who, access.OrgRead, access.Object{Org: who.Org}, fn)
}

// Keep changes the actor's own organisation. Two who do so wait for each other,
// so that what each has looked at still holds when she writes.
func (s *Service) Keep(ctx context.Context, who access.Actor, fn func(*db.Tx) (string, error)) (string, error) {
	return s.Do(ctx, who, access.OrgKeep, access.Object{Org: who.Org}, func(tx *db.Tx, _ access.Sight) (string, error) {
		if err := org.Lock(ctx, tx, who.Org); err != nil {
			return "", err
		}
		return fn(tx)
	})
}

// Providers lists those that may assert the staff of an organisation.
func (s *Service) Providers(o id.Org) (all []*provider.Provider) {
	for _, p := range s.providers.All() {
		for _, asserted := range p.Organisations() {
			if asserted == o {
				all = append(all, p)
			}
		}
	}
	return all
}

// Overview is how an organisation stands.
type Overview struct {
	Organisation   org.Organisation
	Areas          []org.Area
	Units          []org.Unit
	Functions      int
	People         int
	Vacant         []org.Function // that nobody holds today
	Ways           []org.WayIn    // that lead to nobody
	Administrators []org.Assignment
	Changes        []ChangeView // that somebody has to answer
	Answered       []ChangeView // lately
}

// Alone reports whether only one user administers the organisation, so that
// nobody can be the second.
func (o Overview) Alone() bool {
	users := map[id.User]bool{}
	for _, a := range o.Administrators {
		users[a.User] = true
	}
	return len(users) < 2
}

// Overview returns how the actor's organisation stands.
func (s *Service) Overview(ctx context.Context, who access.Actor) (v Overview, err error) {
	err = s.Read(ctx, who, func(tx *db.Tx) error {
		if v.Organisation, err = org.OrganisationByID(ctx, tx, who.Org); err != nil {
			return err
		}
		if v.Areas, err = org.AreasOfOrganisation(ctx, tx, who.Org); err != nil {
			return err
		}
		if v.Units, err = org.OfOrganisation(ctx, tx, who.Org); err != nil {
			return err
		}
		if err := v.functions(ctx, tx, who.Org); err != nil {
			return err
		}
		if v.People, err = login.Count(ctx, tx, who.Org); err != nil {
			return err
		}
		if v.Administrators, err = org.Administrators(ctx, tx, who.Org); err != nil {
			return err
		}
		if v.Changes, err = changeViews(ctx, tx, who, false); err != nil {
			return err
		}
		v.Answered, err = changeViews(ctx, tx, who, true)
		return err
	})
	return v, err
}

func (o *Overview) functions(ctx context.Context, tx *db.Tx, of id.Org) error {
	all, err := org.FunctionsOfOrganisation(ctx, tx, of)
	if err != nil {
		return err
	}
	o.Functions = len(all)
	for _, f := range all {
		if f.Vacant() {
			o.Vacant = append(o.Vacant, f)
		}
	}
	ways, err := org.WaysOfOrganisation(ctx, tx, of)
	for _, w := range ways {
		if w.Vacant() {
			o.Ways = append(o.Ways, w)
		}
	}
	return err
}

// UnitRow is a unit with its functions.
type UnitRow struct {
	org.Unit
	Areas     []id.Area
	Functions []org.Function
}

// UnitList is the units of an organisation.
type UnitList struct {
	Organisation org.Organisation
	Areas        []org.Area // where the organisation takes part
	Units        []UnitRow
}

// Units returns the units of the actor's organisation with their functions.
func (s *Service) Units(ctx context.Context, who access.Actor) (v UnitList, err error) {
	err = s.Read(ctx, who, func(tx *db.Tx) error {
		if v.Organisation, err = org.OrganisationByID(ctx, tx, who.Org); err != nil {
			return err
		}
		if v.Areas, err = org.AreasOfOrganisation(ctx, tx, who.Org); err != nil {
			return err
		}
		units, err := org.OfOrganisation(ctx, tx, who.Org)
		if err != nil {
			return err
		}
		areas, err := org.UnitAreas(ctx, tx, who.Org)
		if err != nil {
			return err
		}
		functions, err := org.FunctionsOfOrganisation(ctx, tx, who.Org)
		at := map[id.Unit][]org.Function{}
		for _, f := range functions {
			at[f.Unit] = append(at[f.Unit], f)
		}
		for _, u := range units {
			v.Units = append(v.Units, UnitRow{u, areas[u.ID], at[u.ID]})
		}
		return err
	})
	return v, err
}

// UnitView is one unit, and where it could work.
type UnitView struct {
	UnitRow
	OrgAreas []org.Area
}

// Unit returns one unit of the actor's organisation.
func (s *Service) Unit(ctx context.Context, who access.Actor, u id.Unit) (v UnitView, err error) {
	err = s.Read(ctx, who, func(tx *db.Tx) error {
		if v.Unit, err = ownUnit(ctx, tx, who, u); err != nil {
			return err
		}
		if v.OrgAreas, err = org.AreasOfOrganisation(ctx, tx, who.Org); err != nil {
			return err
		}
		areas, err := org.AreasOf(ctx, tx, u)
		if err != nil {
			return err
		}
		for _, a := range areas {
			v.Areas = append(v.Areas, a.ID)
		}
		v.Functions, err = org.FunctionsAt(ctx, tx, u)
		return err
	})
	return v, err
}

// ownUnit returns a unit of the actor's organisation that has not ended; any
// other is missing.
func ownUnit(ctx context.Context, tx *db.Tx, who access.Actor, u id.Unit) (org.Unit, error) {
	now, err := org.UnitByID(ctx, tx, u)
	if err == nil && (now.Org != who.Org || now.Ended) {
		err = errs.Missing()
	}
	return now, err
}

// AddUnit adds a unit to the actor's organisation.
func (s *Service) AddUnit(ctx context.Context, who access.Actor, in org.UnitInput) (id.Unit, error) {
	made, err := s.Keep(ctx, who, func(tx *db.Tx) (string, error) {
		u, err := org.CreateUnit(ctx, tx, who.Org, in)
		if err != nil {
			return "", err
		}
		return string(u), UnitNews(ctx, tx, news.UnitNew, u)
	})
	return id.Unit(made), err
}

// ChangeUnit changes what is decided about a unit.
func (s *Service) ChangeUnit(ctx context.Context, who access.Actor, u id.Unit, in org.UnitInput, version int64) error {
	_, err := s.Keep(ctx, who, func(tx *db.Tx) (string, error) {
		was, err := ownUnit(ctx, tx, who, u)
		if err != nil {
			return "", err
		}
		areas, err := org.AreasOf(ctx, tx, u)
		if err != nil {
			return "", err
		}
		if err := org.ChangeUnit(ctx, tx, u, in, version); err != nil {
			return "", err
		}
		return string(u), UnitChanged(ctx, tx, was, areas)
	})
	return err
}

// EndUnit ends a unit that has no functions any more.
func (s *Service) EndUnit(ctx context.Context, who access.Actor, u id.Unit, version int64) error {
	_, err := s.Keep(ctx, who, func(tx *db.Tx) (string, error) {
		if _, err := ownUnit(ctx, tx, who, u); err != nil {
			return "", err
		}
		if err := org.EndUnit(ctx, tx, u, version); err != nil {
			return "", err
		}
		return string(u), UnitNews(ctx, tx, news.UnitEnded, u)
	})
	return err
}
