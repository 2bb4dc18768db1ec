package admin

import (
	"net/http"

	"samverk/internal/access"
	"samverk/internal/admin"
	"samverk/internal/entry"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/org"
	"samverk/internal/web/site"
	"samverk/internal/web/ui"
)

func (s *server) frameRoutes() []site.Route {
	return []site.Route{
		{"GET /forbund", site.Function, s.framePage},
		{"GET /forbund/omraden/nytt", site.Function, s.newAreaPage},
		{"POST /forbund/omraden/nytt", site.Function, s.addArea},
		{"GET /forbund/omraden/{area}", site.Function, s.areaPage},
		{"POST /forbund/omraden/{area}", site.Function, s.changeArea},
		{"GET /forbund/organisationer/ny", site.Function, s.newOrganisationPage},
		{"POST /forbund/organisationer/ny", site.Function, s.addOrganisation},
		{"GET /forbund/organisationer/{organisation}", site.Function, s.organisationPage},
		{"POST /forbund/organisationer/{organisation}", site.Function, s.changeOrganisation},
		{"GET /forbund/organisationer/{organisation}/administrator", site.Function, s.firstPage},
		{"POST /forbund/organisationer/{organisation}/administrator", site.Function, s.inviteFirst},
	}
}

// inFrame is a page of the federation's that leads back to the first.
func (s *server) inFrame(v *site.Visit, title string) ui.Page {
	p := s.frame(v, title, v.Texts.T("admin.frame"), pathFrame)
	p.Active = pathFrame
	return p
}

func (s *server) framePage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	view, err := s.Admin.Federation(r.Context(), v.Actor)
	if err != nil {
		return err
	}
	p := s.Page(v, v.Texts.T("admin.frame"))
	p.Head.Lead = v.Texts.T("admin.frame.lead")
	p.Head.Actions = []ui.Action{{Label: v.Texts.T("admin.area.add"), Href: "/forbund/omraden/nytt"}, {Label: v.Texts.T("admin.organisation.add"), Href: "/forbund/organisationer/ny"}}
	return s.Draw(w, r, v, p, frameBody(v, view))
}

func areaFields(v *site.Visit, fresh bool) func(ui.Form) []input {
	return func(f ui.Form) (all []input) {
		if fresh {
			code := f.Field("code", "admin.area.code").WithHint(v.Texts.T("admin.area.code.hint")).WithLimit(4)
			code.InputMode = "numeric"
			all = append(all, input{code, ui.TextField})
		}
		return append(all, input{f.Field("name", "admin.area.name"), ui.TextField},
			input{f.Field("letter", "admin.area.letter").WithHint(v.Texts.T("admin.area.letter.hint")).WithLimit(3), ui.TextField})
	}
}

func (s *server) newAreaPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	return s.drawNewArea(w, r, v, func(*editor) {})
}

func (s *server) drawNewArea(w http.ResponseWriter, r *http.Request, v *site.Visit, with func(*editor)) error {
	if _, err := s.Admin.Federation(r.Context(), v.Actor); err != nil {
		return err
	}
	e := editor{v: v, form: v.NewForm("/forbund/omraden/nytt"), fields: areaFields(v, true), do: "admin.area.add.do", out: pathFrame}
	with(&e)
	p := s.inFrame(v, v.Texts.T("admin.area.add"))
	p.Faults = e.form.Faults
	return s.Draw(w, r, v, p, editorBody(e))
}

func (s *server) addArea(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	err := s.Admin.AddArea(r.Context(), v.Actor, org.AreaInput{ID: id.Area(v.Form.Get("code")), Name: v.Form.Get("name"), Letter: v.Form.Get("letter")})
	return s.result(v, err, func(with func(*editor)) error { return s.drawNewArea(w, r, v, with) },
		func() error { return s.Done(w, r, pathFrame, "page.flash.saved") })
}

func (s *server) areaPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	return s.drawArea(w, r, v, func(*editor) {})
}

func (s *server) drawArea(w http.ResponseWriter, r *http.Request, v *site.Visit, with func(*editor)) error {
	view, err := s.Admin.Federation(r.Context(), v.Actor)
	if err != nil {
		return err
	}
	for _, a := range view.Areas {
		if a.ID != idOf[id.Area](r, "area") {
			continue
		}
		e := editor{v: v, form: v.NewForm("/forbund/omraden/" + string(a.ID)), fields: areaFields(v, false), do: "admin.save", out: pathFrame}
		e.form.Version, e.form.Values = a.Version, map[string][]string{"name": one(a.Name), "letter": one(a.Letter)}
		with(&e)
		p := s.inFrame(v, a.Name)
		p.Head.Meta = []string{string(a.ID)}
		p.Faults = e.form.Faults
		return s.Draw(w, r, v, p, editorBody(e))
	}
	return errs.Missing()
}

func (s *server) changeArea(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	in := org.AreaInput{ID: idOf[id.Area](r, "area"), Name: v.Form.Get("name"), Letter: v.Form.Get("letter")}
	err := s.Admin.ChangeArea(r.Context(), v.Actor, in, v.Version())
	return s.result(v, err, func(with func(*editor)) error { return s.drawArea(w, r, v, with) },
		func() error { return s.Done(w, r, pathFrame, "page.flash.saved") })
}

func organisationFields(v *site.Visit, areas []org.Area, fresh bool) func(ui.Form) []input {
	return func(f ui.Form) (all []input) {
		all = append(all, input{f.Field("name", "admin.organisation.name"), ui.TextField})
		if fresh {
			kind := f.Field("kind", "admin.organisation.kind").WithHint(v.Texts.T("admin.organisation.kind.hint"))
			for _, k := range org.Kinds() {
				kind.Options = append(kind.Options, ui.Option{Value: string(k), Label: ui.KindName(v.Texts, k)})
			}
			all = append(all, input{kind, ui.Radios})
		}
		where := f.Field("areas", "admin.organisation.areas").MayBeEmpty().WithHint(v.Texts.T("admin.organisation.areas.hint"))
		for _, a := range areas {
			where.Options = append(where.Options, ui.Option{Value: string(a.ID), Label: a.Name})
		}
		return append(all, input{where, ui.Checkboxes})
	}
}

func organisationInput(v *site.Visit) org.OrganisationInput {
	in := org.OrganisationInput{Name: v.Form.Get("name"), Kind: kindOf(v.Form.Get("kind"))}
	for _, a := range v.Form["areas"] {
		in.Areas = append(in.Areas, id.Area(a))
	}
	return in
}

func (s *server) newOrganisationPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	return s.drawNewOrganisation(w, r, v, func(*editor) {})
}

func (s *server) drawNewOrganisation(w http.ResponseWriter, r *http.Request, v *site.Visit, with func(*editor)) error {
	view, err := s.Admin.Federation(r.Context(), v.Actor)
	if err != nil {
		return err
	}
	e := editor{v: v, form: v.NewForm("/forbund/organisationer/ny"), fields: organisationFields(v, view.Areas, true), do: "admin.organisation.add.do", out: pathFrame}
	with(&e)
	p := s.inFrame(v, v.Texts.T("admin.organisation.add"))
	p.Faults = e.form.Faults
	return s.Draw(w, r, v, p, editorBody(e))
}

func organisationURL(o id.Org) string { return "/forbund/organisationer/" + string(o) }

func (s *server) addOrganisation(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	o, err := s.Admin.AddOrganisation(r.Context(), v.Actor, organisationInput(v))
	return s.result(v, err, func(with func(*editor)) error { return s.drawNewOrganisation(w, r, v, with) },
		func() error { return s.Done(w, r, organisationURL(o), "page.flash.saved") })
}

// organisationOf returns the organisation that an address names.
func (s *server) organisationOf(r *http.Request, v *site.Visit) (o admin.OrganisationRow, areas []org.Area, err error) {
	view, err := s.Admin.Federation(r.Context(), v.Actor)
	if err != nil {
		return o, nil, err
	}
	for _, o := range view.Organisations {
		if o.ID == idOf[id.Org](r, "organisation") {
			return o, view.Areas, nil
		}
	}
	return o, nil, errs.Missing()
}

func (s *server) organisationPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	return s.drawOrganisation(w, r, v, func(*editor) {})
}

func (s *server) drawOrganisation(w http.ResponseWriter, r *http.Request, v *site.Visit, with func(*editor)) error {
	o, areas, err := s.organisationOf(r, v)
	if err != nil {
		return err
	}
	e := editor{v: v, form: v.NewForm(organisationURL(o.ID)), fields: organisationFields(v, areas, false), do: "admin.save", out: pathFrame}
	e.form.Version, e.form.Values = o.Version, map[string][]string{"name": one(o.Name)}
	for _, a := range o.Areas {
		e.form.Values["areas"] = append(e.form.Values["areas"], string(a))
	}
	with(&e)
	p := s.inFrame(v, o.Name)
	p.Head.Meta = []string{ui.KindName(v.Texts, o.Kind), v.Texts.N("admin.units.count", o.Units), v.Texts.N("admin.administrators.count", o.Administrators)}
	if o.Administrators == 0 {
		p.Head.Actions = []ui.Action{{Label: v.Texts.T("admin.first"), Href: organisationURL(o.ID) + "/administrator", Primary: true}}
	}
	p.Faults = e.form.Faults
	return s.Draw(w, r, v, p, editorBody(e))
}

func (s *server) changeOrganisation(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	o := idOf[id.Org](r, "organisation")
	err := s.Admin.ChangeOrganisation(r.Context(), v.Actor, o, organisationInput(v), v.Version())
	return s.result(v, err, func(with func(*editor)) error { return s.drawOrganisation(w, r, v, with) },
		func() error { return s.Done(w, r, organisationURL(o), "page.flash.saved") })
}

func (s *server) firstPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	return s.drawFirst(w, r, v, func(*editor) {})
}

func (s *server) drawFirst(w http.ResponseWriter, r *http.Request, v *site.Visit, with func(*editor)) error {
	o, _, err := s.organisationOf(r, v)
	if err != nil {
		return err
	}
	p := s.frame(v, v.Texts.T("admin.first"), o.Name, organisationURL(o.ID))
	p.Active = pathFrame
	if o.Administrators > 0 {
		return s.Draw(w, r, v, p, administered(v))
	}
	p.Head.Lead = v.Texts.T("admin.first.lead")
	e := editor{v: v, form: v.NewForm(organisationURL(o.ID) + "/administrator"), do: "admin.first.do", out: organisationURL(o.ID)}
	e.fields = func(f ui.Form) []input {
		return []input{
			{f.Field("unit", "admin.first.unit"), ui.TextField}, {f.Field("function", "admin.first.function"), ui.TextField},
			{f.Field("name", "admin.person.name").WithHint(v.Texts.T("admin.person.name.hint")), ui.TextField},
			{f.Field("label", "admin.person.label").WithHint(v.Texts.T("admin.person.label.hint")), ui.TextField},
		}
	}
	e.form.Values = map[string][]string{"unit": one(v.Texts.T("admin.first.unit.value")), "function": one(v.Texts.T("admin.first.function.value"))}
	with(&e)
	p.Faults = e.form.Faults
	return s.Draw(w, r, v, p, editorBody(e))
}

// inviteFirst shows the link by which the first administrator makes her
// passkey, once.
func (s *server) inviteFirst(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	n := admin.FirstAdministrator{Unit: v.Form.Get("unit"), Function: v.Form.Get("function"), Name: v.Form.Get("name"), Label: v.Form.Get("label")}
	secret, err := s.Admin.InviteFirst(r.Context(), v.Actor, idOf[id.Org](r, "organisation"), n)
	return s.result(v, err, func(with func(*editor)) error { return s.drawFirst(w, r, v, with) }, func() error {
		o, _, err := s.organisationOf(r, v)
		if err != nil {
			return err
		}
		p := s.frame(v, v.Texts.T("admin.first"), o.Name, organisationURL(o.ID))
		p.Active = pathFrame
		return s.Draw(w, r, v, p, firstInvited(v, s.Options.Base+entry.EnrolmentPath+secret))
	})
}

func kindOf(text string) access.Kind { return access.Kind(text) }

// frameWork leads to what the federation does, by the keys of its texts.
func frameWork() []ui.Link {
	return []ui.Link{
		{Label: "federation.year", Href: "/forbund/aret"}, {Label: "federation.members", Href: "/forbund/medlemmar"},
		{Label: "federation.bodies", Href: "/forbund/grupper"}, {Label: "federation.efforts", Href: "/forbund/insatser"}, {Label: "federation.report", Href: "/forbund/styrelserapport"},
	}
}
