package login

import (
	"testing"

	"samverk/internal/db"
)

func TestAHashIsMadeAnewOnlyWhileItIsTheOneThatStands(t *testing.T) {
	w := newWorld(t)
	a := w.account("coach")
	load := func() (c Credential) {
		w.do(func(tx *db.Tx) (err error) { c, err = Load(t.Context(), tx, "coach", "192.0.2.1"); return err })
		return c
	}
	old := load()
	anew, err := w.passwords.Hash(t.Context(), secretWords)
	if err != nil || anew == old.Hash {
		t.Fatal(anew, err)
	}
	w.do(func(tx *db.Tx) error { return Rehash(t.Context(), tx, old, anew) })
	if c := load(); c.Hash != anew || c.Account.ID != a.ID {
		t.Errorf("%+v", c)
	}
	w.do(func(tx *db.Tx) error { return Rehash(t.Context(), tx, old, "late") })
	if c := load(); c.Hash != anew {
		t.Errorf("%+v", c)
	}
}
