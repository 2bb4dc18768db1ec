package figure

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"samverk/internal/access"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
)

const (
	// MostGoalTitle and MostGoalWords are the most characters of a goal.
	MostGoalTitle = 120
	MostGoalWords = 2000

	mostGoals = 500
)

// The states of a goal.
const (
	GoalOpen  = "open"
	GoalEnded = "ended"
)

// GoalInput is what is decided about a goal.
type GoalInput struct {
	Figure id.Figure
	Gender string
	Title  string
	Words  string // what the actors mean to do
	Target Number
	Given  bool // a target that can be read
	DueOn  string
	Areas  []id.Area
	Actors []access.Kind
}

// FreeText returns the texts that may not tell of anybody, by the name of their
// field.
func (in GoalInput) FreeText() map[string]string {
	return map[string]string{"title": in.Title, "words": in.Words}
}

// Check reports every fault of what is decided about one of the figures that
// there are; today is the day of that.
func (in GoalInput) Check(of List, today string) error {
	f, known := of.ByCode(in.Figure)
	var all errs.Faults
	all.Check(known, "figure", "goal.figure.missing")
	all.Check(slices.Contains(Genders(), in.Gender), "gender", "figure.gender.unknown")
	all.Check(in.Title != "", "title", "goal.title.missing")
	all.Check(utf8.RuneCountInString(in.Title) <= MostGoalTitle, "title", "goal.title.long")
	all.Check(utf8.RuneCountInString(in.Words) <= MostGoalWords, "words", "goal.words.long")
	all.Check(in.Given, "target", "goal.target.form")
	all.Check(isDate(in.DueOn) && in.DueOn > today, "due", "goal.due.past")
	all.Check(len(in.Areas) > 0, "areas", "goal.areas.missing")
	all.Check(len(in.Actors) > 0, "actors", "goal.actors.missing")
	all.Check(!slices.ContainsFunc(in.Actors, func(k access.Kind) bool { return !slices.Contains(actors(), k) }), "actors", "goal.actors.unknown")
	if known && in.Given {
		v := Value{Figure: in.Figure, Period: UnknownPeriod, Gender: "T", Number: in.Target, Known: true}
		if err := v.Check(of); err != nil {
			all.Add("target", "goal.target.range", "unit", f.Unit)
		}
	}
	return all.OneEach().Err()
}

// actors are those that can share a goal.
func actors() []access.Kind {
	return []access.Kind{access.Kommun, access.Vard, access.FK, access.AF}
}

// Actors lists those that can share a goal.
func Actors() []access.Kind { return actors() }

// Baseline is where a goal begins in an area.
type Baseline struct {
	Goal   id.Goal
	Area   id.Area
	Period string
	Number Number
}

// Goal is what actors want an indicator to become.
type Goal struct {
	GoalInput
	ID        id.Goal
	Function  id.Function // that entered it
	State     string
	Baselines []Baseline
	Version   int64
}

// How far a goal has come.
const (
	NotKnown  = "not_known" // there is no later value of the same series
	Reached   = "reached"
	Closer    = "closer"
	Unchanged = "unchanged"
	Further   = "further"
)

// Progress compares a later value of the same series with where the goal began
// and what it wants.
func Progress(baseline, target Number, now Value, period string) string {
	if !now.Known || !Later(now.Period, period) {
		return NotKnown
	}
	down := target < baseline
	switch {
	case down && now.Number <= target, !down && now.Number >= target:
		return Reached
	case now.Number == baseline:
		return Unchanged
	case (now.Number < baseline) == down:
		return Closer
	}
	return Further
}

// Newest returns the newest of some values of one series in one place that is
// known; a value without year is older than any.
func Newest(all []Value) (v Value) {
	for _, one := range all {
		if one.Known && (!v.Known || v.Period == UnknownPeriod || Later(one.Period, v.Period)) {
			v = one
		}
	}
	return v
}

const goalColumns = `g.id, g.figure, g.gender, g.title, g.words, g.target, g.due_on, g.actors, g.function_id, g.state, g.version`

func scanGoal(scan db.Scan) (g Goal, err error) {
	var kinds string
	err = scan(&g.ID, &g.Figure, &g.Gender, &g.Title, &g.Words, &g.Target, &g.DueOn, &kinds, &g.Function, &g.State, &g.Version)
	g.Given = true
	for k := range strings.SplitSeq(kinds, ",") {
		g.Actors = append(g.Actors, access.Kind(k))
	}
	return g, err
}

// Goals lists the goals, those that are due first before later ones.
func Goals(ctx context.Context, tx *db.Tx) ([]Goal, error) {
	all, err := db.All(ctx, tx, scanGoal, `select `+goalColumns+` from common_goal g order by g.due_on, g.id limit $1`, mostGoals)
	if err != nil {
		return nil, err
	}
	return withBaselines(ctx, tx, all)
}

// GoalByID returns a goal.
func GoalByID(ctx context.Context, tx *db.Tx, g id.Goal) (Goal, error) {
	one, err := db.First(db.All(ctx, tx, scanGoal, `select `+goalColumns+` from common_goal g where g.id = $1`, g))
	if err != nil {
		return one, err
	}
	return db.First(withBaselines(ctx, tx, []Goal{one}))
}

func withBaselines(ctx context.Context, tx *db.Tx, all []Goal) ([]Goal, error) {
	if len(all) == 0 {
		return all, nil
	}
	var ids []id.Goal
	for _, g := range all {
		ids = append(ids, g.ID)
	}
	list, args := db.In(1, ids)
	lines, err := db.All(ctx, tx, func(scan db.Scan) (b Baseline, err error) {
		return b, scan(&b.Goal, &b.Area, &b.Period, &b.Number)
	}, `select goal_id, area_id, period, baseline from common_goal_area where goal_id in `+list+` order by goal_id, area_id`, args...)
	for _, b := range lines {
		i := slices.IndexFunc(all, func(g Goal) bool { return g.ID == b.Goal })
		all[i].Baselines, all[i].Areas = append(all[i].Baselines, b), append(all[i].Areas, b.Area)
	}
	return all, err
}

func kindsOf(all []access.Kind) string {
	var some []string
	for _, k := range all {
		some = append(some, string(k))
	}
	return strings.Join(some, ",")
}

// CreateGoal enters a goal with where it begins in each of its areas.
func CreateGoal(ctx context.Context, tx *db.Tx, in GoalInput, from []Baseline, by id.Function) (id.Goal, error) {
	g := id.New[id.Goal]()
	_, err := tx.Exec(ctx, `insert into common_goal (id, figure, gender, title, words, target, due_on, actors, function_id, state, created_at, changed_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'open', $10, $10)`,
		g, in.Figure, in.Gender, in.Title, in.Words, int64(in.Target), in.DueOn, kindsOf(in.Actors), by, db.Micros(tx.Now))
	for _, b := range from {
		if err != nil {
			return g, err
		}
		_, err = tx.Exec(ctx, `insert into common_goal_area (goal_id, area_id, period, baseline) values ($1, $2, $3, $4)`, g, b.Area, b.Period, int64(b.Number))
	}
	return g, err
}

// ChangeGoal changes what is said of a goal, its target, its date and its actors
// – never the figure or the areas it began from – or ends it.
func ChangeGoal(ctx context.Context, tx *db.Tx, now Goal, version int64, state string) error {
	n, err := tx.Exec(ctx, `update common_goal set title = $1, words = $2, target = $3, due_on = $4, actors = $5, state = $6, changed_at = $7, version = version + 1
where id = $8 and version = $9`, now.Title, now.Words, int64(now.Target), now.DueOn, kindsOf(now.Actors), state, db.Micros(tx.Now), now.ID, version)
	if err != nil || n > 0 {
		return err
	}
	stands, err := GoalByID(ctx, tx, now.ID)
	if err != nil {
		return err
	}
	return errs.Changed(stands)
}

// sorted puts values in the order of tables.
func sorted(all []Value) []Value {
	slices.SortFunc(all, func(a, b Value) int {
		return cmp.Or(cmp.Compare(a.Figure, b.Figure), cmp.Compare(a.Period, b.Period), cmp.Compare(a.Place, b.Place), cmp.Compare(a.Gender, b.Gender))
	})
	return all
}

// DueGoals lists the open goals that a function has entered and that are due by a
// day.
func DueGoals(ctx context.Context, tx *db.Tx, by id.Function, day string) ([]Goal, error) {
	return db.All(ctx, tx, scanGoal, `select `+goalColumns+` from common_goal g
where g.function_id = $1 and g.state = 'open' and g.due_on <= $2 order by g.due_on, g.id limit 20`, by, day)
}

func isDate(day string) bool {
	_, err := time.Parse(time.DateOnly, day)
	return err == nil
}
