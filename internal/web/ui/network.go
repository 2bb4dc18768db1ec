package ui

import (
	"math"
	"strconv"
	"strings"

	"samverk/internal/access"
	"samverk/internal/i18n"
)

// Tie is how two actors work together: how many said that it goes well, and how
// many that it is hard.
type Tie struct {
	A, B       access.Kind
	Good, Hard int
}

// network is the picture of ties.
type network struct {
	nodes []netNode
	edges []netEdge
	says  string // the picture in words
}

type netNode struct{ x, y, letterY, nameY, letter, name, class string }

type netEdge struct{ x1, y1, x2, y2, countX, countY, textY, width, count, class string }

type point struct{ x, y float64 }

// corners are where the four actors stand.
func corners() []point { return []point{{150, 60}, {570, 60}, {150, 250}, {570, 250}} }

func cornerKinds() []access.Kind {
	return []access.Kind{access.Kommun, access.Vard, access.FK, access.AF}
}

// Pairs lists each two of the four actors.
func Pairs() (all []Tie) {
	kinds := cornerKinds()
	for i, a := range kinds {
		for _, b := range kinds[i+1:] {
			all = append(all, Tie{A: a, B: b})
		}
	}
	return all
}

func networkOf(t *i18n.Texts, ties []Tie) (n network) {
	at := map[access.Kind]point{}
	for i, k := range cornerKinds() {
		p := corners()[i]
		at[k] = p
		nameY := p.y + 52
		if i < 2 {
			nameY = p.y - 40 // the lines go down from the upper ones
		}
		n.nodes = append(n.nodes, netNode{px(p.x), px(p.y), px(p.y + 7), px(nameY), letter(k), KindName(t, k), colour(k)})
	}
	var said []string
	for _, tie := range ties {
		n.edges = append(n.edges, tie.edges(at[tie.A], at[tie.B])...)
		if tie.Good+tie.Hard > 0 {
			said = append(said, t.T("areas.net.says", "a", KindName(t, tie.A), "b", KindName(t, tie.B), "good", strconv.Itoa(tie.Good), "hard", strconv.Itoa(tie.Hard)))
		}
	}
	n.says = strings.Join(said, ". ")
	return n
}

// edges draws what goes well and what is hard beside each other, thicker the
// more say so.
func (tie Tie) edges(from, to point) (all []netEdge) {
	length := math.Hypot(to.x-from.x, to.y-from.y)
	aside := point{-(to.y - from.y) / length * 9, (to.x - from.x) / length * 9}
	for _, e := range []struct {
		count       int
		class       string
		side, along float64
	}{{tie.Good, "net--good", -1, 0.36}, {tie.Hard, "net--hard", 1, 0.64}} {
		if e.count == 0 {
			continue
		}
		x1, y1, x2, y2 := from.x+aside.x*e.side, from.y+aside.y*e.side, to.x+aside.x*e.side, to.y+aside.y*e.side
		x, y := x1+(x2-x1)*e.along, y1+(y2-y1)*e.along
		all = append(all, netEdge{px(x1), px(y1), px(x2), px(y2), px(x), px(y), px(y + 4.5), px(2 + float64(min(e.count, 8))*0.9), strconv.Itoa(e.count), e.class})
	}
	return all
}
