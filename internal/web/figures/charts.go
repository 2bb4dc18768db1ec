package figures

import (
	"net/http"
	"slices"

	"samverk/internal/figure"
	"samverk/internal/figures"
	"samverk/internal/id"
	"samverk/internal/web/site"
	"samverk/internal/web/ui"
)

// compareScreen is the report's tables with the areas beside each other.
type compareScreen struct {
	v           *site.Visit
	livelihood  figures.Table
	comparisons figures.Table
}

func (s *server) comparePage(w http.ResponseWriter, r *http.Request, v *site.Visit) (err error) {
	k := compareScreen{v: v}
	if k.livelihood, err = s.Figures.TableOf(r.Context(), v.Actor, figure.Livelihood, "T"); err != nil {
		return err
	}
	if k.comparisons, err = s.Figures.TableOf(r.Context(), v.Actor, figure.Comparisons, "T"); err != nil {
		return err
	}
	p := s.Page(v, v.Texts.T("figure.compare"))
	p.Head.Back = &ui.Link{Label: v.Texts.T("figure.title"), Href: pathFigures}
	p.Head.Lead = v.Texts.T("figure.compare.lead")
	return s.Draw(w, r, v, p, compareBody(v, k))
}

// groups are the three groups of försörjningsmåttet, in the order of the report.
var groups = [...]id.Figure{"fm-ohals", "fm-arbst", "fm-ekbi"}

// stacks are the three groups of each area after each other.
func (k compareScreen) stacks() ui.Plot {
	c := ui.Plot{Name: "grupper", Caption: k.v.Texts.T("figure.stacks")}
	total, _ := k.livelihood.Of("fm-tot")
	var rows []figures.Row
	for _, g := range groups {
		if row, ok := k.livelihood.Of(g); ok {
			rows, c.Series = append(rows, row), append(c.Series, name(k.v, row.Figure))
		}
	}
	for i, s := range k.livelihood.Places {
		g := ui.PlotGroup{Label: placeName(k.v, s)}
		for _, row := range rows {
			g.Values = append(g.Values, chartValue(k.v, row.Figure, row.Values[i]))
		}
		if i < len(total.Values) {
			g.Text = written(k.v, total.Figure, total.Values[i]) + " kr"
		}
		c.Groups = append(c.Groups, g)
	}
	return c
}

func chartValue(v *site.Visit, f figure.Figure, one figure.Value) ui.PlotValue {
	return ui.PlotValue{N: one.Number.Float(), Text: written(v, f, one), Known: one.Known}
}

// codes are the figures of a table with what their abbreviations mean.
func (k compareScreen) codes() (all []ui.Term) {
	for _, row := range k.livelihood.Rows {
		if row.Figure.Short != "" {
			all = append(all, ui.Term{Word: row.Figure.Short, Says: ui.LinkTo(pathFigures+"/"+string(row.Figure.Code), name(k.v, row.Figure))})
		}
	}
	return all
}

// derived says what the areas cost together: reckoned here, in no source.
func (k compareScreen) derived() string {
	d := k.livelihood.Derived
	if d.Areas == 0 {
		return ""
	}
	t := k.v.Texts
	millions := figure.Round(int64(d.Whole), 1_000_000_000) * 1000
	return t.T("figure.derived.text", "n", t.Number(d.Areas), "kr", t.Decimal(d.Each.Float(), 0), "people", t.Decimal(d.Population.Float(), 0), "millions", t.Decimal(millions.Float(), 0))
}

// figureScreen is one figure over the years.
type figureScreen struct {
	figures.FigureView
	v *site.Visit
}

func (s *server) figurePage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	g := gender(v)
	view, err := s.Figures.Figure(r.Context(), v.Actor, id.Figure(r.PathValue("figure")), g)
	if err != nil {
		return err
	}
	k := figureScreen{view, v}
	t := v.Texts
	p := s.Page(v, name(v, view.Figure))
	p.Head.Back = &ui.Link{Label: t.T("figure.title"), Href: pathFigures}
	p.Head.Meta = []string{v.TextOf("figure.set", view.Set.Code), unitName(v, view.Figure), v.TextOf("figure.gender", g)}
	p.Head.Lead = about(v, view.Figure)
	return s.Draw(w, r, v, p, figureBody(v, k))
}

// years reports whether there are years to draw lines over.
func (k figureScreen) years() bool {
	return len(k.Periods) > 1 && !slices.Contains(k.Periods, figure.UnknownPeriod)
}

// chart is the figure: bars of one period, lines over several.
func (k figureScreen) chart() ui.Plot {
	c := ui.Plot{Name: "matt", Caption: k.v.Texts.T("figure.chart", "figure", name(k.v, k.Figure)), Missing: k.v.Texts.T("figure.missing")}
	if len(k.v.Areas) > 0 {
		for _, s := range k.Places {
			if string(s.Place) == string(k.v.Areas[0]) {
				c.Strong = s.Name
			}
		}
	}
	for _, p := range k.Periods {
		c.Series = append(c.Series, periodName(k.v, p))
	}
	for i, s := range k.Places {
		g := ui.PlotGroup{Label: placeName(k.v, s)}
		for _, one := range k.Rows[i] {
			g.Values = append(g.Values, chartValue(k.v, k.Figure, one))
		}
		c.Groups = append(c.Groups, g)
	}
	return c
}

func (k figureScreen) table() ui.Table {
	tab := ui.Table{Caption: name(k.v, k.Figure), Hidden: true, Columns: []ui.Column{{Label: k.v.Texts.T("figure.where")}}}
	for _, p := range k.Periods {
		tab.Columns = append(tab.Columns, ui.Column{Label: periodName(k.v, p), Numeric: true})
	}
	for i, s := range k.Places {
		cells := site.Cells(ui.Text(placeName(k.v, s)))
		for _, one := range k.Rows[i] {
			cells.Cells = append(cells.Cells, valueCell(k.v, k.Figure, one).Cells[0])
		}
		tab.Rows = append(tab.Rows, cells)
	}
	return tab
}

// facts are what there is to know of the figure.
func (k figureScreen) facts() []ui.Term {
	t := k.v.Texts
	all := []ui.Term{{Word: t.T("figure.unit"), Says: ui.Text(unitName(k.v, k.Figure))}, {Word: t.T("figure.source.head"), Says: ui.Text(k.Figure.SourceIn(k.Set))},
		{Word: t.T("figure.code"), Says: ui.Text(string(k.Figure.Code))}}
	if said := scale(k.v, k.Figure); said != "" {
		all = append(all, ui.Term{Word: t.T("figure.scale.head"), Says: ui.Text(said)})
	}
	if k.Figure.Ages != "" {
		all = append(all, ui.Term{Word: t.T("figure.ages"), Says: ui.Text(t.T("figure.ages.text", "ages", k.Figure.Ages))})
	}
	if k.Set.Code == figure.Comparisons {
		all = append(all, ui.Term{Word: t.T("figure.class"), Says: ui.Text(t.T("figure.class.unsaid"))})
	}
	if k.Figure.KPI != "" {
		all = append(all, ui.Term{Word: t.T("figure.kpi"), Says: ui.Text(k.Figure.KPI)})
	}
	if k.TakenAt != "" {
		all = append(all, ui.Term{Word: t.T("figure.taken.head"), Says: ui.Text(t.Day(k.TakenAt))})
	}
	return all
}
