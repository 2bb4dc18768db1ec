package agreement_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"samverk/internal/access"
	"samverk/internal/agreement"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/samverktest"
)

// world has two areas. In Vetlanda work the municipality, the region, FK and
// AF, each with a manager; the region has one in Nässjö too.
type world struct {
	*testing.T
	*db.DB
	now time.Time
}

const (
	vetlanda id.Area     = "0685"
	nassjo   id.Area     = "0682"
	keeper   id.Function = "samordning"
)

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{T: t, now: time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)}
	w.DB = samverktest.DBAt(t, func() time.Time { return w.now })
	w.exec(`insert into area (id, name, letter) values ('0685', 'Vetlanda', 'V'), ('0682', 'Nässjö', 'N')`)
	for _, o := range [][2]string{{"kommun", "kommun"}, {"region", "vard"}, {"fk", "fk"}, {"af", "af"}, {"forbund", "forbund"}, {"nassjo", "kommun"}} {
		w.exec(`insert into organisation (id, name, kind) values ($1, $1, $2)`, o[0], o[1])
		w.exec(`insert into unit (id, organisation_id, name, short_name) values ($1, $1, $1, $1)`, o[0])
		w.exec(`insert into function (id, unit_id, name, role) values ($1, $2, 'Chef', 'manager')`, o[0]+"-chef", o[0])
		if o[0] != "nassjo" {
			w.exec(`insert into unit_area (unit_id, area_id) values ($1, '0685')`, o[0])
		}
	}
	w.exec(`insert into unit_area (unit_id, area_id) values ('nassjo', '0682'), ('region', '0682')`)
	w.exec(`insert into function (id, unit_id, name, role) values ('samordning', 'kommun', 'Samordnare', 'coordinator')`)
	return w
}

func (w *world) exec(query string, args ...any) {
	w.Helper()
	w.must(func(ctx context.Context, tx *db.Tx) error { _, err := tx.Exec(ctx, query, args...); return err })
}

// try runs fn in a transaction of its own, a second after the one before.
func (w *world) try(fn func(context.Context, *db.Tx) error) error {
	w.now = w.now.Add(time.Second)
	return w.Tx(w.Context(), func(tx *db.Tx) error { return fn(w.Context(), tx) })
}

func (w *world) must(fn func(context.Context, *db.Tx) error) {
	w.Helper()
	if err := w.try(fn); err != nil {
		w.Fatal(err)
	}
}

func (w *world) refused(err error, kind errs.Kind, key string) {
	w.Helper()
	if e, ok := errors.AsType[*errs.Error](err); !ok || e.Kind != kind || e.Key != key {
		w.Errorf("got %v, want %s", err, key)
	}
}

// faults demands that err names just these faults, as field:key.
func (w *world) faults(err error, want ...string) {
	w.Helper()
	e, ok := errors.AsType[*errs.Error](err)
	if !ok {
		w.Fatalf("got %v, want faults", err)
	}
	var got []string
	for _, f := range e.Faults {
		got = append(got, f.Field+":"+f.Key)
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		w.Errorf("got %v, want %v", got, want)
	}
}

// whole is an agreement between the four that lacks nothing.
func whole() agreement.Content {
	c := agreement.Template("four", func(key string) string { return "Text om " + key })
	c.Parties = []id.Org{"kommun", "region", "fk", "af"}
	c.ValidFrom, c.ValidUntil, c.ReviewOn = "2026-12-01", "2028-11-30", "2027-11-15"
	return c
}

func (w *world) start(c agreement.Content) (a id.Agreement) {
	w.Helper()
	w.must(func(ctx context.Context, tx *db.Tx) (err error) {
		a, err = agreement.Start(ctx, tx, agreement.New{Area: vetlanda, Title: "Samverk Vetlanda", Content: c, By: keeper})
		return err
	})
	return a
}

func (w *world) find(a id.Agreement) (l agreement.Listed) {
	w.Helper()
	w.must(func(ctx context.Context, tx *db.Tx) (err error) { l, err = agreement.Find(ctx, tx, a); return err })
	return l
}

// step is what somebody does who has just seen the agreement.
func (w *world) step(a id.Agreement, by id.Function) agreement.Step {
	w.Helper()
	return agreement.Step{Agreement: a, Version: w.find(a).Newest().Version, By: by}
}

func (w *world) open(a id.Agreement) error {
	s := w.step(a, keeper)
	return w.try(func(ctx context.Context, tx *db.Tx) error { return agreement.Open(ctx, tx, s) })
}

func (w *world) sign(a id.Agreement, org id.Org) (published bool, err error) {
	s := w.step(a, id.Function(org)+"-chef")
	err = w.try(func(ctx context.Context, tx *db.Tx) (err error) {
		published, err = agreement.Sign(ctx, tx, s, org)
		return err
	})
	return published, err
}

// publish lets all parties sign.
func (w *world) publish(a id.Agreement) {
	w.Helper()
	if err := w.open(a); err != nil {
		w.Fatal(err)
	}
	for _, s := range w.find(a).Newest().Signatures {
		if _, err := w.sign(a, s.Org); err != nil {
			w.Fatal(s.Org, err)
		}
	}
}

func (w *world) save(a id.Agreement, c agreement.Content) error {
	s := w.step(a, keeper)
	return w.try(func(ctx context.Context, tx *db.Tx) error { return agreement.Save(ctx, tx, s, "Samverk Vetlanda", c) })
}

func (w *world) next(a id.Agreement) {
	w.Helper()
	s := w.step(a, keeper)
	w.must(func(ctx context.Context, tx *db.Tx) error { return agreement.Next(ctx, tx, s) })
}

// kinds lists the kinds of events, the oldest first.
func (w *world) kinds(a id.Agreement) (all []string) {
	w.must(func(ctx context.Context, tx *db.Tx) error {
		events, err := agreement.Events(ctx, tx, a)
		for _, e := range events {
			all = append([]string{e.Kind}, all...)
		}
		return err
	})
	return all
}

func four() []access.Kind {
	return []access.Kind{access.Kommun, access.Vard, access.FK, access.AF}
}
