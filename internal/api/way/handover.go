package way

import (
	"net/http"
	"time"

	"samverk/internal/api/rest"
	"samverk/internal/handover"
	"samverk/internal/id"
	"samverk/internal/item"
	"samverk/internal/org"
	"samverk/internal/result"
)

// HandoverJSON is what one function leaves to another, as far as the caller may
// know it.
type HandoverJSON struct {
	ID         id.Handover    `json:"id"`
	Giver      id.Function    `json:"giver,omitempty" doc:"Absent where the caller may not know who takes part"`
	Taker      id.Function    `json:"taker,omitempty" doc:"Likewise"`
	Activity   id.Item        `json:"activity,omitempty" doc:"What is handed over, where the caller sees it"`
	Whole      bool           `json:"whole,omitempty" doc:"All that the giver does in the case"`
	Summary    id.Item        `json:"summary,omitempty" doc:"What was learnt, an item like all others; where the caller sees it"`
	State      handover.State `json:"state" enum:"offered,accepted,declined,withdrawn"`
	Reason     string         `json:"reason,omitempty" enum:"not_ours,no_capacity,too_early,unclear,person_declines,something_else"`
	Words      string         `json:"words,omitempty"`
	OfferedAt  time.Time      `json:"offeredAt"`
	AnsweredAt time.Time      `json:"answeredAt,omitzero"`
	Version    int64          `json:"version"`
}

func handoverOf(h handover.Handover) HandoverJSON {
	return HandoverJSON{
		ID: h.ID, Giver: h.Giver, Taker: h.Taker, Whole: h.Activity == "", State: h.State, Reason: h.Reason, Words: h.Words,
		OfferedAt: h.OfferedAt, AnsweredAt: h.AnsweredAt, Version: h.Version,
	}
}

type handoversJSON struct {
	Handovers  []HandoverJSON `json:"handovers" doc:"The newest first"`
	Summaries  []id.Item      `json:"summaries" doc:"That the caller sees, items like all others"`
	Takers     []id.Function  `json:"takers" doc:"That take part and may be told what is handed over"`
	Untold     []id.Function  `json:"untold" doc:"That take part, and that the consent does not let know of the plan"`
	Activities []id.Item      `json:"activities" doc:"That the caller answers for and can hand over"`
	MayGive    bool           `json:"mayGive"`
}

func handoversOf(v result.HandoverView) handoversJSON {
	seen := map[id.Item]bool{}
	for _, i := range v.Items {
		seen[i.ID] = !i.Gone
	}
	function, itself := func(f org.Function) id.Function { return f.ID }, func(i item.Item) id.Item { return i.ID }
	return handoversJSON{rest.ListOf(v.Handovers, func(h handover.Handover) HandoverJSON {
		one := handoverOf(h)
		if seen[h.Activity] {
			one.Activity = h.Activity
		}
		if i, ok := v.Of(h); ok {
			one.Summary = i.ID
		}
		return one
	}), rest.ListOf(v.Summaries, itself), rest.ListOf(v.Takers, function), rest.ListOf(v.Untold, function), rest.ListOf(v.Own, itself), v.MayGive}
}

// LearntJSON is what was learnt.
type LearntJSON struct {
	Done   string `json:"done" maxLength:"3000"`
	Worked string `json:"worked,omitempty" maxLength:"3000"`
	Left   string `json:"left" maxLength:"3000"`
}

func (l LearntJSON) summary() result.Summary { return result.Summary(l) }

type offerHandoverInput struct {
	LearntJSON
	Taker    id.Function `json:"taker"`
	Activity id.Item     `json:"activity,omitempty" doc:"Absent for all that the function does in the case"`
}

type summariseInput struct {
	LearntJSON
	Units []id.Unit `json:"units,omitempty" doc:"That the consent covers, and that get it"`
}

type answerHandoverInput struct {
	Accept bool   `json:"accept"`
	Reason string `json:"reason,omitempty" enum:"not_ours,no_capacity,too_early,unclear,person_declines,something_else" doc:"Needed when it is declined"`
	Words  string `json:"words,omitempty" maxLength:"2000" doc:"Needed of something_else"`
}

type dismissMeetingInput struct {
	Checkpoint handover.Checkpoint `json:"checkpoint" enum:"middle,end"`
}

func exampleLearnt() LearntJSON {
	return LearntJSON{"Arbetsträning i tre månader.", "Halva dagar fungerar.", "Ett intyg för våren."}
}

func handoverAt(c *rest.Call) id.Handover { return rest.At[id.Handover](c, "handover") }

func addHandover(s *rest.Server) {
	const of, one = "/cases/{case}/handovers", "/cases/{case}/handovers/{handover}"
	giver := rest.ExampleFunction().ID
	example := HandoverJSON{ID: rest.ExampleID, Giver: giver, Taker: "af-vetlanda-handlaggare", Whole: true, Summary: rest.ExampleID, State: handover.Offered, OfferedAt: rest.Day(18), Version: 1}
	rest.Add(s, rest.Operation[rest.None, handoversJSON]{Method: http.MethodGet, Path: of, ID: "list-handovers", Tag: "cases",
		Out: handoversJSON{[]HandoverJSON{example}, []id.Item{rest.ExampleID}, []id.Function{example.Taker}, []id.Function{}, []id.Item{}, true},
		Do: func(c *rest.Call, _ rest.None) (handoversJSON, error) {
			v, err := c.Result.Handovers(c.Ctx, c.Who, caseAt(c))
			return handoversOf(v), err
		}})
	rest.Add(s, rest.Operation[offerHandoverInput, rest.CreatedJSON]{Method: http.MethodPost, Path: of, ID: "offer-handover", Tag: "cases", Status: http.StatusCreated,
		In: offerHandoverInput{LearntJSON: exampleLearnt(), Taker: example.Taker}, Out: rest.CreatedJSON{ID: rest.ExampleID},
		Do: func(c *rest.Call, in offerHandoverInput) (rest.CreatedJSON, error) {
			h, err := c.Result.HandOver(c.Ctx, c.Who, caseAt(c), result.NewHandover{Summary: in.summary(), Activity: in.Activity, Taker: in.Taker})
			return rest.Created(h, "/cases/"+string(caseAt(c))+"/handovers", err)
		}})
	rest.Add(s, rest.Operation[answerHandoverInput, rest.None]{Method: http.MethodPut, Path: one + "/answer", ID: "answer-handover", Tag: "cases", Versioned: true, Status: http.StatusNoContent,
		In: answerHandoverInput{Reason: "too_early", Words: "Vi väntar på läkarens svar."},
		Do: func(c *rest.Call, in answerHandoverInput) (rest.None, error) {
			return rest.None{}, c.Result.AnswerHandover(c.Ctx, c.Who, caseAt(c), handoverAt(c), c.Version, handover.Reply(in))
		}})
	rest.Add(s, rest.Operation[rest.None, rest.None]{Method: http.MethodDelete, Path: one, ID: "withdraw-handover", Tag: "cases", Versioned: true, Status: http.StatusNoContent,
		Do: func(c *rest.Call, _ rest.None) (rest.None, error) {
			return rest.None{}, c.Result.WithdrawHandover(c.Ctx, c.Who, caseAt(c), handoverAt(c), c.Version)
		}})
	addSummary(s)
}

func addSummary(s *rest.Server) {
	rest.Add(s, rest.Operation[summariseInput, rest.CreatedJSON]{Method: http.MethodPost, Path: "/cases/{case}/summaries", ID: "summarise-case", Tag: "cases", Status: http.StatusCreated,
		In: summariseInput{exampleLearnt(), []id.Unit{rest.ExampleUnit().ID}}, Out: rest.CreatedJSON{ID: rest.ExampleID},
		Do: func(c *rest.Call, in summariseInput) (rest.CreatedJSON, error) {
			i, err := c.Result.Summarise(c.Ctx, c.Who, caseAt(c), in.summary(), in.Units)
			return rest.Created(i, "/cases/"+string(caseAt(c))+"/items/"+string(i), err)
		}})
	rest.Add(s, rest.Operation[dismissMeetingInput, rest.None]{Method: http.MethodPost, Path: "/cases/{case}/items/{item}/handover-meeting", ID: "dismiss-handover-meeting", Tag: "cases", Status: http.StatusNoContent,
		In: dismissMeetingInput{handover.Middle},
		Do: func(c *rest.Call, in dismissMeetingInput) (rest.None, error) {
			return rest.None{}, c.Result.DismissMeeting(c.Ctx, c.Who, caseAt(c), rest.At[id.Item](c, "item"), in.Checkpoint)
		}})
}
