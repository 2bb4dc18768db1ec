// Package brief holds the pages of the brief to the doctor: made of the plan, carried or sent, answered, and taken into the plan.
package brief

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"samverk/internal/access"
	"samverk/internal/brief"
	"samverk/internal/briefing"
	"samverk/internal/id"
	"samverk/internal/org"
	"samverk/internal/web/site"
	"samverk/internal/web/ui"
)

// server draws the pages of this package.
type server struct{ *site.Site }

// Routes are the addresses of this package.
func Routes(of *site.Site) []site.Route {
	s := &server{of}
	return slices.Concat(s.caseRoutes(), s.makeRoutes(), s.takeRoutes(), s.careRoutes(), s.formRoutes())
}

func (s *server) caseRoutes() []site.Route {
	const all, one = "/arenden/{case}/underlag", "/arenden/{case}/underlag/{brief}"
	return []site.Route{
		{"GET " + all, site.Acting, s.listPage},
		{"GET " + one, site.Acting, s.briefPage},
		{"GET " + one + "/utskrift", site.Acting, s.sheetPage},
		{"POST " + one + "/lamna", site.Function, s.handOut},
		{"POST " + one + "/skicka", site.Function, s.send},
		{"POST " + one + "/behovs-inte", site.Function, s.stop},
	}
}

func listURL(c id.Case) string { return site.CaseURL(c) + "/underlag" }

func briefURL(c id.Case, b id.Brief) string { return listURL(c) + "/" + string(b) }

func briefOf(r *http.Request) id.Brief { return id.Brief(r.PathValue("brief")) }

// frame is the frame of a page about the briefs of a case.
func (s *server) frame(v *site.Visit, h briefing.Head, title string) ui.Page {
	p := s.CasePart(v, site.CaseHead{Case: h.Case, Identity: h.Identity, AreaName: h.AreaName, Protection: h.Protection}, title)
	p.Active = "/arenden"
	if v.Actor.Self() {
		p.Active = "/min-plan"
	}
	return p
}

// say is a text to the person herself, where there is one, or about her.
func say(v *site.Visit, key string, args ...string) string {
	if v.Actor.Self() && v.Texts.Has("brief.mine."+key) {
		return v.Texts.T("brief.mine."+key, args...)
	}
	return v.Texts.T("brief."+key, args...)
}

// listScreen is the briefs of a case.
type listScreen struct {
	briefing.ListView
	v *site.Visit
}

func (s *server) listPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	view, err := s.Briefing.List(r.Context(), v.Actor, site.CaseOf(r))
	if err != nil {
		return err
	}
	k := listScreen{view, v}
	p := s.frame(v, view.Head, v.Texts.T("brief.title"))
	p.Head.Lead = say(v, "lead")
	if view.MayMake {
		p.Head.Actions = []ui.Action{{Label: v.Texts.T("brief.make"), Href: listURL(view.Case.ID) + "/nytt", Icon: "plus", Primary: true}}
	}
	return s.Draw(w, r, v, p, listBody(v, k))
}

// shapes reports whether the reader keeps the form of her organisation.
func (k listScreen) shapes() bool { return k.v.Role == access.Manager || k.v.Role == access.Admin }

func (k listScreen) table() ui.Table {
	t := k.v.Texts
	tab := ui.Table{Caption: t.T("brief.title"), Hidden: true, Columns: site.Columns(k.v, "brief.made", "brief.by", "brief.state", "brief.ends_on")}
	for _, b := range k.Briefs {
		made := ui.Text(t.DayOf(b.Created))
		if b.Unit == k.Own || k.Self {
			made = ui.LinkTo(briefURL(k.Case.ID, b.ID), t.T("brief.of", "day", t.DayOf(b.Created)))
		}
		tab.Rows = append(tab.Rows, site.Cells(made, ui.Text(k.maker(b)), stateBadge(k.v, b, k.Today), ui.Text(t.Day(b.EndsOn))))
	}
	return tab
}

func (k listScreen) maker(b brief.Brief) string {
	if f, ok := k.Functions[b.Function]; ok {
		return site.Pair(f.Name, f.UnitName)
	}
	return k.v.Texts.T("brief.by.another")
}

// tones are how each state is marked.
var tones = map[brief.State]ui.Tone{brief.Draft: ui.Plain, brief.WithPerson: ui.Info, brief.Received: ui.Info, brief.Answered: ui.Success, brief.NotNeeded: ui.Plain, brief.Expired: ui.Warning}

func toneOf(b brief.Brief, today string) (ui.Tone, string) {
	if b.Over(today) {
		b.State = brief.Expired
	}
	return tones[b.State], string(b.State)
}

// viewScreen is one brief.
type viewScreen struct {
	briefing.View
	v    *site.Visit
	form ui.Form
	late error
}

func (s *server) briefPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	return s.drawBrief(w, r, v, nil, nil)
}

func (s *server) drawBrief(w http.ResponseWriter, r *http.Request, v *site.Visit, back *ui.Form, late error) error {
	view, err := s.Briefing.Brief(r.Context(), v.Actor, site.CaseOf(r), briefOf(r))
	if err != nil {
		return err
	}
	k := viewScreen{View: view, v: v, form: v.NewForm(""), late: late}
	p := s.frame(v, view.Head, v.Texts.T("brief.of", "day", v.Texts.DayOf(view.Brief.Created)))
	p.Head.Back = &ui.Link{Label: v.Texts.T("brief.title"), Href: listURL(view.Case.ID)}
	if k.prints() {
		p.Head.Actions = []ui.Action{{Label: v.Texts.T("brief.print"), Href: k.url() + "/utskrift", Icon: "print"}}
	}
	if back != nil {
		k.form = *back
		p.Faults = back.Faults
	}
	k.form.Version = view.Brief.Version
	if late != nil {
		v.Status = http.StatusConflict
	}
	return s.Draw(w, r, v, p, briefBody(v, k))
}

func (k viewScreen) url() string { return briefURL(k.Case.ID, k.Brief.ID) }

// prints reports whether there is a paper to carry.
func (k viewScreen) prints() bool {
	return k.Brief.State == brief.WithPerson && k.Waits() && !k.Hidden()
}

// post is a form that takes the brief a step.
func (k viewScreen) post(step string) ui.Form {
	f := k.form
	f.Action, f.Once, f.Version = k.url()+step, site.NewOnce(), k.Brief.Version
	return f
}

// wayField asks which unit of care it is sent to.
func (k viewScreen) wayField() ui.Field {
	f := k.form.Field("to", "brief.send.to")
	for _, w := range k.Ways {
		f.Options = append(f.Options, ui.Option{Value: string(w.ID), Label: site.Pair(w.Function.Name, w.Function.UnitName), About: k.v.TextOf("topic", w.Topic)})
	}
	return f
}

// facts are how it stands with the brief.
func (k viewScreen) facts() (terms []ui.Term) {
	t := k.v.Texts
	add := func(key, value string) {
		if value != "" {
			terms = append(terms, ui.Term{Word: say(k.v, strings.TrimPrefix(key, "brief.")), Says: ui.Text(value)})
		}
	}
	add("brief.ends_on", t.Day(k.Brief.EndsOn))
	add("brief.handed", k.dayOf(k.Brief.Handed))
	if f, ok := k.Functions[k.Brief.ToFunction]; ok {
		add("brief.to", site.Pair(f.Name, f.UnitName))
	}
	add("brief.received", k.dayOf(k.Brief.ReceivedAt))
	if k.Brief.State == brief.Answered {
		add("brief.answered", t.DayOf(k.Brief.AnsweredAt))
		add("brief.answered_by", k.answerer())
		add("brief.taken", k.dayOf(k.Brief.TakenAt))
	}
	return terms
}

func (k viewScreen) dayOf(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return k.v.Texts.DayOf(at)
}

func (k viewScreen) answerer() string {
	f := k.Functions[k.Brief.AnsweredBy]
	by := site.Pair(f.Name, f.UnitName)
	if k.Brief.AnswerHow == brief.Paper {
		return k.v.Texts.T("brief.on_paper", "from", k.Brief.Answer.From, "day", k.v.Texts.Day(k.Brief.Answer.On), "by", by)
	}
	return by
}

// label is what a part is called in the form that the brief was made by.
func label(v *site.Visit, f brief.Form, part string) string {
	if own := f.Label(part); own != "" {
		return own
	}
	return say(v, "part."+part)
}

// when says when something goes on, and how much.
func when(v *site.Visit, p brief.Planned) string {
	t := v.Texts
	said := period(v, p.Start, p.End)
	if p.Extent > 0 {
		said = site.Dotted(said, t.Percent(p.Extent))
	}
	if weekly := site.WeeklyWords(v, p.Weekly); len(weekly) > 0 {
		said = site.Dotted(said, strings.Join(weekly, ", "))
	}
	return said
}

func period(v *site.Visit, from, to string) string {
	t := v.Texts
	switch {
	case from == "":
		return ""
	case to == "":
		return t.T("brief.from_on", "from", t.Day(from))
	}
	return t.T("brief.from_to", "from", t.Day(from), "to", t.Day(to))
}

// said says what care answers of an activity.
func said(v *site.Visit, a brief.Said) string {
	if a.Can == "" {
		return v.Texts.T("brief.unanswered")
	}
	words := v.Texts.T("brief.can." + a.Can)
	if a.Extent > 0 {
		words = site.Dotted(words, v.Texts.Percent(a.Extent))
	}
	return site.Dotted(words, period(v, a.From, a.Until))
}

// value is an answer to a question of the organisation's own, in words.
func value(v *site.Visit, q brief.Field, answer string) string {
	switch {
	case answer == "":
		return v.Texts.T("brief.unanswered")
	case q.Sort == brief.SortYesNo:
		return v.Texts.T("brief.yes_no." + answer)
	case q.Sort == brief.SortDay:
		return v.Texts.Day(answer)
	case q.Sort == brief.SortPercent:
		return answer + "\u00a0%"
	}
	return answer
}

// reply is whom to answer, with how to reach that function.
func (k viewScreen) reply() string {
	f := k.Reply
	return site.Dotted(site.Pair(f.Name, f.UnitName), f.Phone)
}

func (s *server) handOut(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	err := s.Briefing.HandOut(r.Context(), v.Actor, site.CaseOf(r), briefOf(r), v.Version())
	return s.stepped(w, r, v, "page.flash.brief_handed", err)
}

func (s *server) send(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	err := s.Briefing.Send(r.Context(), v.Actor, site.CaseOf(r), briefOf(r), v.Version(), id.WayIn(v.Form.Get("to")))
	return s.stepped(w, r, v, "page.flash.brief_sent", err)
}

func (s *server) stop(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	err := s.Briefing.Stop(r.Context(), v.Actor, site.CaseOf(r), briefOf(r), v.Version())
	return s.stepped(w, r, v, "page.flash.brief_stopped", err)
}

func (s *server) stepped(w http.ResponseWriter, r *http.Request, v *site.Visit, flash string, err error) error {
	if faults, ok := site.Faulty(err); ok {
		f := v.Again("", faults)
		return s.drawBrief(w, r, v, &f, nil)
	}
	if site.Clash(err) {
		return s.drawBrief(w, r, v, nil, err)
	}
	if err != nil {
		return err
	}
	return s.Done(w, r, briefURL(site.CaseOf(r), briefOf(r)), flash)
}

// sheetPage is the paper that the person carries.
func (s *server) sheetPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	view, err := s.Briefing.Brief(r.Context(), v.Actor, site.CaseOf(r), briefOf(r))
	if err != nil {
		return err
	}
	k := viewScreen{View: view, v: v}
	if !k.prints() {
		return s.Done(w, r, k.url(), "")
	}
	t := v.Texts
	p := s.Page(v, t.T("brief.sheet.title"))
	p.Print, p.Running = true, t.T("planpage.running", "ref", k.Case.Ref, "day", t.DayOf(v.Now))
	p.Head.Back = &ui.Link{Label: t.T("brief.of", "day", t.DayOf(k.Brief.Created)), Href: k.url()}
	return s.Draw(w, r, v, p, sheetBody(v, k))
}

// whom is whom the paper is about.
func (k viewScreen) whom() string {
	ref := site.Upper(k.v.Texts.T("page.case.ref", "ref", k.Case.Ref))
	if k.Identity == nil || k.Protection.Restricted() {
		return ref
	}
	return site.Dotted(k.Identity.Name, site.NumberText(k.Identity.Number), ref)
}

// nameOf names a function and its unit.
func nameOf(f org.Function) string { return site.Pair(f.Name, f.UnitName) }

// dot sets a dot before what follows a name, when something does.
func dot(words string) string {
	if words == "" {
		return ""
	}
	return " · " + words
}
