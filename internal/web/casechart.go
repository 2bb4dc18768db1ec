package web

import (
	"slices"

	"cmp"

	"github.com/a-h/templ"

	"samverk/internal/app"
	"samverk/internal/cases"
	"samverk/internal/id"
	"samverk/internal/item"
	"samverk/internal/plan"
	"samverk/internal/web/site"
	"samverk/internal/web/ui"
)

func (k caseScreen) todo() ui.Table {
	v := k.v
	tab := ui.Table{Caption: v.Texts.T("page.case.todo"), Hidden: true, Columns: site.Columns(v, "page.case.what", "page.case.responsible", "page.case.due", "page.case.how_far")}
	for _, i := range k.commitments() {
		f, unit := k.responsible(i)
		tab.Rows = append(tab.Rows, site.Cells(site.ItemTitle(v, site.ItemURL(k.Case.ID, i.ID), i, ""), ui.Two(f, unit), ui.Text(site.Tight(v.Texts.NearDay(i.Content.Due))), k.howFar(i)))
	}
	return tab
}

// aims is a table of items by kind, with whose they are.
func (k caseScreen) aims(items []item.Item) ui.Table {
	v := k.v
	tab := ui.Table{Caption: v.Texts.T("page.case.aims"), Hidden: true, Columns: site.Columns(v, "page.case.what", "page.case.sort", "page.case.whose", "page.case.how_far")}
	for _, i := range items {
		state := ui.Text("")
		if i.Status != "" {
			tone := ui.Info
			if i.Status == plan.Done {
				tone = ui.Success
			}
			state = ui.Badge(tone, v.TextOf("status", i.Status))
		}
		tab.Rows = append(tab.Rows, site.Cells(site.ItemTitle(v, site.ItemURL(k.Case.ID, i.ID), i, ""), ui.Text(v.TextOf("item.kind", string(i.Kind))), ui.Text(k.owner(i)), state))
	}
	return tab
}

// objectedPieces are what the picture alone shows, and the person says is wrong.
func (k caseScreen) objectedPieces() (all []item.Item) {
	for _, i := range k.ofKind(item.Activity, item.Certificate) {
		if slices.ContainsFunc(i.Objections, item.Objection.Stands) {
			all = append(all, i)
		}
	}
	return all
}

// said is one line about what has happened, and when.
func (k caseScreen) said(e cases.Event) (when, what string) {
	t := k.v.Texts
	who, unit := t.T("event.who.withheld"), t.T("page.case.a_unit")
	if f, ok := k.Functions[e.Function]; ok {
		who = f.Name
		if short := cmp.Or(f.UnitShort, f.UnitName); short != "" {
			who += ", " + short
		}
	} else if e.Function == "" && !e.Withheld {
		who = k.v.Acted(e.Acted, k.personName())
	}
	if u, ok := k.Units[e.Unit]; ok {
		unit = u.Name
	}
	what = t.T("event."+e.Kind, "who", who, "unit", unit)
	return site.Moment(k.v, e.At, k.now), what
}

// What the pages of a case have in common with other pages about it.
func (k caseScreen) seen() site.CaseSeen {
	return site.CaseSeen{CaseView: k.CaseView, V: k.v, Now: k.now}
}
func (k caseScreen) chart() ui.Chart                          { return k.seen().Chart() }
func (k caseScreen) around() []app.PartyView                  { return k.seen().Around() }
func (k caseScreen) item(i id.Item) (item.Item, bool)         { return k.seen().Item(i) }
func (k caseScreen) owner(i item.Item) string                 { return k.seen().Owner(i) }
func (k caseScreen) personName() string                       { return k.seen().PersonName() }
func (k caseScreen) responsible(i item.Item) (f, unit string) { return k.seen().Responsible(i) }
func (k caseScreen) doer(i item.Item) (name, under string)    { return k.seen().Doer(i) }
func (k caseScreen) howFar(i item.Item) templ.Component       { return k.seen().HowFar(i) }
func (k caseScreen) conflictTitle(c plan.Conflict) string     { return k.seen().ConflictTitle(c) }
func (k caseScreen) conflictPieces(c plan.Conflict) []ui.Link { return k.seen().ConflictPieces(c) }
