// Package introduction is how newcomers, training days, articles and news are
// kept, and what those who leave hand over. It imports nothing of the individual
// level.
package introduction

import (
	"context"
	"errors"
	"slices"
	"strconv"

	"samverk/internal/access"
	"samverk/internal/app"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/knowledge"
	"samverk/internal/learning"
	"samverk/internal/news"
	"samverk/internal/org"
	"samverk/internal/structure"
)

// Service is the application with this part of it.
type Service struct{ *app.App }

// New returns the service.
func New(a *app.App) *Service { return &Service{a} }

// look reads what is open to all who have a function, and to nobody else: it is
// about how they work, and who comes and goes.
func (s *Service) look(ctx context.Context, who access.Actor, fn func(*db.Tx) error) error {
	if who.Self() {
		return errs.Missing()
	}
	return s.Look(ctx, who, access.StructureRead, access.Object{}, fn)
}

// Due lists what of this waits for the actor. It is part of her day.
func (s *Service) Due(ctx context.Context, tx *db.Tx, who access.Actor) (due []structure.Due, err error) {
	unseen, err := news.Unseen(ctx, tx, who.Function, who.Unit)
	if err != nil {
		return nil, err
	}
	w, err := learning.WaitingFor(ctx, tx, who.User, who.Function)
	for _, one := range []struct {
		n    int
		line structure.Due
	}{
		{w.Late, structure.Due{Key: "article.due", Href: "/kunskap?egna=ja", On: w.LateOn}},
		{w.Steps, structure.Due{Key: "introduction.due", Href: "/introduktion"}},
		{unseen, structure.Due{Key: "news.due", Href: "/nytt"}},
	} {
		if one.n > 0 {
			one.line.Args = []string{"n", strconv.Itoa(one.n)}
			due = append(due, one.line)
		}
	}
	if w.Training != "" {
		due = append(due, structure.Due{Key: "training.due", Args: []string{"day", w.Training}, Href: "/utbildning", On: w.Training})
	}
	return due, err
}

// mostAtOnce bounds how many are told in an hour.
const mostAtOnce = 500

// Keep tells functions once a week that there is news, owners that an article is
// to be looked at anew, and forgets what was noted of those who have left. What
// is sent says only that something waits.
func (s *Service) Keep(ctx context.Context) error {
	nothing := access.Object{}
	return errors.Join(
		app.ByItself(ctx, s.App, func(ctx context.Context, tx *db.Tx) ([]id.Function, error) { return news.Digests(ctx, tx, mostAtOnce) },
			func(f id.Function) (access.Object, string) { return nothing, string(f) },
			func(ctx context.Context, tx *db.Tx, f id.Function) (bool, error) {
				if first, err := news.Sent(ctx, tx, f); err != nil || !first {
					return false, err
				}
				return true, s.Tell(ctx, tx, f)
			}),
		app.ByItself(ctx, s.App, func(ctx context.Context, tx *db.Tx) ([]knowledge.Reminder, error) {
			return knowledge.Reminders(ctx, tx, mostAtOnce)
		},
			func(r knowledge.Reminder) (access.Object, string) { return nothing, string(r.ID) },
			func(ctx context.Context, tx *db.Tx, r knowledge.Reminder) (bool, error) {
				if first, err := knowledge.Reminded(ctx, tx, r); err != nil || !first {
					return false, err
				}
				return true, s.Tell(ctx, tx, r.Owner)
			}),
		app.ByItself(ctx, s.App, learning.Left, func(a id.Assignment) (access.Object, string) { return nothing, string(a) }, learning.Forget),
	)
}

// mayKeep reports in which areas the actor keeps what people learn from; for the
// empty area whether she does so for all.
func (s *Service) mayKeep(ctx context.Context, tx *db.Tx, who access.Actor) (func(id.Area) bool, error) {
	facts, err := s.FactsOfAreas(ctx, tx, who)
	return func(a id.Area) bool { return access.Decide(access.LearnKeep, facts(a)) == nil }, err
}

// keep changes something of an area, or of all areas where that is empty.
func (s *Service) keep(ctx context.Context, who access.Actor, area id.Area, fn func(*db.Tx) (string, error)) (string, error) {
	return s.Do(ctx, who, access.LearnKeep, access.Object{Area: area}, func(tx *db.Tx, _ access.Sight) (string, error) {
		if area != "" {
			if _, err := org.AreaByID(ctx, tx, area); errs.Is(err, errs.NotFound) {
				return "", errs.Faults{{Field: "area", Key: "learning.area.missing"}}.Err()
			} else if err != nil {
				return "", err
			}
		}
		return fn(tx)
	})
}

// checkFunctions notes those of some functions that do not exist or have ended.
func checkFunctions(ctx context.Context, tx *db.Tx, f *errs.Faults, field string, some []id.Function) (map[id.Function]org.Function, error) {
	found, err := org.Functions(ctx, tx, some)
	for _, one := range some {
		now, ok := found[one]
		f.Check(ok && !now.Ended, field, "learning.function.missing")
	}
	*f = f.OneEach()
	return found, err
}

// areaNames returns what the areas are called.
func areaNames(ctx context.Context, tx *db.Tx) (map[id.Area]string, error) {
	all, err := org.Areas(ctx, tx)
	names := map[id.Area]string{}
	for _, a := range all {
		names[a.ID] = a.Name
	}
	return names, err
}

// Candidates lists the functions that something can be given to: those of an
// area, or of the actor's own areas where that is empty.
func (s *Service) Candidates(ctx context.Context, who access.Actor, area id.Area) (all []org.Function, err error) {
	err = s.look(ctx, who, func(tx *db.Tx) error {
		areas := []id.Area{area}
		if area == "" {
			own, err := org.AreasOf(ctx, tx, who.Unit)
			if err != nil {
				return err
			}
			areas = areas[:0]
			for _, a := range own {
				areas = append(areas, a.ID)
			}
		}
		for _, a := range areas {
			some, err := org.FunctionsIn(ctx, tx, a, "")
			if err != nil {
				return err
			}
			for _, f := range some {
				if !slices.ContainsFunc(all, func(o org.Function) bool { return o.ID == f.ID }) {
					all = append(all, f)
				}
			}
		}
		return nil
	})
	return all, err
}
