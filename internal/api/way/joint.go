package way

import (
	"net/http"
	"time"

	"samverk/internal/access"
	"samverk/internal/api/rest"
	"samverk/internal/app"
	"samverk/internal/assessment"
	"samverk/internal/cases"
	"samverk/internal/coordination"
	"samverk/internal/i18n"
	"samverk/internal/id"
	"samverk/internal/joint"
)

// CoordinationJSON is what Försäkringskassan is asked to coordinate, as far as
// the caller may know it.
type CoordinationJSON struct {
	ID             id.Coordination `json:"id"`
	By             id.Unit         `json:"by,omitempty" doc:"Of whom asked; self for the person"`
	NotedBy        id.Function     `json:"notedBy,omitempty"`
	How            string          `json:"how" enum:"self,oral,paper"`
	Representative string          `json:"representative,omitempty" enum:"ombud,narstaende,god_man,forvaltare" doc:"Kind of the one who asked in the person's place"`
	State          string          `json:"state,omitempty" enum:"asked,examined,granted,refused,withdrawn" doc:"Absent where the caller may not know how it went"`
	Reason         string          `json:"reason,omitempty" enum:"no_medical_ground,other_coordinates,no_consent,else"`
	AskedAt        time.Time       `json:"askedAt"`
	DueOn          string          `json:"dueOn,omitempty" format:"date"`
	ExaminedAt     time.Time       `json:"examinedAt,omitzero"`
	AnsweredAt     time.Time       `json:"answeredAt,omitzero"`
	AnsweredBy     id.Function     `json:"answeredBy,omitempty"`
	Wish           string          `json:"wish,omitempty"`
	Words          string          `json:"words,omitempty"`
	Adds           string          `json:"adds,omitempty" doc:"What is added to the plan that there is"`
	Version        int64           `json:"version,omitempty"`
}

func coordinationOf(c coordination.Coordination) CoordinationJSON {
	return CoordinationJSON{
		ID: c.ID, By: c.Owner, NotedBy: c.By, How: c.How, Representative: c.Acted, State: c.State, Reason: c.Reason, AskedAt: c.AskedAt, DueOn: c.DueOn,
		ExaminedAt: c.ExaminedAt, AnsweredAt: c.AnsweredAt, AnsweredBy: c.AnsweredBy, Wish: c.Wish, Words: c.Words, Adds: c.Adds, Version: c.Version,
	}
}

type reachedJSON struct {
	Unit       id.Unit  `json:"unit"`
	Categories []string `json:"categories"`
}

type coordinationsJSON struct {
	All       []CoordinationJSON `json:"all"`
	Parties   []id.Function      `json:"parties" doc:"Of Försäkringskassan, that take part; to the circle"`
	Reach     []reachedJSON      `json:"reach" doc:"Whom the consent lets be told; to the circle"`
	MayAsk    bool               `json:"mayAsk"`
	MayAnswer bool               `json:"mayAnswer"`
}

func coordinationsOf(v joint.CoordinationView) coordinationsJSON {
	reached := func(u joint.Reached) reachedJSON {
		return reachedJSON{u.ID, rest.ListOf(u.Of.List(), access.Category.String)}
	}
	parties := make([]id.Function, 0, len(v.Parties))
	for _, f := range v.Parties {
		parties = append(parties, f.ID)
	}
	return coordinationsJSON{rest.ListOf(v.All, coordinationOf), parties, rest.ListOf(v.Reach, reached), v.MayAsk, v.MayAnswer}
}

type askCoordinationInput struct {
	How  string `json:"how,omitempty" enum:"oral,paper" doc:"Needed when it is noted for the person"`
	Wish string `json:"wish,omitempty" maxLength:"2000"`
}

type answerCoordinationInput struct {
	State  string `json:"state" enum:"examined,granted,refused"`
	Reason string `json:"reason,omitempty" enum:"no_medical_ground,other_coordinates,no_consent,else" doc:"Needed of refused"`
	Words  string `json:"words,omitempty" maxLength:"2000" doc:"Needed of refused"`
	Adds   string `json:"adds,omitempty" maxLength:"2000"`
}

// AssessmentJSON is that a meeting is to a joint assessment.
type AssessmentJSON struct {
	Call     id.Call   `json:"call"`
	State    string    `json:"state" enum:"open,agreed"`
	Item     id.Item   `json:"item,omitempty" doc:"The statement, an item like all others"`
	AgreedAt time.Time `json:"agreedAt,omitzero"`
	Version  int64     `json:"version"`
}

func assessmentOf(a assessment.Assessment) AssessmentJSON {
	return AssessmentJSON{a.Call, a.State, a.Item, a.AgreedAt, a.Version}
}

type assessmentsJSON struct {
	All []AssessmentJSON `json:"all"`
}

type partsJSON struct {
	Judged  string   `json:"judged" maxLength:"4000"`
	Measure string   `json:"measure,omitempty" maxLength:"500"`
	Actor   string   `json:"actor,omitempty" enum:"kommun,vard,fk,af"`
	Benefit string   `json:"benefit,omitempty" doc:"Code, as of a period of livelihood"`
	Time    string   `json:"time,omitempty" maxLength:"500"`
	Cost    string   `json:"cost,omitempty" maxLength:"500"`
	Paths   []string `json:"paths,omitempty" enum:"measures,af_whole,af_part,insurance"`
}

type assessmentStandJSON struct {
	Function id.Function `json:"function,omitempty" doc:"Absent for the person"`
	Stand    string      `json:"stand" enum:"agrees,abstains,differs"`
	Words    string      `json:"words,omitempty"`
	Early    bool        `json:"early,omitempty" doc:"About an earlier version of the statement"`
}

type assessmentViewJSON struct {
	Assessment AssessmentJSON        `json:"assessment"`
	Question   string                `json:"question,omitempty"`
	Missing    []access.Kind         `json:"missing" doc:"Actors that nobody is called from; to the circle"`
	Points     map[string][]id.Item  `json:"points" doc:"Lines of the meeting by heading: known, differs, unknown, judged"`
	Statement  *partsJSON            `json:"statement,omitempty"`
	Stands     []assessmentStandJSON `json:"stands" doc:"Never merged"`
	MayDraft   bool                  `json:"mayDraft"`
	MaySay     bool                  `json:"maySay"`
}

// Etag returns the version that a change must name.
func (v assessmentViewJSON) Etag() int64 { return v.Assessment.Version }

func assessmentViewOf(v joint.AssessmentView) assessmentViewJSON {
	j := assessmentViewJSON{Assessment: assessmentOf(v.Assessment), Question: v.Call.Question, Missing: rest.ListOf(v.Missing, func(k access.Kind) access.Kind { return k }), Points: map[string][]id.Item{}, MayDraft: v.MayDraft, MaySay: v.MaySay}
	for _, h := range assessment.Headings() {
		j.Points[h] = rest.ListOf(v.Under(h), func(l app.MeetingLine) id.Item { return l.ID })
	}
	j.Stands = []assessmentStandJSON{}
	if v.Statement == nil {
		j.Assessment.Item = ""
		return j
	}
	p := v.Parts
	j.Statement = &partsJSON{p.Text, p.Measure, p.Actor, p.Benefit, p.Time, p.Cost, p.Paths}
	if v.Said != nil {
		j.Stands = append(j.Stands, assessmentStandJSON{Stand: v.Said.Value, Words: v.Said.Words, Early: v.Said.At.Before(v.Statement.At)})
	}
	for _, st := range v.Statement.Stands {
		j.Stands = append(j.Stands, assessmentStandJSON{st.Function, st.Stand.Stand, st.Said, v.Early(st)})
	}
	return j
}

type pointInput struct {
	Heading     string      `json:"heading" enum:"known,differs,unknown,judged"`
	Text        string      `json:"text" maxLength:"4000"`
	Category    string      `json:"category" enum:"plan,work,income,ability,diagnosis,social,addiction,housing,family"`
	Due         string      `json:"due,omitempty" format:"date" doc:"Needed of unknown"`
	Responsible id.Function `json:"responsible,omitempty" doc:"Who finds it out; self for the person. Needed of unknown"`
}

type assessmentStandInput struct {
	Stand string `json:"stand" enum:"agrees,abstains,differs"`
	Words string `json:"words,omitempty" maxLength:"2000" doc:"Needed of differs"`
}

type passageJSON struct {
	At     time.Time   `json:"at"`
	Kind   string      `json:"kind" enum:"sent,forwarded,declined,accepted,withdrawn,opened,invited,joined,refused,left,taken,not_taken,closed,reopened"`
	From   id.Function `json:"from,omitempty" doc:"Absent for the person, and where the caller may not know"`
	Self   bool        `json:"self,omitempty" doc:"The person herself"`
	To     id.Function `json:"to,omitempty"`
	Reason string      `json:"reason,omitempty" doc:"Code"`
	Turn   bool        `json:"turn,omitempty" doc:"The person was turned away"`
}

type trailJSON struct {
	Passages []passageJSON `json:"passages" doc:"As far as the caller may know, the first first"`
	Leads    id.Function   `json:"leads,omitempty" doc:"Who has the case now"`
	NextOn   string        `json:"nextOn,omitempty" format:"date"`
	Next     string        `json:"next,omitempty" enum:"call,activity,commitment,follow_up,rests"`
	Title    string        `json:"title,omitempty" doc:"Of what happens next"`
}

func passageOf(p cases.Passage) passageJSON {
	return passageJSON{p.At, p.Kind, p.From, p.Self, p.To, p.Reason, p.Turn()}
}

func caseAt(c *rest.Call) id.Case { return rest.At[id.Case](c, "case") }

func callAt(c *rest.Call) id.Call { return rest.At[id.Call](c, "call") }

// written is the texts that become part of what is written: Swedish, whoever calls.
func written(c *rest.Call) *i18n.Texts { return c.Options.Texts.In(i18n.Swedish) }

func addJoint(s *rest.Server) {
	addCoordination(s)
	addAssessment(s)
	addStatement(s)
	rest.Add(s, rest.Operation[rest.None, trailJSON]{Method: http.MethodGet, Path: "/cases/{case}/trail", ID: "read-trail", Tag: "cases",
		Out: trailJSON{[]passageJSON{{At: rest.Day(18), Kind: "declined", From: rest.ExampleFunction().ID, Reason: "no_capacity", Turn: true}}, rest.ExampleFunction().ID, "2026-12-01", "call", ""},
		Do: func(c *rest.Call, _ rest.None) (trailJSON, error) {
			v, err := c.Joint.Trail(c.Ctx, c.Who, caseAt(c))
			return trailJSON{rest.ListOf(v.Passages, passageOf), v.Leads.ID, v.Next.On, v.Next.Sort, v.Next.Title}, err
		}})
}

func addCoordination(s *rest.Server) {
	const of, one = "/cases/{case}/fk-coordination", "/cases/{case}/fk-coordination/{coordination}"
	example := CoordinationJSON{ID: rest.ExampleID, By: id.Self, How: "self", State: "asked", AskedAt: rest.Day(18), DueOn: "2026-12-02", Wish: "Jag vill veta vem jag ska prata med.", Version: 1}
	rest.Add(s, rest.Operation[rest.None, coordinationsJSON]{Method: http.MethodGet, Path: of, ID: "read-fk-coordination", Tag: "cases",
		Out: coordinationsJSON{All: []CoordinationJSON{example}, Parties: []id.Function{}, Reach: []reachedJSON{{rest.ExampleUnit().ID, []string{"plan"}}}, MayAsk: true},
		Do: func(c *rest.Call, _ rest.None) (coordinationsJSON, error) {
			v, err := c.Joint.Coordination(c.Ctx, c.Who, caseAt(c))
			return coordinationsOf(v), err
		}})
	rest.Add(s, rest.Operation[askCoordinationInput, rest.CreatedJSON]{Method: http.MethodPost, Path: of, ID: "ask-fk-coordination", Tag: "cases", Status: http.StatusCreated,
		In: askCoordinationInput{How: "oral", Wish: "Vill ha hjälp att komma tillbaka."}, Out: rest.CreatedJSON{ID: rest.ExampleID},
		Do: func(c *rest.Call, in askCoordinationInput) (rest.CreatedJSON, error) {
			made, err := c.Joint.AskCoordination(c.Ctx, c.Who, caseAt(c), coordination.New{How: in.How, Wish: in.Wish})
			return rest.Created(made, "/cases/"+string(caseAt(c))+"/fk-coordination", err)
		}})
	rest.Add(s, rest.Operation[answerCoordinationInput, rest.None]{Method: http.MethodPut, Path: one + "/answer", ID: "answer-fk-coordination", Tag: "cases", Versioned: true, Status: http.StatusNoContent,
		In: answerCoordinationInput{State: "granted", Words: "Vi samordnar.", Adds: "Avstämning före varje nytt intyg."},
		Do: func(c *rest.Call, in answerCoordinationInput) (rest.None, error) {
			r := coordination.Reply{State: in.State, Reason: in.Reason, Words: in.Words, Adds: in.Adds, Version: c.Version}
			return rest.None{}, c.Joint.AnswerCoordination(c.Ctx, c.Who, caseAt(c), rest.At[id.Coordination](c, "coordination"), r)
		}})
	rest.Add(s, rest.Operation[rest.None, rest.None]{Method: http.MethodDelete, Path: one, ID: "withdraw-fk-coordination", Tag: "cases", Versioned: true, Status: http.StatusNoContent,
		Do: func(c *rest.Call, _ rest.None) (rest.None, error) {
			return rest.None{}, c.Joint.WithdrawCoordination(c.Ctx, c.Who, caseAt(c), rest.At[id.Coordination](c, "coordination"), c.Version)
		}})
}

func addAssessment(s *rest.Server) {
	const of, one = "/cases/{case}/joint-assessments", "/cases/{case}/joint-assessments/{call}"
	example := AssessmentJSON{Call: rest.ExampleID, State: "open", Version: 1}
	rest.Add(s, rest.Operation[rest.None, assessmentsJSON]{Method: http.MethodGet, Path: of, ID: "list-assessments", Tag: "calls", Out: assessmentsJSON{[]AssessmentJSON{example}},
		Do: func(c *rest.Call, _ rest.None) (assessmentsJSON, error) {
			v, err := c.Joint.Assessments(c.Ctx, c.Who, caseAt(c))
			list := assessmentsJSON{[]AssessmentJSON{}}
			for _, r := range v.Rows {
				if r.Begun() {
					a := assessmentOf(r.Assessment)
					a.Item = "" // whether the caller sees the statement its own page says
					list.All = append(list.All, a)
				}
			}
			return list, err
		}})
	rest.Add(s, rest.Operation[rest.None, assessmentViewJSON]{Method: http.MethodGet, Path: one, ID: "read-assessment", Tag: "calls",
		Out: assessmentViewJSON{Assessment: example, Question: "Vad är rätt insats?", Missing: []access.Kind{access.FK}, Points: map[string][]id.Item{assessment.Known: {rest.ExampleID}}, Stands: []assessmentStandJSON{}, MayDraft: true},
		Do: func(c *rest.Call, _ rest.None) (assessmentViewJSON, error) {
			v, err := c.Joint.Assessment(c.Ctx, c.Who, caseAt(c), callAt(c))
			if err != nil {
				return assessmentViewJSON{}, err
			}
			return assessmentViewOf(v), nil
		}})
	rest.Add(s, rest.Operation[rest.None, rest.None]{Method: http.MethodPut, Path: one, ID: "begin-assessment", Tag: "calls", Status: http.StatusNoContent,
		Do: func(c *rest.Call, _ rest.None) (rest.None, error) {
			return rest.None{}, c.Joint.BeginAssessment(c.Ctx, c.Who, caseAt(c), callAt(c))
		}})
	rest.Add(s, rest.Operation[pointInput, rest.CreatedJSON]{Method: http.MethodPost, Path: one + "/points", ID: "add-assessment-point", Tag: "calls", Status: http.StatusCreated,
		In: pointInput{Heading: assessment.Known, Text: "Klarar halva dagar", Category: "work"}, Out: rest.CreatedJSON{ID: rest.ExampleID},
		Do: func(c *rest.Call, in pointInput) (rest.CreatedJSON, error) {
			cat, ok := access.ParseCategory(in.Category)
			if !ok {
				cat = access.Category(len(access.Categories())) // none: told with the other faults
			}
			w, err := c.Joint.AddPoint(c.Ctx, c.Who, caseAt(c), callAt(c), joint.NewPoint{Heading: in.Heading, Text: in.Text, Category: cat, Due: in.Due, Responsible: in.Responsible, All: true})
			return rest.Created(w.Item, "/cases/"+string(caseAt(c))+"/items/"+string(w.Item), err)
		}})
}

func addStatement(s *rest.Server) {
	const one = "/cases/{case}/joint-assessments/{call}"
	parts := partsJSON{Judged: "Vi bedömer att halva dagar är rimligt.", Measure: "Arbetsträning, halva dagar", Actor: "kommun", Benefit: "SP", Paths: []string{"measures"}}
	rest.Add(s, rest.Operation[partsJSON, rest.None]{Method: http.MethodPut, Path: one + "/statement", ID: "keep-assessment-statement", Tag: "calls", Versioned: true, Status: http.StatusNoContent, In: parts,
		Do: func(c *rest.Call, in partsJSON) (rest.None, error) {
			p := assessment.Parts{Text: in.Judged, Measure: in.Measure, Actor: in.Actor, Benefit: in.Benefit, Time: in.Time, Cost: in.Cost, Paths: in.Paths}
			_, err := c.Joint.KeepStatement(c.Ctx, c.Who, caseAt(c), callAt(c), joint.NewStatement{Parts: p, All: true, Version: c.Version, Words: written(c)})
			return rest.None{}, err
		}})
	rest.Add(s, rest.Operation[rest.None, rest.None]{Method: http.MethodPut, Path: one + "/agreed", ID: "agree-assessment", Tag: "calls", Versioned: true, Status: http.StatusNoContent,
		Do: func(c *rest.Call, _ rest.None) (rest.None, error) {
			return rest.None{}, c.Joint.AgreeAssessment(c.Ctx, c.Who, caseAt(c), callAt(c), c.Version)
		}})
	rest.Add(s, rest.Operation[assessmentStandInput, rest.None]{Method: http.MethodPut, Path: one + "/stand", ID: "stand-to-assessment", Tag: "calls", Status: http.StatusNoContent, In: assessmentStandInput{"differs", "Vi ser det annorlunda."},
		Do: func(c *rest.Call, in assessmentStandInput) (rest.None, error) {
			return rest.None{}, c.Joint.SayOfStatement(c.Ctx, c.Who, caseAt(c), callAt(c), app.NewStand{Stand: in.Stand, Words: in.Words}, written(c))
		}})
}
