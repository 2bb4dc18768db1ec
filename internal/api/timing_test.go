package api_test

import (
	"testing"
	"time"

	"samverk/internal/id"
	"samverk/internal/samverktest"
)

func TestAbsentAndForbiddenTakeTheSameTime(t *testing.T) {
	s := newSite(t)
	c, _ := s.shared()
	who := s.as("nassjo-samordning") // takes no part
	samverktest.TakesAsLong(t, "the case", time.Now,
		func() { who.do("GET", caseOf(c), "").want(404) },
		func() { who.do("GET", caseOf(id.New[id.Case]()), "").want(404) })
}
