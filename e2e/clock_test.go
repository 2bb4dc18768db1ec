package e2e

import "time"

// stockholm is the clock on the wall of those who meet.
var stockholm = func() *time.Location {
	at, err := time.LoadLocation("Europe/Stockholm")
	if err != nil {
		panic(err)
	}
	return at
}()

// ahead is how far the clock of every demo goes before the machine's: it is
// eight in the morning when the tests begin, so that there is always a day left
// to meet in.
var ahead = func() time.Duration {
	began := time.Now().In(stockholm)
	return time.Date(began.Year(), began.Month(), began.Day(), 8, 0, 0, 0, stockholm).Sub(began).Truncate(time.Second)
}()

// now is the time of the demo.
func now() time.Time { return time.Now().Add(ahead).In(stockholm) }

// day is a date so many days from the demo's today.
func day(days int) string { return now().AddDate(0, 0, days).Format(time.DateOnly) }

// clockAt is the flag that starts a demo with its clock at a time.
func clockAt(at time.Time) string {
	return "--ahead=" + (ahead + at.Sub(now())).Truncate(time.Second).String()
}

// nextMonday is a time of the week that comes.
func nextMonday() time.Time { return now().AddDate(0, 0, 7-int(now().Weekday()+6)%7) }

// laterToday is the demo's today and a clock time some minutes from now.
func laterToday(minutes int) (date, clock string) {
	at := now().Add(time.Duration(minutes) * time.Minute)
	return at.Format(time.DateOnly), at.Format("15:04")
}

// eventually looks until something is so, for a time that it never takes, and
// reports whether it became so. It gives up when what it waits for has ended.
func eventually(most time.Duration, ended <-chan struct{}, is func() bool) bool {
	late := time.NewTimer(most)
	defer late.Stop()
	ticks := time.NewTicker(20 * time.Millisecond)
	defer ticks.Stop()
	for !is() {
		select {
		case <-ticks.C:
		case <-late.C:
			return false
		case <-ended:
			return false
		}
	}
	return true
}
