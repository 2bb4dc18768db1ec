package web

import (
	"cmp"
	"net/http"
	"net/url"
	"strconv"

	"samverk/internal/access"
	"samverk/internal/app"
	"samverk/internal/web/site"
	"samverk/internal/web/ui"
)

func (s *server) logRoutes() []site.Route {
	return []site.Route{{"GET /verksamhet/logg", site.Function, s.unitLog}}
}

// before reads from which row of the log on a page goes.
func before(v *site.Visit) int64 {
	n, err := strconv.ParseInt(v.Query.Get("fore"), 10, 64)
	if err != nil || n < 0 {
		return 0
	}
	return n
}

// logPages leads on in the log.
func logPages(v *site.Visit, path string, shown int, next int64) ui.Pages {
	p, q := ui.Pages{Shown: shown}, url.Values{}
	if own := v.Query.Get("egna"); own != "" {
		q.Set("egna", "ja")
	}
	if before(v) > 0 {
		p.First = site.Address(path, q)
	}
	if next > 0 {
		q.Set("fore", site.Number(next))
		p.Next = site.Address(path, q)
	}
	return p
}

// myReaders shows the person who has read and done what about her.
func (s *server) myReaders(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	own := v.Query.Get("egna") != ""
	rows, next, err := s.App.MyReads(r.Context(), v.Actor, before(v), own)
	if err != nil {
		return err
	}
	t := v.Texts
	p := s.Page(v, t.T("mine.readers.title"))
	p.Head.Lead = t.T("mine.readers.lead")
	return s.Draw(w, r, v, p, logBody(v, logScreen{v, rows, logPages(v, "/vem-har-last", len(rows), next), true, own}))
}

// unitLog shows a manager what the users of her unit have read and done.
func (s *server) unitLog(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	rows, next, err := s.App.UnitReads(r.Context(), v.Actor, v.Actor.Unit, before(v))
	if err != nil {
		return err
	}
	p := s.Page(v, v.Texts.T("logpage.title"))
	p.Head.Lead = v.Texts.T("logpage.lead")
	p.Head.Meta = []string{v.UnitName, v.OrgName}
	p.Head.Actions = []ui.Action{{Label: v.Texts.T("matter.unit"), Href: "/fragor"}, {Label: v.Texts.T("review.title"), Href: "/loggkontroll"}}
	return s.Draw(w, r, v, p, logBody(v, logScreen{v, rows, logPages(v, "/verksamhet/logg", len(rows), next), false, false}))
}

// logScreen is a part of the log as a page shows it.
type logScreen struct {
	v     *site.Visit
	rows  []app.LogRow
	pages ui.Pages
	mine  bool // the person reads about herself
	own   bool // with what she has done herself
}

func (k logScreen) table() ui.Table {
	v, t := k.v, k.v.Texts
	tab := ui.Table{Caption: t.T("logpage.title"), Hidden: true, Columns: site.Columns(v, "logpage.when", "logpage.who", "logpage.what", "logpage.categories", "page.case")}
	if k.mine {
		tab.Caption = t.T("mine.readers.title")
	}
	many := k.manyCases()
	if !many {
		tab.Columns = tab.Columns[:4]
	}
	for _, row := range k.joined() {
		line := site.Cells(site.Unbroken(t.DayOf(row.At), t.Clock(row.At)), k.who(row.LogRow), k.what(row.LogRow, row.times), ui.Text(k.categories(row.LogRow)))
		if many {
			line.Cells = append(line.Cells, site.Unbroken(row.CaseRef, ""))
		}
		tab.Rows = append(tab.Rows, line)
	}
	return tab
}

// filters let the person leave out what she has done herself.
func (k logScreen) filters() []site.Filter {
	t := k.v.Texts
	return []site.Filter{
		{Label: t.T("mine.readers.others"), Href: "/vem-har-last", On: !k.own},
		{Label: t.T("mine.readers.all"), Href: "/vem-har-last?egna=ja", On: k.own},
	}
}

// manyCases reports whether the rows are about more than one case.
func (k logScreen) manyCases() bool {
	if !k.mine {
		return true
	}
	ref := ""
	for _, row := range k.rows {
		if ref != "" && row.CaseRef != "" && row.CaseRef != ref {
			return true
		}
		ref = cmp.Or(row.CaseRef, ref)
	}
	return false
}

// timesDone is a row of the log, and how many times in a row it was done.
type timesDone struct {
	app.LogRow
	times int
}

// joined are the rows, on the person's page those that say the same of one day
// as one. A manager's control sees each by itself.
func (k logScreen) joined() (all []timesDone) {
	t := k.v.Texts
	for _, row := range k.rows {
		if n := len(all) - 1; n >= 0 && k.mine {
			last := &all[n]
			if last.Function == row.Function && last.Action == row.Action && last.Outcome == row.Outcome && last.CaseRef == row.CaseRef &&
				last.Own == row.Own && last.Acted == row.Acted && t.ISO(last.At) == t.ISO(row.At) {
				last.times++
				last.Categories = (access.ParseSet(last.Categories) | access.ParseSet(row.Categories)).String()
				continue
			}
		}
		all = append(all, timesDone{row, 1})
	}
	return all
}

func (k logScreen) categories(row app.LogRow) string {
	return site.CategoryNames(k.v, access.ParseSet(row.Categories))
}

// ground says in words by which right it was read.
func (k logScreen) ground(row app.LogRow) string {
	switch {
	case row.Categories == "":
		return ""
	case row.Ground == string(access.ByConsent):
		return k.v.Texts.T("mine.readers.ground.consent")
	}
	return k.v.Texts.T("mine.readers.ground.own")
}
