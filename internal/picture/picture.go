// Package picture is the first picture of a person's situation: what each actor knows, how she lives, what exists elsewhere.
package picture

import "samverk/internal/app"

// Service is the application, with these use cases.
type Service struct{ *app.App }

// New returns the service of an application.
func New(a *app.App) *Service { return &Service{a} }
