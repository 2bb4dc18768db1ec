package meetings

import (
	"net/http"
	"slices"

	"github.com/a-h/templ"

	"samverk/internal/access"
	"samverk/internal/app"
	"samverk/internal/id"
	"samverk/internal/meeting"
	"samverk/internal/web/site"
	"samverk/internal/web/ui"
)

func (s *server) callRoutes() []site.Route {
	const of = "/arenden/{case}/kallelser"
	return []site.Route{
		{"GET " + of, site.Function, s.callsPage},
		{"GET " + of + "/ny", site.Function, s.newCallPage},
		{"POST " + of + "/ny", site.Function, s.makeCall},
		{"POST " + of + "/foresla-sip", site.Function, s.proposeSIP},
		{"GET " + of + "/{call}", site.Acting, s.callPage},
		{"GET " + of + "/{call}/utskrift", site.Acting, s.callPaper},
		{"POST " + of + "/{call}/svar", site.Acting, s.answerCall},
		{"POST " + of + "/{call}/tider", site.Acting, s.markTimes},
		{"POST " + of + "/{call}/fler-tider", site.Acting, s.offerTimes},
		{"POST " + of + "/{call}/personens-svar", site.Function, s.notePersonAnswer},
		{"POST " + of + "/{call}/bestam", site.Function, s.settleCall},
		{"GET " + of + "/{call}/flytta", site.Function, s.movePage},
		{"POST " + of + "/{call}/flytta", site.Function, s.moveCall},
		{"POST " + of + "/{call}/stall-in", site.Function, s.cancelCall},
		{"GET /kallelser/{call}", site.Function, s.toldPage},
		{"POST /kallelser/{call}/svar", site.Function, s.answerTold},
		{"POST /kallelser/{call}/tider", site.Function, s.markTold},
		{"GET /moten", site.Herself, s.myMeetings},
		{"GET /arenden/{case}/mote-utan-mig", site.Acting, s.withoutPage},
		{"POST /arenden/{case}/mote-utan-mig", site.Acting, s.giveWithout},
		{"POST /arenden/{case}/mote-utan-mig/dra-tillbaka", site.Acting, s.endWithout},
		{"GET /arenden/{case}/mote-utan-mig/utskrift", site.Acting, s.withoutPaper},
	}
}

func callsURL(c id.Case) string { return site.CaseURL(c) + "/kallelser" }

func callURL(c id.Case, call id.Call) string { return callsURL(c) + "/" + string(call) }

func callOf(r *http.Request) id.Call { return id.Call(r.PathValue("call")) }

func headOf(t app.CaseTop) site.CaseHead {
	return site.CaseHead{Case: t.Case, Identity: t.Identity, AreaName: t.AreaName, Protection: t.Protection}
}

func (s *server) callsPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	c, err := s.App.Case(r.Context(), v.Actor, site.CaseOf(r))
	if err != nil {
		return err
	}
	p := s.CasePart(v, site.CaseHead{Case: c.Case, Identity: c.Identity, AreaName: c.Area.Name, Protection: c.Protection}, v.Texts.T("calls.title"))
	p.Head.Lead = v.Texts.T("calls.lead")
	if c.May[access.CallMake] {
		p.Head.Actions = []ui.Action{{Label: v.Texts.T("calls.new"), Href: callsURL(c.Case.ID) + "/ny", Icon: "plus", Primary: true}}
	}
	return s.Draw(w, r, v, p, callsBody(v, c))
}

func callTable(v *site.Visit, all []meeting.Call) ui.Table {
	tab := ui.Table{Caption: v.Texts.T("calls.title"), Hidden: true, Columns: site.Columns(v, "calls.when", "calls.question", "calls.state")}
	for _, c := range all {
		tab.Rows = append(tab.Rows, site.Cells(site.LinkUnder(callURL(c.Case, c.ID), callTime(v, c), c.Place), ui.Text(shortened(c.Question)), callState(v, c)))
	}
	return tab
}

// callTime says when a meeting is.
func callTime(v *site.Visit, c meeting.Call) string {
	if c.Start.IsZero() {
		return v.Texts.T("call.seeks")
	}
	return v.Texts.Span(c.Start, c.End)
}

// callState is how far a call has come, with why it was cancelled.
func callState(v *site.Visit, c meeting.Call) templ.Component {
	tone, under := ui.Plain, ""
	switch c.State {
	case meeting.StateSeeking:
		tone = ui.Warning
	case meeting.StateCalled:
		tone = ui.Info
	case meeting.StateMeeting, meeting.StateHeld:
		tone = ui.Success
	case meeting.StateCancelled:
		under = v.TextOf("call.why", c.CancelReason)
	}
	return site.BadgeUnder(tone, v.TextOf("call.state", c.State), under)
}

const shortText = 90 // characters of a question in a list

// shortened is the beginning of a text for a list.
func shortened(text string) string {
	runes := []rune(text)
	if len(runes) <= shortText {
		return text
	}
	return string(runes[:shortText-1]) + "…"
}

// callScreen is a call as its page shows it.
type callScreen struct {
	app.CallView
	v                            *site.Visit
	answer, marks, person, times ui.Form
	settle, cancel               ui.Form
	late                         error
}

func (k callScreen) url() string { return callURL(k.Case.ID, k.CallView.Call.ID) }

func (s *server) callPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	return s.drawCall(w, r, v, nil, nil)
}

// drawCall draws a call; of its forms one may have come back.
func (s *server) drawCall(w http.ResponseWriter, r *http.Request, v *site.Visit, back *ui.Form, late error) error {
	c, err := s.App.Call(r.Context(), v.Actor, site.CaseOf(r), callOf(r))
	if err != nil {
		return err
	}
	k := callScreen{CallView: c, v: v, late: late}
	k.forms()
	title := v.Texts.T("call.title")
	if !c.Call.Start.IsZero() {
		title = v.Texts.T("call.title.at", "time", callTime(v, c.Call))
	}
	p := s.CasePart(v, headOf(c.CaseTop), title)
	if v.Actor.Self() {
		p.Head.Back = &ui.Link{Label: v.Texts.T("mine.meetings.title"), Href: "/moten"}
	}
	if back != nil {
		p.Faults = back.Faults
		k.put(*back)
	}
	if late != nil {
		v.Status = http.StatusConflict
	}
	p.Head.Chips = k.chips()
	p.Head.Actions = k.actions()
	return s.Draw(w, r, v, p, callBody(v, k))
}

// forms makes the forms of the page, with the versions of what they change.
func (k *callScreen) forms() {
	at := k.url()
	k.answer, k.marks, k.times = k.v.NewForm(at+"/svar"), k.v.NewForm(at+"/tider"), k.v.NewForm(at+"/fler-tider")
	k.person, k.settle, k.cancel = k.v.NewForm(at+"/personens-svar"), k.v.NewForm(at+"/bestam"), k.v.NewForm(at+"/stall-in")
	k.answer.Version = k.CallView.Call.Version
	if own, ok := k.Own(); ok {
		k.answer.Version = own.Version
		k.answer.Values = map[string][]string{"answer": {own.Answer}, "reason": {own.Reason}, "said": {own.Said}}
	} else {
		k.answer.Values = map[string][]string{"answer": {k.CallView.Call.PersonAnswer}}
	}
	for _, o := range k.Offers {
		k.marks.Values[markName(o)] = []string{o.Marks[k.self()]}
	}
	k.person.Values = map[string][]string{ofPerson + "answer": {k.CallView.Call.PersonAnswer}}
	k.person.Version, k.settle.Version, k.cancel.Version = k.CallView.Call.Version, k.CallView.Call.Version, k.CallView.Call.Version
}

// self is whom the reader's marks stand under.
func (k callScreen) self() id.Function {
	if k.v.Actor.Self() {
		return meeting.Self
	}
	return k.v.Actor.Function
}

func markName(o meeting.Offer) string { return "mark_" + string(o.ID) }

// put sets a form that came back in its place.
func (k *callScreen) put(back ui.Form) {
	for _, f := range []*ui.Form{&k.answer, &k.marks, &k.times, &k.person, &k.settle, &k.cancel} {
		if f.Action == back.Action {
			*f = back
		}
	}
}

func (k callScreen) chips() []ui.Chip {
	chips := site.ProtectionChip(k.v, k.Protection)
	tone := ui.Plain
	if k.CallView.Call.State == meeting.StateSeeking {
		tone = ui.Warning
	}
	words := k.v.TextOf("call.state", k.CallView.Call.State)
	if k.v.Actor.Self() && k.CallView.Call.State == meeting.StateCalled {
		words = myPart(k.v, k.CallView.Call)
	}
	return append(chips, ui.Chip{Text: words, Tone: tone})
}

func (k callScreen) actions() (all []ui.Action) {
	t, c := k.v.Texts, k.CallView.Call
	all = append(all, ui.Action{Label: t.T("call.print"), Href: k.url() + "/utskrift", Icon: "print"})
	if !c.Start.IsZero() && c.State != meeting.StateHeld {
		all = append(all, ui.Action{Label: t.T("call.calendar"), Href: k.url() + "/mote.ics"})
	}
	if k.May[access.CallChange] && c.Waits() {
		all = append(all, ui.Action{Label: t.T("call.move"), Href: k.url() + "/flytta"})
	}
	if k.May[access.MeetingRead] && (c.State == meeting.StateMeeting || c.State == meeting.StateCalled && !k.v.Actor.Self()) {
		soon := c.State == meeting.StateMeeting || t.ISO(c.Start) <= t.ISO(k.v.Now)
		all = append(all, ui.Action{Label: t.T("call.meeting"), Href: k.url() + "/mote", Primary: soon})
	}
	if c.State == meeting.StateHeld {
		all = append(all, ui.Action{Label: t.T("call.minutes"), Href: k.url() + "/anteckningar", Primary: true})
	}
	return all
}

// facts are when and where, who calls, and how the person has part in it.
func (k callScreen) facts() []ui.Term {
	t, c := k.v.Texts, k.CallView.Call
	all := []ui.Term{{Word: t.T("calls.when"), Says: ui.Text(callTime(k.v, c))}}
	if c.Link != "" {
		all = append(all, ui.Term{Word: t.T("call.link"), Says: ui.LinkTo(c.Link, t.T("call.link.open"))})
	}
	if k.Forum.ID != "" {
		all = append(all, ui.Term{Word: t.T("call.forum"), Says: ui.LinkTo("/forum/"+string(k.Forum.ID), k.Forum.Name)})
	}
	return append(all, k.otherFacts()...)
}

// paperFacts are facts as they stand on paper: nothing there can be pressed, and
// a paper lies about for years.
func (k callScreen) paperFacts() []ui.Term {
	t, c := k.v.Texts, k.CallView.Call
	when := t.T("call.seeks")
	if !c.Start.IsZero() {
		when = t.Weekday(c.Start) + " " + t.Moment(c.Start) + "–" + t.Clock(c.End)
	}
	all := []ui.Term{{Word: t.T("calls.when"), Says: ui.Text(when)}}
	if c.Link != "" {
		all = append(all, ui.Term{Word: t.T("call.link"), Says: ui.Text(c.Link)})
	}
	if k.Forum.ID != "" {
		all = append(all, ui.Term{Word: t.T("call.forum"), Says: ui.Text(k.Forum.Name)})
	}
	return append(all, k.otherFacts()...)
}

func (k callScreen) otherFacts() (all []ui.Term) {
	t, c := k.v.Texts, k.CallView.Call
	add := func(word, says string) {
		if says != "" {
			all = append(all, ui.Term{Word: t.T(word), Says: ui.Text(says)})
		}
	}
	add("call.place", c.Place)
	caller := "call.caller"
	if k.v.Actor.Self() {
		caller = "mine.meetings.who"
	}
	add(caller, k.name(c.Caller))
	add("call.secretary", k.name(c.Secretary))
	if c.Waits() && !c.Due.IsZero() {
		add("call.due", t.NearDay(t.ISO(c.Due)))
	}
	if k.v.Actor.Self() {
		add("mine.meetings.you", myPart(k.v, c))
	} else {
		add("call.person", k.personWords())
	}
	if c.CancelReason != "" {
		add("call.why_cancelled", k.v.TextOf("call.why", c.CancelReason))
	}
	return all
}

// name is a function with its unit.
func (k callScreen) name(f id.Function) string {
	fn, ok := k.Functions[f]
	switch {
	case f == meeting.Self:
		return k.personName()
	case !ok:
		return ""
	}
	return fn.Name + ", " + fn.UnitName
}

func (k callScreen) personName() string {
	switch {
	case k.v.Actor.Self():
		return k.v.Texts.T("call.you")
	case k.Identity != nil:
		return site.FirstName(k.Identity.Name)
	}
	return k.v.Texts.T("kind.person")
}

// personWords says how the person has part in the meeting.
func (k callScreen) personWords() string {
	t, c := k.v.Texts, k.CallView.Call
	if c.PersonWay == meeting.PersonWithout {
		return t.T("call.person.without.says")
	}
	answer := "none"
	if c.PersonAnswer != "" {
		answer = c.PersonAnswer
	}
	said := t.T("call.person.invited") + ". " + t.T("call.person.answer."+answer)
	if c.PersonActed != "" {
		said += " " + t.T("representative.answered", "who", k.v.Acted(c.PersonActed, k.personName()))
	}
	return said
}

// table is who is called and what they have answered.
func (k callScreen) table() ui.Table {
	v := k.v
	bring := slices.ContainsFunc(k.Parties, func(p app.CallParty) bool { return p.Bring != "" })
	columns := []string{"page.function", "call.answer"}
	if bring {
		columns = append(columns, "call.bring")
	}
	tab := ui.Table{Caption: k.say("called"), Hidden: true, Columns: site.Columns(v, columns...)}
	for _, p := range k.Parties {
		row := site.Cells(ui.Actor(v.Texts, p.Function.Kind, p.Function.Name, site.Dotted(p.Function.UnitName, p.Function.OrgName)), callAnswer(v, k, p))
		if bring {
			row.Cells = append(row.Cells, ui.Text(p.Bring))
		}
		tab.Rows = append(tab.Rows, row)
	}
	return tab
}

// answerTone is how an answer stands in a list.
func answerTone(answer string) ui.Tone {
	switch answer {
	case meeting.AnswerYes:
		return ui.Success
	case meeting.AnswerNo:
		return ui.Error
	case meeting.AnswerOther:
		return ui.Warning
	}
	return ui.Plain
}

// answerWords is what a party has answered.
func (k callScreen) answerWords(p app.CallParty) string {
	switch {
	case p.Calls:
		return k.v.Texts.T("call.calls")
	case p.Answer == "" && !p.AnsweredAt.IsZero():
		return k.v.Texts.T("call.answer.marked")
	case p.Answer == "":
		return k.v.Texts.T("call.answer.none")
	}
	return k.v.TextOf("call.answer", p.Answer)
}

// answerNotes are what else there is to know of a party's answer.
func (k callScreen) answerNotes(p app.CallParty) (notes []string) {
	t := k.v.Texts
	add := func(ok bool, text string) {
		if ok {
			notes = append(notes, text)
		}
	}
	if p.Reason != "" {
		notes = append(notes, k.v.TextOf("call.reason", p.Reason))
	}
	add(p.AnsweredBy != "" && p.AnsweredBy != p.Party.Function, t.T("call.answered_by", "function", k.name(p.AnsweredBy)))
	add(p.Answer == "" && p.Told != "", t.T("call.told", "function", k.name(p.Told)))
	add(p.Answer == "" && p.Told == "" && p.Escalated > 0, t.T("call.reminded"))
	add(!p.Reached && p.Reason != meeting.LeftCase && k.Seen.Circle(), t.T("call.unreached"))
	add(p.Busy, t.T("call.busy"))
	if p.Unsent != "" {
		notes = append(notes, t.T("call.unsent"))
	}
	return notes
}

// happening is one thing that has happened to a call.
type happening struct{ says, at string }

// history is what has happened to the call, newest first. The person need not
// read who was reminded.
func (k callScreen) history() (all []happening) {
	t := k.v.Texts
	for _, e := range k.Events {
		who, about := k.name(e.Function), k.name(e.About)
		switch {
		case who == "" && e.Function == "" && (e.About == meeting.Self || e.Kind == "offered"):
			who = k.v.Acted(e.Acted, k.personName())
		case who == "":
			who = t.T("event.who.withheld")
		}
		if about == "" {
			about = t.T("event.who.withheld")
		}
		key := "call.event." + e.Kind
		switch e.Kind {
		case "answered":
			key += "." + e.Reason
			if e.Acted != "" {
				who = t.T("call.event.for", "who", who, "about", k.personName())
			}
			if e.About != e.Function && e.About != "" && e.Function != "" {
				who = t.T("call.event.for", "who", who, "about", about)
			}
		case "moved":
			if e.Start.IsZero() {
				key += ".first"
			} else if e.Function == "" {
				key += "." + e.Reason
			}
		}
		if !t.Has(key) || k.v.Actor.Self() && (e.Kind == "reminded" || e.Kind == "escalated") {
			continue
		}
		when := ""
		if !e.Start.IsZero() {
			when = t.Date(e.Start)
		}
		all = append(all, happening{site.Upper(t.T(key, "who", who, "about", about, "when", when)), t.Date(e.At)})
	}
	return all
}

// say is a heading of the page: to the person herself, or to a function.
func (k callScreen) say(what string) string {
	if k.v.Actor.Self() {
		return k.v.Texts.T("mine.call." + what)
	}
	return k.v.Texts.T("call." + what)
}

// answered reports whether the reader has answered already.
func (k callScreen) answered() bool {
	own, called := k.Own()
	return called && own.Answer != "" || k.v.Actor.Self() && k.CallView.Call.PersonAnswer != ""
}

// mayAnswer reports whether the reader can answer now.
func (k callScreen) mayAnswer() bool {
	if !k.May[access.CallAnswer] || !k.CallView.Call.Waits() {
		return false
	}
	if k.v.Actor.Self() {
		return k.CallView.Call.PersonWay == meeting.PersonInvited
	}
	own, called := k.Own()
	return called && !own.Calls
}

// changes reports whether the reader may change the call now.
func (k callScreen) changes() bool { return k.May[access.CallChange] && k.CallView.Call.Waits() }

// callDone answers one of the forms of a call's page, whose fields have a prefix.
func (s *server) callDone(w http.ResponseWriter, r *http.Request, v *site.Visit, prefix, flash string, err error) error {
	if faults, ok := site.Faulty(err); ok {
		f := v.Again(r.URL.Path, namedIn(faults, prefix))
		return s.drawCall(w, r, v, &f, nil)
	}
	if site.Clash(err) {
		return s.drawCall(w, r, v, nil, err)
	}
	if err != nil {
		return err
	}
	return s.Done(w, r, callURL(site.CaseOf(r), callOf(r)), flash)
}

// callPaper is a call on paper.
func (s *server) callPaper(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	c, err := s.App.Call(r.Context(), v.Actor, site.CaseOf(r), callOf(r))
	if err != nil {
		return err
	}
	k := callScreen{CallView: c, v: v}
	p := s.Page(v, v.Texts.T("call.paper"))
	p.Print, p.Running = true, v.Texts.T("planpage.running", "ref", c.Case.Ref, "day", v.Texts.DayOf(v.Now))
	p.Head.Back = &ui.Link{Label: v.Texts.T("call.title"), Href: k.url()}
	return s.Draw(w, r, v, p, callSheet(v, k))
}
