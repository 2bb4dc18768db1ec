package org

import (
	"context"
	"time"

	"samverk/internal/access"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
)

// Held is a function that a user holds, or acts as deputy of.
type Held struct {
	Function Function
	Deputy   bool
}

// Assignment says who holds a function from when to when.
type Assignment struct {
	ID           id.Assignment
	Function     id.Function
	FunctionName string
	Unit         id.Unit
	Org          id.Org
	User         id.User
	Label        string
	Deputy       bool
	Since        time.Time
	Until        time.Time // zero while it lasts
	Version      int64
}

// Holds reports whether a user holds a function now, and if only as deputy.
func Holds(ctx context.Context, tx *db.Tx, u id.User, f id.Function) (holds, deputy bool, err error) {
	holds, err = tx.One(ctx, []any{&deputy}, `select s.deputy from assignment s
join user_account a on a.id = s.user_id join function f on f.id = s.function_id
where s.user_id = $2 and s.function_id = $3 and f.ended_at is null and `+inForce+`
order by s.deputy limit 1`, db.Micros(tx.Now), u, f)
	return holds, deputy, err
}

// HoldsRole reports whether a user holds a function with a role in an
// organisation now.
func HoldsRole(ctx context.Context, tx *db.Tx, u id.User, r access.Role, o id.Org) (bool, error) {
	return tx.Has(ctx, `select 1 from `+roleHeld+` and s.user_id = $4`, db.Micros(tx.Now), r, o, u)
}

// OtherHolds reports whether somebody else than a user holds a function with a
// role in an organisation now; in one of its units, where one is named.
func OtherHolds(ctx context.Context, tx *db.Tx, u id.User, r access.Role, o id.Org, in id.Unit) (bool, error) {
	return tx.Has(ctx, `select 1 from `+roleHeld+` and s.user_id <> $4 and ($5 = '' or n.id = $5)`, db.Micros(tx.Now), r, o, u, in)
}

const roleHeld = `assignment s join user_account a on a.id = s.user_id join function f on f.id = s.function_id join unit n on n.id = f.unit_id
where f.role = $2 and n.organisation_id = $3 and f.ended_at is null and ` + inForce

// FunctionsOf lists what a user holds now, what she is deputy of last.
func FunctionsOf(ctx context.Context, tx *db.Tx, u id.User) ([]Held, error) {
	all, err := db.All(ctx, tx, func(scan db.Scan) (h Held, err error) {
		return h, scan(append(h.Function.places(), &h.Deputy)...)
	}, `select `+functionColumns+`, s.deputy`+functionTables+`
join assignment s on s.function_id = f.id join user_account a on a.id = s.user_id
where s.user_id = $2 and f.ended_at is null and `+inForce+` limit $3`, db.Micros(tx.Now), u, most)
	return sorted(all, func(h Held) (int, string) {
		if h.Deputy {
			return 1, h.Function.Name
		}
		return 0, h.Function.Name
	}), err
}

const assignmentQuery = `select s.id, f.id, f.name, u.id, u.organisation_id, a.id, a.label, s.deputy, s.since, coalesce(s.until, 0), s.version
from assignment s join function f on f.id = s.function_id join unit u on u.id = f.unit_id join user_account a on a.id = s.user_id`

func scanAssignment(scan db.Scan) (a Assignment, err error) {
	var since, until int64
	err = scan(&a.ID, &a.Function, &a.FunctionName, &a.Unit, &a.Org, &a.User, &a.Label, &a.Deputy, &since, &until, &a.Version)
	a.Since, a.Until = db.Time(since), db.Time(until)
	return a, err
}

// AssignmentByID returns one assignment, also one that has ended.
func AssignmentByID(ctx context.Context, tx *db.Tx, a id.Assignment) (Assignment, error) {
	return db.First(db.All(ctx, tx, scanAssignment, assignmentQuery+` where s.id = $1`, a))
}

// Staff lists who holds the functions of a unit now and from a later day on,
// by function, holders first.
func Staff(ctx context.Context, tx *db.Tx, u id.Unit) ([]Assignment, error) {
	all, err := db.All(ctx, tx, scanAssignment, assignmentQuery+`
where u.id = $2 and (s.until is null or s.until > $1) and a.ended_at is null
order by s.deputy, s.since, s.id limit $3`, db.Micros(tx.Now), u, most)
	return sorted(all, func(a Assignment) (int, string) { return 0, a.FunctionName }), err
}

// NewAssignment gives a function to a user.
type NewAssignment struct {
	Function id.Function
	User     id.User
	Deputy   bool
	Since    time.Time // from now on when zero; what lies earlier the same day counts from now
	Until    time.Time // until further notice when zero
}

// Assign gives a function to a user of the same organisation. A function has
// one holder at a time and any number of deputies.
func Assign(ctx context.Context, tx *db.Tx, n NewAssignment) (id.Assignment, error) {
	var f errs.Faults
	f.Check(n.Since.IsZero() || n.Since.After(tx.Now.AddDate(0, 0, -1)), "since", "assignment.since.past")
	if n.Since.Before(tx.Now) {
		n.Since = tx.Now
	}
	f.Check(n.Until.IsZero() || n.Until.After(n.Since), "until", "assignment.until.early")
	if err := n.checkParts(ctx, tx, &f); err != nil {
		return "", err
	}
	if err := f.Err(); err != nil {
		return "", err
	}
	return InsertAssignment(ctx, tx, n)
}

// checkParts notes what speaks against the function and the user.
func (n NewAssignment) checkParts(ctx context.Context, tx *db.Tx, f *errs.Faults) error {
	// Touching the row makes two who assign the same function wait for each other.
	found, err := tx.Exec(ctx, `update function set version = version where id = $1 and ended_at is null`, n.Function)
	if err != nil {
		return err
	}
	f.Check(found == 1, "function", "assignment.function.missing")
	same, err := tx.Has(ctx, `select 1 from user_account a join unit u on u.organisation_id = a.organisation_id
join function f on f.unit_id = u.id where a.id = $1 and a.ended_at is null and f.id = $2`, n.User, n.Function)
	if err != nil {
		return err
	}
	f.Check(same || found == 0, "user", "assignment.user.missing")
	already, taken, err := n.overlaps(ctx, tx)
	f.Check(!already, "user", "assignment.user.already")
	f.Check(already || !taken, "function", "assignment.holder.taken")
	return err
}

// overlaps reports whether the user has the function already some time in the
// period, and whether somebody else then holds what she is to hold.
func (n NewAssignment) overlaps(ctx context.Context, tx *db.Tx) (already, taken bool, err error) {
	until := db.Micros(n.Until)
	if n.Until.IsZero() {
		until = 1<<63 - 1
	}
	err = tx.Each(ctx, func(scan db.Scan) error {
		var u id.User
		var deputy bool
		err := scan(&u, &deputy)
		already = already || u == n.User
		taken = taken || !deputy && !n.Deputy
		return err
	}, `select s.user_id, s.deputy from assignment s join user_account a on a.id = s.user_id
where s.function_id = $1 and a.ended_at is null and s.since < $3 and (s.until is null or s.until > $2)`,
		n.Function, db.Micros(n.Since), until)
	return already, taken, err
}

// EndAssignment ends an assignment now; one that has not begun never does.
func EndAssignment(ctx context.Context, tx *db.Tx, a id.Assignment, version int64) error {
	n, err := tx.Exec(ctx, `update assignment set until = $1, version = version + 1
where id = $2 and version = $3 and (until is null or until > $1)`, db.Micros(tx.Now), a, version)
	if err != nil || n == 1 {
		return err
	}
	now, err := AssignmentByID(ctx, tx, a)
	if err != nil {
		return err
	}
	return errs.Changed(now)
}

// AssignmentsOf lists what a user holds now and from a later day on, holders'
// first.
func AssignmentsOf(ctx context.Context, tx *db.Tx, u id.User) ([]Assignment, error) {
	return db.All(ctx, tx, scanAssignment, assignmentQuery+`
where a.id = $2 and (s.until is null or s.until > $1) and f.ended_at is null order by s.deputy, s.since, s.id limit $3`, db.Micros(tx.Now), u, most)
}

// AssignmentsIn lists who holds the functions of an organisation now and from a
// later day on.
func AssignmentsIn(ctx context.Context, tx *db.Tx, o id.Org) ([]Assignment, error) {
	return db.All(ctx, tx, scanAssignment, assignmentQuery+`
where u.organisation_id = $2 and (s.until is null or s.until > $1) and f.ended_at is null and a.ended_at is null order by s.since, s.id limit $3`,
		db.Micros(tx.Now), o, 20*most)
}

// HeldBy lists what some users hold now, what they are deputy of last.
func HeldBy(ctx context.Context, tx *db.Tx, users []id.User) (map[id.User][]Held, error) {
	held := map[id.User][]Held{}
	if len(users) == 0 {
		return held, nil
	}
	list, args := db.In(2, users)
	err := tx.Each(ctx, func(scan db.Scan) error {
		var u id.User
		var h Held
		err := scan(append(h.Function.places(), &h.Deputy, &u)...)
		held[u] = append(held[u], h)
		return err
	}, `select `+functionColumns+`, s.deputy, s.user_id`+functionTables+`
join assignment s on s.function_id = f.id join user_account a on a.id = s.user_id
where s.user_id in `+list+` and f.ended_at is null and `+inForce+` order by s.deputy, f.name, s.id`, append([]any{db.Micros(tx.Now)}, args...)...)
	return held, err
}

// EndAssignmentsOf ends everything that a user holds, now and later.
func EndAssignmentsOf(ctx context.Context, tx *db.Tx, u id.User) error {
	_, err := tx.Exec(ctx, `update assignment set until = $1, version = version + 1
where user_id = $2 and (until is null or until > $1)`, db.Micros(tx.Now), u)
	return err
}

// SetUntil changes when an assignment ends; the zero time is until further
// notice.
func SetUntil(ctx context.Context, tx *db.Tx, a id.Assignment, until time.Time, version int64) error {
	var at *int64
	if !until.IsZero() {
		at = new(db.Micros(until))
	}
	n, err := tx.Exec(ctx, `update assignment set until = $1, version = version + 1 where id = $2 and version = $3`, at, a, version)
	if err != nil || n == 1 {
		return err
	}
	now, err := AssignmentByID(ctx, tx, a)
	if err != nil {
		return err
	}
	return errs.Changed(now)
}

// InsertAssignment writes an assignment that has been checked. It begins now
// when no time is said.
func InsertAssignment(ctx context.Context, tx *db.Tx, n NewAssignment) (id.Assignment, error) {
	if n.Since.Before(tx.Now) {
		n.Since = tx.Now
	}
	var until *int64
	if !n.Until.IsZero() {
		until = new(db.Micros(n.Until))
	}
	a := id.New[id.Assignment]()
	_, err := tx.Exec(ctx, `insert into assignment (id, function_id, user_id, deputy, since, until)
values ($1, $2, $3, $4, $5, $6)`, a, n.Function, n.User, n.Deputy, db.Micros(n.Since), until)
	return a, err
}

// TakeBack removes an assignment that was made in the same transaction, only to
// see that it can be made.
func TakeBack(ctx context.Context, tx *db.Tx, a id.Assignment) error {
	_, err := tx.Exec(ctx, `delete from assignment where id = $1 and version = 1 and since >= $2`, a, db.Micros(tx.Now))
	return err
}
