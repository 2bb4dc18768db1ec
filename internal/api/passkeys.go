package api

import (
	"net/http"
	"time"

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
func addPasskeys(s *server) {
	add(s, operation[none, passkeyListJSON]{method: http.MethodGet, path: "/me/passkeys", id: "list-passkeys", tag: "me",
		out: passkeyListJSON{[]passkeyJSON{{exampleID, "Jobbdatorn", day(1), day(20), 1}}},
		do: func(c *call, _ none) (passkeyListJSON, error) {
			all, err := c.entry.Passkeys(c.ctx, c.who)
			return passkeyListJSON{listOf(all, passkeyOf)}, err
		}})
	add(s, operation[passkeyInput, none]{method: http.MethodPut, path: "/me/passkeys/{passkey}", id: "rename-passkey", tag: "me", status: http.StatusNoContent,
		versioned: true, in: passkeyInput{"Telefonen"},
		do: func(c *call, in passkeyInput) (none, error) {
			return none{}, c.entry.RenamePasskey(c.ctx, c.who, login.Passkey{ID: at[id.Passkey](c, "passkey"), Name: in.Name, Version: c.version})
		}})
	add(s, operation[none, none]{method: http.MethodDelete, path: "/me/passkeys/{passkey}", id: "remove-passkey", tag: "me", status: http.StatusNoContent, versioned: true,
		do: func(c *call, _ none) (none, error) {
			return none{}, c.entry.RemovePasskey(c.ctx, c.who, login.Passkey{ID: at[id.Passkey](c, "passkey"), Version: c.version})
		}})
	add(s, operation[none, none]{method: http.MethodDelete, path: "/me/sessions", id: "end-other-sessions", tag: "me", status: http.StatusNoContent,
		do: func(c *call, _ none) (none, error) { return none{}, c.entry.EndOtherSessions(c.ctx, c.who) }})
}

// addRecoveries adds how administrators let their users in.
func addRecoveries(s *server) {
	add(s, operation[none, linkJSON]{method: http.MethodPost, path: "/users/{user}/invitation", id: "invite-user", tag: "staff", status: http.StatusCreated, out: linkJSON{exampleLink},
		do: func(c *call, _ none) (linkJSON, error) {
			link, err := c.entry.Invite(c.ctx, c.who, at[id.User](c, "user"))
			return linkJSON{link}, err
		}})
	add(s, operation[none, createdJSON]{method: http.MethodPost, path: "/users/{user}/recovery", id: "ask-recovery", tag: "staff", status: http.StatusCreated, out: createdJSON{ID: exampleID},
		do: func(c *call, _ none) (createdJSON, error) {
			made, err := c.entry.AskRecovery(c.ctx, c.who, at[id.User](c, "user"))
			return created(made, "", err)
		}})
	add(s, operation[none, recoveryListJSON]{method: http.MethodGet, path: "/recoveries", id: "list-recoveries", tag: "staff",
		out: recoveryListJSON{[]recoveryJSON{{exampleID, exampleID, "Handläggare 2", exampleID, "Administratör 1", day(20), day(27), 1}}},
		do: func(c *call, _ none) (recoveryListJSON, error) {
			all, err := c.entry.Recoveries(c.ctx, c.who)
			return recoveryListJSON{listOf(all, recoveryOf)}, err
		}})
	add(s, operation[none, linkJSON]{method: http.MethodPost, path: "/recoveries/{change}/confirmation", id: "confirm-recovery", tag: "staff", status: http.StatusCreated,
		versioned: true, out: linkJSON{exampleLink},
		do: func(c *call, _ none) (linkJSON, error) {
			link, err := c.entry.ConfirmRecovery(c.ctx, c.who, at[id.Change](c, "change"), c.version)
			return linkJSON{link}, err
		}})
	add(s, operation[none, none]{method: http.MethodDelete, path: "/recoveries/{change}", id: "refuse-recovery", tag: "staff", status: http.StatusNoContent, versioned: true,
		do: func(c *call, _ none) (none, error) {
			return none{}, c.entry.RefuseRecovery(c.ctx, c.who, at[id.Change](c, "change"), c.version)
		}})
}
