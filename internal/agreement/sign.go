package agreement

import (
	"context"

	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
)

// Open asks the parties to sign the draft. Its text stands still from then on.
func Open(ctx context.Context, tx *db.Tx, s Step) error {
	h, err := holdIn(ctx, tx, s, Draft)
	if err != nil {
		return err
	}
	f := h.newest.whole(tx.Today())
	if err := h.checkSigners(ctx, tx, &f); err != nil {
		return err
	}
	if err := f.Err(); err != nil {
		return err
	}
	if err := h.clear(ctx, tx, ""); err != nil {
		return err
	}
	if err := h.renew(ctx, tx, Signing); err != nil {
		return err
	}
	return note(ctx, tx, s, event{kind: "opened", number: h.newest.Number})
}

// checkSigners demands that every party has somebody who can sign.
func (h held) checkSigners(ctx context.Context, tx *db.Tx, f *errs.Faults) error {
	for _, p := range h.newest.Signatures {
		has, err := tx.Has(ctx, `select 1 from function f join unit u on u.id = f.unit_id join unit_area ua on ua.unit_id = u.id
			where u.organisation_id = $1 and ua.area_id = $2 and f.role = 'manager' and f.ended_at is null`, p.Org, h.Area)
		if err != nil {
			return err
		}
		f.Check(has, "parties", "agreement.parties.nobody", "party", p.Name)
	}
	return nil
}

// clear forgets the answers that are not kept.
func (h held) clear(ctx context.Context, tx *db.Tx, keep string) error {
	_, err := tx.Exec(ctx, `update agreement_party set answer = '', reason = '', answered_at = null, answered_by = null
		where version_id = $1 and answer <> $2`, h.newest.ID, keep)
	return err
}

// TakeBack makes a draft of what the parties have been asked to sign. Those who
// had signed have to do so again.
func TakeBack(ctx context.Context, tx *db.Tx, s Step) error {
	h, err := holdIn(ctx, tx, s, Signing)
	if err != nil {
		return err
	}
	if err := h.clear(ctx, tx, ""); err != nil {
		return err
	}
	if err := h.renew(ctx, tx, Draft); err != nil {
		return err
	}
	return note(ctx, tx, s, event{kind: "taken_back", number: h.newest.Number})
}

// Sign notes that an organisation has signed. When it is the last, the version
// is published and replaces the one before.
func Sign(ctx context.Context, tx *db.Tx, s Step, org id.Org) (published bool, err error) {
	h, err := holdIn(ctx, tx, s, Signing)
	if err != nil {
		return false, err
	}
	if until := h.newest.ValidUntil; until != "" && until < tx.Today() {
		return false, errs.New(errs.Conflict, "agreement.expired")
	}
	if err := h.answer(ctx, tx, s, Signature{Org: org, Answer: Signed}); err != nil {
		return false, err
	}
	if len(h.newest.Unsigned()) > 1 {
		return false, nil
	}
	return true, h.publish(ctx, tx, s)
}

// Decline notes that an organisation does not sign, and why. The version is a
// draft again.
func Decline(ctx context.Context, tx *db.Tx, s Step, org id.Org, reason string) error {
	h, err := holdIn(ctx, tx, s, Signing)
	if err != nil {
		return err
	}
	if err := checkReason(reason); err != nil {
		return err
	}
	if err := h.answer(ctx, tx, s, Signature{Org: org, Answer: Declined, Reason: reason}); err != nil {
		return err
	}
	if err := h.clear(ctx, tx, Declined); err != nil {
		return err
	}
	return h.renew(ctx, tx, Draft)
}

func checkReason(reason string) error {
	var f errs.Faults
	f.Check(reason != "", "reason", "agreement.reason.missing")
	checkWords(&f, "reason", reason)
	return f.Err()
}

// answer notes the answer of a party that has not answered yet.
func (h held) answer(ctx context.Context, tx *db.Tx, s Step, by Signature) error {
	n, err := tx.Exec(ctx, `update agreement_party set answer = $3, reason = $4, answered_at = $5, answered_by = $6
		where version_id = $1 and organisation_id = $2 and answer = ''`, h.newest.ID, by.Org, by.Answer, by.Reason, db.Micros(tx.Now), s.By)
	if err != nil {
		return err
	}
	if n == 0 {
		return errs.New(errs.Conflict, "agreement.signed")
	}
	return note(ctx, tx, s, event{kind: by.Answer, number: h.newest.Number, org: by.Org, words: by.Reason})
}

// publish freezes the newest version for ever.
func (h held) publish(ctx context.Context, tx *db.Tx, s Step) error {
	if _, err := tx.Exec(ctx, `update agreement_version set state = 'replaced', version = version + 1
		where agreement_id = $1 and state = 'published'`, s.Agreement); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `update agreement_version set published_at = $2, reminded_on = $3 where id = $1`,
		h.newest.ID, db.Micros(tx.Now), tx.Today()); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `update agreement set review_on = null where id = $1`, s.Agreement); err != nil {
		return err
	}
	if err := h.renew(ctx, tx, Published); err != nil {
		return err
	}
	return note(ctx, tx, Step{Agreement: s.Agreement}, event{kind: "published", number: h.newest.Number})
}

// Review notes that the parties have gone through the version in force and let
// it stand until a later review.
func Review(ctx context.Context, tx *db.Tx, s Step, next, words string) error {
	h, err := holdIn(ctx, tx, s, Published)
	if err != nil {
		return err
	}
	var f errs.Faults
	c := h.newest.Content
	f.Check(isDate(next), "review_on", "agreement.date.wrong")
	f.Check(!isDate(next) || next > tx.Today(), "review_on", "agreement.review_on.past")
	f.Check(!isDate(next) || c.ValidUntil == "" || next <= c.ValidUntil, "review_on", "agreement.review_on.outside")
	f.Check(words != "", "words", "agreement.words.missing")
	checkWords(&f, "words", words)
	if err := f.Err(); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `update agreement set review_on = $2 where id = $1`, s.Agreement, next); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `update agreement_version set reminded_on = $2, version = version + 1 where id = $1`, h.newest.ID, tx.Today()); err != nil {
		return err
	}
	return note(ctx, tx, s, event{kind: "reviewed", number: h.newest.Number, words: words})
}

// End ends an agreement before its time, in whatever state it is.
func End(ctx context.Context, tx *db.Tx, s Step, reason string) error {
	h, err := hold(ctx, tx, s.Agreement)
	if err != nil {
		return err
	}
	if h.newest.Version != s.Version {
		return errs.Changed(h.newest)
	}
	if err := checkReason(reason); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `update agreement set ended_at = $2, end_reason = $3 where id = $1`, s.Agreement, db.Micros(tx.Now), reason); err != nil {
		return err
	}
	if h.newest.State == Signing {
		if err := h.renew(ctx, tx, Draft); err != nil {
			return err
		}
	}
	return note(ctx, tx, s, event{kind: "ended", number: h.newest.Number, words: reason})
}
