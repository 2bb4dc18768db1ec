package joint

import (
	"net/http"
	"slices"
	"strings"

	"samverk/internal/access"
	"samverk/internal/app"
	"samverk/internal/assessment"
	"samverk/internal/i18n"
	"samverk/internal/id"
	"samverk/internal/joint"
	"samverk/internal/meeting"
	"samverk/internal/situation"
	"samverk/internal/web/site"
	"samverk/internal/web/ui"
)

func (s *server) assessmentRoutes() []site.Route {
	const of = "/arenden/{case}/gemensam-bedomning"
	return []site.Route{
		{"GET " + of, site.Acting, s.assessmentsPage},
		{"GET " + of + "/{call}", site.Acting, s.assessmentPage},
		{"POST " + of + "/{call}/borja", site.Function, s.beginAssessment},
		{"POST " + of + "/{call}/punkter", site.Function, s.addPoint},
		{"POST " + of + "/{call}/utlatande", site.Function, s.keepStatement},
		{"POST " + of + "/{call}/enas", site.Function, s.agree},
		{"POST " + of + "/{call}/mening", site.Acting, s.sayOfStatement},
	}
}

func assessmentsURL(c id.Case) string { return site.CaseURL(c) + "/gemensam-bedomning" }

func assessmentURL(c id.Case, call id.Call) string { return assessmentsURL(c) + "/" + string(call) }

func callOf(r *http.Request) id.Call { return id.Call(r.PathValue("call")) }

// assessmentsScreen lists the joint assessments of a case.
type assessmentsScreen struct {
	joint.AssessmentsView
	v *site.Visit
}

// begun are the calls that are to joint assessments, and free those that can
// become such.
func (k assessmentsScreen) begun() (all []joint.AssessmentRow) {
	for _, r := range k.Rows {
		if r.Begun() {
			all = append(all, r)
		}
	}
	return all
}

func (k assessmentsScreen) free() (all []joint.AssessmentRow) {
	for _, r := range k.Rows {
		if r.MayBegin {
			all = append(all, r)
		}
	}
	return all
}

func (k assessmentsScreen) when(r joint.AssessmentRow) string {
	if r.Start.IsZero() {
		return k.v.Texts.T("assessment.unset")
	}
	return k.v.Texts.DayOf(r.Start)
}

func (k assessmentsScreen) table() ui.Table {
	t := k.v.Texts
	tab := ui.Table{Caption: t.T("assessment.title"), Hidden: true, Columns: site.Columns(k.v, "assessment.when", "assessment.question", "assessment.how_far")}
	for _, r := range k.begun() {
		when := ui.Text(k.when(r))
		if r.MayRead {
			when = ui.LinkTo(assessmentURL(k.Case.ID, r.Call.ID), k.when(r))
		}
		tab.Rows = append(tab.Rows, site.Cells(when, ui.Text(r.Question), ui.Badge(stateTone(r.Assessment), k.v.TextOf("assessment.state", r.Assessment.State))))
	}
	return tab
}

func stateTone(a assessment.Assessment) ui.Tone {
	if a.State == assessment.Agreed {
		return ui.Success
	}
	return ui.Info
}

func (k assessmentsScreen) beginForm(r joint.AssessmentRow) ui.Form {
	return k.v.NewForm(assessmentURL(k.Case.ID, r.Call.ID) + "/borja")
}

func (s *server) assessmentsPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	view, err := s.Joint.Assessments(r.Context(), v.Actor, site.CaseOf(r))
	if err != nil {
		return err
	}
	p := s.frame(v, view.Head, v.Texts.T("assessment.title"))
	p.Head.Lead = say(v, "assessment", "lead")
	if view.MayCall {
		p.Head.Actions = []ui.Action{{Label: v.Texts.T("assessment.call"), Href: site.CaseURL(view.Case.ID) + "/kallelser/ny", Icon: "people", Primary: true}}
	}
	return s.Draw(w, r, v, p, assessmentsBody(v, assessmentsScreen{view, v}))
}

// assessmentScreen is one joint assessment as its page shows it.
type assessmentScreen struct {
	joint.AssessmentView
	v     *site.Visit
	point ui.Form
	draft ui.Form
	stand ui.Form
	late  error
}

func (k assessmentScreen) url() string { return assessmentURL(k.Case.ID, k.Call.ID) }

func (k assessmentScreen) say(what string, args ...string) string {
	return say(k.v, "assessment", what, args...)
}

func (s *server) assessmentPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	return s.drawAssessment(w, r, v, func(*assessmentScreen) {})
}

// drawAssessment is the page; with puts back what was typed.
func (s *server) drawAssessment(w http.ResponseWriter, r *http.Request, v *site.Visit, with func(*assessmentScreen)) error {
	view, err := s.Joint.Assessment(r.Context(), v.Actor, site.CaseOf(r), callOf(r))
	if err != nil {
		return err
	}
	k := assessmentScreen{AssessmentView: view, v: v}
	k.point, k.draft, k.stand = v.NewForm(k.url()+"/punkter"), v.NewForm(k.url()+"/utlatande"), v.NewForm(k.url()+"/mening")
	k.point.Values["heading"], k.point.Values["category"] = []string{assessment.Known}, []string{access.Plan.String()}
	k.fill()
	with(&k)
	k.draft.Version = k.Assessment.Version
	p := s.frame(v, joint.Head{Case: k.Case, Identity: k.Identity}, v.Texts.T("assessment.title"))
	p.Head.Back = &ui.Link{Label: v.Texts.T("assessment.title"), Href: assessmentsURL(k.Case.ID)}
	p.Head.Chips = []ui.Chip{{Text: v.TextOf("assessment.state", k.Assessment.State), Tone: stateTone(k.Assessment)}}
	p.Head.Actions = []ui.Action{{Label: v.Texts.T("assessment.meeting"), Href: site.CaseURL(k.Case.ID) + "/kallelser/" + string(k.Call.ID) + "/mote", Icon: "people"}}
	p.Path = k.url()
	p.Faults = slices.Concat(k.point.Faults, k.draft.Faults, k.stand.Faults)
	if k.late != nil {
		v.Status = http.StatusConflict
	}
	return s.Draw(w, r, v, p, assessmentBody(v, k))
}

// fill puts what stands into the forms.
func (k *assessmentScreen) fill() {
	p := k.Parts
	k.draft.Values["judged"], k.draft.Values["measure"] = []string{p.Text}, []string{p.Measure}
	k.draft.Values["actor"], k.draft.Values["benefit"] = []string{p.Actor}, []string{p.Benefit}
	k.draft.Values["time"], k.draft.Values["cost"], k.draft.Values["paths"] = []string{p.Time}, []string{p.Cost}, p.Paths
	if k.Said != nil {
		k.stand.Values["stand"], k.stand.Values["words"] = []string{k.Said.Value}, []string{k.Said.Words}
	}
	if st, ok := k.mine(); ok {
		k.stand.Values["stand"], k.stand.Values["words"] = []string{st.Stand.Stand}, []string{st.Said}
	}
}

// mine is the stand of the reader's own function.
func (k assessmentScreen) mine() (app.StandView, bool) {
	if k.Statement == nil || k.v.Actor.Self() {
		return app.StandView{}, false
	}
	i := slices.IndexFunc(k.Statement.Stands, func(st app.StandView) bool { return st.Function == k.v.Actor.Function })
	if i < 0 {
		return app.StandView{}, false
	}
	return k.Statement.Stands[i], true
}

func (s *server) beginAssessment(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	err := s.Joint.BeginAssessment(r.Context(), v.Actor, site.CaseOf(r), callOf(r))
	if err != nil && !site.Clash(err) {
		return err
	}
	return s.Done(w, r, assessmentURL(site.CaseOf(r), callOf(r)), "page.flash.assessment_begun")
}

func (s *server) addPoint(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	f := v.Form
	cat, ok := access.ParseCategory(f.Get("category"))
	if !ok {
		cat = access.Category(len(access.Categories()))
	}
	n := joint.NewPoint{Heading: f.Get("heading"), Text: f.Get("text"), Category: cat, Due: f.Get("due"), Responsible: id.Function(f.Get("responsible")), Receivers: unitsOf(v, "told_"+f.Get("category"))}
	_, err := s.Joint.AddPoint(r.Context(), v.Actor, site.CaseOf(r), callOf(r), n)
	return s.assessmentDone(w, r, v, "page.flash.assessment_point", err, func(k *assessmentScreen, back ui.Form) { k.point = back })
}

func (s *server) keepStatement(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	f := v.Form
	parts := assessment.Parts{Text: f.Get("judged"), Measure: f.Get("measure"), Actor: f.Get("actor"), Benefit: f.Get("benefit"), Time: f.Get("time"), Cost: f.Get("cost"), Paths: f["paths"]}
	n := joint.NewStatement{Parts: parts, Receivers: unitsOf(v, "told_"+access.Plan.String()), Version: v.Version(), Words: s.Options.Texts.In(i18n.Swedish)}
	_, err := s.Joint.KeepStatement(r.Context(), v.Actor, site.CaseOf(r), callOf(r), n)
	return s.assessmentDone(w, r, v, "page.flash.assessment_kept", err, func(k *assessmentScreen, back ui.Form) { k.draft = back })
}

func (s *server) agree(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	err := s.Joint.AgreeAssessment(r.Context(), v.Actor, site.CaseOf(r), callOf(r), v.Version())
	return s.assessmentDone(w, r, v, "page.flash.assessment_agreed", err, func(k *assessmentScreen, back ui.Form) { k.draft.Faults = back.Faults })
}

func (s *server) sayOfStatement(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	n := app.NewStand{Stand: v.Form.Get("stand"), Words: v.Form.Get("words")}
	err := s.Joint.SayOfStatement(r.Context(), v.Actor, site.CaseOf(r), callOf(r), n, s.Options.Texts.In(i18n.Swedish))
	return s.assessmentDone(w, r, v, "page.flash.assessment_said", err, func(k *assessmentScreen, back ui.Form) { k.stand = back })
}

// assessmentDone leads back to the page, with what was typed where that could
// not be done.
func (s *server) assessmentDone(w http.ResponseWriter, r *http.Request, v *site.Visit, flash string, err error, put func(*assessmentScreen, ui.Form)) error {
	faults, faulty := site.Faulty(err)
	if !faulty && !site.Clash(err) {
		if err != nil {
			return err
		}
		return s.Done(w, r, assessmentURL(site.CaseOf(r), callOf(r)), flash)
	}
	return s.drawAssessment(w, r, v, func(k *assessmentScreen) {
		put(k, v.Again(v.Path, faults))
		if !faulty {
			k.late = err
		}
	})
}

// team is who is called, with how they have answered.
func (k assessmentScreen) team() ui.Table {
	t := k.v.Texts
	tab := ui.Table{Caption: t.T("assessment.team"), Hidden: true, Columns: site.Columns(k.v, "assessment.team.who", "assessment.team.answer")}
	for _, p := range k.Called {
		answer := t.T("assessment.team.unanswered")
		if p.Answer != "" {
			answer = k.v.TextOf("call.answer", p.Answer)
		}
		tab.Rows = append(tab.Rows, site.Cells(ui.Actor(t, p.Fn.Kind, p.Fn.Name, p.Fn.UnitName), ui.Text(answer)))
	}
	return tab
}

// missing names the actors that nobody is called from.
func (k assessmentScreen) missing() string {
	var names []string
	for _, kind := range k.Missing {
		name := ui.KindName(k.v.Texts, kind)
		if kind == access.Kommun || kind == access.Vard {
			name = site.Lower(name) // no names of authorities
		}
		names = append(names, name)
	}
	return k.v.Texts.List(names...)
}

// material is what there is to judge from.
func (k assessmentScreen) material() ui.Table {
	t := k.v.Texts
	tab := ui.Table{Caption: t.T("assessment.material"), Hidden: true, Columns: site.Columns(k.v, "assessment.material.what", "assessment.material.who", "assessment.material.when")}
	for _, i := range k.Material() {
		tab.Rows = append(tab.Rows, site.Cells(ui.LinkTo(site.ItemURL(k.Case.ID, i.ID), i.Title), ui.Text(k.owner(i.Owner)), ui.Text(t.DayOf(i.At))))
	}
	return tab
}

// owner names whose something is.
func (k assessmentScreen) owner(u id.Unit) string {
	switch unit, ok := k.Units[u]; {
	case u == id.Self && k.v.Actor.Self():
		return k.v.Texts.T("assessment.you")
	case u == id.Self:
		return k.v.Texts.T("kind.person")
	case ok:
		return unit.Name
	}
	return k.v.Texts.T("page.case.a_unit")
}

// under says after a line whose it is, when, and of what is to be found out who
// does that and by when.
func (k assessmentScreen) under(l app.MeetingLine) string {
	t := k.v.Texts
	facts := []string{k.owner(l.Owner), t.DayOf(l.At)}
	if l.Category != access.Plan {
		facts = append(facts, ui.CategoryName(t, l.Category))
	}
	if l.Content.Due != "" {
		who := k.owner(id.Self)
		if f, ok := k.Functions[l.Responsible]; ok {
			who = site.Pair(f.Name, f.UnitName)
		}
		facts = append(facts, t.T("assessment.finds_out", "who", who, "day", t.Day(l.Content.Due)))
	}
	return site.Dotted(facts...)
}

// words is all that a line says.
func words(l app.MeetingLine) string {
	if l.Words != "" {
		return l.Words
	}
	return l.Title
}

// standBy is who takes a stand.
func (k assessmentScreen) standBy(st app.StandView) (access.Kind, string, string) {
	if f, ok := k.Functions[st.Function]; ok {
		return f.Kind, f.Name, f.UnitName
	}
	return k.Units[st.Unit].Kind, k.owner(st.Unit), ""
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

// terms are what the statement leads to.
func (k assessmentScreen) terms() (all []ui.Term) {
	t, p := k.v.Texts, k.Parts
	add := func(key, said string) {
		if said != "" {
			all = append(all, ui.Term{Word: t.T("assessment.part." + key), Says: ui.Text(said)})
		}
	}
	add("measure", p.Measure)
	if p.Actor != "" {
		add("actor", k.v.TextOf("kind", p.Actor))
	}
	if p.Benefit != "" {
		add("benefit", k.v.TextOf("benefit", p.Benefit))
	}
	add("time", p.Time)
	add("cost", p.Cost)
	var paths []string
	for _, path := range p.Paths {
		paths = append(paths, k.v.TextOf("assessment.path", path))
	}
	add("paths", strings.Join(paths, "; "))
	return all
}

// told are the units that a form says would have something of a category.
func (k assessmentScreen) told(c access.Category) (all []string) {
	for _, taker := range k.Takers {
		if taker.Of.Has(c) {
			all = append(all, string(taker.ID))
		}
	}
	return all
}

// goes says who would have something of a category.
func (k assessmentScreen) goes(c access.Category) string {
	var names []string
	for _, taker := range k.Takers {
		if taker.Of.Has(c) {
			names = append(names, taker.Name)
		}
	}
	if len(names) == 0 {
		return k.v.Texts.T("meeting.takers.none")
	}
	return k.v.Texts.T("meeting.takers", "units", k.v.Texts.List(names...))
}

func (k assessmentScreen) headingField() ui.Field {
	return k.point.Field("heading", "assessment.field.heading").WithOptions(site.Choices(k.v, "assessment.heading", assessment.Headings())...)
}

func (k assessmentScreen) categoryField() ui.Field {
	f := k.point.Field("category", "meeting.field.category")
	for _, c := range access.Categories() {
		f.Options = append(f.Options, ui.Option{Value: c.String(), Label: site.Dotted(ui.CategoryName(k.v.Texts, c), k.goes(c))})
	}
	return f
}

func (k assessmentScreen) responsibleField() ui.Field {
	f := k.point.Field("responsible", "assessment.field.responsible").MayBeEmpty()
	f.Options = []ui.Option{{Label: k.v.Texts.T("assessment.field.nobody")}}
	for _, p := range k.Called {
		f.Options = append(f.Options, ui.Option{Value: string(p.Fn.ID), Label: site.Pair(p.Fn.Name, p.Fn.UnitName)})
	}
	f.Options = append(f.Options, ui.Option{Value: string(id.Self), Label: k.v.Texts.T("kind.person")})
	return f
}

func (k assessmentScreen) pointField() ui.Field {
	return k.point.Field("text", "assessment.field.point").WithLimit(4000)
}

func (k assessmentScreen) dueField() ui.Field {
	f := k.point.Field("due", "assessment.field.due").MayBeEmpty()
	f.Min = k.Today
	return f
}

func (k assessmentScreen) draftField(name string, optional bool) ui.Field {
	f := k.draft.Field(name, "assessment.part."+name).WithLimit(500)
	if optional {
		f = f.MayBeEmpty()
	}
	return f
}

func (k assessmentScreen) actorField() ui.Field {
	f := k.draft.Field("actor", "assessment.part.actor")
	f.Options = []ui.Option{{Label: k.v.Texts.T("assessment.field.none")}}
	for _, kind := range assessment.Team() {
		f.Options = append(f.Options, ui.Option{Value: string(kind), Label: ui.KindName(k.v.Texts, kind)})
	}
	return f
}

func (k assessmentScreen) benefitField() ui.Field {
	f := k.draft.Field("benefit", "assessment.part.benefit").WithHint(k.v.Texts.T("assessment.field.benefit.hint"))
	f.Options = []ui.Option{{Label: k.v.Texts.T("assessment.field.none")}}
	for _, b := range situation.Benefits() {
		f.Options = append(f.Options, ui.Option{Value: b.Code, Label: k.v.TextOf("benefit", b.Code)})
	}
	return f
}

func (k assessmentScreen) pathsField() ui.Field {
	return k.draft.Field("paths", "assessment.part.paths").WithOptions(site.Choices(k.v, "assessment.path", assessment.Paths())...)
}

func (k assessmentScreen) agreeForm() ui.Form {
	f := k.v.NewForm(k.url() + "/enas")
	f.Version = k.Assessment.Version
	return f
}

func (k assessmentScreen) standField() ui.Field {
	stands := meeting.Stands()
	if k.v.Actor.Self() {
		stands = []string{meeting.StandAgrees, meeting.StandDiffers}
	}
	f := k.stand.Field("stand", "assessment.field.stand")
	f.Label = k.say("field.stand")
	for _, st := range stands {
		f.Options = append(f.Options, ui.Option{Value: st, Label: k.say("stand." + st)})
	}
	return f
}

func (k assessmentScreen) standWords() ui.Field {
	f := k.stand.Field("words", "assessment.field.words").MayBeEmpty().WithHint(k.say("field.words.hint")).WithLimit(2000)
	return f
}
