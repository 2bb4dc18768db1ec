package site

import (
	"net/http"
	"regexp"
	"strings"
	"time"

	"samverk/internal/access"
	"samverk/internal/border"
	"samverk/internal/entry"
	"samverk/internal/errs"
	"samverk/internal/i18n"
	"samverk/internal/id"
	"samverk/internal/web/ui"
)

// Route is one address: who may ask for it, and what answers. The type within
// has no name, so that a table of routes need not name its columns.
type Route = struct {
	Pattern string // "GET /arenden/{case}"
	Who     Audience
	Do      Handler
}

var pathName = regexp.MustCompile(`\{(\w+)\}`)

// wellFormed answers for do when something in the path cannot be an identifier:
// what has another form cannot exist.
func wellFormed(pattern string, do Handler) Handler {
	names := pathName.FindAllStringSubmatch(pattern, -1)
	return func(w http.ResponseWriter, r *http.Request, v *Visit) error {
		for _, name := range names {
			if !id.Valid(r.PathValue(name[1])) {
				return errs.Missing()
			}
		}
		return do(w, r, v)
	}
}

// Audience is who may ask for an address at all; what she may do there is
// decided by package app.
type Audience uint8

// Who may ask for an address.
const (
	Anybody  Audience = iota
	SignedIn          // a function or the person herself, also one who has no function
	Function          // somebody who acts as a function
	Herself           // the person
	Acting            // a function or the person herself
)

// WithFile says, beside who may ask, that a file may come along.
const WithFile Audience = 1 << 7

// Quiet says, beside who may ask, that pages ask by themselves: it does not
// count as use, so that a page left open does not keep a session for ever.
const Quiet Audience = 1 << 6

// Handler answers a request. What it returns becomes an answer in fail; it
// writes no error of its own.
type Handler func(http.ResponseWriter, *http.Request, *Visit) error

// Visit is one request: who makes it and what came along.
type Visit struct {
	entry.Session
	Texts *i18n.Texts
	Theme ui.Theme
	In    bool        // somebody is signed in
	Part  *entry.Part // the person's part that she acts in; nil for her own
	Path  string      // of the page, to come back to
	Now   time.Time
	Form  border.Values // of a form that was sent
	Query border.Values

	Status int  // of the page, where it is neither 200 nor 422
	kept   bool // what was sent waits until the reader has signed in or proved who she is
}

func (s *Site) handle(rt Route) http.Handler {
	rt.Do = wellFormed(rt.Pattern, rt.Do)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		v := s.newVisit(r)
		if err := s.answer(w, r, rt, v); err != nil {
			s.keep(w, r, rt, v, err)
			s.fail(w, r, v, err)
		}
	})
}

// newVisit knows how the reader wants pages, but not yet who she is.
func (s *Site) newVisit(r *http.Request) *Visit {
	v := &Visit{Theme: ui.ParseTheme(cookie(r, themeCookie)), Path: "/", Now: s.Options.Now()}
	l, ok := i18n.ParseLang(cookie(r, langCookie))
	if !ok {
		l = i18n.Prefer(r.Header.Get("Accept-Language"))
	}
	v.Texts = s.Options.Texts.In(l)
	if r.Method == http.MethodGet || r.Method == http.MethodHead {
		v.Path = r.URL.Path
	}
	return v
}

func (s *Site) answer(w http.ResponseWriter, r *http.Request, rt Route, v *Visit) error {
	err := s.identify(r, v, rt.Who)
	if err != nil && !(rt.Who == Anybody && errs.Is(err, errs.SignedOut)) {
		return err
	}
	if err := rt.Who.admit(v); err != nil {
		return err
	}
	if led, err := s.inPart(w, r, rt, v); err != nil || led {
		return err
	}
	if v.Query, err = border.Query(r.URL.RawQuery); err != nil {
		return errs.Missing()
	}
	if strings.HasPrefix(rt.Pattern, http.MethodPost+" ") { // what is sent to no form is not read
		if err := v.receive(w, r, limitsOf(rt.Who)); err != nil {
			return err
		}
	}
	return rt.Do(w, r, v)
}

// errNoFunction is the answer to one who is signed in but acts as nothing.
var errNoFunction = errs.New(errs.Denied, "page.no_function")

func (a Audience) admit(v *Visit) error {
	a &^= WithFile | Quiet
	self, acts := v.Actor.Self(), v.Actor.Function != ""
	switch {
	case a == Anybody:
		return nil
	case !v.In:
		return errs.New(errs.SignedOut, "signed.out")
	case a == Function && self, a == Herself && !self:
		return errs.Missing()
	case (a == Function || a == Acting) && !self && !acts:
		return errNoFunction
	}
	return nil
}

// identify finds out who has the session that the browser shows.
func (s *Site) identify(r *http.Request, v *Visit, a Audience) error {
	secret := cookie(r, CookieName(s.Options.Secure))
	if secret == "" {
		return nil
	}
	look := s.Entry.Session
	if a&Quiet != 0 {
		look = s.Entry.Glance
	}
	session, err := look(r.Context(), secret, s.Source(r))
	if err != nil {
		return err
	}
	v.Session, v.In = session, true
	if l, ok := i18n.ParseLang(session.Language); ok && cookie(r, langCookie) == "" {
		v.Texts = s.Options.Texts.In(l) // what she has chosen in this browser goes first
	}
	return nil
}

func limitsOf(a Audience) border.Limits {
	if a&WithFile != 0 {
		return border.Upload()
	}
	return border.Standard()
}

// receive reads the form. Its key and a digest of all that was sent make a
// second submit of the same form give the first answer.
func (v *Visit) receive(w http.ResponseWriter, r *http.Request, limits border.Limits) (err error) {
	v.Form, err = border.Form(http.MaxBytesReader(w, r.Body, limits.Body+1), r.Header.Get("Content-Type"), limits)
	if err != nil {
		return err
	}
	if key := v.Form.Get("once"); id.Valid(key) {
		v.Actor.Once = access.Once{Key: key, Digest: border.DigestOf(r.URL.Path, border.Digest(v.Form))}
	}
	return nil
}
