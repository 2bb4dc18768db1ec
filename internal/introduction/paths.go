package introduction

import (
	"context"
	"slices"

	"samverk/internal/access"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/knowledge"
	"samverk/internal/learning"
)

// Progress is somebody's way through what she needs to know.
type Progress struct {
	learning.Newcomer
	Paths []learning.Path   // that are for her function
	Done  map[string]string // date, by step
	IsNew bool
}

// Steps returns how many steps there are, and how many of them are done.
func (p Progress) Steps() (done, all int) {
	for _, path := range p.Paths {
		for _, s := range path.Steps {
			all++
			if p.Done[s.ID] != "" {
				done++
			}
		}
	}
	return done, all
}

// Complete reports whether every step is done, so that there is something to
// certify.
func (p Progress) Complete() bool {
	done, all := p.Steps()
	return all > 0 && done == all
}

// Introduction is the actor's own way as a newcomer, and what she may keep.
type Introduction struct {
	Progress
	Articles map[id.Article]knowledge.Article // that steps lead to
	Today    string
	MayKeep  bool // paths of some area, or of all
}

// Introduction returns the actor's own way through what her function needs to
// know. It begins by itself, with her assignment.
func (s *Service) Introduction(ctx context.Context, who access.Actor) (v Introduction, err error) {
	err = s.look(ctx, who, func(tx *db.Tx) error {
		v.Today = tx.Today()
		if v.Progress, err = ownProgress(ctx, tx, who); err != nil {
			return err
		}
		if v.MayKeep, err = s.keepsSome(ctx, tx, who); err != nil {
			return err
		}
		v.Articles, err = stepArticles(ctx, tx, v.Paths)
		return err
	})
	return v, err
}

// keepsSome reports whether the actor keeps paths of an area of hers, or of all.
func (s *Service) keepsSome(ctx context.Context, tx *db.Tx, who access.Actor) (bool, error) {
	keeps, err := s.mayKeep(ctx, tx, who)
	if err != nil {
		return false, err
	}
	own, err := learning.AreasOf(ctx, tx, []id.Unit{who.Unit})
	return keeps("") || slices.ContainsFunc(own[who.Unit], keeps), err
}

func ownProgress(ctx context.Context, tx *db.Tx, who access.Actor) (Progress, error) {
	holding, err := learning.Holding(ctx, tx, who.User, who.Function)
	if err != nil {
		return Progress{}, err
	}
	all, err := progress(ctx, tx, []learning.Newcomer{holding})
	if err != nil {
		return Progress{}, err
	}
	return all[0], nil
}

// progress finds how far some have come: a fixed number of statements.
func progress(ctx context.Context, tx *db.Tx, some []learning.Newcomer) (all []Progress, err error) {
	paths, err := learning.Paths(ctx, tx)
	if err != nil {
		return nil, err
	}
	units, by := id.NewSet[id.Unit](), make([]id.Assignment, len(some))
	for i, n := range some {
		units.Add(n.Unit)
		by[i] = n.Assignment
	}
	areas, err := learning.AreasOf(ctx, tx, units.List)
	if err != nil {
		return nil, err
	}
	done, err := learning.Done(ctx, tx, by)
	for _, n := range some {
		p := Progress{Newcomer: n, Done: done[n.Assignment], IsNew: n.IsNew(tx.Now)}
		for _, path := range paths {
			if path.For(n.Actor, n.Role, areas[n.Unit]) {
				p.Paths = append(p.Paths, path)
			}
		}
		all = append(all, p)
	}
	return all, err
}

func stepArticles(ctx context.Context, tx *db.Tx, paths []learning.Path) (map[id.Article]knowledge.Article, error) {
	ids := id.NewSet[id.Article]()
	for _, p := range paths {
		for _, s := range p.Steps {
			ids.Add(s.Article)
		}
	}
	return knowledge.Several(ctx, tx, ids.List)
}

// TakeStep notes that the actor has read, seen or met what a step of her way
// says, on a day; the empty day takes it back.
func (s *Service) TakeStep(ctx context.Context, who access.Actor, step, on string) error {
	_, err := s.Do(ctx, who, access.LearnTake, access.Object{}, func(tx *db.Tx, _ access.Sight) (string, error) {
		own, err := ownProgress(ctx, tx, who)
		if err != nil {
			return "", err
		}
		for _, p := range own.Paths {
			if slices.ContainsFunc(p.Steps, func(s learning.Step) bool { return s.ID == step }) {
				return step, learning.Take(ctx, tx, own.Assignment, step, on)
			}
		}
		return "", errs.Missing()
	})
	return err
}

// Newcomers is who is new in an area, and how far each has come.
type Newcomers struct {
	Rows  []Progress
	Today string
}

// Newcomers lists who has begun in the functions of an area in the last months,
// for those who keep its paths.
func (s *Service) Newcomers(ctx context.Context, who access.Actor, area id.Area) (v Newcomers, err error) {
	err = s.Look(ctx, who, access.LearnKeep, access.Object{Area: area}, func(tx *db.Tx) error {
		v.Today = tx.Today()
		some, err := learning.Newcomers(ctx, tx, area)
		if err != nil {
			return err
		}
		v.Rows, err = progress(ctx, tx, some)
		return err
	})
	return v, err
}

// PathRow is a path as lists show it.
type PathRow struct {
	learning.Path
	AreaName string
	MayKeep  bool
}

// PathList is the paths that there are.
type PathList struct {
	Rows    []PathRow
	MayKeep bool // paths of the area that was asked for
}

// Paths lists the paths for newcomers of an area, with those for all areas.
func (s *Service) Paths(ctx context.Context, who access.Actor, area id.Area) (v PathList, err error) {
	err = s.look(ctx, who, func(tx *db.Tx) error {
		keeps, err := s.mayKeep(ctx, tx, who)
		if err != nil {
			return err
		}
		v.MayKeep = keeps(area)
		names, err := areaNames(ctx, tx)
		if err != nil {
			return err
		}
		all, err := learning.Paths(ctx, tx)
		for _, p := range all {
			if p.Area == "" || area == "" || p.Area == area {
				v.Rows = append(v.Rows, PathRow{p, names[p.Area], keeps(p.Area)})
			}
		}
		return err
	})
	return v, err
}

// PathView is one path, and what its steps lead to.
type PathView struct {
	PathRow
	Articles map[id.Article]knowledge.Article
	Choices  []ArticleRow // articles that a step can lead to, for who keeps the path
}

// Path returns one path.
func (s *Service) Path(ctx context.Context, who access.Actor, p id.Path) (v PathView, err error) {
	err = s.look(ctx, who, func(tx *db.Tx) error {
		now, err := pathByID(ctx, tx, p)
		if err != nil {
			return err
		}
		keeps, err := s.mayKeep(ctx, tx, who)
		if err != nil {
			return err
		}
		names, err := areaNames(ctx, tx)
		if err != nil {
			return err
		}
		v.PathRow = PathRow{now, names[now.Area], keeps(now.Area)}
		if v.Articles, err = stepArticles(ctx, tx, []learning.Path{now}); err != nil || !v.MayKeep {
			return err
		}
		all, err := knowledge.List(ctx, tx, knowledge.Filter{Area: now.Area})
		if err != nil {
			return err
		}
		v.Choices, err = articleRows(ctx, tx, all, tx.Today())
		return err
	})
	return v, err
}

func pathByID(ctx context.Context, tx *db.Tx, p id.Path) (now learning.Path, err error) {
	if !id.Valid(p) {
		return now, errs.Missing()
	}
	now, err = learning.PathByID(ctx, tx, p)
	if err == nil && now.Ended {
		err = errs.Missing()
	}
	return now, err
}

// AddPath keeps a new path, for an area or for all.
func (s *Service) AddPath(ctx context.Context, who access.Actor, in learning.PathInput) (id.Path, error) {
	made, err := s.keep(ctx, who, in.Area, func(tx *db.Tx) (string, error) {
		p, err := learning.AddPath(ctx, tx, in)
		return string(p), err
	})
	return id.Path(made), err
}

// changePath changes a path; its area decides who may, and never changes.
func (s *Service) changePath(ctx context.Context, who access.Actor, p id.Path, fn func(*db.Tx, learning.Path) (string, error)) (string, error) {
	v, err := s.Path(ctx, who, p)
	if err != nil {
		return "", err
	}
	return s.keep(ctx, who, v.Area, func(tx *db.Tx) (string, error) {
		now, err := pathByID(ctx, tx, p)
		if err != nil {
			return "", err
		}
		return fn(tx, now)
	})
}

// ChangePath changes what is decided about a path.
func (s *Service) ChangePath(ctx context.Context, who access.Actor, p id.Path, in learning.PathInput, version int64) error {
	_, err := s.changePath(ctx, who, p, func(tx *db.Tx, now learning.Path) (string, error) {
		in.Area = now.Area
		return string(p), learning.ChangePath(ctx, tx, p, in, version)
	})
	return err
}

// EndPath ends a path.
func (s *Service) EndPath(ctx context.Context, who access.Actor, p id.Path, version int64) error {
	_, err := s.changePath(ctx, who, p, func(tx *db.Tx, _ learning.Path) (string, error) {
		return string(p), learning.EndPath(ctx, tx, p, version)
	})
	return err
}

// AddStep puts a step at the end of a path.
func (s *Service) AddStep(ctx context.Context, who access.Actor, step learning.Step, version int64) (string, error) {
	return s.changePath(ctx, who, step.Path, func(tx *db.Tx, _ learning.Path) (string, error) {
		var f errs.Faults
		if err := f.Merge(step.Check()); err != nil {
			return "", err
		}
		if id.Valid(step.Article) {
			there, err := knowledge.Several(ctx, tx, []id.Article{step.Article})
			if err != nil {
				return "", err
			}
			f.Check(there[step.Article].State == knowledge.Published, "article", "path.article.missing")
		}
		if err := f.OneEach().Err(); err != nil {
			return "", err
		}
		return learning.AddStep(ctx, tx, step, version)
	})
}

// EndStep takes a step out of a path.
func (s *Service) EndStep(ctx context.Context, who access.Actor, p id.Path, step string, version int64) error {
	_, err := s.changePath(ctx, who, p, func(tx *db.Tx, _ learning.Path) (string, error) {
		return step, learning.EndStep(ctx, tx, p, step, version)
	})
	return err
}
