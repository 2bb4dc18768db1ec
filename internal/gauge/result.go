package gauge

import (
	"cmp"
	"context"
	"slices"

	"samverk/internal/access"
	"samverk/internal/db"
	"samverk/internal/factor"
	"samverk/internal/id"
)

// Spread is how many took each step; the first counts those who cannot judge.
type Spread [factor.Present + 1]int

// Judged counts those who took a step.
func (s Spread) Judged() (n int) {
	for _, c := range s[1:] {
		n += c
	}
	return n
}

// Mean is the mean of the steps that were taken.
func (s Spread) Mean() float64 {
	sum := 0
	for step, c := range s {
		sum += step * c
	}
	return float64(sum) / float64(max(1, s.Judged()))
}

// Median is the lower median of the steps that were taken, 0 when there are none.
func (s Spread) Median() int {
	half := (s.Judged() + 1) / 2
	for step, c := range s[1:] {
		if half -= c; half <= 0 && s.Judged() > 0 {
			return step + 1
		}
	}
	return 0
}

func (s Spread) plus(o Spread) Spread {
	for i, c := range o {
		s[i] += c
	}
	return s
}

// Cell is what may be shown of a factor for the whole area or one actor.
type Cell struct {
	Shown bool // the rest is empty where it is not
	Spread
}

// Row is a factor, or the picture, with what may be shown of it.
type Row struct {
	Factor factor.Code
	Whole  Cell
	By     map[access.Kind]Cell
}

// Result is what may be shown of a round, now.
type Result struct {
	Round    Round
	Answers  map[access.Kind]int // who answered, by actor
	Total    int
	Shown    bool                 // there is something to show
	Actors   map[access.Kind]bool // whose answers are shown apart
	Rows     []Row                // by factor, in the order of the set
	Pictures Row
	Words    []Words
}

// ByActor lists the actors whose answers are shown apart.
func (r Result) ByActor() (all []access.Kind) {
	for _, k := range Actors() {
		if r.Actors[k] {
			all = append(all, k)
		}
	}
	return all
}

// counted is everything that was counted in a round.
type counted map[factor.Code]map[access.Kind]Spread

func countsOf(ctx context.Context, tx *db.Tx, rounds []id.Round) (map[id.Round]counted, error) {
	all := map[id.Round]counted{}
	if len(rounds) == 0 {
		return all, nil
	}
	list, args := db.In(1, rounds)
	err := tx.Each(ctx, func(scan db.Scan) error {
		var r id.Round
		var k access.Kind
		var f factor.Code
		var step, n int
		if err := scan(&r, &k, &f, &step, &n); err != nil {
			return err
		}
		if all[r] == nil {
			all[r] = counted{}
		}
		if all[r][f] == nil {
			all[r][f] = map[access.Kind]Spread{}
		}
		s := all[r][f][k]
		if step >= 0 && step < len(s) {
			s[step] += n
		}
		all[r][f][k] = s
		return nil
	}, `select round_id, actor, factor, step, answers from gauge_tally where round_id in `+list, args...)
	return all, err
}

// Results returns what may be shown of some rounds of self-assessment, in their
// order. Of an anonymous round nothing is shown while it can be answered: each
// answer would show as the difference that it makes.
func Results(ctx context.Context, tx *db.Tx, rounds []Round) ([]Result, error) {
	ids := make([]id.Round, len(rounds))
	for i, r := range rounds {
		ids[i] = r.ID
	}
	counts, err := countsOf(ctx, tx, ids)
	if err != nil {
		return nil, err
	}
	answered, err := Answered(ctx, tx, ids)
	all := make([]Result, len(rounds))
	for i, r := range rounds {
		all[i] = resultOf(r, counts[r.ID], answered[r.ID], tx.Today())
	}
	return all, err
}

// ResultOf returns what may be shown of one round, with the reasons that were
// given.
func ResultOf(ctx context.Context, tx *db.Tx, r Round) (Result, error) {
	all, err := Results(ctx, tx, []Round{r})
	if err != nil || !all[0].Shown {
		return db.First(all, err)
	}
	all[0].Words, err = WordsOf(ctx, tx, r.ID)
	return all[0], err
}

func resultOf(r Round, c counted, answered map[access.Kind]int, today string) Result {
	res := Result{Round: r, Answers: answered, Actors: map[access.Kind]bool{}}
	for _, n := range answered {
		res.Total += n
	}
	if r.Anonymous && r.State(today) != Closed {
		res.withhold()
		return res
	}
	whole, groups := true, map[access.Kind]bool{}
	if r.Anonymous {
		whole, groups = factor.Release(answered)
	} else {
		for k, n := range answered {
			groups[k] = n > 0
		}
	}
	res.Shown, res.Actors = whole && res.Total > 0, groups
	for _, f := range r.Set.Factors() {
		res.Rows = append(res.Rows, res.row(f.Code, c[f.Code]))
	}
	res.Pictures = res.row(Picture, c[Picture])
	return res
}

// withhold leaves the factors without anything shown.
func (r *Result) withhold() {
	for _, f := range r.Round.Set.Factors() {
		r.Rows = append(r.Rows, Row{Factor: f.Code, By: map[access.Kind]Cell{}})
	}
	r.Pictures = Row{Factor: Picture, By: map[access.Kind]Cell{}}
}

// row is what may be shown of a factor: the actors who are shown at all, as far
// as enough of them, and of those who are left, have judged it.
func (r *Result) row(f factor.Code, by map[access.Kind]Spread) Row {
	row := Row{Factor: f, By: map[access.Kind]Cell{}}
	judged := map[access.Kind]int{}
	var sum Spread
	for k, s := range by {
		judged[k] = s.Judged()
		sum = sum.plus(s)
	}
	whole, groups := sum.Judged() > 0, r.Actors
	if r.Round.Anonymous {
		whole, groups = factor.Release(judged)
	}
	if r.Shown && whole {
		row.Whole = Cell{true, sum}
	}
	// An actor whose answers are not shown apart takes with it another, where what
	// is left of this factor would be few.
	if r.Round.Anonymous {
		groups = r.both(groups, judged)
	}
	for k, s := range by {
		if r.Shown && groups[k] && r.Actors[k] && s.Judged() > 0 {
			row.By[k] = Cell{true, s}
		}
	}
	return row
}

// both are the actors that are shown both on the whole and for a factor. Where
// those left have judged the factor fewer times than can be shown, the smallest
// of them is left out too.
func (r *Result) both(groups map[access.Kind]bool, judged map[access.Kind]int) map[access.Kind]bool {
	var kept []access.Kind
	rest := 0
	for k, n := range judged {
		if groups[k] && r.Actors[k] {
			kept = append(kept, k)
		} else {
			rest += n
		}
	}
	slices.SortFunc(kept, func(a, b access.Kind) int { return cmp.Or(judged[b]-judged[a], cmp.Compare(a, b)) })
	for rest > 0 && rest < factor.LeastAnswers && len(kept) > 0 {
		last := kept[len(kept)-1]
		kept, rest = kept[:len(kept)-1], rest+judged[last]
	}
	shown := map[access.Kind]bool{}
	for _, k := range kept {
		shown[k] = true
	}
	return shown
}
