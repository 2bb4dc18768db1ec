package brief

import (
	"samverk/internal/app"
	"samverk/internal/brief"
	"samverk/internal/web/site"
	"samverk/internal/web/ui"
)

// dayToAnswer are the briefs that have come to a unit of care.
func dayToAnswer(v *site.Visit, d app.BriefDay, today string) ui.Table {
	t := v.Texts
	tab := ui.Table{Caption: t.T("brief.inbox.waiting"), Columns: site.Columns(v, "brief.came", "brief.state", "brief.ends_on")}
	for _, b := range d.ToAnswer {
		tab.Rows = append(tab.Rows, site.Cells(ui.LinkTo(careURL(b.ID), t.T("brief.came.on", "day", t.Moment(b.ReceivedAt))), stateBadge(v, b, today), ui.Text(t.Day(b.EndsOn))))
	}
	return tab
}

// dayToFollow are the function's own briefs that something has happened to.
func dayToFollow(v *site.Visit, d app.BriefDay, today string) ui.Table {
	t := v.Texts
	tab := ui.Table{Caption: t.T("brief.day.own"), Columns: site.Columns(v, "brief.made", "brief.state", "page.day.what")}
	for _, b := range d.ToFollow {
		what := ui.LinkTo(briefURL(b.Case, b.ID)+"/ta-in", t.T("brief.take"))
		if b.State != brief.Answered {
			what = ui.Text(t.T("brief.code.dead"))
		}
		tab.Rows = append(tab.Rows, site.Cells(ui.LinkTo(briefURL(b.Case, b.ID), t.T("brief.of", "day", t.DayOf(b.Created))), stateBadge(v, b, today), what))
	}
	return tab
}
