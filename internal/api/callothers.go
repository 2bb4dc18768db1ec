package api

import (
	"net/http"
	"time"

	"samverk/internal/app"
	"samverk/internal/id"
	"samverk/internal/meeting"
)

// toldJSON is all that one may know who answers a call for others.
type toldJSON struct {
	Call    id.Call          `json:"call"`
	State   string           `json:"state" enum:"seeking,called"`
	Start   time.Time        `json:"start,omitzero"`
	End     time.Time        `json:"end,omitzero"`
	Place   string           `json:"place,omitempty"`
	Link    string           `json:"link,omitempty"`
	Offers  []offeredJSON    `json:"offers" doc:"Times that are proposed"`
	Waiting []toldAnswerJSON `json:"waiting" doc:"Functions that have not answered"`
}

type offeredJSON struct {
	ID    id.Offer  `json:"id"`
	Start time.Time `json:"start"`
	End   time.Time `json:"end"`
}

func offeredOf(o meeting.Offer) offeredJSON { return offeredJSON{o.ID, o.Start, o.End} }

type toldAnswerJSON struct {
	Function functionJSON `json:"function"`
	Version  int64        `json:"version" doc:"For If-Match when it is answered"`
}

func toldOf(v app.ToldCall) toldJSON {
	return toldJSON{v.Call, v.State, v.Start, v.End, v.Place, v.Link, listOf(v.Offers, offeredOf), listOf(v.Waiting, func(a app.ToldAnswer) toldAnswerJSON {
		return toldAnswerJSON{functionOf(a.Function), a.Version}
	})}
}

type placeAnswerInput struct {
	Function id.Function `json:"function" doc:"That is answered for"`
	CallAnswerInput
}

type placeMarksInput struct {
	Function id.Function      `json:"function" doc:"That is answered for"`
	Marks    []offerMarkInput `json:"marks"`
}

type myMeetingJSON struct {
	CallJSON
	ForumName  string `json:"forumName,omitempty"`
	CallerName string `json:"callerName,omitempty"`
}

type myMeetingsJSON struct {
	Meetings []myMeetingJSON `json:"meetings"`
}

func myMeetingOf(m app.MyMeeting) myMeetingJSON {
	j := myMeetingJSON{callOf(m.Call), m.Forum, m.Caller}
	j.Question = m.Question
	return j
}

// withoutJSON is the person's consent to meetings without her.
type withoutJSON struct {
	Given      bool        `json:"given"`
	How        string      `json:"how,omitempty" enum:"oral,paper,digital"`
	ReceivedBy id.Function `json:"receivedBy,omitempty"`
	CreatedAt  time.Time   `json:"createdAt,omitzero"`
	EndsOn     string      `json:"endsOn,omitempty" format:"date"`
	MayGive    bool        `json:"mayGive"`
	Version    int64       `json:"version" doc:"0 when none is given"`
}

func (w withoutJSON) etag() int64 { return w.Version }

func withoutOf(c meeting.Consent) withoutJSON {
	return withoutJSON{Given: c.ID != "", How: c.How, ReceivedBy: c.ReceivedBy, CreatedAt: c.Created, EndsOn: c.EndsOn, Version: c.Version}
}

type withoutInput struct {
	How    string `json:"how,omitempty" enum:"oral,paper" doc:"The person herself leaves it out"`
	EndsOn string `json:"endsOn" format:"date" doc:"At most a year ahead"`
}

func addCallsOfOthers(s *server) {
	add(s, operation[none, toldJSON]{method: http.MethodGet, path: "/calls/{call}", id: "read-told-call", tag: "calls",
		out: toldJSON{exampleID, "called", day(30), day(30).Add(time.Hour), "Stadshuset", "", []offeredJSON{}, []toldAnswerJSON{{exampleFunction(), 3}}},
		do: func(c *call, _ none) (toldJSON, error) {
			v, err := c.app.ToldCall(c.ctx, c.who, at[id.Call](c, "call"))
			return toldOf(v), err
		}})
	add(s, step("/calls/{call}/answer", "answer-call-in-place", "calls", placeAnswerInput{exampleFunction().ID, CallAnswerInput{Answer: "yes"}}, func(c *call, in placeAnswerInput) error {
		a, err := in.answer()
		if err != nil {
			return err
		}
		return c.app.AnswerInPlace(c.ctx, c.who, at[id.Call](c, "call"), in.Function, c.version, a)
	}))
	add(s, operation[placeMarksInput, none]{method: http.MethodPost, path: "/calls/{call}/marks", id: "mark-times-in-place", tag: "calls", status: http.StatusNoContent,
		in: placeMarksInput{exampleFunction().ID, []offerMarkInput{{exampleID, "maybe"}}},
		do: func(c *call, in placeMarksInput) (none, error) {
			return none{}, c.app.MarkInPlace(c.ctx, c.who, at[id.Call](c, "call"), in.Function, marksInput{in.Marks}.marks())
		}})
	add(s, operation[none, myMeetingsJSON]{method: http.MethodGet, path: "/me/meetings", id: "list-my-meetings", tag: "calls",
		out: myMeetingsJSON{[]myMeetingJSON{{exampleCall(), "Samverk Vetlanda", "Rehabkoordinator, Vårdcentralen Vetlanda"}}},
		do: func(c *call, _ none) (myMeetingsJSON, error) {
			all, err := c.app.MyMeetings(c.ctx, c.who)
			return myMeetingsJSON{listOf(all, myMeetingOf)}, err
		}})
	const of = "/cases/{case}/meeting-consent"
	add(s, operation[none, withoutJSON]{method: http.MethodGet, path: of, id: "read-meeting-consent", tag: "calls",
		out: withoutJSON{true, "oral", exampleFunction().ID, day(20), "2027-05-20", true, 1},
		do: func(c *call, _ none) (withoutJSON, error) {
			v, err := c.app.MeetingConsent(c.ctx, c.who, at[id.Case](c, "case"))
			j := withoutOf(v.Consent)
			j.MayGive = v.MayGive
			return j, err
		}})
	add(s, step(of, "give-meeting-consent", "calls", withoutInput{"oral", "2027-05-20"}, func(c *call, in withoutInput) error {
		return c.app.GiveMeetingConsent(c.ctx, c.who, at[id.Case](c, "case"), meeting.NewConsent{How: in.How, EndsOn: in.EndsOn, Version: c.version})
	}))
	add(s, step(of+"/end", "end-meeting-consent", "calls", none{}, func(c *call, _ none) error {
		return c.app.EndMeetingConsent(c.ctx, c.who, at[id.Case](c, "case"), c.version)
	}))
}
