package api

import (
	"net/http"
	"time"

	"samverk/internal/access"
	"samverk/internal/api/rest"
	"samverk/internal/app"
	"samverk/internal/forum"
	"samverk/internal/id"
	"samverk/internal/structure"
)

type forumActorJSON struct {
	Actor      access.Kind `json:"actor" enum:"kommun,vard,fk,af"`
	MayCall    bool        `json:"mayCall"`
	IsCalled   bool        `json:"isCalled"`
	MustAttend bool        `json:"mustAttend"`
}

func forumActorOf(a forum.Actor) forumActorJSON {
	return forumActorJSON{a.Kind, a.MayCall, a.IsCalled, a.MustAttend}
}

// ForumInput is what is decided about a forum.
type ForumInput struct {
	Name      string           `json:"name"`
	Kind      string           `json:"kind" enum:"samverk,sip,gk,reconciliation,se,managers,school,three_party,network,youth,general"`
	Level     string           `json:"level" enum:"individual,general,managers" doc:"Persons are talked of on the first only"`
	Formal    bool             `json:"formal"`
	Internal  bool             `json:"internal" doc:"Within one actor"`
	About     string           `json:"about,omitempty"`
	UseWhen   string           `json:"useWhen,omitempty"`
	Target    string           `json:"target,omitempty" doc:"Whom it is for"`
	AgeFrom   int              `json:"ageFrom,omitempty"`
	AgeTo     int              `json:"ageTo,omitempty" doc:"The last year of age"`
	Agreement id.Agreement     `json:"agreement,omitempty"`
	Driver    id.Function      `json:"driver,omitempty"`
	Deputy    id.Function      `json:"deputy,omitempty" doc:"Of the driver"`
	Chairing  string           `json:"chairing" enum:"fixed,rotation"`
	Chair     id.Function      `json:"chair,omitempty"`
	Secretary id.Function      `json:"secretary,omitempty"`
	Place     string           `json:"place,omitempty"`
	Link      string           `json:"link,omitempty" format:"uri"`
	ReviewOn  string           `json:"reviewOn,omitempty" format:"date"`
	Actors    []forumActorJSON `json:"actors" doc:"What each may do where no agreement in force says so"`
}

func (in ForumInput) settings() forum.Settings {
	return forum.Settings{
		Name: in.Name, Kind: in.Kind, Level: in.Level, Formal: in.Formal, Internal: in.Internal, About: in.About, UseWhen: in.UseWhen, Target: in.Target,
		AgeFrom: in.AgeFrom, AgeTo: in.AgeTo, Agreement: in.Agreement, Driver: in.Driver, Deputy: in.Deputy, Chairing: in.Chairing, Chair: in.Chair,
		Secretary: in.Secretary, Place: in.Place, Link: in.Link, ReviewOn: in.ReviewOn,
		Actors: rest.ListOf(in.Actors, func(a forumActorJSON) forum.Actor {
			return forum.Actor{Kind: a.Actor, MayCall: a.MayCall, IsCalled: a.IsCalled, MustAttend: a.MustAttend}
		}),
	}
}

// ForumJSON is a forum of the register.
type ForumJSON struct {
	ID       id.Forum  `json:"id"`
	Area     id.Area   `json:"area"`
	Status   string    `json:"status" enum:"planned,starting,active,resting,ended"`
	StatusAt time.Time `json:"statusAt,omitzero"`
	ForumInput
	Version int64 `json:"version"`
}

// Etag returns the version that a change must name.
func (f ForumJSON) Etag() int64 { return f.Version }

func forumOf(f forum.Forum) ForumJSON {
	s := f.Settings()
	return ForumJSON{ID: f.ID, Area: f.Area, Status: f.Status, StatusAt: f.StatusAt, Version: f.Version, ForumInput: ForumInput{
		Name: s.Name, Kind: s.Kind, Level: s.Level, Formal: s.Formal, Internal: s.Internal, About: s.About, UseWhen: s.UseWhen, Target: s.Target,
		AgeFrom: s.AgeFrom, AgeTo: s.AgeTo, Agreement: s.Agreement, Driver: s.Driver, Deputy: s.Deputy, Chairing: s.Chairing, Chair: s.Chair,
		Secretary: s.Secretary, Place: s.Place, Link: s.Link, ReviewOn: s.ReviewOn, Actors: rest.ListOf(s.Actors, forumActorOf)}}
}

type findingJSON struct {
	Code   string        `json:"code" enum:"driver,chair,agreement,members,dates,long,cancelled,review"`
	Actors []access.Kind `json:"actors,omitempty"`
}

func findingOf(f structure.Finding) findingJSON { return findingJSON{f.Code, f.Actors} }

// callRulesJSON is what holds for calls into a forum today.
type callRulesJSON struct {
	Actors         []forumActorJSON `json:"actors"`
	AnswerDays     int              `json:"answerDays" doc:"Working days until a call is to be answered"`
	InForce        bool             `json:"inForce" doc:"An agreement in force governs the forum"`
	NeedsAgreement bool             `json:"needsAgreement"`
	Open           bool             `json:"open" doc:"Cases are called to it now"`
}

func callRulesOf(r app.CallRules) callRulesJSON {
	return callRulesJSON{rest.ListOf(r.Actors, forumActorOf), r.AnswerDays, r.InForce, r.Needs, r.Open()}
}

type forumRowJSON struct {
	ForumJSON
	Rules       callRulesJSON `json:"rules"`
	NextSitting time.Time     `json:"nextSitting,omitzero"`
	Findings    []findingJSON `json:"findings" doc:"What it lacks"`
}

func forumRowOf(r structure.ForumRow) forumRowJSON {
	return forumRowJSON{forumOf(r.Forum), callRulesOf(r.CallRules), r.Next, rest.ListOf(r.Health, findingOf)}
}

type forumListJSON struct {
	Area    rest.AreaJSON  `json:"area"`
	Forums  []forumRowJSON `json:"forums"`
	MayKeep bool           `json:"mayKeep" doc:"The caller may enter forums in the area"`
}

type forumPointJSON struct {
	Code   string `json:"code" enum:"driver,deputy,members,agreement,days,roles,purpose,forms"`
	Done   bool   `json:"done"`
	Needed bool   `json:"needed" doc:"Without it the forum cannot be active"`
}

type forumCriterionJSON struct {
	Code string `json:"code" enum:"continuous,documentation,plan,follow_up"`
	Met  bool   `json:"met"`
}

type forumEventJSON struct {
	At       time.Time   `json:"at"`
	Kind     string      `json:"kind" enum:"created,changed,starting,active,resting,ended,joined,left,planned,moved,cancelled"`
	Function id.Function `json:"function,omitempty"`
	Words    string      `json:"words,omitempty"`
}

type forumViewJSON struct {
	ForumJSON
	Rules     callRulesJSON        `json:"rules"`
	Members   []id.Function        `json:"members"`
	Upcoming  []sittingRowJSON     `json:"upcoming"`
	Past      []sittingRowJSON     `json:"past" doc:"Of the last year, newest first"`
	Points    []forumPointJSON     `json:"points" doc:"The list of a forum that starts"`
	Findings  []findingJSON        `json:"findings" doc:"What it lacks"`
	Criteria  []forumCriterionJSON `json:"criteria" doc:"Of a formal forum, by what was done in the last year"`
	Events    []forumEventJSON     `json:"events" doc:"Newest first"`
	Functions []rest.FunctionJSON  `json:"functions"`
	MayKeep   bool                 `json:"mayKeep"`
	MayRun    bool                 `json:"mayRun"`
}

func forumViewOf(v structure.ForumView) forumViewJSON {
	return forumViewJSON{
		ForumJSON: forumOf(v.Forum), Rules: callRulesOf(v.CallRules), Members: rest.ListOf(v.Members, func(f id.Function) id.Function { return f }),
		Upcoming: rest.ListOf(v.Upcoming, sittingRowOf), Past: rest.ListOf(v.Past, sittingRowOf),
		Points:    rest.ListOf(v.Points, func(p forum.Point) forumPointJSON { return forumPointJSON{p.Code, p.Done, p.Needed} }),
		Findings:  rest.ListOf(v.Health, findingOf),
		Criteria:  rest.ListOf(v.Criteria, func(c structure.Criterion) forumCriterionJSON { return forumCriterionJSON{c.Code, c.Met} }),
		Events:    rest.ListOf(v.Events, func(e forum.Event) forumEventJSON { return forumEventJSON{e.At, e.Kind, e.Function, e.Words} }),
		Functions: rest.ValuesOf(v.Functions, rest.FunctionOf), MayKeep: v.MayKeep, MayRun: v.MayRun,
	}
}

type adviceJSON struct {
	Situation string         `json:"situation"`
	Kinds     []string       `json:"kinds" doc:"Of forums that are for it, the best first"`
	Forums    []forumRowJSON `json:"forums"`
}

type guideJSON struct {
	Advice []adviceJSON `json:"advice"`
}

type forumStepInput struct {
	To    string `json:"to" enum:"starting,active,resting,ended"`
	Words string `json:"words,omitempty" doc:"Why; needed to rest and to end"`
}

type forumPointInput struct {
	Done bool `json:"done"`
}

type memberInput struct {
	Function id.Function `json:"function"`
}

type vacantJSON struct {
	Vacant []string `json:"vacant" doc:"Tasks that nobody has any more: driver, deputy, chair, secretary"`
}

func forumIn(c *rest.Call) id.Forum { return rest.At[id.Forum](c, "forum") }

func addForums(s *rest.Server) {
	const path, tag = "/forums/{forum}", "forums"
	rest.Add(s, rest.Operation[rest.None, forumListJSON]{Method: http.MethodGet, Path: "/areas/{area}/forums", ID: "list-forums", Tag: tag, Out: exampleForumList(),
		Do: func(c *rest.Call, _ rest.None) (forumListJSON, error) {
			v, err := c.Structure.Forums(c.Ctx, c.Who, areaIn(c))
			return forumListJSON{rest.AreaJSON{ID: v.Area.ID, Name: v.Area.Name}, rest.ListOf(v.Rows, forumRowOf), v.MayKeep}, err
		}})
	rest.Add(s, rest.Operation[rest.None, guideJSON]{Method: http.MethodGet, Path: "/areas/{area}/forum-guide", ID: "guide-to-forum", Tag: tag, Query: []string{"situation"},
		Out: guideJSON{[]adviceJSON{{"several_actors", []string{forum.Samverk}, exampleForumList().Forums}}}, Do: guideToForum})
	rest.Add(s, rest.Operation[ForumInput, rest.CreatedJSON]{Method: http.MethodPost, Path: "/areas/{area}/forums", ID: "create-forum", Tag: tag,
		Status: http.StatusCreated, In: exampleForumInput(), Out: rest.CreatedJSON{ID: rest.ExampleID},
		Do: func(c *rest.Call, in ForumInput) (rest.CreatedJSON, error) {
			f, err := c.Structure.CreateForum(c.Ctx, c.Who, areaIn(c), in.settings())
			return rest.Created(f, "/forums/"+string(f), err)
		}})
	rest.Add(s, rest.Operation[rest.None, forumViewJSON]{Method: http.MethodGet, Path: path, ID: "read-forum", Tag: tag, Out: exampleForumView(),
		Do: func(c *rest.Call, _ rest.None) (forumViewJSON, error) {
			v, err := c.Structure.Forum(c.Ctx, c.Who, forumIn(c))
			if err != nil {
				return forumViewJSON{}, err
			}
			return forumViewOf(v), nil
		}})
	rest.Add(s, rest.Operation[ForumInput, rest.None]{Method: http.MethodPut, Path: path, ID: "change-forum", Tag: tag, Versioned: true, Status: http.StatusNoContent, In: exampleForumInput(),
		Do: func(c *rest.Call, in ForumInput) (rest.None, error) {
			return rest.None{}, c.Structure.ChangeForum(c.Ctx, c.Who, forumIn(c), c.Version, in.settings())
		}})
	rest.Add(s, step(path+"/steps", "step-forum", tag, forumStepInput{forum.Resting, "Ingen samordnare just nu."}, func(c *rest.Call, in forumStepInput) error {
		return c.Structure.StepForum(c.Ctx, c.Who, forum.Step{Forum: forumIn(c), Version: c.Version, To: in.To, Words: in.Words})
	}))
	rest.Add(s, rest.Operation[forumPointInput, rest.None]{Method: http.MethodPut, Path: path + "/points/{point}", ID: "tick-forum-point", Tag: tag, Status: http.StatusNoContent, In: forumPointInput{true},
		Do: func(c *rest.Call, in forumPointInput) (rest.None, error) {
			return rest.None{}, c.Structure.TickForum(c.Ctx, c.Who, forumIn(c), rest.At[string](c, "point"), in.Done)
		}})
	rest.Add(s, rest.Operation[memberInput, rest.None]{Method: http.MethodPost, Path: path + "/members", ID: "join-forum", Tag: tag, Status: http.StatusNoContent, In: memberInput{rest.ExampleFunction().ID},
		Do: func(c *rest.Call, in memberInput) (rest.None, error) {
			return rest.None{}, c.Structure.JoinForum(c.Ctx, c.Who, forumIn(c), in.Function)
		}})
	rest.Add(s, rest.Operation[rest.None, vacantJSON]{Method: http.MethodDelete, Path: path + "/members/{function}", ID: "leave-forum", Tag: tag, Out: vacantJSON{[]string{forum.TaskChair}},
		Do: func(c *rest.Call, _ rest.None) (vacantJSON, error) {
			vacant, err := c.Structure.LeaveForum(c.Ctx, c.Who, forumIn(c), rest.At[id.Function](c, "function"))
			return vacantJSON{rest.ListOf(vacant, func(t string) string { return t })}, err
		}})
	addSittings(s)
}

func guideToForum(c *rest.Call, _ rest.None) (guideJSON, error) {
	v, err := c.Structure.ForumGuide(c.Ctx, c.Who, areaIn(c), c.Query.Get("situation"))
	return guideJSON{rest.ListOf(v.Advice, func(a structure.Advice) adviceJSON {
		return adviceJSON{a.Code, a.Kinds, rest.ListOf(a.Forums, forumRowOf)}
	})}, err
}
