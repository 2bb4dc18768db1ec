package own

import (
	"cmp"
	"context"
	"slices"
	"time"

	"samverk/internal/access"
	"samverk/internal/cases"
	"samverk/internal/consent"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/item"
	"samverk/internal/org"
)

// WhyView tells the person why each unit sees what it sees.
type WhyView struct {
	Case    cases.Case
	Consent consent.Consent
	Units   []WhyUnit
	Today   string
}

// WhyUnit is a unit that takes part, is in the consent, has been told of
// something or is blocked.
type WhyUnit struct {
	Unit    org.Unit
	Parts   []WhyPart
	Covers  access.Set // what the consent lets it be told today
	Ticked  access.Set // what the consent has for it, today or later
	Blocked time.Time  // zero while it is not
	Given   []item.Given
}

// WhyPart is a function of the unit that takes part, is asked to, or has left.
type WhyPart struct {
	Function org.Function
	State    access.PartyState
	Since    time.Time
}

// Sees reports whether the unit may read today what it was told of then.
func (u WhyUnit) Sees(g item.Given) bool {
	return g.Kind == "disclosed" && u.Blocked.IsZero() && (g.Ground == access.ByLaw || u.Covers.Has(g.Category))
}

// TakesPart reports whether some function of the unit takes part.
func (u WhyUnit) TakesPart() bool {
	return slices.ContainsFunc(u.Parts, func(p WhyPart) bool { return p.State == access.TakesPart })
}

// Why tells the person why each unit sees what it sees in a case.
func (s *Service) Why(ctx context.Context, who access.Actor, c id.Case) (WhyView, error) {
	var v WhyView
	err := s.See(ctx, who, access.ConsentRead, access.Object{Case: c}, func(tx *db.Tx, sight access.Sight) error {
		if !sight.Self() {
			return errs.Missing() // what others have been told is for the person to see
		}
		key, err := s.Key(ctx, sight)
		if err != nil {
			return err
		}
		if v.Case, err = cases.Get(ctx, tx, sight); err != nil {
			return err
		}
		if v.Consent, err = consent.Current(ctx, tx, key, sight); err != nil {
			return err
		}
		given, err := item.GivenAll(ctx, tx, key, sight)
		if err != nil {
			return err
		}
		v.Today = tx.Today()
		return v.units(ctx, tx, sight, given)
	})
	if err != nil {
		return WhyView{}, err
	}
	return v, nil
}

// units gathers what there is to say of each unit.
func (v *WhyView) units(ctx context.Context, tx *db.Tx, sight access.Sight, given []item.Given) error {
	parties, err := cases.Parties(ctx, tx, sight)
	if err != nil {
		return err
	}
	blocks, err := consent.Blocks(ctx, tx, sight)
	if err != nil {
		return err
	}
	all := gathering{}
	for u, set := range v.Consent.Grid {
		all.of(u).Ticked = set
	}
	for _, g := range given {
		u := all.of(g.Unit)
		u.Given = append(u.Given, g)
	}
	for _, b := range blocks {
		all.of(b.Unit).Blocked = b.At
	}
	var functions []id.Function
	for _, p := range parties {
		functions = append(functions, p.Function)
	}
	names, err := org.Functions(ctx, tx, functions)
	if err != nil {
		return err
	}
	for _, p := range parties {
		if p.State != access.Declined {
			u := all.of(p.Unit)
			u.Parts = append(u.Parts, WhyPart{names[p.Function], p.State, partSince(p)})
		}
	}
	return v.named(ctx, tx, all)
}

// gathering is what is said of units so far.
type gathering map[id.Unit]*WhyUnit

func (g gathering) of(u id.Unit) *WhyUnit {
	if g[u] == nil {
		g[u] = &WhyUnit{}
	}
	return g[u]
}

// named puts the units in order, with their names and what they may see today.
func (v *WhyView) named(ctx context.Context, tx *db.Tx, all gathering) error {
	var ids []id.Unit
	for u := range all {
		ids = append(ids, u)
	}
	found, err := org.Units(ctx, tx, ids)
	for u, w := range all {
		unit, ok := found[u]
		if !ok {
			continue
		}
		w.Unit = unit
		if v.Consent.InForce(v.Today) && w.Blocked.IsZero() {
			w.Covers = w.Ticked
		}
		v.Units = append(v.Units, *w)
	}
	slices.SortFunc(v.Units, func(a, b WhyUnit) int {
		return cmp.Or(cmp.Compare(a.Unit.Name, b.Unit.Name), cmp.Compare(a.Unit.ID, b.Unit.ID))
	})
	return err
}

// partSince is when a party came to stand as it does.
func partSince(p cases.Party) time.Time {
	if p.AnsweredAt.IsZero() {
		return p.InvitedAt
	}
	return p.AnsweredAt
}
