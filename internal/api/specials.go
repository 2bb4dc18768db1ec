package api

import (
	"net/http"
	"time"

	"samverk/internal/access"
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
	Specials   []specialJSON     `json:"specials"`
	Protection person.Protection `json:"protection" enum:"none,marked,protected" doc:"With another than none the person takes part in SUS without a name"`
	Meeting    withoutJSON       `json:"meeting" doc:"The consent to meetings without the person"`
	Met        []metJSON         `json:"met" doc:"Meetings that were held without the person"`
	Functions  []functionJSON    `json:"functions"`
	MayGive    bool              `json:"mayGive"`
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
		Uses: listOf(c.Used, func(u consent.Use) useJSON { return useJSON{u.What, u.On, u.By} }),
	}
}

func specialsOf(v own.SpecialView) specialsJSON {
	return specialsJSON{
		Specials: listOf(v.Specials, specialOf), Protection: v.Protection, Meeting: withoutOf(v.Meeting), Functions: valuesOf(v.Functions, functionOf),
		Met: listOf(v.Met, func(m meeting.Call) metJSON { return metJSON{m.ID, m.Start} }), MayGive: v.MayGive,
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
	Unit      unitJSON     `json:"unit"`
	Parts     []partJSON   `json:"parts" doc:"Functions of the unit in the case"`
	Covers    []string     `json:"covers" enum:"plan,work,income,ability,diagnosis,social,addiction,housing,family" doc:"What the consent lets it be told today"`
	BlockedAt time.Time    `json:"blockedAt,omitzero"`
	Told      []toldOfJSON `json:"told" doc:"What it has been told of"`
}

type partJSON struct {
	Function functionJSON      `json:"function"`
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
	return reasonsJSON{listOf(v.Units, func(u own.WhyUnit) unitReasonsJSON {
		return unitReasonsJSON{
			Unit: unitOf(u.Unit), Covers: listOf(u.Covers.List(), access.Category.String), BlockedAt: u.Blocked,
			Parts: listOf(u.Parts, func(p own.WhyPart) partJSON { return partJSON{functionOf(p.Function), p.State, p.Since} }),
			Told: listOf(u.Given, func(g item.Given) toldOfJSON {
				return toldOfJSON{g.Item, g.Title, g.Category.String(), g.Kind, g.Ground, g.Provision, g.Reason, g.At, u.Sees(g)}
			}),
		}
	})}
}

func addSpecialConsents(s *server) {
	const path = "/cases/{case}/special-consents"
	add(s, operation[none, specialsJSON]{method: http.MethodGet, path: path, id: "list-special-consents", tag: "consent", out: exampleSpecials(),
		do: func(c *call, _ none) (specialsJSON, error) {
			v, err := c.own.Specials(c.ctx, c.who, at[id.Case](c, "case"))
			return specialsOf(v), err
		}})
	add(s, operation[specialInput, createdJSON]{method: http.MethodPost, path: path, id: "give-special-consent", tag: "consent", versioned: true, status: http.StatusCreated,
		in: specialInput{consent.InformFK, consent.Paper, "2026-11-20", "2027-05-20", ""}, out: createdJSON{ID: exampleID},
		do: func(c *call, in specialInput) (createdJSON, error) {
			given, err := c.own.GiveSpecial(c.ctx, c.who, at[id.Case](c, "case"), consent.NewSpecial{
				Kind: in.Kind, How: in.How, SignedOn: in.SignedOn, EndsOn: in.EndsOn, About: in.About, Version: c.version,
			})
			return created(given, "", err)
		}})
	add(s, operation[none, none]{method: http.MethodDelete, path: path + "/{special}", id: "withdraw-special-consent", tag: "consent", versioned: true, status: http.StatusNoContent,
		do: func(c *call, _ none) (none, error) {
			return none{}, c.own.WithdrawSpecial(c.ctx, c.who, at[id.Case](c, "case"), at[id.SpecialConsent](c, "special"), c.version)
		}})
	add(s, operation[useInput, none]{method: http.MethodPost, path: path + "/{special}/uses", id: "use-special-consent", tag: "consent", status: http.StatusNoContent,
		in: useInput{"informed", "2026-11-20"},
		do: func(c *call, in useInput) (none, error) {
			return none{}, c.own.UseSpecial(c.ctx, c.who, at[id.Case](c, "case"), at[id.SpecialConsent](c, "special"), consent.Use{What: in.What, On: in.On})
		}})
	add(s, operation[none, reasonsJSON]{method: http.MethodGet, path: "/cases/{case}/reasons", id: "read-reasons", tag: "consent", out: exampleReasons(),
		do: func(c *call, _ none) (reasonsJSON, error) {
			v, err := c.own.Why(c.ctx, c.who, at[id.Case](c, "case"))
			return reasonsOf(v), err
		}})
}

func exampleSpecials() specialsJSON {
	return specialsJSON{
		Specials: []specialJSON{{
			ID: exampleID, Kind: consent.SUS, How: consent.Paper, ReceivedBy: exampleFunction().ID, SignedOn: "2026-11-20", StartsOn: "2026-11-20",
			About: "Arbetsträning", GivenAt: day(20), Uses: []useJSON{{"original", "2026-11-21", exampleFunction().ID}}, Version: 1,
		}},
		Protection: person.None, Meeting: withoutJSON{}, Met: []metJSON{}, Functions: []functionJSON{exampleFunction()}, MayGive: true,
	}
}

func exampleReasons() reasonsJSON {
	return reasonsJSON{[]unitReasonsJSON{{
		Unit: exampleUnit(), Parts: []partJSON{{exampleFunction(), access.TakesPart, day(1)}}, Covers: []string{"plan", "work"},
		Told: []toldOfJSON{{exampleID, "Arbetsträning", "work", "disclosed", access.ByConsent, "", "", day(3), true}},
	}}}
}
