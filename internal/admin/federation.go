package admin

import (
	"context"

	"samverk/internal/access"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/login"
	"samverk/internal/org"
)

// OrganisationRow is an organisation as the federation sees it: where it takes
// part, and how many administer it, but nobody by name.
type OrganisationRow struct {
	org.Organisation
	Areas          []id.Area
	Units          int
	Administrators int // users
}

// FederationView is the areas and organisations of the federation.
type FederationView struct {
	Areas         []org.Area
	Organisations []OrganisationRow
}

// Federation returns the areas and organisations.
func (s *Service) Federation(ctx context.Context, who access.Actor) (v FederationView, err error) {
	err = s.Look(ctx, who, access.AreaKeep, access.Object{}, func(tx *db.Tx) error {
		if v.Areas, err = org.Areas(ctx, tx); err != nil {
			return err
		}
		all, err := org.Organisations(ctx, tx)
		if err != nil {
			return err
		}
		areas, err := org.Memberships(ctx, tx)
		if err != nil {
			return err
		}
		sizes, err := org.Sizes(ctx, tx)
		for _, o := range all {
			v.Organisations = append(v.Organisations, OrganisationRow{o, areas[o.ID], sizes[o.ID].Units, sizes[o.ID].Administrators})
		}
		return err
	})
	return v, err
}

// frame changes what the federation keeps.
func (s *Service) frame(ctx context.Context, who access.Actor, fn func(*db.Tx) (string, error)) (string, error) {
	return s.Do(ctx, who, access.AreaKeep, access.Object{}, func(tx *db.Tx, _ access.Sight) (string, error) { return fn(tx) })
}

// AddArea adds an area.
func (s *Service) AddArea(ctx context.Context, who access.Actor, in org.AreaInput) error {
	_, err := s.frame(ctx, who, func(tx *db.Tx) (string, error) { return string(in.ID), org.CreateArea(ctx, tx, in) })
	return err
}

// ChangeArea changes an area's name and letter.
func (s *Service) ChangeArea(ctx context.Context, who access.Actor, in org.AreaInput, version int64) error {
	_, err := s.frame(ctx, who, func(tx *db.Tx) (string, error) { return string(in.ID), org.ChangeArea(ctx, tx, in, version) })
	return err
}

// AddOrganisation adds an organisation.
func (s *Service) AddOrganisation(ctx context.Context, who access.Actor, in org.OrganisationInput) (id.Org, error) {
	made, err := s.frame(ctx, who, func(tx *db.Tx) (string, error) {
		o, err := org.CreateOrganisation(ctx, tx, in)
		if err != nil {
			return "", err
		}
		return string(o), organisationNews(ctx, tx, o, "", nil)
	})
	return id.Org(made), err
}

// ChangeOrganisation changes an organisation's name and where it takes part.
func (s *Service) ChangeOrganisation(ctx context.Context, who access.Actor, o id.Org, in org.OrganisationInput, version int64) error {
	_, err := s.frame(ctx, who, func(tx *db.Tx) (string, error) {
		was, err := org.OrganisationByID(ctx, tx, o)
		if err != nil {
			return "", err
		}
		areas, err := org.AreasOfOrganisation(ctx, tx, o)
		if err != nil {
			return "", err
		}
		if err := org.ChangeOrganisation(ctx, tx, o, in, version); err != nil {
			return "", err
		}
		return string(o), organisationNews(ctx, tx, o, was.Name, areas)
	})
	return err
}

// FirstAdministrator is who is to begin an organisation.
type FirstAdministrator struct {
	Unit     string // the unit that administers, which is made
	Function string // its function
	Name     string // what she types at sign-in
	Label    string // what others see
}

// InviteFirst gives an organisation that nobody administers its first
// administrator: a unit, a function and an account. The secret is that of the
// link by which she makes her passkey, and is shown once.
func (s *Service) InviteFirst(ctx context.Context, who access.Actor, o id.Org, n FirstAdministrator) (secret string, err error) {
	_, err = s.frame(ctx, who, func(tx *db.Tx) (string, error) {
		now, err := org.OrganisationByID(ctx, tx, o)
		if err != nil {
			return "", err
		}
		already, err := org.Administrators(ctx, tx, o)
		if err != nil {
			return "", err
		}
		if len(already) > 0 {
			return "", errs.New(errs.Conflict, "organisation.administered")
		}
		u, err := s.first(ctx, tx, now, n)
		if err != nil {
			return "", err
		}
		secret, _, err = login.Enrol(ctx, tx, login.NewEnrolment{User: u, AskedBy: who.User})
		return string(o), err
	})
	if err == nil && secret == "" { // the same submit once more
		err = errs.New(errs.Conflict, "enrolment.shown.once")
	}
	return secret, err
}

// first makes the unit, the function and the account of the first administrator,
// and tells everything that is wrong with any of them.
func (s *Service) first(ctx context.Context, tx *db.Tx, o org.Organisation, n FirstAdministrator) (id.User, error) {
	unit, function := org.UnitInput{Name: n.Unit}, org.FunctionInput{Name: n.Function, Role: access.Admin}
	var f errs.Faults
	for _, part := range []struct {
		field string
		err   error
	}{{"unit", unit.Check()}, {"function", function.Check(o.Kind)}} {
		var some errs.Faults
		if err := some.Merge(part.err); err != nil {
			return "", err
		}
		for _, fault := range some {
			fault.Field = part.field
			f = append(f, fault)
		}
	}
	if err := f.Merge(login.AccountInput{Name: n.Name, Label: n.Label}.Check()); err != nil {
		return "", err
	}
	if err := f.Err(); err != nil {
		return "", err
	}
	u, err := org.CreateUnit(ctx, tx, o.ID, unit)
	if err != nil {
		return "", err
	}
	made, err := org.CreateFunction(ctx, tx, u, function)
	if err != nil {
		return "", err
	}
	a, err := login.Create(ctx, tx, login.NewAccount{Name: n.Name, Label: n.Label, Org: o.ID})
	if err != nil {
		return "", err
	}
	_, err = org.Assign(ctx, tx, org.NewAssignment{Function: made, User: a.ID})
	return a.ID, err
}
