// Package target is whom an agreement is for and which benefits could be worth asking about: rules evaluated on what is known.
package target

import "samverk/internal/app"

// Service is the application, with these use cases.
type Service struct{ *app.App }

// New returns the service of an application.
func New(a *app.App) *Service { return &Service{a} }
