package api

import (
	"cmp"
	"net/http"
	"slices"
	"time"

	"samverk/internal/access"
	"samverk/internal/app"
	"samverk/internal/consent"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/person"
)

type gridRowJSON struct {
	Unit       id.Unit  `json:"unit"`
	Categories []string `json:"categories" enum:"plan,work,income,ability,diagnosis,social,addiction,housing,family"`
}

// grantJSON is one consent and its grid as it stands.
type grantJSON struct {
	ID         id.Consent    `json:"id"`
	How        consent.How   `json:"how" enum:"oral,paper,digital"`
	GivenBy    string        `json:"givenBy" enum:"person,representative"`
	ReceivedBy id.Function   `json:"receivedBy,omitempty"`
	SignedOn   string        `json:"signedOn,omitempty" format:"date" doc:"Date on the paper"`
	StartsOn   string        `json:"startsOn" format:"date"`
	EndsOn     string        `json:"endsOn" format:"date" doc:"Last day"`
	Purpose    string        `json:"purpose"`
	Grid       []gridRowJSON `json:"grid"`
	At         time.Time     `json:"at"`
	Version    int64         `json:"version"`
}

// grantOf returns nothing when there is no consent.
func grantOf(c consent.Consent) *grantJSON {
	if c.ID == "" {
		return nil
	}
	return &grantJSON{c.ID, c.How, c.GivenBy, c.ReceivedBy, c.SignedOn, c.StartsOn, c.EndsOn, c.Purpose, gridOf(c.Grid), c.At, c.Version}
}

func gridOf(g consent.Grid) []gridRowJSON {
	rows := []gridRowJSON{}
	for u, set := range g {
		rows = append(rows, gridRowJSON{u, listOf(set.List(), access.Category.String)})
	}
	slices.SortFunc(rows, func(a, b gridRowJSON) int { return cmp.Compare(a.Unit, b.Unit) })
	return rows
}

// pendingJSON is what a person with protected identity has asked for and that
// waits for a function to meet her.
type pendingJSON struct {
	ID       id.PendingConsent `json:"id"`
	StartsOn string            `json:"startsOn" format:"date"`
	EndsOn   string            `json:"endsOn" format:"date"`
	Purpose  string            `json:"purpose"`
	Grid     []gridRowJSON     `json:"grid"`
	At       time.Time         `json:"at"`
	Version  int64             `json:"version" doc:"For If-Match when it is answered"`
}

// pendingOf returns nothing when nothing waits.
func pendingOf(p consent.Pending) *pendingJSON {
	if p.ID == "" {
		return nil
	}
	return &pendingJSON{p.ID, p.Wanted.StartsOn, p.Wanted.EndsOn, p.Wanted.Purpose, gridOf(p.Wanted.Grid), p.At, p.Version}
}

type blockJSON struct {
	ID   id.Block  `json:"id"`
	Unit id.Unit   `json:"unit"`
	At   time.Time `json:"at"`
}

func blockOf(b consent.Block) blockJSON { return blockJSON{b.ID, b.Unit, b.At} }

type consentJSON struct {
	Case       id.Case      `json:"case"`
	Consent    *grantJSON   `json:"consent,omitempty" doc:"Absent when there is none; its version is then 0"`
	Pending    *pendingJSON `json:"pending,omitempty" doc:"Waits for a function to meet the person, whose identity is protected"`
	Units      []unitJSON   `json:"units" doc:"Units of the parties, the invited and the grid"`
	Others     []unitJSON   `json:"others" doc:"Units that can be added"`
	Blocks     []blockJSON  `json:"blocks" doc:"Units that the person never wants to be told"`
	BlockUnits []unitJSON   `json:"blockUnits"`
	MayGive    bool         `json:"mayGive"`
	Reads      int          `json:"reads" doc:"Readings by others since it was given, to the person"`
	Readers    int          `json:"readers"`
	version    int64
}

func (c consentJSON) etag() int64 { return c.version }

func consentOf(v app.ConsentView) consentJSON {
	return consentJSON{
		Case: v.Case.ID, Consent: grantOf(v.Consent), Pending: pendingOf(v.Pending), Units: listOf(v.Rows, unitOf), Others: listOf(v.Others, unitOf),
		Blocks: listOf(v.Blocks, blockOf), BlockUnits: valuesOf(v.BlockUnits, unitOf), MayGive: v.MayGive,
		Reads: v.Reads, Readers: v.Readers, version: v.Consent.Version,
	}
}

// consentInput is what the person decides: the whole grid as it is to be.
type consentInput struct {
	How      consent.How `json:"how" enum:"oral,paper,digital"`
	GivenBy  string      `json:"givenBy" enum:"person,representative"`
	SignedOn string      `json:"signedOn,omitempty" format:"date" doc:"Date on the paper, when it was given on paper"`
	StartsOn string      `json:"startsOn" format:"date"`
	EndsOn   string      `json:"endsOn" format:"date" doc:"Last day, at most a year after the first"`
	Purpose  string      `json:"purpose" maxLength:"500"`
	Grid     []gridInput `json:"grid"`
}

type gridInput struct {
	Unit       id.Unit  `json:"unit"`
	Categories []string `json:"categories" enum:"plan,work,income,ability,diagnosis,social,addiction,housing,family"`
}

func (in consentInput) grid() (consent.Grid, error) {
	g := consent.Grid{}
	var f errs.Faults
	for _, row := range in.Grid {
		for _, name := range row.Categories {
			c, ok := access.ParseCategory(name)
			f.Check(ok, "grid", "api.category.unknown")
			g[row.Unit] = g[row.Unit].With(c)
		}
	}
	return g, f.Err()
}

// givenJSON is what came of giving a consent.
type givenJSON struct {
	ID    id.Consent `json:"id,omitempty" doc:"Absent when it waits"`
	Waits bool       `json:"waits" doc:"It takes that a function meets the person, whose identity is protected; what it takes away is taken already"`
}

type metInput struct {
	Met bool `json:"met" doc:"The function has met the person, and this is her own will"`
}

type blockInput struct {
	Unit id.Unit `json:"unit"`
}

type protectionInput struct {
	Protection person.Protection `json:"protection" enum:"none,marked,protected"`
}

// addPendingConsent adds what becomes of what waits.
func addPendingConsent(s *server, path string) {
	add(s, step(path+"/confirmation", "confirm-consent", "consent", metInput{true}, func(c *call, in metInput) error {
		return c.own.ConfirmConsent(c.ctx, c.who, at[id.Case](c, "case"), c.version, in.Met)
	}))
	add(s, step(path+"/refusal", "refuse-consent", "consent", none{}, func(c *call, _ none) error {
		return c.own.RefuseConsent(c.ctx, c.who, at[id.Case](c, "case"), c.version)
	}))
	add(s, operation[none, none]{method: http.MethodDelete, path: path, id: "take-back-consent", tag: "consent", versioned: true, status: http.StatusNoContent,
		do: func(c *call, _ none) (none, error) {
			return none{}, c.own.TakeBackConsent(c.ctx, c.who, at[id.Case](c, "case"), c.version)
		}})
}

func addConsent(s *server) {
	addSpecialConsents(s)
	const path = "/cases/{case}/consent"
	add(s, operation[none, consentJSON]{method: http.MethodGet, path: path, id: "read-consent", tag: "consent", out: exampleConsent(),
		do: func(c *call, _ none) (consentJSON, error) {
			v, err := c.app.Consent(c.ctx, c.who, at[id.Case](c, "case"))
			return consentOf(v), err
		}})
	add(s, operation[consentInput, givenJSON]{method: http.MethodPut, path: path, id: "give-consent", tag: "consent", versioned: true,
		in: exampleConsentInput(), out: givenJSON{ID: exampleID},
		do: func(c *call, in consentInput) (givenJSON, error) {
			grid, err := in.grid()
			if err != nil {
				return givenJSON{}, err
			}
			given, err := c.app.GiveConsent(c.ctx, c.who, at[id.Case](c, "case"), consent.New{How: in.How, GivenBy: in.GivenBy, SignedOn: in.SignedOn,
				StartsOn: in.StartsOn, EndsOn: in.EndsOn, Purpose: in.Purpose, Grid: grid, Version: c.version})
			return givenJSON{given, given == ""}, err
		}})
	addPendingConsent(s, path+"/pending")
	add(s, operation[none, none]{method: http.MethodDelete, path: path, id: "withdraw-consent", tag: "consent", versioned: true, status: http.StatusNoContent,
		do: func(c *call, _ none) (none, error) {
			return none{}, c.app.WithdrawConsent(c.ctx, c.who, at[id.Case](c, "case"), c.version)
		}})
	add(s, operation[blockInput, none]{method: http.MethodPost, path: "/cases/{case}/blocks", id: "set-block", tag: "consent", status: http.StatusNoContent,
		in: blockInput{"vardcentralen-vetlanda"},
		do: func(c *call, in blockInput) (none, error) {
			return none{}, c.app.SetBlock(c.ctx, c.who, at[id.Case](c, "case"), in.Unit)
		}})
	add(s, operation[none, none]{method: http.MethodDelete, path: "/cases/{case}/blocks/{block}", id: "lift-block", tag: "consent", status: http.StatusNoContent,
		do: func(c *call, _ none) (none, error) {
			return none{}, c.app.LiftBlock(c.ctx, c.who, at[id.Case](c, "case"), at[id.Block](c, "block"))
		}})
	add(s, operation[protectionInput, none]{method: http.MethodPut, path: "/cases/{case}/protection", id: "protect-person", tag: "consent", status: http.StatusNoContent,
		in: protectionInput{person.Marked},
		do: func(c *call, in protectionInput) (none, error) {
			return none{}, c.admin.Protect(c.ctx, c.who, at[id.Case](c, "case"), in.Protection)
		}})
}
