package i18n

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

const isoDay = "2006-01-02"

// learnCalendar reads the names of months and weekdays out of the texts.
func (t *Texts) learnCalendar() error {
	t.months = strings.Fields(t.T("date.months"))
	t.longMonths = strings.Fields(t.T("date.months.long"))
	t.weekdays = strings.Fields(t.T("date.weekdays"))
	if len(t.months) != 12 || len(t.longMonths) != 12 || len(t.weekdays) != 7 {
		return fmt.Errorf("texts %s: date.months, date.months.long or date.weekdays is not complete", t.lang)
	}
	return nil
}

// Local returns the moment on the Swedish clock.
func (t *Texts) Local(at time.Time) time.Time { return at.In(t.zone) }

// ISO returns the Swedish day of a moment as 2026-11-27.
func (t *Texts) ISO(at time.Time) string { return t.Local(at).Format(isoDay) }

// Midnight returns the moment a day given as 2026-11-27 begins in Sweden.
func (t *Texts) Midnight(iso string) (time.Time, bool) {
	at, err := time.ParseInLocation(isoDay, iso, t.zone)
	return at, err == nil
}

// Date writes a moment near in time: "fre 27 nov 09:30".
func (t *Texts) Date(at time.Time) string {
	return t.Weekday(at) + " " + t.dayMonth(t.Local(at)) + " " + t.Clock(at)
}

// Moment writes a moment of any year: "27 nov 2026 09:30".
func (t *Texts) Moment(at time.Time) string { return t.DayOf(at) + " " + t.Clock(at) }

// Clock writes the time of day: "09:30".
func (t *Texts) Clock(at time.Time) string { return t.Local(at).Format("15:04") }

// Span writes from when to when: "fre 27 nov 09:30–10:00".
func (t *Texts) Span(from, to time.Time) string {
	if t.ISO(from) == t.ISO(to) {
		return t.Date(from) + "–" + t.Clock(to)
	}
	return t.Date(from) + " – " + t.Date(to)
}

// Day writes a day given as 2026-11-27: "27 nov 2026". What is not a day
// stands as it is.
func (t *Texts) Day(iso string) string {
	at, ok := t.Midnight(iso)
	if !ok {
		return iso
	}
	return t.DayOf(at)
}

// DayOf writes the day of a moment: "27 nov 2026".
func (t *Texts) DayOf(at time.Time) string {
	local := t.Local(at)
	return t.dayMonth(local) + " " + strconv.Itoa(local.Year())
}

// NearDay writes a day near in time: "fre 27 nov".
func (t *Texts) NearDay(iso string) string {
	at, ok := t.Midnight(iso)
	if !ok {
		return iso
	}
	return t.Weekday(at) + " " + t.dayMonth(at)
}

// Days writes a period: "3 sep 2026 – 3 mar 2027", "3 sep – 13 nov 2026". An
// empty end is open.
func (t *Texts) Days(from, to string) string {
	if to == "" {
		return t.T("date.from", "day", t.Day(from))
	}
	first, known := t.Midnight(from)
	last, sure := t.Midnight(to)
	switch {
	case from == to:
		return t.Day(from)
	case known && sure && first.Year() == last.Year():
		return t.dayMonth(first) + " – " + t.Day(to)
	}
	return t.Day(from) + " – " + t.Day(to)
}

// Weekday writes the short name of the day of the week: "fre".
func (t *Texts) Weekday(at time.Time) string { return t.weekdays[t.Local(at).Weekday()] }

// Week writes the number of the ISO week: "v. 48".
func (t *Texts) Week(at time.Time) string {
	_, week := t.Local(at).ISOWeek()
	return t.T("date.week", "n", strconv.Itoa(week))
}

// Month writes the short name of the month: "nov".
func (t *Texts) Month(at time.Time) string { return t.months[t.Local(at).Month()-1] }

// LongMonth writes the month and its year: "november 2026".
func (t *Texts) LongMonth(at time.Time) string {
	local := t.Local(at)
	return t.longMonths[local.Month()-1] + " " + strconv.Itoa(local.Year())
}

// Weekly writes a time that comes back every week, in minutes from midnight:
// "mån 09:00–12:00".
func (t *Texts) Weekly(day time.Weekday, from, to int) string {
	return fmt.Sprintf("%s %02d:%02d–%02d:%02d", t.weekdays[day%7], from/60, from%60, to/60, to%60)
}

// Relative writes how far a day is from today: "i dag", "om 6 dagar",
// "för 3 veckor sedan".
func (t *Texts) Relative(at, now time.Time) string {
	days := t.daysBetween(now, at)
	switch days {
	case 0:
		return t.T("date.today")
	case 1:
		return t.T("date.tomorrow")
	case -1:
		return t.T("date.yesterday")
	}
	if days > 0 {
		return t.T("date.in", "time", t.length(days))
	}
	return t.T("date.ago", "time", t.length(-days))
}

// RelativeDay is Relative for a day given as 2026-11-27.
func (t *Texts) RelativeDay(iso string, now time.Time) string {
	at, ok := t.Midnight(iso)
	if !ok {
		return iso
	}
	return t.Relative(at, now)
}

func (t *Texts) length(days int) string {
	switch {
	case days < 14:
		return t.N("date.day", days)
	case days < 60:
		return t.N("date.weeks", (days+3)/7)
	case days < 730:
		return t.N("date.month", days/30)
	}
	return t.N("date.year", days/365)
}

// daysBetween counts days on the calendar, so that the night when the clock is
// turned counts as one day.
func (t *Texts) daysBetween(from, to time.Time) int {
	noon := func(at time.Time) time.Time {
		y, m, d := t.Local(at).Date()
		return time.Date(y, m, d, 12, 0, 0, 0, time.UTC)
	}
	return int(noon(to).Sub(noon(from)).Hours() / 24)
}

func (t *Texts) dayMonth(local time.Time) string {
	return strconv.Itoa(local.Day()) + " " + t.months[local.Month()-1]
}
