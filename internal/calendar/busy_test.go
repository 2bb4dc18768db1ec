package calendar

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"samverk/internal/errs"
)

// now is when the calendars of these tests are read.
var now = time.Date(2026, 11, 24, 7, 0, 0, 0, time.UTC)

// events puts events into a calendar; each is its properties without what stands
// around them.
func events(all ...string) string {
	var b strings.Builder
	b.WriteString("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//test//test//SV\r\n")
	for _, e := range all {
		b.WriteString("BEGIN:VEVENT\r\n" + strings.ReplaceAll(e, "\n", "\r\n") + "\r\nEND:VEVENT\r\n")
	}
	b.WriteString("END:VCALENDAR\r\n")
	return b.String()
}

func read(t *testing.T, text string) []string {
	t.Helper()
	spans, err := ReadBusy(text, now)
	if err != nil {
		t.Fatalf("%s\n%s", told(err), text)
	}
	return shown(spans)
}

func shown(spans []Span) (all []string) {
	for _, s := range spans {
		all = append(all, s.Start.In(stockholm).Format("2006-01-02 15:04")+" – "+s.End.In(stockholm).Format("2006-01-02 15:04"))
	}
	return all
}

// told returns the faults of err as key:line.
func told(err error) string {
	e, ok := err.(*errs.Error)
	if !ok {
		return fmt.Sprint(err)
	}
	var all []string
	for _, f := range e.Faults {
		all = append(all, strings.TrimSuffix(strings.TrimPrefix(f.Key, "calendar.file.")+":"+f.Args["n"], ":"))
		if f.Field != "file" {
			all = append(all, "field "+f.Field)
		}
	}
	return strings.Join(all, " ")
}

func TestTimesThatAreTakenAreRead(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		want []string
	}{
		"in UTC":                 {events("UID:1\nDTSTART:20261125T080000Z\nDTEND:20261125T090000Z"), []string{"2026-11-25 09:00 – 2026-11-25 10:00"}},
		"in a zone":              {events("UID:1\nDTSTART;TZID=Europe/London:20261125T080000\nDTEND;TZID=Europe/London:20261125T090000"), []string{"2026-11-25 09:00 – 2026-11-25 10:00"}},
		"in Microsoft's zone":    {events("DTSTART;TZID=\"W. Europe Standard Time\":20261125T080000\nDURATION:PT45M"), []string{"2026-11-25 08:00 – 2026-11-25 08:45"}},
		"in a zone with a root":  {events("DTSTART;TZID=/example.org/Europe/Stockholm:20261125T080000\nDURATION:PT45M"), []string{"2026-11-25 08:00 – 2026-11-25 08:45"}},
		"as clocks show":         {events("DTSTART:20261125T080000\nDTEND:20261125T090000"), []string{"2026-11-25 08:00 – 2026-11-25 09:00"}},
		"a day":                  {events("DTSTART;VALUE=DATE:20261125"), []string{"2026-11-25 00:00 – 2026-11-26 00:00"}},
		"a long day":             {events("DTSTART;VALUE=DATE:20271031\nDTEND;VALUE=DATE:20271101"), []string{"2027-10-31 00:00 – 2027-11-01 00:00"}},
		"begun already":          {events("DTSTART:20261124T060000Z\nDTEND:20261124T083000Z"), []string{"2026-11-24 08:00 – 2026-11-24 09:30"}},
		"over":                   {events("DTSTART:20261124T060000Z\nDTEND:20261124T070000Z"), nil},
		"far ahead":              {events("DTSTART:20290101T060000Z\nDTEND:20290101T070000Z"), nil},
		"no time":                {events("DTSTART:20261125T080000Z"), nil},
		"cancelled":              {events("DTSTART:20261125T080000Z\nDURATION:PT1H\nSTATUS:CANCELLED"), nil},
		"takes no time":          {events("DTSTART:20261125T080000Z\nDURATION:PT1H\nTRANSP:TRANSPARENT"), nil},
		"marked as free":         {events("DTSTART:20261125T080000Z\nDURATION:PT1H\nX-MICROSOFT-CDO-BUSYSTATUS:FREE"), nil},
		"folded":                 {events("SUMMARY:long\n er\nDTST\n ART:20261125T0800\n\t00Z\nDURATION:PT1H"), []string{"2026-11-25 09:00 – 2026-11-25 10:00"}},
		"joined":                 {events("DTSTART:20261125T090000Z\nDURATION:PT1H", "DTSTART:20261125T080000Z\nDURATION:PT1H", "DTSTART:20261125T083000Z\nDURATION:PT15M"), []string{"2026-11-25 09:00 – 2026-11-25 11:00"}},
		"an alarm's own times":   {events("DTSTART:20261125T090000Z\nDURATION:PT1H\nBEGIN:VALARM\nDURATION:P9D\nTRIGGER:-PT15M\nEND:VALARM"), []string{"2026-11-25 10:00 – 2026-11-25 11:00"}},
		"what somebody is to do": {strings.ReplaceAll(events("DTSTART:20261125T090000Z\nDURATION:PT1H"), "VEVENT", "VTODO"), nil},
		"lines ended otherwise":  {strings.ReplaceAll(events("DTSTART:20261125T090000Z\nDURATION:PT1H"), "\r", ""), []string{"2026-11-25 10:00 – 2026-11-25 11:00"}},
		"nothing in it":          {events(), nil},
		"busy times": {"BEGIN:VCALENDAR\nBEGIN:VFREEBUSY\nFREEBUSY;FBTYPE=BUSY:20261125T080000Z/20261125T090000Z,20261126T080000Z/PT30M\nFREEBUSY;FBTYPE=FREE:20261127T080000Z/PT30M\nEND:VFREEBUSY\nEND:VCALENDAR",
			[]string{"2026-11-25 09:00 – 2026-11-25 10:00", "2026-11-26 09:00 – 2026-11-26 09:30"}},
	} {
		if got := read(t, c.text); !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

func TestRecurringEventsAreFollowed(t *testing.T) {
	// Nine o'clock each Wednesday from 2024 on; one cancelled, one moved, one twice.
	got := read(t, events("UID:w\nDTSTART;TZID=Europe/Stockholm:20240103T090000\nDTEND;TZID=Europe/Stockholm:20240103T100000\nRRULE:FREQ=WEEKLY;BYDAY=WE;\n"+
		"EXDATE;TZID=Europe/Stockholm:20261202T090000\nRDATE;TZID=Europe/Stockholm:20261203T090000,20261204T090000",
		"UID:w\nRECURRENCE-ID;TZID=Europe/Stockholm:20261209T090000\nDTSTART;TZID=Europe/Stockholm:20261210T130000\nDURATION:PT30M"))
	want := []string{"2026-11-25 09:00 – 2026-11-25 10:00", "2026-12-03 09:00 – 2026-12-03 10:00", "2026-12-04 09:00 – 2026-12-04 10:00",
		"2026-12-10 13:00 – 2026-12-10 13:30", "2026-12-16 09:00 – 2026-12-16 10:00"}
	if len(got) != 57-2+3 || // 57 Wednesdays
		!slices.Equal(got[:5], want) {
		t.Errorf("%d: %q", len(got), got)
	}
	if !slices.Contains(got, "2027-06-09 09:00 – 2027-06-09 10:00") {
		t.Error("summer has another hour")
	}
	// A birthday since 1950, whole days, on the day itself.
	if got := read(t, events("DTSTART;VALUE=DATE:19500301\nRRULE:FREQ=YEARLY")); !slices.Equal(got, []string{"2027-03-01 00:00 – 2027-03-02 00:00"}) {
		t.Error(got)
	}
	// The first time counts though it does not fit its rule.
	if got := read(t, events("DTSTART:20261125T080000Z\nDURATION:PT1H\nRRULE:FREQ=MONTHLY;BYDAY=1MO;COUNT=1")); len(got) != 2 {
		t.Error(got)
	}
}

func TestWhatIsWrongIsToldByTheNumberOfItsLine(t *testing.T) {
	ok := "DTSTART:20261125T080000Z\nDURATION:PT1H"
	for name, c := range map[string]struct{ text, want string }{
		"nothing":               {"", "empty"},
		"blank":                 {" \r\n\r\n", "empty"},
		"no calendar":           {"this is no calendar", "line:1"},
		"broken lines":          {events("SUMMARY without colon\n" + ok + "\n:no name\nX;Y\nX;Y=\"a:b\nDESCRIPTION:fine"), "line:5 line:8 line:9 line:10"},
		"ends the library":      {events(ok + "\nX;Y=z"), "line:7"},
		"cut off":               {strings.TrimSuffix(events(ok), "END:VCALENDAR\r\n"), "cut:7"},
		"crossed":               {"BEGIN:VCALENDAR\nBEGIN:VEVENT\n" + ok + "\nEND:VCALENDAR\nEND:VEVENT", "line:5 cut:6"},
		"outside":               {"DTSTART:20261125T080000Z\n" + events(ok), "line:1"},
		"within one another":    {"BEGIN:VCALENDAR\n" + strings.Repeat("BEGIN:X\n", 9) + strings.Repeat("END:X\n", 9) + "END:VCALENDAR", "line:9 line:10"},
		"no start":              {events("DTEND:20261125T080000Z"), "start:4"},
		"no such time":          {events("DTSTART:20261325T080000Z"), "time:5"},
		"no such clock":         {events("DTSTART:20261125T250000"), "time:5"},
		"words for a time":      {events("DTSTART:tomorrow"), "time:5"},
		"ends before it begins": {events("DTSTART:20261125T080000Z\nDTEND:20261125T070000Z"), "end:6"},
		"no such length":        {events("DTSTART:20261125T080000Z\nDURATION:an hour"), "time:6"},
		"length backwards":      {events("DTSTART:20261125T080000Z\nDURATION:-PT1H"), "time:6"},
		"length of ages":        {events("DTSTART:20261125T080000Z\nDURATION:P99999999999999999D"), "time:6"},
		"no such zone":          {events("DTSTART;TZID=Nowhere/Town:20261125T080000\nDURATION:PT1H"), "zone:5"},
		"the server's zone":     {events("DTSTART;TZID=Local:20261125T080000\nDURATION:PT1H"), "zone:5"},
		"a file as zone":        {events("DTSTART;TZID=../../etc/passwd:20261125T080000\nDURATION:PT1H"), "zone:5"},
		"each second":           {events(ok + "\nRRULE:FREQ=SECONDLY"), "often:7"},
		"each minute":           {events(ok + "\nRRULE:FREQ=MINUTELY;COUNT=3"), "often:7"},
		"each hour":             {events(ok + "\nRRULE:FREQ=HOURLY"), "often:7"},
		"each hour otherwise":   {events(ok + "\nRRULE:FREQ=DAILY;BYHOUR=1,2,3,4"), "often:7"},
		"no such rule":          {events(ok + "\nRRULE:FREQ=SOMETIMES"), "rule:7"},
		"an odd exception":      {events(ok + "\nRRULE:FREQ=DAILY;COUNT=3\nEXDATE:20261125T080000Z,never"), "time:8"},
		"an odd busy time":      {"BEGIN:VCALENDAR\nBEGIN:VFREEBUSY\nFREEBUSY:20261125T080000Z,20261125T080000Z/PX\nEND:VFREEBUSY\nEND:VCALENDAR", "time:3 time:3"},
		"many broken lines":     {events(strings.Repeat("broken\n", 5000) + ok), "line:5 line:6 line:7 line:8 line:9 line:10 line:11 line:12 line:13 line:14"},
		"a long one":            {events(strings.Repeat("X:x\n", MostBytes/4)), "large"},
		"ten thousand events":   {events(slices.Repeat([]string{ok}, 10_000)...), "many"},
		"ten rules each day":    {events(slices.Repeat([]string{ok + "\nRRULE:FREQ=DAILY"}, 10)...), "many"},
		"rules for no day":      {events(slices.Repeat([]string{ok + "\nRRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30"}, 2000)...), "many"},
		"old rules":             {events(slices.Repeat([]string{"DTSTART:19700101T080000Z\nDURATION:PT1H\nRRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30"}, 5000)...), "many"},
	} {
		began := time.Now()
		spans, err := ReadBusy(c.text, now)
		if told(err) != c.want || spans != nil {
			t.Errorf("%s: %q, want %q", name, told(err), c.want)
		}
		if took := time.Since(began); took > 20*time.Second {
			t.Errorf("%s takes %v", name, took)
		}
	}
}

// A line of a thousand pieces is put together in one go: twice the file takes
// twice the time, not four times.
func TestFoldingCannotMakeItSlow(t *testing.T) {
	began := time.Now()
	text := events("DTSTART:20261125T080000Z\nDURATION:PT1H\nDESCRIPTION:x" + strings.Repeat("\n x", MostBytes/4-100))
	if got := read(t, text); len(got) != 1 {
		t.Error(got)
	}
	if took := time.Since(began); took > 20*time.Second {
		t.Errorf("takes %v", took)
	}
}

// An old event is followed from near today, as it would be from its beginning.
func TestOldRulesComeBackTheSameFromAnywhere(t *testing.T) {
	from := time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC)
	last := from.AddDate(0, 0, BusyDays)
	for _, first := range []string{"1950-03-01", "1999-12-31", "2000-02-29", "2001-01-31", "2025-05-06", "2026-11-23", "2026-11-24", "2026-12-24"} {
		start, _ := time.Parse(time.DateOnly, first)
		for _, text := range []string{
			"FREQ=DAILY", "FREQ=DAILY;INTERVAL=3", "FREQ=WEEKLY", "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,SU", "FREQ=WEEKLY;INTERVAL=3;BYDAY=SU,TU;WKST=SU", "FREQ=MONTHLY",
			"FREQ=MONTHLY;INTERVAL=5", "FREQ=MONTHLY;BYDAY=-1FR", "FREQ=MONTHLY;BYMONTHDAY=31", "FREQ=MONTHLY;INTERVAL=7;BYDAY=MO,TU;BYSETPOS=-1", "FREQ=YEARLY", "FREQ=YEARLY;INTERVAL=4",
			"FREQ=YEARLY;BYDAY=20MO", "FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO", "FREQ=YEARLY;BYMONTH=1,7;BYMONTHDAY=1", "FREQ=DAILY;COUNT=9000", "FREQ=WEEKLY;UNTIL=20270301",
		} {
			o, ok := readOption(text, time.UTC)
			if !ok {
				t.Fatal(text)
			}
			after := func(start time.Time) (all []time.Time) {
				for at := range recur(o, start, time.UTC, last) {
					if at.After(from) {
						all = append(all, at)
					}
				}
				return all
			}
			near := ahead(o, start, from)
			if got, want := after(near), after(start); !slices.Equal(got, want) {
				t.Errorf("%s from %s, followed from %s: %v, want %v", text, first, near.Format(time.DateOnly), got, want)
			}
			if o.Count == 0 && start.Day() <= 28 && from.Sub(near) > 12*366*24*time.Hour {
				t.Errorf("%s from %s is followed from as far back as %s", text, first, near.Format(time.DateOnly))
			}
		}
	}
	// What is over is not followed at all.
	over := "DTSTART:20200131T080000Z\nDURATION:PT1H\nRRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;UNTIL=20261101T000000Z"
	if got := read(t, events(slices.Repeat([]string{over}, 1000)...)); got != nil {
		t.Error(got)
	}
	// A hundred birthdays are not too many.
	if got := read(t, events(slices.Repeat([]string{"DTSTART;VALUE=DATE:19500301\nRRULE:FREQ=YEARLY"}, 100)...)); len(got) != 1 {
		t.Error(got)
	}
}

func FuzzReadBusy(f *testing.F) {
	f.Add(events("UID:w\nDTSTART;TZID=Europe/Stockholm:20240103T090000\nDURATION:P1DT2H\nRRULE:FREQ=WEEKLY;BYDAY=WE\nEXDATE:20261202T090000"))
	f.Add("BEGIN:VCALENDAR\nBEGIN:VFREEBUSY\nFREEBUSY:20261125T080000Z/PT1H\nEND:VFREEBUSY\nEND:VCALENDAR")
	f.Add("BEGIN:VCALENDAR\nX;Y=z\nEND:VCALENDAR")
	f.Fuzz(func(t *testing.T, text string) {
		spans, err := ReadBusy(text, now)
		if (err != nil) == (spans != nil) && len(spans) > 0 {
			t.Fatal("both times and faults")
		}
		for i, s := range spans {
			if !s.End.After(s.Start) || s.Start.Before(now) || s.End.After(now.AddDate(0, 0, BusyDays)) || i > 0 && !s.Start.After(spans[i-1].End) {
				t.Fatalf("%v", shown(spans))
			}
		}
	})
}
