package app

import (
	"cmp"
	"context"

	"samverk/internal/access"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/login"
	"samverk/internal/org"
)

// mostAccounts bounds how many accounts a page of staff offers.
const mostAccounts = 10_000

// StaffView is a unit with its functions and who holds them.
type StaffView struct {
	Unit        org.Unit
	Functions   []org.Function
	Assignments []org.Assignment
	Accounts    []login.Account // of the organisation
}

// Staff returns who holds what in a unit.
func (a *App) Staff(ctx context.Context, who access.Actor, u id.Unit) (v StaffView, err error) {
	err = a.Look(ctx, who, access.StaffRead, access.Object{Unit: u}, func(tx *db.Tx) error {
		units, err := org.Units(ctx, tx, []id.Unit{u})
		if err != nil {
			return err
		}
		v.Unit = units[u]
		if v.Functions, err = org.FunctionsAt(ctx, tx, u); err != nil {
			return err
		}
		if v.Assignments, err = org.Staff(ctx, tx, u); err != nil {
			return err
		}
		v.Accounts, err = login.List(ctx, tx, v.Unit.Org, "", mostAccounts)
		return err
	})
	return v, err
}

// Assign gives a function of the unit to a user.
func (a *App) Assign(ctx context.Context, who access.Actor, u id.Unit, n org.NewAssignment) (id.Assignment, error) {
	made, err := a.Do(ctx, who, access.StaffAssign, access.Object{Unit: u}, func(tx *db.Tx, _ access.Sight) (string, error) {
		f, err := org.FunctionByID(ctx, tx, n.Function)
		if err != nil && !errs.Is(err, errs.NotFound) {
			return "", err
		}
		var faults errs.Faults
		faults.Check(err == nil && f.Unit == u, "function", "assignment.function.missing")
		faults.Check(err != nil || f.Role != access.Admin, "function", "assignment.function.admin")
		// Who staffs could otherwise give herself any case of the unit (T15).
		faults.Check(n.User != who.User, "user", "assignment.user.self")
		if err := faults.Err(); err != nil {
			return "", err
		}
		made, err := org.Assign(ctx, tx, n)
		return string(made), err
	})
	return id.Assignment(made), err
}

// EndAssignment ends an assignment in the unit, and with it at once every
// session that acts so, every token made for it and every calendar that follows it.
func (a *App) EndAssignment(ctx context.Context, who access.Actor, u id.Unit, s id.Assignment, version int64) error {
	_, err := a.Do(ctx, who, access.StaffEnd, access.Object{Unit: u}, func(tx *db.Tx, _ access.Sight) (string, error) {
		now, err := org.AssignmentByID(ctx, tx, s)
		if err != nil {
			return "", err
		}
		if now.Unit != u {
			return "", errs.Missing()
		}
		if f, err := org.FunctionByID(ctx, tx, now.Function); err != nil || f.Role == access.Admin {
			return "", cmp.Or(err, error(errs.New(errs.Denied, "assignment.end.admin"))) // it takes two (package admin)
		}
		if err := org.EndAssignment(ctx, tx, s, version); err != nil {
			return "", err
		}
		// One that has not begun may end while the user holds the function by another.
		holds, _, err := org.Holds(ctx, tx, now.User, now.Function)
		if err != nil || holds {
			return string(s), err
		}
		return string(s), EndUse(ctx, tx, now.User, now.Function)
	})
	return err
}
