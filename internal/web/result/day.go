package result

import (
	"time"

	"github.com/a-h/templ"

	"samverk/internal/app"
	"samverk/internal/web/site"
	"samverk/internal/web/ui"
)

// dayScreen is what waits of how things end, as a day shows it.
type dayScreen struct {
	app.ResultDay
	v     *site.Visit
	today string
	now   time.Time
}

// offered are the handovers that the function has been offered.
func (k dayScreen) offered() ui.Table {
	tab := ui.Table{Caption: k.v.Texts.T("page.day.handovers"), Hidden: true, Columns: site.Columns(k.v, "page.day.what", "page.case", "page.day.when")}
	for _, h := range k.Handovers {
		tab.Rows = append(tab.Rows, site.Cells(ui.LinkTo(handoverURL(h.CaseRow.ID), k.v.Texts.T("handoverpage.title")), site.CaseLink(k.v, h.CaseRow), ui.Text(k.v.Texts.Day(h.On))))
	}
	return tab
}

// toNote are the closed cases that it is time to ask about.
func (k dayScreen) toNote() ui.Table {
	tab := ui.Table{Caption: k.v.Texts.T("page.day.outcomes"), Hidden: true, Columns: site.Columns(k.v, "page.day.what", "page.case", "page.day.when")}
	for _, o := range k.Outcomes {
		what := ui.LinkTo(outcomeURL(o.CaseRow.ID), k.v.TextOf("outcomepage.moment", string(o.Moment)))
		tab.Rows = append(tab.Rows, ui.Row{Cells: []templ.Component{what, site.CaseLink(k.v, o.CaseRow), site.DueBadge(k.v, o.On, k.today, k.now)}})
	}
	return tab
}

// dismissForm takes a proposal away.
func (k dayScreen) dismissForm(p app.ProposalRow) ui.Form {
	return k.v.NewForm(handoverURL(p.CaseRow.ID) + "/mote")
}

// callURL is where those who go on are called.
func callURL(p app.ProposalRow) string {
	return site.CaseURL(p.CaseRow.ID) + "/kallelser/ny?om=overlamning"
}

func (k dayScreen) when(p app.ProposalRow) string {
	return k.v.Texts.T("page.day.proposals."+string(p.Checkpoint), "day", k.v.Texts.Day(p.End))
}
