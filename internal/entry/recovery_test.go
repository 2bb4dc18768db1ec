package entry_test

import (
	"testing"
	"time"

	"samverk/internal/db"
)

// An administrator who is said to have lost her keys may still be signed in
// somewhere, or somebody else in her name.
func TestWhoHasLostHerKeysIsNotTheSecondOfTwo(t *testing.T) {
	w := newKeys(t)
	c, err := w.AskRecovery(t.Context(), w.As("admin"), "admin-2")
	if err != nil {
		t.Fatal(err)
	}
	_, err = w.ConfirmRecovery(t.Context(), w.second(), c, 1)
	w.told(err, "recovery.two")
	if n := w.logged("change.confirm", "done"); n != 0 {
		t.Errorf("%d rows that say it was done", n)
	}
}

// She would be both of the two: herself, and who makes the key by the link.
func TestOneAloneInvitesNobodyWhoAdministers(t *testing.T) {
	w := newKeys(t)
	_, err := w.Invite(t.Context(), w.As("admin"), "admin-2")
	w.told(err, "account.administers")
	w.Exec(`update assignment set since = $1 where id = 'admin-two'`, db.Micros(w.W.Now().Add(24*time.Hour)))
	_, err = w.Invite(t.Context(), w.As("admin"), "admin-2")
	w.told(err, "account.administers")
}
