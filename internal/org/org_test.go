package org_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"samverk/internal/access"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/org"
	"samverk/internal/samverktest"
)

const small = `
[[area]]
id = "0685"
name = "Vetlanda"
letter = "V"
source = "A report"
ways = [
  { id = "in-all", topic = "coordination", function = "lead", days = 3, about = "One way in" },
  { id = "in-work", topic = "work", function = "coach", deputy = "lead", days = 5 },
  { id = "in-home", topic = "housing", function = "support", days = 1 },
]
forums = [
  { id = "talk", name = "Trepartssamtal", formal = false, about = "" },
  { id = "sip", name = "SIP", formal = true, about = "" },
]
collaborations = [
  { from = "AME", from_kind = "kommun", to = "AF", to_kind = "af", manner = "most", about = "" },
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
  { id = "coach", name = "Coach", role = "worker", staff = ["Coach 1", "Coach 2"], deputies = ["lead-1"] },
  { id = "lead", name = "Lead", role = "coordinator", staff = ["Lead 1"] },
  { id = "support", name = "Support", role = "worker" },
  { id = "stand-in", name = "Stand-in", role = "worker", staff = ["", "Helper 1"] },
  { id = "boss", name = "Boss", role = "manager", staff = ["Boss 1"] },
]

[[organisation]]
id = "fk"
name = "FK"
kind = "fk"

[[organisation.unit]]
id = "fk-one"
name = "Sick leave"
areas = ["0685", "0604"]
functions = [ { id = "officer", name = "Officer", role = "worker", staff = ["Officer 1"] } ]
`

// world is a database with the small structure, and a clock that a test moves.
type world struct {
	*testing.T
	db  *db.DB
	now time.Time
}

func newWorld(t *testing.T) *world {
	w := &world{T: t, now: time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)}
	w.db = samverktest.DBAt(t, func() time.Time { return w.now })
	structure, err := org.ReadWorld(strings.NewReader(small))
	if err != nil {
		t.Fatal(err)
	}
	w.must(func(tx *db.Tx) error { return structure.Install(t.Context(), tx) })
	return w
}

func (w *world) must(fn func(*db.Tx) error) {
	w.Helper()
	if err := w.db.Tx(w.Context(), fn); err != nil {
		w.Fatal(err)
	}
}

func (w *world) assign(n org.NewAssignment) (a id.Assignment, err error) {
	return a, w.db.Tx(w.Context(), func(tx *db.Tx) (err error) { a, err = org.Assign(w.Context(), tx, n); return err })
}

func (w *world) function(f id.Function) (found org.Function) {
	w.Helper()
	w.must(func(tx *db.Tx) (err error) { found, err = org.FunctionByID(w.Context(), tx, f); return err })
	return found
}

// wantFault fails unless err has exactly the fault.
func (w *world) wantFault(err error, key string) {
	w.Helper()
	e, ok := err.(*errs.Error)
	if !ok || len(e.Faults) != 1 || e.Faults[0].Key != key {
		w.Errorf("got %v, want %s", err, key)
	}
}

func TestAFunctionComesWithItsUnitOrganisationAndStaffInOneStatement(t *testing.T) {
	w := newWorld(t)
	before := w.db.Statements()
	f := w.function("coach")
	if n := w.db.Statements() - before; n != 1 {
		t.Errorf("%d statements", n)
	}
	if f.Name != "Coach" || f.Role != access.Worker || f.Unit != "ame" || f.UnitShort != "AME" || f.Org != "town" || f.Kind != access.Kommun ||
		f.Holder != "Coach 1" || f.Deputy == "" || f.Ended || f.Version != 1 || f.Vacant() || f.Acts() != "Coach 1" {
		t.Errorf("%+v", f)
	}
	if f := w.function("support"); !f.Vacant() || f.Acts() != "" {
		t.Errorf("%+v", f)
	}
	if f := w.function("stand-in"); !f.Vacant() || f.Acts() != "Helper 1" {
		t.Errorf("%+v", f)
	}
	w.must(func(tx *db.Tx) error {
		_, err := org.FunctionByID(t.Context(), tx, "none")
		if !errs.Is(err, errs.NotFound) {
			t.Error(err)
		}
		many, err := org.Functions(t.Context(), tx, []id.Function{"coach", "officer", "none", "lead", "boss"})
		if len(many) != 4 || many["officer"].Kind != access.FK {
			t.Error(many)
		}
		none, _ := org.Functions(t.Context(), tx, nil)
		if none == nil || len(none) != 0 {
			t.Error(none)
		}
		return err
	})
}

func TestAnAreaShowsWhatIsInIt(t *testing.T) {
	w := newWorld(t)
	w.must(func(tx *db.Tx) error {
		areas, err := org.Areas(t.Context(), tx)
		if len(areas) != 2 || areas[0].Name != "Aneby" || err != nil {
			t.Error(areas, err)
		}
		if a, err := org.AreaByID(t.Context(), tx, "0685"); a.Letter != "V" || err != nil {
			t.Error(a, err)
		}
		all, err := org.FunctionsIn(t.Context(), tx, "0685", "")
		if len(all) != 6 || all[0].ID != "boss" || all[5].ID != "officer" || err != nil {
			t.Error(all, err)
		}
		fk, err := org.FunctionsIn(t.Context(), tx, "0604", access.FK)
		if len(fk) != 1 || err != nil {
			t.Error(fk, err)
		}
		units, err := org.UnitsIn(t.Context(), tx, "0685")
		if len(units) != 2 || units[1].OrgName != "FK" || err != nil {
			t.Error(units, err)
		}
		byID, err := org.Units(t.Context(), tx, []id.Unit{"ame", "fk-one", "none"})
		if len(byID) != 2 || byID["ame"].Kind != access.Kommun || err != nil {
			t.Error(byID, err)
		}
		two, err := org.AreasOf(t.Context(), tx, "fk-one")
		if len(two) != 2 || err != nil {
			t.Error(two, err)
		}
		orgs, err := org.Organisations(t.Context(), tx)
		if len(orgs) != 2 || orgs[0].ID != "town" || err != nil {
			t.Error(orgs, err)
		}
		work, err := org.Collaborations(t.Context(), tx, "0685")
		if len(work) != 1 || work[0].Manner != "most" || work[0].Source != "A report" || err != nil {
			t.Error(work, err)
		}
		boss, err := org.ManagerOf(t.Context(), tx, "ame")
		if boss.ID != "boss" || err != nil {
			t.Error(boss, err)
		}
		staff, err := org.Staff(t.Context(), tx, "ame")
		if len(staff) != 6 || staff[0].Label != "Boss 1" || staff[1].Label != "Coach 1" || !staff[2].Deputy || staff[1].Org != "town" || err != nil {
			t.Error(staff, err)
		}
		return nil
	})
}

func TestTheBestWayInIsOneThatSomebodyAnswers(t *testing.T) {
	w := newWorld(t)
	for topic, want := range map[string]string{
		"work":         "in-work in-all",
		"housing":      "in-all in-home", // nobody holds it
		"care":         "in-all",         // there is none of its own
		"coordination": "in-all",
	} {
		var got []string
		w.must(func(tx *db.Tx) error {
			ways, err := org.WayInFor(t.Context(), tx, "0685", topic)
			for _, way := range ways {
				got = append(got, string(way.ID))
			}
			return err
		})
		if strings.Join(got, " ") != want {
			t.Errorf("%s: %v, want %s", topic, got, want)
		}
	}
	w.must(func(tx *db.Tx) error {
		all, err := org.WaysIn(t.Context(), tx, "0685")
		if len(all) != 3 || all[1].Deputy != "lead" || all[1].DeputyName != "Lead" || all[1].Actor != access.Kommun || all[1].AnswerDays != 5 || !all[2].Vacant() {
			t.Errorf("%+v", all)
		}
		one, errOne := org.WayInByID(t.Context(), tx, "in-work")
		if one.Function.Holder != "Coach 1" || errOne != nil {
			t.Error(one, errOne)
		}
		return err
	})
}

func TestWhatNobodyHoldsIsListed(t *testing.T) {
	w := newWorld(t)
	w.must(func(tx *db.Tx) error { return org.EndFunction(t.Context(), tx, "coach", 1) })
	w.must(func(tx *db.Tx) error { return org.EndFunction(t.Context(), tx, "boss", 1) })
	w.must(func(tx *db.Tx) error {
		empty, err := org.Vacancies(t.Context(), tx, "ame")
		var got []string
		for _, f := range empty {
			got = append(got, string(f.ID))
		}
		if strings.Join(got, " ") != "coach stand-in support" {
			t.Error(got)
		}
		return err
	})
}

func TestAFunctionIsReachedAnotherWay(t *testing.T) {
	w := newWorld(t)
	change := func(c org.FunctionChange) error {
		return w.db.Tx(t.Context(), func(tx *db.Tx) error { return org.ChangeFunction(t.Context(), tx, "coach", c) })
	}
	if err := change(org.FunctionChange{Phone: "08-465 004 11", Mailbox: "coach@town.example", Hours: "Vardagar 8–16", Version: 1}); err != nil {
		t.Fatal(err)
	}
	if f := w.function("coach"); f.Phone != "08-465 004 11" || f.Version != 2 {
		t.Errorf("%+v", f)
	}
	err := change(org.FunctionChange{Version: 1})
	if e, ok := err.(*errs.Error); !ok || e.Kind != errs.Conflict || e.Current.(org.Function).Version != 2 {
		t.Error(err)
	}
	w.wantFault(change(org.FunctionChange{Phone: "växeln", Version: 2}), "function.phone.form")
	w.wantFault(change(org.FunctionChange{Mailbox: "Coach <coach@town.example>", Version: 2}), "function.mailbox.form")
	w.wantFault(change(org.FunctionChange{Hours: strings.Repeat("å", 201), Version: 2}), "function.hours.long")
}

func TestAFunctionPassesFromOneToAnother(t *testing.T) {
	w := newWorld(t)
	_, err := w.assign(org.NewAssignment{Function: "coach", User: "boss-1"})
	w.wantFault(err, "assignment.holder.taken")

	w.now = w.now.Add(time.Hour)
	w.must(func(tx *db.Tx) error { return org.EndAssignment(t.Context(), tx, "coach-1", 1) })
	if f := w.function("coach"); !f.Vacant() || f.Acts() != "Coach 2" {
		t.Errorf("%+v", f)
	}
	a, err := w.assign(org.NewAssignment{Function: "coach", User: "boss-1"})
	if err != nil {
		t.Fatal(err)
	}
	if f := w.function("coach"); f.Holder != "Boss 1" {
		t.Errorf("%+v", f)
	}
	w.must(func(tx *db.Tx) error {
		got, err := org.AssignmentByID(t.Context(), tx, a)
		if got.User != "boss-1" || got.Function != "coach" || !got.Until.IsZero() || !got.Since.Equal(w.now) {
			t.Errorf("%+v", got)
		}
		held, errHeld := org.FunctionsOf(t.Context(), tx, "boss-1")
		if len(held) != 2 || held[0].Function.ID != "boss" || held[1].Function.Holder != "Boss 1" || errHeld != nil {
			t.Errorf("%+v %v", held, errHeld)
		}
		return err
	})
	err = w.db.Tx(t.Context(), func(tx *db.Tx) error { return org.EndAssignment(t.Context(), tx, "coach-1", 2) })
	if !errs.Is(err, errs.Conflict) {
		t.Error("ended twice:", err)
	}
}

func TestAnAssignmentThatCannotBeIsRefused(t *testing.T) {
	w := newWorld(t)
	day := 24 * time.Hour
	for name, c := range map[string]struct {
		n    org.NewAssignment
		want string
	}{
		"another organisation": {org.NewAssignment{Function: "support", User: "officer-1"}, "assignment.user.missing"},
		"no such user":         {org.NewAssignment{Function: "support", User: "none"}, "assignment.user.missing"},
		"no such function":     {org.NewAssignment{Function: "none", User: "boss-1"}, "assignment.function.missing"},
		"twice":                {org.NewAssignment{Function: "coach", User: "coach-2"}, "assignment.user.already"},
		"back in time":         {org.NewAssignment{Function: "support", User: "boss-1", Since: w.now.Add(-3 * day)}, "assignment.since.past"},
		"ends before it began": {org.NewAssignment{Function: "support", User: "boss-1", Until: w.now.Add(-day)}, "assignment.until.early"},
		"later, but taken":     {org.NewAssignment{Function: "boss", User: "coach-1", Since: w.now.Add(day)}, "assignment.holder.taken"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := w.assign(c.n)
			(&world{T: t}).wantFault(err, c.want)
		})
	}
}

func TestAnAssignmentHoldsInItsPeriodOnly(t *testing.T) {
	w := newWorld(t)
	holds := func(u id.User, f id.Function) (holds, deputy bool) {
		w.must(func(tx *db.Tx) (err error) { holds, deputy, err = org.Holds(t.Context(), tx, u, f); return err })
		return holds, deputy
	}
	begins := w.now.Add(48 * time.Hour)
	if _, err := w.assign(org.NewAssignment{Function: "support", User: "boss-1", Since: begins, Until: begins.Add(time.Hour)}); err != nil {
		t.Fatal(err)
	}
	if _, err := w.assign(org.NewAssignment{Function: "support", User: "coach-1", Until: begins}); err != nil {
		t.Fatal("up to the other's beginning:", err)
	}
	if yes, _ := holds("boss-1", "support"); yes {
		t.Error("before it begins")
	}
	w.now = begins
	if yes, deputy := holds("boss-1", "support"); !yes || deputy {
		t.Error("from its beginning")
	}
	if yes, _ := holds("coach-1", "support"); yes {
		t.Error("after it has ended")
	}
	w.now = begins.Add(time.Hour)
	if yes, _ := holds("boss-1", "support"); yes {
		t.Error("after it has ended")
	}
	if yes, deputy := holds("coach-2", "coach"); !yes || !deputy {
		t.Error("a deputy holds, as deputy")
	}
	w.must(func(tx *db.Tx) error {
		_, err := tx.Exec(t.Context(), `update user_account set ended_at = $1 where id = 'coach-2'`, db.Micros(tx.Now))
		return err
	})
	if yes, _ := holds("coach-2", "coach"); yes {
		t.Error("an ended account holds nothing")
	}
}

func TestWhatHasEndedIsHeldByNobody(t *testing.T) {
	w := newWorld(t)
	w.must(func(tx *db.Tx) error { return org.EndFunction(t.Context(), tx, "coach", 1) })
	if f := w.function("coach"); !f.Ended || f.Acts() != "" {
		t.Errorf("%+v", f)
	}
	w.must(func(tx *db.Tx) error {
		held, err := org.FunctionsOf(t.Context(), tx, "coach-1")
		if len(held) != 0 {
			t.Error(held)
		}
		return err
	})
	err := w.db.Tx(t.Context(), func(tx *db.Tx) error { return org.EndFunction(t.Context(), tx, "coach", 2) })
	if !errs.Is(err, errs.Conflict) {
		t.Error(err)
	}
}

func TestOnlyOneOfManyWhoAssignAtOnceGetsTheFunction(t *testing.T) {
	w := newWorld(t)
	users := []id.User{"coach-1", "coach-2", "boss-1", "lead-1"}
	errors := make([]error, len(users))
	var all sync.WaitGroup
	for i, u := range users {
		all.Go(func() { _, errors[i] = w.assign(org.NewAssignment{Function: "support", User: u}) })
	}
	all.Wait()
	won := 0
	for _, err := range errors {
		if err == nil {
			won++
		} else {
			w.wantFault(err, "assignment.holder.taken")
		}
	}
	if won != 1 {
		t.Errorf("%d got it: %v", won, errors)
	}
}

func TestAFaultyStructureIsRefused(t *testing.T) {
	for name, change := range map[string][2]string{
		"unknown key":      {`letter = "A"`, `letters = "A"`},
		"unknown function": {`function = "lead"`, `function = "leader"`},
		"unknown area":     {`areas = ["0685"]`, `areas = ["0686"]`},
		"unknown topic":    {`topic = "work"`, `topic = "play"`},
		"unknown kind":     {`kind = "fk"`, `kind = "csn"`},
		"unknown role":     {`role = "manager"`, `role = "king"`},
		"unknown manner":   {`manner = "most"`, `manner = "much"`},
		"bad identifier":   {`id = "boss"`, `id = "The Boss"`},
		"twice":            {`id = "boss"`, `id = "coach"`},
		"foreign deputy":   {`deputies = ["lead-1"]`, `deputies = ["officer-1"]`},
	} {
		text := strings.Replace(small, change[0], change[1], 1)
		if _, err := org.ReadWorld(strings.NewReader(text)); err == nil || text == small {
			t.Errorf("%s: accepted", name)
		}
	}
}
