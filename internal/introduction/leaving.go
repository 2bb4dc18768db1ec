package introduction

import (
	"context"
	"slices"

	"samverk/internal/access"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/learning"
	"samverk/internal/org"
)

// LeavingRow is one thing that hangs on who leaves, and what has been noted of
// handing it over.
type LeavingRow struct {
	learning.Hanging
	learning.Handed
	AreaName string
	To       org.Function // the zero Function while nobody has been named
}

// Leaving is what hangs on somebody who holds a function, and to whom it goes.
type Leaving struct {
	Holder   learning.Newcomer
	Function org.Function
	Own      bool // the actor is the one who leaves
	Rows     []LeavingRow
	Done     int
	Others   []org.Function // of the organisation, that something can go to
}

// Leaving lists what hangs on who holds a function by an assignment, for herself
// and for those who staff her unit. How much waits for her in cases is counted
// elsewhere.
func (s *Service) Leaving(ctx context.Context, who access.Actor, a id.Assignment) (v Leaving, err error) {
	holder, own, err := s.holder(ctx, who, a)
	if err != nil {
		return v, err
	}
	act, on := access.StaffRead, access.Object{Unit: holder.Unit}
	if own {
		act, on = access.StructureRead, access.Object{}
	}
	err = s.Look(ctx, who, act, on, func(tx *db.Tx) error {
		v.Holder, v.Own = holder, own
		if v.Function, err = org.FunctionByID(ctx, tx, holder.Function); err != nil {
			return err
		}
		if v.Others, err = org.FunctionsOfOrganisation(ctx, tx, v.Function.Org); err != nil {
			return err
		}
		return v.fill(ctx, tx)
	})
	return v, err
}

// holder returns who holds a function by an assignment, and whether that is the
// actor herself.
func (s *Service) holder(ctx context.Context, who access.Actor, a id.Assignment) (n learning.Newcomer, own bool, err error) {
	err = s.look(ctx, who, func(tx *db.Tx) error {
		if !id.Valid(a) {
			return errs.Missing()
		}
		n, err = learning.ByAssignment(ctx, tx, a)
		return err
	})
	return n, n.User == who.User && n.Function == who.Function, err
}

// fill lists the things, with what has been noted of each.
func (v *Leaving) fill(ctx context.Context, tx *db.Tx) error {
	things, err := learning.HangsOn(ctx, tx, v.Holder.Function)
	if err != nil {
		return err
	}
	for _, thing := range []string{learning.ThingWaiting, learning.ThingIntroduction} {
		things = append(things, learning.Hanging{Thing: thing})
	}
	handed, err := learning.HandedBy(ctx, tx, v.Holder.Assignment)
	if err != nil {
		return err
	}
	areas, err := areaNames(ctx, tx)
	if err != nil {
		return err
	}
	to := id.NewSet[id.Function]()
	for _, h := range handed {
		to.Add(h.To)
	}
	functions, err := org.Functions(ctx, tx, to.List)
	for _, h := range things {
		row := LeavingRow{Hanging: h, AreaName: areas[h.Area]}
		i := slices.IndexFunc(handed, func(x learning.Handed) bool { return x.Thing == h.Thing && x.Subject == h.Subject })
		if i >= 0 {
			row.Handed = handed[i]
			row.To = functions[handed[i].To]
		}
		if row.On != "" {
			v.Done++
		}
		v.Rows = append(v.Rows, row)
	}
	order := learning.Things()
	slices.SortStableFunc(v.Rows, func(a, b LeavingRow) int {
		return slices.Index(order, a.Hanging.Thing) - slices.Index(order, b.Hanging.Thing)
	})
	return err
}

// HandOver notes to whom something goes that hangs on who leaves, and whether
// that has been done. It moves nothing by itself: ways in and seats are changed
// where they are kept.
func (s *Service) HandOver(ctx context.Context, who access.Actor, a id.Assignment, h learning.Handed) error {
	holder, own, err := s.holder(ctx, who, a)
	if err != nil {
		return err
	}
	act, on := access.StaffAssign, access.Object{Unit: holder.Unit}
	if own {
		act, on = access.LearnTake, access.Object{}
	}
	_, err = s.Do(ctx, who, act, on, func(tx *db.Tx, _ access.Sight) (string, error) {
		now, err := learning.ByAssignment(ctx, tx, a) // it may have ended since
		if err != nil {
			return "", err
		}
		if err := checkHanded(ctx, tx, now, h); err != nil {
			return "", err
		}
		return string(a), learning.Hand(ctx, tx, a, h, who.Function)
	})
	return err
}

// checkHanded reports what is wrong with what is noted: the thing has to hang on
// the function, and goes to one of the same organisation.
func checkHanded(ctx context.Context, tx *db.Tx, n learning.Newcomer, h learning.Handed) error {
	var f errs.Faults
	things, err := learning.HangsOn(ctx, tx, n.Function)
	if err != nil {
		return err
	}
	counted := h.Subject == "" && (h.Thing == learning.ThingWaiting || h.Thing == learning.ThingIntroduction)
	f.Check(counted || slices.ContainsFunc(things, func(x learning.Hanging) bool { return x.Thing == h.Thing && x.Subject == h.Subject }),
		"thing", "leaving.thing.unknown")
	if h.To != "" {
		own, err := org.FunctionByID(ctx, tx, n.Function)
		if err != nil {
			return err
		}
		found, err := org.Functions(ctx, tx, []id.Function{h.To})
		if err != nil {
			return err
		}
		to, ok := found[h.To]
		f.Check(ok && !to.Ended && to.Org == own.Org, "to", "leaving.to.missing")
	}
	return f.Err()
}
