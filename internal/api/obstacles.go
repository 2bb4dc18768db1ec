package api

import (
	"net/http"
	"slices"
	"strconv"
	"time"

	"samverk/internal/access"
	"samverk/internal/api/rest"
	"samverk/internal/app"
	"samverk/internal/errs"
	"samverk/internal/forum"
	"samverk/internal/id"
	"samverk/internal/minutes"
	"samverk/internal/obstacle"
	"samverk/internal/result"
)

// ObstacleJSON is something that stands in the way; it tells of no person.
type ObstacleJSON struct {
	ID         id.Obstacle `json:"id"`
	Area       id.Area     `json:"area"`
	Group      id.Forum    `json:"group,omitempty" doc:"The managers' group; absent while the area has none"`
	GroupName  string      `json:"groupName,omitempty"`
	Kind       string      `json:"kind" enum:"time,knowledge,expectations,rules,staff,contact,something_else"`
	Title      string      `json:"title"`
	Words      string      `json:"words"`
	RaisedBy   id.Function `json:"raisedBy"`
	RaisedAt   time.Time   `json:"raisedAt"`
	Days       int         `json:"days" doc:"That it waited for an answer, or has waited so far"`
	DueOn      string      `json:"dueOn" format:"date" doc:"The last day to answer"`
	State      string      `json:"state" enum:"open,answered,withdrawn"`
	Overdue    bool        `json:"overdue"`
	Decision   string      `json:"decision,omitempty" enum:"done,planned,not_ours,declined" doc:"Of the newest answer"`
	Answer     string      `json:"answer,omitempty" doc:"Its words"`
	FollowUpOn string      `json:"followUpOn,omitempty" format:"date"`
	Version    int64       `json:"version"`
}

// Etag returns the version that a change must name.
func (o ObstacleJSON) Etag() int64 { return o.Version }

func obstacleOf(o app.ObstacleRow) ObstacleJSON {
	return ObstacleJSON{o.ID, o.Area, o.Forum, o.GroupName, o.Kind, o.Title, o.Words, o.RaisedBy, o.RaisedAt, o.Days, o.DueOn,
		o.State, o.Overdue, o.Decision, o.Answer, o.FollowUpOn, o.Version}
}

// obstacleNowOf is an obstacle as it stands when somebody was first.
func obstacleNowOf(o obstacle.Obstacle) ObstacleJSON { return obstacleOf(app.ObstacleRow{Obstacle: o}) }

type obstacleListJSON struct {
	Obstacles []ObstacleJSON `json:"obstacles"`
	rest.PageJSON
}

// obstacleDayJSON is what a day says of obstacles.
type obstacleDayJSON struct {
	Waiting  []ObstacleJSON `json:"waiting" doc:"For an answer of the function's managers' group, or to be followed up"`
	News     []ObstacleJSON `json:"news" doc:"Raised by the function and answered lately"`
	Unplaced []ObstacleJSON `json:"unplaced" doc:"In an area without a managers' group, to its coordinator and managers"`
}

func obstacleDayOf(d app.ObstacleDay) obstacleDayJSON {
	return obstacleDayJSON{rest.ListOf(d.Waiting, obstacleOf), rest.ListOf(d.News, obstacleOf), rest.ListOf(d.Unplaced, obstacleOf)}
}

type obstacleAnswerJSON struct {
	At         time.Time   `json:"at"`
	Function   id.Function `json:"function"`
	Decision   string      `json:"decision" enum:"done,planned,not_ours,declined"`
	Words      string      `json:"words"`
	FollowUpOn string      `json:"followUpOn,omitempty" format:"date"`
}

func obstacleAnswerOf(a app.AnswerRow) obstacleAnswerJSON {
	return obstacleAnswerJSON{a.At, a.By, a.Decision, a.Words, a.FollowUpOn}
}

type obstacleViewJSON struct {
	ObstacleJSON
	Answers     []obstacleAnswerJSON `json:"answers" doc:"The newest first"`
	MayAnswer   bool                 `json:"mayAnswer"`
	MayWithdraw bool                 `json:"mayWithdraw"`
}

// ObstacleInput is an obstacle as it is raised.
type ObstacleInput struct {
	Kind  string `json:"kind" enum:"time,knowledge,expectations,rules,staff,contact,something_else"`
	Title string `json:"title" doc:"At most 120 characters. May tell of nobody; it is checked"`
	Words string `json:"words" doc:"At most 4000 characters. May tell of nobody; it is checked"`
}

func (in ObstacleInput) in(area id.Area) app.NewObstacle {
	return app.NewObstacle{Area: area, Kind: in.Kind, Title: in.Title, Words: in.Words}
}

type caseObstacleInput struct {
	Area id.Area `json:"area" doc:"Of the case, or where the caller's unit works"`
	ObstacleInput
}

type obstaclePlaceJSON struct {
	Area  id.Area `json:"area"`
	Group string  `json:"group,omitempty" doc:"Absent while the area has no managers' group"`
}

type caseObstaclesJSON struct {
	Obstacles []ObstacleJSON      `json:"obstacles" doc:"Those that the caller's unit has raised"`
	Places    []obstaclePlaceJSON `json:"places" doc:"Where another can be raised"`
}

type answerObstacleInput struct {
	Decision   string `json:"decision" enum:"done,planned,not_ours,declined"`
	Words      string `json:"words" doc:"May tell of nobody; it is checked"`
	FollowUpOn string `json:"followUpOn,omitempty" format:"date" doc:"Needed when something is planned"`
}

func exampleObstacle() ObstacleJSON {
	return ObstacleJSON{rest.ExampleID, "0685", "vetlanda-chefsgrupp", "Chefsgrupp Vetlanda", "rules", "Arbetsträning får inte kombineras med sjukskrivning",
		"Reglerna läses olika. Vi behöver en gemensam tolkning.", rest.ExampleFunction().ID, rest.Day(2), 18, "2026-11-30", obstacle.Open, false, "", "", "", 1}
}

func addObstacles(s *rest.Server) {
	example := exampleObstacle()
	input := ObstacleInput{example.Kind, example.Title, example.Words}
	answer := answerObstacleInput{"planned", "Vi tar fram en gemensam rutin.", "2027-02-15"}
	at := func(c *rest.Call) id.Obstacle { return rest.At[id.Obstacle](c, "obstacle") }
	rest.Add(s, rest.Operation[rest.None, obstacleListJSON]{Method: http.MethodGet, Path: "/areas/{area}/obstacles", ID: "list-obstacles", Tag: "obstacles",
		Query: []string{"status", "limit", "after"}, Out: obstacleListJSON{[]ObstacleJSON{example}, rest.PageJSON{Limit: rest.UsualLimit}}, Do: listObstacles})
	rest.Add(s, rest.Operation[ObstacleInput, rest.CreatedJSON]{Method: http.MethodPost, Path: "/areas/{area}/obstacles", ID: "raise-obstacle", Tag: "obstacles",
		Status: http.StatusCreated, In: input, Out: rest.CreatedJSON{ID: rest.ExampleID},
		Do: func(c *rest.Call, in ObstacleInput) (rest.CreatedJSON, error) {
			o, err := c.App.RaiseObstacle(c.Ctx, c.Who, in.in(areaIn(c)))
			return rest.Created(o, "/obstacles/"+string(o), err)
		}})
	rest.Add(s, rest.Operation[rest.None, obstacleViewJSON]{Method: http.MethodGet, Path: "/obstacles/{obstacle}", ID: "read-obstacle", Tag: "obstacles",
		Out: obstacleViewJSON{example, []obstacleAnswerJSON{{rest.Day(20), rest.ExampleFunction().ID, answer.Decision, answer.Words, answer.FollowUpOn}}, true, false},
		Do: func(c *rest.Call, _ rest.None) (obstacleViewJSON, error) {
			v, err := c.App.Obstacle(c.Ctx, c.Who, at(c))
			return obstacleViewJSON{obstacleOf(v.ObstacleRow), rest.ListOf(v.Answers, obstacleAnswerOf), v.MayAnswer, v.MayWithdraw}, err
		}})
	rest.Add(s, step("/obstacles/{obstacle}/answers", "answer-obstacle", "obstacles", answer, func(c *rest.Call, in answerObstacleInput) error {
		return c.App.AnswerObstacle(c.Ctx, c.Who, at(c), app.ObstacleReply{Version: c.Version, Decision: in.Decision, Words: in.Words, FollowUpOn: in.FollowUpOn})
	}))
	rest.Add(s, step("/obstacles/{obstacle}/withdrawal", "withdraw-obstacle", "obstacles", rest.None{}, func(c *rest.Call, _ rest.None) error {
		return c.App.WithdrawObstacle(c.Ctx, c.Who, at(c), c.Version)
	}))
	addCaseObstacles(s, example, input)
}

func areaIn(c *rest.Call) id.Area { return rest.At[id.Area](c, "area") }

func addCaseObstacles(s *rest.Server, example ObstacleJSON, input ObstacleInput) {
	rest.Add(s, rest.Operation[rest.None, caseObstaclesJSON]{Method: http.MethodGet, Path: "/cases/{case}/obstacles", ID: "list-case-obstacles", Tag: "obstacles",
		Out: caseObstaclesJSON{[]ObstacleJSON{example}, []obstaclePlaceJSON{{"0685", example.GroupName}}},
		Do: func(c *rest.Call, _ rest.None) (caseObstaclesJSON, error) {
			v, err := c.App.CaseObstacles(c.Ctx, c.Who, rest.At[id.Case](c, "case"))
			return caseObstaclesJSON{rest.ListOf(v.Rows, obstacleOf),
				rest.ListOf(v.Places, func(p app.ObstaclePlace) obstaclePlaceJSON { return obstaclePlaceJSON{p.Area.ID, p.GroupName} })}, err
		}})
	rest.Add(s, rest.Operation[caseObstacleInput, rest.CreatedJSON]{Method: http.MethodPost, Path: "/cases/{case}/obstacles", ID: "raise-case-obstacle", Tag: "obstacles",
		Status: http.StatusCreated, In: caseObstacleInput{"0685", input}, Out: rest.CreatedJSON{ID: rest.ExampleID},
		Do: func(c *rest.Call, in caseObstacleInput) (rest.CreatedJSON, error) {
			o, err := c.App.RaiseCaseObstacle(c.Ctx, c.Who, rest.At[id.Case](c, "case"), in.in(in.Area))
			return rest.Created(o, "/obstacles/"+string(o), err)
		}})
}

func listObstacles(c *rest.Call, _ rest.None) (list obstacleListJSON, err error) {
	p, err := c.Page()
	if err != nil {
		return list, err
	}
	state := c.Query.Get("status")
	var f errs.Faults
	f.Check(state == "" || slices.Contains(obstacle.States(), state), "status", "api.status")
	if err := f.Err(); err != nil {
		return list, err
	}
	rows, more, err := c.App.Obstacles(c.Ctx, c.Who, areaIn(c), state, p)
	if err != nil {
		return list, err
	}
	list = obstacleListJSON{rest.ListOf(rows, obstacleOf), rest.PageJSON{Limit: p.Limit}}
	if more {
		last := rows[len(rows)-1]
		list.PageJSON = c.Next(p, last.RaisedAt, string(last.ID))
	}
	return list, nil
}

// countJSON is a number that tells nothing of single persons.
type countJSON struct {
	N   int  `json:"n" doc:"0 where they are few"`
	Few bool `json:"few" doc:"1 to 4: how many is not told"`
}

func countOf(c minutes.Count) countJSON { return countJSON{c.N, c.Few} }

type picturedForumJSON struct {
	Forum    id.Forum       `json:"forum"`
	Name     string         `json:"name"`
	Status   string         `json:"status" enum:"planned,starting,active,resting,ended"`
	Formal   bool           `json:"formal"`
	Sittings []picturedJSON `json:"sittings"`
}

type picturedJSON struct {
	StartsAt time.Time `json:"startsAt"`
	State    string    `json:"state" enum:"planned,held,cancelled"`
	Reason   string    `json:"reason,omitempty" doc:"Why it was cancelled"`
}

type balanceJSON struct {
	Kind   access.Kind `json:"kind" enum:"kommun,vard,fk,af"`
	Calls  countJSON   `json:"calls" doc:"Meetings that it called to"`
	Called countJSON   `json:"called" doc:"Times that it was called by others"`
	Came   countJSON   `json:"came"`
	Tasks  countJSON   `json:"tasks" doc:"Activities and commitments that it answers for"`
}

type turnoutJSON struct {
	Forum   id.Forum    `json:"forum"`
	Kind    access.Kind `json:"kind" enum:"kommun,vard,fk,af,forbund,admin"`
	Came    int         `json:"came"`
	Awaited int         `json:"awaited"`
}

type bandJSON struct {
	From int `json:"from"`
	To   int `json:"to,omitempty" doc:"The last year of age; absent where there is no end"`
}

func bandOf(b forum.Band) bandJSON {
	if b.To >= forum.Oldest {
		b.To = 0
	}
	return bandJSON{b.From, b.To}
}

// pictureJSON is how the forums of an area have worked in a year.
type pictureJSON struct {
	Area       id.Area             `json:"area"`
	Year       int                 `json:"year"`
	Forums     []picturedForumJSON `json:"forums"`
	Balance    []balanceJSON       `json:"balance" doc:"Persons with protected identity are left out"`
	Attendance []turnoutJSON       `json:"attendance" doc:"At forums that take up no cases"`
	Uncovered  []bandJSON          `json:"uncovered" doc:"Ages that no active formal forum is for"`
}

func pictureOf(v result.PictureView) pictureJSON {
	return pictureJSON{
		v.Area.ID, v.Year,
		rest.ListOf(v.Forums, func(f result.PicturedForum) picturedForumJSON {
			return picturedForumJSON{f.ID, f.Name, f.Status, f.Formal, rest.ListOf(f.Sittings, func(s forum.Pictured) picturedJSON {
				return picturedJSON{s.Start, s.State, s.Reason}
			})}
		}),
		rest.ListOf(v.Balance, func(b minutes.Balance) balanceJSON {
			return balanceJSON{b.Kind, countOf(b.Calls), countOf(b.Called), countOf(b.Came), countOf(b.Tasks)}
		}),
		rest.ListOf(v.Attendance, func(a forum.Attendance) turnoutJSON { return turnoutJSON{a.Forum, a.Kind, a.Came, a.Awaited} }),
		rest.ListOf(v.Uncovered(), bandOf),
	}
}

func addPictures(s *rest.Server) {
	example := pictureJSON{
		"0685", 2026, []picturedForumJSON{{rest.ExampleID, "Samverk Vetlanda", forum.Active, true, []picturedJSON{{rest.Day(3), forum.SittingHeld, ""}}}},
		[]balanceJSON{{access.AF, countJSON{N: 12}, countJSON{N: 30}, countJSON{N: 27}, countJSON{Few: true}}},
		[]turnoutJSON{{"vetlanda-chefsgrupp", access.Vard, 7, 8}}, []bandJSON{{67, 0}},
	}
	rest.Add(s, rest.Operation[rest.None, pictureJSON]{Method: http.MethodGet, Path: "/areas/{area}/forum-picture", ID: "read-forum-picture", Tag: "obstacles",
		Query: []string{"year"}, Out: example,
		Do: func(c *rest.Call, _ rest.None) (pictureJSON, error) {
			year := 0
			if text := c.Query.Get("year"); text != "" {
				var f errs.Faults
				n, err := strconv.Atoi(text)
				f.Check(err == nil && n > 0, "year", "api.year")
				if err := f.Err(); err != nil {
					return pictureJSON{}, err
				}
				year = n
			}
			v, err := c.Result.Pictures(c.Ctx, c.Who, areaIn(c), year)
			return pictureOf(v), err
		}})
}
