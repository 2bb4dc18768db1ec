package db_test

import (
	"errors"
	"io/fs"
	"os"
	"testing"

	"samverk/internal/db"
	"samverk/internal/samverktest"
)

func TestOneTextBindsByNumberOnBothDatabases(t *testing.T) {
	d := samverktest.DB(t)
	var name string
	err := d.Tx(t.Context(), func(tx *db.Tx) error {
		if _, err := tx.Exec(t.Context(), `insert into area (id, name, letter) values ($2, $1, $3)`, "Vetlanda", "0685", "V"); err != nil {
			return err
		}
		_, err := tx.One(t.Context(), []any{&name}, `select name from area where letter = $2 and id = $1`, "0685", "V")
		return err
	})
	if err != nil || name != "Vetlanda" {
		t.Fatal(name, err)
	}
}

func TestTheLogOfANewDatabaseCanBeEmptied(t *testing.T) {
	if os.Getenv("SAMVERK_TEST_DSN") != "" {
		t.Skip("SQLite's own")
	}
	d, err := db.Open(t.Context(), samverktest.DSN(t), db.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if err := d.Compact(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestAClosedDatabaseLeavesNoLogBehind(t *testing.T) {
	if os.Getenv("SAMVERK_TEST_DSN") != "" {
		t.Skip("SQLite's own")
	}
	file := samverktest.DSN(t)
	d, err := db.Open(t.Context(), file, db.Options{})
	if err != nil {
		t.Fatal(err)
	}
	err = d.Tx(t.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec(t.Context(), `update audit_head set size = size where id = $1`, 1)
		return err
	})
	if err := errors.Join(err, d.Close()); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(file + "-wal"); !errors.Is(err, fs.ErrNotExist) {
		t.Error("a connection stayed open:", err)
	}
}
