// Package joint holds the pages of what several actors judge together, what Försäkringskassan coordinates, and the person's way between them.
package joint

import (
	"slices"

	"samverk/internal/id"
	"samverk/internal/joint"
	"samverk/internal/web/site"
	"samverk/internal/web/ui"
)

// server draws the pages of this package.
type server struct{ *site.Site }

// Routes are the addresses of this package.
func Routes(of *site.Site) []site.Route {
	s := &server{of}
	return slices.Concat(s.coordinationRoutes(), s.assessmentRoutes(), s.trailRoutes())
}

// frame is the frame of a page of a case.
func (s *server) frame(v *site.Visit, h joint.Head, title string) ui.Page {
	p := s.CasePart(v, site.CaseHead{Case: h.Case, Identity: h.Identity}, title)
	p.Active = "/arenden"
	if v.Actor.Self() {
		p.Active = "/min-plan"
	}
	return p
}

// say is a text about something: to the person herself, or about her.
func say(v *site.Visit, group, what string, args ...string) string {
	if v.Actor.Self() {
		return v.Texts.T("mine."+group+"."+what, args...)
	}
	return v.Texts.T(group+"."+what, args...)
}

// unitsOf are the units that a form says would have what is written.
func unitsOf(v *site.Visit, field string) (all []id.Unit) {
	for _, u := range v.Form[field] {
		all = append(all, id.Unit(u))
	}
	return all
}

// whom is whom a paper is about, by name where the reader may know it.
func whom(v *site.Visit, h joint.Head) string {
	ref := site.Upper(v.Texts.T("page.case.ref", "ref", h.Case.Ref))
	if h.Identity == nil {
		return ref
	}
	return ref + ", " + h.Identity.Name + ", " + site.NumberText(h.Identity.Number)
}
