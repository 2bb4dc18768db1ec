package around

import (
	"fmt"
	"net/http"
	"strings"

	"samverk/internal/access"
	"samverk/internal/api/rest"
	"samverk/internal/cases"
	"samverk/internal/catalogue"
	"samverk/internal/fit"
	"samverk/internal/id"
	"samverk/internal/offer"
	"samverk/internal/rule"
)

// WishJSON is what one actor of an area wishes that another could do.
type WishJSON struct {
	ID       id.Wish         `json:"id"`
	Area     id.Area         `json:"area"`
	From     access.Kind     `json:"from" enum:"kommun,vard,fk,af"`
	To       access.Kind     `json:"to" enum:"kommun,vard,fk,af"`
	Sort     offer.Sort      `json:"sort"`
	Words    string          `json:"words"`
	Since    string          `json:"since" format:"date"`
	Days     int             `json:"days" doc:"That it has been open, or was"`
	State    string          `json:"state" enum:"open,met,withdrawn"`
	MetBy    id.Intervention `json:"metBy,omitempty"`
	ClosedOn string          `json:"closedOn,omitempty" format:"date"`
	Version  int64           `json:"version"`
}

// Etag returns the version that a change must name.
func (w WishJSON) Etag() int64 { return w.Version }

func wishOf(w offer.Wish, days int) WishJSON {
	return WishJSON{w.ID, w.Area, w.From, w.To, w.Sort, w.Words, w.Since, days, w.State, w.MetBy, w.ClosedOn, w.Version}
}

type gapJSON struct {
	Sort          offer.Sort        `json:"sort"`
	Actor         access.Kind       `json:"actor,omitempty" doc:"Left out for nobody in particular"`
	Wishes        int               `json:"wishes"`
	OldestDays    int               `json:"oldestDays"`
	Missing       *int              `json:"missing,omitempty" doc:"Cases that have missed it, as counted before this week; left out where they are fewer than three, or none"`
	Interventions []id.Intervention `json:"interventions" doc:"That there are of it"`
}

type wishListJSON struct {
	Wishes []WishJSON `json:"wishes"`
	Gaps   []gapJSON  `json:"gaps" doc:"What is wished or missing beside what there is"`
	rest.PageJSON
}

type wishInput struct {
	Area  id.Area     `json:"area"`
	To    access.Kind `json:"to" enum:"kommun,vard,fk,af"`
	Sort  offer.Sort  `json:"sort"`
	Words string      `json:"words" maxLength:"1000" doc:"May tell of nobody; it is checked"`
	Since string      `json:"since,omitempty" format:"date" doc:"Today when left out"`
}

type wishStateInput struct {
	State string          `json:"state" enum:"met,withdrawn"`
	MetBy id.Intervention `json:"metBy,omitempty"`
}

// partOf reads which part of a list by dates is asked for: the number before its
// last row's identifier is its date.
func partOf(c *rest.Call) (p offer.Page, page cases.Page, err error) {
	page, err = c.Page()
	p.Limit, p.Last = page.Limit, page.BeforeID
	if n := int(page.Before); n > 0 {
		p.After = fmt.Sprintf("%04d-%02d-%02d", n/10000, n/100%100, n%100)
	}
	return p, page, err
}

// afterDate is where a list by dates goes on.
func afterDate(date, last string) string { return strings.ReplaceAll(date, "-", "") + "-" + last }

func addWishes(s *rest.Server) {
	example := WishJSON{rest.ExampleID, "0685", access.AF, access.Kommun, "investigating", "Platser för utredning på AME.", "2026-05-01", 205, offer.Open, "", "", 1}
	rest.Add(s, rest.Operation[rest.None, wishListJSON]{Method: http.MethodGet, Path: "/wishes", ID: "list-wishes", Tag: "structure", Query: []string{"area", "state", "after", "limit"}, Among: map[string][]string{"state": {offer.Open, offer.Met, offer.Withdrawn}},
		Out: wishListJSON{[]WishJSON{example}, []gapJSON{{"investigating", access.Kommun, 1, 205, nil, []id.Intervention{}}}, rest.PageJSON{Limit: 20}}, Do: listWishes})
	rest.Add(s, rest.Operation[wishInput, rest.CreatedJSON]{Method: http.MethodPost, Path: "/wishes", ID: "make-wish", Tag: "structure", Status: http.StatusCreated,
		In: wishInput{"0685", access.Kommun, "investigating", "Platser för utredning på AME.", ""}, Out: rest.CreatedJSON{ID: rest.ExampleID},
		Do: func(c *rest.Call, in wishInput) (rest.CreatedJSON, error) {
			w, err := c.Catalogue.Wish(c.Ctx, c.Who, offer.NewWish{Area: in.Area, To: in.To, Sort: in.Sort, Words: in.Words, Since: in.Since})
			return rest.Created(w, "/wishes?area="+string(in.Area), err)
		}})
	rest.Add(s, rest.Operation[wishStateInput, rest.None]{Method: http.MethodPost, Path: "/wishes/{wish}/state", ID: "close-wish", Tag: "structure", Status: http.StatusNoContent, Versioned: true,
		In: wishStateInput{offer.Met, rest.ExampleID},
		Do: func(c *rest.Call, in wishStateInput) (rest.None, error) {
			return rest.None{}, c.Catalogue.CloseWish(c.Ctx, c.Who, rest.At[id.Wish](c, "wish"), c.Version, in.State, in.MetBy)
		}})
}

func listWishes(c *rest.Call, _ rest.None) (wishListJSON, error) {
	p, page, err := partOf(c)
	if err != nil {
		return wishListJSON{}, err
	}
	v, err := c.Catalogue.Wishes(c.Ctx, c.Who, id.Area(c.Query.Get("area")), c.Query.Get("state"), p)
	list := wishListJSON{PageJSON: rest.PageJSON{Limit: p.Limit}, Wishes: rest.ListOf(v.Rows, func(r catalogue.WishRow) WishJSON { return wishOf(r.Wish, r.Days) })}
	list.Gaps = rest.ListOf(v.Gaps, func(g catalogue.Gap) gapJSON {
		missing := g.Missing - 1 // nothing is told of none
		return gapJSON{g.Sort, g.Actor, g.Wishes, g.Oldest, one(knownNumber(missing)), rest.ListOf(g.Offered, func(r catalogue.Row) id.Intervention { return r.ID })}
	})
	if v.More {
		last := v.Rows[len(v.Rows)-1]
		list.PageJSON = c.NextAfter(page, afterDate(last.Since, string(last.ID)))
	}
	return list, err
}

// one is a number that is one higher, where there is one.
func one(n *int) *int {
	if n == nil {
		return nil
	}
	more := *n + 1
	return &more
}

// ExpectationJSON is what one actor of an area expects of another.
type ExpectationJSON struct {
	ID          id.Expectation `json:"id"`
	Area        id.Area        `json:"area"`
	From        access.Kind    `json:"from" enum:"kommun,vard,fk,af"`
	To          access.Kind    `json:"to" enum:"kommun,vard,fk,af"`
	Words       string         `json:"words"`
	Since       string         `json:"since" format:"date"`
	Answer      string         `json:"answer,omitempty" enum:"can,partly,cannot"`
	AnswerWords string         `json:"answerWords,omitempty"`
	AnsweredBy  id.Function    `json:"answeredBy,omitempty"`
	AnsweredOn  string         `json:"answeredOn,omitempty" format:"date"`
	ReviewOn    string         `json:"reviewOn,omitempty" format:"date"`
	Waits       bool           `json:"waits" doc:"For an answer, or for a new one"`
	MayAnswer   bool           `json:"mayAnswer,omitempty"`
	Version     int64          `json:"version"`
}

// Etag returns the version that a change must name.
func (e ExpectationJSON) Etag() int64 { return e.Version }

func expectationOf(e offer.Expectation) ExpectationJSON {
	return ExpectationJSON{e.ID, e.Area, e.From, e.To, e.Words, e.Since, e.Answer, e.AnswerWords, e.AnsweredBy, e.AnsweredOn, e.ReviewOn, false, false, e.Version}
}

type expectationListJSON struct {
	Expectations []ExpectationJSON `json:"expectations"`
	rest.PageJSON
}

type expectationInput struct {
	Area  id.Area     `json:"area"`
	To    access.Kind `json:"to" enum:"kommun,vard,fk,af"`
	Words string      `json:"words" maxLength:"1000" doc:"May tell of nobody; it is checked"`
}

type expectationReplyInput struct {
	Answer   string `json:"answer" enum:"can,partly,cannot"`
	Words    string `json:"words,omitempty" maxLength:"1000" doc:"Needed unless the answer is can"`
	ReviewOn string `json:"reviewOn,omitempty" format:"date"`
}

func addExpectations(s *rest.Server) {
	const all = "/expectations"
	at := func(c *rest.Call) id.Expectation { return rest.At[id.Expectation](c, "expectation") }
	example := ExpectationJSON{ID: rest.ExampleID, Area: "0685", From: access.AF, To: access.Vard, Words: "Svar inom några dagar.", Since: "2026-10-01", Waits: true, Version: 1}
	rest.Add(s, rest.Operation[rest.None, expectationListJSON]{Method: http.MethodGet, Path: all, ID: "list-expectations", Tag: "structure", Query: []string{"area", "after", "limit"},
		Out: expectationListJSON{[]ExpectationJSON{example}, rest.PageJSON{Limit: 20}}, Do: listExpectations})
	rest.Add(s, rest.Operation[expectationInput, rest.CreatedJSON]{Method: http.MethodPost, Path: all, ID: "make-expectation", Tag: "structure", Status: http.StatusCreated,
		In: expectationInput{"0685", access.Vard, "Svar inom några dagar."}, Out: rest.CreatedJSON{ID: rest.ExampleID},
		Do: func(c *rest.Call, in expectationInput) (rest.CreatedJSON, error) {
			e, err := c.Catalogue.Expect(c.Ctx, c.Who, offer.NewExpectation{Area: in.Area, To: in.To, Words: in.Words})
			return rest.Created(e, all+"?area="+string(in.Area), err)
		}})
	rest.Add(s, rest.Operation[expectationReplyInput, rest.None]{Method: http.MethodPost, Path: all + "/{expectation}/answer", ID: "answer-expectation", Tag: "structure", Status: http.StatusNoContent, Versioned: true,
		In: expectationReplyInput{"partly", "Inom en vecka.", "2027-05-01"},
		Do: func(c *rest.Call, in expectationReplyInput) (rest.None, error) {
			return rest.None{}, c.Catalogue.Answer(c.Ctx, c.Who, at(c), c.Version, offer.Reply{Answer: in.Answer, Words: in.Words, ReviewOn: in.ReviewOn})
		}})
	rest.Add(s, rest.Operation[rest.None, rest.None]{Method: http.MethodPost, Path: all + "/{expectation}/withdrawal", ID: "withdraw-expectation", Tag: "structure", Status: http.StatusNoContent, Versioned: true,
		Do: func(c *rest.Call, _ rest.None) (rest.None, error) {
			return rest.None{}, c.Catalogue.Drop(c.Ctx, c.Who, at(c), c.Version)
		}})
}

func listExpectations(c *rest.Call, _ rest.None) (expectationListJSON, error) {
	p, page, err := partOf(c)
	if err != nil {
		return expectationListJSON{}, err
	}
	v, err := c.Catalogue.Expectations(c.Ctx, c.Who, id.Area(c.Query.Get("area")), p)
	list := expectationListJSON{PageJSON: rest.PageJSON{Limit: p.Limit}, Expectations: rest.ListOf(v.Rows, func(r catalogue.ExpectationRow) ExpectationJSON {
		out := expectationOf(r.Expectation)
		out.Waits, out.MayAnswer = r.Waits, r.MayAnswer
		return out
	})}
	if v.More {
		last := v.Rows[len(v.Rows)-1]
		list.PageJSON = c.NextAfter(page, afterDate(last.Since, string(last.ID)))
	}
	return list, err
}

type fitLineJSON struct {
	What  string `json:"what" doc:"age, problem, or the code of a requirement"`
	Truth string `json:"truth" enum:"yes,no,unknown"`
}

type fitMatchJSON struct {
	InterventionJSON
	Truth string        `json:"truth" enum:"yes,no,unknown" doc:"Whether it could fit, on what the caller may see; never a decision"`
	Lines []fitLineJSON `json:"lines"`
}

type fitJSON struct {
	Hidden bool           `json:"hidden" doc:"The caller may not know the area, and a list would tell it"`
	Could  []fitMatchJSON `json:"could"`
	Open   []fitMatchJSON `json:"open" doc:"Not known yet"`
	Not    []fitMatchJSON `json:"not"`
}

// truths are the answers that may be missing, as the API has them.
var truths = map[rule.Truth]string{rule.Unknown: "unknown", rule.No: "no", rule.Yes: "yes"}

func matchOf(m fit.Match) fitMatchJSON {
	return fitMatchJSON{interventionOf(m.Intervention), truths[m.Truth], rest.ListOf(m.Lines, func(l fit.Line) fitLineJSON { return fitLineJSON{l.What, truths[l.Truth]} })}
}

type missingInput struct {
	Sort  offer.Sort  `json:"sort"`
	Actor access.Kind `json:"actor,omitempty" enum:"kommun,vard,fk,af" doc:"Who would have needed to have it; left out for nobody in particular"`
}

func addFit(s *rest.Server) {
	match := fitMatchJSON{exampleIntervention(), "unknown", []fitLineJSON{{"age", "yes"}, {"problem", "unknown"}}}
	rest.Add(s, rest.Operation[rest.None, fitJSON]{Method: http.MethodGet, Path: "/cases/{case}/fit", ID: "read-fit", Tag: "cases", Out: fitJSON{false, []fitMatchJSON{}, []fitMatchJSON{match}, []fitMatchJSON{}},
		Do: func(c *rest.Call, _ rest.None) (fitJSON, error) {
			v, err := c.Fit.Read(c.Ctx, c.Who, rest.At[id.Case](c, "case"))
			return fitJSON{v.Hidden, rest.ListOf(v.Could, matchOf), rest.ListOf(v.Open, matchOf), rest.ListOf(v.Not, matchOf)}, err
		}})
	rest.Add(s, rest.Operation[missingInput, rest.None]{Method: http.MethodPost, Path: "/cases/{case}/missing", ID: "note-missing", Tag: "cases", Status: http.StatusNoContent,
		In: missingInput{"investigating", access.Kommun},
		Do: func(c *rest.Call, in missingInput) (rest.None, error) {
			return rest.None{}, c.Fit.Note(c.Ctx, c.Who, rest.At[id.Case](c, "case"), in.Sort, in.Actor)
		}})
}

// offerNow is an intervention, a wish or an expectation as it stands when
// somebody was first; nil of anything else.
func offerNow(now any) any {
	switch v := now.(type) {
	case offer.Intervention:
		return interventionOf(v)
	case offer.Wish:
		return wishOf(v, 0)
	case offer.Expectation:
		return expectationOf(v)
	}
	return nil
}
