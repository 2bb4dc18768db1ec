package web

import (
	"cmp"
	"time"

	"samverk/internal/app"
	"samverk/internal/cases"
	"samverk/internal/id"
	"samverk/internal/org"
	"samverk/internal/web/ui"
)

// requestScreen is a request as its pages show it.
type requestScreen struct {
	app.RequestView
	v    *visit
	now  time.Time
	late attempt
}

func (k requestScreen) title() string {
	switch {
	case k.v.Actor.Self():
		return k.v.texts.T("page.request.own")
	case k.Identity != nil:
		return k.Identity.Name
	}
	return k.v.texts.T("page.request.unnamed")
}

func (k requestScreen) meta() (facts []string) {
	t := k.v.texts
	if k.Identity != nil && !k.v.Actor.Self() {
		facts = append(facts, numberText(k.Identity.Number))
	}
	if k.Area.Name != "" {
		facts = append(facts, k.Area.Name)
	}
	return append(facts, k.v.textOf("topic", k.Topic), t.T("page.request.sent_on", "day", t.DayOf(k.CreatedAt)))
}

func (k requestScreen) chips() []ui.Chip {
	t := k.v.texts
	chips := append(protectionChip(k.v, k.Protection), ui.Chip{Text: k.v.textOf("request.state", k.State), Tone: requestTone(k.State)})
	if k.State == cases.RequestSent && !k.DueAt.IsZero() {
		chips = append(chips, ui.Chip{Text: t.T("page.request.answer", "when", t.Relative(k.DueAt, k.now)), Tone: dueTone(k.DueAt, k.now)})
	}
	switch {
	case k.Consented:
		chips = append(chips, ui.Chip{Text: t.T("page.request.agreed"), Tone: ui.Success})
	case k.State == cases.RequestSent || k.State == cases.RequestQuestion:
		chips = append(chips, ui.Chip{Text: t.T("page.request.not_agreed"), Tone: ui.Warning})
	}
	if k.SentAround {
		chips = append(chips, ui.Chip{Text: t.T("page.request.sent_around"), Tone: ui.Warning})
	}
	return chips
}

// function names a function and its unit, the person herself when there is none.
func (k requestScreen) function(f id.Function) string {
	if f == "" {
		if k.v.Actor.Self() {
			return k.v.texts.T("page.you")
		}
		return k.v.texts.T("page.requests.herself")
	}
	fn := k.Functions[f]
	return dotted(fn.Name, fn.UnitName)
}

// said is one step on the request's way.
func (k requestScreen) said(e cases.RequestEvent) string {
	t := k.v.texts
	key := "request.event." + e.Kind
	if e.Kind == "overdue" && e.To == "" {
		key += ".nobody"
	}
	text := t.T(key, "who", comma(k.Functions, e.By, k.function(e.By)), "to", comma(k.Functions, e.To, ""))
	switch e.Kind {
	case "declined", "forwarded", "withdrawn":
		if e.Reason != "" {
			text += " – " + lower(k.v.textOf("reason", e.Reason))
		}
	case "consented":
		if e.Reason != "" {
			text += " (" + lower(k.v.textOf("request.consent_how", e.Reason)) + ")"
		}
	}
	return upper(text)
}

// comma names a function in a sentence.
func comma(all map[id.Function]org.Function, f id.Function, otherwise string) string {
	fn, ok := all[f]
	if !ok {
		return otherwise
	}
	return fn.Name + ", " + cmp.Or(fn.UnitShort, fn.UnitName)
}

func (k requestScreen) wanted() string {
	var names []string
	for _, kind := range k.Wanted {
		names = append(names, ui.KindName(k.v.texts, kind))
	}
	return k.v.texts.List(names...)
}

// facts are what the request says besides its free text.
func (k requestScreen) facts() []ui.Term {
	t := k.v.texts
	all := []ui.Term{
		{Word: t.T("page.requests.from"), Says: ui.Text(k.function(k.From))},
		{Word: t.T("page.requests.to"), Says: ui.Text(k.function(k.To))},
		{Word: t.T("page.request.wanted"), Says: ui.Text(k.wanted())},
	}
	if k.Identity != nil && k.Identity.Phone != "" && !k.v.Actor.Self() {
		all = append(all, ui.Term{Word: t.T("page.phone"), Says: ui.Text(k.Identity.Phone)})
	}
	if k.CaseRef != "" {
		all = append(all, ui.Term{Word: t.T("page.case"), Says: ui.LinkTo(caseURL(k.Case), k.CaseRef)})
	}
	return all
}

// wayOptions are ways in to choose among: function and unit, who answers there
// today and how soon.
func wayOptions(v *visit, ways []org.WayIn) []ui.Option {
	all := make([]ui.Option, len(ways))
	for i, w := range ways {
		all[i] = ui.Option{Value: string(w.Function.ID), Label: dotted(w.Function.Name, w.Function.UnitName, w.Function.OrgName), About: wayAbout(v, w)}
	}
	return all
}

func wayAbout(v *visit, w org.WayIn) string {
	t := v.texts
	answers := t.N("page.way.answers", w.AnswerDays)
	switch {
	case !w.Vacant():
	case w.DeputyName != "":
		answers = t.T("page.way.vacant_deputy", "deputy", w.DeputyName)
	default:
		answers = t.T("page.way.vacant")
	}
	return dotted(v.textOf("topic", w.Topic), answers)
}
