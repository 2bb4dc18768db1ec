package api

import (
	"net/http"
	"time"

	"samverk/internal/api/rest"
	"samverk/internal/app"
	"samverk/internal/id"
)

// CaseRowJSON is a case in a list.
type CaseRowJSON struct {
	ID          id.Case     `json:"id"`
	Reference   string      `json:"reference"`
	State       string      `json:"state" enum:"open,resting,closing,closed"`
	OpenedAt    time.Time   `json:"openedAt"`
	Area        string      `json:"area,omitempty" doc:"Name of the area; absent where the identity is protected"`
	Coordinator id.Function `json:"coordinator"`
	Person      string      `json:"person,omitempty" doc:"Name; absent while the reader may not know who it is"`
}

func caseRowOf(r app.CaseRow) CaseRowJSON {
	return CaseRowJSON{r.ID, r.Ref, r.State, r.OpenedAt, r.AreaName, r.Listed.Coordinator, r.Name}
}

type caseListJSON struct {
	Cases []CaseRowJSON `json:"cases"`
	rest.PageJSON
}

type foundJSON struct {
	Cases []CaseRowJSON `json:"cases"`
}

type findInput struct {
	Number string `json:"number" doc:"Personnummer or samordningsnummer, ten or twelve digits"`
}

func addPersons(s *rest.Server) {
	rest.Add(s, rest.Operation[findInput, foundJSON]{Method: http.MethodPost, Path: "/persons/search", ID: "find-person", Tag: "persons",
		In: findInput{rest.ExampleNumber}, Out: foundJSON{[]CaseRowJSON{exampleCaseRow()}},
		Do: func(c *rest.Call, in findInput) (foundJSON, error) {
			rows, err := c.App.FindPerson(c.Ctx, c.Who, in.Number)
			return foundJSON{rest.ListOf(rows, caseRowOf)}, err
		}})
}

func addCases(s *rest.Server) {
	rest.Add(s, rest.Operation[rest.None, caseListJSON]{Method: http.MethodGet, Path: "/cases", ID: "list-cases", Tag: "cases",
		Query: []string{"state", "limit", "after"}, Among: map[string][]string{"state": {"open", "resting", "closing", "closed"}}, Out: caseListJSON{[]CaseRowJSON{exampleCaseRow()}, rest.PageJSON{Limit: rest.UsualLimit}},
		Do: listCases})
	rest.Add(s, rest.Operation[rest.None, caseJSON]{Method: http.MethodGet, Path: "/cases/{case}", ID: "read-case", Tag: "cases", Out: exampleCase(),
		Do: func(c *rest.Call, _ rest.None) (caseJSON, error) {
			v, err := c.App.Case(c.Ctx, c.Who, rest.At[id.Case](c, "case"))
			if err != nil {
				return caseJSON{}, err
			}
			return caseOf(v), nil
		}})
}

func listCases(c *rest.Call, _ rest.None) (list caseListJSON, err error) {
	p, err := c.Page()
	if err != nil {
		return list, err
	}
	var rows []app.CaseRow
	var more bool
	if c.Who.Self() {
		rows, err = c.App.MyCases(c.Ctx, c.Who)
	} else {
		rows, more, err = c.App.Cases(c.Ctx, c.Who, c.Query.Get("state"), p)
	}
	if err != nil {
		return list, err
	}
	list = caseListJSON{rest.ListOf(rows, caseRowOf), rest.PageJSON{Limit: p.Limit}}
	if more {
		last := rows[len(rows)-1]
		list.PageJSON = c.Next(p, last.OpenedAt, string(last.ID))
	}
	return list, nil
}

type restInput struct {
	Until  string `json:"until" format:"date"`
	Reason string `json:"reason" enum:"awaits_decision,awaits_care,person_wishes,other"`
}

type closingInput struct {
	How        string      `json:"how" enum:"handover,joint"`
	HandoverTo id.Function `json:"handoverTo,omitempty" doc:"At handover: the function that goes on"`
}

type wordsInput struct {
	Words string `json:"words" maxLength:"10000"`
}

func addCaseSteps(s *rest.Server) {
	rest.Add(s, step[restInput]("/cases/{case}/rest", "rest-case", "cases", restInput{"2026-12-18", "awaits_decision"},
		func(c *rest.Call, in restInput) error {
			return c.App.RestCase(c.Ctx, c.Who, rest.At[id.Case](c, "case"), c.Version, in.Until, in.Reason)
		}))
	rest.Add(s, step("/cases/{case}/resume", "resume-case", "cases", rest.None{}, func(c *rest.Call, _ rest.None) error {
		return c.App.ResumeCase(c.Ctx, c.Who, rest.At[id.Case](c, "case"), c.Version)
	}))
	rest.Add(s, step("/cases/{case}/closing", "begin-closing", "cases", closingInput{How: "joint"}, func(c *rest.Call, in closingInput) error {
		return c.App.BeginClosing(c.Ctx, c.Who, rest.At[id.Case](c, "case"), c.Version, in.How, in.HandoverTo)
	}))
	rest.Add(s, step("/cases/{case}/close", "close-case", "cases", rest.None{}, func(c *rest.Call, _ rest.None) error {
		return c.App.CloseCase(c.Ctx, c.Who, rest.At[id.Case](c, "case"), c.Version)
	}))
	rest.Add(s, step("/cases/{case}/reopen", "reopen-case", "cases", wordsInput{rest.ExampleWords}, func(c *rest.Call, in wordsInput) error {
		return c.App.ReopenCase(c.Ctx, c.Who, rest.At[id.Case](c, "case"), c.Version, in.Words)
	}))
}

// step is a change of something as it stood in a version, that answers with
// nothing.
func step[I any](path, name, tag string, example I, do func(*rest.Call, I) error) rest.Operation[I, rest.None] {
	return rest.Operation[I, rest.None]{Method: http.MethodPost, Path: path, ID: name, Tag: tag, Versioned: true, Status: http.StatusNoContent, In: example,
		Do: func(c *rest.Call, in I) (rest.None, error) { return rest.None{}, do(c, in) }}
}
