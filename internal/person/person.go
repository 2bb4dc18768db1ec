// Package person keeps who the persons are: identity, sealed, and protection.
// It knows nothing of cases. The key of an erased person is shredded by package
// app, when every feature has overwritten what it holds.
package person

import (
	"context"
	"strconv"
	"strings"

	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/seal"
)

// sealedAs is the context that identities are sealed with.
const sealedAs = "person.identity"

// mostAtOnce bounds how many persons one statement asks for.
const mostAtOnce = 256

// Identity tells who somebody is. It is stored sealed.
type Identity struct {
	Name     string `json:"name"`
	Number   string `json:"number"` // twelve digits
	Phone    string `json:"phone,omitempty"`
	Language string `json:"language,omitempty"` // the one spoken, when an interpreter is needed
}

// Person is one individual. Identity is empty when she is erased, and where it
// was not asked for.
type Person struct {
	ID id.Person
	Identity
	Area       id.Area
	Protection Protection
	Profile    Profile // with Identity
	Version    int64
	Erased     bool
}

// ByNumber returns who has the number with a hash (see seal.HashNumber).
func ByNumber(ctx context.Context, tx *db.Tx, hash string) (p id.Person, err error) {
	found, err := tx.One(ctx, []any{&p}, `select id from person where number_hash = $1`, hash)
	if err == nil && !found {
		return "", errs.Missing()
	}
	return p, err
}

// Get returns a person with identity. Without a key she counts as erased.
func Get(ctx context.Context, tx *db.Tx, key *seal.Key, p id.Person) (Person, error) {
	r, err := readOne(ctx, tx, p)
	if err != nil {
		return Person{}, err
	}
	return r.open(key)
}

// outline returns a person without identity.
func outline(ctx context.Context, tx *db.Tx, p id.Person) (Person, error) {
	r, err := readOne(ctx, tx, p)
	return r.Person, err
}

// Outlines returns persons without their identities. Those who do not exist are
// left out.
func Outlines(ctx context.Context, tx *db.Tx, ids []id.Person) (map[id.Person]Person, error) {
	rows, err := read(ctx, tx, ids)
	all := make(map[id.Person]Person, len(rows))
	for _, r := range rows {
		all[r.ID] = r.Person
	}
	return all, err
}

// Identities returns persons with their identities. Those who do not exist are
// left out; one whose key is shredded is erased.
func Identities(ctx context.Context, tx *db.Tx, s *seal.Sealer, ids []id.Person) (map[id.Person]Person, error) {
	rows, err := read(ctx, tx, ids)
	if err != nil {
		return nil, err
	}
	all := make(map[id.Person]Person, len(rows))
	for _, r := range rows {
		var key *seal.Key
		if !r.Erased {
			if key, err = s.Key(ctx, r.ID); err != nil && !errs.Is(err, errs.NotFound) {
				return nil, err
			}
		}
		if all[r.ID], err = r.open(key); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// row is a person whose identity is still sealed.
type row struct {
	Person
	sealed, profile []byte
}

func (r row) open(key *seal.Key) (Person, error) {
	if r.Erased || key == nil {
		r.Erased = true
		return r.Person, nil
	}
	r.Profile.Version = r.Version
	if err := seal.Unmarshal(key, sealedAs, r.sealed, &r.Identity); err != nil || len(r.profile) == 0 {
		return r.Person, err
	}
	err := seal.Unmarshal(key, profileAs, r.profile, &r.Profile)
	return r.Person, err
}

func readOne(ctx context.Context, tx *db.Tx, p id.Person) (row, error) {
	rows, err := read(ctx, tx, []id.Person{p})
	if err == nil && len(rows) == 0 {
		err = errs.Missing()
	}
	if err != nil {
		return row{}, err
	}
	return rows[0], nil
}

// read returns the rows of some persons, in no order.
func read(ctx context.Context, tx *db.Tx, ids []id.Person) (rows []row, err error) {
	for len(ids) > 0 {
		some := ids[:min(len(ids), mostAtOnce)]
		ids = ids[len(some):]
		list, args := in(some)
		part, err := db.All(ctx, tx, func(scan db.Scan) (r row, err error) {
			err = scan(&r.ID, &r.sealed, &r.Area, &r.Protection, &r.Version, &r.Erased, &r.Profile.Language, &r.profile)
			return r, err
		}, `select id, sealed, area_id, protection, version, erased_at is not null, language, profile from person where id in (`+list+`)`, args...)
		if err != nil {
			return nil, err
		}
		rows = append(rows, part...)
	}
	return rows, nil
}

// in returns placeholders and arguments for a list. Their number is one of a
// few, so that few statements are prepared; the last argument fills it up.
func in(ids []id.Person) (list string, args []any) {
	n := 1
	for n < len(ids) {
		n *= 4
	}
	places := make([]string, n)
	args = make([]any, n)
	for i := range n {
		places[i] = "$" + strconv.Itoa(i+1)
		args[i] = ids[min(i, len(ids)-1)]
	}
	return strings.Join(places, ", "), args
}
