package api

import (
	"net/http"
	"time"

	"samverk/internal/api/rest"
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
	Function rest.FunctionJSON `json:"function"`
	Version  int64             `json:"version" doc:"For If-Match when it is answered"`
}

func toldOf(v app.ToldCall) toldJSON {
	return toldJSON{v.Call, v.State, v.Start, v.End, v.Place, v.Link, rest.ListOf(v.Offers, offeredOf), rest.ListOf(v.Waiting, func(a app.ToldAnswer) toldAnswerJSON {
		return toldAnswerJSON{rest.FunctionOf(a.Function), a.Version}
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

// Etag returns the version that a change must name.
func (w withoutJSON) Etag() int64 { return w.Version }

func withoutOf(c meeting.Consent) withoutJSON {
	return withoutJSON{Given: c.ID != "", How: c.How, ReceivedBy: c.ReceivedBy, CreatedAt: c.Created, EndsOn: c.EndsOn, Version: c.Version}
}

type withoutInput struct {
	How    string `json:"how,omitempty" enum:"oral,paper" doc:"The person herself leaves it out"`
	EndsOn string `json:"endsOn" format:"date" doc:"At most a year ahead"`
}

func addCallsOfOthers(s *rest.Server) {
	rest.Add(s, rest.Operation[rest.None, toldJSON]{Method: http.MethodGet, Path: "/calls/{call}", ID: "read-told-call", Tag: "calls",
		Out: toldJSON{rest.ExampleID, "called", rest.Day(30), rest.Day(30).Add(time.Hour), "Stadshuset", "", []offeredJSON{}, []toldAnswerJSON{{rest.ExampleFunction(), 3}}},
		Do: func(c *rest.Call, _ rest.None) (toldJSON, error) {
			v, err := c.App.ToldCall(c.Ctx, c.Who, rest.At[id.Call](c, "call"))
			return toldOf(v), err
		}})
	rest.Add(s, step("/calls/{call}/answer", "answer-call-in-place", "calls", placeAnswerInput{rest.ExampleFunction().ID, CallAnswerInput{Answer: "yes"}}, func(c *rest.Call, in placeAnswerInput) error {
		a, err := in.answer()
		if err != nil {
			return err
		}
		return c.App.AnswerInPlace(c.Ctx, c.Who, rest.At[id.Call](c, "call"), in.Function, c.Version, a)
	}))
	rest.Add(s, rest.Operation[placeMarksInput, rest.None]{Method: http.MethodPost, Path: "/calls/{call}/marks", ID: "mark-times-in-place", Tag: "calls", Status: http.StatusNoContent,
		In: placeMarksInput{rest.ExampleFunction().ID, []offerMarkInput{{rest.ExampleID, "maybe"}}},
		Do: func(c *rest.Call, in placeMarksInput) (rest.None, error) {
			return rest.None{}, c.App.MarkInPlace(c.Ctx, c.Who, rest.At[id.Call](c, "call"), in.Function, marksInput{in.Marks}.marks())
		}})
	rest.Add(s, rest.Operation[rest.None, myMeetingsJSON]{Method: http.MethodGet, Path: "/me/meetings", ID: "list-my-meetings", Tag: "calls",
		Out: myMeetingsJSON{[]myMeetingJSON{{exampleCall(), "Samverk Vetlanda", "Rehabkoordinator, Vårdcentralen Vetlanda"}}},
		Do: func(c *rest.Call, _ rest.None) (myMeetingsJSON, error) {
			all, err := c.App.MyMeetings(c.Ctx, c.Who)
			return myMeetingsJSON{rest.ListOf(all, myMeetingOf)}, err
		}})
	const of = "/cases/{case}/meeting-consent"
	rest.Add(s, rest.Operation[rest.None, withoutJSON]{Method: http.MethodGet, Path: of, ID: "read-meeting-consent", Tag: "calls",
		Out: withoutJSON{true, "oral", rest.ExampleFunction().ID, rest.Day(20), "2027-05-20", true, 1},
		Do: func(c *rest.Call, _ rest.None) (withoutJSON, error) {
			v, err := c.App.MeetingConsent(c.Ctx, c.Who, rest.At[id.Case](c, "case"))
			j := withoutOf(v.Consent)
			j.MayGive = v.MayGive
			return j, err
		}})
	rest.Add(s, step(of, "give-meeting-consent", "calls", withoutInput{"oral", "2027-05-20"}, func(c *rest.Call, in withoutInput) error {
		return c.App.GiveMeetingConsent(c.Ctx, c.Who, rest.At[id.Case](c, "case"), meeting.NewConsent{How: in.How, EndsOn: in.EndsOn, Version: c.Version})
	}))
	rest.Add(s, step(of+"/end", "end-meeting-consent", "calls", rest.None{}, func(c *rest.Call, _ rest.None) error {
		return c.App.EndMeetingConsent(c.Ctx, c.Who, rest.At[id.Case](c, "case"), c.Version)
	}))
}
