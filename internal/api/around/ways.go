package around

import (
	"net/http"
	"time"

	"samverk/internal/access"
	"samverk/internal/api/rest"
	"samverk/internal/contact"
	"samverk/internal/id"
	"samverk/internal/org"
	"samverk/internal/wayfinding"
)

// guideInput is what whoever asks by a way in has to know.
type guideInput struct {
	Ready      string `json:"ready,omitempty" doc:"What to have at hand"`
	Form       string `json:"form,omitempty" doc:"Which form, or how it is asked"`
	Situations string `json:"situations,omitempty" doc:"When to turn here, and when elsewhere"`
	Keywords   string `json:"keywords,omitempty"`
	AgeFrom    int    `json:"ageFrom" minimum:"0" maximum:"120"`
	AgeTo      int    `json:"ageTo" minimum:"0" maximum:"120"`
	Shown      bool   `json:"shown" doc:"To anybody, without signing in"`
}

// foundWayJSON is a way in with what whoever asks has to know.
type foundWayJSON struct {
	ID         id.WayIn          `json:"id"`
	Area       id.Area           `json:"area"`
	AreaName   string            `json:"areaName"`
	Topic      string            `json:"topic"`
	Actor      access.Kind       `json:"actor" enum:"kommun,vard,fk,af,forbund,admin"`
	Function   rest.FunctionJSON `json:"function"`
	Deputy     id.Function       `json:"deputy,omitempty"`
	DeputyName string            `json:"deputyName,omitempty"`
	AnswerDays int               `json:"answerDays" doc:"Working days"`
	About      string            `json:"about,omitempty"`
	Vacant     bool              `json:"vacant" doc:"Nobody acts as the function today, nor as its deputy"`
	Guide      guideInput        `json:"guide"`
	Confirmed  time.Time         `json:"confirmed,omitzero"`
	Stale      bool              `json:"stale" doc:"Nobody has confirmed it for 90 days"`
	Version    int64             `json:"version"`
	OfFunction int64             `json:"functionVersion" doc:"Of how the function is reached"`
}

// Etag returns the version that a change must name.
func (w foundWayJSON) Etag() int64 { return w.Version }

func foundWayOf(w wayfinding.Way) foundWayJSON {
	g := w.Guide
	return foundWayJSON{w.ID, w.Area, w.AreaName, w.Topic, w.Actor, rest.FunctionOf(w.Function), w.Deputy, w.DeputyName, w.AnswerDays, w.About, w.Vacant(),
		guideInput(g.Input()), g.Confirmed, w.Stale, g.Version, w.Function.Version}
}

type foundWaysJSON struct {
	Ways    []foundWayJSON `json:"ways" doc:"The best first"`
	Instead bool           `json:"instead" doc:"Nothing answers; those who coordinate are given in its place"`
}

type mendInput struct {
	Phone      string     `json:"phone,omitempty"`
	Mailbox    string     `json:"mailbox,omitempty"`
	Hours      string     `json:"hours,omitempty"`
	OfFunction int64      `json:"functionVersion"`
	Guide      guideInput `json:"guide"`
}

type wrongInput struct {
	Kind  string `json:"kind" enum:"number,function,silence,something_else"`
	Words string `json:"words,omitempty" doc:"May tell of nobody; it is checked"`
}

type wrongJSON struct {
	ID       id.WayReport `json:"id"`
	Kind     string       `json:"kind" enum:"number,function,silence,something_else"`
	Words    string       `json:"words,omitempty"`
	By       id.Function  `json:"by"`
	At       time.Time    `json:"at"`
	Open     bool         `json:"open"`
	Answer   string       `json:"answer,omitempty"`
	Answered time.Time    `json:"answered,omitzero"`
	Version  int64        `json:"version"`
}

func wrongOf(r contact.Report) wrongJSON {
	return wrongJSON{r.ID, r.Kind, r.Words, r.By, r.At, r.Open(), r.Answer, r.AnsweredAt, r.Version}
}

type wrongListJSON struct {
	Reports []wrongJSON `json:"reports"`
}

type wrongAnswerInput struct {
	Answer string `json:"answer" doc:"What has been done"`
}

type experienceJSON struct {
	From    access.Kind `json:"from" enum:"kommun,vard,fk,af"`
	To      access.Kind `json:"to" enum:"kommun,vard,fk,af"`
	Works   int         `json:"works" minimum:"0" maximum:"4" doc:"1 hard to 4 easy; 0 not said"`
	Via     string      `json:"via,omitempty" doc:"Which function is asked"`
	Note    string      `json:"note,omitempty"`
	Source  string      `json:"source,omitempty"`
	Common  bool        `json:"common,omitempty" doc:"To all areas"`
	Version int64       `json:"version" doc:"0 when the area has said nothing of its own"`
}

func experienceOf(e contact.Experience) experienceJSON {
	return experienceJSON{e.From, e.To, e.Works, e.Via, e.Note, e.Source, e.Area == "" && e.Version > 0, e.Version}
}

type wayMapJSON struct {
	Area        id.Area          `json:"area"`
	Experiences []experienceJSON `json:"experiences"`
}

type experienceInput struct {
	Area    id.Area     `json:"area,omitempty" doc:"Absent for what all areas have in common"`
	From    access.Kind `json:"from"`
	To      access.Kind `json:"to"`
	Works   int         `json:"works"`
	Via     string      `json:"via,omitempty"`
	Note    string      `json:"note,omitempty"`
	Source  string      `json:"source"`
	Version int64       `json:"version" doc:"0 for what is new"`
}

func wayOf(c *rest.Call) id.WayIn { return rest.At[id.WayIn](c, "way") }

func findWays(c *rest.Call, _ rest.None) (foundWaysJSON, error) {
	q := c.Query
	found, err := c.Ways.Ways(c.Ctx, c.Who, wayfinding.Question{Area: id.Area(q.Get("area")), Topic: q.Get("topic"), Actor: access.Kind(q.Get("actor")), Age: q.Get("age"), Words: q.Get("q")})
	return foundWaysJSON{rest.ListOf(found.Ways, foundWayOf), found.Instead}, err
}

func mendWay(c *rest.Call, in mendInput) error {
	return c.Ways.Mend(c.Ctx, c.Who, wayOf(c), wayfinding.Mending{
		Contact: org.FunctionChange{Phone: in.Phone, Mailbox: in.Mailbox, Hours: in.Hours, Version: in.OfFunction},
		Guide:   contact.Input(in.Guide), Version: c.Version,
	})
}

// without makes an operation out of what answers with nothing.
func without[I any](do func(*rest.Call, I) error) func(*rest.Call, I) (rest.None, error) {
	return func(c *rest.Call, in I) (rest.None, error) { return rest.None{}, do(c, in) }
}

func addWays(s *rest.Server) {
	example := foundWayJSON{ID: rest.ExampleID, Area: "0604", AreaName: "Aneby", Topic: "care", Actor: access.Vard, Function: rest.ExampleFunction(), AnswerDays: 3,
		Guide: guideInput{Ready: "Vad frågan gäller", Form: "Ring", AgeTo: 120}, Version: 1, OfFunction: 1}
	rest.Add(s, rest.Operation[rest.None, foundWaysJSON]{Method: http.MethodGet, Path: "/ways", ID: "list-ways", Tag: "structure",
		Query: []string{"area", "topic", "actor", "age", "q"},
		Among: map[string][]string{"topic": org.Topics(), "actor": actors(), "age": ages()}, Out: foundWaysJSON{[]foundWayJSON{example}, false}, Do: findWays})
	rest.Add(s, rest.Operation[rest.None, foundWayJSON]{Method: http.MethodGet, Path: "/ways/{way}", ID: "read-way", Tag: "structure", Out: example,
		Do: func(c *rest.Call, _ rest.None) (foundWayJSON, error) {
			v, err := c.Ways.Way(c.Ctx, c.Who, wayOf(c))
			return foundWayOf(v.Way), err
		}})
	rest.Add(s, rest.Operation[mendInput, rest.None]{Method: http.MethodPut, Path: "/ways/{way}", ID: "mend-way", Tag: "structure", Versioned: true, Status: http.StatusNoContent,
		In: mendInput{Phone: "0380-123 45", OfFunction: 1, Guide: example.Guide}, Do: without(mendWay)})
	rest.Add(s, rest.Operation[rest.None, rest.None]{Method: http.MethodPost, Path: "/ways/{way}/confirm", ID: "confirm-way", Tag: "structure", Versioned: true, Status: http.StatusNoContent,
		Do: without(func(c *rest.Call, _ rest.None) error { return c.Ways.Confirm(c.Ctx, c.Who, wayOf(c), c.Version) })})
	addWayReports(s)
	addWayMap(s)
}

func addWayReports(s *rest.Server) {
	example := wrongJSON{rest.ExampleID, "number", "Numret går till växeln.", rest.ExampleFunction().ID, time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC), true, "", time.Time{}, 1}
	rest.Add(s, rest.Operation[rest.None, wrongListJSON]{Method: http.MethodGet, Path: "/ways/{way}/reports", ID: "list-way-reports", Tag: "structure", Out: wrongListJSON{[]wrongJSON{example}},
		Do: func(c *rest.Call, _ rest.None) (wrongListJSON, error) {
			all, err := c.Ways.Reports(c.Ctx, c.Who, wayOf(c))
			return wrongListJSON{rest.ListOf(all, wrongOf)}, err
		}})
	rest.Add(s, rest.Operation[wrongInput, rest.CreatedJSON]{Method: http.MethodPost, Path: "/ways/{way}/reports", ID: "report-way", Tag: "structure", Status: http.StatusCreated,
		In: wrongInput{"number", "Numret går till växeln."}, Out: rest.CreatedJSON{ID: rest.ExampleID},
		Do: func(c *rest.Call, in wrongInput) (rest.CreatedJSON, error) {
			r, err := c.Ways.Report(c.Ctx, c.Who, contact.NewReport{Way: wayOf(c), Kind: in.Kind, Words: in.Words})
			return rest.Created(r, "/ways/"+string(wayOf(c))+"/reports", err)
		}})
	rest.Add(s, rest.Operation[wrongAnswerInput, rest.None]{Method: http.MethodPost, Path: "/ways/{way}/reports/{wrong}/answer", ID: "answer-way-report", Tag: "structure", Versioned: true, Status: http.StatusNoContent,
		In: wrongAnswerInput{"Numret är rättat."},
		Do: without(func(c *rest.Call, in wrongAnswerInput) error {
			return c.Ways.Answer(c.Ctx, c.Who, wayOf(c), rest.At[id.WayReport](c, "wrong"), in.Answer, c.Version)
		})})
}

func addWayMap(s *rest.Server) {
	example := experienceJSON{access.AF, access.Kommun, 1, "", "Svårt att veta vem man ska kontakta.", "Huvudrapport, 2016", true, 1}
	rest.Add(s, rest.Operation[rest.None, wayMapJSON]{Method: http.MethodGet, Path: "/areas/{area}/way-map", ID: "read-way-map", Tag: "structure", Out: wayMapJSON{"0685", []experienceJSON{example}},
		Do: func(c *rest.Call, _ rest.None) (wayMapJSON, error) {
			m, err := c.Ways.Map(c.Ctx, c.Who, rest.At[id.Area](c, "area"))
			out := wayMapJSON{m.Area.ID, []experienceJSON{}}
			for _, in := range m.Into {
				out.Experiences = append(out.Experiences, rest.ListOf(in.Experiences, experienceOf)...)
			}
			return out, err
		}})
	rest.Add(s, rest.Operation[experienceInput, rest.None]{Method: http.MethodPost, Path: "/way-map", ID: "say-way-map", Tag: "structure", Status: http.StatusNoContent,
		In: experienceInput{Area: "0685", From: access.AF, To: access.Kommun, Works: 1, Source: "Samverksmötet i mars"},
		Do: without(func(c *rest.Call, in experienceInput) error {
			return c.Ways.Say(c.Ctx, c.Who, contact.Experience{Area: in.Area, From: in.From, To: in.To, Works: in.Works, Via: in.Via, Note: in.Note, Source: in.Source, Version: in.Version})
		})})
}

// currentWay is what stands now of a way in, of a report and of an experience.
func currentWay(now any) any {
	switch v := now.(type) {
	case wayfinding.Way:
		return foundWayOf(v)
	case contact.Report:
		return wrongOf(v)
	case contact.Experience:
		return experienceOf(v)
	}
	return nil
}
