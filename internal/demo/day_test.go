package demo

import (
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strconv"
	"strings"

	"github.com/prometheus/client_golang/prometheus"

	"samverk/internal/api"
	"samverk/internal/demo/story"
	"samverk/internal/entry"
	"samverk/internal/i18n"
	"samverk/internal/id"
	"samverk/internal/web"
)

// waits is what the lead of a day's page says: how many things wait.
var waits = regexp.MustCompile(`(\d+) (saker|sak) väntar`)

// tellsTheSameDay holds the day of the API against the day's page, for functions
// of several actors: as many things wait, and each of them is on the page.
func tellsTheSameDay(r *running) {
	texts, err := i18n.Load()
	r.must(err)
	staff := story.Actors(worldOf(r.T))
	quiet := slog.New(slog.NewTextHandler(io.Discard, nil))
	pages := web.New(r.App, web.Options{Site: "Provet", Texts: texts, Now: r.Clock.Now, Logger: quiet, Registerer: prometheus.NewRegistry()})
	calls := api.New(r.App, api.Options{Texts: texts, Base: "https://samverk.example", Docs: "https://samverk.example/om",
		Contact: api.Contact{Name: "Provet", URL: "https://samverk.example", Email: "api@samverk.example"}})
	seen := map[string]bool{}
	for _, f := range []id.Function{"vetlanda-samordning", "vetlanda-forsorjning-handlaggare", "vetlanda-vc-rehabkoordinator", "vetlanda-ame-coach", "savsjo-samordning"} {
		who := staff[f]
		who.Proved = r.Clock.Now()
		secret, err := entry.New(r.App, entry.Options{}).IssueToken(r.Context(), who, entry.NewToken{Name: "Prov", EndsOn: iso(30)})
		r.must(err)
		ask := httptest.NewRequest(http.MethodGet, api.Prefix+"/me/day", nil)
		ask.Header.Set("Authorization", "Bearer "+secret)
		answer := httptest.NewRecorder()
		calls.ServeHTTP(answer, ask)
		var day map[string]any
		r.must(json.Unmarshal(answer.Body.Bytes(), &day))
		page := pageOf(r, pages, string(who.User)+" "+string(f))
		n := 0
		for name, rows := range day {
			if name == "recent" || name == "open" || name == "moreMinutes" {
				continue
			}
			n += countRows(rows, func(row map[string]any) {
				seen[name] = true
				for _, key := range []string{"item", "call", "case"} {
					v, ok := row[key].(string)
					if key == "item" && name == "endings" { // their page is of the case
						continue
					}
					if ok && !strings.Contains(page, v) {
						r.Errorf("%s: %s has %s %s, which the page does not", f, name, key, v)
					}
				}
			})
		}
		if m := waits.FindStringSubmatch(page); m == nil || m[1] != strconv.Itoa(n) {
			r.Errorf("%s: the API tells of %d things, the page says %q", f, n, m)
		}
	}
	for _, name := range []string{"endings", "results", "briefs", "commitments", "around"} {
		if !seen[name] {
			r.Errorf("nobody has %s, so that they are not compared", name)
		}
	}
}

// countRows calls a function with each row of a part of the day, and counts them.
func countRows(part any, each func(map[string]any)) (n int) {
	switch part := part.(type) {
	case []any:
		for _, one := range part {
			if row, ok := one.(map[string]any); ok {
				each(row)
				n++
			}
		}
	case map[string]any:
		for _, rows := range part {
			n += countRows(rows, each)
		}
	case float64:
		n = int(part)
	}
	return n
}

// pageOf is a function's day as its page shows it.
func pageOf(r *running, pages http.Handler, as string) string {
	in := httptest.NewRequest(http.MethodPost, "/demo", strings.NewReader(url.Values{"as": {as}}.Encode()))
	in.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	signed := httptest.NewRecorder()
	pages.ServeHTTP(signed, in)
	ask := httptest.NewRequest(http.MethodGet, "/min-dag", nil)
	for _, c := range signed.Result().Cookies() {
		ask.AddCookie(c)
	}
	answer := httptest.NewRecorder()
	pages.ServeHTTP(answer, ask)
	if answer.Code != http.StatusOK {
		r.Fatalf("the day of %s: %d", as, answer.Code)
	}
	return answer.Body.String()
}
