package entry_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"samverk/internal/access"
	"samverk/internal/db"
	"samverk/internal/entry"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/login"
	"samverk/internal/samverktest/authenticator"
	"samverk/internal/samverktest/world"
)

const (
	base  = "https://samverk.example"
	place = "192.0.2.7"
)

// keys is a world with passkeys at an address, and two administrators.
type keys struct {
	*world.W
	*entry.Service
	t     *testing.T
	first access.Actor
}

func newKeys(t *testing.T) *keys {
	t.Helper()
	w := world.New(t)
	w.Exec(`insert into user_account (id, name, label, organisation_id) select 'admin-2', 'admin-2', 'Administratör 2', organisation_id from user_account where id = 'admin-1'`)
	w.Exec(`insert into assignment (id, function_id, user_id, deputy, since) values ('admin-two', 'admin', 'admin-2', true, 1)`)
	return &keys{W: w, Service: entry.New(w.App, entry.Options{Base: base}), t: t, first: w.As("admin")}
}

// second is the other administrator.
func (w *keys) second() access.Actor {
	who := w.As("admin")
	who.User, who.Deputy = "admin-2", true
	return who
}

func secretOf(link string) string { return strings.TrimPrefix(link, base+entry.EnrolmentPath) }

// invited invites an account and returns the secret of the link.
func (w *keys) invited(u id.User) string {
	w.t.Helper()
	link, err := w.Invite(w.t.Context(), w.As("admin"), u)
	if err != nil {
		w.t.Fatal(err)
	}
	return secretOf(link)
}

// enrolled makes a key by a link and returns it with the session's secret.
func (w *keys) enrolled(link string) (*authenticator.Key, string) {
	w.t.Helper()
	k := authenticator.New(w.t, base)
	q, err := w.AskEnrolment(w.t.Context(), link, place)
	if err != nil {
		w.t.Fatal(err)
	}
	secret, err := w.Enrol(w.t.Context(), link, entry.Answer{Secret: q.Secret, Text: k.Make(q.Options), Name: "Jobbdatorn", Source: place})
	if err != nil {
		w.t.Fatal(err)
	}
	return k, secret
}

// signIn shows a key.
func (w *keys) signIn(k *authenticator.Key) (string, error) {
	w.t.Helper()
	q, err := w.AskPasskey(w.t.Context(), place)
	if err != nil {
		w.t.Fatal(err)
	}
	return w.SignInPasskey(w.t.Context(), entry.Answer{Secret: q.Secret, Text: k.Show(q.Options), Source: place})
}

func (w *keys) session(secret string) access.Actor {
	w.t.Helper()
	s, err := w.W.Session(w.t.Context(), secret, place)
	if err != nil {
		w.t.Fatal(err)
	}
	return s.Actor
}

func (w *keys) told(err error, key string) {
	w.t.Helper()
	e, ok := errors.AsType[*errs.Error](err)
	if !ok || e.Key != key && !slices.ContainsFunc(e.Faults, func(f errs.Fault) bool { return f.Key == key }) {
		w.t.Errorf("%v, not %s", err, key)
	}
}

// logged counts the rows of the log about an action.
func (w *keys) logged(action, outcome string) (n int) {
	w.t.Helper()
	w.Read(func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.One(ctx, []any{&n}, `select count(*) from audit where action = $1 and outcome = $2`, action, outcome)
		return err
	})
	return n
}

func TestAnInvitationMakesOneKeyWhichSignsIn(t *testing.T) {
	w := newKeys(t)
	link := w.invited("ame-1")
	if e, works, err := w.Enrolment(t.Context(), link, place); err != nil || !works || e.Account.ID != "ame-1" || e.OrgName == "" || e.Lost {
		t.Fatalf("%+v %v %v", e, works, err)
	}
	k, secret := w.enrolled(link)
	if who := w.session(secret); who.Function != "ame" || who.Level != login.LevelPasskey || who.Proved.IsZero() {
		t.Errorf("%+v", who)
	}
	again, err := w.signIn(k)
	if err != nil || w.session(again).User != "ame-1" {
		t.Fatal(err)
	}
	_, err = w.AskEnrolment(t.Context(), link, place)
	w.told(err, "passkey.late")
	if e, works, err := w.Enrolment(t.Context(), link, place); err != nil || works || !e.Used {
		t.Errorf("%+v %v", e, err)
	}
	_, err = w.Invite(t.Context(), w.As("admin"), "ame-1")
	w.told(err, "enrolment.has_key")
	if w.logged("passkey.enrol", "done") != 1 || w.logged("session.begin", "done") != 2 {
		t.Error("not logged")
	}
}

func TestALinkWorksForSevenDaysAndUntilTheNext(t *testing.T) {
	w := newKeys(t)
	old, link := w.invited("ame-1"), w.invited("ame-1")
	if e, works, err := w.Enrolment(t.Context(), old, place); err != nil || works || !e.Over {
		t.Errorf("%+v %v", e, err)
	}
	q, err := w.AskEnrolment(t.Context(), link, place)
	if err != nil {
		t.Fatal(err)
	}
	w.Pass(7*24*time.Hour - time.Minute)
	if _, works, err := w.Enrolment(t.Context(), link, place); err != nil || !works {
		t.Errorf("it ends too soon: %v", err)
	}
	w.Pass(2 * time.Minute)
	e, works, err := w.Enrolment(t.Context(), link, place)
	if err != nil || works || e.Used || e.Over {
		t.Errorf("%+v %v %v", e, works, err)
	}
	_, err = w.Enrol(t.Context(), link, entry.Answer{Secret: q.Secret, Text: authenticator.New(t, base).Make(q.Options), Name: "x", Source: place})
	w.told(err, "passkey.late")
	_, _, err = w.Enrolment(t.Context(), "notone", place)
	if !errs.Is(err, errs.NotFound) {
		t.Errorf("a link that never was: %v", err)
	}
}

func TestOnlyTheRightAnswerIsTaken(t *testing.T) {
	w := newKeys(t)
	k, _ := w.enrolled(w.invited("ame-1"))
	wrong := map[string]func(*authenticator.Key){
		"another site":          func(k *authenticator.Key) { k.Origin = "https://samverk.example.evil.example" },
		"plain http":            func(k *authenticator.Key) { k.Origin = "http://samverk.example" },
		"the user not verified": func(k *authenticator.Key) { k.Verified = false },
		"another key":           func(k *authenticator.Key) { *k = *authenticator.New(t, base) },
	}
	for name, change := range wrong {
		other := k.Copy()
		other.Count = 50
		change(other)
		_, err := w.signIn(other)
		w.told(err, "passkey.refused")
		if err == nil {
			t.Errorf("%s: taken", name)
		}
	}
	if n := w.logged("session.begin", "refused"); n != len(wrong) {
		t.Errorf("%d refusals in the log", n)
	}
	q, err := w.AskPasskey(t.Context(), place)
	if err != nil {
		t.Fatal(err)
	}
	a := entry.Answer{Secret: q.Secret, Text: k.Show(q.Options), Source: place}
	if _, err := w.SignInPasskey(t.Context(), a); err != nil {
		t.Fatal(err)
	}
	_, err = w.SignInPasskey(t.Context(), a)
	w.told(err, "passkey.late")
	q, err = w.AskPasskey(t.Context(), place)
	if err != nil {
		t.Fatal(err)
	}
	_, err = w.SignInPasskey(t.Context(), entry.Answer{Secret: q.Secret, Text: a.Text, Source: place})
	w.told(err, "passkey.refused")
	q, err = w.AskPasskey(t.Context(), place)
	if err != nil {
		t.Fatal(err)
	}
	w.Pass(5 * time.Minute)
	_, err = w.SignInPasskey(t.Context(), entry.Answer{Secret: q.Secret, Text: k.Show(q.Options), Source: place})
	w.told(err, "passkey.late")
}

func TestAKeyIsMadeOnlyWhereItsUserIsVerifiedAndOnThisSite(t *testing.T) {
	w := newKeys(t)
	link := w.invited("ame-1")
	for _, change := range []func(*authenticator.Key){
		func(k *authenticator.Key) { k.Origin = "https://other.example" },
		func(k *authenticator.Key) { k.Verified = false },
	} {
		k := authenticator.New(t, base)
		change(k)
		q, err := w.AskEnrolment(t.Context(), link, place)
		if err != nil {
			t.Fatal(err)
		}
		_, err = w.Enrol(t.Context(), link, entry.Answer{Secret: q.Secret, Text: k.Make(q.Options), Name: "x", Source: place})
		w.told(err, "passkey.refused")
	}
	// What was begun for one link is not for another.
	other := w.invited("forsorjning-1")
	for _, use := range []func(entry.Answer) (string, error){
		func(a entry.Answer) (string, error) { return w.SignInPasskey(t.Context(), a) },
		func(a entry.Answer) (string, error) { return w.Enrol(t.Context(), other, a) },
	} {
		q, err := w.AskEnrolment(t.Context(), link, place)
		if err != nil {
			t.Fatal(err)
		}
		_, err = use(entry.Answer{Secret: q.Secret, Text: authenticator.New(t, base).Make(q.Options), Name: "x", Source: place})
		w.told(err, "passkey.late")
	}
	w.enrolled(link)
}

func TestACopiedKeyIsEndedWithAllSessions(t *testing.T) {
	w := newKeys(t)
	k, secret := w.enrolled(w.invited("ame-1"))
	copied := k.Copy()
	if _, err := w.signIn(k); err != nil {
		t.Fatal(err)
	}
	_, err := w.signIn(copied)
	w.told(err, "passkey.cloned")
	if w.logged("passkey.cloned", "refused") != 1 {
		t.Error("not logged")
	}
	if _, err := w.W.Session(t.Context(), secret, place); !errs.Is(err, errs.SignedOut) {
		t.Errorf("a session goes on: %v", err)
	}
	k.Count = 100
	_, err = w.signIn(k)
	w.told(err, "passkey.refused")
	states, err := w.KeyStates(t.Context(), w.As("admin"), []id.User{"ame-1", "fk-1"})
	if err != nil || states["ame-1"] != login.KeyLost || len(states) != 1 {
		t.Errorf("%v %v", states, err)
	}
}

func TestRecoveryTakesTwoAdministrators(t *testing.T) {
	w := newKeys(t)
	ctx := t.Context()
	k, secret := w.enrolled(w.invited("ame-1"))
	token := w.token(secret)
	_, err := w.AskRecovery(ctx, w.As("admin"), "fk-1")
	if !errs.Is(err, errs.NotFound) {
		t.Errorf("somebody else's user: %v", err)
	}
	_, err = w.AskRecovery(ctx, w.As("admin"), "admin-1")
	w.told(err, "enrolment.self")
	c, err := w.AskRecovery(ctx, w.As("admin"), "ame-1")
	if err != nil {
		t.Fatal(err)
	}
	_, err = w.AskRecovery(ctx, w.second(), "ame-1")
	w.told(err, "recovery.asked")
	_, err = w.ConfirmRecovery(ctx, w.As("admin"), c, 1)
	w.told(err, "recovery.two")
	_, err = w.ConfirmRecovery(ctx, w.As("ame-chef"), c, 1)
	if !errs.Is(err, errs.NotFound) {
		t.Errorf("no administrator: %v", err)
	}
	if _, err := w.signIn(k); err != nil {
		t.Fatalf("nothing has been confirmed, and the key has ended: %v", err)
	}
	_, err = w.ConfirmRecovery(ctx, w.second(), c, 2)
	w.told(err, "changed")
	link, err := w.ConfirmRecovery(ctx, w.second(), c, 1)
	if err != nil {
		t.Fatal(err)
	}
	_, err = w.signIn(k)
	w.told(err, "passkey.refused")
	if _, err := w.W.Session(ctx, secret, place); !errs.Is(err, errs.SignedOut) {
		t.Errorf("the session goes on: %v", err)
	}
	if _, err := w.W.Bearer(ctx, token, place); !errs.Is(err, errs.SignedOut) {
		t.Errorf("the token goes on: %v", err)
	}
	fresh, _ := w.enrolled(secretOf(link))
	if _, err := w.signIn(fresh); err != nil {
		t.Error(err)
	}
}

// token makes a token of whoever has a session.
func (w *keys) token(secret string) string {
	w.t.Helper()
	t, err := w.W.IssueToken(w.t.Context(), w.session(secret), newToken(w))
	if err != nil {
		w.t.Fatal(err)
	}
	return t
}

func TestARecoveryIsRefusedWithdrawnOrForgotten(t *testing.T) {
	w := newKeys(t)
	ctx := t.Context()
	w.enrolled(w.invited("ame-1"))
	ask := func() id.Change {
		c, err := w.AskRecovery(ctx, w.As("admin"), "ame-1")
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	for _, who := range []access.Actor{w.second(), w.As("admin")} {
		c := ask()
		if all, err := w.Recoveries(ctx, w.second()); err != nil || len(all) != 1 || all[0].User != "ame-1" || all[0].AskedBy != "admin-1" {
			t.Errorf("%+v %v", all, err)
		}
		if err := w.RefuseRecovery(ctx, who, c, 1); err != nil {
			t.Error(err)
		}
		if _, err := w.ConfirmRecovery(ctx, w.second(), c, 2); !errs.Is(err, errs.NotFound) {
			t.Errorf("it was refused: %v", err)
		}
	}
	c := ask()
	w.Exec(`update assignment set until = 2 where user_id = 'admin-1'`)
	_, err := w.ConfirmRecovery(ctx, w.second(), c, 1)
	w.told(err, "recovery.asker")
	w.Exec(`update assignment set until = null where user_id = 'admin-1'`)
	w.Pass(7*24*time.Hour + time.Second)
	if _, err := w.ConfirmRecovery(ctx, w.second(), c, 1); !errs.Is(err, errs.NotFound) {
		t.Errorf("it was too late: %v", err)
	}
	ask() // the one before stands in nobody's way
}

func TestAUserKeepsHerOwnKeys(t *testing.T) {
	w := newKeys(t)
	ctx := t.Context()
	_, secret := w.enrolled(w.invited("ame-1"))
	who := w.session(secret)
	all, err := w.Passkeys(ctx, who)
	if err != nil || len(all) != 1 || all[0].Name != "Jobbdatorn" {
		t.Fatalf("%+v %v", all, err)
	}
	w.told(w.RemovePasskey(ctx, who, all[0]), "passkey.last")
	named := all[0]
	named.Name = "19900101-2384"
	w.told(w.RenamePasskey(ctx, who, named), "passkey.name.number")
	named.Name = "Telefonen"
	if err := w.RenamePasskey(ctx, who, named); err != nil {
		t.Fatal(err)
	}
	w.told(w.RenamePasskey(ctx, who, named), "changed")
	q, err := w.AskNewPasskey(ctx, who)
	if err != nil {
		t.Fatal(err)
	}
	k := authenticator.New(t, base)
	a := entry.Answer{Secret: q.Secret, Text: k.Make(q.Options), Name: "Stickan", Source: place}
	other := w.session(secret)
	other.Session = "another"
	if err := w.AddPasskey(ctx, other, a); err == nil {
		t.Error("taken in another session")
	}
	w.told(w.AddPasskey(ctx, who, a), "passkey.late") // it had its one answer
	q, err = w.AskNewPasskey(ctx, who)
	if err != nil {
		t.Fatal(err)
	}
	a.Secret, a.Text = q.Secret, k.Make(q.Options)
	if err := w.AddPasskey(ctx, who, a); err != nil {
		t.Fatal(err)
	}
	if _, err := w.signIn(k); err != nil {
		t.Error(err)
	}
	if all, err = w.Passkeys(ctx, who); err != nil || len(all) != 2 {
		t.Fatalf("%+v %v", all, err)
	}
	for _, one := range all {
		if one.Name == "Telefonen" {
			if err := w.RemovePasskey(ctx, who, one); err != nil {
				t.Error(err)
			}
		}
	}
	w.Pass(10 * time.Minute)
	if _, err := w.AskNewPasskey(ctx, w.session(secret)); !errs.Is(err, errs.StepUp) {
		t.Errorf("without proof: %v", err)
	}
	self := w.AsPerson(w.Person())
	if _, err := w.Passkeys(ctx, self); !errs.Is(err, errs.NotFound) {
		t.Errorf("a person: %v", err)
	}
}

func TestProvingAnewTakesOnesOwnKeyAndSession(t *testing.T) {
	w := newKeys(t)
	ctx := t.Context()
	k, secret := w.enrolled(w.invited("ame-1"))
	w.Pass(11 * time.Minute)
	who := w.session(secret)
	if _, err := w.W.IssueToken(ctx, who, newToken(w)); !errs.Is(err, errs.StepUp) {
		t.Fatalf("without proof: %v", err)
	}
	stranger, _ := w.enrolled(w.invited("forsorjning-1"))
	q, err := w.AskProof(ctx, who)
	if err != nil {
		t.Fatal(err)
	}
	w.told(w.ProvePasskey(ctx, who, entry.Answer{Secret: q.Secret, Text: stranger.Show(q.Options), Source: place}), "passkey.refused")
	if q, err = w.AskProof(ctx, who); err != nil {
		t.Fatal(err)
	}
	if err := w.ProvePasskey(ctx, who, entry.Answer{Secret: q.Secret, Text: k.Show(q.Options), Source: place}); err != nil {
		t.Fatal(err)
	}
	if _, err := w.W.IssueToken(ctx, w.session(secret), newToken(w)); err != nil {
		t.Error(err)
	}
	if w.logged("session.prove", "done") != 1 || w.logged("session.prove", "refused") != 1 {
		t.Error("not logged")
	}
}

func TestWrongAnswersLockNobodyOut(t *testing.T) {
	w := newKeys(t)
	k, _ := w.enrolled(w.invited("ame-1"))
	over := 0
	for range 320 {
		if _, err := w.SignInPasskey(t.Context(), entry.Answer{Secret: "none", Text: "{}", Source: place}); errs.Is(err, errs.TooMany) {
			over++
		}
	}
	if over != 20 {
		t.Errorf("%d were told that they are too many", over)
	}
	if n := w.logged("session.begin", "refused"); n != 300 {
		t.Errorf("%d rows in the log", n)
	}
	if _, err := w.signIn(k); err != nil {
		t.Errorf("the right key is refused: %v", err)
	}
}

func TestPasskeysNeedAnAddressThatABrowserTrusts(t *testing.T) {
	w := world.New(t)
	for at, takes := range map[string]bool{
		"https://samverk.example": true, "http://localhost:8090": true, "http://127.0.0.1:8090": false, "http://samverk.example": false, "": false,
	} {
		s := entry.New(w.App, entry.Options{Base: at})
		if s.TakesPasskeys() != takes {
			t.Errorf("%q: %v", at, s.TakesPasskeys())
		}
		if _, err := s.AskPasskey(t.Context(), place); (err == nil) != takes {
			t.Errorf("%q: %v", at, err)
		}
	}
}
