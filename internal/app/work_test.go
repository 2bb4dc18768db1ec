package app_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"samverk/internal/access"
	"samverk/internal/app"
	"samverk/internal/consent"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/samverktest"
	"samverk/internal/samverktest/world"
)

func TestMailSaysOnlyThatSomethingWaits(t *testing.T) {
	w := world.New(t)
	_, p := w.Case()
	w.Pass(time.Second)
	samverktest.Eventually(t, "mail", func() bool {
		return w.Mail.To("samordning@vetlanda.example") && w.Mail.To("forsorjning@vetlanda.example")
	})
	for _, m := range w.Mail.Sent() {
		if strings.Contains(m.Body+m.Subject, p.Name) || strings.Contains(m.Body, p.Number) {
			t.Errorf("mail tells who it is")
		}
	}
}

func TestAWitnessThatDisagreesRaisesTheAlarm(t *testing.T) {
	w := world.New(t)
	w.Case()
	latest := filepath.Join(w.Witness, "latest")
	samverktest.Eventually(t, "a checkpoint", func() bool { _, err := os.Stat(latest); return err == nil })
	if key := w.Alarm(); key != "" {
		t.Errorf("alarm without cause: %s", key)
	}
	whole, err := os.ReadFile(latest)
	ok(t, err)
	ok(t, os.WriteFile(latest, []byte("no checkpoint"), 0o600))
	w.Case()
	samverktest.Eventually(t, "the alarm", func() bool { return w.Alarm() == "audit.witness.damaged" })
	ok(t, os.WriteFile(latest, whole, 0o600))
	w.Case()
	samverktest.Eventually(t, "the end of the alarm", func() bool { return w.Alarm() == "" })
}

func TestHouseIsKept(t *testing.T) {
	w := world.New(t)
	who := w.As("forsorjning")
	who.Once = access.Once{Key: "k", Digest: "d"}
	send(t, w, who, world.Asked(w.Person()))
	w.Exec(`insert into import_batch (id, organisation_id, user_id, kind, name, rows, faults, at) values ('b', 'kommun', 'admin-1', 'units', '', $1, 0, $2)`, []byte("{}"), db.Micros(w.Now()))
	w.Pass(31 * 24 * time.Hour)
	ok(t, w.KeepHouse(t.Context()))
	w.Read(func(ctx context.Context, tx *db.Tx) error {
		has, err := tx.Has(ctx, `select 1 from import_batch`)
		if has {
			t.Errorf("a file that nobody took in is kept")
		}
		return err
	})
	w.Read(func(ctx context.Context, tx *db.Tx) error {
		has, err := tx.Has(ctx, `select 1 from once`)
		if has {
			t.Errorf("an old submit is remembered")
		}
		return err
	})
}

func TestWorkOfOthersIsDoneWithTheHousekeeping(t *testing.T) {
	w := world.New(t)
	a := app.New(app.Options{DB: w.DB, Sealer: w.Sealer, Log: w.Log})
	done := 0
	a.Also(func(context.Context) error { done++; return nil })
	a.Also(func(context.Context) error { return errUndone })
	if err := a.KeepHouse(t.Context()); !errors.Is(err, errUndone) || done != 1 {
		t.Errorf("%d %v", done, err)
	}
}

func TestThePersonReadsWhoHasReadButNoNamesOfStaff(t *testing.T) {
	w := world.New(t)
	ctx := t.Context()
	c, p := w.Case()
	_, err := w.App.Case(ctx, w.As("forsorjning"), c)
	ok(t, err)
	self := w.AsPerson(p)
	rows, next, err := w.MyReads(ctx, self, 0, true)
	if err != nil || next != 0 || len(rows) != 3 {
		t.Fatalf("%+v %d %v", rows, next, err)
	}
	for i, action := range []access.Action{access.CaseRead, access.RequestAccept, access.RequestSend} {
		r := rows[i]
		if r.Action != string(action) || r.FunctionName == "" || r.UnitName == "" || r.User != "" || r.Source != "" || r.UserLabel != "" || r.Own {
			t.Errorf("%+v", r)
		}
	}
	if rows[0].CaseRef == "" || rows[1].CaseRef == "" {
		t.Errorf("the case is not told: %+v", rows)
	}
	rows, _, err = w.MyReads(ctx, self, 0, true)
	if err != nil || len(rows) != 4 || rows[0].Action != string(access.AuditPerson) || !rows[0].Own {
		t.Errorf("her own reading: %+v %v", rows, err)
	}
	rows, _, err = w.MyReads(ctx, self, 0, false)
	if err != nil || len(rows) != 3 || rows[0].Action != string(access.CaseRead) {
		t.Errorf("without her own: %+v %v", rows, err)
	}
	_, _, err = w.MyReads(ctx, w.As("ame"), 0, true)
	is(t, err, errs.NotFound)
}

func TestAManagerReviewsTheUnitWithoutLearningWhomItWasAbout(t *testing.T) {
	w := world.New(t)
	ctx := t.Context()
	c, p := w.Case()
	_, err := w.App.Case(ctx, w.As("forsorjning"), c)
	ok(t, err)
	rows, _, err := w.UnitReads(ctx, w.As("forsorjning-chef"), "forsorjning", 0)
	ok(t, err)
	if len(rows) == 0 {
		t.Fatal("no rows")
	}
	for _, r := range rows {
		if r.Unit != "forsorjning" || r.Person != "" || r.Case != "" || r.CaseRef != "" || r.Object != "" {
			t.Errorf("%+v", r)
		}
		if r.User == "forsorjning-1" && r.UserLabel != "Handläggare 1" {
			t.Errorf("%+v", r)
		}
	}
	w.Exec(`insert into party (id, case_id, function_id, unit_id, state, case_state, opened_at, invited_at)
		values ('p', $1, 'forsorjning-chef', 'forsorjning', 'takes_part', 'open', 1, 1)`, c)
	rows, _, err = w.UnitReads(ctx, w.As("forsorjning-chef"), "forsorjning", 0)
	ok(t, err)
	refs := 0
	for _, r := range rows {
		if r.CaseRef != "" {
			refs++
		}
		if r.Person == p.ID {
			t.Errorf("the person is told")
		}
	}
	if refs == 0 {
		t.Errorf("the case of the manager's own is not told")
	}
	for _, f := range []id.Function{"samverkan-chef", "forsorjning", "admin"} {
		_, _, err = w.UnitReads(ctx, w.As(f), "forsorjning", 0)
		is(t, err, errs.NotFound)
	}
}

func TestAfterErasureNothingIsLeftOfThePerson(t *testing.T) {
	w := world.New(t)
	ctx := t.Context()
	c, p := w.Case()
	w.Consent(c, consent.Grid{"forsorjning": access.SetOf(access.Work)})
	_, err := w.WriteItem(ctx, w.As("samordning"), c, commitment("Ring", inDays(w, 1), "samordning"))
	ok(t, err)
	self := w.AsPerson(p)
	secret, err := w.SignInDemo(ctx, self.User, "192.0.2.9")
	ok(t, err)
	open := send(t, w, w.As("vc"), world.Asked(p))
	ok(t, w.ErasePerson(ctx, p.ID))
	ok(t, w.ErasePerson(ctx, p.ID)) // again, as after a fault
	_, err = w.App.Case(ctx, w.As("samordning"), c)
	is(t, err, errs.NotFound)
	_, err = w.Request(ctx, w.As("samordning"), open)
	is(t, err, errs.NotFound)
	_, err = w.Session(ctx, secret, "192.0.2.9")
	is(t, err, errs.SignedOut)
	if d := day(t, w, w.As("samordning")); len(d.Recent)+len(d.Commitments)+len(d.ConsentsEnding)+len(d.Requests)+d.Open > 0 {
		t.Errorf("the day: %+v", d)
	}
	for _, table := range []string{"person", "request", "request_event", "case_event", "consent", "item_version"} {
		w.Read(func(ctx context.Context, tx *db.Tx) error {
			has, err := tx.Has(ctx, `select 1 from `+table+` where sealed is not null and length(sealed) > 0`)
			if has {
				t.Errorf("%s still holds sealed text", table)
			}
			return err
		})
	}
	if again := w.CaseOf(p); again == c {
		t.Errorf("the number leads to the old case")
	}
}
