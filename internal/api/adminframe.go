package api

import (
	"net/http"

	"samverk/internal/access"
	"samverk/internal/admin"
	"samverk/internal/api/rest"
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
		rest.ListOf(v.Areas, func(a org.Area) areaKeptJSON {
			return areaKeptJSON{NewAreaInput{a.ID, AreaInput{a.Name, a.Letter}}, a.Version}
		}),
		rest.ListOf(v.Organisations, func(o admin.OrganisationRow) organisationRowJSON {
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

func addFederation(s *rest.Server) {
	area, town := AreaInput{"Vetlanda", "V"}, NewOrganisationInput{OrganisationInput{"Vetlanda kommun", []id.Area{"0685"}}, access.Kommun}
	rest.Add(s, rest.Operation[rest.None, federationJSON]{Method: http.MethodGet, Path: "/federation", ID: "read-federation", Tag: "administration",
		Out: federationJSON{[]areaKeptJSON{{NewAreaInput{"0685", area}, 1}}, []organisationRowJSON{{"kommun", town, 12, 2, 1}}},
		Do: func(c *rest.Call, _ rest.None) (federationJSON, error) {
			v, err := c.Admin.Federation(c.Ctx, c.Who)
			return federationOf(v), err
		}})
	rest.Add(s, rest.Operation[NewAreaInput, rest.CreatedJSON]{Method: http.MethodPost, Path: "/federation/areas", ID: "add-area", Tag: "administration",
		Status: http.StatusCreated, In: NewAreaInput{"0685", area}, Out: rest.CreatedJSON{ID: "0685"},
		Do: func(c *rest.Call, in NewAreaInput) (rest.CreatedJSON, error) {
			return rest.Created(in.ID, "", c.Admin.AddArea(c.Ctx, c.Who, org.AreaInput{ID: in.ID, Name: in.Name, Letter: in.Letter}))
		}})
	change := step("/federation/areas/{area}", "change-area", "administration", area, func(c *rest.Call, in AreaInput) error {
		return c.Admin.ChangeArea(c.Ctx, c.Who, org.AreaInput{ID: rest.At[id.Area](c, "area"), Name: in.Name, Letter: in.Letter}, c.Version)
	})
	change.Method = http.MethodPut
	rest.Add(s, change)
	rest.Add(s, rest.Operation[NewOrganisationInput, rest.CreatedJSON]{Method: http.MethodPost, Path: "/federation/organisations", ID: "add-organisation", Tag: "administration",
		Status: http.StatusCreated, In: town, Out: rest.CreatedJSON{ID: rest.ExampleID},
		Do: func(c *rest.Call, in NewOrganisationInput) (rest.CreatedJSON, error) {
			o, err := c.Admin.AddOrganisation(c.Ctx, c.Who, org.OrganisationInput{Name: in.Name, Kind: in.Kind, Areas: in.Areas})
			return rest.Created(o, "", err)
		}})
	keep := step("/federation/organisations/{organisation}", "change-organisation", "administration", town.OrganisationInput, func(c *rest.Call, in OrganisationInput) error {
		return c.Admin.ChangeOrganisation(c.Ctx, c.Who, rest.At[id.Org](c, "organisation"), org.OrganisationInput{Name: in.Name, Areas: in.Areas}, c.Version)
	})
	keep.Method = http.MethodPut
	rest.Add(s, keep)
	rest.Add(s, rest.Operation[firstInput, firstJSON]{Method: http.MethodPost, Path: "/federation/organisations/{organisation}/administrator", ID: "invite-first-administrator", Tag: "administration",
		Status: http.StatusCreated, In: firstInput{"Verksamhetsstöd", "Lokal administratör", "vetlanda-admin", "Administratör 1"}, Out: firstJSON{"https://samverk.example/inbjudan/" + rest.ExampleID},
		Do: func(c *rest.Call, in firstInput) (firstJSON, error) {
			secret, err := c.Admin.InviteFirst(c.Ctx, c.Who, rest.At[id.Org](c, "organisation"), admin.FirstAdministrator{Unit: in.Unit, Function: in.Function, Name: in.Name, Label: in.Label})
			return firstJSON{c.Options.Base + entry.EnrolmentPath + secret}, err
		}})
}
