package audit

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"sync"

	"samverk/internal/db"
	"samverk/internal/errs"
)

// mostTogether is how many rows one commit of the Committer bears.
const mostTogether = 512

// Committer writes the rows of many readers in shared transactions: while one
// commit is on its way to the disk, the next one gathers.
type Committer struct {
	log   *Log
	write func(context.Context, func(*db.Tx) error) error
	wake  chan struct{} // holds one token when somebody waits or it is to stop

	mu      sync.Mutex
	waiting []*waiter
	stopped bool
}

type waiter struct {
	entries []Entry
	done    chan error
}

// NewCommitter returns a committer that writes through write. It works while
// Run runs.
func NewCommitter(l *Log, write func(context.Context, func(*db.Tx) error) error) *Committer {
	return &Committer{log: l, write: write, wake: make(chan struct{}, 1)}
}

// Record returns when the entries are durable. An error of kind Unavailable
// says that they were not written and that nothing may be shown. When ctx ends
// first they may have been written or not.
func (c *Committer) Record(ctx context.Context, entries ...Entry) error {
	if len(entries) == 0 {
		return nil
	}
	for i := range entries {
		if err := entries[i].check(); err != nil {
			return err // alone, lest it take the others of its transaction with it
		}
	}
	w := &waiter{entries, make(chan error, 1)}
	if !c.enter(w) {
		return unavailable(errors.New("the committer has stopped"))
	}
	select {
	case err := <-w.done:
		return err
	case <-ctx.Done():
		c.leave(w)
		return ctx.Err()
	}
}

func (c *Committer) enter(w *waiter) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.stopped {
		return false
	}
	c.waiting = append(c.waiting, w)
	c.ring()
	return true
}

func (c *Committer) ring() {
	select {
	case c.wake <- struct{}{}:
	default:
	}
}

// leave takes back what no transaction has begun to write.
func (c *Committer) leave(w *waiter) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if i := slices.Index(c.waiting, w); i >= 0 {
		c.waiting = slices.Delete(c.waiting, i, i+1)
	}
}

// Run commits until ctx ends, then what still waits, and returns.
func (c *Committer) Run(ctx context.Context) {
	stop := context.AfterFunc(ctx, func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.stopped = true
		c.ring()
	})
	defer stop()
	for range c.wake {
		for {
			runtime.Gosched() // those just answered may have more; one commit for all spares the disk
			batch, stopped := c.take()
			if len(batch) > 0 {
				c.commit(context.WithoutCancel(ctx), batch)
			} else if stopped {
				return
			} else {
				break
			}
		}
	}
}

// take returns those whose rows are to be written next.
func (c *Committer) take() (batch []*waiter, stopped bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	n, rows := 0, 0
	for n < len(c.waiting) && (n == 0 || rows+len(c.waiting[n].entries) <= mostTogether) {
		rows += len(c.waiting[n].entries)
		n++
	}
	batch = slices.Clone(c.waiting[:n])
	c.waiting = slices.Delete(c.waiting, 0, n)
	return batch, c.stopped
}

func (c *Committer) commit(ctx context.Context, batch []*waiter) {
	var entries []Entry
	for _, w := range batch {
		entries = append(entries, w.entries...)
	}
	err := c.write(ctx, func(tx *db.Tx) error { return c.log.Append(ctx, tx, entries...) })
	if err != nil {
		err = unavailable(err)
	}
	for _, w := range batch {
		w.done <- err
	}
}

func unavailable(cause error) error {
	return fmt.Errorf("audit: %w: %w", errs.New(errs.Unavailable, "audit.unavailable"), cause)
}
