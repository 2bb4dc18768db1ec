package samverk

import (
	"go/ast"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var (
	madeTable = regexp.MustCompile(`(?s)create table (\w+) \((.*?)\n\);`)
	addedTo   = regexp.MustCompile(`alter table (\w+) add column ([^;]*);`)
	refersTo  = regexp.MustCompile(`references (\w+)`)
	namesIn   = regexp.MustCompile(`(?i)\b(?:from|join|into|update|delete from)\s+(\w+)`)
)

// tablesAbout are the tables that lead to a person: person and cases, and
// everything that refers to one of them, however far away.
func tablesAbout(t *testing.T) map[string]bool {
	t.Helper()
	files, err := filepath.Glob("internal/db/migrations/*.sql")
	if err != nil || len(files) == 0 {
		t.Fatal("no migrations", err)
	}
	refers := map[string][]string{}
	for _, f := range files {
		text, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		for _, found := range slices.Concat(madeTable.FindAllStringSubmatch(string(text), -1), addedTo.FindAllStringSubmatch(string(text), -1)) {
			for _, to := range refersTo.FindAllStringSubmatch(found[2], -1) {
				refers[found[1]] = append(refers[found[1]], to[1])
			}
		}
	}
	about := map[string]bool{"person": true, "cases": true}
	for grown := true; grown; {
		grown = false
		for table, all := range refers {
			if !about[table] && slices.ContainsFunc(all, func(to string) bool { return about[to] }) {
				about[table], grown = true, true
			}
		}
	}
	return about
}

// TestTheStructureLevelReadsNoTableOfIndividuals holds the SQL of the structure
// level against S37: it neither reads nor writes what leads to a person.
func TestTheStructureLevelReadsNoTableOfIndividuals(t *testing.T) {
	about := tablesAbout(t)
	for _, must := range []string{"consent", "item_version", "call_party", "outcome", "brief"} {
		if !about[must] {
			t.Fatalf("%s is not among the tables about persons: %v", must, about)
		}
	}
	read := map[string]bool{}
	eachGoFile(t, func(path string, set *token.FileSet, f *ast.File) {
		dir := strings.TrimPrefix(filepath.ToSlash(filepath.Dir(path)), "internal/")
		if !slices.Contains(structure, dir) {
			return
		}
		ast.Inspect(f, func(n ast.Node) bool {
			lit, ok := n.(*ast.BasicLit)
			if !ok || lit.Kind != token.STRING {
				return true
			}
			for _, found := range namesIn.FindAllStringSubmatch(lit.Value, -1) {
				table := strings.ToLower(found[1])
				read[table] = true
				if about[table] {
					t.Errorf("%s: the structure level reads or writes %s", set.Position(lit.Pos()), table)
				}
			}
			return true
		})
	})
	if !read["area"] || !read["forum"] {
		t.Errorf("the SQL of the structure level was not found: %v", read)
	}
}
