package org

import (
	"context"
	"slices"
	"unicode/utf8"

	"samverk/internal/access"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
)

// Roles lists the roles of a function, what most have first.
func Roles() []access.Role {
	return []access.Role{access.Worker, access.Coordinator, access.Manager, access.Admin, access.Federation}
}

// FunctionInput is what is decided about a function.
type FunctionInput struct {
	Name    string
	Role    access.Role
	Phone   string
	Mailbox string
	SDK     string
	Hours   string
}

// Input is what is decided about the function now.
func (f Function) Input() FunctionInput {
	return FunctionInput{Name: f.Name, Role: f.Role, Phone: f.Phone, Mailbox: f.Mailbox, SDK: f.SDK, Hours: f.Hours}
}

// Check reports all that is wrong with the input, for a function of an
// organisation of a kind.
func (in FunctionInput) Check(kind access.Kind) error {
	var f errs.Faults
	checkName(&f, "name", in.Name)
	f.Check(slices.Contains(Roles(), in.Role), "role", "function.role.unknown")
	// Only a federation shapes what all have in common, and it handles nobody
	// (lag 2003:1210 7 §).
	f.Check(in.Role != access.Federation || kind == access.Forbund, "role", "function.role.federation")
	f.Check(kind != access.Forbund && kind != access.Drift || in.Role == access.Admin || in.Role == access.Federation ||
		!slices.Contains(Roles(), in.Role), "role", "function.role.handles")
	if err := f.Merge(FunctionChange{Phone: in.Phone, Mailbox: in.Mailbox, Hours: in.Hours}.Check()); err != nil {
		return err
	}
	f.Check(utf8.RuneCountInString(in.SDK) <= 200, "sdk", "function.sdk.long")
	f.Check(!id.HasNumber(in.Hours), "hours", "text.identity.number")
	f.Check(!id.HasNumber(in.SDK), "sdk", "text.identity.number")
	return f.Err()
}

// FunctionsOfOrganisation lists the functions of an organisation that have not
// ended, by unit and name.
func FunctionsOfOrganisation(ctx context.Context, tx *db.Tx, o id.Org) ([]Function, error) {
	all, err := db.All(ctx, tx, scanFunction, functionQuery+` where u.organisation_id = $2 and f.ended_at is null limit $3`,
		db.Micros(tx.Now), o, 10*most)
	return sortFunctions(all), err
}

// CreateFunction adds a function to a unit.
func CreateFunction(ctx context.Context, tx *db.Tx, u id.Unit, in FunctionInput) (id.Function, error) {
	// Touching the row makes one who ends the unit wait.
	n, err := tx.Exec(ctx, `update unit set version = version where id = $1 and ended_at is null`, u)
	if err != nil {
		return "", err
	}
	if n == 0 {
		return "", errs.Missing()
	}
	at, err := UnitByID(ctx, tx, u)
	if err != nil {
		return "", err
	}
	if err := in.checkIn(ctx, tx, at.Kind, u, ""); err != nil {
		return "", err
	}
	return InsertFunction(ctx, tx, u, in)
}

// InsertFunction writes a function whose input has been checked.
func InsertFunction(ctx context.Context, tx *db.Tx, u id.Unit, in FunctionInput) (id.Function, error) {
	f := id.New[id.Function]()
	_, err := tx.Exec(ctx, `insert into function (id, unit_id, name, role, phone, mailbox, sdk_address, hours)
values ($1, $2, $3, $4, $5, $6, $7, $8)`, f, u, in.Name, string(in.Role), in.Phone, in.Mailbox, in.SDK, in.Hours)
	return f, err
}

// checkIn reports all that is wrong with the input for a function of a unit.
func (in FunctionInput) checkIn(ctx context.Context, tx *db.Tx, kind access.Kind, u id.Unit, own id.Function) error {
	var f errs.Faults
	if err := f.Merge(in.Check(kind)); err != nil {
		return err
	}
	taken, err := tx.Has(ctx, `select 1 from function where unit_id = $1 and name = $2 and id <> $3 and ended_at is null`, u, in.Name, own)
	if err != nil {
		return err
	}
	f.Check(!taken, "name", "function.name.taken")
	return f.Err()
}

// KeepFunction changes everything that is decided about a function. Who
// administers is not changed by the way: a function that somebody holds does
// not become one that administers, nor cease to be.
func KeepFunction(ctx context.Context, tx *db.Tx, f id.Function, in FunctionInput, version int64) error {
	now, err := FunctionByID(ctx, tx, f)
	if err != nil {
		return err
	}
	if now.Version != version || now.Ended {
		return errs.Changed(now)
	}
	var faults errs.Faults
	if err := faults.Merge(in.checkIn(ctx, tx, now.Kind, now.Unit, f)); err != nil {
		return err
	}
	if now.Role != in.Role { // who staffs gives herself no function: nor by making hers another
		held, err := Staffed(ctx, tx, f)
		if err != nil {
			return err
		}
		faults.Check(!held, "role", "function.role.held")
	}
	if err := faults.Err(); err != nil {
		return err
	}
	return UpdateFunction(ctx, tx, f, in, version)
}

// UpdateFunction writes a change of a function that has been checked.
func UpdateFunction(ctx context.Context, tx *db.Tx, f id.Function, in FunctionInput, version int64) error {
	n, err := tx.Exec(ctx, `update function set name = $1, role = $2, phone = $3, mailbox = $4, sdk_address = $5, hours = $6, version = version + 1
where id = $7 and version = $8 and ended_at is null`, in.Name, string(in.Role), in.Phone, in.Mailbox, in.SDK, in.Hours, f, version)
	if err != nil || n == 1 {
		return err
	}
	return changed(ctx, tx, f)
}

// Staffed reports whether somebody holds a function, or is to from a later day.
func Staffed(ctx context.Context, tx *db.Tx, f id.Function) (bool, error) {
	return tx.Has(ctx, `select 1 from assignment s join user_account a on a.id = s.user_id
where s.function_id = $1 and (s.until is null or s.until > $2) and a.ended_at is null`, f, db.Micros(tx.Now))
}

// ReplaceFunction lets a function answer where another one did: in its ways in,
// as the one that is asked first and as deputy.
func ReplaceFunction(ctx context.Context, tx *db.Tx, old, successor id.Function) error {
	for _, statement := range []string{
		`update way_in set function_id = $2, version = version + 1 where function_id = $1`,
		`update way_in set deputy_id = nullif($2, function_id), version = version + 1 where deputy_id = $1 or deputy_id = $2 and function_id = $2`,
	} {
		if _, err := tx.Exec(ctx, statement, old, successor); err != nil {
			return err
		}
	}
	return nil
}
