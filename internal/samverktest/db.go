// Package samverktest gives tests a real database, a known world and a way to
// act in it as one function after another. Only tests import it.
package samverktest

import (
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
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
// the test's own beside that of its database, if it has one: making a database
// takes longer than most tests.
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
	dsn := create(t, server, template(t, server, schema))
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

// templates remembers which migrated templates this process has seen.
var templates sync.Map

// template returns the name of a database that already has the schema, so that
// each test copies it instead of migrating.
func template(t testing.TB, server string, schema fs.FS) string {
	t.Helper()
	sum := sha256.New()
	for _, files := range []fs.FS{schema, db.Keyring} {
		_ = fs.WalkDir(files, ".", func(name string, e fs.DirEntry, err error) error {
			if err == nil && !e.IsDir() {
				text, _ := fs.ReadFile(files, name)
				fmt.Fprintf(sum, "%s %d %s", name, len(text), text)
			}
			return err
		})
	}
	name := "samverk_template_" + hex.EncodeToString(sum.Sum(nil)[:8])
	if _, seen := templates.Load(name); seen {
		return name
	}
	admin := connect(t, server)
	defer admin.Close()
	c, err := admin.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	must := func(_ any, err error) {
		if err != nil {
			t.Fatal(err)
		}
	}
	must(c.ExecContext(t.Context(), `select pg_advisory_lock(4711)`))
	defer c.ExecContext(t.Context(), `select pg_advisory_unlock(4711)`)
	var n int
	if err := c.QueryRowContext(t.Context(), `select count(*) from pg_database where datname = $1`, name).Scan(&n); err != nil {
		t.Fatal(err)
	}
	if n == 0 {
		must(c.ExecContext(t.Context(), `create database `+name+`_new template template0`))
		migrate(t, on(server, name+"_new"), schema)
		must(c.ExecContext(t.Context(), `alter database `+name+`_new rename to `+name))
	}
	templates.Store(name, true)
	return name
}

// migrate makes the schema of a template, and beside it the one for keys.
func migrate(t testing.TB, dsn string, schema fs.FS) {
	t.Helper()
	openOnce := func(dsn string, o db.Options) {
		d, err := db.Open(t.Context(), dsn, o)
		if err != nil {
			t.Fatal(err)
		}
		d.Close()
	}
	openOnce(dsn, db.Options{Migrations: schema})
	c := connect(t, dsn)
	defer c.Close()
	if _, err := c.ExecContext(t.Context(), `create schema keys`); err != nil {
		t.Fatal(err)
	}
	openOnce(keysIn(dsn), db.Options{Migrations: db.Keyring})
}

// create copies a database and drops the copy when the test ends.
func create(t testing.TB, server, template string) string {
	t.Helper()
	admin := connect(t, server)
	name := "t_" + strings.ToLower(rand.Text())
	if _, err := admin.ExecContext(t.Context(), `create database `+name+` template `+template+` strategy file_copy`); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		admin.Exec(`drop database if exists ` + name + ` with (force)`)
		admin.Close()
	})
	return on(server, name)
}

func connect(t testing.TB, server string) *sql.DB {
	t.Helper()
	d, err := sql.Open("pgx", server)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// on returns the address of another database on the same server.
func on(server, database string) string {
	u, err := url.Parse(server)
	if err != nil {
		panic(err)
	}
	u.Path = "/" + database
	return u.String()
}
