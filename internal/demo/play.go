package demo

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"samverk/internal/access"
	"samverk/internal/app"
	"samverk/internal/id"
	"samverk/internal/item"
	"samverk/internal/login"
	"samverk/internal/org"
)

// player lets the functions' holders and the persons act in the application.
type player struct {
	*app.App
	*cast
	world  org.World
	clock  *Clock
	today  time.Time // midnight in Sweden
	on     string    // the date that has been reached
	actors map[id.Function]access.Actor
	tales  []*tale
}

// tale is a figure and how her story stands.
type tale struct {
	figure
	person id.Person
	user   id.User
	phone  string

	request  id.Request
	asked    int64 // version of the request
	asker    id.Function
	receiver id.Function

	of      id.Case
	course  int64 // version of the case
	leader  id.Function
	heir    id.Function // who goes on after the closing
	parties map[id.Function]int64
	plan    int // number agreed last

	consented int64 // version of the consent, 0 when there is none
	grid      map[id.Unit]access.Set
	blocked   []id.Unit
	items     map[string]*written
}

// written is an item of a tale as it stands.
type written struct {
	id.Item
	version int64
	cat     access.Category
	kind    item.Kind
	item.Content
}

func newPlayer(a *app.App, p Parts) (*player, error) {
	c, err := readCast()
	if err != nil {
		return nil, err
	}
	w, err := Structure()
	if err != nil {
		return nil, err
	}
	sweden, err := time.LoadLocation("Europe/Stockholm")
	if err != nil {
		return nil, err
	}
	y, m, d := p.Clock.Now().In(sweden).Date()
	pl := &player{App: a, cast: c, world: w, clock: p.Clock, today: time.Date(y, m, d, 0, 0, 0, 0, sweden), actors: actors(w)}
	for n, f := range c.People {
		pl.tales = append(pl.tales, &tale{
			figure: f, person: newPerson(), phone: phoneNumber(n), parties: map[id.Function]int64{}, items: map[string]*written{},
		})
	}
	return pl, nil
}

// actors returns the holder of every function, acting as it.
func actors(w org.World) map[id.Function]access.Actor {
	all := map[id.Function]access.Actor{}
	n := 0
	for _, o := range w.Organisations {
		for _, u := range o.Units {
			n++
			for _, f := range u.Functions {
				all[f.ID] = access.Actor{
					User: org.UserID(f.ID, 1), Function: f.ID, Unit: u.ID, Org: o.ID,
					Level: login.LevelDemo, Source: fmt.Sprintf("192.0.2.%d", n%250+1),
				}
			}
		}
	}
	return all
}

// date returns the midnight of a day counted from today.
func (p *player) date(day int) time.Time { return p.today.AddDate(0, 0, day) }

func (p *player) iso(day int) string { return p.date(day).Format(time.DateOnly) }

// workday is date, and the Friday before where that lies in a weekend: nobody
// works then.
func (p *player) workday(day int) time.Time {
	on := p.date(day)
	switch on.Weekday() {
	case time.Saturday:
		return on.AddDate(0, 0, -1)
	case time.Sunday:
		return on.AddDate(0, 0, -2)
	}
	return on
}

// isoOf returns the date of a day that a step names, else what stood before.
func isoOf(day *int, date func(int) time.Time, otherwise string) string {
	if day == nil {
		return otherwise
	}
	return date(*day).Format(time.DateOnly)
}

// actor returns who acts under a short name in a tale.
func (p *player) actor(t *tale, short string) access.Actor {
	if short == "self" {
		return access.Actor{User: t.user, Person: t.person, Level: login.LevelDemo, Source: "198.51.100.7"}
	}
	short, nth, deputy := strings.Cut(short, "/")
	who := p.actors[p.function(t.Area, short)]
	if deputy {
		who.User, who.Deputy = id.User(string(who.Function)+"-"+nth), true
	}
	return who
}

// functions returns those that short names stand for in a tale.
func (p *player) functions(t *tale, shorts string) (all []id.Function) {
	for _, s := range strings.Fields(shorts) {
		all = append(all, p.function(t.Area, s))
	}
	return all
}

// units returns the units of those that short names stand for in a tale.
func (p *player) units(t *tale, shorts string) (all []id.Unit) {
	for _, f := range p.functions(t, shorts) {
		all = append(all, p.actors[f].Unit)
	}
	return all
}

// turn is one step of a tale in the course of all of them.
type turn struct {
	*tale
	step
	on time.Time // midnight
}

// The working day.
const (
	morning = 8 * time.Hour
	hours   = 8 * time.Hour
)

// play plays all tales side by side, so that time only goes on.
func (p *player) play(ctx context.Context) error {
	turns := p.turns()
	for len(turns) > 0 {
		n := slices.IndexFunc(turns, func(t turn) bool { return t.on != turns[0].on })
		if n < 0 {
			n = len(turns)
		}
		p.on = turns[0].on.Format(time.DateOnly)
		for i, t := range turns[:n] {
			p.clock.reach(t.on.Add(morning + hours*time.Duration(2*i+1)/time.Duration(2*n)))
			if err := moves[t.Do](p, ctx, t.tale, t.step); err != nil {
				return fmt.Errorf("%s: %s on day %d: %w", t.ID, t.Do, t.Day, err)
			}
		}
		turns = turns[n:]
	}
	return nil
}

// turns lists the steps of all tales by day.
func (p *player) turns() (all []turn) {
	for _, t := range p.tales {
		for _, s := range t.Steps {
			all = append(all, turn{t, s, p.workday(s.Day)})
		}
	}
	slices.SortStableFunc(all, func(a, b turn) int { return a.on.Compare(b.on) })
	return all
}

// pause lets a moment pass between things that happen in the same step.
func (p *player) pause() { p.clock.reach(p.clock.Now().Add(time.Minute)) }
