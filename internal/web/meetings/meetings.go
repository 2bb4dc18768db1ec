// Package meetings holds the pages about what the actors have in common and
// where they meet: forums, sittings, calls, meetings, minutes,
// obstacles and calendars.
package meetings

import (
	"slices"

	"samverk/internal/web/site"
)

// server draws the pages of this package.
type server struct{ *site.Site }

// Routes are the addresses of this package.
func Routes(of *site.Site) []site.Route {
	s := &server{of}
	return slices.Concat(
		s.calendarRoutes(), s.forumRoutes(), s.sittingRoutes(),
		s.callRoutes(), s.meetingRoutes(), s.minutesRoutes(),
		s.obstacleRoutes(), s.pictureRoutes(),
	)
}
