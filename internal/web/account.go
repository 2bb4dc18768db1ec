package web

import (
	"net/http"

	"samverk/internal/app"
	"samverk/internal/id"
	"samverk/internal/login"
	"samverk/internal/org"
	"samverk/internal/web/ui"
)

func (s *server) accountRoutes() []route {
	return []route{
		{"GET /mina-sessioner", acting, s.sessionsPage},
		{"POST /mina-sessioner/{session}/avsluta", acting, s.endSession},
		{"GET /nycklar", acting, s.tokensPage},
		{"POST /nycklar", acting, s.issueToken},
		{"POST /nycklar/{token}/aterkalla", acting, s.revokeToken},
	}
}

func (s *server) sessionsPage(w http.ResponseWriter, r *http.Request, v *visit) error {
	all, err := s.app.Sessions(r.Context(), v.Actor)
	if err != nil {
		return err
	}
	p := s.page(v, v.texts.T("sessions.title"))
	p.Head.Lead = v.texts.T("sessions.lead")
	return s.draw(w, r, v, p, sessionsBody(v, all))
}

func (s *server) endSession(w http.ResponseWriter, r *http.Request, v *visit) error {
	if err := s.app.EndSession(r.Context(), v.Actor, id.Session(r.PathValue("session"))); err != nil {
		return err
	}
	return s.done(w, r, "/mina-sessioner", "page.flash.session_ended")
}

// tokensScreen is the user's keys as their page shows them.
type tokensScreen struct {
	v         *visit
	tokens    []login.Token
	functions map[id.Function]string
	form      ui.Form
	secret    string // of the key just made, which is never shown again
}

func (s *server) tokensPage(w http.ResponseWriter, r *http.Request, v *visit) error {
	f := v.newForm("/nycklar")
	f.Values["ends_on"] = []string{laterDay(v.texts.ISO(s.o.Now()), 0, 3)}
	return s.drawTokens(w, r, tokensScreen{v: v, form: f})
}

func (s *server) drawTokens(w http.ResponseWriter, r *http.Request, k tokensScreen) (err error) {
	v := k.v
	if k.tokens, err = s.app.Tokens(r.Context(), v.Actor); err != nil {
		return err
	}
	var held []org.Held
	if !v.Actor.Self() {
		if held, err = s.app.Held(r.Context(), v.Actor); err != nil {
			return err
		}
	}
	k.functions = map[id.Function]string{}
	for _, h := range held {
		k.functions[h.Function.ID] = h.Function.Name + ", " + h.Function.UnitName
	}
	p := s.page(v, v.texts.T("keys.title"))
	p.Path = "/nycklar"
	p.Head.Lead = v.texts.T("keys.lead")
	p.Faults = k.form.Faults
	return s.draw(w, r, v, p, tokensBody(v, k))
}

// issueToken shows the secret in the answer itself: it stands nowhere else, so
// there is no page to go on to.
func (s *server) issueToken(w http.ResponseWriter, r *http.Request, v *visit) error {
	secret, err := s.app.IssueToken(r.Context(), v.Actor, app.NewToken{Name: v.form.Get("name"), EndsOn: v.form.Get("ends_on")})
	if faults, ok := faulty(err); ok {
		return s.drawTokens(w, r, tokensScreen{v: v, form: v.again("/nycklar", faults)})
	}
	if err != nil {
		return err
	}
	f := v.newForm("/nycklar")
	f.Values["ends_on"] = []string{v.form.Get("ends_on")}
	return s.drawTokens(w, r, tokensScreen{v: v, form: f, secret: secret})
}

func (s *server) revokeToken(w http.ResponseWriter, r *http.Request, v *visit) error {
	if err := s.app.RevokeToken(r.Context(), v.Actor, id.Token(r.PathValue("token"))); err != nil {
		return err
	}
	return s.done(w, r, "/nycklar", "page.flash.token_revoked")
}

func (k tokensScreen) acts(t login.Token) string {
	if t.Function == "" {
		return k.v.texts.T("keys.own")
	}
	if name, ok := k.functions[t.Function]; ok {
		return name
	}
	return k.v.texts.T("keys.function_gone")
}

func (k tokensScreen) endsField() ui.Field {
	return k.form.Field("ends_on", "keys.ends_on").WithHint(k.v.texts.T("keys.ends_on.hint"))
}
