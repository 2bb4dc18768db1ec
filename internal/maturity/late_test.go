package maturity_test

import (
	"context"
	"testing"

	"samverk/internal/access"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/gauge"
	"samverk/internal/samverktest/world"
	"samverk/internal/survey"
)

// tried does something in a transaction of its own and returns what came of it.
func tried(w *world.W, fn func(context.Context, *db.Tx) error) error {
	return w.DB.Tx(w.T.Context(), func(tx *db.Tx) error { return fn(w.T.Context(), tx) })
}

// An answer that came after the result was shown would show as the difference
// that it makes.
func TestAnAnswerThatWasReadBeforeTheRoundClosedIsNotCounted(t *testing.T) {
	w, s := begun(t)
	r := round(t, w, s, settings(w))
	before, err := s.Round(t.Context(), w.As("ame"), r)
	ok(t, err)
	end(t, w, s, r)
	is(t, tried(w, func(ctx context.Context, tx *db.Tx) error {
		return gauge.Give(ctx, tx, before.Round, w.As("ame"), access.Kommun, says(3, ""))
	}), errs.Conflict)
	if got := column(w, `select factor from gauge_tally`); len(got) > 0 {
		t.Errorf("counted are %v", got)
	}
}

// What was asked under a promise is answered under it, or not at all.
func TestAnAnswerIsTakenUnderTheTermsThatStand(t *testing.T) {
	w, s := begun(t)
	in := settings(w)
	in.Anonymous = false
	r := round(t, w, s, in)
	before, err := s.Round(t.Context(), w.As("ame"), r)
	ok(t, err)
	in.Anonymous = true
	ok(t, s.ChangeRound(t.Context(), w.As("samordning"), r, before.Round.Version, in))
	ok(t, tried(w, func(ctx context.Context, tx *db.Tx) error {
		return gauge.Give(ctx, tx, before.Round, w.As("ame"), access.Kommun, says(3, ""))
	}))
	if got := column(w, `select function_id from gauge_given`); len(got) > 0 {
		t.Errorf("an anonymous answer stands with who gave it: %v", got)
	}
}

func TestAnAnswerThatWasReadBeforeTheSurveyClosedIsNotCounted(t *testing.T) {
	w, s := begun(t)
	v := made(t, w, s)
	hash := func() string { return column(w, `select code_hash from survey_invitation`)[0] }
	invited(t, w, s, v, survey.Invited{Count: 1})
	var before survey.Invitation
	w.Read(func(ctx context.Context, tx *db.Tx) (err error) {
		before, err = survey.ByCode(ctx, tx, hash())
		return err
	})
	take := func() error {
		return tried(w, func(ctx context.Context, tx *db.Tx) error {
			return survey.Take(ctx, tx, hash(), before, survey.Answer{1: {"4"}, 2: {"2"}})
		})
	}
	ok(t, s.EndSurvey(t.Context(), w.As("samordning"), v, 1))
	is(t, take(), errs.NotFound)
	if got := column(w, `select value from survey_tally`); len(got) > 0 {
		t.Errorf("counted are %v", got)
	}
}

func TestARoundThatOpenedAsAnonymousStaysSo(t *testing.T) {
	w, s := begun(t)
	in := settings(w)
	r := round(t, w, s, in)
	in.Anonymous = false
	if got := fault(s.ChangeRound(t.Context(), w.As("samordning"), r, 1, in), "anonymous"); got != "gauge.promised" {
		t.Errorf("a promise that was read is taken back: %q", got)
	}
	in.OpensOn = inDays(w, 1)
	later := round(t, w, s, settings(w))
	w.Exec(`update gauge_round set opens_on = $1 where id = $2`, inDays(w, 1), later)
	ok(t, s.ChangeRound(t.Context(), w.As("samordning"), later, 1, in))
}

func TestAnOptionOfSeveralLinesIsNoneOfSeveral(t *testing.T) {
	w, s := begun(t)
	in := asks(w)
	in.Questions[1].Options = []string{"Mötet\nMaten\nMusiken", "Annat"}
	_, err := s.MakeSurvey(t.Context(), w.As("samordning"), world.Area, in)
	if got := fault(err, survey.QuestionField(1, "options")); got != "survey.options.line" {
		t.Errorf("three options are taken for one: %q", got)
	}
}

func TestAPersonReadsNoSurvey(t *testing.T) {
	w, s := begun(t)
	v := made(t, w, s)
	_, err := s.Survey(t.Context(), w.AsPerson(w.Person()), v)
	is(t, err, errs.NotFound)
	_, err = s.Surveys(t.Context(), w.AsPerson(w.Person()), world.Area)
	is(t, err, errs.NotFound)
}
