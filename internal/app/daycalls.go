package app

import (
	"context"

	"samverk/internal/access"
	"samverk/internal/cases"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/forum"
	"samverk/internal/id"
	"samverk/internal/meeting"
)

// CallDay is what a day says of calls.
type CallDay struct {
	Waiting  []CallRow  // for the actor's answer
	Settle   []CallRow  // of the actor's own: somebody cannot come, or all have said what times suit them
	Told     []ToldCall // that the actor may answer in the place of others
	Proposed []DatedRow // cases where somebody proposes a SIP
}

// Len returns how many calls need the actor now.
func (d CallDay) Len() int { return len(d.Waiting) + len(d.Settle) + len(d.Told) + len(d.Proposed) }

// calls gathers what calls need the function.
func (d day) calls() error {
	waiting, err := meeting.ToAnswer(d.ctx, d.tx, d.who.Function, d.who.Unit, mostOnDay)
	if err != nil {
		return err
	}
	settle, err := meeting.ToSettle(d.ctx, d.tx, d.who.Function, d.who.Unit, mostOnDay)
	if err != nil {
		return err
	}
	rows, err := d.callRows(d.ctx, d.tx, d.who, d.log, append(waiting[:len(waiting):len(waiting)], settle...))
	if err != nil {
		return err
	}
	isOwn := map[id.Call]bool{}
	for _, l := range settle {
		isOwn[l.ID] = true
	}
	for _, r := range rows {
		if isOwn[r.Call.ID] {
			d.v.Calls.Settle = append(d.v.Calls.Settle, r)
		} else {
			d.v.Calls.Waiting = append(d.v.Calls.Waiting, r)
		}
	}
	told, err := meeting.ToldTo(d.ctx, d.tx, d.who.Function, d.who.Unit, mostOnDay)
	if err != nil {
		return err
	}
	if d.v.Calls.Told, err = toldCalls(d.ctx, d.tx, told); err != nil {
		return err
	}
	return d.proposals()
}

// proposals lists the cases where somebody lately has proposed a SIP to those
// who may call to one, and nothing has come of it.
func (d day) proposals() error {
	var on []string
	var all []cases.Listed
	err := d.tx.Each(d.ctx, func(scan db.Scan) error {
		var l cases.Listed
		var opened, at int64
		err := scan(&l.ID, &l.Ref, &l.Person, &l.Area, &l.State, &opened, &l.Coordinator, &at)
		l.OpenedAt = db.Time(opened)
		all, on = append(all, l), append(on, db.Time(at).Format("2006-01-02"))
		return err
	}, `select c.id, c.ref, c.person_id, c.area_id, c.state, c.opened_at, c.coordinator_id, max(e.at) from case_event e
		join cases c on c.id = e.case_id and c.state <> 'closed' join party pt on pt.case_id = c.id and pt.function_id = $1 and pt.state = 'takes_part'
		join unit u on u.id = pt.unit_id join organisation o on o.id = u.organisation_id and o.kind in ('kommun', 'vard')
		where e.kind = 'sip_proposed' and e.at > $2 and e.function_id <> $1
		and not exists (select 1 from call k join forum f on f.id = k.forum_id and f.kind = 'sip' where k.case_id = c.id and k.created_at > e.at)
		group by c.id, c.ref, c.person_id, c.area_id, c.state, c.opened_at, c.coordinator_id order by 8 desc, c.id limit $3`,
		d.who.Function, db.Micros(d.tx.Now.AddDate(0, 0, -newsDays)), mostOnDay)
	if err != nil || len(all) == 0 {
		return err
	}
	rows, seen, err := d.rowsOf(all)
	for i, l := range all {
		if r, ok := rows[l.ID]; ok && seen[l.ID].Circle() {
			d.v.Calls.Proposed = append(d.v.Calls.Proposed, DatedRow{r, on[i]})
		}
	}
	return err
}

// ownCalls gathers the calls that wait for the person's own answer.
func (d day) ownCalls() error {
	rows, _, err := d.personCalls()
	for _, r := range rows {
		if r.Call.Waits() && r.Call.PersonWay == meeting.PersonInvited && r.Call.PersonAnswer == "" {
			d.v.Calls.Waiting = append(d.v.Calls.Waiting, r)
		}
	}
	return err
}

// personCalls returns the calls about the person as lists show them, and as they
// stand.
func (d day) personCalls() ([]CallRow, map[id.Call]meeting.Listed, error) {
	all, err := meeting.OfPerson(d.ctx, d.tx, d.who.Person, mostCalls)
	if err != nil {
		return nil, nil, err
	}
	by := make(map[id.Call]meeting.Listed, len(all))
	for _, l := range all {
		by[l.ID] = l
	}
	rows, err := d.callRows(d.ctx, d.tx, d.who, d.log, all)
	return rows, by, err
}

// MyMeeting is a meeting about the person, as she sees it.
type MyMeeting struct {
	CallRow
	Question string
	Forum    string // name
	Caller   string // function and unit
}

// MyMeetings lists the meetings about the person, those to come first.
func (a *App) MyMeetings(ctx context.Context, who access.Actor) (rows []MyMeeting, err error) {
	err = a.seeing(ctx, who, access.CaseList, access.Object{}, func(tx *db.Tx, k *known) error {
		if !who.Self() {
			return errs.Missing()
		}
		d := day{a, ctx, tx, who, &DayView{}, k, map[id.Area]string{}}
		calls, full, err := d.personCalls()
		if err != nil || len(calls) == 0 {
			return err
		}
		rows, err = d.myMeetings(calls, full)
		return err
	})
	if err != nil {
		return nil, err
	}
	return rows, nil
}

// myMeetings adds to the person's calls what they are about, and who calls
// where.
func (d day) myMeetings(calls []CallRow, full map[id.Call]meeting.Listed) (rows []MyMeeting, err error) {
	names, which, where := id.NewSet[id.Function](), id.NewSet[id.Case](), id.NewSet[id.Forum]()
	for _, c := range calls {
		names.Add(c.Call.Caller)
		which.Add(c.Call.Case)
		where.Add(c.Call.Forum)
	}
	labels, err := labelsOf(d.ctx, d.tx, names.List)
	if err != nil {
		return nil, err
	}
	forums, err := forum.Names(d.ctx, d.tx, where.List)
	if err != nil {
		return nil, err
	}
	sights, err := d.sights(d.ctx, d.tx, d.who, which.List)
	if err != nil {
		return nil, err
	}
	for _, c := range calls {
		s := sights[c.Call.Case]
		key, err := d.Key(d.ctx, s)
		if err != nil {
			return nil, err
		}
		call, err := full[c.Call.ID].Unsealed(key, s)
		if err != nil {
			return nil, err
		}
		rows = append(rows, MyMeeting{CallRow: c, Question: call.Question, Forum: forums[c.Call.Forum], Caller: labels.function(c.Call.Caller)})
	}
	return rows, nil
}
