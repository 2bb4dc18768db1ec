package plan

import (
	"errors"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"samverk/internal/errs"
)

func TestTimesOfTheWeekAreReadAndSorted(t *testing.T) {
	for text, want := range map[string]string{
		"": "", "  ": "",
		"1 09:00-12:00,3 09:00-12:00":  "1 09:00-12:00,3 09:00-12:00",
		"3 13:00-15:00, 1 00:00-24:00": "1 00:00-24:00,3 13:00-15:00",
		"2 12:00-13:00,2 09:00-12:00":  "2 09:00-12:00,2 12:00-13:00",
		"7 08:00-08:01":                "7 08:00-08:01",
	} {
		w, err := ParseWeekly(text)
		if err != nil || w.String() != want {
			t.Errorf("%q became %q, %v", text, w, err)
		}
	}
}

func TestEveryFaultInTimesOfTheWeekIsToldAtOnce(t *testing.T) {
	for text, want := range map[string]string{
		"mån 9-12":                    "form",
		"0 09:00-12:00":               "form",
		"8 09:00-12:00":               "form",
		"1 9:00-12:00":                "form",
		"1 09:60-12:00":               "form",
		"1 09:00-24:01":               "form",
		"1 09:00-12:00,":              "form",
		"1 0a:00-12:00":               "form",
		"1 12:00-09:00":               "order",
		"1 09:00-09:00":               "order",
		"x,1 12:00-09:00":             "form order",
		"1 09:00-12:00,1 11:59-13:00": "overlap",
		"1 09:00-12:00,1 09:00-12:00": "overlap",
		strings.Repeat("1 09:00-12:00,", 21) + "2 09:00-12:00": "many",
	} {
		w, err := ParseWeekly(text)
		e, ok := errors.AsType[*errs.Error](err)
		if !ok || w != nil || e.Kind != errs.Invalid {
			t.Errorf("%q: %v %v", text, w, err)
			continue
		}
		var got []string
		for _, f := range e.Faults {
			got = append(got, strings.TrimPrefix(f.Key, "activity.weekly."))
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%q: %v, not %s", text, got, want)
		}
	}
}

func TestTimesThatAreWrittenAreReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := weeklies().Draw(t, "weekly")
		back, err := ParseWeekly(w.String())
		if err != nil || back.String() != w.String() {
			t.Fatalf("%q came back as %q, %v", w, back, err)
		}
	})
}

// weeklies makes times that are sorted and apart.
func weeklies() *rapid.Generator[Weekly] {
	return rapid.Custom(func(t *rapid.T) (w Weekly) {
		for day := 1; day <= 7; day++ {
			at := 0
			for range rapid.IntRange(0, 2).Draw(t, "slots") {
				from := rapid.IntRange(at, midnight-1).Draw(t, "from")
				to := rapid.IntRange(from+1, midnight).Draw(t, "to")
				w = append(w, Slot{day, from, to})
				if at = to; at == midnight {
					break
				}
			}
		}
		return w
	})
}

func FuzzParseWeekly(f *testing.F) {
	f.Add("1 09:00-12:00,3 09:00-12:00")
	f.Fuzz(func(t *testing.T, text string) {
		if w, err := ParseWeekly(text); err == nil {
			if again, err := ParseWeekly(w.String()); err != nil || again.String() != w.String() {
				t.Errorf("%q: %q, %v", w, again, err)
			}
		}
	})
}
