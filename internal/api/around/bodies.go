package around

import (
	"net/http"

	"samverk/internal/api/rest"
	"samverk/internal/federation"
	"samverk/internal/id"
)

// FederationSeatInput is a member of a body: a function, or an organisation that sends
// whom it wants.
type FederationSeatInput struct {
	Organisation id.Org      `json:"organisation"`
	Function     id.Function `json:"function,omitempty" doc:"Absent for the organisation. It leads in a member of the federation, or is the federation's"`
}

type federationSeatJSON struct {
	FederationSeatInput
	OrganisationName string           `json:"organisationName"`
	FunctionName     string           `json:"functionName,omitempty"`
	Side             federation.Party `json:"side" enum:"state,region,municipality,federation" doc:"Whom it represents"`
	Gone             bool             `json:"gone" doc:"The function has ended, and represents nobody"`
}

// FederationBodyInput is what is decided about a body.
type FederationBodyInput struct {
	Name    string             `json:"name"`
	Kinds   []string           `json:"kinds" enum:"board,preparing,steering,working" doc:"Its functions: one or several"`
	Aim     string             `json:"aim,omitempty" doc:"May tell of nobody; it is checked"`
	Needs   []federation.Party `json:"needs" enum:"state,region,municipality,federation" doc:"Who has to be represented"`
	Effort  id.Effort          `json:"effort,omitempty" doc:"That it works with"`
	EndedOn string             `json:"endedOn,omitempty" format:"date"`
}

func (in FederationBodyInput) body() federation.BodyInput { return federation.BodyInput(in) }

// FederationBodyJSON is the federation's board or one of its groups.
type FederationBodyJSON struct {
	ID id.Body `json:"id"`
	FederationBodyInput
	Members []federationSeatJSON `json:"seats" doc:"Its members: functions and organisations, never people"`
	Missing []federation.Party   `json:"missing" enum:"state,region,municipality,federation" doc:"Who has to be represented and is not"`
	Version int64                `json:"version"`
}

// Etag returns the version that a change must name.
func (b FederationBodyJSON) Etag() int64 { return b.Version }

func bodyOf(b federation.Body) FederationBodyJSON {
	j := FederationBodyJSON{b.ID, FederationBodyInput(b.BodyInput), rest.ListOf(b.Seats, func(s federation.Seat) federationSeatJSON {
		return federationSeatJSON{FederationSeatInput{s.Org, s.Function}, s.OrgName, s.FunctionName, s.Side(), s.Gone}
	}), append([]federation.Party{}, b.Missing()...), b.Version}
	j.Needs = append([]federation.Party{}, b.Needs...)
	return j
}

type federationBodyListJSON struct {
	Bodies []FederationBodyJSON `json:"bodies" doc:"Those that go on first"`
}

type federationSeatsInput struct {
	Members []FederationSeatInput `json:"seats" doc:"All of them, in their order"`
}

func exampleBody() (FederationBodyInput, FederationBodyJSON) {
	in := FederationBodyInput{Name: "Arbetsgruppen för Fokus", Kinds: []string{"working"}, Needs: federation.Sides()}
	return in, FederationBodyJSON{rest.ExampleID, in, []federationSeatJSON{{FederationSeatInput{"vetlanda", ""}, "Vetlanda kommun", "", federation.Municipality, false}},
		[]federation.Party{federation.State, federation.Region, federation.Federal}, 2}
}

func bodyAt(c *rest.Call) id.Body { return rest.At[id.Body](c, "body") }

func addBodies(s *rest.Server) {
	in, out := exampleBody()
	rest.Add(s, rest.Operation[rest.None, federationBodyListJSON]{Method: http.MethodGet, Path: "/federation/bodies", ID: "list-federation-bodies", Tag: "structure", Out: federationBodyListJSON{[]FederationBodyJSON{out}},
		Do: func(c *rest.Call, _ rest.None) (federationBodyListJSON, error) {
			v, err := c.Board.Bodies(c.Ctx, c.Who)
			return federationBodyListJSON{rest.ListOf(v.Bodies, bodyOf)}, err
		}})
	rest.Add(s, rest.Operation[FederationBodyInput, rest.CreatedJSON]{Method: http.MethodPost, Path: "/federation/bodies", ID: "add-federation-body", Tag: "structure", Status: http.StatusCreated,
		In: in, Out: rest.CreatedJSON{ID: rest.ExampleID},
		Do: func(c *rest.Call, in FederationBodyInput) (rest.CreatedJSON, error) {
			b, err := c.Board.AddBody(c.Ctx, c.Who, in.body())
			return rest.Created(b, "/federation/bodies/"+string(b), err)
		}})
	rest.Add(s, rest.Operation[rest.None, FederationBodyJSON]{Method: http.MethodGet, Path: "/federation/bodies/{body}", ID: "read-federation-body", Tag: "structure", Out: out,
		Do: func(c *rest.Call, _ rest.None) (FederationBodyJSON, error) {
			v, err := c.Board.Body(c.Ctx, c.Who, bodyAt(c))
			return bodyOf(v.Body), err
		}})
	rest.Add(s, rest.Operation[FederationBodyInput, rest.None]{Method: http.MethodPut, Path: "/federation/bodies/{body}", ID: "change-federation-body", Tag: "structure", Status: http.StatusNoContent, Versioned: true,
		In: in, Do: func(c *rest.Call, in FederationBodyInput) (rest.None, error) {
			return rest.None{}, c.Board.ChangeBody(c.Ctx, c.Who, bodyAt(c), in.body(), c.Version)
		}})
	rest.Add(s, rest.Operation[federationSeatsInput, rest.None]{Method: http.MethodPut, Path: "/federation/bodies/{body}/seats", ID: "set-federation-body-seats", Tag: "structure", Status: http.StatusNoContent, Versioned: true,
		In: federationSeatsInput{[]FederationSeatInput{{"vetlanda", ""}, {"hsf", "hsf-tjansteman"}}},
		Do: func(c *rest.Call, in federationSeatsInput) (rest.None, error) {
			all := rest.ListOf(in.Members, func(s FederationSeatInput) federation.Seat {
				return federation.Seat{Org: s.Organisation, Function: s.Function}
			})
			return rest.None{}, c.Board.SetSeats(c.Ctx, c.Who, bodyAt(c), all, c.Version)
		}})
}
