package web

import (
	"net/http"
	"net/url"
	"time"

	"github.com/a-h/templ"

	"samverk/internal/app"
	"samverk/internal/cases"
	"samverk/internal/id"
	"samverk/internal/web/site"
	"samverk/internal/web/ui"
)

func (s *server) requestRoutes() []site.Route {
	return []site.Route{
		{"GET /begaran", site.Acting, s.requestList},
		{"GET /begaran/{request}", site.Acting, s.requestPage},
	}
}

func requestURL(r id.Request) string { return "/begaran/" + string(r) }

func (s *server) requestList(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	box := "in"
	if v.Query.Get("lada") == "ut" {
		box = "out"
	}
	rows, more, err := s.App.Requests(r.Context(), v.Actor, box, v.Paging())
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
		pages = v.Pages(r, n, more, at.UnixMicro(), string(last.ID))
	}
	p := s.Page(v, v.Texts.T("page.requests.title"))
	p.Head.Lead = v.Texts.T("page.requests.lead")
	if v.Actor.Self() {
		p.Head.Lead = v.Texts.T("page.requests.lead.person")
	}
	p.Head.Actions = []ui.Action{{Label: v.Texts.T("page.requests.new"), Href: "/begaran/ny", Icon: "plus", Primary: true}}
	return s.Draw(w, r, v, p, requestListBody(v, box, requestRows(v, box, rows, s.Options.Now()), pages))
}

func requestFilters(v *site.Visit, box string) []site.Filter {
	return []site.Filter{
		{Label: v.Texts.T("page.requests.in"), Href: "/begaran", On: box == "in"},
		{Label: v.Texts.T("page.requests.out"), Href: site.Address("/begaran", url.Values{"lada": {"ut"}}), On: box == "out"},
	}
}

func requestRows(v *site.Visit, box string, rows []app.RequestRow, now time.Time) ui.Table {
	tab := ui.Table{Caption: v.Texts.T("page.requests.title"), Hidden: true, Columns: site.Columns(v, "page.requests.whom", "page.requests.from", "page.requests.state", "page.requests.due")}
	out := box == "out" || v.Actor.Self()
	if out {
		tab.Columns[1].Label = v.Texts.T("page.requests.to")
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
		tab.Rows = append(tab.Rows, site.Cells(requestLink(v, q), ui.Text(other), requestState(v, q.State), due))
	}
	return tab
}

// requestLink leads to a request by the person's name, as far as the reader may
// know it.
func requestLink(v *site.Visit, q app.RequestRow) templ.Component {
	name := site.NameOr(v, q.Name)
	if v.Actor.Self() {
		name = v.TextOf("topic", q.Topic)
		return site.LinkUnder(requestURL(q.ID), name, site.Dotted(q.AreaName, v.Texts.DayOf(q.CreatedAt)))
	}
	return site.LinkUnder(requestURL(q.ID), name, site.Dotted(v.TextOf("topic", q.Topic), q.AreaName))
}

// asker is who sent a request.
func asker(v *site.Visit, q app.RequestRow) string {
	if q.From == "" {
		return v.Texts.T("page.requests.herself")
	}
	return q.FromName
}

func requestState(v *site.Visit, state string) templ.Component {
	return ui.Badge(requestTone(state), v.TextOf("request.state", state))
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

func (s *server) requestPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	return s.drawRequest(w, r, v, attempt{})
}

// attempt is a step with a request that came too late: what was typed in it,
// and why it could not be taken.
type attempt struct {
	words string
	err   error
}

func (s *server) drawRequest(w http.ResponseWriter, r *http.Request, v *site.Visit, late attempt) error {
	k, err := s.requestScreen(r, v)
	if err != nil {
		return err
	}
	k.late = late
	v.Path = requestURL(k.ID)
	p := s.Page(v, k.title())
	p.Active = "/begaran"
	p.Head = ui.Head{Back: &ui.Link{Label: v.Texts.T("page.requests.title"), Href: "/begaran"}, Meta: k.meta(), Chips: k.chips()}
	if late.err != nil {
		v.Status = http.StatusConflict
	}
	return s.Draw(w, r, v, p, requestBody(v, k))
}

func (s *server) requestScreen(r *http.Request, v *site.Visit) (k requestScreen, err error) {
	q, err := s.App.Request(r.Context(), v.Actor, requestOf(r))
	return requestScreen{RequestView: q, v: v, now: s.Options.Now()}, err
}
