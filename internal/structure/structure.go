// Package structure is what users do at the level where nobody is named: what
// organisations have agreed, and the forums that they keep for it. It stands
// above package app, as part of everything a user can do, and imports nothing of
// the individual level.
package structure

import "samverk/internal/app"

// Service is the application, with its structure level.
type Service struct{ *app.App }

// New returns the service.
func New(a *app.App) *Service { return &Service{a} }
