package entry

import (
	"context"
	"slices"

	"samverk/internal/access"
	"samverk/internal/audit"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/login"
	"samverk/internal/person"
	"samverk/internal/representative"
)

// Part is a person's part in a case, which somebody else acts in.
type Part struct {
	ID     id.Representative
	Kind   representative.Kind
	Person id.Person
	Name   string // of the person
	Case   id.Case
	Ref    string // of the case
	Tasks  access.Tasks
	EndsOn string
}

// what the log calls that somebody begins to act in a person's part.
const partTaken = "representative.act"

// Parts lists whose part the user may act in now. That she is shown the names is
// logged, for each of them to see.
func (s *Service) Parts(ctx context.Context, who access.Actor) ([]Part, error) {
	all, err := s.parts(ctx, who)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	rows := make([]audit.Entry, len(all))
	for i, p := range all {
		rows[i] = p.entry(who, string(access.CaseList), "read")
	}
	if err := s.Record(ctx, rows...); err != nil {
		return nil, err
	}
	return all, nil
}

func (s *Service) parts(ctx context.Context, who access.Actor) (all []Part, err error) {
	if !who.Self() {
		return nil, errs.Missing()
	}
	if who.Only == "" { // what she has chosen has ended
		who.Proxy = ""
	}
	err = s.Look(ctx, who, access.SessionRead, access.Object{}, func(tx *db.Tx) error {
		all, err = s.partsOf(ctx, tx, who.User)
		return err
	})
	return all, err
}

func (s *Service) partsOf(ctx context.Context, tx *db.Tx, u id.User) ([]Part, error) {
	all, err := representative.OfUser(ctx, tx, u)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	cases, persons := id.NewSet[id.Case](), id.NewSet[id.Person]()
	for _, r := range all {
		cases.Add(r.Case)
		persons.Add(r.Person)
	}
	refs, err := refsOf(ctx, tx, cases.List)
	if err != nil {
		return nil, err
	}
	parts := make([]Part, len(all))
	for i, r := range all {
		parts[i] = Part{ID: r.ID, Kind: r.Kind, Person: r.Person, Case: r.Case, Ref: refs[r.Case], Tasks: r.Tasks, EndsOn: r.EndsOn}
	}
	known, err := person.Identities(ctx, tx, s.Sealer(), persons.List)
	for i, p := range parts {
		parts[i].Name = known[p.Person].Name
	}
	return parts, err
}

// refsOf returns the references of cases.
func refsOf(ctx context.Context, tx *db.Tx, all []id.Case) (map[id.Case]string, error) {
	refs := map[id.Case]string{}
	marks, args := db.In(1, all)
	err := tx.Each(ctx, func(scan db.Scan) error {
		var c id.Case
		var ref string
		err := scan(&c, &ref)
		refs[c] = ref
		return err
	}, `select id, ref from cases where id in `+marks, args...)
	return refs, err
}

func (p Part) entry(who access.Actor, action, outcome string) audit.Entry {
	return audit.Entry{User: who.User, Action: action, Outcome: outcome, Object: string(p.ID), Person: p.Person, Case: p.Case,
		Ground: string(p.Kind), Level: who.Level, Source: who.Source}
}

// Part returns the part that the actor acts in.
func (s *Service) Part(ctx context.Context, who access.Actor) (Part, error) {
	all, err := s.parts(ctx, who)
	if err != nil {
		return Part{}, err
	}
	i := slices.IndexFunc(all, func(p Part) bool { return p.ID == who.Proxy })
	if i < 0 {
		return Part{}, errs.Missing()
	}
	return all[i], nil
}

// TakePart lets the actor's session act in a person's part, or for herself when
// none is named.
func (s *Service) TakePart(ctx context.Context, who access.Actor, chosen id.Representative) error {
	if !who.Self() {
		return errs.Missing()
	}
	return s.Enter(ctx, func(tx *db.Tx) error {
		if chosen == "" {
			return login.TakePart(ctx, tx, who.User, who.Session, "")
		}
		all, err := s.partsOf(ctx, tx, who.User)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(all, func(p Part) bool { return p.ID == chosen })
		if i < 0 {
			return errs.Missing()
		}
		if err := login.TakePart(ctx, tx, who.User, who.Session, chosen); err != nil {
			return err
		}
		return s.Append(ctx, tx, all[i].entry(who, partTaken, "done"))
	})
}
