package web

import (
	"math"
	"strconv"
	"strings"

	"samverk/internal/access"
	"samverk/internal/org"
	"samverk/internal/web/ui"
)

// collaboration is how the actors of an area work with each other, as a
// picture with counts of what the parties said.
type collaboration struct {
	nodes []netNode
	edges []netEdge
	says  string // the picture in words
}

type netNode struct{ x, y, ly, ny, letter, name, class string }

type netEdge struct{ x1, y1, x2, y2, mx, my, ty, width, count, class string }

type place struct{ x, y float64 }

// places are where the four actors stand.
func places() map[access.Kind]place {
	return map[access.Kind]place{access.Kommun: {150, 60}, access.Vard: {570, 60}, access.FK: {150, 250}, access.AF: {570, 250}}
}

// between is what was said of two actors, whichever of them said it.
type between struct {
	a, b       access.Kind
	good, hard int
}

func collaborationOf(v *visit, all []org.Collaboration) (p collaboration) {
	t := v.texts
	kinds := []access.Kind{access.Kommun, access.Vard, access.FK, access.AF}
	letters := map[access.Kind]string{access.Kommun: "K", access.Vard: "V", access.FK: "F", access.AF: "A"}
	at := places()
	var said []string
	for i, a := range kinds {
		for _, b := range kinds[i+1:] {
			pair := countBetween(all, a, b)
			if pair.good+pair.hard == 0 {
				continue
			}
			p.edges = append(p.edges, edges(pair, at[a], at[b])...)
			said = append(said, t.T("areas.net.says", "a", ui.KindName(t, a), "b", ui.KindName(t, b), "good", number(pair.good), "hard", number(pair.hard)))
		}
	}
	for _, k := range kinds {
		n := netNode{x: coordinate(at[k].x), y: coordinate(at[k].y), ly: coordinate(at[k].y + 7), letter: letters[k], name: ui.KindName(t, k), class: "actor--" + string(k)}
		n.ny = coordinate(at[k].y + 52)
		p.nodes = append(p.nodes, n)
	}
	p.says = strings.Join(said, ". ")
	return p
}

func countBetween(all []org.Collaboration, a, b access.Kind) between {
	pair := between{a: a, b: b}
	for _, c := range all {
		if c.FromKind == a && c.ToKind == b || c.FromKind == b && c.ToKind == a {
			if c.Manner == "most" || c.Manner == "easiest" {
				pair.good++
			} else {
				pair.hard++
			}
		}
	}
	return pair
}

// edges draws what goes well and what is hard beside each other.
func edges(pair between, from, to place) (all []netEdge) {
	length := math.Hypot(to.x-from.x, to.y-from.y)
	aside := place{-(to.y - from.y) / length * 9, (to.x - from.x) / length * 9}
	draw := func(count int, class string, side, along float64) {
		if count == 0 {
			return
		}
		x1, y1, x2, y2 := from.x+aside.x*side, from.y+aside.y*side, to.x+aside.x*side, to.y+aside.y*side
		my := y1 + (y2-y1)*along
		all = append(all, netEdge{coordinate(x1), coordinate(y1), coordinate(x2), coordinate(y2), coordinate(x1 + (x2-x1)*along), coordinate(my), coordinate(my + 4.5),
			coordinate(2 + float64(min(count, 8))*0.9), number(count), class})
	}
	draw(pair.good, "net--good", -1, 0.36)
	draw(pair.hard, "net--hard", 1, 0.64)
	return all
}

func coordinate(f float64) string { return strconv.FormatFloat(f, 'f', 1, 64) }
