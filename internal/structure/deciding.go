package structure

import (
	"context"

	"samverk/internal/access"
	"samverk/internal/app"
	"samverk/internal/db"
	"samverk/internal/id"
	"samverk/internal/org"
)

// Deciding returns the area by which it is decided who may keep something for
// some areas: the first of them. Where none is chosen it is the actor's own, so
// that she is told what is missing, and not that she may not.
func Deciding(ctx context.Context, a *app.App, who access.Actor, areas []id.Area) (first id.Area, err error) {
	if len(areas) > 0 {
		return areas[0], nil
	}
	err = a.Look(ctx, who, access.StructureRead, access.Object{}, func(tx *db.Tx) error {
		own, err := org.AreasOf(ctx, tx, who.Unit)
		if len(own) > 0 {
			first = own[0].ID
		}
		return err
	})
	return first, err
}
