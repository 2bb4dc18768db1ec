package db_test

import (
	"path/filepath"
	"testing"

	"samverk/internal/db"
)

func TestOpen(t *testing.T) {
	d, err := db.Open(t.Context(), filepath.Join(t.TempDir(), "x.db"), db.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if err := d.Tx(t.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec(t.Context(), `insert into area (id, name, letter) values ($2, $1, $3)`, "Vetlanda", "0685", "V")
		return err
	}); err != nil {
		t.Fatal(err)
	}
}
