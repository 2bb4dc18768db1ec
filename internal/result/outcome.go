package result

import (
	"context"
	"slices"
	"time"

	"samverk/internal/access"
	"samverk/internal/app"
	"samverk/internal/cases"
	"samverk/internal/consent"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/item"
	"samverk/internal/org"
	"samverk/internal/outcome"
)

// early is how many days before a moment after the end it can be noted.
const early = 30

// OutcomeView is how it stood at each moment, as one reader may see it.
type OutcomeView struct {
	app.CaseView
	Notes   []outcome.Note
	Goals   []item.Item
	Scales  []outcome.Scale
	Leads   bool                      // the reader's function leads the case
	MayNote map[outcome.Moment]bool   // now
	On      map[outcome.Moment]string // days of the moments after the end, of a closed case
}

// Outcome returns how it stood, and stands.
func (s *Service) Outcome(ctx context.Context, who access.Actor, c id.Case) (OutcomeView, error) {
	var v OutcomeView
	err := s.See(ctx, who, access.OutcomeRead, access.Object{Case: c}, func(tx *db.Tx, sight access.Sight) (err error) {
		v, err = s.outcomeView(ctx, tx, sight)
		return err
	})
	if err != nil {
		return OutcomeView{}, err
	}
	return v, nil
}

func (s *Service) outcomeView(ctx context.Context, tx *db.Tx, sight access.Sight) (v OutcomeView, err error) {
	if v.CaseView, err = s.CaseFor(ctx, tx, sight); err != nil {
		return v, err
	}
	key, err := s.Key(ctx, sight)
	if err != nil {
		return v, err
	}
	seen := map[id.Item]bool{}
	for _, i := range v.Items {
		if i.Kind == item.Goal && !i.Gone {
			v.Goals, seen[i.ID] = append(v.Goals, i), true
		}
	}
	if v.Notes, err = outcome.OfCase(ctx, tx, key, sight); err != nil {
		return v, err
	}
	if v.Scales, err = outcome.Scales(ctx, tx, key, sight, seen); err != nil {
		return v, err
	}
	v.Leads = !sight.Self() && v.Case.Coordinator == sight.Function()
	return v, v.may(ctx, tx, sight)
}

// may finds out which moments the reader can note now.
func (v *OutcomeView) may(ctx context.Context, tx *db.Tx, sight access.Sight) error {
	v.MayNote, v.On = map[outcome.Moment]bool{}, map[outcome.Moment]string{}
	closed := v.Case.State == cases.StateClosed
	follows := sight.Self()
	if closed && v.Leads {
		standing, err := consent.Standing(ctx, tx, consent.SUS, []id.Case{v.Case.ID})
		if err != nil {
			return err
		}
		follows = app.MayFollowUp(sight, standing[v.Case.ID])
	}
	for _, m := range outcome.Moments() {
		may := sight.Self() || v.Leads && (!closed || follows)
		if m.After() > 0 {
			if closed {
				v.On[m] = m.On(v.Case.StateAt)
			}
			may = may && closed && v.Today >= daysBefore(v.On[m], early)
		}
		v.MayNote[m] = may && (sight.Proxy() == "" || sight.Tasks().Has(access.TaskWrite))
	}
	return nil
}

func daysBefore(day string, days int) string {
	at, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return "9999"
	}
	return at.AddDate(0, 0, -days).Format(time.DateOnly)
}

// Own returns what the reader herself, or her unit, has noted of a moment.
func (v OutcomeView) Own(m outcome.Moment) (outcome.Note, bool) {
	i := slices.IndexFunc(v.Notes, func(n outcome.Note) bool { return n.Owner == v.Sight.Unit() && n.Moment == m })
	if i < 0 {
		return outcome.Note{}, false
	}
	return v.Notes[i], true
}

// Scale returns the scale of a goal: that of the reader's unit before others'.
func (v OutcomeView) Scale(goal id.Item) (found outcome.Scale, ok bool) {
	for _, k := range v.Scales {
		if k.Goal == goal && (!ok || k.Owner == v.Sight.Unit()) {
			found, ok = k, true
		}
	}
	return found, ok
}

// own are the scales that scores are reckoned on, one for each goal.
func (v OutcomeView) own() (all []outcome.Scale) {
	for _, g := range v.Goals {
		if k, ok := v.Scale(g.ID); ok {
			all = append(all, k)
		}
	}
	return all
}

// T gathers the scores of a note in one number.
func (v OutcomeView) T(n outcome.Note) (float64, bool) { return outcome.TScore(n.Scores, v.own()) }

// NoteOutcome notes how it stands at a moment: by the person herself, or by the
// function that leads the case, after the end only while a consent lets it.
func (s *Service) NoteOutcome(ctx context.Context, who access.Actor, c id.Case, n outcome.New) error {
	_, err := s.Do(ctx, who, access.OutcomeNote, access.Object{Case: c}, func(tx *db.Tx, sight access.Sight) (string, error) {
		v, err := s.outcomeView(ctx, tx, sight)
		if err != nil {
			return "", err
		}
		if err := n.Check(v.Today, sight.Self(), v.own()); err != nil {
			return "", err
		}
		if !v.MayNote[n.Moment] {
			return "", v.refuse(n.Moment)
		}
		var shared id.Unit
		if sight.Self() && n.Share {
			if shared, err = leading(ctx, tx, v.Case); err != nil {
				return "", err
			}
		}
		key, err := s.Key(ctx, sight)
		if err != nil {
			return "", err
		}
		o, err := outcome.Keep(ctx, tx, key, sight, n, shared)
		if err != nil {
			return "", err
		}
		return string(o), s.Happened(ctx, tx, sight, cases.Event{Kind: "outcome_noted", Unit: sight.Unit()})
	})
	return err
}

// refuse says why a moment cannot be noted now.
func (v OutcomeView) refuse(m outcome.Moment) error {
	switch {
	case !v.Sight.Self() && !v.Leads:
		return errs.New(errs.Denied, "outcome.lead")
	case m.After() > 0 && v.Case.State != cases.StateClosed:
		return errs.New(errs.Conflict, "outcome.open")
	case m.After() > 0 && v.Today < daysBefore(v.On[m], early):
		return errs.New(errs.Conflict, "outcome.early")
	}
	return errs.New(errs.Conflict, "outcome.consent")
}

// leading returns the unit of the function that leads a case.
func leading(ctx context.Context, tx *db.Tx, c cases.Case) (id.Unit, error) {
	f, err := org.FunctionByID(ctx, tx, c.Coordinator)
	return f.Unit, err
}

// KeepScale notes what reaching a goal means, by the function that leads the
// case, about a goal that it may see.
func (s *Service) KeepScale(ctx context.Context, who access.Actor, c id.Case, k outcome.Scale) error {
	_, err := s.Do(ctx, who, access.OutcomeNote, access.Object{Case: c}, func(tx *db.Tx, sight access.Sight) (string, error) {
		v, err := s.outcomeView(ctx, tx, sight)
		if err != nil {
			return "", err
		}
		if !v.Leads {
			return "", errs.New(errs.Denied, "outcome.lead")
		}
		if err := app.Writable(ctx, tx, sight); err != nil {
			return "", err
		}
		if !slices.ContainsFunc(v.Goals, func(g item.Item) bool { return g.ID == k.Goal }) {
			return "", errs.Missing()
		}
		key, err := s.Key(ctx, sight)
		if err != nil {
			return "", err
		}
		o, err := outcome.KeepScale(ctx, tx, key, sight, k)
		return string(o), err
	})
	return err
}
