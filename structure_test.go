// Package samverk holds the tests of the code base itself: who may import
// whom, and how large things may be. The data are the picture in
// ARCHITECTURE.md.
package samverk

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// levels lists the packages from the ground up. A package may import packages
// on lower lines only; those on the first two may also import errs and id.
var levels = [][]string{
	{"errs", "id", "i18n", "seal", "mail", "border", "calendar", "password", "rule", "search"},
	{"db", "access"},
	{"situation", "factor"},
	{"audit", "job", "login", "org", "person", "consent", "cases", "item", "plan", "keystore", "agreement", "forum", "obstacle", "meeting", "minutes", "feed", "provider", "representative", "matter", "review", "brief", "assessment", "coordination", "handover", "outcome", "contact", "offer", "learning", "knowledge", "news", "gauge", "survey", "study", "development", "figure", "federation"},
	{"export", "demo/story"},
	{"app"},
	{"entry", "admin", "own", "control", "structure", "picture", "briefing", "joint"},
	{"intake", "target", "result", "extract", "demo/token", "wayfinding", "catalogue", "fit", "introduction", "maturity", "mapping", "figures", "board"},
	{"web", "web/site", "web/agreements", "web/meetings", "web/keys", "web/own", "web/admin", "web/control", "web/statement", "web/picture", "web/target", "web/brief", "web/joint", "web/result", "web/ways", "web/catalogue", "web/learn", "web/maturity", "web/mapping", "web/figures", "web/board", "web/ui", "web/static", "api/rest", "api/way", "api/around", "api"},
	{"demo/scene"},
	{"demo", "bench"},
	{"cli"},
}

// structure and individual are the features of the two levels that never mix.
var (
	structure  = []string{"org", "agreement", "forum", "obstacle", "structure", "contact", "offer", "learning", "knowledge", "news", "gauge", "survey", "study", "development", "figure", "federation", "wayfinding", "catalogue", "introduction", "maturity", "mapping", "figures", "board"}
	individual = []string{"person", "consent", "cases", "item", "plan", "meeting", "minutes", "feed", "representative", "matter", "brief", "assessment", "coordination", "handover", "outcome"}
)

// within lists the imports that are allowed inside a line.
var within = map[string][]string{
	"id": {"errs"}, "seal": {"errs", "id"}, "i18n": {"errs"}, "mail": {"errs"}, "border": {"errs"}, "calendar": {"errs"}, "password": {"errs"}, "rule": {"errs"}, "search": {"errs"},
	"web": {"web/site", "web/agreements", "web/meetings", "web/keys", "web/own", "web/admin", "web/control", "web/statement", "web/picture", "web/target", "web/brief", "web/joint", "web/result", "web/ways", "web/catalogue", "web/learn", "web/maturity", "web/mapping", "web/figures", "web/board", "web/ui", "web/static"}, "web/ways": {"web/site", "web/ui"}, "web/catalogue": {"web/site", "web/ui"}, "web/learn": {"web/site", "web/ui"}, "web/maturity": {"web/site", "web/ui"}, "web/mapping": {"web/site", "web/ui"}, "web/figures": {"web/site", "web/ui"}, "web/board": {"web/site", "web/ui"}, "web/picture": {"web/site", "web/ui"}, "web/target": {"web/site", "web/ui"}, "web/brief": {"web/site", "web/ui"}, "web/joint": {"web/site", "web/ui"}, "web/result": {"web/site", "web/ui"}, "web/statement": {"web/site", "web/ui"}, "web/own": {"web/site", "web/ui"}, "web/admin": {"web/site", "web/ui"}, "web/control": {"web/site", "web/ui"}, "web/keys": {"web/site", "web/ui"}, "web/agreements": {"web/site", "web/ui"}, "web/meetings": {"web/site", "web/ui"}, "web/site": {"web/ui", "web/static"}, "web/ui": {"web/static"},
	"api": {"api/rest", "api/way", "api/around"}, "api/way": {"api/rest"}, "api/around": {"api/rest"}, "db": {}, "access": {},
}

// reserved names packages that only the listed ones may import.
var reserved = map[string][]string{
	"db":       {"audit", "job", "login", "org", "person", "consent", "cases", "item", "plan", "keystore", "agreement", "forum", "obstacle", "meeting", "minutes", "feed", "representative", "matter", "review", "brief", "assessment", "coordination", "handover", "outcome", "contact", "offer", "learning", "knowledge", "news", "gauge", "survey", "study", "development", "figure", "federation", "wayfinding", "catalogue", "fit", "introduction", "maturity", "mapping", "figures", "board", "picture", "target", "briefing", "joint", "result", "app", "entry", "admin", "intake", "own", "extract", "control", "structure", "cli", "demo", "demo/token", "bench"},
	"audit":    {"app", "entry", "control", "own", "extract", "cli", "bench", "api"},
	"job":      {"app", "cli"},
	"mail":     {"app", "cli"},
	"export":   {"app", "own", "extract", "control", "cli", "api", "api/rest", "web", "web/agreements", "web/meetings", "web/admin", "web/own", "web/picture", "web/target", "web/joint", "web/result", "result", "api/around", "web/ways", "web/catalogue", "web/learn", "web/maturity", "web/mapping", "web/figures", "web/board", "wayfinding", "catalogue", "fit", "introduction", "maturity", "mapping", "figures", "board"},
	"keystore": {"cli", "demo", "demo/token", "bench"},
	"seal":     {"keystore", "person", "consent", "cases", "item", "plan", "meeting", "minutes", "representative", "matter", "brief", "assessment", "coordination", "handover", "outcome", "picture", "target", "briefing", "joint", "result", "app", "entry", "own", "extract", "cli", "demo", "demo/token", "bench"},

	"net/http":                       {"web", "web/keys", "web/site", "web/agreements", "web/meetings", "web/ui", "web/static", "web/own", "web/admin", "web/control", "web/statement", "web/picture", "web/target", "web/brief", "web/joint", "web/result", "web/ways", "web/catalogue", "web/learn", "web/maturity", "web/mapping", "web/figures", "web/board", "api", "api/rest", "api/way", "api/around", "figures", "login", "provider", "cli", "bench"},
	"os":                             {"cli", "db", "seal", "mail", "audit", "bench"},
	"flag":                           {"cli"},
	"modernc.org/sqlite":             {"db"},
	"encoding/json":                  {"border", "seal", "export", "provider", "login", "admin", "intake", "own", "extract", "api", "api/rest", "audit", "bench", "cli", "demo", "web", "wayfinding", "study", "figures"},
	"encoding/csv":                   {"border", "export"},
	"archive/zip":                    {"border", "export"},
	"compress/gzip":                  {"border", "web/static", "bench"},
	"html/template":                  {},
	"text/template":                  {},
	"math/rand":                      {},
	"github.com/jackc/pgx/v5/stdlib": {"db"},
}

func TestAPackageImportsLowerLevelsOnly(t *testing.T) {
	level := map[string]int{}
	for n, line := range levels {
		for _, p := range line {
			level[p] = n
		}
	}
	out, err := exec.Command("go", "list", "-f", `{{.ImportPath}}:{{join .Imports ","}}`, "./internal/...").Output()
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(out)) {
		from, imports, _ := strings.Cut(strings.TrimSpace(line), ":")
		from = strings.TrimPrefix(from, "samverk/internal/")
		if strings.HasPrefix(from, "samverktest") {
			continue
		}
		if _, ok := level[from]; !ok {
			t.Errorf("package %s has no level", from)
			continue
		}
		for imp := range strings.SplitSeq(imports, ",") {
			checkImport(t, level, from, imp)
		}
	}
}

func checkImport(t *testing.T, level map[string]int, from, imp string) {
	to, ours := strings.CutPrefix(imp, "samverk/internal/")
	if may, ok := reserved[to]; ok && !slices.Contains(may, from) {
		t.Errorf("%s may not import %s: it is reserved for %v", from, to, may)
	}
	if !ours {
		return
	}
	if strings.HasPrefix(to, "samverktest") {
		t.Errorf("%s imports %s, which is for tests", from, to)
		return
	}
	if level[to] > level[from] || level[to] == level[from] && !slices.Contains(within[from], to) {
		t.Errorf("%s may not import %s: it is not on a lower level", from, to)
	}
	if slices.Contains(structure, from) && slices.Contains(individual, to) {
		t.Errorf("%s is of the structure level and may not import %s of the individual", from, to)
	}
}

// The sizes of ARCHITECTURE.md.
const (
	longestFunction = 80
	usualFunction   = 45 // 95 of 100 functions
	medianFunction  = 11
	longestFile     = 500
	mostParameters  = 6
	largestPackage  = 2000  // of production lines; beyond it is split by noun
	largestPages    = 6000  // of a package of pages: one short file for each subject
	largestOutlet   = 7000  // of api and the tools, likewise
	largestUse      = 2500  // of a package of use cases above app, and of the demo
	largestApp      = 9_500 // of app: one package, since it alone may make a Sight
)

func TestFunctionsFilesAndPackagesAreSmall(t *testing.T) {
	var lengths []int
	packages := map[string]int{}
	eachGoFile(t, func(path string, set *token.FileSet, f *ast.File) {
		lines := set.File(f.Pos()).LineCount()
		packages[filepath.Dir(path)] += lines
		if lines > longestFile {
			t.Errorf("%s has %d lines, over %d", path, lines, longestFile)
		}
		for _, d := range f.Decls {
			fn, ok := d.(*ast.FuncDecl)
			if !ok || fn.Body == nil {
				continue
			}
			n := set.Position(fn.End()).Line - set.Position(fn.Pos()).Line + 1
			lengths = append(lengths, n)
			if n > longestFunction {
				t.Errorf("%s: %s has %d lines, over %d", path, fn.Name.Name, n, longestFunction)
			}
			if p := fn.Type.Params.NumFields(); p > mostParameters+2 || p > mostParameters && !takesContext(fn) {
				t.Errorf("%s: %s has %d parameters", path, fn.Name.Name, p)
			}
		}
	})
	for dir, lines := range packages {
		most := largestPackage
		switch dir {
		case "internal/web", "internal/web/meetings", "internal/web/agreements":
			most = largestPages
		case "internal/api", "internal/api/around", "internal/bench":
			most = largestOutlet
		case "internal/own", "internal/extract", "internal/entry", "internal/admin", "internal/control", "internal/structure", "internal/picture", "internal/target", "internal/briefing", "internal/joint", "internal/result", "internal/demo", "internal/demo/scene", "internal/wayfinding", "internal/catalogue", "internal/fit", "internal/introduction", "internal/maturity", "internal/mapping", "internal/figures", "internal/board":
			most = largestUse
		case "internal/app":
			most = largestApp
		}
		if lines > most {
			t.Errorf("%s has %d lines, over %d", dir, lines, most)
		}
	}
	slices.Sort(lengths)
	if n := lengths[len(lengths)/2]; n > medianFunction {
		t.Errorf("the median function has %d lines, over %d", n, medianFunction)
	}
	if n := lengths[len(lengths)*95/100]; n > usualFunction {
		t.Errorf("5 of 100 functions have over %d lines", n)
	}
}

// takesContext reports whether a function's first parameters are the context
// and the transaction, which say nothing of how much it has to be told.
func takesContext(fn *ast.FuncDecl) bool {
	first := fn.Type.Params.List
	sel, ok := first[0].Type.(*ast.SelectorExpr)
	return ok && sel.Sel.Name == "Context"
}

func TestEveryPackageAndExportedNameHasASentence(t *testing.T) {
	documented := map[string]bool{}
	eachGoFile(t, func(path string, set *token.FileSet, f *ast.File) {
		dir := filepath.Dir(path)
		documented[dir] = documented[dir] || f.Doc != nil
		for _, d := range f.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && fn.Name.IsExported() && fn.Doc == nil {
				t.Errorf("%s: %s has no doc sentence", set.Position(fn.Pos()), fn.Name.Name)
			}
			if g, ok := d.(*ast.GenDecl); ok {
				checkSpecs(t, set, g)
			}
		}
	})
	for dir, ok := range documented {
		if !ok {
			t.Errorf("package %s has no doc comment", dir)
		}
	}
}

func checkSpecs(t *testing.T, set *token.FileSet, g *ast.GenDecl) {
	for _, s := range g.Specs {
		if ts, ok := s.(*ast.TypeSpec); ok && ts.Name.IsExported() && g.Doc == nil && ts.Doc == nil && ts.Comment == nil {
			t.Errorf("%s: type %s has no doc sentence", set.Position(ts.Pos()), ts.Name.Name)
		}
	}
}

func TestOnlyAppMakesASight(t *testing.T) {
	eachGoFile(t, func(path string, set *token.FileSet, f *ast.File) {
		ast.Inspect(f, func(n ast.Node) bool {
			sel, ok := n.(*ast.SelectorExpr)
			if ok && (sel.Sel.Name == "NewSight" || sel.Sel.Name == "NewRequestSight") && !strings.HasPrefix(path, "internal/app/") {
				t.Errorf("%s makes a Sight; only package app may", set.Position(sel.Pos()))
			}
			return true
		})
	})
}

func TestTheClockIsReadInOnePlace(t *testing.T) {
	may := []string{"internal/db/", "internal/cli/", "internal/bench/"}
	eachGoFile(t, func(path string, set *token.FileSet, f *ast.File) {
		ast.Inspect(f, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			sel, ok := call.Fun.(*ast.SelectorExpr)
			if !ok || sel.Sel.Name != "Now" && sel.Sel.Name != "Since" {
				return true
			}
			if x, ok := sel.X.(*ast.Ident); ok && x.Name == "time" && !slices.ContainsFunc(may, func(p string) bool { return strings.HasPrefix(path, p) }) {
				t.Errorf("%s reads the clock; use tx.Now", set.Position(call.Pos()))
			}
			return true
		})
	})
}

// eachGoFile parses every file of the program that people write and that is no
// test.
func eachGoFile(t *testing.T, visit func(path string, set *token.FileSet, f *ast.File)) {
	t.Helper()
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && (strings.HasPrefix(d.Name(), ".") && path != "." || d.Name() == "node_modules" || d.Name() == "tools" || d.Name() == "e2e"):
			return filepath.SkipDir
		case d.IsDir(), !strings.HasSuffix(path, ".go"), strings.HasSuffix(path, "_test.go"), strings.HasSuffix(path, "_templ.go"):
			return nil
		}
		set := token.NewFileSet()
		f, err := parser.ParseFile(set, path, nil, parser.ParseComments|parser.SkipObjectResolution)
		if err == nil {
			visit(filepath.ToSlash(path), set, f)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
