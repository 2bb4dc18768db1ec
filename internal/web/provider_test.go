package web_test

import (
	"bytes"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"samverk/internal/db"
	"samverk/internal/i18n"
	"samverk/internal/login"
	"samverk/internal/provider"
	"samverk/internal/samverktest/issuer"
	"samverk/internal/samverktest/world"
	"samverk/internal/web"
)

// vouched is a site whose users others vouch for.
type vouched struct {
	*site
	t             *testing.T
	staff, people *issuer.Issuer
	log           *bytes.Buffer
}

func openVouched(t *testing.T) *vouched {
	t.Helper()
	w := world.New(t)
	v := &vouched{t: t, staff: issuer.New(t, w.Now), people: issuer.New(t, w.Now), log: &bytes.Buffer{}}
	texts, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	set, err := provider.Read(fmt.Appendf(nil, `
[[provider]]
name = "kommun"
title = "Kommunens inloggning"
title_en = "The municipality's sign-in"
kind = "staff"
issuer = %q
client_id = "samverk"
organisations = ["kommun"]
claims = {subject = "employeeHsaId"}
acr = {high = "loa3"}
[[provider]]
name = "e-leg"
title = "e-legitimation"
kind = "person"
issuer = %q
client_id = "samverk"
claims = {number = ["personalIdentityNumber"], name = "name"}
acr = {high = "loa3"}
`, v.staff.URL, v.people.URL), nil, w.Now)
	if err != nil {
		t.Fatal(err)
	}
	v.site = &site{w, web.New(w.App, web.Options{
		Site: "Provförbundet", Base: "https://samverk.example", Providers: set, Texts: texts, Now: w.Now,
		Logger: slog.New(slog.NewTextHandler(v.log, nil)), Registerer: prometheus.NewRegistry(),
	})}
	err = w.Enter(t.Context(), func(tx *db.Tx) error {
		return login.Bind(t.Context(), tx, login.Identity{Provider: "kommun", Subject: "HSA-ame"}, "ame-1", "")
	})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// back is the address that a browser comes back to after it has been at a
// provider.
func (v *vouched) back(b *browser, at string, i *issuer.Issuer, claims map[string]any, forge func(*issuer.Token)) string {
	v.t.Helper()
	to := b.on(b.get("/logga-in/" + at + "?till=/arenden"))
	if !strings.HasPrefix(to, i.URL+"/auth?") || !strings.Contains(to, url.QueryEscape("https://samverk.example/logga-in/"+at+"/svar")) {
		v.t.Fatal(to)
	}
	return "/logga-in/" + at + "/svar?" + i.Login(v.t, to, claims, forge).Encode()
}

var ame = map[string]any{"employeeHsaId": "HSA-ame", "sid": "s1"}

func TestABrowserGoesToAProviderAndBack(t *testing.T) {
	v := openVouched(t)
	b := v.browser(t)
	page := b.want(b.get("/logga-in?till=/arenden"), http.StatusOK)
	for _, part := range []string{"Logga in med Kommunens inloggning", `href="/logga-in/kommun?till=%2Farenden"`, "Logga in med e-legitimation"} {
		if !strings.Contains(page, part) {
			t.Errorf("the page lacks %s", part)
		}
	}
	if to := b.on(b.get(v.back(b, "kommun", v.staff, ame, nil))); to != "/arenden" {
		t.Error(to)
	}
	b.want(b.get("/arenden"), http.StatusOK)
	first := b.jar["samverk"]
	if to := b.on(b.get(v.back(b, "kommun", v.staff, ame, nil))); to != "/arenden" || b.jar["samverk"] == first {
		t.Error("not signed in anew:", to)
	}
	old := v.browser(t)
	old.jar["samverk"] = first
	if to := old.on(old.get("/arenden")); !strings.HasPrefix(to, "/logga-in") {
		t.Error("the session before goes on")
	}
	if to := v.browser(t).get("/logga-in/kommun?till=https://evil.example"); !strings.HasPrefix(to.Header().Get("Location"), v.staff.URL) {
		t.Error(to.Header())
	}
}

func TestARefusalIsOneCalmPage(t *testing.T) {
	v := openVouched(t)
	forged := func(name string, value any) string {
		v.Pass(time.Minute)
		b := v.browser(t)
		w := b.get(v.back(b, "kommun", v.staff, ame, func(token *issuer.Token) { token.Claims[name] = value }))
		if b.jar["samverk"] != "" {
			t.Errorf("%s: signed in", name)
		}
		return b.want(w, http.StatusForbidden)
	}
	want := forged("iss", "https://evil.example/<script>")
	for name, value := range map[string]any{"aud": "evil", "nonce": "evil", "exp": 1, "iat": 1, "azp": "evil", "nbf": v.Now().Add(time.Hour).Unix()} {
		if got := forged(name, value); got != want {
			t.Errorf("%s has a page of its own: %s", name, headings(got))
		}
	}
	if !strings.Contains(want, "Inloggningen gick inte igenom") || !strings.Contains(want, "Svaret från Kommunens inloggning kunde inte godtas") || strings.Contains(want, "evil") {
		t.Error(headings(want))
	}
	for value, part := range map[string]string{"low": "säkrare sätt"} {
		if page := forged("acr", value); !strings.Contains(page, part) {
			t.Error(headings(page))
		}
	}
	if page := forged("employeeHsaId", nil); !strings.Contains(page, "skickade inte uppgiften ”employeeHsaId”") {
		t.Error(headings(page))
	}
	if page := forged("employeeHsaId", "HSA-nobody"); !strings.Contains(page, "Det finns inget konto för dig i Samverk") {
		t.Error(headings(page))
	}
	b, other := v.browser(t), v.browser(t)
	back := v.back(b, "kommun", v.staff, ame, nil)
	one := other.want(other.get(back), http.StatusForbidden)
	b.on(b.get(back))
	delete(b.jar, "samverk")
	if two := b.want(b.get(back), http.StatusForbidden); two != one || !strings.Contains(one, "Börja om") {
		t.Error("another browser and another time are told apart:", headings(one), headings(two))
	}
}

func TestAProviderThatIsNotThereHindersNobodyElse(t *testing.T) {
	v := openVouched(t)
	v.staff.Close()
	b := v.browser(t)
	b.want(b.get("/logga-in"), http.StatusOK)
	page := b.want(b.get("/logga-in/kommun"), http.StatusServiceUnavailable)
	if !strings.Contains(page, "Kommunens inloggning svarar inte just nu") {
		t.Error(headings(page))
	}
	_, p := v.Case()
	if to := b.on(b.get(v.back(b, "e-leg", v.people, map[string]any{"personalIdentityNumber": p.Number, "name": p.Name}, nil))); to != "/arenden" {
		t.Error(to)
	}
	if w := b.get("/logga-in/nobody"); w.Code != http.StatusNotFound {
		t.Error(w.Code)
	}
}

func TestAProviderTellsThatAUserHasLeft(t *testing.T) {
	v := openVouched(t)
	b := v.browser(t)
	b.on(b.get(v.back(b, "kommun", v.staff, ame, nil)))
	says := func(token string) *httptest.ResponseRecorder {
		return v.browser(t).post("/logga-in/kommun/utloggad", url.Values{"logout_token": {token}})
	}
	for _, token := range []string{"", "hello", v.staff.Token(ame).String(), v.people.Logout(map[string]any{"sid": "s1"}).String()} {
		if w := says(token); w.Code != http.StatusBadRequest || w.Body.Len() > 0 {
			t.Errorf("%d %s", w.Code, w.Body)
		}
	}
	b.want(b.get("/arenden"), http.StatusOK)
	word := v.staff.Logout(map[string]any{"sid": "s1"}).String()
	if w := says(word); w.Code != http.StatusOK || w.Header().Get("Cache-Control") != "no-store" {
		t.Error(w.Code, w.Header())
	}
	if to := b.on(b.get("/arenden")); !strings.HasPrefix(to, "/logga-in") {
		t.Error("still in:", to)
	}
	if w := says(word); w.Code != http.StatusBadRequest {
		t.Error("a word works twice:", w.Code)
	}
}

func TestWhoHasNothingHereSeesTheSamePage(t *testing.T) {
	v := openVouched(t)
	known := v.Person()
	walk := func(number, name string) (b *browser, page string) {
		b = v.browser(t)
		to := b.on(b.get(v.back(b, "e-leg", v.people, map[string]any{"personalIdentityNumber": number, "name": name}, nil)))
		if to != "/inget-om-dig" || b.jar["samverk"] != "" {
			t.Fatal(to)
		}
		return b, b.want(b.get(to), http.StatusOK)
	}
	_, one := walk(known.Number, known.Name)
	b, two := walk(v.Number(), "Ny Provperson")
	if one != two || !strings.Contains(one, "Här finns inget om dig ännu") || strings.Contains(one, known.Name) {
		t.Error(headings(one), headings(two))
	}
	if page := b.want(b.post("/inget-om-dig", url.Values{}), http.StatusUnprocessableEntity); !strings.Contains(page, "Välj kommun.") {
		t.Error(headings(page))
	}
	if to := b.on(b.post("/inget-om-dig", url.Values{"area": {string(world.Area)}})); to != "/begaran/ny" {
		t.Error(to)
	}
	b.want(b.get("/begaran/ny"), http.StatusOK)
	stranger := v.browser(t)
	if to := stranger.on(stranger.get("/inget-om-dig")); to != "/logga-in" {
		t.Error(to)
	}
	for _, secret := range []string{known.Number, known.Name, "Ny Provperson", "HSA-ame"} {
		if strings.Contains(v.log.String(), secret) {
			t.Error("a name or number stands in the log of the server")
		}
	}
}

// What others have put in an address, or a provider says of who was refused, is
// not shown again, nor written in the log of the server.
func TestThePagesOfARefusalTellOfNobody(t *testing.T) {
	v := openVouched(t)
	known, other := v.Person(), v.Person()
	told := url.Values{"name": {known.Name}, "personnummer": {known.Number}, "q": {other.Name + " " + other.Number},
		"state": {known.Number}, "code": {other.Number}, "iss": {"https://" + known.Number + ".example"},
		"error": {other.Name}, "error_description": {known.Name + " " + known.Number}}.Encode()
	started := v.browser(t)
	to, err := url.Parse(v.back(started, "kommun", v.staff, ame, nil))
	if err != nil {
		t.Fatal(err)
	}
	denied := url.Values{"state": {to.Query().Get("state")}, "error": {"access_denied"}, "error_description": {known.Name + " " + known.Number}}
	pages := map[string]string{"refused by the provider": started.get("/logga-in/kommun/svar?" + denied.Encode()).Body.String()}
	for name, path := range map[string]string{
		"a provider that is none": "/logga-in/" + url.PathEscape(known.Name), "a number as provider": "/logga-in/" + other.Number,
		"a wrong state": "/logga-in/kommun/svar", "an answer of nobody": "/logga-in/" + known.Number + "/svar",
		"an invitation that is none": "/inbjudan/" + known.Number, "a page that is none": "/" + url.PathEscape(other.Name),
		"nothing about you": "/inget-om-dig", "a sign-in": "/logga-in",
	} {
		w := v.browser(t).get(path + "?" + told)
		pages[name] = w.Body.String() + w.Header().Get("Location")
	}
	name, number := url.QueryEscape(known.Name), known.Number
	answer := url.Values{"answer": {known.Name + " " + other.Number}}
	pages["a key that is none"] = v.browser(t).post("/logga-in-med-nyckel", answer).Body.String()
	pages["the log of the server"] = v.log.String()
	for what, page := range pages {
		for _, secret := range []string{known.Name, other.Name, name, url.PathEscape(known.Name), number, other.Number, number[2:], other.Number[2:]} {
			if strings.Contains(page, secret) {
				t.Errorf("%s tells of a person", what)
			}
		}
	}
}
