package structure

import (
	"context"

	"samverk/internal/access"
	"samverk/internal/app"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/forum"
	"samverk/internal/id"
)

// PlanSittings gives a forum its dates, and tells its members.
func (a *Service) PlanSittings(ctx context.Context, who access.Actor, f id.Forum, d forum.Dates) (made forum.Dated, err error) {
	err = a.changeForum(ctx, who, access.ForumKeep, f, func(tx *db.Tx) error {
		if made, err = forum.Plan(ctx, tx, f, d, who.Function); err != nil || len(made.Made) == 0 {
			return err
		}
		return a.tellMembers(ctx, tx, who, f)
	})
	if err != nil {
		return forum.Dated{}, err
	}
	return made, nil
}

// changeSitting changes one sitting.
func (a *Service) changeSitting(ctx context.Context, who access.Actor, act access.Action, s id.Sitting, fn func(*db.Tx) error) error {
	_, err := a.Do(ctx, who, act, access.Object{Sitting: s}, func(tx *db.Tx, _ access.Sight) (string, error) {
		return string(s), fn(tx)
	})
	return err
}

// SeatSitting gives one sitting another chair or secretary, and tells them.
func (a *Service) SeatSitting(ctx context.Context, who access.Actor, s forum.Seats) error {
	return a.changeSitting(ctx, who, access.ForumKeep, s.Sitting, func(tx *db.Tx) error {
		if err := s.Take(ctx, tx); err != nil {
			return err
		}
		return a.TellOthers(ctx, tx, who, s.Chair, s.Secretary)
	})
}

// HoldSitting notes that a sitting was held, and which members came.
func (a *Service) HoldSitting(ctx context.Context, who access.Actor, s id.Sitting, version int64, came []id.Function) error {
	return a.changeSitting(ctx, who, access.ForumRun, s, func(tx *db.Tx) error {
		return forum.Hold(ctx, tx, s, version, came)
	})
}

// CutSitting divides a sitting that has none into slots.
func (a *Service) CutSitting(ctx context.Context, who access.Actor, s id.Sitting, version int64, minutes int) error {
	return a.changeSitting(ctx, who, access.ForumKeep, s, func(tx *db.Tx) error {
		return forum.Cut(ctx, tx, s, version, minutes)
	})
}

// CloseSlot keeps a free slot from being taken, or lets it be taken again.
func (a *Service) CloseSlot(ctx context.Context, who access.Actor, s id.Sitting, slot id.Slot, closed bool) error {
	return a.changeSitting(ctx, who, access.ForumKeep, s, func(tx *db.Tx) error {
		if closed {
			return forum.Close(ctx, tx, s, slot, who.Function)
		}
		return forum.Open(ctx, tx, s, slot)
	})
}

// Consult puts a question that is about nobody in particular to a forum, at one
// of its sittings: in the wanted slot, or the next that is free.
func (a *Service) Consult(ctx context.Context, who access.Actor, s id.Sitting, slot id.Slot, question string) (made forum.Consultation, err error) {
	_, err = a.Do(ctx, who, access.ForumVisit, access.Object{Sitting: s}, func(tx *db.Tx, _ access.Sight) (string, error) {
		sitting, err := forum.SittingByID(ctx, tx, s)
		if err != nil {
			return "", err
		}
		f, err := forum.ByID(ctx, tx, sitting.Forum)
		if err != nil {
			return "", err
		}
		if f.Status != forum.Active {
			return "", errs.New(errs.Conflict, "forum.state")
		}
		if err := anonymous("question", question, forum.CheckQuestion(question)); err != nil {
			return "", err
		}
		if made, err = forum.Consult(ctx, tx, s, slot, question, who.Function); err != nil {
			return "", err
		}
		return string(made.ID), a.TellOthers(ctx, tx, who, sitting.Chair)
	})
	return made, err
}

// anonymous adds to the faults of a text those of what may tell of somebody.
func anonymous(field, text string, found error) error {
	var f errs.Faults
	if err := f.Merge(found); err != nil {
		return err
	}
	return append(f, app.TellsOfAnybody("", map[string]string{field: text})...).OneEach().Err()
}

// ConcludeConsultation notes what a question led to, and tells who asked.
func (a *Service) ConcludeConsultation(ctx context.Context, who access.Actor, s id.Sitting, c id.Consultation, version int64, outcome string) error {
	return a.changeSitting(ctx, who, access.ForumRun, s, func(tx *db.Tx) error {
		now, err := consultationIn(ctx, tx, s, c)
		if err != nil {
			return err
		}
		if err := anonymous("outcome", outcome, forum.CheckOutcome(outcome)); err != nil {
			return err
		}
		if err := forum.Conclude(ctx, tx, c, version, outcome); err != nil {
			return err
		}
		return a.TellOthers(ctx, tx, who, now.By)
	})
}

// WithdrawConsultation takes back a question that the actor's function has put.
func (a *Service) WithdrawConsultation(ctx context.Context, who access.Actor, s id.Sitting, c id.Consultation, version int64) error {
	return a.changeSitting(ctx, who, access.ForumVisit, s, func(tx *db.Tx) error {
		now, err := consultationIn(ctx, tx, s, c)
		if err != nil {
			return err
		}
		if now.By != who.Function {
			return errs.Missing()
		}
		return forum.Withdraw(ctx, tx, c, version)
	})
}

// consultationIn returns a consultation of a sitting.
func consultationIn(ctx context.Context, tx *db.Tx, s id.Sitting, c id.Consultation) (forum.Consultation, error) {
	now, err := forum.ConsultationByID(ctx, tx, c)
	if err == nil && now.Sitting != s {
		err = errs.Missing()
	}
	return now, err
}
