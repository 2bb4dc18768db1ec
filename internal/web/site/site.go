// Package site is what every page stands on: who visits, the frame of a page,
// forms, and what is answered when something is wrong.
package site

import (
	"context"
	"log/slog"
	"net/http"
	"net/url"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"samverk/internal/access"
	"samverk/internal/admin"
	"samverk/internal/app"
	"samverk/internal/board"
	"samverk/internal/briefing"
	"samverk/internal/catalogue"
	"samverk/internal/entry"
	"samverk/internal/extract"
	"samverk/internal/figures"
	"samverk/internal/fit"
	"samverk/internal/i18n"
	"samverk/internal/intake"
	"samverk/internal/introduction"
	"samverk/internal/joint"
	"samverk/internal/mapping"
	"samverk/internal/maturity"
	"samverk/internal/own"
	"samverk/internal/picture"
	"samverk/internal/provider"
	"samverk/internal/result"
	"samverk/internal/structure"
	"samverk/internal/target"
	"samverk/internal/wayfinding"
	"samverk/internal/web/static"
)

// Options are what the outlet needs to know of the installation.
type Options struct {
	Secure     bool // reached over TLS: a cookie for this host alone, and HSTS
	Proxied    bool // a proxy of our own sets X-Forwarded-For
	Site       string
	Base       string        // the address that users see
	Providers  *provider.Set // that vouch for users; nil for none
	Kolada     *url.URL      // where figures are fetched from; nil for nowhere
	Texts      *i18n.Catalogue
	Now        func() time.Time // the clock of the installation; the demo has one of its own
	Logger     *slog.Logger
	Statement  Statement             // on accessibility
	API        http.Handler          // mounted at /api/, nil for none
	Metrics    http.Handler          // shown at /metrics, nil for none
	Registerer prometheus.Registerer // where measurements go; the default one when nil
	Stopping   <-chan struct{}       // closed when the server is to stop, so that open lines end; nil never
}

// Statement is what an installation says of how accessible it is, and to whom.
type Statement struct {
	Organisation string // that answers for the service
	Email, Phone string // of those who take remarks
	Reviewed     string // the day of its last review, ISO; empty for never
	Limits       string // what is known not to be accessible, in the operator's words
	// Send brings words from nobody in particular to them; nil where no mail is
	// set up.
	Send func(ctx context.Context, words string) error
}

// Site is what the handlers of all pages share.
type Site struct {
	App       *app.App
	Entry     *entry.Service
	Own       *own.Service
	Extract   *extract.Service
	Admin     *admin.Service
	Intake    *intake.Service
	Structure *structure.Service
	Picture   *picture.Service
	Target    *target.Service
	Briefing  *briefing.Service
	Joint     *joint.Service
	Result    *result.Service
	Ways      *wayfinding.Service
	Catalogue *catalogue.Service
	Fit       *fit.Service
	Learn     *introduction.Service
	Maturity  *maturity.Service
	Mapping   *mapping.Service
	Figures   *figures.Service
	Board     *board.Service
	Options   Options
	metrics
}

// New returns the ground that pages are put on.
func New(a *app.App, o Options) *Site {
	kept, mine := admin.New(a, o.Providers), own.New(a)
	return &Site{
		App: a, Own: mine, Extract: extract.New(mine), Admin: kept, Intake: intake.New(kept), Structure: structure.New(a), Entry: entry.New(a, entry.Options{Providers: o.Providers, Base: o.Base, Logger: o.Logger}),
		Picture: picture.New(a), Target: target.New(a), Briefing: briefing.New(a), Joint: joint.New(a), Result: result.New(a),
		Ways: wayfinding.New(a), Catalogue: catalogue.New(a), Fit: fit.New(a), Learn: introduction.New(a), Maturity: maturity.New(a), Mapping: mapping.New(a), Figures: figures.New(a).From(o.Kolada), Board: board.New(a),
		Options: o, metrics: newMetrics(a, o),
	}
}

// Serve returns the handler for everything that a browser asks for.
func (s *Site) Serve(pages []Route) http.Handler {
	mux := http.NewServeMux()
	for _, rt := range pages {
		mux.Handle(rt.Pattern, s.handle(rt))
	}
	mux.Handle(static.Prefix, static.Handler())
	mux.HandleFunc("GET /healthz", s.health)
	mux.HandleFunc("GET /readyz", s.ready)
	if s.Options.Metrics != nil {
		mux.Handle("GET /metrics", s.Options.Metrics)
	}
	if s.Options.API != nil {
		mux.Handle("/api/", s.Options.API)
	}
	origin := http.NewCrossOriginProtection()
	origin.SetDenyHandler(http.HandlerFunc(s.refuseOrigin))
	return s.guard(origin.Handler(mux))
}

// Routes are the addresses of the frame itself: the choices that stand on every
// page, and every address that is none.
func Routes(s *Site) []Route {
	return []Route{
		{"POST /sprak", Anybody, s.chooseLanguage},
		{"POST /utseende", Anybody, s.chooseTheme},
		{"/", Anybody, s.nothing},
	}
}

func (s *Site) health(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Write([]byte("ok\n"))
}

func (s *Site) ready(w http.ResponseWriter, r *http.Request) {
	if err := s.App.Ready(r.Context()); err != nil {
		s.Options.Logger.ErrorContext(r.Context(), "not ready", "err", err)
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	}
	s.health(w, r)
}

// Due lists what waits for the actor around the single cases.
func (s *Site) Due(ctx context.Context, who access.Actor) ([]structure.Due, error) {
	return s.Structure.Around(ctx, who, s.Ways.Due, s.Catalogue.Due, s.Learn.Due, s.Maturity.Due, s.Mapping.Due, s.Figures.Due, s.Board.Due)
}
