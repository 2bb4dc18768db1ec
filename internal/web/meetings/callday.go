package meetings

import (
	"samverk/internal/app"
	"samverk/internal/meeting"
	"samverk/internal/web/site"
	"samverk/internal/web/ui"
)

// dayTable are calls of many cases, with when an answer is due.
func dayTable(v *site.Visit, caption string, rows []app.CallRow, today string) ui.Table {
	tab := ui.Table{Caption: caption, Hidden: true, Columns: site.Columns(v, "calls.when", "page.case", "call.due")}
	for _, r := range rows {
		due := ui.Text("")
		if !r.Call.Due.IsZero() {
			due = site.DueBadge(v, v.Texts.ISO(r.Call.Due), today, v.Now)
		}
		tab.Rows = append(tab.Rows, site.Cells(site.LinkUnder(callURL(r.Call.Case, r.Call.ID), callTime(v, r.Call), r.Call.Place), site.CaseLink(v, r.CaseRow), due))
	}
	return tab
}

// toldTable are calls that the reader may answer in the place of others.
func toldTable(v *site.Visit, all []app.ToldCall) ui.Table {
	t := v.Texts
	tab := ui.Table{Caption: t.T("page.day.calls.told"), Hidden: true, Columns: site.Columns(v, "calls.when", "page.function")}
	for _, c := range all {
		var who []string
		for _, w := range c.Waiting {
			who = append(who, w.Function.Name)
		}
		when := callTime(v, meeting.Call{Start: c.Start, End: c.End})
		tab.Rows = append(tab.Rows, site.Cells(site.LinkUnder(toldURL(c.Call), when, c.Place), ui.Text(t.List(who...))))
	}
	return tab
}

// proposedTable are cases where somebody proposes a SIP.
func proposedTable(v *site.Visit, rows []app.DatedRow) ui.Table {
	tab := ui.Table{Caption: v.Texts.T("page.day.calls.proposed"), Hidden: true, Columns: site.Columns(v, "page.case", "calls.when")}
	for _, r := range rows {
		tab.Rows = append(tab.Rows, site.Cells(site.CaseLink(v, r.CaseRow), ui.Text(v.Texts.RelativeDay(r.On, v.Now))))
	}
	return tab
}

// coming are calls that are not over.
func coming(all []meeting.Call) (some []meeting.Call) {
	for _, c := range all {
		if c.Open() {
			some = append(some, c)
		}
	}
	return some
}
