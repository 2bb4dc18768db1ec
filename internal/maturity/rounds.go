package maturity

import (
	"context"
	"slices"

	"samverk/internal/access"
	"samverk/internal/app"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/forum"
	"samverk/internal/gauge"
	"samverk/internal/id"
	"samverk/internal/org"
)

// Place is the area that a page is about, and what the actor may do there.
type Place struct {
	Areas     []org.Area // all that can be chosen
	Area      org.Area
	Today     string
	MayKeep   bool
	MayAnswer bool
}

// place finds the area, the first of all where none is said, and what the actor
// may do in it.
func (s *Service) place(ctx context.Context, tx *db.Tx, who access.Actor, area id.Area) (p Place, err error) {
	p.Today = tx.Today()
	if p.Areas, err = org.Areas(ctx, tx); err != nil {
		return p, err
	}
	if len(p.Areas) == 0 {
		return p, nil
	}
	i := slices.IndexFunc(p.Areas, func(a org.Area) bool { return a.ID == area })
	if i < 0 && area != "" {
		return p, errs.Missing()
	}
	p.Area = p.Areas[max(0, i)]
	facts, err := s.Facts(ctx, tx, who, access.Object{Area: p.Area.ID})
	p.MayKeep = access.Decide(access.GaugeKeep, facts) == nil
	p.MayAnswer = access.Decide(access.GaugeAnswer, facts) == nil
	return p, err
}

// look reads what is open to functions alone: answers and reasons of the staff.
func (s *Service) look(ctx context.Context, who access.Actor, fn func(*db.Tx) error) error {
	if who.Self() {
		return errs.Missing()
	}
	return s.Look(ctx, who, access.StructureRead, access.Object{}, fn)
}

// GaugeView is how collaboration is judged in an area.
type GaugeView struct {
	Place
	Rounds  []gauge.Round
	Answers map[id.Round]map[access.Kind]int
	Mine    map[id.Round]bool // that the actor's function has answered, or she for another
	Trend   []gauge.Result    // of closed rounds with something to show, the oldest first
}

// Latest is the newest result, nil when there is none.
func (v GaugeView) Latest() *gauge.Result {
	if len(v.Trend) == 0 {
		return nil
	}
	return &v.Trend[len(v.Trend)-1]
}

// Before is the result before the newest of the same set of factors, nil when
// there is none.
func (v GaugeView) Before() *gauge.Result {
	latest := v.Latest()
	for i := len(v.Trend) - 2; i >= 0; i-- {
		if v.Trend[i].Round.Set == latest.Round.Set {
			return &v.Trend[i]
		}
	}
	return nil
}

// Gauge returns the rounds of self-assessment of an area, and what they came to.
func (s *Service) Gauge(ctx context.Context, who access.Actor, area id.Area) (v GaugeView, err error) {
	err = s.look(ctx, who, func(tx *db.Tx) error {
		if v.Place, err = s.place(ctx, tx, who, area); err != nil || v.Area.ID == "" {
			return err
		}
		if v.Rounds, err = gauge.Rounds(ctx, tx, v.Area.ID, gauge.Factors); err != nil {
			return err
		}
		if v.Answers, v.Mine, err = answersOf(ctx, tx, who, v.Rounds); err != nil {
			return err
		}
		v.Trend, err = trendOf(ctx, tx, v.Rounds)
		return err
	})
	return v, err
}

func answersOf(ctx context.Context, tx *db.Tx, who access.Actor, rounds []gauge.Round) (map[id.Round]map[access.Kind]int, map[id.Round]bool, error) {
	ids := make([]id.Round, len(rounds))
	for i, r := range rounds {
		ids[i] = r.ID
	}
	answers, err := gauge.Answered(ctx, tx, ids)
	if err != nil {
		return nil, nil, err
	}
	mine, err := gauge.AnsweredBy(ctx, tx, who, ids)
	return answers, mine, err
}

// trendOf returns the results of closed rounds about the whole area that can be
// shown, the oldest first.
func trendOf(ctx context.Context, tx *db.Tx, rounds []gauge.Round) (shown []gauge.Result, err error) {
	closed := slices.DeleteFunc(slices.Clone(rounds), func(r gauge.Round) bool { return r.State(tx.Today()) != gauge.Closed || r.Forum != "" })
	slices.Reverse(closed)
	all, err := gauge.Results(ctx, tx, closed)
	for _, r := range all {
		if r.Shown {
			shown = append(shown, r)
		}
	}
	return shown, err
}

// Standing is how an area judged its collaboration last, for reports.
type Standing struct {
	Latest *gauge.Result // nil when nothing can be shown
	Before *gauge.Result // the time before that, nil when there is none
}

// Latest returns how an area had judged its collaboration by the end of a day,
// from what was closed then.
func (s *Service) Latest(ctx context.Context, who access.Actor, area id.Area, day string) (Standing, error) {
	v, err := s.Gauge(ctx, who, area)
	v.Trend = slices.DeleteFunc(v.Trend, func(r gauge.Result) bool { return r.Round.Last() > day })
	if err != nil || v.Latest() == nil {
		return Standing{}, err
	}
	return Standing{v.Latest(), v.Before()}, nil
}

// RoundView is one round, and what may be shown of it.
type RoundView struct {
	Place
	Round     gauge.Round
	ForumName string
	gauge.Result
	Had     string        // the text that says why the actor cannot answer again; empty when she has not answered
	Asked   bool          // she can answer now
	Given   []gauge.Given // where the round is not anonymous
	Before  *gauge.Result // the round before with the same set
	Invited int           // functions that are asked and have not answered
}

// Round returns one round of self-assessment.
func (s *Service) Round(ctx context.Context, who access.Actor, r id.Round) (v RoundView, err error) {
	err = s.look(ctx, who, func(tx *db.Tx) error {
		if v.Round, err = gauge.ByID(ctx, tx, r); err != nil {
			return err
		}
		if v.Place, err = s.place(ctx, tx, who, v.Round.Area); err != nil {
			return err
		}
		if v.Had, err = gauge.Had(ctx, tx, r, who); err != nil {
			return err
		}
		kind, err := kindOf(ctx, tx, who)
		if err != nil {
			return err
		}
		v.Asked = v.MayAnswer && v.Round.State(v.Today) == gauge.Open && v.Round.Asks(kind) && (v.Had == "" || v.Round.Kind == gauge.Ties)
		if v.Round.Forum != "" {
			f, err := forum.ByID(ctx, tx, v.Round.Forum)
			if err != nil {
				return err
			}
			v.ForumName = f.Name
		}
		return v.fill(ctx, tx)
	})
	return v, err
}

// fill finds what may be shown of the round, and what came before it.
func (v *RoundView) fill(ctx context.Context, tx *db.Tx) (err error) {
	left, err := gauge.Unanswered(ctx, tx, v.Round)
	if err != nil {
		return err
	}
	v.Invited = len(left)
	if v.Result, err = gauge.ResultOf(ctx, tx, v.Round); err != nil {
		return err
	}
	if v.Given, err = gauge.GivenIn(ctx, tx, v.Round.ID); err != nil || v.Round.Forum != "" || !v.Shown {
		return err
	}
	rounds, err := gauge.Rounds(ctx, tx, v.Area.ID, gauge.Factors)
	if err != nil {
		return err
	}
	earlier := slices.DeleteFunc(rounds, func(r gauge.Round) bool { return r.Last() >= v.Round.Last() || r.Set != v.Round.Set })
	trend, err := trendOf(ctx, tx, earlier)
	if len(trend) > 0 {
		v.Before = &trend[len(trend)-1]
	}
	return err
}

// kindOf is the actor that somebody works for.
func kindOf(ctx context.Context, tx *db.Tx, who access.Actor) (access.Kind, error) {
	if who.Function == "" {
		return "", nil
	}
	f, err := org.FunctionByID(ctx, tx, who.Function)
	return f.Kind, err
}

// RoundForm is what a round can be made of.
type RoundForm struct {
	Place
	Forums []forum.Forum
	Round  gauge.Round // that is changed, empty for a new one
}

// RoundForm returns what a round of an area can be made of.
func (s *Service) RoundForm(ctx context.Context, who access.Actor, area id.Area) (v RoundForm, err error) {
	err = s.Look(ctx, who, access.GaugeKeep, access.Object{Area: area}, func(tx *db.Tx) error {
		v, err = s.roundForm(ctx, tx, who, area)
		return err
	})
	return v, err
}

// RoundFormOf returns what a round that there is can be made into.
func (s *Service) RoundFormOf(ctx context.Context, who access.Actor, r id.Round) (v RoundForm, err error) {
	area, err := s.areaOf(ctx, who, r)
	if err != nil {
		return v, err
	}
	err = s.Look(ctx, who, access.GaugeKeep, access.Object{Area: area}, func(tx *db.Tx) error {
		if v, err = s.roundForm(ctx, tx, who, area); err != nil {
			return err
		}
		v.Round, err = gauge.ByID(ctx, tx, r)
		return err
	})
	return v, err
}

func (s *Service) roundForm(ctx context.Context, tx *db.Tx, who access.Actor, area id.Area) (v RoundForm, err error) {
	if v.Place, err = s.place(ctx, tx, who, area); err != nil {
		return v, err
	}
	v.Forums, err = forum.List(ctx, tx, area)
	return v, err
}

// areaOf finds the area of a round, so that it can be decided on.
func (s *Service) areaOf(ctx context.Context, who access.Actor, r id.Round) (area id.Area, err error) {
	err = s.look(ctx, who, func(tx *db.Tx) error {
		now, err := gauge.ByID(ctx, tx, r)
		area = now.Area
		return err
	})
	return area, err
}

// BeginRound enters a round in an area.
func (s *Service) BeginRound(ctx context.Context, who access.Actor, area id.Area, in gauge.Settings) (id.Round, error) {
	made, err := s.Do(ctx, who, access.GaugeKeep, access.Object{Area: area}, func(tx *db.Tx, _ access.Sight) (string, error) {
		if err := checkForum(ctx, tx, area, in, false); err != nil {
			return "", err
		}
		made, err := gauge.Begin(ctx, tx, area, in, who.Function)
		return string(made), err
	})
	return id.Round(made), err
}

// checkForum demands that a round is about a forum of its area, beside all else
// that is demanded of it.
func checkForum(ctx context.Context, tx *db.Tx, area id.Area, in gauge.Settings, begun bool) error {
	if in.Forum == "" {
		return nil
	}
	f, err := forum.ByID(ctx, tx, in.Forum)
	if err != nil && !errs.Is(err, errs.NotFound) {
		return err
	}
	var faults errs.Faults
	faults.Check(err == nil && f.Area == area, "forum", "gauge.forum.area")
	if len(faults) == 0 {
		return nil
	}
	if err := faults.Merge(in.Check(tx.Today(), begun)); err != nil {
		return err
	}
	return faults.OneEach().Err()
}

// keepRound changes one round.
func (s *Service) keepRound(ctx context.Context, who access.Actor, act access.Action, r id.Round, fn func(*db.Tx) error) error {
	area, err := s.areaOf(ctx, who, r)
	if err != nil {
		return err
	}
	_, err = s.Do(ctx, who, act, access.Object{Area: area}, func(tx *db.Tx, _ access.Sight) (string, error) { return string(r), fn(tx) })
	return err
}

// ChangeRound changes what is decided about a round.
func (s *Service) ChangeRound(ctx context.Context, who access.Actor, r id.Round, version int64, in gauge.Settings) error {
	return s.keepRound(ctx, who, access.GaugeKeep, r, func(tx *db.Tx) error {
		now, err := gauge.ByID(ctx, tx, r)
		if err != nil {
			return err
		}
		in.Kind = now.Kind
		if err := checkForum(ctx, tx, now.Area, in, in.OpensOn == now.OpensOn); err != nil {
			return err
		}
		return gauge.Change(ctx, tx, r, version, in)
	})
}

// EndRound closes a round before its last day.
func (s *Service) EndRound(ctx context.Context, who access.Actor, r id.Round, version int64) error {
	return s.keepRound(ctx, who, access.GaugeKeep, r, func(tx *db.Tx) error { return gauge.End(ctx, tx, r, version) })
}

// RoundsView is a page of the self-assessments of an area.
type RoundsView struct {
	Place
	Rounds []gauge.Round
	More   bool
}

// FindRounds lists the self-assessments of an area, those that opened last first.
func (s *Service) FindRounds(ctx context.Context, who access.Actor, q gauge.Filter) (v RoundsView, err error) {
	err = s.look(ctx, who, func(tx *db.Tx) error {
		if v.Place, err = s.place(ctx, tx, who, q.Area); err != nil || v.Area.ID == "" {
			return err
		}
		limit := q.Limit
		q.Area, q.Kind, q.Limit = v.Area.ID, gauge.Factors, limit+1
		v.Rounds, err = gauge.Find(ctx, tx, q)
		v.Rounds, v.More = page(v.Rounds, limit)
		return err
	})
	return v, err
}

// page is what belongs on a page of what was read, and whether there is more.
func page[T any](all []T, limit int) ([]T, bool) { return all[:min(limit, len(all))], len(all) > limit }

// AnswerRound takes the answer of the actor's function. What a second submit is
// known again by is not kept: it could be found out from that what was answered.
func (s *Service) AnswerRound(ctx context.Context, who access.Actor, r id.Round, a gauge.Answer) error {
	who.Once = access.Once{}
	return s.keepRound(ctx, who, access.GaugeAnswer, r, func(tx *db.Tx) error {
		now, err := gauge.ByID(ctx, tx, r)
		if err != nil {
			return err
		}
		kind, err := kindOf(ctx, tx, who)
		if err != nil {
			return err
		}
		return gauge.Give(ctx, tx, now, who, kind, a)
	})
}

// Remind tells the functions that a round asks that it has opened, and once
// more, a week before it closes, those that have not answered.
func (s *Service) Remind(ctx context.Context) error {
	return app.ByItself(ctx, s.App, func(ctx context.Context, tx *db.Tx) ([]gauge.Reminder, error) {
		return gauge.Reminders(ctx, tx, gauge.Soon(tx))
	}, func(m gauge.Reminder) (access.Object, string) { return access.Object{Area: m.Area}, string(m.ID) }, s.remind)
}

func (s *Service) remind(ctx context.Context, tx *db.Tx, m gauge.Reminder) (bool, error) {
	first, err := gauge.Tell(ctx, tx, m)
	if err != nil || !first {
		return false, err
	}
	left, err := gauge.Unanswered(ctx, tx, m.Round)
	if err != nil {
		return false, err
	}
	return true, s.TellOthers(ctx, tx, access.Actor{}, left...)
}
