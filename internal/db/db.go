// Package db opens SQLite or PostgreSQL and runs transactions and migrations.
// It knows no table by name.
package db

import (
	"context"
	"database/sql"
	"errors"
	"io/fs"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
	_ "modernc.org/sqlite" // the driver "sqlite"
)

// Dialect is which database speaks.
type Dialect string

// The dialects.
const (
	SQLite   Dialect = "sqlite"
	Postgres Dialect = "postgres"
)

// DB is one database: one writer and many readers on SQLite, one pool on
// PostgreSQL.
type DB struct {
	sql         *sql.DB
	read, write *lane
	dialect     Dialect
	now         func() time.Time
	statements  atomic.Int64
}

// Options change how a database is opened.
type Options struct {
	Migrations fs.FS            // the schema's numbered files; Schema when nil
	Now        func() time.Time // the clock; the machine's when nil
	Keep       bool             // do not migrate; refuse a schema that is not current
	Plain      bool             // let PostgreSQL be reached over a network without TLS
}

// Open connects to a postgres:// address or a file, checks that a commit is
// durable there, and brings the schema up to date.
func Open(ctx context.Context, dsn string, o Options) (*DB, error) {
	d := &DB{now: o.Now, dialect: SQLite}
	if d.now == nil {
		d.now = time.Now
	}
	if o.Migrations == nil {
		o.Migrations = Schema
	}
	open := d.openSQLite
	if IsPostgres(dsn) {
		d.dialect, open = Postgres, d.openPostgres
	}
	err := open(ctx, dsn, o)
	if err == nil {
		err = d.assertDurable(ctx)
	}
	if err == nil {
		err = d.migrate(ctx, o.Migrations, o.Keep)
	}
	if err != nil {
		d.Close()
		return nil, err
	}
	return d, nil
}

// IsPostgres reports whether dsn is the address of a PostgreSQL database
// rather than a file name.
func IsPostgres(dsn string) bool {
	return strings.HasPrefix(dsn, "postgres://") || strings.HasPrefix(dsn, "postgresql://")
}

func (d *DB) openSQLite(ctx context.Context, file string, o Options) error {
	if err := usable(file, o.Keep); err != nil {
		return err
	}
	pragmas := url.Values{"_pragma": {
		"busy_timeout(10000)", "journal_mode(wal)", "synchronous(full)", "foreign_keys(1)",
		"secure_delete(1)", "mmap_size(268435456)", "cache_size(-16384)", "temp_store(memory)",
	}}
	var err error
	if d.write, err = newLane(ctx, file, pragmas, "immediate", 1); err != nil {
		return err
	}
	if d.read, err = newLane(ctx, file, pragmas, "deferred", max(4, runtime.NumCPU())); err != nil {
		return err
	}
	d.sql = d.read.db
	return nil
}

// usable says in plain words why a file cannot hold the database, before
// SQLite says it in its own.
func usable(file string, mustExist bool) error {
	info, err := os.Stat(filepath.Dir(file))
	if err != nil || !info.IsDir() {
		return &StartError{Key: "start.folder.missing", Path: filepath.Dir(file)}
	}
	flags := os.O_RDWR
	if !mustExist {
		flags |= os.O_CREATE
	}
	f, err := os.OpenFile(file, flags, 0o600)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return &StartError{Key: "start.database.missing", Path: file}
	case err != nil:
		return &StartError{Key: "start.folder.readonly", Path: file}
	}
	return f.Close()
}

func (d *DB) openPostgres(_ context.Context, dsn string, o Options) error {
	config, err := pgx.ParseConfig(dsn)
	if err != nil {
		return &StartError{Key: "start.database.address"} // the reason could quote a password
	}
	if !o.Plain && heard(config) {
		return &StartError{Key: "start.database.plain"}
	}
	d.sql = stdlib.OpenDB(*config, stdlib.OptionAfterConnect(plannedOnce))
	d.sql.SetMaxOpenConns(24)
	d.sql.SetMaxIdleConns(24)
	return nil
}

// heard reports whether somebody on a network could hear what is said to the
// database: one of the ways that may be tried is without TLS, and leaves the
// machine.
func heard(c *pgx.ConnConfig) bool {
	if c.TLSConfig == nil && !here(c.Host) {
		return true
	}
	return slices.ContainsFunc(c.Fallbacks, func(f *pgconn.FallbackConfig) bool { return f.TLSConfig == nil && !here(f.Host) })
}

// here reports whether a host is this machine: a socket in a folder, or an
// address of its own.
func here(host string) bool {
	ip := net.ParseIP(host)
	return strings.HasPrefix(host, "/") || host == "localhost" || ip != nil && ip.IsLoopback()
}

// plannedOnce keeps PostgreSQL from planning a prepared statement anew each
// time. It does that where one text serves two questions ("$2 = ” or …"), and
// then planning costs several times what running does. Every statement finds
// its rows through a key whatever is bound.
func plannedOnce(ctx context.Context, c *pgx.Conn) error {
	_, err := c.Exec(ctx, "set plan_cache_mode = force_generic_plan")
	return err
}

// assertDurable refuses a database that would lose an acknowledged commit at a
// power cut.
func (d *DB) assertDurable(ctx context.Context) error {
	question, bad := `pragma synchronous`, "0 1"
	if d.dialect == Postgres {
		question, bad = `show synchronous_commit`, "off"
	}
	var answer string
	if err := d.sql.QueryRowContext(ctx, question).Scan(&answer); err != nil {
		if d.dialect == Postgres {
			return &StartError{Key: "start.database.unreachable"}
		}
		return &StartError{Key: "start.database.unreadable"}
	}
	if strings.Contains(bad, answer) {
		return &StartError{Key: "start.database.durability"}
	}
	return nil
}

// Close closes the database. On SQLite the write-ahead log is emptied first.
func (d *DB) Close() error {
	if d.dialect == Postgres && d.sql != nil {
		return d.sql.Close()
	}
	return errors.Join(d.read.close(""), d.write.close(`pragma wal_checkpoint(truncate)`))
}

// Dialect returns which database this is.
func (d *DB) Dialect() Dialect { return d.dialect }

// Ping asks the database for an answer.
func (d *DB) Ping(ctx context.Context) error { return d.sql.PingContext(ctx) }

// Statements returns how many statements have been run since the start.
func (d *DB) Statements() int64 { return d.statements.Load() }

type counted struct{}

// Counted returns a context in which statements are also counted in n, apart
// from those that others run meanwhile.
func Counted(ctx context.Context, n *atomic.Int64) context.Context {
	return context.WithValue(ctx, counted{}, n)
}

// Compact makes deleted content unreadable in the database's files: free
// pages, old row versions and the write-ahead log. When readers keep the log
// from being emptied it returns errs.Unavailable and must be called again.
func (d *DB) Compact(ctx context.Context) error {
	step := `vacuum`
	if d.dialect == Postgres {
		step = `vacuum full`
	}
	if _, err := d.sql.ExecContext(ctx, step); err != nil || d.dialect == Postgres {
		return Fault(err)
	}
	var busy bool
	var frames, done int
	err := d.sql.QueryRowContext(ctx, `pragma wal_checkpoint(truncate)`).Scan(&busy, &frames, &done)
	if err == nil && busy {
		err = &unavailable{errors.New("readers keep the write-ahead log")}
	}
	return Fault(err)
}

// Backup writes a consistent copy of a SQLite database to a new file.
func (d *DB) Backup(ctx context.Context, file string) error {
	if d.dialect != SQLite {
		return &StartError{Key: "start.backup.postgres"}
	}
	// SQLite writes into an empty file, which only its owner may read.
	empty, err := os.OpenFile(file, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return &StartError{Key: "start.backup.exists", Path: file}
	}
	if err != nil {
		return &StartError{Key: "start.folder.readonly", Path: file}
	}
	if err := empty.Close(); err != nil {
		return err
	}
	_, err = d.sql.ExecContext(ctx, `vacuum into $1`, file)
	return Fault(err)
}
