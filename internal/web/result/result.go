// Package result holds the pages of how it ends and what became of it: handovers, outcomes, and totals in which nobody is found.
package result

import (
	"net/http"
	"path"
	"slices"

	"samverk/internal/app"
	"samverk/internal/web/site"
	"samverk/internal/web/ui"
)

// server draws the pages of this package.
type server struct{ *site.Site }

// Routes are the addresses of this package.
func Routes(of *site.Site) []site.Route {
	s := &server{of}
	return slices.Concat(s.handoverRoutes(), s.outcomeRoutes(), s.totalsRoutes(), s.susRoutes())
}

// pick is the key of a text to others, or to the person herself.
func pick(v *site.Visit, others, own string) string {
	if v.Actor.Self() {
		return own
	}
	return others
}

// frame is the frame of a page of a case.
func (s *server) frame(v *site.Visit, k app.CaseView, title string) ui.Page {
	p := s.CasePart(v, site.CaseHead{Case: k.Case, Identity: k.Identity, AreaName: k.Area.Name, Protection: k.Protection}, title)
	p.Active = pick(v, "/arenden", "/min-plan")
	if v.Actor.Self() {
		p.Head.Back.Href = "/min-plan?arende=" + string(k.Case.ID)
	}
	return p
}

// formAt is a form of a page with several: empty, or as it came back. Only the
// one that came back has the usual ids, which its faults lead to.
func formAt(v *site.Visit, action string, back *ui.Form) ui.Form {
	if back != nil && back.Action == action {
		return *back
	}
	f := v.NewForm(action)
	f.Apart = path.Base(path.Dir(action)) + "-" + path.Base(action) + "-"
	return f
}

// after is what follows a form: the page and what it says, or the page again.
type after struct {
	to, flash string
	again     func(*ui.Form, error) error
}

// settled answers a form of a page with several: with the page again where
// something is wrong or has changed, or with the page as it stands now.
func (s *server) settled(w http.ResponseWriter, r *http.Request, v *site.Visit, err error, a after) error {
	if faults, ok := site.Faulty(err); ok {
		f := v.Again(r.URL.Path, faults)
		return a.again(&f, nil)
	}
	if site.Clash(err) {
		f := v.Again(r.URL.Path, nil)
		return a.again(&f, err)
	}
	if err != nil {
		return err
	}
	return s.Done(w, r, a.to, a.flash)
}
