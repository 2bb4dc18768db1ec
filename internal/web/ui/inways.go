package ui

import (
	"strconv"
	"strings"

	"samverk/internal/access"
	"samverk/internal/i18n"
)

// Inway is how one actor finds the way in to another.
type Inway struct {
	From  access.Kind
	Works int    // 1 hard … 4 easy, 0 not said
	Via   string // which function is asked
}

// inways is the picture of the ways in to one actor.
type inways struct {
	lines  []inwayLine
	nodes  []netNode
	title  string
	says   string // the picture in words
	height string
}

type inwayLine struct{ x1, y1, x2, y2, textY, viaY, width, words, via, class string }

const (
	inwayStep  = 92  // between two who find the way in
	inwayLeft  = 70  // where they stand
	inwayRight = 650 // where the one they find stands
)

func inwaysOf(t *i18n.Texts, to access.Kind, all []Inway) (p inways) {
	middle := float64(inwayStep*len(all)) / 2
	p.title = t.T("ways.map.into", "actor", Lowered(t, KindName(t, to)))
	p.height = strconv.Itoa(inwayStep*len(all) + 30)
	var said []string
	for i, one := range all {
		y := float64(inwayStep*i) + inwayStep/2
		p.nodes = append(p.nodes, inwayNode(t, one.From, inwayLeft, y))
		words := t.T("ways.works." + strconv.Itoa(one.Works))
		p.lines = append(p.lines, inwayLine{px(inwayLeft + 34), px(y), px(inwayRight - 44), px(middle), px(y + (middle-y)*0.3 - 9), px(y + (middle-y)*0.3 + 17),
			px(1.5 + float64(one.Works)), words, one.Via, inwayClass(one.Works)})
		said = append(said, KindName(t, one.From)+": "+words)
	}
	p.nodes = append(p.nodes, inwayNode(t, to, inwayRight, middle))
	p.says = strings.Join(said, ". ")
	return p
}

func inwayNode(t *i18n.Texts, k access.Kind, x, y float64) netNode {
	return netNode{px(x), px(y), px(y + 7), px(y + 46), letter(k), KindName(t, k), colour(k)}
}

func inwayClass(works int) string {
	switch {
	case works == 0:
		return "net--unsaid"
	case works <= 2:
		return "net--hard"
	}
	return "net--good"
}

// Lowered is the name of an actor inside a sentence: what is no name of its own
// begins with a small letter.
func Lowered(t *i18n.Texts, name string) string {
	if name == KindName(t, access.Kommun) || name == KindName(t, access.Vard) {
		return strings.ToLower(name[:1]) + name[1:]
	}
	return name
}
