// Package job is the durable queue: a row in the same transaction as the change
// that calls for it. A job may run twice, so each kind bears that. What the
// kinds do is not known here.
package job

import (
	"context"
	"time"

	"samverk/internal/db"
	"samverk/internal/id"
)

// Job is one piece of work.
type Job struct {
	ID       string
	Kind     string
	Subject  string // an identifier, never content
	Attempts int
	Fault    string // message key of the last failure
	Created  time.Time
}

// The waiting time doubles from the first failure to the longest.
const (
	firstWait   = 10 * time.Second
	longestWait = 6 * time.Hour
)

const columns = `id, kind, subject, attempts, fault, created_at`

func scanJob(scan db.Scan) (j Job, err error) {
	var created int64
	err = scan(&j.ID, &j.Kind, &j.Subject, &j.Attempts, &j.Fault, &created)
	j.Created = db.Time(created)
	return j, err
}

// Enqueue adds a job to be run from a time on.
func Enqueue(ctx context.Context, tx *db.Tx, kind, subject string, runAt time.Time) error {
	_, err := tx.Exec(ctx, `insert into job (id, kind, subject, run_at, created_at) values ($1, $2, $3, $4, $5)`,
		id.New[string](), kind, subject, db.Micros(runAt), db.Micros(tx.Now))
	return err
}

// Claim leases up to n jobs that are due to the caller.
func Claim(ctx context.Context, tx *db.Tx, n int, lease time.Duration) ([]Job, error) {
	skip := ""
	if tx.Dialect == db.Postgres {
		skip = ` for update skip locked`
	}
	return db.All(ctx, tx, scanJob, `update job set leased_until = $1, attempts = attempts + 1
		where id in (select id from job where done_at is null and run_at <= $2 and leased_until <= $2
			order by run_at, id limit $3`+skip+`)
		returning `+columns, db.Micros(tx.Now.Add(lease)), db.Micros(tx.Now), n)
}

// Done notes that a job has been carried out.
func Done(ctx context.Context, tx *db.Tx, job string) error {
	_, err := tx.Exec(ctx, `update job set done_at = $2, leased_until = 0, fault = '' where id = $1`, job, db.Micros(tx.Now))
	return err
}

// Retry notes that a job failed and lets it run again later, each time after a
// longer wait.
func Retry(ctx context.Context, tx *db.Tx, j Job, fault string) error {
	_, err := tx.Exec(ctx, `update job set run_at = $2, leased_until = 0, fault = $3 where id = $1 and done_at is null`,
		j.ID, db.Micros(tx.Now.Add(wait(j.Attempts))), fault)
	return err
}

func wait(attempts int) time.Duration {
	d := firstWait
	for range attempts - 1 {
		if d *= 2; d >= longestWait {
			return longestWait
		}
	}
	return d
}

// Failed lists jobs that have failed and wait to run again, oldest first.
func Failed(ctx context.Context, tx *db.Tx, limit int) ([]Job, error) {
	return db.All(ctx, tx, scanJob, `select `+columns+` from job where done_at is null and fault <> '' order by created_at, id limit $1`, limit)
}

// Sweep removes jobs that were done before a time.
func Sweep(ctx context.Context, tx *db.Tx, before time.Time) error {
	_, err := tx.Exec(ctx, `delete from job where done_at < $1`, db.Micros(before))
	return err
}
