package org

import (
	"context"
	"net/mail"
	"strings"
	"unicode/utf8"

	"samverk/internal/access"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
)

// Function is a task that outlives its holder: the one that is called, written
// to and invited.
type Function struct {
	ID        id.Function
	Name      string
	Role      access.Role
	Phone     string
	Mailbox   string
	SDK       string // function address for säker digital kommunikation
	Hours     string
	Unit      id.Unit
	UnitName  string
	UnitShort string
	Org       id.Org
	OrgName   string
	Kind      access.Kind
	Holder    string // label of who holds it today, empty when vacant
	Deputy    string // label of the holder's deputy today
	Ended     bool
	Version   int64
}

// Vacant reports whether nobody holds the function today.
func (f Function) Vacant() bool { return f.Holder == "" || f.Ended }

// Acts returns the label of who acts as the function today: the holder, else
// the deputy, else nobody.
func (f Function) Acts() string {
	switch {
	case f.Ended:
		return ""
	case f.Holder != "":
		return f.Holder
	}
	return f.Deputy
}

// inForce holds for an assignment s of an account a at the time $1.
const inForce = `s.since <= $1 and (s.until is null or s.until > $1) and a.ended_at is null`

const (
	staffToday = `coalesce((select a.label from assignment s join user_account a on a.id = s.user_id
  where s.function_id = f.id and s.deputy = `
	firstOfThem = ` and ` + inForce + ` order by s.since, s.id limit 1), '')`

	// functionColumns is everything about a function, with $1 for now.
	functionColumns = `f.id, f.name, f.role, f.phone, f.mailbox, f.sdk_address, f.hours,
  u.id, u.name, u.short_name, o.id, o.name, o.kind,
  ` + staffToday + `false` + firstOfThem + `,
  ` + staffToday + `true` + firstOfThem + `,
  f.ended_at is not null, f.version`
	functionTables = ` from function f join unit u on u.id = f.unit_id join organisation o on o.id = u.organisation_id`
	functionQuery  = `select ` + functionColumns + functionTables
)

// places are where functionColumns go.
func (f *Function) places() []any {
	return []any{&f.ID, &f.Name, &f.Role, &f.Phone, &f.Mailbox, &f.SDK, &f.Hours,
		&f.Unit, &f.UnitName, &f.UnitShort, &f.Org, &f.OrgName, &f.Kind,
		&f.Holder, &f.Deputy, &f.Ended, &f.Version}
}

func scanFunction(scan db.Scan) (f Function, err error) { return f, scan(f.places()...) }

// FunctionByID returns one function, also one that has ended.
func FunctionByID(ctx context.Context, tx *db.Tx, f id.Function) (Function, error) {
	return db.First(db.All(ctx, tx, scanFunction, functionQuery+` where f.id = $2`, db.Micros(tx.Now), f))
}

// Functions returns the functions with the given identifiers, also ended ones;
// what does not exist is left out.
func Functions(ctx context.Context, tx *db.Tx, ids []id.Function) (map[id.Function]Function, error) {
	if len(ids) == 0 {
		return map[id.Function]Function{}, nil
	}
	list, args := db.In(2, ids)
	args = append([]any{db.Micros(tx.Now)}, args...)
	all, err := db.All(ctx, tx, scanFunction, functionQuery+` where f.id in `+list, args...)
	return byID(all, func(f Function) id.Function { return f.ID }), err
}

// FunctionsIn lists the functions of an area, by actor, unit and name; all
// actors when kind is empty.
func FunctionsIn(ctx context.Context, tx *db.Tx, a id.Area, kind access.Kind) ([]Function, error) {
	all, err := db.All(ctx, tx, scanFunction, functionQuery+` join unit_area ua on ua.unit_id = u.id
where ua.area_id = $2 and ($3 = '' or o.kind = $3) and f.ended_at is null limit $4`,
		db.Micros(tx.Now), a, string(kind), most)
	return sortFunctions(all), err
}

// FunctionsAt lists the functions of a unit.
func FunctionsAt(ctx context.Context, tx *db.Tx, u id.Unit) ([]Function, error) {
	all, err := db.All(ctx, tx, scanFunction, functionQuery+` where u.id = $2 and f.ended_at is null limit $3`,
		db.Micros(tx.Now), u, most)
	return sortFunctions(all), err
}

// Vacancies lists the functions of the areas where a unit works that nobody
// holds today, and those that have ended but still are a way in.
func Vacancies(ctx context.Context, tx *db.Tx, of id.Unit) ([]Function, error) {
	all, err := db.All(ctx, tx, scanFunction, functionQuery+`
where u.id in (select there.unit_id from unit_area own join unit_area there on there.area_id = own.area_id where own.unit_id = $2) and (f.ended_at is not null or not exists (
  select 1 from assignment s join user_account a on a.id = s.user_id
  where s.function_id = f.id and not s.deputy and `+inForce+`))
and (f.ended_at is null or exists (select 1 from way_in w where w.function_id = f.id)) limit $3`,
		db.Micros(tx.Now), of, most)
	return sortFunctions(all), err
}

// ManagerOf returns the function that answers for a unit.
func ManagerOf(ctx context.Context, tx *db.Tx, u id.Unit) (Function, error) {
	return db.First(db.All(ctx, tx, scanFunction, functionQuery+` where u.id = $2 and f.role = $3 and f.ended_at is null
order by f.id limit 1`, db.Micros(tx.Now), u, string(access.Manager)))
}

// sortFunctions orders by actor, unit and name.
func sortFunctions(all []Function) []Function {
	all = sorted(all, func(f Function) (int, string) { return 0, f.Name })
	return sorted(all, func(f Function) (int, string) { return order(f.Kind), f.UnitName })
}

// FunctionChange is how a function is reached.
type FunctionChange struct {
	Phone, Mailbox, Hours string
	Version               int64
}

// Check reports all that is wrong with the change.
func (c FunctionChange) Check() error {
	var f errs.Faults
	f.Check(utf8.RuneCountInString(c.Phone) <= 40 && strings.Trim(c.Phone, "+0123456789 -()") == "", "phone", "function.phone.form")
	f.Check(c.Mailbox == "" || isAddress(c.Mailbox), "mailbox", "function.mailbox.form")
	f.Check(utf8.RuneCountInString(c.Hours) <= 200, "hours", "function.hours.long")
	return f.Err()
}

func isAddress(s string) bool {
	a, err := mail.ParseAddress(s)
	return err == nil && a.Address == s && len(s) <= 200
}

// ChangeFunction changes how a function is reached.
func ChangeFunction(ctx context.Context, tx *db.Tx, f id.Function, c FunctionChange) error {
	if err := c.Check(); err != nil {
		return err
	}
	n, err := tx.Exec(ctx, `update function set phone = $1, mailbox = $2, hours = $3, version = version + 1
where id = $4 and version = $5 and ended_at is null`, c.Phone, c.Mailbox, c.Hours, f, c.Version)
	if err != nil || n == 1 {
		return err
	}
	return changed(ctx, tx, f)
}

// EndFunction ends a function and everybody's assignment to it. What is written
// about it before stays.
func EndFunction(ctx context.Context, tx *db.Tx, f id.Function, version int64) error {
	n, err := tx.Exec(ctx, `update function set ended_at = $1, version = version + 1
where id = $2 and version = $3 and ended_at is null`, db.Micros(tx.Now), f, version)
	if err != nil {
		return err
	}
	if n == 0 {
		return changed(ctx, tx, f)
	}
	_, err = tx.Exec(ctx, `update assignment set until = $1, version = version + 1
where function_id = $2 and (until is null or until > $1)`, db.Micros(tx.Now), f)
	return err
}

func changed(ctx context.Context, tx *db.Tx, f id.Function) error {
	now, err := FunctionByID(ctx, tx, f)
	if err != nil {
		return err
	}
	return errs.Changed(now)
}
