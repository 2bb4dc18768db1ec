package brief

import (
	"net/http"

	"samverk/internal/access"
	"samverk/internal/brief"
	"samverk/internal/briefing"
	"samverk/internal/id"
	"samverk/internal/item"
	"samverk/internal/web/site"
	"samverk/internal/web/ui"
)

func (s *server) takeRoutes() []site.Route {
	const paper, take = "/arenden/{case}/underlag/{brief}/papper", "/arenden/{case}/underlag/{brief}/ta-in"
	return []site.Route{
		{"GET " + paper, site.Function, s.paperPage}, {"POST " + paper, site.Function, s.notePaper},
		{"GET " + take, site.Function, s.takePage}, {"POST " + take, site.Function, s.takeIn},
	}
}

func (s *server) paperPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	return s.drawPaper(w, r, v, nil, nil)
}

// drawPaper is the form where an answer on paper is noted.
func (s *server) drawPaper(w http.ResponseWriter, r *http.Request, v *site.Visit, back *ui.Form, late error) error {
	view, err := s.Briefing.Brief(r.Context(), v.Actor, site.CaseOf(r), briefOf(r))
	if err != nil {
		return err
	}
	k := answerScreen{viewScreen: viewScreen{View: view, v: v, late: late}, how: brief.Paper}
	if !k.MayKeep || !k.Waits() && late == nil {
		return s.Done(w, r, k.url(), "")
	}
	k.Told = k.Brief.Content // what stood on the paper
	k.begin(k.url()+"/papper", back, late != nil)
	p := s.frame(v, view.Head, v.Texts.T("brief.paper"))
	p.Head.Back = &ui.Link{Label: v.Texts.T("brief.of", "day", v.Texts.DayOf(k.Brief.Created)), Href: k.url()}
	p.Head.Lead, p.Faults = v.Texts.T("brief.paper.lead"), k.form.Faults
	if late != nil {
		v.Status = http.StatusConflict
	}
	return s.Draw(w, r, v, p, paperBody(v, k))
}

func (k answerScreen) fromField() ui.Field {
	return k.form.Field("from", "brief.from").WithHint(k.v.Texts.T("brief.from.hint")).WithLimit(120)
}

func (k answerScreen) onField() ui.Field {
	f := k.form.Field("on", "brief.on")
	f.Max = k.Today
	return f
}

func (s *server) notePaper(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	c, b := site.CaseOf(r), briefOf(r)
	err := s.Briefing.Paper(r.Context(), v.Actor, c, b, v.Version(), answerOf(v))
	faults, ok := site.Faulty(err)
	if ok || site.Clash(err) {
		back := v.Again(briefURL(c, b)+"/papper", faults)
		if ok {
			err = nil
		}
		return s.drawPaper(w, r, v, &back, err)
	}
	if err != nil {
		return err
	}
	return s.Done(w, r, briefURL(c, b)+"/ta-in", "page.flash.brief_noted")
}

// takeScreen is what an answer leads to in the plan.
type takeScreen struct {
	briefing.TakeView
	v    *site.Visit
	form ui.Form
	late error
}

func (s *server) takePage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	return s.drawTake(w, r, v, nil, nil)
}

func (s *server) drawTake(w http.ResponseWriter, r *http.Request, v *site.Visit, back *ui.Form, late error) error {
	view, err := s.Briefing.Proposals(r.Context(), v.Actor, site.CaseOf(r), briefOf(r))
	if err != nil {
		return err
	}
	k := takeScreen{TakeView: view, v: v, late: late}
	at := briefURL(view.Case.ID, view.Brief.ID)
	if late == nil && (view.Brief.State != brief.Answered || !view.Brief.TakenAt.IsZero() || !view.MayKeep) {
		return s.Done(w, r, at, "")
	}
	k.form = v.NewForm(at + "/ta-in")
	k.fill()
	p := s.frame(v, view.Head, v.Texts.T("brief.take"))
	p.Head.Back = &ui.Link{Label: v.Texts.T("brief.of", "day", v.Texts.DayOf(view.Brief.Created)), Href: at}
	p.Head.Lead = v.Texts.T("brief.take.lead")
	if back != nil {
		k.form, p.Faults = *back, back.Faults
	}
	k.form.Version = view.Brief.Version
	if late != nil {
		v.Status = http.StatusConflict
	}
	return s.Draw(w, r, v, p, takeBody(v, k))
}

// fill proposes what the answer leads to.
func (k takeScreen) fill() {
	set := func(i id.Item, name, value string) { k.form.Values[name+"_"+string(i)] = []string{value} }
	for _, p := range k.Proposals {
		if !p.Owns || p.Over {
			continue
		}
		i := p.Now.ID
		set(i, "status", p.Content.Status)
		set(i, "start", p.Content.Start)
		set(i, "end", p.Content.End)
		set(i, "words", p.Content.Words)
		if p.Content.Extent != item.NoExtent {
			set(i, "extent", site.Number(int64(p.Content.Extent)))
		}
		if p.Differs() {
			k.form.Values["take"] = append(k.form.Values["take"], string(i))
		}
	}
	for _, e := range k.Certificates {
		set(e.Now.ID, "end", e.End)
		k.form.Values["take"] = append(k.form.Values["take"], string(e.Now.ID))
	}
}

func (k takeScreen) take(i id.Item, key string) ui.Field {
	f := k.form.Field("take", key)
	f.Value, f.Options = "", []ui.Option{{Value: string(i), Label: k.v.Texts.T(key)}}
	f.Label = k.v.Texts.T("brief.take.choose")
	return f
}

func (k takeScreen) field(i id.Item, name, key string) ui.Field {
	f := k.form.Field(name+"_"+string(i), key)
	if name == "extent" {
		f.Unit = "%"
	}
	if name == "words" {
		f.Limit, f.Rows = 10_000, 3
	}
	return f.MayBeEmpty()
}

func (k takeScreen) status(i id.Item) ui.Field {
	f := k.form.Field("status_"+string(i), "write.field.status")
	return f.WithOptions(site.Choices(k.v, "status", item.Statuses(item.Activity))...)
}

// now says how an activity stands.
func (k takeScreen) now(p briefing.Proposal) string {
	said := period(k.v, p.Now.Start, p.Now.End)
	if p.Now.Extent > 0 {
		said = site.Dotted(k.v.Texts.Percent(p.Now.Extent), said)
	}
	return site.Dotted(k.v.TextOf("status", p.Now.Status), said)
}

// receivers names who is told of what is changed in a category.
func (k takeScreen) receivers(c access.Category) string {
	names := ""
	for _, u := range k.Receivers[c] {
		names = site.Pair(names, u.Name)
	}
	if names == "" {
		return k.v.Texts.T("brief.take.nobody")
	}
	return k.v.Texts.T("brief.take.receivers", "units", names)
}

func (s *server) takeIn(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	c, b := site.CaseOf(r), briefOf(r)
	var changes []briefing.Change
	for _, i := range v.Form["take"] {
		of := func(name string) string { return v.Form.Get(name + "_" + i) }
		changes = append(changes, briefing.Change{Item: id.Item(i), Version: versionOf(of("version")), Status: of("status"),
			Start: of("start"), End: of("end"), Extent: site.ExtentOf(of("extent")), Words: of("words")})
	}
	err := s.Briefing.TakeIn(r.Context(), v.Actor, c, b, v.Version(), changes)
	faults, ok := site.Faulty(err)
	if ok || site.Clash(err) {
		back := v.Again(briefURL(c, b)+"/ta-in", faults)
		if ok {
			err = nil
		}
		return s.drawTake(w, r, v, &back, err)
	}
	if err != nil {
		return err
	}
	return s.Done(w, r, briefURL(c, b), "page.flash.brief_taken")
}
