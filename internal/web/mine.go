package web

import (
	"cmp"
	"net/http"
	"slices"

	"samverk/internal/access"
	"samverk/internal/app"
	"samverk/internal/cases"
	"samverk/internal/id"
	"samverk/internal/item"
	"samverk/internal/matter"
	"samverk/internal/plan"
	"samverk/internal/web/site"
	"samverk/internal/web/ui"
)

func (s *server) mineRoutes() []site.Route {
	return []site.Route{
		{"GET /min-plan", site.Herself, s.myPlan},
		{"GET /mina-arenden", site.Herself, s.myCases},
		{"GET /mitt/skriv", site.Herself, s.myWriting},
		{"GET /vem-har-last", site.Herself, s.myReaders},
	}
}

// myPlanURL is the person's plan in one of her cases.
func myPlanURL(c id.Case) string { return "/min-plan?arende=" + string(c) }

// myCase is the case that one of the person's own pages is about: the one asked
// for, else the newest that is not closed; empty when she has none.
func (s *server) myCase(r *http.Request, v *site.Visit) (id.Case, error) {
	if c := v.Query.Get("arende"); c != "" {
		return id.Case(c), nil
	}
	rows, err := s.App.MyCases(r.Context(), v.Actor)
	if err != nil || len(rows) == 0 {
		return "", err
	}
	i := slices.IndexFunc(rows, func(c app.CaseRow) bool { return c.State != cases.StateClosed })
	return rows[max(i, 0)].ID, nil
}

// drawNoCase is what stands on the person's own pages before there is a case.
func (s *server) drawNoCase(w http.ResponseWriter, r *http.Request, v *site.Visit, title string, answers ...matter.Matter) error {
	p := s.Page(v, title)
	ask := ui.Action{Label: v.Texts.T("mine.none.do"), Href: "/begaran/ny", Primary: true}
	return s.Draw(w, r, v, p, noCaseBody(v, answers, ask))
}

func (s *server) myPlan(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	c, err := s.myCase(r, v)
	if err != nil {
		return err
	}
	answers, err := s.answers(r, v)
	if err != nil {
		return err
	}
	t := v.Texts
	if c == "" {
		return s.drawNoCase(w, r, v, t.T("mine.plan.title"), answers...)
	}
	view, err := s.App.Plan(r.Context(), v.Actor, c, 0)
	if err != nil {
		return err
	}
	k := myScreen{caseScreen{view.CaseView, v, s.Options.Now()}, answers}
	p := s.Page(v, t.T("mine.plan.title"))
	p.Head.Lead = t.T("mine.plan.lead")
	if k.Plan.FollowUpOn != "" {
		p.Head.Chips = append(p.Head.Chips, ui.Chip{Text: t.T("page.case.follow_up", "when", t.RelativeDay(k.Plan.FollowUpOn, k.now))})
	}
	if k.Case.State != cases.StateOpen {
		p.Head.Chips = append(p.Head.Chips, ui.Chip{Text: v.TextOf("case.state", k.Case.State), Tone: ui.Info})
	}
	p.Head.Actions = []ui.Action{{Label: t.T("mine.plan.print"), Href: k.url() + "/plan/utskrift", Icon: "print"}}
	if k.May[access.ItemWrite] {
		p.Head.Actions = append(p.Head.Actions, ui.Action{Label: t.T("mine.plan.write"), Href: k.url() + "/skriv", Icon: "pen", Primary: true})
	}
	return s.Draw(w, r, v, p, myPlanBody(v, k))
}

// answers are what the person has been answered and has not read yet. Her
// questions are her own: who acts in her place finds those of the case among them.
func (s *server) answers(r *http.Request, v *site.Visit) ([]matter.Matter, error) {
	if v.Part != nil {
		return nil, nil
	}
	return s.Own.Answers(r.Context(), v.Actor)
}

// myScreen is a case as the person sees it.
type myScreen struct {
	caseScreen
	answers []matter.Matter // that she has not read
}

// goals are her goals: her own words first.
func (k myScreen) goals() []item.Item {
	all := k.ofKind(item.Goal)
	for _, i := range k.notes() {
		if i.Kind == item.Goal && i.Owner == id.Self {
			all = append(all, i) // what she keeps to herself stands in her own plan
		}
	}
	slices.SortStableFunc(all, func(a, b item.Item) int { return hers(b) - hers(a) })
	return slices.DeleteFunc(all, func(i item.Item) bool { return i.Status == plan.Stopped })
}

// goalsApart are her own goals, or the first where she has written none, and
// the others.
func (k myScreen) goalsApart() (hers, rest []item.Item) {
	all := k.goals()
	n := 0
	for n < len(all) && (n == 0 || all[n].Owner == id.Self) {
		n++
	}
	return all[:n], all[n:]
}

func hers(i item.Item) int {
	if i.Owner == id.Self {
		return 1
	}
	return 0
}

// mine are what the person herself is to do, what is done last.
func (k myScreen) mine() []item.Item {
	return k.doings(func(i item.Item) bool { return i.Responsible == "" && i.Owner == id.Self })
}

// theirs are what others do.
func (k myScreen) theirs() []item.Item {
	return k.doings(func(i item.Item) bool { return i.Responsible != "" || i.Owner != id.Self })
}

func (k myScreen) doings(which func(item.Item) bool) (all []item.Item) {
	for _, i := range k.Items {
		if (i.Kind == item.Activity || i.Kind == item.Commitment) && !i.Gone && i.Status != plan.Stopped && which(i) {
			all = append(all, i)
		}
	}
	slices.SortStableFunc(all, func(a, b item.Item) int {
		return cmp.Or(done(a)-done(b), cmp.Compare(cmp.Or(a.Start, a.Content.Due, "9999"), cmp.Or(b.Start, b.Content.Due, "9999")))
	})
	return all
}

func done(i item.Item) int {
	if i.Status == plan.Done {
		return 1
	}
	return 0
}

// whoDoes is a table of what others do for her.
func (k myScreen) whoDoes() ui.Table {
	v := k.v
	tab := ui.Table{Caption: v.Texts.T("mine.plan.theirs"), Hidden: true, Columns: site.Columns(v, "mine.what", "mine.who", "mine.when", "mine.state")}
	for _, i := range k.theirs() {
		f, unit := k.responsible(i)
		tab.Rows = append(tab.Rows, site.Cells(site.ItemTitle(v, site.ItemURL(k.Case.ID, i.ID), i, extentWords(v, i)), ui.Two(f, unit), ui.Text(whenWords(v, i)), k.howFar(i)))
	}
	return tab
}

func (s *server) myCases(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	rows, err := s.App.MyCases(r.Context(), v.Actor)
	if err != nil {
		return err
	}
	if len(rows) == 0 {
		return s.drawNoCase(w, r, v, v.Texts.T("mine.cases.title"))
	}
	p := s.Page(v, v.Texts.T("mine.cases.title"))
	p.Active = "/min-plan"
	p.Head.Lead = v.Texts.T("mine.cases.lead")
	return s.Draw(w, r, v, p, ui.TableOf(myCaseTable(v, rows)))
}

func myCaseTable(v *site.Visit, rows []app.CaseRow) ui.Table {
	tab := ui.Table{Caption: v.Texts.T("mine.cases.title"), Hidden: true, Columns: site.Columns(v, "mine.cases.case", "mine.state", "mine.cases.leads", "mine.cases.opened")}
	for _, c := range rows {
		tab.Rows = append(tab.Rows, site.Cells(site.LinkUnder(myPlanURL(c.ID), v.Texts.T("mine.cases.of", "area", c.AreaName), c.Ref),
			ui.Badge(caseTone(c.State), v.TextOf("case.state", c.State)), ui.Two(c.Coordinator.Name, c.Coordinator.UnitName), ui.Text(v.Texts.DayOf(c.OpenedAt))))
	}
	return tab
}

// myWriting leads to where the person writes in her plan.
func (s *server) myWriting(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	c, err := s.myCase(r, v)
	if err != nil {
		return err
	}
	if c == "" {
		return s.drawNoCase(w, r, v, v.Texts.T("write.title.own"))
	}
	return s.Done(w, r, site.CaseURL(c)+"/skriv", "")
}
