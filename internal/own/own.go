// Package own is the person's own side: what she decides, asks for and may know
// of what is done about her.
package own

import "samverk/internal/app"

// Service is the application, with what the person does on her own side.
type Service struct{ *app.App }

// New returns the person's side of an application.
func New(a *app.App) *Service { return &Service{a} }
