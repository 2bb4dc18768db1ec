package app

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"samverk/internal/audit"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/job"
)

// The kinds of jobs. The subject of a notice is a function, that of a due date
// a request or a call.
const (
	jobNotify = "notify"
	jobDue    = "request.due"
	jobCall   = "call.due"
)

const (
	tick         = time.Second
	leaseTime    = 10 * time.Second // how long a process that has died holds up the others
	jobLease     = time.Minute
	jobsAtOnce   = 20
	lastMoments  = 5 * time.Second
	keepAnswers  = 30 // days that a submit is recognised
	overdueAtRun = 100
)

// Run does what nobody waits for: it commits readings, seals the log and shows
// it to the witnesses, runs jobs, and keeps house every hour. When ctx ends it
// writes what still waits and a last checkpoint.
func (a *App) Run(ctx context.Context) error {
	s := &sequencer{App: a, holder: id.New[string]()}
	var all sync.WaitGroup
	all.Go(func() { a.readings.Run(ctx) })
	all.Go(func() { a.every(ctx, tick, s.seal) })
	if !a.o.Tool {
		all.Go(func() { a.every(ctx, tick, a.runJobs) })
		all.Go(func() { a.every(ctx, time.Hour, a.keepHouse) })
	}
	all.Wait()
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), lastMoments)
	defer cancel()
	sealed := s.seal(last)
	return errors.Join(sealed, a.db.Tx(last, func(tx *db.Tx) error { return job.GiveUpLease(last, tx, sequencerLease, s.holder) }))
}

// Also adds work to what is done every hour, for use cases that stand above
// app. It is called before Run, once for each work.
func (a *App) Also(work func(context.Context) error) { a.also = append(a.also, work) }

// every calls work at once and then at each interval. An error is logged, and
// the work tried again.
func (a *App) every(ctx context.Context, interval time.Duration, work func(context.Context) error) {
	ticks := time.NewTicker(interval)
	defer ticks.Stop()
	for {
		if err := work(ctx); err != nil && ctx.Err() == nil {
			a.logger().Error("background work failed", "error", err)
		}
		select {
		case <-ticks.C:
		case <-ctx.Done():
			return
		}
	}
}

func (a *App) logger() *slog.Logger {
	if a.o.Logger == nil {
		return slog.New(slog.DiscardHandler)
	}
	return a.o.Logger
}

const sequencerLease = "sequencer"

// sequencer seals the log, in one process at a time.
type sequencer struct {
	*App
	holder string
	shown  bool // every witness has what is sealed, or has refused it
}

// seal signs a checkpoint when there is something new, and shows it to the
// witnesses when it is durable.
func (s *sequencer) seal(ctx context.Context) error {
	var head, sealed int64
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		_, err := tx.One(ctx, []any{&head, &sealed}, `select size, coalesce((select max(size) from audit_checkpoint), 0) from audit_head where id = 1`)
		return err
	})
	if err != nil || head == sealed && s.shown {
		return err
	}
	s.shown = false // a commit whose answer is lost may have sealed
	var text string
	err = s.db.Tx(ctx, func(tx *db.Tx) error {
		mine, err := job.TakeLease(ctx, tx, sequencerLease, s.holder, leaseTime)
		if err != nil || !mine {
			return err
		}
		text, _, err = s.log.Seal(ctx, tx)
		return err
	})
	if err != nil || text == "" {
		return err
	}
	return s.show(ctx, text)
}

// show gives a checkpoint to every witness. What a witness says against it is
// kept as the alarm until all of them agree.
func (s *sequencer) show(ctx context.Context, text string) error {
	var fault error
	for _, dir := range s.o.Witnesses {
		err := s.db.Read(ctx, func(tx *db.Tx) error { return audit.Witness{Dir: dir}.Write(ctx, tx, s.log, text) })
		if err != nil && (fault == nil || errs.Is(err, errs.Conflict)) {
			fault = err
		}
	}
	s.shown = fault == nil || errs.Is(fault, errs.Conflict) // a refusal does not change by itself
	if ctx.Err() != nil {
		return ctx.Err()
	}
	alarm := ""
	if fault != nil {
		alarm = faultKey(fault)
	}
	if before := s.alarm.Swap(&alarm); fault != nil && (before == nil || *before != alarm) {
		s.logger().Error("a witness does not agree with the log", "error", fault)
	}
	return nil
}

// Alarm returns the message key of what is wrong with the log, "" when nothing
// is. Somebody has to look into it.
func (a *App) Alarm() string {
	if key := a.alarm.Load(); key != nil {
		return *key
	}
	return ""
}
