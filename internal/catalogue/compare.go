package catalogue

import (
	"context"
	"slices"

	"samverk/internal/access"
	"samverk/internal/db"
	"samverk/internal/offer"
	"samverk/internal/org"
)

// Stand is whether something is offered in an area.
type Stand uint8

// Whether something is offered. That an actor has told nothing of what it can
// offer in an area does not say that it cannot.
const (
	NotKnown Stand = iota
	NotOffered
	IsOffered
)

// Cell is whether something is offered in an area, and by what.
type Cell struct {
	Stand Stand
	Rows  []Row
	Free  int // places that are known to be free; NoNumber where none are known
}

// Line is one thing laid beside itself in every area.
type Line struct {
	Sort  offer.Sort
	Name  string // of an intervention; empty where it is a sort
	Cells []Cell // in the order of the areas
}

// Differs reports whether the areas differ.
func (l Line) Differs() bool {
	return slices.ContainsFunc(l.Cells, func(c Cell) bool { return c.Stand != l.Cells[0].Stand })
}

// Comparison is what the areas offer, beside each other.
type Comparison struct {
	Areas []org.Area
	Lines []Line
	Today string
}

// Compare lays what an actor offers in each area beside the others, all actors
// when it is empty: by sort, or by the names of interventions.
func (s *Service) Compare(ctx context.Context, who access.Actor, actor access.Kind, named bool) (v Comparison, err error) {
	err = s.Look(ctx, who, access.StructureRead, access.Object{}, func(tx *db.Tx) error {
		v.Today = tx.Today()
		if v.Areas, err = org.Areas(ctx, tx); err != nil {
			return err
		}
		rows, err := rowsFor(ctx, tx, org.Function{}, offer.Filter{})
		if err != nil {
			return err
		}
		rows = slices.DeleteFunc(rows, func(r Row) bool { return !r.Offered(v.Today) || actor != "" && r.Unit.Kind != actor })
		slices.SortStableFunc(rows, byName)
		if named {
			v.byName(rows)
		} else {
			v.bySort(rows)
		}
		return nil
	})
	return v, err
}

func (v *Comparison) bySort(rows []Row) {
	for _, sort := range offer.Sorts("") {
		line := v.line(rows, func(r Row) bool { return r.Text.Sort == sort })
		line.Sort = sort
		v.Lines = append(v.Lines, line)
	}
}

// byName lays interventions of the same name beside each other, also where one
// area calls it what another has as its second name.
func (v *Comparison) byName(rows []Row) {
	taken := map[int]bool{}
	for n, first := range rows {
		if taken[n] {
			continue
		}
		var same []Row
		for m, r := range rows {
			if !taken[m] && r.Text.Sort == first.Text.Sort && (r.Named(first.Text.Name) || first.Named(r.Text.Name)) {
				taken[m], same = true, append(same, r)
			}
		}
		line := v.line(rows, func(r Row) bool { return slices.ContainsFunc(same, func(s Row) bool { return s.ID == r.ID }) })
		line.Sort, line.Name = first.Text.Sort, first.Text.Name
		v.Lines = append(v.Lines, line)
	}
	order := offer.Sorts("")
	slices.SortStableFunc(v.Lines, func(a, b Line) int { return slices.Index(order, a.Sort) - slices.Index(order, b.Sort) })
}

// line finds where something is offered, among all that is.
func (v *Comparison) line(rows []Row, is func(Row) bool) (l Line) {
	for _, a := range v.Areas {
		c := Cell{Free: offer.NoNumber}
		for _, r := range rows {
			if !slices.Contains(r.Text.Areas, a.ID) {
				continue
			}
			c.Stand = max(c.Stand, NotOffered) // somebody has told what there is
			if is(r) {
				c.add(r)
			}
		}
		l.Cells = append(l.Cells, c)
	}
	return l
}

func (c *Cell) add(r Row) {
	c.Stand, c.Rows = IsOffered, append(c.Rows, r)
	if r.Places.Free >= 0 {
		c.Free = max(c.Free, 0) + r.Places.Free
	}
}
