package audit

import (
	"context"
	"math"
	"time"

	"samverk/internal/db"
	"samverk/internal/id"
)

// longestPage bounds how many rows one page has.
const longestPage = 500

// OfPerson returns rows about a person, the newest first, from before the row
// before; 0 begins at the newest.
func OfPerson(ctx context.Context, tx *db.Tx, p id.Person, before int64, limit int) ([]Row, error) {
	return page(ctx, tx, `person_id = $1`, string(p), before, limit)
}

// OfPersonByOthers returns the same rows without what the person did herself,
// who acts as no function and on no ground: who acts in her place has one.
func OfPersonByOthers(ctx context.Context, tx *db.Tx, p id.Person, before int64, limit int) ([]Row, error) {
	return page(ctx, tx, `person_id = $1 and not (coalesce(function_id, '') = '' and coalesce(user_id, '') <> '' and coalesce(ground, '') = '')`, string(p), before, limit)
}

// OfOrganisation returns rows of an organisation's users, in the same order.
func OfOrganisation(ctx context.Context, tx *db.Tx, o id.Org, before int64, limit int) ([]Row, error) {
	return page(ctx, tx, `organisation_id = $1`, string(o), before, limit)
}

// OfPeriod returns rows of an organisation's users from one time until before
// another, in order, after a row.
func OfPeriod(ctx context.Context, tx *db.Tx, o id.Org, from, until time.Time, after int64) ([]Row, error) {
	return db.All(ctx, tx, scanRow, `select seq, at, salt, digest, `+textColumns+` from audit
		where organisation_id = $1 and seq > $2 and at >= $3 and at < $4 order by seq limit $5`, o, after, db.Micros(from), db.Micros(until), longestPage)
}

// Before returns a row that was written some time before at, and near it: where
// a look at what came then can begin. -1 is before the first. Rows come nearly in
// the order of time; disorder is how much they may differ.
func Before(ctx context.Context, tx *db.Tx, at time.Time) (int64, error) {
	const disorder = time.Hour
	var low, high int64
	if _, err := tx.One(ctx, []any{&high}, `select size from audit_head where id = 1`); err != nil {
		return 0, err
	}
	for low < high {
		middle := low + (high-low)/2
		var written int64
		found, err := tx.One(ctx, []any{&written}, `select at from audit where seq >= $1 order by seq limit 1`, middle)
		if err != nil {
			return 0, err
		}
		if found && written < db.Micros(at.Add(-disorder)) {
			low = middle + 1
		} else {
			high = middle
		}
	}
	return low - 1, nil
}

// Rows returns some rows by their numbers, in order.
func Rows(ctx context.Context, tx *db.Tx, seqs []int64) ([]Row, error) {
	if len(seqs) == 0 {
		return nil, nil
	}
	list, args := db.In(1, seqs[:min(len(seqs), longestPage)])
	return db.All(ctx, tx, scanRow, `select seq, at, salt, digest, `+textColumns+` from audit where seq in `+list+` order by seq`, args...)
}

func page(ctx context.Context, tx *db.Tx, which, value string, before int64, limit int) ([]Row, error) {
	if value == "" {
		return nil, nil // rows that are about nobody are not a person's
	}
	if before <= 0 {
		before = math.MaxInt64
	}
	return db.All(ctx, tx, scanRow, `select seq, at, salt, digest, `+textColumns+` from audit
		where `+which+` and seq < $2 order by seq desc limit $3`, value, before, min(max(limit, 1), longestPage))
}

// OfPersonCount returns how many times functions have read about a person
// since a time, and how many functions. Her own readings do not count.
func OfPersonCount(ctx context.Context, tx *db.Tx, p id.Person, since time.Time) (reads, functions int, err error) {
	_, err = tx.One(ctx, []any{&reads, &functions}, `select count(*), count(distinct function_id) from audit
		where person_id = $1 and at >= $2 and outcome = 'read' and function_id <> ''`, string(p), db.Micros(since))
	return reads, functions, err
}

func scanRow(scan db.Scan) (Row, error) {
	r, _, _, err := scanWhole(scan)
	return r, err
}

// scanWhole reads a row with what commits to it.
func scanWhole(scan db.Scan) (r Row, salt, digest []byte, err error) {
	var at int64
	var deputy *bool
	var t [texts]*string
	into := []any{&r.Seq, &at, &salt, &digest}
	for i := range t {
		if i == deputyColumn {
			into = append(into, &deputy)
		} else {
			into = append(into, &t[i])
		}
	}
	if err := scan(into...); err != nil {
		return r, nil, nil, err
	}
	var text [texts]string
	for i := range t {
		if t[i] != nil {
			text[i] = *t[i]
		}
	}
	if deputy != nil && *deputy {
		text[deputyColumn] = "1"
	}
	r.setTexts(text)
	r.At, r.Erased = db.Time(at), len(salt) == 0
	return r, salt, digest, nil
}
