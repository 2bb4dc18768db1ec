package api

import (
	"net/http"
	"time"

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
	Open  []matterJSON `json:"open"`
	Over  []matterJSON `json:"over"`
	Units []unitJSON   `json:"units"`
}

func mattersOf(l own.MatterList) matterListJSON {
	return matterListJSON{listOf(l.Open, matterOf), listOf(l.Over, matterOf), valuesOf(l.Units, unitOf)}
}

type matterViewJSON struct {
	Matter   matterJSON    `json:"matter"`
	Unit     unitJSON      `json:"unit"`
	Person   *identityJSON `json:"person,omitempty" doc:"Who asks, to the unit that answers"`
	User     string        `json:"user,omitempty" doc:"Which user read, to the unit that answers"`
	Function id.Function   `json:"function,omitempty" doc:"Which read"`
	MayTake  bool          `json:"mayTake" doc:"The caller may answer, or take the question back"`
}

func (v matterViewJSON) etag() int64 { return v.Matter.Version }

func matterViewOf(v own.MatterView) matterViewJSON {
	j := matterViewJSON{Matter: matterOf(v.Matter), Unit: unitOf(v.Unit), Function: v.Reader.ID, MayTake: v.MayTake}
	if v.Identity != nil {
		j.Person = identityOf(v.Identity)
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
		ID: exampleID, Kind: matter.Correction, Unit: exampleFunction().Unit, Case: exampleID, Item: exampleID, Title: "Arbetsträning", Words: "Det är tio timmar i veckan.",
		State: matter.Open, AskedAt: day(20), DueOn: "2026-12-20", Version: 1,
	}
}

func addMatters(s *server) {
	list := matterListJSON{Open: []matterJSON{exampleMatter()}, Over: []matterJSON{}, Units: []unitJSON{}}
	add(s, operation[none, matterListJSON]{method: http.MethodGet, path: "/me/matters", id: "list-my-matters", tag: "me", out: list,
		do: func(c *call, _ none) (matterListJSON, error) {
			l, err := c.own.MyMatters(c.ctx, c.who)
			return mattersOf(l), err
		}})
	add(s, operation[matterInput, createdJSON]{method: http.MethodPost, path: "/me/matters", id: "ask-matter", tag: "me", status: http.StatusCreated,
		in: matterInput{Kind: matter.Correction, Case: exampleID, Item: exampleID, Words: "Det är tio timmar i veckan."}, out: createdJSON{ID: exampleID},
		do: func(c *call, in matterInput) (createdJSON, error) {
			made, err := c.own.Ask(c.ctx, c.who, in.question())
			return created(made, "/matters/"+string(made), err)
		}})
	add(s, operation[none, matterListJSON]{method: http.MethodGet, path: "/matters", id: "list-unit-matters", tag: "me", out: list,
		do: func(c *call, _ none) (matterListJSON, error) {
			l, err := c.own.UnitMatters(c.ctx, c.who)
			return mattersOf(l), err
		}})
	const one = "/matters/{matter}"
	add(s, operation[none, matterViewJSON]{method: http.MethodGet, path: one, id: "read-matter", tag: "me",
		out: matterViewJSON{Matter: exampleMatter(), Unit: exampleUnit(), MayTake: true},
		do: func(c *call, _ none) (matterViewJSON, error) {
			v, err := c.own.Matter(c.ctx, c.who, at[id.Matter](c, "matter"))
			return matterViewOf(v), err
		}})
	add(s, operation[replyInput, none]{method: http.MethodPut, path: one + "/answer", id: "answer-matter", tag: "me", versioned: true, status: http.StatusNoContent,
		in: replyInput{"granted", "Vi har rättat."},
		do: func(c *call, in replyInput) (none, error) {
			return none{}, c.own.Answer(c.ctx, c.who, at[id.Matter](c, "matter"), matter.Reply{Outcome: in.Outcome, Words: in.Words, Version: c.version})
		}})
	add(s, operation[none, none]{method: http.MethodDelete, path: one, id: "withdraw-matter", tag: "me", versioned: true, status: http.StatusNoContent,
		do: func(c *call, _ none) (none, error) {
			return none{}, c.own.WithdrawMatter(c.ctx, c.who, at[id.Matter](c, "matter"), c.version)
		}})
	addObjections(s)
}

func addObjections(s *server) {
	const path = "/cases/{case}/items/{item}/objections"
	add(s, operation[objectionInput, createdJSON]{method: http.MethodPost, path: path, id: "make-objection", tag: "items", status: http.StatusCreated,
		in: objectionInput{"Det är tio timmar i veckan."}, out: createdJSON{ID: exampleID},
		do: func(c *call, in objectionInput) (createdJSON, error) {
			made, err := c.own.Object(c.ctx, c.who, at[id.Case](c, "case"), at[id.Item](c, "item"), in.Words)
			return created(made, "/cases/"+string(at[id.Case](c, "case"))+"/items/"+string(at[id.Item](c, "item")), err)
		}})
	add(s, operation[none, none]{method: http.MethodDelete, path: path + "/{objection}", id: "withdraw-objection", tag: "items", versioned: true, status: http.StatusNoContent,
		do: func(c *call, _ none) (none, error) {
			return none{}, c.own.WithdrawObjection(c.ctx, c.who, at[id.Case](c, "case"), at[id.Item](c, "item"), at[id.Objection](c, "objection"), c.version)
		}})
}
