package plan

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"samverk/internal/access"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/samverktest"
)

// place is a database with two cases, k1 and k2, in which the functions lead
// and part take part, and items a and b of case k1 and x of k2.
type place struct {
	*db.DB
	t *testing.T
}

func newPlace(t *testing.T) place {
	now := time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)
	p := place{samverktest.DBAt(t, func() time.Time { return now }), t}
	p.tx(func(tx *db.Tx) error {
		for _, q := range []string{
			`insert into area (id, name, letter) values ('0685', 'Vetlanda', 'V')`,
			`insert into organisation (id, name, kind) values ('o', 'Kommunen', 'kommun')`,
			`insert into unit (id, organisation_id, name, short_name) values ('ame', 'o', 'AME', 'AME')`,
			`insert into function (id, unit_id, name, role) values ('lead', 'ame', 'Samordnare', 'coordinator'), ('part', 'ame', 'Coach', 'worker')`,
			`insert into person (id, number_hash, sealed, area_id, protection, created_at) values ('p', 'h', '', '0685', 'none', 1)`,
			`insert into cases (id, ref, person_id, area_id, coordinator_id, state, opened_at, state_at)
				values ('k1', 'V-2026-0001', 'p', '0685', 'lead', 'open', 1, 1), ('k2', 'V-2026-0002', 'p', '0685', 'lead', 'open', 1, 1)`,
			`insert into party (id, case_id, function_id, unit_id, state, case_state, opened_at, invited_at)
				values ('pl', 'k1', 'lead', 'ame', 'takes_part', 'open', 1, 1), ('pp', 'k1', 'part', 'ame', 'takes_part', 'open', 1, 1),
				('px', 'k2', 'lead', 'ame', 'takes_part', 'open', 1, 1)`,
			`insert into item (id, case_id, person_id, unit_id, kind, category, version, created_at, changed_at)
				values ('a', 'k1', 'p', 'ame', 'activity', 'work', 2, 1, 1), ('b', 'k1', 'p', 'ame', 'goal', 'plan', 1, 1, 1),
				('x', 'k2', 'p', 'ame', 'goal', 'plan', 1, 1, 1)`,
			`insert into item_version (item_id, version, case_id, at, status, sealed)
				values ('a', 1, 'k1', 1, '', ''), ('a', 2, 'k1', 1, '', ''), ('b', 1, 'k1', 1, '', ''), ('x', 1, 'k2', 1, '', '')`,
		} {
			if _, err := tx.Exec(t.Context(), q); err != nil {
				return err
			}
		}
		return nil
	})
	return p
}

func (p place) try(fn func(context.Context, *db.Tx) error) error {
	return p.Tx(p.t.Context(), func(tx *db.Tx) error { return fn(p.t.Context(), tx) })
}

func (p place) tx(fn func(*db.Tx) error) {
	p.t.Helper()
	if err := p.Tx(p.t.Context(), fn); err != nil {
		p.t.Fatal(err)
	}
}

func sight(c id.Case, f id.Function) access.Sight {
	return access.NewSight(c, "p", access.Grant{Unit: "ame", Function: f, Categories: access.SetOf(access.Plan), Circle: true})
}

func (p place) prepare(s access.Sight) (made Plan) {
	p.t.Helper()
	p.tx(func(tx *db.Tx) (err error) { made, err = Prepare(p.t.Context(), tx, s); return err })
	return made
}

func agreement(version int64) Agreement {
	return Agreement{Version: version, PersonPart: PersonPresent, Entries: []Entry{{"a", 1}, {"b", 1}},
		Informed: []id.Party{"pl", "pp"}, By: "lead", FollowUpOn: "2027-02-01"}
}

func (p place) agree(s access.Sight, a Agreement) (agreed Plan) {
	p.t.Helper()
	p.tx(func(tx *db.Tx) (err error) { agreed, err = Agree(p.t.Context(), tx, s, a); return err })
	return agreed
}

func TestThePlanIsPreparedWhenFirstNeeded(t *testing.T) {
	p, s := newPlace(t), sight("k1", "lead")
	err := p.try(func(ctx context.Context, tx *db.Tx) error { _, err := Current(ctx, tx, s); return err })
	if !errs.Is(err, errs.NotFound) {
		t.Fatal(err)
	}
	made := p.prepare(s)
	if made.Number != 1 || made.State != Preparation || made.Kind != Handlingsplan || made.CreatedAt.IsZero() || !made.AgreedAt.IsZero() {
		t.Errorf("%+v", made)
	}
	if again := p.prepare(s); again != made {
		t.Errorf("%+v", again)
	}
	if other := p.prepare(sight("k2", "lead")); other.ID == made.ID || other.Number != 1 {
		t.Errorf("%+v", other)
	}
}

func TestAPlanIsAgreedAndTheNextBeginsWhereItEnds(t *testing.T) {
	p, s := newPlace(t), sight("k1", "lead")
	var made Plan
	p.tx(func(tx *db.Tx) (err error) { made, err = SetKind(t.Context(), tx, s, 0, SIP); return err })
	agreed := p.agree(s, agreement(made.Version))
	if agreed.State != Agreed || agreed.AgreedBy != "lead" || agreed.AgreedAt.IsZero() || agreed.PersonPart != PersonPresent || agreed.Kind != SIP {
		t.Errorf("%+v", agreed)
	}
	p.tx(func(tx *db.Tx) error {
		current, err := Current(t.Context(), tx, s)
		if current != agreed {
			t.Errorf("%+v", current)
		}
		return err
	})
	next := p.prepare(s)
	if next.Number != 2 || next.Kind != SIP || next.FollowUpOn != "2027-02-01" || next.PersonPart != "" || next.Version <= agreed.Version {
		t.Errorf("%+v", next)
	}
	second := p.agree(s, agreement(next.Version).with(func(a *Agreement) { a.Entries = []Entry{{"a", 2}} }))
	p.tx(func(tx *db.Tx) error {
		one, err1 := Entries(t.Context(), tx, s, 1)
		two, err2 := Entries(t.Context(), tx, s, 2)
		if !slices.Equal(one, []Entry{{"a", 1}, {"b", 1}}) || !slices.Equal(two, []Entry{{"a", 2}}) {
			t.Errorf("%v %v", one, two)
		}
		all, err3 := Versions(t.Context(), tx, s, 0)
		before, err4 := Versions(t.Context(), tx, s, 2)
		if !slices.Equal(all, []Plan{second, agreed}) || !slices.Equal(before, []Plan{agreed}) {
			t.Errorf("%+v %+v", all, before)
		}
		first, err5 := Get(t.Context(), tx, s, 1)
		if first != agreed {
			t.Errorf("%+v", first)
		}
		return errors.Join(err1, err2, err3, err4, err5)
	})
}

func (a Agreement) with(change func(*Agreement)) Agreement { change(&a); return a }

func TestEveryFaultOfAnAgreementIsTold(t *testing.T) {
	for _, c := range []struct {
		agreement Agreement
		want      []string
	}{
		{Agreement{}, []string{"plan.person_part.missing", "plan.entries.empty", "plan.follow_up.missing"}},
		{agreement(0).with(func(a *Agreement) { a.FollowUpOn = "2026-11-22" }), []string{"plan.follow_up.past"}},
		{agreement(0).with(func(a *Agreement) { a.FollowUpOn = "1/2 2027" }), []string{"plan.follow_up.form"}},
		{agreement(0).with(func(a *Agreement) { a.Entries = make([]Entry, mostEntries+1) }), []string{"plan.entries.many"}},
		{agreement(0).with(func(a *Agreement) { a.FollowUpOn = today }), nil},
	} {
		var got []string
		if e, ok := errors.AsType[*errs.Error](c.agreement.Check(today)); ok {
			for _, f := range e.Faults {
				got = append(got, f.Key)
			}
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%v, not %v", got, c.want)
		}
	}
}

func TestWhatIsNotOfTheCaseCannotStandInItsPlan(t *testing.T) {
	p, s := newPlace(t), sight("k1", "lead")
	for _, a := range []Agreement{
		agreement(0).with(func(a *Agreement) { a.Entries = []Entry{{"x", 1}} }),
		agreement(0).with(func(a *Agreement) { a.Entries = []Entry{{"a", 3}} }),
		agreement(0).with(func(a *Agreement) { a.Informed = []id.Party{"px"} }),
	} {
		err := p.try(func(ctx context.Context, tx *db.Tx) error { _, err := Agree(ctx, tx, s, a); return err })
		if !errs.Is(err, errs.NotFound) {
			t.Error(err)
		}
	}
	err := p.try(func(ctx context.Context, tx *db.Tx) error { _, err := Prepare(ctx, tx, access.Sight{}); return err })
	if !errs.Is(err, errs.NotFound) {
		t.Error(err)
	}
}

func TestAnAgreedPlanStaysWhatItWasWhenTheNextIsChanged(t *testing.T) {
	p, s := newPlace(t), sight("k1", "lead")
	agreed := p.agree(s, agreement(0))
	var next Plan
	p.tx(func(tx *db.Tx) (err error) {
		next, err = SetFollowUp(t.Context(), tx, s, agreed.Version, "2027-03-01")
		return err
	})
	if next.Number != 2 || next.FollowUpOn != "2027-03-01" {
		t.Errorf("%+v", next)
	}
	p.tx(func(tx *db.Tx) error {
		still, err := Get(t.Context(), tx, s, 1)
		if still != agreed {
			t.Errorf("%+v", still)
		}
		return err
	})
	// Not even one that slips past draft is written over.
	err := p.try(func(ctx context.Context, tx *db.Tx) error { _, err := agreed.save(ctx, tx, s); return err })
	if !errs.Is(err, errs.Conflict) {
		t.Error(err)
	}
}

func TestWhoSawAnOlderPlanIsToldWhatStandsNow(t *testing.T) {
	p, s := newPlace(t), sight("k1", "lead")
	made := p.prepare(s)
	set := func(version int64, on string) error {
		return p.try(func(ctx context.Context, tx *db.Tx) error { _, err := SetFollowUp(ctx, tx, s, version, on); return err })
	}
	if err := set(made.Version, "2027-03-01"); err != nil {
		t.Fatal(err)
	}
	e, ok := errors.AsType[*errs.Error](set(made.Version, "2027-04-01"))
	if !ok || e.Kind != errs.Conflict || e.Current.(Plan).FollowUpOn != "2027-03-01" {
		t.Errorf("%+v", e)
	}
	if err := set(made.Version+1, "2026-01-01"); !errs.Is(err, errs.Invalid) {
		t.Error(err)
	}
	err := p.try(func(ctx context.Context, tx *db.Tx) error {
		_, err := SetKind(ctx, tx, s, made.Version+1, "blomma")
		return err
	})
	if !errs.Is(err, errs.Invalid) {
		t.Error(err)
	}
}

func TestOfManyWhoChangeTheSamePlanOneDoes(t *testing.T) {
	p, s := newPlace(t), sight("k1", "lead")
	agreed := p.agree(s, agreement(0))
	results := make([]error, 8)
	var all sync.WaitGroup
	for i := range results {
		all.Go(func() {
			results[i] = p.try(func(ctx context.Context, tx *db.Tx) error {
				_, err := SetFollowUp(ctx, tx, s, agreed.Version, "2027-03-01")
				return err
			})
		})
	}
	all.Wait()
	done := 0
	for _, err := range results {
		if err == nil {
			done++
		} else if !errs.Is(err, errs.Conflict) {
			t.Error(err)
		}
	}
	if done != 1 {
		t.Errorf("%d of them", done)
	}
}

func TestAPartyLeavesAReceiptOnce(t *testing.T) {
	p, lead, part := newPlace(t), sight("k1", "lead"), sight("k1", "part")
	p.agree(lead, agreement(0))
	mark := func(s access.Sight, number int, party id.Party) (news bool) {
		p.tx(func(tx *db.Tx) (err error) { news, err = MarkRead(t.Context(), tx, s, number, party); return err })
		return news
	}
	if mark(lead, 1, "pp") || mark(part, 2, "pp") || mark(sight("k2", "part"), 1, "pp") || mark(part, 1, "px") {
		t.Error("a receipt was left that was not the reader's")
	}
	if !mark(part, 1, "pp") || mark(part, 1, "pp") {
		t.Error("the receipt was not left once")
	}
	p.tx(func(tx *db.Tx) error {
		all, err := Informed(t.Context(), tx, lead, 1)
		if len(all) != 2 || all[0].Party != "pl" || !all[0].ReadAt.IsZero() || all[1].ReadAt.IsZero() || all[1].At.IsZero() {
			t.Errorf("%+v", all)
		}
		return err
	})
}

func TestWhoMayNotKnowTheCircleLearnsNothingOfItFromThePlan(t *testing.T) {
	p := newPlace(t)
	p.agree(sight("k1", "lead"), agreement(0))
	narrow := access.NewSight("k1", "p", access.Grant{Unit: "ame", Function: "part"})
	plain := access.NewSight("k1", "p", access.Grant{Unit: "ame", Function: "part", Categories: access.SetOf(access.Plan)})
	p.tx(func(tx *db.Tx) error {
		hidden, err1 := Current(t.Context(), tx, narrow)
		if hidden.AgreedBy != "" || hidden.FollowUpOn != "" || hidden.PersonPart != "" || hidden.State != Agreed || narrow.Shown() != 0 {
			t.Errorf("%+v %s", hidden, narrow.Shown())
		}
		seen, err2 := Versions(t.Context(), tx, plain, 0)
		if seen[0].AgreedBy != "" || seen[0].FollowUpOn == "" || !plain.Shown().Has(access.Plan) {
			t.Errorf("%+v %s", seen, plain.Shown())
		}
		receipts, err3 := Informed(t.Context(), tx, plain, 1)
		if len(receipts) > 0 {
			t.Errorf("%+v", receipts)
		}
		_, err4 := Current(t.Context(), tx, access.Sight{})
		if !errs.Is(err4, errs.NotFound) {
			t.Error(err4)
		}
		return errors.Join(err1, err2, err3)
	})
}
