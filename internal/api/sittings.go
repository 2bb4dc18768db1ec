package api

import (
	"net/http"
	"time"

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

func (s SittingJSON) etag() int64 { return s.Version }

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
		SittingJSON: sittingOf(v.Sitting), Agenda: listOf(v.Rows, agendaRowOf), Members: listOf(v.Members, func(f id.Function) id.Function { return f }),
		Attendance: []cameJSON{},
		FollowUps:  listOf(v.FollowUps, func(r app.CallRow) followUpJSON { return followUpJSON{r.ID, r.Call.ID, r.Call.FollowUpOn} }),
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

func sittingIn(c *call) id.Sitting { return at[id.Sitting](c, "sitting") }

func addSittings(s *server) {
	const path, tag = "/sittings/{sitting}", "forums"
	add(s, operation[DatesInput, plannedJSON]{method: http.MethodPost, path: "/forums/{forum}/sittings", id: "plan-sittings", tag: tag, status: http.StatusCreated,
		in:  DatesInput{"2027-01-12", "09:00", "11:30", "FREQ=WEEKLY;INTERVAL=2;UNTIL=20270630", "Stadshuset", "", 45},
		out: plannedJSON{[]SittingJSON{exampleSitting()}, []time.Time{day(24)}, []time.Time{}}, do: planSittings})
	add(s, operation[none, sittingViewJSON]{method: http.MethodGet, path: path, id: "read-sitting", tag: tag, out: exampleSittingView(),
		do: func(c *call, _ none) (sittingViewJSON, error) {
			v, err := c.app.Sitting(c.ctx, c.who, sittingIn(c))
			if err != nil {
				return sittingViewJSON{}, err
			}
			return sittingViewOf(v), nil
		}})
	add(s, step(path+"/move", "move-sitting", tag, moveSittingInput{"2027-01-13", "13:00", "Stadshuset", "", "ill"}, func(c *call, in moveSittingInput) error {
		return c.app.MoveSitting(c.ctx, c.who, forum.Move{Sitting: sittingIn(c), Version: c.version, Date: in.Date, From: in.From, Place: in.Place, Link: in.Link, Reason: in.Reason})
	}))
	add(s, step(path+"/cancellation", "cancel-sitting", tag, cancelSittingInput{forum.NoTime}, func(c *call, in cancelSittingInput) error {
		return c.app.CancelSitting(c.ctx, c.who, sittingIn(c), c.version, in.Reason)
	}))
	add(s, step(path+"/seats", "seat-sitting", tag, seatsInput{Chair: exampleFunction().ID}, func(c *call, in seatsInput) error {
		return c.structure.SeatSitting(c.ctx, c.who, forum.Seats{Sitting: sittingIn(c), Version: c.version, Chair: in.Chair, Secretary: in.Secretary})
	}))
	add(s, step(path+"/attendance", "hold-sitting", tag, holdInput{[]id.Function{exampleFunction().ID}}, func(c *call, in holdInput) error {
		return c.structure.HoldSitting(c.ctx, c.who, sittingIn(c), c.version, in.Came)
	}))
	add(s, step(path+"/slots", "cut-sitting", tag, cutInput{45}, func(c *call, in cutInput) error {
		return c.structure.CutSitting(c.ctx, c.who, sittingIn(c), c.version, in.SlotMinutes)
	}))
	add(s, operation[closeSlotInput, none]{method: http.MethodPut, path: path + "/slots/{slot}", id: "close-slot", tag: tag, status: http.StatusNoContent, in: closeSlotInput{true},
		do: func(c *call, in closeSlotInput) (none, error) {
			return none{}, c.structure.CloseSlot(c.ctx, c.who, sittingIn(c), at[id.Slot](c, "slot"), in.Closed)
		}})
	addConsultations(s, path, tag)
}

func addConsultations(s *server, path, tag string) {
	at := func(c *call) id.Consultation { return at[id.Consultation](c, "consultation") }
	add(s, operation[consultInput, consultedJSON]{method: http.MethodPost, path: path + "/consultations", id: "consult-forum", tag: tag, status: http.StatusCreated,
		in: consultInput{exampleID, "Vem tar första steget när SGI saknas?"}, out: consultedJSON{exampleID, exampleID},
		do: func(c *call, in consultInput) (consultedJSON, error) {
			made, err := c.structure.Consult(c.ctx, c.who, sittingIn(c), in.Slot, in.Question)
			return consultedJSON{made.ID, made.Slot}, err
		}})
	add(s, step(path+"/consultations/{consultation}/outcome", "conclude-consultation", tag, outcomeInput{"FK tar första steget."}, func(c *call, in outcomeInput) error {
		return c.structure.ConcludeConsultation(c.ctx, c.who, sittingIn(c), at(c), c.version, in.Outcome)
	}))
	add(s, step(path+"/consultations/{consultation}/withdrawal", "withdraw-consultation", tag, none{}, func(c *call, _ none) error {
		return c.structure.WithdrawConsultation(c.ctx, c.who, sittingIn(c), at(c), c.version)
	}))
}

func planSittings(c *call, in DatesInput) (plannedJSON, error) {
	made, err := c.structure.PlanSittings(c.ctx, c.who, forumIn(c), forum.Dates(in))
	same := func(t time.Time) time.Time { return t }
	return plannedJSON{listOf(made.Made, sittingOf), listOf(made.Skipped, same), listOf(made.Already, same)}, err
}

func exampleSitting() SittingJSON {
	return SittingJSON{ID: exampleID, Forum: exampleID, Start: day(20), End: day(20).Add(150 * time.Minute), Place: "Stadshuset", State: forum.SittingPlanned,
		Chair: exampleFunction().ID, Version: 1}
}

func exampleSittingView() sittingViewJSON {
	return sittingViewJSON{
		SittingJSON: exampleSitting(), Agenda: []agendaRowJSON{{Slot: exampleID, Start: day(20), End: day(20).Add(45 * time.Minute), Use: forum.UseCase, Case: exampleID, Call: exampleID}},
		Members: []id.Function{exampleFunction().ID}, Attendance: []cameJSON{}, FollowUps: []followUpJSON{{exampleID, exampleID, "2026-12-15"}}, MayRun: true,
	}
}

func exampleForumInput() ForumInput {
	return ForumInput{Name: "Samverk Vetlanda", Kind: forum.Samverk, Level: forum.Individual, Formal: true, About: "Gemensam plan för den som flera möter.",
		UseWhen: "När minst två av de fyra behöver en plan ihop.", AgeFrom: 18, AgeTo: 64, Driver: exampleFunction().ID, Chairing: forum.Rotation,
		Actors: []forumActorJSON{{"kommun", true, true, true}, {"af", true, true, false}}}
}

func exampleForum() ForumJSON {
	return ForumJSON{ID: exampleID, Area: "0685", Status: forum.Active, StatusAt: day(2), ForumInput: exampleForumInput(), Version: 3}
}

func exampleForumList() forumListJSON {
	rules := callRulesJSON{exampleForumInput().Actors, 5, true, true, true}
	return forumListJSON{AreaJSON{"0685", "Vetlanda"}, []forumRowJSON{{exampleForum(), rules, day(20), []findingJSON{{Code: structure.FindingChair}}}}, true}
}

func exampleForumView() forumViewJSON {
	return forumViewJSON{ForumJSON: exampleForum(), Rules: exampleForumList().Forums[0].Rules, Members: []id.Function{exampleFunction().ID},
		Upcoming: []sittingRowJSON{{exampleSitting(), 3, 2}}, Past: []sittingRowJSON{}, Points: []forumPointJSON{{forum.PointDriver, true, true}},
		Findings: []findingJSON{}, Criteria: []forumCriterionJSON{{"continuous", true}}, Events: []forumEventJSON{{day(2), forum.Active, exampleFunction().ID, ""}},
		Functions: []functionJSON{exampleFunction()}, MayRun: true}
}
