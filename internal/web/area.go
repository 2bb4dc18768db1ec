package web

import (
	"net/http"
	"slices"

	"github.com/a-h/templ"

	"samverk/internal/access"
	"samverk/internal/app"
	"samverk/internal/id"
	"samverk/internal/org"
	"samverk/internal/web/site"
	"samverk/internal/web/ui"
	"samverk/internal/web/ways"
)

func (s *server) areaRoutes() []site.Route {
	return []site.Route{
		{"GET /omraden", site.Acting, s.areasPage},
		{"GET /omraden/{area}", site.Acting, s.areaPage},
	}
}

func (s *server) areasPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	all, err := s.App.Areas(r.Context(), v.Actor)
	if err != nil {
		return err
	}
	p := s.Page(v, v.Texts.T("areas.title"))
	p.Head.Lead = v.Texts.T("areas.lead")
	return s.Draw(w, r, v, p, areasBody(v, all))
}

// areaScreen is an area as its page shows it.
type areaScreen struct {
	app.AreaView
	v *site.Visit
}

func (s *server) areaPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	view, err := s.App.Area(r.Context(), v.Actor, id.Area(r.PathValue("area")))
	if err != nil {
		return err
	}
	k := areaScreen{view, v}
	p := s.Page(v, v.Texts.T("areas.of", "area", view.Area.Name))
	p.Heading = view.Area.Name
	p.Head.Back = &ui.Link{Label: v.Texts.T("areas.title"), Href: "/omraden"}
	p.Head.Lead = v.Texts.T("areas.of.lead")
	p.Head.Chips = []ui.Chip{{Text: v.Texts.N("areas.units", len(k.units()))}, {Text: v.Texts.N("areas.functions", len(view.Functions))}}
	if n := k.vacant(); n > 0 {
		p.Head.Chips = append(p.Head.Chips, ui.Chip{Text: v.Texts.N("areas.vacancies", n), Tone: ui.Error, Href: "#funktioner"})
	}
	return s.Draw(w, r, v, p, areaBody(v, k))
}

// around are the pages on what stands around the single cases of the area. A
// person sees what there is for her; the rest is the staff's own.
func (k areaScreen) around() (all []ui.Link) {
	pages := [][2]string{
		{"around.offers", "/insatser"}, {"around.wishes", "/onskat"}, {"around.gauge", "/samverkansgrad"}, {"around.graph", "/samverkansgraf"},
		{"around.study", "/kartlaggning"}, {"around.development", "/utveckling"}, {"around.figures", "/nyckeltal"}, {"around.needs", "/behov"}, {"federation.around", "/forbund/insatser"},
	}
	if k.v.Actor.Self() {
		pages = pages[:2]
	}
	for _, one := range pages {
		all = append(all, ui.Link{Label: one[0], Href: one[1] + "?omrade=" + string(k.Area.ID)})
	}
	if k.v.Role == access.Coordinator || k.v.Role == access.Manager || k.v.Role == access.Federation {
		all = append(all, ui.Link{Label: "around.totals", Href: "/resultat?omrade=" + string(k.Area.ID)})
	}
	return all
}

func (k areaScreen) units() (all []id.Unit) {
	for _, f := range k.Functions {
		if !slices.Contains(all, f.Unit) {
			all = append(all, f.Unit)
		}
	}
	return all
}

func (k areaScreen) vacant() (n int) {
	for _, f := range k.Functions {
		if f.Vacant() {
			n++
		}
	}
	return n
}

// kinds are the actors of the area, in the order of all lists.
func (k areaScreen) kinds() (all []access.Kind) {
	for _, f := range k.Functions {
		if !slices.Contains(all, f.Kind) {
			all = append(all, f.Kind)
		}
	}
	return all
}

// functionTable is the functions of one actor.
func (k areaScreen) functionTable(kind access.Kind) ui.Table {
	v := k.v
	tab := ui.Table{Caption: ui.KindName(v.Texts, kind), Hidden: true, Columns: site.Columns(v, "page.function", "page.unit", "areas.reach", "areas.today")}
	for _, f := range k.Functions {
		if f.Kind == kind {
			tab.Rows = append(tab.Rows, site.Cells(ui.Actor(v.Texts, f.Kind, f.Name, v.TextOf("role", string(f.Role))), ui.Two(f.UnitName, f.OrgName), ways.Reach(v, f), ways.Holds(v, f)))
		}
	}
	return tab
}

// kindSummary says how many functions an actor has, and how many are vacant.
func (k areaScreen) kindSummary(kind access.Kind) string {
	all, vacant := 0, 0
	for _, f := range k.Functions {
		if f.Kind == kind {
			all++
			if f.Vacant() {
				vacant++
			}
		}
	}
	t := k.v.Texts
	said := ui.KindName(t, kind) + ", " + t.N("areas.functions", all)
	if vacant > 0 {
		said += ", " + t.N("areas.vacancies", vacant)
	}
	return said
}

func (k areaScreen) forumTable() ui.Table {
	v := k.v
	tab := ui.Table{Caption: v.Texts.T("areas.forums"), Hidden: true, Columns: site.Columns(v, "areas.forum", "areas.forum.sort", "areas.forum.about")}
	for _, f := range k.Forums {
		sort := site.BadgeUnder(ui.Plain, v.Texts.T("areas.informal"), v.TextOf("forum.status", f.Status))
		if f.Formal {
			sort = site.BadgeUnder(ui.Info, v.Texts.T("areas.formal"), v.TextOf("forum.status", f.Status))
		}
		tab.Rows = append(tab.Rows, site.Cells(site.LinkUnder("/forum/"+string(f.ID), f.Name, v.TextOf("forum.kind", f.Kind)), sort, ui.Text(f.About)))
	}
	return tab
}

// partyRow is one party of an area with whom it works how.
type partyRow struct {
	name string
	kind access.Kind
	with map[string][]org.Collaboration // by manner
}

func (k areaScreen) parties() (rows []partyRow) {
	for _, c := range k.Collaborations {
		i := slices.IndexFunc(rows, func(r partyRow) bool { return r.name == c.From })
		if i < 0 {
			i = len(rows)
			rows = append(rows, partyRow{c.From, c.FromKind, map[string][]org.Collaboration{}})
		}
		rows[i].with[c.Manner] = append(rows[i].with[c.Manner], c)
	}
	slices.SortStableFunc(rows, func(a, b partyRow) int { return site.KindOrder(a.kind) - site.KindOrder(b.kind) })
	return rows
}

func (k areaScreen) collaborationTable() ui.Table {
	v := k.v
	tab := ui.Table{Caption: v.Texts.T("areas.collaboration"), Hidden: true, Columns: []ui.Column{{Label: v.Texts.T("areas.party")}}}
	for _, m := range org.Manners() {
		tab.Columns = append(tab.Columns, ui.Column{Label: v.TextOf("manner", m)})
	}
	for _, row := range k.parties() {
		line := []templ.Component{ui.Actor(v.Texts, row.kind, row.name, "")}
		for _, m := range org.Manners() {
			line = append(line, withWhom(v, row.with[m]))
		}
		tab.Rows = append(tab.Rows, ui.Row{Cells: line})
	}
	return tab
}

// ties counts how the actors said that they work together, whichever of two
// said it.
func (k areaScreen) ties() []ui.Tie {
	all := ui.Pairs()
	for i := range all {
		tie := &all[i]
		for _, c := range k.Collaborations {
			if (c.FromKind != tie.A || c.ToKind != tie.B) && (c.FromKind != tie.B || c.ToKind != tie.A) {
				continue
			}
			if c.Manner == "most" || c.Manner == "easiest" {
				tie.Good++
			} else {
				tie.Hard++
			}
		}
	}
	return all
}

// sources are where what is said of the collaboration comes from.
func (k areaScreen) sources() (all []string) {
	for _, c := range k.Collaborations {
		if c.Source != "" && !slices.Contains(all, c.Source) {
			all = append(all, c.Source)
		}
	}
	return all
}
