package api

import (
	"net/http"
	"slices"
	"time"

	"samverk/internal/access"
	"samverk/internal/api/rest"
	"samverk/internal/app"
	"samverk/internal/brief"
	"samverk/internal/handover"
	"samverk/internal/i18n"
	"samverk/internal/id"
	"samverk/internal/item"
	"samverk/internal/org"
	"samverk/internal/outcome"
	"samverk/internal/structure"
)

type invitationRowJSON struct {
	Case    id.Case   `json:"case"`
	Area    string    `json:"area,omitempty" doc:"Name of the area; absent where the identity is protected"`
	By      string    `json:"by"`
	At      time.Time `json:"at"`
	Version int64     `json:"version"`
}

func invitationRowOf(r app.InvitationRow) invitationRowJSON {
	return invitationRowJSON{r.Case, r.AreaName, r.ByName, r.At, r.Version}
}

type dueJSON struct {
	CaseRowJSON
	Item    id.Item   `json:"item"`
	Kind    item.Kind `json:"kind" enum:"goal,need,activity,certificate,requirement,commitment,note"`
	Title   string    `json:"title"`
	Due     string    `json:"due,omitempty" format:"date"`
	Overdue bool      `json:"overdue"`
}

func dueOf(r app.DueRow) dueJSON {
	return dueJSON{caseRowOf(r.CaseRow), r.Item, r.Kind, r.Title, r.Due, r.Overdue}
}

// DatedJSON is a case in a list and a day that matters.
type DatedJSON struct {
	CaseRowJSON
	On string `json:"on" format:"date"`
}

func datedOf(r app.DatedRow) DatedJSON { return DatedJSON{caseRowOf(r.CaseRow), r.On} }

type endingJSON struct {
	DatedJSON
	Item  id.Item   `json:"item"`
	Kind  item.Kind `json:"kind" enum:"benefit,certificate"`
	Title string    `json:"title"`
}

func endingOf(r app.EndRow) endingJSON {
	return endingJSON{DatedJSON{caseRowOf(r.CaseRow), r.On}, r.Item, r.Kind, r.Title}
}

type proposalJSON struct {
	DatedJSON
	Item       id.Item             `json:"item"`
	Title      string              `json:"title"`
	Checkpoint handover.Checkpoint `json:"checkpoint" enum:"middle,end"`
}

func proposalOf(r app.ProposalRow) proposalJSON {
	return proposalJSON{DatedJSON{caseRowOf(r.CaseRow), r.End}, r.Item, r.Title, r.Checkpoint}
}

type outcomeDueJSON struct {
	DatedJSON
	Moment outcome.Moment `json:"moment" enum:"closing,six,twelve"`
}

func outcomeDueOf(r app.OutcomeRow) outcomeDueJSON {
	return outcomeDueJSON{datedOf(r.DatedRow), r.Moment}
}

// resultDayJSON is what waits of how things end, and what became of them.
type resultDayJSON struct {
	Handovers []DatedJSON      `json:"handovers" doc:"That the function is offered, and since when"`
	Proposals []proposalJSON   `json:"proposals" doc:"What has come to its middle or soon ends, and that no meeting has been called about"`
	Outcomes  []outcomeDueJSON `json:"outcomes" doc:"Closed cases that it is time to ask about"`
}

func resultDayOf(d app.ResultDay) resultDayJSON {
	return resultDayJSON{rest.ListOf(d.Handovers, datedOf), rest.ListOf(d.Proposals, proposalOf), rest.ListOf(d.Outcomes, outcomeDueOf)}
}

// briefRowJSON is a brief in a list: what it says and whom it is about is read
// where it stands.
type briefRowJSON struct {
	ID         id.Brief    `json:"id"`
	Case       id.Case     `json:"case,omitempty" doc:"To who made it"`
	State      brief.State `json:"state" enum:"with_person,received,answered"`
	CreatedAt  time.Time   `json:"createdAt,omitzero" doc:"To who made it"`
	ReceivedAt time.Time   `json:"receivedAt,omitzero"`
	EndsOn     string      `json:"endsOn" format:"date"`
}

// briefDayJSON is the briefs that need the function now.
type briefDayJSON struct {
	ToAnswer []briefRowJSON `json:"toAnswer" doc:"That have come to the function's unit of health care"`
	ToFollow []briefRowJSON `json:"toFollow" doc:"Its own: answered and not taken in, or the code is dead"`
}

func briefDayOf(d app.BriefDay) briefDayJSON {
	return briefDayJSON{rest.ListOf(d.ToAnswer, func(b brief.Brief) briefRowJSON {
		return briefRowJSON{ID: b.ID, State: b.State, ReceivedAt: b.ReceivedAt, EndsOn: b.EndsOn}
	}), rest.ListOf(d.ToFollow, func(b brief.Brief) briefRowJSON {
		return briefRowJSON{b.ID, b.Case, b.State, b.Created, b.ReceivedAt, b.EndsOn}
	})}
}

type meetingRowJSON struct {
	CaseRowJSON
	Call    id.Call   `json:"call"`
	Start   time.Time `json:"start"`
	Why     string    `json:"why" enum:"today,finish,read,confirm,follow_up"`
	On      string    `json:"on,omitempty" format:"date" doc:"When it is to be followed up"`
	Overdue bool      `json:"overdue"`
}

func meetingRowOf(r app.MeetingRow) meetingRowJSON {
	return meetingRowJSON{caseRowOf(r.CaseRow), r.Call, r.Start, r.Why, r.On, r.Overdue}
}

// dayJSON is what needs the caller now.
type dayJSON struct {
	Today          string              `json:"today" format:"date"`
	Requests       []RequestRowJSON    `json:"requests" doc:"Wait for an answer from the function"`
	Asked          []RequestRowJSON    `json:"asked" doc:"Its own, with a question or answered lately"`
	SentAround     []RequestRowJSON    `json:"sentAround" doc:"That nobody took on, to the coordinator of the area"`
	Invitations    []invitationRowJSON `json:"invitations"`
	Commitments    []dueJSON           `json:"commitments"`
	FollowUps      []DatedJSON         `json:"followUps"`
	ConsentsEnding []DatedJSON         `json:"consentsEnding"`
	Confirmations  []DatedJSON         `json:"confirmations" doc:"Consents that wait for the function to meet a person whose identity is protected"`
	Matters        []matterJSON        `json:"matters" doc:"That persons ask of the function's unit, without whom; to a person what has been answered and she has not read"`
	Reviews        []ReviewJSON        `json:"reviews" doc:"Controls of the log to judge and sign, to managers"`
	Vacant         []rest.FunctionJSON `json:"vacant" doc:"Functions that nobody holds"`
	Undelivered    int                 `json:"undelivered" doc:"Failed jobs, to the administrator"`
	Changes        int                 `json:"changes" doc:"What waits for the administrator as the second of two"`
	Open           int                 `json:"open" doc:"Open cases of the function"`
	Recent         []CaseRowJSON       `json:"recent" doc:"The newest cases"`
	Calls          callDayJSON         `json:"calls"`
	Meetings       []meetingRowJSON    `json:"meetings" doc:"Today's, and those whose minutes or follow-up wait for the function"`
	Sittings       []namedSittingJSON  `json:"sittings" doc:"Today's, of the function's forums"`
	MoreMinutes    int                 `json:"moreMinutes" doc:"Unread minutes beyond those among the meetings"`
	Obstacles      obstacleDayJSON     `json:"obstacles"`
	Agreements     []agreementDueJSON  `json:"agreements" doc:"To sign, to draft anew and to review"`
	Endings        []endingJSON        `json:"endings" doc:"Livelihood and certificates of the unit's own that end soon"`
	Results        resultDayJSON       `json:"results"`
	Briefs         briefDayJSON        `json:"briefs"`
	LogAlarm       bool                `json:"logAlarm,omitempty" doc:"The log is not as its witnesses say, to the administrator"`
	Coordinations  []fkDueJSON         `json:"coordinations" doc:"Where a person waits for Försäkringskassan to coordinate"`
	Around         []aroundDueJSON     `json:"around" doc:"What waits around the single cases, what is urgent first"`
}

// aroundDueJSON is something that waits around the single cases.
type aroundDueJSON struct {
	Key      string      `json:"key" doc:"What waits, for programs"`
	Says     string      `json:"says" doc:"What waits, for people"`
	Area     id.Area     `json:"area,omitempty"`
	On       string      `json:"on,omitempty" format:"date" doc:"When it is due, or was noticed"`
	Urgent   bool        `json:"urgent,omitempty" doc:"Something does not work until it is done"`
	Function id.Function `json:"function,omitempty" doc:"That somebody has to act as"`
}

func aroundDueOf(t *i18n.Texts, d structure.Due) aroundDueJSON {
	return aroundDueJSON{d.Key, t.T(d.Key, d.Args...), d.Area, d.On, d.Urgent, d.Function}
}

func readDay(c *rest.Call, _ rest.None) (dayJSON, error) {
	v, err := c.App.Day(c.Ctx, c.Who)
	if err != nil {
		return dayJSON{}, err
	}
	v.Agreements = structure.Pressing(v.Agreements)
	due, err := c.Due(c.Ctx, c.Who)
	if err != nil {
		return dayJSON{}, err
	}
	// What leads to nobody is told as such, and not once more as vacant.
	v.Vacant = slices.DeleteFunc(v.Vacant, func(f org.Function) bool {
		return slices.ContainsFunc(due, func(d structure.Due) bool { return d.Function == f.ID })
	})
	day, texts := dayOf(v), c.Texts(c.Request)
	day.LogAlarm = c.Session.Role == access.Admin && c.App.Alarm() != ""
	day.Around = rest.ListOf(due, func(d structure.Due) aroundDueJSON { return aroundDueOf(texts, d) })
	return day, nil
}

// fkDueJSON is a case where somebody waits for Försäkringskassan to coordinate.
type fkDueJSON struct {
	CaseRowJSON
	DueOn  string `json:"dueOn" format:"date"`
	Late   bool   `json:"late,omitempty"`
	Invite bool   `json:"invite,omitempty" doc:"Nobody of Försäkringskassan takes part: the caller leads, and is to ask them"`
}

func fkDueOf(c app.CoordinationDue) fkDueJSON {
	return fkDueJSON{caseRowOf(c.CaseRow), c.Due, c.Overdue, c.Invite}
}

func dayOf(v app.DayView) dayJSON {
	return dayJSON{
		Today: v.Today, Requests: rest.ListOf(v.Requests, requestRowOf), Asked: rest.ListOf(v.Asked, requestRowOf), SentAround: rest.ListOf(v.SentAround, requestRowOf),
		Invitations: rest.ListOf(v.Invitations, invitationRowOf), Commitments: rest.ListOf(v.Commitments, dueOf), FollowUps: rest.ListOf(v.FollowUps, datedOf),
		ConsentsEnding: rest.ListOf(v.ConsentsEnding, datedOf), Confirmations: rest.ListOf(v.Confirmations, datedOf), Matters: rest.ListOf(v.Matters, matterOf), Reviews: rest.ListOf(v.Reviews, reviewOf), Vacant: rest.ListOf(v.Vacant, rest.FunctionOf), Undelivered: v.Undelivered, Changes: v.Changes, Open: v.Open,
		Recent: rest.ListOf(v.Recent, caseRowOf), Agreements: rest.ListOf(v.Agreements, agreementDueOf), Coordinations: rest.ListOf(v.Coordinations, fkDueOf), Calls: callDayOf(v.Calls), Meetings: rest.ListOf(v.Meetings, meetingRowOf), Sittings: rest.ListOf(v.Sittings, namedSittingOf), MoreMinutes: v.MoreMinutes, Obstacles: obstacleDayOf(v.Obstacles),
		Endings: rest.ListOf(v.Endings, endingOf), Results: resultDayOf(v.Results), Briefs: briefDayOf(v.Briefs),
	}
}

func exampleDay() dayJSON {
	d := dayOf(app.DayView{Today: "2026-11-20", Open: 1})
	d.Invitations = []invitationRowJSON{{rest.ExampleID, "Vetlanda", "Samverkanskoordinator", rest.Day(19), 1}}
	d.Commitments = []dueJSON{{exampleCaseRow(), rest.ExampleID, item.Commitment, "Ring arbetsgivaren", "2026-11-24", false}}
	d.FollowUps = []DatedJSON{{exampleCaseRow(), "2027-02-15"}}
	d.Endings = []endingJSON{{DatedJSON{exampleCaseRow(), "2026-12-31"}, rest.ExampleID, item.Certificate, "Sjukskriven 50 %"}}
	d.Results.Proposals = []proposalJSON{{DatedJSON{exampleCaseRow(), "2027-01-31"}, rest.ExampleID, "Arbetsträning på lagret", handover.End}}
	d.Briefs.ToFollow = []briefRowJSON{{rest.ExampleID, rest.ExampleID, brief.Answered, rest.Day(3), rest.Day(4), "2027-02-20"}}
	d.Around = []aroundDueJSON{{Key: "goal.due.day", Says: "Målet Färre långvarigt beroende ska vara nått.", On: "2026-12-31"}}
	d.Recent = []CaseRowJSON{exampleCaseRow()}
	d.Reviews = []ReviewJSON{exampleReview()}
	d.Agreements = []agreementDueJSON{exampleAgreementDue()}
	d.Calls.Waiting = []callRowJSON{{exampleCall(), "V-2026-0117", rest.ExamplePerson}}
	d.Sittings = []namedSittingJSON{{exampleSitting(), "Samverk Vetlanda"}}
	d.Meetings = []meetingRowJSON{{exampleCaseRow(), rest.ExampleID, rest.Day(20), app.MeetingFollowUp, "2026-12-04", false}}
	return d
}

func addDay(s *rest.Server) {
	rest.Add(s, rest.Operation[rest.None, dayJSON]{Method: http.MethodGet, Path: "/me/day", ID: "read-day", Tag: "me", Out: exampleDay(),
		Do: readDay})
}
