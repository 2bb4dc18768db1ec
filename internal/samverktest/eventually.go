package samverktest

import (
	"context"
	"testing"
	"time"
)

// Eventually waits until something is so that the background sees to, for a time
// that it never takes.
func Eventually(t testing.TB, what string, so func() bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	looks := time.NewTicker(20 * time.Millisecond)
	defer looks.Stop()
	for !so() {
		select {
		case <-looks.C:
		case <-ctx.Done():
			t.Fatalf("%s never came", what)
		}
	}
}
