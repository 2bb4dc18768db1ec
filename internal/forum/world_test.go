package forum_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"samverk/internal/access"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/forum"
	"samverk/internal/id"
	"samverk/internal/org"
	"samverk/internal/samverktest"
)

const small = `
[[area]]
id = "0685"
name = "Vetlanda"
letter = "V"
forums = [
  { id = "talk", name = "Trepartssamtal", formal = false, kind = "three_party" },
  { id = "sip", name = "SIP", formal = true, kind = "sip", driver = "lead" },
  { id = "se", name = "SE", formal = true, kind = "se", age_to = 29, members = ["coach", "officer"] },
  { id = "old", name = "Gamla gruppen", formal = true, kind = "managers", status = "ended", why = "Ingen drev den." },
  { id = "net", name = "Nätverket", formal = true, kind = "network", calls = ["vard", "fk"], called = ["af"], must = ["fk"], chairing = "rotation" },
]

[[area]]
id = "0604"
name = "Aneby"
letter = "A"

[[organisation]]
id = "town"
name = "The town"
kind = "kommun"

[[organisation.unit]]
id = "ame"
name = "AME"
areas = ["0685"]
functions = [
  { id = "coach", name = "Coach", role = "worker" },
  { id = "lead", name = "Lead", role = "coordinator" },
  { id = "boss", name = "Boss", role = "manager" },
]

[[organisation]]
id = "fk"
name = "FK"
kind = "fk"

[[organisation.unit]]
id = "fk-one"
name = "Sick leave"
areas = ["0685"]
functions = [ { id = "officer", name = "Officer", role = "worker" } ]
`

// world is a database with the small structure, and a clock that a test moves.
type world struct {
	*testing.T
	db  *db.DB
	now time.Time
}

func newWorld(t *testing.T) *world {
	w := &world{T: t, now: at("2026-11-23 09:00")} // a Monday
	w.db = samverktest.DBAt(t, func() time.Time { return w.now })
	s, err := org.ReadWorld(strings.NewReader(small))
	if err != nil {
		t.Fatal(err)
	}
	w.do(func(ctx context.Context, tx *db.Tx) error {
		if err := s.Install(ctx, tx); err != nil {
			return err
		}
		return forum.Install(ctx, tx, "0685", s.Areas[0].Forums)
	})
	return w
}

// at is a time in Sweden.
func at(s string) time.Time {
	l, err := time.LoadLocation("Europe/Stockholm")
	if err != nil {
		panic(err)
	}
	t, err := time.ParseInLocation("2006-01-02 15:04", s, l)
	if err != nil {
		panic(err)
	}
	return t.UTC()
}

// try runs fn in a transaction of its own.
func (w *world) try(fn func(context.Context, *db.Tx) error) error {
	return w.db.Tx(w.Context(), func(tx *db.Tx) error { return fn(w.Context(), tx) })
}

func (w *world) do(fn func(context.Context, *db.Tx) error) {
	w.Helper()
	if err := w.try(fn); err != nil {
		w.Fatal(err)
	}
}

func (w *world) forum(f id.Forum) (found forum.Forum) {
	w.Helper()
	w.do(func(ctx context.Context, tx *db.Tx) (err error) { found, err = forum.ByID(ctx, tx, f); return err })
	return found
}

func (w *world) sitting(s id.Sitting) (found forum.Sitting) {
	w.Helper()
	w.do(func(ctx context.Context, tx *db.Tx) (err error) {
		found, err = forum.SittingByID(ctx, tx, s)
		return err
	})
	return found
}

func (w *world) slots(s id.Sitting) (found []forum.Slot) {
	w.Helper()
	w.do(func(ctx context.Context, tx *db.Tx) error {
		all, err := forum.Slots(ctx, tx, []id.Sitting{s})
		found = all[s]
		return err
	})
	return found
}

// plan plans dates and demands that it can be done.
func (w *world) plan(f id.Forum, d forum.Dates) (made forum.Dated) {
	w.Helper()
	w.do(func(ctx context.Context, tx *db.Tx) (err error) {
		made, err = forum.Plan(ctx, tx, f, d, "lead")
		return err
	})
	return made
}

// morning is one date with slots of half an hour.
func morning(date string) forum.Dates {
	return forum.Dates{Date: date, From: "09:00", To: "11:00", SlotMinutes: 30}
}

// samverk is what a forum of all four is.
func samverk() forum.Settings {
	p := forum.PresetOf(forum.Samverk)
	return forum.Settings{Name: "Samverk", Kind: p.Kind, Level: p.Level, Formal: true, Chairing: forum.Fixed, Actors: p.Actors}
}

func (w *world) create(s forum.Settings) (f id.Forum) {
	w.Helper()
	w.do(func(ctx context.Context, tx *db.Tx) (err error) {
		f, err = forum.Create(ctx, tx, "0685", s, "lead")
		return err
	})
	return f
}

// faults returns the keys of an error's faults by field.
func faults(t *testing.T, err error) map[string]string {
	t.Helper()
	e, ok := err.(*errs.Error)
	if !ok || e.Kind != errs.Invalid {
		t.Fatalf("got %v, want faults", err)
	}
	all := map[string]string{}
	for _, f := range e.Faults {
		all[f.Field] = f.Key
	}
	return all
}

// wantKey fails unless err is of a kind and has the key.
func wantKey(t *testing.T, err error, kind errs.Kind, key string) {
	t.Helper()
	if e, ok := err.(*errs.Error); !ok || e.Kind != kind || e.Key != key {
		t.Errorf("got %v, want %s", err, key)
	}
}

func TestTheFileOfAStructureBringsItsForums(t *testing.T) {
	w := newWorld(t)
	var all []forum.Forum
	w.do(func(ctx context.Context, tx *db.Tx) (err error) { all, err = forum.List(ctx, tx, "0685"); return err })
	var names []string
	for _, f := range all {
		names = append(names, f.Name+" "+f.Status)
	}
	if got := strings.Join(names, ", "); got != "Nätverket active, SE starting, SIP active, Trepartssamtal active, Gamla gruppen ended" {
		t.Error(got)
	}
	se, net := w.forum("se"), w.forum("net")
	if !se.FourParty() || !se.Persons() || se.AgeTo != 29 || len(se.Actors) != 4 || se.Area != "0685" {
		t.Errorf("%+v", se)
	}
	if net.Persons() || net.FourParty() || net.Chairing != forum.Rotation || len(net.Actors) != 3 ||
		net.Actors[1] != (forum.Actor{Kind: access.FK, MayCall: true, IsCalled: true, MustAttend: true}) || net.Actors[2].MayCall {
		t.Errorf("%+v", net)
	}
	if sip := w.forum("sip"); sip.FourParty() || sip.Driver != "lead" {
		t.Errorf("a SIP rests on the law and not on an agreement: %+v", sip)
	}
	w.do(func(ctx context.Context, tx *db.Tx) error {
		members, err := forum.Members(ctx, tx, "se")
		if len(members) != 2 || err != nil {
			t.Error(members, err)
		}
		told, err := forum.Events(ctx, tx, "old", 10)
		if len(told) != 2 || told[0].Kind != "ended" || told[0].Words != "Ingen drev den." || err != nil {
			t.Error(told, err)
		}
		_, err = forum.ByID(ctx, tx, "none")
		wantKey(t, err, errs.NotFound, "missing")
		return nil
	})
}

func TestAFaultyForumInTheFileIsRefused(t *testing.T) {
	w := newWorld(t)
	for name, f := range map[string]map[string]any{
		"an unknown key":                {"id": "x", "name": "X", "kind": "se", "colour": "red"},
		"an unknown kind":               {"id": "x", "name": "X", "kind": "party"},
		"an unknown state":              {"id": "x", "name": "X", "kind": "network", "status": "merry"},
		"a bad identifier":              {"id": "The X", "name": "X", "kind": "network"},
		"no name":                       {"id": "x", "kind": "network"},
		"active without an agreement":   {"id": "x", "name": "X", "kind": "samverk", "formal": true, "status": "active"},
		"a SIP that Arbetsförmedlingen": {"id": "x", "name": "X", "kind": "sip", "calls": []any{"af"}, "called": []any{"kommun"}},
		"an unknown driver":             {"id": "x", "name": "X", "kind": "network", "driver": "nobody"},
	} {
		err := w.try(func(ctx context.Context, tx *db.Tx) error { return forum.Install(ctx, tx, "0604", []any{f}) })
		if err == nil {
			t.Errorf("%s was taken", name)
		}
	}
	w.do(func(ctx context.Context, tx *db.Tx) error { return forum.Install(ctx, tx, "0604", nil) })
}
