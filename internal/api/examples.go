package api

import (
	"samverk/internal/access"
	"samverk/internal/id"
	"samverk/internal/item"
	"samverk/internal/person"
)

// Examples in the document. The number is one of Skatteverket's test numbers.
const (
	exampleID     = "3k7v2mxqzt5y6w4arc2pnh6jse"
	exampleNumber = "199001012385"
	exampleWords  = "Arbetsprövningen börjar först i januari."
	examplePerson = "Test Testsson"
)

func exampleFunction() functionJSON {
	return functionJSON{
		ID: "vc-vetlanda-rehabkoordinator", Name: "Rehabkoordinator", Unit: "vardcentralen-vetlanda", UnitName: "Vårdcentralen Vetlanda",
		Organisation: "Region Jönköpings län", Kind: access.Vard, Phone: "010-000 00 00", Mailbox: "rehab@example.se", Hours: "Vardagar 8–16",
		Holder: "Handläggare 2",
	}
}

func exampleUnit() unitJSON {
	return unitJSON{"vardcentralen-vetlanda", "Vårdcentralen Vetlanda", "VC Vetlanda", "Region Jönköpings län", access.Vard}
}

func exampleMe() meJSON {
	f := exampleFunction()
	return meJSON{
		Label: "Handläggare 2", Function: f.ID, FunctionName: f.Name, Role: access.Worker, Unit: f.Unit, UnitName: f.UnitName,
		Organisation: f.Organisation, Kind: f.Kind, Areas: []id.Area{"0685"}, EndsAt: day(28),
	}
}

func exampleWayIn() wayInJSON {
	return wayInJSON{ID: exampleID, Topic: "rehab", Actor: access.Vard, Function: exampleFunction(), AnswerDays: 5}
}

func exampleArea() areaViewJSON {
	return areaViewJSON{
		AreaJSON: AreaJSON{"0685", "Vetlanda"}, Own: true, Functions: []functionJSON{exampleFunction()}, WaysIn: []wayInJSON{exampleWayIn()},
		Forums:         []forumJSON{{exampleID, "Samverkansgrupp Vetlanda", true, ""}},
		Collaborations: []collaborationJSON{{"Försörjningsstöd", access.Kommun, "Arbetsförmedlingen", access.AF, "easiest", "", ""}},
	}
}

func exampleIdentity() *identityJSON {
	return &identityJSON{Name: examplePerson, Number: exampleNumber}
}

func exampleCaseRow() CaseRowJSON {
	return CaseRowJSON{exampleID, "V-2026-0117", "open", day(2), "Vetlanda", "vetlanda-samverkanskoordinator", examplePerson}
}

func exampleHead() CaseHeadJSON {
	return CaseHeadJSON{ID: exampleID, Reference: "V-2026-0117", State: "open", OpenedAt: day(2), StateAt: day(2), Coordinator: "vetlanda-samverkanskoordinator", Version: 3}
}

func exampleItem() itemJSON {
	return itemJSON{
		ID: exampleID, Owner: exampleUnit().ID, Kind: item.Activity, Category: access.Work.String(), Title: "Arbetsprövning", Words: "Lager, utan lyft.",
		Status: "ongoing", Start: "2026-11-09", End: "2027-02-05", Extent: new(25), Weekly: "1 09:00-12:00,3 09:00-12:00",
		Responsible: exampleFunction().ID, Author: exampleFunction().ID, Shared: true, Version: 2, Newest: 2, At: day(5), CreatedAt: day(4),
	}
}

func exampleParty() partyJSON {
	return partyJSON{ID: exampleID, Function: exampleFunction().ID, State: access.TakesPart, InvitedBy: exampleHead().Coordinator, InvitedAt: day(2), AnsweredAt: day(3), Version: 2}
}

func exampleConflicts() []conflictJSON {
	return []conflictJSON{{"sick_full", []id.Item{exampleID}, map[string]string{"title": "Arbetsprövning", "extent": "25", "from": "2026-11-20", "to": "2026-12-31"}, []string{"brief", "meeting"}}}
}

func examplePlan() planJSON {
	return planJSON{Number: 2, Kind: "handlingsplan", State: "preparation", FollowUpOn: "2027-02-15", Version: 5}
}

func exampleCase() caseJSON {
	p := examplePlan()
	return caseJSON{
		CaseHeadJSON: exampleHead(), Area: &AreaJSON{"0685", "Vetlanda"}, Protection: person.None, Person: exampleIdentity(),
		Consent: consentHeadJSON{"2027-10-31", 4}, Plan: &p, Parties: []partyJSON{exampleParty()}, Items: []itemJSON{exampleItem()},
		Conflicts: exampleConflicts(), Events: []eventJSON{{At: day(5), Kind: "revised", Function: exampleFunction().ID, Item: exampleID, Category: "work"}},
		Functions: []functionJSON{exampleFunction()}, Units: []unitJSON{exampleUnit()}, May: []access.Action{access.ItemWrite},
	}
}

func exampleConsent() consentJSON {
	g := grantJSON{
		ID: exampleID, How: "oral", GivenBy: "person", ReceivedBy: exampleFunction().ID, StartsOn: "2026-11-02", EndsOn: "2027-10-31",
		Purpose: "Gemensam plan för återgång i arbete", Grid: []gridRowJSON{{exampleUnit().ID, []string{"plan", "work"}}}, At: day(2), Version: 1,
	}
	return consentJSON{Case: exampleID, Consent: &g, Units: []unitJSON{exampleUnit()}, Others: []unitJSON{}, Blocks: []blockJSON{}, BlockUnits: []unitJSON{}, MayGive: true, version: 1}
}

func exampleConsentInput() consentInput {
	g := exampleConsent().Consent
	return consentInput{How: g.How, GivenBy: g.GivenBy, StartsOn: g.StartsOn, EndsOn: g.EndsOn, Purpose: g.Purpose,
		Grid: []gridInput{{exampleUnit().ID, []string{"plan", "work"}}}}
}

func exampleContent() ContentInput {
	i := exampleItem()
	return ContentInput{Title: i.Title, Words: i.Words, Status: i.Status, Start: i.Start, End: i.End, Extent: i.Extent, Weekly: i.Weekly, Responsible: i.Responsible}
}

func exampleItemInput() itemInput {
	return itemInput{Kind: item.Activity, Category: "work", ContentInput: exampleContent(), HandingInput: HandingInput{Units: []id.Unit{exampleUnit().ID}}}
}

func exampleReviseInput() reviseInput {
	return reviseInput{Reason: "news", ContentInput: exampleContent(), HandingInput: HandingInput{Units: []id.Unit{exampleUnit().ID}}}
}

func exampleItemView() itemViewJSON {
	return itemViewJSON{
		Case: exampleID, Item: exampleItem(), History: []itemJSON{exampleItem()},
		Ledger:    []handedJSON{{ID: exampleID, Version: 2, Unit: exampleUnit().ID, Kind: "disclosed", Ground: access.ByConsent, By: exampleFunction().ID, At: day(5)}},
		Receivers: receiversJSON{[]unitJSON{exampleUnit()}, []unitJSON{}}, Functions: []functionJSON{exampleFunction()}, Units: []unitJSON{exampleUnit()},
		May: []access.Action{access.ItemRevise}, newest: 2,
	}
}

func examplePlanView() planViewJSON {
	p := examplePlan()
	return planViewJSON{
		Case: exampleHead(), Person: exampleIdentity(), Plan: &p, Versions: []planJSON{p}, Items: []itemJSON{exampleItem()}, Conflicts: exampleConflicts(),
		Receipts: []receiptJSON{}, Parties: []partyJSON{exampleParty()}, Functions: []functionJSON{exampleFunction()}, Units: []unitJSON{exampleUnit()},
	}
}

func exampleCompare() compareJSON {
	return compareJSON{From: 1, To: 2, Changes: []changeJSON{{exampleID, "changed", []fieldChangeJSON{{"extent", "25", "50"}}}},
		Versions: []planJSON{examplePlan()}, Functions: []functionJSON{exampleFunction()}}
}

func exampleRequestRow() RequestRowJSON {
	return RequestRowJSON{
		ID: exampleID, State: "sent", Topic: "coordination", Area: "Vetlanda", From: exampleFunction().ID, FromName: exampleFunction().Name,
		To: "vetlanda-samverkanskoordinator", ToName: "Samverkanskoordinator", Wanted: []access.Kind{access.AF, access.FK}, Consented: true,
		Person: examplePerson, CreatedAt: day(1), SentAt: day(1), DueAt: day(8), Version: 1,
	}
}

func exampleRequest() requestJSON {
	return requestJSON{
		RequestRowJSON: exampleRequestRow(), AreaCode: "0685", Identity: exampleIdentity(), Protection: person.None, Situation: []string{"sick_listed"},
		ConsentHow: "oral", Hope: "Att orka arbeta halvtid.", Events: []requestEventJSON{{At: day(1), Kind: "sent", By: exampleFunction().ID}},
		Functions: []functionJSON{exampleFunction()}, May: []access.Action{access.RequestAccept},
	}
}

func exampleRequestInput() requestInput {
	return requestInput{
		Number: exampleNumber, Name: examplePerson, Protection: person.None, Area: "0685", Topic: "coordination", To: "vetlanda-samverkanskoordinator",
		Wanted: []access.Kind{access.AF, access.FK}, Situation: []string{"sick_listed"}, Consented: true, ConsentHow: "oral", Hope: "Att orka arbeta halvtid.",
	}
}
