package joint

import (
	"context"
	"slices"

	"samverk/internal/access"
	"samverk/internal/app"
	"samverk/internal/cases"
	"samverk/internal/consent"
	"samverk/internal/coordination"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/org"
	"samverk/internal/person"
)

// mostReminded bounds how many are reminded of at once.
const mostReminded = 100

// Head is which case a page is of, as far as the reader may know.
type Head struct {
	Case     cases.Case
	Identity *person.Identity // nil while the reader may not know who it is
	Sight    access.Sight
	Today    string
}

// CoordinationView is what Försäkringskassan is asked to coordinate in a case, as
// one reader may see it.
type CoordinationView struct {
	Head
	All       []coordination.Coordination
	Units     map[id.Unit]org.Unit
	Functions map[id.Function]org.Function
	Parties   []org.Function // of Försäkringskassan, that take part; to the circle
	Invited   bool           // one of them is asked into the case and has not answered; to the circle
	Reach     []Reached      // whom the consent lets be told of the case; to the circle
	MayAsk    bool
	MayAnswer bool
}

// Reached is a unit and what the consent lets it be told.
type Reached struct {
	org.Unit
	Of access.Set
}

// Waits reports whether something that the reader may know of waits for an answer.
func (v CoordinationView) Waits() bool {
	return slices.ContainsFunc(v.All, coordination.Coordination.Open)
}

// Asked reports whether the reader's unit, or the person, has something that waits.
func (v CoordinationView) Asked() bool {
	return slices.ContainsFunc(v.All, func(c coordination.Coordination) bool { return c.Owner == v.Sight.Unit() && c.Open() })
}

// Coordination returns what Försäkringskassan is asked to coordinate in a case.
func (s *Service) Coordination(ctx context.Context, who access.Actor, c id.Case) (CoordinationView, error) {
	var v CoordinationView
	err := s.See(ctx, who, access.CoordinationRead, access.Object{Case: c}, func(tx *db.Tx, sight access.Sight) (err error) {
		v, err = s.coordinationView(ctx, tx, who, sight)
		return err
	})
	if err != nil {
		return CoordinationView{}, err
	}
	return v, nil
}

func (s *Service) coordinationView(ctx context.Context, tx *db.Tx, who access.Actor, sight access.Sight) (v CoordinationView, err error) {
	if v.Head, err = s.head(ctx, tx, sight); err != nil {
		return v, err
	}
	key, err := s.Key(ctx, sight)
	if err != nil {
		return v, err
	}
	fk, err := ofFK(ctx, tx, sight)
	if err != nil {
		return v, err
	}
	if v.All, err = coordination.OfCase(ctx, tx, key, sight, fk); err != nil {
		return v, err
	}
	open := v.Case.State != cases.StateClosed
	v.MayAsk = open && sight.Circle() && (who.Proxy == "" || sight.Tasks().Has(access.TaskAsk))
	v.MayAnswer = open && fk
	if err := v.parties(ctx, tx); err != nil {
		return v, err
	}
	if err := v.names(ctx, tx); err != nil || !sight.Circle() {
		return v, err
	}
	now, err := consent.Current(ctx, tx, key, sight)
	if err != nil || !now.InForce(v.Today) {
		return v, err
	}
	return v, v.reach(ctx, tx, now.Grid)
}

// head fills in which case a page is of.
func (s *Service) head(ctx context.Context, tx *db.Tx, sight access.Sight) (h Head, err error) {
	h.Sight, h.Today = sight, tx.Today()
	if h.Case, err = cases.Get(ctx, tx, sight); err != nil || !sight.Identity() {
		return h, err
	}
	key, err := s.Key(ctx, sight)
	if err != nil {
		return h, err
	}
	p, err := person.Get(ctx, tx, key, sight.Person())
	h.Identity = &p.Identity
	return h, err
}

// parties fills in those of Försäkringskassan that take part, to one in the circle.
func (v *CoordinationView) parties(ctx context.Context, tx *db.Tx) error {
	if !v.Sight.Circle() {
		return nil
	}
	all, err := cases.Parties(ctx, tx, v.Sight)
	if err != nil {
		return err
	}
	var names []id.Function
	for _, p := range all {
		names = append(names, p.Function)
	}
	functions, err := org.Functions(ctx, tx, names)
	for _, p := range all {
		f := functions[p.Function]
		switch {
		case f.Kind != access.FK:
		case p.State == access.TakesPart:
			v.Parties = append(v.Parties, f)
		case p.State == access.Invited:
			v.Invited = true
		}
	}
	return err
}

// names fills in the functions and units that the page names.
func (v *CoordinationView) names(ctx context.Context, tx *db.Tx) (err error) {
	functions, units := id.NewSet[id.Function](), id.NewSet[id.Unit]()
	for _, c := range v.All {
		functions.Add(c.By, c.AnsweredBy)
		if c.Owner != id.Self {
			units.Add(c.Owner)
		}
	}
	if v.Functions, err = org.Functions(ctx, tx, functions.List); err != nil {
		return err
	}
	v.Units, err = org.Units(ctx, tx, units.List)
	return err
}

// reach fills in whom the consent lets be told: those that Försäkringskassan may
// speak with (sweden.md L15).
func (v *CoordinationView) reach(ctx context.Context, tx *db.Tx, grid consent.Grid) error {
	var which []id.Unit
	for u := range grid {
		which = append(which, u)
	}
	units, err := org.Units(ctx, tx, which)
	for u, set := range grid {
		v.Reach = append(v.Reach, Reached{units[u], set})
	}
	slices.SortFunc(v.Reach, func(a, b Reached) int {
		if a.Name < b.Name {
			return -1
		}
		return 1
	})
	return err
}

// ofFK reports whether the reader's unit is of Försäkringskassan.
func ofFK(ctx context.Context, tx *db.Tx, sight access.Sight) (bool, error) {
	if sight.Self() || sight.Unit() == "" {
		return false, nil
	}
	all, err := org.Units(ctx, tx, []id.Unit{sight.Unit()})
	return all[sight.Unit()].Kind == access.FK, err
}

// AskCoordination asks Försäkringskassan to coordinate: by the person, or noted
// for her by one who may know who takes part. It waits when nobody of
// Försäkringskassan takes part yet, and who leads the case is told.
func (s *Service) AskCoordination(ctx context.Context, who access.Actor, c id.Case, n coordination.New) (id.Coordination, error) {
	asked, err := s.coordinate(ctx, who, access.CoordinationAsk, c, func(tx *db.Tx, sight access.Sight) (string, cases.Event, error) {
		e := cases.Event{Kind: "coordination_asked", Unit: sight.Unit()}
		if !sight.Circle() {
			return "", e, errs.New(errs.Denied, "coordination.circle")
		}
		key, err := s.Key(ctx, sight)
		if err != nil {
			return "", e, err
		}
		asked, err := coordination.Ask(ctx, tx, key, sight, n)
		if err == nil && sight.Self() {
			// What she asks of whom is for the circle, and for the one who leads.
			e.Unit, err = leading(ctx, tx, sight)
		}
		if err != nil {
			return "", e, err
		}
		concerned, err := coordination.Concerned(ctx, tx, c)
		if err != nil {
			return "", e, err
		}
		return string(asked), e, s.TellOthers(ctx, tx, who, concerned...)
	})
	return id.Coordination(asked), err
}

// leading is the unit of the function that leads the case.
func leading(ctx context.Context, tx *db.Tx, sight access.Sight) (id.Unit, error) {
	of, err := cases.Get(ctx, tx, sight)
	if err != nil {
		return "", err
	}
	f, err := org.FunctionByID(ctx, tx, of.Coordinator)
	return f.Unit, err
}

// WithdrawCoordination takes back what waits for an answer.
func (s *Service) WithdrawCoordination(ctx context.Context, who access.Actor, c id.Case, of id.Coordination, version int64) error {
	_, err := s.coordinate(ctx, who, access.CoordinationAsk, c, func(tx *db.Tx, sight access.Sight) (string, cases.Event, error) {
		e := cases.Event{Kind: "coordination_withdrawn", Unit: sight.Unit()}
		key, err := s.Key(ctx, sight)
		if err != nil {
			return "", e, err
		}
		if err := coordination.Withdraw(ctx, tx, key, sight, of, version); err != nil {
			return "", e, err
		}
		if sight.Self() {
			e.Unit, err = leading(ctx, tx, sight)
		}
		return string(of), e, err
	})
	return err
}

// AnswerCoordination takes what is asked for to its next state, by a function of
// Försäkringskassan that takes part in the case.
func (s *Service) AnswerCoordination(ctx context.Context, who access.Actor, c id.Case, of id.Coordination, r coordination.Reply) error {
	_, err := s.coordinate(ctx, who, access.CoordinationAnswer, c, func(tx *db.Tx, sight access.Sight) (string, cases.Event, error) {
		e := cases.Event{Kind: "coordination_answered", Unit: sight.Unit()}
		fk, err := ofFK(ctx, tx, sight)
		if err == nil && !fk {
			err = errs.New(errs.Denied, "coordination.fk")
		}
		if err != nil {
			return "", e, err
		}
		key, err := s.Key(ctx, sight)
		if err != nil {
			return "", e, err
		}
		return string(of), e, coordination.Answer(ctx, tx, key, sight, of, r)
	})
	return err
}

// coordinate changes what is asked for in a case that is not closed, notes it on
// the time line and tells the one who leads.
func (s *Service) coordinate(ctx context.Context, who access.Actor, act access.Action, c id.Case, change func(*db.Tx, access.Sight) (string, cases.Event, error)) (string, error) {
	return s.Do(ctx, who, act, access.Object{Case: c}, func(tx *db.Tx, sight access.Sight) (string, error) {
		if err := app.Writable(ctx, tx, sight); err != nil {
			return "", err
		}
		object, e, err := change(tx, sight)
		if err != nil {
			return "", err
		}
		return object, s.Happened(ctx, tx, sight, e)
	})
}

// Remind tells those of Försäkringskassan, or who leads the case, once when an
// answer is late.
func (s *Service) Remind(ctx context.Context) error {
	return app.ByItself(ctx, s.App, func(ctx context.Context, tx *db.Tx) ([]coordination.Due, error) {
		return coordination.ToRemind(ctx, tx, mostReminded)
	}, func(d coordination.Due) (access.Object, string) { return access.Object{Case: d.Case}, string(d.ID) },
		func(ctx context.Context, tx *db.Tx, d coordination.Due) (bool, error) {
			done, err := coordination.Reminded(ctx, tx, d)
			if err != nil || !done {
				return done, err
			}
			all, err := coordination.Concerned(ctx, tx, d.Case)
			for _, f := range all {
				if err == nil {
					err = s.Tell(ctx, tx, f)
				}
			}
			return true, err
		})
}
