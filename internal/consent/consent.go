// Package consent keeps what a person allows to be disclosed: categories ×
// receiving units, for a purpose, from one day to another; and her blocks,
// which win over it. It does not keep what was disclosed.
package consent

import (
	"context"
	"maps"
	"slices"
	"time"
	"unicode/utf8"

	"samverk/internal/access"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/seal"
)

const sealedAs = "consent.purpose"

// mostUnits bounds how many receivers a grid may have.
const mostUnits = 60

// How is in what way consent was given.
type How string

// The ways.
const (
	Oral    How = "oral" // noted by a function
	Paper   How = "paper"
	Digital How = "digital" // by the person, signed in
)

// Grid is which categories each unit may be told.
type Grid map[id.Unit]access.Set

// Consent is one consent and its grid as it stands.
type Consent struct {
	ID             id.Consent
	How            How
	GivenBy        string            // person, representative
	Representative id.Representative // who gave it here in the person's place
	ReceivedBy     id.Function
	SignedOn       string // date on the paper
	StartsOn       string
	EndsOn         string // last day
	Purpose        string
	Grid           Grid
	At             time.Time
	Version        int64
}

// InForce reports whether the consent holds on a day.
func (c Consent) InForce(today string) bool {
	return c.ID != "" && c.StartsOn <= today && today <= c.EndsOn
}

// New is what the person decides: the whole grid, as it is to be from now on.
type New struct {
	How            How
	GivenBy        string
	Representative id.Representative
	ReceivedBy     id.Function // empty when the person gives it herself
	SignedOn       string      // date on the paper
	Opened         string      // day that the case was opened: no paper about it is older
	StartsOn       string
	EndsOn         string
	Purpose        string
	Grid           Grid
	Version        int64 // of the consent it replaces or changes; 0 when there is none
}

// Check reports every fault of n, seen on a day.
func (n New) Check(today string) error {
	var f errs.Faults
	f.Check(n.How == Oral || n.How == Paper || n.How == Digital, "how", "consent.how.missing")
	f.Check(n.GivenBy == "person" || n.GivenBy == "representative", "given_by", "consent.given_by.missing")
	f.Check(n.Purpose != "", "purpose", "consent.purpose.missing")
	f.Check(utf8.RuneCountInString(n.Purpose) <= 500, "purpose", "consent.purpose.long")
	f.Check(len(n.Grid.held()) > 0, "grid", "consent.grid.empty")
	f.Check(len(n.Grid) <= mostUnits, "grid", "consent.grid.large")
	if n.How == Paper {
		checkPaper(&f, n.SignedOn, n.Opened, today)
	}
	from, fromErr := time.Parse(time.DateOnly, n.StartsOn)
	to, toErr := time.Parse(time.DateOnly, n.EndsOn)
	f.Check(fromErr == nil, "starts_on", "consent.starts_on.date")
	f.Check(toErr == nil, "ends_on", "consent.ends_on.date")
	if fromErr == nil && toErr == nil {
		f.Check(!to.Before(from), "ends_on", "consent.ends_on.before")
		f.Check(!to.After(from.AddDate(1, 0, 0)), "ends_on", "consent.ends_on.long")
		f.Check(n.EndsOn >= today, "ends_on", "consent.ends_on.past")
	}
	return f.Err()
}

// checkPaper adds what is wrong with the date on a paper that somebody has
// signed about a case.
func checkPaper(f *errs.Faults, signed, opened, today string) {
	day, err := time.Parse(time.DateOnly, signed)
	if err != nil {
		f.Add("signed_on", "consent.signed_on.date")
		return
	}
	f.Check(signed <= today, "signed_on", "consent.signed_on.future")
	f.Check(signed >= opened, "signed_on", "consent.signed_on.before")
	f.Check(day.AddDate(1, 0, 0).Format(time.DateOnly) >= today, "signed_on", "consent.signed_on.old")
}

// held returns the grid without the units that get nothing.
func (g Grid) held() Grid {
	h := maps.Clone(g)
	maps.DeleteFunc(h, func(_ id.Unit, s access.Set) bool { return s == 0 })
	return h
}

// Step is what one unit gains and loses when a grid changes.
type Step struct {
	Unit         id.Unit
	Gained, Lost access.Set
}

// Steps returns what changes between two grids, by unit.
func Steps(before, after Grid) (steps []Step) {
	units := slices.Collect(maps.Keys(before))
	for u := range after {
		if _, ok := before[u]; !ok {
			units = append(units, u)
		}
	}
	slices.Sort(units)
	for _, u := range units {
		if s := (Step{u, after[u] &^ before[u], before[u] &^ after[u]}); s.Gained|s.Lost != 0 {
			steps = append(steps, s)
		}
	}
	return steps
}

// Current returns the consent that is not ended, the zero Consent when there is
// none. A reader outside the circle gets the row of her own unit only, and
// nothing when it covers her unit in nothing today.
func Current(ctx context.Context, tx *db.Tx, key *seal.Key, s access.Sight) (Consent, error) {
	c := Consent{Grid: Grid{}}
	var sealed []byte
	var at int64
	var received *string
	found, err := tx.One(ctx, []any{&c.ID, &c.How, &c.GivenBy, &c.Representative, &received, &c.SignedOn, &c.StartsOn, &c.EndsOn, &sealed, &at, &c.Version},
		`select id, how, given_by, coalesce(representative_id, ''), received_by, signed_on, starts_on, ends_on, sealed, created_at, version
		from consent where case_id = $1 and ended_at is null`, s.Case())
	if err != nil || !found {
		return c, err
	}
	all := s.Circle() || s.Records()
	if !all && s.Categories() == 0 {
		return Consent{Grid: Grid{}}, nil
	}
	c.At = db.Time(at)
	if !all {
		c.Representative = ""
	}
	if received != nil && (all || id.Function(*received) == s.Function()) {
		c.ReceivedBy = id.Function(*received)
	}
	if err := seal.Unmarshal(key, sealedAs, sealed, &c.Purpose); err != nil {
		return c, err
	}
	rows, err := grid(ctx, tx, c.ID)
	for u, set := range rows {
		if all || u == s.Unit() {
			c.Grid[u] = set
		}
	}
	return c, err
}

func grid(ctx context.Context, tx *db.Tx, c id.Consent) (Grid, error) {
	g := Grid{}
	err := tx.Each(ctx, func(scan db.Scan) error {
		var u id.Unit
		var name string
		if err := scan(&u, &name); err != nil {
			return err
		}
		if cat, ok := access.ParseCategory(name); ok {
			g[u] = g[u].With(cat)
		}
		return nil
	}, `select unit_id, category from consent_cell where consent_id = $1 and until is null`, c)
	return g, err
}

// Give makes n the consent of the case from now on and returns what each unit
// gained and lost. A change of the grid alone keeps the consent; a change of
// its terms ends it and begins a new one.
func Give(ctx context.Context, tx *db.Tx, key *seal.Key, s access.Sight, n New) (id.Consent, []Step, error) {
	if err := n.Check(tx.Today()); err != nil {
		return "", nil, err
	}
	n.Grid = n.Grid.held()
	if n.How != Paper {
		n.SignedOn = ""
	}
	// Compared with the whole grid, whatever the reader may see of it.
	old, err := whole(ctx, tx, key, s)
	if err != nil {
		return "", nil, err
	}
	if old.Version != n.Version {
		return "", nil, errs.Changed(old)
	}
	steps := Steps(old.Grid, n.Grid)
	if old.ID != "" && n.termsOf(old) {
		return old.ID, steps, change(ctx, tx, old, steps)
	}
	if old.ID != "" {
		if err := end(ctx, tx, old, "replaced"); err != nil {
			return "", nil, err
		}
	}
	c, err := begin(ctx, tx, key, s, n)
	if err == nil && c == "" { // somebody else gave one at the same time
		if old, err = whole(ctx, tx, key, s); err == nil {
			err = errs.Changed(old)
		}
	}
	return c, steps, err
}

// termsOf reports whether only the grid differs from that of a consent.
func (n New) termsOf(c Consent) bool {
	return n.StartsOn == c.StartsOn && n.EndsOn == c.EndsOn && n.Purpose == c.Purpose && n.How == c.How &&
		n.GivenBy == c.GivenBy && n.Representative == c.Representative && n.SignedOn == c.SignedOn
}

// whole returns the current consent with all rows of its grid.
func whole(ctx context.Context, tx *db.Tx, key *seal.Key, s access.Sight) (Consent, error) {
	c, err := Current(ctx, tx, key, s)
	if err == nil && c.ID != "" {
		c.Grid, err = grid(ctx, tx, c.ID)
	}
	return c, err
}

// begin returns no identifier when another consent stands already.
func begin(ctx context.Context, tx *db.Tx, key *seal.Key, s access.Sight, n New) (id.Consent, error) {
	sealed, err := seal.Marshal(key, sealedAs, n.Purpose)
	if err != nil {
		return "", err
	}
	c := id.New[id.Consent]()
	made, err := tx.Exec(ctx, `insert into consent (id, case_id, person_id, how, given_by, received_by, starts_on, ends_on, sealed, created_at, version,
			signed_on, representative_id)
		values ($1, $2, $3, $4, $5, nullif($6, ''), $7, $8, $9, $10, $11, $12, nullif($13, '')) on conflict (case_id) where ended_at is null do nothing`,
		c, s.Case(), s.Person(), n.How, n.GivenBy, n.ReceivedBy, n.StartsOn, n.EndsOn, sealed, db.Micros(tx.Now), n.Version+1, n.SignedOn, n.Representative)
	if err != nil || made == 0 {
		return "", err
	}
	for _, u := range slices.Sorted(maps.Keys(n.Grid)) {
		if err := tick(ctx, tx, c, u, n.Grid[u]); err != nil {
			return "", err
		}
	}
	return c, nil
}

func change(ctx context.Context, tx *db.Tx, c Consent, steps []Step) error {
	if len(steps) == 0 {
		return nil
	}
	if err := bump(ctx, tx, c, `update consent set version = version + 1 where id = $1 and version = $2 and ended_at is null`); err != nil {
		return err
	}
	for _, step := range steps {
		if err := untick(ctx, tx, c.ID, step.Unit, step.Lost); err != nil {
			return err
		}
		if err := tick(ctx, tx, c.ID, step.Unit, step.Gained); err != nil {
			return err
		}
	}
	return nil
}

// bump runs a statement on the consent with its version, and tells when
// somebody was there first.
func bump(ctx context.Context, tx *db.Tx, c Consent, statement string, args ...any) error {
	n, err := tx.Exec(ctx, statement, append([]any{c.ID, c.Version}, args...)...)
	if err == nil && n == 0 {
		err = errs.Changed(c)
	}
	return err
}

func tick(ctx context.Context, tx *db.Tx, c id.Consent, u id.Unit, set access.Set) error {
	for _, cat := range set.List() {
		if _, err := tx.Exec(ctx, `insert into consent_cell (consent_id, unit_id, category, since) values ($1, $2, $3, $4)`,
			c, u, cat.String(), db.Micros(tx.Now)); err != nil {
			return err
		}
	}
	return nil
}

func untick(ctx context.Context, tx *db.Tx, c id.Consent, u id.Unit, set access.Set) error {
	for _, cat := range set.List() {
		if _, err := tx.Exec(ctx, `update consent_cell set until = $4 where consent_id = $1 and unit_id = $2 and category = $3 and until is null`,
			c, u, cat.String(), db.Micros(tx.Now)); err != nil {
			return err
		}
	}
	return nil
}

// Withdraw ends the consent of the case at once, for every unit.
func Withdraw(ctx context.Context, tx *db.Tx, key *seal.Key, s access.Sight, version int64) ([]Step, error) {
	c, err := whole(ctx, tx, key, s)
	switch {
	case err != nil:
		return nil, err
	case c.ID == "":
		return nil, errs.New(errs.Conflict, "consent.none")
	case c.Version != version:
		return nil, errs.Changed(c)
	}
	return Steps(c.Grid, nil), end(ctx, tx, c, "withdrawn")
}

func end(ctx context.Context, tx *db.Tx, c Consent, reason string) error {
	err := bump(ctx, tx, c, `update consent set ended_at = $3, end_reason = $4, version = version + 1
		where id = $1 and version = $2 and ended_at is null`, db.Micros(tx.Now), reason)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `update consent_cell set until = $2 where consent_id = $1 and until is null`, c.ID, db.Micros(tx.Now))
	return err
}

// Covered returns the current consent's id and which units it lets be told of
// a category today, without those that are blocked.
func Covered(ctx context.Context, tx *db.Tx, s access.Sight, c access.Category) (id.Consent, []id.Unit, error) {
	var consent id.Consent
	units, err := db.All(ctx, tx, func(scan db.Scan) (u id.Unit, err error) { return u, scan(&consent, &u) },
		`select c.id, cc.unit_id from consent c join consent_cell cc on cc.consent_id = c.id
		where c.case_id = $1 and c.ended_at is null and c.starts_on <= $2 and c.ends_on >= $2
		and cc.category = $3 and cc.until is null
		and not exists (select 1 from block b where b.person_id = c.person_id and b.unit_id = cc.unit_id and b.lifted_at is null)
		order by cc.unit_id`, s.Case(), tx.Today(), c.String())
	return consent, units, err
}

// Reach returns what the consent lets each unit be told today, without those
// that are blocked.
func Reach(ctx context.Context, tx *db.Tx, s access.Sight) (Grid, error) {
	g := Grid{}
	err := tx.Each(ctx, func(scan db.Scan) error {
		var u id.Unit
		var name string
		if err := scan(&u, &name); err != nil {
			return err
		}
		if cat, ok := access.ParseCategory(name); ok {
			g[u] = g[u].With(cat)
		}
		return nil
	}, `select cc.unit_id, cc.category from consent c join consent_cell cc on cc.consent_id = c.id
		where c.case_id = $1 and c.ended_at is null and c.starts_on <= $2 and c.ends_on >= $2 and cc.until is null
		and not exists (select 1 from block b where b.person_id = c.person_id and b.unit_id = cc.unit_id and b.lifted_at is null)
		order by cc.unit_id, cc.category`, s.Case(), tx.Today())
	return g, err
}
