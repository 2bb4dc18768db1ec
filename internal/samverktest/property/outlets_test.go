package property

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"samverk/internal/access"
	"samverk/internal/api"
	"samverk/internal/entry"
	"samverk/internal/i18n"
	"samverk/internal/id"
	"samverk/internal/org"
	"samverk/internal/samverktest/world"
	"samverk/internal/web"
	"samverk/internal/web/site"
)

// outlets are the two doors, and a key and a cookie for each function.
type outlets struct {
	base    string
	keys    map[id.Function]string
	cookies map[id.Function]*http.Cookie
}

// open starts both outlets and signs everybody in.
func open(t *testing.T, w *world.W) *outlets {
	texts, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	quiet := slog.New(slog.DiscardHandler)
	h := web.New(w.App, web.Options{Texts: texts, Now: w.Now, Logger: quiet, Registerer: prometheus.NewRegistry(),
		API: api.New(w.App, api.Options{Texts: texts, Logger: quiet, Base: "https://samverk.example"})})
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	out := &outlets{base: s.URL, keys: map[id.Function]string{}, cookies: map[id.Function]*http.Cookie{}}
	for _, f := range slices.Concat(actors, outsiders) {
		key, err := w.IssueToken(t.Context(), w.As(f), entry.NewToken{Name: "prov", EndsOn: w.Now().AddDate(0, 6, 0).Format(time.DateOnly)})
		if err != nil {
			t.Fatal(f, err)
		}
		out.keys[f] = key
	}
	return out
}

// checkOutlets asks both doors for everything about the case.
func (m *machine) checkOutlets(t *judge, f id.Function) {
	c := "/cases/" + string(m.c)
	paths := []string{"/cases", c, c + "/plan", c + "/consent", c + "/parties", "/day"}
	for _, i := range m.items {
		paths = append(paths, c+"/items/"+string(i.id))
	}
	for _, path := range paths {
		r, _ := http.NewRequest("GET", m.out.base+"/api/v1"+path, nil)
		r.Header.Set("Authorization", "Bearer "+m.out.keys[f])
		m.fetch(t, f, r)
	}
	m.checkCallsByKey(t, f)
	m.checkWayByKey(t, f)
	secret, err := m.w.SignInDemo(m.ctx(), org.UserID(f, 1), "192.0.2.9")
	if err != nil {
		return
	}
	m.checkCallPages(t, f, secret)
	m.checkWayPages(t, f, secret)
	c = "/arenden/" + string(m.c)
	for _, path := range []string{"/min-dag", "/arenden", c + "/kallelser", c + "/hinder", "/tillfallen/" + string(m.sitting),
		"/tillfallen/" + string(m.sitting) + "/utskrift", "/forum/" + string(m.forum), c, c + "/plan", c + "/plan/utskrift", c + "/plan.csv", c + "/samtycke", c + "/skriv", c + "/plan/jamfor"} {
		r, _ := http.NewRequest("GET", m.out.base+path, nil)
		r.AddCookie(&http.Cookie{Name: site.CookieName(false), Value: secret})
		m.fetch(t, f, r)
	}
}

// checkCallsByKey asks the API for every call: what a function may not know of
// is not there.
func (m *machine) checkCallsByKey(t *judge, f id.Function) {
	for _, c := range m.calls {
		of := "/api/v1/cases/" + string(m.c) + "/calls/" + string(c.id)
		for path, may := range map[string]bool{
			"": m.hears(f, c), "/calendar": m.hears(f, c), "/meeting": m.acts(f, c), "/meeting/beat": m.acts(f, c),
			"/minutes":            m.acts(f, c) && slices.ContainsFunc(c.minutes, func(k *modelMinutes) bool { return m.minuted(f, k) }),
			"/minutes/versions/1": m.acts(f, c) && len(c.minutes) > 0 && m.minuted(f, c.minutes[0]),
		} {
			r, _ := http.NewRequest("GET", m.out.base+of+path, nil)
			r.Header.Set("Authorization", "Bearer "+m.out.keys[f])
			if got := m.fetch(t, f, r); m.held[f] && (got == http.StatusOK) != may {
				t.Fatalf("%s%s: %d to %s", of, path, got, f)
			}
		}
	}
}

// checkCallPages asks for every page of every call.
func (m *machine) checkCallPages(t *judge, f id.Function, secret string) {
	for _, c := range m.calls {
		of := "/arenden/" + string(m.c) + "/kallelser/" + string(c.id)
		for path, may := range map[string]bool{
			"": m.hears(f, c), "/utskrift": m.hears(f, c), "/mote": m.acts(f, c), "/mote/nu": m.acts(f, c), "/mote.ics": m.hears(f, c),
			"/anteckningar":            m.acts(f, c) && slices.ContainsFunc(c.minutes, func(k *modelMinutes) bool { return m.minuted(f, k) }),
			"/anteckningar/1":          m.acts(f, c) && len(c.minutes) > 0 && m.minuted(f, c.minutes[0]),
			"/anteckningar/1/utskrift": m.acts(f, c) && len(c.minutes) > 0 && m.minuted(f, c.minutes[0]),
		} {
			r, _ := http.NewRequest("GET", m.out.base+of+path, nil)
			r.AddCookie(&http.Cookie{Name: site.CookieName(false), Value: secret})
			if got := m.fetch(t, f, r); m.held[f] && (got == http.StatusOK) != may {
				t.Fatalf("%s: %d to %s, who may see it: %v", path, got, f, may)
			}
		}
	}
}

// minuted reports whether a function may see that there are some minutes: its
// unit keeps them, or may know of meetings.
func (m *machine) minuted(f id.Function, k *modelMinutes) bool {
	return k.unit == m.unit[f] || m.covers(m.unit[f], access.Plan)
}

// fetch asks for one address, and returns the status of the answer.
func (m *machine) fetch(t *judge, f id.Function, r *http.Request) int {
	a, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		t.Fatalf("%s: %v", r.URL.Path, err)
	}
	defer a.Body.Close()
	text, err := io.ReadAll(a.Body)
	if err != nil || a.StatusCode >= 500 {
		t.Fatalf("%s: %d %v", r.URL.Path, a.StatusCode, err)
	}
	m.noneBut(t, f, r.URL.Path, string(text), m.inBriefs(f, r.URL.Path))
	return a.StatusCode
}
