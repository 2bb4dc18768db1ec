// Package brief holds the pages of the brief to the doctor: made of the plan, carried or sent, answered, and taken into the plan.
package brief

import "samverk/internal/web/site"

// server draws the pages of this package.
type server struct{ *site.Site }

// Routes are the addresses of this package.
func Routes(of *site.Site) []site.Route {
	_ = &server{of}
	return nil
}
