package web_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"samverk/internal/access"
	"samverk/internal/catalogue"
	"samverk/internal/consent"
	"samverk/internal/id"
	"samverk/internal/offer"
	"samverk/internal/person"
	"samverk/internal/samverktest/world"
)

// fitting is a case beside a catalogue with one intervention, whose name tries
// to be more than a name.
type fitting struct {
	*site
	t *testing.T
	c id.Case
	p world.Person
}

const evil = `<script>alert(1)</script>" onclick="x=1&titel=2`

func fits(t *testing.T) fitting {
	t.Helper()
	s := open(t)
	c, p := s.Case()
	s.Join(c, "ame", "vc")
	all := access.SetOf(access.Categories()...)
	s.Consent(c, consent.Grid{"ame": all, "vc": all})
	_, err := catalogue.New(s.App).Add(t.Context(), s.As("ame-chef"), "ame", offer.Content{Name: evil, Sort: "preparing", Areas: []id.Area{world.Area},
		AgeFrom: offer.NoNumber, AgeTo: offer.NoNumber, Capacity: offer.NoNumber}, offer.Approved)
	if err != nil {
		t.Fatal(err)
	}
	return fitting{s, t, c, p}
}

func (f fitting) at() string { return "/arenden/" + string(f.c) + "/insatser" }

// lacks sends the form that counts something missing.
func (f fitting) lacks(b *browser) *httptest.ResponseRecorder {
	return b.post(f.at()+"/saknas", url.Values{"sort": {"investigating"}, "actor": {"kommun"}})
}

func TestWhichInterventionsCouldFitIsSeenByThoseOfTheCase(t *testing.T) {
	f := fits(t)
	ame := f.as(t, "ame-1 ame")
	page := ame.want(ame.get(f.at()), http.StatusOK)
	checkPage(t, "fit", page)
	if strings.Contains(page, evil) || strings.Contains(page, `" onclick="`) || !strings.Contains(page, "&lt;script&gt;") {
		t.Error("what somebody called an intervention is more than its name")
	}
	if title := page[strings.Index(page, "<title>"):strings.Index(page, "</title>")]; strings.Contains(title, f.p.Name) || strings.Contains(title, f.p.Number) {
		t.Errorf("the window is called %s", title)
	}
	if to := ame.on(f.lacks(ame)); to != f.at() || f.rows("missing_count") != 1 {
		t.Errorf("counting leads to %s, with %d rows", to, f.rows("missing_count"))
	}
	if w := ame.post(f.at()+"/saknas", url.Values{"sort": {"magic"}, "actor": {"police"}}); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("bad input: %d", w.Code)
	}
	herself := f.as(t, string(f.AsPerson(f.p).User))
	if page := herself.want(herself.get(f.at()), http.StatusOK); strings.Contains(page, "/saknas") {
		t.Error("she is asked to count herself")
	}
	if w := f.lacks(herself); w.Code != http.StatusNotFound || f.rows("missing_counted") != 1 {
		t.Errorf("she counts herself: %d", w.Code)
	}
}

// TestOthersCannotTellACaseWithInterventionsFromNone asks as those who take no
// part, and as one whom the person has blocked.
func TestOthersCannotTellACaseWithInterventionsFromNone(t *testing.T) {
	f := fits(t)
	if err := f.SetBlock(t.Context(), f.AsPerson(f.p), f.c, "vc"); err != nil {
		t.Fatal(err)
	}
	stranger := f.Person()
	none := strings.Repeat("a", len(f.c))
	plain := func(w *httptest.ResponseRecorder) string {
		body := referenced.ReplaceAllString(w.Body.String(), "")
		return fmt.Sprint(w.Code, len(w.Header()), strings.ReplaceAll(body, string(f.c), none))
	}
	for _, who := range []string{"vc-1 vc", "af-1 af", "forbund-1 forbund", "admin-1 admin", "ame-chef-1 ame-chef", "nassjo-samordning-1 nassjo-samordning", string(f.AsPerson(stranger).User)} {
		b := f.as(t, who)
		for _, rest := range []string{"", "/saknas"} {
			hidden, missing := b.get(f.at()+rest), b.get("/arenden/"+none+"/insatser"+rest)
			if rest != "" {
				hidden, missing = f.lacks(b), b.post("/arenden/"+none+"/insatser/saknas", url.Values{"sort": {"investigating"}, "actor": {"kommun"}})
			}
			if hidden.Code != http.StatusNotFound || plain(hidden) != plain(missing) {
				t.Errorf("%s%s: %d %s, and of none %d %s", who, rest, hidden.Code, headings(hidden.Body.String()), missing.Code, headings(missing.Body.String()))
			}
		}
	}
	if n := f.rows("missing_count"); n != 0 {
		t.Errorf("%d were counted", n)
	}
}

func TestOfAProtectedPersonThePagesListAndCountNothing(t *testing.T) {
	f := fits(t)
	if err := f.ProtectPerson(t.Context(), f.As("samordning"), f.c, person.Marked); err != nil {
		t.Fatal(err)
	}
	lead := f.as(t, "samordning-1 samordning")
	page := lead.want(lead.get(f.at()), http.StatusOK)
	if strings.Contains(page, "alert(1)") || strings.Contains(page, "/saknas") {
		t.Error("the list tells where she lives, or may be added to")
	}
	if w := f.lacks(lead); w.Code != http.StatusForbidden || f.rows("missing_counted") != 0 {
		t.Errorf("she is counted: %d", w.Code)
	}
}
