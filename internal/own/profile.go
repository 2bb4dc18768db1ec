package own

import (
	"context"

	"samverk/internal/access"
	"samverk/internal/db"
	"samverk/internal/id"
	"samverk/internal/org"
	"samverk/internal/person"
	"samverk/internal/seal"
)

// ProfileView is what is noted about the person herself, outside her cases.
type ProfileView struct {
	Person person.Person
	Area   org.Area
	Named  []org.Function // who may know of her, when her identity is protected
	Ways   []org.WayIn    // of the area, to whom she can turn
}

// Profile returns what is noted about the person herself.
func (s *Service) Profile(ctx context.Context, who access.Actor) (ProfileView, error) {
	var v ProfileView
	err := s.See(ctx, who, access.ProfileRead, access.Object{}, func(tx *db.Tx, _ access.Sight) error {
		key, err := s.PersonKey(ctx, who)
		if err != nil {
			return err
		}
		v, err = ProfileFor(ctx, tx, key)
		return err
	})
	if err != nil {
		return ProfileView{}, err
	}
	return v, nil
}

// PersonKey returns the key of the person whose own page it is.
func (s *Service) PersonKey(ctx context.Context, who access.Actor) (*seal.Key, error) {
	return s.Sealer().Key(ctx, who.Person)
}

// ProfileFor is Profile within an action that has been decided on.
func ProfileFor(ctx context.Context, tx *db.Tx, key *seal.Key) (v ProfileView, err error) {
	err = v.fill(ctx, tx, key)
	return v, err
}

func (v *ProfileView) fill(ctx context.Context, tx *db.Tx, key *seal.Key) (err error) {
	if v.Person, err = person.Get(ctx, tx, key, key.Person()); err != nil {
		return err
	}
	if v.Area, err = org.AreaByID(ctx, tx, v.Person.Area); err != nil {
		return err
	}
	if v.Ways, err = org.WaysIn(ctx, tx, v.Person.Area); err != nil {
		return err
	}
	v.Named, err = namedFor(ctx, tx, v.Person)
	return err
}

// namedFor lists who may know of a person whose identity is protected.
func namedFor(ctx context.Context, tx *db.Tx, p person.Person) (all []org.Function, err error) {
	if !p.Protection.Restricted() {
		return nil, nil
	}
	ids, err := person.NamedFunctions(ctx, tx, p.ID)
	if err != nil {
		return nil, err
	}
	found, err := org.Functions(ctx, tx, ids)
	for _, f := range ids {
		if fn, ok := found[f]; ok {
			all = append(all, fn)
		}
	}
	return all, err
}

// Help is to whom anybody in an area can turn: the ways in, and who answers there.
type Help struct {
	Area org.Area
	Ways []org.WayIn
}

// Help returns to whom the person, or who acts for her, can turn in her area.
func (s *Service) Help(ctx context.Context, who access.Actor) (Help, error) {
	var v Help
	err := s.Look(ctx, who, access.StructureRead, access.Object{}, func(tx *db.Tx) error {
		all, err := person.Outlines(ctx, tx, []id.Person{who.Person})
		if err != nil {
			return err
		}
		p := all[who.Person]
		if v.Area, err = org.AreaByID(ctx, tx, p.Area); err != nil {
			return err
		}
		v.Ways, err = org.WaysIn(ctx, tx, p.Area)
		return err
	})
	if err != nil {
		return Help{}, err
	}
	return v, nil
}

// SetProfile notes how the person wants to be reached, and in which language.
func (s *Service) SetProfile(ctx context.Context, who access.Actor, p person.Profile) error {
	_, err := s.Do(ctx, who, access.ProfileKeep, access.Object{}, func(tx *db.Tx, _ access.Sight) (string, error) {
		key, err := s.PersonKey(ctx, who)
		if err != nil {
			return "", err
		}
		return string(who.Person), person.SetProfile(ctx, tx, key, p)
	})
	return err
}
