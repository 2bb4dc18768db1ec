package federation

import (
	"context"
	"slices"

	"samverk/internal/access"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
)

// The states of an effort.
const (
	Proposed = "proposed"
	Decided  = "decided"
	UnderWay = "under_way"
	Ended    = "ended" // by the decision on how the federation goes on
	Declined = "declined"
)

// EffortStates lists the states that can be chosen; an effort ends by a decision.
func EffortStates() []string { return []string{Proposed, Decided, UnderWay, Declined} }

// Decisions lists how the federation can go on after an effort.
func Decisions() []string { return []string{"continues", "permanent", "changed", "stops"} }

// EffortInput is what is decided about an effort.
type EffortInput struct {
	Title    string
	Aim      string
	State    string
	StartsOn string // date
	EndsOn   string // date; may be empty
	Develops string // development areas that it belongs to, in words
	Areas    []id.Area
	Actors   []access.Kind
	Points   []int // of lag (2003:1210) 7 §
}

// Effort is something that the federation pays for.
type Effort struct {
	ID id.Effort
	EffortInput
	Phases        []Phase
	Money         []Money
	Decision      string
	DecidedOn     string
	DecisionWords string
	Version       int64
}

// Budgeted and Spent add up the money of a year, or of all for 0.
func (e Effort) Budgeted(year int) (kronor int64) {
	for _, m := range e.Money {
		if year == 0 || m.Year == year {
			kronor += m.Budgeted
		}
	}
	return kronor
}

// Spent adds up what has been spent in a year, or in all for 0; known is false
// where that is not known of one of them.
func (e Effort) Spent(year int) (kronor int64, known bool) {
	known = true
	for _, m := range e.Money {
		if year == 0 || m.Year == year {
			kronor += m.Spent
			known = known && m.Known
		}
	}
	return kronor, known
}

// Undecided reports whether the effort is over and nobody has decided how the
// federation goes on.
func (e Effort) Undecided(today string) bool {
	return e.State == UnderWay && e.EndsOn != "" && e.EndsOn < today
}

// During reports whether the effort was going on in a part of a period.
func (e Effort) During(from, to string) bool {
	return e.State != Proposed && e.State != Declined && e.StartsOn <= to && (e.EndsOn == "" || e.EndsOn >= from)
}

// FreeText returns the texts that may not tell of anybody, by the name of their
// field.
func (in EffortInput) FreeText() map[string]string {
	return map[string]string{"title": in.Title, "aim": in.Aim, "develops": in.Develops}
}

// check reports all that is wrong with the input.
func (in EffortInput) check(ctx context.Context, tx *db.Tx) (f errs.Faults, err error) {
	checkText(&f, "title", in.Title, MostTitle, true)
	checkText(&f, "aim", in.Aim, MostWords, true)
	checkText(&f, "develops", in.Develops, MostWords, false)
	f.Check(slices.Contains(EffortStates(), in.State), "state", "federation.effort.state")
	started := checkDay(&f, "starts_on", in.StartsOn, true)
	ended := checkDay(&f, "ends_on", in.EndsOn, false)
	f.Check(!started || !ended || in.EndsOn >= in.StartsOn, "ends_on", "federation.dates.backwards")
	f.Check(len(in.Areas) > 0, "areas", "federation.effort.areas")
	f.Check(len(in.Actors) > 0, "actors", "federation.effort.actors")
	f.Check(len(in.Points) > 0, "points", "federation.effort.points")
	for _, k := range in.Actors {
		f.Check(PartyOf(k) != "" || k == access.Forbund, "actors", "federation.effort.actor")
	}
	for _, p := range in.Points {
		f.Check(slices.Contains(Points(), p), "points", "federation.effort.points")
	}
	if len(in.Areas) > 0 {
		var n int
		list, args := db.In(1, in.Areas)
		if _, err := tx.One(ctx, []any{&n}, `select count(*) from area where id in `+list, args...); err != nil {
			return nil, err
		}
		f.Check(n == len(unique(in.Areas)), "areas", "federation.effort.area")
	}
	return f, nil
}

func unique[T comparable](all []T) (once []T) {
	for _, one := range all {
		if !slices.Contains(once, one) {
			once = append(once, one)
		}
	}
	return once
}

// AddEffort notes an effort.
func AddEffort(ctx context.Context, tx *db.Tx, in EffortInput, by id.Function) (id.Effort, error) {
	f, err := in.check(ctx, tx)
	if err != nil {
		return "", err
	}
	if err := f.OneEach().Err(); err != nil {
		return "", err
	}
	e := id.New[id.Effort]()
	if _, err := tx.Exec(ctx, `insert into effort (id, title, aim, state, starts_on, ends_on, develops) values ($1, $2, $3, $4, $5, $6, $7)`,
		e, in.Title, in.Aim, in.State, in.StartsOn, in.EndsOn, in.Develops); err != nil {
		return "", err
	}
	if err := in.setParts(ctx, tx, e); err != nil {
		return "", err
	}
	return e, note(ctx, tx, e, "made", by, "")
}

// ChangeEffort changes what is decided about an effort that has not ended. Its
// phases and its money stay inside its days.
func ChangeEffort(ctx context.Context, tx *db.Tx, e id.Effort, in EffortInput, version int64, by id.Function) error {
	now, err := open(ctx, tx, e, version)
	if err != nil {
		return err
	}
	f, err := in.check(ctx, tx)
	if err != nil {
		return err
	}
	next := now
	next.EffortInput = in
	for _, p := range now.Phases {
		f.Check(next.covers(p.From, p.To), "starts_on", "federation.effort.phases")
	}
	for _, m := range now.Money {
		f.Check(next.covers(lastDay(m.Year), firstDay(m.Year)), "starts_on", "federation.effort.money")
	}
	if err := f.OneEach().Err(); err != nil {
		return err
	}
	if err := step(ctx, tx, e, version); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `update effort set title = $1, aim = $2, state = $3, starts_on = $4, ends_on = $5, develops = $6 where id = $7`,
		in.Title, in.Aim, in.State, in.StartsOn, in.EndsOn, in.Develops, e); err != nil {
		return err
	}
	if err := in.setParts(ctx, tx, e); err != nil {
		return err
	}
	return note(ctx, tx, e, "changed", by, "")
}

// covers reports whether an effort lasts at least from one day to another.
func (in EffortInput) covers(from, to string) bool {
	return in.StartsOn <= from && (in.EndsOn == "" || to <= in.EndsOn)
}

// open returns an effort that can be changed.
func open(ctx context.Context, tx *db.Tx, e id.Effort, version int64) (Effort, error) {
	now, err := EffortByID(ctx, tx, e)
	switch {
	case err != nil:
		return now, err
	case now.Version != version:
		return now, errs.Changed(now)
	case now.State == Ended:
		return now, errs.New(errs.Conflict, "federation.effort.ended")
	}
	return now, nil
}

// step counts the version of an effort on.
func step(ctx context.Context, tx *db.Tx, e id.Effort, version int64) error {
	n, err := tx.Exec(ctx, `update effort set version = version + 1 where id = $1 and version = $2`, e, version)
	return claimed(n, err, func() (Effort, error) { return EffortByID(ctx, tx, e) })
}

// setParts writes the areas, actors and tasks of the law anew.
func (in EffortInput) setParts(ctx context.Context, tx *db.Tx, e id.Effort) error {
	for _, table := range []string{"effort_area", "effort_actor", "effort_law"} {
		if _, err := tx.Exec(ctx, `delete from `+table+` where effort_id = $1`, e); err != nil {
			return err
		}
	}
	for _, a := range unique(in.Areas) {
		if _, err := tx.Exec(ctx, `insert into effort_area (effort_id, area_id) values ($1, $2)`, e, a); err != nil {
			return err
		}
	}
	for _, k := range unique(in.Actors) {
		if _, err := tx.Exec(ctx, `insert into effort_actor (effort_id, actor) values ($1, $2)`, e, string(k)); err != nil {
			return err
		}
	}
	for _, p := range unique(in.Points) {
		if _, err := tx.Exec(ctx, `insert into effort_law (effort_id, point) values ($1, $2)`, e, p); err != nil {
			return err
		}
	}
	return nil
}

const effortColumns = `select e.id, e.title, e.aim, e.state, e.starts_on, e.ends_on, e.develops, e.decision, e.decided_on, e.decision_words, e.version from effort e `

func scanEffort(scan db.Scan) (e Effort, err error) {
	return e, scan(&e.ID, &e.Title, &e.Aim, &e.State, &e.StartsOn, &e.EndsOn, &e.Develops, &e.Decision, &e.DecidedOn, &e.DecisionWords, &e.Version)
}

// EffortFilter says which efforts a list shows, and from where on.
type EffortFilter struct {
	Area   id.Area // empty for all
	Before string  // first day and identifier of the last of the page before
	Last   id.Effort
	Limit  int
}

// Efforts lists efforts, those that began last first.
func Efforts(ctx context.Context, tx *db.Tx, q EffortFilter) ([]Effort, error) {
	if q.Before == "" {
		q.Before = "9999"
	}
	all, err := db.All(ctx, tx, scanEffort, effortColumns+`where ($1 = '' or exists (select 1 from effort_area a where a.effort_id = e.id and a.area_id = $1))
		and (e.starts_on, e.id) < ($2, $3) order by e.starts_on desc, e.id desc limit $4`, q.Area, q.Before, q.Last, q.Limit)
	if err != nil {
		return nil, err
	}
	return all, fill(ctx, tx, all)
}

// EffortByID returns one effort.
func EffortByID(ctx context.Context, tx *db.Tx, e id.Effort) (Effort, error) {
	all, err := db.All(ctx, tx, scanEffort, effortColumns+`where e.id = $1`, e)
	if err == nil {
		err = fill(ctx, tx, all)
	}
	return db.First(all, err)
}

// fill finds the parts of efforts, with a statement for each sort of part.
func fill(ctx context.Context, tx *db.Tx, all []Effort) error {
	if len(all) == 0 {
		return nil
	}
	of, ids := map[id.Effort]*Effort{}, make([]id.Effort, len(all))
	for i := range all {
		of[all[i].ID], ids[i] = &all[i], all[i].ID
	}
	list, args := db.In(1, ids)
	var e id.Effort
	for _, part := range []struct {
		query string
		read  func(db.Scan) error
	}{
		{`select effort_id, area_id from effort_area where effort_id in ` + list + ` order by effort_id, area_id`, func(scan db.Scan) error {
			var a id.Area
			err := scan(&e, &a)
			of[e].Areas = append(of[e].Areas, a)
			return err
		}},
		{`select effort_id, actor from effort_actor where effort_id in ` + list + ` order by effort_id, actor`, func(scan db.Scan) error {
			var k access.Kind
			err := scan(&e, &k)
			of[e].Actors = append(of[e].Actors, k)
			return err
		}},
		{`select effort_id, point from effort_law where effort_id in ` + list + ` order by effort_id, point`, func(scan db.Scan) error {
			var p int
			err := scan(&e, &p)
			of[e].Points = append(of[e].Points, p)
			return err
		}},
		{`select effort_id, title, starts_on, ends_on from effort_phase where effort_id in ` + list + ` order by effort_id, place`, func(scan db.Scan) error {
			var p Phase
			err := scan(&e, &p.Title, &p.From, &p.To)
			of[e].Phases = append(of[e].Phases, p)
			return err
		}},
		{`select effort_id, year, budgeted, coalesce(spent, 0), spent is not null from effort_money where effort_id in ` + list + ` order by effort_id, year`, func(scan db.Scan) error {
			var m Money
			err := scan(&e, &m.Year, &m.Budgeted, &m.Spent, &m.Known)
			of[e].Money = append(of[e].Money, m)
			return err
		}},
	} {
		if err := tx.Each(ctx, part.read, part.query, args...); err != nil {
			return err
		}
	}
	return nil
}
