package meeting

import (
	"context"

	"samverk/internal/access"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
)

// LinkObstacle notes that an obstacle was met in the case, for the reader's own
// unit: others are not told where.
func LinkObstacle(ctx context.Context, tx *db.Tx, s access.Sight, o id.Obstacle) error {
	if s.Case() == "" || s.Self() {
		return errs.Missing()
	}
	_, err := tx.Exec(ctx, `insert into case_obstacle (case_id, obstacle_id, unit_id) values ($1, $2, $3)`, s.Case(), o, s.Unit())
	return err
}

// Obstacles lists the obstacles that the reader's unit has met in the case, the
// newest first.
func Obstacles(ctx context.Context, tx *db.Tx, s access.Sight, limit int) ([]id.Obstacle, error) {
	return db.All(ctx, tx, func(scan db.Scan) (o id.Obstacle, err error) { return o, scan(&o) },
		`select co.obstacle_id from case_obstacle co join obstacle o on o.id = co.obstacle_id
		where co.case_id = $1 and co.unit_id = $2 and co.unit_id <> 'self' order by o.raised_at desc, o.id limit $3`, s.Case(), s.Unit(), limit)
}
