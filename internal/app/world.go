package app

import (
	"context"

	"samverk/internal/db"
	"samverk/internal/forum"
	"samverk/internal/org"
)

// InstallWorld writes a whole structure into a database that has none of it:
// what package org keeps, and then the forums of each area.
func InstallWorld(ctx context.Context, tx *db.Tx, w org.World) error {
	if err := w.Install(ctx, tx); err != nil {
		return err
	}
	for _, a := range w.Areas {
		if err := forum.Install(ctx, tx, a.ID, a.Forums); err != nil {
			return err
		}
	}
	return nil
}
