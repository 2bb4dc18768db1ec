package result

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"samverk/internal/access"
	"samverk/internal/export"
	"samverk/internal/id"
	"samverk/internal/outcome"
	"samverk/internal/result"
	"samverk/internal/web/site"
	"samverk/internal/web/ui"
)

const totalsPath = "/resultat"

func (s *server) totalsRoutes() []site.Route {
	return []site.Route{{"GET " + totalsPath, site.Function, s.totalsPage}, {"GET " + totalsPath + "/fil", site.Function, s.totalsFile}}
}

// totalsScreen is the totals of a half-year as their page shows them.
type totalsScreen struct {
	result.TotalsView
	v      *site.Visit
	period outcome.Period
	cells  []outcome.Cell
	stages []outcome.Stage
	byArea bool
	area   id.Area // empty for the federation
}

func (s *server) totals(r *http.Request, v *site.Visit) (totalsScreen, error) {
	view, err := s.Result.Totals(r.Context(), v.Actor)
	if err != nil {
		return totalsScreen{}, err
	}
	k := totalsScreen{TotalsView: view, v: v}
	all := view.Periods()
	if len(all) == 0 {
		return k, nil
	}
	k.period = all[0]
	if asked := outcome.Period(v.Query.Get("halvar")); slices.Contains(all, asked) {
		k.period = asked
	}
	k.cells, k.stages, k.byArea = view.Of(k.period)
	for _, a := range view.Areas {
		if k.byArea && string(a.ID) == v.Query.Get("omrade") {
			k.area = a.ID
		}
	}
	return k, nil
}

func (s *server) totalsPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	k, err := s.totals(r, v)
	if err != nil {
		return err
	}
	t := v.Texts
	p := s.Page(v, t.T("totals.title"))
	p.Head.Lead = t.T("totals.lead")
	if k.period != "" {
		p.Head.Meta = []string{k.periodName(k.period), k.where()}
		p.Head.Actions = []ui.Action{{Label: t.T("totals.file"), Href: site.Address(totalsPath+"/fil", k.query(k.period, k.area))}}
	}
	if v.Role == access.Coordinator {
		p.Head.Actions = append(p.Head.Actions, ui.Action{Label: t.T("sus.title"), Href: susPath})
	}
	return s.Draw(w, r, v, p, totalsBody(v, k))
}

// totalsFile is everything that is released of a half-year, as a file.
func (s *server) totalsFile(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	k, err := s.totals(r, v)
	if err != nil {
		return err
	}
	t := v.Texts
	names := map[id.Area]string{"": t.T("totals.federation")}
	for _, a := range k.Areas {
		names[a.ID] = a.Name
	}
	var rows [][]string
	for _, c := range k.cells {
		rows = append(rows, []string{string(k.period), names[c.Area], k.question(c.Question), k.group(c), strconv.Itoa(c.Persons)})
	}
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="resultat.csv"`)
	return export.CSV(w, export.Format{BOM: true}, []string{t.T("totals.period"), t.T("totals.area"), t.T("totals.question"), t.T("totals.answer"), t.T("totals.persons")}, rows)
}

func (k totalsScreen) query(p outcome.Period, a id.Area) url.Values {
	q := url.Values{"halvar": {string(p)}}
	if a != "" {
		q.Set("omrade", string(a))
	}
	return q
}

// periodName names a half-year: "första halvåret 2026".
func (k totalsScreen) periodName(p outcome.Period) string {
	from, _ := p.Span()
	half := "first"
	if from.Month() > 6 {
		half = "second"
	}
	return k.v.Texts.T("totals.half."+half, "year", strconv.Itoa(from.Year()))
}

// where names what is told of.
func (k totalsScreen) where() string {
	for _, a := range k.Areas {
		if a.ID == k.area {
			return a.Name
		}
	}
	return k.v.Texts.T("totals.federation")
}

// periods are the half-years to choose among.
func (k totalsScreen) periods() (all []site.Filter) {
	for _, p := range k.Periods() {
		all = append(all, site.Filter{Label: k.periodName(p), Href: site.Address(totalsPath, k.query(p, "")), On: p == k.period})
	}
	return all
}

// places are the federation, and the areas where they are told one by one.
func (k totalsScreen) places() (all []site.Filter) {
	all = []site.Filter{{Label: k.v.Texts.T("totals.federation"), Href: site.Address(totalsPath, k.query(k.period, "")), On: k.area == ""}}
	for _, a := range k.Areas {
		if k.byArea {
			all = append(all, site.Filter{Label: a.Name, Href: site.Address(totalsPath, k.query(k.period, a.ID)), On: a.ID == k.area})
		}
	}
	return all
}

// told is one table: of the area, or of the federation.
func (k totalsScreen) told(q outcome.Question) []outcome.Cell {
	if k.area == "" {
		sum, _ := q.Together(k.cells)
		return sum
	}
	return slices.DeleteFunc(slices.Clone(k.cells), func(c outcome.Cell) bool { return c.Question != q.Name || c.Area != k.area })
}

// of says of how many areas a sum is, where not all of them are in it.
func (k totalsScreen) of(q outcome.Question) string {
	_, areas := q.Together(k.cells)
	if k.area != "" || !k.byArea || areas == 0 || areas == len(k.Areas) {
		return ""
	}
	return k.v.Texts.T("totals.some_areas", "n", strconv.Itoa(areas), "all", strconv.Itoa(len(k.Areas)))
}

// section is questions under one heading.
type section struct {
	Name      string
	Questions []outcome.Question
}

// sections are the questions whose time has come.
func (k totalsScreen) sections() (all []section) {
	of := map[string]string{"opened": "cases", "closed": "cases", "ending": "cases", "goals": "goals"}
	for _, q := range outcome.Questions() {
		if !slices.Contains(k.stages, q.Stage) {
			continue
		}
		name := of[q.Name]
		if name == "" {
			name = beforeDot(q.Name)
		}
		i := slices.IndexFunc(all, func(s section) bool { return s.Name == name })
		if i < 0 {
			i, all = len(all), append(all, section{Name: name})
		}
		all[i].Questions = append(all[i].Questions, q)
	}
	return all
}

func beforeDot(name string) string {
	for i, c := range name {
		if c == '.' {
			return name[:i]
		}
	}
	return name
}

func (k totalsScreen) question(name string) string { return k.v.TextOf("totals.question", name) }

// group is the name of the answers that are counted as one.
func (k totalsScreen) group(c outcome.Cell) string {
	if c.Group == outcome.Answered {
		return k.v.Texts.T("totals.group.all")
	}
	return k.v.TextOf("totals.group."+beforeDot(c.Question), c.Group)
}

// lone reports whether a table has but one number.
func lone(cells []outcome.Cell) bool { return len(cells) == 1 }

// loneText says what the only number of a table is.
func loneText(q outcome.Question) string {
	if len(q.Levels) == 1 {
		return "totals.cases"
	}
	return "totals.lone"
}

func (k totalsScreen) table(q outcome.Question, cells []outcome.Cell) ui.Table {
	t := k.v.Texts
	tab := ui.Table{Caption: k.question(q.Name), Hidden: true, Columns: site.Columns(k.v, "totals.answer", "totals.persons", "totals.share")}
	tab.Columns[1].Numeric, tab.Columns[2].Numeric = true, true
	total := sum(cells)
	for _, c := range cells {
		tab.Rows = append(tab.Rows, site.Cells(ui.Text(k.group(c)), ui.Text(t.Number(c.Persons)), ui.Text(t.Percent((100*c.Persons+total/2)/total))))
	}
	return tab
}

func sum(cells []outcome.Cell) (n int) {
	for _, c := range cells {
		n += c.Persons
	}
	return n
}

// median says in which band the middle person stands.
func (k totalsScreen) median(q outcome.Question, cells []outcome.Cell) string {
	if beforeDot(q.Name) != "lead" || len(cells) < 2 || slices.ContainsFunc(cells, func(c outcome.Cell) bool { return beforeDot(c.Group) != c.Group }) {
		return ""
	}
	m := outcome.Median(cells)
	return k.v.Texts.T("totals.median", "band", k.group(outcome.Cell{Question: q.Name, Group: m}))
}

// bar is one bar of a chart of persons.
type bar struct {
	label, value string
	y, textY     string
	width        string
	valueX       string
}

const (
	barHeight = 34 // of a line with its words above the bar
	barWidth  = 560
)

// bars are the bars of a table, the longest as wide as the chart.
func (k totalsScreen) bars(cells []outcome.Cell) (all []bar, height string) {
	most := 1
	for _, c := range cells {
		most = max(most, c.Persons)
	}
	for i, c := range cells {
		w := c.Persons * barWidth / most
		all = append(all, bar{label: k.group(c), value: k.v.Texts.Number(c.Persons), y: strconv.Itoa(i*barHeight + 16), textY: strconv.Itoa(i*barHeight + 12),
			width: strconv.Itoa(w), valueX: strconv.Itoa(w + 6)})
	}
	return all, strconv.Itoa(len(cells)*barHeight + 4)
}
