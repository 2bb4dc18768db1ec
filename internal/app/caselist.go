package app

import (
	"context"

	"samverk/internal/access"
	"samverk/internal/cases"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/login"
	"samverk/internal/org"
	"samverk/internal/person"
)

// mostRows bounds a page: one row more tells whether there is a next.
const mostRows = 100

// CaseRow is a case as a list shows it.
type CaseRow struct {
	cases.Listed
	Name        string // empty while the reader may not know who it is
	AreaName    string // empty where the identity is protected
	Coordinator org.Function
}

// Cases lists the cases that the actor's function takes part in, newest opened
// first; state is empty for all. A page has up to 100 rows.
func (a *App) Cases(ctx context.Context, who access.Actor, state string, page cases.Page) (rows []CaseRow, more bool, err error) {
	err = a.See(ctx, who, access.CaseList, access.Object{}, func(tx *db.Tx, _ access.Sight) error {
		limit := min(max(page.Limit, 1), mostRows)
		page.Limit = limit + 1
		all, err := cases.ListOf(ctx, tx, who.Function, state, page)
		if more = len(all) > limit; more {
			all = all[:limit]
		}
		if err != nil {
			return err
		}
		rows, err = a.caseRows(ctx, tx, who, all)
		return err
	})
	if err != nil {
		return nil, false, err
	}
	return rows, more, nil
}

// MyCases lists the person's own cases.
func (a *App) MyCases(ctx context.Context, who access.Actor) (rows []CaseRow, err error) {
	err = a.See(ctx, who, access.CaseList, access.Object{}, func(tx *db.Tx, _ access.Sight) error {
		if !who.Self() {
			return errs.Missing()
		}
		all, err := cases.ListOfPerson(ctx, tx, who.Person, cases.Page{})
		if err != nil {
			return err
		}
		rows, err = a.caseRows(ctx, tx, who, all)
		return err
	})
	if err != nil {
		return nil, err
	}
	return rows, nil
}

// FindPerson lists the cases of the person with a number, among those that the
// actor's function takes part in and may know the identity of. It asks the
// database the same whether she is known or not, and she can see that she was
// looked up.
func (a *App) FindPerson(ctx context.Context, who access.Actor, number string) (rows []CaseRow, err error) {
	if err := a.Spend(ctx, who, login.CostlySearch, access.PersonFind); err != nil {
		return nil, err
	}
	err = a.seeing(ctx, who, access.PersonFind, access.Object{}, func(tx *db.Tx, k *known) error {
		hash, err := person.Lookup(a.sealer, number, tx.Now)
		if err != nil {
			return err
		}
		p, err := person.ByNumber(ctx, tx, hash)
		if err != nil && !errs.Is(err, errs.NotFound) {
			return err
		}
		k.person = p
		all, err := cases.ListOfBoth(ctx, tx, who.Function, p)
		if err != nil {
			return err
		}
		found, err := a.caseRows(ctx, tx, who, all)
		for _, r := range found {
			if r.Name != "" {
				rows = append(rows, r)
			}
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return rows, nil
}

// caseRows adds to listed cases what the reader may know: each is looked at
// with its own Sight.
func (a *App) caseRows(ctx context.Context, tx *db.Tx, who access.Actor, all []cases.Listed) ([]CaseRow, error) {
	ids := id.NewSet[id.Case]()
	for _, l := range all {
		ids.Add(l.ID)
	}
	sights, err := a.sights(ctx, tx, who, ids.List)
	if err != nil {
		return nil, err
	}
	areas, err := areaNames(ctx, tx)
	if err != nil {
		return nil, err
	}
	return a.rowsIn(ctx, tx, all, sights, areas)
}

// rowsIn is caseRows where the Sights have been made, and the areas are known.
func (a *App) rowsIn(ctx context.Context, tx *db.Tx, all []cases.Listed, sights map[id.Case]access.Sight, areas map[id.Area]string) ([]CaseRow, error) {
	persons, coordinators := id.NewSet[id.Person](), id.NewSet[id.Function]()
	for _, l := range all {
		coordinators.Add(l.Coordinator)
		if s := sights[l.ID]; s.Identity() {
			persons.Add(s.Person())
		}
	}
	known, err := person.Identities(ctx, tx, a.sealer, persons.List)
	if err != nil {
		return nil, err
	}
	functions, err := org.Functions(ctx, tx, coordinators.List)
	if err != nil {
		return nil, err
	}
	rows := make([]CaseRow, 0, len(all))
	for _, l := range all {
		s, seen := sights[l.ID]
		if !seen {
			continue
		}
		r := CaseRow{Listed: l, AreaName: areas[l.Area], Coordinator: functions[l.Coordinator]}
		if s.Identity() {
			r.Name = known[s.Person()].Name
		}
		r.Person = ""
		if !s.Lead() {
			r.Listed.Coordinator, r.Coordinator = "", org.Function{}
		}
		if !s.Place() {
			r.AreaName, r.Area = "", ""
		}
		rows = append(rows, r)
	}
	return rows, nil
}

func areaNames(ctx context.Context, tx *db.Tx) (map[id.Area]string, error) {
	all, err := org.Areas(ctx, tx)
	names := make(map[id.Area]string, len(all))
	for _, a := range all {
		names[a.ID] = a.Name
	}
	return names, err
}
