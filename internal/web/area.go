package web

import (
	"net/http"
	"net/url"
	"slices"

	"github.com/a-h/templ"

	"samverk/internal/access"
	"samverk/internal/app"
	"samverk/internal/id"
	"samverk/internal/org"
	"samverk/internal/web/ui"
)

func (s *server) areaRoutes() []route {
	return []route{
		{"GET /omraden", acting, s.areasPage},
		{"GET /omraden/{area}", acting, s.areaPage},
		{"GET /vagar-in", acting, s.waysPage},
	}
}

func (s *server) areasPage(w http.ResponseWriter, r *http.Request, v *visit) error {
	all, err := s.app.Areas(r.Context(), v.Actor)
	if err != nil {
		return err
	}
	p := s.page(v, v.texts.T("areas.title"))
	p.Head.Lead = v.texts.T("areas.lead")
	return s.draw(w, r, v, p, areasBody(v, all))
}

// areaScreen is an area as its page shows it.
type areaScreen struct {
	app.AreaView
	v *visit
}

func (s *server) areaPage(w http.ResponseWriter, r *http.Request, v *visit) error {
	view, err := s.app.Area(r.Context(), v.Actor, id.Area(r.PathValue("area")))
	if err != nil {
		return err
	}
	k := areaScreen{view, v}
	p := s.page(v, v.texts.T("areas.of", "area", view.Area.Name))
	p.Heading = view.Area.Name
	p.Head.Back = &ui.Link{Label: v.texts.T("areas.title"), Href: "/omraden"}
	p.Head.Lead = v.texts.T("areas.of.lead")
	p.Head.Chips = []ui.Chip{{Text: v.texts.N("areas.units", len(k.units()))}, {Text: v.texts.N("areas.functions", len(view.Functions))}}
	if n := k.vacant(); n > 0 {
		p.Head.Chips = append(p.Head.Chips, ui.Chip{Text: v.texts.N("areas.vacancies", n), Tone: ui.Error, Href: "#funktioner"})
	}
	return s.draw(w, r, v, p, areaBody(v, k))
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
	tab := ui.Table{Caption: ui.KindName(v.texts, kind), Hidden: true, Columns: columns(v, "page.function", "page.unit", "areas.reach", "areas.today")}
	for _, f := range k.Functions {
		if f.Kind == kind {
			tab.Rows = append(tab.Rows, cells(ui.Actor(v.texts, f.Kind, f.Name, v.textOf("role", string(f.Role))), ui.Two(f.UnitName, f.OrgName), reach(v, f), holds(v, f)))
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
	t := k.v.texts
	said := ui.KindName(t, kind) + ", " + t.N("areas.functions", all)
	if vacant > 0 {
		said += ", " + t.N("areas.vacancies", vacant)
	}
	return said
}

// shortWays are the ways in without what is said about each.
func (k areaScreen) shortWays() []org.WayIn {
	all := slices.Clone(k.WaysIn)
	for i := range all {
		all[i].About = ""
	}
	return all
}

func wayTable(v *visit, ways []org.WayIn) ui.Table {
	tab := ui.Table{Caption: v.texts.T("ways.title"), Hidden: true, Columns: columns(v, "ways.topic", "ways.function", "areas.reach", "ways.answer", "areas.today")}
	for _, w := range ways {
		tab.Rows = append(tab.Rows, cells(topicCell(v, w), ui.Actor(v.texts, w.Function.Kind, w.Function.Name, dotted(w.Function.UnitName, w.Function.OrgName)),
			reach(v, w.Function), answerCell(v, w), holds(v, w.Function)))
	}
	return tab
}

func (k areaScreen) forumTable() ui.Table {
	v := k.v
	tab := ui.Table{Caption: v.texts.T("areas.forums"), Hidden: true, Columns: columns(v, "areas.forum", "areas.forum.sort", "areas.forum.about")}
	for _, f := range k.Forums {
		sort := ui.Badge(ui.Plain, v.texts.T("areas.informal"))
		if f.Formal {
			sort = ui.Badge(ui.Info, v.texts.T("areas.formal"))
		}
		tab.Rows = append(tab.Rows, cells(ui.Text(f.Name), sort, ui.Text(f.About)))
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
	slices.SortStableFunc(rows, func(a, b partyRow) int { return kindOrder(a.kind) - kindOrder(b.kind) })
	return rows
}

func (k areaScreen) collaborationTable() ui.Table {
	v := k.v
	tab := ui.Table{Caption: v.texts.T("areas.collaboration"), Hidden: true, Columns: []ui.Column{{Label: v.texts.T("areas.party")}}}
	for _, m := range org.Manners() {
		tab.Columns = append(tab.Columns, ui.Column{Label: v.textOf("manner", m)})
	}
	for _, row := range k.parties() {
		line := []templ.Component{ui.Actor(v.texts, row.kind, row.name, "")}
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

func (s *server) waysPage(w http.ResponseWriter, r *http.Request, v *visit) error {
	areas, err := s.app.Areas(r.Context(), v.Actor)
	if err != nil {
		return err
	}
	p := s.page(v, v.texts.T("ways.title"))
	p.Head.Lead = v.texts.T("ways.lead")
	if len(areas) == 0 {
		return s.draw(w, r, v, p, ui.EmptyState(v.texts.T("ways.none"), v.texts.T("ways.none.text"), nil))
	}
	now := id.Area(v.query.Get("omrade"))
	if now == "" && len(v.Areas) > 0 {
		now = v.Areas[0]
	}
	if !slices.ContainsFunc(areas, func(a org.Area) bool { return a.ID == now }) {
		now = areas[0].ID
	}
	view, err := s.app.Area(r.Context(), v.Actor, now)
	if err != nil {
		return err
	}
	topic := v.query.Get("amne")
	if !slices.Contains(org.Topics(), topic) {
		topic = ""
	}
	ways := slices.DeleteFunc(slices.Clone(view.WaysIn), func(w org.WayIn) bool { return topic != "" && w.Topic != topic })
	return s.draw(w, r, v, p, waysBody(v, waysScreen{areas, view, topic, ways}))
}

// waysScreen is the ways in of an area as their page shows them.
type waysScreen struct {
	areas []org.Area
	view  app.AreaView
	topic string
	ways  []org.WayIn
}

func waysURL(area id.Area, topic string) string {
	q := url.Values{"omrade": {string(area)}}
	if topic != "" {
		q.Set("amne", topic)
	}
	return address("/vagar-in", q)
}

func (k waysScreen) areaFilters() (all []filter) {
	for _, a := range k.areas {
		all = append(all, filter{a.Name, waysURL(a.ID, k.topic), a.ID == k.view.Area.ID})
	}
	return all
}

func (k waysScreen) topicFilters(v *visit) []filter {
	all := []filter{{v.texts.T("ways.all"), waysURL(k.view.Area.ID, ""), k.topic == ""}}
	for _, topic := range org.Topics() {
		if slices.ContainsFunc(k.view.WaysIn, func(w org.WayIn) bool { return w.Topic == topic }) {
			all = append(all, filter{v.textOf("topic", topic), waysURL(k.view.Area.ID, topic), k.topic == topic})
		}
	}
	return all
}
