package web_test

import (
	"net/http"
	"testing"
	"time"

	"samverk/internal/id"
	"samverk/internal/samverktest"
)

func TestAbsentAndForbiddenTakeTheSameTime(t *testing.T) {
	s, c, _, _ := coordinated(t)
	who := s.as(t, "fk-1 fk") // takes no part
	ask := func(c id.Case) { who.want(who.get("/arenden/"+string(c)), http.StatusNotFound) }
	samverktest.TakesAsLong(t, "the case page", time.Now, func() { ask(c) }, func() { ask(id.New[id.Case]()) })
}
