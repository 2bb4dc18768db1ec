// Package joint is what several actors judge together, what Försäkringskassan coordinates, and the person's way between them.
package joint

import "samverk/internal/app"

// Service is the application, with these use cases.
type Service struct{ *app.App }

// New returns the service of an application.
func New(a *app.App) *Service { return &Service{a} }
