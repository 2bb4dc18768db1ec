package org

import (
	"context"
	"slices"
	"strings"

	"samverk/internal/access"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
)

// Kinds lists the kinds of organisations, the four actors first.
func Kinds() []access.Kind {
	return []access.Kind{access.Kommun, access.Vard, access.FK, access.AF, access.Forbund, access.Drift}
}

// AreasOfOrganisation lists the areas where an organisation takes part.
func AreasOfOrganisation(ctx context.Context, tx *db.Tx, o id.Org) ([]Area, error) {
	all, err := db.All(ctx, tx, scanArea, `select a.id, a.name, a.letter, a.version from area a
join organisation_area oa on oa.area_id = a.id where oa.organisation_id = $1 limit $2`, o, most)
	return sorted(all, func(a Area) (int, string) { return 0, a.Name }), err
}

// Memberships lists the areas of every organisation.
func Memberships(ctx context.Context, tx *db.Tx) (map[id.Org][]id.Area, error) {
	areas := map[id.Org][]id.Area{}
	err := tx.Each(ctx, func(scan db.Scan) error {
		var o id.Org
		var a id.Area
		err := scan(&o, &a)
		areas[o] = append(areas[o], a)
		return err
	}, `select organisation_id, area_id from organisation_area order by organisation_id, area_id limit $1`, 10*most)
	return areas, err
}

// OrganisationByID returns one organisation.
func OrganisationByID(ctx context.Context, tx *db.Tx, o id.Org) (Organisation, error) {
	return db.First(db.All(ctx, tx, scanOrganisation, organisationQuery+` where id = $1`, o))
}

// AreaInput is what is decided about an area.
type AreaInput struct {
	ID     id.Area // SCB's code of the municipality, at its making
	Name   string
	Letter string
}

// Check reports all that is wrong with the input.
func (in AreaInput) Check() error {
	var f errs.Faults
	f.Check(len(in.ID) == 4 && strings.Trim(string(in.ID), "0123456789") == "", "code", "area.code.form")
	checkName(&f, "name", in.Name)
	f.Check(len(in.Letter) >= 1 && len(in.Letter) <= 3 && strings.Trim(in.Letter, "ABCDEFGHIJKLMNOPQRSTUVWYZ") == "", "letter", "area.letter.form")
	return f.Err()
}

// checkOthers notes when another area has the letter already.
func (in AreaInput) checkOthers(ctx context.Context, tx *db.Tx) error {
	var f errs.Faults
	if err := f.Merge(in.Check()); err != nil {
		return err
	}
	taken, err := tx.Has(ctx, `select 1 from area where id <> $1 and letter = $2`, in.ID, in.Letter)
	if err != nil {
		return err
	}
	f.Check(!taken, "letter", "area.letter.taken")
	return f.Err()
}

// CreateArea adds an area.
func CreateArea(ctx context.Context, tx *db.Tx, in AreaInput) error {
	if err := in.checkOthers(ctx, tx); err != nil {
		return err
	}
	n, err := tx.Exec(ctx, `insert into area (id, name, letter) values ($1, $2, $3) on conflict do nothing`, in.ID, in.Name, in.Letter)
	if err != nil {
		return err
	}
	var f errs.Faults
	f.Check(n == 1, "code", "area.code.taken")
	return f.Err()
}

// ChangeArea changes an area's name and letter. References that were given
// before keep theirs.
func ChangeArea(ctx context.Context, tx *db.Tx, in AreaInput, version int64) error {
	if err := in.checkOthers(ctx, tx); err != nil {
		return err
	}
	n, err := tx.Exec(ctx, `update area set name = $1, letter = $2, version = version + 1 where id = $3 and version = $4`, in.Name, in.Letter, in.ID, version)
	if err != nil || n == 1 {
		return err
	}
	now, err := AreaByID(ctx, tx, in.ID)
	if err != nil {
		return err
	}
	return errs.Changed(now)
}

// OrganisationInput is what is decided about an organisation.
type OrganisationInput struct {
	Name  string
	Kind  access.Kind
	Areas []id.Area
}

// Check reports all that is wrong with the input.
func (in OrganisationInput) Check() error {
	var f errs.Faults
	checkName(&f, "name", in.Name)
	f.Check(slices.Contains(Kinds(), in.Kind), "kind", "organisation.kind.unknown")
	return f.Err()
}

func (in OrganisationInput) checkOthers(ctx context.Context, tx *db.Tx, o id.Org) error {
	var f errs.Faults
	if err := f.Merge(in.Check()); err != nil {
		return err
	}
	taken, err := tx.Has(ctx, `select 1 from organisation where id <> $1 and name = $2`, o, in.Name)
	if err != nil {
		return err
	}
	f.Check(!taken, "name", "organisation.name.taken")
	all, err := Areas(ctx, tx)
	there := byID(all, func(a Area) id.Area { return a.ID })
	for _, a := range in.Areas {
		if _, ok := there[a]; !ok {
			f.Add("areas", "organisation.areas.missing")
			break
		}
	}
	if err != nil {
		return err
	}
	return f.Err()
}

// CreateOrganisation adds an organisation that takes part in some areas.
func CreateOrganisation(ctx context.Context, tx *db.Tx, in OrganisationInput) (id.Org, error) {
	if err := in.checkOthers(ctx, tx, ""); err != nil {
		return "", err
	}
	o := id.New[id.Org]()
	if _, err := tx.Exec(ctx, `insert into organisation (id, name, kind) values ($1, $2, $3)`, o, in.Name, string(in.Kind)); err != nil {
		return "", err
	}
	return o, setMembership(ctx, tx, o, in.Areas)
}

// ChangeOrganisation changes an organisation's name and where it takes part. Its
// kind says what its functions may do, so it stays; and where its units work it
// takes part.
func ChangeOrganisation(ctx context.Context, tx *db.Tx, o id.Org, in OrganisationInput, version int64) error {
	now, err := OrganisationByID(ctx, tx, o)
	if err != nil {
		return err
	}
	in.Kind = now.Kind
	if err := in.checkOthers(ctx, tx, o); err != nil {
		return err
	}
	n, err := tx.Exec(ctx, `update organisation set name = $1, version = version + 1 where id = $2 and version = $3`, in.Name, o, version)
	if err != nil {
		return err
	}
	if n == 0 {
		return errs.Changed(now)
	}
	if err := leavesNoUnit(ctx, tx, o, in.Areas); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `delete from organisation_area where organisation_id = $1`, o); err != nil {
		return err
	}
	return setMembership(ctx, tx, o, in.Areas)
}

// leavesNoUnit reports when a unit of the organisation works in none of the
// areas where that is to take part.
func leavesNoUnit(ctx context.Context, tx *db.Tx, o id.Org, areas []id.Area) error {
	works, err := db.All(ctx, tx, func(scan db.Scan) (a id.Area, err error) { return a, scan(&a) },
		`select distinct ua.area_id from unit_area ua join unit u on u.id = ua.unit_id where u.organisation_id = $1 and u.ended_at is null limit $2`, o, most)
	var f errs.Faults
	for _, a := range works {
		if !slices.Contains(areas, a) {
			f.Add("areas", "organisation.areas.units")
			break
		}
	}
	if err != nil {
		return err
	}
	return f.Err()
}

func setMembership(ctx context.Context, tx *db.Tx, o id.Org, areas []id.Area) error {
	for _, a := range areas {
		_, err := tx.Exec(ctx, `insert into organisation_area (organisation_id, area_id) values ($1, $2) on conflict do nothing`, o, a)
		if err != nil {
			return err
		}
	}
	return nil
}

// Size is how large an organisation is, in counts.
type Size struct {
	Units          int
	Administrators int // users who administer it now
}

// Sizes counts the units and the administrators of every organisation.
func Sizes(ctx context.Context, tx *db.Tx) (map[id.Org]Size, error) {
	sizes := map[id.Org]Size{}
	err := tx.Each(ctx, func(scan db.Scan) error {
		var o id.Org
		var s Size
		err := scan(&o, &s.Units, &s.Administrators)
		sizes[o] = s
		return err
	}, `select o.id, (select count(*) from unit u where u.organisation_id = o.id and u.ended_at is null),
  (select count(distinct s.user_id) from assignment s join user_account a on a.id = s.user_id
    join function f on f.id = s.function_id and f.role = 'admin' and f.ended_at is null
    join unit u on u.id = f.unit_id where u.organisation_id = o.id and `+inForce+`)
from organisation o limit $2`, db.Micros(tx.Now), most)
	return sizes, err
}

// Lock makes those who change the same organisation wait for each other.
func Lock(ctx context.Context, tx *db.Tx, o id.Org) error {
	n, err := tx.Exec(ctx, `update organisation set version = version where id = $1`, o)
	if err == nil && n == 0 {
		err = errs.Missing()
	}
	return err
}

// LockFunctions makes those who staff the functions of an organisation wait.
func LockFunctions(ctx context.Context, tx *db.Tx, o id.Org) error {
	_, err := tx.Exec(ctx, `update function set version = version where ended_at is null and unit_id in (select id from unit where organisation_id = $1)`, o)
	return err
}
