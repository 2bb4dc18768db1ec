package web

import (
	"net/http"
	"net/url"
	"slices"

	"samverk/internal/access"
	"samverk/internal/app"
	"samverk/internal/cases"
	"samverk/internal/id"
	"samverk/internal/web/ui"
)

func (s *server) caseRoutes() []route {
	return []route{
		{"GET /arenden", function, s.caseList},
		{"GET /sok", function, s.findPage},
		{"POST /sok", function, s.find},
		{"GET /arenden/{case}", acting, s.casePage},
	}
}

func caseURL(c id.Case) string { return "/arenden/" + string(c) }

func itemURL(c id.Case, i id.Item) string { return caseURL(c) + "/uppgifter/" + string(i) }

// handles reports whether the reader's function works with individuals.
func (v *visit) handles() bool {
	return v.Role == access.Worker || v.Role == access.Coordinator || v.Role == access.Manager
}

// caseStates lists the states that the list of cases can be filtered by.
func caseStates() []string {
	return []string{"", cases.StateOpen, cases.StateResting, cases.StateClosing, cases.StateClosed}
}

func (s *server) caseList(w http.ResponseWriter, r *http.Request, v *visit) error {
	state := v.query.Get("lage")
	if !slices.Contains(caseStates(), state) {
		state = ""
	}
	rows, more, err := s.app.Cases(r.Context(), v.Actor, state, v.paging())
	if err != nil {
		return err
	}
	var pages ui.Pages
	if n := len(rows); n > 0 {
		last := rows[n-1]
		pages = v.pages(r, n, more, last.OpenedAt.UnixMicro(), string(last.ID))
	}
	p := s.page(v, v.texts.T("page.cases.title"))
	p.Head.Lead = v.texts.T("page.cases.lead")
	p.Head.Actions = []ui.Action{{Label: v.texts.T("page.find.title"), Href: "/sok", Icon: "search"},
		{Label: v.texts.T("page.requests.new"), Href: "/begaran/ny", Icon: "plus", Primary: true}}
	return s.draw(w, r, v, p, caseListBody(v, state, rows, pages))
}

func caseRows(v *visit, rows []app.CaseRow) ui.Table {
	tab := ui.Table{Caption: v.texts.T("page.cases.title"), Hidden: true, Columns: columns(v, "page.case.whom", "page.case.state", "page.case.coordinator", "page.case.opened")}
	for _, c := range rows {
		tab.Rows = append(tab.Rows, cells(caseLink(v, c), ui.Badge(caseTone(c.State), v.textOf("case.state", c.State)),
			ui.Two(c.Coordinator.Name, c.Coordinator.UnitName), ui.Text(v.texts.DayOf(c.OpenedAt))))
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

func (s *server) findPage(w http.ResponseWriter, r *http.Request, v *visit) error {
	return s.drawFind(w, r, v, v.newForm("/sok"), nil)
}

// find looks for a person by number. The number comes in the body of a form and
// the answer is drawn at once, so that it never stands in an address.
func (s *server) find(w http.ResponseWriter, r *http.Request, v *visit) error {
	rows, err := s.app.FindPerson(r.Context(), v.Actor, v.form.Get("number"))
	if faults, ok := faulty(err); ok {
		return s.drawFind(w, r, v, v.again("/sok", faults), nil)
	}
	if err != nil {
		return err
	}
	return s.drawFind(w, r, v, v.newForm("/sok"), &found{rows})
}

// found is what a search led to, which may be nothing.
type found struct{ rows []app.CaseRow }

func (s *server) drawFind(w http.ResponseWriter, r *http.Request, v *visit, f ui.Form, hits *found) error {
	v.path = "/sok"
	p := s.page(v, v.texts.T("page.find.title"))
	p.Active = "/arenden"
	p.Head.Lead = v.texts.T("page.find.lead")
	p.Head.Back = &ui.Link{Label: v.texts.T("page.cases.title"), Href: "/arenden"}
	p.Faults = f.Faults
	return s.draw(w, r, v, p, findBody(v, f, hits))
}

func numberField(f ui.Form) ui.Field {
	field := f.Field("number", "page.number").WithHint(f.Texts.T("page.number.hint")).WithLimit(20)
	field.InputMode = "numeric"
	return field
}

// filter is one way to narrow a list.
type filter struct {
	label, href string
	on          bool
}

func caseFilters(v *visit, now string) (all []filter) {
	for _, state := range caseStates() {
		f := filter{v.texts.T("page.cases.all"), "/arenden", state == now}
		if state != "" {
			f.label, f.href = v.textOf("case.state", state), address("/arenden", url.Values{"lage": {state}})
		}
		all = append(all, f)
	}
	return all
}
