package way

import (
	"time"

	"samverk/internal/access"
	"samverk/internal/api/rest"
	"samverk/internal/brief"
	"samverk/internal/briefing"
	"samverk/internal/id"
	"samverk/internal/org"
)

// BriefJSON is a brief to a doctor as the caller may see it.
type BriefJSON struct {
	ID         id.Brief            `json:"id"`
	Unit       id.Unit             `json:"unit,omitempty" doc:"Which made it; to those who may know"`
	Function   id.Function         `json:"function,omitempty"`
	State      brief.State         `json:"state" enum:"draft,with_person,received,answered,not_needed,expired"`
	How        string              `json:"how,omitempty" enum:"carried,sent"`
	EndsOn     string              `json:"endsOn" format:"date"`
	CreatedAt  time.Time           `json:"createdAt"`
	HandedAt   time.Time           `json:"handedAt,omitzero"`
	ToUnit     id.Unit             `json:"toUnit,omitempty"`
	ToFunction id.Function         `json:"toFunction,omitempty"`
	ReceivedAt time.Time           `json:"receivedAt,omitzero"`
	AnsweredAt time.Time           `json:"answeredAt,omitzero"`
	AnsweredBy id.Function         `json:"answeredBy,omitempty"`
	TakenAt    time.Time           `json:"takenAt,omitzero"`
	Code       string              `json:"code,omitempty" doc:"For who carries it, and who gives it to be carried"`
	CodeDead   bool                `json:"codeDead,omitempty" doc:"Guessed wrong too often"`
	Activities []briefActivityJSON `json:"activities,omitempty"`
	Sick       []briefSickJSON     `json:"certificates,omitempty"`
	Hard       string              `json:"hard,omitempty" doc:"In the person's own words"`
	Question   string              `json:"question,omitempty"`
	Extra      map[string]string   `json:"extra,omitempty"`
	Answer     *briefAnswerJSON    `json:"answer,omitempty"`
	Version    int64               `json:"version,omitempty"`
}

// Etag is the version of the brief.
func (b BriefJSON) Etag() int64 { return b.Version }

type briefActivityJSON struct {
	Item     id.Item `json:"item"`
	Title    string  `json:"title"`
	Category string  `json:"category" enum:"plan,work,income,ability,diagnosis,social,addiction,housing,family"`
	Where    string  `json:"where,omitempty"`
	Start    string  `json:"start,omitempty" format:"date"`
	End      string  `json:"end,omitempty" format:"date"`
	Extent   int     `json:"extent" doc:"Percent of full time, -1 when not said"`
	Weekly   string  `json:"weekly,omitempty"`
	Demands  string  `json:"demands,omitempty"`
}

type briefSickJSON struct {
	Start  string `json:"start" format:"date"`
	End    string `json:"end" format:"date"`
	Extent int    `json:"extent"`
}

type briefSaidJSON struct {
	Item   id.Item `json:"item"`
	Can    string  `json:"can" enum:"can,adapt,cannot"`
	Extent int     `json:"extent,omitempty" doc:"Percent that is possible, 25 to 100; left out when it cannot be done"`
	From   string  `json:"from,omitempty" format:"date"`
	Until  string  `json:"until,omitempty" format:"date"`
	Help   string  `json:"help,omitempty" maxLength:"400" doc:"The adaptation"`
}

type briefAnswerJSON struct {
	Activities  []briefSaidJSON   `json:"activities"`
	New         string            `json:"newCertificate,omitempty" enum:"yes,no"`
	Certificate *briefSickJSON    `json:"certificate,omitempty" doc:"The new one; never a diagnosis"`
	Extra       map[string]string `json:"extra,omitempty"`
	Words       string            `json:"words,omitempty" maxLength:"2000"`
	Agreed      bool              `json:"agreed,omitempty" doc:"The patient wants the answer to be given; needed of care"`
	From        string            `json:"from,omitempty" maxLength:"120" doc:"Of an answer on paper: which care answered"`
	On          string            `json:"on,omitempty" format:"date" doc:"Of an answer on paper: its day"`
}

func briefOf(b brief.Brief) BriefJSON {
	out := BriefJSON{
		ID: b.ID, Unit: b.Unit, Function: b.Function, State: b.State, How: b.How, EndsOn: b.EndsOn, CreatedAt: b.Created, HandedAt: b.Handed,
		ToUnit: b.ToUnit, ToFunction: b.ToFunction, ReceivedAt: b.ReceivedAt, AnsweredAt: b.AnsweredAt, AnsweredBy: b.AnsweredBy, TakenAt: b.TakenAt,
		Code: b.Code.String(), CodeDead: b.CodeDead, Version: b.Version,
	}
	if b.State == brief.Answered && len(b.Answer.Activities) > 0 {
		a := answerJSONOf(b.Answer)
		out.Answer = &a
	}
	return out.saying(b.Content)
}

// saying is the brief with what it says.
func (b BriefJSON) saying(c brief.Content) BriefJSON {
	b.Hard, b.Question, b.Extra = c.Hard, c.Question, c.Extra
	for _, p := range c.Activities {
		b.Activities = append(b.Activities, briefActivityJSON{p.Item, p.Title, p.Category.String(), p.Where, p.Start, p.End, p.Extent, p.Weekly, p.Demands})
	}
	for _, p := range c.Certificates {
		b.Sick = append(b.Sick, briefSickJSON{p.Start, p.End, p.Extent})
	}
	return b
}

func answerJSONOf(a brief.Answer) briefAnswerJSON {
	out := briefAnswerJSON{New: a.New, Extra: a.Extra, Words: a.Words, Agreed: a.Agreed, From: a.From, On: a.On}
	for _, s := range a.Activities {
		out.Activities = append(out.Activities, briefSaidJSON{s.Item, s.Can, max(s.Extent, 0), s.From, s.Until, s.Help})
	}
	if a.New == "yes" {
		out.Certificate = &briefSickJSON{a.Certificate.Start, a.Certificate.End, a.Certificate.Extent}
	}
	return out
}

// answer is what was sent, as it is checked.
func (in briefAnswerJSON) answer() brief.Answer {
	a := brief.Answer{New: in.New, Extra: in.Extra, Words: in.Words, Agreed: in.Agreed, From: in.From, On: in.On}
	for _, s := range in.Activities {
		extent := s.Extent
		if extent == 0 {
			extent = brief.NoExtent
		}
		a.Activities = append(a.Activities, brief.Said{Item: s.Item, Can: s.Can, Extent: extent, From: s.From, Until: s.Until, Help: s.Help})
	}
	if c := in.Certificate; c != nil {
		a.Certificate = brief.Certificate{Start: c.Start, End: c.End, Extent: c.Extent}
	}
	return a
}

type briefsJSON struct {
	Briefs  []BriefJSON `json:"briefs"`
	MayMake bool        `json:"mayMake"`
}

type briefViewJSON struct {
	BriefJSON
	Told      []id.Item           `json:"told" doc:"Of the activities, those that the consent lets health care be told today: what stands on the paper"`
	Left      []id.Item           `json:"left,omitempty" doc:"Those that it does not, to who made it"`
	Functions []rest.FunctionJSON `json:"functions"`
	Ways      []id.WayIn          `json:"ways,omitempty" doc:"Ways in of health care that a draft can be sent to"`
}

func briefViewOf(v briefing.View) briefViewJSON {
	items := func(p brief.Planned) id.Item { return p.Item }
	out := briefViewJSON{BriefJSON: briefOf(v.Brief), Told: rest.ListOf(v.Told.Activities, items), Functions: rest.ValuesOf(v.Functions, rest.FunctionOf)}
	if v.Care && v.Protection.Restricted() { // neither who asks nor where
		out.Unit, out.Function, out.Functions = "", "", []rest.FunctionJSON{}
	}
	for _, p := range v.Left {
		out.Left = append(out.Left, p.Item)
	}
	for _, w := range v.Ways {
		out.Ways = append(out.Ways, way(w))
	}
	return out
}

func way(w org.WayIn) id.WayIn { return w.ID }

type chosenJSON struct {
	Item    id.Item `json:"item"`
	Where   string  `json:"where,omitempty" maxLength:"400"`
	Demands string  `json:"demands,omitempty" maxLength:"400"`
}

type briefInput struct {
	Activities []chosenJSON      `json:"activities" doc:"What the consent does not cover is left out"`
	Hard       string            `json:"hard,omitempty" maxLength:"1500"`
	Question   string            `json:"question" maxLength:"1500"`
	Extra      map[string]string `json:"extra,omitempty"`
	EndsOn     string            `json:"endsOn" format:"date" doc:"At most a year ahead"`
}

type briefWayInput struct {
	To id.WayIn `json:"to" doc:"A way in of health care"`
}

type briefCodeInput struct {
	Code string `json:"code" maxLength:"60"`
}

type briefTakeInput struct {
	Changes []briefChangeJSON `json:"changes" doc:"Of the unit's own activities and certificates; none leaves the plan as it is"`
}

type briefChangeJSON struct {
	Item    id.Item `json:"item"`
	Version int64   `json:"version"`
	Status  string  `json:"status,omitempty" enum:"planned,ongoing,done,stopped"`
	Start   string  `json:"start,omitempty" format:"date"`
	End     string  `json:"end,omitempty" format:"date"`
	Extent  *int    `json:"extent,omitempty" doc:"Percent of full time"`
	Words   string  `json:"words,omitempty"`
}

func (in briefTakeInput) changes() (all []briefing.Change) {
	for _, c := range in.Changes {
		extent := -1
		if c.Extent != nil {
			extent = *c.Extent
		}
		all = append(all, briefing.Change{Item: c.Item, Version: c.Version, Status: c.Status, Start: c.Start, End: c.End, Extent: extent, Words: c.Words})
	}
	return all
}

type briefInboxJSON struct {
	Waiting  []BriefJSON `json:"waiting"`
	Answered []BriefJSON `json:"answered" doc:"During the last month"`
}

func exampleBrief() BriefJSON {
	return BriefJSON{
		ID: rest.ExampleID, Unit: "ame", Function: rest.ExampleFunction().ID, State: brief.Received, How: brief.Carried, EndsOn: "2027-01-22", CreatedAt: rest.Day(23), Version: 3,
		Activities: []briefActivityJSON{{Item: rest.ExampleID, Title: "Arbetsträning", Category: access.Work.String(), Start: "2026-11-01", Extent: 50}}, Question: "Vad går att genomföra?",
	}
}

func exampleAnswer() briefAnswerJSON {
	return briefAnswerJSON{Activities: []briefSaidJSON{{Item: rest.ExampleID, Can: brief.Adapt, Extent: 50, From: "2026-11-23", Help: "Sitta ibland."}}, New: "no", Agreed: true}
}
