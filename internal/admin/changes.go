package admin

import (
	"cmp"
	"context"
	"encoding/json"
	"time"

	"samverk/internal/access"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/login"
	"samverk/internal/org"
)

// payload is what a change asks for, in codes and identifiers.
type payload struct {
	User   id.User `json:"user,omitempty"`
	Deputy bool    `json:"deputy,omitempty"`
	Since  int64   `json:"since,omitempty"` // microseconds
	Until  int64   `json:"until,omitempty"`
}

func payloadOf(n org.NewAssignment) string {
	p := payload{User: n.User, Deputy: n.Deputy}
	if !n.Since.IsZero() {
		p.Since = db.Micros(n.Since)
	}
	if !n.Until.IsZero() {
		p.Until = db.Micros(n.Until)
	}
	b, _ := json.Marshal(p) // of such fields it cannot fail
	return string(b)
}

// assignment is what a change of who administers asks for. What was to begin
// while nobody had answered begins now.
func assignment(c org.Change, now time.Time) (org.NewAssignment, error) {
	var p payload
	if err := json.Unmarshal([]byte(c.Payload), &p); err != nil {
		return org.NewAssignment{}, err
	}
	n := org.NewAssignment{Function: id.Function(c.Subject), User: p.User, Deputy: p.Deputy, Since: db.Time(p.Since), Until: db.Time(p.Until)}
	if n.Since.Before(now) {
		n.Since = time.Time{}
	}
	return n, nil
}

// ChangeView is something that takes two, in words that can be shown.
type ChangeView struct {
	org.Change
	Function string // name of the function that it is about, where there is one
	Label    string // whom it is about
	User     id.User
	Deputy   bool
	Since    time.Time // when an assignment is to begin and end
	Until    time.Time
	Ways     Ways // how she signs in, while it waits that she is to administer
	Mine     bool // the actor asked
	About    bool // it is about the actor
	Open     bool
}

// Ways are how an account signs in, and who has let it in.
type Ways struct {
	Key        login.KeyState
	Identities []login.Identity
	LetIn      []login.LetIn // the newest first
}

func waysOf(ctx context.Context, tx *db.Tx, o id.Org, u id.User) (w Ways, err error) {
	keys, err := login.KeyStates(ctx, tx, o, []id.User{u})
	if err != nil {
		return w, err
	}
	w.Key = keys[u]
	if w.Identities, err = login.IdentitiesOf(ctx, tx, u); err != nil {
		return w, err
	}
	w.LetIn, err = login.LetInsOf(ctx, tx, u)
	return w, err
}

// MayAnswer reports whether the actor can be the second of the two.
func (c ChangeView) MayAnswer() bool {
	return c.Open && !c.Mine && !(c.About && c.Kind != org.ChangeEnd)
}

// changeViews lists what is asked in the actor's organisation, open or answered.
func changeViews(ctx context.Context, tx *db.Tx, who access.Actor, done bool) (all []ChangeView, err error) {
	some, err := org.ChangesOf(ctx, tx, who.Org, done)
	for _, c := range some {
		if err == nil {
			var v ChangeView
			v, err = viewOf(ctx, tx, who, c)
			all = append(all, v)
		}
	}
	return all, err
}

func viewOf(ctx context.Context, tx *db.Tx, who access.Actor, c org.Change) (v ChangeView, err error) {
	v = ChangeView{Change: c, Mine: c.By == who.User, Open: c.Open(tx.Now)}
	switch c.Kind {
	case org.ChangeAssign:
		n, err := assignment(c, time.Time{})
		if err != nil {
			return v, err
		}
		v.User, v.Deputy, v.Since, v.Until = n.User, n.Deputy, n.Since, n.Until
		f, err := org.FunctionByID(ctx, tx, n.Function)
		if err != nil {
			return v, err
		}
		v.Function = f.Name
	case org.ChangeEnd:
		a, err := org.AssignmentByID(ctx, tx, id.Assignment(c.Subject))
		if err != nil {
			return v, err
		}
		v.User, v.Deputy, v.Function = a.User, a.Deputy, a.FunctionName
	case org.ChangeRecover:
		v.User = id.User(c.Subject)
	}
	a, err := login.ByID(ctx, tx, v.User)
	v.Label, v.About = a.Label, v.User == who.User
	if err == nil && v.Open && c.Kind == org.ChangeAssign {
		v.Ways, err = waysOf(ctx, tx, who.Org, v.User)
	}
	return v, err
}

// Changes lists what waits for a second administrator of the actor's
// organisation, and what has been answered lately.
func (s *Service) Changes(ctx context.Context, who access.Actor) (open, done []ChangeView, err error) {
	err = s.Read(ctx, who, func(tx *db.Tx) error {
		if open, err = changeViews(ctx, tx, who, false); err != nil {
			return err
		}
		done, err = changeViews(ctx, tx, who, true)
		return err
	})
	return open, done, err
}

// Change returns something that takes two in the actor's organisation.
func (s *Service) Change(ctx context.Context, who access.Actor, c id.Change) (v ChangeView, err error) {
	err = s.Read(ctx, who, func(tx *db.Tx) error {
		now, err := ownChange(ctx, tx, who, c)
		if err != nil {
			return err
		}
		v, err = viewOf(ctx, tx, who, now)
		return err
	})
	return v, err
}

// ownChange returns something that the actor's organisation answers for; what
// is about a person is not the administrators'.
func ownChange(ctx context.Context, tx *db.Tx, who access.Actor, c id.Change) (org.Change, error) {
	now, err := org.ChangeByID(ctx, tx, c)
	if err == nil && (now.Org != who.Org || now.Kind == org.ChangeRaise || now.Kind == org.ChangeLift) {
		err = errs.Missing()
	}
	return now, err
}

// Confirm does what another administrator has asked for. A recovery is
// confirmed where its link is shown.
func (s *Service) Confirm(ctx context.Context, who access.Actor, c id.Change, version int64) error {
	return s.settle(ctx, who, c, func(tx *db.Tx, now org.Change) error {
		if err := org.Settle(ctx, tx, now, who.User, org.ChangeDone, version); err != nil {
			return err
		}
		if still, err := org.HoldsRole(ctx, tx, now.By, access.Admin, now.Org); err != nil || !still {
			return cmp.Or(err, error(errs.New(errs.Conflict, "change.asker")))
		}
		switch now.Kind {
		case org.ChangeAssign:
			return appoint(ctx, tx, who, now)
		case org.ChangeEnd:
			a, err := org.AssignmentByID(ctx, tx, id.Assignment(now.Subject))
			if err != nil {
				return err
			}
			return endAssignment(ctx, tx, a, a.Version)
		}
		return errs.Missing()
	})
}

// appoint lets somebody administer, as two have agreed. Who has let her in could
// be both of the two, and so could one who does it after the other has looked:
// then it has to be asked anew, by another one.
func appoint(ctx context.Context, tx *db.Tx, who access.Actor, c org.Change) error {
	n, err := assignment(c, tx.Now)
	if err != nil {
		return err
	}
	if n.User == who.User {
		return errs.New(errs.Denied, "change.about")
	}
	let, err := login.HasLetIn(ctx, tx, c.By, n.User)
	if err == nil && !let {
		let, err = login.LetInSince(ctx, tx, n.User, c.At)
	}
	if err != nil {
		return err
	}
	if let {
		return errs.New(errs.Conflict, "change.let_in")
	}
	_, err = org.Assign(ctx, tx, n)
	return err
}

// Refuse says no to what another administrator has asked for.
func (s *Service) Refuse(ctx context.Context, who access.Actor, c id.Change, version int64) error {
	return s.settle(ctx, who, c, func(tx *db.Tx, now org.Change) error {
		return org.Settle(ctx, tx, now, who.User, org.ChangeRefused, version)
	})
}

// Withdraw takes back what the actor herself has asked for.
func (s *Service) Withdraw(ctx context.Context, who access.Actor, c id.Change, version int64) error {
	return s.settle(ctx, who, c, func(tx *db.Tx, now org.Change) error {
		return org.Settle(ctx, tx, now, who.User, org.ChangeWithdrawn, version)
	})
}

func (s *Service) settle(ctx context.Context, who access.Actor, c id.Change, do func(*db.Tx, org.Change) error) error {
	_, err := s.Do(ctx, who, access.ChangeConfirm, access.Object{Org: who.Org}, func(tx *db.Tx, _ access.Sight) (string, error) {
		if err := org.Lock(ctx, tx, who.Org); err != nil { // nobody is let in meanwhile
			return "", err
		}
		now, err := ownChange(ctx, tx, who, c)
		if err != nil {
			return "", err
		}
		return string(c), do(tx, now)
	})
	return err
}
