package entry

import (
	"context"

	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/login"
	"samverk/internal/org"
	"samverk/internal/person"
	"samverk/internal/representative"
)

// person lets a person in who has something here: a case, a request, or a part
// to act in for somebody else. Of whom nothing is here nothing is told and
// nothing made, whether she is known or not; she may ask for coordination.
func (v *visit) person(ctx context.Context) error {
	h, err := v.something(ctx)
	switch {
	case err != nil:
		return err
	case h.person != "":
		return v.Enter(ctx, func(tx *db.Tx) error {
			a, err := accountOf(ctx, tx, h.person)
			if err != nil {
				return err
			}
			return v.admit(ctx, tx, a)
		})
	case h.area != "":
		_, err = v.welcome(ctx, v.newcomer(), h.area, func(ctx context.Context, tx *db.Tx, a login.Account) (string, error) {
			return "", v.admit(ctx, tx, a)
		})
		return err
	}
	return v.Enter(ctx, func(tx *db.Tx) (err error) {
		if v.from.Session != "" { // it is somebody else's
			return denied("entry.somebody_else", "other user")
		}
		if v.out.Nothing, err = login.KeepNewcomer(ctx, tx, v.newcomer()); err != nil {
			return err
		}
		return v.Append(ctx, tx, v.row(sessionBegin, "refused"))
	})
}

func (v *visit) newcomer() login.Newcomer {
	return login.Newcomer{Name: v.who.Name, Number: v.who.Number, Level: v.who.Level, Provider: login.ProviderSession{
		Provider: v.provider.Name(), Subject: v.subject(v.who.Sub), Session: v.who.SID, ACR: v.who.ACR,
	}}
}

// here is what there is for somebody who comes: herself, or, where she is new
// here, a part that waits for her in an area.
type here struct {
	person id.Person
	area   id.Area
}

// something finds what there is for who has come; nothing for a person who has
// neither case nor request nor anybody to act for, unless she is signed in.
func (v *visit) something(ctx context.Context) (h here, err error) {
	err = v.Enter(ctx, func(tx *db.Tx) error {
		hash, err := person.Lookup(v.Sealer(), v.who.Number, tx.Now)
		if err != nil {
			return err
		}
		waits := false
		if h.area, waits, err = representative.Waits(ctx, tx, hash); err != nil {
			return err
		}
		_, err = tx.One(ctx, []any{&h.person}, `select p.id from person p where p.number_hash = $1 and p.erased_at is null and ($2
			or exists (select 1 from cases c where c.person_id = p.id) or exists (select 1 from request r where r.person_id = p.id))`, hash, waits || v.from.Session != "")
		return err
	})
	return h, err
}

// welcome finds the account of a person, or makes it, and her where she is new
// here, and then does with it what is to be done.
func (s *Service) welcome(ctx context.Context, n login.Newcomer, area id.Area, then func(context.Context, *db.Tx, login.Account) (string, error)) (secret string, err error) {
	key, err := s.Sealer().Create(ctx, id.New[id.Person]())
	if err != nil {
		return "", err
	}
	needed := false
	err = s.Enter(ctx, func(tx *db.Tx) error {
		hash, err := person.Lookup(s.Sealer(), n.Number, tx.Now)
		if err != nil {
			return err
		}
		p, err := person.Create(ctx, tx, key, hash, person.New{Name: n.Name, Number: n.Number, Area: area})
		if err != nil {
			return err
		}
		needed = p.ID == key.Person()
		a, err := accountOf(ctx, tx, p.ID)
		if err == nil {
			secret, err = then(ctx, tx, a)
		}
		return err
	})
	if err != nil || !needed {
		// Nobody uses the key: she was known, or nothing came of it.
		if unused := s.Sealer().Shred(ctx, key.Person()); err == nil {
			err = unused
		}
	}
	return secret, err
}

// accountOf returns the account of a person, made where she has none.
func accountOf(ctx context.Context, tx *db.Tx, p id.Person) (login.Account, error) {
	a, found, err := login.ByPerson(ctx, tx, p)
	if err != nil || found {
		if err == nil && a.Ended {
			err = denied("entry.unknown", "ended")
		}
		return a, err
	}
	return login.Create(ctx, tx, login.NewAccount{Name: "person-" + string(id.New[id.User]()), Label: "Personen", Person: p})
}

// Welcome lets in somebody about whom there was nothing here, and who wants to
// ask for coordination: she is somebody here from now on.
func (s *Service) Welcome(ctx context.Context, nothing string, area id.Area, source string) (secret string, err error) {
	var n login.Newcomer
	found := false
	err = s.Enter(ctx, func(tx *db.Tx) error {
		if n, found, err = login.NewcomerOf(ctx, tx, nothing); err != nil || !found {
			return err
		}
		known, err := tx.Has(ctx, `select 1 from area where id = $1`, area)
		var f errs.Faults
		f.Check(known || err != nil, "area", "entry.area")
		if err == nil {
			err = f.Err()
		}
		return err
	})
	if err != nil {
		return "", err
	}
	if _, err := s.o.Providers.ByName(n.Provider.Provider); !found || err != nil {
		return "", errSigned
	}
	return s.welcome(ctx, n, area, func(ctx context.Context, tx *db.Tx, a login.Account) (string, error) {
		if first, err := login.ForgetNewcomer(ctx, tx, nothing); err != nil || !first {
			return "", errSigned
		}
		return s.begin(ctx, tx, a, login.NewSession{Level: n.Level, Source: source, Provider: n.Provider})
	})
}

// Newcomer reports whether a browser has come about whom there is nothing here,
// and the areas that she may choose among.
func (s *Service) Newcomer(ctx context.Context, nothing string) (areas []org.Area, found bool, err error) {
	err = s.Enter(ctx, func(tx *db.Tx) error {
		if _, found, err = login.NewcomerOf(ctx, tx, nothing); err != nil || !found {
			return err
		}
		areas, err = org.Areas(ctx, tx)
		return err
	})
	return areas, found, err
}
