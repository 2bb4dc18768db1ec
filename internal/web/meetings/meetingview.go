package meetings

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"samverk/internal/access"
	"samverk/internal/app"
	"samverk/internal/id"
	"samverk/internal/item"
	"samverk/internal/meeting"
	"samverk/internal/minutes"
	"samverk/internal/plan"
	"samverk/internal/web/site"
	"samverk/internal/web/ui"
)

func (k meetingScreen) meta() (facts []string) {
	t := k.v.Texts
	if k.ForumName != "" {
		facts = append(facts, k.ForumName)
	}
	if !k.Call.Start.IsZero() {
		facts = append(facts, t.Span(k.Call.Start, k.Call.End))
	}
	if k.Call.Place != "" {
		facts = append(facts, k.Call.Place)
	}
	if f, ok := k.Functions[k.Call.Secretary]; ok {
		facts = append(facts, t.T("meeting.secretary", "function", f.Name, "unit", f.UnitName))
	}
	return facts
}

// title is what the meeting is about, as far as the reader may know.
func (k meetingScreen) title() string {
	if k.v.Actor.Self() {
		return k.v.Texts.T("meeting.title.own")
	}
	return k.v.Texts.T("meeting.title.of", "name", k.head().Name())
}

func (k meetingScreen) chips() (chips []ui.Chip) {
	t := k.v.Texts
	chips = site.ProtectionChip(k.v, k.Protection)
	switch k.Call.State {
	case meeting.StateMeeting:
		chips = append(chips, ui.Chip{Text: t.T("meeting.goes", "clock", t.Clock(k.Call.End)), Tone: ui.Success})
	case meeting.StateHeld:
		chips = append(chips, ui.Chip{Text: t.T("meeting.held"), Tone: ui.Info})
	case meeting.StateCancelled:
		chips = append(chips, ui.Chip{Text: t.T("meeting.cancelled"), Tone: ui.Error})
	}
	if n := len(k.Conflicts); n > 0 && k.Call.State != meeting.StateHeld {
		chips = append(chips, ui.Chip{Text: t.N("page.case.conflicts", n), Tone: ui.Warning, Href: "#planen"})
	}
	if on := k.Call.FollowUpOn; on != "" {
		chips = append(chips, ui.Chip{Text: t.T("meeting.follow_up", "day", t.NearDay(on))})
	}
	return chips
}

func (k meetingScreen) actions() (all []ui.Action) {
	t := k.v.Texts
	if k.MayWrite {
		all = append(all, ui.Action{Label: t.T("meeting.write"), Href: "#skriv", Icon: "pen", Primary: k.Call.State == meeting.StateMeeting && !k.MayKeep})
	}
	if k.MayKeep && k.Call.State == meeting.StateMeeting {
		all = append(all, ui.Action{Label: t.T("meeting.end"), Href: k.url() + "/avsluta", Icon: "check", Primary: true})
	}
	if len(k.Minutes) > 0 {
		all = append(all, ui.Action{Label: t.T("meeting.to_minutes"), Href: k.minutesURL(), Icon: "doc", Primary: true})
	}
	return all
}

// goesOn reports whether the page is to follow what happens.
func (k meetingScreen) goesOn() bool {
	return k.Call.State == meeting.StateMeeting || k.Call.State == meeting.StateCalled
}

// stands is how far the meeting has come, for the script: when it changes the
// page is drawn anew.
func (k meetingScreen) stands() string {
	m := ""
	if len(k.Minutes) > 0 {
		m = k.Minutes[0].State
	}
	return k.Call.State + " " + m + " " + strconv.FormatBool(k.Covered)
}

func (k meetingScreen) beat() string { return strconv.FormatInt(k.Beat, 10) }

// left is how much of the time is left, or how far over it the meeting is.
func (k meetingScreen) left() string {
	t := k.v.Texts
	minutes := int(k.Call.End.Sub(k.v.Now).Round(time.Minute) / time.Minute)
	if minutes < 0 {
		return t.T("meeting.over", "n", t.Number(-minutes))
	}
	return t.T("meeting.left", "n", t.Number(minutes))
}

// writer is whose line it is: the actor and the name beside it.
func (k meetingScreen) writer(i item.Item) (access.Kind, string) {
	if i.Owner == id.Self {
		return ui.Person, k.seen().PersonName()
	}
	return k.Units[i.Owner].Kind, k.seen().Owner(i)
}

// noted is what a line says after its writer: when, and of which category where
// that is not the usual one.
func (k meetingScreen) noted(l app.MeetingLine) string {
	facts := []string{k.v.Texts.Clock(l.At)}
	if l.Category != access.Plan {
		facts = append(facts, ui.CategoryName(k.v.Texts, l.Category))
	}
	return site.Dotted(facts...)
}

// promise is who does something, and by when.
func (k meetingScreen) promise(i item.Item) string {
	t := k.v.Texts
	who, unit := k.seen().Responsible(i)
	facts := []string{site.Pair(who, unit)}
	switch {
	case i.Content.Due != "":
		facts = append(facts, t.T("meeting.by", "day", t.NearDay(i.Content.Due)))
	case i.Start != "":
		facts = append(facts, t.Days(i.Start, i.End))
	}
	if i.Extent > 0 {
		facts = append(facts, t.Percent(i.Extent))
	}
	return site.Dotted(facts...)
}

// went says where a line of the reader's own has gone.
func (k meetingScreen) went(l app.MeetingLine) string {
	t := k.v.Texts
	if l.Owner != k.Sight.Unit() || k.v.Actor.Self() {
		return ""
	}
	if len(l.Told) == 0 {
		return t.T("meeting.line.note")
	}
	return t.T("meeting.line.told", "units", t.List(k.unitNames(l.Told)...))
}

func (k meetingScreen) unitNames(all []id.Unit) (names []string) {
	for _, u := range all {
		name := ""
		for _, taker := range k.Takers {
			if taker.ID == u {
				name = shortOf(taker)
			}
		}
		if unit, ok := k.Units[u]; ok && name == "" {
			name = unit.Name
		}
		if name == "" {
			name = k.v.Texts.T("page.case.a_unit")
		}
		names = append(names, name)
	}
	return names
}

func shortOf(t app.Taker) string {
	if t.Short != "" {
		return t.Short
	}
	return t.Name
}

// mine is the stand of the reader's own function on a decision.
func (k meetingScreen) mine(l app.MeetingLine) string {
	for _, st := range l.Stands {
		if st.Function == k.v.Actor.Function {
			return st.Stand.Stand
		}
	}
	return ""
}

func standTone(stand string) ui.Tone {
	switch stand {
	case meeting.StandAgrees:
		return ui.Success
	case meeting.StandDiffers:
		return ui.Warning
	}
	return ui.Plain
}

// standBy is who takes a stand.
func (k meetingScreen) standBy(st app.StandView) (access.Kind, string) {
	if f, ok := k.Functions[st.Function]; ok {
		return f.Kind, site.Pair(f.Name, f.UnitName)
	}
	if u, ok := k.Units[st.Unit]; ok {
		return u.Kind, u.Name
	}
	return "", k.v.Texts.T("event.who.withheld")
}

// takers says to whom something of a category goes.
func (k meetingScreen) takersOf(c access.Category) string {
	t := k.v.Texts
	var names []string
	for _, taker := range k.Takers {
		if taker.Of.Has(c) {
			names = append(names, shortOf(taker))
		}
	}
	if len(names) == 0 {
		return t.T("meeting.takers.none")
	}
	return t.T("meeting.takers", "units", t.List(names...))
}

// told is who the page says will have something of a category, for the form.
func (k meetingScreen) told(c access.Category) string {
	var units []string
	for _, taker := range k.Takers {
		if taker.Of.Has(c) {
			units = append(units, string(taker.ID))
		}
	}
	return c.String() + ":" + strings.Join(units, ",")
}

func (k meetingScreen) kindField() ui.Field {
	return k.form.Field("kind", "meeting.field.kind").WithOptions(site.Choices(k.v, "meeting.kind", item.AtMeetings())...)
}

func (k meetingScreen) textField() ui.Field {
	f := k.form.Field("text", "meeting.field.text").WithLimit(4000)
	f.Rows = 3
	return f
}

func (k meetingScreen) categoryField() ui.Field {
	f := k.form.Field("category", "meeting.field.category")
	for _, c := range access.Categories() {
		f.Options = append(f.Options, ui.Option{Value: c.String(), Label: ui.CategoryName(k.v.Texts, c), About: k.takersOf(c)})
	}
	return f
}

func (k meetingScreen) keepField() ui.Field {
	return k.form.Field("keep", "meeting.field.keep").MayBeEmpty().WithOptions(ui.Option{Value: "yes", Label: k.v.Texts.T("meeting.field.keep.yes"), About: k.v.Texts.T("meeting.field.keep.about")})
}

func (k meetingScreen) ownField() ui.Field {
	return k.form.Field("own", "meeting.field.own").MayBeEmpty().WithOptions(ui.Option{Value: "yes", Label: k.v.Texts.T("meeting.field.own.yes", "name", k.seen().PersonName())})
}

// responsibleField asks who does it: one of those who are called, or the person.
func (k meetingScreen) responsibleField() ui.Field {
	f := k.form.Field("responsible", "write.field.responsible")
	for _, p := range k.Called {
		f.Options = append(f.Options, ui.Option{Value: string(p.Fn.ID), Label: site.Pair(p.Fn.Name, p.Fn.UnitName)})
	}
	if len(k.Called) == 0 {
		f.Options = append(f.Options, ui.Option{Value: string(k.v.Actor.Function), Label: k.v.Texts.T("meeting.responsible.us")})
	}
	f.Options = append(f.Options, ui.Option{Value: string(id.Self), Label: k.personFull()})
	return f
}

// personFull is the person's whole name, where functions stand beside it.
func (k meetingScreen) personFull() string {
	if k.Identity == nil {
		return k.seen().PersonName()
	}
	return k.Identity.Name
}

func (k meetingScreen) dayField(name, label string, optional bool) ui.Field {
	f := k.form.Field(name, label)
	f.Optional = optional
	return f
}

func (k meetingScreen) extentField() ui.Field {
	f := k.form.Field("extent", "write.field.extent").MayBeEmpty()
	f.Unit = k.v.Texts.T("write.field.extent.unit")
	return f
}

// promised is what was promised before, with how far it has come.
func (k meetingScreen) promised() ui.Table {
	v := k.v
	tab := ui.Table{Caption: v.Texts.T("meeting.since"), Hidden: true, Columns: site.Columns(v, "page.case.what", "page.case.responsible", "page.case.due", "page.case.how_far")}
	may := k.MayWrite && slices.ContainsFunc(k.Since, k.changes)
	if may {
		tab.Columns = append(tab.Columns, ui.Column{Label: v.Texts.T("meeting.change")})
	}
	for _, i := range k.Since {
		f, unit := k.seen().Responsible(i)
		day := v.Texts.NearDay(i.Content.Due)
		if i.Content.Due == "" {
			day = v.Texts.Days(i.Start, i.End)
		}
		row := site.Cells(site.ItemTitle(k.v, site.ItemURL(k.Case.ID, i.ID), i, ""), ui.Two(f, unit), ui.Text(site.Tight(day)), k.seen().HowFar(i))
		if may {
			row.Cells = append(row.Cells, k.change(i))
		}
		tab.Rows = append(tab.Rows, row)
	}
	return tab
}

// change leads to where the reader's unit changes what is its own.
func (k meetingScreen) change(i item.Item) templ.Component {
	if !k.changes(i) {
		return ui.Text("")
	}
	return ui.LinkTo(k.url()+"/andra/"+string(i.ID), k.v.Texts.T("meeting.change.do"))
}

func (k meetingScreen) changes(i item.Item) bool {
	return i.Owner == k.Sight.Unit() && (i.Kind == item.Activity || i.Kind == item.Commitment)
}

// changeable are the reader's own activities and commitments in the plan that
// stand nowhere else on the page.
func (k meetingScreen) changeable() (all []item.Item) {
	for _, i := range k.Items {
		if !i.Gone && k.changes(i) && i.Kind == item.Activity && i.Status != plan.Done && i.Status != plan.Stopped {
			all = append(all, i)
		}
	}
	return all
}

// draft reports whether the minutes are being written.
func (k meetingScreen) draft() bool {
	return len(k.Minutes) > 0 && k.Minutes[0].State == minutes.Draft
}

// cameTone is how a function's presence is marked.
func cameTone(how string) ui.Tone {
	switch how {
	case meeting.CamePresent, meeting.CameRemote, meeting.CameByOther:
		return ui.Success
	case meeting.CameAbsent:
		return ui.Warning
	}
	return ui.Plain
}

// waysOf is how somebody can have come; of the person nobody asks whether she
// is there by link.
func waysOf(who string) []string {
	if who == string(id.Self) {
		return meeting.PersonWays()
	}
	return meeting.Ways()
}

// sinceTitle heads what was promised before.
func (k meetingScreen) sinceTitle() string {
	if k.Before.IsZero() {
		return k.v.Texts.T("meeting.since")
	}
	return k.v.Texts.T("meeting.since.day", "day", k.v.Texts.NearDay(k.v.Texts.ISO(k.Before)))
}

func (k meetingScreen) noLines() string {
	if k.Call.Waits() {
		return k.v.Texts.T("meeting.lines.before")
	}
	return k.v.Texts.T("meeting.lines.none")
}

// brings are those who are to bring something.
func (k meetingScreen) brings() (all []app.CalledView) {
	for _, p := range k.Called {
		if p.Bring != "" && k.goesOn() {
			all = append(all, p)
		}
	}
	return all
}

// answered is what somebody who has not come yet said to the call.
func (k meetingScreen) answered(p app.CalledView) string {
	switch t := k.v.Texts; p.Answer {
	case meeting.AnswerYes:
		return t.T("meeting.answer.yes")
	case meeting.AnswerOther:
		return t.T("meeting.answer.another")
	case meeting.AnswerNo:
		return t.T("meeting.answer.no")
	}
	return k.v.Texts.T("meeting.unanswered")
}

// personWay is how the person has part in the meeting.
func (k meetingScreen) personWay() string { return k.v.TextOf("meeting.person", k.Call.PersonWay) }

// mayTake reports whether the reader can take over the minutes.
func (k meetingScreen) mayTake() bool {
	return k.MayKeep && !k.Keeps && k.Covered && (len(k.Minutes) == 0 || k.draft() && len(k.Minutes) == 1) && k.Call.State != meeting.StateCancelled
}

// paragraphs are the lines of a text.
func paragraphs(text string) (all []string) {
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" {
			all = append(all, line)
		}
	}
	return all
}

// cameCell says how somebody came, and why not.
func (k meetingScreen) cameCell(how, reason string) templ.Component {
	if how == "" {
		return ui.Text("–")
	}
	under := ""
	if reason != "" {
		under = k.v.TextOf("meeting.absence", reason)
	}
	return site.BadgeUnder(cameTone(how), k.v.TextOf("meeting.came", how), under)
}
