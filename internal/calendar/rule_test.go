package calendar

import (
	"slices"
	"strings"
	"testing"
	"time"

	"samverk/internal/errs"
)

// keys returns the faults of err as field:key.
func keys(err error) string {
	if err == nil {
		return ""
	}
	e, ok := err.(*errs.Error)
	if !ok {
		return "not of errs: " + err.Error()
	}
	var s []string
	for _, f := range e.Faults {
		s = append(s, f.Field+":"+f.Key)
	}
	return strings.Join(s, " ")
}

func TestWallTimeIsReadAsPeopleMeanIt(t *testing.T) {
	for _, c := range []struct{ date, clock, want string }{
		{"2026-11-23", "09:00", "2026-11-23T08:00:00Z"},
		{"2026-07-01", "9.30", "2026-07-01T07:30:00Z"},
		{" 2026-07-01 ", " 00:00 ", "2026-06-30T22:00:00Z"},
		{"2026-03-29", "01:59", "2026-03-29T00:59:00Z"},
		{"2026-03-29", "03:00", "2026-03-29T01:00:00Z"},
		{"2026-10-25", "02:30", "2026-10-25T00:30:00Z"}, // twice: the first
		{"2026-10-25", "03:00", "2026-10-25T02:00:00Z"},
		{"2026-03-29", "02:00", "clock:calendar.time.gap"},
		{"2026-03-29", "02:30", "clock:calendar.time.gap"},
		{"2026-03-29", "02:59", "clock:calendar.time.gap"},
		{"2026-02-30", "24:00", "date:calendar.date.wrong clock:calendar.clock.wrong"},
		{"", "", "date:calendar.date.wrong clock:calendar.clock.wrong"},
		{"0026-11-23", "09:00", "date:calendar.date.wrong"},
		{"2026-11-23", "09:00:30", "clock:calendar.clock.wrong"},
	} {
		got, err := Local(c.date, c.clock)
		text := keys(err)
		if err == nil {
			text = got.Format(time.RFC3339)
		}
		if text != c.want {
			t.Errorf("%s %s: %s, want %s", c.date, c.clock, text, c.want)
		}
		if err == nil {
			if date, clock := Wall(got); date != strings.TrimSpace(c.date) || !strings.HasSuffix("0"+strings.ReplaceAll(strings.TrimSpace(c.clock), ".", ":"), clock) {
				t.Errorf("%s %s comes back as %s %s", c.date, c.clock, date, clock)
			}
		}
	}
}

func TestARuleMustEndAndBeModest(t *testing.T) {
	for text, want := range map[string]string{
		"FREQ=WEEKLY;COUNT=3":                         "",
		"rrule:freq=monthly;byday=1mo;until=20271231": "",
		"FREQ=WEEKLY":                                 "rule:calendar.rule.endless",
		"FREQ=YEARLY;INTERVAL=2;BYDAY=1MO":            "rule:calendar.rule.endless",
		"FREQ=DAILY;COUNT=201":                        "rule:calendar.rule.many",
		"FREQ=SECONDLY;COUNT=3":                       "rule:calendar.rule.often",
		"FREQ=MINUTELY;UNTIL=20271231":                "rule:calendar.rule.often",
		"FREQ=HOURLY;COUNT=3":                         "rule:calendar.rule.often",
		"FREQ=DAILY;COUNT=3;BYHOUR=1,2,3":             "rule:calendar.rule.often",
		"FREQ=DAILY;COUNT=3;BYSECOND=1":               "rule:calendar.rule.often",
		"FREQ=DAILY;COUNT=3;BYMONTH=13":               "rule:calendar.rule.wrong",
		"FREQ=DAILY;COUNT=-3":                         "rule:calendar.rule.wrong",
		"FREQ=DAILY;INTERVAL=-1;COUNT=3":              "rule:calendar.rule.wrong",
		"FREQ=DAILY;INTERVAL=99999999;COUNT=3":        "rule:calendar.rule.wrong",
		"FREQ=DAILY;INTERVAL=99999999999999999999":    "rule:calendar.rule.wrong",
		"FREQ=DAILY;UNTIL=yesterday":                  "rule:calendar.rule.wrong",
		"COUNT=3":                                     "rule:calendar.rule.wrong",
		"":                                            "rule:calendar.rule.wrong",
		"every other Tuesday":                         "rule:calendar.rule.wrong",
		"DTSTART=20260101;FREQ=DAILY;COUNT=3":         "rule:calendar.rule.wrong",
		"FREQ=DAILY;COUNT=3\nFREQ=DAILY":              "rule:calendar.rule.wrong",
		"FREQ=DAILY;COUNT=3;BYMONTHDAY=" + strings.Repeat("1,", 300) + "1": "rule:calendar.rule.wrong",
	} {
		if _, err := ParseRule(text); keys(err) != want {
			t.Errorf("%.60s: %q, want %q", text, keys(err), want)
		}
	}
}

func times(t *testing.T, rule, date, clock string) (kept, skipped []string, err error) {
	t.Helper()
	r, err := ParseRule(rule)
	if err != nil {
		t.Fatal(rule, err)
	}
	first, err := Local(date, clock)
	if err != nil {
		t.Fatal(err)
	}
	ts, off, err := r.Times(first)
	for _, at := range ts {
		if at.Location() != time.UTC {
			t.Errorf("%s: a time that is not in UTC", rule)
		}
		kept = append(kept, at.In(Zone()).Format("2006-01-02 15:04"))
	}
	for _, at := range off {
		skipped = append(skipped, at.In(Zone()).Format(time.DateOnly))
	}
	return kept, skipped, err
}

func TestNineOClockStaysNineOClockAllYear(t *testing.T) {
	kept, skipped, err := times(t, "FREQ=WEEKLY;BYDAY=TU;UNTIL=20271231", "2026-10-06", "09:00")
	if err != nil || len(kept) != 65 || len(skipped) != 0 {
		t.Fatal(len(kept), skipped, err)
	}
	for _, at := range kept {
		if !strings.HasSuffix(at, " 09:00") {
			t.Error(at)
		}
	}
	if kept[2] != "2026-10-20 09:00" || kept[3] != "2026-10-27 09:00" || kept[64] != "2027-12-28 09:00" {
		t.Error(kept[2], kept[3], kept[64])
	}
}

func TestDaysOffAreSkippedAndTold(t *testing.T) {
	kept, skipped, err := times(t, "FREQ=WEEKLY;BYDAY=TH;COUNT=8", "2026-12-03", "13:15")
	if err != nil || !slices.Equal(kept, []string{"2026-12-03 13:15", "2026-12-10 13:15", "2026-12-17 13:15", "2027-01-07 13:15", "2027-01-14 13:15", "2027-01-21 13:15"}) {
		t.Error(kept, err)
	}
	if !slices.Equal(skipped, []string{"2026-12-24", "2026-12-31"}) {
		t.Error(skipped)
	}
}

func TestMonthsAndTheLastDay(t *testing.T) {
	for _, c := range []struct{ rule, first, last string }{
		{"FREQ=MONTHLY;BYDAY=1MO;COUNT=6", "2027-01-11", "2027-07-05"}, // the first that fits is in February
		{"FREQ=MONTHLY;BYDAY=-1TH;UNTIL=20270527", "2027-01-11", "2027-05-27"},
		{"FREQ=MONTHLY;BYDAY=-1TH;UNTIL=20270526T235959", "2027-01-11", "2027-04-29"},
		{"FREQ=WEEKLY;COUNT=4;WKST=SU", "2027-01-11", "2027-02-01"},
		{"FREQ=YEARLY;COUNT=3", "2027-02-09", "2029-02-09"},
		{"FREQ=DAILY;COUNT=5", "2027-01-11", "2027-01-15"},
	} {
		kept, _, err := times(t, c.rule, c.first, "08:30")
		if err != nil || len(kept) == 0 || kept[len(kept)-1] != c.last+" 08:30" {
			t.Errorf("%s: %v %v, want %s last", c.rule, kept, err, c.last)
		}
	}
}

func TestARuleThatIsTooLongOrMeetsNoDayIsAFault(t *testing.T) {
	for rule, want := range map[string]string{
		"FREQ=DAILY;UNTIL=20271231":                         "rule:calendar.rule.many",
		"FREQ=WEEKLY;UNTIL=20300101":                        "rule:calendar.rule.long",
		"FREQ=WEEKLY;UNTIL=99991231":                        "rule:calendar.rule.long",
		"FREQ=YEARLY;COUNT=5":                               "rule:calendar.rule.long",
		"FREQ=WEEKLY;INTERVAL=400;COUNT=200":                "rule:calendar.rule.long",
		"FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30;COUNT=2":       "rule:calendar.rule.empty",
		"FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;UNTIL=20280101": "rule:calendar.rule.empty",
		"FREQ=WEEKLY;BYDAY=SA,SU;COUNT=4":                   "rule:calendar.rule.empty",
		"FREQ=WEEKLY;UNTIL=20200101":                        "rule:calendar.rule.empty",
	} {
		if kept, _, err := times(t, rule, "2026-11-24", "09:00"); keys(err) != want || kept != nil {
			t.Errorf("%s: %q %v, want %q", rule, keys(err), kept, want)
		}
	}
}
