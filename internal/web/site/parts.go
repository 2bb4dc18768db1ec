package site

import (
	"slices"
	"strings"
	"time"

	"github.com/a-h/templ"

	"samverk/internal/access"
	"samverk/internal/item"
	"samverk/internal/org"
	"samverk/internal/web/ui"
)

// Columns are the heads of a table, by the keys of their texts.
func Columns(v *Visit, keys ...string) []ui.Column {
	all := make([]ui.Column, len(keys))
	for i, k := range keys {
		all[i] = ui.Column{Label: v.Texts.T(k)}
	}
	return all
}

// Cells are a row of a table.
func Cells(all ...templ.Component) ui.Row { return ui.Row{Cells: all} }

// DueBadge says how far a day is, and how serious that is.
func DueBadge(v *Visit, day, today string, now time.Time) templ.Component {
	tone := ui.Plain
	at, ok := v.Texts.Midnight(day)
	switch {
	case day == "" || !ok:
		return ui.Text("")
	case day < today:
		tone = ui.Error
	case at.Sub(now) < 7*24*time.Hour:
		tone = ui.Warning
	}
	return BadgeUnder(tone, v.Texts.RelativeDay(day, now), Tight(v.Texts.NearDay(day)))
}

// Filter is one way to narrow a list.
type Filter struct {
	Label, Href string
	On          bool // it is the one in force
}

// FunctionOptions are functions to choose among, with who answers there today.
func FunctionOptions(v *Visit, all []org.Function) []ui.Option {
	list := make([]ui.Option, len(all))
	for i, f := range all {
		list[i] = ui.Option{Value: string(f.ID), Label: Dotted(f.Name, f.UnitName, f.OrgName)}
		if f.Vacant() {
			list[i].Label += " (" + Lower(v.Texts.T("page.case.vacant")) + ")"
		}
	}
	return list
}

// UnitOption is a unit to choose.
func UnitOption(u org.Unit) ui.Option {
	return ui.Option{Value: string(u.ID), Label: u.Name + ", " + u.OrgName}
}

// KindOrder is how the actors stand in lists.
func KindOrder(k access.Kind) int {
	return slices.Index([]access.Kind{access.Kommun, access.Vard, access.FK, access.AF, access.Forbund, access.Drift}, k)
}

// GivenWords says why a unit was told of something, and when.
func GivenWords(v *Visit, g item.Given) string {
	t := v.Texts
	switch {
	case g.Kind == "copied":
		return t.T("why.because.copied", "day", t.DayOf(g.At))
	case g.Ground == access.ByLaw:
		said := t.T("why.because.law", "day", t.DayOf(g.At), "provision", t.T("disclosure.provision."+g.Provision))
		if g.Reason != "" {
			said += " " + t.T("why.because.reason", "reason", strings.TrimSpace(g.Reason))
		}
		return said
	}
	return t.T("why.because.consent", "day", t.DayOf(g.At))
}
