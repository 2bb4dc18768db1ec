package way

import (
	"net/http"
	"time"

	"samverk/internal/api/rest"
	"samverk/internal/id"
	"samverk/internal/item"
	"samverk/internal/picture"
	"samverk/internal/situation"
)

// SituationItemJSON is something that is said of the person's situation, and by
// whom.
type SituationItemJSON struct {
	ID      id.Item   `json:"id"`
	Owner   id.Unit   `json:"owner" doc:"The unit, or self for the person"`
	Code    string    `json:"code,omitempty" doc:"The field of an answer, the benefit, the instrument, the sort of plan"`
	Value   string    `json:"value,omitempty" doc:"The answer; the level of a mapping; who keeps a plan; whether a certificate was seen or told of"`
	Title   string    `json:"title"`
	Words   string    `json:"words,omitempty"`
	Start   string    `json:"start,omitempty" format:"date"`
	End     string    `json:"end,omitempty" format:"date"`
	Due     string    `json:"due,omitempty" format:"date" doc:"When a plan is followed up"`
	Extent  *int      `json:"extent,omitempty" doc:"Percent of full time"`
	About   id.Item   `json:"about,omitempty" doc:"The activity that a certificate is about, where the caller sees it"`
	Version int64     `json:"version"`
	At      time.Time `json:"at"`
}

type monthsJSON struct {
	Least int            `json:"least"`
	Most  int            `json:"most" doc:"With the months that nobody has accounted for"`
	Band  situation.Band `json:"band" enum:"short,long,very_long,years" doc:"That is sure"`
}

type situationJSON struct {
	Answers      []SituationItemJSON `json:"answers"`
	Differ       []string            `json:"differ" doc:"Fields that are answered differently, as far as the caller sees"`
	Livelihood   []SituationItemJSON `json:"livelihood"`
	Months       monthsJSON          `json:"months" doc:"With social assistance of the last 36, as far as the caller sees"`
	Certificates []SituationItemJSON `json:"certificates"`
	SickDays     int                 `json:"sickDays" doc:"In a row, up to today"`
	Mappings     []SituationItemJSON `json:"mappings"`
	Plans        []SituationItemJSON `json:"plans" doc:"Kept elsewhere"`
	Receivers    map[string][]string `json:"receivers" doc:"Units that the consent lets be told, by category"`
}

func situationOf(v picture.View) situationJSON {
	shown := map[id.Item]bool{}
	for _, i := range v.Items {
		shown[i.ID] = !i.Gone
	}
	of := func(k item.Kind) []SituationItemJSON {
		return rest.ListOf(v.Of(k), func(i item.Item) SituationItemJSON {
			one := saidOf(i)
			if !shown[i.About] {
				one.About = ""
			}
			return one
		})
	}
	months := situation.AssistanceMonths(v.Periods(), v.Today, situation.Looked)
	band, _ := situation.BandOf(v.Periods(), v.Today)
	s := situationJSON{
		Answers: of(item.Fact), Differ: rest.ListOf(picture.DifferingOf(v.Items), same), Livelihood: of(item.Benefit), Months: monthsJSON{months.Least, months.Most, band},
		Certificates: of(item.Certificate), SickDays: v.SickDays(), Mappings: of(item.Instrument), Plans: of(item.Elsewhere), Receivers: map[string][]string{},
	}
	for c, units := range v.Covered {
		for _, u := range units {
			s.Receivers[c.String()] = append(s.Receivers[c.String()], string(u.ID))
		}
	}
	return s
}

func saidOf(i item.Item) SituationItemJSON {
	one := SituationItemJSON{ID: i.ID, Owner: i.Owner, Code: i.Code, Value: i.Value, Title: i.Title, Words: i.Words, Start: i.Start, End: i.End, Due: i.Content.Due, About: i.About, Version: i.Version, At: i.At}
	if i.Extent != item.NoExtent {
		one.Extent = &i.Extent
	}
	return one
}

type situationAnswerJSON struct {
	Field   string `json:"field" maxLength:"40"`
	Value   string `json:"value" maxLength:"40" doc:"One of the field's answers, or unknown"`
	Words   string `json:"words,omitempty" maxLength:"500"`
	Version int64  `json:"version,omitempty" doc:"Of the caller's own answer that it replaces; absent for the first"`
}

type situationAnswersJSON struct {
	Answers []situationAnswerJSON `json:"answers"`
	Reason  string                `json:"reason,omitempty" enum:"news,agreed,correction" doc:"Why answers that stand are changed"`
	Units   []id.Unit             `json:"units" doc:"Who is told, each of the categories that the consent covers; none keeps a working note"`
}

type newLivelihoodJSON struct {
	Benefit string    `json:"benefit" enum:"EB,SP,RP,AE,SE,AL,AS,UE,EE,ET,BE,LON,STUDIE,ANNAN,INGEN"`
	Start   string    `json:"start" format:"date"`
	End     string    `json:"end,omitempty" format:"date"`
	Extent  *int      `json:"extent,omitempty" doc:"Percent of full time"`
	Words   string    `json:"words,omitempty" maxLength:"500"`
	Units   []id.Unit `json:"units" doc:"Who is told; none keeps a working note"`
}

type newPlanElsewhereJSON struct {
	Sort        string    `json:"sort" enum:"sip,af,fk,lss,medical,another"`
	Keeper      string    `json:"keeper" maxLength:"120" doc:"The unit that has the plan"`
	Start       string    `json:"start" format:"date" doc:"The day it was made"`
	End         string    `json:"end,omitempty" format:"date"`
	FollowUp    string    `json:"followUp,omitempty" format:"date"`
	Goals       string    `json:"goals,omitempty" maxLength:"1000"`
	Activities  string    `json:"activities,omitempty" maxLength:"1000"`
	Responsible string    `json:"responsible,omitempty" maxLength:"1000"`
	Leads       string    `json:"leads,omitempty" maxLength:"1000" doc:"Why it goes before the shared plan; absent when that leads"`
	Units       []id.Unit `json:"units" doc:"Who is told; none keeps a working note"`
}

func addPicture(s *rest.Server) {
	extent := 50
	said := SituationItemJSON{ID: rest.ExampleID, Owner: rest.ExampleID, Code: "housing", Value: "own", Title: "Boende: egen lägenhet eller eget hus", Version: 1, At: rest.Day(20)}
	rest.Add(s, rest.Operation[rest.None, situationJSON]{Method: http.MethodGet, Path: "/cases/{case}/situation", ID: "read-situation", Tag: "cases",
		Out: situationJSON{[]SituationItemJSON{said}, []string{}, []SituationItemJSON{}, monthsJSON{28, 36, situation.VeryLong}, []SituationItemJSON{}, 0, []SituationItemJSON{}, []SituationItemJSON{}, map[string][]string{"housing": {rest.ExampleID}}},
		Do: func(c *rest.Call, _ rest.None) (situationJSON, error) {
			v, err := c.Picture.Situation(c.Ctx, c.Who, rest.At[id.Case](c, "case"))
			if err != nil {
				return situationJSON{}, err
			}
			return situationOf(v), nil
		}})
	rest.Add(s, rest.Operation[situationAnswersJSON, rest.None]{Method: http.MethodPost, Path: "/cases/{case}/situation/answers", ID: "answer-situation", Tag: "cases", Status: http.StatusNoContent,
		In: situationAnswersJSON{[]situationAnswerJSON{{Field: "housing", Value: "own"}}, "", []id.Unit{rest.ExampleID}},
		Do: func(c *rest.Call, in situationAnswersJSON) (rest.None, error) {
			return rest.None{}, answerSituation(c, in)
		}})
	rest.Add(s, rest.Operation[newLivelihoodJSON, rest.CreatedJSON]{Method: http.MethodPost, Path: "/cases/{case}/livelihood", ID: "note-livelihood", Tag: "cases", Status: http.StatusCreated,
		In: newLivelihoodJSON{"AS", "2026-11-01", "2027-04-30", &extent, "", []id.Unit{rest.ExampleID}}, Out: rest.CreatedJSON{ID: rest.ExampleID},
		Do: func(c *rest.Call, in newLivelihoodJSON) (rest.CreatedJSON, error) {
			n := picture.Livelihood{Piece: picture.Piece{To: in.Units}, Benefit: in.Benefit, Start: in.Start, End: in.End, Extent: item.NoExtent, Words: in.Words}
			if in.Extent != nil {
				n.Extent = max(*in.Extent, -2)
				if n.Extent < 0 {
					n.Extent = 101 // out of every range
				}
			}
			i, err := c.Picture.NoteLivelihood(c.Ctx, c.Who, rest.At[id.Case](c, "case"), n)
			return itemMade(c, i, err)
		}})
	rest.Add(s, rest.Operation[newPlanElsewhereJSON, rest.CreatedJSON]{Method: http.MethodPost, Path: "/cases/{case}/plans-elsewhere", ID: "note-plan-elsewhere", Tag: "cases", Status: http.StatusCreated,
		In: newPlanElsewhereJSON{Sort: "sip", Keeper: "Psykiatriska mottagningen", Start: "2026-10-01", Goals: "Bo kvar hemma", Units: []id.Unit{rest.ExampleID}}, Out: rest.CreatedJSON{ID: rest.ExampleID},
		Do: func(c *rest.Call, in newPlanElsewhereJSON) (rest.CreatedJSON, error) {
			i, err := c.Picture.NotePlan(c.Ctx, c.Who, rest.At[id.Case](c, "case"), picture.Plan{
				Piece: picture.Piece{To: in.Units}, Sort: in.Sort, Keeper: in.Keeper, On: in.Start, Ends: in.End, FollowUp: in.FollowUp,
				Said: picture.Said{Goals: in.Goals, Activities: in.Activities, Responsible: in.Responsible, Leads: in.Leads},
			})
			return itemMade(c, i, err)
		}})
}

// itemMade tells where what was noted is read.
func itemMade(c *rest.Call, i id.Item, err error) (rest.CreatedJSON, error) {
	return rest.Created(i, "/cases/"+c.Request.PathValue("case")+"/items/"+string(i), err)
}

// answerSituation tells each of the units named what the consent covers for it.
func answerSituation(c *rest.Call, in situationAnswersJSON) error {
	of := rest.At[id.Case](c, "case")
	n := picture.Answers{Reason: in.Reason, To: picture.Told{}}
	for _, a := range in.Answers {
		n.All = append(n.All, picture.Answer{Field: a.Field, Value: a.Value, Words: a.Words, Version: a.Version})
	}
	if len(in.Units) > 0 {
		v, err := c.Picture.Situation(c.Ctx, c.Who, of)
		if err != nil {
			return err
		}
		n.To = v.Told(in.Units)
	}
	return c.Picture.Answer(c.Ctx, c.Who, of, n)
}
