package api

import (
	"cmp"
	"net/http"
	"slices"
	"time"

	"samverk/internal/access"
	"samverk/internal/api/rest"
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
		rows = append(rows, gridRowJSON{u, rest.ListOf(set.List(), access.Category.String)})
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
	Case       id.Case         `json:"case"`
	Consent    *grantJSON      `json:"consent,omitempty" doc:"Absent when there is none; its version is then 0"`
	Pending    *pendingJSON    `json:"pending,omitempty" doc:"Waits for a function to meet the person, whose identity is protected"`
	Units      []rest.UnitJSON `json:"units" doc:"Units of the parties, the invited and the grid"`
	Others     []rest.UnitJSON `json:"others" doc:"Units that can be added"`
	Blocks     []blockJSON     `json:"blocks" doc:"Units that the person never wants to be told"`
	BlockUnits []rest.UnitJSON `json:"blockUnits"`
	MayGive    bool            `json:"mayGive"`
	Reads      int             `json:"reads" doc:"Readings by others since it was given, to the person"`
	Readers    int             `json:"readers"`
	version    int64
}

// Etag returns the version that a change must name.
func (c consentJSON) Etag() int64 { return c.version }

func consentOf(v app.ConsentView) consentJSON {
	return consentJSON{
		Case: v.Case.ID, Consent: grantOf(v.Consent), Pending: pendingOf(v.Pending), Units: rest.ListOf(v.Rows, rest.UnitOf), Others: rest.ListOf(v.Others, rest.UnitOf),
		Blocks: rest.ListOf(v.Blocks, blockOf), BlockUnits: rest.ValuesOf(v.BlockUnits, rest.UnitOf), MayGive: v.MayGive,
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
func addPendingConsent(s *rest.Server, path string) {
	rest.Add(s, step(path+"/confirmation", "confirm-consent", "consent", metInput{true}, func(c *rest.Call, in metInput) error {
		return c.Own.ConfirmConsent(c.Ctx, c.Who, rest.At[id.Case](c, "case"), c.Version, in.Met)
	}))
	rest.Add(s, step(path+"/refusal", "refuse-consent", "consent", rest.None{}, func(c *rest.Call, _ rest.None) error {
		return c.Own.RefuseConsent(c.Ctx, c.Who, rest.At[id.Case](c, "case"), c.Version)
	}))
	rest.Add(s, rest.Operation[rest.None, rest.None]{Method: http.MethodDelete, Path: path, ID: "take-back-consent", Tag: "consent", Versioned: true, Status: http.StatusNoContent,
		Do: func(c *rest.Call, _ rest.None) (rest.None, error) {
			return rest.None{}, c.Own.TakeBackConsent(c.Ctx, c.Who, rest.At[id.Case](c, "case"), c.Version)
		}})
}

func addConsent(s *rest.Server) {
	addSpecialConsents(s)
	const path = "/cases/{case}/consent"
	rest.Add(s, rest.Operation[rest.None, consentJSON]{Method: http.MethodGet, Path: path, ID: "read-consent", Tag: "consent", Out: exampleConsent(),
		Do: func(c *rest.Call, _ rest.None) (consentJSON, error) {
			v, err := c.App.Consent(c.Ctx, c.Who, rest.At[id.Case](c, "case"))
			return consentOf(v), err
		}})
	rest.Add(s, rest.Operation[consentInput, givenJSON]{Method: http.MethodPut, Path: path, ID: "give-consent", Tag: "consent", Versioned: true,
		In: exampleConsentInput(), Out: givenJSON{ID: rest.ExampleID},
		Do: func(c *rest.Call, in consentInput) (givenJSON, error) {
			grid, err := in.grid()
			if err != nil {
				return givenJSON{}, err
			}
			given, err := c.App.GiveConsent(c.Ctx, c.Who, rest.At[id.Case](c, "case"), consent.New{How: in.How, GivenBy: in.GivenBy, SignedOn: in.SignedOn,
				StartsOn: in.StartsOn, EndsOn: in.EndsOn, Purpose: in.Purpose, Grid: grid, Version: c.Version})
			return givenJSON{given, given == ""}, err
		}})
	addPendingConsent(s, path+"/pending")
	rest.Add(s, rest.Operation[rest.None, rest.None]{Method: http.MethodDelete, Path: path, ID: "withdraw-consent", Tag: "consent", Versioned: true, Status: http.StatusNoContent,
		Do: func(c *rest.Call, _ rest.None) (rest.None, error) {
			return rest.None{}, c.App.WithdrawConsent(c.Ctx, c.Who, rest.At[id.Case](c, "case"), c.Version)
		}})
	rest.Add(s, rest.Operation[blockInput, rest.None]{Method: http.MethodPost, Path: "/cases/{case}/blocks", ID: "set-block", Tag: "consent", Status: http.StatusNoContent,
		In: blockInput{"vardcentralen-vetlanda"},
		Do: func(c *rest.Call, in blockInput) (rest.None, error) {
			return rest.None{}, c.App.SetBlock(c.Ctx, c.Who, rest.At[id.Case](c, "case"), in.Unit)
		}})
	rest.Add(s, rest.Operation[rest.None, rest.None]{Method: http.MethodDelete, Path: "/cases/{case}/blocks/{block}", ID: "lift-block", Tag: "consent", Status: http.StatusNoContent,
		Do: func(c *rest.Call, _ rest.None) (rest.None, error) {
			return rest.None{}, c.App.LiftBlock(c.Ctx, c.Who, rest.At[id.Case](c, "case"), rest.At[id.Block](c, "block"))
		}})
	rest.Add(s, rest.Operation[protectionInput, rest.None]{Method: http.MethodPut, Path: "/cases/{case}/protection", ID: "protect-person", Tag: "consent", Status: http.StatusNoContent,
		In: protectionInput{person.Marked},
		Do: func(c *rest.Call, in protectionInput) (rest.None, error) {
			return rest.None{}, c.Admin.Protect(c.Ctx, c.Who, rest.At[id.Case](c, "case"), in.Protection)
		}})
}
