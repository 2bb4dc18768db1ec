// Package samverktest gives tests a real database, a known world and a way to
// act in it as one function after another. Only tests import it.
package samverktest

import (
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"samverk/internal/db"
)

// DSN returns the address of a new and empty database of its own: a SQLite
// file, or a database on the PostgreSQL server named by SAMVERK_TEST_DSN.
func DSN(t testing.TB) string {
	t.Helper()
	server := os.Getenv("SAMVERK_TEST_DSN")
	if server == "" {
		return filepath.Join(t.TempDir(), "samverk.db")
	}
	return create(t, server, "template0")
}

// DB opens a new database with Samverk's schema.
func DB(t testing.TB) *db.DB {
	t.Helper()
	return open(t, db.Schema, db.Options{})
}

// KeyDB opens a new database for persons' keys. On PostgreSQL it is a schema of
// the test's own beside that of its database, if it has one.
func KeyDB(t testing.TB) *db.DB {
	t.Helper()
	o := db.Options{Migrations: db.Keyring}
	if beside, ok := homes.LoadAndDelete(t); ok {
		return openAt(t, keysIn(beside.(string)), o)
	}
	return open(t, db.Keyring, o)
}

// homes are the databases of the tests that run, where no keys are kept yet.
var homes sync.Map

// keysIn is the address of the schema for keys in a test's database.
func keysIn(dsn string) string { return dsn + "&search_path=keys" }

// DBAt is DB with a clock of the test's own.
func DBAt(t testing.TB, now func() time.Time) *db.DB {
	t.Helper()
	return open(t, db.Schema, db.Options{Now: now})
}

func open(t testing.TB, schema fs.FS, o db.Options) *db.DB {
	t.Helper()
	server := os.Getenv("SAMVERK_TEST_DSN")
	if server == "" {
		return openAt(t, copyFile(t, schema, o), o)
	}
	dsn := lend(t, server, schema)
	homes.Store(t, dsn)
	t.Cleanup(func() { homes.Delete(t) })
	return openAt(t, dsn, o)
}

// files are the SQLite databases that this process has migrated, whole, by
// schema: each test begins with a copy, as it does on PostgreSQL.
var files = struct {
	sync.Mutex
	whole map[fs.FS][]byte
}{whole: map[fs.FS][]byte{}}

// copyFile returns a new SQLite file that has the schema already.
func copyFile(t testing.TB, schema fs.FS, o db.Options) string {
	t.Helper()
	files.Lock()
	defer files.Unlock()
	path := filepath.Join(t.TempDir(), "samverk.db")
	whole, ok := files.whole[schema]
	if ok {
		if err := os.WriteFile(path, whole, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	d, err := db.Open(t.Context(), path, db.Options{Migrations: o.Migrations})
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	if files.whole[schema], err = os.ReadFile(path); err != nil {
		t.Fatal(err)
	}
	return path
}

func openAt(t testing.TB, dsn string, o db.Options) *db.DB {
	t.Helper()
	d, err := db.Open(t.Context(), dsn, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	return d
}
