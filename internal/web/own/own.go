// Package own holds the pages of the person's own side: who acts for her, in
// whose part somebody else acts, the consents that stand apart from the grid,
// why a unit sees what it sees, what is noted about her, and what she asks,
// objects to and may have handed out.
package own

import (
	"slices"

	"samverk/internal/web/site"
)

// server draws the pages of this package.
type server struct{ *site.Site }

// Routes are the addresses of this package.
func Routes(of *site.Site) []site.Route {
	s := &server{of}
	return slices.Concat(s.partRoutes(), s.representativeRoutes(), s.specialRoutes(), s.whyRoutes(), s.profileRoutes(), s.matterRoutes(), s.objectionRoutes())
}
