package catalogue

import (
	"context"

	"samverk/internal/access"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/offer"
	"samverk/internal/org"
)

// ExpectationRow is an expectation as lists show it.
type ExpectationRow struct {
	offer.Expectation
	Area      org.Area
	By        org.Function
	Answered  org.Function // who answered
	Waits     bool
	MayAnswer bool
	MayDrop   bool
}

// Expectations is what the actors of an area expect of each other.
type Expectations struct {
	Rows  []ExpectationRow
	More  bool
	Areas []org.Area
	May   bool // the actor may say what is expected there
	Own   access.Kind
	Today string
}

// Expectations lists what is expected in an area, or in all when it is empty,
// with the answers.
func (s *Service) Expectations(ctx context.Context, who access.Actor, area id.Area, p offer.Page) (v Expectations, err error) {
	err = s.Look(ctx, who, access.StructureRead, access.Object{}, func(tx *db.Tx) error {
		reader, err := readerOf(ctx, tx, who)
		if err != nil {
			return err
		}
		v.Today, v.Own = tx.Today(), reader.Kind
		if v.Areas, err = org.Areas(ctx, tx); err != nil {
			return err
		}
		may, err := s.wishesIn(ctx, tx, who)
		if err != nil {
			return err
		}
		v.May = may(area)
		limit := min(max(p.Limit, 1), mostRows)
		p.Limit = limit + 1
		all, err := offer.Expectations(ctx, tx, area, p)
		if v.More = len(all) > limit; v.More {
			all = all[:limit]
		}
		if err != nil {
			return err
		}
		return v.rows(ctx, tx, all, reader, may)
	})
	return v, err
}

// rows adds to expectations what lists show.
func (v *Expectations) rows(ctx context.Context, tx *db.Tx, all []offer.Expectation, reader org.Function, may func(id.Area) bool) error {
	by := id.NewSet[id.Function]()
	for _, e := range all {
		by.Add(e.By, e.AnsweredBy)
	}
	functions, err := org.Functions(ctx, tx, by.List)
	if err != nil {
		return err
	}
	for _, e := range all {
		row := ExpectationRow{e, org.Area{}, functions[e.By], functions[e.AnsweredBy], e.Waits(v.Today),
			may(e.Area) && answersFor(reader, e), may(e.Area) && reader.Kind == e.From}
		for _, a := range v.Areas {
			if a.ID == e.Area {
				row.Area = a
			}
		}
		v.Rows = append(v.Rows, row)
	}
	return nil
}

// answersFor reports whether a function answers what its actor is expected to:
// a manager does.
func answersFor(f org.Function, e offer.Expectation) bool {
	return f.Role == access.Manager && f.Kind == e.To
}

// Expect keeps what the actor of a function expects of another in an area, and
// tells the managers there.
func (s *Service) Expect(ctx context.Context, who access.Actor, n offer.NewExpectation) (id.Expectation, error) {
	made, err := s.Do(ctx, who, access.WishKeep, access.Object{Area: n.Area}, func(tx *db.Tx, _ access.Sight) (string, error) {
		reader, err := readerOf(ctx, tx, who)
		if err != nil {
			return "", err
		}
		n.From, n.By = reader.Kind, who.Function
		made, err := offer.Expect(ctx, tx, n)
		if err := telling(err, n.Words); err != nil {
			return "", err
		}
		there, err := org.FunctionsIn(ctx, tx, n.Area, n.To)
		for _, one := range there {
			if err == nil && one.Role == access.Manager {
				err = s.TellOthers(ctx, tx, who, one.ID)
			}
		}
		return string(made), err
	})
	return id.Expectation(made), err
}

// Answer answers what is expected, by a manager of the addressed actor in that
// area.
func (s *Service) Answer(ctx context.Context, who access.Actor, e id.Expectation, version int64, r offer.Reply) error {
	return s.changeExpectation(ctx, who, e, version, func(tx *db.Tx, reader org.Function, now offer.Expectation) error {
		if !answersFor(reader, now) {
			return errs.New(errs.Denied, "offer.expectation.others")
		}
		r.By = who.Function
		if err := telling(r.Check(tx.Today()), r.Words); err != nil {
			return err
		}
		if err := offer.Give(ctx, tx, now, r); err != nil {
			return err
		}
		return s.TellOthers(ctx, tx, who, now.By)
	})
}

// Drop takes an expectation back, by those who had it.
func (s *Service) Drop(ctx context.Context, who access.Actor, e id.Expectation, version int64) error {
	return s.changeExpectation(ctx, who, e, version, func(tx *db.Tx, reader org.Function, now offer.Expectation) error {
		if reader.Kind != now.From {
			return errs.New(errs.Denied, "offer.wish.others")
		}
		return offer.Drop(ctx, tx, now)
	})
}

func (s *Service) changeExpectation(ctx context.Context, who access.Actor, e id.Expectation, version int64, fn func(*db.Tx, org.Function, offer.Expectation) error) error {
	area, err := s.areaOf(ctx, who, func(tx *db.Tx) (id.Area, error) {
		now, err := offer.ExpectationByID(ctx, tx, e)
		return now.Area, err
	})
	if err != nil {
		return err
	}
	_, err = s.Do(ctx, who, access.WishKeep, access.Object{Area: area}, func(tx *db.Tx, _ access.Sight) (string, error) {
		now, err := offer.ExpectationByID(ctx, tx, e)
		if err != nil {
			return "", err
		}
		if now.Version != version || now.WithdrawnOn != "" {
			return "", errs.Changed(now)
		}
		reader, err := readerOf(ctx, tx, who)
		if err != nil {
			return "", err
		}
		return string(e), fn(tx, reader, now)
	})
	return err
}
