package api

import (
	"math"
	"net/http"

	"samverk/internal/access"
	"samverk/internal/api/rest"
	"samverk/internal/app"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/item"
)

// ContentInput is what an item says.
type ContentInput struct {
	Title       string      `json:"title" maxLength:"120"`
	Words       string      `json:"words,omitempty" maxLength:"10000"`
	Code        string      `json:"code,omitempty" enum:"af_enrolment,af_ended_illness" doc:"A sort of item that conflicts know of"`
	Status      string      `json:"status,omitempty" enum:"planned,ongoing,done,stopped"`
	Start       string      `json:"start,omitempty" format:"date"`
	End         string      `json:"end,omitempty" format:"date"`
	Extent      *int        `json:"extent,omitempty" minimum:"0" maximum:"100" doc:"Percent of full time"`
	Weekly      string      `json:"weekly,omitempty" doc:"Weekly times: 1 09:00-12:00,3 09:00-12:00; Monday is 1"`
	Due         string      `json:"due,omitempty" format:"date"`
	Responsible id.Function `json:"responsible,omitempty" doc:"Absent for the person"`
}

func (in ContentInput) content(reason string) item.Content {
	c := item.Content{Title: in.Title, Words: in.Words, Code: in.Code, Status: in.Status, Start: in.Start, End: in.End,
		Extent: item.NoExtent, Weekly: in.Weekly, Due: in.Due, Responsible: in.Responsible, Reason: reason}
	if in.Extent != nil {
		c.Extent = *in.Extent
		if c.Extent < 0 {
			c.Extent = math.MinInt // out of range, and not the same as nothing said
		}
	}
	return c
}

// HandingInput is to whom a version goes, and on which ground.
type HandingInput struct {
	Units        []id.Unit     `json:"units,omitempty" doc:"Receivers; nobody leaves it a working note"`
	Ground       access.Ground `json:"ground,omitempty" enum:"consent,provision" doc:"Consent when not said"`
	Provision    string        `json:"provision,omitempty" enum:"osl-10-2,osl-10-28" doc:"Named when the ground is provision"`
	GroundReason string        `json:"groundReason,omitempty" minLength:"20" maxLength:"2000" doc:"Written when the ground is provision"`
}

func (in HandingInput) handing() app.Handing {
	return app.Handing{Receivers: in.Units, Ground: in.Ground, Provision: in.Provision, GroundReason: in.GroundReason}
}

type itemInput struct {
	Kind     item.Kind `json:"kind" enum:"goal,need,activity,certificate,requirement,commitment,note"`
	Category string    `json:"category" enum:"plan,work,income,ability,diagnosis,social,addiction,housing,family"`
	Own      bool      `json:"own,omitempty" doc:"The person's own, written down for her"`
	ContentInput
	HandingInput
}

func (in itemInput) item() app.NewItem {
	category, ok := access.ParseCategory(in.Category)
	if !ok {
		category = access.Category(math.MaxUint8) // has no name, which Check tells
	}
	return app.NewItem{New: item.New{Kind: in.Kind, Category: category, Own: in.Own, Content: in.content("")}, Handing: in.handing()}
}

type reviseInput struct {
	Reason string `json:"reason" maxLength:"40" doc:"Code: why this version replaces the one before"`
	ContentInput
	HandingInput
}

type discloseInput struct {
	HandingInput
}

type recallInput struct {
	Disclosure id.Disclosure `json:"disclosure"`
	Reason     string        `json:"reason" enum:"wrong_unit,wrong_person,wrong_content"`
}

func addItems(s *rest.Server) {
	rest.Add(s, rest.Operation[rest.None, receiversJSON]{Method: http.MethodGet, Path: "/cases/{case}/receivers", ID: "list-receivers", Tag: "items",
		Query: []string{"category"}, Needs: []string{"category"}, Out: receiversJSON{[]rest.UnitJSON{rest.ExampleUnit()}, []rest.UnitJSON{}},
		Do: func(c *rest.Call, _ rest.None) (receiversJSON, error) {
			category, ok := access.ParseCategory(c.Query.Get("category"))
			if !ok {
				return receiversJSON{}, errs.Faults{{Field: "category", Key: "api.category.unknown"}}.Err()
			}
			v, err := c.App.Receivers(c.Ctx, c.Who, rest.At[id.Case](c, "case"), category)
			return receiversOf(v), err
		}})
	rest.Add(s, rest.Operation[itemInput, rest.CreatedJSON]{Method: http.MethodPost, Path: "/cases/{case}/items", ID: "write-item", Tag: "items",
		Status: http.StatusCreated, In: exampleItemInput(), Out: rest.CreatedJSON{ID: rest.ExampleID},
		Do: func(c *rest.Call, in itemInput) (rest.CreatedJSON, error) {
			i, err := c.App.WriteItem(c.Ctx, c.Who, rest.At[id.Case](c, "case"), in.item())
			return rest.Created(i, "/cases/"+c.Request.PathValue("case")+"/items/"+string(i), err)
		}})
	rest.Add(s, rest.Operation[rest.None, itemViewJSON]{Method: http.MethodGet, Path: "/cases/{case}/items/{item}", ID: "read-item", Tag: "items", Out: exampleItemView(),
		Do: func(c *rest.Call, _ rest.None) (itemViewJSON, error) {
			v, err := c.App.Item(c.Ctx, c.Who, rest.At[id.Case](c, "case"), rest.At[id.Item](c, "item"))
			return itemViewOf(v), err
		}})
	revise := step("/cases/{case}/items/{item}", "revise-item", "items", exampleReviseInput(), func(c *rest.Call, in reviseInput) error {
		change := item.Change{Item: rest.At[id.Item](c, "item"), Version: c.Version, Content: in.content(in.Reason)}
		return c.App.ReviseItem(c.Ctx, c.Who, rest.At[id.Case](c, "case"), app.ReviseItem{Change: change, Handing: in.handing()})
	})
	revise.Method = http.MethodPut
	rest.Add(s, revise)
}

func addLedger(s *rest.Server) {
	const path = "/cases/{case}/items/{item}"
	rest.Add(s, step(path+"/disclosures", "disclose-item", "items", discloseInput{HandingInput{Units: []id.Unit{rest.ExampleUnit().ID}, Ground: access.ByConsent}},
		func(c *rest.Call, in discloseInput) error {
			return c.App.DiscloseItem(c.Ctx, c.Who, rest.At[id.Case](c, "case"), rest.At[id.Item](c, "item"), app.DiscloseItem{Version: c.Version, Handing: in.handing()})
		}))
	rest.Add(s, rest.Operation[recallInput, rest.None]{Method: http.MethodPost, Path: path + "/recalls", ID: "ask-recall", Tag: "items", Status: http.StatusNoContent,
		In: recallInput{rest.ExampleID, "wrong_unit"},
		Do: func(c *rest.Call, in recallInput) (rest.None, error) {
			return rest.None{}, c.App.AskRecall(c.Ctx, c.Who, rest.At[id.Case](c, "case"), rest.At[id.Item](c, "item"), in.Disclosure, in.Reason)
		}})
	rest.Add(s, rest.Operation[rest.None, rest.None]{Method: http.MethodPost, Path: path + "/recalls/{recall}/confirm", ID: "confirm-recall", Tag: "items", Status: http.StatusNoContent,
		Do: func(c *rest.Call, _ rest.None) (rest.None, error) {
			return rest.None{}, c.App.ConfirmRecall(c.Ctx, c.Who, rest.At[id.Case](c, "case"), rest.At[id.Item](c, "item"), rest.At[id.Recall](c, "recall"))
		}})
	rest.Add(s, rest.Operation[rest.None, rest.None]{Method: http.MethodPost, Path: path + "/copies", ID: "copy-item", Tag: "items", Status: http.StatusNoContent,
		Do: func(c *rest.Call, _ rest.None) (rest.None, error) {
			return rest.None{}, c.App.CopyItem(c.Ctx, c.Who, rest.At[id.Case](c, "case"), rest.At[id.Item](c, "item"))
		}})
}
