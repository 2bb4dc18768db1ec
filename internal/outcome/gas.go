package outcome

import (
	"math"
	"slices"
	"time"
	"unicode/utf8"

	"samverk/internal/errs"
	"samverk/internal/id"
)

// Levels of a goal: 0 is what was expected, −2 much less and +2 much more.
const (
	worst = -2
	best  = 2
)

const mostWeight = 3

// Scale is what reaching a goal means: what is expected, in words, and how it
// stood when the work began.
type Scale struct {
	ID       id.Outcome
	Goal     id.Item
	Owner    id.Unit
	Expected string // level 0 in words
	Baseline *int   // level when the work began, nil while nobody has noted it
	Weight   int    // how much the goal weighs, 1 to 3
	Author   id.Function
	At       time.Time
	Version  int64
}

// Check reports every fault of s.
func (s Scale) Check() error {
	var f errs.Faults
	f.Check(s.Expected != "", "expected", "outcome.expected.missing")
	f.Check(utf8.RuneCountInString(s.Expected) <= mostWords, "expected", "outcome.expected.long")
	f.Check(s.Baseline == nil || *s.Baseline >= worst && *s.Baseline <= best, "baseline", "outcome.baseline.range")
	f.Check(s.Weight >= 1 && s.Weight <= mostWeight, "weight", "outcome.weight.range")
	return f.Err()
}

// Levels lists the levels of a goal, the best first.
func Levels() []int { return []int{2, 1, 0, -1, -2} }

// Score is how far a goal was reached at a moment.
type Score struct {
	Goal  id.Item
	Level int
}

// checkScores reports scores outside the scale, of the same goal twice, and of
// goals whose start nobody has noted: how far somebody has come cannot be told
// without where she began.
func checkScores(f *errs.Faults, all []Score, scales []Scale) {
	for n, s := range all {
		field := "goal_" + string(s.Goal)
		i := slices.IndexFunc(scales, func(k Scale) bool { return k.Goal == s.Goal })
		twice := slices.ContainsFunc(all[:n], func(o Score) bool { return o.Goal == s.Goal })
		f.Check(i >= 0 && !twice, field, "outcome.score.goal")
		f.Check(i < 0 || scales[i].Baseline != nil, field, "outcome.score.baseline")
		f.Check(s.Level >= worst && s.Level <= best, field, "outcome.score.range")
	}
}

// alike is how much the goals of one person are taken to vary together.
const alike = 0.3

// TScore gathers the scores of one person in one number: 50 when all goals were
// reached as expected, and 10 for each standard deviation from that. The formula
// is in L. Turner-Stokes, Goal attainment scaling (GAS) in rehabilitation: a
// practical guide, Clinical Rehabilitation 2009; 23: 362–370, as its erratum
// corrects page 364; it is of T. Kiresuk and R. Sherman, 1968. Not ok without
// any score of a goal that has a scale.
func TScore(all []Score, scales []Scale) (t float64, ok bool) {
	var weighted, squares, sum float64
	for _, s := range all {
		i := slices.IndexFunc(scales, func(k Scale) bool { return k.Goal == s.Goal })
		if i < 0 {
			continue
		}
		w := float64(scales[i].Weight)
		weighted, squares, sum = weighted+w*float64(s.Level), squares+w*w, sum+w
	}
	if sum == 0 {
		return 0, false
	}
	return 50 + 10*weighted/math.Sqrt((1-alike)*squares+alike*sum*sum), true
}

// The ways in which the goals of a person were reached.
const (
	AllGoals  = "all"
	SomeGoals = "some"
	NoGoals   = "none"
)

// Reached says how many of the goals came at least as far as expected; "" when
// none was scored.
func Reached(all []Score) string {
	far := 0
	for _, s := range all {
		if s.Level >= 0 {
			far++
		}
	}
	switch {
	case len(all) == 0:
		return ""
	case far == len(all):
		return AllGoals
	case far == 0:
		return NoGoals
	}
	return SomeGoals
}
