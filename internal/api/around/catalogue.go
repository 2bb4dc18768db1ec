package around

import (
	"encoding/base64"
	"net/http"
	"strconv"

	"samverk/internal/access"
	"samverk/internal/api/rest"
	"samverk/internal/border"
	"samverk/internal/catalogue"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/offer"
)

func addCatalogue(s *rest.Server) {
	addInterventions(s)
	addInterventionSteps(s)
	addInterventionFiles(s)
	addWishes(s)
	addExpectations(s)
	addFit(s)
}

// InterventionInput is what an intervention says.
type InterventionInput struct {
	Name     string      `json:"name" maxLength:"120"`
	Aliases  []string    `json:"aliases,omitempty" doc:"At most ten other names"`
	Sort     offer.Sort  `json:"sort" enum:"advice,support,service,occupation,treatment,examination,therapy,training,contact,guiding,investigating,rehabilitating,preparing,placing,coordinating"`
	Areas    []id.Area   `json:"areas" doc:"Where it is offered: areas that the unit works in"`
	Purpose  string      `json:"purpose,omitempty" maxLength:"1000"`
	Target   string      `json:"target,omitempty" maxLength:"1000"`
	Entry    string      `json:"entry,omitempty" maxLength:"1000" doc:"What it takes to get there"`
	Requires []string    `json:"requires,omitempty" doc:"Codes: enrolled, assistance, sick_listed, activity_benefit, sgi, without_sgi, reduced, ill_health, assessed"`
	Problems []string    `json:"problems,omitempty" doc:"Codes: work, mental, physical, social, addiction, housing; none for no problem in particular"`
	AgeFrom  *int        `json:"ageFrom,omitempty" doc:"Left out for no bound"`
	AgeTo    *int        `json:"ageTo,omitempty"`
	Extent   string      `json:"extent,omitempty" maxLength:"200"`
	Length   string      `json:"length,omitempty" maxLength:"200"`
	Capacity *int        `json:"capacity,omitempty" doc:"Left out where it is not known"`
	Contact  id.Function `json:"contact,omitempty" doc:"A function of the unit"`
	Ground   string      `json:"ground,omitempty" maxLength:"200" doc:"In law"`
	Evidence string      `json:"evidence,omitempty" enum:"research,evaluated,practice"`
	Cost     string      `json:"cost,omitempty" enum:"low,middle,high"`
	StartsOn string      `json:"startsOn,omitempty" format:"date"`
	EndsOn   string      `json:"endsOn,omitempty" format:"date"`
}

// numberOf is a number that may be left out.
func numberOf(n *int) int {
	if n == nil {
		return offer.NoNumber
	}
	return *n
}

// knownNumber is a number, left out where it is not known.
func knownNumber(n int) *int {
	if n < 0 {
		return nil
	}
	return &n
}

func (in InterventionInput) content() offer.Content {
	return offer.Content{Name: in.Name, Aliases: in.Aliases, Sort: in.Sort, Areas: in.Areas, Purpose: in.Purpose, Target: in.Target, Entry: in.Entry, Requires: in.Requires, Problems: in.Problems,
		AgeFrom: numberOf(in.AgeFrom), AgeTo: numberOf(in.AgeTo), Extent: in.Extent, Length: in.Length, Capacity: numberOf(in.Capacity), Contact: in.Contact, Ground: in.Ground,
		Evidence: in.Evidence, Cost: in.Cost, StartsOn: in.StartsOn, EndsOn: in.EndsOn}
}

func inputOf(c offer.Content) InterventionInput {
	return InterventionInput{c.Name, c.Aliases, c.Sort, c.Areas, c.Purpose, c.Target, c.Entry, c.Requires, c.Problems, knownNumber(c.AgeFrom), knownNumber(c.AgeTo), c.Extent, c.Length,
		knownNumber(c.Capacity), c.Contact, c.Ground, c.Evidence, c.Cost, c.StartsOn, c.EndsOn}
}

// InterventionJSON is an intervention as the caller may see it.
type InterventionJSON struct {
	ID   id.Intervention `json:"id"`
	Unit id.Unit         `json:"unit"`
	InterventionInput
	Kind        offer.Kind `json:"kind" enum:"social,medical,work"`
	State       string     `json:"state" enum:"draft,proposed,approved" doc:"Of what stands here; others see what was approved last"`
	FreePlaces  *int       `json:"freePlaces,omitempty" doc:"Left out where it is not known"`
	WaitWeeks   *int       `json:"waitWeeks,omitempty" doc:"Left out where it is not known"`
	PlacesOn    string     `json:"placesOn,omitempty" format:"date" doc:"When places and waiting time were told"`
	ConfirmedOn string     `json:"confirmedOn" format:"date"`
	EndedOn     string     `json:"endedOn,omitempty" format:"date"`
	Stale       bool       `json:"stale,omitempty" doc:"Nobody has confirmed it for long"`
	Version     int64      `json:"version"`
}

// Etag returns the version that a change must name.
func (i InterventionJSON) Etag() int64 { return i.Version }

func interventionOf(i offer.Intervention) InterventionJSON {
	return InterventionJSON{i.ID, i.Unit, inputOf(i.Text.Content), i.Text.Sort.Kind(), i.Text.State, knownNumber(i.Places.Free), knownNumber(i.Places.Weeks), i.Places.On,
		i.ConfirmedOn, i.EndedOn, false, i.Version}
}

func rowOf(r catalogue.Row) InterventionJSON {
	out := interventionOf(r.Intervention)
	out.Stale = r.Stale
	return out
}

type interventionViewJSON struct {
	InterventionJSON
	Competence []string        `json:"competence" doc:"What people at the unit know beyond its task"`
	May        []access.Action `json:"may" doc:"Of offer.write and offer.approve"`
}

type interventionListJSON struct {
	Interventions []InterventionJSON `json:"interventions"`
	All           int                `json:"all" doc:"On all pages"`
	rest.PageJSON
}

type newInterventionInput struct {
	Unit  id.Unit `json:"unit" doc:"The caller's own, or any of the organisation that she administers"`
	State string  `json:"state" enum:"draft,proposed,approved" doc:"Approved needs leave to approve"`
	InterventionInput
}

type changedInterventionInput struct {
	State string `json:"state" enum:"draft,proposed,approved" doc:"Approved needs leave to approve"`
	InterventionInput
}

type interventionStateInput struct {
	State string `json:"state" enum:"draft,proposed,approved" doc:"Draft gives a proposal back"`
}

type placesInput struct {
	Free  *int `json:"free,omitempty" doc:"Left out where it is not known"`
	Weeks *int `json:"weeks,omitempty" doc:"To wait; left out where it is not known"`
}

type competenceInput struct {
	Competence []string `json:"competence" doc:"Codes: work_rehabilitation, insurance_medicine, social_consultant, work_psychologist, occupational_therapist, supported_employment"`
}

func interventionAt(c *rest.Call) id.Intervention { return rest.At[id.Intervention](c, "intervention") }

func exampleIntervention() InterventionJSON {
	age := 18
	return InterventionJSON{ID: rest.ExampleID, Unit: "ame", InterventionInput: InterventionInput{Name: "Arbetsträning", Sort: "preparing", Areas: []id.Area{"0685"}, Purpose: "Pröva att arbeta.", AgeFrom: &age,
		Problems: []string{"work"}}, Kind: offer.Work, State: offer.Approved, FreePlaces: &age, PlacesOn: "2026-11-20", ConfirmedOn: "2026-11-01", Version: 2}
}

// states are what can become of what is saved; anything else is refused.
func stateOf(state string) (string, error) {
	var f errs.Faults
	f.Check(state == offer.Draft || state == offer.Proposed || state == offer.Approved, "state", "offer.code.unknown")
	return state, f.Err()
}

func addInterventions(s *rest.Server) {
	const all = "/interventions"
	rest.Add(s, rest.Operation[rest.None, interventionListJSON]{Method: http.MethodGet, Path: all, ID: "list-interventions", Tag: "structure",
		Query: []string{"area", "actor", "kind", "problem", "years", "q", "own", "ended", "free", "after", "limit"},
		Among: map[string][]string{"actor": actors(), "kind": codes(offer.Kinds()), "problem": offer.Problems(), "own": yes(), "ended": yes(), "free": yes()},
		Out:   interventionListJSON{[]InterventionJSON{exampleIntervention()}, 1, rest.PageJSON{Limit: 20}}, Do: listInterventions})
	rest.Add(s, rest.Operation[newInterventionInput, rest.CreatedJSON]{Method: http.MethodPost, Path: all, ID: "make-intervention", Tag: "structure", Status: http.StatusCreated,
		In: newInterventionInput{"ame", offer.Proposed, exampleIntervention().InterventionInput}, Out: rest.CreatedJSON{ID: rest.ExampleID},
		Do: func(c *rest.Call, in newInterventionInput) (rest.CreatedJSON, error) {
			state, err := stateOf(in.State)
			if err != nil {
				return rest.CreatedJSON{}, err
			}
			i, err := c.Catalogue.Add(c.Ctx, c.Who, in.Unit, in.content(), state)
			return rest.Created(i, all+"/"+string(i), err)
		}})
	rest.Add(s, rest.Operation[rest.None, interventionViewJSON]{Method: http.MethodGet, Path: all + "/{intervention}", ID: "read-intervention", Tag: "structure",
		Out: interventionViewJSON{exampleIntervention(), []string{}, []access.Action{}},
		Do: func(c *rest.Call, _ rest.None) (interventionViewJSON, error) {
			v, err := c.Catalogue.Intervention(c.Ctx, c.Who, interventionAt(c))
			return interventionViewJSON{rowOf(v.Row), append([]string{}, v.Competence...), rest.ActionsOf(v.May)}, err
		}})
	rest.Add(s, rest.Operation[rest.None, interventionComparisonJSON]{Method: http.MethodGet, Path: "/intervention-comparison", ID: "compare-interventions", Tag: "structure", Query: []string{"actor", "rows"},
		Among: map[string][]string{"actor": actors(), "rows": {"sort", "name"}},
		Out:   interventionComparisonJSON{[]id.Area{"0685"}, []interventionLineJSON{{"preparing", "", []interventionStandJSON{{"offered", []id.Intervention{rest.ExampleID}}}}}}, Do: compare})
}

func listInterventions(c *rest.Call, _ rest.None) (interventionListJSON, error) {
	q := catalogue.Query{Area: id.Area(c.Query.Get("area")), Actor: access.Kind(c.Query.Get("actor")), Kind: offer.Kind(c.Query.Get("kind")), Problem: c.Query.Get("problem"), Age: offer.NoNumber,
		Words: c.Query.Get("q"), Own: c.Query.Get("own") == "true", Ended: c.Query.Get("ended") == "true", Free: c.Query.Get("free") == "true"}
	if c.Query.Has("years") {
		n, err := strconv.Atoi(c.Query.Get("years"))
		var f errs.Faults
		f.Check(err == nil && n >= 0 && n <= offer.MostAge, "years", "offer.age.range")
		if err := f.Err(); err != nil {
			return interventionListJSON{}, err
		}
		q.Age = n
	}
	p, err := c.Page()
	if err != nil {
		return interventionListJSON{}, err
	}
	q.Limit, q.After = p.Limit, id.Intervention(p.BeforeID)
	v, err := c.Catalogue.Interventions(c.Ctx, c.Who, q)
	list := interventionListJSON{rest.ListOf(v.Rows, rowOf), v.All, rest.PageJSON{Limit: p.Limit}}
	if v.More {
		list.PageJSON = c.NextAfter(p, "1-"+string(v.Rows[len(v.Rows)-1].ID))
	}
	return list, err
}

type interventionStandJSON struct {
	Stand         string            `json:"stand" enum:"offered,not,unknown" doc:"Unknown where the actor has told nothing of what it can offer there"`
	Interventions []id.Intervention `json:"interventions"`
}

type interventionLineJSON struct {
	Sort  offer.Sort              `json:"sort"`
	Name  string                  `json:"name,omitempty" doc:"Of an intervention, when rows=name"`
	Areas []interventionStandJSON `json:"areas" doc:"In the order of the areas"`
}

type interventionComparisonJSON struct {
	Areas []id.Area              `json:"areas"`
	Rows  []interventionLineJSON `json:"rows"`
}

func compare(c *rest.Call, _ rest.None) (interventionComparisonJSON, error) {
	v, err := c.Catalogue.Compare(c.Ctx, c.Who, access.Kind(c.Query.Get("actor")), c.Query.Get("rows") == "name")
	out := interventionComparisonJSON{Areas: []id.Area{}}
	for _, a := range v.Areas {
		out.Areas = append(out.Areas, a.ID)
	}
	stands := map[catalogue.Stand]string{catalogue.NotKnown: "unknown", catalogue.NotOffered: "not", catalogue.IsOffered: "offered"}
	out.Rows = rest.ListOf(v.Lines, func(l catalogue.Line) interventionLineJSON {
		return interventionLineJSON{l.Sort, l.Name, rest.ListOf(l.Cells, func(cell catalogue.Cell) interventionStandJSON {
			return interventionStandJSON{stands[cell.Stand], rest.ListOf(cell.Rows, func(r catalogue.Row) id.Intervention { return r.ID })}
		})}
	})
	return out, err
}

// stepOf is an operation that takes an intervention further.
func stepOf[I any](method, path, name string, in I, do func(*rest.Call, I) error) rest.Operation[I, rest.None] {
	return rest.Operation[I, rest.None]{Method: method, Path: "/interventions/{intervention}" + path, ID: name, Tag: "structure", Status: http.StatusNoContent, Versioned: true, In: in,
		Do: func(c *rest.Call, in I) (rest.None, error) { return rest.None{}, do(c, in) }}
}

func addInterventionSteps(s *rest.Server) {
	rest.Add(s, stepOf(http.MethodPut, "", "change-intervention", changedInterventionInput{offer.Proposed, exampleIntervention().InterventionInput}, func(c *rest.Call, in changedInterventionInput) error {
		state, err := stateOf(in.State)
		if err != nil {
			return err
		}
		return c.Catalogue.Change(c.Ctx, c.Who, interventionAt(c), c.Version, in.content(), state)
	}))
	rest.Add(s, stepOf(http.MethodPost, "/state", "decide-intervention", interventionStateInput{offer.Approved}, func(c *rest.Call, in interventionStateInput) error {
		state, err := stateOf(in.State)
		if err != nil {
			return err
		}
		return c.Catalogue.Decide(c.Ctx, c.Who, interventionAt(c), c.Version, state)
	}))
	two := 2
	rest.Add(s, stepOf(http.MethodPost, "/places", "tell-places", placesInput{&two, nil}, func(c *rest.Call, in placesInput) error {
		return c.Catalogue.TellPlaces(c.Ctx, c.Who, interventionAt(c), c.Version, offer.Places{Free: numberOf(in.Free), Weeks: numberOf(in.Weeks)})
	}))
	rest.Add(s, stepOf(http.MethodPost, "/confirmation", "confirm-intervention", rest.None{}, func(c *rest.Call, _ rest.None) error {
		return c.Catalogue.Confirm(c.Ctx, c.Who, interventionAt(c), c.Version)
	}))
	rest.Add(s, stepOf(http.MethodPost, "/end", "end-intervention", rest.None{}, func(c *rest.Call, _ rest.None) error {
		return c.Catalogue.End(c.Ctx, c.Who, interventionAt(c), c.Version)
	}))
	rest.Add(s, rest.Operation[competenceInput, rest.None]{Method: http.MethodPut, Path: "/units/{unit}/competence", ID: "keep-competence", Tag: "structure", Status: http.StatusNoContent,
		In: competenceInput{[]string{"work_rehabilitation"}},
		Do: func(c *rest.Call, in competenceInput) (rest.None, error) {
			return rest.None{}, c.Catalogue.KeepCompetence(c.Ctx, c.Who, rest.At[id.Unit](c, "unit"), in.Competence)
		}})
}

type interventionFileInput struct {
	File string `json:"file" doc:"The whole file in base64: CSV or .xlsx"`
}

type interventionFaultJSON struct {
	Row    int    `json:"row" doc:"As a spreadsheet counts: the header is 1"`
	Column string `json:"column,omitempty"`
	Code   string `json:"code"`
	Says   string `json:"says"`
}

type interventionPreviewJSON struct {
	ID        id.Import               `json:"id"`
	Done      bool                    `json:"done"`
	New       int                     `json:"new"`
	Changed   int                     `json:"changed"`
	Unchanged int                     `json:"unchanged"`
	Wrong     int                     `json:"wrong" doc:"Rows; nothing is taken in while there are any"`
	Faults    []interventionFaultJSON `json:"faults"`
	Seen      string                  `json:"seen" doc:"Digest of what is shown, sent back to take it in"`
}

type interventionSeenInput struct {
	Seen string `json:"seen"`
}

type interventionTableJSON struct {
	Columns []string                   `json:"columns"`
	Rows    []interventionTableRowJSON `json:"rows"`
}

type interventionTableRowJSON struct {
	Cells []string `json:"cells" doc:"In the order of the columns"`
}

func addInterventionFiles(s *rest.Server) {
	const at = "/intervention-imports"
	batch := func(c *rest.Call) id.Import { return rest.At[id.Import](c, "import") }
	rest.Add(s, rest.Operation[rest.None, interventionTableJSON]{Method: http.MethodGet, Path: "/intervention-table", ID: "read-intervention-table", Tag: "structure",
		Out: interventionTableJSON{[]string{"Id", "Enhet", "Insats"}, []interventionTableRowJSON{{[]string{rest.ExampleID, "AME", "Arbetsträning"}}}},
		Do: func(c *rest.Call, _ rest.None) (interventionTableJSON, error) {
			header, rows, err := c.Catalogue.Template(c.Ctx, c.Who, c.Texts(c.Request).Lang() == "en", true)
			return interventionTableJSON{append([]string{}, header...), rest.ListOf(rows, func(cells []string) interventionTableRowJSON { return interventionTableRowJSON{cells} })}, err
		}})
	rest.Add(s, rest.Operation[interventionFileInput, rest.CreatedJSON]{Method: http.MethodPost, Path: at, ID: "upload-interventions", Tag: "structure", Status: http.StatusCreated,
		In: interventionFileInput{"RW5oZXQ7SW5zYXRzO1NsYWc7S29tbXVuZXIK"}, Out: rest.CreatedJSON{ID: rest.ExampleID},
		Do: func(c *rest.Call, in interventionFileInput) (rest.CreatedJSON, error) {
			file, err := base64.StdEncoding.DecodeString(in.File)
			if err != nil {
				return rest.CreatedJSON{}, errs.Faults{{Field: "file", Key: "border.broken"}}.Err()
			}
			b, err := c.Catalogue.Upload(c.Ctx, c.Who, file)
			return rest.Created(b, at+"/"+string(b), err)
		}})
	rest.Add(s, rest.Operation[rest.None, interventionPreviewJSON]{Method: http.MethodGet, Path: at + "/{import}", ID: "preview-interventions", Tag: "structure",
		Out: interventionPreviewJSON{rest.ExampleID, false, 3, 1, 12, 1, []interventionFaultJSON{{4, "areas", "offer.import.area", "Kommunområdet finns inte."}}, rest.ExampleID},
		Do: func(c *rest.Call, _ rest.None) (interventionPreviewJSON, error) {
			v, err := c.Catalogue.Preview(c.Ctx, c.Who, batch(c))
			return interventionPreviewJSON{v.ID, v.Done, v.New, v.Changed, v.Unchanged, v.Wrong, rest.ListOf(v.Faults(), func(f border.RowFault) interventionFaultJSON {
				return interventionFaultJSON{f.Row, f.Column, f.Errs.Key, c.Texts(c.Request).Fault(f.Errs)}
			}), v.Seen}, err
		}})
	rest.Add(s, rest.Operation[interventionSeenInput, rest.None]{Method: http.MethodPost, Path: at + "/{import}/confirmation", ID: "take-in-interventions", Tag: "structure", Status: http.StatusNoContent,
		In: interventionSeenInput{rest.ExampleID}, Do: func(c *rest.Call, in interventionSeenInput) (rest.None, error) {
			return rest.None{}, c.Catalogue.TakeIn(c.Ctx, c.Who, batch(c), in.Seen)
		}})
	rest.Add(s, rest.Operation[rest.None, rest.None]{Method: http.MethodDelete, Path: at + "/{import}", ID: "discard-interventions", Tag: "structure", Status: http.StatusNoContent,
		Do: func(c *rest.Call, _ rest.None) (rest.None, error) {
			return rest.None{}, c.Catalogue.Discard(c.Ctx, c.Who, batch(c))
		}})
}
