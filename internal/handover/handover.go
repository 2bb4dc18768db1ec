// Package handover keeps what one function leaves to another, and whether it was taken.
package handover

import (
	"context"
	"slices"
	"time"
	"unicode/utf8"

	"samverk/internal/access"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/seal"
)

// State is how far a handover has come.
type State string

// The states.
const (
	Offered   State = "offered"
	Accepted  State = "accepted"
	Declined  State = "declined"
	Withdrawn State = "withdrawn"
)

// Other is the reason that what no other says, with words.
const Other = "something_else"

const (
	mostWords = 2000
	mostHeld  = 200 // of a case
)

// Reasons lists why a handover can be declined, in the order that people choose from.
func Reasons() []string {
	return []string{"not_ours", "no_capacity", "too_early", "unclear", "person_declines", Other}
}

// Handover is what one function leaves to another, as one reader may see it.
type Handover struct {
	ID         id.Handover
	Case       id.Case
	Summary    id.Item
	Activity   id.Item     // empty for all that the giver does in the case
	Giver      id.Function // empty where the reader may not know who takes part
	Taker      id.Function // likewise
	State      State
	Reason     string // code: why it was declined
	Words      string
	OfferedAt  time.Time
	AnsweredAt time.Time // zero while nobody has
	Version    int64
}

// New is a handover to be offered.
type New struct {
	Summary   id.Item
	Activity  id.Item
	Taker     id.Function
	TakerUnit id.Unit
}

// Reply is what the taker says.
type Reply struct {
	Accept bool
	Reason string // code, when it is declined
	Words  string
}

func sealedAs(h id.Handover) string { return "handover/" + string(h) }

// Offer offers what the reader's function does to another. It has one offer at a
// time of each thing.
func Offer(ctx context.Context, tx *db.Tx, s access.Sight, n New) (id.Handover, error) {
	h := id.New[id.Handover]()
	made, err := tx.Exec(ctx, `insert into handover (id, case_id, person_id, item_id, activity_id, giver_id, giver_unit, taker_id, taker_unit, state, offered_at)
		values ($1, $2, $3, $4, nullif($5, ''), $6, $7, $8, $9, 'offered', $10)
		on conflict (case_id, giver_id, coalesce(activity_id, '')) where state = 'offered' do nothing`,
		h, s.Case(), s.Person(), n.Summary, n.Activity, s.Function(), s.Unit(), n.Taker, n.TakerUnit, db.Micros(tx.Now))
	if err == nil && made == 0 {
		err = errs.New(errs.Conflict, "handover.already")
	}
	return h, err
}

// Check reports every fault of r.
func (r Reply) Check() error {
	var f errs.Faults
	if !r.Accept {
		f.Check(slices.Contains(Reasons(), r.Reason), "reason", "handover.reason.missing")
		f.Check(r.Reason != Other || r.Words != "", "words", "handover.words.missing")
	}
	f.Check(utf8.RuneCountInString(r.Words) <= mostWords, "words", "handover.words.long")
	return f.Err()
}

// Answer takes a handover, or says no to it, by the function that it was offered.
func Answer(ctx context.Context, tx *db.Tx, key *seal.Key, s access.Sight, h Handover, version int64, r Reply) error {
	if err := r.Check(); err != nil {
		return err
	}
	to := Accepted
	if !r.Accept {
		to = Declined
	} else {
		r.Reason = ""
	}
	var sealed []byte
	if r.Words != "" {
		var err error
		if sealed, err = seal.Marshal(key, sealedAs(h.ID), r.Words); err != nil {
			return err
		}
	}
	n, err := tx.Exec(ctx, `update handover set state = $4, reason = $5, sealed = $6, answered_at = $7, version = version + 1
		where id = $1 and version = $2 and taker_id = $3 and state = 'offered'`, h.ID, version, s.Function(), to, r.Reason, sealed, db.Micros(tx.Now))
	return settled(h, n, err)
}

// Withdraw takes back an offer, by the function that made it.
func Withdraw(ctx context.Context, tx *db.Tx, s access.Sight, h Handover, version int64) error {
	n, err := tx.Exec(ctx, `update handover set state = 'withdrawn', answered_at = $4, version = version + 1
		where id = $1 and version = $2 and giver_id = $3 and state = 'offered'`, h.ID, version, s.Function(), db.Micros(tx.Now))
	return settled(h, n, err)
}

// settled says what stands where a step could not be taken.
func settled(now Handover, changed int64, err error) error {
	if err == nil && changed == 0 {
		err = errs.Changed(now)
	}
	return err
}

// OfCase returns the handovers of the case that the reader may know of, the
// newest first: those of her own unit, and all to the person and to the circle.
func OfCase(ctx context.Context, tx *db.Tx, key *seal.Key, s access.Sight) ([]Handover, error) {
	if s.Case() == "" || s.Blocked() {
		return nil, nil
	}
	return db.All(ctx, tx, func(scan db.Scan) (Handover, error) { return scanFor(scan, key, s) },
		`select id, case_id, item_id, coalesce(activity_id, ''), giver_id, taker_id, giver_unit, taker_unit, state, reason, sealed, offered_at, coalesce(answered_at, 0), version
		from handover where case_id = $1 and ($2 or giver_unit = $3 or taker_unit = $3) order by offered_at desc, id limit $4`,
		s.Case(), s.Circle(), s.Unit(), mostHeld)
}

// scanFor reads a handover as the reader may see it.
func scanFor(scan db.Scan, key *seal.Key, s access.Sight) (h Handover, err error) {
	var giver, taker id.Unit
	var sealed []byte
	var offered, answered int64
	err = scan(&h.ID, &h.Case, &h.Summary, &h.Activity, &h.Giver, &h.Taker, &giver, &taker, &h.State, &h.Reason, &sealed, &offered, &answered, &h.Version)
	if err != nil {
		return h, err
	}
	h.OfferedAt = db.Time(offered)
	if answered != 0 {
		h.AnsweredAt = db.Time(answered)
	}
	if !s.Circle() && giver != s.Unit() {
		h.Giver = ""
	}
	if !s.Circle() && taker != s.Unit() {
		h.Taker = ""
	}
	// What the taker says is told to the giver while it may know of the taker.
	if told := giver == s.Unit() && s.Circle() || taker == s.Unit() || s.Self(); len(sealed) > 0 && told {
		err = seal.Unmarshal(key, sealedAs(h.ID), sealed, &h.Words)
	}
	return h, err
}

// One returns a handover of the case that the reader may know of.
func One(ctx context.Context, tx *db.Tx, key *seal.Key, s access.Sight, h id.Handover) (Handover, error) {
	all, err := OfCase(ctx, tx, key, s)
	if err != nil {
		return Handover{}, err
	}
	for _, one := range all {
		if one.ID == h {
			return one, nil
		}
	}
	return Handover{}, errs.Missing()
}

// Waiting is a handover that a function has been offered and not answered.
type Waiting struct {
	ID   id.Handover
	Case id.Case
	At   time.Time
}

// WaitingFor returns what a function has been offered in cases where it still
// takes part, the oldest first.
func WaitingFor(ctx context.Context, tx *db.Tx, f id.Function) ([]Waiting, error) {
	return db.All(ctx, tx, func(scan db.Scan) (w Waiting, err error) {
		var at int64
		err = scan(&w.ID, &w.Case, &at)
		w.At = db.Time(at)
		return w, err
	}, `select h.id, h.case_id, h.offered_at from handover h
		join party p on p.case_id = h.case_id and p.function_id = h.taker_id and p.state = 'takes_part' and p.case_state <> 'closed'
		where h.taker_id = $1 and h.state = 'offered' order by h.offered_at, h.id limit 50`, f)
}

// Taken reports whether a function has taken all that another does in a case.
func Taken(ctx context.Context, tx *db.Tx, c id.Case, giver, taker id.Function) (bool, error) {
	return tx.Has(ctx, `select 1 from handover where case_id = $1 and giver_id = $2 and taker_id = $3 and activity_id is null and state = 'accepted'`, c, giver, taker)
}

// Left is what a function has handed over in a case, and what it still offers.
type Left struct {
	All      bool // all that it does
	Items    map[id.Item]bool
	Offering bool
}

// LeftBy returns what the reader's function has handed over.
func LeftBy(ctx context.Context, tx *db.Tx, s access.Sight) (Left, error) {
	l := Left{Items: map[id.Item]bool{}}
	err := tx.Each(ctx, func(scan db.Scan) error {
		var activity id.Item
		var state State
		if err := scan(&activity, &state); err != nil {
			return err
		}
		l.Offering = l.Offering || state == Offered
		l.All = l.All || state == Accepted && activity == ""
		l.Items[activity] = l.Items[activity] || state == Accepted
		return nil
	}, `select coalesce(activity_id, ''), state from handover where case_id = $1 and giver_id = $2 and state in ('offered', 'accepted')`, s.Case(), s.Function())
	return l, err
}

// Drop ends what a function offers and is offered in a case when it no longer
// takes part, or the case has closed.
func Drop(ctx context.Context, tx *db.Tx, c id.Case, f id.Function) error {
	_, err := tx.Exec(ctx, `update handover set state = 'withdrawn', answered_at = $3, version = version + 1
		where case_id = $1 and state = 'offered' and ($2 = '' or giver_id = $2 or taker_id = $2)`, c, f, db.Micros(tx.Now))
	return err
}

// Erase makes what is said at handovers of a person empty, and ends what is open.
func Erase(ctx context.Context, tx *db.Tx, p id.Person) error {
	if _, err := tx.Exec(ctx, `update handover set sealed = $2 where sealed is not null and person_id = $1`, p, []byte{}); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `update handover set state = 'withdrawn', version = version + 1 where person_id = $1 and state = 'offered'`, p)
	return err
}
