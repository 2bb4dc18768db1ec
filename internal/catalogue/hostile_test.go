package catalogue_test

import (
	"context"
	"errors"
	"sync"
	"testing"

	"samverk/internal/catalogue"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/offer"
)

// TestTheSameFileTakenInManyTimesAtOnceIsTakenInOnce confirms one file from
// several windows: what is new in it is made once.
func TestTheSameFileTakenInManyTimesAtOnceIsTakenInOnce(t *testing.T) {
	s := open(t)
	v := s.preview("ame-chef", []byte("Enhet;Insats;Slag;Kommuner\nAME;Kafé;Stöd;Vetlanda\nAME;Snickeri;Stöd;Vetlanda\n"))
	if v.New != 2 || v.Wrong != 0 {
		t.Fatalf("%+v", v.Plan)
	}
	answers := make([]error, 8)
	var all sync.WaitGroup
	for i := range answers {
		all.Go(func() { answers[i] = s.TakeIn(t.Context(), s.As("ame-chef"), v.ID, v.Seen) })
	}
	all.Wait()
	done := 0
	for _, err := range answers {
		if e, ours := errors.AsType[*errs.Error](err); err == nil {
			done++
		} else if !ours || e.Kind != errs.Conflict {
			t.Errorf("one is answered %v", err)
		}
	}
	var n int
	s.Read(func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.One(ctx, []any{&n}, `select count(*) from intervention`)
		return err
	})
	if done != 1 || n != 2 {
		t.Errorf("%d are told that it was done, and there are %d of two interventions", done, n)
	}
}

// TestAFileIsItsOwn looks at, takes in and throws away a file that somebody else
// of the same organisation has uploaded.
func TestAFileIsItsOwn(t *testing.T) {
	s := open(t)
	v := s.preview("admin", []byte("Enhet;Insats;Slag;Kommuner\nAME;Kafé;Stöd;Vetlanda\n"))
	who := s.As("ame-chef")
	_, err := s.Preview(t.Context(), who, v.ID)
	is(t, err, errs.NotFound)
	is(t, s.TakeIn(t.Context(), who, v.ID, v.Seen), errs.NotFound)
	is(t, s.Discard(t.Context(), who, v.ID), errs.NotFound)
	ok(t, s.TakeIn(t.Context(), s.As("admin"), v.ID, v.Seen))
}

// TestADraftIsOfItsUnit looks for it from another unit of the same organisation.
func TestADraftIsOfItsUnit(t *testing.T) {
	s := open(t)
	i := s.add("ame", "ame", training("Arbetsträning"), offer.Draft)
	for who, want := range map[id.Function]string{"ame-chef": "Arbetsträning", "admin": "Arbetsträning", "forsorjning-chef": "", "samordning": "", "forbund": ""} {
		if got := s.names(s.As(who), catalogue.Query{}); got != want {
			t.Errorf("%s sees %q", who, got)
		}
		if _, err := s.Intervention(t.Context(), s.As(who), i); (err == nil) != (want != "") {
			t.Errorf("%s: %v", who, err)
		}
	}
}
