// Package org keeps the structure that outlives people: areas, organisations,
// units, functions and who holds them, ways in. It holds nothing about clients,
// and does not judge who may see or change it.
package org

import (
	"cmp"
	"context"
	"slices"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"

	"samverk/internal/access"
	"samverk/internal/db"
	"samverk/internal/id"
)

// most bounds the lists of one area or unit; a real one stays far below.
const most = 1000

// Area is one municipality with the local actors around it (kommunområde).
type Area struct {
	ID     id.Area
	Name   string
	Letter string // begins the reference of its cases

	Version int64
}

// Organisation is an authority or another legal person.
type Organisation struct {
	ID   id.Org
	Name string
	Kind access.Kind

	Version int64
}

// Unit is a part of an organisation and a secrecy boundary of its own.
type Unit struct {
	ID      id.Unit
	Name    string
	Short   string
	About   string
	Org     id.Org
	OrgName string
	Kind    access.Kind
	Ended   bool
	Version int64
}

const areaQuery = `select id, name, letter, version from area`

func scanArea(scan db.Scan) (a Area, err error) {
	return a, scan(&a.ID, &a.Name, &a.Letter, &a.Version)
}

// Areas lists all areas by name.
func Areas(ctx context.Context, tx *db.Tx) ([]Area, error) {
	all, err := db.All(ctx, tx, scanArea, areaQuery+` limit $1`, most)
	return sorted(all, func(a Area) (int, string) { return 0, a.Name }), err
}

// AreaByID returns one area.
func AreaByID(ctx context.Context, tx *db.Tx, a id.Area) (Area, error) {
	return db.First(db.All(ctx, tx, scanArea, areaQuery+` where id = $1`, a))
}

const organisationQuery = `select id, name, kind, version from organisation`

func scanOrganisation(scan db.Scan) (o Organisation, err error) {
	return o, scan(&o.ID, &o.Name, &o.Kind, &o.Version)
}

// Organisations lists all organisations: the four sorts of actors first.
func Organisations(ctx context.Context, tx *db.Tx) ([]Organisation, error) {
	all, err := db.All(ctx, tx, scanOrganisation, organisationQuery+` limit $1`, most)
	return sorted(all, func(o Organisation) (int, string) { return order(o.Kind), o.Name }), err
}

const unitQuery = `select u.id, u.name, u.short_name, u.about, o.id, o.name, o.kind, u.ended_at is not null, u.version
from unit u join organisation o on o.id = u.organisation_id`

func scanUnit(scan db.Scan) (u Unit, err error) {
	return u, scan(&u.ID, &u.Name, &u.Short, &u.About, &u.Org, &u.OrgName, &u.Kind, &u.Ended, &u.Version)
}

// Units returns the units with the given identifiers; what does not exist is
// left out.
func Units(ctx context.Context, tx *db.Tx, ids []id.Unit) (map[id.Unit]Unit, error) {
	if len(ids) == 0 {
		return map[id.Unit]Unit{}, nil
	}
	list, args := db.In(1, ids)
	all, err := db.All(ctx, tx, scanUnit, unitQuery+` where u.id in `+list, args...)
	return byID(all, func(u Unit) id.Unit { return u.ID }), err
}

// UnitsIn lists the units of an area, by actor and name.
func UnitsIn(ctx context.Context, tx *db.Tx, a id.Area) ([]Unit, error) {
	all, err := db.All(ctx, tx, scanUnit, unitQuery+` join unit_area ua on ua.unit_id = u.id
where ua.area_id = $1 and u.ended_at is null limit $2`, a, most)
	return sorted(all, func(u Unit) (int, string) { return order(u.Kind), u.Name }), err
}

// AreasOf lists the areas that a unit works in.
func AreasOf(ctx context.Context, tx *db.Tx, u id.Unit) ([]Area, error) {
	all, err := db.All(ctx, tx, scanArea, `select a.id, a.name, a.letter, a.version from area a
join unit_area ua on ua.area_id = a.id where ua.unit_id = $1`, u)
	return sorted(all, func(a Area) (int, string) { return 0, a.Name }), err
}

// order is how the actors stand in lists.
func order(k access.Kind) int {
	return slices.Index([]access.Kind{access.Kommun, access.Vard, access.FK, access.AF, access.Forbund, access.Drift}, k)
}

// sorted orders by rank, then by name the Swedish way, which the databases do
// each in their own fashion.
func sorted[T any](all []T, by func(T) (int, string)) []T {
	swedish := collate.New(language.Swedish)
	slices.SortStableFunc(all, func(a, b T) int {
		rankA, nameA := by(a)
		rankB, nameB := by(b)
		return cmp.Or(rankA-rankB, swedish.CompareString(nameA, nameB))
	})
	return all
}

func byID[K comparable, T any](all []T, key func(T) K) map[K]T {
	m := make(map[K]T, len(all))
	for _, v := range all {
		m[key(v)] = v
	}
	return m
}

// Names lists what every unit and organisation is called, in short too.
func Names(ctx context.Context, tx *db.Tx) ([]string, error) {
	return db.All(ctx, tx, func(scan db.Scan) (name string, err error) { return name, scan(&name) },
		`select name from unit where name <> '' union select short_name from unit where short_name <> '' union select name from organisation where name <> ''`)
}
