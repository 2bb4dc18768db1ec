package login

import (
	"strings"
	"sync"
	"testing"
	"time"

	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/password"
	"samverk/internal/samverktest"
)

const secretWords = "häst batteri häftklammer rätt"

// world is a database with two organisations, one function and a clock that a
// test moves.
type world struct {
	*testing.T
	db        *db.DB
	now       time.Time
	passwords *password.Hasher
}

func newWorld(t *testing.T) *world {
	w := &world{T: t, now: time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC), passwords: password.New()}
	w.db = samverktest.DBAt(t, func() time.Time { return w.now })
	w.do(func(tx *db.Tx) error {
		for _, q := range []string{
			`insert into area (id, name, letter) values ('0685', 'Vetlanda', 'V')`,
			`insert into organisation (id, name, kind) values ('town', 'Town', 'kommun')`,
			`insert into unit (id, organisation_id, name, short_name) values ('ame', 'town', 'AME', 'AME')`,
			`insert into function (id, unit_id, name, role) values ('coach', 'ame', 'Coach', 'worker')`,
		} {
			if _, err := tx.Exec(t.Context(), q); err != nil {
				return err
			}
		}
		return nil
	})
	return w
}

func (w *world) try(fn func(*db.Tx) error) error { w.Helper(); return w.db.Tx(w.Context(), fn) }

func (w *world) do(fn func(*db.Tx) error) {
	w.Helper()
	if err := w.try(fn); err != nil {
		w.Fatal(err)
	}
}

// account makes an account with the password secretWords.
func (w *world) account(name string) (a Account) {
	w.Helper()
	h, err := w.passwords.Hash(w.Context(), secretWords)
	if err != nil {
		w.Fatal(err)
	}
	w.do(func(tx *db.Tx) (err error) {
		if a, err = Create(w.Context(), tx, NewAccount{Name: name, Label: "Coach 1", Org: "town"}); err != nil {
			return err
		}
		return SetPassword(w.Context(), tx, a.ID, h, "")
	})
	return a
}

// signIn takes the three steps that package app takes.
func (w *world) signIn(name, password, source string) (secret string, err error) {
	var c Credential
	if err := w.try(func(tx *db.Tx) (err error) { c, err = Load(w.Context(), tx, name, source); return err }); err != nil {
		return "", err
	}
	ok, _, err := w.passwords.Match(w.Context(), c.Hash, password)
	if err != nil {
		return "", err
	}
	if !ok {
		return "", Wrong()
	}
	return secret, w.try(func(tx *db.Tx) (err error) {
		if err = Succeed(w.Context(), tx, c); err != nil {
			return err
		}
		secret, _, err = Begin(w.Context(), tx, NewSession{User: c.Account.ID, Level: LevelPassword, Source: source})
		return err
	})
}

func (w *world) bySecret(secret string) (s Session, a Account, err error) {
	return s, a, w.db.Read(w.Context(), func(tx *db.Tx) (err error) { s, a, err = BySecret(w.Context(), tx, secret); return err })
}

func (w *world) wantKind(err error, k errs.Kind) {
	w.Helper()
	if !errs.Is(err, k) {
		w.Errorf("got %v, want kind %d", err, k)
	}
}

func TestSigningInTakesTheRightNameAndPassword(t *testing.T) {
	w := newWorld(t)
	w.account("coach")
	secret, err := w.signIn(" Coach ", secretWords, "192.0.2.1")
	if err != nil {
		t.Fatal(err)
	}
	if s, a, err := w.bySecret(secret); err != nil || a.Name != "coach" || a.Org != "town" || s.Level != LevelPassword || !s.Ends.Equal(w.now.Add(longest)) {
		t.Error(s, a, err)
	}
	_, err = w.signIn("coach", secretWords+"!", "192.0.2.1")
	_, unknown := w.signIn("nobody", secretWords, "192.0.2.1")
	w.wantKind(err, errs.Invalid)
	if err.Error() != unknown.Error() {
		t.Error("the answers tell whether the name exists:", err, unknown)
	}
}

func TestAGuesserIsStoppedButNotTheOneSheGuessesAt(t *testing.T) {
	w := newWorld(t)
	w.account("coach")
	for range mostPerPair {
		_, err := w.signIn("coach", "wrong", "192.0.2.66")
		w.wantKind(err, errs.Invalid)
	}
	_, err := w.signIn("coach", secretWords, "192.0.2.66")
	w.wantKind(err, errs.TooMany)
	if _, err := w.signIn("coach", secretWords, "192.0.2.1"); err != nil {
		t.Error("from elsewhere:", err)
	}
	w.now = w.now.Add(window + time.Second)
	if _, err := w.signIn("coach", secretWords, "192.0.2.66"); err != nil {
		t.Error("after a while:", err)
	}
}

func TestManyGuessesAtOnceCountToo(t *testing.T) {
	w := newWorld(t)
	w.account("coach")
	var all sync.WaitGroup
	var mu sync.Mutex
	guessed := 0
	for range 40 {
		all.Go(func() {
			if _, err := w.signIn("coach", "wrong", "192.0.2.66"); errs.Is(err, errs.Invalid) {
				mu.Lock()
				guessed++
				mu.Unlock()
			}
		})
	}
	all.Wait()
	if guessed > mostPerPair && w.db.Dialect() == db.SQLite || guessed > 30 {
		t.Errorf("%d guesses", guessed)
	}
}

func TestASourceThatTriesManyNamesIsStopped(t *testing.T) {
	w := newWorld(t)
	w.account("coach")
	w.do(func(tx *db.Tx) error {
		for i := range mostPerSource {
			if _, err := Load(t.Context(), tx, "name-"+strings.Repeat("x", i), "2001:db8:1:2::"+string(rune('a'+i%6))); err != nil {
				return err
			}
		}
		return nil
	})
	_, err := w.signIn("coach", secretWords, "2001:db8:1:2::ffff")
	w.wantKind(err, errs.TooMany)
	if _, err := w.signIn("coach", secretWords, "2001:db8:1:3::1"); err != nil {
		t.Error(err)
	}
	w.now = w.now.Add(window)
	w.do(func(tx *db.Tx) error {
		if err := Sweep(t.Context(), tx); err != nil {
			return err
		}
		left, err := tx.Has(t.Context(), `select 1 from attempt`)
		if left {
			t.Error("old attempts are kept")
		}
		return err
	})
}

func TestSuccessForgetsTheFailuresBefore(t *testing.T) {
	w := newWorld(t)
	w.account("coach")
	for range 3 {
		for range mostPerPair - 1 {
			_, err := w.signIn("coach", "wrong", "192.0.2.1")
			w.wantKind(err, errs.Invalid)
		}
		if _, err := w.signIn("coach", secretWords, "192.0.2.1"); err != nil {
			t.Fatal(err)
		}
	}
}

func TestASessionEndsByIdlenessAgeAndCommand(t *testing.T) {
	w := newWorld(t)
	a := w.account("coach")
	begin := func() (secret string, s Session) {
		w.do(func(tx *db.Tx) (err error) {
			secret, s, err = Begin(t.Context(), tx, NewSession{User: a.ID, Level: LevelDemo, Source: "192.0.2.1"})
			return err
		})
		return secret, s
	}
	secret, s := begin()
	start := w.now
	for w.now.Sub(start) < longest-touch {
		w.now = w.now.Add(29 * time.Minute)
		got, _, err := w.bySecret(secret)
		if w.now.Sub(start) >= longest {
			w.wantKind(err, errs.SignedOut)
			break
		}
		if err != nil || !got.Stale(w.now) {
			t.Fatal(w.now.Sub(start), err)
		}
		w.do(func(tx *db.Tx) error { return Touch(t.Context(), tx, s.ID) })
	}
	secret, s = begin()
	w.do(func(tx *db.Tx) error { return Touch(t.Context(), tx, s.ID) })
	if got, _, _ := w.bySecret(secret); got.Stale(w.now.Add(30*time.Second)) || !got.Seen.Equal(w.now) {
		t.Error(got)
	}
	w.now = w.now.Add(idle)
	_, _, err := w.bySecret(secret)
	w.wantKind(err, errs.SignedOut)

	first, one := begin()
	second, _ := begin()
	third, kept := begin()
	w.do(func(tx *db.Tx) error {
		open, err := Sessions(t.Context(), tx, a.ID)
		if len(open) != 3 {
			t.Error(open)
		}
		if err == nil {
			err = End(t.Context(), tx, "somebody-else", one.ID)
		}
		return err
	})
	if _, _, err := w.bySecret(first); err != nil {
		t.Error("ended by another:", err)
	}
	w.do(func(tx *db.Tx) error { return End(t.Context(), tx, a.ID, one.ID) })
	_, _, err = w.bySecret(first)
	w.wantKind(err, errs.SignedOut)
	w.do(func(tx *db.Tx) error { return EndAll(t.Context(), tx, a.ID, kept.ID) })
	_, _, err = w.bySecret(second)
	w.wantKind(err, errs.SignedOut)
	if _, _, err := w.bySecret(third); err != nil {
		t.Error(err)
	}
	_, _, err = w.bySecret("guessed")
	w.wantKind(err, errs.SignedOut)
	w.wantKind(w.try(func(tx *db.Tx) error { return ActAs(t.Context(), tx, one.ID, "coach") }), errs.SignedOut)
}

func TestOnlyHashesOfSecretsAreKept(t *testing.T) {
	w := newWorld(t)
	a := w.account("coach")
	w.do(func(tx *db.Tx) error {
		secret, _, err := Begin(t.Context(), tx, NewSession{User: a.ID, Level: LevelDemo})
		if err != nil {
			return err
		}
		token, _, err := Issue(t.Context(), tx, NewToken{User: a.ID, Function: "coach", Name: "Export", Ends: w.now.AddDate(0, 1, 0)})
		if err != nil {
			return err
		}
		if !strings.HasPrefix(token, TokenPrefix) || len(token) != len(TokenPrefix)+52 || len(secret) != 43 {
			t.Error(len(token), len(secret))
		}
		for _, q := range []string{`select 1 from session where secret_hash = $1`, `select 1 from token where secret_hash = $1`} {
			for _, s := range []string{secret, token} {
				if found, _ := tx.Has(t.Context(), q, s); found {
					t.Error("a secret is kept")
				}
			}
		}
		return nil
	})
}

func TestATokenWorksUntilItEndsOrIsRevoked(t *testing.T) {
	w := newWorld(t)
	a := w.account("coach")
	issue := func(n NewToken) (secret string, tok Token, err error) {
		return secret, tok, w.try(func(tx *db.Tx) (err error) { secret, tok, err = Issue(t.Context(), tx, n); return err })
	}
	by := func(secret string) (tok Token, err error) {
		return tok, w.db.Read(t.Context(), func(tx *db.Tx) (err error) { tok, _, err = ByToken(t.Context(), tx, secret); return err })
	}
	year := w.now.AddDate(1, 0, 0)
	secret, tok, err := issue(NewToken{User: a.ID, Function: "coach", Name: "Export", Ends: year})
	if err != nil {
		t.Fatal(err)
	}
	if got, err := by(secret); err != nil || got.Function != "coach" || got.ID != tok.ID {
		t.Error(got, err)
	}
	for key, n := range map[string]NewToken{
		"token.name.empty":     {User: a.ID, Function: "coach", Ends: year},
		"token.ends.past":      {User: a.ID, Function: "coach", Name: "x", Ends: w.now},
		"token.ends.late":      {User: a.ID, Function: "coach", Name: "x", Ends: year.AddDate(0, 0, 2)},
		"token.function.empty": {User: a.ID, Name: "x", Ends: year},
	} {
		if _, _, err := issue(n); err == nil || !strings.Contains(err.Error(), key) {
			t.Errorf("%v, want %s", err, key)
		}
	}
	w.do(func(tx *db.Tx) error {
		list, err := Tokens(t.Context(), tx, a.ID)
		if len(list) != 1 {
			t.Error(list)
		}
		return err
	})
	w.do(func(tx *db.Tx) error { return Revoke(t.Context(), tx, "somebody-else", tok.ID) })
	if _, err := by(secret); err != nil {
		t.Error("revoked by another:", err)
	}
	w.do(func(tx *db.Tx) error { return Revoke(t.Context(), tx, a.ID, tok.ID) })
	_, err = by(secret)
	w.wantKind(err, errs.SignedOut)
	secret, _, _ = issue(NewToken{User: a.ID, Function: "coach", Name: "Export", Ends: year})
	w.now = year
	_, err = by(secret)
	w.wantKind(err, errs.SignedOut)
}

func TestWhoLosesAFunctionLosesItInSessionsAndTokens(t *testing.T) {
	w := newWorld(t)
	one, two := w.account("coach-one"), w.account("coach-two")
	secrets := map[id.User][2]string{}
	for _, a := range []Account{one, two} {
		w.do(func(tx *db.Tx) error {
			s, _, err := Begin(t.Context(), tx, NewSession{User: a.ID, Function: "coach", Level: LevelDemo})
			if err != nil {
				return err
			}
			tok, _, err := Issue(t.Context(), tx, NewToken{User: a.ID, Function: "coach", Name: "Export", Ends: w.now.AddDate(0, 1, 0)})
			secrets[a.ID] = [2]string{s, tok}
			return err
		})
	}
	has := func(a Account) (session, token bool) {
		s, _, err := w.bySecret(secrets[a.ID][0])
		if err != nil {
			t.Error(err)
		}
		err = w.db.Read(t.Context(), func(tx *db.Tx) error { _, _, err := ByToken(t.Context(), tx, secrets[a.ID][1]); return err })
		return s.Function == "coach", err == nil
	}
	w.do(func(tx *db.Tx) error { return EndFunctionUse(t.Context(), tx, one.ID, "coach") })
	if s, tok := has(one); s || tok {
		t.Error("still has it")
	}
	if s, tok := has(two); !s || !tok {
		t.Error("the other lost it")
	}
	w.do(func(tx *db.Tx) error { return EndFunctionUse(t.Context(), tx, "", "coach") })
	if s, tok := has(two); s || tok {
		t.Error("the function has ended, but not for all")
	}
}

func TestAnEndedAccountIsOutEverywhere(t *testing.T) {
	w := newWorld(t)
	a := w.account("coach")
	secret, err := w.signIn("coach", secretWords, "192.0.2.1")
	if err != nil {
		t.Fatal(err)
	}
	var token string
	w.do(func(tx *db.Tx) (err error) {
		token, _, err = Issue(t.Context(), tx, NewToken{User: a.ID, Function: "coach", Name: "Export", Ends: w.now.AddDate(0, 1, 0)})
		return err
	})
	w.do(func(tx *db.Tx) error { return EndAccount(t.Context(), tx, a.ID, 2) })
	_, _, err = w.bySecret(secret)
	w.wantKind(err, errs.SignedOut)
	w.wantKind(w.try(func(tx *db.Tx) error { _, _, err := ByToken(t.Context(), tx, token); return err }), errs.SignedOut)
	w.wantKind(w.try(func(tx *db.Tx) error { _, _, err := Begin(t.Context(), tx, NewSession{User: a.ID}); return err }), errs.SignedOut)
	_, err = w.signIn("coach", secretWords, "192.0.2.1")
	w.wantKind(err, errs.Invalid)
	w.wantKind(w.try(func(tx *db.Tx) error { return EndAccount(t.Context(), tx, a.ID, 3) }), errs.Conflict)
}

func TestAnAccountIsMadeChangedAndFound(t *testing.T) {
	w := newWorld(t)
	a := w.account("coach")
	for key, n := range map[string]NewAccount{
		"account.name.taken":         {Name: "COACH", Label: "x", Org: "town"},
		"account.name.form":          {Name: "två ord", Label: "x", Org: "town"},
		"account.label.empty":        {Name: "other", Org: "town"},
		"account.organisation.empty": {Name: "other", Label: "x"},
	} {
		err := w.try(func(tx *db.Tx) error { _, err := Create(t.Context(), tx, n); return err })
		if err == nil || !strings.Contains(err.Error(), key) {
			t.Errorf("%v, want %s", err, key)
		}
	}
	w.do(func(tx *db.Tx) error { return ChangeLabel(t.Context(), tx, a.ID, "Coach 7", 2) })
	w.wantKind(w.try(func(tx *db.Tx) error { return ChangeLabel(t.Context(), tx, a.ID, "Coach 8", 2) }), errs.Conflict)
	w.account("zoe-function")
	w.do(func(tx *db.Tx) error {
		got, err := ByName(t.Context(), tx, "Coach")
		if got.Label != "Coach 7" || err != nil {
			t.Error(got, err)
		}
		_, err = ByName(t.Context(), tx, "nobody")
		w.wantKind(err, errs.NotFound)
		list, err := List(t.Context(), tx, "town", "", 10)
		rest, _ := List(t.Context(), tx, "town", "coach", 10)
		if len(list) != 2 || len(rest) != 1 {
			t.Error(list, rest)
		}
		return err
	})
}

func TestANewPasswordEndsTheOtherSessions(t *testing.T) {
	w := newWorld(t)
	a := w.account("coach")
	here, _ := w.signIn("coach", secretWords, "192.0.2.1")
	there, _ := w.signIn("coach", secretWords, "192.0.2.2")
	s, _, _ := w.bySecret(here)
	h, _ := w.passwords.Hash(t.Context(), "helt andra ord den här gången")
	w.do(func(tx *db.Tx) error { return SetPassword(t.Context(), tx, a.ID, h, s.ID) })
	if _, _, err := w.bySecret(here); err != nil {
		t.Error(err)
	}
	_, _, err := w.bySecret(there)
	w.wantKind(err, errs.SignedOut)
	_, err = w.signIn("coach", secretWords, "192.0.2.1")
	w.wantKind(err, errs.Invalid)
}
