package web

import (
	"net/http"
	"strings"
	"time"

	"github.com/a-h/templ"

	"samverk/internal/access"
	"samverk/internal/app"
	"samverk/internal/org"
	"samverk/internal/web/ui"
)

func (s *server) dayRoutes() []route {
	return []route{{"GET /min-dag", acting, s.day}}
}

func (s *server) day(w http.ResponseWriter, r *http.Request, v *visit) error {
	if v.Actor.Self() {
		return s.done(w, r, "/min-plan", "")
	}
	d, err := s.app.Day(r.Context(), v.Actor)
	if err != nil {
		return err
	}
	t := v.texts
	p := s.page(v, t.T("page.day.title"))
	now := s.o.Now()
	p.Head.Meta = []string{t.Weekday(now) + " " + t.DayOf(now), t.Week(now)}
	n := waiting(d)
	p.Head.Lead = t.T("page.day.nothing")
	if n > 0 {
		p.Head.Lead = t.N("page.day.waiting", n)
	}
	if v.handles() {
		p.Head.Actions = []ui.Action{{Label: t.T("page.requests.new"), Href: "/begaran/ny", Icon: "plus", Primary: true}}
	}
	return s.draw(w, r, v, p, dayBody(v, dayScreen{d, now, v.Role == access.Admin && s.app.Alarm() != ""}))
}

func waiting(d app.DayView) int {
	return len(d.Requests) + len(d.Asked) + len(d.SentAround) + len(d.Invitations) + len(d.Commitments) + len(d.FollowUps) + len(d.ConsentsEnding) + len(d.Vacant) + d.Undelivered
}

// dayScreen is the day as its page shows it.
type dayScreen struct {
	app.DayView
	now   time.Time
	alarm bool // the log is not as its witnesses say, for the administrator
}

func cells(all ...templ.Component) ui.Row { return ui.Row{Cells: all} }

func columns(v *visit, keys ...string) []ui.Column {
	all := make([]ui.Column, len(keys))
	for i, k := range keys {
		all[i] = ui.Column{Label: v.texts.T(k)}
	}
	return all
}

// nameOr returns a name, or what stands in its place where the reader may not
// know it.
func nameOr(v *visit, name string) string {
	if name != "" {
		return name
	}
	return v.texts.T("page.hidden_name")
}

// dotted sets what there is of some facts after each other.
func dotted(facts ...string) string {
	var some []string
	for _, f := range facts {
		if f != "" {
			some = append(some, f)
		}
	}
	return strings.Join(some, " · ")
}

// caseLink leads to a case by the person's name, or its reference where the
// reader may not know who it is.
func caseLink(v *visit, c app.CaseRow) templ.Component {
	if c.Name == "" {
		return linkUnder(caseURL(c.ID), c.Ref, dotted(v.texts.T("page.hidden_name"), c.AreaName))
	}
	return linkUnder(caseURL(c.ID), c.Name, dotted(c.Ref, c.AreaName))
}

func (d dayScreen) requests(v *visit) ui.Table {
	tab := ui.Table{Caption: v.texts.T("page.day.requests"), Hidden: true, Columns: columns(v, "page.requests.whom", "page.requests.from", "page.requests.due")}
	for _, q := range d.Requests {
		tab.Rows = append(tab.Rows, cells(requestLink(v, q), ui.Text(asker(v, q)), answerBy(v, q.DueAt, d.now)))
	}
	return tab
}

func (d dayScreen) asked(v *visit, rows []app.RequestRow) ui.Table {
	tab := ui.Table{Caption: v.texts.T("page.day.asked"), Hidden: true, Columns: columns(v, "page.requests.whom", "page.requests.to", "page.requests.state")}
	for _, q := range rows {
		tab.Rows = append(tab.Rows, cells(requestLink(v, q), ui.Text(q.ToName), requestState(v, q.State)))
	}
	return tab
}

func (d dayScreen) invitations(v *visit) ui.Table {
	t := v.texts
	tab := ui.Table{Caption: t.T("page.day.invitations"), Hidden: true, Columns: columns(v, "page.day.what", "page.requests.from", "page.day.when")}
	for _, i := range d.Invitations {
		what := linkUnder("/inbjudningar/"+string(i.Case), t.T("page.invitation.title"), i.AreaName)
		tab.Rows = append(tab.Rows, cells(what, ui.Text(i.ByName), ui.Text(t.Relative(i.At, d.now))))
	}
	return tab
}

func (d dayScreen) commitments(v *visit) ui.Table {
	tab := ui.Table{Caption: v.texts.T("page.day.commitments"), Hidden: true, Columns: columns(v, "page.day.what", "page.case", "page.case.due")}
	for _, c := range d.Commitments {
		what := linkUnder(itemURL(c.CaseRow.ID, c.Item), c.Title, "")
		tab.Rows = append(tab.Rows, cells(what, caseLink(v, c.CaseRow), dueBadge(v, c.Due, d.Today, d.now)))
	}
	return tab
}

func (d dayScreen) dated(v *visit, caption string, rows []app.DatedRow) ui.Table {
	tab := ui.Table{Caption: caption, Hidden: true, Columns: columns(v, "page.case", "page.case.coordinator", "page.day.when")}
	for _, c := range rows {
		tab.Rows = append(tab.Rows, cells(caseLink(v, c.CaseRow), ui.Text(c.Coordinator.Name), dueBadge(v, c.On, d.Today, d.now)))
	}
	return tab
}

func vacancies(v *visit, all []org.Function) ui.Table {
	tab := ui.Table{Caption: v.texts.T("page.day.vacant"), Hidden: true, Columns: columns(v, "page.function", "page.unit", "page.deputy")}
	for _, f := range all {
		deputy := f.Deputy
		if deputy == "" {
			deputy = v.texts.T("page.nobody")
		}
		tab.Rows = append(tab.Rows, cells(ui.Actor(v.texts, f.Kind, f.Name, ""), ui.Two(f.UnitName, f.OrgName), ui.Text(deputy)))
	}
	return tab
}

// dueBadge says how far a day is, and how serious that is.
func dueBadge(v *visit, day, today string, now time.Time) templ.Component {
	tone := ui.Plain
	at, ok := v.texts.Midnight(day)
	switch {
	case day == "" || !ok:
		return ui.Text("")
	case day < today:
		tone = ui.Error
	case at.Sub(now) < 7*24*time.Hour:
		tone = ui.Warning
	}
	return badgeUnder(tone, v.texts.RelativeDay(day, now), tight(v.texts.NearDay(day)))
}

// answerBy says when an answer is due.
func answerBy(v *visit, due, now time.Time) templ.Component {
	if due.IsZero() {
		return ui.Text("")
	}
	return badgeUnder(dueTone(due, now), v.texts.Relative(due, now), tight(v.texts.NearDay(v.texts.ISO(due))))
}

// dayFirst is what an empty day offers.
func dayFirst(v *visit) *ui.Action {
	if !v.handles() {
		return &ui.Action{Label: v.texts.T("page.nav.areas"), Href: "/omraden"}
	}
	return &ui.Action{Label: v.texts.T("page.requests.new"), Href: "/begaran/ny", Icon: "plus"}
}

// dayEmpty says what an empty day will show.
func dayEmpty(v *visit) string {
	if v.handles() {
		return v.texts.T("page.day.empty.text")
	}
	return v.texts.T("page.day.structure")
}

// dueTone is how serious it is that an answer is due.
func dueTone(due, now time.Time) ui.Tone {
	switch {
	case due.Before(now):
		return ui.Error
	case due.Sub(now) < 48*time.Hour:
		return ui.Warning
	}
	return ui.Plain
}
