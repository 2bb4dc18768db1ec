// Package around has the operations on what stands around the single case: ways
// in, what can be offered, knowledge, studies and figures.
package around

import "samverk/internal/api/rest"

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
