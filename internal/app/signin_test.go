package app_test

import (
	"context"
	"testing"
	"time"

	"samverk/internal/access"
	"samverk/internal/app"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/login"
	"samverk/internal/org"
	"samverk/internal/samverktest/world"
)

// signIn signs in as the holder of a function and returns the session.
func signIn(t *testing.T, w *world.W) (secret string, s app.Session) {
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
	hash, err := login.NewPasswords().Hash(ctx, "ett långt lösenord 1")
	ok(t, err)
	w.Exec(`update user_account set password = $1 where id = 'ame-1'`, hash)
	secret, err := w.SignIn(ctx, "ame-1", "ett långt lösenord 1", "192.0.2.9")
	ok(t, err)
	s, err := w.Session(ctx, secret, "192.0.2.9")
	if err != nil || s.Actor.Function != "ame" || s.Actor.Unit != "ame" || s.Role != access.Worker || s.Held != 1 || len(s.Areas) != 1 {
		t.Fatalf("%+v %v", s, err)
	}
	for range 5 {
		if _, err := w.SignIn(ctx, "ame-1", "fel", "192.0.2.9"); fault(err, "password") != "login.password.wrong" {
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
	if _, err := w.IssueToken(ctx, who, app.NewToken{Name: "x", EndsOn: "snart"}); fault(err, "ends_on") != "token.ends.date" {
		t.Errorf("a bad date: %v", err)
	}
	if _, err := w.IssueToken(ctx, who, app.NewToken{Name: "x", EndsOn: "2030-01-01"}); fault(err, "ends_on") != "token.ends.late" {
		t.Errorf("too long: %v", err)
	}
	secret, err := w.IssueToken(ctx, who, app.NewToken{Name: "Export", EndsOn: inDays(w, 10)})
	ok(t, err)
	s, err := w.Bearer(ctx, secret, "192.0.2.9")
	if err != nil || s.Actor.Function != "ame" || s.Actor.Token == "" {
		t.Fatalf("%+v %v", s, err)
	}
	_, err = w.IssueToken(ctx, s.Actor, app.NewToken{Name: "y", EndsOn: inDays(w, 10)})
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

func TestStaffIsForTheUnitsManagerAndTheOrganisationsAdministrator(t *testing.T) {
	w := world.New(t)
	ctx := t.Context()
	for _, f := range []id.Function{"ame-chef", "admin"} {
		v, err := w.Staff(ctx, w.As(f), "ame")
		if err != nil || v.Unit.Name != "AME" || len(v.Functions) != 2 || len(v.Accounts) == 0 {
			t.Errorf("%s: %+v %v", f, v, err)
		}
	}
	_, err := w.Staff(ctx, w.As("admin"), "vc")
	is(t, err, errs.NotFound)
	_, err = w.Assign(ctx, w.As("ame-chef"), "ame", org.NewAssignment{Function: "forsorjning", User: "ame-1"})
	if fault(err, "function") != "assignment.function.missing" {
		t.Errorf("a function of another unit: %v", err)
	}
	_, err = w.Assign(ctx, w.As("admin"), "boende", org.NewAssignment{Function: "boende", User: "ame-1"})
	ok(t, err)
	if d := day(t, w, w.As("samordning")); len(d.Vacant) != 1 {
		t.Errorf("still vacant: %+v", d.Vacant)
	}
}

func TestASessionTakesFewStatements(t *testing.T) {
	w := world.New(t)
	secret, _ := signIn(t, w)
	n := statements(t, func(ctx context.Context) {
		for range 10 {
			_, err := w.Session(ctx, secret, "192.0.2.9")
			ok(t, err)
		}
	})
	if n > 30 {
		t.Errorf("%d statements for ten requests", n)
	}
	w.Pass(2 * time.Minute)
	_, err := w.Session(t.Context(), secret, "192.0.2.9")
	ok(t, err)
}

func TestTheStructureIsForEverybody(t *testing.T) {
	w := world.New(t)
	ctx := t.Context()
	for _, who := range []access.Actor{w.As("forbund"), w.As("ame"), w.AsPerson(w.Person())} {
		v, err := w.Area(ctx, who, world.Area)
		if err != nil || len(v.WaysIn) != 8 || len(v.Functions) == 0 {
			t.Errorf("%+v %v", v, err)
		}
		all, err := w.Areas(ctx, who)
		if err != nil || len(all) != 2 {
			t.Errorf("%+v %v", all, err)
		}
		ways, err := w.SuggestWayIn(ctx, who, world.Area, "psychiatry")
		if err != nil || len(ways) != 2 || ways[0].Function.ID != "samordning" {
			t.Errorf("a vacant way in comes first: %+v %v", ways, err)
		}
	}
	_, err := w.Area(ctx, w.As("ame"), "9999")
	is(t, err, errs.NotFound)
}
