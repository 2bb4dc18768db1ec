// Package keystore keeps the wrapped keys of persons in a database of their
// own, and the list of those who are erased, so that a restored backup can be
// cleaned. It cannot open a key.
package keystore

import (
	"context"
	"errors"

	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
)

var errTaken = errors.New("the person has a key already, or is erased")

// page is how many keys are read at a time.
const page = 500

// Store is the database of keys. It implements seal.Store.
type Store struct{ db *db.DB }

// New returns the store in a database opened with the schema db.Keyring.
func New(d *db.DB) *Store { return &Store{d} }

// Load returns the person's wrapped key, errs.NotFound when there is none.
func (s *Store) Load(ctx context.Context, p id.Person) (wrapped []byte, err error) {
	var found bool
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		found, err = tx.One(ctx, []any{&wrapped}, `select wrapped from person_key where person_id = $1`, p)
		return err
	})
	if err == nil && !found {
		return nil, errs.Missing()
	}
	return wrapped, err
}

// Save adds a key. It never replaces one, since all that the old one has sealed
// would be lost, and refuses a person who is erased.
func (s *Store) Save(ctx context.Context, p id.Person, wrapped []byte) error {
	return s.db.Tx(ctx, func(tx *db.Tx) error {
		erased, err := tx.Has(ctx, `select 1 from erased_person where person_id = $1`, p)
		if err != nil {
			return err
		}
		if erased {
			return errTaken
		}
		n, err := tx.Exec(ctx, `
			insert into person_key (person_id, wrapped, created_at) values ($1, $2, $3)
			on conflict (person_id) do nothing`, p, wrapped, db.Micros(tx.Now))
		if err == nil && n == 0 {
			return errTaken
		}
		return err
	})
}

// Replace changes a key, errs.NotFound when there is none.
func (s *Store) Replace(ctx context.Context, p id.Person, wrapped []byte) error {
	return s.db.Tx(ctx, func(tx *db.Tx) error {
		n, err := tx.Exec(ctx, `update person_key set wrapped = $2 where person_id = $1`, p, wrapped)
		if err == nil && n == 0 {
			return errs.Missing()
		}
		return err
	})
}

// Delete removes a key, also from free space and write-ahead log, and remembers
// that the person is erased. After an error it must be called again.
// PostgreSQL's own log and its archive forget when their time is out.
func (s *Store) Delete(ctx context.Context, p id.Person) error {
	err := s.db.Tx(ctx, func(tx *db.Tx) error {
		if _, err := tx.Exec(ctx, `delete from person_key where person_id = $1`, p); err != nil {
			return err
		}
		return bury(ctx, tx, p)
	})
	if err != nil {
		return err
	}
	return s.db.Compact(ctx)
}

// Each calls f with every key, outside any transaction.
func (s *Store) Each(ctx context.Context, f func(p id.Person, wrapped []byte) error) error {
	type row struct {
		person  id.Person
		wrapped []byte
	}
	for after := id.Person(""); ; {
		var rows []row
		err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
			rows, err = db.All(ctx, tx, func(scan db.Scan) (r row, err error) {
				return r, scan(&r.person, &r.wrapped)
			}, `select person_id, wrapped from person_key where person_id > $1 order by person_id limit $2`, after, page)
			return err
		})
		if err != nil {
			return err
		}
		for _, r := range rows {
			if err := f(r.person, r.wrapped); err != nil {
				return err
			}
		}
		if len(rows) < page {
			return nil
		}
		after = rows[len(rows)-1].person
	}
}

// Tombstones lists the persons who are erased. Keep the list apart from the
// backups, and bury it again after one is restored.
func (s *Store) Tombstones(ctx context.Context) (all []id.Person, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		all, err = db.All(ctx, tx, func(scan db.Scan) (p id.Person, err error) {
			return p, scan(&p)
		}, `select person_id from erased_person order by person_id`)
		return err
	})
	return all, err
}

// Bury adds persons to the list of the erased. Clean then removes their keys.
func (s *Store) Bury(ctx context.Context, persons ...id.Person) error {
	return s.db.Tx(ctx, func(tx *db.Tx) error {
		for _, p := range persons {
			if err := bury(ctx, tx, p); err != nil {
				return err
			}
		}
		return nil
	})
}

func bury(ctx context.Context, tx *db.Tx, p id.Person) error {
	_, err := tx.Exec(ctx, `
		insert into erased_person (person_id, at) values ($1, $2)
		on conflict (person_id) do nothing`, p, db.Micros(tx.Now))
	return err
}

// Clean removes the keys of all who are erased and makes them unreadable in the
// database's files. It returns how many there were.
func (s *Store) Clean(ctx context.Context) (n int64, err error) {
	err = s.db.Tx(ctx, func(tx *db.Tx) error {
		n, err = tx.Exec(ctx, `delete from person_key where person_id in (select person_id from erased_person)`)
		return err
	})
	if err != nil {
		return 0, err
	}
	return n, s.db.Compact(ctx)
}
