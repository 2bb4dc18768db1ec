package way

import (
	"net/http"
	"slices"
	"time"

	"samverk/internal/api/rest"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/org"
	"samverk/internal/outcome"
	"samverk/internal/result"
)

type releasedJSON struct {
	Period outcome.Period `json:"period" doc:"A half-year"`
	Stage  outcome.Stage  `json:"stage" enum:"closing,six,twelve" doc:"When the half-year is over, and one and two half-years later"`
	ByArea bool           `json:"byArea" doc:"Areas are told one by one, or all as one"`
	At     time.Time      `json:"at"`
}

type totalsJSON struct {
	Areas    []rest.AreaJSON `json:"areas"`
	Released []releasedJSON  `json:"released" doc:"The newest half-year first"`
}

type totalsCellJSON struct {
	Area     id.Area `json:"area,omitempty" doc:"Absent for the whole federation"`
	Question string  `json:"question"`
	Group    string  `json:"group" doc:"Answers that are counted as one"`
	Persons  int     `json:"persons" doc:"Never fewer than five: smaller counts are withheld with their whole table"`
}

type periodTotalsJSON struct {
	Period outcome.Period   `json:"period"`
	ByArea bool             `json:"byArea"`
	Stages []outcome.Stage  `json:"stages"`
	Cells  []totalsCellJSON `json:"cells"`
}

func totalsOf(v result.TotalsView) totalsJSON {
	area := func(a org.Area) rest.AreaJSON { return *rest.AreaOf(a) }
	return totalsJSON{rest.ListOf(v.Areas, area), rest.ListOf(v.All, func(r outcome.Released) releasedJSON {
		return releasedJSON{r.Period, r.Stage, r.ByArea, r.At}
	})}
}

// periodOf returns what is released of a half-year; one of which nothing is, is
// missing.
func periodOf(v result.TotalsView, p outcome.Period) (periodTotalsJSON, error) {
	if !slices.Contains(v.Periods(), p) {
		return periodTotalsJSON{}, errs.Missing()
	}
	cells, stages, byArea := v.Of(p)
	return periodTotalsJSON{p, byArea, stages, rest.ListOf(cells, func(c outcome.Cell) totalsCellJSON {
		return totalsCellJSON{c.Area, c.Question, c.Group, c.Persons}
	})}, nil
}

type participantJSON struct {
	Anonymous bool               `json:"anonymous" doc:"Takes part without name: the rest but sex and start is absent"`
	Sex       string             `json:"sex,omitempty" enum:"woman,man"`
	Start     string             `json:"start" format:"date"`
	End       string             `json:"end,omitempty" format:"date"`
	Case      id.Case            `json:"case,omitempty"`
	Identity  *rest.IdentityJSON `json:"identity,omitempty"`
	Area      string             `json:"area,omitempty"`
	About     string             `json:"about,omitempty" doc:"The intervention that the person has agreed to follow-up of"`
	Before    *StandingJSON      `json:"before,omitempty"`
	After     *StandingJSON      `json:"after,omitempty"`
}

type participantsJSON struct {
	Participants []participantJSON `json:"participants"`
}

func participantOf(r result.SUSRow) participantJSON {
	j := participantJSON{Anonymous: r.Anonymous, Sex: r.Sex, Start: r.Start}
	if r.Anonymous {
		return j
	}
	before, after := standingOf(r.Before), standingOf(r.After)
	j.End, j.Case, j.Identity, j.Area, j.About, j.Before, j.After = r.End, r.Case.ID, rest.IdentityOf(&r.Identity), r.Area, r.About, &before, &after
	return j
}

func addTotals(s *rest.Server) {
	rest.Add(s, rest.Operation[rest.None, totalsJSON]{Method: http.MethodGet, Path: "/totals", ID: "list-totals", Tag: "structure",
		Out: totalsJSON{[]rest.AreaJSON{{ID: "0685", Name: "Vetlanda"}}, []releasedJSON{{"2026-1", outcome.AtClosing, true, rest.Day(18)}}},
		Do: func(c *rest.Call, _ rest.None) (totalsJSON, error) {
			v, err := c.Result.Totals(c.Ctx, c.Who)
			return totalsOf(v), err
		}})
	rest.Add(s, rest.Operation[rest.None, periodTotalsJSON]{Method: http.MethodGet, Path: "/totals/{period}", ID: "read-totals", Tag: "structure",
		Out: periodTotalsJSON{"2026-1", true, []outcome.Stage{outcome.AtClosing}, []totalsCellJSON{{"0685", outcome.ClosedCases, outcome.Answered, 12}}},
		Do: func(c *rest.Call, _ rest.None) (periodTotalsJSON, error) {
			v, err := c.Result.Totals(c.Ctx, c.Who)
			if err != nil {
				return periodTotalsJSON{}, err
			}
			return periodOf(v, rest.At[outcome.Period](c, "period"))
		}})
	rest.Add(s, rest.Operation[rest.None, participantsJSON]{Method: http.MethodGet, Path: "/participants", ID: "list-participants", Tag: "cases",
		Out: participantsJSON{[]participantJSON{{Anonymous: true, Sex: result.Woman, Start: "2026-03-02"}}},
		Do: func(c *rest.Call, _ rest.None) (participantsJSON, error) {
			all, err := c.Result.SUSList(c.Ctx, c.Who)
			return participantsJSON{rest.ListOf(all, participantOf)}, err
		}})
}
