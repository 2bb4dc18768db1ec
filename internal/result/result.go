// Package result is how it ends and what became of it: handovers, outcomes, and totals in which nobody is found.
package result

import "samverk/internal/app"

// Service is the application, with these use cases.
type Service struct{ *app.App }

// New returns the service of an application.
func New(a *app.App) *Service { return &Service{a} }
