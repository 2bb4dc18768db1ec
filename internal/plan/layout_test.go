package plan

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"samverk/internal/access"
	"samverk/internal/id"
)

func TestWhatDiffersBetweenTwoVersionsIsTold(t *testing.T) {
	before := []Piece{
		activity("a", "2026-10-01", "", 25), certificate("c", "2026-10-01", "2026-12-01", 100),
		{Item: "g", Kind: KindGoal, Version: 1, Extent: NoExtent}, {Item: "n", Kind: KindNeed, Version: 3, Extent: NoExtent},
	}
	after := []Piece{
		activity("b", "2026-12-01", "", 25),
		activity("a", "2026-10-01", "2027-01-31", NoExtent).weekly(Slot{1, 540, 720}).with(func(p *Piece) { p.Version, p.Responsible = 2, "" }),
		{Item: "g", Kind: KindGoal, Version: 2, Extent: NoExtent}, {Item: "n", Kind: KindNeed, Version: 3, Extent: NoExtent, Vacant: true},
	}
	want := []Change{
		{Item: "g", Kind: Changed},
		{Item: "a", Kind: Changed, Fields: []FieldChange{{"end", "", "2027-01-31"}, {"extent", "25", ""},
			{"weekly", "", "1 09:00-12:00"}, {"responsible", "coach", ""}}},
		{Item: "b", Kind: Added},
		{Item: "c", Kind: Removed},
	}
	got := Diff(before, after)
	if !slices.EqualFunc(got, want, func(a, b Change) bool {
		return a.Item == b.Item && a.Kind == b.Kind && slices.Equal(a.Fields, b.Fields)
	}) {
		t.Errorf("%+v", got)
	}
	for _, name := range activity("a", "", "", 1).fields() {
		if texts(t, "sv")["diff.field."+name.name] == "" {
			t.Errorf("the field %s has no name", name.name)
		}
	}
}

func TestNothingDiffersBetweenAVersionAndItself(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		pieces := plans().Draw(t, "pieces")
		if d := Diff(pieces, rapid.Permutation(pieces).Draw(t, "shuffled")); len(d) > 0 {
			t.Fatalf("%+v", d)
		}
	})
}

func TestThePlanIsReadFromGoalsToNotes(t *testing.T) {
	pieces := []Piece{{Item: "1", Kind: KindNote}, {Item: "2", Kind: KindActivity}, {Item: "3", Kind: KindActivity, Start: "2026-12-01"},
		{Item: "4", Kind: KindActivity, Start: "2026-11-01"}, {Item: "6", Kind: KindGoal, Title: "b"}, {Item: "5", Kind: KindGoal, Title: "c"},
		{Item: "7", Kind: KindCommitment, Due: "2026-12-02"}, {Item: "8", Kind: KindCommitment, Due: "2026-12-01"}}
	Sort(pieces)
	var got string
	for _, p := range pieces {
		got += string(p.Item)
	}
	if got != "65432871" {
		t.Error(got)
	}
}

func TestTheTimeLineShowsWholeMonths(t *testing.T) {
	planned := activity("b", "2027-12-01", "2028-12-01", 50)
	for _, c := range []struct {
		name, from, to string
		pieces         []Piece
	}{
		{"nothing", "2026-11-01", "2027-04-30", nil},
		{"an activity from September", "2026-09-01", "2027-02-28", []Piece{activity("a", "2026-09-14", "2026-12-20", 25)}},
		{"one that has gone on for years", "2026-05-01", "2027-02-28", []Piece{activity("a", "2020-09-14", "", 25)}},
		{"one planned far away", "2026-11-01", "2028-04-30", []Piece{planned}},
		{"both", "2026-05-01", "2027-10-31", []Piece{activity("a", "2020-09-14", "", 25), planned}},
		{"one that is done", "2026-11-01", "2027-04-30", []Piece{planned.with(func(p *Piece) { p.Status = Done })}},
	} {
		if from, to := Lanes(c.pieces, today); from != c.from || to != c.to {
			t.Errorf("%s: %s – %s", c.name, from, to)
		}
	}
	if from, to := Lanes(nil, "nonsense"); from != "" || to != "" {
		t.Error("no day has a time line")
	}
}

func TestTheTimeLineHoldsTodayInSixToEighteenMonths(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		first, last := Lanes(plans().Draw(t, "pieces"), today)
		from, err1 := time.Parse(time.DateOnly, first)
		to, err2 := time.Parse(time.DateOnly, last)
		months := (to.Year()-from.Year())*12 + int(to.Month()-from.Month()) + 1
		if err1 != nil || err2 != nil || from.Day() != 1 || to.AddDate(0, 0, 1).Day() != 1 || months < 6 || months > 18 || first > today || last < today {
			t.Fatalf("%s – %s", first, last)
		}
	})
}

func TestTheSectionsOfASIP(t *testing.T) {
	if len(Sections(Handlingsplan)) != 0 || !slices.Equal(Sections(SIP), []string{"needs", "responsible", "others", "overall"}) {
		t.Error(Sections(SIP))
	}
	for _, c := range []struct {
		kind  string
		actor access.Kind
		want  string
	}{
		{KindNeed, access.FK, "needs"}, {KindGoal, "", "needs"}, {KindActivity, access.Kommun, "responsible"},
		{KindCommitment, access.Vard, "responsible"}, {KindActivity, access.AF, "others"}, {KindActivity, "", "others"},
		{KindCertificate, access.Vard, ""}, {KindNote, access.Kommun, ""},
	} {
		if got := Section(Piece{Item: id.Item("a"), Kind: c.kind}, c.actor); got != c.want {
			t.Errorf("%s of %q: %q", c.kind, c.actor, got)
		}
	}
}

func TestDaysAreCountedAsOnTheCalendar(t *testing.T) {
	for date, weekday := range map[string]int{"1970-01-01": 4, "2026-11-23": 1, "2026-11-29": 7, "1969-12-31": 3, "1912-12-12": 4} {
		d := dayOf(date, never)
		if d.String() != date || d.weekday() != weekday {
			t.Errorf("%s: %s, day %d", date, d, d.weekday())
		}
	}
}
