package api

import (
	"net/http"
	"time"

	"samverk/internal/access"
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
		Wanted: listOf(r.Wanted, func(k access.Kind) access.Kind { return k }), Consented: r.Consented, Person: r.Name,
		CreatedAt: r.CreatedAt, SentAt: r.SentAt, DueAt: r.DueAt, Escalated: r.Escalated, Case: r.Case, Version: r.Version,
	}
}

type requestListJSON struct {
	Requests []RequestRowJSON `json:"requests"`
	PageJSON
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
	AreaCode      id.Area            `json:"areaCode,omitempty" doc:"SCB's code of the municipality"`
	Identity      *identityJSON      `json:"identity,omitempty" doc:"Absent while the reader may not know who it is"`
	Protection    person.Protection  `json:"protection,omitempty" enum:"none,marked,protected"`
	Situation     []string           `json:"situation"`
	ConsentHow    string             `json:"consentHow,omitempty" enum:"oral,paper,digital"`
	Hope          string             `json:"hope,omitempty"`
	Tried         string             `json:"tried,omitempty"`
	CaseReference string             `json:"caseReference,omitempty"`
	SentAround    bool               `json:"sentAround" doc:"Refused a second time without anybody taking it on"`
	Events        []requestEventJSON `json:"events"`
	Functions     []functionJSON     `json:"functions"`
	May           []access.Action    `json:"may"`
}

func (r requestJSON) etag() int64 { return r.Version }

func requestOf(v app.RequestView) requestJSON {
	j := requestJSON{
		RequestRowJSON: requestRowOf(app.RequestRow{RequestRow: v.RequestRow, AreaName: v.Area.Name}), AreaCode: v.Area.ID,
		Identity: identityOf(v.Identity), Protection: v.Protection, Situation: listOf(v.Situation, func(s string) string { return s }),
		ConsentHow: v.ConsentHow, Hope: v.Hope, Tried: v.Tried, CaseReference: v.CaseRef, SentAround: v.SentAround,
		Events: listOf(v.Events, requestEventOf), Functions: valuesOf(v.Functions, functionOf),
		May: listOf(v.May, func(a access.Action) access.Action { return a }),
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

func addRequests(s *server) {
	add(s, operation[none, requestListJSON]{method: http.MethodGet, path: "/requests", id: "list-requests", tag: "requests",
		query: []string{"box", "limit", "after"}, out: requestListJSON{[]RequestRowJSON{exampleRequestRow()}, PageJSON{Limit: usualLimit}}, do: listRequests})
	add(s, operation[requestInput, createdJSON]{method: http.MethodPost, path: "/requests", id: "send-request", tag: "requests",
		status: http.StatusCreated, in: exampleRequestInput(), out: createdJSON{ID: exampleID},
		do: func(c *call, in requestInput) (createdJSON, error) {
			r, err := c.app.SendRequest(c.ctx, c.who, in.request())
			return created(r, "/requests/"+string(r), err)
		}})
	add(s, operation[none, requestJSON]{method: http.MethodGet, path: "/requests/{request}", id: "read-request", tag: "requests", out: exampleRequest(),
		do: func(c *call, _ none) (requestJSON, error) {
			v, err := c.app.Request(c.ctx, c.who, at[id.Request](c, "request"))
			if err != nil {
				return requestJSON{}, err
			}
			return requestOf(v), nil
		}})
}

func listRequests(c *call, _ none) (list requestListJSON, err error) {
	p, err := c.page()
	if err != nil {
		return list, err
	}
	box := c.query.Get("box")
	if box == "" {
		box = "in"
	}
	if box != "in" && box != "out" {
		return list, errs.Faults{{Field: "box", Key: "api.box"}}.Err()
	}
	rows, more, err := c.app.Requests(c.ctx, c.who, box, p)
	if err != nil {
		return list, err
	}
	list = requestListJSON{listOf(rows, requestRowOf), PageJSON{Limit: p.Limit}}
	if more {
		last := rows[len(rows)-1]
		when := last.CreatedAt
		if box == "in" && !c.who.Self() {
			when = last.SentAt // what the list is ordered by
		}
		list.PageJSON = c.next(p, when, string(last.ID))
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

func addRequestSteps(s *server) {
	const path = "/requests/{request}"
	about := func(c *call) id.Request { return at[id.Request](c, "request") }
	add(s, operation[none, createdJSON]{method: http.MethodPost, path: path + "/accept", id: "accept-request", tag: "requests", versioned: true,
		status: http.StatusCreated, out: createdJSON{ID: exampleID},
		do: func(c *call, _ none) (createdJSON, error) {
			k, err := c.app.AcceptRequest(c.ctx, c.who, about(c), c.version)
			return created(k, "/cases/"+string(k), err)
		}})
	add(s, step(path+"/question", "ask-back", "requests", wordsInput{exampleWords}, func(c *call, in wordsInput) error {
		return c.app.AskBack(c.ctx, c.who, about(c), c.version, in.Words)
	}))
	add(s, step(path+"/answer", "answer-request", "requests", wordsInput{exampleWords}, func(c *call, in wordsInput) error {
		return c.app.AnswerRequest(c.ctx, c.who, about(c), c.version, in.Words)
	}))
	add(s, step(path+"/forward", "forward-request", "requests", forwardInput{exampleFunction().ID, "not_ours", ""}, func(c *call, in forwardInput) error {
		return c.app.ForwardRequest(c.ctx, c.who, about(c), c.version, app.Forward{To: in.To, Reason: in.Reason, Words: in.Words})
	}))
	add(s, step(path+"/decline", "decline-request", "requests", declineInput{"no_capacity", ""}, func(c *call, in declineInput) error {
		return c.app.DeclineRequest(c.ctx, c.who, about(c), c.version, in.Reason, in.Words)
	}))
	add(s, step(path+"/withdraw", "withdraw-request", "requests", withdrawInput{"person_declines"}, func(c *call, in withdrawInput) error {
		return c.app.WithdrawRequest(c.ctx, c.who, about(c), c.version, in.Reason)
	}))
	add(s, step(path+"/consent", "consent-to-request", "requests", howInput{"oral"}, func(c *call, in howInput) error {
		return c.app.ConsentToRequest(c.ctx, c.who, about(c), c.version, in.How)
	}))
}
