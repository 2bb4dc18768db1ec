package target

import (
	"context"
	"slices"

	"samverk/internal/access"
	"samverk/internal/agreement"
	"samverk/internal/app"
	"samverk/internal/db"
	"samverk/internal/id"
	"samverk/internal/rule"
)

// Line is one criterion and how it comes out.
type Line struct {
	rule.Condition
	rule.Answer
}

// Outcome is whether the person belongs to a group, as far as the reader may see.
type Outcome struct {
	Rule      rule.Rule    // the zero Rule where it is an agreement's
	Agreement id.Agreement // empty where it is a rule's
	Title     string       // of the agreement
	Need      int          // how many of the lines must hold; 0 for all
	Lines     []Line
	rule.Answer
}

// Question is a fact that nobody whom the reader sees has answered, or that they
// answer differently, and what it would decide.
type Question struct {
	Fact    string
	Decides []Outcome
}

// GroupView is whom agreements are for, of a case.
type GroupView struct {
	app.CaseView
	Known
	Named      []Outcome // the groups that rules name: nollplacerad first
	Agreements []Outcome
	Bare       int // agreements in force in the area that have no criteria
	Ask        []Question
}

// Groups returns to which target groups the person of a case belongs, on what
// the reader may see.
func (s *Service) Groups(ctx context.Context, who access.Actor, c id.Case) (GroupView, error) {
	var v GroupView
	err := s.See(ctx, who, access.SituationRead, access.Object{Case: c}, func(tx *db.Tx, sight access.Sight) (err error) {
		v, err = s.groups(ctx, tx, sight)
		return err
	})
	if err != nil {
		return GroupView{}, err
	}
	return v, nil
}

func (s *Service) groups(ctx context.Context, tx *db.Tx, sight access.Sight) (v GroupView, err error) {
	if v.CaseView, err = s.CaseFor(ctx, tx, sight); err != nil {
		return v, err
	}
	v.Known = known(v.CaseView, v.Today)
	set, _, err := rules(ctx, tx)
	if err != nil {
		return v, err
	}
	for _, r := range set.On(v.Today, rule.Group) {
		v.Named = append(v.Named, v.outcome(Outcome{Rule: r}, r.When))
	}
	// Where the reader may not know the place, the agreements would tell it.
	if sight.Place() {
		if err := v.agreements(ctx, tx); err != nil {
			return v, err
		}
	}
	v.Ask = questions(slices.Concat(v.Named, v.Agreements))
	return v, nil
}

// agreements evaluates those that are in force in the case's area.
func (v *GroupView) agreements(ctx context.Context, tx *db.Tx) error {
	all, err := agreement.List(ctx, tx, v.Case.Area)
	for _, l := range all {
		rules, holds := l.InForce(v.Today)
		switch {
		case !holds:
		case rules.Target.Empty():
			v.Bare++
		default:
			v.Agreements = append(v.Agreements, v.outcome(Outcome{Agreement: l.ID, Title: l.Title}, rules.Target))
		}
	}
	return err
}

// outcome evaluates a condition line by line.
func (k Known) outcome(o Outcome, c rule.Condition) Outcome {
	o.Answer = c.Evaluate(k.Facts)
	lines := []rule.Condition{c}
	if c.Op == rule.All || c.Op == rule.Least {
		lines, o.Need = c.Of, c.Need
	}
	for _, one := range lines {
		o.Lines = append(o.Lines, Line{one, one.Evaluate(k.Facts)})
	}
	return o
}

// questions lists the facts that would decide, each with what.
func questions(all []Outcome) (ask []Question) {
	for _, o := range all {
		for _, fact := range o.Decides {
			i := slices.IndexFunc(ask, func(q Question) bool { return q.Fact == fact })
			if i < 0 {
				i = len(ask)
				ask = append(ask, Question{Fact: fact})
			}
			ask[i].Decides = append(ask[i].Decides, o)
		}
	}
	return ask
}

// Outside returns why the person clearly does not belong to the target group of
// an agreement, for a call under it. ok is false where she does, where it is not
// known, and where the agreement has no criteria.
func (s *Service) Outside(ctx context.Context, who access.Actor, c id.Case, under id.Agreement) (o Outcome, ok bool, err error) {
	err = s.See(ctx, who, access.SituationRead, access.Object{Case: c}, func(tx *db.Tx, sight access.Sight) error {
		view, err := s.CaseFor(ctx, tx, sight)
		if err != nil {
			return err
		}
		ruling, err := agreement.InForce(ctx, tx, []id.Agreement{under}, view.Today)
		if err != nil {
			return err
		}
		if v, holds := ruling[under]; holds && !v.Target.Empty() {
			o = known(view, view.Today).outcome(Outcome{Agreement: under}, v.Target)
		}
		return nil
	})
	if err != nil {
		return Outcome{}, false, err
	}
	return o, o.Truth == rule.No, nil
}
