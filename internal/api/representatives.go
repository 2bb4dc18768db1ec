package api

import (
	"net/http"
	"strings"
	"time"

	"samverk/internal/access"
	"samverk/internal/entry"
	"samverk/internal/id"
	"samverk/internal/own"
	"samverk/internal/representative"
)

// inPartHeader names the part that a token's user acts in.
const inPartHeader = "Samverk-Representative"

type representativeJSON struct {
	ID         id.Representative   `json:"id"`
	Kind       representative.Kind `json:"kind" enum:"ombud,narstaende,god_man,forvaltare"`
	Name       string              `json:"name"`
	Number     string              `json:"number,omitempty" doc:"To the person, and to those who note what she decides"`
	Tasks      []string            `json:"tasks" enum:"read,write,consent,meet,ask"`
	StartsOn   string              `json:"startsOn" format:"date"`
	EndsOn     string              `json:"endsOn" format:"date" doc:"Last day"`
	State      string              `json:"state" enum:"waiting,coming,in_force,expired,ended"`
	GrantedBy  id.Function         `json:"grantedBy,omitempty" doc:"Absent when the person did"`
	How        string              `json:"how,omitempty" enum:"paper,oral,digital"`
	Proof      string              `json:"proof,omitempty"`
	ProofOn    string              `json:"proofOn,omitempty" format:"date"`
	ProvedBy   id.Function         `json:"provedBy,omitempty" doc:"Which has seen the proof"`
	ProvedAt   time.Time           `json:"provedAt,omitzero" doc:"Absent while that waits"`
	HasAccount bool                `json:"hasAccount"`
	EndedAt    time.Time           `json:"endedAt,omitzero"`
	EndedBy    id.Function         `json:"endedBy,omitempty"`
	Version    int64               `json:"version"`
}

type representativeListJSON struct {
	Representatives []representativeJSON `json:"representatives"`
	MayGrant        bool                 `json:"mayGrant"`
	Functions       []functionJSON       `json:"functions"`
}

func representativesOf(v own.RepresentativesView) representativeListJSON {
	return representativeListJSON{
		MayGrant: v.MayGrant, Functions: valuesOf(v.Functions, functionOf),
		Representatives: listOf(v.All, func(r representative.Representative) representativeJSON {
			return representativeJSON{
				ID: r.ID, Kind: r.Kind, Name: r.Name, Number: r.Number, Tasks: strings.Split(r.Tasks.String(), ","), StartsOn: r.StartsOn, EndsOn: r.EndsOn,
				State: r.State(v.Today), GrantedBy: r.GrantedBy, How: r.How, Proof: r.Proof, ProofOn: r.ProofOn, ProvedBy: r.ProvedBy, ProvedAt: r.ProvedAt,
				HasAccount: r.SignedIn, EndedAt: r.EndedAt, EndedBy: r.EndedBy, Version: r.Version,
			}
		}),
	}
}

// representInput is who is to act for the person, in what, and what proves it.
type representInput struct {
	Kind     representative.Kind `json:"kind" enum:"ombud,narstaende,god_man,forvaltare"`
	Name     string              `json:"name" maxLength:"120"`
	Number   string              `json:"number"`
	Tasks    []string            `json:"tasks" enum:"read,write,consent,meet,ask"`
	StartsOn string              `json:"startsOn" format:"date"`
	EndsOn   string              `json:"endsOn" format:"date" doc:"Last day, at most a year after the first but for one who is appointed"`
	How      string              `json:"how,omitempty" enum:"paper,oral" doc:"Needed of a function"`
	Proof    string              `json:"proof,omitempty" maxLength:"300" doc:"Needed of a function"`
	ProofOn  string              `json:"proofOn,omitempty" format:"date"`
}

func (in representInput) grant() representative.New {
	return representative.New{
		Kind: in.Kind, Name: in.Name, Number: in.Number, Tasks: access.ParseTasks(strings.Join(in.Tasks, ",")), StartsOn: in.StartsOn, EndsOn: in.EndsOn,
		How: in.How, Proof: in.Proof, ProofOn: in.ProofOn,
	}
}

type proofInput struct {
	Proof   string `json:"proof" maxLength:"300"`
	ProofOn string `json:"proofOn" format:"date"`
	EndsOn  string `json:"endsOn" format:"date" doc:"Last day of what it says"`
}

type personPartJSON struct {
	ID     id.Representative   `json:"id" doc:"For the header Samverk-Representative"`
	Kind   representative.Kind `json:"kind" enum:"ombud,narstaende,god_man,forvaltare"`
	Name   string              `json:"name" doc:"Of the person"`
	Case   id.Case             `json:"case"`
	Ref    string              `json:"ref"`
	Tasks  []string            `json:"tasks" enum:"read,write,consent,meet,ask"`
	EndsOn string              `json:"endsOn" format:"date"`
}

type personPartListJSON struct {
	Parts []personPartJSON `json:"parts"`
}

func personPartOf(p entry.Part) personPartJSON {
	return personPartJSON{p.ID, p.Kind, p.Name, p.Case, p.Ref, strings.Split(p.Tasks.String(), ","), p.EndsOn}
}

func exampleRepresentative() representativeJSON {
	return representativeJSON{
		ID: exampleID, Kind: representative.Ombud, Name: "Provperson Ombud", Number: "199001012385", Tasks: []string{"read", "meet"},
		StartsOn: "2026-11-20", EndsOn: "2027-05-20", State: representative.InForce, GrantedBy: exampleFunction().ID, How: representative.Paper,
		Proof: "Fullmakt", ProofOn: "2026-11-18", ProvedBy: exampleFunction().ID, ProvedAt: day(20), HasAccount: true, Version: 1,
	}
}

func addRepresentatives(s *server) {
	const path, one = "/cases/{case}/representatives", "/cases/{case}/representatives/{representative}"
	add(s, operation[none, representativeListJSON]{method: http.MethodGet, path: path, id: "list-representatives", tag: "consent",
		out: representativeListJSON{[]representativeJSON{exampleRepresentative()}, true, []functionJSON{exampleFunction()}},
		do: func(c *call, _ none) (representativeListJSON, error) {
			v, err := c.own.Representatives(c.ctx, c.who, at[id.Case](c, "case"))
			return representativesOf(v), err
		}})
	add(s, operation[representInput, createdJSON]{method: http.MethodPost, path: path, id: "grant-representative", tag: "consent", status: http.StatusCreated,
		in:  representInput{representative.Ombud, "Provperson Ombud", "199001012385", []string{"read", "meet"}, "2026-11-20", "2027-05-20", representative.Paper, "Fullmakt", "2026-11-18"},
		out: createdJSON{ID: exampleID},
		do: func(c *call, in representInput) (createdJSON, error) {
			made, err := c.own.Represent(c.ctx, c.who, at[id.Case](c, "case"), in.grant())
			return created(made, "/cases/"+string(at[id.Case](c, "case"))+"/representatives", err)
		}})
	add(s, operation[proofInput, none]{method: http.MethodPut, path: one + "/proof", id: "prove-representative", tag: "consent", versioned: true, status: http.StatusNoContent,
		in: proofInput{"Beslut", "2026-11-18", "2027-12-31"},
		do: func(c *call, in proofInput) (none, error) {
			return none{}, c.own.ProveRepresentative(c.ctx, c.who, at[id.Case](c, "case"), at[id.Representative](c, "representative"), c.version, representative.Proof(in))
		}})
	add(s, operation[none, none]{method: http.MethodDelete, path: one, id: "end-representative", tag: "consent", versioned: true, status: http.StatusNoContent,
		do: func(c *call, _ none) (none, error) {
			return none{}, c.own.EndRepresentative(c.ctx, c.who, at[id.Case](c, "case"), at[id.Representative](c, "representative"), c.version)
		}})
	add(s, operation[none, personPartListJSON]{method: http.MethodGet, path: "/me/parts", id: "list-parts", tag: "me",
		out: personPartListJSON{[]personPartJSON{{exampleID, representative.Ombud, "Provperson Ett", exampleID, "V-2026-0117", []string{"read", "meet"}, "2027-05-20"}}},
		do: func(c *call, _ none) (personPartListJSON, error) {
			all, err := c.entry.Parts(c.ctx, c.who)
			return personPartListJSON{listOf(all, personPartOf)}, err
		}})
}
