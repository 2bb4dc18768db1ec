package app_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"samverk/internal/access"
	"samverk/internal/app"
	"samverk/internal/consent"
	"samverk/internal/db"
	"samverk/internal/entry"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/job"
	"samverk/internal/login"
	"samverk/internal/org"
	"samverk/internal/samverktest/world"
)

// unproved is an actor who proved who she is too long ago.
func unproved(who access.Actor) access.Actor {
	who.Proved = who.Proved.Add(-access.ProofLasts)
	return who
}

func grant(w *world.W, version int64) consent.New {
	return consent.New{How: consent.Oral, GivenBy: "person", Purpose: "P", Version: version, StartsOn: inDays(w, 0), EndsOn: inDays(w, 30),
		Grid: consent.Grid{"ame": access.SetOf(access.Plan)}}
}

func TestWhatIsNotedForAnotherDemandsProofAndWhatOneDoesOneselfDoesNot(t *testing.T) {
	w := world.New(t)
	ctx := t.Context()
	c, p := w.Case()
	w.Join(c, "ame")
	coordinator := w.As("samordning")
	_, err := w.GiveConsent(ctx, unproved(coordinator), c, grant(w, 0))
	is(t, err, errs.StepUp)
	// Whoever may not even read is told that nothing is there, proved or not.
	_, err = w.GiveConsent(ctx, unproved(w.As("fk")), c, grant(w, 0))
	is(t, err, errs.NotFound)
	_, err = w.GiveConsent(ctx, coordinator, c, grant(w, 0))
	ok(t, err)
	is(t, w.WithdrawConsent(ctx, unproved(coordinator), c, 1), errs.StepUp)
	ok(t, w.WithdrawConsent(ctx, unproved(w.AsPerson(p)), c, 1))
	_, err = w.GiveConsent(ctx, unproved(w.AsPerson(p)), c, grant(w, 0))
	ok(t, err)
}

func TestAdministrationAndTokensDemandProof(t *testing.T) {
	w := world.New(t)
	ctx := t.Context()
	manager := unproved(w.As("ame-chef"))
	_, err := w.Assign(ctx, manager, "ame", org.NewAssignment{Function: "ame", User: "forsorjning-1", Deputy: true})
	is(t, err, errs.StepUp)
	is(t, w.EndAssignment(ctx, manager, "ame", "none", 1), errs.StepUp)
	_, err = w.IssueToken(ctx, manager, entry.NewToken{Name: "x", EndsOn: inDays(w, 3)})
	is(t, err, errs.StepUp)
}

func TestATokenProvesOnlyWhatItWasMadeFor(t *testing.T) {
	w := world.New(t)
	ctx := t.Context()
	c, _ := w.Case()
	w.Join(c, "ame")
	for _, proves := range []bool{false, true} {
		secret, err := w.IssueToken(ctx, w.As("samordning"), entry.NewToken{Name: "x", EndsOn: inDays(w, 3), Proves: proves})
		ok(t, err)
		s, err := w.Bearer(ctx, secret, "192.0.2.9")
		ok(t, err)
		_, err = w.GiveConsent(ctx, s.Actor, c, grant(w, 0))
		if e, _ := errors.AsType[*errs.Error](err); !proves && (e == nil || e.Key != "proof.token") {
			t.Errorf("without the right: %v", err)
		}
		if proves {
			ok(t, err)
		}
	}
}

// left counts what still lets somebody act as a user, or for a function.
func left(w *world.W, u id.User) (n int) {
	w.Read(func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.One(ctx, []any{&n}, `select
  (select count(*) from session where user_id = $1 and ended_at is null and function_id is not null)
+ (select count(*) from token where user_id = $1 and revoked_at is null)
+ (select count(*) from feed where user_id = $1 and revoked_at is null)
+ (select count(*) from job where subject = $1)`, u)
		return err
	})
	return n
}

// reached gives the holder of "ame" one of each.
func reached(t *testing.T, w *world.W) {
	ctx := t.Context()
	_, err := w.SignInDemo(ctx, "ame-1", "192.0.2.9")
	ok(t, err)
	_, err = w.IssueToken(ctx, w.As("ame"), entry.NewToken{Name: "x", EndsOn: inDays(w, 3)})
	ok(t, err)
	_, err = w.MakeFeed(ctx, w.As("ame"))
	ok(t, err)
	if n := left(w, "ame-1"); n != 3 {
		t.Fatalf("%d", n)
	}
}

func TestEndingAnAssignmentEndsAllItLetOneDo(t *testing.T) {
	w := world.New(t)
	ctx := t.Context()
	reached(t, w)
	v, err := w.Staff(ctx, w.As("ame-chef"), "ame")
	ok(t, err)
	for _, a := range v.Assignments {
		if a.User == "ame-1" {
			ok(t, w.EndAssignment(ctx, w.As("ame-chef"), "ame", a.ID, a.Version))
		}
	}
	if n := left(w, "ame-1"); n != 0 {
		t.Errorf("%d go on", n)
	}
}

var errUndone = errors.New("undone")

func TestEndingAUserIsOneTransaction(t *testing.T) {
	w := world.New(t)
	reached(t, w)
	w.Exec(`insert into passkey (id, user_id, credential, record, sign_count, name, created_at) values ('k', 'ame-1', 'c', '{}', 0, 'K', 1)`)
	w.Exec(`insert into enrolment (id, secret_hash, user_id, kind, asked_at, ends_at) values ('e', 's', 'ame-1', 'invited', 1, 9999999999999999)`)
	w.Exec(`insert into change_request (id, kind, organisation_id, subject, payload, asked_by, asked_at, ends_at)
select 'r', 'recover', organisation_id, 'forsorjning-1', '{}', id, 1, 9999999999999999 from user_account where id = 'ame-1'`)
	end := func(undo error) error {
		return w.DB.Tx(t.Context(), func(tx *db.Tx) error {
			if err := job.Enqueue(t.Context(), tx, "notify", "ame-1", tx.Now.Add(time.Hour)); err != nil {
				return err
			}
			a, err := login.ByID(t.Context(), tx, "ame-1")
			if err != nil {
				return err
			}
			if err := app.EndUser(t.Context(), tx, a.ID, a.Version); err != nil {
				return err
			}
			return undo
		})
	}
	if err := end(errUndone); !errors.Is(err, errUndone) {
		t.Fatal(err)
	}
	if n := left(w, "ame-1"); n != 3 {
		t.Errorf("half of it stands: %d", n)
	}
	ok(t, end(nil))
	if n := left(w, "ame-1"); n != 0 {
		t.Errorf("%d go on", n)
	}
	w.Read(func(ctx context.Context, tx *db.Tx) error {
		for _, query := range []string{
			`select 1 from passkey where user_id = 'ame-1' and ended_at is null`,
			`select 1 from enrolment where user_id = 'ame-1' and ended_at is null`,
			`select 1 from change_request where asked_by = 'ame-1' and answered_at is null`,
		} {
			if on, err := tx.Has(ctx, query); err != nil || on {
				t.Errorf("%s: %v %v", query, on, err)
			}
		}
		return nil
	})
}
