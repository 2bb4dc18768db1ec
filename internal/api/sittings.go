package api

import (
	"net/http"
	"time"

	"samverk/internal/api/rest"
	"samverk/internal/app"
	"samverk/internal/forum"
	"samverk/internal/id"
	"samverk/internal/structure"
)

// SittingJSON is one date of a forum.
type SittingJSON struct {
	ID           id.Sitting  `json:"id"`
	Forum        id.Forum    `json:"forum"`
	Start        time.Time   `json:"start"`
	End          time.Time   `json:"end"`
	Place        string      `json:"place,omitempty"`
	Link         string      `json:"link,omitempty"`
	State        string      `json:"state" enum:"planned,held,cancelled"`
	CancelReason string      `json:"cancelReason,omitempty" enum:"no_time,ill,no_cases,no_quorum,something_else"`
	Chair        id.Function `json:"chair,omitempty"`
	Secretary    id.Function `json:"secretary,omitempty"`
	Version      int64       `json:"version"`
}

// Etag returns the version that a change must name.
func (s SittingJSON) Etag() int64 { return s.Version }

func sittingOf(s forum.Sitting) SittingJSON {
	return SittingJSON{s.ID, s.Forum, s.Start, s.End, s.Place, s.Link, s.State, s.CancelReason, s.Chair, s.Secretary, s.Version}
}

type sittingRowJSON struct {
	SittingJSON
	Slots int `json:"slots"`
	Free  int `json:"free" doc:"Slots that can be taken"`
}

func sittingRowOf(s structure.SittingRow) sittingRowJSON {
	return sittingRowJSON{sittingOf(s.Sitting), s.Slots, s.Free}
}

type namedSittingJSON struct {
	SittingJSON
	ForumName string `json:"forumName"`
}

func namedSittingOf(s forum.Named) namedSittingJSON {
	return namedSittingJSON{sittingOf(s.Sitting), s.Name}
}

type consultationJSON struct {
	ID       id.Consultation `json:"id"`
	By       id.Function     `json:"by"`
	Question string          `json:"question"`
	Outcome  string          `json:"outcome,omitempty"`
	State    string          `json:"state" enum:"open,answered"`
	Version  int64           `json:"version" doc:"For If-Match when it is answered or taken back"`
}

func consultationOf(c forum.Consultation) consultationJSON {
	return consultationJSON{c.ID, c.By, c.Question, c.Outcome, c.State, c.Version}
}

// agendaRowJSON is a slot. What it is taken for shows only where the caller may
// know; who took it stands nowhere.
type agendaRowJSON struct {
	Slot         id.Slot           `json:"slot"`
	Start        time.Time         `json:"start"`
	End          time.Time         `json:"end"`
	Use          string            `json:"use" enum:"free,case,consultation,closed"`
	Case         id.Case           `json:"case,omitempty" doc:"That the caller takes part in and may know of"`
	Call         id.Call           `json:"call,omitempty"`
	Consultation *consultationJSON `json:"consultation,omitempty" doc:"For the members, and for the one who asked"`
}

func agendaRowOf(r app.AgendaRow) agendaRowJSON {
	j := agendaRowJSON{Slot: r.Slot, Start: r.Start, End: r.End, Use: r.Use}
	if j.Use == "" {
		j.Use = "free"
	}
	if r.Call != nil {
		j.Case, j.Call = r.Call.ID, r.Call.Call.ID
	}
	if r.Consultation != nil {
		c := consultationOf(*r.Consultation)
		j.Consultation = &c
	}
	return j
}

type followUpJSON struct {
	Case id.Case `json:"case"`
	Call id.Call `json:"call"`
	On   string  `json:"on" format:"date"`
}

type cameJSON struct {
	Function id.Function `json:"function"`
	Came     bool        `json:"came"`
}

type sittingViewJSON struct {
	SittingJSON
	Agenda     []agendaRowJSON `json:"agenda"`
	Members    []id.Function   `json:"members"`
	Attendance []cameJSON      `json:"attendance" doc:"As far as it is noted"`
	FollowUps  []followUpJSON  `json:"followUps" doc:"Earlier meetings of this forum and the caller's own to follow up by this date"`
	MayKeep    bool            `json:"mayKeep"`
	MayRun     bool            `json:"mayRun"`
	MayAsk     bool            `json:"mayAsk"`
}

func sittingViewOf(v app.SittingView) sittingViewJSON {
	j := sittingViewJSON{
		SittingJSON: sittingOf(v.Sitting), Agenda: rest.ListOf(v.Rows, agendaRowOf), Members: rest.ListOf(v.Members, func(f id.Function) id.Function { return f }),
		Attendance: []cameJSON{},
		FollowUps:  rest.ListOf(v.FollowUps, func(r app.CallRow) followUpJSON { return followUpJSON{r.ID, r.Call.ID, r.Call.FollowUpOn} }),
		MayKeep:    v.MayKeep, MayRun: v.MayRun, MayAsk: v.MayAsk,
	}
	for _, m := range v.Members {
		if came, noted := v.Came[m]; noted {
			j.Attendance = append(j.Attendance, cameJSON{m, came})
		}
	}
	return j
}

// DatesInput says when a forum is to meet, in wall time in Sweden.
type DatesInput struct {
	Date        string `json:"date" format:"date"`
	From        string `json:"from" doc:"Clock time in Sweden, such as 09:00"`
	To          string `json:"to"`
	Rule        string `json:"rule,omitempty" doc:"Recurrence of RFC 5545 that ends; at most 200 times in 2 years. Days off are skipped"`
	Place       string `json:"place,omitempty"`
	Link        string `json:"link,omitempty" format:"uri"`
	SlotMinutes int    `json:"slotMinutes,omitempty" doc:"Length of each slot"`
}

type plannedJSON struct {
	Made    []SittingJSON `json:"made"`
	Skipped []time.Time   `json:"skipped" doc:"Days off"`
	Already []time.Time   `json:"already" doc:"That stood there before"`
}

type moveSittingInput struct {
	Date   string `json:"date" format:"date"`
	From   string `json:"from"`
	Place  string `json:"place,omitempty"`
	Link   string `json:"link,omitempty" format:"uri"`
	Reason string `json:"reason" enum:"no_time,ill,no_cases,no_quorum,something_else"`
}

type cancelSittingInput struct {
	Reason string `json:"reason" enum:"no_time,ill,no_cases,no_quorum,something_else"`
}

type seatsInput struct {
	Chair     id.Function `json:"chair,omitempty"`
	Secretary id.Function `json:"secretary,omitempty"`
}

type holdInput struct {
	Came []id.Function `json:"came" doc:"The members that came"`
}

type cutInput struct {
	SlotMinutes int `json:"slotMinutes"`
}

type closeSlotInput struct {
	Closed bool `json:"closed"`
}

type consultInput struct {
	Slot     id.Slot `json:"slot,omitempty" doc:"When it is taken or absent: the next that is free"`
	Question string  `json:"question" doc:"May tell of nobody; it is checked"`
}

type consultedJSON struct {
	ID   id.Consultation `json:"id"`
	Slot id.Slot         `json:"slot" doc:"That it got"`
}

type outcomeInput struct {
	Outcome string `json:"outcome" doc:"May tell of nobody; it is checked"`
}

func sittingIn(c *rest.Call) id.Sitting { return rest.At[id.Sitting](c, "sitting") }

func addSittings(s *rest.Server) {
	const path, tag = "/sittings/{sitting}", "forums"
	rest.Add(s, rest.Operation[DatesInput, plannedJSON]{Method: http.MethodPost, Path: "/forums/{forum}/sittings", ID: "plan-sittings", Tag: tag, Status: http.StatusCreated,
		In:  DatesInput{"2027-01-12", "09:00", "11:30", "FREQ=WEEKLY;INTERVAL=2;UNTIL=20270630", "Stadshuset", "", 45},
		Out: plannedJSON{[]SittingJSON{exampleSitting()}, []time.Time{rest.Day(24)}, []time.Time{}}, Do: planSittings})
	rest.Add(s, rest.Operation[rest.None, sittingViewJSON]{Method: http.MethodGet, Path: path, ID: "read-sitting", Tag: tag, Out: exampleSittingView(),
		Do: func(c *rest.Call, _ rest.None) (sittingViewJSON, error) {
			v, err := c.App.Sitting(c.Ctx, c.Who, sittingIn(c))
			if err != nil {
				return sittingViewJSON{}, err
			}
			return sittingViewOf(v), nil
		}})
	rest.Add(s, step(path+"/move", "move-sitting", tag, moveSittingInput{"2027-01-13", "13:00", "Stadshuset", "", "ill"}, func(c *rest.Call, in moveSittingInput) error {
		return c.App.MoveSitting(c.Ctx, c.Who, forum.Move{Sitting: sittingIn(c), Version: c.Version, Date: in.Date, From: in.From, Place: in.Place, Link: in.Link, Reason: in.Reason})
	}))
	rest.Add(s, step(path+"/cancellation", "cancel-sitting", tag, cancelSittingInput{forum.NoTime}, func(c *rest.Call, in cancelSittingInput) error {
		return c.App.CancelSitting(c.Ctx, c.Who, sittingIn(c), c.Version, in.Reason)
	}))
	rest.Add(s, step(path+"/seats", "seat-sitting", tag, seatsInput{Chair: rest.ExampleFunction().ID}, func(c *rest.Call, in seatsInput) error {
		return c.Structure.SeatSitting(c.Ctx, c.Who, forum.Seats{Sitting: sittingIn(c), Version: c.Version, Chair: in.Chair, Secretary: in.Secretary})
	}))
	rest.Add(s, step(path+"/attendance", "hold-sitting", tag, holdInput{[]id.Function{rest.ExampleFunction().ID}}, func(c *rest.Call, in holdInput) error {
		return c.Structure.HoldSitting(c.Ctx, c.Who, sittingIn(c), c.Version, in.Came)
	}))
	rest.Add(s, step(path+"/slots", "cut-sitting", tag, cutInput{45}, func(c *rest.Call, in cutInput) error {
		return c.Structure.CutSitting(c.Ctx, c.Who, sittingIn(c), c.Version, in.SlotMinutes)
	}))
	rest.Add(s, rest.Operation[closeSlotInput, rest.None]{Method: http.MethodPut, Path: path + "/slots/{slot}", ID: "close-slot", Tag: tag, Status: http.StatusNoContent, In: closeSlotInput{true},
		Do: func(c *rest.Call, in closeSlotInput) (rest.None, error) {
			return rest.None{}, c.Structure.CloseSlot(c.Ctx, c.Who, sittingIn(c), rest.At[id.Slot](c, "slot"), in.Closed)
		}})
	addConsultations(s, path, tag)
}

func addConsultations(s *rest.Server, path, tag string) {
	at := func(c *rest.Call) id.Consultation { return rest.At[id.Consultation](c, "consultation") }
	rest.Add(s, rest.Operation[consultInput, consultedJSON]{Method: http.MethodPost, Path: path + "/consultations", ID: "consult-forum", Tag: tag, Status: http.StatusCreated,
		In: consultInput{rest.ExampleID, "Vem tar första steget när SGI saknas?"}, Out: consultedJSON{rest.ExampleID, rest.ExampleID},
		Do: func(c *rest.Call, in consultInput) (consultedJSON, error) {
			made, err := c.Structure.Consult(c.Ctx, c.Who, sittingIn(c), in.Slot, in.Question)
			return consultedJSON{made.ID, made.Slot}, err
		}})
	rest.Add(s, step(path+"/consultations/{consultation}/outcome", "conclude-consultation", tag, outcomeInput{"FK tar första steget."}, func(c *rest.Call, in outcomeInput) error {
		return c.Structure.ConcludeConsultation(c.Ctx, c.Who, sittingIn(c), at(c), c.Version, in.Outcome)
	}))
	rest.Add(s, step(path+"/consultations/{consultation}/withdrawal", "withdraw-consultation", tag, rest.None{}, func(c *rest.Call, _ rest.None) error {
		return c.Structure.WithdrawConsultation(c.Ctx, c.Who, sittingIn(c), at(c), c.Version)
	}))
}

func planSittings(c *rest.Call, in DatesInput) (plannedJSON, error) {
	made, err := c.Structure.PlanSittings(c.Ctx, c.Who, forumIn(c), forum.Dates(in))
	same := func(t time.Time) time.Time { return t }
	return plannedJSON{rest.ListOf(made.Made, sittingOf), rest.ListOf(made.Skipped, same), rest.ListOf(made.Already, same)}, err
}

func exampleSitting() SittingJSON {
	return SittingJSON{ID: rest.ExampleID, Forum: rest.ExampleID, Start: rest.Day(20), End: rest.Day(20).Add(150 * time.Minute), Place: "Stadshuset", State: forum.SittingPlanned,
		Chair: rest.ExampleFunction().ID, Version: 1}
}

func exampleSittingView() sittingViewJSON {
	return sittingViewJSON{
		SittingJSON: exampleSitting(), Agenda: []agendaRowJSON{{Slot: rest.ExampleID, Start: rest.Day(20), End: rest.Day(20).Add(45 * time.Minute), Use: forum.UseCase, Case: rest.ExampleID, Call: rest.ExampleID}},
		Members: []id.Function{rest.ExampleFunction().ID}, Attendance: []cameJSON{}, FollowUps: []followUpJSON{{rest.ExampleID, rest.ExampleID, "2026-12-15"}}, MayRun: true,
	}
}

func exampleForumInput() ForumInput {
	return ForumInput{Name: "Samverk Vetlanda", Kind: forum.Samverk, Level: forum.Individual, Formal: true, About: "Gemensam plan för den som flera möter.",
		UseWhen: "När minst två av de fyra behöver en plan ihop.", AgeFrom: 18, AgeTo: 64, Driver: rest.ExampleFunction().ID, Chairing: forum.Rotation,
		Actors: []forumActorJSON{{"kommun", true, true, true}, {"af", true, true, false}}}
}

func exampleForum() ForumJSON {
	return ForumJSON{ID: rest.ExampleID, Area: "0685", Status: forum.Active, StatusAt: rest.Day(2), ForumInput: exampleForumInput(), Version: 3}
}

func exampleForumList() forumListJSON {
	rules := callRulesJSON{exampleForumInput().Actors, 5, true, true, true}
	return forumListJSON{rest.AreaJSON{ID: "0685", Name: "Vetlanda"}, []forumRowJSON{{exampleForum(), rules, rest.Day(20), []findingJSON{{Code: structure.FindingChair}}}}, true}
}

func exampleForumView() forumViewJSON {
	return forumViewJSON{ForumJSON: exampleForum(), Rules: exampleForumList().Forums[0].Rules, Members: []id.Function{rest.ExampleFunction().ID},
		Upcoming: []sittingRowJSON{{exampleSitting(), 3, 2}}, Past: []sittingRowJSON{}, Points: []forumPointJSON{{forum.PointDriver, true, true}},
		Findings: []findingJSON{}, Criteria: []forumCriterionJSON{{"continuous", true}}, Events: []forumEventJSON{{rest.Day(2), forum.Active, rest.ExampleFunction().ID, ""}},
		Functions: []rest.FunctionJSON{rest.ExampleFunction()}, MayRun: true}
}
