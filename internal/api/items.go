package api

import (
	"math"
	"net/http"

	"samverk/internal/access"
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

func addItems(s *server) {
	add(s, operation[none, receiversJSON]{method: http.MethodGet, path: "/cases/{case}/receivers", id: "list-receivers", tag: "items",
		query: []string{"category"}, out: receiversJSON{[]unitJSON{exampleUnit()}, []unitJSON{}},
		do: func(c *call, _ none) (receiversJSON, error) {
			category, ok := access.ParseCategory(c.query.Get("category"))
			if !ok {
				return receiversJSON{}, errs.Faults{{Field: "category", Key: "api.category.unknown"}}.Err()
			}
			v, err := c.app.Receivers(c.ctx, c.who, at[id.Case](c, "case"), category)
			return receiversOf(v), err
		}})
	add(s, operation[itemInput, createdJSON]{method: http.MethodPost, path: "/cases/{case}/items", id: "write-item", tag: "items",
		status: http.StatusCreated, in: exampleItemInput(), out: createdJSON{ID: exampleID},
		do: func(c *call, in itemInput) (createdJSON, error) {
			i, err := c.app.WriteItem(c.ctx, c.who, at[id.Case](c, "case"), in.item())
			return created(i, "/cases/"+c.r.PathValue("case")+"/items/"+string(i), err)
		}})
	add(s, operation[none, itemViewJSON]{method: http.MethodGet, path: "/cases/{case}/items/{item}", id: "read-item", tag: "items", out: exampleItemView(),
		do: func(c *call, _ none) (itemViewJSON, error) {
			v, err := c.app.Item(c.ctx, c.who, at[id.Case](c, "case"), at[id.Item](c, "item"))
			return itemViewOf(v), err
		}})
	revise := step("/cases/{case}/items/{item}", "revise-item", "items", exampleReviseInput(), func(c *call, in reviseInput) error {
		change := item.Change{Item: at[id.Item](c, "item"), Version: c.version, Content: in.content(in.Reason)}
		return c.app.ReviseItem(c.ctx, c.who, at[id.Case](c, "case"), app.ReviseItem{Change: change, Handing: in.handing()})
	})
	revise.method = http.MethodPut
	add(s, revise)
}

func addLedger(s *server) {
	const path = "/cases/{case}/items/{item}"
	add(s, step(path+"/disclosures", "disclose-item", "items", discloseInput{HandingInput{Units: []id.Unit{exampleUnit().ID}, Ground: access.ByConsent}},
		func(c *call, in discloseInput) error {
			return c.app.DiscloseItem(c.ctx, c.who, at[id.Case](c, "case"), at[id.Item](c, "item"), app.DiscloseItem{Version: c.version, Handing: in.handing()})
		}))
	add(s, operation[recallInput, none]{method: http.MethodPost, path: path + "/recalls", id: "ask-recall", tag: "items", status: http.StatusNoContent,
		in: recallInput{exampleID, "wrong_unit"},
		do: func(c *call, in recallInput) (none, error) {
			return none{}, c.app.AskRecall(c.ctx, c.who, at[id.Case](c, "case"), at[id.Item](c, "item"), in.Disclosure, in.Reason)
		}})
	add(s, operation[none, none]{method: http.MethodPost, path: path + "/recalls/{recall}/confirm", id: "confirm-recall", tag: "items", status: http.StatusNoContent,
		do: func(c *call, _ none) (none, error) {
			return none{}, c.app.ConfirmRecall(c.ctx, c.who, at[id.Case](c, "case"), at[id.Item](c, "item"), at[id.Recall](c, "recall"))
		}})
	add(s, operation[none, none]{method: http.MethodPost, path: path + "/copies", id: "copy-item", tag: "items", status: http.StatusNoContent,
		do: func(c *call, _ none) (none, error) {
			return none{}, c.app.CopyItem(c.ctx, c.who, at[id.Case](c, "case"), at[id.Item](c, "item"))
		}})
}
