package entry

import (
	"context"

	"samverk/internal/access"
	"samverk/internal/audit"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/login"
	"samverk/internal/provider"
)

// What the log calls what happens to passkeys before anybody is signed in.
const (
	passkeyEnrol  = "passkey.enrol"
	passkeyCloned = "passkey.cloned"
)

// The kinds of attempts that are counted apart.
const (
	passkeyAttempts   = "passkey"
	enrolmentAttempts = "enrolment"
)

// Question is what a browser is asked for by a passkey.
type Question struct {
	Options []byte // JSON
	Secret  string // for this browser alone, to come back with the answer
}

// Answer is what a browser brings back.
type Answer struct {
	Secret string
	Text   string // JSON
	Name   string // what the user calls a new key
	Source string
}

// TakesPasskeys reports whether a browser would use passkeys here.
func (s *Service) TakesPasskeys() bool { return s.keys != nil }

// ask begins a ceremony.
func (s *Service) ask(ctx context.Context, source string, c login.Ceremony) (q Question, err error) {
	if s.keys == nil {
		return q, errs.Missing()
	}
	err = s.Enter(ctx, func(tx *db.Tx) error {
		q.Secret, q.Options, err = s.keys.Begin(ctx, tx, login.Asked{Ceremony: c, Source: source})
		return err
	})
	return q, err
}

// take takes a ceremony that an answer has come to: there is no second one.
func (s *Service) take(ctx context.Context, a Answer, c login.Ceremony) (t login.Taken, err error) {
	if s.keys == nil {
		return t, errs.Missing()
	}
	err = s.Enter(ctx, func(tx *db.Tx) error {
		t, err = login.Take(ctx, tx, a.Secret, c)
		return err
	})
	if err == nil && !t.There() {
		err = login.Late()
	}
	return t, err
}

// AskPasskey begins a sign-in with any passkey.
func (s *Service) AskPasskey(ctx context.Context, source string) (Question, error) {
	return s.ask(ctx, source, login.Ceremony{Kind: login.CeremonySignIn})
}

// SignInPasskey begins a session for whose passkey has answered. What is wrong
// with an answer that is not taken is told to nobody. A right answer is taken
// whatever others have sent from the same place: wrong ones are only counted to
// bound what they can write.
func (s *Service) SignInPasskey(ctx context.Context, a Answer) (secret string, err error) {
	var v login.Verified
	t, err := s.take(ctx, a, login.Ceremony{Kind: login.CeremonySignIn})
	if err == nil {
		err = s.Enter(ctx, func(tx *db.Tx) error {
			if v, err = s.verify(ctx, tx, t, a); err != nil || v.Cloned {
				return err
			}
			secret, err = s.begin(ctx, tx, v.Account, login.NewSession{Level: login.LevelPasskey, Source: a.Source})
			return err
		})
	}
	if err == nil && v.Cloned {
		err = errCloned()
	}
	return secret, s.wrong(ctx, passkeyAttempts, entryOf(v, sessionBegin, a.Source), err)
}

// errCloned is the answer to a key of which somebody has a copy.
func errCloned() error { return errs.Faults{{Field: "passkey", Key: "passkey.cloned"}}.Err() }

// verify checks an answer, and that the account may come in by passkey. What is
// found of a copied key stands, though nobody is let in.
func (s *Service) verify(ctx context.Context, tx *db.Tx, t login.Taken, a Answer) (v login.Verified, err error) {
	if v, err = s.keys.Verify(ctx, tx, t, []byte(a.Text)); err != nil {
		return v, err
	}
	if v.Cloned {
		e := entryOf(v, passkeyCloned, a.Source)
		e.Object = string(v.Passkey)
		return v, s.Append(ctx, tx, e)
	}
	return v, s.byKey(ctx, tx, v.Account)
}

// byKey refuses an account whose organisation has a provider that vouches for
// its users, unless it is kept in reserve for the day when that one is gone.
func (s *Service) byKey(ctx context.Context, tx *db.Tx, a login.Account) error {
	if !s.provided(a.Org) {
		return nil
	}
	reserve, err := login.Reserve(ctx, tx, a.ID)
	if err == nil && !reserve {
		err = errs.Faults{{Field: "passkey", Key: "passkey.provider"}}.Err()
	}
	return err
}

func (s *Service) provided(o id.Org) bool {
	for _, p := range s.o.Providers.All() {
		if p.Kind() == provider.Person {
			continue
		}
		for _, own := range p.Organisations() {
			if own == o {
				return true
			}
		}
	}
	return false
}

func entryOf(v login.Verified, action, source string) audit.Entry {
	return audit.Entry{User: v.Account.ID, Org: v.Account.Org, Action: action, Outcome: "refused", Level: login.LevelPasskey, Source: source}
}

// wrong notes an attempt that was refused: in the log, and counted by its source.
// From one that has failed too often no more is written.
func (s *Service) wrong(ctx context.Context, kind string, e audit.Entry, err error) error {
	if !errs.Is(err, errs.Invalid) && !errs.Is(err, errs.NotFound) {
		return err
	}
	return s.counted(ctx, kind, e, err)
}

// counted notes an attempt that was refused with an error, as wrong does.
func (s *Service) counted(ctx context.Context, kind string, e audit.Entry, err error) error {
	over := s.Enter(ctx, func(tx *db.Tx) error { return login.Try(ctx, tx, kind, e.Source) })
	if over != nil {
		return over
	}
	if logged := s.Record(ctx, e); logged != nil {
		return logged
	}
	return err
}

// AskProof begins to prove anew who is signed in, by one of her passkeys.
func (s *Service) AskProof(ctx context.Context, who access.Actor) (Question, error) {
	return s.ask(ctx, who.Source, login.Ceremony{Kind: login.CeremonyProve, User: who.User, Session: who.Session})
}

// ProvePasskey notes that who is signed in has proved it anew.
func (s *Service) ProvePasskey(ctx context.Context, who access.Actor, a Answer) error {
	var v login.Verified
	t, err := s.take(ctx, a, login.Ceremony{Kind: login.CeremonyProve, User: who.User, Session: who.Session})
	if err == nil {
		err = s.Enter(ctx, func(tx *db.Tx) error {
			if v, err = s.verify(ctx, tx, t, a); err != nil || v.Cloned {
				return err
			}
			return s.proved(ctx, tx, who)
		})
	}
	if err == nil && v.Cloned {
		err = errCloned()
	}
	v.Account.ID, v.Account.Org = who.User, who.Org
	return s.wrong(ctx, passkeyAttempts, entryOf(v, sessionProve, a.Source), err)
}

// proved notes in the session, and in the log, that its user is who she says.
func (s *Service) proved(ctx context.Context, tx *db.Tx, who access.Actor) error {
	if err := login.Prove(ctx, tx, who.User, who.Session); err != nil {
		return err
	}
	return s.Append(ctx, tx, rowOf(who, sessionProve))
}

// rowOf is the log's row about what an actor has done with her session.
func rowOf(who access.Actor, action string) audit.Entry {
	return audit.Entry{
		User: who.User, Function: who.Function, Unit: who.Unit, Org: who.Org, Deputy: who.Deputy,
		Action: action, Outcome: "done", Object: string(who.Session), Level: who.Level, Source: who.Source,
	}
}

// ProveDemo is one click, where there is demo.
func (s *Service) ProveDemo(ctx context.Context, who access.Actor) error {
	if !s.Demo() || who.Session == "" {
		return errs.Missing()
	}
	return s.Enter(ctx, func(tx *db.Tx) error { return s.proved(ctx, tx, who) })
}

// staffOnly is for what persons about themselves have no use for: their
// providers vouch for them.
func staffOnly(who access.Actor) error {
	if who.Self() {
		return errs.Missing()
	}
	return nil
}

// Passkeys lists the user's own keys.
func (s *Service) Passkeys(ctx context.Context, who access.Actor) (all []login.Passkey, err error) {
	if err := staffOnly(who); err != nil {
		return nil, err
	}
	err = s.Look(ctx, who, access.SessionRead, access.Object{}, func(tx *db.Tx) error {
		all, err = login.Passkeys(ctx, tx, who.User)
		return err
	})
	return all, err
}

// AskNewPasskey begins to make one more key for who is signed in.
func (s *Service) AskNewPasskey(ctx context.Context, who access.Actor) (q Question, err error) {
	if err := staffOnly(who); err != nil {
		return q, err
	}
	err = s.Look(ctx, who, access.PasskeyKeep, access.Object{}, func(tx *db.Tx) error {
		a, err := login.ByID(ctx, tx, who.User)
		if err != nil {
			return err
		}
		return s.byKey(ctx, tx, a)
	})
	if err != nil {
		return q, err
	}
	return s.ask(ctx, who.Source, login.Ceremony{Kind: login.CeremonyAdd, User: who.User, Session: who.Session})
}

// AddPasskey keeps one more key.
func (s *Service) AddPasskey(ctx context.Context, who access.Actor, a Answer) error {
	if err := login.CheckPasskeyName(a.Name); err != nil {
		return err
	}
	t, err := s.take(ctx, a, login.Ceremony{Kind: login.CeremonyAdd, User: who.User, Session: who.Session})
	if err != nil {
		return err
	}
	_, err = s.Do(ctx, who, access.PasskeyKeep, access.Object{}, func(tx *db.Tx, _ access.Sight) (string, error) {
		k, err := s.keys.Register(ctx, tx, t, []byte(a.Text), a.Name)
		return string(k.ID), err
	})
	return err
}

// RenamePasskey changes what the user calls one of her keys.
func (s *Service) RenamePasskey(ctx context.Context, who access.Actor, k login.Passkey) error {
	return s.keep(ctx, who, k, login.RenamePasskey)
}

// RemovePasskey ends one of the user's keys, but never the last one.
func (s *Service) RemovePasskey(ctx context.Context, who access.Actor, k login.Passkey) error {
	return s.keep(ctx, who, k, login.RemovePasskey)
}

func (s *Service) keep(ctx context.Context, who access.Actor, k login.Passkey, do func(context.Context, *db.Tx, login.Passkey) error) error {
	if err := staffOnly(who); err != nil {
		return err
	}
	k.User = who.User
	_, err := s.Do(ctx, who, access.PasskeyKeep, access.Object{}, func(tx *db.Tx, _ access.Sight) (string, error) {
		return string(k.ID), do(ctx, tx, k)
	})
	return err
}
