package person

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/seal"
)

// The longest texts, in runes.
const (
	longestName     = 120
	longestPhone    = 30
	longestLanguage = 40
)

// New is what is asked for about a new person.
type New struct {
	Name, Number, Phone, Language string // the number as it was typed
	Area                          id.Area
	Protection                    Protection    // None when empty
	Named                         []id.Function // who may know of her, when she is protected
}

// Check returns everything that is wrong with n.
func (n New) Check(today time.Time) error {
	faults, err := n.check(today)
	if err != nil {
		return err
	}
	return faults.Err()
}

func (n New) check(today time.Time) (faults errs.Faults, err error) {
	n.identity().check(&faults)
	_, err = id.ParseNumber(n.Number, today)
	if err = faults.Merge(err); err != nil {
		return nil, err
	}
	faults.Check(n.Area != "", "area", "person.area.empty")
	checkProtection(&faults, n.protection(), n.Named)
	return faults, nil
}

func (n New) identity() Identity { return Identity{n.Name, n.Number, n.Phone, n.Language} }

func (n New) protection() Protection {
	if n.Protection == "" {
		return None
	}
	return n.Protection
}

// check looks at everything but the number.
func (i Identity) check(faults *errs.Faults) {
	faults.Check(strings.TrimSpace(i.Name) != "", "name", "person.name.empty")
	faults.Check(utf8.RuneCountInString(i.Name) <= longestName, "name", "person.name.long")
	faults.Check(strings.Trim(i.Phone, "0123456789 +-()/") == "", "phone", "person.phone.characters")
	faults.Check(utf8.RuneCountInString(i.Phone) <= longestPhone, "phone", "person.phone.long")
	faults.Check(utf8.RuneCountInString(i.Language) <= longestLanguage, "language", "person.language.long")
}

// checkArea notes when the area does not exist.
func checkArea(ctx context.Context, tx *db.Tx, faults *errs.Faults, a id.Area) error {
	if a == "" {
		return nil // told already
	}
	found, err := tx.Has(ctx, `select 1 from area where id = $1`, a)
	faults.Check(err != nil || found, "area", "person.area.unknown")
	return err
}

// Lookup returns the hash that a number is stored and found by, from what was
// typed.
func Lookup(s *seal.Sealer, typed string, today time.Time) (hash string, err error) {
	number, err := id.ParseNumber(typed, today)
	if err != nil {
		return "", err
	}
	return s.HashNumber(string(number)), nil
}

// Create adds the person that key was made for, unless somebody with the number
// is known already: then nothing changes and the answer has her ID. Apart from
// the ID the answer repeats what was asked for, so that it does not tell
// whether she was known. The caller shreds a key that was not needed.
func Create(ctx context.Context, tx *db.Tx, key *seal.Key, numberHash string, n New) (Person, error) {
	today, err := time.Parse(time.DateOnly, tx.Today())
	if err != nil {
		return Person{}, err
	}
	if err := n.checkAll(ctx, tx, today); err != nil {
		return Person{}, err
	}
	number, err := id.ParseNumber(n.Number, today)
	if err != nil {
		return Person{}, err
	}
	p := Person{ID: key.Person(), Identity: n.identity(), Area: n.Area, Protection: n.protection()}
	p.Number = string(number)
	sealed, err := seal.Marshal(key, sealedAs, p.Identity)
	if err != nil {
		return Person{}, err
	}
	added, err := tx.Exec(ctx, `
		insert into person (id, number_hash, sealed, area_id, protection, created_at) values ($1, $2, $3, $4, $5, $6)
		on conflict (number_hash) do nothing`, p.ID, numberHash, sealed, p.Area, p.Protection, db.Micros(tx.Now))
	if err != nil {
		return Person{}, err
	}
	if added == 1 && p.Protection.Restricted() {
		err = setNamed(ctx, tx, p.ID, n.Named)
	} else if added == 0 {
		p.ID, err = ByNumber(ctx, tx, numberHash)
	}
	return p, err
}

// checkAll is Check together with what only the database knows.
func (n New) checkAll(ctx context.Context, tx *db.Tx, today time.Time) error {
	faults, err := n.check(today)
	if err != nil {
		return err
	}
	if err := checkArea(ctx, tx, &faults, n.Area); err != nil {
		return err
	}
	if err := checkNamed(ctx, tx, &faults, n.Named); err != nil {
		return err
	}
	return faults.Err()
}

// Change is what can be changed about a person. Her number cannot.
type Change struct {
	Name, Phone, Language string
	Area                  id.Area
}

// Check returns everything that is wrong with c.
func (c Change) Check() error { return c.check().Err() }

func (c Change) check() (faults errs.Faults) {
	Identity{Name: c.Name, Phone: c.Phone, Language: c.Language}.check(&faults)
	faults.Check(c.Area != "", "area", "person.area.empty")
	return faults
}

// Update changes a person of a version.
func Update(ctx context.Context, tx *db.Tx, key *seal.Key, version int64, c Change) error {
	faults := c.check()
	if err := checkArea(ctx, tx, &faults, c.Area); err != nil {
		return err
	}
	if err := faults.Err(); err != nil {
		return err
	}
	now, err := Get(ctx, tx, key, key.Person())
	if err != nil || now.Erased || now.Version != version {
		return changed(now, err)
	}
	sealed, err := seal.Marshal(key, sealedAs, Identity{c.Name, now.Number, c.Phone, c.Language})
	if err != nil {
		return err
	}
	n, err := tx.Exec(ctx, `
		update person set sealed = $3, area_id = $4, version = version + 1
		where id = $1 and version = $2 and erased_at is null`, now.ID, version, sealed, c.Area)
	if err == nil && n == 0 {
		return changed(Get(ctx, tx, key, now.ID))
	}
	return err
}

// changed is the answer when somebody changed or erased a person first; now is
// how she stands.
func changed(now Person, err error) error {
	switch {
	case err != nil:
		return err
	case now.Erased:
		return errs.Missing()
	}
	return errs.Changed(now)
}

// Erase overwrites who a person is. It may be called again. Her key remains to
// be shredded, after the transaction.
func Erase(ctx context.Context, tx *db.Tx, p id.Person) error {
	n, err := tx.Exec(ctx, `
		update person set sealed = $2, profile = null, language = '', number_hash = $3, erased_at = coalesce(erased_at, $4), version = version + 1
		where id = $1`, p, []byte{}, "erased-"+id.New[string](), db.Micros(tx.Now))
	if err != nil {
		return err
	}
	if n == 0 {
		return errs.Missing()
	}
	return setNamed(ctx, tx, p, nil)
}
