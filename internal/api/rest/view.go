package rest

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"samverk/internal/access"
	"samverk/internal/id"
	"samverk/internal/org"
	"samverk/internal/person"
)

// CreatedJSON tells what was made.
type CreatedJSON struct {
	ID string `json:"id"`
	at string
}

// Location returns the address of what was made.
func (c CreatedJSON) Location() string { return c.at }

// Created tells what was made, and where it is.
func Created[T ~string](v T, at string, err error) (CreatedJSON, error) {
	return CreatedJSON{ID: string(v), at: at}, err
}

// FunctionJSON is a function, and who holds it.
type FunctionJSON struct {
	ID           id.Function `json:"id"`
	Name         string      `json:"name"`
	Unit         id.Unit     `json:"unit"`
	UnitName     string      `json:"unitName"`
	Organisation string      `json:"organisation"`
	Kind         access.Kind `json:"kind" enum:"kommun,vard,fk,af,forbund,admin"`
	Phone        string      `json:"phone,omitempty"`
	Mailbox      string      `json:"mailbox,omitempty"`
	SDKAddress   string      `json:"sdkAddress,omitempty"`
	Hours        string      `json:"hours,omitempty"`
	Holder       string      `json:"holder,omitempty" doc:"Who holds it today, by number and not by name"`
	Deputy       string      `json:"deputy,omitempty"`
	Vacant       bool        `json:"vacant"`
	Ended        bool        `json:"ended"`
}

// FunctionOf returns a function as callers read it.
func FunctionOf(f org.Function) FunctionJSON {
	return FunctionJSON{
		ID: f.ID, Name: f.Name, Unit: f.Unit, UnitName: f.UnitName, Organisation: f.OrgName, Kind: f.Kind, Phone: f.Phone,
		Mailbox: f.Mailbox, SDKAddress: f.SDK, Hours: f.Hours, Holder: f.Holder, Deputy: f.Deputy, Vacant: f.Vacant(), Ended: f.Ended,
	}
}

// UnitJSON is a unit of an organisation.
type UnitJSON struct {
	ID           id.Unit     `json:"id"`
	Name         string      `json:"name"`
	Short        string      `json:"short,omitempty"`
	Organisation string      `json:"organisation"`
	Kind         access.Kind `json:"kind" enum:"kommun,vard,fk,af,forbund,admin"`
}

// UnitOf returns a unit as callers read it.
func UnitOf(u org.Unit) UnitJSON {
	return UnitJSON{ID: u.ID, Name: u.Name, Short: u.Short, Organisation: u.OrgName, Kind: u.Kind}
}

// AreaJSON names an area.
type AreaJSON struct {
	ID   id.Area `json:"id" doc:"SCB's code of the municipality"`
	Name string  `json:"name"`
}

// AreaOf returns nothing for an area that the reader may not know.
func AreaOf(a org.Area) *AreaJSON {
	if a.ID == "" {
		return nil
	}
	return &AreaJSON{a.ID, a.Name}
}

// IdentityJSON is who a person is.
type IdentityJSON struct {
	Name     string `json:"name"`
	Number   string `json:"number" doc:"Twelve digits"`
	Phone    string `json:"phone,omitempty"`
	Language string `json:"language,omitempty" doc:"The one spoken, when an interpreter is needed"`
}

// IdentityOf returns who a person is; nothing to a reader who may not know.
func IdentityOf(i *person.Identity) *IdentityJSON {
	if i == nil {
		return nil
	}
	return &IdentityJSON{i.Name, i.Number, i.Phone, i.Language}
}

// ListOf makes one list of another, never null.
func ListOf[A, B any](all []A, of func(A) B) []B {
	list := make([]B, len(all))
	for i, a := range all {
		list[i] = of(a)
	}
	return list
}

// ValuesOf makes a list of a map's values, ordered by key.
func ValuesOf[K cmp.Ordered, A, B any](all map[K]A, of func(A) B) []B {
	list := make([]B, 0, len(all))
	for _, k := range slices.Sorted(maps.Keys(all)) {
		list = append(list, of(all[k]))
	}
	return list
}

// ActionsOf lists what the reader may do, in order.
func ActionsOf(may map[access.Action]bool) []access.Action {
	list := make([]access.Action, 0, len(may))
	for a, ok := range may {
		if ok {
			list = append(list, a)
		}
	}
	slices.Sort(list)
	return list
}

// Day returns an example's time.
func Day(n int) time.Time { return time.Date(2026, 11, n, 8, 30, 0, 0, time.UTC) }
