package entry

import (
	"cmp"
	"context"

	"samverk/internal/access"
	"samverk/internal/app"
	"samverk/internal/audit"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/login"
	"samverk/internal/org"
)

// EnrolmentPath is where the links of enrolments lead, before their secret.
const EnrolmentPath = "/inbjudan/"

// link is where a secret leads to.
func (s *Service) link(secret string) string { return s.o.Base + EnrolmentPath + secret }

// Invite gives leave to make the first passkey of an account of the
// organisation, and returns the link, which is never shown again.
func (s *Service) Invite(ctx context.Context, who access.Actor, u id.User) (link string, err error) {
	return s.handOut(ctx, who, access.OrgKeep, func(tx *db.Tx) (string, id.User, error) {
		if err := s.colleague(ctx, tx, who, u); err != nil {
			return "", u, err
		}
		// She could otherwise make the key herself, and then be both of the two.
		if administers, err := org.Administers(ctx, tx, u); err != nil || administers {
			return "", u, cmp.Or(err, errs.Faults{{Field: "user", Key: "account.administers"}}.Err())
		}
		secret, err := app.Enrol(ctx, tx, login.NewEnrolment{User: u, AskedBy: who.User})
		return secret, u, err
	})
}

// handOut does what ends in a link. The log's row names the account.
func (s *Service) handOut(ctx context.Context, who access.Actor, act access.Action, make func(*db.Tx) (string, id.User, error)) (string, error) {
	secret := ""
	_, err := s.Do(ctx, who, act, access.Object{Org: who.Org}, func(tx *db.Tx, _ access.Sight) (string, error) {
		// Nobody becomes an administrator meanwhile.
		if err := org.Lock(ctx, tx, who.Org); err != nil {
			return "", err
		}
		made, u, err := make(tx)
		secret = made
		return string(u), err
	})
	if err == nil && secret == "" { // the same submit once more
		err = errs.New(errs.Conflict, "enrolment.shown.once")
	}
	if err != nil {
		return "", err
	}
	return s.link(secret), nil
}

// colleague refuses an account that is not another one of the organisation, or
// that signs in through its provider alone.
func (s *Service) colleague(ctx context.Context, tx *db.Tx, who access.Actor, u id.User) error {
	a, err := login.ByID(ctx, tx, u)
	switch {
	case err != nil:
		return err
	case a.Org != who.Org || a.Ended:
		return errs.Missing()
	case a.ID == who.User:
		return errs.Faults{{Field: "user", Key: "enrolment.self"}}.Err()
	}
	return s.byKey(ctx, tx, a)
}

// Enrolment returns what a link gives leave to, for the page that explains it.
// One that no longer works says so; a link that never was is missing.
func (s *Service) Enrolment(ctx context.Context, secret, source string) (e login.Enrolment, works bool, err error) {
	err = s.Enter(ctx, func(tx *db.Tx) error {
		e, err = login.EnrolmentBySecret(ctx, tx, secret)
		works = e.Works(tx.Now)
		return err
	})
	if err == nil && e.ID == "" {
		err = s.wrong(ctx, enrolmentAttempts, audit.Entry{Action: passkeyEnrol, Outcome: "refused", Source: source}, errs.Missing())
	}
	return e, works, err
}

// AskEnrolment begins to make the passkey that a link gives leave to.
func (s *Service) AskEnrolment(ctx context.Context, secret, source string) (q Question, err error) {
	e, works, err := s.Enrolment(ctx, secret, source)
	if err != nil {
		return q, err
	}
	if !works {
		return q, login.Late()
	}
	return s.ask(ctx, source, login.Ceremony{Kind: login.CeremonyEnrol, User: e.Account.ID, Enrolment: e.ID})
}

// Enrol keeps the passkey that a link gives leave to, and signs its user in.
func (s *Service) Enrol(ctx context.Context, link string, a Answer) (secret string, err error) {
	e, works, err := s.Enrolment(ctx, link, a.Source)
	if err != nil {
		return "", err
	}
	if !works {
		return "", login.Late()
	}
	if err := login.CheckPasskeyName(a.Name); err != nil {
		return "", err
	}
	t, err := s.take(ctx, a, login.Ceremony{Kind: login.CeremonyEnrol, User: e.Account.ID, Enrolment: e.ID})
	if err == nil {
		err = s.Enter(ctx, func(tx *db.Tx) error {
			secret, err = s.enrolled(ctx, tx, t, a)
			return err
		})
	}
	refused := audit.Entry{User: e.Account.ID, Org: e.Account.Org, Action: passkeyEnrol, Outcome: "refused", Object: string(e.ID), Source: a.Source}
	return secret, s.wrong(ctx, enrolmentAttempts, refused, err)
}

func (s *Service) enrolled(ctx context.Context, tx *db.Tx, t login.Taken, a Answer) (string, error) {
	k, err := s.keys.Register(ctx, tx, t, []byte(a.Text), a.Name)
	if err != nil {
		return "", err
	}
	if err := login.UseEnrolment(ctx, tx, t.Enrolment); err != nil {
		return "", err
	}
	u, err := login.ByID(ctx, tx, t.User)
	if err != nil {
		return "", err
	}
	done := audit.Entry{User: u.ID, Org: u.Org, Action: passkeyEnrol, Outcome: "done", Object: string(k.ID), Level: login.LevelPasskey, Source: a.Source}
	if err := s.Append(ctx, tx, done); err != nil {
		return "", err
	}
	return s.begin(ctx, tx, u, login.NewSession{Level: login.LevelPasskey, Source: a.Source})
}

// KeyStates returns how far accounts of the organisation have come with their
// passkeys.
func (s *Service) KeyStates(ctx context.Context, who access.Actor, users []id.User) (states map[id.User]login.KeyState, err error) {
	err = s.Look(ctx, who, access.OrgRead, access.Object{Org: who.Org}, func(tx *db.Tx) error {
		states, err = login.KeyStates(ctx, tx, who.Org, users)
		return err
	})
	return states, err
}

// AskRecovery notes that a colleague has lost her passkeys. Another
// administrator has to confirm it before anything happens.
func (s *Service) AskRecovery(ctx context.Context, who access.Actor, u id.User) (id.Change, error) {
	made, err := s.Do(ctx, who, access.OrgKeep, access.Object{Org: who.Org}, func(tx *db.Tx, _ access.Sight) (string, error) {
		if err := org.Lock(ctx, tx, who.Org); err != nil {
			return "", err
		}
		if err := s.colleague(ctx, tx, who, u); err != nil {
			return "", err
		}
		c, err := login.AskRecovery(ctx, tx, who.Org, u, who.User)
		return string(c), err
	})
	return id.Change(made), err
}

// ConfirmRecovery lets a colleague have a new passkey, which another
// administrator has asked for: what she had before ends at once, with every
// session, token and calendar. It returns the link, which is never shown again.
func (s *Service) ConfirmRecovery(ctx context.Context, who access.Actor, c id.Change, version int64) (link string, err error) {
	return s.handOut(ctx, who, access.ChangeConfirm, func(tx *db.Tx) (string, id.User, error) {
		r, err := s.waiting(ctx, tx, who, c)
		if err != nil {
			return "", "", err
		}
		if err := s.second(ctx, tx, who, r); err != nil {
			return "", r.User, err
		}
		r.Version = version
		if err := login.AnswerRecovery(ctx, tx, r, who.User, "done"); err != nil {
			return "", r.User, err
		}
		secret, err := app.Enrol(ctx, tx, login.NewEnrolment{User: r.User, AskedBy: r.AskedBy, Confirmed: who.User, Lost: true})
		return secret, r.User, err
	})
}

// second refuses one who may not be the second of two: the first herself, and
// the one it is about; and a first who no longer administers.
func (s *Service) second(ctx context.Context, tx *db.Tx, who access.Actor, r login.Recovery) error {
	if r.AskedBy == who.User || r.User == who.User {
		return errs.New(errs.Conflict, "recovery.two")
	}
	still, err := org.HoldsRole(ctx, tx, r.AskedBy, access.Admin, r.Org)
	if err == nil && !still {
		err = errs.New(errs.Conflict, "recovery.asker")
	}
	return err
}

func (s *Service) waiting(ctx context.Context, tx *db.Tx, who access.Actor, c id.Change) (login.Recovery, error) {
	r, err := login.RecoveryByID(ctx, tx, c)
	if err == nil && r.Org != who.Org {
		err = errs.Missing()
	}
	return r, err
}

// RefuseRecovery says no to what another administrator has asked for, or takes
// back what the user has asked for herself.
func (s *Service) RefuseRecovery(ctx context.Context, who access.Actor, c id.Change, version int64) error {
	_, err := s.Do(ctx, who, access.ChangeConfirm, access.Object{Org: who.Org}, func(tx *db.Tx, _ access.Sight) (string, error) {
		r, err := s.waiting(ctx, tx, who, c)
		if err != nil {
			return "", err
		}
		outcome := "refused"
		if r.AskedBy == who.User {
			outcome = "withdrawn"
		}
		r.Version = version
		return string(c), login.AnswerRecovery(ctx, tx, r, who.User, outcome)
	})
	return err
}

// Recoveries lists what waits for a second administrator.
func (s *Service) Recoveries(ctx context.Context, who access.Actor) (all []login.Recovery, err error) {
	err = s.Look(ctx, who, access.OrgRead, access.Object{Org: who.Org}, func(tx *db.Tx) error {
		all, err = login.Recoveries(ctx, tx, who.Org)
		return err
	})
	return all, err
}
