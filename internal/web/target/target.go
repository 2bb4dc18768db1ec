// Package target holds the pages of whom an agreement is for and which benefits could be worth asking about: rules evaluated on what is known.
package target

import "samverk/internal/web/site"

// server draws the pages of this package.
type server struct{ *site.Site }

// Routes are the addresses of this package.
func Routes(of *site.Site) []site.Route {
	_ = &server{of}
	return nil
}
