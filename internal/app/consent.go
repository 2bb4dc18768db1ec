package app

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"

	"samverk/internal/access"
	"samverk/internal/audit"
	"samverk/internal/cases"
	"samverk/internal/consent"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/org"
	"samverk/internal/person"
)

func contains(words, word string) bool { return slices.Contains(strings.Fields(words), word) }

// ConsentView is the consent of a case: the whole grid to the person, to the
// one who leads the case and to those who may know who takes part; to others
// the row of their own unit.
type ConsentView struct {
	Case       cases.Case
	Identity   *person.Identity
	Consent    consent.Consent
	Rows       []org.Unit // units of the parties, the invited and the grid
	Others     []org.Unit // units of the area that can be added
	Blocks     []consent.Block
	BlockUnits map[id.Unit]org.Unit
	MayGive    bool
	Reads      int // readings by others since the consent was given, for the person
	Readers    int
	Today      string
}

// Consent returns the consent of a case.
func (a *App) Consent(ctx context.Context, who access.Actor, c id.Case) (ConsentView, error) {
	var v ConsentView
	err := a.See(ctx, who, access.ConsentRead, access.Object{Case: c}, func(tx *db.Tx, s access.Sight) (err error) {
		v, err = a.consentView(ctx, tx, s)
		return err
	})
	if err != nil {
		return ConsentView{}, err
	}
	return v, nil
}

func (a *App) consentView(ctx context.Context, tx *db.Tx, s access.Sight) (v ConsentView, err error) {
	key, err := a.Key(ctx, s)
	if err != nil {
		return v, err
	}
	v.Today, v.MayGive = tx.Today(), s.Records()
	if v.Case, err = cases.Get(ctx, tx, s); err != nil {
		return v, err
	}
	if s.Identity() {
		p, err := person.Get(ctx, tx, key, s.Person())
		if err != nil {
			return v, err
		}
		v.Identity = &p.Identity
	}
	if v.Consent, err = consent.Current(ctx, tx, key, s); err != nil {
		return v, err
	}
	if v.Blocks, err = consent.Blocks(ctx, tx, s); err != nil {
		return v, err
	}
	if err := v.rows(ctx, tx, s); err != nil {
		return v, err
	}
	if s.Self() {
		v.Reads, v.Readers, err = audit.OfPersonCount(ctx, tx, s.Person(), v.Consent.At)
	}
	return v, err
}

// rows fills in the units that the grid shows, ordered by actor, and those
// that can be added.
func (v *ConsentView) rows(ctx context.Context, tx *db.Tx, s access.Sight) error {
	all, err := cases.Parties(ctx, tx, s)
	if err != nil {
		return err
	}
	ids := newSet[id.Unit]()
	for _, p := range all {
		if p.State == access.TakesPart || p.State == access.Invited {
			ids.add(p.Unit)
		}
	}
	for u := range v.Consent.Grid {
		ids.add(u)
	}
	blocked := newSet[id.Unit]()
	for _, b := range v.Blocks {
		blocked.add(b.Unit)
	}
	if v.BlockUnits, err = org.Units(ctx, tx, blocked.list); err != nil {
		return err
	}
	found, err := org.Units(ctx, tx, ids.list)
	if err != nil {
		return err
	}
	for _, u := range found {
		v.Rows = append(v.Rows, u)
	}
	sortUnits(v.Rows)
	if !v.MayGive {
		return nil
	}
	area, err := cases.AreaOf(ctx, tx, s)
	if err != nil {
		return err
	}
	near, err := org.UnitsIn(ctx, tx, area)
	for _, u := range near {
		if _, ok := found[u.ID]; !ok && u.Kind != access.Forbund && u.Kind != access.Drift {
			v.Others = append(v.Others, u)
		}
	}
	return err
}

// sortUnits puts units in the order of the grid: by actor, then by name.
func sortUnits(all []org.Unit) {
	order := []access.Kind{access.Kommun, access.Vard, access.FK, access.AF}
	slices.SortFunc(all, func(a, b org.Unit) int {
		return cmp.Or(cmp.Compare(slices.Index(order, a.Kind), slices.Index(order, b.Kind)), cmp.Compare(a.Name, b.Name), cmp.Compare(a.ID, b.ID))
	})
}

// consentSummary counts the units with consent for the head of a case page.
func consentSummary(ctx context.Context, tx *db.Tx, s access.Sight) (c ConsentSummary, err error) {
	if !s.Circle() && !s.Records() && s.Categories() == 0 {
		return c, nil
	}
	_, err = tx.One(ctx, []any{&c.EndsOn, &c.Units}, `select c.ends_on,
		(select count(distinct cc.unit_id) from consent_cell cc where cc.consent_id = c.id and cc.until is null)
		from consent c where c.case_id = $1 and c.ended_at is null`, s.Case())
	if !s.Circle() {
		c.Units = min(c.Units, len(s.Categories().List()), 1)
	}
	return c, err
}

// GiveConsent makes the grid what the person decides, from now on. Owners of
// earlier items are told when somebody may learn more than before: extending
// a consent discloses nothing by itself.
func (a *App) GiveConsent(ctx context.Context, who access.Actor, c id.Case, n consent.New) (id.Consent, error) {
	given, err := a.Do(ctx, who, access.ConsentGive, access.Object{Case: c}, func(tx *db.Tx, s access.Sight) (string, error) {
		key, err := a.Key(ctx, s)
		if err != nil {
			return "", err
		}
		if s.Self() {
			n.How, n.GivenBy, n.ReceivedBy = consent.Digital, "person", ""
		} else {
			n.ReceivedBy = who.Function
		}
		if err := knownUnits(ctx, tx, slices.Collect(maps.Keys(n.Grid)), errs.Fault{Field: "grid", Key: "consent.grid.unit"}); err != nil {
			return "", err
		}
		given, steps, err := consent.Give(ctx, tx, key, s, n)
		if err != nil || len(steps) == 0 {
			return string(given), err
		}
		if err := note(ctx, tx, s, cases.Event{Kind: "consent"}); err != nil {
			return "", err
		}
		if err := a.tellUncovered(ctx, tx, s); err != nil {
			return "", err
		}
		return string(given), a.tellParties(ctx, tx, s)
	})
	return id.Consent(given), err
}

// knownUnits refuses receivers that do not exist, or that may never handle
// individuals (the federation, lag 2003:1210 7 §, sweden.md L12).
func knownUnits(ctx context.Context, tx *db.Tx, units []id.Unit, fault errs.Fault) error {
	found, err := org.Units(ctx, tx, units)
	if err != nil {
		return err
	}
	var f errs.Faults
	for _, u := range units {
		unit, ok := found[u]
		f.Check(ok && unit.Kind != access.Forbund && unit.Kind != access.Drift, fault.Field, fault.Key, "unit", string(u))
	}
	return f.Err()
}

// WithdrawConsent ends the consent for everybody, at once.
func (a *App) WithdrawConsent(ctx context.Context, who access.Actor, c id.Case, version int64) error {
	_, err := a.Do(ctx, who, access.ConsentWithdraw, access.Object{Case: c}, func(tx *db.Tx, s access.Sight) (string, error) {
		key, err := a.Key(ctx, s)
		if err != nil {
			return "", err
		}
		if _, err := consent.Withdraw(ctx, tx, key, s, version); err != nil {
			return "", err
		}
		if err := a.tellUncovered(ctx, tx, s); err != nil {
			return "", err
		}
		return string(c), note(ctx, tx, s, cases.Event{Kind: "withdrawn"})
	})
	return err
}

// SetBlock sets the person's "never to this unit". It wins over consent.
func (a *App) SetBlock(ctx context.Context, who access.Actor, c id.Case, u id.Unit) error {
	_, err := a.Do(ctx, who, access.BlockSet, access.Object{Case: c}, func(tx *db.Tx, s access.Sight) (string, error) {
		b, err := consent.SetBlock(ctx, tx, s, u)
		if err != nil {
			return "", err
		}
		return string(b), a.blockCalls(ctx, tx, s, u)
	})
	return err
}

// LiftBlock ends a block.
func (a *App) LiftBlock(ctx context.Context, who access.Actor, c id.Case, b id.Block) error {
	_, err := a.Do(ctx, who, access.BlockLift, access.Object{Case: c}, func(tx *db.Tx, s access.Sight) (string, error) {
		return string(b), consent.LiftBlock(ctx, tx, s, b)
	})
	return err
}

// note adds an event to the time line, by the reader's function.
func note(ctx context.Context, tx *db.Tx, s access.Sight, e cases.Event) error {
	e.Function = s.Function()
	return cases.Note(ctx, tx, s.Case(), e)
}
