package app

import (
	"context"

	"samverk/internal/access"
	"samverk/internal/db"
	"samverk/internal/id"
)

// mostLed bounds how many cases a list of all that a function leads holds.
const mostLed = 500

// SeeLed is See on all cases that the actor's function leads and takes part in,
// the one opened last first. The log has a row for each of which something was
// shown.
func (a *App) SeeLed(ctx context.Context, who access.Actor, act access.Action, fn func(*db.Tx, []access.Sight) error) error {
	return a.seeing(ctx, who, act, access.Object{}, func(tx *db.Tx, k *known) error {
		which, err := db.All(ctx, tx, func(scan db.Scan) (c id.Case, err error) { return c, scan(&c) },
			`select c.id from cases c join party pt on pt.case_id = c.id and pt.function_id = $1 and pt.state = 'takes_part'
			where c.coordinator_id = $1 order by c.opened_at desc, c.id limit $2`, who.Function, mostLed)
		if err != nil {
			return err
		}
		seen, err := a.sights(ctx, tx, who, which)
		if err != nil {
			return err
		}
		for _, c := range which {
			if s, ok := seen[c]; ok && !s.Blocked() {
				k.also = append(k.also, s)
			}
		}
		return fn(tx, k.also)
	})
}
