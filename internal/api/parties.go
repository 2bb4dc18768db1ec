package api

import (
	"net/http"
	"time"

	"samverk/internal/api/rest"
	"samverk/internal/app"
	"samverk/internal/id"
	"samverk/internal/org"
)

type functionsJSON struct {
	Functions []rest.FunctionJSON `json:"functions"`
}

type functionInput struct {
	Function id.Function `json:"function"`
}

type reasonInput struct {
	Reason string `json:"reason" enum:"not_ours,no_capacity,already_handled,our_part_done,person_declines,other"`
}

// invitationJSON is all that an invited function may know.
type invitationJSON struct {
	Case    id.Case            `json:"case"`
	Area    string             `json:"area,omitempty" doc:"Name of the area; absent where the identity is protected"`
	By      rest.FunctionJSON  `json:"by"`
	At      time.Time          `json:"at"`
	Person  *rest.IdentityJSON `json:"person,omitempty" doc:"Absent until there is consent"`
	Version int64              `json:"version"`
}

// Etag returns the version that a change must name.
func (i invitationJSON) Etag() int64 { return i.Version }

func invitationOf(v app.InvitationView) invitationJSON {
	return invitationJSON{v.Case, v.AreaName, rest.FunctionOf(v.By), v.At, rest.IdentityOf(v.Identity), v.Version}
}

func addParties(s *rest.Server) {
	rest.Add(s, rest.Operation[rest.None, functionsJSON]{Method: http.MethodGet, Path: "/cases/{case}/invitable", ID: "list-invitable", Tag: "parties",
		Out: functionsJSON{[]rest.FunctionJSON{rest.ExampleFunction()}},
		Do: func(c *rest.Call, _ rest.None) (functionsJSON, error) {
			all, err := c.App.Invitable(c.Ctx, c.Who, rest.At[id.Case](c, "case"))
			return functionsJSON{rest.ListOf(all, func(f org.Function) rest.FunctionJSON { return rest.FunctionOf(f) })}, err
		}})
	rest.Add(s, rest.Operation[functionInput, rest.CreatedJSON]{Method: http.MethodPost, Path: "/cases/{case}/parties", ID: "invite-party", Tag: "parties",
		Status: http.StatusCreated, In: functionInput{rest.ExampleFunction().ID}, Out: rest.CreatedJSON{ID: rest.ExampleID},
		Do: func(c *rest.Call, in functionInput) (rest.CreatedJSON, error) {
			p, err := c.App.Invite(c.Ctx, c.Who, rest.At[id.Case](c, "case"), in.Function)
			return rest.Created(p, "", err)
		}})
	rest.Add(s, step("/cases/{case}/leave", "leave-case", "parties", reasonInput{"our_part_done"}, func(c *rest.Call, in reasonInput) error {
		return c.App.LeaveCase(c.Ctx, c.Who, rest.At[id.Case](c, "case"), c.Version, in.Reason)
	}))
	rest.Add(s, rest.Operation[rest.None, invitationJSON]{Method: http.MethodGet, Path: "/invitations/{case}", ID: "read-invitation", Tag: "parties",
		Out: invitationJSON{rest.ExampleID, "Vetlanda", rest.ExampleFunction(), rest.Day(3), nil, 1},
		Do: func(c *rest.Call, _ rest.None) (invitationJSON, error) {
			v, err := c.App.Invitation(c.Ctx, c.Who, rest.At[id.Case](c, "case"))
			return invitationOf(v), err
		}})
	rest.Add(s, step("/invitations/{case}/accept", "accept-invitation", "parties", rest.None{}, func(c *rest.Call, _ rest.None) error {
		return c.App.AcceptInvitation(c.Ctx, c.Who, rest.At[id.Case](c, "case"), c.Version)
	}))
	rest.Add(s, step("/invitations/{case}/decline", "decline-invitation", "parties", reasonInput{"not_ours"}, func(c *rest.Call, in reasonInput) error {
		return c.App.DeclineInvitation(c.Ctx, c.Who, rest.At[id.Case](c, "case"), c.Version, in.Reason)
	}))
}
