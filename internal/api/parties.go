package api

import (
	"net/http"
	"time"

	"samverk/internal/app"
	"samverk/internal/id"
	"samverk/internal/org"
)

type functionsJSON struct {
	Functions []functionJSON `json:"functions"`
}

type functionInput struct {
	Function id.Function `json:"function"`
}

type reasonInput struct {
	Reason string `json:"reason" enum:"not_ours,no_capacity,already_handled,our_part_done,person_declines,other"`
}

// invitationJSON is all that an invited function may know.
type invitationJSON struct {
	Case    id.Case       `json:"case"`
	Area    string        `json:"area,omitempty" doc:"Name of the area; absent where the identity is protected"`
	By      functionJSON  `json:"by"`
	At      time.Time     `json:"at"`
	Person  *identityJSON `json:"person,omitempty" doc:"Absent until there is consent"`
	Version int64         `json:"version"`
}

func (i invitationJSON) etag() int64 { return i.Version }

func invitationOf(v app.InvitationView) invitationJSON {
	return invitationJSON{v.Case, v.AreaName, functionOf(v.By), v.At, identityOf(v.Identity), v.Version}
}

func addParties(s *server) {
	add(s, operation[none, functionsJSON]{method: http.MethodGet, path: "/cases/{case}/invitable", id: "list-invitable", tag: "parties",
		out: functionsJSON{[]functionJSON{exampleFunction()}},
		do: func(c *call, _ none) (functionsJSON, error) {
			all, err := c.app.Invitable(c.ctx, c.who, at[id.Case](c, "case"))
			return functionsJSON{listOf(all, func(f org.Function) functionJSON { return functionOf(f) })}, err
		}})
	add(s, operation[functionInput, createdJSON]{method: http.MethodPost, path: "/cases/{case}/parties", id: "invite-party", tag: "parties",
		status: http.StatusCreated, in: functionInput{exampleFunction().ID}, out: createdJSON{ID: exampleID},
		do: func(c *call, in functionInput) (createdJSON, error) {
			p, err := c.app.Invite(c.ctx, c.who, at[id.Case](c, "case"), in.Function)
			return created(p, "", err)
		}})
	add(s, step("/cases/{case}/leave", "leave-case", "parties", reasonInput{"our_part_done"}, func(c *call, in reasonInput) error {
		return c.app.LeaveCase(c.ctx, c.who, at[id.Case](c, "case"), c.version, in.Reason)
	}))
	add(s, operation[none, invitationJSON]{method: http.MethodGet, path: "/invitations/{case}", id: "read-invitation", tag: "parties",
		out: invitationJSON{exampleID, "Vetlanda", exampleFunction(), day(3), nil, 1},
		do: func(c *call, _ none) (invitationJSON, error) {
			v, err := c.app.Invitation(c.ctx, c.who, at[id.Case](c, "case"))
			return invitationOf(v), err
		}})
	add(s, step("/invitations/{case}/accept", "accept-invitation", "parties", none{}, func(c *call, _ none) error {
		return c.app.AcceptInvitation(c.ctx, c.who, at[id.Case](c, "case"), c.version)
	}))
	add(s, step("/invitations/{case}/decline", "decline-invitation", "parties", reasonInput{"not_ours"}, func(c *call, in reasonInput) error {
		return c.app.DeclineInvitation(c.ctx, c.who, at[id.Case](c, "case"), c.version, in.Reason)
	}))
}
