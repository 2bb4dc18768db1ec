// Package entry is how users come in and go: through providers that vouch for
// them, with passkeys, by proving again who they are; their sessions and tokens.
package entry

import (
	"log/slog"

	"samverk/internal/app"
	"samverk/internal/errs"
	"samverk/internal/login"
	"samverk/internal/password"
	"samverk/internal/provider"
)

// Service is the application, with the ways in to it.
type Service struct {
	*app.App
	o         Options
	keys      *login.Keys // nil where no browser would use passkeys
	passwords *password.Hasher
}

// errSigned is the answer when the sign-in is no longer good.
var errSigned = errs.New(errs.SignedOut, "signed.out")

// Options are what the ways in need to know of the installation.
type Options struct {
	Providers *provider.Set // nil for none
	Base      string        // the address that users see
	Logger    *slog.Logger
}

// New returns the ways in to an application.
func New(a *app.App, o Options) *Service {
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	keys, err := login.NewKeys(o.Base, "Samverk")
	if err != nil {
		o.Logger.Warn("no passkeys", "error", err)
	}
	return &Service{App: a, o: o, keys: keys, passwords: password.New()}
}
