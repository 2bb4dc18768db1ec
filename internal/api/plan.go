package api

import (
	"net/http"
	"strconv"
	"time"

	"samverk/internal/app"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/plan"
)

type receiptJSON struct {
	Party  id.Party  `json:"party"`
	At     time.Time `json:"at"`
	ReadAt time.Time `json:"readAt,omitzero"`
}

func receiptOf(r plan.Receipt) receiptJSON { return receiptJSON{r.Party, r.At, r.ReadAt} }

// planViewJSON is one version of a plan as one reader may see it.
type planViewJSON struct {
	Case      CaseHeadJSON   `json:"case"`
	Person    *identityJSON  `json:"person,omitempty"`
	Plan      *planJSON      `json:"plan,omitempty" doc:"Absent before the first"`
	Frozen    bool           `json:"frozen" doc:"Agreed: items in the versions that were agreed"`
	Versions  []planJSON     `json:"versions" doc:"Newest first"`
	Items     []itemJSON     `json:"items"`
	Conflicts []conflictJSON `json:"conflicts"`
	Receipts  []receiptJSON  `json:"receipts" doc:"Who was informed of an agreed plan, and has read it"`
	Parties   []partyJSON    `json:"parties"`
	Functions []functionJSON `json:"functions"`
	Units     []unitJSON     `json:"units"`
}

func (v planViewJSON) etag() int64 {
	if v.Plan == nil {
		return 0
	}
	return v.Plan.Version
}

func planViewOf(v app.PlanView) planViewJSON {
	j := planViewJSON{
		Case: caseHeadOf(v.Case), Person: identityOf(v.Identity), Plan: planOf(v.Plan), Frozen: v.Frozen, Versions: plansOf(v.Versions),
		Items: []itemJSON{}, Conflicts: listOf(v.Conflicts, conflictOf), Receipts: listOf(v.Receipts, receiptOf),
		Parties: listOf(v.Parties, partyOf), Functions: valuesOf(v.Functions, functionOf), Units: valuesOf(v.Units, unitOf),
	}
	inPlan := map[id.Item]bool{}
	for _, p := range v.Pieces {
		inPlan[p.Item] = true
	}
	for _, i := range v.Items {
		if inPlan[i.ID] {
			j.Items = append(j.Items, itemOf(i))
		}
	}
	return j
}

func plansOf(all []plan.Plan) []planJSON {
	list := make([]planJSON, 0, len(all))
	for _, p := range all {
		if j := planOf(p); j != nil {
			list = append(list, *j)
		}
	}
	return list
}

type fieldChangeJSON struct {
	Field  string `json:"field"`
	Before string `json:"before"`
	After  string `json:"after"`
}

type changeJSON struct {
	Item   id.Item           `json:"item"`
	Kind   string            `json:"kind" enum:"added,removed,changed"`
	Fields []fieldChangeJSON `json:"fields"`
}

type compareJSON struct {
	From      int            `json:"from"`
	To        int            `json:"to"`
	Changes   []changeJSON   `json:"changes"`
	Versions  []planJSON     `json:"versions"`
	Functions []functionJSON `json:"functions"`
}

func compareOf(v app.CompareView) compareJSON {
	return compareJSON{v.From, v.To, listOf(v.Changes, func(c plan.Change) changeJSON {
		return changeJSON{c.Item, c.Kind, listOf(c.Fields, func(f plan.FieldChange) fieldChangeJSON { return fieldChangeJSON{f.Name, f.Before, f.After} })}
	}), plansOf(v.Versions), valuesOf(v.Functions, functionOf)}
}

type agreeInput struct {
	PersonPart string `json:"personPart" enum:"present,approved,informed"`
	FollowUpOn string `json:"followUpOn" format:"date"`
}

type agreedJSON struct {
	Number int `json:"number"`
	at     string
}

func (a agreedJSON) location() string { return a.at }

// number reads the number of a plan's version; what has none is missing.
func number(text string) (int, error) {
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > 1_000_000 {
		return 0, errs.Missing()
	}
	return n, nil
}

func addPlan(s *server) {
	const path = "/cases/{case}/plan"
	add(s, operation[none, planViewJSON]{method: http.MethodGet, path: path, id: "read-plan", tag: "plan", out: examplePlanView(),
		do: func(c *call, _ none) (planViewJSON, error) { return readPlan(c, 0) }})
	add(s, operation[none, planViewJSON]{method: http.MethodGet, path: path + "/versions/{number}", id: "read-plan-version", tag: "plan", out: examplePlanView(),
		do: func(c *call, _ none) (planViewJSON, error) {
			n, err := number(c.r.PathValue("number"))
			if err != nil {
				return planViewJSON{}, err
			}
			return readPlan(c, n)
		}})
	add(s, operation[none, none]{method: http.MethodPost, path: path + "/versions/{number}/receipts", id: "note-plan-read", tag: "plan", status: http.StatusNoContent,
		do: func(c *call, _ none) (none, error) {
			n, err := number(c.r.PathValue("number"))
			if err != nil {
				return none{}, err
			}
			return none{}, c.app.ReadPlan(c.ctx, c.who, at[id.Case](c, "case"), n)
		}})
	add(s, operation[none, compareJSON]{method: http.MethodGet, path: path + "/diff", id: "compare-plans", tag: "plan", query: []string{"from", "to"},
		out: exampleCompare(), do: comparePlans})
	add(s, operation[agreeInput, agreedJSON]{method: http.MethodPost, path: path + "/agreements", id: "agree-plan", tag: "plan", versioned: true,
		status: http.StatusCreated, in: agreeInput{"present", "2027-02-15"}, out: agreedJSON{Number: 2},
		do: func(c *call, in agreeInput) (agreedJSON, error) {
			n, err := c.app.AgreePlan(c.ctx, c.who, at[id.Case](c, "case"), app.AgreePlan{Version: c.version, PersonPart: in.PersonPart, FollowUpOn: in.FollowUpOn})
			return agreedJSON{n, "/cases/" + c.r.PathValue("case") + "/plan/versions/" + strconv.Itoa(n)}, err
		}})
}

func readPlan(c *call, n int) (planViewJSON, error) {
	v, err := c.app.Plan(c.ctx, c.who, at[id.Case](c, "case"), n)
	if err != nil {
		return planViewJSON{}, err
	}
	return planViewOf(v), nil
}

func comparePlans(c *call, _ none) (compareJSON, error) {
	from, to, err := c.compared()
	if err != nil {
		return compareJSON{}, err
	}
	v, err := c.app.ComparePlans(c.ctx, c.who, at[id.Case](c, "case"), from, to)
	if err != nil {
		return compareJSON{}, err
	}
	return compareOf(v), nil
}
