package calendar

import (
	"testing"
	"time"
)

func TestAnAnswerIsDueAtTheEndOfAWorkingDay(t *testing.T) {
	for _, c := range []struct {
		from string
		days int
		want string
	}{
		{"2026-11-23 09:00", 2, "2026-11-25"}, // Monday
		{"2026-11-26 23:59", 2, "2026-11-30"}, // over a week-end
		{"2026-11-28 10:00", 1, "2026-12-01"}, // asked on a Saturday, as if on Monday
		{"2026-11-23 09:00", 0, "2026-11-23"},
		{"2026-12-22 09:00", 2, "2026-12-28"}, // Christmas
		{"2026-12-30 09:00", 2, "2027-01-05"}, // New Year
		{"2027-01-05 09:00", 1, "2027-01-07"}, // Epiphany
		{"2026-04-02 09:00", 1, "2026-04-07"}, // Good Friday, Easter Monday
		{"2026-04-30 09:00", 1, "2026-05-04"}, // the first of May, a Friday
		{"2026-05-13 09:00", 1, "2026-05-15"}, // Ascension Day
		{"2025-06-05 09:00", 1, "2025-06-09"}, // the national day, a Friday
		{"2026-06-18 09:00", 1, "2026-06-22"}, // midsummer's eve
		{"2026-10-30 09:00", 1, "2026-11-02"}, // All Saints' Day is a Saturday
		{"2026-03-27 09:00", 1, "2026-03-30"}, // the clocks change in between
	} {
		from, _ := time.ParseInLocation("2006-01-02 15:04", c.from, stockholm)
		got := Due(from, c.days)
		if day := got.In(stockholm).Format(time.DateOnly); day != c.want {
			t.Errorf("%s and %d days: %s, want %s", c.from, c.days, day, c.want)
		}
		if next := got.Add(time.Microsecond).In(stockholm); next.Hour() != 0 || next.Minute() != 0 || got.Location() != time.UTC {
			t.Errorf("%s is not the end of a day", got)
		}
	}
	// Late in the evening in UTC it is tomorrow in Sweden.
	if got := Due(time.Date(2026, 7, 6, 22, 30, 0, 0, time.UTC), 1).In(stockholm).Format(time.DateOnly); got != "2026-07-08" {
		t.Error(got)
	}
}

func TestEasterFallsOnTheRightSunday(t *testing.T) {
	for _, want := range []string{"1999-04-04", "2000-04-23", "2008-03-23", "2011-04-24", "2016-03-27", "2019-04-21", "2024-03-31", "2025-04-20", "2026-04-05", "2038-04-25"} {
		day, _ := time.Parse(time.DateOnly, want)
		if got := easter(day.Year()).Format(time.DateOnly); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}
