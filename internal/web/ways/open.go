package ways

import (
	"net/http"
	"strconv"

	"samverk/internal/export"
	"samverk/internal/id"
	"samverk/internal/wayfinding"
	"samverk/internal/web/site"
	"samverk/internal/web/ui"
)

const (
	pathOpen = "/oppet"

	// minutes is how long anybody may keep what is shown to anybody.
	minutes = 10
)

func (s *server) openRoutes() []site.Route {
	return []site.Route{
		{"GET " + pathOpen, site.Anybody, s.openPage},
		{"GET " + pathOpen + "/hsds.json", site.Anybody, s.openData},
		{"GET " + pathOpen + "/vagar-in.csv", site.Anybody, s.openCSV},
		{"GET " + pathOpen + "/vagar-in.xlsx", site.Anybody, s.openSheet},
		{"GET " + pathOpen + "/{area}", site.Anybody, s.openArea},
		{"GET " + pathOpen + "/{area}/blad", site.Anybody, s.openPaper},
	}
}

// lasting lets a copy of a file that anybody may have be kept for a while. Pages
// are drawn in the reader's language and theme, so only her own browser may
// keep them.
func lasting(w http.ResponseWriter, v *site.Visit, public bool) {
	if v.In {
		return
	}
	who := "private"
	if public { // also pages of other sites may read it
		who = "public"
		w.Header().Set("Access-Control-Allow-Origin", "*")
		w.Header().Set("Cross-Origin-Resource-Policy", "cross-origin")
	}
	w.Header().Set("Cache-Control", who+", max-age="+strconv.Itoa(60*minutes))
	w.Header().Add("Vary", "Cookie, Accept-Language")
}

func (s *server) openPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	all, err := s.Ways.Shown(r.Context(), "")
	if err != nil {
		return err
	}
	p := s.Page(v, v.Texts.T("open.title"))
	p.Head.Lead = v.Texts.T("open.lead")
	lasting(w, v, false)
	return s.Draw(w, r, v, p, openBody(v, all))
}

// shown is the area of the address as anybody may see it.
func (s *server) shown(r *http.Request) (wayfinding.Shown, error) {
	all, err := s.Ways.Shown(r.Context(), id.Area(r.PathValue("area")))
	if err != nil {
		return wayfinding.Shown{}, err
	}
	return all[0], nil
}

func openURL(a id.Area) string { return pathOpen + "/" + string(a) }

func (s *server) openArea(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	one, err := s.shown(r)
	if err != nil {
		return err
	}
	p := s.Page(v, v.Texts.T("open.area", "area", one.Area.Name))
	p.Head.Lead = v.Texts.T("open.area.lead")
	p.Head.Back = &ui.Link{Label: v.Texts.T("open.title"), Href: pathOpen}
	p.Head.Actions = []ui.Action{{Label: v.Texts.T("open.sheet"), Href: openURL(one.Area.ID) + "/blad", Icon: "print"}}
	lasting(w, v, false)
	return s.Draw(w, r, v, p, openAreaBody(v, one))
}

func (s *server) openPaper(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	one, err := s.shown(r)
	if err != nil {
		return err
	}
	p := s.Page(v, v.Texts.T("open.area", "area", one.Area.Name))
	p.Print, p.Running = true, v.Texts.T("open.running", "day", v.Texts.Day(v.Texts.ISO(v.Now)))
	p.Head.Back = &ui.Link{Label: v.Texts.T("open.area", "area", one.Area.Name), Href: openURL(one.Area.ID)}
	lasting(w, v, false)
	return s.Draw(w, r, v, p, sheetBody(sheetTable(v, one.Ways, false)))
}

// staffSheet is all ways in of an area on a sheet for the wall.
func (s *server) staffSheet(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	k, err := s.found(r, v)
	if err != nil {
		return err
	}
	p := s.Page(v, v.Texts.T("ways.sheet.title", "area", k.area.Name))
	p.Print, p.Running = true, v.Texts.T("open.running", "day", v.Texts.Day(v.Texts.ISO(v.Now)))
	p.Head.Back = &ui.Link{Label: v.Texts.T("ways.title"), Href: URL(k.area.ID)}
	return s.Draw(w, r, v, p, sheetBody(sheetTable(v, k.Ways, true)))
}

// sheetTable is ways in on paper: for staff also who holds them today.
func sheetTable(v *site.Visit, all []wayfinding.Way, staff bool) ui.Table {
	tab := ui.Table{Caption: v.Texts.T("ways.title"), Hidden: true, Columns: site.Columns(v, "ways.topic", "ways.function", "areas.reach", "ways.answer")}
	if staff {
		tab.Columns = append(tab.Columns, site.Columns(v, "areas.today")...)
	}
	for _, w := range all {
		f := w.Function
		row := site.Cells(ui.Two(v.TextOf("topic", w.Topic), ages(v, w.Guide)), ui.Two(f.Name, site.Dotted(f.UnitName, f.OrgName)), Reach(v, f), ui.Text(v.Texts.N("ways.days", w.AnswerDays)))
		if staff {
			row.Cells = append(row.Cells, Holds(v, f))
		}
		tab.Rows = append(tab.Rows, row)
	}
	return tab
}

func (s *server) openData(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	all, err := s.Ways.Shown(r.Context(), "")
	if err != nil {
		return err
	}
	data, err := wayfinding.HSDS(all, v.Texts)
	if err != nil {
		return err
	}
	lasting(w, v, true)
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Write(data) // the reader may have gone
	return nil
}

// openRows are the ways in that anybody may see, as rows of a file.
func (s *server) openRows(r *http.Request, v *site.Visit) (header []string, rows [][]string, err error) {
	for _, key := range []string{"ways.area", "ways.topic", "ways.actor", "open.organisation", "page.unit", "ways.function", "open.phone", "open.mailbox", "open.hours",
		"open.answer", "ways.guide.age_from", "ways.guide.age_to", "ways.guide.situations", "ways.guide.ready", "ways.guide.form", "open.confirmed"} {
		header = append(header, v.Texts.T(key))
	}
	all, err := s.Ways.Shown(r.Context(), "")
	for _, a := range all {
		for _, w := range a.Ways {
			f, g, day := w.Function, w.Guide, ""
			if !g.Confirmed.IsZero() {
				day = v.Texts.ISO(g.Confirmed)
			}
			rows = append(rows, []string{a.Area.Name, v.TextOf("topic", w.Topic), ui.KindName(v.Texts, w.Actor), f.OrgName, f.UnitName, f.Name, f.Phone, f.Mailbox, f.Hours,
				strconv.Itoa(w.AnswerDays), strconv.Itoa(g.AgeFrom), strconv.Itoa(g.AgeTo), g.Situations, g.Ready, g.Form, day})
		}
	}
	return header, rows, err
}

func (s *server) openCSV(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	header, rows, err := s.openRows(r, v)
	if err != nil {
		return err
	}
	lasting(w, v, true)
	return sendCSV(w, "vagar-in", header, rows)
}

func (s *server) openSheet(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	header, rows, err := s.openRows(r, v)
	if err != nil {
		return err
	}
	lasting(w, v, true)
	w.Header().Set("Content-Type", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
	w.Header().Set("Content-Disposition", `attachment; filename="vagar-in.xlsx"`)
	return export.Sheet(w, v.Texts.T("ways.title"), header, rows)
}
