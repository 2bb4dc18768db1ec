package admin

import (
	"context"

	"samverk/internal/access"
	"samverk/internal/app"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/org"
	"samverk/internal/person"
)

// Protect raises how far the identity of the person of a case is protected, at
// once, and asks somebody else to confirm that. Who handles her now are those
// who may know. Taking protection away goes by AskLift.
func (s *Service) Protect(ctx context.Context, who access.Actor, c id.Case, to person.Protection) error {
	_, err := s.Do(ctx, who, access.PersonProtect, access.Object{Case: c}, func(tx *db.Tx, sight access.Sight) (string, error) {
		now, err := app.ProtectionOf(ctx, tx, sight)
		if err != nil {
			return "", err
		}
		if now.Protection.Restricted() && !to.Restricted() {
			return "", errs.New(errs.Denied, "person.protection.lift")
		}
		if err := s.SetProtection(ctx, tx, sight, to); err != nil || now.Protection == to {
			return string(c), err
		}
		if err := s.askProtection(ctx, tx, who, c, org.ChangeRaise, to); err != nil && !errs.Is(err, errs.Conflict) {
			return "", err
		}
		return string(c), nil
	})
	return err
}

// askProtection asks another user about the protection of the person of a case.
// What it says of her is only which protection.
func (s *Service) askProtection(ctx context.Context, tx *db.Tx, who access.Actor, c id.Case, kind string, to person.Protection) error {
	_, err := org.Ask(ctx, tx, org.NewChange{Kind: kind, Org: who.Org, Subject: string(c), Payload: `{"to":"` + string(to) + `"}`, By: who.User})
	return err
}

// AskLift asks somebody else to agree that the person of a case is protected no
// more. Until then she is.
func (s *Service) AskLift(ctx context.Context, who access.Actor, c id.Case) error {
	_, err := s.Do(ctx, who, access.PersonProtect, access.Object{Case: c}, func(tx *db.Tx, sight access.Sight) (string, error) {
		now, err := app.ProtectionOf(ctx, tx, sight)
		if err != nil {
			return "", err
		}
		if !now.Protection.Restricted() {
			return "", errs.New(errs.Conflict, "person.protection.none")
		}
		return string(c), s.askProtection(ctx, tx, who, c, org.ChangeLift, person.None)
	})
	return err
}

// Pending is a change of protection that waits for somebody else.
type Pending struct {
	ID      id.Change
	Kind    string // org.ChangeRaise or org.ChangeLift
	Change  org.Change
	Mine    bool // the actor asked, so that somebody else must answer
	Version int64
}

// Protection lists what waits for somebody else about the protection of the
// person of a case.
func (s *Service) Protection(ctx context.Context, who access.Actor, c id.Case) (all []Pending, err error) {
	err = s.Look(ctx, who, access.PersonProtect, access.Object{Case: c}, func(tx *db.Tx) error {
		all, err = pending(ctx, tx, who, c)
		return err
	})
	return all, err
}

func pending(ctx context.Context, tx *db.Tx, who access.Actor, c id.Case) (all []Pending, err error) {
	for _, kind := range []string{org.ChangeRaise, org.ChangeLift} {
		open, err := org.ChangesAbout(ctx, tx, string(c), kind)
		if err != nil {
			return nil, err
		}
		for _, o := range open {
			all = append(all, Pending{o.ID, kind, o, o.By == who.User, o.Version})
		}
	}
	return all, nil
}

// ConfirmProtection is the second user's yes: a protection that was raised is
// confirmed, and one that was asked to be lifted is.
func (s *Service) ConfirmProtection(ctx context.Context, who access.Actor, c id.Case, change id.Change, version int64) error {
	return s.answerProtection(ctx, who, c, change, func(tx *db.Tx, sight access.Sight, now org.Change) error {
		if err := org.Settle(ctx, tx, now, who.User, org.ChangeDone, version); err != nil || now.Kind == org.ChangeRaise {
			return err
		}
		return s.SetProtection(ctx, tx, sight, person.None)
	})
}

// RefuseProtection is a no, or the first user's change of mind. A protection
// that was raised stands all the same, until two agree to lift it.
func (s *Service) RefuseProtection(ctx context.Context, who access.Actor, c id.Case, change id.Change, version int64) error {
	return s.answerProtection(ctx, who, c, change, func(tx *db.Tx, _ access.Sight, now org.Change) error {
		outcome := org.ChangeRefused
		if now.By == who.User {
			outcome = org.ChangeWithdrawn
		}
		return org.Settle(ctx, tx, now, who.User, outcome, version)
	})
}

func (s *Service) answerProtection(ctx context.Context, who access.Actor, c id.Case, change id.Change, do func(*db.Tx, access.Sight, org.Change) error) error {
	_, err := s.Do(ctx, who, access.ProtectionConfirm, access.Object{Case: c}, func(tx *db.Tx, sight access.Sight) (string, error) {
		now, err := org.ChangeByID(ctx, tx, change)
		if err != nil {
			return "", err
		}
		if now.Subject != string(c) || now.Kind != org.ChangeRaise && now.Kind != org.ChangeLift {
			return "", errs.Missing()
		}
		return string(c), do(tx, sight, now)
	})
	return err
}
