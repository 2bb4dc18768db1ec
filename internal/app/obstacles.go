package app

import (
	"context"
	"maps"
	"regexp"
	"slices"

	"samverk/internal/access"
	"samverk/internal/cases"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/forum"
	"samverk/internal/id"
	"samverk/internal/meeting"
	"samverk/internal/obstacle"
	"samverk/internal/org"
	"samverk/internal/person"
)

// NewObstacle is an obstacle to be raised to the managers' group of an area.
type NewObstacle struct {
	Area               id.Area
	Kind, Title, Words string
}

func (n NewObstacle) by(f id.Function) obstacle.New {
	return obstacle.New{Area: n.Area, Kind: n.Kind, Title: n.Title, Words: n.Words, By: f}
}

// ObstacleRow is an obstacle as lists show it.
type ObstacleRow struct {
	obstacle.Obstacle
	AreaName  string
	GroupName string // empty while the area has no managers' group
	By        org.Function
	Days      int // that it waited for an answer, or has waited so far
	Overdue   bool
}

// ObstacleView is one obstacle with its answers.
type ObstacleView struct {
	ObstacleRow
	Answers     []AnswerRow // the newest first
	Today       string
	MayAnswer   bool
	MayWithdraw bool
}

// AnswerRow is an answer to an obstacle and which function gave it.
type AnswerRow struct {
	obstacle.Answer
	Function org.Function
}

// ObstaclePlace is an area to raise an obstacle in, and the group that it goes
// to.
type ObstaclePlace struct {
	Area      org.Area
	GroupName string // empty while the area has no managers' group
}

// Obstacles lists obstacles for any function: they tell of no person.
func (a *App) Obstacles(ctx context.Context, who access.Actor, area id.Area, state string, page cases.Page) (rows []ObstacleRow, more bool, err error) {
	err = a.Look(ctx, who, access.FunctionAct, access.Object{}, func(tx *db.Tx) error {
		limit := min(max(page.Limit, 1), mostRows)
		all, err := obstacle.List(ctx, tx, obstacle.Filter{Area: area, State: state, Before: page.Before, Last: page.BeforeID, Limit: limit + 1})
		if more = len(all) > limit; more {
			all = all[:limit]
		}
		if err != nil {
			return err
		}
		rows, err = obstacleRows(ctx, tx, all)
		return err
	})
	return rows, more, err
}

// obstacleRows adds to obstacles the names that lists show.
func obstacleRows(ctx context.Context, tx *db.Tx, all []obstacle.Obstacle) ([]ObstacleRow, error) {
	if len(all) == 0 {
		return nil, nil
	}
	by := id.NewSet[id.Function]()
	groups := id.NewSet[id.Forum]()
	for _, o := range all {
		by.Add(o.RaisedBy)
		groups.Add(o.Forum)
	}
	labels, err := labelsOf(ctx, tx, by.List)
	if err != nil {
		return nil, err
	}
	names, err := forum.Names(ctx, tx, groups.List)
	if err != nil {
		return nil, err
	}
	rows := make([]ObstacleRow, len(all))
	for i, o := range all {
		rows[i] = ObstacleRow{o, labels.areas[o.Area], names[o.Forum], labels.functions[o.RaisedBy], o.Age(tx.Today()), o.Overdue(tx.Today())}
	}
	return rows, nil
}

// Obstacle returns one obstacle with its answers.
func (a *App) Obstacle(ctx context.Context, who access.Actor, o id.Obstacle) (v ObstacleView, err error) {
	err = a.Look(ctx, who, access.FunctionAct, access.Object{Obstacle: o}, func(tx *db.Tx) (err error) {
		v, err = a.obstacleView(ctx, tx, who, o)
		return err
	})
	return v, err
}

func (a *App) obstacleView(ctx context.Context, tx *db.Tx, who access.Actor, o id.Obstacle) (v ObstacleView, err error) {
	one, err := obstacle.ByID(ctx, tx, o)
	if err != nil {
		return v, err
	}
	rows, err := obstacleRows(ctx, tx, []obstacle.Obstacle{one})
	if err != nil {
		return v, err
	}
	v.ObstacleRow, v.Today = rows[0], tx.Today()
	k, err := a.facts(ctx, tx, who, access.Object{Obstacle: o})
	if err != nil {
		return v, err
	}
	v.MayAnswer = one.State != obstacle.Withdrawn && access.Decide(access.ObstacleAnswer, k.Facts) == nil
	v.MayWithdraw = one.State == obstacle.Open && one.RaisedBy == who.Function && access.Decide(access.ObstacleRaise, k.Facts) == nil
	answers, err := obstacle.Answers(ctx, tx, o)
	if err != nil {
		return v, err
	}
	by := id.NewSet[id.Function]()
	for _, n := range answers {
		by.Add(n.By)
	}
	functions, err := org.Functions(ctx, tx, by.List)
	for _, n := range answers {
		v.Answers = append(v.Answers, AnswerRow{n, functions[n.By]})
	}
	return v, err
}

// ObstaclePlaces lists where the actor may raise an obstacle that was met in no
// case.
func (a *App) ObstaclePlaces(ctx context.Context, who access.Actor) (all []ObstaclePlace, err error) {
	err = a.Look(ctx, who, access.FunctionAct, access.Object{}, func(tx *db.Tx) error {
		all, err = obstaclePlaces(ctx, tx, who)
		return err
	})
	return all, err
}

// obstaclePlaces are some areas that the actor may be told of, and those that
// her unit works in.
func obstaclePlaces(ctx context.Context, tx *db.Tx, who access.Actor, areas ...org.Area) (all []ObstaclePlace, err error) {
	own, err := org.AreasOf(ctx, tx, who.Unit)
	if err != nil {
		return nil, err
	}
	for _, o := range own {
		if !slices.Contains(areas, o) {
			areas = append(areas, o)
		}
	}
	which, lead := id.NewSet[id.Area](), id.NewSet[id.Forum]()
	for _, area := range areas {
		which.Add(area.ID)
	}
	groups, err := obstacle.Groups(ctx, tx, which.List)
	if err != nil {
		return nil, err
	}
	for _, g := range groups {
		lead.Add(g)
	}
	names, err := forum.Names(ctx, tx, lead.List)
	for _, area := range areas {
		all = append(all, ObstaclePlace{area, names[groups[area.ID]]})
	}
	return all, err
}

// RaiseObstacle sends an obstacle to the managers' group of an area that the
// actor's unit works in.
func (a *App) RaiseObstacle(ctx context.Context, who access.Actor, n NewObstacle) (id.Obstacle, error) {
	if n.Area == "" {
		return "", checkObstacle(n.by(who.Function), "")
	}
	o, err := a.Do(ctx, who, access.ObstacleRaise, access.Object{Area: n.Area}, func(tx *db.Tx, _ access.Sight) (string, error) {
		if err := checkObstacle(n.by(who.Function), ""); err != nil {
			return "", err
		}
		o, err := a.raise(ctx, tx, n.by(who.Function))
		return string(o), err
	})
	return id.Obstacle(o), err
}

// caseNumber is how references to cases are written.
var caseNumber = regexp.MustCompile(`(?i)(?:^|[^\p{L}])\p{L}\s?[-\x{2010}-\x{2015}]\s?20\d\d\s?[-\x{2010}-\x{2015}]\s?\d{4}(?:\D|$)`)

// checkObstacle reports everything that is wrong with n. Its words may not tell
// of a person, and not have the name that the writer knows.
func checkObstacle(n obstacle.New, name string) error {
	var all errs.Faults
	if err := all.Merge(n.Check()); err != nil {
		return err
	}
	return append(all, TellsOfAnybody(name, n.FreeText())...).OneEach().Err()
}

// TellsOfAnybody returns the faults of texts that stand where no person is
// talked of.
func TellsOfAnybody(name string, texts map[string]string) errs.Faults {
	all := tellsWho(name, texts)
	for _, field := range slices.Sorted(maps.Keys(texts)) {
		if caseNumber.MatchString(texts[field]) {
			all.Add(field, "text.identity.case")
		}
	}
	return all
}

// raise hands an obstacle over and tells those whom it waits for: the group, or
// the one who coordinates where there is none.
func (a *App) raise(ctx context.Context, tx *db.Tx, n obstacle.New) (id.Obstacle, error) {
	o, err := obstacle.Raise(ctx, tx, n)
	if err != nil {
		return "", err
	}
	return o.ID, a.tellOfObstacle(ctx, tx, o)
}

func (a *App) tellOfObstacle(ctx context.Context, tx *db.Tx, o obstacle.Obstacle) error {
	if o.Forum == "" {
		return a.TellCoordinator(ctx, tx, o.Area)
	}
	group, err := obstacle.Receivers(ctx, tx, o.Forum)
	if err != nil {
		return err
	}
	if len(group) == 0 {
		return a.TellCoordinator(ctx, tx, o.Area)
	}
	return a.tellSome(ctx, tx, group...)
}

// TellCoordinator tells the one way in of an area that something waits there.
func (a *App) TellCoordinator(ctx context.Context, tx *db.Tx, area id.Area) error {
	ways, err := org.WayInFor(ctx, tx, area, org.Coordination)
	if err != nil || len(ways) == 0 {
		return err
	}
	return a.Tell(ctx, tx, ways[0].Function.ID)
}

// CaseObstaclesView is the obstacles that the reader's unit has met in a case,
// and where it can raise another.
type CaseObstaclesView struct {
	Case       cases.Case
	AreaName   string           // empty where the identity is protected
	Identity   *person.Identity // nil while the reader may not know who it is
	Protection person.Protection
	Rows       []ObstacleRow
	Places     []ObstaclePlace // the area of the case first, where the reader may be told it
}

// mostInCase bounds the obstacles of one unit in one case.
const mostInCase = 200

// CaseObstacles returns the obstacles that the actor's unit has met in a case.
func (a *App) CaseObstacles(ctx context.Context, who access.Actor, c id.Case) (CaseObstaclesView, error) {
	var v CaseObstaclesView
	err := a.See(ctx, who, access.CaseRead, access.Object{Case: c}, func(tx *db.Tx, s access.Sight) (err error) {
		if s.Self() {
			return errs.Missing() // what stands in the way is a matter between the actors
		}
		v, err = a.caseObstacles(ctx, tx, who, s)
		return err
	})
	if err != nil {
		return CaseObstaclesView{}, err
	}
	return v, nil
}

func (a *App) caseObstacles(ctx context.Context, tx *db.Tx, who access.Actor, s access.Sight) (v CaseObstaclesView, err error) {
	if v.Case, err = cases.Get(ctx, tx, s); err != nil {
		return v, err
	}
	own, area, err := a.ofCaseArea(ctx, tx, s)
	if err != nil {
		return v, err
	}
	v.Protection, v.AreaName = own.Protection, area.Name
	if s.Identity() {
		v.Identity = &own.Identity
	}
	met, err := meeting.Obstacles(ctx, tx, s, mostInCase)
	if err != nil {
		return v, err
	}
	all, err := obstacle.Several(ctx, tx, met)
	if err != nil {
		return v, err
	}
	if v.Rows, err = obstacleRows(ctx, tx, all); err != nil {
		return v, err
	}
	v.Places, err = casePlaces(ctx, tx, who, area)
	return v, err
}

// ofCaseArea returns the person of a case as far as the reader may know who
// that is, and the area as far as she may be told it.
func (a *App) ofCaseArea(ctx context.Context, tx *db.Tx, s access.Sight) (p person.Person, area org.Area, err error) {
	key, err := a.Key(ctx, s)
	if err != nil {
		return p, area, err
	}
	if p, err = person.Get(ctx, tx, key, s.Person()); err != nil {
		return p, area, err
	}
	if !s.Identity() {
		p.Identity = person.Identity{}
	}
	if s.Place() {
		c, err := cases.Get(ctx, tx, s)
		if err != nil {
			return p, area, err
		}
		area, err = org.AreaByID(ctx, tx, c.Area)
		return p, area, err
	}
	return p, area, nil
}

// casePlaces lists where an obstacle that was met in a case can be raised: in
// the area of the case, and where the actor's unit works. Of a case with
// protected identity the area is not told, and so not offered as such.
func casePlaces(ctx context.Context, tx *db.Tx, who access.Actor, area org.Area) ([]ObstaclePlace, error) {
	if area.ID == "" {
		return obstaclePlaces(ctx, tx, who)
	}
	return obstaclePlaces(ctx, tx, who, area)
}

// RaiseCaseObstacle sends an obstacle that was met in a case to the managers'
// group. Where it was met only the actor's unit is told.
func (a *App) RaiseCaseObstacle(ctx context.Context, who access.Actor, c id.Case, n NewObstacle) (id.Obstacle, error) {
	o, err := a.Do(ctx, who, access.CaseObstacle, access.Object{Case: c}, func(tx *db.Tx, s access.Sight) (string, error) {
		own, area, err := a.ofCaseArea(ctx, tx, s)
		if err != nil {
			return "", err
		}
		places, err := casePlaces(ctx, tx, who, area)
		if err != nil {
			return "", err
		}
		if !slices.ContainsFunc(places, func(p ObstaclePlace) bool { return p.Area.ID == n.Area }) {
			n.Area = ""
		}
		if err := checkObstacle(n.by(who.Function), own.Name); err != nil {
			return "", err
		}
		o, err := a.raise(ctx, tx, n.by(who.Function))
		if err != nil {
			return "", err
		}
		return string(o), meeting.LinkObstacle(ctx, tx, s, o)
	})
	return id.Obstacle(o), err
}

// ObstacleReply is a managers' group's answer to an obstacle.
type ObstacleReply struct {
	Version                     int64
	Decision, Words, FollowUpOn string
}

// AnswerObstacle answers an obstacle for its managers' group, and tells the
// function that raised it.
func (a *App) AnswerObstacle(ctx context.Context, who access.Actor, o id.Obstacle, r ObstacleReply) error {
	_, err := a.Do(ctx, who, access.ObstacleAnswer, access.Object{Obstacle: o}, func(tx *db.Tx, _ access.Sight) (string, error) {
		n := obstacle.NewAnswer{Obstacle: o, Version: r.Version, By: who.Function, Decision: r.Decision, Words: r.Words, FollowUpOn: r.FollowUpOn}
		var faults errs.Faults
		if err := faults.Merge(n.Check(tx.Today())); err != nil {
			return "", err
		}
		faults = append(faults, TellsOfAnybody("", map[string]string{"words": r.Words})...)
		if err := faults.OneEach().Err(); err != nil {
			return "", err
		}
		if err := obstacle.Give(ctx, tx, n); err != nil {
			return "", err
		}
		now, err := obstacle.ByID(ctx, tx, o)
		if err != nil {
			return "", err
		}
		return string(o), a.Tell(ctx, tx, now.RaisedBy)
	})
	return err
}

// WithdrawObstacle takes back an obstacle that the actor's function has raised.
func (a *App) WithdrawObstacle(ctx context.Context, who access.Actor, o id.Obstacle, version int64) error {
	_, err := a.Do(ctx, who, access.ObstacleRaise, access.Object{Obstacle: o}, func(tx *db.Tx, _ access.Sight) (string, error) {
		return string(o), obstacle.Withdraw(ctx, tx, o, version, who.Function)
	})
	return err
}
