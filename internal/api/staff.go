package api

import (
	"net/http"
	"time"

	"samverk/internal/api/rest"
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
	Unit        rest.UnitJSON       `json:"unit"`
	Functions   []rest.FunctionJSON `json:"functions"`
	Assignments []assignmentJSON    `json:"assignments"`
	Accounts    []accountJSON       `json:"accounts" doc:"Of the organisation"`
}

func staffOf(v app.StaffView) staffJSON {
	return staffJSON{
		rest.UnitOf(v.Unit), rest.ListOf(v.Functions, rest.FunctionOf), rest.ListOf(v.Assignments, assignmentOf),
		rest.ListOf(v.Accounts, func(a login.Account) accountJSON { return accountJSON{a.ID, a.Label} }),
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

func addStaff(s *rest.Server) {
	unit := func(c *rest.Call) id.Unit { return rest.At[id.Unit](c, "unit") }
	example := assignmentJSON{rest.ExampleID, rest.ExampleFunction().ID, rest.ExampleID, "Handläggare 2", false, rest.Day(1), time.Time{}, 1}
	rest.Add(s, rest.Operation[rest.None, staffJSON]{Method: http.MethodGet, Path: "/units/{unit}/staff", ID: "read-staff", Tag: "staff",
		Out: staffJSON{rest.ExampleUnit(), []rest.FunctionJSON{rest.ExampleFunction()}, []assignmentJSON{example}, []accountJSON{{rest.ExampleID, "Handläggare 2"}}},
		Do: func(c *rest.Call, _ rest.None) (staffJSON, error) {
			v, err := c.App.Staff(c.Ctx, c.Who, unit(c))
			return staffOf(v), err
		}})
	rest.Add(s, rest.Operation[assignmentInput, rest.CreatedJSON]{Method: http.MethodPost, Path: "/units/{unit}/assignments", ID: "assign-function", Tag: "staff",
		Status: http.StatusCreated, In: assignmentInput{Function: rest.ExampleFunction().ID, User: rest.ExampleID, Until: "2027-06-30T22:00:00Z"}, Out: rest.CreatedJSON{ID: rest.ExampleID},
		Do: func(c *rest.Call, in assignmentInput) (rest.CreatedJSON, error) {
			n, err := in.assignment()
			if err != nil {
				return rest.CreatedJSON{}, err
			}
			a, err := c.App.Assign(c.Ctx, c.Who, unit(c), n)
			return rest.Created(a, "", err)
		}})
	end := step("/units/{unit}/assignments/{assignment}", "end-assignment", "staff", rest.None{}, func(c *rest.Call, _ rest.None) error {
		return c.App.EndAssignment(c.Ctx, c.Who, unit(c), rest.At[id.Assignment](c, "assignment"), c.Version)
	})
	end.Method = http.MethodDelete
	rest.Add(s, end)
	rest.Add(s, rest.Operation[rest.None, logListJSON]{Method: http.MethodGet, Path: "/units/{unit}/reads", ID: "list-unit-reads", Tag: "staff", Query: []string{"after"}, Out: exampleLog(),
		Do: func(c *rest.Call, _ rest.None) (logListJSON, error) {
			return reads(c, func(before int64) ([]app.LogRow, int64, error) { return c.App.UnitReads(c.Ctx, c.Who, unit(c), before) })
		}})
}
