package db

import (
	"context"
	"database/sql"
	"fmt"
	"sync/atomic"
	"time"
	_ "time/tzdata" // the machine may have no time zones

	"samverk/internal/errs"
)

// Tx is one unit of work. Now is fixed when it begins, to the microsecond.
type Tx struct {
	Now     time.Time
	Dialect Dialect

	db   *DB
	conn *conn   // on SQLite, with the transaction open on it
	sql  *sql.Tx // on PostgreSQL
}

// Tx runs fn in a transaction that may write: commit when fn returns nil, else
// roll back. When it returns nil the change is durable.
func (d *DB) Tx(ctx context.Context, fn func(*Tx) error) error {
	if d.dialect == Postgres {
		return d.postgres(ctx, nil, fn)
	}
	return d.write.grouped(ctx, func(c *conn) error { return fn(d.on(c)) })
}

// Read runs fn on one unchanging picture of the database.
func (d *DB) Read(ctx context.Context, fn func(*Tx) error) error {
	if d.dialect == Postgres {
		return d.postgres(ctx, &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true}, fn)
	}
	return d.read.alone(ctx, func(c *conn) error { return fn(d.on(c)) })
}

// on returns the transaction that is open on one of SQLite's connections.
func (d *DB) on(c *conn) *Tx { return &Tx{Now: d.Now(), Dialect: d.dialect, db: d, conn: c} }

func (d *DB) postgres(ctx context.Context, o *sql.TxOptions, fn func(*Tx) error) error {
	t, err := d.sql.BeginTx(ctx, o)
	if err != nil {
		return fmt.Errorf("begin: %w", Fault(err))
	}
	defer t.Rollback() // after a commit it does nothing
	if err := fn(&Tx{Now: d.Now(), Dialect: d.dialect, db: d, sql: t}); err != nil {
		return err
	}
	if err := t.Commit(); err != nil {
		return fmt.Errorf("commit: %w", Fault(err))
	}
	return nil
}

// Now returns the time in UTC, to the microsecond.
func (d *DB) Now() time.Time { return d.now().UTC().Truncate(time.Microsecond) }

// stockholm is where a day begins and ends.
var stockholm = must(time.LoadLocation("Europe/Stockholm"))

// Today returns the date in Sweden, ISO.
func (tx *Tx) Today() string { return tx.Now.In(stockholm).Format(time.DateOnly) }

// DayOf returns the day in Sweden that a time lies in.
func DayOf(at time.Time) string { return at.In(stockholm).Format(time.DateOnly) }

// Exec runs a statement and returns how many rows it touched.
func (tx *Tx) Exec(ctx context.Context, query string, args ...any) (int64, error) {
	var res sql.Result
	s, ctx, err := tx.prepared(ctx, query)
	switch {
	case err != nil:
	case s != nil:
		res, err = s.ExecContext(ctx, args...)
	case tx.conn != nil:
		res, err = tx.conn.ExecContext(ctx, query, args...)
	default:
		res, err = tx.sql.ExecContext(ctx, query, args...)
	}
	if err != nil {
		return 0, Fault(err)
	}
	return res.RowsAffected()
}

func (tx *Tx) query(ctx context.Context, query string, args []any) (*sql.Rows, error) {
	s, ctx, err := tx.prepared(ctx, query)
	switch {
	case err != nil:
		return nil, err
	case s != nil:
		return s.QueryContext(ctx, args...)
	case tx.conn != nil:
		return tx.conn.QueryContext(ctx, query, args...)
	}
	return tx.sql.QueryContext(ctx, query, args...)
}

// prepared returns query prepared on SQLite's connection, or nil where it has
// to be given as text; and the context to run it with. On SQLite that is one
// without an end: to watch for the end costs two goroutines a statement, and
// to interrupt one undoes the transaction of others too.
func (tx *Tx) prepared(ctx context.Context, query string) (*sql.Stmt, context.Context, error) {
	tx.db.statements.Add(1)
	if n, ok := ctx.Value(counted{}).(*atomic.Int64); ok {
		n.Add(1)
	}
	if tx.conn == nil {
		return nil, ctx, nil
	}
	if err := ctx.Err(); err != nil {
		return nil, ctx, err
	}
	ctx = context.WithoutCancel(ctx)
	s, err := tx.conn.statement(ctx, query)
	return s, ctx, err
}

// Scan reads the columns of the row at hand into the given places.
type Scan func(into ...any) error

// Each calls row for every row of the answer.
func (tx *Tx) Each(ctx context.Context, row func(Scan) error, query string, args ...any) error {
	rows, err := tx.query(ctx, query, args)
	if err != nil {
		return Fault(err)
	}
	defer rows.Close()
	for rows.Next() {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := row(rows.Scan); err != nil {
			return err
		}
	}
	return Fault(rows.Err())
}

// One reads the first row of the answer and reports whether there was one.
func (tx *Tx) One(ctx context.Context, into []any, query string, args ...any) (found bool, err error) {
	err = tx.Each(ctx, func(scan Scan) error {
		if found {
			return nil
		}
		found = true
		return scan(into...)
	}, query, args...)
	return found, err
}

// All gathers what row makes of every row of the answer.
func All[T any](ctx context.Context, tx *Tx, row func(Scan) (T, error), query string, args ...any) (all []T, err error) {
	err = tx.Each(ctx, func(scan Scan) error {
		v, err := row(scan)
		all = append(all, v)
		return err
	}, query, args...)
	return all, err
}

// First returns the first row of an answer, and Missing when there is none.
func First[T any](all []T, err error) (one T, _ error) {
	switch {
	case err != nil:
		return one, err
	case len(all) == 0:
		return one, errs.Missing()
	}
	return all[0], nil
}

// Has reports whether the answer has a row.
func (tx *Tx) Has(ctx context.Context, query string, args ...any) (bool, error) {
	var first any
	return tx.One(ctx, []any{&first}, query, args...)
}

// Micros is a time as it stands in the database: microseconds since 1970, UTC.
func Micros(t time.Time) int64 { return t.UnixMicro() }

// Time is the time that stands as micros, the zero time for 0.
func Time(micros int64) time.Time {
	if micros == 0 {
		return time.Time{}
	}
	return time.UnixMicro(micros).UTC()
}
