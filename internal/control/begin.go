package control

import (
	"context"
	"time"

	"samverk/internal/access"
	"samverk/internal/app"
	"samverk/internal/audit"
	"samverk/internal/calendar"
	"samverk/internal/db"
	"samverk/internal/id"
	"samverk/internal/org"
	"samverk/internal/review"
)

const (
	// judgeDays is how long a control may take, in working days.
	judgeDays = 15
	// remindedAhead is how many days before its day a control is reminded of.
	remindedAhead = 5
	// monthsBehind is how many months are looked at, where nobody was there to
	// begin a control when its month was over.
	monthsBehind = 3
	remindAtRun  = 200
)

// Keep does what nobody asks for: it begins the control of each month that is
// over, in every organisation whose users have read something in it, and reminds
// those who judge of controls that are soon due, and once more when they are late.
func (s *Service) Keep(ctx context.Context) error {
	var all []waiting
	err := s.Look(ctx, access.Actor{System: true}, access.SystemWork, access.Object{}, func(tx *db.Tx) (err error) {
		all, err = unbegun(ctx, tx)
		return err
	})
	for _, w := range all {
		if err != nil {
			return err
		}
		err = s.begin(ctx, w)
	}
	if err != nil {
		return err
	}
	return s.remind(ctx)
}

// period is a month that is to be controlled.
type period struct {
	first, last, dueOn string
	from, until        time.Time // which it begins at, and is over at
	before             int64     // a row of the log that came before it
}

// monthsOver are the months before the one that now is in, in Sweden, in order.
// What begins now is judged within some working days from now.
func monthsOver(now time.Time) (all []period) {
	due, _ := calendar.Wall(calendar.Due(now, judgeDays))
	y, m, _ := now.In(calendar.Zone()).Date()
	for back := time.Month(monthsBehind); back > 0; back-- {
		from := time.Date(y, m-back, 1, 0, 0, 0, 0, calendar.Zone())
		until := from.AddDate(0, 1, 0)
		all = append(all, period{first: from.Format(time.DateOnly), last: until.AddDate(0, 0, -1).Format(time.DateOnly), dueOn: due, from: from, until: until})
	}
	return all
}

// waiting is a month whose control an organisation has not begun.
type waiting struct {
	org id.Org
	period
}

// unbegun lists what no control has begun of: the last month, and those that
// were missed since an organisation's last control.
func unbegun(ctx context.Context, tx *db.Tx) (all []waiting, err error) {
	months := monthsOver(tx.Now)
	for i := range months {
		if months[i].before, err = audit.Before(ctx, tx, months[i].from); err != nil {
			return nil, err
		}
	}
	latest, err := review.Latest(ctx, tx)
	if err != nil {
		return nil, err
	}
	every, err := org.Organisations(ctx, tx)
	for _, o := range every {
		begun, some := latest[o.ID]
		for i, m := range months {
			if some && m.first > begun || !some && i == monthsBehind-1 {
				all = append(all, waiting{o.ID, m})
			}
		}
	}
	return all, err
}

// begin chooses what is to be judged of a month, and lets those who judge know.
// Another process may have done so already.
func (s *Service) begin(ctx context.Context, w waiting) error {
	return app.ByItself(ctx, s.App, func(ctx context.Context, tx *db.Tx) ([]review.New, error) {
		n, err := s.pick(ctx, tx, w.org, w.period)
		if err != nil || len(n.Picks) == 0 {
			return nil, err
		}
		return []review.New{n}, nil
	}, func(n review.New) (access.Object, string) { return access.Object{Org: n.Org}, string(n.Org) },
		func(ctx context.Context, tx *db.Tx, n review.New) (bool, error) {
			if begun, err := review.Make(ctx, tx, n); err != nil || !begun {
				return false, err
			}
			return true, s.tellJudges(ctx, tx, n.Org)
		})
}

func (s *Service) remind(ctx context.Context) error {
	return app.ByItself(ctx, s.App, func(ctx context.Context, tx *db.Tx) ([]review.Due, error) {
		return review.ToRemind(ctx, tx, db.DayOf(tx.Now.AddDate(0, 0, remindedAhead)), remindAtRun)
	}, func(d review.Due) (access.Object, string) { return access.Object{Org: d.Org}, string(d.ID) },
		func(ctx context.Context, tx *db.Tx, d review.Due) (bool, error) {
			if mine, err := review.Reminded(ctx, tx, d); err != nil || !mine {
				return false, err
			}
			return true, s.tellJudges(ctx, tx, d.Org)
		})
}

// tellJudges lets every function of the organisation that may judge know that
// something waits.
func (s *Service) tellJudges(ctx context.Context, tx *db.Tx, o id.Org) error {
	judges, err := db.All(ctx, tx, func(scan db.Scan) (f id.Function, err error) { return f, scan(&f) },
		`select f.id from function f join unit u on u.id = f.unit_id
		where u.organisation_id = $1 and f.role = $2 and f.ended_at is null order by f.id`, o, access.Manager)
	for _, f := range judges {
		if err == nil {
			err = s.Tell(ctx, tx, f)
		}
	}
	return err
}
