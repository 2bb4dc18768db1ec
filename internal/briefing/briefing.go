// Package briefing is the brief to the doctor: made of the plan, carried or sent, answered, and taken into the plan.
package briefing

import (
	"context"
	"slices"

	"samverk/internal/access"
	"samverk/internal/app"
	"samverk/internal/brief"
	"samverk/internal/cases"
	"samverk/internal/consent"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/org"
	"samverk/internal/person"
	"samverk/internal/seal"
)

// Service is the application, with these use cases.
type Service struct{ *app.App }

// New returns the service of an application.
func New(a *app.App) *Service { return &Service{a} }

// Head is what every page about a brief says on top: whom it is about, as far as
// the reader may know.
type Head struct {
	Case       cases.Case // the zero case to who answers and need not know it
	Identity   *person.Identity
	Protection person.Protection
	AreaName   string // empty where the identity is protected
	Self       bool
	Today      string
}

// head reads whom a case is about.
func head(ctx context.Context, tx *db.Tx, key *seal.Key, s access.Sight) (h Head, err error) {
	h.Today, h.Self = tx.Today(), s.Self()
	if h.Case, err = cases.Get(ctx, tx, s); err != nil {
		return h, err
	}
	p, err := person.Get(ctx, tx, key, s.Person())
	if err != nil {
		return h, err
	}
	h.Protection = p.Protection
	if s.Identity() {
		h.Identity = &p.Identity
	}
	if s.Place() {
		area, err := org.AreaByID(ctx, tx, h.Case.Area)
		h.AreaName = area.Name
		return h, err
	}
	return h, nil
}

// ListView is the briefs of a case, without what they say.
type ListView struct {
	Head
	Briefs    []brief.Brief
	Own       id.Unit // of the reader: what it made leads on
	Functions map[id.Function]org.Function
	MayMake   bool
	MayShape  bool // the fields of its organisation's form
}

// List returns the briefs of a case. Those who did not make one may know that it
// is there, so that the doctor is asked once (seed S116).
func (s *Service) List(ctx context.Context, who access.Actor, c id.Case) (ListView, error) {
	var v ListView
	err := s.See(ctx, who, access.SituationRead, access.Object{Case: c}, func(tx *db.Tx, sight access.Sight) error {
		key, err := s.Key(ctx, sight)
		if err != nil {
			return err
		}
		if v.Head, err = head(ctx, tx, key, sight); err != nil {
			return err
		}
		if v.Briefs, err = brief.OfCase(ctx, tx, sight); err != nil {
			return err
		}
		v.Own, v.MayMake = sight.Unit(), !sight.Self() && !sight.Blocked() && v.Case.State != cases.StateClosed
		names := id.NewSet[id.Function]()
		for _, b := range v.Briefs {
			names.Add(b.Function)
		}
		v.Functions, err = org.Functions(ctx, tx, names.List)
		return err
	})
	if err != nil {
		return ListView{}, err
	}
	return v, nil
}

// View is a brief as one reader may see it.
type View struct {
	Head
	Brief     brief.Brief
	Told      brief.Content // what of it care may be told today: what stands on the paper
	Form      brief.Form
	Left      []brief.Planned // what the consent does not let care be told, for who made it
	Reply     org.Function    // whom to answer; empty where the identity is protected
	Functions map[id.Function]org.Function
	Ways      []org.WayIn // of care, that a draft can be sent to
	Writes    bool        // the reader's unit made it
	Care      bool        // the reader answers it
	MayKeep   bool
}

// Waits reports whether it can be answered today.
func (v View) Waits() bool { return v.Brief.State.Open() && !v.Brief.Over(v.Today) }

// Hidden reports whether it has come, but nothing in it may be shown any more.
func (v View) Hidden() bool { return len(v.Told.Activities) == 0 }

// Brief returns a brief of a case, to the unit that made it and to the person.
func (s *Service) Brief(ctx context.Context, who access.Actor, c id.Case, b id.Brief) (View, error) {
	var v View
	err := s.See(ctx, who, access.BriefRead, access.Object{Case: c, Brief: b}, func(tx *db.Tx, sight access.Sight) (err error) {
		v, err = s.view(ctx, tx, sight, b)
		return err
	})
	if err != nil {
		return View{}, err
	}
	return v, nil
}

func (s *Service) view(ctx context.Context, tx *db.Tx, sight access.Sight, b id.Brief) (v View, err error) {
	key, err := s.Key(ctx, sight)
	if err != nil {
		return v, err
	}
	if v.Head, err = head(ctx, tx, key, sight); err != nil {
		return v, err
	}
	if err := v.read(ctx, tx, key, sight, b); err != nil {
		return v, err
	}
	v.Writes = !sight.Self()
	v.MayKeep = v.Writes && v.Case.State != cases.StateClosed
	reach, err := reachOf(ctx, tx, sight)
	if err != nil {
		return v, err
	}
	told, left := v.Brief.Content.Covered(reach.of(v.Brief))
	if v.Told = told; v.Writes {
		v.Left = left
	}
	if v.Writes && v.Brief.State == brief.Draft {
		v.Ways, err = waysOfCare(ctx, tx, v.Case.Area, reach)
	}
	return v, err
}

// read reads the brief itself, its form and the functions that it names.
func (v *View) read(ctx context.Context, tx *db.Tx, key *seal.Key, sight access.Sight, b id.Brief) (err error) {
	if v.Brief, err = brief.Get(ctx, tx, key, sight, b); err != nil {
		return err
	}
	if v.Form, err = brief.FormByID(ctx, tx, v.Brief.Form); err != nil {
		return err
	}
	names := id.NewSet[id.Function]()
	names.Add(v.Brief.Function, v.Brief.ToFunction, v.Brief.AnsweredBy)
	if v.Functions, err = org.Functions(ctx, tx, names.List); err != nil {
		return err
	}
	if v.Told = v.Brief.Content; v.Protection.Restricted() {
		v.conceal()
		return nil
	}
	v.Reply = v.Functions[v.Brief.Function]
	return nil
}

// conceal takes away from a brief what would tell where a person with protected
// identity is: neither place nor who asks stands on the paper (sweden.md L27).
func (v *View) conceal() {
	for i := range v.Brief.Content.Activities {
		v.Brief.Content.Activities[i].Where = ""
	}
}

// reach is what the consent lets units of health care be told today.
type reach consent.Grid

// reachOf reads that, for a reader who may know who takes part.
func reachOf(ctx context.Context, tx *db.Tx, sight access.Sight) (reach, error) {
	if !sight.Circle() {
		return nil, nil
	}
	grid, err := consent.Reach(ctx, tx, sight)
	if err != nil {
		return nil, err
	}
	names := id.NewSet[id.Unit]()
	for u := range grid {
		names.Add(u)
	}
	units, err := org.Units(ctx, tx, names.List)
	for u := range grid {
		if units[u].Kind != access.Vard {
			delete(grid, u)
		}
	}
	return reach(grid), err
}

// any is what some unit of health care may be told: what the person may be given
// to carry there.
func (r reach) any() (set access.Set) {
	for _, s := range r {
		set |= s
	}
	return set
}

// of is what the brief may tell care: by the way it goes.
func (r reach) of(b brief.Brief) access.Set {
	if b.How == brief.Sent {
		return r[b.ToUnit]
	}
	return r.any()
}

// waysOfCare lists the ways in of health care in the area to units that the
// consent lets be told something.
func waysOfCare(ctx context.Context, tx *db.Tx, area id.Area, r reach) ([]org.WayIn, error) {
	all, err := org.WaysIn(ctx, tx, area)
	seen := id.NewSet[id.Function]()
	var ways []org.WayIn
	for _, w := range all {
		if w.Actor == access.Vard && r[w.Function.Unit] != 0 && !w.Vacant() && !slices.Contains(seen.List, w.Function.ID) {
			seen.Add(w.Function.ID)
			ways = append(ways, w)
		}
	}
	return ways, err
}

// errNotCare is the answer to functions that are not of health care.
var errNotCare = errs.New(errs.Denied, "brief.care_only")
