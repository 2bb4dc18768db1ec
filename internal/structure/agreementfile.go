package structure

import (
	"context"
	"time"

	"samverk/internal/access"
	"samverk/internal/agreement"
	"samverk/internal/id"
)

// AgreementFormat names the form of an AgreementFile. It is raised when a
// reader of the older form would misunderstand the newer.
const AgreementFormat = "samverk.agreement.1"

// AgreementTexts is what an agreement says in words.
type AgreementTexts struct {
	Purpose     string `json:"purpose,omitempty"`
	TargetGroup string `json:"targetGroup,omitempty"`
	Criteria    string `json:"criteria,omitempty" doc:"By which somebody belongs to the target group"`
	Goals       string `json:"goals,omitempty"`
	Roles       string `json:"roles,omitempty"`
	Division    string `json:"division,omitempty" doc:"Of work"`
	Routines    string `json:"routines,omitempty"`
	Forms       string `json:"forms,omitempty"`
	ForumRules  string `json:"forumRules,omitempty"`
}

// AgreementActor is what an agreement lets one sort of actor do in its forums.
type AgreementActor struct {
	Kind       access.Kind `json:"kind" enum:"kommun,vard,fk,af"`
	MayCall    bool        `json:"mayCall"`
	IsCalled   bool        `json:"isCalled"`
	MustAttend bool        `json:"mustAttend"`
}

// AgreementTerms is what an agreement lays down in numbers, dates and rights.
type AgreementTerms struct {
	Actors     []AgreementActor `json:"actors,omitempty"`
	AnswerDays int              `json:"answerDays,omitempty" doc:"Working days to answer a call"`
	ValidFrom  string           `json:"validFrom,omitempty" format:"date"`
	ValidUntil string           `json:"validUntil,omitempty" format:"date" doc:"The last day; absent until further notice"`
	ReviewOn   string           `json:"reviewOn,omitempty" format:"date"`
	Target     *AgreementTarget `json:"target,omitempty" doc:"The criteria as data"`
}

// AgreementTarget is whom an agreement is for, as criteria that can be evaluated.
type AgreementTarget struct {
	Need     int                  `json:"need,omitempty" doc:"How many of the criteria must hold; absent for all"`
	Criteria []AgreementCriterion `json:"criteria"`
}

// AgreementCriterion is one criterion: an answer, or the bounds of a number.
type AgreementCriterion struct {
	Fact  string `json:"fact" doc:"A name of the vocabulary"`
	Is    *bool  `json:"is,omitempty" doc:"Of a question"`
	Least *int   `json:"least,omitempty" doc:"Of a number, included"`
	Most  *int   `json:"most,omitempty" doc:"Of a number, included"`
	Words string `json:"words,omitempty" doc:"How the agreement says it, where that is in a way of its own"`
}

// AgreementGround is a provision that an agreement rests on.
type AgreementGround struct {
	Code    string `json:"code"`
	Act     string `json:"act,omitempty" doc:"Number of the act or ordinance in SFS; absent for the Social Insurance Code"`
	Section string `json:"section,omitempty"`
	From    string `json:"from,omitempty" format:"date" doc:"In force since, where that is noted"`
	Read    string `json:"read" format:"date" doc:"Date of the wording that the list was made from"`
}

// AgreementParty is a party and how it has answered.
type AgreementParty struct {
	Organisation id.Org      `json:"organisation"`
	Name         string      `json:"name"`
	Kind         access.Kind `json:"kind" enum:"kommun,vard,fk,af"`
	Answer       string      `json:"answer,omitempty" enum:"signed,declined" doc:"Absent until it has answered"`
	Reason       string      `json:"reason,omitempty" doc:"Why it declined"`
	AnsweredAt   time.Time   `json:"answeredAt,omitzero"`
	Function     id.Function `json:"function,omitempty" doc:"That answered for it"`
}

// AgreementFile is one version of an agreement, whole, for other systems.
type AgreementFile struct {
	Format      string       `json:"format" doc:"Always samverk.agreement.1"`
	Agreement   id.Agreement `json:"agreement"`
	Title       string       `json:"title"`
	AreaCode    id.Area      `json:"areaCode" doc:"SCB's code of the municipality"`
	AreaName    string       `json:"areaName"`
	Number      int          `json:"number" doc:"Of the version"`
	State       string       `json:"state" enum:"draft,signing,published,replaced"`
	Standing    string       `json:"standing" enum:"draft,signing,upcoming,in_force,replaced,expired,ended" doc:"What it is today"`
	PublishedAt time.Time    `json:"publishedAt,omitzero"`
	AgreementTexts
	AgreementTerms
	Grounds []AgreementGround `json:"grounds"`
	Parties []AgreementParty  `json:"parties"`
}

// AgreementFile returns a version of an agreement as a file.
func (a *Service) AgreementFile(ctx context.Context, who access.Actor, which id.Agreement, number int) (AgreementFile, error) {
	v, err := a.Agreement(ctx, who, which, number)
	if err != nil {
		return AgreementFile{}, err
	}
	return v.File(), nil
}

// File returns the version that is shown as a file.
func (v AgreementView) File() AgreementFile {
	s := v.Shown
	f := AgreementFile{
		Format: AgreementFormat, Agreement: v.ID, Title: v.Title, AreaCode: v.Area.ID, AreaName: v.Area.Name,
		Number: s.Number, State: s.State, Standing: v.Standing, PublishedAt: s.FrozenAt,
		AgreementTexts: TextsOf(s.Content), AgreementTerms: TermsOf(s.Content),
		Grounds: agreementGrounds(s.Grounds), Parties: make([]AgreementParty, len(s.Signatures)),
	}
	f.ReviewOn = v.ReviewDue(s)
	for i, p := range s.Signatures {
		f.Parties[i] = AgreementParty{p.Org, p.Name, p.Kind, p.Answer, p.Reason, p.At, p.By}
	}
	return f
}

// TextsOf returns the words of a content.
func TextsOf(c agreement.Content) AgreementTexts {
	return AgreementTexts{c.Purpose, c.TargetGroup, c.Criteria, c.Goals, c.Roles, c.Division, c.Routines, c.Forms, c.ForumRules}
}

// TermsOf returns the numbers, dates and rights of a content.
func TermsOf(c agreement.Content) AgreementTerms {
	t := AgreementTerms{AnswerDays: c.AnswerDays, ValidFrom: c.ValidFrom, ValidUntil: c.ValidUntil, ReviewOn: c.ReviewOn}
	for _, x := range c.Actors {
		t.Actors = append(t.Actors, AgreementActor(x))
	}
	t.Target = targetOf(c.Target)
	return t
}

// agreementGrounds returns the provisions with some codes, in their order.
func agreementGrounds(codes []string) []AgreementGround {
	all := []AgreementGround{}
	for _, code := range codes {
		for _, g := range agreement.Grounds() {
			if g.Code == code {
				all = append(all, AgreementGround(g))
			}
		}
	}
	return all
}

// Content returns what the texts and terms say, as a draft takes it.
func (t AgreementTexts) Content(terms AgreementTerms) agreement.Content {
	c := agreement.Content{
		Purpose: t.Purpose, TargetGroup: t.TargetGroup, Criteria: t.Criteria, Goals: t.Goals, Roles: t.Roles, Division: t.Division,
		Routines: t.Routines, Forms: t.Forms, ForumRules: t.ForumRules,
		AnswerDays: terms.AnswerDays, ValidFrom: terms.ValidFrom, ValidUntil: terms.ValidUntil, ReviewOn: terms.ReviewOn,
	}
	for _, x := range terms.Actors {
		c.Actors = append(c.Actors, agreement.Actor(x))
	}
	c.Target = terms.Target.condition()
	return c
}
