package plan

import (
	"context"
	"slices"
	"time"

	"samverk/internal/access"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
)

// mostEntries bounds a plan, so that its entries can be read at once.
const mostEntries = 1000

// Entry is which version of an item stands in an agreed plan.
type Entry struct {
	Item    id.Item
	Version int64
}

// Agreement is what is agreed, on whose record, and who is told.
type Agreement struct {
	Version    int64  // of the current plan that was seen, 0 when there was none
	PersonPart string // PersonPresent, PersonApproved, PersonInformed
	Entries    []Entry
	Informed   []id.Party // every party that takes part
	By         id.Function
	FollowUpOn string
}

// Check reports every fault of a.
func (a Agreement) Check(today string) error {
	var f errs.Faults
	f.Check(slices.Contains(PersonParts(), a.PersonPart), "person_part", "plan.person_part.missing")
	f.Check(len(a.Entries) > 0, "entries", "plan.entries.empty")
	f.Check(len(a.Entries) <= mostEntries, "entries", "plan.entries.many")
	checkFollowUp(&f, a.FollowUpOn, today)
	return f.Err()
}

// Agree freezes the plan in preparation with the entries given. After that
// neither the plan nor its entries ever change; the next change begins a new one.
func Agree(ctx context.Context, tx *db.Tx, s access.Sight, a Agreement) (Plan, error) {
	if err := a.Check(tx.Today()); err != nil {
		return Plan{}, err
	}
	p, err := draft(ctx, tx, s, a.Version)
	if err != nil {
		return Plan{}, err
	}
	p.State, p.PersonPart, p.FollowUpOn, p.AgreedBy, p.AgreedAt = Agreed, a.PersonPart, a.FollowUpOn, a.By, tx.Now
	if p, err = p.save(ctx, tx, s); err != nil {
		return Plan{}, err
	}
	for _, e := range a.Entries {
		err := one(tx.Exec(ctx, `insert into plan_entry (plan_id, item_id, item_version)
			select $1, item_id, version from item_version where item_id = $2 and version = $3 and case_id = $4`,
			p.ID, e.Item, e.Version, s.Case()))
		if err != nil {
			return Plan{}, err
		}
	}
	for _, party := range a.Informed {
		err := one(tx.Exec(ctx, `insert into plan_informed (plan_id, party_id, at)
			select $1, id, cast($2 as bigint) from party where id = $3 and case_id = $4`, p.ID, db.Micros(tx.Now), party, s.Case()))
		if err != nil {
			return Plan{}, err
		}
	}
	return p, nil
}

// one turns a statement that touched no row into errs.Missing.
func one(n int64, err error) error {
	if err == nil && n == 0 {
		return errs.Missing()
	}
	return err
}

// Entries lists what stands in an agreed plan, by item; none while it is in
// preparation. That an item is there may be hidden from the reader: show only
// those that she sees.
func Entries(ctx context.Context, tx *db.Tx, s access.Sight, number int) ([]Entry, error) {
	return db.All(ctx, tx, func(scan db.Scan) (e Entry, err error) {
		err = scan(&e.Item, &e.Version)
		return e, err
	}, `select e.item_id, e.item_version from plan p join plan_entry e on e.plan_id = p.id
		where p.case_id = $1 and p.number = $2 order by e.item_id`, s.Case(), number)
}

// Receipt is that a party was informed of an agreed plan, and when it read it.
type Receipt struct {
	Party  id.Party
	At     time.Time
	ReadAt time.Time // zero until then
}

// Informed lists the receipts of a plan; none to a reader who may not know who
// takes part.
func Informed(ctx context.Context, tx *db.Tx, s access.Sight, number int) ([]Receipt, error) {
	if !s.Circle() {
		return nil, nil
	}
	return db.All(ctx, tx, func(scan db.Scan) (r Receipt, err error) {
		var at, read int64
		err = scan(&r.Party, &at, &read)
		r.At, r.ReadAt = db.Time(at), db.Time(read)
		return r, err
	}, `select i.party_id, i.at, coalesce(i.read_at, 0) from plan p join plan_informed i on i.plan_id = p.id
		where p.case_id = $1 and p.number = $2 order by i.at, i.party_id`, s.Case(), number)
}

// MarkRead notes that the reader's own party has read an agreed plan, and
// reports whether that was news: not when it had read it, was not informed, or
// is not the reader's.
func MarkRead(ctx context.Context, tx *db.Tx, s access.Sight, number int, party id.Party) (bool, error) {
	n, err := tx.Exec(ctx, `update plan_informed set read_at = $1 where party_id = $2 and read_at is null
		and plan_id in (select id from plan where case_id = $3 and number = $4)
		and party_id in (select id from party where case_id = $3 and function_id = $5)`,
		db.Micros(tx.Now), party, s.Case(), number, s.Function())
	return n > 0, err
}
