package joint

import (
	"samverk/internal/app"
	"samverk/internal/web/site"
	"samverk/internal/web/ui"
)

// dayTable is where somebody waits for Försäkringskassan to coordinate.
func dayTable(v *site.Visit, all []app.CoordinationDue, today string) ui.Table {
	tab := ui.Table{Caption: v.Texts.T("coordination.day"), Hidden: true, Columns: site.Columns(v, "page.case", "coordination.due", "page.day.what")}
	for _, c := range all {
		what := ui.LinkTo(coordinationURL(c.CaseRow.ID), v.Texts.T("coordination.day.answer"))
		if c.Invite {
			what = ui.LinkTo(coordinationURL(c.CaseRow.ID), v.Texts.T("coordination.day.invite"))
		}
		tab.Rows = append(tab.Rows, site.Cells(site.CaseLink(v, c.CaseRow), site.DueBadge(v, c.Due, today, v.Now), what))
	}
	return tab
}
