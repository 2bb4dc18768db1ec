package db

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
)

//go:embed migrations/*.sql keyring/*.sql
var files embed.FS

// The numbered files of the two databases, in order.
var (
	Schema  fs.FS = must(fs.Sub(files, "migrations")) // everything but the keys
	Keyring fs.FS = must(fs.Sub(files, "keyring"))    // the persons' keys
)

func must[T any](v T, err error) T {
	if err != nil {
		panic(err) // the files are compiled in
	}
	return v
}

// dialectFS shows only the files meant for one dialect: NAME.sql for both,
// NAME.sqlite.sql and NAME.postgres.sql for one.
type dialectFS struct {
	fs.FS
	dialect Dialect
}

// ReadDir lists the files of the dialect.
func (f dialectFS) ReadDir(name string) ([]fs.DirEntry, error) {
	all, err := fs.ReadDir(f.FS, name)
	var ours []fs.DirEntry
	for _, e := range all {
		parts := strings.Split(e.Name(), ".")
		if len(parts) == 2 || Dialect(parts[1]) == f.dialect {
			ours = append(ours, e)
		}
	}
	return ours, err
}

// Glob lists the files of the dialect that match a pattern.
func (f dialectFS) Glob(pattern string) ([]string, error) {
	all, err := fs.Glob(f.FS, pattern)
	var ours []string
	for _, name := range all {
		parts := strings.Split(name, ".")
		if len(parts) == 2 || Dialect(parts[1]) == f.dialect {
			ours = append(ours, name)
		}
	}
	return ours, err
}

// migrate brings the schema up to date, one file a transaction, and refuses a
// database that a newer program has written. With keep it only refuses.
func (d *DB) migrate(ctx context.Context, files fs.FS, keep bool) error {
	dialect, opts := goose.DialectSQLite3, []goose.ProviderOption{goose.WithDisableGlobalRegistry(true)}
	if d.dialect == Postgres {
		dialect = goose.DialectPostgres
		locker, err := lock.NewPostgresSessionLocker()
		if err != nil {
			return fmt.Errorf("migration lock: %w", err)
		}
		opts = append(opts, goose.WithSessionLocker(locker))
	}
	pool, done, err := d.migrator()
	if err != nil {
		return err
	}
	defer done()
	p, err := goose.NewProvider(dialect, pool, dialectFS{files, d.dialect}, opts...)
	if err != nil {
		return fmt.Errorf("migrations: %w", err)
	}
	current, target, err := p.GetVersions(ctx)
	if err != nil {
		return errors.Join(&StartError{Key: "start.database.unreadable"}, err)
	}
	switch {
	case current > target:
		return &StartError{Key: "start.database.newer"}
	case current < target && keep:
		return &StartError{Key: "start.database.older"}
	case keep:
		return nil
	}
	if _, err := p.Up(ctx); err != nil {
		return errors.Join(&StartError{Key: "start.database.migration"}, Fault(err))
	}
	return nil
}

// migrator is the pool that migrations run on. On SQLite it is one of its own,
// closed when they are done: a connection left idle with a picture of the
// database would hold up the emptying of the write-ahead log.
func (d *DB) migrator() (*sql.DB, func(), error) {
	if d.dialect == Postgres {
		return d.sql, func() {}, nil
	}
	pool, err := sql.Open("sqlite", d.write.dsn)
	if err != nil {
		return nil, nil, fmt.Errorf("open database: %w", err)
	}
	return pool, func() { pool.Close() }, nil
}
