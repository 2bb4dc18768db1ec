// Package scene fills the level around the single case in the demo world: ways
// in, what can be offered, knowledge, studies and figures, after the two reports.
package scene

import (
	"context"

	"samverk/internal/access"
	"samverk/internal/app"
	"samverk/internal/id"
)

// Stage is where a scene is played.
type Stage struct {
	App      *app.App
	Areas    []id.Area
	Acting   func(area id.Area, short string) access.Actor // who acts under a short name in an area
	Function func(area id.Area, short string) id.Function
	Date     func(day int) string // ISO date of a day counted from today
}

// Turn is something that happens on a day, counted from today.
type Turn struct {
	What string // for errors
	Day  int
	Do   func(context.Context, *Stage) error
}

// Turns is everything that happens, of each part in its order of days.
func Turns() (all []Turn) {
	for _, part := range [][]Turn{ways(), catalogueTurns(), introductionTurns(), maturityTurns(), mappingTurns(), figuresTurns(), boardTurns()} {
		all = append(all, part...)
	}
	return all
}
