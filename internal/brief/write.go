package brief

import (
	"context"
	"strings"

	"samverk/internal/access"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/seal"
)

// New is a brief to be made.
type New struct {
	Form    Form
	EndsOn  string
	Content Content
}

// Check reports every fault of n.
func (n New) Check(today string) error {
	var f errs.Faults
	f.Check(isDay(n.EndsOn) && n.EndsOn >= today && n.EndsOn <= EndsLatest(today), "ends_on", "brief.ends_on.range")
	if err := f.Merge(n.Content.Check(n.Form)); err != nil {
		return err
	}
	return f.Err()
}

// Make makes a brief, which lies with the unit until it is handed over.
func Make(ctx context.Context, tx *db.Tx, key *seal.Key, s access.Sight, n New) (id.Brief, error) {
	if err := n.Check(tx.Today()); err != nil {
		return "", err
	}
	b := id.New[id.Brief]()
	sealed, err := seal.Marshal(key, sealedAs(b), n.Content)
	if err != nil {
		return "", err
	}
	_, err = tx.Exec(ctx, `insert into brief (id, case_id, person_id, unit_id, function_id, form_id, state, ends_on, created_at, sealed)
		values ($1, $2, $3, $4, $5, nullif($6, ''), 'draft', $7, $8, $9)`,
		b, s.Case(), s.Person(), s.Unit(), s.Function(), n.Form.ID, n.EndsOn, db.Micros(tx.Now), sealed)
	return b, err
}

// goes refuses a step that a brief, as it stands, cannot take; who comes second
// is shown what stands.
func (b Brief) goes(to State, version int64, today string) error {
	switch {
	case b.State == Expired || b.Over(today) && to != Expired:
		return &errs.Error{Kind: errs.Conflict, Key: "brief.expired", Current: b}
	case b.State == Answered && to == Answered:
		return &errs.Error{Kind: errs.Conflict, Key: "brief.answered.already", Current: b}
	case b.State == NotNeeded:
		return &errs.Error{Kind: errs.Conflict, Key: "brief.not_needed", Current: b}
	case !b.State.To(to), b.Version != version:
		return errs.Changed(b)
	}
	return nil
}

// stepped turns the number of rows that a step changed into an answer.
func (b Brief) stepped(n int64, err error) error {
	if err == nil && n == 0 {
		err = errs.Changed(b)
	}
	return err
}

// HandOut gives a brief to the person to carry, with a code of its own; a code
// that it had before is dead.
func HandOut(ctx context.Context, tx *db.Tx, key *seal.Key, b Brief, version int64, hash func(string) string) (Code, error) {
	if err := b.goes(WithPerson, version, tx.Today()); err != nil {
		return "", err
	}
	code, err := NewCode()
	if err != nil {
		return "", err
	}
	sealed, err := seal.Marshal(key, codeAs(b.ID), code)
	if err != nil {
		return "", err
	}
	return code, b.stepped(tx.Exec(ctx, `update brief set state = 'with_person', how = 'carried', handed_at = $3, to_unit = null, to_function = null, received_at = null,
		code_public = $4, code_hash = $5, code_sealed = $6, code_wrong = 0, reminded = 0, version = version + 1 where id = $1 and version = $2`,
		b.ID, version, db.Micros(tx.Now), code.Public(), hash(string(code)), sealed))
}

// Send gives a brief to a unit of care.
func Send(ctx context.Context, tx *db.Tx, b Brief, version int64, u id.Unit, f id.Function) error {
	if b.State != Draft {
		return errs.Changed(b)
	}
	if err := b.goes(Received, version, tx.Today()); err != nil {
		return err
	}
	return b.stepped(tx.Exec(ctx, `update brief set state = 'received', how = 'sent', to_unit = $3, to_function = $4, received_at = $5, version = version + 1
		where id = $1 and version = $2`, b.ID, version, u, f, db.Micros(tx.Now)))
}

// Stop notes that a brief is not needed; its code ends with it.
func Stop(ctx context.Context, tx *db.Tx, b Brief, version int64) error {
	if err := b.goes(NotNeeded, version, tx.Today()); err != nil {
		return err
	}
	return b.stepped(tx.Exec(ctx, `update brief set state = 'not_needed', code_public = null, code_hash = null, code_sealed = null, version = version + 1
		where id = $1 and version = $2`, b.ID, version))
}

// Reply is an answer that is given.
type Reply struct {
	Answer  Answer
	How     string // digital, paper
	By      id.Function
	Form    Form
	Version int64
}

// Respond notes the answer to a brief that waits.
func Respond(ctx context.Context, tx *db.Tx, key *seal.Key, b Brief, r Reply) error {
	if err := b.goes(Answered, r.Version, tx.Today()); err != nil {
		return err
	}
	for _, s := range r.Answer.Activities {
		if b.Content.activity(s.Item) < 0 {
			return &errs.Error{Kind: errs.Conflict, Key: "brief.activities.changed", Current: b}
		}
	}
	if err := r.Answer.Check(r.Form, b.Content.Activities, r.How, tx.Today()); err != nil {
		return err
	}
	sealed, err := seal.Marshal(key, answeredAs(b.ID), r.Answer.tidy())
	if err != nil {
		return err
	}
	return b.stepped(tx.Exec(ctx, `update brief set state = 'answered', answer = $3, answered_at = $4, answered_by = $5, answer_how = $6,
		code_public = null, code_hash = null, code_sealed = null, version = version + 1 where id = $1 and version = $2`,
		b.ID, r.Version, sealed, db.Micros(tx.Now), r.By, r.How))
}

func (c Content) activity(i id.Item) int {
	for n, p := range c.Activities {
		if p.Item == i {
			return n
		}
	}
	return -1
}

// Noted notes that the answer has become items of the case.
func Noted(ctx context.Context, tx *db.Tx, b id.Brief) error {
	_, err := tx.Exec(ctx, `update brief set noted_at = $2 where id = $1 and noted_at is null`, b, db.Micros(tx.Now))
	return err
}

// Taken notes that the plan has been looked through with the answer, once.
func Taken(ctx context.Context, tx *db.Tx, b Brief, version int64) error {
	if b.State != Answered || !b.TakenAt.IsZero() || b.Version != version {
		return errs.Changed(b)
	}
	return b.stepped(tx.Exec(ctx, `update brief set taken_at = $3, version = version + 1 where id = $1 and version = $2 and taken_at is null`,
		b.ID, version, db.Micros(tx.Now)))
}

// ToExpire lists, without what they say, briefs whose last day has passed.
func ToExpire(ctx context.Context, tx *db.Tx, most int) ([]Brief, error) {
	return db.All(ctx, tx, scanClosed, `select `+columns+` from brief b where b.state in ('draft', 'with_person', 'received') and b.ends_on < $1
		order by b.ends_on, b.id limit $2`, tx.Today(), most)
}

// Expire ends a brief whose last day has passed; false when another process did.
func Expire(ctx context.Context, tx *db.Tx, b Brief) (bool, error) {
	n, err := tx.Exec(ctx, `update brief set state = 'expired', code_public = null, code_hash = null, code_sealed = null, version = version + 1
		where id = $1 and version = $2 and ends_on < $3`, b.ID, b.Version, tx.Today())
	return n > 0, err
}

// ToRemind lists, without what they say, briefs that end by a day and have not
// been reminded of.
func ToRemind(ctx context.Context, tx *db.Tx, soon string, most int) ([]Brief, error) {
	return db.All(ctx, tx, scanClosed, `select `+columns+` from brief b where b.state in ('with_person', 'received') and b.reminded = 0
		and b.ends_on <= $1 and b.ends_on >= $2 order by b.ends_on, b.id limit $3`, soon, tx.Today(), most)
}

// Reminded notes that a brief has been reminded of; false when another process did.
func Reminded(ctx context.Context, tx *db.Tx, b Brief) (bool, error) {
	n, err := tx.Exec(ctx, `update brief set reminded = reminded + 1 where id = $1 and version = $2 and reminded = 0`, b.ID, b.Version)
	return n > 0, err
}

// Erase makes the words of every brief about a person empty, with its code, and
// ends those that wait.
func Erase(ctx context.Context, tx *db.Tx, p id.Person) error {
	_, err := tx.Exec(ctx, `update brief set sealed = $2, answer = null, code_public = null, code_hash = null, code_sealed = null, version = version + 1,
		state = case when state in ('draft', 'with_person', 'received') then 'expired' else state end where person_id = $1`, p, []byte{})
	return err
}

// Trimmed is the content without the spaces around its texts.
func (c Content) Trimmed() Content {
	c.Hard, c.Question = strings.TrimSpace(c.Hard), strings.TrimSpace(c.Question)
	for i, a := range c.Activities {
		c.Activities[i].Where, c.Activities[i].Demands = strings.TrimSpace(a.Where), strings.TrimSpace(a.Demands)
	}
	return c
}
