package entry_test

import (
	"strings"
	"testing"

	"samverk/internal/db"
	"samverk/internal/entry"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/login"
	"samverk/internal/provider"
	"samverk/internal/samverktest/authenticator"
)

// reserve decides, as an administrator does, whether an account is in reserve.
func (w *keys) reserve(u id.User, on bool) {
	w.t.Helper()
	err := w.W.Enter(w.t.Context(), func(tx *db.Tx) error {
		a, err := login.ByID(w.t.Context(), tx, u)
		if err != nil {
			return err
		}
		return login.ChangeAccount(w.t.Context(), tx, u, login.AccountInput{Name: a.Name, Label: a.Label, Reserve: on}, a.Version)
	})
	if err != nil {
		w.t.Fatal(err)
	}
}

func TestWhoIsInReserveNoMoreIsOut(t *testing.T) {
	w := newKeys(t)
	set, err := provider.Read([]byte(`[[provider]]
name = "kommun"
title = "Kommunen"
kind = "staff"
issuer = "https://idp.example"
client_id = "samverk"
organisations = ["kommun"]
acr = { high = "loa3" }`), nil, w.W.Now)
	if err != nil {
		t.Fatal(err)
	}
	w.Service = entry.New(w.W.App, entry.Options{Base: base, Providers: set})
	w.reserve("ame-1", true)
	w.reserve("forsorjning-1", true)
	k, secret := w.enrolled(w.invited("ame-1"))
	link := w.invited("forsorjning-1")
	w.reserve("ame-1", true) // which changes nothing
	if _, err := w.W.Session(t.Context(), secret, place); err != nil {
		t.Error("out though in reserve:", err)
	}
	w.reserve("ame-1", false)
	w.reserve("forsorjning-1", false)
	if _, err := w.W.Session(t.Context(), secret, place); !errs.Is(err, errs.SignedOut) {
		t.Error("the session goes on:", err)
	}
	_, err = w.signIn(k)
	w.told(err, "passkey.provider")
	q, err := w.AskEnrolment(t.Context(), link, place)
	if err == nil {
		_, err = w.Enrol(t.Context(), link, entry.Answer{Secret: q.Secret, Text: authenticator.New(t, base).Make(q.Options), Name: "Nyckel", Source: place})
	}
	w.told(err, "passkey.late")
}

// One administrator alone could otherwise come in as anybody, unseen: the user
// herself goes on signing in through her provider.
func TestNobodyIsInvitedToAnAccountThatIsInUse(t *testing.T) {
	w := newWays(t)
	admin := w.As("admin")
	reserve := func(u id.User) {
		w.Exec(`update user_account set reserve = true where id = $1`, u)
	}
	reserve("forsorjning-1")
	if _, err := w.in.Invite(t.Context(), admin, "forsorjning-1"); err != nil {
		t.Error("nobody has used it:", err)
	}
	_, err := w.signIn("kommun", w.own, ame, nil)
	w.must(err)
	reserve("ame-1")
	w.must(w.Enter(t.Context(), func(tx *db.Tx) error {
		return login.Unbind(t.Context(), tx, "ame-1", login.Identity{Provider: "kommun", Subject: "HSA-ame"})
	}))
	if _, err := w.in.Invite(t.Context(), admin, "ame-1"); err == nil || !strings.HasPrefix(err.Error(), "enrolment.in_use") {
		t.Error("one administrator alone gets a way in as somebody else:", err)
	}
	if _, err := w.in.AskRecovery(t.Context(), admin, "ame-1"); err != nil {
		t.Error("two cannot either:", err)
	}
	w.must(w.Enter(t.Context(), func(tx *db.Tx) error {
		_, _, err := login.Enrol(t.Context(), tx, login.NewEnrolment{User: "ame-1"})
		return err // the operator, when the provider is gone
	}))
}
