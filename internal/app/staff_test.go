package app_test

import (
	"testing"

	"samverk/internal/access"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/org"
	"samverk/internal/samverktest/world"
)

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
