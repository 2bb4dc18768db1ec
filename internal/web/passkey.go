package web

import (
	"net/http"

	"samverk/internal/login"
	"samverk/internal/web/keys"
	"samverk/internal/web/site"
	"samverk/internal/web/ui"
)

func (s *server) passkeyRoutes() []site.Route {
	return []site.Route{
		{"POST /logga-in-med-nyckel/fraga", site.Anybody, s.askPasskey},
		{"POST /logga-in-med-nyckel", site.Anybody, s.signInPasskey},
	}
}

func (s *server) askPasskey(w http.ResponseWriter, r *http.Request, _ *site.Visit) error {
	q, err := s.Entry.AskPasskey(r.Context(), s.Source(r))
	return keys.Question(s.Site, w, q, err)
}

func (s *server) signInPasskey(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	secret, err := s.Entry.SignInPasskey(r.Context(), keys.AnswerOf(s.Site, w, r, v))
	if faults, ok := site.Faulty(err); ok {
		v.Path = ui.PathSignIn
		return s.drawSignIn(w, r, v, keys.Again(v, ui.PathSignIn, faults))
	}
	if err != nil {
		return err
	}
	return s.Admit(w, r, v, secret, v.Form.Get("till"))
}

// passkeyForm asks for any passkey, at sign-in.
func passkeyForm(v *site.Visit, till string) ui.Form {
	f := v.NewForm("/logga-in-med-nyckel")
	f.Once = ""
	f.Values["till"] = []string{till}
	return f
}

// provedHow says how, and when last, the user of a session proved who she is.
func provedHow(v *site.Visit, s login.Session) string {
	level := v.TextOf("sessions.level", s.Level)
	if s.Provider != "" {
		level += ", " + s.Provider
	}
	return v.Texts.T("sessions.proved", "level", level, "when", v.Texts.Moment(s.Proved))
}
