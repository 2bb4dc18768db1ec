package demo

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"samverk/internal/access"
	"samverk/internal/app"
	"samverk/internal/forum"
	"samverk/internal/id"
)

// chronicle is what the actors of an area do together, beside the cases.
type chronicle struct {
	Area  id.Area `toml:"area"`
	Steps []deed  `toml:"steps"`
}

// deed is one step of a chronicle. Days count from today. Who does it is a short
// name of a function, with /2 for the deputy; several stand with spaces between.
type deed struct {
	Day int    `toml:"day"`
	Do  string `toml:"do"` // a key of deeds
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

// doing plays a deed.
type doing = func(*player, context.Context, *place, deed) error

// deeds is everything that can happen in a chronicle.
var deeds = map[string]doing{
	"draft": (*player).draft, "copy": (*player).copyAgreement, "open": onAgreement((*player).open), "sign": onAgreement((*player).sign),
	"turn-down": onAgreement((*player).turnDown), "next": onAgreement((*player).next), "review": onAgreement((*player).review),
	"end-agreement": onAgreement((*player).endAgreement),

	"govern": (*player).govern, "step": (*player).step, "tick": (*player).tick, "join": (*player).enter, "leave": (*player).quit,
	"dates": (*player).dates, "consult": (*player).consult, "conclude": (*player).conclude, "drop": (*player).drop, "close-slot": (*player).closeSlot,

	"raise": (*player).raise, "respond": (*player).respond, "take-back": (*player).takeBack, "busy": (*player).busy,
}

// place is an area and how its chronicle stands.
type place struct {
	chronicle
	agreements map[string]id.Agreement
	obstacles  map[string]id.Obstacle
	questions  map[string]forum.Consultation
}

func newPlace(c chronicle) *place {
	return &place{c, map[string]id.Agreement{}, map[string]id.Obstacle{}, map[string]forum.Consultation{}}
}

// check reports the first deed that cannot be played.
func (c chronicle) check(all *cast) error {
	if all.Places[c.Area] == "" {
		return fmt.Errorf("a chronicle of the unknown area %q", c.Area)
	}
	for _, s := range c.Steps {
		if deeds[s.Do] == nil || s.Day < firstDay || s.Day >= 0 {
			return fmt.Errorf("area %s: %q on day %d is unknown or out of time", c.Area, s.Do, s.Day)
		}
	}
	return nil
}

// acting is who acts under a short name in an area.
func (p *player) acting(a *place, short string) access.Actor {
	return p.actor(&tale{figure: figure{Area: a.Area}}, short)
}

// raise sends an obstacle to the managers' group.
func (p *player) raise(ctx context.Context, a *place, s deed) (err error) {
	a.obstacles[s.Name], err = p.RaiseObstacle(ctx, p.acting(a, s.By), app.NewObstacle{Area: a.Area, Kind: s.Kind, Title: s.Title, Words: s.Words})
	return err
}

// obstacle returns an obstacle and how it stands.
func (p *player) obstacle(ctx context.Context, a *place, s deed) (app.ObstacleView, error) {
	o := a.obstacles[s.Name]
	if o == "" {
		return app.ObstacleView{}, errors.New("no obstacle " + s.Name)
	}
	return p.Obstacle(ctx, p.acting(a, s.By), o)
}

// respond answers an obstacle for the managers' group.
func (p *player) respond(ctx context.Context, a *place, s deed) error {
	o, err := p.obstacle(ctx, a, s)
	if err != nil {
		return err
	}
	r := app.ObstacleReply{Version: o.Version, Decision: s.To, Words: s.Words}
	if s.Until != 0 {
		r.FollowUpOn = p.workday(s.Until).Format("2006-01-02")
	}
	return p.AnswerObstacle(ctx, p.acting(a, s.By), o.ID, r)
}

func (p *player) takeBack(ctx context.Context, a *place, s deed) error {
	o, err := p.obstacle(ctx, a, s)
	if err != nil {
		return err
	}
	return p.WithdrawObstacle(ctx, p.acting(a, s.By), o.ID, o.Version)
}

// busy imports when a function is taken in the weeks around today, as its own
// calendar would tell it.
func (p *player) busy(ctx context.Context, a *place, s deed) error {
	lines := []string{"BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Demo//SV"}
	from, to, _ := strings.Cut(strings.ReplaceAll(s.Clock, ":", ""), " ")
	for i, day := range strings.Fields(s.To) {
		on := p.date(s.On)
		for strings.ToUpper(on.Weekday().String()[:2]) != day {
			on = on.AddDate(0, 0, 1)
		}
		date := on.Format("20060102")
		lines = append(lines, "BEGIN:VEVENT", fmt.Sprintf("UID:demo-%d@example", i), "DTSTAMP:"+date+"T000000Z",
			"DTSTART;TZID=Europe/Stockholm:"+date+"T"+from+"00", "DTEND;TZID=Europe/Stockholm:"+date+"T"+to+"00",
			"RRULE:FREQ=WEEKLY;COUNT=10", "END:VEVENT")
	}
	_, err := p.SetBusy(ctx, p.acting(a, s.By), strings.Join(append(lines, "END:VCALENDAR", ""), "\r\n"))
	return err
}
