// Package job is a durable queue: a job is written in the transaction of the
// change that calls for it, claimed under a lease, and tried again until it is
// done. A job may run twice, so each must bear it. It also keeps leases for
// what only one process may do.
package job

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"samverk/internal/db"
	"samverk/internal/id"
)

// ID identifies a job.
type ID string

// Job is something to be done, about a subject that is only named here.
type Job struct {
	ID       ID
	Kind     string
	Subject  string // an identifier, never content
	RunAt    time.Time
	Attempts int    // how many times it has been claimed
	Fault    string // message key of the last failure
}

const (
	firstWait = 15 * time.Second
	mostWait  = time.Hour
	mostList  = 500
)

// Enqueue writes a job to be run at a time, the zero time for at once.
func Enqueue(ctx context.Context, tx *db.Tx, kind, subject string, runAt time.Time) error {
	if runAt.IsZero() {
		runAt = tx.Now
	}
	_, err := tx.Exec(ctx, `insert into job (id, kind, subject, run_at, created_at) values ($1, $2, $3, $4, $5)`,
		id.New[ID](), kind, subject, db.Micros(runAt), db.Micros(tx.Now))
	if err != nil {
		return fmt.Errorf("job: enqueue: %w", err)
	}
	return nil
}

// Claim takes up to n jobs that are due, the longest due first. They are the
// caller's until the lease runs out; then they are due again.
func Claim(ctx context.Context, tx *db.Tx, n int, lease time.Duration) ([]Job, error) {
	skip := ""
	if tx.Dialect == db.Postgres {
		skip = " for update skip locked"
	}
	// Materialized, because a plan may otherwise ask again and take more than n.
	jobs, err := db.All(ctx, tx, scanJob, `with due as materialized (
			select id from job where done_at is null and run_at <= $1 and leased_until <= $1
			order by run_at limit $2`+skip+`)
		update job set leased_until = $3, attempts = attempts + 1 where id in (select id from due)
		returning id, kind, subject, run_at, attempts, fault`, db.Micros(tx.Now), n, db.Micros(tx.Now.Add(lease)))
	if err != nil {
		return nil, fmt.Errorf("job: claim: %w", err)
	}
	slices.SortFunc(jobs, func(a, b Job) int { return cmp.Or(a.RunAt.Compare(b.RunAt), cmp.Compare(a.ID, b.ID)) })
	return jobs, nil
}

// Done notes that a job is done.
func Done(ctx context.Context, tx *db.Tx, job ID) error {
	_, err := tx.Exec(ctx, `update job set done_at = $2, fault = '' where id = $1 and done_at is null`, job, db.Micros(tx.Now))
	if err != nil {
		return fmt.Errorf("job: done: %w", err)
	}
	return nil
}

// Retry notes why a claimed job failed, as a message key, and when it is due
// again: later for each attempt. When somebody has claimed the job since, it
// does nothing.
func Retry(ctx context.Context, tx *db.Tx, j Job, fault string) error {
	_, err := tx.Exec(ctx, `update job set run_at = $3, leased_until = 0, fault = $4
		where id = $1 and attempts = $2 and done_at is null`, j.ID, j.Attempts, db.Micros(tx.Now.Add(wait(j.Attempts))), fault)
	if err != nil {
		return fmt.Errorf("job: retry: %w", err)
	}
	return nil
}

// wait doubles for each attempt, up to an hour.
func wait(attempts int) time.Duration {
	return min(mostWait, firstWait<<min(max(attempts-1, 0), 20))
}

// Failed lists jobs that have failed and are not done, the most tried first.
func Failed(ctx context.Context, tx *db.Tx, limit int) ([]Job, error) {
	jobs, err := db.All(ctx, tx, scanJob, `select id, kind, subject, run_at, attempts, fault from job
		where done_at is null and fault <> '' order by attempts desc, id limit $1`, min(max(limit, 1), mostList))
	if err != nil {
		return nil, fmt.Errorf("job: failed: %w", err)
	}
	return jobs, nil
}

// Forget deletes the jobs about something that has ended, done or not: nobody
// is to be told, or served, any more.
func Forget(ctx context.Context, tx *db.Tx, subject string) error {
	if _, err := tx.Exec(ctx, `delete from job where subject = $1`, subject); err != nil {
		return fmt.Errorf("job: forget: %w", err)
	}
	return nil
}

// Sweep deletes jobs that were done before a time.
func Sweep(ctx context.Context, tx *db.Tx, before time.Time) error {
	if _, err := tx.Exec(ctx, `delete from job where done_at < $1`, db.Micros(before)); err != nil {
		return fmt.Errorf("job: sweep: %w", err)
	}
	return nil
}

func scanJob(scan db.Scan) (j Job, err error) {
	var runAt int64
	err = scan(&j.ID, &j.Kind, &j.Subject, &runAt, &j.Attempts, &j.Fault)
	j.RunAt = db.Time(runAt)
	return j, err
}

// Faults returns, for each of some subjects, why a job of a kind about it has
// failed and is not done yet, as a message key. Subjects without such a job are
// left out.
func Faults(ctx context.Context, tx *db.Tx, kind string, subjects []string) (map[string]string, error) {
	found := map[string]string{}
	if len(subjects) == 0 {
		return found, nil
	}
	list, args := db.In(2, subjects[:min(len(subjects), mostList)])
	err := tx.Each(ctx, func(scan db.Scan) error {
		var subject, fault string
		err := scan(&subject, &fault)
		found[subject] = fault // the newest comes last
		return err
	}, `select subject, fault from job where kind = $1 and done_at is null and fault <> '' and subject in `+list+` order by created_at, id desc`,
		append([]any{kind}, args...)...)
	if err != nil {
		return nil, fmt.Errorf("job: faults: %w", err)
	}
	return found, nil
}
