package cases_test

import (
	"context"
	"slices"
	"testing"

	"samverk/internal/access"
	"samverk/internal/cases"
	"samverk/internal/db"
	"samverk/internal/id"
)

func (w *world) events(s access.Sight, see cases.Sees, page cases.Page) (es []cases.Event) {
	w.Helper()
	if see == nil {
		see = func(id.Item, id.Unit, access.Category) bool { return false }
	}
	w.do(func(ctx context.Context, tx *db.Tx) (err error) {
		es, err = cases.Events(ctx, tx, w.key, s, see, page)
		return err
	})
	return es
}

func kinds(es []cases.Event) (all []string) {
	for _, e := range es {
		all = append(all, e.Kind)
	}
	return all
}

func TestAnEventShowsNothingThatItsReaderMayNotKnow(t *testing.T) {
	w := newWorld(t)
	c := w.open().ID
	w.invite(c, care)
	w.do(func(ctx context.Context, tx *db.Tx) error {
		for _, e := range []cases.Event{
			{Kind: "consent", Unit: id.Self},
			{Kind: "written", Function: fk, Unit: unitOf(fk), Item: "i-fk", Category: access.Income},
			{Kind: "revised", Function: asker, Unit: id.Self, Item: "i-own", Category: access.Work},
			{Kind: "recalled", Function: fk, Unit: unitOf(fk), Item: "i-none", Category: access.Plan},
			{Kind: "withdrawn", Function: asker},
		} {
			if err := cases.Note(ctx, tx, c, e); err != nil {
				return err
			}
		}
		s := cases.CaseStep{Case: c, Version: 1, By: coord}
		if err := cases.BeginClosing(ctx, tx, s, cases.Joint, ""); err != nil {
			return err
		}
		s.Version = 2
		if err := cases.Close(ctx, tx, s); err != nil {
			return err
		}
		s.Version = 3
		return cases.Reopen(ctx, tx, w.key, s, "hemliga skäl")
	})
	see := func(i id.Item, owner id.Unit, cat access.Category) bool {
		return i == "i-fk" && owner == unitOf(fk) && cat == access.Income || i == "i-own" && owner == id.Self && cat == access.Work
	}
	all := []string{"reopened", "closed", "closing", "withdrawn", "revised", "written", "consent", "invited", "opened"}
	without := func(gone ...string) (left []string) {
		for _, k := range all {
			if !slices.Contains(gone, k) {
				left = append(left, k)
			}
		}
		return left
	}
	for name, test := range map[string]struct {
		s        access.Sight
		see      cases.Sees
		want     []string
		withheld []string
		words    string
	}{
		"the person":             {ownSight(c), see, all, nil, "hemliga skäl"},
		"the coordinator":        {sight(c, coord, true), see, all, nil, "hemliga skäl"},
		"in the circle":          {sight(c, fk, true), see, all, nil, ""},
		"no item":                {sight(c, fk, true), nil, without("revised", "written"), nil, ""},
		"the invited":            {sight(c, care, false), see, all, []string{"withdrawn", "revised"}, ""},
		"outside the circle":     {sight(c, fk, false), see, without("invited"), []string{"withdrawn", "revised"}, ""},
		"the one who noted":      {sight(c, asker, false), nil, without("invited", "revised", "written"), nil, ""},
		"the zero sight":         {access.Sight{}, see, nil, nil, ""},
		"the sight on no case":   {sight("none", coord, true), see, nil, nil, ""},
		"the person, seen items": {ownSight(c), func(id.Item, id.Unit, access.Category) bool { return true }, append(slices.Clone(all[:3]), append([]string{"withdrawn", "recalled"}, all[4:]...)...), nil, "hemliga skäl"},
	} {
		es := w.events(test.s, test.see, cases.Page{})
		if got := kinds(es); !slices.Equal(got, test.want) {
			t.Errorf("%s: got %v, want %v", name, got, test.want)
		}
		var withheld []string
		for _, e := range es {
			if e.Withheld {
				withheld = append(withheld, e.Kind)
			}
			if e.Withheld && e.Function != "" {
				t.Errorf("%s: %s tells who", name, e.Kind)
			}
		}
		if !slices.Equal(withheld, test.withheld) {
			t.Errorf("%s: withheld %v, want %v", name, withheld, test.withheld)
		}
		if len(es) > 0 && es[0].Words != test.words {
			t.Errorf("%s reads %q", name, es[0].Words)
		}
	}
}

func TestEventsArePagedPastThoseThatAreHidden(t *testing.T) {
	w := newWorld(t)
	c := w.open().ID
	w.do(func(ctx context.Context, tx *db.Tx) error {
		for i := range 30 {
			e := cases.Event{Kind: "written", Function: fk, Unit: unitOf(fk), Item: "hidden", Category: access.Work}
			if i%10 == 0 {
				e.Item = "seen"
			}
			if err := cases.Note(ctx, tx, c, e); err != nil {
				return err
			}
		}
		return nil
	})
	see := func(i id.Item, _ id.Unit, _ access.Category) bool { return i == "seen" }
	s := sight(c, coord, false)
	first := w.events(s, see, cases.Page{Limit: 2})
	if len(first) != 2 || first[0].Item != "seen" || !first[0].At.After(first[1].At) {
		t.Fatalf("%+v", first)
	}
	rest := w.events(s, see, cases.Page{Before: db.Micros(first[1].At), BeforeID: first[1].ID, Limit: 2})
	if got := kinds(rest); !slices.Equal(got, []string{"written", "opened"}) {
		t.Errorf("%v", got)
	}
}

func TestOthersNoteOnlyWhatThisPackageDoesNot(t *testing.T) {
	w := newWorld(t)
	c := w.open().ID
	for _, kind := range []string{"opened", "joined", "reopened", "", "nonsense"} {
		err := w.try(func(ctx context.Context, tx *db.Tx) error {
			return cases.Note(ctx, tx, c, cases.Event{Kind: kind})
		})
		if err == nil {
			t.Errorf("%q is noted", kind)
		}
	}
}
