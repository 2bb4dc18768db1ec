package cli_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"samverk/internal/cli"
)

const ownRules = `[[rule]]
id = "a-kassa"
kind = "benefit"
ask = "akassa"
name = { sv = "Egen", en = "Own" }
text = { sv = "Text", en = "Text" }
source = "Här"
checked = 2026-11-22
from = 2026-11-22
when = { fact = "sgi", is = true }
`

func TestRulesAreCheckedAndLoadedWhole(t *testing.T) {
	dir := t.TempDir()
	file := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	run := func(want int, args ...string) (out, wrong string) {
		t.Helper()
		var o, e bytes.Buffer
		if code := cli.Main(args, &o, &e); code != want {
			t.Errorf("%v: %d; want %d: %s", args, code, want, e.String())
		}
		return o.String(), e.String()
	}
	good := file("good.toml", ownRules)
	bad := file("bad.toml", strings.NewReplacer("Här", "", `"sgi"`, `"zzz"`).Replace(ownRules)+ownRules)
	data := "--data=" + filepath.Join(dir, "data")
	if out, _ := run(0, "rules", "check", good); !strings.Contains(out, "1 regel") {
		t.Errorf("a good file: %s", out)
	}
	_, wrong := run(1, "rules", "check", bad)
	for _, line := range []string{"har 3 fel", "rad 7: Källan saknas", "rad 10: Uppgiften ”zzz” finns inte", "rad 11: Två versioner"} {
		if !strings.Contains(wrong, line) {
			t.Errorf("%q is not said: %s", line, wrong)
		}
	}
	run(0, "migrate", data)
	if _, wrong := run(1, "rules", "load", bad, data, "--by=Systemförvaltare"); !strings.Contains(wrong, "rad 7: Källan saknas") {
		t.Errorf("a bad file is loaded: %s", wrong)
	}
	run(2, "rules", "load", good, data)
	if out, _ := run(0, "rules", "load", good, data, "--by=Systemförvaltare"); !strings.Contains(out, "inläst") {
		t.Errorf("a good file: %s", out)
	}
	if _, wrong := run(1, "rules", "load", good, data, "--by= "); !strings.Contains(wrong, "vilken funktion") {
		t.Errorf("nobody loads: %s", wrong)
	}
}
