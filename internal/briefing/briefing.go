// Package briefing is the brief to the doctor: made of the plan, carried or sent, answered, and taken into the plan.
package briefing

import "samverk/internal/app"

// Service is the application, with these use cases.
type Service struct{ *app.App }

// New returns the service of an application.
func New(a *app.App) *Service { return &Service{a} }
