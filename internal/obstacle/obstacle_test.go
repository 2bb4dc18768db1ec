package obstacle_test

import (
	"testing"
	"time"

	"samverk/internal/obstacle"
)

func TestAnObstacleIsAsOldAsItWaited(t *testing.T) {
	raised := time.Date(2026, 11, 22, 23, 30, 0, 0, time.UTC) // the 23rd in Sweden
	o := obstacle.Obstacle{State: obstacle.Open, RaisedAt: raised, DueOn: "2026-12-21"}
	if n := o.Age("2026-12-22"); n != 29 || !o.Overdue("2026-12-22") || o.Overdue("2026-12-21") {
		t.Errorf("%d days", n)
	}
	o.State, o.AnsweredAt = obstacle.Answered, raised.AddDate(0, 0, 10)
	if n := o.Age("2027-12-22"); n != 10 || o.Overdue("2027-12-22") {
		t.Errorf("answered after %d days", n)
	}
}
