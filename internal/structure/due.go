package structure

import (
	"context"
	"slices"

	"samverk/internal/access"
	"samverk/internal/agreement"
	"samverk/internal/app"
	"samverk/internal/db"
	"samverk/internal/id"
)

// Due is something of the structure level that waits for somebody: a line of
// her day.
type Due struct {
	Key    string   // of the text: what waits
	Args   []string // of the text, names and values in turn
	Href   string   // where it is seen to
	Area   id.Area  // that it is about, where it is about one
	On     string   // the date that it is due, or was noticed; may be empty
	Urgent bool     // something does not work until it is done

	Function id.Function // that somebody has to act as; empty where it is about none
}

// Part is a part of the structure level, asked what waits for a function.
type Part func(ctx context.Context, tx *db.Tx, who access.Actor) ([]Due, error)

// Around asks each part in one reading what waits for the actor, and puts what
// is urgent first. For a person nothing waits here.
func (s *Service) Around(ctx context.Context, who access.Actor, parts ...Part) (all []Due, err error) {
	if who.Self() || who.Function == "" {
		return nil, nil
	}
	err = s.Look(ctx, who, access.DayRead, access.Object{}, func(tx *db.Tx) error {
		all = nil
		for _, part := range parts {
			some, err := part(ctx, tx, who)
			if err != nil {
				return err
			}
			all = append(all, some...)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(all, func(a, b Due) int {
		switch {
		case a.Urgent == b.Urgent:
			return 0
		case a.Urgent:
			return -1
		}
		return 1
	})
	return all, nil
}

// Pressing takes away what a day need not say of agreements: one that no longer
// holds is not to be reviewed as well.
func Pressing(all []app.AgreementDue) []app.AgreementDue {
	gone := map[id.Agreement]bool{}
	for _, d := range all {
		gone[d.Agreement] = gone[d.Agreement] || d.What == agreement.ToExpire && d.Overdue
	}
	return slices.DeleteFunc(all, func(d app.AgreementDue) bool { return d.What == agreement.ToReview && gone[d.Agreement] })
}
