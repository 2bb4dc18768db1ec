package web

import (
	"net/http"
	"slices"
	"strconv"

	"samverk/internal/access"
	"samverk/internal/app"
	"samverk/internal/cases"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/org"
	"samverk/internal/person"
	"samverk/internal/web/site"
	"samverk/internal/web/ui"
)

func (s *server) wizardRoutes() []site.Route {
	return []site.Route{
		{"GET /begaran/ny", site.Acting, s.wizardPage},
		{"POST /begaran/ny", site.Acting, s.wizard},
	}
}

// wizardStep is one page of asking for coordination. What was said on the other
// pages goes along in the form, so that nothing is kept before it is sent.
type wizardStep struct {
	name   string
	label  string
	fields []string
}

// wizardSteps are the pages in order; a person asks for herself, so nobody asks
// her who she is.
func wizardSteps(self bool) []wizardStep {
	all := []wizardStep{
		{"what", "page.wizard.step.what", []string{"area", "topic"}},
		{"to", "page.wizard.step.to", []string{"to"}},
		{"who", "page.wizard.step.who", []string{"number", "name", "phone", "protection"}},
		{"how", "page.wizard.step.how", []string{"wanted", "situation", "hope", "tried"}},
		{"send", "page.wizard.step.send", []string{"consented"}},
	}
	if self {
		return slices.Delete(all, 2, 3)
	}
	return all
}

func (s *server) wizardPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	f := v.NewForm("/begaran/ny")
	if len(v.Areas) == 1 {
		f.Values["area"] = []string{string(v.Areas[0])}
	}
	for _, name := range []string{"area", "topic"} { // from a page of ways in
		if given := v.Query.Get(name); given != "" {
			f.Values[name] = []string{given}
		}
	}
	return s.drawWizard(w, r, v, 0, f)
}

// wizard takes the answers of one page and goes on to the page that was asked
// for; forward only when the answers so far hold.
func (s *server) wizard(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	steps := wizardSteps(v.Actor.Self())
	now := within(v.Form.Get("step"), len(steps))
	f := v.Again("/begaran/ny", nil)
	f.Version = 0
	if to := within(v.Form.Get("go"), len(steps)); v.Form.Get("go") != "" && to < now {
		return s.drawWizard(w, r, v, to, f)
	}
	for n, step := range steps[:now+1] {
		if f.Faults = s.checkStep(v, step.name); len(f.Faults) > 0 {
			return s.drawWizard(w, r, v, n, f)
		}
	}
	if now+1 < len(steps) {
		return s.drawWizard(w, r, v, now+1, f)
	}
	q, err := s.App.SendRequest(r.Context(), v.Actor, newRequest(v))
	if faults, ok := site.Faulty(err); ok {
		f.Faults = faults
		return s.drawWizard(w, r, v, stepWith(steps, faults), f)
	}
	if err != nil {
		return err
	}
	return s.Done(w, r, requestURL(q), "page.flash.request_sent")
}

// within reads the number of a page.
func within(text string, n int) int {
	i, err := strconv.Atoi(text)
	if err != nil || i < 0 || i >= n {
		return 0
	}
	return i
}

// stepWith is the first page that has something wrong on it.
func stepWith(steps []wizardStep, faults []errs.Fault) int {
	for n, step := range steps {
		for _, f := range faults {
			if slices.Contains(step.fields, f.Field) {
				return n
			}
		}
	}
	return len(steps) - 1
}

// checkStep tells at once what is wrong with one page; package app checks all
// of it again when it is sent.
func (s *server) checkStep(v *site.Visit, name string) (f errs.Faults) {
	switch name {
	case "what":
		f.Check(v.Form.Get("area") != "", "area", "request.area.missing")
		f.Check(slices.Contains(org.Topics(), v.Form.Get("topic")), "topic", "request.topic.missing")
	case "to":
		f.Check(v.Form.Get("to") != "", "to", "request.to.missing")
	case "who":
		_, err := id.ParseNumber(v.Form.Get("number"), s.Options.Now())
		faults, _ := site.Faulty(err)
		f = append(f, faults...)
		f.Check(v.Form.Get("name") != "", "name", "person.name.empty")
		f.Check(v.Form.Get("protection") != "", "protection", "person.protection.unknown")
	case "how":
		f.Check(len(v.Form["wanted"]) > 0, "wanted", "request.wanted.missing")
		f.Check(v.Form.Get("hope") != "", "hope", "request.hope.missing")
	case "send":
		if v.Actor.Self() {
			break
		}
		f.Check(slices.Contains(append(consentWays(), "no"), v.Form.Get("consented")), "consented", "page.wizard.consented.missing")
	}
	return f
}

// newRequest is what the form says.
func newRequest(v *site.Visit) app.NewRequest {
	f := v.Form
	n := app.NewRequest{
		Number: f.Get("number"), Name: f.Get("name"), Phone: f.Get("phone"), Protection: person.Protection(f.Get("protection")),
		Area: id.Area(f.Get("area")), Topic: f.Get("topic"), To: id.Function(f.Get("to")), Situation: f["situation"],
		Hope: f.Get("hope"), Tried: f.Get("tried"),
	}
	if how := f.Get("consented"); how != "no" {
		n.Consented, n.ConsentHow = true, how
	}
	for _, kind := range f["wanted"] {
		n.Wanted = append(n.Wanted, access.Kind(kind))
	}
	return n
}

// wizardScreen is one page of the wizard with what it needs to ask.
type wizardScreen struct {
	v     *site.Visit
	steps []wizardStep
	now   int
	form  ui.Form
	areas []org.Area
	ways  []org.WayIn
}

func (s *server) drawWizard(w http.ResponseWriter, r *http.Request, v *site.Visit, now int, f ui.Form) error {
	if v.Part != nil { // requests are the person's alone
		return errs.New(errs.Denied, "denied")
	}
	k := wizardScreen{v: v, steps: wizardSteps(v.Actor.Self()), now: now, form: f}
	var err error
	if k.areas, err = s.App.Areas(r.Context(), v.Actor); err != nil {
		return err
	}
	if k.ways, err = s.App.SuggestWayIn(r.Context(), v.Actor, id.Area(f.Value("area")), f.Value("topic")); err != nil {
		return err
	}
	k.suggest()
	v.Path = "/begaran/ny"
	p := s.Page(v, v.Texts.T("page.wizard.title"))
	p.Active = "/begaran"
	p.Head.Lead = v.Texts.T("page.wizard.lead")
	if v.Actor.Self() {
		p.Head.Lead = v.Texts.T("page.wizard.lead.person")
	}
	p.Faults = f.Faults
	return s.Draw(w, r, v, p, wizardBody(v, k))
}

// suggest fills in the best way in, and the choices that most people make.
func (k *wizardScreen) suggest() {
	set := func(name, value string) {
		if k.form.Value(name) == "" {
			k.form.Values[name] = []string{value}
		}
	}
	there := slices.ContainsFunc(k.ways, func(w org.WayIn) bool { return string(w.Function.ID) == k.form.Value("to") })
	if !there {
		k.form.Values["to"] = nil
		if len(k.ways) > 0 {
			set("to", string(k.ways[0].Function.ID))
		}
	}
	set("protection", string(person.None))
}

func (k wizardScreen) step() wizardStep { return k.steps[k.now] }

func (k wizardScreen) last() bool { return k.now+1 == len(k.steps) }

func (k wizardScreen) labels() []ui.Step {
	all := make([]ui.Step, len(k.steps))
	for i, step := range k.steps {
		all[i].Label = k.v.Texts.T(step.label)
	}
	return all
}

// carried are the answers of the other pages, as names and values.
func (k wizardScreen) carried() (all [][2]string) {
	for n, step := range k.steps {
		if n == k.now {
			continue
		}
		for _, name := range step.fields {
			for _, value := range k.form.Values[name] {
				all = append(all, [2]string{name, value})
			}
		}
	}
	return all
}

func (k wizardScreen) areaOptions() []ui.Option {
	all := make([]ui.Option, len(k.areas))
	for i, a := range k.areas {
		all[i] = ui.Option{Value: string(a.ID), Label: a.Name}
	}
	return all
}

func (k wizardScreen) kindOptions() []ui.Option {
	var all []ui.Option
	for _, kind := range cases.Wanted() {
		all = append(all, ui.Option{Value: string(kind), Label: ui.KindName(k.v.Texts, kind)})
	}
	return all
}

func (k wizardScreen) protectionOptions() []ui.Option {
	return site.Choices(k.v, "page.protection", []person.Protection{person.None, person.Marked, person.Protected})
}

func (k wizardScreen) consentOptions() []ui.Option {
	t := k.v.Texts
	return []ui.Option{
		{Value: "oral", Label: t.T("page.wizard.consented.oral"), About: t.T("page.wizard.consented.yes.about")},
		{Value: "paper", Label: t.T("page.wizard.consented.paper"), About: t.T("page.wizard.consented.yes.about")},
		{Value: "no", Label: t.T("page.wizard.consented.no"), About: t.T("page.wizard.consented.no.about")},
	}
}

// way is the way in that was chosen.
func (k wizardScreen) way() (org.WayIn, bool) {
	for _, w := range k.ways {
		if string(w.Function.ID) == k.form.Value("to") {
			return w, true
		}
	}
	return org.WayIn{}, false
}

// summary is what is sent, and to whom.
func (k wizardScreen) summary() []ui.Term {
	t, f := k.v.Texts, k.form
	var all []ui.Term
	add := func(key, text string) {
		if text != "" {
			all = append(all, ui.Term{Word: t.T(key), Says: ui.Text(text)})
		}
	}
	if w, ok := k.way(); ok {
		all = append(all, ui.Term{Word: t.T("page.requests.to"), Says: ui.Actor(t, w.Function.Kind, site.Dotted(w.Function.Name, w.Function.UnitName), site.Dotted(w.Function.OrgName, t.N("page.way.answers", w.AnswerDays)))})
	}
	for _, a := range k.areas {
		if string(a.ID) == f.Value("area") {
			add("page.area", a.Name)
		}
	}
	add("page.topic", k.v.TextOf("topic", f.Value("topic")))
	if !k.v.Actor.Self() {
		number, err := id.ParseNumber(f.Value("number"), k.v.Now)
		if err == nil {
			add("page.wizard.step.who", site.Dotted(f.Value("name"), number.String()))
		}
	}
	var wanted, situation []string
	for _, kind := range f.Values["wanted"] {
		wanted = append(wanted, ui.KindName(t, access.Kind(kind)))
	}
	for _, code := range f.Values["situation"] {
		situation = append(situation, k.v.TextOf("request.situation", code))
	}
	add("page.request.wanted", t.List(wanted...))
	add("page.request.situation", t.List(situation...))
	add("page.request.hope", f.Value("hope"))
	add("page.request.tried", f.Value("tried"))
	return all
}

func phoneField(f ui.Form) ui.Field {
	field := f.Field("phone", "page.phone").MayBeEmpty().WithLimit(30)
	field.Type = "tel"
	return field
}
