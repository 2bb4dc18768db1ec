package api

import (
	"cmp"
	"net/http"
	"time"

	"samverk/internal/access"
	"samverk/internal/agreement"
	"samverk/internal/api/rest"
	"samverk/internal/app"
	"samverk/internal/forum"
	"samverk/internal/id"
	"samverk/internal/org"
	"samverk/internal/structure"
)

// AgreementRowJSON is an agreement in a list.
type AgreementRowJSON struct {
	ID         id.Agreement  `json:"id"`
	Title      string        `json:"title"`
	CopiedFrom id.Agreement  `json:"copiedFrom,omitempty"`
	Number     int           `json:"number" doc:"Of the version that is shown: the one in force, else the newest"`
	Standing   string        `json:"standing" enum:"draft,signing,upcoming,in_force,replaced,expired,ended"`
	Pending    string        `json:"pending,omitempty" enum:"draft,signing,upcoming" doc:"Standing of a later version that is under way"`
	ReviewOn   string        `json:"reviewOn,omitempty" format:"date"`
	ValidUntil string        `json:"validUntil,omitempty" format:"date"`
	Actors     []access.Kind `json:"actors" doc:"That are party to it"`
	EndedAt    time.Time     `json:"endedAt,omitzero"`
	EndReason  string        `json:"endReason,omitempty"`
}

func agreementRowOf(r structure.AgreementRow) AgreementRowJSON {
	j := AgreementRowJSON{
		ID: r.ID, Title: r.Title, CopiedFrom: r.CopiedFrom, Number: r.Shown.Number, Standing: r.Standing, Pending: r.Pending,
		ReviewOn: r.ReviewOn, ValidUntil: r.ExpireOn, Actors: []access.Kind{}, EndedAt: r.EndedAt, EndReason: r.EndReason,
	}
	for _, k := range agreement.Kinds() {
		for _, s := range r.Shown.Signatures {
			if s.Kind == k {
				j.Actors = append(j.Actors, k)
				break
			}
		}
	}
	return j
}

type agreementDueJSON struct {
	Agreement id.Agreement `json:"agreement"`
	Title     string       `json:"title"`
	AreaName  string       `json:"areaName"`
	Number    int          `json:"number" doc:"Of the version"`
	What      string       `json:"what" enum:"sign,revise,review,expiry"`
	On        string       `json:"on,omitempty" format:"date" doc:"Of the review, or the last day"`
	Overdue   bool         `json:"overdue"`
}

func agreementDueOf(d app.AgreementDue) agreementDueJSON {
	return agreementDueJSON{d.Agreement, d.Title, d.AreaName, d.Number, d.What, d.On, d.Overdue}
}

type organisationJSON struct {
	ID   id.Org      `json:"id"`
	Name string      `json:"name"`
	Kind access.Kind `json:"kind" enum:"kommun,vard,fk,af"`
}

func organisationOf(o org.Organisation) organisationJSON {
	return organisationJSON{o.ID, o.Name, o.Kind}
}

type namedForumJSON struct {
	ID   id.Forum `json:"id"`
	Name string   `json:"name"`
}

type agreementListJSON struct {
	Area          rest.AreaJSON      `json:"area"`
	Agreements    []AgreementRowJSON `json:"agreements"`
	FourParty     bool               `json:"fourParty" doc:"One between all four actors is in force"`
	MissingActors []access.Kind      `json:"missingActors" doc:"Party to none in force"`
	BareForums    []namedForumJSON   `json:"bareForums" doc:"Formal forums that no agreement in force governs"`
	Organisations []organisationJSON `json:"organisations" doc:"That can be party to an agreement of the area"`
	MayKeep       bool               `json:"mayKeep" doc:"The caller may draft agreements in the area"`
}

type agreementEventJSON struct {
	At       time.Time   `json:"at"`
	Kind     string      `json:"kind" enum:"drafted,copied,opened,signed,declined,taken_back,published,reviewed,discarded,ended"`
	Number   int         `json:"number" doc:"Of the version"`
	Function id.Function `json:"function,omitempty"`
	Party    id.Org      `json:"party,omitempty"`
	Words    string      `json:"words,omitempty"`
}

func agreementEventOf(e agreement.Event) agreementEventJSON {
	return agreementEventJSON{e.At, e.Kind, e.Number, e.By, e.Org, e.Words}
}

type agreementHeadJSON struct {
	Number      int       `json:"number"`
	Standing    string    `json:"standing" enum:"draft,signing,upcoming,in_force,replaced,expired,ended"`
	PublishedAt time.Time `json:"publishedAt,omitzero"`
}

type agreementJSON struct {
	AgreementRowJSON
	Shown     structure.AgreementFile `json:"shown"`
	Versions  []agreementHeadJSON     `json:"versions" doc:"Newest first"`
	Forums    []namedForumJSON        `json:"forums" doc:"That it governs"`
	Events    []agreementEventJSON    `json:"events" doc:"Newest first"`
	Functions []rest.FunctionJSON     `json:"functions"`
	May       []access.Action         `json:"may"`
	version   int64
}

// Etag returns the version that a change must name.
func (a agreementJSON) Etag() int64 { return a.version }

func agreementOf(v structure.AgreementView) agreementJSON {
	return agreementJSON{
		AgreementRowJSON: agreementRowOf(v.AgreementRow), Shown: v.File(),
		Versions: rest.ListOf(v.Versions, func(w agreement.Version) agreementHeadJSON {
			return agreementHeadJSON{w.Number, v.Listed.Standing(w, v.Today), w.FrozenAt}
		}),
		Forums: namedForums(v.Forums), Events: rest.ListOf(v.Events, agreementEventOf), Functions: rest.ValuesOf(v.Functions, rest.FunctionOf),
		May: rest.ActionsOf(v.May), version: v.Newest().Version,
	}
}

type agreementDiffJSON struct {
	From   int               `json:"from"`
	To     int               `json:"to"`
	Fields []fieldChangeJSON `json:"fields" doc:"Lists are set apart by commas"`
}

type agreementInput struct {
	Title    string `json:"title"`
	Template string `json:"template,omitempty" enum:"four,sip,local,blank" doc:"For a new one: gives what is left out"`
	structure.AgreementTexts
	structure.AgreementTerms
	Grounds []string `json:"grounds,omitempty" doc:"Codes of legal grounds"`
	Parties []id.Org `json:"parties,omitempty"`
}

func (in agreementInput) content() agreement.Content {
	c := in.AgreementTexts.Content(in.AgreementTerms)
	c.Grounds, c.Parties = in.Grounds, in.Parties
	return c
}

// agreementNow is what stands in the newest version, for one who was second.
type agreementNow struct {
	Number  int    `json:"number"`
	State   string `json:"state"`
	Version int64  `json:"version"`
	structure.AgreementTexts
	structure.AgreementTerms
	Grounds []string `json:"grounds"`
	Parties []id.Org `json:"parties"`
}

func agreementNowOf(v agreement.Version) agreementNow {
	return agreementNow{v.Number, v.State, v.Version, structure.TextsOf(v.Content), structure.TermsOf(v.Content), v.Grounds, v.Parties}
}

// drafted is the content with what the template gives where nothing is said.
func (in agreementInput) drafted(text func(key string) string) agreement.Content {
	c, given := in.content(), agreement.Template(in.Template, text)
	for _, name := range agreement.Sections() {
		*c.Section(name) = cmp.Or(*c.Section(name), *given.Section(name))
	}
	c.AnswerDays = cmp.Or(c.AnswerDays, given.AnswerDays)
	if in.Grounds == nil {
		c.Grounds = given.Grounds
	}
	if in.Actors == nil {
		c.Actors = given.Actors
	}
	return c
}

type agreementCopyInput struct {
	From   id.Agreement `json:"from"`
	Number int          `json:"number" doc:"Of the version"`
}

type agreementReasonInput struct {
	Reason string `json:"reason"`
}

type agreementReviewInput struct {
	ReviewOn string `json:"reviewOn" format:"date" doc:"The next review"`
	Words    string `json:"words" doc:"What was found"`
}

type legalGroundsJSON struct {
	Grounds []structure.AgreementGround `json:"grounds"`
}

func agreementAt(c *rest.Call) id.Agreement { return rest.At[id.Agreement](c, "agreement") }

func addAgreements(s *rest.Server) {
	const path, tag = "/agreements/{agreement}", "agreements"
	rest.Add(s, rest.Operation[rest.None, agreementListJSON]{Method: http.MethodGet, Path: "/areas/{area}/agreements", ID: "list-agreements", Tag: tag,
		Out: exampleAgreements(), Do: listAgreements})
	rest.Add(s, rest.Operation[agreementInput, rest.CreatedJSON]{Method: http.MethodPost, Path: "/areas/{area}/agreements", ID: "draft-agreement", Tag: tag,
		Status: http.StatusCreated, In: exampleAgreementInput(), Out: rest.CreatedJSON{ID: rest.ExampleID}, Do: draftAgreement})
	rest.Add(s, rest.Operation[agreementCopyInput, rest.CreatedJSON]{Method: http.MethodPost, Path: "/areas/{area}/agreement-copies", ID: "copy-agreement", Tag: tag,
		Status: http.StatusCreated, In: agreementCopyInput{rest.ExampleID, 1}, Out: rest.CreatedJSON{ID: rest.ExampleID},
		Do: func(c *rest.Call, in agreementCopyInput) (rest.CreatedJSON, error) {
			a, err := c.Structure.CopyAgreement(c.Ctx, c.Who, in.From, in.Number, rest.At[id.Area](c, "area"))
			return rest.Created(a, agreementPath(a), err)
		}})
	rest.Add(s, rest.Operation[rest.None, agreementJSON]{Method: http.MethodGet, Path: path, ID: "read-agreement", Tag: tag, Out: exampleAgreement(),
		Do: func(c *rest.Call, _ rest.None) (agreementJSON, error) {
			v, err := c.Structure.Agreement(c.Ctx, c.Who, agreementAt(c), 0)
			if err != nil {
				return agreementJSON{}, err
			}
			return agreementOf(v), nil
		}})
	rest.Add(s, rest.Operation[rest.None, structure.AgreementFile]{Method: http.MethodGet, Path: path + "/versions/{number}", ID: "read-agreement-version", Tag: tag, Out: exampleAgreementFile(),
		Do: func(c *rest.Call, _ rest.None) (structure.AgreementFile, error) {
			n, err := rest.Number(c.Request.PathValue("number"))
			if err != nil {
				return structure.AgreementFile{}, err
			}
			return c.Structure.AgreementFile(c.Ctx, c.Who, agreementAt(c), n)
		}})
	rest.Add(s, rest.Operation[rest.None, agreementDiffJSON]{Method: http.MethodGet, Path: path + "/diff", ID: "compare-agreement", Tag: tag, Query: []string{"from", "to"},
		Out: agreementDiffJSON{1, 2, []fieldChangeJSON{{"answerDays", "5", "3"}}}, Do: compareAgreement})
	rest.Add(s, rest.Operation[rest.None, legalGroundsJSON]{Method: http.MethodGet, Path: "/legal-grounds", ID: "list-legal-grounds", Tag: tag,
		Out: legalGroundsJSON{exampleAgreementFile().Grounds},
		Do: func(*rest.Call, rest.None) (legalGroundsJSON, error) {
			return legalGroundsJSON{rest.ListOf(agreement.Grounds(), func(g agreement.Ground) structure.AgreementGround { return structure.AgreementGround(g) })}, nil
		}})
	addAgreementSteps(s, path, tag)
}

func addAgreementSteps(s *rest.Server, path, tag string) {
	save := step(path+"/draft", "save-agreement", tag, exampleAgreementInput(), func(c *rest.Call, in agreementInput) error {
		return c.Structure.SaveAgreement(c.Ctx, c.Who, agreementAt(c), in.Title, in.content(), c.Version)
	})
	save.Method = http.MethodPut
	rest.Add(s, save)
	discard := step(path+"/draft", "discard-agreement-draft", tag, rest.None{}, func(c *rest.Call, _ rest.None) error {
		return c.Structure.DiscardAgreement(c.Ctx, c.Who, agreementAt(c), c.Version)
	})
	discard.Method = http.MethodDelete
	rest.Add(s, discard)
	rest.Add(s, step(path+"/open", "open-agreement", tag, rest.None{}, func(c *rest.Call, _ rest.None) error {
		return c.Structure.OpenAgreement(c.Ctx, c.Who, agreementAt(c), c.Version)
	}))
	rest.Add(s, step(path+"/take-back", "take-back-agreement", tag, rest.None{}, func(c *rest.Call, _ rest.None) error {
		return c.Structure.TakeBackAgreement(c.Ctx, c.Who, agreementAt(c), c.Version)
	}))
	rest.Add(s, step(path+"/sign", "sign-agreement", tag, rest.None{}, func(c *rest.Call, _ rest.None) error {
		return c.Structure.SignAgreement(c.Ctx, c.Who, agreementAt(c), c.Version)
	}))
	rest.Add(s, step(path+"/decline", "decline-agreement", tag, exampleAgreementReason(), func(c *rest.Call, in agreementReasonInput) error {
		return c.Structure.DeclineAgreement(c.Ctx, c.Who, agreementAt(c), in.Reason, c.Version)
	}))
	rest.Add(s, step(path+"/versions", "draft-agreement-version", tag, rest.None{}, func(c *rest.Call, _ rest.None) error {
		return c.Structure.NextAgreement(c.Ctx, c.Who, agreementAt(c), c.Version)
	}))
	rest.Add(s, step(path+"/reviews", "review-agreement", tag, agreementReviewInput{"2028-11-15", "Gäller utan ändring."}, func(c *rest.Call, in agreementReviewInput) error {
		return c.Structure.ReviewAgreement(c.Ctx, c.Who, agreementAt(c), in.ReviewOn, in.Words, c.Version)
	}))
	rest.Add(s, step(path+"/end", "end-agreement", tag, exampleAgreementReason(), func(c *rest.Call, in agreementReasonInput) error {
		return c.Structure.EndAgreement(c.Ctx, c.Who, agreementAt(c), in.Reason, c.Version)
	}))
}

func listAgreements(c *rest.Call, _ rest.None) (agreementListJSON, error) {
	area := rest.At[id.Area](c, "area")
	all, err := c.Structure.Agreements(c.Ctx, c.Who, area)
	if err != nil {
		return agreementListJSON{}, err
	}
	organisations, err := c.Structure.AgreementParties(c.Ctx, c.Who, area)
	if err != nil || len(all) != 1 {
		return agreementListJSON{}, err
	}
	v := all[0]
	return agreementListJSON{
		Area: rest.AreaJSON{ID: v.Area.ID, Name: v.Area.Name}, Agreements: rest.ListOf(v.Rows, agreementRowOf), FourParty: v.FourParty,
		MissingActors: rest.ListOf(v.Missing, func(k access.Kind) access.Kind { return k }), BareForums: namedForums(v.Bare),
		Organisations: rest.ListOf(organisations, organisationOf), MayKeep: v.MayKeep,
	}, nil
}

func draftAgreement(c *rest.Call, in agreementInput) (rest.CreatedJSON, error) {
	texts := c.Texts(c.Request)
	content := in.drafted(func(key string) string { return texts.T(key) })
	a, err := c.Structure.DraftAgreement(c.Ctx, c.Who, structure.NewAgreement{Area: rest.At[id.Area](c, "area"), Title: in.Title, Content: content})
	return rest.Created(a, agreementPath(a), err)
}

func namedForums(all []forum.Forum) []namedForumJSON {
	return rest.ListOf(all, func(f forum.Forum) namedForumJSON { return namedForumJSON{f.ID, f.Name} })
}

func agreementPath(a id.Agreement) string { return "/agreements/" + string(a) }

func compareAgreement(c *rest.Call, _ rest.None) (agreementDiffJSON, error) {
	from, to, err := c.Compared()
	if err != nil {
		return agreementDiffJSON{}, err
	}
	v, err := c.Structure.CompareAgreement(c.Ctx, c.Who, agreementAt(c), from, to)
	return agreementDiffJSON{v.From.Number, v.To.Number, rest.ListOf(v.Fields, func(d agreement.Difference) fieldChangeJSON {
		return fieldChangeJSON{rest.Camel(d.Field), d.Before, d.After}
	})}, err
}
