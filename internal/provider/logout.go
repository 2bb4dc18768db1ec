package provider

import (
	"context"

	"github.com/coreos/go-oidc/v3/oidc"
)

// Leave is a provider's word that a user has signed out there.
type Leave struct {
	ID       string // of the word itself: it is believed once
	Sub, SID string // whom it is about, and which of her sessions; all of them without one
}

// Leave believes a logout token (OpenID Connect Back-Channel Logout 1.0), or
// says why not.
func (p *Provider) Leave(ctx context.Context, raw string) (Leave, error) {
	if raw == "" || len(raw) > mostToken {
		return Leave{}, refuse("token")
	}
	m, err := p.discover(ctx)
	if err != nil {
		return Leave{}, err
	}
	t, err := m.tokens.VerifyLogout(oidc.ClientContext(ctx, p.client), raw)
	if err != nil {
		return Leave{}, disbelieved(err)
	}
	now := p.now()
	switch {
	case !typed(raw, "", "jwt", "logout+jwt"):
		return Leave{}, refuse("type")
	case len(t.Audience) != 1:
		return Leave{}, refuse("audience")
	case t.IssuedAt.After(now.Add(skew)), t.IssuedAt.Before(now.Add(-oldest)):
		return Leave{}, refuse("issued")
	case len(t.TokenID) > mostClaim, len(t.Subject) > 255, len(t.SessionID) > mostClaim:
		return Leave{}, refuse("token")
	}
	return Leave{ID: t.TokenID, Sub: t.Subject, SID: t.SessionID}, nil
}
