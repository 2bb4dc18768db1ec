package ui

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"samverk/internal/access"
	"samverk/internal/i18n"
)

// State is how far something planned has come.
type State uint8

// The states of a bar.
const (
	Ongoing State = iota
	Planned
	Done
)

// Chart is a plan as swim lanes, one for each actor and one for the person.
type Chart struct {
	ID      string // of the picture, unique on the page
	Caption string
	Lanes   []Lane
	Today   time.Time
}

// Lane is what one actor does.
type Lane struct {
	Actor           access.Kind
	Title, Subtitle string
	Bars            []Bar
}

// Bar is one thing that is done, from a day to a day.
type Bar struct {
	Label    string
	Who      string    // who does it, where it is not the whole lane
	Extent   string    // "25 %"; stands first, so that it is never cut
	Weekly   string    // "mån 09:00–12:00"; marked week by week
	From, To time.Time // a zero To has no end
	State    State
	Conflict bool
	Link     string
}

// Sizes of the picture in its own units, which are pixels where there is room.
const (
	chartWidth  = 880
	titleWidth  = 192
	trackWidth  = chartWidth - titleWidth
	headHeight  = 64
	barHeight   = 27
	rowHeight   = 35
	laneMargin  = 9
	barTextSize = 13.0
	textIndent  = 8.0
	besideLimit = 84.0 // a shorter bar has its text beside it, if there is room
)

type picture struct {
	months, weeks []tick
	lanes         []drawnLane
	height        int
	todayX        string
	todayText     string
	todayAnchor   string
	todayIn       bool
}

type tick struct{ x, text, textX string }

type drawnLane struct {
	Lane
	y, height      int
	title, under   string
	titleY, underY int
	bars           []drawnBar
}

type drawnBar struct {
	Bar
	x, width, textX           string
	conflictX, conflictWidth  string
	signX                     string
	weekGap, weekEnd          string
	y                         int
	shown                     string
	beside, goesOn, beganPast bool
	end                       string
	from, to, room            float64
}

// scale turns moments into places along the track.
type scale struct{ start, end time.Time }

func (s scale) x(at time.Time) float64 {
	part := float64(at.Sub(s.start)) / float64(s.end.Sub(s.start))
	return titleWidth + trackWidth*min(max(part, 0), 1)
}

func (s scale) week() float64 {
	return trackWidth * float64(7*24*time.Hour) / float64(s.end.Sub(s.start))
}

// scaleOf shows everything from half a year back to a year ahead, and at
// least half a year.
func scaleOf(t *i18n.Texts, c Chart) scale {
	today := t.Local(c.Today)
	first, last := today.AddDate(0, -1, 0), today.AddDate(0, 2, 0)
	for _, lane := range c.Lanes {
		for _, b := range lane.Bars {
			if b.From.Before(first) {
				first = b.From
			}
			for _, at := range []time.Time{b.From, b.To} {
				if at.After(last) {
					last = at
				}
			}
		}
	}
	first = monthOf(t.Local(latest(first, today.AddDate(0, -6, 0))))
	last = monthOf(t.Local(earliest(last, today.AddDate(1, 0, 0)))).AddDate(0, 1, 0)
	return scale{first, latest(last, first.AddDate(0, 6, 0))}
}

func draw(t *i18n.Texts, c Chart) picture {
	s := scaleOf(t, c)
	p := picture{todayX: px(s.x(c.Today)), todayText: t.T("date.today"), todayAnchor: "middle"}
	p.todayIn = c.Today.After(s.start) && c.Today.Before(s.end)
	p.months, p.weeks = months(t, s), weeks(t, s)
	y := headHeight
	for _, lane := range c.Lanes {
		d := drawLane(t, s, lane, c.Today, y)
		p.lanes = append(p.lanes, d)
		y += d.height
	}
	p.height = y
	return p
}

func months(t *i18n.Texts, s scale) (list []tick) {
	for at := s.start; at.Before(s.end); at = at.AddDate(0, 1, 0) {
		text := t.Month(at)
		if at.Month() == time.January || at.Equal(s.start) {
			text += " " + strconv.Itoa(at.Year())
		}
		if room := s.x(at.AddDate(0, 1, 0)) - s.x(at) - 10; measure(text, 12) > room {
			text = shorten(t.Month(at), 12, room)
		}
		list = append(list, tick{x: px(s.x(at)), text: text, textX: px(s.x(at) + 6)})
	}
	return list
}

// weeks marks the ISO weeks, every second or fourth where they stand close.
func weeks(t *i18n.Texts, s scale) (list []tick) {
	every := 1
	for s.week()*float64(every) < 17 {
		every *= 2
	}
	at := s.start.AddDate(0, 0, (8-int(s.start.Weekday()))%7)
	for ; at.AddDate(0, 0, 7).Before(s.end); at = at.AddDate(0, 0, 7) {
		if _, week := at.ISOWeek(); week%every == 0 {
			list = append(list, tick{x: px(s.x(at)), text: strconv.Itoa(week), textX: px(s.x(at) + s.week()/2)})
		}
	}
	return list
}

func drawLane(t *i18n.Texts, s scale, lane Lane, today time.Time, y int) drawnLane {
	d := drawnLane{Lane: lane, y: y}
	var ends []float64 // where each row of bars is free again
	bars := slices.Clone(lane.Bars)
	slices.SortStableFunc(bars, func(a, b Bar) int { return cmp.Or(a.From.Compare(b.From), a.To.Compare(b.To)) })
	for i, bar := range bars {
		b := placeBar(t, s, bar)
		b.fit(t, i+1 == len(bars))
		row := slices.IndexFunc(ends, func(end float64) bool { return end <= b.from })
		if row < 0 {
			row = len(ends)
			ends = append(ends, 0)
		}
		ends[row] = b.room
		b.y = y + laneMargin + row*rowHeight
		d.bars = append(d.bars, b)
	}
	d.height = max(2*laneMargin+max(len(ends), 1)*rowHeight-(rowHeight-barHeight), 56)
	if len(ends) == 1 {
		for i := range d.bars {
			d.bars[i].y = y + (d.height-barHeight)/2
		}
	}
	d.title = shorten(lane.Title, 14, titleWidth-48)
	d.under = shorten(lane.Subtitle, 12, titleWidth-48)
	d.titleY, d.underY = y+25, y+43
	if lane.Subtitle == "" {
		d.titleY = y + d.height/2 + 5
	}
	return d
}

func placeBar(t *i18n.Texts, s scale, bar Bar) drawnBar {
	b := drawnBar{Bar: bar, from: s.x(bar.From)}
	until := s.end
	if !bar.To.IsZero() {
		// The last day is part of the bar.
		until = t.Local(bar.To).AddDate(0, 0, 1)
	}
	b.goesOn = bar.To.IsZero() || until.After(s.end)
	b.beganPast = bar.From.Before(s.start)
	b.to = max(s.x(until), b.from+7)
	inset := 1.0
	if bar.Conflict {
		inset = 4
	}
	b.x, b.width = px(b.from+inset), px(max(b.to-b.from-2*inset, 3))
	b.end = px(b.to - inset)
	b.conflictX, b.conflictWidth = px(b.from+0.5), px(b.to-b.from-1)
	b.weekGap, b.weekEnd = px(s.week()-2), px(b.to-4)
	return b
}

// fit decides where the words of a bar stand and how many of them there is room
// for.
func (b *drawnBar) fit(t *i18n.Texts, last bool) {
	extent := 0.0
	if b.Extent != "" {
		extent = measure(b.Extent+" ", barTextSize) * 1.06
	}
	indent := textIndent
	if b.Conflict {
		indent += 23
	}
	b.signX, b.textX, b.room = px(b.from+9), px(b.from+indent), b.to
	whole := measure(b.Label, barTextSize) + extent
	room := b.to - b.from - indent - 6
	if b.goesOn {
		room -= 10
	}
	if whole > room && b.to-b.from < besideLimit && last && chartWidth-b.to > whole+12 {
		b.beside = true
		b.textX = px(b.to + 6)
		b.room = b.to + 8 + whole
		b.shown = b.Label
		return
	}
	b.shown = shorten(b.Label, barTextSize, room-extent)
}

// says is everything about a bar in words, in the order of importance.
func (b Bar) says(t *i18n.Texts) string {
	words := []string{strings.TrimSpace(b.Extent + " " + b.Label)}
	if b.Weekly != "" {
		words = append(words, b.Weekly)
	}
	words = append(words, b.period(t), b.stateName(t))
	if b.Conflict {
		words = append(words, t.T("ui.lanes.conflict"))
	}
	return strings.Join(words, ", ")
}

func (b Bar) period(t *i18n.Texts) string {
	if b.To.IsZero() {
		return t.Days(t.ISO(b.From), "")
	}
	return t.Days(t.ISO(b.From), t.ISO(b.To))
}

func (b Bar) stateName(t *i18n.Texts) string {
	switch b.State {
	case Planned:
		return t.T("ui.lanes.planned")
	case Done:
		return t.T("ui.lanes.done")
	}
	return t.T("ui.lanes.ongoing")
}

func (b Bar) class() string {
	classes := [...]string{"bar--ongoing", "bar--planned", "bar--done"}
	return classes[min(int(b.State), 2)]
}

func monthOf(at time.Time) time.Time {
	return time.Date(at.Year(), at.Month(), 1, 0, 0, 0, 0, at.Location())
}

func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

func earliest(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

func px(f float64) string { return strconv.FormatFloat(f, 'f', 1, 64) }

func laneName(l Lane) string {
	if l.Subtitle == "" {
		return l.Title
	}
	return l.Title + ", " + l.Subtitle
}

func laneColumns(t *i18n.Texts) []string {
	return []string{t.T("ui.lanes.what"), t.T("ui.lanes.who"), t.T("ui.lanes.extent"), t.T("ui.lanes.period"), t.T("ui.lanes.state")}
}
