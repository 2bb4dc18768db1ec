package figures

import (
	"net/http"
	"slices"

	"samverk/internal/errs"
	"samverk/internal/figure"
	"samverk/internal/id"
	"samverk/internal/web/site"
	"samverk/internal/web/ui"
)

func (s *server) ownRoutes() []site.Route {
	const of = pathOwn + "/{figure}"
	return []site.Route{
		{"GET " + pathOwn, site.Function, s.ownPage},
		{"GET " + pathOwn + "/ny", site.Function, s.newOwn},
		{"POST " + pathOwn + "/ny", site.Function, s.addOwn},
		{"GET " + of, site.Function, s.ownForm},
		{"POST " + of, site.Function, s.changeOwn},
		{"POST " + of + "/ta-bort", site.Function, s.removeOwn},
	}
}

func ownURL(code id.Figure) string { return pathOwn + "/" + string(code) }

// ownPage lists the indicators that the federation has added.
func (s *server) ownPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	all, err := s.Figures.Own(r.Context(), v.Actor)
	if err != nil {
		return err
	}
	t := v.Texts
	p := s.Page(v, t.T("figure.own"))
	p.Head.Back = &ui.Link{Label: t.T("figure.title"), Href: pathFigures}
	p.Head.Lead = t.T("figure.own.lead")
	if keeps(v) {
		p.Head.Actions = []ui.Action{{Label: t.T("figure.own.add"), Href: pathOwn + "/ny", Primary: true}}
		if len(all) > 0 {
			p.Head.Actions = append(p.Head.Actions, ui.Action{Label: t.T("figure.import"), Href: pathImport})
		}
	}
	return s.Draw(w, r, v, p, ownBody(v, all))
}

func ownTable(v *site.Visit, all []figure.Own) ui.Table {
	tab := ui.Table{Caption: v.Texts.T("figure.own"), Hidden: true, Columns: site.Columns(v, "figure.name", "figure.kpi", "figure.unit", "figure.definition")}
	for _, o := range all {
		cells := site.Cells(site.LinkUnder(pathFigures+"/"+string(o.Code), o.Name, o.Source), ui.Text(o.KPI), ui.Text(unitName(v, o.Figure())), ui.Text(o.About))
		if keeps(v) {
			cells.Cells = append(cells.Cells, ui.LinkTo(ownURL(o.Code), v.Texts.T("figure.own.change")))
		}
		tab.Rows = append(tab.Rows, cells)
	}
	if keeps(v) {
		tab.Columns = append(tab.Columns, ui.Column{Label: v.Texts.T("figure.own.change")})
	}
	return tab
}

// ownScreen is the form of an indicator of the federation's own.
type ownScreen struct {
	f     ui.Form
	own   *figure.Own // nil for a new one
	clash error
}

func (s *server) newOwn(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	return s.drawOwn(w, r, v, ownScreen{f: v.NewForm(pathOwn + "/ny")})
}

func (s *server) drawOwn(w http.ResponseWriter, r *http.Request, v *site.Visit, k ownScreen) error {
	if !keeps(v) {
		return errs.New(errs.Denied, "figure.import.denied")
	}
	t := v.Texts
	p := s.Page(v, t.T("figure.own.add"))
	p.Head.Lead = t.T("figure.own.add.lead")
	if k.own != nil {
		p = s.Page(v, t.T("figure.own.change")+": "+k.own.Name)
		p.Head.Meta = []string{k.own.KPI, unitName(v, k.own.Figure())}
	}
	p.Head.Back = &ui.Link{Label: t.T("figure.own"), Href: pathOwn}
	p.Faults = k.f.Faults
	return s.Draw(w, r, v, p, ownFormBody(v, k))
}

func ownInput(v *site.Visit) figure.OwnInput {
	return figure.OwnInput{KPI: v.Form.Get("kpi"), Name: v.Form.Get("name"), About: v.Form.Get("about"), Unit: v.Form.Get("unit"), Source: v.Form.Get("source")}
}

func (s *server) addOwn(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	_, err := s.Figures.AddOwn(r.Context(), v.Actor, ownInput(v))
	if faults, ok := site.Faulty(err); ok {
		return s.drawOwn(w, r, v, ownScreen{f: v.Again(pathOwn+"/ny", faults)})
	}
	if err != nil {
		return err
	}
	return s.Done(w, r, pathOwn, "page.flash.saved")
}

// own is the indicator of an address.
func (s *server) own(r *http.Request, v *site.Visit) (o figure.Own, err error) {
	all, err := s.Figures.Own(r.Context(), v.Actor)
	i := slices.IndexFunc(all, func(o figure.Own) bool { return o.Code == id.Figure(r.PathValue("figure")) })
	if err == nil && i < 0 {
		err = errs.Missing()
	}
	if err != nil {
		return o, err
	}
	return all[i], nil
}

func (s *server) ownForm(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	o, err := s.own(r, v)
	if err != nil {
		return err
	}
	f := v.NewForm(ownURL(o.Code))
	f.Version, f.Values = o.Version, map[string][]string{"name": {o.Name}, "about": {o.About}, "source": {o.Source}}
	return s.drawOwn(w, r, v, ownScreen{f: f, own: &o})
}

func (s *server) changeOwn(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	code := id.Figure(r.PathValue("figure"))
	return s.ownKept(w, r, v, s.Figures.ChangeOwn(r.Context(), v.Actor, code, ownInput(v), v.Version()))
}

func (s *server) removeOwn(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	code := id.Figure(r.PathValue("figure"))
	return s.ownKept(w, r, v, s.Figures.RemoveOwn(r.Context(), v.Actor, code, v.Version()))
}

// ownKept leads back to the list; with faults, or when somebody was first, to
// the form with what was typed.
func (s *server) ownKept(w http.ResponseWriter, r *http.Request, v *site.Visit, err error) error {
	faults, faulty := site.Faulty(err)
	if !faulty && !site.Clash(err) {
		if err != nil {
			return err
		}
		return s.Done(w, r, pathOwn, "page.flash.saved")
	}
	o, errNow := s.own(r, v)
	if errNow != nil {
		return errNow
	}
	k := ownScreen{f: v.Again(ownURL(o.Code), faults), own: &o}
	if !faulty {
		v.Status, k.f.Version, k.clash = http.StatusConflict, o.Version, err
	}
	return s.drawOwn(w, r, v, k)
}
