package target

import (
	"context"

	"samverk/internal/access"
	"samverk/internal/app"
	"samverk/internal/db"
	"samverk/internal/id"
	"samverk/internal/rule"
)

// BenefitView is which benefits could be worth asking about, on a day.
type BenefitView struct {
	app.CaseView
	Known
	Day     string
	Worth   []Outcome
	Open    []Outcome // where it is not known yet
	Not     []Outcome
	Ask     []Question
	NoRules bool // nobody has read which rules hold on that day
}

// Benefits returns which benefits could be worth asking about on a day, today
// when none is given, on what the reader may see. It decides nothing.
func (s *Service) Benefits(ctx context.Context, who access.Actor, c id.Case, day string) (BenefitView, error) {
	var v BenefitView
	err := s.See(ctx, who, access.SituationRead, access.Object{Case: c}, func(tx *db.Tx, sight access.Sight) error {
		days, err := daysOf([]string{day}, tx.Today())
		if err != nil {
			return err
		}
		v.Day = days[0]
		if v.CaseView, err = s.CaseFor(ctx, tx, sight); err != nil {
			return err
		}
		set, _, err := rules(ctx, tx)
		if err != nil {
			return err
		}
		v.fill(set.On(v.Day, rule.Benefit))
		return nil
	})
	if err != nil {
		return BenefitView{}, err
	}
	return v, nil
}

// fill evaluates the rules that hold on the day.
func (v *BenefitView) fill(set rule.Set) {
	v.Known, v.NoRules = known(v.CaseView, v.Day), len(set) == 0
	for _, r := range set {
		o := v.outcome(Outcome{Rule: r}, r.When)
		switch o.Truth {
		case rule.Yes:
			v.Worth = append(v.Worth, o)
		case rule.No:
			v.Not = append(v.Not, o)
		default:
			v.Open = append(v.Open, o)
		}
	}
	v.Ask = questions(v.Open)
}
