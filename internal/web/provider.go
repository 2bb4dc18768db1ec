package web

import (
	"crypto/rand"
	"errors"
	"net/http"
	"net/url"

	"samverk/internal/entry"
	"samverk/internal/errs"
	"samverk/internal/i18n"
	"samverk/internal/id"
	"samverk/internal/web/site"
	"samverk/internal/web/ui"
)

// What the browser keeps on its way to a provider and back, and while somebody
// about whom there is nothing here thinks about asking.
const (
	browserSecret  = "in"
	newcomerSecret = "ny"
	newcomerKept   = 30 * 60 // seconds
	nothingPath    = "/inget-om-dig"
)

func (s *server) providerRoutes() []site.Route {
	return []site.Route{
		{"GET /logga-in/{provider}", site.Anybody, s.toProvider},
		{"GET /logga-in/{provider}/svar", site.Anybody, s.fromProvider},
		{"POST /logga-in/{provider}/utloggad", site.Anybody, s.providerSaysOut},
		{"GET " + nothingPath, site.Anybody, s.nothingPage},
		{"POST " + nothingPath, site.Anybody, s.welcome},
	}
}

// providerWays are the providers as ways to sign in; persons' first.
func (s *server) providerWays(v *site.Visit, till string) (ways []ui.SignInWay) {
	all := s.Entry.Ways(v.Texts.Lang() == i18n.English)
	for _, person := range []bool{true, false} {
		for _, way := range all {
			if way.Person != person {
				continue
			}
			q := url.Values{}
			if till != "" {
				q.Set("till", till)
			}
			about := "entry.way.staff"
			if person {
				about = "entry.way.person"
			}
			ways = append(ways, ui.SignInWay{
				Label: v.Texts.T("entry.way", "title", way.Title), About: v.Texts.T(about),
				Href: site.Address(ui.PathSignIn+"/"+way.Name, q), Primary: person,
			})
		}
	}
	return ways
}

// toProvider sends the browser to a provider: to sign in, or to prove anew who
// is signed in.
func (s *server) toProvider(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	d := entry.Departing{
		Provider: r.PathValue("provider"), Browser: s.Secret(r, browserSecret), Back: site.Local(v.Query.Get("till"), "/"),
		Lang: string(v.Texts.Lang()), Source: s.Source(r),
	}
	if v.Query.Get("bevisa") != "" {
		if !v.In {
			return errs.New(errs.SignedOut, "signed.out")
		}
		d.Again = v.Actor
	}
	if len(d.Browser) != len(rand.Text()) {
		d.Browser = rand.Text()
	}
	to, err := s.Entry.Depart(r.Context(), d)
	if err != nil {
		return s.notIn(w, r, v, err)
	}
	s.SetSecret(w, browserSecret, d.Browser, 0)
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}

// fromProvider takes the browser back.
func (s *server) fromProvider(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	v.Path = ui.PathSignIn // what came in the address is not to be asked for again
	out, err := s.Entry.Arrive(r.Context(), entry.Arriving{
		Provider: r.PathValue("provider"), Browser: s.Secret(r, browserSecret),
		State: v.Query.Get("state"), Code: v.Query.Get("code"), Issuer: v.Query.Get("iss"), Failure: v.Query.Get("error"), Source: s.Source(r),
	})
	switch {
	case err != nil:
		return s.notIn(w, r, v, err)
	case out.Nothing != "":
		s.SetSecret(w, newcomerSecret, out.Nothing, newcomerKept)
		return s.Done(w, r, nothingPath, "")
	case out.Proved:
		return s.Entered(w, r, out.Back)
	}
	return s.Admit(w, r, v, out.Secret, out.Back)
}

// notIn says calmly that nobody was let in. What the provider sent is shown to
// nobody.
func (s *server) notIn(w http.ResponseWriter, r *http.Request, v *site.Visit, err error) error {
	e, ours := errors.AsType[*errs.Error](err)
	if !ours || e.Args["reason"] == "" {
		return err
	}
	v.Status = http.StatusForbidden
	if e.Kind == errs.Unavailable {
		v.Status = http.StatusServiceUnavailable
	}
	title := ""
	for _, way := range s.Entry.Ways(v.Texts.Lang() == i18n.English) {
		if way.Name == r.PathValue("provider") {
			title = way.Title
		}
	}
	p := s.Page(v, v.Texts.T("entry.not_in"))
	return s.Draw(w, r, v, p, ui.ErrorPage(v.Texts, ui.Failure{
		Text: v.Texts.T(e.Key, "title", title, "claim", e.Args["claim"]),
		Next: &ui.Action{Label: v.Texts.T("entry.not_in.again"), Href: ui.PathSignIn, Primary: true},
	}))
}

// providerSaysOut ends the sessions that a provider says are over. The answer
// says only whether it was understood (OpenID Connect Back-Channel Logout).
func (s *server) providerSaysOut(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	err := s.Entry.Leave(r.Context(), r.PathValue("provider"), v.Form.Get("logout_token"), s.Source(r))
	if errs.Is(err, errs.Denied) {
		w.WriteHeader(http.StatusBadRequest)
		return nil
	}
	return err
}

// nothingPage says that nothing is here about who has come, and how to ask for
// coordination.
func (s *server) nothingPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	return s.drawNothing(w, r, v, v.NewForm(nothingPath))
}

func (s *server) drawNothing(w http.ResponseWriter, r *http.Request, v *site.Visit, f ui.Form) error {
	areas, found, err := s.Entry.Newcomer(r.Context(), s.Secret(r, newcomerSecret))
	if err != nil {
		return err
	}
	if !found {
		return s.Done(w, r, ui.PathSignIn, "")
	}
	var options []ui.Option
	for _, a := range areas {
		options = append(options, ui.Option{Value: string(a.ID), Label: a.Name})
	}
	p := s.Page(v, v.Texts.T("entry.nothing.title"))
	p.Head.Lead = v.Texts.T("entry.nothing")
	p.Faults = f.Faults
	return s.Draw(w, r, v, p, nothingForm(v, f, options))
}

// welcome makes somebody of who has come, and leads her to her request.
func (s *server) welcome(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	secret, err := s.Entry.Welcome(r.Context(), s.Secret(r, newcomerSecret), id.Area(v.Form.Get("area")), s.Source(r))
	if faults, ok := site.Faulty(err); ok {
		return s.drawNothing(w, r, v, v.Again(nothingPath, faults))
	}
	if err != nil {
		return err
	}
	s.SetSecret(w, newcomerSecret, "", -1)
	return s.Admit(w, r, v, secret, "/begaran/ny")
}
