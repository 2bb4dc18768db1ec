package api

import (
	"net/http"
	"time"

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
	Functions  []functionJSON       `json:"functions"`
	Units      []unitJSON           `json:"units"`
}

func (m minutesJSON) etag() int64 { return m.Version }

func minutesOf(v app.MinutesView) minutesJSON {
	return minutesJSON{
		MinutesHeadJSON: minutesHeadOf(v.Minutes), Meeting: callOf(v.Call), Entries: listOf(v.Entries, lineOf), Attendance: listOf(v.Called, attendeeOf), PersonCame: v.Call.PersonCame,
		Receipts: listOf(v.Receipts, func(r minutes.Receipt) minutesReceiptJSON {
			return minutesReceiptJSON{string(r.Function), r.At, r.ReadAt, r.Acted}
		}),
		Versions:  listOf(v.Versions, minutesHeadOf),
		MayFreeze: v.MayFreeze, MayAmend: v.MayAmend, MayRecall: v.MayRecall,
		Functions: valuesOf(v.Functions, functionOf), Units: valuesOf(v.Units, unitOf),
	}
}

type frozenJSON struct {
	Number int `json:"number"`
	at     string
}

func (f frozenJSON) location() string { return f.at }

type amendInput struct {
	Reason string `json:"reason" enum:"wrong,missing,asked"`
	Words  string `json:"words" maxLength:"2000" doc:"What is changed"`
}

type minutesRecallInput struct {
	Reason string `json:"reason" enum:"wrong_person,wrong_content,not_to_be_kept"`
}

func exampleMinutes() minutesJSON {
	head := MinutesHeadJSON{Number: 1, State: minutes.Final, Unit: exampleUnit().ID, By: exampleFunction().ID, FinalAt: day(30), Version: 2}
	c := exampleCall()
	c.State = "held"
	return minutesJSON{MinutesHeadJSON: head, Meeting: c, Entries: []lineJSON{exampleLine()}, Attendance: exampleMeeting().Attendance, PersonCame: "present",
		Receipts: []minutesReceiptJSON{{Function: "self", At: day(30)}}, Versions: []MinutesHeadJSON{head}, Functions: []functionJSON{exampleFunction()}, Units: []unitJSON{exampleUnit()}}
}

func readMinutes(c *call, n int) (minutesJSON, error) {
	k, which := callAt(c)
	v, err := c.app.Minutes(c.ctx, c.who, k, which, n)
	return minutesOf(v), err
}

func addMinutes(s *server) {
	const of = "/cases/{case}/calls/{call}/minutes"
	add(s, operation[none, minutesJSON]{method: http.MethodGet, path: of, id: "read-minutes", tag: "calls", out: exampleMinutes(),
		do: func(c *call, _ none) (minutesJSON, error) { return readMinutes(c, 0) }})
	add(s, operation[none, minutesJSON]{method: http.MethodGet, path: of + "/versions/{number}", id: "read-minutes-version", tag: "calls", out: exampleMinutes(),
		do: func(c *call, _ none) (minutesJSON, error) {
			n, err := number(c.r.PathValue("number"))
			if err != nil {
				return minutesJSON{}, err
			}
			return readMinutes(c, n)
		}})
	add(s, operation[none, none]{method: http.MethodPost, path: of + "/versions/{number}/receipts", id: "note-minutes-read", tag: "calls", status: http.StatusNoContent,
		do: func(c *call, _ none) (none, error) {
			n, err := number(c.r.PathValue("number"))
			if err != nil {
				return none{}, err
			}
			k, which := callAt(c)
			return none{}, c.app.ReadMinutes(c.ctx, c.who, k, which, n)
		}})
	add(s, operation[none, frozenJSON]{method: http.MethodPost, path: of + "/final", id: "freeze-minutes", tag: "calls", versioned: true, status: http.StatusCreated, out: frozenJSON{Number: 1},
		do: func(c *call, _ none) (frozenJSON, error) {
			k, which := callAt(c)
			n, err := c.app.FreezeMinutes(c.ctx, c.who, k, which, c.version)
			return frozenJSON{n, "/cases/" + string(k) + "/calls/" + string(which) + "/minutes"}, err
		}})
	add(s, operation[amendInput, none]{method: http.MethodPost, path: of + "/amendments", id: "amend-minutes", tag: "calls", status: http.StatusNoContent, in: amendInput{"missing", "Beslutet om lokal fattas."},
		do: func(c *call, in amendInput) (none, error) {
			k, which := callAt(c)
			return none{}, c.app.AmendMinutes(c.ctx, c.who, k, which, in.Reason, in.Words)
		}})
	add(s, operation[minutesRecallInput, none]{method: http.MethodPost, path: of + "/recall", id: "ask-minutes-recall", tag: "calls", status: http.StatusNoContent, in: minutesRecallInput{"wrong_person"},
		do: func(c *call, in minutesRecallInput) (none, error) {
			k, which := callAt(c)
			return none{}, c.app.AskMinutesRecall(c.ctx, c.who, k, which, in.Reason)
		}})
	add(s, operation[none, none]{method: http.MethodPost, path: of + "/recall/confirmation", id: "confirm-minutes-recall", tag: "calls", status: http.StatusNoContent,
		do: func(c *call, _ none) (none, error) {
			k, which := callAt(c)
			return none{}, c.app.ConfirmMinutesRecall(c.ctx, c.who, k, which)
		}})
}
