package meeting

import (
	"context"
	"slices"
	"time"

	"samverk/internal/access"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
)

// Consent is the person's consent to meetings about her being held without her.
// It stands apart from what may be disclosed.
type Consent struct {
	ID         string
	How        string      // oral, paper, digital
	ReceivedBy id.Function // empty when given by the person herself, and where the reader may not know
	Acted      string      // kind of representative that gave it in her place
	Created    time.Time
	EndsOn     string // last day
	Version    int64
}

// InForce reports whether the consent holds on a day.
func (c Consent) InForce(on string) bool { return c.ID != "" && on <= c.EndsOn }

// ConsentWays lists how it can have been given to a function.
func ConsentWays() []string { return []string{"oral", "paper"} }

// ConsentNow returns the consent that is not ended, the zero Consent when there
// is none and for a reader who may neither know who takes part nor note it.
func ConsentNow(ctx context.Context, tx *db.Tx, s access.Sight) (Consent, error) {
	if !s.Circle() && !s.Records() {
		return Consent{}, nil
	}
	return consentOf(ctx, tx, s.Case())
}

func consentOf(ctx context.Context, tx *db.Tx, of id.Case) (c Consent, err error) {
	var created int64
	_, err = tx.One(ctx, []any{&c.ID, &c.How, &c.ReceivedBy, &created, &c.EndsOn, &c.Version, &c.Acted},
		`select id, how, coalesce(received_by, ''), created_at, ends_on, version, coalesce((select rp.kind from representative rp where rp.id = m.representative_id), '') from meeting_consent m where case_id = $1 and ended_at is null`, of)
	c.Created = db.Time(created)
	return c, err
}

// NewConsent is what the person agrees to.
type NewConsent struct {
	How        string
	ReceivedBy id.Function // empty for the person herself
	EndsOn     string
	Version    int64 // of the one it replaces; 0 when there is none
}

func (n NewConsent) check(now time.Time, today string) error {
	var f errs.Faults
	f.Check(n.ReceivedBy == "" || slices.Contains(ConsentWays(), n.How), "how", "meeting_consent.how.missing")
	last, err := time.Parse(time.DateOnly, n.EndsOn)
	switch {
	case err != nil:
		f.Add("ends_on", "meeting_consent.ends_on.date")
	case n.EndsOn < today:
		f.Add("ends_on", "meeting_consent.ends_on.past")
	case last.After(now.AddDate(1, 0, 0)):
		f.Add("ends_on", "meeting_consent.ends_on.long")
	}
	return f.Err()
}

// GiveConsent notes that the person agrees to meetings without her, from now on.
func GiveConsent(ctx context.Context, tx *db.Tx, s access.Sight, n NewConsent) (string, error) {
	if err := n.check(tx.Now, tx.Today()); err != nil {
		return "", err
	}
	if n.ReceivedBy == "" {
		n.How = "digital"
	}
	if n.Version != 0 {
		if err := EndConsent(ctx, tx, s, n.Version); err != nil {
			return "", err
		}
	}
	c := id.New[string]()
	made, err := tx.Exec(ctx, `insert into meeting_consent (id, case_id, person_id, how, received_by, created_at, ends_on, representative_id)
		values ($1, $2, $3, $4, nullif($5, ''), $6, $7, nullif($8, '')) on conflict (case_id) where ended_at is null do nothing`,
		c, s.Case(), s.Person(), n.How, n.ReceivedBy, db.Micros(tx.Now), n.EndsOn, s.Proxy())
	if err == nil && made == 0 {
		return "", consentChanged(ctx, tx, s)
	}
	return c, err
}

// EndConsent ends the consent at once.
func EndConsent(ctx context.Context, tx *db.Tx, s access.Sight, version int64) error {
	n, err := tx.Exec(ctx, `update meeting_consent set ended_at = $3, version = version + 1 where case_id = $1 and version = $2 and ended_at is null`,
		s.Case(), version, db.Micros(tx.Now))
	if err == nil && n == 0 {
		err = consentChanged(ctx, tx, s)
	}
	return err
}

func consentChanged(ctx context.Context, tx *db.Tx, s access.Sight) error {
	now, err := ConsentNow(ctx, tx, s)
	if err != nil {
		return err
	}
	return errs.Changed(now)
}

// MayMeet says why a meeting cannot begin, if the person neither is invited to
// it nor has agreed to its being held without her on a day.
func MayMeet(ctx context.Context, tx *db.Tx, c Call, on string) error {
	if c.PersonWay == PersonInvited && c.PersonAnswer != AnswerNo {
		return nil
	}
	consent, err := consentOf(ctx, tx, c.Case)
	switch {
	case err != nil || consent.InForce(on):
		return err
	case c.PersonWay == PersonInvited:
		return errs.New(errs.Conflict, "meeting.person.declined")
	}
	return errs.New(errs.Conflict, "meeting.person.missing")
}
