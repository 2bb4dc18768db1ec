// Package picture holds the pages of the first picture of a person's situation: what each actor knows, how she lives, what exists elsewhere.
package picture

import "samverk/internal/web/site"

// server draws the pages of this package.
type server struct{ *site.Site }

// Routes are the addresses of this package.
func Routes(of *site.Site) []site.Route {
	_ = &server{of}
	return nil
}
