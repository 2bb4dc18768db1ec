package figures

import (
	"context"
	"slices"

	"samverk/internal/access"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/figure"
	"samverk/internal/id"
	"samverk/internal/org"
)

// Spot is a place with its name. A place beside the areas has its name in the
// reader's language, so that it has none here.
type Spot struct {
	Place figure.Place
	Name  string
}

// Area reports whether the place is one of the areas.
func (s Spot) Area() bool { return s.Name != "" }

// spots are the areas and what they are held against.
func spots(areas []org.Area) (all []Spot) {
	for _, a := range areas {
		all = append(all, Spot{figure.Place(a.ID), a.Name})
	}
	for _, p := range figure.Beside() {
		if !slices.ContainsFunc(all, func(s Spot) bool { return s.Place == p }) {
			all = append(all, Spot{Place: p})
		}
	}
	return all
}

// values are what stands, to be looked up, and the figures that they are of.
type values struct {
	figures figure.List
	by      map[figure.Key]figure.Value
}

// Row is one figure in every place of a table, of one period and one gender.
type Row struct {
	Figure figure.Figure
	Period string
	Values []figure.Value // in the order of the places; what is not there is not known
}

// Any reports whether anything of the row is known.
func (r Row) Any() bool {
	return slices.ContainsFunc(r.Values, func(v figure.Value) bool { return v.Known || v.Status != "" })
}

// Table is the figures of one source. It never holds two series in one row.
type Table struct {
	Set     figure.Set
	Gender  string
	Genders []string // that there are values of
	Places  []Spot   // that there are values of
	Rows    []Row
	TakenAt string  // date: when the newest of its values was taken in
	Derived Derived // of försörjningsmåttet
}

// Derived is what is reckoned here out of a table: the total of the areas
// together, weighted by their population. It stands in no source.
type Derived struct {
	Areas      int
	Population figure.Number
	Each       figure.Number // kronor a person
	Whole      figure.Number // kronor
}

// View is an area's figures beside those of other places.
type View struct {
	Area   org.Area
	Areas  []org.Area
	Tables []Table
	Goals  []GoalView
	Keeps  bool // the reader imports figures
}

// Overview returns the figures of an area beside those of the others, table by
// table, each of its newest period.
func (s *Service) Overview(ctx context.Context, who access.Actor, area id.Area, gender string) (v View, err error) {
	err = s.Look(ctx, who, access.StructureRead, access.Object{}, func(tx *db.Tx) error {
		if v.Areas, err = org.Areas(ctx, tx); err != nil {
			return err
		}
		i := slices.IndexFunc(v.Areas, func(a org.Area) bool { return a.ID == area })
		if i < 0 {
			return errs.Missing()
		}
		v.Area = v.Areas[i]
		all, err := everything(ctx, tx, v.Areas)
		if err != nil {
			return err
		}
		for _, set := range figure.Sets() {
			if t := tableOf(set, all, spots(v.Areas), gender, figure.Place(area)); len(t.Rows) > 0 {
				v.Tables = append(v.Tables, t)
			}
		}
		v.Goals, err = goals(ctx, tx, v.Areas, all)
		v.Goals = slices.DeleteFunc(v.Goals, func(g GoalView) bool { return !slices.Contains(g.Areas, area) })
		return err
	})
	return v, err
}

func everything(ctx context.Context, tx *db.Tx, areas []org.Area) (all values, err error) {
	if all.figures, err = figure.Known(ctx, tx); err != nil {
		return all, err
	}
	var places []figure.Place
	for _, s := range spots(areas) {
		places = append(places, s.Place)
	}
	stand, err := figure.ValuesIn(ctx, tx, places)
	all.by = map[figure.Key]figure.Value{}
	for _, v := range stand {
		all.by[v.Key()] = v
	}
	return all, err
}

// Table returns one table: Comparisons, Livelihood, Kolada or SCB of package
// figure, of all genders together.
func (s *Service) Table(ctx context.Context, who access.Actor, set string) (Table, error) {
	return s.TableOf(ctx, who, set, "T")
}

// TableOf returns one table of a gender.
func (s *Service) TableOf(ctx context.Context, who access.Actor, code, gender string) (t Table, err error) {
	set, ok := figure.SetOf(code)
	if !ok || !slices.Contains(figure.Genders(), gender) {
		return t, errs.Missing()
	}
	err = s.Look(ctx, who, access.StructureRead, access.Object{}, func(tx *db.Tx) error {
		areas, err := org.Areas(ctx, tx)
		if err != nil {
			return err
		}
		all, err := everything(ctx, tx, areas)
		t = tableOf(set, all, spots(areas), gender, "")
		return err
	})
	return t, err
}

// tableOf makes a table. A row is of the newest period that the place of most
// interest has a value of, and of that alone.
func tableOf(set figure.Set, all values, places []Spot, gender string, first figure.Place) Table {
	t := Table{Set: set, Gender: gender}
	for _, g := range figure.Genders() {
		if all.any(set.Code, "", g) {
			t.Genders = append(t.Genders, g)
		}
	}
	for _, s := range places {
		if all.any(set.Code, s.Place, gender) {
			t.Places = append(t.Places, s)
		}
	}
	for _, f := range all.figures.In(set.Code) {
		row := Row{Figure: f, Period: all.newest(f.Code, first, gender)}
		for _, s := range t.Places {
			v, ok := all.by[figure.Key{Figure: f.Code, Place: s.Place, Period: row.Period, Gender: gender}]
			if !ok {
				v = figure.Value{Figure: f.Code, Place: s.Place, Period: row.Period, Gender: gender}
			}
			row.Values = append(row.Values, v)
			if day := db.DayOf(v.TakenAt); ok && day > t.TakenAt {
				t.TakenAt = day
			}
		}
		if row.Any() {
			t.Rows = append(t.Rows, row)
		}
	}
	t.Derived = derived(t)
	return t
}

// any reports whether there are values of a table and a gender, in a place or
// in any.
func (all values) any(set string, place figure.Place, gender string) bool {
	for k := range all.by {
		if f, ok := all.figures.ByCode(k.Figure); ok && f.Set == set && k.Gender == gender && (place == "" || k.Place == place) {
			return true
		}
	}
	return false
}

// newest is the newest period that a figure has a known value of: in a place
// when it has one there, otherwise anywhere.
func (all values) newest(f id.Figure, in figure.Place, gender string) string {
	var here, anywhere []figure.Value
	for k, v := range all.by {
		if k.Figure != f || k.Gender != gender {
			continue
		}
		anywhere = append(anywhere, v)
		if k.Place == in {
			here = append(here, v)
		}
	}
	if v := figure.Newest(here); v.Known {
		return v.Period
	}
	return figure.Newest(anywhere).Period
}

// Of returns the row of a figure.
func (t Table) Of(code id.Figure) (Row, bool) {
	i := slices.IndexFunc(t.Rows, func(r Row) bool { return r.Figure.Code == code })
	if i < 0 {
		return Row{}, false
	}
	return t.Rows[i], true
}

// derived reckons the total of the areas together.
func derived(t Table) (d Derived) {
	total, ok := t.Of("fm-tot")
	people, and := t.Of("fm-befolkning")
	if !ok || !and || total.Period != people.Period {
		return d
	}
	var whole int64 // kronor
	for i, s := range t.Places {
		if each, n := total.Values[i], people.Values[i]; s.Area() && each.Known && n.Known {
			d.Areas++
			d.Population += n.Number
			whole += int64(each.Number) / 1000 * int64(n.Number) / 1000
		}
	}
	if d.Areas < 2 || d.Population == 0 {
		return Derived{}
	}
	d.Whole = figure.Number(whole * 1000)
	d.Each = figure.Round(whole*1000, int64(d.Population)) * 1000
	return d
}

// FigureView is one figure over the years, in all places.
type FigureView struct {
	Figure  figure.Figure
	Set     figure.Set
	Gender  string
	Genders []string
	Places  []Spot
	Periods []string // the oldest first
	Rows    [][]figure.Value
	Related []figure.Figure // about the same in other tables, and with values: other series
	TakenAt string
	Keeps   bool
}

// Figure returns one figure over the years.
func (s *Service) Figure(ctx context.Context, who access.Actor, code id.Figure, gender string) (v FigureView, err error) {
	if !slices.Contains(figure.Genders(), gender) {
		return v, errs.Missing()
	}
	err = s.Look(ctx, who, access.StructureRead, access.Object{}, func(tx *db.Tx) error {
		areas, err := org.Areas(ctx, tx)
		if err != nil {
			return err
		}
		all, err := everything(ctx, tx, areas)
		if err != nil {
			return err
		}
		f, ok := all.figures.ByCode(code)
		if !ok {
			return errs.Missing()
		}
		v = FigureView{Figure: f, Gender: gender}
		v.Set, _ = figure.SetOf(f.Set)
		v.fill(all, spots(areas))
		return nil
	})
	return v, err
}

func (v *FigureView) fill(all values, places []Spot) {
	for k, one := range all.by {
		if k.Figure != v.Figure.Code {
			continue
		}
		if !slices.Contains(v.Genders, k.Gender) {
			v.Genders = append(v.Genders, k.Gender)
		}
		if k.Gender == v.Gender && !slices.Contains(v.Periods, k.Period) {
			v.Periods = append(v.Periods, k.Period)
		}
		v.TakenAt = max(v.TakenAt, db.DayOf(one.TakenAt))
	}
	slices.SortFunc(v.Genders, func(a, b string) int {
		return slices.Index(figure.Genders(), a) - slices.Index(figure.Genders(), b)
	})
	slices.Sort(v.Periods)
	for _, s := range places {
		var row []figure.Value
		there := false
		for _, p := range v.Periods {
			one, ok := all.by[figure.Key{Figure: v.Figure.Code, Place: s.Place, Period: p, Gender: v.Gender}]
			there = there || ok
			one.Figure, one.Place, one.Period, one.Gender = v.Figure.Code, s.Place, p, v.Gender
			row = append(row, one)
		}
		if there {
			v.Places, v.Rows = append(v.Places, s), append(v.Rows, row)
		}
	}
	for _, f := range all.figures.Related(v.Figure) {
		if slices.ContainsFunc(figure.Genders(), func(g string) bool { return all.newest(f.Code, "", g) != "" }) {
			v.Related = append(v.Related, f)
		}
	}
}

// Listed is a figure with whether there are values of it.
type Listed struct {
	figure.Figure
	Values int
}

// Figures lists every figure, with how many values there are of it.
func (s *Service) Figures(ctx context.Context, who access.Actor) (all []Listed, err error) {
	err = s.Look(ctx, who, access.StructureRead, access.Object{}, func(tx *db.Tx) error {
		areas, err := org.Areas(ctx, tx)
		if err != nil {
			return err
		}
		there, err := everything(ctx, tx, areas)
		count := map[id.Figure]int{}
		for k := range there.by {
			count[k.Figure]++
		}
		all = nil
		for _, f := range there.figures {
			all = append(all, Listed{f, count[f.Code]})
		}
		return err
	})
	return all, err
}
