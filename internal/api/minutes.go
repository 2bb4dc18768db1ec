package api

import (
	"net/http"
	"time"

	"samverk/internal/api/rest"
	"samverk/internal/app"
	"samverk/internal/id"
	"samverk/internal/minutes"
)

// MinutesHeadJSON is one version of the minutes of a meeting.
type MinutesHeadJSON struct {
	Number       int         `json:"number"`
	State        string      `json:"state" enum:"draft,final,replaced,recalled"`
	Unit         id.Unit     `json:"unit" doc:"That keeps them"`
	By           id.Function `json:"by,omitempty" doc:"Who made them final"`
	FinalAt      time.Time   `json:"finalAt,omitzero"`
	Reason       string      `json:"reason,omitempty" enum:"wrong,missing,asked" doc:"Why they amend those before"`
	Words        string      `json:"words,omitempty" doc:"About that"`
	RecallReason string      `json:"recallReason,omitempty" enum:"wrong_person,wrong_content,not_to_be_kept"`
	RecallAsked  bool        `json:"recallAsked" doc:"A colleague has to confirm, to the unit that keeps them"`
	RecalledAt   time.Time   `json:"recalledAt,omitzero"`
	Version      int64       `json:"version"`
}

func minutesHeadOf(m minutes.Minutes) MinutesHeadJSON {
	return MinutesHeadJSON{m.Number, m.State, m.Unit, m.Function, m.FinalAt, m.Reason, m.Words, m.RecallReason, m.RecallAskedBy != "", m.RecalledAt, m.Version}
}

type minutesReceiptJSON struct {
	Function       string    `json:"function" doc:"self for the person"`
	At             time.Time `json:"informedAt"`
	ReadAt         time.Time `json:"readAt,omitzero"`
	Representative string    `json:"representative,omitempty" enum:"ombud,narstaende,god_man,forvaltare" doc:"Kind of the one who read in the person's place"`
}

// minutesJSON is the minutes of a meeting, as far as the reader may see them.
type minutesJSON struct {
	MinutesHeadJSON
	Meeting    CallJSON             `json:"meeting"`
	Entries    []lineJSON           `json:"entries" doc:"In the versions that were frozen; of a draft those that would be"`
	Attendance []attendeeJSON       `json:"attendance"`
	PersonCame string               `json:"personCame,omitempty" enum:"present,represented,absent"`
	Receipts   []minutesReceiptJSON `json:"receipts"`
	Versions   []MinutesHeadJSON    `json:"versions" doc:"Newest first"`
	MayFreeze  bool                 `json:"mayFreeze"`
	MayAmend   bool                 `json:"mayAmend"`
	MayRecall  bool                 `json:"mayRecall" doc:"Ask for it, or confirm when somebody else has asked"`
	Functions  []rest.FunctionJSON  `json:"functions"`
	Units      []rest.UnitJSON      `json:"units"`
}

// Etag returns the version that a change must name.
func (m minutesJSON) Etag() int64 { return m.Version }

func minutesOf(v app.MinutesView) minutesJSON {
	return minutesJSON{
		MinutesHeadJSON: minutesHeadOf(v.Minutes), Meeting: callOf(v.Call), Entries: rest.ListOf(v.Entries, lineOf), Attendance: rest.ListOf(v.Called, attendeeOf), PersonCame: v.Call.PersonCame,
		Receipts: rest.ListOf(v.Receipts, func(r minutes.Receipt) minutesReceiptJSON {
			return minutesReceiptJSON{string(r.Function), r.At, r.ReadAt, r.Acted}
		}),
		Versions:  rest.ListOf(v.Versions, minutesHeadOf),
		MayFreeze: v.MayFreeze, MayAmend: v.MayAmend, MayRecall: v.MayRecall,
		Functions: rest.ValuesOf(v.Functions, rest.FunctionOf), Units: rest.ValuesOf(v.Units, rest.UnitOf),
	}
}

type frozenJSON struct {
	Number int `json:"number"`
	at     string
}

// Location returns the address of what was made.
func (f frozenJSON) Location() string { return f.at }

type amendInput struct {
	Reason string `json:"reason" enum:"wrong,missing,asked"`
	Words  string `json:"words" maxLength:"2000" doc:"What is changed"`
}

type minutesRecallInput struct {
	Reason string `json:"reason" enum:"wrong_person,wrong_content,not_to_be_kept"`
}

func exampleMinutes() minutesJSON {
	head := MinutesHeadJSON{Number: 1, State: minutes.Final, Unit: rest.ExampleUnit().ID, By: rest.ExampleFunction().ID, FinalAt: rest.Day(30), Version: 2}
	c := exampleCall()
	c.State = "held"
	return minutesJSON{MinutesHeadJSON: head, Meeting: c, Entries: []lineJSON{exampleLine()}, Attendance: exampleMeeting().Attendance, PersonCame: "present",
		Receipts: []minutesReceiptJSON{{Function: "self", At: rest.Day(30)}}, Versions: []MinutesHeadJSON{head}, Functions: []rest.FunctionJSON{rest.ExampleFunction()}, Units: []rest.UnitJSON{rest.ExampleUnit()}}
}

func readMinutes(c *rest.Call, n int) (minutesJSON, error) {
	k, which := callAt(c)
	v, err := c.App.Minutes(c.Ctx, c.Who, k, which, n)
	return minutesOf(v), err
}

func addMinutes(s *rest.Server) {
	const of = "/cases/{case}/calls/{call}/minutes"
	rest.Add(s, rest.Operation[rest.None, minutesJSON]{Method: http.MethodGet, Path: of, ID: "read-minutes", Tag: "calls", Out: exampleMinutes(),
		Do: func(c *rest.Call, _ rest.None) (minutesJSON, error) { return readMinutes(c, 0) }})
	rest.Add(s, rest.Operation[rest.None, minutesJSON]{Method: http.MethodGet, Path: of + "/versions/{number}", ID: "read-minutes-version", Tag: "calls", Out: exampleMinutes(),
		Do: func(c *rest.Call, _ rest.None) (minutesJSON, error) {
			n, err := rest.Number(c.Request.PathValue("number"))
			if err != nil {
				return minutesJSON{}, err
			}
			return readMinutes(c, n)
		}})
	rest.Add(s, rest.Operation[rest.None, rest.None]{Method: http.MethodPost, Path: of + "/versions/{number}/receipts", ID: "note-minutes-read", Tag: "calls", Status: http.StatusNoContent,
		Do: func(c *rest.Call, _ rest.None) (rest.None, error) {
			n, err := rest.Number(c.Request.PathValue("number"))
			if err != nil {
				return rest.None{}, err
			}
			k, which := callAt(c)
			return rest.None{}, c.App.ReadMinutes(c.Ctx, c.Who, k, which, n)
		}})
	rest.Add(s, rest.Operation[rest.None, frozenJSON]{Method: http.MethodPost, Path: of + "/final", ID: "freeze-minutes", Tag: "calls", Versioned: true, Status: http.StatusCreated, Out: frozenJSON{Number: 1},
		Do: func(c *rest.Call, _ rest.None) (frozenJSON, error) {
			k, which := callAt(c)
			n, err := c.App.FreezeMinutes(c.Ctx, c.Who, k, which, c.Version)
			return frozenJSON{n, "/cases/" + string(k) + "/calls/" + string(which) + "/minutes"}, err
		}})
	rest.Add(s, rest.Operation[amendInput, rest.None]{Method: http.MethodPost, Path: of + "/amendments", ID: "amend-minutes", Tag: "calls", Status: http.StatusNoContent, In: amendInput{"missing", "Beslutet om lokal fattas."},
		Do: func(c *rest.Call, in amendInput) (rest.None, error) {
			k, which := callAt(c)
			return rest.None{}, c.App.AmendMinutes(c.Ctx, c.Who, k, which, in.Reason, in.Words)
		}})
	rest.Add(s, rest.Operation[minutesRecallInput, rest.None]{Method: http.MethodPost, Path: of + "/recall", ID: "ask-minutes-recall", Tag: "calls", Status: http.StatusNoContent, In: minutesRecallInput{"wrong_person"},
		Do: func(c *rest.Call, in minutesRecallInput) (rest.None, error) {
			k, which := callAt(c)
			return rest.None{}, c.App.AskMinutesRecall(c.Ctx, c.Who, k, which, in.Reason)
		}})
	rest.Add(s, rest.Operation[rest.None, rest.None]{Method: http.MethodPost, Path: of + "/recall/confirmation", ID: "confirm-minutes-recall", Tag: "calls", Status: http.StatusNoContent,
		Do: func(c *rest.Call, _ rest.None) (rest.None, error) {
			k, which := callAt(c)
			return rest.None{}, c.App.ConfirmMinutesRecall(c.Ctx, c.Who, k, which)
		}})
}
