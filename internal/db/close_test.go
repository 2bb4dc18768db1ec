package db_test

import (
	"os"
	"path/filepath"
	"testing"

	"samverk/internal/db"
)

// A log left behind would hold content that was erased since.
func TestClosingASQLiteDatabaseEmptiesItsLog(t *testing.T) {
	file := filepath.Join(t.TempDir(), "x.db")
	d, err := db.Open(t.Context(), file, db.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Tx(t.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec(t.Context(), `insert into area (id, name, letter) values ('1', 'a', 'A')`)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(file + "-wal"); err == nil && info.Size() > 0 {
		t.Errorf("%d bytes are left", info.Size())
	}
}
