package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"samverk/internal/access"
	"samverk/internal/consent"
	"samverk/internal/id"
	"samverk/internal/picture"
)

// said lets a function answer fields of the first picture, and hand the answers
// to units.
func (s *site) said(t *testing.T, who access.Actor, c id.Case, to []id.Unit, answers ...string) {
	t.Helper()
	n := picture.Answers{To: picture.Told{}}
	for _, cat := range access.Categories() {
		n.To[cat] = to
	}
	for _, a := range answers {
		field, value, _ := strings.Cut(a, "=")
		n.All = append(n.All, picture.Answer{Field: field, Value: value})
	}
	if err := picture.New(s.App).Answer(t.Context(), who, c, n); err != nil {
		t.Fatal(err)
	}
}

func (b *browser) hides(page string, words ...string) {
	b.t.Helper()
	html := b.want(b.get(page), http.StatusOK)
	for _, w := range words {
		if strings.Contains(html, w) {
			b.t.Errorf("%s shows %q", page, w)
		}
	}
}

// TestCriteriaAreWrittenAndEvaluated goes from the form of a draft to the case,
// and to the call that is made under the agreement.
func TestCriteriaAreWrittenAndEvaluated(t *testing.T) {
	s, c, _, _ := coordinated(t)
	s.signers()
	s.Consent(c, consent.Grid{"samverkan": access.SetOf(access.Categories()...), "forsorjning": access.SetOf(access.Categories()...), "vc": access.SetOf(access.Plan)})
	sam, soc, vc := s.as(t, "samordning-1 samordning"), s.as(t, "forsorjning-1 forsorjning"), s.as(t, "vc-1 vc")
	at := s.agreement(t, sam)
	sam.shows(at, "Målgruppen har inga kriterier")
	page := at + "/kriterier"
	checkPage(t, page, sam.want(sam.get(page), http.StatusOK))
	filled := sam.want(sam.get(page+"?mall=nollplacerad"), http.StatusOK)
	if !strings.Contains(filled, `value="28"`) || !strings.Contains(filled, `value="complex" selected`) {
		t.Error("the template does not fill in the form")
	}
	bad := tell(sam.want(sam.get(page), http.StatusOK), page, url.Values{"fact_1": {"sgi"}, "fact_2": {"age"}, "least_2": {"många"}, "words_2": {"Mina egna ord"}, "need": {"5"}})
	html := sam.want(sam.post(page, bad), http.StatusUnprocessableEntity)
	checkPage(t, page, html)
	for _, w := range []string{"välj ja eller nej", "Skriv ett helt tal", "mellan 1 och 2", "Mina egna ord", "många"} {
		if !strings.Contains(html, w) {
			t.Errorf("the form does not say %q", w)
		}
	}
	good := url.Values{"fact_1": {"sgi"}, "is_1": {"no"}, "fact_3": {"af.enrolled"}, "is_3": {"yes"}, "words_3": {"Inskriven hos AF"}}
	second := tell(sam.want(sam.get(page), http.StatusOK), page, good)
	if to := sam.on(sam.post(page, tell(sam.want(sam.get(page), http.StatusOK), page, good))); to != at {
		t.Errorf("led to %s", to)
	}
	second.Set("is_1", "yes")
	if html := sam.want(sam.post(page, second), http.StatusConflict); !strings.Contains(html, "Kriterier att räkna på") || !strings.Contains(html, "Inskriven hos AF") {
		t.Error("who comes second does not see both texts")
	}
	sam.shows(at, "Inskriven hos AF", "Alla kriterier ska stämma", "Ingen sjukpenninggrundande inkomst")
	sam.shows(at+"/utskrift", "Inskriven hos AF")
	sam.on(sam.post(at+"/andra", edited(sam.want(sam.get(at+"/andra"), http.StatusOK), at)))
	sam.shows(at, "Inskriven hos AF") // the other form leaves them

	s.publishes(t, sam, at)
	s.said(t, s.As("forsorjning"), c, []id.Unit{"samverkan"}, "sgi=yes", "af_enrolled=yes")
	group := "/arenden/" + string(c) + "/malgrupp"
	checkPage(t, group, soc.want(soc.get(group), http.StatusOK))
	soc.shows(group, "Samverk Vetlanda", "Inskriven hos AF", "Försörjningsstöd")
	vc.shows(group, "Vi vet inte än", "Är personen inskriven")
	vc.hides(group, "SGI): ja", "Försörjningsstöd:")

	f := s.Forum("three_party", access.Kommun, access.Vard)
	s.Exec(`update forum set agreement_id = $1 where id = $2`, strings.TrimPrefix(at, "/overenskommelser/"), f)
	call := "/arenden/" + string(c) + "/kallelser/ny?forum=" + string(f)
	soc.shows(call, "Målgruppen stämmer inte", "Ingen sjukpenninggrundande inkomst")
	s.said(t, s.As("samordning"), c, nil, "sgi=no") // and now they differ
	sam.hides(call, "Målgruppen stämmer inte")
}

func (s *site) publishes(t *testing.T, sam *browser, at string) {
	t.Helper()
	sam.on(sam.post(at+"/oppna", tell(sam.want(sam.get(at), http.StatusOK), at+"/oppna", nil)))
	for _, who := range []string{"samverkan-chef-1 samverkan-chef", "vc-chef-1 vc-chef", "fk-chef-1 fk-chef", "af-chef-1 af-chef"} {
		b := s.as(t, who)
		b.on(b.post(at+"/skriv-under", tell(b.want(b.get(at), http.StatusOK), at+"/skriv-under", nil)))
	}
}

func TestBenefitsAndRulesAreShown(t *testing.T) {
	s, c, p, _ := coordinated(t)
	all := access.SetOf(access.Categories()...)
	s.Consent(c, consent.Grid{"samverkan": all, "forsorjning": all, "ame": all})
	s.said(t, s.As("ame"), c, []id.Unit{"forsorjning"}, "capacity=half", "capacity_time=lasting")
	me, soc := s.as(t, string(s.AsPerson(p).User)), s.as(t, "forsorjning-1 forsorjning")
	page := "/arenden/" + string(c) + "/ersattningar"
	for _, b := range []*browser{me, soc} {
		checkPage(t, page, b.want(b.get(page), http.StatusOK))
		b.shows(page, "Värt att fråga Försäkringskassan om", "SFB 33 kap. 16 §", "Vi vet inte än")
		b.hides(page, " kr ", "poäng")
		b.shows(page+"?datum=2016-05-01", "Rapporten 2016")
		b.shows(page+"?datum=2020-01-01", "Ingen har läst vilka regler")
		html := b.want(b.get(page+"?datum=snart"), http.StatusUnprocessableEntity)
		checkPage(t, page, html)
		if !strings.Contains(html, `value="snart"`) || !strings.Contains(html, "Skriv en dag mellan") {
			t.Error("what was typed is gone, or not said to be wrong")
		}
		checkPage(t, "/regler", b.want(b.get("/regler"), http.StatusOK))
		b.shows("/regler", "2016", "Aktivitetsstöd", "Förordning 2017:819")
		b.want(b.get("/regler?datum=x&mot=y"), http.StatusUnprocessableEntity)
	}
	me.shows(page, "inget löfte", "Fråga Försäkringskassan.")
	soc.hides(page, "Fråga Försäkringskassan.")
	me.shows("/arenden/"+string(c)+"/malgrupp", "Vad behöver vi få veta av dig?")
	s.as(t, "forbund-1 forbund").shows("/regler", "Regler")
	af := s.as(t, "af-1 af")
	for _, path := range []string{"/ersattningar", "/malgrupp"} {
		af.want(af.get("/arenden/"+string(c)+path), http.StatusNotFound)
	}
}
