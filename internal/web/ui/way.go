package ui

import (
	"strconv"

	"samverk/internal/access"
)

// Way is a person's way between actors: a lane for each, and steps from one to
// another in the order that they were taken.
type Way struct {
	Caption string
	Lanes   []WayLane
	Steps   []WayStep
}

// WayLane is an actor that has had part in the way.
type WayLane struct {
	Kind  access.Kind
	Title string
}

// WayStep is a step from one lane to another, or in one. What a step says stands
// in a table beside the picture too.
type WayStep struct {
	Number   int
	Day      string
	From, To int  // lanes; the same for what happens in one
	Turn     bool // the person was turned away
	Says     string
}

const (
	wayTitle = 320 // width of the lanes' names
	wayStep  = 56  // from one step to the next
	wayLane  = 52  // from one lane to the next
	wayHead  = 46

	wayLetters = 38 // of a lane's name; the table beside has all of it
)

// drawnWay is a Way with its places.
type drawnWay struct {
	width, height int
	lanes         []drawnWayLane
	steps         []drawnWayStep
}

type drawnWayLane struct {
	WayLane
	y, end string
	middle string
	textY  string
	letter string
}

type drawnWayStep struct {
	WayStep
	x, from, to, tip string
	left, right      string
	dot              string // where what happens is marked
	moves            bool
	cross            [4]string // of a turn: left, right, top, bottom
}

func (w Way) draw() (d drawnWay) {
	d.width, d.height = wayTitle+max(len(w.Steps), 4)*wayStep+20, wayHead+len(w.Lanes)*wayLane+8
	middle := func(lane int) int { return wayHead + lane*wayLane + wayLane/2 }
	for i, l := range w.Lanes {
		y := middle(i)
		if name := []rune(l.Title); len(name) > wayLetters {
			l.Title = string(name[:wayLetters-1]) + "…"
		}
		d.lanes = append(d.lanes, drawnWayLane{WayLane: l, y: strconv.Itoa(y), end: strconv.Itoa(d.width), middle: strconv.Itoa(wayTitle - 10), textY: strconv.Itoa(y + 5), letter: letter(l.Kind)})
	}
	for i, s := range w.Steps {
		x, from, to := wayTitle+i*wayStep+wayStep/2, middle(s.From), middle(s.To)
		tip := to - 11
		if to < from {
			tip = to + 11
		}
		d.steps = append(d.steps, drawnWayStep{
			WayStep: s, x: strconv.Itoa(x), from: strconv.Itoa(from), to: strconv.Itoa(to), tip: strconv.Itoa(tip), moves: from != to, dot: strconv.Itoa(to),
			left: strconv.Itoa(x - 5), right: strconv.Itoa(x + 5),
			cross: [4]string{strconv.Itoa(x - 5), strconv.Itoa(x + 5), strconv.Itoa(from - 5), strconv.Itoa(from + 5)},
		})
	}
	return d
}

// head is the end of an arrow, before the lane that it leads to.
func (s drawnWayStep) head() string {
	back := "-7"
	if s.To < s.From {
		back = "7"
	}
	return "M" + s.left + " " + s.tip + "m0 " + back + "l5 " + negative(back) + "l5 " + back
}

func negative(n string) string {
	if n[0] == '-' {
		return n[1:]
	}
	return "-" + n
}
