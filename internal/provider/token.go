package provider

import (
	"cmp"
	"context"
	"crypto/subtle"
	"encoding/base64"
	"encoding/json"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"samverk/internal/id"
)

// The clocks of two machines may differ, and a token is used at once.
const (
	skew      = time.Minute
	freshly   = 5 * time.Minute // how long ago somebody proved anew who she is
	oldest    = 10 * time.Minute
	mostToken = 32 << 10
	mostClaim = 200 // characters
)

// Answer is what the browser brought back from a provider, with what was kept
// of the question.
type Answer struct {
	Code, Issuer    string // Issuer as the provider named itself, if it did
	Nonce, Verifier string
	Redirect        string
	Fresh           bool
}

// Identity is what a provider asserted of a user, once it is believed.
type Identity struct {
	Subject      string // the claim that accounts are bound to
	Organisation id.Org // empty where the provider asserts for one only, or says nothing of it
	Number, Name string // of a person
	Label        string
	Family       string
	Level        string // of assurance: loa2, loa3, loa4
	ACR          string // what the provider calls that level
	Sub, SID     string // what it calls the user and her session, to end it
}

// Finish fetches the token that a code stands for and believes it, or says why
// not.
func (p *Provider) Finish(ctx context.Context, a Answer) (Identity, error) {
	m, err := p.discover(ctx)
	if err != nil {
		return Identity{}, err
	}
	if a.Issuer != "" && a.Issuer != p.Issuer || m.names && a.Issuer == "" {
		return Identity{}, refuse("sender")
	}
	asking, cancel := context.WithTimeout(oidc.ClientContext(ctx, p.client), 2*patience)
	defer cancel()
	token, err := p.config(m, a.Redirect).Exchange(asking, a.Code, oauth2.VerifierOption(a.Verifier))
	if err != nil {
		return Identity{}, unexchanged(err)
	}
	raw, _ := token.Extra("id_token").(string)
	verified, err := p.verify(asking, m, raw, a)
	if err != nil {
		return Identity{}, err
	}
	if verified.AccessTokenHash != "" && verified.VerifyAccessToken(token.AccessToken) != nil {
		return Identity{}, refuse("access token")
	}
	said, err := p.claims(asking, m, verified, token)
	if err != nil {
		return Identity{}, err
	}
	return p.identity(verified.Subject, said)
}

// unexchanged tells a code that was refused from a provider that is not there.
func unexchanged(err error) error {
	if refused, ok := asExchange(err); ok && refused.Response != nil && refused.Response.StatusCode < 500 {
		return refuse("code")
	}
	return unreachable(err)
}

// verify believes a token or says why not. The library looks at signature,
// issuer, audience and time; the rest is ours.
func (p *Provider) verify(ctx context.Context, m *metadata, raw string, a Answer) (*oidc.IDToken, error) {
	if raw == "" || len(raw) > mostToken {
		return nil, refuse("token")
	}
	t, err := m.tokens.Verify(ctx, raw)
	if err != nil {
		return nil, disbelieved(err)
	}
	var more struct {
		Party    string `json:"azp"`
		Before   int64  `json:"nbf"`
		AuthTime int64  `json:"auth_time"`
	}
	if t.Claims(&more) != nil {
		return nil, refuse("token")
	}
	now := p.now()
	switch {
	case !typed(raw, "", "jwt"):
		return nil, refuse("type")
	case len(t.Audience) != 1: // one more would be somebody else who may use it
		return nil, refuse("audience")
	case more.Party != "" && more.Party != p.ClientID:
		return nil, refuse("party")
	case a.Nonce == "" || subtle.ConstantTimeCompare([]byte(t.Nonce), []byte(a.Nonce)) != 1:
		return nil, refuse("nonce")
	case t.IssuedAt.After(now.Add(skew)), t.IssuedAt.Before(now.Add(-oldest)):
		return nil, refuse("issued")
	case time.Unix(more.Before, 0).After(now.Add(skew)):
		return nil, refuse("not-before")
	case a.Fresh && (time.Unix(more.AuthTime, 0).Before(now.Add(-freshly)) || time.Unix(more.AuthTime, 0).After(now.Add(skew))):
		return nil, refuse("not fresh")
	}
	return t, nil
}

// typed reports whether the head of a token, which has been verified, says that
// it is of one of the kinds.
func typed(raw string, kinds ...string) bool {
	head, _, _ := strings.Cut(raw, ".")
	text, err := base64.RawURLEncoding.DecodeString(head)
	var says struct {
		Type string `json:"typ"`
	}
	return err == nil && json.Unmarshal(text, &says) == nil && slices.Contains(kinds, strings.ToLower(says.Type))
}

// claims is all that the provider says of the user: in the token, and on its
// page for more where the file says so.
func (p *Provider) claims(ctx context.Context, m *metadata, t *oidc.IDToken, token *oauth2.Token) (map[string]any, error) {
	said := map[string]any{}
	if err := t.Claims(&said); err != nil {
		return nil, refuse("token")
	}
	if !p.UserInfo {
		return said, nil
	}
	if !m.profile {
		return nil, refuse("userinfo")
	}
	info, err := m.UserInfo(ctx, oauth2.StaticTokenSource(token))
	if err != nil {
		return nil, unreachable(err)
	}
	more := map[string]any{}
	if info.Subject != t.Subject || info.Claims(&more) != nil {
		return nil, refuse("userinfo")
	}
	for name, value := range more {
		if _, ok := said[name]; !ok && name != "acr" && name != "sid" { // what is signed wins, and alone says how she signed in
			said[name] = value
		}
	}
	return said, nil
}

// identity takes out of the claims what the file asks for.
func (p *Provider) identity(sub string, said map[string]any) (Identity, error) {
	i := Identity{Sub: sub, SID: text(said, "sid"), ACR: text(said, "acr"), Level: p.ACR[text(said, "acr")]}
	if sub == "" || utf8.RuneCountInString(sub) > 255 {
		return i, refuse("subject")
	}
	if !enough(i.Level, p.Demanded) {
		return i, levelTooLow()
	}
	var missing string
	need := func(name string, required bool) string {
		value := text(said, name)
		if name != "" && value == "" && required {
			missing = cmp.Or(missing, name)
		}
		return value
	}
	i.Subject = need(p.Claims.Subject, true)
	if _, err := id.ParseNumber(i.Subject, p.now()); err == nil && p.settings.Kind == Staff {
		return i, refuse("subject") // what accounts are bound to is kept as it is, which a number must not be
	}
	organisation := need(p.Claims.Organisation, true)
	i.Name = need(p.Claims.Name, true)
	i.Label, i.Family = need(p.Claims.Label, false), need(p.Claims.Family, false)
	for _, name := range slices.Backward(p.Claims.Number) {
		i.Number = cmp.Or(text(said, name), i.Number)
	}
	if _, err := id.ParseNumber(i.Number, p.now()); len(p.Claims.Number) > 0 && err != nil {
		missing = cmp.Or(missing, p.Claims.Number[0])
	}
	if missing != "" {
		return i, lacking(missing)
	}
	if p.Claims.Organisation != "" {
		if i.Organisation = p.OrganisationIDs[organisation]; i.Organisation == "" {
			return i, refuse("organisation")
		}
	}
	return i, nil
}

// text returns a claim that is a short text; anything else is none.
func text(said map[string]any, name string) string {
	value, _ := said[name].(string)
	value = strings.TrimSpace(value)
	if name == "" || utf8.RuneCountInString(value) > mostClaim || strings.ContainsFunc(value, func(r rune) bool { return r < ' ' || r == 0x7f }) {
		return ""
	}
	return value
}
