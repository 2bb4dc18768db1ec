package api

import (
	"net/http"
	"time"

	"samverk/internal/access"
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
		Actors: listOf(in.Actors, func(a forumActorJSON) forum.Actor {
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

func (f ForumJSON) etag() int64 { return f.Version }

func forumOf(f forum.Forum) ForumJSON {
	s := f.Settings()
	return ForumJSON{ID: f.ID, Area: f.Area, Status: f.Status, StatusAt: f.StatusAt, Version: f.Version, ForumInput: ForumInput{
		Name: s.Name, Kind: s.Kind, Level: s.Level, Formal: s.Formal, Internal: s.Internal, About: s.About, UseWhen: s.UseWhen, Target: s.Target,
		AgeFrom: s.AgeFrom, AgeTo: s.AgeTo, Agreement: s.Agreement, Driver: s.Driver, Deputy: s.Deputy, Chairing: s.Chairing, Chair: s.Chair,
		Secretary: s.Secretary, Place: s.Place, Link: s.Link, ReviewOn: s.ReviewOn, Actors: listOf(s.Actors, forumActorOf)}}
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
	return callRulesJSON{listOf(r.Actors, forumActorOf), r.AnswerDays, r.InForce, r.Needs, r.Open()}
}

type forumRowJSON struct {
	ForumJSON
	Rules       callRulesJSON `json:"rules"`
	NextSitting time.Time     `json:"nextSitting,omitzero"`
	Findings    []findingJSON `json:"findings" doc:"What it lacks"`
}

func forumRowOf(r structure.ForumRow) forumRowJSON {
	return forumRowJSON{forumOf(r.Forum), callRulesOf(r.CallRules), r.Next, listOf(r.Health, findingOf)}
}

type forumListJSON struct {
	Area    AreaJSON       `json:"area"`
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
	Functions []functionJSON       `json:"functions"`
	MayKeep   bool                 `json:"mayKeep"`
	MayRun    bool                 `json:"mayRun"`
}

func forumViewOf(v structure.ForumView) forumViewJSON {
	return forumViewJSON{
		ForumJSON: forumOf(v.Forum), Rules: callRulesOf(v.CallRules), Members: listOf(v.Members, func(f id.Function) id.Function { return f }),
		Upcoming: listOf(v.Upcoming, sittingRowOf), Past: listOf(v.Past, sittingRowOf),
		Points:    listOf(v.Points, func(p forum.Point) forumPointJSON { return forumPointJSON{p.Code, p.Done, p.Needed} }),
		Findings:  listOf(v.Health, findingOf),
		Criteria:  listOf(v.Criteria, func(c structure.Criterion) forumCriterionJSON { return forumCriterionJSON{c.Code, c.Met} }),
		Events:    listOf(v.Events, func(e forum.Event) forumEventJSON { return forumEventJSON{e.At, e.Kind, e.Function, e.Words} }),
		Functions: valuesOf(v.Functions, functionOf), MayKeep: v.MayKeep, MayRun: v.MayRun,
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

func forumIn(c *call) id.Forum { return at[id.Forum](c, "forum") }

func addForums(s *server) {
	const path, tag = "/forums/{forum}", "forums"
	add(s, operation[none, forumListJSON]{method: http.MethodGet, path: "/areas/{area}/forums", id: "list-forums", tag: tag, out: exampleForumList(),
		do: func(c *call, _ none) (forumListJSON, error) {
			v, err := c.structure.Forums(c.ctx, c.who, areaIn(c))
			return forumListJSON{AreaJSON{v.Area.ID, v.Area.Name}, listOf(v.Rows, forumRowOf), v.MayKeep}, err
		}})
	add(s, operation[none, guideJSON]{method: http.MethodGet, path: "/areas/{area}/forum-guide", id: "guide-to-forum", tag: tag, query: []string{"situation"},
		out: guideJSON{[]adviceJSON{{"several_actors", []string{forum.Samverk}, exampleForumList().Forums}}}, do: guideToForum})
	add(s, operation[ForumInput, createdJSON]{method: http.MethodPost, path: "/areas/{area}/forums", id: "create-forum", tag: tag,
		status: http.StatusCreated, in: exampleForumInput(), out: createdJSON{ID: exampleID},
		do: func(c *call, in ForumInput) (createdJSON, error) {
			f, err := c.structure.CreateForum(c.ctx, c.who, areaIn(c), in.settings())
			return created(f, "/forums/"+string(f), err)
		}})
	add(s, operation[none, forumViewJSON]{method: http.MethodGet, path: path, id: "read-forum", tag: tag, out: exampleForumView(),
		do: func(c *call, _ none) (forumViewJSON, error) {
			v, err := c.structure.Forum(c.ctx, c.who, forumIn(c))
			if err != nil {
				return forumViewJSON{}, err
			}
			return forumViewOf(v), nil
		}})
	add(s, operation[ForumInput, none]{method: http.MethodPut, path: path, id: "change-forum", tag: tag, versioned: true, status: http.StatusNoContent, in: exampleForumInput(),
		do: func(c *call, in ForumInput) (none, error) {
			return none{}, c.structure.ChangeForum(c.ctx, c.who, forumIn(c), c.version, in.settings())
		}})
	add(s, step(path+"/steps", "step-forum", tag, forumStepInput{forum.Resting, "Ingen samordnare just nu."}, func(c *call, in forumStepInput) error {
		return c.structure.StepForum(c.ctx, c.who, forum.Step{Forum: forumIn(c), Version: c.version, To: in.To, Words: in.Words})
	}))
	add(s, operation[forumPointInput, none]{method: http.MethodPut, path: path + "/points/{point}", id: "tick-forum-point", tag: tag, status: http.StatusNoContent, in: forumPointInput{true},
		do: func(c *call, in forumPointInput) (none, error) {
			return none{}, c.structure.TickForum(c.ctx, c.who, forumIn(c), at[string](c, "point"), in.Done)
		}})
	add(s, operation[memberInput, none]{method: http.MethodPost, path: path + "/members", id: "join-forum", tag: tag, status: http.StatusNoContent, in: memberInput{exampleFunction().ID},
		do: func(c *call, in memberInput) (none, error) {
			return none{}, c.structure.JoinForum(c.ctx, c.who, forumIn(c), in.Function)
		}})
	add(s, operation[none, vacantJSON]{method: http.MethodDelete, path: path + "/members/{function}", id: "leave-forum", tag: tag, out: vacantJSON{[]string{forum.TaskChair}},
		do: func(c *call, _ none) (vacantJSON, error) {
			vacant, err := c.structure.LeaveForum(c.ctx, c.who, forumIn(c), at[id.Function](c, "function"))
			return vacantJSON{listOf(vacant, func(t string) string { return t })}, err
		}})
	addSittings(s)
}

func guideToForum(c *call, _ none) (guideJSON, error) {
	v, err := c.structure.ForumGuide(c.ctx, c.who, areaIn(c), c.query.Get("situation"))
	return guideJSON{listOf(v.Advice, func(a structure.Advice) adviceJSON {
		return adviceJSON{a.Code, a.Kinds, listOf(a.Forums, forumRowOf)}
	})}, err
}
