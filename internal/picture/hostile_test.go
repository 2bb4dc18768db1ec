package picture_test

import (
	"testing"

	"samverk/internal/access"
	"samverk/internal/app"
	"samverk/internal/errs"
	"samverk/internal/item"
	"samverk/internal/picture"
	"samverk/internal/situation"
)

func TestWhatHasAPageOfItsOwnIsNotWrittenWhereAllIs(t *testing.T) {
	s := play(t, everything)
	ctx, ame := t.Context(), s.As("ame")
	for _, k := range []item.Kind{item.Fact, item.Benefit, item.Instrument, item.Elsewhere, item.Ability, item.Summary} {
		_, err := s.WriteItem(ctx, ame, s.c, app.NewItem{New: item.New{Kind: k, Category: access.Ability,
			Content: item.Content{Title: "Kan arbeta", Code: "ill_health", Value: situation.Denied, Extent: item.NoExtent}}})
		if !errs.Is(err, errs.Invalid) {
			t.Errorf("%s: %v", k, err)
		}
	}
	s.must(s.answer(ame, nil, picture.Answer{Field: "ill_health", Value: situation.Affirmed}))
	now, _ := s.see(ame).Own("ill_health")
	err := s.ReviseItem(ctx, ame, s.c, app.ReviseItem{Change: item.Change{Item: now.ID, Version: 1,
		Content: item.Content{Title: now.Title, Code: "ill_health", Value: situation.Denied, Extent: item.NoExtent, Reason: "news"}}})
	if !errs.Is(err, errs.Conflict) {
		t.Errorf("changed where all items are: %v", err)
	}
	if now, _ = s.see(ame).Own("ill_health"); now.Value != situation.Affirmed || now.Version != 1 {
		t.Errorf("%+v", now)
	}
}

func TestACertificateIsAboutNothingInAnotherCase(t *testing.T) {
	s := play(t, everything)
	other, _ := s.Case()
	s.Join(other, "ame")
	i, err := s.WriteItem(t.Context(), s.As("ame"), other, app.NewItem{New: item.New{Kind: item.Activity, Category: access.Work,
		Content: item.Content{Title: "Kurs", Status: "ongoing", Extent: item.NoExtent}}})
	s.must(err)
	_, err = s.p.NoteCertificate(t.Context(), s.As("ame"), s.c, picture.Certificate{Start: "2026-11-01", End: "2026-12-01", Extent: 50, About: i, Seen: picture.CertificateSeen})
	if !errs.Is(err, errs.Invalid) {
		t.Errorf("about an item of another case: %v", err)
	}
}
