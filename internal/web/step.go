package web

import (
	"net/http"
	"slices"

	"samverk/internal/access"
	"samverk/internal/app"
	"samverk/internal/cases"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/org"
	"samverk/internal/web/site"
	"samverk/internal/web/ui"
)

// The steps that can be taken with a request, as they stand in addresses.
const (
	stepAccept   = "ta-emot"
	stepAsk      = "fraga"
	stepAnswer   = "svara"
	stepForward  = "skicka-vidare"
	stepDecline  = "avboj"
	stepWithdraw = "aterta"
	stepConsent  = "samtycke"
)

func (s *server) stepRoutes() []site.Route {
	return []site.Route{
		{"POST /begaran/{request}/" + stepAccept, site.Function, s.acceptRequest},
		{"GET /begaran/{request}/{step}", site.Acting, s.stepPage},
		{"POST /begaran/{request}/{step}", site.Acting, s.takeStep},
	}
}

// requestStep is one step with a request: the keys of its texts, and what it
// asks for.
type requestStep struct {
	name, title, text, do string
	words                 string   // label of the words, empty where none are asked for
	optional              bool     // the words may be left out
	reasons               []string // codes to choose among
	act                   access.Action
	flash                 string
	back                  string
}

func requestSteps() []requestStep {
	return []requestStep{
		{name: stepAnswer, title: "page.request.answer.title", text: "page.request.answer.text", do: "page.request.answer.do", words: "page.request.answer.words",
			act: access.RequestAnswer, flash: "page.flash.answered"},
		{name: stepConsent, title: "page.request.consent.title", text: "page.request.consent.text", do: "page.request.consent.do",
			act: access.RequestConsent, flash: "page.flash.request_agreed"},
		{name: stepAsk, title: "page.request.ask.title", text: "page.request.ask.text", do: "page.request.ask.do", words: "page.request.ask.words",
			act: access.RequestAsk, flash: "page.flash.asked_back"},
		{name: stepForward, title: "page.request.forward.title", text: "page.request.forward.text", do: "page.request.forward.do", words: "page.request.words",
			optional: true, reasons: cases.RequestReasons(), act: access.RequestForward, flash: "page.flash.forwarded"},
		{name: stepDecline, title: "page.request.decline.title", text: "page.request.decline.text", do: "page.request.decline.do", words: "page.request.words",
			optional: true, reasons: cases.RequestReasons(), act: access.RequestDecline, flash: "page.flash.declined"},
		{name: stepWithdraw, title: "page.request.withdraw.title", text: "page.request.withdraw.text", do: "page.request.withdraw.do",
			// Without words: "something else" would ask for them.
			optional: true, reasons: []string{"already_handled", "need_unclear", "person_declines"}, act: access.RequestWithdraw, flash: "page.flash.withdrawn"},
	}
}

// steps are the buttons for what the reader may do, besides taking it on.
func (k requestScreen) steps() (all []ui.Action) {
	for _, step := range requestSteps() {
		if k.may(step.act) {
			primary := step.name == stepAnswer || step.name == stepConsent
			all = append(all, ui.Action{Label: k.v.Texts.T(step.title), Href: requestURL(k.ID) + "/" + step.name, Primary: primary})
		}
	}
	return all
}

// form is the empty form of a step.
func (k requestScreen) form(step string) ui.Form {
	f := k.v.NewForm(requestURL(k.ID) + "/" + step)
	f.Version = k.Version
	return f
}

func (k requestScreen) may(act access.Action) bool { return slices.Contains(k.May, act) }

// answers reports whether the reader can do something about the request now.
func (k requestScreen) answers() bool { return len(k.May) > 0 }

// waitsForConsent reports whether the receiver could take it on, had the person
// agreed.
func (k requestScreen) waitsForConsent() bool {
	return k.may(access.RequestDecline) && !k.may(access.RequestAccept)
}

func requestOf(r *http.Request) id.Request { return id.Request(r.PathValue("request")) }

func stepOf(r *http.Request) (step requestStep, ok bool) {
	for _, step := range requestSteps() {
		if step.name == r.PathValue("step") {
			step.back = requestURL(requestOf(r))
			return step, true
		}
	}
	return step, false
}

func (s *server) stepPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	step, ok := stepOf(r)
	if !ok {
		return errs.Missing()
	}
	return s.drawStep(w, r, v, step, nil)
}

// drawStep draws the form of a step, empty or as it came back.
func (s *server) drawStep(w http.ResponseWriter, r *http.Request, v *site.Visit, step requestStep, back *ui.Form) error {
	k, err := s.requestScreen(r, v)
	if err != nil {
		return err
	}
	if !k.may(step.act) {
		return s.Done(w, r, step.back, "")
	}
	f := k.form(step.name)
	if back != nil {
		f.Values, f.Faults, f.Version, f.Changed = back.Values, back.Faults, back.Version, true
	}
	var ways []ui.Option
	if step.name == stepForward {
		area, err := s.App.Area(r.Context(), v.Actor, k.RequestRow.Area)
		if err != nil {
			return err
		}
		ways = wayOptions(v, otherWays(area, k))
	}
	v.Path = f.Action
	p := s.Page(v, v.Texts.T(step.title))
	p.Active = "/begaran"
	p.Head = ui.Head{Back: &ui.Link{Label: k.title(), Href: step.back}, Meta: k.meta()}
	p.Faults = f.Faults
	return s.Draw(w, r, v, p, stepForm(v, step, f, ways))
}

// otherWays are where a request can be sent on to.
func otherWays(area app.AreaView, k requestScreen) (all []org.WayIn) {
	taken := map[id.Function]bool{k.To: true, k.From: true}
	for _, w := range area.WaysIn {
		if !taken[w.Function.ID] {
			taken[w.Function.ID] = true
			all = append(all, w)
		}
	}
	return all
}

func (s *server) takeStep(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	step, ok := stepOf(r)
	if !ok {
		return errs.Missing()
	}
	err := s.step(r, v, step.name)
	if faults, ok := site.Faulty(err); ok {
		f := v.Again("", faults)
		return s.drawStep(w, r, v, step, &f)
	}
	if site.Clash(err) {
		return s.drawRequest(w, r, v, attempt{v.Form.Get("words"), err})
	}
	if err != nil {
		return err
	}
	to := step.back
	if step.name == stepForward { // no longer the reader's to see
		to = "/begaran"
	}
	return s.Done(w, r, to, step.flash)
}

func (s *server) step(r *http.Request, v *site.Visit, name string) error {
	ctx, q, f := r.Context(), requestOf(r), v.Form
	switch name {
	case stepAsk:
		return s.App.AskBack(ctx, v.Actor, q, v.Version(), f.Get("words"))
	case stepAnswer:
		return s.App.AnswerRequest(ctx, v.Actor, q, v.Version(), f.Get("words"))
	case stepForward:
		to := app.Forward{To: id.Function(f.Get("to")), Reason: f.Get("reason"), Words: f.Get("words")}
		return s.App.ForwardRequest(ctx, v.Actor, q, v.Version(), to)
	case stepDecline:
		return s.App.DeclineRequest(ctx, v.Actor, q, v.Version(), f.Get("reason"), f.Get("words"))
	case stepWithdraw:
		return s.App.WithdrawRequest(ctx, v.Actor, q, v.Version(), f.Get("reason"))
	}
	return s.App.ConsentToRequest(ctx, v.Actor, q, v.Version(), f.Get("consent_how"))
}

func (s *server) acceptRequest(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	c, err := s.App.AcceptRequest(r.Context(), v.Actor, requestOf(r), v.Version())
	if site.Clash(err) {
		return s.drawRequest(w, r, v, attempt{err: err})
	}
	if err != nil {
		return err
	}
	return s.Done(w, r, site.CaseURL(c), "page.flash.case_opened")
}

func reasonField(step requestStep, f ui.Form) ui.Field {
	field := f.Field("reason", "page.reason")
	for _, code := range step.reasons {
		field.Options = append(field.Options, ui.Option{Value: code, Label: f.Texts.T("reason." + code)})
	}
	field.Optional = step.name == stepWithdraw
	return field
}

func wordsField(step requestStep, f ui.Form) ui.Field {
	field := f.Field("words", step.words).WithHint(f.Texts.T("page.request.words.hint")).WithLimit(10_000)
	field.Optional = step.optional
	return field
}

// consentWays are how a person can have agreed, when a function notes it.
func consentWays() []string { return []string{"oral", "paper"} }
