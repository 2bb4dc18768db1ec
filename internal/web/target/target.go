// Package target holds the pages of whom an agreement is for and which benefits could be worth asking about: rules evaluated on what is known.
package target

import (
	"net/http"

	"samverk/internal/app"
	"samverk/internal/id"
	"samverk/internal/rule"
	"samverk/internal/situation"
	"samverk/internal/target"
	"samverk/internal/web/site"
	"samverk/internal/web/ui"
)

const pathRules = "/regler"

// server draws the pages of this package.
type server struct{ *site.Site }

// Routes are the addresses of this package.
func Routes(of *site.Site) []site.Route {
	s := &server{of}
	const c = "/arenden/{case}"
	return []site.Route{
		{"GET " + c + "/malgrupp", site.Acting, s.groupPage},
		{"GET " + c + "/ersattningar", site.Acting, s.benefitPage},
		{"GET " + pathRules, site.Acting, s.rulesPage},
	}
}

// seen is what both pages of a case show.
type seen struct {
	v    *site.Visit
	view app.CaseView
	target.Known
}

// say is a text, to the person herself or about her.
func (k seen) say(key string, args ...string) string {
	if k.v.Actor.Self() {
		return k.v.Texts.T(key+".self", args...)
	}
	return k.v.Texts.T(key, args...)
}

func (s *server) frame(k seen, title, lead string) ui.Page {
	v := k.view
	p := s.CasePart(k.v, site.CaseHead{Case: v.Case, Identity: v.Identity, AreaName: v.Area.Name, Protection: v.Protection}, k.v.Texts.T(title))
	p.Head.Lead = k.say(lead)
	p.Head.Actions = []ui.Action{{Label: k.v.Texts.T("target.rules"), Href: pathRules}}
	return p
}

// truth is an answer as a mark.
func truth(v *site.Visit, t rule.Truth) (ui.Tone, string) {
	switch t {
	case rule.Yes:
		return ui.Success, v.Texts.T("target.truth.yes")
	case rule.No:
		return ui.Plain, v.Texts.T("target.truth.no")
	}
	return ui.Info, v.Texts.T("target.truth.unknown")
}

// where says where the answer to a condition stands: of each fact in it.
func (k seen) where(c rule.Condition) (said []string) {
	told := map[string]bool{}
	add := func(words string) {
		if !told[words] {
			told[words] = true
			said = append(said, words)
		}
	}
	for _, one := range c.Comparisons() {
		sources := k.Sources(one.Fact)
		if k.Differs(one.Fact) {
			add(k.v.Texts.T("target.where.differs"))
		}
		for _, from := range sources {
			add(k.source(from))
		}
		_, known := k.Facts[one.Fact]
		switch {
		case len(sources) > 0:
		case known && aged(one.Fact):
			add(k.v.Texts.T("target.where.number"))
		default:
			add(k.say("target.where.none"))
		}
	}
	return said
}

// aged reports whether a fact is counted from the birth date.
func aged(fact string) bool { return fact == "age" || fact == "age.months" || fact == "age.july" }

// source says where one answer stands, whose it is and since when.
func (k seen) source(from target.Source) string {
	t := k.v.Texts
	who := k.view.Units[from.Owner].Name
	switch {
	case from.Owner == id.Self && k.v.Actor.Self():
		who = t.T("target.where.you")
	case from.Owner == id.Self:
		who = t.T("target.where.self")
	}
	return t.T("target.where.at", "title", from.Title, "who", who, "day", t.DayOf(from.Since))
}

// question is a fact to ask about, and where to answer.
type question struct {
	ask, decides string
	fill         *ui.Link // nil where it is not for anybody to fill in
	about        string
}

func (k seen) questions(all []target.Question) (list []question) {
	for _, q := range all {
		one := question{ask: k.say("fact." + q.Fact + ".ask")}
		var names []string
		for _, o := range q.Decides {
			names = append(names, k.name(o))
		}
		if len(names) > 0 {
			one.decides = k.v.Texts.T("target.ask.decides", "what", k.v.Texts.List(names...))
		}
		one.fill = k.fill(q.Fact)
		if aged(q.Fact) {
			one.about = k.v.Texts.T("target.ask.age")
		}
		if n := len(list); n > 0 && list[n-1].ask == one.ask && list[n-1].decides == one.decides {
			continue // two facts that one question answers
		}
		list = append(list, one)
	}
	return list
}

// fill leads to where a fact is answered.
func (k seen) fill(fact string) *ui.Link {
	of := site.CaseURL(k.view.Case.ID)
	if fact == "assistance.months" {
		return &ui.Link{Label: k.v.Texts.T("target.ask.livelihood"), Href: of + "/forsorjning"}
	}
	if fields := situation.FieldsOf(fact); len(fields) > 0 {
		return &ui.Link{Label: k.v.Texts.T("target.ask.fill"), Href: of + "/forsta-bild/fyll-i#" + ui.FieldID("answer_"+fields[0])}
	}
	return nil
}

// name is what an outcome is about.
func (k seen) name(o target.Outcome) string {
	if o.Agreement != "" {
		return o.Title
	}
	return words(k.v, o.Rule.Name)
}

func words(v *site.Visit, w rule.Words) string { return w.In(string(v.Texts.Lang())) }

// groupScreen is whom agreements are for, as its page shows it.
type groupScreen struct {
	seen
	target.GroupView
}

func (s *server) groupPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	view, err := s.Target.Groups(r.Context(), v.Actor, site.CaseOf(r))
	if err != nil {
		return err
	}
	k := groupScreen{seen{v, view.CaseView, view.Known}, view}
	return s.Draw(w, r, v, s.frame(k.seen, "target.title", "target.lead"), groupBody(v, k))
}

// lines are the criteria of an outcome.
func (k seen) lines(o target.Outcome) ui.Table {
	tab := ui.Table{Caption: k.name(o), Hidden: true, Columns: site.Columns(k.v, "target.criterion", "target.answer", "target.where")}
	for _, l := range o.Lines {
		tone, said := truth(k.v, l.Truth)
		tab.Rows = append(tab.Rows, site.Cells(ui.Text(site.Criterion(k.v, l.Condition)), ui.Badge(tone, said), wordList(k.where(l.Condition))))
	}
	return tab
}

// need says how many of the criteria must hold.
func (k seen) need(o target.Outcome) string {
	if o.Need > 0 {
		return k.v.Texts.N("target.need.least", o.Need)
	}
	return k.v.Texts.T("target.need.all")
}

// benefitScreen is which benefits could be worth asking about, as its page shows
// it.
type benefitScreen struct {
	seen
	target.BenefitView
	day ui.Field
}

func (s *server) benefitPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	asked := v.Query.Get("datum")
	view, err := s.Target.Benefits(r.Context(), v.Actor, site.CaseOf(r), asked)
	faults, faulty := site.Faulty(err)
	if faulty {
		v.Status = http.StatusUnprocessableEntity
		view, err = s.Target.Benefits(r.Context(), v.Actor, site.CaseOf(r), "")
	}
	if err != nil {
		return err
	}
	k := benefitScreen{seen: seen{v, view.CaseView, view.Known}, BenefitView: view}
	f := ui.Form{Texts: v.Texts, Faults: faults, Values: map[string][]string{"day": {view.Day}}}
	if faulty {
		f.Values["day"] = []string{asked}
	}
	k.day = f.Field("day", "benefits.day").WithHint(v.Texts.T("benefits.day.hint"))
	k.day.Name, k.day.Min, k.day.Max = "datum", target.FirstDay, target.LastDay
	p := s.frame(k.seen, "benefits.title", "benefits.lead")
	p.Faults = renamed(faults, "day", "datum")
	return s.Draw(w, r, v, p, benefitBody(v, k))
}

func (k benefitScreen) url() string { return site.CaseURL(k.view.Case.ID) + "/ersattningar" }

// because lists what made an outcome so.
func (k seen) because(o target.Outcome) (said []string) {
	for _, r := range o.Reasons {
		words := site.Criterion(k.v, r.Condition)
		if o.Truth == rule.Yes && r.Truth == rule.No || o.Truth == rule.No && r.Truth == rule.Yes {
			words = k.v.Texts.T("rule.not", "what", site.Lower(words))
		}
		said = append(said, words)
	}
	return said
}

// asks are the questions that would decide an outcome.
func (k seen) asks(o target.Outcome) []question {
	var all []target.Question
	for _, fact := range o.Decides {
		all = append(all, target.Question{Fact: fact})
	}
	return k.questions(all)
}

// basis says where a rule stands, and when it holds.
func basis(v *site.Visit, r rule.Rule) string {
	return v.Texts.T("benefits.of", "days", v.Texts.Days(r.From, r.To)) + ". " + v.Texts.T("target.source", "source", r.Source, "day", v.Texts.Day(r.Checked))
}

// outcomes are all answers of the page, the agreements' first.
func (k groupScreen) outcomes() []target.Outcome {
	return append(append([]target.Outcome{}, k.Agreements...), k.Named...)
}
