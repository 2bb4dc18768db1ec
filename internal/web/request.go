package web

import (
	"net/http"
	"net/url"
	"time"

	"github.com/a-h/templ"

	"samverk/internal/app"
	"samverk/internal/cases"
	"samverk/internal/id"
	"samverk/internal/web/ui"
)

func (s *server) requestRoutes() []route {
	return []route{
		{"GET /begaran", acting, s.requestList},
		{"GET /begaran/{request}", acting, s.requestPage},
	}
}

func requestURL(r id.Request) string { return "/begaran/" + string(r) }

func (s *server) requestList(w http.ResponseWriter, r *http.Request, v *visit) error {
	box := "in"
	if v.query.Get("lada") == "ut" {
		box = "out"
	}
	rows, more, err := s.app.Requests(r.Context(), v.Actor, box, v.paging())
	if err != nil {
		return err
	}
	var pages ui.Pages
	if n := len(rows); n > 0 {
		last := rows[n-1]
		at := last.SentAt
		if box == "out" || v.Actor.Self() {
			at = last.CreatedAt
		}
		pages = v.pages(r, n, more, at.UnixMicro(), string(last.ID))
	}
	p := s.page(v, v.texts.T("page.requests.title"))
	p.Head.Lead = v.texts.T("page.requests.lead")
	if v.Actor.Self() {
		p.Head.Lead = v.texts.T("page.requests.lead.person")
	}
	p.Head.Actions = []ui.Action{{Label: v.texts.T("page.requests.new"), Href: "/begaran/ny", Icon: "plus", Primary: true}}
	return s.draw(w, r, v, p, requestListBody(v, box, requestRows(v, box, rows, s.o.Now()), pages))
}

func requestFilters(v *visit, box string) []filter {
	return []filter{
		{v.texts.T("page.requests.in"), "/begaran", box == "in"},
		{v.texts.T("page.requests.out"), address("/begaran", url.Values{"lada": {"ut"}}), box == "out"},
	}
}

func requestRows(v *visit, box string, rows []app.RequestRow, now time.Time) ui.Table {
	tab := ui.Table{Caption: v.texts.T("page.requests.title"), Hidden: true, Columns: columns(v, "page.requests.whom", "page.requests.from", "page.requests.state", "page.requests.due")}
	out := box == "out" || v.Actor.Self()
	if out {
		tab.Columns[1].Label = v.texts.T("page.requests.to")
	}
	for _, q := range rows {
		other := asker(v, q)
		if out {
			other = q.ToName
		}
		due := answerBy(v, q.DueAt, now)
		if q.State != cases.RequestSent {
			due = ui.Text("")
		}
		tab.Rows = append(tab.Rows, cells(requestLink(v, q), ui.Text(other), requestState(v, q.State), due))
	}
	return tab
}

// requestLink leads to a request by the person's name, as far as the reader may
// know it.
func requestLink(v *visit, q app.RequestRow) templ.Component {
	name := nameOr(v, q.Name)
	if v.Actor.Self() {
		name = v.textOf("topic", q.Topic)
		return linkUnder(requestURL(q.ID), name, dotted(q.AreaName, v.texts.DayOf(q.CreatedAt)))
	}
	return linkUnder(requestURL(q.ID), name, dotted(v.textOf("topic", q.Topic), q.AreaName))
}

// asker is who sent a request.
func asker(v *visit, q app.RequestRow) string {
	if q.From == "" {
		return v.texts.T("page.requests.herself")
	}
	return q.FromName
}

func requestState(v *visit, state string) templ.Component {
	return ui.Badge(requestTone(state), v.textOf("request.state", state))
}

func requestTone(state string) ui.Tone {
	switch state {
	case cases.RequestSent:
		return ui.Info
	case cases.RequestQuestion:
		return ui.Warning
	case cases.RequestAccepted:
		return ui.Success
	}
	return ui.Plain
}

func (s *server) requestPage(w http.ResponseWriter, r *http.Request, v *visit) error {
	return s.drawRequest(w, r, v, attempt{})
}

// attempt is a step with a request that came too late: what was typed in it,
// and why it could not be taken.
type attempt struct {
	words string
	err   error
}

func (s *server) drawRequest(w http.ResponseWriter, r *http.Request, v *visit, late attempt) error {
	k, err := s.requestScreen(r, v)
	if err != nil {
		return err
	}
	k.late = late
	v.path = requestURL(k.ID)
	p := s.page(v, k.title())
	p.Active = "/begaran"
	p.Head = ui.Head{Back: &ui.Link{Label: v.texts.T("page.requests.title"), Href: "/begaran"}, Meta: k.meta(), Chips: k.chips()}
	if late.err != nil {
		v.status = http.StatusConflict
	}
	return s.draw(w, r, v, p, requestBody(v, k))
}

func (s *server) requestScreen(r *http.Request, v *visit) (k requestScreen, err error) {
	q, err := s.app.Request(r.Context(), v.Actor, requestOf(r))
	return requestScreen{RequestView: q, v: v, now: s.o.Now()}, err
}
