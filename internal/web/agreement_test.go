package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"samverk/internal/id"
)

// signers gives FK and AF somebody who can sign.
func (s *site) signers() {
	for _, u := range []string{"fk", "af"} {
		s.Exec(`insert into function (id, unit_id, name, role) values ($1, $2, 'Chef', 'manager')`, u+"-chef", u)
		s.Exec(`insert into user_account (id, name, label, organisation_id) values ($1, $1, 'Chef', $2)`, u+"-chef-1", u)
		s.Exec(`insert into assignment (id, function_id, user_id, deputy, since) values ($1, $2, $1, false, 1)`, u+"-chef-1", u+"-chef")
	}
}

// tell is the form on a page that posts to an address, unseen fields and all.
func tell(html, action string, more url.Values) url.Values {
	_, rest, _ := strings.Cut(html, `action="`+action+`"`)
	form, _, _ := strings.Cut(rest, "</form>")
	v := unseen(form)
	for name, values := range more {
		v[name] = values
	}
	return v
}

// edited is what somebody fills in in the form of a draft from the template of
// all four.
func edited(html, at string) url.Values {
	v := tell(html, at+"/andra", url.Values{"title": {"Samverk Vetlanda"}, "parties": {"kommun", "region", "fk", "af"}, "answer_days": {"5"},
		"may_call": {"kommun", "vard", "fk", "af"}, "is_called": {"kommun", "vard", "fk", "af"}, "must_attend": {"kommun"},
		"grounds": {"sol_7_3"}, "valid_from": {"2026-11-23"}, "valid_until": {"2028-11-30"}, "review_on": {"2027-11-15"}})
	for _, name := range []string{"purpose", "target_group", "criteria", "goals", "roles", "division", "routines", "forms", "forum_rules"} {
		v.Set(name, "Vad som står under "+name)
	}
	return v
}

// agreement drafts one and fills in its form.
func (s *site) agreement(t *testing.T, b *browser) (at string) {
	t.Helper()
	page := b.want(b.get("/overenskommelser/ny?omrade=0685"), 200)
	to := b.on(b.post("/overenskommelser/ny", tell(page, "/overenskommelser/ny", url.Values{"title": {"Samverk Vetlanda"}, "area": {"0685"}, "template": {"four"}})))
	at = strings.TrimSuffix(to, "/andra")
	page = b.want(b.get(to), 200)
	checkPage(t, to, page)
	if !strings.Contains(page, `value="fk" checked`) || !strings.Contains(page, "Ingen ska skickas runt") {
		t.Error("the template gave neither parties nor words")
	}
	if to := b.on(b.post(at+"/andra", edited(page, at))); to != at {
		t.Fatalf("led to %s", to)
	}
	return at
}

func (b *browser) step(at, path string, more url.Values) string {
	b.t.Helper()
	return b.on(b.post(at+path, tell(b.want(b.get(at), 200), at+path, more)))
}

func TestAnAgreementIsDraftedSignedAndInForceOnThePages(t *testing.T) {
	s := open(t)
	s.signers()
	keeper := s.as(t, "samordning-1 samordning")
	if page := keeper.want(keeper.get("/overenskommelser"), 200); !strings.Contains(page, "Saknas: en överenskommelse mellan alla fyra aktörer") {
		t.Errorf("what is missing is not said: %s", headings(page))
	}
	at := s.agreement(t, keeper)
	keeper.step(at, "/oppna", nil)
	for _, f := range []id.Function{"samverkan-chef", "vc-chef", "fk-chef", "af-chef"} {
		b := s.as(t, string(f)+"-1 "+string(f))
		if !strings.Contains(b.want(b.get("/min-dag"), 200), "Väntar på din underskrift") {
			t.Errorf("the day of %s does not tell", f)
		}
		checkPage(t, at, b.want(b.get(at), 200))
		b.step(at, "/skriv-under", nil)
		if strings.Contains(b.want(b.get(at), 200), at+"/skriv-under") {
			t.Errorf("%s can sign twice", f)
		}
	}
	page := keeper.want(keeper.get(at), 200)
	checkPage(t, at, page)
	for _, want := range []string{"Giltighetstid 23 nov 2026", "Vad som står under criteria", "Socialtjänstlagen (2025:400) 7 kap. 3 §", "Alla parter har skrivit under version 1"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	if page := keeper.want(keeper.get("/overenskommelser"), 200); !strings.Contains(page, "Alla fyra aktörer är överens") {
		t.Error("the list does not tell")
	}
	b := s.as(t, "af-1 af")
	for _, path := range []string{"", "/utskrift", "/versioner/1", "/jamfor"} {
		checkPage(t, path, b.want(b.get(at+path), 200))
	}
	if strings.Contains(b.want(b.get(at), 200), "<form class=\"form\"") {
		t.Error("one who may do nothing is offered a form")
	}
	file := b.get(at + "/fil?version=1")
	if !strings.Contains(b.want(file, 200), `"format": "samverk.agreement.1"`) || !strings.Contains(file.Header().Get("Content-Disposition"), "overenskommelse-0685-1.json") {
		t.Errorf("%v %s", file.Header(), file.Body)
	}
	for _, path := range []string{"/versioner/2", "/versioner/01", "/versioner/x", "/jamfor?till=7", "/jamfor?till=x", "/utskrift?version=9", "/fil?version=-1"} {
		b.want(b.get(at+path), http.StatusNotFound)
	}
}

func TestANewVersionIsComparedWithTheOldOne(t *testing.T) {
	s := open(t)
	s.signers()
	keeper := s.as(t, "samordning-1 samordning")
	at := s.agreement(t, keeper)
	keeper.step(at, "/oppna", nil)
	for _, f := range []string{"samverkan-chef", "vc-chef", "fk-chef", "af-chef"} {
		s.as(t, f+"-1 "+f).step(at, "/skriv-under", nil)
	}
	to := keeper.step(at, "/ny-version", nil)
	form := edited(keeper.want(keeper.get(to), 200), at)
	form.Set("goals", "Vad som står under helt nya goals")
	form["must_attend"] = nil
	keeper.on(keeper.post(to, form))
	page := keeper.want(keeper.get(at+"/jamfor?fran=1&till=2"), 200)
	checkPage(t, "jamfor", page)
	for _, want := range []string{"<h2>Mål</h2>", "helt nya ", "<h2>Ska delta</h2>"} {
		if !strings.Contains(page, want) {
			t.Errorf("the comparison lacks %q", want)
		}
	}
	if strings.Contains(page, "<h2>Syfte</h2>") {
		t.Error("what is the same is shown")
	}
	for _, path := range []string{"/steg/kasta", "/steg/avsluta", "/kopiera"} {
		checkPage(t, path, keeper.want(keeper.get(at+path), 200))
	}
	keeper.on(keeper.post(at+"/steg/kasta", tell(keeper.want(keeper.get(at+"/steg/kasta"), 200), at+"/steg/kasta", nil)))
	keeper.want(keeper.get(at+"/versioner/2"), http.StatusNotFound)
}

func TestWhatADraftLacksIsSaidWhereItIsFilledIn(t *testing.T) {
	s := open(t)
	keeper := s.as(t, "samordning-1 samordning")
	at := s.agreement(t, keeper) // FK and AF have nobody who signs
	form := edited(keeper.want(keeper.get(at+"/andra"), 200), at)
	form.Del("goals")
	form.Set("review_on", "2020-01-01")
	page := keeper.want(keeper.post(at+"/andra", form), http.StatusUnprocessableEntity)
	checkPage(t, "andra", page)
	if !strings.Contains(page, `href="#f-review_on"`) || !strings.Contains(page, "Vad som står under roles") {
		t.Error("the way to the fault or what was typed is lost")
	}
	form.Set("review_on", "2027-11-15")
	keeper.on(keeper.post(at+"/andra", form))
	page = keeper.want(keeper.post(at+"/oppna", tell(keeper.want(keeper.get(at), 200), at+"/oppna", nil)), http.StatusUnprocessableEntity)
	checkPage(t, "oppna", page)
	for _, want := range []string{"Utkastet kan inte skickas ännu", `href="#f-goals"`, "Försäkringskassan har ingen chef i kommunen"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
}

func TestTwoWhoChangeADraftSeeEachOthersText(t *testing.T) {
	s := open(t)
	keeper := s.as(t, "samordning-1 samordning")
	at := s.agreement(t, keeper)
	first := edited(keeper.want(keeper.get(at+"/andra"), 200), at)
	second := edited(keeper.want(keeper.get(at+"/andra"), 200), at)
	first.Set("goals", "Vad den första skrev")
	second.Set("goals", "Vad den andra skrev")
	keeper.on(keeper.post(at+"/andra", first))
	page := keeper.want(keeper.post(at+"/andra", second), http.StatusConflict)
	checkPage(t, "andra", page)
	for _, want := range []string{"första", "andra", "Någon annan har ändrat utkastet"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	again := edited(page, at)
	again.Set("goals", "Vad de kom överens om")
	keeper.on(keeper.post(at+"/andra", again))
	if !strings.Contains(keeper.want(keeper.get(at), 200), "Vad de kom överens om") {
		t.Error("it was not saved")
	}
}

func TestADeclineIsReadOnThePage(t *testing.T) {
	s := open(t)
	s.signers()
	keeper := s.as(t, "samordning-1 samordning")
	at := s.agreement(t, keeper)
	keeper.step(at, "/oppna", nil)
	fk := s.as(t, "fk-chef-1 fk-chef")
	form := tell(fk.want(fk.get(at+"/steg/neka"), 200), at+"/steg/neka", url.Values{"reason": {""}})
	page := fk.want(fk.post(at+"/steg/neka", form), http.StatusUnprocessableEntity)
	checkPage(t, "neka", page)
	form = tell(page, at+"/steg/neka", url.Values{"reason": {"Svarstiden är för kort."}})
	fk.on(fk.post(at+"/steg/neka", form))
	if page = keeper.want(keeper.get(at), 200); strings.Count(page, "Svarstiden är för kort.") != 2 { // with the party and in the history
		t.Error("the reason is not read")
	}
	if !strings.Contains(keeper.want(keeper.get("/min-dag"), 200), "En part har tackat nej") {
		t.Error("the day does not tell")
	}
	af := s.as(t, "af-chef-1 af-chef")
	if page = af.want(af.post(at+"/skriv-under", url.Values{"version": {"1"}, "once": {"aaa"}}), http.StatusForbidden); strings.Contains(page, "⟦") {
		t.Error("a text is missing")
	}
	// Somebody who opened the page while it could be taken back.
	page = keeper.want(keeper.post(at+"/steg/ta-tillbaka", url.Values{"version": {"3"}, "once": {"bbb"}}), http.StatusConflict)
	checkPage(t, "late", page)
	keeper.want(keeper.get(at+"/steg/sjung"), http.StatusNotFound)
}

func TestThePersonReadsAgreementsInForceOnly(t *testing.T) {
	s := open(t)
	_, p := s.Case()
	s.AsPerson(p)
	keeper := s.as(t, "samordning-1 samordning")
	at := s.agreement(t, keeper)
	b := s.as(t, "self-"+string(p.ID[:12]))
	checkPage(t, "list", b.want(b.get("/overenskommelser"), 200))
	b.want(b.get(at), http.StatusNotFound)
	b.want(b.get("/overenskommelser/ny"), http.StatusNotFound)
	worker := s.as(t, "forsorjning-1 forsorjning")
	worker.want(worker.get("/overenskommelser/ny"), http.StatusForbidden)
	if to := worker.on(worker.get(at + "/andra")); to != at {
		t.Errorf("led to %s", to)
	}
}
