package briefing

import (
	"context"

	"samverk/internal/access"
	"samverk/internal/app"
	"samverk/internal/brief"
	"samverk/internal/cases"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/org"
	"samverk/internal/person"
)

// answeredDays is how long what a unit has answered stays in its list.
const answeredDays = 30

// Inbox is the briefs that have come to a unit of care, without whom they are about.
type Inbox struct {
	Waiting, Answered []brief.Brief
	Functions         map[id.Function]org.Function
	Today             string
}

// Inbox returns the briefs that have come to the actor's unit of care.
func (s *Service) Inbox(ctx context.Context, who access.Actor) (Inbox, error) {
	var v Inbox
	err := s.Look(ctx, who, access.BriefOpen, access.Object{}, func(tx *db.Tx) error {
		if err := ofCare(ctx, tx, who); err != nil {
			return err
		}
		v.Today = tx.Today()
		all, err := brief.ToAnswer(ctx, tx, who.Unit, who.Function, tx.Now.AddDate(0, 0, -answeredDays))
		if err != nil {
			return err
		}
		for _, b := range all {
			if b.State == brief.Answered {
				v.Answered = append(v.Answered, b)
			} else if !b.Over(v.Today) {
				v.Waiting = append(v.Waiting, b)
			}
		}
		return nil
	})
	if err != nil {
		return Inbox{}, err
	}
	return v, nil
}

// MayOpen reports whether the actor works in health care, with individuals: only
// then may a code be tried at all.
func (s *Service) MayOpen(ctx context.Context, who access.Actor) error {
	return s.Look(ctx, who, access.BriefOpen, access.Object{}, func(tx *db.Tx) error { return ofCare(ctx, tx, who) })
}

func ofCare(ctx context.Context, tx *db.Tx, who access.Actor) error {
	f, err := org.FunctionByID(ctx, tx, who.Function)
	if err == nil && f.Kind != access.Vard {
		err = errNotCare
	}
	return err
}

// Open opens a brief for the actor's unit by its code, once. What is wrong with
// a code that is not good is not told, only how many more may be tried today.
func (s *Service) Open(ctx context.Context, who access.Actor, typed string) (id.Brief, error) {
	code, valid := brief.ParseCode(typed)
	var left int64
	b, err := s.Do(ctx, who, access.BriefOpen, access.Object{}, func(tx *db.Tx, _ access.Sight) (string, error) {
		if err := ofCare(ctx, tx, who); err != nil {
			return "", err
		}
		t, err := brief.Try(ctx, tx, brief.Guess{Code: code, Valid: valid, Hash: s.CodeHash, User: who.User, Function: who.Function, Unit: who.Unit})
		if err != nil {
			return "", err
		}
		left = t.Left
		if t.Tell != "" {
			return "", s.Tell(ctx, tx, t.Tell) // the code is dead: who made the brief can give another
		}
		if t.Brief.ID == "" {
			return "", nil
		}
		return string(t.Brief.ID), s.opened(ctx, tx, who, t.Brief)
	})
	if err == nil && b == "" {
		err = errs.Faults{{Field: "code", Key: "brief.code.wrong", Args: map[string]string{"left": number(left)}}}.Err()
	}
	return id.Brief(b), err
}

// opened lets the function that opened a brief know of a protected person, who
// gave it the code, and tells who made the brief.
func (s *Service) opened(ctx context.Context, tx *db.Tx, who access.Actor, b brief.Brief) error {
	if err := person.Name(ctx, tx, b.Person, who.Function); err != nil {
		return err
	}
	return s.Tell(ctx, tx, b.Function)
}

// ToAnswer returns a brief that has come to the actor's unit.
func (s *Service) ToAnswer(ctx context.Context, who access.Actor, b id.Brief) (View, error) {
	var v View
	err := s.See(ctx, who, access.BriefRead, access.Object{Brief: b}, func(tx *db.Tx, sight access.Sight) (err error) {
		v, err = s.careView(ctx, tx, sight, b)
		return err
	})
	if err != nil {
		return View{}, err
	}
	return v, nil
}

// careView is a brief to who answers it: whom it is about, and no case.
func (s *Service) careView(ctx context.Context, tx *db.Tx, sight access.Sight, b id.Brief) (v View, err error) {
	key, err := s.Key(ctx, sight)
	if err != nil {
		return v, err
	}
	p, err := person.Get(ctx, tx, key, sight.Person())
	if err != nil {
		return v, err
	}
	v.Today, v.Protection, v.Care = tx.Today(), p.Protection, true
	if err := v.read(ctx, tx, key, sight, b); err != nil {
		return v, err
	}
	if !v.Hidden() {
		v.Identity = &p.Identity
	}
	_, err = tx.One(ctx, []any{&v.Case.Ref, &v.Case.State}, `select ref, state from cases where id = $1`, v.Brief.Case)
	return v, err
}

// Answer answers a brief that has come to the actor's unit. Where its function
// takes part in the case, and the one who asked may be told, the answer becomes
// items of its own there at once; else who asked notes what has come in.
func (s *Service) Answer(ctx context.Context, who access.Actor, b id.Brief, version int64, a brief.Answer) error {
	_, err := s.Do(ctx, who, access.BriefAnswer, access.Object{Brief: b}, func(tx *db.Tx, sight access.Sight) (string, error) {
		v, err := s.careView(ctx, tx, sight, b)
		if err != nil {
			return "", err
		}
		if v.Case.State == cases.StateClosed {
			return "", &errs.Error{Kind: errs.Conflict, Key: "brief.expired", Current: v.Brief}
		}
		if v.Waits() && v.Hidden() {
			return "", &errs.Error{Kind: errs.Conflict, Key: "brief.hidden", Current: v.Brief}
		}
		key, err := s.Key(ctx, sight)
		if err != nil {
			return "", err
		}
		if err := brief.Respond(ctx, tx, key, v.Brief, brief.Reply{Answer: a, How: brief.Digital, By: who.Function, Form: v.Form, Version: version}); err != nil {
			return "", err
		}
		if err := s.noteAsParty(ctx, tx, who, v, a); err != nil {
			return "", err
		}
		return string(b), s.Tell(ctx, tx, v.Brief.Function)
	})
	return err
}

// noteAsParty makes the answer items of the unit that gave it, where it takes
// part and may know that who asked can be told.
func (s *Service) noteAsParty(ctx context.Context, tx *db.Tx, who access.Actor, v View, a brief.Answer) error {
	sight, err := s.SightOf(ctx, tx, who, v.Brief.Case)
	if err != nil || sight.Case() == "" {
		return err
	}
	to, err := app.Receiving(ctx, tx, sight, access.Ability)
	if err != nil || !hasUnit(to.Covered, v.Brief.Unit) {
		return err
	}
	return s.note(ctx, tx, sight, v.Brief, a)
}
