package maturity

import (
	"cmp"
	"net/http"
	"strconv"

	"samverk/internal/access"
	"samverk/internal/errs"
	"samverk/internal/factor"
	"samverk/internal/gauge"
	"samverk/internal/id"
	"samverk/internal/maturity"
	"samverk/internal/web/site"
	"samverk/internal/web/ui"
)

// roundScreen is a round as its page shows it.
type roundScreen struct {
	maturity.RoundView
	v   *site.Visit
	end ui.Dialog
}

func (k roundScreen) result() resultScreen { return resultScreen{k.Result, k.Before, k.v} }

func (s *server) roundPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	view, err := s.Maturity.Round(r.Context(), v.Actor, id.Round(r.PathValue("round")))
	if err != nil {
		return err
	}
	if view.Round.Kind == gauge.Ties {
		return errs.Missing()
	}
	t, k, url := v.Texts, roundScreen{RoundView: view, v: v}, roundURL(view.Round.ID)
	p := s.Page(v, view.Round.Title)
	p.Active = gaugePath
	p.Head.Back = &ui.Link{Label: t.T("gauge.title.of", "area", view.Area.Name), Href: at(gaugePath, view.Area.ID)}
	p.Head.Meta = []string{t.T("gauge.state."+view.Round.State(view.Today)) + ", " + t.Days(view.Round.OpensOn, view.Round.Last()), t.T(view.Round.Set.Name())}
	if view.ForumName != "" {
		p.Head.Meta = append(p.Head.Meta, t.T("gauge.about.forum", "forum", view.ForumName))
	}
	if view.Asked {
		p.Head.Actions = append(p.Head.Actions, ui.Action{Label: t.T("gauge.answer"), Href: url + "/svara", Primary: true})
	}
	if view.Shown {
		p.Head.Actions = append(p.Head.Actions, ui.Action{Label: t.T("gauge.file"), Href: url + "/fil"})
	}
	if view.MayKeep && view.Round.State(view.Today) != gauge.Closed {
		p.Head.Actions = append(p.Head.Actions, ui.Action{Label: t.T("gauge.change.round"), Href: url + "/andra"})
	}
	k.end = endDialog(v, url+"/avsluta", view.Round.Version)
	return s.Draw(w, r, v, p, roundBody(k))
}

// endDialog asks before answers are stopped.
func endDialog(v *site.Visit, action string, version int64) ui.Dialog {
	t := v.Texts
	return ui.Dialog{ID: "avsluta", Title: t.T("gauge.end"), Text: t.T("gauge.end.text"), Action: action, Do: t.T("gauge.end"), Version: site.Number(version), Once: site.NewOnce()}
}

// mayEnd reports whether the reader may close the round now.
func (k roundScreen) mayEnd() bool { return k.MayKeep && k.Round.State(k.Today) == gauge.Open }

// answered is how many of each actor have answered.
func (k roundScreen) answered() []ui.Term {
	var all []ui.Term
	for _, a := range k.Round.Actors {
		all = append(all, ui.Term{Word: ui.KindName(k.v.Texts, a), Says: ui.Text(k.v.Texts.N("gauge.answered", k.Answers[a]))})
	}
	return all
}

// roundFile is what may be shown of the round, as a file.
func (s *server) roundFile(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	view, err := s.Maturity.Round(r.Context(), v.Actor, id.Round(r.PathValue("round")))
	if err != nil {
		return err
	}
	var rows [][]string
	if view.Shown {
		rows = fileRows(v, view.Area.Name, view.Result)
	}
	return file(w, v, "samverkansgrad", fileHeads(v), rows)
}

// roundForm is the form of a round.
type roundForm struct {
	maturity.RoundForm
	v    *site.Visit
	form ui.Form
	kind string
}

func (s *server) newRoundPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	view, err := s.Maturity.RoundForm(r.Context(), v.Actor, areaOf(v))
	if err != nil {
		return err
	}
	f := v.NewForm(at(gaugePath+"/ny", view.Area.ID))
	f.Values = map[string][]string{"set": {string(factor.Eight)}, "anonymous": {"on"}, "opens_on": {view.Today}, "closes_on": {dayAfter(v, 21)}}
	for _, a := range gauge.Actors() {
		f.Values["actors"] = append(f.Values["actors"], string(a))
	}
	return s.drawRound(w, r, roundForm{view, v, f, gauge.Factors})
}

// dayAfter is the date so many days from now.
func dayAfter(v *site.Visit, n int) string { return v.Texts.ISO(v.Now.AddDate(0, 0, n)) }

func (s *server) drawRound(w http.ResponseWriter, r *http.Request, k roundForm) error {
	t := k.v.Texts
	title, back := "gauge.new", gaugePath
	if k.kind == gauge.Ties {
		title, back = "graph.new", graphPath
	}
	p := s.Page(k.v, t.T(title))
	p.Active, p.Faults = back, k.form.Faults
	p.Head.Back = &ui.Link{Label: k.Area.Name, Href: at(back, k.Area.ID)}
	if k.Round.ID != "" {
		p.Title = t.T("gauge.change.round")
		p.Head.Back = &ui.Link{Label: k.Round.Title, Href: roundURL(k.Round.ID)}
	}
	return s.Draw(w, r, k.v, p, roundFormBody(k))
}

// settingsOf reads a round from its form.
func settingsOf(v *site.Visit, kind string) gauge.Settings {
	in := gauge.Settings{Kind: kind, Forum: id.Forum(v.Form.Get("forum")), Title: v.Form.Get("title"), Set: factor.Set(v.Form.Get("set")),
		Anonymous: v.Form.Get("anonymous") != "", OpensOn: v.Form.Get("opens_on"), ClosesOn: v.Form.Get("closes_on")}
	for _, a := range v.Form["actors"] {
		in.Actors = append(in.Actors, access.Kind(a))
	}
	return in
}

func (s *server) beginRound(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	area := id.Area(v.Query.Get("omrade"))
	made, err := s.Maturity.BeginRound(r.Context(), v.Actor, area, settingsOf(v, gauge.Factors))
	if faults, ok := site.Faulty(err); ok {
		view, err := s.Maturity.RoundForm(r.Context(), v.Actor, area)
		if err != nil {
			return err
		}
		return s.drawRound(w, r, roundForm{view, v, v.Again(at(gaugePath+"/ny", area), faults), gauge.Factors})
	}
	if err != nil {
		return err
	}
	return s.Done(w, r, roundURL(made), "page.flash.round_begun")
}

// standing is the form of a round as it stands.
func standing(v *site.Visit, round gauge.Round, action string) ui.Form {
	f := v.NewForm(action)
	f.Version = round.Version
	f.Values = map[string][]string{"title": {round.Title}, "set": {string(round.Set)}, "forum": {string(round.Forum)}, "opens_on": {round.OpensOn}, "closes_on": {round.ClosesOn}}
	if round.Anonymous {
		f.Values["anonymous"] = []string{"on"}
	}
	for _, a := range round.Actors {
		f.Values["actors"] = append(f.Values["actors"], string(a))
	}
	return f
}

func (s *server) changeRoundPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	view, err := s.Maturity.RoundFormOf(r.Context(), v.Actor, id.Round(r.PathValue("round")))
	if err != nil {
		return err
	}
	return s.drawRound(w, r, roundForm{view, v, standing(v, view.Round, roundURL(view.Round.ID)+"/andra"), view.Round.Kind})
}

func (s *server) changeRound(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	which := id.Round(r.PathValue("round"))
	err := s.Maturity.ChangeRound(r.Context(), v.Actor, which, v.Version(), settingsOf(v, ""))
	faults, faulty := site.Faulty(err)
	if err != nil && !faulty && !site.Clash(err) {
		return err
	}
	if err == nil {
		return s.Done(w, r, s.homeOf(r, v, which), "page.flash.round_changed")
	}
	view, formErr := s.Maturity.RoundFormOf(r.Context(), v.Actor, which)
	if formErr != nil {
		return formErr
	}
	if !faulty && view.Round.State(view.Today) == gauge.Closed {
		return s.clash(w, r, v, err, v.Texts.T("gauge.change.round"), s.homeOf(r, v, which))
	}
	f := v.Again(roundURL(which)+"/andra", faults)
	if !faulty {
		v.Status, f = http.StatusConflict, f.Beside(standing(v, view.Round, f.Action))
	}
	return s.drawRound(w, r, roundForm{view, v, f, view.Round.Kind})
}

// homeOf is the page of a round, of either kind.
func (s *server) homeOf(r *http.Request, v *site.Visit, which id.Round) string {
	view, err := s.Maturity.Round(r.Context(), v.Actor, which)
	if err == nil && view.Round.Kind == gauge.Ties {
		return graphURL(view.Area.ID, which)
	}
	return roundURL(which)
}

func (s *server) endRound(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	which := id.Round(r.PathValue("round"))
	err := s.Maturity.EndRound(r.Context(), v.Actor, which, v.Version())
	if site.Clash(err) {
		return s.clash(w, r, v, err, v.Texts.T("gauge.end"), s.homeOf(r, v, which))
	}
	if err != nil {
		return err
	}
	return s.Done(w, r, s.homeOf(r, v, which), "page.flash.round_ended")
}

// judgeScreen is the form in which a function answers.
type judgeScreen struct {
	maturity.RoundView
	v    *site.Visit
	form ui.Form
}

func (s *server) judgePage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	return s.drawJudge(w, r, v, v.NewForm(roundURL(id.Round(r.PathValue("round")))+"/svara"))
}

func (s *server) drawJudge(w http.ResponseWriter, r *http.Request, v *site.Visit, f ui.Form) error {
	view, err := s.Maturity.Round(r.Context(), v.Actor, id.Round(r.PathValue("round")))
	if err != nil {
		return err
	}
	if view.Round.Kind != gauge.Factors || !view.MayAnswer {
		return errs.Missing()
	}
	t := v.Texts
	p := s.Page(v, t.T("gauge.answer.title", "title", view.Round.Title))
	p.Active, p.Faults = gaugePath, f.Faults
	p.Head.Back = &ui.Link{Label: view.Round.Title, Href: roundURL(view.Round.ID)}
	p.Head.Lead = t.T("gauge.answer.named")
	if view.Round.Anonymous {
		p.Head.Lead = t.T("gauge.answer.anonymous")
	}
	if !view.Asked {
		return s.Draw(w, r, v, p, ui.EmptyState(t.T(cmp.Or(view.Had, "gauge.not_open")), t.T("gauge.answer.none"), nil))
	}
	return s.Draw(w, r, v, p, judgeBody(judgeScreen{view, v, f}))
}

// judgedField is the question about a factor.
func (k judgeScreen) judgedField(f factor.Factor) ui.Field {
	t := k.v.Texts
	field := k.form.Field(gauge.Field(f.Code), f.Name()).WithHint(t.T(f.About()))
	for step := factor.Present; step >= 0; step-- {
		field.Options = append(field.Options, ui.Option{Value: strconv.Itoa(step), Label: t.T(factor.StepName(step))})
	}
	return field
}

// pictureField is the question about the picture.
func (k judgeScreen) pictureField() ui.Field {
	t := k.v.Texts
	field := k.form.Field("picture", "gauge.picture.ask")
	for i, p := range factor.Pictures() {
		field.Options = append(field.Options, ui.Option{Value: strconv.Itoa(i + 1), Label: t.T(p.Name()), About: t.T(p.About())})
	}
	field.Options = append(field.Options, ui.Option{Value: "0", Label: t.T(factor.StepName(0))})
	return field
}

// chosen reads a step; what is no number is none.
func chosen(v *site.Visit, field string) int {
	n, err := strconv.Atoi(v.Form.Get(field))
	if err != nil {
		return -1
	}
	return n
}

func (s *server) judge(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	which := id.Round(r.PathValue("round"))
	view, err := s.Maturity.Round(r.Context(), v.Actor, which)
	if err != nil {
		return err
	}
	a := gauge.Answer{Picture: chosen(v, "picture"), Reasons: v.Form.Get(gauge.WordsField(gauge.Picture))}
	for _, f := range view.Round.Set.Factors() {
		a.Judged = append(a.Judged, gauge.Judged{Factor: f.Code, Step: chosen(v, gauge.Field(f.Code)), Words: v.Form.Get(gauge.WordsField(f.Code))})
	}
	err = s.Maturity.AnswerRound(r.Context(), v.Actor, which, a)
	if faults, ok := site.Faulty(err); ok {
		return s.drawJudge(w, r, v, v.Again(roundURL(which)+"/svara", faults))
	}
	if site.Clash(err) {
		return s.clash(w, r, v, err, view.Round.Title, roundURL(which))
	}
	if err != nil {
		return err
	}
	return s.Done(w, r, roundURL(which), "page.flash.round_answered")
}
