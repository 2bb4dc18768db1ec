package own

import (
	"net/http"

	"samverk/internal/app"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/web/site"
	"samverk/internal/web/ui"
)

func (s *server) objectionRoutes() []site.Route {
	const one = "/arenden/{case}/uppgifter/{item}"
	return []site.Route{
		{"GET " + one + "/invand", site.Herself, s.objectPage},
		{"POST " + one + "/invand", site.Herself, s.object},
		{"POST " + one + "/invandningar/{objection}/ta-tillbaka", site.Herself, s.withdrawObjection},
	}
}

// objectScreen is an item that the person says something is wrong with.
type objectScreen struct {
	app.ItemView
	v    *site.Visit
	form ui.Form
	late error
}

func itemOf(r *http.Request) id.Item { return id.Item(r.PathValue("item")) }

func (s *server) objectPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	return s.drawObject(w, r, v, v.NewForm(site.ItemURL(site.CaseOf(r), itemOf(r))+"/invand"), nil)
}

func (s *server) drawObject(w http.ResponseWriter, r *http.Request, v *site.Visit, f ui.Form, late error) error {
	view, err := s.App.Item(r.Context(), v.Actor, site.CaseOf(r), itemOf(r))
	if err == nil && view.Item.Gone {
		err = errs.Missing()
	}
	if err != nil {
		return err
	}
	k := objectScreen{view, v, f, late}
	p := s.CasePart(v, site.CaseHead{Case: k.Case}, v.Texts.T("objection.title"))
	p.Active, p.Faults = "/min-plan", f.Faults
	p.Head.Back = &ui.Link{Label: k.Item.Title, Href: site.ItemURL(k.Case.ID, k.Item.ID)}
	p.Head.Lead = v.Texts.T("objection.lead")
	if late != nil {
		v.Status = http.StatusConflict
	}
	return s.Draw(w, r, v, p, objectBody(v, k))
}

func (k objectScreen) wordsField() ui.Field {
	f := k.form.Field("words", "objection.words").WithLimit(1000)
	f.Rows = 6
	return f
}

func (s *server) object(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	_, err := s.Own.Object(r.Context(), v.Actor, site.CaseOf(r), itemOf(r), v.Form.Get("words"))
	if faults, ok := site.Faulty(err); ok {
		return s.drawObject(w, r, v, v.Again(site.ItemURL(site.CaseOf(r), itemOf(r))+"/invand", faults), nil)
	}
	return s.objected(w, r, v, "page.flash.objected", err)
}

func (s *server) withdrawObjection(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	err := s.Own.WithdrawObjection(r.Context(), v.Actor, site.CaseOf(r), itemOf(r), id.Objection(r.PathValue("objection")), v.Version())
	return s.objected(w, r, v, "page.flash.objection_withdrawn", err)
}

func (s *server) objected(w http.ResponseWriter, r *http.Request, v *site.Visit, flash string, err error) error {
	if site.Clash(err) {
		return s.drawObject(w, r, v, v.Again(site.ItemURL(site.CaseOf(r), itemOf(r))+"/invand", nil), err)
	}
	if err != nil {
		return err
	}
	return s.Done(w, r, site.ItemURL(site.CaseOf(r), itemOf(r)), flash)
}
