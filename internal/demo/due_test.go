package demo

import (
	"sync/atomic"

	"github.com/prometheus/client_golang/prometheus"

	"samverk/internal/db"
	"samverk/internal/demo/story"
	"samverk/internal/errs"
	"samverk/internal/web/site"
)

// mostAround is how many statements a day may take for what waits around the
// cases, beside those that app/statements_test.go allows for the cases
// themselves.
const mostAround = 14

// asksLittleOfTheDay counts the statements of what waits around the cases: they are
// as good as the same for those who have much to see to and those with nothing.
func asksLittleOfTheDay(r *running) {
	s := site.New(r.App, site.Options{Registerer: prometheus.NewRegistry()})
	lines, fewest, most := map[string]int{}, int64(mostAround), int64(0)
	for name, who := range story.Actors(worldOf(r.T)) {
		var n atomic.Int64
		all, err := s.Due(db.Counted(r.Context(), &n), who)
		if errs.Is(err, errs.Denied) {
			continue // a function that nobody holds
		}
		if err != nil {
			r.Fatalf("%s: %v", name, err)
		}
		lines[string(name)] = len(all)
		fewest, most = min(fewest, n.Load()), max(most, n.Load())
	}
	if most > mostAround || most > fewest+1 {
		r.Errorf("what waits around the cases takes from %d to %d statements", fewest, most)
	}
	if lines["vetlanda-samordning"] < 5 {
		r.Errorf("the coordinator has only %d lines", lines["vetlanda-samordning"])
	}
}
