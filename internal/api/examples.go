package api

import (
	"samverk/internal/access"
	"samverk/internal/api/rest"
	"samverk/internal/id"
	"samverk/internal/item"
	"samverk/internal/person"
)

func exampleMe() meJSON {
	f := rest.ExampleFunction()
	return meJSON{
		Label: "Handläggare 2", Function: f.ID, FunctionName: f.Name, Role: access.Worker, Unit: f.Unit, UnitName: f.UnitName,
		Organisation: f.Organisation, Kind: f.Kind, Areas: []id.Area{"0685"}, EndsAt: rest.Day(28),
	}
}

func exampleWayIn() wayInJSON {
	return wayInJSON{ID: rest.ExampleID, Topic: "rehab", Actor: access.Vard, Function: rest.ExampleFunction(), AnswerDays: 5}
}

func exampleArea() areaViewJSON {
	return areaViewJSON{
		AreaJSON: rest.AreaJSON{ID: "0685", Name: "Vetlanda"}, Own: true, Functions: []rest.FunctionJSON{rest.ExampleFunction()}, WaysIn: []wayInJSON{exampleWayIn()},
		Forums:         []forumJSON{{rest.ExampleID, "Samverkansgrupp Vetlanda", true, ""}},
		Collaborations: []collaborationJSON{{"Försörjningsstöd", access.Kommun, "Arbetsförmedlingen", access.AF, "easiest", "", ""}},
	}
}

func exampleIdentity() *rest.IdentityJSON {
	return &rest.IdentityJSON{Name: rest.ExamplePerson, Number: rest.ExampleNumber}
}

func exampleCaseRow() CaseRowJSON {
	return CaseRowJSON{rest.ExampleID, "V-2026-0117", "open", rest.Day(2), "Vetlanda", "vetlanda-samverkanskoordinator", rest.ExamplePerson}
}

func exampleHead() CaseHeadJSON {
	return CaseHeadJSON{ID: rest.ExampleID, Reference: "V-2026-0117", State: "open", OpenedAt: rest.Day(2), StateAt: rest.Day(2), Coordinator: "vetlanda-samverkanskoordinator", Version: 3}
}

func exampleItem() itemJSON {
	return itemJSON{
		ID: rest.ExampleID, Owner: rest.ExampleUnit().ID, Kind: item.Activity, Category: access.Work.String(), Title: "Arbetsprövning", Words: "Lager, utan lyft.",
		Status: "ongoing", Start: "2026-11-09", End: "2027-02-05", Extent: new(25), Weekly: "1 09:00-12:00,3 09:00-12:00",
		Responsible: rest.ExampleFunction().ID, Author: rest.ExampleFunction().ID, Shared: true, Version: 2, Newest: 2, At: rest.Day(5), CreatedAt: rest.Day(4),
	}
}

func exampleParty() partyJSON {
	return partyJSON{ID: rest.ExampleID, Function: rest.ExampleFunction().ID, State: access.TakesPart, InvitedBy: exampleHead().Coordinator, InvitedAt: rest.Day(2), AnsweredAt: rest.Day(3), Version: 2}
}

func exampleConflicts() []conflictJSON {
	return []conflictJSON{{"sick_full", []id.Item{rest.ExampleID}, map[string]string{"title": "Arbetsprövning", "extent": "25", "from": "2026-11-20", "to": "2026-12-31"}, []string{"brief", "meeting"}}}
}

func examplePlan() planJSON {
	return planJSON{Number: 2, Kind: "handlingsplan", State: "preparation", FollowUpOn: "2027-02-15", Version: 5}
}

func exampleCase() caseJSON {
	p := examplePlan()
	return caseJSON{
		CaseHeadJSON: exampleHead(), Area: &rest.AreaJSON{ID: "0685", Name: "Vetlanda"}, Protection: person.None, Person: exampleIdentity(),
		Consent: consentHeadJSON{"2027-10-31", 4}, Plan: &p, Parties: []partyJSON{exampleParty()}, Items: []itemJSON{exampleItem()},
		Conflicts: exampleConflicts(), Events: []eventJSON{{At: rest.Day(5), Kind: "revised", Function: rest.ExampleFunction().ID, Item: rest.ExampleID, Category: "work"}},
		Functions: []rest.FunctionJSON{rest.ExampleFunction()}, Units: []rest.UnitJSON{rest.ExampleUnit()}, May: []access.Action{access.ItemWrite},
	}
}

func exampleConsent() consentJSON {
	g := grantJSON{
		ID: rest.ExampleID, How: "oral", GivenBy: "person", ReceivedBy: rest.ExampleFunction().ID, StartsOn: "2026-11-02", EndsOn: "2027-10-31",
		Purpose: "Gemensam plan för återgång i arbete", Grid: []gridRowJSON{{rest.ExampleUnit().ID, []string{"plan", "work"}}}, At: rest.Day(2), Version: 1,
	}
	return consentJSON{Case: rest.ExampleID, Consent: &g, Units: []rest.UnitJSON{rest.ExampleUnit()}, Others: []rest.UnitJSON{}, Blocks: []blockJSON{}, BlockUnits: []rest.UnitJSON{}, MayGive: true, version: 1}
}

func exampleConsentInput() consentInput {
	g := exampleConsent().Consent
	return consentInput{How: g.How, GivenBy: g.GivenBy, StartsOn: g.StartsOn, EndsOn: g.EndsOn, Purpose: g.Purpose,
		Grid: []gridInput{{rest.ExampleUnit().ID, []string{"plan", "work"}}}}
}

func exampleContent() ContentInput {
	i := exampleItem()
	return ContentInput{Title: i.Title, Words: i.Words, Status: i.Status, Start: i.Start, End: i.End, Extent: i.Extent, Weekly: i.Weekly, Responsible: i.Responsible}
}

func exampleItemInput() itemInput {
	return itemInput{Kind: item.Activity, Category: "work", ContentInput: exampleContent(), HandingInput: HandingInput{Units: []id.Unit{rest.ExampleUnit().ID}}}
}

func exampleReviseInput() reviseInput {
	return reviseInput{Reason: "news", ContentInput: exampleContent(), HandingInput: HandingInput{Units: []id.Unit{rest.ExampleUnit().ID}}}
}

func exampleItemView() itemViewJSON {
	return itemViewJSON{
		Case: rest.ExampleID, Item: exampleItem(), History: []itemJSON{exampleItem()},
		Ledger:    []handedJSON{{ID: rest.ExampleID, Version: 2, Unit: rest.ExampleUnit().ID, Kind: "disclosed", Ground: access.ByConsent, By: rest.ExampleFunction().ID, At: rest.Day(5)}},
		Receivers: receiversJSON{[]rest.UnitJSON{rest.ExampleUnit()}, []rest.UnitJSON{}}, Functions: []rest.FunctionJSON{rest.ExampleFunction()}, Units: []rest.UnitJSON{rest.ExampleUnit()},
		May: []access.Action{access.ItemRevise}, newest: 2,
	}
}

func examplePlanView() planViewJSON {
	p := examplePlan()
	return planViewJSON{
		Case: exampleHead(), Person: exampleIdentity(), Plan: &p, Versions: []planJSON{p}, Items: []itemJSON{exampleItem()}, Conflicts: exampleConflicts(),
		Receipts: []receiptJSON{}, Parties: []partyJSON{exampleParty()}, Functions: []rest.FunctionJSON{rest.ExampleFunction()}, Units: []rest.UnitJSON{rest.ExampleUnit()},
	}
}

func exampleCompare() compareJSON {
	return compareJSON{From: 1, To: 2, Changes: []changeJSON{{rest.ExampleID, "changed", []fieldChangeJSON{{"extent", "25", "50"}}}},
		Versions: []planJSON{examplePlan()}, Functions: []rest.FunctionJSON{rest.ExampleFunction()}}
}

func exampleRequestRow() RequestRowJSON {
	return RequestRowJSON{
		ID: rest.ExampleID, State: "sent", Topic: "coordination", Area: "Vetlanda", From: rest.ExampleFunction().ID, FromName: rest.ExampleFunction().Name,
		To: "vetlanda-samverkanskoordinator", ToName: "Samverkanskoordinator", Wanted: []access.Kind{access.AF, access.FK}, Consented: true,
		Person: rest.ExamplePerson, CreatedAt: rest.Day(1), SentAt: rest.Day(1), DueAt: rest.Day(8), Version: 1,
	}
}

func exampleRequest() requestJSON {
	return requestJSON{
		RequestRowJSON: exampleRequestRow(), AreaCode: "0685", Identity: exampleIdentity(), Protection: person.None, Situation: []string{"sick_listed"},
		ConsentHow: "oral", Hope: "Att orka arbeta halvtid.", Events: []requestEventJSON{{At: rest.Day(1), Kind: "sent", By: rest.ExampleFunction().ID}},
		Functions: []rest.FunctionJSON{rest.ExampleFunction()}, May: []access.Action{access.RequestAccept},
	}
}

func exampleRequestInput() requestInput {
	return requestInput{
		Number: rest.ExampleNumber, Name: rest.ExamplePerson, Protection: person.None, Area: "0685", Topic: "coordination", To: "vetlanda-samverkanskoordinator",
		Wanted: []access.Kind{access.AF, access.FK}, Situation: []string{"sick_listed"}, Consented: true, ConsentHow: "oral", Hope: "Att orka arbeta halvtid.",
	}
}
