package web

import (
	"net/http"
	"slices"
	"time"

	"github.com/a-h/templ"

	"samverk/internal/access"
	"samverk/internal/app"
	"samverk/internal/org"
	"samverk/internal/structure"
	"samverk/internal/web/site"
	"samverk/internal/web/ui"
)

func (s *server) dayRoutes() []site.Route {
	return []site.Route{{"GET /min-dag", site.Acting, s.day}}
}

func (s *server) day(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	if v.Actor.Self() {
		return s.Done(w, r, "/min-plan", "")
	}
	d, err := s.App.Day(r.Context(), v.Actor)
	if err != nil {
		return err
	}
	d.Agreements = structure.Pressing(d.Agreements)
	due, err := s.Due(r.Context(), v.Actor)
	if err != nil {
		return err
	}
	// What leads to nobody is told as such, and not once more as vacant.
	d.Vacant = slices.DeleteFunc(d.Vacant, func(f org.Function) bool {
		return slices.ContainsFunc(due, func(d structure.Due) bool { return d.Function == f.ID })
	})
	t := v.Texts
	p := s.Page(v, t.T("page.day.title"))
	now := s.Options.Now()
	p.Head.Meta = []string{t.Weekday(now) + " " + t.DayOf(now), t.Week(now)}
	n := waiting(d) + len(due)
	p.Head.Lead = t.T("page.day.nothing")
	if n > 0 {
		p.Head.Lead = t.N("page.day.waiting", n)
	}
	if v.Handles() {
		p.Head.Actions = []ui.Action{{Label: t.T("page.requests.new"), Href: "/begaran/ny", Icon: "plus", Primary: true}}
	}
	return s.Draw(w, r, v, p, dayBody(v, dayScreen{d, due, now, v.Role == access.Admin && s.App.Alarm() != ""}))
}

func waiting(d app.DayView) int {
	return len(d.Requests) + len(d.Asked) + len(d.SentAround) + len(d.Invitations) + len(d.Commitments) + len(d.FollowUps) + len(d.ConsentsEnding) + len(d.Confirmations) + len(d.Matters) + len(d.Reviews) + len(d.Vacant) + len(d.Endings) + len(d.Agreements) + len(d.Meetings) + len(d.Sittings) + d.Calls.Len() + d.Results.Len() + d.Briefs.Len() + len(d.Coordinations) + d.Obstacles.Len() + d.Undelivered + d.Changes
}

// dayScreen is the day as its page shows it.
type dayScreen struct {
	app.DayView
	due   []structure.Due
	now   time.Time
	alarm bool // the log is not as its witnesses say, for the administrator
}

func (d dayScreen) requests(v *site.Visit) ui.Table {
	tab := ui.Table{Caption: v.Texts.T("page.day.requests"), Hidden: true, Columns: site.Columns(v, "page.requests.whom", "page.requests.from", "page.requests.due")}
	for _, q := range d.Requests {
		tab.Rows = append(tab.Rows, site.Cells(requestLink(v, q), ui.Text(asker(v, q)), answerBy(v, q.DueAt, d.now)))
	}
	return tab
}

// around is what waits at the structure level.
func (d dayScreen) around(v *site.Visit) ui.Table {
	t := v.Texts
	tab := ui.Table{Caption: t.T("around.day"), Hidden: true, Columns: site.Columns(v, "page.day.what", "page.day.when")}
	for _, due := range d.due {
		when := ui.Text("")
		switch {
		case due.Urgent:
			when = ui.Badge(ui.Error, t.T("around.urgent"))
		case due.On != "":
			when = site.DueBadge(v, due.On, d.Today, d.now)
		}
		tab.Rows = append(tab.Rows, site.Cells(ui.LinkTo(due.Href, t.T(due.Key, due.Args...)), when))
	}
	return tab
}

func (d dayScreen) asked(v *site.Visit, rows []app.RequestRow) ui.Table {
	tab := ui.Table{Caption: v.Texts.T("page.day.asked"), Hidden: true, Columns: site.Columns(v, "page.requests.whom", "page.requests.to", "page.requests.state")}
	for _, q := range rows {
		tab.Rows = append(tab.Rows, site.Cells(requestLink(v, q), ui.Text(q.ToName), requestState(v, q.State)))
	}
	return tab
}

func (d dayScreen) invitations(v *site.Visit) ui.Table {
	t := v.Texts
	tab := ui.Table{Caption: t.T("page.day.invitations"), Hidden: true, Columns: site.Columns(v, "page.day.what", "page.requests.from", "page.day.when")}
	for _, i := range d.Invitations {
		what := site.LinkUnder("/inbjudningar/"+string(i.Case), t.T("page.invitation.title"), i.AreaName)
		tab.Rows = append(tab.Rows, site.Cells(what, ui.Text(i.ByName), ui.Text(t.Relative(i.At, d.now))))
	}
	return tab
}

func (d dayScreen) commitments(v *site.Visit) ui.Table {
	tab := ui.Table{Caption: v.Texts.T("page.day.commitments"), Hidden: true, Columns: site.Columns(v, "page.day.what", "page.case", "page.case.due")}
	for _, c := range d.Commitments {
		what := site.LinkUnder(site.ItemURL(c.CaseRow.ID, c.Item), c.Title, "")
		tab.Rows = append(tab.Rows, site.Cells(what, site.CaseLink(v, c.CaseRow), site.DueBadge(v, c.Due, d.Today, d.now)))
	}
	return tab
}

func (d dayScreen) dated(v *site.Visit, caption string, rows []app.DatedRow) ui.Table {
	tab := ui.Table{Caption: caption, Hidden: true, Columns: site.Columns(v, "page.case", "page.case.coordinator", "page.day.when")}
	for _, c := range rows {
		tab.Rows = append(tab.Rows, site.Cells(site.CaseLink(v, c.CaseRow), ui.Text(c.Coordinator.Name), site.DueBadge(v, c.On, d.Today, d.now)))
	}
	return tab
}

// ending are the consents that come to their end, each with the way to renew it.
func (d dayScreen) ending(v *site.Visit) ui.Table {
	t := v.Texts
	tab := ui.Table{Caption: t.T("page.day.consents"), Hidden: true, Columns: site.Columns(v, "page.case", "page.day.when", "page.day.what")}
	for _, c := range d.ConsentsEnding {
		tab.Rows = append(tab.Rows, site.Cells(site.CaseLink(v, c.CaseRow), site.DueBadge(v, c.On, d.Today, d.now), ui.LinkTo(consentURL(c.CaseRow.ID)+"/fornya", t.T("consentpage.renew.link"))))
	}
	return tab
}

// ends are livelihoods and certificates that end soon.
func (d dayScreen) ends(v *site.Visit) ui.Table {
	tab := ui.Table{Caption: v.Texts.T("page.day.endings"), Hidden: true, Columns: site.Columns(v, "page.day.what", "page.case", "page.day.when")}
	for _, e := range d.Endings {
		what := site.LinkUnder(site.CaseURL(e.CaseRow.ID)+"/forsorjning", e.Title, v.TextOf("item.kind", string(e.Kind)))
		tab.Rows = append(tab.Rows, site.Cells(what, site.CaseLink(v, e.CaseRow), site.DueBadge(v, e.On, d.Today, d.now)))
	}
	return tab
}

// confirmations are consents that wait for somebody to meet the person.
func (d dayScreen) confirmations(v *site.Visit) ui.Table {
	t := v.Texts
	tab := ui.Table{Caption: t.T("page.day.confirmations"), Hidden: true, Columns: site.Columns(v, "page.case", "page.day.when", "page.day.what")}
	for _, c := range d.Confirmations {
		tab.Rows = append(tab.Rows, site.Cells(site.CaseLink(v, c.CaseRow), ui.Text(t.Day(c.On)), ui.LinkTo(consentURL(c.CaseRow.ID)+"/vantar", t.T("consentpage.pending.link"))))
	}
	return tab
}

// matters are what persons ask of the unit, without whom.
func (d dayScreen) matters(v *site.Visit) ui.Table {
	t := v.Texts
	tab := ui.Table{Caption: t.T("matter.unit"), Hidden: true, Columns: site.Columns(v, "matter.what", "matter.asked", "matter.due")}
	for _, m := range d.Matters {
		what := ui.LinkTo("/fragor/"+string(m.ID), t.T("matter.kind."+string(m.Kind)))
		tab.Rows = append(tab.Rows, site.Cells(what, ui.Text(t.DayOf(m.AskedAt)), site.DueBadge(v, m.DueOn, d.Today, d.now)))
	}
	return tab
}

func vacancies(v *site.Visit, all []org.Function) ui.Table {
	tab := ui.Table{Caption: v.Texts.T("page.day.vacant"), Hidden: true, Columns: site.Columns(v, "page.function", "page.unit", "page.deputy")}
	for _, f := range all {
		deputy := f.Deputy
		if deputy == "" {
			deputy = v.Texts.T("page.nobody")
		}
		tab.Rows = append(tab.Rows, site.Cells(ui.Actor(v.Texts, f.Kind, f.Name, ""), ui.Two(f.UnitName, f.OrgName), ui.Text(deputy)))
	}
	return tab
}

// answerBy says when an answer is due.
func answerBy(v *site.Visit, due, now time.Time) templ.Component {
	if due.IsZero() {
		return ui.Text("")
	}
	return site.BadgeUnder(dueTone(due, now), v.Texts.Relative(due, now), site.Tight(v.Texts.NearDay(v.Texts.ISO(due))))
}

// dayFirst is what an empty day offers.
func dayFirst(v *site.Visit) *ui.Action {
	if !v.Handles() {
		return &ui.Action{Label: v.Texts.T("page.nav.areas"), Href: "/omraden"}
	}
	return &ui.Action{Label: v.Texts.T("page.requests.new"), Href: "/begaran/ny", Icon: "plus"}
}

// dayEmpty says what an empty day will show.
func dayEmpty(v *site.Visit) string {
	if v.Handles() {
		return v.Texts.T("page.day.empty.text")
	}
	return v.Texts.T("page.day.structure")
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
