package structure

import "samverk/internal/rule"

// targetOf returns criteria as a file has them, nil for none.
func targetOf(c rule.Condition) *AgreementTarget {
	if c.Empty() {
		return nil
	}
	t := &AgreementTarget{Need: c.Need}
	for _, one := range c.Of {
		x := AgreementCriterion{Fact: one.Fact, Words: one.Words}
		least, most, bounded := one.Want.Bounds()
		switch {
		case !bounded:
			yes := one.Want.Truth == rule.Yes
			x.Is = &yes
		case least > 0:
			x.Least = &least
			fallthrough
		default:
			if most < rule.Unbounded {
				x.Most = &most
			}
		}
		t.Criteria = append(t.Criteria, x)
	}
	return t
}

// condition returns the criteria of a file as a draft takes them, which checks
// them.
func (t *AgreementTarget) condition() rule.Condition {
	if t == nil || len(t.Criteria) == 0 && t.Need == 0 {
		return rule.Condition{}
	}
	all := make([]rule.Condition, len(t.Criteria))
	for i, x := range t.Criteria {
		all[i] = rule.Condition{Op: rule.Compare, Fact: x.Fact, Want: x.want(), Words: x.Words}
	}
	if t.Need == 0 {
		return rule.AllOf(all...)
	}
	return rule.LeastOf(t.Need, all...)
}

// want is what a criterion asks for; where it says both an answer and a number,
// what no fact takes.
func (x AgreementCriterion) want() rule.Value {
	bounded := x.Least != nil || x.Most != nil
	switch {
	case x.Is != nil && !bounded:
		return rule.Is(*x.Is)
	case !bounded || x.Is != nil:
		return rule.Value{}
	}
	least, most := 0, rule.Unbounded
	if x.Least != nil {
		least = *x.Least
	}
	if x.Most != nil {
		most = *x.Most
	}
	return rule.Between(least, most)
}
