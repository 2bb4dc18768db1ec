package keys

import (
	"context"
	"net/http"

	"samverk/internal/access"
	"samverk/internal/entry"
	"samverk/internal/errs"
	"samverk/internal/login"
	"samverk/internal/web/site"
	"samverk/internal/web/ui"
)

// keyChange is what a user does with one of her own keys.
type keyChange func(context.Context, access.Actor, login.Passkey) error

// enrolPage explains what a link gives leave to. The link itself is used by the
// passkey that is made, not by opening the page.
func (s *server) enrolPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	f := v.NewForm(entry.EnrolmentPath + r.PathValue("secret"))
	f.Values["name"] = []string{v.Texts.T("passkeys.name.first")}
	return s.drawEnrolment(w, r, v, f)
}

func (s *server) drawEnrolment(w http.ResponseWriter, r *http.Request, v *site.Visit, f ui.Form) error {
	e, works, err := s.Entry.Enrolment(r.Context(), r.PathValue("secret"), s.Source(r))
	if err != nil && !errs.Is(err, errs.NotFound) {
		return err
	}
	v.Path = ui.PathSignIn // the link is not to stand in a form of the frame
	if !works {
		return s.drawSpent(w, r, v, e)
	}
	p := s.Page(v, v.Texts.T("enrolment.title"))
	p.Head.Lead = v.Texts.T("enrolment.lead", "organisation", e.OrgName)
	if e.Lost {
		p.Head.Lead = v.Texts.T("enrolment.lead.lost", "organisation", e.OrgName)
	}
	p.Faults = f.Faults
	return s.Draw(w, r, v, p, enrolBody(v, e, f))
}

// drawSpent says why a link no longer works, and what to do.
func (s *server) drawSpent(w http.ResponseWriter, r *http.Request, v *site.Visit, e login.Enrolment) error {
	v.Status = http.StatusGone
	text := v.Texts.T("enrolment.spent.ended")
	switch {
	case e.ID == "":
		v.Status, text = http.StatusNotFound, v.Texts.T("enrolment.spent.unknown")
	case e.Used:
		text = v.Texts.T("enrolment.spent.used")
	case !e.Over && !e.Account.Ended:
		text = v.Texts.T("enrolment.spent.late", "when", v.Texts.Moment(e.Ends))
	}
	p := s.Page(v, v.Texts.T("enrolment.spent"))
	p.Head.Lead = text
	return s.Draw(w, r, v, p, spentBody(v))
}

func (s *server) askEnrolment(w http.ResponseWriter, r *http.Request, _ *site.Visit) error {
	q, err := s.Entry.AskEnrolment(r.Context(), r.PathValue("secret"), s.Source(r))
	return Question(s.Site, w, q, err)
}

func (s *server) enrol(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	secret, err := s.Entry.Enrol(r.Context(), r.PathValue("secret"), AnswerOf(s.Site, w, r, v))
	if faults, ok := site.Faulty(err); ok || errs.Is(err, errs.NotFound) {
		return s.drawEnrolment(w, r, v, Again(v, entry.EnrolmentPath+r.PathValue("secret"), faults))
	}
	if err != nil {
		return err
	}
	return s.Admit(w, r, v, secret, "/")
}
