package bench

import (
	"testing"
	"time"

	"samverk/internal/id"
)

func TestEveryNumberIsAnOfficialTestNumber(t *testing.T) {
	today := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	seen := make(map[id.Number]bool, mostCases)
	for n := range mostCases {
		got := number(n)
		read, err := id.ParseNumber(got.String(), today)
		if err != nil || read != got || !got.Test() || seen[got] {
			t.Fatalf("the %d-th is no number of its own in the test series: %v", n, err)
		}
		seen[got] = true
	}
}
