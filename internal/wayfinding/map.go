package wayfinding

import (
	"context"
	"slices"

	"samverk/internal/access"
	"samverk/internal/contact"
	"samverk/internal/db"
	"samverk/internal/id"
	"samverk/internal/org"
)

// Into is all ways in to one actor in an area, and how the others find them.
type Into struct {
	Actor       access.Kind
	Experiences []contact.Experience // one of each other actor, also of those who have said nothing
	Ways        []Way
}

// Map is the ways in to each actor of an area.
type Map struct {
	Areas     []org.Area
	Area      org.Area
	Into      []Into
	MayKeep   bool // what the area has said
	MayCommon bool // what all areas have in common
}

// Map returns the map of an area.
func (s *Service) Map(ctx context.Context, who access.Actor, area id.Area) (m Map, err error) {
	err = s.Look(ctx, who, access.StructureRead, access.Object{}, func(tx *db.Tx) error {
		if m.Area, err = org.AreaByID(ctx, tx, area); err != nil {
			return err
		}
		var all []Way
		if m.Areas, all, err = every(ctx, tx, area); err != nil {
			return err
		}
		said, err := contact.Experiences(ctx, tx, area)
		if err != nil {
			return err
		}
		for _, to := range contact.Actors() {
			m.Into = append(m.Into, intoOf(to, said, all))
		}
		facts, err := s.Facts(ctx, tx, who, access.Object{Area: area})
		m.MayKeep = access.Decide(access.WayConfirm, facts) == nil
		m.MayCommon = access.Decide(access.FederationKeep, facts) == nil
		return err
	})
	return m, err
}

func intoOf(to access.Kind, said []contact.Experience, all []Way) Into {
	in := Into{Actor: to}
	for _, from := range contact.Actors() {
		if from == to {
			continue
		}
		e := contact.Experience{From: from, To: to}
		if i := slices.IndexFunc(said, func(e contact.Experience) bool { return e.From == from && e.To == to }); i >= 0 {
			e = said[i]
		}
		in.Experiences = append(in.Experiences, e)
	}
	in.Ways = slices.DeleteFunc(slices.Clone(all), func(w Way) bool { return w.Actor != to })
	return in
}

// Say notes how one actor finds the way in to another: the coordinator of an
// area for that, the federation for what all areas have in common.
func (s *Service) Say(ctx context.Context, who access.Actor, e contact.Experience) error {
	act := access.WayConfirm
	if e.Area == "" {
		act = access.FederationKeep
	}
	_, err := s.Do(ctx, who, act, access.Object{Area: e.Area}, func(tx *db.Tx, _ access.Sight) (string, error) {
		err := telling(contact.Say(ctx, tx, e), map[string]string{"via": e.Via, "note": e.Note, "source": e.Source})
		return string(e.Area) + ":" + string(e.From) + ":" + string(e.To), err
	})
	return err
}
