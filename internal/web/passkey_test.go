package web_test

import (
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"samverk/internal/entry"
	"samverk/internal/i18n"
	"samverk/internal/samverktest/authenticator"
	"samverk/internal/web"
)

const home = "https://samverk.example"

// keyed is a site whose address takes passkeys, and a link to the first one of
// an account.
func keyed(t *testing.T) (s *site, link string) {
	t.Helper()
	s = open(t)
	texts, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	s.h = web.New(s.App, web.Options{Site: "Provförbundet", Base: home, Texts: texts, Now: s.Now, Logger: slog.New(slog.NewTextHandler(io.Discard, nil)), Registerer: prometheus.NewRegistry()})
	link, err = entry.New(s.App, entry.Options{Base: home}).Invite(t.Context(), s.As("admin"), "ame-1")
	if err != nil {
		t.Fatal(err)
	}
	return s, strings.TrimPrefix(link, home)
}

// question asks as the script of a page does.
func (b *browser) question(path string) []byte {
	b.t.Helper()
	w := b.post(path, nil)
	if w.Code != http.StatusOK || w.Header().Get("Content-Type") != "application/json" {
		b.t.Fatalf("%s answered %d: %s", path, w.Code, w.Body.String())
	}
	return w.Body.Bytes()
}

func TestAPasskeyIsMadeByALinkAndSignsIn(t *testing.T) {
	s, link := keyed(t)
	b := s.browser(t)
	page := b.want(b.get(link), 200)
	for _, says := range []string{"Skapa din inloggningsnyckel", "ame-1", `data-passkey="` + link + `/fraga"`} {
		if !strings.Contains(page, says) {
			t.Errorf("the page lacks %s", says)
		}
	}
	k := authenticator.New(t, home)
	form := url.Values{"answer": {k.Make(b.question(link + "/fraga"))}, "name": {""}}
	if page := b.want(b.post(link, form), 422); !strings.Contains(page, "Skriv vad du kallar nyckeln") {
		t.Error(headings(page))
	}
	form = url.Values{"answer": {k.Make(b.question(link + "/fraga"))}, "name": {"Jobbdatorn"}}
	if to := b.on(b.post(link, form)); to != "/" {
		t.Fatal(to)
	}
	if page := b.want(b.get("/inloggningsnycklar"), 200); !strings.Contains(page, "Jobbdatorn") || !strings.Contains(page, "Skaffa en nyckel till") {
		t.Error(headings(page))
	}
	other := s.browser(t)
	if page := other.want(other.get("/logga-in"), 200); !strings.Contains(page, "Logga in med inloggningsnyckel") {
		t.Error("there is no button")
	}
	answer := url.Values{"answer": {k.Show(other.question("/logga-in-med-nyckel/fraga"))}, "till": {"/arenden"}}
	stolen := s.browser(t)
	stolen.want(stolen.post("/logga-in-med-nyckel", answer), 422) // the question was not put to that browser
	if to := other.on(other.post("/logga-in-med-nyckel", answer)); to != "/arenden" {
		t.Fatal(to)
	}
	other.want(other.get("/min-dag"), 200)
	if page := other.want(other.post("/logga-in-med-nyckel", answer), 422); !strings.Contains(page, "har frågan redan besvarats") {
		t.Error(headings(page))
	}
}

func TestALinkThatNoLongerWorksSaysWhy(t *testing.T) {
	s, link := keyed(t)
	b := s.browser(t)
	if page := b.want(b.get("/inbjudan/abcdefghijklmnopqrstuvwxyz"), 404); !strings.Contains(page, "Länken är inte hel") {
		t.Error(headings(page))
	}
	s.Pass(8 * 24 * time.Hour)
	page := b.want(b.get(link), http.StatusGone)
	if !strings.Contains(page, "Inbjudan har gått ut") || !strings.Contains(page, "ny inbjudan") || strings.Contains(page, "data-passkey") {
		t.Error(headings(page))
	}
	if w := b.post(link+"/fraga", nil); w.Code < 400 {
		t.Errorf("a question is asked: %d", w.Code)
	}
}

func TestAPasskeyProvesWhoSignedInWithIt(t *testing.T) {
	s, link := keyed(t)
	b := s.browser(t)
	k := authenticator.New(t, home)
	b.on(b.post(link, url.Values{"answer": {k.Make(b.question(link + "/fraga"))}, "name": {"Jobbdatorn"}}))
	s.Pass(11 * time.Minute)
	b.on(b.post("/nycklar", s.typed()))
	if page := b.want(b.get("/visa-att-det-ar-du"), 200); !strings.Contains(page, "Använd din inloggningsnyckel") {
		t.Error(headings(page))
	}
	answer := url.Values{"answer": {k.Show(b.question("/visa-att-det-ar-du/fraga"))}}
	if to := b.on(b.post("/visa-att-det-ar-du", answer)); to != "/fortsatt" {
		t.Fatal(to)
	}
	b.want(b.sent(b.want(b.get("/fortsatt"), 200)), 200)
	// One more key, then the first is renamed and removed.
	more := authenticator.New(t, home)
	b.on(b.post("/inloggningsnycklar/ny", url.Values{"answer": {more.Make(b.question("/inloggningsnycklar/ny/fraga"))}, "name": {"Stickan"}}))
	page := b.want(b.get("/inloggningsnycklar"), 200)
	at := regexpFirst(t, `href="(/inloggningsnycklar/[a-z0-9]+)">Jobbdatorn`, page)
	one := b.want(b.get(at), 200)
	version := regexpFirst(t, `name="version" value="(\d+)"`, one)
	b.want(b.post(at+"/namn", url.Values{"name": {"19900101-2384"}, "version": {version}}), 422)
	b.on(b.post(at+"/namn", url.Values{"name": {"Datorn"}, "version": {version}}))
	b.want(b.post(at+"/ta-bort", url.Values{"version": {version}}), http.StatusConflict)
	b.on(b.post(at+"/ta-bort", url.Values{"version": {regexpFirst(t, `name="version" value="(\d+)"`, b.want(b.get(at), 200))}}))
	b.want(b.get(at), 404)
}

func regexpFirst(t *testing.T, pattern, text string) string {
	t.Helper()
	m := regexp.MustCompile(pattern).FindStringSubmatch(text)
	if m == nil {
		t.Fatalf("no %s in %s", pattern, headings(text))
	}
	return m[1]
}
