package api

import (
	"cmp"
	"net/http"
	"time"

	"samverk/internal/access"
	"samverk/internal/agreement"
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
	Area          AreaJSON           `json:"area"`
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
	Functions []functionJSON          `json:"functions"`
	May       []access.Action         `json:"may"`
	version   int64
}

func (a agreementJSON) etag() int64 { return a.version }

func agreementOf(v structure.AgreementView) agreementJSON {
	return agreementJSON{
		AgreementRowJSON: agreementRowOf(v.AgreementRow), Shown: v.File(),
		Versions: listOf(v.Versions, func(w agreement.Version) agreementHeadJSON {
			return agreementHeadJSON{w.Number, v.Listed.Standing(w, v.Today), w.FrozenAt}
		}),
		Forums: namedForums(v.Forums), Events: listOf(v.Events, agreementEventOf), Functions: valuesOf(v.Functions, functionOf),
		May: actionsOf(v.May), version: v.Newest().Version,
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

func agreementAt(c *call) id.Agreement { return at[id.Agreement](c, "agreement") }

func addAgreements(s *server) {
	const path, tag = "/agreements/{agreement}", "agreements"
	add(s, operation[none, agreementListJSON]{method: http.MethodGet, path: "/areas/{area}/agreements", id: "list-agreements", tag: tag,
		out: exampleAgreements(), do: listAgreements})
	add(s, operation[agreementInput, createdJSON]{method: http.MethodPost, path: "/areas/{area}/agreements", id: "draft-agreement", tag: tag,
		status: http.StatusCreated, in: exampleAgreementInput(), out: createdJSON{ID: exampleID}, do: draftAgreement})
	add(s, operation[agreementCopyInput, createdJSON]{method: http.MethodPost, path: "/areas/{area}/agreement-copies", id: "copy-agreement", tag: tag,
		status: http.StatusCreated, in: agreementCopyInput{exampleID, 1}, out: createdJSON{ID: exampleID},
		do: func(c *call, in agreementCopyInput) (createdJSON, error) {
			a, err := c.structure.CopyAgreement(c.ctx, c.who, in.From, in.Number, at[id.Area](c, "area"))
			return created(a, agreementPath(a), err)
		}})
	add(s, operation[none, agreementJSON]{method: http.MethodGet, path: path, id: "read-agreement", tag: tag, out: exampleAgreement(),
		do: func(c *call, _ none) (agreementJSON, error) {
			v, err := c.structure.Agreement(c.ctx, c.who, agreementAt(c), 0)
			if err != nil {
				return agreementJSON{}, err
			}
			return agreementOf(v), nil
		}})
	add(s, operation[none, structure.AgreementFile]{method: http.MethodGet, path: path + "/versions/{number}", id: "read-agreement-version", tag: tag, out: exampleAgreementFile(),
		do: func(c *call, _ none) (structure.AgreementFile, error) {
			n, err := number(c.r.PathValue("number"))
			if err != nil {
				return structure.AgreementFile{}, err
			}
			return c.structure.AgreementFile(c.ctx, c.who, agreementAt(c), n)
		}})
	add(s, operation[none, agreementDiffJSON]{method: http.MethodGet, path: path + "/diff", id: "compare-agreement", tag: tag, query: []string{"from", "to"},
		out: agreementDiffJSON{1, 2, []fieldChangeJSON{{"answerDays", "5", "3"}}}, do: compareAgreement})
	add(s, operation[none, legalGroundsJSON]{method: http.MethodGet, path: "/legal-grounds", id: "list-legal-grounds", tag: tag,
		out: legalGroundsJSON{exampleAgreementFile().Grounds},
		do: func(*call, none) (legalGroundsJSON, error) {
			return legalGroundsJSON{listOf(agreement.Grounds(), func(g agreement.Ground) structure.AgreementGround { return structure.AgreementGround(g) })}, nil
		}})
	addAgreementSteps(s, path, tag)
}

func addAgreementSteps(s *server, path, tag string) {
	save := step(path+"/draft", "save-agreement", tag, exampleAgreementInput(), func(c *call, in agreementInput) error {
		return c.structure.SaveAgreement(c.ctx, c.who, agreementAt(c), in.Title, in.content(), c.version)
	})
	save.method = http.MethodPut
	add(s, save)
	discard := step(path+"/draft", "discard-agreement-draft", tag, none{}, func(c *call, _ none) error {
		return c.structure.DiscardAgreement(c.ctx, c.who, agreementAt(c), c.version)
	})
	discard.method = http.MethodDelete
	add(s, discard)
	add(s, step(path+"/open", "open-agreement", tag, none{}, func(c *call, _ none) error {
		return c.structure.OpenAgreement(c.ctx, c.who, agreementAt(c), c.version)
	}))
	add(s, step(path+"/take-back", "take-back-agreement", tag, none{}, func(c *call, _ none) error {
		return c.structure.TakeBackAgreement(c.ctx, c.who, agreementAt(c), c.version)
	}))
	add(s, step(path+"/sign", "sign-agreement", tag, none{}, func(c *call, _ none) error {
		return c.structure.SignAgreement(c.ctx, c.who, agreementAt(c), c.version)
	}))
	add(s, step(path+"/decline", "decline-agreement", tag, exampleAgreementReason(), func(c *call, in agreementReasonInput) error {
		return c.structure.DeclineAgreement(c.ctx, c.who, agreementAt(c), in.Reason, c.version)
	}))
	add(s, step(path+"/versions", "draft-agreement-version", tag, none{}, func(c *call, _ none) error {
		return c.structure.NextAgreement(c.ctx, c.who, agreementAt(c), c.version)
	}))
	add(s, step(path+"/reviews", "review-agreement", tag, agreementReviewInput{"2028-11-15", "Gäller utan ändring."}, func(c *call, in agreementReviewInput) error {
		return c.structure.ReviewAgreement(c.ctx, c.who, agreementAt(c), in.ReviewOn, in.Words, c.version)
	}))
	add(s, step(path+"/end", "end-agreement", tag, exampleAgreementReason(), func(c *call, in agreementReasonInput) error {
		return c.structure.EndAgreement(c.ctx, c.who, agreementAt(c), in.Reason, c.version)
	}))
}

func listAgreements(c *call, _ none) (agreementListJSON, error) {
	area := at[id.Area](c, "area")
	all, err := c.structure.Agreements(c.ctx, c.who, area)
	if err != nil {
		return agreementListJSON{}, err
	}
	organisations, err := c.structure.AgreementParties(c.ctx, c.who, area)
	if err != nil || len(all) != 1 {
		return agreementListJSON{}, err
	}
	v := all[0]
	return agreementListJSON{
		Area: AreaJSON{v.Area.ID, v.Area.Name}, Agreements: listOf(v.Rows, agreementRowOf), FourParty: v.FourParty,
		MissingActors: listOf(v.Missing, func(k access.Kind) access.Kind { return k }), BareForums: namedForums(v.Bare),
		Organisations: listOf(organisations, organisationOf), MayKeep: v.MayKeep,
	}, nil
}

func draftAgreement(c *call, in agreementInput) (createdJSON, error) {
	texts := c.texts(c.r)
	content := in.drafted(func(key string) string { return texts.T(key) })
	a, err := c.structure.DraftAgreement(c.ctx, c.who, structure.NewAgreement{Area: at[id.Area](c, "area"), Title: in.Title, Content: content})
	return created(a, agreementPath(a), err)
}

func namedForums(all []forum.Forum) []namedForumJSON {
	return listOf(all, func(f forum.Forum) namedForumJSON { return namedForumJSON{f.ID, f.Name} })
}

func agreementPath(a id.Agreement) string { return "/agreements/" + string(a) }

func compareAgreement(c *call, _ none) (agreementDiffJSON, error) {
	from, to, err := c.compared()
	if err != nil {
		return agreementDiffJSON{}, err
	}
	v, err := c.structure.CompareAgreement(c.ctx, c.who, agreementAt(c), from, to)
	return agreementDiffJSON{v.From.Number, v.To.Number, listOf(v.Fields, func(d agreement.Difference) fieldChangeJSON {
		return fieldChangeJSON{camel(d.Field), d.Before, d.After}
	})}, err
}
