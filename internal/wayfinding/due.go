package wayfinding

import (
	"context"
	"strconv"

	"samverk/internal/access"
	"samverk/internal/app"
	"samverk/internal/calendar"
	"samverk/internal/contact"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/org"
	"samverk/internal/structure"
)

// Due lists what of this waits for the actor. It is part of her day.
func (s *Service) Due(ctx context.Context, tx *db.Tx, who access.Actor) (all []structure.Due, err error) {
	f, err := org.FunctionByID(ctx, tx, who.Function)
	if err != nil {
		return nil, err
	}
	waits, err := contact.Waiting(ctx, tx, f.ID, f.Unit, f.Role)
	for _, w := range waits {
		all = append(all, dueOf(w)...)
	}
	return all, err
}

// dueOf is what a way in waits for, as lines of a day.
func dueOf(w contact.Waits) (all []structure.Due) {
	line := func(key string, more ...string) structure.Due {
		return structure.Due{Key: key, Href: "/vagar-in/" + string(w.Way), Area: w.Area, Args: append([]string{"function", w.Name, "area", w.AreaName}, more...)}
	}
	if w.Vacant {
		d := line("ways.due.vacant")
		d.Urgent, d.Function = true, w.Function
		all = append(all, d)
	}
	if w.Reports > 0 {
		all = append(all, line("ways.due.report", "n", strconv.Itoa(w.Reports)))
	}
	if w.Stale {
		day, _ := calendar.Wall(db.Time(w.Since).AddDate(0, 0, contact.StaleDays))
		d := line("ways.due.stale")
		d.On = day
		all = append(all, d)
	}
	return all
}

// Remind asks those who answer for a way in that nobody has confirmed for too
// long whether it holds: its function first, and its manager when that does not
// help.
func (s *Service) Remind(ctx context.Context) error {
	err := app.ByItself(ctx, s.App, contact.Unguided, func(w id.WayIn) (access.Object, string) {
		return access.Object{}, string(w)
	}, func(ctx context.Context, tx *db.Tx, _ id.WayIn) (bool, error) { return contact.Begin(ctx, tx) })
	if err != nil {
		return err
	}
	return app.ByItself(ctx, s.App, contact.ToAsk, func(a contact.Asking) (access.Object, string) {
		return access.Object{Unit: a.Unit, Area: a.Area}, string(a.Way)
	}, s.ask)
}

func (s *Service) ask(ctx context.Context, tx *db.Tx, a contact.Asking) (bool, error) {
	if first, err := contact.Ask(ctx, tx, a); err != nil || !first {
		return false, err
	}
	if !a.Raised {
		return true, s.Tell(ctx, tx, a.Function)
	}
	manager, err := org.ManagerOf(ctx, tx, a.Unit)
	if errs.Is(err, errs.NotFound) {
		return true, s.TellCoordinator(ctx, tx, a.Area)
	}
	if err != nil {
		return false, err
	}
	return true, s.Tell(ctx, tx, manager.ID)
}
