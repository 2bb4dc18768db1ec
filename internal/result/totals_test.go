package result_test

import (
	"context"
	"slices"
	"sync"
	"testing"
	"time"

	"samverk/internal/access"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/outcome"
	"samverk/internal/person"
	"samverk/internal/result"
	"samverk/internal/samverktest/attack"
	"samverk/internal/samverktest/world"
)

// crowd closes as many cases as it is told, all about persons who lived on one
// benefit before and on another when it ended.
func crowd(s scene, n int, before, closing string) (all []id.Case) {
	s.t.Helper()
	ctx, lead := s.t.Context(), s.As("samordning")
	for range n {
		c := s.CaseOf(s.Person())
		s.ok(s.R.NoteOutcome(ctx, lead, c, stands("before", before, "neither", s.Now())))
		s.ok(s.R.NoteOutcome(ctx, lead, c, stands("closing", closing, "work", s.Now())))
		s.CloseCaseOf(c)
		all = append(all, c)
	}
	return all
}

func table(cells []outcome.Cell, question string) (all []outcome.Cell) {
	return slices.DeleteFunc(slices.Clone(cells), func(c outcome.Cell) bool { return c.Question != question })
}

func (s scene) totals() result.TotalsView {
	s.t.Helper()
	v, err := s.R.Totals(s.t.Context(), s.As("forbund"))
	s.ok(err)
	return v
}

// halfYear lets the half-year pass, and the time that it is waited for.
func (s scene) halfYear() {
	_, until := outcome.PeriodOf(s.Now()).Span()
	s.Pass(until.AddDate(0, 0, 31).Sub(s.Now()))
}

func TestTheFederationReadsTotalsInWhichNobodyIsFound(t *testing.T) {
	s := begin(t)
	ctx := t.Context()
	crowd(s, 6, "EB", "LON")
	crowd(s, 2, "SP", "EB")
	hidden := crowd(s, 1, "EB", "LON")[0]
	s.ok(s.ProtectPerson(ctx, s.As("samordning"), hidden, person.Marked))
	gone := s.Person()
	c := s.CaseOf(gone)
	s.CloseCaseOf(c)
	s.ok(s.ErasePerson(ctx, gone.ID))
	s.ok(s.R.Keep(ctx))
	if v := s.totals(); len(v.All) != 0 {
		t.Fatalf("a half-year is told before it is over: %+v", v.All)
	}
	s.halfYear()
	var all sync.WaitGroup
	var faults [3]error
	for i := range faults {
		all.Go(func() { faults[i] = s.R.Keep(ctx) })
	}
	all.Wait()
	for _, err := range faults {
		s.ok(err)
	}
	v := s.totals()
	cells, stages, byArea := v.Of("2026-2")
	if len(v.All) != 1 || byArea || !slices.Equal(stages, []outcome.Stage{outcome.AtClosing}) {
		t.Fatalf("%+v", v.All)
	}
	for question, want := range map[string][]outcome.Cell{
		"closed":             {{Question: "closed", Group: "all", Persons: 8}},
		"opened":             {{Question: "opened", Group: "all", Persons: 9}},
		"livelihood.before":  {{Question: "livelihood.before", Level: 3, Group: "all", Persons: 8}},
		"livelihood.closing": {{Question: "livelihood.closing", Level: 3, Group: "all", Persons: 8}},
		"occupation.closing": {{Question: "occupation.closing", Level: 2, Group: "all", Persons: 8}},
		"goals":              nil,
	} {
		if got := table(cells, question); !slices.Equal(got, want) {
			t.Errorf("%s: %+v", question, got)
		}
	}
	if !slices.Equal(v.Periods(), []outcome.Period{"2026-2"}) {
		t.Errorf("%v", v.Periods())
	}
	who := s.As("forbund")
	_, err := s.R.Outcome(ctx, who, c)
	s.is(err, errs.NotFound, "")
	_, err = s.R.Handovers(ctx, who, c)
	s.is(err, errs.NotFound, "")
	_, err = s.R.SUSList(ctx, who)
	s.is(err, errs.Denied, "")
}

func TestWhatIsReleasedNeverChanges(t *testing.T) {
	s := begin(t)
	ctx := t.Context()
	cases := crowd(s, 7, "EB", "LON")
	s.halfYear()
	s.ok(s.R.Keep(ctx))
	before := s.totals()
	k, err := s.R.Outcome(ctx, s.As("samordning"), cases[0])
	s.ok(err)
	s.ok(s.ErasePerson(ctx, k.Sight.Person()))
	s.Consent(cases[1], world.Plans("samverkan"))
	late := stands("closing", "SP", "studies", s.Now())
	late.Version = 1
	s.ok(s.R.NoteOutcome(ctx, s.As("samordning"), cases[1], late))
	s.ok(s.R.Keep(ctx))
	if after := s.totals(); !slices.EqualFunc(before.All, after.All, func(a, b outcome.Released) bool { return a.Part == b.Part && slices.Equal(a.Cells, b.Cells) }) {
		t.Errorf("%+v\nwas\n%+v", after.All, before.All)
	}
}

func TestTheHalfYearsAfterAreToldByThemselves(t *testing.T) {
	s := begin(t)
	ctx := t.Context()
	cases := crowd(s, 6, "EB", "LON")
	s.Pass(182 * 24 * time.Hour)
	for _, c := range cases {
		s.Consent(c, world.Plans("samverkan"))
		s.ok(s.R.NoteOutcome(ctx, s.As("samordning"), c, stands("six", "EB", "seeking", s.Now())))
	}
	s.Pass(260 * 24 * time.Hour)
	s.ok(s.R.Keep(ctx))
	v := s.totals()
	cells, stages, _ := v.Of("2026-2")
	if len(stages) != 3 {
		t.Fatalf("%v", stages)
	}
	if got := table(cells, "livelihood.six"); len(got) != 1 || got[0].Persons != 6 {
		t.Errorf("%+v", got)
	}
	if got := table(cells, "livelihood.twelve"); len(got) != 0 {
		t.Errorf("%+v", got)
	}
}

// TestNobodyIsFoundInSeveralHalfYears counts and releases three half-years as the
// application does by itself, and solves all their tables at once.
func TestNobodyIsFoundInSeveralHalfYears(t *testing.T) {
	s := begin(t)
	for _, said := range [][2]int{{6, 3}, {7, 1}, {5, 2}} {
		crowd(s, said[0], "EB", "LON")
		crowd(s, said[1], "SP", "EB")
		s.halfYear()
		s.ok(s.R.Keep(t.Context()))
	}
	v := s.totals()
	var areas []id.Area
	for _, a := range v.Areas {
		areas = append(areas, a.ID)
	}
	found, withheld := attack.Find(areas, v.All)
	if len(v.Periods()) != 3 || withheld < 100 || len(found) > 0 {
		t.Errorf("%d half-years, %d counts withheld, and %v", len(v.Periods()), withheld, found)
	}
}

func TestWhoReadsTotals(t *testing.T) {
	s := begin(t)
	for f, may := range map[id.Function]bool{"forbund": true, "samordning": true, "ame-chef": true, "ame": false, "admin": false} {
		_, err := s.R.Totals(t.Context(), s.As(f))
		if (err == nil) != may {
			t.Errorf("%s: %v", f, err)
		}
	}
	_, err := s.R.Totals(t.Context(), s.AsPerson(s.person))
	s.is(err, errs.Denied, "")
	s.Read(func(ctx context.Context, tx *db.Tx) error {
		shown, err := tx.Has(ctx, `select 1 from audit where action = $1 and outcome = 'read'`, access.TotalsRead)
		if shown {
			t.Error("the reading of totals is a row about somebody")
		}
		return err
	})
}
