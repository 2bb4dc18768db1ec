package api

import (
	"net/http"

	"samverk/internal/access"
	"samverk/internal/admin"
	"samverk/internal/entry"
	"samverk/internal/id"
	"samverk/internal/org"
)

// AreaInput is what is decided about an area.
type AreaInput struct {
	Name   string `json:"name"`
	Letter string `json:"letter" doc:"Begins the references of its cases"`
}

// NewAreaInput is an area that is added.
type NewAreaInput struct {
	ID id.Area `json:"id" doc:"Statistics Sweden's code of the municipality"`
	AreaInput
}

type areaKeptJSON struct {
	NewAreaInput
	Version int64 `json:"version"`
}

// OrganisationInput is what is decided about an organisation.
type OrganisationInput struct {
	Name  string    `json:"name"`
	Areas []id.Area `json:"areas" doc:"Where it takes part"`
}

// NewOrganisationInput is an organisation that is added.
type NewOrganisationInput struct {
	OrganisationInput
	Kind access.Kind `json:"kind" enum:"kommun,vard,fk,af,forbund,admin"`
}

type organisationRowJSON struct {
	ID id.Org `json:"id"`
	NewOrganisationInput
	Units          int   `json:"units"`
	Administrators int   `json:"administrators" doc:"How many users administer it"`
	Version        int64 `json:"version"`
}

type federationJSON struct {
	Areas         []areaKeptJSON        `json:"areas"`
	Organisations []organisationRowJSON `json:"organisations"`
}

func federationOf(v admin.FederationView) federationJSON {
	return federationJSON{
		listOf(v.Areas, func(a org.Area) areaKeptJSON {
			return areaKeptJSON{NewAreaInput{a.ID, AreaInput{a.Name, a.Letter}}, a.Version}
		}),
		listOf(v.Organisations, func(o admin.OrganisationRow) organisationRowJSON {
			return organisationRowJSON{o.ID, NewOrganisationInput{OrganisationInput{o.Name, o.Areas}, o.Kind}, o.Units, o.Administrators, o.Version}
		}),
	}
}

type firstInput struct {
	Unit     string `json:"unit" doc:"That administers, and is made"`
	Function string `json:"function"`
	Name     string `json:"name" doc:"What is typed at sign-in"`
	Label    string `json:"label" doc:"What others see"`
}

type firstJSON struct {
	Link string `json:"link" format:"uri" doc:"By which she makes her passkey; never shown again"`
}

func addFederation(s *server) {
	area, town := AreaInput{"Vetlanda", "V"}, NewOrganisationInput{OrganisationInput{"Vetlanda kommun", []id.Area{"0685"}}, access.Kommun}
	add(s, operation[none, federationJSON]{method: http.MethodGet, path: "/federation", id: "read-federation", tag: "administration",
		out: federationJSON{[]areaKeptJSON{{NewAreaInput{"0685", area}, 1}}, []organisationRowJSON{{"kommun", town, 12, 2, 1}}},
		do: func(c *call, _ none) (federationJSON, error) {
			v, err := c.admin.Federation(c.ctx, c.who)
			return federationOf(v), err
		}})
	add(s, operation[NewAreaInput, createdJSON]{method: http.MethodPost, path: "/federation/areas", id: "add-area", tag: "administration",
		status: http.StatusCreated, in: NewAreaInput{"0685", area}, out: createdJSON{ID: "0685"},
		do: func(c *call, in NewAreaInput) (createdJSON, error) {
			return created(in.ID, "", c.admin.AddArea(c.ctx, c.who, org.AreaInput{ID: in.ID, Name: in.Name, Letter: in.Letter}))
		}})
	change := step("/federation/areas/{area}", "change-area", "administration", area, func(c *call, in AreaInput) error {
		return c.admin.ChangeArea(c.ctx, c.who, org.AreaInput{ID: at[id.Area](c, "area"), Name: in.Name, Letter: in.Letter}, c.version)
	})
	change.method = http.MethodPut
	add(s, change)
	add(s, operation[NewOrganisationInput, createdJSON]{method: http.MethodPost, path: "/federation/organisations", id: "add-organisation", tag: "administration",
		status: http.StatusCreated, in: town, out: createdJSON{ID: exampleID},
		do: func(c *call, in NewOrganisationInput) (createdJSON, error) {
			o, err := c.admin.AddOrganisation(c.ctx, c.who, org.OrganisationInput{Name: in.Name, Kind: in.Kind, Areas: in.Areas})
			return created(o, "", err)
		}})
	keep := step("/federation/organisations/{organisation}", "change-organisation", "administration", town.OrganisationInput, func(c *call, in OrganisationInput) error {
		return c.admin.ChangeOrganisation(c.ctx, c.who, at[id.Org](c, "organisation"), org.OrganisationInput{Name: in.Name, Areas: in.Areas}, c.version)
	})
	keep.method = http.MethodPut
	add(s, keep)
	add(s, operation[firstInput, firstJSON]{method: http.MethodPost, path: "/federation/organisations/{organisation}/administrator", id: "invite-first-administrator", tag: "administration",
		status: http.StatusCreated, in: firstInput{"Verksamhetsstöd", "Lokal administratör", "vetlanda-admin", "Administratör 1"}, out: firstJSON{"https://samverk.example/inbjudan/" + exampleID},
		do: func(c *call, in firstInput) (firstJSON, error) {
			secret, err := c.admin.InviteFirst(c.ctx, c.who, at[id.Org](c, "organisation"), admin.FirstAdministrator{Unit: in.Unit, Function: in.Function, Name: in.Name, Label: in.Label})
			return firstJSON{c.o.Base + entry.EnrolmentPath + secret}, err
		}})
}
