package own

import (
	"context"
	"slices"

	"samverk/internal/access"
	"samverk/internal/cases"
	"samverk/internal/db"
	"samverk/internal/id"
	"samverk/internal/org"
	"samverk/internal/person"
	"samverk/internal/representative"
)

// RepresentativesView is who acts for the person of a case, as one reader may
// see it.
type RepresentativesView struct {
	Case      cases.Case
	Identity  *person.Identity // nil while the reader may not know who it is
	All       []representative.Representative
	Functions map[id.Function]org.Function
	MayGrant  bool
	Self      bool // the person herself: of some kinds somebody else has to see the proof
	Today     string
}

// Representatives returns who acts, and has acted, for the person of a case.
func (s *Service) Representatives(ctx context.Context, who access.Actor, c id.Case) (RepresentativesView, error) {
	var v RepresentativesView
	err := s.See(ctx, who, access.RepresentativeRead, access.Object{Case: c}, func(tx *db.Tx, sight access.Sight) (err error) {
		v, err = s.representatives(ctx, tx, sight)
		return err
	})
	if err != nil {
		return RepresentativesView{}, err
	}
	return v, nil
}

func (s *Service) representatives(ctx context.Context, tx *db.Tx, sight access.Sight) (v RepresentativesView, err error) {
	key, err := s.Key(ctx, sight)
	if err != nil {
		return v, err
	}
	if v.Case, err = cases.Get(ctx, tx, sight); err != nil {
		return v, err
	}
	if sight.Identity() {
		p, err := person.Get(ctx, tx, key, sight.Person())
		if err != nil {
			return v, err
		}
		v.Identity = &p.Identity
	}
	v.Today, v.Self = tx.Today(), sight.Self()
	v.MayGrant = sight.Records() && sight.Proxy() == ""
	if v.All, err = representative.OfCase(ctx, tx, key, sight); err != nil {
		return v, err
	}
	var names []id.Function
	for _, r := range v.All {
		names = append(names, r.GrantedBy, r.ProvedBy, r.EndedBy)
	}
	names = slices.DeleteFunc(names, func(f id.Function) bool { return f == "" })
	v.Functions, err = org.Functions(ctx, tx, names)
	return v, err
}

// Represent lets somebody act for the person in a case, in some tasks: by the
// person, or noted by the function that notes what she decides. The identifier
// is of what was granted.
func (s *Service) Represent(ctx context.Context, who access.Actor, c id.Case, n representative.New) (id.Representative, error) {
	made, err := s.represent(ctx, who, access.RepresentativeGrant, c, "represented", func(tx *db.Tx, sight access.Sight) (string, error) {
		key, err := s.Key(ctx, sight)
		if err != nil {
			return "", err
		}
		if number, err := id.ParseNumber(n.Number, tx.Now); err == nil {
			n.Hash = s.Sealer().HashNumber(string(number))
		}
		made, err := representative.Grant(ctx, tx, key, sight, n)
		return string(made), err
	})
	return id.Representative(made), err
}

// ProveRepresentative notes that the actor's function has seen what shows that
// somebody may act for the person, whom she has told of it.
func (s *Service) ProveRepresentative(ctx context.Context, who access.Actor, c id.Case, r id.Representative, version int64, p representative.Proof) error {
	_, err := s.represent(ctx, who, access.RepresentativeGrant, c, "represented_proved", func(tx *db.Tx, sight access.Sight) (string, error) {
		key, err := s.Key(ctx, sight)
		if err != nil {
			return "", err
		}
		return string(r), representative.Prove(ctx, tx, key, sight, r, version, p)
	})
	return err
}

// EndRepresentative ends what somebody may do for the person, at once.
func (s *Service) EndRepresentative(ctx context.Context, who access.Actor, c id.Case, r id.Representative, version int64) error {
	_, err := s.represent(ctx, who, access.RepresentativeEnd, c, "represented_ended", func(tx *db.Tx, sight access.Sight) (string, error) {
		key, err := s.Key(ctx, sight)
		if err != nil {
			return "", err
		}
		return string(r), representative.End(ctx, tx, key, sight, r, version)
	})
	return err
}

// represent changes who acts for the person, notes it on the time line and tells
// the one who leads the case.
func (s *Service) represent(ctx context.Context, who access.Actor, act access.Action, c id.Case, event string, change func(*db.Tx, access.Sight) (string, error)) (string, error) {
	return s.Do(ctx, who, act, access.Object{Case: c}, func(tx *db.Tx, sight access.Sight) (string, error) {
		made, err := change(tx, sight)
		if err != nil {
			return "", err
		}
		return made, s.Happened(ctx, tx, sight, cases.Event{Kind: event, Unit: id.Self})
	})
}
