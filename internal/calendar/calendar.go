// Package calendar is time as people in Sweden count it: wall time, working
// days, dates that come back by a rule, and the calendars that other programs
// read and write. It knows nothing of who meets whom.
package calendar

import (
	"strings"
	"time"

	"samverk/internal/errs"
)

// stockholm is where wall time and working days are counted.
var stockholm = func() *time.Location {
	l, err := time.LoadLocation("Europe/Stockholm")
	if err != nil {
		panic(err) // package db compiles the zones in
	}
	return l
}()

// Zone returns where people's wall time is counted: Europe/Stockholm.
func Zone() *time.Location { return stockholm }

// Local returns the moment of a date (2026-11-23) and a clock time (09:30 or
// 9.30) in Sweden. A time that the clocks jump over is a fault; of a time that
// comes twice it is the first.
func Local(date, clock string) (time.Time, error) {
	var f errs.Faults
	day, err := time.Parse(time.DateOnly, strings.TrimSpace(date))
	f.Check(err == nil && day.Year() >= 2000 && day.Year() < 2200, "date", "calendar.date.wrong")
	at, err := time.Parse("15:04", strings.Replace(strings.TrimSpace(clock), ".", ":", 1))
	f.Check(err == nil, "clock", "calendar.clock.wrong")
	if err := f.Err(); err != nil {
		return time.Time{}, err
	}
	y, m, d := day.Date()
	t, ok := wall(time.Date(y, m, d, at.Hour(), at.Minute(), 0, 0, time.UTC), stockholm)
	f.Check(ok, "clock", "calendar.time.gap")
	return t, f.Err()
}

// Wall returns a moment as people in Sweden write it: date and clock time, the
// way that Local reads them.
func Wall(t time.Time) (date, clock string) {
	t = t.In(stockholm)
	return t.Format(time.DateOnly), t.Format("15:04")
}

// wall returns, in UTC, the moment when clocks of a place show what floating
// shows in UTC: the first of two, and when there is none the moment that the
// clocks jump over it, with false.
func wall(floating time.Time, in *time.Location) (time.Time, bool) {
	y, m, d := floating.Date()
	h, min, s := floating.Clock()
	t := time.Date(y, m, d, h, min, s, 0, in)
	// The offsets half a day before and after are those of each side.
	_, before := t.Add(-12 * time.Hour).Zone()
	_, after := t.Add(12 * time.Hour).Zone()
	for _, offset := range []int{before, after} {
		try := floating.Add(-time.Duration(offset) * time.Second)
		if shows(try.In(in), floating) {
			return try.UTC(), true
		}
	}
	return t.UTC(), false
}

func shows(t, floating time.Time) bool {
	return t.Format(time.DateTime) == floating.Format(time.DateTime)
}
