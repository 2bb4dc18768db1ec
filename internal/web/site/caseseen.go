package site

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/a-h/templ"

	"samverk/internal/access"
	"samverk/internal/app"
	"samverk/internal/id"
	"samverk/internal/item"
	"samverk/internal/plan"
	"samverk/internal/web/ui"
)

// CaseSeen is a case as its reader sees it now, for every page that draws the
// plan or names who does what in it.
type CaseSeen struct {
	app.CaseView
	V   *Visit
	Now time.Time
}

// Around are the parties that take part or are asked to, by actor.
func (k CaseSeen) Around() []app.PartyView {
	var all []app.PartyView
	for _, p := range k.Parties {
		if p.State == access.TakesPart || p.State == access.Invited {
			all = append(all, p)
		}
	}
	slices.SortStableFunc(all, func(a, b app.PartyView) int {
		return cmp.Or(KindOrder(a.Function.Kind)-KindOrder(b.Function.Kind), cmp.Compare(a.Function.UnitName, b.Function.UnitName))
	})
	return all
}

// Item is what the reader sees of an item now.
func (k CaseSeen) Item(which id.Item) (item.Item, bool) {
	for _, i := range k.Items {
		if i.ID == which && !i.Gone {
			return i, which != ""
		}
	}
	return item.Item{}, false
}

// Owner is whose words an item are.
func (k CaseSeen) Owner(i item.Item) string {
	if i.Owner == id.Self {
		return k.V.Acted(i.Acted, k.PersonName())
	}
	u := k.Units[i.Owner]
	return cmp.Or(u.Short, u.Name)
}

// PersonName is what the page calls the person in a sentence.
func (k CaseSeen) PersonName() string {
	if k.Identity != nil {
		return FirstName(k.Identity.Name)
	}
	return k.V.Texts.T("kind.person")
}

// Responsible says which function answers for an item, and its unit.
func (k CaseSeen) Responsible(i item.Item) (function, unit string) {
	if i.Responsible == "" {
		if i.Owner == id.Self {
			return k.PersonName(), ""
		}
		return k.V.Texts.T("page.nobody"), ""
	}
	f, ok := k.Functions[i.Responsible]
	if !ok {
		return k.V.Texts.T("event.who.withheld"), ""
	}
	return f.Name, f.UnitName
}

// Chart is the plan as swim lanes: one for each actor that takes part or has
// something in it, the person's own last.
func (k CaseSeen) Chart() ui.Chart {
	t := k.V.Texts
	lanes := map[access.Kind]*ui.Lane{ui.Person: {Actor: ui.Person, Title: t.T("page.case.self", "name", k.PersonName())}}
	lane := func(kind access.Kind) *ui.Lane {
		if lanes[kind] == nil {
			lanes[kind] = &ui.Lane{Actor: kind, Title: ui.KindName(t, kind)}
		}
		return lanes[kind]
	}
	units := map[access.Kind][]string{}
	for _, p := range k.Around() {
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
	c := ui.Chart{ID: "plan", Caption: t.T("page.case.shared_plan"), Today: k.Now}
	for _, kind := range []access.Kind{access.Kommun, access.Vard, access.FK, access.AF, access.Forbund, access.Drift, ui.Person} {
		if l := lanes[kind]; l != nil {
			l.Subtitle = strings.Join(units[kind], ", ")
			c.Lanes = append(c.Lanes, *l)
		}
	}
	return c
}

func (k CaseSeen) inConflict() map[id.Item]bool {
	in := map[id.Item]bool{}
	for _, c := range k.Conflicts {
		for _, i := range c.Pieces {
			in[i] = true
		}
	}
	return in
}

// actorOf is in whose lane a piece stands: who answers for it, else who wrote it.
func (k CaseSeen) actorOf(p plan.Piece) access.Kind {
	if f, ok := k.Functions[p.Responsible]; ok && p.Kind == plan.KindActivity {
		return f.Kind
	}
	if p.Owner == id.Self {
		return ui.Person
	}
	return k.Units[p.Owner].Kind
}

func (k CaseSeen) bar(p plan.Piece, conflict bool) (b ui.Bar, ok bool) {
	t := k.V.Texts
	from, ok := t.Midnight(p.Start)
	if !ok || p.Kind != plan.KindActivity && p.Kind != plan.KindCertificate || p.Status == plan.Stopped {
		return b, false
	}
	b = ui.Bar{Label: p.Title, From: from, Conflict: conflict, Link: ItemURL(k.Case.ID, p.Item)}
	if i, ok := k.Item(p.Item); ok {
		b.Who = Pair(k.Doer(i))
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

// ConflictTitle says what does not hold together, with its days and times as
// the language writes them.
func (k CaseSeen) ConflictTitle(c plan.Conflict) string {
	t := k.V.Texts
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

// WeeklyWords writes the times of a week.
func WeeklyWords(v *Visit, weekly string) (said []string) {
	slots, err := plan.ParseWeekly(weekly)
	if err != nil {
		return nil
	}
	for _, s := range slots {
		said = append(said, v.Texts.Weekly(time.Weekday(s.Day%7), s.From, s.To))
	}
	return said
}

// ConflictTone is how serious a conflict is.
func ConflictTone(c plan.Conflict) ui.Tone {
	switch c.Code {
	case plan.EnrolmentEnded, plan.AbilityCannot, plan.AbilityExtent, plan.SickFull, plan.ExtentSick, plan.ExtentSum, plan.SameTime:
		return ui.Error
	}
	return ui.Warning
}

// ConflictPieces leads to what a conflict is about.
func (k CaseSeen) ConflictPieces(c plan.Conflict) (links []ui.Link) {
	for _, i := range k.Items {
		if slices.Contains(c.Pieces, i.ID) {
			links = append(links, ui.Link{Label: i.Title, Href: ItemURL(k.Case.ID, i.ID)})
		}
	}
	return links
}

// HowFar says how far a commitment has come.
func (k CaseSeen) HowFar(i item.Item) templ.Component {
	t := k.V.Texts
	due := i.Content.Due
	switch {
	case i.Status == plan.Done:
		return ui.Badge(ui.Success, k.V.TextOf("status", i.Status))
	case i.Status == plan.Stopped, due == "":
		return ui.Badge(ui.Plain, k.V.TextOf("status", cmp.Or(i.Status, plan.Planned)))
	case due < k.Today:
		return ui.Badge(ui.Error, t.T("page.case.late"))
	case Near(k.V, due, k.Now, 7):
		return ui.Badge(ui.Warning, t.RelativeDay(due, k.Now))
	}
	return ui.Badge(ui.Info, k.V.TextOf("status", cmp.Or(i.Status, plan.Planned)))
}

// Doer is who does something: of a certificate, who wrote it.
func (k CaseSeen) Doer(i item.Item) (name, under string) {
	if i.Kind == item.Certificate {
		return k.Owner(i), ""
	}
	return k.Responsible(i)
}

// Pair sets two names after each other, of which one may be missing.
func Pair(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + ", " + b
}
