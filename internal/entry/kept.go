package entry

import (
	"context"
	"errors"

	"samverk/internal/access"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/login"
)

// Formerly returns who a browser's session belongs to, or did before it ended;
// the zero Session when nobody does.
func (s *Service) Formerly(ctx context.Context, secret string) (was login.Session, err error) {
	err = s.Enter(ctx, func(tx *db.Tx) error {
		was, err = login.Formerly(ctx, tx, secret)
		return err
	})
	return was, err
}

// Keep keeps a form that could not be carried out until its user has signed in,
// or proved anew who she is. The secret is for her browser alone; it is empty
// when the form is too long to be kept.
func (s *Service) Keep(ctx context.Context, k login.KeptForm) (secret string, err error) {
	err = s.Enter(ctx, func(tx *db.Tx) error {
		secret, err = login.Keep(ctx, tx, k)
		return err
	})
	if errors.Is(err, login.ErrTooLong) {
		return "", nil
	}
	return secret, err
}

// Kept returns the form that the browser has the secret of, if it is the
// actor's. To anybody else it is missing, and gone.
func (s *Service) Kept(ctx context.Context, who access.Actor, secret string) (k login.KeptForm, err error) {
	found := false
	err = s.Enter(ctx, func(tx *db.Tx) error {
		if k, found, err = login.Kept(ctx, tx, secret, who.User); err != nil || found {
			return err
		}
		return login.ForgetKept(ctx, tx, secret)
	})
	if err == nil && !found {
		err = errs.Missing()
	}
	return k, err
}

// ForgetKept deletes a form that has been sent, or is not to be.
func (s *Service) ForgetKept(ctx context.Context, secret string) error {
	return s.Enter(ctx, func(tx *db.Tx) error { return login.ForgetKept(ctx, tx, secret) })
}
