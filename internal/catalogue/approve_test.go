package catalogue_test

import (
	"testing"

	"samverk/internal/catalogue"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/offer"
	"samverk/internal/samverktest"
	"samverk/internal/samverktest/world"
)

// A worker writes; that others see it is for her manager to decide, also when
// she says it in the same breath.
func TestAWorkerDoesNotApproveBySaving(t *testing.T) {
	w := world.New(t)
	s := catalogue.New(w.App)
	c := offer.Content{Name: "Arbetsträning", Sort: "preparing", Areas: []id.Area{world.Area}, AgeFrom: offer.NoNumber, AgeTo: offer.NoNumber, Capacity: offer.NoNumber}
	_, err := s.Add(t.Context(), w.As("ame"), "ame", c, offer.Approved)
	samverktest.Is(t, err, errs.Denied)
	made, err := s.Add(t.Context(), w.As("ame"), "ame", c, offer.Draft)
	samverktest.OK(t, err)
	samverktest.Is(t, s.Change(t.Context(), w.As("ame"), made, 1, c, offer.Approved), errs.Denied)
}
