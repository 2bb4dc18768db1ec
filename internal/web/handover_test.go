package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"samverk/internal/access"
	"samverk/internal/db"
	"samverk/internal/id"
	"samverk/internal/outcome"
)

// tells sends a form of a page, filled in.
func (b *browser) tells(page, action string, filled url.Values) (status int, html, to string) {
	b.t.Helper()
	w := b.post(action, tell(b.want(b.get(page), http.StatusOK), action, filled))
	return w.Code, w.Body.String(), w.Header().Get("Location")
}

func (b *browser) faulty(page, action string, filled url.Values, words ...string) {
	b.t.Helper()
	status, html, _ := b.tells(page, action, filled)
	if status != http.StatusUnprocessableEntity {
		b.t.Fatalf("%s answered %d: %s", action, status, headings(html))
	}
	checkPage(b.t, action, html)
	for _, w := range words {
		if !strings.Contains(html, w) {
			b.t.Errorf("%s does not say %q", action, w)
		}
	}
}

func TestAHandoverOnThePages(t *testing.T) {
	s, c, p, i := coordinated(t)
	at := "/arenden/" + string(c) + "/overlamning"
	giver, taker, other, me := s.as(t, "ame-1 ame"), s.as(t, "vc-1 vc"), s.as(t, "samordning-1 samordning"), s.as(t, string(s.AsPerson(p).User))
	giver.faulty(at, at, url.Values{"done": {"Halva dagar & mer"}, "activity": {"none"}}, "Halva dagar &amp; mer", "Skriv vad som återstår.", "Välj vem som tar över")
	if status, html, to := giver.tells(at, at, url.Values{"done": {"Halva dagar"}, "left": {"Ett intyg"}, "taker": {"vc"}, "activity": {string(i)}}); status != http.StatusSeeOther || to != at {
		t.Fatalf("%d %s", status, headings(html))
	}
	page := taker.want(taker.get(at), http.StatusOK)
	checkPage(t, at, page)
	_, rest, _ := strings.Cut(page, `action="`+at+"/")
	answer := at + "/" + rest[:strings.Index(rest, "/")] + "/svar"
	form := tell(page, answer, url.Values{"answer": {"yes"}})
	for _, b := range []*browser{other, giver, me} {
		if html := b.want(b.get(at), http.StatusOK); strings.Contains(html, answer) {
			t.Error("who has not been asked sees the form of the answer")
		}
		wrong := tell(b.want(b.get(at), http.StatusOK), at, url.Values{"answer": {"yes"}, "version": {"1"}})
		if b == me {
			wrong = url.Values{"answer": {"yes"}, "version": {"1"}, "csrf": form["csrf"]}
		}
		if w := b.post(answer, wrong); w.Code < 400 || w.Code >= 500 {
			t.Errorf("who has not been asked answers: %d", w.Code)
		}
	}
	taker.faulty(at, answer, url.Values{"answer": {"no"}, "reason": {""}, "words": {"Vi har fullt"}}, "Välj varför ni inte kan ta över.", "Vi har fullt")
	taker.on(taker.post(answer, form))
	late := taker.want(taker.post(answer, with(without(form, "once", form.Get("once")), "once", "another-one")), http.StatusConflict)
	if !strings.Contains(late, "Halva dagar") {
		t.Error("a late answer does not see how it stands")
	}
	me.shows(at, "Halva dagar", "Ett intyg")
}

func TestAnOutcomeOnThePages(t *testing.T) {
	s, c, p, _ := coordinated(t)
	at := "/arenden/" + string(c) + "/resultat"
	lead, ame, me := s.as(t, "samordning-1 samordning"), s.as(t, "ame-1 ame"), s.as(t, string(s.AsPerson(p).User))
	lead.faulty(at, at+"/avslut", url.Values{"on": {"igår"}, "percent": {"halva"}, "ability": {"140"}, "occupation": {"work"}, "words": {"Det gick < bra"}},
		"Skriv vilken dag det gäller.", "Skriv ett tal mellan 0 och 100.", `value="halva"`, `value="140"`, "Det gick &lt; bra")
	lead.faulty(at, at+"/avslut", url.Values{"on": {"2026-11-23"}, "ending": {"something_else"}}, "Skriv vilken försörjning, eller vilken orsak.")
	if status, html, _ := lead.tells(at, at+"/fore", url.Values{"on": {"2026-11-23"}, "livelihood": {"EB"}, "occupation": {"neither"}}); status != http.StatusSeeOther {
		t.Fatalf("%d %s", status, headings(html))
	}
	if status, html, _ := me.tells(at, at+"/fore", url.Values{"on": {"2026-11-23"}, "health": {"2"}, "life": {"4"}}); status != http.StatusSeeOther {
		t.Fatalf("%d %s", status, headings(html))
	}
	me.shows(at, "Ekonomiskt bistånd")
	if html := ame.want(ame.get(at), http.StatusOK); strings.Contains(html, at+"/fore") || strings.Contains(html, "Ekonomiskt bistånd") {
		t.Error("who does not lead reads or notes how it stood")
	}
	lead.want(lead.post(at+"/aldrig", url.Values{}), http.StatusNotFound)
}

// TestTheFederationReachesTotalsAndNobody looks for a person on every page of how
// it ended, as the federation.
func TestTheFederationReachesTotalsAndNobody(t *testing.T) {
	s, c, p, _ := coordinated(t)
	counts := outcome.Counts{}
	for range 9 {
		counts.Add("0685", outcome.ClosedCases, outcome.Answered)
	}
	if err := s.DB.Tx(t.Context(), func(tx *db.Tx) error {
		_, err := outcome.Publish(t.Context(), tx, []id.Area{"0685"}, outcome.Part{Period: "2026-1", Stage: outcome.AtClosing}, counts)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	b := s.as(t, "forbund-1 forbund")
	page := b.want(b.get("/resultat"), http.StatusOK)
	checkPage(t, "/resultat", page)
	for _, path := range []string{"/resultat", "/resultat?halvar=2026-1&omrade=0685", "/resultat/fil?halvar=2026-1"} {
		if html := b.want(b.get(path), http.StatusOK); !strings.Contains(html, "9") || strings.Contains(html, p.Name) || strings.Contains(html, string(c)) {
			t.Errorf("%s tells of somebody, or not how many", path)
		}
	}
	if strings.Contains(page, "/resultat/sus") {
		t.Error("the federation is led to the list of participants")
	}
	b.want(b.get("/resultat/sus"), http.StatusForbidden)
	b.want(b.get("/resultat/sus/fil"), http.StatusForbidden)
	of := "/arenden/" + string(c)
	for _, path := range []string{of + "/resultat", of + "/overlamning", of} {
		b.want(b.get(path), http.StatusNotFound)
	}
}

func TestTheListForSUSDemandsThatOneShowsWhoOneIs(t *testing.T) {
	s, _, p, _ := coordinated(t)
	b := s.as(t, "samordning-1 samordning")
	b.shows("/resultat/sus", "Anonym deltagare")
	if html := b.want(b.get("/resultat/sus/fil"), http.StatusOK); !strings.Contains(html, "Anonym deltagare") || strings.Contains(html, p.Number) {
		t.Error("the file tells who has not agreed, or not that somebody takes part")
	}
	s.Pass(access.ProofLasts + time.Minute)
	for _, path := range []string{"/resultat/sus", "/resultat/sus/fil"} {
		if to := b.on(b.get(path)); !strings.HasPrefix(to, "/visa-att-det-ar-du") {
			t.Errorf("%s without proof leads to %s", path, to)
		}
	}
}

// TestASummaryLeadsToWhereItBelongs looks at an item that no form changes.
func TestASummaryLeadsToWhereItBelongs(t *testing.T) {
	s, c, _, _ := coordinated(t)
	one, at := "/arenden/"+string(c)+"/uppgifter/"+string(s.Summarise(c, "samordning")), "/arenden/"+string(c)+"/overlamning"
	b := s.as(t, "samordning-1 samordning")
	b.shows(one, `href="`+at+`"`)
	if to := b.on(b.get(one + "/andra")); to != at {
		t.Errorf("changing a summary leads to %s", to)
	}
}
