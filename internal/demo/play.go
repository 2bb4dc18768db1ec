package demo

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"samverk/internal/access"
	"samverk/internal/app"
	"samverk/internal/db"
	"samverk/internal/demo/scene"
	"samverk/internal/demo/story"
	"samverk/internal/id"
	"samverk/internal/item"
	"samverk/internal/login"
	"samverk/internal/org"
	"samverk/internal/picture"
	"samverk/internal/result"
	"samverk/internal/structure"
)

// player lets the functions' holders and the persons act in the application.
type player struct {
	*structure.Service
	*story.Cast
	db     *db.DB
	world  org.World
	clock  *Clock
	now    time.Time
	today  time.Time // midnight in Sweden
	actors map[id.Function]access.Actor
	tales  []*tale
	places []*place

	pictures *picture.Service // once there is something to say of a situation
	ends     *result.Service  // once there is something to say of how it ends

	moves   map[string]move
	deeds   map[string]doing
	queue   []turn // by day
	reached time.Time
	off     map[id.Sitting]bool // dates that will not be held
}

// tale is a figure and how her story stands.
type tale struct {
	story.Figure
	person id.Person
	user   id.User
	phone  string
	helper access.Actor // who acts for her

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
	calls     map[string]*called
	brief     briefed     // made last
	handed    id.Handover // offered last
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
	c, err := ReadCast()
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
	now := p.Clock.Now().In(sweden)
	y, m, d := now.Date()
	pl := &player{
		Service: structure.New(a), Cast: c, db: p.DB, world: w, clock: p.Clock, now: now, today: time.Date(y, m, d, 0, 0, 0, 0, sweden),
		actors: story.Actors(w), moves: moves, deeds: deeds, off: map[id.Sitting]bool{},
	}
	for _, a := range c.Areas {
		pl.places = append(pl.places, newPlace(a))
	}
	for n, f := range c.People {
		pl.tales = append(pl.tales, &tale{
			Figure: f, person: newPerson(), phone: phoneNumber(n), parties: map[id.Function]int64{}, items: map[string]*written{},
			calls: map[string]*called{},
		})
	}
	return pl, nil
}

// read looks something up in the database.
func read[T any](ctx context.Context, p *player, find func(*db.Tx) (T, error)) (found T, err error) {
	err = p.db.Read(ctx, func(tx *db.Tx) (err error) {
		found, err = find(tx)
		return err
	})
	return found, err
}

// date returns the midnight of a day counted from today.
func (p *player) date(day int) time.Time { return p.today.AddDate(0, 0, day) }

func (p *player) iso(day int) string { return p.date(day).Format(time.DateOnly) }

// workday is date, and the Friday before where that lies in a weekend: nobody
// works then.
func (p *player) workday(day int) time.Time { return p.workdayOf(p.date(day)) }

func (p *player) workdayOf(on time.Time) time.Time {
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
	if short == "helper" {
		who := t.helper
		who.Proved = p.clock.Now()
		return who
	}
	if short == "self" {
		return access.Actor{User: t.user, Person: t.person, Level: login.LevelDemo, Proved: p.clock.Now(), Source: "198.51.100.7"}
	}
	short, nth, deputy := strings.Cut(short, "/")
	who := p.actors[p.Function(t.Area, short)]
	who.Proved = p.clock.Now()
	if deputy {
		who.User, who.Deputy = id.User(string(who.Function)+"-"+nth), true
	}
	return who
}

// each lets those act whom short names stand for in a tale, one after another.
func (p *player) each(t *tale, shorts string, act func(access.Actor) error) error {
	for short := range strings.FieldsSeq(shorts) {
		if err := act(p.actor(t, short)); err != nil {
			return fmt.Errorf("%s: %w", short, err)
		}
		p.pause()
	}
	return nil
}

// functions returns those that short names stand for in a tale.
func (p *player) functions(t *tale, shorts string) (all []id.Function) {
	for _, s := range strings.Fields(shorts) {
		all = append(all, p.Function(t.Area, s))
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

// turn is one step in the course of all stories.
type turn struct {
	what string    // for errors
	on   time.Time // midnight
	do   func(context.Context) error
}

// The working day.
const (
	morning = 8 * time.Hour
	hours   = 8 * time.Hour
)

// play plays all stories side by side, so that time only goes on.
func (p *player) play(ctx context.Context) error {
	if err := p.gather(); err != nil {
		return err
	}
	for len(p.queue) > 0 {
		n := slices.IndexFunc(p.queue, func(t turn) bool { return t.on != p.queue[0].on })
		if n < 0 {
			n = len(p.queue)
		}
		day := p.queue[:n:n]
		p.queue, p.reached = p.queue[n:], day[0].on
		for i, t := range day {
			p.clock.reach(p.time(t.on, hours*time.Duration(2*i+1)/time.Duration(2*n)))
			if err := t.do(ctx); err != nil {
				return fmt.Errorf("%s on %s: %w", t.what, t.on.Format(time.DateOnly), err)
			}
		}
	}
	return nil
}

// time is when something happens on a day: so long after the morning, and today
// just now.
func (p *player) time(on time.Time, after time.Duration) time.Time {
	if on.Before(p.today) {
		return on.Add(morning + after)
	}
	if lately := p.now.Add(-recent); lately.After(on) {
		return lately
	}
	return on.Add(time.Second)
}

// recent is how long ago the last things have happened.
const recent = 10 * time.Minute

// gather puts the steps of all stories in a row by day: first those of an area,
// since cases are called to its forums.
func (p *player) gather() error {
	for _, a := range p.places {
		for _, d := range a.Steps {
			if err := p.add(turn{string(a.Area) + ": " + d.Do, p.workday(d.Day), func(ctx context.Context) error { return p.deeds[d.Do](p, ctx, a, d) }}); err != nil {
				return err
			}
		}
	}
	if err := p.scenes(); err != nil {
		return err
	}
	for _, t := range p.tales {
		for _, s := range t.Steps {
			if s.At != "" {
				continue
			}
			if err := p.add(p.turn(t, s, p.dayOf(s.Day))); err != nil {
				return err
			}
		}
	}
	return nil
}

// scenes puts what happens around the single cases in the row.
func (p *player) scenes() error {
	stage := &scene.Stage{App: p.App, Function: p.Function, Date: p.iso, Acting: func(a id.Area, short string) access.Actor {
		return p.actor(&tale{Figure: story.Figure{Area: a}}, short)
	}}
	for _, a := range p.Areas {
		stage.Areas = append(stage.Areas, a.Area)
	}
	for _, a := range slices.Sorted(maps.Keys(p.Places)) { // those with no story of a forum
		if !slices.Contains(stage.Areas, a) {
			stage.Areas = append(stage.Areas, a)
		}
	}
	for _, t := range scene.Turns() {
		if err := p.add(turn{t.What, p.workday(t.Day), func(ctx context.Context) error { return t.Do(ctx, stage) }}); err != nil {
			return err
		}
	}
	return nil
}

// dayOf is when a step takes place: today, or on a day before when people work.
func (p *player) dayOf(day int) time.Time {
	if day == 0 {
		return p.today
	}
	return p.workday(day)
}

func (p *player) turn(t *tale, s story.Step, on time.Time) turn {
	return turn{t.ID + ": " + s.Do, on, func(ctx context.Context) error { return p.moves[s.Do](p, ctx, t, s) }}
}

// add puts a turn after those of its day, and never before the day that has
// been reached.
func (p *player) add(t turn) error {
	if t.on.Before(p.reached) {
		t.on = p.reached
	}
	if t.on.After(p.today) {
		return fmt.Errorf("%s on %s: that is still to come", t.what, t.on.Format(time.DateOnly))
	}
	i := slices.IndexFunc(p.queue, func(o turn) bool { return o.on.After(t.on) })
	if i < 0 {
		i = len(p.queue)
	}
	p.queue = slices.Insert(p.queue, i, t)
	return nil
}

// pause lets a moment pass between things that happen in the same step, as long
// as there is time left until now.
func (p *player) pause() {
	if next := p.clock.Now().Add(time.Minute); next.Add(time.Minute).Before(p.now) {
		p.clock.reach(next)
	}
}
