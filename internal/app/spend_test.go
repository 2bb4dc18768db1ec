package app_test

import (
	"context"
	"testing"
	"time"

	"samverk/internal/access"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/samverktest/world"
)

func refusedRows(w *world.W, act access.Action, u string) (n int) {
	w.Read(func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.One(ctx, []any{&n}, `select count(*) from audit where action = $1 and outcome = 'refused' and user_id = $2`, act, u)
		return err
	})
	return n
}

func TestSearchesWithoutEndAreStoppedForTheOneWhoSearches(t *testing.T) {
	w := world.New(t)
	_, p := w.Case()
	find := func(who access.Actor) error { _, err := w.FindPerson(t.Context(), who, p.Number); return err }
	for range 200 {
		if err := find(w.As("samordning")); err != nil {
			t.Fatal(err)
		}
	}
	if err := find(w.As("samordning")); !errs.Is(err, errs.TooMany) {
		t.Error(err)
	}
	if n := refusedRows(w, access.PersonFind, "samordning-1"); n != 1 {
		t.Errorf("%d rows of what was stopped", n)
	}
	if err := find(w.As("forsorjning")); err != nil {
		t.Errorf("somebody else is stopped too: %v", err)
	}
	if _, err := w.App.Day(t.Context(), w.As("samordning")); err != nil {
		t.Errorf("she is kept from other things: %v", err)
	}
	w.Pass(16 * time.Minute)
	if err := find(w.As("samordning")); err != nil {
		t.Errorf("after a while: %v", err)
	}
}

func TestEachKindOfRefusalIsARowOfTheLog(t *testing.T) {
	w := world.New(t)
	c, _ := w.Case()
	outside, person := w.As("vc"), w.As("forbund")
	ended := w.As("forsorjning")
	w.Exec(`update assignment set until = 1 where user_id = 'forsorjning-1'`)
	for name, one := range map[string]struct {
		who access.Actor
		act access.Action
		on  access.Object
	}{
		"a case that she has no part in":      {outside, access.CaseRead, access.Object{Case: c}},
		"a case that does not exist":          {outside, access.CaseRead, access.Object{Case: "none"}},
		"what her role does not allow":        {outside, access.OrgKeep, access.Object{Org: outside.Org}},
		"another organisation":                {w.As("admin"), access.OrgKeep, access.Object{Org: "region"}},
		"the federation and a case":           {person, access.CaseRead, access.Object{Case: c}},
		"a function that she no longer holds": {ended, access.CaseRead, access.Object{Case: c}},
	} {
		before := refusedRows(w, one.act, string(one.who.User))
		_, err := w.App.Do(t.Context(), one.who, one.act, one.on, func(*db.Tx, access.Sight) (string, error) {
			t.Errorf("%s: it is done", name)
			return "", nil
		})
		if !errs.Is(err, errs.Denied) && !errs.Is(err, errs.NotFound) {
			t.Errorf("%s: %v", name, err)
		}
		err = w.App.See(t.Context(), one.who, one.act, one.on, func(*db.Tx, access.Sight) error {
			t.Errorf("%s: it is shown", name)
			return nil
		})
		if !errs.Is(err, errs.Denied) && !errs.Is(err, errs.NotFound) {
			t.Errorf("%s: %v", name, err)
		}
		if n := refusedRows(w, one.act, string(one.who.User)) - before; n != 2 {
			t.Errorf("%s: %d rows of two refusals", name, n)
		}
	}
}
