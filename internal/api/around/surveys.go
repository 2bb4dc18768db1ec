package around

import (
	"net/http"
	"strconv"

	"samverk/internal/access"
	"samverk/internal/api/rest"
	"samverk/internal/id"
	"samverk/internal/survey"
)

// questionJSON is one question of a survey.
type questionJSON struct {
	Kind    string   `json:"kind" enum:"scale,choice,several,text,number"`
	Words   string   `json:"words"`
	Options []string `json:"options" doc:"To choose between; of a scale what its two ends mean"`
	Needed  bool     `json:"needed"`
}

func questionOf(q survey.Question) questionJSON {
	return questionJSON{q.Kind, q.Words, rest.ListOf(q.Options, func(o string) string { return o }), q.Needed}
}

// SurveyInput is what is decided about a survey.
type SurveyInput struct {
	Area      id.Area        `json:"area,omitempty" doc:"Of a new one"`
	Title     string         `json:"title"`
	Aim       string         `json:"aim"`
	OpensOn   string         `json:"opensOn" format:"date"`
	ClosesOn  string         `json:"closesOn" format:"date"`
	Questions []questionJSON `json:"questions"`
}

func (in SurveyInput) settings() survey.Settings {
	return survey.Settings{Title: in.Title, Aim: in.Aim, OpensOn: in.OpensOn, ClosesOn: in.ClosesOn, Questions: rest.ListOf(in.Questions, func(q questionJSON) survey.Question {
		return survey.Question{Kind: q.Kind, Words: q.Words, Options: q.Options, Needed: q.Needed}
	})}
}

// SurveyJSON is a survey.
type SurveyJSON struct {
	ID id.Survey `json:"id"`
	SurveyInput
	EndedOn string `json:"endedOn,omitempty" format:"date"`
	Version int64  `json:"version"`
}

// Etag returns the version that a change must name.
func (s SurveyJSON) Etag() int64 { return s.Version }

func surveyOf(s survey.Survey) SurveyJSON {
	return SurveyJSON{s.ID, SurveyInput{s.Area, s.Title, s.Aim, s.OpensOn, s.ClosesOn, rest.ListOf(s.Questions, questionOf)}, s.EndedOn, s.Version}
}

type surveysJSON struct {
	Area    rest.AreaJSON `json:"area"`
	Surveys []SurveyJSON  `json:"surveys" doc:"Those that close last first, without their questions"`
	rest.PageJSON
}

// listSurveys lists surveys. Where a page ended is its last day to answer and
// survey.
func listSurveys(c *rest.Call, _ rest.None) (list surveysJSON, err error) {
	p, page, err := partOf(c)
	if err != nil {
		return list, err
	}
	v, err := c.Maturity.FindSurveys(c.Ctx, c.Who, survey.Filter{Area: id.Area(c.Query.Get("area")), Before: p.After, Last: p.Last, Limit: p.Limit})
	list = surveysJSON{areaJSON(v.Place), rest.ListOf(v.Surveys, surveyOf), rest.PageJSON{Limit: p.Limit}}
	if v.More {
		last := v.Surveys[len(v.Surveys)-1]
		list.PageJSON = c.NextAfter(page, afterDate(last.ClosesOn, string(last.ID)))
	}
	return list, err
}

type outcomeJSON struct {
	Number   int            `json:"number"`
	Words    string         `json:"words"`
	Answered int            `json:"answered"`
	Shown    bool           `json:"shown" doc:"At least five have answered, and the survey has closed"`
	Counts   map[string]int `json:"counts" doc:"By step, number of the option, or number"`
	Texts    []string       `json:"texts" doc:"In an order that says nothing"`
}

type surveyResultJSON struct {
	SurveyJSON
	Invited  int           `json:"invited"`
	Answered int           `json:"answered"`
	Results  []outcomeJSON `json:"results"`
}

func outcomeOf(o survey.Outcome) outcomeJSON {
	return outcomeJSON{o.Number, o.Words, o.Answered, o.Shown, o.Whole.By, rest.ListOf(o.Texts, func(t string) string { return t })}
}

type invitedInput struct {
	Actor access.Kind `json:"actor,omitempty" doc:"Absent for anybody"`
	Count int         `json:"count"`
}

type inviteInput struct {
	Invitations []invitedInput `json:"invitations"`
}

type codeJSON struct {
	Actor access.Kind `json:"actor,omitempty"`
	Code  survey.Code `json:"code" doc:"Answered at /svara/{code}; it cannot be read again"`
}

type codesJSON struct {
	Codes []codeJSON `json:"codes"`
}

func invite(c *rest.Call, in inviteInput) (codesJSON, error) {
	made, err := c.Maturity.Invite(c.Ctx, c.Who, surveyAt(c), rest.ListOf(in.Invitations, func(i invitedInput) survey.Invited { return survey.Invited(i) }))
	out := codesJSON{[]codeJSON{}}
	for _, g := range survey.Groups() {
		for _, one := range made[g] {
			out.Codes = append(out.Codes, codeJSON{g, one})
		}
	}
	return out, err
}

// instrumentJSON is what an instrument of others gave.
type instrumentJSON struct {
	ID      string  `json:"id,omitempty"`
	Area    id.Area `json:"area"`
	Name    string  `json:"name" doc:"Never its questions"`
	Number  int     `json:"number"`
	Value   string  `json:"value"`
	Year    int     `json:"year"`
	Source  string  `json:"source"`
	Version int64   `json:"version,omitempty"`
}

type instrumentsJSON struct {
	Instruments []instrumentJSON `json:"instruments" doc:"The newest year first"`
	rest.PageJSON
}

func instrumentOf(i survey.Instrument) instrumentJSON {
	return instrumentJSON{i.ID, i.Area, i.Name, i.Number, i.Value, i.Year, i.Source, i.Version}
}

// listInstruments lists results. Where a page ended is its last year and result.
func listInstruments(c *rest.Call, _ rest.None) (list instrumentsJSON, err error) {
	p, err := c.Page()
	if err != nil {
		return list, err
	}
	v, err := c.Maturity.FindInstruments(c.Ctx, c.Who, survey.InstrumentFilter{Area: id.Area(c.Query.Get("area")), Before: int(p.Before), Last: p.BeforeID, Limit: p.Limit})
	list = instrumentsJSON{rest.ListOf(v.Instruments, instrumentOf), rest.PageJSON{Limit: p.Limit}}
	if v.More {
		last := v.Instruments[len(v.Instruments)-1]
		list.PageJSON = c.NextAfter(p, strconv.Itoa(last.Year)+"-"+last.ID)
	}
	return list, err
}

func surveyAt(c *rest.Call) id.Survey { return rest.At[id.Survey](c, "survey") }

func addSurveys(s *rest.Server) {
	in := SurveyInput{"0685", "Efter utbildningsdagen", "Vi vill veta vad dagen gav.", "2026-12-01", "2026-12-21", []questionJSON{{survey.Scale, "Hade du nytta av dagen?", []string{"Inte alls", "Helt"}, true}}}
	example := SurveyJSON{rest.ExampleID, in, "", 1}
	rest.Add(s, rest.Operation[rest.None, surveysJSON]{Method: http.MethodGet, Path: "/surveys", ID: "list-surveys", Tag: "structure", Query: []string{"area", "after", "limit"},
		Out: surveysJSON{rest.AreaJSON{ID: "0685", Name: "Vetlanda"}, []SurveyJSON{example}, rest.PageJSON{Limit: rest.UsualLimit}}, Do: listSurveys})
	rest.Add(s, rest.Operation[SurveyInput, rest.CreatedJSON]{Method: http.MethodPost, Path: "/surveys", ID: "make-survey", Tag: "structure", Status: http.StatusCreated, In: in, Out: rest.CreatedJSON{ID: rest.ExampleID},
		Do: func(c *rest.Call, in SurveyInput) (rest.CreatedJSON, error) {
			made, err := c.Maturity.MakeSurvey(c.Ctx, c.Who, in.Area, in.settings())
			return rest.Created(made, "/surveys/"+string(made), err)
		}})
	rest.Add(s, rest.Operation[rest.None, surveyResultJSON]{Method: http.MethodGet, Path: "/surveys/{survey}", ID: "read-survey", Tag: "structure",
		Out: surveyResultJSON{example, 10, 7, []outcomeJSON{{1, "Hade du nytta av dagen?", 7, true, map[string]int{"4": 7}, []string{}}}},
		Do: func(c *rest.Call, _ rest.None) (surveyResultJSON, error) {
			v, err := c.Maturity.Survey(c.Ctx, c.Who, surveyAt(c))
			return surveyResultJSON{surveyOf(v.Survey), v.Result.Sent(), v.Result.Total(), rest.ListOf(v.Result.Questions, outcomeOf)}, err
		}})
	rest.Add(s, rest.Operation[SurveyInput, rest.None]{Method: http.MethodPut, Path: "/surveys/{survey}", ID: "change-survey", Tag: "structure", Versioned: true, Status: http.StatusNoContent, In: in,
		Do: without(func(c *rest.Call, in SurveyInput) error {
			return c.Maturity.ChangeSurvey(c.Ctx, c.Who, surveyAt(c), c.Version, in.settings())
		})})
	rest.Add(s, rest.Operation[rest.None, rest.None]{Method: http.MethodPost, Path: "/surveys/{survey}/close", ID: "close-survey", Tag: "structure", Versioned: true, Status: http.StatusNoContent,
		Do: without(func(c *rest.Call, _ rest.None) error {
			return c.Maturity.EndSurvey(c.Ctx, c.Who, surveyAt(c), c.Version)
		})})
	rest.Add(s, rest.Operation[inviteInput, codesJSON]{Method: http.MethodPost, Path: "/surveys/{survey}/invitations", ID: "invite-to-survey", Tag: "structure", Status: http.StatusCreated,
		In: inviteInput{[]invitedInput{{access.Vard, 1}}}, Out: codesJSON{[]codeJSON{{access.Vard, "acde-fhjk-mnpr"}}}, Do: invite})
	addInstruments(s)
}

func addInstruments(s *rest.Server) {
	example := instrumentJSON{rest.ExampleID, "0685", "NNS-indikator", 3, "3,4", 2025, "NNS", 1}
	rest.Add(s, rest.Operation[rest.None, instrumentsJSON]{Method: http.MethodGet, Path: "/instruments", ID: "list-instruments", Tag: "structure", Query: []string{"area", "after", "limit"},
		Out: instrumentsJSON{[]instrumentJSON{example}, rest.PageJSON{Limit: rest.UsualLimit}}, Do: listInstruments})
	example.ID, example.Version = "", 0
	rest.Add(s, rest.Operation[instrumentJSON, rest.CreatedJSON]{Method: http.MethodPost, Path: "/instruments", ID: "register-instrument", Tag: "structure", Status: http.StatusCreated, In: example, Out: rest.CreatedJSON{ID: rest.ExampleID},
		Do: func(c *rest.Call, in instrumentJSON) (rest.CreatedJSON, error) {
			made, err := c.Maturity.RegisterInstrument(c.Ctx, c.Who, survey.Instrument{Area: in.Area, Name: in.Name, Number: in.Number, Value: in.Value, Year: in.Year, Source: in.Source})
			return rest.Created(made, "/instruments?area="+string(in.Area), err)
		}})
	rest.Add(s, rest.Operation[rest.None, rest.None]{Method: http.MethodDelete, Path: "/areas/{area}/instruments/{instrument}", ID: "remove-instrument", Tag: "structure", Versioned: true, Status: http.StatusNoContent,
		Do: without(func(c *rest.Call, _ rest.None) error {
			return c.Maturity.RemoveInstrument(c.Ctx, c.Who, rest.At[id.Area](c, "area"), rest.At[string](c, "instrument"), c.Version)
		})})
}
