package org

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"slices"
	"strconv"

	"github.com/pelletier/go-toml/v2"

	"samverk/internal/access"
	"samverk/internal/db"
	"samverk/internal/id"
)

// World is a whole structure in one file, for a first installation, the demo
// and tests. Its identifiers are stable and readable: "vetlanda-ame-coach".
type World struct {
	Areas         []WorldArea         `toml:"area"`
	Organisations []WorldOrganisation `toml:"organisation"`
}

// WorldArea is an area with its ways in, forums and collaborations.
type WorldArea struct {
	ID             id.Area              `toml:"id"`
	Name           string               `toml:"name"`
	Letter         string               `toml:"letter"`
	Source         string               `toml:"source"` // of the collaborations
	Ways           []WorldWay           `toml:"ways"`
	Forums         any                  `toml:"forums"` // as they stand: package forum reads them
	Collaborations []WorldCollaboration `toml:"collaborations"`
}

// WorldWay is a way in; the actor is that of the function.
type WorldWay struct {
	ID       id.WayIn    `toml:"id"`
	Topic    string      `toml:"topic"`
	Function id.Function `toml:"function"`
	Deputy   id.Function `toml:"deputy"`
	Days     int         `toml:"days"`
	About    string      `toml:"about"`
}

// WorldCollaboration is how one party works with another.
type WorldCollaboration struct {
	From     string      `toml:"from"`
	FromKind access.Kind `toml:"from_kind"`
	To       string      `toml:"to"`
	ToKind   access.Kind `toml:"to_kind"`
	Manner   string      `toml:"manner"`
	About    string      `toml:"about"`
}

// WorldOrganisation is an organisation with its units.
type WorldOrganisation struct {
	ID    id.Org      `toml:"id"`
	Name  string      `toml:"name"`
	Kind  access.Kind `toml:"kind"`
	Units []WorldUnit `toml:"unit"`
}

// WorldUnit is a unit with its functions.
type WorldUnit struct {
	ID        id.Unit         `toml:"id"`
	Name      string          `toml:"name"`
	Short     string          `toml:"short"`
	About     string          `toml:"about"`
	Areas     []id.Area       `toml:"areas"`
	Functions []WorldFunction `toml:"functions"`
}

// WorldFunction is a function and the labels of its staff: the holder, empty
// when vacant, then deputies. Each gets an account with the function's
// identifier and a number, as UserID makes it. Deputies are accounts that other
// functions of the organisation have given.
type WorldFunction struct {
	ID       id.Function `toml:"id"`
	Name     string      `toml:"name"`
	Role     access.Role `toml:"role"`
	Phone    string      `toml:"phone"`
	Mailbox  string      `toml:"mailbox"`
	SDK      string      `toml:"sdk"`
	Hours    string      `toml:"hours"`
	Staff    []string    `toml:"staff"`
	Deputies []id.User   `toml:"deputies"`
}

// UserID is the account of the n-th of a function's staff, counted from 1. It
// is also what is typed at sign-in.
func UserID(f id.Function, n int) id.User { return id.User(string(f) + "-" + strconv.Itoa(n)) }

// ReadWorld reads a structure from TOML and refuses what it does not know.
func ReadWorld(r io.Reader) (w World, err error) {
	if err := toml.NewDecoder(r).DisallowUnknownFields().Decode(&w); err != nil {
		return w, fmt.Errorf("structure: %w", err)
	}
	return w, w.Check()
}

// Check reports the first thing in the structure that cannot stand.
func (w World) Check() error {
	c := worldCheck{}
	for _, a := range w.Areas {
		c.name("area", string(a.ID), a.Name)
	}
	for _, o := range w.Organisations {
		c.organisation(o)
	}
	for _, a := range w.Areas {
		c.area(a)
	}
	return c.err
}

// worldCheck remembers what has been named and the first fault.
type worldCheck struct {
	seen map[string]bool
	err  error
}

func (c *worldCheck) fail(format string, args ...any) {
	if c.err == nil {
		c.err = fmt.Errorf("structure: "+format, args...)
	}
}

// name notes that a thing exists.
func (c *worldCheck) name(what, key, name string) {
	if c.seen == nil {
		c.seen = map[string]bool{}
	}
	switch {
	case !id.Valid(key) || name == "":
		c.fail("%s %q lacks a name or has a bad identifier", what, key)
	case c.seen[what+key]:
		c.fail("%s %q stands twice", what, key)
	}
	c.seen[what+key] = true
}

// known demands that a thing exists.
func (c *worldCheck) known(what, key, at string) {
	if !c.seen[what+key] {
		c.fail("%s names the unknown %s %q", at, what, key)
	}
}

func (c *worldCheck) organisation(o WorldOrganisation) {
	c.name("organisation", string(o.ID), o.Name)
	if order(o.Kind) < 0 {
		c.fail("organisation %q has the unknown kind %q", o.ID, o.Kind)
	}
	for _, u := range o.Units {
		c.name("unit", string(u.ID), u.Name)
		for _, a := range u.Areas {
			c.known("area", string(a), string(u.ID))
		}
		for _, f := range u.Functions {
			c.name("function", string(f.ID), f.Name)
			if !slices.Contains([]access.Role{access.Worker, access.Coordinator, access.Manager, access.Admin, access.Federation}, f.Role) {
				c.fail("function %q has the unknown role %q", f.ID, f.Role)
			}
			for n := range f.Staff {
				u := string(UserID(f.ID, n+1))
				c.name("account", u, f.Name)
				c.seen[string(o.ID)+"'s account"+u] = true
			}
		}
	}
	for _, u := range o.Units {
		for _, f := range u.Functions {
			for _, d := range f.Deputies {
				c.known(string(o.ID)+"'s account", string(d), string(f.ID))
			}
		}
	}
}

func (c *worldCheck) area(a WorldArea) {
	for _, w := range a.Ways {
		c.name("way", string(w.ID), w.Topic)
		c.known("function", string(w.Function), string(w.ID))
		if w.Deputy != "" {
			c.known("function", string(w.Deputy), string(w.ID))
		}
		if !slices.Contains(Topics(), w.Topic) || w.Days < 1 {
			c.fail("way %q has no known topic or no days", w.ID)
		}
	}
	for i, l := range a.Collaborations {
		if order(l.FromKind) < 0 || order(l.ToKind) < 0 || !slices.Contains(Manners(), l.Manner) {
			c.fail("collaboration %d of %s is not understood", i+1, a.Name)
		}
	}
}

// Install writes the structure into a database that has none of it. The
// accounts get no password: the demo signs in without one, anybody else sets it.
func (w World) Install(ctx context.Context, tx *db.Tx) error {
	if err := w.Check(); err != nil {
		return err
	}
	in := installer{ctx: ctx, tx: tx, kinds: map[id.Function]access.Kind{}}
	for _, a := range w.Areas {
		in.exec(`insert into area (id, name, letter) values ($1, $2, $3)`, a.ID, a.Name, a.Letter)
	}
	for _, o := range w.Organisations {
		in.exec(`insert into organisation (id, name, kind) values ($1, $2, $3)`, o.ID, o.Name, string(o.Kind))
		for _, u := range o.Units {
			in.unit(o, u)
		}
		for _, u := range o.Units {
			in.deputies(u)
		}
	}
	for _, a := range w.Areas {
		in.area(a)
	}
	return in.err
}

// installer writes rows until the first fault.
type installer struct {
	ctx   context.Context
	tx    *db.Tx
	kinds map[id.Function]access.Kind
	err   error
}

func (in *installer) exec(query string, args ...any) {
	if in.err == nil {
		_, in.err = in.tx.Exec(in.ctx, query, args...)
	}
}

func (in *installer) unit(o WorldOrganisation, u WorldUnit) {
	in.exec(`insert into unit (id, organisation_id, name, short_name, about) values ($1, $2, $3, $4, $5)`,
		u.ID, o.ID, u.Name, cmp.Or(u.Short, u.Name), u.About)
	for _, a := range u.Areas {
		in.exec(`insert into unit_area (unit_id, area_id) values ($1, $2)`, u.ID, a)
		in.exec(`insert into organisation_area (organisation_id, area_id) values ($1, $2) on conflict do nothing`, o.ID, a)
	}
	for _, f := range u.Functions {
		in.kinds[f.ID] = o.Kind
		in.exec(`insert into function (id, unit_id, name, role, phone, mailbox, sdk_address, hours)
values ($1, $2, $3, $4, $5, $6, $7, $8)`, f.ID, u.ID, f.Name, string(f.Role), f.Phone, f.Mailbox, f.SDK, f.Hours)
		for i, label := range f.Staff {
			if label != "" {
				in.staff(o.ID, f.ID, i+1, label)
			}
		}
	}
}

// staff writes the n-th account of a function and its assignment, whose
// identifier is that of the account.
func (in *installer) staff(o id.Org, f id.Function, n int, label string) {
	u := UserID(f, n)
	in.exec(`insert into user_account (id, name, label, organisation_id) values ($1, $1, $2, $3)`, u, label, o)
	in.exec(`insert into assignment (id, function_id, user_id, deputy, since) values ($1, $2, $1, $3, $4)`,
		u, f, n > 1, db.Micros(in.tx.Now))
}

// deputies writes what accounts of other functions are deputies of; all of the
// organisation's accounts must stand by then.
func (in *installer) deputies(u WorldUnit) {
	for _, f := range u.Functions {
		for i, d := range f.Deputies {
			in.exec(`insert into assignment (id, function_id, user_id, deputy, since) values ($1, $2, $3, true, $4)`,
				fmt.Sprintf("%s-d%d", f.ID, i+1), f.ID, d, db.Micros(in.tx.Now))
		}
	}
}

func (in *installer) area(a WorldArea) {
	for _, w := range a.Ways {
		var deputy *string
		if w.Deputy != "" {
			deputy = new(string(w.Deputy))
		}
		in.exec(`insert into way_in (id, area_id, topic, actor, function_id, deputy_id, answer_days, about)
values ($1, $2, $3, $4, $5, $6, $7, $8)`, w.ID, a.ID, w.Topic, string(in.kinds[w.Function]), w.Function, deputy, w.Days, w.About)
	}
	for i, c := range a.Collaborations {
		in.exec(`insert into collaboration (id, area_id, from_name, from_kind, to_name, to_kind, manner, about, source)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`, fmt.Sprintf("%s-%02d", a.ID, i+1), a.ID,
			c.From, string(c.FromKind), c.To, string(c.ToKind), c.Manner, c.About, a.Source)
	}
}
