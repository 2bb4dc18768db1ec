package maturity

import (
	"net/http"

	"samverk/internal/errs"
	"samverk/internal/survey"
	"samverk/internal/web/site"
	"samverk/internal/web/ui"
)

// answerRoutes are open to anybody who has a code: nobody has to sign in, and
// what is answered there is nobody's.
func (s *server) answerRoutes() []site.Route {
	return []site.Route{
		{"GET " + answerPath + "/{code}", site.Anybody, s.answerPage},
		{"POST " + answerPath + "/{code}", site.Anybody, s.answer},
	}
}

// answerScreen is a survey as those see it who answer it.
type answerScreen struct {
	survey.Survey
	v    *site.Visit
	form ui.Form
}

// alone draws the page as to somebody who is not signed in, whoever asks: the
// answer is nobody's. The address, which opens the survey, goes nowhere else.
func alone(w http.ResponseWriter, v *site.Visit) *site.Visit {
	w.Header().Set("X-Robots-Tag", "noindex, nofollow")
	one := *v
	one.In, one.Path = false, "/"
	return &one
}

func (s *server) answerPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	v = alone(w, v)
	return s.drawAnswer(w, r, v, v.NewForm(answerPath+"/"+r.PathValue("code")))
}

func (s *server) drawAnswer(w http.ResponseWriter, r *http.Request, v *site.Visit, f ui.Form) error {
	one, err := s.Maturity.Opened(r.Context(), r.PathValue("code"), s.Source(r))
	if err != nil {
		return s.notOpened(w, r, v, err)
	}
	f.Once = ""
	p := s.Page(v, one.Title)
	p.Head.Lead, p.Faults = one.Aim, f.Faults
	return s.Draw(w, r, v, p, answerBody(answerScreen{one, v, f}))
}

// notOpened says that a code has been used, or that it opens nothing: whether
// there ever was such a code is not told.
func (s *server) notOpened(w http.ResponseWriter, r *http.Request, v *site.Visit, err error) error {
	key := "survey.closed"
	switch {
	case errs.Is(err, errs.Conflict):
		key, v.Status = "survey.used", http.StatusGone
	case errs.Is(err, errs.NotFound):
		v.Status = http.StatusNotFound
	default:
		return err
	}
	return s.Draw(w, r, v, s.Page(v, v.Texts.T(key)), ui.EmptyState(v.Texts.T(key), v.Texts.T(key+".text"), nil))
}

func (s *server) answer(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	v = alone(w, v)
	code := r.PathValue("code")
	one, err := s.Maturity.Opened(r.Context(), code, s.Source(r))
	if err != nil {
		return s.notOpened(w, r, v, err)
	}
	a := survey.Answer{}
	for _, q := range one.Questions {
		a[q.Number] = v.Form[survey.Field(q.Number)]
	}
	err = s.Maturity.Answer(r.Context(), code, s.Source(r), a)
	if faults, ok := site.Faulty(err); ok {
		return s.drawAnswer(w, r, v, v.Again(answerPath+"/"+code, faults))
	}
	if err != nil {
		return s.notOpened(w, r, v, err)
	}
	return s.Draw(w, r, v, s.Page(v, v.Texts.T("survey.thanks")), ui.EmptyState(v.Texts.T("survey.thanks"), v.Texts.T("survey.thanks.text"), nil))
}

// field is a question as a field of the form.
func (k answerScreen) field(q survey.Question) ui.Field {
	f := k.form.Field(survey.Field(q.Number), "survey.question")
	f.Label, f.Optional = q.Words, !q.Needed
	f.Options = choices(k.v, survey.Outcome{Question: q})
	return f
}
