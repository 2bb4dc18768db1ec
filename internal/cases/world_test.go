package cases_test

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"samverk/internal/access"
	"samverk/internal/cases"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/samverktest"
	"samverk/internal/seal"
)

const (
	area  id.Area   = "0685"
	her   id.Person = "person"
	other id.Person = "other"

	asker id.Function = "f-asker"
	coord id.Function = "f-coord"
	care  id.Function = "f-care"
	fk    id.Function = "f-fk"
)

// world is an area with four functions, each in a unit of its own, and a clock.
type world struct {
	*testing.T
	*db.DB
	key *seal.Key
	now time.Time
}

func unitOf(f id.Function) id.Unit { return id.Unit("u-" + f) }

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{T: t, now: time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)}
	w.DB = samverktest.DBAt(t, func() time.Time { return w.now })
	master, err := seal.OpenMaster(filepath.Join(t.TempDir(), "master"), true)
	if err != nil {
		t.Fatal(err)
	}
	if w.key, err = seal.New(master, keys{}).Create(t.Context(), her); err != nil {
		t.Fatal(err)
	}
	w.exec(`insert into area (id, name, letter) values ('0685', 'Vetlanda', 'V')`)
	w.exec(`insert into organisation (id, name, kind) values ('org', 'Org', 'kommun')`)
	for _, f := range []id.Function{asker, coord, care, fk} {
		w.exec(`insert into unit (id, organisation_id, name, short_name) values ($1, 'org', 'Enhet', 'E')`, unitOf(f))
		w.exec(`insert into function (id, unit_id, name, role) values ($1, $2, 'Funktion', 'worker')`, f, unitOf(f))
	}
	for _, p := range []id.Person{her, other} {
		w.exec(`insert into person (id, number_hash, sealed, area_id, protection, created_at) values ($1, $1, '', '0685', 'none', 1)`, p)
	}
	return w
}

func (w *world) exec(query string, args ...any) {
	w.Helper()
	w.do(func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, query, args...)
		return err
	})
}

// try runs fn in a transaction of its own, a second after the one before.
func (w *world) try(fn func(context.Context, *db.Tx) error) error {
	w.now = w.now.Add(time.Second)
	return w.Tx(w.Context(), func(tx *db.Tx) error { return fn(w.Context(), tx) })
}

// do is try that must succeed.
func (w *world) do(fn func(context.Context, *db.Tx) error) {
	w.Helper()
	if err := w.try(fn); err != nil {
		w.Fatal(err)
	}
}

func (w *world) request() cases.NewRequest {
	return cases.NewRequest{Person: her, Area: area, Topic: "coordination", From: asker, To: coord,
		Wanted: []access.Kind{access.FK, access.Vard}, Situation: []string{"no_sgi", "long_assistance"},
		Consented: true, ConsentHow: "oral", Hope: "hopp", Tried: "prövat", DueAt: w.now.Add(time.Hour)}
}

func (w *world) send(n cases.NewRequest) (r id.Request) {
	w.Helper()
	w.do(func(ctx context.Context, tx *db.Tx) (err error) {
		r, err = cases.Send(ctx, tx, w.key, n)
		return err
	})
	return r
}

func (w *world) facts(r id.Request) (row cases.RequestRow) {
	w.Helper()
	w.do(func(ctx context.Context, tx *db.Tx) (err error) {
		row, err = cases.RequestFacts(ctx, tx, r)
		return err
	})
	return row
}

// step is a step with the request as it stands.
func (w *world) step(r id.Request, by id.Function) cases.RequestStep {
	return cases.RequestStep{Request: r, Version: w.facts(r).Version, By: by}
}

func (w *world) read(s access.RequestSight) (r cases.Request) {
	w.Helper()
	w.do(func(ctx context.Context, tx *db.Tx) (err error) {
		r, err = cases.ReadRequest(ctx, tx, w.key, s)
		return err
	})
	return r
}

func (w *world) open() (c cases.Case) {
	w.Helper()
	w.do(func(ctx context.Context, tx *db.Tx) (err error) {
		c, err = cases.Open(ctx, tx, cases.NewCase{Person: her, Area: area, Letter: "V", Coordinator: coord, CoordinatorUnit: unitOf(coord)})
		return err
	})
	return c
}

func (w *world) get(c id.Case) (now cases.Case) {
	w.Helper()
	w.do(func(ctx context.Context, tx *db.Tx) (err error) {
		now, err = cases.Get(ctx, tx, sight(c, coord, true))
		return err
	})
	return now
}

func (w *world) invite(c id.Case, f id.Function) (p id.Party) {
	w.Helper()
	w.do(func(ctx context.Context, tx *db.Tx) (err error) {
		p, err = cases.Invite(ctx, tx, sight(c, coord, true), f, unitOf(f), coord)
		return err
	})
	return p
}

func (w *world) parties(s access.Sight) (ps []cases.Party) {
	w.Helper()
	w.do(func(ctx context.Context, tx *db.Tx) (err error) {
		ps, err = cases.Parties(ctx, tx, s)
		return err
	})
	return ps
}

func (w *world) partyOf(ctx context.Context, tx *db.Tx, c id.Case, f id.Function) id.Party {
	ps, err := cases.Parties(ctx, tx, sight(c, f, false))
	if err != nil || len(ps) != 1 {
		w.Fatal(ps, err)
	}
	return ps[0].ID
}

func sight(c id.Case, f id.Function, circle bool) access.Sight {
	return access.NewSight(c, her, access.Grant{Unit: unitOf(f), Function: f, Identity: true, Circle: circle, Lead: true})
}

func ownSight(c id.Case) access.Sight { return access.NewSight(c, her, access.Grant{Unit: id.Self}) }

func wantKey(t *testing.T, err error, kind errs.Kind, key string) {
	t.Helper()
	e, ok := err.(*errs.Error)
	if !ok || e.Kind != kind || e.Key != key {
		t.Errorf("got %v, want %s", err, key)
	}
}

// keys is a key store in memory.
type keys map[id.Person][]byte

func (k keys) Load(_ context.Context, p id.Person) ([]byte, error) {
	if b, ok := k[p]; ok {
		return b, nil
	}
	return nil, errs.Missing()
}
func (k keys) Save(_ context.Context, p id.Person, b []byte) error    { k[p] = b; return nil }
func (k keys) Replace(_ context.Context, p id.Person, b []byte) error { k[p] = b; return nil }
func (k keys) Delete(_ context.Context, p id.Person) error            { delete(k, p); return nil }
func (k keys) Each(context.Context, func(id.Person, []byte) error) error {
	return nil
}
