package e2e

import (
	"crypto/rand"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// serverVariable names the PostgreSQL server on which every demo gets databases
// of its own: postgres://… Without it all is on SQLite.
const serverVariable = "SAMVERK_E2E_DSN"

// home is where a world is kept: a folder and, on PostgreSQL, one database for
// it and one for the persons' keys.
type home struct{ dir, db, keys string }

// flags tell the program of it.
func (h home) flags() []string {
	if h.db == "" {
		return []string{"--data", h.dir}
	}
	return []string{"--data", h.dir, "--db", h.db, "--key-db", h.keys}
}

// kept remembers the homes of the folders, so that a program that starts again
// in one finds what was written.
var kept = struct {
	sync.Mutex
	homes map[string]home
}{homes: map[string]home{}}

// storage returns the flags for a folder, with nothing in it at first.
func storage(t testing.TB, dir string) []string {
	t.Helper()
	kept.Lock()
	defer kept.Unlock()
	at, known := kept.homes[dir]
	if !known {
		at.dir = dir
		if onServer() {
			at.db, at.keys = newDatabase(t, "template0"), newDatabase(t, "template0")
			t.Cleanup(at.drop)
		}
		kept.homes[dir] = at
	}
	return at.flags()
}

// furnish puts a copy of the world that every demo begins with in a folder that
// has none.
func furnish(t testing.TB, dir string) {
	t.Helper()
	kept.Lock()
	defer kept.Unlock()
	if _, known := kept.homes[dir]; known {
		return
	}
	if _, err := os.Stat(filepath.Join(dir, "master.key")); err == nil {
		return
	}
	kept.homes[dir] = beginning(t).copied(t, dir)
}

// built is the world that every demo begins with, made by the first that asks:
// making it takes longer than most of what is tried in it.
var built struct {
	sync.Once
	home
}

func beginning(t testing.TB) home {
	t.Helper()
	built.Do(func() {
		at := home{dir: filepath.Join(filepath.Dir(binary), "world")}
		if err := os.Mkdir(at.dir, 0o700); err != nil {
			t.Fatal(err)
		}
		if onServer() {
			at.db, at.keys = newDatabase(t, "template0"), newDatabase(t, "template0")
		}
		built.home = at
		run(t, free(t), at.dir, at.flags()...).stop(t)
	})
	return built.home
}

// copied copies a world whose program has stopped; the databases are dropped after
// the test.
func (h home) copied(t testing.TB, dir string) home {
	t.Helper()
	if out, err := exec.Command("cp", "-a", h.dir+"/.", dir).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	to := home{dir: dir}
	if h.db != "" {
		to.db, to.keys = newDatabase(t, databaseName(h.db)), newDatabase(t, databaseName(h.keys))
		t.Cleanup(to.drop)
	}
	return to
}

// drop ends the databases of it.
func (h home) drop() {
	for _, address := range []string{h.db, h.keys} {
		if address != "" {
			_ = onServerDo("drop database if exists " + databaseName(address) + " with (force)")
		}
	}
}

// onServer reports whether worlds are kept on a PostgreSQL server.
func onServer() bool { return os.Getenv(serverVariable) != "" }

// newDatabase copies a database and returns the address of the copy.
func newDatabase(t testing.TB, template string) string {
	t.Helper()
	address, err := url.Parse(os.Getenv(serverVariable))
	if err != nil {
		t.Fatal(err)
	}
	address.Path = "/samverk_e2e_" + strings.ToLower(rand.Text())
	if err := onServerDo("create database " + databaseName(address.String()) + " template " + template + " strategy file_copy"); err != nil {
		t.Fatal(err)
	}
	return address.String()
}

// databaseName is the name of the database at an address.
func databaseName(address string) string {
	_, after, _ := strings.Cut(address, "/samverk_e2e_")
	name, _, _ := strings.Cut(after, "?")
	return "samverk_e2e_" + name
}

func onServerDo(statement string) error {
	out, err := exec.Command("psql", "--no-psqlrc", "--quiet", "--dbname", os.Getenv(serverVariable), "--command", statement).CombinedOutput()
	if err != nil {
		return fmt.Errorf("psql: %w: %s", err, out)
	}
	return nil
}

// command runs a command of the program on the world's own storage.
func (d *demo) command(t testing.TB, args ...string) (out string, code int) {
	t.Helper()
	return samverk(t, append(args, storage(t, d.dir)...)...)
}

// needsFile leaves out what looks into SQLite's file itself.
func needsFile(t testing.TB) {
	t.Helper()
	if onServer() {
		t.Skip("looks into SQLite's file")
	}
}

// needsServer leaves out what two programs do with one database.
func needsServer(t testing.TB) {
	t.Helper()
	if !onServer() {
		t.Skip("two programs share a database on PostgreSQL only")
	}
}
