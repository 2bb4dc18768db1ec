package calendar

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

func local(t *testing.T, date, clock string) time.Time {
	t.Helper()
	at, err := Local(date, clock)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func TestACalendarIsWrittenAsTheFormatHasIt(t *testing.T) {
	c := Calendar{Method: Publish, Name: "Samverk", Organiser: "https://samverk.example", Stamp: now, Entries: []Entry{
		{ID: "a1", Start: local(t, "2026-11-25", "09:00"), End: local(t, "2026-11-25", "09:45"), Title: "Möte", Place: "Rådhuset, våning 2; Storgatan 1\\B", Sequence: 3},
		{ID: "b2", Start: local(t, "2026-11-26", "09:00"), End: local(t, "2026-11-26", "10:00"), Title: "Möte", Cancelled: true},
		{ID: "c3", Start: local(t, "2026-11-27", "09:00"), End: local(t, "2026-11-27", "10:00"), Title: "Möte", Tentative: true},
	}}
	got, err := Write(c)
	if err != nil {
		t.Fatal(err)
	}
	const want = `BEGIN:VCALENDAR
CALSCALE:GREGORIAN
METHOD:PUBLISH
PRODID:-//Samverk//Samverk//SV
VERSION:2.0
X-WR-CALNAME:Samverk
X-WR-TIMEZONE:Europe/Stockholm
BEGIN:VTIMEZONE
TZID:Europe/Stockholm
BEGIN:DAYLIGHT
DTSTART:19960331T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
TZNAME:CEST
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19961027T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
TZNAME:CET
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
END:STANDARD
END:VTIMEZONE
BEGIN:VEVENT
CLASS:PRIVATE
DTEND;TZID=Europe/Stockholm:20261125T094500
DTSTAMP:20261124T070000Z
DTSTART;TZID=Europe/Stockholm:20261125T090000
LOCATION:Rådhuset\, våning 2\; Storgatan 1\\B
ORGANIZER;CN=Samverk:https://samverk.example
SEQUENCE:3
STATUS:CONFIRMED
SUMMARY:Möte
TRANSP:OPAQUE
UID:a1@samverk
END:VEVENT
`
	head, rest, _ := strings.Cut(strings.ReplaceAll(string(got), "\r\n", "\n"), "BEGIN:VEVENT\nCLASS:PRIVATE\nDTEND;TZID=Europe/Stockholm:20261126")
	if head != want {
		t.Errorf("%s\nwant\n%s", head, want)
	}
	if !strings.Contains(rest, "STATUS:CANCELLED\nSUMMARY:Möte\nTRANSP:TRANSPARENT\n") || !strings.Contains(rest, "STATUS:TENTATIVE\n") {
		t.Error(rest)
	}
	checkFormat(t, got)
	c.Method, c.Entries = Cancel, c.Entries[:1]
	if got, err = Write(c); err != nil || !bytes.Contains(got, []byte("METHOD:CANCEL\r\n")) || !bytes.Contains(got, []byte("STATUS:CANCELLED\r\n")) {
		t.Errorf("%v %s", err, got)
	}
	checkFormat(t, got)
}

var update = flag.Bool("update", false, "write the calendar of testdata anew")

// TestTheCalendarForOthersIsWhatIsWritten keeps a calendar with all that is hard
// to read, for a test that reads it with another library than wrote it.
func TestTheCalendarForOthersIsWhatIsWritten(t *testing.T) {
	got, err := Write(Calendar{Method: Publish, Name: "Samverk", Organiser: "https://samverk.example", Stamp: now, Entries: []Entry{
		{ID: "winter", Start: local(t, "2026-11-25", "09:00"), End: local(t, "2026-11-25", "09:45"), Title: "Möte", Place: "Rådhuset, våning 2; Storgatan 1\\B", Sequence: 3},
		{ID: "summer", Start: local(t, "2027-07-01", "09:00"), End: local(t, "2027-07-01", "10:00"), Title: "Möte", Tentative: true},
		{ID: "cancelled", Start: local(t, "2026-11-26", "09:00"), End: local(t, "2026-11-26", "10:00"), Title: "Möte", Cancelled: true, Sequence: 1},
		{ID: "first", Start: time.Date(2027, 10, 31, 0, 15, 0, 0, time.UTC), End: time.Date(2027, 10, 31, 0, 45, 0, 0, time.UTC), Title: "Möte"},
		{ID: "second", Start: time.Date(2027, 10, 31, 1, 15, 0, 0, time.UTC), End: time.Date(2027, 10, 31, 1, 45, 0, 0, time.UTC), Title: "Möte"},
		{ID: "long", Start: local(t, "2027-01-11", "13:00"), End: local(t, "2027-01-11", "14:00"), Title: "Möte", Place: strings.Repeat("Åsö, ", 40) + "😀"},
	}})
	if err != nil {
		t.Fatal(err)
	}
	checkFormat(t, got)
	const name = "testdata/moten.ics"
	if *update {
		if err := os.WriteFile(name, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if want, err := os.ReadFile(name); err != nil || !bytes.Equal(got, want) {
		t.Errorf("%s is not what is written now (-update writes it anew): %v", name, err)
	}
}

var contentLine = regexp.MustCompile(`^[A-Z-]+(;[A-Z-]+=("[^"]*"|[^";:,]*))*:[^\x00-\x08\x0a-\x1f\x7f]*$`)

// checkFormat reads a calendar by RFC 5545: lines of 75 octets and whole
// characters, ended by CR LF, content lines, what begins ends.
func checkFormat(t *testing.T, b []byte) (lines []string) {
	t.Helper()
	if !bytes.HasSuffix(b, []byte("\r\n")) {
		t.Error("the last line does not end")
	}
	for line := range strings.SplitSeq(strings.TrimSuffix(string(b), "\r\n"), "\r\n") {
		if len(line) > 75 || !utf8.ValidString(line) || strings.ContainsAny(line, "\r\n") {
			t.Errorf("%d octets: %q", len(line), line)
		}
		if strings.HasPrefix(line, " ") && len(lines) > 0 {
			lines[len(lines)-1] += line[1:]
			continue
		}
		lines = append(lines, line)
	}
	var open []string
	for _, line := range lines {
		if !contentLine.MatchString(line) {
			t.Errorf("no content line: %q", line)
		}
		name, value, _ := strings.Cut(line, ":")
		switch {
		case name == "BEGIN":
			open = append(open, value)
		case name == "END" && (len(open) == 0 || open[len(open)-1] != value):
			t.Errorf("%s ends but %v is open", value, open)
		case name == "END":
			open = open[:len(open)-1]
		}
	}
	if len(open) > 0 {
		t.Errorf("%v does not end", open)
	}
	return lines
}

func TestLongAndHostileTextsStayOneProperty(t *testing.T) {
	for _, place := range []string{
		strings.Repeat("å", 400), strings.Repeat("a", 66), strings.Repeat("😀", 40), "rad\r\nBEGIN:VEVENT\r\nATTENDEE:mailto:x", "a\rb\x00c\td\x7f", "\xff\xfe",
		strings.Repeat("x", 63) + "å", strings.Repeat("x", 64) + "å", strings.Repeat("x", 65) + "åäö", `";:,\n`,
	} {
		got, err := Write(Calendar{Method: Publish, Name: "Samverk", Stamp: now, Entries: []Entry{{ID: "a1", Start: now, End: now.Add(time.Hour), Title: "Möte", Place: place}}})
		if err != nil {
			t.Errorf("%q: %v", place, err)
			continue
		}
		lines := checkFormat(t, got)
		at := slices.IndexFunc(lines, func(l string) bool { return strings.HasPrefix(l, "LOCATION:") })
		if at < 0 || slices.ContainsFunc(lines, func(l string) bool { return strings.HasPrefix(l, "ATTENDEE") }) {
			t.Fatalf("%q: %s", place, got)
		}
		value := strings.NewReplacer(`\\`, `\`, `\;`, ";", `\,`, ",", `\n`, "\n").Replace(strings.TrimPrefix(lines[at], "LOCATION:"))
		if want := plain(place); value != want {
			t.Errorf("%q comes out as %q", want, value)
		}
	}
}

// What is written is read again at the same times, also in the hour that comes
// twice and for a year of nine o'clocks.
func TestTimesComeBackAsTheyWere(t *testing.T) {
	entries := []Entry{
		{ID: "first", Start: time.Date(2027, 10, 31, 0, 15, 0, 0, time.UTC), End: time.Date(2027, 10, 31, 0, 20, 0, 0, time.UTC)},
		{ID: "second", Start: time.Date(2027, 10, 31, 1, 15, 0, 0, time.UTC), End: time.Date(2027, 10, 31, 1, 20, 0, 0, time.UTC)},
	}
	for i := range 50 {
		at := local(t, time.Date(2026, 11, 25+7*i, 0, 0, 0, 0, time.UTC).Format(time.DateOnly), "09:00")
		entries = append(entries, Entry{ID: fmt.Sprint("w", i), Start: at, End: at.Add(time.Hour)})
	}
	text, err := Write(Calendar{Method: Publish, Stamp: now, Entries: entries})
	if err != nil {
		t.Fatal(err)
	}
	checkFormat(t, text)
	spans, err := ReadBusy(string(text), now)
	if err != nil || len(spans) != len(entries) {
		t.Fatal(len(spans), told(err))
	}
	for _, e := range entries {
		if !slices.Contains(spans, Span{e.Start, e.End}) {
			t.Errorf("%s at %v is gone", e.ID, e.Start)
		}
	}
}
