package site

import (
	"net/http"
	"net/url"
	"unicode/utf8"

	"samverk/internal/access"
	"samverk/internal/errs"
	"samverk/internal/login"
	"samverk/internal/web/ui"
)

// Addresses that a form which could not be carried out yet leads to.
const (
	PathKept  = "/fortsatt"
	PathProve = "/visa-att-det-ar-du"
)

const (
	keptCookie = "kvar"
	keptFor    = 30 * 60 // seconds
)

// keep keeps what was sent when nobody was signed in any more, or when the user
// has to prove anew who she is, so that nothing typed is lost. A password and an
// answer of a passkey are asked for anew.
func (s *Site) keep(w http.ResponseWriter, r *http.Request, rt Route, v *Visit, err error) {
	kind := errs.KindOf(err)
	if r.Method != http.MethodPost || kind != errs.SignedOut && kind != errs.StepUp || r.Header.Get("HX-Request") != "" {
		return
	}
	if v.Form == nil && v.receive(w, r, limitsOf(rt.Who)) != nil {
		return
	}
	k := login.KeptForm{User: v.Actor.User, Function: v.Actor.Function, Proxy: v.Actor.Proxy, Path: Local(r.URL.Path, ""), Values: v.Form}
	if k.Path == "" || !v.keepable() {
		return
	}
	if k.User == "" {
		was, err := s.Entry.Formerly(r.Context(), cookie(r, CookieName(s.Options.Secure)))
		if err != nil || was.User == "" {
			return
		}
		k.User, k.Function, k.Proxy = was.User, was.Function, was.Proxy
	}
	secret, err := s.Entry.Keep(r.Context(), k)
	if err != nil {
		s.Options.Logger.ErrorContext(r.Context(), "a form was not kept", "route", r.Pattern, "err", err)
		return
	}
	if secret != "" {
		s.SetSecret(w, keptCookie, secret, keptFor)
		v.kept = true
	}
}

// keepable reports whether all of a form can be shown and sent once more.
func (v *Visit) keepable() bool {
	if v.Form.Get("password") != "" || v.Form.Has("answer") || len(v.Form) == 0 {
		return false
	}
	for _, values := range v.Form {
		for _, value := range values {
			if !utf8.ValidString(value) {
				return false
			}
		}
	}
	return true
}

// backTo is where the reader is to come back to: the form that was kept, or the
// page that she asked for.
func (v *Visit) backTo(r *http.Request) string {
	switch {
	case v.kept:
		return PathKept
	case r.Method == http.MethodGet && r.Pattern != "/":
		return Local(r.URL.Path, "")
	}
	return ""
}

// leadTo sends the reader on to a page that leads back.
func leadTo(w http.ResponseWriter, r *http.Request, to, back string) {
	if back != "" {
		to += "?till=" + url.QueryEscape(back)
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
}

// Entered answers who has signed in, or proved anew who she is: on to the form
// that waits for her, or to the page that she asked for.
func (s *Site) Entered(w http.ResponseWriter, r *http.Request, till string) error {
	if s.Secret(r, keptCookie) != "" {
		till = PathKept
	}
	return s.Done(w, r, Local(till, "/"), "")
}

// Admit gives the browser a new session in place of the one before, which would
// go on unseen, and leads on.
func (s *Site) Admit(w http.ResponseWriter, r *http.Request, v *Visit, secret, till string) error {
	if v.In {
		if err := s.Entry.SignOut(r.Context(), v.Actor); err != nil {
			return err
		}
	}
	s.SetSession(w, secret)
	return s.Entered(w, r, till)
}

// Proved returns what leads to proving anew who one is, unless that was done
// lately: for the page of a form that demands it and may be too large to keep.
func (v *Visit) Proved() error {
	if v.Now.Sub(v.Actor.Proved) < access.ProofLasts {
		return nil
	}
	return errs.New(errs.StepUp, "proof.demanded")
}

// KeptRoutes are the addresses of what was kept.
func KeptRoutes(s *Site) []Route {
	return []Route{
		{"GET /fortsatt", SignedIn, s.keptPage},
		{"POST /fortsatt", SignedIn, s.sendKept},
		{"POST /fortsatt/kasta", SignedIn, s.throwKept},
	}
}

// keptPage shows what was typed to who typed it, and leads on as if nothing had
// been when there is nothing, or when it is somebody else's.
func (s *Site) keptPage(w http.ResponseWriter, r *http.Request, v *Visit) error {
	k, err := s.Entry.Kept(r.Context(), v.Actor, s.Secret(r, keptCookie))
	if errs.Is(err, errs.NotFound) {
		s.SetSecret(w, keptCookie, "", -1)
		return s.Done(w, r, "/", "")
	}
	if err != nil {
		return err
	}
	p := s.Page(v, v.Texts.T("page.kept.title"))
	p.Head.Lead = v.Texts.T("page.kept.lead")
	return s.Draw(w, r, v, p, keptBody(v, ui.Form{Texts: v.Texts, Action: PathKept, Values: k.Values, Version: -1}, k.Proxy == v.Actor.Proxy))
}

// sendKept lets the session act as what the form was typed as, and tells the
// browser to send the same form to where it was going.
func (s *Site) sendKept(w http.ResponseWriter, r *http.Request, v *Visit) error {
	secret := s.Secret(r, keptCookie)
	k, err := s.Entry.Kept(r.Context(), v.Actor, secret)
	if err != nil {
		return err
	}
	who := v.Actor
	who.Once = access.Once{} // the key is that of the form, for where it goes
	if k.Function != "" && k.Function != who.Function {
		if err := s.Entry.ActAs(r.Context(), who, k.Function); err != nil {
			return err
		}
	}
	if err := s.Entry.ForgetKept(r.Context(), secret); err != nil {
		return err
	}
	s.SetSecret(w, keptCookie, "", -1)
	http.Redirect(w, r, k.Path, http.StatusTemporaryRedirect)
	return nil
}

func (s *Site) throwKept(w http.ResponseWriter, r *http.Request, v *Visit) error {
	if err := s.ThrowKept(w, r); err != nil {
		return err
	}
	return s.Done(w, r, "/", "page.flash.kept_thrown")
}

// ThrowKept forgets what was typed: its user has said so, or signs out.
func (s *Site) ThrowKept(w http.ResponseWriter, r *http.Request) error {
	secret := s.Secret(r, keptCookie)
	if secret == "" {
		return nil
	}
	s.SetSecret(w, keptCookie, "", -1)
	return s.Entry.ForgetKept(r.Context(), secret)
}
