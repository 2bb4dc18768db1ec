package api

import (
	"net/http"
	"time"

	"samverk/internal/access"
	"samverk/internal/api/rest"
	"samverk/internal/consent"
	"samverk/internal/id"
	"samverk/internal/item"
	"samverk/internal/meeting"
	"samverk/internal/own"
	"samverk/internal/person"
)

// specialJSON is a consent that stands apart from the grid.
type specialJSON struct {
	ID         id.SpecialConsent `json:"id"`
	Kind       consent.Kind      `json:"kind" enum:"sus,inform_fk"`
	How        consent.How       `json:"how" enum:"oral,paper,digital"`
	ReceivedBy id.Function       `json:"receivedBy,omitempty"`
	SignedOn   string            `json:"signedOn,omitempty" format:"date" doc:"Date on the paper"`
	StartsOn   string            `json:"startsOn" format:"date"`
	EndsOn     string            `json:"endsOn,omitempty" format:"date" doc:"Last day; absent for SUS"`
	About      string            `json:"about,omitempty" doc:"What it is about; of SUS the intervention"`
	GivenAt    time.Time         `json:"givenAt"`
	EndedAt    time.Time         `json:"endedAt,omitzero"`
	Uses       []useJSON         `json:"uses"`
	Version    int64             `json:"version"`
}

// useJSON is something that has been done on such a consent.
type useJSON struct {
	What     string      `json:"what" enum:"original,registered,informed"`
	On       string      `json:"on" format:"date"`
	Function id.Function `json:"function,omitempty"`
}

type specialsJSON struct {
	Specials   []specialJSON       `json:"specials"`
	Protection person.Protection   `json:"protection" enum:"none,marked,protected" doc:"With another than none the person takes part in SUS without a name"`
	Meeting    withoutJSON         `json:"meeting" doc:"The consent to meetings without the person"`
	Met        []metJSON           `json:"met" doc:"Meetings that were held without the person"`
	Functions  []rest.FunctionJSON `json:"functions"`
	MayGive    bool                `json:"mayGive"`
}

// metJSON is a meeting that was held without the person.
type metJSON struct {
	Call  id.Call   `json:"call"`
	Start time.Time `json:"start"`
}

func specialOf(c consent.Special) specialJSON {
	return specialJSON{
		ID: c.ID, Kind: c.Kind, How: c.How, ReceivedBy: c.ReceivedBy, SignedOn: c.SignedOn, StartsOn: c.StartsOn, EndsOn: c.EndsOn,
		About: c.About, GivenAt: c.At, EndedAt: c.EndedAt, Version: c.Version,
		Uses: rest.ListOf(c.Used, func(u consent.Use) useJSON { return useJSON{u.What, u.On, u.By} }),
	}
}

func specialsOf(v own.SpecialView) specialsJSON {
	return specialsJSON{
		Specials: rest.ListOf(v.Specials, specialOf), Protection: v.Protection, Meeting: withoutOf(v.Meeting), Functions: rest.ValuesOf(v.Functions, rest.FunctionOf),
		Met: rest.ListOf(v.Met, func(m meeting.Call) metJSON { return metJSON{m.ID, m.Start} }), MayGive: v.MayGive,
	}
}

type specialInput struct {
	Kind     consent.Kind `json:"kind" enum:"sus,inform_fk"`
	How      consent.How  `json:"how,omitempty" enum:"oral,paper" doc:"Of SUS always paper; the person herself leaves it out"`
	SignedOn string       `json:"signedOn,omitempty" format:"date"`
	EndsOn   string       `json:"endsOn,omitempty" format:"date" doc:"Last day, at most a year ahead; left out for SUS"`
	About    string       `json:"about,omitempty" maxLength:"300"`
}

type useInput struct {
	What string `json:"what" enum:"original,registered,informed"`
	On   string `json:"on" format:"date"`
}

// reasonsJSON is why each unit sees what it sees, for the person.
type reasonsJSON struct {
	Units []unitReasonsJSON `json:"units"`
}

type unitReasonsJSON struct {
	Unit      rest.UnitJSON `json:"unit"`
	Parts     []partJSON    `json:"parts" doc:"Functions of the unit in the case"`
	Covers    []string      `json:"covers" enum:"plan,work,income,ability,diagnosis,social,addiction,housing,family" doc:"What the consent lets it be told today"`
	BlockedAt time.Time     `json:"blockedAt,omitzero"`
	Told      []toldOfJSON  `json:"told" doc:"What it has been told of"`
}

type partJSON struct {
	Function rest.FunctionJSON `json:"function"`
	State    access.PartyState `json:"state" enum:"invited,takes_part,left"`
	Since    time.Time         `json:"since"`
}

type toldOfJSON struct {
	Item      id.Item       `json:"item"`
	Title     string        `json:"title"`
	Category  string        `json:"category" enum:"plan,work,income,ability,diagnosis,social,addiction,housing,family"`
	Kind      string        `json:"kind" enum:"disclosed,copied"`
	Ground    access.Ground `json:"ground" enum:"consent,provision"`
	Provision string        `json:"provision,omitempty"`
	Reason    string        `json:"reason,omitempty"`
	At        time.Time     `json:"at"`
	Sees      bool          `json:"sees" doc:"The unit may read it today"`
}

func reasonsOf(v own.WhyView) reasonsJSON {
	return reasonsJSON{rest.ListOf(v.Units, func(u own.WhyUnit) unitReasonsJSON {
		return unitReasonsJSON{
			Unit: rest.UnitOf(u.Unit), Covers: rest.ListOf(u.Covers.List(), access.Category.String), BlockedAt: u.Blocked,
			Parts: rest.ListOf(u.Parts, func(p own.WhyPart) partJSON { return partJSON{rest.FunctionOf(p.Function), p.State, p.Since} }),
			Told: rest.ListOf(u.Given, func(g item.Given) toldOfJSON {
				return toldOfJSON{g.Item, g.Title, g.Category.String(), g.Kind, g.Ground, g.Provision, g.Reason, g.At, u.Sees(g)}
			}),
		}
	})}
}

func addSpecialConsents(s *rest.Server) {
	const path = "/cases/{case}/special-consents"
	rest.Add(s, rest.Operation[rest.None, specialsJSON]{Method: http.MethodGet, Path: path, ID: "list-special-consents", Tag: "consent", Out: exampleSpecials(),
		Do: func(c *rest.Call, _ rest.None) (specialsJSON, error) {
			v, err := c.Own.Specials(c.Ctx, c.Who, rest.At[id.Case](c, "case"))
			return specialsOf(v), err
		}})
	rest.Add(s, rest.Operation[specialInput, rest.CreatedJSON]{Method: http.MethodPost, Path: path, ID: "give-special-consent", Tag: "consent", Versioned: true, Status: http.StatusCreated,
		In: specialInput{consent.InformFK, consent.Paper, "2026-11-20", "2027-05-20", ""}, Out: rest.CreatedJSON{ID: rest.ExampleID},
		Do: func(c *rest.Call, in specialInput) (rest.CreatedJSON, error) {
			given, err := c.Own.GiveSpecial(c.Ctx, c.Who, rest.At[id.Case](c, "case"), consent.NewSpecial{
				Kind: in.Kind, How: in.How, SignedOn: in.SignedOn, EndsOn: in.EndsOn, About: in.About, Version: c.Version,
			})
			return rest.Created(given, "", err)
		}})
	rest.Add(s, rest.Operation[rest.None, rest.None]{Method: http.MethodDelete, Path: path + "/{special}", ID: "withdraw-special-consent", Tag: "consent", Versioned: true, Status: http.StatusNoContent,
		Do: func(c *rest.Call, _ rest.None) (rest.None, error) {
			return rest.None{}, c.Own.WithdrawSpecial(c.Ctx, c.Who, rest.At[id.Case](c, "case"), rest.At[id.SpecialConsent](c, "special"), c.Version)
		}})
	rest.Add(s, rest.Operation[useInput, rest.None]{Method: http.MethodPost, Path: path + "/{special}/uses", ID: "use-special-consent", Tag: "consent", Status: http.StatusNoContent,
		In: useInput{"informed", "2026-11-20"},
		Do: func(c *rest.Call, in useInput) (rest.None, error) {
			return rest.None{}, c.Own.UseSpecial(c.Ctx, c.Who, rest.At[id.Case](c, "case"), rest.At[id.SpecialConsent](c, "special"), consent.Use{What: in.What, On: in.On})
		}})
	rest.Add(s, rest.Operation[rest.None, reasonsJSON]{Method: http.MethodGet, Path: "/cases/{case}/reasons", ID: "read-reasons", Tag: "consent", Out: exampleReasons(),
		Do: func(c *rest.Call, _ rest.None) (reasonsJSON, error) {
			v, err := c.Own.Why(c.Ctx, c.Who, rest.At[id.Case](c, "case"))
			return reasonsOf(v), err
		}})
}

func exampleSpecials() specialsJSON {
	return specialsJSON{
		Specials: []specialJSON{{
			ID: rest.ExampleID, Kind: consent.SUS, How: consent.Paper, ReceivedBy: rest.ExampleFunction().ID, SignedOn: "2026-11-20", StartsOn: "2026-11-20",
			About: "Arbetsträning", GivenAt: rest.Day(20), Uses: []useJSON{{"original", "2026-11-21", rest.ExampleFunction().ID}}, Version: 1,
		}},
		Protection: person.None, Meeting: withoutJSON{}, Met: []metJSON{}, Functions: []rest.FunctionJSON{rest.ExampleFunction()}, MayGive: true,
	}
}

func exampleReasons() reasonsJSON {
	return reasonsJSON{[]unitReasonsJSON{{
		Unit: rest.ExampleUnit(), Parts: []partJSON{{rest.ExampleFunction(), access.TakesPart, rest.Day(1)}}, Covers: []string{"plan", "work"},
		Told: []toldOfJSON{{rest.ExampleID, "Arbetsträning", "work", "disclosed", access.ByConsent, "", "", rest.Day(3), true}},
	}}}
}
