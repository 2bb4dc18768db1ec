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
	j := grantJSON{c.ID, c.How, c.GivenBy, c.ReceivedBy, c.StartsOn, c.EndsOn, c.Purpose, []gridRowJSON{}, c.At, c.Version}
	for u, set := range c.Grid {
		j.Grid = append(j.Grid, gridRowJSON{u, listOf(set.List(), access.Category.String)})
	}
	slices.SortFunc(j.Grid, func(a, b gridRowJSON) int { return cmp.Compare(a.Unit, b.Unit) })
	return &j
}

type blockJSON struct {
	ID   id.Block  `json:"id"`
	Unit id.Unit   `json:"unit"`
	At   time.Time `json:"at"`
}

func blockOf(b consent.Block) blockJSON { return blockJSON{b.ID, b.Unit, b.At} }

type consentJSON struct {
	Case       id.Case     `json:"case"`
	Consent    *grantJSON  `json:"consent,omitempty" doc:"Absent when there is none; its version is then 0"`
	Units      []unitJSON  `json:"units" doc:"Units of the parties, the invited and the grid"`
	Others     []unitJSON  `json:"others" doc:"Units that can be added"`
	Blocks     []blockJSON `json:"blocks" doc:"Units that the person never wants to be told"`
	BlockUnits []unitJSON  `json:"blockUnits"`
	MayGive    bool        `json:"mayGive"`
	Reads      int         `json:"reads" doc:"Readings by others since it was given, to the person"`
	Readers    int         `json:"readers"`
	version    int64
}

func (c consentJSON) etag() int64 { return c.version }

func consentOf(v app.ConsentView) consentJSON {
	return consentJSON{
		Case: v.Case.ID, Consent: grantOf(v.Consent), Units: listOf(v.Rows, unitOf), Others: listOf(v.Others, unitOf),
		Blocks: listOf(v.Blocks, blockOf), BlockUnits: valuesOf(v.BlockUnits, unitOf), MayGive: v.MayGive,
		Reads: v.Reads, Readers: v.Readers, version: v.Consent.Version,
	}
}

// consentInput is what the person decides: the whole grid as it is to be.
type consentInput struct {
	How      consent.How `json:"how" enum:"oral,paper,digital"`
	GivenBy  string      `json:"givenBy" enum:"person,representative"`
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

type blockInput struct {
	Unit id.Unit `json:"unit"`
}

type protectionInput struct {
	Protection person.Protection `json:"protection" enum:"none,marked,protected"`
}

func addConsent(s *server) {
	const path = "/cases/{case}/consent"
	add(s, operation[none, consentJSON]{method: http.MethodGet, path: path, id: "read-consent", tag: "consent", out: exampleConsent(),
		do: func(c *call, _ none) (consentJSON, error) {
			v, err := c.app.Consent(c.ctx, c.who, at[id.Case](c, "case"))
			return consentOf(v), err
		}})
	add(s, operation[consentInput, createdJSON]{method: http.MethodPut, path: path, id: "give-consent", tag: "consent", versioned: true,
		in: exampleConsentInput(), out: createdJSON{ID: exampleID},
		do: func(c *call, in consentInput) (createdJSON, error) {
			grid, err := in.grid()
			if err != nil {
				return createdJSON{}, err
			}
			given, err := c.app.GiveConsent(c.ctx, c.who, at[id.Case](c, "case"), consent.New{How: in.How, GivenBy: in.GivenBy,
				StartsOn: in.StartsOn, EndsOn: in.EndsOn, Purpose: in.Purpose, Grid: grid, Version: c.version})
			return created(given, "", err)
		}})
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
			return none{}, c.app.ProtectPerson(c.ctx, c.who, at[id.Case](c, "case"), in.Protection)
		}})
}
