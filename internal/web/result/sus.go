package result

import (
	"net/http"
	"strings"

	"samverk/internal/export"
	"samverk/internal/outcome"
	"samverk/internal/result"
	"samverk/internal/web/site"
	"samverk/internal/web/ui"
)

const susPath = "/resultat/sus"

func (s *server) susRoutes() []site.Route {
	return []site.Route{{"GET " + susPath, site.Function, s.susPage}, {"GET " + susPath + "/fil", site.Function, s.susFile}}
}

func (s *server) susPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	rows, err := s.Result.SUSList(r.Context(), v.Actor)
	if err != nil {
		return err
	}
	t := v.Texts
	p := s.Page(v, t.T("sus.title"))
	p.Active, p.Head.Back = totalsPath, &ui.Link{Label: t.T("totals.title"), Href: totalsPath}
	p.Head.Lead = t.T("sus.lead")
	if len(rows) > 0 {
		p.Head.Actions = []ui.Action{{Label: t.T("sus.file"), Href: susPath + "/fil"}}
	}
	return s.Draw(w, r, v, p, susBody(v, rows))
}

// susFile is the list as a file, to have beside when it is registered.
func (s *server) susFile(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	rows, err := s.Result.SUSList(r.Context(), v.Actor)
	if err != nil {
		return err
	}
	header := []string{}
	for _, key := range susColumns {
		header = append(header, v.Texts.T(key))
	}
	var lines [][]string
	for _, row := range rows {
		lines = append(lines, susLine(v, row))
	}
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="sus.csv"`)
	return export.CSV(w, export.Format{BOM: true}, header, lines)
}

var susColumns = []string{"sus.name", "sus.number", "sus.sex", "sus.start", "sus.end", "sus.area", "sus.about", "sus.livelihood.before", "sus.occupation.before", "sus.livelihood.after", "sus.occupation.after", "sus.ending"}

// susLine is what is registered of one participant, one text for each column.
func susLine(v *site.Visit, r result.SUSRow) []string {
	sex := ""
	if r.Sex != "" {
		sex = v.TextOf("sus.sex", r.Sex)
	}
	if r.Anonymous {
		return []string{v.Texts.T("sus.anonymous"), "", sex, r.Start, "", "", "", "", "", "", "", ""}
	}
	ending := ""
	if r.After.Ending != "" {
		ending = v.TextOf("outcomepage.ending", r.After.Ending)
	}
	return []string{r.Identity.Name, site.NumberText(r.Identity.Number), sex, r.Start, r.End, r.Area, r.About,
		livelihood(v, r.Before), occupied(v, r.Before), livelihood(v, r.After), occupied(v, r.After), ending}
}

func livelihood(v *site.Visit, c outcome.Content) string {
	var names []string
	for _, code := range c.Livelihood {
		names = append(names, v.TextOf("benefit", code))
	}
	return strings.Join(names, ", ")
}

func occupied(v *site.Visit, c outcome.Content) string {
	return outcomeScreen{v: v}.occupation(c)
}

// susTable lists those who take part by name, or those who do without.
func susTable(v *site.Visit, rows []result.SUSRow, anonymous bool) ui.Table {
	t := v.Texts
	which := "sus.named"
	if anonymous {
		which = "sus.nameless"
	}
	tab := ui.Table{Caption: t.T(which), Hidden: true, Columns: site.Columns(v, "sus.participant", "sus.sex", "sus.start")}
	if !anonymous {
		tab.Columns = site.Columns(v, "sus.participant", "sus.sex", "sus.start", "sus.before", "sus.after")
	}
	for _, r := range rows {
		if r.Anonymous != anonymous {
			continue
		}
		line := susLine(v, r)
		if anonymous {
			tab.Rows = append(tab.Rows, site.Cells(ui.Text(line[0]), ui.Text(line[2]), ui.Text(t.Day(r.Start))))
			continue
		}
		who := site.LinkUnder(site.CaseURL(r.Case.ID), line[0], site.Dotted(line[1], line[5], line[6]))
		after := site.Dotted(line[9], line[10], line[11])
		if r.End == "" {
			after = t.T("sus.ongoing")
		}
		tab.Rows = append(tab.Rows, site.Cells(who, ui.Text(line[2]), ui.Text(t.Day(r.Start)), ui.Text(site.Dotted(line[7], line[8])), ui.Text(after)))
	}
	return tab
}
