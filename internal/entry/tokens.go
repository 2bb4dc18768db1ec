package entry

import (
	"context"
	"errors"
	"time"

	"samverk/internal/access"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/login"
)

// NewToken asks for a token that acts as the actor's function, or for the
// person.
type NewToken struct {
	Name   string
	EndsOn string // last day
	Proves bool   // may do what else demands that the user has just proved who she is
}

// Tokens lists the user's tokens that work.
func (s *Service) Tokens(ctx context.Context, who access.Actor) (all []login.Token, err error) {
	err = s.Look(ctx, who, access.TokenRevoke, access.Object{}, func(tx *db.Tx) error {
		all, err = login.Tokens(ctx, tx, who.User)
		return err
	})
	return all, err
}

// IssueToken makes a token and returns its secret, which is never shown again.
// A token cannot make another one and so outlive its own end.
func (s *Service) IssueToken(ctx context.Context, who access.Actor, n NewToken) (secret string, err error) {
	if who.Token != "" {
		return "", errs.New(errs.Denied, "token.by.token")
	}
	_, err = s.Do(ctx, who, access.TokenIssue, access.Object{}, func(tx *db.Tx, _ access.Sight) (string, error) {
		ends, err := endOfDay(n.EndsOn)
		if err != nil {
			return "", err
		}
		var t login.Token
		secret, t, err = login.Issue(ctx, tx, login.NewToken{User: who.User, Function: who.Function, Name: n.Name, Ends: ends, Proves: n.Proves})
		return string(t.ID), renamed(err, "ends", "ends_on")
	})
	if err == nil && secret == "" { // the same submit once more
		err = errs.New(errs.Conflict, "token.shown.once")
	}
	if err != nil {
		return "", err
	}
	return secret, nil
}

// endOfDay returns the last moment of a date in Sweden.
func endOfDay(date string) (time.Time, error) {
	sweden, err := time.LoadLocation("Europe/Stockholm")
	if err != nil {
		return time.Time{}, err
	}
	day, err := time.ParseInLocation(time.DateOnly, date, sweden)
	if err != nil {
		return time.Time{}, errs.Faults{{Field: "ends_on", Key: "token.ends.date"}}.Err()
	}
	return day.AddDate(0, 0, 1).Add(-time.Microsecond), nil
}

// renamed returns err with the faults of one field under the name it has in
// the form.
func renamed(err error, from, to string) error {
	e, ok := errors.AsType[*errs.Error](err)
	if !ok {
		return err
	}
	for i := range e.Faults {
		if e.Faults[i].Field == from {
			e.Faults[i].Field = to
		}
	}
	return e
}

// RevokeToken ends one of the user's own tokens.
func (s *Service) RevokeToken(ctx context.Context, who access.Actor, t id.Token) error {
	_, err := s.Do(ctx, who, access.TokenRevoke, access.Object{}, func(tx *db.Tx, _ access.Sight) (string, error) {
		if err := login.Revoke(ctx, tx, who.User, t); err != nil {
			return "", err
		}
		var own string
		_, err := tx.One(ctx, []any{&own}, `select id from token where id = $1 and user_id = $2`, t, who.User)
		return own, err
	})
	return err
}
