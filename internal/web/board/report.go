package board

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"samverk/internal/board"
	"samverk/internal/errs"
	"samverk/internal/federation"
	"samverk/internal/mapping"
	"samverk/internal/maturity"
	"samverk/internal/outcome"
	"samverk/internal/result"
	"samverk/internal/web/site"
	"samverk/internal/web/ui"
)

func (s *server) reportRoutes() []site.Route {
	return []site.Route{
		{"GET " + pathReport, site.Function, s.reportPage},
		{"GET " + pathReport + "/skriv-ut", site.Function, s.reportPaper},
		{"GET " + pathReport + "/fil", site.Function, s.reportFile},
		{"GET " + pathReport + "/publicera/{period}", site.Function, s.form(s.publishForm)},
		{"POST " + pathReport + "/publicera/{period}", site.Function, s.save(s.publishForm, s.publish)},
	}
}

// reportScreen is the board's report, gathered from all parts of the structure
// level and from the totals in which nobody is found.
type reportScreen struct {
	board.ReportView
	v            *site.Visit
	gauges       []gauged
	developments mapping.DevelopmentList
	totals       result.TotalsView
	paper        bool
}

// gauged is how an area had judged its collaboration when the period ended.
type gauged struct {
	Name string
	maturity.Standing
}

func (s *server) report(r *http.Request, v *site.Visit) (k reportScreen, err error) {
	k = reportScreen{v: v}
	if k.ReportView, err = s.Board.Report(r.Context(), v.Actor, federation.Period(v.Query.Get("period"))); err != nil || k.Period == "" {
		return k, err
	}
	return k, s.gather(r.Context(), &k)
}

// gather asks the other parts for what they tell of collaboration.
func (s *server) gather(ctx context.Context, k *reportScreen) (err error) {
	_, last := k.Period.Days()
	for _, a := range k.Forums {
		g := gauged{Name: a.Name}
		if g.Standing, err = s.Maturity.Latest(ctx, k.v.Actor, a.Area, last); err != nil {
			return err
		}
		k.gauges = append(k.gauges, g)
	}
	if k.developments, err = s.Mapping.Developments(ctx, k.v.Actor, ""); err != nil {
		return err
	}
	if k.totals, err = s.Result.Totals(ctx, k.v.Actor); errs.Is(err, errs.Denied) {
		err = nil // the reader may know the rest
	}
	return err
}

func (k reportScreen) query() url.Values { return url.Values{"period": {string(k.Period)}} }

func (s *server) reportPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	k, err := s.report(r, v)
	if err != nil {
		return err
	}
	t := v.Texts
	p := s.frame(v, t.T("federation.report"))
	p.Head.Lead = t.T("federation.report.lead")
	if k.Period != "" {
		p.Head.Meta = []string{periodName(v, k.Period), published(v, k.Foreword)}
		if k.Keeps {
			p.Head.Actions = []ui.Action{{Label: t.T("federation.publish"), Href: pathReport + "/publicera/" + string(k.Period), Primary: k.Foreword.Version == 0}}
		}
		p.Head.Actions = append(p.Head.Actions, ui.Action{Label: t.T("ui.print"), Href: site.Address(pathReport+"/skriv-ut", k.query())},
			ui.Action{Label: t.T("federation.file"), Href: site.Address(pathReport+"/fil", k.query())})
	}
	return s.Draw(w, r, v, p, reportBody(v, k))
}

func (s *server) reportPaper(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	k, err := s.report(r, v)
	if err == nil && k.Period == "" {
		err = errs.Missing() // nothing is published
	}
	if err != nil {
		return err
	}
	k.paper = true
	p := s.frame(v, v.Texts.T("federation.report")+", "+periodName(v, k.Period))
	p.Head.Lead = v.Texts.T("federation.report.lead")
	p.Print, p.Running = true, p.Title
	p.Head.Back = &ui.Link{Label: v.Texts.T("federation.report"), Href: site.Address(pathReport, k.query())}
	return s.Draw(w, r, v, p, reportBody(v, k))
}

// periodName names a year or a half of it.
func periodName(v *site.Visit, p federation.Period) string {
	key := "federation.period.year"
	switch p.Half() {
	case 1:
		key = "federation.period.first"
	case 2:
		key = "federation.period.second"
	}
	return v.Texts.T(key, "year", strconv.Itoa(p.Year()))
}

func published(v *site.Visit, w federation.Foreword) string {
	if w.Version == 0 {
		return v.Texts.T("federation.published.not")
	}
	return v.Texts.T("federation.published", "day", v.Texts.DayOf(w.At))
}

// periods are those to choose among.
func (k reportScreen) periods() (all []site.Filter) {
	for _, p := range k.Periods {
		all = append(all, site.Filter{Label: periodName(k.v, p), Href: site.Address(pathReport, url.Values{"period": {string(p)}}), On: p == k.Period})
	}
	return all
}

// from says where numbers come from and for which time.
func (k reportScreen) from(key string) string {
	return k.v.Texts.T("federation.source.of", "what", k.v.Texts.T(key), "period", site.Lower(periodName(k.v, k.Period)))
}

func (k reportScreen) forumTable() ui.Table {
	v := k.v
	tab := ui.Table{Caption: v.Texts.T("federation.forums"), Hidden: true, Columns: site.Columns(v, "federation.area", "federation.forums.met", "federation.held", "federation.cancelled", "federation.unnoted")}
	for i := range tab.Columns[1:] {
		tab.Columns[i+1].Numeric = true
	}
	for _, m := range k.Forums {
		cells := site.Cells(ui.Text(m.Name))
		for _, n := range []int{m.Forums, m.Held, m.Cancelled, m.Unnoted} {
			cells.Cells = append(cells.Cells, ui.Text(v.Texts.Number(n)))
		}
		tab.Rows = append(tab.Rows, cells)
	}
	return tab
}

func (k reportScreen) turnoutTable() ui.Table {
	v := k.v
	tab := ui.Table{Caption: v.Texts.T("federation.balance"), Hidden: true, Columns: site.Columns(v, "federation.actor", "federation.awaited", "federation.came", "federation.share")}
	for i := range tab.Columns[1:] {
		tab.Columns[i+1].Numeric = true
	}
	for _, t := range k.Turnouts {
		tab.Rows = append(tab.Rows, site.Cells(ui.Text(ui.KindName(v.Texts, t.Kind)), ui.Text(v.Texts.Number(t.Awaited)), ui.Text(v.Texts.Number(t.Came)), ui.Text(v.Texts.Percent(t.Percent()))))
	}
	return tab
}

// gaugeTable is how each area had judged itself when the period ended, with the
// mean of the factors that may be shown. An area without says so.
func (k reportScreen) gaugeTable() ui.Table {
	v := k.v
	tab := ui.Table{Caption: v.Texts.T("federation.gauge"), Hidden: true, Columns: site.Columns(v, "federation.area", "federation.gauge.round", "federation.gauge.answers", "federation.gauge.mean")}
	tab.Columns[2].Numeric, tab.Columns[3].Numeric = true, true
	for _, g := range k.gauges {
		if g.Latest == nil {
			tab.Rows = append(tab.Rows, site.Cells(ui.Text(g.Name), ui.Text(v.Texts.T("federation.gauge.none")), ui.Text("–"), ui.Text("–")))
			continue
		}
		tab.Rows = append(tab.Rows, site.Cells(ui.Text(g.Name), ui.Two(g.Latest.Round.Title, v.Texts.T("federation.gauge.closed", "day", v.Texts.Day(g.Latest.Round.Last()))), ui.Text(v.Texts.Number(g.Latest.Total)), ui.Text(mean(v, g))))
	}
	return tab
}

func mean(v *site.Visit, g gauged) string {
	sum, n := 0.0, 0
	for _, r := range g.Latest.Rows {
		if r.Whole.Shown {
			sum, n = sum+r.Whole.Mean(), n+1
		}
	}
	if n == 0 {
		return v.Texts.T("federation.withheld")
	}
	return v.Texts.Decimal(sum/float64(n), 1)
}

// told are the questions of "Way through" that the board reads.
func told() []string { return []string{outcome.OpenedCases, outcome.ClosedCases, "ending"} }

// halves are the half-years of the period of which totals are released.
func (k reportScreen) halves() (all []outcome.Period) {
	for _, p := range k.totals.Periods() {
		if p == outcome.Period(k.Period) || k.Period.Half() == 0 && string(p)[:4] == string(k.Period) {
			all = append(all, p)
		}
	}
	slices.Sort(all)
	return all
}

// totalRows are the released totals, as cells of words.
func (k reportScreen) totalRows() (rows [][3]string) {
	for _, p := range k.halves() {
		cells, _, _ := k.totals.Of(p)
		for _, q := range outcome.Questions() {
			if !slices.Contains(told(), q.Name) {
				continue
			}
			sum, _ := q.Together(cells)
			for _, c := range sum {
				name := k.v.TextOf("totals.question", q.Name)
				if c.Group != outcome.Answered {
					name += ": " + k.v.TextOf("totals.group."+q.Name, c.Group)
				}
				rows = append(rows, [3]string{periodName(k.v, federation.Period(p)), name, k.v.Texts.Number(c.Persons)})
			}
		}
	}
	return rows
}

func (k reportScreen) totalTable() ui.Table {
	tab := ui.Table{Caption: k.v.Texts.T("federation.totals"), Hidden: true, Columns: site.Columns(k.v, "federation.period", "federation.totals.what", "federation.totals.persons")}
	tab.Columns[2].Numeric = true
	for _, r := range k.totalRows() {
		tab.Rows = append(tab.Rows, site.Cells(ui.Text(r[0]), ui.Text(r[1]), ui.Text(r[2])))
	}
	return tab
}

// developmentTable is what is to become better, and how far that has come.
func (k reportScreen) developmentTable() ui.Table {
	v := k.v
	tab := ui.Table{Caption: v.Texts.T("federation.developments"), Hidden: true, Columns: site.Columns(v, "federation.development", "federation.area", "federation.standing")}
	for _, d := range k.developments.Rows {
		where := v.Texts.T("federation.areas.all")
		var names []string
		for _, a := range d.Areas {
			names = append(names, k.developments.Names[a])
		}
		if len(names) > 0 {
			where = v.Texts.List(names...)
		}
		tab.Rows = append(tab.Rows, site.Cells(ui.LinkTo("/utveckling/"+string(d.ID), d.Title), ui.Text(where), ui.Text(v.TextOf("development.state", d.State))))
	}
	return tab
}

func (k reportScreen) effortTable() ui.Table {
	v := k.v
	year := k.Period.Year()
	tab := ui.Table{Caption: v.Texts.T("federation.economy"), Hidden: true, Columns: site.Columns(v, "federation.effort", "federation.standing", "federation.budgeted", "federation.spent")}
	tab.Columns[2].Numeric, tab.Columns[3].Numeric = true, true
	for _, e := range k.Efforts {
		_, said := stateOf(v, e)
		tab.Rows = append(tab.Rows, site.Cells(ui.LinkTo(effortURL(e.ID), e.Title), ui.Text(said), ui.Text(budgeted(v, e, year)), ui.Text(spentOf(v, e, year))))
	}
	return tab
}

// pointRow is one of the law's six tasks with what belongs to it.
type pointRow struct {
	name, law string
	did       []string
}

func (k reportScreen) points() (all []pointRow) {
	for _, p := range federation.Points() {
		row := pointRow{name: pointName(k.v, p), law: k.v.Texts.T("federation.point.law", "n", strconv.Itoa(p))}
		efforts, tasks := k.OfPoint(p)
		for _, e := range efforts {
			row.did = append(row.did, e.Title)
		}
		for _, t := range tasks {
			_, said := standing(k.v, t, k.Today)
			row.did = append(row.did, taskName(k.v, t)+" ("+site.Lower(said)+")")
		}
		all = append(all, row)
	}
	return all
}

// reportFile is every number of the report, one to a line.
func (s *server) reportFile(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	k, err := s.report(r, v)
	if err == nil && k.Period == "" {
		err = errs.Missing() // nothing is published
	}
	if err != nil {
		return err
	}
	t, period := v.Texts, periodName(v, k.Period)
	var rows [][]string
	add := func(part, what, measure, value string) {
		rows = append(rows, []string{period, t.T(part), what, t.T(measure), value})
	}
	for _, m := range k.Forums {
		for key, n := range map[string]int{"federation.forums.met": m.Forums, "federation.held": m.Held, "federation.cancelled": m.Cancelled, "federation.unnoted": m.Unnoted} {
			add("federation.forums", m.Name, key, strconv.Itoa(n))
		}
	}
	for _, one := range k.Turnouts {
		add("federation.balance", ui.KindName(t, one.Kind), "federation.awaited", strconv.Itoa(one.Awaited))
		add("federation.balance", ui.KindName(t, one.Kind), "federation.came", strconv.Itoa(one.Came))
	}
	for _, g := range k.gauges {
		if g.Latest != nil {
			add("federation.gauge", site.Dotted(g.Name, g.Latest.Round.Title, g.Latest.Round.Last()), "federation.gauge.mean", mean(v, g))
		}
	}
	for _, b := range k.Bodies {
		_, said := whole(v, b)
		add("federation.bodies", b.Name, "federation.body.represented", said)
	}
	for _, one := range k.totalRows() {
		add("federation.totals", one[0]+", "+site.Lower(one[1]), "federation.totals.persons", one[2])
	}
	for _, e := range k.Efforts {
		add("federation.economy", e.Title, "federation.budgeted", strconv.FormatInt(e.Budgeted(k.Period.Year()), 10))
		if n, known := e.Spent(k.Period.Year()); known {
			add("federation.economy", e.Title, "federation.spent", strconv.FormatInt(n, 10))
		}
	}
	for _, one := range k.Budget.Shares {
		add("federation.shares", one.Name, "federation.pays", strconv.FormatInt(one.Kronor, 10))
	}
	slices.SortStableFunc(rows, func(a, b []string) int { return slices.Compare(a[1:4], b[1:4]) })
	return file(w, v, "styrelserapport-"+string(k.Period), []string{"federation.period", "federation.section", "federation.about", "federation.measure", "federation.value"}, rows)
}

func (s *server) publishForm(r *http.Request, v *site.Visit) (screen, error) {
	p := federation.Period(r.PathValue("period"))
	view, err := s.Board.Report(r.Context(), v.Actor, p)
	if err != nil {
		return screen{}, err
	}
	k, err := s.edit(v, view.Keeps, v.Texts.T("federation.publish")+": "+periodName(v, p), pathReport+"/publicera/"+string(p), site.Address(pathReport, url.Values{"period": {string(p)}}))
	k.page.Head.Lead = v.Texts.T("federation.publish.lead")
	if view.Foreword.Version > 0 {
		k.form.Version, k.form.Values = view.Foreword.Version, map[string][]string{"words": one(view.Foreword.Words)}
	}
	k.fields = func(f ui.Form) []input {
		in := words(f, v, "words", "federation.foreword")
		in.Optional = true
		return []input{in}
	}
	return k, err
}

func (s *server) publish(r *http.Request, v *site.Visit) (string, error) {
	w := federation.Foreword{Period: federation.Period(r.PathValue("period")), Words: v.Form.Get("words"), Version: max(v.Version(), 0)}
	return site.Address(pathReport, url.Values{"period": {string(w.Period)}}), s.Board.PublishReport(r.Context(), v.Actor, w)
}
