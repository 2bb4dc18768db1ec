package web_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
)

var referenced = regexp.MustCompile(`<code>[A-Z2-7]{4}-[A-Z2-7]{4}</code>|data-(idles|ends)="[0-9]+"`)

// TestAnAddressThatTakesAnotherMethodIsMissing asks what is open to anybody by
// other methods than it answers: each is told the same as of an address that
// there is not, and nothing of what was sent is read.
func TestAnAddressThatTakesAnotherMethodIsMissing(t *testing.T) {
	s := open(t)
	sam, anybody := s.as(t, "samordning-1 samordning"), s.browser(t)
	const mend = "/vagar-in/in-vard/andra"
	sam.on(sam.fill(mend, mend, url.Values{"phone": {"0383-123 45"}, "shown": {"1"}}))
	ask := func(b *browser, method, path, kind string) *httptest.ResponseRecorder {
		r := httptest.NewRequest(method, path, strings.NewReader("a=b"))
		r.Header.Set("Content-Type", kind)
		return b.ask(r)
	}
	for _, b := range []*browser{anybody, sam} {
		none := ask(b, "GET", "/nowhere", "")
		for _, method := range []string{"OPTIONS", "POST", "PUT", "PATCH", "DELETE", "TRACE"} {
			for _, path := range []string{"/oppet", "/oppet/hsds.json", "/oppet/vagar-in.csv", "/oppet/vagar-in.xlsx", "/oppet/0685", "/oppet/0685/blad", "/oppet/9999", "/nowhere"} {
				for _, kind := range []string{"application/x-www-form-urlencoded", "text/plain", ""} {
					w := ask(b, method, path, kind)
					same := referenced.ReplaceAllString(w.Body.String(), "") == referenced.ReplaceAllString(none.Body.String(), "")
					if w.Code != http.StatusNotFound || !same || w.Header().Get("Cache-Control") != "no-store" || w.Header().Get("Access-Control-Allow-Origin") != "" || w.Header().Get("Set-Cookie") != "" {
						t.Fatalf("%s %s %q: %d %v %s", method, path, kind, w.Code, w.Header(), headings(w.Body.String()))
					}
				}
			}
		}
	}
	for path, want := range map[string]int{"/oppet": 200, "/oppet/hsds.json": 200, "/oppet/0685": 200, "/oppet/9999": 404} {
		if w := ask(anybody, "HEAD", path, ""); w.Code != want || w.Header().Get("Set-Cookie") != "" {
			t.Errorf("HEAD %s: %d %v", path, w.Code, w.Header())
		}
	}
}

// TestAnAreaThatShowsNothingLooksLikeOneThatThereIsNot compares the answers to
// anybody, whole.
func TestAnAreaThatShowsNothingLooksLikeOneThatThereIsNot(t *testing.T) {
	s := open(t)
	anybody := s.browser(t)
	for _, rest := range []string{"", "/blad"} {
		hidden, none := anybody.get("/oppet/0685"+rest), anybody.get("/oppet/9999"+rest)
		a, b := anybody.want(hidden, http.StatusNotFound), anybody.want(none, http.StatusNotFound)
		if referenced.ReplaceAllString(a, "") != referenced.ReplaceAllString(b, "") || len(hidden.Header()) != len(none.Header()) || hidden.Header().Get("Cache-Control") != none.Header().Get("Cache-Control") {
			t.Errorf("%q differs: %v and %v", rest, hidden.Header(), none.Header())
		}
	}
}
