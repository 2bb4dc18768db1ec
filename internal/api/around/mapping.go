package around

import (
	"errors"
	"net/http"
	"time"

	"samverk/internal/access"
	"samverk/internal/api/rest"
	"samverk/internal/cases"
	"samverk/internal/development"
	"samverk/internal/errs"
	"samverk/internal/factor"
	"samverk/internal/id"
	"samverk/internal/mapping"
	"samverk/internal/study"
)

// StudyJSON is a mapping study.
type StudyJSON struct {
	ID        id.Study  `json:"id"`
	Title     string    `json:"title"`
	Aim       string    `json:"aim"`
	Questions []string  `json:"questions"`
	Sources   []string  `json:"sources"`
	State     string    `json:"state" enum:"mapping,anchoring,analysing,proposing,done"`
	From      string    `json:"from" format:"date"`
	To        string    `json:"to,omitempty" format:"date"`
	Areas     []id.Area `json:"areas"`
	Groups    int       `json:"groups"`
	People    int       `json:"people"`
	Version   int64     `json:"version"`
}

// Etag is the version of the study.
func (s StudyJSON) Etag() int64 { return s.Version }

func mappingStudyOf(s study.Study, h study.Heard) StudyJSON {
	return StudyJSON{s.ID, s.Title, s.Aim, s.Questions, s.Sources, s.State, s.From, s.To, s.Areas, h.Groups, h.People, s.Version}
}

type studyListJSON struct {
	Studies []StudyJSON `json:"studies" doc:"The newest first"`
	rest.PageJSON
}

type studyInput struct {
	Title     string    `json:"title" maxLength:"120"`
	Aim       string    `json:"aim" maxLength:"4000"`
	Questions []string  `json:"questions"`
	Sources   []string  `json:"sources" doc:"Of focus_group, training_day, contact, document, national"`
	From      string    `json:"from" format:"date"`
	To        string    `json:"to,omitempty" format:"date"`
	Areas     []id.Area `json:"areas"`
}

func (in studyInput) input() study.Input {
	return study.Input{Title: in.Title, Aim: in.Aim, Questions: in.Questions, Sources: in.Sources, From: in.From, To: in.To, Areas: in.Areas}
}

type studyStateInput struct {
	State string `json:"state" enum:"mapping,anchoring,analysing,proposing,done"`
}

// FocusGroupJSON is a focus group: how many were heard, never who.
type FocusGroupJSON struct {
	ID        id.Group      `json:"id,omitempty"`
	Name      string        `json:"name" maxLength:"120"`
	Audience  string        `json:"audience" enum:"staff,managers,both"`
	Actors    []access.Kind `json:"actors"`
	Areas     []id.Area     `json:"areas"`
	People    int           `json:"people" minimum:"1" maximum:"100"`
	On        string        `json:"on" format:"date"`
	Minutes   int           `json:"minutes"`
	Moderator id.Function   `json:"moderator"`
	Version   int64         `json:"version,omitempty"`
}

func focusGroupOf(g study.Group) FocusGroupJSON {
	return FocusGroupJSON{g.ID, g.Name, g.Audience, g.Actors, g.Areas, g.People, g.On, g.Minutes, g.Moderator, g.Version}
}

func (in FocusGroupJSON) group() study.Group {
	return study.Group{ID: in.ID, Name: in.Name, Audience: in.Audience, Actors: in.Actors, Areas: in.Areas, People: in.People, On: in.On, Minutes: in.Minutes, Moderator: in.Moderator, Version: in.Version}
}

type focusGroupsJSON struct {
	Groups []FocusGroupJSON `json:"groups"`
}

// StudyStatementJSON is one thing that was said. It does not say who said it.
type StudyStatementJSON struct {
	ID      id.Statement `json:"id"`
	Group   id.Group     `json:"group,omitempty"`
	Area    id.Area      `json:"area,omitempty" doc:"Absent where it holds for all"`
	Source  string       `json:"source"`
	Actor   access.Kind  `json:"actor,omitempty" doc:"Whom it is about; absent for all four"`
	Theme   string       `json:"theme,omitempty" enum:"parties,way,target"`
	Words   string       `json:"words"`
	Quote   bool         `json:"quote,omitempty"`
	Factor  factor.Code  `json:"factor,omitempty" doc:"As settled"`
	Side    string       `json:"side,omitempty" enum:"promoting,hindering"`
	Differ  bool         `json:"differ,omitempty" doc:"Its coders see it differently"`
	Version int64        `json:"version"`
}

func studyStatementOf(s mapping.Said) StudyStatementJSON {
	return StudyStatementJSON{s.ID, s.Group, s.Area, s.Source, s.Actor, s.Theme, s.Words, s.Quote, s.Factor, s.Side, s.Differ, s.Version}
}

type studyStatementsJSON struct {
	Statements []StudyStatementJSON `json:"statements"`
	rest.PageJSON
}

type statementsInput struct {
	Area   id.Area     `json:"area,omitempty"`
	Group  id.Group    `json:"group,omitempty"`
	Source string      `json:"source" enum:"focus_group,training_day,contact,document,national"`
	Actor  access.Kind `json:"actor,omitempty" enum:"kommun,vard,fk,af"`
	Theme  string      `json:"theme,omitempty" enum:"parties,way,target"`
	Quote  bool        `json:"quote,omitempty"`
	Lines  []string    `json:"lines" doc:"One statement each, at most 200"`
}

type codingInput struct {
	Statement id.Statement `json:"statement"`
	Factor    factor.Code  `json:"factor" enum:"leadership,structure,stability,respect,goals,forums,individual,knowledge"`
	Side      string       `json:"side" enum:"promoting,hindering"`
}

type codingsInput struct {
	Area    string        `json:"area,omitempty" doc:"Empty for what holds for all"`
	Codings []codingInput `json:"codings"`
}

// StudyAgreementJSON is how far the coders of an area agree.
type StudyAgreementJSON struct {
	Coders []id.Function `json:"coders"`
	Pairs  []kappaJSON   `json:"pairs"`
	Mean   *float64      `json:"mean,omitempty" doc:"Absent where it cannot be computed, as with one coder"`
	Differ int           `json:"differ" doc:"Statements that are seen differently"`
}

type kappaJSON struct {
	A        id.Function `json:"a"`
	B        id.Function `json:"b"`
	Both     int         `json:"both"`
	Observed *float64    `json:"observed,omitempty" doc:"Absent where they have coded nothing in common"`
	Chance   *float64    `json:"chance,omitempty" doc:"Absent where they have coded nothing in common"`
	Kappa    *float64    `json:"kappa,omitempty" doc:"Cohen 1960; absent where it cannot be computed: nothing in common, or one category only"`
}

func studyAgreementOf(a study.Agreement) StudyAgreementJSON {
	out := StudyAgreementJSON{Coders: append([]id.Function{}, a.Coders...), Pairs: []kappaJSON{}, Differ: len(a.Differ)}
	for _, p := range a.Pairs {
		k := kappaJSON{A: p.A, B: p.B, Both: p.Both}
		if p.Both > 0 {
			k.Observed, k.Chance = &p.Observed, &p.Chance
		}
		if p.Defined {
			k.Kappa = &p.Value
		}
		out.Pairs = append(out.Pairs, k)
	}
	if a.Defined {
		out.Mean = &a.Mean
	}
	return out
}

// AreaReportJSON is a report: as it was published, or for those who work with it
// as it stands.
type AreaReportJSON struct {
	ID        id.Report     `json:"id"`
	Study     id.Study      `json:"study"`
	Area      id.Area       `json:"area,omitempty" doc:"Absent for the main report"`
	Title     string        `json:"title"`
	Editions  int           `json:"editions"`
	Published time.Time     `json:"published,omitzero"`
	Sections  []sectionJSON `json:"sections,omitempty"`
	Version   int64         `json:"version,omitempty"`
}

// Etag is the version of the report.
func (r AreaReportJSON) Etag() int64 { return r.Version }

type sectionJSON struct {
	Code    string `json:"code"`
	Text    string `json:"text"`
	Made    string `json:"made,omitempty" doc:"From the material now, where somebody's own words stand"`
	Behind  bool   `json:"behind,omitempty" doc:"The material has changed since they were written"`
	Bare    bool   `json:"bare,omitempty" doc:"The material has nothing"`
	Version int64  `json:"version,omitempty"`
}

func areaReportOf(r study.Report) AreaReportJSON {
	return AreaReportJSON{ID: r.ID, Study: r.Study, Area: r.Area, Title: r.Title, Editions: r.Editions, Published: r.Published, Version: r.Version}
}

func areaReportViewOf(v mapping.ReportView) AreaReportJSON {
	out := areaReportOf(v.Report)
	if v.May {
		for _, s := range v.Sections {
			one := sectionJSON{Code: s.Code, Text: s.Text(), Behind: s.Behind(), Bare: s.Empty(), Version: s.Version}
			if s.Own != "" {
				one.Made = s.Made
			}
			out.Sections = append(out.Sections, one)
		}
		return out
	}
	for _, s := range v.Shown(false) {
		out.Sections = append(out.Sections, sectionJSON{Code: s.Code, Text: s.Text})
	}
	return out
}

type areaReportsJSON struct {
	Reports []AreaReportJSON `json:"reports"`
	rest.PageJSON
}

type newReportInput struct {
	Study id.Study `json:"study"`
	Area  id.Area  `json:"area,omitempty" doc:"Absent for the main report"`
}

type sectionInput struct {
	Code string `json:"code"`
	Text string `json:"text" doc:"Empty gives back what is made from the material"`
}

type reportFileJSON struct {
	Name    string `json:"name"`
	Type    string `json:"type"`
	Content string `json:"content" contentEncoding:"base64"`
}

// DevelopmentJSON is an area of work that is to become better.
type DevelopmentJSON struct {
	ID          id.Development `json:"id"`
	Scope       string         `json:"scope" enum:"local,several,common"`
	Areas       []id.Area      `json:"areas"`
	Title       string         `json:"title"`
	Words       string         `json:"words,omitempty"`
	Source      string         `json:"source" enum:"study,obstacle,gauge,else"`
	Study       id.Study       `json:"study,omitempty"`
	Obstacle    id.Obstacle    `json:"obstacle,omitempty"`
	SourceWords string         `json:"sourceWords,omitempty"`
	Owner       id.Function    `json:"owner,omitempty"`
	DueOn       string         `json:"dueOn,omitempty" format:"date"`
	State       string         `json:"state" enum:"proposed,ongoing,done,dropped"`
	Result      string         `json:"result,omitempty"`
	Late        bool           `json:"late,omitempty"`
	Version     int64          `json:"version"`
}

// Etag is the version of the development.
func (d DevelopmentJSON) Etag() int64 { return d.Version }

func developmentOf(d development.Development) DevelopmentJSON {
	return DevelopmentJSON{ID: d.ID, Scope: d.Scope, Areas: append([]id.Area{}, d.Areas...), Title: d.Title, Words: d.Words, Source: d.Source, Study: d.Study, Obstacle: d.Obstacle,
		SourceWords: d.SourceWords, Owner: d.Owner, DueOn: d.DueOn, State: d.State, Result: d.Result, Version: d.Version}
}

type developmentsJSON struct {
	Developments []DevelopmentJSON `json:"developments" doc:"The newest first"`
	rest.PageJSON
}

type developmentInput struct {
	Scope       string      `json:"scope" enum:"local,several,common"`
	Areas       []id.Area   `json:"areas"`
	Title       string      `json:"title" maxLength:"300"`
	Words       string      `json:"words,omitempty" maxLength:"4000"`
	Source      string      `json:"source" enum:"study,obstacle,gauge,else"`
	Study       id.Study    `json:"study,omitempty"`
	Obstacle    id.Obstacle `json:"obstacle,omitempty"`
	SourceWords string      `json:"sourceWords,omitempty"`
	Owner       id.Function `json:"owner,omitempty"`
	DueOn       string      `json:"dueOn,omitempty" format:"date"`
	State       string      `json:"state" enum:"proposed,ongoing,done,dropped"`
	Result      string      `json:"result,omitempty"`
}

func (in developmentInput) development() development.Development {
	return development.Development{Scope: in.Scope, Areas: in.Areas, Title: in.Title, Words: in.Words, Source: in.Source, Study: in.Study, Obstacle: in.Obstacle,
		SourceWords: in.SourceWords, Owner: in.Owner, DueOn: in.DueOn, State: in.State, Result: in.Result}
}

// mappingNow is what a conflict over a study, a report or a development says
// stands now.
func mappingNow(now any) any {
	switch now := now.(type) {
	case study.Study:
		return mappingStudyOf(now, study.Heard{})
	case study.Group:
		return focusGroupOf(now)
	case study.Statement:
		return studyStatementOf(mapping.Said{Statement: now})
	case study.Section:
		return sectionJSON{Code: now.Code, Text: now.Text(), Made: now.Made, Behind: now.Behind(), Bare: now.Empty(), Version: now.Version}
	case study.Report:
		return areaReportOf(now)
	case development.Development:
		return developmentOf(now)
	}
	return nil
}

func addMapping(s *rest.Server) {
	addStudies(s)
	addStatements(s)
	addReports(s)
	addDevelopments(s)
}

func studyAt(c *rest.Call) id.Study { return rest.At[id.Study](c, "study") }

func exampleStudy() StudyJSON {
	return StudyJSON{ID: rest.ExampleID, Title: "Fokus Integrerad Samverkan", Aim: "Beskriva arenor för samverkan", Questions: []string{"Vilka arenor finns?"}, Sources: []string{"focus_group"},
		State: study.Analysing, From: "2015-08-10", To: "2016-08-09", Areas: []id.Area{"0685"}, Groups: 21, People: 103, Version: 2}
}

func exampleStudyInput() studyInput {
	e := exampleStudy()
	return studyInput{e.Title, e.Aim, e.Questions, e.Sources, e.From, e.To, e.Areas}
}

func addStudies(s *rest.Server) {
	rest.Add(s, rest.Operation[rest.None, studyListJSON]{Method: http.MethodGet, Path: "/studies", ID: "list-studies", Tag: "structure", Query: []string{"after", "limit"},
		Out: studyListJSON{[]StudyJSON{exampleStudy()}, rest.PageJSON{Limit: rest.UsualLimit}}, Do: listStudies})
	rest.Add(s, rest.Operation[studyInput, StudyJSON]{Method: http.MethodPost, Path: "/studies", ID: "create-study", Tag: "structure", Status: http.StatusCreated, In: exampleStudyInput(), Out: exampleStudy(),
		Do: func(c *rest.Call, in studyInput) (StudyJSON, error) {
			made, err := c.Mapping.CreateStudy(c.Ctx, c.Who, in.input())
			if err != nil {
				return StudyJSON{}, err
			}
			return readStudy(c, made)
		}})
	rest.Add(s, rest.Operation[rest.None, StudyJSON]{Method: http.MethodGet, Path: "/studies/{study}", ID: "read-study", Tag: "structure", Out: exampleStudy(),
		Do: func(c *rest.Call, _ rest.None) (StudyJSON, error) { return readStudy(c, studyAt(c)) }})
	rest.Add(s, rest.Operation[studyInput, rest.None]{Method: http.MethodPut, Path: "/studies/{study}", ID: "change-study", Tag: "structure", Status: http.StatusNoContent, Versioned: true, In: exampleStudyInput(),
		Do: func(c *rest.Call, in studyInput) (rest.None, error) {
			return rest.None{}, c.Mapping.ChangeStudy(c.Ctx, c.Who, studyAt(c), c.Version, in.input())
		}})
	rest.Add(s, rest.Operation[studyStateInput, rest.None]{Method: http.MethodPost, Path: "/studies/{study}/state", ID: "step-study", Tag: "structure", Status: http.StatusNoContent, Versioned: true, In: studyStateInput{study.Anchoring},
		Do: func(c *rest.Call, in studyStateInput) (rest.None, error) {
			return rest.None{}, c.Mapping.StepStudy(c.Ctx, c.Who, studyAt(c), c.Version, in.State)
		}})
	g := FocusGroupJSON{Name: "Medarbetare", Audience: "staff", Actors: []access.Kind{access.AF}, Areas: []id.Area{"0685"}, People: 5, On: "2015-10-05", Minutes: 60, Moderator: rest.ExampleFunction().ID}
	rest.Add(s, rest.Operation[rest.None, focusGroupsJSON]{Method: http.MethodGet, Path: "/studies/{study}/groups", ID: "list-focus-groups", Tag: "structure", Out: focusGroupsJSON{[]FocusGroupJSON{g}},
		Do: func(c *rest.Call, _ rest.None) (focusGroupsJSON, error) {
			v, err := c.Mapping.Study(c.Ctx, c.Who, studyAt(c))
			return focusGroupsJSON{rest.ListOf(v.Groups, focusGroupOf)}, err
		}})
	rest.Add(s, rest.Operation[FocusGroupJSON, rest.None]{Method: http.MethodPost, Path: "/studies/{study}/groups", ID: "save-focus-group", Tag: "structure", Status: http.StatusNoContent, In: g,
		Do: func(c *rest.Call, in FocusGroupJSON) (rest.None, error) {
			_, err := c.Mapping.SaveGroup(c.Ctx, c.Who, studyAt(c), in.group())
			return rest.None{}, err
		}})
}

// listStudies lists studies. Where a page ended is its last first day and study.
func listStudies(c *rest.Call, _ rest.None) (list studyListJSON, err error) {
	p, page, err := partOf(c)
	if err != nil {
		return list, err
	}
	v, err := c.Mapping.FindStudies(c.Ctx, c.Who, study.Page{Before: p.After, Last: id.Study(p.Last), Limit: p.Limit})
	list = studyListJSON{rest.ListOf(v.Rows, func(r mapping.StudyRow) StudyJSON { return mappingStudyOf(r.Study, r.Heard) }), rest.PageJSON{Limit: p.Limit}}
	if v.More {
		last := v.Rows[len(v.Rows)-1]
		list.PageJSON = c.NextAfter(page, afterDate(last.From, string(last.ID)))
	}
	return list, err
}

// ofCodings names the field that callers send: on the page each choice is a field
// of its own.
func ofCodings(err error) error {
	if e, ok := errors.AsType[*errs.Error](err); ok {
		for i := range e.Faults {
			e.Faults[i].Field = "codings"
		}
	}
	return err
}

func readStudy(c *rest.Call, s id.Study) (StudyJSON, error) {
	v, err := c.Mapping.Study(c.Ctx, c.Who, s)
	return mappingStudyOf(v.Study, study.HeardIn(v.Groups, "")), err
}

func addStatements(s *rest.Server) {
	one := StudyStatementJSON{ID: rest.ExampleID, Area: "0685", Source: "focus_group", Actor: access.AF, Words: "Gemensam kartläggning förenklar", Factor: factor.Forums, Side: "promoting", Version: 1}
	rest.Add(s, rest.Operation[rest.None, studyStatementsJSON]{Method: http.MethodGet, Path: "/studies/{study}/statements", ID: "list-statements", Tag: "structure", Query: []string{"area", "after", "limit"}, Out: studyStatementsJSON{[]StudyStatementJSON{one}, rest.PageJSON{Limit: rest.UsualLimit}}, Do: listStatements})
	rest.Add(s, rest.Operation[statementsInput, rest.None]{Method: http.MethodPost, Path: "/studies/{study}/statements", ID: "add-statements", Tag: "structure", Status: http.StatusNoContent,
		In: statementsInput{Area: "0685", Source: "training_day", Lines: []string{"Tiden räcker inte"}},
		Do: func(c *rest.Call, in statementsInput) (rest.None, error) {
			return rest.None{}, c.Mapping.AddStatements(c.Ctx, c.Who, studyAt(c), study.Pasted{Group: in.Group, Area: in.Area, Source: in.Source, Actor: in.Actor, Theme: in.Theme, Quote: in.Quote, Lines: in.Lines})
		}})
	rest.Add(s, rest.Operation[codingsInput, rest.None]{Method: http.MethodPost, Path: "/studies/{study}/codings", ID: "code-statements", Tag: "structure", Status: http.StatusNoContent,
		In: codingsInput{"0685", []codingInput{{rest.ExampleID, factor.Goals, "hindering"}}},
		Do: func(c *rest.Call, in codingsInput) (rest.None, error) {
			var all []study.Coding
			for _, one := range in.Codings {
				all = append(all, study.Coding{Statement: one.Statement, Category: study.Category{Factor: one.Factor, Side: one.Side}})
			}
			return rest.None{}, ofCodings(c.Mapping.Code(c.Ctx, c.Who, studyAt(c), in.Area, all))
		}})
	rest.Add(s, rest.Operation[rest.None, StudyAgreementJSON]{Method: http.MethodGet, Path: "/studies/{study}/agreement", ID: "read-study-agreement", Tag: "structure", Query: []string{"area"}, Out: StudyAgreementJSON{Coders: []id.Function{}, Pairs: []kappaJSON{}},
		Do: func(c *rest.Call, _ rest.None) (StudyAgreementJSON, error) {
			v, err := c.Mapping.Statements(c.Ctx, c.Who, statementsAsked(c, cases.Page{Limit: 1}))
			return studyAgreementOf(v.Agreement), err
		}})
	rest.Add(s, rest.Operation[codingInput, rest.None]{Method: http.MethodPost, Path: "/studies/{study}/settled", ID: "settle-statement", Tag: "structure", Status: http.StatusNoContent, Versioned: true,
		In: codingInput{rest.ExampleID, factor.Goals, "hindering"},
		Do: func(c *rest.Call, in codingInput) (rest.None, error) {
			now, err := c.Mapping.Statement(c.Ctx, c.Who, studyAt(c), in.Statement)
			if err != nil {
				return rest.None{}, err
			}
			area := string(now.Area)
			now.Version = c.Version
			return rest.None{}, c.Mapping.Settle(c.Ctx, c.Who, studyAt(c), area, now, study.Category{Factor: in.Factor, Side: in.Side})
		}})
}
