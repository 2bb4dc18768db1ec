package introduction

import (
	"context"
	"slices"

	"samverk/internal/access"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/learning"
	"samverk/internal/news"
	"samverk/internal/org"
	"samverk/internal/structure"
)

// TrainingRow is a training day as lists show it.
type TrainingRow struct {
	learning.Training
	AreaNames []string // none for all areas
	Functions map[id.Function]org.Function
	MayKeep   bool
	Own       int // with how many the actor's function comes
}

// Trainings is a page of training days.
type Trainings struct {
	Rows    []TrainingRow
	More    bool
	MayKeep bool // days for the area that was asked for
	Today   string
}

// Trainings lists training days of an area and those for all, the latest first.
func (s *Service) Trainings(ctx context.Context, who access.Actor, q learning.TrainingFilter) (v Trainings, err error) {
	err = s.look(ctx, who, func(tx *db.Tx) error {
		v.Today = tx.Today()
		limit := q.Limit
		q.Limit++
		all, err := learning.Trainings(ctx, tx, q)
		if err != nil {
			return err
		}
		if v.More = len(all) > limit; v.More {
			all = all[:limit]
		}
		keeps, err := s.mayKeep(ctx, tx, who)
		if err != nil {
			return err
		}
		v.MayKeep = keeps(q.Area)
		v.Rows, err = s.trainingRows(ctx, tx, who, all)
		return err
	})
	return v, err
}

func (s *Service) trainingRows(ctx context.Context, tx *db.Tx, who access.Actor, all []learning.Training) (rows []TrainingRow, err error) {
	keeps, err := s.mayKeep(ctx, tx, who)
	if err != nil {
		return nil, err
	}
	names, err := areaNames(ctx, tx)
	if err != nil {
		return nil, err
	}
	ids := id.NewSet[id.Function]()
	for _, t := range all {
		ids.Add(t.Owners...)
		for f := range t.Seated {
			ids.Add(f)
		}
	}
	functions, err := org.Functions(ctx, tx, ids.List)
	for _, t := range all {
		row := TrainingRow{Training: t, Functions: functions, Own: t.Seated[who.Function], MayKeep: keepsTraining(who, t, keeps)}
		for _, a := range t.Areas {
			row.AreaNames = append(row.AreaNames, names[a])
		}
		rows = append(rows, row)
	}
	return rows, err
}

// keepsTraining reports whether the actor may change a training day: she keeps
// one of its areas.
func keepsTraining(who access.Actor, t learning.Training, keeps func(id.Area) bool) bool {
	return !who.Self() && (keeps("") || slices.ContainsFunc(t.Areas, keeps))
}

// Training returns one training day.
func (s *Service) Training(ctx context.Context, who access.Actor, t id.Training) (v TrainingRow, err error) {
	err = s.look(ctx, who, func(tx *db.Tx) error {
		now, err := trainingByID(ctx, tx, t)
		if err != nil {
			return err
		}
		rows, err := s.trainingRows(ctx, tx, who, []learning.Training{now})
		if err == nil {
			v = rows[0]
		}
		return err
	})
	return v, err
}

func trainingByID(ctx context.Context, tx *db.Tx, t id.Training) (learning.Training, error) {
	if !id.Valid(t) {
		return learning.Training{}, errs.Missing()
	}
	return learning.TrainingByID(ctx, tx, t)
}

// PlanTraining plans a training day, and tells its areas.
func (s *Service) PlanTraining(ctx context.Context, who access.Actor, in learning.TrainingInput) (id.Training, error) {
	by, err := structure.Deciding(ctx, s.App, who, in.Areas)
	if err != nil {
		return "", err
	}
	made, err := s.keep(ctx, who, by, func(tx *db.Tx) (string, error) {
		if err := s.checkTraining(ctx, tx, who, in, nil); err != nil {
			return "", err
		}
		t, err := learning.Plan(ctx, tx, in, who.Function)
		if err != nil {
			return "", err
		}
		if in.On < tx.Today() { // what has been is no news
			return string(t), nil
		}
		return string(t), trainingNews(ctx, tx, news.TrainingPlanned, t, in)
	})
	return id.Training(made), err
}

// areaOf is the area by which it is decided who keeps a training day: the first
// of its areas; empty where it is for all.
func areaOf(areas []id.Area) id.Area {
	if len(areas) == 0 {
		return ""
	}
	return areas[0]
}

// checkTraining reports all that is wrong with a training day. Nobody plans for
// an area that she does not keep, unless it was there before.
func (s *Service) checkTraining(ctx context.Context, tx *db.Tx, who access.Actor, in learning.TrainingInput, was []id.Area) error {
	var f errs.Faults
	if err := f.Merge(in.Check()); err != nil {
		return err
	}
	names, err := areaNames(ctx, tx)
	if err != nil {
		return err
	}
	keeps, err := s.mayKeep(ctx, tx, who)
	if err != nil {
		return err
	}
	f.Check(len(in.Areas) > 0 || keeps(""), "areas", "training.areas.missing")
	for i, a := range in.Areas {
		f.Check(names[a] != "" && !slices.Contains(in.Areas[:i], a), "areas", "learning.area.missing")
		f.Check(keeps(a) || slices.Contains(was, a), "areas", "training.area.foreign")
	}
	for i, o := range in.Owners {
		f.Check(!slices.Contains(in.Owners[:i], o), "owners", "learning.function.twice")
	}
	if _, err := checkFunctions(ctx, tx, &f, "owners", in.Owners); err != nil {
		return err
	}
	return f.OneEach().Err()
}

func trainingNews(ctx context.Context, tx *db.Tx, kind string, t id.Training, in learning.TrainingInput) error {
	areas := in.Areas
	if len(areas) == 0 {
		areas = []id.Area{""}
	}
	for _, a := range areas {
		if err := news.Add(ctx, tx, news.Entry{Kind: kind, Area: a, Subject: string(t), Name: in.Title}); err != nil {
			return err
		}
	}
	return nil
}

// changeTraining changes a training day by one who keeps one of its areas.
func (s *Service) changeTraining(ctx context.Context, who access.Actor, t id.Training, fn func(*db.Tx, learning.Training) error) error {
	var by id.Area
	err := s.look(ctx, who, func(tx *db.Tx) error {
		now, err := trainingByID(ctx, tx, t)
		if err != nil {
			return err
		}
		keeps, err := s.mayKeep(ctx, tx, who)
		by = areaOf(now.Areas)
		if i := slices.IndexFunc(now.Areas, keeps); i >= 0 {
			by = now.Areas[i]
		}
		return err
	})
	if err != nil {
		return err
	}
	_, err = s.keep(ctx, who, by, func(tx *db.Tx) (string, error) {
		now, err := trainingByID(ctx, tx, t)
		if err != nil {
			return "", err
		}
		if by != "" && !slices.Contains(now.Areas, by) {
			return "", errs.Changed(now)
		}
		return string(t), fn(tx, now)
	})
	return err
}

// ReplanTraining changes what is decided about a training day, and tells those
// who come.
func (s *Service) ReplanTraining(ctx context.Context, who access.Actor, t id.Training, in learning.TrainingInput, version int64) error {
	return s.changeTraining(ctx, who, t, func(tx *db.Tx, now learning.Training) error {
		if err := s.checkTraining(ctx, tx, who, in, now.Areas); err != nil {
			return err
		}
		if err := learning.Replan(ctx, tx, t, in, version); err != nil {
			return err
		}
		if now.On == in.On && now.Place == in.Place {
			return nil
		}
		if err := s.tellSeated(ctx, tx, who, now); err != nil {
			return err
		}
		return trainingNews(ctx, tx, news.TrainingChanged, t, in)
	})
}

func (s *Service) tellSeated(ctx context.Context, tx *db.Tx, who access.Actor, t learning.Training) error {
	for f := range t.Seated {
		if err := s.TellOthers(ctx, tx, who, f); err != nil {
			return err
		}
	}
	return nil
}

// CancelTraining says that a day will not be held, and tells those who come.
func (s *Service) CancelTraining(ctx context.Context, who access.Actor, t id.Training, version int64) error {
	return s.changeTraining(ctx, who, t, func(tx *db.Tx, now learning.Training) error {
		if err := learning.Cancel(ctx, tx, t, version); err != nil {
			return err
		}
		return s.tellSeated(ctx, tx, who, now)
	})
}

// HoldTraining notes what became of a training day: who came by actor, how it
// was judged taken together, and what a review of methods found.
func (s *Service) HoldTraining(ctx context.Context, who access.Actor, t id.Training, o learning.Outcome, version int64) error {
	return s.changeTraining(ctx, who, t, func(tx *db.Tx, _ learning.Training) error {
		return learning.Hold(ctx, tx, t, o, version)
	})
}

// SignUp says with how many the actor's function comes to a training day; 0
// takes it back.
func (s *Service) SignUp(ctx context.Context, who access.Actor, t id.Training, people int) error {
	_, err := s.Do(ctx, who, access.LearnTake, access.Object{}, func(tx *db.Tx, _ access.Sight) (string, error) {
		if !id.Valid(t) {
			return "", errs.Missing()
		}
		return string(t), learning.SignUp(ctx, tx, t, who.Function, people)
	})
	return err
}
