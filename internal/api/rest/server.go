// Package rest is the ground that the operations of the API stand on: how one is
// added and described, who calls, and what is answered when something is wrong.
package rest

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"samverk/internal/access"
	"samverk/internal/admin"
	"samverk/internal/app"
	"samverk/internal/board"
	"samverk/internal/border"
	"samverk/internal/briefing"
	"samverk/internal/catalogue"
	"samverk/internal/control"
	"samverk/internal/entry"
	"samverk/internal/errs"
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
	Kolada    *url.URL      // where figures are fetched from; nil for nowhere
}

// Contact is whom users of the API can turn to.
type Contact struct{ Name, URL, Email string }

// Server answers what New returns a handler for.
type Server struct {
	App       *app.App
	Admin     *admin.Service
	Intake    *intake.Service
	Entry     *entry.Service
	Own       *own.Service
	Extract   *extract.Service
	Structure *structure.Service
	Control   *control.Service
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
	mux       *http.ServeMux
	doc       *huma.OpenAPI
	allow     map[string][]string // methods by path

	Description json.RawMessage // the document as it is served
	current     []func(any) any
}

// NewServer returns a server without operations. current tells, of what a
// conflict says stands now, the form in which it is read; nil of what has none.
//
// huma describes the operations: schemas and document. It does not run them:
// its errors repeat what was sent and are written through a package variable,
// and its decoder takes a key twice. Package border decodes instead.
func NewServer(a *app.App, o Options, current ...func(any) any) *Server {
	if o.Docs == "" {
		o.Docs = o.Base
	}
	kept, mine := admin.New(a, o.Providers), own.New(a)
	s := &Server{
		App: a, Admin: kept, Intake: intake.New(kept), Entry: entry.New(a, entry.Options{Base: o.Base, Providers: o.Providers, Logger: o.Logger}),
		Own: mine, Extract: extract.New(mine), Structure: structure.New(a), Control: control.New(a),
		Picture: picture.New(a), Target: target.New(a), Briefing: briefing.New(a), Joint: joint.New(a), Result: result.New(a),
		Ways: wayfinding.New(a), Catalogue: catalogue.New(a), Fit: fit.New(a), Learn: introduction.New(a), Maturity: maturity.New(a), Mapping: mapping.New(a), Figures: figures.New(a).From(o.Kolada), Board: board.New(a),
		Options: o, mux: http.NewServeMux(), allow: map[string][]string{}, current: current,
	}
	s.doc = s.document()
	return s
}

// Close ends the document when every operation has been added, and answers what
// none of them does.
func (s *Server) Close() {
	s.finish()
	s.closeMux()
}

// closeMux answers what no operation does, in the same form as all errors.
func (s *Server) closeMux() {
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
func (s *Server) source(r *http.Request) string {
	if all := r.Header.Values("X-Forwarded-For"); s.Options.Proxied && len(all) > 0 {
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
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
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

// Texts returns the texts in the caller's language.
func (s *Server) Texts(r *http.Request) *i18n.Texts {
	return s.Options.Texts.In(i18n.Prefer(r.Header.Get("Accept-Language")))
}

// report logs what people here must mend and returns a reference to it.
func (s *Server) report(ctx context.Context, operation string, err error) string {
	ref := strings.ToLower(rand.Text()[:10])
	if s.Options.Logger != nil {
		s.Options.Logger.ErrorContext(ctx, "api", "operation", operation, "ref", ref, "error", err)
	}
	return ref
}

// limits are those of one JSON body.
func limits() border.Limits { return border.Standard() }

// now returns what a conflict says stands now, in the form in which it is read.
func (s *Server) now(v any) any {
	for _, form := range s.current {
		if of := form(v); of != nil {
			return of
		}
	}
	return nil
}

// Due lists what waits for the actor around the single cases.
func (s *Server) Due(ctx context.Context, who access.Actor) ([]structure.Due, error) {
	return s.Structure.Around(ctx, who, s.Ways.Due, s.Catalogue.Due, s.Learn.Due, s.Maturity.Due, s.Mapping.Due, s.Figures.Due, s.Board.Due)
}
