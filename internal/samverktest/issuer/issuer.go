// Package issuer is an OpenID provider for tests that signs whatever a test
// wants: every wrong combination too. It keeps to the protocol where the test
// does not break it: codes work once, and only with the right PKCE verifier.
package issuer

import (
	"cmp"
	"crypto"
	"crypto/hmac"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/sha512"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"maps"
	"math/big"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// Client is what every issuer calls the application.
const Client = "samverk"

// KeyID is what every issuer calls its key.
const KeyID = "k1"

// Token is one before it is signed; a test changes what it likes.
type Token struct {
	Head   map[string]any
	Claims map[string]any
	Sign   func(text string) []byte
	Raw    string // sent as it is, when not empty
	None   bool   // nothing is sent
	Extra  map[string]any
}

// Issuer is a provider.
type Issuer struct {
	*httptest.Server
	Key       *rsa.PrivateKey
	Now       func() time.Time
	Says      map[string]any // more of its metadata
	Algorithm string         // that its key says it is for, RS256 when empty
	Answer    func(w http.ResponseWriter, r *http.Request) bool
	Asked     atomic.Int64 // how many times it has been asked for anything

	mu    sync.Mutex
	codes map[string]ask
}

type ask struct {
	challenge, nonce, redirect string
	forge                      func(*Token)
	claims                     map[string]any
}

// key is made once: it takes long.
var key = sync.OnceValue(func() *rsa.PrivateKey { return newKey() })

func newKey() *rsa.PrivateKey {
	k, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err)
	}
	return k
}

// OtherKey is one that no issuer shows.
var OtherKey = sync.OnceValue(newKey)

// New starts a provider on this machine.
func New(t testing.TB, now func() time.Time) *Issuer {
	t.Helper()
	i := &Issuer{Key: key(), Now: now, codes: map[string]ask{}, Says: map[string]any{}}
	i.Server = httptest.NewServer(i)
	t.Cleanup(i.Close)
	return i
}

// NewTLS starts one whose certificate nobody else trusts.
func NewTLS(t testing.TB, now func() time.Time) *Issuer {
	t.Helper()
	i := &Issuer{Key: key(), Now: now, codes: map[string]ask{}, Says: map[string]any{}}
	i.Server = httptest.NewUnstartedServer(i)
	i.Config.ErrorLog = quiet()
	i.StartTLS()
	t.Cleanup(i.Close)
	return i
}

// ServeHTTP answers as a provider does, unless the test answers itself.
func (i *Issuer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	i.Asked.Add(1)
	if i.Answer != nil && i.Answer(w, r) {
		return
	}
	switch r.URL.Path {
	case "/.well-known/openid-configuration":
		m := map[string]any{
			"issuer": i.URL, "authorization_endpoint": i.URL + "/auth", "token_endpoint": i.URL + "/token",
			"jwks_uri": i.URL + "/keys", "userinfo_endpoint": i.URL + "/userinfo", "id_token_signing_alg_values_supported": []string{"RS256", "HS256", "none"},
		}
		maps.Copy(m, i.Says)
		write(w, m)
	case "/keys":
		e := big.NewInt(int64(i.Key.E)).Bytes()
		write(w, map[string]any{"keys": []any{map[string]any{"kty": "RSA", "use": "sig", "kid": KeyID, "alg": cmp.Or(i.Algorithm, "RS256"), "n": b64(i.Key.N.Bytes()), "e": b64(e)}}})
	case "/token":
		i.token(w, r)
	case "/userinfo":
		write(w, map[string]any{"sub": "user", "more": "said"})
	default:
		http.NotFound(w, r)
	}
}

func (i *Issuer) token(w http.ResponseWriter, r *http.Request) {
	i.mu.Lock()
	asked, ok := i.codes[r.FormValue("code")]
	delete(i.codes, r.FormValue("code"))
	i.mu.Unlock()
	sum := sha256.Sum256([]byte(r.FormValue("code_verifier")))
	if !ok || b64(sum[:]) != asked.challenge || r.FormValue("redirect_uri") != asked.redirect {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusBadRequest)
		w.Write([]byte(`{"error":"invalid_grant"}`))
		return
	}
	t := i.Token(asked.claims)
	t.Claims["nonce"] = asked.nonce
	if asked.forge != nil {
		asked.forge(&t)
	}
	out := map[string]any{"access_token": "opaque", "token_type": "Bearer", "expires_in": 300, "id_token": t.String()}
	if t.None {
		delete(out, "id_token")
	}
	maps.Copy(out, t.Extra)
	write(w, out)
}

// Token is a right one with more claims, to be forged.
func (i *Issuer) Token(claims map[string]any) Token {
	now := i.Now()
	t := Token{Head: map[string]any{"alg": "RS256", "kid": KeyID, "typ": "JWT"}, Sign: RS256(i.Key), Claims: map[string]any{
		"iss": i.URL, "aud": Client, "sub": "user", "exp": now.Add(5 * time.Minute).Unix(), "iat": now.Unix(), "auth_time": now.Unix(), "acr": "high",
	}}
	maps.Copy(t.Claims, claims)
	return t
}

// Logout is a right logout token with more claims, to be forged.
func (i *Issuer) Logout(claims map[string]any) Token {
	t := i.Token(map[string]any{"jti": rand.Text(), "events": map[string]any{"http://schemas.openid.net/event/backchannel-logout": map[string]any{}}})
	t.Head["typ"] = "logout+jwt"
	delete(t.Claims, "acr")
	maps.Copy(t.Claims, claims)
	return t
}

// String signs the token.
func (t Token) String() string {
	if t.Raw != "" {
		return t.Raw
	}
	head, _ := json.Marshal(t.Head)
	body, _ := json.Marshal(t.Claims)
	text := b64(head) + "." + b64(body)
	return text + "." + b64(t.Sign(text))
}

// Login plays the user: it takes the address that she was sent to, and returns
// what the browser brings back. forge may change the token.
func (i *Issuer) Login(t testing.TB, address string, claims map[string]any, forge func(*Token)) url.Values {
	t.Helper()
	at, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	q := at.Query()
	for name, want := range map[string]string{"response_type": "code", "client_id": Client, "code_challenge_method": "S256"} {
		if q.Get(name) != want {
			t.Errorf("%s is %q, want %q", name, q.Get(name), want)
		}
	}
	if len(q.Get("code_challenge")) != 43 || len(q.Get("nonce")) < 20 || len(q.Get("state")) < 20 {
		t.Errorf("challenge, nonce or state is short: %s", at.RawQuery)
	}
	code := rand.Text()
	i.mu.Lock()
	i.codes[code] = ask{q.Get("code_challenge"), q.Get("nonce"), q.Get("redirect_uri"), forge, claims}
	i.mu.Unlock()
	return url.Values{"state": {q.Get("state")}, "code": {code}}
}

// RS256 signs with a key.
func RS256(k *rsa.PrivateKey) func(string) []byte {
	return func(text string) []byte {
		sum := sha256.Sum256([]byte(text))
		b, _ := rsa.SignPKCS1v15(rand.Reader, k, crypto.SHA256, sum[:])
		return b
	}
}

// RS384 signs with a key, in a way that the application does not take.
func RS384(k *rsa.PrivateKey) func(string) []byte {
	return func(text string) []byte {
		sum := sha512.Sum384([]byte(text))
		b, _ := rsa.SignPKCS1v15(rand.Reader, k, crypto.SHA384, sum[:])
		return b
	}
}

// PS256 signs with a key.
func PS256(k *rsa.PrivateKey) func(string) []byte {
	return func(text string) []byte {
		sum := sha256.Sum256([]byte(text))
		b, _ := rsa.SignPSS(rand.Reader, k, crypto.SHA256, sum[:], &rsa.PSSOptions{SaltLength: rsa.PSSSaltLengthEqualsHash})
		return b
	}
}

// HS256 signs with what everybody may know: the public key.
func HS256(secret []byte) func(string) []byte {
	return func(text string) []byte {
		m := hmac.New(sha256.New, secret)
		m.Write([]byte(text))
		return m.Sum(nil)
	}
}

// Unsigned signs with nothing.
func Unsigned(string) []byte { return nil }

// PublicKey is an issuer's key as everybody can fetch it.
func (i *Issuer) PublicKey() []byte { return x509.MarshalPKCS1PublicKey(&i.Key.PublicKey) }

func b64(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

func write(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	json.NewEncoder(w).Encode(v)
}
