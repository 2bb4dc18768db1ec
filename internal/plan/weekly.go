package plan

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"samverk/internal/errs"
)

// Slot is a time that comes back every week, in minutes from midnight.
type Slot struct{ Day, From, To int } // Monday is 1

// Weekly is the times of a week, sorted and apart from each other.
type Weekly []Slot

const (
	mostSlots = 21
	midnight  = 24 * 60
)

// ParseWeekly reads times as "1 09:00-12:00,3 09:00-12:00". Its faults are on
// the field weekly.
func ParseWeekly(text string) (Weekly, error) {
	if strings.TrimSpace(text) == "" {
		return nil, nil
	}
	if strings.Count(text, ",") >= mostSlots {
		return nil, errs.Faults{{Field: "weekly", Key: "activity.weekly.many"}}.Err()
	}
	var w Weekly
	form, order := true, true
	for part := range strings.SplitSeq(text, ",") {
		s, ok := parseSlot(strings.TrimSpace(part))
		form, order = form && ok, order && (!ok || s.From < s.To)
		w = append(w, s)
	}
	slices.SortFunc(w, func(a, b Slot) int {
		return cmp.Or(cmp.Compare(a.Day, b.Day), cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To))
	})
	var f errs.Faults
	f.Check(form, "weekly", "activity.weekly.form")
	f.Check(order, "weekly", "activity.weekly.order")
	f.Check(!form || !order || w.apart(), "weekly", "activity.weekly.overlap")
	if err := f.Err(); err != nil {
		return nil, err
	}
	return w, nil
}

// parseSlot reads "1 09:00-12:00".
func parseSlot(text string) (s Slot, ok bool) {
	weekday, times, _ := strings.Cut(text, " ")
	from, to, _ := strings.Cut(times, "-")
	var fromOK, toOK bool
	s.From, fromOK = parseClock(from)
	s.To, toOK = parseClock(to)
	if len(weekday) != 1 || weekday[0] < '1' || weekday[0] > '7' || !fromOK || !toOK {
		return Slot{}, false
	}
	s.Day = int(weekday[0] - '0')
	return s, true
}

// parseClock reads "09:00", up to "24:00".
func parseClock(text string) (minutes int, ok bool) {
	if len(text) != 5 || text[2] != ':' {
		return 0, false
	}
	digit := func(i int) int {
		if text[i] < '0' || text[i] > '9' {
			ok = false
		}
		return int(text[i] - '0')
	}
	ok = true
	hour, minute := digit(0)*10+digit(1), digit(3)*10+digit(4)
	minutes = hour*60 + minute
	return minutes, ok && minute < 60 && minutes <= midnight
}

func (w Weekly) apart() bool {
	for i := 1; i < len(w); i++ {
		if w[i-1].overlaps(w[i]) {
			return false
		}
	}
	return true
}

func (s Slot) overlaps(o Slot) bool { return s.Day == o.Day && s.From < o.To && o.From < s.To }

// String writes the slot as ParseWeekly reads it.
func (s Slot) String() string {
	return fmt.Sprintf("%d %02d:%02d-%02d:%02d", s.Day, s.From/60, s.From%60, s.To/60, s.To%60)
}

// String writes the times as ParseWeekly reads them.
func (w Weekly) String() string {
	parts := make([]string, len(w))
	for i, s := range w {
		parts[i] = s.String()
	}
	return strings.Join(parts, ",")
}
