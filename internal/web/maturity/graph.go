package maturity

import (
	"net/http"
	"net/url"
	"slices"

	"github.com/a-h/templ"

	"samverk/internal/access"
	"samverk/internal/errs"
	"samverk/internal/gauge"
	"samverk/internal/id"
	"samverk/internal/maturity"
	"samverk/internal/web/site"
	"samverk/internal/web/ui"
)

func (s *server) graphRoutes() []site.Route {
	return []site.Route{
		{"GET " + graphPath, site.Function, s.graphPage},
		{"GET " + graphPath + "/fil", site.Function, s.graphFile},
		{"GET " + graphPath + "/ny", site.Function, s.newGraphPage},
		{"POST " + graphPath + "/ny", site.Function, s.beginGraph},
		{"GET " + graphPath + "/{round}/svara", site.Function, s.tiePage},
		{"POST " + graphPath + "/{round}/svara", site.Function, s.nameTies},
	}
}

func graphURL(area id.Area, r id.Round) string {
	return site.Address(graphPath, url.Values{"omrade": {string(area)}, "omgang": {string(r)}})
}

// graphScreen is who works how with whom, as its page shows it.
type graphScreen struct {
	maturity.GraphView
	v *site.Visit
}

func (s *server) graph(r *http.Request, v *site.Visit) (graphScreen, error) {
	view, err := s.Maturity.Graph(r.Context(), v.Actor, areaOf(v), id.Round(v.Query.Get("omgang")))
	return graphScreen{view, v}, err
}

func (s *server) graphPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	k, err := s.graph(r, v)
	if err != nil {
		return err
	}
	t := v.Texts
	p := s.Page(v, t.T("graph.title.of", "area", k.Area.Name))
	p.Head.Lead = t.T("graph.lead")
	if k.MayKeep {
		p.Head.Actions = append(p.Head.Actions, ui.Action{Label: t.T("graph.new"), Href: at(graphPath+"/ny", k.Area.ID), Icon: "plus", Primary: true})
		if one, ok := k.open(); ok {
			p.Head.Actions = append(p.Head.Actions, ui.Action{Label: t.T("gauge.change.round"), Href: roundURL(one.ID) + "/andra"})
		}
	}
	if len(k.Shown.Ties) > 0 {
		p.Head.Actions = append(p.Head.Actions, ui.Action{Label: t.T("graph.file"), Href: site.Address(graphPath+"/fil", url.Values{"omrade": {string(k.Area.ID)}, "omgang": {string(k.Shown.Round.ID)}})})
	}
	p.Head.Actions = append(p.Head.Actions, ui.Action{Label: t.T("gauge.title"), Href: at(gaugePath, k.Area.ID)})
	return s.Draw(w, r, v, p, graphBody(k))
}

// open is the round that can be answered now, if there is one.
func (k graphScreen) open() (gauge.Round, bool) {
	i := slices.IndexFunc(k.Rounds, func(r gauge.Round) bool { return r.ID != maturity.First && r.State(k.Today) != gauge.Closed })
	if i < 0 {
		return gauge.Round{}, false
	}
	return k.Rounds[i], true
}

// roundName is what a round is called: what the report says has its year.
func (k graphScreen) roundName(r gauge.Round) string {
	if r.ID == maturity.First {
		return k.v.Texts.T("graph.first")
	}
	return r.Title
}

func (k graphScreen) rounds() (all []site.Filter) {
	for _, r := range k.Rounds {
		all = append(all, site.Filter{Label: k.roundName(r), Href: graphURL(k.Area.ID, r.ID), On: r.ID == k.Shown.Round.ID})
	}
	return all
}

// waiting are the rounds that the reader's function can answer.
func (k graphScreen) waiting() (all []gauge.Round) {
	for _, r := range k.Rounds {
		if k.Asked[r.ID] {
			all = append(all, r)
		}
	}
	return all
}

// partyName is what a party is called: an actor as a whole by its kind.
func (k graphScreen) partyName(p gauge.Party) string {
	if p.Name == "" {
		return ui.KindName(k.v.Texts, p.Kind)
	}
	return p.Name
}

// says is a tie in words.
func (k graphScreen) says(t gauge.Tie) string {
	return k.v.Texts.T("graph.says", "from", k.partyName(t.From), "manner", site.Lower(k.v.TextOf("manner", t.Manner)), "to", k.partyName(t.To))
}

// saysOf is what one actor says of another, in words.
func (k graphScreen) saysOf(p pair) string {
	t, manner := k.v.Texts, site.Lower(k.v.TextOf("manner", p.manner))
	if p.from == p.to {
		return t.T("graph.says.within", "actor", ui.KindName(t, p.from), "manner", manner)
	}
	return t.T("graph.says", "from", ui.KindName(t, p.from), "manner", manner, "to", ui.KindName(t, p.to))
}

// since is the round before, as it stands in a sentence.
func (k graphScreen) since() string {
	if k.Before.Round.ID == maturity.First {
		return site.Lower(k.v.Texts.T("graph.first"))
	}
	return k.v.Texts.T("graph.quoted", "title", k.Before.Round.Title)
}

// pair is what a tie is known again by from one round to the next: parties are
// named otherwise from time to time, actors are not.
type pair struct {
	from, to access.Kind
	manner   string
}

func pairOf(t gauge.Tie) pair { return pair{t.From.Kind, t.To.Kind, t.Manner} }

func pairsOf(all []gauge.Tie) map[pair]bool {
	had := map[pair]bool{}
	for _, t := range all {
		had[pairOf(t)] = true
	}
	return had
}

// picture is the ties as they are drawn, parties by actor: one line for what
// goes well and one for what is hard between two.
func (k graphScreen) picture() ui.Graph {
	g := ui.Graph{}
	before := map[pair]bool{}
	if k.Before != nil {
		before = pairsOf(k.Before.Ties)
	}
	g.From = k.nodes(func(t gauge.Tie) gauge.Party { return t.From })
	g.To = k.nodes(func(t gauge.Tie) gauge.Party { return t.To })
	for _, t := range k.Shown.Ties {
		e := ui.GraphEdge{From: slices.Index(g.From, k.node(t.From)), To: slices.Index(g.To, k.node(t.To)), Good: t.Good(), Says: k.says(t), New: k.Before != nil && !before[pairOf(t)]}
		g.Caption += e.Says + ". "
		if i := slices.IndexFunc(g.Edges, func(o ui.GraphEdge) bool { return o.From == e.From && o.To == e.To && o.Good == e.Good }); i >= 0 {
			g.Edges[i].Says += ". " + e.Says
			continue
		}
		g.Edges = append(g.Edges, e)
	}
	return g
}

func (k graphScreen) node(p gauge.Party) ui.GraphNode {
	return ui.GraphNode{Name: k.partyName(p), Kind: p.Kind}
}

// nodes are the parties at one side, by actor.
func (k graphScreen) nodes(side func(gauge.Tie) gauge.Party) (all []ui.GraphNode) {
	for _, t := range k.Shown.Ties {
		if n := k.node(side(t)); !slices.Contains(all, n) {
			all = append(all, n)
		}
	}
	slices.SortStableFunc(all, func(a, b ui.GraphNode) int { return site.KindOrder(a.Kind) - site.KindOrder(b.Kind) })
	return all
}

// table is the ties, one a line.
func (k graphScreen) table() ui.Table {
	tab := ui.Table{Caption: k.v.Texts.T("graph.table"), Hidden: true, Columns: site.Columns(k.v, "graph.from", "graph.manner", "graph.to", "graph.about")}
	for _, t := range k.Shown.Ties {
		tab.Rows = append(tab.Rows, site.Cells(ui.Actor(k.v.Texts, t.From.Kind, k.partyName(t.From), ""), mannerBadge(k.v, t), ui.Actor(k.v.Texts, t.To.Kind, k.partyName(t.To), ""), ui.Text(t.About)))
	}
	return tab
}

func mannerBadge(v *site.Visit, t gauge.Tie) templ.Component {
	tone := ui.Warning
	if t.Good() {
		tone = ui.Success
	}
	return ui.Badge(tone, v.TextOf("manner", t.Manner))
}

// count is how many ties between two actors go well and how many are hard.
type count struct{ good, hard int }

func countOf(all []gauge.Tie, from, to access.Kind) (c count) {
	for _, t := range all {
		switch {
		case t.From.Kind != from || t.To.Kind != to:
		case t.Good():
			c.good++
		default:
			c.hard++
		}
	}
	return c
}

// matrix is the actors against each other: who says it down, of whom across.
func (k graphScreen) matrix() ui.Table {
	t := k.v.Texts
	tab := ui.Table{Caption: t.T("graph.matrix"), Hidden: true, Columns: site.Columns(k.v, "graph.from")}
	for _, to := range gauge.Actors() {
		tab.Columns = append(tab.Columns, ui.Column{Label: ui.KindName(t, to)})
	}
	for _, from := range gauge.Actors() {
		line := []templ.Component{ui.Actor(t, from, ui.KindName(t, from), "")}
		for _, to := range gauge.Actors() {
			line = append(line, ui.Text(k.countWords(countOf(k.Shown.Ties, from, to), k.before(from, to))))
		}
		tab.Rows = append(tab.Rows, ui.Row{Cells: line})
	}
	return tab
}

// before is how it was between two actors, nil when there is no round before.
func (k graphScreen) before(from, to access.Kind) *count {
	if k.Before == nil {
		return nil
	}
	c := countOf(k.Before.Ties, from, to)
	return &c
}

// countWords says how many ties there are, and how many there were.
func (k graphScreen) countWords(now count, before *count) string {
	t := k.v.Texts
	if now == (count{}) && (before == nil || *before == count{}) {
		return "–"
	}
	said := t.T("graph.count", "good", site.Number(now.good), "hard", site.Number(now.hard))
	if before != nil && *before != now {
		said += " (" + t.T("graph.count.was", "good", site.Number(before.good), "hard", site.Number(before.hard)) + ")"
	}
	return said
}

// changes are what one of two rounds says of two actors and the other does not,
// each once, in the order of the actors.
func (k graphScreen) changes(in, notIn []gauge.Tie) (all []string) {
	found, had := pairsOf(in), pairsOf(notIn)
	for _, from := range gauge.Actors() {
		for _, to := range gauge.Actors() {
			for _, manner := range gauge.Manners() {
				if p := (pair{from, to, manner}); found[p] && !had[p] {
					all = append(all, k.saysOf(p))
				}
			}
		}
	}
	return all
}

func (s *server) graphFile(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	k, err := s.graph(r, v)
	if err != nil {
		return err
	}
	var rows [][]string
	for _, t := range k.Shown.Ties {
		rows = append(rows, []string{k.Area.Name, k.roundName(k.Shown.Round), kindName(v, t.From.Kind), k.partyName(t.From), v.TextOf("manner", t.Manner), kindName(v, t.To.Kind), k.partyName(t.To), t.About})
	}
	return file(w, v, "samverkansgraf", heads(v, "gauge.area", "gauge.round", "graph.from.actor", "graph.from", "graph.manner", "graph.to.actor", "graph.to", "graph.about"), rows)
}

func (s *server) newGraphPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	view, err := s.Maturity.RoundForm(r.Context(), v.Actor, areaOf(v))
	if err != nil {
		return err
	}
	f := v.NewForm(at(graphPath+"/ny", view.Area.ID))
	f.Values = map[string][]string{"opens_on": {view.Today}, "closes_on": {dayAfter(v, 21)}}
	for _, a := range gauge.Actors() {
		f.Values["actors"] = append(f.Values["actors"], string(a))
	}
	return s.drawRound(w, r, roundForm{view, v, f, gauge.Ties})
}

func (s *server) beginGraph(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	area := id.Area(v.Query.Get("omrade"))
	made, err := s.Maturity.BeginRound(r.Context(), v.Actor, area, settingsOf(v, gauge.Ties))
	if faults, ok := site.Faulty(err); ok {
		view, err := s.Maturity.RoundForm(r.Context(), v.Actor, area)
		if err != nil {
			return err
		}
		return s.drawRound(w, r, roundForm{view, v, v.Again(at(graphPath+"/ny", area), faults), gauge.Ties})
	}
	if err != nil {
		return err
	}
	return s.Done(w, r, graphURL(area, made), "page.flash.round_begun")
}

// tieScreen is the form in which a function says whom its unit works with.
type tieScreen struct {
	maturity.TieForm
	v    *site.Visit
	form ui.Form
}

func (s *server) tiePage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	view, err := s.Maturity.TieForm(r.Context(), v.Actor, id.Round(r.PathValue("round")))
	if err != nil {
		return err
	}
	f := v.NewForm(graphPath + "/" + string(view.Round.ID) + "/svara")
	for i, p := range view.Parties {
		for _, t := range view.Said {
			if t.To.Code != p.Code {
				continue
			}
			part := "easy"
			if t.Manner == "most" || t.Manner == "least" {
				part = "much"
			}
			f.Values[gauge.NamedField(i, part)] = []string{t.Manner}
			f.Values[gauge.NamedField(i, "about")] = []string{t.About}
		}
	}
	return s.drawTies(w, r, tieScreen{view, v, f})
}

func (s *server) drawTies(w http.ResponseWriter, r *http.Request, k tieScreen) error {
	if k.Round.Kind != gauge.Ties {
		return errs.Missing()
	}
	t := k.v.Texts
	p := s.Page(k.v, t.T("graph.answer.title", "unit", k.From.Name))
	p.Active, p.Faults = graphPath, k.form.Faults
	p.Head.Back = &ui.Link{Label: t.T("graph.title.of", "area", k.Area.Name), Href: at(graphPath, k.Area.ID)}
	p.Head.Lead = t.T("graph.answer.lead")
	if k.Round.State(k.Today) != gauge.Open {
		return s.Draw(w, r, k.v, p, ui.EmptyState(t.T("gauge.not_open"), t.T("gauge.answer.none"), nil))
	}
	return s.Draw(w, r, k.v, p, tieBody(k))
}

// place is a party with its place in the form.
type place struct {
	gauge.Party
	n int
}

// of are the parties of an actor.
func (k tieScreen) of(kind access.Kind) (all []place) {
	for i, p := range k.Parties {
		if p.Kind == kind {
			all = append(all, place{p, i})
		}
	}
	return all
}

// opened reports whether something is said of an actor, or is wrong there.
func (k tieScreen) opened(kind access.Kind) bool {
	return slices.ContainsFunc(k.of(kind), func(p place) bool {
		for _, part := range []string{"much", "easy", "about"} {
			if name := gauge.NamedField(p.n, part); k.form.Value(name) != "" || k.form.Fault(name) != "" {
				return true
			}
		}
		return p.Code == string(kind)
	})
}

// name is what a party is called in the form.
func (k tieScreen) name(p place) string {
	if p.Name == "" {
		return k.v.Texts.T("graph.whole", "actor", ui.KindName(k.v.Texts, p.Kind))
	}
	return p.Name
}

func (k tieScreen) manner(n int, part string, manners ...string) ui.Field {
	f := k.form.Field(gauge.NamedField(n, part), "graph."+part).MayBeEmpty()
	for _, m := range manners {
		f.Options = append(f.Options, ui.Option{Value: m, Label: k.v.TextOf("manner", m)})
	}
	return f
}

func (s *server) nameTies(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	which := id.Round(r.PathValue("round"))
	view, err := s.Maturity.TieForm(r.Context(), v.Actor, which)
	if err != nil {
		return err
	}
	var all []gauge.Named
	var kept []int
	for i, p := range view.Parties {
		n := gauge.Named{To: p.Code, Much: v.Form.Get(gauge.NamedField(i, "much")), Easy: v.Form.Get(gauge.NamedField(i, "easy")), About: v.Form.Get(gauge.NamedField(i, "about"))}
		if n != (gauge.Named{To: p.Code}) {
			all, kept = append(all, n), append(kept, i)
		}
	}
	err = s.Maturity.NameTies(r.Context(), v.Actor, which, all)
	if faults, ok := site.Faulty(err); ok {
		return s.drawTies(w, r, tieScreen{view, v, v.Again(graphPath+"/"+string(which)+"/svara", placed(faults, kept, "ties"))})
	}
	if site.Clash(err) {
		return s.clash(w, r, v, err, v.Texts.T("graph.title"), at(graphPath, view.Area.ID))
	}
	if err != nil {
		return err
	}
	return s.Done(w, r, graphURL(view.Area.ID, which), "page.flash.ties_named")
}
