package app

import (
	"context"

	"samverk/internal/access"
	"samverk/internal/cases"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/item"
	"samverk/internal/meeting"
	"samverk/internal/org"
	"samverk/internal/person"
	"samverk/internal/plan"
	"samverk/internal/seal"
)

// newestEvents is how many events a case page shows.
const newestEvents = 12

// CaseView is a case as one reader may see it.
type CaseView struct {
	Case       cases.Case
	Area       org.Area // empty for others than the person where the identity is protected
	Protection person.Protection
	Identity   *person.Identity // nil while the reader may not know who it is
	Reach      person.Profile   // how she wants to be reached, for staff who may know who it is
	Sight      access.Sight
	Items      []item.Item
	Pieces     []plan.Piece
	Conflicts  []plan.Conflict
	Plan       plan.Plan
	Parties    []PartyView
	Units      map[id.Unit]org.Unit
	Functions  map[id.Function]org.Function
	Events     []cases.Event
	Calls      []meeting.Call
	Consent    ConsentSummary
	Today      string
	May        map[access.Action]bool
}

// PartyView is a party with its function as it is today.
type PartyView struct {
	cases.Party
	Function org.Function
}

// ConsentSummary is what a case page says about consent.
type ConsentSummary struct {
	EndsOn string // empty when there is none
	Units  int    // with consent, as far as the reader may know
}

// Case returns a case as the actor may see it.
func (a *App) Case(ctx context.Context, who access.Actor, c id.Case) (CaseView, error) {
	var v CaseView
	err := a.See(ctx, who, access.CaseRead, access.Object{Case: c}, func(tx *db.Tx, s access.Sight) (err error) {
		v, err = a.CaseFor(ctx, tx, s)
		return err
	})
	if err != nil {
		return CaseView{}, err
	}
	return v, nil
}

// CaseFor is Case within an action that has been decided on, also of a package
// above.
func (a *App) CaseFor(ctx context.Context, tx *db.Tx, s access.Sight) (v CaseView, err error) {
	key, err := a.Key(ctx, s)
	if err != nil {
		return v, err
	}
	v.Sight, v.Today = s, tx.Today()
	if v.Case, err = cases.Get(ctx, tx, s); err != nil {
		return v, err
	}
	if err := v.who(ctx, tx, key); err != nil {
		return v, err
	}
	if v.Items, err = item.Visible(ctx, tx, key, s); err != nil {
		return v, err
	}
	if v.Parties, v.Functions, err = parties(ctx, tx, s, v.Items); err != nil {
		return v, err
	}
	if v.Units, err = units(ctx, tx, v.Items, v.Functions); err != nil {
		return v, err
	}
	if v.Plan, err = currentPlan(ctx, tx, s); err != nil {
		return v, err
	}
	if v.Consent, err = consentSummary(ctx, tx, s); err != nil {
		return v, err
	}
	if v.Calls, err = callsOf(ctx, tx, key, s); err != nil {
		return v, err
	}
	v.Pieces = pieces(v.Items, v.Functions)
	v.Conflicts = v.conflicts()
	v.May = mayInCase(s, v.Case)
	v.Events, err = cases.Events(ctx, tx, key, s, shown(v.Items), cases.Page{Limit: newestEvents})
	return v, err
}

// conflicts are those among the pieces that the reader sees; a closed case has
// none to mend.
func (v *CaseView) conflicts() []plan.Conflict {
	if v.Case.State == cases.StateClosed {
		return nil
	}
	return plan.Conflicts(v.Pieces, plan.Meta{FollowUpOn: v.Plan.FollowUpOn}, v.Today)
}

// who fills in whom the case is about, as far as the reader may know.
func (v *CaseView) who(ctx context.Context, tx *db.Tx, key *seal.Key) error {
	p, err := person.Get(ctx, tx, key, v.Sight.Person())
	if err != nil {
		return err
	}
	v.Protection = p.Protection
	if v.Sight.Identity() {
		v.Identity = &p.Identity
	}
	if v.Sight.Identity() && !v.Sight.Self() {
		v.Reach = p.Profile
	}
	if v.Sight.Place() {
		v.Area, err = org.AreaByID(ctx, tx, v.Case.Area)
	}
	return err
}

// parties returns the parties that the reader may know of, and every function
// that they or the items name.
func parties(ctx context.Context, tx *db.Tx, s access.Sight, items []item.Item) ([]PartyView, map[id.Function]org.Function, error) {
	all, err := cases.Parties(ctx, tx, s)
	if err != nil {
		return nil, nil, err
	}
	names := id.NewSet[id.Function]()
	for _, p := range all {
		names.Add(p.Function, p.InvitedBy)
	}
	for _, i := range items {
		names.Add(i.Author, i.Responsible)
	}
	functions, err := org.Functions(ctx, tx, names.List)
	if err != nil {
		return nil, nil, err
	}
	views := make([]PartyView, len(all))
	for n, p := range all {
		views[n] = PartyView{p, functions[p.Function]}
	}
	return views, functions, nil
}

// units returns the units that own items. Those of known functions need no
// question to the database.
func units(ctx context.Context, tx *db.Tx, items []item.Item, functions map[id.Function]org.Function) (map[id.Unit]org.Unit, error) {
	known := map[id.Unit]org.Unit{}
	for _, f := range functions {
		known[f.Unit] = org.Unit{ID: f.Unit, Name: f.UnitName, Short: f.UnitShort, Org: f.Org, OrgName: f.OrgName, Kind: f.Kind}
	}
	missing := id.NewSet[id.Unit]()
	for _, i := range items {
		if _, ok := known[i.Owner]; !ok && i.Owner != id.Self {
			missing.Add(i.Owner)
		}
	}
	if len(missing.List) == 0 {
		return known, nil
	}
	more, err := org.Units(ctx, tx, missing.List)
	for u, unit := range more {
		known[u] = unit
	}
	return known, err
}

// pieces makes the plan's pieces of the items that stand.
func pieces(items []item.Item, functions map[id.Function]org.Function) []plan.Piece {
	var all []plan.Piece
	for _, i := range items {
		if i.Gone || !i.Kind.Planned() {
			continue
		}
		weekly, _ := plan.ParseWeekly(i.Weekly) // checked when it was written
		f, known := functions[i.Responsible]
		all = append(all, plan.Piece{
			Item: i.ID, Version: i.Version, Owner: i.Owner, Kind: string(i.Kind), Category: i.Category, Code: i.Code,
			Status: i.Status, Title: i.Title, Start: i.Start, End: i.End, Extent: i.Extent, Weekly: weekly, Due: i.Due, Value: i.Value, About: i.About, Told: i.At,
			Responsible: i.Responsible, Vacant: known && f.Vacant(),
		})
	}
	plan.Sort(all)
	return all
}

// shown reports whether an item is among those that the reader sees.
func shown(items []item.Item) func(id.Item, id.Unit, access.Category) bool {
	seen := make(map[id.Item]bool, len(items))
	for _, i := range items {
		seen[i.ID] = true
	}
	return func(i id.Item, _ id.Unit, _ access.Category) bool { return seen[i] }
}

// mayInCase lists what the reader may do in a case as it stands, for the
// buttons of its page; do decides anew.
func mayInCase(s access.Sight, c cases.Case) map[access.Action]bool {
	f := access.Facts{
		Self: s.Self(), Proxy: s.Proxy() != "", Tasks: s.Tasks(), Holds: !s.Self(), Party: access.TakesPart, Role: access.Worker,
		Coordinator: !s.Self() && s.Function() == c.Coordinator, Asker: s.Records() && s.Function() != c.Coordinator,
	}
	may := map[access.Action]bool{}
	for act, states := range inState {
		if (states == "" || contains(states, c.State)) && access.Decide(act, f) == nil {
			may[act] = true
		}
	}
	return may
}

// inState says in which states of a case an action makes sense.
var inState = map[access.Action]string{
	access.CaseRest: "open", access.CaseResume: "resting", access.CaseEnd: "open resting", access.CaseClose: "closing",
	access.CaseReopen: "closed", access.PartyInvite: "open resting", access.PartyLeave: "open resting closing",
	access.ItemWrite: "open resting closing", access.PlanAgree: "open", access.ConsentGive: "", access.ConsentRead: "",
	access.ConsentWithdraw: "", access.BlockSet: "", access.PersonProtect: "", access.CallMake: "open resting closing", access.CaseObstacle: "",
}

// Writable refuses changes to the content of a closed case.
func Writable(ctx context.Context, tx *db.Tx, s access.Sight) error {
	c, err := cases.Get(ctx, tx, s)
	if err == nil && c.State == "closed" {
		err = errs.New(errs.Conflict, "case.closed")
	}
	return err
}
