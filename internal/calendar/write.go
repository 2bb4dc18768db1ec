package calendar

import (
	"bytes"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/emersion/go-ical"
)

// Method says what the reader of a calendar is to do with it (RFC 5546). There
// is no REQUEST: it names whom it is sent to, and its answers go past Samverk.
type Method string

// The methods.
const (
	Publish Method = "PUBLISH"
	Cancel  Method = "CANCEL" // take the entries away
)

// Calendar is what is written for calendar programs to read.
type Calendar struct {
	Method    Method
	Name      string
	Organiser string // an address of the installation; it names nobody
	Stamp     time.Time
	Entries   []Entry
}

// Entry is one time in a calendar. It has no room for whom or what it is about.
type Entry struct {
	ID         string
	Start, End time.Time
	Title      string
	Place      string
	Sequence   int // grows when the entry is moved or cancelled
	Tentative  bool
	Cancelled  bool
}

// Write returns a calendar in the format of RFC 5545, or an error when a text
// cannot stand in it.
func Write(c Calendar) ([]byte, error) {
	cal := ical.NewCalendar()
	cal.Props.SetText(ical.PropVersion, "2.0")
	cal.Props.SetText(ical.PropProductID, "-//Samverk//Samverk//SV")
	cal.Props.SetText(ical.PropCalendarScale, "GREGORIAN")
	cal.Props.SetText(ical.PropMethod, string(c.Method))
	for name, value := range map[string]string{"X-WR-CALNAME": plain(c.Name), "X-WR-TIMEZONE": stockholm.String()} {
		p := ical.NewProp(name)
		p.SetText(value)
		p.Params.Del(ical.ParamValue) // they are older than it
		cal.Props.Set(p)
	}
	cal.Children = append(cal.Children, zoneComponent())
	for _, e := range c.Entries {
		cal.Children = append(cal.Children, c.component(e))
	}
	var b bytes.Buffer
	if err := ical.NewEncoder(&b).Encode(cal); err != nil {
		return nil, err
	}
	return fold(b.Bytes()), nil
}

func (c Calendar) component(e Entry) *ical.Component {
	event := ical.NewComponent(ical.CompEvent)
	set := func(name, value string) { event.Props.SetText(name, plain(value)) }
	set(ical.PropUID, e.ID+"@samverk")
	event.Props.SetDateTime(ical.PropDateTimeStamp, c.Stamp.UTC().Truncate(time.Second))
	event.Props.Set(moment(ical.PropDateTimeStart, e.Start))
	event.Props.Set(moment(ical.PropDateTimeEnd, e.End))
	set(ical.PropSummary, e.Title)
	if e.Place != "" {
		set(ical.PropLocation, e.Place)
	}
	if c.Organiser != "" {
		by := ical.NewProp(ical.PropOrganizer)
		by.Params.Set("CN", "Samverk")
		by.Value = plain(c.Organiser)
		event.Props.Set(by)
	}
	number := ical.NewProp(ical.PropSequence)
	number.Value = strconv.Itoa(e.Sequence)
	event.Props.Set(number)
	set(ical.PropClass, "PRIVATE")
	status, taken := "CONFIRMED", "OPAQUE"
	switch {
	case e.Cancelled || c.Method == Cancel:
		status, taken = "CANCELLED", "TRANSPARENT"
	case e.Tentative:
		status = "TENTATIVE"
	}
	set(ical.PropStatus, status)
	set(ical.PropTransparency, taken)
	return event
}

// moment is a time as clocks in Sweden show it; as UTC in the hour that comes
// twice, of which some programs take the first and others the second.
func moment(name string, t time.Time) *ical.Prop {
	t = t.Truncate(time.Second)
	here := t.In(stockholm)
	p := ical.NewProp(name)
	if twice := float(here); shows(here.Add(-time.Hour), twice) || shows(here.Add(time.Hour), twice) {
		p.SetDateTime(t.UTC())
	} else {
		p.SetDateTime(here)
	}
	return p
}

// zoneComponent tells programs that do not know it how the clocks of Sweden
// have changed since 1996.
func zoneComponent() *ical.Component {
	zone := ical.NewComponent(ical.CompTimezone)
	zone.Props.SetText(ical.PropTimezoneID, stockholm.String())
	for _, half := range []struct{ name, start, from, to, short, rule string }{
		{ical.CompTimezoneDaylight, "19960331T020000", "+0100", "+0200", "CEST", "FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU"},
		{ical.CompTimezoneStandard, "19961027T030000", "+0200", "+0100", "CET", "FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU"},
	} {
		part := ical.NewComponent(half.name)
		for name, value := range map[string]string{
			ical.PropDateTimeStart: half.start, ical.PropTimezoneOffsetFrom: half.from, ical.PropTimezoneOffsetTo: half.to,
			ical.PropTimezoneName: half.short, ical.PropRecurrenceRule: half.rule,
		} {
			p := ical.NewProp(name)
			p.Value = value
			part.Props.Set(p)
		}
		zone.Children = append(zone.Children, part)
	}
	return zone
}

// plain makes one line of a text: control characters become spaces.
func plain(s string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == utf8.RuneError {
			return ' '
		}
		return r
	}, s))
}

// lineOctets is how long a line of a calendar may be without its end.
const lineOctets = 75

// fold breaks long lines, between characters, as RFC 5545 (3.1) has it: the
// library does not.
func fold(b []byte) []byte {
	var out bytes.Buffer
	for line := range bytes.Lines(b) {
		line = bytes.TrimRight(line, "\r\n")
		for room := lineOctets; len(line) > room; room = lineOctets - 1 {
			cut := room
			for cut > 0 && !utf8.RuneStart(line[cut]) {
				cut--
			}
			out.Write(line[:cut])
			out.WriteString("\r\n ")
			line = line[cut:]
		}
		out.Write(line)
		out.WriteString("\r\n")
	}
	return out.Bytes()
}
