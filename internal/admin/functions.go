package admin

import (
	"context"

	"samverk/internal/access"
	"samverk/internal/app"
	"samverk/internal/cases"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/news"
	"samverk/internal/org"
)

// FunctionView is one function: who holds it, what leads to it, and what waits
// for it as far as the reader may know.
type FunctionView struct {
	Function    org.Function
	Kind        access.Kind
	Assignments []org.Assignment
	Ways        []org.WayIn // that lead to it, or have it as deputy
	Areas       []org.Area  // where its unit works
	Others      []org.Function
	Load        cases.Load
}

// Orphans are the ways in that lead to nobody when the function has ended.
func (v FunctionView) Orphans() (all []org.WayIn) {
	for _, w := range v.Ways {
		if w.Function.ID == v.Function.ID {
			all = append(all, w)
		}
	}
	return all
}

// Function returns one function of the actor's organisation.
func (s *Service) Function(ctx context.Context, who access.Actor, f id.Function) (v FunctionView, err error) {
	err = s.Read(ctx, who, func(tx *db.Tx) error {
		if v.Function, err = ownFunction(ctx, tx, who, f); err != nil {
			return err
		}
		staff, err := org.Staff(ctx, tx, v.Function.Unit)
		if err != nil {
			return err
		}
		for _, a := range staff {
			if a.Function == f {
				v.Assignments = append(v.Assignments, a)
			}
		}
		if v.Ways, err = org.WaysOf(ctx, tx, f); err != nil {
			return err
		}
		if v.Areas, err = org.AreasOf(ctx, tx, v.Function.Unit); err != nil {
			return err
		}
		if v.Load, err = cases.LoadOf(ctx, tx, f, who.Function); err != nil {
			return err
		}
		v.Others, err = org.FunctionsOfOrganisation(ctx, tx, who.Org)
		return err
	})
	return v, err
}

// ownFunction returns a function of the actor's organisation that has not ended;
// any other is missing.
func ownFunction(ctx context.Context, tx *db.Tx, who access.Actor, f id.Function) (org.Function, error) {
	now, err := org.FunctionByID(ctx, tx, f)
	if err == nil && (now.Org != who.Org || now.Ended) {
		err = errs.Missing()
	}
	return now, err
}

// AddFunction adds a function to a unit of the actor's organisation.
func (s *Service) AddFunction(ctx context.Context, who access.Actor, u id.Unit, in org.FunctionInput) (id.Function, error) {
	made, err := s.Keep(ctx, who, func(tx *db.Tx) (string, error) {
		if _, err := ownUnit(ctx, tx, who, u); err != nil {
			return "", err
		}
		f, err := org.CreateFunction(ctx, tx, u, in)
		if err != nil {
			return "", err
		}
		return string(f), FunctionNews(ctx, tx, news.FunctionNew, f)
	})
	return id.Function(made), err
}

// ChangeFunction changes what is decided about a function.
func (s *Service) ChangeFunction(ctx context.Context, who access.Actor, f id.Function, in org.FunctionInput, version int64) error {
	_, err := s.Keep(ctx, who, func(tx *db.Tx) (string, error) {
		was, err := ownFunction(ctx, tx, who, f)
		if err != nil {
			return "", err
		}
		if err := org.KeepFunction(ctx, tx, f, in, version); err != nil || was.Input() == in {
			return string(f), err
		}
		return string(f), FunctionNews(ctx, tx, news.FunctionChanged, f)
	})
	return err
}

// EndFunction ends a function and with it, at once, everybody's use of it. Its
// ways in pass to a successor where there is one. What still waits for it has to
// be handed over first, and who administers goes by two.
func (s *Service) EndFunction(ctx context.Context, who access.Actor, f, successor id.Function, version int64) error {
	_, err := s.Keep(ctx, who, func(tx *db.Tx) (string, error) {
		now, err := ownFunction(ctx, tx, who, f)
		if err != nil {
			return "", err
		}
		if err := mayEnd(ctx, tx, who, now, successor); err != nil {
			return "", err
		}
		if successor != "" {
			if err := replace(ctx, tx, f, successor); err != nil {
				return "", err
			}
		}
		if err := org.EndFunction(ctx, tx, f, version); err != nil {
			return "", err
		}
		if err := FunctionNews(ctx, tx, news.FunctionEnded, f); err != nil {
			return "", err
		}
		return string(f), app.EndUse(ctx, tx, "", f)
	})
	return err
}

// replace lets a function answer where another one did, and tells of each way in.
func replace(ctx context.Context, tx *db.Tx, f, successor id.Function) error {
	ways, err := org.WaysOf(ctx, tx, f)
	if err != nil {
		return err
	}
	if err := org.ReplaceFunction(ctx, tx, f, successor); err != nil {
		return err
	}
	for _, was := range ways {
		now, err := org.WayInByID(ctx, tx, was.ID)
		if err != nil {
			return err
		}
		if err := wayNews(ctx, tx, news.WayChanged, now); err != nil {
			return err
		}
	}
	return nil
}

// mayEnd reports everything that stands in the way of ending a function.
func mayEnd(ctx context.Context, tx *db.Tx, who access.Actor, f org.Function, successor id.Function) error {
	var faults errs.Faults
	if successor != "" {
		next, err := org.FunctionByID(ctx, tx, successor)
		if err != nil && !errs.Is(err, errs.NotFound) {
			return err
		}
		faults.Check(err == nil && next.Org == who.Org && !next.Ended && next.ID != f.ID, "successor", "function.successor.missing")
	}
	holds, err := cases.Holds(ctx, tx, f.ID)
	if err != nil {
		return err
	}
	faults.Check(!holds, "", "function.waits")
	if f.Role == access.Admin {
		held, err := org.Staffed(ctx, tx, f.ID)
		if err != nil {
			return err
		}
		faults.Check(!held, "", "function.administers")
	}
	return faults.Err()
}

// WayView is one way in, and what it can be changed to.
type WayView struct {
	Way    org.WayIn
	Areas  []org.Area
	Others []org.Function
}

// WayIn returns one way in to a function of the actor's organisation.
func (s *Service) WayIn(ctx context.Context, who access.Actor, w id.WayIn) (v WayView, err error) {
	err = s.Read(ctx, who, func(tx *db.Tx) error {
		if v.Way, err = ownWay(ctx, tx, who, w); err != nil {
			return err
		}
		if v.Areas, err = org.AreasOf(ctx, tx, v.Way.Function.Unit); err != nil {
			return err
		}
		v.Others, err = org.FunctionsOfOrganisation(ctx, tx, who.Org)
		return err
	})
	return v, err
}

func ownWay(ctx context.Context, tx *db.Tx, who access.Actor, w id.WayIn) (org.WayIn, error) {
	now, err := org.WayInByID(ctx, tx, w)
	if err == nil && now.Function.Org != who.Org {
		err = errs.Missing()
	}
	return now, err
}

// AddWayIn makes a function of the actor's organisation a way in.
func (s *Service) AddWayIn(ctx context.Context, who access.Actor, f id.Function, in org.WayInput) (id.WayIn, error) {
	made, err := s.Keep(ctx, who, func(tx *db.Tx) (string, error) {
		if _, err := ownFunction(ctx, tx, who, f); err != nil {
			return "", err
		}
		w, err := org.AddWayIn(ctx, tx, f, in)
		if err != nil {
			return "", err
		}
		now, err := org.WayInByID(ctx, tx, w)
		if err != nil {
			return "", err
		}
		return string(w), wayNews(ctx, tx, news.WayNew, now)
	})
	return id.WayIn(made), err
}

// ChangeWayIn changes what is decided about a way in.
func (s *Service) ChangeWayIn(ctx context.Context, who access.Actor, w id.WayIn, in org.WayInput, version int64) error {
	_, err := s.Keep(ctx, who, func(tx *db.Tx) (string, error) {
		was, err := ownWay(ctx, tx, who, w)
		if err != nil {
			return "", err
		}
		if err := org.ChangeWayIn(ctx, tx, w, in, version); err != nil {
			return "", err
		}
		now, err := org.WayInByID(ctx, tx, w)
		if err != nil {
			return "", err
		}
		return string(w), wayChanged(ctx, tx, was, now)
	})
	return err
}

// RemoveWayIn takes away a way in.
func (s *Service) RemoveWayIn(ctx context.Context, who access.Actor, w id.WayIn, version int64) error {
	_, err := s.Keep(ctx, who, func(tx *db.Tx) (string, error) {
		was, err := ownWay(ctx, tx, who, w)
		if err != nil {
			return "", err
		}
		if err := org.RemoveWayIn(ctx, tx, w, version); err != nil {
			return "", err
		}
		return string(w), wayNews(ctx, tx, news.WayRemoved, was)
	})
	return err
}
