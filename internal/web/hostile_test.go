package web_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"samverk/internal/web"
)

// hostile are parts of a path that can name nothing.
var hostile = []string{"%00", "a%00b", "%ff%fe", "%ed%a0%80", "a%2fb", "%2e%2e", "a%0d%0ab", strings.Repeat("a", 3000)}

func TestAPathThatCanNameNothingIsMissing(t *testing.T) {
	s := open(t)
	b := s.as(t, "samordning-1 samordning")
	for _, rt := range web.Routes() {
		method, path := filled(rt.Pattern)
		if !strings.Contains(path, "a1") {
			continue
		}
		for _, part := range hostile {
			at := strings.ReplaceAll(path, "a1", part)
			w := b.get(at)
			if method == "POST" {
				w = b.post(at, url.Values{"version": {"1"}})
			}
			if w.Code != http.StatusNotFound {
				t.Errorf("%s %.40s answered %d: %s", method, at, w.Code, headings(w.Body.String()))
			}
		}
	}
}

func TestWhoHasLeftIsNotToldThatAllWentWell(t *testing.T) {
	s := open(t)
	b := s.as(t, "samordning-1 samordning")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, path := range []string{"/min-dag", "/arenden"} {
		if w := b.ask(httptest.NewRequestWithContext(ctx, "GET", path, nil)); w.Code < 400 {
			t.Errorf("%s answered %d", path, w.Code)
		}
	}
}

// A browser that is told to name no page it comes from says "null" for the
// origin of a form too, and over plain HTTP nothing else tells where it comes
// from.
func TestAPageLetsItsFormsSayWhereTheyComeFrom(t *testing.T) {
	s := open(t)
	policy := s.browser(t).get("/logga-in").Header().Get("Referrer-Policy")
	if policy != "same-origin" {
		t.Errorf("the policy is %q", policy)
	}
}
