// Package figures has the pages of figures: indicators, their import, common
// goals and what an area needs.
package figures

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"samverk/internal/access"
	"samverk/internal/export"
	"samverk/internal/figure"
	"samverk/internal/figures"
	"samverk/internal/id"
	"samverk/internal/org"
	"samverk/internal/web/site"
	"samverk/internal/web/ui"
)

const (
	pathFigures = "/nyckeltal"
	pathCompare = pathFigures + "/jamfor"
	pathImport  = pathFigures + "/import"
	pathFile    = pathFigures + "/fil/"
	pathOwn     = pathFigures + "/egna"
	pathNeeds   = "/behov"
	pathGoals   = "/mal"
)

type server struct{ *site.Site }

// Routes are the addresses of these pages.
func Routes(of *site.Site) []site.Route {
	s := &server{of}
	return append([]site.Route{
		{"GET " + pathFigures, site.Function, s.areaPage},
		{"GET " + pathCompare, site.Function, s.comparePage},
		{"GET " + pathFigures + "/{figure}", site.Function, s.figurePage},
		{"GET " + pathFile + "{figure}", site.Function, s.file},
		{"GET " + pathNeeds, site.Function, s.needsPage},
	}, slices.Concat(s.importRoutes(), s.ownRoutes(), s.goalRoutes())...)
}

// area is the one that is asked for, or the reader's first.
func area(v *site.Visit, all []org.Area) id.Area {
	if asked := id.Area(v.Query.Get("omrade")); asked != "" {
		return asked
	}
	if len(v.Areas) > 0 {
		return v.Areas[0]
	}
	if len(all) > 0 {
		return all[0].ID
	}
	return ""
}

// gender is whom the figures are of that are asked for: all where nothing is.
func gender(v *site.Visit) string {
	if g := v.Query.Get("kon"); slices.Contains(figure.Genders(), g) {
		return g
	}
	return "T"
}

// keeps reports whether the reader may take in figures.
func keeps(v *site.Visit) bool { return v.Role == access.Federation }

// sets reports whether the reader may set a goal somewhere.
func sets(v *site.Visit) bool {
	return v.Role == access.Federation || v.Role == access.Coordinator || v.Role == access.Manager
}

func (s *server) overview(r *http.Request, v *site.Visit) (areaScreen, error) {
	all, err := s.Structure.Areas(r.Context(), v.Actor)
	if err != nil {
		return areaScreen{}, err
	}
	view, err := s.Figures.Overview(r.Context(), v.Actor, area(v, all), gender(v))
	return areaScreen{view, v}, err
}

// areaScreen is an area's figures as their page shows them.
type areaScreen struct {
	figures.View
	v *site.Visit
}

func (s *server) areaPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	k, err := s.overview(r, v)
	if err != nil {
		return err
	}
	t := v.Texts
	p := s.Page(v, t.T("figure.title.area", "area", k.Area.Name))
	p.Head.Lead = t.T("figure.lead")
	p.Head.Actions = []ui.Action{{Label: t.T("figure.compare"), Href: pathCompare}, {Label: t.T("figure.goals"), Href: pathGoals}, {Label: t.T("figure.needs"), Href: pathNeeds + "?omrade=" + string(k.Area.ID)}}
	if keeps(v) {
		p.Head.Actions = append(p.Head.Actions, ui.Action{Label: t.T("figure.own"), Href: pathOwn}, ui.Action{Label: t.T("figure.import"), Href: pathImport})
	}
	return s.Draw(w, r, v, p, areaBody(v, k))
}

// areas are the areas to choose among.
func areaFilters(path string, all []org.Area, on id.Area) (list []site.Filter) {
	for _, a := range all {
		list = append(list, site.Filter{Label: a.Name, Href: path + "?omrade=" + string(a.ID), On: a.ID == on})
	}
	return list
}

// placeName names a place.
func placeName(v *site.Visit, s figures.Spot) string {
	if s.Name != "" {
		return s.Name
	}
	return v.TextOf("figure.place", string(s.Place))
}

func name(v *site.Visit, f figure.Figure) string { return f.Name.In(string(v.Texts.Lang())) }

func about(v *site.Visit, f figure.Figure) string { return f.About.In(string(v.Texts.Lang())) }

// written is a value as people read it; what is not known says so.
func written(v *site.Visit, f figure.Figure, one figure.Value) string {
	return figures.Written(v.Texts, f, one)
}

// periodName names a period; where the source gives no year it says so.
func periodName(v *site.Visit, period string) string { return figures.PeriodWords(v.Texts, period) }

func unitName(v *site.Visit, f figure.Figure) string { return v.TextOf("figure.unit", f.Unit) }

// scale says how a scale is read.
func scale(v *site.Visit, f figure.Figure) string {
	if f.Unit != figure.Ordinal {
		return ""
	}
	return v.TextOf("figure.scale", string(f.Code))
}

// source says where a table comes from, and when it was taken in.
func source(v *site.Visit, set figure.Set, taken string) string {
	said := v.Texts.T("figure.source", "source", set.Source)
	if taken != "" && set.Origin != figure.FromReport {
		said += " " + v.Texts.T("figure.taken", "day", v.Texts.Day(taken))
	}
	return said
}

// valueCell is a value in a table.
func valueCell(v *site.Visit, f figure.Figure, one figure.Value) ui.Row {
	said := ""
	if !one.Known && one.Status != "" {
		said = v.Texts.T("figure.status", "status", one.Status)
	}
	if said != "" {
		return site.Cells(ui.Two(written(v, f, one), said))
	}
	return site.Cells(ui.Text(written(v, f, one)))
}

// table is figures by place, the area that is read about first.
func table(v *site.Visit, t figures.Table, first id.Area) ui.Table {
	order := make([]int, 0, len(t.Places))
	for i, s := range t.Places {
		if string(s.Place) == string(first) {
			order = append([]int{i}, order...)
			continue
		}
		order = append(order, i)
	}
	tab := ui.Table{Caption: v.TextOf("figure.set", t.Set.Code), Hidden: true, Columns: []ui.Column{{Label: v.Texts.T("figure.name")}}}
	for _, i := range order {
		tab.Columns = append(tab.Columns, ui.Column{Label: placeName(v, t.Places[i]), Numeric: true})
	}
	for _, row := range t.Rows {
		cells := site.Cells(site.LinkUnder(pathFigures+"/"+string(row.Figure.Code), name(v, row.Figure), site.Dotted(unitName(v, row.Figure), periodName(v, row.Period), row.Figure.Ages)))
		for _, i := range order {
			cells.Cells = append(cells.Cells, valueCell(v, row.Figure, row.Values[i]).Cells[0])
		}
		tab.Rows = append(tab.Rows, cells)
	}
	return tab
}

// places is a table with a row for each place and a column for each figure.
func places(v *site.Visit, t figures.Table, short bool) ui.Table {
	tab := ui.Table{Caption: v.TextOf("figure.set", t.Set.Code), Hidden: true, Columns: []ui.Column{{Label: v.Texts.T("figure.where")}}}
	for _, row := range t.Rows {
		label := name(v, row.Figure)
		if short && row.Figure.Short != "" {
			label = row.Figure.Short
		}
		tab.Columns = append(tab.Columns, ui.Column{Label: label, Numeric: true})
	}
	for i, s := range t.Places {
		cells := site.Cells(ui.Text(placeName(v, s)))
		for _, row := range t.Rows {
			cells.Cells = append(cells.Cells, valueCell(v, row.Figure, row.Values[i]).Cells[0])
		}
		tab.Rows = append(tab.Rows, cells)
	}
	return tab
}

// genderFilters are whom figures are of, where a table tells them apart.
func genderFilters(v *site.Visit, path string, all []string, on string) (list []site.Filter) {
	q := url.Values{}
	if a := v.Query.Get("omrade"); a != "" {
		q.Set("omrade", a)
	}
	for _, g := range all {
		list = append(list, site.Filter{Label: v.TextOf("figure.gender", g), Href: site.Address(path, with(q, "kon", g)), On: g == on})
	}
	return list
}

// file sends a table or a figure as CSV: all of its values, with source, year and
// gender on every row.
func (s *server) file(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	code := r.PathValue("figure")
	var rows [][]string
	if _, ok := figure.SetOf(code); ok {
		for _, g := range figure.Genders() {
			t, err := s.Figures.TableOf(r.Context(), v.Actor, code, g)
			if err != nil {
				return err
			}
			for _, row := range t.Rows {
				for i, one := range row.Values {
					rows = append(rows, line(v, row.Figure, t.Set, t.Places[i], one))
				}
			}
		}
	} else {
		for _, g := range figure.Genders() {
			f, err := s.Figures.Figure(r.Context(), v.Actor, id.Figure(code), g)
			if err != nil {
				return err
			}
			for i, row := range f.Rows {
				for _, one := range row {
					rows = append(rows, line(v, f.Figure, f.Set, f.Places[i], one))
				}
			}
		}
	}
	t := v.Texts
	header := []string{t.T("figure.name"), t.T("figure.code"), t.T("figure.where"), t.T("figure.place.code"), t.T("figure.period"), t.T("figure.gender"), t.T("figure.value"), t.T("figure.unit"), t.T("figure.status.head"), t.T("figure.ages"), t.T("figure.source.head")}
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="`+strings.ReplaceAll(code, "/", "")+`.csv"`)
	return export.CSV(w, export.Format{BOM: true}, header, rows)
}

func line(v *site.Visit, f figure.Figure, set figure.Set, s figures.Spot, one figure.Value) []string {
	value := ""
	if one.Known {
		value = one.Number.Plain()
	}
	return []string{name(v, f), string(f.Code), placeName(v, s), string(s.Place), periodName(v, one.Period), v.TextOf("figure.gender", one.Gender), value, unitName(v, f), one.Status, f.Ages, f.SourceIn(set)}
}

// with is a query with one more value.
func with(q url.Values, name, value string) url.Values {
	all := url.Values{name: {value}}
	for n := range q {
		all.Set(n, q.Get(n))
	}
	return all
}
