package app

import (
	"context"
	"strconv"
	"time"

	"samverk/internal/access"
	"samverk/internal/cases"
	"samverk/internal/db"
	"samverk/internal/forum"
	"samverk/internal/id"
	"samverk/internal/item"
	"samverk/internal/job"
	"samverk/internal/matter"
	"samverk/internal/org"
	"samverk/internal/review"
	"samverk/internal/seal"
)

const (
	soon      = 14 // days ahead that what is due shows
	endsSoon  = 30 // days ahead that a consent's end shows
	newsDays  = 14 // days that an answer stays news
	mostOnDay = 50 // of each sort
)

// DayView is what needs the actor now.
type DayView struct {
	Requests       []RequestRow // that wait for an answer from the function
	Asked          []RequestRow // of its own: with a question, or answered lately
	SentAround     []RequestRow // that nobody took on, for the coordinator of the area
	Invitations    []InvitationRow
	Commitments    []DueRow
	FollowUps      []DatedRow
	ConsentsEnding []DatedRow
	Confirmations  []DatedRow      // consents of persons with protected identity that wait for a function to meet them
	Matters        []matter.Matter // that persons ask of the unit, without whom; to the person what has been answered and she has not read
	Reviews        []review.Review // controls of the log to judge and sign, for managers
	Calls          CallDay
	Briefs         BriefDay
	Meetings       []MeetingRow   // today's, and those that wait for something
	Sittings       []forum.Named  // of the function's forums, today
	MoreMinutes    int            // unread, beyond those among Meetings
	Vacant         []org.Function // for coordinators and managers
	Undelivered    int            // failed jobs, for the administrator
	Changes        int            // that wait for her as the second of two
	Open           int            // the function's open cases
	Recent         []CaseRow      // the newest
	Endings        []EndRow       // livelihood and certificates of the unit's own that end soon
	Obstacles      ObstacleDay
	Agreements     []AgreementDue // to sign, to draft anew and to review
	Coordinations  []CoordinationDue
	Results        ResultDay
	Today          string
}

// InvitationRow is an invitation that waits for an answer. It does not tell
// whom it is about.
type InvitationRow struct {
	Case     id.Case
	AreaName string // empty where the identity is protected
	ByName   string
	At       time.Time
	Version  int64
}

// DueRow is an activity or a commitment that the actor answers for.
type DueRow struct {
	CaseRow
	Item    id.Item
	Kind    item.Kind
	Title   string
	Due     string
	Overdue bool
}

// DatedRow is a case and the date that it is listed for.
type DatedRow struct {
	CaseRow
	On string
}

// Day returns what needs the actor now. What it says of a case follows the rule
// of the case's own page.
func (a *App) Day(ctx context.Context, who access.Actor) (DayView, error) {
	var v DayView
	err := a.seeing(ctx, who, access.DayRead, access.Object{}, func(tx *db.Tx, k *known) error {
		d := day{a, ctx, tx, who, &v, k, map[id.Area]string{}}
		v.Today = tx.Today()
		if who.Self() {
			return d.ofPerson()
		}
		f, err := org.FunctionByID(ctx, tx, who.Function)
		if err != nil {
			return err
		}
		return d.ofFunction(f)
	})
	if err != nil {
		return DayView{}, err
	}
	return v, nil
}

// day fills in a DayView.
type day struct {
	*App
	ctx context.Context
	tx  *db.Tx
	who access.Actor
	v   *DayView
	log *known

	areas map[id.Area]string // filled when first needed
}

func (d day) date(ahead int) string {
	today, err := time.Parse(time.DateOnly, d.tx.Today())
	if err != nil {
		return ""
	}
	return today.AddDate(0, 0, ahead).Format(time.DateOnly)
}

func (d day) ofFunction(f org.Function) (err error) {
	if err := d.sittings(); err != nil {
		return err
	}
	if err := d.obstacles(f.Role); err != nil {
		return err
	}
	if err := d.agreements(f.Role); err != nil {
		return err
	}
	if err := d.matters(f.Role); err != nil {
		return err
	}
	if err := d.reviews(f); err != nil {
		return err
	}
	switch f.Role {
	case access.Admin:
		failed, err := job.Failed(d.ctx, d.tx, mostOnDay)
		if d.v.Undelivered = len(failed); err != nil {
			return err
		}
		d.v.Changes, err = org.ChangesToAnswer(d.ctx, d.tx, d.who.Org, d.who.User)
		return err
	case access.Federation:
		return nil // never handles individuals (lag 2003:1210 7 §)
	}
	for _, part := range []func() error{d.requests, d.invitations, d.cases, d.commitments, d.endings, d.results, d.meetings, d.calls} {
		if err := part(); err != nil {
			return err
		}
	}
	if err := d.coordinations(f); err != nil {
		return err
	}
	if err := d.briefs(f); err != nil {
		return err
	}
	return d.vacancies(f)
}

// requests gathers what lies with the function and what it has sent, with one
// question for all names.
func (d day) requests() error {
	waiting, err := cases.RequestsTo(d.ctx, d.tx, d.who.Function, []string{cases.RequestSent}, cases.Page{Limit: mostOnDay})
	if err != nil {
		return err
	}
	told, err := cases.RequestsTold(d.ctx, d.tx, d.who.Function, mostOnDay)
	if err != nil {
		return err
	}
	asked, err := d.asked()
	if err != nil {
		return err
	}
	around, err := d.around()
	if err != nil {
		return err
	}
	waiting = append(told, waiting...)
	all := append(append(append([]cases.RequestRow{}, waiting...), asked...), around...)
	rows, err := d.requestRows(d.ctx, d.tx, d.who, all)
	if err != nil || len(rows) == 0 {
		return err
	}
	n, m := len(waiting), len(waiting)+len(asked)
	d.v.Requests, d.v.Asked, d.v.SentAround = rows[:n], rows[n:m], rows[m:]
	return nil
}

// asked lists the function's own requests that have a question, or an answer
// that is news.
func (d day) asked() ([]cases.RequestRow, error) {
	return d.someRequests(`r.from_function = $1 and r.to_function <> $1 and (r.state = 'question' or exists (
		select 1 from request_event e where e.request_id = r.id and e.at > $2 and e.kind in ('accepted', 'declined', 'forwarded')))`)
}

// around lists declined requests that the function was told of because the
// person has been sent around, until somebody asks anew.
func (d day) around() ([]cases.RequestRow, error) {
	rows, err := d.someRequests(`r.told_function = $1 and r.state = 'declined' and r.sent_at > $2
		and not exists (select 1 from request n where n.person_id = r.person_id and n.created_at > r.created_at)`)
	for i := range rows {
		if !rows[i].Consented {
			rows[i].Person = ""
		}
	}
	return rows, err
}

func (d day) someRequests(which string) ([]cases.RequestRow, error) {
	news := db.Micros(d.tx.Now.AddDate(0, 0, -newsDays))
	return db.All(d.ctx, d.tx, func(scan db.Scan) (r cases.RequestRow, err error) {
		var created, sent int64
		err = scan(&r.ID, &r.Person, &r.Area, &r.Topic, &r.From, &r.To, &r.State, &r.Consented, &created, &sent, &r.Case, &r.Version, &r.Restricted)
		r.CreatedAt, r.SentAt = db.Time(created), db.Time(sent)
		return r, err
	}, `select r.id, r.person_id, r.area_id, r.topic, coalesce(r.from_function, ''), r.to_function, r.state, r.consented, r.created_at,
			coalesce(r.sent_at, 0), coalesce(r.case_id, ''), r.version, p.protection <> 'none'
		from request r join person p on p.id = r.person_id and p.erased_at is null where `+which+`
		and (p.protection = 'none' or exists (select 1 from named_function nf where nf.person_id = p.id and nf.function_id = $1))
		order by case when r.state = 'question' then 0 else 1 end, r.created_at desc, r.id limit $3`, d.who.Function, news, mostOnDay)
}

func (d day) invitations() error {
	all, err := cases.InvitationsTo(d.ctx, d.tx, d.who.Function, mostOnDay)
	if err != nil || len(all) == 0 {
		return err
	}
	by := id.NewSet[id.Function]()
	for _, i := range all {
		by.Add(i.InvitedBy)
	}
	names, err := labelsOf(d.ctx, d.tx, by.List)
	for _, i := range all {
		r := InvitationRow{Case: i.Case, ByName: names.function(i.InvitedBy), At: i.InvitedAt, Version: i.Version}
		if !i.Restricted {
			r.AreaName = names.areas[i.Area]
		}
		d.v.Invitations = append(d.v.Invitations, r)
	}
	return err
}

// cases gathers the lists of cases, with one question for all that rows show.
func (d day) cases() error {
	recent, err := cases.ListOf(d.ctx, d.tx, d.who.Function, cases.StateOpen, cases.Page{Limit: 5})
	if err != nil {
		return err
	}
	follow, followOn, err := d.dated(`join plan pl on pl.case_id = c.id and pl.state = 'agreed'`, `pl.follow_up_on`,
		`pl.follow_up_on <= $2 and pt.case_state in ('open', 'resting')
		and not exists (select 1 from plan later where later.case_id = c.id and later.number > pl.number and later.state = 'agreed')`, soon)
	if err != nil {
		return err
	}
	ending, endsOn, err := d.dated(`join consent co on co.case_id = c.id and co.ended_at is null`, `co.ends_on`,
		`co.ends_on <= $2 and pt.case_state <> 'closed' and (c.coordinator_id = $1 or exists (
			select 1 from request rq where rq.id = c.request_id and rq.from_function = $1))`, endsSoon)
	if err != nil {
		return err
	}
	waiting, waitsFrom, err := d.dated(`join pending_consent pc on pc.case_id = c.id and pc.settled_at is null`, `pc.asked_at`,
		`pt.case_state <> 'closed' and $2 <> '' and (c.coordinator_id = $1 or exists (
			select 1 from request rq where rq.id = c.request_id and rq.from_function = $1))`, 0)
	if err != nil {
		return err
	}
	if err := d.open(); err != nil {
		return err
	}
	rows, seen, err := d.rowsOf(recent, follow, ending, waiting)
	if err != nil {
		return err
	}
	for _, l := range recent {
		if r, ok := rows[l.ID]; ok {
			d.v.Recent = append(d.v.Recent, r)
		}
	}
	for i, l := range follow {
		// When a plan is followed up is of the category plan.
		if r, ok := rows[l.ID]; ok && seen[l.ID].Circle() {
			d.v.FollowUps = append(d.v.FollowUps, DatedRow{r, followOn[i]})
		}
	}
	for i, l := range ending {
		if r, ok := rows[l.ID]; ok && seen[l.ID].Records() {
			d.v.ConsentsEnding = append(d.v.ConsentsEnding, DatedRow{r, endsOn[i]})
		}
	}
	for i, l := range waiting {
		if r, ok := rows[l.ID]; ok && seen[l.ID].Records() {
			d.v.Confirmations = append(d.v.Confirmations, DatedRow{r, dayOfMicros(waitsFrom[i])})
		}
	}
	return nil
}

// dayOfMicros is the day of a time as a list by dates reads it.
func dayOfMicros(at string) string {
	micros, err := strconv.ParseInt(at, 10, 64)
	if err != nil {
		return ""
	}
	return db.DayOf(db.Time(micros))
}

// dated lists cases that the function takes part in by a date, the first first.
func (d day) dated(join, column, which string, ahead int) (all []cases.Listed, on []string, err error) {
	err = d.tx.Each(d.ctx, func(scan db.Scan) error {
		var l cases.Listed
		var opened int64
		var date string
		err := scan(&l.ID, &l.Ref, &l.Person, &l.Area, &l.State, &opened, &l.Coordinator, &l.PartyState, &date)
		l.OpenedAt = db.Time(opened)
		all, on = append(all, l), append(on, date)
		return err
	}, `select c.id, c.ref, c.person_id, c.area_id, c.state, c.opened_at, c.coordinator_id, pt.state, `+column+`
		from party pt join cases c on c.id = pt.case_id `+join+`
		where pt.function_id = $1 and pt.state = 'takes_part' and `+which+`
		order by `+column+`, c.id limit $3`, d.who.Function, d.date(ahead), mostOnDay)
	return all, on, err
}

func (d day) open() error {
	_, err := d.tx.One(d.ctx, []any{&d.v.Open}, `select count(*) from party
		where function_id = $1 and case_state in ('open', 'resting', 'closing') and state = 'takes_part'`, d.who.Function)
	return err
}

// commitments gathers what the function is to have done.
func (d day) commitments() error {
	q := item.DueFor{Function: d.who.Function, Unit: d.who.Unit, Until: d.date(soon)}
	due, rows, _, err := d.duties(func(sights func([]id.Case) (map[id.Case]access.Sight, error), key func(access.Sight) (*seal.Key, error)) ([]item.Duty, error) {
		return item.Due(d.ctx, d.tx, q, sights, key)
	})
	for _, i := range due {
		if r, ok := rows[i.Case]; ok {
			d.v.Commitments = append(d.v.Commitments, d.due(r, i.Item))
		}
	}
	return err
}

func (d day) due(r CaseRow, i item.Item) DueRow {
	return DueRow{CaseRow: r, Item: i.ID, Kind: i.Kind, Title: i.Title, Due: i.Content.Due, Overdue: i.Content.Due < d.v.Today}
}

// vacancies lists the functions without a holder: of the coordinator's areas,
// or of the manager's unit.
func (d day) vacancies(f org.Function) error {
	switch f.Role {
	case access.Manager:
		all, err := org.FunctionsAt(d.ctx, d.tx, f.Unit)
		for _, one := range all {
			if one.Vacant() {
				d.v.Vacant = append(d.v.Vacant, one)
			}
		}
		return err
	case access.Coordinator:
		var err error
		d.v.Vacant, err = org.Vacancies(d.ctx, d.tx, f.Unit)
		return err
	}
	return nil
}

// ofPerson fills in the day of the person herself.
func (d day) ofPerson() error {
	if d.who.Proxy == "" { // requests are hers alone
		asked, err := cases.RequestsOf(d.ctx, d.tx, d.who.Person, cases.Page{Limit: mostOnDay})
		if err != nil {
			return err
		}
		if d.v.Asked, err = d.requestRows(d.ctx, d.tx, d.who, asked); err != nil {
			return err
		}
		if d.v.Matters, err = matter.Unread(d.ctx, d.tx, d.who.Person); err != nil {
			return err
		}
	}
	all, err := cases.ListOfPerson(d.ctx, d.tx, d.who.Person, cases.Page{})
	if err != nil {
		return err
	}
	if d.v.Recent, err = d.caseRows(d.ctx, d.tx, d.who, all); err != nil || len(all) == 0 {
		return err
	}
	which := id.NewSet[id.Case]()
	rows := map[id.Case]CaseRow{}
	for _, r := range d.v.Recent {
		rows[r.ID] = r
		if r.State != cases.StateClosed {
			d.v.Open++
			which.Add(r.ID)
		}
	}
	if err := d.ownCalls(); err != nil {
		return err
	}
	if err := d.ownEnding(rows); err != nil {
		return err
	}
	return d.ownDue(which.List, rows)
}

func (d day) ownEnding(rows map[id.Case]CaseRow) error {
	return d.tx.Each(d.ctx, func(scan db.Scan) error {
		var c id.Case
		var on string
		err := scan(&c, &on)
		if r, ok := rows[c]; ok && r.State != cases.StateClosed {
			d.v.ConsentsEnding = append(d.v.ConsentsEnding, DatedRow{r, on})
		}
		return err
	}, `select co.case_id, co.ends_on from consent co join cases c on c.id = co.case_id
		where c.person_id = $1 and co.ended_at is null and co.ends_on <= $2 order by co.ends_on`, d.who.Person, d.date(endsSoon))
}

// ownDue gathers what the person herself is to have done: she has few cases.
func (d day) ownDue(which []id.Case, rows map[id.Case]CaseRow) error {
	seen, err := d.sights(d.ctx, d.tx, d.who, which)
	if err != nil {
		return err
	}
	until := d.date(soon)
	for _, c := range which {
		key, err := d.Key(d.ctx, seen[c])
		if err != nil {
			return err
		}
		items, err := item.Visible(d.ctx, d.tx, key, seen[c])
		if err != nil {
			return err
		}
		for _, i := range items {
			mine := (i.Kind == item.Commitment || i.Kind == item.Activity) && i.Responsible == "" && i.Status != "done" && i.Status != "stopped"
			if mine && i.Content.Due != "" && i.Content.Due <= until {
				d.v.Commitments = append(d.v.Commitments, d.due(rows[c], i))
			}
		}
	}
	return nil
}
