package board

import (
	"context"
	"strconv"

	"samverk/internal/access"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/federation"
	"samverk/internal/id"
)

// MembersView is who belongs to the federation.
type MembersView struct {
	Members    []federation.Member
	Candidates []federation.Member // organisations that could become members; for who keeps
	Keeps      bool
	Today      string
}

// Members returns who belongs to the federation.
func (s *Service) Members(ctx context.Context, who access.Actor) (v MembersView, err error) {
	err = s.look(ctx, who, &v.Keeps, func(tx *db.Tx) error {
		v.Today = tx.Today()
		if v.Members, err = federation.Members(ctx, tx); err != nil || !v.Keeps {
			return err
		}
		v.Candidates, err = federation.Candidates(ctx, tx)
		return err
	})
	return v, err
}

// AddMember notes that an organisation is a member.
func (s *Service) AddMember(ctx context.Context, who access.Actor, in federation.MemberInput) error {
	return keepOf(ctx, s, who, in.Org, func(tx *db.Tx) error { return federation.AddMember(ctx, tx, in) })
}

// ChangeMember changes what is noted of a member: also that it leaves.
func (s *Service) ChangeMember(ctx context.Context, who access.Actor, in federation.MemberInput, version int64) error {
	return keepOf(ctx, s, who, in.Org, func(tx *db.Tx) error { return federation.ChangeMember(ctx, tx, in, version) })
}

// SharesView is the budget of a year and what each member pays.
type SharesView struct {
	Year    int
	Years   []int               // that have a budget, the newest first
	Budget  federation.Budget   // zero where the year has none
	Members []federation.Member // of the year
	Keeps   bool
	Today   string
}

// Shares returns the budget of a year, of the newest that has one for 0.
func (s *Service) Shares(ctx context.Context, who access.Actor, year int) (v SharesView, err error) {
	err = s.look(ctx, who, &v.Keeps, func(tx *db.Tx) error {
		v.Today, v.Year = tx.Today(), year
		if v.Years, err = federation.BudgetYears(ctx, tx); err != nil {
			return err
		}
		if v.Year == 0 && len(v.Years) > 0 {
			v.Year = v.Years[0]
		}
		if v.Year == 0 {
			v.Year, _ = strconv.Atoi(v.Today[:4])
		}
		var f errs.Faults
		if federation.CheckYear(&f, "year", v.Year); len(f) > 0 {
			return errs.Missing()
		}
		all, err := federation.Members(ctx, tx)
		if err != nil {
			return err
		}
		v.Members = nil
		for _, m := range all {
			if m.In(v.Year) {
				v.Members = append(v.Members, m)
			}
		}
		v.Budget, err = federation.BudgetOf(ctx, tx, v.Year)
		if errs.Is(err, errs.NotFound) {
			err = nil
		}
		return err
	})
	return v, err
}

// SaveBudget enters or changes the budget of a year.
func (s *Service) SaveBudget(ctx context.Context, who access.Actor, in federation.BudgetInput, version int64) error {
	return keepOf(ctx, s, who, id.Task("budget-"+strconv.Itoa(in.Year)), func(tx *db.Tx) error {
		return aboutNobody(map[string]string{"source": in.Source}, federation.SaveBudget(ctx, tx, in, version))
	})
}
