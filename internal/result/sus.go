package result

import (
	"context"

	"samverk/internal/access"
	"samverk/internal/cases"
	"samverk/internal/consent"
	"samverk/internal/db"
	"samverk/internal/id"
	"samverk/internal/login"
	"samverk/internal/org"
	"samverk/internal/outcome"
	"samverk/internal/person"
)

// The sexes, as SUS has them.
const (
	Woman = "woman"
	Man   = "man"
)

// SUSRow is what is registered in SUS of one participant. One who has not agreed
// to that, or whose identity is protected, takes part without her name: then
// there is nothing but her sex and when it began (sweden.md Y1).
type SUSRow struct {
	Anonymous bool
	Sex       string // empty where the reader may not know who it is
	Start     string
	Case      cases.Case // the rest is empty of an anonymous participant
	Identity  person.Identity
	Area      string
	About     string // which intervention she agreed to follow-up of
	End       string
	Before    outcome.Content
	After     outcome.Content
}

// SUSList returns what is to be registered in SUS by hand, of the cases that the
// actor's function leads.
func (s *Service) SUSList(ctx context.Context, who access.Actor) ([]SUSRow, error) {
	if err := s.Spend(ctx, who, login.CostlyExport, access.OutcomeList); err != nil {
		return nil, err
	}
	var rows []SUSRow
	err := s.SeeLed(ctx, who, access.OutcomeList, func(tx *db.Tx, all []access.Sight) error {
		areas, err := org.Areas(ctx, tx)
		if err != nil {
			return err
		}
		names := map[id.Area]string{}
		for _, a := range areas {
			names[a.ID] = a.Name
		}
		for _, sight := range all {
			row, err := s.susRow(ctx, tx, sight)
			if err != nil {
				return err
			}
			row.Area = names[row.Case.Area]
			rows = append(rows, row)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return rows, nil
}

func (s *Service) susRow(ctx context.Context, tx *db.Tx, sight access.Sight) (row SUSRow, err error) {
	c, err := cases.Get(ctx, tx, sight)
	if err != nil {
		return row, err
	}
	row.Start, row.Anonymous = db.DayOf(c.OpenedAt), true
	if !sight.Identity() {
		return row, nil
	}
	key, err := s.Key(ctx, sight)
	if err != nil {
		return row, err
	}
	p, err := person.Get(ctx, tx, key, sight.Person())
	if err != nil {
		return row, err
	}
	row.Sex = SexOf(p.Identity.Number)
	sight.Sees(sight.Unit(), access.Plan, access.OwnItem) // the log says that the case was shown
	if p.Protection.Restricted() {
		return row, nil
	}
	specials, err := consent.Specials(ctx, tx, key, sight, false)
	if err != nil {
		return row, err
	}
	for _, k := range specials {
		if k.Kind == consent.SUS && k.Stands(tx.Today()) {
			row.Anonymous, row.About = false, k.About
		}
	}
	if row.Anonymous {
		return row, nil
	}
	row.Case, row.Identity = c, p.Identity
	if c.State == cases.StateClosed {
		row.End = db.DayOf(c.StateAt)
	}
	notes, err := outcome.OfCase(ctx, tx, key, sight)
	for _, n := range notes {
		switch {
		case n.Owner != sight.Unit():
		case n.Moment == outcome.Before:
			row.Before = n.Content
		case n.Moment == outcome.Closing:
			row.After = n.Content
		}
	}
	return row, err
}

// SexOf reads the sex that a number of twelve digits tells: its last digit but
// one is odd for men.
func SexOf(number string) string {
	if len(number) != 12 || number[10] < '0' || number[10] > '9' {
		return ""
	}
	if (number[10]-'0')%2 == 1 {
		return Man
	}
	return Woman
}
