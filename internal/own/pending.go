package own

import (
	"context"

	"samverk/internal/access"
	"samverk/internal/consent"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/seal"
)

// ConfirmConsent makes what a person with protected identity has asked for her
// consent: a function has met her, and she wants it.
func (s *Service) ConfirmConsent(ctx context.Context, who access.Actor, c id.Case, version int64, met bool) error {
	return s.settle(ctx, who, access.ConsentConfirm, c, func(tx *db.Tx, key *seal.Key, sight access.Sight, p consent.Pending) error {
		var f errs.Faults
		f.Check(met, "met", "consent.pending.met")
		if err := f.Err(); err != nil {
			return err
		}
		now, err := consent.Current(ctx, tx, key, sight)
		if err != nil {
			return err
		}
		if p.Wanted.EndsOn < tx.Today() {
			return errs.New(errs.Conflict, "consent.pending.old")
		}
		if err := consent.Settle(ctx, tx, sight, version, "confirmed"); err != nil {
			return err
		}
		p.Wanted.ReceivedBy, p.Wanted.Version = sight.Function(), now.Version
		if _, _, err := consent.Give(ctx, tx, key, sight, p.Wanted); err != nil {
			return err
		}
		return s.Consented(ctx, tx, sight)
	})
}

// RefuseConsent lets nothing come of what waits: she did not want it.
func (s *Service) RefuseConsent(ctx context.Context, who access.Actor, c id.Case, version int64) error {
	return s.settle(ctx, who, access.ConsentConfirm, c, func(tx *db.Tx, _ *seal.Key, sight access.Sight, _ consent.Pending) error {
		return consent.Settle(ctx, tx, sight, version, "refused")
	})
}

// TakeBackConsent takes back what waits to be confirmed, by the person herself.
func (s *Service) TakeBackConsent(ctx context.Context, who access.Actor, c id.Case, version int64) error {
	return s.settle(ctx, who, access.ConsentWithdraw, c, func(tx *db.Tx, _ *seal.Key, sight access.Sight, _ consent.Pending) error {
		return consent.Settle(ctx, tx, sight, version, "withdrawn")
	})
}

// settle does something with what waits to be confirmed.
func (s *Service) settle(ctx context.Context, who access.Actor, act access.Action, c id.Case, do func(*db.Tx, *seal.Key, access.Sight, consent.Pending) error) error {
	_, err := s.Do(ctx, who, act, access.Object{Case: c}, func(tx *db.Tx, sight access.Sight) (string, error) {
		key, err := s.Key(ctx, sight)
		if err != nil {
			return "", err
		}
		p, err := consent.Waiting(ctx, tx, key, sight)
		if err == nil && p.ID == "" {
			err = errs.New(errs.Conflict, "consent.pending.gone")
		}
		if err != nil {
			return "", err
		}
		return string(p.ID), do(tx, key, sight, p)
	})
	return err
}
