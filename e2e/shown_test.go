package e2e

import (
	"slices"
	"strings"
	"sync"
	"testing"

	"golang.org/x/net/html"
)

// found is a page that a reader can come to: its address, the route that answers there,
// and what it is built of.
type found struct {
	at, route string
	parts     []string
}

func addresses(pages []found) (all []string) {
	for _, p := range pages {
		all = append(all, p.at)
	}
	return all
}

// partsOf lists what a page is built of: each element by what it is and what it
// stands in, whatever it says.
func partsOf(t testing.TB, text string) (all []string) {
	t.Helper()
	root, err := html.Parse(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	var list func(n *html.Node, within string)
	list = func(n *html.Node, within string) {
		for c := range n.ChildNodes() {
			is := within
			if c.Type == html.ElementNode {
				is += ">" + elementOf(c)
				all = append(all, is)
			}
			list(c, is)
		}
	}
	list(root, "")
	slices.Sort(all)
	return slices.Compact(all)
}

// elementOf says what an element is: its name, its class, role and type, and
// which attributes it has.
func elementOf(n *html.Node) string {
	words, names := []string{n.Data}, []string(nil)
	for _, a := range n.Attr {
		names = append(names, a.Key)
		if a.Key == "class" || a.Key == "role" || a.Key == "type" {
			words = append(words, a.Key+"="+a.Val)
		}
	}
	slices.Sort(names)
	return strings.Join(append(words, names...), " ")
}

// shown remembers what the pages were built of that somebody has looked at.
type shown struct {
	sync.Mutex
	parts map[string]bool
}

// anew returns the addresses of the pages that have parts which are new where
// they are met, and notes these. What stands around the main part is the same
// frame on every page.
func (s *shown) anew(pages []found) (all []string) {
	s.Lock()
	defer s.Unlock()
	for _, p := range pages {
		fresh := false
		for _, part := range p.parts {
			if strings.Contains(part, ">main ") {
				part = p.route + part
			}
			fresh = fresh || !s.parts[part]
			s.parts[part] = true
		}
		if fresh {
			all = append(all, p.at)
		}
	}
	return all
}
