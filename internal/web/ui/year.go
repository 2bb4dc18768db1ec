package ui

import (
	"time"

	"samverk/internal/i18n"
)

// Outcome is how a date came out.
type Outcome uint8

// The outcomes of a date.
const (
	Ahead   Outcome = iota // is to come
	Held                   // was held
	Off                    // was cancelled
	Unnoted                // has passed, and nobody noted how it went
)

// outcomes lists them in the order of the key.
func outcomes() []Outcome { return []Outcome{Held, Ahead, Off, Unnoted} }

// OutcomeName is an outcome in words.
func OutcomeName(t *i18n.Texts, o Outcome) string {
	switch o {
	case Held:
		return t.T("ui.year.held")
	case Off:
		return t.T("ui.year.off")
	case Unnoted:
		return t.T("ui.year.unnoted")
	}
	return t.T("ui.year.ahead")
}

// YearChart is a year of dates, one row for each thing that they belong to. What
// it shows belongs in a table beside it too.
type YearChart struct {
	Caption string
	Year    int
	Rows    []YearRow
	Today   time.Time
}

// YearRow is the dates of one thing.
type YearRow struct {
	Title string
	Dates []YearDate
}

// YearDate is one date, and what is said of it when it is pointed at.
type YearDate struct {
	At      time.Time
	Outcome Outcome
	Says    string
}

// Sizes of the picture in its own units.
const (
	yearTitle = 216.0 // of the titles at least
	yearMost  = 440.0 // and at most
	yearHead  = 30.0
	yearRow   = 30.0
	yearInset = 12.0 // so that no date stands on the edge
	yearGap   = 16.0 // beside a title
	yearText  = 14.0 // of the titles, which are bold
)

// drawnYear is the picture, ready to be written.
type drawnYear struct {
	height         string
	months         []drawnMonth
	rows           []drawnYearRow
	today          string
	todayIn        bool
	left, top, end string
}

type drawnMonth struct{ x, textX, text string }

type drawnYearRow struct {
	title, textY, lineY string
	dates               []drawnDate
}

type drawnDate struct {
	x, y, says string
	outcome    Outcome
}

// titleRoom is how wide the titles are: as the longest of them, within bounds.
func (c YearChart) titleRoom() float64 {
	room := yearTitle
	for _, r := range c.Rows {
		room = max(room, measure(r.Title, yearText)+yearGap)
	}
	return min(room, yearMost)
}

func drawYear(t *i18n.Texts, c YearChart) drawnYear {
	first := t.Local(time.Date(c.Year, 1, 2, 0, 0, 0, 0, time.UTC))
	first = time.Date(c.Year, 1, 1, 0, 0, 0, 0, first.Location())
	length := first.AddDate(1, 0, 0).Sub(first)
	titles := c.titleRoom()
	at := func(day time.Time) float64 {
		return titles + yearInset + (chartWidth-titles-2*yearInset)*float64(day.Sub(first))/float64(length)
	}
	d := drawnYear{height: px(yearHead + yearRow*float64(len(c.Rows)) + 4), left: px(titles), top: px(yearHead), end: px(chartWidth)}
	for m := range 12 {
		day := first.AddDate(0, m, 0)
		d.months = append(d.months, drawnMonth{px(at(day)), px(at(day) + 5), t.Month(day)})
	}
	for n, r := range c.Rows {
		middle := yearHead + yearRow*(float64(n)+0.5)
		row := drawnYearRow{title: shorten(r.Title, yearText, titles-yearGap), textY: px(middle + 4.5), lineY: px(middle + yearRow/2)}
		for _, date := range r.Dates {
			row.dates = append(row.dates, drawnDate{px(at(date.At)), px(middle), date.Says, date.Outcome})
		}
		d.rows = append(d.rows, row)
	}
	d.today, d.todayIn = px(at(c.Today)), !c.Today.Before(first) && c.Today.Before(first.Add(length))
	return d
}
