package api

import (
	"samverk/internal/access"
	"samverk/internal/agreement"
	"samverk/internal/api/rest"
	"samverk/internal/id"
	"samverk/internal/structure"
)

func exampleAgreementTexts() structure.AgreementTexts {
	return structure.AgreementTexts{
		Purpose: "Att ingen ska skickas runt mellan aktörerna.", TargetGroup: "Vuxna som behöver stöd av minst två aktörer.",
		Criteria: "Har inte arbete eller studier och har en sammansatt problematik.", Goals: "En gemensam plan inom åtta veckor.",
		Roles: "Kommunen leder forumet.", Division: "Var och en svarar för sina insatser.", Routines: "Frågan skickas med kallelsen.",
		Forms: "Kallelse, plan och anteckningar i Samverk.", ForumRules: "Varannan tisdag, 45 minuter för varje ärende.",
	}
}

func exampleAgreementTerms() structure.AgreementTerms {
	return structure.AgreementTerms{
		Actors:     []structure.AgreementActor{{Kind: access.Kommun, MayCall: true, IsCalled: true, MustAttend: true}, {Kind: access.AF, MayCall: true, IsCalled: true}},
		AnswerDays: 5, ValidFrom: "2026-12-01", ValidUntil: "2028-11-30", ReviewOn: "2027-11-15",
	}
}

func exampleAgreementFile() structure.AgreementFile {
	return structure.AgreementFile{
		Format: structure.AgreementFormat, Agreement: rest.ExampleID, Title: "Samverk Vetlanda", AreaCode: "0685", AreaName: "Vetlanda", Number: 1,
		State: "published", Standing: "in_force", PublishedAt: rest.Day(20), AgreementTexts: exampleAgreementTexts(), AgreementTerms: exampleAgreementTerms(),
		Grounds: []structure.AgreementGround{{Code: "sol_7_3", Act: "2025:400", Section: "7 kap. 3 §", From: "2025-07-01", Read: "2026-04-25"}},
		Parties: []structure.AgreementParty{{Organisation: "vetlanda-kommun", Name: "Vetlanda kommun", Kind: access.Kommun, Answer: "signed", AnsweredAt: rest.Day(19), Function: rest.ExampleFunction().ID}},
	}
}

func exampleAgreementRow() AgreementRowJSON {
	return AgreementRowJSON{ID: rest.ExampleID, Title: "Samverk Vetlanda", Number: 1, Standing: "in_force", Pending: "draft", ReviewOn: "2027-11-15",
		ValidUntil: "2028-11-30", Actors: []access.Kind{access.Kommun, access.Vard, access.FK, access.AF}}
}

func exampleAgreement() agreementJSON {
	return agreementJSON{
		AgreementRowJSON: exampleAgreementRow(), Shown: exampleAgreementFile(), Versions: []agreementHeadJSON{{Number: 2, Standing: "draft"}, {1, "in_force", rest.Day(20)}},
		Forums: exampleForumNames(), Events: []agreementEventJSON{{At: rest.Day(20), Kind: "published", Number: 1}},
		Functions: []rest.FunctionJSON{rest.ExampleFunction()}, May: []access.Action{access.AgreementKeep}, version: 3,
	}
}

func exampleForumNames() []namedForumJSON { return []namedForumJSON{{"vetlanda-samverk", "Samverk"}} }

func exampleAgreements() agreementListJSON {
	return agreementListJSON{
		Area: rest.AreaJSON{ID: "0685", Name: "Vetlanda"}, Agreements: []AgreementRowJSON{exampleAgreementRow()}, FourParty: true, MissingActors: []access.Kind{},
		BareForums: exampleForumNames(), Organisations: []organisationJSON{{"vetlanda-kommun", "Vetlanda kommun", access.Kommun}}, MayKeep: true,
	}
}

func exampleAgreementInput() agreementInput {
	return agreementInput{Title: "Samverk Vetlanda", AgreementTexts: exampleAgreementTexts(), AgreementTerms: exampleAgreementTerms(),
		Grounds: []string{"sol_7_3"}, Parties: []id.Org{"vetlanda-kommun", "arbetsformedlingen"}}
}

func exampleAgreementReason() agreementReasonInput {
	return agreementReasonInput{"Svarstiden behöver vara längre."}
}

func exampleAgreementDue() agreementDueJSON {
	return agreementDueJSON{rest.ExampleID, "Samverk Vetlanda", "Vetlanda", 1, agreement.ToReview, "2027-11-15", false}
}
