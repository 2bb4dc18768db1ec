package i18n

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var (
	// T("a.b") and N("a.b"), and the keys that package errs is given.
	called = []*regexp.Regexp{
		regexp.MustCompile(`\b(T)\("([a-z][\w-]*(?:\.[\w-]+)+)"`),
		regexp.MustCompile(`\b(N)\("([a-z][\w-]*(?:\.[\w-]+)+)"`),
		regexp.MustCompile(`(\.Add)\("[\w.\[\]-]*",\s*"([a-z][\w-]*(?:\.[\w-]+)+)"`),
		regexp.MustCompile(`(\.Check)\(.*?"[\w.\[\]-]*",\s*"([a-z][\w-]*(?:\.[\w-]+)+)"`),
		regexp.MustCompile(`(errs\.New)\([\w.]+,\s*"([a-z][\w-]*(?:\.[\w-]+)*)"`),
	}
	argument = regexp.MustCompile(`\{[a-z_]+\}`)
)

func mustLoad(t *testing.T) *Catalogue {
	t.Helper()
	c, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestEveryTextStandsInBothLanguagesWithTheSameArguments(t *testing.T) {
	c := mustLoad(t)
	sv, en := c.In(Swedish).words, c.In(English).words
	for key, text := range sv {
		other, ok := en[key]
		if !ok {
			t.Errorf("%s is missing in English", key)
			continue
		}
		if a, b := argumentsOf(text), argumentsOf(other); !slices.Equal(a, b) {
			t.Errorf("%s takes %v in Swedish but %v in English", key, a, b)
		}
		if strings.TrimSpace(text) == "" || strings.TrimSpace(other) == "" {
			t.Errorf("%s is empty", key)
		}
	}
	for key := range en {
		if _, ok := sv[key]; !ok {
			t.Errorf("%s is missing in Swedish", key)
		}
	}
}

func TestPluralsHaveBothForms(t *testing.T) {
	words := mustLoad(t).In(Swedish).words
	for key := range words {
		for form, twin := range map[string]string{".one": ".other", ".other": ".one"} {
			if base, ok := strings.CutSuffix(key, form); ok {
				if _, ok := words[base+twin]; !ok {
					t.Errorf("%s has no %s", key, twin)
				}
			}
		}
	}
}

func TestEveryKeyThatTheCodeAsksForExists(t *testing.T) {
	words := mustLoad(t).In(Swedish).words
	for name, source := range sources(t) {
		for _, re := range called {
			for _, m := range re.FindAllStringSubmatch(source, -1) {
				key := m[2]
				if m[1] == "N" {
					key += ".other"
				}
				if _, ok := words[key]; !ok {
					t.Errorf("%s: %s has no text", name, key)
				}
			}
		}
	}
}

func TestNoTextIsUnused(t *testing.T) {
	var all strings.Builder
	for _, source := range sources(t) {
		all.WriteString(source)
	}
	built := builtPrefixes(t)
	met := map[string]bool{}
	for key := range mustLoad(t).In(Swedish).words {
		base := strings.TrimSuffix(strings.TrimSuffix(key, ".one"), ".other")
		if strings.Contains(all.String(), `"`+key+`"`) || strings.Contains(all.String(), `"`+base+`"`) {
			continue
		}
		i := slices.IndexFunc(built, func(p string) bool { return strings.HasPrefix(key, p) })
		if i < 0 {
			t.Errorf("%s is used nowhere; if its key is built, list the beginning in testdata/built-keys.txt", key)
			continue
		}
		met[built[i]] = true
	}
	for _, p := range built {
		if !met[p] {
			t.Errorf("testdata/built-keys.txt: nothing begins with %s", p)
		}
	}
}

func argumentsOf(text string) []string {
	found := argument.FindAllString(text, -1)
	slices.Sort(found)
	return slices.Compact(found)
}

func builtPrefixes(t *testing.T) (list []string) {
	b, err := os.ReadFile("testdata/built-keys.txt")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(b)) {
		if line = strings.TrimSpace(line); line != "" && line[0] != '#' {
			list = append(list, line)
		}
	}
	return list
}

// sources returns what people wrote of the program's code, by file name.
func sources(t *testing.T) map[string]string {
	t.Helper()
	list := map[string]string{}
	for _, root := range []string{"../../cmd", "../../internal"} {
		err := filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			ours := strings.HasSuffix(name, ".templ") || strings.HasSuffix(name, ".go")
			if !ours || strings.HasSuffix(name, "_test.go") || strings.HasSuffix(name, "_templ.go") {
				return nil
			}
			b, err := os.ReadFile(name)
			list[name] = string(b)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return list
}
