// Package api is the JSON outlet under /api/v1: one operation for each use case
// of package app, and the OpenAPI document that describes them. It decides
// nothing and holds no state.
package api

import (
	"net/http"

	"samverk/internal/api/around"
	"samverk/internal/api/rest"
	"samverk/internal/api/way"
	"samverk/internal/app"
)

// Prefix is what every address of the API begins with.
const Prefix = rest.Prefix

// Version is that of the API.
const Version = rest.Version

// Options are what the outlet needs to know of the installation.
type Options = rest.Options

// Contact is whom users of the API can turn to.
type Contact = rest.Contact

// New returns the handler for everything under Prefix.
func New(a *app.App, o Options) http.Handler {
	s := rest.NewServer(a, o, current, way.Current, around.Current)
	for _, add := range []func(*rest.Server){
		addAbout, addMe, addPasskeys, addRecoveries, addDay, addStructure, addPersons, addRequests, addRequestSteps, addCases, addCaseSteps,
		addParties, addConsent, addRepresentatives, addMatters, addProfile, addItems, addLedger, addPlan, addStaff, addReviews, addOrganisation, addImports, addFederation, addObstacles, addPictures, addAgreements, addForums, addFeeds, addCalls, addCallsOfOthers, addMeetings, addMinutes, way.Add, around.Add,
	} {
		add(s)
	}
	s.Close()
	return s
}
