package entry_test

import (
	"sync"
	"testing"
	"time"

	"samverk/internal/access"
	"samverk/internal/admin"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/login"
	"samverk/internal/org"
)

// ask asks that a user administers from some day on.
func (w *keys) ask(who access.Actor, u id.User, since time.Time) (id.Change, error) {
	w.t.Helper()
	c, asked, err := w.W.Admin().Assign(w.t.Context(), who, org.NewAssignment{Function: "admin", User: u, Deputy: true, Since: since})
	if err == nil && !asked {
		w.t.Error("one alone appointed")
	}
	return id.Change(c), err
}

func (w *keys) asked(who access.Actor, u id.User) id.Change {
	w.t.Helper()
	c, err := w.ask(who, u, time.Time{})
	if err != nil {
		w.t.Fatal(err)
	}
	return c
}

func (w *keys) confirm(who access.Actor, c id.Change) error {
	return w.W.Admin().Confirm(w.t.Context(), who, c, 1)
}

func TestWhoHasInvitedAnAccountDoesNotAskThatItAdministers(t *testing.T) {
	w := newKeys(t)
	w.enrolled(w.invited("ame-1"))
	_, err := w.ask(w.first, "ame-1", time.Time{})
	w.told(err, "assignment.user.let_in")
	_, err = w.ask(w.first, "ame-1", w.Now().AddDate(0, 0, 3))
	w.told(err, "assignment.user.let_in")
	c := w.asked(w.second(), "ame-1")
	v, err := w.W.Admin().Change(t.Context(), w.first, c)
	if err != nil || v.Ways.Key != login.HasKey || len(v.Ways.LetIn) != 1 {
		t.Fatalf("%+v %v", v.Ways, err)
	}
	if l := v.Ways.LetIn[0]; l.How != login.LetInvited || l.By != w.first.User || l.ByLabel == "" || w.Now().Sub(l.At) > time.Minute {
		t.Errorf("%+v", l)
	}
	if err := w.confirm(w.first, c); err != nil {
		t.Error(err)
	}
}

func TestWhatIsGivenWhileAChangeWaitsIsNotConfirmed(t *testing.T) {
	for name, who := range map[string]func(*keys) (asks, invites, confirms access.Actor){
		"by the one who asked":    func(w *keys) (a, b, c access.Actor) { return w.first, w.first, w.second() },
		"by the one who confirms": func(w *keys) (a, b, c access.Actor) { return w.second(), w.first, w.first },
	} {
		t.Run(name, func(t *testing.T) {
			w := newKeys(t)
			asks, invites, confirms := who(w)
			c := w.asked(asks, "ame-1")
			if _, err := w.Invite(t.Context(), invites, "ame-1"); err != nil {
				t.Fatal(err)
			}
			w.told(w.confirm(confirms, c), "change.let_in")
			if err := w.W.Admin().Refuse(t.Context(), confirms, c, 1); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestWhoHasHadPartInARecoveryDoesNotAskThatTheAccountAdministers(t *testing.T) {
	w := newKeys(t)
	_, err := w.W.Admin().AddPerson(t.Context(), w.first, admin.NewPerson{AccountInput: login.AccountInput{Name: "nina", Label: "Handläggare 9"}})
	if err != nil {
		t.Fatal(err)
	}
	c, err := w.AskRecovery(t.Context(), w.first, "ame-1")
	if err != nil {
		t.Fatal(err)
	}
	_, err = w.ask(w.first, "ame-1", time.Time{})
	w.told(err, "assignment.user.let_in")
	appointed := w.asked(w.second(), "ame-1")
	if _, err := w.ConfirmRecovery(t.Context(), w.second(), c, 1); err != nil {
		t.Fatal(err)
	}
	w.told(w.confirm(w.first, appointed), "change.let_in")
	for _, who := range []access.Actor{w.first, w.second()} {
		_, err = w.ask(who, "ame-1", w.Now().AddDate(0, 0, 3))
		w.told(err, "assignment.user.let_in")
	}
}

func TestNobodyIsLetInAsOneWhoIsToAdminister(t *testing.T) {
	w := newKeys(t)
	c, err := w.ask(w.first, "ame-1", w.Now().AddDate(0, 0, 3))
	if err != nil {
		t.Fatal(err)
	}
	if err := w.confirm(w.second(), c); err != nil {
		t.Fatal(err)
	}
	_, err = w.Invite(t.Context(), w.first, "ame-1") // she administers from a later day
	w.told(err, "account.administers")
}

func TestAFunctionThatSomebodyHoldsDoesNotBecomeOneThatAdministers(t *testing.T) {
	for name, since := range map[string]int{"today": 0, "later": 5} {
		t.Run(name, func(t *testing.T) {
			w := newKeys(t)
			a := w.W.Admin()
			f, err := a.AddFunction(t.Context(), w.first, "ame", org.FunctionInput{Name: "Handläggare 7", Role: access.Worker})
			if err != nil {
				t.Fatal(err)
			}
			if _, _, err := a.Assign(t.Context(), w.first, org.NewAssignment{Function: f, User: "ame-1", Since: w.Now().AddDate(0, 0, since)}); err != nil {
				t.Fatal(err)
			}
			err = a.ChangeFunction(t.Context(), w.first, f, org.FunctionInput{Name: "Handläggare 7", Role: access.Admin}, 1)
			w.told(err, "function.role.held")
		})
	}
}

func TestOfAnInvitationAndAnAppointmentAtOnceOneComesToNothing(t *testing.T) {
	w := newKeys(t)
	c := w.asked(w.first, "ame-1")
	var both sync.WaitGroup
	var invited, confirmed error
	both.Go(func() { _, invited = w.Invite(t.Context(), w.first, "ame-1") })
	both.Go(func() { confirmed = w.confirm(w.second(), c) })
	both.Wait()
	if (invited == nil) == (confirmed == nil) {
		t.Errorf("invited: %v, confirmed: %v", invited, confirmed)
	}
}

func TestWhoHasBoundAnIdentityDoesNotAskThatTheAccountAdministers(t *testing.T) {
	w := newWays(t)
	w.Exec(`insert into user_account (id, name, label, organisation_id) select 'admin-2', 'admin-2', 'Administratör 2', organisation_id from user_account where id = 'admin-1'`)
	w.Exec(`insert into assignment (id, function_id, user_id, deputy, since) values ('admin-two', 'admin', 'admin-2', true, 1)`)
	a, first, second := admin.New(w.App, w.set), w.As("admin"), w.AsNth("admin", 2)
	new := func(name string, i login.Identity) id.User {
		u, err := a.AddPerson(t.Context(), first, admin.NewPerson{AccountInput: login.AccountInput{Name: name, Label: "Handläggare 9"}, Identity: i})
		w.must(err)
		return u
	}
	ask := func(who access.Actor, u id.User) (id.Change, error) {
		c, _, err := a.Assign(t.Context(), who, org.NewAssignment{Function: "admin", User: u, Deputy: true})
		return id.Change(c), err
	}
	refused := func(u id.User) {
		t.Helper()
		_, err := ask(first, u)
		if e, ok := err.(*errs.Error); !ok || len(e.Faults) != 1 || e.Faults[0].Key != "assignment.user.let_in" {
			t.Error(err)
		}
	}
	known := login.Identity{Provider: "kommun", Subject: "HSA-9"}
	refused(new("med", known))

	later, own := new("utan", login.Identity{}), login.Identity{Provider: "region", Subject: "HSA-10"}
	c, err := ask(first, later)
	w.must(err)
	w.must(a.Bind(t.Context(), first, later, own))
	err = a.Confirm(t.Context(), second, c, 1)
	if e, ok := err.(*errs.Error); !ok || e.Key != "change.let_in" {
		t.Error(err)
	}
	// She could have made a key meanwhile, with what is gone again.
	w.must(a.Unbind(t.Context(), first, later, own))
	err = a.Confirm(t.Context(), second, c, 1)
	if e, ok := err.(*errs.Error); !ok || e.Key != "change.let_in" {
		t.Error(err)
	}
	w.must(a.Withdraw(t.Context(), first, c, 1))
	refused(later)
	c, err = ask(second, later)
	w.must(err)
	v, err := a.Change(t.Context(), first, c)
	w.must(err)
	if len(v.Ways.Identities) != 0 || len(v.Ways.LetIn) != 1 || v.Ways.LetIn[0].By != first.User || v.Ways.LetIn[0].Provider != "region" {
		t.Errorf("%+v", v.Ways)
	}
	w.must(a.Confirm(t.Context(), first, c, 1))
}
