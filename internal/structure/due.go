package structure

import (
	"context"
	"slices"

	"samverk/internal/access"
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

// Gather asks each part of the structure level what waits for the actor, and
// puts what is urgent first.
func Gather(ctx context.Context, who access.Actor, parts ...func(context.Context, access.Actor) ([]Due, error)) (all []Due, err error) {
	for _, part := range parts {
		some, err := part(ctx, who)
		if err != nil {
			return nil, err
		}
		all = append(all, some...)
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
