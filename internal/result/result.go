// Package result is how it ends and what became of it: handovers, outcomes, and totals in which nobody is found.
package result

import (
	"sync"

	"samverk/internal/app"
	"samverk/internal/i18n"
)

// Service is the application, with these use cases.
type Service struct {
	*app.App
	texts func() (*i18n.Catalogue, error) // summaries are named in Swedish, for ledger, history and extract
}

// New returns the service of an application.
func New(a *app.App) *Service { return &Service{a, sync.OnceValues(i18n.Load)} }
