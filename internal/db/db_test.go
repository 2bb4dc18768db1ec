package db_test

import (
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
