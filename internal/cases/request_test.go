package cases_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"samverk/internal/access"
	"samverk/internal/cases"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
)

func TestEverythingWrongWithARequestIsSaidAtOnce(t *testing.T) {
	long := strings.Repeat("å", 10_001)
	err := cases.NewRequest{Wanted: []access.Kind{access.Forbund}, Situation: []string{"x"}, Tried: long}.Check()
	e, ok := errors.AsType[*errs.Error](err)
	if !ok {
		t.Fatal(err)
	}
	var got []string
	for _, f := range e.Faults {
		got = append(got, f.Key)
	}
	want := []string{"request.person.missing", "request.area.missing", "request.topic.missing", "request.to.missing", "request.due_at.missing",
		"request.wanted.unknown", "request.situation.unknown", "request.consented.missing", "request.hope.missing", "request.tried.long"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q\nwant %q", got, want)
	}
	n := cases.NewRequest{Consented: true, Hope: long}
	for _, key := range []string{"request.wanted.missing", "request.consent_how.missing", "request.hope.long"} {
		if !strings.Contains(n.Check().Error(), key) {
			t.Errorf("%s is not said", key)
		}
	}
	if n.Hope, n.Tried = "hopp", strings.Repeat("å", 10_000); strings.Contains(n.Check().Error(), "long") {
		t.Error("ten thousand letters are too many")
	}
}

func TestARequestShowsWhatTheSightAllows(t *testing.T) {
	w := newWorld(t)
	r := w.send(w.request())
	all := w.read(access.NewRequestSight(r, true, true))
	if all.Person != her || all.Hope != "hopp" || all.Tried != "prövat" || all.State != cases.RequestSent || all.From != asker ||
		!slices.Equal(all.Situation, []string{"long_assistance", "no_sgi"}) || !slices.Equal(all.Wanted, []access.Kind{access.Vard, access.FK}) ||
		len(all.Events) != 1 || all.Events[0].Kind != "sent" || all.Events[0].To != coord || all.DueAt.IsZero() {
		t.Errorf("%+v", all)
	}
	w.do(func(ctx context.Context, tx *db.Tx) error {
		return cases.AskBack(ctx, tx, w.key, cases.RequestStep{Request: r, Version: 1, By: coord}, "en fråga")
	})
	none := w.read(access.NewRequestSight(r, false, false))
	if none.Person != "" || none.Hope != "" || none.Tried != "" || none.Situation != nil || none.Events[1].Words != "" {
		t.Errorf("%+v", none)
	}
	if words := w.read(access.NewRequestSight(r, false, true)); words.Person != "" || words.Hope != "hopp" || words.Events[1].Words != "en fråga" {
		t.Errorf("%+v", words)
	}
	err := w.try(func(ctx context.Context, tx *db.Tx) error {
		_, err := cases.ReadRequest(ctx, tx, w.key, access.RequestSight{})
		return err
	})
	wantKey(t, err, errs.NotFound, "missing")
}

type requestAct struct {
	name string
	do   func(context.Context, *db.Tx, *world, cases.RequestStep) error
	to   map[string]string // state after, by state before; any other state refuses
}

func requestActs() []requestAct {
	due := time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)
	return []requestAct{
		{"accept", func(ctx context.Context, tx *db.Tx, _ *world, s cases.RequestStep) error {
			return cases.Accept(ctx, tx, s)
		},
			map[string]string{"sent": "accepted"}},
		{"ask back", func(ctx context.Context, tx *db.Tx, w *world, s cases.RequestStep) error {
			return cases.AskBack(ctx, tx, w.key, s, "ord")
		}, map[string]string{"sent": "question"}},
		{"answer", func(ctx context.Context, tx *db.Tx, w *world, s cases.RequestStep) error {
			return cases.Answer(ctx, tx, w.key, s, "ord", due)
		}, map[string]string{"question": "sent"}},
		{"forward", func(ctx context.Context, tx *db.Tx, w *world, s cases.RequestStep) error {
			return cases.Forward(ctx, tx, w.key, s, cases.Forwarding{To: care, DueAt: due, Reason: cases.Reason{Code: "not_ours"}})
		}, map[string]string{"sent": "sent"}},
		{"decline", func(ctx context.Context, tx *db.Tx, w *world, s cases.RequestStep) error {
			return cases.Decline(ctx, tx, w.key, s, cases.Reason{Code: cases.Other, Words: "ord"})
		}, map[string]string{"sent": "declined"}},
		{"withdraw", func(ctx context.Context, tx *db.Tx, w *world, s cases.RequestStep) error {
			return cases.Withdraw(ctx, tx, w.key, s, cases.Reason{})
		}, map[string]string{"sent": "withdrawn", "question": "withdrawn"}},
	}
}

func TestARequestGoesOnlyWhereItsStateLeads(t *testing.T) {
	w := newWorld(t)
	for _, act := range requestActs() {
		for _, state := range []string{"sent", "question", "accepted", "declined", "withdrawn"} {
			r := w.send(w.request())
			w.exec(`update request set state = $2 where id = $1`, r, state)
			err := w.try(func(ctx context.Context, tx *db.Tx) error {
				return act.do(ctx, tx, w, cases.RequestStep{Request: r, Version: 1, By: coord})
			})
			now, to := w.facts(r), act.to[state]
			events := len(w.read(access.NewRequestSight(r, true, true)).Events)
			switch {
			case to == "" && (!errs.Is(err, errs.Conflict) || err.Error() != "request.state" || now.State != state || now.Version != 1 || events != 1):
				t.Errorf("%s from %s: %v, %+v", act.name, state, err, now)
			case to != "" && (err != nil || now.State != to || now.Version != 2 || events != 2):
				t.Errorf("%s from %s: %v, %+v", act.name, state, err, now)
			}
			if awaited := now.State == "sent"; to != "" && awaited == now.DueAt.IsZero() {
				t.Errorf("%s from %s: due %v", act.name, state, now.DueAt)
			}
		}
	}
}

func TestAStepWithAnOldVersionTellsWhatStandsNow(t *testing.T) {
	w := newWorld(t)
	n := w.request()
	n.Consented = false
	r := w.send(n)
	w.exec(`update request set version = 2 where id = $1`, r)
	for _, act := range requestActs() {
		err := w.try(func(ctx context.Context, tx *db.Tx) error {
			return act.do(ctx, tx, w, cases.RequestStep{Request: r, Version: 1, By: coord})
		})
		wantKey(t, err, errs.Conflict, "changed")
		if now, ok := err.(*errs.Error).Current.(cases.RequestRow); !ok || now.Version != 2 || now.Person != "" {
			t.Errorf("%s: %+v", act.name, now)
		}
		err = w.try(func(ctx context.Context, tx *db.Tx) error {
			return act.do(ctx, tx, w, cases.RequestStep{Request: "none", Version: 1, By: coord})
		})
		wantKey(t, err, errs.NotFound, "missing")
	}
}

func TestAStepDemandsWhatItIsMadeOf(t *testing.T) {
	w := newWorld(t)
	r := w.send(w.request())
	s := w.step(r, coord)
	long := strings.Repeat("a", 10_001)
	tests := map[string]func(context.Context, *db.Tx) error{
		"invalid words:request.words.missing": func(ctx context.Context, tx *db.Tx) error { return cases.AskBack(ctx, tx, w.key, s, "") },
		"invalid words:reason.words.long": func(ctx context.Context, tx *db.Tx) error {
			return cases.Answer(ctx, tx, w.key, s, long, w.now)
		},
		"invalid reason:reason.code.missing words:reason.words.long to:request.to.same due_at:request.due_at.missing": func(ctx context.Context, tx *db.Tx) error {
			return cases.Forward(ctx, tx, w.key, s, cases.Forwarding{To: coord, Reason: cases.Reason{Code: "none", Words: long}})
		},
		"invalid to:request.to.asker": func(ctx context.Context, tx *db.Tx) error {
			return cases.Forward(ctx, tx, w.key, s, cases.Forwarding{To: asker, DueAt: w.now, Reason: cases.Reason{Code: "not_ours"}})
		},
		"invalid words:reason.words.missing": func(ctx context.Context, tx *db.Tx) error {
			return cases.Decline(ctx, tx, w.key, s, cases.Reason{Code: cases.Other})
		},
		"invalid reason:reason.code.missing": func(ctx context.Context, tx *db.Tx) error {
			return cases.Withdraw(ctx, tx, w.key, s, cases.Reason{Words: "ord"})
		},
		"invalid consent_how:request.consent_how.missing": func(ctx context.Context, tx *db.Tx) error { return cases.GiveConsent(ctx, tx, s, "") },
	}
	for want, fn := range tests {
		if err := w.try(fn); err == nil || err.Error() != want {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}

func TestARequestWithoutConsentIsNotAcceptedUntilThePersonAgrees(t *testing.T) {
	w := newWorld(t)
	n := w.request()
	n.Consented = false
	r := w.send(n)
	accept := func(ctx context.Context, tx *db.Tx) error { return cases.Accept(ctx, tx, w.step2(ctx, tx, r)) }
	wantKey(t, w.try(accept), errs.Conflict, "request.consent.missing")
	if row := w.requestsTo(coord, cases.Page{})[0]; row.Person != "" || row.Consented {
		t.Errorf("%+v", row)
	}
	consent := func(ctx context.Context, tx *db.Tx) error {
		return cases.GiveConsent(ctx, tx, w.step2(ctx, tx, r), "paper")
	}
	w.do(consent)
	wantKey(t, w.try(consent), errs.Conflict, "request.state")
	if row := w.requestsTo(coord, cases.Page{})[0]; row.Person != her || !row.Consented {
		t.Errorf("%+v", row)
	}
	w.do(accept)
	got := w.read(access.NewRequestSight(r, true, true))
	if got.ConsentHow != "paper" || got.Events[1].Kind != "consented" || got.Events[1].Reason != "paper" {
		t.Errorf("%+v", got)
	}
}

// step2 is step inside a transaction.
func (w *world) step2(ctx context.Context, tx *db.Tx, r id.Request) cases.RequestStep {
	row, err := cases.RequestFacts(ctx, tx, r)
	if err != nil {
		w.Fatal(err)
	}
	return cases.RequestStep{Request: r, Version: row.Version, By: coord}
}

func TestRefusalsAreCountedAcrossAPersonsRequestsUntilOneIsAccepted(t *testing.T) {
	w := newWorld(t)
	refusals := func(p id.Person) (n int) {
		w.do(func(ctx context.Context, tx *db.Tx) (err error) {
			n, err = cases.Refusals(ctx, tx, p)
			return err
		})
		return n
	}
	first, second := w.send(w.request()), w.send(w.request())
	w.do(func(ctx context.Context, tx *db.Tx) error {
		return cases.Forward(ctx, tx, w.key, w.step2(ctx, tx, first), cases.Forwarding{To: care, DueAt: w.now, Reason: cases.Reason{Code: "not_ours"}})
	})
	w.do(func(ctx context.Context, tx *db.Tx) error {
		return cases.Decline(ctx, tx, w.key, w.step2(ctx, tx, second), cases.Reason{Code: "no_capacity"})
	})
	if n := refusals(her); n != 2 || w.facts(first).Refusals != 1 || w.facts(first).To != care || refusals(other) != 0 {
		t.Errorf("%d refusals, %+v", n, w.facts(first))
	}
	w.do(func(ctx context.Context, tx *db.Tx) error { return cases.Accept(ctx, tx, w.step2(ctx, tx, first)) })
	if n := refusals(her); n != 0 {
		t.Errorf("%d refusals after one was accepted", n)
	}
	third := w.send(w.request())
	w.do(func(ctx context.Context, tx *db.Tx) error {
		return cases.Decline(ctx, tx, w.key, w.step2(ctx, tx, third), cases.Reason{Code: "no_capacity"})
	})
	if n := refusals(her); n != 1 {
		t.Errorf("%d refusals", n)
	}
}

func TestAnOverdueRequestGoesToTheDeputyAndThenToTheManagerOnce(t *testing.T) {
	w := newWorld(t)
	r := w.send(w.request())
	overdue := func() (rows []cases.RequestRow) {
		w.do(func(ctx context.Context, tx *db.Tx) (err error) {
			rows, err = cases.Overdue(ctx, tx, tx.Now, 10)
			return err
		})
		return rows
	}
	escalate := func(level int, told id.Function) (done bool) {
		w.do(func(ctx context.Context, tx *db.Tx) (err error) {
			done, err = cases.Escalate(ctx, tx, cases.Escalation{Request: r, Level: level, Told: told, DueAt: tx.Now.Add(time.Hour)})
			return err
		})
		return done
	}
	told := func(f id.Function) (rows []cases.RequestRow) {
		w.do(func(ctx context.Context, tx *db.Tx) (err error) {
			rows, err = cases.RequestsTold(ctx, tx, f, 10)
			return err
		})
		return rows
	}
	if len(overdue()) != 0 || escalate(1, care) {
		t.Error("overdue before its time")
	}
	w.now = w.now.Add(2 * time.Hour)
	if rows := overdue(); len(rows) != 1 || rows[0].ID != r {
		t.Errorf("%+v", rows)
	}
	if escalate(2, fk) || !escalate(1, care) || escalate(1, care) || len(overdue()) != 0 || len(told(care)) != 1 {
		t.Error("the deputy is not told once")
	}
	w.now = w.now.Add(2 * time.Hour)
	if !escalate(2, fk) || escalate(2, fk) || len(told(care)) != 0 || len(told(fk)) != 1 {
		t.Error("the manager is not told once")
	}
	w.now = w.now.Add(2 * time.Hour)
	if row := w.facts(r); len(overdue()) != 0 || row.Escalated != 2 || row.Told != fk || row.Version != 1 {
		t.Errorf("%+v", row)
	}
	w.do(func(ctx context.Context, tx *db.Tx) error {
		return cases.Accept(ctx, tx, cases.RequestStep{Request: r, Version: 1, By: fk})
	})
	if len(told(fk)) != 0 {
		t.Error("an accepted request is still listed as overdue")
	}
}

func (w *world) requestsTo(f id.Function, page cases.Page, states ...string) (rows []cases.RequestRow) {
	w.Helper()
	w.do(func(ctx context.Context, tx *db.Tx) (err error) {
		rows, err = cases.RequestsTo(ctx, tx, f, states, page)
		return err
	})
	return rows
}

func TestRequestListsArePagedAndHideTheProtected(t *testing.T) {
	w := newWorld(t)
	var want []id.Request
	w.do(func(ctx context.Context, tx *db.Tx) error { // all at the same time
		for range 7 {
			r, err := cases.Send(ctx, tx, w.key, w.request())
			want = append(want, r)
			if err != nil {
				return err
			}
		}
		return nil
	})
	slices.Sort(want)
	slices.Reverse(want)
	type list func(context.Context, *db.Tx, cases.Page) ([]cases.RequestRow, error)
	lists := map[string]list{
		"to": func(ctx context.Context, tx *db.Tx, p cases.Page) ([]cases.RequestRow, error) {
			return cases.RequestsTo(ctx, tx, coord, nil, p)
		},
		"from": func(ctx context.Context, tx *db.Tx, p cases.Page) ([]cases.RequestRow, error) {
			return cases.RequestsFrom(ctx, tx, asker, p)
		},
		"of": func(ctx context.Context, tx *db.Tx, p cases.Page) ([]cases.RequestRow, error) {
			return cases.RequestsOf(ctx, tx, her, p)
		},
	}
	walk := func(l list) (got []id.Request) {
		page := cases.Page{Limit: 3}
		for {
			var rows []cases.RequestRow
			w.do(func(ctx context.Context, tx *db.Tx) (err error) {
				rows, err = l(ctx, tx, page)
				return err
			})
			for _, r := range rows {
				got = append(got, r.ID)
				page.Before, page.BeforeID = db.Micros(r.CreatedAt), string(r.ID)
			}
			if len(rows) < 3 {
				return got
			}
		}
	}
	for name, l := range lists {
		if got := walk(l); !slices.Equal(got, want) {
			t.Errorf("%s: %v", name, got)
		}
	}
	if len(w.requestsTo(coord, cases.Page{}, "declined", "accepted")) != 0 || len(w.requestsTo(coord, cases.Page{}, "sent", "declined")) != 7 || len(w.requestsTo(coord, cases.Page{}, "nonsense")) != 0 {
		t.Error("states are not kept to")
	}
	w.exec(`update person set protection = 'marked' where id = $1`, her)
	w.exec(`insert into named_function (person_id, function_id) values ($1, $2)`, her, coord)
	if to, from, of := len(walk(lists["to"])), len(walk(lists["from"])), len(walk(lists["of"])); to != 7 || from != 0 || of != 7 {
		t.Errorf("protected: %d to the one named, %d from one not named, %d of her own", to, from, of)
	}
}
