package app

import (
	"cmp"
	"context"

	"samverk/internal/access"
	"samverk/internal/cases"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/org"
	"samverk/internal/person"
)

// RequestView is a request and its way so far, as one reader may see it.
type RequestView struct {
	cases.Request
	Identity   *person.Identity  // nil while the reader may not know who it is
	Protection person.Protection // empty with Identity
	Area       org.Area          // empty for others than the person where the identity is protected
	Functions  map[id.Function]org.Function
	May        []access.Action
	Written    *person.Identity // who it is as the asker wrote it, for the person
	CaseRef    string           // empty, as the case is, to one who takes no part in it
	SentAround bool             // refused again and again without anybody taking it on
}

// Request returns a request as the actor may see it.
func (a *App) Request(ctx context.Context, who access.Actor, r id.Request) (RequestView, error) {
	var v RequestView
	err := a.See(ctx, who, access.RequestRead, access.Object{Request: r}, func(tx *db.Tx, _ access.Sight) (err error) {
		v, err = a.requestView(ctx, tx, who, r)
		return err
	})
	if err != nil {
		return RequestView{}, err
	}
	return v, nil
}

func (a *App) requestView(ctx context.Context, tx *db.Tx, who access.Actor, r id.Request) (v RequestView, err error) {
	row, err := cases.RequestFacts(ctx, tx, r)
	if err != nil {
		return v, err
	}
	s, err := requestSight(ctx, tx, who, row)
	if err != nil {
		return v, err
	}
	key, err := a.keyOf(ctx, row.Person)
	if err != nil {
		return v, err
	}
	if v.Request, err = cases.ReadRequest(ctx, tx, key, s); err != nil {
		return v, err
	}
	if s.Identity() {
		p, err := person.Get(ctx, tx, key, row.Person)
		if err != nil {
			return v, err
		}
		v.Identity, v.Protection = &p.Identity, p.Protection
		if err := a.asWritten(ctx, tx, &v, who, row); err != nil {
			return v, err
		}
	}
	v.RequestRow = asSent(who, v.RequestRow)
	if err := v.around(ctx, tx, who, row); err != nil {
		return v, err
	}
	v.May = mayWithRequest(who, row)
	return v, nil
}

// asWritten puts in a request who it is as the asker wrote it: for all others
// than the person in the place of what is known of her.
func (a *App) asWritten(ctx context.Context, tx *db.Tx, v *RequestView, who access.Actor, row cases.RequestRow) error {
	asked, err := a.asked(ctx, tx, []id.Request{row.ID})
	if err != nil {
		return err
	}
	written, known := asked[row.ID]
	switch {
	case !who.Self():
		v.Identity = &written.Identity
		if row.From == who.Function {
			v.Protection = cmp.Or(written.Protection, person.None)
		}
	case known:
		v.Written = &written.Identity
	}
	return nil
}

// asSent is a request as its asker knows it: whether the person is protected,
// and who was told of her other requests, is not for the asker to find out.
func asSent(who access.Actor, r cases.RequestRow) cases.RequestRow {
	if who.Self() || r.From != who.Function {
		return r
	}
	r.Restricted = false
	if r.Escalated == 0 {
		r.Told = ""
	}
	return r
}

// requestSight says what the actor, who may read the request, sees of it. The
// asker and the person see all; the receiver sees who it is when the person has
// agreed, until the request is withdrawn. Words without her consent were checked
// to tell nobody who she is.
func requestSight(ctx context.Context, tx *db.Tx, who access.Actor, r cases.RequestRow) (access.RequestSight, error) {
	if who.Self() || r.From == who.Function {
		return access.NewRequestSight(r.ID, true, true), nil
	}
	if r.State == cases.RequestWithdrawn {
		return access.NewRequestSight(r.ID, false, false), nil
	}
	blocked, err := tx.Has(ctx, `select 1 from block where person_id = $1 and unit_id = $2 and lifted_at is null`, r.Person, who.Unit)
	// Words with consent may tell who she is, so a block hides them too.
	return access.NewRequestSight(r.ID, r.Consented && !blocked, !blocked || !r.Consented), err
}

// around fills in what stands around the request: area, functions, case.
func (v *RequestView) around(ctx context.Context, tx *db.Tx, who access.Actor, r cases.RequestRow) (err error) {
	if who.Self() || !v.Restricted {
		if v.Area, err = org.AreaByID(ctx, tx, r.Area); err != nil {
			return err
		}
	}
	named := id.NewSet[id.Function]()
	named.Add(r.From, r.To, v.Told)
	for _, e := range v.Events {
		named.Add(e.By, e.To)
	}
	if v.Functions, err = org.Functions(ctx, tx, named.List); err != nil {
		return err
	}
	n := r.Refusals // of others' requests only she and the one who was told may know
	if who.Self() || r.Told == who.Function {
		if n, err = cases.Refusals(ctx, tx, r.Person); err != nil {
			return err
		}
	}
	v.SentAround = n >= refusalsToTell
	found, err := tx.One(ctx, []any{&v.CaseRef}, `select c.ref from cases c where c.id = $1 and (c.person_id = $3 or exists (
		select 1 from party pa where pa.case_id = c.id and pa.function_id = $2 and pa.state = 'takes_part'))`, r.Case, who.Function, who.Person)
	if !found {
		v.Case = ""
	}
	return err
}

// requestSteps says in which states of a request an action makes sense.
var requestSteps = []struct {
	act    access.Action
	states string
}{
	{access.RequestAccept, cases.RequestSent},
	{access.RequestAsk, cases.RequestSent},
	{access.RequestForward, cases.RequestSent},
	{access.RequestDecline, cases.RequestSent},
	{access.RequestAnswer, cases.RequestQuestion},
	{access.RequestConsent, cases.RequestSent + " " + cases.RequestQuestion},
	{access.RequestWithdraw, cases.RequestSent + " " + cases.RequestQuestion},
}

// mayWithRequest lists what a reader of the request may do with it as it
// stands, for the buttons of its page; do decides anew.
func mayWithRequest(who access.Actor, r cases.RequestRow) (may []access.Action) {
	f := access.Facts{
		Self: who.Self(), Holds: !who.Self(), Role: access.Worker, Agreed: r.Consented,
		Asker: r.From != "" && r.From == who.Function, Receiver: !who.Self() && (r.To == who.Function || r.Told == who.Function),
	}
	for _, s := range requestSteps {
		switch {
		case !contains(s.states, r.State), access.Decide(s.act, f) != nil:
		case s.act == access.RequestAccept && !r.Consented, s.act == access.RequestConsent && r.Consented:
		default:
			may = append(may, s.act)
		}
	}
	return may
}

// RequestRow is a request in a list, as the reader may see it.
type RequestRow struct {
	cases.RequestRow
	Name     string // empty while the reader may not know
	FromName string // empty when the person asks herself
	ToName   string
	AreaName string // empty for others than the person where the identity is protected
	FromKind access.Kind
	ToKind   access.Kind
}

// mostRequests is how long a page of requests may be, so that one more can be
// asked for to find out whether there is more.
const mostRequests = 100

// Requests lists the requests that stand with the actor's function ("in") or
// that it has sent ("out"), newest first; to the person all about herself.
func (a *App) Requests(ctx context.Context, who access.Actor, box string, page cases.Page) (rows []RequestRow, more bool, err error) {
	size := page.Limit
	if size <= 0 || size > mostRequests {
		size = 50
	}
	page.Limit = size + 1
	err = a.See(ctx, who, access.RequestList, access.Object{}, func(tx *db.Tx, _ access.Sight) error {
		found, err := requestBox(ctx, tx, who, box, page)
		if err != nil {
			return err
		}
		if more = len(found) > size; more {
			found = found[:size]
		}
		rows, err = a.requestRows(ctx, tx, who, found)
		return err
	})
	if err != nil {
		return nil, false, err
	}
	return rows, more, nil
}

func requestBox(ctx context.Context, tx *db.Tx, who access.Actor, box string, page cases.Page) ([]cases.RequestRow, error) {
	switch {
	case who.Self():
		return cases.RequestsOf(ctx, tx, who.Person, page)
	case box == "in":
		return cases.RequestsTo(ctx, tx, who.Function, nil, page)
	case box == "out":
		return cases.RequestsFrom(ctx, tx, who.Function, page)
	}
	return nil, errs.Missing()
}

// requestRows adds names to listed requests. Package cases has left out the
// persons whom a receiver may not know; here those who have blocked the unit.
func (a *App) requestRows(ctx context.Context, tx *db.Tx, who access.Actor, listed []cases.RequestRow) ([]RequestRow, error) {
	if len(listed) == 0 {
		return nil, nil
	}
	functions, persons, known := id.NewSet[id.Function](), id.NewSet[id.Person](), id.NewSet[id.Request]()
	for _, l := range listed {
		functions.Add(l.From, l.To)
		persons.Add(l.Person)
		if l.Person != "" {
			known.Add(l.ID)
		}
	}
	names, err := a.asked(ctx, tx, known.List)
	if err != nil {
		return nil, err
	}
	blocked, err := blockers(ctx, tx, who, persons.List)
	if err != nil {
		return nil, err
	}
	labels, err := labelsOf(ctx, tx, functions.List)
	if err != nil {
		return nil, err
	}
	rows := make([]RequestRow, len(listed))
	for i, l := range listed {
		name := names[l.ID].Name
		l = asSent(who, l)
		if blocked[l.Person] && l.From != who.Function {
			l.Person, name = "", ""
		}
		rows[i] = RequestRow{
			RequestRow: l, Name: name, FromName: labels.function(l.From), ToName: labels.function(l.To),
			FromKind: labels.functions[l.From].Kind, ToKind: labels.functions[l.To].Kind,
		}
		if who.Self() || !l.Restricted {
			rows[i].AreaName = labels.areas[l.Area]
		}
	}
	return rows, nil
}

// blockers tells which persons never want the actor's unit to know.
func blockers(ctx context.Context, tx *db.Tx, who access.Actor, persons []id.Person) (map[id.Person]bool, error) {
	blocked := map[id.Person]bool{}
	if who.Self() || len(persons) == 0 {
		return blocked, nil
	}
	marks, args := db.In(2, persons)
	err := tx.Each(ctx, func(scan db.Scan) error {
		var p id.Person
		err := scan(&p)
		blocked[p] = true
		return err
	}, `select person_id from block where unit_id = $1 and lifted_at is null and person_id in `+marks+``, append([]any{who.Unit}, args...)...)
	return blocked, err
}
