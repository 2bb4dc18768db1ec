package entry_test

import (
	"testing"

	"samverk/internal/entry"
	"samverk/internal/errs"
	"samverk/internal/provider"
	"samverk/internal/samverktest/world"
)

func (w *ways) asPerson(number, name string) (entry.Arrived, error) {
	w.t.Helper()
	return w.signIn("e-leg", w.people, map[string]any{"personalIdentityNumber": number, "name": name}, nil)
}

func TestAPersonWithACaseComesIn(t *testing.T) {
	w := newWays(t)
	_, p := w.Case()
	out, err := w.asPerson(p.Number, "Annat namn")
	w.must(err)
	s, err := w.Session(t.Context(), out.Secret, "192.0.2.9")
	if err != nil || s.Actor.Person != p.ID || s.Label != p.Name || s.Actor.Level != "loa3" {
		t.Fatalf("%+v %v", s, err)
	}
	again, err := w.signIn("e-leg", w.people, map[string]any{"coordinationNumber": p.Number, "name": p.Name}, nil)
	w.must(err)
	if same, _ := w.Session(t.Context(), again.Secret, "192.0.2.9"); same.Actor.User != s.Actor.User {
		t.Error("another account at the second time")
	}
}

func TestWhoHasNothingHereIsToldTheSameAsWhoIsUnknown(t *testing.T) {
	w := newWays(t)
	known := w.Person()
	rows := func() int {
		return w.count(`select (select count(*) from person) + (select count(*) from user_account) + (select count(*) from session)`)
	}
	before := rows()
	a, err := w.asPerson(known.Number, known.Name)
	w.must(err)
	b, err := w.asPerson(w.Number(), "Ny Provperson")
	w.must(err)
	if a.Secret != "" || b.Secret != "" || a.Nothing == "" || len(a.Nothing) != len(b.Nothing) || a.Back != b.Back || a.Proved != b.Proved {
		t.Errorf("%+v %+v", a, b)
	}
	if rows() != before {
		t.Error("something was made of them")
	}
	if n := w.count(`select count(*) from (select distinct action, outcome, object, person_id, user_id, level, ground from audit where action = 'session.begin') d`); n != 1 {
		t.Errorf("the log tells them apart: %d sorts of rows", n)
	}
	if n := w.count(`select count(*) from newcomer where sealed is not null`); n != 2 {
		t.Errorf("%d newcomers", n)
	}
}

func TestWhoHasNothingHereMayAskForCoordination(t *testing.T) {
	w := newWays(t)
	ctx := t.Context()
	known, number := w.Person(), w.Number()
	for who, n := range map[string][2]string{"known": {known.Number, known.Name}, "unknown": {number, "Ny Provperson"}} {
		out, err := w.asPerson(n[0], n[1])
		w.must(err)
		if _, err := w.in.Welcome(ctx, out.Nothing, "9999", "192.0.2.9"); fault(err) != "entry.area" {
			t.Errorf("%s: an area that is none: %v", who, err)
		}
		if _, err := w.in.Welcome(ctx, out.Nothing+"x", world.Area, "192.0.2.9"); !errs.Is(err, errs.SignedOut) {
			t.Errorf("%s: another secret: %v", who, err)
		}
		areas, found, err := w.in.Newcomer(ctx, out.Nothing)
		if err != nil || !found || len(areas) != 2 {
			t.Errorf("%s: %v %v %v", who, areas, found, err)
		}
		secret, err := w.in.Welcome(ctx, out.Nothing, world.Area, "192.0.2.9")
		w.must(err)
		s, err := w.Session(ctx, secret, "192.0.2.9")
		if err != nil || !s.Actor.Self() || s.Label != n[1] || s.Actor.Level != "loa3" {
			t.Errorf("%s: %+v %v", who, s, err)
		}
		if _, err := w.in.Welcome(ctx, out.Nothing, world.Area, "192.0.2.9"); !errs.Is(err, errs.SignedOut) {
			t.Errorf("%s: twice: %v", who, err)
		}
		n := world.Asked(world.Person{})
		n.Number, n.Name = "", ""
		if _, err := w.SendRequest(ctx, s.Actor, n); err != nil {
			t.Errorf("%s: her request: %v", who, err)
		}
	}
	out, err := w.asPerson(number, "Ny Provperson")
	if err != nil || out.Secret == "" {
		t.Errorf("with a request she comes in: %+v %v", out, err)
	}
}

func TestAPersonsProviderMustGiveNumberAndName(t *testing.T) {
	w := newWays(t)
	_, p := w.Case()
	for _, claims := range []map[string]any{
		{"name": p.Name}, {"personalIdentityNumber": p.Number}, {"personalIdentityNumber": "191212121213", "name": p.Name},
		{"personalIdentityNumber": "SE" + p.Number, "name": p.Name}, {"employeeHsaId": "HSA-ame", "name": p.Name},
	} {
		if _, err := w.signIn("e-leg", w.people, claims, nil); provider.Reason(err) != "claim" {
			t.Errorf("%v", err)
		}
	}
	// Staff's provider vouches for no person, whatever it says.
	if _, err := w.signIn("kommun", w.own, map[string]any{"personalIdentityNumber": p.Number, "name": p.Name, "employeeHsaId": p.Number}, nil); provider.Reason(err) != "subject" {
		t.Error(err)
	}
	if n := w.count(`select count(*) from session`); n != 0 {
		t.Errorf("%d sessions", n)
	}
}

func TestAPersonProvesAnew(t *testing.T) {
	w := newWays(t)
	_, p := w.Case()
	_, other := w.Case()
	out, err := w.asPerson(p.Number, p.Name)
	w.must(err)
	s, err := w.Session(t.Context(), out.Secret, "192.0.2.9")
	w.must(err)
	prove := func(number string) (entry.Arrived, error) {
		q := w.people.Login(t, w.depart("e-leg", s.Actor), map[string]any{"personalIdentityNumber": number, "name": p.Name}, nil)
		return w.arrive("e-leg", q.Get("state"), q.Get("code"))
	}
	for _, number := range []string{other.Number, w.Number(), w.Person().Number} {
		if _, err := prove(number); provider.Reason(err) != "other user" {
			t.Errorf("somebody else: %v", err)
		}
	}
	if again, err := prove(p.Number); err != nil || !again.Proved {
		t.Errorf("%+v %v", again, err)
	}
}

func fault(err error) string {
	if e, ok := err.(*errs.Error); ok && len(e.Faults) > 0 {
		return e.Faults[0].Key
	}
	return ""
}
