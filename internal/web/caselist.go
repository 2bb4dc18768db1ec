package web

import (
	"net/http"
	"net/url"
	"slices"

	"samverk/internal/app"
	"samverk/internal/cases"
	"samverk/internal/web/site"
	"samverk/internal/web/ui"
)

func (s *server) caseRoutes() []site.Route {
	return []site.Route{
		{"GET /arenden", site.Function, s.caseList},
		{"GET /sok", site.Function, s.findPage},
		{"POST /sok", site.Function, s.find},
		{"GET /arenden/{case}", site.Acting, s.casePage},
	}
}

// caseStates lists the states that the list of cases can be filtered by.
func caseStates() []string {
	return []string{"", cases.StateOpen, cases.StateResting, cases.StateClosing, cases.StateClosed}
}

func (s *server) caseList(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	state := v.Query.Get("lage")
	if !slices.Contains(caseStates(), state) {
		state = ""
	}
	rows, more, err := s.App.Cases(r.Context(), v.Actor, state, v.Paging())
	if err != nil {
		return err
	}
	var pages ui.Pages
	if n := len(rows); n > 0 {
		last := rows[n-1]
		pages = v.Pages(r, n, more, last.OpenedAt.UnixMicro(), string(last.ID))
	}
	p := s.Page(v, v.Texts.T("page.cases.title"))
	p.Head.Lead = v.Texts.T("page.cases.lead")
	p.Head.Actions = []ui.Action{{Label: v.Texts.T("page.find.title"), Href: "/sok", Icon: "search"},
		{Label: v.Texts.T("page.requests.new"), Href: "/begaran/ny", Icon: "plus", Primary: true}}
	return s.Draw(w, r, v, p, caseListBody(v, state, rows, pages))
}

func caseRows(v *site.Visit, rows []app.CaseRow) ui.Table {
	tab := ui.Table{Caption: v.Texts.T("page.cases.title"), Hidden: true, Columns: site.Columns(v, "page.case.whom", "page.case.state", "page.case.coordinator", "page.case.opened")}
	for _, c := range rows {
		tab.Rows = append(tab.Rows, site.Cells(site.CaseLink(v, c), ui.Badge(caseTone(c.State), v.TextOf("case.state", c.State)),
			ui.Two(c.Coordinator.Name, c.Coordinator.UnitName), ui.Text(v.Texts.DayOf(c.OpenedAt))))
	}
	return tab
}

func caseTone(state string) ui.Tone {
	switch state {
	case cases.StateOpen:
		return ui.Success
	case cases.StateClosing:
		return ui.Warning
	}
	return ui.Plain
}

func (s *server) findPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	return s.drawFind(w, r, v, v.NewForm("/sok"), nil)
}

// find looks for a person by number. The number comes in the body of a form and
// the answer is drawn at once, so that it never stands in an address.
func (s *server) find(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	rows, err := s.App.FindPerson(r.Context(), v.Actor, v.Form.Get("number"))
	if faults, ok := site.Faulty(err); ok {
		return s.drawFind(w, r, v, v.Again("/sok", faults), nil)
	}
	if err != nil {
		return err
	}
	return s.drawFind(w, r, v, v.NewForm("/sok"), &found{rows})
}

// found is what a search led to, which may be nothing.
type found struct{ rows []app.CaseRow }

func (s *server) drawFind(w http.ResponseWriter, r *http.Request, v *site.Visit, f ui.Form, hits *found) error {
	v.Path = "/sok"
	p := s.Page(v, v.Texts.T("page.find.title"))
	p.Active = "/arenden"
	p.Head.Lead = v.Texts.T("page.find.lead")
	p.Head.Back = &ui.Link{Label: v.Texts.T("page.cases.title"), Href: "/arenden"}
	p.Faults = f.Faults
	return s.Draw(w, r, v, p, findBody(v, f, hits))
}

func numberField(f ui.Form) ui.Field {
	field := f.Field("number", "page.number").WithHint(f.Texts.T("page.number.hint")).WithLimit(20)
	field.InputMode = "numeric"
	return field
}

func caseFilters(v *site.Visit, now string) (all []site.Filter) {
	for _, state := range caseStates() {
		f := site.Filter{Label: v.Texts.T("page.cases.all"), Href: "/arenden", On: state == now}
		if state != "" {
			f.Label, f.Href = v.TextOf("case.state", state), site.Address("/arenden", url.Values{"lage": {state}})
		}
		all = append(all, f)
	}
	return all
}
