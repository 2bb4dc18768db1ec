package item

import (
	"context"
	"slices"
	"time"
	"unicode/utf8"

	"samverk/internal/access"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/seal"
)

const reasonSealedAs = "disclosure.reason"

// provisions are the grounds of law that may be named instead of consent
// (sweden.md L10, 2026-11-21). OSL 10:15 a and 10:27 are left out on purpose
// (L8, L9).
var provisions = []string{"osl-10-2", "osl-10-28"}

// Provisions lists the provisions that may be named as ground.
func Provisions() []string { return slices.Clone(provisions) }

// Disclose is what hands one version of an item to units.
type Disclose struct {
	Item      id.Item
	Version   int64
	Units     []id.Unit
	Ground    access.Ground
	Provision string // named when the ground is law
	Reason    string // written when the ground is law
	Consent   id.Consent
	Covered   []id.Unit // the units that the consent lets be told, without the blocked
	Blocked   []id.Unit
}

// check reports every fault of d.
func (d Disclose) check() error {
	var f errs.Faults
	f.Check(len(d.Units) > 0, "units", "disclosure.units.none")
	f.Check(len(d.Units) <= 60, "units", "disclosure.units.many")
	for _, u := range d.Units {
		f.Check(d.Ground != access.ByConsent || slices.Contains(d.Covered, u), "units", "disclosure.unit.uncovered", "unit", string(u))
		f.Check(!slices.Contains(d.Blocked, u), "units", "disclosure.unit.blocked", "unit", string(u))
	}
	switch d.Ground {
	case access.ByConsent:
	case access.ByLaw:
		f.Check(slices.Contains(provisions, d.Provision), "provision", "disclosure.provision.missing")
		f.Check(utf8.RuneCountInString(d.Reason) >= 20, "ground_reason", "disclosure.reason.short")
		f.Check(utf8.RuneCountInString(d.Reason) <= 2000, "ground_reason", "disclosure.reason.long")
	default:
		f.Add("ground", "disclosure.ground.missing")
	}
	return f.Err()
}

// Hand writes disclosures of one version of the reader's own item into the
// ledger. A unit that has the version on the same ground already gets no
// second row.
func Hand(ctx context.Context, tx *db.Tx, key *seal.Key, s access.Sight, d Disclose) error {
	if err := d.check(); err != nil {
		return err
	}
	if d.Ground == access.ByConsent {
		d.Provision, d.Reason = "", ""
	}
	var sealed []byte
	if d.Reason != "" {
		var err error
		if sealed, err = seal.Marshal(key, reasonSealedAs, d.Reason); err != nil {
			return err
		}
	}
	for _, u := range d.Units {
		if err := hand(ctx, tx, s, d, u, sealed); err != nil {
			return err
		}
	}
	return nil
}

func hand(ctx context.Context, tx *db.Tx, s access.Sight, d Disclose, u id.Unit, reason []byte) error {
	has, err := tx.Has(ctx, `select 1 from disclosure d left join recall r on r.disclosure_id = d.id
		where d.item_id = $1 and d.version = $2 and d.unit_id = $3 and d.kind = 'disclosed' and d.ground = $4 and r.id is null`,
		d.Item, d.Version, u, d.Ground)
	if err != nil || has {
		return err
	}
	_, err = tx.Exec(ctx, `insert into disclosure (id, item_id, version, case_id, unit_id, kind, ground, provision, sealed, consent_id, function_id, at, representative_id)
		values ($1, $2, $3, $4, $5, 'disclosed', $6, $7, $8, nullif($9, ''), nullif($10, ''), $11, nullif($12, ''))`,
		id.New[id.Disclosure](), d.Item, d.Version, s.Case(), u, d.Ground, d.Provision, reason, d.Consent, s.Function(), db.Micros(tx.Now), s.Proxy())
	return err
}

// Handed is one row of the ledger.
type Handed struct {
	ID        id.Disclosure
	Item      id.Item
	Version   int64
	Unit      id.Unit
	Kind      string // disclosed, copied
	Ground    access.Ground
	Provision string
	By        id.Function
	Acted     string // kind of representative that did it in the person's place
	At        time.Time
	Recall    Recall
}

// Recall is the taking back of a disclosure that went wrong, by two people.
type Recall struct {
	ID        id.Recall
	AskedBy   id.User
	Confirmed bool
	Version   int64
}

// Ledger returns the rows of the ledger about an item: all to its owner and to
// the person, to others those of their own unit.
func Ledger(ctx context.Context, tx *db.Tx, s access.Sight, i id.Item) ([]Handed, error) {
	return db.All(ctx, tx, func(scan db.Scan) (h Handed, err error) {
		var at int64
		var owner id.Unit
		err = scan(&owner, &h.ID, &h.Item, &h.Version, &h.Unit, &h.Kind, &h.Ground, &h.Provision, &h.By, &at, &h.Acted,
			&h.Recall.ID, &h.Recall.AskedBy, &h.Recall.Confirmed, &h.Recall.Version)
		h.At = db.Time(at)
		if owner == id.Self && hidesWriter(s, h.By) {
			h.By = ""
		}
		return h, err
	}, `select i.unit_id, d.id, d.item_id, d.version, d.unit_id, d.kind, d.ground, d.provision, coalesce(d.function_id, ''), d.at,
		coalesce((select rp.kind from representative rp where rp.id = d.representative_id), ''),
		coalesce(r.id, ''), coalesce(r.asked_by, ''), r.confirmed_at is not null, coalesce(r.version, 0)
		from disclosure d join item i on i.id = d.item_id left join recall r on r.disclosure_id = d.id
		where d.case_id = $1 and d.item_id = $2 and (d.unit_id = $3 or i.unit_id = $3 or $3 = 'self')
		order by d.at, d.id limit 500`, s.Case(), i, s.Unit())
}

// Copy notes that the reader's unit keeps the version it may see now in its own
// record.
func Copy(ctx context.Context, tx *db.Tx, key *seal.Key, s access.Sight, i id.Item) error {
	seen, err := One(ctx, tx, key, s, i)
	if err != nil {
		return err
	}
	if seen.Gone {
		return errs.Missing()
	}
	_, err = tx.Exec(ctx, `insert into disclosure (id, item_id, version, case_id, unit_id, kind, ground, function_id, at)
		values ($1, $2, $3, $4, $5, 'copied', $6, nullif($7, ''), $8)`,
		id.New[id.Disclosure](), i, seen.Version, s.Case(), s.Unit(), seen.Ground, s.Function(), db.Micros(tx.Now))
	return err
}

// AskRecall asks for a disclosure to be taken back; a colleague has to confirm.
func AskRecall(ctx context.Context, tx *db.Tx, s access.Sight, i id.Item, d id.Disclosure, by id.User, reason string) (id.Recall, error) {
	var f errs.Faults
	f.Check(slices.Contains(recallReasons, reason), "reason", "recall.reason.missing")
	if err := f.Err(); err != nil {
		return "", err
	}
	ours, err := tx.Has(ctx, `select 1 from disclosure d join item i on i.id = d.item_id
		where d.id = $1 and d.case_id = $2 and i.unit_id = $3 and i.id = $4 and d.kind = 'disclosed'`, d, s.Case(), s.Unit(), i)
	if err != nil {
		return "", err
	}
	if !ours {
		return "", errs.Missing()
	}
	r := id.New[id.Recall]()
	n, err := tx.Exec(ctx, `insert into recall (id, disclosure_id, case_id, asked_by, asked_at, reason) values ($1, $2, $3, $4, $5, $6)
		on conflict do nothing`, r, d, s.Case(), by, db.Micros(tx.Now), reason)
	if err == nil && n == 0 {
		err = errs.New(errs.Conflict, "recall.asked")
	}
	return r, err
}

// The reasons to recall a disclosure. What was about the wrong person is not the
// person's to read either.
const (
	WrongUnit    = "wrong_unit"
	WrongPerson  = "wrong_person"
	WrongContent = "wrong_content"
)

var recallReasons = []string{WrongUnit, WrongPerson, WrongContent}

// RecallReasons lists why a disclosure may be recalled.
func RecallReasons() []string { return slices.Clone(recallReasons) }

// ConfirmRecall takes the disclosure back, from now on. It takes another person
// than the one who asked.
func ConfirmRecall(ctx context.Context, tx *db.Tx, s access.Sight, i id.Item, r id.Recall, by id.User) error {
	var asked id.User
	var done bool
	found, err := tx.One(ctx, []any{&asked, &done}, `select r.asked_by, r.confirmed_at is not null from recall r
		join disclosure d on d.id = r.disclosure_id join item i on i.id = d.item_id
		where r.id = $1 and r.case_id = $2 and i.unit_id = $3 and i.id = $4`, r, s.Case(), s.Unit(), i)
	switch {
	case err != nil:
		return err
	case !found:
		return errs.Missing()
	case done:
		return errs.New(errs.Conflict, "recall.done")
	case asked == by:
		return errs.New(errs.Denied, "recall.same_person")
	}
	_, err = tx.Exec(ctx, `update recall set confirmed_by = $2, confirmed_at = $3, version = version + 1
		where id = $1 and confirmed_at is null`, r, by, db.Micros(tx.Now))
	return err
}

// TakeBack recalls every disclosure of an item up to a version, for two people
// who have decided on more than this item: what was recalled one by one before
// stays so, and is about the wrong person when that is why.
func TakeBack(ctx context.Context, tx *db.Tx, s access.Sight, i id.Item, version int64, by Recalled) error {
	if _, err := tx.Exec(ctx, `update recall set confirmed_by = $4, confirmed_at = $5, reason = $6, version = version + 1 where confirmed_at is null
		and disclosure_id in (select id from disclosure where item_id = $1 and version <= $2 and case_id = $3 and kind = 'disclosed')`,
		i, version, s.Case(), by.ConfirmedBy, db.Micros(tx.Now), by.Reason); err != nil {
		return err
	}
	if by.Reason == WrongPerson {
		if _, err := tx.Exec(ctx, `update recall set reason = $4, version = version + 1 where reason <> $4
			and disclosure_id in (select id from disclosure where item_id = $1 and version <= $2 and case_id = $3 and kind = 'disclosed')`,
			i, version, s.Case(), by.Reason); err != nil {
			return err
		}
	}
	standing, err := db.All(ctx, tx, func(scan db.Scan) (d id.Disclosure, err error) { return d, scan(&d) },
		`select d.id from disclosure d left join recall r on r.disclosure_id = d.id
		where d.item_id = $1 and d.version <= $2 and d.case_id = $3 and d.kind = 'disclosed' and r.id is null order by d.id`, i, version, s.Case())
	for _, d := range standing {
		if err == nil {
			_, err = tx.Exec(ctx, `insert into recall (id, disclosure_id, case_id, asked_by, asked_at, confirmed_by, confirmed_at, reason)
				values ($1, $2, $3, $4, $5, $6, $7, $8)`,
				id.New[id.Recall](), d, s.Case(), by.AskedBy, db.Micros(by.AskedAt), by.ConfirmedBy, db.Micros(tx.Now), by.Reason)
		}
	}
	return err
}

// Recalled is which two people took something back, and why.
type Recalled struct {
	AskedBy, ConfirmedBy id.User
	AskedAt              time.Time
	Reason               string // code
}

// Holders returns which units have each of the reader's own items of the case,
// in any version.
func Holders(ctx context.Context, tx *db.Tx, s access.Sight) (map[id.Item][]id.Unit, error) {
	all := map[id.Item][]id.Unit{}
	err := tx.Each(ctx, func(scan db.Scan) error {
		var i id.Item
		var u id.Unit
		err := scan(&i, &u)
		all[i] = append(all[i], u)
		return err
	}, `select distinct d.item_id, d.unit_id from disclosure d join item i on i.id = d.item_id
		left join recall r on r.disclosure_id = d.id and r.confirmed_at is not null
		where d.case_id = $1 and i.unit_id = $2 and d.kind = 'disclosed' and d.unit_id <> $2 and r.id is null
		order by d.item_id, d.unit_id limit 5000`, s.Case(), s.Unit())
	return all, err
}

// Held is how many items of a category a unit has been told of by others.
type Held struct {
	Unit      id.Unit
	Category  access.Category
	Consented int // on consent
	Copied    int // that it keeps in its own record
	Lawful    int // on a provision
}

// HeldBy counts, for the person, what each unit has been told of.
func HeldBy(ctx context.Context, tx *db.Tx, s access.Sight) ([]Held, error) {
	if !s.Self() {
		return nil, nil
	}
	return db.All(ctx, tx, func(scan db.Scan) (h Held, err error) {
		var category string
		err = scan(&h.Unit, &category, &h.Consented, &h.Copied, &h.Lawful)
		h.Category, _ = access.ParseCategory(category)
		return h, err
	}, `select d.unit_id, i.category,
		count(distinct case when d.kind = 'disclosed' and d.ground = 'consent' and r.confirmed_at is null then i.id end),
		count(distinct case when d.kind = 'copied' then i.id end),
		count(distinct case when d.kind = 'disclosed' and d.ground = 'provision' and r.confirmed_at is null then i.id end)
		from disclosure d join item i on i.id = d.item_id left join recall r on r.disclosure_id = d.id
		where d.case_id = $1 and i.unit_id <> d.unit_id and d.unit_id <> 'self'
		group by d.unit_id, i.category order by d.unit_id, i.category`, s.Case())
}

// Given is one handing of an item to a unit, as the person may read it.
type Given struct {
	Handed
	Title     string
	Category  access.Category
	Reason    string // written, when the ground is law
	Recalled  time.Time
	RecallFor string // code; empty while it stands
}

// mostGiven is how many handings are read at once.
const mostGiven = 1000

// GivenAll lists for the person every handing in the case that stands, with
// what it was about and why, the first first.
func GivenAll(ctx context.Context, tx *db.Tx, key *seal.Key, s access.Sight) ([]Given, error) {
	all, err := GivenEver(ctx, tx, key, s)
	return slices.DeleteFunc(all, func(g Given) bool { return !g.Recalled.IsZero() }), err
}

// GivenEver lists for the person every handing that there has been in the case,
// those that were recalled too, the first first.
func GivenEver(ctx context.Context, tx *db.Tx, key *seal.Key, s access.Sight) (all []Given, err error) {
	if !s.Self() {
		return nil, nil
	}
	items, err := Visible(ctx, tx, key, s)
	if err != nil {
		return nil, err
	}
	known := map[id.Item]Item{}
	for _, i := range items {
		known[i.ID] = i
	}
	for last := (Given{}); ; {
		part, err := given(ctx, tx, key, s, last)
		if err != nil {
			return nil, err
		}
		for _, g := range part {
			if i, shown := known[g.Item]; shown && !i.Gone && g.RecallFor != WrongPerson {
				g.Title, g.Category = i.Title, i.Category
				all = append(all, g)
			}
		}
		if len(part) < mostGiven {
			return all, nil
		}
		last = part[len(part)-1]
	}
}

// given reads the handings after one.
func given(ctx context.Context, tx *db.Tx, key *seal.Key, s access.Sight, after Given) ([]Given, error) {
	return db.All(ctx, tx, func(scan db.Scan) (g Given, err error) {
		var at, recalled int64
		var sealed []byte
		if err := scan(&g.ID, &g.Item, &g.Version, &g.Unit, &g.Kind, &g.Ground, &g.Provision, &sealed, &at, &g.By, &g.Acted, &recalled, &g.RecallFor); err != nil {
			return g, err
		}
		g.At, g.Recalled = db.Time(at), db.Time(recalled)
		if len(sealed) > 0 {
			err = seal.Unmarshal(key, reasonSealedAs, sealed, &g.Reason)
		}
		return g, err
	}, `select d.id, d.item_id, d.version, d.unit_id, d.kind, d.ground, d.provision, d.sealed, d.at, coalesce(d.function_id, ''),
		coalesce((select rp.kind from representative rp where rp.id = d.representative_id), ''), coalesce(r.confirmed_at, 0), coalesce(r.reason, '')
		from disclosure d join item i on i.id = d.item_id left join recall r on r.disclosure_id = d.id and r.confirmed_at is not null
		where d.case_id = $1 and i.unit_id <> d.unit_id and (d.at, d.id) > ($2, $3) order by d.at, d.id limit $4`,
		s.Case(), db.Micros(after.At), after.ID, mostGiven)
}
