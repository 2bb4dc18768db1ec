package entry_test

import (
	"context"
	"testing"
	"time"

	"samverk/internal/access"
	"samverk/internal/db"
	"samverk/internal/entry"
	"samverk/internal/errs"
	"samverk/internal/provider"
)

// Any page on the net can make browsers of an office ask for these addresses, and
// some offices sit behind one address with their provider.
func TestWrongArrivalsLockNobodyOut(t *testing.T) {
	w := newWays(t)
	q := w.own.Login(t, w.depart("kommun", access.Actor{}), map[string]any{"employeeHsaId": "HSA-ame", "sid": "s1"}, nil)
	over := 0
	for range 320 {
		_, err := w.in.Arrive(t.Context(), entry.Arriving{Provider: "kommun", Browser: w.browser, State: "none", Code: "none", Source: "192.0.2.9"})
		switch {
		case errs.Is(err, errs.TooMany):
			over++
		case provider.Reason(err) != "state":
			t.Fatal(err)
		}
	}
	if n := w.count(`select count(*) from audit where action = 'session.begin' and outcome = 'refused'`); over != 20 || n != 300 {
		t.Errorf("%d were told that they are too many, %d rows in the log", over, n)
	}
	if _, err := w.in.Arrive(t.Context(), entry.Arriving{Provider: "kommun", State: "none", Source: "192.0.2.10"}); provider.Reason(err) != "state" {
		t.Error("somebody elsewhere is told that they are too many:", err)
	}
	out, err := w.arrive("kommun", q.Get("state"), q.Get("code"))
	if err != nil {
		t.Fatal("the right answer is refused:", err)
	}
	for range 320 {
		if err := w.in.Leave(t.Context(), "kommun", "none", "192.0.2.9"); err == nil {
			t.Fatal("a word that is none is believed")
		}
	}
	if n := w.count(`select count(*) from audit where action = 'session.leave' and outcome = 'refused'`); n != 300 {
		t.Errorf("%d rows in the log of words that were not believed", n)
	}
	if err := w.in.Leave(t.Context(), "kommun", w.own.Logout(map[string]any{"sid": "s1"}).String(), "192.0.2.9"); err != nil {
		t.Error("the provider's own word is not heard:", err)
	}
	if _, err := w.Session(t.Context(), out.Secret, ""); !errs.Is(err, errs.SignedOut) {
		t.Error("the session goes on:", err)
	}
}

// A question is put to anybody, and most are never answered.
func TestManyQuestionsToPasskeysLockNobodyOut(t *testing.T) {
	w := newKeys(t)
	k, _ := w.enrolled(w.invited("ame-1"))
	ask := func(source string) entry.Question {
		t.Helper()
		q, err := w.AskPasskey(t.Context(), source)
		if err != nil {
			t.Fatal(err)
		}
		return q
	}
	answer := func(q entry.Question) error {
		_, err := w.SignInPasskey(t.Context(), entry.Answer{Secret: q.Secret, Text: k.Show(q.Options), Source: place})
		return err
	}
	elsewhere, first := ask("198.51.100.4"), ask(place)
	for range 1100 {
		w.Pass(time.Millisecond)
		ask(place)
	}
	waits := 0
	w.Read(func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.One(ctx, []any{&waits}, `select count(*) from ceremony`)
		return err
	})
	if waits != 1001 {
		t.Errorf("%d questions are kept", waits)
	}
	w.told(answer(first), "passkey.late")
	for name, q := range map[string]entry.Question{"the last": ask(place), "one from elsewhere": elsewhere} {
		if err := answer(q); err != nil {
			t.Errorf("%s is given up: %v", name, err)
		}
	}
}

func TestManyDeparturesLockNobodyOut(t *testing.T) {
	w := newWays(t)
	for n := range 1100 {
		if n%100 == 0 {
			w.Pass(time.Second)
		}
		w.depart("kommun", access.Actor{})
	}
	w.Pass(time.Second)
	if out, err := w.signIn("kommun", w.own, ame, nil); err != nil || out.Secret == "" {
		t.Error("the last one is locked out:", err)
	}
	if n := w.count(`select count(*) from sign_in`); n == 0 || n > 1000 {
		t.Errorf("%d sign-ins are kept", n)
	}
}
