package brief

import (
	"net/http"
	"strings"

	"samverk/internal/brief"
	"samverk/internal/briefing"
	"samverk/internal/id"
	"samverk/internal/web/site"
	"samverk/internal/web/ui"
)

func (s *server) careRoutes() []site.Route {
	return []site.Route{
		{"GET " + inboxURL, site.Function, s.inboxPage},
		{"GET " + codeURL, site.Function, s.codePage},
		{"POST " + codeURL, site.Function, s.openByCode},
		{"GET " + inboxURL + "/{brief}", site.Function, s.carePage},
		{"POST " + inboxURL + "/{brief}", site.Function, s.answer},
	}
}

const (
	inboxURL = "/underlag"
	codeURL  = "/underlag/kod"
)

func careURL(b id.Brief) string { return inboxURL + "/" + string(b) }

// inboxScreen is the briefs that have come to a unit of care.
type inboxScreen struct {
	briefing.Inbox
	v *site.Visit
}

func (s *server) inboxPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	in, err := s.Briefing.Inbox(r.Context(), v.Actor)
	if err != nil {
		return err
	}
	p := s.Page(v, v.Texts.T("brief.inbox"))
	p.Head.Lead = v.Texts.T("brief.inbox.lead")
	p.Head.Actions = []ui.Action{{Label: v.Texts.T("brief.code.open"), Href: codeURL, Icon: "plus", Primary: true}}
	return s.Draw(w, r, v, p, inboxBody(v, inboxScreen{in, v}))
}

func (k inboxScreen) table(all []brief.Brief) ui.Table {
	t := k.v.Texts
	tab := ui.Table{Caption: t.T("brief.inbox"), Hidden: true, Columns: site.Columns(k.v, "brief.came", "brief.state", "brief.ends_on")}
	for _, b := range all {
		tab.Rows = append(tab.Rows, site.Cells(ui.LinkTo(careURL(b.ID), t.T("brief.came.on", "day", t.Moment(b.ReceivedAt))), stateBadge(k.v, b, k.Today), ui.Text(t.Day(b.EndsOn))))
	}
	return tab
}

func (s *server) codePage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	if err := s.Briefing.MayOpen(r.Context(), v.Actor); err != nil {
		return err
	}
	return s.drawCode(w, r, v, v.NewForm(codeURL))
}

func (s *server) drawCode(w http.ResponseWriter, r *http.Request, v *site.Visit, f ui.Form) error {
	p := s.Page(v, v.Texts.T("brief.code.title"))
	p.Head.Back = &ui.Link{Label: v.Texts.T("brief.inbox"), Href: inboxURL}
	p.Head.Lead, p.Faults, p.Active = v.Texts.T("brief.code.lead"), f.Faults, inboxURL
	return s.Draw(w, r, v, p, codeBody(v, f))
}

func codeField(f ui.Form) ui.Field {
	field := f.Field("code", "brief.code").WithHint(f.Texts.T("brief.code.hint"))
	field.Autocomplete = "off"
	return field
}

func (s *server) openByCode(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	b, err := s.Briefing.Open(r.Context(), v.Actor, v.Form.Get("code"))
	if faults, ok := site.Faulty(err); ok {
		return s.drawCode(w, r, v, v.Again(codeURL, faults))
	}
	if err != nil {
		return err
	}
	return s.Done(w, r, careURL(b), "page.flash.brief_opened")
}

// answerScreen is a brief with the form where it is answered.
type answerScreen struct {
	viewScreen
	how   string // digital, paper
	typed string // what came too late, to copy
}

func (s *server) carePage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	return s.drawCare(w, r, v, nil, nil)
}

func (s *server) drawCare(w http.ResponseWriter, r *http.Request, v *site.Visit, back *ui.Form, late error) error {
	view, err := s.Briefing.ToAnswer(r.Context(), v.Actor, briefOf(r))
	if err != nil {
		return err
	}
	k := answerScreen{viewScreen: viewScreen{View: view, v: v, late: late}, how: brief.Digital}
	k.begin(careURL(view.Brief.ID), back, late != nil)
	p := s.Page(v, v.Texts.T("brief.to_answer"))
	p.Active, p.Head.Back = inboxURL, &ui.Link{Label: v.Texts.T("brief.inbox"), Href: inboxURL}
	if k.Identity != nil {
		p.Head.Meta = []string{k.Identity.Name, site.NumberText(k.Identity.Number)}
	}
	p.Faults = k.form.Faults
	if late != nil {
		v.Status = http.StatusConflict
	}
	return s.Draw(w, r, v, p, careBody(v, k))
}

// begin fills in the form: what came back, or nothing but the usual days.
func (k *answerScreen) begin(action string, back *ui.Form, late bool) {
	k.form = k.v.NewForm(action)
	k.form.Version = k.Brief.Version
	for _, p := range k.Brief.Content.Activities {
		k.form.Values["from_"+string(p.Item)] = []string{k.Today}
	}
	if back != nil && late {
		k.typed = typed(*back)
	}
	if back != nil {
		version := k.form.Version
		k.form = *back
		k.form.Version = version
	}
}

// typed is everything that was answered, to be copied.
func typed(f ui.Form) string {
	var lines []string
	for _, sent := range f.Sent() {
		if sent[1] != "" {
			lines = append(lines, sent[1])
		}
	}
	return strings.Join(lines, "\n")
}

func (k answerScreen) field(name, key string, p brief.Planned) ui.Field {
	return k.form.Field(name+"_"+string(p.Item), key)
}

func (k answerScreen) can(p brief.Planned) ui.Field {
	return k.field("can", "brief.can", p).WithOptions(site.Choices(k.v, "brief.can", brief.Abilities())...)
}

func (k answerScreen) extent(p brief.Planned) ui.Field {
	return k.field("extent", "brief.extent", p).WithHint(k.v.Texts.T("brief.extent.hint")).WithOptions(percents(k.v)...)
}

// percents are the extents that are asked for in forms.
func percents(v *site.Visit) (all []ui.Option) {
	for _, n := range []int{25, 50, 75, 100} {
		all = append(all, ui.Option{Value: site.Number(int64(n)), Label: v.Texts.Percent(n)})
	}
	return all
}

func (k answerScreen) help(p brief.Planned) ui.Field {
	f := k.field("help", "brief.part.help", p).WithLimit(400).WithHint(k.v.Texts.T("brief.help.hint")).MayBeEmpty()
	f.Label, f.Rows = label(k.v, k.Form, brief.PartHelp), 2
	return f
}

func (k answerScreen) newField() ui.Field {
	f := k.form.Field("new", "brief.part.certificate").WithHint(k.v.Texts.T("brief.certificate.hint"))
	f.Label = label(k.v, k.Form, brief.PartCertificate)
	return f.WithOptions(ui.Option{Value: "no", Label: k.v.Texts.T("brief.yes_no.no")}, ui.Option{Value: "yes", Label: k.v.Texts.T("brief.yes_no.yes")})
}

func (k answerScreen) words() ui.Field {
	f := k.form.Field("words", "brief.part.words").WithLimit(2000).WithHint(k.v.Texts.T("brief.words.hint")).MayBeEmpty()
	f.Label = label(k.v, k.Form, brief.PartWords)
	return f
}

func (k answerScreen) agreed() ui.Field {
	f := k.form.Field("agreed", "brief.agreed")
	f.Value = ""
	whom := nameOf(k.Reply)
	if whom == "" {
		whom = k.v.Texts.T("brief.reply.hidden")
	}
	return f.WithOptions(ui.Option{Value: "yes", Label: k.v.Texts.T("brief.agreed.yes", "to", whom)})
}

// answerOf reads an answer to the activities that the form asked about.
func answerOf(v *site.Visit) brief.Answer {
	f := v.Form
	a := brief.Answer{New: f.Get("new"), Words: f.Get("words"), Agreed: f.Get("agreed") == "yes", From: f.Get("from"), On: f.Get("on"), Extra: map[string]string{}}
	a.Certificate = brief.Certificate{Start: f.Get("new_start"), End: f.Get("new_end"), Extent: site.ExtentOf(f.Get("new_extent"))}
	for _, i := range f["asked"] {
		of := func(name string) string { return f.Get(name + "_" + i) }
		a.Activities = append(a.Activities, brief.Said{Item: id.Item(i), Can: of("can"), Extent: site.ExtentOf(of("extent")), From: of("from"), Until: of("until"), Help: of("help")})
	}
	for name := range f {
		if code, ok := extraCode(name); ok && f.Get(name) != "" {
			a.Extra[code] = f.Get(name)
		}
	}
	return a
}

func (s *server) answer(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	err := s.Briefing.Answer(r.Context(), v.Actor, briefOf(r), v.Version(), answerOf(v))
	if faults, ok := site.Faulty(err); ok {
		back := v.Again(careURL(briefOf(r)), faults)
		return s.drawCare(w, r, v, &back, nil)
	}
	if site.Clash(err) {
		back := v.Again(careURL(briefOf(r)), nil)
		return s.drawCare(w, r, v, &back, err)
	}
	if err != nil {
		return err
	}
	return s.Done(w, r, careURL(briefOf(r)), "page.flash.brief_answered")
}
