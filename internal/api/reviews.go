package api

import (
	"net/http"
	"time"

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

func (r ReviewJSON) etag() int64 { return r.Version }

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
	return ReviewJSON{ID: exampleID, From: "2026-10-01", To: "2026-10-31", DueOn: "2026-11-20", Readings: 812, Rows: 24, Judged: 3, Version: 1}
}

func addReviews(s *server) {
	at := func(c *call) id.Review { return at[id.Review](c, "review") }
	example := exampleReview()
	row := reviewRowJSON{ID: exampleID, Row: 4711, Patterns: []review.Pattern{review.Hours, review.Sample}, At: day(20), User: "Handläggare 2",
		Function: exampleFunction().ID, Action: "case.read", Outcome: "read", Version: 1}
	add(s, operation[none, reviewsJSON]{method: http.MethodGet, path: "/reviews", id: "list-reviews", tag: "staff",
		out: reviewsJSON{[]ReviewJSON{example}}, do: func(c *call, _ none) (reviewsJSON, error) {
			v, err := c.control.Reviews(c.ctx, c.who)
			return reviewsJSON{listOf(v.Reviews, reviewOf)}, err
		}})
	add(s, operation[none, reviewViewJSON]{method: http.MethodGet, path: "/reviews/{review}", id: "read-review", tag: "staff",
		out: reviewViewJSON{example, []reviewRowJSON{row}}, do: func(c *call, _ none) (reviewViewJSON, error) {
			v, err := c.control.Review(c.ctx, c.who, at(c), -1, review.MostRows)
			return reviewViewJSON{reviewOf(v.Review), listOf(v.Readings, reviewRowOf)}, err
		}})
	add(s, operation[judgementsInput, none]{method: http.MethodPost, path: "/reviews/{review}/judgements", id: "judge-review", tag: "staff",
		status: http.StatusNoContent, in: judgementsInput{[]judgementInput{{exampleID, "asked", "Ersatte en kollega den dagen.", 1}}},
		do: func(c *call, in judgementsInput) (none, error) {
			return none{}, c.control.Judge(c.ctx, c.who, at(c), listOf(in.Judgements, func(j judgementInput) review.Judgement {
				return review.Judgement{Row: j.ID, Verdict: review.Verdict(j.Verdict), Words: j.Words, Version: j.Version}
			}))
		}})
	add(s, step("/reviews/{review}/signature", "sign-review", "staff", signatureInput{"Alla valda läsningar var i sin ordning."}, func(c *call, in signatureInput) error {
		return c.control.Sign(c.ctx, c.who, at(c), review.Signature{Words: in.Summary, Version: c.version})
	}))
}
