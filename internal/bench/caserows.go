package bench

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"samverk/internal/access"
	"samverk/internal/db"
	"samverk/internal/id"
	"samverk/internal/item"
	"samverk/internal/person"
	"samverk/internal/seal"
)

// shape says how large a data set is. The same shape and seed give the same
// cases, but for identifiers and what is sealed.
type shape struct {
	Cases        int    `json:"cases"`
	Users        int    `json:"users"`
	ItemsPerCase int    `json:"itemsPerCase"`
	Parties      int    `json:"parties"`
	Seed         uint64 `json:"seed"`
	Form         int    `json:"form"` // grows when rows are made in another way
}

// maker makes the rows of cases, as the features would have written them had
// people worked for two years: they demand a Sight, which only package app
// makes, and one transaction a row would take days.
type maker struct {
	shape
	sealer *seal.Sealer // whose store gathers the keys
	now    time.Time
	leads  []post
	parts  []post
}

// making is one case under way.
type making struct {
	*maker
	*batch
	r         *rand.Rand
	key       *seal.Key
	n         int
	id        id.Case
	person    id.Person
	posts     []post // the first one leads the case
	partyIDs  []string
	opened    time.Time
	consented time.Time
	consent   string
	cells     []access.Category
	standing  []string // items that an agreed plan holds
}

// add makes all rows of the n-th case.
func (m *maker) add(ctx context.Context, b *batch, n int) error {
	c := making{maker: m, batch: b, r: rand.New(rand.NewPCG(m.Seed, uint64(n))), n: n, id: id.New[id.Case](), person: id.New[id.Person]()}
	c.posts = append(c.posts, m.leads[n%len(m.leads)])
	for _, i := range c.r.Perm(len(m.parts))[:m.Parties-1] {
		c.posts = append(c.posts, m.parts[i])
	}
	c.opened = m.now.Add(-time.Duration(2+c.r.IntN(700*24)) * time.Hour).Add(-time.Duration(c.r.IntN(3_600_000)) * time.Millisecond)
	c.consented = c.opened.Add(time.Hour)
	if oldest := m.now.AddDate(0, 0, -300); c.consented.Before(oldest) {
		c.consented = oldest.Add(time.Duration(c.r.IntN(290*24)) * time.Hour) // the yearly one, given anew
	}
	c.cells = append(c.cells, access.Plan)
	for _, i := range c.r.Perm(len(access.Categories()) - 1)[:2+c.r.IntN(3)] {
		c.cells = append(c.cells, access.Categories()[i+1])
	}
	var err error
	if c.key, err = m.sealer.Create(ctx, c.person); err != nil {
		return err
	}
	for _, step := range []func() error{c.identity, c.course, c.grid, c.items, c.plans} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

func (c *making) restricted() bool { return c.n%200 == 7 }

func (c *making) identity() error {
	n := number(c.n)
	sealed, err := seal.Marshal(c.key, "person.identity", person.Identity{Name: fullName(c.r), Number: string(n), Phone: "010-000 00 00"})
	if err != nil {
		return err
	}
	protection := person.None
	if c.restricted() {
		protection = person.Marked
		for _, p := range c.posts {
			c.put(inNamed, string(c.person), string(p.function))
		}
	}
	c.put(inPerson, string(c.person), c.sealer.HashNumber(string(n)), sealed, string(area(c.n)), string(protection), db.Micros(c.opened.Add(-48*time.Hour)))
	return nil
}

// ref ends with the number of the case, from which the load finds the number of
// the person.
func (c *making) ref() string {
	letter := letters[c.n%len(letters)]
	if c.restricted() {
		letter = 'X'
	}
	return fmt.Sprintf("%c-%d-%04d", letter, c.opened.Year(), c.n+1)
}

// course adds request, case, parties and what happened until consent.
func (c *making) course() error {
	request, sent := id.New[string](), db.Micros(c.opened.Add(-24*time.Hour))
	sealed, err := seal.Marshal(c.key, "request", struct{ Hope, Tried string }{someWords(c.r), someWords(c.r)})
	if err != nil {
		return err
	}
	lead, asker, at := c.posts[0], c.posts[1], db.Micros(c.opened)
	c.put(inRequest, request, string(c.person), string(area(c.n)), "coordination", string(asker.function), string(lead.function), "accepted",
		"kommun,vard", "no_sgi,no_job", true, "oral", sealed, sent, sent, db.Micros(c.opened.Add(72*time.Hour)), string(c.id), int64(2))
	c.put(inRequestEvent, id.New[string](), request, sent, "sent", string(asker.function), string(lead.function))
	c.put(inRequestEvent, id.New[string](), request, at, "accepted", string(lead.function), nil)

	state, until, how, version := "open", any(nil), any(nil), int64(1)
	switch c.r.IntN(20) {
	case 0:
		state, until, version = "resting", c.now.AddDate(0, 1, 0).Format(time.DateOnly), 2
	case 1, 2:
		state, how, version = "closed", "joint", 3
	}
	c.put(inCase, string(c.id), c.ref(), string(c.person), string(area(c.n)), request, string(lead.function), state, at, at, until, how, version)
	c.event(c.opened, "opened", lead, "", nil)
	for i, p := range c.posts {
		c.party(i, p, state)
	}
	return nil
}

func (c *making) party(i int, p post, state string) {
	party, at, by, version := id.New[string](), c.opened, any(nil), int64(1)
	c.partyIDs = append(c.partyIDs, party)
	switch {
	case i == 1: // the one who asked comes with the request
		at = at.Add(time.Microsecond)
		c.joined(at, p, party)
	case i > 1:
		at, by, version = at.Add(time.Duration(i)*time.Minute), string(c.posts[0].function), 2
		c.put(inEvent, id.New[string](), string(c.id), db.Micros(at), "invited", by, string(p.unit), nil, party, "")
		c.joined(at.Add(time.Hour), p, party)
	}
	c.put(inParty, party, string(c.id), string(p.function), string(p.unit), "takes_part", state, db.Micros(c.opened), by,
		db.Micros(at), db.Micros(at.Add(time.Hour)), version)
}

func (c *making) joined(at time.Time, p post, party string) {
	c.put(inEvent, id.New[string](), string(c.id), db.Micros(at), "joined", string(p.function), string(p.unit), nil, party, "")
}

// event adds an event that reveals no party; of an item it names the owner.
func (c *making) event(at time.Time, kind string, by post, category string, it any) {
	unit := ""
	if it != nil {
		unit = string(by.unit)
	}
	c.put(inEvent, id.New[string](), string(c.id), db.Micros(at), kind, string(by.function), unit, it, nil, category)
}

// grid adds the consent that holds, with the same categories for every party.
func (c *making) grid() error {
	c.consent = id.New[string]()
	sealed, err := seal.Marshal(c.key, "consent.purpose", "En gemensam plan för att komma närmare arbete.")
	if err != nil {
		return err
	}
	lead, at := c.posts[0], db.Micros(c.consented)
	c.put(inConsent, c.consent, string(c.id), string(c.person), "oral", "person", string(lead.function),
		c.consented.Format(time.DateOnly), c.consented.AddDate(1, 0, 0).Format(time.DateOnly), sealed, at)
	for _, p := range c.posts {
		for _, cat := range c.cells {
			c.put(inCell, c.consent, string(p.unit), cat.String(), at)
		}
	}
	c.event(c.consented, "consent", lead, "", nil)
	return nil
}

// items adds items in turn of the parties, from consent until now.
func (c *making) items() error {
	pause := c.now.Sub(c.consented) / time.Duration(c.ItemsPerCase+1)
	for i := range c.ItemsPerCase {
		if err := c.item(i, c.consented.Add(pause*time.Duration(i+1)).Truncate(time.Microsecond)); err != nil {
			return err
		}
	}
	return nil
}

func (c *making) item(i int, when time.Time) error {
	it, owner, cat, kind, at := id.New[string](), c.posts[i%len(c.posts)], pick(c.r, c.cells), pick(c.r, item.Kinds()), db.Micros(when)
	sealed, err := seal.Marshal(c.key, "item.version/"+it+"/1", struct{ Title, Words, Code string }{pick(c.r, titles), someWords(c.r), ""})
	if err != nil {
		return err
	}
	var start, end, extent, due any
	weekly := ""
	switch kind {
	case item.Activity, item.Certificate:
		start, end, extent = when.Format(time.DateOnly), when.AddDate(0, 2+c.r.IntN(4), 0).Format(time.DateOnly), int64(50)
		if kind == item.Activity {
			weekly = fmt.Sprintf("%d 09:00-11:30,%d 13:00-15:00", 1+c.r.IntN(3), 4+c.r.IntN(2))
		}
	case item.Commitment:
		due = when.AddDate(0, 0, 14+c.r.IntN(60)).Format(time.DateOnly)
	}
	c.put(inItem, it, string(c.id), string(c.person), string(owner.unit), string(kind), cat.String(), int64(1), at, at)
	c.put(inVersion, it, int64(1), string(c.id), at, string(owner.function), statusOf(c.r, kind), start, end, extent, weekly, due,
		string(owner.function), sealed)
	for _, to := range c.receivers(owner) {
		c.put(inDisclosure, id.New[string](), it, int64(1), string(c.id), string(to.unit), "disclosed", string(access.ByConsent),
			c.consent, string(owner.function), at)
	}
	c.event(when, "written", owner, cat.String(), it)
	if kind != item.Note {
		c.standing = append(c.standing, it)
	}
	return nil
}

// receivers are one to four of the other parties.
func (c *making) receivers(owner post) []post {
	others := slices.DeleteFunc(slices.Clone(c.posts), func(p post) bool { return p == owner })
	c.r.Shuffle(len(others), func(i, j int) { others[i], others[j] = others[j], others[i] })
	return others[:1+c.r.IntN(len(others))]
}

// plans adds the plan in preparation; one case in five has agreed on it.
func (c *making) plans() error {
	plan, follow := id.New[string](), c.now.AddDate(0, 0, 20+c.r.IntN(60)).Format(time.DateOnly)
	if c.n%5 != 0 || len(c.standing) == 0 {
		c.put(inPlan, plan, string(c.id), int64(1), "handlingsplan", "preparation", nil, "", db.Micros(c.consented), nil, nil, int64(1))
		return nil
	}
	at := c.now.Add(-time.Hour)
	c.put(inPlan, plan, string(c.id), int64(1), "SIP", "agreed", follow, "present", db.Micros(c.consented), db.Micros(at), string(c.posts[0].function), int64(2))
	for _, it := range c.standing {
		c.put(inEntry, plan, it, int64(1))
	}
	for _, p := range c.partyIDs {
		c.put(inInformed, plan, p, db.Micros(at), nil)
	}
	c.event(at, "agreed", c.posts[0], "", nil)
	return nil
}
