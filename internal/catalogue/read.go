package catalogue

import (
	"cmp"
	"context"
	"slices"
	"strconv"

	"samverk/internal/access"
	"samverk/internal/db"
	"samverk/internal/id"
	"samverk/internal/offer"
	"samverk/internal/org"
	"samverk/internal/search"
)

// count is a number as an argument of a text.
func count(n int) []string { return []string{"n", strconv.Itoa(n)} }

// Query says which interventions a list shows. Empty fields do not narrow.
type Query struct {
	Area    id.Area
	Actor   access.Kind
	Kind    offer.Kind
	Sort    offer.Sort
	Problem string
	Age     int // of somebody whom it should be for; NoNumber for any
	Words   string
	Own     bool // of the reader's own unit alone
	Ended   bool // those that are over, and no others
	Free    bool // where there is room
	After   id.Intervention
	Limit   int // 0 for all
}

// Row is an intervention as lists show it.
type Row struct {
	offer.Intervention
	Unit      org.Unit
	Areas     []org.Area
	Stale     bool
	OldPlaces bool
	Over      bool
	Own       bool // of the reader's own unit
}

// List is a part of the interventions.
type List struct {
	Rows  []Row
	All   int  // how many there are, on all parts
	More  bool // there are more after these
	Mine  id.Unit
	Today string
}

// Interventions lists what is offered: what is approved, and of the reader's own
// unit what is under way too.
func (s *Service) Interventions(ctx context.Context, who access.Actor, q Query) (v List, err error) {
	err = s.Look(ctx, who, access.StructureRead, access.Object{}, func(tx *db.Tx) error {
		reader, err := readerOf(ctx, tx, who)
		if err != nil {
			return err
		}
		v.Mine, v.Today = reader.Unit, tx.Today()
		rows, err := rowsFor(ctx, tx, reader, offer.Filter{Area: q.Area, Ended: q.Ended})
		if err != nil {
			return err
		}
		rows = slices.DeleteFunc(rows, func(r Row) bool { return !q.takes(r, reader) })
		v.take(found(rows, q.Words), q)
		return nil
	})
	return v, err
}

// take cuts out the part that is asked for.
func (v *List) take(rows []Row, q Query) {
	v.All = len(rows)
	if at := slices.IndexFunc(rows, func(r Row) bool { return r.ID == q.After }); at >= 0 {
		rows = rows[at+1:]
	}
	if v.More = q.Limit > 0 && len(rows) > q.Limit; v.More {
		rows = rows[:q.Limit]
	}
	v.Rows = rows
}

// rowsFor reads interventions with what lists show of them, as a function may
// see them.
func rowsFor(ctx context.Context, tx *db.Tx, reader org.Function, f offer.Filter) ([]Row, error) {
	f.Own, f.Keeps = reader.Unit, keeps(reader)
	all, err := offer.List(ctx, tx, f)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	ids := id.NewSet[id.Unit]()
	for _, i := range all {
		ids.Add(i.Unit)
	}
	units, err := org.Units(ctx, tx, ids.List)
	if err != nil {
		return nil, err
	}
	areas, err := org.Areas(ctx, tx)
	if err != nil {
		return nil, err
	}
	today, rows := tx.Today(), make([]Row, len(all))
	for n, i := range all {
		rows[n] = Row{i, units[i.Unit], nil, i.Stale(today), i.OldPlaces(today), i.Over(today), i.Unit == reader.Unit}
		for _, a := range areas {
			if slices.Contains(i.Text.Areas, a.ID) {
				rows[n].Areas = append(rows[n].Areas, a)
			}
		}
	}
	return rows, nil
}

// takes reports whether the query asks for a row.
func (q Query) takes(r Row, reader org.Function) bool {
	t := r.Text
	switch {
	case r.Over != q.Ended,
		q.Own && !r.Own && (reader.Role != access.Admin || r.Unit.Org != reader.Org),
		q.Actor != "" && r.Unit.Kind != q.Actor,
		q.Kind != "" && t.Sort.Kind() != q.Kind,
		q.Sort != "" && t.Sort != q.Sort,
		q.Problem != "" && len(t.Problems) > 0 && !slices.Contains(t.Problems, q.Problem),
		q.Free && r.Places.Free <= 0:
		return false
	}
	return q.Age < 0 || (t.AgeFrom < 0 || q.Age >= t.AgeFrom) && (t.AgeTo < 0 || q.Age <= t.AgeTo)
}

// found are the rows that answer what somebody typed, the best first; all of
// them when nothing is typed.
func found(rows []Row, words string) []Row {
	if words == "" {
		return rows
	}
	docs, at := make([]search.Doc, len(rows)), map[string]Row{}
	for n, r := range rows {
		t := r.Text
		fields := []search.Field{{Text: t.Name, Weight: 4}, {Text: r.Unit.Name, Weight: 2}, {Text: r.Unit.OrgName}, {Text: t.Purpose}, {Text: t.Target}, {Text: t.Entry}}
		for _, a := range t.Aliases {
			fields = append(fields, search.Field{Text: a, Weight: 4})
		}
		docs[n], at[string(r.ID)] = search.Doc{ID: string(r.ID), Fields: fields}, r
	}
	var best []Row
	for _, hit := range search.New(docs, search.Swedish()).Find(words, len(rows)) {
		best = append(best, at[hit.ID])
	}
	return best
}

// View is one intervention.
type View struct {
	Row
	Contact    org.Function
	Versions   []offer.Version // the newest first; to those who keep it
	Functions  map[id.Function]org.Function
	Competence []string
	Today      string
	May        map[access.Action]bool
}

// Intervention returns one intervention, as the reader may see it.
func (s *Service) Intervention(ctx context.Context, who access.Actor, which id.Intervention) (v View, err error) {
	err = s.Look(ctx, who, access.StructureRead, access.Object{}, func(tx *db.Tx) error {
		reader, err := readerOf(ctx, tx, who)
		if err != nil {
			return err
		}
		if v.Row, err = db.First(rowsFor(ctx, tx, reader, offer.Filter{IDs: []id.Intervention{which}, Ended: true})); err != nil {
			return err
		}
		v.Today = tx.Today()
		facts, err := s.Facts(ctx, tx, who, access.Object{Unit: v.Row.Intervention.Unit})
		if err != nil {
			return err
		}
		v.May = map[access.Action]bool{}
		for _, act := range []access.Action{access.OfferWrite, access.OfferApprove} {
			v.May[act] = access.Decide(act, facts) == nil
		}
		return v.fill(ctx, tx)
	})
	return v, err
}

// fill finds what the page shows beside the intervention.
func (v *View) fill(ctx context.Context, tx *db.Tx) (err error) {
	if v.May[access.OfferWrite] {
		if v.Versions, err = offer.Versions(ctx, tx, v.ID); err != nil {
			return err
		}
	}
	by := id.NewSet[id.Function]()
	by.Add(v.Text.Contact)
	for _, version := range v.Versions {
		by.Add(version.By)
	}
	if v.Functions, err = org.Functions(ctx, tx, by.List); err != nil {
		return err
	}
	v.Contact = v.Functions[v.Text.Contact]
	known, err := offer.Competence(ctx, tx, []id.Unit{v.Unit.ID})
	v.Competence = known[v.Unit.ID]
	return err
}

// Overview is what is offered, wished and missing in an area, for an analysis of
// its needs.
type Overview struct {
	Sorts   []Offered // in the order of the sorts
	Wishes  []offer.Wish
	Missing []offer.Missing
	Today   string
}

// Offered is how many interventions of a sort there are.
type Offered struct {
	Sort    offer.Sort
	N       int
	Free    int // places that are known to be free
	Unknown int // interventions of which nobody has told whether there is room
}

// Overview returns what is offered, wished and missing in an area.
func (s *Service) Overview(ctx context.Context, who access.Actor, area id.Area) (v Overview, err error) {
	err = s.Look(ctx, who, access.StructureRead, access.Object{}, func(tx *db.Tx) error {
		v.Today = tx.Today()
		all, err := offer.List(ctx, tx, offer.Filter{Area: area})
		if err != nil {
			return err
		}
		v.Sorts = offered(all, v.Today)
		if v.Wishes, err = offer.Wishes(ctx, tx, area, offer.Open, offer.Page{Limit: mostRows}); err != nil {
			return err
		}
		v.Missing, err = offer.MissingIn(ctx, tx, area)
		return err
	})
	return v, err
}

// offered counts interventions by their sorts.
func offered(all []offer.Intervention, today string) (list []Offered) {
	for _, sort := range offer.Sorts("") {
		o := Offered{Sort: sort}
		for _, i := range all {
			if i.Text.Sort != sort || !i.Offered(today) {
				continue
			}
			o.N++
			o.Free += max(i.Places.Free, 0)
			if i.Places.Free < 0 {
				o.Unknown++
			}
		}
		if o.N > 0 {
			list = append(list, o)
		}
	}
	return list
}

// mostRows bounds the lists that are not read in parts.
const mostRows = 500

// byName orders rows of several areas by name, then by unit.
func byName(a, b Row) int {
	return cmp.Or(cmp.Compare(a.Text.Name, b.Text.Name), cmp.Compare(a.Unit.Name, b.Unit.Name))
}
