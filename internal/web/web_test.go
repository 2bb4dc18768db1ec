package web_test

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/prometheus/client_golang/prometheus"

	"samverk/internal/i18n"
	"samverk/internal/samverktest/world"
	"samverk/internal/web"
)

// site is the outlet of a world, as browsers ask it.
type site struct {
	*world.W
	h http.Handler
}

func open(t *testing.T) *site {
	t.Helper()
	w := world.New(t)
	texts, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	h := web.New(w.App, web.Options{Site: "Provförbundet", Texts: texts, Now: w.Now, Logger: slog.New(slog.NewTextHandler(io.Discard, nil)), Registerer: prometheus.NewRegistry()})
	return &site{w, h}
}

// browser is somebody's browser: it keeps cookies.
type browser struct {
	*site
	t   *testing.T
	jar map[string]string
}

func (s *site) browser(t *testing.T) *browser { return &browser{s, t, map[string]string{}} }

// as is the browser of somebody who is signed in: "account function".
func (s *site) as(t *testing.T, who string) *browser {
	t.Helper()
	b := s.browser(t)
	if r := b.post("/demo", url.Values{"as": {who}}); r.Code != http.StatusSeeOther || b.jar["samverk"] == "" {
		t.Fatalf("sign-in as %s: %d", who, r.Code)
	}
	return b
}

func (b *browser) ask(r *http.Request) *httptest.ResponseRecorder {
	b.t.Helper()
	for name, value := range b.jar {
		r.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	w := httptest.NewRecorder()
	b.h.ServeHTTP(w, r)
	for _, c := range w.Result().Cookies() {
		b.jar[c.Name] = c.Value
		if c.MaxAge < 0 {
			delete(b.jar, c.Name)
		}
	}
	return w
}

func (b *browser) get(path string) *httptest.ResponseRecorder {
	b.t.Helper()
	return b.ask(httptest.NewRequest("GET", path, nil))
}

func (b *browser) post(path string, form url.Values) *httptest.ResponseRecorder {
	b.t.Helper()
	r := httptest.NewRequest("POST", path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return b.ask(r)
}

func (b *browser) want(w *httptest.ResponseRecorder, status int) string {
	b.t.Helper()
	if w.Code != status {
		b.t.Fatalf("answered %d, want %d: %s", w.Code, status, headings(w.Body.String()))
	}
	return w.Body.String()
}

// on follows an answer to where it leads.
func (b *browser) on(w *httptest.ResponseRecorder) string {
	b.t.Helper()
	b.want(w, http.StatusSeeOther)
	return w.Header().Get("Location")
}

var tags = regexp.MustCompile(`<[^>]*>`)

// headings is what a page says first, for messages.
func headings(html string) string {
	if i := strings.Index(html, "<main"); i >= 0 {
		html = html[i:]
	}
	text := strings.Join(strings.Fields(tags.ReplaceAllString(html, " ")), " ")
	return text[:min(len(text), 400)]
}

// filled turns a pattern into an address that leads nowhere.
func filled(pattern string) (method, path string) {
	method, path, ok := strings.Cut(pattern, " ")
	if !ok {
		method, path = "GET", pattern
	}
	path = strings.ReplaceAll(path, "{$}", "")
	return method, regexp.MustCompile(`\{[^}]*\}`).ReplaceAllString(path, "a1")
}

func TestNobodyComesInWithoutSigningIn(t *testing.T) {
	s := open(t)
	for _, rt := range web.Routes() {
		method, path := filled(rt.Pattern)
		r := httptest.NewRequest(method, path, nil)
		if method == "POST" {
			r = httptest.NewRequest(method, path, strings.NewReader("a=b"))
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		}
		w := s.browser(t).ask(r)
		if !rt.Open && (w.Code != http.StatusSeeOther || !strings.HasPrefix(w.Header().Get("Location"), "/logga-in")) {
			t.Errorf("%s answered %d %s", rt.Pattern, w.Code, w.Header().Get("Location"))
		}
		if rt.Open && w.Code >= 500 {
			t.Errorf("%s answered %d", rt.Pattern, w.Code)
		}
		checkHeaders(t, rt.Pattern, w.Header())
	}
}

func checkHeaders(t *testing.T, what string, h http.Header) {
	t.Helper()
	policy := h.Get("Content-Security-Policy")
	if !strings.HasPrefix(policy, "default-src 'none'") || strings.Contains(policy, "unsafe") {
		t.Errorf("%s has the policy %q", what, policy)
	}
	for name, want := range map[string]string{"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin",
		"Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin"} {
		if strings.HasPrefix(what, "GET /oppet") && (name == "Cache-Control" || name == "Cross-Origin-Resource-Policy") {
			continue // open to anybody, so a copy may be kept: TestWhatIsShownOpenlyNeedsNoCookieAndTellsNobody
		}
		if got := h.Get(name); got != want {
			t.Errorf("%s has %s %q", what, name, got)
		}
	}
}

func TestNothingIsChangedFromAnotherSite(t *testing.T) {
	s := open(t)
	b := s.as(t, "samordning-1 samordning")
	for _, rt := range web.Routes() {
		method, path := filled(rt.Pattern)
		if method == "GET" {
			continue
		}
		r := httptest.NewRequest(method, path, strings.NewReader("a=b"))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Sec-Fetch-Site", "cross-site")
		w := b.ask(r)
		if w.Code != http.StatusForbidden {
			t.Errorf("%s answered %d", rt.Pattern, w.Code)
		}
		checkHeaders(t, rt.Pattern, w.Header())
	}
	if b.get("/min-dag").Code != http.StatusOK {
		t.Error("the session did not live through it")
	}
}

func TestWhatIsHiddenLooksLikeWhatIsMissing(t *testing.T) {
	s := open(t)
	c, _ := s.Case()
	b := s.as(t, "ame-1 ame")
	reference := regexp.MustCompile(`<code>[A-Z2-7]{4}-[A-Z2-7]{4}</code>`)
	for _, page := range []string{"", "/parter", "/lage"} {
		hidden := b.get("/arenden/" + string(c) + page)
		missing := b.get("/arenden/" + strings.Repeat("a", len(c)) + page)
		a := strings.ReplaceAll(b.want(hidden, http.StatusNotFound), string(c), strings.Repeat("a", len(c)))
		m := b.want(missing, http.StatusNotFound)
		if reference.FindString(a) == "" || reference.ReplaceAllString(a, "") != reference.ReplaceAllString(m, "") || len(a) != len(m) {
			t.Errorf("%q differs: %d and %d bytes", page, len(a), len(m))
		}
	}
}

func TestOnlyPathsOfThisSiteAreGoneOnTo(t *testing.T) {
	s := open(t)
	b := s.browser(t)
	for _, back := range []string{"//evil.example", "https://evil.example", "/\\evil.example", "/a?b=c", "evil", "", "/a//b"} {
		if to := b.on(b.post("/sprak", url.Values{"lang": {"en"}, "back": {back}})); to != "/" {
			t.Errorf("%q leads to %q", back, to)
		}
	}
	if to := b.on(b.post("/sprak", url.Values{"lang": {"en"}, "back": {"/hjalp"}})); to != "/hjalp" {
		t.Errorf("a path of this site leads to %q", to)
	}
	if !strings.Contains(b.want(b.get("/hjalp"), 200), `<html lang="en"`) {
		t.Error("the language was not changed")
	}
}

func TestASignInWithTheWrongPasswordComesBackFilledIn(t *testing.T) {
	b := open(t).browser(t)
	page := b.want(b.post("/logga-in", url.Values{"name": {"nagon"}, "password": {"fel fel fel fel"}}), http.StatusUnprocessableEntity)
	if !strings.Contains(page, `value="nagon"`) || strings.Contains(page, "fel fel fel fel") {
		t.Error("the page does not keep the name, or keeps the password")
	}
}

var (
	links     = regexp.MustCompile(`href="(/[^"]*)"`)
	forbidden = map[string]*regexp.Regexp{
		"a style attribute": regexp.MustCompile(`(?i)<[^>]*\sstyle=`),
		"a style element":   regexp.MustCompile(`(?i)<style`),
		"an inline script":  regexp.MustCompile(`(?i)<script[^>]*>[^<]`),
		"an event handler":  regexp.MustCompile(`(?i)<[^>]*\son[a-z]+="`),
		"a missing text":    regexp.MustCompile(`⟦[^⟧]*⟧`),
		"a number in a URL": regexp.MustCompile(`(?:href|action)="[^"]*\d{6}-?\d{4}`),
	}
	ids    = regexp.MustCompile(`\sid="([^"]+)"`)
	digest = regexp.MustCompile(`/static/[0-9a-f]+/`) // may hold any digits
)

// checkPage looks for what no page may have.
func checkPage(t *testing.T, what, html string) {
	t.Helper()
	for name, re := range forbidden {
		if found := re.FindString(digest.ReplaceAllString(html, "/static/")); found != "" {
			t.Errorf("%s has %s: %.100s", what, name, found)
		}
	}
	if n := strings.Count(html, "<h1"); n != 1 {
		t.Errorf("%s has %d headings of the first level", what, n)
	}
	seen := map[string]bool{}
	for _, m := range ids.FindAllStringSubmatch(html, -1) {
		if seen[m[1]] {
			t.Errorf("%s has the id %s twice", what, m[1])
		}
		seen[m[1]] = true
	}
}

// walk follows every link from where the day begins.
func (b *browser) walk(from string) (pages []string) {
	b.t.Helper()
	for queue := []string{from}; len(queue) > 0 && len(pages) < 150; queue = queue[1:] {
		path, _, _ := strings.Cut(strings.ReplaceAll(queue[0], "&amp;", "&"), "#")
		if path == "" || slices.Contains(pages, path) || strings.HasPrefix(path, "/static/") || strings.HasPrefix(path, "/api/") {
			continue
		}
		pages = append(pages, path)
		w := b.get(path)
		if w.Code == http.StatusSeeOther {
			queue = append(queue, w.Header().Get("Location"))
			continue
		}
		if w.Code != http.StatusOK {
			b.t.Errorf("%s answered %d", path, w.Code)
			continue
		}
		checkHeaders(b.t, path, w.Header())
		if strings.HasPrefix(w.Header().Get("Content-Type"), "text/html") {
			checkPage(b.t, path, w.Body.String())
		}
		for _, m := range links.FindAllStringSubmatch(w.Body.String(), -1) {
			queue = append(queue, m[1])
		}
	}
	return pages
}

func TestEveryLinkLeadsToAWholePage(t *testing.T) {
	s := open(t)
	c, p := s.Case()
	s.Join(c, "ame")
	if _, err := s.App.Invite(t.Context(), s.As("samordning"), c, "vc"); err != nil {
		t.Fatal(err)
	}
	s.AsPerson(p)
	for _, who := range []string{"samordning-1 samordning", "forsorjning-1 forsorjning", "ame-1 ame", "vc-1 vc", "self-" + string(p.ID[:12])} {
		t.Run(strings.Fields(who)[0][:4], func(t *testing.T) {
			if n := len(s.as(t, who).walk("/")); n < 5 {
				t.Errorf("only %d pages were found", n)
			}
		})
	}
}
