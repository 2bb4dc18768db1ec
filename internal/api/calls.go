package api

import (
	"net/http"
	"strconv"
	"time"

	"samverk/internal/access"
	"samverk/internal/api/rest"
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

// Etag returns the version that a change must name.
func (c CallJSON) Etag() int64 { return c.Version }

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
	Parties       []callPartyJSON     `json:"parties"`
	Offers        []offerJSON         `json:"offers" doc:"Times to choose from"`
	Events        []callEventJSON     `json:"events"`
	MissingActors []access.Kind       `json:"missingActors" doc:"That the forum demands and that are not called"`
	Obstructed    string              `json:"obstructed,omitempty" doc:"Key of why the meeting cannot begin"`
	Functions     []rest.FunctionJSON `json:"functions"`
	May           []access.Action     `json:"may"`
}

func callViewOf(v app.CallView) callViewJSON {
	j := callViewJSON{
		CallJSON: callOf(v.Call), Parties: rest.ListOf(v.Parties, callPartyOf), Offers: []offerJSON{}, MissingActors: rest.ListOf(v.Missing, func(k access.Kind) access.Kind { return k }),
		Events: rest.ListOf(v.Events, func(e meeting.Event) callEventJSON {
			return callEventJSON{e.At, e.Kind, e.Function, string(e.About), e.Start, e.Reason}
		}),
		Obstructed: v.Obstructed, Functions: rest.ValuesOf(v.Functions, rest.FunctionOf), May: rest.ActionsOf(v.May),
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
	Function rest.FunctionJSON `json:"function"`
	Covered  bool              `json:"covered" doc:"The consent lets its unit be told of meetings"`
	Busy     []spanJSON        `json:"busy" doc:"When it is taken, as its own calendar says"`
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
		Forums: rest.ListOf(v.Forums, func(f app.CallForum) callForumJSON {
			j := callForumJSON{ID: f.Forum.ID, Name: f.Forum.Name, Refused: f.Why, InForce: f.InForce, Required: rest.ListOf(f.Must(), func(k access.Kind) access.Kind { return k }), Free: []callSlotJSON{}}
			for _, s := range f.Sittings {
				j.Free = append(j.Free, rest.ListOf(s.Free, func(t forum.Slot) callSlotJSON { return callSlotJSON{t.ID, t.Start, t.End} })...)
			}
			return j
		}),
		Callable: rest.ListOf(v.Callable, func(p app.CallableParty) callableJSON {
			return callableJSON{rest.FunctionOf(p.Function), p.Covered, rest.ListOf(p.Busy, func(b calendar.Span) spanJSON { return spanJSON{b.Start, b.End} })}
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
	Proposed []DatedJSON   `json:"proposed" doc:"Cases where somebody proposes a SIP"`
}

func callDayOf(d app.CallDay) callDayJSON {
	return callDayJSON{rest.ListOf(d.Waiting, callRowOf), rest.ListOf(d.Settle, callRowOf), rest.ListOf(d.Told, toldOf), rest.ListOf(d.Proposed, datedOf)}
}

func exampleCall() CallJSON {
	return CallJSON{ID: rest.ExampleID, Case: rest.ExampleID, State: "called", Start: rest.Day(30), End: rest.Day(30).Add(time.Hour), Place: "Stadshuset", Forum: "samverk",
		Caller: rest.ExampleFunction().ID, Secretary: rest.ExampleFunction().ID, Question: "Vem gör vad i vår?", PersonWay: "invited", DueAt: rest.Day(27), CreatedAt: rest.Day(23), Version: 1}
}

func exampleCallView() callViewJSON {
	return callViewJSON{CallJSON: exampleCall(), Parties: []callPartyJSON{{Function: rest.ExampleFunction().ID, Calls: true, Answer: "yes", AnsweredAt: rest.Day(23), Reached: true, Version: 1}},
		Offers: []offerJSON{}, Events: []callEventJSON{{At: rest.Day(23), Kind: "called", By: rest.ExampleFunction().ID}}, MissingActors: []access.Kind{},
		Functions: []rest.FunctionJSON{rest.ExampleFunction()}, May: []access.Action{access.CallAnswer}}
}

func exampleTime() timeInput {
	return timeInput{"2026-11-30T09:30:00+01:00", "2026-11-30T10:30:00+01:00"}
}

func callAt(c *rest.Call) (id.Case, id.Call) {
	return rest.At[id.Case](c, "case"), rest.At[id.Call](c, "call")
}

func addCalls(s *rest.Server) {
	const of = "/cases/{case}/calls"
	rest.Add(s, rest.Operation[rest.None, callListJSON]{Method: http.MethodGet, Path: of, ID: "list-calls", Tag: "calls", Out: callListJSON{[]CallJSON{exampleCall()}},
		Do: func(c *rest.Call, _ rest.None) (callListJSON, error) {
			v, err := c.App.Case(c.Ctx, c.Who, rest.At[id.Case](c, "case"))
			return callListJSON{rest.ListOf(v.Calls, callOf)}, err
		}})
	rest.Add(s, rest.Operation[rest.None, callOptionsJSON]{Method: http.MethodGet, Path: "/cases/{case}/call-options", ID: "read-call-options", Tag: "calls",
		Out: callOptionsJSON{MayCall: true, Forums: []callForumJSON{{"samverk", "Samverk Vetlanda", "", true, []access.Kind{access.FK}, []callSlotJSON{{rest.ExampleID, rest.Day(30), rest.Day(30).Add(time.Hour)}}}},
			Callable: []callableJSON{{rest.ExampleFunction(), true, []spanJSON{}}}},
		Do: func(c *rest.Call, _ rest.None) (callOptionsJSON, error) {
			v, err := c.App.CallForm(c.Ctx, c.Who, rest.At[id.Case](c, "case"))
			return callOptionsOf(v), err
		}})
	rest.Add(s, rest.Operation[callInput, rest.CreatedJSON]{Method: http.MethodPost, Path: of, ID: "make-call", Tag: "calls", Status: http.StatusCreated,
		In:  callInput{Forum: "samverk", Slots: []id.Slot{rest.ExampleID}, PersonWay: "invited", Question: exampleCall().Question, Called: []calledInput{{Function: rest.ExampleFunction().ID}}},
		Out: rest.CreatedJSON{ID: rest.ExampleID},
		Do: func(c *rest.Call, in callInput) (rest.CreatedJSON, error) {
			n, err := in.call()
			if err != nil {
				return rest.CreatedJSON{}, err
			}
			made, err := c.App.MakeCall(c.Ctx, c.Who, rest.At[id.Case](c, "case"), n)
			return rest.Created(made, "/cases/"+string(rest.At[id.Case](c, "case"))+"/calls/"+string(made), err)
		}})
	rest.Add(s, rest.Operation[rest.None, callViewJSON]{Method: http.MethodGet, Path: of + "/{call}", ID: "read-call", Tag: "calls", Out: exampleCallView(),
		Do: func(c *rest.Call, _ rest.None) (callViewJSON, error) {
			k, which := callAt(c)
			v, err := c.App.Call(c.Ctx, c.Who, k, which)
			return callViewOf(v), err
		}})
	rest.Add(s, rest.Operation[rest.None, rest.None]{Method: http.MethodPost, Path: "/cases/{case}/sip-proposal", ID: "propose-sip", Tag: "calls", Status: http.StatusNoContent,
		Do: func(c *rest.Call, _ rest.None) (rest.None, error) {
			return rest.None{}, c.App.ProposeSIP(c.Ctx, c.Who, rest.At[id.Case](c, "case"))
		}})
	addCallSteps(s, of+"/{call}")
}

func addCallSteps(s *rest.Server, of string) {
	rest.Add(s, step(of+"/answer", "answer-call", "calls", CallAnswerInput{Answer: "yes"}, func(c *rest.Call, in CallAnswerInput) error {
		k, which := callAt(c)
		a, err := in.answer()
		if err != nil {
			return err
		}
		return c.App.AnswerCall(c.Ctx, c.Who, k, which, c.Version, a)
	}))
	rest.Add(s, step(of+"/person-answer", "note-person-answer", "calls", CallAnswerInput{Answer: "yes"}, func(c *rest.Call, in CallAnswerInput) error {
		k, which := callAt(c)
		a, err := in.answer()
		if err != nil {
			return err
		}
		return c.App.NotePersonAnswer(c.Ctx, c.Who, k, which, c.Version, a)
	}))
	rest.Add(s, step(of+"/move", "move-call", "calls", moveInput{Forum: "samverk", Slot: rest.ExampleID, Reason: "somebody_cannot"}, func(c *rest.Call, in moveInput) error {
		k, which := callAt(c)
		m, err := in.move()
		if err != nil {
			return err
		}
		return c.App.MoveCall(c.Ctx, c.Who, k, which, c.Version, m)
	}))
	rest.Add(s, step(of+"/settle", "settle-call", "calls", settleInput{Offer: rest.ExampleID}, func(c *rest.Call, in settleInput) error {
		k, which := callAt(c)
		return c.App.SettleCall(c.Ctx, c.Who, k, which, c.Version, in.Offer, in.Reason)
	}))
	rest.Add(s, step(of+"/cancel", "cancel-call", "calls", cancelInput{"not_needed"}, func(c *rest.Call, in cancelInput) error {
		k, which := callAt(c)
		return c.App.CancelCall(c.Ctx, c.Who, k, which, c.Version, in.Reason)
	}))
	rest.Add(s, rest.Operation[marksInput, rest.None]{Method: http.MethodPost, Path: of + "/marks", ID: "mark-times", Tag: "calls", Status: http.StatusNoContent,
		In: marksInput{[]offerMarkInput{{rest.ExampleID, "maybe"}}},
		Do: func(c *rest.Call, in marksInput) (rest.None, error) {
			k, which := callAt(c)
			return rest.None{}, c.App.MarkTimes(c.Ctx, c.Who, k, which, in.marks())
		}})
	rest.Add(s, rest.Operation[timesInput, rest.None]{Method: http.MethodPost, Path: of + "/times", ID: "offer-times", Tag: "calls", Status: http.StatusNoContent,
		In: timesInput{[]timeInput{exampleTime()}},
		Do: func(c *rest.Call, in timesInput) (rest.None, error) {
			k, which := callAt(c)
			times, err := timesOf(in.Times)
			if err != nil {
				return rest.None{}, err
			}
			return rest.None{}, c.App.OfferTimes(c.Ctx, c.Who, k, which, times)
		}})
}
