package entry_test

import (
	"testing"
	"time"

	"samverk/internal/db"
	"samverk/internal/errs"
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

// Whoever has the key that was lost would else go on reading when and where.
func TestARecoveryEndsTheCalendarsThatAreFollowed(t *testing.T) {
	w := newKeys(t)
	w.enrolled(w.invited("ame-1"))
	feed, err := w.W.MakeFeed(t.Context(), w.As("ame"))
	if err != nil {
		t.Fatal(err)
	}
	others, err := w.W.MakeFeed(t.Context(), w.As("vc"))
	if err != nil {
		t.Fatal(err)
	}
	c, err := w.AskRecovery(t.Context(), w.first, "ame-1")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.W.FeedTimes(t.Context(), feed); err != nil {
		t.Fatalf("while it only waits: %v", err)
	}
	if _, err := w.ConfirmRecovery(t.Context(), w.second(), c, 1); err != nil {
		t.Fatal(err)
	}
	if _, err := w.W.FeedTimes(t.Context(), feed); !errs.Is(err, errs.NotFound) {
		t.Errorf("still followed: %v", err)
	}
	if _, err := w.W.FeedTimes(t.Context(), others); err != nil {
		t.Errorf("somebody else's: %v", err)
	}
}
