package app

import (
	"context"

	"samverk/internal/access"
	"samverk/internal/db"
	"samverk/internal/forum"
	"samverk/internal/id"
	"samverk/internal/org"
)

// Areas lists all areas by name.
func (a *App) Areas(ctx context.Context, who access.Actor) (all []org.Area, err error) {
	err = a.Look(ctx, who, access.StructureRead, access.Object{}, func(tx *db.Tx) error {
		all, err = org.Areas(ctx, tx)
		return err
	})
	return all, err
}

// AreaView is one area: who is there, how to reach them, where they meet and
// how they work together.
type AreaView struct {
	Area           org.Area
	Functions      []org.Function
	WaysIn         []org.WayIn
	Forums         []forum.Forum
	Collaborations []org.Collaboration
	Own            bool // the actor's own unit works in the area
}

// Area returns one area with all that belongs to it.
func (a *App) Area(ctx context.Context, who access.Actor, area id.Area) (v AreaView, err error) {
	err = a.Look(ctx, who, access.StructureRead, access.Object{}, func(tx *db.Tx) error {
		if v.Area, err = org.AreaByID(ctx, tx, area); err != nil {
			return err
		}
		if v.Functions, err = org.FunctionsIn(ctx, tx, area, ""); err != nil {
			return err
		}
		if v.WaysIn, err = org.WaysIn(ctx, tx, area); err != nil {
			return err
		}
		if v.Forums, err = forum.List(ctx, tx, area); err != nil {
			return err
		}
		if v.Collaborations, err = org.Collaborations(ctx, tx, area); err != nil {
			return err
		}
		v.Own, err = tx.Has(ctx, `select 1 from unit_area where unit_id = $1 and area_id = $2`, who.Unit, area)
		return err
	})
	return v, err
}

// SuggestWayIn lists whom to turn to in an area with a topic, the best first.
func (a *App) SuggestWayIn(ctx context.Context, who access.Actor, area id.Area, topic string) (all []org.WayIn, err error) {
	err = a.Look(ctx, who, access.StructureRead, access.Object{}, func(tx *db.Tx) error {
		all, err = org.WayInFor(ctx, tx, area, topic)
		return err
	})
	return all, err
}
