package api_test

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"samverk/internal/access"
	"samverk/internal/api"
	"samverk/internal/app"
	"samverk/internal/entry"
	"samverk/internal/i18n"
	"samverk/internal/id"
	"samverk/internal/samverktest/world"
)

// site is the API over a known world.
type site struct {
	*world.W
	handler http.Handler
}

func newSite(t *testing.T) *site {
	t.Helper()
	w := world.New(t)
	return &site{w, handler(t, w.App)}
}

func handler(t *testing.T, a *app.App) http.Handler {
	t.Helper()
	texts, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	return api.New(a, api.Options{
		Texts: texts, Base: "https://samverk.example", Docs: "https://samverk.example/om",
		Contact: api.Contact{Name: "Samordningsförbundet", URL: "https://samverk.example", Email: "api@samverk.example"},
	})
}

// caller calls the API with one token.
type caller struct {
	t       *testing.T
	handler http.Handler
	token   string
}

func (s *site) as(f id.Function) caller { return s.caller(s.As(f)) }

func (s *site) caller(who access.Actor) caller {
	s.T.Helper()
	secret, err := s.IssueToken(s.T.Context(), who, entry.NewToken{Name: "Test", EndsOn: "2026-12-31", Proves: true})
	if err != nil {
		s.T.Fatal(err)
	}
	return caller{s.T.(*testing.T), s.handler, secret}
}

func (s *site) nobody() caller { return caller{s.T.(*testing.T), s.handler, ""} }

// answer is what came back.
type answer struct {
	t      *testing.T
	status int
	header http.Header
	body   []byte
}

// do calls; headers are pairs. A change gets a new Idempotency-Key if none is
// given.
func (c caller) do(method, path, body string, headers ...string) answer {
	c.t.Helper()
	var reader io.Reader
	if body != "" {
		reader = strings.NewReader(body)
	}
	r := httptest.NewRequestWithContext(c.t.Context(), method, path, reader)
	if c.token != "" {
		r.Header.Set("Authorization", "Bearer "+c.token)
	}
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	if method != http.MethodGet {
		r.Header.Set("Idempotency-Key", rand.Text())
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Del(headers[i])
		if headers[i+1] != "" {
			r.Header.Set(headers[i], headers[i+1])
		}
	}
	w := httptest.NewRecorder()
	c.handler.ServeHTTP(w, r)
	return answer{c.t, w.Code, w.Header(), w.Body.Bytes()}
}

func (c caller) get(path string) answer {
	c.t.Helper()
	return c.do(http.MethodGet, api.Prefix+path, "")
}

// want stops the test unless the status is the one given.
func (a answer) want(status int) answer {
	a.t.Helper()
	if a.status != status {
		a.t.Fatalf("got %d %.500s, want %d", a.status, a.body, status)
	}
	return a
}

// into reads the answer.
func (a answer) into(v any) {
	a.t.Helper()
	if err := json.Unmarshal(a.body, v); err != nil {
		a.t.Fatalf("%v in %s", err, a.body)
	}
}

// problem is an error as callers read it.
type problem struct {
	Type, Title, Detail, Instance string
	Status                        int
	Errors                        []struct{ Field, Key, Message string }
	Current                       map[string]any
}

func (a answer) problem() (p problem) {
	a.t.Helper()
	if kind := a.header.Get("Content-Type"); kind != "application/problem+json" {
		a.t.Fatalf("got %s %s", kind, a.body)
	}
	a.into(&p)
	if p.Status != a.status || p.Type == "" || p.Title == "" || p.Detail == "" || p.Instance == "" || bytes.Contains(a.body, []byte("⟦")) {
		a.t.Errorf("not a whole problem: %s", a.body)
	}
	return p
}

func (p problem) faults() string {
	var list []string
	for _, e := range p.Errors {
		list = append(list, e.Field+":"+e.Key)
	}
	return strings.Join(list, " ")
}
