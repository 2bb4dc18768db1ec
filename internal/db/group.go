package db

import (
	"context"
	"errors"
	"fmt"
)

// mostGrouped bounds how many changes wait for one commit.
const mostGrouped = 32

// group is changes that are committed together: while one writer works, others
// stand in line, and a commit waits for the disk each time. Each change is a
// savepoint of its own, so that one that is taken back leaves the others.
type group struct {
	changes int
	broken  error         // SQLite gave up the transaction
	done    chan struct{} // closed after the commit
	err     error         // of the commit; read after done
}

// alone runs fn in a transaction of its own that changes nothing.
func (l *lane) alone(ctx context.Context, fn func(*conn) error) error {
	c, err := l.take(ctx)
	if err != nil {
		return err
	}
	defer l.put(c)
	if err := c.do(l.begin); err != nil {
		return fmt.Errorf("begin: %w", Fault(err))
	}
	ended := false
	defer func() {
		if !ended { // fn failed or panicked
			_ = c.do("rollback")
		}
	}()
	if err := fn(c); err != nil {
		return err
	}
	ended = true
	if err := c.do("commit"); err != nil {
		_ = c.do("rollback")
		return fmt.Errorf("commit: %w", Fault(err))
	}
	return nil
}

// grouped runs fn and returns when its change is durable. The commit is left to
// the next in line, if there is one.
func (l *lane) grouped(ctx context.Context, fn func(*conn) error) error {
	// Who stands in line must take her turn, also when ctx has ended: the one
	// before may have left the commit to her.
	l.waiting.Add(1)
	c := <-l.free
	l.waiting.Add(-1)
	g, err := l.change(ctx, c, fn)
	if err != nil || g == nil {
		return err
	}
	<-g.done
	return g.err
}

// change runs fn on the connection and passes it on. It returns the group that
// the change is in.
func (l *lane) change(ctx context.Context, c *conn, fn func(*conn) error) (joined *group, err error) {
	defer l.put(c)
	defer l.settle(c)
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if c.group == nil {
		if err := c.do(l.begin); err != nil {
			return nil, fmt.Errorf("begin: %w", Fault(err))
		}
		c.group = &group{done: make(chan struct{})}
	}
	g := c.group
	if err := c.do("savepoint change"); err != nil {
		return nil, fmt.Errorf("savepoint: %w", Fault(err))
	}
	kept := false
	defer func() {
		if kept {
			return
		}
		if fault := c.takeBack(); fault != nil {
			g.broken = errors.Join(err, fault) // err says why, unless fn panicked
		}
	}()
	if err := fn(c); err != nil {
		return nil, err
	}
	if err := c.do("release change"); err != nil {
		return nil, fmt.Errorf("release: %w", Fault(err))
	}
	kept = true
	g.changes++
	return g, nil
}

// takeBack undoes the change at hand. It fails when SQLite has undone the whole
// transaction, as it does on a full disk.
func (c *conn) takeBack() error {
	return errors.Join(c.do("rollback to change"), c.do("release change"))
}

// settle ends the group, unless somebody waits who can join it.
func (l *lane) settle(c *conn) {
	g := c.group
	if g == nil || g.broken == nil && g.changes < mostGrouped && l.waiting.Load() > 0 {
		return
	}
	if g.err = g.broken; g.err == nil {
		g.err = c.do("commit")
	}
	if g.err != nil {
		_ = c.do("rollback")
		g.err = fmt.Errorf("commit: %w", Fault(g.err))
	}
	c.group = nil
	close(g.done)
}
