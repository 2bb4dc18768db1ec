package picture

import (
	"net/http"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"samverk/internal/item"
	"samverk/internal/picture"
	"samverk/internal/situation"
	"samverk/internal/web/site"
	"samverk/internal/web/ui"
)

func (s *server) elsewhereRoutes() []site.Route {
	const of = "/arenden/{case}/planer"
	return []site.Route{
		{"GET " + of, site.Acting, s.elsewherePage},
		{"GET " + of + "/ny", site.Acting, s.planPage},
		{"POST " + of + "/ny", site.Acting, s.notePlan},
		{"GET " + of + "/{item}", site.Acting, s.planAgain},
		{"POST " + of + "/{item}", site.Acting, s.notePlan},
	}
}

func (k screen) plans() string { return k.url() + "/planer" }

// kept is a plan that is kept elsewhere, with what it says.
type kept struct {
	item.Item
	picture.Said
}

// plansScreen is the plans beside each other.
type plansScreen struct {
	screen
	all []kept
}

func (s *server) elsewherePage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	k, err := s.screen(r, v)
	if err != nil {
		return err
	}
	all, err := s.kept(k)
	if err != nil {
		return err
	}
	t := v.Texts
	p := s.frame(k, t.T("elsewhere.title"), nil)
	p.Head.Lead = t.T(k.pick("elsewhere.lead", "elsewhere.lead.own"))
	if len(all) > 0 && k.MayWrite() {
		p.Head.Actions = []ui.Action{*k.firstPlan()}
	}
	return s.Draw(w, r, v, p, plansBody(v, plansScreen{k, all}))
}

// kept lists the plans that the reader sees, those that still hold first.
func (s *server) kept(k screen) (all []kept, err error) {
	for _, i := range k.Of(item.Elsewhere) {
		said, err := s.Picture.SaidIn(i)
		if err != nil {
			return nil, err
		}
		all = append(all, kept{i, said})
	}
	slices.SortStableFunc(all, func(a, b kept) int { return k.over(a) - k.over(b) })
	return all, nil
}

func (k screen) over(p kept) int {
	if p.End != "" && p.End < k.Today {
		return 1
	}
	return 0
}

// firstPlan leads to where a plan is registered.
func (k screen) firstPlan() *ui.Action {
	if !k.MayWrite() {
		return nil
	}
	return &ui.Action{Label: k.v.Texts.T("elsewhere.new"), Href: k.plans() + "/ny", Icon: "plus", Primary: true}
}

// leading are the plans that somebody says go before the shared one.
func (k plansScreen) leading() []kept {
	return slices.DeleteFunc(slices.Clone(k.all), func(p kept) bool { return p.Leads == "" || k.over(p) == 1 })
}

// apart reports whether the plans are followed up on different days.
func (k plansScreen) apart() bool {
	days := map[string]bool{}
	if k.Plan.FollowUpOn != "" {
		days[k.Plan.FollowUpOn] = true
	}
	for _, p := range k.all {
		if p.Content.Due != "" && k.over(p) == 0 {
			days[p.Content.Due] = true
		}
	}
	return len(days) > 1
}

// sort names which plan it is.
func (k screen) sort(i item.Item) string {
	if _, ok := situation.SortOf(situation.Elsewhere(), i.Code); !ok {
		return i.Title
	}
	return k.v.TextOf("elsewhere.sort", i.Code)
}

// row is one thing that plans say, the shared one first.
type row struct {
	label  string
	shared []string
	says   func(kept) string
}

// rows are what the plans say, side by side.
func (k plansScreen) rows() []row {
	t := k.v.Texts
	day := func(iso string) string {
		if iso == "" {
			return ""
		}
		return t.Day(iso)
	}
	return []row{
		{t.T("elsewhere.goals"), k.titles(item.Goal), func(p kept) string { return p.Goals }},
		{t.T("elsewhere.activities"), k.titles(item.Activity), func(p kept) string { return p.Activities }},
		{t.T("elsewhere.responsible"), k.responsible(), func(p kept) string { return p.Responsible }},
		{t.T("elsewhere.follow_up"), some(day(k.Plan.FollowUpOn)), func(p kept) string { return day(p.Content.Due) }},
		{t.T("elsewhere.kept"), some(t.T("elsewhere.here")), func(p kept) string { return p.Value }},
		{t.T("elsewhere.on"), some(site.DayOf(k.v, k.Plan.CreatedAt)), k.made},
	}
}

// made says when a plan was made, by whose word, and that it holds no longer.
func (k plansScreen) made(p kept) string {
	t := k.v.Texts
	said := t.Days(p.Start, p.End) + "\n" + k.who(p.Item)
	if k.over(p) == 1 {
		said += "\n" + t.T("elsewhere.over")
	}
	return said
}

func some(text string) []string {
	if text == "" {
		return nil
	}
	return []string{text}
}

// standing are the pieces of the shared plan of a kind that still stand.
func (k plansScreen) standing(kind item.Kind) []item.Item {
	return slices.DeleteFunc(k.Of(kind), func(i item.Item) bool {
		return i.Status == "done" || i.Status == "stopped" || !i.Shared && i.Owner == k.Sight.Unit()
	})
}

func (k plansScreen) titles(kind item.Kind) (all []string) {
	for _, i := range k.standing(kind) {
		all = append(all, i.Title)
	}
	return all
}

// responsible are those who do something in the shared plan.
func (k plansScreen) responsible() (all []string) {
	seen := site.CaseSeen{CaseView: k.CaseView, V: k.v, Now: k.now}
	for _, i := range k.standing(item.Activity) {
		if who := site.Pair(seen.Responsible(i)); !slices.Contains(all, who) {
			all = append(all, who)
		}
	}
	return all
}

// table sets the plans beside each other.
func (k plansScreen) table() ui.Table {
	t := k.v.Texts
	tab := ui.Table{Caption: t.T("elsewhere.compare"), Hidden: true, Columns: []ui.Column{{Label: t.T("elsewhere.what")}, {Label: t.T("elsewhere.shared")}}}
	for _, p := range k.all {
		tab.Columns = append(tab.Columns, ui.Column{Label: k.sort(p.Item)})
	}
	for _, one := range k.rows() {
		cells := []templ.Component{ui.Text(one.label), lines(k.v, one.shared)}
		for _, p := range k.all {
			cells = append(cells, lines(k.v, linesOf(one.says(p))))
		}
		tab.Rows = append(tab.Rows, ui.Row{Cells: cells})
	}
	return tab
}

func linesOf(text string) (all []string) {
	for line := range strings.SplitSeq(text, "\n") {
		if line = strings.TrimSpace(line); line != "" {
			all = append(all, line)
		}
	}
	return all
}

func (s *server) planPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	k, err := s.screen(r, v)
	if err != nil {
		return err
	}
	k.form = v.NewForm(k.plans() + "/ny")
	return s.drawPlan(w, r, k)
}

func (s *server) planAgain(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	k, err := s.changing(r, v, item.Elsewhere)
	if err != nil {
		return err
	}
	i := k.old
	said, err := s.Picture.SaidIn(*i)
	if err != nil {
		return err
	}
	k.form = v.NewForm(address(r))
	k.form.Version = i.Newest
	k.form.Values = map[string][]string{"sort": {i.Code}, "keeper": {i.Value}, "start": {i.Start}, "end": {i.End}, "due": {i.Content.Due}, "reason": {"news"},
		"goals": {said.Goals}, "activities": {said.Activities}, "responsible": {said.Responsible}, "leads": {said.Leads}}
	return s.drawPlan(w, r, k)
}

func (s *server) drawPlan(w http.ResponseWriter, r *http.Request, k screen) error {
	if done, err := s.closed(w, r, k, k.plans()); done {
		return err
	}
	title := "elsewhere.new"
	if k.form.Version > 0 {
		title = "elsewhere.change"
	}
	k.shares(ofSorts(situation.Elsewhere()), k.old != nil && !k.old.Shared)
	p := s.frame(k, k.v.Texts.T(title), &ui.Link{Label: k.v.Texts.T("elsewhere.title"), Href: k.plans()})
	p.Head.Lead = k.v.Texts.T("elsewhere.new.lead")
	p.Faults = k.form.Faults
	return s.Draw(w, r, k.v, p, planBody(k.v, k))
}

// part asks for one part of what a plan says.
func (k screen) part(name, label string) ui.Field {
	f := k.form.Field(name, label).MayBeEmpty()
	f.Rows = 3
	return f.WithLimit(1000)
}

func (s *server) notePlan(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	k, err := s.screen(r, v)
	if err != nil {
		return err
	}
	f := v.Form
	sort, _ := situation.SortOf(situation.Elsewhere(), f.Get("sort"))
	_, err = s.Picture.NotePlan(r.Context(), v.Actor, k.Case.ID, picture.Plan{
		Piece: piece(r, v, sort.Category), Sort: f.Get("sort"), Keeper: f.Get("keeper"), On: f.Get("start"), Ends: f.Get("end"), FollowUp: f.Get("due"),
		Said: picture.Said{Goals: f.Get("goals"), Activities: f.Get("activities"), Responsible: f.Get("responsible"), Leads: f.Get("leads")},
	})
	if k.again(address(r), err) {
		return s.drawPlan(w, r, k)
	}
	if err != nil {
		return err
	}
	return s.Done(w, r, k.plans(), "page.flash.situation_noted")
}
