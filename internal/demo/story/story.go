// Package story reads what happens in the demo world: who its made-up people are,
// and what they and the functions of the areas do, step by step. It plays
// nothing.
package story

import (
	"fmt"
	"strings"
	"time"

	"samverk/internal/id"
	"samverk/internal/person"
)

// Cast is who takes part in the demo's cases and forums, and what happens to
// them.
type Cast struct {
	Places    map[id.Area]string           `toml:"places"`    // area to the word in its identifiers
	Functions map[string]string            `toml:"functions"` // short names; {k} is the word of the area
	Grids     map[string]map[string]string `toml:"grids"`     // consents by name: short name to categories
	People    []Figure                     `toml:"person"`
	More      []sequel                     `toml:"more"`
	Papers    []*Paper                     `toml:"agreement"`
	Areas     []Chronicle                  `toml:"area"`
}

// sequel is more that happens to a figure, beside her story.
type sequel struct {
	ID    string `toml:"id"`
	Steps []Step `toml:"steps"`
}

// Figure is a made-up person and her story.
type Figure struct {
	ID         string            `toml:"id"` // what she signs in with, if she has an account
	Name       string            `toml:"name"`
	Number     string            `toml:"number"`
	Area       id.Area           `toml:"area"`
	Language   string            `toml:"language"`
	Protection person.Protection `toml:"protection"`
	Account    bool              `toml:"account"`
	Steps      []Step            `toml:"steps"`
}

// Step is something that happens to a person. Days count from today, or from
// the day of a meeting. Who does it and whom it concerns are short names of
// functions in her area, with /2 for the deputy, or "self" for the person;
// several stand with spaces between.
type Step struct {
	Day int    `toml:"day"`
	At  string `toml:"at"` // name of the call that days count from
	Do  string `toml:"do"` // name of what happens
	By  string `toml:"by"`
	To  string `toml:"to"`

	Topic     string `toml:"topic"`
	Wanted    string `toml:"wanted"`
	Situation string `toml:"situation"`
	How       string `toml:"how"`
	Hope      string `toml:"hope"`
	Tried     string `toml:"tried"`

	Words  string `toml:"words"`
	Reason string `toml:"reason"`
	Until  int    `toml:"until"` // day

	Like    string            `toml:"like"` // name of a grid
	For     string            `toml:"for"`  // the rows of it that are used, all when empty
	Grid    map[string]string `toml:"grid"` // rows beside it
	Purpose string            `toml:"purpose"`

	Item   string `toml:"item"` // name within the story
	Cat    string `toml:"cat"`
	Title  string `toml:"title"`
	Code   string `toml:"code"`
	Status string `toml:"status"`
	From   *int   `toml:"from"` // day
	Till   *int   `toml:"till"` // day
	Extent *int   `toml:"extent"`
	Weekly string `toml:"weekly"`
	Due    *int   `toml:"due"` // day
	Who    string `toml:"who"` // responsible; "-" for nobody
	Own    bool   `toml:"own"` // the person's own, written down for her

	Call   string            `toml:"call"`  // name within the story
	Forum  string            `toml:"forum"` // without the word of the area; none outside forums
	On     []int             `toml:"on"`    // days: of a forum its first sitting from each on
	Clock  string            `toml:"clock"` // when, outside forums
	Place  string            `toml:"place"`
	Link   string            `toml:"link"`
	Bring  map[string]string `toml:"bring"`  // by short name
	Marks  string            `toml:"marks"`  // one for each time that is offered, in order
	Apart  bool              `toml:"apart"`  // the person agrees to a meeting without her
	Keeper string            `toml:"keeper"` // of the minutes; else who calls
	Absent string            `toml:"absent"`
	Remote string            `toml:"remote"`
	Follow *int              `toml:"follow"` // day to follow up
	Kind   string            `toml:"kind"`   // of an obstacle
}

// Chronicle is what the actors of an area do together, beside the cases.
type Chronicle struct {
	Area  id.Area `toml:"area"`
	Steps []Deed  `toml:"steps"`
}

// Deed is one step of a chronicle. Days count from today. Who does it is a short
// name of a function, with /2 for the deputy; several stand with spaces between.
type Deed struct {
	Day int    `toml:"day"`
	Do  string `toml:"do"` // name of what happens
	By  string `toml:"by"`

	Agreement string  `toml:"agreement"` // name within the area
	Text      string  `toml:"text"`      // name of a text
	Source    id.Area `toml:"source"`    // where it is copied from
	From      *int    `toml:"from"`      // day
	Till      *int    `toml:"till"`      // day
	Review    *int    `toml:"review"`    // day

	Forum     string `toml:"forum"` // without the word of the area
	To        string `toml:"to"`    // a state, or functions
	Driver    string `toml:"driver"`
	Deputy    string `toml:"deputy"`
	Chairing  string `toml:"chairing"`
	Chair     string `toml:"chair"`
	Secretary string `toml:"secretary"`
	Place     string `toml:"place"`
	Link      string `toml:"link"`

	On     int               `toml:"on"`     // day
	Rule   string            `toml:"rule"`   // RFC 5545; {day} is the weekday of today
	Clock  string            `toml:"clock"`  // from and to, with a space between
	Slots  int               `toml:"slots"`  // minutes of each
	Absent []string          `toml:"absent"` // who is missing at each date, over and over again
	Off    map[string]string `toml:"off"`    // dates that are cancelled, by number, and why

	Name   string `toml:"name"` // of an obstacle or a consultation, within the area
	Kind   string `toml:"kind"`
	Title  string `toml:"title"`
	Words  string `toml:"words"`
	Reason string `toml:"reason"`
	Until  int    `toml:"until"` // day
}

// Calendar is an iCalendar with the hours of the deed on its weekdays in ten
// weeks.
func (d Deed) Calendar(from time.Time) string {
	lines := []string{"BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Demo//SV"}
	begins, ends, _ := strings.Cut(strings.ReplaceAll(d.Clock, ":", ""), " ")
	for i, day := range strings.Fields(d.To) {
		on := from
		for strings.ToUpper(on.Weekday().String()[:2]) != day {
			on = on.AddDate(0, 0, 1)
		}
		date := on.Format("20060102")
		lines = append(lines, "BEGIN:VEVENT", fmt.Sprintf("UID:demo-%d@example", i), "DTSTAMP:"+date+"T000000Z",
			"DTSTART;TZID=Europe/Stockholm:"+date+"T"+begins+"00", "DTEND;TZID=Europe/Stockholm:"+date+"T"+ends+"00",
			"RRULE:FREQ=WEEKLY;COUNT=10", "END:VEVENT")
	}
	return strings.Join(append(lines, "END:VCALENDAR", ""), "\r\n")
}
