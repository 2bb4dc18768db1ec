package audit_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"samverk/internal/audit"
	"samverk/internal/db"
	"samverk/internal/errs"
)

// commits starts a committer and returns it with what stops it.
func commits(t testing.TB, l *audit.Log, write func(context.Context, func(*db.Tx) error) error) (*audit.Committer, func()) {
	c := audit.NewCommitter(l, write)
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { defer close(done); c.Run(ctx) }()
	stop := sync.OnceFunc(func() { cancel(); <-done })
	t.Cleanup(stop)
	return c, stop
}

func TestRecordWritesEachEntryOnce(t *testing.T) {
	d, l := open(t)
	c, stop := commits(t, l, d.Tx)
	var group sync.WaitGroup
	for worker := range 64 {
		group.Go(func() {
			for i := range 20 {
				e := entry(i)
				e.Object = fmt.Sprintf("o-%d-%d", worker, i)
				if err := c.Record(t.Context(), e); err != nil {
					t.Error(err)
				}
			}
		})
	}
	group.Wait()
	stop()
	var rows, objects int
	read(t, d, func(tx *db.Tx) error {
		_, err := tx.One(t.Context(), []any{&rows, &objects}, `select count(*), count(distinct object) from audit`)
		return err
	})
	if rows != 1280 || objects != 1280 {
		t.Fatalf("%d rows, %d objects", rows, objects)
	}
	mustVerify(t, d, l)
}

func TestRecordTellsAllWhenTheDiskIsFull(t *testing.T) {
	_, l := open(t)
	full := errors.New("disk full")
	c, _ := commits(t, l, func(context.Context, func(*db.Tx) error) error { return full })
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			if err := c.Record(t.Context(), entry(1)); !errs.Is(err, errs.Unavailable) || !errors.Is(err, full) {
				t.Error(err)
			}
		})
	}
	group.Wait()
}

func TestRecordAnswersWhenItsCallerGivesUp(t *testing.T) {
	_, l := open(t)
	hold := make(chan struct{})
	var writes atomic.Int64
	c, stop := commits(t, l, func(context.Context, func(*db.Tx) error) error { writes.Add(1); <-hold; return nil })
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	if err := c.Record(ctx, entry(1)); !errors.Is(err, context.DeadlineExceeded) {
		t.Error(err) // on its way to the disk
	}
	if err := c.Record(ctx, entry(2)); !errors.Is(err, context.DeadlineExceeded) {
		t.Error(err) // still waiting: taken back
	}
	close(hold)
	stop()
	if writes.Load() != 1 {
		t.Errorf("%d writes", writes.Load())
	}
}

func TestStopWritesWhatWaits(t *testing.T) {
	d, l := open(t)
	hold := make(chan struct{})
	c, stop := commits(t, l, func(ctx context.Context, fn func(*db.Tx) error) error { <-hold; return d.Tx(ctx, fn) })
	var group sync.WaitGroup
	for i := range 8 {
		group.Go(func() {
			if err := c.Record(t.Context(), entry(i)); err != nil {
				t.Error(err)
			}
		})
	}
	time.Sleep(50 * time.Millisecond)
	go func() { time.Sleep(10 * time.Millisecond); close(hold) }()
	stop()
	group.Wait()
	if r := mustVerify(t, d, l); r.Rows != 8 {
		t.Errorf("%d rows", r.Rows)
	}
	if err := c.Record(t.Context(), entry(1)); !errs.Is(err, errs.Unavailable) {
		t.Error(err)
	}
}

func TestAnEntryThatCannotBeLoggedHarmsNoOther(t *testing.T) {
	d, l := open(t)
	c, _ := commits(t, l, d.Tx)
	e := entry(1)
	e.Object = "a\x1fb"
	if err := c.Record(t.Context(), e); err == nil {
		t.Error("a control character was let through")
	}
	if err := c.Record(t.Context(), entry(2)); err != nil {
		t.Error(err)
	}
}

func BenchmarkRecord(b *testing.B) {
	for _, callers := range []int{1, 8, 32, 64} {
		b.Run(fmt.Sprint(callers), func(b *testing.B) {
			d, l := open(b)
			var writes atomic.Int64
			c, _ := commits(b, l, func(ctx context.Context, fn func(*db.Tx) error) error { writes.Add(1); return d.Tx(ctx, fn) })
			var left atomic.Int64
			left.Store(int64(b.N))
			b.ResetTimer()
			var group sync.WaitGroup
			for range callers {
				group.Go(func() {
					for n := left.Add(-1); n >= 0; n = left.Add(-1) {
						if err := c.Record(context.Background(), entry(int(n))); err != nil {
							b.Error(err)
						}
					}
				})
			}
			group.Wait()
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "rows/s")
			b.ReportMetric(float64(b.N)/float64(writes.Load()), "rows/commit")
		})
	}
}
