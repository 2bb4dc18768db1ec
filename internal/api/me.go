package api

import (
	"net/http"
	"strconv"
	"time"

	"samverk/internal/access"
	"samverk/internal/app"
	"samverk/internal/audit"
	"samverk/internal/entry"
	"samverk/internal/id"
	"samverk/internal/login"
	"samverk/internal/org"
)

// readsAtOnce is how long pages of the log are.
const readsAtOnce = 50

type meJSON struct {
	Label        string      `json:"label" doc:"Of the user, or the person's own name"`
	Function     id.Function `json:"function,omitempty" doc:"What the token acts as; absent for a person"`
	FunctionName string      `json:"functionName,omitempty"`
	Deputy       bool        `json:"deputy"`
	Role         access.Role `json:"role,omitempty" enum:"worker,coordinator,manager,admin,federation"`
	Unit         id.Unit     `json:"unit,omitempty"`
	UnitName     string      `json:"unitName,omitempty"`
	Organisation string      `json:"organisation,omitempty"`
	Kind         access.Kind `json:"kind,omitempty" enum:"kommun,vard,fk,af,forbund,admin"`
	Areas        []id.Area   `json:"areas"`
	Person       bool        `json:"person" doc:"A person about herself"`
	EndsAt       time.Time   `json:"endsAt,omitzero" doc:"When the token ends"`
}

func meOf(s entry.Session) meJSON {
	return meJSON{
		Label: s.Label, Function: s.Actor.Function, FunctionName: s.FunctionName, Deputy: s.Actor.Deputy, Role: s.Role, Unit: s.Actor.Unit,
		UnitName: s.UnitName, Organisation: s.OrgName, Kind: s.Kind, Areas: listOf(s.Areas, func(a id.Area) id.Area { return a }),
		Person: s.Actor.Self(), EndsAt: s.EndsAt,
	}
}

type heldJSON struct {
	Function functionJSON `json:"function"`
	Deputy   bool         `json:"deputy"`
}

type heldListJSON struct {
	Functions []heldJSON `json:"functions"`
}

type sessionJSON struct {
	ID        id.Session  `json:"id"`
	Function  id.Function `json:"function,omitempty"`
	Level     string      `json:"level"`
	Provider  string      `json:"provider,omitempty" doc:"That vouched for the user"`
	ProvedAt  time.Time   `json:"provedAt" doc:"When the user last proved who she is"`
	Source    string      `json:"source"`
	CreatedAt time.Time   `json:"createdAt"`
	SeenAt    time.Time   `json:"seenAt"`
	EndsAt    time.Time   `json:"endsAt"`
}

type sessionListJSON struct {
	Sessions []sessionJSON `json:"sessions"`
}

func sessionOf(s login.Session) sessionJSON {
	return sessionJSON{s.ID, s.Function, s.Level, s.Provider, s.Proved, s.Source, s.Created, s.Seen, s.Ends}
}

type tokenJSON struct {
	ID        id.Token    `json:"id"`
	Name      string      `json:"name"`
	Function  id.Function `json:"function,omitempty"`
	CreatedAt time.Time   `json:"createdAt"`
	EndsAt    time.Time   `json:"endsAt"`
	Own       bool        `json:"own" doc:"The one that this call was made with"`
}

type tokenListJSON struct {
	Tokens []tokenJSON `json:"tokens"`
}

// logJSON is one line of the log. It tells functions, not people, to a person.
type logJSON struct {
	Number         int64     `json:"number"`
	At             time.Time `json:"at"`
	Action         string    `json:"action"`
	Outcome        string    `json:"outcome" enum:"read,done,refused"`
	FunctionName   string    `json:"functionName,omitempty"`
	UnitName       string    `json:"unitName,omitempty"`
	Organisation   string    `json:"organisation,omitempty"`
	User           string    `json:"user,omitempty" doc:"What the user is called at work; to the manager only"`
	Deputy         bool      `json:"deputy"`
	Own            bool      `json:"own" doc:"The person's own doing"`
	Representative string    `json:"representative,omitempty" enum:"ombud,narstaende,god_man,forvaltare" doc:"Kind of the one who did it in the person's place"`
	Categories     []string  `json:"categories"`
	Ground         string    `json:"ground,omitempty"`
	Case           string    `json:"case,omitempty" doc:"Reference of the case, where the reader may know it"`
	Erased         bool      `json:"erased"`
}

func logOf(r app.LogRow) logJSON {
	return logJSON{
		Number: r.Seq, At: r.At, Action: r.Action, Outcome: r.Outcome, FunctionName: r.FunctionName, UnitName: r.UnitName,
		Organisation: r.OrgName, User: r.UserLabel, Deputy: r.Deputy, Own: r.Own, Representative: r.Acted, Ground: r.Ground, Case: r.CaseRef, Erased: r.Erased,
		Categories: listOf(access.ParseSet(r.Categories).List(), access.Category.String),
	}
}

type logListJSON struct {
	Reads []logJSON `json:"reads"`
	PageJSON
}

// reads answers with a page of the log.
func reads(c *call, page func(before int64) ([]app.LogRow, int64, error)) (list logListJSON, err error) {
	p, err := c.page()
	if err != nil {
		return list, err
	}
	p.Limit = readsAtOnce
	rows, next, err := page(p.Before)
	if err != nil {
		return list, err
	}
	list = logListJSON{listOf(rows, logOf), PageJSON{Limit: p.Limit}}
	if next > 0 {
		list.PageJSON = c.nextAfter(p, strconv.FormatInt(next, 10))
	}
	return list, nil
}

func exampleLog() logListJSON {
	return logListJSON{[]logJSON{logOf(app.LogRow{
		Row:          audit.Row{Seq: 4711, At: day(20), Entry: audit.Entry{Action: string(access.CaseRead), Outcome: "read", Categories: "plan,work", Ground: "consent"}},
		FunctionName: "Rehabkoordinator", UnitName: "Vårdcentralen Vetlanda", OrgName: "Region Jönköpings län", CaseRef: "V-2026-0117",
	})}, PageJSON{Limit: readsAtOnce}}
}

func addMe(s *server) {
	add(s, operation[none, meJSON]{method: http.MethodGet, path: "/me", id: "read-me", tag: "me", out: exampleMe(),
		do: func(c *call, _ none) (meJSON, error) { return meOf(c.session), nil }})
	add(s, operation[none, heldListJSON]{method: http.MethodGet, path: "/me/functions", id: "list-functions", tag: "me",
		out: heldListJSON{[]heldJSON{{exampleFunction(), false}}},
		do: func(c *call, _ none) (heldListJSON, error) {
			all, err := c.entry.Held(c.ctx, c.who)
			return heldListJSON{listOf(all, func(h org.Held) heldJSON { return heldJSON{functionOf(h.Function), h.Deputy} })}, err
		}})
	add(s, operation[none, sessionListJSON]{method: http.MethodGet, path: "/me/sessions", id: "list-sessions", tag: "me",
		out: sessionListJSON{[]sessionJSON{{exampleID, exampleFunction().ID, "passkey", "", day(20), "192.0.2.17", day(20), day(20), day(21)}}},
		do: func(c *call, _ none) (sessionListJSON, error) {
			all, err := c.entry.Sessions(c.ctx, c.who)
			return sessionListJSON{listOf(all, sessionOf)}, err
		}})
	add(s, operation[none, none]{method: http.MethodDelete, path: "/me/sessions/{session}", id: "end-session", tag: "me", status: http.StatusNoContent,
		do: func(c *call, _ none) (none, error) {
			return none{}, c.entry.EndSession(c.ctx, c.who, at[id.Session](c, "session"))
		}})
	add(s, operation[none, tokenListJSON]{method: http.MethodGet, path: "/me/tokens", id: "list-tokens", tag: "me",
		out: tokenListJSON{[]tokenJSON{{exampleID, "Verksamhetssystem", exampleFunction().ID, day(1), day(28), true}}},
		do: func(c *call, _ none) (tokenListJSON, error) {
			all, err := c.entry.Tokens(c.ctx, c.who)
			return tokenListJSON{listOf(all, func(t login.Token) tokenJSON {
				return tokenJSON{t.ID, t.Name, t.Function, t.Created, t.Ends, t.ID == c.who.Token}
			})}, err
		}})
	add(s, operation[none, none]{method: http.MethodDelete, path: "/me/tokens/{token}", id: "revoke-token", tag: "me", status: http.StatusNoContent,
		do: func(c *call, _ none) (none, error) {
			return none{}, c.entry.RevokeToken(c.ctx, c.who, at[id.Token](c, "token"))
		}})
	add(s, operation[none, logListJSON]{method: http.MethodGet, path: "/me/reads", id: "list-own-reads", tag: "me", query: []string{"after"}, out: exampleLog(),
		do: func(c *call, _ none) (logListJSON, error) {
			return reads(c, func(before int64) ([]app.LogRow, int64, error) { return c.app.MyReads(c.ctx, c.who, before, true) })
		}})
}
