package org

import (
	"context"
	"strings"
	"unicode/utf8"

	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
)

// The most characters that the names and texts of the structure may have.
const (
	MostName  = 120
	MostShort = 40
	MostAbout = 1000
)

// UnitInput is what is decided about a unit.
type UnitInput struct {
	Name  string
	Short string // the name when empty
	About string
	Areas []id.Area
}

// Check reports all that is wrong with the input.
func (in UnitInput) Check() error {
	var f errs.Faults
	checkName(&f, "name", in.Name)
	f.Check(utf8.RuneCountInString(in.Short) <= MostShort, "short", "unit.short.long")
	f.Check(utf8.RuneCountInString(in.About) <= MostAbout, "about", "unit.about.long")
	f.Check(!id.HasNumber(in.Short), "short", "text.identity.number")
	f.Check(!id.HasNumber(in.About), "about", "text.identity.number")
	return f.Err()
}

// checkName notes what is wrong with the name of something of the structure.
func checkName(f *errs.Faults, field, name string) {
	f.Check(strings.TrimSpace(name) != "", field, "structure.name.empty")
	f.Check(utf8.RuneCountInString(name) <= MostName, field, "structure.name.long")
	f.Check(!id.HasNumber(name), field, "text.identity.number")
}

// OfOrganisation lists the units of an organisation that have not ended, by name.
func OfOrganisation(ctx context.Context, tx *db.Tx, o id.Org) ([]Unit, error) {
	all, err := db.All(ctx, tx, scanUnit, unitQuery+` where u.organisation_id = $1 and u.ended_at is null limit $2`, o, most)
	return sorted(all, func(u Unit) (int, string) { return 0, u.Name }), err
}

// UnitAreas lists, for the units of an organisation, the areas that they work in.
func UnitAreas(ctx context.Context, tx *db.Tx, o id.Org) (map[id.Unit][]id.Area, error) {
	areas := map[id.Unit][]id.Area{}
	err := tx.Each(ctx, func(scan db.Scan) error {
		var u id.Unit
		var a id.Area
		err := scan(&u, &a)
		areas[u] = append(areas[u], a)
		return err
	}, `select ua.unit_id, ua.area_id from unit_area ua join unit u on u.id = ua.unit_id
where u.organisation_id = $1 order by ua.unit_id, ua.area_id limit $2`, o, 10*most)
	return areas, err
}

// CreateUnit adds a unit to an organisation.
func CreateUnit(ctx context.Context, tx *db.Tx, o id.Org, in UnitInput) (id.Unit, error) {
	var f errs.Faults
	if err := f.Merge(in.Check()); err != nil {
		return "", err
	}
	if err := in.checkAgainst(ctx, tx, &f, o, ""); err != nil {
		return "", err
	}
	if err := f.Err(); err != nil {
		return "", err
	}
	return InsertUnit(ctx, tx, o, in)
}

// InsertUnit writes a unit whose input has been checked.
func InsertUnit(ctx context.Context, tx *db.Tx, o id.Org, in UnitInput) (id.Unit, error) {
	u := id.New[id.Unit]()
	_, err := tx.Exec(ctx, `insert into unit (id, organisation_id, name, short_name, about) values ($1, $2, $3, $4, $5)`,
		u, o, in.Name, in.short(), in.About)
	if err != nil {
		return "", err
	}
	return u, setAreas(ctx, tx, u, in.Areas)
}

func (in UnitInput) short() string {
	if in.Short != "" {
		return in.Short
	}
	if utf8.RuneCountInString(in.Name) <= MostShort {
		return in.Name
	}
	return string([]rune(in.Name)[:MostShort])
}

// checkAgainst notes what the organisation's other units and its areas say
// against the input for a unit.
func (in UnitInput) checkAgainst(ctx context.Context, tx *db.Tx, f *errs.Faults, o id.Org, u id.Unit) error {
	taken, err := tx.Has(ctx, `select 1 from unit where organisation_id = $1 and name = $2 and id <> $3 and ended_at is null`, o, in.Name, u)
	if err != nil {
		return err
	}
	f.Check(!taken, "name", "unit.name.taken")
	mine, err := AreasOfOrganisation(ctx, tx, o)
	if err != nil {
		return err
	}
	there := byID(mine, func(a Area) id.Area { return a.ID })
	for _, a := range in.Areas {
		if _, ok := there[a]; !ok {
			f.Add("areas", "unit.areas.outside")
			break
		}
	}
	return nil
}

func setAreas(ctx context.Context, tx *db.Tx, u id.Unit, areas []id.Area) error {
	for _, a := range areas {
		if _, err := tx.Exec(ctx, `insert into unit_area (unit_id, area_id) values ($1, $2) on conflict do nothing`, u, a); err != nil {
			return err
		}
	}
	return nil
}

// ChangeUnit changes what is decided about a unit.
func ChangeUnit(ctx context.Context, tx *db.Tx, u id.Unit, in UnitInput, version int64) error {
	now, err := UnitByID(ctx, tx, u)
	if err != nil {
		return err
	}
	if now.Version != version {
		return errs.Changed(now)
	}
	var f errs.Faults
	if err := f.Merge(in.Check()); err != nil {
		return err
	}
	if err := in.checkAgainst(ctx, tx, &f, now.Org, u); err != nil {
		return err
	}
	if err := f.Err(); err != nil {
		return err
	}
	return UpdateUnit(ctx, tx, u, in, version)
}

// UpdateUnit writes a change of a unit that has been checked.
func UpdateUnit(ctx context.Context, tx *db.Tx, u id.Unit, in UnitInput, version int64) error {
	n, err := tx.Exec(ctx, `update unit set name = $1, short_name = $2, about = $3, version = version + 1
where id = $4 and version = $5 and ended_at is null`, in.Name, in.short(), in.About, u, version)
	if err != nil {
		return err
	}
	if n == 0 {
		return changedUnit(ctx, tx, u)
	}
	if _, err := tx.Exec(ctx, `delete from unit_area where unit_id = $1`, u); err != nil {
		return err
	}
	return setAreas(ctx, tx, u, in.Areas)
}

// EndUnit ends a unit that has no functions any more. What is written about it
// before stays.
func EndUnit(ctx context.Context, tx *db.Tx, u id.Unit, version int64) error {
	n, err := tx.Exec(ctx, `update unit set ended_at = $1, version = version + 1
where id = $2 and version = $3 and ended_at is null`, db.Micros(tx.Now), u, version)
	if err != nil {
		return err
	}
	if n == 0 {
		return changedUnit(ctx, tx, u)
	}
	has, err := tx.Has(ctx, `select 1 from function where unit_id = $1 and ended_at is null`, u)
	if err == nil && has {
		err = errs.New(errs.Conflict, "unit.functions")
	}
	return err
}

func changedUnit(ctx context.Context, tx *db.Tx, u id.Unit) error {
	now, err := UnitByID(ctx, tx, u)
	if err != nil {
		return err
	}
	return errs.Changed(now)
}

// UnitByID returns one unit, also one that has ended.
func UnitByID(ctx context.Context, tx *db.Tx, u id.Unit) (Unit, error) {
	return db.First(db.All(ctx, tx, scanUnit, unitQuery+` where u.id = $1`, u))
}
