package maturity

import (
	"strconv"

	"github.com/a-h/templ"

	"samverk/internal/access"
	"samverk/internal/factor"
	"samverk/internal/gauge"
	"samverk/internal/web/site"
	"samverk/internal/web/ui"
)

// resultScreen is what may be shown of a round, beside the one before it.
type resultScreen struct {
	gauge.Result
	before *gauge.Result
	v      *site.Visit
}

func (k resultScreen) factors() []factor.Factor { return k.Round.Set.Factors() }

// radar is the factors around a middle, with the round before.
func (k resultScreen) radar() ui.Radar {
	t := k.v.Texts
	r := ui.Radar{Axes: len(k.factors()), Most: factor.Present, Caption: t.T("gauge.radar.says") + " "}
	if k.before != nil {
		r.Series = append(r.Series, ui.RadarSeries{Name: t.T("gauge.closed.on", "day", t.Day(k.before.Round.Last())), Values: means(k.before.Rows)})
	}
	r.Series = append(r.Series, ui.RadarSeries{Name: t.T("gauge.closed.on", "day", t.Day(k.Round.Last())), Values: means(k.Rows)})
	for i, f := range k.factors() {
		r.Caption += strconv.Itoa(i+1) + " " + t.T(f.Name()) + ": " + meanWords(k.v, k.Rows[i].Whole) + ". "
	}
	return r
}

func means(rows []gauge.Row) (all []float64) {
	for _, r := range rows {
		all = append(all, mean(r.Whole))
	}
	return all
}

// table is the factors with their means: of the whole, of each actor that is
// shown, how far it is to the state that is wanted and how it changed.
func (k resultScreen) table() ui.Table {
	t := k.v.Texts
	tab := ui.Table{Caption: t.T("gauge.table"), Hidden: true, Columns: site.Columns(k.v, "gauge.factor", "gauge.whole")}
	for _, a := range k.ByActor() {
		tab.Columns = append(tab.Columns, ui.Column{Label: ui.KindName(t, a)})
	}
	tab.Columns = append(tab.Columns, site.Columns(k.v, "gauge.gap")...)
	if k.before != nil {
		tab.Columns = append(tab.Columns, site.Columns(k.v, "gauge.change")...)
	}
	for i := range tab.Columns[1:] {
		tab.Columns[i+1].Numeric = true
	}
	for i, f := range k.factors() {
		row := k.Rows[i]
		line := []templ.Component{ui.Two(strconv.Itoa(i+1)+". "+t.T(f.Name()), k.stepOf(row.Whole)), ui.Text(meanWords(k.v, row.Whole))}
		for _, a := range k.ByActor() {
			line = append(line, ui.Text(meanWords(k.v, row.By[a])))
		}
		line = append(line, ui.Text(k.gap(row.Whole)))
		if k.before != nil {
			line = append(line, ui.Text(k.change(row.Whole, k.before.Rows[i].Whole)))
		}
		tab.Rows = append(tab.Rows, ui.Row{Cells: line})
	}
	return tab
}

// stepOf is the step nearest to the mean, in words.
func (k resultScreen) stepOf(c gauge.Cell) string {
	if m := mean(c); m > 0 {
		return k.v.Texts.T(factor.StepName(int(m + 0.5)))
	}
	return ""
}

// gap is how far it is to the state that is wanted: that the factor is there.
func (k resultScreen) gap(c gauge.Cell) string {
	if m := mean(c); m > 0 {
		return k.v.Texts.Decimal(factor.Present-m, 1)
	}
	return "–"
}

func (k resultScreen) change(now, before gauge.Cell) string {
	a, b := mean(now), mean(before)
	if a == 0 || b == 0 {
		return "–"
	}
	said := k.v.Texts.Decimal(a-b, 1)
	if a > b {
		return "+" + said
	}
	return said
}

// spread is how many took each step.
func (k resultScreen) spread() ui.Table {
	t := k.v.Texts
	tab := ui.Table{Caption: t.T("gauge.spread"), Hidden: true, Columns: site.Columns(k.v, "gauge.factor")}
	order := []int{5, 4, 3, 2, 1, 0}
	for _, step := range order {
		tab.Columns = append(tab.Columns, ui.Column{Label: t.T(factor.StepName(step)), Numeric: true})
	}
	for i, f := range k.factors() {
		line := []templ.Component{ui.Text(strconv.Itoa(i+1) + ". " + t.T(f.Name()))}
		for _, step := range order {
			said := t.T("gauge.hidden")
			if c := k.Rows[i].Whole; c.Shown {
				said = strconv.Itoa(c.Spread[step])
			}
			line = append(line, ui.Text(said))
		}
		tab.Rows = append(tab.Rows, ui.Row{Cells: line})
	}
	return tab
}

// pictures is how many chose each picture, of the whole and of each actor.
func (k resultScreen) pictures() ui.Table {
	t := k.v.Texts
	tab := ui.Table{Caption: t.T("gauge.pictures"), Hidden: true, Columns: append(site.Columns(k.v, "gauge.actor"), numbered(k.v)...)}
	tab.Columns = append(tab.Columns, ui.Column{Label: t.T("gauge.picture.median")})
	for _, a := range append([]access.Kind{""}, k.ByActor()...) {
		c := k.Pictures.Whole
		if a != "" {
			c = k.Pictures.By[a]
		}
		line := []templ.Component{ui.Text(kindName(k.v, a))}
		for n := range factor.Pictures() {
			said := t.T("gauge.hidden")
			if c.Shown {
				said = strconv.Itoa(c.Spread[n+1])
			}
			line = append(line, ui.Text(said))
		}
		tab.Rows = append(tab.Rows, ui.Row{Cells: append(line, ui.Text(medianWords(k.v, c)))})
	}
	return tab
}

func numbered(v *site.Visit) (all []ui.Column) {
	for _, p := range factor.Pictures() {
		all = append(all, ui.Column{Label: v.Texts.T(p.Name()), Numeric: true})
	}
	return all
}

// median is the number of the picture in the middle, 0 where it is not shown.
func (k resultScreen) median() int {
	if !k.Pictures.Whole.Shown {
		return 0
	}
	return k.Pictures.Whole.Median()
}

// reasons are the words that were given for a factor.
func (k resultScreen) reasons(c factor.Code) (all []string) {
	for _, w := range k.Words {
		if w.Factor == c {
			all = append(all, w.Words)
		}
	}
	return all
}

// given is what each function answered, where that is not secret.
func given(v *site.Visit, all []gauge.Given, set factor.Set) ui.Table {
	t := v.Texts
	tab := ui.Table{Caption: t.T("gauge.given"), Hidden: true, Columns: site.Columns(v, "gauge.who")}
	for i := range set.Factors() {
		tab.Columns = append(tab.Columns, ui.Column{Label: strconv.Itoa(i + 1), Numeric: true})
	}
	tab.Columns = append(tab.Columns, ui.Column{Label: t.T("gauge.picture"), Numeric: true})
	for len(all) > 0 {
		first, steps := all[0], map[factor.Code]int{}
		for len(all) > 0 && all[0].Function == first.Function {
			steps[all[0].Factor], all = all[0].Step, all[1:]
		}
		line := []templ.Component{ui.Actor(t, first.Kind, first.Name, first.Unit)}
		for _, f := range set.Factors() {
			line = append(line, ui.Text(stepNumber(steps[f.Code])))
		}
		tab.Rows = append(tab.Rows, ui.Row{Cells: append(line, ui.Text(stepNumber(steps[gauge.Picture])))})
	}
	return tab
}

func stepNumber(step int) string {
	if step == 0 {
		return "–"
	}
	return strconv.Itoa(step)
}
