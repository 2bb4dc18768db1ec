package app

import (
	"context"
	"slices"

	"samverk/internal/access"
	"samverk/internal/cases"
	"samverk/internal/consent"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/item"
	"samverk/internal/org"
	"samverk/internal/plan"
	"samverk/internal/seal"
)

// Handing is to whom a version of an item goes, and on which ground.
type Handing struct {
	Receivers    []id.Unit // nobody leaves it a working note
	Ground       access.Ground
	Provision    string
	GroundReason string
}

// NewItem is an item to be written, and who gets it.
type NewItem struct {
	item.New
	Handing
}

// ReviseItem is a new version of an item, and who gets that.
type ReviseItem struct {
	item.Change
	Handing
}

// DiscloseItem hands the newest version to more units.
type DiscloseItem struct {
	Version int64
	Handing
}

// ReceiversView is who would get an item of a category.
type ReceiversView struct {
	Covered   []org.Unit // the consent lets them be told
	Uncovered []org.Unit // parties that it does not let be told
}

// Receivers returns who would get an item of a category, before it is written.
func (a *App) Receivers(ctx context.Context, who access.Actor, c id.Case, cat access.Category) (ReceiversView, error) {
	var v ReceiversView
	err := a.See(ctx, who, access.CaseRead, access.Object{Case: c}, func(tx *db.Tx, s access.Sight) (err error) {
		v, err = Receiving(ctx, tx, s, cat)
		return err
	})
	if err != nil {
		return ReceiversView{}, err
	}
	return v, nil
}

// Receiving is Receivers within an action that has been decided on, also of a
// package above. It lists who may be told, to a reader who may know who takes part; a
// reader who may not gets no names, and can hand nothing over.
func Receiving(ctx context.Context, tx *db.Tx, s access.Sight, cat access.Category) (v ReceiversView, err error) {
	if !s.Circle() {
		return v, nil
	}
	_, covered, err := consent.Covered(ctx, tx, s, cat)
	if err != nil {
		return v, err
	}
	ps, err := cases.Parties(ctx, tx, s)
	if err != nil {
		return v, err
	}
	ids := id.NewSet[id.Unit]()
	ids.Add(covered...)
	for _, p := range ps {
		if p.State == access.TakesPart {
			ids.Add(p.Unit)
		}
	}
	all, err := org.Units(ctx, tx, ids.List)
	for _, u := range all {
		switch {
		case u.ID == s.Unit():
		case slices.Contains(covered, u.ID):
			v.Covered = append(v.Covered, u)
		default:
			v.Uncovered = append(v.Uncovered, u)
		}
	}
	sortUnits(v.Covered)
	sortUnits(v.Uncovered)
	return v, err
}

// WriteItem adds an item and hands it to its receivers.
func (a *App) WriteItem(ctx context.Context, who access.Actor, c id.Case, n NewItem) (id.Item, error) {
	i, err := a.Do(ctx, who, access.ItemWrite, access.Object{Case: c}, func(tx *db.Tx, s access.Sight) (string, error) {
		i, err := a.Write(ctx, tx, s, n)
		return string(i), err
	})
	return id.Item(i), err
}

// Write is WriteItem within an action that has been decided on, also of a
// package above.
func (a *App) Write(ctx context.Context, tx *db.Tx, s access.Sight, n NewItem) (id.Item, error) {
	key, err := a.beginWriting(ctx, tx, s, n.Content)
	if err != nil {
		return "", both(err, n.New.Check())
	}
	i, err := item.Write(ctx, tx, key, s, n.New)
	if err != nil {
		return "", err
	}
	s.Sees(s.Unit(), n.Category, access.OwnItem) // the log says what sort of information it was
	if n.Own && !s.Self() {
		// Written down for the person: the unit that wrote it has it from her.
		if err := a.hand(ctx, tx, key, s, i, 1, n.Category, Handing{Receivers: []id.Unit{s.Unit()}, Ground: access.ByConsent}); err != nil {
			return "", err
		}
	}
	if err := a.hand(ctx, tx, key, s, i, 1, n.Category, n.Handing); err != nil {
		return "", err
	}
	if n.Kind == item.Said || n.Kind == item.Fact {
		return i, nil // the time line tells that there was a meeting, or a first picture, not every word
	}
	return i, a.written(ctx, tx, s, inPlan(n.Kind, n.Handing), cases.Event{Kind: "written", Item: i, Unit: owner(s, n.New), Category: n.Category})
}

// owner is whose a new item is.
func owner(s access.Sight, n item.New) id.Unit {
	if n.Own {
		return id.Self
	}
	return s.Unit()
}

// inPlan reports whether a version becomes part of the plan: when it is handed
// to anybody, and is of a kind that the plan has.
func inPlan(k item.Kind, h Handing) bool { return k.Planned() && len(h.Receivers) > 0 }

// written notes an item's new version, and begins the next version of the plan
// when that changes what stands in it.
func (a *App) written(ctx context.Context, tx *db.Tx, s access.Sight, planned bool, e cases.Event) error {
	if planned {
		if _, err := plan.Prepare(ctx, tx, s); err != nil {
			return err
		}
	}
	return note(ctx, tx, s, e)
}

// both gathers the faults of two checks of one input.
func both(first, second error) error {
	var f errs.Faults
	if err := f.Merge(first); err != nil {
		return err
	}
	if err := f.Merge(second); err != nil {
		return err
	}
	return f.Err()
}

// beginWriting checks what a feature alone cannot: that the case is open and
// the responsible function exists today, and the weekly times.
func (a *App) beginWriting(ctx context.Context, tx *db.Tx, s access.Sight, c item.Content) (*seal.Key, error) {
	if err := Writable(ctx, tx, s); err != nil {
		return nil, err
	}
	var f errs.Faults
	if _, err := plan.ParseWeekly(c.Weekly); err != nil {
		if err := f.Merge(err); err != nil {
			return nil, err
		}
	}
	if c.Responsible != "" {
		fn, err := org.FunctionByID(ctx, tx, c.Responsible)
		if err != nil && !errs.Is(err, errs.NotFound) {
			return nil, err
		}
		f.Check(err == nil, "responsible", "item.responsible.missing")
		f.Check(!fn.Ended, "responsible", "item.responsible.ended")
	}
	if err := f.Err(); err != nil {
		return nil, err
	}
	return a.Key(ctx, s)
}

// hand writes the disclosures of one version, and tells the receivers that
// something waits.
func (a *App) hand(ctx context.Context, tx *db.Tx, key *seal.Key, s access.Sight, i id.Item, version int64, cat access.Category, h Handing) error {
	if len(h.Receivers) == 0 {
		return nil
	}
	if h.Ground == "" {
		h.Ground = access.ByConsent
	}
	given, covered, err := consent.Covered(ctx, tx, s, cat)
	if err != nil {
		return err
	}
	if !s.Circle() {
		// An answer about another unit would tell whether that unit takes part.
		covered = slices.DeleteFunc(covered, func(u id.Unit) bool { return u != s.Unit() })
	}
	blocked, err := blockedUnits(ctx, tx, s)
	if err != nil {
		return err
	}
	if h.Ground == access.ByLaw {
		given = ""
		if err := knownUnits(ctx, tx, h.Receivers, errs.Fault{Field: "units", Key: "disclosure.unit.unknown"}); err != nil {
			return err
		}
	} else if !s.Records() {
		blocked = nil // not covered either, and no more is for the reader to know
	}
	return item.Hand(ctx, tx, key, s, item.Disclose{
		Item: i, Version: version, Units: h.Receivers, Ground: h.Ground, Provision: h.Provision, Reason: h.GroundReason,
		Consent: given, Covered: covered, Blocked: blocked,
	})
}

func blockedUnits(ctx context.Context, tx *db.Tx, s access.Sight) ([]id.Unit, error) {
	return db.All(ctx, tx, func(scan db.Scan) (u id.Unit, err error) { return u, scan(&u) },
		`select unit_id from block where person_id = $1 and lifted_at is null`, s.Person())
}

// ReviseItem adds a version with a reason. Those who are not among the
// receivers go on seeing the version they were handed before.
func (a *App) ReviseItem(ctx context.Context, who access.Actor, c id.Case, r ReviseItem) error {
	_, err := a.Do(ctx, who, access.ItemRevise, access.Object{Case: c, Item: r.Item}, func(tx *db.Tx, s access.Sight) (string, error) {
		now, err := a.revisable(ctx, tx, s, r.Item)
		if err != nil {
			return "", err
		}
		r.Value, r.About = now.Value, now.About // no form of all items asks for these
		return string(r.Item), a.Rewrite(ctx, tx, s, r)
	})
	return err
}

// revisable returns an item that can be revised where all items are: one that
// has a page of its own is changed there, since that page checks what it says.
func (a *App) revisable(ctx context.Context, tx *db.Tx, s access.Sight, i id.Item) (item.Item, error) {
	key, err := a.Key(ctx, s)
	if err != nil {
		return item.Item{}, err
	}
	now, err := item.One(ctx, tx, key, s, i)
	if err == nil && now.Gone {
		err = errs.Missing()
	}
	if err == nil && now.Kind.Apart() {
		err = errs.New(errs.Conflict, "item.apart")
	}
	return now, err
}

// Rewrite is ReviseItem likewise.
func (a *App) Rewrite(ctx context.Context, tx *db.Tx, s access.Sight, r ReviseItem) error {
	key, err := a.beginWriting(ctx, tx, s, r.Content)
	if err != nil {
		return err
	}
	now, err := item.One(ctx, tx, key, s, r.Item)
	if err == nil && now.Gone {
		err = errs.Missing()
	}
	if err != nil {
		return err
	}
	version, err := item.Revise(ctx, tx, key, s, r.Change)
	if err != nil {
		return err
	}
	if err := a.hand(ctx, tx, key, s, r.Item, version, now.Category, r.Handing); err != nil {
		return err
	}
	if now.Kind == item.Fact {
		return nil
	}
	return a.written(ctx, tx, s, inPlan(now.Kind, r.Handing), cases.Event{Kind: "revised", Item: r.Item, Unit: now.Owner, Category: now.Category})
}

// DiscloseItem hands the newest version of an item to more units.
func (a *App) DiscloseItem(ctx context.Context, who access.Actor, c id.Case, i id.Item, d DiscloseItem) error {
	_, err := a.Do(ctx, who, access.ItemDisclose, access.Object{Case: c, Item: i}, func(tx *db.Tx, s access.Sight) (string, error) {
		key, err := a.Key(ctx, s)
		if err != nil {
			return "", err
		}
		now, err := item.One(ctx, tx, key, s, i)
		if err == nil && now.Gone {
			err = errs.Missing()
		}
		if err == nil && now.Kind != item.Summary {
			err = Writable(ctx, tx, s) // the summary of a closed case is there to be handed on
		}
		if err != nil {
			return "", err
		}
		if now.Newest != d.Version {
			return "", errs.Changed(now)
		}
		if len(d.Receivers) == 0 {
			return "", errs.Faults{{Field: "units", Key: "disclosure.units.none"}}.Err()
		}
		return string(i), a.hand(ctx, tx, key, s, i, d.Version, now.Category, d.Handing)
	})
	return err
}

// ItemView is an item with its versions and its ledger.
type ItemView struct {
	Case      cases.Case
	Item      item.Item
	History   []item.Item
	Ledger    []item.Handed
	Units     map[id.Unit]org.Unit
	Functions map[id.Function]org.Function
	Receivers ReceiversView
	May       map[access.Action]bool
}

// Item returns an item as the actor may see it.
func (a *App) Item(ctx context.Context, who access.Actor, c id.Case, i id.Item) (ItemView, error) {
	var v ItemView
	err := a.See(ctx, who, access.ItemRead, access.Object{Case: c, Item: i}, func(tx *db.Tx, s access.Sight) (err error) {
		v, err = a.itemView(ctx, tx, s, i)
		return err
	})
	if err != nil {
		return ItemView{}, err
	}
	return v, nil
}

func (a *App) itemView(ctx context.Context, tx *db.Tx, s access.Sight, i id.Item) (v ItemView, err error) {
	key, err := a.Key(ctx, s)
	if err != nil {
		return v, err
	}
	if v.Case, err = cases.Get(ctx, tx, s); err != nil {
		return v, err
	}
	if v.Item, err = item.One(ctx, tx, key, s, i); err != nil {
		return v, err
	}
	if v.History, err = item.History(ctx, tx, key, s, i); err != nil {
		return v, err
	}
	if v.Ledger, err = item.Ledger(ctx, tx, s, i); err != nil {
		return v, err
	}
	if v.Receivers, err = Receiving(ctx, tx, s, v.Item.Category); err != nil {
		return v, err
	}
	if err := v.names(ctx, tx); err != nil {
		return v, err
	}
	owns, open := v.Item.Owner == s.Unit() && (s.Proxy() == "" || s.Tasks().Has(access.TaskWrite)), v.Case.State != "closed"
	v.May = map[access.Action]bool{
		access.ItemRevise: owns && open && !v.Item.Gone, access.ItemDisclose: owns && (open || v.Item.Kind == item.Summary) && !v.Item.Gone,
		access.ItemRecall: owns && !s.Self(), access.ItemCopy: !owns && !s.Self() && !v.Item.Gone,
	}
	return v, nil
}

// names fills in the functions and units that the item and its ledger name.
func (v *ItemView) names(ctx context.Context, tx *db.Tx) (err error) {
	functions, receivers := id.NewSet[id.Function](), id.NewSet[id.Unit]()
	for _, h := range v.History {
		functions.Add(h.Author, h.Responsible)
	}
	for _, h := range v.Ledger {
		functions.Add(h.By)
		receivers.Add(h.Unit)
	}
	if v.Item.Owner != id.Self {
		receivers.Add(v.Item.Owner)
	}
	if v.Functions, err = org.Functions(ctx, tx, functions.List); err != nil {
		return err
	}
	v.Units, err = org.Units(ctx, tx, receivers.List)
	return err
}

// AskRecall asks for a disclosure that went wrong to be taken back.
func (a *App) AskRecall(ctx context.Context, who access.Actor, c id.Case, i id.Item, d id.Disclosure, reason string) error {
	_, err := a.Do(ctx, who, access.ItemRecall, access.Object{Case: c, Item: i}, func(tx *db.Tx, s access.Sight) (string, error) {
		r, err := item.AskRecall(ctx, tx, s, i, d, who.User, reason)
		return string(r), err
	})
	return err
}

// ConfirmRecall takes a disclosure back, by another person than the one who
// asked.
func (a *App) ConfirmRecall(ctx context.Context, who access.Actor, c id.Case, i id.Item, r id.Recall) error {
	_, err := a.Do(ctx, who, access.ItemRecall, access.Object{Case: c, Item: i}, func(tx *db.Tx, s access.Sight) (string, error) {
		key, err := a.Key(ctx, s)
		if err != nil {
			return "", err
		}
		now, err := item.One(ctx, tx, key, s, i)
		if err != nil {
			return "", err
		}
		if err := item.ConfirmRecall(ctx, tx, s, i, r, who.User); err != nil {
			return "", err
		}
		return string(r), note(ctx, tx, s, cases.Event{Kind: "recalled", Item: i, Unit: s.Unit(), Category: now.Category})
	})
	return err
}

// CopyItem notes in the ledger that the reader's unit keeps what it sees in its
// own record.
func (a *App) CopyItem(ctx context.Context, who access.Actor, c id.Case, i id.Item) error {
	_, err := a.Do(ctx, who, access.ItemCopy, access.Object{Case: c, Item: i}, func(tx *db.Tx, s access.Sight) (string, error) {
		key, err := a.Key(ctx, s)
		if err != nil {
			return "", err
		}
		return string(i), item.Copy(ctx, tx, key, s, i)
	})
	return err
}
