// Package attack tries to find persons in totals that have been released.
package attack

import (
	"fmt"
	"math/big"
	"slices"
	"strings"

	"samverk/internal/id"
	"samverk/internal/outcome"
)

// unsaid stands in the place of an answer where there is none.
const unsaid = "unsaid"

// unknown is how many persons gave an answer, that the attacker looks for.
type unknown struct {
	period         outcome.Period
	area           id.Area
	question, code string
}

// String names what is looked for.
func (u unknown) String() string {
	return strings.Join([]string{string(u.period), string(u.area), u.question, u.code}, " ")
}

// equation is a sum that the attacker knows: of unknowns, with how many times.
type equation struct {
	of map[unknown]int64
	is int64
}

// Find takes everything that has been released, of all half-years and stages at
// once, and solves it as linear equations. It returns every count that is small
// and comes out, and how many counts do not come out.
func Find(areas []id.Area, all []outcome.Released) (found []string, withheld int) {
	s := solve(merge(append(told(areas, all), whole(areas, all)...)))
	for u, members := range s.classes {
		value, solved := s.values[u]
		switch {
		case u.code == unsaid && len(members) == 1:
		case !solved || len(members) > 1:
			withheld += len(members)
		case value.Cmp(big.NewRat(outcome.Least, 1)) < 0:
			found = append(found, fmt.Sprint(u, " is ", value.RatString()))
		}
	}
	for _, r := range all {
		for _, c := range r.Cells {
			if c.Persons < outcome.Least {
				found = append(found, fmt.Sprintf("%s tells %+v", r.Period, c))
			}
		}
	}
	slices.Sort(found)
	return found, withheld
}

// told are the cells as sums of those who gave one of the answers of a group, in
// the area or in all.
func told(areas []id.Area, all []outcome.Released) (list []equation) {
	questions := map[string]outcome.Question{}
	for _, q := range outcome.Questions() {
		questions[q.Name] = q
	}
	for _, r := range all {
		for _, c := range r.Cells {
			groups := questions[c.Question].Levels[c.Level]
			g := groups[slices.IndexFunc(groups, func(g outcome.Group) bool { return g.Name == c.Group })]
			e := equation{map[unknown]int64{}, int64(c.Persons)}
			for _, a := range areas {
				for _, code := range g.Codes {
					if c.Area == "" || c.Area == a {
						e.of[unknown{r.Period, a, c.Question, code}] = 1
					}
				}
			}
			list = append(list, e)
		}
	}
	return list
}

// whole says that those who answered a question and those who did not are
// together the cases that were closed, in every area.
func whole(areas []id.Area, all []outcome.Released) (list []equation) {
	for _, r := range all {
		for _, q := range outcome.Questions() {
			if q.Stage != r.Stage || q.Name == outcome.OpenedCases || q.Name == outcome.ClosedCases {
				continue
			}
			for _, a := range areas {
				e := equation{of: map[unknown]int64{{r.Period, a, outcome.ClosedCases, outcome.Answered}: -1, {r.Period, a, q.Name, unsaid}: 1}}
				for _, g := range q.Levels[0] {
					for _, code := range g.Codes {
						e.of[unknown{r.Period, a, q.Name, code}] = 1
					}
				}
				list = append(list, e)
			}
		}
	}
	return list
}

// merge makes one unknown of those that stand in the same equations: none of
// them can come out by itself, so their sum does as well.
func merge(list []equation) (merged []equation, classes map[unknown][]unknown) {
	in := map[unknown]*strings.Builder{}
	for n, e := range list {
		for u, times := range e.of {
			if in[u] == nil {
				in[u] = &strings.Builder{}
			}
			fmt.Fprint(in[u], n, "*", times, " ")
		}
	}
	first, classes := map[string]unknown{}, map[unknown][]unknown{}
	for u, where := range in {
		if _, ok := first[where.String()]; !ok {
			first[where.String()] = u
		}
		one := first[where.String()]
		classes[one] = append(classes[one], u)
	}
	for _, e := range list {
		m := equation{map[unknown]int64{}, e.is}
		for u, times := range e.of {
			if _, ok := classes[u]; ok {
				m.of[u] = times
			}
		}
		merged = append(merged, m)
	}
	return merged, classes
}
