package web

import (
	"cmp"
	"time"

	"samverk/internal/app"
	"samverk/internal/cases"
	"samverk/internal/id"
	"samverk/internal/org"
	"samverk/internal/web/site"
	"samverk/internal/web/ui"
)

// requestScreen is a request as its pages show it.
type requestScreen struct {
	app.RequestView
	v    *site.Visit
	now  time.Time
	late attempt
}

func (k requestScreen) title() string {
	switch {
	case k.v.Actor.Self():
		return k.v.Texts.T("page.request.own")
	case k.Identity != nil:
		return k.Identity.Name
	}
	return k.v.Texts.T("page.request.unnamed")
}

func (k requestScreen) meta() (facts []string) {
	t := k.v.Texts
	if k.Identity != nil && !k.v.Actor.Self() {
		facts = append(facts, site.NumberText(k.Identity.Number))
	}
	if k.Area.Name != "" {
		facts = append(facts, k.Area.Name)
	}
	return append(facts, k.v.TextOf("topic", k.Topic), t.T("page.request.sent_on", "day", t.DayOf(k.CreatedAt)))
}

func (k requestScreen) chips() []ui.Chip {
	t := k.v.Texts
	chips := append(site.ProtectionChip(k.v, k.Protection), ui.Chip{Text: k.v.TextOf("request.state", k.State), Tone: requestTone(k.State)})
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
			return k.v.Texts.T("page.you")
		}
		return k.v.Texts.T("page.requests.herself")
	}
	fn := k.Functions[f]
	return site.Dotted(fn.Name, fn.UnitName)
}

// said is one step on the request's way.
func (k requestScreen) said(e cases.RequestEvent) string {
	t := k.v.Texts
	key := "request.event." + e.Kind
	if e.Kind == "overdue" && e.To == "" {
		key += ".nobody"
	}
	text := t.T(key, "who", comma(k.Functions, e.By, k.function(e.By)), "to", comma(k.Functions, e.To, ""))
	switch e.Kind {
	case "declined", "forwarded", "withdrawn":
		if e.Reason != "" {
			text += " – " + site.Lower(k.v.TextOf("reason", e.Reason))
		}
	case "consented":
		if e.Reason != "" {
			text += " (" + site.Lower(k.v.TextOf("request.consent_how", e.Reason)) + ")"
		}
	}
	return site.Upper(text)
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
		names = append(names, ui.KindName(k.v.Texts, kind))
	}
	return k.v.Texts.List(names...)
}

// facts are what the request says besides its free text.
func (k requestScreen) facts() []ui.Term {
	t := k.v.Texts
	all := []ui.Term{
		{Word: t.T("page.requests.from"), Says: ui.Text(k.function(k.From))},
		{Word: t.T("page.requests.to"), Says: ui.Text(k.function(k.To))},
		{Word: t.T("page.request.wanted"), Says: ui.Text(k.wanted())},
	}
	if k.Identity != nil && k.Identity.Phone != "" && !k.v.Actor.Self() {
		all = append(all, ui.Term{Word: t.T("page.phone"), Says: ui.Text(k.Identity.Phone)})
	}
	if k.CaseRef != "" {
		all = append(all, ui.Term{Word: t.T("page.case"), Says: ui.LinkTo(site.CaseURL(k.Case), k.CaseRef)})
	}
	return all
}

// wayOptions are ways in to choose among: function and unit, who answers there
// today and how soon.
func wayOptions(v *site.Visit, ways []org.WayIn) []ui.Option {
	all := make([]ui.Option, len(ways))
	for i, w := range ways {
		all[i] = ui.Option{Value: string(w.Function.ID), Label: site.Dotted(w.Function.Name, w.Function.UnitName, w.Function.OrgName), About: wayAbout(v, w)}
	}
	return all
}

func wayAbout(v *site.Visit, w org.WayIn) string {
	t := v.Texts
	answers := t.N("page.way.answers", w.AnswerDays)
	switch {
	case !w.Vacant():
	case w.DeputyName != "":
		answers = t.T("page.way.vacant_deputy", "deputy", w.DeputyName)
	default:
		answers = t.T("page.way.vacant")
	}
	return site.Dotted(v.TextOf("topic", w.Topic), answers)
}
