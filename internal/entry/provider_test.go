package entry_test

import (
	"context"
	"crypto/rand"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"samverk/internal/access"
	"samverk/internal/db"
	"samverk/internal/entry"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/login"
	"samverk/internal/provider"
	"samverk/internal/samverktest/issuer"
	"samverk/internal/samverktest/world"
)

// ways is a world with two providers of staff and one of persons.
type ways struct {
	*world.W
	in      *entry.Service
	t       *testing.T
	own     *issuer.Issuer // of "kommun"
	another *issuer.Issuer // of "region"
	people  *issuer.Issuer
	set     *provider.Set
	browser string
}

const file = `
[[provider]]
name = "kommun"
title = "Kommunen"
kind = "staff"
issuer = "%s"
client_id = "samverk"
organisations = ["kommun"]
jit = true
[provider.claims]
subject = "employeeHsaId"
family = "family_name"
label = "title"
[provider.acr]
high = "loa3"
higher = "loa4"
low = "loa2"

[[provider]]
name = "region"
title = "Regionen"
kind = "staff"
issuer = "%s"
client_id = "samverk"
organisations = ["region", "kommun"]
[provider.claims]
subject = "employeeHsaId"
organisation = "organizationHsaId"
[provider.organisation_ids]
R1 = "region"
K1 = "kommun"
[provider.acr]
high = "loa3"

[[provider]]
name = "e-leg"
title = "E-legitimation"
kind = "person"
issuer = "%s"
client_id = "samverk"
[provider.claims]
number = ["personalIdentityNumber", "coordinationNumber"]
name = "name"
[provider.acr]
high = "loa3"
`

func newWays(t *testing.T) *ways {
	t.Helper()
	w := &ways{W: world.New(t), t: t, browser: rand.Text()}
	w.own, w.another, w.people = issuer.New(t, w.W.Now), issuer.New(t, w.W.Now), issuer.New(t, w.W.Now)
	set, err := provider.Read(fmt.Appendf(nil, file, w.own.URL, w.another.URL, w.people.URL), nil, w.W.Now)
	w.must(err)
	w.set = set
	w.in = entry.New(w.App, entry.Options{Providers: set, Base: "https://samverk.example", Logger: slog.New(slog.DiscardHandler)})
	w.bind("kommun", "HSA-ame", "ame-1")
	w.bind("region", "HSA-vc", "vc-1")
	w.bind("region", "HSA-ame", "ame-1")
	return w
}

func (w *ways) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *ways) bind(at, subject string, u id.User) {
	w.t.Helper()
	w.must(w.Enter(w.t.Context(), func(tx *db.Tx) error {
		return login.Bind(w.t.Context(), tx, login.Identity{Provider: at, Subject: subject}, u, "")
	}))
}

// depart goes to a provider and returns where the browser was sent.
func (w *ways) depart(at string, again access.Actor) string {
	w.t.Helper()
	to, err := w.in.Depart(w.t.Context(), entry.Departing{Provider: at, Browser: w.browser, Back: "/min-dag", Lang: "sv", Source: "192.0.2.9", Again: again})
	w.must(err)
	return to
}

// signIn walks to a provider and back.
func (w *ways) signIn(at string, i *issuer.Issuer, claims map[string]any, forge func(*issuer.Token)) (entry.Arrived, error) {
	w.t.Helper()
	q := i.Login(w.t, w.depart(at, access.Actor{}), claims, forge)
	return w.arrive(at, q.Get("state"), q.Get("code"))
}

func (w *ways) arrive(at, state, code string) (entry.Arrived, error) {
	return w.in.Arrive(w.t.Context(), entry.Arriving{Provider: at, Browser: w.browser, State: state, Code: code, Source: "192.0.2.9"})
}

// count runs a query that counts.
func (w *ways) count(query string, args ...any) (n int) {
	w.t.Helper()
	w.Read(func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.One(ctx, []any{&n}, query, args...)
		return err
	})
	return n
}

var ame = map[string]any{"employeeHsaId": "HSA-ame"}

func TestStaffComeInThroughTheirProvider(t *testing.T) {
	w := newWays(t)
	out, err := w.signIn("kommun", w.own, map[string]any{"employeeHsaId": "HSA-ame", "sid": "s1", "family_name": " Provsson "}, nil)
	w.must(err)
	s, err := w.Session(t.Context(), out.Secret, "192.0.2.9")
	if err != nil || s.Actor.User != "ame-1" || s.Actor.Function != "ame" || s.Actor.Level != "loa3" || out.Back != "/min-dag" {
		t.Fatalf("%+v %+v %v", s, out, err)
	}
	if n := w.count(`select count(*) from audit where action = 'session.begin' and outcome = 'done' and level = 'loa3' and ground = 'high' and user_id = 'ame-1' and function_id = 'ame'`); n != 1 {
		t.Errorf("%d rows of the sign-in", n)
	}
	if n := w.count(`select count(*) from session where acr = 'high' and provider = 'kommun' and provider_subject <> '' and provider_subject not like '%user%' and provider_session = 's1'`); n != 1 {
		t.Errorf("%d sessions that remember their provider", n)
	}
	if n := w.count(`select count(*) from user_account where id = 'ame-1' and family_hash = $1`, w.W.Sealer.HashName("PROVSSON")); n != 1 {
		t.Error("the family name is not kept as a hash")
	}
	if n := w.count(`select count(*) from sign_in`); n != 0 {
		t.Errorf("%d sign-ins are still kept", n)
	}
}

// forgery is one thing that is wrong with a token, and in which word the
// operator is told.
type forgery struct {
	name, reason string
	forge        func(w *ways, t *issuer.Token)
}

func claim(name string, value any) func(*ways, *issuer.Token) {
	return func(_ *ways, t *issuer.Token) {
		if t.Claims[name] = value; value == nil {
			delete(t.Claims, name)
		}
	}
}

func head(name, value string) func(*ways, *issuer.Token) {
	return func(_ *ways, t *issuer.Token) { t.Head[name] = value }
}

func signed(alg string, with func(*ways) func(string) []byte) func(*ways, *issuer.Token) {
	return func(w *ways, t *issuer.Token) { t.Head["alg"], t.Sign = alg, with(w) }
}

func in(d time.Duration, name string) func(*ways, *issuer.Token) {
	return func(w *ways, t *issuer.Token) { t.Claims[name] = w.W.Now().Add(d).Unix() }
}

func unsigned(*ways) func(string) []byte { return issuer.Unsigned }

// forgeries are all that a hostile provider, or somebody who got at its tokens,
// can sign wrongly.
var forgeries = []forgery{
	{"issuer of another", "issuer", func(w *ways, t *issuer.Token) { t.Claims["iss"] = w.another.URL }},
	{"issuer with a slash more", "issuer", func(w *ways, t *issuer.Token) { t.Claims["iss"] = w.own.URL + "/" }},
	{"no issuer", "issuer", claim("iss", nil)},
	{"audience of another", "audience", claim("aud", "other")},
	{"audience and one more", "audience", claim("aud", []string{"samverk", "other"})},
	{"no audience", "audience", claim("aud", nil)},
	{"party is another", "party", claim("azp", "other")},
	{"nonce of another sign-in", "nonce", claim("nonce", "0123456789012345678901234567")},
	{"no nonce", "nonce", claim("nonce", nil)},
	{"has expired", "expiry", in(-time.Second, "exp")},
	{"never expires", "expiry", claim("exp", nil)},
	{"issued in the future", "issued", in(2*time.Minute, "iat")},
	{"issued long ago", "issued", in(-time.Hour, "iat")},
	{"issued at no time", "issued", claim("iat", nil)},
	{"not valid yet", "not-before", in(2*time.Minute, "nbf")},
	{"not valid for long", "not-before", in(time.Hour, "nbf")},
	{"alg none", "algorithm", signed("none", unsigned)},
	{"alg None", "algorithm", signed("None", unsigned)},
	{"alg none with a signature", "algorithm", head("alg", "none")},
	{"no alg", "algorithm", head("alg", "")},
	{"HS256 with the public key", "algorithm", signed("HS256", func(w *ways) func(string) []byte { return issuer.HS256(w.own.PublicKey()) })},
	{"HS256 with the client's name", "algorithm", signed("HS256", func(*ways) func(string) []byte { return issuer.HS256([]byte(issuer.Client)) })},
	{"RS384, which is not taken", "algorithm", signed("RS384", func(w *ways) func(string) []byte { return issuer.RS384(w.own.Key) })},
	{"PS256, which it does not say it has", "algorithm", signed("PS256", func(w *ways) func(string) []byte { return issuer.PS256(w.own.Key) })},
	{"unknown key", "signature", head("kid", "k2")},
	{"other key under the same name", "signature", signed("RS256", func(*ways) func(string) []byte { return issuer.RS256(issuer.OtherKey()) })},
	{"other key without a name", "signature", func(_ *ways, t *issuer.Token) {
		delete(t.Head, "kid")
		t.Sign = issuer.RS256(issuer.OtherKey())
	}},
	{"changed after it was signed", "signature", func(_ *ways, t *issuer.Token) {
		before := t.String()
		t.Claims["sub"] = "admin"
		t.Raw = t.String()[:strings.LastIndexByte(t.String(), '.')] + before[strings.LastIndexByte(before, '.'):]
	}},
	{"signature cut", "signature", func(_ *ways, t *issuer.Token) { t.Raw = t.String()[:len(t.String())-8] }},
	{"an access token", "type", head("typ", "at+jwt")},
	{"a logout token", "type", head("typ", "logout+jwt")},
	{"no token", "token", func(_ *ways, t *issuer.Token) { t.None = true }},
	{"not a token", "algorithm", func(_ *ways, t *issuer.Token) { t.Raw = "hello" }},
	{"a very long token", "token", func(_ *ways, t *issuer.Token) { t.Claims["x"] = strings.Repeat("x", 40_000) }},
	{"hash of another access token", "access token", claim("at_hash", "AAAAAAAAAAAAAAAAAAAAAA")},
	{"no user", "subject", claim("sub", nil)},
	{"an endless user", "subject", claim("sub", strings.Repeat("u", 300))},
	{"a user that is a number", "token", claim("sub", 7)},
	{"level too low", "level", claim("acr", "low")},
	{"level that nobody knows", "level", claim("acr", "loa3")},
	{"no level", "level", claim("acr", nil)},
	{"a list of levels", "level", claim("acr", []string{"low", "high"})},
	{"claim is missing", "claim", claim("employeeHsaId", nil)},
	{"claim is empty", "claim", claim("employeeHsaId", " ")},
	{"claim is a list", "claim", claim("employeeHsaId", []string{"HSA-ame"})},
	{"claim has a line break", "claim", claim("employeeHsaId", "HSA-\name")},
	{"claim is endless", "claim", claim("employeeHsaId", strings.Repeat("H", 201))},
	{"somebody without an account", "unknown", claim("employeeHsaId", "HSA-nobody")},
	{"case of letters differs", "unknown", claim("employeeHsaId", "hsa-AME")},
	{"a user that is called by a number", "subject", claim("employeeHsaId", "19900117-2387")},
	{"somebody of another organisation", "organisation", claim("employeeHsaId", "HSA-stranger")},
	{"the person herself", "organisation", claim("employeeHsaId", "HSA-person")},
	{"an account that has ended", "ended", claim("employeeHsaId", "HSA-ended")},
}

func TestEveryForgeryIsRefusedAndLoggedOnce(t *testing.T) {
	w := newWays(t)
	w.bind("kommun", "HSA-stranger", "vc-1")
	w.bind("kommun", "HSA-person", w.AsPerson(w.Person()).User)
	w.bind("kommun", "HSA-ended", "samverkan-chef-1")
	w.Exec(`update user_account set ended_at = 1 where id = 'samverkan-chef-1'`)
	refused := 0
	for _, f := range forgeries {
		t.Run(f.name, func(t *testing.T) {
			w.t = t
			w.Pass(time.Minute) // so that keys may be fetched anew
			before := w.count(`select count(*) from audit`)
			_, err := w.signIn("kommun", w.own, ame, func(token *issuer.Token) { f.forge(w, token) })
			if !errs.Is(err, errs.Denied) || provider.Reason(err) != f.reason {
				t.Fatalf("%v for %q, want %q", err, provider.Reason(err), f.reason)
			}
			if n := w.count(`select count(*) from audit where action = 'session.begin' and outcome = 'refused' and object = 'kommun' and source = '192.0.2.9'`); n != refused+1 {
				t.Errorf("%d refusals in the log, want %d", n, refused+1)
			}
			if n := w.count(`select count(*) from audit`) - before; n != 1 {
				t.Errorf("%d rows in the log", n)
			}
			refused++
		})
	}
	if n := w.count(`select count(*) from session`); n != 0 || refused != len(forgeries) || len(forgeries) < 50 {
		t.Errorf("%d sessions; %d of %d refused", n, refused, len(forgeries))
	}
	w.t = t
	if _, err := w.signIn("kommun", w.own, ame, nil); err != nil {
		t.Error("the right one:", err)
	}
}

func TestASignInWorksOnceInItsOwnBrowser(t *testing.T) {
	w := newWays(t)
	ctx := t.Context()
	q := w.own.Login(t, w.depart("kommun", access.Actor{}), ame, nil)
	state, code := q.Get("state"), q.Get("code")
	other := entry.Arriving{Provider: "kommun", Browser: rand.Text(), State: state, Code: code, Source: "192.0.2.9"}
	for name, a := range map[string]entry.Arriving{
		"another browser":         other,
		"a browser that has none": {Provider: "kommun", State: state, Code: code, Source: "192.0.2.9"},
		"another provider":        {Provider: "region", Browser: w.browser, State: state, Code: code, Source: "192.0.2.9"},
		"no state":                {Provider: "kommun", Browser: w.browser, Code: code, Source: "192.0.2.9"},
		"an invented state":       {Provider: "kommun", Browser: w.browser, State: rand.Text(), Code: code, Source: "192.0.2.9"},
	} {
		if _, err := w.in.Arrive(ctx, a); provider.Reason(err) != "state" {
			t.Errorf("%s: %v", name, err)
		}
	}
	out, err := w.arrive("kommun", state, code)
	if err != nil || out.Secret == "" {
		t.Fatal("in its own:", err)
	}
	if _, err := w.arrive("kommun", state, code); provider.Reason(err) != "state" {
		t.Error("the same again:", err)
	}
	next := w.own.Login(t, w.depart("kommun", access.Actor{}), ame, nil)
	if _, err := w.arrive("kommun", next.Get("state"), code); provider.Reason(err) != "code" {
		t.Error("the code of another sign-in:", err)
	}
	swapped := w.own.Login(t, w.depart("kommun", access.Actor{}), ame, nil)
	third := w.own.Login(t, w.depart("kommun", access.Actor{}), ame, nil)
	if _, err := w.arrive("kommun", swapped.Get("state"), third.Get("code")); provider.Reason(err) != "code" {
		t.Error("a code that was asked for with another verifier:", err)
	}
	late := w.own.Login(t, w.depart("kommun", access.Actor{}), ame, nil)
	w.Pass(16 * time.Minute)
	if _, err := w.arrive("kommun", late.Get("state"), late.Get("code")); provider.Reason(err) != "state" {
		t.Error("after a quarter:", err)
	}
	if n := w.count(`select count(*) from session`); n != 1 {
		t.Errorf("%d sessions", n)
	}
}

func TestAProviderThatSendsNobody(t *testing.T) {
	w := newWays(t)
	for failure, key := range map[string]string{"access_denied": "entry.cancelled", "server_error": "provider.refused", "": "provider.refused"} {
		q := w.own.Login(t, w.depart("kommun", access.Actor{}), ame, nil)
		_, err := w.in.Arrive(t.Context(), entry.Arriving{Provider: "kommun", Browser: w.browser, State: q.Get("state"), Failure: failure, Source: "192.0.2.9"})
		if err == nil || !strings.HasPrefix(err.Error(), key) {
			t.Errorf("%q: %v", failure, err)
		}
	}
	w.own.Says["authorization_response_iss_parameter_supported"] = true
	w.Pass(2 * time.Hour)
	for _, named := range []string{"", w.another.URL} {
		q := w.own.Login(t, w.depart("kommun", access.Actor{}), ame, nil)
		_, err := w.in.Arrive(t.Context(), entry.Arriving{Provider: "kommun", Browser: w.browser, State: q.Get("state"), Code: q.Get("code"), Issuer: named, Source: "192.0.2.9"})
		if provider.Reason(err) != "sender" {
			t.Errorf("an answer that names %q: %v", named, err)
		}
	}
	if _, err := w.in.Depart(t.Context(), entry.Departing{Provider: "nobody", Browser: w.browser}); !errs.Is(err, errs.NotFound) {
		t.Error(err)
	}
}

func TestAnIssuerAssertsItsOwnPeopleOnly(t *testing.T) {
	w := newWays(t)
	of := func(subject, organisation string) map[string]any {
		return map[string]any{"employeeHsaId": subject, "organizationHsaId": organisation}
	}
	out, err := w.signIn("region", w.another, of("HSA-vc", "R1"), nil)
	w.must(err)
	if s, err := w.Session(t.Context(), out.Secret, ""); err != nil || s.Actor.User != "vc-1" {
		t.Errorf("%+v %v", s, err)
	}
	for reason, claims := range map[string]map[string]any{
		"organisation": of("HSA-vc", "K1"),     // hers, but another of the provider's organisations
		"unknown":      of("HSA-nobody", "R1"), // and no account is made
		"claim":        {"employeeHsaId": "HSA-vc"},
	} {
		if _, err := w.signIn("region", w.another, claims, nil); provider.Reason(err) != reason {
			t.Errorf("%v: %v, want %s", claims, err, reason)
		}
	}
	if _, err := w.signIn("region", w.another, of("HSA-vc", "F1"), nil); provider.Reason(err) != "organisation" {
		t.Error("an organisation that the file does not have:", err)
	}
	// What one provider calls a user is nobody at another.
	w.bind("region", "HSA-only-there", "vc-chef-1")
	if _, err := w.signIn("kommun", w.own, map[string]any{"employeeHsaId": "HSA-only-there"}, nil); provider.Reason(err) != "unknown" {
		t.Error(err)
	}
}

func TestABindingThatIsTakenAwayEndsWhatItGave(t *testing.T) {
	w := newWays(t)
	ctx := t.Context()
	out, err := w.signIn("kommun", w.own, ame, nil)
	w.must(err)
	unbind := func(at string) error {
		return w.Enter(ctx, func(tx *db.Tx) error {
			return login.Unbind(ctx, tx, "ame-1", login.Identity{Provider: at, Subject: "HSA-ame"})
		})
	}
	if err := unbind("e-leg"); !errs.Is(err, errs.NotFound) {
		t.Error("a binding that is none:", err)
	}
	w.must(unbind("region"))
	if _, err := w.Session(ctx, out.Secret, ""); err != nil {
		t.Error("another provider's:", err)
	}
	w.must(unbind("kommun"))
	if _, err := w.Session(ctx, out.Secret, ""); !errs.Is(err, errs.SignedOut) {
		t.Error("still in:", err)
	}
	if _, err := w.signIn("kommun", w.own, ame, nil); provider.Reason(err) != "unknown" {
		t.Error("comes in again:", err)
	}
	w.bind("kommun", "HSA-other", "ame-1")
	for _, i := range []login.Identity{{Provider: "kommun", Subject: "HSA-more"}, {Provider: "kommun"}, {Subject: "HSA-more"}, {Provider: "region", Subject: "HSA-vc"}} {
		if err := w.Enter(ctx, func(tx *db.Tx) error { return login.Bind(ctx, tx, i, "ame-1", "") }); !errs.Is(err, errs.Invalid) {
			t.Errorf("%+v: %v", i, err)
		}
	}
}

func TestAccountsAreMadeOnlyWhereTheOrganisationAllowsIt(t *testing.T) {
	w := newWays(t)
	newcomer := map[string]any{"employeeHsaId": "HSA-new", "title": "Handläggare 9"}
	if _, err := w.signIn("kommun", w.own, newcomer, nil); provider.Reason(err) != "unknown" {
		t.Error("before the organisation allows it:", err)
	}
	w.Exec(`update organisation set jit = true`)
	out, err := w.signIn("kommun", w.own, newcomer, nil)
	w.must(err)
	s, err := w.Session(t.Context(), out.Secret, "")
	if err != nil || s.Label != "Handläggare 9" || s.Actor.Org != "kommun" || s.Held != 0 || s.Actor.Function != "" {
		t.Errorf("%+v %v", s, err)
	}
	again, err := w.signIn("kommun", w.own, newcomer, nil)
	w.must(err)
	if same, err := w.Session(t.Context(), again.Secret, ""); err != nil || same.Actor.User != s.Actor.User {
		t.Errorf("another account at the second time: %+v %v", same, err)
	}
	if _, err := w.signIn("region", w.another, map[string]any{"employeeHsaId": "HSA-new", "organizationHsaId": "R1"}, nil); provider.Reason(err) != "unknown" {
		t.Error("a provider that makes none:", err)
	}
	for subject, title := range map[string]string{"HSA-long": strings.Repeat("Handläggare ", 12), "HSA-number": "Handläggare 19900117-2387"} {
		other, err := w.signIn("kommun", w.own, map[string]any{"employeeHsaId": subject, "title": title}, nil)
		if err != nil {
			t.Errorf("whose title is no label does not come in: %v", err)
			continue
		}
		if v, err := w.Session(t.Context(), other.Secret, ""); err != nil || v.Label != "Ny användare" {
			t.Errorf("%q is shown to others, %v", v.Label, err)
		}
	}
	if n := w.count(`select count(*) from audit where action = 'user.add' and user_id = $1 and organisation_id = 'kommun'`, s.Actor.User); n != 1 {
		t.Errorf("%d rows of the new account", n)
	}
	if n := w.count(`select count(*) from let_in where how = 'bound' and provider = 'kommun' and user_id = $1 and asked_by = $1`, s.Actor.User); n != 1 {
		t.Errorf("%d rows of who let her in", n)
	}
}

func TestProvingAnewAtTheSameProvider(t *testing.T) {
	w := newWays(t)
	out, err := w.signIn("kommun", w.own, ame, nil)
	w.must(err)
	s, err := w.Session(t.Context(), out.Secret, "192.0.2.9")
	w.must(err)
	w.Pass(20 * time.Minute)
	prove := func(forge func(*issuer.Token), claims map[string]any) (entry.Arrived, error) {
		to := w.depart("kommun", s.Actor)
		if !strings.Contains(to, "prompt=login") || !strings.Contains(to, "max_age=0") {
			t.Errorf("the provider is not asked to ask: %s", to)
		}
		q := w.own.Login(t, to, claims, forge)
		return w.arrive("kommun", q.Get("state"), q.Get("code"))
	}
	old := func(token *issuer.Token) { token.Claims["auth_time"] = w.W.Now().Add(-10 * time.Minute).Unix() }
	if _, err := prove(old, ame); provider.Reason(err) != "not fresh" {
		t.Error("an old proof:", err)
	}
	future := func(token *issuer.Token) { token.Claims["auth_time"] = w.W.Now().Add(time.Hour).Unix() }
	if _, err := prove(future, ame); provider.Reason(err) != "not fresh" {
		t.Error("a proof that is still to come:", err)
	}
	if _, err := prove(func(token *issuer.Token) { delete(token.Claims, "auth_time") }, ame); provider.Reason(err) != "not fresh" {
		t.Error("a proof of no time:", err)
	}
	w.bind("kommun", "HSA-other", "forsorjning-1")
	if _, err := prove(nil, map[string]any{"employeeHsaId": "HSA-other"}); provider.Reason(err) != "other user" {
		t.Error("somebody else:", err)
	}
	if now, err := w.Session(t.Context(), out.Secret, "192.0.2.9"); err != nil || !now.Actor.Proved.Equal(s.Actor.Proved) {
		t.Errorf("proved by what was refused: %+v %v", now.Actor, err)
	}
	again, err := prove(nil, ame)
	if err != nil || !again.Proved || again.Secret != "" || again.Back != "/min-dag" {
		t.Fatalf("%+v %v", again, err)
	}
	if now, err := w.Session(t.Context(), out.Secret, "192.0.2.9"); err != nil || !now.Actor.Proved.After(s.Actor.Proved) {
		t.Errorf("not proved: %+v %v", now.Actor, err)
	}
	if n := w.count(`select count(*) from audit where action = 'session.prove' and outcome = 'done' and user_id = 'ame-1'`); n != 1 {
		t.Errorf("%d rows", n)
	}
}

func TestAProviderEndsSessions(t *testing.T) {
	w := newWays(t)
	ctx := t.Context()
	open := func(sid string) string {
		out, err := w.signIn("kommun", w.own, map[string]any{"employeeHsaId": "HSA-ame", "sid": sid}, nil)
		w.must(err)
		return out.Secret
	}
	in := func(secret string) bool { _, err := w.Session(ctx, secret, ""); return err == nil }
	one, two := open("s1"), open("s2")
	elsewhere, err := w.SignInDemo(ctx, "ame-1", "192.0.2.9")
	w.must(err)
	for reason, token := range map[string]issuer.Token{
		"issuer":    w.own.Logout(map[string]any{"sid": "s1", "iss": w.another.URL}),
		"audience":  w.own.Logout(map[string]any{"sid": "s1", "aud": "other"}),
		"expiry":    w.own.Logout(map[string]any{"sid": "s1", "exp": w.W.Now().Add(-time.Minute).Unix()}),
		"issued":    w.own.Logout(map[string]any{"sid": "s1", "iat": w.W.Now().Add(time.Hour).Unix()}),
		"nonce":     w.own.Logout(map[string]any{"sid": "s1", "nonce": "n"}),
		"event":     w.own.Logout(map[string]any{"sid": "s1", "events": map[string]any{}}),
		"jti":       w.own.Logout(map[string]any{"sid": "s1", "jti": ""}),
		"subject":   w.own.Logout(map[string]any{"sub": ""}),
		"algorithm": {Raw: "hello"},
	} {
		if err := w.in.Leave(ctx, "kommun", token.String(), "192.0.2.8"); provider.Reason(err) != reason {
			t.Errorf("%v, want %s", err, reason)
		}
	}
	if err := w.in.Leave(ctx, "kommun", "", "192.0.2.8"); provider.Reason(err) != "token" {
		t.Error("no word:", err)
	}
	unsigned := w.own.Logout(map[string]any{"sid": "s1"})
	unsigned.Head["alg"], unsigned.Sign = "none", issuer.Unsigned
	wrong := w.own.Logout(map[string]any{"sid": "s1"})
	wrong.Head["typ"] = "at+jwt"
	for _, token := range []issuer.Token{unsigned, wrong, w.own.Token(map[string]any{"sid": "s1", "jti": "j", "nonce": "n"})} {
		if err := w.in.Leave(ctx, "kommun", token.String(), "192.0.2.8"); !errs.Is(err, errs.Denied) {
			t.Error("taken:", err)
		}
	}
	if err := w.in.Leave(ctx, "region", w.another.Logout(map[string]any{"sid": "s1"}).String(), "192.0.2.8"); err != nil || !in(one) {
		t.Error("another provider's word:", err, in(one))
	}
	word := w.own.Logout(map[string]any{"sid": "s1"}).String()
	if err := w.in.Leave(ctx, "kommun", word, "192.0.2.8"); err != nil || in(one) || !in(two) {
		t.Error("one session:", err, in(one), in(two))
	}
	three := open("s1")
	if err := w.in.Leave(ctx, "kommun", word, "192.0.2.8"); provider.Reason(err) != "replayed" || !in(three) {
		t.Error("the same word again:", err, in(three))
	}
	if err := w.in.Leave(ctx, "kommun", w.own.Logout(nil).String(), "192.0.2.8"); err != nil || in(two) || in(three) {
		t.Error("all of a user's:", err, in(two), in(three))
	}
	if !in(elsewhere) {
		t.Error("a session that the provider did not vouch for has ended too")
	}
	if n := w.count(`select count(*) from audit where action = 'session.leave' and outcome = 'done' and user_id = 'ame-1'`); n != 3 {
		t.Errorf("%d rows of ended sessions", n)
	}
}
