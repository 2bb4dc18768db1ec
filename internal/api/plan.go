package api

import (
	"net/http"
	"strconv"
	"time"

	"samverk/internal/api/rest"
	"samverk/internal/app"
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
	Case      CaseHeadJSON        `json:"case"`
	Person    *rest.IdentityJSON  `json:"person,omitempty"`
	Plan      *planJSON           `json:"plan,omitempty" doc:"Absent before the first"`
	Frozen    bool                `json:"frozen" doc:"Agreed: items in the versions that were agreed"`
	Versions  []planJSON          `json:"versions" doc:"Newest first"`
	Items     []itemJSON          `json:"items"`
	Conflicts []conflictJSON      `json:"conflicts"`
	Receipts  []receiptJSON       `json:"receipts" doc:"Who was informed of an agreed plan, and has read it"`
	Parties   []partyJSON         `json:"parties"`
	Functions []rest.FunctionJSON `json:"functions"`
	Units     []rest.UnitJSON     `json:"units"`
}

// Etag returns the version that a change must name.
func (v planViewJSON) Etag() int64 {
	if v.Plan == nil {
		return 0
	}
	return v.Plan.Version
}

func planViewOf(v app.PlanView) planViewJSON {
	j := planViewJSON{
		Case: caseHeadOf(v.Case), Person: rest.IdentityOf(v.Identity), Plan: planOf(v.Plan), Frozen: v.Frozen, Versions: plansOf(v.Versions),
		Items: []itemJSON{}, Conflicts: rest.ListOf(v.Conflicts, conflictOf), Receipts: rest.ListOf(v.Receipts, receiptOf),
		Parties: rest.ListOf(v.Parties, partyOf), Functions: rest.ValuesOf(v.Functions, rest.FunctionOf), Units: rest.ValuesOf(v.Units, rest.UnitOf),
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
	From      int                 `json:"from"`
	To        int                 `json:"to"`
	Changes   []changeJSON        `json:"changes"`
	Versions  []planJSON          `json:"versions"`
	Functions []rest.FunctionJSON `json:"functions"`
}

func compareOf(v app.CompareView) compareJSON {
	return compareJSON{v.From, v.To, rest.ListOf(v.Changes, func(c plan.Change) changeJSON {
		return changeJSON{c.Item, c.Kind, rest.ListOf(c.Fields, func(f plan.FieldChange) fieldChangeJSON { return fieldChangeJSON{f.Name, f.Before, f.After} })}
	}), plansOf(v.Versions), rest.ValuesOf(v.Functions, rest.FunctionOf)}
}

type agreeInput struct {
	PersonPart string `json:"personPart" enum:"present,approved,informed"`
	FollowUpOn string `json:"followUpOn" format:"date"`
}

type agreedJSON struct {
	Number int `json:"number"`
	at     string
}

// Location returns the address of what was made.
func (a agreedJSON) Location() string { return a.at }

func addPlan(s *rest.Server) {
	const path = "/cases/{case}/plan"
	rest.Add(s, rest.Operation[rest.None, planViewJSON]{Method: http.MethodGet, Path: path, ID: "read-plan", Tag: "plan", Out: examplePlanView(),
		Do: func(c *rest.Call, _ rest.None) (planViewJSON, error) { return readPlan(c, 0) }})
	rest.Add(s, rest.Operation[rest.None, planViewJSON]{Method: http.MethodGet, Path: path + "/versions/{number}", ID: "read-plan-version", Tag: "plan", Out: examplePlanView(),
		Do: func(c *rest.Call, _ rest.None) (planViewJSON, error) {
			n, err := rest.Number(c.Request.PathValue("number"))
			if err != nil {
				return planViewJSON{}, err
			}
			return readPlan(c, n)
		}})
	rest.Add(s, rest.Operation[rest.None, rest.None]{Method: http.MethodPost, Path: path + "/versions/{number}/receipts", ID: "note-plan-read", Tag: "plan", Status: http.StatusNoContent,
		Do: func(c *rest.Call, _ rest.None) (rest.None, error) {
			n, err := rest.Number(c.Request.PathValue("number"))
			if err != nil {
				return rest.None{}, err
			}
			return rest.None{}, c.App.ReadPlan(c.Ctx, c.Who, rest.At[id.Case](c, "case"), n)
		}})
	rest.Add(s, rest.Operation[rest.None, compareJSON]{Method: http.MethodGet, Path: path + "/diff", ID: "compare-plans", Tag: "plan", Query: []string{"from", "to"},
		Out: exampleCompare(), Do: comparePlans})
	rest.Add(s, rest.Operation[agreeInput, agreedJSON]{Method: http.MethodPost, Path: path + "/agreements", ID: "agree-plan", Tag: "plan", Versioned: true,
		Status: http.StatusCreated, In: agreeInput{"present", "2027-02-15"}, Out: agreedJSON{Number: 2},
		Do: func(c *rest.Call, in agreeInput) (agreedJSON, error) {
			n, err := c.App.AgreePlan(c.Ctx, c.Who, rest.At[id.Case](c, "case"), app.AgreePlan{Version: c.Version, PersonPart: in.PersonPart, FollowUpOn: in.FollowUpOn})
			return agreedJSON{n, "/cases/" + c.Request.PathValue("case") + "/plan/versions/" + strconv.Itoa(n)}, err
		}})
}

func readPlan(c *rest.Call, n int) (planViewJSON, error) {
	v, err := c.App.Plan(c.Ctx, c.Who, rest.At[id.Case](c, "case"), n)
	if err != nil {
		return planViewJSON{}, err
	}
	return planViewOf(v), nil
}

func comparePlans(c *rest.Call, _ rest.None) (compareJSON, error) {
	from, to, err := c.Compared()
	if err != nil {
		return compareJSON{}, err
	}
	v, err := c.App.ComparePlans(c.Ctx, c.Who, rest.At[id.Case](c, "case"), from, to)
	if err != nil {
		return compareJSON{}, err
	}
	return compareOf(v), nil
}
