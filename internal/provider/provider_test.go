package provider

import (
	"context"
	"encoding/pem"
	"errors"
	"fmt"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"samverk/internal/errs"
	"samverk/internal/samverktest/issuer"
)

// now is the time of the tests; they move it.
type clock struct{ at time.Time }

func (c *clock) Now() time.Time { return c.at }

func newClock() *clock { return &clock{time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)} }

// one is a file with one provider, and lines that are added to it.
func one(issuer string, more ...string) []byte {
	return fmt.Appendf(nil, `
[[provider]]
name = "kommun"
title = "Kommunen"
title_en = "The municipality"
kind = "staff"
issuer = %q
client_id = "samverk"
organisations = ["kommun"]
%s
[provider.acr]
high = "loa3"
`, issuer, strings.Join(more, "\n"))
}

func read(t *testing.T, c *clock, text []byte) *Provider {
	t.Helper()
	s, err := Read(text, os.ReadFile, c.Now)
	if err != nil {
		t.Fatal(err)
	}
	return s.All()[0]
}

// walk signs in and returns what the provider asserted.
func walk(t *testing.T, p *Provider, i *issuer.Issuer, claims map[string]any, forge func(*issuer.Token)) (Identity, error) {
	t.Helper()
	a := Asked{State: strings.Repeat("s", 26), Nonce: strings.Repeat("n", 26), Verifier: strings.Repeat("v", 52), Redirect: "https://samverk.example/svar", Lang: "sv"}
	to, err := p.Address(t.Context(), a)
	if err != nil {
		return Identity{}, err
	}
	q := i.Login(t, to, claims, forge)
	return p.Finish(t.Context(), Answer{Code: q.Get("code"), Nonce: a.Nonce, Verifier: a.Verifier, Redirect: a.Redirect})
}

func TestAProviderIsAskedForWhatIsDemanded(t *testing.T) {
	c := newClock()
	i := issuer.New(t, c.Now)
	p := read(t, c, []byte(strings.Replace(string(one(i.URL, `scopes = ["openid", "hsa"]`)), "high = \"loa3\"", "b = \"loa4\"\na = \"loa3\"\nlow = \"loa2\"", 1)))
	to, err := p.Address(t.Context(), Asked{State: "s", Nonce: "n", Verifier: strings.Repeat("v", 52), Redirect: "https://samverk.example/svar", Lang: "en"})
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range []string{"acr_values=a+b&", "scope=openid+hsa", "ui_locales=en", "state=s", "nonce=n", "code_challenge_method=S256", "response_type=code"} {
		if !strings.Contains(to, part) {
			t.Errorf("%s lacks %s", to, part)
		}
	}
	if strings.Contains(to, "vvv") || strings.Contains(to, "prompt") {
		t.Error(to)
	}
}

func TestAProviderIsAskedOnlyWhenSomebodyNeedsIt(t *testing.T) {
	c := newClock()
	i := issuer.New(t, c.Now)
	p := read(t, c, one(i.URL))
	if n := i.Asked.Load(); n != 0 {
		t.Errorf("asked %d times while the file was read", n)
	}
	for range 3 {
		if _, err := walk(t, p, i, nil, nil); err != nil {
			t.Fatal(err)
		}
	}
	if n := i.Asked.Load(); n != 5 { // about itself, its keys, and three codes
		t.Errorf("asked %d times", n)
	}
}

func TestStrangersCannotMakeUsFetchKeysAllTheTime(t *testing.T) {
	c := newClock()
	i := issuer.New(t, c.Now)
	p := read(t, c, one(i.URL))
	invented := i.Logout(map[string]any{"sid": "s"})
	invented.Head["kid"] = "invented"
	for range 50 {
		if _, err := p.Leave(t.Context(), invented.String()); !errs.Is(err, errs.Denied) {
			t.Fatal(err)
		}
	}
	if n := i.Asked.Load(); n != 2 {
		t.Errorf("asked %d times", n)
	}
	c.at = c.at.Add(keysApart)
	if _, err := p.Leave(t.Context(), invented.String()); !errs.Is(err, errs.Denied) || i.Asked.Load() != 3 {
		t.Errorf("a new key would never be seen: %v, asked %d times", err, i.Asked.Load())
	}
}

func TestADownSlowOrFalseProviderIsToldInItsOwnWay(t *testing.T) {
	c := newClock()
	down := issuer.New(t, c.Now)
	down.Close()
	slow := issuer.New(t, c.Now)
	release := make(chan struct{})
	slow.Answer = func(_ http.ResponseWriter, r *http.Request) bool {
		select {
		case <-release:
		case <-r.Context().Done():
		}
		return true
	}
	defer close(release)
	broken, other, insecure, weak := issuer.New(t, c.Now), issuer.New(t, c.Now), issuer.New(t, c.Now), issuer.New(t, c.Now)
	broken.Answer = func(w http.ResponseWriter, _ *http.Request) bool {
		w.WriteHeader(http.StatusInternalServerError)
		return true
	}
	other.Says["issuer"] = "https://other.example"
	insecure.Says["token_endpoint"] = "http://192.0.2.1/token"
	weak.Says["id_token_signing_alg_values_supported"] = []string{"HS256", "none"}
	endless, elsewhere := issuer.New(t, c.Now), issuer.New(t, c.Now)
	endless.Answer = func(w http.ResponseWriter, _ *http.Request) bool {
		for range mostBytes/1024 + 10 {
			w.Write(make([]byte, 1024))
		}
		return true
	}
	elsewhere.Answer = func(w http.ResponseWriter, r *http.Request) bool {
		http.Redirect(w, r, other.URL, http.StatusFound)
		return true
	}
	untrusted := issuer.NewTLS(t, c.Now)
	for reason, i := range map[string]*issuer.Issuer{"slow": slow, "certificate": untrusted, "endpoint": insecure, "algorithm": weak} {
		refuses(t, read(t, c, one(i.URL)), reason)
	}
	for _, i := range []*issuer.Issuer{down, broken, other, endless, elsewhere} {
		refuses(t, read(t, c, one(i.URL)), "down")
	}
}

// refuses wants a provider not to be used, and soon.
func refuses(t *testing.T, p *Provider, reason string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 2*patience)
	defer cancel()
	for range 2 { // the second time at once
		_, err := p.Address(ctx, Asked{State: "s", Nonce: "n", Verifier: "v"})
		if Reason(err) != reason || ctx.Err() != nil {
			t.Errorf("%v for %q, want %q", err, Reason(err), reason)
		}
	}
}

func TestAProviderThatIsDownIsLeftAloneForAWhile(t *testing.T) {
	c := newClock()
	i := issuer.New(t, c.Now)
	down := true
	i.Answer = func(w http.ResponseWriter, _ *http.Request) bool {
		if down {
			w.WriteHeader(http.StatusBadGateway)
		}
		return down
	}
	p := read(t, c, one(i.URL))
	for range 20 {
		refuses(t, p, "down")
	}
	if n := i.Asked.Load(); n != 1 {
		t.Errorf("asked %d times", n)
	}
	down = false
	c.at = c.at.Add(rest)
	if _, err := walk(t, p, i, nil, nil); err != nil {
		t.Error("up again:", err)
	}
	down = true
	c.at = c.at.Add(refreshed)
	if _, err := p.Address(t.Context(), Asked{Verifier: "v"}); err != nil {
		t.Error("what was known does not hold while it is down:", err)
	}
}

func TestACertificateOfOnesOwnAuthority(t *testing.T) {
	c := newClock()
	i := issuer.NewTLS(t, c.Now)
	path := t.TempDir() + "/ca.pem"
	text := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: i.Certificate().Raw})
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
	p := read(t, c, one(i.URL, fmt.Sprintf("ca_file = %q", path)))
	if _, err := walk(t, p, i, nil, nil); err != nil {
		t.Error(err)
	}
}

func TestTheSecretIsSentAsTheProviderWants(t *testing.T) {
	c := newClock()
	secret := t.TempDir() + "/secret"
	if err := os.WriteFile(secret, []byte("hemlig&lång\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for method, want := range map[string]string{"": "header", "client_secret_basic": "header", "client_secret_post": "form"} {
		i := issuer.New(t, c.Now)
		if method != "" {
			i.Says["token_endpoint_auth_methods_supported"] = []string{method}
		}
		got := ""
		i.Answer = func(_ http.ResponseWriter, r *http.Request) bool {
			if r.URL.Path != "/token" {
				return false
			}
			if name, _, ok := r.BasicAuth(); ok && name == issuer.Client {
				got = "header"
			} else if r.FormValue("client_secret") == "hemlig&lång" {
				got = "form"
			}
			return false
		}
		if _, err := walk(t, read(t, c, one(i.URL, fmt.Sprintf("client_secret_file = %q", secret))), i, nil, nil); err != nil || got != want {
			t.Errorf("%s: %s %v", method, got, err)
		}
	}
}

func TestMoreIsAskedForOnlyWhereTheFileSaysSo(t *testing.T) {
	c := newClock()
	i := issuer.New(t, c.Now)
	asks := "[provider.claims]\nsubject = \"more\"\nlabel = \"more\""
	if _, err := walk(t, read(t, c, one(i.URL, asks)), i, nil, nil); Reason(err) != "claim" {
		t.Error("not asked for:", err)
	}
	got, err := walk(t, read(t, c, one(i.URL, "userinfo = true", asks)), i, nil, nil)
	if err != nil || got.Subject != "said" {
		t.Errorf("%+v %v", got, err)
	}
	got, err = walk(t, read(t, c, one(i.URL, "userinfo = true", asks)), i, map[string]any{"more": "signed"}, nil)
	if err != nil || got.Subject != "signed" {
		t.Errorf("what is signed does not win: %+v %v", got, err)
	}
	if _, err := walk(t, read(t, c, one(i.URL, "userinfo = true", asks)), i, map[string]any{"sub": "other"}, nil); Reason(err) != "userinfo" {
		t.Error("more about somebody else:", err)
	}
}

// A page of what a provider knows of a user may hold what she has written there
// herself: how she signed in is said by the signed token alone.
func TestHowSheSignedInIsNotTakenFromHerPage(t *testing.T) {
	c := newClock()
	i := issuer.New(t, c.Now)
	i.Answer = func(w http.ResponseWriter, r *http.Request) bool {
		if r.URL.Path != "/userinfo" {
			return false
		}
		w.Header().Set("Content-Type", "application/json")
		_, err := w.Write([]byte(`{"sub": "user", "acr": "high", "sid": "s1"}`))
		return err == nil
	}
	p := read(t, c, one(i.URL, "userinfo = true"))
	got, err := walk(t, p, i, nil, nil)
	if err != nil || got.Level != "loa3" || got.SID != "" {
		t.Errorf("%+v %v", got, err)
	}
	if _, err := walk(t, p, i, nil, func(token *issuer.Token) { delete(token.Claims, "acr") }); Reason(err) != "level" {
		t.Error("a level that is not signed:", err)
	}
}

func TestOtherWaysToSignAreTakenWhenDiscovered(t *testing.T) {
	c := newClock()
	i := issuer.New(t, c.Now)
	i.Says["id_token_signing_alg_values_supported"] = []string{"PS256", "ES256"}
	p := read(t, c, one(i.URL))
	sign := func(alg string, with func(string) []byte) func(*issuer.Token) {
		return func(token *issuer.Token) { token.Head["alg"], token.Sign = alg, with }
	}
	if _, err := walk(t, p, i, nil, nil); Reason(err) != "algorithm" {
		t.Error("RS256, which it says it has not:", err)
	}
	i.Algorithm = "PS256"
	c.at = c.at.Add(time.Minute)
	if _, err := walk(t, p, i, nil, sign("PS256", issuer.PS256(i.Key))); err != nil {
		t.Error("PS256:", err)
	}
}

func TestAllFaultsOfTheFileAreToldAtOnce(t *testing.T) {
	c := newClock()
	_, err := Read([]byte(`
[[provider]]
name = "Kommun!"
issuer = "http://idp.example.se"
kind = "staff"
client_secret_file = "/nowhere"
ca_file = "/nowhere"
demanded = "loa9"
scopes = ["profile"]
organisations = ["a", "b"]
[provider.claims]
number = ["pnr"]
[provider.organisation_ids]
X = "c"
[provider.acr]
high = "loa7"

[[provider]]
name = "folk"
title = "Folk"
issuer = "https://user:secret@idp.example.se"
client_id = "x"
kind = "person"
jit = true
organisations = ["a"]
[provider.acr]
low = "loa2"

[[provider]]
name = "folk"
title = "Folk"
issuer = "https://idp.example.se"
client_id = "x"
kind = "people"
`), os.ReadFile, c.Now)
	e, _ := errors.AsType[*errs.Error](err)
	var got []string
	for _, f := range e.Faults {
		got = append(got, f.Field+" "+strings.TrimPrefix(f.Key, "provider.file."))
	}
	slices.Sort(got)
	want := []string{
		"Kommun!.acr acr", "Kommun!.acr.high level", "Kommun!.ca_file certificate", "Kommun!.claims.number staff", "Kommun!.claims.organisation several",
		"Kommun!.client_id required", "Kommun!.client_secret_file unreadable", "Kommun!.demanded level", "Kommun!.issuer address", "Kommun!.name name",
		"Kommun!.organisation_ids together", "Kommun!.organisation_ids.X organisation", "Kommun!.scopes openid", "Kommun!.title required",
		"folk.acr acr", "folk.acr acr", "folk.claims.name required", "folk.claims.number required", "folk.issuer address", "folk.jit person", "folk.kind kind",
		"folk.name twice", "folk.organisations person", "folk.organisations required",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	for text, key := range map[string]string{
		"":                  "provider.file.empty",
		"[[provider]\nname": "provider.file.toml",
		"[[provider]]\npassword = \"x\"\nnmae = 1": "provider.file.unknown",
	} {
		if _, err := Read([]byte(text), os.ReadFile, c.Now); err == nil || !strings.Contains(err.Error(), key) {
			t.Errorf("%q: %v, want %s", text, err, key)
		}
	}
}

func TestOnlyAddressesOverTLSOrOnThisMachine(t *testing.T) {
	c := newClock()
	for address, ok := range map[string]bool{
		"https://idp.example.se": true, "https://idp.example.se/realm": true, "http://127.0.0.1:9000": true, "http://localhost:9000": true, "http://[::1]:9000": true,
		"http://idp.example.se": false, "http://127.0.0.1.example.se": false, "ftp://127.0.0.1": false, "https://": false, "//idp.example.se": false,
		"https://idp.example.se/#x": false, "https://idp.example.se?x=1": false, "https://a:b@idp.example.se": false, "": false, "http://10.0.0.1": false,
	} {
		if _, err := Read(one(address), os.ReadFile, c.Now); (err == nil) != ok {
			t.Errorf("%q: %v", address, err)
		}
	}
}

func TestTheSetOfNoProvidersIsEmpty(t *testing.T) {
	var none *Set
	if _, err := none.ByName("x"); len(none.All()) != 0 || !errs.Is(err, errs.NotFound) {
		t.Error(err)
	}
	p := read(t, newClock(), one("https://idp.example.se"))
	if p.Title(false) != "Kommunen" || p.Title(true) != "The municipality" || p.Kind() != Staff || p.MakesAccounts() {
		t.Error(p.Title(true), p.Kind())
	}
}

func TestTheExampleForOperatorsCanBeRead(t *testing.T) {
	text, err := os.ReadFile("../../doc/inloggning.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(text), "```toml\n")
	example, _, _ := strings.Cut(rest, "```")
	s, err := Read([]byte(example), func(string) ([]byte, error) { return []byte("secret"), nil }, newClock().Now)
	if err != nil || len(s.All()) != 3 {
		t.Errorf("%v %v", s, err)
	}
}
