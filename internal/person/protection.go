package person

import (
	"context"
	"slices"

	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
)

// Protection is how far a person's whereabouts are kept secret (sweden.md L27).
type Protection string

// The protections.
const (
	None      Protection = "none"
	Marked    Protection = "marked"    // sekretessmarkering
	Protected Protection = "protected" // skyddad folkbokföring
)

// Restricted reports whether only named functions may know of the person.
func (p Protection) Restricted() bool { return p != None }

func (p Protection) known() bool { return p == None || p == Marked || p == Protected }

// checkProtection looks at a protection and at those who may know of the person.
func checkProtection(faults *errs.Faults, p Protection, named []id.Function) {
	faults.Check(p.known(), "protection", "person.protection.unknown")
	faults.Check(!p.known() || !p.Restricted() || len(named) > 0, "named", "person.named.empty")
}

// SetProtection changes a person's protection and who may know of her. Without
// protection nobody is named.
func SetProtection(ctx context.Context, tx *db.Tx, p id.Person, version int64, to Protection, named []id.Function) error {
	var faults errs.Faults
	checkProtection(&faults, to, named)
	if err := checkNamed(ctx, tx, &faults, named); err != nil {
		return err
	}
	if err := faults.Err(); err != nil {
		return err
	}
	n, err := tx.Exec(ctx, `
		update person set protection = $3, version = version + 1
		where id = $1 and version = $2 and erased_at is null`, p, version, to)
	if err != nil {
		return err
	}
	if n == 0 {
		return changed(outline(ctx, tx, p))
	}
	if !to.Restricted() {
		named = nil
	}
	return setNamed(ctx, tx, p, named)
}

// checkNamed notes when a function does not exist or has ended.
func checkNamed(ctx context.Context, tx *db.Tx, faults *errs.Faults, named []id.Function) error {
	for _, f := range named {
		found, err := tx.Has(ctx, `select 1 from function where id = $1 and ended_at is null`, f)
		if err != nil {
			return err
		}
		if !found {
			faults.Add("named", "person.named.unknown")
			return nil
		}
	}
	return nil
}

func setNamed(ctx context.Context, tx *db.Tx, p id.Person, named []id.Function) error {
	if _, err := tx.Exec(ctx, `delete from named_function where person_id = $1`, p); err != nil {
		return err
	}
	for _, f := range slices.Compact(slices.Sorted(slices.Values(named))) {
		if _, err := tx.Exec(ctx, `insert into named_function (person_id, function_id) values ($1, $2)`, p, f); err != nil {
			return err
		}
	}
	return nil
}

// Named reports whether a function is one of those who may know of a person
// with protected identity.
func Named(ctx context.Context, tx *db.Tx, p id.Person, f id.Function) (bool, error) {
	return tx.Has(ctx, `select 1 from named_function where person_id = $1 and function_id = $2`, p, f)
}

// NamedFunctions lists those who may know of a person with protected identity.
func NamedFunctions(ctx context.Context, tx *db.Tx, p id.Person) ([]id.Function, error) {
	return db.All(ctx, tx, func(scan db.Scan) (f id.Function, err error) {
		return f, scan(&f)
	}, `select function_id from named_function where person_id = $1 order by function_id`, p)
}

// Name adds a function to those who may know of a person with protected
// identity; of others everybody may know who may see them at all.
func Name(ctx context.Context, tx *db.Tx, p id.Person, f id.Function) error {
	restricted, err := tx.Has(ctx, `select 1 from person where id = $1 and protection <> 'none'`, p)
	if err != nil || !restricted {
		return err
	}
	_, err = tx.Exec(ctx, `insert into named_function (person_id, function_id) values ($1, $2) on conflict do nothing`, p, f)
	return err
}
