package maturity_test

import (
	"context"
	"testing"
	"time"

	"samverk/internal/access"
	"samverk/internal/db"
	"samverk/internal/factor"
	"samverk/internal/gauge"
	"samverk/internal/id"
	"samverk/internal/maturity"
	"samverk/internal/samverktest"
	"samverk/internal/samverktest/world"
)

var ok, is, fault = samverktest.OK, samverktest.Is, samverktest.Fault

// staff are the functions of the small world that can answer, by actor.
var staff = map[access.Kind][]id.Function{
	access.Kommun: {"samordning", "samverkan-chef", "forsorjning", "forsorjning-2", "forsorjning-chef", "ame", "ame-chef"},
	access.Vard:   {"vc", "vc-chef", "psyk-chef"},
	access.FK:     {"fk"},
	access.AF:     {"af"},
}

func begun(t *testing.T) (*world.W, *maturity.Service) {
	w := world.New(t)
	return w, maturity.New(w.App)
}

func inDays(w *world.W, n int) string { return w.Now().AddDate(0, 0, n).Format(time.DateOnly) }

func settings(w *world.W) gauge.Settings {
	return gauge.Settings{Kind: gauge.Factors, Title: "Hösten", Set: factor.Eight, Anonymous: true, Actors: gauge.Actors(), OpensOn: inDays(w, 0), ClosesOn: inDays(w, 14)}
}

func round(t *testing.T, w *world.W, s *maturity.Service, in gauge.Settings) id.Round {
	t.Helper()
	r, err := s.BeginRound(t.Context(), w.As("samordning"), world.Area, in)
	ok(t, err)
	return r
}

// says is an answer that puts every factor at a step.
func says(step int, words string) (a gauge.Answer) {
	for i, f := range factor.Factors() {
		j := gauge.Judged{Factor: f.Code, Step: step}
		if i == 0 {
			j.Words = words
		}
		a.Judged = append(a.Judged, j)
	}
	a.Picture = (step + 1) / 2
	return a
}

func answer(t *testing.T, w *world.W, s *maturity.Service, r id.Round, f id.Function, a gauge.Answer) {
	t.Helper()
	ok(t, s.AnswerRound(t.Context(), w.As(f), r, a))
}

// end closes a round now.
func end(t *testing.T, w *world.W, s *maturity.Service, r id.Round) maturity.RoundView {
	t.Helper()
	v, err := s.Round(t.Context(), w.As("samordning"), r)
	ok(t, err)
	ok(t, s.EndRound(t.Context(), w.As("samordning"), r, v.Round.Version))
	v, err = s.Round(t.Context(), w.As("samordning"), r)
	ok(t, err)
	return v
}

// column reads one column of all rows, in the order that the table gives them.
func column(w *world.W, query string, args ...any) (all []string) {
	w.T.Helper()
	w.Read(func(ctx context.Context, tx *db.Tx) (err error) {
		all, err = db.All(ctx, tx, func(scan db.Scan) (s string, err error) { return s, scan(&s) }, query, args...)
		return err
	})
	return all
}
