package app

import (
	"context"
	"errors"

	"samverk/internal/access"
	"samverk/internal/db"
	"samverk/internal/obstacle"
)

// ObstacleDay is what a day says of obstacles.
type ObstacleDay struct {
	Waiting  []ObstacleRow // for an answer of the function's group, or to be followed up
	News     []ObstacleRow // raised by the function and answered lately
	Unplaced []ObstacleRow // in an area without a managers' group, for its coordinator and managers
}

// Len returns how many obstacles need the actor now.
func (d ObstacleDay) Len() int { return len(d.Waiting) + len(d.News) + len(d.Unplaced) }

// obstacles gathers what obstacles need the function.
func (d day) obstacles(role access.Role) (err error) {
	waiting, err := obstacle.Waiting(d.ctx, d.tx, d.who.Function, d.date(soon), mostOnDay)
	if err != nil {
		return err
	}
	news, err := obstacle.AnsweredFor(d.ctx, d.tx, d.who.Function, d.tx.Now.AddDate(0, 0, -newsDays), mostOnDay)
	if err != nil {
		return err
	}
	var unplaced []obstacle.Obstacle
	if role == access.Coordinator || role == access.Manager {
		if unplaced, err = obstacle.Unplaced(d.ctx, d.tx, d.who.Function, mostOnDay); err != nil {
			return err
		}
	}
	if role == access.Worker {
		waiting = nil // a group's answer is not hers to give
	}
	rows, err := obstacleRows(d.ctx, d.tx, append(append(waiting[:len(waiting):len(waiting)], news...), unplaced...))
	if err != nil || len(rows) == 0 {
		return err
	}
	n, m := len(waiting), len(waiting)+len(news)
	d.v.Obstacles = ObstacleDay{rows[:n], rows[n:m], rows[m:]}
	return nil
}

// obstaclesAtRun bounds what one run of the house-keeping takes up.
const obstaclesAtRun = 500

// keepObstacles hands obstacles to managers' groups that have come into being,
// and reminds the groups of what they have not answered.
func (a *App) keepObstacles(ctx context.Context) error {
	return errors.Join(a.placeObstacles(ctx), a.remindObstacles(ctx))
}

func (a *App) placeObstacles(ctx context.Context) error {
	return ByItself(ctx, a, func(ctx context.Context, tx *db.Tx) ([]obstacle.Place, error) {
		return obstacle.Places(ctx, tx, obstaclesAtRun)
	}, func(p obstacle.Place) (access.Object, string) { return onObstacle(p.Obstacle) },
		func(ctx context.Context, tx *db.Tx, p obstacle.Place) (bool, error) {
			if placed, err := obstacle.Put(ctx, tx, p); err != nil || !placed {
				return false, err
			}
			p.Forum = p.Group
			return true, a.tellOfObstacle(ctx, tx, p.Obstacle)
		})
}

func (a *App) remindObstacles(ctx context.Context) error {
	return ByItself(ctx, a, func(ctx context.Context, tx *db.Tx) ([]obstacle.Reminder, error) {
		return obstacle.Reminders(ctx, tx, obstaclesAtRun)
	}, func(r obstacle.Reminder) (access.Object, string) { return onObstacle(r.Obstacle) },
		func(ctx context.Context, tx *db.Tx, r obstacle.Reminder) (bool, error) {
			if first, err := obstacle.Reminded(ctx, tx, r); err != nil || !first {
				return false, err
			}
			if r.Overdue(tx.Today()) {
				if err := a.TellCoordinator(ctx, tx, r.Area); err != nil {
					return false, err
				}
			}
			return true, a.tellOfObstacle(ctx, tx, r.Obstacle)
		})
}

func onObstacle(o obstacle.Obstacle) (access.Object, string) {
	return access.Object{Obstacle: o.ID}, string(o.ID)
}
