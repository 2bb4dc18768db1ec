package web_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"samverk/internal/i18n"
	"samverk/internal/id"
)

const words = "Ett program med ett långt namn"

// typed is a form that somebody has taken time over.
func (s *site) typed() url.Values {
	return url.Values{"name": {words}, "ends_on": {s.Now().AddDate(0, 0, 5).Format(time.DateOnly)}, "once": {string(id.New[id.Token]())}}
}

var hiddenInput = regexp.MustCompile(`<input type="hidden" name="([^"]+)" value="([^"]*)">`)

// again reads the form that a page would send.
func again(page string) url.Values {
	form := url.Values{}
	for _, m := range hiddenInput.FindAllStringSubmatch(page[strings.Index(page, `action="/fortsatt"`):], -1) {
		form.Add(m[1], m[2])
	}
	return form
}

// sent follows a form that is kept to where it was going.
func (b *browser) sent(page string) *httptest.ResponseRecorder {
	b.t.Helper()
	form := again(page)
	w := b.post("/fortsatt", form)
	if w.Code != http.StatusTemporaryRedirect {
		b.t.Fatalf("answered %d: %s", w.Code, headings(w.Body.String()))
	}
	return b.post(w.Header().Get("Location"), form)
}

func TestAFormWaitsWhileItsUserProvesWhoSheIs(t *testing.T) {
	s := open(t)
	b := s.as(t, "ame-1 ame")
	s.Pass(11 * time.Minute)
	form := s.typed()
	if to := b.on(b.post("/nycklar", form)); to != "/visa-att-det-ar-du?till=%2Ffortsatt" {
		t.Fatal(to)
	}
	if page := b.want(b.get("/visa-att-det-ar-du?till=%2Ffortsatt"), 200); strings.Contains(page, words) {
		t.Error("the page of proof repeats what was typed")
	}
	if to := b.on(b.post("/visa-att-det-ar-du/demo", url.Values{"till": {"/fortsatt"}})); to != "/fortsatt" {
		t.Fatal(to)
	}
	page := b.want(b.get("/fortsatt"), 200)
	if !strings.Contains(page, words) {
		t.Error("what was typed does not stand there")
	}
	made := b.want(b.sent(page), 200)
	if !strings.Contains(made, "Nyckeln är skapad") {
		t.Error(headings(made))
	}
	if to := b.on(b.get("/fortsatt")); to != "/" {
		t.Errorf("it waits still: %s", to)
	}
	if b.jar["samverk-kvar"] != "" {
		t.Error("the browser keeps its secret")
	}
}

func TestAPageThatDemandsProofIsComeBackTo(t *testing.T) {
	s := open(t)
	b := s.as(t, "ame-1 ame")
	s.Pass(11 * time.Minute)
	if to := b.on(b.get("/inloggningsnycklar/ny")); to != "/visa-att-det-ar-du?till=%2Finloggningsnycklar%2Fny" {
		t.Fatal(to)
	}
	if to := b.on(b.post("/visa-att-det-ar-du/demo", url.Values{"till": {"/inloggningsnycklar/ny"}})); to != "/inloggningsnycklar/ny" {
		t.Error(to)
	}
	b.want(b.get("/inloggningsnycklar/ny"), 200)
	if to := b.on(b.post("/visa-att-det-ar-du/demo", url.Values{"till": {"https://evil.example/"}})); to != "/" {
		t.Error(to)
	}
}

func TestASessionThatEndsDuringALongFormLosesNothing(t *testing.T) {
	s := open(t)
	s.Exec(`insert into assignment (id, function_id, user_id, deputy, since) values ('more', 'forsorjning', 'ame-1', true, 1)`)
	b := s.as(t, "ame-1 forsorjning")
	s.Pass(31 * time.Minute)
	if to := b.on(b.get("/min-dag")); to != "/logga-in?till=%2Fmin-dag" { // another page has noticed already
		t.Fatal(to)
	}
	form := s.typed()
	if to := b.on(b.post("/nycklar", form)); to != "/logga-in?till=%2Ffortsatt" {
		t.Fatal(to)
	}
	if page := b.want(b.get("/logga-in?till=%2Ffortsatt"), 200); !strings.Contains(page, "Det du skrev finns kvar") || strings.Contains(page, words) {
		t.Error(headings(page))
	}
	if to := b.on(b.post("/demo", url.Values{"as": {"ame-1"}})); to != "/fortsatt" {
		t.Fatal(to)
	}
	made := b.want(b.sent(b.want(b.get("/fortsatt"), 200)), 200)
	// It was written as another function than the one that the new session began with.
	if !strings.Contains(made, "Nyckeln är skapad") || !strings.Contains(made, "Gäller funktionen") && !strings.Contains(made, "gäller funktionen") {
		t.Error(headings(made))
	}
	acts, err := s.Session(t.Context(), b.jar["samverk"], "192.0.2.1")
	if err != nil || acts.Actor.Function != "forsorjning" {
		t.Errorf("acts as %s: %v", acts.Actor.Function, err)
	}
}

func TestAnotherUserGetsNothingOfAFormThatWaits(t *testing.T) {
	s := open(t)
	b := s.as(t, "ame-1 ame")
	s.Pass(31 * time.Minute)
	b.on(b.post("/nycklar", s.typed()))
	kept := b.jar["samverk-kvar"]
	b.on(b.post("/demo", url.Values{"as": {"fk-1 fk"}}))
	if to := b.on(b.get("/fortsatt")); to != "/" || b.jar["samverk-kvar"] != "" {
		t.Fatal(to)
	}
	b.want(b.post("/fortsatt", url.Values{"name": {words}}), http.StatusNotFound)
	// Nor has anybody it any more.
	b.on(b.post("/demo", url.Values{"as": {"ame-1 ame"}}))
	b.jar["samverk-kvar"] = kept
	if to := b.on(b.get("/fortsatt")); to != "/" {
		t.Error(to)
	}
}

func TestWhoSignsOutLeavesNothingBehind(t *testing.T) {
	s := open(t)
	b := s.as(t, "ame-1 ame")
	s.Pass(11 * time.Minute)
	b.on(b.post("/nycklar", s.typed()))
	kept := b.jar["samverk-kvar"]
	if kept == "" {
		t.Fatal("nothing was kept")
	}
	out := b.post("/logga-ut", nil)
	if got := out.Header().Get("Clear-Site-Data"); got != `"cache", "storage"` {
		t.Errorf("the browser is asked to clear %q", got)
	}
	b.on(out)
	if b.jar["samverk-kvar"] != "" {
		t.Error("the browser keeps its secret")
	}
	b.on(b.post("/demo", url.Values{"as": {"ame-1 ame"}}))
	b.jar["samverk-kvar"] = kept
	if to := b.on(b.get("/fortsatt")); to != "/" {
		t.Error(to)
	}
}

func TestAPasswordIsNotKept(t *testing.T) {
	s := open(t)
	b := s.as(t, "ame-1 ame")
	s.Pass(31 * time.Minute)
	form := s.typed()
	form.Set("password", "hemligt")
	b.on(b.post("/nycklar", form))
	if b.jar["samverk-kvar"] != "" {
		t.Error("it is")
	}
}

func TestAPageIsToldHowLongItsSessionLasts(t *testing.T) {
	s := open(t)
	b := s.as(t, "ame-1 ame")
	left := func(method string) (l struct{ Idles, Ends int }) {
		r := httptest.NewRequest(method, "/min-session", strings.NewReader(""))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		if err := json.Unmarshal([]byte(b.want(b.ask(r), 200)), &l); err != nil {
			t.Fatal(err)
		}
		return l
	}
	if l := left("GET"); l.Idles < 29*60 || l.Idles > 30*60 || l.Ends < 12*3600-60 || l.Ends > 12*3600 {
		t.Errorf("%+v", l)
	}
	s.Pass(20 * time.Minute)
	if l := left("GET"); l.Idles > 10*60 || l.Idles < 9*60 {
		t.Errorf("%+v", l)
	}
	if l := left("POST"); l.Idles < 29*60 {
		t.Errorf("%+v", l)
	}
	for range 6 {
		s.Pass(5 * time.Minute)
		b.get("/min-session")
	}
	if w := b.get("/min-session"); w.Code != http.StatusSeeOther {
		t.Errorf("asking keeps the session going: %d", w.Code)
	}
}

func TestThePageSaysWhenTheSessionEnds(t *testing.T) {
	s := open(t)
	b := s.as(t, "ame-1 ame")
	texts, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	sv := texts.In(i18n.Swedish)
	page := b.want(b.get("/min-dag"), 200)
	if !strings.Contains(page, `<noscript>`) || !strings.Contains(page, "Inloggningen avslutas "+sv.Clock(s.Now().Add(30 * time.Minute))[:4]) {
		t.Error("the page does not say when")
	}
	if !strings.Contains(page, `id="inloggning"`) || strings.Contains(s.browser(t).want(s.browser(t).get("/logga-in"), 200), `id="inloggning"`) {
		t.Error("the dialog stands in the wrong places")
	}
}

func TestOnesOtherSessionsEnd(t *testing.T) {
	s := open(t)
	one, two := s.as(t, "ame-1 ame"), s.as(t, "ame-1 ame")
	page := one.want(one.get("/mina-sessioner"), 200)
	if !strings.Contains(page, "Avsluta alla andra") || !strings.Contains(page, "Visade vem du är med övning") {
		t.Error(headings(page))
	}
	if to := one.on(one.post("/mina-sessioner/avsluta-andra", url.Values{"once": {"a"}})); to != "/mina-sessioner" {
		t.Fatal(to)
	}
	if w := two.get("/min-dag"); w.Code != http.StatusSeeOther || !strings.HasPrefix(w.Header().Get("Location"), "/logga-in") {
		t.Errorf("the other goes on: %d", w.Code)
	}
	if page := one.want(one.get("/mina-sessioner"), 200); strings.Contains(page, "Avsluta alla andra") {
		t.Error("there is another")
	}
}

func TestSigningOutEndsTheLineOfAMeetingWithinASecond(t *testing.T) {
	g, _, ame := begun(t)
	server := httptest.NewServer(g.h)
	t.Cleanup(server.Close)
	lines, _ := g.stream(t.Context(), ame, server.URL)
	if next(t, lines) == "" {
		t.Fatal("there is no line")
	}
	out := time.Now()
	ame.on(ame.post("/logga-ut", nil))
	for next(t, lines) != "" {
	}
	if took := time.Since(out); took > 3*time.Second { // a second, and what the machine is slow by
		t.Errorf("it went on for %v", took)
	}
}

func TestAnOpenMeetingDoesNotKeepASession(t *testing.T) {
	g, _, ame := begun(t)
	for range 6 {
		g.Pass(5 * time.Minute)
		ame.get(g.at + "/nu")
		ame.get(g.at + "/hander")
	}
	if w := ame.get(g.at); w.Code != http.StatusSeeOther || !strings.HasPrefix(w.Header().Get("Location"), "/logga-in") {
		t.Errorf("it goes on: %d", w.Code)
	}
}
