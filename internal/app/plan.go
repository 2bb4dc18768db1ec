package app

import (
	"context"
	"maps"
	"slices"
	"strconv"

	"samverk/internal/access"
	"samverk/internal/cases"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/item"
	"samverk/internal/login"
	"samverk/internal/org"
	"samverk/internal/plan"
)

// PlanView is one version of a plan as one reader may see it.
type PlanView struct {
	CaseView
	Versions []plan.Plan
	Receipts []plan.Receipt
	Number   int
	Frozen   bool
}

// AgreePlan is what is recorded when a plan is agreed.
type AgreePlan struct {
	Version    int64 // of the plan that was seen
	PersonPart string
	FollowUpOn string
}

// CompareView is what differs between two versions, as far as the reader may
// see it.
type CompareView struct {
	CaseView
	Versions []plan.Plan
	From, To int
	Changes  []plan.Change
	Before   []item.Item // what stood in From; Items is what stands in To
}

// Plan returns a version of the plan; number 0 is the one that stands now.
func (a *App) Plan(ctx context.Context, who access.Actor, c id.Case, number int) (PlanView, error) {
	return a.planFor(ctx, who, access.PlanRead, c, number)
}

// PlanFile returns the plan as it stands, to be taken out of Samverk as a file.
func (a *App) PlanFile(ctx context.Context, who access.Actor, c id.Case) (PlanView, error) {
	if err := a.Spend(ctx, who, login.CostlyExport, access.PlanExport); err != nil {
		return PlanView{}, err
	}
	return a.planFor(ctx, who, access.PlanExport, c, 0)
}

func (a *App) planFor(ctx context.Context, who access.Actor, act access.Action, c id.Case, number int) (PlanView, error) {
	var v PlanView
	err := a.See(ctx, who, act, access.Object{Case: c}, func(tx *db.Tx, s access.Sight) (err error) {
		v, err = a.planView(ctx, tx, s, number)
		return err
	})
	if err != nil {
		return PlanView{}, err
	}
	return v, nil
}

func (a *App) planView(ctx context.Context, tx *db.Tx, s access.Sight, number int) (v PlanView, err error) {
	if v.CaseView, err = a.CaseFor(ctx, tx, s); err != nil {
		return v, err
	}
	if v.Versions, err = plan.Versions(ctx, tx, s, 0); err != nil {
		return v, err
	}
	if number != 0 {
		if v.Plan, err = plan.Get(ctx, tx, s, number); err != nil {
			return v, err
		}
	}
	v.Number, v.Frozen = v.Plan.Number, v.Plan.State == plan.Agreed
	if !v.Frozen {
		return v, nil
	}
	if v.Items, err = a.frozen(ctx, tx, s, v.Number); err != nil {
		return v, err
	}
	v.Pieces = pieces(v.Items, v.Functions)
	v.Conflicts = v.conflicts()
	v.Receipts, err = plan.Informed(ctx, tx, s, v.Number)
	return v, err
}

// frozen returns the items of an agreed plan in the versions that it froze.
func (a *App) frozen(ctx context.Context, tx *db.Tx, s access.Sight, number int) ([]item.Item, error) {
	key, err := a.Key(ctx, s)
	if err != nil {
		return nil, err
	}
	entries, err := plan.Entries(ctx, tx, s, number)
	if err != nil {
		return nil, err
	}
	versions := make(map[id.Item]int64, len(entries))
	for _, e := range entries {
		versions[e.Item] = e.Version
	}
	return item.At(ctx, tx, key, s, versions)
}

// AgreePlan freezes the plan with what has been disclosed so far, and informs
// every party.
func (a *App) AgreePlan(ctx context.Context, who access.Actor, c id.Case, n AgreePlan) (int, error) {
	number, err := a.Do(ctx, who, access.PlanAgree, access.Object{Case: c}, func(tx *db.Tx, s access.Sight) (string, error) {
		if err := Writable(ctx, tx, s); err != nil {
			return "", err
		}
		entries, err := entriesNow(ctx, tx, s)
		if err != nil {
			return "", err
		}
		ps, err := cases.Parties(ctx, tx, s)
		if err != nil {
			return "", err
		}
		p, err := plan.Agree(ctx, tx, s, plan.Agreement{
			Version: n.Version, PersonPart: n.PersonPart, FollowUpOn: n.FollowUpOn,
			Entries: entries, Informed: takingPart(ps), By: who.Function,
		})
		if err != nil {
			return "", err
		}
		if err := note(ctx, tx, s, cases.Event{Kind: "agreed"}); err != nil {
			return "", err
		}
		return strconv.Itoa(p.Number), a.tellParties(ctx, tx, s)
	})
	if err != nil {
		return 0, err
	}
	return strconv.Atoi(number)
}

func takingPart(ps []cases.Party) (ids []id.Party) {
	for _, p := range ps {
		if p.State == access.TakesPart {
			ids = append(ids, p.ID)
		}
	}
	return ids
}

// entriesNow is what the plan freezes: of every item that stands and is
// disclosed to anybody, the newest version disclosed; working notes are not
// part of the plan. It names versions only, and holds no content.
func entriesNow(ctx context.Context, tx *db.Tx, s access.Sight) ([]plan.Entry, error) {
	return db.All(ctx, tx, func(scan db.Scan) (e plan.Entry, err error) { return e, scan(&e.Item, &e.Version) },
		`select i.id, max(d.version) from item i join disclosure d on d.item_id = i.id and d.kind = 'disclosed'
		left join recall r on r.disclosure_id = d.id and r.confirmed_at is not null
		where i.case_id = $1 and i.kind not in ('note', 'said', 'decision') and r.id is null group by i.id order by i.id`, s.Case())
}

// ReadPlan notes that the actor's party has taken part of an agreed plan.
func (a *App) ReadPlan(ctx context.Context, who access.Actor, c id.Case, number int) error {
	_, err := a.Do(ctx, who, access.PlanRead, access.Object{Case: c}, func(tx *db.Tx, s access.Sight) (string, error) {
		own, err := ownParty(ctx, tx, s)
		if err != nil {
			return "", err
		}
		_, err = plan.MarkRead(ctx, tx, s, number, own.ID)
		return strconv.Itoa(number), err
	})
	return err
}

// ComparePlans returns the differences between two versions; number 0 is what
// stands now.
func (a *App) ComparePlans(ctx context.Context, who access.Actor, c id.Case, from, to int) (CompareView, error) {
	var v CompareView
	err := a.See(ctx, who, access.PlanRead, access.Object{Case: c}, func(tx *db.Tx, s access.Sight) error {
		before, err := a.planView(ctx, tx, s, from)
		if err != nil {
			return err
		}
		after, err := a.planView(ctx, tx, s, to)
		if err != nil {
			return err
		}
		v = CompareView{CaseView: after.CaseView, Versions: after.Versions, From: from, To: to, Before: before.Items}
		v.Functions = maps.Clone(after.Functions)
		more, err := namesOf(ctx, tx, append(slices.Clone(before.Items), after.Items...))
		maps.Copy(v.Functions, more)
		v.Changes = plan.Diff(before.Pieces, after.Pieces)
		return err
	})
	if err != nil {
		return CompareView{}, err
	}
	return v, nil
}

// namesOf returns the functions that items name.
func namesOf(ctx context.Context, tx *db.Tx, items []item.Item) (map[id.Function]org.Function, error) {
	names := id.NewSet[id.Function]()
	for _, i := range items {
		names.Add(i.Author, i.Responsible)
	}
	return org.Functions(ctx, tx, names.List)
}

// currentPlan returns the plan that stands now, the zero Plan when there is
// none yet.
func currentPlan(ctx context.Context, tx *db.Tx, s access.Sight) (plan.Plan, error) {
	p, err := plan.Current(ctx, tx, s)
	if errs.Is(err, errs.NotFound) {
		return plan.Plan{}, nil
	}
	return p, err
}
