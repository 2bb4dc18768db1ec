package ui

import (
	"math"
	"slices"
	"strconv"

	"samverk/internal/access"
)

// Radar is values on a scale from 1 around a middle. What it says belongs in a
// table beside it too, where the numbers of the axes are explained.
type Radar struct {
	Caption string // the picture in words
	Axes    int
	Most    int           // the end of the scale
	Series  []RadarSeries // the main one last
}

// RadarSeries is one line around the middle; a value of 0 is one that is not
// known.
type RadarSeries struct {
	Name   string
	Values []float64
}

const (
	radarMiddle = 170.0
	radarRadius = 130.0
)

func (r Radar) at(axis int, value float64) point {
	angle := 2*math.Pi*float64(axis)/float64(r.Axes) - math.Pi/2
	far := radarRadius * value / float64(r.Most)
	return point{radarMiddle + far*math.Cos(angle), radarMiddle + far*math.Sin(angle)}
}

// ring is the path of one step of the scale.
func (r Radar) ring(step int) string {
	values := make([]float64, r.Axes)
	for i := range values {
		values[i] = float64(step)
	}
	return r.path(values)
}

// path draws the values that are known, and leaves a gap at each that is not.
func (r Radar) path(values []float64) string {
	d, pen, whole := "", "M", true
	for i := range r.Axes {
		if values[i] == 0 {
			pen, whole = "M", false
			continue
		}
		p := r.at(i, values[i])
		d += pen + px(p.x) + " " + px(p.y)
		pen = "L"
	}
	if whole {
		return d + "Z"
	}
	if values[0] != 0 && values[r.Axes-1] != 0 {
		p := r.at(0, values[0])
		d += "L" + px(p.x) + " " + px(p.y)
	}
	return d
}

// class tells the main series from the one before it.
func (r Radar) class(n int) string {
	if n == len(r.Series)-1 {
		return "gauge__line gauge__line--main"
	}
	return "gauge__line gauge__line--before"
}

// Trend is how values on a scale moved from time to time. What it says belongs
// in a table beside it too, where the numbers of the lines are explained.
type Trend struct {
	Caption string
	Times   []string
	Most    int
	Lines   [][]float64 // a value for each time, 0 where it is not known
	Levels  []string    // what the steps of the scale are called, from 1
}

const (
	trendWidth, trendHeight = 640.0, 300.0
	trendLeft, trendRight   = 150.0, 60.0
	trendTop, trendBottom   = 20.0, 40.0
)

func (t Trend) x(n int) float64 {
	if len(t.Times) < 2 {
		return trendLeft
	}
	return trendLeft + (trendWidth-trendLeft-trendRight)*float64(n)/float64(len(t.Times)-1)
}

func (t Trend) y(value float64) float64 {
	return trendHeight - trendBottom - (trendHeight-trendTop-trendBottom)*(value-1)/float64(t.Most-1)
}

func (t Trend) path(values []float64) string {
	d, pen := "", "M"
	for i, v := range values {
		if v == 0 {
			pen = "M"
			continue
		}
		d += pen + px(t.x(i)) + " " + px(t.y(v))
		pen = "L"
	}
	return d
}

// mark is the number at the end of a line.
type mark struct {
	label string
	x, y  float64
}

// marks are the numbers of the lines, moved apart where lines end together.
func (t Trend) marks() (all []mark) {
	for i, values := range t.Lines {
		for n := len(values) - 1; n >= 0; n-- {
			if values[n] != 0 {
				all = append(all, mark{strconv.Itoa(i + 1), t.x(n) + 14, t.y(values[n])})
				break
			}
		}
	}
	slices.SortStableFunc(all, func(a, b mark) int { return int(a.y*10 - b.y*10) })
	const apart = 15
	for i := 1; i < len(all); i++ {
		all[i].y = max(all[i].y, all[i-1].y+apart)
	}
	if n := len(all); n > 0 {
		if over := all[n-1].y - (trendHeight - trendBottom + 8); over > 0 {
			for i := n - 1; i >= 0; i-- {
				all[i].y = min(all[i].y, trendHeight-trendBottom+8-apart*float64(n-1-i))
			}
		}
	}
	return all
}

// Graph is who says what of working with whom: from the left to the right. What
// it says belongs in a table beside it too.
type Graph struct {
	Caption  string
	From, To []GraphNode
	Edges    []GraphEdge
}

// GraphNode is a party.
type GraphNode struct {
	Name string
	Kind access.Kind
}

// GraphEdge is what one party says of another.
type GraphEdge struct {
	From, To int
	Good     bool
	Says     string
	New      bool // it was not said before
}

const (
	graphWidth = 1000.0
	graphRow   = 34.0
	graphFrom  = 290.0
	graphTo    = 710.0
)

func (g Graph) height() float64 { return graphRow * float64(max(len(g.From), len(g.To), 1)) }

// y is the middle of the n-th of so many parties.
func (g Graph) y(n, of int) float64 {
	return (float64(n) + 0.5) * g.height() / float64(max(1, of))
}

// path leads an edge from one party to another, what goes well a little above
// what is hard.
func (g Graph) path(e GraphEdge) string {
	aside := 3.5
	if e.Good {
		aside = -3.5
	}
	from, to := g.y(e.From, len(g.From))+aside, g.y(e.To, len(g.To))+aside
	bend := (graphFrom + graphTo) / 2
	return "M" + px(graphFrom) + " " + px(from) + "C" + px(bend) + " " + px(from) + " " + px(bend) + " " + px(to) + " " + px(graphTo-8) + " " + px(to)
}

// head is the arrow at the end of an edge.
func (g Graph) head(e GraphEdge) string {
	aside := 3.5
	if e.Good {
		aside = -3.5
	}
	y := g.y(e.To, len(g.To)) + aside
	return "M" + px(graphTo-9) + " " + px(y-4) + "L" + px(graphTo-1) + " " + px(y) + "L" + px(graphTo-9) + " " + px(y+4) + "Z"
}

func (e GraphEdge) class() string {
	if e.Good {
		return "net--good"
	}
	return "net--hard"
}
