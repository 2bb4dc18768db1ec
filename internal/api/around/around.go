// Package around has the operations on what stands around the single case: ways
// in, what can be offered, knowledge, studies and figures.
package around

import (
	"samverk/internal/api/rest"
	"samverk/internal/contact"
)

// Add puts the operations on a server.
func Add(s *rest.Server) {
	addWays(s)
	addCatalogue(s)
	addIntroduction(s)
	addMaturity(s)
	addMapping(s)
	addFigures(s)
	addBoard(s)
}

// codes are the codes of what has a type of its own.
func codes[T ~string](of []T) []string {
	return rest.ListOf(of, func(one T) string { return string(one) })
}

func actors() []string { return codes(contact.Actors()) }

func ages() []string {
	return rest.ListOf(contact.Ages(), func(a contact.Age) string { return a.Code })
}

// yes is what asks for something that is not shown otherwise.
func yes() []string { return []string{"true", "false"} }

// Current tells, of what a conflict says stands now, the form in which it is
// read; nil of what has none.
func Current(now any) any {
	for _, form := range []func(any) any{currentWay, learningNow, maturityNow, boardNow, goalNow, offerNow, mappingNow} {
		if of := form(now); of != nil {
			return of
		}
	}
	return nil
}
