package item

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"samverk/internal/access"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/seal"
)

const longestObjection = 1000

// Objection is what the person says is wrong with an item: it stands beside it
// for everybody who may see that (invändning, sweden.md L17).
type Objection struct {
	ID        id.Objection
	Item      id.Item
	Of        int64 // version of the item that it is about
	Words     string
	At        time.Time
	Acted     string    // kind of representative that wrote it in the person's place
	Withdrawn time.Time // zero while it stands
	Version   int64
}

// Stands reports whether the person holds on to it.
func (o Objection) Stands() bool { return o.Withdrawn.IsZero() }

func objectionAs(o id.Objection) string { return "objection/" + string(o) }

// Object says that an item is wrong, in the person's words. It is about the
// version that she sees.
func Object(ctx context.Context, tx *db.Tx, key *seal.Key, s access.Sight, i id.Item, words string) (id.Objection, error) {
	now, err := One(ctx, tx, key, s, i)
	switch {
	case err != nil:
		return "", err
	case now.Gone:
		return "", errs.Missing()
	case now.Owner == id.Self:
		return "", errs.New(errs.Conflict, "objection.own")
	}
	words = strings.TrimSpace(words)
	var f errs.Faults
	f.Check(words != "", "words", "objection.words.missing")
	f.Check(utf8.RuneCountInString(words) <= longestObjection, "words", "objection.words.long")
	if err := f.Err(); err != nil {
		return "", err
	}
	o := id.New[id.Objection]()
	sealed, err := seal.Marshal(key, objectionAs(o), words)
	if err != nil {
		return "", err
	}
	_, err = tx.Exec(ctx, `insert into objection (id, case_id, item_id, item_version, sealed, at, representative_id) values ($1, $2, $3, $4, $5, $6, nullif($7, ''))`,
		o, s.Case(), i, now.Version, sealed, db.Micros(tx.Now), s.Proxy())
	return o, err
}

// WithdrawObjection ends an objection. The ledger keeps it.
func WithdrawObjection(ctx context.Context, tx *db.Tx, s access.Sight, i id.Item, o id.Objection, version int64) error {
	n, err := tx.Exec(ctx, `update objection set withdrawn_at = $5, version = version + 1
		where id = $1 and case_id = $2 and item_id = $3 and version = $4 and withdrawn_at is null`, o, s.Case(), i, version, db.Micros(tx.Now))
	if err != nil || n > 0 {
		return err
	}
	has, err := tx.Has(ctx, `select 1 from objection where id = $1 and case_id = $2 and item_id = $3`, o, s.Case(), i)
	if err == nil && !has {
		return errs.Missing()
	}
	if err == nil {
		err = errs.New(errs.Conflict, "objection.withdrawn")
	}
	return err
}

// withObjections puts beside items of the case what the person has said is
// wrong with them. Nothing is asked for where nothing is said. The words of one
// that she has withdrawn are for her alone.
func withObjections(ctx context.Context, tx *db.Tx, key *seal.Key, s access.Sight, items []Item) ([]Item, error) {
	place := map[id.Item][]int{}
	for n, i := range items {
		if i.objected && !i.Gone {
			place[i.ID] = append(place[i.ID], n)
		}
	}
	if len(place) == 0 {
		return items, nil
	}
	var all []Objection
	var words [][]byte
	err := tx.Each(ctx, func(scan db.Scan) error {
		var o Objection
		var sealed []byte
		var at, withdrawn int64
		err := scan(&o.ID, &o.Item, &o.Of, &sealed, &at, &withdrawn, &o.Version, &o.Acted)
		o.At = db.Time(at)
		if withdrawn != 0 {
			o.Withdrawn = db.Time(withdrawn)
		}
		all, words = append(all, o), append(words, sealed)
		return err
	}, `select o.id, o.item_id, o.item_version, o.sealed, o.at, coalesce(o.withdrawn_at, 0), o.version,
			coalesce((select rp.kind from representative rp where rp.id = o.representative_id), '')
		from objection o where o.case_id = $1 order by o.at, o.id limit 1000`, s.Case())
	if err != nil {
		return nil, err
	}
	for n, o := range all {
		if len(place[o.Item]) == 0 {
			continue
		}
		if o.Stands() || s.Self() {
			if err := seal.Unmarshal(key, objectionAs(o.ID), words[n], &o.Words); err != nil {
				return nil, err
			}
		}
		for _, at := range place[o.Item] {
			items[at].Objections = append(items[at].Objections, o)
		}
	}
	return items, nil
}
