// Package factor has what collaboration is judged by: eight factors and how
// they are grouped, another set of five, three pictures, kinds of obstacles. It
// is pure. The words are texts of their own; the sources are the report "Fokus
// Integrerad Samverkan" (2016) and those that it names.
package factor

import "slices"

// Code names a factor. It stands in the database and in the API.
type Code string

// The eight factors of Berth Danermark, as the report names them (S99).
const (
	Leadership Code = "leadership"
	Structure  Code = "structure"
	Stability  Code = "stability"
	Respect    Code = "respect"
	Goals      Code = "goals"
	Forums     Code = "forums"
	Individual Code = "individual"
	Knowledge  Code = "knowledge"
)

// The five conditions of "Samordna rehabiliteringen" (2012), as the report
// names them (S102).
const (
	Arena   Code = "arena"
	Values  Code = "values"
	Skills  Code = "skills"
	Support Code = "support"
	Process Code = "process"
)

// Factor is something that collaboration depends on. Its presence promotes and
// its absence hinders (S230).
type Factor struct {
	Code  Code
	Group Group
}

// Name is the key of the factor's name.
func (f Factor) Name() string { return "factor." + string(f.Code) }

// About is the key of what the factor is about.
func (f Factor) About() string { return "factor." + string(f.Code) + ".about" }

// Promoting is the key of what it can look like where the factor is there.
func (f Factor) Promoting() string { return "factor." + string(f.Code) + ".promoting" }

// Hindering is the key of what it can look like where the factor is not there.
func (f Factor) Hindering() string { return "factor." + string(f.Code) + ".hindering" }

// Group is one of three that factors belong to (S97).
type Group string

// The groups.
const (
	Steering     Group = "steering"     // that those who lead take a stand
	Organisation Group = "organisation" // what is clear about goals, parts and routines
	Shared       Group = "shared"       // how those who meet speak and what they hold in common
)

// Groups lists the groups in the order of the report.
func Groups() []Group { return []Group{Steering, Organisation, Shared} }

// Name is the key of the group's name.
func (g Group) Name() string { return "factor.group." + string(g) }

// About is the key of what the group is about.
func (g Group) About() string { return "factor.group." + string(g) + ".about" }

// Factors lists the eight factors in the order of the main report.
func Factors() []Factor {
	return []Factor{
		{Leadership, Steering}, {Structure, Organisation}, {Stability, Steering}, {Respect, Shared},
		{Goals, Organisation}, {Forums, Organisation}, {Individual, Shared}, {Knowledge, Shared},
	}
}

// Headings lists the eight factors in the order that the report of an area has
// its headings.
func Headings() []Factor {
	order := []Code{Leadership, Structure, Forums, Stability, Respect, Goals, Individual, Knowledge}
	all := Factors()
	slices.SortFunc(all, func(a, b Factor) int { return slices.Index(order, a.Code) - slices.Index(order, b.Code) })
	return all
}

// Set is what a round of self-assessment asks about.
type Set string

// The sets.
const (
	Eight Set = "eight"
	Five  Set = "five"
)

// Sets lists the sets, the usual one first.
func Sets() []Set { return []Set{Eight, Five} }

// Name is the key of the set's name.
func (s Set) Name() string { return "factor.set." + string(s) }

// Source is the key of where the set comes from.
func (s Set) Source() string { return "factor.set." + string(s) + ".source" }

// Factors lists the factors of the set in its order; none where there is no
// such set.
func (s Set) Factors() []Factor {
	switch s {
	case Eight:
		return Factors()
	case Five:
		return []Factor{{Arena, Organisation}, {Values, Shared}, {Skills, Shared}, {Support, Organisation}, {Process, Organisation}}
	}
	return nil
}

// Known reports whether a code is one of the eight factors.
func Known(c Code) bool {
	return slices.ContainsFunc(Factors(), func(f Factor) bool { return f.Code == c })
}

// ByCode returns the factor with a code, of either set.
func ByCode(c Code) (Factor, bool) {
	for _, s := range Sets() {
		for _, f := range s.Factors() {
			if f.Code == c {
				return f, true
			}
		}
	}
	return Factor{}, false
}

// The ends of the scale that a factor is judged on, in the words of S230: it is
// absent, partly there, or there.
const (
	Absent  = 1
	Partly  = 3
	Present = 5
)

// StepName is the key of the name of a step of the scale.
func StepName(step int) string {
	return []string{"factor.step.unknown", "factor.step.1", "factor.step.2", "factor.step.3", "factor.step.4", "factor.step.5"}[max(0, min(step, Present))]
}

// Picture is one of Christian Ståhl's three pictures of collaboration (S93).
type Picture string

// The pictures, of which the last is what one wants to reach.
const (
	Outside    Picture = "outside"
	Friday     Picture = "friday"
	Integrated Picture = "integrated"
)

// Pictures lists the pictures in the direction that one wants to go.
func Pictures() []Picture { return []Picture{Outside, Friday, Integrated} }

// Number is the picture's number, counted from 1; 0 where there is no such
// picture.
func (p Picture) Number() int { return slices.Index(Pictures(), p) + 1 }

// Name is the key of the picture's name.
func (p Picture) Name() string { return "factor.picture." + string(p) }

// About is the key of what the picture shows.
func (p Picture) About() string { return "factor.picture." + string(p) + ".about" }

// Sides are what a statement about a factor can be: that it promotes, or that
// it hinders.
func Sides() []string { return []string{"promoting", "hindering"} }

// SideName is the key of the name of a side.
func SideName(side string) string { return "factor.side." + side }

// Obstacles lists the six kinds of obstacles of the report (S228).
func Obstacles() []string {
	return []string{"time", "knowledge", "expectations", "rules", "staff", "contact"}
}

// ObstacleName is the key of the name of a kind of obstacle.
func ObstacleName(kind string) string { return "obstacle.kind." + kind }
