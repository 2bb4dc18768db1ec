package calendar

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/emersion/go-ical"
	"github.com/teambition/rrule-go"

	"samverk/internal/errs"
)

// Span is a time that is taken.
type Span struct{ Start, End time.Time }

// Overlaps reports whether the span and a time have some moment in common.
func (s Span) Overlaps(start, end time.Time) bool { return s.End.After(start) && s.Start.Before(end) }

// ReadBusy returns the times that a calendar (RFC 5545) says are taken, from
// now on and BusyDays ahead, joined where they touch. Nothing else of the
// calendar is kept. What is wrong with it is told by the numbers of its lines,
// as faults of the field "file"; then nothing is returned.
func ReadBusy(text string, now time.Time) ([]Span, error) {
	if len(text) > MostBytes {
		return nil, errs.Faults{{Field: "file", Key: "calendar.file.large"}}.Err()
	}
	f := file{}
	b := busy{file: &f, from: now, until: now.AddDate(0, 0, BusyDays), moved: map[string][]time.Time{}}
	parts := f.components(text)
	for _, c := range parts {
		b.note(c)
	}
	for _, c := range parts {
		b.add(c)
	}
	if b.over {
		f.faults.Add("file", "calendar.file.many")
	}
	if err := f.faults.Err(); err != nil {
		return nil, err
	}
	return joined(b.spans), nil
}

// busy gathers the times of a calendar.
type busy struct {
	*file
	from, until time.Time
	moved       map[string][]time.Time // times of recurring events that have an event of their own
	spans       []Span
	walked      int // days that rules were followed
	over        bool
}

// note keeps in mind which time of a recurring event another one stands for.
func (b *busy) note(c component) {
	if p, ok := c.first(ical.PropRecurrenceID); ok {
		if at, ok := b.moment(p, p.value); ok {
			b.moved[c.says(ical.PropUID)] = append(b.moved[c.says(ical.PropUID)], at)
		}
	}
}

func (b *busy) add(c component) {
	for _, p := range c.props[ical.PropFreeBusy] {
		b.addPeriods(p)
	}
	if c.kind != ical.CompEvent || c.says(ical.PropStatus) == "CANCELLED" || c.says(ical.PropTransparency) == "TRANSPARENT" || c.says(busyStatus) == "FREE" {
		return
	}
	p, ok := c.first(ical.PropDateTimeStart)
	if !ok {
		b.wrong(c.line, "calendar.file.start")
		return
	}
	start, ok := b.moment(p, p.value)
	if !ok {
		return
	}
	long, ok := b.length(c, p, start)
	if !ok {
		return
	}
	for _, at := range b.starts(c, start, long(start).Sub(start)) {
		b.keep(at, long(at))
	}
}

// keep adds a time as far as it lies ahead.
func (b *busy) keep(start, end time.Time) {
	if !end.After(b.from) || !start.Before(b.until) || !end.After(start) {
		return
	}
	if len(b.spans) == MostSpans {
		b.over = true
		return
	}
	if start.Before(b.from) {
		start = b.from
	}
	if end.After(b.until) {
		end = b.until
	}
	b.spans = append(b.spans, Span{start.UTC(), end.UTC()})
}

// length returns how the end of an event is found from its start. An event of
// whole days ends at a midnight, however long those days are.
func (b *busy) length(c component, start property, at time.Time) (func(time.Time) time.Time, bool) {
	days := len(start.value) == len("20060102")
	if p, ok := c.first(ical.PropDateTimeEnd); ok {
		end, ok := b.moment(p, p.value)
		if ok && end.Before(at) {
			b.wrong(p.line, "calendar.file.end")
			ok = false
		}
		if days {
			n := int(float(end).Sub(float(at)).Hours() / 24)
			return func(t time.Time) time.Time { return t.AddDate(0, 0, n) }, ok
		}
		return func(t time.Time) time.Time { return t.Add(end.Sub(at)) }, ok
	}
	if p, ok := c.first(ical.PropDuration); ok {
		d, err := (&ical.Prop{Name: ical.PropDuration, Value: strings.TrimSpace(p.value)}).Duration()
		if err != nil || d < 0 || d > BusyDays*24*time.Hour {
			b.wrong(p.line, "calendar.file.time")
			return nil, false
		}
		return func(t time.Time) time.Time { return t.Add(d) }, true
	}
	if days {
		return func(t time.Time) time.Time { return t.AddDate(0, 0, 1) }, true
	}
	return func(t time.Time) time.Time { return t }, true
}

// starts returns when an event of a length begins, each time that it comes back.
func (b *busy) starts(c component, first time.Time, long time.Duration) []time.Time {
	all := []time.Time{first}
	for _, p := range c.props[ical.PropRecurrenceRule] {
		all = append(all, b.follow(p, first, long)...)
	}
	for _, p := range c.props[ical.PropRecurrenceDates] {
		all = append(all, b.moments(p)...)
	}
	var not []time.Time
	for _, p := range c.props[ical.PropExceptionDates] {
		not = append(not, b.moments(p)...)
	}
	if _, own := c.first(ical.PropRecurrenceID); !own {
		not = append(not, b.moved[c.says(ical.PropUID)]...)
	}
	skip := make(map[int64]bool, len(not))
	for _, t := range not {
		skip[t.Unix()] = true
	}
	all = slices.DeleteFunc(all, func(t time.Time) bool { return skip[t.Unix()] })
	slices.SortFunc(all, time.Time.Compare)
	return slices.CompactFunc(all, time.Time.Equal)
}

// follow returns the times of a rule that lie ahead, or have begun and are not
// over.
func (b *busy) follow(p property, first time.Time, long time.Duration) (all []time.Time) {
	in := first.Location()
	o, ok := readOption(strings.TrimSuffix(strings.ToUpper(strings.TrimSpace(p.value)), ";"), in)
	switch {
	case !ok:
		b.wrong(p.line, "calendar.file.rule")
		return nil
	case o.Freq > rrule.DAILY, len(o.Byhour) > 1, len(o.Byminute) > 1, len(o.Bysecond) > 1:
		b.wrong(p.line, "calendar.file.often")
		return nil
	}
	from := b.from.Add(-long)
	if !o.Until.IsZero() && o.Until.Before(from) {
		return nil
	}
	start := ahead(o, float(first), float(from.In(in)))
	if b.walked += max(0, int(b.until.Sub(start).Hours()/24)); b.walked > mostWalking || b.over {
		b.over = true
		return nil
	}
	met := false
	for t := range recur(o, start, in, b.until) {
		met = true
		if t.After(from) {
			all = append(all, t.In(in))
		}
	}
	if !met { // the library looks for the thirtieth of February until the year 9999
		b.walked += neverWalks
	}
	return all
}

func (b *busy) addPeriods(p property) {
	if strings.EqualFold(p.params["FBTYPE"], "FREE") {
		return
	}
	for one := range strings.SplitSeq(p.value, ",") {
		from, to, _ := strings.Cut(strings.TrimSpace(one), "/")
		start, ok := b.moment(p, from)
		if !ok {
			continue
		}
		if strings.HasPrefix(to, "P") {
			d, err := (&ical.Prop{Name: ical.PropDuration, Value: to}).Duration()
			if err != nil || d < 0 || d > BusyDays*24*time.Hour {
				b.wrong(p.line, "calendar.file.time")
				continue
			}
			b.keep(start, start.Add(d))
		} else if end, ok := b.moment(p, to); ok {
			b.keep(start, end)
		}
	}
}

func (b *busy) moments(p property) (all []time.Time) {
	for one := range strings.SplitSeq(p.value, ",") {
		one, _, _ = strings.Cut(one, "/")
		if t, ok := b.moment(p, one); ok {
			all = append(all, t)
		}
	}
	return all
}

// moment reads a date, a time where the line says it is, or a time of UTC.
func (b *busy) moment(p property, value string) (time.Time, bool) {
	in, ok := placeOf(p.params["TZID"])
	if !ok {
		b.wrong(p.line, "calendar.file.zone")
		return time.Time{}, false
	}
	value = strings.TrimSpace(value)
	layout := "20060102T150405"
	switch {
	case len(value) == len("20060102"):
		layout = "20060102"
	case strings.HasSuffix(value, "Z"):
		value, in = strings.TrimSuffix(value, "Z"), time.UTC
	}
	floating, err := time.Parse(layout, value)
	if err != nil || floating.Year() < 1900 {
		b.wrong(p.line, "calendar.file.time")
		return time.Time{}, false
	}
	t, _ := wall(floating, in)
	return t.In(in), true
}

// placeOf returns the zone with a name; without one times are those of Sweden.
func placeOf(name string) (*time.Location, bool) {
	if name == "" {
		return stockholm, true
	}
	name = cmp.Or(zones[name], name)
	// Some programs set a name of their own before that of the zone.
	if parts := strings.Split(name, "/"); len(parts) > 2 && parts[0] == "" {
		name = strings.Join(parts[max(0, len(parts)-2):], "/")
	}
	in, err := time.LoadLocation(name)
	return in, err == nil && name != "Local"
}

// joined sorts spans and makes one of those that touch.
func joined(all []Span) (out []Span) {
	slices.SortFunc(all, func(a, b Span) int { return cmp.Or(a.Start.Compare(b.Start), a.End.Compare(b.End)) })
	for _, s := range all {
		last := len(out) - 1
		switch {
		case last < 0 || s.Start.After(out[last].End):
			out = append(out, s)
		case s.End.After(out[last].End):
			out[last].End = s.End
		}
	}
	return out
}
