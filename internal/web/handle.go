package web

import (
	"net/http"
	"regexp"
	"time"

	"samverk/internal/access"
	"samverk/internal/app"
	"samverk/internal/border"
	"samverk/internal/errs"
	"samverk/internal/i18n"
	"samverk/internal/id"
	"samverk/internal/web/ui"
)

// route is one address: who may ask for it, and what answers.
type route struct {
	pattern string
	who     audience
	do      handler
}

var pathName = regexp.MustCompile(`\{(\w+)\}`)

// wellFormed answers for do when something in the path cannot be an identifier:
// what has another form cannot exist.
func wellFormed(pattern string, do handler) handler {
	names := pathName.FindAllStringSubmatch(pattern, -1)
	return func(w http.ResponseWriter, r *http.Request, v *visit) error {
		for _, name := range names {
			if !id.Valid(r.PathValue(name[1])) {
				return errs.Missing()
			}
		}
		return do(w, r, v)
	}
}

// audience is who may ask for an address at all; what she may do there is
// decided by package app.
type audience uint8

const (
	anybody  audience = iota
	signedIn          // a function or the person herself, also one who has no function
	function          // somebody who acts as a function
	herself           // the person
	acting            // a function or the person herself
)

// handler answers a request. What it returns becomes an answer in fail; it
// writes no error of its own.
type handler func(http.ResponseWriter, *http.Request, *visit) error

// visit is one request: who makes it and what came along.
type visit struct {
	app.Session
	texts *i18n.Texts
	theme ui.Theme
	in    bool   // somebody is signed in
	path  string // of the page, to come back to
	now   time.Time
	form  border.Values // of a form that was sent
	query border.Values

	status int // of the page, where it is neither 200 nor 422
}

func (s *server) handle(rt route) http.Handler {
	rt.do = wellFormed(rt.pattern, rt.do)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		v := s.newVisit(r)
		if err := s.answer(w, r, rt, v); err != nil {
			s.fail(w, r, v, err)
		}
	})
}

// newVisit knows how the reader wants pages, but not yet who she is.
func (s *server) newVisit(r *http.Request) *visit {
	v := &visit{theme: ui.ParseTheme(cookie(r, themeCookie)), path: "/", now: s.o.Now()}
	l, ok := i18n.ParseLang(cookie(r, langCookie))
	if !ok {
		l = i18n.Prefer(r.Header.Get("Accept-Language"))
	}
	v.texts = s.o.Texts.In(l)
	if r.Method == http.MethodGet || r.Method == http.MethodHead {
		v.path = r.URL.Path
	}
	return v
}

func (s *server) answer(w http.ResponseWriter, r *http.Request, rt route, v *visit) error {
	err := s.identify(r, v)
	if err != nil && !(rt.who == anybody && errs.Is(err, errs.SignedOut)) {
		return err
	}
	if err := rt.who.admit(v); err != nil {
		return err
	}
	if v.query, err = border.Query(r.URL.RawQuery); err != nil {
		return errs.Missing()
	}
	if r.Method == http.MethodPost {
		if err := v.receive(w, r); err != nil {
			return err
		}
	}
	return rt.do(w, r, v)
}

// errNoFunction is the answer to one who is signed in but acts as nothing.
var errNoFunction = errs.New(errs.Denied, "page.no_function")

func (a audience) admit(v *visit) error {
	self, acts := v.Actor.Self(), v.Actor.Function != ""
	switch {
	case a == anybody:
		return nil
	case !v.in:
		return errs.New(errs.SignedOut, "signed.out")
	case a == function && self, a == herself && !self:
		return errs.Missing()
	case (a == function || a == acting) && !self && !acts:
		return errNoFunction
	}
	return nil
}

// identify finds out who has the session that the browser shows.
func (s *server) identify(r *http.Request, v *visit) error {
	secret := cookie(r, s.sessionCookie())
	if secret == "" {
		return nil
	}
	session, err := s.app.Session(r.Context(), secret, s.source(r))
	if err != nil {
		return err
	}
	v.Session, v.in = session, true
	return nil
}

// receive reads the form. Its key and a digest of all that was sent make a
// second submit of the same form give the first answer.
func (v *visit) receive(w http.ResponseWriter, r *http.Request) (err error) {
	limits := border.Standard()
	v.form, err = border.Form(http.MaxBytesReader(w, r.Body, limits.Body+1), r.Header.Get("Content-Type"), limits)
	if err != nil {
		return err
	}
	if key := v.form.Get("once"); id.Valid(key) {
		v.Actor.Once = access.Once{Key: key, Digest: border.DigestOf(r.URL.Path, border.Digest(v.form))}
	}
	return nil
}
