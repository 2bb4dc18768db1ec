package app

import (
	"context"
	"slices"
	"time"

	"samverk/internal/access"
	"samverk/internal/calendar"
	"samverk/internal/cases"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/feed"
	"samverk/internal/forum"
	"samverk/internal/id"
	"samverk/internal/job"
	"samverk/internal/meeting"
	"samverk/internal/org"
	"samverk/internal/person"
	"samverk/internal/seal"
)

const (
	mostSittings = 12  // of a forum that a call page offers
	mostCalls    = 200 // of a case
)

// CaseTop is which case something belongs to, as far as the reader may know.
type CaseTop struct {
	Case       cases.Case
	Identity   *person.Identity // nil while the reader may not know who it is
	AreaName   string           // empty where the identity is protected
	Protection person.Protection
	Reach      person.Profile // how she wants to be reached, for staff who may know who it is
}

func (a *App) caseTop(ctx context.Context, tx *db.Tx, s access.Sight) (t CaseTop, key *seal.Key, err error) {
	if key, err = a.Key(ctx, s); err != nil {
		return t, key, err
	}
	if t.Case, err = cases.Get(ctx, tx, s); err != nil {
		return t, key, err
	}
	v := CaseView{Case: t.Case, Sight: s}
	err = v.who(ctx, tx, key)
	t.Identity, t.AreaName, t.Protection, t.Reach = v.Identity, v.Area.Name, v.Protection, v.Reach
	return t, key, err
}

// CallView is a call to a meeting as one reader may see it.
type CallView struct {
	CaseTop
	Call       meeting.Call
	Forum      forum.Forum // the zero Forum outside forums
	Parties    []CallParty // outside the circle the reader's own only
	Offers     []meeting.Offer
	Taken      map[id.Offer][]id.Function // those who have not marked a time, and are taken then as their calendars say
	Best       id.Offer                   // of the times that are offered; empty when none will do
	Events     []meeting.Event
	Functions  map[id.Function]org.Function
	Missing    []access.Kind   // actors that the forum demands and that are not called
	Consent    meeting.Consent // to meet without the person
	Obstructed string          // message key of why it cannot begin; empty when it can
	Seen       access.Sight
	Today      string
	May        map[access.Action]bool
}

// CallParty is a party with its function as it is today.
type CallParty struct {
	meeting.Party
	Function  org.Function
	Calls     bool
	Secretary bool
	Reached   bool   // it takes part, and the consent lets its unit be told of the meeting
	Busy      bool   // its own calendar says that it is taken then
	Unsent    string // message key of why the message to it did not go out; the caller alone is told
}

// Own returns the reader's own function among the called, and whether it is.
func (v CallView) Own() (CallParty, bool) {
	i := slices.IndexFunc(v.Parties, func(p CallParty) bool { return p.Party.Function == v.Seen.Function() && v.Seen.Function() != "" })
	if i < 0 {
		return CallParty{}, false
	}
	return v.Parties[i], true
}

// Call returns a call as the actor may see it.
func (a *App) Call(ctx context.Context, who access.Actor, c id.Case, call id.Call) (CallView, error) {
	var v CallView
	err := a.seeing(ctx, who, access.CallRead, access.Object{Case: c, Call: call}, func(tx *db.Tx, k *known) (err error) {
		v, err = a.callView(ctx, tx, k, call)
		return err
	})
	if err != nil {
		return CallView{}, err
	}
	return v, nil
}

func (a *App) callView(ctx context.Context, tx *db.Tx, k *known, call id.Call) (v CallView, err error) {
	s := k.sight
	top, key, err := a.caseTop(ctx, tx, s)
	if err != nil {
		return v, err
	}
	v.CaseTop, v.Seen, v.Today, v.Taken = top, s, tx.Today(), map[id.Offer][]id.Function{}
	if v.Call, err = meeting.Get(ctx, tx, key, s, call); err != nil {
		return v, err
	}
	if v.Offers, err = meeting.Offers(ctx, tx, s, call); err != nil {
		return v, err
	}
	if v.Events, err = meeting.Events(ctx, tx, s, call, mostCalls); err != nil {
		return v, err
	}
	if err := v.parties(ctx, tx, key); err != nil {
		return v, err
	}
	if err := v.rules(ctx, tx, a); err != nil {
		return v, err
	}
	if err := v.person(ctx, tx); err != nil {
		return v, err
	}
	v.May = k.may(v.Case, access.CallAnswer, access.CallChange, access.MeetingRead, access.MeetingWrite, access.MeetingKeep, access.MinutesRead)
	if k.Calls {
		return v, v.unsent(ctx, tx)
	}
	return v, nil
}

// may lists which of some actions the actor may do in a case that is not
// closed, for the buttons of a page; do decides anew.
func (k known) may(c cases.Case, some ...access.Action) map[access.Action]bool {
	may := map[access.Action]bool{}
	for _, act := range some {
		if access.Decide(act, k.Facts) == nil && c.State != cases.StateClosed {
			may[act] = true
		}
	}
	return may
}

// parties fills in who is called, and every function that the page names.
func (v *CallView) parties(ctx context.Context, tx *db.Tx, key *seal.Key) error {
	all, err := meeting.Parties(ctx, tx, key, v.Seen, v.Call.ID)
	if err != nil {
		return err
	}
	names := id.NewSet[id.Function]()
	names.Add(v.Call.Caller, v.Call.Secretary)
	for _, p := range all {
		names.Add(p.Function, p.AnsweredBy, p.Told)
	}
	for _, e := range v.Events {
		names.Add(e.Function, e.About)
	}
	for _, o := range v.Offers {
		names.Add(o.By)
		for f := range o.Marks {
			names.Add(f)
		}
	}
	if v.Functions, err = org.Functions(ctx, tx, names.List); err != nil {
		return err
	}
	for _, p := range all {
		v.Parties = append(v.Parties, CallParty{Party: p, Function: v.Functions[p.Function], Calls: p.Function == v.Call.Caller, Secretary: p.Function == v.Call.Secretary})
	}
	slices.SortStableFunc(v.Parties, func(a, b CallParty) int {
		switch {
		case a.Calls != b.Calls && a.Calls:
			return -1
		case a.Calls != b.Calls:
			return 1
		}
		return 0
	})
	return v.reach(ctx, tx)
}

// reach fills in whom of the called the consent still lets be told, and who is
// taken by something else at the time.
func (v *CallView) reach(ctx context.Context, tx *db.Tx) error {
	covered, err := coveredUnits(ctx, tx, v.Seen)
	if err != nil {
		return err
	}
	all, err := cases.Parties(ctx, tx, v.Seen)
	if err != nil {
		return err
	}
	takes := map[id.Function]bool{}
	for _, p := range all {
		takes[p.Function] = p.State == access.TakesPart
	}
	for i, p := range v.Parties {
		v.Parties[i].Reached = takes[p.Party.Function] && (covered[p.Unit] || p.Calls)
	}
	return v.busy(ctx, tx)
}

// busy fills in at which of the times that are spoken of the parties are taken,
// as their own calendars say: at the meeting's, while they have not answered,
// and at those that are offered.
func (v *CallView) busy(ctx context.Context, tx *db.Tx) error {
	if !v.Call.Waits() {
		return nil
	}
	var of []id.Function
	for _, p := range v.Parties {
		of = append(of, p.Party.Function)
	}
	first, last := v.span()
	if first.IsZero() {
		return nil
	}
	busy, err := feed.Busy(ctx, tx, of, first, last)
	for i, p := range v.Parties {
		f := p.Party.Function
		taken := func(start, end time.Time) bool {
			return slices.ContainsFunc(busy[f], func(s calendar.Span) bool { return s.Overlaps(start, end) })
		}
		v.Parties[i].Busy = p.Answer == "" && !v.Call.Start.IsZero() && taken(v.Call.Start, v.Call.End)
		for _, o := range v.Offers {
			if o.Marks[f] == "" && taken(o.Start, o.End) {
				v.Taken[o.ID] = append(v.Taken[o.ID], f)
			}
		}
	}
	return err
}

// span is from the first moment that is spoken of to the last; zero when there
// is none.
func (v *CallView) span() (first, last time.Time) {
	first, last = v.Call.Start, v.Call.End
	for _, o := range v.Offers {
		if first.IsZero() || o.Start.Before(first) {
			first = o.Start
		}
		if o.End.After(last) {
			last = o.End
		}
	}
	return first, last
}

// rules fills in what the forum demands, and which time is the best.
func (v *CallView) rules(ctx context.Context, tx *db.Tx, a *App) error {
	var kinds []access.Kind
	if v.Call.Forum != "" {
		f, err := forum.ByID(ctx, tx, v.Call.Forum)
		if err != nil {
			return err
		}
		r, err := a.rulesOf(ctx, tx, f)
		if err != nil {
			return err
		}
		v.Forum, kinds = f, r.Must()
	}
	if !v.Seen.Circle() {
		return nil
	}
	var must []id.Function
	for _, k := range kinds {
		have := false
		for _, p := range v.Parties {
			if p.Function.Kind == k {
				have, must = true, append(must, p.Party.Function)
			}
		}
		if !have {
			v.Missing = append(v.Missing, k)
		}
	}
	if best, ok := meeting.Best(v.Offers, must, tx.Now); ok {
		v.Best = best.ID
	}
	return nil
}

// person fills in whether the meeting may begin for the person's sake.
func (v *CallView) person(ctx context.Context, tx *db.Tx) (err error) {
	if v.Consent, err = meeting.ConsentNow(ctx, tx, v.Seen); err != nil || !v.Call.Waits() {
		return err
	}
	err = meeting.MayMeet(ctx, tx, v.Call, v.Today)
	if errs.Is(err, errs.Conflict) {
		v.Obstructed, err = faultKey(err), nil
	}
	return err
}

// callsOf lists the calls of a case that the reader may see.
func callsOf(ctx context.Context, tx *db.Tx, key *seal.Key, s access.Sight) ([]meeting.Call, error) {
	return meeting.OfCase(ctx, tx, key, s, mostCalls)
}

// CallRow is a call in a list, with its case.
type CallRow struct {
	CaseRow
	Call meeting.Call // without words
}

// callsInSitting returns the calls in a sitting that the reader may see, by
// their slots: to others a slot is taken, by whom they do not learn.
func (a *App) callsInSitting(ctx context.Context, tx *db.Tx, who access.Actor, k *known, on id.Sitting) (map[id.Slot]CallRow, error) {
	all, err := meeting.InSitting(ctx, tx, who.Unit, on)
	if err != nil {
		return nil, err
	}
	rows, err := a.callRows(ctx, tx, who, k, all)
	by := make(map[id.Slot]CallRow, len(rows))
	for _, r := range rows {
		by[r.Call.Slot] = r
	}
	return by, err
}

// callRows makes rows of calls of many cases, of those that the reader may see:
// each is put to the Sight of its case. What it shows is noted in known, for
// the log.
func (a *App) callRows(ctx context.Context, tx *db.Tx, who access.Actor, k *known, all []meeting.Listed) ([]CallRow, error) {
	which := id.NewSet[id.Case]()
	for _, l := range all {
		which.Add(l.Case)
	}
	if len(which.List) == 0 {
		return nil, nil
	}
	sights, err := a.sights(ctx, tx, who, which.List)
	if err != nil {
		return nil, err
	}
	shown := id.NewSet[id.Case]()
	var seen []meeting.Listed
	for _, l := range all {
		if s, ok := sights[l.Case]; ok && l.Visible(s) {
			seen = append(seen, l)
			shown.Add(l.Case)
		}
	}
	for _, c := range shown.List {
		k.also = append(k.also, sights[c])
	}
	listed, err := day{App: a, ctx: ctx, tx: tx}.listed(shown.List)
	if err != nil {
		return nil, err
	}
	made, err := a.caseRows(ctx, tx, who, listed)
	if err != nil {
		return nil, err
	}
	by := map[id.Case]CaseRow{}
	for _, r := range made {
		by[r.ID] = r
	}
	rows := make([]CallRow, 0, len(seen))
	for _, l := range seen {
		c := l.Seen(sights[l.Case])
		c.Secretary = ""
		rows = append(rows, CallRow{by[l.Case], c})
	}
	return rows, nil
}

// unsent fills in why messages to the called did not go out.
func (v *CallView) unsent(ctx context.Context, tx *db.Tx) error {
	var subjects []string
	for _, p := range v.Parties {
		subjects = append(subjects, string(p.Party.Function))
	}
	failed, err := job.Faults(ctx, tx, jobNotify, subjects)
	for i, p := range v.Parties {
		v.Parties[i].Unsent = failed[string(p.Party.Function)]
	}
	return err
}
