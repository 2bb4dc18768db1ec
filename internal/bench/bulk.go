package bench

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"

	"samverk/internal/db"
)

// bulk fills an empty database fast: without flushing each transaction, without
// looking up what rows refer to, and with the indexes made at the end. It is
// good for nothing but data that can be made again.
type bulk interface {
	write(ctx context.Context, t table, rows [][]any) error
	finish(ctx context.Context) error
	close(ctx context.Context)
}

func openBulk(ctx context.Context, dsn string) (bulk, error) {
	if db.IsPostgres(dsn) {
		return openPostgresBulk(ctx, dsn)
	}
	return openSQLiteBulk(ctx, dsn)
}

// sqliteBulk holds one connection in one transaction.
type sqliteBulk struct {
	pool     *sql.DB
	conn     *sql.Conn
	prepared map[string]*sql.Stmt
	indexes  []string
}

func openSQLiteBulk(ctx context.Context, file string) (*sqliteBulk, error) {
	pool, err := sql.Open("sqlite", "file:"+file)
	if err != nil {
		return nil, err
	}
	b := &sqliteBulk{pool: pool, prepared: map[string]*sql.Stmt{}}
	if b.conn, err = pool.Conn(ctx); err != nil {
		return nil, err
	}
	for _, s := range []string{"busy_timeout = 10000", "journal_mode = off", "synchronous = off", "locking_mode = exclusive", "foreign_keys = off",
		"cache_size = -1500000", "temp_store = memory"} {
		if err := b.exec(ctx, "pragma "+s); err != nil {
			return nil, err
		}
	}
	if b.indexes, err = strs(ctx, b.conn, `select sql from sqlite_master where type = 'index' and sql is not null`); err != nil {
		return nil, err
	}
	names, err := strs(ctx, b.conn, `select name from sqlite_master where type = 'index' and sql is not null`)
	for _, name := range names {
		if err == nil {
			err = b.exec(ctx, "drop index "+name)
		}
	}
	if err == nil {
		err = b.exec(ctx, "begin")
	}
	return b, err
}

func (b *sqliteBulk) exec(ctx context.Context, statement string) error {
	_, err := b.conn.ExecContext(ctx, statement)
	if err != nil {
		err = fmt.Errorf("%s: %w", statement, err)
	}
	return err
}

func strs(ctx context.Context, c *sql.Conn, query string) (all []string, err error) {
	rows, err := c.QueryContext(ctx, query)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			return nil, err
		}
		all = append(all, s)
	}
	return all, rows.Err()
}

func (b *sqliteBulk) write(ctx context.Context, t table, rows [][]any) (err error) {
	s := b.prepared[t.name]
	if s == nil {
		marks := strings.TrimSuffix(strings.Repeat("?, ", len(t.columns)), ", ")
		s, err = b.conn.PrepareContext(ctx, fmt.Sprintf("insert into %s (%s) values (%s)", t.name, strings.Join(t.columns, ", "), marks))
		if err != nil {
			return err
		}
		b.prepared[t.name] = s
	}
	for _, r := range rows {
		if _, err := s.ExecContext(ctx, r...); err != nil {
			return fmt.Errorf("%s: %w", t.name, err)
		}
	}
	return nil
}

func (b *sqliteBulk) finish(ctx context.Context) error {
	steps := append([]string{"commit"}, b.indexes...)
	for _, s := range append(steps, "pragma locking_mode = normal", "pragma journal_mode = wal") {
		if err := b.exec(ctx, s); err != nil {
			return err
		}
	}
	return nil
}

func (b *sqliteBulk) close(context.Context) {
	for _, s := range b.prepared {
		_ = s.Close()
	}
	_ = b.conn.Close() // what is not finished is thrown away with the file
	_ = b.pool.Close()
}

// postgresBulk copies rows in.
type postgresBulk struct {
	conn    *pgx.Conn
	indexes []string
}

func openPostgresBulk(ctx context.Context, dsn string) (*postgresBulk, error) {
	conn, err := pgx.Connect(ctx, dsn)
	if err != nil {
		return nil, err
	}
	b := &postgresBulk{conn: conn}
	err = b.exec(ctx, "set synchronous_commit = off")
	if err == nil {
		// Without leave of a superuser what rows refer to is looked up after all.
		_ = b.exec(ctx, "set session_replication_role = replica")
		_ = b.exec(ctx, "set maintenance_work_mem = '512MB'")
		err = b.dropIndexes(ctx)
	}
	return b, err
}

func (b *postgresBulk) exec(ctx context.Context, statement string) error {
	_, err := b.conn.Exec(ctx, statement)
	if err != nil {
		err = fmt.Errorf("%s: %w", statement, err)
	}
	return err
}

// dropIndexes drops those that bear no constraint, and remembers them.
func (b *postgresBulk) dropIndexes(ctx context.Context) error {
	rows, err := b.conn.Query(ctx, `select i.indexname, i.indexdef from pg_indexes i where i.schemaname = 'public'
		and not exists (select 1 from pg_constraint c join pg_class k on k.oid = c.conindid where k.relname = i.indexname)`)
	if err != nil {
		return err
	}
	var names []string
	var name, text string
	_, err = pgx.ForEachRow(rows, []any{&name, &text}, func() error {
		names, b.indexes = append(names, name), append(b.indexes, text)
		return nil
	})
	for _, n := range names {
		if err == nil {
			err = b.exec(ctx, "drop index "+n)
		}
	}
	return err
}

func (b *postgresBulk) write(ctx context.Context, t table, rows [][]any) error {
	_, err := b.conn.CopyFrom(ctx, pgx.Identifier{t.name}, t.columns, pgx.CopyFromRows(rows))
	if err != nil {
		err = fmt.Errorf("%s: %w", t.name, err)
	}
	return err
}

func (b *postgresBulk) finish(ctx context.Context) error {
	for _, s := range append(b.indexes, "vacuum analyze", "checkpoint") {
		if err := b.exec(ctx, s); err != nil {
			return err
		}
	}
	return nil
}

func (b *postgresBulk) close(ctx context.Context) { _ = b.conn.Close(ctx) }
