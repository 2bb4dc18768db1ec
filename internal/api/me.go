package api

import (
	"net/http"
	"strconv"
	"time"

	"samverk/internal/access"
	"samverk/internal/api/rest"
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
		UnitName: s.UnitName, Organisation: s.OrgName, Kind: s.Kind, Areas: rest.ListOf(s.Areas, func(a id.Area) id.Area { return a }),
		Person: s.Actor.Self(), EndsAt: s.EndsAt,
	}
}

type heldJSON struct {
	Function rest.FunctionJSON `json:"function"`
	Deputy   bool              `json:"deputy"`
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
		Categories: rest.ListOf(access.ParseSet(r.Categories).List(), access.Category.String),
	}
}

type logListJSON struct {
	Reads []logJSON `json:"reads"`
	rest.PageJSON
}

// reads answers with a page of the log.
func reads(c *rest.Call, page func(before int64) ([]app.LogRow, int64, error)) (list logListJSON, err error) {
	p, err := c.Page()
	if err != nil {
		return list, err
	}
	p.Limit = readsAtOnce
	rows, next, err := page(p.Before)
	if err != nil {
		return list, err
	}
	list = logListJSON{rest.ListOf(rows, logOf), rest.PageJSON{Limit: p.Limit}}
	if next > 0 {
		list.PageJSON = c.NextAfter(p, strconv.FormatInt(next, 10))
	}
	return list, nil
}

func exampleLog() logListJSON {
	return logListJSON{[]logJSON{logOf(app.LogRow{
		Row:          audit.Row{Seq: 4711, At: rest.Day(20), Entry: audit.Entry{Action: string(access.CaseRead), Outcome: "read", Categories: "plan,work", Ground: "consent"}},
		FunctionName: "Rehabkoordinator", UnitName: "Vårdcentralen Vetlanda", OrgName: "Region Jönköpings län", CaseRef: "V-2026-0117",
	})}, rest.PageJSON{Limit: readsAtOnce}}
}

func addMe(s *rest.Server) {
	rest.Add(s, rest.Operation[rest.None, meJSON]{Method: http.MethodGet, Path: "/me", ID: "read-me", Tag: "me", Out: exampleMe(),
		Do: func(c *rest.Call, _ rest.None) (meJSON, error) { return meOf(c.Session), nil }})
	rest.Add(s, rest.Operation[rest.None, heldListJSON]{Method: http.MethodGet, Path: "/me/functions", ID: "list-functions", Tag: "me",
		Out: heldListJSON{[]heldJSON{{rest.ExampleFunction(), false}}},
		Do: func(c *rest.Call, _ rest.None) (heldListJSON, error) {
			all, err := c.Entry.Held(c.Ctx, c.Who)
			return heldListJSON{rest.ListOf(all, func(h org.Held) heldJSON { return heldJSON{rest.FunctionOf(h.Function), h.Deputy} })}, err
		}})
	rest.Add(s, rest.Operation[rest.None, sessionListJSON]{Method: http.MethodGet, Path: "/me/sessions", ID: "list-sessions", Tag: "me",
		Out: sessionListJSON{[]sessionJSON{{rest.ExampleID, rest.ExampleFunction().ID, "passkey", "", rest.Day(20), "192.0.2.17", rest.Day(20), rest.Day(20), rest.Day(21)}}},
		Do: func(c *rest.Call, _ rest.None) (sessionListJSON, error) {
			all, err := c.Entry.Sessions(c.Ctx, c.Who)
			return sessionListJSON{rest.ListOf(all, sessionOf)}, err
		}})
	rest.Add(s, rest.Operation[rest.None, rest.None]{Method: http.MethodDelete, Path: "/me/sessions/{session}", ID: "end-session", Tag: "me", Status: http.StatusNoContent,
		Do: func(c *rest.Call, _ rest.None) (rest.None, error) {
			return rest.None{}, c.Entry.EndSession(c.Ctx, c.Who, rest.At[id.Session](c, "session"))
		}})
	rest.Add(s, rest.Operation[rest.None, tokenListJSON]{Method: http.MethodGet, Path: "/me/tokens", ID: "list-tokens", Tag: "me",
		Out: tokenListJSON{[]tokenJSON{{rest.ExampleID, "Verksamhetssystem", rest.ExampleFunction().ID, rest.Day(1), rest.Day(28), true}}},
		Do: func(c *rest.Call, _ rest.None) (tokenListJSON, error) {
			all, err := c.Entry.Tokens(c.Ctx, c.Who)
			return tokenListJSON{rest.ListOf(all, func(t login.Token) tokenJSON {
				return tokenJSON{t.ID, t.Name, t.Function, t.Created, t.Ends, t.ID == c.Who.Token}
			})}, err
		}})
	rest.Add(s, rest.Operation[rest.None, rest.None]{Method: http.MethodDelete, Path: "/me/tokens/{token}", ID: "revoke-token", Tag: "me", Status: http.StatusNoContent,
		Do: func(c *rest.Call, _ rest.None) (rest.None, error) {
			return rest.None{}, c.Entry.RevokeToken(c.Ctx, c.Who, rest.At[id.Token](c, "token"))
		}})
	rest.Add(s, rest.Operation[rest.None, logListJSON]{Method: http.MethodGet, Path: "/me/reads", ID: "list-own-reads", Tag: "me", Query: []string{"after"}, Out: exampleLog(),
		Do: func(c *rest.Call, _ rest.None) (logListJSON, error) {
			return reads(c, func(before int64) ([]app.LogRow, int64, error) { return c.App.MyReads(c.Ctx, c.Who, before, true) })
		}})
}
