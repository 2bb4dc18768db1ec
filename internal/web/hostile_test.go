package web_test

import (
	"bytes"
	"context"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"samverk/internal/api"
	"samverk/internal/db"
	"samverk/internal/entry"
	"samverk/internal/i18n"
	"samverk/internal/password"
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

func TestAVersionPastAllVersionsIsNoFaultOfOurs(t *testing.T) {
	s, c, _, _ := coordinated(t)
	b := s.as(t, "samordning-1 samordning")
	const huge = "9223372036854775807"
	at := "/arenden/" + string(c)
	for _, path := range []string{at + "/plan/4294967297", at + "/plan/" + huge, at + "/plan/jamfor?fran=1&till=" + huge, "/arenden?efter=1y2p0ij32e8e7-zzz", "/begaran?efter=1y2p0ij32e8e7"} {
		if w := b.get(path); w.Code >= 500 {
			t.Errorf("%s answered %d", path, w.Code)
		}
	}
	for _, rt := range web.Routes() {
		method, path := filled(strings.Replace(rt.Pattern, "{case}", string(c), 1))
		if method != "POST" {
			continue
		}
		for _, version := range []string{huge, "4294967297", "-1", "99999999999999999999"} {
			form := url.Values{"version": {version}, "row": {"vc"}, "how": {"oral"}, "given_by": {"person"}, "purpose": {"x"}, "starts_on": {"2026-11-23"}, "ends_on": {"2026-12-23"}, "see.vc": {"plan"},
				"plan": {huge}, "number": {huge}, "reason": {"x"}, "function": {"ame"}, "extent": {huge}}
			if w := b.post(path, form); w.Code >= 500 {
				t.Errorf("%s with version %s answered %d", rt.Pattern, version, w.Code)
			}
		}
	}
}

// logged is the site with a log that the test can read.
func logged(t *testing.T, s *site) *bytes.Buffer {
	t.Helper()
	texts, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	var log bytes.Buffer
	logger := slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	s.h = web.New(s.App, web.Options{Texts: texts, Now: s.Now, Logger: logger, Registerer: prometheus.NewRegistry(),
		API: api.New(s.App, api.Options{Texts: texts, Logger: logger, Base: "https://samverk.example"})})
	return &log
}

func TestTheLogOfTheServerNamesNobodyAndNothing(t *testing.T) {
	s, c, p, i := coordinated(t)
	log := logged(t, s)
	const canary = "Kanariefagel"
	texts := []string{canary + "\x00", p.Number + canary}
	for _, who := range []string{"samordning-1 samordning", "ame-1 ame", "vc-1 vc"} {
		b := s.as(t, who)
		for _, rt := range web.Routes() {
			method, path := filled(strings.NewReplacer("{case}", string(c), "{item}", string(i), "{kind}", "activity").Replace(rt.Pattern))
			if path == "/logga-ut" || path == "/demo" || path == "/byt-funktion" {
				continue
			}
			for _, text := range texts {
				if method == "GET" {
					b.get(path + "?q=" + url.QueryEscape(text[:min(len(text), 40)]) + "&" + p.Number + "=%00")
					continue
				}
				form := url.Values{"once": {"a1a1"}, p.Number: {text}}
				for _, name := range strings.Fields("title words reason name number purpose starts_on ends_on start end extent category to function unit user until share units version how area topic") {
					form.Set(name, text)
				}
				if w := b.post(path, form); w.Code >= 500 {
					t.Errorf("%s %s answered %d", method, rt.Pattern, w.Code)
				}
			}
		}
	}
	for _, not := range []string{canary, p.Number, p.Number[2:], p.Name, string(c), string(p.ID), string(i), "Arbetsträning"} {
		if at := strings.Index(log.String(), not); at >= 0 {
			t.Errorf("the log holds %q: %.300s", not, log.String()[max(0, at-200):])
		}
	}
	if !strings.Contains(log.String(), "request failed") {
		t.Error("the log holds nothing")
	}
}

func TestNoAnswerHoldsWhatWasWithdrawnBeforeItWasAskedFor(t *testing.T) {
	s, c, p, i := coordinated(t)
	s.h = web.New(s.App, web.Options{Texts: must(i18n.Load()), Now: s.Now, Logger: slog.New(slog.DiscardHandler), Registerer: prometheus.NewRegistry(),
		API: api.New(s.App, api.Options{Texts: must(i18n.Load()), Base: "https://samverk.example"})})
	token, err := s.IssueToken(t.Context(), s.As("forsorjning"), entry.NewToken{Name: "Test", EndsOn: "2026-12-31"})
	if err != nil {
		t.Fatal(err)
	}
	at := "/arenden/" + string(c)
	paths := []string{at, at + "/plan", at + "/plan.csv", at + "/plan/utskrift", at + "/uppgifter/" + string(i), "/min-dag", "/arenden",
		api.Prefix + "/cases/" + string(c), api.Prefix + "/cases/" + string(c) + "/items/" + string(i), api.Prefix + "/cases/" + string(c) + "/plan"}
	reader := s.as(t, "forsorjning-1 forsorjning")
	holds := func(path string) bool {
		r := httptest.NewRequest("GET", path, nil)
		r.AddCookie(&http.Cookie{Name: "samverk", Value: reader.jar["samverk"]})
		r.Header.Set("Authorization", "Bearer "+token)
		w := httptest.NewRecorder()
		s.h.ServeHTTP(w, r)
		return strings.Contains(w.Body.String(), "Arbetsträning")
	}
	// Every reader goes round all addresses before the consent is withdrawn, goes
	// on while it is, and goes round them all again after.
	var before atomic.Int64
	var around, all sync.WaitGroup
	withdrawn, gone := context.WithCancel(t.Context())
	defer all.Wait()
	defer gone()
	const readers = 16
	around.Add(readers)
	for n := range readers {
		all.Go(func() {
			for k := range paths {
				if holds(paths[(n+k)%len(paths)]) {
					before.Add(1)
				}
			}
			around.Done()
			for k := 0; withdrawn.Err() == nil; k++ {
				holds(paths[(n+k)%len(paths)])
			}
			for k := range paths {
				if path := paths[(n+k)%len(paths)]; holds(path) {
					t.Errorf("%s answers with what was withdrawn", path)
				}
			}
		})
	}
	around.Wait()
	b := s.as(t, string(s.AsPerson(p).User))
	withdraw := at + "/samtycke/dra-tillbaka"
	b.on(b.post(withdraw, unseen(b.want(b.get(withdraw), 200))))
	gone()
	if n := before.Load(); n != int64(readers*(len(paths)-2)) { // all but the two lists
		t.Errorf("%d answers held it before", n)
	}
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func TestNoFormBringsTheSiteDown(t *testing.T) {
	s, c, _, i := coordinated(t)
	random := rand.New(rand.NewPCG(1, 2))
	values := []string{"", "x", "-1", "0", "101", "9223372036854775807", "2026-02-30", "0000-00-00", "9999-12-31", "2026-11-23", "=cmd()", "<script>", "25:61", "plan", "work", "ame", "vc",
		"forsorjning", "consent", "provision", "note", "yes", "oral", "person", "active", "coordination", "0685", "samordning", "row", "add", "receivers", "3", "199001012385", "1990-01-01", strings.Repeat("å", 300)}
	names := strings.Fields("once version do add row share units law_units units_for category kind title words status start end due extent responsible own code provision ground_reason reason " +
		"weekly_day_0 weekly_from_0 weekly_to_0 weekly_day_3 how given_by purpose starts_on ends_on see.ame see.vc see. see.x unit block units function user holds since until area topic to number name " +
		"protection wanted situation hope tried consented go step follow_up_on person_part handover next lang theme back till as q")
	end := time.Now().Add(fuzzed())
	people := []*browser{s.as(t, "samordning-1 samordning"), s.as(t, "ame-1 ame"), s.as(t, "vc-1 vc"), s.as(t, "ame-chef-1 ame-chef")}
	routes := web.Routes()
	for n := 0; n < 300 || time.Now().Before(end); n++ {
		rt := routes[random.IntN(len(routes))]
		kinds := []string{"activity", "goal", "need", "certificate", "requirement", "commitment", "note", "x"}
		method, path := filled(strings.NewReplacer("{case}", string(c), "{item}", string(i), "{kind}", kinds[random.IntN(len(kinds))], "{number}", "1", "{step}", "fraga").Replace(rt.Pattern))
		if path == "/logga-ut" || path == "/demo" || path == "/logga-in" || path == "/byt-funktion" {
			continue
		}
		form := url.Values{}
		for range random.IntN(25) {
			form.Add(names[random.IntN(len(names))], values[random.IntN(len(values))])
		}
		b := people[random.IntN(len(people))]
		w := b.get(path + "?" + form.Encode())
		if method == "POST" {
			w = b.post(path, form)
		}
		if w.Code >= 500 {
			t.Errorf("%s %s answered %d to %v", method, rt.Pattern, w.Code, form)
		}
	}
}

// fuzzed is how long to go on with random forms.
func fuzzed() time.Duration {
	d, _ := time.ParseDuration(os.Getenv("SAMVERK_FUZZ"))
	return d
}

func TestWhatCannotBeSavedComesBackAsItWasTyped(t *testing.T) {
	s, c, _, _ := coordinated(t)
	at := "/arenden/" + string(c)
	count := func() (n int) {
		s.Read(func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.One(ctx, []any{&n}, `select (select count(*) from item) + (select count(*) from consent) + (select count(*) from party)`)
			return err
		})
		return n
	}
	whole := func(more ...string) url.Values {
		f := url.Values{"category": {"work"}, "title": {"Kanarie <b>"}, "words": {"=cmd()"}, "status": {"planned"}, "responsible": {"ame"}, "share": {"note"}, "start": {"2026-12-01"}, "end": {"2026-12-31"}, "extent": {"25"}}
		for i := 0; i < len(more); i += 2 {
			f.Set(more[i], more[i+1])
		}
		return f
	}
	b := s.as(t, "ame-1 ame")
	for name, form := range map[string]url.Values{
		"end before start": whole("end", "2026-11-01"), "extent": whole("extent", "101"), "no percent": whole("extent", "ja"),
		"a day there is not": whole("start", "2026-02-30"), "no category": whole("category", "x"), "a long title": whole("title", "Kanarie <b>"+strings.Repeat("x", 200)),
		"a function that has left": whole("responsible", "nobody-here"), "not covered": whole("share", "consent", "units", "psyk"), "a long text": whole("words", "=cmd()"+strings.Repeat("å", 20_000)),
		"a week without a day": whole("weekly_from_0", "25:00"),
	} {
		before := count()
		page := b.want(b.post(at+"/skriv/activity", form), http.StatusUnprocessableEntity)
		checkPage(t, name, page)
		if !strings.Contains(page, "Kanarie &lt;b&gt;") || !strings.Contains(page, "=cmd()") || count() != before {
			t.Errorf("%s: what was typed is lost, or something was changed", name)
		}
	}
	if w := b.post(at+"/skriv/activity", whole("words", strings.Repeat("x", 5<<20))); w.Code != http.StatusRequestEntityTooLarge || !strings.Contains(w.Body.String(), "Inget har sparats") {
		t.Errorf("five megabytes: %d %s", w.Code, headings(w.Body.String()))
	}
	twice := whole("once", strings.Repeat("b", 26))
	before := count()
	if one, two := b.on(b.post(at+"/skriv/activity", twice)), b.on(b.post(at+"/skriv/activity", twice)); one != two || count() != before+1 {
		t.Errorf("a double click led to %s and %s, and made %d", one, two, count()-before)
	}
	w := b.post(at+"/skriv/activity", whole("once", strings.Repeat("b", 26), "title", "Annat"))
	kept := formOf(t, w.Body.String(), at+"/skriv/activity")
	if w.Code != http.StatusConflict || kept.Get("title") != "Annat" || kept.Get("once") == strings.Repeat("b", 26) {
		t.Errorf("another text under the same key answered %d and kept %q", w.Code, kept)
	}
	table := b.get(at + "/plan.csv").Body.String()
	if strings.Contains(table, ";=") {
		t.Errorf("the table holds a formula: %s", table)
	}
	coordinator := s.as(t, "samordning-1 samordning")
	form := grid(coordinator.get(at + "/samtycke").Body.String())
	form.Set("purpose", "Kanarie")
	form.Set("ends_on", "2027-12-24")
	form["see.ame"] = []string{"plan"}
	before = count()
	if page := coordinator.want(coordinator.post(at+"/samtycke", form), http.StatusUnprocessableEntity); !strings.Contains(page, "Kanarie") || count() != before {
		t.Error("a consent of more than a year: the purpose is lost, or something was changed")
	}
}

func TestWhatCannotBeDoneNowIsKeptToBeSentAgain(t *testing.T) {
	s, c, _, _ := coordinated(t)
	at := "/arenden/" + string(c) + "/skriv/note"
	b := s.as(t, "ame-1 ame")
	form := url.Values{"category": {"work"}, "title": {"Kanarie <b>"}, "share": {"note"}, "once": {strings.Repeat("c", 26)}}
	s.Exec(`alter table once rename to once_away`)
	w := b.post(at, form)
	s.Exec(`alter table once_away rename to once`)
	kept := formOf(t, w.Body.String(), at)
	if w.Code < 500 || kept.Get("title") != "Kanarie <b>" || kept.Get("once") != form.Get("once") {
		t.Fatalf("answered %d and kept %q", w.Code, kept)
	}
	b.on(b.post(at, kept))
}

func TestASignInEndsTheSessionBefore(t *testing.T) {
	s := open(t)
	hash, err := password.New().Hash(t.Context(), "en lång mening som lösenord")
	if err != nil {
		t.Fatal(err)
	}
	s.Exec(`update user_account set password = $1 where id = 'ame-1'`, hash)
	b := s.as(t, "samordning-1 samordning")
	first := b.jar["samverk"]
	var name string
	s.Read(func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.One(ctx, []any{&name}, `select name from user_account where id = 'ame-1'`)
		return err
	})
	b.on(b.post("/logga-in", url.Values{"name": {name}, "password": {"en lång mening som lösenord"}}))
	if b.jar["samverk"] == first {
		t.Error("the session has the same secret")
	}
	old := s.browser(t)
	old.jar["samverk"] = first
	if to := old.on(old.get("/min-dag")); !strings.HasPrefix(to, "/logga-in") {
		t.Errorf("the session before still leads to %s", to)
	}
}
