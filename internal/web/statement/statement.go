// Package statement holds the page on how accessible this installation is, and
// the form by which anybody can say what does not work.
package statement

import (
	"context"
	"net/http"
	"strings"
	"time"
	"unicode/utf8"

	"samverk/internal/app"
	"samverk/internal/errs"
	"samverk/internal/web/site"
	"samverk/internal/web/ui"
)

const (
	longest  = 2000             // characters of a remark
	patience = 20 * time.Second // with the mail server
)

type server struct{ *site.Site }

// Routes are the addresses of this package.
func Routes(of *site.Site) []site.Route {
	s := &server{of}
	return []site.Route{
		{"GET /tillganglighet", site.Anybody, s.page},
		{"POST /tillganglighet", site.Anybody, s.send},
	}
}

func (s *server) page(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	return s.draw(w, r, v, v.NewForm(ui.PathAccessibility))
}

func (s *server) draw(w http.ResponseWriter, r *http.Request, v *site.Visit, f ui.Form) error {
	v.Path = ui.PathAccessibility
	p := s.Page(v, v.Texts.T("page.accessibility.title"))
	p.Head.Lead = v.Texts.T("accessibility.lead")
	p.Faults = f.Faults
	return s.Draw(w, r, v, p, statementText(v, s.Options.Statement, f))
}

// send brings a remark to those who answer for the service. Where mail is not
// set up there is no form, and nothing here that takes one.
func (s *server) send(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	if s.Options.Statement.Send == nil {
		return errs.Missing()
	}
	words := strings.TrimSpace(v.Form.Get("words"))
	if faults, faulty := site.Faulty(check(words)); faulty {
		return s.draw(w, r, v, v.Again(ui.PathAccessibility, faults))
	}
	if err := s.Entry.Remark(r.Context(), s.Source(r)); err != nil {
		return s.back(w, r, v, err)
	}
	ctx, cancel := context.WithTimeout(r.Context(), patience)
	defer cancel()
	if err := s.Options.Statement.Send(ctx, words); err != nil {
		s.Options.Logger.ErrorContext(r.Context(), "a remark on accessibility was not sent", "err", err)
		return s.back(w, r, v, errs.New(errs.Unavailable, "accessibility.unsent"))
	}
	return s.Done(w, r, ui.PathAccessibility, "page.flash.remark_sent")
}

// check tells all that is wrong with a remark: nobody is to be known by it.
func check(words string) error {
	var f errs.Faults
	f.Check(words != "", "words", "accessibility.words.missing")
	f.Check(utf8.RuneCountInString(words) <= longest, "words", "accessibility.words.long")
	return append(f, app.TellsOfAnybody("", map[string]string{"words": words})...).Err()
}

// back keeps what was typed, also by one who is not signed in, when it could
// not be sent just now.
func (s *server) back(w http.ResponseWriter, r *http.Request, v *site.Visit, err error) error {
	switch errs.KindOf(err) {
	case errs.TooMany:
		v.Status = http.StatusTooManyRequests
		return s.draw(w, r, v, v.Again(ui.PathAccessibility, []errs.Fault{{Field: "words", Key: "too.many"}}))
	case errs.Unavailable:
		v.Status = http.StatusServiceUnavailable
		return s.draw(w, r, v, v.Again(ui.PathAccessibility, []errs.Fault{{Field: "words", Key: "accessibility.unsent"}}))
	}
	return err
}
