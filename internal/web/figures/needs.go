package figures

import (
	"net/http"
	"slices"

	"samverk/internal/catalogue"
	"samverk/internal/figure"
	"samverk/internal/figures"
	"samverk/internal/offer"
	"samverk/internal/web/site"
	"samverk/internal/web/ui"
)

// needsScreen is what an area needs: figures, what is offered, what is missing.
type needsScreen struct {
	areaScreen
	offers catalogue.Overview
}

func (s *server) needsPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	view, err := s.overview(r, v)
	if err != nil {
		return err
	}
	k := needsScreen{areaScreen: view}
	if k.offers, err = s.Catalogue.Overview(r.Context(), v.Actor, view.Area.ID); err != nil {
		return err
	}
	t := v.Texts
	p := s.Page(v, t.T("need.title", "area", k.Area.Name))
	here := pathNeeds + "?omrade=" + string(k.Area.ID)
	p.Head.Lead = t.T("need.lead")
	if p.Print = v.Query.Get("utskrift") == "1"; p.Print {
		p.Running = t.T("need.title", "area", k.Area.Name)
		p.Head.Back = &ui.Link{Label: t.T("need.title", "area", k.Area.Name), Href: here}
		p.Head.Meta = []string{t.Day(k.offers.Today)}
	} else {
		p.Head.Actions = []ui.Action{{Label: t.T("need.print"), Href: here + "&utskrift=1", Icon: "print"}}
	}
	return s.Draw(w, r, v, p, needsBody(v, k, p.Print))
}

// told are the figures that an analysis of needs begins with.
var told = []struct {
	set  string
	code string
}{
	{figure.Comparisons, "oj-sorteringsnyckel"}, {figure.Comparisons, "oj-langvarigt"}, {figure.Comparisons, "oj-mycket-langvarigt"}, {figure.Comparisons, "oj-mottagare"},
	{figure.Comparisons, "oj-unga"}, {figure.Comparisons, "oj-arbetslosa-utan"}, {figure.Comparisons, "oj-hinder-ohalsa"}, {figure.Comparisons, "oj-hinder-sociala"},
	{figure.Livelihood, "fm-ohals"}, {figure.Livelihood, "fm-arbst"}, {figure.Livelihood, "fm-ekbi"}, {figure.Livelihood, "fm-tot"},
}

// figures are those figures here, among the areas and in the nation.
func (k needsScreen) figures() ui.Table {
	t := k.v.Texts
	tab := ui.Table{Caption: t.T("need.figures"), Hidden: true, Columns: site.Columns(k.v, "figure.name", "need.here", "need.lowest", "need.highest", "need.nation")}
	for i := 1; i < len(tab.Columns); i++ {
		tab.Columns[i].Numeric = true
	}
	for _, one := range told {
		for _, set := range k.Tables {
			for _, row := range set.Rows {
				if set.Set.Code == one.set && string(row.Figure.Code) == one.code {
					tab.Rows = append(tab.Rows, k.figureRow(set, row))
				}
			}
		}
	}
	return tab
}

func (k needsScreen) figureRow(set figures.Table, row figures.Row) ui.Row {
	here, nation := figure.Value{}, figure.Value{}
	var low, high figure.Value
	for i, s := range set.Places {
		one := row.Values[i]
		switch {
		case string(s.Place) == string(k.Area.ID):
			here = one
		case s.Place == figure.Nation:
			nation = one
		}
		if s.Area() && one.Known {
			if !low.Known || one.Number < low.Number {
				low = one
			}
			if !high.Known || one.Number > high.Number {
				high = one
			}
		}
	}
	cell := func(one figure.Value) ui.Row { return valueCell(k.v, row.Figure, one) }
	return site.Cells(site.LinkUnder(pathFigures+"/"+string(row.Figure.Code), name(k.v, row.Figure), site.Dotted(unitName(k.v, row.Figure), periodName(k.v, row.Period))),
		cell(here).Cells[0], cell(low).Cells[0], cell(high).Cells[0], cell(nation).Cells[0])
}

// sources are where the figures come from.
func (k needsScreen) sources() (all []string) {
	for _, set := range k.Tables {
		if slices.ContainsFunc(told, func(one struct{ set, code string }) bool { return one.set == set.Set.Code }) {
			all = append(all, source(k.v, set.Set, set.TakenAt))
		}
	}
	return all
}

// sorts is what there is in the catalogue.
func (k needsScreen) sorts() ui.Table {
	t := k.v.Texts
	tab := ui.Table{Caption: t.T("need.catalogue"), Hidden: true, Columns: site.Columns(k.v, "need.sort", "need.count", "need.free")}
	tab.Columns[1].Numeric, tab.Columns[2].Numeric = true, true
	for _, o := range k.offers.Sorts {
		free := ui.Text(t.Number(o.Free))
		switch {
		case o.Unknown == o.N:
			free = ui.Text(t.T("need.free.none_known"))
		case o.Unknown > 0:
			free = ui.Two(t.Number(o.Free), t.N("need.free.unknown", o.Unknown))
		}
		tab.Rows = append(tab.Rows, site.Cells(ui.Two(k.sort(o.Sort), k.v.TextOf("offer.kind", string(o.Sort.Kind()))), ui.Text(t.Number(o.N)), free))
	}
	return tab
}

func (k needsScreen) sort(s offer.Sort) string { return k.v.TextOf("offer.sort", string(s)) }

// missing is how many cases have needed what there was not.
func (k needsScreen) missing() ui.Table {
	t := k.v.Texts
	tab := ui.Table{Caption: t.T("need.missing"), Hidden: true, Columns: site.Columns(k.v, "need.sort", "need.times")}
	tab.Columns[1].Numeric = true
	for _, m := range k.offers.Missing {
		tab.Rows = append(tab.Rows, site.Cells(ui.Text(k.sort(m.Sort)), ui.Text(t.Number(m.Cases))))
	}
	return tab
}
