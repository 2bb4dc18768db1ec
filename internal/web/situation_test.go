package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"samverk/internal/access"
	"samverk/internal/consent"
)

func TestTheFirstPictureIsFilledInAndShownToWhomItMay(t *testing.T) {
	s, c, p, _ := coordinated(t)
	s.Consent(c, consent.Grid{"samverkan": access.All, "forsorjning": access.SetOf(access.Plan, access.Work), "ame": access.All, "vc": access.SetOf(access.Plan)})
	ame, soc, me := s.as(t, "ame-1 ame"), s.as(t, "forsorjning-1 forsorjning"), s.as(t, string(s.AsPerson(p).User))
	at := "/arenden/" + string(c) + "/forsta-bild"
	ame.shows(at, "Ingen har fyllt i något ännu", "Fyll i er del")
	me.shows(at, "Du kan börja med din egen del", "Fyll i din del")
	me.shows("/min-plan", "Första bild", at)

	wrong := ame.with(at+"/fyll-i", url.Values{"answer_housing": {"castle"}, "answer_earlier": {"failed"}, "words_earlier": {"Praktik i två veckor"}})
	ame.back(wrong, at+"/fyll-i", "Välj ett av svaren.", "Praktik i två veckor")
	ame.shows(at, "Ingen har fyllt i något ännu")

	ame.on(ame.post(at+"/fyll-i", ame.with(at+"/fyll-i", url.Values{
		"answer_housing": {"sublet"}, "answer_earlier": {"failed"}, "words_earlier": {"Praktik i två veckor"}, "answer_addiction": {"unknown"},
		"share": {"consent"}, "to": {"samverkan", "forsorjning"}, "shown": {"samverkan/housing", "samverkan/work", "samverkan/addiction", "forsorjning/work"},
	})))
	ame.shows(at, "Andra hand", "Hjälpte inte", "Ej klarlagt", "Gör till uppgifter")
	s.as(t, "samordning-1 samordning").shows(at, "Andra hand", "Praktik i två veckor")
	soc.shows(at, "Hjälpte inte")
	soc.hides(at, "Andra hand", "<dt> Boende", "Ej klarlagt", "klarlagg", "Skadligt bruk")
	s.as(t, "vc-1 vc").shows(at, "Ingen har fyllt i något ännu")
	s.as(t, "samordning-1 samordning").shows(at+"/utskrift", "Andra hand")
	s.as(t, "fk-1 fk").want(s.as(t, "fk-1 fk").get(at), http.StatusNotFound)

	stale := ame.with(at+"/fyll-i", url.Values{"answer_housing": {"lodging"}, "version_housing": {"0"}, "share": {"note"}})
	html := ame.want(ame.post(at+"/fyll-i", stale), http.StatusConflict)
	if !strings.Contains(html, "Andra hand") && !strings.Contains(html, "andra hand") || !strings.Contains(html, `value="lodging" selected`) {
		t.Error("who comes second does not see both answers")
	}
	ame.on(ame.post(at+"/klarlagg", ame.with(at+"/klarlagg", url.Values{"fields": {"addiction"}, "due": {"2026-12-01"}, "share": {"note"}})))
	ame.shows(at, "Någon tar reda på det till")
	ame.shows("/min-dag", "Ta reda på")
}

// back posts a form that is refused, and demands what its page then shows.
func (b *browser) back(form url.Values, to string, words ...string) {
	b.t.Helper()
	html := b.want(b.post(to, form), http.StatusUnprocessableEntity)
	for _, w := range words {
		if !strings.Contains(html, w) {
			b.t.Errorf("%s does not come back with %q", to, w)
		}
	}
}

func TestLivelihoodAndCertificatesAreNoted(t *testing.T) {
	s, c, p, activity := coordinated(t)
	s.Consent(c, consent.Grid{"samverkan": access.All, "forsorjning": access.SetOf(access.Plan), "ame": access.All})
	ame, me := s.as(t, "ame-1 ame"), s.as(t, string(s.AsPerson(p).User))
	at := "/arenden/" + string(c) + "/forsorjning"
	me.shows(at, "vad du lever på")
	ame.back(ame.with(at+"/ny", url.Values{"benefit": {"EB"}, "start": {"2026-05-01"}, "end": {"2026-04-01"}, "words": {"Sedan länge"}}), at+"/ny", "Sedan länge", "2026-04-01")
	to := url.Values{"share": {"consent"}, "to": {"samverkan"}, "shown": {"samverkan/income"}, "benefit": {"EB"}, "start": {"2024-01-01"}, "end": {"2026-12-10"}}
	ame.on(ame.post(at+"/ny", ame.with(at+"/ny", to)))
	ame.back(ame.with(at+"/ny", to), at+"/ny", "Samma försörjning är redan noterad")
	ame.shows(at, "Ekonomiskt bistånd", "Mycket långvarigt", "Slutar")
	me.shows(at, "Ekonomiskt bistånd")
	s.as(t, "forsorjning-1 forsorjning").hides(at, "2024", "Långvarigt", "långvarigt")
	ame.shows("/min-dag", "Slutar snart", "Ekonomiskt bistånd")

	sick := url.Values{"share": {"consent"}, "to": {"samverkan"}, "shown": {"samverkan/ability"}, "start": {"2026-08-01"}, "end": {"2026-12-31"}, "extent": {"100"}, "about": {string(activity)}, "seen": {"seen"}}
	ame.back(ame.with(at+"/intyg", url.Values{"words": {"Skrivs om"}}), at+"/intyg", "Svara ja eller nej.", "Skrivs om")
	ame.on(ame.post(at+"/intyg", ame.with(at+"/intyg", sick)))
	ame.shows(at, "finns det en plan för rehabilitering?", "115 dagar", "Arbetsträning")
	s.as(t, "samordning-1 samordning").shows(at, "Arbetsträning")
}

func TestPlansStandBesideEachOther(t *testing.T) {
	s, c, p, _ := coordinated(t)
	vc, ame, me := s.as(t, "vc-1 vc"), s.as(t, "ame-1 ame"), s.as(t, string(s.AsPerson(p).User))
	at := "/arenden/" + string(c) + "/planer"
	vc.shows(at, "Ingen annan plan är registrerad")
	vc.back(vc.with(at+"/ny", url.Values{"sort": {"sip"}, "goals": {"Sova om nätterna"}}), at+"/ny", "Skriv vilken verksamhet som har planen.", "Sova om nätterna")
	plan := url.Values{"sort": {"sip"}, "keeper": {"Psykiatriska mottagningen"}, "start": {"2026-09-01"}, "due": {"2027-02-01"}, "goals": {"Sova om nätterna"}, "leads": {"Den är beslutad"},
		"share": {"consent"}, "to": {"ame"}, "shown": {"ame/plan"}}
	vc.on(vc.post(at+"/ny", vc.with(at+"/ny", plan)))
	ame.shows(at, "Sova om nätterna", "Arbetsträning", "går före", "Den är beslutad", "Psykiatriska mottagningen")
	me.shows(at, "din gemensamma plan", "Sova om nätterna")
	s.as(t, "samordning-1 samordning").hides(at, "Sova", "SIP (samordnad", "Psykiatriska")
}
