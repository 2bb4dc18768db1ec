package api

import (
	"net/http"
	"time"

	"samverk/internal/api/rest"
	"samverk/internal/control"
	"samverk/internal/id"
	"samverk/internal/review"
)

// ReviewJSON is the control of the readings of one period.
type ReviewJSON struct {
	ID       id.Review   `json:"id"`
	From     string      `json:"from" format:"date"`
	To       string      `json:"to" format:"date" doc:"The last day of the period"`
	DueOn    string      `json:"dueOn" format:"date"`
	Readings int64       `json:"readings" doc:"In the period"`
	Rows     int         `json:"rows" doc:"Chosen to be judged"`
	Judged   int         `json:"judged"`
	Breaches int         `json:"breaches" doc:"Taken further as possible breaches"`
	Summary  string      `json:"summary,omitempty"`
	SignedAt *time.Time  `json:"signedAt,omitempty"`
	SignedAs id.Function `json:"signedAs,omitempty"`
	Version  int64       `json:"version"`
}

// Etag returns the version that a change must name.
func (r ReviewJSON) Etag() int64 { return r.Version }

func reviewOf(r review.Review) ReviewJSON {
	out := ReviewJSON{ID: r.ID, From: r.From, To: r.To, DueOn: r.DueOn, Readings: r.Readings, Rows: r.Rows, Judged: r.Judged,
		Breaches: r.Breaches, Summary: r.Words, SignedAs: r.SignedAs, Version: r.Version}
	if r.Signed() {
		out.SignedAt = &r.SignedAt
	}
	return out
}

type reviewsJSON struct {
	Reviews []ReviewJSON `json:"reviews" doc:"The newest first"`
}

type reviewRowJSON struct {
	ID       id.ReviewRow     `json:"id"`
	Row      int64            `json:"row" doc:"Number in the log"`
	Patterns []review.Pattern `json:"patterns" doc:"Why it was chosen: sample, refused, outside, many, namesake, protected, hours"`
	At       time.Time        `json:"at"`
	User     string           `json:"user" doc:"What the user is called at work"`
	Function id.Function      `json:"function,omitempty"`
	Action   string           `json:"action"`
	Outcome  string           `json:"outcome" enum:"read,refused"`
	Own      bool             `json:"own" doc:"The caller's own: somebody else judges it"`
	Erased   bool             `json:"erased" doc:"Gone from the log by retention"`
	Verdict  string           `json:"verdict,omitempty" enum:"ok,asked,breach"`
	Words    string           `json:"words,omitempty"`
	Version  int64            `json:"version"`
}

func reviewRowOf(r control.Reading) reviewRowJSON {
	return reviewRowJSON{r.ID, r.Seq, r.Patterns, r.Log.At, r.Log.UserLabel, r.Log.Function, r.Log.Action, r.Log.Outcome, r.Own, r.Erased,
		string(r.Verdict), r.Words, r.Version}
}

type reviewViewJSON struct {
	ReviewJSON
	Readings []reviewRowJSON `json:"readings" doc:"In the order of the log, without whom they were about"`
}

type judgementsInput struct {
	Judgements []judgementInput `json:"judgements" doc:"All are taken, or none"`
}

type judgementInput struct {
	ID      id.ReviewRow `json:"id"`
	Verdict string       `json:"verdict" enum:"ok,asked,breach"`
	Words   string       `json:"words,omitempty" doc:"Needed unless the reading is in order. May tell of nobody; it is checked"`
	Version int64        `json:"version"`
}

type signatureInput struct {
	Summary string `json:"summary" doc:"May tell of nobody; it is checked"`
}

func exampleReview() ReviewJSON {
	return ReviewJSON{ID: rest.ExampleID, From: "2026-10-01", To: "2026-10-31", DueOn: "2026-11-20", Readings: 812, Rows: 24, Judged: 3, Version: 1}
}

func addReviews(s *rest.Server) {
	at := func(c *rest.Call) id.Review { return rest.At[id.Review](c, "review") }
	example := exampleReview()
	row := reviewRowJSON{ID: rest.ExampleID, Row: 4711, Patterns: []review.Pattern{review.Hours, review.Sample}, At: rest.Day(20), User: "Handläggare 2",
		Function: rest.ExampleFunction().ID, Action: "case.read", Outcome: "read", Version: 1}
	rest.Add(s, rest.Operation[rest.None, reviewsJSON]{Method: http.MethodGet, Path: "/reviews", ID: "list-reviews", Tag: "staff",
		Out: reviewsJSON{[]ReviewJSON{example}}, Do: func(c *rest.Call, _ rest.None) (reviewsJSON, error) {
			v, err := c.Control.Reviews(c.Ctx, c.Who)
			return reviewsJSON{rest.ListOf(v.Reviews, reviewOf)}, err
		}})
	rest.Add(s, rest.Operation[rest.None, reviewViewJSON]{Method: http.MethodGet, Path: "/reviews/{review}", ID: "read-review", Tag: "staff",
		Out: reviewViewJSON{example, []reviewRowJSON{row}}, Do: func(c *rest.Call, _ rest.None) (reviewViewJSON, error) {
			v, err := c.Control.Review(c.Ctx, c.Who, at(c), -1, review.MostRows)
			return reviewViewJSON{reviewOf(v.Review), rest.ListOf(v.Readings, reviewRowOf)}, err
		}})
	rest.Add(s, rest.Operation[judgementsInput, rest.None]{Method: http.MethodPost, Path: "/reviews/{review}/judgements", ID: "judge-review", Tag: "staff",
		Status: http.StatusNoContent, In: judgementsInput{[]judgementInput{{rest.ExampleID, "asked", "Ersatte en kollega den dagen.", 1}}},
		Do: func(c *rest.Call, in judgementsInput) (rest.None, error) {
			return rest.None{}, c.Control.Judge(c.Ctx, c.Who, at(c), rest.ListOf(in.Judgements, func(j judgementInput) review.Judgement {
				return review.Judgement{Row: j.ID, Verdict: review.Verdict(j.Verdict), Words: j.Words, Version: j.Version}
			}))
		}})
	rest.Add(s, step("/reviews/{review}/signature", "sign-review", "staff", signatureInput{"Alla valda läsningar var i sin ordning."}, func(c *rest.Call, in signatureInput) error {
		return c.Control.Sign(c.Ctx, c.Who, at(c), review.Signature{Words: in.Summary, Version: c.Version})
	}))
}
