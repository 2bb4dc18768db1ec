package admin

import (
	"net/http"

	"samverk/internal/admin"
	"samverk/internal/id"
	"samverk/internal/org"
	"samverk/internal/web/site"
	"samverk/internal/web/ui"
)

func (s *server) unitRoutes() []site.Route {
	return []site.Route{
		{"GET /forvaltning", site.Function, s.overviewPage},
		{"GET /forvaltning/enheter", site.Function, s.unitsPage},
		{"GET /forvaltning/enheter/ny", site.Function, s.newUnitPage},
		{"POST /forvaltning/enheter/ny", site.Function, s.addUnit},
		{"GET /forvaltning/enheter/{unit}", site.Function, s.unitPage},
		{"POST /forvaltning/enheter/{unit}", site.Function, s.changeUnit},
		{"GET /forvaltning/enheter/{unit}/avsluta", site.Function, s.endUnitPage},
		{"POST /forvaltning/enheter/{unit}/avsluta", site.Function, s.endUnit},
	}
}

func (s *server) overviewPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	view, err := s.Admin.Overview(r.Context(), v.Actor)
	if err != nil {
		return err
	}
	p := s.Page(v, v.Texts.T("admin.title"))
	p.Head.Lead = v.Texts.T("admin.lead")
	p.Head.Meta = []string{view.Organisation.Name}
	return s.Draw(w, r, v, p, overviewBody(v, overviewScreen{view, v}))
}

// overviewScreen is how an organisation stands.
type overviewScreen struct {
	admin.Overview
	v *site.Visit
}

// administrators lists who administers, each once.
func (k overviewScreen) administrators() (all []org.Assignment) {
	seen := map[id.User]bool{}
	for _, a := range k.Administrators {
		if !seen[a.User] {
			seen[a.User] = true
			all = append(all, a)
		}
	}
	return all
}

func areaNames(v *site.Visit, all []org.Area, some []id.Area) string {
	var names []string
	for _, a := range all {
		for _, b := range some {
			if a.ID == b {
				names = append(names, a.Name)
			}
		}
	}
	return v.Texts.List(names...)
}

func (s *server) unitsPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	view, err := s.Admin.Units(r.Context(), v.Actor)
	if err != nil {
		return err
	}
	p := s.frame(v, v.Texts.T("admin.units"), v.Texts.T("admin.title"), pathHome)
	p.Head.Lead = v.Texts.T("admin.units.lead")
	p.Head.Actions = []ui.Action{{Label: v.Texts.T("admin.unit.add"), Href: pathUnits + "/ny", Primary: true}}
	return s.Draw(w, r, v, p, unitsBody(v, view))
}

// unitFields are the questions about a unit.
func unitFields(v *site.Visit, areas []org.Area) func(ui.Form) []input {
	return func(f ui.Form) []input {
		where := f.Field("areas", "admin.unit.areas").MayBeEmpty().WithHint(v.Texts.T("admin.unit.areas.hint"))
		for _, a := range areas {
			where.Options = append(where.Options, ui.Option{Value: string(a.ID), Label: a.Name})
		}
		return []input{
			{f.Field("name", "admin.unit.name"), ui.TextField},
			{f.Field("short", "admin.unit.short").MayBeEmpty().WithHint(v.Texts.T("admin.unit.short.hint")).WithLimit(org.MostShort), ui.TextField},
			{f.Field("about", "admin.unit.about").MayBeEmpty().WithHint(v.Texts.T("admin.unit.about.hint")).WithLimit(org.MostAbout), ui.TextArea},
			{where, ui.Checkboxes},
		}
	}
}

func unitInput(v *site.Visit) org.UnitInput {
	in := org.UnitInput{Name: v.Form.Get("name"), Short: v.Form.Get("short"), About: v.Form.Get("about")}
	for _, a := range v.Form["areas"] {
		in.Areas = append(in.Areas, id.Area(a))
	}
	return in
}

func (s *server) newUnitPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	return s.drawNewUnit(w, r, v, func(*editor) {})
}

func (s *server) drawNewUnit(w http.ResponseWriter, r *http.Request, v *site.Visit, with func(*editor)) error {
	view, err := s.Admin.Units(r.Context(), v.Actor)
	if err != nil {
		return err
	}
	e := editor{v: v, form: v.NewForm(pathUnits + "/ny"), fields: unitFields(v, view.Areas), do: "admin.unit.add.do", out: pathUnits}
	if len(view.Areas) == 1 {
		e.form.Values["areas"] = one(string(view.Areas[0].ID))
	}
	with(&e)
	p := s.frame(v, v.Texts.T("admin.unit.add"), v.Texts.T("admin.units"), pathUnits)
	p.Faults = e.form.Faults
	return s.Draw(w, r, v, p, editorBody(e))
}

func (s *server) addUnit(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	u, err := s.Admin.AddUnit(r.Context(), v.Actor, unitInput(v))
	return s.result(v, err, func(with func(*editor)) error { return s.drawNewUnit(w, r, v, with) },
		func() error { return s.Done(w, r, unitURL(u), "page.flash.unit_added") })
}

func (s *server) unitPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	return s.drawUnit(w, r, v, func(*editor) {})
}

func (s *server) drawUnit(w http.ResponseWriter, r *http.Request, v *site.Visit, with func(*editor)) error {
	view, err := s.Admin.Unit(r.Context(), v.Actor, idOf[id.Unit](r, "unit"))
	if err != nil {
		return err
	}
	e := editor{v: v, form: v.NewForm(unitURL(view.ID)), fields: unitFields(v, view.OrgAreas), do: "admin.save"}
	e.form.Version = view.Version
	e.form.Values = map[string][]string{"name": one(view.Name), "about": one(view.About), "areas": nil}
	if view.Short != view.Name {
		e.form.Values["short"] = one(view.Short)
	}
	for _, a := range view.Areas {
		e.form.Values["areas"] = append(e.form.Values["areas"], string(a))
	}
	with(&e)
	p := s.frame(v, view.Name, v.Texts.T("admin.units"), pathUnits)
	p.Head.Actions = []ui.Action{{Label: v.Texts.T("admin.function.add"), Href: unitURL(view.ID) + "/ny-funktion"}, {Label: v.Texts.T("admin.unit.end"), Href: unitURL(view.ID) + "/avsluta"}}
	p.Faults = e.form.Faults
	return s.Draw(w, r, v, p, unitBody(v, view, e))
}

func (s *server) changeUnit(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	u := idOf[id.Unit](r, "unit")
	err := s.Admin.ChangeUnit(r.Context(), v.Actor, u, unitInput(v), v.Version())
	return s.result(v, err, func(with func(*editor)) error { return s.drawUnit(w, r, v, with) },
		func() error { return s.Done(w, r, unitURL(u), "page.flash.saved") })
}

func (s *server) endUnitPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	return s.drawEndUnit(w, r, v, nil)
}

func (s *server) drawEndUnit(w http.ResponseWriter, r *http.Request, v *site.Visit, why error) error {
	view, err := s.Admin.Unit(r.Context(), v.Actor, idOf[id.Unit](r, "unit"))
	if err != nil {
		return err
	}
	t := v.Texts
	p := s.frame(v, t.T("admin.unit.end"), view.Name, unitURL(view.ID))
	if len(view.Functions) > 0 {
		return s.Draw(w, r, v, p, unitStays(v, view))
	}
	d := ui.Dialog{ID: "avsluta", Title: t.T("admin.unit.end.sure", "unit", view.Name), Text: t.T("admin.unit.end.text"), Action: unitURL(view.ID) + "/avsluta",
		Do: t.T("admin.unit.end.do"), Danger: true, Version: site.Number(view.Version)}
	if why != nil {
		d.Text = t.Error(why) + " " + d.Text
	}
	return s.confirmed(w, r, v, p, d)
}

func (s *server) endUnit(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	err := s.Admin.EndUnit(r.Context(), v.Actor, idOf[id.Unit](r, "unit"), v.Version())
	if site.Clash(err) {
		v.Status = http.StatusConflict
		return s.drawEndUnit(w, r, v, err)
	}
	if err != nil {
		return err
	}
	return s.Done(w, r, pathUnits, "page.flash.unit_ended")
}
