package maturity

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"samverk/internal/access"
	"samverk/internal/id"
	"samverk/internal/maturity"
	"samverk/internal/survey"
	"samverk/internal/web/site"
	"samverk/internal/web/ui"
)

func (s *server) surveyRoutes() []site.Route {
	const one = surveyPath + "/{survey}"
	return []site.Route{
		{"GET " + surveyPath, site.Function, s.surveysPage},
		{"GET " + surveyPath + "/ny", site.Function, s.newSurveyPage},
		{"POST " + surveyPath + "/ny", site.Function, s.makeSurvey},
		{"POST " + surveyPath + "/instrument", site.Function, s.registerInstrument},
		{"POST " + surveyPath + "/instrument/bort", site.Function, s.removeInstrument},
		{"GET " + one, site.Function, s.surveyPage},
		{"GET " + one + "/fil", site.Function, s.surveyFile},
		{"GET " + one + "/andra", site.Function, s.changeSurveyPage},
		{"POST " + one + "/andra", site.Function, s.changeSurvey},
		{"POST " + one + "/avsluta", site.Function, s.endSurvey},
		{"POST " + one + "/inbjudningar", site.Function, s.invite},
	}
}

func surveyURL(v id.Survey) string { return surveyPath + "/" + string(v) }

// surveysScreen is the surveys of an area, as their page shows them.
type surveysScreen struct {
	maturity.SurveysView
	v    *site.Visit
	form ui.Form // of an instrument's result
}

func (s *server) surveysPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	return s.drawSurveys(w, r, v, areaOf(v), v.NewForm(surveyPath+"/instrument"))
}

func (s *server) drawSurveys(w http.ResponseWriter, r *http.Request, v *site.Visit, area id.Area, f ui.Form) error {
	view, err := s.Maturity.Surveys(r.Context(), v.Actor, area)
	if err != nil {
		return err
	}
	t := v.Texts
	p := s.Page(v, t.T("survey.title.of", "area", view.Area.Name))
	p.Head.Lead, p.Active, p.Faults = t.T("survey.lead"), surveyPath, f.Faults
	if view.MayKeep {
		p.Head.Actions = []ui.Action{{Label: t.T("survey.new"), Href: at(surveyPath+"/ny", view.Area.ID), Icon: "plus", Primary: true},
			{Label: t.T("survey.new.kur"), Href: at(surveyPath+"/ny", view.Area.ID) + "&mall=kur"}}
	}
	p.Head.Actions = append(p.Head.Actions, ui.Action{Label: t.T("gauge.title"), Href: at(gaugePath, view.Area.ID)})
	return s.Draw(w, r, v, p, surveysBody(surveysScreen{view, v, f}))
}

func (k surveysScreen) table() ui.Table {
	t := k.v.Texts
	tab := ui.Table{Caption: t.T("survey.title"), Hidden: true, Columns: site.Columns(k.v, "survey.name", "gauge.state", "gauge.days")}
	for _, one := range k.Surveys {
		tab.Rows = append(tab.Rows, site.Cells(ui.LinkTo(surveyURL(one.ID), one.Title), stateBadge(k.v, one.State(k.Today)), ui.Text(t.Days(one.OpensOn, one.Last()))))
	}
	return tab
}

// instruments are the results of instruments of others.
func (k surveysScreen) instruments() ui.Table {
	t := k.v.Texts
	tab := ui.Table{Caption: t.T("measured.title"), Hidden: true, Columns: site.Columns(k.v, "measured.name", "measured.value", "measured.year", "measured.source")}
	tab.Columns[1].Numeric = true
	for _, i := range k.Instruments {
		source := ui.Text(i.Source)
		if k.MayKeep {
			source = instrumentSource(k, i)
		}
		tab.Rows = append(tab.Rows, site.Cells(ui.Text(t.T("measured.numbered", "name", i.Name, "n", strconv.Itoa(i.Number))), ui.Text(i.Value), ui.Text(strconv.Itoa(i.Year)), source))
	}
	return tab
}

func (s *server) registerInstrument(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	number, _ := strconv.Atoi(v.Form.Get("number"))
	year, _ := strconv.Atoi(v.Form.Get("year"))
	area := id.Area(v.Form.Get("area"))
	_, err := s.Maturity.RegisterInstrument(r.Context(), v.Actor, survey.Instrument{Area: area, Name: v.Form.Get("name"), Number: number, Value: v.Form.Get("value"), Year: year, Source: v.Form.Get("source")})
	if faults, ok := site.Faulty(err); ok {
		return s.drawSurveys(w, r, v, area, v.Again(surveyPath+"/instrument", faults))
	}
	if site.Clash(err) {
		return s.clash(w, r, v, err, v.Texts.T("measured.title"), at(surveyPath, area))
	}
	if err != nil {
		return err
	}
	return s.Done(w, r, at(surveyPath, area), "page.flash.instrument_registered")
}

func (s *server) removeInstrument(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	area := id.Area(v.Form.Get("area"))
	if err := s.Maturity.RemoveInstrument(r.Context(), v.Actor, area, v.Form.Get("instrument"), v.Version()); err != nil {
		return err
	}
	return s.Done(w, r, at(surveyPath, area), "page.flash.instrument_removed")
}

// surveyScreen is a survey as its page shows it.
type surveyScreen struct {
	maturity.SurveyView
	v     *site.Visit
	form  ui.Form // of invitations
	end   ui.Dialog
	codes map[access.Kind][]survey.Code // that were made now
	base  string
}

func (s *server) surveyPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	which := id.Survey(r.PathValue("survey"))
	return s.drawSurvey(w, r, v, which, v.NewForm(surveyURL(which)+"/inbjudningar"), nil)
}

func (s *server) drawSurvey(w http.ResponseWriter, r *http.Request, v *site.Visit, which id.Survey, f ui.Form, codes map[access.Kind][]survey.Code) error {
	view, err := s.Maturity.Survey(r.Context(), v.Actor, which)
	if err != nil {
		return err
	}
	t := v.Texts
	state := view.Survey.State(view.Today)
	p := s.Page(v, view.Survey.Title)
	p.Active, p.Faults = surveyPath, f.Faults
	p.Head.Back = &ui.Link{Label: t.T("survey.title.of", "area", view.Area.Name), Href: at(surveyPath, view.Area.ID)}
	p.Head.Lead = view.Survey.Aim
	p.Head.Meta = []string{t.T("gauge.state."+state) + ", " + t.Days(view.Survey.OpensOn, view.Survey.Last()), t.T("survey.answered.of", "n", t.Number(view.Result.Total()), "all", t.Number(view.Result.Sent()))}
	if state == survey.Closed && len(codes) == 0 {
		p.Head.Actions = []ui.Action{{Label: t.T("survey.csv"), Href: surveyURL(which) + "/fil"}, {Label: t.T("survey.xlsx"), Href: surveyURL(which) + "/fil?format=xlsx"}}
	}
	if view.MayKeep && state != survey.Closed {
		label := "survey.change"
		if view.Result.Sent() > 0 {
			label = "survey.change.day"
		}
		p.Head.Actions = append(p.Head.Actions, ui.Action{Label: t.T(label), Href: surveyURL(which) + "/andra"})
	}
	k := surveyScreen{view, v, f, endDialog(v, surveyURL(which)+"/avsluta", view.Survey.Version), codes, s.App.Base()}
	k.end.Title, k.end.Text, k.end.Do = t.T("survey.end"), t.T("survey.end.text"), t.T("survey.end")
	return s.Draw(w, r, v, p, surveyBody(k))
}

// link is the address that a code is answered at.
func (k surveyScreen) link(c survey.Code) string {
	return strings.TrimRight(k.base, "/") + answerPath + "/" + string(c)
}

// groupName is whom invitations are for.
func groupName(v *site.Visit, k access.Kind) string {
	if k == "" {
		return v.Texts.T("survey.anybody")
	}
	return ui.KindName(v.Texts, k)
}

// invited is how many were invited and answered, by actor.
func (k surveyScreen) invited() ui.Table {
	t := k.v.Texts
	tab := ui.Table{Caption: t.T("survey.invited"), Hidden: true, Columns: site.Columns(k.v, "survey.for", "survey.sent", "survey.answers")}
	tab.Columns[1].Numeric, tab.Columns[2].Numeric = true, true
	for _, g := range survey.Groups() {
		if k.Result.Invited[g] > 0 {
			tab.Rows = append(tab.Rows, site.Cells(ui.Text(groupName(k.v, g)), ui.Text(t.Number(k.Result.Invited[g])), ui.Text(t.Number(k.Result.Answers[g]))))
		}
	}
	return tab
}

// choices are the values that a question can have, with their words.
func choices(v *site.Visit, o survey.Outcome) (all []ui.Option) {
	switch o.Kind {
	case survey.Scale:
		for n := 1; n <= survey.Steps; n++ {
			one := ui.Option{Value: strconv.Itoa(n), Label: strconv.Itoa(n)}
			if len(o.Options) == 2 && (n == 1 || n == survey.Steps) {
				one.Label += " – " + o.Options[min(n-1, 1)]
			}
			all = append(all, one)
		}
	case survey.One, survey.Several:
		for i, words := range o.Options {
			all = append(all, ui.Option{Value: strconv.Itoa(i + 1), Label: words})
		}
	case survey.Number:
		var values []int
		for value := range o.Whole.By {
			n, _ := strconv.Atoi(value)
			values = append(values, n)
		}
		slices.Sort(values)
		for _, n := range values {
			all = append(all, ui.Option{Value: strconv.Itoa(n), Label: v.Texts.Number(n)})
		}
	}
	return all
}

// actorsOf are the actors that a question is shown apart for.
func actorsOf(o survey.Outcome) (all []access.Kind) {
	for _, g := range survey.Groups() {
		if _, shown := o.By[g]; shown {
			all = append(all, g)
		}
	}
	return all
}

// outcome is how many said what of a question.
func outcome(v *site.Visit, o survey.Outcome) ui.Table {
	tab := ui.Table{Caption: o.Words, Hidden: true, Columns: append(site.Columns(v, "survey.answer"), ui.Column{Label: v.Texts.T("survey.all"), Numeric: true})}
	for _, g := range actorsOf(o) {
		tab.Columns = append(tab.Columns, ui.Column{Label: groupName(v, g), Numeric: true})
	}
	for _, c := range choices(v, o) {
		line := []templ.Component{ui.Text(c.Label), ui.Text(v.Texts.Number(o.Whole.By[c.Value]))}
		for _, g := range actorsOf(o) {
			line = append(line, ui.Text(v.Texts.Number(o.By[g].By[c.Value])))
		}
		tab.Rows = append(tab.Rows, ui.Row{Cells: line})
	}
	return tab
}

// averaged reports whether a question has a mean.
func averaged(o survey.Outcome) bool { return o.Kind == survey.Scale || o.Kind == survey.Number }

// surveyFile is what may be shown of the answers, as a file.
func (s *server) surveyFile(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	view, err := s.Maturity.Survey(r.Context(), v.Actor, id.Survey(r.PathValue("survey")))
	if err != nil {
		return err
	}
	t := v.Texts
	var rows [][]string
	for _, o := range view.Result.Questions {
		if !o.Shown {
			rows = append(rows, []string{strconv.Itoa(o.Number), o.Words, groupName(v, ""), t.T("gauge.hidden"), ""})
			continue
		}
		for _, text := range o.Texts {
			rows = append(rows, []string{strconv.Itoa(o.Number), o.Words, groupName(v, ""), text, ""})
		}
		for _, g := range append([]access.Kind{""}, actorsOf(o)...) {
			c := o.Whole
			if g != "" {
				c = o.By[g]
			}
			for _, one := range choices(v, o) {
				rows = append(rows, []string{strconv.Itoa(o.Number), o.Words, groupName(v, g), one.Label, strconv.Itoa(c.By[one.Value])})
			}
		}
	}
	return file(w, v, "enkat", heads(v, "survey.number", "survey.question", "survey.for", "survey.answer", "survey.answers"), rows)
}

func (s *server) endSurvey(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	which := id.Survey(r.PathValue("survey"))
	err := s.Maturity.EndSurvey(r.Context(), v.Actor, which, v.Version())
	if site.Clash(err) {
		return s.clash(w, r, v, err, v.Texts.T("survey.end"), surveyURL(which))
	}
	if err != nil {
		return err
	}
	return s.Done(w, r, surveyURL(which), "page.flash.survey_ended")
}

// invite makes invitations and shows them this one time: as a sheet, or as a
// file to send them by one's own means.
func (s *server) invite(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	which := id.Survey(r.PathValue("survey"))
	var all []survey.Invited
	for _, g := range survey.Groups() {
		if text := v.Form.Get("count." + string(g)); text != "" {
			n, err := strconv.Atoi(text)
			if err != nil {
				n = -1
			}
			all = append(all, survey.Invited{Actor: g, Count: n})
		}
	}
	codes, err := s.Maturity.Invite(r.Context(), v.Actor, which, all)
	if faults, ok := site.Faulty(err); ok {
		return s.drawSurvey(w, r, v, which, v.Again(surveyURL(which)+"/inbjudningar", faults), nil)
	}
	if site.Clash(err) {
		return s.clash(w, r, v, err, v.Texts.T("survey.invite"), surveyURL(which))
	}
	if err != nil {
		return err
	}
	if v.Form.Get("as") == "file" {
		k := surveyScreen{v: v, base: s.App.Base()}
		var rows [][]string
		for _, g := range survey.Groups() {
			for _, c := range codes[g] {
				rows = append(rows, []string{groupName(v, g), string(c), k.link(c)})
			}
		}
		return file(w, v, "inbjudningar", heads(v, "survey.for", "survey.code", "survey.link"), rows)
	}
	return s.drawSurvey(w, r, v, which, v.NewForm(surveyURL(which)+"/inbjudningar"), codes)
}

// countField asks how many are invited of an actor.
func countField(k surveyScreen, group string) ui.Field {
	f := k.form.Field("count."+group, "survey.anybody").MayBeEmpty()
	f.Label = groupName(k.v, access.Kind(group))
	return f
}
