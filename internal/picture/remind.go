package picture

import (
	"context"

	"samverk/internal/access"
	"samverk/internal/app"
	"samverk/internal/db"
	"samverk/internal/id"
	"samverk/internal/item"
)

// mostReminders bounds how many ends one run tells.
const mostReminders = 100

// Remind tells those functions of a unit that take part in a case that a
// livelihood or a certificate which the unit has noted ends in 30 or 14 days.
// The message says only that something waits.
func (s *Service) Remind(ctx context.Context) error {
	return app.ByItself(ctx, s.App, func(ctx context.Context, tx *db.Tx) ([]item.Ending, error) {
		return item.Endings(ctx, tx, mostReminders)
	}, func(e item.Ending) (access.Object, string) { return access.Object{Case: e.Case}, string(e.Case) }, s.remind)
}

func (s *Service) remind(ctx context.Context, tx *db.Tx, e item.Ending) (bool, error) {
	if mine, err := item.Reminded(ctx, tx, e); err != nil || !mine {
		return false, err
	}
	functions, err := db.All(ctx, tx, func(scan db.Scan) (f id.Function, err error) { return f, scan(&f) },
		`select pt.function_id from party pt join function f on f.id = pt.function_id and f.unit_id = $2 and f.ended_at is null
		where pt.case_id = $1 and pt.state = 'takes_part' order by pt.function_id limit 50`, e.Case, e.Unit)
	for _, f := range functions {
		if err == nil {
			err = s.Tell(ctx, tx, f)
		}
	}
	return true, err
}
