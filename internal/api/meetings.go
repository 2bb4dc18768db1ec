package api

import (
	"math"
	"net/http"
	"time"

	"samverk/internal/access"
	"samverk/internal/api/rest"
	"samverk/internal/app"
	"samverk/internal/id"
	"samverk/internal/item"
	"samverk/internal/meeting"
	"samverk/internal/plan"
)

type standJSON struct {
	Function id.Function `json:"function"`
	Stand    string      `json:"stand" enum:"agrees,abstains,differs"`
	Words    string      `json:"words,omitempty" doc:"Where the reader may see them"`
	At       time.Time   `json:"at"`
}

func standOf(s app.StandView) standJSON { return standJSON{s.Function, s.Stand.Stand, s.Said, s.At} }

type lineJSON struct {
	Item   itemJSON    `json:"item"`
	Stands []standJSON `json:"stands" doc:"On a decision"`
	Told   []id.Unit   `json:"told" doc:"Of the reader's own: the units that have it"`
}

func lineOf(l app.MeetingLine) lineJSON {
	return lineJSON{itemOf(l.Item), rest.ListOf(l.Stands, standOf), rest.ListOf(l.Told, func(u id.Unit) id.Unit { return u })}
}

type attendeeJSON struct {
	Function id.Function `json:"function"`
	Answer   string      `json:"answer,omitempty" enum:"yes,another,no" doc:"To the call"`
	Bring    string      `json:"bring,omitempty" doc:"What it was to bring"`
	Came     string      `json:"came,omitempty" enum:"present,remote,absent" doc:"Absent while it is not known"`
	Reason   string      `json:"reason,omitempty" enum:"no_time,ill,own_choice,unknown"`
}

func attendeeOf(p app.CalledView) attendeeJSON {
	return attendeeJSON{p.Function, p.Answer, p.Bring, p.Came, p.CameReason}
}

type takerJSON struct {
	Unit       id.Unit  `json:"unit"`
	Categories []string `json:"categories"`
}

func takerOf(t app.Taker) takerJSON {
	return takerJSON{t.ID, rest.ListOf(t.Of.List(), func(c access.Category) string { return c.String() })}
}

// meetingJSON is a meeting while it goes on, and after.
type meetingJSON struct {
	CallJSON
	Covered      bool                `json:"covered" doc:"The consent lets the reader see the call; else she sees her own unit's lines only"`
	StartedAt    time.Time           `json:"startedAt,omitzero"`
	EndedAt      time.Time           `json:"endedAt,omitzero"`
	PersonCame   string              `json:"personCame,omitempty" enum:"present,represented,absent"`
	PersonReason string              `json:"personReason,omitempty" enum:"hindered,own_choice,unknown"`
	Attendance   []attendeeJSON      `json:"attendance"`
	Lines        []lineJSON          `json:"lines" doc:"What was said, decided, promised and changed, in order"`
	Before       time.Time           `json:"before,omitzero" doc:"The meeting before this one"`
	Since        []itemJSON          `json:"since" doc:"What was promised before"`
	Takers       []takerJSON         `json:"takers" doc:"Units that have what the reader writes, and of which categories"`
	Unsettled    string              `json:"unsettled,omitempty" doc:"Key of why it cannot be taken up today"`
	Minutes      []MinutesHeadJSON   `json:"minutes" doc:"Newest first"`
	KeptBack     int                 `json:"keptBack" doc:"Lines that the consent no longer lets all have, to the one who keeps the minutes"`
	Beat         int64               `json:"beat" doc:"Changes when something has happened, or the reader may see more or less"`
	MayWrite     bool                `json:"mayWrite"`
	MayKeep      bool                `json:"mayKeep" doc:"Begin, end, and note who came"`
	Functions    []rest.FunctionJSON `json:"functions"`
	Units        []rest.UnitJSON     `json:"units"`
}

func meetingOf(v app.MeetingView) meetingJSON {
	return meetingJSON{
		CallJSON: callOf(v.Call), Covered: v.Covered, StartedAt: v.Call.Started, EndedAt: v.Call.Ended, PersonCame: v.Call.PersonCame, PersonReason: v.PersonReason,
		Attendance: rest.ListOf(v.Called, attendeeOf), Lines: rest.ListOf(v.Lines, lineOf), Before: v.Before, Since: rest.ListOf(v.Since, itemOf), Takers: rest.ListOf(v.Takers, takerOf),
		Unsettled: v.Unsettled, Minutes: rest.ListOf(v.Minutes, minutesHeadOf), KeptBack: v.Kept, Beat: v.Beat, MayWrite: v.MayWrite, MayKeep: v.MayKeep,
		Functions: rest.ValuesOf(v.Functions, rest.FunctionOf), Units: rest.ValuesOf(v.Units, rest.UnitOf),
	}
}

type beatJSON struct {
	Beat int64 `json:"beat"`
	Goes bool  `json:"goes" doc:"It is worth while to go on asking"`
}

type lineInput struct {
	Kind     item.Kind  `json:"kind" enum:"said,decision,commitment,activity"`
	Category string     `json:"category" enum:"plan,work,income,ability,diagnosis,social,addiction,housing,family"`
	Own      bool       `json:"own,omitempty" doc:"The person's own words, or hers to do"`
	Units    *[]id.Unit `json:"units,omitempty" doc:"Those that are to have it, among the takers: none leaves it a working note. All takers of the category when absent"`
	ContentInput
}

// line is what is written. Whoever does not say how far something has come that
// is promised there has planned it.
func (in lineInput) line() app.NewLine {
	category, ok := access.ParseCategory(in.Category)
	if !ok {
		category = access.Category(math.MaxUint8)
	}
	if in.Status == "" && (in.Kind == item.Commitment || in.Kind == item.Activity) {
		in.Status = plan.Planned
	}
	n := app.NewLine{New: item.New{Kind: in.Kind, Category: category, Own: in.Own, Content: in.content("")}, All: in.Units == nil}
	if in.Units != nil {
		n.Receivers = *in.Units
	}
	return n
}

type lineChangeInput struct {
	Status string     `json:"status" enum:"planned,ongoing,done,stopped"`
	Start  string     `json:"start,omitempty" format:"date"`
	End    string     `json:"end,omitempty" format:"date"`
	Due    string     `json:"due,omitempty" format:"date"`
	Extent *int       `json:"extent,omitempty" minimum:"0" maximum:"100" doc:"Percent of full time"`
	Units  *[]id.Unit `json:"units,omitempty" doc:"As when a line is written"`
}

func (in lineChangeInput) change(i id.Item, version int64) app.LineChange {
	c := ContentInput{Extent: in.Extent}.content("")
	ch := app.LineChange{Item: i, Version: version, Status: in.Status, Start: in.Start, End: in.End, Due: in.Due, Extent: c.Extent, All: in.Units == nil}
	if in.Units != nil {
		ch.Receivers = *in.Units
	}
	return ch
}

// writtenJSON is what became of what was written.
type writtenJSON struct {
	ID   id.Item   `json:"id"`
	Told []id.Unit `json:"told" doc:"Units that have it now; none makes it a working note"`
	Kept bool      `json:"kept" doc:"The consent no longer covers some that were to have it"`
	at   string
}

// Location returns the address of what was made.
func (w writtenJSON) Location() string { return w.at }

func writtenOf(w app.Written, c id.Case) writtenJSON {
	return writtenJSON{ID: w.Item, Told: rest.ListOf(w.Told, func(u id.Unit) id.Unit { return u }), Kept: w.Kept, at: "/cases/" + string(c) + "/items/" + string(w.Item)}
}

type standInput struct {
	Stand string `json:"stand" enum:"agrees,abstains,differs"`
	Words string `json:"words,omitempty" maxLength:"2000" doc:"Needed when the stand is differs"`
}

type cameInput struct {
	Function string `json:"function" doc:"self for the person"`
	Came     string `json:"came" enum:"present,remote,represented,absent" doc:"Represented of the person alone, absent, remote and present of functions"`
	Reason   string `json:"reason,omitempty" enum:"no_time,ill,own_choice,unknown,hindered" doc:"When absent; of the person only hindered, own_choice and unknown"`
}

// AttendanceInput is who is there.
type AttendanceInput struct {
	Attendance []cameInput `json:"attendance"`
}

func (in AttendanceInput) attendance() meeting.Attendance {
	a := meeting.Attendance{Functions: map[id.Function]meeting.Came{}}
	for _, c := range in.Attendance {
		came := meeting.Came{How: c.Came, Reason: c.Reason}
		if c.Function == string(id.Self) {
			a.Person = came
		} else {
			a.Functions[id.Function(c.Function)] = came
		}
	}
	return a
}

type endMeetingInput struct {
	AttendanceInput
	FollowUpOn string `json:"followUpOn,omitempty" format:"date" doc:"When what was agreed is followed up"`
}

func exampleLine() lineJSON {
	i := exampleItem()
	i.Kind, i.Category, i.Title, i.Words, i.Status, i.Start, i.End, i.Extent, i.Weekly, i.Responsible = item.Decision, "plan", "Arbetsprövningen höjs till halvtid.", "", "", "", "", nil, "", ""
	return lineJSON{i, []standJSON{{rest.ExampleFunction().ID, "agrees", "", rest.Day(30)}}, []id.Unit{}}
}

func exampleMeeting() meetingJSON {
	c := exampleCall()
	c.State = meeting.StateMeeting
	return meetingJSON{CallJSON: c, Covered: true, StartedAt: rest.Day(30), Attendance: []attendeeJSON{{Function: rest.ExampleFunction().ID, Answer: "yes", Came: "present"}},
		Lines: []lineJSON{exampleLine()}, Since: []itemJSON{}, Takers: []takerJSON{{rest.ExampleUnit().ID, []string{"plan", "work"}}}, Minutes: []MinutesHeadJSON{}, Beat: 4099, MayWrite: true,
		Functions: []rest.FunctionJSON{rest.ExampleFunction()}, Units: []rest.UnitJSON{rest.ExampleUnit()}}
}

func exampleLineInput() lineInput {
	return lineInput{Kind: item.Decision, Category: "plan", ContentInput: ContentInput{Title: exampleLine().Item.Title}}
}

func addMeetings(s *rest.Server) {
	const of = "/cases/{case}/calls/{call}/meeting"
	rest.Add(s, rest.Operation[rest.None, meetingJSON]{Method: http.MethodGet, Path: of, ID: "read-meeting", Tag: "calls", Out: exampleMeeting(),
		Do: func(c *rest.Call, _ rest.None) (meetingJSON, error) {
			k, which := callAt(c)
			v, err := c.App.Meeting(c.Ctx, c.Who, k, which)
			return meetingOf(v), err
		}})
	rest.Add(s, rest.Operation[rest.None, beatJSON]{Method: http.MethodGet, Path: of + "/beat", ID: "read-meeting-beat", Tag: "calls", Out: beatJSON{4099, true},
		Do: func(c *rest.Call, _ rest.None) (beatJSON, error) {
			k, which := callAt(c)
			b, err := c.App.MeetingBeat(c.Ctx, c.Who, k, which)
			return beatJSON{b.Number, b.Goes}, err
		}})
	rest.Add(s, step(of+"/begin", "begin-meeting", "calls", rest.None{}, func(c *rest.Call, _ rest.None) error {
		k, which := callAt(c)
		return c.App.BeginMeeting(c.Ctx, c.Who, k, which, c.Version)
	}))
	rest.Add(s, step(of+"/end", "end-meeting", "calls", endMeetingInput{AttendanceInput{[]cameInput{{string(rest.ExampleFunction().ID), "present", ""}}}, "2027-02-15"},
		func(c *rest.Call, in endMeetingInput) error {
			k, which := callAt(c)
			return c.App.EndMeeting(c.Ctx, c.Who, k, which, meeting.End{Version: c.Version, Attendance: in.attendance(), FollowUpOn: in.FollowUpOn})
		}))
	rest.Add(s, step(of+"/secretary", "take-minutes", "calls", rest.None{}, func(c *rest.Call, _ rest.None) error {
		k, which := callAt(c)
		return c.App.TakeMinutes(c.Ctx, c.Who, k, which, c.Version)
	}))
	rest.Add(s, rest.Operation[AttendanceInput, rest.None]{Method: http.MethodPost, Path: of + "/attendance", ID: "note-attendance", Tag: "calls", Status: http.StatusNoContent,
		In: AttendanceInput{[]cameInput{{"self", "present", ""}}},
		Do: func(c *rest.Call, in AttendanceInput) (rest.None, error) {
			k, which := callAt(c)
			return rest.None{}, c.App.Attend(c.Ctx, c.Who, k, which, in.attendance())
		}})
	addMeetingLines(s, of+"/lines")
}

func addMeetingLines(s *rest.Server, of string) {
	example := writtenJSON{ID: rest.ExampleID, Told: []id.Unit{rest.ExampleUnit().ID}}
	rest.Add(s, rest.Operation[lineInput, writtenJSON]{Method: http.MethodPost, Path: of, ID: "write-line", Tag: "calls", Status: http.StatusCreated, In: exampleLineInput(), Out: example,
		Do: func(c *rest.Call, in lineInput) (writtenJSON, error) {
			k, which := callAt(c)
			w, err := c.App.WriteAtMeeting(c.Ctx, c.Who, k, which, in.line())
			return writtenOf(w, k), err
		}})
	rest.Add(s, rest.Operation[lineChangeInput, writtenJSON]{Method: http.MethodPut, Path: of + "/{item}", ID: "change-at-meeting", Tag: "calls", Versioned: true,
		In: lineChangeInput{Status: "ongoing", Start: "2026-11-09", Extent: new(50)}, Out: example,
		Do: func(c *rest.Call, in lineChangeInput) (writtenJSON, error) {
			k, which := callAt(c)
			w, err := c.App.ChangeAtMeeting(c.Ctx, c.Who, k, which, in.change(rest.At[id.Item](c, "item"), c.Version))
			return writtenOf(w, k), err
		}})
	rest.Add(s, rest.Operation[standInput, writtenJSON]{Method: http.MethodPut, Path: of + "/{item}/stand", ID: "take-stand", Tag: "calls",
		In: standInput{"differs", "Vi vill vänta till februari."}, Out: example,
		Do: func(c *rest.Call, in standInput) (writtenJSON, error) {
			k, which := callAt(c)
			w, err := c.App.TakeStand(c.Ctx, c.Who, k, which, rest.At[id.Item](c, "item"), app.NewStand{Stand: in.Stand, Words: in.Words})
			return writtenOf(w, k), err
		}})
}
