package way

import (
	"net/http"
	"slices"
	"time"

	"samverk/internal/api/rest"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/outcome"
	"samverk/internal/result"
)

// StandingJSON is how it stands at a moment.
type StandingJSON struct {
	Livelihood []string          `json:"livelihood,omitempty" doc:"Codes, as of a period of livelihood; the main one first"`
	Occupation string            `json:"occupation,omitempty" enum:"work,studies,seeking,neither"`
	Percent    int               `json:"percent,omitempty" doc:"Of full time"`
	Ability    int               `json:"ability,omitempty" doc:"Percent of her own ability that the person works"`
	SGI        string            `json:"sgi,omitempty" enum:"yes,no,unknown" doc:"Of before only: an income that sickness benefit is reckoned on"`
	Ending     string            `json:"ending,omitempty" enum:"livelihood,work,studies,insurance,af,other_actor,moved,declined,goal,registered_wrong,something_else" doc:"Of closing only"`
	EndingKind string            `json:"endingKind,omitempty" maxLength:"200" doc:"Needed of livelihood and something_else"`
	Checks     map[string]string `json:"checks,omitempty" doc:"Of closing only. person, measure, actor, time, cost: yes, partly, no, unknown"`
	Ratings    map[string]int    `json:"ratings,omitempty" doc:"By the person only. health, life: 1 to 5"`
	Scores     []goalScoreJSON   `json:"scores,omitempty" doc:"By staff, after before"`
	Words      string            `json:"words,omitempty" maxLength:"2000"`
}

type goalScoreJSON struct {
	Goal  id.Item `json:"goal"`
	Level int     `json:"level" minimum:"-2" maximum:"2" doc:"0 is what was expected"`
}

func standingOf(c outcome.Content) StandingJSON {
	j := StandingJSON{Livelihood: c.Livelihood, Occupation: c.Occupation, Percent: c.Percent, Ability: c.Ability, SGI: c.SGI, Ending: c.Ending, EndingKind: c.EndingKind, Checks: c.Checks, Ratings: c.Ratings, Words: c.Words}
	for _, s := range c.Scores {
		j.Scores = append(j.Scores, goalScoreJSON(s))
	}
	return j
}

func (j StandingJSON) content() outcome.Content {
	c := outcome.Content{Livelihood: j.Livelihood, Occupation: j.Occupation, Percent: j.Percent, Ability: j.Ability, SGI: j.SGI, Ending: j.Ending, EndingKind: j.EndingKind, Checks: j.Checks, Ratings: j.Ratings, Words: j.Words}
	for _, s := range j.Scores {
		c.Scores = append(c.Scores, outcome.Score(s))
	}
	return c
}

// OutcomeNoteJSON is how it stood at a moment, as one unit or the person has
// noted it.
type OutcomeNoteJSON struct {
	Moment         outcome.Moment `json:"moment" enum:"before,closing,six,twelve"`
	Owner          id.Unit        `json:"owner" doc:"The unit, or self for the person"`
	Function       id.Function    `json:"function,omitempty"`
	Representative string         `json:"representative,omitempty" enum:"ombud,narstaende,god_man,forvaltare" doc:"Kind of the one who noted it in the person's place"`
	On             string         `json:"on" format:"date"`
	Shared         bool           `json:"shared,omitempty" doc:"The person shows it to the unit that leads the case"`
	At             time.Time      `json:"at"`
	Version        int64          `json:"version"`
	TScore         float64        `json:"tScore,omitempty" doc:"The scores as one number, where there are scores: 50 is as expected"`
	StandingJSON
}

func outcomeNoteOf(n outcome.Note) OutcomeNoteJSON {
	return OutcomeNoteJSON{Moment: n.Moment, Owner: n.Owner, Function: n.Author, Representative: n.Acted, On: n.On, Shared: n.Shared != "", At: n.At, Version: n.Version, StandingJSON: standingOf(n.Content)}
}

// GoalScaleJSON is what reaching a goal means.
type GoalScaleJSON struct {
	Goal     id.Item `json:"goal"`
	Owner    id.Unit `json:"owner"`
	Expected string  `json:"expected" doc:"Level 0 in words"`
	Baseline *int    `json:"baseline,omitempty" doc:"Level when the work began"`
	Weight   int     `json:"weight"`
	Version  int64   `json:"version"`
}

func goalScaleOf(k outcome.Scale) GoalScaleJSON {
	return GoalScaleJSON{k.Goal, k.Owner, k.Expected, k.Baseline, k.Weight, k.Version}
}

type outcomesJSON struct {
	Notes   []OutcomeNoteJSON         `json:"notes" doc:"The first moment first"`
	Scales  []GoalScaleJSON           `json:"scales"`
	MayNote []outcome.Moment          `json:"mayNote" doc:"Moments that the caller can note now"`
	Days    map[outcome.Moment]string `json:"days" doc:"Of the moments after the end, of a closed case"`
}

func outcomesOf(v result.OutcomeView) outcomesJSON {
	j := outcomesJSON{Scales: rest.ListOf(v.Scales, goalScaleOf), MayNote: []outcome.Moment{}, Days: map[outcome.Moment]string{}}
	j.Notes = rest.ListOf(v.Notes, func(n outcome.Note) OutcomeNoteJSON {
		one := outcomeNoteOf(n)
		one.TScore, _ = v.T(n)
		return one
	})
	for _, m := range outcome.Moments() {
		if v.MayNote[m] {
			j.MayNote = append(j.MayNote, m)
		}
		if v.On[m] != "" {
			j.Days[m] = v.On[m]
		}
	}
	return j
}

type noteOutcomeInput struct {
	On    string `json:"on" format:"date"`
	Share bool   `json:"share,omitempty" doc:"By the person: the unit that leads the case sees it"`
	StandingJSON
}

type goalScaleInput struct {
	Expected string `json:"expected" maxLength:"2000"`
	Baseline *int   `json:"baseline,omitempty" minimum:"-2" maximum:"2"`
	Weight   int    `json:"weight" minimum:"1" maximum:"3"`
}

// momentAt reads a moment from the path; what is none is missing.
func momentAt(c *rest.Call) (outcome.Moment, error) {
	m := rest.At[outcome.Moment](c, "moment")
	if !slices.Contains(outcome.Moments(), m) {
		return "", errs.Missing()
	}
	return m, nil
}

func addOutcome(s *rest.Server) {
	stands := StandingJSON{Livelihood: []string{"EB"}, Occupation: "neither", SGI: "no"}
	level := -1
	rest.Add(s, rest.Operation[rest.None, outcomesJSON]{Method: http.MethodGet, Path: "/cases/{case}/outcome", ID: "read-outcome", Tag: "cases",
		Out: outcomesJSON{[]OutcomeNoteJSON{{Moment: outcome.Before, Owner: rest.ExampleUnit().ID, On: "2026-11-18", At: rest.Day(18), Version: 1, StandingJSON: stands}},
			[]GoalScaleJSON{{rest.ExampleID, rest.ExampleUnit().ID, "Halvtid", &level, 1, 1}}, []outcome.Moment{outcome.Before, outcome.Closing}, map[outcome.Moment]string{}},
		Do: func(c *rest.Call, _ rest.None) (outcomesJSON, error) {
			v, err := c.Result.Outcome(c.Ctx, c.Who, caseAt(c))
			if err != nil {
				return outcomesJSON{}, err
			}
			return outcomesOf(v), nil
		}})
	rest.Add(s, rest.Operation[noteOutcomeInput, rest.None]{Method: http.MethodPut, Path: "/cases/{case}/outcome/{moment}", ID: "note-outcome", Tag: "cases", Versioned: true, Status: http.StatusNoContent,
		In: noteOutcomeInput{On: "2026-11-18", StandingJSON: stands},
		Do: func(c *rest.Call, in noteOutcomeInput) (rest.None, error) {
			m, err := momentAt(c)
			if err != nil {
				return rest.None{}, err
			}
			return rest.None{}, c.Result.NoteOutcome(c.Ctx, c.Who, caseAt(c), outcome.New{Moment: m, On: in.On, Share: in.Share, Version: c.Version, Content: in.content()})
		}})
	rest.Add(s, rest.Operation[goalScaleInput, rest.None]{Method: http.MethodPut, Path: "/cases/{case}/items/{item}/goal-scale", ID: "keep-goal-scale", Tag: "cases", Versioned: true, Status: http.StatusNoContent,
		In: goalScaleInput{"Halvtid", &level, 1},
		Do: func(c *rest.Call, in goalScaleInput) (rest.None, error) {
			k := outcome.Scale{Goal: rest.At[id.Item](c, "item"), Expected: in.Expected, Baseline: in.Baseline, Weight: in.Weight, Version: c.Version}
			return rest.None{}, c.Result.KeepScale(c.Ctx, c.Who, caseAt(c), k)
		}})
}
