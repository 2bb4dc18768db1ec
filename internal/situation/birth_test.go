package situation_test

import (
	"testing"

	"samverk/internal/rule"
	"samverk/internal/situation"
)

func TestAgesOnTheDaysThatRulesTurnOn(t *testing.T) {
	for _, x := range []struct {
		born, today         string
		years, months, july int
	}{
		{"2007-11-22", "2026-06-30", 18, 223, 18}, // the last day before July of the year of 19
		{"2007-11-22", "2026-07-01", 18, 224, 19},
		{"2007-11-22", "2027-01-01", 19, 230, 19},
		{"1996-11-30", "2026-10-31", 29, 359, 30}, // the last day before the month of 30
		{"1996-11-30", "2026-11-01", 29, 360, 30},
		{"1959-12-31", "2026-11-30", 66, 803, 67}, // the last day of the month before that of 67
		{"1959-12-31", "2026-12-01", 66, 804, 67},
		{"2004-02-29", "2026-02-28", 21, 264, 21},
		{"2026-11-22", "2026-11-22", 0, 0, 0},
	} {
		got := situation.Known(situation.Input{Born: x.born, Today: x.today})
		for name, want := range map[string]int{"age": x.years, "age.months": x.months, "age.july": x.july} {
			if got[name] != rule.Count(want) {
				t.Errorf("born %s, on %s, %s is %+v; want %d", x.born, x.today, name, got[name], want)
			}
		}
	}
	for _, born := range []string{"", "2026-11-23", "1996-13-01"} {
		got := situation.Known(situation.Input{Born: born, Today: "2026-11-22"})
		for _, name := range []string{"age", "age.months", "age.july"} {
			if v, known := got[name]; known {
				t.Errorf("of %q %s is %+v", born, name, v)
			}
		}
	}
}
