package ui

import (
	"samverk/internal/access"
	"samverk/internal/i18n"
)

// Person is the kind of lane and mark that stands for the person herself.
const Person access.Kind = "person"

// letter returns the letter that says the same as the actor's colour.
func letter(k access.Kind) string {
	switch k {
	case access.Kommun:
		return "K"
	case access.Vard:
		return "V"
	case access.FK:
		return "F"
	case access.AF:
		return "A"
	case Person:
		return "P"
	case access.Forbund:
		return "S"
	}
	return "D"
}

// colour returns the class that sets the actor's colour.
func colour(k access.Kind) string {
	switch k {
	case access.Kommun, access.Vard, access.FK, access.AF, Person:
		return "actor--" + string(k)
	}
	return "actor--other"
}

// KindName returns the name of a kind of actor.
func KindName(t *i18n.Texts, k access.Kind) string { return t.T("kind." + string(k)) }

// CategoryName returns the name of a category.
func CategoryName(t *i18n.Texts, c access.Category) string { return t.T("category." + c.String()) }

// CategoryAbout returns what a category holds.
func CategoryAbout(t *i18n.Texts, c access.Category) string {
	return t.T("category." + c.String() + ".about")
}

// ActorClass is the class of what stands in an actor's colour.
func ActorClass(k access.Kind) string { return colour(k) }
