package mapping

import (
	"context"
	"slices"

	"samverk/internal/access"
	"samverk/internal/app"
	"samverk/internal/db"
	"samverk/internal/development"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/obstacle"
	"samverk/internal/org"
	"samverk/internal/structure"
	"samverk/internal/study"
)

const (
	developmentsAtOnce = 30
	mostLate           = 20
)

// DevelopmentRow is a development as lists show it.
type DevelopmentRow struct {
	development.Development
	Owner org.Function // zero while nobody has taken it
	Late  bool
}

// DevelopmentList is developments, the newest first.
type DevelopmentList struct {
	Rows    []DevelopmentRow
	Areas   []org.Area
	Names   map[id.Area]string
	More    bool
	MayKeep bool // somewhere
	Today   string
}

// Developments lists what is to become better in an area, the common ones too;
// everywhere where none is given.
func (a *Service) Developments(ctx context.Context, who access.Actor, area id.Area) (DevelopmentList, error) {
	return a.FindDevelopments(ctx, who, development.Filter{Area: area})
}

// FindDevelopments lists the developments that a filter lets through.
func (a *Service) FindDevelopments(ctx context.Context, who access.Actor, q development.Filter) (v DevelopmentList, err error) {
	if q.Limit <= 0 || q.Limit > developmentsAtOnce {
		q.Limit = developmentsAtOnce
	}
	atOnce := q.Limit
	q.Limit++
	err = a.look(ctx, who, func(tx *db.Tx) error {
		all, err := development.List(ctx, tx, q)
		if err != nil {
			return err
		}
		v.Today, v.More = tx.Today(), len(all) > atOnce
		if v.Rows, err = rowsOf(ctx, tx, all[:min(len(all), atOnce)]); err != nil {
			return err
		}
		return a.placed(ctx, tx, who, &v)
	})
	return v, err
}

// placed adds the areas and what the actor may do in them.
func (a *Service) placed(ctx context.Context, tx *db.Tx, who access.Actor, v *DevelopmentList) (err error) {
	if v.Areas, err = org.Areas(ctx, tx); err != nil {
		return err
	}
	v.Names = map[id.Area]string{}
	for _, area := range v.Areas {
		v.Names[area.ID] = area.Name
	}
	own, frame, err := a.kept(ctx, tx, who, v.Areas, access.DevelopKeep)
	v.MayKeep = frame || len(own) > 0
	return err
}

func rowsOf(ctx context.Context, tx *db.Tx, all []development.Development) (rows []DevelopmentRow, err error) {
	var owners []id.Function
	for _, d := range all {
		if d.Owner != "" && !slices.Contains(owners, d.Owner) {
			owners = append(owners, d.Owner)
		}
	}
	found, err := org.Functions(ctx, tx, owners)
	for _, d := range all {
		rows = append(rows, DevelopmentRow{d, found[d.Owner], d.Late(tx.Today())})
	}
	return rows, err
}

// DevelopmentView is one development with what has been done.
type DevelopmentView struct {
	development.Development
	Steps     []development.Step
	Events    []development.Event
	Names     map[id.Area]string
	Functions map[id.Function]org.Function
	StudyName string
	Obstacle  obstacle.Obstacle
	MayKeep   bool
	Today     string
}

// Development returns one development.
func (a *Service) Development(ctx context.Context, who access.Actor, d id.Development) (v DevelopmentView, err error) {
	err = a.look(ctx, who, func(tx *db.Tx) error {
		if v.Development, err = development.ByID(ctx, tx, d); err != nil {
			return err
		}
		v.Today = tx.Today()
		if v.Steps, err = development.Steps(ctx, tx, d); err != nil {
			return err
		}
		if v.Events, err = development.Events(ctx, tx, d); err != nil {
			return err
		}
		if v.MayKeep, err = a.keepsAll(ctx, tx, who, v.Development); err != nil {
			return err
		}
		return v.fill(ctx, tx)
	})
	return v, err
}

func (v *DevelopmentView) fill(ctx context.Context, tx *db.Tx) error {
	areas, err := org.Areas(ctx, tx)
	if err != nil {
		return err
	}
	v.Names = map[id.Area]string{}
	for _, area := range areas {
		v.Names[area.ID] = area.Name
	}
	if v.Study != "" {
		s, err := study.ByID(ctx, tx, v.Study)
		if err != nil {
			return err
		}
		v.StudyName = s.Title
	}
	if v.Development.Obstacle != "" {
		if v.Obstacle, err = obstacle.ByID(ctx, tx, v.Development.Obstacle); err != nil {
			return err
		}
	}
	named := id.NewSet[id.Function]()
	named.Add(v.MadeBy)
	if v.Owner != "" {
		named.Add(v.Owner)
	}
	for _, e := range v.Events {
		named.Add(e.By)
	}
	v.Functions, err = org.Functions(ctx, tx, named.List)
	return err
}

// keepsAll reports whether the actor may change a development: in its one area,
// or in all of them where it reaches further.
func (a *Service) keepsAll(ctx context.Context, tx *db.Tx, who access.Actor, d development.Development) (bool, error) {
	return a.may(ctx, tx, who, access.DevelopKeep, reach(d))
}

// reach is what a change of a development is about.
func reach(d development.Development) access.Object {
	if d.Scope == development.Local && len(d.Areas) == 1 && id.Valid(d.Areas[0]) {
		return access.Object{Area: d.Areas[0]}
	}
	return access.Object{}
}

// SaveDevelopment enters a development, or changes the one with the identifier
// given. Who keeps one area can neither make one that reaches further nor take
// one there.
func (a *Service) SaveDevelopment(ctx context.Context, who access.Actor, d development.Development) (id.Development, error) {
	d.MadeBy = who.Function
	on := reach(d)
	if d.ID != "" {
		stands, err := a.Development(ctx, who, d.ID)
		if err != nil {
			return "", err
		}
		on = reach(stands.Development)
	}
	made, err := a.Do(ctx, who, access.DevelopKeep, on, func(tx *db.Tx, _ access.Sight) (string, error) {
		if err := a.checkDevelopment(ctx, tx, who, d); err != nil {
			return "", err
		}
		if d.ID != "" {
			return string(d.ID), development.Change(ctx, tx, d, who.Function)
		}
		made, err := development.Create(ctx, tx, d)
		return string(made), err
	})
	return id.Development(made), err
}

// checkDevelopment reports everything that is wrong with a development: its
// owner, areas and sources have to exist.
func (a *Service) checkDevelopment(ctx context.Context, tx *db.Tx, who access.Actor, d development.Development) error {
	var f errs.Faults
	if err := f.Merge(d.Check()); err != nil {
		return err
	}
	if err := f.Merge(checkAreas(ctx, tx, d.Areas)); err != nil {
		return err
	}
	if may, err := a.keepsAll(ctx, tx, who, d); err != nil {
		return err
	} else {
		f.Check(may, "scope", "development.scope.frame")
	}
	for field, look := range map[string]func() error{
		"owner":    func() error { return ifSet(d.Owner, owns(ctx, tx, d.Owner)) },
		"study":    func() error { _, err := study.ByID(ctx, tx, d.Study); return ifSet(d.Study, err) },
		"obstacle": func() error { _, err := obstacle.ByID(ctx, tx, d.Obstacle); return ifSet(d.Obstacle, err) },
	} {
		err := look()
		if err != nil && !errs.Is(err, errs.NotFound) {
			return err
		}
		f.Check(err == nil, field, "development.choose")
	}
	return f.OneEach().Err()
}

// owns demands that there is a function, and not only was: nobody would be told
// of what is late.
func owns(ctx context.Context, tx *db.Tx, f id.Function) error {
	now, err := org.FunctionByID(ctx, tx, f)
	if err == nil && now.Ended {
		err = errs.Missing()
	}
	return err
}

func ifSet[T ~string](what T, err error) error {
	if what == "" {
		return nil
	}
	return err
}

// ofDevelopment changes something of a development.
func (a *Service) ofDevelopment(ctx context.Context, who access.Actor, d id.Development, fn func(*db.Tx) error) error {
	now, err := a.Development(ctx, who, d)
	if err != nil {
		return err
	}
	_, err = a.Do(ctx, who, access.DevelopKeep, reach(now.Development), func(tx *db.Tx, _ access.Sight) (string, error) {
		return string(d), fn(tx)
	})
	return err
}

// AddStep notes something to be done for a development.
func (a *Service) AddStep(ctx context.Context, who access.Actor, d id.Development, s development.Step) error {
	s.By = who.Function
	return a.ofDevelopment(ctx, who, d, func(tx *db.Tx) error { return development.AddStep(ctx, tx, d, s) })
}

// DoStep notes that something has been done for a development.
func (a *Service) DoStep(ctx context.Context, who access.Actor, d id.Development, step string) error {
	return a.ofDevelopment(ctx, who, d, func(tx *db.Tx) error { return development.DoStep(ctx, tx, d, step, who.Function) })
}

// DevelopmentForm is what there is to choose from in the form of a development.
type DevelopmentForm struct {
	Areas     []org.Area
	Studies   []study.Study
	Obstacles []obstacle.Obstacle // of the area, open or answered
	Functions []org.Function      // of the area, who can own it
	MayKeep   []id.Area
	Frame     bool
}

// DevelopmentForm returns what a development of an area can be made of.
func (a *Service) DevelopmentForm(ctx context.Context, who access.Actor, area id.Area) (v DevelopmentForm, err error) {
	err = a.look(ctx, who, func(tx *db.Tx) error {
		if v.Areas, err = org.Areas(ctx, tx); err != nil {
			return err
		}
		if v.MayKeep, v.Frame, err = a.kept(ctx, tx, who, v.Areas, access.DevelopKeep); err != nil {
			return err
		}
		if v.Studies, err = study.List(ctx, tx, area); err != nil {
			return err
		}
		if v.Obstacles, err = obstacle.List(ctx, tx, obstacle.Filter{Area: area, Limit: 100}); err != nil {
			return err
		}
		v.Functions, err = org.FunctionsIn(ctx, tx, area, "")
		v.Functions = slices.DeleteFunc(v.Functions, func(f org.Function) bool {
			return f.Role != access.Coordinator && f.Role != access.Manager && f.Role != access.Federation
		})
		return err
	})
	return v, err
}

// Due lists the developments that the actor's function owns and whose date has
// passed. It is part of her day.
func (a *Service) Due(ctx context.Context, tx *db.Tx, who access.Actor) (due []structure.Due, err error) {
	late, err := development.Passed(ctx, tx, who.Function, mostLate)
	for _, d := range late {
		one := structure.Due{Key: "development.due", Args: []string{"title", d.Title}, Href: "/utveckling/" + string(d.ID), On: d.DueOn}
		if len(d.Areas) == 1 {
			one.Area = d.Areas[0]
		}
		due = append(due, one)
	}
	return due, err
}

// Keep tells the owners of what is late, once for each date.
func (a *Service) Keep(ctx context.Context) error {
	return app.ByItself(ctx, a.App, development.Late, func(d development.Development) (access.Object, string) {
		return reach(d), string(d.ID)
	}, func(ctx context.Context, tx *db.Tx, d development.Development) (bool, error) {
		first, err := development.Reminded(ctx, tx, d)
		if err != nil || !first {
			return false, err
		}
		return true, a.Tell(ctx, tx, d.Owner)
	})
}
