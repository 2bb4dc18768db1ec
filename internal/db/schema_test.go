package db_test

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"samverk/internal/db"
	"samverk/internal/samverktest"
)

// columns lists every column of every table of a database, and every index.
func columns(t *testing.T, d *db.DB) (all []string) {
	t.Helper()
	queries := []string{
		`select m.name || '.' || c.name from sqlite_master m join pragma_table_info(m.name) c where m.type = 'table' and m.name not like 'sqlite_%' and m.name not like 'goose_%'`,
		`select 'index ' || name from sqlite_master where type = 'index' and sql is not null and name not like 'goose_%'`,
	}
	if d.Dialect() == db.Postgres {
		queries = []string{
			`select table_name || '.' || column_name from information_schema.columns where table_schema = 'public' and table_name not like 'goose_%'`,
			`select 'index ' || indexname from pg_indexes where schemaname = 'public' and indexname not like '%_key' and indexname not like '%_pkey' and indexname not like 'goose_%'`,
		}
	}
	err := d.Read(t.Context(), func(tx *db.Tx) error {
		for _, q := range queries {
			some, err := db.All(t.Context(), tx, func(scan db.Scan) (s string, err error) { return s, scan(&s) }, q)
			if err != nil {
				return err
			}
			all = append(all, some...)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(all)
	return all
}

func TestBothDatabasesEndWithTheSameSchema(t *testing.T) {
	if os.Getenv("SAMVERK_TEST_DSN") == "" {
		t.Skip("needs both databases; scripts/postgres.sh gives one")
	}
	lite, err := db.Open(t.Context(), filepath.Join(t.TempDir(), "x.db"), db.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer lite.Close()
	if a, b := columns(t, lite), columns(t, samverktest.DB(t)); !slices.Equal(a, b) {
		for _, x := range a {
			if !slices.Contains(b, x) {
				t.Errorf("only SQLite has %s", x)
			}
		}
		for _, x := range b {
			if !slices.Contains(a, x) {
				t.Errorf("only PostgreSQL has %s", x)
			}
		}
	}
}

func TestAReaderSeesOneUnchangingPicture(t *testing.T) {
	d := samverktest.DB(t)
	ctx := context.Background()
	count := func(tx *db.Tx) (n int) {
		if _, err := tx.One(ctx, []any{&n}, `select count(*) from area`); err != nil {
			t.Error(err)
		}
		return n
	}
	err := d.Read(ctx, func(tx *db.Tx) error {
		before := count(tx)
		if err := d.Tx(ctx, func(w *db.Tx) error {
			_, err := w.Exec(ctx, `insert into area (id, name, letter) values ('1', 'a', 'A')`)
			return err
		}); err != nil {
			return err
		}
		if after := count(tx); after != before {
			t.Errorf("%d areas became %d while reading", before, after)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
