package around

import (
	"net/http"

	"samverk/internal/access"
	"samverk/internal/api/rest"
	"samverk/internal/factor"
	"samverk/internal/gauge"
	"samverk/internal/id"
	"samverk/internal/maturity"
	"samverk/internal/survey"
)

// RoundInput is what is decided about a round.
type RoundInput struct {
	Kind      string        `json:"kind" enum:"factors,ties" doc:"Self-assessment, or who works how with whom"`
	Title     string        `json:"title"`
	Set       factor.Set    `json:"set,omitempty" enum:"eight,five" doc:"Of self-assessment: which factors"`
	Anonymous bool          `json:"anonymous" doc:"Then nobody can find who has answered what"`
	Forum     id.Forum      `json:"forum,omitempty" doc:"Where it is about one forum"`
	Actors    []access.Kind `json:"actors" doc:"Who answer: kommun, vard, fk, af"`
	OpensOn   string        `json:"opensOn" format:"date"`
	ClosesOn  string        `json:"closesOn" format:"date" doc:"The last day to answer"`
}

func (in RoundInput) settings() gauge.Settings {
	return gauge.Settings{Kind: in.Kind, Title: in.Title, Set: in.Set, Anonymous: in.Anonymous, Forum: in.Forum, Actors: in.Actors, OpensOn: in.OpensOn, ClosesOn: in.ClosesOn}
}

type newRoundInput struct {
	Area id.Area `json:"area"`
	RoundInput
}

// RoundJSON is a round.
type RoundJSON struct {
	ID   id.Round `json:"id"`
	Area id.Area  `json:"area"`
	RoundInput
	EndedOn string `json:"endedOn,omitempty" format:"date" doc:"Where it was closed before its last day"`
	Version int64  `json:"version"`
}

// Etag returns the version that a change must name.
func (r RoundJSON) Etag() int64 { return r.Version }

func roundOf(r gauge.Round) RoundJSON {
	return RoundJSON{r.ID, r.Area, RoundInput{r.Kind, r.Title, r.Set, r.Anonymous, r.Forum, r.Actors, r.OpensOn, r.ClosesOn}, r.EndedOn, r.Version}
}

type roundsJSON struct {
	Area   rest.AreaJSON `json:"area"`
	Rounds []RoundJSON   `json:"rounds" doc:"Those that opened last first"`
	rest.PageJSON
}

// listRounds lists rounds. Where a page ended is its last first day and round.
func listRounds(c *rest.Call, _ rest.None) (list roundsJSON, err error) {
	p, page, err := partOf(c)
	if err != nil {
		return list, err
	}
	v, err := c.Maturity.FindRounds(c.Ctx, c.Who, gauge.Filter{Area: id.Area(c.Query.Get("area")), Before: p.After, Last: p.Last, Limit: p.Limit})
	list = roundsJSON{areaJSON(v.Place), rest.ListOf(v.Rounds, roundOf), rest.PageJSON{Limit: p.Limit}}
	if v.More {
		last := v.Rounds[len(v.Rounds)-1]
		list.PageJSON = c.NextAfter(page, afterDate(last.OpensOn, string(last.ID)))
	}
	return list, err
}

// spreadJSON is how many took each step, where that may be shown.
type spreadJSON struct {
	Factor factor.Code `json:"factor" doc:"Or picture"`
	Actor  access.Kind `json:"actor,omitempty" doc:"Absent for the whole"`
	Mean   float64     `json:"mean"`
	Steps  []int       `json:"steps" doc:"The first counts those who cannot judge"`
}

type roundResultJSON struct {
	RoundJSON
	Answered int          `json:"answered"`
	Shown    bool         `json:"shown" doc:"Anonymous answers are shown when the round has closed and at least five have answered"`
	Results  []spreadJSON `json:"results"`
}

func resultOf(v maturity.RoundView) roundResultJSON {
	out := roundResultJSON{RoundJSON: roundOf(v.Round), Answered: v.Total, Shown: v.Shown, Results: []spreadJSON{}}
	for _, row := range append(v.Rows[:len(v.Rows):len(v.Rows)], v.Pictures) {
		if row.Whole.Shown {
			out.Results = append(out.Results, spreadJSON{row.Factor, "", row.Whole.Mean(), row.Whole.Spread[:]})
		}
		for _, a := range v.ByActor() {
			if c := row.By[a]; c.Shown {
				out.Results = append(out.Results, spreadJSON{row.Factor, a, c.Mean(), c.Spread[:]})
			}
		}
	}
	return out
}

type judgedInput struct {
	Factor factor.Code `json:"factor"`
	Step   int         `json:"step" minimum:"0" maximum:"5" doc:"1 absent to 5 there; 0 cannot judge"`
	Words  string      `json:"words,omitempty" doc:"What shows it"`
}

type roundAnswerInput struct {
	Factors []judgedInput `json:"factors" doc:"Each of the set"`
	Picture int           `json:"picture" minimum:"0" maximum:"3" doc:"0 for none"`
	Reasons string        `json:"reasons,omitempty"`
}

func (in roundAnswerInput) answer() gauge.Answer {
	return gauge.Answer{Picture: in.Picture, Reasons: in.Reasons, Judged: rest.ListOf(in.Factors, func(j judgedInput) gauge.Judged { return gauge.Judged(j) })}
}

// tiePartyJSON is a unit, or an actor as a whole.
type tiePartyJSON struct {
	Name string      `json:"name,omitempty" doc:"Absent for an actor as a whole"`
	Kind access.Kind `json:"kind" enum:"kommun,vard,fk,af"`
}

type tieJSON struct {
	From   tiePartyJSON `json:"from" doc:"Who says it"`
	To     tiePartyJSON `json:"to"`
	Manner string       `json:"manner" enum:"most,easiest,least,hardest"`
	About  string       `json:"about,omitempty"`
}

func tieOf(t gauge.Tie) tieJSON {
	return tieJSON{tiePartyJSON{t.From.Name, t.From.Kind}, tiePartyJSON{t.To.Name, t.To.Kind}, t.Manner, t.About}
}

type collaborationsJSON struct {
	Area   rest.AreaJSON `json:"area"`
	Round  id.Round      `json:"round,omitempty" doc:"That is shown: first for what the report says"`
	Source string        `json:"source,omitempty"`
	Ties   []tieJSON     `json:"ties"`
	Before []tieJSON     `json:"before" doc:"Of the round before"`
	Rounds []id.Round    `json:"rounds" doc:"The newest first"`
}

func collaborationsOf(v maturity.GraphView) collaborationsJSON {
	out := collaborationsJSON{Round: v.Shown.Round.ID, Source: v.Shown.Source, Ties: rest.ListOf(v.Shown.Ties, tieOf), Before: []tieJSON{},
		Rounds: rest.ListOf(v.Rounds, func(r gauge.Round) id.Round { return r.ID })}
	out.Area = areaJSON(v.Place)
	if v.Before != nil {
		out.Before = rest.ListOf(v.Before.Ties, tieOf)
	}
	return out
}

func areaJSON(p maturity.Place) (out rest.AreaJSON) {
	if a := rest.AreaOf(p.Area); a != nil {
		out = *a
	}
	return out
}

type namedInput struct {
	To    string `json:"to" doc:"A unit of the area, or an actor as a whole"`
	Much  string `json:"much,omitempty" enum:"most,least"`
	Easy  string `json:"easy,omitempty" enum:"easiest,hardest"`
	About string `json:"about,omitempty"`
}

type tiesInput struct {
	Ties []namedInput `json:"ties" doc:"In the place of what the function has said before"`
}

func roundAt(c *rest.Call) id.Round { return rest.At[id.Round](c, "round") }

func exampleRound() RoundInput {
	return RoundInput{Kind: gauge.Factors, Title: "Hösten 2026", Set: factor.Eight, Anonymous: true, Actors: gauge.Actors(), OpensOn: "2026-12-01", ClosesOn: "2026-12-21"}
}

func addMaturity(s *rest.Server) {
	example := RoundJSON{ID: rest.ExampleID, Area: "0685", RoundInput: exampleRound(), Version: 1}
	rest.Add(s, rest.Operation[rest.None, roundsJSON]{Method: http.MethodGet, Path: "/rounds", ID: "list-rounds", Tag: "structure", Query: []string{"area", "after", "limit"},
		Out: roundsJSON{rest.AreaJSON{ID: "0685", Name: "Vetlanda"}, []RoundJSON{example}, rest.PageJSON{Limit: rest.UsualLimit}}, Do: listRounds})
	rest.Add(s, rest.Operation[newRoundInput, rest.CreatedJSON]{Method: http.MethodPost, Path: "/rounds", ID: "begin-round", Tag: "structure", Status: http.StatusCreated,
		In: newRoundInput{"0685", exampleRound()}, Out: rest.CreatedJSON{ID: rest.ExampleID},
		Do: func(c *rest.Call, in newRoundInput) (rest.CreatedJSON, error) {
			r, err := c.Maturity.BeginRound(c.Ctx, c.Who, in.Area, in.settings())
			return rest.Created(r, "/rounds/"+string(r), err)
		}})
	rest.Add(s, rest.Operation[rest.None, roundResultJSON]{Method: http.MethodGet, Path: "/rounds/{round}", ID: "read-round", Tag: "structure",
		Out: roundResultJSON{RoundJSON: example, Answered: 12, Shown: true, Results: []spreadJSON{{factor.Goals, "", 3.2, []int{0, 1, 2, 4, 3, 2}}}},
		Do: func(c *rest.Call, _ rest.None) (roundResultJSON, error) {
			v, err := c.Maturity.Round(c.Ctx, c.Who, roundAt(c))
			if err != nil {
				return roundResultJSON{}, err
			}
			return resultOf(v), nil
		}})
	rest.Add(s, rest.Operation[RoundInput, rest.None]{Method: http.MethodPut, Path: "/rounds/{round}", ID: "change-round", Tag: "structure", Versioned: true, Status: http.StatusNoContent,
		In: exampleRound(),
		Do: without(func(c *rest.Call, in RoundInput) error {
			return c.Maturity.ChangeRound(c.Ctx, c.Who, roundAt(c), c.Version, in.settings())
		})})
	addAnswers(s)
	addSurveys(s)
}

func addAnswers(s *rest.Server) {
	rest.Add(s, rest.Operation[rest.None, rest.None]{Method: http.MethodPost, Path: "/rounds/{round}/close", ID: "close-round", Tag: "structure", Versioned: true, Status: http.StatusNoContent,
		Do: without(func(c *rest.Call, _ rest.None) error {
			return c.Maturity.EndRound(c.Ctx, c.Who, roundAt(c), c.Version)
		})})
	rest.Add(s, rest.Operation[roundAnswerInput, rest.None]{Method: http.MethodPost, Path: "/rounds/{round}/answers", ID: "answer-round", Tag: "structure", Status: http.StatusNoContent,
		In: roundAnswerInput{Factors: []judgedInput{{factor.Goals, 3, ""}}, Picture: 2},
		Do: without(func(c *rest.Call, in roundAnswerInput) error {
			return c.Maturity.AnswerRound(c.Ctx, c.Who, roundAt(c), in.answer())
		})})
	rest.Add(s, rest.Operation[rest.None, collaborationsJSON]{Method: http.MethodGet, Path: "/collaborations", ID: "read-collaborations", Tag: "structure", Query: []string{"area", "round"},
		Out: collaborationsJSON{Area: rest.AreaJSON{ID: "0685", Name: "Vetlanda"}, Round: maturity.First, Source: "Resultat kommunområde Vetlanda, 2016",
			Ties: []tieJSON{{tiePartyJSON{"AME", access.Kommun}, tiePartyJSON{"Arbetsförmedlingen", access.AF}, "most", ""}}, Before: []tieJSON{}, Rounds: []id.Round{maturity.First}},
		Do: func(c *rest.Call, _ rest.None) (collaborationsJSON, error) {
			v, err := c.Maturity.Graph(c.Ctx, c.Who, id.Area(c.Query.Get("area")), id.Round(c.Query.Get("round")))
			return collaborationsOf(v), err
		}})
	rest.Add(s, rest.Operation[tiesInput, rest.None]{Method: http.MethodPost, Path: "/rounds/{round}/collaborations", ID: "name-collaborations", Tag: "structure", Status: http.StatusNoContent,
		In: tiesInput{[]namedInput{{To: "af", Much: "most", Easy: "easiest"}}},
		Do: without(func(c *rest.Call, in tiesInput) error {
			return c.Maturity.NameTies(c.Ctx, c.Who, roundAt(c), rest.ListOf(in.Ties, func(n namedInput) gauge.Named { return gauge.Named(n) }))
		})})
}

// maturityNow is what stands now of a round and of a survey.
func maturityNow(now any) any {
	switch v := now.(type) {
	case gauge.Round:
		return roundOf(v)
	case survey.Survey:
		return surveyOf(v)
	}
	return nil
}
