package calendar

import (
	"slices"
	"strconv"
	"strings"

	"github.com/emersion/go-ical"

	"samverk/internal/errs"
)

// The bounds of a calendar that is read.
const (
	MostBytes   = 1 << 20
	MostSpans   = 2000
	BusyDays    = 400     // how far ahead times are kept
	mostBroken  = 10      // lines that are named
	mostNested  = 8       // components within one another
	mostWalking = 200_000 // days that rules are followed
	neverWalks  = 40_000  // what a rule without any day counts as
)

// property is one line of a calendar with what it says, and its number.
type property struct {
	line   int
	name   string
	params map[string]string
	value  string
}

// component is a part of a calendar that holds times: what is said of when it
// is, and nothing else of it.
type component struct {
	line  int
	kind  string
	props map[string][]property
}

func (c component) first(name string) (property, bool) {
	if all := c.props[name]; len(all) > 0 {
		return all[0], true
	}
	return property{}, false
}

func (c component) says(name string) string {
	p, _ := c.first(name)
	return strings.ToUpper(strings.TrimSpace(p.value))
}

// kept are the properties that tell when an event is, and whether it takes
// time. What else stands in a calendar is read past.
var kept = []string{
	ical.PropDateTimeStart, ical.PropDateTimeEnd, ical.PropDuration, ical.PropRecurrenceRule, ical.PropRecurrenceDates,
	ical.PropExceptionDates, ical.PropRecurrenceID, ical.PropUID, ical.PropStatus, ical.PropTransparency, ical.PropFreeBusy,
	busyStatus,
}

const busyStatus = "X-MICROSOFT-CDO-BUSYSTATUS"

// file reads a calendar and gathers what is wrong with it.
type file struct {
	faults errs.Faults
	said   int
	stack  []string
	now    *component // that is being read
	all    []component
}

// wrong notes that a line cannot be used. Its number is told, never its text.
func (f *file) wrong(line int, key string) {
	if f.said++; f.said <= mostBroken {
		f.faults.Add("file", key, "n", strconv.Itoa(line))
	}
}

// components reads the lines of a calendar into its events and busy times.
func (f *file) components(text string) []component {
	last := 0
	for n, line := range unfolded(text) {
		last = n
		p, ok := parseLine(n, line)
		if !ok {
			f.wrong(n, "calendar.file.line")
			continue
		}
		f.take(p)
	}
	if len(f.stack) > 0 {
		f.wrong(last, "calendar.file.cut")
	}
	if len(f.all) == 0 && f.said == 0 && last == 0 {
		f.faults.Add("file", "calendar.file.empty")
	}
	return f.all
}

func (f *file) take(p property) {
	kind := strings.ToUpper(strings.TrimSpace(p.value))
	switch {
	case p.name == "BEGIN":
		f.begin(p, kind)
	case p.name == "END":
		f.end(p, kind)
	case len(f.stack) == 0:
		f.wrong(p.line, "calendar.file.line")
	case f.now != nil && len(f.stack) == 2 && slices.Contains(kept, p.name):
		f.now.props[p.name] = append(f.now.props[p.name], p)
	}
}

func (f *file) begin(p property, kind string) {
	if (len(f.stack) == 0) != (kind == ical.CompCalendar) || len(f.stack) >= mostNested {
		f.wrong(p.line, "calendar.file.line")
	}
	f.stack = append(f.stack, kind)
	if len(f.stack) == 2 && (kind == ical.CompEvent || kind == ical.CompFreeBusy) {
		f.now = &component{line: p.line, kind: kind, props: map[string][]property{}}
	}
}

func (f *file) end(p property, kind string) {
	if len(f.stack) == 0 || f.stack[len(f.stack)-1] != kind {
		f.wrong(p.line, "calendar.file.line")
		return
	}
	f.stack = f.stack[:len(f.stack)-1]
	if len(f.stack) == 1 && f.now != nil {
		f.all = append(f.all, *f.now)
		f.now = nil
	}
}

// unfolded yields the lines of a calendar, long ones put together again, each
// with the number that it begins at.
func unfolded(text string) func(yield func(int, string) bool) {
	return func(yield func(int, string) bool) {
		var parts []string
		began, n := 0, 0
		for line := range strings.Lines(text) {
			n++
			line = strings.TrimRight(line, "\r\n")
			if n == 1 {
				line = strings.TrimPrefix(line, "\ufeff")
			}
			if began > 0 && (strings.HasPrefix(line, " ") || strings.HasPrefix(line, "\t")) {
				parts = append(parts, line[1:])
				continue
			}
			if began > 0 && !yield(began, strings.Join(parts, "")) {
				return
			}
			began = 0
			if strings.TrimSpace(line) != "" {
				began, parts = n, append(parts[:0], line)
			}
		}
		if began > 0 {
			yield(began, strings.Join(parts, ""))
		}
	}
}

// parseLine reads NAME;PARAM=value;PARAM="value":value. The library's own
// reader has no numbers of lines, and ends the program at some broken ones.
func parseLine(n int, line string) (p property, ok bool) {
	p = property{line: n, params: map[string]string{}}
	end := strings.IndexAny(line, ";:")
	if end < 1 || !isToken(line[:end]) {
		return p, false
	}
	p.name, line = strings.ToUpper(line[:end]), line[end:]
	for strings.HasPrefix(line, ";") {
		name, rest, found := strings.Cut(line[1:], "=")
		if !found || !isToken(name) {
			return p, false
		}
		value, rest, ok := paramValue(rest)
		if !ok {
			return p, false
		}
		p.params[strings.ToUpper(name)], line = value, rest
	}
	p.value, ok = strings.CutPrefix(line, ":")
	return p, ok
}

// paramValue reads up to the ; or : that ends a parameter.
func paramValue(s string) (value, rest string, ok bool) {
	quoted := false
	for i, c := range []byte(s) {
		switch {
		case c == '"':
			quoted = !quoted
		case !quoted && (c == ';' || c == ':'):
			return strings.ReplaceAll(s[:i], `"`, ""), s[i:], true
		}
	}
	return "", "", false
}

func isToken(s string) bool {
	for _, c := range []byte(s) {
		if (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && (c < '0' || c > '9') && c != '-' {
			return false
		}
	}
	return s != ""
}

// zones are the names that programs of Microsoft give the zones of Europe.
var zones = map[string]string{
	"W. Europe Standard Time": "Europe/Stockholm", "Central Europe Standard Time": "Europe/Stockholm",
	"Central European Standard Time": "Europe/Stockholm", "Romance Standard Time": "Europe/Stockholm",
	"GMT Standard Time": "Europe/London", "Greenwich Standard Time": "Atlantic/Reykjavik", "FLE Standard Time": "Europe/Helsinki",
	"E. Europe Standard Time": "Europe/Chisinau", "GTB Standard Time": "Europe/Athens", "UTC": "UTC", "Etc/UTC": "UTC",
}
