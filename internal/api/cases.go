package api

import (
	"net/http"
	"time"

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
	PageJSON
}

type foundJSON struct {
	Cases []CaseRowJSON `json:"cases"`
}

type findInput struct {
	Number string `json:"number" doc:"Personnummer or samordningsnummer, ten or twelve digits"`
}

func addPersons(s *server) {
	add(s, operation[findInput, foundJSON]{method: http.MethodPost, path: "/persons/search", id: "find-person", tag: "persons",
		in: findInput{exampleNumber}, out: foundJSON{[]CaseRowJSON{exampleCaseRow()}},
		do: func(c *call, in findInput) (foundJSON, error) {
			rows, err := c.app.FindPerson(c.ctx, c.who, in.Number)
			return foundJSON{listOf(rows, caseRowOf)}, err
		}})
}

func addCases(s *server) {
	add(s, operation[none, caseListJSON]{method: http.MethodGet, path: "/cases", id: "list-cases", tag: "cases",
		query: []string{"state", "limit", "after"}, out: caseListJSON{[]CaseRowJSON{exampleCaseRow()}, PageJSON{Limit: usualLimit}},
		do: listCases})
	add(s, operation[none, caseJSON]{method: http.MethodGet, path: "/cases/{case}", id: "read-case", tag: "cases", out: exampleCase(),
		do: func(c *call, _ none) (caseJSON, error) {
			v, err := c.app.Case(c.ctx, c.who, at[id.Case](c, "case"))
			if err != nil {
				return caseJSON{}, err
			}
			return caseOf(v), nil
		}})
}

func listCases(c *call, _ none) (list caseListJSON, err error) {
	p, err := c.page()
	if err != nil {
		return list, err
	}
	var rows []app.CaseRow
	var more bool
	if c.who.Self() {
		rows, err = c.app.MyCases(c.ctx, c.who)
	} else {
		rows, more, err = c.app.Cases(c.ctx, c.who, c.query.Get("state"), p)
	}
	if err != nil {
		return list, err
	}
	list = caseListJSON{listOf(rows, caseRowOf), PageJSON{Limit: p.Limit}}
	if more {
		last := rows[len(rows)-1]
		list.PageJSON = c.next(p, last.OpenedAt, string(last.ID))
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

func addCaseSteps(s *server) {
	add(s, step[restInput]("/cases/{case}/rest", "rest-case", "cases", restInput{"2026-12-18", "awaits_decision"},
		func(c *call, in restInput) error {
			return c.app.RestCase(c.ctx, c.who, at[id.Case](c, "case"), c.version, in.Until, in.Reason)
		}))
	add(s, step("/cases/{case}/resume", "resume-case", "cases", none{}, func(c *call, _ none) error {
		return c.app.ResumeCase(c.ctx, c.who, at[id.Case](c, "case"), c.version)
	}))
	add(s, step("/cases/{case}/closing", "begin-closing", "cases", closingInput{How: "joint"}, func(c *call, in closingInput) error {
		return c.app.BeginClosing(c.ctx, c.who, at[id.Case](c, "case"), c.version, in.How, in.HandoverTo)
	}))
	add(s, step("/cases/{case}/close", "close-case", "cases", none{}, func(c *call, _ none) error {
		return c.app.CloseCase(c.ctx, c.who, at[id.Case](c, "case"), c.version)
	}))
	add(s, step("/cases/{case}/reopen", "reopen-case", "cases", wordsInput{exampleWords}, func(c *call, in wordsInput) error {
		return c.app.ReopenCase(c.ctx, c.who, at[id.Case](c, "case"), c.version, in.Words)
	}))
}

// step is a change of something as it stood in a version, that answers with
// nothing.
func step[I any](path, name, tag string, example I, do func(*call, I) error) operation[I, none] {
	return operation[I, none]{method: http.MethodPost, path: path, id: name, tag: tag, versioned: true, status: http.StatusNoContent, in: example,
		do: func(c *call, in I) (none, error) { return none{}, do(c, in) }}
}
