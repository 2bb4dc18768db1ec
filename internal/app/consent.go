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
	"samverk/internal/item"
	"samverk/internal/org"
	"samverk/internal/person"
	"samverk/internal/seal"
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
	Protection person.Protection
	Pending    consent.Pending // waits to be confirmed; to those who may note what the person decides
	Received   org.Function    // who received the consent, where the reader may know
	Held       []item.Held     // what units have been told of so far, to the person
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
	v.Today, v.MayGive = tx.Today(), s.Records() && (s.Proxy() == "" || s.Tasks().Has(access.TaskConsent))
	if v.Case, err = cases.Get(ctx, tx, s); err != nil {
		return v, err
	}
	if s.Identity() {
		p, err := person.Get(ctx, tx, key, s.Person())
		if err != nil {
			return v, err
		}
		v.Identity, v.Protection = &p.Identity, p.Protection
	}
	if v.Consent, err = consent.Current(ctx, tx, key, s); err != nil {
		return v, err
	}
	if v.Blocks, err = consent.Blocks(ctx, tx, s); err != nil {
		return v, err
	}
	if v.Pending, err = consent.Waiting(ctx, tx, key, s); err != nil {
		return v, err
	}
	if v.Consent.ReceivedBy != "" {
		if v.Received, err = org.FunctionByID(ctx, tx, v.Consent.ReceivedBy); err != nil {
			return v, err
		}
	}
	if v.Held, err = item.HeldBy(ctx, tx, s); err != nil {
		return v, err
	}
	if err := v.rows(ctx, tx, s); err != nil {
		return v, err
	}
	if s.Self() && s.Proxy() == "" { // the log is hers alone
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
	ids := id.NewSet[id.Unit]()
	for _, p := range all {
		if p.State == access.TakesPart || p.State == access.Invited {
			ids.Add(p.Unit)
		}
	}
	for u := range v.Consent.Grid {
		ids.Add(u)
	}
	for u := range v.Pending.Wanted.Grid {
		ids.Add(u)
	}
	blocked := id.NewSet[id.Unit]()
	for _, b := range v.Blocks {
		blocked.Add(b.Unit)
	}
	if v.BlockUnits, err = org.Units(ctx, tx, blocked.List); err != nil {
		return err
	}
	found, err := org.Units(ctx, tx, ids.List)
	if err != nil {
		return err
	}
	for _, u := range found {
		v.Rows = append(v.Rows, u)
	}
	sortUnits(v.Rows)
	if !v.MayGive || s.Self() && v.Protection.Restricted() {
		return nil // somebody may stand behind a person with protected identity: no list of who is near
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
// a consent discloses nothing by itself. What a person with protected identity
// asks for here beyond what stands waits until a function has met her: then
// what is returned is empty.
func (a *App) GiveConsent(ctx context.Context, who access.Actor, c id.Case, n consent.New) (id.Consent, error) {
	given, err := a.Do(ctx, who, access.ConsentGive, access.Object{Case: c}, func(tx *db.Tx, s access.Sight) (string, error) {
		key, err := a.Key(ctx, s)
		if err != nil {
			return "", err
		}
		if err := complete(ctx, tx, s, &n); err != nil {
			return "", err
		}
		waits, err := a.awaits(ctx, tx, key, s, n)
		if err != nil || waits {
			return "", err
		}
		given, steps, err := consent.Give(ctx, tx, key, s, n)
		if err != nil {
			return "", err
		}
		if err := consent.Drop(ctx, tx, s, "replaced"); err != nil || len(steps) == 0 {
			return string(given), err
		}
		return string(given), a.Consented(ctx, tx, s)
	})
	return id.Consent(given), err
}

// complete fills in what follows from who decides, and refuses receivers that
// there are not.
func complete(ctx context.Context, tx *db.Tx, s access.Sight, n *consent.New) error {
	n.ReceivedBy, n.Representative = s.Function(), s.Proxy()
	if s.Self() {
		n.How, n.GivenBy, n.SignedOn = consent.Digital, givenBy(s), ""
	}
	of, err := cases.Get(ctx, tx, s)
	n.Opened = db.DayOf(of.OpenedAt)
	if err != nil {
		return err
	}
	return knownUnits(ctx, tx, slices.Collect(maps.Keys(n.Grid)), errs.Fault{Field: "grid", Key: "consent.grid.unit"})
}

// awaits keeps what a person with protected identity asks for here until it is
// confirmed, when it is more than what stands; what it takes away is taken at
// once. It reports whether anything waits.
func (a *App) awaits(ctx context.Context, tx *db.Tx, key *seal.Key, s access.Sight, n consent.New) (bool, error) {
	guarded, err := restricted(ctx, tx, s)
	if err != nil || !guarded || !s.Self() {
		return false, err
	}
	waits, narrowed, err := consent.Await(ctx, tx, key, s, n)
	if err == nil && narrowed {
		err = a.Consented(ctx, tx, s)
	}
	if err != nil || !waits {
		return false, err
	}
	return true, a.tellLeader(ctx, tx, s)
}

// restricted reports whether the person's identity is protected.
func restricted(ctx context.Context, tx *db.Tx, s access.Sight) (bool, error) {
	all, err := person.Outlines(ctx, tx, []id.Person{s.Person()})
	return all[s.Person()].Protection.Restricted(), err
}

// Happened notes an event, and lets the function that leads the case know.
func (a *App) Happened(ctx context.Context, tx *db.Tx, s access.Sight, e cases.Event) error {
	if err := note(ctx, tx, s, e); err != nil {
		return err
	}
	return a.tellLeader(ctx, tx, s)
}

// Consented notes that the grid has changed, and tells those whom it concerns.
func (a *App) Consented(ctx context.Context, tx *db.Tx, s access.Sight) error {
	if err := note(ctx, tx, s, cases.Event{Kind: "consent"}); err != nil {
		return err
	}
	if err := a.tellUncovered(ctx, tx, s); err != nil {
		return err
	}
	return a.tellParties(ctx, tx, s)
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
		if err := consent.Drop(ctx, tx, s, "withdrawn"); err != nil {
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

// LiftBlock ends a block. That of a person with protected identity is lifted by
// a function that has met her.
func (a *App) LiftBlock(ctx context.Context, who access.Actor, c id.Case, b id.Block) error {
	_, err := a.Do(ctx, who, access.BlockLift, access.Object{Case: c}, func(tx *db.Tx, s access.Sight) (string, error) {
		guarded, err := restricted(ctx, tx, s)
		if err == nil && guarded && s.Self() {
			err = errs.New(errs.Conflict, "block.lift.met")
		}
		if err != nil {
			return "", err
		}
		return string(b), consent.LiftBlock(ctx, tx, s, b)
	})
	return err
}

// remindConsents tells those who lead cases that a consent comes to its end, 30,
// 14 and 3 days before. The person sees it on her own page.
func (a *App) remindConsents(ctx context.Context) error {
	return ByItself(ctx, a, func(ctx context.Context, tx *db.Tx) ([]consent.Ending, error) {
		return consent.Endings(ctx, tx, overdueAtRun)
	}, func(e consent.Ending) (access.Object, string) { return access.Object{Case: e.Case}, string(e.Case) },
		func(ctx context.Context, tx *db.Tx, e consent.Ending) (bool, error) {
			if mine, err := consent.Reminded(ctx, tx, e); err != nil || !mine {
				return false, err
			}
			return true, a.Tell(ctx, tx, e.Leads)
		})
}

// givenBy is who decides, when nobody notes it for her.
func givenBy(s access.Sight) string {
	if s.Proxy() != "" {
		return "representative"
	}
	return "person"
}

// note adds an event to the time line, by the reader's function, or by who acts
// for the person.
func note(ctx context.Context, tx *db.Tx, s access.Sight, e cases.Event) error {
	e.Function, e.Proxy = s.Function(), s.Proxy()
	return cases.Note(ctx, tx, s.Case(), e)
}
