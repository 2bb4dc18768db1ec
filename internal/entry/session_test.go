package entry_test

import (
	"sync/atomic"
	"testing"
	"time"

	"samverk/internal/access"
	"samverk/internal/db"
	"samverk/internal/entry"
	"samverk/internal/errs"
	"samverk/internal/org"
	"samverk/internal/password"
	"samverk/internal/samverktest"
	"samverk/internal/samverktest/world"
)

var ok, is, keyAt = samverktest.OK, samverktest.Is, samverktest.Fault

// inDays returns a date ahead of the world's today.
func inDays(w *world.W, n int) string { return w.Now().AddDate(0, 0, n).Format(time.DateOnly) }

// signIn signs in as the holder of a function and returns the session.
func signIn(t *testing.T, w *world.W) (secret string, s entry.Session) {
	t.Helper()
	secret, err := w.SignInDemo(t.Context(), org.UserID("samordning", 1), "192.0.2.9")
	ok(t, err)
	s, err = w.Session(t.Context(), secret, "192.0.2.9")
	ok(t, err)
	return secret, s
}

func TestSigningInWithAPassword(t *testing.T) {
	w := world.New(t)
	ctx := t.Context()
	hash, err := password.New().Hash(ctx, "ett långt lösenord 1")
	ok(t, err)
	w.Exec(`update user_account set password = $1 where id = 'ame-1'`, hash)
	secret, err := w.SignIn(ctx, "ame-1", "ett långt lösenord 1", "192.0.2.9")
	ok(t, err)
	s, err := w.Session(ctx, secret, "192.0.2.9")
	if err != nil || s.Actor.Function != "ame" || s.Actor.Unit != "ame" || s.Role != access.Worker || s.Held != 1 || len(s.Areas) != 1 {
		t.Fatalf("%+v %v", s, err)
	}
	for range 5 {
		if _, err := w.SignIn(ctx, "ame-1", "fel", "192.0.2.9"); keyAt(err, "password") != "login.password.wrong" {
			t.Errorf("a wrong password: %v", err)
		}
	}
	_, err = w.SignIn(ctx, "ame-1", "ett långt lösenord 1", "192.0.2.9")
	is(t, err, errs.TooMany)
	ok(t, w.SignOut(ctx, s.Actor))
	_, err = w.Session(ctx, secret, "192.0.2.9")
	is(t, err, errs.SignedOut)
}

func TestAUserActsAsAnyFunctionThatSheHoldsAndNoOther(t *testing.T) {
	w := world.New(t)
	ctx := t.Context()
	w.Exec(`insert into assignment (id, function_id, user_id, deputy, since) values ('more', 'forsorjning', 'samordning-1', true, 1)`)
	secret, s := signIn(t, w)
	if s.Actor.Function != "samordning" || s.Held != 2 {
		t.Fatalf("%+v", s)
	}
	ok(t, w.ActAs(ctx, s.Actor, "forsorjning"))
	s, err := w.Session(ctx, secret, "192.0.2.9")
	if err != nil || s.Actor.Function != "forsorjning" || !s.Actor.Deputy || s.Actor.Unit != "forsorjning" {
		t.Errorf("%+v %v", s, err)
	}
	is(t, w.ActAs(ctx, s.Actor, "ame"), errs.Denied)
	held, err := w.Held(ctx, s.Actor)
	if err != nil || len(held) != 2 {
		t.Errorf("%+v %v", held, err)
	}
	sessions, err := w.Sessions(ctx, s.Actor)
	if err != nil || len(sessions) != 1 {
		t.Errorf("%+v %v", sessions, err)
	}
	ok(t, w.EndSession(ctx, s.Actor, sessions[0].ID))
	_, err = w.Session(ctx, secret, "192.0.2.9")
	is(t, err, errs.SignedOut)
}

func TestThePersonSignsInUnderHerOwnName(t *testing.T) {
	w := world.New(t)
	p := w.Person()
	secret, err := w.SignInDemo(t.Context(), w.AsPerson(p).User, "192.0.2.9")
	ok(t, err)
	s, err := w.Session(t.Context(), secret, "192.0.2.9")
	if err != nil || s.Label != p.Name || !s.Actor.Self() {
		t.Errorf("%+v %v", s, err)
	}
	all, err := w.DemoAccounts(t.Context())
	persons := 0
	for _, d := range all {
		if d.Person {
			persons++
		} else if d.Function.Name == "" {
			t.Errorf("%s has no function", d.User)
		}
	}
	if err != nil || persons != 1 || len(all) < 10 {
		t.Errorf("%d accounts, %d persons: %v", len(all), persons, err)
	}
}

func TestATokenActsAsItsFunctionUntilItsHolderLeaves(t *testing.T) {
	w := world.New(t)
	ctx := t.Context()
	who := w.As("ame")
	if _, err := w.IssueToken(ctx, who, entry.NewToken{Name: "x", EndsOn: "snart"}); keyAt(err, "ends_on") != "token.ends.date" {
		t.Errorf("a bad date: %v", err)
	}
	if _, err := w.IssueToken(ctx, who, entry.NewToken{Name: "x", EndsOn: "2030-01-01"}); keyAt(err, "ends_on") != "token.ends.late" {
		t.Errorf("too long: %v", err)
	}
	secret, err := w.IssueToken(ctx, who, entry.NewToken{Name: "Export", EndsOn: inDays(w, 10)})
	ok(t, err)
	s, err := w.Bearer(ctx, secret, "192.0.2.9")
	if err != nil || s.Actor.Function != "ame" || s.Actor.Token == "" {
		t.Fatalf("%+v %v", s, err)
	}
	_, err = w.IssueToken(ctx, s.Actor, entry.NewToken{Name: "y", EndsOn: inDays(w, 10)})
	is(t, err, errs.Denied)
	browser, err := w.SignInDemo(ctx, "ame-1", "192.0.2.9")
	ok(t, err)
	v, err := w.Staff(ctx, w.As("ame-chef"), "ame")
	ok(t, err)
	for _, a := range v.Assignments {
		if a.Function == "ame" {
			is(t, w.EndAssignment(ctx, w.As("samverkan-chef"), "ame", a.ID, a.Version), errs.NotFound)
			is(t, w.EndAssignment(ctx, w.As("ame-chef"), "ame", a.ID, a.Version+1), errs.Conflict)
			ok(t, w.EndAssignment(ctx, w.As("ame-chef"), "ame", a.ID, a.Version))
		}
	}
	_, err = w.Bearer(ctx, secret, "192.0.2.9")
	is(t, err, errs.SignedOut)
	if s, err := w.Session(ctx, browser, "192.0.2.9"); err != nil || s.Actor.Function != "" || s.Held != 0 {
		t.Errorf("the session still acts: %+v %v", s, err)
	}
	_, err = w.Day(ctx, w.As("ame"))
	is(t, err, errs.Denied)
}

func TestASessionTakesFewStatements(t *testing.T) {
	w := world.New(t)
	secret, _ := signIn(t, w)
	var n atomic.Int64
	ctx := db.Counted(t.Context(), &n)
	for range 10 {
		_, err := w.Session(ctx, secret, "192.0.2.9")
		ok(t, err)
	}
	if n.Load() > 30 {
		t.Errorf("%d statements for ten requests", n.Load())
	}
	w.Pass(2 * time.Minute)
	_, err := w.Session(t.Context(), secret, "192.0.2.9")
	ok(t, err)
}

func TestASessionThatHasEndedActsAsNothing(t *testing.T) {
	w := world.New(t)
	ctx := t.Context()
	secret, s := signIn(t, w)
	if _, err := w.Day(ctx, s.Actor); err != nil {
		t.Fatal(err)
	}
	ok(t, w.SignOut(ctx, s.Actor))
	_, err := w.Day(ctx, s.Actor)
	is(t, err, errs.SignedOut)
	_, s = signIn(t, w)
	w.Pass(31 * time.Minute)
	_, err = w.Day(ctx, s.Actor)
	is(t, err, errs.SignedOut)
	_, err = w.Session(ctx, secret, "192.0.2.9")
	is(t, err, errs.SignedOut)
}

func TestAGlanceDoesNotKeepASession(t *testing.T) {
	w := world.New(t)
	ctx := t.Context()
	secret, _ := signIn(t, w)
	for range 5 {
		w.Pass(5 * time.Minute)
		v, err := w.Glance(ctx, secret, "192.0.2.9")
		ok(t, err)
		if left := v.IdlesAt.Sub(w.Now()); left > 30*time.Minute || v.Actor.Function == "" {
			t.Errorf("%v left, %+v", left, v)
		}
	}
	w.Pass(5 * time.Minute)
	_, err := w.Glance(ctx, secret, "192.0.2.9")
	is(t, err, errs.SignedOut)
	secret, _ = signIn(t, w)
	for range 24 {
		w.Pass(29 * time.Minute)
		v, err := w.Session(ctx, secret, "192.0.2.9")
		ok(t, err)
		if v.IdlesAt.After(v.EndsAt) || v.IdlesAt.Sub(w.Now()) < time.Minute {
			t.Errorf("%v, ends %v", v.IdlesAt, v.EndsAt)
		}
	}
	w.Pass(29 * time.Minute) // 12 hours are over
	_, err = w.Session(ctx, secret, "192.0.2.9")
	is(t, err, errs.SignedOut)
}

func TestAUserEndsHerOtherSessions(t *testing.T) {
	w := world.New(t)
	ctx := t.Context()
	one, _ := signIn(t, w)
	two, s := signIn(t, w)
	ok(t, w.EndOtherSessions(ctx, s.Actor))
	_, err := w.Session(ctx, one, "192.0.2.9")
	is(t, err, errs.SignedOut)
	_, err = w.Session(ctx, two, "192.0.2.9")
	ok(t, err)
}
