package target

import (
	"net/http"
	"net/url"
	"slices"

	"samverk/internal/errs"
	"samverk/internal/rule"
	"samverk/internal/target"
	"samverk/internal/web/site"
	"samverk/internal/web/ui"
)

// rulesScreen is all rules, as their page shows them.
type rulesScreen struct {
	target.RulesView
	v          *site.Visit
	day, other ui.Field
}

func (s *server) rulesPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	day, other := v.Query.Get("datum"), v.Query.Get("mot")
	view, err := s.Target.Rules(r.Context(), v.Actor, day, other)
	faults, faulty := site.Faulty(err)
	if faulty {
		v.Status = http.StatusUnprocessableEntity
		view, err = s.Target.Rules(r.Context(), v.Actor)
	}
	if err != nil {
		return err
	}
	f := ui.Form{Texts: v.Texts, Faults: renamed(renamed(faults, "day", "datum"), "other", "mot"), Values: map[string][]string{"datum": {view.Dates[0]}, "mot": {view.Dates[1]}}}
	if faulty {
		f.Values = url.Values{"datum": {day}, "mot": {other}}
	}
	k := rulesScreen{RulesView: view, v: v, other: dayField(f, "mot", "rules.day.left"), day: dayField(f, "datum", "rules.day.right")}
	p := s.Page(v, v.Texts.T("rules.title"))
	p.Head.Lead, p.Faults = v.Texts.T("rules.lead"), f.Faults
	return s.Draw(w, r, v, p, rulesBody(v, k))
}

func dayField(f ui.Form, name, label string) ui.Field {
	field := f.Field(name, label)
	field.Min, field.Max = target.FirstDay, target.LastDay
	return field
}

// renamed gives the faults of a field the name that the address has for it.
func renamed(faults []errs.Fault, field, name string) (all []errs.Fault) {
	for _, f := range faults {
		if f.Field == field {
			f.Field = name
		}
		all = append(all, f)
	}
	return all
}

// on returns the version of a rule that holds on a day, if one does.
func (k rulesScreen) on(id, day string) (rule.Rule, bool) {
	for _, r := range k.Rules {
		if r.ID == id && r.Holds(day) {
			return r, true
		}
	}
	return rule.Rule{}, false
}

// beside are the rules with what holds on the two days.
func (k rulesScreen) beside() ui.Table {
	t := k.v.Texts
	tab := ui.Table{Caption: t.T("rules.beside"), Hidden: true, Columns: site.Columns(k.v, "rules.rule")}
	day, other := k.Dates[0], k.Dates[1]
	tab.Columns = append(tab.Columns, ui.Column{Label: t.T("rules.on", "day", t.Day(other))}, ui.Column{Label: t.T("rules.on", "day", t.Day(day))})
	for _, id := range k.Rules.IDs() {
		left, was := k.on(id, other)
		right, is := k.on(id, day)
		if !was && !is {
			continue
		}
		name := left
		if is {
			name = right
		}
		cells := site.Cells(ui.Two(words(k.v, name.Name), k.v.TextOf("rules.kind", string(name.Kind))), ruleCell(k.v, left, was), ruleCell(k.v, right, is))
		if was && is && left.From == right.From {
			cells.Cells[2] = ui.Text(t.T("rules.same"))
		}
		tab.Rows = append(tab.Rows, cells)
	}
	return tab
}

// asked are the comparisons of a rule, each on a line of its own where they all
// are to hold.
func asked(v *site.Visit, c rule.Condition) (lines []string) {
	if c.Op != rule.All {
		return []string{site.Criterion(v, c)}
	}
	for _, one := range c.Of {
		lines = append(lines, site.Criterion(v, one))
	}
	return lines
}

// terms are the facts about one version of a rule.
func terms(v *site.Visit, r rule.Rule) []ui.Term {
	t := v.Texts
	all := []ui.Term{
		{Word: v.TextOf("rules.kind", string(r.Kind)), Says: ui.Text(words(v, r.Text))},
		{Word: t.T("rules.source"), Says: ui.Text(r.Source)},
		{Word: t.T("rules.checked"), Says: ui.Text(t.Day(r.Checked))},
	}
	if !r.When.Empty() {
		all = append(all, ui.Term{Word: t.T("rules.condition"), Says: wordList(asked(v, r.When))})
	}
	return all
}

// own reports whether the rule was loaded here, and is none of those that
// Samverk comes with.
func (k rulesScreen) own(r rule.Rule) bool {
	return slices.Contains(k.Loaded.Rules.IDs(), r.ID)
}
