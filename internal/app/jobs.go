package app

import (
	"context"
	"errors"

	"samverk/internal/access"
	"samverk/internal/calendar"
	"samverk/internal/cases"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/job"
	"samverk/internal/login"
	"samverk/internal/mail"
	"samverk/internal/org"
	"samverk/internal/person"
)

// runJobs claims what is due and runs it. A function to which several things
// have come is sent one message.
func (a *App) runJobs(ctx context.Context) error {
	var claimed []job.Job
	err := a.db.Tx(ctx, func(tx *db.Tx) (err error) {
		claimed, err = job.Claim(ctx, tx, jobsAtOnce, jobLease)
		return err
	})
	if err != nil {
		return err
	}
	done := map[string]error{}
	for _, j := range claimed {
		what := j.Kind + " " + j.Subject
		if _, ran := done[what]; !ran {
			done[what] = a.runJob(ctx, j)
		}
		if err := a.settle(ctx, j, done[what]); err != nil {
			return err
		}
	}
	return nil
}

// settle notes how a job went.
func (a *App) settle(ctx context.Context, j job.Job, fault error) error {
	ctx = context.WithoutCancel(ctx) // what has been done must not be done again
	return a.db.Tx(ctx, func(tx *db.Tx) error {
		if fault == nil {
			return job.Done(ctx, tx, j.ID)
		}
		a.logger().Warn("a job failed", "kind", j.Kind, "job", j.ID, "attempt", j.Attempts, "error", fault)
		return job.Retry(ctx, tx, j, faultKey(fault))
	})
}

// faultKey returns the message key of a job's failure.
func faultKey(err error) string {
	if e, ok := errors.AsType[*errs.Error](err); ok {
		return e.Key
	}
	return "job.failed"
}

func (a *App) runJob(ctx context.Context, j job.Job) error {
	switch j.Kind {
	case jobNotify:
		return a.notify(ctx, id.Function(j.Subject))
	case jobDue:
		return a.escalateOverdue(ctx)
	case jobCall:
		return a.escalateCalls(ctx)
	}
	return errs.New(errs.Internal, "job.kind.unknown")
}

// notify writes to a function's mailbox that something waits, and nothing more.
func (a *App) notify(ctx context.Context, f id.Function) error {
	var to org.Function
	err := a.db.Read(ctx, func(tx *db.Tx) (err error) {
		to, err = org.FunctionByID(ctx, tx, f)
		return err
	})
	if err != nil || to.Mailbox == "" || to.Ended || a.o.Mail == nil {
		return err
	}
	return a.o.Mail.Send(ctx, mail.Waiting(to.Mailbox, a.o.Base, "sv"))
}

// keepHouse does what an hour is soon enough for.
func (a *App) keepHouse(ctx context.Context) error {
	if err := a.escalateOverdue(ctx); err != nil {
		return err
	}
	if err := a.escalateCalls(ctx); err != nil {
		return err
	}
	if err := a.keepObstacles(ctx); err != nil {
		return err
	}
	if err := a.remindConsents(ctx); err != nil {
		return err
	}
	if err := a.remindMatters(ctx); err != nil {
		return err
	}
	for _, work := range a.also {
		if err := work(ctx); err != nil {
			return err
		}
	}
	return a.db.Tx(ctx, func(tx *db.Tx) error {
		old := tx.Now.AddDate(0, 0, -keepAnswers)
		if _, err := tx.Exec(ctx, `delete from once where at < $1`, db.Micros(old)); err != nil {
			return err
		}
		if err := job.Sweep(ctx, tx, old); err != nil {
			return err
		}
		if err := org.ForgetFiles(ctx, tx); err != nil {
			return err
		}
		if err := sittingsHeld(ctx, tx); err != nil {
			return err
		}
		return login.Sweep(ctx, tx)
	})
}

// escalateOverdue takes requests that have waited too long to the deputy of the
// way in, and then to the manager.
func (a *App) escalateOverdue(ctx context.Context) error {
	return ByItself(ctx, a, func(ctx context.Context, tx *db.Tx) ([]cases.RequestRow, error) {
		return cases.Overdue(ctx, tx, tx.Now, overdueAtRun)
	}, func(r cases.RequestRow) (access.Object, string) { return access.Object{Request: r.ID}, string(r.ID) }, a.escalate)
}

func (a *App) escalate(ctx context.Context, tx *db.Tx, r cases.RequestRow) (bool, error) {
	e, err := nextLevel(ctx, tx, r)
	if err != nil {
		return false, err
	}
	if made, err := cases.Escalate(ctx, tx, e); err != nil || !made || e.Told == "" {
		return made, err
	}
	// Who is told may answer too, so she must be able to see it.
	if err := person.Name(ctx, tx, r.Person, e.Told); err != nil {
		return false, err
	}
	return true, a.tellSome(ctx, tx, e.Told, r.From)
}

// nextLevel finds who is told next that a request is overdue, and when the
// level after that is due: at once when there was nobody to tell.
func nextLevel(ctx context.Context, tx *db.Tx, r cases.RequestRow) (cases.Escalation, error) {
	e := cases.Escalation{Request: r.ID, Level: r.Escalated + 1}
	to, err := org.FunctionByID(ctx, tx, r.To)
	if err != nil {
		return e, err
	}
	if e.Level > 1 {
		m, err := org.ManagerOf(ctx, tx, to.Unit)
		if errs.Is(err, errs.NotFound) {
			return e, nil
		}
		if m.ID != to.ID {
			e.Told = m.ID
		}
		return e, err
	}
	ways, err := org.WaysIn(ctx, tx, r.Area)
	if err != nil {
		return e, err
	}
	for _, w := range ways {
		if w.Function.ID != to.ID || e.Told != "" && w.Topic != r.Topic {
			continue
		}
		if e.Told, err = deputyOf(ctx, tx, w); err != nil {
			return e, err
		}
		if e.Told != "" {
			e.DueAt = calendar.Due(tx.Now, w.AnswerDays)
		}
	}
	return e, nil
}
