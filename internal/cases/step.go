package cases

import (
	"context"
	"slices"
	"time"

	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/seal"
)

// RequestStep is who takes a step with which request, as it stood when she saw
// it.
type RequestStep struct {
	Request id.Request
	Version int64
	By      id.Function // empty for the person
}

// Forwarding sends a request on to another way in.
type Forwarding struct {
	To    id.Function
	DueAt time.Time
	Reason
}

// step is what is noted of a step.
type step struct {
	kind   string
	to     id.Function
	reason string
	sealed []byte
}

// take changes the request with a statement that holds for its state, and notes
// the step.
func (s RequestStep) take(ctx context.Context, tx *db.Tx, n step, statement string, args ...any) error {
	touched, err := tx.Exec(ctx, statement, append([]any{s.Request, s.Version}, args...)...)
	if err != nil {
		return err
	}
	if touched == 0 {
		return s.refused(ctx, tx)
	}
	return noteStep(ctx, tx, s, n)
}

// refused says why a step could not be taken.
func (s RequestStep) refused(ctx context.Context, tx *db.Tx) error {
	now, err := RequestFacts(ctx, tx, s.Request)
	if err != nil {
		return err
	}
	if now.Version != s.Version {
		return changed(now)
	}
	return errs.New(errs.Conflict, "request.state")
}

// changed is errs.Changed without the name of a person who has not agreed.
func changed(now RequestRow) error {
	if !now.Consented {
		now.Person = ""
	}
	return errs.Changed(now)
}

func noteStep(ctx context.Context, tx *db.Tx, s RequestStep, n step) error {
	_, err := tx.Exec(ctx, `insert into request_event (id, request_id, at, kind, by_function, to_function, reason, sealed)
		values ($1, $2, $3, $4, nullif($5, ''), nullif($6, ''), $7, $8)`,
		id.New[string](), s.Request, db.Micros(tx.Now), n.kind, s.By, n.to, n.reason, n.sealed)
	return err
}

// sealWords seals words; none stay none.
func sealWords(key *seal.Key, words, context string) ([]byte, error) {
	if words == "" {
		return nil, nil
	}
	return key.Seal([]byte(words), context)
}

// Accept takes the request on. A case is then opened for it in the same
// transaction. The person must have agreed, since a case tells who she is.
func Accept(ctx context.Context, tx *db.Tx, s RequestStep) error {
	now, err := RequestFacts(ctx, tx, s.Request)
	if err != nil {
		return err
	}
	if now.Version == s.Version && now.State == RequestSent && !now.Consented {
		return errs.New(errs.Conflict, "request.consent.missing")
	}
	return s.take(ctx, tx, step{kind: "accepted"},
		`update request set state = 'accepted', due_at = null, told_function = null, version = version + 1
		where id = $1 and version = $2 and state = 'sent' and consented`)
}

// AskBack puts a question to the asker; the request waits for the answer.
func AskBack(ctx context.Context, tx *db.Tx, key *seal.Key, s RequestStep, words string) error {
	if err := checkWords(words, "request.words.missing"); err != nil {
		return err
	}
	sealed, err := sealWords(key, words, sealedStep)
	if err != nil {
		return err
	}
	return s.take(ctx, tx, step{kind: "question", sealed: sealed},
		`update request set state = 'question', due_at = null, told_function = null, version = version + 1
		where id = $1 and version = $2 and state = 'sent'`)
}

// Answer answers the receiver's question; the request is sent anew.
func Answer(ctx context.Context, tx *db.Tx, key *seal.Key, s RequestStep, words string, due time.Time) error {
	if err := checkWords(words, "request.words.missing"); err != nil {
		return err
	}
	sealed, err := sealWords(key, words, sealedStep)
	if err != nil {
		return err
	}
	return s.take(ctx, tx, step{kind: "answer", sealed: sealed},
		`update request set state = 'sent', sent_at = $3, due_at = $4, escalated = 0, version = version + 1
		where id = $1 and version = $2 and state = 'question'`, db.Micros(tx.Now), db.Micros(due))
}

// Forward sends the request on to another way in. It counts as a refusal.
func Forward(ctx context.Context, tx *db.Tx, key *seal.Key, s RequestStep, fw Forwarding) error {
	now, err := RequestFacts(ctx, tx, s.Request)
	if err != nil {
		return err
	}
	var f errs.Faults
	fw.check(&f)
	f.Check(fw.To != "", "to", "request.to.missing")
	f.Check(fw.To == "" || fw.To != now.To, "to", "request.to.same")
	f.Check(fw.To == "" || fw.To != now.From, "to", "request.to.asker")
	f.Check(!fw.DueAt.IsZero(), "due_at", "request.due_at.missing")
	if err := f.Err(); err != nil {
		return err
	}
	sealed, err := sealWords(key, fw.Words, sealedStep)
	if err != nil {
		return err
	}
	return s.take(ctx, tx, step{"forwarded", fw.To, fw.Code, sealed},
		`update request set to_function = $3, sent_at = $4, due_at = $5, escalated = 0, told_function = null,
			refusals = refusals + 1, version = version + 1
		where id = $1 and version = $2 and state = 'sent'`, fw.To, db.Micros(tx.Now), db.Micros(fw.DueAt))
}

// Decline says no to the request.
func Decline(ctx context.Context, tx *db.Tx, key *seal.Key, s RequestStep, r Reason) error {
	var f errs.Faults
	r.check(&f)
	if err := f.Err(); err != nil {
		return err
	}
	sealed, err := sealWords(key, r.Words, sealedStep)
	if err != nil {
		return err
	}
	return s.take(ctx, tx, step{kind: "declined", reason: r.Code, sealed: sealed},
		`update request set state = 'declined', due_at = null, told_function = null, refusals = refusals + 1, version = version + 1
		where id = $1 and version = $2 and state = 'sent'`)
}

// Withdraw takes the request back. A reason may be given but is not demanded:
// the person can change her mind without saying why.
func Withdraw(ctx context.Context, tx *db.Tx, key *seal.Key, s RequestStep, r Reason) error {
	if r != (Reason{}) {
		var f errs.Faults
		r.check(&f)
		if err := f.Err(); err != nil {
			return err
		}
	}
	sealed, err := sealWords(key, r.Words, sealedStep)
	if err != nil {
		return err
	}
	return s.take(ctx, tx, step{kind: "withdrawn", reason: r.Code, sealed: sealed},
		`update request set state = 'withdrawn', due_at = null, told_function = null, version = version + 1
		where id = $1 and version = $2 and state in ('sent', 'question')`)
}

// GiveConsent notes that the person has agreed, after the request was sent, to
// the receiver knowing who she is.
func GiveConsent(ctx context.Context, tx *db.Tx, s RequestStep, how string) error {
	var f errs.Faults
	f.Check(slices.Contains(consentWays(), how), "consent_how", "request.consent_how.missing")
	if err := f.Err(); err != nil {
		return err
	}
	return s.take(ctx, tx, step{kind: "consented", reason: how},
		`update request set consented = true, consent_how = $3, version = version + 1
		where id = $1 and version = $2 and state in ('sent', 'question') and not consented`, how)
}
