package calendar

import "time"

// Due returns the end of the last day to answer: the given number of working
// days after the day of from, in Sweden. A question on a day off counts from
// the next working day.
func Due(from time.Time, workingDays int) time.Time {
	y, m, d := from.In(stockholm).Date()
	day := time.Date(y, m, d, 12, 0, 0, 0, time.UTC)
	for DayOff(day) {
		day = day.AddDate(0, 0, 1)
	}
	for range workingDays {
		day = day.AddDate(0, 0, 1)
		for DayOff(day) {
			day = day.AddDate(0, 0, 1)
		}
	}
	y, m, d = day.Date()
	return time.Date(y, m, d+1, 0, 0, 0, 0, stockholm).Add(-time.Microsecond).UTC()
}

// DayOff reports whether offices in Sweden are closed on the date that a time
// shows: Saturdays, Sundays, computed holidays, and the eves of midsummer,
// Christmas and New Year.
func DayOff(day time.Time) bool {
	if w := day.Weekday(); w == time.Saturday || w == time.Sunday {
		return true
	}
	y, m, d := day.Date()
	switch {
	case m == time.January && (d == 1 || d == 6), m == time.May && d == 1, m == time.June && d == 6:
		return true
	case m == time.December && (d >= 24 && d <= 26 || d == 31):
		return true
	case m == time.June && d >= 19 && d <= 25 && day.Weekday() == time.Friday: // midsummer's eve
		return true
	}
	switch day.YearDay() - easter(y).YearDay() {
	case -2, 1, 39: // Good Friday, Easter Monday, Ascension Day
		return true
	}
	return false
}

// easter returns Easter Sunday of a year in the Gregorian calendar, by the
// method of Meeus, Jones and Butcher.
func easter(year int) time.Time {
	a, b, c := year%19, year/100, year%100
	d, e := b/4, b%4
	g := (8*b + 13) / 25
	h := (19*a + b - d - g + 15) % 30
	i, k := c/4, c%4
	l := (32 + 2*e + 2*i - h - k) % 7
	m := (a + 11*h + 19*l) / 433
	month := (h + l - 7*m + 90) / 25
	day := (h + l - 7*m + 33*month + 19) % 32
	return time.Date(year, time.Month(month), day, 12, 0, 0, 0, time.UTC)
}
