package briefing

import (
	"context"
	"time"

	"samverk/internal/access"
	"samverk/internal/app"
	"samverk/internal/brief"
	"samverk/internal/db"
	"samverk/internal/id"
)

const (
	remindedAhead = 7 // days before its end that a brief is reminded of
	atOnce        = 100
)

// Keep ends the briefs whose last day has passed, and reminds of those whose
// last day comes near: who made them, and the unit that has them.
func (s *Service) Keep(ctx context.Context) error {
	on := func(b brief.Brief) (access.Object, string) { return access.Object{Brief: b.ID}, string(b.ID) }
	err := app.ByItself(ctx, s.App, func(ctx context.Context, tx *db.Tx) ([]brief.Brief, error) {
		return brief.ToExpire(ctx, tx, atOnce)
	}, on, func(ctx context.Context, tx *db.Tx, b brief.Brief) (bool, error) {
		done, err := brief.Expire(ctx, tx, b)
		if err != nil || !done {
			return done, err
		}
		return true, s.Tell(ctx, tx, b.Function)
	})
	if err != nil {
		return err
	}
	return app.ByItself(ctx, s.App, func(ctx context.Context, tx *db.Tx) ([]brief.Brief, error) {
		today, err := time.Parse(time.DateOnly, tx.Today())
		if err != nil {
			return nil, err
		}
		return brief.ToRemind(ctx, tx, today.AddDate(0, 0, remindedAhead).Format(time.DateOnly), atOnce)
	}, on, s.remind)
}

func (s *Service) remind(ctx context.Context, tx *db.Tx, b brief.Brief) (bool, error) {
	mine, err := brief.Reminded(ctx, tx, b)
	if err != nil || !mine {
		return false, err
	}
	for _, f := range []id.Function{b.Function, b.ToFunction} {
		if f == "" {
			continue
		}
		if err := s.Tell(ctx, tx, f); err != nil {
			return false, err
		}
	}
	return true, nil
}
