package ui

import (
	"strconv"
	"strings"
)

// Plot is values of several series in several groups, for pictures that stand
// beside a table of the same. A value that is not known leaves a gap: it is not
// zero.
type Plot struct {
	Name    string // sets its ids apart from those of other plots on the page
	Caption string
	Series  []string
	Groups  []PlotGroup
	Strong  string // label of the group that the page is about
	Missing string // what is written where a value is not known
}

// PlotGroup is the values of one group, one for each series.
type PlotGroup struct {
	Label  string
	Values []PlotValue
	Text   string // of a stack: what stands at its end
}

// PlotValue is one value: its size, and how it is written.
type PlotValue struct {
	N     float64
	Text  string
	Known bool
}

const (
	plotName  = 190 // width of the groups' names
	plotBars  = 430 // width of the longest bar
	plotEnd   = 100 // for the number after it
	plotStep  = 20  // height of a bar with its space
	plotGap   = 12  // between groups
	plotTop   = 6
	plotWidth = plotName + plotBars + plotEnd

	plotPatterns = 6 // ways to fill, told apart without colour
)

// plotBar is a bar, or a part of a stack, with its place.
type plotBar struct {
	X, Y, Width, Height string
	Class, Fill, Title  string
	Letter              string // of its series, where there is room
	LetterX, TextY      string
	Text, TextX         string
}

type plotLabel struct {
	Label, Y string
	Strong   bool
}

type drawnPlot struct {
	height string
	names  []plotLabel
	bars   []plotBar
	texts  []plotLabel // at the end of stacks
	ends   []string
}

func whole(f float64) string { return strconv.Itoa(int(f + 0.5)) }

// seriesLetter names a series in a picture: A, B, C.
func seriesLetter(i int) string { return string(rune('A' + i%26)) }

func fill(i int) string { return "plot__bar plot__bar--" + strconv.Itoa(i%plotPatterns) }

// pattern is what lies over a fill, none for most.
func (c Plot) pattern(i int) string {
	switch i % plotPatterns {
	case 1:
		return "url(#" + c.Name + "-lines)"
	case 2:
		return "url(#" + c.Name + "-dots)"
	}
	return "none"
}

func (c Plot) most() (most float64) {
	for _, g := range c.Groups {
		for _, v := range g.Values {
			if v.Known {
				most = max(most, v.N)
			}
		}
	}
	return max(most, 0.001)
}

// drawBars puts a bar for each value under the one before.
func (c Plot) drawBars() (d drawnPlot) {
	y, most := plotTop, c.most()
	for _, g := range c.Groups {
		d.names = append(d.names, plotLabel{g.Label, strconv.Itoa(y + 14), g.Label == c.Strong})
		for i, v := range g.Values {
			width, text := v.N/most*plotBars, v.Text
			if !v.Known {
				width, text = 0, c.Missing
			}
			b := plotBar{X: strconv.Itoa(plotName), Y: strconv.Itoa(y), Width: whole(max(width, 0)), Height: strconv.Itoa(plotStep - 4), Class: fill(i), Fill: c.pattern(i),
				Title: g.Label + ": " + text, Text: text, TextX: whole(plotName + max(width, 0) + 6), TextY: strconv.Itoa(y + 13)}
			if len(c.Series) > 1 {
				b.Title = g.Label + ", " + c.Series[i] + ": " + text
				b.Text = seriesLetter(i) + " " + text
			}
			d.bars = append(d.bars, b)
			y += plotStep
		}
		y += plotGap
	}
	d.height = strconv.Itoa(y)
	return d
}

// drawStacks puts the values of each group after each other in one bar.
func (c Plot) drawStacks() (d drawnPlot) {
	most := 0.001
	for _, g := range c.Groups {
		sum := 0.0
		for _, v := range g.Values {
			sum += v.N
		}
		most = max(most, sum)
	}
	y := plotTop
	for _, g := range c.Groups {
		d.names = append(d.names, plotLabel{g.Label, strconv.Itoa(y + 19), g.Label == c.Strong})
		x := float64(plotName)
		for i, v := range g.Values {
			width := v.N / most * plotBars
			if !v.Known {
				continue
			}
			b := plotBar{X: whole(x), Y: strconv.Itoa(y), Height: "26", Class: fill(i), Fill: c.pattern(i), Title: g.Label + ", " + c.Series[i] + ": " + v.Text}
			b.Width = strconv.Itoa(int(x+width+0.5) - int(x+0.5))
			if width > 26 {
				b.Letter, b.LetterX, b.TextY = seriesLetter(i), whole(x+width/2), strconv.Itoa(y+18)
			}
			d.bars, x = append(d.bars, b), x+width
		}
		d.texts, d.ends = append(d.texts, plotLabel{Label: g.Text, Y: strconv.Itoa(y + 18)}), append(d.ends, whole(x+8))
		y += 26 + plotGap
	}
	d.height = strconv.Itoa(y)
	return d
}

// plotKey is one line of what the fills of a picture mean.
type plotKey struct{ Letter, Name, Class, Fill string }

func (c Plot) key() (all []plotKey) {
	for i, s := range c.Series {
		all = append(all, plotKey{seriesLetter(i), s, fill(i), c.pattern(i)})
	}
	return all
}

const (
	lineLeft   = 60
	lineWidth  = 560
	lineHeight = 240
	lineTop    = 16
	lineEnd    = 130 // for the names of the lines
)

type plotLine struct {
	class, path string
	points      []plotPoint
	name        string
	nameX       string
	nameY       string
}

type plotPoint struct{ x, y, title, letter string }

type plotLines struct {
	lines []plotLine
	years []plotPoint
}

// drawLines puts each group as a line over the series, which are periods here,
// in their order. Where a value is not known the line is broken.
func (c Plot) drawLines() (d plotLines) {
	most := c.most() * 1.05
	at := func(i int) float64 { return lineLeft + float64(i)*lineWidth/float64(max(len(c.Series)-1, 1)) }
	high := func(n float64) float64 { return lineTop + lineHeight - n/most*lineHeight }
	for i, g := range c.Groups {
		l := plotLine{class: "plot__line plot__line--" + strconv.Itoa(i%plotPatterns), name: seriesLetter(i) + " " + g.Label}
		var path strings.Builder
		unbroken := false
		for j, v := range g.Values {
			if !v.Known {
				unbroken = false
				continue
			}
			step := "M"
			if unbroken {
				step = "L"
			}
			x, y := whole(at(j)), whole(high(v.N))
			path.WriteString(step + x + " " + y)
			l.points = append(l.points, plotPoint{x, y, g.Label + ", " + c.Series[j] + ": " + v.Text, seriesLetter(i)})
			l.nameX, l.nameY, unbroken = whole(at(j)+10), whole(high(v.N)+4), true
		}
		l.path = path.String()
		d.lines = append(d.lines, l)
	}
	for j, s := range c.Series {
		d.years = append(d.years, plotPoint{x: whole(at(j)), y: strconv.Itoa(lineTop + lineHeight + 20), title: s})
	}
	return d
}
