package api

import (
	"time"

	"samverk/internal/access"
	"samverk/internal/agreement"
	"samverk/internal/api/rest"
	"samverk/internal/app"
	"samverk/internal/cases"
	"samverk/internal/consent"
	"samverk/internal/forum"
	"samverk/internal/id"
	"samverk/internal/item"
	"samverk/internal/meeting"
	"samverk/internal/obstacle"
	"samverk/internal/org"
	"samverk/internal/person"
	"samverk/internal/plan"
)

// CaseHeadJSON is a case without what it holds. Like every struct
// that others hold in themselves it is exported, or huma would not see its fields.
type CaseHeadJSON struct {
	ID          id.Case     `json:"id"`
	Reference   string      `json:"reference"`
	State       string      `json:"state" enum:"open,resting,closing,closed"`
	OpenedAt    time.Time   `json:"openedAt"`
	StateAt     time.Time   `json:"stateAt"`
	RestsUntil  string      `json:"restsUntil,omitempty" format:"date"`
	ClosingHow  string      `json:"closingHow,omitempty" enum:"handover,joint"`
	HandoverTo  id.Function `json:"handoverTo,omitempty"`
	Coordinator id.Function `json:"coordinator"`
	Version     int64       `json:"version"`
}

func caseHeadOf(c cases.Case) CaseHeadJSON {
	return CaseHeadJSON{
		ID: c.ID, Reference: c.Ref, State: c.State, OpenedAt: c.OpenedAt, StateAt: c.StateAt, RestsUntil: c.RestsUntil,
		ClosingHow: c.ClosingHow, HandoverTo: c.HandoverTo, Coordinator: c.Coordinator, Version: c.Version,
	}
}

// caseJSON is a case as one reader may see it.
type caseJSON struct {
	CaseHeadJSON
	Area       *rest.AreaJSON      `json:"area,omitempty"`
	Protection person.Protection   `json:"protection" enum:"none,marked,protected"`
	Person     *rest.IdentityJSON  `json:"person,omitempty" doc:"Absent while the reader may not know who it is"`
	Consent    consentHeadJSON     `json:"consent"`
	Plan       *planJSON           `json:"plan,omitempty"`
	Parties    []partyJSON         `json:"parties"`
	Items      []itemJSON          `json:"items" doc:"What the reader may see, each in the newest version that she may see"`
	Conflicts  []conflictJSON      `json:"conflicts"`
	Events     []eventJSON         `json:"events" doc:"The newest"`
	Functions  []rest.FunctionJSON `json:"functions" doc:"Every function named here"`
	Units      []rest.UnitJSON     `json:"units" doc:"Every unit named here"`
	May        []access.Action     `json:"may" doc:"What the reader may do now"`
}

// Etag returns the version that a change must name.
func (c caseJSON) Etag() int64 { return c.Version }

func caseOf(v app.CaseView) caseJSON {
	return caseJSON{
		CaseHeadJSON: caseHeadOf(v.Case), Area: rest.AreaOf(v.Area), Protection: v.Protection, Person: rest.IdentityOf(v.Identity),
		Consent: consentHeadJSON{v.Consent.EndsOn, v.Consent.Units}, Plan: planOf(v.Plan), Parties: rest.ListOf(v.Parties, partyOf),
		Items: rest.ListOf(v.Items, itemOf), Conflicts: rest.ListOf(v.Conflicts, conflictOf), Events: rest.ListOf(v.Events, eventOf),
		Functions: rest.ValuesOf(v.Functions, rest.FunctionOf), Units: rest.ValuesOf(v.Units, rest.UnitOf), May: rest.ActionsOf(v.May),
	}
}

type consentHeadJSON struct {
	EndsOn string `json:"endsOn,omitempty" format:"date" doc:"Last day; absent when there is none"`
	Units  int    `json:"units" doc:"Units with consent, as far as the reader may know"`
}

type partyJSON struct {
	ID         id.Party          `json:"id"`
	Function   id.Function       `json:"function"`
	State      access.PartyState `json:"state" enum:"invited,takes_part,left,declined"`
	InvitedBy  id.Function       `json:"invitedBy,omitempty"`
	InvitedAt  time.Time         `json:"invitedAt"`
	AnsweredAt time.Time         `json:"answeredAt,omitzero"`
	Reason     string            `json:"reason,omitempty"`
	Version    int64             `json:"version"`
}

func partyOf(p app.PartyView) partyJSON { return partyRowOf(p.Party) }

func partyRowOf(p cases.Party) partyJSON {
	return partyJSON{p.ID, p.Function, p.State, p.InvitedBy, p.InvitedAt, p.AnsweredAt, p.Reason, p.Version}
}

type eventJSON struct {
	At             time.Time   `json:"at"`
	Kind           string      `json:"kind"`
	Function       id.Function `json:"function,omitempty"`
	Representative string      `json:"representative,omitempty" enum:"ombud,narstaende,god_man,forvaltare" doc:"Kind of the one who did it in the person's place"`
	Withheld       bool        `json:"withheld" doc:"Somebody did it whom the reader may not know of"`
	Item           id.Item     `json:"item,omitempty"`
	Category       string      `json:"category,omitempty"`
	Reason         string      `json:"reason,omitempty"`
	Words          string      `json:"words,omitempty"`
}

func eventOf(e cases.Event) eventJSON {
	j := eventJSON{At: e.At, Kind: e.Kind, Function: e.Function, Representative: e.Acted, Withheld: e.Withheld, Item: e.Item, Reason: e.Reason, Words: e.Words}
	if e.Item != "" {
		j.Category = e.Category.String()
	}
	return j
}

type planJSON struct {
	Number     int         `json:"number"`
	Kind       string      `json:"kind" enum:"handlingsplan,SIP,GK,aktivitetsplan"`
	State      string      `json:"state" enum:"preparation,agreed"`
	FollowUpOn string      `json:"followUpOn,omitempty" format:"date"`
	PersonPart string      `json:"personPart,omitempty" enum:"present,approved,informed"`
	AgreedAt   time.Time   `json:"agreedAt,omitzero"`
	AgreedBy   id.Function `json:"agreedBy,omitempty"`
	Version    int64       `json:"version"`
}

// planOf returns nothing when there is no plan yet.
func planOf(p plan.Plan) *planJSON {
	if p.ID == "" {
		return nil
	}
	return &planJSON{p.Number, p.Kind, p.State, p.FollowUpOn, p.PersonPart, p.AgreedAt, p.AgreedBy, p.Version}
}

// current returns what a conflict says stands now, in the form in which it is
// read; nothing of what has no such form.
func current(v any) any {
	switch v := v.(type) {
	case cases.Case:
		return caseHeadOf(v)
	case cases.Party:
		return partyRowOf(v)
	case cases.RequestRow:
		v.Case = "" // the reader may take no part in it
		return requestRowOf(app.RequestRow{RequestRow: v})
	case item.Item:
		return itemOf(v)
	case consent.Consent:
		return grantOf(v)
	case plan.Plan:
		return planOf(v)
	case org.Assignment:
		return assignmentOf(v)
	case forum.Forum:
		return forumOf(v)
	case forum.Sitting:
		return sittingOf(v)
	case forum.Consultation:
		return consultationOf(v)
	case agreement.Version:
		return agreementNowOf(v)
	case obstacle.Obstacle:
		return obstacleNowOf(v)
	case meeting.Call:
		return callOf(v)
	case meeting.Party:
		return callPartyOf(app.CallParty{Party: v})
	case meeting.Consent:
		return withoutOf(v)
	}
	return currentKept(v)
}
