// Package way has the operations of the way through: first picture, target
// group, brief, joint assessment, handover and outcome.
package way

import (
	"samverk/internal/api/rest"
	"samverk/internal/assessment"
	"samverk/internal/brief"
	"samverk/internal/coordination"
	"samverk/internal/handover"
	"samverk/internal/outcome"
	"samverk/internal/picture"
)

// Add puts the operations into the API.
func Add(s *rest.Server) {
	for _, add := range []func(*rest.Server){addPicture, addTarget, addJoint, addBrief, addHandover, addOutcome, addTotals} {
		add(s)
	}
}

// Current returns what a conflict says stands now, in the form in which it is
// read; nothing of what has no such form here.
func Current(now any) any {
	switch now := now.(type) {
	case picture.Standing:
		return rest.ListOf(now, saidOf)
	case brief.Brief:
		now.Unit, now.Function = "", "" // care is not told who asks about a protected person
		return briefOf(now)
	case brief.Form:
		return briefFormOf(now)
	case coordination.Coordination:
		return coordinationOf(now)
	case assessment.Assessment:
		return assessmentOf(now)
	case handover.Handover:
		return handoverOf(now)
	case outcome.Note:
		return outcomeNoteOf(now)
	case outcome.Scale:
		return goalScaleOf(now)
	}
	return nil
}
