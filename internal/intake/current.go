package intake

import (
	"context"
	"strings"
	"time"

	"samverk/internal/access"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/login"
	"samverk/internal/org"
)

// Template returns the header of a sort of file and, when asked for, what stands
// in the actor's organisation as rows that can be changed and imported again.
func (s *Service) Template(ctx context.Context, who access.Actor, kind Kind, english, filled bool) (header []string, rows [][]string, err error) {
	if kind.Columns() == nil {
		return nil, nil, errs.Missing()
	}
	for _, c := range kind.Columns() {
		if english {
			header = append(header, c.English)
		} else {
			header = append(header, c.Swedish)
		}
	}
	if filled {
		if err := s.Spend(ctx, who, login.CostlyExport, access.OrgRead); err != nil {
			return nil, nil, err
		}
	}
	err = s.Read(ctx, who, func(tx *db.Tx) error {
		if filled {
			rows, err = current(ctx, tx, who.Org, kind)
		}
		return err
	})
	return header, rows, err
}

func current(ctx context.Context, tx *db.Tx, o id.Org, kind Kind) ([][]string, error) {
	switch kind {
	case Units:
		return currentUnits(ctx, tx, o)
	case Functions:
		return currentFunctions(ctx, tx, o)
	case People:
		return currentPeople(ctx, tx, o)
	}
	return currentAssignments(ctx, tx, o)
}

func currentUnits(ctx context.Context, tx *db.Tx, o id.Org) (rows [][]string, err error) {
	units, err := org.OfOrganisation(ctx, tx, o)
	if err != nil {
		return nil, err
	}
	areas, err := org.Areas(ctx, tx)
	if err != nil {
		return nil, err
	}
	names := map[id.Area]string{}
	for _, a := range areas {
		names[a.ID] = a.Name
	}
	works, err := org.UnitAreas(ctx, tx, o)
	for _, u := range units {
		var there []string
		for _, a := range works[u.ID] {
			there = append(there, names[a])
		}
		rows = append(rows, []string{string(u.ID), u.Name, shortOf(u), u.About, strings.Join(there, ", ")})
	}
	return rows, err
}

func currentFunctions(ctx context.Context, tx *db.Tx, o id.Org) (rows [][]string, err error) {
	all, err := org.FunctionsOfOrganisation(ctx, tx, o)
	for _, f := range all {
		rows = append(rows, []string{string(f.ID), f.UnitName, f.Name, RoleName(f.Role), f.Phone, f.Mailbox, f.SDK, f.Hours})
	}
	return rows, err
}

func currentPeople(ctx context.Context, tx *db.Tx, o id.Org) (rows [][]string, err error) {
	all, err := login.List(ctx, tx, o, "", 20_000)
	if err != nil {
		return nil, err
	}
	identities, err := login.Identities(ctx, tx, o)
	if err != nil {
		return nil, err
	}
	reserved, err := login.Reserved(ctx, tx, o)
	for _, a := range all {
		var i login.Identity
		if some := identities[a.ID]; len(some) > 0 {
			i = some[0]
		}
		rows = append(rows, []string{a.Name, a.Label, i.Provider, i.Subject, yesText(reserved[a.ID])})
	}
	return rows, err
}

func currentAssignments(ctx context.Context, tx *db.Tx, o id.Org) (rows [][]string, err error) {
	functions, err := org.FunctionsOfOrganisation(ctx, tx, o)
	if err != nil {
		return nil, err
	}
	at := functionIndex(functions)
	accounts, err := login.List(ctx, tx, o, "", 20_000)
	if err != nil {
		return nil, err
	}
	names := map[id.User]string{}
	for _, a := range accounts {
		names[a.ID] = a.Name
	}
	all, err := org.AssignmentsIn(ctx, tx, o)
	for _, a := range all {
		f := at.keys[string(a.Function)]
		if f.Role == access.Admin { // goes by two
			continue
		}
		holds := "Innehavare"
		if a.Deputy {
			holds = "Ersättare"
		}
		rows = append(rows, []string{f.UnitName, f.Name, names[a.User], holds, a.Since.In(sweden).Format(time.DateOnly), dayText(a.Until)})
	}
	return rows, err
}
