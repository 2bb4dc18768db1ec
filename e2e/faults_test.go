package e2e

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// idOf reads the identifier out of an answer.
func idOf(body []byte) string {
	var v struct{ ID string }
	_ = json.Unmarshal(body, &v)
	return v.ID
}

// openCase returns the newest open case of the holder of a key.
func openCase(t testing.TB, d *demo, key string) string {
	t.Helper()
	var list struct {
		Cases []struct{ ID, State string }
	}
	d.do(t, key, "GET", "/cases", nil, none).into(t, 200, &list)
	for _, c := range list.Cases {
		if c.State == "open" {
			return c.ID
		}
	}
	t.Fatal("no open case")
	return ""
}

// sqlite runs statements on a database file with the sqlite3 program.
func sqlite(t testing.TB, file, statements string) string {
	t.Helper()
	out, err := exec.Command("sqlite3", file, statements).CombinedOutput()
	if err != nil {
		t.Fatalf("sqlite3: %v: %s", err, out)
	}
	return strings.TrimSpace(string(out))
}

// TestTamperingWithTheLogIsFoundAndNamed changes, removes, inserts and reorders
// rows in a copy of the database, with the triggers taken away as an attacker
// would, and expects verify to name the row.
func TestTamperingWithTheLogIsFoundAndNamed(t *testing.T) {
	needsFile(t)
	dir := t.TempDir()
	d := startDemo(t, dir, false)
	d.stop(t)
	if out, code := samverk(t, "audit", "verify", "--data", dir); code != 0 {
		t.Fatalf("the log is not whole to begin with: %s", out)
	}
	const free = `drop trigger audit_no_update; drop trigger audit_no_delete; `
	columns := strings.Split("user_id,function_id,unit_id,organisation_id,action,outcome,object,person_id,case_id,categories,ground,level,source", ",")
	cases := map[string]struct{ sql, row string }{
		"a removed row":    {`delete from audit where seq = 40`, "40"},
		"the last row":     {`delete from audit where seq = (select max(seq) from audit); update audit_head set size = size - 1`, ""},
		"two swapped rows": {`update audit set seq = -1 where seq = 50; update audit set seq = 50 where seq = 51; update audit set seq = 51 where seq = -1`, "50"},
		"an inserted row": {`insert into audit select (select max(seq) + 1 from audit), at, user_id, function_id, unit_id, organisation_id, deputy, action, outcome,
			object, person_id, case_id, categories, ground, level, source, salt, digest, mac from audit where seq = 30; update audit_head set size = size + 1`, ""},
		"a changed time":     {`update audit set at = at + 1 where seq = 33`, "33"},
		"a flipped deputy":   {`update audit set deputy = not deputy where seq = 34`, "34"},
		"a changed salt":     {`update audit set salt = zeroblob(16) where seq = 35`, "35"},
		"an erased row":      {`update audit set user_id = null, function_id = null, unit_id = null, organisation_id = null, deputy = null, action = null, outcome = null, object = null, person_id = null, case_id = null, categories = null, ground = null, level = null, source = null, salt = null where seq = 36`, "36"},
		"everything removed": {`delete from audit; update audit_head set size = 0; delete from audit_checkpoint; delete from audit_node`, ""},
	}
	for _, column := range columns {
		cases["a changed "+column] = struct{ sql, row string }{`update audit set ` + column + ` = coalesce(` + column + `, '') || 'x' where seq = 37`, "37"}
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			copied := t.TempDir()
			if out, err := exec.Command("cp", "-r", dir+"/.", copied).CombinedOutput(); err != nil {
				t.Fatalf("%s", out)
			}
			sqlite(t, filepath.Join(copied, "samverk.db"), free+c.sql)
			out, code := samverk(t, "audit", "verify", "--data", copied)
			if code == 0 || !strings.Contains(out, c.row) {
				t.Errorf("exit %d, row %s: %s", code, c.row, out)
			}
		})
	}
}

func TestTheDatabaseRefusesChangesToTheLog(t *testing.T) {
	needsFile(t)
	dir := t.TempDir()
	d := startDemo(t, dir, false)
	d.stop(t)
	for _, statement := range []string{`delete from audit where seq = 3`, `update audit set action = 'x' where seq = 3`,
		`update disclosure set unit_id = 'x'`, `delete from disclosure`, `update item_version set status = 'x'`} {
		out, err := exec.Command("sqlite3", filepath.Join(dir, "samverk.db"), statement).CombinedOutput()
		if err == nil || !strings.Contains(string(out), "append-only") {
			t.Errorf("%s: %v %s", statement, err, out)
		}
	}
}

// TestWhatIsWrongWithAnInstallationIsSaid starts the program on what it cannot
// use. It has to say so, end with an error, and leave the data as they were.
func TestWhatIsWrongWithAnInstallationIsSaid(t *testing.T) {
	needsFile(t)
	whole := t.TempDir()
	d := startDemo(t, whole, false)
	d.stop(t)
	other := t.TempDir()
	if out, code := samverk(t, "migrate", "--data", other); code != 0 {
		t.Fatal(out)
	}
	file := func(dir, name string) string { return filepath.Join(dir, name) }
	cases := []struct {
		name, says string
		spoil      func(t *testing.T, dir string)
	}{
		{"another installation's master key", "nyckel", func(t *testing.T, dir string) { copyFile(t, file(other, "master.key"), file(dir, "master.key")) }},
		{"a damaged master key", "nyckel", func(t *testing.T, dir string) { spoilFile(t, file(dir, "master.key")) }},
		{"a missing master key", "nyckel", func(t *testing.T, dir string) { os.Remove(file(dir, "master.key")) }},
		{"a damaged log key", "nyckel", func(t *testing.T, dir string) { spoilFile(t, file(dir, "audit.key")) }},
		{"a newer database", "nyare", func(t *testing.T, dir string) {
			sqlite(t, file(dir, "samverk.db"), `insert into goose_db_version (version_id, is_applied) values (99999, 1)`)
		}},
		{"a file that is no database", "databas", func(t *testing.T, dir string) {
			os.Remove(file(dir, "samverk.db-wal"))
			os.WriteFile(file(dir, "samverk.db"), []byte(strings.Repeat("this is no database. ", 1000)), 0o600)
		}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			if out, err := exec.Command("cp", "-r", whole+"/.", dir).CombinedOutput(); err != nil {
				t.Fatalf("%s", out)
			}
			c.spoil(t, dir)
			before := sum(t, file(dir, "samverk.db"))
			out, code := samverk(t, "serve", "--data", dir, "--addr", "127.0.0.1:0")
			if code == 0 || !strings.Contains(strings.ToLower(out), c.says) {
				t.Errorf("exit %d: %s", code, out)
			}
			if sum(t, file(dir, "samverk.db")) != before {
				t.Error("the data were touched")
			}
		})
	}
	out, code := samverk(t, "audit", "verify", "--data", filepath.Join(whole, "nowhere"))
	if code == 0 || !strings.Contains(out, "nowhere") {
		t.Errorf("a missing folder: exit %d: %s", code, out)
	}
}

func sum(t *testing.T, file string) string {
	t.Helper()
	out, err := exec.Command("sha256sum", file).Output()
	if err != nil {
		t.Fatal(err)
	}
	return string(out[:64])
}

func copyFile(t *testing.T, from, to string) {
	t.Helper()
	text, err := os.ReadFile(from)
	if err == nil {
		err = os.WriteFile(to, text, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}

func spoilFile(t *testing.T, file string) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	text[len(text)/2] ^= 1
	if err := os.WriteFile(file, text, 0o600); err != nil {
		t.Fatal(err)
	}
}
