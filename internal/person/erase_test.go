package person_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
	"time"

	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/keystore"
	"samverk/internal/person"
	"samverk/internal/seal"
)

func TestAnErasedPersonIsNobodyAndComesBackAsSomebodyNew(t *testing.T) {
	p := newPlace(t)
	n := new1()
	n.Protection, n.Named = person.Marked, []id.Function{"f1"}
	made, err := p.create(n)
	p.must(err)
	key := p.key(made.ID)
	for range 2 { // it may be repeated
		p.must(p.do(func(tx *db.Tx) error { return person.Erase(t.Context(), tx, made.ID) }))
		p.must(p.Shred(t.Context(), made.ID))
	}
	got, err := p.get(made.ID)
	if !got.Erased || got.Identity != (person.Identity{}) || !got.Protection.Restricted() || err != nil {
		t.Fatalf("%+v %v", got, err)
	}
	for name, change := range map[string]func(*db.Tx) error{
		"update": func(tx *db.Tx) error {
			return person.Update(t.Context(), tx, key, got.Version, person.Change{Name: "x", Area: "0685"})
		},
		"protect": func(tx *db.Tx) error {
			return person.SetProtection(t.Context(), tx, made.ID, got.Version, person.None, nil)
		},
		"erase nobody": func(tx *db.Tx) error { return person.Erase(t.Context(), tx, "nobody") },
	} {
		if err := p.do(change); !errs.Is(err, errs.NotFound) {
			t.Errorf("%s: %v", name, err)
		}
	}
	p.must(p.do(func(tx *db.Tx) error {
		named, err := person.Named(t.Context(), tx, made.ID, "f1")
		if named {
			t.Error("a function is still named")
		}
		return err
	}))
	again, err := p.create(new1())
	if again.ID == made.ID || err != nil {
		t.Fatal("the number was still known", err)
	}
}

// The files are SQLite's also when the other tests run on PostgreSQL, whose
// files a test cannot read.
func TestBackupsForgetAnErasedPersonToo(t *testing.T) {
	ctx, folder := t.Context(), t.TempDir()
	at := func(name string) string { return filepath.Join(folder, name) }
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	start := func(main string) (place, *keystore.Store) {
		t.Helper()
		d, err := db.Open(ctx, at(main), db.Options{Now: func() time.Time { return today }})
		must(err)
		t.Cleanup(func() { d.Close() })
		keys, err := db.Open(ctx, at("keys.db"), db.Options{Migrations: db.Keyring})
		must(err)
		t.Cleanup(func() { keys.Close() })
		m, err := seal.OpenMaster(at("master.key"), true)
		must(err)
		store := keystore.New(keys)
		return place{t, d, seal.New(m, store)}, store
	}
	p, store := start("samverk.db")
	furnish(t, p.db)

	n := new1()
	n.Name, n.Language = "Canary Namnsson", "canaryspråk"
	made, err := p.create(n)
	must(err)
	words := []byte("canary words about health")
	sealed, err := p.key(made.ID).Seal(words, "item.version")
	must(err)
	must(p.do(func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `
			insert into request (id, person_id, area_id, topic, to_function, state, wanted, situation, consented, consent_how, sealed, created_at)
			values ('r1', $1, '0685', 'work', 'f1', 'draft', '', '', true, 'oral', $2, 0)`, made.ID, sealed)
		return err
	}))
	wrapped, err := store.Load(ctx, made.ID)
	must(err)
	must(p.db.Backup(ctx, at("backup.db")))
	clear := [][]byte{words, []byte(n.Name), []byte(n.Language), []byte("200002292399"), []byte("0002292399"), []byte(n.Phone)}
	nowhere(t, folder, clear...)

	must(p.do(func(tx *db.Tx) error { return person.Erase(ctx, tx, made.ID) }))
	must(p.Shred(ctx, made.ID))
	must(p.db.Compact(ctx))
	nowhere(t, folder, append(clear, wrapped)...)

	restored, _ := start("backup.db")
	if _, err := restored.Key(ctx, made.ID); !errs.Is(err, errs.NotFound) {
		t.Fatal("the key opens still", err)
	}
	var kept []byte
	must(restored.db.Read(ctx, func(tx *db.Tx) error {
		_, err := tx.One(ctx, []any{&kept}, `select sealed from request where id = 'r1'`)
		return err
	}))
	if !bytes.Equal(kept, sealed) {
		t.Fatal("the backup should hold the sealed text")
	}
	other, err := restored.Create(ctx, id.New[id.Person]())
	must(err)
	if text, err := other.Open(kept, "item.version"); err == nil {
		t.Fatalf("opened: %q", text)
	}
	got, err := restored.get(made.ID)
	if !got.Erased || got.Identity != (person.Identity{}) || err != nil {
		t.Fatalf("%+v %v", got, err)
	}
}

// nowhere fails when a file in folder holds one of the texts.
func nowhere(t *testing.T, folder string, texts ...[]byte) {
	t.Helper()
	files, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		content, err := os.ReadFile(filepath.Join(folder, f.Name()))
		if err != nil {
			t.Fatal(err)
		}
		for i, text := range texts {
			if bytes.Contains(content, text) {
				t.Errorf("%s holds text %d", f.Name(), i)
			}
		}
	}
	if len(files) < 5 { // two databases and their logs, and the master key
		t.Error("the test looks in the wrong place")
	}
}
