package api

import (
	"net/http"
	"time"

	"samverk/internal/api/rest"
	"samverk/internal/id"
	"samverk/internal/matter"
	"samverk/internal/own"
)

// matterJSON is something that a person asks of a unit. In the list of a unit
// it has neither words nor person.
type matterJSON struct {
	ID             id.Matter   `json:"id"`
	Kind           matter.Kind `json:"kind" enum:"correction,erasure,reading"`
	Unit           id.Unit     `json:"unit" doc:"Which answers"`
	Case           id.Case     `json:"case,omitempty"`
	Item           id.Item     `json:"item,omitempty"`
	Reading        int64       `json:"reading,omitempty" doc:"Number of a row of the log"`
	Title          string      `json:"title,omitempty" doc:"Of the item, when it was asked"`
	Words          string      `json:"words,omitempty"`
	State          string      `json:"state" enum:"open,answered,withdrawn"`
	Outcome        string      `json:"outcome,omitempty" enum:"granted,partly,refused,explained,unfounded"`
	Answer         string      `json:"answer,omitempty"`
	AnsweredBy     id.Function `json:"answeredBy,omitempty"`
	AnsweredAt     time.Time   `json:"answeredAt,omitzero"`
	OpenedAt       time.Time   `json:"openedAt,omitzero" doc:"When the person first read the answer, to her"`
	AskedAt        time.Time   `json:"askedAt"`
	DueOn          string      `json:"dueOn" format:"date" doc:"Day that the answer is to come by"`
	Representative string      `json:"representative,omitempty" enum:"ombud,narstaende,god_man,forvaltare" doc:"Kind of the one who asked in the person's place"`
	Version        int64       `json:"version"`
}

func matterOf(m matter.Matter) matterJSON {
	return matterJSON{
		ID: m.ID, Kind: m.Kind, Unit: m.Unit, Case: m.Case, Item: m.Item, Reading: m.Seq, Title: m.About.Title, Words: m.Words, State: m.State, Outcome: m.Outcome,
		Answer: m.Answer, AnsweredBy: m.AnsweredBy, AnsweredAt: m.AnsweredAt, OpenedAt: m.OpenedAt, AskedAt: m.AskedAt, DueOn: m.DueOn, Representative: m.Acted, Version: m.Version,
	}
}

type matterListJSON struct {
	Open  []matterJSON    `json:"open"`
	Over  []matterJSON    `json:"over"`
	Units []rest.UnitJSON `json:"units"`
}

func mattersOf(l own.MatterList) matterListJSON {
	return matterListJSON{rest.ListOf(l.Open, matterOf), rest.ListOf(l.Over, matterOf), rest.ValuesOf(l.Units, rest.UnitOf)}
}

type matterViewJSON struct {
	Matter   matterJSON         `json:"matter"`
	Unit     rest.UnitJSON      `json:"unit"`
	Person   *rest.IdentityJSON `json:"person,omitempty" doc:"Who asks, to the unit that answers"`
	User     string             `json:"user,omitempty" doc:"Which user read, to the unit that answers"`
	Function id.Function        `json:"function,omitempty" doc:"Which read"`
	MayTake  bool               `json:"mayTake" doc:"The caller may answer, or take the question back"`
}

// Etag returns the version that a change must name.
func (v matterViewJSON) Etag() int64 { return v.Matter.Version }

func matterViewOf(v own.MatterView) matterViewJSON {
	j := matterViewJSON{Matter: matterOf(v.Matter), Unit: rest.UnitOf(v.Unit), Function: v.Reader.ID, MayTake: v.MayTake}
	if v.Identity != nil {
		j.Person = rest.IdentityOf(v.Identity)
	}
	if v.Row != nil {
		j.User = v.Row.UserLabel
	}
	return j
}

// matterInput is what the person asks.
type matterInput struct {
	Kind    matter.Kind `json:"kind" enum:"correction,erasure,reading"`
	Case    id.Case     `json:"case,omitempty" doc:"Needed of a correction and an erasure"`
	Item    id.Item     `json:"item,omitempty" doc:"Without it the unit that leads the case is asked about all of it"`
	Reading int64       `json:"reading,omitempty" doc:"Number of the row of the log that is asked about"`
	Words   string      `json:"words,omitempty" maxLength:"2000" doc:"Needed of a correction and an erasure"`
}

func (in matterInput) question() own.Question {
	q := own.Question{Kind: in.Kind, Case: in.Case, Item: in.Item, Seq: in.Reading, Words: in.Words}
	if q.Kind == matter.Reading {
		q.Case, q.Item = "", ""
	}
	return q
}

type replyInput struct {
	Outcome string `json:"outcome" enum:"granted,partly,refused,explained,unfounded" doc:"explained and unfounded of a reading, the others of the rest"`
	Words   string `json:"words" maxLength:"2000"`
}

type objectionInput struct {
	Words string `json:"words" maxLength:"1000"`
}

func exampleMatter() matterJSON {
	return matterJSON{
		ID: rest.ExampleID, Kind: matter.Correction, Unit: rest.ExampleFunction().Unit, Case: rest.ExampleID, Item: rest.ExampleID, Title: "Arbetsträning", Words: "Det är tio timmar i veckan.",
		State: matter.Open, AskedAt: rest.Day(20), DueOn: "2026-12-20", Version: 1,
	}
}

func addMatters(s *rest.Server) {
	list := matterListJSON{Open: []matterJSON{exampleMatter()}, Over: []matterJSON{}, Units: []rest.UnitJSON{}}
	rest.Add(s, rest.Operation[rest.None, matterListJSON]{Method: http.MethodGet, Path: "/me/matters", ID: "list-my-matters", Tag: "me", Out: list,
		Do: func(c *rest.Call, _ rest.None) (matterListJSON, error) {
			l, err := c.Own.MyMatters(c.Ctx, c.Who)
			return mattersOf(l), err
		}})
	rest.Add(s, rest.Operation[matterInput, rest.CreatedJSON]{Method: http.MethodPost, Path: "/me/matters", ID: "ask-matter", Tag: "me", Status: http.StatusCreated,
		In: matterInput{Kind: matter.Correction, Case: rest.ExampleID, Item: rest.ExampleID, Words: "Det är tio timmar i veckan."}, Out: rest.CreatedJSON{ID: rest.ExampleID},
		Do: func(c *rest.Call, in matterInput) (rest.CreatedJSON, error) {
			made, err := c.Own.Ask(c.Ctx, c.Who, in.question())
			return rest.Created(made, "/matters/"+string(made), err)
		}})
	rest.Add(s, rest.Operation[rest.None, matterListJSON]{Method: http.MethodGet, Path: "/matters", ID: "list-unit-matters", Tag: "me", Out: list,
		Do: func(c *rest.Call, _ rest.None) (matterListJSON, error) {
			l, err := c.Own.UnitMatters(c.Ctx, c.Who)
			return mattersOf(l), err
		}})
	const one = "/matters/{matter}"
	rest.Add(s, rest.Operation[rest.None, matterViewJSON]{Method: http.MethodGet, Path: one, ID: "read-matter", Tag: "me",
		Out: matterViewJSON{Matter: exampleMatter(), Unit: rest.ExampleUnit(), MayTake: true},
		Do: func(c *rest.Call, _ rest.None) (matterViewJSON, error) {
			v, err := c.Own.Matter(c.Ctx, c.Who, rest.At[id.Matter](c, "matter"))
			return matterViewOf(v), err
		}})
	rest.Add(s, rest.Operation[replyInput, rest.None]{Method: http.MethodPut, Path: one + "/answer", ID: "answer-matter", Tag: "me", Versioned: true, Status: http.StatusNoContent,
		In: replyInput{"granted", "Vi har rättat."},
		Do: func(c *rest.Call, in replyInput) (rest.None, error) {
			return rest.None{}, c.Own.Answer(c.Ctx, c.Who, rest.At[id.Matter](c, "matter"), matter.Reply{Outcome: in.Outcome, Words: in.Words, Version: c.Version})
		}})
	rest.Add(s, rest.Operation[rest.None, rest.None]{Method: http.MethodDelete, Path: one, ID: "withdraw-matter", Tag: "me", Versioned: true, Status: http.StatusNoContent,
		Do: func(c *rest.Call, _ rest.None) (rest.None, error) {
			return rest.None{}, c.Own.WithdrawMatter(c.Ctx, c.Who, rest.At[id.Matter](c, "matter"), c.Version)
		}})
	addObjections(s)
}

func addObjections(s *rest.Server) {
	const path = "/cases/{case}/items/{item}/objections"
	rest.Add(s, rest.Operation[objectionInput, rest.CreatedJSON]{Method: http.MethodPost, Path: path, ID: "make-objection", Tag: "items", Status: http.StatusCreated,
		In: objectionInput{"Det är tio timmar i veckan."}, Out: rest.CreatedJSON{ID: rest.ExampleID},
		Do: func(c *rest.Call, in objectionInput) (rest.CreatedJSON, error) {
			made, err := c.Own.Object(c.Ctx, c.Who, rest.At[id.Case](c, "case"), rest.At[id.Item](c, "item"), in.Words)
			return rest.Created(made, "/cases/"+string(rest.At[id.Case](c, "case"))+"/items/"+string(rest.At[id.Item](c, "item")), err)
		}})
	rest.Add(s, rest.Operation[rest.None, rest.None]{Method: http.MethodDelete, Path: path + "/{objection}", ID: "withdraw-objection", Tag: "items", Versioned: true, Status: http.StatusNoContent,
		Do: func(c *rest.Call, _ rest.None) (rest.None, error) {
			return rest.None{}, c.Own.WithdrawObjection(c.Ctx, c.Who, rest.At[id.Case](c, "case"), rest.At[id.Item](c, "item"), rest.At[id.Objection](c, "objection"), c.Version)
		}})
}
