package coordination

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"samverk/internal/access"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/seal"
)

// New is what is asked for.
type New struct {
	How  string // means nothing when the person asks herself
	Wish string
}

// Check reports every fault of n. The person herself need not say a word more
// than that she asks.
func (n New) Check(self bool) error {
	var f errs.Faults
	f.Check(self || slices.Contains(Hows(), n.How), "how", "coordination.how.missing")
	f.Check(utf8.RuneCountInString(n.Wish) <= longest, "wish", "coordination.wish.long")
	return f.Err()
}

// Ask asks Försäkringskassan to coordinate, in the person's name. The same unit
// does not ask again while it waits.
func Ask(ctx context.Context, tx *db.Tx, key *seal.Key, s access.Sight, n New) (id.Coordination, error) {
	if err := n.Check(s.Self()); err != nil {
		return "", err
	}
	if s.Self() {
		n.How = Herself
	}
	today, err := time.Parse(time.DateOnly, tx.Today())
	if err != nil {
		return "", err
	}
	c := id.New[id.Coordination]()
	sealed, err := seal.Marshal(key, sealedAs(c), strings.TrimSpace(n.Wish))
	if err != nil {
		return "", err
	}
	made, err := tx.Exec(ctx, `insert into coordination (id, case_id, person_id, unit_id, function_id, how, representative_id, state, sealed, asked_at, due_on)
		values ($1, $2, $3, $4, nullif($5, ''), $6, nullif($7, ''), 'asked', $8, $9, $10) on conflict do nothing`,
		c, s.Case(), s.Person(), s.Unit(), s.Function(), n.How, s.Proxy(), sealed, db.Micros(tx.Now), today.AddDate(0, 0, answerDays).Format(time.DateOnly))
	if err == nil && made == 0 {
		err = errs.New(errs.Conflict, "coordination.already")
	}
	return c, err
}

// Withdraw takes back what the reader's unit, or the person, has asked for and
// that waits. The person takes back what was noted for her too.
func Withdraw(ctx context.Context, tx *db.Tx, key *seal.Key, s access.Sight, c id.Coordination, version int64) error {
	now, err := one(ctx, tx, key, s, c, false)
	switch {
	case err != nil:
		return err
	case !s.Self() && now.Owner != s.Unit():
		return errs.New(errs.Denied, "coordination.not_yours")
	}
	n, err := tx.Exec(ctx, `update coordination set state = 'withdrawn', version = version + 1
		where id = $1 and case_id = $2 and version = $3 and state in ('asked', 'examined')`, c, s.Case(), version)
	if err == nil && n == 0 {
		err = errs.Changed(now)
	}
	return err
}

// Reply is how Försäkringskassan answers.
type Reply struct {
	State   string // examined, granted, refused
	Reason  string // code, when it is not applicable
	Words   string
	Adds    string // to the plan that there is, when it is granted
	Version int64
}

// Check reports every fault of r.
func (r Reply) Check() error {
	var f errs.Faults
	f.Check(slices.Contains(Steps(), r.State), "state", "coordination.state.missing")
	if r.State == Refused {
		f.Check(slices.Contains(Reasons(), r.Reason), "reason", "coordination.reason.missing")
		f.Check(strings.TrimSpace(r.Words) != "", "words", "coordination.words.missing")
	}
	f.Check(utf8.RuneCountInString(r.Words) <= longest, "words", "coordination.words.long")
	f.Check(utf8.RuneCountInString(r.Adds) <= longest, "adds", "coordination.adds.long")
	return f.Err()
}

// settled leaves out what means nothing in the state.
func (r Reply) settled() Reply {
	if r.State != Refused {
		r.Reason = ""
	}
	if r.State != Granted {
		r.Adds = ""
	}
	return r
}

// Answer takes what is asked for to its next state, by a unit of
// Försäkringskassan. Who comes second is shown what stands.
func Answer(ctx context.Context, tx *db.Tx, key *seal.Key, s access.Sight, c id.Coordination, r Reply) error {
	now, err := one(ctx, tx, key, s, c, true)
	if err != nil {
		return err
	}
	if !now.Open() || now.Version != r.Version {
		return errs.Changed(now)
	}
	if err := r.Check(); err != nil {
		return err
	}
	r = r.settled()
	words, err := seal.Marshal(key, answeredAs(c), answer{strings.TrimSpace(r.Words), strings.TrimSpace(r.Adds)})
	if err != nil {
		return err
	}
	n, err := tx.Exec(ctx, `update coordination set state = $4, reason = $5, answer = $6, answered_by = $7, version = version + 1,
			examined_at = case when $4 = 'examined' then coalesce(examined_at, $8) else examined_at end,
			answered_at = case when $4 = 'examined' then answered_at else $8 end
		where id = $1 and case_id = $2 and version = $3 and state in ('asked', 'examined')`,
		c, s.Case(), r.Version, r.State, r.Reason, words, s.Function(), db.Micros(tx.Now))
	if err == nil && n == 0 {
		err = errs.New(errs.Conflict, "changed")
	}
	return err
}
