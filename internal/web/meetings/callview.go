package meetings

import (
	"strings"

	"samverk/internal/access"
	"samverk/internal/app"
	"samverk/internal/meeting"
	"samverk/internal/web/site"
	"samverk/internal/web/ui"
)

// firstCall is what an empty list of calls offers.
func firstCall(v *site.Visit, c app.CaseView) *ui.Action {
	if !c.May[access.CallMake] {
		return nil
	}
	return &ui.Action{Label: v.Texts.T("calls.new"), Href: callsURL(c.Case.ID) + "/ny", Icon: "plus", Primary: true}
}

// missing names the actors that the forum demands and that are not called.
func (k callScreen) missing() string {
	var all []string
	for _, m := range k.Missing {
		all = append(all, ui.KindName(k.v.Texts, m))
	}
	return k.v.Texts.List(all...)
}

func (k callScreen) answerTitle() string {
	if k.v.Actor.Self() {
		return k.v.Texts.T("mine.meetings.answer")
	}
	return k.v.Texts.T("call.your_answer")
}

// answers are what can be answered.
func (k callScreen) answers() []ui.Option {
	t := k.v.Texts
	return []ui.Option{{Value: meeting.AnswerYes, Label: t.T("call.say.yes")}, {Value: meeting.AnswerOther, Label: t.T("call.say.another")}, {Value: meeting.AnswerNo, Label: t.T("call.say.no")}}
}

// personAnswers are what the person can have said to the one who calls.
func (k callScreen) personAnswers() []ui.Option {
	t := k.v.Texts
	return []ui.Option{{Value: meeting.AnswerYes, Label: t.T("call.person.answer.yes")}, {Value: meeting.AnswerNo, Label: t.T("call.person.answer.no")}}
}

// showsOffers reports whether the times that are offered are shown. The person
// is asked one thing: of a meeting that has its time, whether she comes to that.
func (k callScreen) showsOffers() bool {
	return len(k.Offers) > 0 && (!k.v.Actor.Self() || k.CallView.Call.State == meeting.StateSeeking)
}

// otherTimes reports whether the form of an answer proposes times.
func (k callScreen) otherTimes() bool {
	return k.answer.Value(dateName("", 1)) != "" || k.answer.Fault(dateName("", 1)) != ""
}

// someDay and someClock ask for a day and a clock time; times after the first
// may be left empty.
func someDay(f ui.Form, prefix string, n int) ui.Field {
	d := f.Field(dateName(prefix, n), "call.time.day")
	d.Optional = n > 1
	return d
}

func someClock(f ui.Form, name, label string, n int) ui.Field {
	c := f.Field(name, label).WithLimit(5)
	c.Optional = n > 1
	return c
}

// moreTimes reports whether a form holds more than its first time, or faults of
// them.
func moreTimes(f ui.Form, prefix string) bool {
	for n := 2; n <= timeRows; n++ {
		for _, name := range []string{dateName(prefix, n), fromName(prefix, n), toName(prefix, n)} {
			if f.Value(name) != "" || f.Fault(name) != "" {
				return true
			}
		}
	}
	return false
}

func (k callScreen) offerLabel(o meeting.Offer) string { return k.v.Texts.Span(o.Start, o.End) }

// offerHint counts the marks on a time, and says when it is the best.
func (k callScreen) offerHint(o meeting.Offer) string {
	t := k.v.Texts
	if !k.Seen.Circle() {
		return ""
	}
	n := map[string]int{}
	for _, m := range o.Marks {
		n[m]++
	}
	counts := t.T("call.offer.counts", "yes", t.Number(n[meeting.MarkYes]), "maybe", t.Number(n[meeting.MarkMaybe]), "no", t.Number(n[meeting.MarkNo]))
	if o.ID == k.Best {
		counts = t.T("call.offer.best") + " " + counts
	}
	var busy []string
	for _, f := range k.Taken[o.ID] {
		busy = append(busy, k.name(f))
	}
	if len(busy) > 0 {
		counts += " · " + t.T("callform.busy", "who", t.List(busy...))
	}
	return counts
}

func (k callScreen) markOptions() []ui.Option {
	return site.Choices(k.v, "call.mark", meeting.Marks())
}

// settleField asks which time the meeting is given; the best is proposed.
func (k callScreen) settleField() ui.Field {
	f := k.settle.Field(ofSettle+"offer", "call.offer")
	for _, o := range k.Offers {
		label := k.offerLabel(o)
		if o.ID == k.Best {
			label += " – " + site.Lower(strings.TrimSuffix(k.v.Texts.T("call.offer.best"), "."))
		}
		f.Options = append(f.Options, ui.Option{Value: string(o.ID), Label: label})
	}
	if f.Value == "" {
		f.Value = string(k.Best)
	}
	return f
}

// toldAnswers are what one can answer for others: of a call that seeks a time
// only that they do not come, or another time.
func toldAnswers(v *site.Visit, state string) []ui.Option {
	t := v.Texts
	all := []ui.Option{{Value: meeting.AnswerYes, Label: t.T("told.say.yes")}, {Value: meeting.AnswerOther, Label: t.T("told.say.another")}, {Value: meeting.AnswerNo, Label: t.T("told.say.no")}}
	if state == meeting.StateSeeking {
		return all[1:]
	}
	return all
}

// myFacts are what the person is told of a meeting.
func myFacts(v *site.Visit, m app.MyMeeting) []ui.Term {
	t := v.Texts
	var all []ui.Term
	add := func(word, says string) {
		if says != "" {
			all = append(all, ui.Term{Word: t.T(word), Says: ui.Text(says)})
		}
	}
	add("mine.meetings.about", m.Question)
	add("mine.meetings.who", m.Caller)
	add("call.place", m.Call.Place)
	if m.Call.Link != "" {
		all = append(all, ui.Term{Word: t.T("call.link"), Says: ui.LinkTo(m.Call.Link, t.T("call.link.open"))})
	}
	add("mine.meetings.you", myPart(v, m.Call))
	return all
}

// myPart is how the person has part in a meeting.
func myPart(v *site.Visit, c meeting.Call) string {
	answer := c.PersonAnswer
	switch {
	case c.PersonWay == meeting.PersonWithout:
		return v.Texts.T("mine.meetings.without")
	case answer == "":
		answer = "none"
	}
	said := v.Texts.T("mine.meetings.answer." + answer)
	if c.PersonActed != "" {
		said += " " + v.Texts.T("representative.answered", "who", v.Acted(c.PersonActed, ""))
	}
	return said
}

// unanswered reports whether the person is asked to a meeting and has not
// answered.
func unanswered(m app.MyMeeting) bool {
	return m.Call.PersonWay == meeting.PersonInvited && m.Call.PersonAnswer == "" && m.Call.Waits()
}

// myNext is what the person can do with a meeting.
func myNext(v *site.Visit, m app.MyMeeting) string {
	if unanswered(m) {
		return v.Texts.T("mine.meetings.answer.do")
	}
	return v.Texts.T("mine.meetings.more")
}

func goneTable(v *site.Visit, all []app.MyMeeting) ui.Table {
	tab := ui.Table{Caption: v.Texts.T("mine.meetings.gone"), Hidden: true, Columns: site.Columns(v, "calls.when", "mine.meetings.about", "calls.state")}
	for _, m := range all {
		tab.Rows = append(tab.Rows, site.Cells(ui.LinkTo(callURL(m.Call.Case, m.Call.ID), callTime(v, m.Call)), ui.Text(shortened(m.Question)), callState(v, m.Call)))
	}
	return tab
}

// where says which forum a call is to.
func (k callFormScreen) where() string {
	if k.chosen == ownTime {
		return k.v.Texts.T("callform.own") + "."
	}
	return k.v.Texts.T("callform.to", "forum", k.forum.Forum.Name)
}

// places are the forums that a meeting can be moved to.
func (k callFormScreen) places() (all []site.Filter) {
	for _, f := range k.Forums {
		if f.Why == "" {
			all = append(all, site.Filter{Label: f.Forum.Name, Href: k.chooseURL(string(f.Forum.ID)), On: k.chosen == string(f.Forum.ID)})
		}
	}
	return append(all, site.Filter{Label: k.v.Texts.T("callform.own"), Href: k.chooseURL(ownTime), On: k.chosen == ownTime})
}

// tone is how the consent stands.
func (k withoutScreen) tone() ui.Tone {
	if k.Consent.InForce(k.Today) {
		return ui.Success
	}
	return ui.Warning
}

func (k withoutScreen) giveTitle() string {
	if k.Consent.ID != "" {
		return k.v.Texts.T("without.renew")
	}
	return k.say("give")
}

func (k withoutScreen) endsField() ui.Field {
	f := k.form.Field("ends_on", "without.ends_on").WithHint(k.v.Texts.T("without.ends_on.hint"))
	f.Min, f.Max = k.Today, site.LaterDay(k.Today, 1, 0)
	return f
}

// withLabel is a field with a label that is no text of its own.
func withLabel(f ui.Field, label string) ui.Field {
	f.Label = label
	return f
}
