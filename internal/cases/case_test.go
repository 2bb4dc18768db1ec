package cases_test

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"samverk/internal/access"
	"samverk/internal/cases"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
)

func TestReferencesAreCountedWithoutGapsUnderConcurrentOpenings(t *testing.T) {
	w := newWorld(t)
	var mu sync.Mutex
	var refs []string
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 5 {
				err := w.Tx(t.Context(), func(tx *db.Tx) error {
					c, err := cases.Open(t.Context(), tx, cases.NewCase{Person: her, Area: area, Letter: "V", Coordinator: coord, CoordinatorUnit: unitOf(coord)})
					mu.Lock()
					refs = append(refs, c.Ref)
					mu.Unlock()
					return err
				})
				if err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	slices.Sort(refs)
	for i, ref := range refs {
		if want := fmt.Sprintf("V-2026-%04d", i+1); ref != want {
			t.Errorf("got %s, want %s", ref, want)
		}
	}
}

func TestReferencesBeginAnewEachSwedishYearAndHideTheAreaOfTheProtected(t *testing.T) {
	w := newWorld(t)
	open := func(n cases.NewCase) string {
		n.Person, n.Area, n.Letter, n.Coordinator, n.CoordinatorUnit = her, area, "V", coord, unitOf(coord)
		var c cases.Case
		w.do(func(ctx context.Context, tx *db.Tx) (err error) {
			c, err = cases.Open(ctx, tx, n)
			return err
		})
		return c.Ref
	}
	got := []string{open(cases.NewCase{}), open(cases.NewCase{Restricted: true}), open(cases.NewCase{})}
	w.now = time.Date(2026, 12, 31, 23, 0, 0, 0, time.UTC) // past midnight in Sweden
	got = append(got, open(cases.NewCase{}))
	w.now = w.now.Add(-time.Hour) // another machine, whose clock is behind
	got = append(got, open(cases.NewCase{}))
	if want := []string{"V-2026-0001", "X-2026-0001", "V-2026-0002", "V-2027-0001", "V-2027-0002"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestOpeningACaseTellsTheRequestOnce(t *testing.T) {
	w := newWorld(t)
	r := w.send(w.request())
	open := func(ctx context.Context, tx *db.Tx) error {
		_, err := cases.Open(ctx, tx, cases.NewCase{Person: her, Area: area, Letter: "V", Request: r, Coordinator: coord, CoordinatorUnit: unitOf(coord)})
		return err
	}
	wantKey(t, w.try(open), errs.Conflict, "request.state")
	w.do(func(ctx context.Context, tx *db.Tx) error { return cases.Accept(ctx, tx, w.step2(ctx, tx, r)) })
	w.do(open)
	wantKey(t, w.try(open), errs.Conflict, "request.state")
	c := w.get(w.facts(r).Case)
	if c.Request != r || c.State != cases.StateOpen || c.Ref != "V-2026-0001" || c.Coordinator != coord || c.Person != her {
		t.Errorf("%+v", c)
	}
}

type caseAct struct {
	name string
	do   func(context.Context, *db.Tx, *world, cases.CaseStep) error
	to   map[string]string // state after, by state before
	kind string
}

func caseActs() []caseAct {
	return []caseAct{
		{"rest", func(ctx context.Context, tx *db.Tx, _ *world, s cases.CaseStep) error {
			return cases.Rest(ctx, tx, s, "2027-01-31", "awaits_care")
		}, map[string]string{"open": "resting"}, "resting"},
		{"resume", func(ctx context.Context, tx *db.Tx, _ *world, s cases.CaseStep) error {
			return cases.Resume(ctx, tx, s)
		}, map[string]string{"resting": "open"}, "resumed"},
		{"begin closing", func(ctx context.Context, tx *db.Tx, _ *world, s cases.CaseStep) error {
			return cases.BeginClosing(ctx, tx, s, cases.Joint, "")
		}, map[string]string{"open": "closing", "resting": "closing"}, "closing"},
		{"close", func(ctx context.Context, tx *db.Tx, _ *world, s cases.CaseStep) error {
			return cases.Close(ctx, tx, s)
		}, map[string]string{"closing": "closed"}, "closed"},
		{"reopen", func(ctx context.Context, tx *db.Tx, w *world, s cases.CaseStep) error {
			return cases.Reopen(ctx, tx, w.key, s, "skäl")
		}, map[string]string{"closed": "open"}, "reopened"},
	}
}

func TestACaseGoesOnlyWhereItsStateLeads(t *testing.T) {
	w := newWorld(t)
	for _, act := range caseActs() {
		for _, state := range []string{"open", "resting", "closing", "closed"} {
			c := w.open()
			s := sight(c.ID, coord, true)
			w.exec(`update cases set state = $2 where id = $1`, c.ID, state)
			w.exec(`update party set case_state = $2 where case_id = $1`, c.ID, state)
			try := func(v int64) error {
				return w.try(func(ctx context.Context, tx *db.Tx) error {
					return act.do(ctx, tx, w, cases.CaseStep{Case: c.ID, Version: v, By: coord})
				})
			}
			wantKey(t, try(7), errs.Conflict, "changed")
			to, err := act.to[state], try(1)
			now := w.get(c.ID)
			newest := w.events(s, nil, cases.Page{})[0]
			if to == "" {
				wantKey(t, err, errs.Conflict, "case.state")
				if now.State != state || now.Version != 1 || newest.Kind != "opened" {
					t.Errorf("%s from %s: %+v", act.name, state, now)
				}
				continue
			}
			if err != nil || now.State != to || now.Version != 2 || !now.StateAt.Equal(newest.At) || newest.Kind != act.kind || newest.Function != coord {
				t.Errorf("%s from %s: %v, %+v, %+v", act.name, state, err, now, newest)
			}
			if list := w.list(coord, to); !slices.ContainsFunc(list, func(l cases.Listed) bool { return l.ID == c.ID }) {
				t.Errorf("%s from %s: the list of the party does not follow", act.name, state)
			}
		}
	}
	wantKey(t, w.try(func(ctx context.Context, tx *db.Tx) error {
		return cases.Close(ctx, tx, cases.CaseStep{Case: "none", Version: 1, By: coord})
	}), errs.NotFound, "missing")
}

func TestAStepWithACaseDemandsWhatItIsMadeOf(t *testing.T) {
	w := newWorld(t)
	s := cases.CaseStep{Case: w.open().ID, Version: 1, By: coord}
	tests := map[string]func(context.Context, *db.Tx) error{
		"invalid until:case.until.date reason:reason.code.missing": func(ctx context.Context, tx *db.Tx) error {
			return cases.Rest(ctx, tx, s, "31/1", "")
		},
		"invalid until:case.until.past": func(ctx context.Context, tx *db.Tx) error {
			return cases.Rest(ctx, tx, s, tx.Today(), cases.Other)
		},
		"invalid how:case.how.missing handover_to:case.handover_to.same": func(ctx context.Context, tx *db.Tx) error {
			return cases.BeginClosing(ctx, tx, s, "", coord)
		},
		"invalid handover_to:case.handover_to.missing": func(ctx context.Context, tx *db.Tx) error {
			return cases.BeginClosing(ctx, tx, s, cases.Handover, "")
		},
		"invalid handover_to:case.handover_to.joint": func(ctx context.Context, tx *db.Tx) error {
			return cases.BeginClosing(ctx, tx, s, cases.Joint, care)
		},
		"invalid words:case.words.missing": func(ctx context.Context, tx *db.Tx) error {
			return cases.Reopen(ctx, tx, w.key, s, "")
		},
		"invalid reason:reason.code.missing": func(ctx context.Context, tx *db.Tx) error {
			return cases.Leave(ctx, tx, cases.PartyStep{}, "")
		},
	}
	for want, fn := range tests {
		if err := w.try(fn); err == nil || err.Error() != want {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}

func TestAfterAHandoverTheReceivingFunctionLeadsTheClosedCase(t *testing.T) {
	w := newWorld(t)
	for _, invited := range []bool{false, true} {
		c := w.open()
		s := sight(c.ID, coord, true)
		if invited {
			w.invite(c.ID, care)
		}
		w.do(func(ctx context.Context, tx *db.Tx) error {
			return cases.BeginClosing(ctx, tx, cases.CaseStep{Case: c.ID, Version: 1, By: coord}, cases.Handover, care)
		})
		if now := w.get(c.ID); now.HandoverTo != care || now.ClosingHow != cases.Handover || now.Coordinator != coord {
			t.Errorf("%+v", now)
		}
		w.do(func(ctx context.Context, tx *db.Tx) error {
			now, err := cases.Get(ctx, tx, sight(c.ID, fk, false))
			if now.HandoverTo != "" {
				t.Error("a reader outside the circle sees who goes on")
			}
			return err
		})
		w.do(func(ctx context.Context, tx *db.Tx) error {
			return cases.Close(ctx, tx, cases.CaseStep{Case: c.ID, Version: 2, By: coord})
		})
		list := w.list(care, cases.StateClosed)
		if now := w.get(c.ID); now.Coordinator != care || len(list) == 0 || list[0].ID != c.ID || list[0].OpenedAt != c.OpenedAt {
			t.Errorf("%+v, %+v", now, list)
		}
		events := w.events(s, nil, cases.Page{})
		if events[0].Kind != "joined" || events[0].Function != care || events[1].Kind != "closed" {
			t.Errorf("%+v", events)
		}
		w.do(func(ctx context.Context, tx *db.Tx) error {
			if err := cases.Leave(ctx, tx, cases.PartyStep{Party: w.partyOf(ctx, tx, c.ID, coord), Version: 1}, "our_part_done"); err != nil {
				return err
			}
			return cases.Reopen(ctx, tx, w.key, cases.CaseStep{Case: c.ID, Version: 3, By: care}, "skäl")
		})
		if now := w.get(c.ID); now.State != cases.StateOpen || now.HandoverTo != "" || now.ClosingHow != "" || now.Coordinator != care {
			t.Errorf("%+v", now)
		}
	}
}

func TestTheSightDecidesWhatACaseShows(t *testing.T) {
	w := newWorld(t)
	c := w.open()
	get := func(s access.Sight) (got cases.Case, err error) {
		err = w.try(func(ctx context.Context, tx *db.Tx) error {
			got, err = cases.Get(ctx, tx, s)
			return err
		})
		return got, err
	}
	if got, err := get(access.NewSight(c.ID, her, access.Grant{Unit: unitOf(fk), Function: fk})); err != nil || got.Person != "" || got.Ref != c.Ref {
		t.Errorf("%+v, %v", got, err)
	}
	_, err := get(access.Sight{})
	wantKey(t, err, errs.NotFound, "missing")
}

func (w *world) list(f id.Function, state string) (all []cases.Listed) {
	w.Helper()
	page := cases.Page{Limit: 4}
	for {
		var rows []cases.Listed
		w.do(func(ctx context.Context, tx *db.Tx) (err error) {
			rows, err = cases.ListOf(ctx, tx, f, state, page)
			return err
		})
		all = append(all, rows...)
		if len(rows) < page.Limit {
			return all
		}
		last := rows[len(rows)-1]
		page.Before, page.BeforeID = db.Micros(last.OpenedAt), string(last.ID)
	}
}

func TestACaseIsListedWhereTheFunctionTakesPartAndMayKnow(t *testing.T) {
	w := newWorld(t)
	var want []id.Case
	for range 9 {
		want = append([]id.Case{w.open().ID}, want...)
	}
	ids := func(ls []cases.Listed) (all []id.Case) {
		for _, l := range ls {
			all = append(all, l.ID)
		}
		return all
	}
	w.exec(`update cases set state = 'closed' where id = $1`, want[8])
	w.exec(`update party set case_state = 'closed' where case_id = $1`, want[8])
	if got := ids(w.list(coord, "")); !slices.Equal(got, want) {
		t.Errorf("all: %v", got)
	}
	if got := ids(w.list(coord, cases.StateOpen)); !slices.Equal(got, want[:8]) {
		t.Errorf("open: %v", got)
	}
	w.invite(want[0], care)
	if len(w.list(care, "")) != 0 {
		t.Error("a case is listed for one who is only invited")
	}
	var own []cases.Listed
	w.do(func(ctx context.Context, tx *db.Tx) (err error) {
		own, err = cases.ListOfPerson(ctx, tx, her, cases.Page{})
		return err
	})
	if !slices.Equal(ids(own), want) {
		t.Errorf("own: %v", own)
	}
	both := func(f id.Function, p id.Person) (all []cases.Listed) {
		w.do(func(ctx context.Context, tx *db.Tx) (err error) {
			all, err = cases.ListOfBoth(ctx, tx, f, p)
			return err
		})
		return all
	}
	if !slices.Equal(ids(both(coord, her)), want) || len(both(care, her)) != 0 || len(both(coord, other)) != 0 {
		t.Error("the cases of function and person are not listed")
	}
	invitations := func() (all []cases.Invitation) {
		w.do(func(ctx context.Context, tx *db.Tx) (err error) {
			all, err = cases.InvitationsTo(ctx, tx, care, 10)
			return err
		})
		return all
	}
	if all := invitations(); len(all) != 1 || all[0].Case != want[0] || all[0].InvitedBy != coord || all[0].Restricted {
		t.Errorf("%+v", all)
	}
	w.exec(`update person set protection = 'protected' where id = $1`, her)
	if len(w.list(coord, "")) != 0 || len(both(coord, her)) != 0 || len(invitations()) != 0 {
		t.Error("a protected person's case is listed for a function that is not named")
	}
	w.exec(`insert into named_function (person_id, function_id) values ($1, $2), ($1, $3)`, her, coord, care)
	if all := invitations(); len(w.list(coord, "")) != 9 || len(all) != 1 || !all[0].Restricted {
		t.Error("a named function does not see the case")
	}
}
