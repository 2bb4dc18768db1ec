package figures

import (
	"context"
	"slices"

	"samverk/internal/access"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/figure"
	"samverk/internal/id"
	"samverk/internal/org"
)

// GoalView is a goal, and how far each of its areas has come.
type GoalView struct {
	figure.Goal
	Of       figure.Figure
	Progress []Progress
	Overdue  bool
}

// Progress is how far a goal has come in one area.
type Progress struct {
	Area     org.Area
	Baseline figure.Number
	Period   string       // of the baseline
	Now      figure.Value // the newest later value of the same series; not known where there is none
	State    string
}

// goals lists the goals with how far they have come.
func goals(ctx context.Context, tx *db.Tx, areas []org.Area, all values) (list []GoalView, err error) {
	stored, err := figure.Goals(ctx, tx)
	for _, g := range stored {
		list = append(list, goalView(g, areas, all, tx.Today()))
	}
	return list, err
}

func goalView(g figure.Goal, areas []org.Area, all values, today string) GoalView {
	v := GoalView{Goal: g, Overdue: g.State == figure.GoalOpen && g.DueOn < today}
	v.Of, _ = all.figures.ByCode(g.Figure)
	for _, b := range g.Baselines {
		p := Progress{Baseline: b.Number, Period: b.Period, State: figure.NotKnown}
		if i := slices.IndexFunc(areas, func(a org.Area) bool { return a.ID == b.Area }); i >= 0 {
			p.Area = areas[i]
		}
		period := all.newest(g.Figure, figure.Place(b.Area), g.Gender)
		now := all.by[figure.Key{Figure: g.Figure, Place: figure.Place(b.Area), Period: period, Gender: g.Gender}]
		if p.State = figure.Progress(b.Number, g.Target, now, b.Period); p.State != figure.NotKnown {
			p.Now = now
		}
		v.Progress = append(v.Progress, p)
	}
	return v
}

// GoalList is the common goals, and what a goal can be of.
type GoalList struct {
	Goals   []GoalView
	Areas   []org.Area
	Figures figure.List
}

// Goals lists the common goals, those that are due first before later ones.
func (s *Service) Goals(ctx context.Context, who access.Actor) (v GoalList, err error) {
	err = s.Look(ctx, who, access.StructureRead, access.Object{}, func(tx *db.Tx) error {
		if v.Areas, err = org.Areas(ctx, tx); err != nil {
			return err
		}
		all, err := everything(ctx, tx, v.Areas)
		if err != nil {
			return err
		}
		v.Figures = all.figures
		v.Goals, err = goals(ctx, tx, v.Areas, all)
		return err
	})
	return v, err
}

// Goal returns one goal.
func (s *Service) Goal(ctx context.Context, who access.Actor, g id.Goal) (v GoalView, err error) {
	err = s.Look(ctx, who, access.StructureRead, access.Object{}, func(tx *db.Tx) error {
		stands, err := figure.GoalByID(ctx, tx, g)
		if err != nil {
			return err
		}
		areas, err := org.Areas(ctx, tx)
		if err != nil {
			return err
		}
		all, err := everything(ctx, tx, areas)
		v = goalView(stands, areas, all, tx.Today())
		return err
	})
	return v, err
}

// goalObject is what deciding about a goal is about: its area, or the federation
// where it has several.
func goalObject(areas []id.Area) access.Object {
	if len(areas) == 1 {
		return access.Object{Area: areas[0]}
	}
	return access.Object{}
}

// SetGoal enters a common goal. Where it begins in each area is the newest value
// that there is of the figure there.
func (s *Service) SetGoal(ctx context.Context, who access.Actor, in figure.GoalInput) (id.Goal, error) {
	made, err := s.Do(ctx, who, access.FigureKeep, goalObject(in.Areas), func(tx *db.Tx, _ access.Sight) (string, error) {
		var f errs.Faults
		of, err := figure.Known(ctx, tx)
		if err != nil {
			return "", err
		}
		if err := f.Merge(aboutNobody(in.FreeText(), in.Check(of, tx.Today()))); err != nil {
			return "", err
		}
		from, err := baselines(ctx, tx, in)
		if err != nil {
			return "", err
		}
		f.Check(len(from) == len(in.Areas), "areas", "goal.areas.value")
		f.Check(!slices.ContainsFunc(from, func(b figure.Baseline) bool { return (in.Target < b.Number) != (in.Target < from[0].Number) }), "target", "goal.target.sides")
		if err := f.OneEach().Err(); err != nil {
			return "", err
		}
		g, err := figure.CreateGoal(ctx, tx, in, from, who.Function)
		return string(g), err
	})
	return id.Goal(made), err
}

// baselines are the newest values of a figure in the areas of a goal.
func baselines(ctx context.Context, tx *db.Tx, in figure.GoalInput) (all []figure.Baseline, err error) {
	stands, err := figure.Values(ctx, tx, []id.Figure{in.Figure})
	for _, a := range in.Areas {
		v := figure.Newest(slices.DeleteFunc(slices.Clone(stands), func(v figure.Value) bool { return v.Place != figure.Place(a) || v.Gender != in.Gender }))
		if v.Known {
			all = append(all, figure.Baseline{Area: a, Period: v.Period, Number: v.Number})
		}
	}
	return all, err
}

// ChangeGoal changes what is said of a goal, or ends it. What it is held against
// and where it began stay.
func (s *Service) ChangeGoal(ctx context.Context, who access.Actor, g id.Goal, version int64, in figure.GoalInput, state string) error {
	var stands figure.Goal
	err := s.Look(ctx, who, access.StructureRead, access.Object{}, func(tx *db.Tx) (err error) {
		stands, err = figure.GoalByID(ctx, tx, g)
		return err
	})
	if err != nil {
		return err
	}
	_, err = s.Do(ctx, who, access.FigureKeep, goalObject(stands.Areas), func(tx *db.Tx, _ access.Sight) (string, error) {
		in.Figure, in.Gender, in.Areas = stands.Figure, stands.Gender, stands.Areas
		today := tx.Today()
		if in.DueOn == stands.DueOn {
			today = "" // a date that has passed may stand
		}
		var f errs.Faults
		of, err := figure.Known(ctx, tx)
		if err != nil {
			return "", err
		}
		if err := f.Merge(aboutNobody(in.FreeText(), in.Check(of, today))); err != nil {
			return "", err
		}
		f.Check(state == figure.GoalOpen || state == figure.GoalEnded, "state", "goal.state.unknown")
		if err := f.OneEach().Err(); err != nil {
			return "", err
		}
		now := stands
		now.GoalInput = in
		return string(g), figure.ChangeGoal(ctx, tx, now, version, state)
	})
	return err
}
