package api

import (
	"net/http"
	"strings"
	"time"

	"samverk/internal/access"
	"samverk/internal/api/rest"
	"samverk/internal/entry"
	"samverk/internal/id"
	"samverk/internal/own"
	"samverk/internal/representative"
)

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
	Functions       []rest.FunctionJSON  `json:"functions"`
}

func representativesOf(v own.RepresentativesView) representativeListJSON {
	return representativeListJSON{
		MayGrant: v.MayGrant, Functions: rest.ValuesOf(v.Functions, rest.FunctionOf),
		Representatives: rest.ListOf(v.All, func(r representative.Representative) representativeJSON {
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
		ID: rest.ExampleID, Kind: representative.Ombud, Name: "Provperson Ombud", Number: "199001012385", Tasks: []string{"read", "meet"},
		StartsOn: "2026-11-20", EndsOn: "2027-05-20", State: representative.InForce, GrantedBy: rest.ExampleFunction().ID, How: representative.Paper,
		Proof: "Fullmakt", ProofOn: "2026-11-18", ProvedBy: rest.ExampleFunction().ID, ProvedAt: rest.Day(20), HasAccount: true, Version: 1,
	}
}

func addRepresentatives(s *rest.Server) {
	const path, one = "/cases/{case}/representatives", "/cases/{case}/representatives/{representative}"
	rest.Add(s, rest.Operation[rest.None, representativeListJSON]{Method: http.MethodGet, Path: path, ID: "list-representatives", Tag: "consent",
		Out: representativeListJSON{[]representativeJSON{exampleRepresentative()}, true, []rest.FunctionJSON{rest.ExampleFunction()}},
		Do: func(c *rest.Call, _ rest.None) (representativeListJSON, error) {
			v, err := c.Own.Representatives(c.Ctx, c.Who, rest.At[id.Case](c, "case"))
			return representativesOf(v), err
		}})
	rest.Add(s, rest.Operation[representInput, rest.CreatedJSON]{Method: http.MethodPost, Path: path, ID: "grant-representative", Tag: "consent", Status: http.StatusCreated,
		In:  representInput{representative.Ombud, "Provperson Ombud", "199001012385", []string{"read", "meet"}, "2026-11-20", "2027-05-20", representative.Paper, "Fullmakt", "2026-11-18"},
		Out: rest.CreatedJSON{ID: rest.ExampleID},
		Do: func(c *rest.Call, in representInput) (rest.CreatedJSON, error) {
			made, err := c.Own.Represent(c.Ctx, c.Who, rest.At[id.Case](c, "case"), in.grant())
			return rest.Created(made, "/cases/"+string(rest.At[id.Case](c, "case"))+"/representatives", err)
		}})
	rest.Add(s, rest.Operation[proofInput, rest.None]{Method: http.MethodPut, Path: one + "/proof", ID: "prove-representative", Tag: "consent", Versioned: true, Status: http.StatusNoContent,
		In: proofInput{"Beslut", "2026-11-18", "2027-12-31"},
		Do: func(c *rest.Call, in proofInput) (rest.None, error) {
			return rest.None{}, c.Own.ProveRepresentative(c.Ctx, c.Who, rest.At[id.Case](c, "case"), rest.At[id.Representative](c, "representative"), c.Version, representative.Proof(in))
		}})
	rest.Add(s, rest.Operation[rest.None, rest.None]{Method: http.MethodDelete, Path: one, ID: "end-representative", Tag: "consent", Versioned: true, Status: http.StatusNoContent,
		Do: func(c *rest.Call, _ rest.None) (rest.None, error) {
			return rest.None{}, c.Own.EndRepresentative(c.Ctx, c.Who, rest.At[id.Case](c, "case"), rest.At[id.Representative](c, "representative"), c.Version)
		}})
	rest.Add(s, rest.Operation[rest.None, personPartListJSON]{Method: http.MethodGet, Path: "/me/parts", ID: "list-parts", Tag: "me",
		Out: personPartListJSON{[]personPartJSON{{rest.ExampleID, representative.Ombud, "Provperson Ett", rest.ExampleID, "V-2026-0117", []string{"read", "meet"}, "2027-05-20"}}},
		Do: func(c *rest.Call, _ rest.None) (personPartListJSON, error) {
			all, err := c.Entry.Parts(c.Ctx, c.Who)
			return personPartListJSON{rest.ListOf(all, personPartOf)}, err
		}})
}
