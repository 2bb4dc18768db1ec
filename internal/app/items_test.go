package app_test

import (
	"errors"
	"sync"
	"sync/atomic"
	"testing"

	"samverk/internal/access"
	"samverk/internal/app"
	"samverk/internal/consent"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/item"
	"samverk/internal/org"
	"samverk/internal/plan"
	"samverk/internal/samverktest/world"
)

// open returns a case in which AME and the health centre take part, and may be
// told of plan and work.
func open(t *testing.T) (*world.W, id.Case) {
	w := world.New(t)
	c, _ := w.Case()
	w.Join(c, "ame", "vc")
	both := access.SetOf(access.Plan, access.Work)
	w.Consent(c, consent.Grid{"ame": both, "vc": both, "samverkan": both})
	return w, c
}

func training(title string, extent int) item.New {
	return item.New{Kind: item.Activity, Category: access.Work,
		Content: item.Content{Title: title, Status: "ongoing", Extent: extent, Start: "2026-11-01", End: "2027-01-31"}}
}

func write(t *testing.T, w *world.W, by id.Function, c id.Case, n item.New, to ...id.Unit) id.Item {
	t.Helper()
	i, err := w.WriteItem(t.Context(), w.As(by), c, app.NewItem{New: n, Handing: app.Handing{Receivers: to}})
	if err != nil {
		t.Fatal(err)
	}
	return i
}

func TestOfManyWhoChangeAnItemAtOnceOneIsFirstAndTheOthersSeeBothTexts(t *testing.T) {
	w, c := open(t)
	i := write(t, w, "ame", c, training("Arbetsträning", 25), "vc")
	var won atomic.Int64
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			n := training("Arbetsträning", 50).Content
			n.Reason = "news"
			err := w.ReviseItem(t.Context(), w.As("ame"), c, app.ReviseItem{Change: item.Change{Item: i, Version: 1, Content: n}})
			e, _ := errors.AsType[*errs.Error](err)
			switch {
			case err == nil:
				won.Add(1)
			case e == nil || e.Kind != errs.Conflict:
				t.Errorf("%v", err)
			default:
				if now, ok := e.Current.(item.Item); !ok || now.Title != "Arbetsträning" {
					t.Errorf("the conflict shows %+v", e.Current)
				}
			}
		})
	}
	all.Wait()
	v, err := w.Item(t.Context(), w.As("ame"), c, i)
	if err != nil || won.Load() != 1 || v.Item.Newest != 2 {
		t.Errorf("%d changes went through and the version is %d: %v", won.Load(), v.Item.Newest, err)
	}
}

func TestTwentySubmitsOfOneFormMakeOneItem(t *testing.T) {
	w, c := open(t)
	who := w.As("ame")
	who.Once = access.Once{Key: "one-form", Digest: "d"}
	var all sync.WaitGroup
	ids := make([]id.Item, 20)
	for n := range ids {
		all.Go(func() {
			i, err := w.WriteItem(t.Context(), who, c, app.NewItem{New: training("Praktik", 25)})
			if err != nil {
				t.Error(err)
			}
			ids[n] = i
		})
	}
	all.Wait()
	for _, i := range ids {
		if i != ids[0] {
			t.Fatal("the same form made two items")
		}
	}
	who.Once.Digest = "something else"
	if _, err := w.WriteItem(t.Context(), who, c, app.NewItem{New: training("Annat", 25)}); !errs.Is(err, errs.Conflict) {
		t.Errorf("the key was used for something else: %v", err)
	}
}

func TestAConflictIsShownOnlyToThoseWhoMaySeeBothPieces(t *testing.T) {
	w, c := open(t)
	w.Consent(c, consent.Grid{
		"ame": access.SetOf(access.Plan, access.Work), "vc": access.SetOf(access.Plan, access.Work, access.Ability),
		"samverkan": access.SetOf(access.Plan, access.Work),
	})
	write(t, w, "ame", c, training("Arbetsträning 25 %", 25), "vc", "samverkan")
	write(t, w, "vc", c, item.New{Kind: item.Certificate, Category: access.Ability,
		Content: item.Content{Title: "Sjukskriven", Extent: 100, Start: "2026-11-01", End: "2026-12-31"}})
	for f, want := range map[id.Function]bool{"vc": true, "ame": false, "samordning": false} {
		v, err := w.App.Case(t.Context(), w.As(f), c)
		if err != nil {
			t.Fatal(err)
		}
		if got := hasConflict(v.Conflicts, "sick_full"); got != want {
			t.Errorf("%s: conflict shown %v", f, got)
		}
	}
}

func hasConflict(all []plan.Conflict, code string) bool {
	for _, k := range all {
		if k.Code == code {
			return true
		}
	}
	return false
}

func TestAnAgreedVersionStaysAsItWas(t *testing.T) {
	w, c := open(t)
	i := write(t, w, "ame", c, training("Arbetsträning", 25), "vc", "samverkan")
	v, err := w.App.Case(t.Context(), w.As("samordning"), c)
	if err != nil {
		t.Fatal(err)
	}
	n, err := w.AgreePlan(t.Context(), w.As("samordning"), c, app.AgreePlan{Version: v.Plan.Version, PersonPart: plan.PersonPresent, FollowUpOn: "2027-01-15"})
	if err != nil || n != 1 {
		t.Fatal(n, err)
	}
	changed := training("Arbetsträning", 50).Content
	changed.Reason = "agreed"
	err = w.ReviseItem(t.Context(), w.As("ame"), c, app.ReviseItem{Change: item.Change{Item: i, Version: 1, Content: changed},
		Handing: app.Handing{Receivers: []id.Unit{"vc"}}})
	if err != nil {
		t.Fatal(err)
	}
	first, err := w.Plan(t.Context(), w.As("vc"), c, 1)
	if err != nil || !first.Frozen || first.Items[0].Extent != 25 {
		t.Errorf("version 1: %+v %v", first.Items, err)
	}
	now, err := w.Plan(t.Context(), w.As("vc"), c, 0)
	if err != nil || now.Number != 2 || now.Frozen || now.Items[0].Extent != 50 {
		t.Errorf("version 2: %d %+v %v", now.Number, now.Items, err)
	}
	d, err := w.ComparePlans(t.Context(), w.As("vc"), c, 1, 0)
	if err != nil || len(d.Changes) != 1 {
		t.Errorf("differences: %+v %v", d.Changes, err)
	}
	// The coordinator was handed the first version only, and sees no difference.
	if d, err = w.ComparePlans(t.Context(), w.As("samordning"), c, 1, 0); err != nil || len(d.Changes) != 0 {
		t.Errorf("differences shown to one who was handed none: %+v %v", d.Changes, err)
	}
}

func TestTheCaseFollowsTheFunction(t *testing.T) {
	w, c := open(t)
	holder, deputy := w.As("samordning"), w.AsNth("samordning", 2)
	staff, err := w.Staff(t.Context(), w.As("samverkan-chef"), "samverkan")
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range staff.Assignments {
		if a.User == holder.User {
			if err := w.EndAssignment(t.Context(), w.As("samverkan-chef"), "samverkan", a.ID, a.Version); err != nil {
				t.Fatal(err)
			}
		}
	}
	if _, err := w.App.Case(t.Context(), holder, c); !errs.Is(err, errs.NotFound) {
		t.Errorf("the old holder: %v", err)
	}
	if _, err := w.App.Case(t.Context(), deputy, c); err != nil {
		t.Errorf("the deputy: %v", err)
	}
}

func TestAClosedCaseIsNotWrittenIn(t *testing.T) {
	w, c := open(t)
	ctx, lead := t.Context(), w.As("samordning")
	version := func() int64 {
		v, err := w.App.Case(ctx, lead, c)
		if err != nil {
			t.Fatal(err)
		}
		return v.Case.Version
	}
	if err := w.BeginClosing(ctx, lead, c, version(), "handover", "ame"); err != nil {
		t.Fatal(err)
	}
	w.HandOver(c, "samordning", "ame")
	if err := w.CloseCase(ctx, lead, c, version()); err != nil {
		t.Fatal(err)
	}
	if _, err := w.WriteItem(ctx, w.As("ame"), c, app.NewItem{New: training("Sent", 25)}); !errs.Is(err, errs.Conflict) {
		t.Errorf("written in a closed case: %v", err)
	}
	v, err := w.App.Case(ctx, w.As("ame"), c)
	if err != nil || v.Case.State != "closed" {
		t.Fatal(v.Case.State, err)
	}
	if err := w.ReopenCase(ctx, w.As("ame"), c, v.Case.Version, "Behovet finns kvar."); err != nil {
		t.Errorf("the function that goes on cannot reopen: %v", err)
	}
}

func TestABlockedUnitIsNotInvited(t *testing.T) {
	w := world.New(t)
	c, p := w.Case()
	if err := w.SetBlock(t.Context(), w.AsPerson(p), c, "ame"); err != nil {
		t.Fatal(err)
	}
	if _, err := w.App.Invite(t.Context(), w.As("samordning"), c, "ame"); !errs.Is(err, errs.Invalid) {
		t.Errorf("a blocked unit was invited: %v", err)
	}
}

func TestNobodyStaffsAFunctionWithHerself(t *testing.T) {
	w := world.New(t)
	boss := w.As("forsorjning-chef")
	_, err := w.Assign(t.Context(), boss, "forsorjning", org.NewAssignment{Function: "forsorjning", User: boss.User, Deputy: true})
	if !errs.Is(err, errs.Invalid) {
		t.Errorf("a manager gave herself the unit's cases: %v", err)
	}
}
