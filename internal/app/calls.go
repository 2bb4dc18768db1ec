package app

import (
	"context"
	"maps"
	"slices"
	"time"

	"samverk/internal/access"
	"samverk/internal/calendar"
	"samverk/internal/cases"
	"samverk/internal/consent"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/forum"
	"samverk/internal/id"
	"samverk/internal/job"
	"samverk/internal/meeting"
	"samverk/internal/org"
	"samverk/internal/person"
)

// NewCall is a call to a meeting as somebody writes it: into slots of a forum,
// or at times of its own, in a forum or outside all. Of several a time is sought
// among them.
type NewCall struct {
	Forum       id.Forum
	Slots       []id.Slot
	Times       []meeting.Time
	Place, Link string // at times of its own
	PersonWay   string
	Question    string
	Called      []id.Function
	Bring       map[id.Function]string
	Secretary   id.Function // the caller when not said
}

// inSlots reports whether the time is to be one that a forum has.
func (n NewCall) inSlots() bool { return n.Forum != "" && len(n.Times) == 0 }

// MakeCall calls to a meeting about a case. When the slot that was wanted has
// been taken it gets the next one that is free.
func (a *App) MakeCall(ctx context.Context, who access.Actor, c id.Case, n NewCall) (id.Call, error) {
	made, err := a.Do(ctx, who, access.CallMake, access.Object{Case: c}, func(tx *db.Tx, s access.Sight) (string, error) {
		if err := holdOpen(ctx, tx, s); err != nil {
			return "", err
		}
		if !s.Circle() {
			return "", errs.New(errs.Conflict, "call.circle")
		}
		key, err := a.Key(ctx, s)
		if err != nil {
			return "", err
		}
		var f errs.Faults
		t, err := a.drawCall(ctx, tx, who, s, n, &f)
		if err != nil {
			return "", err
		}
		if err := f.Merge(t.call.Check(who.Function, tx.Now)); err != nil {
			return "", err
		}
		if n.inSlots() { // the time is that of the slot, of which all has been said
			f = slices.DeleteFunc(f, func(x errs.Fault) bool { return x.Key == "call.time.missing" })
		}
		if err := a.checkPlace(ctx, tx, s, t.call, &f); err != nil {
			return "", err
		}
		if err := distinct(f).Err(); err != nil {
			return "", err
		}
		if err := t.takeSlot(ctx, tx, who); err != nil {
			return "", err
		}
		made, err := meeting.Make(ctx, tx, key, s, t.call)
		if err != nil {
			return "", err
		}
		if err := note(ctx, tx, s, cases.Event{Kind: "called", Unit: who.Unit}); err != nil {
			return "", err
		}
		return string(made), a.awaitCall(ctx, tx, s, made)
	})
	return id.Call(made), err
}

// holdOpen makes everybody else who changes the case wait, and refuses one that
// is closed.
func holdOpen(ctx context.Context, tx *db.Tx, s access.Sight) error {
	if _, err := tx.Exec(ctx, `update cases set version = version where id = $1`, s.Case()); err != nil {
		return err
	}
	return Writable(ctx, tx, s)
}

// distinct says everything that is wrong once.
func distinct(all errs.Faults) (once errs.Faults) {
	for _, f := range all {
		if !slices.ContainsFunc(once, func(o errs.Fault) bool { return o.Field == f.Field && o.Key == f.Key && maps.Equal(o.Args, f.Args) }) {
			once = append(once, f)
		}
	}
	return once
}

// draft is a call on its way, with the slot that is wanted for it.
type draft struct {
	call      meeting.New
	rules     CallRules
	functions map[id.Function]org.Function // the caller and the called
}

// drawCall makes of what was written the call as package meeting has it, and
// notes everything that does not hold.
func (a *App) drawCall(ctx context.Context, tx *db.Tx, who access.Actor, s access.Sight, n NewCall, f *errs.Faults) (*draft, error) {
	d := &draft{rules: CallRules{AnswerDays: usualAnswerDays}, call: meeting.New{
		Forum: n.Forum, Place: n.Place, Link: n.Link, PersonWay: n.PersonWay, Question: n.Question, Secretary: n.Secretary}}
	if n.Secretary == "" {
		d.call.Secretary = who.Function
	}
	if err := d.callees(ctx, tx, who, s, n, f); err != nil {
		return d, err
	}
	times := n.Times
	if n.Forum != "" {
		var err error
		if d.rules, err = a.callable(ctx, tx, s, n.Forum, d.functions[who.Function].Kind, f); err != nil {
			return d, err
		}
		if n.inSlots() {
			if times, err = d.slots(ctx, tx, n.Slots, f); err != nil {
				return d, err
			}
		}
	}
	if len(times) > 1 {
		d.call.Offers = times
	} else if len(times) == 1 {
		d.call.Time = times[0]
	}
	first := d.call.Start
	for _, t := range d.call.Offers {
		if first.IsZero() || t.Start.Before(first) {
			first = t.Start
		}
	}
	d.call.Due, d.call.Remind = answerTimes(tx.Now, first, d.rules.AnswerDays)
	d.rights(f)
	return d, personWay(ctx, tx, s, d.call, f)
}

// callees finds the functions that are to be called: each takes part in the
// case, and the consent lets its unit be told of meetings.
func (d *draft) callees(ctx context.Context, tx *db.Tx, who access.Actor, s access.Sight, n NewCall, f *errs.Faults) error {
	all, err := cases.Parties(ctx, tx, s)
	if err != nil {
		return err
	}
	covered, err := coveredUnits(ctx, tx, s)
	if err != nil {
		return err
	}
	if d.functions, err = org.Functions(ctx, tx, append([]id.Function{who.Function}, n.Called...)); err != nil {
		return err
	}
	units := map[id.Function]id.Unit{}
	for _, p := range all {
		if p.State == access.TakesPart {
			units[p.Function] = p.Unit
		}
	}
	for _, c := range n.Called {
		u, takes := units[c]
		name := d.functions[c].Name
		switch {
		case name == "":
			f.Add("called", "call.called.unknown")
		case !takes:
			f.Add("called", "call.called.party", "function", name)
		case d.functions[c].Ended:
			f.Add("called", "call.called.ended", "function", name)
		case !covered[u]:
			f.Add("called", "call.called.uncovered", "function", name)
		}
		d.call.Called = append(d.call.Called, meeting.Called{Function: c, Unit: u, Bring: n.Bring[c]})
	}
	return nil
}

// coveredUnits are the units that the consent lets be told of meetings today.
func coveredUnits(ctx context.Context, tx *db.Tx, s access.Sight) (map[id.Unit]bool, error) {
	_, list, err := consent.Covered(ctx, tx, s, access.Plan)
	covered := map[id.Unit]bool{}
	for _, u := range list {
		covered[u] = true
	}
	return covered, err
}

// callable finds whether an actor of a kind may call the case to a forum, and
// notes why not.
func (a *App) callable(ctx context.Context, tx *db.Tx, s access.Sight, of id.Forum, k access.Kind, f *errs.Faults) (CallRules, error) {
	one, err := forum.ByID(ctx, tx, of)
	if errs.Is(err, errs.NotFound) {
		f.Add("forum", "call.forum.missing")
		return CallRules{AnswerDays: usualAnswerDays}, nil
	}
	if err != nil {
		return CallRules{}, err
	}
	area, err := cases.AreaOf(ctx, tx, s)
	if err != nil {
		return CallRules{}, err
	}
	r, err := a.rulesOf(ctx, tx, one)
	if why := r.refuses(area, k); why != "" {
		f.Add("forum", why)
	}
	return r, err
}

// refuses says why an actor of a kind cannot call a case of an area to the
// forum, as a message key; "" when it can.
func (r CallRules) refuses(area id.Area, k access.Kind) string {
	switch {
	case r.Forum.Area != area:
		return "call.forum.area"
	case !r.Forum.Persons():
		return "call.forum.level"
	case r.Forum.Status != forum.Active:
		return "call.forum.state"
	case r.Needs && !r.InForce:
		return "call.forum.agreement"
	case !r.MayCall(k) && r.Forum.Kind == forum.SIP:
		return "call.forum.sip"
	case !r.MayCall(k):
		return "call.forum.actor"
	}
	return ""
}

// rights notes what the rules of the forum do not let be: actors that are not
// called there, and minutes that another actor keeps (S299).
func (d *draft) rights(f *errs.Faults) {
	if d.rules.Forum.ID == "" {
		return
	}
	for _, c := range d.call.Called {
		fn := d.functions[c.Function]
		f.Check(fn.ID == "" || d.rules.IsCalled(fn.Kind), "called", "call.called.actor", "function", fn.Name)
	}
	holds := forum.PresetOf(d.rules.Forum.Kind).Holds
	f.Check(holds == "" || d.functions[d.call.Secretary].Kind == holds, "secretary", "call.secretary.holds")
}

// slots are the times of slots of the forum's sittings. Where the meeting is
// held the sitting says, else the forum.
func (d *draft) slots(ctx context.Context, tx *db.Tx, chosen []id.Slot, f *errs.Faults) (times []meeting.Time, err error) {
	for _, c := range chosen {
		slot, err := forum.SlotByID(ctx, tx, c)
		if err != nil && !errs.Is(err, errs.NotFound) {
			return nil, err
		}
		sitting, err := forum.SittingByID(ctx, tx, slot.Sitting)
		if err != nil && !errs.Is(err, errs.NotFound) {
			return nil, err
		}
		if sitting.ID == "" || sitting.Forum != d.rules.Forum.ID || sitting.State != forum.SittingPlanned {
			f.Add("slot", "call.slot.missing")
			continue
		}
		d.at(sitting)
		times = append(times, meeting.Time{Start: slot.Start, End: slot.End, Slot: slot.ID})
	}
	f.Check(len(chosen) > 0, "slot", "call.slot.missing")
	return times, nil
}

func (d *draft) at(s forum.Sitting) {
	d.call.Sitting, d.call.Place, d.call.Link = s.ID, s.Place, s.Link
	if s.Place == "" && s.Link == "" {
		d.call.Place, d.call.Link = d.rules.Forum.Place, d.rules.Forum.Link
	}
}

// takeSlot takes the slot of a call that has one, or the next that is free.
func (d *draft) takeSlot(ctx context.Context, tx *db.Tx, who access.Actor) error {
	if d.call.Slot == "" {
		d.call.Sitting = ""
		return nil
	}
	got, err := forum.Take(ctx, tx, d.call.Sitting, d.call.Slot, forum.UseCase, who.Function)
	d.call.Time = meeting.Time{Start: got.Start, End: got.End, Slot: got.ID}
	return err
}

// personWay notes when the person is to be left out though she has not agreed
// to that for the day of the meeting.
func personWay(ctx context.Context, tx *db.Tx, s access.Sight, n meeting.New, f *errs.Faults) error {
	if n.PersonWay != meeting.PersonWithout {
		return nil
	}
	c, err := meeting.ConsentNow(ctx, tx, s)
	on := tx.Today()
	if !n.Start.IsZero() {
		on, _ = calendar.Wall(n.Start)
	}
	f.Check(c.InForce(on), "person_way", "call.person_way.consent")
	return err
}

// checkPlace refuses a place or a link that tells who the person is: calendars
// show it, and those who are told that an answer does not come.
func (a *App) checkPlace(ctx context.Context, tx *db.Tx, s access.Sight, n meeting.New, f *errs.Faults) error {
	name := ""
	if s.Identity() {
		key, err := a.Key(ctx, s)
		if err != nil {
			return err
		}
		p, err := person.Get(ctx, tx, key, s.Person())
		if err != nil {
			return err
		}
		name = p.Name
	}
	*f = append(*f, tellsWho(name, map[string]string{"place": n.Place})...)
	f.Check(!id.HasNumber(n.Link), "link", "text.identity.number") // its other digits are the meeting's own
	f.Check(!names(n.Link, name), "link", "text.identity.name")
	return nil
}

// answerTimes says when answers to a call are due, after some working days, and
// when those who have not answered are reminded. Of the time until the meeting
// a quarter is left for others to answer in their place.
func answerTimes(now, start time.Time, days int) (due, remind time.Time) {
	due, remind = calendar.Due(now, days), calendar.Due(now, days/2)
	if latest := start.Add(-start.Sub(now) / 4); !start.IsZero() && latest.Before(due) {
		due = latest
	}
	if half := now.Add(due.Sub(now) / 2); !remind.Before(due) {
		remind = half
	}
	return due, remind
}

// awaitCall tells everybody who is called, and sees to it that an answer that
// does not come is noticed.
func (a *App) awaitCall(ctx context.Context, tx *db.Tx, s access.Sight, c id.Call) error {
	if err := a.tellCalled(ctx, tx, c, s.Function()); err != nil {
		return err
	}
	return a.enqueueDue(ctx, tx, c)
}

// enqueueDue looks again when the next answer to the call is due.
func (a *App) enqueueDue(ctx context.Context, tx *db.Tx, c id.Call) error {
	var next int64
	found, err := tx.One(ctx, []any{&next}, `select due_at from call_party where call_id = $1 and due_at is not null order by due_at limit 1`, c)
	if err != nil || !found {
		return err
	}
	return job.Enqueue(ctx, tx, jobCall, string(c), db.Time(next).Add(time.Second))
}

// tellCalled lets every function that is called, but the one that acts, know
// that something waits, while it takes part in the case.
func (a *App) tellCalled(ctx context.Context, tx *db.Tx, c id.Call, but id.Function) error {
	all, err := db.All(ctx, tx, func(scan db.Scan) (f id.Function, err error) { return f, scan(&f) },
		`select p.function_id from call_party p join party pt on pt.case_id = p.case_id and pt.function_id = p.function_id and pt.state = 'takes_part'
		where p.call_id = $1 and p.function_id <> $2 order by p.function_id`, c, but)
	if err != nil {
		return err
	}
	return a.tellSome(ctx, tx, all...)
}

// ProposeSIP tells those who may call to a SIP, the municipality and the care,
// that somebody else sees the need: the law lets nobody else call to one.
func (a *App) ProposeSIP(ctx context.Context, who access.Actor, c id.Case) error {
	_, err := a.Do(ctx, who, access.CallMake, access.Object{Case: c}, func(tx *db.Tx, s access.Sight) (string, error) {
		if err := holdOpen(ctx, tx, s); err != nil {
			return "", err
		}
		told, err := callersOfSIP(ctx, tx, s)
		switch {
		case err != nil:
			return "", err
		case len(told) == 0:
			return "", errs.New(errs.Conflict, "call.sip.nobody")
		}
		if err := note(ctx, tx, s, cases.Event{Kind: "sip_proposed", Unit: who.Unit}); err != nil {
			return "", err
		}
		return string(c), a.tellSome(ctx, tx, told...)
	})
	return err
}

// callersOfSIP lists the functions of the case that may call to a SIP: the one
// that leads when it may, else all of them.
func callersOfSIP(ctx context.Context, tx *db.Tx, s access.Sight) (all []id.Function, err error) {
	covered, err := coveredUnits(ctx, tx, s)
	if err != nil {
		return nil, err
	}
	var leader id.Function
	err = tx.Each(ctx, func(scan db.Scan) error {
		var f id.Function
		var u id.Unit
		var leads bool
		if err := scan(&f, &u, &leads); err != nil {
			return err
		}
		if leads {
			leader = f
		}
		if covered[u] {
			all = append(all, f)
		}
		return nil
	}, `select pt.function_id, pt.unit_id, pt.function_id = c.coordinator_id from party pt join cases c on c.id = pt.case_id
		join function f on f.id = pt.function_id and f.ended_at is null join unit u on u.id = f.unit_id join organisation o on o.id = u.organisation_id
		where pt.case_id = $1 and pt.state = 'takes_part' and pt.function_id <> $2 and o.kind in ('kommun', 'vard') order by pt.function_id`, s.Case(), s.Function())
	if leader != "" {
		return []id.Function{leader}, err
	}
	return all, err
}
