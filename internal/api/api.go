// Package api is the JSON outlet under /api/v1: one operation for each use case
// of package app, and the OpenAPI document that describes them. It decides
// nothing and holds no state.
package api

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"log/slog"
	"net"
	"net/http"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"samverk/internal/admin"
	"samverk/internal/app"
	"samverk/internal/border"
	"samverk/internal/briefing"
	"samverk/internal/control"
	"samverk/internal/entry"
	"samverk/internal/errs"
	"samverk/internal/i18n"
	"samverk/internal/intake"
	"samverk/internal/joint"
	"samverk/internal/own"
	"samverk/internal/picture"
	"samverk/internal/provider"
	"samverk/internal/result"
	"samverk/internal/structure"
	"samverk/internal/target"
)

// Prefix is what every address of the API begins with.
const Prefix = "/api/v1"

// longestURL is the most that the Swedish REST profile allows (UFN.05).
const longestURL = 2048

// The version of the API, and when it was released.
const (
	Version  = "1.0.0"
	Released = "2026-12-01"
)

// Options are what the outlet needs to know of the installation.
type Options struct {
	Texts   *i18n.Catalogue
	Logger  *slog.Logger
	Proxied bool    // a proxy of our own sets X-Forwarded-For
	Base    string  // https address of the installation, without a slash at the end
	Docs    string  // address of further documentation; Base when empty
	Contact Contact // whom users of the API can turn to

	Providers *provider.Set // that vouch for users; nil for none
}

// Contact is whom users of the API can turn to.
type Contact struct{ Name, URL, Email string }

// server answers what New returns a handler for.
type server struct {
	app       *app.App
	admin     *admin.Service
	intake    *intake.Service
	entry     *entry.Service
	own       *own.Service
	structure *structure.Service
	control   *control.Service
	picture   *picture.Service
	target    *target.Service
	briefing  *briefing.Service
	joint     *joint.Service
	result    *result.Service
	o         Options
	mux       *http.ServeMux
	doc       *huma.OpenAPI
	allow     map[string][]string // methods by path

	description json.RawMessage // the document as it is served
}

// New returns the handler for everything under Prefix.
//
// huma describes the operations: schemas and document. It does not run them:
// its errors repeat what was sent and are written through a package variable,
// and its decoder takes a key twice. Package border decodes instead.
func New(a *app.App, o Options) http.Handler {
	if o.Docs == "" {
		o.Docs = o.Base
	}
	s := &server{app: a, admin: admin.New(a, o.Providers), entry: entry.New(a, entry.Options{Base: o.Base, Providers: o.Providers, Logger: o.Logger}), own: own.New(a), structure: structure.New(a), control: control.New(a), o: o, mux: http.NewServeMux(), allow: map[string][]string{}}
	s.intake = intake.New(s.admin)
	s.picture, s.target, s.briefing, s.joint, s.result = picture.New(a), target.New(a), briefing.New(a), joint.New(a), result.New(a)
	s.doc = s.document()
	for _, add := range []func(*server){
		addAbout, addMe, addPasskeys, addRecoveries, addDay, addStructure, addPersons, addRequests, addRequestSteps, addCases, addCaseSteps,
		addParties, addConsent, addRepresentatives, addMatters, addProfile, addItems, addLedger, addPlan, addStaff, addReviews, addOrganisation, addImports, addFederation, addObstacles, addPictures, addAgreements, addForums, addFeeds, addCalls, addCallsOfOthers, addMeetings, addMinutes,
	} {
		add(s)
	}
	s.finish()
	s.closeMux()
	return s
}

// closeMux answers what no operation does, in the same form as all errors.
func (s *server) closeMux() {
	for path, methods := range s.allow {
		slices.Sort(methods)
		allowed := strings.Join(methods, ", ")
		s.mux.HandleFunc(Prefix+path, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Allow", allowed)
			s.refuse(w, r, "", problem{Status: http.StatusMethodNotAllowed})
		})
	}
	s.mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) { s.fail(w, r, "", errs.Missing()) })
}

// source returns the address that a call comes from. What a proxy of our own
// has added last is true; what came before it anybody may have written.
func (s *server) source(r *http.Request) string {
	if all := r.Header.Values("X-Forwarded-For"); s.o.Proxied && len(all) > 0 {
		last := all[len(all)-1]
		if ip := net.ParseIP(strings.TrimSpace(last[strings.LastIndexByte(last, ',')+1:])); ip != nil {
			return ip.String()
		}
	}
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return ""
	}
	return host
}

// ServeHTTP answers a call.
func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Vary", "Authorization, Accept-Language")
	if len(r.RequestURI) > longestURL {
		s.refuse(w, r, "", problem{Status: http.StatusRequestURITooLong})
		return
	}
	s.mux.ServeHTTP(w, r)
}

// texts returns the texts in the caller's language.
func (s *server) texts(r *http.Request) *i18n.Texts {
	return s.o.Texts.In(i18n.Prefer(r.Header.Get("Accept-Language")))
}

// report logs what people here must mend and returns a reference to it.
func (s *server) report(ctx context.Context, operation string, err error) string {
	ref := strings.ToLower(rand.Text()[:10])
	if s.o.Logger != nil {
		s.o.Logger.ErrorContext(ctx, "api", "operation", operation, "ref", ref, "error", err)
	}
	return ref
}

// limits are those of one JSON body.
func limits() border.Limits { return border.Standard() }
