package admin_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"samverk/internal/access"
	"samverk/internal/admin"
	"samverk/internal/cases"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/feed"
	"samverk/internal/id"
	"samverk/internal/login"
	"samverk/internal/org"
	"samverk/internal/person"
	"samverk/internal/samverktest/world"
)

// desk is the world with the administration of it.
type desk struct {
	*world.W
	desktop
	ctx context.Context
}

// desktop puts the administration a step deeper, so that what both have is the
// world's.
type desktop struct{ *admin.Service }

func open(t *testing.T) desk {
	w := world.New(t)
	return desk{w, desktop{w.Admin()}, t.Context()}
}

// second makes another administrator of the municipality and returns her,
// acting.
func (d desk) second() access.Actor {
	d.T.Helper()
	d.Exec(`insert into user_account (id, name, label, organisation_id) values ('admin-2', 'admin-2', 'Administratör 2', 'kommun')`)
	d.Exec(`insert into assignment (id, function_id, user_id, deputy, since) values ('admin-2', 'admin', 'admin-2', true, 0)`)
	return d.AsNth("admin", 2)
}

func (d desk) person(name string) id.User {
	d.T.Helper()
	u, err := d.AddPerson(d.ctx, d.As("admin"), admin.NewPerson{AccountInput: login.AccountInput{Name: name, Label: "Handläggare 9"}})
	d.ok(err)
	return u
}

func (d desk) ok(err error) {
	d.T.Helper()
	if err != nil {
		d.T.Fatal(err)
	}
}

func (d desk) is(err error, k errs.Kind) {
	d.T.Helper()
	if !errs.Is(err, k) {
		d.T.Errorf("%v, want kind %d", err, k)
	}
}

// fault holds that an error names exactly one field and what is wrong with it.
func (d desk) fault(err error, field, key string) {
	d.T.Helper()
	e, ok := err.(*errs.Error)
	if !ok || len(e.Faults) != 1 || e.Faults[0].Field != field || e.Faults[0].Key != key {
		d.T.Errorf("%v, want %s: %s", err, field, key)
	}
}

func TestAnAdministratorKeepsTheOrganisationsUnitsAndFunctions(t *testing.T) {
	d := open(t)
	who := d.As("admin")
	u, err := d.AddUnit(d.ctx, who, org.UnitInput{Name: "Vuxenenheten", About: "Stöd till vuxna", Areas: []id.Area{world.Area}})
	d.ok(err)
	d.ok(d.ChangeUnit(d.ctx, who, u, org.UnitInput{Name: "Vuxna", Short: "Vux", Areas: []id.Area{world.Area}}, 1))
	err = d.ChangeUnit(d.ctx, who, u, org.UnitInput{Name: "Annat"}, 1)
	if e, ok := err.(*errs.Error); !ok || e.Kind != errs.Conflict || e.Current.(org.Unit).Name != "Vuxna" {
		t.Errorf("what stands is not told: %v", err)
	}
	d.fault(second(d.AddUnit(d.ctx, who, org.UnitInput{Name: "Vuxna"})), "name", "unit.name.taken")
	d.fault(second(d.AddUnit(d.ctx, who, org.UnitInput{Name: "Norra", Areas: []id.Area{"0682"}})), "areas", "unit.areas.outside")

	f, err := d.AddFunction(d.ctx, who, u, org.FunctionInput{Name: "Handläggare", Role: access.Worker, Mailbox: "vuxna@vetlanda.example"})
	d.ok(err)
	d.ok(d.Service.ChangeFunction(d.ctx, who, f, org.FunctionInput{Name: "Handläggare vuxna", Role: access.Worker, Phone: "0383-970 00"}, 1))
	v, err := d.Service.Function(d.ctx, who, f)
	if v.Function.Name != "Handläggare vuxna" || v.Function.Mailbox != "" || v.Function.Version != 2 || err != nil {
		t.Errorf("%+v %v", v.Function, err)
	}
	d.is(d.EndUnit(d.ctx, who, u, 2), errs.Conflict)
	d.ok(d.EndFunction(d.ctx, who, f, "", 2))
	d.ok(d.EndUnit(d.ctx, who, u, 2))
	_, err = d.Unit(d.ctx, who, u)
	d.is(err, errs.NotFound)
}

func second[T any](_ T, err error) error { return err }

func TestWhatIsOfAnotherOrganisationIsMissing(t *testing.T) {
	d := open(t)
	who := d.As("admin")
	calls := map[string]error{
		"unit":        second(d.Unit(d.ctx, who, "vc")),
		"function":    second(d.Service.Function(d.ctx, who, "vc")),
		"person":      second(d.Service.Person(d.ctx, who, "vc-1")),
		"way":         second(d.WayIn(d.ctx, who, "in-vard")),
		"change unit": d.ChangeUnit(d.ctx, who, "vc", org.UnitInput{Name: "X"}, 1),
		"function of": second(d.AddFunction(d.ctx, who, "vc", org.FunctionInput{Name: "X", Role: access.Worker})),
		"change":      d.Service.ChangeFunction(d.ctx, who, "vc", org.FunctionInput{Name: "X", Role: access.Worker}, 1),
		"end":         d.EndFunction(d.ctx, who, "vc", "", 1),
		"end person":  d.EndPerson(d.ctx, who, "vc-1", 1),
		"bind":        d.Bind(d.ctx, who, "vc-1", login.Identity{Provider: "p", Subject: "s"}),
		"change way":  d.ChangeWayIn(d.ctx, who, "in-vard", org.WayInput{}, 1),
		"no such":     second(d.Unit(d.ctx, who, "none")),
	}
	for name, err := range calls {
		if !errs.Is(err, errs.NotFound) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, f := range []id.Function{"ame", "ame-chef", "samordning", "forbund"} {
		_, err := d.Overview(d.ctx, d.As(f))
		d.is(err, errs.NotFound)
		_, err = d.AddUnit(d.ctx, d.As(f), org.UnitInput{Name: "X"})
		d.is(err, errs.NotFound)
	}
	_, err := d.Federation(d.ctx, who)
	d.is(err, errs.Denied)
}

func TestWhoStaffsCannotGiveHerselfAFunction(t *testing.T) {
	d := open(t)
	_, _, err := d.Service.Assign(d.ctx, d.As("admin"), org.NewAssignment{Function: "boende", User: "admin-1"})
	d.fault(err, "user", "assignment.user.self")
}

func TestWhenAnAccountEndsAllThatActsInItsPlaceEnds(t *testing.T) {
	d := open(t)
	who, u := d.As("admin"), d.person("nina")
	made, asked, err := d.Service.Assign(d.ctx, who, org.NewAssignment{Function: "boende", User: u})
	if made == "" || asked || err != nil {
		t.Fatal(made, asked, err)
	}
	secret, err := d.SignInDemo(d.ctx, u, "192.0.2.1")
	d.ok(err)
	session, err := d.Session(d.ctx, secret, "192.0.2.1")
	d.ok(err)
	var address string
	d.ok(d.DB.Tx(d.ctx, func(tx *db.Tx) error { address, _, err = feed.Make(d.ctx, tx, "boende", u); return err }))

	d.ok(d.EndPerson(d.ctx, who, u, 1))
	_, err = d.Session(d.ctx, secret, "192.0.2.1")
	d.is(err, errs.SignedOut)
	d.Read(func(ctx context.Context, tx *db.Tx) error {
		_, err := feed.BySecret(ctx, tx, address)
		d.is(err, errs.NotFound)
		holds, _, err := org.Holds(ctx, tx, u, "boende")
		if holds {
			t.Error("she still holds it")
		}
		return err
	})
	_, err = d.App.Day(d.ctx, session.Actor)
	if err == nil {
		t.Error("an ended session still acts")
	}
}

func TestAFunctionThatSomethingWaitsForDoesNotEnd(t *testing.T) {
	d := open(t)
	who := d.As("admin")
	d.Case()
	d.fault(d.EndFunction(d.ctx, who, "samordning", "", 1), "", "function.waits")
	v, err := d.Service.Function(d.ctx, who, "samordning")
	if v.Load.Leads != 1 || len(v.Orphans()) != 1 || err != nil {
		t.Errorf("%+v %v", v.Load, err)
	}
}

// TestWhatNobodyMayKnowOfKeepsAFunctionWithoutBeingCounted holds that a person
// with protected identity counts for those who are named for her alone, and that
// the function that leads her case does not end all the same: with the words that
// one is refused with which only waits for an answer.
func TestWhatNobodyMayKnowOfKeepsAFunctionWithoutBeingCounted(t *testing.T) {
	d := open(t)
	who := d.As("admin")
	c, _ := d.Case()
	d.Join(c, "ame")
	load := func(f, reader id.Function) (l cases.Load) {
		d.Read(func(ctx context.Context, tx *db.Tx) (err error) {
			l, err = cases.LoadOf(ctx, tx, f, reader)
			return err
		})
		return l
	}
	if l := load("samordning", "admin"); l.Leads != 1 {
		t.Fatalf("before: %+v", l)
	}
	d.ok(d.ProtectPerson(d.ctx, d.As("samordning"), c, person.Marked))
	for _, f := range []id.Function{"samordning", "ame"} {
		v, err := d.Service.Function(d.ctx, who, f)
		if v.Load.Any() || err != nil {
			t.Errorf("of %s the administrator is told %+v %v", f, v.Load, err)
		}
		if l := load(f, "ame-chef"); l.Any() {
			t.Errorf("of %s a manager is told %+v", f, l)
		}
		if l := load(f, f); l.Leads+l.Part == 0 {
			t.Errorf("%s, who is named, is told %+v", f, l)
		}
		d.fault(d.EndFunction(d.ctx, who, f, "", 1), "", "function.waits")
	}
	made, err := d.Service.AddFunction(d.ctx, who, "ame", org.FunctionInput{Name: "Arbetsterapeut", Role: access.Worker})
	d.ok(err)
	d.Exec(`insert into request (id, person_id, area_id, topic, from_function, to_function, state, wanted, situation, consented, consent_how, sealed, created_at)
		select 'waits', person_id, area_id, 'care', $1, 'vc', 'sent', '', '', true, 'oral', sealed, created_at from request limit 1`, made)
	d.fault(d.EndFunction(d.ctx, who, made, "", 1), "", "function.waits")
}

func TestASuccessorTakesOverTheWaysIn(t *testing.T) {
	d := open(t)
	who := d.As("admin")
	d.fault(d.EndFunction(d.ctx, who, "ame", "vc", 1), "successor", "function.successor.missing")
	d.ok(d.EndFunction(d.ctx, who, "ame", "ame-chef", 1))
	d.Read(func(ctx context.Context, tx *db.Tx) error {
		way, err := org.WayInByID(ctx, tx, "in-arbete")
		if way.Function.ID != "ame-chef" || way.Deputy != "" || way.Version == 1 {
			t.Errorf("%+v", way)
		}
		return err
	})
}

func TestTwoDecideWhoAdministers(t *testing.T) {
	d := open(t)
	a, b, u := d.As("admin"), d.second(), d.person("nina")
	made, asked, err := d.Service.Assign(d.ctx, a, org.NewAssignment{Function: "admin", User: u, Deputy: true})
	d.ok(err)
	c := id.Change(made)
	if held, _ := d.holds(u, "admin"); held || !asked {
		t.Fatalf("one alone appointed: asked %v", asked)
	}
	d.is(second3(d.Service.Assign(d.ctx, a, org.NewAssignment{Function: "admin", User: u, Deputy: true})), errs.Conflict)
	d.is(d.Confirm(d.ctx, a, c, 1), errs.Denied)
	for _, other := range []id.Function{"samverkan-chef", "forbund", "fk"} {
		d.is(d.Confirm(d.ctx, d.As(other), c, 1), errs.NotFound)
	}
	d.is(d.Confirm(d.ctx, b, c, 7), errs.Conflict)
	d.ok(d.Confirm(d.ctx, b, c, 1))
	if held, _ := d.holds(u, "admin"); !held {
		t.Error("two did not appoint")
	}
	d.is(d.Confirm(d.ctx, b, c, 2), errs.Conflict)
}

func second3[A, B any](_ A, _ B, err error) error { return err }

func (d desk) holds(u id.User, f id.Function) (held bool, err error) {
	d.Read(func(ctx context.Context, tx *db.Tx) error { held, _, err = org.Holds(ctx, tx, u, f); return err })
	return held, err
}

func TestNobodyAgreesToHerselfAndTimeRunsOut(t *testing.T) {
	d := open(t)
	a, b := d.As("admin"), d.second()
	d.Exec(`insert into function (id, unit_id, name, role) values ('admin-bis', 'ame', 'Administratör AME', 'admin')`)
	made, _, err := d.Service.Assign(d.ctx, a, org.NewAssignment{Function: "admin-bis", User: b.User})
	d.ok(err)
	d.is(d.Confirm(d.ctx, b, id.Change(made), 1), errs.Denied)
	d.ok(d.Withdraw(d.ctx, a, id.Change(made), 1))

	asked, err := d.Service.EndAssignment(d.ctx, a, "admin-2", 1)
	if !asked || err != nil {
		t.Fatal(asked, err)
	}
	open, _, err := d.Changes(d.ctx, b)
	if len(open) != 1 || !open[0].MayAnswer() || err != nil {
		t.Fatalf("%+v %v", open, err)
	}
	d.Pass(8 * 24 * time.Hour)
	d.is(d.Confirm(d.ctx, d.AsNth("admin", 2), open[0].ID, 1), errs.Conflict)
	if held, _ := d.holds("admin-2", "admin"); !held {
		t.Error("it was done though nobody answered in time")
	}
}

func TestAnAdministratorsSignInIsNotChangedByOne(t *testing.T) {
	d := open(t)
	a, b := d.As("admin"), d.second()
	d.fault(d.ChangePerson(d.ctx, a, b.User, login.AccountInput{Name: "annan", Label: "Administratör 2"}, 1), "", "account.administers")
	d.fault(d.EndPerson(d.ctx, a, b.User, 1), "", "account.administers")
	d.fault(d.Bind(d.ctx, a, b.User, login.Identity{Provider: "p", Subject: "s"}), "", "account.administers")
	d.ok(d.ChangePerson(d.ctx, a, b.User, login.AccountInput{Name: "admin-2", Label: "Administratör två"}, 1))
	// Nor through the unit's own page of staffing, by its manager.
	_, err := d.App.Assign(d.ctx, d.As("samverkan-chef"), "samverkan", org.NewAssignment{Function: "admin", User: "ame-1", Deputy: true})
	d.fault(err, "function", "assignment.function.admin")
	d.is(d.App.EndAssignment(d.ctx, d.As("samverkan-chef"), "samverkan", "admin-2", 1), errs.Denied)
}

func TestOfTwoAtOnceOneComesSecond(t *testing.T) {
	d := open(t)
	a, b := d.As("admin"), d.second()
	var group sync.WaitGroup
	errors := make([]error, 2)
	for i, who := range []access.Actor{a, b} {
		group.Go(func() {
			errors[i] = d.Service.ChangeFunction(d.ctx, who, "boende", org.FunctionInput{Name: "Boende " + string(who.User), Role: access.Worker}, 1)
		})
	}
	group.Wait()
	if (errors[0] == nil) == (errors[1] == nil) || !errs.Is(errors[0], errs.Conflict) && !errs.Is(errors[1], errs.Conflict) {
		t.Error(errors)
	}
}

func TestTheFederationKeepsAreasAndOrganisationsAndSeesNobody(t *testing.T) {
	d := open(t)
	who := d.As("forbund")
	d.ok(d.AddArea(d.ctx, who, org.AreaInput{ID: "0604", Name: "Aneby", Letter: "A"}))
	d.fault(d.AddArea(d.ctx, who, org.AreaInput{ID: "0604", Name: "Aneby", Letter: "B"}), "code", "area.code.taken")
	d.fault(d.ChangeArea(d.ctx, who, org.AreaInput{ID: "0604", Name: "Aneby", Letter: "V"}, 1), "letter", "area.letter.taken")
	o, err := d.AddOrganisation(d.ctx, who, org.OrganisationInput{Name: "Aneby kommun", Kind: access.Kommun, Areas: []id.Area{"0604"}})
	d.ok(err)
	secret, err := d.InviteFirst(d.ctx, who, o, admin.FirstAdministrator{Unit: "Stöd", Function: "Administratör", Name: "aneby-admin", Label: "Administratör 1"})
	if secret == "" || err != nil {
		t.Fatal(err)
	}
	_, err = d.InviteFirst(d.ctx, who, o, admin.FirstAdministrator{Unit: "Stöd 2", Function: "Administratör", Name: "aneby-admin-2", Label: "Administratör 2"})
	d.is(err, errs.Conflict)
	d.fault(d.ChangeOrganisation(d.ctx, who, "kommun", org.OrganisationInput{Name: "Vetlanda kommun", Areas: []id.Area{"0604"}}, 1), "areas", "organisation.areas.units")
	v, err := d.Federation(d.ctx, who)
	if err != nil || len(v.Areas) != 3 {
		t.Fatal(len(v.Areas), err)
	}
	for _, one := range v.Organisations {
		if one.ID == o && one.Administrators != 1 {
			t.Errorf("%+v", one)
		}
	}
	for _, err := range []error{second(d.Overview(d.ctx, who)), second(d.People(d.ctx, who, "", "")), second(d.Service.Person(d.ctx, who, "ame-1"))} {
		d.is(err, errs.NotFound)
	}
}

func TestAProtectionIsRaisedByOneAndLiftedByTwo(t *testing.T) {
	d := open(t)
	c, p := d.Case()
	leads := d.As("samordning")
	d.ok(d.Protect(d.ctx, leads, c, person.Protected))
	if got := d.protection(p.ID); got != "protected" {
		t.Fatal(got)
	}
	d.is(d.Protect(d.ctx, leads, c, person.None), errs.Denied)
	d.ok(d.AskLift(d.ctx, leads, c))
	pending, err := d.Protection(d.ctx, leads, c)
	if len(pending) != 2 || !pending[0].Mine || err != nil {
		t.Fatalf("%+v %v", pending, err)
	}
	raise, lift := pending[0], pending[1]
	d.is(d.ConfirmProtection(d.ctx, leads, c, lift.ID, 1), errs.Denied)
	asker := d.As("forsorjning")
	d.ok(d.ConfirmProtection(d.ctx, asker, c, raise.ID, 1))
	if got := d.protection(p.ID); got != "protected" {
		t.Errorf("confirming that it was raised made it %s", got)
	}
	_, err = d.App.Case(d.ctx, asker, c)
	d.ok(err)
	d.ok(d.ConfirmProtection(d.ctx, asker, c, lift.ID, 1))
	if got := d.protection(p.ID); got != "none" {
		t.Error(got)
	}
	rows, _, err := d.MyReads(d.ctx, d.AsPerson(p), 0, true)
	d.ok(err)
	seen := map[string]bool{}
	for _, r := range rows {
		seen[r.Action] = true
	}
	if !seen[string(access.PersonProtect)] || !seen[string(access.ProtectionConfirm)] {
		t.Errorf("the person's log does not tell: %v", seen)
	}
	// An administrator never sees that there was such a thing.
	open, done, err := d.Changes(d.ctx, d.As("admin"))
	if len(open)+len(done) != 0 || err != nil {
		t.Errorf("%v %v %v", open, done, err)
	}
	d.is(second(d.Change(d.ctx, d.As("admin"), lift.ID)), errs.NotFound)
}

func (d desk) protection(p id.Person) (now string) {
	d.Read(func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.One(ctx, []any{&now}, `select protection from person where id = $1`, p)
		return err
	})
	return now
}
