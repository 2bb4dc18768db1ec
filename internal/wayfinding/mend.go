package wayfinding

import (
	"context"

	"samverk/internal/access"
	"samverk/internal/app"
	"samverk/internal/contact"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/news"
	"samverk/internal/org"
)

// Confirm says that a way in holds as it stands.
func (s *Service) Confirm(ctx context.Context, who access.Actor, which id.WayIn, version int64) error {
	_, err := s.keep(ctx, who, which, func(tx *db.Tx, now Way) (string, error) {
		if now.Guide.Version != version {
			return "", errs.Changed(now)
		}
		return string(which), contact.Confirm(ctx, tx, which, who.Function, version)
	})
	return err
}

// Mending is what a way in is changed to: how its function is reached, and what
// whoever asks has to know. Each has a version of its own.
type Mending struct {
	Contact org.FunctionChange
	Guide   contact.Input
	Version int64 // of the guide
}

// Check reports all that is wrong.
func (m Mending) Check() error {
	var f errs.Faults
	if err := f.Merge(m.Contact.Check()); err != nil {
		return err
	}
	if err := f.Merge(m.Guide.Check()); err != nil {
		return err
	}
	g := m.Guide
	return telling(f.Err(), map[string]string{"hours": m.Contact.Hours, "ready": g.Ready, "form": g.Form, "situations": g.Situations, "keywords": g.Keywords})
}

// telling adds to what is wrong with something that its texts tell of somebody.
func telling(err error, texts map[string]string) error {
	var f errs.Faults
	if err := f.Merge(err); err != nil {
		return err
	}
	return append(f, app.TellsOfAnybody("", texts)...).OneEach().Err()
}

// Mending is the way in as it stands, to be changed.
func (w Way) Mending() Mending {
	f := w.Function
	return Mending{org.FunctionChange{Phone: f.Phone, Mailbox: f.Mailbox, Hours: f.Hours, Version: f.Version}, w.Guide.Input(), w.Guide.Version}
}

// Mend changes how a way in is reached and asked. Who mends it confirms it.
func (s *Service) Mend(ctx context.Context, who access.Actor, which id.WayIn, m Mending) error {
	_, err := s.keep(ctx, who, which, func(tx *db.Tx, now Way) (string, error) {
		if now.Guide.Version != m.Version || now.Function.Version != m.Contact.Version {
			return "", errs.Changed(now)
		}
		if err := m.Check(); err != nil {
			return "", err
		}
		if m.Contact != now.Mending().Contact {
			if err := org.ChangeFunction(ctx, tx, now.Function.ID, m.Contact); err != nil {
				return "", err
			}
		}
		if m.concerns(now.Mending()) {
			if err := news.Add(ctx, tx, entry(now)); err != nil {
				return "", err
			}
		}
		return string(which), contact.Write(ctx, tx, which, m.Guide, who.Function, m.Version)
	})
	return err
}

// concerns reports whether those who use the way in do something else from now:
// it is reached in another way, asked with another form, or for other ages. What
// only explains is no news.
func (m Mending) concerns(was Mending) bool {
	a, b := m.Guide, was.Guide
	return m.Contact != was.Contact || a.Form != b.Form || a.AgeFrom != b.AgeFrom || a.AgeTo != b.AgeTo
}

// entry says that a way in has changed.
func entry(w Way) news.Entry {
	return news.Entry{Kind: news.WayChanged, Area: w.Area, Actor: w.Actor, Unit: w.Function.Unit, Function: w.Function.ID, Subject: string(w.ID), Name: w.Topic}
}

// Report says that a way in was wrong. Its function is told, and where nobody
// acts as that the coordinator of the area.
func (s *Service) Report(ctx context.Context, who access.Actor, n contact.NewReport) (id.WayReport, error) {
	n.By = who.Function
	made, err := s.Do(ctx, who, access.WayReport, access.Object{}, func(tx *db.Tx, _ access.Sight) (string, error) {
		w, err := org.WayInByID(ctx, tx, n.Way)
		if err != nil {
			return "", err
		}
		made, err := contact.Tell(ctx, tx, n)
		if err := telling(err, map[string]string{"words": n.Words}); err != nil {
			return "", err
		}
		if w.Vacant() {
			return string(made), s.TellCoordinator(ctx, tx, w.Area)
		}
		return string(made), s.TellOthers(ctx, tx, who, w.Function.ID)
	})
	return id.WayReport(made), err
}

// Reports lists what was reported of a way in, for those who may answer.
func (s *Service) Reports(ctx context.Context, who access.Actor, which id.WayIn) ([]contact.Report, error) {
	v, err := s.Way(ctx, who, which)
	if err == nil && !v.MayKeep {
		err = errs.New(errs.Denied, "denied")
	}
	return v.Reports, err
}

// Answer closes a report with what was done about it, and tells who made it.
func (s *Service) Answer(ctx context.Context, who access.Actor, which id.WayIn, r id.WayReport, words string, version int64) error {
	_, err := s.keep(ctx, who, which, func(tx *db.Tx, _ Way) (string, error) {
		now, err := contact.ReportByID(ctx, tx, r)
		if err != nil {
			return "", err
		}
		if now.Way != which {
			return "", errs.Missing()
		}
		if now.Version != version || !now.Open() {
			return "", errs.Changed(now)
		}
		err = contact.Answer(ctx, tx, r, words, who.Function, version)
		if err := telling(err, map[string]string{"answer": words}); err != nil {
			return "", err
		}
		return string(r), s.TellOthers(ctx, tx, who, now.By)
	})
	return err
}
