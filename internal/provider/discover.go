package provider

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"io"
	"net"
	"net/http"
	"net/url"
	"slices"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
)

// How long a provider may take, and how long what it said holds.
const (
	patience  = 5 * time.Second  // for one answer
	rest      = 10 * time.Second // before it is asked again after it gave none
	refreshed = time.Hour        // that what it says of itself is believed
	keysApart = 5 * time.Second  // between two times that its keys are fetched
	mostBytes = 1 << 20          // of an answer
)

// algorithms are those a token may be signed with: never none, and never one
// whose key both sides share.
var algorithms = []string{oidc.RS256, oidc.PS256, oidc.ES256, oidc.EdDSA}

// discover asks the provider about itself when somebody needs it, never at the
// start. One that gave no answer is left alone for a while, so that many who
// wait for it do not wait after each other.
func (p *Provider) discover(ctx context.Context) (*metadata, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.now()
	switch {
	case p.failed != nil && now.Sub(p.asked) < rest:
		if p.known != nil {
			return p.known, nil
		}
		return nil, p.failed
	case p.known != nil && now.Sub(p.asked) < refreshed:
		return p.known, nil
	}
	// Who waits with us is not to lose because the first one left.
	fetching, cancel := context.WithTimeout(context.WithoutCancel(ctx), patience)
	defer cancel()
	m, err := p.fetch(oidc.ClientContext(fetching, p.client))
	p.asked, p.failed = p.now(), err
	if err == nil {
		p.known = m
	}
	if p.known != nil {
		return p.known, nil
	}
	return nil, err
}

func (p *Provider) fetch(ctx context.Context) (*metadata, error) {
	found, err := oidc.NewProvider(ctx, p.Issuer)
	if err != nil {
		return nil, unreachable(err)
	}
	var says struct {
		Algorithms []string `json:"id_token_signing_alg_values_supported"`
		Methods    []string `json:"token_endpoint_auth_methods_supported"`
		Names      bool     `json:"authorization_response_iss_parameter_supported"`
		Keys       string   `json:"jwks_uri"`
		Profile    string   `json:"userinfo_endpoint"`
	}
	if err := found.Claims(&says); err != nil {
		return nil, refuse("metadata")
	}
	for _, address := range []string{found.Endpoint().AuthURL, found.Endpoint().TokenURL, says.Keys} {
		if !p.allowed(address) {
			return nil, refuse("endpoint")
		}
	}
	if says.Profile != "" && !p.allowed(says.Profile) {
		return nil, refuse("endpoint")
	}
	signed := []string{oidc.RS256} // what every provider must have, where it says nothing
	if len(says.Algorithms) > 0 {
		signed = slices.DeleteFunc(slices.Clone(algorithms), func(a string) bool { return !slices.Contains(says.Algorithms, a) })
	}
	if len(signed) == 0 {
		return nil, refuse("algorithm")
	}
	m := &metadata{Provider: found, names: says.Names, profile: says.Profile != "", style: p.style(says.Methods)}
	m.tokens = found.VerifierContext(ctx, &oidc.Config{ClientID: p.ClientID, SupportedSigningAlgs: signed, Now: p.now})
	return m, nil
}

// style is how the provider wants to be told the client's secret.
func (p *Provider) style(methods []string) oauth2.AuthStyle {
	if p.secret == "" || len(methods) > 0 && !slices.Contains(methods, "client_secret_basic") {
		return oauth2.AuthStyleInParams
	}
	return oauth2.AuthStyleInHeader
}

// allowed reports whether an address of the provider is reached over TLS, or on
// this machine where the provider itself is.
func (p *Provider) allowed(address string) bool {
	at, err := url.Parse(address)
	own, ownErr := url.Parse(p.Issuer)
	return err == nil && ownErr == nil && secureAddress(at) && (at.Scheme == "https" || own.Scheme == "http")
}

// secureAddress reports whether an address is over TLS or on this machine.
func secureAddress(u *url.URL) bool {
	if u.Host == "" || u.User != nil || u.Fragment != "" {
		return false
	}
	ip := net.ParseIP(u.Hostname())
	return u.Scheme == "https" || u.Scheme == "http" && (u.Hostname() == "localhost" || ip != nil && ip.IsLoopback())
}

// newClient returns what a provider is asked with: bounded in time and size,
// never led elsewhere. With authorities of its own it trusts those alone.
func newClient(authorities *x509.CertPool, now func() time.Time) *http.Client {
	dialer := &net.Dialer{Timeout: 3 * time.Second}
	return &http.Client{
		Timeout: patience,
		Transport: &bounded{now: now, next: &http.Transport{
			Proxy: http.ProxyFromEnvironment, DialContext: dialer.DialContext, TLSHandshakeTimeout: 3 * time.Second,
			ResponseHeaderTimeout: patience, MaxResponseHeaderBytes: 64 << 10, IdleConnTimeout: 30 * time.Second, ForceAttemptHTTP2: true,
			TLSClientConfig: &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: authorities},
		}},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// bounded cuts answers that are too long, and keeps strangers who send tokens
// with invented keys from making us fetch the provider's keys all the time.
type bounded struct {
	next http.RoundTripper
	now  func() time.Time

	mu   sync.Mutex
	last map[string]time.Time
}

// RoundTrip asks once.
func (b *bounded) RoundTrip(r *http.Request) (*http.Response, error) {
	// The library asks for keys, and only for keys, in this way.
	if r.Header.Get("Cache-Control") == "no-cache" && b.soon(r.URL.String()) {
		return nil, errSoon
	}
	answer, err := b.next.RoundTrip(r)
	if err == nil {
		answer.Body = struct {
			io.Reader
			io.Closer
		}{io.LimitReader(answer.Body, mostBytes), answer.Body}
	}
	return answer, err
}

func (b *bounded) soon(address string) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	now := b.now()
	if at, ok := b.last[address]; ok && now.Sub(at) < keysApart {
		return true
	}
	if b.last == nil {
		b.last = map[string]time.Time{}
	}
	b.last[address] = now
	return false
}
