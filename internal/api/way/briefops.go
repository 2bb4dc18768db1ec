package way

import (
	"net/http"
	"slices"

	"samverk/internal/api/rest"
	"samverk/internal/brief"
	"samverk/internal/briefing"
	"samverk/internal/id"
)

func briefAt(c *rest.Call) id.Brief { return rest.At[id.Brief](c, "brief") }

func exampleBriefInput() briefInput {
	return briefInput{Activities: []chosenJSON{{rest.ExampleID, "AME", "Stå och gå."}}, Hard: "Jag orkar inte stå länge.", Question: "Vad går att genomföra?", EndsOn: "2027-01-22"}
}

func addBrief(s *rest.Server) {
	addBriefOfCase(s)
	addBriefSteps(s)
	addBriefOfCare(s)
	addBriefForm(s)
}

func addBriefOfCase(s *rest.Server) {
	const all = "/cases/{case}/briefs"
	rest.Add(s, rest.Operation[rest.None, briefsJSON]{Method: http.MethodGet, Path: all, ID: "list-briefs", Tag: "cases", Out: briefsJSON{[]BriefJSON{exampleBrief()}, true},
		Do: func(c *rest.Call, _ rest.None) (briefsJSON, error) {
			v, err := c.Briefing.List(c.Ctx, c.Who, caseAt(c))
			return briefsJSON{rest.ListOf(v.Briefs, briefOf), v.MayMake}, err
		}})
	rest.Add(s, rest.Operation[briefInput, madeBriefJSON]{Method: http.MethodPost, Path: all, ID: "make-brief", Tag: "cases", Status: http.StatusCreated, In: exampleBriefInput(), Out: madeBriefJSON{CreatedJSON: rest.CreatedJSON{ID: rest.ExampleID}, LeftOut: []id.Item{}},
		Do: func(c *rest.Call, in briefInput) (madeBriefJSON, error) {
			n := briefing.NewBrief{Hard: in.Hard, Question: in.Question, Extra: in.Extra, EndsOn: in.EndsOn}
			for _, a := range in.Activities {
				n.Activities = append(n.Activities, briefing.Chosen(a))
			}
			made, err := c.Briefing.Make(c.Ctx, c.Who, caseAt(c), n)
			if err != nil {
				return madeBriefJSON{}, err
			}
			return madeBrief(c, made, in)
		}})
	rest.Add(s, rest.Operation[rest.None, briefViewJSON]{Method: http.MethodGet, Path: all + "/{brief}", ID: "read-brief", Tag: "cases",
		Out: briefViewJSON{BriefJSON: exampleBrief(), Told: []id.Item{rest.ExampleID}, Functions: []rest.FunctionJSON{rest.ExampleFunction()}},
		Do: func(c *rest.Call, _ rest.None) (briefViewJSON, error) {
			v, err := c.Briefing.Brief(c.Ctx, c.Who, caseAt(c), briefAt(c))
			return briefViewOf(v), err
		}})
}

func addBriefSteps(s *rest.Server) {
	const one = "/cases/{case}/briefs/{brief}"
	rest.Add(s, rest.Operation[rest.None, rest.None]{Method: http.MethodPost, Path: one + "/hand-out", ID: "hand-out-brief", Tag: "cases", Versioned: true, Status: http.StatusNoContent,
		Do: func(c *rest.Call, _ rest.None) (rest.None, error) {
			return rest.None{}, c.Briefing.HandOut(c.Ctx, c.Who, caseAt(c), briefAt(c), c.Version)
		}})
	rest.Add(s, rest.Operation[briefWayInput, rest.None]{Method: http.MethodPost, Path: one + "/send", ID: "send-brief", Tag: "cases", Versioned: true, Status: http.StatusNoContent, In: briefWayInput{"in-vard"},
		Do: func(c *rest.Call, in briefWayInput) (rest.None, error) {
			return rest.None{}, c.Briefing.Send(c.Ctx, c.Who, caseAt(c), briefAt(c), c.Version, in.To)
		}})
	rest.Add(s, rest.Operation[rest.None, rest.None]{Method: http.MethodDelete, Path: one, ID: "stop-brief", Tag: "cases", Versioned: true, Status: http.StatusNoContent,
		Do: func(c *rest.Call, _ rest.None) (rest.None, error) {
			return rest.None{}, c.Briefing.Stop(c.Ctx, c.Who, caseAt(c), briefAt(c), c.Version)
		}})
	paper := exampleAnswer()
	paper.Agreed, paper.From, paper.On = false, "Läkare, Vårdcentralen", "2026-11-23"
	rest.Add(s, rest.Operation[briefAnswerJSON, rest.None]{Method: http.MethodPut, Path: one + "/paper-answer", ID: "note-brief-answer", Tag: "cases", Versioned: true, Status: http.StatusNoContent, In: paper,
		Do: func(c *rest.Call, in briefAnswerJSON) (rest.None, error) {
			return rest.None{}, c.Briefing.Paper(c.Ctx, c.Who, caseAt(c), briefAt(c), c.Version, in.answer())
		}})
	half := 50
	rest.Add(s, rest.Operation[briefTakeInput, rest.None]{Method: http.MethodPost, Path: one + "/take-in", ID: "take-in-brief", Tag: "cases", Versioned: true, Status: http.StatusNoContent,
		In: briefTakeInput{[]briefChangeJSON{{Item: rest.ExampleID, Version: 1, Status: "ongoing", Start: "2026-11-01", Extent: &half}}},
		Do: func(c *rest.Call, in briefTakeInput) (rest.None, error) {
			return rest.None{}, c.Briefing.TakeIn(c.Ctx, c.Who, caseAt(c), briefAt(c), c.Version, in.changes())
		}})
}

func addBriefOfCare(s *rest.Server) {
	rest.Add(s, rest.Operation[rest.None, briefInboxJSON]{Method: http.MethodGet, Path: "/briefs", ID: "list-briefs-to-answer", Tag: "cases", Out: briefInboxJSON{[]BriefJSON{exampleBrief()}, []BriefJSON{}},
		Do: func(c *rest.Call, _ rest.None) (briefInboxJSON, error) {
			v, err := c.Briefing.Inbox(c.Ctx, c.Who)
			return briefInboxJSON{rest.ListOf(v.Waiting, listed), rest.ListOf(v.Answered, listed)}, err
		}})
	rest.Add(s, rest.Operation[briefCodeInput, rest.CreatedJSON]{Method: http.MethodPost, Path: "/brief-codes", ID: "open-brief", Tag: "cases", Status: http.StatusCreated, In: briefCodeInput{"ACDE-FHJK-MNPR"}, Out: rest.CreatedJSON{ID: rest.ExampleID},
		Do: func(c *rest.Call, in briefCodeInput) (rest.CreatedJSON, error) {
			b, err := c.Briefing.Open(c.Ctx, c.Who, in.Code)
			return rest.Created(b, "/briefs/"+string(b), err)
		}})
	rest.Add(s, rest.Operation[rest.None, briefViewJSON]{Method: http.MethodGet, Path: "/briefs/{brief}", ID: "read-brief-to-answer", Tag: "cases",
		Out: briefViewJSON{BriefJSON: exampleBrief(), Told: []id.Item{rest.ExampleID}, Functions: []rest.FunctionJSON{rest.ExampleFunction()}},
		Do: func(c *rest.Call, _ rest.None) (briefViewJSON, error) {
			v, err := c.Briefing.ToAnswer(c.Ctx, c.Who, briefAt(c))
			return briefViewOf(v), err
		}})
	rest.Add(s, rest.Operation[briefAnswerJSON, rest.None]{Method: http.MethodPut, Path: "/briefs/{brief}/answer", ID: "answer-brief", Tag: "cases", Versioned: true, Status: http.StatusNoContent, In: exampleAnswer(),
		Do: func(c *rest.Call, in briefAnswerJSON) (rest.None, error) {
			return rest.None{}, c.Briefing.Answer(c.Ctx, c.Who, briefAt(c), c.Version, in.answer())
		}})
}

// listed is a brief in the list of a unit of care: neither whom it is about nor
// who asks.
func listed(b brief.Brief) BriefJSON {
	b.Unit, b.Function = "", ""
	return briefOf(b)
}

// BriefFormJSON is the fields of an organisation's briefs.
type BriefFormJSON struct {
	Number int64            `json:"number" doc:"Version; 0 is the usual form. The one that was seen, when a new one is made"`
	Fields []briefFieldJSON `json:"fields"`
}

type briefFieldJSON struct {
	Code     string   `json:"code" doc:"activities, where, demands, hard, certificates, question, help, certificate, words; of own questions q1 to q6"`
	Label    string   `json:"label,omitempty" maxLength:"100"`
	Sort     string   `json:"sort,omitempty" enum:"text,yes_no,choice,percent,day"`
	Options  []string `json:"options,omitempty"`
	Required bool     `json:"required,omitempty"`
	Asks     string   `json:"asks,omitempty" enum:"writer,care"`
}

func briefFormOf(f brief.Form) BriefFormJSON {
	return BriefFormJSON{f.Number, rest.ListOf(f.Fields, func(x brief.Field) briefFieldJSON {
		return briefFieldJSON{x.Code, x.Label, x.Sort, x.Options, x.Required, x.Asks}
	})}
}

func addBriefForm(s *rest.Server) {
	const path = "/brief-form"
	example := BriefFormJSON{0, []briefFieldJSON{{Code: brief.PartActivities}, {Code: brief.PartQuestion}, {Code: brief.PartHelp}, {Code: "q1", Label: "Behövs tolk?", Sort: brief.SortYesNo, Asks: brief.AsksWriter}}}
	rest.Add(s, rest.Operation[rest.None, BriefFormJSON]{Method: http.MethodGet, Path: path, ID: "read-brief-form", Tag: "structure", Out: example,
		Do: func(c *rest.Call, _ rest.None) (BriefFormJSON, error) {
			f, err := c.Briefing.Form(c.Ctx, c.Who)
			return briefFormOf(f), err
		}})
	rest.Add(s, rest.Operation[BriefFormJSON, rest.None]{Method: http.MethodPut, Path: path, ID: "keep-brief-form", Tag: "structure", Status: http.StatusNoContent, In: example,
		Do: func(c *rest.Call, in BriefFormJSON) (rest.None, error) {
			fields := rest.ListOf(in.Fields, func(x briefFieldJSON) brief.Field {
				return brief.Field{Code: x.Code, Label: x.Label, Sort: x.Sort, Options: x.Options, Required: x.Required, Asks: x.Asks}
			})
			_, err := c.Briefing.KeepForm(c.Ctx, c.Who, in.Number, fields)
			return rest.None{}, err
		}})
}

// madeBriefJSON tells what was made, and what it does not hold.
type madeBriefJSON struct {
	rest.CreatedJSON
	LeftOut []id.Item `json:"leftOut" doc:"Activities that were asked for and that the consent does not let care be told; whoever reads the brief does not see that they are missing"`
}

func madeBrief(c *rest.Call, made id.Brief, asked briefInput) (madeBriefJSON, error) {
	created, _ := rest.Created(made, "/cases/"+string(caseAt(c))+"/briefs/"+string(made), nil)
	v, err := c.Briefing.Brief(c.Ctx, c.Who, caseAt(c), made)
	m := madeBriefJSON{CreatedJSON: created, LeftOut: []id.Item{}}
	for _, a := range asked.Activities {
		if !slices.ContainsFunc(v.Brief.Content.Activities, func(p brief.Planned) bool { return p.Item == a.Item }) {
			m.LeftOut = append(m.LeftOut, a.Item)
		}
	}
	return m, err
}
