package e2e

import (
	"crypto/rand"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
)

// serverVariable names the PostgreSQL server on which every demo gets databases
// of its own: postgres://… Without it all is on SQLite.
const serverVariable = "SAMVERK_E2E_DSN"

// kept remembers the databases of a folder, so that a program that starts again
// in it finds what was written.
var kept struct {
	sync.Mutex
	flags map[string][]string
}

// storage returns the flags that say where a world is kept: a folder and, on
// PostgreSQL, one database for it and one for the persons' keys.
func storage(t testing.TB, dir string) []string {
	t.Helper()
	server := os.Getenv(serverVariable)
	if server == "" {
		return []string{"--data", dir}
	}
	kept.Lock()
	defer kept.Unlock()
	if kept.flags == nil {
		kept.flags = map[string][]string{}
	}
	if kept.flags[dir] == nil {
		kept.flags[dir] = []string{"--data", dir, "--db", database(t, server), "--key-db", database(t, server)}
	}
	return kept.flags[dir]
}

// database makes a database that is dropped after the test, and returns its
// address.
func database(t testing.TB, server string) string {
	t.Helper()
	address, err := url.Parse(server)
	if err != nil {
		t.Fatal(err)
	}
	name := "samverk_e2e_" + strings.ToLower(rand.Text())
	tell := func(statement string) {
		if out, err := exec.Command("psql", "--no-psqlrc", "--quiet", "--dbname", server, "--command", statement).CombinedOutput(); err != nil {
			t.Errorf("psql: %v: %s", err, out)
		}
	}
	tell("create database " + name)
	t.Cleanup(func() { tell("drop database if exists " + name + " with (force)") })
	address.Path = "/" + name
	return address.String()
}

// command runs a command of the program on the world's own storage.
func (d *demo) command(t testing.TB, args ...string) (out string, code int) {
	t.Helper()
	return samverk(t, append(args, storage(t, d.dir)...)...)
}

// needsFile leaves out what looks into SQLite's file itself.
func needsFile(t testing.TB) {
	t.Helper()
	if os.Getenv(serverVariable) != "" {
		t.Skip("looks into SQLite's file")
	}
}

// needsServer leaves out what two programs do with one database.
func needsServer(t testing.TB) {
	t.Helper()
	if os.Getenv(serverVariable) == "" {
		t.Skip("two programs share a database on PostgreSQL only")
	}
}
