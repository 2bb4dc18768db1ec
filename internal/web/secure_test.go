package web_test

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"github.com/prometheus/client_golang/prometheus"

	"samverk/internal/i18n"
	"samverk/internal/web"
)

func TestOverTLSASecretBelongsToThisHostAlone(t *testing.T) {
	s := open(t)
	texts, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	s.h = web.New(s.App, web.Options{Secure: true, Texts: texts, Now: s.Now, Logger: slog.New(slog.DiscardHandler), Registerer: prometheus.NewRegistry()})
	b := s.browser(t)
	w := b.post("/demo", url.Values{"as": {"ame-1 ame"}})
	b.on(w)
	if b.jar["__Host-samverk"] == "" {
		t.Fatalf("no session for this host alone: %v", w.Header().Values("Set-Cookie"))
	}
	for _, c := range append(w.Result().Cookies(), b.post("/sprak", url.Values{"lang": {"en"}}).Result().Cookies()...) {
		if !c.Secure || !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Domain != "" || c.Path != "/" {
			t.Errorf("cookie %s: %+v", c.Name, c)
		}
	}
	for _, path := range []string{"/min-dag", "/logga-in", "/finns-inte"} {
		h := b.get(path).Header()
		if got := h.Get("Strict-Transport-Security"); got != "max-age=31536000; includeSubDomains" {
			t.Errorf("%s: %q", path, got)
		}
		for _, want := range []string{"default-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"} {
			if !strings.Contains(h.Get("Content-Security-Policy"), want) {
				t.Errorf("%s lacks %s", path, want)
			}
		}
	}
}

// What a visitor writes in X-Forwarded-For herself neither frees her from a
// limit nor puts it on somebody else.
func TestOnlyWhatTheProxyAddsTellsWhereAVisitorIs(t *testing.T) {
	for _, proxied := range []bool{true, false} {
		s := open(t)
		texts, err := i18n.Load()
		if err != nil {
			t.Fatal(err)
		}
		s.h = web.New(s.App, web.Options{Proxied: proxied, Texts: texts, Now: s.Now, Logger: slog.New(slog.DiscardHandler), Registerer: prometheus.NewRegistry(),
			Statement: web.Statement{Send: func(context.Context, string) error { return nil }}})
		b := s.browser(t)
		from := func(forwarded string) int {
			r := httptest.NewRequest("POST", "/tillganglighet", strings.NewReader(url.Values{"words": {"Bilden saknar text."}}.Encode()))
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			r.Header.Set("X-Forwarded-For", forwarded)
			return b.ask(r).Code
		}
		for n := range 10 {
			if code := from("192.0." + strconv.Itoa(n) + ".1, 203.0.113.7"); code != http.StatusSeeOther {
				t.Fatalf("the %dth answered %d", n+1, code)
			}
		}
		if code := from("198.51.100.9, 203.0.113.7"); code != http.StatusTooManyRequests {
			t.Errorf("with a proxy %t another address of her own frees a visitor: %d", proxied, code)
		}
		want := http.StatusTooManyRequests // without a proxy the header says nothing
		if proxied {
			want = http.StatusSeeOther
		}
		if code := from("203.0.113.7, 198.51.100.9"); code != want {
			t.Errorf("with a proxy %t another visitor was answered %d, not %d", proxied, code, want)
		}
	}
}
