package ui

import (
	"strconv"
	"time"
)

// SpanChart is things that last from a day to a day, one under the other. What
// it shows belongs in a table beside it too.
type SpanChart struct {
	Caption  string
	From, To string // ISO dates: the ends of the picture
	Today    string
	Ends     [2]string // what the ends are called
	Rows     []SpanRow
}

// SpanRow is one thing and its days.
type SpanRow struct {
	Label    string
	Says     string // its days, and how it stands
	From, To string // ISO dates
	Filled   bool   // is done
}

// Sizes of the picture in its own units.
const (
	spanWidth  = 620.0
	spanHeight = 34 // of a line with its words above the bar
	spanLeast  = 8.0
)

// drawnSpan is one bar, ready to be written.
type drawnSpan struct {
	SpanRow
	x, y, width, textY string
}

// place turns a day into a place along the picture.
func (c SpanChart) place(day string, end bool) float64 {
	from, errFrom := time.Parse(time.DateOnly, c.From)
	to, errTo := time.Parse(time.DateOnly, c.To)
	at, errAt := time.Parse(time.DateOnly, day)
	if errFrom != nil || errTo != nil || errAt != nil || to.Before(from) {
		return 0
	}
	if end {
		at = at.AddDate(0, 0, 1)
	}
	return spanWidth * min(max(at.Sub(from).Hours()/(to.Sub(from).Hours()+24), 0), 1)
}

func (c SpanChart) draw() (all []drawnSpan, height string) {
	for i, r := range c.Rows {
		x, end := c.place(r.From, false), c.place(r.To, true)
		x = min(x, spanWidth-spanLeast)
		all = append(all, drawnSpan{SpanRow: r, x: px(x), y: strconv.Itoa(i*spanHeight + 18), width: px(max(end-x, spanLeast)), textY: strconv.Itoa(i*spanHeight + 13)})
	}
	return all, strconv.Itoa(len(c.Rows)*spanHeight + 20)
}

// today is where today is, and whether it is in the picture.
func (c SpanChart) today() (x string, in bool) {
	return px(c.place(c.Today, false)), c.From <= c.Today && c.Today <= c.To
}
