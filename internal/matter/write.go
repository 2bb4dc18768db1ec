package matter

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/seal"
)

// New is what a person asks of a unit.
type New struct {
	Kind           Kind
	Case           id.Case
	Item           id.Item
	Seq            int64
	Unit           id.Unit
	Representative id.Representative // who asks in the person's place
	Words          string
	About          About
}

// Check reports every fault of n. Why something was read can be asked without a
// word more.
func (n New) Check() error {
	var f errs.Faults
	f.Check(days[n.Kind] > 0, "kind", "matter.kind.unknown")
	f.Check(n.Kind == Reading || strings.TrimSpace(n.Words) != "", "words", "matter.words.missing")
	f.Check(utf8.RuneCountInString(n.Words) <= longest, "words", "matter.words.long")
	return f.Err()
}

// Ask asks something of a unit, in the name of the person whom the key is of.
// The same is not asked again while it waits.
func Ask(ctx context.Context, tx *db.Tx, key *seal.Key, n New) (id.Matter, error) {
	if err := n.Check(); err != nil {
		return "", err
	}
	today, err := time.Parse(time.DateOnly, tx.Today())
	if err != nil {
		return "", err
	}
	m := id.New[id.Matter]()
	words, err := seal.Marshal(key, sealedAs(m), asked{strings.TrimSpace(n.Words), n.About})
	if err != nil {
		return "", err
	}
	var seq *int64
	if n.Seq > 0 {
		seq = &n.Seq
	}
	made, err := tx.Exec(ctx, `insert into matter (id, person_id, case_id, unit_id, kind, item_id, seq, state, sealed, asked_at, due_on, representative_id)
		values ($1, $2, nullif($3, ''), $4, $5, nullif($6, ''), $7, 'open', $8, $9, $10, nullif($11, '')) on conflict do nothing`,
		m, key.Person(), n.Case, n.Unit, n.Kind, n.Item, seq, words, db.Micros(tx.Now), today.AddDate(0, 0, days[n.Kind]).Format(time.DateOnly), n.Representative)
	if err == nil && made == 0 {
		err = errs.New(errs.Conflict, "matter.already")
	}
	return m, err
}

// Reply is how a unit answers.
type Reply struct {
	Outcome string
	Words   string
	By      id.Function
	Version int64
}

// Answer answers a matter that waits. Who comes second is shown what stands.
func Answer(ctx context.Context, tx *db.Tx, key *seal.Key, m id.Matter, r Reply) error {
	now, err := Get(ctx, tx, key, m)
	if err != nil {
		return err
	}
	if now.State != Open || now.Version != r.Version {
		return errs.Changed(now)
	}
	var f errs.Faults
	f.Check(slices.Contains(outcomes[now.Kind], r.Outcome), "outcome", "matter.outcome.missing")
	f.Check(strings.TrimSpace(r.Words) != "", "words", "matter.answer.missing")
	f.Check(utf8.RuneCountInString(r.Words) <= longest, "words", "matter.answer.long")
	if err := f.Err(); err != nil {
		return err
	}
	words, err := seal.Marshal(key, answeredAs(m), strings.TrimSpace(r.Words))
	if err != nil {
		return err
	}
	n, err := tx.Exec(ctx, `update matter set state = 'answered', outcome = $3, answer = $4, answered_at = $5, answered_by = $6, version = version + 1
		where id = $1 and version = $2 and state = 'open'`, m, r.Version, r.Outcome, words, db.Micros(tx.Now), r.By)
	if err == nil && n == 0 {
		err = errChanged
	}
	return err
}

// Withdraw takes back a matter that waits.
func Withdraw(ctx context.Context, tx *db.Tx, key *seal.Key, m id.Matter, version int64) error {
	n, err := tx.Exec(ctx, `update matter set state = 'withdrawn', version = version + 1 where id = $1 and version = $2 and person_id = $3 and state = 'open'`,
		m, version, key.Person())
	if err != nil || n > 0 {
		return err
	}
	now, err := Get(ctx, tx, key, m)
	if err != nil {
		return err
	}
	return errs.Changed(now)
}
