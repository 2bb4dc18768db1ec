package org

import (
	"context"
	"time"

	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
)

// What takes two users.
const (
	ChangeAssign  = "assign"           // of a function that administers
	ChangeEnd     = "end_assignment"   // of one
	ChangeRaise   = "raise_protection" // done at once, to be confirmed
	ChangeLift    = "lift_protection"  // done when it is confirmed
	ChangeRecover = "recover"          // a user's passkey
)

// How a change that takes two came out.
const (
	ChangeDone      = "done"
	ChangeRefused   = "refused"
	ChangeWithdrawn = "withdrawn"
)

// changeDays is how long somebody else has to answer.
const changeDays = 7

// Change is something that one user has asked for and another one is to confirm.
// It tells nothing of a person.
type Change struct {
	ID       id.Change
	Kind     string
	Org      id.Org
	Subject  string // identifier of what is changed
	Payload  string // codes and identifiers
	By       id.User
	ByLabel  string
	At       time.Time
	Ends     time.Time
	Answered time.Time
	ToldBy   id.User // who answered
	ToldName string
	Outcome  string
	Version  int64
}

// Open reports whether somebody else can still answer.
func (c Change) Open(now time.Time) bool { return c.Outcome == "" && now.Before(c.Ends) }

// NewChange asks for something that takes two.
type NewChange struct {
	Kind    string
	Org     id.Org
	Subject string
	Payload string
	By      id.User
}

// Ask notes that a user asks for a change that takes two. One that is open about
// the same thing must be answered first.
func Ask(ctx context.Context, tx *db.Tx, n NewChange) (id.Change, error) {
	open, err := tx.Has(ctx, `select 1 from change_request where subject = $1 and kind = $2 and payload = $3 and answered_at is null and ends_at > $4`,
		n.Subject, n.Kind, n.Payload, db.Micros(tx.Now))
	if err != nil {
		return "", err
	}
	if open {
		return "", errs.New(errs.Conflict, "change.open")
	}
	c := id.New[id.Change]()
	_, err = tx.Exec(ctx, `insert into change_request (id, kind, organisation_id, subject, payload, asked_by, asked_at, ends_at)
values ($1, $2, $3, $4, $5, $6, $7, $8)`, c, n.Kind, n.Org, n.Subject, n.Payload, n.By, db.Micros(tx.Now), db.Micros(tx.Now.AddDate(0, 0, changeDays)))
	return c, err
}

const changeQuery = `select c.id, c.kind, c.organisation_id, c.subject, c.payload, c.asked_by, a.label, c.asked_at, c.ends_at,
  coalesce(c.answered_at, 0), coalesce(c.answered_by, ''), coalesce(b.label, ''), c.outcome, c.version
from change_request c join user_account a on a.id = c.asked_by left join user_account b on b.id = c.answered_by`

func scanChange(scan db.Scan) (c Change, err error) {
	var at, ends, answered int64
	err = scan(&c.ID, &c.Kind, &c.Org, &c.Subject, &c.Payload, &c.By, &c.ByLabel, &at, &ends, &answered, &c.ToldBy, &c.ToldName, &c.Outcome, &c.Version)
	c.At, c.Ends, c.Answered = db.Time(at), db.Time(ends), db.Time(answered)
	return c, err
}

// ChangeByID returns something that takes two.
func ChangeByID(ctx context.Context, tx *db.Tx, c id.Change) (Change, error) {
	return db.First(db.All(ctx, tx, scanChange, changeQuery+` where c.id = $1`, c))
}

// ChangesOf lists what the organisation's administrators have asked of each
// other and may still answer, the oldest first, or with done what has been
// answered or has run out, the newest first. What is about a person is not
// among it.
func ChangesOf(ctx context.Context, tx *db.Tx, o id.Org, done bool) ([]Change, error) {
	which := ` where c.organisation_id = $1 and c.kind in ($2, $3, $4) and c.answered_at is null and c.ends_at > $5 order by c.asked_at, c.id limit $6`
	if done {
		which = ` where c.organisation_id = $1 and c.kind in ($2, $3, $4) and (c.answered_at is not null or c.ends_at <= $5) order by c.asked_at desc, c.id limit $6`
	}
	return db.All(ctx, tx, scanChange, changeQuery+which, o, ChangeAssign, ChangeEnd, ChangeRecover, db.Micros(tx.Now), 50)
}

// ChangesAbout lists what is open about something, of some kind.
func ChangesAbout(ctx context.Context, tx *db.Tx, subject, kind string) ([]Change, error) {
	return db.All(ctx, tx, scanChange, changeQuery+` where c.subject = $1 and c.kind = $2 and c.answered_at is null and c.ends_at > $3 order by c.asked_at limit $4`,
		subject, kind, db.Micros(tx.Now), 50)
}

// Settle answers what somebody else asked for: never the same user twice. Who
// asked may take it back.
func Settle(ctx context.Context, tx *db.Tx, c Change, by id.User, outcome string, version int64) error {
	switch {
	case c.Version != version || c.Outcome != "":
		return errs.Changed(c)
	case outcome != ChangeWithdrawn && c.By == by:
		return errs.New(errs.Denied, "change.same")
	case outcome == ChangeWithdrawn && c.By != by:
		return errs.New(errs.Denied, "change.others")
	case !c.Open(tx.Now):
		return errs.New(errs.Conflict, "change.late")
	}
	n, err := tx.Exec(ctx, `update change_request set outcome = $1, answered_by = $2, answered_at = $3, version = version + 1
where id = $4 and version = $5 and answered_at is null`, outcome, by, db.Micros(tx.Now), c.ID, version)
	if err != nil || n == 1 {
		return err
	}
	now, err := ChangeByID(ctx, tx, c.ID)
	if err != nil {
		return err
	}
	return errs.Changed(now)
}

// Administrators lists who holds a function of the organisation that
// administers it, now or from a later day on.
func Administrators(ctx context.Context, tx *db.Tx, o id.Org) ([]Assignment, error) {
	return db.All(ctx, tx, scanAssignment, assignmentQuery+` where u.organisation_id = $2 and f.role = 'admin' and f.ended_at is null
and (s.until is null or s.until > $1) and a.ended_at is null order by a.label, s.since, s.id limit $3`, db.Micros(tx.Now), o, most)
}

// Administers reports whether a user holds a function that administers, now or
// from a later day on.
func Administers(ctx context.Context, tx *db.Tx, u id.User) (bool, error) {
	return tx.Has(ctx, `select 1 from assignment s join function f on f.id = s.function_id
where s.user_id = $1 and f.role = 'admin' and f.ended_at is null and (s.until is null or s.until > $2)`, u, db.Micros(tx.Now))
}

// ChangesToAnswer counts what other administrators of an organisation have asked
// for and a user could be the second of two for.
func ChangesToAnswer(ctx context.Context, tx *db.Tx, o id.Org, u id.User) (n int, err error) {
	open, err := ChangesOf(ctx, tx, o, false)
	for _, c := range open {
		if c.By != u {
			n++
		}
	}
	return n, err
}

// FilesLast is how long the rows of a file that is to be imported are kept.
const FilesLast = time.Hour

// ForgetFiles removes the files that have waited too long to be taken in.
func ForgetFiles(ctx context.Context, tx *db.Tx) error {
	_, err := tx.Exec(ctx, `delete from import_batch where at < $1`, db.Micros(tx.Now.Add(-FilesLast)))
	return err
}

// TakeFile marks a file as taken in and forgets its rows. Of several who take it
// at once the first does; the others wait for that, and are told that it is done.
func TakeFile(ctx context.Context, tx *db.Tx, f id.Import) error {
	n, err := tx.Exec(ctx, `update import_batch set done_at = $1, rows = $2, version = version + 1 where id = $3 and done_at is null`, db.Micros(tx.Now), []byte{}, f)
	if err == nil && n == 0 {
		err = errs.New(errs.Conflict, "import.done")
	}
	return err
}
