package result_test

import (
	"context"
	"testing"
	"time"

	"samverk/internal/access"
	"samverk/internal/app"
	"samverk/internal/audit"
	"samverk/internal/consent"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/item"
	"samverk/internal/outcome"
	"samverk/internal/own"
	"samverk/internal/person"
	"samverk/internal/result"
	"samverk/internal/samverktest/world"
)

func on(day time.Time) string { return day.Format(time.DateOnly) }

// rating is what the person says of herself.
func rating(m outcome.Moment, step int, day time.Time) outcome.New {
	return outcome.New{Moment: m, On: on(day), Content: outcome.Content{Ratings: map[string]int{"health": step, "life": step}}}
}

// stands is how it stands in livelihood and occupation.
func stands(m outcome.Moment, benefit, occupation string, day time.Time) outcome.New {
	return outcome.New{Moment: m, On: on(day), Content: outcome.Content{Livelihood: []string{benefit}, Occupation: occupation}}
}

func (s scene) outcome(f id.Function) result.OutcomeView {
	s.t.Helper()
	v, err := s.R.Outcome(s.t.Context(), s.As(f), s.c)
	s.ok(err)
	return v
}

func TestAnOutcomeStaysWithWhoNotedItAndThePerson(t *testing.T) {
	s := begin(t)
	ctx, lead := t.Context(), s.As("samordning")
	s.ok(s.R.NoteOutcome(ctx, lead, s.c, stands("before", "EB", "neither", s.Now())))
	mine := rating("before", 2, s.Now())
	mine.Share = true
	s.ok(s.R.NoteOutcome(ctx, s.AsPerson(s.person), s.c, mine))
	for f, n := range map[id.Function]int{"samordning": 2, "ame": 0, "af": 0, "vc": 0} {
		if v := s.outcome(f); len(v.Notes) != n {
			t.Errorf("%s sees %+v", f, v.Notes)
		}
	}
	v, err := s.R.Outcome(ctx, s.AsPerson(s.person), s.c)
	s.ok(err)
	if len(v.Notes) != 2 || v.Leads {
		t.Errorf("the person sees %+v", v.Notes)
	}
	for _, f := range []id.Function{"ame", "vc"} {
		s.is(s.R.NoteOutcome(ctx, s.As(f), s.c, stands("before", "EB", "work", s.Now())), errs.Denied, "outcome.lead")
	}
	_, err = s.R.Outcome(ctx, s.As("boende"), s.c)
	s.is(err, errs.NotFound, "")
	k, err := s.App.Consent(ctx, lead, s.c)
	s.ok(err)
	s.ok(s.WithdrawConsent(ctx, s.AsPerson(s.person), s.c, k.Consent.Version))
	if v := s.outcome("samordning"); len(v.Notes) != 1 || v.Notes[0].Owner != "samverkan" {
		t.Errorf("what she showed is seen when consent has ended: %+v", v.Notes)
	}
}

func TestTwoWhoNoteTheSameAtOnceSeeEachOther(t *testing.T) {
	s := begin(t)
	ctx, lead := t.Context(), s.As("samordning")
	s.ok(s.R.NoteOutcome(ctx, lead, s.c, stands("before", "EB", "neither", s.Now())))
	err := s.R.NoteOutcome(ctx, lead, s.c, stands("before", "SP", "work", s.Now()))
	s.is(err, errs.Conflict, "changed")
	if now, ok := err.(*errs.Error).Current.(outcome.Note); !ok || now.Livelihood[0] != "EB" {
		t.Errorf("%+v", err.(*errs.Error).Current)
	}
	n := stands("before", "SP", "work", s.Now())
	n.Version = 1
	s.ok(s.R.NoteOutcome(ctx, lead, s.c, n))
	if v := s.outcome("samordning"); v.Notes[0].Livelihood[0] != "SP" || v.Notes[0].Version != 2 {
		t.Errorf("%+v", v.Notes)
	}
	n.Version = 2
	n.Ratings = map[string]int{"health": 3}
	if got := faultsOf(t, s.R.NoteOutcome(ctx, lead, s.c, n)); got["health"] != "outcome.rating.own" {
		t.Errorf("somebody else rates her health: %v", got)
	}
}

func TestAfterTheEndStaffAskOnlyWhileConsentStands(t *testing.T) {
	s := begin(t)
	ctx := t.Context()
	s.is(s.R.NoteOutcome(ctx, s.As("samordning"), s.c, stands("six", "LON", "work", s.Now())), errs.Conflict, "outcome.open")
	s.CloseCaseOf(s.c)
	s.is(s.R.NoteOutcome(ctx, s.As("samordning"), s.c, stands("six", "LON", "work", s.Now())), errs.Conflict, "outcome.early")
	s.Pass(182 * 24 * time.Hour)
	due := func() []app.OutcomeRow {
		d, err := s.Day(ctx, s.As("samordning"))
		s.ok(err)
		return d.Results.Outcomes
	}
	s.is(s.R.NoteOutcome(ctx, s.As("samordning"), s.c, stands("six", "LON", "work", s.Now())), errs.Conflict, "outcome.consent")
	if len(due()) != 0 {
		t.Error("she is to be asked without consent")
	}
	s.ok(s.R.NoteOutcome(ctx, s.AsPerson(s.person), s.c, rating("six", 4, s.Now())))
	s.Consent(s.c, world.Plans("samverkan"))
	if got := due(); len(got) != 1 || got[0].Moment != outcome.Six || got[0].ID != s.c {
		t.Errorf("%+v", got)
	}
	s.ok(s.R.NoteOutcome(ctx, s.As("samordning"), s.c, stands("six", "LON", "work", s.Now())))
	if len(due()) != 0 {
		t.Error("what is noted waits still")
	}
}

func TestGoalsAreScored(t *testing.T) {
	s := begin(t)
	ctx, lead := t.Context(), s.As("samordning")
	goal, err := s.WriteItem(ctx, lead, s.c, app.NewItem{New: item.New{Kind: item.Goal, Category: access.Plan, Content: item.Content{Title: "Arbeta halvtid", Extent: item.NoExtent}},
		Handing: app.Handing{Receivers: []id.Unit{"ame"}}})
	s.ok(err)
	n := stands("closing", "EB", "work", s.Now())
	n.Scores = []outcome.Score{{Goal: goal, Level: 1}}
	if got := faultsOf(t, s.R.NoteOutcome(ctx, lead, s.c, n)); got["goal_"+string(goal)] != "outcome.score.goal" {
		t.Errorf("%v", got)
	}
	k := outcome.Scale{Goal: goal, Expected: "Arbetar halvtid", Weight: 1}
	s.ok(s.R.KeepScale(ctx, lead, s.c, k))
	if got := faultsOf(t, s.R.NoteOutcome(ctx, lead, s.c, n)); got["goal_"+string(goal)] != "outcome.score.baseline" {
		t.Errorf("without a baseline: %v", got)
	}
	low := -2
	k.Baseline = &low
	s.is(s.R.KeepScale(ctx, lead, s.c, k), errs.Conflict, "changed")
	k.Version = 1
	s.ok(s.R.KeepScale(ctx, lead, s.c, k))
	s.ok(s.R.NoteOutcome(ctx, lead, s.c, n))
	v := s.outcome("samordning")
	if score, ok := v.T(v.Notes[0]); !ok || score != 60 {
		t.Errorf("%v %v", score, ok)
	}
	if v := s.outcome("ame"); len(v.Scales) != 1 || len(v.Notes) != 0 {
		t.Errorf("who has the goal: %+v", v.Scales)
	}
	if v := s.outcome("af"); len(v.Scales) != 0 {
		t.Errorf("who has not: %+v", v.Scales)
	}
	s.is(s.R.KeepScale(ctx, s.As("ame"), s.c, k), errs.Denied, "outcome.lead")
	k.Goal = "none"
	s.is(s.R.KeepScale(ctx, lead, s.c, k), errs.NotFound, "")
}

func TestTheSUSListNamesOnlyThoseWhoHaveAgreed(t *testing.T) {
	s := begin(t)
	ctx, lead := t.Context(), s.As("samordning")
	s.ok(s.R.NoteOutcome(ctx, lead, s.c, stands("before", "EB", "neither", s.Now())))
	protected := s.CaseOf(s.Person())
	s.ok(s.ProtectPerson(ctx, lead, protected, person.Marked))
	list := func() (named, nameless []result.SUSRow) {
		rows, err := s.R.SUSList(ctx, lead)
		s.ok(err)
		for _, r := range rows {
			if r.Anonymous {
				nameless = append(nameless, r)
			} else {
				named = append(named, r)
			}
		}
		return named, nameless
	}
	named, nameless := list()
	if len(named) != 0 || len(nameless) != 2 {
		t.Fatalf("%d named, %d not", len(named), len(nameless))
	}
	for _, r := range nameless {
		if r.Sex != result.Woman || r.Start != on(s.Now()) || r.Identity != (person.Identity{}) || r.Case.ID != "" || r.Area != "" || len(r.Before.Livelihood) != 0 {
			t.Errorf("%+v", r)
		}
	}
	given, err := own.New(s.App).GiveSpecial(ctx, lead, s.c, consent.NewSpecial{Kind: consent.SUS, How: consent.Paper, SignedOn: on(s.Now()), About: "Arbetsträning"})
	s.ok(err)
	named, _ = list()
	if len(named) != 1 || named[0].Identity.Number != s.person.Number || named[0].Before.Livelihood[0] != "EB" || named[0].About != "Arbetsträning" {
		t.Fatalf("%+v", named)
	}
	s.ok(own.New(s.App).WithdrawSpecial(ctx, lead, s.c, given, 1))
	if named, _ = list(); len(named) != 0 {
		t.Error("she is named when she has taken it back")
	}
	for _, f := range []id.Function{"ame", "forsorjning"} {
		if rows, err := s.R.SUSList(ctx, s.As(f)); err != nil || len(rows) != 0 {
			t.Errorf("%s, which leads nothing: %+v, %v", f, rows, err)
		}
	}
	_, err = s.R.SUSList(ctx, s.As("forbund"))
	s.is(err, errs.Denied, "")
	_, err = s.R.SUSList(ctx, s.AsPerson(s.person))
	s.is(err, errs.Denied, "")
	s.Read(func(ctx context.Context, tx *db.Tx) error {
		rows, err := audit.OfPerson(ctx, tx, s.person.ID, 0, 50)
		for _, r := range rows {
			if r.Action == string(access.OutcomeList) {
				return err
			}
		}
		t.Error("the log does not tell that she was listed")
		return err
	})
}

func TestTheSexOfANumber(t *testing.T) {
	for number, want := range map[string]string{"199001012385": result.Woman, "199001012393": result.Man, "19900101239": "", "1990010123x3": ""} {
		if got := result.SexOf(number); got != want {
			t.Errorf("%s", got)
		}
	}
}
