package calendar

import (
	"iter"
	"strings"
	"time"

	"github.com/teambition/rrule-go"

	"samverk/internal/errs"
)

// The bounds of a rule: what a forum plans at once.
const (
	MostTimes = 200
	MostYears = 2
	longRule  = 400 // bytes of text
	farApart  = 400 // INTERVAL
)

// Rule is a recurrence of RFC 5545 that ends, by days, weeks, months or years.
// The time of day is that of its first time.
type Rule struct{ option rrule.ROption }

// ParseRule reads a rule such as FREQ=WEEKLY;INTERVAL=2;BYDAY=TU;COUNT=20 or
// FREQ=MONTHLY;BYDAY=1MO;UNTIL=20271231. One that does not end, or comes back
// more often than by the day, is a fault of the field "rule".
func ParseRule(text string) (Rule, error) {
	text = strings.TrimPrefix(strings.ToUpper(strings.TrimSpace(text)), "RRULE:")
	o, ok := readOption(text, stockholm)
	if !ok {
		return Rule{}, fault("calendar.rule.wrong")
	}
	switch {
	case o.Freq > rrule.DAILY, len(o.Byhour)+len(o.Byminute)+len(o.Bysecond)+len(o.Byeaster) > 0:
		return Rule{}, fault("calendar.rule.often")
	case o.Count == 0 && o.Until.IsZero():
		return Rule{}, fault("calendar.rule.endless")
	case o.Count > MostTimes:
		return Rule{}, fault("calendar.rule.many")
	}
	return Rule{o}, nil
}

// Times returns when the rule comes back, from its first time on and at the
// same wall time all year, and apart from those the dates it skips because
// offices are closed. A first time that does not fit the rule is not one of
// them.
func (r Rule) Times(first time.Time) (times, skipped []time.Time, err error) {
	last := first.In(stockholm).AddDate(MostYears, 0, 0)
	if r.option.Until.After(last) {
		return nil, nil, fault("calendar.rule.long")
	}
	n := 0
	for t := range recur(r.option, float(first.In(stockholm)), stockholm, last) {
		if n++; n > MostTimes {
			return nil, nil, fault("calendar.rule.many")
		}
		if DayOff(t.In(stockholm)) {
			skipped = append(skipped, t)
		} else {
			times = append(times, t)
		}
	}
	switch {
	case n > 0 && r.option.Until.IsZero() && n < r.option.Count:
		return nil, nil, fault("calendar.rule.long")
	case len(times) == 0:
		return nil, nil, fault("calendar.rule.empty")
	}
	return times, skipped, nil
}

func fault(key string) error {
	var f errs.Faults
	f.Add("rule", key)
	return f.Err()
}

// readOption reads a rule's text. The end is in wall time, as all of a rule
// is; a date is the whole of that day.
func readOption(text string, in *time.Location) (rrule.ROption, bool) {
	if len(text) > longRule || strings.ContainsAny(text, "\r\n") || strings.Contains(text, "DTSTART") {
		return rrule.ROption{}, false
	}
	o, err := rrule.StrToROptionInLocation(text, in)
	if err != nil || o.Interval < 0 || o.Interval > farApart || o.Count < 0 {
		return rrule.ROption{}, false
	}
	if _, err := rrule.NewRRule(*o); err != nil {
		return rrule.ROption{}, false
	}
	if _, until, ok := strings.Cut(text, "UNTIL="); ok && len(strings.Split(until, ";")[0]) == len("20060102") {
		o.Until = o.Until.AddDate(0, 0, 1).Add(-time.Second)
	}
	return *o, true
}

// recur yields the times of a rule up to last, from a first time that clocks of
// a place show.
//
// The rule is followed in floating time, and each date then put in its place,
// so that nine o'clock stays nine o'clock when the clocks change.
func recur(o rrule.ROption, first time.Time, in *time.Location, last time.Time) iter.Seq[time.Time] {
	o.Dtstart = first
	until := float(last.In(in))
	if o.Until.IsZero() || o.Until.After(last) {
		o.Until = until
	} else {
		o.Until = float(o.Until.In(in))
	}
	return func(yield func(time.Time) bool) {
		rule, err := rrule.NewRRule(o)
		if err != nil {
			return // readOption has tried it
		}
		next := rule.Iterator()
		for t, ok := next(); ok; t, ok = next() {
			if at, _ := wall(t, in); !yield(at) {
				return
			}
		}
	}
}

// ahead returns a first time from which a rule without a count comes back the
// same as from the given one, as near before a time as can easily be told.
func ahead(o rrule.ROption, first, near time.Time) time.Time {
	every := max(o.Interval, 1)
	days := int(near.Sub(first).Hours()/24) - 1
	years := near.Year() - first.Year() - 1
	if o.Count > 0 || days < 0 || first.Day() > 28 {
		return first
	}
	switch o.Freq {
	case rrule.DAILY:
		return first.AddDate(0, 0, days/every*every)
	case rrule.WEEKLY:
		return first.AddDate(0, 0, days/7/every*every*7)
	case rrule.MONTHLY:
		return first.AddDate(0, max(years, 0)*12/every*every, 0)
	case rrule.YEARLY:
		return first.AddDate(max(years, 0)/every*every, 0, 0)
	}
	return first
}

// float returns the time of UTC that shows what t shows where it is.
func float(t time.Time) time.Time {
	y, m, d := t.Date()
	h, min, s := t.Clock()
	return time.Date(y, m, d, h, min, s, 0, time.UTC)
}
