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
	"testing"
)

// pageRoutes reads the addresses that answer GET out of the source of the
// pages: this module must not import the program.
func pageRoutes(t testing.TB) (all []string) {
	t.Helper()
	var files []string
	for _, pages := range []string{"../internal/web/*.go", "../internal/web/*/*.go"} {
		some, err := filepath.Glob(pages)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, some...)
	}
	set, words := gotoken.NewFileSet(), map[string]string{}
	var found []ast.Expr
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") || strings.HasSuffix(file, "_templ.go") {
			continue
		}
		f, err := parser.ParseFile(set, file, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		local := map[string]string{}
		ast.Inspect(f, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.ValueSpec:
				for i := range min(len(n.Names), len(n.Values)) {
					if text, ok := textOf(n.Values[i], local, words); ok {
						local[n.Names[i].Name] = text
					}
				}
			case *ast.CompositeLit:
				if len(n.Elts) == 3 && n.Type == nil {
					found = append(found, n.Elts[0])
					if text, ok := textOf(n.Elts[0], local, words); ok && strings.HasPrefix(text, "GET ") {
						all = append(all, strings.TrimPrefix(text, "GET "))
					}
				}
			}
			return true
		})
	}
	if len(all) < 40 {
		t.Fatalf("only %d routes were found of %d: %q", len(all), len(found), all)
	}
	slices.Sort(all)
	return slices.Compact(all)
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

// routeOf returns the route that answers an address, the most exact one first.
func routeOf(routes []string, path string) string {
	best := ""
	for _, r := range routes {
		pattern := "^" + wildcard.ReplaceAllString(regexp.QuoteMeta(strings.TrimSuffix(r, "{$}")), `[^/]+`) + "$"
		if regexp.MustCompile(pattern).MatchString(path) && (best == "" || strings.Count(r, "{") < strings.Count(best, "{")) {
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
	"/forum/{forum}": 4, "/tillfallen/{sitting}": 3,
}

// crawl follows every link from where a reader begins, one page of each sort,
// and returns their addresses, and those that lead elsewhere.
func (r *reader) crawl(routes []string, from ...string) (pages, elsewhere []string) {
	r.t.Helper()
	been, seen, queue := map[string]bool{}, map[string]int{}, slices.Clone(from)
	for len(queue) > 0 {
		at := queue[0]
		queue = queue[1:]
		sort := sortOfPage(routes, at)
		if sort == "" || been[at] || seen[sort] >= max(1, looks[sort]) {
			continue
		}
		been[at] = true
		status, body := r.fetch(at)
		if status/100 == 3 || status == 200 && !strings.Contains(body, "<html") {
			elsewhere = append(elsewhere, at)
		}
		if status != 200 {
			continue
		}
		seen[sort]++
		if !strings.Contains(body, "<html") {
			continue
		}
		pages = append(pages, at)
		for _, m := range links.FindAllStringSubmatch(body, -1) {
			queue = append(queue, strings.ReplaceAll(m[1], "&amp;", "&"))
		}
	}
	return pages, elsewhere
}
