// Package web is the HTML outlet: it turns requests into calls of package app
// and what comes back into pages. It decides nothing and cannot reach the
// database.
package web

import (
	"net/http"
	"slices"

	"samverk/internal/app"
	"samverk/internal/web/admin"
	"samverk/internal/web/agreements"
	"samverk/internal/web/board"
	"samverk/internal/web/brief"
	"samverk/internal/web/catalogue"
	"samverk/internal/web/control"
	"samverk/internal/web/figures"
	"samverk/internal/web/joint"
	"samverk/internal/web/keys"
	"samverk/internal/web/learn"
	"samverk/internal/web/mapping"
	"samverk/internal/web/maturity"
	"samverk/internal/web/meetings"
	"samverk/internal/web/own"
	"samverk/internal/web/picture"
	"samverk/internal/web/result"
	"samverk/internal/web/site"
	"samverk/internal/web/statement"
	"samverk/internal/web/target"
	"samverk/internal/web/ways"
)

// Options are what the outlet needs to know of the installation.
type Options = site.Options

// Statement is what an installation says of how accessible it is.
type Statement = site.Statement

// New returns the handler for everything that a browser asks for.
func New(a *app.App, o Options) http.Handler {
	s := site.New(a, o)
	return s.Serve(routes(s))
}

// routes is every page there is: those of this package, and what Routes of each
// other package of pages returns.
func routes(of *site.Site) []site.Route {
	s := &server{of}
	return slices.Concat(
		s.entryRoutes(), s.providerRoutes(), s.passkeyRoutes(), s.aboutRoutes(), s.dayRoutes(), s.caseRoutes(), s.partyRoutes(), s.courseRoutes(),
		s.requestRoutes(), s.stepRoutes(), s.wizardRoutes(),
		s.consentRoutes(), s.writeRoutes(), s.itemRoutes(), s.planRoutes(), s.mineRoutes(), s.logRoutes(), s.areaRoutes(), s.accountRoutes(),
		site.Routes(of), site.KeptRoutes(of), keys.Routes(of), agreements.Routes(of), meetings.Routes(of), own.Routes(of), admin.Routes(of), control.Routes(of), statement.Routes(of),
		picture.Routes(of), target.Routes(of), brief.Routes(of), joint.Routes(of), result.Routes(of),
		ways.Routes(of), catalogue.Routes(of), learn.Routes(of), maturity.Routes(of), mapping.Routes(of), figures.Routes(of), board.Routes(of),
	)
}

// server has the handlers of the pages of this package.
type server struct{ *site.Site }

// Route is an address of the site, for tests that walk through all of them.
type Route struct {
	Pattern string // "GET /arenden/{case}"
	Open    bool   // to anybody, signed in or not
}

// Routes lists every address of the site.
func Routes() (all []Route) {
	for _, rt := range routes(nil) {
		all = append(all, Route{rt.Pattern, rt.Who == site.Anybody})
	}
	return all
}
