// Package fit lays a case beside the catalogue: which interventions could fit,
// why, why not. People choose.
package fit

import (
	"context"
	"slices"

	"samverk/internal/access"
	"samverk/internal/app"
	"samverk/internal/cases"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/item"
	"samverk/internal/offer"
	"samverk/internal/org"
	"samverk/internal/picture"
	"samverk/internal/rule"
	"samverk/internal/situation"
)

// Service is the application with this part of it.
type Service struct{ *app.App }

// New returns the service.
func New(a *app.App) *Service { return &Service{a} }

// Line is one thing that an intervention is for or demands, and how it comes out.
type Line struct {
	What string // age, problem, or a requirement
	rule.Answer
}

// Match is whether an intervention could fit, on what the reader may see.
type Match struct {
	offer.Intervention
	Unit  org.Unit
	Lines []Line
	rule.Answer
}

// View is which interventions could fit a case.
type View struct {
	app.CaseView
	Could   []Match
	Open    []Match // where it is not known yet
	Not     []Match
	Hidden  bool // the reader may not know the area, and a list would tell it
	MayNote bool // the reader may count that something is missing
}

// Read returns which interventions of the case's area could fit, on what the
// reader may see of it.
func (s *Service) Read(ctx context.Context, who access.Actor, c id.Case) (View, error) {
	var v View
	err := s.See(ctx, who, access.FitRead, access.Object{Case: c}, func(tx *db.Tx, sight access.Sight) (err error) {
		if v.CaseView, err = s.CaseFor(ctx, tx, sight); err != nil {
			return err
		}
		if v.Hidden = !sight.Place(); v.Hidden {
			return nil
		}
		v.MayNote = !sight.Self()
		return v.fill(ctx, tx)
	})
	if err != nil {
		return View{}, err
	}
	return v, nil
}

func (v *View) fill(ctx context.Context, tx *db.Tx) error {
	all, err := offer.List(ctx, tx, offer.Filter{Area: v.Case.Area})
	if err != nil {
		return err
	}
	ids := id.NewSet[id.Unit]()
	for _, i := range all {
		ids.Add(i.Unit)
	}
	units, err := org.Units(ctx, tx, ids.List)
	facts := v.facts()
	for _, i := range all {
		if !i.Offered(v.Today) {
			continue
		}
		m := Match{Intervention: i, Unit: units[i.Unit]}
		m.evaluate(facts)
		switch m.Truth {
		case rule.Yes:
			v.Could = append(v.Could, m)
		case rule.No:
			v.Not = append(v.Not, m)
		default:
			v.Open = append(v.Open, m)
		}
	}
	return err
}

// facts are what the reader may know, as interventions ask about it: the facts
// of the vocabulary, which problems there are, and one benefit by name.
func (v *View) facts() rule.Facts {
	born := ""
	if v.Identity != nil {
		born = picture.Born(string(v.Identity.Number))
	}
	facts := picture.FactsOf(v.Items, born, v.Today)
	differ := picture.DifferingOf(v.Items)
	for _, i := range v.Items {
		switch {
		case i.Gone:
		case i.Kind == item.Fact && !slices.Contains(differ, i.Code):
			if is, ok := problemOf(i.Code, i.Value); ok {
				facts[is.fact] = is.value
			}
		case i.Kind == item.Benefit && i.Code == activityBenefit && i.Start <= v.Today && (i.End == "" || i.End >= v.Today):
			facts[activityBenefit] = rule.Is(true) // that none is seen says nothing
		}
	}
	return facts
}

// activityBenefit is aktivitetsersättning, by its code among the benefits.
const activityBenefit = "AE"

// problem is what an answer says of a problem.
type problem struct {
	fact  string
	value rule.Value
}

// problemOf is what an answer to a field of the first picture says of the
// problems that interventions are meant for.
func problemOf(field, value string) (p problem, ok bool) {
	needs := map[string]string{"need_work": "work", "need_mental": "mental", "need_physical": "physical", "need_social": "social"}
	switch {
	case needs[field] != "" && (value == situation.Affirmed || value == situation.Denied):
		return problem{"problem." + needs[field], rule.Is(value == situation.Affirmed)}, true
	case field == "addiction" && (value == "ongoing" || value == "none"):
		return problem{"problem.addiction", rule.Is(value == "ongoing")}, true
	case field == "housing" && (value == "none" || value == "temporary" || value == "own"):
		return problem{"problem.housing", rule.Is(value != "own")}, true
	}
	return p, false
}

// requirement is what a requirement asks of the facts.
func requirement(code string) rule.Condition {
	switch code {
	case "enrolled":
		return rule.Asks("af.enrolled", true)
	case "assistance":
		return rule.Within("assistance.months", 1, rule.Unbounded)
	case "sick_listed":
		return rule.Within("sick.extent", 1, rule.Unbounded)
	case "activity_benefit":
		return rule.Asks(activityBenefit, true)
	case "sgi":
		return rule.Asks("sgi", true)
	case "without_sgi":
		return rule.Asks("sgi", false)
	case "reduced":
		return rule.Asks("capacity.reduced", true)
	case "ill_health":
		return rule.Asks("ill_health", true)
	}
	return rule.Asks("sick.assessed", true)
}

// evaluate lays what an intervention is for and demands beside what is known.
func (m *Match) evaluate(facts rule.Facts) {
	t := m.Text
	var all []rule.Condition
	add := func(what string, c rule.Condition) {
		m.Lines = append(m.Lines, Line{what, c.Evaluate(facts)})
		all = append(all, c)
	}
	if t.AgeFrom >= 0 || t.AgeTo >= 0 {
		from, to := max(t.AgeFrom, 0), t.AgeTo
		if to < 0 {
			to = rule.Unbounded
		}
		add("age", rule.Within("age", from, to))
	}
	if len(t.Problems) > 0 {
		var some []rule.Condition
		for _, p := range t.Problems {
			some = append(some, rule.Asks("problem."+p, true))
		}
		add("problem", rule.AnyOf(some...))
	}
	for _, code := range t.Requires {
		add(code, requirement(code))
	}
	if m.Truth = rule.Yes; len(all) > 0 {
		m.Answer = rule.AllOf(all...).Evaluate(facts)
	}
}

// Note counts that the case needed something that there is not, once for each
// case. Nothing of the case is kept with the count, and one with protected
// identity is never counted.
func (s *Service) Note(ctx context.Context, who access.Actor, c id.Case, sort offer.Sort, actor access.Kind) error {
	_, err := s.Do(ctx, who, access.MissingNote, access.Object{Case: c}, func(tx *db.Tx, sight access.Sight) (string, error) {
		if !sight.Place() {
			return "", errs.New(errs.Denied, "offer.missing.protected")
		}
		now, err := cases.Get(ctx, tx, sight)
		if err != nil {
			return "", err
		}
		digest := s.Sealer().HashNumber("missing " + string(c) + " " + string(sort) + " " + string(actor))
		return string(c), offer.Count(ctx, tx, offer.Lack{Area: now.Area, Sort: sort, Actor: actor}, digest)
	})
	return err
}
