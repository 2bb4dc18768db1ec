package api

import (
	"net/http"
	"time"

	"samverk/internal/api/rest"
	"samverk/internal/id"
	"samverk/internal/login"
)

type passkeyJSON struct {
	ID        id.Passkey `json:"id"`
	Name      string     `json:"name" doc:"What its user calls it"`
	CreatedAt time.Time  `json:"createdAt"`
	UsedAt    time.Time  `json:"usedAt,omitzero" doc:"Absent before the first sign-in"`
	Version   int64      `json:"version"`
}

func passkeyOf(k login.Passkey) passkeyJSON {
	return passkeyJSON{k.ID, k.Name, k.Created, k.Used, k.Version}
}

type passkeyListJSON struct {
	Passkeys []passkeyJSON `json:"passkeys"`
}

type passkeyInput struct {
	Name string `json:"name"`
}

type linkJSON struct {
	Link string `json:"link" format:"uri" doc:"To the first sign-in: once, within seven days. It is never shown again"`
}

type recoveryJSON struct {
	ID      id.Change `json:"id"`
	User    id.User   `json:"user" doc:"Who has lost her passkeys"`
	Label   string    `json:"label"`
	AskedBy id.User   `json:"askedBy"`
	Asker   string    `json:"asker" doc:"What the asking administrator is called"`
	AskedAt time.Time `json:"askedAt"`
	EndsAt  time.Time `json:"endsAt"`
	Version int64     `json:"version"`
}

func recoveryOf(r login.Recovery) recoveryJSON {
	return recoveryJSON{r.ID, r.User, r.Label, r.AskedBy, r.Asker, r.Asked, r.Ends, r.Version}
}

type recoveryListJSON struct {
	Recoveries []recoveryJSON `json:"recoveries"`
}

const exampleLink = "https://samverk.example.se/inbjudan/7kq2m4x6p3r5t8w9y2b4d6f8ha"

// addPasskeys adds what a program can do with passkeys: it can make and use none.
func addPasskeys(s *rest.Server) {
	rest.Add(s, rest.Operation[rest.None, passkeyListJSON]{Method: http.MethodGet, Path: "/me/passkeys", ID: "list-passkeys", Tag: "me",
		Out: passkeyListJSON{[]passkeyJSON{{rest.ExampleID, "Jobbdatorn", rest.Day(1), rest.Day(20), 1}}},
		Do: func(c *rest.Call, _ rest.None) (passkeyListJSON, error) {
			all, err := c.Entry.Passkeys(c.Ctx, c.Who)
			return passkeyListJSON{rest.ListOf(all, passkeyOf)}, err
		}})
	rest.Add(s, rest.Operation[passkeyInput, rest.None]{Method: http.MethodPut, Path: "/me/passkeys/{passkey}", ID: "rename-passkey", Tag: "me", Status: http.StatusNoContent,
		Versioned: true, In: passkeyInput{"Telefonen"},
		Do: func(c *rest.Call, in passkeyInput) (rest.None, error) {
			return rest.None{}, c.Entry.RenamePasskey(c.Ctx, c.Who, login.Passkey{ID: rest.At[id.Passkey](c, "passkey"), Name: in.Name, Version: c.Version})
		}})
	rest.Add(s, rest.Operation[rest.None, rest.None]{Method: http.MethodDelete, Path: "/me/passkeys/{passkey}", ID: "remove-passkey", Tag: "me", Status: http.StatusNoContent, Versioned: true,
		Do: func(c *rest.Call, _ rest.None) (rest.None, error) {
			return rest.None{}, c.Entry.RemovePasskey(c.Ctx, c.Who, login.Passkey{ID: rest.At[id.Passkey](c, "passkey"), Version: c.Version})
		}})
	rest.Add(s, rest.Operation[rest.None, rest.None]{Method: http.MethodDelete, Path: "/me/sessions", ID: "end-other-sessions", Tag: "me", Status: http.StatusNoContent,
		Do: func(c *rest.Call, _ rest.None) (rest.None, error) {
			return rest.None{}, c.Entry.EndOtherSessions(c.Ctx, c.Who)
		}})
}

// addRecoveries adds how administrators let their users in.
func addRecoveries(s *rest.Server) {
	rest.Add(s, rest.Operation[rest.None, linkJSON]{Method: http.MethodPost, Path: "/users/{user}/invitation", ID: "invite-user", Tag: "staff", Status: http.StatusCreated, Out: linkJSON{exampleLink},
		Do: func(c *rest.Call, _ rest.None) (linkJSON, error) {
			link, err := c.Entry.Invite(c.Ctx, c.Who, rest.At[id.User](c, "user"))
			return linkJSON{link}, err
		}})
	rest.Add(s, rest.Operation[rest.None, rest.CreatedJSON]{Method: http.MethodPost, Path: "/users/{user}/recovery", ID: "ask-recovery", Tag: "staff", Status: http.StatusCreated, Out: rest.CreatedJSON{ID: rest.ExampleID},
		Do: func(c *rest.Call, _ rest.None) (rest.CreatedJSON, error) {
			made, err := c.Entry.AskRecovery(c.Ctx, c.Who, rest.At[id.User](c, "user"))
			return rest.Created(made, "", err)
		}})
	rest.Add(s, rest.Operation[rest.None, recoveryListJSON]{Method: http.MethodGet, Path: "/recoveries", ID: "list-recoveries", Tag: "staff",
		Out: recoveryListJSON{[]recoveryJSON{{rest.ExampleID, rest.ExampleID, "Handläggare 2", rest.ExampleID, "Administratör 1", rest.Day(20), rest.Day(27), 1}}},
		Do: func(c *rest.Call, _ rest.None) (recoveryListJSON, error) {
			all, err := c.Entry.Recoveries(c.Ctx, c.Who)
			return recoveryListJSON{rest.ListOf(all, recoveryOf)}, err
		}})
	rest.Add(s, rest.Operation[rest.None, linkJSON]{Method: http.MethodPost, Path: "/recoveries/{change}/confirmation", ID: "confirm-recovery", Tag: "staff", Status: http.StatusCreated,
		Versioned: true, Out: linkJSON{exampleLink},
		Do: func(c *rest.Call, _ rest.None) (linkJSON, error) {
			link, err := c.Entry.ConfirmRecovery(c.Ctx, c.Who, rest.At[id.Change](c, "change"), c.Version)
			return linkJSON{link}, err
		}})
	rest.Add(s, rest.Operation[rest.None, rest.None]{Method: http.MethodDelete, Path: "/recoveries/{change}", ID: "refuse-recovery", Tag: "staff", Status: http.StatusNoContent, Versioned: true,
		Do: func(c *rest.Call, _ rest.None) (rest.None, error) {
			return rest.None{}, c.Entry.RefuseRecovery(c.Ctx, c.Who, rest.At[id.Change](c, "change"), c.Version)
		}})
}
