package job_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"samverk/internal/db"
	"samverk/internal/job"
	"samverk/internal/samverktest"
)

// queue is a database whose clock the test turns.
type queue struct {
	*testing.T
	*db.DB
	mu  sync.Mutex
	now time.Time
}

func newQueue(t *testing.T) *queue {
	q := &queue{T: t, now: time.Date(2026, 9, 3, 8, 0, 0, 0, time.UTC)}
	q.DB = samverktest.DBAt(t, func() time.Time { q.mu.Lock(); defer q.mu.Unlock(); return q.now })
	return q
}

func (q *queue) pass(d time.Duration) { q.mu.Lock(); defer q.mu.Unlock(); q.now = q.now.Add(d) }

func (q *queue) do(fn func(tx *db.Tx) error) {
	q.Helper()
	if err := q.Tx(q.Context(), fn); err != nil {
		q.Error(err)
	}
}

func (q *queue) enqueue(subject string, runAt time.Time) {
	q.Helper()
	q.do(func(tx *db.Tx) error { return job.Enqueue(q.Context(), tx, "test.kind", subject, runAt) })
}

func (q *queue) claim(n int) (jobs []job.Job) {
	q.Helper()
	q.do(func(tx *db.Tx) (err error) { jobs, err = job.Claim(q.Context(), tx, n, time.Minute); return err })
	return jobs
}

func (q *queue) wantSubjects(jobs []job.Job, subjects ...string) {
	q.Helper()
	var got []string
	for _, j := range jobs {
		got = append(got, j.Subject)
	}
	if fmt.Sprint(got) != fmt.Sprint(subjects) {
		q.Errorf("got %v, want %v", got, subjects)
	}
}

func TestFourWorkersRunEachJobOnce(t *testing.T) {
	q := newQueue(t)
	q.do(func(tx *db.Tx) error {
		for i := range 200 {
			if err := job.Enqueue(t.Context(), tx, "test.kind", fmt.Sprint(i), time.Time{}); err != nil {
				return err
			}
		}
		return nil
	})
	var mu sync.Mutex
	ran := map[string]int{}
	var group sync.WaitGroup
	for range 4 {
		group.Go(func() {
			for jobs := q.claim(7); len(jobs) > 0; jobs = q.claim(7) {
				if len(jobs) > 7 {
					t.Errorf("%d jobs claimed", len(jobs))
				}
				for _, j := range jobs {
					mu.Lock()
					ran[j.Subject]++
					mu.Unlock()
					q.do(func(tx *db.Tx) error { return job.Done(t.Context(), tx, j.ID) })
				}
			}
		})
	}
	group.Wait()
	for subject, n := range ran {
		if n != 1 {
			t.Errorf("%s ran %d times", subject, n)
		}
	}
	if len(ran) != 200 {
		t.Errorf("%d jobs ran", len(ran))
	}
}

func TestJobsWaitForTheirTimeAndComeInOrder(t *testing.T) {
	q := newQueue(t)
	q.enqueue("late", q.now.Add(time.Hour))
	q.enqueue("second", q.now.Add(-time.Minute))
	q.enqueue("first", q.now.Add(-time.Hour))
	q.wantSubjects(q.claim(10), "first", "second")
	q.pass(time.Hour)
	q.wantSubjects(q.claim(2), "first", "second") // their lease has run out
	q.wantSubjects(q.claim(10), "late")
}

func TestAFailedJobIsTriedAgainLaterAndLater(t *testing.T) {
	q := newQueue(t)
	q.enqueue("a", time.Time{})
	for attempt, wait := range []time.Duration{15 * time.Second, 30 * time.Second, time.Minute, 2 * time.Minute} {
		jobs := q.claim(1)
		if len(jobs) != 1 || jobs[0].Attempts != attempt+1 {
			t.Fatal(attempt, jobs)
		}
		q.do(func(tx *db.Tx) error { return job.Retry(t.Context(), tx, jobs[0], "mail.unsent") })
		q.pass(wait - time.Second)
		q.wantSubjects(q.claim(1))
		q.pass(time.Second)
	}
	q.do(func(tx *db.Tx) error {
		failed, err := job.Failed(t.Context(), tx, 10)
		if len(failed) != 1 || failed[0].Fault != "mail.unsent" || failed[0].Attempts != 4 {
			t.Error(failed)
		}
		return err
	})
}

func TestWhyJobsFailIsKnownUntilTheyAreDone(t *testing.T) {
	q := newQueue(t)
	for _, subject := range []string{"a", "b", "c"} {
		q.enqueue(subject, time.Time{})
	}
	want := func(want string, kind string, subjects ...string) {
		t.Helper()
		q.do(func(tx *db.Tx) error {
			got, err := job.Faults(t.Context(), tx, kind, subjects)
			if fmt.Sprint(got) != want {
				t.Errorf("%v, want %s", got, want)
			}
			return err
		})
	}
	want("map[]", "test.kind", "a", "b", "c")
	faults := map[string]string{"a": "mail.unsent", "b": "mail.to.bad"}
	for _, j := range q.claim(3) {
		q.do(func(tx *db.Tx) error {
			if fault := faults[j.Subject]; fault != "" {
				return job.Retry(t.Context(), tx, j, fault)
			}
			return job.Done(t.Context(), tx, j.ID)
		})
	}
	want("map[a:mail.unsent b:mail.to.bad]", "test.kind", "a", "b", "c", "d")
	want("map[b:mail.to.bad]", "test.kind", "b")
	want("map[]", "other.kind", "a", "b")
	want("map[]", "test.kind")
	q.pass(time.Hour)
	for _, j := range q.claim(2) {
		if j.Subject == "a" {
			q.do(func(tx *db.Tx) error { return job.Done(t.Context(), tx, j.ID) })
		}
	}
	want("map[b:mail.to.bad]", "test.kind", "a", "b")
}

func TestTheWaitHasAnEnd(t *testing.T) {
	q := newQueue(t)
	q.enqueue("a", time.Time{})
	for range 40 {
		jobs := q.claim(1)
		if len(jobs) != 1 {
			t.Fatal("nothing due")
		}
		q.do(func(tx *db.Tx) error { return job.Retry(t.Context(), tx, jobs[0], "x") })
		q.pass(time.Hour)
	}
}

func TestALateWorkerCannotUndoWhatTheNextOneDid(t *testing.T) {
	q := newQueue(t)
	q.enqueue("a", time.Time{})
	late := q.claim(1)
	q.pass(2 * time.Minute)
	next := q.claim(1)
	q.wantSubjects(next, "a")
	q.do(func(tx *db.Tx) error { return job.Retry(t.Context(), tx, late[0], "x") })
	q.wantSubjects(q.claim(1))
	q.do(func(tx *db.Tx) error { return job.Done(t.Context(), tx, next[0].ID) })
	q.do(func(tx *db.Tx) error { return job.Retry(t.Context(), tx, next[0], "x") })
	q.pass(time.Hour)
	q.wantSubjects(q.claim(1))
	q.do(func(tx *db.Tx) error {
		if err := job.Sweep(t.Context(), tx, tx.Now); err != nil {
			return err
		}
		left, err := tx.Has(t.Context(), `select id from job`)
		if left {
			t.Error("a done job was kept")
		}
		return err
	})
}

func TestAJobOfAChangeThatFailedDoesNotExist(t *testing.T) {
	q := newQueue(t)
	_ = q.Tx(t.Context(), func(tx *db.Tx) error {
		if err := job.Enqueue(t.Context(), tx, "test.kind", "a", time.Time{}); err != nil {
			t.Error(err)
		}
		return fmt.Errorf("no")
	})
	q.wantSubjects(q.claim(1))
}

func TestALeaseHasOneHolder(t *testing.T) {
	q := newQueue(t)
	take := func(holder string, want bool) {
		t.Helper()
		q.do(func(tx *db.Tx) error {
			has, err := job.TakeLease(t.Context(), tx, "seal", holder, time.Minute)
			if has != want {
				t.Errorf("%s has it: %t", holder, has)
			}
			return err
		})
	}
	take("a", true)
	take("b", false)
	q.pass(50 * time.Second)
	take("a", true) // renewed
	q.pass(50 * time.Second)
	take("b", false)
	q.pass(10 * time.Second)
	take("b", true)
	take("a", false)
	q.do(func(tx *db.Tx) error { return job.GiveUpLease(t.Context(), tx, "seal", "a") })
	take("a", false)
	q.do(func(tx *db.Tx) error { return job.GiveUpLease(t.Context(), tx, "seal", "b") })
	take("a", true)
}
