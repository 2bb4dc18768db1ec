package web

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/a-h/templ"

	"samverk/internal/access"
	"samverk/internal/cases"
	"samverk/internal/id"
	"samverk/internal/item"
	"samverk/internal/plan"
	"samverk/internal/web/site"
	"samverk/internal/web/ui"
)

// chart is the plan as swim lanes: one for each actor that takes part or has
// something in it, the person's own last.
func (k caseScreen) chart() ui.Chart {
	t := k.v.Texts
	lanes := map[access.Kind]*ui.Lane{ui.Person: {Actor: ui.Person, Title: t.T("page.case.self", "name", k.personName())}}
	lane := func(kind access.Kind) *ui.Lane {
		if lanes[kind] == nil {
			lanes[kind] = &ui.Lane{Actor: kind, Title: ui.KindName(t, kind)}
		}
		return lanes[kind]
	}
	units := map[access.Kind][]string{}
	for _, p := range k.around() {
		lane(p.Function.Kind)
		if name := cmp.Or(p.Function.UnitShort, p.Function.UnitName); !slices.Contains(units[p.Function.Kind], name) {
			units[p.Function.Kind] = append(units[p.Function.Kind], name)
		}
	}
	conflicts := k.inConflict()
	for _, p := range k.Pieces {
		if b, ok := k.bar(p, conflicts[p.Item]); ok {
			l := lane(k.actorOf(p))
			l.Bars = append(l.Bars, b)
		}
	}
	c := ui.Chart{ID: "plan", Caption: t.T("page.case.shared_plan"), Today: k.now}
	for _, kind := range []access.Kind{access.Kommun, access.Vard, access.FK, access.AF, access.Forbund, access.Drift, ui.Person} {
		if l := lanes[kind]; l != nil {
			l.Subtitle = strings.Join(units[kind], ", ")
			c.Lanes = append(c.Lanes, *l)
		}
	}
	return c
}

func (k caseScreen) inConflict() map[id.Item]bool {
	in := map[id.Item]bool{}
	for _, c := range k.Conflicts {
		for _, i := range c.Pieces {
			in[i] = true
		}
	}
	return in
}

// actorOf is in whose lane a piece stands: who answers for it, else who wrote it.
func (k caseScreen) actorOf(p plan.Piece) access.Kind {
	if f, ok := k.Functions[p.Responsible]; ok && p.Kind == plan.KindActivity {
		return f.Kind
	}
	if p.Owner == id.Self {
		return ui.Person
	}
	return k.Units[p.Owner].Kind
}

func (k caseScreen) bar(p plan.Piece, conflict bool) (b ui.Bar, ok bool) {
	t := k.v.Texts
	from, ok := t.Midnight(p.Start)
	if !ok || p.Kind != plan.KindActivity && p.Kind != plan.KindCertificate || p.Status == plan.Stopped {
		return b, false
	}
	b = ui.Bar{Label: p.Title, From: from, Conflict: conflict, Link: site.ItemURL(k.Case.ID, p.Item)}
	if i, ok := k.item(p.Item); ok {
		b.Who = comma2(k.doer(i))
	}
	b.To, _ = t.Midnight(p.End)
	if p.Extent > 0 {
		b.Extent = t.Percent(p.Extent)
	}
	var weekly []string
	for _, w := range p.Weekly {
		weekly = append(weekly, t.Weekly(time.Weekday(w.Day%7), w.From, w.To))
	}
	b.Weekly = strings.Join(weekly, ", ")
	switch {
	case p.Status == plan.Done, p.End != "" && p.End < k.Today:
		b.State = ui.Done
	case p.Status == plan.Planned, p.Status == "" && p.Start > k.Today:
		b.State = ui.Planned
	}
	return b, true
}

// conflictTitle says what does not hold together, with its days and times as
// the language writes them.
func (k caseScreen) conflictTitle(c plan.Conflict) string {
	t := k.v.Texts
	var args []string
	for name, value := range c.Args {
		switch name {
		case "from", "to", "on":
			value = t.Day(value)
		case "weekly":
			if w, err := plan.ParseWeekly(value); err == nil && len(w) > 0 {
				value = t.Weekly(time.Weekday(w[0].Day%7), w[0].From, w[0].To)
			}
		}
		args = append(args, name, value)
	}
	return t.T("conflict."+c.Code, args...)
}

func conflictTone(c plan.Conflict) ui.Tone {
	switch c.Code {
	case plan.EnrolmentEnded, plan.SickFull, plan.ExtentSick, plan.ExtentSum, plan.SameTime:
		return ui.Error
	}
	return ui.Warning
}

// conflictPieces leads to what a conflict is about.
func (k caseScreen) conflictPieces(c plan.Conflict) (links []ui.Link) {
	for _, i := range k.Items {
		if slices.Contains(c.Pieces, i.ID) {
			links = append(links, ui.Link{Label: i.Title, Href: site.ItemURL(k.Case.ID, i.ID)})
		}
	}
	return links
}

func (k caseScreen) todo() ui.Table {
	v := k.v
	tab := ui.Table{Caption: v.Texts.T("page.case.todo"), Hidden: true, Columns: site.Columns(v, "page.case.what", "page.case.responsible", "page.case.due", "page.case.how_far")}
	for _, i := range k.commitments() {
		f, unit := k.responsible(i)
		tab.Rows = append(tab.Rows, site.Cells(ui.LinkTo(site.ItemURL(k.Case.ID, i.ID), i.Title), ui.Two(f, unit), ui.Text(site.Tight(v.Texts.NearDay(i.Content.Due))), k.howFar(i)))
	}
	return tab
}

// howFar says how far a commitment has come.
func (k caseScreen) howFar(i item.Item) templ.Component {
	t := k.v.Texts
	due := i.Content.Due
	switch {
	case i.Status == plan.Done:
		return ui.Badge(ui.Success, k.v.TextOf("status", i.Status))
	case i.Status == plan.Stopped, due == "":
		return ui.Badge(ui.Plain, k.v.TextOf("status", cmp.Or(i.Status, plan.Planned)))
	case due < k.Today:
		return ui.Badge(ui.Error, t.T("page.case.late"))
	case site.Near(k.v, due, k.now, 7):
		return ui.Badge(ui.Warning, t.RelativeDay(due, k.now))
	}
	return ui.Badge(ui.Info, k.v.TextOf("status", cmp.Or(i.Status, plan.Planned)))
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
		tab.Rows = append(tab.Rows, site.Cells(ui.LinkTo(site.ItemURL(k.Case.ID, i.ID), i.Title), ui.Text(v.TextOf("item.kind", string(i.Kind))), ui.Text(k.owner(i)), state))
	}
	return tab
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
		who = k.personName()
	}
	if u, ok := k.Units[e.Unit]; ok {
		unit = u.Name
	}
	what = t.T("event."+e.Kind, "who", who, "unit", unit)
	return site.Moment(k.v, e.At, k.now), what
}

// doer is who does something: of a certificate, who wrote it.
func (k caseScreen) doer(i item.Item) (name, under string) {
	if i.Kind == item.Certificate {
		return k.owner(i), ""
	}
	return k.responsible(i)
}

// comma2 sets two names after each other, of which one may be missing.
func comma2(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + ", " + b
}
