package db

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
)

// mostPrepared bounds how many statement texts a connection keeps prepared.
const mostPrepared = 500

// lane is a fixed number of SQLite connections that wait in line for work. One
// connection makes the lane of the single writer.
type lane struct {
	db   *sql.DB
	dsn  string
	free chan *conn
}

// conn is a connection and the statements prepared on it.
type conn struct {
	*sql.Conn
	prepared map[string]*sql.Stmt
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
	l := &lane{db: db, dsn: dsn, free: make(chan *conn, n)}
	for range n {
		c, err := db.Conn(ctx)
		if err != nil {
			return nil, fmt.Errorf("connect: %w: %w", &StartError{Key: "start.database.unreadable", Path: file}, err)
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

// settle closes connections that do not stand in line. The one that migrated
// goes on holding a read lock, which keeps the write-ahead log from ever being
// emptied.
func (l *lane) settle() {
	l.db.SetMaxIdleConns(0)
	l.db.SetMaxIdleConns(cap(l.free) + 1)
}

// close waits for each connection to come back, runs last and closes the lane.
func (l *lane) close(last string) error {
	if l == nil {
		return nil
	}
	for range cap(l.free) {
		(<-l.free).close()
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

// statement returns query prepared on c, or nil when c keeps enough already.
func (c *conn) statement(ctx context.Context, query string) (*sql.Stmt, error) {
	s := c.prepared[query]
	if s != nil || len(c.prepared) >= mostPrepared {
		return s, nil
	}
	s, err := c.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	c.prepared[query] = s
	return s, nil
}
