package outcome

import (
	"math"
	"testing"
	"time"

	"samverk/internal/errs"
	"samverk/internal/id"
)

func at(n int) *int { return &n }

func scale(goal id.Item, weight int) Scale {
	return Scale{Goal: goal, Expected: "Halvtid", Baseline: at(-2), Weight: weight}
}

func TestTheTScore(t *testing.T) {
	for _, c := range []struct {
		name    string
		scores  []Score
		weights []int
		want    float64
	}{
		{"all as expected", []Score{{"a", 0}, {"b", 0}, {"c", 0}}, []int{1, 2, 3}, 50},
		{"one goal, one step better", []Score{{"a", 1}}, []int{1}, 60},
		{"one goal, two steps worse", []Score{{"a", -2}}, []int{1}, 30},
		{"the weight of one goal alone means nothing", []Score{{"a", 1}}, []int{3}, 60},
		{"two goals", []Score{{"a", 1}, {"b", 1}}, []int{1, 1}, 50 + 20/math.Sqrt(0.7*2+0.3*4)},
		{"the heavier goal tells more", []Score{{"a", 2}, {"b", -1}}, []int{3, 1}, 50 + 50/math.Sqrt(0.7*10+0.3*16)},
	} {
		var scales []Scale
		for i, s := range c.scores {
			scales = append(scales, scale(s.Goal, c.weights[i]))
		}
		if got, ok := TScore(c.scores, scales); !ok || math.Abs(got-c.want) > 1e-9 {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
	if _, ok := TScore(nil, nil); ok {
		t.Error("nothing has a score")
	}
	if _, ok := TScore([]Score{{"a", 1}}, nil); ok {
		t.Error("a goal without a scale has a score")
	}
}

func faultsOf(t *testing.T, err error) map[string]string {
	t.Helper()
	all := map[string]string{}
	faults, ok := err.(*errs.Error)
	if !ok {
		t.Fatalf("%v", err)
	}
	for _, f := range faults.Faults {
		all[f.Field] = f.Key
	}
	return all
}

func TestEveryFaultOfANoteIsNamedAtOnce(t *testing.T) {
	n := New{Moment: Before, On: "2026-12-24", Content: Content{
		Livelihood: []string{"XX", "SP", "SP"}, Occupation: "resting", Percent: 140, Ability: -1, SGI: "perhaps", Ending: "work",
		Checks: map[string]string{"person": "yes"}, Ratings: map[string]int{"health": 3}, Scores: []Score{{"a", 1}, {"b", 3}},
	}}
	got := faultsOf(t, n.Check("2026-11-22", false, []Scale{{Goal: "b", Expected: "x", Weight: 1}}))
	for field, key := range map[string]string{
		"on": "outcome.on.future", "livelihood": "outcome.livelihood.missing", "also": "outcome.livelihood.twice", "occupation": "outcome.occupation.missing",
		"percent": "outcome.percent.range", "ability": "outcome.percent.range", "sgi": "outcome.sgi.missing", "ending": "outcome.ending.missing",
		"checks": "outcome.checks.closing", "health": "outcome.rating.own", "goals": "outcome.score.before", "goal_a": "outcome.score.goal", "goal_b": "outcome.score.range",
	} {
		if got[field] != key {
			t.Errorf("%s: %q, want %q (%v)", field, got[field], key, got)
		}
	}
	if got := faultsOf(t, New{Moment: Six, On: "2026-11-22"}.Check("2026-11-22", false, nil)); got["livelihood"] != "outcome.empty" {
		t.Errorf("%v", got)
	}
	if got := faultsOf(t, New{Moment: Closing, On: "2026-11-22", Content: Content{Ending: AnotherLivelihood}}.Check("2026-11-22", false, nil)); got["ending_kind"] != "outcome.ending.kind" {
		t.Errorf("another livelihood than assistance is not said: %v", got)
	}
}

func TestAScoreWithoutABaselineIsRefused(t *testing.T) {
	n := New{Moment: Closing, On: "2026-11-22", Content: Content{Scores: []Score{{"a", 1}}}}
	k := scale("a", 1)
	if err := n.Check("2026-11-22", false, []Scale{k}); err != nil {
		t.Error(err)
	}
	k.Baseline = nil
	if got := faultsOf(t, n.Check("2026-11-22", false, []Scale{k})); got["goal_a"] != "outcome.score.baseline" {
		t.Errorf("%v", got)
	}
	if got := faultsOf(t, Scale{Weight: 4, Baseline: at(3)}.Check()); len(got) != 3 {
		t.Errorf("%v", got)
	}
}

func TestLeadTimes(t *testing.T) {
	day := func(d int) time.Time { return time.Date(2026, 1, d, 9, 0, 0, 0, time.UTC) }
	got := Times{Signal: day(1), Answer: day(4), Plan: day(30), Activity: day(40)}.Days()
	if got != (Lead{3, 26, 39}) {
		t.Errorf("%+v", got)
	}
	if got := (Times{Signal: day(9), Plan: day(3)}).Days(); got != (Lead{Unknown, Unknown, Unknown}) {
		t.Errorf("%+v", got)
	}
	for days, band := range map[int]string{-1: "", 0: "weeks", 14: "weeks", 15: "month", 30: "month", 31: "quarter", 91: "quarter", 92: "more"} {
		if Band(days) != band {
			t.Errorf("%d days: %s", days, Band(days))
		}
	}
}

func TestHalfYears(t *testing.T) {
	if p := PeriodOf(time.Date(2026, 6, 30, 22, 30, 0, 0, time.UTC)); p != "2026-2" {
		t.Errorf("half past midnight in Sweden is in %s", p)
	}
	from, until := Period("2025-2").Span()
	if from.Format(time.DateOnly) != "2025-07-01" || until.Format(time.DateOnly) != "2026-01-01" {
		t.Errorf("%s to %s", from, until)
	}
	if p := Period("2026-1").Before(3); p != "2024-2" {
		t.Error(p)
	}
}

func TestHowManyGoalsWereReached(t *testing.T) {
	for want, all := range map[string][]Score{"": nil, AllGoals: {{"a", 0}, {"b", 2}}, SomeGoals: {{"a", 0}, {"b", -1}}, NoGoals: {{"a", -2}}} {
		if got := Reached(all); got != want {
			t.Errorf("%v: %s", all, got)
		}
	}
}
