package mapping

import (
	"context"
	"slices"

	"samverk/internal/access"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/org"
	"samverk/internal/study"
)

const (
	statementsAtOnce = 20
	mostStatements   = 100 // where somebody asks for more
)

// Said is a statement with how its coders see it.
type Said struct {
	study.Statement
	Mine   study.Category // how the actor's function has coded it; empty for not yet
	Others []study.Coding
	Differ bool
}

// StatementList is what was said in a study, in an area or about all of them.
type StatementList struct {
	StudyView
	Rows      []Said
	More      bool
	Agreement study.Agreement
	Which     study.Filter
}

// Statements lists what was said. Who codes does not see how others have coded
// what she has not coded herself.
func (a *Service) Statements(ctx context.Context, who access.Actor, q study.Filter) (v StatementList, err error) {
	atOnce := statementsAtOnce
	if q.Limit > 0 {
		atOnce = min(q.Limit, mostStatements)
	}
	q.Limit = atOnce + 1
	err = a.Look(ctx, who, access.StudyRead, access.Object{Area: areaOf(q.Area)}, func(tx *db.Tx) error {
		if v.StudyView.Study, err = study.ByID(ctx, tx, q.Study); err != nil {
			return err
		}
		if err := a.fillStudy(ctx, tx, who, &v.StudyView); err != nil {
			return err
		}
		v.Which = q
		all, err := study.Statements(ctx, tx, q)
		if err != nil {
			return err
		}
		v.More = len(all) > atOnce
		codings, err := study.Codings(ctx, tx, q.Study, q.Area)
		if err != nil {
			return err
		}
		v.Agreement = study.AgreementOf(codings)
		v.Rows = said(all[:min(len(all), atOnce)], codings, v.Agreement.Differ, who.Function)
		return v.nameCoders(ctx, tx)
	})
	return v, err
}

// nameCoders finds the functions that have coded.
func (v *StatementList) nameCoders(ctx context.Context, tx *db.Tx) error {
	coders, err := org.Functions(ctx, tx, v.Agreement.Coders)
	for f, named := range coders {
		v.Functions[f] = named
	}
	return err
}

func said(all []study.Statement, codings []study.Coding, differ []id.Statement, me id.Function) []Said {
	rows, at := make([]Said, len(all)), map[id.Statement]int{}
	for i, s := range all {
		rows[i], at[s.ID] = Said{Statement: s, Differ: slices.Contains(differ, s.ID)}, i
	}
	for _, c := range codings {
		i, ok := at[c.Statement]
		switch {
		case !ok:
		case c.Coder == me:
			rows[i].Mine = c.Category
		default:
			rows[i].Others = append(rows[i].Others, c)
		}
	}
	return rows
}

// AddStatements enters what was typed or pasted, one statement on each line.
func (a *Service) AddStatements(ctx context.Context, who access.Actor, s id.Study, p study.Pasted) error {
	p.By = who.Function
	return a.changeIn(ctx, who, s, p.Area, func(tx *db.Tx, now study.Study) error { return study.AddStatements(ctx, tx, now, p) })
}

// Code notes how the actor's function sees statements in an area.
func (a *Service) Code(ctx context.Context, who access.Actor, s id.Study, area string, all []study.Coding) error {
	return a.changeIn(ctx, who, s, areaOf(area), func(tx *db.Tx, now study.Study) error {
		for _, c := range all {
			if _, err := inArea(ctx, tx, now.ID, c.Statement, areaOf(area)); err != nil {
				return err
			}
		}
		return study.Code(ctx, tx, s, who.Function, all)
	})
}

// inArea finds a statement where the actor says that it is.
func inArea(ctx context.Context, tx *db.Tx, s id.Study, which id.Statement, area id.Area) (study.Statement, error) {
	now, err := study.StatementByID(ctx, tx, which)
	if err == nil && (now.Study != s || now.Area != area) {
		return now, errs.Missing()
	}
	return now, err
}

// ofStatement changes one statement; what that is about is its area.
func (a *Service) ofStatement(ctx context.Context, who access.Actor, s id.Study, area string, which id.Statement, fn func(*db.Tx, study.Statement) error) error {
	return a.changeIn(ctx, who, s, areaOf(area), func(tx *db.Tx, _ study.Study) error {
		now, err := inArea(ctx, tx, s, which, areaOf(area))
		if err != nil {
			return err
		}
		return fn(tx, now)
	})
}

// Settle decides what a statement is about, as it stood when that was read.
func (a *Service) Settle(ctx context.Context, who access.Actor, s id.Study, area string, which study.Statement, c study.Category) error {
	return a.ofStatement(ctx, who, s, area, which.ID, func(tx *db.Tx, _ study.Statement) error { return study.Settle(ctx, tx, which, c, who.Function) })
}

// SettleAgreed settles in an area what all who have coded it see alike, where
// they are two or more.
func (a *Service) SettleAgreed(ctx context.Context, who access.Actor, s id.Study, area string) (n int64, err error) {
	if area == "" {
		area = study.Common
	}
	err = a.changeIn(ctx, who, s, areaOf(area), func(tx *db.Tx, _ study.Study) error {
		n, err = study.SettleAgreed(ctx, tx, s, area, who.Function)
		return err
	})
	return n, err
}

// ChangeStatement changes the words of a statement, or takes it away where they
// are empty.
func (a *Service) ChangeStatement(ctx context.Context, who access.Actor, s id.Study, area string, to study.Statement) error {
	return a.ofStatement(ctx, who, s, area, to.ID, func(tx *db.Tx, now study.Statement) error {
		if to.Words == "" {
			return study.RemoveStatement(ctx, tx, now.ID, to.Version)
		}
		return study.ChangeStatement(ctx, tx, to)
	})
}

// Statement returns one statement, to be changed.
func (a *Service) Statement(ctx context.Context, who access.Actor, s id.Study, which id.Statement) (now study.Statement, err error) {
	if !id.Valid(which) {
		return now, errs.Missing()
	}
	var area id.Area
	if err := a.look(ctx, who, func(tx *db.Tx) error {
		found, err := study.StatementByID(ctx, tx, which)
		if err == nil && found.Study != s {
			return errs.Missing()
		}
		area = found.Area
		return err
	}); err != nil {
		return now, err
	}
	err = a.Look(ctx, who, access.StudyRead, access.Object{Area: area}, func(tx *db.Tx) error {
		now, err = study.StatementByID(ctx, tx, which)
		return err
	})
	return now, err
}

// Perspective is what a study comes to for an area, for an actor or for all.
type Perspective struct {
	StudyView
	At        study.Place
	Cells     []study.Cell
	Summaries []study.Summary
	Points    []study.Point
	Shares    []study.Share
	Settled   int
}

// Perspective returns one of the three: of an area, of an actor in all areas, or
// of all four in all areas.
func (a *Service) Perspective(ctx context.Context, who access.Actor, s id.Study, at study.Place) (v Perspective, err error) {
	err = a.Look(ctx, who, access.StudyRead, access.Object{Area: at.Area}, func(tx *db.Tx) error {
		if v.StudyView.Study, err = study.ByID(ctx, tx, s); err != nil {
			return err
		}
		if at.Area != "" && !slices.Contains(v.Areas, at.Area) || at.Actor != "" && !slices.Contains(study.Actors(), at.Actor) {
			return errs.Missing()
		}
		v.At = at
		if err := a.fillStudy(ctx, tx, who, &v.StudyView); err != nil {
			return err
		}
		return v.fill(ctx, tx)
	})
	return v, err
}

func (v *Perspective) fill(ctx context.Context, tx *db.Tx) (err error) {
	if v.Cells, err = study.Matrix(ctx, tx, v.ID, string(v.At.Area)); err != nil {
		return err
	}
	if v.At.Actor != "" {
		v.Cells = slices.DeleteFunc(v.Cells, func(c study.Cell) bool { return c.Actor != string(v.At.Actor) })
	}
	for _, c := range v.Cells {
		v.Settled += c.Count
	}
	if v.Summaries, err = study.Summaries(ctx, tx, v.ID); err != nil {
		return err
	}
	if v.Points, err = study.Points(ctx, tx, v.ID); err != nil {
		return err
	}
	v.Points = slices.DeleteFunc(v.Points, func(p study.Point) bool { return p.Area != v.At.Area })
	v.Shares, err = study.Shares(ctx, tx, v.ID)
	v.Shares = slices.DeleteFunc(v.Shares, func(h study.Share) bool { return h.Area != v.At.Area })
	return err
}

// SaveSummary writes what statements come to.
func (a *Service) SaveSummary(ctx context.Context, who access.Actor, s id.Study, m study.Summary) error {
	m.MadeBy = who.Function
	return a.changeIn(ctx, who, s, m.Area, func(tx *db.Tx, now study.Study) error { return study.SaveSummary(ctx, tx, now, m) })
}

// AddPoints enters points of one sort, one on each line.
func (a *Service) AddPoints(ctx context.Context, who access.Actor, s id.Study, p study.Point, all []string) error {
	p.MadeBy = who.Function
	return a.changeIn(ctx, who, s, p.Area, func(tx *db.Tx, now study.Study) error { return study.AddPoints(ctx, tx, now, p, all) })
}

// RemovePoint takes away a point of an area, or of what is common.
func (a *Service) RemovePoint(ctx context.Context, who access.Actor, s id.Study, area id.Area, point string) error {
	return a.changeIn(ctx, who, s, area, func(tx *db.Tx, _ study.Study) error {
		now, err := study.PointByID(ctx, tx, s, point)
		if err != nil {
			return err
		}
		if now.Area != area {
			return errs.Missing()
		}
		return study.RemovePoint(ctx, tx, s, point)
	})
}

// AddShare enters how large a part belong to the target group.
func (a *Service) AddShare(ctx context.Context, who access.Actor, s id.Study, h study.Share) error {
	h.MadeBy = who.Function
	return a.changeIn(ctx, who, s, h.Area, func(tx *db.Tx, now study.Study) error { return study.AddShare(ctx, tx, now, h) })
}

// RemoveShare takes away a share of an area, or of what is common.
func (a *Service) RemoveShare(ctx context.Context, who access.Actor, s id.Study, area id.Area, share string) error {
	return a.changeIn(ctx, who, s, area, func(tx *db.Tx, _ study.Study) error {
		now, err := study.ShareByID(ctx, tx, s, share)
		if err != nil {
			return err
		}
		if now.Area != area {
			return errs.Missing()
		}
		return study.RemoveShare(ctx, tx, s, share)
	})
}
