package around

import (
	"net/http"
	"time"

	"samverk/internal/access"
	"samverk/internal/api/rest"
	"samverk/internal/id"
	"samverk/internal/introduction"
	"samverk/internal/learning"
)

// StepInput is one thing to do in an introduction.
type StepInput struct {
	Kind    string      `json:"kind" enum:"article,page,meeting"`
	Title   string      `json:"title"`
	Article id.Article  `json:"article,omitempty" doc:"To read"`
	Page    string      `json:"page,omitempty" doc:"Code of a page to look at"`
	Meet    access.Kind `json:"meet,omitempty" doc:"Whom to meet"`
}

type stepJSON struct {
	ID string `json:"id"`
	StepInput
	DoneOn string `json:"doneOn,omitempty" doc:"Date"`
}

func pathStepOf(x learning.Step) stepJSON {
	return stepJSON{ID: x.ID, StepInput: StepInput{x.Kind, x.Title, x.Article, x.Page, x.Meet}}
}

// PathInput is for whom an introduction is.
type PathInput struct {
	Area  id.Area     `json:"area,omitempty" doc:"Absent for all areas; never changes"`
	Actor access.Kind `json:"actor,omitempty" doc:"Absent for all"`
	Role  access.Role `json:"role,omitempty" doc:"Absent for all"`
	Title string      `json:"title"`
	About string      `json:"about,omitempty"`
}

func (in PathInput) in() learning.PathInput {
	return learning.PathInput{Area: in.Area, Actor: in.Actor, Role: in.Role, Title: in.Title, About: in.About}
}

type pathJSON struct {
	ID id.Path `json:"id"`
	PathInput
	Steps   []stepJSON `json:"steps"`
	Version int64      `json:"version"`
}

func pathOf(p learning.Path) pathJSON {
	return pathJSON{p.ID, PathInput{p.Area, p.Actor, p.Role, p.Title, p.About}, rest.ListOf(p.Steps, pathStepOf), p.Version}
}

type pathListJSON struct {
	Paths []pathJSON `json:"paths"`
}

// CourseJSON is how far a function has come in its introduction.
type CourseJSON struct {
	Function id.Function `json:"function"`
	Unit     id.Unit     `json:"unit"`
	Actor    access.Kind `json:"actor"`
	Deputy   bool        `json:"deputy,omitempty"`
	Since    time.Time   `json:"since"`
	Steps    int         `json:"steps"`
	Done     int         `json:"done"`
	Complete bool        `json:"complete" doc:"There is something to certify"`
}

func courseOf(p introduction.Progress) CourseJSON {
	done, all := p.Steps()
	return CourseJSON{p.Function, p.Unit, p.Actor, p.Deputy, p.Since, all, done, p.Complete()}
}

type introductionJSON struct {
	CourseJSON
	Paths []pathJSON `json:"paths"`
}

func introductionOf(v introduction.Introduction) introductionJSON {
	out := introductionJSON{courseOf(v.Progress), rest.ListOf(v.Paths, pathOf)}
	for _, p := range out.Paths {
		for i := range p.Steps {
			p.Steps[i].DoneOn = v.Done[p.Steps[i].ID]
		}
	}
	return out
}

type newcomersJSON struct {
	Newcomers []CourseJSON `json:"newcomers" doc:"The newest first, by function"`
}

type stepTakenInput struct {
	On string `json:"on,omitempty" doc:"Date; absent to take it back"`
}

func addPaths(s *rest.Server) {
	step := stepJSON{ID: rest.ExampleID, StepInput: StepInput{Kind: "meeting", Title: "Träffa FK:s samverkansansvarig", Meet: access.FK}}
	in := PathInput{"0685", access.Kommun, access.Worker, "Ny hos kommunen", "Eget uppdrag och de andras."}
	path := pathJSON{rest.ExampleID, in, []stepJSON{step}, 1}
	far := CourseJSON{"vetlanda-ame-coach", "vetlanda-ame", access.Kommun, false, rest.Day(0), 1, 0, false}
	at := func(c *rest.Call) id.Path { return rest.At[id.Path](c, "path") }
	rest.Add(s, rest.Operation[rest.None, introductionJSON]{Method: http.MethodGet, Path: "/own-introduction", ID: "read-introduction", Tag: "structure", Out: introductionJSON{far, []pathJSON{path}},
		Do: func(c *rest.Call, _ rest.None) (introductionJSON, error) {
			v, err := c.Learn.Introduction(c.Ctx, c.Who)
			return introductionOf(v), err
		}})
	rest.Add(s, rest.Operation[stepTakenInput, rest.None]{Method: http.MethodPost, Path: "/own-introduction/{step}", ID: "take-step", Tag: "structure", Status: http.StatusNoContent,
		In: stepTakenInput{"2026-11-20"}, Do: without(func(c *rest.Call, in stepTakenInput) error {
			return c.Learn.TakeStep(c.Ctx, c.Who, rest.At[string](c, "step"), in.On)
		})})
	rest.Add(s, rest.Operation[rest.None, newcomersJSON]{Method: http.MethodGet, Path: "/areas/{area}/newcomers", ID: "list-newcomers", Tag: "structure", Out: newcomersJSON{[]CourseJSON{far}},
		Do: func(c *rest.Call, _ rest.None) (newcomersJSON, error) {
			v, err := c.Learn.Newcomers(c.Ctx, c.Who, rest.At[id.Area](c, "area"))
			return newcomersJSON{rest.ListOf(v.Rows, courseOf)}, err
		}})
	rest.Add(s, rest.Operation[rest.None, pathListJSON]{Method: http.MethodGet, Path: "/introductions", ID: "list-introductions", Tag: "structure", Query: []string{"area"}, Out: pathListJSON{[]pathJSON{path}},
		Do: func(c *rest.Call, _ rest.None) (pathListJSON, error) {
			v, err := c.Learn.Paths(c.Ctx, c.Who, id.Area(c.Query.Get("area")))
			return pathListJSON{rest.ListOf(v.Rows, func(p introduction.PathRow) pathJSON { return pathOf(p.Path) })}, err
		}})
	rest.Add(s, rest.Operation[PathInput, rest.CreatedJSON]{Method: http.MethodPost, Path: "/introductions", ID: "add-introduction", Tag: "structure", Status: http.StatusCreated, In: in, Out: rest.CreatedJSON{ID: rest.ExampleID},
		Do: func(c *rest.Call, in PathInput) (rest.CreatedJSON, error) {
			p, err := c.Learn.AddPath(c.Ctx, c.Who, in.in())
			return rest.Created(p, "/introductions", err)
		}})
	rest.Add(s, rest.Operation[PathInput, rest.None]{Method: http.MethodPut, Path: "/introductions/{path}", ID: "change-introduction", Tag: "structure", Versioned: true, Status: http.StatusNoContent, In: in,
		Do: without(func(c *rest.Call, in PathInput) error {
			return c.Learn.ChangePath(c.Ctx, c.Who, at(c), in.in(), c.Version)
		})})
	rest.Add(s, rest.Operation[rest.None, rest.None]{Method: http.MethodPost, Path: "/introductions/{path}/end", ID: "end-introduction", Tag: "structure", Versioned: true, Status: http.StatusNoContent,
		Do: without(func(c *rest.Call, _ rest.None) error { return c.Learn.EndPath(c.Ctx, c.Who, at(c), c.Version) })})
	addSteps(s, step.StepInput, at)
}

func addSteps(s *rest.Server, example StepInput, at func(*rest.Call) id.Path) {
	rest.Add(s, rest.Operation[StepInput, rest.CreatedJSON]{Method: http.MethodPost, Path: "/introductions/{path}/steps", ID: "add-introduction-step", Tag: "structure", Versioned: true, Status: http.StatusCreated,
		In: example, Out: rest.CreatedJSON{ID: rest.ExampleID}, Do: func(c *rest.Call, in StepInput) (rest.CreatedJSON, error) {
			made, err := c.Learn.AddStep(c.Ctx, c.Who, learning.Step{Path: at(c), Kind: in.Kind, Title: in.Title, Article: in.Article, Page: in.Page, Meet: in.Meet}, c.Version)
			return rest.Created(made, "/introductions", err)
		}})
	rest.Add(s, rest.Operation[rest.None, rest.None]{Method: http.MethodDelete, Path: "/introductions/{path}/steps/{step}", ID: "end-introduction-step", Tag: "structure", Versioned: true, Status: http.StatusNoContent,
		Do: without(func(c *rest.Call, _ rest.None) error {
			return c.Learn.EndStep(c.Ctx, c.Who, at(c), rest.At[string](c, "step"), c.Version)
		})})
}

// TrainingInput is what is planned of a training day.
type TrainingInput struct {
	Title    string        `json:"title"`
	Themes   string        `json:"themes,omitempty"`
	On       string        `json:"on" doc:"Date"`
	Place    string        `json:"place,omitempty"`
	Audience string        `json:"audience" enum:"workers,managers,politicians"`
	Method   bool          `json:"method" doc:"The yearly day when methods are reviewed"`
	Seats    int           `json:"seats" doc:"0 for no limit"`
	Areas    []id.Area     `json:"areas" doc:"None for all, which only the federation plans"`
	Owners   []id.Function `json:"owners"`
}

type judgedJSON struct {
	Question string `json:"question"`
	Mean     int    `json:"mean" doc:"Hundredths, 100 to 500"`
	Answers  int    `json:"answers" doc:"At least five"`
}

// DayOutcomeInput is what came of a training day.
type DayOutcomeInput struct {
	People  map[access.Kind]int `json:"people" doc:"Who came, by actor"`
	Answers []judgedJSON        `json:"answers"`
	Record  string              `json:"record,omitempty" doc:"Of a method day: what the review found"`
	Survey  id.Survey           `json:"survey,omitempty"`
}

type trainingJSON struct {
	ID id.Training `json:"id"`
	TrainingInput
	State    string `json:"state" enum:"planned,held,cancelled"`
	SignedUp int    `json:"signedUp"`
	DayOutcomeInput
	Version int64 `json:"version"`
}

// Etag returns the version that a change must name.
func (t trainingJSON) Etag() int64 { return t.Version }

func trainingOf(t learning.Training) trainingJSON {
	judged := rest.ListOf(t.Answers, func(a learning.Answer) judgedJSON { return judgedJSON(a) })
	in := TrainingInput{t.Title, t.Themes, t.On, t.Place, t.Audience, t.Method, t.Seats, append([]id.Area{}, t.Areas...), append([]id.Function{}, t.Owners...)}
	people := t.People
	if people == nil {
		people = map[access.Kind]int{}
	}
	return trainingJSON{t.ID, in, t.State, t.Coming(), DayOutcomeInput{people, judged, t.Record, t.Survey}, t.Version}
}

type trainingListJSON struct {
	Trainings []trainingJSON `json:"trainings" doc:"The latest date first"`
	rest.PageJSON
}

type signUpInput struct {
	People int `json:"people" doc:"0 takes it back"`
}

func listTrainings(c *rest.Call, _ rest.None) (trainingListJSON, error) {
	p, page, err := partOf(c)
	if err != nil {
		return trainingListJSON{}, err
	}
	v, err := c.Learn.Trainings(c.Ctx, c.Who, learning.TrainingFilter{Area: id.Area(c.Query.Get("area")), Before: p.After, Last: p.Last, Limit: p.Limit})
	list := trainingListJSON{rest.ListOf(v.Rows, func(t introduction.TrainingRow) trainingJSON { return trainingOf(t.Training) }), rest.PageJSON{Limit: p.Limit}}
	if v.More {
		last := v.Rows[len(v.Rows)-1]
		list.PageJSON = c.NextAfter(page, afterDate(last.On, string(last.ID)))
	}
	return list, err
}

func addTrainings(s *rest.Server) {
	in := TrainingInput{"Möten i samverkan", "SIP och gemensam kartläggning", "2027-02-10", "Vetlanda", "workers", false, 40, []id.Area{"0685"}, []id.Function{"vetlanda-samordning"}}
	out := DayOutcomeInput{map[access.Kind]int{access.Kommun: 6}, []judgedJSON{{"Hade du nytta av dagen?", 420, 6}}, "", ""}
	example := trainingJSON{rest.ExampleID, in, learning.Planned, 6, DayOutcomeInput{map[access.Kind]int{}, []judgedJSON{}, "", ""}, 1}
	at := func(c *rest.Call) id.Training { return rest.At[id.Training](c, "training") }
	rest.Add(s, rest.Operation[rest.None, trainingListJSON]{Method: http.MethodGet, Path: "/trainings", ID: "list-trainings", Tag: "structure", Query: []string{"area", "limit", "after"},
		Out: trainingListJSON{[]trainingJSON{example}, rest.PageJSON{Limit: rest.UsualLimit}}, Do: listTrainings})
	rest.Add(s, rest.Operation[TrainingInput, rest.CreatedJSON]{Method: http.MethodPost, Path: "/trainings", ID: "plan-training", Tag: "structure", Status: http.StatusCreated, In: in, Out: rest.CreatedJSON{ID: rest.ExampleID},
		Do: func(c *rest.Call, in TrainingInput) (rest.CreatedJSON, error) {
			t, err := c.Learn.PlanTraining(c.Ctx, c.Who, learning.TrainingInput(in))
			return rest.Created(t, "/trainings/"+string(t), err)
		}})
	rest.Add(s, rest.Operation[rest.None, trainingJSON]{Method: http.MethodGet, Path: "/trainings/{training}", ID: "read-training", Tag: "structure", Out: example,
		Do: func(c *rest.Call, _ rest.None) (trainingJSON, error) {
			v, err := c.Learn.Training(c.Ctx, c.Who, at(c))
			return trainingOf(v.Training), err
		}})
	rest.Add(s, rest.Operation[TrainingInput, rest.None]{Method: http.MethodPut, Path: "/trainings/{training}", ID: "change-training", Tag: "structure", Versioned: true, Status: http.StatusNoContent, In: in,
		Do: without(func(c *rest.Call, in TrainingInput) error {
			return c.Learn.ReplanTraining(c.Ctx, c.Who, at(c), learning.TrainingInput(in), c.Version)
		})})
	rest.Add(s, rest.Operation[DayOutcomeInput, rest.None]{Method: http.MethodPut, Path: "/trainings/{training}/outcome", ID: "hold-training", Tag: "structure", Versioned: true, Status: http.StatusNoContent, In: out,
		Do: without(func(c *rest.Call, in DayOutcomeInput) error {
			answers := rest.ListOf(in.Answers, func(a judgedJSON) learning.Answer { return learning.Answer(a) })
			return c.Learn.HoldTraining(c.Ctx, c.Who, at(c), learning.Outcome{People: in.People, Answers: answers, Record: in.Record, Survey: in.Survey}, c.Version)
		})})
	rest.Add(s, rest.Operation[signUpInput, rest.None]{Method: http.MethodPost, Path: "/trainings/{training}/seats", ID: "sign-up-for-training", Tag: "structure", Status: http.StatusNoContent, In: signUpInput{2},
		Do: without(func(c *rest.Call, in signUpInput) error { return c.Learn.SignUp(c.Ctx, c.Who, at(c), in.People) })})
	rest.Add(s, rest.Operation[rest.None, rest.None]{Method: http.MethodPost, Path: "/trainings/{training}/cancellation", ID: "cancel-training", Tag: "structure", Versioned: true, Status: http.StatusNoContent,
		Do: without(func(c *rest.Call, _ rest.None) error { return c.Learn.CancelTraining(c.Ctx, c.Who, at(c), c.Version) })})
}

// LeftBehindJSON is something that hangs on a function whose holder leaves.
type LeftBehindJSON struct {
	Thing   string      `json:"thing" enum:"waiting,way,forum,agreement,obstacle,intervention,article,training,introduction"`
	Subject string      `json:"subject,omitempty"`
	To      id.Function `json:"to,omitempty"`
	DoneOn  string      `json:"doneOn,omitempty" doc:"Date"`
	Version int64       `json:"version" doc:"0 while nothing has been noted"`
}

func handedOf(h learning.Handed) LeftBehindJSON {
	return LeftBehindJSON{h.Thing, h.Subject, h.To, h.On, h.Version}
}

type hangingJSON struct {
	LeftBehindJSON
	Name string `json:"name,omitempty"`
	As   string `json:"as,omitempty" doc:"What the function is there"`
}

type leavingJSON struct {
	Function id.Function   `json:"function"`
	Leads    int           `json:"leads" doc:"Cases that the reader may know of; only their number"`
	Part     int           `json:"part"`
	Requests int           `json:"requests"`
	Things   []hangingJSON `json:"things"`
}

func readLeaving(c *rest.Call, _ rest.None) (leavingJSON, error) {
	v, err := c.Learn.Leaving(c.Ctx, c.Who, rest.At[id.Assignment](c, "assignment"))
	if err != nil {
		return leavingJSON{}, err
	}
	n, err := c.Control.WaitingFor(c.Ctx, c.Who, v.Holder.Unit, v.Holder.Function)
	return leavingJSON{v.Holder.Function, n.Leads, n.Part, n.Requests, rest.ListOf(v.Rows, func(x introduction.LeavingRow) hangingJSON {
		h := x.Handed
		h.Thing, h.Subject = x.Hanging.Thing, x.Hanging.Subject
		return hangingJSON{handedOf(h), x.Name, x.As}
	})}, err
}

func addLeaving(s *rest.Server) {
	handed := LeftBehindJSON{learning.ThingWay, "vetlanda-in-arbete", "vetlanda-ame-chef", "2026-11-20", 1}
	rest.Add(s, rest.Operation[rest.None, leavingJSON]{Method: http.MethodGet, Path: "/assignments/{assignment}/leaving", ID: "read-leaving", Tag: "structure",
		Out: leavingJSON{"vetlanda-ame-coach", 0, 3, 1, []hangingJSON{{handed, "work", "owner"}}}, Do: readLeaving})
	rest.Add(s, rest.Operation[LeftBehindJSON, rest.None]{Method: http.MethodPost, Path: "/assignments/{assignment}/leaving", ID: "hand-over-leaving", Tag: "structure", Status: http.StatusNoContent, In: handed,
		Do: without(func(c *rest.Call, in LeftBehindJSON) error {
			return c.Learn.HandOver(c.Ctx, c.Who, rest.At[id.Assignment](c, "assignment"), learning.Handed{Thing: in.Thing, Subject: in.Subject, To: in.To, On: in.DoneOn, Version: in.Version})
		})})
}
