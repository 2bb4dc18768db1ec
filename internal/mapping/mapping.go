// Package mapping is the mapping study and what comes of it: reports and areas
// to develop. It imports nothing of the individual level.
package mapping

import (
	"context"
	"slices"

	"samverk/internal/access"
	"samverk/internal/app"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/org"
	"samverk/internal/structure"
	"samverk/internal/study"
)

// Service is the application with this part of it.
type Service struct{ *app.App }

// New returns the service.
func New(a *app.App) *Service { return &Service{a} }

// look reads what is open to all who have a function, and to nobody else: it is
// about how they work, and what they have said of each other.
func (a *Service) look(ctx context.Context, who access.Actor, fn func(*db.Tx) error) error {
	if who.Self() {
		return errs.Missing()
	}
	return a.Look(ctx, who, access.StructureRead, access.Object{}, fn)
}

// over is what a change of a whole study is about: its area, or the federation's
// frame where it has several.
func over(s study.Study) access.Object {
	if len(s.Areas) == 1 {
		return access.Object{Area: s.Areas[0]}
	}
	return access.Object{}
}

// areaOf reads an area out of a filter: study.Common and nothing are none.
func areaOf(filter string) id.Area {
	if filter == study.Common {
		return ""
	}
	return id.Area(filter)
}

// may reports whether the actor may do something.
func (a *Service) may(ctx context.Context, tx *db.Tx, who access.Actor, act access.Action, on access.Object) (bool, error) {
	k, err := a.Facts(ctx, tx, who, on)
	return access.Decide(act, k) == nil, err
}

// studyOf finds a study before it is decided who may change it: its areas are
// what that is about.
func (a *Service) studyOf(ctx context.Context, who access.Actor, s id.Study) (now study.Study, err error) {
	err = a.look(ctx, who, func(tx *db.Tx) error {
		now, err = study.ByID(ctx, tx, s)
		return err
	})
	return now, err
}

// change changes something of a study as a whole.
func (a *Service) change(ctx context.Context, who access.Actor, s id.Study, fn func(*db.Tx, study.Study) error) error {
	now, err := a.studyOf(ctx, who, s)
	if err != nil {
		return err
	}
	_, err = a.Do(ctx, who, access.StudyKeep, over(now), func(tx *db.Tx, _ access.Sight) (string, error) {
		return string(s), fn(tx, now)
	})
	return err
}

// changeIn changes something of a study in an area, or of what is common to all.
func (a *Service) changeIn(ctx context.Context, who access.Actor, s id.Study, area id.Area, fn func(*db.Tx, study.Study) error) error {
	if area != "" && !id.Valid(area) {
		return errs.Missing()
	}
	_, err := a.Do(ctx, who, access.StudyKeep, access.Object{Area: area}, func(tx *db.Tx, _ access.Sight) (string, error) {
		now, err := study.ByID(ctx, tx, s)
		if err != nil {
			return "", err
		}
		return string(s), fn(tx, now)
	})
	return err
}

// StudyRow is a study as the list shows it.
type StudyRow struct {
	study.Study
	study.Heard
}

// StudyList is all studies.
type StudyList struct {
	Rows    []StudyRow
	Areas   []org.Area
	More    bool
	MayKeep []id.Area // where the actor may begin one
	Frame   bool      // over several areas
}

const mostStudies = 1000

// Studies lists the studies.
func (a *Service) Studies(ctx context.Context, who access.Actor) (v StudyList, err error) {
	return a.FindStudies(ctx, who, study.Page{Limit: mostStudies})
}

// FindStudies lists a page of the studies.
func (a *Service) FindStudies(ctx context.Context, who access.Actor, p study.Page) (v StudyList, err error) {
	atOnce := p.Limit
	p.Limit++
	err = a.look(ctx, who, func(tx *db.Tx) error {
		all, err := study.Find(ctx, tx, p)
		if err != nil {
			return err
		}
		v.More = len(all) > atOnce
		all = all[:min(len(all), atOnce)]
		heard, err := study.HeardOf(ctx, tx)
		if err != nil {
			return err
		}
		for _, s := range all {
			v.Rows = append(v.Rows, StudyRow{s, heard[s.ID]})
		}
		if v.Areas, err = org.Areas(ctx, tx); err != nil {
			return err
		}
		v.MayKeep, v.Frame, err = a.kept(ctx, tx, who, v.Areas, access.StudyKeep)
		return err
	})
	return v, err
}

// kept lists the areas in which the actor may do something, and says whether she
// may do it for all of them.
func (a *Service) kept(ctx context.Context, tx *db.Tx, who access.Actor, areas []org.Area, act access.Action) (own []id.Area, frame bool, err error) {
	facts, err := a.FactsOfAreas(ctx, tx, who)
	if err != nil {
		return nil, false, err
	}
	for _, area := range areas {
		if access.Decide(act, facts(area.ID)) == nil {
			own = append(own, area.ID)
		}
	}
	frame, err = a.may(ctx, tx, who, act, access.Object{})
	return own, frame, err
}

// StudyView is one study with how it was made.
type StudyView struct {
	study.Study
	Steps     []study.StepDone
	Guides    []study.Guide
	Notes     []study.Note
	Groups    []study.Group
	Coverage  []study.Coverage
	Reports   []study.Report
	Names     map[id.Area]string
	AllAreas  []org.Area
	Functions map[id.Function]org.Function
	MayKeep   bool      // the whole of it
	Keeps     []id.Area // where the actor may type, code and sum up
	Frame     bool      // also what is common to all
	Today     string
}

// Study returns one study.
func (a *Service) Study(ctx context.Context, who access.Actor, s id.Study) (v StudyView, err error) {
	err = a.look(ctx, who, func(tx *db.Tx) error {
		if v.Study, err = study.ByID(ctx, tx, s); err != nil {
			return err
		}
		return a.fillStudy(ctx, tx, who, &v)
	})
	return v, err
}

func (a *Service) fillStudy(ctx context.Context, tx *db.Tx, who access.Actor, v *StudyView) (err error) {
	v.Today = tx.Today()
	if v.Steps, err = study.StepsOf(ctx, tx, v.ID); err != nil {
		return err
	}
	if v.Guides, err = study.Guides(ctx, tx, v.ID); err != nil {
		return err
	}
	if v.Notes, err = study.Notes(ctx, tx, v.ID); err != nil {
		return err
	}
	if v.Groups, err = study.Groups(ctx, tx, v.ID); err != nil {
		return err
	}
	v.Coverage = study.CoverageOf(v.Study, v.Groups)
	if v.Reports, err = study.Reports(ctx, tx, v.ID); err != nil {
		return err
	}
	if err := a.rights(ctx, tx, who, v); err != nil {
		return err
	}
	named := id.NewSet[id.Function]()
	named.Add(v.MadeBy)
	for _, g := range v.Groups {
		named.Add(g.Moderator)
	}
	for _, n := range v.Notes {
		named.Add(n.Function, n.MadeBy)
	}
	for _, g := range v.Guides {
		named.Add(g.MadeBy)
	}
	v.Functions, err = org.Functions(ctx, tx, named.List)
	return err
}

// rights says what of a study the actor may keep.
func (a *Service) rights(ctx context.Context, tx *db.Tx, who access.Actor, v *StudyView) (err error) {
	if v.AllAreas, err = org.Areas(ctx, tx); err != nil {
		return err
	}
	v.Names = map[id.Area]string{}
	for _, area := range v.AllAreas {
		v.Names[area.ID] = area.Name
	}
	if v.Keeps, v.Frame, err = a.kept(ctx, tx, who, v.AllAreas, access.StudyKeep); err != nil {
		return err
	}
	v.Keeps = slices.DeleteFunc(v.Keeps, func(area id.Area) bool { return !slices.Contains(v.Areas, area) })
	v.MayKeep, err = a.may(ctx, tx, who, access.StudyKeep, over(v.Study))
	return err
}

// CreateStudy begins a study.
func (a *Service) CreateStudy(ctx context.Context, who access.Actor, in study.Input) (id.Study, error) {
	on := over(study.Study{Areas: in.Areas})
	if len(in.Areas) == 0 {
		own, err := structure.Deciding(ctx, a.App, who, nil)
		if err != nil {
			return "", err
		}
		on.Area = own
	}
	made, err := a.Do(ctx, who, access.StudyKeep, on, func(tx *db.Tx, _ access.Sight) (string, error) {
		var f errs.Faults
		if err := f.Merge(checkAreas(ctx, tx, in.Areas)); err != nil {
			return "", err
		}
		f.Merge(in.Check()) // it has nothing but faults
		if err := f.OneEach().Err(); err != nil {
			return "", err
		}
		made, err := study.Create(ctx, tx, in, who.Function)
		return string(made), err
	})
	return id.Study(made), err
}

// checkAreas demands that areas are areas.
func checkAreas(ctx context.Context, tx *db.Tx, some []id.Area) error {
	all, err := org.Areas(ctx, tx)
	if err != nil {
		return err
	}
	var f errs.Faults
	for i, s := range some {
		f.Check(slices.ContainsFunc(all, func(a org.Area) bool { return a.ID == s }) && !slices.Contains(some[:i], s), "areas", "study.unknown")
	}
	return f.OneEach().Err()
}

// ChangeStudy changes what is decided about a study. Who keeps only some areas
// cannot take it beyond them.
func (a *Service) ChangeStudy(ctx context.Context, who access.Actor, s id.Study, version int64, in study.Input) error {
	return a.change(ctx, who, s, func(tx *db.Tx, _ study.Study) error {
		var f errs.Faults
		if err := f.Merge(checkAreas(ctx, tx, in.Areas)); err != nil {
			return err
		}
		ok, err := a.may(ctx, tx, who, access.StudyKeep, over(study.Study{Areas: in.Areas}))
		if err != nil {
			return err
		}
		f.Check(ok || len(in.Areas) == 0, "areas", "study.area.frame")
		if len(f) > 0 {
			f.Merge(in.Check()) // it has nothing but faults
			return f.OneEach().Err()
		}
		return study.Change(ctx, tx, s, version, in)
	})
}

// StepStudy takes a study to another state.
func (a *Service) StepStudy(ctx context.Context, who access.Actor, s id.Study, version int64, state string) error {
	return a.change(ctx, who, s, func(tx *db.Tx, _ study.Study) error { return study.Step(ctx, tx, s, version, state) })
}

// SaveStep notes what was done in one of the four steps.
func (a *Service) SaveStep(ctx context.Context, who access.Actor, s id.Study, d study.StepDone) error {
	return a.change(ctx, who, s, func(tx *db.Tx, _ study.Study) error { return study.SaveStep(ctx, tx, s, d) })
}

// AddGuide writes the next version of a guide.
func (a *Service) AddGuide(ctx context.Context, who access.Actor, s id.Study, g study.Guide) error {
	return a.change(ctx, who, s, func(tx *db.Tx, _ study.Study) error {
		g.MadeBy = who.Function
		return study.AddGuide(ctx, tx, s, g)
	})
}

// AddStudyNote notes something of how a study was made. Who keeps an area may
// note that it was told of what had been found.
func (a *Service) AddStudyNote(ctx context.Context, who access.Actor, s id.Study, n study.Note) error {
	n.MadeBy = who.Function
	add := func(tx *db.Tx, now study.Study) error {
		if n.Function != "" {
			if _, err := org.FunctionByID(ctx, tx, n.Function); errs.Is(err, errs.NotFound) {
				return fieldFault("function", "study.choose")
			} else if err != nil {
				return err
			}
		}
		return study.AddNote(ctx, tx, now, n)
	}
	if n.Kind == study.Feedback && n.Area != "" {
		return a.changeIn(ctx, who, s, n.Area, add)
	}
	return a.change(ctx, who, s, add)
}

func fieldFault(field, key string) error {
	var f errs.Faults
	f.Add(field, key)
	return f.Err()
}

// RemoveStudyNote takes away a note.
func (a *Service) RemoveStudyNote(ctx context.Context, who access.Actor, s id.Study, note string) error {
	return a.change(ctx, who, s, func(tx *db.Tx, _ study.Study) error { return study.RemoveNote(ctx, tx, s, note) })
}

// SaveGroup enters a focus group, or changes the one with the identifier given.
func (a *Service) SaveGroup(ctx context.Context, who access.Actor, s id.Study, g study.Group) (made id.Group, err error) {
	g.Study = s
	err = a.change(ctx, who, s, func(tx *db.Tx, now study.Study) error {
		if g.Moderator != "" {
			if _, err := org.FunctionByID(ctx, tx, g.Moderator); errs.Is(err, errs.NotFound) {
				g.Moderator = ""
			} else if err != nil {
				return err
			}
		}
		if g.ID == "" {
			made, err = study.AddGroup(ctx, tx, now, g)
			return err
		}
		made = g.ID
		stands, err := study.GroupByID(ctx, tx, g.ID)
		if err != nil {
			return err
		}
		if stands.Study != s {
			return errs.Missing()
		}
		return study.ChangeGroup(ctx, tx, now, g)
	})
	return made, err
}

// StudyForm is what there is to choose from in the forms of a study.
type StudyForm struct {
	StudyView
	All []org.Function // in its areas, and of the federation
}

// StudyForm returns what a study can be made of.
func (a *Service) StudyForm(ctx context.Context, who access.Actor, s id.Study) (v StudyForm, err error) {
	if v.StudyView, err = a.Study(ctx, who, s); err != nil {
		return v, err
	}
	err = a.look(ctx, who, func(tx *db.Tx) error {
		which, err := study.Askable(ctx, tx, s)
		if err != nil {
			return err
		}
		found, err := org.Functions(ctx, tx, which)
		for _, f := range which {
			v.All = append(v.All, found[f])
		}
		return err
	})
	return v, err
}
