// Package provider lets others vouch for who somebody is: it is the relying
// party of OpenID Connect, with code, PKCE, state and nonce. It says what a
// provider asserted and how surely; whose account that is, package entry finds
// out. It keeps nothing and reads no file.
package provider

import (
	"context"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"samverk/internal/errs"
	"samverk/internal/id"
)

// Kind is whom a provider vouches for.
type Kind string

// The kinds.
const (
	Staff  Kind = "staff"
	Person Kind = "person"
)

// levels are the levels of assurance, least sure first.
var levels = []string{"loa2", "loa3", "loa4"}

// enough reports whether a level is at least the one demanded.
func enough(level, demanded string) bool {
	at := slices.Index(levels, level)
	return at >= 0 && at >= slices.Index(levels, demanded)
}

// Claims are the names that a provider gives to what is asked of it; an empty
// one is not asked for.
type Claims struct {
	Subject      string   `toml:"subject"`      // what an account is bound to
	Organisation string   `toml:"organisation"` // which of its organisations employs the user
	Number       []string `toml:"number"`       // personnummer or samordningsnummer, of a person: the first that is said
	Name         string   `toml:"name"`         // of a person
	Label        string   `toml:"label"`        // what others see of an account that is made at sign-in
	Family       string   `toml:"family"`       // family name, for the control of the log; only its hash is kept
}

// Provider is one that the installation trusts, for whom and how far.
type Provider struct {
	settings
	secret string
	client *http.Client
	now    func() time.Time

	mu     sync.Mutex
	known  *metadata
	asked  time.Time // when known was fetched, or could not be
	failed error
}

// metadata is what a provider says of itself.
type metadata struct {
	*oidc.Provider
	tokens  *oidc.IDTokenVerifier
	style   oauth2.AuthStyle
	names   bool // that it names itself in what it sends back (RFC 9207)
	profile bool // that it has a page to ask more of
}

// Set is every provider of an installation, in the order of its file. The nil
// Set has none.
type Set struct{ all []*Provider }

// All lists the providers.
func (s *Set) All() []*Provider {
	if s == nil {
		return nil
	}
	return s.all
}

// ByName returns a provider; what is none is missing.
func (s *Set) ByName(name string) (*Provider, error) {
	for _, p := range s.All() {
		if p.settings.Name == name {
			return p, nil
		}
	}
	return nil, errs.Missing()
}

// Name is what the provider is called in addresses, the log and the database.
func (p *Provider) Name() string { return p.settings.Name }

// Title is what people call it.
func (p *Provider) Title(english bool) string {
	if english && p.TitleEN != "" {
		return p.TitleEN
	}
	return p.settings.Title
}

// Kind is whom it vouches for.
func (p *Provider) Kind() Kind { return p.settings.Kind }

// Organisations are those whose staff it may assert.
func (p *Provider) Organisations() []id.Org { return slices.Clone(p.settings.Organisations) }

// MakesAccounts reports whether somebody unknown may get an account, where the
// organisation allows it too.
func (p *Provider) MakesAccounts() bool { return p.JIT }

// Asked is a sign-in on its way to the provider.
type Asked struct {
	State, Nonce, Verifier string
	Redirect               string // where the provider sends the browser back to
	Lang                   string
	Fresh                  bool // the user is to prove anew who she is
}

// Address returns where to send the browser.
func (p *Provider) Address(ctx context.Context, a Asked) (string, error) {
	m, err := p.discover(ctx)
	if err != nil {
		return "", err
	}
	options := []oauth2.AuthCodeOption{oauth2.S256ChallengeOption(a.Verifier), oidc.Nonce(a.Nonce), oauth2.SetAuthURLParam("ui_locales", a.Lang)}
	if values := p.acrValues(); values != "" {
		options = append(options, oauth2.SetAuthURLParam("acr_values", values))
	}
	if a.Fresh {
		options = append(options, oauth2.SetAuthURLParam("prompt", "login"), oauth2.SetAuthURLParam("max_age", "0"))
	}
	return p.config(m, a.Redirect).AuthCodeURL(a.State, options...), nil
}

func (p *Provider) config(m *metadata, redirect string) *oauth2.Config {
	e := m.Endpoint()
	e.AuthStyle = m.style
	return &oauth2.Config{ClientID: p.ClientID, ClientSecret: p.secret, Endpoint: e, RedirectURL: redirect, Scopes: p.Scopes}
}
