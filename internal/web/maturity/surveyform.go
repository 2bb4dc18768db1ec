package maturity

import (
	"net/http"
	"slices"
	"strings"

	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/maturity"
	"samverk/internal/survey"
	"samverk/internal/web/site"
	"samverk/internal/web/ui"
)

// surveyForm is the form of a survey.
type surveyForm struct {
	maturity.Place
	v    *site.Visit
	form ui.Form
	rows int               // of questions
	kept []survey.Question // what those who have been invited are asked; none while it can be changed
}

// unsaid are the fields that the form of a survey with invitations carries as
// they are: all but the last day.
func (k surveyForm) unsaid() (all [][2]string) {
	for _, one := range k.form.Sent() {
		if one[0] != "closes_on" {
			all = append(all, one)
		}
	}
	return all
}

const (
	fewestRows = 6
	spareRows  = 3
)

// kur is the evaluation of a day of training, in words of our own.
func kur(v *site.Visit) survey.Settings {
	t := v.Texts
	ends := strings.Split(t.T("survey.kur.ends"), "\n")
	scale := func(n string) survey.Question {
		return survey.Question{Kind: survey.Scale, Words: t.T("survey.kur." + n), Options: ends, Needed: true}
	}
	return survey.Settings{Title: t.T("survey.kur.title"), Aim: t.T("survey.kur.aim"), Questions: []survey.Question{
		scale("use"), scale("others"), scale("apply"),
		{Kind: survey.Several, Words: t.T("survey.kur.best"), Options: strings.Split(t.T("survey.kur.best.options"), "\n")},
		{Kind: survey.Number, Words: t.T("survey.kur.contacts")},
		{Kind: survey.Text, Words: t.T("survey.kur.next")},
	}}
}

// filled is the form of a survey with what stands.
func filled(v *site.Visit, in survey.Settings, action string) ui.Form {
	f := v.NewForm(action)
	f.Values = map[string][]string{"title": {in.Title}, "aim": {in.Aim}, "opens_on": {in.OpensOn}, "closes_on": {in.ClosesOn}}
	for i, q := range in.Questions {
		f.Values[survey.QuestionField(i, "kind")] = []string{q.Kind}
		f.Values[survey.QuestionField(i, "words")] = []string{q.Words}
		f.Values[survey.QuestionField(i, "options")] = []string{strings.Join(q.Options, "\n")}
		if q.Needed {
			f.Values[survey.QuestionField(i, "needed")] = []string{"on"}
		}
	}
	return f
}

func (s *server) newSurveyPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	place, err := s.Maturity.SurveyPlace(r.Context(), v.Actor, areaOf(v))
	if err != nil {
		return err
	}
	in := survey.Settings{}
	if v.Query.Get("mall") == "kur" {
		in = kur(v)
	}
	in.OpensOn, in.ClosesOn = place.Today, dayAfter(v, 21)
	return s.drawSurveyForm(w, r, surveyForm{place, v, filled(v, in, at(surveyPath+"/ny", place.Area.ID)), len(in.Questions), nil}, v.Texts.T("survey.new"))
}

func (s *server) drawSurveyForm(w http.ResponseWriter, r *http.Request, k surveyForm, title string) error {
	p := s.Page(k.v, title)
	p.Active, p.Faults = surveyPath, k.form.Faults
	p.Head.Back = &ui.Link{Label: k.v.Texts.T("survey.title.of", "area", k.Area.Name), Href: at(surveyPath, k.Area.ID)}
	if k.kept != nil {
		return s.Draw(w, r, k.v, p, lockedBody(k))
	}
	p.Head.Lead = k.v.Texts.T("survey.new.lead")
	k.rows = min(max(k.rows+spareRows, fewestRows), survey.MostQuestions)
	return s.Draw(w, r, k.v, p, surveyFormBody(k))
}

// surveyOf reads a survey from its form, without the rows that are empty, and
// tells which rows were kept.
func surveyOf(v *site.Visit) (in survey.Settings, kept []int) {
	in = survey.Settings{Title: v.Form.Get("title"), Aim: v.Form.Get("aim"), OpensOn: v.Form.Get("opens_on"), ClosesOn: v.Form.Get("closes_on")}
	for i := range survey.MostQuestions {
		q := survey.Question{Kind: v.Form.Get(survey.QuestionField(i, "kind")), Words: v.Form.Get(survey.QuestionField(i, "words")), Needed: v.Form.Get(survey.QuestionField(i, "needed")) != ""}
		for line := range strings.Lines(v.Form.Get(survey.QuestionField(i, "options"))) {
			if line = strings.TrimSpace(line); line != "" {
				q.Options = append(q.Options, line)
			}
		}
		if q.Words != "" || len(q.Options) > 0 {
			in.Questions, kept = append(in.Questions, q), append(kept, i)
		}
	}
	return in, kept
}

// lastRow is how many rows of the form there were, up to the last with words.
func lastRow(kept []int) int {
	if len(kept) == 0 {
		return 0
	}
	return kept[len(kept)-1] + 1
}

func (s *server) makeSurvey(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	area := id.Area(v.Query.Get("omrade"))
	in, kept := surveyOf(v)
	made, err := s.Maturity.MakeSurvey(r.Context(), v.Actor, area, in)
	if faults, ok := site.Faulty(err); ok {
		place, err := s.Maturity.SurveyPlace(r.Context(), v.Actor, area)
		if err != nil {
			return err
		}
		f := v.Again(at(surveyPath+"/ny", area), placed(faults, kept, "questions"))
		return s.drawSurveyForm(w, r, surveyForm{place, v, f, lastRow(kept), nil}, v.Texts.T("survey.new"))
	}
	if err != nil {
		return err
	}
	return s.Done(w, r, surveyURL(made), "page.flash.survey_made")
}

func (s *server) changeSurveyPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	view, err := s.Maturity.Survey(r.Context(), v.Actor, id.Survey(r.PathValue("survey")))
	if err != nil {
		return err
	}
	if !view.MayKeep {
		return errs.Missing()
	}
	return s.drawSurveyForm(w, r, surveyForm{view.Place, v, surveyStanding(v, view), len(view.Survey.Questions), lockedQuestions(view, nil)}, v.Texts.T("survey.change"))
}

// lockedQuestions are the questions of a survey that asks what it asks. Where
// somebody was invited while they were written anew, the form comes back with
// what was typed.
func lockedQuestions(view maturity.SurveyView, faults []errs.Fault) []survey.Question {
	if view.Result.Sent() == 0 || slices.ContainsFunc(faults, func(f errs.Fault) bool { return f.Key == "survey.begun" }) {
		return nil
	}
	return view.Survey.Questions
}

// surveyStanding is the form of a survey as it stands.
func surveyStanding(v *site.Visit, view maturity.SurveyView) ui.Form {
	f := filled(v, view.Survey.Settings, surveyURL(view.Survey.ID)+"/andra")
	f.Version = view.Survey.Version
	return f
}

func (s *server) changeSurvey(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	which := id.Survey(r.PathValue("survey"))
	in, kept := surveyOf(v)
	err := s.Maturity.ChangeSurvey(r.Context(), v.Actor, which, v.Version(), in)
	faults, faulty := site.Faulty(err)
	switch {
	case err == nil:
		return s.Done(w, r, surveyURL(which), "page.flash.survey_changed")
	case !faulty && !site.Clash(err):
		return err
	}
	view, formErr := s.Maturity.Survey(r.Context(), v.Actor, which)
	if formErr != nil {
		return formErr
	}
	if !faulty && view.Survey.State(view.Today) == survey.Closed {
		return s.clash(w, r, v, err, v.Texts.T("survey.change"), surveyURL(which))
	}
	f := v.Again(surveyURL(which)+"/andra", placed(faults, kept, "questions"))
	if !faulty {
		v.Status, f = http.StatusConflict, f.Beside(surveyStanding(v, view))
	}
	return s.drawSurveyForm(w, r, surveyForm{view.Place, v, f, lastRow(kept), lockedQuestions(view, faults)}, v.Texts.T("survey.change"))
}

// kinds are the kinds of questions to choose among.
func kinds(v *site.Visit) []ui.Option { return site.Choices(v, "survey.kind", survey.Kinds()) }
