package api

import (
	"net/http"
	"time"

	"samverk/internal/access"
	"samverk/internal/api/rest"
	"samverk/internal/app"
	"samverk/internal/cases"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/person"
)

// RequestRowJSON is a request in a list.
type RequestRowJSON struct {
	ID        id.Request    `json:"id"`
	State     string        `json:"state" enum:"sent,question,accepted,declined,withdrawn"`
	Topic     string        `json:"topic"`
	Area      string        `json:"area,omitempty" doc:"Name of the area; absent where the identity is protected"`
	From      id.Function   `json:"from,omitempty" doc:"Absent when the person asks herself"`
	FromName  string        `json:"fromName,omitempty"`
	To        id.Function   `json:"to"`
	ToName    string        `json:"toName,omitempty"`
	Wanted    []access.Kind `json:"wanted"`
	Consented bool          `json:"consented" doc:"The person agrees to the receiver knowing who she is"`
	Person    string        `json:"person,omitempty" doc:"Name; absent while the reader may not know who it is"`
	CreatedAt time.Time     `json:"createdAt"`
	SentAt    time.Time     `json:"sentAt,omitzero"`
	DueAt     time.Time     `json:"dueAt,omitzero"`
	Escalated int           `json:"escalated" doc:"1: the deputy was told that it is overdue, 2: the manager"`
	Case      id.Case       `json:"case,omitempty"`
	Version   int64         `json:"version"`
}

func requestRowOf(r app.RequestRow) RequestRowJSON {
	return RequestRowJSON{
		ID: r.ID, State: r.State, Topic: r.Topic, Area: r.AreaName, From: r.From, FromName: r.FromName, To: r.To, ToName: r.ToName,
		Wanted: rest.ListOf(r.Wanted, func(k access.Kind) access.Kind { return k }), Consented: r.Consented, Person: r.Name,
		CreatedAt: r.CreatedAt, SentAt: r.SentAt, DueAt: r.DueAt, Escalated: r.Escalated, Case: r.Case, Version: r.Version,
	}
}

type requestListJSON struct {
	Requests []RequestRowJSON `json:"requests"`
	rest.PageJSON
}

type requestEventJSON struct {
	At     time.Time   `json:"at"`
	Kind   string      `json:"kind"`
	By     id.Function `json:"by,omitempty"`
	To     id.Function `json:"to,omitempty"`
	Reason string      `json:"reason,omitempty"`
	Words  string      `json:"words,omitempty"`
}

func requestEventOf(e cases.RequestEvent) requestEventJSON {
	return requestEventJSON{e.At, e.Kind, e.By, e.To, e.Reason, e.Words}
}

// requestJSON is a request and its way so far, as one reader may see it.
type requestJSON struct {
	RequestRowJSON
	AreaCode      id.Area             `json:"areaCode,omitempty" doc:"SCB's code of the municipality"`
	Identity      *rest.IdentityJSON  `json:"identity,omitempty" doc:"Absent while the reader may not know who it is"`
	Protection    person.Protection   `json:"protection,omitempty" enum:"none,marked,protected"`
	Situation     []string            `json:"situation"`
	ConsentHow    string              `json:"consentHow,omitempty" enum:"oral,paper,digital"`
	Hope          string              `json:"hope,omitempty"`
	Tried         string              `json:"tried,omitempty"`
	CaseReference string              `json:"caseReference,omitempty"`
	SentAround    bool                `json:"sentAround" doc:"Refused a second time without anybody taking it on"`
	Events        []requestEventJSON  `json:"events"`
	Functions     []rest.FunctionJSON `json:"functions"`
	May           []access.Action     `json:"may"`
}

// Etag returns the version that a change must name.
func (r requestJSON) Etag() int64 { return r.Version }

func requestOf(v app.RequestView) requestJSON {
	j := requestJSON{
		RequestRowJSON: requestRowOf(app.RequestRow{RequestRow: v.RequestRow, AreaName: v.Area.Name}), AreaCode: v.Area.ID,
		Identity: rest.IdentityOf(v.Identity), Protection: v.Protection, Situation: rest.ListOf(v.Situation, func(s string) string { return s }),
		ConsentHow: v.ConsentHow, Hope: v.Hope, Tried: v.Tried, CaseReference: v.CaseRef, SentAround: v.SentAround,
		Events: rest.ListOf(v.Events, requestEventOf), Functions: rest.ValuesOf(v.Functions, rest.FunctionOf),
		May: rest.ListOf(v.May, func(a access.Action) access.Action { return a }),
	}
	if v.Identity != nil {
		j.Person = v.Identity.Name
	}
	j.FromName, j.ToName = v.Functions[v.From].Name, v.Functions[v.To].Name
	return j
}

type requestInput struct {
	Number     string            `json:"number,omitempty" doc:"Personnummer or samordningsnummer; a person who asks herself leaves it out"`
	Name       string            `json:"name,omitempty" maxLength:"120"`
	Phone      string            `json:"phone,omitempty" maxLength:"40"`
	Protection person.Protection `json:"protection,omitempty" enum:"none,marked,protected"`
	Area       id.Area           `json:"area"`
	Topic      string            `json:"topic"`
	To         id.Function       `json:"to" doc:"A way in of the area"`
	Wanted     []access.Kind     `json:"wanted" enum:"kommun,vard,fk,af"`
	Situation  []string          `json:"situation,omitempty"`
	Consented  bool              `json:"consented"`
	ConsentHow string            `json:"consentHow,omitempty" enum:"oral,paper,digital"`
	Hope       string            `json:"hope" maxLength:"10000"`
	Tried      string            `json:"tried,omitempty" maxLength:"10000"`
}

func (in requestInput) request() app.NewRequest {
	return app.NewRequest{
		Number: in.Number, Name: in.Name, Phone: in.Phone, Protection: in.Protection, Area: in.Area, Topic: in.Topic, To: in.To, Wanted: in.Wanted,
		Situation: in.Situation, Consented: in.Consented, ConsentHow: in.ConsentHow, Hope: in.Hope, Tried: in.Tried,
	}
}

func addRequests(s *rest.Server) {
	rest.Add(s, rest.Operation[rest.None, requestListJSON]{Method: http.MethodGet, Path: "/requests", ID: "list-requests", Tag: "requests",
		Query: []string{"box", "limit", "after"}, Out: requestListJSON{[]RequestRowJSON{exampleRequestRow()}, rest.PageJSON{Limit: rest.UsualLimit}}, Do: listRequests})
	rest.Add(s, rest.Operation[requestInput, rest.CreatedJSON]{Method: http.MethodPost, Path: "/requests", ID: "send-request", Tag: "requests",
		Status: http.StatusCreated, In: exampleRequestInput(), Out: rest.CreatedJSON{ID: rest.ExampleID},
		Do: func(c *rest.Call, in requestInput) (rest.CreatedJSON, error) {
			r, err := c.App.SendRequest(c.Ctx, c.Who, in.request())
			return rest.Created(r, "/requests/"+string(r), err)
		}})
	rest.Add(s, rest.Operation[rest.None, requestJSON]{Method: http.MethodGet, Path: "/requests/{request}", ID: "read-request", Tag: "requests", Out: exampleRequest(),
		Do: func(c *rest.Call, _ rest.None) (requestJSON, error) {
			v, err := c.App.Request(c.Ctx, c.Who, rest.At[id.Request](c, "request"))
			if err != nil {
				return requestJSON{}, err
			}
			return requestOf(v), nil
		}})
}

func listRequests(c *rest.Call, _ rest.None) (list requestListJSON, err error) {
	p, err := c.Page()
	if err != nil {
		return list, err
	}
	box := c.Query.Get("box")
	if box == "" {
		box = "in"
	}
	if box != "in" && box != "out" {
		return list, errs.Faults{{Field: "box", Key: "api.box"}}.Err()
	}
	rows, more, err := c.App.Requests(c.Ctx, c.Who, box, p)
	if err != nil {
		return list, err
	}
	list = requestListJSON{rest.ListOf(rows, requestRowOf), rest.PageJSON{Limit: p.Limit}}
	if more {
		last := rows[len(rows)-1]
		when := last.CreatedAt
		if box == "in" && !c.Who.Self() {
			when = last.SentAt // what the list is ordered by
		}
		list.PageJSON = c.Next(p, when, string(last.ID))
	}
	return list, nil
}

type forwardInput struct {
	To     id.Function `json:"to"`
	Reason string      `json:"reason" enum:"not_ours,no_capacity,already_handled,need_unclear,person_declines,other"`
	Words  string      `json:"words,omitempty" maxLength:"10000" doc:"Required when the reason is other"`
}

type declineInput struct {
	Reason string `json:"reason" enum:"not_ours,no_capacity,already_handled,need_unclear,person_declines,other"`
	Words  string `json:"words,omitempty" maxLength:"10000" doc:"Required when the reason is other"`
}

type withdrawInput struct {
	Reason string `json:"reason" enum:"not_ours,no_capacity,already_handled,need_unclear,person_declines,other"`
}

type howInput struct {
	How string `json:"how" enum:"oral,paper,digital"`
}

func addRequestSteps(s *rest.Server) {
	const path = "/requests/{request}"
	about := func(c *rest.Call) id.Request { return rest.At[id.Request](c, "request") }
	rest.Add(s, rest.Operation[rest.None, rest.CreatedJSON]{Method: http.MethodPost, Path: path + "/accept", ID: "accept-request", Tag: "requests", Versioned: true,
		Status: http.StatusCreated, Out: rest.CreatedJSON{ID: rest.ExampleID},
		Do: func(c *rest.Call, _ rest.None) (rest.CreatedJSON, error) {
			k, err := c.App.AcceptRequest(c.Ctx, c.Who, about(c), c.Version)
			return rest.Created(k, "/cases/"+string(k), err)
		}})
	rest.Add(s, step(path+"/question", "ask-back", "requests", wordsInput{rest.ExampleWords}, func(c *rest.Call, in wordsInput) error {
		return c.App.AskBack(c.Ctx, c.Who, about(c), c.Version, in.Words)
	}))
	rest.Add(s, step(path+"/answer", "answer-request", "requests", wordsInput{rest.ExampleWords}, func(c *rest.Call, in wordsInput) error {
		return c.App.AnswerRequest(c.Ctx, c.Who, about(c), c.Version, in.Words)
	}))
	rest.Add(s, step(path+"/forward", "forward-request", "requests", forwardInput{rest.ExampleFunction().ID, "not_ours", ""}, func(c *rest.Call, in forwardInput) error {
		return c.App.ForwardRequest(c.Ctx, c.Who, about(c), c.Version, app.Forward{To: in.To, Reason: in.Reason, Words: in.Words})
	}))
	rest.Add(s, step(path+"/decline", "decline-request", "requests", declineInput{"no_capacity", ""}, func(c *rest.Call, in declineInput) error {
		return c.App.DeclineRequest(c.Ctx, c.Who, about(c), c.Version, in.Reason, in.Words)
	}))
	rest.Add(s, step(path+"/withdraw", "withdraw-request", "requests", withdrawInput{"person_declines"}, func(c *rest.Call, in withdrawInput) error {
		return c.App.WithdrawRequest(c.Ctx, c.Who, about(c), c.Version, in.Reason)
	}))
	rest.Add(s, step(path+"/consent", "consent-to-request", "requests", howInput{"oral"}, func(c *rest.Call, in howInput) error {
		return c.App.ConsentToRequest(c.Ctx, c.Who, about(c), c.Version, in.How)
	}))
}
