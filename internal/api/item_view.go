package api

import (
	"time"

	"samverk/internal/access"
	"samverk/internal/api/rest"
	"samverk/internal/app"
	"samverk/internal/id"
	"samverk/internal/item"
	"samverk/internal/plan"
)

type itemJSON struct {
	ID             id.Item       `json:"id"`
	Owner          id.Unit       `json:"owner" doc:"The unit, or self for the person"`
	Kind           item.Kind     `json:"kind,omitempty" enum:"goal,need,activity,certificate,requirement,commitment,note,said,decision,fact,benefit,instrument,elsewhere,ability,summary"`
	Category       string        `json:"category,omitempty" enum:"plan,work,income,ability,diagnosis,social,addiction,housing,family"`
	Title          string        `json:"title,omitempty"`
	Words          string        `json:"words,omitempty"`
	Code           string        `json:"code,omitempty"`
	Status         string        `json:"status,omitempty" enum:"planned,ongoing,done,stopped"`
	Start          string        `json:"start,omitempty" format:"date"`
	End            string        `json:"end,omitempty" format:"date"`
	Extent         *int          `json:"extent,omitempty" doc:"Percent of full time"`
	Weekly         string        `json:"weekly,omitempty" doc:"Weekly times: 1 09:00-12:00,3 09:00-12:00; Monday is 1"`
	Due            string        `json:"due,omitempty" format:"date"`
	Responsible    id.Function   `json:"responsible,omitempty"`
	Author         id.Function   `json:"author,omitempty"`
	Representative string        `json:"representative,omitempty" enum:"ombud,narstaende,god_man,forvaltare" doc:"Kind of the one who did it in the person's place"`
	Reason         string        `json:"reason,omitempty" doc:"Why this version replaced the one before"`
	Ground         access.Ground `json:"ground,omitempty" enum:"consent,provision" doc:"Why the reader may see it; absent for her own"`
	Shared         bool          `json:"shared" doc:"Disclosed to somebody; else a working note"`
	Recalled       bool          `json:"recalled" doc:"Taken back: nothing but this is left"`
	Version        int64         `json:"version" doc:"The version shown"`
	Newest         int64         `json:"newest,omitempty" doc:"The owner's newest version"`
	At             time.Time     `json:"at,omitzero"`
	CreatedAt      time.Time     `json:"createdAt"`

	Objections []objectionJSON `json:"objections,omitempty" doc:"What the person says is wrong with it"`
}

// objectionJSON is what the person says is wrong with an item.
type objectionJSON struct {
	ID             id.Objection `json:"id"`
	Of             int64        `json:"of" doc:"Version of the item that it is about"`
	Words          string       `json:"words,omitempty" doc:"Absent of one that is withdrawn, but for the person"`
	At             time.Time    `json:"at"`
	Representative string       `json:"representative,omitempty" enum:"ombud,narstaende,god_man,forvaltare" doc:"Kind of the one who did it in the person's place"`
	WithdrawnAt    time.Time    `json:"withdrawnAt,omitzero"`
	Version        int64        `json:"version"`
}

func objectionOf(o item.Objection) objectionJSON {
	return objectionJSON{o.ID, o.Of, o.Words, o.At, o.Acted, o.Withdrawn, o.Version}
}

func itemOf(i item.Item) itemJSON {
	j := itemJSON{
		ID: i.ID, Owner: i.Owner, Kind: i.Kind, Title: i.Title, Words: i.Words, Code: i.Code, Status: i.Status, Start: i.Start, End: i.End,
		Weekly: i.Weekly, Due: i.Due, Responsible: i.Responsible, Author: i.Author, Representative: i.Acted, Reason: i.Reason, Ground: i.Ground, Shared: i.Shared,
		Recalled: i.Gone, Version: i.Version, Newest: i.Newest, At: i.At, CreatedAt: i.Created,
	}
	if !i.Gone {
		j.Category = i.Category.String()
	}
	for _, o := range i.Objections {
		j.Objections = append(j.Objections, objectionOf(o))
	}
	if i.Extent != item.NoExtent {
		j.Extent = &i.Extent
	}
	return j
}

type handedJSON struct {
	ID        id.Disclosure `json:"id"`
	Version   int64         `json:"version"`
	Unit      id.Unit       `json:"unit"`
	Kind      string        `json:"kind" enum:"disclosed,copied"`
	Ground    access.Ground `json:"ground" enum:"consent,provision"`
	Provision string        `json:"provision,omitempty"`
	By        id.Function   `json:"by,omitempty"`
	At        time.Time     `json:"at"`
	Recall    id.Recall     `json:"recall,omitempty" doc:"It was asked to be taken back"`
	Recalled  bool          `json:"recalled" doc:"It was taken back, by two people"`
}

func handedOf(h item.Handed) handedJSON {
	return handedJSON{
		ID: h.ID, Version: h.Version, Unit: h.Unit, Kind: h.Kind, Ground: h.Ground, Provision: h.Provision, By: h.By, At: h.At,
		Recall: h.Recall.ID, Recalled: h.Recall.Confirmed,
	}
}

type itemViewJSON struct {
	Case      id.Case             `json:"case"`
	Item      itemJSON            `json:"item"`
	History   []itemJSON          `json:"history"`
	Ledger    []handedJSON        `json:"ledger" doc:"Every disclosure and copy that the reader may know of"`
	Receivers receiversJSON       `json:"receivers"`
	Functions []rest.FunctionJSON `json:"functions"`
	Units     []rest.UnitJSON     `json:"units"`
	May       []access.Action     `json:"may"`
	newest    int64
}

// Etag returns the version that a change must name.
func (v itemViewJSON) Etag() int64 { return v.newest }

func itemViewOf(v app.ItemView) itemViewJSON {
	return itemViewJSON{
		Case: v.Case.ID, Item: itemOf(v.Item), History: rest.ListOf(v.History, itemOf), Ledger: rest.ListOf(v.Ledger, handedOf),
		Receivers: receiversOf(v.Receivers), Functions: rest.ValuesOf(v.Functions, rest.FunctionOf), Units: rest.ValuesOf(v.Units, rest.UnitOf),
		May: rest.ActionsOf(v.May), newest: v.Item.Newest,
	}
}

type receiversJSON struct {
	Covered   []rest.UnitJSON `json:"covered" doc:"Units that consent lets be told"`
	Uncovered []rest.UnitJSON `json:"uncovered" doc:"Units that take part and that consent does not let be told"`
}

func receiversOf(v app.ReceiversView) receiversJSON {
	return receiversJSON{rest.ListOf(v.Covered, rest.UnitOf), rest.ListOf(v.Uncovered, rest.UnitOf)}
}

type conflictJSON struct {
	Code   string            `json:"code"`
	Pieces []id.Item         `json:"pieces"`
	Args   map[string]string `json:"args,omitempty"`
	Advice []string          `json:"advice,omitempty"`
}

func conflictOf(c plan.Conflict) conflictJSON {
	return conflictJSON{c.Code, rest.ListOf(c.Pieces, func(i id.Item) id.Item { return i }), c.Args, c.Advice}
}
