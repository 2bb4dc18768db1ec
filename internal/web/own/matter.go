package own

import (
	"net/http"
	"net/url"
	"strconv"

	"samverk/internal/access"
	"samverk/internal/app"
	"samverk/internal/border"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/matter"
	"samverk/internal/own"
	"samverk/internal/web/site"
	"samverk/internal/web/ui"
)

const (
	myMatters   = "/mina-fragor"
	unitMatters = "/fragor"
)

func (s *server) matterRoutes() []site.Route {
	return []site.Route{
		{"GET " + myMatters, site.Herself, s.myMattersPage},
		{"GET " + myMatters + "/ny", site.Herself, s.askPage},
		{"POST " + myMatters + "/ny", site.Herself, s.ask},
		{"GET " + myMatters + "/{matter}", site.Herself, s.matterPage},
		{"GET " + myMatters + "/{matter}/utskrift", site.Herself, s.matterPaper},
		{"POST " + myMatters + "/{matter}/ta-tillbaka", site.Herself, s.takeBackMatter},
		{"GET " + unitMatters, site.Function, s.unitMattersPage},
		{"GET " + unitMatters + "/{matter}", site.Function, s.matterPage},
		{"GET " + unitMatters + "/{matter}/utskrift", site.Function, s.matterPaper},
		{"POST " + unitMatters + "/{matter}", site.Function, s.answerMatter},
	}
}

// matterURL is a matter as its reader comes to it.
func matterURL(v *site.Visit, m id.Matter) string {
	if v.Actor.Self() {
		return myMatters + "/" + string(m)
	}
	return unitMatters + "/" + string(m)
}

// askURL is where the person asks something about an item or a whole case.
func askURL(k matter.Kind, c id.Case, i id.Item) string {
	q := url.Values{"slag": {string(k)}, "arende": {string(c)}}
	if i != "" {
		q.Set("uppgift", string(i))
	}
	return site.Address(myMatters+"/ny", q)
}

// questionOf reads what is asked about, out of an address or a form.
func questionOf(from border.Values) own.Question {
	seq, err := strconv.ParseInt(from.Get("lasning"), 10, 64)
	if err != nil {
		seq = 0
	}
	q := own.Question{Kind: matter.Kind(from.Get("slag")), Case: id.Case(from.Get("arende")), Item: id.Item(from.Get("uppgift")), Seq: seq, Words: from.Get("words")}
	if q.Kind == matter.Reading {
		q.Case, q.Item = "", ""
	}
	return q
}

// askScreen is a question before it is asked.
type askScreen struct {
	own.QuestionView
	own.Question
	v    *site.Visit
	form ui.Form
	late error
}

func (s *server) askPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	return s.drawAsk(w, r, v, questionOf(v.Query), v.NewForm(myMatters+"/ny"), nil)
}

func (s *server) drawAsk(w http.ResponseWriter, r *http.Request, v *site.Visit, q own.Question, f ui.Form, late error) error {
	if len(matter.Outcomes(q.Kind)) == 0 {
		return errs.Missing()
	}
	view, err := s.Own.AskPage(r.Context(), v.Actor, q)
	if err != nil {
		return err
	}
	k := askScreen{view, q, v, f, late}
	p := s.Page(v, v.Texts.T("matter.ask."+string(q.Kind)))
	p.Active, p.Faults = "/mina-uppgifter", f.Faults
	p.Head.Back = &ui.Link{Label: v.Texts.T("matter.mine"), Href: myMatters}
	p.Head.Lead = v.Texts.T("matter.ask.lead." + string(q.Kind))
	if late != nil {
		v.Status = http.StatusConflict
	}
	return s.Draw(w, r, v, p, askBody(v, k))
}

func (s *server) ask(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	q := questionOf(v.Form)
	made, err := s.Own.Ask(r.Context(), v.Actor, q)
	if faults, ok := site.Faulty(err); ok {
		return s.drawAsk(w, r, v, q, v.Again(myMatters+"/ny", faults), nil)
	}
	if site.Clash(err) {
		return s.drawAsk(w, r, v, q, v.Again(myMatters+"/ny", nil), err)
	}
	if err != nil {
		return err
	}
	return s.Done(w, r, matterURL(v, made), "page.flash.matter_asked")
}

func (k askScreen) wordsField() ui.Field {
	f := k.form.Field("words", "matter.words."+string(k.Kind)).WithLimit(2000)
	f.Rows = 6
	if k.Kind == matter.Reading {
		f = f.MayBeEmpty()
	}
	return f
}

// about says in words what the question is about.
func (k askScreen) about() []ui.Term {
	return aboutTerms(k.v, k.Kind, k.About, k.Reader.Name, k.CaseRef)
}

func aboutTerms(v *site.Visit, kind matter.Kind, a matter.About, reader, ref string) (all []ui.Term) {
	t := v.Texts
	add := func(word, says string) {
		if says != "" {
			all = append(all, ui.Term{Word: t.T(word), Says: ui.Text(says)})
		}
	}
	if kind == matter.Reading {
		add("logpage.when", t.Moment(a.At))
		add("logpage.who", reader)
		add("logpage.what", site.Did(v, logRow(a)))
		add("logpage.categories", site.CategoryNames(v, access.ParseSet(a.What)))
	}
	add("matter.about.item", a.Title)
	add("page.case", ref)
	return all
}

func logRow(a matter.About) (row app.LogRow) {
	row.Action = a.Action
	return row
}

// mattersScreen is a list of matters.
type mattersScreen struct {
	own.MatterList
	v *site.Visit
}

func (s *server) myMattersPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	l, err := s.Own.MyMatters(r.Context(), v.Actor)
	if err != nil {
		return err
	}
	p := s.Page(v, v.Texts.T("matter.mine"))
	p.Active = "/mina-uppgifter"
	p.Head.Lead = v.Texts.T("matter.mine.lead")
	return s.Draw(w, r, v, p, mattersBody(v, mattersScreen{l, v}))
}

func (s *server) unitMattersPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	l, err := s.Own.UnitMatters(r.Context(), v.Actor)
	if err != nil {
		return err
	}
	p := s.Page(v, v.Texts.T("matter.unit"))
	p.Active = "/min-dag"
	p.Head.Lead = v.Texts.T("matter.unit.lead")
	return s.Draw(w, r, v, p, mattersBody(v, mattersScreen{l, v}))
}

func (k mattersScreen) table(caption string, all []matter.Matter) ui.Table {
	t := k.v.Texts
	tab := ui.Table{Caption: t.T(caption), Hidden: true, Columns: site.Columns(k.v, "matter.what", "matter.to", "matter.asked", "matter.state")}
	for _, m := range all {
		what := site.LinkUnder(matterURL(k.v, m.ID), t.T("matter.kind."+string(m.Kind)), m.About.Title)
		tab.Rows = append(tab.Rows, site.Cells(what, ui.Text(k.Units[m.Unit].Name), ui.Text(t.DayOf(m.AskedAt)), matterState(k.v, m, k.Today)))
	}
	return tab
}

// matterScreen is one matter as its page shows it.
type matterScreen struct {
	own.MatterView
	v     *site.Visit
	form  ui.Form
	typed string // answer that came second
	late  error
}

func (s *server) matterOf(r *http.Request, v *site.Visit) (matterScreen, error) {
	view, err := s.Own.Matter(r.Context(), v.Actor, id.Matter(r.PathValue("matter")))
	return matterScreen{MatterView: view, v: v}, err
}

func (s *server) matterPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	k, err := s.matterOf(r, v)
	if err != nil {
		return err
	}
	k.form = v.NewForm(matterURL(v, k.Matter.ID))
	return s.drawMatter(w, r, v, k)
}

func (s *server) drawMatter(w http.ResponseWriter, r *http.Request, v *site.Visit, k matterScreen) error {
	if k.form.Version == 0 {
		k.form.Version = k.Matter.Version
	}
	p := s.matterFrame(v, k)
	p.Head.Actions = []ui.Action{{Label: v.Texts.T("matter.print"), Href: matterURL(v, k.Matter.ID) + "/utskrift", Icon: "print"}}
	p.Faults = k.form.Faults
	if k.late != nil {
		v.Status = http.StatusConflict
	}
	return s.Draw(w, r, v, p, matterBody(v, k))
}

func (s *server) matterFrame(v *site.Visit, k matterScreen) ui.Page {
	p := s.Page(v, v.Texts.T("matter.kind."+string(k.Matter.Kind)))
	p.Active, p.Head.Back = "/min-dag", &ui.Link{Label: v.Texts.T("matter.unit"), Href: unitMatters}
	if v.Actor.Self() {
		p.Active, p.Head.Back = "/mina-uppgifter", &ui.Link{Label: v.Texts.T("matter.mine"), Href: myMatters}
	}
	return p
}

func (s *server) matterPaper(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	k, err := s.matterOf(r, v)
	if err != nil {
		return err
	}
	p := s.matterFrame(v, k)
	p.Print, p.Running = true, v.Texts.T("matter.running", "day", v.Texts.DayOf(v.Now))
	p.Head.Back = &ui.Link{Label: p.Title, Href: matterURL(v, k.Matter.ID)}
	return s.Draw(w, r, v, p, matterSheet(v, k))
}

func (s *server) takeBackMatter(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	m := id.Matter(r.PathValue("matter"))
	err := s.Own.WithdrawMatter(r.Context(), v.Actor, m, v.Version())
	if site.Clash(err) {
		k, wrong := s.matterOf(r, v)
		if wrong != nil {
			return wrong
		}
		k.form, k.late = v.NewForm(matterURL(v, m)), err
		return s.drawMatter(w, r, v, k)
	}
	if err != nil {
		return err
	}
	return s.Done(w, r, matterURL(v, m), "page.flash.matter_withdrawn")
}

func (s *server) answerMatter(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	m := id.Matter(r.PathValue("matter"))
	err := s.Own.Answer(r.Context(), v.Actor, m, matter.Reply{Outcome: v.Form.Get("outcome"), Words: v.Form.Get("words"), Version: v.Version()})
	faults, faulty := site.Faulty(err)
	if faulty || site.Clash(err) {
		k, wrong := s.matterOf(r, v)
		if wrong != nil {
			return wrong
		}
		k.form = v.Again(matterURL(v, m), faults)
		if !faulty {
			k.late, k.typed = err, v.Form.Get("words")
		}
		return s.drawMatter(w, r, v, k)
	}
	if err != nil {
		return err
	}
	return s.Done(w, r, matterURL(v, m), "page.flash.matter_answered")
}

// terms are what stands about a matter: what it is about, of whom, by when.
func (k matterScreen) terms() []ui.Term {
	t, m := k.v.Texts, k.Matter
	add := func(all []ui.Term, word, says string) []ui.Term {
		if says == "" {
			return all
		}
		return append(all, ui.Term{Word: t.T(word), Says: ui.Text(says)})
	}
	all := add(nil, "matter.to", k.Unit.Name)
	if k.Identity != nil {
		all = add(all, "matter.person", k.Identity.Name+", "+site.NumberText(k.Identity.Number))
		for _, line := range site.ReachWords(k.v, k.Reach) {
			all = add(all, "profile.reached", line)
		}
	}
	all = append(all, aboutTerms(k.v, m.Kind, m.About, site.Pair(k.Reader.Name, k.Reader.UnitName), k.CaseRef)...)
	if k.Row != nil {
		all = add(all, "matter.user", k.Row.UserLabel)
	}
	all = add(all, "matter.asked", t.DayOf(m.AskedAt))
	if m.Acted != "" {
		all = add(all, "matter.asked_by", k.v.Acted(m.Acted, ""))
	}
	if m.State == matter.Open {
		all = add(all, "matter.due", t.Day(m.DueOn))
	}
	return all
}

func (k matterScreen) outcomeField() ui.Field {
	return k.form.Field("outcome", "matter.outcome").WithOptions(site.Choices(k.v, "matter.outcome", matter.Outcomes(k.Matter.Kind))...)
}

func (k matterScreen) answerField() ui.Field {
	f := k.form.Field("words", "matter.answer").WithHint(k.v.Texts.T("matter.answer.hint")).WithLimit(2000)
	f.Rows = 6
	return f
}

func (k matterScreen) withdrawForm() ui.Form {
	f := k.v.NewForm(matterURL(k.v, k.Matter.ID) + "/ta-tillbaka")
	f.Version = k.Matter.Version
	return f
}
