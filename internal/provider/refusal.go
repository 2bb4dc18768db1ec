package provider

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"strings"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"samverk/internal/errs"
)

// refuse is the answer when what a provider sent is not believed. The reason is
// one word for the operator; nothing of what was sent stands in it.
func refuse(reason string) error {
	return errs.New(errs.Denied, "provider.refused").With("reason", reason)
}

// lacking is the answer when a provider did not say what it must.
func lacking(claim string) error {
	return errs.New(errs.Denied, "provider.claim").With("reason", "claim").With("claim", claim)
}

// Reason returns in one word why something was not believed or not reached, for
// the operator's log.
func Reason(err error) string {
	if e, ok := errors.AsType[*errs.Error](err); ok {
		return e.Args["reason"]
	}
	return ""
}

// errSoon is the answer to who wants the provider's keys again at once.
var errSoon = errors.New("keys were fetched just now")

// unreachable says why a provider gave no answer.
func unreachable(err error) error {
	key, reason := "provider.down", "down"
	var network net.Error
	switch {
	case aboutCertificate(err):
		key, reason = "provider.certificate", "certificate"
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &network) && network.Timeout():
		key, reason = "provider.slow", "slow"
	}
	return errs.New(errs.Unavailable, key).With("reason", reason)
}

func aboutCertificate(err error) bool {
	if _, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		return true
	}
	_, authority := errors.AsType[x509.UnknownAuthorityError](err)
	_, host := errors.AsType[x509.HostnameError](err)
	_, invalid := errors.AsType[x509.CertificateInvalidError](err)
	return authority || host || invalid
}

// disbelieved names what the library found wrong with a token. It only
// explains: that the token is refused is settled.
func disbelieved(err error) error {
	if _, ok := errors.AsType[*oidc.TokenExpiredError](err); ok {
		return refuse("expiry")
	}
	if strings.Contains(err.Error(), "fetching keys") && !strings.Contains(err.Error(), errSoon.Error()) {
		return errs.New(errs.Unavailable, "provider.down").With("reason", "keys")
	}
	for _, known := range [][2]string{
		{errSoon.Error(), "key"},
		{"different provider", "issuer"}, {"audience", "audience"}, {"before the nbf", "not-before"},
		{"verify signature", "signature"}, {"malformed jwt", "algorithm"}, {"nonce", "nonce"},
		{"event", "event"}, {"'jti'", "jti"}, {"'sub'", "subject"}, {"'exp'", "expiry"},
	} {
		if strings.Contains(err.Error(), known[0]) {
			return refuse(known[1])
		}
	}
	return refuse("token")
}

// levelTooLow is the answer when somebody has not proved surely enough who she
// is.
func levelTooLow() error {
	return errs.New(errs.Denied, "provider.level").With("reason", "level")
}

// asExchange returns what the provider answered to a code.
func asExchange(err error) (*oauth2.RetrieveError, bool) {
	return errors.AsType[*oauth2.RetrieveError](err)
}
