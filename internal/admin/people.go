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
	"samverk/internal/provider"
)

// peopleAtOnce is how many people a page of the list has.
const peopleAtOnce = 50

// PersonRow is an account with what its user holds.
type PersonRow struct {
	login.Account
	Held []org.Held
}

// PeopleView is a page of the people of an organisation.
type PeopleView struct {
	People []PersonRow
	All    int
	More   bool
}

// People returns the people of the actor's organisation whose name or label has
// some words in it, by sign-in name, after one.
func (s *Service) People(ctx context.Context, who access.Actor, words, after string) (v PeopleView, err error) {
	err = s.Read(ctx, who, func(tx *db.Tx) error {
		if v.All, err = login.Count(ctx, tx, who.Org); err != nil {
			return err
		}
		found, err := login.Search(ctx, tx, who.Org, words, after, peopleAtOnce+1)
		if err != nil {
			return err
		}
		if v.More = len(found) > peopleAtOnce; v.More {
			found = found[:peopleAtOnce]
		}
		users := make([]id.User, len(found))
		for i, a := range found {
			users[i] = a.ID
		}
		held, err := org.HeldBy(ctx, tx, users)
		for _, a := range found {
			v.People = append(v.People, PersonRow{a, held[a.ID]})
		}
		return err
	})
	return v, err
}

// PersonView is one account: how its user signs in, and what she holds.
type PersonView struct {
	login.Account
	Reserve     bool
	Identities  []login.Identity
	Assignments []org.Assignment // now, and from a later day on
	Administers bool
	Providers   []*provider.Provider // that can assert her
}

// Person returns one account of the actor's organisation.
func (s *Service) Person(ctx context.Context, who access.Actor, u id.User) (v PersonView, err error) {
	err = s.Read(ctx, who, func(tx *db.Tx) error {
		if v.Account, err = ownAccount(ctx, tx, who, u); err != nil {
			return err
		}
		reserved, err := login.Reserved(ctx, tx, who.Org)
		if err != nil {
			return err
		}
		v.Reserve = reserved[u]
		if v.Identities, err = login.IdentitiesOf(ctx, tx, u); err != nil {
			return err
		}
		if v.Assignments, err = org.AssignmentsOf(ctx, tx, u); err != nil {
			return err
		}
		v.Administers, err = org.Administers(ctx, tx, u)
		return err
	})
	v.Providers = s.Providers(who.Org)
	return v, err
}

// ownAccount returns an account of the actor's organisation that has not ended;
// any other is missing.
func ownAccount(ctx context.Context, tx *db.Tx, who access.Actor, u id.User) (login.Account, error) {
	a, err := login.ByID(ctx, tx, u)
	if err == nil && (a.Org != who.Org || a.Ended || a.Org == "") {
		err = errs.Missing()
	}
	return a, err
}

// NewPerson is the input for an account. The identity may be empty.
type NewPerson struct {
	login.AccountInput
	Identity login.Identity
}

// AddPerson makes an account for somebody of the actor's organisation.
func (s *Service) AddPerson(ctx context.Context, who access.Actor, n NewPerson) (id.User, error) {
	made, err := s.Keep(ctx, who, func(tx *db.Tx) (string, error) {
		u, err := s.AddPersonIn(ctx, tx, who, n)
		return string(u), err
	})
	return id.User(made), err
}

// AddPersonIn makes an account for somebody of the actor's organisation, in a
// transaction that has been decided on.
func (s *Service) AddPersonIn(ctx context.Context, tx *db.Tx, who access.Actor, n NewPerson) (id.User, error) {
	var f errs.Faults
	if err := f.Merge(n.Check()); err != nil {
		return "", err
	}
	s.CheckIdentity(&f, who.Org, n.Identity)
	if err := f.Err(); err != nil {
		return "", err
	}
	a, err := login.Create(ctx, tx, login.NewAccount{Name: n.Name, Label: n.Label, Org: who.Org})
	if err != nil {
		return "", err
	}
	if n.Reserve {
		if err := login.ChangeAccount(ctx, tx, a.ID, n.AccountInput, a.Version); err != nil {
			return "", err
		}
	}
	if n.Identity.Subject != "" {
		err = login.Bind(ctx, tx, n.Identity, a.ID, who.User)
	}
	return a.ID, err
}

// CheckIdentity notes what is wrong with who somebody is said to be at a
// provider: it must be one that asserts the organisation's own people.
func (s *Service) CheckIdentity(f *errs.Faults, o id.Org, i login.Identity) {
	if i.Subject == "" {
		return
	}
	known := false
	for _, p := range s.Providers(o) {
		known = known || p.Name() == i.Provider
	}
	f.Check(known, "provider", "identity.provider.unknown")
	f.Check(!id.HasNumber(i.Subject), "subject", "identity.subject.number")
	f.Check(len(i.Subject) <= 200, "subject", "identity.subject.form")
}

// ChangePerson changes an account. How somebody who administers signs in goes
// by two: one alone could otherwise be both.
func (s *Service) ChangePerson(ctx context.Context, who access.Actor, u id.User, in login.AccountInput, version int64) error {
	_, err := s.Keep(ctx, who, func(tx *db.Tx) (string, error) {
		a, err := ownAccount(ctx, tx, who, u)
		if err != nil {
			return "", err
		}
		reserved, err := login.Reserved(ctx, tx, who.Org)
		if err != nil {
			return "", err
		}
		if login.FoldName(in.Name) != a.Name || in.Reserve != reserved[u] {
			if err := notAdministrator(ctx, tx, u); err != nil {
				return "", err
			}
		}
		return string(u), login.ChangeAccount(ctx, tx, u, in, version)
	})
	return err
}

// notAdministrator refuses what one administrator may not do to another alone.
func notAdministrator(ctx context.Context, tx *db.Tx, u id.User) error {
	administers, err := org.Administers(ctx, tx, u)
	if err != nil {
		return err
	}
	var f errs.Faults
	f.Check(!administers, "", "account.administers")
	return f.Err()
}

// EndPerson ends an account and all that acts in its place.
func (s *Service) EndPerson(ctx context.Context, who access.Actor, u id.User, version int64) error {
	_, err := s.Keep(ctx, who, func(tx *db.Tx) (string, error) {
		if _, err := ownAccount(ctx, tx, who, u); err != nil {
			return "", err
		}
		if err := notAdministrator(ctx, tx, u); err != nil {
			return "", err
		}
		if err := org.EndAssignmentsOf(ctx, tx, u); err != nil {
			return "", err
		}
		return string(u), app.EndUser(ctx, tx, u, version)
	})
	return err
}

// Bind lets a provider's user sign in to an account that nobody has used.
func (s *Service) Bind(ctx context.Context, who access.Actor, u id.User, i login.Identity) error {
	_, err := s.Keep(ctx, who, func(tx *db.Tx) (string, error) {
		if _, err := ownAccount(ctx, tx, who, u); err != nil {
			return "", err
		}
		if err := notAdministrator(ctx, tx, u); err != nil {
			return "", err
		}
		var f errs.Faults
		f.Check(i.Subject != "", "subject", "identity.subject.form")
		if s.CheckIdentity(&f, who.Org, i); f.Err() != nil {
			return "", f.Err()
		}
		return string(u), app.Bind(ctx, tx, who, i, u)
	})
	return err
}

// Unbind takes a provider's user from an account, and ends what acts in its
// place.
func (s *Service) Unbind(ctx context.Context, who access.Actor, u id.User, i login.Identity) error {
	_, err := s.Keep(ctx, who, func(tx *db.Tx) (string, error) {
		if _, err := ownAccount(ctx, tx, who, u); err != nil {
			return "", err
		}
		if err := notAdministrator(ctx, tx, u); err != nil {
			return "", err
		}
		return string(u), app.Unbind(ctx, tx, u, i)
	})
	return err
}

// Accounts lists the accounts of the actor's organisation, by sign-in name.
func (s *Service) Accounts(ctx context.Context, who access.Actor, most int) (all []login.Account, err error) {
	err = s.Read(ctx, who, func(tx *db.Tx) error {
		all, err = login.List(ctx, tx, who.Org, "", most)
		return err
	})
	return all, err
}

// UserByName returns the account of the actor's organisation with a sign-in name.
func (s *Service) UserByName(ctx context.Context, who access.Actor, name string) (u id.User, err error) {
	err = s.Read(ctx, who, func(tx *db.Tx) error {
		a, err := login.ByName(ctx, tx, name)
		if err == nil && (a.Org != who.Org || a.Ended) {
			err = errs.Missing()
		}
		u = a.ID
		return err
	})
	if err != nil {
		return "", err
	}
	return u, nil
}
