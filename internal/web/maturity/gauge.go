package maturity

import (
	"net/http"
	"net/url"
	"strconv"

	"github.com/a-h/templ"

	"samverk/internal/access"
	"samverk/internal/factor"
	"samverk/internal/gauge"
	"samverk/internal/id"
	"samverk/internal/maturity"
	"samverk/internal/web/site"
	"samverk/internal/web/ui"
)

func (s *server) gaugeRoutes() []site.Route {
	const one = gaugePath + "/{round}"
	return []site.Route{
		{"GET " + gaugePath, site.Function, s.gaugePage},
		{"GET " + gaugePath + "/fil", site.Function, s.trendFile},
		{"GET " + gaugePath + "/ny", site.Function, s.newRoundPage},
		{"POST " + gaugePath + "/ny", site.Function, s.beginRound},
		{"GET " + one, site.Function, s.roundPage},
		{"GET " + one + "/fil", site.Function, s.roundFile},
		{"GET " + one + "/svara", site.Function, s.judgePage},
		{"POST " + one + "/svara", site.Function, s.judge},
		{"GET " + one + "/andra", site.Function, s.changeRoundPage},
		{"POST " + one + "/andra", site.Function, s.changeRound},
		{"POST " + one + "/avsluta", site.Function, s.endRound},
	}
}

func roundURL(r id.Round) string { return gaugePath + "/" + string(r) }

// gaugeScreen is how collaboration is judged in an area, as its page shows it.
type gaugeScreen struct {
	maturity.GaugeView
	v *site.Visit
}

func (s *server) gaugePage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	view, err := s.Maturity.Gauge(r.Context(), v.Actor, areaOf(v))
	if err != nil {
		return err
	}
	t, k := v.Texts, gaugeScreen{view, v}
	p := s.Page(v, t.T("gauge.title"))
	if view.Area.ID == "" {
		return s.Draw(w, r, v, p, ui.EmptyState(t.T("gauge.none"), t.T("gauge.none.text"), nil))
	}
	p.Title = t.T("gauge.title.of", "area", view.Area.Name)
	p.Head.Lead = t.T("gauge.lead")
	if view.MayKeep {
		p.Head.Actions = append(p.Head.Actions, ui.Action{Label: t.T("gauge.new"), Href: at(gaugePath+"/ny", view.Area.ID), Icon: "plus", Primary: true})
	}
	if view.Latest() != nil {
		p.Head.Actions = append(p.Head.Actions, ui.Action{Label: t.T("gauge.trend.file"), Href: at(gaugePath+"/fil", view.Area.ID)})
	}
	if v.Develops(view.Area.ID) {
		p.Head.Actions = append(p.Head.Actions, ui.Action{Label: t.T("development.make"), Href: site.Address("/utveckling/ny", url.Values{"ur": {"gauge"}, "omrade": {string(view.Area.ID)}})})
	}
	p.Head.Actions = append(p.Head.Actions, ui.Action{Label: t.T("graph.title"), Href: at(graphPath, view.Area.ID)}, ui.Action{Label: t.T("survey.title"), Href: at(surveyPath, view.Area.ID)})
	return s.Draw(w, r, v, p, gaugeBody(k))
}

// waiting are the rounds that the reader's function can answer.
func (k gaugeScreen) waiting() (all []gauge.Round) {
	for _, r := range k.Rounds {
		if k.MayAnswer && !k.Mine[r.ID] && r.State(k.Today) == gauge.Open && r.Asks(k.v.Kind) {
			all = append(all, r)
		}
	}
	return all
}

// rounds are all rounds of the area.
func (k gaugeScreen) rounds() ui.Table {
	t := k.v.Texts
	tab := ui.Table{Caption: t.T("gauge.rounds"), Hidden: true, Columns: site.Columns(k.v, "gauge.round", "gauge.state", "gauge.days", "gauge.answers")}
	tab.Columns[3].Numeric = true
	for _, r := range k.Rounds {
		n := 0
		for _, c := range k.Answers[r.ID] {
			n += c
		}
		tab.Rows = append(tab.Rows, site.Cells(site.LinkUnder(roundURL(r.ID), r.Title, t.T(r.Set.Name())), stateBadge(k.v, r.State(k.Today)), ui.Text(t.Days(r.OpensOn, r.Last())), ui.Text(t.Number(n))))
	}
	return tab
}

func stateBadge(v *site.Visit, state string) templ.Component {
	tone := ui.Plain
	if state == gauge.Open {
		tone = ui.Info
	}
	return ui.Badge(tone, v.TextOf("gauge.state", state))
}

// comparable are the results over time that ask of the same factors as the
// newest.
func (k gaugeScreen) comparable() (all []gauge.Result) {
	for _, r := range k.Trend {
		if r.Round.Set == k.Latest().Round.Set {
			all = append(all, r)
		}
	}
	return all
}

// trend is the factors over time.
func (k gaugeScreen) trend() ui.Trend {
	t := k.v.Texts
	all := k.comparable()
	p := ui.Trend{Most: factor.Present}
	for step := 1; step <= factor.Present; step++ {
		p.Levels = append(p.Levels, t.T(factor.StepName(step)))
	}
	for i, f := range k.Latest().Round.Set.Factors() {
		var line []float64
		said := strconv.Itoa(i+1) + " " + t.T(f.Name()) + ":"
		for _, r := range all {
			line = append(line, mean(r.Rows[i].Whole))
			said += " " + meanWords(k.v, r.Rows[i].Whole) + ","
		}
		p.Lines = append(p.Lines, line)
		p.Caption += said[:len(said)-1] + ". "
	}
	for _, r := range all {
		p.Times = append(p.Times, t.Day(r.Round.Last()))
	}
	p.Caption = t.T("gauge.trend.says") + " " + p.Caption
	return p
}

// trendTable is the same as the picture of it.
func (k gaugeScreen) trendTable() ui.Table {
	t := k.v.Texts
	tab := ui.Table{Caption: t.T("gauge.trend"), Hidden: true, Columns: site.Columns(k.v, "gauge.factor")}
	all := k.comparable()
	for _, r := range all {
		tab.Columns = append(tab.Columns, ui.Column{Label: t.Day(r.Round.Last()), Numeric: true})
	}
	for i, f := range k.Latest().Round.Set.Factors() {
		line := []templ.Component{ui.Text(strconv.Itoa(i+1) + ". " + t.T(f.Name()))}
		for _, r := range all {
			line = append(line, ui.Text(meanWords(k.v, r.Rows[i].Whole)))
		}
		tab.Rows = append(tab.Rows, ui.Row{Cells: line})
	}
	line := []templ.Component{ui.Text(t.T("gauge.picture.median"))}
	for _, r := range all {
		line = append(line, ui.Text(medianWords(k.v, r.Pictures.Whole)))
	}
	tab.Rows = append(tab.Rows, ui.Row{Cells: line})
	return tab
}

// trendFile is every closed round of the area that can be shown, as a file.
func (s *server) trendFile(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	view, err := s.Maturity.Gauge(r.Context(), v.Actor, areaOf(v))
	if err != nil {
		return err
	}
	var rows [][]string
	for _, res := range view.Trend {
		rows = append(rows, fileRows(v, view.Area.Name, res)...)
	}
	return file(w, v, "samverkansgrad", fileHeads(v), rows)
}

func fileHeads(v *site.Visit) []string {
	all := heads(v, "gauge.area", "gauge.round", "gauge.closed", "gauge.factor", "gauge.actor", "gauge.mean", "gauge.judged")
	for step := range factor.Present + 1 {
		all = append(all, v.Texts.T(factor.StepName(step)))
	}
	return all
}

// fileRows are what may be shown of a result, a line for each factor and group.
func fileRows(v *site.Visit, area string, res gauge.Result) (rows [][]string) {
	t := v.Texts
	for _, row := range append(res.Rows[:len(res.Rows):len(res.Rows)], res.Pictures) {
		name := t.T("gauge.picture")
		if f, ok := factor.ByCode(row.Factor); ok {
			name = t.T(f.Name())
		}
		for _, k := range append([]access.Kind{""}, res.ByActor()...) {
			c := row.Whole
			if k != "" {
				c = row.By[k]
			}
			line := []string{area, res.Round.Title, res.Round.Last(), name, kindName(v, k), "", ""}
			if c.Shown {
				line[5], line[6] = meanWords(v, c), strconv.Itoa(c.Judged())
			}
			for _, n := range c.Spread {
				if !c.Shown {
					line = append(line, "")
					continue
				}
				line = append(line, strconv.Itoa(n))
			}
			rows = append(rows, line)
		}
	}
	return rows
}

// mean is the mean of what may be shown, 0 where nothing may.
func mean(c gauge.Cell) float64 {
	if !c.Shown || c.Judged() == 0 {
		return 0
	}
	return c.Mean()
}

// meanWords writes the mean with a decimal, or that it is not shown.
func meanWords(v *site.Visit, c gauge.Cell) string {
	if !c.Shown {
		return v.Texts.T("gauge.hidden")
	}
	if c.Judged() == 0 {
		return "–"
	}
	return v.Texts.Decimal(c.Mean(), 1)
}

// medianWords names the picture in the middle.
func medianWords(v *site.Visit, c gauge.Cell) string {
	if n := c.Median(); c.Shown && n > 0 {
		return v.Texts.T(factor.Pictures()[n-1].Name())
	}
	return v.Texts.T("gauge.hidden")
}
