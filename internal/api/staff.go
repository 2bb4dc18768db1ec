package api

import (
	"net/http"
	"time"

	"samverk/internal/app"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/login"
	"samverk/internal/org"
)

type assignmentJSON struct {
	ID       id.Assignment `json:"id"`
	Function id.Function   `json:"function"`
	User     id.User       `json:"user"`
	Label    string        `json:"label"`
	Deputy   bool          `json:"deputy"`
	Since    time.Time     `json:"since"`
	Until    time.Time     `json:"until,omitzero" doc:"Absent while it lasts"`
	Version  int64         `json:"version"`
}

func assignmentOf(a org.Assignment) assignmentJSON {
	return assignmentJSON{a.ID, a.Function, a.User, a.Label, a.Deputy, a.Since, a.Until, a.Version}
}

type accountJSON struct {
	ID    id.User `json:"id"`
	Label string  `json:"label"`
}

type staffJSON struct {
	Unit        unitJSON         `json:"unit"`
	Functions   []functionJSON   `json:"functions"`
	Assignments []assignmentJSON `json:"assignments"`
	Accounts    []accountJSON    `json:"accounts" doc:"Of the organisation"`
}

func staffOf(v app.StaffView) staffJSON {
	return staffJSON{
		unitOf(v.Unit), listOf(v.Functions, functionOf), listOf(v.Assignments, assignmentOf),
		listOf(v.Accounts, func(a login.Account) accountJSON { return accountJSON{a.ID, a.Label} }),
	}
}

type assignmentInput struct {
	Function id.Function `json:"function"`
	User     id.User     `json:"user"`
	Deputy   bool        `json:"deputy,omitempty"`
	Since    string      `json:"since,omitempty" format:"date-time" doc:"From now on when absent"`
	Until    string      `json:"until,omitempty" format:"date-time" doc:"Until further notice when absent"`
}

func (in assignmentInput) assignment() (org.NewAssignment, error) {
	var f errs.Faults
	read := func(field, text string) time.Time {
		if text == "" {
			return time.Time{}
		}
		t, err := time.Parse(time.RFC3339, text)
		f.Check(err == nil, field, "api.time")
		return t.UTC()
	}
	n := org.NewAssignment{Function: in.Function, User: in.User, Deputy: in.Deputy, Since: read("since", in.Since), Until: read("until", in.Until)}
	return n, f.Err()
}

func addStaff(s *server) {
	unit := func(c *call) id.Unit { return at[id.Unit](c, "unit") }
	example := assignmentJSON{exampleID, exampleFunction().ID, exampleID, "Handläggare 2", false, day(1), time.Time{}, 1}
	add(s, operation[none, staffJSON]{method: http.MethodGet, path: "/units/{unit}/staff", id: "read-staff", tag: "staff",
		out: staffJSON{exampleUnit(), []functionJSON{exampleFunction()}, []assignmentJSON{example}, []accountJSON{{exampleID, "Handläggare 2"}}},
		do: func(c *call, _ none) (staffJSON, error) {
			v, err := c.app.Staff(c.ctx, c.who, unit(c))
			return staffOf(v), err
		}})
	add(s, operation[assignmentInput, createdJSON]{method: http.MethodPost, path: "/units/{unit}/assignments", id: "assign-function", tag: "staff",
		status: http.StatusCreated, in: assignmentInput{Function: exampleFunction().ID, User: exampleID, Until: "2027-06-30T22:00:00Z"}, out: createdJSON{ID: exampleID},
		do: func(c *call, in assignmentInput) (createdJSON, error) {
			n, err := in.assignment()
			if err != nil {
				return createdJSON{}, err
			}
			a, err := c.app.Assign(c.ctx, c.who, unit(c), n)
			return created(a, "", err)
		}})
	end := step("/units/{unit}/assignments/{assignment}", "end-assignment", "staff", none{}, func(c *call, _ none) error {
		return c.app.EndAssignment(c.ctx, c.who, unit(c), at[id.Assignment](c, "assignment"), c.version)
	})
	end.method = http.MethodDelete
	add(s, end)
	add(s, operation[none, logListJSON]{method: http.MethodGet, path: "/units/{unit}/reads", id: "list-unit-reads", tag: "staff", query: []string{"after"}, out: exampleLog(),
		do: func(c *call, _ none) (logListJSON, error) {
			return reads(c, func(before int64) ([]app.LogRow, int64, error) { return c.app.UnitReads(c.ctx, c.who, unit(c), before) })
		}})
}
