package web_test

import (
	stdhtml "html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"samverk/internal/samverktest/world"
)

var hidden = regexp.MustCompile(`<input type="hidden" name="([^"]+)" value="([^"]*)"`)

// formOf reads what goes along hidden in the form that posts to an address.
func formOf(t *testing.T, html, action string) url.Values {
	t.Helper()
	_, rest, ok := strings.Cut(html, `action="`+action+`"`)
	if !ok {
		t.Fatalf("no form posts to %s: %s", action, headings(html))
	}
	rest, _, _ = strings.Cut(rest, "</form>")
	form := url.Values{}
	for _, m := range hidden.FindAllStringSubmatch(rest, -1) {
		form.Add(m[1], stdhtml.UnescapeString(m[2]))
	}
	return form
}

// with adds what somebody fills in.
func with(form url.Values, pairs ...string) url.Values {
	for i := 0; i+1 < len(pairs); i += 2 {
		form.Add(pairs[i], pairs[i+1])
	}
	return form
}

// request goes through the wizard and returns where it ended, and the last form.
func (b *browser) request(number, consented string) (to string, last url.Values) {
	b.t.Helper()
	const at = "/begaran/ny"
	page := b.want(b.get(at), http.StatusOK)
	for _, answers := range [][]string{
		{"area", string(world.Area), "topic", "coordination"},
		{"to", "samordning"},
		{"number", number, "name", "Prov Ett", "protection", "none"},
		{"wanted", "kommun", "wanted", "vard", "situation", "sick_listed", "hope", "Vill börja arbeta & må bra."},
	} {
		page = b.want(b.post(at, with(formOf(b.t, page, at), answers...)), http.StatusOK)
	}
	last = with(formOf(b.t, page, at), "consented", consented)
	return b.on(b.post(at, last)), last
}

func TestARequestGoesThroughTheWizardAndBecomesACase(t *testing.T) {
	s := open(t)
	asker, coordinator := s.as(t, "forsorjning-1 forsorjning"), s.as(t, "samordning-1 samordning")
	request, last := asker.request(s.Number(), "oral")
	if again := asker.on(asker.post("/begaran/ny", last)); again != request {
		t.Errorf("the second submit led to %s, the first to %s", again, request)
	}
	page := asker.want(asker.get(request), http.StatusOK)
	if !strings.Contains(page, "Prov Ett") || !strings.Contains(page, "arbeta &amp; må bra") {
		t.Errorf("the asker does not see the request: %s", headings(page))
	}
	if !strings.Contains(coordinator.want(coordinator.get("/min-dag"), 200), request) {
		t.Error("the request does not stand on the receiver's day")
	}
	page = coordinator.want(coordinator.get(request), http.StatusOK)
	accept := formOf(t, page, request+"/ta-emot")
	to := coordinator.on(coordinator.post(request+"/ta-emot", accept))
	page = coordinator.want(coordinator.get(to), http.StatusOK)
	if !strings.Contains(page, "ärendet är öppnat") || !strings.Contains(page, "Prov Ett") {
		t.Errorf("the case is not shown: %s", headings(page))
	}
	if page = coordinator.want(coordinator.get(to), 200); strings.Contains(page, "ärendet är öppnat") {
		t.Error("the message came twice")
	}
	accept.Set("once", "another")
	if page = coordinator.want(coordinator.post(request+"/ta-emot", accept), http.StatusConflict); !strings.Contains(page, "Mottagen") {
		t.Errorf("the request is not shown as it stands: %s", headings(page))
	}
}

func TestTheReceiverOfAnUnnamedRequestSeesNoName(t *testing.T) {
	s := open(t)
	asker, coordinator := s.as(t, "forsorjning-1 forsorjning"), s.as(t, "samordning-1 samordning")
	number := s.Number()
	request, _ := asker.request(number, "no")
	for _, path := range []string{request, "/begaran", "/min-dag", request + "/avboj", request + "/skicka-vidare"} {
		page := coordinator.want(coordinator.get(path), http.StatusOK)
		if strings.Contains(page, "Prov Ett") || strings.Contains(page, number) || strings.Contains(page, number[:8]) {
			t.Errorf("%s tells who it is", path)
		}
	}
	page := asker.want(asker.get(request+"/samtycke"), http.StatusOK)
	asker.on(asker.post(request+"/samtycke", with(formOf(t, page, request+"/samtycke"), "consent_how", "oral")))
	if !strings.Contains(coordinator.want(coordinator.get(request), 200), "Prov Ett") {
		t.Error("the receiver does not see the name with consent")
	}
}

func TestAFaultyFormComesBackAsItWasTyped(t *testing.T) {
	s := open(t)
	b := s.as(t, "forsorjning-1 forsorjning")
	form := url.Values{"step": {"2"}, "area": {string(world.Area)}, "topic": {"coordination"}, "to": {"samordning"}, "number": {"199001012386"}, "name": {"Prov Två"}, "protection": {"none"}}
	page := b.want(b.post("/begaran/ny", form), http.StatusUnprocessableEntity)
	for _, want := range []string{"Numret stämmer inte", `value="Prov Två"`, `value="199001012386"`, `href="#f-number"`} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %s", want)
		}
	}
	checkPage(t, "a faulty form", page)
	request, _ := b.request(s.Number(), "oral")
	c := s.as(t, "samordning-1 samordning")
	page = c.want(c.get(request+"/avboj"), http.StatusOK)
	page = c.want(c.post(request+"/avboj", with(formOf(t, page, request+"/avboj"), "words", "Detta ska stå kvar.")), http.StatusUnprocessableEntity)
	if !strings.Contains(page, "Detta ska stå kvar.") || !strings.Contains(page, "Välj ett skäl") {
		t.Errorf("the words are lost: %s", headings(page))
	}
}

func TestWordsThatCameTooLateAreGivenBack(t *testing.T) {
	s := open(t)
	asker, first, second := s.as(t, "forsorjning-1 forsorjning"), s.as(t, "samordning-1 samordning"), s.as(t, "samordning-2 samordning")
	request, _ := asker.request(s.Number(), "oral")
	form := formOf(t, second.want(second.get(request+"/fraga"), 200), request+"/fraga")
	first.on(first.post(request+"/ta-emot", formOf(t, first.want(first.get(request), 200), request+"/ta-emot")))
	page := second.want(second.post(request+"/fraga", with(form, "words", "Min fråga står kvar.")), http.StatusConflict)
	if !strings.Contains(page, "Min fråga står kvar.") || !strings.Contains(page, "Mottagen") {
		t.Errorf("the words are lost: %s", headings(page))
	}
}

func TestTheNumberOfAPersonNeverStandsInAnAddress(t *testing.T) {
	s := open(t)
	_, p := s.Case()
	b := s.as(t, "samordning-1 samordning")
	w := b.post("/sok", url.Values{"number": {p.Number}})
	page := b.want(w, http.StatusOK)
	if !strings.Contains(page, p.Name) || w.Header().Get("Location") != "" {
		t.Errorf("the person is not found: %s", headings(page))
	}
	checkPage(t, "the search", page)
	if page = b.want(s.as(t, "ame-1 ame").post("/sok", url.Values{"number": {p.Number}}), 200); strings.Contains(page, p.Name) {
		t.Error("one who takes no part finds the person")
	}
}

func TestACaseRestsAndClosesAndOpensAgain(t *testing.T) {
	s := open(t)
	c, _ := s.Case()
	b := s.as(t, "samordning-1 samordning")
	s.Summarise(c, "samordning")
	at := "/arenden/" + string(c) + "/lage"
	for _, step := range []struct {
		path    string
		answers []string
		says    string
	}{
		{"/vila", []string{"until", "2027-01-31", "reason", "awaits_care"}, "Ärendet vilar"},
		{"/ta-upp", nil, "öppet igen"},
		{"/avsluta", []string{"how", "joint"}, "på väg att avslutas"},
		{"/avslutat", nil, "Ärendet är avslutat"},
		{"/oppna", []string{"words", "Det behövs igen."}, "öppnat igen"},
	} {
		form := with(formOf(t, b.want(b.get(at), 200), at+step.path), step.answers...)
		page := b.want(b.get(b.on(b.post(at+step.path, form))), http.StatusOK)
		if !strings.Contains(page, step.says) {
			t.Errorf("%s: the page does not say %q: %s", step.path, step.says, headings(page))
		}
	}
	form := formOf(t, b.want(b.get(at), 200), at+"/vila")
	page := b.want(b.post(at+"/vila", with(form, "until", "2020-01-01", "reason", "awaits_care")), http.StatusUnprocessableEntity)
	if !strings.Contains(page, "framåt i tiden") || !strings.Contains(page, "<details class=\"more\" open") {
		t.Error("the fault does not stand at its form")
	}
}

func TestASessionOfOneWhoHoldsNothingLeadsToTheChoiceOfFunction(t *testing.T) {
	s := open(t)
	b := s.as(t, "ame-1 ame")
	s.Exec(`update assignment set until = $1 where user_id = 'ame-1'`, s.Now().UnixMicro())
	if to := b.on(b.get("/min-dag")); to != "/byt-funktion" {
		t.Errorf("it leads to %s", to)
	}
	if !strings.Contains(b.want(b.get("/byt-funktion"), 200), "ingen funktion just nu") {
		t.Error("the page does not say that there is none")
	}
}

func TestASignedOutReaderComesBackToThePageSheWanted(t *testing.T) {
	s := open(t)
	b := s.browser(t)
	to := b.on(b.get("/arenden/abc"))
	if to != "/logga-in?till=%2Farenden%2Fabc" {
		t.Fatal(to)
	}
	if form := formOf(t, b.want(b.get(to), 200), "/logga-in"); form.Get("till") != "/arenden/abc" {
		t.Errorf("the form goes on to %q", form.Get("till"))
	}
}

func TestTheSystemTellsWhetherItIsReady(t *testing.T) {
	s := open(t)
	b := s.browser(t)
	b.want(b.get("/healthz"), http.StatusOK)
	b.want(b.get("/readyz"), http.StatusOK)
}
