package meeting

import (
	"context"
	"net/url"
	"strings"
	"time"
	"unicode/utf8"

	"samverk/internal/access"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/seal"
)

// The bounds of a call.
const (
	mostCalled  = 30
	mostOffers  = 20 // of one call
	mostAtOnce  = 10 // times offered in one step
	longest     = 8 * time.Hour
	mostAhead   = 400 * 24 * time.Hour
	longWords   = 10_000
	longBring   = 2_000
	longPlace   = 200
	longAddress = 500
)

// Time is a time for a meeting, in a slot of a forum or of its own.
type Time struct {
	Start, End time.Time
	Slot       id.Slot // empty outside forums
}

func (t Time) check(f *errs.Faults, now time.Time) {
	switch {
	case t.Start.IsZero() || t.End.IsZero():
		f.Add("start", "call.time.missing")
	case !t.Start.After(now):
		f.Add("start", "call.time.past")
	case t.Start.Sub(now) > mostAhead:
		f.Add("start", "call.time.far")
	case !t.End.After(t.Start) || t.End.Sub(t.Start) > longest:
		f.Add("end", "call.time.length")
	}
}

// Called is a function that is to be called.
type Called struct {
	Function id.Function
	Unit     id.Unit
	Bring    string // what it should bring
}

// New is a call to be made.
type New struct {
	Forum     id.Forum
	Sitting   id.Sitting
	Time             // the zero Time while a time is sought
	Offers    []Time // times to choose from, while a time is sought
	Place     string
	Link      string
	PersonWay string
	Question  string
	Called    []Called
	Secretary id.Function // the caller or one of the called
	Due       time.Time   // when answers are due
	Remind    time.Time   // when those who have not answered are reminded
}

// Seeks reports whether a time is sought.
func (n New) Seeks() bool { return len(n.Offers) > 0 }

// Check reports every fault of n, made by a function at a time.
func (n New) Check(by id.Function, now time.Time) error {
	var f errs.Faults
	f.Check(n.Question != "", "question", "call.question.missing")
	f.Check(utf8.RuneCountInString(n.Question) <= longWords, "question", "call.question.long")
	f.Check(n.PersonWay == PersonInvited || n.PersonWay == PersonWithout, "person_way", "call.person_way.missing")
	if n.Seeks() {
		checkOffers(&f, n.Offers, now)
	} else {
		n.Time.check(&f, now)
	}
	checkPlace(&f, n.Place, n.Link)
	f.Check(len(n.Called) > 0, "called", "call.called.none")
	f.Check(len(n.Called) <= mostCalled, "called", "call.called.many")
	secretary := n.Secretary == by
	seen := map[id.Function]bool{by: true}
	for _, c := range n.Called {
		secretary = secretary || c.Function == n.Secretary
		f.Check(!seen[c.Function], "called", "call.called.twice", "function", string(c.Function))
		f.Check(utf8.RuneCountInString(c.Bring) <= longBring, "bring", "call.bring.long")
		seen[c.Function] = true
	}
	f.Check(secretary, "secretary", "call.secretary.missing")
	return f.Err()
}

func checkOffers(f *errs.Faults, all []Time, now time.Time) {
	f.Check(len(all) > 0, "start", "call.offers.none")
	f.Check(len(all) <= mostAtOnce, "start", "call.offers.many")
	for _, t := range all {
		t.check(f, now)
	}
}

// checkPlace looks at where a meeting is held: words, and an address that a
// browser may be sent to.
func checkPlace(f *errs.Faults, place, link string) {
	f.Check(utf8.RuneCountInString(place) <= longPlace, "place", "call.place.long")
	u, err := url.Parse(link)
	good := err == nil && u.Scheme == "https" && u.Host != "" && u.User == nil && !strings.ContainsAny(link, " \t\r\n")
	f.Check(link == "" || good && len(link) <= longAddress, "link", "call.link.form")
}

// micros is a time for a column that may be null.
func micros(t time.Time) *int64 {
	if t.IsZero() {
		return nil
	}
	m := db.Micros(t)
	return &m
}

// Make calls to a meeting about the case. The caller is one of the parties, and
// has said yes.
func Make(ctx context.Context, tx *db.Tx, key *seal.Key, s access.Sight, n New) (id.Call, error) {
	if err := n.Check(s.Function(), tx.Now); err != nil {
		return "", err
	}
	c, state := id.New[id.Call](), StateCalled
	if n.Seeks() {
		state = StateSeeking
	}
	sealed, err := seal.Marshal(key, callSealedAs(c), words{n.Question})
	if err != nil {
		return "", err
	}
	_, err = tx.Exec(ctx, `insert into call (id, case_id, person_id, forum_id, sitting_id, slot_id, caller_id, caller_unit, secretary_id, state,
			starts_at, ends_at, place, link, person_way, due_at, sealed, created_at)
		values ($1, $2, $3, nullif($4, ''), nullif($5, ''), nullif($6, ''), $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)`,
		c, s.Case(), s.Person(), n.Forum, n.Sitting, n.Slot, s.Function(), s.Unit(), n.Secretary, state,
		micros(n.Start), micros(n.End), n.Place, n.Link, n.PersonWay, micros(n.Due), sealed, db.Micros(tx.Now))
	if err != nil {
		return "", err
	}
	if err := n.callAll(ctx, tx, key, s, c); err != nil {
		return "", err
	}
	if err := insertOffers(ctx, tx, c, s.Function(), n.Offers); err != nil {
		return "", err
	}
	return c, Note(ctx, tx, c, Event{Kind: "called", Function: s.Function()})
}

func (n New) callAll(ctx context.Context, tx *db.Tx, key *seal.Key, s access.Sight, c id.Call) error {
	now := db.Micros(tx.Now)
	_, err := tx.Exec(ctx, `insert into call_party (call_id, case_id, function_id, unit_id, answer, answered_at, answered_by) values ($1, $2, $3, $4, 'yes', $5, $3)`,
		c, s.Case(), s.Function(), s.Unit(), now)
	if err != nil {
		return err
	}
	for _, p := range n.Called {
		bring, err := sealText(key, p.Bring, bringSealedAs(c, p.Function))
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `insert into call_party (call_id, case_id, function_id, unit_id, due_at, sealed) values ($1, $2, $3, $4, $5, $6)`,
			c, s.Case(), p.Function, p.Unit, micros(n.Remind), bring); err != nil {
			return err
		}
	}
	return nil
}
