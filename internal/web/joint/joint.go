// Package joint holds the pages of what several actors judge together, what Försäkringskassan coordinates, and the person's way between them.
package joint

import "samverk/internal/web/site"

// server draws the pages of this package.
type server struct{ *site.Site }

// Routes are the addresses of this package.
func Routes(of *site.Site) []site.Route {
	_ = &server{of}
	return nil
}
