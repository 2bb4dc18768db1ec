package web_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"samverk/internal/access"
	"samverk/internal/id"
	"samverk/internal/maturity"
	"samverk/internal/samverktest/world"
	"samverk/internal/survey"
)

// asked is a survey in the world, with codes for those who answer it.
func (s *site) asked(t *testing.T, codes int) (*maturity.Service, id.Survey, []string) {
	t.Helper()
	m, lead := maturity.New(s.App), s.As("samordning")
	today, last := s.Now().Format("2006-01-02"), s.Now().AddDate(0, 0, 14).Format("2006-01-02")
	made, err := m.MakeSurvey(t.Context(), lead, world.Area, survey.Settings{Title: "Efter metoddagen", Aim: "Se vad dagen gav.", OpensOn: today, ClosesOn: last, Questions: []survey.Question{
		{Kind: survey.Scale, Words: "Hade du nytta av dagen?", Needed: true}, {Kind: survey.Text, Words: "Vad tar du med dig?"}}})
	if err != nil {
		t.Fatal(err)
	}
	given, err := m.Invite(t.Context(), lead, made, []survey.Invited{{Actor: access.Vard, Count: codes}})
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, c := range given[access.Vard] {
		all = append(all, string(c))
	}
	return m, made, all
}

// answers is a browser of somebody who has not signed in, in a language.
func (s *site) answers(t *testing.T, language string) func(method, code string, form url.Values, status int) string {
	return func(method, code string, form url.Values, status int) string {
		t.Helper()
		b := s.browser(t)
		r := httptest.NewRequest(method, "/svara/"+code, strings.NewReader(form.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Accept-Language", language)
		w := b.ask(r)
		doc := b.want(w, status)
		checkPage(t, method+" /svara", doc)
		if len(w.Result().Cookies()) > 0 || w.Header().Get("X-Robots-Tag") != "noindex, nofollow" {
			t.Errorf("%s /svara sets %v, robots are told %q", method, w.Result().Cookies(), w.Header().Get("X-Robots-Tag"))
		}
		return doc
	}
}

// TestACodeIsAnsweredByAnybodyOnce opens and sends the page of a code in both
// languages: it tells nothing of who invited, whom it was made for and who else
// has answered, sets no cookie, and takes one answer.
func TestACodeIsAnsweredByAnybodyOnce(t *testing.T) {
	for language, says := range map[string]struct{ lang, send, thanks, used, missing string }{
		"sv": {`lang="sv"`, "Skicka svaret", "Tack för ditt svar", "Länken är redan använd", "Svara på frågan"},
		"en": {`lang="en"`, "Send the answer", "Thank you for your answer", "The link has already been used", "Answer the question"},
	} {
		t.Run(language, func(t *testing.T) {
			s := open(t)
			_, _, codes := s.asked(t, 3)
			ask := s.answers(t, language)
			ask("POST", codes[1], url.Values{"q1": {"2"}, "q2": {"Det som den första skrev"}}, http.StatusOK)

			page := ask("GET", codes[0], nil, http.StatusOK)
			for _, want := range []string{says.lang, "Efter metoddagen", "Se vad dagen gav.", "Hade du nytta av dagen?", says.send} {
				if !strings.Contains(page, want) {
					t.Errorf("%q does not stand there", want)
				}
			}
			for _, secret := range []string{"Samordnare", "samordning", "Primärvård", "vardcentral", "första skrev", `class="who"`} {
				if strings.Contains(page, secret) {
					t.Errorf("%q stands there", secret)
				}
			}
			ask("GET", strings.ReplaceAll(codes[0], "-", ""), nil, http.StatusOK)

			again := ask("POST", codes[0], url.Values{"q2": {"Ring 19900101-2385 om dagen"}}, http.StatusUnprocessableEntity)
			if strings.Count(again, `class="fault"`) != 2 || !strings.Contains(again, "Ring 19900101-2385 om dagen") {
				t.Errorf("the faults are %s", faultsOf(again))
			}
			if n := s.rows("survey_tally where value = '2' or value = ''"); n != 3 {
				t.Errorf("%d rows are counted", n)
			}
			answer := url.Values{"q1": {"4"}}
			if doc := ask("POST", codes[0], answer, http.StatusOK); !strings.Contains(doc, says.thanks) {
				t.Errorf("answered, it says %s", headings(doc))
			}
			for _, method := range []string{"POST", "GET"} {
				if doc := ask(method, codes[0], answer, http.StatusGone); !strings.Contains(doc, says.used) || strings.Contains(doc, "metoddagen") {
					t.Errorf("used, %s says %s", method, headings(doc))
				}
			}
			if n := s.rows("survey_tally where value = '4' and answers = 1"); n != 1 {
				t.Errorf("the answer is counted in %d rows", n)
			}
		})
	}
}

// TestACodeThatOpensNothingTellsNothing asks for a code that is none, one that is
// not open yet, one of a survey that has been ended and one of a survey whose
// last day has passed: nobody can tell them apart.
func TestACodeThatOpensNothingTellsNothing(t *testing.T) {
	s := open(t)
	m, ended, codes := s.asked(t, 1)
	_, later, ahead := s.asked(t, 1)
	s.Exec(`update survey set opens_on = $1 where id = $2`, s.Now().AddDate(0, 0, 2).Format("2006-01-02"), later)
	_, past, late := s.asked(t, 1)
	s.Exec(`update survey set closes_on = $1 where id = $2`, s.Now().AddDate(0, 0, -1).Format("2006-01-02"), past)
	if err := m.EndSurvey(t.Context(), s.As("samordning"), ended, 1); err != nil {
		t.Fatal(err)
	}
	for language, says := range map[string]string{"sv": "Länken går inte att svara med", "en": "The link cannot be used"} {
		ask := s.answers(t, language)
		var shown []string
		for _, code := range []string{codes[0], ahead[0], late[0], "acde-fhjk-mnpr", "nothing"} {
			for _, method := range []string{"GET", "POST"} {
				doc := ask(method, code, url.Values{"q1": {"4"}}, http.StatusNotFound)
				if !strings.Contains(doc, says) || strings.Contains(doc, "metoddagen") {
					t.Errorf("%s %s says %s", method, code, headings(doc))
				}
				shown = append(shown, nonces.ReplaceAllString(doc, ""))
			}
		}
		if all := slices.Compact(shown); len(all) != 1 {
			t.Errorf("they can be told apart: %d pages", len(all))
		}
	}
	if n := s.rows("survey_tally"); n > 0 {
		t.Errorf("%d rows are counted", n)
	}
}

// nonces are what differs between two drawings of the same page.
var nonces = regexp.MustCompile(`nonce="[^"]*"|name="once" value="[^"]*"`)

// TestWhoHasBeenInvitedIsAskedWhatStands holds a form of a survey that was opened
// before somebody was invited: its questions are refused and kept as typed; the
// last day can be moved.
func TestWhoHasBeenInvitedIsAskedWhatStands(t *testing.T) {
	s := open(t)
	m, which, _ := s.asked(t, 1)
	s.Exec(`delete from survey_invitation`)
	keeper := s.as(t, lead)
	page := "/enkater/" + string(which) + "/andra"
	to, form := keeper.form(page, url.Values{"questions[0].words": {"Hade du nytta av natten?"}})
	if _, err := m.Invite(t.Context(), s.As("samordning"), which, []survey.Invited{{Count: 1}}); err != nil {
		t.Fatal(err)
	}
	doc := keeper.want(keeper.post(to, form), http.StatusUnprocessableEntity)
	if !strings.Contains(doc, "Hade du nytta av natten?") || !strings.Contains(doc, "när någon har bjudits in") {
		t.Errorf("the faults are %s", faultsOf(doc))
	}
	last := s.Now().AddDate(0, 0, 20).Format("2006-01-02")
	to, form = keeper.form(page, url.Values{"closes_on": {last}})
	if shown := keeper.want(keeper.get(page), http.StatusOK); strings.Contains(shown, `<textarea`) || !strings.Contains(shown, "Hade du nytta av dagen?") {
		t.Error("the form of what is locked can be written in, or shows no questions")
	}
	_, stale := keeper.form(page, url.Values{"closes_on": {"2020-01-01"}})
	keeper.want(keeper.post(to, stale), http.StatusUnprocessableEntity)
	keeper.on(keeper.post(to, form))
	if n := s.rows("survey where closes_on = '" + last + "'"); n != 1 {
		t.Error("the last day stands")
	}
	keeper.want(keeper.post(to, stale), http.StatusConflict)
}
