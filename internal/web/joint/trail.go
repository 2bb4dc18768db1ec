package joint

import (
	"net/http"
	"strconv"

	"samverk/internal/cases"
	"samverk/internal/export"
	"samverk/internal/id"
	"samverk/internal/joint"
	"samverk/internal/web/site"
	"samverk/internal/web/ui"
)

// mostDrawn bounds how many steps the picture shows, the last ones; the table
// has all.
const mostDrawn = 16

func (s *server) trailRoutes() []site.Route {
	const of = "/arenden/{case}/vagen"
	return []site.Route{
		{"GET " + of, site.Acting, s.trailPage},
		{"GET " + of + "/utskrift", site.Acting, s.trailPaper},
		{"GET " + of + ".csv", site.Acting, s.trailCSV},
	}
}

func trailURL(c id.Case) string { return site.CaseURL(c) + "/vagen" }

// trailScreen is the person's way as its page shows it.
type trailScreen struct {
	joint.TrailView
	v *site.Visit
}

func (k trailScreen) say(what string, args ...string) string { return say(k.v, "trail", what, args...) }

func (s *server) trail(r *http.Request, v *site.Visit) (trailScreen, error) {
	view, err := s.Joint.Trail(r.Context(), v.Actor, site.CaseOf(r))
	return trailScreen{view, v}, err
}

func (s *server) trailPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	k, err := s.trail(r, v)
	if err != nil {
		return err
	}
	p := s.frame(v, k.Head, k.say("title"))
	p.Head.Lead = k.say("lead")
	if len(k.Passages) > 0 {
		p.Head.Actions = []ui.Action{{Label: v.Texts.T("trail.print"), Href: trailURL(k.Case.ID) + "/utskrift", Icon: "print"},
			{Label: v.Texts.T("trail.csv"), Href: trailURL(k.Case.ID) + ".csv", Icon: "doc"}}
	}
	return s.Draw(w, r, v, p, trailBody(v, k))
}

func (s *server) trailPaper(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	k, err := s.trail(r, v)
	if err != nil {
		return err
	}
	t := v.Texts
	p := s.Page(v, k.say("title"))
	p.Print, p.Running = true, t.T("planpage.running", "ref", k.Case.Ref, "day", t.DayOf(v.Now))
	p.Head.Back = &ui.Link{Label: k.say("title"), Href: trailURL(k.Case.ID)}
	return s.Draw(w, r, v, p, trailSheet(v, k))
}

// trailCSV is the way as a table for a spreadsheet.
func (s *server) trailCSV(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	k, err := s.trail(r, v)
	if err != nil {
		return err
	}
	var header []string
	for _, key := range trailColumns() {
		header = append(header, v.Texts.T(key))
	}
	var rows [][]string
	for i, p := range k.Passages {
		rows = append(rows, []string{strconv.Itoa(i + 1), v.Texts.ISO(p.At), k.from(p), k.what(p), k.to(p), k.reason(p)})
	}
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="vagen.csv"`)
	return export.CSV(w, export.Format{BOM: true}, header, rows)
}

func trailColumns() []string {
	return []string{"trail.number", "trail.day", "trail.from", "trail.what", "trail.to", "trail.why"}
}

func (k trailScreen) table() ui.Table {
	tab := ui.Table{Caption: k.say("title"), Hidden: true, Columns: site.Columns(k.v, trailColumns()...)}
	for i, p := range k.Passages {
		what := ui.Text(k.what(p))
		if p.Turn() {
			what = ui.Badge(ui.Warning, k.what(p))
		}
		tab.Rows = append(tab.Rows, site.Cells(ui.Text(strconv.Itoa(i+1)), site.Unbroken(k.v.Texts.DayOf(p.At), ""), ui.Text(k.from(p)), what, ui.Text(k.to(p)), ui.Text(k.reason(p))))
	}
	return tab
}

func (k trailScreen) what(p cases.Passage) string { return k.v.TextOf("trail.kind", p.Kind) }

// name is how a function is written in the way.
func (k trailScreen) name(f id.Function) string {
	if fn, ok := k.Functions[f]; ok {
		return site.Pair(fn.Name, fn.UnitName)
	}
	return ""
}

// from is who took a step.
func (k trailScreen) from(p cases.Passage) string {
	switch {
	case p.Self:
		return k.person()
	case p.Hidden:
		return k.v.Texts.T("event.who.withheld")
	}
	return k.name(p.From)
}

func (k trailScreen) to(p cases.Passage) string { return k.name(p.To) }

func (k trailScreen) person() string {
	if k.v.Actor.Self() {
		return k.v.Texts.T("assessment.you")
	}
	return k.v.Texts.T("kind.person")
}

func (k trailScreen) reason(p cases.Passage) string {
	switch {
	case p.Reason == "":
		return ""
	case p.Kind == "not_taken":
		return k.v.TextOf("handover.reason", p.Reason)
	}
	return k.v.TextOf("reason", p.Reason)
}

// picture is the last steps, with a lane for each unit.
func (k trailScreen) picture() ui.Way {
	first := max(0, len(k.Passages)-mostDrawn)
	w := ui.Way{Caption: k.v.Texts.T("trail.caption", "n", k.v.Texts.Number(len(k.Passages)), "turns", k.v.Texts.Number(k.Turns()))}
	lanes := map[string]int{}
	lane := func(key string, l ui.WayLane) int {
		i, ok := lanes[key]
		if !ok {
			i = len(w.Lanes)
			lanes[key], w.Lanes = i, append(w.Lanes, l)
		}
		return i
	}
	of := func(f id.Function) int {
		fn := k.Functions[f]
		return lane(string(fn.Unit), ui.WayLane{Kind: fn.Kind, Title: fn.UnitName})
	}
	for i, p := range k.Passages[first:] {
		from := 0
		switch {
		case p.Self:
			from = lane("self", ui.WayLane{Kind: ui.Person, Title: k.person()})
		case p.Hidden:
			from = lane("hidden", ui.WayLane{Title: k.v.Texts.T("event.who.withheld")})
		default:
			from = of(p.From)
		}
		to := from
		if p.To != "" {
			to = of(p.To)
		}
		says := site.Dotted(k.v.Texts.DayOf(p.At), k.from(p), k.what(p), k.to(p), k.reason(p))
		w.Steps = append(w.Steps, ui.WayStep{Number: first + i + 1, Day: k.short(p), From: from, To: to, Turn: p.Turn(), Says: says})
	}
	return w
}

// short is the day of a step as it stands in the picture.
func (k trailScreen) short(p cases.Passage) string {
	at := k.v.Texts.Local(p.At)
	return strconv.Itoa(at.Day()) + "/" + strconv.Itoa(int(at.Month()))
}

// cut reports whether the picture shows fewer steps than there are.
func (k trailScreen) cut() bool { return len(k.Passages) > mostDrawn }

// next says what happens next.
func (k trailScreen) next() string {
	t := k.v.Texts
	if k.Next.On == "" {
		return t.T("trail.next.none")
	}
	said := k.v.TextOf("trail.next", k.Next.Sort)
	if k.Next.Title != "" {
		said += ": " + k.Next.Title
	}
	if who := k.name(k.Next.Who); who != "" {
		said += " (" + who + ")"
	}
	return said
}

// now is who has the case, the next step and its date.
func (k trailScreen) now() (all []ui.Term) {
	t := k.v.Texts
	add := func(key, said string) {
		if said != "" {
			all = append(all, ui.Term{Word: t.T(key), Says: ui.Text(said)})
		}
	}
	if k.Case.State == cases.StateClosed {
		add("trail.now.who", k.v.TextOf("case.state", k.Case.State))
		return all
	}
	add("trail.now.who", k.name(k.Leads.ID))
	add("trail.now.phone", k.Leads.Phone)
	add("trail.now.next", k.next())
	if k.Next.On != "" {
		add("trail.now.on", t.Day(k.Next.On))
	}
	return all
}
