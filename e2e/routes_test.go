package e2e

import (
	"go/ast"
	"go/parser"
	gotoken "go/token"
	"maps"
	"net/url"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// pageRoutes reads the addresses that answer GET out of the source of the
// pages: this module must not import the program.
func pageRoutes(t testing.TB) (all []string) {
	t.Helper()
	folders, err := filepath.Glob("../internal/web/*")
	if err != nil {
		t.Fatal(err)
	}
	for _, folder := range append(folders, "../internal/web") {
		all = append(all, routesIn(t, folder)...)
	}
	if len(all) < 40 {
		t.Fatalf("only %d routes were found: %q", len(all), all)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// routesIn reads the routes of one package: the addresses are literals and
// constants of the package, the file or the function.
func routesIn(t testing.TB, folder string) (all []string) {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(folder, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	var files []*ast.File
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") || strings.HasSuffix(name, "_templ.go") {
			continue
		}
		f, err := parser.ParseFile(gotoken.NewFileSet(), name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, f)
	}
	words := constantsOf(files)
	for _, f := range files {
		local := map[string]string{}
		ast.Inspect(f, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.ValueSpec:
				keepWords(n, local, words)
			case *ast.CompositeLit:
				if len(n.Elts) != 3 || n.Type != nil {
					return true
				}
				text, ok := textOf(n.Elts[0], local, words)
				if !strings.HasPrefix(text, "GET ") {
					return true
				}
				if !ok {
					t.Errorf("%s: the address of a route cannot be read: %q …", folder, text)
				}
				all = append(all, strings.TrimPrefix(text, "GET "))
			}
			return true
		})
	}
	return all
}

// constantsOf reads the texts that a package names, whichever of its files they
// stand in and whichever of them are made of others.
func constantsOf(files []*ast.File) map[string]string {
	words := map[string]string{}
	for before := -1; before < len(words); {
		before = len(words)
		for _, f := range files {
			for _, d := range f.Decls {
				if d, ok := d.(*ast.GenDecl); ok && d.Tok == gotoken.CONST {
					for _, s := range d.Specs {
						keepWords(s.(*ast.ValueSpec), words)
					}
				}
			}
		}
	}
	return words
}

// keepWords notes the texts of a declaration in the first of what is known.
func keepWords(s *ast.ValueSpec, known ...map[string]string) {
	for i := range min(len(s.Names), len(s.Values)) {
		if text, ok := textOf(s.Values[i], known...); ok {
			known[0][s.Names[i].Name] = text
		}
	}
}

// textOf is the value of a string made of literals and constants.
func textOf(e ast.Expr, known ...map[string]string) (string, bool) {
	switch e := e.(type) {
	case *ast.BasicLit:
		text, err := strconv.Unquote(e.Value)
		return text, err == nil
	case *ast.Ident:
		for _, k := range known {
			if text, ok := k[e.Name]; ok {
				return text, true
			}
		}
	case *ast.BinaryExpr:
		a, ok := textOf(e.X, known...)
		b, fine := textOf(e.Y, known...)
		return a + b, ok && fine && e.Op == gotoken.ADD
	}
	return "", false
}

var wildcard = regexp.MustCompile(`\\\{[a-z]+\\\}`)

// patterns are those of the routes, each made once.
var patterns sync.Map

// patternOf is what the addresses of a route look like.
func patternOf(route string) *regexp.Regexp {
	if p, ok := patterns.Load(route); ok {
		return p.(*regexp.Regexp)
	}
	p := regexp.MustCompile("^" + wildcard.ReplaceAllString(regexp.QuoteMeta(strings.TrimSuffix(route, "{$}")), `[^/]+`) + "$")
	patterns.Store(route, p)
	return p
}

// routeOf returns the route that answers an address, the most exact one first.
func routeOf(routes []string, path string) string {
	best := ""
	for _, r := range routes {
		if patternOf(r).MatchString(path) && (best == "" || strings.Count(r, "{") < strings.Count(best, "{")) {
			best = r
		}
	}
	return best
}

// sortOfPage says which page an address is: its route, what it is filtered by, and
// which of a handful of forms it is.
func sortOfPage(routes []string, address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	route := routeOf(routes, u.Path)
	if route == "" {
		return ""
	}
	for _, name := range []string{"{kind}", "{step}"} {
		if strings.HasSuffix(route, name) {
			route = strings.TrimSuffix(route, name) + u.Path[strings.LastIndex(u.Path, "/")+1:]
		}
	}
	for _, name := range slices.Sorted(maps.Keys(u.Query())) {
		route += "?" + name
	}
	return route
}

var links = regexp.MustCompile(`href="(/[^"#]*)`)

// looks is how many pages of a sort are looked at, where one tells little of
// the others.
var looks = map[string]int{
	"/arenden/{case}": 3, "/arenden/{case}/uppgifter/{item}": 6, "/arenden/{case}/kallelser": 3, "/arenden/{case}/kallelser/{call}": 5,
	"/arenden/{case}/kallelser/{call}/mote": 4, "/arenden/{case}/kallelser/{call}/anteckningar": 5, "/overenskommelser/{agreement}": 6,
	"/forum/{forum}": 4, "/tillfallen/{sitting}": 3, "/enkater/{survey}": 4, "/utbildning/{training}": 6, "/samverkansgrad/{round}": 3, "/nyckeltal/{figure}": 2,
}

// filtered is how many ways to choose from a list are looked at, where there
// are many that come to the same.
var filtered = map[string]int{
	"/nytt": 4, "/utveckling": 4, "/kunskap": 4, "/utbildning": 3, "/insatser/jamfor": 4, "/kartlaggning/{study}/uttalanden": 3,
	"/kartlaggning/{study}/perspektiv": 3, "/kartlaggning/{study}/overens": 3, "/insatser/jamfor.csv": 1, "/insatser/jamfor.xlsx": 1, "/onskat.csv": 1,
}

// crawl follows every link from where a reader begins, one page of each sort,
// and returns them, and the addresses that lead elsewhere.
func (r *reader) crawl(routes []string, from ...string) (pages []found, elsewhere []string) {
	r.t.Helper()
	been, seen, ways, queue := map[string]bool{}, map[string]int{}, map[string]int{}, slices.Clone(from)
	for len(queue) > 0 {
		at := queue[0]
		queue = queue[1:]
		sort := sortOfPage(routes, at)
		if sort == "" || been[at] || seen[sort] >= max(1, looks[sort]) {
			continue
		}
		been[at] = true
		list, chosen, _ := strings.Cut(sort, "?")
		if most := filtered[list]; chosen != "" && most > 0 && seen[sort] == 0 {
			if ways[list] == most {
				continue
			}
			ways[list]++
		}
		status, header, body := r.fetchWhole(at)
		isPage := strings.Contains(body, "<html") && !strings.HasPrefix(header.Get("Content-Disposition"), "attachment")
		if status/100 == 3 || status == 200 && !isPage {
			elsewhere = append(elsewhere, at)
		}
		if status != 200 {
			continue
		}
		seen[sort]++
		if !isPage {
			continue
		}
		pages = append(pages, found{at, routeOf(routes, strings.SplitN(at, "?", 2)[0]), partsOf(r.t, body)})
		for _, m := range links.FindAllStringSubmatch(body, -1) {
			queue = append(queue, strings.ReplaceAll(m[1], "&amp;", "&"))
		}
	}
	return pages, elsewhere
}
