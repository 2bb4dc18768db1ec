// Package item keeps pieces of personal information, each owned by one unit or
// by the person, in one category, in versions; and the ledger of what was
// disclosed to whom, on which ground.
package item

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"time"

	"samverk/internal/access"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/seal"
)

// sealedAs is what a version's words are sealed with: they open in no other
// place than their own.
func sealedAs(i id.Item, version int64) string {
	return "item.version/" + string(i) + "/" + strconv.FormatInt(version, 10)
}

// Item is one version of a piece of information, as one reader may see it.
type Item struct {
	ID       id.Item
	Owner    id.Unit // id.Self when it is the person's own
	Kind     Kind
	Category access.Category
	Created  time.Time

	Version int64 // the version shown
	Newest  int64 // the owner's newest version; the one shown to everybody else
	At      time.Time
	Author  id.Function // empty for the person, and where the reader may not know who wrote her words down
	Acted   string      // kind of representative that wrote it in the person's place
	Ground  access.Ground
	Shared  bool // disclosed to somebody; false makes it a working note
	Gone    bool // recalled: nothing but this tombstone is left for the reader

	Objections []Objection // what the person says is wrong with it
	objected   bool        // there are some

	Content
}

// Visible returns what the reader may see of the case, the newest version of
// each item that she may see, oldest item first.
func Visible(ctx context.Context, tx *db.Tx, key *seal.Key, s access.Sight) ([]Item, error) {
	return read(ctx, tx, key, s, "")
}

// One returns an item of the case, in the newest version the reader may see.
func One(ctx context.Context, tx *db.Tx, key *seal.Key, s access.Sight, i id.Item) (Item, error) {
	items, err := read(ctx, tx, key, s, i)
	if err == nil && len(items) == 0 {
		err = errs.Missing()
	}
	if err != nil {
		return Item{}, err
	}
	return items[0], nil
}

const columns = `i.id, i.unit_id, i.kind, i.category, i.created_at, i.version, v.version, v.at, coalesce(v.function_id, ''),
	v.status, coalesce(v.start_on, ''), coalesce(v.end_on, ''), coalesce(v.extent, -1), v.weekly, coalesce(v.due_on, ''),
	coalesce(v.responsible, ''), v.reason, v.sealed, coalesce((select rp.kind from representative rp where rp.id = v.representative_id), ''),
	exists (select 1 from objection o where o.item_id = i.id)`

// mine is the newest version of the reader's own items, mineEver every version
// of them, and theirs every version disclosed to the reader; the person reads what was disclosed to
// anybody.
const (
	mine = `select ` + columns + `, '', 0, exists (select 1 from disclosure d where d.item_id = i.id and d.kind = 'disclosed')
		from item i join item_version v on v.item_id = i.id and v.version = i.version
		where i.case_id = $1 and i.unit_id = $2 and ($3 = '' or i.id = $3)`
	mineEver = `select ` + columns + `, '', 0, true
		from item i join item_version v on v.item_id = i.id where i.case_id = $1 and i.unit_id = $2 and ($3 = '' or i.id = $3)`
	theirs = `select ` + columns + `, d.ground, case when r.confirmed_at is null then 0 else 1 end, true
		from disclosure d join item i on i.id = d.item_id
		join item_version v on v.item_id = d.item_id and v.version = d.version
		left join recall r on r.disclosure_id = d.id
		where d.case_id = $1 and d.kind = 'disclosed' and (d.unit_id = $2 or $2 = 'self') and i.unit_id <> $2 and ($3 = '' or i.id = $3)`
)

// row is an item as it stands, before Sight and key.
type row struct {
	Item
	recalled  bool
	misplaced bool // about somebody else than the person, who is the reader
	sealed    []byte
}

// gone reports whether nothing of the version is left for the reader. The person
// keeps what was recalled from others, but not what is about somebody else.
func (r row) gone(s access.Sight) bool { return r.misplaced || r.recalled && !s.Self() }

// rowsOf returns what the ledger has for the reader, of one item or all, and of
// her own items what the first half of the query finds.
func rowsOf(ctx context.Context, tx *db.Tx, s access.Sight, own string, one id.Item) ([]row, error) {
	rows, err := db.All(ctx, tx, scanRow, own+` union all `+theirs, s.Case(), s.Unit(), one)
	if err != nil || !s.Self() {
		return rows, err
	}
	wrong, err := misplaced(ctx, tx, s)
	for i, r := range rows {
		rows[i].misplaced = wrong[place{r.ID, r.Version}]
	}
	return rows, err
}

// place is one version of an item.
type place struct {
	item    id.Item
	version int64
}

// misplaced returns what was written in the case and recalled since it was about
// somebody else.
func misplaced(ctx context.Context, tx *db.Tx, s access.Sight) (map[place]bool, error) {
	wrong := map[place]bool{}
	err := tx.Each(ctx, func(scan db.Scan) error {
		var p place
		err := scan(&p.item, &p.version)
		wrong[p] = true
		return err
	}, `select d.item_id, d.version from recall r join disclosure d on d.id = r.disclosure_id
		where r.case_id = $1 and r.confirmed_at is not null and r.reason = $2`, s.Case(), WrongPerson)
	return wrong, err
}

func read(ctx context.Context, tx *db.Tx, key *seal.Key, s access.Sight, one id.Item) ([]Item, error) {
	rows, err := rowsOf(ctx, tx, s, mine, one)
	if err != nil {
		return nil, err
	}
	// The newest version first, and of one version what stands before what was recalled.
	slices.SortFunc(rows, func(a, b row) int {
		switch {
		case a.Created != b.Created:
			return a.Created.Compare(b.Created)
		case a.ID != b.ID:
			return compare(a.ID, b.ID)
		case a.misplaced != b.misplaced:
			return order(a.misplaced)
		case a.recalled != b.recalled:
			return order(a.recalled)
		}
		return int(b.Version - a.Version)
	})
	var items []Item
	for _, r := range rows {
		if n := len(items); n > 0 && items[n-1].ID == r.ID || !s.Sees(r.Owner, r.Category, r.Ground) {
			continue
		}
		i, err := r.open(key, s)
		if err != nil {
			return nil, err
		}
		items = append(items, i)
	}
	return withObjections(ctx, tx, key, s, items)
}

func order(second bool) int {
	if second {
		return 1
	}
	return -1
}

func compare[T ~string](a, b T) int {
	if a < b {
		return -1
	}
	return 1
}

func scanRow(scan db.Scan) (r row, err error) {
	var category string
	var created, at int64
	var recalled int
	err = scan(&r.ID, &r.Owner, &r.Kind, &category, &created, &r.Newest, &r.Version, &at, &r.Author,
		&r.Status, &r.Start, &r.End, &r.Extent, &r.Weekly, &r.Due, &r.Responsible, &r.Reason, &r.sealed, &r.Acted, &r.objected,
		&r.Ground, &recalled, &r.Shared)
	r.Category, _ = access.ParseCategory(category)
	r.Created, r.At, r.recalled = db.Time(created), db.Time(at), recalled == 1
	return r, err
}

// open unseals the row for a reader who may see it. Of a recalled item nothing
// is left but that it was there.
func (r row) open(key *seal.Key, s access.Sight) (Item, error) {
	if r.gone(s) {
		return Item{ID: r.ID, Owner: r.Owner, Created: r.Created, Gone: true, Content: Content{Extent: NoExtent}}, nil
	}
	if r.Owner != s.Unit() {
		r.Newest = r.Version
	}
	err := r.unseal(key)
	return r.seen(s), err
}

func (r *row) unseal(key *seal.Key) error {
	var w words
	if err := seal.Unmarshal(key, sealedAs(r.ID, r.Version), r.sealed, &w); err != nil {
		return err
	}
	r.Title, r.Words, r.Code, r.Value, r.About = w.Title, w.Words, w.Code, w.Value, w.About
	return nil
}

// seen is the item as the reader may see it. What the person owns tells nobody
// outside the circle which function wrote it down for her.
func (r row) seen(s access.Sight) Item {
	if r.Owner == id.Self && hidesWriter(s, r.Author) {
		r.Author = ""
	}
	return r.Item
}

func hidesWriter(s access.Sight, by id.Function) bool { return !s.Circle() && by != s.Function() }

// History returns the versions of an item that the reader may see, newest
// first: all of them to the owner, to others those disclosed to them.
func History(ctx context.Context, tx *db.Tx, key *seal.Key, s access.Sight, i id.Item) ([]Item, error) {
	rows, err := rowsOf(ctx, tx, s, mineEver, i)
	if err != nil {
		return nil, err
	}
	slices.SortFunc(rows, func(a, b row) int { return int(b.Version - a.Version) })
	var all []Item
	for _, r := range rows {
		if n := len(all); n > 0 && all[n-1].Version == r.Version || r.recalled || r.misplaced || !s.Sees(r.Owner, r.Category, r.Ground) {
			continue
		}
		if err := r.unseal(key); err != nil {
			return nil, err
		}
		all = append(all, r.seen(s))
	}
	return all, nil
}

// At returns the versions of items named, as far as the reader may see just
// those versions: what an agreed plan held.
func At(ctx context.Context, tx *db.Tx, key *seal.Key, s access.Sight, versions map[id.Item]int64) ([]Item, error) {
	return ever(ctx, tx, key, s, func(r row) bool { return !r.recalled && versions[r.ID] == r.Version })
}

// Ever returns every version of every item of the case that the reader may see;
// to the person what was recalled from others too.
func Ever(ctx context.Context, tx *db.Tx, key *seal.Key, s access.Sight) ([]Item, error) {
	return ever(ctx, tx, key, s, func(r row) bool { return !r.gone(s) })
}

// ever returns those versions that are asked for, each once, the first item first.
func ever(ctx context.Context, tx *db.Tx, key *seal.Key, s access.Sight, wanted func(row) bool) ([]Item, error) {
	rows, err := rowsOf(ctx, tx, s, mineEver, "")
	if err != nil {
		return nil, err
	}
	slices.SortFunc(rows, func(a, b row) int {
		return cmp.Or(a.Created.Compare(b.Created), cmp.Compare(a.ID, b.ID), cmp.Compare(a.Version, b.Version))
	})
	seen := map[place]bool{}
	var all []Item
	for _, r := range rows {
		at := place{r.ID, r.Version}
		if !wanted(r) || seen[at] || r.misplaced || !s.Sees(r.Owner, r.Category, r.Ground) {
			continue
		}
		seen[at] = true
		if err := r.unseal(key); err != nil {
			return nil, err
		}
		all = append(all, r.seen(s))
	}
	return withObjections(ctx, tx, key, s, all)
}

// Knows reports whether the reader owns the item or may see some version of it,
// and whether she owns it.
func Knows(ctx context.Context, tx *db.Tx, s access.Sight, i id.Item) (knows, owns bool, err error) {
	err = tx.Each(ctx, func(scan db.Scan) error {
		var owner id.Unit
		var category string
		var ground access.Ground
		if err := scan(&owner, &category, &ground); err != nil {
			return err
		}
		c, _ := access.ParseCategory(category)
		owns = owner == s.Unit()
		knows = knows || s.Sees(owner, c, ground)
		return nil
	}, `select i.unit_id, i.category, coalesce(d.ground, '') from item i
		left join disclosure d on d.item_id = i.id and d.kind = 'disclosed' and (d.unit_id = $3 or $3 = 'self')
		where i.id = $1 and i.case_id = $2`, i, s.Case(), s.Unit())
	return knows, owns, err
}

// Owner returns who owns an item of the case, and its newest version.
func Owner(ctx context.Context, tx *db.Tx, i id.Item) (c id.Case, owner id.Unit, newest int64, err error) {
	found, err := tx.One(ctx, []any{&c, &owner, &newest}, `select case_id, unit_id, version from item where id = $1`, i)
	if err == nil && !found {
		err = errs.Missing()
	}
	return c, owner, newest, err
}

// Erase makes the content of every item about a person empty, and of what she
// has said of them.
func Erase(ctx context.Context, tx *db.Tx, p id.Person) error {
	if _, err := tx.Exec(ctx, `update item_version set sealed = $2 where item_id in (select id from item where person_id = $1)`, p, []byte{}); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `update objection set sealed = $2, withdrawn_at = coalesce(withdrawn_at, $3), version = version + 1
		where case_id in (select id from cases where person_id = $1)`, p, []byte{}, db.Micros(tx.Now))
	return err
}
