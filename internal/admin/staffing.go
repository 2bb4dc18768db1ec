package admin

import (
	"context"

	"samverk/internal/access"
	"samverk/internal/app"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/login"
	"samverk/internal/org"
)

// Assign gives a function to a user. Of a function that administers it asks
// another administrator instead: asked then says so, and the identifier is that
// of the change.
func (s *Service) Assign(ctx context.Context, who access.Actor, n org.NewAssignment) (made string, asked bool, err error) {
	f, err := s.functionOf(ctx, who, n.Function)
	if err != nil {
		return "", false, err
	}
	asked = f.Role == access.Admin
	made, err = s.Keep(ctx, who, func(tx *db.Tx) (string, error) {
		now, err := ownFunction(ctx, tx, who, n.Function)
		if err != nil {
			return "", err
		}
		if (now.Role == access.Admin) != asked { // it has become another since it was looked at
			return "", errs.Changed(now)
		}
		var faults errs.Faults
		// Who staffs could otherwise give herself any case of the organisation (T15).
		faults.Check(n.User != who.User, "user", "assignment.user.self")
		if asked {
			let, err := login.HasLetIn(ctx, tx, who.User, n.User)
			if err != nil {
				return "", err
			}
			faults.Check(!let, "user", "assignment.user.let_in")
		}
		if err := faults.Err(); err != nil {
			return "", err
		}
		a, err := org.Assign(ctx, tx, n)
		if err != nil || !asked {
			return string(a), err
		}
		// That it could be done has been tried; what was tried is taken back.
		if err := org.TakeBack(ctx, tx, a); err != nil {
			return "", err
		}
		c, err := org.Ask(ctx, tx, org.NewChange{Kind: org.ChangeAssign, Org: who.Org, Subject: string(n.Function), Payload: payloadOf(n), By: who.User})
		return string(c), err
	})
	return made, asked, err
}

// functionOf returns a function of the actor's organisation.
func (s *Service) functionOf(ctx context.Context, who access.Actor, f id.Function) (now org.Function, err error) {
	err = s.Read(ctx, who, func(tx *db.Tx) error {
		now, err = ownFunction(ctx, tx, who, f)
		if errs.Is(err, errs.NotFound) {
			err = errs.Faults{{Field: "function", Key: "assignment.function.missing"}}.Err()
		}
		return err
	})
	return now, err
}

// EndAssignment ends an assignment, and with it at once everything that acts by
// it. Of a function that administers it asks another administrator instead.
func (s *Service) EndAssignment(ctx context.Context, who access.Actor, a id.Assignment, version int64) (asked bool, err error) {
	_, err = s.Keep(ctx, who, func(tx *db.Tx) (string, error) {
		now, f, err := ownAssignment(ctx, tx, who, a)
		if err != nil {
			return "", err
		}
		if f.Role != access.Admin {
			return string(a), endAssignment(ctx, tx, now, version)
		}
		asked = true
		if now.Version != version {
			return "", errs.Changed(now)
		}
		c, err := org.Ask(ctx, tx, org.NewChange{Kind: org.ChangeEnd, Org: who.Org, Subject: string(a), Payload: "{}", By: who.User})
		return string(c), err
	})
	return asked, err
}

// ownAssignment returns an assignment of a function of the actor's organisation.
func ownAssignment(ctx context.Context, tx *db.Tx, who access.Actor, a id.Assignment) (now org.Assignment, f org.Function, err error) {
	now, err = org.AssignmentByID(ctx, tx, a)
	if err == nil && now.Org != who.Org {
		err = errs.Missing()
	}
	if err != nil {
		return now, f, err
	}
	f, err = org.FunctionByID(ctx, tx, now.Function)
	return now, f, err
}

// endAssignment ends an assignment and what acts by it, unless the user holds
// the function by another one.
func endAssignment(ctx context.Context, tx *db.Tx, a org.Assignment, version int64) error {
	if err := org.EndAssignment(ctx, tx, a.ID, version); err != nil {
		return err
	}
	holds, _, err := org.Holds(ctx, tx, a.User, a.Function)
	if err != nil || holds {
		return err
	}
	return app.EndUse(ctx, tx, a.User, a.Function)
}
