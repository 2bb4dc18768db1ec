package db

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"regexp"
	"runtime"
	"sync/atomic"
)

// mostPrepared bounds how many statement texts a connection keeps prepared.
const mostPrepared = 500

// lane is a fixed number of SQLite connections that wait in line for work. One
// connection makes the lane of the single writer.
type lane struct {
	db    *sql.DB
	dsn   string
	begin string // how a transaction begins
	free  chan *conn

	waiting atomic.Int64 // writers that stand in line
}

// conn is a connection and the statements prepared on it.
type conn struct {
	*sql.Conn
	prepared map[string]*sql.Stmt
	group    *group // on the writer's, while its transaction is open
}

// newLane opens n connections to file. A transaction begins with the lock
// given: "immediate" takes the write lock at once, so that a writer never finds
// its picture outdated.
func newLane(ctx context.Context, file string, options url.Values, lock string, n int) (*lane, error) {
	options.Set("_txlock", lock)
	dsn := "file:" + (&url.URL{Path: file}).EscapedPath() + "?" + options.Encode()
	db, err := sql.Open("sqlite", dsn)
	if err != nil {
		return nil, fmt.Errorf("open database: %w", err)
	}
	db.SetMaxIdleConns(n + 1)
	l := &lane{db: db, dsn: dsn, begin: "begin " + lock, free: make(chan *conn, n)}
	for range n {
		c, err := db.Conn(ctx)
		if err != nil {
			return nil, fmt.Errorf("connect: %w: %w", unusable(file, err), err)
		}
		l.free <- &conn{Conn: c, prepared: map[string]*sql.Stmt{}}
	}
	return l, nil
}

// take waits for a connection.
func (l *lane) take(ctx context.Context) (*conn, error) {
	select {
	case c := <-l.free:
		return c, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (l *lane) put(c *conn) { l.free <- c }

// close waits for each connection to come back, runs last and closes the lane.
func (l *lane) close(last string) error {
	if l == nil {
		return nil
	}
	for range cap(l.free) {
		c := <-l.free
		for c.group != nil { // a writer still stands in line, who will commit
			l.put(c)
			runtime.Gosched()
			c = <-l.free
		}
		c.close()
	}
	if last != "" {
		_, _ = l.db.Exec(last) // at a fault the log stays and is read at the next start
	}
	return l.db.Close()
}

// close closes the statements too: a connection that has any left would stay
// open unseen, with its locks.
func (c *conn) close() {
	for _, s := range c.prepared {
		s.Close()
	}
	c.Close()
}

// boundLimit finds a limit that is bound.
var boundLimit = regexp.MustCompile(`\blimit (\$\d+)\b`)

// statement returns query prepared on c, or nil when c keeps enough already.
// SQLite plans anew each time that a bare limit is bound to another value, and
// for that takes each one to be another; it does not where something is added.
func (c *conn) statement(ctx context.Context, query string) (*sql.Stmt, error) {
	s := c.prepared[query]
	if s != nil || len(c.prepared) >= mostPrepared {
		return s, nil
	}
	s, err := c.PrepareContext(ctx, boundLimit.ReplaceAllString(query, "limit $1 + 0"))
	if err != nil {
		return nil, err
	}
	c.prepared[query] = s
	return s, nil
}

// do runs one of the statements that begin and end transactions. Whoever asked
// may have gone: what is open must be ended all the same.
func (c *conn) do(statement string) error {
	ctx := context.Background()
	s, err := c.statement(ctx, statement)
	switch {
	case err != nil:
	case s != nil:
		_, err = s.ExecContext(ctx)
	default:
		_, err = c.ExecContext(ctx, statement)
	}
	return err
}
