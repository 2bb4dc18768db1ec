package web

import (
	"cmp"
	"context"
	"slices"
	"time"

	"samverk/internal/access"
	"samverk/internal/app"
	"samverk/internal/cases"
	"samverk/internal/id"
	"samverk/internal/org"
	"samverk/internal/web/ui"
)

// requestScreen is a request as its page shows it.
type requestScreen struct {
	app.RequestView
	v     *visit
	now   time.Time
	tried attempt
	ways  []org.WayIn // that it can be sent on to
}

// addWays finds where the request can be sent on to, where that is possible.
func (k *requestScreen) addWays(ctx context.Context, a *app.App) error {
	if !slices.Contains(k.May, access.RequestForward) {
		return nil
	}
	area, err := a.Area(ctx, k.v.Actor, k.RequestRow.Area)
	for _, w := range area.WaysIn {
		taken := w.Function.ID == k.To || w.Function.ID == k.From
		if !taken && !slices.ContainsFunc(k.ways, func(o org.WayIn) bool { return o.Function.ID == w.Function.ID }) {
			k.ways = append(k.ways, w)
		}
	}
	return err
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
		tone := ui.Plain
		if k.DueAt.Before(k.now) {
			tone = ui.Error
		}
		chips = append(chips, ui.Chip{Text: t.T("page.request.answer", "when", t.Relative(k.DueAt, k.now)), Tone: tone})
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

func (k requestScreen) may(act access.Action) bool { return slices.Contains(k.May, act) }

// form is the form of a step: empty, or as it was sent when it had faults or
// the request had changed meanwhile.
func (k requestScreen) form(step string) ui.Form {
	f := k.v.newForm(requestURL(k.ID) + "/" + step)
	if k.tried.step == step {
		f.Values, f.Faults, f.Changed = k.tried.form.Values, k.tried.form.Faults, true
	}
	f.Version = k.Version
	return f
}

// open reports whether the form of a step stands open.
func (k requestScreen) open(step string) bool { return k.tried.step == step }

// lost is what was typed in a step that can no longer be taken.
func (k requestScreen) lost() string {
	steps := map[string]access.Action{stepAsk: access.RequestAsk, stepAnswer: access.RequestAnswer, stepForward: access.RequestForward, stepDecline: access.RequestDecline}
	if act, ok := steps[k.tried.step]; k.tried.clash == nil || !ok || k.may(act) {
		return ""
	}
	return k.tried.form.Value("words")
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

func (k requestScreen) wayOptions() []ui.Option { return wayOptions(k.v, k.ways) }

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
