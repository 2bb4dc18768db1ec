package web

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"samverk/internal/access"
	"samverk/internal/app"
	"samverk/internal/id"
	"samverk/internal/item"
	"samverk/internal/plan"
	"samverk/internal/web/site"
	"samverk/internal/web/ui"
)

// compareDays puts what has no day last.
func compareDays(a, b string) int { return cmp.Compare(cmp.Or(a, "9999"), cmp.Or(b, "9999")) }

// activityTable is what goes on and what is planned, who does it and when.
func (k planScreen) activityTable() ui.Table {
	v := k.v
	tab := ui.Table{Caption: v.Texts.T("planpage.activities"), Hidden: true, Columns: site.Columns(v, "page.case.what", "page.case.responsible", "ui.lanes.extent", "ui.lanes.period", "page.case.how_far")}
	for _, i := range k.activities() {
		f, unit := k.doer(i)
		tab.Rows = append(tab.Rows, site.Cells(site.ItemTitle(v, site.ItemURL(k.Case.ID, i.ID), i, v.Texts.List(site.WeeklyWords(v, i.Weekly)...)), ui.Two(f, unit),
			ui.Text(extentWords(v, i)), ui.Text(period(v, i)), k.stateOf(i)))
	}
	return tab
}

func (k planScreen) stateOf(i item.Item) templ.Component {
	tone := ui.Plain
	switch i.Status {
	case "":
		return ui.Text("")
	case plan.Done:
		tone = ui.Success
	case plan.Ongoing:
		tone = ui.Info
	}
	return ui.Badge(tone, k.v.TextOf("status", i.Status))
}

// versionLine says which version it is and how it stands.
func (k planScreen) versionLine(p plan.Plan) (name, under string) {
	t := k.v.Texts
	name = t.T("planpage.version", "n", site.Number(p.Number))
	if p.State == plan.Agreed {
		return name, t.T("planpage.agreed_on", "day", t.DayOf(p.AgreedAt))
	}
	return name, k.v.TextOf("plan.state", p.State)
}

// before is the newest agreed version before the one shown, 0 when there is
// none.
func (k planScreen) before() int {
	for _, p := range k.Versions {
		if p.State == plan.Agreed && (p.Number < k.Number || k.asked == 0 && p.Number != k.Number) {
			return p.Number
		}
	}
	return 0
}

func (k planScreen) compareURL() string {
	return site.PlanURL(k.Case.ID) + "/jamfor?fran=" + site.Number(k.before()) + "&till=" + site.Number(k.asked)
}

// willFreeze are the items that are frozen when the plan is agreed, as far as the
// reader sees them.
func (k planScreen) willFreeze() []item.Item {
	return k.ofKind(item.Goal, item.Need, item.Activity, item.Certificate, item.Requirement, item.Commitment)
}

// informed are the functions that are told when the plan is agreed.
func (k planScreen) informed() (all []app.PartyView) {
	for _, p := range k.around() {
		if p.State == access.TakesPart {
			all = append(all, p)
		}
	}
	return all
}

func (k planScreen) partField(f ui.Form) ui.Field {
	field := f.Field("person_part", "planpage.person_part.ask")
	for _, part := range plan.PersonParts() {
		field.Options = append(field.Options, ui.Option{Value: part, Label: k.v.TextOf("plan.part", part)})
	}
	return field
}

func (k planScreen) followUpField(f ui.Form) ui.Field {
	field := f.Field("follow_up_on", "planpage.follow_up.ask").WithHint(k.v.Texts.T("planpage.follow_up.hint"))
	field.Min = k.Today
	return field
}

// hides reports whether paper may tell where the person is (sweden.md L27).
func (k planScreen) hides() bool { return k.Protection.Restricted() }

func (k planScreen) paperTitle() string {
	t := k.v.Texts
	if k.Identity == nil {
		return k.title()
	}
	return t.T("planpage.for", "kind", k.title(), "name", k.Identity.Name)
}

func (k planScreen) paperMeta() (facts []string) {
	t := k.v.Texts
	if k.Identity != nil {
		facts = append(facts, site.NumberText(k.Identity.Number))
	}
	facts = append(facts, t.T("page.case.ref", "ref", k.Case.Ref))
	if k.Area.Name != "" && !k.hides() {
		facts = append(facts, k.Area.Name)
	}
	if k.Frozen {
		facts = append(facts, t.T("planpage.version", "n", site.Number(k.Number)), t.T("planpage.agreed_on", "day", t.DayOf(k.Plan.AgreedAt)))
	} else if k.Plan.ID != "" {
		facts = append(facts, k.v.TextOf("plan.state", k.Plan.State))
	}
	return facts
}

// paperFacts say when the plan is followed up, and how the person took part.
func (k planScreen) paperFacts() string {
	t := k.v.Texts
	facts := t.T("planpage.follow_up.none")
	if k.Plan.FollowUpOn != "" {
		facts = t.T("planpage.follow_up.next", "day", t.Day(k.Plan.FollowUpOn))
	}
	if k.Plan.PersonPart == "" {
		return facts
	}
	return site.Dotted(facts, t.T("planpage.person_part", "name", k.personName(), "how", site.Lower(k.v.TextOf("plan.part", k.Plan.PersonPart))))
}

// paperChart is the picture without links, and without places where those are
// secret.
func (k planScreen) paperChart() ui.Chart {
	c := k.chart()
	for i := range c.Lanes {
		if k.hides() {
			c.Lanes[i].Subtitle = ""
		}
		for b := range c.Lanes[i].Bars {
			c.Lanes[i].Bars[b].Link = ""
		}
	}
	return c
}

// paperWho is who does something, without the place where that is secret.
func (k planScreen) paperWho(i item.Item) string {
	if i.Kind == item.Certificate {
		if k.hides() {
			return ui.KindName(k.v.Texts, k.Units[i.Owner].Kind)
		}
		return k.owner(i)
	}
	name, _ := k.responsible(i)
	f, ok := k.Functions[i.Responsible]
	if !ok || k.hides() {
		return name
	}
	return site.Pair(name, cmp.Or(f.UnitShort, f.UnitName))
}

// paperContact is how to reach somebody, without the place where that is secret.
func (k planScreen) paperContact(p app.PartyView) string {
	if k.hides() {
		return ", " + ui.KindName(k.v.Texts, p.Function.Kind)
	}
	return ", " + site.Pair(p.Function.UnitName, oneLine(p.Function.Phone))
}

// goals are all goals, the person's own first.
// oneLine keeps a telephone number on one line.
func oneLine(number string) string {
	return strings.NewReplacer(" ", "\u00a0", "-", "\u2011").Replace(number)
}

func (k planScreen) goals() []item.Item { return myScreen{caseScreen: k.caseScreen}.goals() }

func (s *server) comparePage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	from, to := versionOf(v.Query.Get("fran")), versionOf(v.Query.Get("till"))
	view, err := s.App.ComparePlans(r.Context(), v.Actor, id.Case(r.PathValue("case")), from, to)
	if err != nil {
		return err
	}
	screen := planScreen{caseScreen: caseScreen{view.CaseView, v, s.Options.Now()}, Versions: view.Versions}
	p := s.planFrame(screen, v.Texts.T("planpage.compare"))
	p.Head.Back = &ui.Link{Label: screen.title(), Href: site.PlanURL(screen.Case.ID)}
	return s.Draw(w, r, v, p, compareBody(v, compareOf{screen, view}))
}

// compareOf is two versions of a plan with what differs.
type compareOf struct {
	planScreen
	view app.CompareView
}

// versionOf reads the number of a version; what is none is what stands now.
func versionOf(text string) int {
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 || n > mostVersions {
		return 0
	}
	return n
}

func (k compareOf) versionField(name, label string, now int) ui.Field {
	t := k.v.Texts
	field := ui.Field{Texts: t, Name: name, Label: t.T(label), Value: site.Number(now)}
	field.Options = []ui.Option{{Value: "0", Label: t.T("planpage.as_it_stands")}}
	for _, p := range k.Versions {
		if p.State == plan.Agreed {
			version, under := k.versionLine(p)
			field.Options = append(field.Options, ui.Option{Value: site.Number(p.Number), Label: version + ", " + site.Lower(under)})
		}
	}
	return field
}

func find(items []item.Item, i id.Item) item.Item {
	n := slices.IndexFunc(items, func(it item.Item) bool { return it.ID == i })
	if n < 0 {
		return item.Item{}
	}
	return items[n]
}

// differences are what changed in an item between both versions: in its facts
// and in its words.
func (k compareOf) differences(c plan.Change) (facts, words []ui.Difference) {
	one := itemScreen{ItemView: app.ItemView{Case: k.Case, Units: k.Units, Functions: k.view.Functions}, v: k.v}
	before, after := find(k.view.Before, c.Item), find(k.view.Items, c.Item)
	return one.factChanges(before, after), one.wordChanges(before, after)
}

func (k compareOf) changed(c plan.Change) (i item.Item, tone ui.Tone) {
	switch c.Kind {
	case plan.Removed:
		return find(k.view.Before, c.Item), ui.Error
	case plan.Added:
		return find(k.view.Items, c.Item), ui.Success
	}
	return find(k.view.Items, c.Item), ui.Info
}

func (k compareOf) titleOf(n int) string {
	if n == 0 {
		return k.v.Texts.T("planpage.as_it_stands")
	}
	return k.v.Texts.T("planpage.version", "n", strconv.Itoa(n))
}

// readAt says when a party has taken part of an agreed plan.
func (k planScreen) readAt(at time.Time) templ.Component {
	if at.IsZero() {
		return ui.Badge(ui.Plain, k.v.Texts.T("planpage.unread"))
	}
	return site.BadgeUnder(ui.Success, k.v.Texts.T("planpage.read"), k.v.Texts.Moment(at))
}
