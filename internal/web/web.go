// Package web is the HTML outlet: it turns requests into calls of package app
// and what comes back into pages. It decides nothing and cannot reach the
// database.
package web

import (
	"log/slog"
	"net/http"
	"slices"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"samverk/internal/app"
	"samverk/internal/i18n"
	"samverk/internal/web/static"
)

// Options are what the outlet needs to know of the installation.
type Options struct {
	Secure     bool // reached over TLS: a cookie for this host alone, and HSTS
	Proxied    bool // a proxy of our own sets X-Forwarded-For
	Site       string
	Texts      *i18n.Catalogue
	Now        func() time.Time // the clock of the installation; the demo has one of its own
	Logger     *slog.Logger
	API        http.Handler          // mounted at /api/, nil for none
	Metrics    http.Handler          // shown at /metrics, nil for none
	Registerer prometheus.Registerer // where measurements go; the default one when nil
}

// server answers what New returns a handler for.
type server struct {
	app *app.App
	o   Options
	metrics
}

// New returns the handler for everything that a browser asks for.
func New(a *app.App, o Options) http.Handler {
	s := &server{app: a, o: o, metrics: newMetrics(a, o)}
	mux := http.NewServeMux()
	for _, rt := range s.routes() {
		mux.Handle(rt.pattern, s.handle(rt))
	}
	mux.Handle(static.Prefix, static.Handler())
	mux.HandleFunc("GET /healthz", s.health)
	mux.HandleFunc("GET /readyz", s.ready)
	if o.Metrics != nil {
		mux.Handle("GET /metrics", o.Metrics)
	}
	if o.API != nil {
		mux.Handle("/api/", o.API)
	}
	origin := http.NewCrossOriginProtection()
	origin.SetDenyHandler(http.HandlerFunc(s.refuseOrigin))
	return s.guard(origin.Handler(mux))
}

// routes is the whole site.
func (s *server) routes() []route {
	return slices.Concat(
		s.entryRoutes(), s.choiceRoutes(), s.aboutRoutes(), s.dayRoutes(), s.caseRoutes(), s.partyRoutes(), s.courseRoutes(),
		s.requestRoutes(), s.stepRoutes(), s.wizardRoutes(),
		s.consentRoutes(), s.writeRoutes(), s.itemRoutes(), s.planRoutes(), s.mineRoutes(), s.logRoutes(), s.staffRoutes(), s.areaRoutes(), s.accountRoutes(),
		// Every other address.
		[]route{{"/", anybody, s.nothing}},
	)
}

// Route is an address of the site, for tests that walk through all of them.
type Route struct {
	Pattern string // "GET /arenden/{case}"
	Open    bool   // to anybody, signed in or not
}

// Routes lists every address of the site.
func Routes() (all []Route) {
	for _, rt := range (*server)(nil).routes() {
		all = append(all, Route{rt.pattern, rt.who == anybody})
	}
	return all
}

func (s *server) health(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Write([]byte("ok\n"))
}

func (s *server) ready(w http.ResponseWriter, r *http.Request) {
	if err := s.app.Ready(r.Context()); err != nil {
		s.o.Logger.ErrorContext(r.Context(), "not ready", "err", err)
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	}
	s.health(w, r)
}
