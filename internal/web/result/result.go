// Package result holds the pages of how it ends and what became of it: handovers, outcomes, and totals in which nobody is found.
package result

import "samverk/internal/web/site"

// server draws the pages of this package.
type server struct{ *site.Site }

// Routes are the addresses of this package.
func Routes(of *site.Site) []site.Route {
	_ = &server{of}
	return nil
}
