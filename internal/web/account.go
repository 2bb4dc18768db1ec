package web

import (
	"net/http"

	"samverk/internal/entry"
	"samverk/internal/id"
	"samverk/internal/login"
	"samverk/internal/org"
	"samverk/internal/web/site"
	"samverk/internal/web/ui"
)

func (s *server) accountRoutes() []site.Route {
	return []site.Route{
		{"GET /mina-sessioner", site.Acting, s.sessionsPage},
		{"POST /mina-sessioner/{session}/avsluta", site.Acting, s.endSession},
		{"POST /mina-sessioner/avsluta-andra", site.Acting, s.endOthers},
		{"GET /min-session", site.SignedIn | site.Quiet, s.tellSession},
		{"POST /min-session", site.SignedIn, s.tellSession},
		{"GET /nycklar", site.Acting, s.tokensPage},
		{"POST /nycklar", site.Acting, s.issueToken},
		{"POST /nycklar/{token}/aterkalla", site.Acting, s.revokeToken},
	}
}

func (s *server) sessionsPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	all, err := s.Entry.Sessions(r.Context(), v.Actor)
	if err != nil {
		return err
	}
	p := s.Page(v, v.Texts.T("sessions.title"))
	p.Head.Lead = v.Texts.T("sessions.lead")
	return s.Draw(w, r, v, p, sessionsBody(v, all))
}

func (s *server) endSession(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	if err := s.Entry.EndSession(r.Context(), v.Actor, id.Session(r.PathValue("session"))); err != nil {
		return err
	}
	return s.Done(w, r, "/mina-sessioner", "page.flash.session_ended")
}

// tokensScreen is the user's keys as their page shows them.
type tokensScreen struct {
	v         *site.Visit
	tokens    []login.Token
	functions map[id.Function]string
	form      ui.Form
	secret    string // of the key just made, which is never shown again
}

func (s *server) tokensPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	f := v.NewForm("/nycklar")
	f.Values["ends_on"] = []string{site.LaterDay(v.Texts.ISO(s.Options.Now()), 0, 3)}
	return s.drawTokens(w, r, tokensScreen{v: v, form: f})
}

func (s *server) drawTokens(w http.ResponseWriter, r *http.Request, k tokensScreen) (err error) {
	v := k.v
	if k.tokens, err = s.Entry.Tokens(r.Context(), v.Actor); err != nil {
		return err
	}
	var held []org.Held
	if !v.Actor.Self() {
		if held, err = s.Entry.Held(r.Context(), v.Actor); err != nil {
			return err
		}
	}
	k.functions = map[id.Function]string{}
	for _, h := range held {
		k.functions[h.Function.ID] = h.Function.Name + ", " + h.Function.UnitName
	}
	p := s.Page(v, v.Texts.T("keys.title"))
	p.Path = "/nycklar"
	p.Head.Lead = v.Texts.T("keys.lead")
	if v.Actor.Self() {
		p.Head.Lead = v.Texts.T("mine.keys.lead")
	}
	p.Faults = k.form.Faults
	return s.Draw(w, r, v, p, tokensBody(v, k))
}

// issueToken shows the secret in the answer itself: it stands nowhere else, so
// there is no page to go on to.
func (s *server) issueToken(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	secret, err := s.Entry.IssueToken(r.Context(), v.Actor, entry.NewToken{Name: v.Form.Get("name"), EndsOn: v.Form.Get("ends_on"), Proves: v.Form.Get("proves") != ""})
	if faults, ok := site.Faulty(err); ok {
		return s.drawTokens(w, r, tokensScreen{v: v, form: v.Again("/nycklar", faults)})
	}
	if err != nil {
		return err
	}
	f := v.NewForm("/nycklar")
	f.Values["ends_on"] = []string{v.Form.Get("ends_on")}
	return s.drawTokens(w, r, tokensScreen{v: v, form: f, secret: secret})
}

func (s *server) revokeToken(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	if err := s.Entry.RevokeToken(r.Context(), v.Actor, id.Token(r.PathValue("token"))); err != nil {
		return err
	}
	return s.Done(w, r, "/nycklar", "page.flash.token_revoked")
}

func (k tokensScreen) acts(t login.Token) string {
	if t.Function == "" {
		return k.v.Texts.T("keys.own")
	}
	if name, ok := k.functions[t.Function]; ok {
		return name
	}
	return k.v.Texts.T("keys.function_gone")
}

func (k tokensScreen) endsField() ui.Field {
	return k.form.Field("ends_on", "keys.ends_on").WithHint(k.v.Texts.T("keys.ends_on.hint"))
}

// provesField asks whether the key may do what else demands that its user has
// just proved who she is.
func (k tokensScreen) provesField() ui.Field {
	about := k.v.Texts.T("keys.proves.about")
	if k.v.Actor.Self() {
		about = k.v.Texts.T("mine.keys.proves.about")
	}
	return k.form.Field("proves", "keys.proves").MayBeEmpty().WithOptions(ui.Option{
		Value: "yes", Label: k.v.Texts.T("keys.proves.yes"), About: about,
	})
}
