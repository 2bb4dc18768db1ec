package samverktest

import (
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	_ "embed"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"strings"
	"sync"
	"testing"

	"samverk/internal/db"
)

//go:embed restore.sql
var restorer string

// lend gives a test a database with the schema: one that an earlier test has
// given back as empty as it came, or a new copy of the template. Copying and
// dropping the files of some 200 tables takes longer than most tests.
func lend(t testing.TB, server string, schema fs.FS) (dsn string) {
	t.Helper()
	from, admin := template(t, server, schema), connect(t, server)
	var name string
	err := admin.QueryRowContext(t.Context(), `delete from spare where name = (select name from spare where template = $1 limit 1 for update skip locked) returning name`, from).Scan(&name)
	if errors.Is(err, sql.ErrNoRows) {
		name = copied(t, admin, from)
	} else if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		defer admin.Close()
		if t.Failed() || !restored(t, admin, server, name) {
			admin.Exec(dropping(name))
			return
		}
		if _, err := admin.Exec(`insert into spare (name, template) values ($1, $2)`, name, from); err != nil {
			t.Error(err)
		}
	})
	return on(server, name)
}

// restored empties a database that nobody is connected to any more, and reports
// whether it is as it came: not if a test has changed its tables or triggers.
func restored(t testing.TB, admin *sql.DB, server, name string) (same bool) {
	t.Helper()
	if _, err := admin.Exec(`select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = $1`, name); err != nil {
		t.Error(err)
		return false
	}
	c := connect(t, on(server, name))
	defer c.Close()
	err := c.QueryRow(`select pristine.restored()`).Scan(&same)
	return err == nil && same
}

// templates remembers which migrated templates this process has seen.
var templates sync.Map

// template returns the name of a database that already has the schema, which
// others are copies of.
func template(t testing.TB, server string, schema fs.FS) string {
	t.Helper()
	sum := sha256.New()
	io.WriteString(sum, restorer)
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
		must(c.ExecContext(t.Context(), `create table if not exists spare (name text primary key, template text not null)`))
		must(c.ExecContext(t.Context(), `drop database if exists `+name+`_new`))
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
	if _, err := c.ExecContext(t.Context(), restorer); err != nil {
		t.Fatal(err)
	}
}

// create copies a database and drops the copy when the test ends.
func create(t testing.TB, server, template string) string {
	t.Helper()
	admin := connect(t, server)
	name := copied(t, admin, template)
	t.Cleanup(func() {
		admin.Exec(dropping(name))
		admin.Close()
	})
	return on(server, name)
}

func copied(t testing.TB, admin *sql.DB, template string) (name string) {
	t.Helper()
	name = "t_" + strings.ToLower(rand.Text())
	if _, err := admin.ExecContext(t.Context(), `create database `+name+` template `+template+` strategy file_copy`); err != nil {
		t.Fatal(err)
	}
	return name
}

func dropping(name string) string { return `drop database if exists ` + name + ` with (force)` }

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
