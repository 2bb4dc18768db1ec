// Package agreements holds the pages about what the organisations of an area
// have promised each other.
package agreements

import "samverk/internal/web/site"

// server draws the pages of this package.
type server struct{ *site.Site }

// Routes are the addresses of this package.
func Routes(of *site.Site) []site.Route {
	s := &server{of}
	return append(s.agreementRoutes(), s.criteriaRoutes()...)
}
