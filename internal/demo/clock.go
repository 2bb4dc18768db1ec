package demo

import (
	"sync"
	"time"
)

// Clock is the clock of a demo: the real one, except while the world is being
// installed. Then it stands in the past and moves only when it is looked at or
// told to, never back.
type Clock struct {
	real func() time.Time

	mu  sync.Mutex
	sim time.Time // zero while the clock is the real one

	present time.Time // when the installation began
}

// NewClock returns a clock that follows the real one.
func NewClock(real func() time.Time) *Clock { return &Clock{real: real} }

// Now returns the time; while it is simulated each look is later than the last,
// by so little near the present that it never gets ahead of that.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.sim.IsZero() {
		return c.real()
	}
	c.sim = c.sim.Add(c.step())
	return c.sim
}

// step is how much later a look is than the last.
func (c *Clock) step() time.Duration {
	if c.present.Sub(c.sim) > time.Minute {
		return time.Millisecond
	}
	return time.Microsecond // the finest that is kept
}

// Release makes the clock the real one.
func (c *Clock) Release() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.sim = time.Time{}
}

// begin puts the clock at a time in the past.
func (c *Clock) begin(at time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.sim, c.present = at, c.real()
}

// reach lets simulated time pass until at, if it has not come so far.
func (c *Clock) reach(at time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.sim.IsZero() && at.After(c.sim) {
		c.sim = at
	}
}
