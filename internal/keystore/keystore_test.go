package keystore_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/keystore"
	"samverk/internal/samverktest"
	"samverk/internal/seal"
)

var _ seal.Store = (*keystore.Store)(nil)

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestAKeyIsKeptChangedAndDeleted(t *testing.T) {
	s, ctx := keystore.New(samverktest.KeyDB(t)), t.Context()
	if _, err := s.Load(ctx, "p1"); !errs.Is(err, errs.NotFound) {
		t.Fatal(err)
	}
	if err := s.Replace(ctx, "p1", []byte("x")); !errs.Is(err, errs.NotFound) {
		t.Fatal(err)
	}
	must(t, s.Save(ctx, "p1", []byte("one")))
	must(t, s.Save(ctx, "p2", []byte("two")))
	if err := s.Save(ctx, "p1", []byte("three")); err == nil {
		t.Fatal("a key was replaced")
	}
	if w, err := s.Load(ctx, "p1"); string(w) != "one" || err != nil {
		t.Fatal(string(w), err)
	}
	must(t, s.Replace(ctx, "p1", []byte("four")))
	if w, err := s.Load(ctx, "p1"); string(w) != "four" || err != nil {
		t.Fatal(string(w), err)
	}
	for range 2 { // it may be repeated
		must(t, s.Delete(ctx, "p1"))
	}
	if _, err := s.Load(ctx, "p1"); !errs.Is(err, errs.NotFound) {
		t.Fatal(err)
	}
	if err := s.Save(ctx, "p1", []byte("five")); err == nil {
		t.Fatal("an erased person got a key")
	}
	if _, err := s.Load(ctx, "p2"); err != nil {
		t.Fatal("another's key went too", err)
	}
	if dead, err := s.Tombstones(ctx); !slices.Equal(dead, []id.Person{"p1"}) || err != nil {
		t.Fatal(dead, err)
	}
}

func TestEachMeetsEveryKeyOnceThoughTheyChangeMeanwhile(t *testing.T) {
	d := samverktest.KeyDB(t)
	s, ctx := keystore.New(d), t.Context()
	const n = 1203
	must(t, d.Tx(ctx, func(tx *db.Tx) error {
		for i := range n {
			if _, err := tx.Exec(ctx, `insert into person_key (person_id, wrapped, created_at) values ($1, $2, 0)`,
				fmt.Sprintf("p%04d", i), []byte{1}); err != nil {
				return err
			}
		}
		return nil
	}))
	met := map[id.Person]int{}
	must(t, s.Each(ctx, func(p id.Person, w []byte) error {
		met[p]++
		if len(met)%100 == 0 {
			return s.Replace(ctx, p, append(w, 2))
		}
		return nil
	}))
	if len(met) != n || met["p0000"] != 1 || met["p1202"] != 1 {
		t.Fatal(len(met))
	}
	if err := s.Each(ctx, func(id.Person, []byte) error { return os.ErrClosed }); err != os.ErrClosed {
		t.Fatal(err)
	}
}

func TestARestoredBackupIsCleaned(t *testing.T) {
	restored, ctx := keystore.New(samverktest.KeyDB(t)), t.Context()
	for _, p := range []id.Person{"p1", "p2", "p3"} {
		must(t, restored.Save(ctx, p, []byte("key")))
	}
	must(t, restored.Bury(ctx, "p1", "p3", "p9"))
	must(t, restored.Bury(ctx, "p1"))
	if n, err := restored.Clean(ctx); n != 2 || err != nil {
		t.Fatal(n, err)
	}
	if n, err := restored.Clean(ctx); n != 0 || err != nil {
		t.Fatal(n, err)
	}
	if _, err := restored.Load(ctx, "p2"); err != nil {
		t.Fatal(err)
	}
	for _, p := range []id.Person{"p1", "p3"} {
		if _, err := restored.Load(ctx, p); !errs.Is(err, errs.NotFound) {
			t.Fatal(err)
		}
	}
}

// file opens a store in a SQLite file of its own.
func file(t *testing.T) (*keystore.Store, *db.DB, string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "keys.db")
	d, err := db.Open(t.Context(), path, db.Options{Migrations: db.Keyring})
	must(t, err)
	t.Cleanup(func() { d.Close() })
	return keystore.New(d), d, path
}

// inFiles reports whether any file beside path holds text.
func inFiles(t *testing.T, path string, text []byte) bool {
	t.Helper()
	files, err := os.ReadDir(filepath.Dir(path))
	must(t, err)
	for _, f := range files {
		content, err := os.ReadFile(filepath.Join(filepath.Dir(path), f.Name()))
		must(t, err)
		if bytes.Contains(content, text) {
			return true
		}
	}
	return false
}

func TestADeletedKeyIsInNoFile(t *testing.T) {
	s, _, path := file(t)
	ctx := t.Context()
	canary := []byte("wrapped-canary-51c9")
	must(t, s.Save(ctx, "p1", canary))
	must(t, s.Save(ctx, "p2", []byte("other")))
	if !inFiles(t, path, canary) {
		t.Fatal("the test looks in the wrong place")
	}
	must(t, s.Delete(ctx, "p1"))
	if inFiles(t, path, canary) {
		t.Fatal("a file holds the key")
	}
}

func TestDeleteSaysSoWhenAReaderKeepsTheLog(t *testing.T) {
	if testing.Short() {
		t.Skip("SQLite waits ten seconds for the reader")
	}
	t.Parallel()
	s, d, path := file(t)
	ctx := t.Context()
	canary := []byte("wrapped-canary-77ab")
	must(t, s.Save(ctx, "p1", canary))
	must(t, d.Read(ctx, func(tx *db.Tx) error {
		if _, err := tx.Has(ctx, `select 1 from person_key`); err != nil {
			return err
		}
		if err := s.Delete(ctx, "p1"); !errs.Is(err, errs.Unavailable) {
			t.Errorf("%v", err)
		}
		return nil
	}))
	must(t, s.Delete(ctx, "p1"))
	if inFiles(t, path, canary) {
		t.Fatal("a file holds the key")
	}
}
