package api

import (
	"net/http"
	"strconv"
	"time"

	"samverk/internal/access"
	"samverk/internal/app"
	"samverk/internal/calendar"
	"samverk/internal/errs"
	"samverk/internal/forum"
	"samverk/internal/id"
	"samverk/internal/meeting"
)

// CallJSON is a call to a meeting.
type CallJSON struct {
	ID             id.Call     `json:"id"`
	Case           id.Case     `json:"case"`
	State          string      `json:"state" enum:"seeking,called,meeting,held,cancelled"`
	Start          time.Time   `json:"start,omitzero" doc:"Absent while a time is sought"`
	End            time.Time   `json:"end,omitzero"`
	Place          string      `json:"place,omitempty"`
	Link           string      `json:"link,omitempty"`
	Forum          id.Forum    `json:"forum,omitempty" doc:"Absent outside forums"`
	Sitting        id.Sitting  `json:"sitting,omitempty"`
	Slot           id.Slot     `json:"slot,omitempty"`
	Caller         id.Function `json:"caller,omitempty"`
	Secretary      id.Function `json:"secretary,omitempty" doc:"Keeps the minutes"`
	Question       string      `json:"question,omitempty" doc:"To be answered at the meeting"`
	PersonWay      string      `json:"personWay" enum:"invited,without"`
	PersonAnswer   string      `json:"personAnswer,omitempty" enum:"yes,another,no"`
	Representative string      `json:"representative,omitempty" enum:"ombud,narstaende,god_man,forvaltare" doc:"Kind of the one who answered in the person's place"`
	DueAt          time.Time   `json:"dueAt,omitzero" doc:"When answers are due"`
	CancelReason   string      `json:"cancelReason,omitempty"`
	FollowUpOn     string      `json:"followUpOn,omitempty" format:"date"`
	CreatedAt      time.Time   `json:"createdAt"`
	Version        int64       `json:"version"`
}

func (c CallJSON) etag() int64 { return c.Version }

func callOf(c meeting.Call) CallJSON {
	return CallJSON{
		ID: c.ID, Case: c.Case, State: c.State, Start: c.Start, End: c.End, Place: c.Place, Link: c.Link, Forum: c.Forum, Sitting: c.Sitting,
		Slot: c.Slot, Caller: c.Caller, Secretary: c.Secretary, Question: c.Question, PersonWay: c.PersonWay, PersonAnswer: c.PersonAnswer, Representative: c.PersonActed,
		DueAt: c.Due, CancelReason: c.CancelReason, FollowUpOn: c.FollowUpOn, CreatedAt: c.Created, Version: c.Version,
	}
}

type callListJSON struct {
	Calls []CallJSON `json:"calls"`
}

type callPartyJSON struct {
	Function   id.Function `json:"function"`
	Calls      bool        `json:"calls" doc:"It is the one that calls"`
	Answer     string      `json:"answer,omitempty" enum:"yes,another,no"`
	Reason     string      `json:"reason,omitempty"`
	Said       string      `json:"said,omitempty"`
	Bring      string      `json:"bring,omitempty" doc:"What it should bring"`
	AnsweredAt time.Time   `json:"answeredAt,omitzero"`
	AnsweredBy id.Function `json:"answeredBy,omitempty" doc:"Another one that answered in its place"`
	Told       id.Function `json:"told,omitempty" doc:"May answer too while it is unanswered"`
	Reached    bool        `json:"reached" doc:"It takes part, and the consent lets its unit be told of the meeting"`
	Version    int64       `json:"version" doc:"Of the answer: for If-Match when it is given"`
}

func callPartyOf(p app.CallParty) callPartyJSON {
	by := p.AnsweredBy
	if by == p.Party.Function {
		by = ""
	}
	return callPartyJSON{p.Party.Function, p.Calls, p.Answer, p.Reason, p.Said, p.Bring, p.AnsweredAt, by, p.Told, p.Reached, p.Version}
}

type markJSON struct {
	Function string `json:"function" doc:"self for the person"`
	Mark     string `json:"mark" enum:"yes,maybe,no"`
}

type offerJSON struct {
	ID    id.Offer    `json:"id"`
	Start time.Time   `json:"start"`
	End   time.Time   `json:"end"`
	By    id.Function `json:"by,omitempty"`
	Best  bool        `json:"best" doc:"Suits most, and nobody who has to be there has said no to it"`
	Marks []markJSON  `json:"marks"`
}

type callEventJSON struct {
	At     time.Time   `json:"at"`
	Kind   string      `json:"kind"`
	By     id.Function `json:"by,omitempty"`
	About  string      `json:"about,omitempty" doc:"A function; self for the person"`
	Start  time.Time   `json:"start,omitzero" doc:"The time before it was moved"`
	Reason string      `json:"reason,omitempty"`
}

// callViewJSON is a call with who is called and what has happened to it.
type callViewJSON struct {
	CallJSON
	Parties       []callPartyJSON `json:"parties"`
	Offers        []offerJSON     `json:"offers" doc:"Times to choose from"`
	Events        []callEventJSON `json:"events"`
	MissingActors []access.Kind   `json:"missingActors" doc:"That the forum demands and that are not called"`
	Obstructed    string          `json:"obstructed,omitempty" doc:"Key of why the meeting cannot begin"`
	Functions     []functionJSON  `json:"functions"`
	May           []access.Action `json:"may"`
}

func callViewOf(v app.CallView) callViewJSON {
	j := callViewJSON{
		CallJSON: callOf(v.Call), Parties: listOf(v.Parties, callPartyOf), Offers: []offerJSON{}, MissingActors: listOf(v.Missing, func(k access.Kind) access.Kind { return k }),
		Events: listOf(v.Events, func(e meeting.Event) callEventJSON {
			return callEventJSON{e.At, e.Kind, e.Function, string(e.About), e.Start, e.Reason}
		}),
		Obstructed: v.Obstructed, Functions: valuesOf(v.Functions, functionOf), May: actionsOf(v.May),
	}
	for _, o := range v.Offers {
		one := offerJSON{ID: o.ID, Start: o.Start, End: o.End, By: o.By, Best: o.ID == v.Best, Marks: []markJSON{}}
		for _, p := range v.Parties {
			if m := o.Marks[p.Party.Function]; m != "" {
				one.Marks = append(one.Marks, markJSON{string(p.Party.Function), m})
			}
		}
		if m := o.Marks[meeting.Self]; m != "" {
			one.Marks = append(one.Marks, markJSON{string(meeting.Self), m})
		}
		j.Offers = append(j.Offers, one)
	}
	return j
}

type spanJSON struct {
	Start time.Time `json:"start"`
	End   time.Time `json:"end"`
}

type timeInput struct {
	Start string `json:"start" format:"date-time"`
	End   string `json:"end" format:"date-time"`
}

// timesOf reads times, and names those that are none.
func timesOf(all []timeInput) (times []meeting.Time, err error) {
	var f errs.Faults
	read := func(n int, name, text string) time.Time {
		t, err := time.Parse(time.RFC3339, text)
		f.Check(err == nil, "times["+strconv.Itoa(n)+"]."+name, "api.time.form")
		return t.UTC().Truncate(time.Microsecond)
	}
	for n, t := range all {
		times = append(times, meeting.Time{Start: read(n, "start", t.Start), End: read(n, "end", t.End)})
	}
	return times, f.Err()
}

type calledInput struct {
	Function id.Function `json:"function"`
	Bring    string      `json:"bring,omitempty" maxLength:"2000" doc:"What it should bring"`
}

type callInput struct {
	Forum     id.Forum      `json:"forum,omitempty" doc:"Absent for a meeting outside forums"`
	Slots     []id.Slot     `json:"slots,omitempty" doc:"Of the forum; of several a time is sought among them. A slot that has been taken gives way to the next free one"`
	Times     []timeInput   `json:"times,omitempty" doc:"Outside forums; of several a time is sought among them"`
	Place     string        `json:"place,omitempty" maxLength:"200"`
	Link      string        `json:"link,omitempty" maxLength:"500"`
	PersonWay string        `json:"personWay" enum:"invited,without" doc:"without demands her consent to meet without her"`
	Question  string        `json:"question" maxLength:"10000"`
	Called    []calledInput `json:"called"`
	Secretary id.Function   `json:"secretary,omitempty" doc:"The caller when absent"`
}

func (in callInput) call() (app.NewCall, error) {
	times, err := timesOf(in.Times)
	n := app.NewCall{Forum: in.Forum, Slots: in.Slots, Times: times, Place: in.Place, Link: in.Link, PersonWay: in.PersonWay,
		Question: in.Question, Secretary: in.Secretary, Bring: map[id.Function]string{}}
	for _, c := range in.Called {
		n.Called = append(n.Called, c.Function)
		n.Bring[c.Function] = c.Bring
	}
	return n, err
}

// CallAnswerInput is what is said to a call.
type CallAnswerInput struct {
	Answer string      `json:"answer" enum:"yes,another,no"`
	Reason string      `json:"reason,omitempty" enum:"no_time,ill,not_ours,not_needed,something_else" doc:"When the answer is no"`
	Said   string      `json:"said,omitempty" maxLength:"2000" doc:"Words to the others"`
	Times  []timeInput `json:"times,omitempty" doc:"When the answer is another: times that suit better"`
}

func (in CallAnswerInput) answer() (meeting.Answer, error) {
	times, err := timesOf(in.Times)
	return meeting.Answer{Answer: in.Answer, Reason: in.Reason, Said: in.Said, Times: times}, err
}

type timesInput struct {
	Times []timeInput `json:"times"`
}

type marksInput struct {
	Marks []offerMarkInput `json:"marks"`
}

func (in marksInput) marks() map[id.Offer]string {
	marks := map[id.Offer]string{}
	for _, m := range in.Marks {
		marks[m.Offer] = m.Mark
	}
	return marks
}

type offerMarkInput struct {
	Offer id.Offer `json:"offer"`
	Mark  string   `json:"mark" enum:"yes,maybe,no"`
}

type settleInput struct {
	Offer  id.Offer `json:"offer"`
	Reason string   `json:"reason,omitempty" enum:"somebody_cannot,person_wishes,no_time,ill,something_else" doc:"Not needed for the first time"`
}

type moveInput struct {
	Forum  id.Forum   `json:"forum,omitempty"`
	Slot   id.Slot    `json:"slot,omitempty"`
	Time   *timeInput `json:"time,omitempty" doc:"Outside forums"`
	Place  string     `json:"place,omitempty" maxLength:"200"`
	Link   string     `json:"link,omitempty" maxLength:"500"`
	Reason string     `json:"reason,omitempty" enum:"somebody_cannot,person_wishes,no_time,ill,something_else" doc:"Not needed for the first time"`
}

func (in moveInput) move() (app.MoveCall, error) {
	m := app.MoveCall{Forum: in.Forum, Slot: in.Slot, Place: in.Place, Link: in.Link, Reason: in.Reason}
	if in.Time == nil {
		return m, nil
	}
	times, err := timesOf([]timeInput{*in.Time})
	m.Time = times[0]
	return m, err
}

type cancelInput struct {
	Reason string `json:"reason" enum:"no_time,ill,not_needed,person_wishes,something_else"`
}

type callSlotJSON struct {
	ID    id.Slot   `json:"id"`
	Start time.Time `json:"start"`
	End   time.Time `json:"end"`
}

type callForumJSON struct {
	ID       id.Forum       `json:"id"`
	Name     string         `json:"name"`
	Refused  string         `json:"refused,omitempty" doc:"Key of why the caller cannot call to it"`
	InForce  bool           `json:"inForce" doc:"An agreement in force governs it"`
	Required []access.Kind  `json:"required" doc:"Actors that have to be there"`
	Free     []callSlotJSON `json:"free"`
}

type callableJSON struct {
	Function functionJSON `json:"function"`
	Covered  bool         `json:"covered" doc:"The consent lets its unit be told of meetings"`
	Busy     []spanJSON   `json:"busy" doc:"When it is taken, as its own calendar says"`
}

// callOptionsJSON is what a call can be made of.
type callOptionsJSON struct {
	MayCall     bool            `json:"mayCall" doc:"Only one who may know who takes part can call"`
	MayPropose  bool            `json:"mayPropose" doc:"The caller may propose a SIP, and not call to one"`
	Forums      []callForumJSON `json:"forums"`
	Callable    []callableJSON  `json:"callable"`
	WithoutTill string          `json:"withoutUntil,omitempty" format:"date" doc:"Last day of the person's consent to meetings without her"`
}

func callOptionsOf(v app.CallForm) callOptionsJSON {
	return callOptionsJSON{
		MayCall: v.Circle, MayPropose: v.Proposes, WithoutTill: v.Consent.EndsOn,
		Forums: listOf(v.Forums, func(f app.CallForum) callForumJSON {
			j := callForumJSON{ID: f.Forum.ID, Name: f.Forum.Name, Refused: f.Why, InForce: f.InForce, Required: listOf(f.Must(), func(k access.Kind) access.Kind { return k }), Free: []callSlotJSON{}}
			for _, s := range f.Sittings {
				j.Free = append(j.Free, listOf(s.Free, func(t forum.Slot) callSlotJSON { return callSlotJSON{t.ID, t.Start, t.End} })...)
			}
			return j
		}),
		Callable: listOf(v.Callable, func(p app.CallableParty) callableJSON {
			return callableJSON{functionOf(p.Function), p.Covered, listOf(p.Busy, func(b calendar.Span) spanJSON { return spanJSON{b.Start, b.End} })}
		}),
	}
}

// callRowJSON is a call in a list of many cases.
type callRowJSON struct {
	CallJSON
	Reference string `json:"reference"`
	Person    string `json:"person,omitempty" doc:"Name; absent while the reader may not know who it is"`
}

func callRowOf(r app.CallRow) callRowJSON { return callRowJSON{callOf(r.Call), r.Ref, r.Name} }

// callDayJSON is what a day says of calls.
type callDayJSON struct {
	Waiting  []callRowJSON `json:"waiting" doc:"For the caller's answer"`
	Settle   []callRowJSON `json:"settle" doc:"Its own: somebody cannot come, or all have said what times suit them"`
	Told     []toldJSON    `json:"told" doc:"That it may answer in the place of others"`
	Proposed []datedJSON   `json:"proposed" doc:"Cases where somebody proposes a SIP"`
}

func callDayOf(d app.CallDay) callDayJSON {
	return callDayJSON{listOf(d.Waiting, callRowOf), listOf(d.Settle, callRowOf), listOf(d.Told, toldOf), listOf(d.Proposed, datedOf)}
}

func exampleCall() CallJSON {
	return CallJSON{ID: exampleID, Case: exampleID, State: "called", Start: day(30), End: day(30).Add(time.Hour), Place: "Stadshuset", Forum: "samverk",
		Caller: exampleFunction().ID, Secretary: exampleFunction().ID, Question: "Vem gör vad i vår?", PersonWay: "invited", DueAt: day(27), CreatedAt: day(23), Version: 1}
}

func exampleCallView() callViewJSON {
	return callViewJSON{CallJSON: exampleCall(), Parties: []callPartyJSON{{Function: exampleFunction().ID, Calls: true, Answer: "yes", AnsweredAt: day(23), Reached: true, Version: 1}},
		Offers: []offerJSON{}, Events: []callEventJSON{{At: day(23), Kind: "called", By: exampleFunction().ID}}, MissingActors: []access.Kind{},
		Functions: []functionJSON{exampleFunction()}, May: []access.Action{access.CallAnswer}}
}

func exampleTime() timeInput {
	return timeInput{"2026-11-30T09:30:00+01:00", "2026-11-30T10:30:00+01:00"}
}

func callAt(c *call) (id.Case, id.Call) { return at[id.Case](c, "case"), at[id.Call](c, "call") }

func addCalls(s *server) {
	const of = "/cases/{case}/calls"
	add(s, operation[none, callListJSON]{method: http.MethodGet, path: of, id: "list-calls", tag: "calls", out: callListJSON{[]CallJSON{exampleCall()}},
		do: func(c *call, _ none) (callListJSON, error) {
			v, err := c.app.Case(c.ctx, c.who, at[id.Case](c, "case"))
			return callListJSON{listOf(v.Calls, callOf)}, err
		}})
	add(s, operation[none, callOptionsJSON]{method: http.MethodGet, path: "/cases/{case}/call-options", id: "read-call-options", tag: "calls",
		out: callOptionsJSON{MayCall: true, Forums: []callForumJSON{{"samverk", "Samverk Vetlanda", "", true, []access.Kind{access.FK}, []callSlotJSON{{exampleID, day(30), day(30).Add(time.Hour)}}}},
			Callable: []callableJSON{{exampleFunction(), true, []spanJSON{}}}},
		do: func(c *call, _ none) (callOptionsJSON, error) {
			v, err := c.app.CallForm(c.ctx, c.who, at[id.Case](c, "case"))
			return callOptionsOf(v), err
		}})
	add(s, operation[callInput, createdJSON]{method: http.MethodPost, path: of, id: "make-call", tag: "calls", status: http.StatusCreated,
		in:  callInput{Forum: "samverk", Slots: []id.Slot{exampleID}, PersonWay: "invited", Question: exampleCall().Question, Called: []calledInput{{Function: exampleFunction().ID}}},
		out: createdJSON{ID: exampleID},
		do: func(c *call, in callInput) (createdJSON, error) {
			n, err := in.call()
			if err != nil {
				return createdJSON{}, err
			}
			made, err := c.app.MakeCall(c.ctx, c.who, at[id.Case](c, "case"), n)
			return created(made, "/cases/"+string(at[id.Case](c, "case"))+"/calls/"+string(made), err)
		}})
	add(s, operation[none, callViewJSON]{method: http.MethodGet, path: of + "/{call}", id: "read-call", tag: "calls", out: exampleCallView(),
		do: func(c *call, _ none) (callViewJSON, error) {
			k, which := callAt(c)
			v, err := c.app.Call(c.ctx, c.who, k, which)
			return callViewOf(v), err
		}})
	add(s, operation[none, none]{method: http.MethodPost, path: "/cases/{case}/sip-proposal", id: "propose-sip", tag: "calls", status: http.StatusNoContent,
		do: func(c *call, _ none) (none, error) {
			return none{}, c.app.ProposeSIP(c.ctx, c.who, at[id.Case](c, "case"))
		}})
	addCallSteps(s, of+"/{call}")
}

func addCallSteps(s *server, of string) {
	add(s, step(of+"/answer", "answer-call", "calls", CallAnswerInput{Answer: "yes"}, func(c *call, in CallAnswerInput) error {
		k, which := callAt(c)
		a, err := in.answer()
		if err != nil {
			return err
		}
		return c.app.AnswerCall(c.ctx, c.who, k, which, c.version, a)
	}))
	add(s, step(of+"/person-answer", "note-person-answer", "calls", CallAnswerInput{Answer: "yes"}, func(c *call, in CallAnswerInput) error {
		k, which := callAt(c)
		a, err := in.answer()
		if err != nil {
			return err
		}
		return c.app.NotePersonAnswer(c.ctx, c.who, k, which, c.version, a)
	}))
	add(s, step(of+"/move", "move-call", "calls", moveInput{Forum: "samverk", Slot: exampleID, Reason: "somebody_cannot"}, func(c *call, in moveInput) error {
		k, which := callAt(c)
		m, err := in.move()
		if err != nil {
			return err
		}
		return c.app.MoveCall(c.ctx, c.who, k, which, c.version, m)
	}))
	add(s, step(of+"/settle", "settle-call", "calls", settleInput{Offer: exampleID}, func(c *call, in settleInput) error {
		k, which := callAt(c)
		return c.app.SettleCall(c.ctx, c.who, k, which, c.version, in.Offer, in.Reason)
	}))
	add(s, step(of+"/cancel", "cancel-call", "calls", cancelInput{"not_needed"}, func(c *call, in cancelInput) error {
		k, which := callAt(c)
		return c.app.CancelCall(c.ctx, c.who, k, which, c.version, in.Reason)
	}))
	add(s, operation[marksInput, none]{method: http.MethodPost, path: of + "/marks", id: "mark-times", tag: "calls", status: http.StatusNoContent,
		in: marksInput{[]offerMarkInput{{exampleID, "maybe"}}},
		do: func(c *call, in marksInput) (none, error) {
			k, which := callAt(c)
			return none{}, c.app.MarkTimes(c.ctx, c.who, k, which, in.marks())
		}})
	add(s, operation[timesInput, none]{method: http.MethodPost, path: of + "/times", id: "offer-times", tag: "calls", status: http.StatusNoContent,
		in: timesInput{[]timeInput{exampleTime()}},
		do: func(c *call, in timesInput) (none, error) {
			k, which := callAt(c)
			times, err := timesOf(in.Times)
			if err != nil {
				return none{}, err
			}
			return none{}, c.app.OfferTimes(c.ctx, c.who, k, which, times)
		}})
}
