package mapping

import (
	"net/http"

	"github.com/a-h/templ"

	"samverk/internal/access"
	"samverk/internal/export"
	"samverk/internal/factor"
	"samverk/internal/web/site"
	"samverk/internal/web/ui"
)

// settled is how much of what was said promotes or hinders, of one factor.
func (k perspectiveScreen) settled(f factor.Factor, side string) (n int) {
	for _, c := range k.Cells {
		if c.Factor == f.Code && c.Side == side {
			n += c.Count
		}
	}
	return n
}

func (k perspectiveScreen) sideName(side string) string {
	return site.Upper(k.v.TextOf("study.side", side))
}

// matrix counts what is settled, factor by factor.
func (k perspectiveScreen) matrix() ui.Table {
	t := k.v.Texts
	tab := ui.Table{Caption: t.T("study.matrix"), Hidden: true, Columns: []ui.Column{{Label: t.T("study.matrix.factor")}}}
	for _, side := range factor.Sides() {
		tab.Columns = append(tab.Columns, ui.Column{Label: k.sideName(side), Numeric: true})
	}
	tab.Columns = append(tab.Columns, ui.Column{Label: t.T("study.matrix.total"), Numeric: true})
	for _, f := range factor.Factors() {
		cells, sum := []templ.Component{ui.Text(t.T(f.Name()))}, 0
		for _, side := range factor.Sides() {
			n := k.settled(f, side)
			sum += n
			cells = append(cells, ui.Text(t.Number(n)))
		}
		tab.Rows = append(tab.Rows, site.Cells(append(cells, ui.Text(t.Number(sum)))...))
	}
	return tab
}

// picture is the same as bars after each other.
func (k perspectiveScreen) picture() ui.Plot {
	t := k.v.Texts
	plot := ui.Plot{Name: "matrix", Caption: t.T("study.matrix")}
	for _, side := range factor.Sides() {
		plot.Series = append(plot.Series, k.sideName(side))
	}
	for _, f := range factor.Factors() {
		g, sum := ui.PlotGroup{Label: k.v.TextOf("study.matrix.short", string(f.Code))}, 0
		for _, side := range factor.Sides() {
			n := k.settled(f, side)
			sum += n
			g.Values = append(g.Values, ui.PlotValue{N: float64(n), Text: t.Number(n), Known: true})
		}
		g.Text = t.Number(sum)
		plot.Groups = append(plot.Groups, g)
	}
	return plot
}

func (k perspectiveScreen) csv() string {
	return site.Address(studyURL(k.ID)+"/perspektiv.csv", placeQuery(k.At))
}

// matrixFile sends the counts as a table for a spreadsheet.
func (s *server) matrixFile(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	q, err := s.query(r, v)
	if err != nil {
		return err
	}
	at, err := checkPlace(q.Area, v.Query.Get("aktor"))
	if err != nil {
		return err
	}
	k := perspectiveScreen{v: v}
	if k.Perspective, err = s.Mapping.Perspective(r.Context(), v.Actor, studyOf(r), at); err != nil {
		return err
	}
	t := v.Texts
	var rows [][]string
	for _, f := range factor.Factors() {
		for _, side := range factor.Sides() {
			rows = append(rows, []string{k.Title, placeName(v, k.StudyView, q.Area), actorName(v, at.Actor), t.T(f.Name()), k.sideName(side), t.Number(k.settled(f, side))})
		}
	}
	header := []string{t.T("study.matrix.study"), t.T("study.filter.area"), t.T("study.perspective.actor"), t.T("study.matrix.factor"), t.T("study.matrix.side"), t.T("study.matrix.count")}
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="faktorer.csv"`)
	return export.CSV(w, export.Format{BOM: true}, header, rows)
}

// actorName names an actor, nobody where it is of all.
func actorName(v *site.Visit, k access.Kind) string {
	if k == "" {
		return ""
	}
	return kindName(v, k)
}
