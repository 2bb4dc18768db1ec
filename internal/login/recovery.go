package login

import (
	"cmp"
	"context"
	"time"

	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
)

// recoveryLasts is how long a recovery waits for the second administrator.
const recoveryLasts = 7 * 24 * time.Hour

// Recovery is what one administrator has asked for when somebody has lost her
// passkeys, and another is to confirm.
type Recovery struct {
	ID      id.Change
	Org     id.Org
	User    id.User // who has lost them
	Label   string
	AskedBy id.User
	Asker   string // what the asking administrator is called
	Asked   time.Time
	Ends    time.Time
	Version int64
}

// AskRecovery notes that an account needs a new passkey.
func AskRecovery(ctx context.Context, tx *db.Tx, o id.Org, u, by id.User) (id.Change, error) {
	// One that nobody confirmed in time stands in the way of none.
	_, err := tx.Exec(ctx, `update change_request set outcome = 'withdrawn', answered_at = $1, version = version + 1
where kind = 'recover' and subject = $2 and answered_at is null and ends_at <= $1`, db.Micros(tx.Now), u)
	if err != nil {
		return "", err
	}
	c := id.New[id.Change]()
	n, err := tx.Exec(ctx, `insert into change_request (id, kind, organisation_id, subject, payload, asked_by, asked_at, ends_at)
values ($1, 'recover', $2, $3, '{}', $4, $5, $6) on conflict do nothing`, c, o, u, by, db.Micros(tx.Now), db.Micros(tx.Now.Add(recoveryLasts)))
	if err == nil && n == 0 {
		err = errs.New(errs.Conflict, "recovery.asked")
	}
	return c, err
}

const recoveryQuery = `select c.id, c.organisation_id, a.id, a.label, c.asked_by, b.label, c.asked_at, c.ends_at, c.version
from change_request c join user_account a on a.id = c.subject join user_account b on b.id = c.asked_by
where c.kind = 'recover' and c.answered_at is null and c.ends_at > $1`

func scanRecovery(scan db.Scan) (r Recovery, err error) {
	var asked, ends int64
	err = scan(&r.ID, &r.Org, &r.User, &r.Label, &r.AskedBy, &r.Asker, &asked, &ends, &r.Version)
	r.Asked, r.Ends = db.Time(asked), db.Time(ends)
	return r, err
}

// Recoveries lists what waits in an organisation, the oldest first.
func Recoveries(ctx context.Context, tx *db.Tx, o id.Org) ([]Recovery, error) {
	return db.All(ctx, tx, scanRecovery, recoveryQuery+` and c.organisation_id = $2 order by c.asked_at, c.id limit $3`, db.Micros(tx.Now), o, most)
}

// RecoveryByID returns one that waits.
func RecoveryByID(ctx context.Context, tx *db.Tx, c id.Change) (r Recovery, err error) {
	all, err := db.All(ctx, tx, scanRecovery, recoveryQuery+` and c.id = $2`, db.Micros(tx.Now), c)
	if err != nil || len(all) == 0 {
		return r, cmp.Or(err, error(errs.Missing()))
	}
	return all[0], nil
}

// AnswerRecovery notes what the second administrator says: done, refused, or
// withdrawn when it is the first who changes her mind.
func AnswerRecovery(ctx context.Context, tx *db.Tx, r Recovery, by id.User, outcome string) error {
	n, err := tx.Exec(ctx, `update change_request set outcome = $1, answered_by = $2, answered_at = $3, version = version + 1
where id = $4 and version = $5 and answered_at is null`, outcome, by, db.Micros(tx.Now), r.ID, r.Version)
	if err != nil || n == 1 {
		return err
	}
	now, err := RecoveryByID(ctx, tx, r.ID)
	if err != nil {
		return err
	}
	return errs.Changed(now)
}
