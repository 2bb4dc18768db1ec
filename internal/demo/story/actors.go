package story

import (
	"fmt"

	"samverk/internal/access"
	"samverk/internal/id"
	"samverk/internal/login"
	"samverk/internal/org"
)

// Actors returns the holder of every function, acting as it.
func Actors(w org.World) map[id.Function]access.Actor {
	all := map[id.Function]access.Actor{}
	n := 0
	for _, o := range w.Organisations {
		for _, u := range o.Units {
			n++
			for _, f := range u.Functions {
				all[f.ID] = access.Actor{
					User: org.UserID(f.ID, 1), Function: f.ID, Unit: u.ID, Org: o.ID,
					Level: login.LevelDemo, Source: fmt.Sprintf("192.0.2.%d", n%250+1),
				}
			}
		}
	}
	return all
}
