package around

import (
	"strconv"
	"time"

	"samverk/internal/access"
	"samverk/internal/api/rest"
	"samverk/internal/errs"
	"samverk/internal/federation"
	"samverk/internal/id"
)

// federationMemberJSON is an organisation that belongs to the federation.
type federationMemberJSON struct {
	Organisation id.Org           `json:"organisation"`
	Name         string           `json:"name"`
	Kind         access.Kind      `json:"kind" enum:"kommun,vard,fk,af"`
	Party        federation.Party `json:"party" enum:"state,region,municipality" doc:"That it pays as"`
	JoinedOn     string           `json:"joinedOn" format:"date"`
	NoticeOn     string           `json:"noticeOn,omitempty" format:"date" doc:"It has said that it leaves"`
	LeavesOn     string           `json:"leavesOn,omitempty" format:"date"`
	Version      int64            `json:"version"`
}

func memberOf(m federation.Member) federationMemberJSON {
	return federationMemberJSON{m.Org, m.Name, m.Kind, m.Party(), m.JoinedOn, m.NoticeOn, m.LeavesOn, m.Version}
}

type federationMemberListJSON struct {
	Members []federationMemberJSON `json:"members"`
}

// FederationMemberInput is what is noted of a member.
type FederationMemberInput struct {
	JoinedOn string `json:"joinedOn" format:"date"`
	NoticeOn string `json:"noticeOn,omitempty" format:"date"`
	LeavesOn string `json:"leavesOn,omitempty" format:"date" doc:"Three years after notice at the earliest, and when absent"`
}

func (in FederationMemberInput) of(o id.Org) federation.MemberInput {
	return federation.MemberInput{Org: o, JoinedOn: in.JoinedOn, NoticeOn: in.NoticeOn, LeavesOn: in.LeavesOn}
}

type newFederationMemberInput struct {
	Organisation id.Org `json:"organisation"`
	FederationMemberInput
}

type federationShareJSON struct {
	Organisation id.Org           `json:"organisation"`
	Name         string           `json:"name"`
	Party        federation.Party `json:"party" enum:"state,region,municipality"`
	Weight       int64            `json:"weight" doc:"Within the party; 0 for who pays through another"`
	Kronor       int64            `json:"kronor"`
}

// federationSharesJSON is the budget of a year with what each member pays.
type federationSharesJSON struct {
	Year      int                   `json:"year"`
	Years     []int                 `json:"years" doc:"That have a budget, the newest first"`
	Total     int64                 `json:"total" doc:"Whole kronor; 0 where the year has no budget"`
	Basis     string                `json:"basis,omitempty" enum:"population,agreed" doc:"What the weights are"`
	Source    string                `json:"source,omitempty"`
	DecidedOn string                `json:"decidedOn,omitempty" format:"date"`
	Shares    []federationShareJSON `json:"shares" doc:"They add up to the total"`
	Version   int64                 `json:"version"`
}

func sharesOf(b federation.Budget) federationSharesJSON {
	return federationSharesJSON{Year: b.Year, Years: []int{}, Total: b.Total, Basis: b.Basis, Source: b.Source, DecidedOn: b.DecidedOn, Version: b.Version,
		Shares: rest.ListOf(b.Shares, func(s federation.Share) federationShareJSON {
			return federationShareJSON{s.Org, s.Name, s.Party(), s.Weight, s.Kronor}
		})}
}

type federationWeightInput struct {
	Organisation id.Org `json:"organisation"`
	Weight       int64  `json:"weight" minimum:"0"`
}

type federationBudgetInput struct {
	Total     int64                   `json:"total" doc:"Whole kronor"`
	Basis     string                  `json:"basis" enum:"population,agreed"`
	Source    string                  `json:"source,omitempty"`
	DecidedOn string                  `json:"decidedOn,omitempty" format:"date"`
	Weights   []federationWeightInput `json:"weights" doc:"Of the members that split a party's part"`
}

// federationTaskJSON is something that the federation does in a year.
type federationTaskJSON struct {
	ID        id.Task     `json:"id"`
	Year      int         `json:"year"`
	Kind      string      `json:"kind" enum:"consultation,budget,annual_report,audit,own"`
	Title     string      `json:"title,omitempty" doc:"Of one's own"`
	Provision string      `json:"provision,omitempty" doc:"Of the Act (2003:1210)"`
	DueOn     string      `json:"dueOn" format:"date"`
	Owner     id.Function `json:"owner,omitempty"`
	DoneOn    string      `json:"doneOn,omitempty" format:"date"`
	Words     string      `json:"words,omitempty" doc:"How it was done"`
	Late      bool        `json:"late"`
	Version   int64       `json:"version"`
}

func taskOf(t federation.Task, today string) federationTaskJSON {
	return federationTaskJSON{t.ID, t.Year, t.Kind, t.Title, federation.Provision(t.Kind), t.DueOn, t.Owner, t.DoneOn, t.Words, t.Late(today), t.Version}
}

type federationTaskListJSON struct {
	Year  int                  `json:"year"`
	Tasks []federationTaskJSON `json:"tasks"`
}

type federationTaskInput struct {
	Title string      `json:"title,omitempty" doc:"Of one's own. May tell of nobody; it is checked"`
	DueOn string      `json:"dueOn" format:"date" doc:"Not later than the law says"`
	Owner id.Function `json:"owner,omitempty" doc:"One of the federation's functions"`
}

func (in federationTaskInput) task() federation.TaskInput {
	return federation.TaskInput{Title: in.Title, DueOn: in.DueOn, Owner: in.Owner}
}

type federationDoneInput struct {
	DoneOn string `json:"doneOn,omitempty" format:"date" doc:"Absent when it is not done"`
	Words  string `json:"words,omitempty" doc:"May tell of nobody; it is checked"`
}

type effortPhaseJSON struct {
	Title string `json:"title"`
	From  string `json:"from" format:"date"`
	To    string `json:"to" format:"date"`
}

type effortMoneyJSON struct {
	Year     int    `json:"year"`
	Budgeted int64  `json:"budgeted" doc:"Whole kronor"`
	Spent    *int64 `json:"spent,omitempty" doc:"Absent while it is not known"`
}

// effortInput is what is decided about an effort.
type effortInput struct {
	Title    string        `json:"title"`
	Aim      string        `json:"aim" doc:"May tell of nobody; it is checked"`
	State    string        `json:"state" enum:"proposed,decided,under_way,declined"`
	StartsOn string        `json:"startsOn" format:"date"`
	EndsOn   string        `json:"endsOn,omitempty" format:"date"`
	Develops string        `json:"develops,omitempty" doc:"Development areas that it belongs to, in words"`
	Areas    []id.Area     `json:"areas"`
	Actors   []access.Kind `json:"actors"`
	Points   []int         `json:"points" doc:"Of the Act (2003:1210), 7 §: 1 to 6"`
}

func (in effortInput) effort() federation.EffortInput {
	return federation.EffortInput{Title: in.Title, Aim: in.Aim, State: in.State, StartsOn: in.StartsOn, EndsOn: in.EndsOn, Develops: in.Develops, Areas: in.Areas, Actors: in.Actors, Points: in.Points}
}

// EffortJSON is something that the federation pays for.
type EffortJSON struct {
	ID            id.Effort         `json:"id"`
	Title         string            `json:"title"`
	Aim           string            `json:"aim"`
	State         string            `json:"state" enum:"proposed,decided,under_way,ended,declined"`
	StartsOn      string            `json:"startsOn" format:"date"`
	EndsOn        string            `json:"endsOn,omitempty" format:"date"`
	Develops      string            `json:"develops,omitempty"`
	Areas         []id.Area         `json:"areas"`
	Actors        []access.Kind     `json:"actors"`
	Points        []int             `json:"points" doc:"Of the Act (2003:1210), 7 §"`
	Phases        []effortPhaseJSON `json:"phases"`
	Money         []effortMoneyJSON `json:"money"`
	Decision      string            `json:"decision,omitempty" enum:"continues,permanent,changed,stops" doc:"How the federation goes on"`
	DecidedOn     string            `json:"decidedOn,omitempty" format:"date"`
	DecisionWords string            `json:"decisionWords,omitempty"`
	Version       int64             `json:"version"`
}

func effortOf(e federation.Effort) EffortJSON {
	j := EffortJSON{e.ID, e.Title, e.Aim, e.State, e.StartsOn, e.EndsOn, e.Develops, e.Areas, e.Actors, e.Points,
		rest.ListOf(e.Phases, func(p federation.Phase) effortPhaseJSON { return effortPhaseJSON(p) }), nil, e.Decision, e.DecidedOn, e.DecisionWords, e.Version}
	j.Money = rest.ListOf(e.Money, func(m federation.Money) effortMoneyJSON {
		one := effortMoneyJSON{Year: m.Year, Budgeted: m.Budgeted}
		if m.Known {
			one.Spent = &m.Spent
		}
		return one
	})
	return j
}

type effortListJSON struct {
	Efforts []EffortJSON `json:"efforts" doc:"Those that began last first"`
	rest.PageJSON
}

type effortNoteJSON struct {
	On       string      `json:"on" format:"date"`
	Function id.Function `json:"function"`
	Words    string      `json:"words"`
}

type effortViewJSON struct {
	EffortJSON
	Notes []effortNoteJSON `json:"notes" doc:"The running evaluation, the newest first"`
}

// Etag returns the version that a change must name.
func (e effortViewJSON) Etag() int64 { return e.Version }

type effortPhasesInput struct {
	Phases []effortPhaseJSON `json:"phases" doc:"Inside the effort's days; they may overlap"`
}

type effortMoneyInput struct {
	Money []effortMoneyJSON `json:"money" doc:"One for each year of the effort"`
}

type effortNoteInput struct {
	On    string `json:"on" format:"date"`
	Words string `json:"words" doc:"May tell of nobody; it is checked"`
}

type effortDecisionInput struct {
	Decision string `json:"decision" enum:"continues,permanent,changed,stops"`
	On       string `json:"on" format:"date"`
	Words    string `json:"words" doc:"May tell of nobody; it is checked"`
}

type boardMeetingsJSON struct {
	Area      id.Area `json:"area"`
	Name      string  `json:"name"`
	Forums    int     `json:"forums"`
	Held      int     `json:"held"`
	Cancelled int     `json:"cancelled"`
	Unnoted   int     `json:"unnoted" doc:"Have passed, and nobody noted how it went"`
}

type boardTurnoutJSON struct {
	Kind    access.Kind `json:"kind" enum:"kommun,vard,fk,af,forbund,admin"`
	Awaited int         `json:"awaited"`
	Came    int         `json:"came"`
}

type boardGaugeJSON struct {
	Area     id.Area `json:"area"`
	Round    string  `json:"round" doc:"Its title"`
	ClosedOn string  `json:"closedOn" format:"date"`
	Answers  int     `json:"answers" doc:"Never fewer than five"`
}

type boardTotalJSON struct {
	Period   string `json:"period" doc:"A half-year"`
	Question string `json:"question"`
	Group    string `json:"group"`
	Persons  int    `json:"persons" doc:"Never fewer than five: smaller counts are withheld with their whole table"`
}

type boardDevelopmentJSON struct {
	ID    id.Development `json:"id"`
	Title string         `json:"title"`
	State string         `json:"state"`
}

// boardReportJSON is the board's report of a period. It holds nobody.
type boardReportJSON struct {
	Period       federation.Period      `json:"period,omitempty" doc:"A year or a half of it; absent when nothing is published"`
	Periods      []federation.Period    `json:"periods" doc:"That the caller can read"`
	Published    *time.Time             `json:"published,omitempty"`
	Foreword     string                 `json:"foreword,omitempty"`
	Forums       []boardMeetingsJSON    `json:"forums"`
	Turnouts     []boardTurnoutJSON     `json:"turnouts" doc:"At forums that take up no cases"`
	Tasks        []federationTaskJSON   `json:"tasks"`
	Efforts      []EffortJSON           `json:"efforts" doc:"Under way in the period"`
	Shares       []federationShareJSON  `json:"shares" doc:"Of the year"`
	Bodies       []FederationBodyJSON   `json:"bodies" doc:"That go on, with their members as they are today"`
	Gauges       []boardGaugeJSON       `json:"gauges" doc:"Self-assessment, of each area the newest that was closed by the end of the period and can be shown"`
	Totals       []boardTotalJSON       `json:"totals" doc:"As released, for the whole federation"`
	Developments []boardDevelopmentJSON `json:"developments" doc:"As they stand today"`
	Version      int64                  `json:"version" doc:"0 while it is not published"`
}

// Etag returns the version that a change must name.
func (r boardReportJSON) Etag() int64 { return r.Version }

type boardForewordInput struct {
	Words string `json:"words,omitempty" doc:"Stands above the numbers. May tell of nobody; it is checked"`
}

// boardNow is something of the federation as it stands when somebody was first.
func boardNow(now any) any {
	switch now := now.(type) {
	case federation.Member:
		return memberOf(now)
	case federation.Budget:
		return sharesOf(now)
	case federation.Task:
		return taskOf(now, "")
	case federation.Effort:
		return effortOf(now)
	case federation.Body:
		return bodyOf(now)
	case federation.Foreword:
		return boardForewordInput{now.Words}
	}
	return nil
}

// yearOf reads the year that is asked for, 0 for none.
func yearOf(c *rest.Call) (int, error) {
	text := c.Query.Get("year")
	if text == "" {
		return 0, nil
	}
	n, err := strconv.Atoi(text)
	var f errs.Faults
	f.Check(err == nil && n > 0, "year", "api.year")
	return n, f.Err()
}

func readBoardReport(c *rest.Call, _ rest.None) (j boardReportJSON, err error) {
	v, err := c.Board.Report(c.Ctx, c.Who, federation.Period(c.Query.Get("period")))
	if err != nil {
		return j, err
	}
	j = boardReportJSON{Period: v.Period, Periods: v.Periods, Foreword: v.Foreword.Words, Version: v.Foreword.Version, Shares: sharesOf(v.Budget).Shares,
		Forums:   rest.ListOf(v.Forums, func(m federation.Meeting) boardMeetingsJSON { return boardMeetingsJSON(m) }),
		Turnouts: rest.ListOf(v.Turnouts, func(t federation.Turnout) boardTurnoutJSON { return boardTurnoutJSON(t) }),
		Tasks:    rest.ListOf(v.Tasks, func(t federation.Task) federationTaskJSON { return taskOf(t, v.Today) }),
		Efforts:  rest.ListOf(v.Efforts, effortOf), Bodies: rest.ListOf(v.Bodies, bodyOf), Gauges: []boardGaugeJSON{}, Totals: []boardTotalJSON{}, Developments: []boardDevelopmentJSON{}}
	if j.Version > 0 {
		j.Published = &v.Foreword.At
	}
	if j.Periods == nil {
		j.Periods = []federation.Period{}
	}
	if v.Period == "" {
		return j, nil
	}
	return j, j.gather(c)
}

// listEfforts lists efforts. Where a page ended is its last day and effort.
func listEfforts(c *rest.Call, _ rest.None) (list effortListJSON, err error) {
	p, page, err := partOf(c)
	if err != nil {
		return list, err
	}
	q := federation.EffortFilter{Area: id.Area(c.Query.Get("area")), Before: p.After, Last: id.Effort(p.Last), Limit: p.Limit}
	v, err := c.Board.Efforts(c.Ctx, c.Who, q)
	list = effortListJSON{rest.ListOf(v.Efforts, effortOf), rest.PageJSON{Limit: p.Limit}}
	if err == nil && v.More {
		last := v.Efforts[len(v.Efforts)-1]
		list.PageJSON = c.NextAfter(page, afterDate(last.StartsOn, string(last.ID)))
	}
	return list, err
}
